//! The options of a layer, as Keras writes them.

use alloc::vec::Vec;

use serde_json::{Map, Value};

/// Options of a layer. They are set one by one: lists of values of several types take more code.
#[derive(Debug)]
pub(super) struct Options(pub(super) Value);

/// A list of sizes as JSON.
#[inline(never)]
pub(super) fn list(sizes: &[usize]) -> Value {
    let mut list = Vec::new();
    sizes.iter().for_each(|&n| list.push(Value::from(n)));
    Value::Array(list)
}

/// A list, or its only item.
#[inline(never)]
pub(super) fn single(mut list: Vec<Value>) -> Value {
    match list.len() {
        1 => list.pop().unwrap_or_default(),
        _ => Value::Array(list),
    }
}

impl Options {
    #[inline(never)]
    pub(super) fn new() -> Self {
        Self(Value::Object(Map::new()))
    }

    /// Sets an option to any value.
    #[inline(never)]
    pub(super) fn set(&mut self, key: &str, value: Value) -> &mut Self {
        if let Value::Object(map) = &mut self.0 {
            map.insert(key.into(), value);
        }
        self
    }

    /// Sets an option to a whole number.
    #[inline(never)]
    pub(super) fn size(&mut self, key: &str, value: usize) -> &mut Self {
        self.set(key, value.into())
    }

    /// Sets an option to a float.
    #[inline(never)]
    pub(super) fn float(&mut self, key: &str, value: f64) -> &mut Self {
        self.set(key, value.into())
    }

    /// Sets an option to true or false.
    #[inline(never)]
    pub(super) fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.set(key, value.into())
    }

    /// Sets an option to a text.
    #[inline(never)]
    pub(super) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.set(key, value.into())
    }

    /// Sets an option to a list of sizes.
    #[inline(never)]
    pub(super) fn list(&mut self, key: &str, sizes: &[usize]) -> &mut Self {
        self.set(key, list(sizes))
    }

    /// The options, after they were set.
    #[inline(never)]
    pub(super) fn take(&mut self) -> Self {
        Self(self.0.take())
    }

    /// A text; empty if the option is not set.
    #[inline(never)]
    pub(super) fn text_of(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// A float; 0 if the option is not set.
    #[inline(never)]
    pub(super) fn float_of(&self, key: &str) -> f64 {
        self.0.get(key).and_then(Value::as_f64).unwrap_or(0.0)
    }

    /// True if the option is true.
    #[inline(never)]
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool) == Some(true)
    }
}
