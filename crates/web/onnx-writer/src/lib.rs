//! Writes ONNX files from files of the engine's module, for JavaScript.

use js_sys::Uint8Array;
use pupil_formats::{model, onnx};
use pupil_values::{Failure, format_error};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Writes a model as an ONNX file. `file` is a file that the engine's `Model.save` wrote.
#[wasm_bindgen(js_name = writeModel)]
pub fn write_model(file: Vec<u8>) -> Result<Uint8Array, Failure> {
    let contents = model::contents(&file).map_err(format_error)?;
    drop(file);
    let written = onnx::write_contents(&contents).map_err(format_error)?;
    Ok(Uint8Array::from(&written[..]))
}
