//! Files of numbers, and Python pickles beside models, for JavaScript.

use js_sys::{Array, Float32Array, Object, Uint8Array};
use pupil_core::tensor::Data;
use pupil_formats::{arrays, pickle};
use pupil_values::{Failure, format_error, member, shape};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Reads a tokenizer, a scaler or an encoder of labels. Returns the name and the text of a model's metadata.
#[wasm_bindgen(js_name = readPickle)]
pub fn read_pickle(bytes: Vec<u8>) -> Result<Vec<String>, Failure> {
    let (name, text) = pickle::read(&bytes).map_err(format_error)?;
    Ok(vec![name, text])
}

/// The arrays of a file of numbers, each as `{ name, shape, data }` with a `Uint8Array` or a `Float32Array`.
#[wasm_bindgen(js_name = readArrays)]
pub fn read_arrays(name: &str, bytes: Vec<u8>) -> Result<Array, Failure> {
    let arrays = arrays::read(name, &bytes).map_err(format_error)?;
    drop(bytes);
    let plain = |array: arrays::NamedArray| {
        let object = Object::new();
        member(&object, "name", &array.name.into());
        member(&object, "shape", &shape(array.tensor.shape()));
        let data: JsValue = match array.tensor.data() {
            Data::U8(bytes, _) => Uint8Array::from(&bytes[..]).into(),
            Data::F32(values) => Float32Array::from(&values[..]).into(),
            _ => Float32Array::from(&array.tensor.to_f32()[..]).into(),
        };
        member(&object, "data", &data);
        JsValue::from(object)
    };
    Ok(arrays.into_iter().map(plain).collect())
}
