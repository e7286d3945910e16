//! Python pickles of a few classes: Keras's `Tokenizer`, and scikit-learn's `StandardScaler`, `MinMaxScaler` and
//! `LabelEncoder` (Python, `pickletools.py`; joblib, `numpy_pickle.py`).
//!
//! A pickle is a program for a stack machine that can call any function of Python. Here nothing is called: the machine
//! only builds values, and every class that is not on the list is refused by its name.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::config::members;
use pupil_core::error::Result;
use serde_json::Value;

mod items;
mod machine;

use crate::json;
use items::{Item, Items, Place, bad, cut, texts};
use machine::Machine;

/// A side file of a model: the name of a text of [`Bundle`](pupil_core::training::Bundle), and the text.
///
/// # Errors
/// When the pickle holds another class, which the message names, or is damaged.
pub fn read(file: &[u8]) -> Result<(String, String)> {
    let mut machine = Machine::new(file);
    let top = machine.run()?;
    machine.items.side_file(top)
}

impl Items {
    /// What the object means to a model.
    fn side_file(&self, place: Place) -> Result<(String, String)> {
        let class = self.class(place).ok_or_else(|| bad("it holds no object"))?;
        let class = class.rsplit('.').next().unwrap_or_default();
        let state = self.state(place).ok_or_else(cut)?;
        let list = |key: &str| {
            let member = self.member(state, key).ok_or_else(|| bad(format!("its {class} was not fitted")))?;
            self.numbers(member, 0)
                .ok_or_else(|| bad(format!("the member {key} of its {class} does not hold numbers")))
        };
        let (name, text) = match class {
            "Tokenizer" => ("tokenizer", self.tokenizer(state)?),
            "StandardScaler" => {
                // An option that is off leaves its numbers out of the computation.
                let off = |key: &str| {
                    self.member(state, key).is_some_and(|at| matches!(self.0[at], Item::Flag(false)))
                };
                let used = |option: &str, key: &str, neutral: f64| -> Result<Vec<f64>> {
                    match off(option) {
                        true => {
                            Ok(list("var_").or_else(|_| list("mean_"))?.iter().map(|_| neutral).collect())
                        }
                        false => list(key),
                    }
                };
                let parts = [
                    ("class_name", class.into()),
                    ("mean", used("with_mean", "mean_", 0.0)?.into()),
                    ("scale", used("with_std", "scale_", 1.0)?.into()),
                ];
                ("scaler", members(parts))
            }
            "MinMaxScaler" => {
                let parts = [
                    ("class_name", class.into()),
                    ("min", list("data_min_")?.into()),
                    ("max", list("data_max_")?.into()),
                    ("feature_range", list("feature_range")?.into()),
                ];
                ("scaler", members(parts))
            }
            "LabelEncoder" => {
                let classes =
                    self.member(state, "classes_").ok_or_else(|| bad("its LabelEncoder was not fitted"))?;
                ("classes", self.classes(classes)?)
            }
            other => return Err(bad(format!("it holds {other}, which says nothing about a model"))),
        };
        Ok((name.to_string(), json::text(&text)))
    }

    /// The classes of a LabelEncoder, as texts.
    fn classes(&self, place: Place) -> Result<Value> {
        if let Some(numbers) = self.numbers(place, 0) {
            return Ok(numbers.iter().map(|&number| Value::from(number_text(number))).collect());
        }
        if let Item::Texts(texts) = &self.0[place] {
            return Ok(texts.clone().into());
        }
        if let Some((bytes, dtype)) = self.raw(place) {
            return Ok(texts(&bytes, dtype).into());
        }
        // An array of objects has a list in place of the bytes.
        let state = self.state(place).ok_or_else(cut)?;
        match &self.0[state] {
            Item::List(list) => self.json(*list.get(4).ok_or_else(cut)?, 0),
            _ => Err(cut()),
        }
    }

    /// A tokenizer in the form of Keras's `to_json`: dicts are JSON texts within the JSON.
    fn tokenizer(&self, state: Place) -> Result<Value> {
        let mut config = members([]);
        for key in ["num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count"] {
            let value = self.member(state, key).map(|member| self.json(member, 0)).transpose()?;
            json::set(&mut config, key, value.unwrap_or_default());
        }
        for key in ["word_counts", "word_docs", "index_docs", "index_word", "word_index"] {
            let value = self.member(state, key).map(|member| self.json(member, 0)).transpose()?;
            json::set(&mut config, key, json::text(&value.unwrap_or_else(|| members([]))));
        }
        Ok(members([("class_name", "Tokenizer".into()), ("config", config)]))
    }
}

/// A class that is a number, as a text with at most six decimals.
fn number_text(number: f64) -> String {
    let millionths = (number.abs() * 1e6 + 0.5) as u64;
    let sign = if number < 0.0 { "-" } else { "" };
    let text = format!("{sign}{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_are_numbers_read_well() {
        let texts = [3.0, -2.0, 0.5, -0.25, 0.999_999_9, 1e12].map(number_text);
        assert_eq!(texts, ["3", "-2", "0.5", "-0.25", "1", "1000000000000"]);
    }
}
