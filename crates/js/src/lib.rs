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

/// A property of a JavaScript value; undefined where the value is no object.
fn property(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A tensor from an object `{ data, shape, scale }`; the bytes of a `Uint8Array` are multiplied by `scale`, 1 by default.
///
/// # Errors
/// When it is no such object, the data are another kind of array, or their length does not go with the shape.
pub fn tensor(what: &str, value: &JsValue) -> Result<Tensor, JsError> {
    let data = property(value, "data");
    let shape = property(value, "shape");
    if !shape.is_object() {
        return Err(JsError::new(&format!("{what}: expected an object with data and shape")));
    }
    let shape: Shape =
        Array::from(&shape).iter().map(|n| n.as_f64().unwrap_or(0.0) as usize).collect::<Vec<_>>().into();
    let tensor = if let Some(data) = data.dyn_ref::<Float32Array>() {
        Tensor::from_f32(shape, data.to_vec())
    } else if let Some(data) = data.dyn_ref::<Int32Array>() {
        Tensor::from_i32(shape, data.to_vec())
    } else if let Some(data) = data.dyn_ref::<Uint8Array>() {
        let scale = property(value, "scale").as_f64().unwrap_or(1.0);
        Tensor::from_u8(shape, data.to_vec(), scale as f32)
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

/// Tensors of several inputs or outputs, each an object as [`tensor`] takes it. Errors name them `what`, or `what[1]` where
/// there are several.
///
/// # Errors
/// As [`tensor`].
pub fn tensors(what: &str, values: &[JsValue]) -> Result<Vec<Tensor>, JsError> {
    let read = |(index, value)| match values.len() {
        1 => tensor(what, value),
        _ => tensor(&format!("{what}[{index}]"), value),
    };
    values.iter().enumerate().map(read).collect()
}

/// Sets a property of a fresh object.
pub fn member(object: &Object, key: &str, value: &JsValue) {
    // That cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

/// A plain object `{ data, shape }` (and `name`).
pub fn plain(name: Option<&str>, tensor: &Tensor) -> JsValue {
    let object = plain_values(tensor.shape(), &tensor.to_f32());
    if let Some(name) = name {
        member(object.unchecked_ref(), "name", &name.into());
    }
    object
}

/// A plain object `{ data, shape }` of values of this shape.
pub fn plain_values(dimensions: &[usize], values: &[f32]) -> JsValue {
    let object = Object::new();
    member(&object, "shape", &shape(dimensions));
    member(&object, "data", &Float32Array::from(values));
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
