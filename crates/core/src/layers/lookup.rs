//! Layers with a vocabulary: `IntegerLookup`, `StringLookup` and `TextVectorization`.
//!
//! The engine has no strings. A program around it finds the tokens of texts and their numbers, and the layers of texts
//! take these: `TextVectorization` rows of numbers, `StringLookup` one number for each text. See `Network::text_layers`.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::features::{COUNT, INT, MODES, ONE_HOT, TF_IDF, encoded};
use super::{Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::graph::ops::{Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// An option and its default as JSON.
type OptionRow = (&'static str, &'static str);

const OF_TEXT: &[OptionRow] = &[
    ("max_tokens", "null"),
    ("standardize", r#""lower_and_strip_punctuation""#),
    ("split", r#""whitespace""#),
    ("ngrams", "null"),
    ("output_mode", r#""int""#),
    ("output_sequence_length", "null"),
    ("pad_to_max_tokens", "false"),
    ("vocabulary", "null"),
    ("idf_weights", "null"),
    ("encoding", r#""utf-8""#),
];
const OF_STRINGS: &[OptionRow] = &[
    ("max_tokens", "null"),
    ("num_oov_indices", "1"),
    ("mask_token", "null"),
    ("oov_token", r#""[UNK]""#),
    ("output_mode", r#""int""#),
    ("pad_to_max_tokens", "false"),
    ("vocabulary", "null"),
    ("idf_weights", "null"),
    ("encoding", r#""utf-8""#),
];
const OF_INTEGERS: &[OptionRow] = &[
    ("max_tokens", "null"),
    ("num_oov_indices", "1"),
    ("mask_token", "null"),
    ("oov_token", "-1"),
    ("output_mode", r#""int""#),
    ("pad_to_max_tokens", "false"),
    ("vocabulary", "null"),
    ("idf_weights", "null"),
    ("vocabulary_dtype", r#""int64""#),
];

/// The most weights of tokens: more are not held by a graph.
const MOST_WEIGHTS: usize = 16_384;

const STANDARDIZE: [&str; 3] = ["lower_and_strip_punctuation", "lower", "strip_punctuation"];
const SPLIT: [&str; 2] = ["whitespace", "character"];

/// A layer with a vocabulary; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    class: &'static str,
    rows: &'static [OptionRow],
    /// The options in the order of `rows`.
    options: Vec<Value>,
    /// Index into [`MODES`].
    mode: usize,
    /// How many numbers there are, with those of padding and unknown tokens; `None` without a vocabulary.
    tokens: Option<usize>,
    /// For `IntegerLookup`: the numbers that the vocabulary holds, behind the special ones.
    keys: Vec<f64>,
    /// The weights of the tokens, in the mode `tf_idf`.
    idf: Vec<f64>,
}

impl Lookup {
    pub(super) fn from_config(class: &'static str, config: &Config<'_>) -> Result<Self> {
        let rows = match class {
            "IntegerLookup" => OF_INTEGERS,
            "StringLookup" => OF_STRINGS,
            _ => OF_TEXT,
        };
        let mut options = Vec::new();
        for (key, default) in rows {
            options.push(match config.get(key) {
                Some(value) => value.clone(),
                None if config.is_null(key) => Value::Null,
                None => serde_json::from_slice(default.as_bytes())
                    .map_err(|error| Error::format(*key, format!("{error}")))?,
            });
        }
        // What configs have besides: the size follows from the vocabulary.
        for key in ["vocabulary_size", "has_input_vocabulary"] {
            config.get(key);
        }
        let plain: [(&str, &[&str]); 5] = [
            ("encoding", &["utf-8"]),
            ("vocabulary_dtype", &["int64"]),
            ("oov_method", &["floormod"]),
            ("standardize", &STANDARDIZE),
            ("split", &SPLIT),
        ];
        for (key, words) in plain {
            config.choice(key, 0, words)?;
        }
        if config.flag("invert", false)? {
            return Err(config.error("option \"invert\" is true, which gives texts; only false is supported"));
        }
        if let Some(salt) = config.get("salt") {
            return Err(config.wrong("salt", salt, "null"));
        }
        // Older files have other names of two modes.
        let older =
            config.get("output_mode").and_then(Value::as_str).filter(|_| class == "TextVectorization");
        let mode = match older {
            Some("binary") => 0,
            Some("tf-idf") => TF_IDF,
            _ => config.choice("output_mode", INT, &MODES)?,
        };
        let mut this = Self { class, rows, options, mode, tokens: None, keys: Vec::new(), idf: Vec::new() };
        if this.option("max_tokens").as_u64().is_some_and(|most| most < 2) {
            return Err(config.wrong(
                "max_tokens",
                this.option("max_tokens"),
                "a whole number of at least 2",
            ));
        }
        if config.flag("pad_to_max_tokens", false)? {
            config.count("max_tokens")?;
        }
        this.read_vocabulary(config)?;
        Ok(this)
    }

    fn option(&self, key: &str) -> &Value {
        let place = self.rows.iter().position(|row| row.0 == key);
        place.map_or(&Value::Null, |place| &self.options[place])
    }

    fn is_text(&self) -> bool {
        self.class == "TextVectorization"
    }

    /// The numbers before those of unknown tokens: 1 for padding or a masked token, in the mode `int`.
    fn first_unknown(&self) -> usize {
        usize::from(self.mode == INT && (self.is_text() || !self.option("mask_token").is_null()))
    }

    /// How many numbers unknown tokens have.
    fn unknown(&self) -> usize {
        if self.is_text() { 1 } else { self.option("num_oov_indices").as_u64().unwrap_or(1) as usize }
    }

    fn read_vocabulary(&mut self, config: &Config<'_>) -> Result<()> {
        if !self.is_text() && self.option("num_oov_indices").as_u64().is_none_or(|count| count > 1 << 24) {
            let given = self.option("num_oov_indices");
            return Err(config.wrong("num_oov_indices", given, "a whole number, 0 or more"));
        }
        let Some(given) = config.get("vocabulary") else { return Ok(()) };
        let integers = self.class == "IntegerLookup";
        let fits = |token: &Value| match integers {
            // Larger whole numbers are not exact in 32-bit floats.
            true => token.as_f64().is_some_and(|n| libm::floor(n) == n && n.abs() <= 16_777_216.0),
            false => token.is_string(),
        };
        let list = given.as_array().filter(|list| !list.is_empty() && list.iter().all(fits));
        let kind = if integers { "whole numbers up to 16777216" } else { "texts" };
        let shown = format!("option \"vocabulary\" holds something else than {kind}, or nothing");
        let list = list.ok_or_else(|| config.error(shown))?;
        let (start, unknown) = (self.first_unknown(), self.unknown());
        let (mask, oov) = match self.is_text() {
            true => (Value::from(""), Value::from("[UNK]")),
            false => (self.option("mask_token").clone(), self.option("oov_token").clone()),
        };
        let special = start.saturating_add(unknown);
        let at = |place: usize| if place < start { &mask } else { &oov };
        let has = list.len() >= special && (0..special).all(|place| list[place] == *at(place));
        let bare = if has { &list[special..] } else { list };
        let tokens = bare.len() + special;
        if let Some(most) = self.option("max_tokens").as_u64().filter(|most| tokens as u64 > *most) {
            return Err(config.error(format!(
                "option \"vocabulary\" has {tokens} tokens with those for unknown ones; option \"max_tokens\" is {most}"
            )));
        }
        self.tokens = Some(tokens);
        if integers {
            self.keys = bare.iter().filter_map(Value::as_f64).collect();
        }
        if self.mode == TF_IDF && !self.is_text() {
            let mut idf = config.numbers("idf_weights", "a list of numbers")?;
            if !has && idf.len() == bare.len() {
                let mean = idf.iter().sum::<f64>() / idf.len() as f64;
                idf = [vec![mean; special], idf].concat();
            }
            // Files also have zeros for tokens that are not there.
            let depth = self.depth().unwrap_or(tokens);
            let fits = idf.len() >= tokens && depth <= MOST_WEIGHTS;
            idf.resize(if fits { depth } else { 0 }, 0.0);
            if idf.is_empty() {
                return Err(config.error(format!(
                    "option \"idf_weights\" is missing, too short or too long; expected a number for each of {tokens} tokens, \
                     with option \"max_tokens\" at most {MOST_WEIGHTS}"
                )));
            }
            self.idf = idf;
        }
        Ok(())
    }

    /// The length of vectors over the vocabulary.
    fn depth(&self) -> Option<usize> {
        match self.option("pad_to_max_tokens").as_bool() {
            Some(true) => self.option("max_tokens").as_u64().map(|most| most as usize),
            _ => self.tokens,
        }
    }

    /// For `TextVectorization`: the length of a text's row.
    fn row(&self) -> Option<usize> {
        match self.mode {
            INT => self.option("output_sequence_length").as_u64().filter(|&n| n > 0).map(|n| n as usize),
            _ => self.depth(),
        }
    }

    /// The numbers of whole numbers `x` in the vocabulary.
    fn found(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        let keys = graph.constant(&[self.keys.len()].into(), &self.keys)?;
        let places: Vec<f64> = (1..=self.keys.len()).map(|place| place as f64).collect();
        let places = graph.constant(&[self.keys.len()].into(), &places)?;
        let each = graph.with_axis(x, shape.len())?;
        let hits = graph.map("x == k ? p : 0", &[("x", each), ("k", keys), ("p", places)], &[])?;
        let place = graph.push(Reduce { reduction: Reduction::Sum, axes: vec![shape.len()] }, &[hits])?;
        let place = graph.push(Reshape { shape }, &[place])?;
        let mask = self.option("mask_token").as_f64();
        let unknown = self.unknown() as f64;
        let constants = [
            ("start", (self.first_unknown() + self.unknown()) as f64 - 1.0),
            ("first", self.first_unknown() as f64),
            ("n", unknown.max(1.0)),
            // Without numbers for unknown tokens, such a token has none.
            ("none", if unknown == 0.0 { -1.0 } else { 0.0 }),
            ("mask", mask.unwrap_or_default()),
            ("masked", f64::from(u8::from(mask.is_some()))),
            ("hidden", if self.mode == INT { 0.0 } else { -1.0 }),
        ];
        let formula = "masked * (x == mask) > 0 ? hidden : p > 0 ? start + p : \
                       none < 0 ? none : first + x - n * floor(x / n)";
        graph.map(formula, &[("x", x), ("p", place)], &constants)
    }

    fn needs_vocabulary(&self) -> String {
        "has no vocabulary; give option \"vocabulary\", or learn one with `adapt`".into()
    }
}

impl Layer for Lookup {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        let keys = self.rows.iter().map(|row| String::from(row.0));
        let mut map: Map<String, Value> = keys.zip(self.options.iter().cloned()).collect();
        map.insert("sparse".into(), false.into());
        if self.is_text() {
            map.insert("ragged".into(), false.into());
            map.insert("output_mode".into(), MODES[self.mode].into());
        } else {
            map.insert("invert".into(), false.into());
        }
        map.into()
    }

    fn arguments(&self) -> String {
        let mut parts = Vec::new();
        for ((key, default), value) in self.rows.iter().zip(&self.options) {
            let text = match value {
                Value::Null => String::from("None"),
                Value::Bool(on) => (if *on { "True" } else { "False" }).into(),
                value => format!("{value}"),
            };
            if format!("{value}") != *default {
                parts.push(format!("{key}={text}"));
            }
        }
        parts.join(", ")
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let sample = single_shape(inputs)?;
        if !self.is_text() {
            return match (self.tokens, sample.len()) {
                (None, _) => Err(self.needs_vocabulary()),
                (_, 0) if self.mode != INT && self.mode != ONE_HOT => {
                    Err("expected samples with at least one axis, got single numbers: shape ()".into())
                }
                _ => Ok(Vec::new()),
            };
        }
        match self.row() {
            Some(row) if **sample == [row] => Ok(Vec::new()),
            Some(_) => Err(format!(
                "expected an input of the model of shape (1,), one text for each sample, got samples of shape {sample}"
            )),
            None if self.mode == INT => Err(format!(
                "option \"output_sequence_length\" is null, so rows would be as long as the longest text; expected a \
                 number of tokens, with which the layer gives rows of one length (here for samples of shape {sample})"
            )),
            None => Err(self.needs_vocabulary()),
        }
    }

    fn texts(&self, _input: usize) -> Option<Option<usize>> {
        match self.class {
            "IntegerLookup" => None,
            "StringLookup" => Some(None),
            _ => self.row().map(Some),
        }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        if self.is_text() {
            return Ok(input.node.into());
        }
        let graph = &mut *trace.graph;
        let numbers = match self.class {
            "IntegerLookup" => self.found(graph, input.node)?,
            _ => input.node,
        };
        let mode = if self.mode == TF_IDF { COUNT } else { self.mode };
        let depth = self.depth().ok_or_else(|| Error::invalid(self.needs_vocabulary()))?;
        if mode == INT {
            return Ok(numbers.into());
        }
        let counts = encoded(graph, numbers, depth, mode)?;
        if self.mode != TF_IDF {
            return Ok(counts.into());
        }
        let idf = graph.constant(&[self.idf.len()].into(), &self.idf)?;
        Ok(graph.map("c * w", &[("c", counts), ("w", idf)], &[])?.into())
    }
}
