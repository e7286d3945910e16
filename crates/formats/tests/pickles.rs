//! Pickles that tf_keras, scikit-learn and joblib wrote (`tests/formats/generate_pickles.py`).

use std::path::PathBuf;

use pupil_formats::pickle;
use serde_json::Value;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/formats/pickles"));
    std::fs::read(folder.join(name)).unwrap()
}

/// The same JSON, where texts within it may hold JSON, too.
fn parsed(value: Value) -> Value {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(&text) {
            Ok(inner @ Value::Object(_)) => parsed(inner),
            _ => Value::String(text),
        },
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, parsed(value))).collect(),
        other => other,
    }
}

#[test]
fn known_classes_say_what_they_hold() {
    let expected: Value = serde_json::from_slice(&file("expected.json")).unwrap();
    for (name, expected) in expected.as_object().unwrap() {
        let (key, text) = pickle::read(&file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key, expected[0].as_str().unwrap(), "{name}");
        let found: Value = serde_json::from_str(&text).unwrap();
        let (found, expected) = (parsed(found), parsed(expected[1].clone()));
        if key == "scaler" {
            for part in ["mean", "scale", "min", "max"] {
                let numbers = |value: &Value| -> Vec<f64> {
                    value[part]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(|number| number.as_f64().unwrap())
                        .collect()
                };
                let (a, b) = (numbers(&found), numbers(&expected));
                assert!(
                    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-9),
                    "{name} {part}"
                );
            }
        } else {
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn other_classes_are_refused_by_name_and_nothing_is_run() {
    let error = pickle::read(&file("evil.pkl")).unwrap_err().to_string();
    assert!(error.contains("it holds posix.system; only Keras's Tokenizer"), "{error}");
}

#[test]
fn changed_pickles_end_in_errors() {
    let expected: Value = serde_json::from_slice(&file("expected.json")).unwrap();
    let mut state = 1u64;
    let mut random = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    };
    for name in expected.as_object().unwrap().keys() {
        let whole = file(name);
        for end in 0..whole.len() {
            assert!(pickle::read(&whole[..end]).is_err(), "{name} cut at {end}");
        }
        for _ in 0..5_000 {
            let mut changed = whole.clone();
            for _ in 0..1 + random(3) {
                let at = random(changed.len());
                changed[at] = random(256) as u8;
            }
            let _ = pickle::read(&changed);
        }
    }
}

/// A tuple of ten references to a tuple of ten references, and so on: 600 bytes that would be 10^20 values.
#[test]
fn values_that_multiply_end_in_an_error() {
    let mut program = b"\x80\x02ckeras.preprocessing.text\nTokenizer\n)\x81K\x01q\x000".to_vec();
    for level in 0..20u8 {
        program.push(b'(');
        (0..10).for_each(|_| program.extend([b'h', level]));
        program.extend([b'l', b'q', level + 1, b'0']);
    }
    program.extend(b"}(X\x09\0\0\0num_wordsh\x14ub.");
    // Without a limit this would not end.
    assert!(pickle::read(&program).is_err());
}
