//! Model files of other programs: `pupil_formats` for JavaScript. The module turns them into files that the engine's
//! module reads, so that the engine knows one format only.

use std::borrow::Cow;

use js_sys::{Array, Uint8Array};
use pupil_formats::{Source, contents};
use pupil_values::{Failure, error};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Reads a model from the files `bytes`, a list of `Uint8Array`, with these names. Returns a file that the engine's
/// `Model.load` reads.
#[wasm_bindgen(js_name = readModel)]
pub fn read_model(names: Vec<String>, bytes: &Array) -> Result<Uint8Array, Failure> {
    let files: Vec<Source<'_>> = names
        .into_iter()
        .zip(bytes.iter())
        .map(|(name, bytes)| Source { name, bytes: Cow::Owned(Uint8Array::new(&bytes).to_vec()) })
        .collect();
    let contents = contents(&files).map_err(error)?;
    drop(files);
    Ok(Uint8Array::from(&contents.to_safetensors()[..]))
}
