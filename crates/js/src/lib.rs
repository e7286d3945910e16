//! Values across the border to JavaScript.

use std::pin::Pin;

use js_sys::{Array, Float32Array, Int32Array, Object, Promise, Reflect, Uint8Array};
use pupil_core::{Error, Shape, Tensor};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// The engine's error as a JavaScript `Error`.
pub fn error(error: Error) -> JsError {
    JsError::new(&error.to_string())
}

/// A promise of what `work` gives. All asynchronous functions go through here: each use of wasm-bindgen's own
/// `async fn` brings 2 KB of its machinery.
pub fn promise(work: impl Future<Output = Result<JsValue, JsError>> + 'static) -> Promise {
    boxed(Box::pin(work))
}

/// In the binary once.
fn boxed(work: Pin<Box<dyn Future<Output = Result<JsValue, JsError>>>>) -> Promise {
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}

/// A tensor from a typed array; bytes are multiplied by `scale`.
///
/// # Errors
/// When it is another kind of array, or its length does not go with the shape.
pub fn tensor(what: &str, data: &JsValue, shape: &[u32], scale: f32) -> Result<Tensor, JsError> {
    let shape: Shape = shape.iter().map(|&n| n as usize).collect::<Vec<_>>().into();
    let tensor = if let Some(data) = data.dyn_ref::<Float32Array>() {
        Tensor::from_f32(shape, data.to_vec())
    } else if let Some(data) = data.dyn_ref::<Int32Array>() {
        Tensor::from_i32(shape, data.to_vec())
    } else if let Some(data) = data.dyn_ref::<Uint8Array>() {
        Tensor::from_u8(shape, data.to_vec(), scale)
    } else {
        let kind = data.dyn_ref::<Object>().map_or_else(
            || data.js_typeof().as_string().unwrap_or_default(),
            |object| String::from(object.constructor().name()),
        );
        return Err(JsError::new(&format!(
            "{what}: data is {kind}; expected Float32Array, Int32Array or Uint8Array"
        )));
    };
    tensor.map_err(|e| JsError::new(&format!("{what}: {e}")))
}

/// Sets a property of a fresh object.
pub fn member(object: &Object, key: &str, value: &JsValue) {
    // That cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

/// A plain object `{ data, shape }` (and `name`).
pub fn plain(name: Option<&str>, tensor: &Tensor) -> JsValue {
    let object = Object::new();
    if let Some(name) = name {
        member(&object, "name", &name.into());
    }
    member(&object, "shape", &shape(tensor.shape()));
    member(&object, "data", &Float32Array::from(tensor.to_f32().as_slice()));
    object.into()
}

/// A shape as an array of numbers.
pub fn shape(shape: &[usize]) -> JsValue {
    shape.iter().map(|&n| JsValue::from(n as f64)).collect::<Array>().into()
}

/// Named numbers as an object.
pub fn numbers<'a>(values: impl Iterator<Item = (&'a str, f64)>) -> JsValue {
    let object = Object::new();
    for (name, value) in values {
        member(&object, name, &value.into());
    }
    object.into()
}

/// The JSON value of a text.
///
/// # Errors
/// When it is no JSON.
pub fn json(what: &str, text: &str) -> Result<serde_json::Value, JsError> {
    serde_json::from_str(text).map_err(|e| JsError::new(&format!("{what}: not valid JSON ({e})")))
}
