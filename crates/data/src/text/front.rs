//! The texts of a model's input as numbers, as the layer that takes them says: `TextVectorization` or `StringLookup`. The
//! engine gives this layer's config (`Network::text_layers`) and takes the numbers in place of the texts.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::hash::fingerprint;
use super::options::{OutputMode, TextVectorizationOptions, UNKNOWN};
use super::tokens::{Ngrams, Split, Standardize};
use super::vectorization::TextVectorization;
use super::words::{Words, sorted};
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

/// Makes numbers of the texts of an input.
#[derive(Debug, Clone)]
pub struct TextFront {
    options: Map<String, Value>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Rows(TextVectorization),
    Numbers(Numbers),
}

/// `StringLookup`: one number for each text.
#[derive(Debug, Clone, Default)]
struct Numbers {
    words: Words,
    /// The token that counts as missing.
    mask: Option<String>,
    /// The token that stands for unknown ones.
    oov: Option<String>,
    /// How many numbers unknown tokens have; a hash chooses among several.
    unknown: usize,
    /// True for the mode `int`, in which a masked token has the number 0; in others it has none.
    int: bool,
    max_tokens: Option<usize>,
}

/// The longest runs of tokens.
const MOST_NGRAMS: usize = 1000;
/// The most numbers of one call: 1 GB.
const MOST_NUMBERS: usize = 1 << 28;

fn bad(message: impl Into<String>) -> Error {
    Error::invalid(message)
}

fn wrong(key: &str, value: &Value, expected: &str) -> Error {
    bad(format!("option \"{key}\" is {value}; expected {expected}"))
}

/// A whole number, or null.
fn count(options: &Map<String, Value>, key: &str) -> Result<Option<usize>> {
    match options.get(key).unwrap_or(&Value::Null) {
        Value::Null => Ok(None),
        value => {
            let found = value.as_u64().and_then(|n| usize::try_from(n).ok());
            found.map(Some).ok_or_else(|| wrong(key, value, "a whole number"))
        }
    }
}

fn texts<'v>(options: &'v Map<String, Value>, key: &str) -> Result<Option<Vec<&'v str>>> {
    match options.get(key).unwrap_or(&Value::Null) {
        Value::Null => Ok(None),
        value => {
            let list = value.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(Value::as_str);
            let list: Option<Vec<&str>> = list.collect();
            list.map(Some).ok_or_else(|| bad(format!("option \"{key}\" holds something else than texts")))
        }
    }
}

/// The options of `TextVectorization` in a config. Missing ones have Keras's defaults.
fn vectorization_options(options: &Map<String, Value>) -> Result<TextVectorizationOptions> {
    let word = |key: &str, default: Option<&'static str>| match options.get(key) {
        None => Ok(default.map(String::from)),
        Some(Value::Null) => Ok(None),
        Some(Value::String(word)) => Ok(Some(word.clone())),
        Some(value) => Err(wrong(key, value, "a name; functions of a program are not in a file")),
    };
    let standardize = word("standardize", Some("lower_and_strip_punctuation"))?;
    let split = word("split", Some("whitespace"))?;
    let mode = word("output_mode", Some("int"))?;
    let ngrams = match options.get("ngrams").unwrap_or(&Value::Null) {
        Value::Null => None,
        Value::Array(widths) => {
            let widths: Option<Vec<usize>> = widths.iter().map(|n| Some(n.as_u64()? as usize)).collect();
            Some(Ngrams::Widths(widths.ok_or_else(|| wrong("ngrams", &options["ngrams"], "whole numbers"))?))
        }
        value => match count(options, "ngrams")? {
            Some(longest) if longest > MOST_NGRAMS => {
                return Err(wrong("ngrams", value, &format!("at most {MOST_NGRAMS}")));
            }
            longest => longest.map(Ngrams::UpTo),
        },
    };
    Ok(TextVectorizationOptions {
        max_tokens: count(options, "max_tokens")?,
        standardize: Standardize::from_name(standardize.as_deref())?,
        split: Split::from_name(split.as_deref())?,
        ngrams,
        output_mode: OutputMode::from_name(mode.as_deref().unwrap_or("int"))?,
        output_sequence_length: count(options, "output_sequence_length")?,
        pad_to_max_tokens: options.get("pad_to_max_tokens").and_then(Value::as_bool).unwrap_or(false),
    })
}

