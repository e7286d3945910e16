//! JSON texts the way Python writes them, and JSON objects that keep the order of their members.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// Appends a string in quotes. Everything except printable ASCII is escaped, as in `json.dumps`.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for unit in text.encode_utf16() {
        let escape = match unit {
            0x22 => '"',
            0x5c => '\\',
            0x08 => 'b',
            0x09 => 't',
            0x0a => 'n',
            0x0c => 'f',
            0x0d => 'r',
            0x20..=0x7e => {
                out.push(unit as u8 as char);
                continue;
            }
            _ => 'u',
        };
        out.push('\\');
        out.push(escape);
        if escape == 'u' {
            let digits = [12, 8, 4, 0].map(|shift| usize::from(unit >> shift & 15));
            out.extend(digits.map(|digit| b"0123456789abcdef"[digit] as char));
        }
    }
    out.push('"');
}

/// An object under construction. Members are separated by `, `, names and values by `: `.
#[derive(Default)]
pub(super) struct Object(String);

impl Object {
    /// Adds a member; `value` is JSON.
    pub fn member(&mut self, name: &str, value: &str) {
        self.0 += if self.0.is_empty() { "{" } else { ", " };
        quote(name, &mut self.0);
        self.0 += ": ";
        self.0 += value;
    }

    /// Adds a member that is a string.
    pub fn string(&mut self, name: &str, value: &str) {
        let mut quoted = String::with_capacity(value.len() + 2);
        quote(value, &mut quoted);
        self.member(name, &quoted);
    }

    /// Adds a member that is a whole number.
    pub fn number(&mut self, name: &str, value: usize) {
        self.member(name, &value.to_string());
    }

    /// The JSON text.
    pub fn finish(mut self) -> String {
        self.0 += if self.0.is_empty() { "{}" } else { "}" };
        self.0
    }
}

/// The members of an object in the order of the text.
pub(super) struct Members(pub Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_python_does() {
        let mut out = String::new();
        quote("a\"\\\n\u{1}\u{7f}é\u{1f600}", &mut out);
        assert_eq!(out, r#""a\"\\\n\u0001\u007f\u00e9\ud83d\ude00""#);
    }

    #[test]
    fn objects_keep_their_order() {
        let mut object = Object::default();
        object.number("z", 2);
        object.string("a", "b");
        let text = object.finish();
        assert_eq!(text, r#"{"z": 2, "a": "b"}"#);
        let Members(members) = serde_json::from_str(&text).unwrap();
        assert_eq!(members, [("z".into(), Value::from(2)), ("a".into(), Value::from("b"))]);
        assert_eq!(Object::default().finish(), "{}");
    }
}
