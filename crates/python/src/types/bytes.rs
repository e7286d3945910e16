//! `bytes` and `bytearray`.

use std::cell::RefCell;
use std::rc::Rc;

use super::encoding::{decode, encode, encoding};
use super::{Def, Free, SELF, SELF1};
use crate::code::BinaryOp;
use crate::object::{Args, Value};
use crate::vm::{R, Vm};

/// The bytes of `bytes` or `bytearray`.
pub(crate) fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    match value.core() {
        Value::Bytes(bytes) => Some(bytes.to_vec()),
        Value::ByteArray(bytes) => Some(bytes.borrow().clone()),
        _ => None,
    }
}

fn data(vm: &mut Vm, value: &Value) -> R<Vec<u8>> {
    bytes_of(value).ok_or_else(|| {
        let name = vm.class_name(value);
        vm.type_error(format!("a bytes-like object is required, not '{name}'"))
    })
}

/// Bytes of the kind of the receiver.
fn same_kind(receiver: &Value, bytes: Vec<u8>) -> Value {
    match receiver.core() {
        Value::ByteArray(_) => Value::ByteArray(Rc::new(RefCell::new(bytes))),
        _ => Value::Bytes(Rc::new(bytes)),
    }
}

/// An integer that is a byte.
pub(crate) fn byte(vm: &mut Vm, value: &Value) -> R<u8> {
    let byte = vm.index(value)?;
    u8::try_from(byte).map_err(|_| vm.value_error("byte must be in range(0, 256)".into()))
}

/// What is searched for: bytes, or a number as one byte.
pub(crate) fn part(vm: &mut Vm, value: &Value) -> R<Vec<u8>> {
    match value.core() {
        Value::Int(_) | Value::Bool(_) => Ok(vec![byte(vm, value)?]),
        _ => data(vm, value),
    }
}

pub(crate) fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}

fn last_position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(bytes.len());
    }
    bytes.windows(part.len()).rposition(|window| window == part)
}

/// The bytes between the optional places of a search and the first of the places.
fn searched(vm: &mut Vm, args: &Args) -> R<(Vec<u8>, usize)> {
    let bytes = data(vm, args.get(0))?;
    let (start, end) = super::list::bounds(vm, args, bytes.len())?;
    Ok((bytes.get(start..end).unwrap_or_default().to_vec(), start))
}

fn find(vm: &mut Vm, args: &Args, search: fn(&[u8], &[u8]) -> Option<usize>) -> R<Option<usize>> {
    let (bytes, start) = searched(vm, args)?;
    let part = part(vm, args.get(1))?;
    Ok(search(&bytes, &part).map(|at| start + at))
}

fn found(vm: &mut Vm, args: &Args, search: fn(&[u8], &[u8]) -> Option<usize>) -> R<Value> {
    Ok(find(vm, args, search)?.map_or(Value::Int(-1), Value::size))
}

fn index(vm: &mut Vm, args: &Args, search: fn(&[u8], &[u8]) -> Option<usize>) -> R<Value> {
    match find(vm, args, search)? {
        Some(at) => Ok(Value::size(at)),
        None => Err(vm.value_error("subsection not found".into())),
    }
}

