//! Python's objects as JSON and back, for configs.

use std::rc::Rc;

use pupil_python::{Dict, R, Value, Vm};
use serde_json::{Map, Number, Value as Json};

/// A Python object as JSON. Other objects are refused by the name of their class.
pub fn to_json(vm: &mut Vm, value: &Value) -> R<Json> {
    Ok(match value.core() {
        Value::None => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::from(*value),
        Value::Float(value) => Number::from_f64(*value).map_or(Json::Null, Json::Number),
        Value::Str(text) => Json::String(text.to_string()),
        Value::List(items) => {
            let items = items.0.borrow().clone();
            Json::Array(items.iter().map(|item| to_json(vm, item)).collect::<R<_>>()?)
        }
        Value::Tuple(items) => Json::Array(items.0.iter().map(|item| to_json(vm, item)).collect::<R<_>>()?),
        Value::Dict(dict) => {
            let entries: Vec<(Value, Value)> =
                dict.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            let mut map = Map::new();
            for (key, value) in entries {
                let name = match key.core() {
                    Value::Str(name) => name.to_string(),
                    Value::Int(number) => number.to_string(),
                    other => {
                        let class = vm.class_name(other);
                        return Err(vm.type_error(format!("a config's keys are texts, not {class}")));
                    }
                };
                map.insert(name, to_json(vm, &value)?);
            }
            Json::Object(map)
        }
        other => {
            let class = vm.class_name(other);
            return Err(vm.type_error(format!("a config holds numbers, texts, lists and dicts, not {class}")));
        }
    })
}

/// JSON as a Python object.
pub fn from_json(vm: &mut Vm, json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(value) => Value::Int(value),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::str(text),
        Json::Array(items) => Value::list(items.iter().map(|item| from_json(vm, item)).collect()),
        Json::Object(map) => {
            let dict = Dict::default();
            for (name, value) in map {
                let value = from_json(vm, value);
                dict.set_str(vm.intern(name), value);
            }
            Value::Dict(Rc::new(dict))
        }
    }
}
