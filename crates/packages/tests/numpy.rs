//! Expressions give what the real NumPy gives: values, types, printed forms, errors and warnings.
//! `tests/python/numpy/generate.py` wrote them.

use crate::common;

use std::cell::RefCell;

use pupil_numpy::{Array, PrintOptions, set_printoptions};
use pupil_python::{Outcome, Value, Vm};
use serde_json::Value as Json;

/// A float of the file, which is text.
fn float(value: &Json) -> Option<f64> {
    match value {
        Json::String(text) => text.parse().ok(),
        other => other.as_f64(),
    }
}

/// True if two floats differ by rounding only.
fn near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}

/// True if an array has the type, shape and values of a record. Close values may differ by rounding.
fn same_array(array: &Array, record: &Json, close: bool) -> bool {
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
        Json::Bool(b) => a == f64::from(u8::from(*b)),
        Json::Number(b) => a == b.as_f64().unwrap(),
        text => near(a, float(text).unwrap(), tolerance),
    })
}

/// The arrays in a value, from left to right. Scalars are compared by their printed form.
fn arrays(value: &Value) -> Vec<Array> {
    match value {
        Value::List(items) => items.0.borrow().iter().flat_map(arrays).collect(),
        Value::Tuple(items) => items.0.iter().flat_map(arrays).collect(),
        other => other.host::<Array>().cloned().into_iter().collect(),
    }
}

/// What differs between the interpreter's result and NumPy's, if anything does.
fn difference(vm: &mut Vm, printed: &RefCell<String>, record: &Json) -> Option<String> {
    let globals = vm.new_globals("__main__");
    let prepared = vm.run_source(
        "cell",
        "import numpy as np\nimport math\nimport warnings\nwarnings.simplefilter('always')",
        &globals,
        false,
    );
    assert!(matches!(prepared, Outcome::Done(_)), "numpy is there");
    printed.borrow_mut().clear();
    set_printoptions(PrintOptions::default());
    let value = match common::value(vm, &globals, record) {
        Ok(value) => value,
        Err(difference) => return difference,
    };
    let warned: Vec<String> = printed
        .borrow()
        .lines()
        .filter_map(|line| line.split_once("RuntimeWarning: ").map(|(_, text)| text.to_owned()))
        .collect();
    let expected: Vec<&str> = record
        .get("warnings")
        .map_or(Vec::new(), |list| list.as_array().unwrap().iter().filter_map(Json::as_str).collect());
    let mut sorted = (warned, expected);
    sorted.0.sort_unstable();
    sorted.1.sort_unstable();
    if sorted.0 != sorted.1 {
        return Some(format!("warned {:?}\n  not {:?}", sorted.0, sorted.1));
    }
    let (shown, text) = match (vm.repr(&value), vm.str(&value)) {
        (Ok(shown), Ok(text)) => (shown, text),
        _ => return Some("repr fails".into()),
    };
    let close = record.get("close").is_some();
    let own = arrays(&value);
    let records: Vec<&Json> = record["arrays"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| !record[1].as_array().unwrap().is_empty())
        .collect();
    let own: Vec<&Array> = own.iter().filter(|array| array.ndim() > 0).collect();
    let same = own.len() == records.len()
        && own.iter().zip(records).all(|(array, record)| same_array(array, record, close));
    if close {
        return (!same).then(|| format!("got {shown}\n  not {}", record["repr"]));
    }
    if shown != record["repr"].as_str().unwrap() {
        return Some(format!("got {shown}\n  not {}", record["repr"].as_str().unwrap()));
    }
    let expected = record.get("str").unwrap_or(&record["repr"]).as_str().unwrap();
    if text != expected {
        return Some(format!("str is {text}\n  not {expected}"));
    }
    (!same).then(|| format!("{shown} has other types, shapes or values"))
}

#[test]
fn expressions_give_what_numpy_gives() {
    common::with_stack(|| {
        let (mut vm, _, errors) = common::interpreter();
        let pending = include_str!("numpy_pending.txt");
        common::replay("numpy", pending, |record| difference(&mut vm, &errors, record));
    });
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

fn run_strange() {
    const STRANGE: [&str; 7] = ["0", "-1", "7", "2.5", "4611686018427387904", "np.nan", "[]"];
    pupil_numpy::memory::set_limit(1 << 22);
    let start = || {
        let (mut vm, ..) = common::interpreter();
        let globals = vm.new_globals("__main__");
        vm.run_source("cell", "import numpy as np\nimport math", &globals, false);
        (vm, globals)
    };
    let (mut vm, mut globals) = start();
    let mut panics = Vec::new();
    for record in &common::expressions("numpy") {
        let source = record["source"].as_str().unwrap();
        for place in numbers(source) {
            for strange in STRANGE {
                let mut changed = source.to_string();
                changed.replace_range(place.clone(), strange);
                set_printoptions(PrintOptions::default());
                let code = changed.replace("; ", "\n");
                let run = std::panic::AssertUnwindSafe(|| {
                    if let Outcome::Done(value) = vm.run_source("cell", &code, &globals, true) {
                        let _ = vm.repr(&value);
                    }
                });
                if std::panic::catch_unwind(run).is_err() {
                    panics.push(changed);
                    (vm, globals) = start();
                }
            }
        }
    }
    assert!(panics.is_empty(), "{} expressions panic:\n{}", panics.len(), panics.join("\n"));
}

/// Strange numbers in place of the expressions' own give results or exceptions, never a panic.
#[test]
fn strange_numbers_do_not_panic() {
    common::with_stack(run_strange);
}
