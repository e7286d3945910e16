//! JSON values from files, which may be of any kind. Indexing a value for writing panics where it is no object, so these
//! functions are used instead.

use alloc::format;

use pupil_core::error::{Error, Result};
use serde_json::Value;

/// Parses a JSON text. `what` names it in messages.
///
/// # Errors
/// When it is not JSON, or nested too deep.
pub fn parse(what: &str, text: &[u8]) -> Result<Value> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    serde_json::from_slice(text).map_err(|error| Error::format(what, format!("this is not JSON ({error})")))
}

/// Takes a member out of an object; null if there is none.
pub fn take(value: &mut Value, key: &str) -> Value {
    value.get_mut(key).map(Value::take).unwrap_or_default()
}

/// Sets a member of an object. Does nothing for other values.
pub fn set(value: &mut Value, key: &str, member: impl Into<Value>) {
    if let Value::Object(map) = value {
        map.insert(key.into(), member.into());
    }
}

/// True if `test` holds for a member of the value, or of a value in it.
pub fn has(value: &Value, test: &dyn Fn(&str, &Value) -> bool) -> bool {
    match value {
        Value::Object(map) => map.iter().any(|(key, member)| test(key, member) || has(member, test)),
        Value::Array(list) => list.iter().any(|member| has(member, test)),
        _ => false,
    }
}