impl TextFront {
    /// From a layer's class and its options in Keras's form.
    ///
    /// # Errors
    /// When it is another class, an option is out of range, or the vocabulary does not fit.
    pub fn from_config(class: &str, options: &Map<String, Value>) -> Result<Self> {
        let vocabulary = texts(options, "vocabulary")?;
        let kind = if class == "TextVectorization" {
            let mut layer = TextVectorization::new(vectorization_options(options)?)?;
            if let Some(vocabulary) = vocabulary {
                let idf = options.get("idf_weights").and_then(Value::as_array);
                let idf: Option<Vec<f32>> =
                    idf.map(|list| list.iter().filter_map(Value::as_f64).map(|n| n as f32).collect());
                // Files also have zeros for tokens that are not there.
                let known = idf.as_ref().map(|idf| &idf[..idf.len().min(vocabulary.len())]);
                layer.set_vocabulary(&vocabulary, known)?;
            }
            Kind::Rows(layer)
        } else if class == "StringLookup" {
            let text = |key: &str, default: Option<&str>| match options.get(key) {
                None => default.map(String::from),
                Some(value) => value.as_str().map(String::from),
            };
            let mode = options.get("output_mode").and_then(Value::as_str);
            let mut layer = Numbers {
                words: Words::default(),
                mask: text("mask_token", None),
                oov: text("oov_token", Some(UNKNOWN)),
                unknown: count(options, "num_oov_indices")?.unwrap_or(1),
                int: mode.is_none_or(|mode| mode == "int"),
                max_tokens: count(options, "max_tokens")?,
            };
            if let Some(vocabulary) = vocabulary {
                layer.set(&vocabulary)?;
            }
            Kind::Numbers(layer)
        } else {
            return Err(Error::unsupported("layer of texts", class, "TextVectorization, StringLookup"));
        };
        Ok(Self { options: options.clone(), kind })
    }

    /// The numbers of texts, in order: for `TextVectorization` a row for each, for `StringLookup` one number for each. The
    /// caller gives numbers the shape of the texts.
    ///
    /// # Errors
    /// When there is no vocabulary, or a token is unknown and there is no number for unknown ones.
    pub fn call(&self, texts: &[&str]) -> Result<Tensor> {
        match &self.kind {
            Kind::Rows(layer) => {
                let options = layer.options();
                let padded = options.max_tokens.filter(|_| options.pad_to_max_tokens);
                let row = options.output_sequence_length.or(padded).unwrap_or(layer.vocabulary().len());
                if texts.len().saturating_mul(row) > MOST_NUMBERS {
                    return Err(Error::Memory(format!(
                        "{} texts with {row} numbers each; expected at most {MOST_NUMBERS} numbers",
                        texts.len()
                    )));
                }
                layer.call(texts)
            }
            Kind::Numbers(layer) => {
                let numbers = texts.iter().map(|text| layer.number(text)).collect::<Result<Vec<i32>>>()?;
                Tensor::from_i32([numbers.len()], numbers)
            }
        }
    }

    /// Learns a vocabulary from texts.
    ///
    /// # Errors
    /// When nothing can be learned.
    pub fn adapt(&mut self, texts: &[&str]) -> Result<()> {
        match &mut self.kind {
            Kind::Rows(layer) => {
                layer.adapt(texts)?;
                let vocabulary = layer.vocabulary().into_iter().map(Value::from).collect();
                let idf: Vec<Value> = layer.idf_weights().iter().map(|&n| Value::from(n)).collect();
                if !idf.is_empty() {
                    self.options.insert("idf_weights".into(), Value::Array(idf));
                }
                self.options.insert("vocabulary".into(), Value::Array(vocabulary));
            }
            Kind::Numbers(layer) => {
                layer.adapt(texts)?;
                let vocabulary = layer.words.iter().map(|(word, _)| Value::from(word)).collect();
                self.options.insert("vocabulary".into(), Value::Array(vocabulary));
            }
        }
        Ok(())
    }

    /// The layer's options with what was learned.
    pub fn options(&self) -> &Map<String, Value> {
        &self.options
    }
}

impl Numbers {
    /// The number of the first unknown token.
    fn first_unknown(&self) -> usize {
        usize::from(self.int && self.mask.is_some())
    }

    fn special(&self) -> usize {
        self.first_unknown() + self.unknown
    }

    fn set(&mut self, vocabulary: &[&str]) -> Result<()> {
        let start = self.first_unknown();
        let at = |place: usize| if place < start { &self.mask } else { &self.oov };
        let has = vocabulary.len() >= self.special()
            && (0..self.special()).all(|place| at(place).as_deref() == Some(vocabulary[place]));
        let bare = if has { &vocabulary[self.special()..] } else { vocabulary };
        let mut words = Words::default();
        for (at, token) in bare.iter().enumerate() {
            words.set(token, 0);
            if words.len() == at {
                return Err(bad(format!("the vocabulary holds \"{token}\" twice; expected it once")));
            }
        }
        if words.len() == 0 {
            return Err(bad("the vocabulary is empty; expected at least one token"));
        }
        self.words = words;
        Ok(())
    }

