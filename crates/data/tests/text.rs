//! Replays the results of Keras's text preprocessing: `tests/parity/text.json`, which `tests/parity/text.py` makes.

use pupil_core::Result;
use pupil_core::tensor::{Data, Tensor};
use pupil_data::text::{
    MatrixMode, Ngrams, OutputMode, Side, Split, Standardize, TextVectorization, TextVectorizationOptions,
    Tokenizer, pad_sequences, to_categorical,
};
use serde_json::{Map, Value};

fn cases(group: &str) -> Vec<Value> {
    let text = include_str!("../../../tests/parity/text.json");
    let fixture: Value = serde_json::from_str(text).unwrap();
    fixture[group].as_array().unwrap().clone()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

fn numbers(value: &Value) -> Vec<i32> {
    value.as_array().unwrap().iter().map(|v| i32::try_from(v.as_i64().unwrap()).unwrap()).collect()
}

fn lists(value: &Value) -> Vec<Vec<i32>> {
    value.as_array().unwrap().iter().map(numbers).collect()
}

fn size(value: &Value) -> Option<usize> {
    value.as_u64().map(|number| number as usize)
}

/// Expects an error where Keras raised one; else `same` must find our value equal to Keras's.
fn check<T: std::fmt::Debug>(
    what: &str,
    ours: Result<T>,
    expected: &Value,
    same: impl Fn(&T, &Value) -> bool,
) {
    match (&ours, expected.get("value")) {
        (Ok(ours), Some(value)) => assert!(same(ours, value), "{what}: {ours:?}; Keras has {value}"),
        (Err(_), None) => {}
        _ => panic!("{what}: {ours:?}; Keras has {expected}"),
    }
}

fn same_tensor(ours: &Tensor, expected: &Value) -> bool {
    let shape: Vec<usize> = expected["shape"].as_array().unwrap().iter().filter_map(size).collect();
    let values = expected["values"].as_array().unwrap();
    let values: Vec<f64> = values.iter().map(|v| v.as_f64().unwrap()).collect();
    let equal = match ours.data() {
        Data::I32(data) => data.iter().zip(&values).all(|(&a, &b)| f64::from(a) == b),
        Data::F32(data) => {
            data.iter().zip(&values).all(|(&a, &b)| (f64::from(a) - b).abs() < 1e-6 * b.abs().max(1.0))
        }
        Data::U8(..) | Data::I8(..) => false,
    };
    ours.shape()[..] == shape && ours.data().len() == values.len() && equal
}

fn same_json<T: serde::Serialize>(ours: &T, expected: &Value) -> bool {
    serde_json::to_value(ours).unwrap() == *expected
}

fn tokenizer(options: &Map<String, Value>) -> Tokenizer {
    let mut tokenizer = Tokenizer::default();
    for (name, value) in options {
        match name.as_str() {
            "num_words" => tokenizer.num_words = size(value),
            "filters" => tokenizer.filters = value.as_str().unwrap().into(),
            "lower" => tokenizer.lower = value.as_bool().unwrap(),
            "split" => tokenizer.split = value.as_str().unwrap().into(),
            "char_level" => tokenizer.char_level = value.as_bool().unwrap(),
            "oov_token" => tokenizer.oov_token = value.as_str().map(String::from),
            _ => panic!("no option {name}"),
        }
    }
    tokenizer
}

/// Saved tokenizers are equal when their members are. The order may differ only where Keras's comes from a set.
fn same_saved(name: &str, ours: &str, expected: &str) {
    let parse = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let (ours, expected) = (parse(ours), parse(expected));
    assert_eq!(ours["class_name"], expected["class_name"]);
    let (ours, expected) = (ours["config"].as_object().unwrap(), expected["config"].as_object().unwrap());
    assert!(ours.keys().eq(expected.keys()), "{name}");
    for (member, value) in expected {
        match (member.as_str(), value.as_str()) {
            ("word_docs" | "index_docs" | "index_word", Some(text)) => {
                assert_eq!(parse(ours[member].as_str().unwrap()), parse(text), "{name}: {member}");
            }
            _ => assert_eq!(ours[member], *value, "{name}: {member}"),
        }
    }
}

#[test]
fn tokenizer_matches_keras() {
    for case in cases("tokenizer") {
        let name = case["name"].as_str().unwrap();
        let mut tokenizer = tokenizer(case["options"].as_object().unwrap());
        let fits = case["fits"].as_array().unwrap();
        if case.get("fit_error").is_some() {
            assert!(tokenizer.fit_on_texts(&strings(&fits[0])).is_err(), "{name}");
            continue;
        }
        let mut restored: Option<Tokenizer> = None;
        for (fit, saved) in fits.iter().zip(strings(&case["saved"])) {
            let texts = strings(fit);
            tokenizer.fit_on_texts(&texts).unwrap();
            same_saved(name, &tokenizer.to_json(), saved);
            if let Some(mut restored) = restored {
                restored.fit_on_texts(&texts).unwrap();
                same_saved(name, &restored.to_json(), saved);
            }
            let read = Tokenizer::from_json(saved).unwrap();
            same_saved(name, &read.to_json(), saved);
            assert_eq!(read.to_json().len(), saved.len(), "{name}: blanks and escapes");
            restored = Some(read);
        }
        for tokenizer in [Some(&tokenizer), restored.as_ref()].into_iter().flatten() {
            lookups(name, tokenizer, &case);
        }
    }
}

fn lookups(name: &str, tokenizer: &Tokenizer, case: &Value) {
    let texts = strings(&case["texts"]);
    check(name, tokenizer.texts_to_sequences(&texts), &case["texts_to_sequences"], same_json);
    let sequences = lists(&case["sequences"]);
    check(name, tokenizer.sequences_to_texts(&sequences), &case["sequences_to_texts"], same_json);
    for (mode, expected) in case["sequences_to_matrix"].as_object().unwrap() {
        let ours = tokenizer.sequences_to_matrix(&sequences, MatrixMode::from_name(mode).unwrap());
        check(&format!("{name}, sequences, {mode}"), ours, expected, same_tensor);
    }
    for (mode, expected) in case["texts_to_matrix"].as_object().unwrap() {
        let ours = tokenizer.texts_to_matrix(&texts, MatrixMode::from_name(mode).unwrap());
        check(&format!("{name}, texts, {mode}"), ours, expected, same_tensor);
    }
}

#[test]
fn pad_sequences_matches_keras() {
    for case in cases("pad_sequences") {
        let options = &case["options"];
        let side = |name: &str| Side::from_name(options[name].as_str().unwrap_or("pre")).unwrap();
        let value = options["value"].as_i64().unwrap_or(0) as i32;
        let (sequences, maxlen) = (lists(&case["sequences"]), size(&options["maxlen"]));
        let ours = pad_sequences(&sequences, maxlen, side("padding"), side("truncating"), value);
        check(&options.to_string(), ours, &case["expected"], same_tensor);
    }
}

#[test]
fn to_categorical_matches_keras() {
    for case in cases("to_categorical") {
        let ours = to_categorical(&numbers(&case["labels"]), size(&case["num_classes"]));
        check(&case.to_string(), ours, &case["expected"], same_tensor);
    }
}

/// The options; `None` where the types do not allow them.
fn options(given: &Map<String, Value>) -> Option<TextVectorizationOptions> {
    let mut options = TextVectorizationOptions::default();
    for (name, value) in given {
        match name.as_str() {
            "max_tokens" => options.max_tokens = Some(size(value)?),
            "standardize" => options.standardize = Standardize::from_name(value.as_str()).unwrap(),
            "split" => options.split = Split::from_name(value.as_str()).unwrap(),
            "ngrams" => {
                options.ngrams = Some(match value.as_array() {
                    Some(widths) => Ngrams::Widths(widths.iter().filter_map(size).collect()),
                    None => Ngrams::UpTo(size(value)?),
                });
            }
            "output_mode" => options.output_mode = OutputMode::from_name(value.as_str().unwrap()).unwrap(),
            "output_sequence_length" => options.output_sequence_length = Some(size(value)?),
            "pad_to_max_tokens" => options.pad_to_max_tokens = value.as_bool().unwrap(),
            _ => panic!("no option {name}"),
        }
    }
    Some(options)
}

#[test]
fn text_vectorization_matches_keras() {
    for case in cases("text_vectorization") {
        let name = case["name"].as_str().unwrap();
        let steps = case["steps"].as_array().unwrap();
        let made = options(case["options"].as_object().unwrap()).map(TextVectorization::new);
        let Some(Ok(mut layer)) = made else {
            let refused = case.get("error").or_else(|| steps.last()?["expected"].get("error"));
            assert!(made.is_none() || refused.is_some(), "{name}: {made:?}");
            continue;
        };
        assert!(case.get("error").is_none(), "{name}: {case}");
        for step in steps {
            let expected = &step["expected"];
            let what = format!("{name}: {step}");
            if let Some(texts) = step.get("call") {
                check(&what, layer.call(&strings(texts)), expected, same_tensor);
                continue;
            }
            let done = if let Some(texts) = step.get("adapt") {
                layer.adapt(&strings(texts))
            } else {
                let weights = step["idf_weights"].as_array();
                let weights: Option<Vec<f32>> =
                    weights.map(|w| w.iter().map(|v| v.as_f64().unwrap() as f32).collect());
                layer.set_vocabulary(&strings(&step["set"]), weights.as_deref())
            };
            check(&what, done.map(|()| layer.vocabulary()), expected, same_json);
        }
    }
}
