//! Texts as rows of numbers, with one column for each word: the second half of `Tokenizer`.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::tokenizer::{Tokenizer, find};
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

/// What [`Tokenizer::sequences_to_matrix`] writes for a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatrixMode {
    /// 1 when the word occurs.
    #[default]
    Binary,
    /// How often it occurs.
    Count,
    /// `(1 + ln(count)) * ln(1 + texts / (1 + texts with the word))`.
    Tfidf,
    /// How often it occurs, divided by the sequence's length.
    Freq,
}

impl MatrixMode {
    /// The mode of this Keras name.
    ///
    /// # Errors
    /// When there is no such mode.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "binary" => Ok(Self::Binary),
            "count" => Ok(Self::Count),
            "tfidf" => Ok(Self::Tfidf),
            "freq" => Ok(Self::Freq),
            _ => Err(Error::unsupported("mode", name, "binary, count, tfidf, freq")),
        }
    }
}

impl Tokenizer {
    /// [`Tokenizer::sequences_to_matrix`] applied to [`Tokenizer::texts_to_sequences`].
    ///
    /// # Errors
    /// As for those two.
    pub fn texts_to_matrix(&self, texts: &[&str], mode: MatrixMode) -> Result<Tensor> {
        self.sequences_to_matrix(&self.texts_to_sequences(texts)?, mode)
    }

    /// One row for each sequence and one column for each index: `num_words` columns, or one more than there are words.
    /// Indices beyond the columns are left out.
    ///
    /// # Errors
    /// When there is neither `num_words` nor a word; in mode `tfidf` before a fit; for an index below 0.
    pub fn sequences_to_matrix(&self, sequences: &[Vec<i32>], mode: MatrixMode) -> Result<Tensor> {
        let columns = match self.num_words.filter(|&limit| limit > 0) {
            Some(columns) => columns,
            None if self.word_index.len() > 0 => self.word_index.len() + 1,
            None => {
                return Err(Error::invalid(
                    "the tokenizer has no words; expected option \"num_words\", or texts that it was fitted on",
                ));
            }
        };
        if mode == MatrixMode::Tfidf && self.document_count == 0 {
            return Err(Error::invalid(
                "the tokenizer was fitted on no texts; expected some before mode tfidf",
            ));
        }
        let mut out = vec![0.0; sequences.len() * columns];
        for (row, sequence) in out.chunks_exact_mut(columns).zip(sequences) {
            for &number in sequence {
                let index = usize::try_from(number);
                let index = index.map_err(|_| {
                    Error::invalid(format!("a sequence holds {number}; expected indices of at least 0"))
                })?;
                if let Some(count) = row.get_mut(index) {
                    *count += 1.0;
                }
            }
            for (index, value) in row.iter_mut().enumerate().filter(|(_, value)| **value > 0.0) {
                let count = f64::from(*value);
                *value = match mode {
                    MatrixMode::Binary => 1.0,
                    MatrixMode::Count => *value,
                    MatrixMode::Freq => (count / sequence.len() as f64) as f32,
                    MatrixMode::Tfidf => {
                        let docs = find(&self.index_docs, index).copied().unwrap_or(0);
                        let idf = libm::log(1.0 + self.document_count as f64 / (1 + docs) as f64);
                        ((1.0 + libm::log(count)) * idf) as f32
                    }
                };
            }
        }
        Tensor::from_f32([sequences.len(), columns], out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_mode_counts_by_its_formula() {
        let mut tokenizer = Tokenizer::default();
        tokenizer.fit_on_texts(&["owl owl fox", "fox hen"]).unwrap();
        let row = |mode| tokenizer.texts_to_matrix(&["owl owl hen"], mode).unwrap().to_f32();
        assert_eq!(row(MatrixMode::Binary), [0.0, 1.0, 0.0, 1.0]);
        assert_eq!(row(MatrixMode::Count), [0.0, 2.0, 0.0, 1.0]);
        assert_eq!(row(MatrixMode::Freq), [0.0, 2.0 / 3.0, 0.0, 1.0 / 3.0]);
        let idf = libm::logf(2.0);
        assert_eq!(row(MatrixMode::Tfidf), [0.0, (1.0 + idf) * idf, 0.0, idf]);
    }

    #[test]
    fn impossible_calls_are_errors() {
        let mut tokenizer = Tokenizer::default();
        assert!(tokenizer.sequences_to_matrix(&[], MatrixMode::Count).is_err());
        tokenizer.num_words = Some(3);
        assert!(tokenizer.sequences_to_matrix(&[], MatrixMode::Tfidf).is_err());
        let error = tokenizer.sequences_to_matrix(&[vec![-2]], MatrixMode::Count).unwrap_err();
        assert_eq!(error.to_string(), "a sequence holds -2; expected indices of at least 0");
        let error = MatrixMode::from_name("tf_idf").unwrap_err().to_string();
        assert!(error.ends_with("supported: binary, count, tfidf, freq; did you mean \"tfidf\"?"), "{error}");
    }
}
