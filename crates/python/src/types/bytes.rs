//! `bytes` and `bytearray`.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Def, Free, SELF, SELF1};
use crate::object::{Args, Value};
use crate::vm::{R, Vm};

/// The bytes of a text.
pub(super) fn encode(vm: &mut Vm, text: &str, encoding: &str, errors: &str) -> R<Vec<u8>> {
    let limit = match encoding.replace('_', "-").as_str() {
        "utf-8" | "utf8" => return Ok(text.as_bytes().to_vec()),
        "utf-8-sig" => return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        "utf-16-le" => return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16" => return Ok([0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()),
        "ascii" | "us-ascii" => 128,
        "latin-1" | "latin1" | "iso-8859-1" => 256,
        _ => return Err(vm.error(&vm.types.lookup_error.clone(), &format!("unknown encoding: {encoding}"))),
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (at, char) in text.chars().enumerate() {
        match char as u32 {
            code if code < limit => bytes.push(code as u8),
            _ if errors == "ignore" => {}
            _ if errors == "replace" => bytes.push(b'?'),
            code if errors == "xmlcharrefreplace" => bytes.extend(format!("&#{code};").bytes()),
            code if errors == "backslashreplace" => bytes.extend(crate::format::escape(char).bytes().take(if code > 0 { 10 } else { 0 })),
            code => {
                let _ = code;
                let shown = crate::format::escape(char);
                let name = if limit == 128 { "ascii" } else { "latin-1" };
                let message = format!("'{name}' codec can't encode character '{shown}' in position {at}: ordinal not in range({limit})");
                return Err(vm.error(&vm.types.unicode_encode_error.clone(), &message));
            }
        }
    }
    Ok(bytes)
}

/// The text of bytes.
pub(super) fn decode(vm: &mut Vm, bytes: &[u8], encoding: &str, errors: &str) -> R<String> {
    match encoding.replace('_', "-").as_str() {
        "utf-8" | "utf8" | "utf-8-sig" => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| encoding.ends_with("sig")).unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.to_owned()),
                Err(_) if errors == "replace" => Ok(String::from_utf8_lossy(bytes).into_owned()),
                Err(_) if errors == "ignore" => Ok(String::from_utf8_lossy(bytes).replace('\u{fffd}', "")),
                Err(error) => {
                    let at = error.valid_up_to();
                    let what = if error.error_len().is_none() { "unexpected end of data" } else if bytes[at] & 0xc0 == 0x80 || bytes[at] > 0xf4 { "invalid start byte" } else { "invalid continuation byte" };
                    let message = format!("'utf-8' codec can't decode byte 0x{:02x} in position {at}: {what}", bytes[at]);
                    Err(vm.error(&vm.types.unicode_decode_error.clone(), &message))
                }
            }
        }
        "ascii" | "us-ascii" => match bytes.iter().position(|byte| *byte > 127) {
            Some(at) if errors == "strict" => {
                let message = format!("'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)", bytes[at]);
                Err(vm.error(&vm.types.unicode_decode_error.clone(), &message))
            }
            _ => Ok(bytes.iter().filter(|byte| **byte < 128).map(|byte| char::from(*byte)).collect()),
        },
        "latin-1" | "latin1" | "iso-8859-1" => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        "utf-16" | "utf-16-le" => {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            let units = units.strip_prefix(&[0xfeff]).unwrap_or(&units);
            Ok(String::from_utf16_lossy(units))
        }
        _ => Err(vm.error(&vm.types.lookup_error.clone(), &format!("unknown encoding: {encoding}"))),
    }
}