    fn adapt(&mut self, texts: &[&str]) -> Result<()> {
        let mut counts = Words::default();
        for text in texts {
            *counts.entry(text).1 += 1;
        }
        // By count, and where that is equal in descending order of the bytes.
        let order = sorted(counts.len(), &|a, b| {
            let ((word_a, count_a), (word_b, count_b)) = (counts.at(a), counts.at(b));
            count_b.cmp(&count_a).then_with(|| word_b.cmp(word_a))
        });
        let special =
            |token: &str| [&self.mask, &self.oov].into_iter().any(|own| own.as_deref() == Some(token));
        let room = self.max_tokens.map_or(usize::MAX, |most| most.saturating_sub(self.special()));
        let learned = order.into_iter().map(|at| counts.at(at).0).filter(|token| !special(token)).take(room);
        let learned: Vec<String> = learned.map(str::to_string).collect();
        self.set(&learned.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn number(&self, text: &str) -> Result<i32> {
        if self.words.len() == 0 {
            return Err(bad("the layer has no vocabulary; expected to learn or to be given one first"));
        }
        if self.mask.as_deref() == Some(text) {
            return Ok(if self.int { 0 } else { -1 });
        }
        let number = match (self.words.place(text), self.unknown) {
            (Some(place), _) => self.special() + place,
            (None, 0) => {
                return Err(bad(format!(
                    "\"{text}\" is not in the vocabulary; expected its tokens only, because option \
                     \"num_oov_indices\" is 0"
                )));
            }
            (None, 1) => self.first_unknown(),
            (None, unknown) => {
                self.first_unknown() + (fingerprint(text.as_bytes()) % unknown as u64) as usize
            }
        };
        Ok(number as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn front(class: &str, options: &Value) -> Result<TextFront> {
        TextFront::from_config(class, options.as_object().unwrap())
    }

    #[test]
    fn several_numbers_for_unknown_tokens_are_chosen_by_their_hash() {
        let layer =
            front("StringLookup", &json!({ "vocabulary": ["a"], "num_oov_indices": 3, "mask_token": "" }));
        let numbers = layer.unwrap().call(&["a", "", "b", "cat", "a longer text than sixteen"]).unwrap();
        let by_hash = |text: &str| (1 + fingerprint(text.as_bytes()) % 3) as f32;
        let expected = ["b", "cat", "a longer text than sixteen"].map(by_hash);
        assert_eq!(numbers.to_f32(), [&[4.0, 0.0], &expected[..]].concat());
    }

    #[test]
    fn what_is_learned_stands_in_the_options() {
        let mut layer = front("StringLookup", &json!({ "max_tokens": 3 })).unwrap();
        assert!(layer.call(&["a"]).is_err());
        layer.adapt(&["a", "b", "[UNK]", "b", "c"]).unwrap();
        assert_eq!(layer.options()["vocabulary"], json!(["b", "c"]));
        assert_eq!(layer.call(&["c", "a"]).unwrap().to_f32(), [2.0, 0.0]);
        let again = TextFront::from_config("StringLookup", layer.options()).unwrap();
        assert_eq!(again.call(&["c", "a"]).unwrap().to_f32(), [2.0, 0.0]);
        let error = front("StringLookup", &json!({ "vocabulary": ["a"], "num_oov_indices": 0 }));
        let error = error.unwrap().call(&["b"]).unwrap_err().to_string();
        assert!(error.contains("\"b\" is not in the vocabulary"), "{error}");
        let error = front("TextVectorization", &json!({ "split": 3 })).unwrap_err().to_string();
        assert!(error.contains("option \"split\" is 3"), "{error}");
        let error =
            front("TextVectorization", &json!({ "ngrams": 1_000_000_000_000_u64 })).unwrap_err().to_string();
        assert!(error.contains("option \"ngrams\" is 1000000000000"), "{error}");
        let options = json!({ "vocabulary": ["a"], "output_sequence_length": 1_000_000_000_000_u64 });
        let error = front("TextVectorization", &options).unwrap().call(&["a"]).unwrap_err().to_string();
        assert!(error.contains("1 texts with 1000000000000 numbers"), "{error}");
    }
}
