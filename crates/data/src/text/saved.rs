//! `Tokenizer` as JSON, in the format of Keras's `to_json` and `tokenizer_from_json`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::json::{Members, Object};
use super::tokenizer::{Tokenizer, by_index};
use super::words::Words;
use pupil_core::error::{Error, Result};

const NAMES: [&str; 12] = [
    "num_words",
    "filters",
    "lower",
    "split",
    "char_level",
    "oov_token",
    "document_count",
    "word_counts",
    "word_docs",
    "index_docs",
    "index_word",
    "word_index",
];

impl Tokenizer {
    /// The options and all counts, in Keras's format: Keras's `tokenizer_from_json` reads it.
    pub fn to_json(&self) -> String {
        let mut config = Object::default();
        match self.num_words {
            Some(limit) => config.number("num_words", limit),
            None => config.member("num_words", "null"),
        }
        config.string("filters", &self.filters);
        config.member("lower", if self.lower { "true" } else { "false" });
        config.string("split", &self.split);
        config.member("char_level", if self.char_level { "true" } else { "false" });
        match &self.oov_token {
            Some(token) => config.string("oov_token", token),
            None => config.member("oov_token", "null"),
        }
        config.number("document_count", self.document_count);
        config.string("word_counts", &words_json(&self.word_counts));
        config.string("word_docs", &words_json(&self.word_docs));
        let mut index_docs = Object::default();
        for (index, docs) in &self.index_docs {
            index_docs.number(&index.to_string(), *docs);
        }
        config.string("index_docs", &index_docs.finish());
        let mut index_word = Object::default();
        for (index, word) in &self.index_word {
            index_word.string(&index.to_string(), word);
        }
        config.string("index_word", &index_word.finish());
        config.string("word_index", &words_json(&self.word_index));
        let mut out = Object::default();
        out.string("class_name", "Tokenizer");
        out.member("config", &config.finish());
        out.finish()
    }

    /// The tokenizer that [`Tokenizer::to_json`] or Keras's `to_json` wrote.
    ///
    /// # Errors
    /// When the text does not have that format; the message names the member.
    pub fn from_json(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).map_err(|e| Error::format(WHAT, e.to_string()))?;
        let Some(config) = value.get("config").and_then(Value::as_object) else {
            return Err(Error::format(WHAT, "\"config\" is missing; expected an object"));
        };
        if let Some(name) = config.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(Error::unsupported("option of Tokenizer", name, NAMES.join(", ")));
        }
        let whole = "a whole number of at least 0";
        let default = Self::default();
        let filters = option(config, "filters", "a string", &|v| v.as_str().map(String::from))?;
        let split = option(config, "split", "a string", &|v| v.as_str().map(String::from))?;
        Ok(Self {
            num_words: option(config, "num_words", whole, &number)?,
            filters: filters.unwrap_or(default.filters),
            lower: option(config, "lower", "true or false", &Value::as_bool)?.unwrap_or(default.lower),
            split: split.unwrap_or(default.split),
            char_level: option(config, "char_level", "true or false", &Value::as_bool)?.unwrap_or(false),
            oov_token: option(config, "oov_token", "a string", &|v| v.as_str().map(String::from))?,
            document_count: option(config, "document_count", whole, &number)?.unwrap_or(0),
            word_counts: words(config, "word_counts")?,
            word_docs: words(config, "word_docs")?,
            word_index: words(config, "word_index")?,
            index_docs: indices(config, "index_docs", whole, &number)?,
            index_word: indices(config, "index_word", "a string", &|v| v.as_str().map(String::from))?,
        })
    }
}

const WHAT: &str = "Tokenizer's JSON";

fn words_json(words: &Words) -> String {
    let mut object = Object::default();
    for (word, number) in words.iter() {
        object.number(word, number);
    }
    object.finish()
}

fn number(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|number| usize::try_from(number).ok())
}

fn wrong(name: &str, value: &dyn core::fmt::Display, expected: &str) -> Error {
    Error::format(WHAT, format!("\"{name}\" is {value}; expected {expected}"))
}

/// An option, unless it is absent or null.
fn option<T>(
    config: &Map<String, Value>,
    name: &str,
    expected: &str,
    read: &dyn Fn(&Value) -> Option<T>,
) -> Result<Option<T>> {
    match config.get(name).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => read(value).map(Some).ok_or_else(|| {
            Error::format("Tokenizer", format!("option \"{name}\" is {value}; expected {expected}"))
        }),
    }
}

/// The members of a JSON object that is stored as text in a member of the config.
fn members(config: &Map<String, Value>, name: &str) -> Result<Vec<(String, Value)>> {
    let text = config.get(name).and_then(Value::as_str);
    let text =
        text.ok_or_else(|| Error::format(WHAT, format!("\"{name}\" is missing; expected a string")))?;
    match serde_json::from_str(text) {
        Ok(Members(members)) => Ok(members),
        Err(e) => Err(Error::format(WHAT, format!("\"{name}\" is not a JSON object: {e}"))),
    }
}

fn words(config: &Map<String, Value>, name: &str) -> Result<Words> {
    let mut words = Words::default();
    for (word, value) in members(config, name)? {
        let number = number(&value);
        words.set(&word, number.ok_or_else(|| wrong(name, &value, "whole numbers of at least 0"))?);
    }
    Ok(words)
}

fn indices<T: Default>(
    config: &Map<String, Value>,
    name: &str,
    expected: &str,
    read: &dyn Fn(&Value) -> Option<T>,
) -> Result<Vec<(usize, T)>> {
    let mut entries = Vec::new();
    for (index, value) in members(config, name)? {
        let number =
            index.parse().map_err(|_| wrong(name, &index, "whole numbers of at least 0 as names"))?;
        entries.push((number, read(&value).ok_or_else(|| wrong(name, &value, expected))?));
    }
    Ok(by_index(entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tokenizer_comes_back_from_json_and_can_be_fitted_further() {
        let mut tokenizer = Tokenizer { oov_token: Some("?".into()), ..Tokenizer::default() };
        tokenizer.fit_on_texts(&["z é, b", "b"]).unwrap();
        let text = tokenizer.to_json();
        assert!(text.contains(r#""word_counts": "{\"z\": 1, \"\\u00e9\": 1, \"b\": 2}""#), "{text}");
        let mut read = Tokenizer::from_json(&text).unwrap();
        assert_eq!(read.to_json(), text);
        read.fit_on_texts(&["b y"]).unwrap();
        tokenizer.fit_on_texts(&["b y"]).unwrap();
        assert_eq!(read.to_json(), tokenizer.to_json());
    }

    #[test]
    fn errors_name_the_member() {
        let error = |from: &str, to: &str| {
            let text = Tokenizer::default().to_json();
            assert!(text.contains(from));
            Tokenizer::from_json(&text.replace(from, to)).unwrap_err().to_string()
        };
        let expected = "Tokenizer: option \"lower\" is 1; expected true or false";
        assert_eq!(error("\"lower\": true", "\"lower\": 1"), expected);
        let expected = "Tokenizer's JSON: \"word_docs\" is missing; expected a string";
        assert_eq!(error("\"word_docs\": \"{}\"", "\"word_docs\": 3"), expected);
        let expected = "Tokenizer's JSON: \"index_docs\" is a; expected whole numbers of at least 0 as names";
        assert_eq!(error("\"index_docs\": \"{}\"", r#""index_docs": "{\"a\": 1}""#), expected);
        assert!(error("\"split\"", "\"spilt\"").contains("\"spilt\" is not supported"));
        assert!(Tokenizer::from_json("[]").is_err());
        assert!(Tokenizer::from_json("").is_err());
    }
}
