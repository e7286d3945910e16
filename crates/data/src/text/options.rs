//! The options of `TextVectorization`.

use alloc::format;

use super::tokens::{Ngrams, Split, Standardize};
use pupil_core::error::{Error, Result};

/// The token for padding.
pub(super) const MASK: &str = "";
/// The token for unknown tokens.
pub(super) const UNKNOWN: &str = "[UNK]";

/// What [`TextVectorization::call`](super::TextVectorization::call) returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputMode {
    /// Indices of tokens, in their order; Keras's default.
    #[default]
    Int,
    /// 1 for every token that occurs.
    MultiHot,
    /// How often each token occurs.
    Count,
    /// How often each token occurs, times `ln(1 + texts / (1 + texts with the token))`.
    TfIdf,
}

impl OutputMode {
    /// The mode of this Keras name, also an old one.
    ///
    /// # Errors
    /// When there is no such mode.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "int" => Ok(Self::Int),
            "multi_hot" | "binary" => Ok(Self::MultiHot),
            "count" => Ok(Self::Count),
            "tf_idf" | "tf-idf" => Ok(Self::TfIdf),
            _ => Err(Error::unsupported("output mode", name, "int, multi_hot, count, tf_idf")),
        }
    }

    /// The tokens that come before the vocabulary's.
    pub(super) fn special(self) -> &'static [&'static str] {
        if self == Self::Int { &[MASK, UNKNOWN] } else { &[UNKNOWN] }
    }
}

/// The options of [`TextVectorization`](super::TextVectorization); Keras's names and defaults.
#[derive(Debug, Clone, Default)]
pub struct TextVectorizationOptions {
    /// The most entries of the vocabulary, including those for padding and unknown tokens.
    pub max_tokens: Option<usize>,
    /// What happens to a text first.
    pub standardize: Standardize,
    /// What a text is split into.
    pub split: Split,
    /// Which runs of tokens become tokens.
    pub ngrams: Option<Ngrams>,
    /// What the layer returns.
    pub output_mode: OutputMode,
    /// The number of columns in mode `int`: shorter rows are filled with 0, longer ones are cut.
    pub output_sequence_length: Option<usize>,
    /// True if the other modes have `max_tokens` columns even when the vocabulary is smaller.
    pub pad_to_max_tokens: bool,
}

impl TextVectorizationOptions {
    pub(super) fn check(&self) -> Result<()> {
        let widths = self.ngrams.as_ref().map(Ngrams::widths);
        let wrong = match (self.max_tokens, self.output_sequence_length) {
            (Some(most @ 0..=1), _) => format!("option \"max_tokens\" is {most}; expected at least 2"),
            (None, _) if self.pad_to_max_tokens => {
                "option \"pad_to_max_tokens\" is true without option \"max_tokens\"; expected both".into()
            }
            (_, Some(length)) if self.output_mode != OutputMode::Int => {
                format!(
                    "option \"output_sequence_length\" is {length}; expected it with output mode int only"
                )
            }
            _ if widths.is_some_and(|widths| widths.is_empty() || widths.contains(&0)) => {
                "option \"ngrams\" is empty or holds 0; expected lengths of at least 1".into()
            }
            _ => return Ok(()),
        };
        Err(Error::invalid(wrong))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn options_must_be_compatible() {
        let error = |options: TextVectorizationOptions| options.check().unwrap_err().to_string();
        let options = TextVectorizationOptions { max_tokens: Some(1), ..Default::default() };
        assert_eq!(error(options), "option \"max_tokens\" is 1; expected at least 2");
        let options = TextVectorizationOptions { pad_to_max_tokens: true, ..Default::default() };
        assert_eq!(
            error(options),
            "option \"pad_to_max_tokens\" is true without option \"max_tokens\"; expected both"
        );
        let options = TextVectorizationOptions { ngrams: Some(Ngrams::UpTo(0)), ..Default::default() };
        assert_eq!(error(options), "option \"ngrams\" is empty or holds 0; expected lengths of at least 1");
        let output_mode = OutputMode::from_name("count").unwrap();
        let options =
            TextVectorizationOptions { output_mode, output_sequence_length: Some(2), ..Default::default() };
        assert_eq!(
            error(options),
            "option \"output_sequence_length\" is 2; expected it with output mode int only"
        );
    }
}
