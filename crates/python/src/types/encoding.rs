//! Encodings: from text to bytes and back.

use std::rc::Rc;

use crate::format::escape;
use crate::object::Value;
use crate::vm::{R, Raise, Vm};

/// The names of an encoding and of what is done with errors, from the arguments of `encode`, `decode` and `str`.
pub(crate) fn encoding(name: Option<&Value>, errors: Option<&Value>) -> (String, String) {
    let text = |value: Option<&Value>, default: &str| {
        value.and_then(Value::as_str).map_or_else(|| default.to_owned(), |text| text.to_string())
    };
    (text(name, "utf-8"), text(errors, "strict"))
}

fn unknown(vm: &mut Vm, encoding: &str) -> Raise {
    vm.error(&vm.types.lookup_error.clone(), &format!("unknown encoding: {encoding}"))
}

/// The bytes of a text.
pub(crate) fn encode(vm: &mut Vm, text: &str, encoding: &str, errors: &str) -> R<Vec<u8>> {
    let name = encoding.to_lowercase().replace('_', "-");
    let (limit, codec) = match name.as_str() {
        "utf-8" | "utf8" => return Ok(text.as_bytes().to_vec()),
        "utf-8-sig" => return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        "utf-16-le" => return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16-be" => return Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        "utf-16" => {
            return Ok([0xfeff_u16]
                .into_iter()
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect());
        }
        "ascii" | "us-ascii" => (128, "ascii"),
        "latin-1" | "latin1" | "iso-8859-1" => (256, "latin-1"),
        _ => return Err(unknown(vm, encoding)),
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (at, char) in text.chars().enumerate() {
        match (char as u32, errors) {
            (code, _) if code < limit => bytes.push(code as u8),
            (_, "ignore") => {}
            (_, "replace") => bytes.push(b'?'),
            (code, "xmlcharrefreplace") => bytes.extend(format!("&#{code};").bytes()),
            (_, "backslashreplace") => bytes.extend(escape(char).bytes()),
            _ => {
                let wrong = text.chars().skip(at).take_while(|char| *char as u32 >= limit).count();
                let reason = format!("ordinal not in range({limit})");
                let arguments = vec![
                    Value::str(codec),
                    Value::str(text),
                    Value::size(at),
                    Value::size(at + wrong),
                    Value::str(reason),
                ];
                return Err(vm.error_with(&vm.types.unicode_encode_error.clone(), arguments));
            }
        }
    }
    Ok(bytes)
}

fn decode_error(vm: &mut Vm, codec: &str, bytes: &[u8], (start, end): (usize, usize), reason: &str) -> Raise {
    let object = Value::Bytes(Rc::new(bytes.to_vec()));
    let arguments = vec![Value::str(codec), object, Value::size(start), Value::size(end), Value::str(reason)];
    vm.error_with(&vm.types.unicode_decode_error.clone(), arguments)
}

/// What stands for bytes that are no text; nothing if they are an error.
fn replacement(bytes: &[u8], errors: &str) -> Option<String> {
    match errors {
        "ignore" => Some(String::new()),
        "replace" => Some("\u{fffd}".to_owned()),
        "backslashreplace" => Some(bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()),
        _ => None,
    }
}

/// The text of bytes.
pub(crate) fn decode(vm: &mut Vm, bytes: &[u8], encoding: &str, errors: &str) -> R<String> {
    let name = encoding.to_lowercase().replace('_', "-");
    match name.as_str() {
        "utf-8" | "utf8" | "utf-8-sig" => {
            let bytes = if name == "utf-8-sig" {
                bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
            } else {
                bytes
            };
            decode_utf8(vm, bytes, errors)
        }
        "ascii" | "us-ascii" => {
            let mut text = String::with_capacity(bytes.len());
            for (at, byte) in bytes.iter().enumerate() {
                if byte.is_ascii() {
                    text.push(char::from(*byte));
                } else {
                    match replacement(&[*byte], errors) {
                        Some(other) => text.push_str(&other),
                        None => {
                            return Err(decode_error(
                                vm,
                                "ascii",
                                bytes,
                                (at, at + 1),
                                "ordinal not in range(128)",
                            ));
                        }
                    }
                }
            }
            Ok(text)
        }
        "latin-1" | "latin1" | "iso-8859-1" => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        "utf-16" | "utf-16-le" | "utf-16-be" => {
            let read = if name == "utf-16-be" { u16::from_be_bytes } else { u16::from_le_bytes };
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
            let units =
                if name == "utf-16" { units.strip_prefix(&[0xfeff]).unwrap_or(&units) } else { &units };
            Ok(String::from_utf16_lossy(units))
        }
        _ => Err(unknown(vm, encoding)),
    }
}

fn decode_utf8(vm: &mut Vm, bytes: &[u8], errors: &str) -> R<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        match replacement(invalid, errors) {
            Some(other) => text.push_str(&other),
            None => {
                let reason = if !matches!(invalid[0], 0xc2..=0xf4) {
                    "invalid start byte"
                } else if std::str::from_utf8(&bytes[at..]).is_err_and(|error| error.error_len().is_none()) {
                    "unexpected end of data"
                } else {
                    "invalid continuation byte"
                };
                return Err(decode_error(vm, "utf-8", bytes, (at, at + invalid.len()), reason));
            }
        }
        at += invalid.len();
    }
    Ok(text)
}
