//! Text as numbers: `pupil_data::text` for JavaScript. The module shares nothing with models, so that pages without
//! text need not load it (34 KB gzip).
//!
//! A list of sequences is two typed arrays: all numbers one after the other, and the lengths of the sequences.

use js_sys::{Array, Int32Array, Map, Object, Uint32Array};
use pupil_core::config::snake_case;
use pupil_core::metrics;
use pupil_core::tensor::{Data, Tensor};
use pupil_core::{Error, Result};
use pupil_data::text::{self, MatrixMode, OutputMode, Side, Split, Standardize};
use pupil_data::text::{Ngrams, TextVectorizationOptions};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use pupil_values::{Failure, config, error, member, plain, shape, structured};

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The strings of a list.
fn strings(what: &str, list: &Array) -> Result<Vec<String>, Failure> {
    let read = |(at, value): (usize, JsValue)| {
        let kind = || value.js_typeof().as_string().unwrap_or_default();
        value
            .as_string()
            .ok_or_else(|| Failure::new(&format!("{what} {at} is {}; expected a string", kind())))
    };
    list.iter().enumerate().map(read).collect()
}

fn borrowed(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}

/// Sequences from their numbers and lengths.
fn sequences(numbers: &[i32], lengths: &[u32]) -> Result<Vec<Vec<i32>>, Failure> {
    let mut rest = numbers;
    let cut = |&length: &u32| {
        let wrong = || Failure::new("the lengths of the sequences do not go with their numbers");
        let (sequence, after) = rest.split_at_checked(length as usize).ok_or_else(wrong)?;
        rest = after;
        Ok(sequence.to_vec())
    };
    lengths.iter().map(cut).collect()
}

/// An object `{ numbers, lengths }`.
fn listed(sequences: &[Vec<i32>]) -> JsValue {
    let lengths: Vec<u32> = sequences.iter().map(|sequence| sequence.len() as u32).collect();
    let object = Object::new();
    member(&object, "numbers", &Int32Array::from(sequences.concat().as_slice()));
    member(&object, "lengths", &Uint32Array::from(lengths.as_slice()));
    object.into()
}

/// A plain tensor; integers stay integers.
fn tensor(tensor: &Tensor) -> JsValue {
    let Data::I32(data) = tensor.data() else { return plain(None, tensor) };
    let object = Object::new();
    member(&object, "shape", &shape(tensor.shape()));
    member(&object, "data", &Int32Array::from(data.as_slice()));
    object.into()
}

/// Numbers words by how often they occur.
#[wasm_bindgen]
pub struct Tokenizer(text::Tokenizer);