fn affix(vm: &mut Vm, args: &Args, method: &str, test: fn(&[u8], &[u8]) -> bool) -> R<Value> {
    let (bytes, _) = searched(vm, args)?;
    let parts = match args.get(1) {
        Value::Tuple(parts) => parts.0.clone(),
        other => vec![other.clone()],
    };
    for part in &parts {
        let Some(part) = bytes_of(part) else {
            let name = vm.class_name(part);
            return Err(
                vm.type_error(format!("{method} first arg must be bytes or a tuple of bytes, not {name}"))
            );
        };
        if test(&bytes, &part) {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

/// At most `most` cuts at a separator, from the left.
fn split_at(bytes: &[u8], separator: &[u8], most: usize) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while parts.len() < most
        && let Some(at) = position(rest, separator)
    {
        parts.push(rest[..at].to_vec());
        rest = &rest[at + separator.len()..];
    }
    parts.push(rest.to_vec());
    parts
}

/// At most `most` cuts at blanks, from the left.
fn split_blanks(bytes: &[u8], most: usize) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = bytes.trim_ascii_start();
    while !rest.is_empty() {
        let end = if parts.len() < most { rest.iter().position(u8::is_ascii_whitespace) } else { None };
        let end = end.unwrap_or(rest.len());
        parts.push(rest[..end].to_vec());
        rest = rest[end..].trim_ascii_start();
    }
    parts
}

fn split(vm: &mut Vm, args: &Args, from_right: bool) -> R<Value> {
    let mut bytes = data(vm, args.get(0))?;
    let most = args.given(2).map_or(Ok(-1), |most| vm.index(most))?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let separator = match args.given(1) {
        None | Some(Value::None) => None,
        Some(separator) => Some(data(vm, separator)?),
    };
    if separator.as_ref().is_some_and(Vec::is_empty) {
        return Err(vm.value_error("empty separator".into()));
    }
    // From the right it is the same with everything reversed.
    let turned = |mut bytes: Vec<u8>| {
        if from_right {
            bytes.reverse();
        }
        bytes
    };
    bytes = turned(bytes);
    let parts = match separator.map(turned) {
        Some(separator) => split_at(&bytes, &separator, most),
        None => split_blanks(&bytes, most),
    };
    let mut parts: Vec<Value> = parts.into_iter().map(|part| same_kind(args.get(0), turned(part))).collect();
    if from_right {
        parts.reverse();
    }
    Ok(Value::list(parts))
}

fn partition(vm: &mut Vm, args: &Args, last: bool) -> R<Value> {
    let (bytes, separator) = (data(vm, args.get(0))?, data(vm, args.get(1))?);
    if separator.is_empty() {
        return Err(vm.value_error("empty separator".into()));
    }
    let at = if last { last_position(&bytes, &separator) } else { position(&bytes, &separator) };
    let parts = match at {
        Some(at) => [bytes[..at].to_vec(), separator.clone(), bytes[at + separator.len()..].to_vec()],
        None if last => [Vec::new(), Vec::new(), bytes],
        None => [bytes, Vec::new(), Vec::new()],
    };
    Ok(Value::tuple(parts.into_iter().map(|part| same_kind(args.get(0), part)).collect()))
}

fn strip(vm: &mut Vm, args: &Args, left: bool, right: bool) -> R<Value> {
    let bytes = data(vm, args.get(0))?;
    let set = match args.given(1) {
        None | Some(Value::None) => b" \t\n\r\x0b\x0c".to_vec(),
        Some(chars) => data(vm, chars)?,
    };
    let kept = |byte: &u8| !set.contains(byte);
    let start = if left { bytes.iter().position(kept).unwrap_or(bytes.len()) } else { 0 };
    let end = if right { bytes.iter().rposition(kept).map_or(start, |at| at + 1) } else { bytes.len() };
    Ok(same_kind(args.get(0), bytes[start..end.max(start)].to_vec()))
}

fn justify(vm: &mut Vm, args: &Args, sides: fn(usize, usize) -> (usize, usize)) -> R<Value> {
    let bytes = data(vm, args.get(0))?;
    let width = vm.count(args.get(1))?;
    vm.reserve(width)?;
    let fill = args.given(2).map_or(Ok(b" ".to_vec()), |fill| data(vm, fill))?;
    if fill.len() != 1 {
        return Err(vm.type_error("The fill character must be a byte string of length 1".into()));
    }
    let (left, right) = sides(width.saturating_sub(bytes.len()), width);
    Ok(same_kind(args.get(0), [fill.repeat(left), bytes, fill.repeat(right)].concat()))
}

fn all(vm: &mut Vm, args: &Args, test: fn(&u8) -> bool) -> R<Value> {
    let bytes = data(vm, args.get(0))?;
    Ok(Value::Bool(!bytes.is_empty() && bytes.iter().all(test)))
}

/// True if there are letters and all are of one case.
fn cased(vm: &mut Vm, args: &Args, other: fn(&u8) -> bool) -> R<Value> {
    let bytes = data(vm, args.get(0))?;
    Ok(Value::Bool(bytes.iter().any(u8::is_ascii_alphabetic) && !bytes.iter().any(other)))
}

fn mapped(vm: &mut Vm, args: &Args, mut map: impl FnMut(u8) -> u8) -> R<Value> {
    let bytes = data(vm, args.get(0))?;
    Ok(same_kind(args.get(0), bytes.iter().map(|byte| map(*byte)).collect()))
}

const PART: &[&str] = &["/self", "/sub", "/start", "/end"];
const SPLIT: &[&str] = &["/self", "sep", "maxsplit"];
const STRIP: &[&str] = &["/self", "/chars"];
const WIDTH: &[&str] = &["/self", "/width", "/fill"];

const BYTES: &[Def] = &[
    ("__len__", SELF, 1, |vm, a| Ok(Value::size(data(vm, a.get(0))?.len()))),
    ("__iter__", SELF, 1, |vm, a| vm.iter(a.get(0).core())),
    ("__getitem__", SELF1, 2, |vm, a| vm.get_item(&a.get(0).core().clone(), a.get(1))),
    ("__contains__", SELF1, 2, |vm, a| vm.contains(&a.get(0).core().clone(), a.get(1)).map(Value::Bool)),
    ("__repr__", SELF, 1, |vm, a| vm.repr(&a.get(0).core().clone()).map(Value::str)),
    ("__add__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Add)),
    ("__mul__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Mul)),
    ("__mod__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Mod)),
    ("decode", &["/self", "encoding", "errors"], 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let (name, errors) = encoding(a.given(1), a.given(2));
        decode(vm, &bytes, &name, &errors).map(Value::str)
    }),
    ("hex", &["/self", "sep", "bytes_per_sep"], 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let separator = a.given(1).and_then(Value::as_str).map_or(String::new(), |sep| sep.to_string());
        let group = a.given(2).map_or(Ok(1), |group| vm.index(group))?;
        let size = usize::try_from(group.unsigned_abs()).unwrap_or(0);
        let mut made = String::with_capacity(2 * bytes.len());
        for (at, byte) in bytes.iter().enumerate() {
            // Groups are counted from the right if the number is positive.
            let before = if group > 0 { bytes.len() - at } else { at };
            if at > 0 && size > 0 && before.is_multiple_of(size) {
                made.push_str(&separator);
            }
            made.push_str(&format!("{byte:02x}"));
        }
        Ok(Value::str(made))
    }),
    ("upper", SELF, 1, |vm, a| mapped(vm, &a, |byte| byte.to_ascii_uppercase())),
    ("lower", SELF, 1, |vm, a| mapped(vm, &a, |byte| byte.to_ascii_lowercase())),
    ("swapcase", SELF, 1, |vm, a| {
        mapped(vm, &a, |byte| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte })
    }),
    ("title", SELF, 1, |vm, a| {
        let mut within = false;
        mapped(vm, &a, |byte| {
            let made = if within { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
            within = byte.is_ascii_alphabetic();
            made
        })
    }),
    ("capitalize", SELF, 1, |vm, a| {
        let mut first = true;
        mapped(vm, &a, |byte| {
            if std::mem::take(&mut first) { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() }
        })
    }),
    ("strip", STRIP, 1, |vm, a| strip(vm, &a, true, true)),
    ("lstrip", STRIP, 1, |vm, a| strip(vm, &a, true, false)),
    ("rstrip", STRIP, 1, |vm, a| strip(vm, &a, false, true)),
    ("startswith", PART, 2, |vm, a| affix(vm, &a, "startswith", |bytes, part| bytes.starts_with(part))),
    ("endswith", PART, 2, |vm, a| affix(vm, &a, "endswith", |bytes, part| bytes.ends_with(part))),
    ("find", PART, 2, |vm, a| found(vm, &a, position)),
    ("rfind", PART, 2, |vm, a| found(vm, &a, last_position)),
    ("index", PART, 2, |vm, a| index(vm, &a, position)),
    ("rindex", PART, 2, |vm, a| index(vm, &a, last_position)),
    ("count", PART, 2, |vm, a| {
        let (bytes, _) = searched(vm, &a)?;
        let part = part(vm, a.get(1))?;
        if part.is_empty() {
            return Ok(Value::size(bytes.len() + 1));
        }
        Ok(Value::size(split_at(&bytes, &part, usize::MAX).len() - 1))
    }),
    ("replace", &["/self", "/old", "/new", "/count"], 3, |vm, a| {
        let (bytes, old, new) = (data(vm, a.get(0))?, data(vm, a.get(1))?, data(vm, a.get(2))?);
        let count = a.given(3).map_or(Ok(-1), |count| vm.index(count))?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if old.is_empty() {
            // The new bytes go before each byte and to the end.
            let mut made = Vec::new();
            for (at, byte) in bytes.iter().enumerate() {
                made.extend_from_slice(if at < count { &new } else { b"" });
                made.push(*byte);
            }
            made.extend_from_slice(if bytes.len() < count { &new } else { b"" });
            return Ok(same_kind(a.get(0), made));
        }
        Ok(same_kind(a.get(0), split_at(&bytes, &old, count).join(&new[..])))
    }),
    ("split", SPLIT, 1, |vm, a| split(vm, &a, false)),
    ("rsplit", SPLIT, 1, |vm, a| split(vm, &a, true)),
    ("splitlines", &["/self", "keepends"], 1, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let keep = a.given(1).map_or(Ok(false), |keep| vm.truth(keep))?;
        let (mut lines, mut rest) = (Vec::new(), &bytes[..]);
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
            let width = if rest[end..].starts_with(b"\r\n") { 2 } else { usize::from(end < rest.len()) };
            lines.push(same_kind(a.get(0), rest[..if keep { end + width } else { end }].to_vec()));
            rest = &rest[end + width..];
        }
        Ok(Value::list(lines))
    }),
    ("partition", SELF1, 2, |vm, a| partition(vm, &a, false)),
    ("rpartition", SELF1, 2, |vm, a| partition(vm, &a, true)),
    ("join", SELF1, 2, |vm, a| {
        let separator = data(vm, a.get(0))?;
        let items = vm.to_vec(a.get(1))?;
        let mut total = separator.len().saturating_mul(items.len().saturating_sub(1));
        for (number, item) in items.iter().enumerate() {
            if !matches!(item.core(), Value::Bytes(_) | Value::ByteArray(_)) {
                let name = vm.class_name(item);
                return Err(vm.type_error(format!(
                    "sequence item {number}: expected a bytes-like object, {name} found"
                )));
            }
            total = total.saturating_add(vm.length(item.core())?);
        }
        vm.reserve(total)?;
        let parts: Vec<Vec<u8>> = items.iter().filter_map(bytes_of).collect();
        Ok(same_kind(a.get(0), parts.join(&separator[..])))
    }),
    ("zfill", SELF1, 2, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let width = vm.count(a.get(1))?;
        vm.reserve(width)?;
        let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
        let zeros = b"0".repeat(width.saturating_sub(bytes.len()));
        Ok(same_kind(a.get(0), [&bytes[..sign], &zeros, &bytes[sign..]].concat()))
    }),
    ("ljust", WIDTH, 2, |vm, a| justify(vm, &a, |missing, _| (0, missing))),
    ("rjust", WIDTH, 2, |vm, a| justify(vm, &a, |missing, _| (missing, 0))),
    ("center", WIDTH, 2, |vm, a| justify(vm, &a, super::text::center)),
    ("removeprefix", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        Ok(same_kind(a.get(0), bytes.strip_prefix(&part[..]).unwrap_or(&bytes).to_vec()))
    }),
    ("removesuffix", SELF1, 2, |vm, a| {
        let (bytes, part) = (data(vm, a.get(0))?, data(vm, a.get(1))?);
        Ok(same_kind(a.get(0), bytes.strip_suffix(&part[..]).unwrap_or(&bytes).to_vec()))
    }),
    ("isdigit", SELF, 1, |vm, a| all(vm, &a, u8::is_ascii_digit)),
    ("isalpha", SELF, 1, |vm, a| all(vm, &a, u8::is_ascii_alphabetic)),
    ("isalnum", SELF, 1, |vm, a| all(vm, &a, u8::is_ascii_alphanumeric)),
    ("isspace", SELF, 1, |vm, a| all(vm, &a, |byte| byte.is_ascii_whitespace() || *byte == 0x0b)),
    ("isascii", SELF, 1, |vm, a| Ok(Value::Bool(data(vm, a.get(0))?.is_ascii()))),
    ("islower", SELF, 1, |vm, a| cased(vm, &a, u8::is_ascii_uppercase)),
    ("isupper", SELF, 1, |vm, a| cased(vm, &a, u8::is_ascii_lowercase)),
    ("translate", &["/self", "/table", "delete"], 2, |vm, a| {
        let bytes = data(vm, a.get(0))?;
        let table = if a.get(1).is_none() { None } else { Some(data(vm, a.get(1))?) };
        if table.as_ref().is_some_and(|table| table.len() != 256) {
            return Err(vm.value_error("translation table must be 256 characters long".into()));
        }
        let removed = a.given(2).map_or(Ok(Vec::new()), |removed| data(vm, removed))?;
        let kept = bytes.iter().filter(|byte| !removed.contains(byte));
        let made = kept.map(|byte| table.as_ref().map_or(*byte, |table| table[usize::from(*byte)])).collect();
        Ok(same_kind(a.get(0), made))
    }),
];

