//! ONNX files for JavaScript. The module turns them into files that the engine's module reads, so that the engine knows
//! one format only.

use js_sys::Uint8Array;
use pupil_formats::onnx;
use pupil_values::{Failure, format_error};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Reads an ONNX file. Returns a file that the engine's `Model.load` reads.
#[wasm_bindgen(js_name = readModel)]
pub fn read_model(bytes: Vec<u8>) -> Result<Uint8Array, Failure> {
    let contents = onnx::read(&bytes).map_err(format_error)?;
    drop(bytes);
    Ok(Uint8Array::from(&contents.to_safetensors()[..]))
}
