//! `str`: methods that look for a part.

use super::Def;
use super::text::receiver;
use crate::object::{Args, Str, Value};
use crate::unicode::is_space;
use crate::vm::{R, Vm};

const PART: &[&str] = &["/self", "/sub", "/start", "/end"];
const SPLIT: &[&str] = &["/self", "sep", "maxsplit"];

/// The bytes of a text between the optional indices of a search; nothing if they are beyond its end.
fn bounds(vm: &mut Vm, args: &Args, text: &Str) -> R<Option<(usize, usize)>> {
    let length = text.length() as i64;
    let mut at = |place: usize, default: i64| -> R<i64> {
        Ok(match args.given(place) {
            None | Some(Value::None) => default,
            Some(value) => {
                let value = vm.index(value)?;
                if value < 0 { value.saturating_add(length).max(0) } else { value }
            }
        })
    };
    let (start, end) = (at(2, 0)?, at(3, length)?.min(length));
    if start > end {
        return Ok(None);
    }
    // Both are at most the length now.
    Ok(Some((text.offset(start as usize), text.offset(end as usize))))
}

/// The byte at which a part is found.
fn find(vm: &mut Vm, args: &Args, method: &str, last: bool) -> R<Option<(Str, usize)>> {
    let text = receiver(vm, args, method)?;
    let Some(part) = args.get(1).as_str().cloned() else {
        let name = vm.class_name(args.get(1));
        return Err(vm.type_error(format!("{method}() argument 1 must be str, not {name}")));
    };
    let Some((start, end)) = bounds(vm, args, &text)? else { return Ok(None) };
    let within = &text[start..end];
    let found = if last { within.rfind(&*part) } else { within.find(&*part) };
    Ok(found.map(|at| (text.clone(), start + at)))
}

fn found(vm: &mut Vm, args: &Args, method: &str, last: bool) -> R<Value> {
    Ok(match find(vm, args, method, last)? {
        Some((text, at)) => Value::size(text.index_of(at)),
        None => Value::Int(-1),
    })
}

fn index(vm: &mut Vm, args: &Args, method: &str, last: bool) -> R<Value> {
    match find(vm, args, method, last)? {
        Some((text, at)) => Ok(Value::size(text.index_of(at))),
        None => Err(vm.value_error("substring not found".into())),
    }
}

fn affix(vm: &mut Vm, args: &Args, method: &str, test: fn(&str, &str) -> bool) -> R<Value> {
    let text = receiver(vm, args, method)?;
    let Some((start, end)) = bounds(vm, args, &text)? else { return Ok(Value::Bool(false)) };
    let within = &text[start..end];
    let parts = match args.get(1) {
        Value::Tuple(parts) => parts.0.clone(),
        other => vec![other.clone()],
    };
    for part in &parts {
        match part.as_str() {
            Some(part) if test(within, part) => return Ok(Value::Bool(true)),
            Some(_) => {}
            None => {
                let name = vm.class_name(part);
                let message = match args.get(1) {
                    Value::Tuple(_) => format!("tuple for {method} must only contain str, not {name}"),
                    _ => format!("{method} first arg must be str or a tuple of str, not {name}"),
                };
                return Err(vm.type_error(message));
            }
        }
    }
    Ok(Value::Bool(false))
}

