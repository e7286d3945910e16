//! `"..." % values`.

use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, Signed};

use super::float_form;
use crate::object::{Str, Value};
use crate::types::bytes::bytes_of;
use crate::vm::{R, Vm};

/// Larger widths and precisions are refused.
const MOST: u64 = 1 << 26;

/// What stands between `%` and the type.
#[derive(Default)]
struct Flags {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

impl Vm {
    /// `bytes % values`: as for a text of characters with the same numbers.
    pub(crate) fn percent_bytes(&mut self, bytes: &Value, values: &Value) -> R<Value> {
        let text: String = bytes_of(bytes).unwrap_or_default().into_iter().map(char::from).collect();
        let made = self.fill_percents(&text, values, true)?;
        let made: Vec<u8> = made.chars().map(|char| char as u8).collect();
        Ok(match bytes {
            Value::ByteArray(_) => Value::ByteArray(Rc::new(RefCell::new(made))),
            _ => Value::Bytes(Rc::new(made)),
        })
    }

    /// `text % values`.
    pub(crate) fn percent(&mut self, text: &Str, values: &Value) -> R<String> {
        self.fill_percents(text, values, false)
    }

    fn fill_percents(&mut self, text: &str, values: &Value, bytes: bool) -> R<String> {
        let chars: Vec<char> = text.chars().collect();
        let tuple = match values {
            Value::Tuple(tuple) => Some(tuple.0.clone()),
            _ => None,
        };
        let mapping = matches!(values.core(), Value::Dict(_));
        let mut made = String::new();
        let mut used = 0;
        let mut at = 0;
        while at < chars.len() {
            if chars[at] != '%' {
                made.push(chars[at]);
                at += 1;
                continue;
            }
            at += 1;
            let mut named = None;
            if chars.get(at) == Some(&'(') {
                let Some(length) = chars[at..].iter().position(|c| *c == ')') else {
                    return Err(self.value_error("incomplete format key".into()));
                };
                let key: String = chars[at + 1..at + length].iter().collect();
                if !mapping {
                    return Err(self.type_error("format requires a mapping".into()));
                }
                named = Some(self.get_item(values, &Value::str(key))?);
                at += length + 1;
            }
            let mut flags = Flags::default();
            while let Some(char) = chars.get(at) {
                match char {
                    '-' => flags.left = true,
                    '+' => flags.plus = true,
                    ' ' => flags.space = true,
                    '#' => flags.alternate = true,
                    '0' => flags.zero = true,
                    _ => break,
                }
                at += 1;
            }
            let mut next = |vm: &mut Vm| -> R<Value> {
                used += 1;
                let value = match &tuple {
                    Some(values) => values.get(used - 1).cloned(),
                    None if used == 1 => Some(values.clone()),
                    None => None,
                };
                value.ok_or_else(|| vm.type_error("not enough arguments for format string".into()))
            };
            let mut number = |vm: &mut Vm, at: &mut usize| -> R<Option<i64>> {
                if chars.get(*at) == Some(&'*') {
                    *at += 1;
                    let value = next(vm)?;
                    return match value {
                        Value::Int(width) if width.unsigned_abs() < MOST => Ok(Some(width)),
                        Value::Bool(width) => Ok(Some(i64::from(width))),
                        Value::Int(_) | Value::Big(_) => {
                            Err(vm.overflow_error("Python int too large to convert to C int"))
                        }
                        _ => Err(vm.type_error("* wants int".into())),
                    };
                }
                let start = *at;
                while chars.get(*at).is_some_and(char::is_ascii_digit) {
                    *at += 1;
                }
                let digits: String = chars[start..*at].iter().collect();
                match digits.parse::<i64>() {
                    Ok(value) if value.unsigned_abs() < MOST => Ok(Some(value)),
                    Err(_) if digits.is_empty() => Ok(None),
                    _ => Err(vm.value_error("width too big".into())),
                }
            };
            if let Some(width) = number(self, &mut at)? {
                flags.left |= width < 0;
                flags.width = width.unsigned_abs() as usize;
            }
            if chars.get(at) == Some(&'.') {
                at += 1;
                flags.precision = Some(number(self, &mut at)?.unwrap_or(0).max(0) as usize);
            }
            while matches!(chars.get(at), Some('h' | 'l' | 'L')) {
                at += 1;
            }
            let Some(kind) = chars.get(at).copied() else {
                return Err(self.value_error("incomplete format".into()));
            };
            at += 1;
            if kind == '%' {
                made.push('%');
                continue;
            }
            let value = match named {
                Some(value) => value,
                None => next(self)?,
            };
            let value = if bytes { self.bytes_as_text(kind, value)? } else { value };
            let text = self.percent_one(kind, &value, &flags, at - 1)?;
            made.push_str(&text);
        }
        let unused = match &tuple {
            Some(values) => used < values.len(),
            None => used == 0 && !mapping,
        };
        if unused {
            let what = if bytes { "bytes" } else { "string" };
            return Err(self.type_error(format!("not all arguments converted during {what} formatting")));
        }
        Ok(made)
    }