fn data(vm: &mut Vm, value: &Value) -> R<Vec<u8>> {
    match value.core() {
        Value::Bytes(bytes) => Ok(bytes.to_vec()),
        Value::ByteArray(bytes) => Ok(bytes.borrow().clone()),
        _ => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

/// Bytes of the kind of the receiver.
fn same_kind(receiver: &Value, bytes: Vec<u8>) -> Value {
    match receiver.core() {
        Value::ByteArray(_) => Value::ByteArray(Rc::new(RefCell::new(bytes))),
        _ => Value::Bytes(Rc::new(bytes)),
    }
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

fn split_at(bytes: &[u8], separator: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = position(rest, separator) {
        parts.push(rest[..at].to_vec());
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest.to_vec());
    parts
}

const BYTES: &[Def] = &[
    ("__len__", SELF, 1, |vm, a| Ok(Value::size(data(vm, a.get(0))?.len()))),
    ("__iter__", SELF, 1, |vm, a| vm.iter(a.get(0).core())),
    ("__getitem__", super::SELF1, 2, |vm, a| vm.get_item(&a.get(0).core().clone(), a.get(1))),
    ("decode", &["/self", "encoding", "errors"], 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let encoding = a.given(1).and_then(Value::as_str).map_or("utf-8".to_owned(), |name| name.to_lowercase());
        let errors = a.given(2).and_then(Value::as_str).map_or("strict".to_owned(), |name| name.to_string());
        decode(vm, &bytes, &encoding, &errors).map(Value::str)
    }),
    ("hex", &["/self", "sep"], 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let separator = a.given(1).and_then(Value::as_str).map_or(String::new(), |sep| sep.to_string());
        let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Value::str(parts.join(&separator)))
    }),
    ("upper", SELF, 1, |vm, a| Ok(same_kind(a.get(0), data(vm, a.get(0))?.to_ascii_uppercase()))),
    ("lower", SELF, 1, |vm, a| Ok(same_kind(a.get(0), data(vm, a.get(0))?.to_ascii_lowercase()))),
    ("strip", SELF, 1, |vm, a| Ok(same_kind(a.get(0), data(vm, a.get(0))?.trim_ascii().to_vec()))),
    ("startswith", SELF1, 2, |vm, a| Ok(Value::Bool(data(vm, a.get(0))?.starts_with(&data(vm, a.get(1))?)))),
    ("endswith", SELF1, 2, |vm, a| Ok(Value::Bool(data(vm, a.get(0))?.ends_with(&data(vm, a.get(1))?)))),
    ("find", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        Ok(position(&bytes, &part).map_or(Value::Int(-1), Value::size))
    }),
    ("index", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        position(&bytes, &part).map(Value::size).ok_or_else(|| vm.value_error("subsection not found".into()))
    }),
    ("count", SELF1, 2, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let part = match a.get(1) {
            Value::Int(byte) => vec![*byte as u8],
            other => data(vm, other)?,
        };
        if part.is_empty() {
            return Ok(Value::size(bytes.len() + 1));
        }
        Ok(Value::size(split_at(&bytes, &part).len() - 1))
    }),
    ("replace", &["/self", "/old", "/new"], 3, |vm, a| {
        let (bytes, old, new) = (data(vm, a.get(0))?, data(vm, a.get(1))?, data(vm, a.get(2))?);
        if old.is_empty() {
            return Ok(same_kind(a.get(0), bytes));
        }
        Ok(same_kind(a.get(0), split_at(&bytes, &old).join(&new[..])))
    }),
    ("split", &["/self", "sep"], 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let parts: Vec<Vec<u8>> = match a.given(1) {
            None | Some(Value::None) => {
                bytes.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty()).map(<[u8]>::to_vec).collect()
            }
            Some(separator) => {
                let separator = data(vm, separator)?;
                if separator.is_empty() {
                    return Err(vm.value_error("empty separator".into()));
                }
                split_at(&bytes, &separator)
            }
        };
        Ok(Value::list(parts.into_iter().map(|part| same_kind(a.get(0), part)).collect()))
    }),
    ("join", SELF1, 2, |vm, a| {
        let separator = data(vm, a.get(0))?;
        let mut parts = Vec::new();
        for (number, item) in vm.to_vec(a.get(1))?.iter().enumerate() {
            match data(vm, item) {
                Ok(part) => parts.push(part),
                Err(_) => {
                    let name = vm.class_name(item);
                    return Err(vm.type_error(format!("sequence item {number}: expected a bytes-like object, {name} found")));
                }
            }
        }
        Ok(same_kind(a.get(0), parts.join(&separator[..])))
    }),
    ("title", SELF, 1, |vm, a| {
        let mut within = false;
        let original = data(vm, a.get(0))?;
        let bytes = original.iter().map(|byte| {
            let made = if within { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
            within = byte.is_ascii_alphabetic();
            made
        });
        Ok(same_kind(a.get(0), bytes.collect()))
    }),
    ("capitalize", SELF, 1, |vm, a| {
        let mut bytes = data(vm, a.get(0))?.to_ascii_lowercase();
        if let Some(first) = bytes.first_mut() {
            first.make_ascii_uppercase();
        }
        Ok(same_kind(a.get(0), bytes))
    }),
    ("rfind", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        if part.is_empty() {
            return Ok(Value::size(bytes.len()));
        }
        Ok(bytes.windows(part.len()).rposition(|window| window == part).map_or(Value::Int(-1), Value::size))
    }),
    ("removeprefix", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        Ok(same_kind(a.get(0), bytes.strip_prefix(&part[..]).unwrap_or(&bytes).to_vec()))
    }),
    ("removesuffix", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        Ok(same_kind(a.get(0), bytes.strip_suffix(&part[..]).unwrap_or(&bytes).to_vec()))
    }),
    ("isdigit", SELF, 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        Ok(Value::Bool(!bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)))
    }),
    ("isalpha", SELF, 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        Ok(Value::Bool(!bytes.is_empty() && bytes.iter().all(u8::is_ascii_alphabetic)))
    }),
];

