//! Converts values to and from JavaScript.

use std::pin::Pin;

use js_sys::{Array, Float32Array, Int32Array, Object, Promise, Reflect, Uint8Array};
use pupil_core::{Error, Shape, Tensor};
use serde::Serialize;
use serde_json::{Map, Value};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// A small allocator for all modules: that of Rust's library takes 3 KB more, packed. Both use memory equally well: after
/// loading a model file of 19 MB, the engine has 40 MB of memory with either.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// What is thrown into JavaScript: an `Error` whose `code` says what is wrong.
#[derive(Debug)]
pub struct Failure(js_sys::Error);

impl Failure {
    /// A value, option or argument that is not allowed.
    pub fn new(message: &str) -> Self {
        Self::with_code("invalid", message)
    }

    /// An error of this kind.
    fn with_code(code: &str, message: &str) -> Self {
        let error = js_sys::Error::new(message);
        member(&error, "code", &code.into());
        Self(error)
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        failure.0.into()
    }
}

/// The engine's error for JavaScript; one about a layer has the layer's name, too.
pub fn error(error: Error) -> Failure {
    let failure = Failure::with_code(code(&error), &error.to_string());
    // What belongs to no layer, such as a loss, has an empty name.
    if let Error::Layer { name, .. } = &error
        && !name.is_empty()
    {
        member(&failure.0, "layer", &name.as_str().into());
    }
    failure
}

/// The error for JavaScript of a module that reads or writes files: its errors are of one kind. [`error`] would add the
/// texts of all kinds, and the formatting of floats, 3 KB packed.
pub fn format_error(error: Error) -> Failure {
    match error {
        Error::Format { what, message } => Failure::with_code("format", &[&*what, ": ", &*message].concat()),
        Error::Invalid(message) => Failure::with_code("invalid", &message),
        _ => Failure::with_code("format", "a tensor's shape does not fit its data"),
    }
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Shape { .. } => "shape",
        Error::Layer { error, .. } => match code(error) {
            "invalid" => "layer",
            code => code,
        },
        Error::NotFinite { .. } => "not-finite",
        Error::Label { .. } => "label",
        Error::Unsupported { .. } => "unsupported",
        Error::Format { .. } => "format",
        Error::Memory(_) => "memory",
        Error::DeviceLost { .. } => "device-lost",
        Error::Device { .. } => "device",
        _ => "invalid",
    }
}

/// Milliseconds since the worker or the page started.
pub fn now() -> f64 {
    // A page has the same property.
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    scope.performance().map_or(0.0, |performance| performance.now())
}

/// A promise of the result of `work`. All asynchronous functions use this: each `async fn` of wasm-bindgen adds 2 KB of
/// its own code.
pub fn promise(work: impl Future<Output = Result<JsValue, Failure>> + 'static) -> Promise {
    boxed(Box::pin(work))
}

/// Not generic, so that the code is in the binary once.
fn boxed(work: Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>) -> Promise {
    future_to_promise(async move { work.await.map_err(JsValue::from) })
}

/// A property of a JavaScript value; undefined if the value is not an object.
fn property(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A tensor from an object `{ data, shape, scale }`; the bytes of a `Uint8Array` are multiplied by `scale`, 1 by default.
///
/// # Errors
/// When it is not such an object, the data are another kind of array, or their length does not match the shape.
pub fn tensor(what: &str, value: &JsValue) -> Result<Tensor, Failure> {
    let data = property(value, "data");
    let shape = property(value, "shape");
    if !shape.is_object() {
        return Err(Failure::new(&format!("{what}: expected an object with data and shape")));
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
        return Err(Failure::new(&format!(
            "{what}: data is {kind}; expected Float32Array, Int32Array or Uint8Array"
        )));
    };
    tensor.map_err(|e| Failure::new(&format!("{what}: {e}")))
}

/// Tensors of several inputs or outputs, each an object as for [`tensor`]. Errors name them `what`, or `what[1]` where
/// there are several.
///
/// # Errors
/// As [`tensor`].
pub fn tensors(what: &str, values: &Array) -> Result<Vec<Tensor>, Failure> {
    let read = |(index, value): (usize, JsValue)| match values.length() {
        1 => tensor(what, &value),
        _ => tensor(&format!("{what}[{index}]"), &value),
    };
    values.iter().enumerate().map(read).collect()
}

/// Sets a property of a fresh object.
pub fn member(object: &Object, key: &str, value: &JsValue) {
    // This cannot fail on a fresh object.
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

/// The most lists and objects inside each other, as in serde_json's parser. Deeper ones could overflow the stack.
const DEPTH: usize = 128;

/// A config or options from a JavaScript value. This direction is written by hand: reading with serde-wasm-bindgen 0.6
/// added 4 to 14 KB (gzip) to each module. The other direction, [`structured`], adds 0.5 KB.
///
/// # Errors
/// When it holds something that JSON cannot express, such as a function, or is nested too deeply.
pub fn config(what: &str, value: JsValue) -> Result<Value, Failure> {
    read(&value, DEPTH).map_err(|wrong| Failure::new(&format!("{what}: {wrong}")))
}

fn read(value: &JsValue, depth: usize) -> Result<Value, &'static str> {
    if let Some(text) = value.as_string() {
        return Ok(text.into());
    }
    if let Some(number) = value.as_f64() {
        let whole = number as i64;
        return Ok(if whole as f64 == number { whole.into() } else { number.into() });
    }
    if let Some(truth) = value.as_bool() {
        return Ok(truth.into());
    }
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if !value.is_object() || value.is_function() {
        return Err("the value of an option is nothing that JSON has a form for, such as a function");
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Err("lists and objects are nested more than 128 deep");
    };
    if Array::is_array(value) {
        let list: &Array = value.unchecked_ref();
        return list.iter().map(|item| read(&item, depth)).collect();
    }
    let mut map = Map::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: &Array = entry.unchecked_ref();
        map.insert(entry.get(0).as_string().unwrap_or_default(), read(&entry.get(1), depth)?);
    }
    Ok(map.into())
}

/// A JSON value as plain JavaScript objects and lists.
///
/// # Errors
/// When it holds a whole number above 2^53, which JavaScript's numbers cannot hold.
pub fn structured(value: &Value) -> Result<JsValue, Failure> {
    value.serialize(&Serializer::json_compatible()).map_err(|error| Failure::new(&error.to_string()))
}
