//! Weights of other programs, such as PyTorch's state dicts, for JavaScript.

use js_sys::{Array, Uint8Array};
use pupil_core::Shape;
use pupil_formats::contents::Contents;
use pupil_formats::state_dict::{Target, WeightsFrom, find};
use pupil_values::{Failure, format_error};
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Finds the weights of a model in safetensors files, a list of `Uint8Array`. `model` is JSON: the `config`, the `layers`
/// as the engine's `Model.layers` describes them, and `weights` with the `name` and the `shape` of each. `from` is
/// `keras`, `pytorch`, or empty if the names of the tensors tell. Returns a file that the engine's `Model.load` reads.
#[wasm_bindgen(js_name = findWeights)]
pub fn find_weights(model: &str, files: &Array, from: &str) -> Result<Uint8Array, Failure> {
    let mut model: Value =
        serde_json::from_str(model).map_err(|_| Failure::new("weights: the model is no JSON"))?;
    let config = model.get_mut("config").map(Value::take).unwrap_or_default();
    let sizes = |shape: &Value| -> Vec<usize> {
        shape.as_array().into_iter().flatten().map(|size| size.as_u64().unwrap_or(0) as usize).collect()
    };
    let list = |key: &str| model[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let weight = |weight: &Value| {
        (weight["name"].as_str().unwrap_or_default().to_string(), Shape::new(sizes(&weight["shape"])))
    };
    let weights: Vec<(String, Shape)> = list("weights").iter().map(weight).collect();
    let target = Target { config: &config, layers: list("layers"), weights: &weights };
    let files: Vec<Vec<u8>> = files.iter().map(|bytes| Uint8Array::new(&bytes).to_vec()).collect();
    let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let found = find(&target, &files, WeightsFrom::of_name(from)).map_err(format_error)?;
    let mut contents = Contents::from_config(config);
    contents.weights = found.weights;
    contents.notes.push(found.note);
    Ok(Uint8Array::from(&contents.to_safetensors()[..]))
}
