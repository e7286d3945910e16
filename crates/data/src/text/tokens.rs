//! Cuts text into tokens as `TextVectorization` does: standardized, split, joined into n-grams.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};

/// What happens to a text before it is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standardize {
    /// Nothing.
    None,
    /// Both of the following; Keras's default.
    #[default]
    LowerAndStripPunctuation,
    /// Lowercases A to Z. Other letters stay as they are, as in TensorFlow.
    Lower,
    /// Removes ASCII punctuation, including the apostrophe.
    StripPunctuation,
}

impl Standardize {
    /// The standardization of this Keras name; `None` stands for none.
    ///
    /// # Errors
    /// When there is no such name.
    pub fn from_name(name: Option<&str>) -> Result<Self> {
        match name {
            None => Ok(Self::None),
            Some("lower_and_strip_punctuation") => Ok(Self::LowerAndStripPunctuation),
            Some("lower") => Ok(Self::Lower),
            Some("strip_punctuation") => Ok(Self::StripPunctuation),
            Some(name) => {
                let supported = "None, lower_and_strip_punctuation, lower, strip_punctuation";
                Err(Error::unsupported("standardize", name, supported))
            }
        }
    }

    fn apply(self, text: &str) -> String {
        let lower = matches!(self, Self::Lower | Self::LowerAndStripPunctuation);
        let mut text = if lower { text.to_ascii_lowercase() } else { text.to_string() };
        if matches!(self, Self::StripPunctuation | Self::LowerAndStripPunctuation) {
            text.retain(|c| !c.is_ascii_punctuation());
        }
        text
    }
}

/// What a text is split into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Split {
    /// Not split: the whole text is one token.
    None,
    /// At ASCII whitespace; Keras's default.
    #[default]
    Whitespace,
    /// Its characters (code points).
    Character,
}

impl Split {
    /// The split of this Keras name; `None` stands for none.
    ///
    /// # Errors
    /// When there is no such name.
    pub fn from_name(name: Option<&str>) -> Result<Self> {
        match name {
            None => Ok(Self::None),
            Some("whitespace") => Ok(Self::Whitespace),
            Some("character") => Ok(Self::Character),
            Some(name) => Err(Error::unsupported("split", name, "None, whitespace, character")),
        }
    }

    fn apply(self, text: &str) -> Vec<String> {
        // Rust's own ASCII whitespace lacks the vertical tab.
        let blank = |c: char| matches!(c, ' ' | '\t'..='\r');
        match self {
            Self::None => [text.into()].into(),
            Self::Whitespace => text.split(blank).filter(|t| !t.is_empty()).map(String::from).collect(),
            Self::Character => text.chars().map(String::from).collect(),
        }
    }
}

/// Which runs of tokens become tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ngrams {
    /// Runs of 1 to this many: Keras's `ngrams=2`.
    UpTo(usize),
    /// Runs of exactly these lengths, in this order: Keras's `ngrams=(2, 3)`.
    Widths(Vec<usize>),
}

impl Ngrams {
    pub(super) fn widths(&self) -> Vec<usize> {
        match self {
            Self::UpTo(longest) => (1..=*longest).collect(),
            Self::Widths(widths) => widths.clone(),
        }
    }
}

/// The tokens of a text. Runs of tokens are joined by spaces; runs of the first length come first.
pub(super) fn tokens(
    text: &str,
    standardize: Standardize,
    split: Split,
    widths: Option<&[usize]>,
) -> Vec<String> {
    let tokens = split.apply(&standardize.apply(text));
    match widths {
        None => tokens,
        Some(widths) => {
            widths.iter().flat_map(|&width| tokens.windows(width).map(|run| run.join(" "))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ascii_is_lowered_and_stripped() {
        let apply = |way: Standardize| way.apply("It's ÉTÉ¡ (A_b)");
        assert_eq!(apply(Standardize::None), "It's ÉTÉ¡ (A_b)");
        assert_eq!(apply(Standardize::Lower), "it's ÉtÉ¡ (a_b)");
        assert_eq!(apply(Standardize::StripPunctuation), "Its ÉTÉ¡ Ab");
        assert_eq!(apply(Standardize::LowerAndStripPunctuation), "its ÉtÉ¡ ab");
    }

    #[test]
    fn texts_are_split_at_ascii_whitespace() {
        assert_eq!(Split::Whitespace.apply(" a\u{b}b\u{a0}c\r\n"), ["a", "b\u{a0}c"]);
        assert_eq!(Split::Character.apply("a é"), ["a", " ", "é"]);
        assert_eq!(Split::None.apply(""), [""]);
    }

    #[test]
    fn ngrams_come_width_by_width() {
        let run =
            |ngrams: Ngrams| tokens("a b c", Standardize::None, Split::Whitespace, Some(&ngrams.widths()));
        assert_eq!(run(Ngrams::UpTo(2)), ["a", "b", "c", "a b", "b c"]);
        assert_eq!(run(Ngrams::Widths([3, 1].into())), ["a b c", "a", "b", "c"]);
    }

    #[test]
    fn unknown_names_are_errors() {
        assert!(Standardize::from_name(Some("upper")).is_err());
        let error = Split::from_name(Some("word")).unwrap_err().to_string();
        assert_eq!(error, "split \"word\" is not supported; supported: None, whitespace, character");
    }
}
