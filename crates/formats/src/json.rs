//! JSON values from files, which may be of any kind. Indexing a value for writing panics where it is no object, so these
//! functions are used instead.

use alloc::format;
use alloc::string::String;

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

/// The JSON text of a value.
///
/// `serde_json` writes floats with tables of 10 KB. This function has none. The numbers are
/// exact if they have at most 15 digits. Others differ by at most 1e-14 of their size.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    add(value, &mut out);
    out
}

/// Adds the JSON text of a value.
pub fn add(value: &Value, out: &mut String) {
    match value {
        Value::Null => *out += "null",
        Value::Bool(true) => *out += "true",
        Value::Bool(false) => *out += "false",
        Value::Number(number) => {
            if let Some(number) = number.as_u64() {
                digits(number, 1, out);
            } else if let Some(number) = number.as_i64() {
                out.push('-');
                digits(number.unsigned_abs(), 1, out);
            } else {
                float(number.as_f64().unwrap_or(0.0), out);
            }
        }
        Value::String(text) => quoted(text, out),
        Value::Array(list) => {
            *out += "[";
            for value in list {
                next(out);
                add(value, out);
            }
            *out += "]";
        }
        Value::Object(map) => {
            *out += "{";
            for (key, value) in map {
                next(out);
                quoted(key, out);
                *out += ":";
                add(value, out);
            }
            *out += "}";
        }
    }
}

/// Adds a text in quotes.
pub fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0'..' ' => {
                *out += "\\u00";
                let code = c as u8;
                out.push(if code < 16 { '0' } else { '1' });
                out.push(char::from(b"0123456789abcdef"[usize::from(code % 16)]));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Adds a comma before a member of a list or an object, but not before the first one.
pub fn next(out: &mut String) {
    if !matches!(out.as_bytes().last(), Some(b'[' | b'{')) {
        *out += ",";
    }
}

/// Adds texts in quotes, and the end of their list.
pub fn texts(texts: &[String], out: &mut String) {
    for text in texts {
        next(out);
        quoted(text, out);
    }
    *out += "]";
}

/// Adds a number with at least so many digits.
pub fn digits(number: u64, least: usize, out: &mut String) {
    if number > 9 || least > 1 {
        digits(number / 10, least.saturating_sub(1), out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// The most places behind the point. Smaller numbers are written with a power of ten.
const MOST_PLACES: i32 = 18;

/// Adds a float.
fn float(value: f64, out: &mut String) {
    // Below 2^53 whole numbers are exact.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let (mut rest, mut power) = (value.abs(), 0);
    while rest >= MOST {
        rest /= 10.0;
        power += 1;
    }
    while rest > 0.0 && rest < 1e-6 {
        rest *= 1e10;
        power -= 10;
    }
    // The first power of ten that makes it a whole number, or the last one below the limit.
    let (mut scale, mut whole, mut places) = (1.0, rest, 0);
    for k in 0..=22 {
        let scaled = rest * scale + 0.5;
        if scaled >= MOST {
            break;
        }
        (whole, places) = (scaled as u64 as f64, k);
        if whole / scale == rest {
            break;
        }
        scale *= 10.0;
    }
    power -= places;
    if value.is_sign_negative() {
        out.push('-');
    }
    let mut whole = whole as u64;
    while power != 0 && whole > 0 && whole.is_multiple_of(10) {
        whole /= 10;
        power += 1;
    }
    if !(-MOST_PLACES..=0).contains(&power) {
        digits(whole, 1, out);
        *out += if power > 0 { "e" } else { "e-" };
        return digits(i64::from(power).unsigned_abs(), 1, out);
    }
    // At least one digit before the point, and one behind it, so that it is read as a float again.
    let places = power.unsigned_abs() as usize;
    digits(whole, places + 1, out);
    match places {
        0 => *out += ".0",
        places => out.insert(out.len() - places, '.'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_read_back() {
        let value = json!({
            "a": [null, true, false, 0, -7, u64::MAX, i64::MIN, [], {}],
            "b \\ \"\n\u{1}\u{1f} \u{e9}\u{4e2d}": 0.25,
            "floats": [0.1, -0.0, 1.0, 1e-7, 0.001, 1e-5, 1e-3, 0.99, 1e22, 123456.789, -2.5, 1e-12, 6.103_515_625e-5],
        });
        let again: Value = serde_json::from_str(&text(&value)).unwrap();
        assert_eq!(again, value);
        let written = text(&json!([0.25, 1.0, -12.5, 0.001, 1e-7, 1e30, 1e-30]));
        assert_eq!(written, "[0.25,1.0,-12.5,0.001,0.0000001,1e30,1e-30]");
    }

    #[test]
    fn floats_of_any_size_are_near() {
        let mut state = 1u64;
        for _ in 0..100_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let value = f64::from_bits(state);
            if !value.is_finite() || value.abs() < 1e-290 {
                continue;
            }
            let again: f64 = text(&value.into()).parse().unwrap();
            assert!((again - value).abs() <= value.abs() * 1e-14, "{value:e} {again:e}");
            let float = value as f32;
            if float.is_finite() && float != 0.0 {
                let again: f64 = text(&f64::from(float).into()).parse().unwrap();
                assert_eq!(again as f32, float);
            }
        }
    }
}