fn make(vm: &mut Vm, args: &mut Args) -> R<Vec<u8>> {
    let encoding = args.keyword("encoding").or_else(|| args.take(2).given());
    Ok(match args.take(1).given() {
        None => Vec::new(),
        Some(Value::Str(text)) => match encoding {
            Some(encoding) => {
                let encoding = encoding.as_str().map_or(String::new(), |name| name.to_lowercase());
                encode(vm, &text, &encoding, "strict")?
            }
            None => return Err(vm.type_error("string argument without an encoding".into())),
        },
        Some(Value::Int(count)) => {
            let Ok(count) = usize::try_from(count) else { return Err(vm.value_error("negative count".into())) };
            vm.reserve(count)?;
            vec![0; count]
        }
        Some(value @ (Value::Bytes(_) | Value::ByteArray(_))) => data(vm, &value)?,
        Some(other) => {
            let names = vm.names.clone();
            if let Some(method) = vm.special(&other, &names.bytes)? {
                let made = vm.call(&method, Args::default())?;
                return data(vm, &made);
            }
            let mut bytes = Vec::new();
            for item in vm.to_vec(&other)? {
                match u8::try_from(vm.index(&item)?) {
                    Ok(byte) => bytes.push(byte),
                    Err(_) => return Err(vm.value_error("bytes must be in range(0, 256)".into())),
                }
            }
            bytes
        }
    })
}

fn fromhex(vm: &mut Vm, args: Args) -> R<Value> {
    let digits: Vec<char> = args.get(1).as_str().map_or(Vec::new(), |text| text.chars().filter(|c| !c.is_whitespace()).collect());
    let mut bytes = Vec::new();
    for (number, pair) in digits.chunks(2).enumerate() {
        let text: String = pair.iter().collect();
        match u8::from_str_radix(&text, 16) {
            Ok(byte) if pair.len() == 2 => bytes.push(byte),
            _ => return Err(vm.value_error(format!("non-hexadecimal number found in fromhex() arg at position {}", 2 * number))),
        }
    }
    Ok(match args.get(0) {
        Value::Class(class) if &**class.name.borrow() == "bytearray" => Value::ByteArray(Rc::new(RefCell::new(bytes))),
        _ => Value::Bytes(Rc::new(bytes)),
    })
}

const ARRAY: &[Def] = &[
    ("append", SELF1, 2, |vm, a| {
        let byte = vm.index(a.get(1))?;
        let Ok(byte) = u8::try_from(byte) else { return Err(vm.value_error("byte must be in range(0, 256)".into())) };
        if let Value::ByteArray(bytes) = a.get(0).core() {
            bytes.borrow_mut().push(byte);
        }
        Ok(Value::None)
    }),
    ("extend", SELF1, 2, |vm, a| {
        let mut args = Args::of([Value::None, a.get(1).clone()]);
        let more = make(vm, &mut args)?;
        if let Value::ByteArray(bytes) = a.get(0).core() {
            bytes.borrow_mut().extend(more);
        }
        Ok(Value::None)
    }),
];

const NEW: Free = ("__new__", |vm, mut args| {
    let class = args.take(0);
    let bytes = make(vm, &mut args)?;
    Ok(vm.wrap(&class, Value::Bytes(Rc::new(bytes))))
});

const NEW_ARRAY: Free = ("__new__", |vm, mut args| {
    let class = args.take(0);
    let bytes = make(vm, &mut args)?;
    Ok(vm.wrap(&class, Value::ByteArray(Rc::new(RefCell::new(bytes)))))
});

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    for (class, new) in [(&types.bytes, NEW), (&types.bytearray, NEW_ARRAY)] {
        vm.methods(class, super::number::COMPARISONS, &[]);
        vm.methods(class, BYTES, &[new, ("fromhex", fromhex)]);
        super::object::class_method(vm, class, "fromhex");
    }
    vm.methods(&types.bytearray, ARRAY, &[]);
}
