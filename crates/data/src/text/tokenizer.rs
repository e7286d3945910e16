//! `Tokenizer`, as `keras.preprocessing.text.Tokenizer` of tf.keras 2.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::words::{Words, sorted};
use pupil_core::error::{Error, Result};

/// Keras's default `filters`: punctuation except the apostrophe, tabs and newlines.
pub const FILTERS: &str = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

/// Numbers words by how often they occur. 1 is the most frequent word, or `oov_token`; no word has 0.
///
/// Equally frequent words are numbered in the order of their first appearance.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    /// Only indices below this are returned; with `None` or 0, all are.
    pub num_words: Option<usize>,
    /// Characters that separate words, as `split` does; [`FILTERS`] by default. Not used with `char_level`.
    pub filters: String,
    /// True to lowercase texts first; true by default.
    pub lower: bool,
    /// What separates words; a space by default.
    pub split: String,
    /// True if every character is a word; false by default.
    pub char_level: bool,
    /// What unknown words become; by default they are left out.
    pub oov_token: Option<String>,
    pub(super) document_count: usize,
    pub(super) word_counts: Words,
    pub(super) word_docs: Words,
    pub(super) word_index: Words,
    /// Sorted by index.
    pub(super) index_docs: Vec<(usize, usize)>,
    /// Sorted by index.
    pub(super) index_word: Vec<(usize, String)>,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self {
            num_words: None,
            filters: FILTERS.into(),
            lower: true,
            split: " ".into(),
            char_level: false,
            oov_token: None,
            document_count: 0,
            word_counts: Words::default(),
            word_docs: Words::default(),
            word_index: Words::default(),
            index_docs: Vec::new(),
            index_word: Vec::new(),
        }
    }
}

impl Tokenizer {
    /// The number of texts that it was fitted on.
    pub fn document_count(&self) -> usize {
        self.document_count
    }

    /// How often each word occurred, in the order of first appearance.
    pub fn word_counts(&self) -> impl Iterator<Item = (&str, usize)> {
        self.word_counts.iter()
    }

    /// The number of texts in which each word occurred.
    pub fn word_docs(&self) -> impl Iterator<Item = (&str, usize)> {
        self.word_docs.iter()
    }

    /// Each word's index, ascending, including the indices that `num_words` hides.
    pub fn word_index(&self) -> impl Iterator<Item = (&str, usize)> {
        self.word_index.iter()
    }

    /// Counts the words of `texts` in addition to the earlier ones, and numbers all words again.
    ///
    /// # Errors
    /// When `split` is empty, unless `char_level` is set.
    pub fn fit_on_texts(&mut self, texts: &[&str]) -> Result<()> {
        let mut last_text = vec![0; self.word_counts.len()];
        for text in texts {
            let words = self.words(text)?;
            self.document_count += 1;
            for word in &words {
                let (place, count) = self.word_counts.entry(word);
                *count += 1;
                if place == last_text.len() {
                    last_text.push(0);
                }
                if last_text[place] != self.document_count {
                    last_text[place] = self.document_count;
                    *self.word_docs.entry(word).1 += 1;
                }
            }
        }
        self.number();
        Ok(())
    }

    fn number(&mut self) {
        let counts = &self.word_counts;
        let order = sorted(counts.len(), &|a, b| counts.at(b).1.cmp(&counts.at(a).1).then(a.cmp(&b)));
        let words = self.oov_token.as_deref().into_iter().chain(order.iter().map(|&at| counts.at(at).0));
        let mut word_index = Words::default();
        for (at, word) in words.enumerate() {
            word_index.set(word, at + 1);
        }
        self.word_index = word_index;
        self.index_word =
            by_index(self.word_index.iter().map(|(word, index)| (index, word.into())).collect());
        let fresh = self.word_docs.iter().filter_map(|(word, docs)| Some((self.word_index.get(word)?, docs)));
        let fresh = by_index(fresh.collect());
        self.index_docs.retain(|&(index, _)| find(&fresh, index).is_none());
        self.index_docs.extend(fresh);
        self.index_docs = by_index(core::mem::take(&mut self.index_docs));
    }

    /// The words of a text.
    fn words(&self, text: &str) -> Result<Vec<String>> {
        let text = if self.lower { text.to_lowercase() } else { text.to_string() };
        if self.char_level {
            return Ok(text.chars().map(String::from).collect());
        }
        if self.split.is_empty() {
            return Err(Error::invalid("split is \"\"; expected at least one character between words"));
        }
        let mut parted = String::with_capacity(text.len());
        for c in text.chars() {
            if self.filters.contains(c) {
                parted += &self.split;
            } else {
                parted.push(c);
            }
        }
        Ok(parted.split(self.split.as_str()).filter(|word| !word.is_empty()).map(String::from).collect())
    }