#[wasm_bindgen]
impl Tokenizer {
    /// From Keras's JSON of a tokenizer. Options that its config lacks have Keras's defaults.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(text: &str) -> Result<Tokenizer, Failure> {
        text::Tokenizer::from_json(text).map(Self).map_err(error)
    }

    /// The JSON that Keras writes.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// Counts the words of more texts.
    #[wasm_bindgen(js_name = fitOnTexts)]
    pub fn fit_on_texts(&mut self, texts: &Array) -> Result<(), Failure> {
        self.0.fit_on_texts(&borrowed(&strings("text", texts)?)).map_err(error)
    }

    /// Each word's index, ascending, as a `Map`.
    #[wasm_bindgen(getter, js_name = wordIndex)]
    pub fn word_index(&self) -> Map {
        let map = Map::new();
        for (word, index) in self.0.word_index() {
            map.set(&word.into(), &index.into());
        }
        map
    }

    /// Texts in Chinese with spaces between their words.
    pub fn segment(&self, texts: &Array) -> Result<Array, Failure> {
        let texts = self.0.segment(&borrowed(&strings("text", texts)?));
        Ok(texts.into_iter().map(JsValue::from).collect())
    }

    /// `{ numbers, lengths }` of the texts' words.
    #[wasm_bindgen(js_name = textsToSequences)]
    pub fn texts_to_sequences(&self, texts: &Array) -> Result<JsValue, Failure> {
        let texts = strings("text", texts)?;
        self.0.texts_to_sequences(&borrowed(&texts)).map(|sequences| listed(&sequences)).map_err(error)
    }

    /// One row for each text; `mode` is `binary`, `count`, `tfidf` or `freq`.
    #[wasm_bindgen(js_name = textsToMatrix)]
    pub fn texts_to_matrix(&self, texts: &Array, mode: &str) -> Result<JsValue, Failure> {
        let texts = strings("text", texts)?;
        let matrix = |mode| self.0.texts_to_matrix(&borrowed(&texts), mode);
        MatrixMode::from_name(mode).and_then(matrix).map(|matrix| tensor(&matrix)).map_err(error)
    }

    /// The texts of sequences.
    #[wasm_bindgen(js_name = sequencesToTexts)]
    pub fn sequences_to_texts(&self, numbers: &[i32], lengths: &[u32]) -> Result<Array, Failure> {
        let texts = self.0.sequences_to_texts(&sequences(numbers, lengths)?).map_err(error)?;
        Ok(texts.iter().map(|text| JsValue::from(text.as_str())).collect())
    }

    /// One row for each sequence.
    #[wasm_bindgen(js_name = sequencesToMatrix)]
    pub fn sequences_to_matrix(
        &self,
        numbers: &[i32],
        lengths: &[u32],
        mode: &str,
    ) -> Result<JsValue, Failure> {
        let sequences = sequences(numbers, lengths)?;
        let matrix = |mode| self.0.sequences_to_matrix(&sequences, mode);
        MatrixMode::from_name(mode).and_then(matrix).map(|matrix| tensor(&matrix)).map_err(error)
    }
}

/// Turns texts into rows of a tensor.
#[wasm_bindgen]
pub struct TextVectorization(text::TextVectorization);

#[wasm_bindgen]
impl TextVectorization {
    /// From Keras's options, in camelCase or snake_case.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<TextVectorization, Failure> {
        let options = vectorization_options(&config("TextVectorization", options)?).map_err(error)?;
        text::TextVectorization::new(options).map(Self).map_err(error)
    }

    /// Learns a new vocabulary.
    pub fn adapt(&mut self, texts: &Array) -> Result<(), Failure> {
        self.0.adapt(&borrowed(&strings("text", texts)?)).map_err(error)
    }

    /// The tokens by index.
    #[wasm_bindgen(getter)]
    pub fn vocabulary(&self) -> Array {
        self.0.vocabulary().into_iter().map(JsValue::from).collect()
    }

    /// The weights by which `tf_idf` multiplies counts, by index.
    #[wasm_bindgen(getter, js_name = idfWeights)]
    pub fn idf_weights(&self) -> Vec<f32> {
        self.0.idf_weights().to_vec()
    }

    /// Sets a vocabulary; in mode `tf_idf` with a weight for each entry.
    #[wasm_bindgen(js_name = setVocabulary)]
    pub fn set_vocabulary(&mut self, tokens: &Array, idf_weights: Option<Vec<f32>>) -> Result<(), Failure> {
        let tokens = strings("token", tokens)?;
        self.0.set_vocabulary(&borrowed(&tokens), idf_weights.as_deref()).map_err(error)
    }

    /// One row for each text.
    pub fn call(&self, texts: &Array) -> Result<JsValue, Failure> {
        let texts = strings("text", texts)?;
        self.0.call(&borrowed(&texts)).map(|rows| tensor(&rows)).map_err(error)
    }
}

/// Makes numbers of the texts of a model's input.
#[wasm_bindgen]
pub struct TextFront(text::TextFront);

#[wasm_bindgen]
impl TextFront {
    /// From the layer that takes the texts: an object with `class_name` and `config`.
    #[wasm_bindgen(constructor)]
    pub fn new(layer: JsValue) -> Result<TextFront, Failure> {
        let layer = config("layer of texts", layer)?;
        let class = layer["class_name"].as_str().unwrap_or_default();
        let options = layer["config"].as_object().cloned().unwrap_or_default();
        text::TextFront::from_config(class, &options).map(Self).map_err(error)
    }