fn make(vm: &mut Vm, args: &mut Args) -> R<Vec<u8>> {
    let encoding = args.keyword("encoding").or_else(|| args.take(2).given());
    Ok(match args.take(1).given() {
        None => Vec::new(),
        Some(Value::Str(text)) => match encoding {
            Some(encoding) => {
                let encoding = encoding.as_str().map_or(String::new(), |name| name.to_string());
                encode(vm, &text, &encoding, "strict")?
            }
            None => return Err(vm.type_error("string argument without an encoding".into())),
        },
        Some(Value::Int(count)) => {
            if count < 0 {
                return Err(vm.value_error("negative count".into()));
            }
            let count = crate::vm::size(count);
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
            let items = match vm.to_vec(&other) {
                Ok(items) => items,
                Err(raise) if vm.raised(&raise, &vm.types.type_error) => {
                    let name = vm.class_name(&other);
                    return Err(vm.type_error(format!("cannot convert '{name}' object to bytes")));
                }
                Err(raise) => return Err(raise),
            };
            let mut bytes = Vec::with_capacity(items.len());
            for item in items {
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
    let text: Vec<char> = args.get(1).as_str().map_or(Vec::new(), |text| text.chars().collect());
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let digit = |at: usize| text.get(at).and_then(|char| char.to_digit(16));
        match (digit(at), digit(at + 1)) {
            (Some(high), Some(low)) => bytes.push((16 * high + low) as u8),
            (high, _) => {
                let wrong = at + usize::from(high.is_some());
                return Err(vm.value_error(format!(
                    "non-hexadecimal number found in fromhex() arg at position {wrong}"
                )));
            }
        }
        at += 2;
    }
    Ok(match args.get(0) {
        Value::Class(class) if class.derives_from(&vm.types.bytearray) => {
            Value::ByteArray(Rc::new(RefCell::new(bytes)))
        }
        _ => Value::Bytes(Rc::new(bytes)),
    })
}

fn array<'a>(vm: &mut Vm, value: &'a Value) -> R<&'a RefCell<Vec<u8>>> {
    match value.core() {
        Value::ByteArray(bytes) => Ok(bytes),
        _ => Err(vm.wrong_receiver("method", "bytearray", value)),
    }
}

/// `array[index] = value`.
pub(crate) fn set_item(vm: &mut Vm, bytes: &RefCell<Vec<u8>>, index: &Value, value: &Value) -> R<()> {
    let Value::Slice(slice) = index else {
        let byte = byte(vm, value)?;
        let place = vm.place(index, "bytearray", "", || bytes.borrow().len())?;
        bytes.borrow_mut()[place] = byte;
        return Ok(());
    };
    let new = make(vm, &mut Args::of([Value::None, value.clone()]))?;
    let bounds = vm.slice_bounds(slice)?;
    let mut bytes = bytes.borrow_mut();
    let (length, count) = (bytes.len(), bounds.count(bytes.len()));
    if bounds.step == 1 {
        let from = bounds.first(length);
        bytes.splice(from..from + count, new);
    } else if new.len() != count {
        let got = new.len();
        return Err(vm.value_error(format!(
            "attempt to assign bytes of size {got} to extended slice of size {count}"
        )));
    } else {
        for (place, byte) in bounds.places(length).zip(new) {
            bytes[place] = byte;
        }
    }
    Ok(())
}

/// `del array[index]`.
pub(crate) fn delete_item(vm: &mut Vm, bytes: &RefCell<Vec<u8>>, index: &Value) -> R<()> {
    let mut places: Vec<usize> = match index {
        Value::Slice(slice) => vm.slice_bounds(slice)?.places(bytes.borrow().len()).collect(),
        index => vec![vm.place(index, "bytearray", "", || bytes.borrow().len())?],
    };
    places.sort_unstable();
    let mut number = 0;
    bytes.borrow_mut().retain(|_| {
        number += 1;
        places.binary_search(&(number - 1)).is_err()
    });
    Ok(())
}

const ARRAY: &[Def] = &[
    ("append", SELF1, 2, |vm, a| {
        let byte = byte(vm, a.get(1))?;
        array(vm, a.get(0))?.borrow_mut().push(byte);
        Ok(Value::None)
    }),
    ("extend", SELF1, 2, |vm, a| {
        let more = make(vm, &mut Args::of([Value::None, a.get(1).clone()]))?;
        array(vm, a.get(0))?.borrow_mut().extend(more);
        Ok(Value::None)
    }),
    ("insert", &["/self", "/index", "/value"], 3, |vm, a| {
        let (at, byte) = (vm.index(a.get(1))?, byte(vm, a.get(2))?);
        let mut bytes = array(vm, a.get(0))?.borrow_mut();
        let at = super::list::insertion_place(at, bytes.len());
        bytes.insert(at, byte);
        Ok(Value::None)
    }),
    ("pop", &["/self", "/index"], 1, |vm, a| {
        let at = a.given(1).map_or(Ok(-1), |index| vm.index(index))?;
        let mut bytes = array(vm, a.get(0))?.borrow_mut();
        if bytes.is_empty() {
            return Err(vm.index_error("pop from empty bytearray".into()));
        }
        let at = if at < 0 { at.saturating_add(bytes.len() as i64) } else { at };
        match usize::try_from(at) {
            Ok(at) if at < bytes.len() => Ok(Value::Int(i64::from(bytes.remove(at)))),
            _ => Err(vm.index_error("pop index out of range".into())),
        }
    }),
    ("remove", SELF1, 2, |vm, a| {
        let byte = byte(vm, a.get(1))?;
        let mut bytes = array(vm, a.get(0))?.borrow_mut();
        match bytes.iter().position(|other| *other == byte) {
            Some(at) => {
                bytes.remove(at);
                Ok(Value::None)
            }
            None => Err(vm.value_error("value not found in bytearray".into())),
        }
    }),
    ("reverse", SELF, 1, |vm, a| {
        array(vm, a.get(0))?.borrow_mut().reverse();
        Ok(Value::None)
    }),
    ("clear", SELF, 1, |vm, a| {
        array(vm, a.get(0))?.borrow_mut().clear();
        Ok(Value::None)
    }),
    ("copy", SELF, 1, |vm, a| Ok(same_kind(a.get(0), data(vm, a.get(0))?))),
];

const NEW: Free = ("__new__", |vm, mut args| {
    vm.at_most(&args, "bytes", 3)?;
    let class = args.take(0);
    let bytes = make(vm, &mut args)?;
    Ok(vm.wrap(&class, Value::Bytes(Rc::new(bytes))))
});

const NEW_ARRAY: Free = ("__new__", |vm, mut args| {
    vm.at_most(&args, "bytearray", 3)?;
    let class = args.take(0);
    let bytes = make(vm, &mut args)?;
    Ok(vm.wrap(&class, Value::ByteArray(Rc::new(RefCell::new(bytes)))))
});

fn maketrans(vm: &mut Vm, args: Args) -> R<Value> {
    let (from, to) = (data(vm, args.get(0))?, data(vm, args.get(1))?);
    if from.len() != to.len() {
        return Err(vm.value_error("maketrans arguments must have same length".into()));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (from, to) in from.iter().zip(to) {
        table[usize::from(*from)] = to;
    }
    Ok(Value::Bytes(Rc::new(table)))
}

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    for (class, new) in [(&types.bytes, NEW), (&types.bytearray, NEW_ARRAY)] {
        vm.methods(class, super::number::COMPARISONS, &[]);
        vm.methods(class, BYTES, &[new, ("fromhex", fromhex), ("maketrans", maketrans)]);
        super::object::class_method(vm, class, "fromhex");
        super::object::static_method(vm, class, "maketrans");
    }
    let hash: Def = ("__hash__", SELF, 1, |vm, a| Ok(Value::Int(vm.hash(&a.get(0).core().clone())? as i64)));
    vm.methods(&types.bytes, &[hash], &[]);
    vm.methods(&types.bytearray, ARRAY, &[]);
    vm.methods(&types.bytearray, super::list::MUTABLE, &[]);
    types.bytearray.attributes.set_str(vm.names.hash.clone(), Value::None);
}