fn split(vm: &mut Vm, args: &Args, method: &str, from_right: bool) -> R<Value> {
    let text = receiver(vm, args, method)?;
    let most = match args.given(2) {
        Some(most) => usize::try_from(vm.index(most)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let parts: Vec<&str> = match args.given(1) {
        None | Some(Value::None) => split_blanks(&text, most, from_right),
        Some(separator) => {
            let Some(separator) = separator.as_str().cloned() else {
                let name = vm.class_name(args.get(1));
                return Err(vm.type_error(format!("must be str or None, not {name}")));
            };
            if separator.is_empty() {
                return Err(vm.value_error("empty separator".into()));
            }
            if from_right {
                let mut parts: Vec<&str> = text.rsplitn(most.saturating_add(1), &*separator).collect();
                parts.reverse();
                parts
            } else {
                text.splitn(most.saturating_add(1), &*separator).collect()
            }
        }
    };
    Ok(Value::list(parts.into_iter().map(Value::str).collect()))
}

/// The parts between blanks. When it stops early, the last part keeps the blanks at its other end.
fn split_blanks(text: &str, most: usize, from_right: bool) -> Vec<&str> {
    let trim = |text| -> &str {
        if from_right {
            str::trim_end_matches(text, is_space)
        } else {
            str::trim_start_matches(text, is_space)
        }
    };
    let mut parts = Vec::new();
    let mut rest = trim(text);
    while !rest.is_empty() {
        let at = if from_right { rest.rfind(is_space) } else { rest.find(is_space) };
        match at.filter(|_| parts.len() < most) {
            Some(at) if from_right => {
                let width = rest[at..].chars().next().map_or(1, char::len_utf8);
                parts.push(&rest[at + width..]);
                rest = trim(&rest[..at]);
            }
            Some(at) => {
                parts.push(&rest[..at]);
                rest = trim(&rest[at..]);
            }
            None => {
                parts.push(rest);
                break;
            }
        }
    }
    if from_right {
        parts.reverse();
    }
    parts
}

fn partition(vm: &mut Vm, args: &Args, method: &str, last: bool) -> R<Value> {
    let text = receiver(vm, args, method)?;
    let Some(separator) = args.get(1).as_str().cloned() else {
        let name = vm.class_name(args.get(1));
        return Err(vm.type_error(format!("must be str, not {name}")));
    };
    if separator.is_empty() {
        return Err(vm.value_error("empty separator".into()));
    }
    let at = if last { text.rfind(&*separator) } else { text.find(&*separator) };
    let empty = || Value::str("");
    Ok(Value::tuple(match at {
        Some(at) => vec![
            Value::str(&text[..at]),
            Value::Str(separator.clone()),
            Value::str(&text[at + separator.len()..]),
        ],
        None if last => vec![empty(), empty(), Value::Str(text)],
        None => vec![Value::Str(text), empty(), empty()],
    }))
}

pub(super) const SEARCH: &[Def] = &[
    ("find", PART, 2, |vm, a| found(vm, &a, "find", false)),
    ("rfind", PART, 2, |vm, a| found(vm, &a, "rfind", true)),
    ("index", PART, 2, |vm, a| index(vm, &a, "index", false)),
    ("rindex", PART, 2, |vm, a| index(vm, &a, "rindex", true)),
    ("startswith", PART, 2, |vm, a| affix(vm, &a, "startswith", |text, part| text.starts_with(part))),
    ("endswith", PART, 2, |vm, a| affix(vm, &a, "endswith", |text, part| text.ends_with(part))),
    ("count", PART, 2, |vm, a| {
        let text = receiver(vm, &a, "count")?;
        let part = vm.text(a.get(1), "count() argument 1")?;
        let Some((start, end)) = bounds(vm, &a, &text)? else { return Ok(Value::Int(0)) };
        let within = &text[start..end];
        let count = if part.is_empty() { within.chars().count() + 1 } else { within.matches(&*part).count() };
        Ok(Value::size(count))
    }),
    ("replace", &["/self", "/old", "/new", "count"], 3, |vm, a| {
        let text = receiver(vm, &a, "replace")?;
        let (old, new) =
            (vm.text(a.get(1), "replace() argument 1")?, vm.text(a.get(2), "replace() argument 2")?);
        let count = match a.given(3) {
            Some(count) => usize::try_from(vm.index(count)?).ok(),
            None => None,
        };
        if new.len() > old.len() {
            let places = text.matches(&*old).count().min(count.unwrap_or(usize::MAX));
            vm.reserve(places.saturating_mul(new.len() - old.len()).saturating_add(text.len()))?;
        }
        Ok(Value::str(match count {
            Some(count) => text.replacen(&*old, &new, count),
            None => text.replace(&*old, &new),
        }))
    }),
    ("removeprefix", super::SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "removeprefix")?;
        let part = vm.text(a.get(1), "removeprefix() argument")?;
        Ok(text.strip_prefix(&*part).map_or(Value::Str(text.clone()), Value::str))
    }),
    ("removesuffix", super::SELF1, 2, |vm, a| {
        let text = receiver(vm, &a, "removesuffix")?;
        let part = vm.text(a.get(1), "removesuffix() argument")?;
        Ok(text.strip_suffix(&*part).map_or(Value::Str(text.clone()), Value::str))
    }),
    ("split", SPLIT, 1, |vm, a| split(vm, &a, "split", false)),
    ("rsplit", SPLIT, 1, |vm, a| split(vm, &a, "rsplit", true)),
    ("splitlines", &["/self", "keepends"], 1, |vm, a| {
        let text = receiver(vm, &a, "splitlines")?;
        let keep = a.given(1).map_or(Ok(false), |keep| vm.truth(keep))?;
        let mut lines = Vec::new();
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let ends = |char: char| {
                matches!(
                    char,
                    '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
                )
            };
            let Some(at) = rest.find(ends) else {
                lines.push(Value::str(rest));
                break;
            };
            let width = if rest[at..].starts_with("\r\n") {
                2
            } else {
                rest[at..].chars().next().map_or(1, char::len_utf8)
            };
            lines.push(Value::str(&rest[..if keep { at + width } else { at }]));
            rest = &rest[at + width..];
        }
        Ok(Value::list(lines))
    }),
    ("partition", super::SELF1, 2, |vm, a| partition(vm, &a, "partition", false)),
    ("rpartition", super::SELF1, 2, |vm, a| partition(vm, &a, "rpartition", true)),
];