    /// The numbers of texts: a row for each, or one number for each.
    pub fn call(&self, texts: &Array) -> Result<JsValue, Failure> {
        let texts = strings("text", texts)?;
        self.0.call(&borrowed(&texts)).map(|rows| tensor(&rows)).map_err(error)
    }

    /// Learns a vocabulary and returns the layer's options with it.
    pub fn adapt(&mut self, texts: &Array) -> Result<JsValue, Failure> {
        let texts = strings("text", texts)?;
        self.0.adapt(&borrowed(&texts)).map_err(error)?;
        structured(&Value::Object(self.0.options().clone()))
    }
}

fn vectorization_options(value: &Value) -> Result<TextVectorizationOptions> {
    let mut options = TextVectorizationOptions::default();
    for (key, value) in value.as_object().into_iter().flatten() {
        let wrong = |expected: &str| {
            Error::invalid(format!("TextVectorization: option \"{key}\" is {value}; expected {expected}"))
        };
        let whole = |value: &Value| {
            let number = value.as_u64().map(|n| n as usize);
            number.ok_or_else(|| wrong("a whole number of at least 0"))
        };
        // Null is a missing count. For `standardize` and `split` it is one of their names.
        let count = || if value.is_null() { Ok(None) } else { whole(value).map(Some) };
        let name = || match value {
            Value::Null => Ok(None),
            value => value.as_str().map(Some).ok_or_else(|| wrong("a name or null")),
        };
        match snake_case(key).as_str() {
            "max_tokens" => options.max_tokens = count()?,
            "output_sequence_length" => options.output_sequence_length = count()?,
            "standardize" => options.standardize = Standardize::from_name(name()?)?,
            "split" => options.split = Split::from_name(name()?)?,
            "output_mode" => options.output_mode = OutputMode::from_name(name()?.unwrap_or("int"))?,
            "pad_to_max_tokens" => {
                options.pad_to_max_tokens = value.as_bool().ok_or_else(|| wrong("true or false"))?;
            }
            "ngrams" => {
                options.ngrams = match value {
                    Value::Null => None,
                    Value::Array(widths) => {
                        Some(Ngrams::Widths(widths.iter().map(whole).collect::<Result<_>>()?))
                    }
                    longest => Some(Ngrams::UpTo(whole(longest)?)),
                };
            }
            _ => {
                return Err(Error::invalid(format!("TextVectorization: option \"{key}\" is not known")));
            }
        }
    }
    Ok(options)
}

/// Sequences as the rows of one tensor; `padding` and `truncating` are `pre` or `post`.
#[wasm_bindgen(js_name = padSequences)]
pub fn pad_sequences(
    numbers: &[i32],
    lengths: &[u32],
    maxlen: Option<usize>,
    padding: &str,
    truncating: &str,
    value: i32,
) -> Result<JsValue, Failure> {
    let sequences = sequences(numbers, lengths)?;
    let sides = Side::from_name(padding).and_then(|padding| Ok((padding, Side::from_name(truncating)?)));
    let rows = sides.and_then(|(padding, truncating)| {
        text::pad_sequences(&sequences, maxlen, padding, truncating, value)
    });
    rows.map(|rows| tensor(&rows)).map_err(error)
}

/// Class numbers as rows with a 1 at the class.
#[wasm_bindgen(js_name = toCategorical)]
pub fn to_categorical(labels: &[i32], classes: Option<usize>) -> Result<JsValue, Failure> {
    text::to_categorical(labels, classes).map(|rows| tensor(&rows)).map_err(error)
}

/// Counts of predictions by class, row after row: row = true class, column = predicted class.
#[wasm_bindgen(js_name = confusionMatrix)]
pub fn confusion_matrix(truth: &[u32], predicted: &[u32], classes: usize) -> Result<Vec<u32>, Failure> {
    let wide = |classes: &[u32]| classes.iter().map(|&class| class as usize).collect::<Vec<_>>();
    let matrix = metrics::confusion_matrix(&wide(truth), &wide(predicted), classes).map_err(error)?;
    Ok(matrix.into_iter().flatten().map(|count| count as u32).collect())
}