    /// A value of `%s` and `%b` for bytes as a text; others as they are.
    fn bytes_as_text(&mut self, kind: char, value: Value) -> R<Value> {
        match kind {
            's' | 'b' => match bytes_of(&value) {
                Some(bytes) => Ok(Value::str(bytes.into_iter().map(char::from).collect::<String>())),
                None => {
                    let name = self.class_name(&value);
                    let message = format!(
                        "%b requires a bytes-like object, or an object that implements __bytes__, not '{name}'"
                    );
                    Err(self.type_error(message))
                }
            },
            'r' | 'a' => self.ascii(&value).map(Value::str),
            _ => Ok(value),
        }
    }

    fn percent_one(&mut self, kind: char, value: &Value, flags: &Flags, at: usize) -> R<String> {
        let (negative, prefix, body) = match kind {
            's' | 'r' | 'a' => {
                let text = match kind {
                    's' => self.str(value)?,
                    'r' => self.repr(value)?,
                    _ => self.ascii(value)?,
                };
                let text = match flags.precision {
                    Some(precision) => text.chars().take(precision).collect(),
                    None => text,
                };
                return Ok(pad(&text, flags));
            }
            'c' => {
                let text = match value {
                    Value::Str(text) if text.length() == 1 => text.to_string(),
                    Value::Int(code) => match u32::try_from(*code).ok().and_then(char::from_u32) {
                        Some(char) => char.to_string(),
                        None => return Err(self.overflow_error("%c arg not in range(0x110000)")),
                    },
                    _ => return Err(self.type_error("%c requires int or char".into())),
                };
                return Ok(pad(&text, flags));
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                let integer = match value.core() {
                    Value::Int(value) => BigInt::from(*value),
                    Value::Bool(value) => BigInt::from(u8::from(*value)),
                    Value::Big(value) => (**value).clone(),
                    Value::Float(float) if matches!(kind, 'd' | 'i' | 'u') => {
                        BigInt::from_f64(float.trunc()).unwrap_or_default()
                    }
                    other => match self.optional_index(&other.clone())? {
                        Some(index) => BigInt::from(index),
                        None => {
                            let name = self.class_name(value);
                            let message = if matches!(kind, 'd' | 'i' | 'u') {
                                format!("%{kind} format: a real number is required, not {name}")
                            } else {
                                format!("%{kind} format: an integer is required, not {name}")
                            };
                            return Err(self.type_error(message));
                        }
                    },
                };
                let size = integer.abs();
                let (mut digits, prefix) = match kind {
                    'x' => (size.to_str_radix(16), "0x"),
                    'X' => (size.to_str_radix(16).to_uppercase(), "0X"),
                    'o' => (size.to_str_radix(8), "0o"),
                    _ => (size.to_string(), ""),
                };
                if let Some(precision) = flags.precision {
                    digits = "0".repeat(precision.saturating_sub(digits.len())) + &digits;
                }
                (integer.is_negative(), if flags.alternate { prefix } else { "" }, digits)
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let float = self.float(value)?;
                let form = kind.to_ascii_lowercase();
                let text = float_form(float, form, flags.precision.unwrap_or(6), flags.alternate);
                let text = if kind.is_ascii_uppercase() { text.to_uppercase() } else { text };
                (float.is_sign_negative() && !float.is_nan(), "", text)
            }
            _ => {
                let code = u32::from(kind);
                return Err(self.value_error(format!(
                    "unsupported format character '{kind}' (0x{code:x}) at index {at}"
                )));
            }
        };
        let sign = match (negative, flags.plus, flags.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (.., true) => " ",
            _ => "",
        };
        if flags.zero && !flags.left {
            let missing = flags.width.saturating_sub(sign.len() + prefix.len() + body.len());
            return Ok(format!("{sign}{prefix}{}{body}", "0".repeat(missing)));
        }
        Ok(pad(&format!("{sign}{prefix}{body}"), flags))
    }
}

fn pad(text: &str, flags: &Flags) -> String {
    let missing = flags.width.saturating_sub(text.chars().count());
    let fill = " ".repeat(missing);
    if flags.left { format!("{text}{fill}") } else { format!("{fill}{text}") }
}