    fn oov_index(&self) -> Option<usize> {
        self.oov_token.as_deref().and_then(|token| self.word_index.get(token))
    }

    /// The index to return for a word: its own if it is known and below `num_words`, else the out-of-vocabulary index,
    /// or none.
    fn visible(&self, known: Option<usize>, oov: Option<usize>) -> Result<Option<usize>> {
        match (known, oov) {
            (Some(index), _) if self.num_words.is_none_or(|limit| limit == 0 || index < limit) => Ok(known),
            (None, None) if self.oov_token.is_some() => Err(Error::invalid(
                "option \"oov_token\" is set but has no index; expected texts to be fitted on before words are looked up",
            )),
            _ => Ok(oov),
        }
    }

    /// The indices of the words of each text. A word that is unknown, or whose index is not below `num_words`, becomes
    /// `oov_token`'s index; without `oov_token` it is left out.
    ///
    /// # Errors
    /// When `split` is empty, unless `char_level` is set; when `oov_token` is set and a word is unknown because there
    /// was no fit.
    pub fn texts_to_sequences(&self, texts: &[&str]) -> Result<Vec<Vec<i32>>> {
        let oov = self.oov_index();
        let mut sequences = Vec::with_capacity(texts.len());
        for text in texts {
            let mut sequence = Vec::new();
            for word in self.words(text)? {
                sequence.extend(self.visible(self.word_index.get(&word), oov)?.map(|index| index as i32));
            }
            sequences.push(sequence);
        }
        Ok(sequences)
    }

    /// The words of each sequence, separated by spaces. An index that is unknown or not below `num_words` becomes
    /// `oov_token`; without `oov_token` it is left out.
    ///
    /// # Errors
    /// When `oov_token` is set and an index is unknown because there was no fit.
    pub fn sequences_to_texts(&self, sequences: &[Vec<i32>]) -> Result<Vec<String>> {
        let oov = self.oov_index();
        let mut texts = Vec::with_capacity(sequences.len());
        for sequence in sequences {
            let mut words = Vec::with_capacity(sequence.len());
            for &number in sequence {
                let index = usize::try_from(number).ok();
                let known = index.filter(|&index| find(&self.index_word, index).is_some());
                let index = self.visible(known, oov)?;
                words.extend(index.and_then(|index| find(&self.index_word, index)).map(String::as_str));
            }
            texts.push(words.join(" "));
        }
        Ok(texts)
    }
}

/// Entries sorted by their indices, which are all different.
pub(super) fn by_index<T: Default>(mut entries: Vec<(usize, T)>) -> Vec<(usize, T)> {
    let order = sorted(entries.len(), &|a, b| entries[a].0.cmp(&entries[b].0));
    order.into_iter().map(|at| core::mem::take(&mut entries[at])).collect()
}

/// The entry with an index.
pub(super) fn find<T>(entries: &[(usize, T)], index: usize) -> Option<&T> {
    entries.binary_search_by_key(&index, |&(index, _)| index).ok().map(|at| &entries[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(oov_token: Option<&str>, num_words: Option<usize>) -> Tokenizer {
        let mut tokenizer =
            Tokenizer { oov_token: oov_token.map(String::from), num_words, ..Tokenizer::default() };
        tokenizer.fit_on_texts(&["The owl, the fox!", "a fox"]).unwrap();
        tokenizer
    }

    #[test]
    fn words_are_numbered_by_frequency_then_by_appearance() {
        let tokenizer = fitted(None, None);
        let index: Vec<_> = tokenizer.word_index().collect();
        assert_eq!(index, [("the", 1), ("fox", 2), ("owl", 3), ("a", 4)]);
        assert_eq!(tokenizer.texts_to_sequences(&["a hen: the owl", ""]).unwrap(), [vec![4, 1, 3], vec![]]);
    }

    #[test]
    fn hidden_and_unknown_words_become_the_token() {
        let tokenizer = fitted(Some("?"), Some(4));
        let sequences = tokenizer.texts_to_sequences(&["a hen the fox"]).unwrap();
        assert_eq!(sequences, [[1, 1, 2, 3]]);
        assert_eq!(tokenizer.sequences_to_texts(&[vec![3, 4, 9, -1, 2]]).unwrap(), ["fox ? ? ? the"]);
    }

    #[test]
    fn impossible_calls_are_errors() {
        let tokenizer = Tokenizer { oov_token: Some("?".into()), ..Tokenizer::default() };
        assert!(tokenizer.texts_to_sequences(&["owl"]).is_err());
        let error =
            Tokenizer { split: String::new(), ..Tokenizer::default() }.fit_on_texts(&["a"]).unwrap_err();
        assert_eq!(error.to_string(), "split is \"\"; expected at least one character between words");
    }
}
