//! Python pickles beside models: `pupil_formats::pickle` for JavaScript.

use pupil_formats::pickle;
use pupil_values::{Failure, error};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Reads a tokenizer, a scaler or an encoder of labels. Returns the name and the text of a model's metadata.
#[wasm_bindgen(js_name = readPickle)]
pub fn read_pickle(bytes: Vec<u8>) -> Result<Vec<String>, Failure> {
    let (name, text) = pickle::read(&bytes).map_err(error)?;
    Ok(vec![name, text])
}
