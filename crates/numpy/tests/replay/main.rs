//! Replays the expressions of `tests/python/numpy/expressions.json` and compares with what NumPy gave.
//!
//! A small evaluator reads the expressions. Remove it when the Python interpreter replays them.

mod evaluate;
mod functions;
mod linear;
mod methods;
mod object;
mod printing;
mod random;

use evaluate::{Fail, Scope};
use object::Object;
use pupil_numpy::{Array, PrintOptions, set_printoptions};
use serde_json::Value;

/// A float of the file, which is text.
fn float(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
}

/// True if two floats differ by rounding only.
fn near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}

/// True if an array has the type, shape and values of a record. Close values may differ by rounding.
fn same_array(array: &Array, record: &Value, close: bool) -> bool {
    let shape: Vec<usize> =
        record[1].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
    if array.dtype().name() != record[0].as_str().unwrap() || array.shape() != shape {
        return false;
    }
    let Some(values) = record[2].as_array() else { return true };
    let own = array.to_vec::<f64>().unwrap();
    let tolerance = match record[0].as_str() {
        _ if !close => 0.0,
        Some("float32") => 2e-6,
        _ => 1e-11,
    };
    own.iter().zip(values).all(|(&a, b)| match b {
        Value::Bool(b) => a == f64::from(u8::from(*b)),
        Value::Number(b) => a == b.as_f64().unwrap(),
        text => near(a, float(text).unwrap(), tolerance),
    })
}

/// What differs between a result and its record, if anything does.
fn difference(record: &Value, result: Result<Object, Fail>, warnings: &[String]) -> Option<String> {
    let object = match (result, record.get("error")) {
        (Err(Fail::Unsupported(what)), _) => return Some(format!("the evaluator lacks {what}")),
        (Err(Fail::Python(error)), Some(expected)) => {
            let same = error.class() == expected[0] && error.message() == expected[1];
            return (!same).then(|| format!("got {error}\n  not {}: {}", expected[0], expected[1]));
        }
        (Err(Fail::Python(error)), None) => return Some(format!("got {error}\n  not {}", record["repr"])),
        (Ok(object), Some(expected)) => {
            return Some(format!("got {}\n  not {}: {}", object.repr(), expected[0], expected[1]));
        }
        (Ok(object), None) => object,
    };
    let mut expected_warnings: Vec<&str> = record
        .get("warnings")
        .map_or(Vec::new(), |list| list.as_array().unwrap().iter().filter_map(Value::as_str).collect());
    let mut warnings: Vec<&str> = warnings.iter().map(String::as_str).collect();
    expected_warnings.sort_unstable();
    warnings.sort_unstable();
    if warnings != expected_warnings {
        return Some(format!("warned {warnings:?}\n  not {expected_warnings:?}"));
    }
    let close = record.get("close").is_some();
    let arrays = object.arrays();
    let records = record["arrays"].as_array().unwrap();
    let same = arrays.len() == records.len()
        && arrays.iter().zip(records).all(|(array, record)| same_array(array, record, close));
    if close {
        return (!same).then(|| format!("got {}\n  not {}", object.repr(), record["repr"].as_str().unwrap()));
    }
    let (repr, text) = (object.repr(), object.text());
    if repr != record["repr"].as_str().unwrap() {
        return Some(format!("got {repr}\n  not {}", record["repr"].as_str().unwrap()));
    }
    let expected = record.get("str").unwrap_or(&record["repr"]).as_str().unwrap();
    if text != expected {
        return Some(format!("str is {text}\n  not {expected}"));
    }
    (!same).then(|| format!("{repr} has other types, shapes or values"))
}

#[test]
fn expressions_give_what_numpy_gives() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/numpy/expressions.json");
    let records: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let filter = std::env::var("GROUP").unwrap_or_default();
    let pending = include_str!("pending.txt");
    let pending: Vec<&str> =
        pending.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let (mut count, mut failures, mut solved) = (0, Vec::new(), Vec::new());
    for record in records.as_array().unwrap() {
        let group = record["group"].as_str().unwrap();
        if !group.contains(&filter) {
            continue;
        }
        count += 1;
        let source = record["source"].as_str().unwrap();
        set_printoptions(PrintOptions::default());
        pupil_numpy::warning::take();
        let result = Scope::default().run(source);
        let warnings = pupil_numpy::warning::take();
        let difference = difference(record, result, &warnings);
        match (difference, pending.contains(&source)) {
            (Some(text), false) => failures.push(format!("[{group}] {source}\n  {text}")),
            (None, true) => solved.push(source),
            _ => {}
        }
    }
    assert!(count > 0, "no group has this name");
    assert!(
        failures.is_empty(),
        "{} of {count} expressions differ:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(solved.is_empty(), "these expressions are right now; take them out of pending.txt: {solved:#?}");
}

/// The places of numbers in a source.
fn numbers(source: &str) -> Vec<core::ops::Range<usize>> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let starts = bytes[at].is_ascii_digit()
            && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'_');
        let mut end = at + 1;
        if starts {
            while end < bytes.len() && (bytes[end].is_ascii_digit() || bytes[end] == b'.') {
                end += 1;
            }
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// Strange numbers in place of the expressions' own must give results or errors, never a panic.
#[test]
fn strange_numbers_do_not_panic() {
    const STRANGE: [&str; 7] = ["0", "-1", "7", "2.5", "4611686018427387904", "np.nan", "[]"];
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/numpy/expressions.json");
    let records: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    pupil_numpy::memory::set_limit(1 << 22);
    // Panics of the evaluator do not count.
    static OWN: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let (before, thread) = (std::panic::take_hook(), std::thread::current().id());
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() != thread {
            return before(panic);
        }
        let outside = panic.location().is_some_and(|location| location.file().contains("tests/replay"));
        OWN.store(outside, std::sync::atomic::Ordering::Relaxed);
    }));
    let mut panics = Vec::new();
    for record in records.as_array().unwrap() {
        let source = record["source"].as_str().unwrap();
        for place in numbers(source) {
            for strange in STRANGE {
                let mut changed = source.to_string();
                changed.replace_range(place.clone(), strange);
                set_printoptions(PrintOptions::default());
                let outcome = std::panic::catch_unwind(|| {
                    if let Ok(object) = Scope::default().run(&changed) {
                        object.repr();
                    }
                });
                if let Err(panic) = outcome
                    && !OWN.load(std::sync::atomic::Ordering::Relaxed)
                {
                    let text = panic.downcast_ref::<String>().cloned();
                    panics.push(format!("{changed}: {}", text.unwrap_or_default()));
                }
            }
        }
    }
    let _ = std::panic::take_hook();
    pupil_numpy::memory::set_limit(1 << 31);
    assert!(panics.is_empty(), "{} panics:\n{}", panics.len(), panics.join("\n"));
}
