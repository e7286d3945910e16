//! `TextVectorization`, as `keras.layers.TextVectorization`.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::options::{MASK, OutputMode, TextVectorizationOptions, UNKNOWN};
use super::sequences::{Side, pad_sequences};
use super::tokens::{Ngrams, tokens};
use super::words::{Words, sorted};
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

/// Turns texts into rows of a tensor, with a vocabulary that is learned from texts or given.
#[derive(Debug, Clone)]
pub struct TextVectorization {
    options: TextVectorizationOptions,
    widths: Option<Vec<usize>>,
    words: Words,
    /// Weights by index, in mode `tf_idf`.
    idf: Vec<f32>,
    /// The size of the vocabulary, once it had one.
    size: Option<usize>,
}

impl TextVectorization {
    /// A layer without a vocabulary.
    ///
    /// # Errors
    /// When options are out of range or do not fit together.
    pub fn new(options: TextVectorizationOptions) -> Result<Self> {
        options.check()?;
        let widths = options.ngrams.as_ref().map(Ngrams::widths);
        Ok(Self { options, widths, words: Words::default(), idf: Vec::new(), size: None })
    }

    /// The options.
    pub fn options(&self) -> &TextVectorizationOptions {
        &self.options
    }

    /// The tokens by index. In mode `int` these are padding (the empty text), `[UNK]`, and then the tokens that were
    /// learned or given.
    pub fn vocabulary(&self) -> Vec<&str> {
        let special = self.options.output_mode.special();
        special.iter().copied().chain(self.words.iter().map(|(word, _)| word)).collect()
    }

    /// The weights by which `tf_idf` multiplies counts, by index; empty in other modes.
    pub fn idf_weights(&self) -> &[f32] {
        &self.idf
    }

    fn tokens(&self, text: &str) -> Vec<String> {
        tokens(text, self.options.standardize, self.options.split, self.widths.as_deref())
    }

    /// Learns a new vocabulary: the most frequent tokens of `texts`. Equally frequent tokens are in descending order of
    /// their bytes. Texts without any token leave the vocabulary as it was.
    ///
    /// # Errors
    /// When there are tokens but none may be learned. When the number of columns would change: all modes except `int`
    /// have a column for each token, unless `pad_to_max_tokens` is set. In mode `tf_idf`, when the first texts have no
    /// token. The layer stays as it was.
    pub fn adapt(&mut self, texts: &[&str]) -> Result<()> {
        let mut counts = Words::default();
        let mut docs: Vec<(usize, usize)> = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            for token in self.tokens(text) {
                let (place, count) = counts.entry(&token);
                *count += 1;
                if place == docs.len() {
                    docs.push((0, number));
                }
                if docs[place].0 == 0 || docs[place].1 != number {
                    docs[place] = (docs[place].0 + 1, number);
                }
            }
        }
        let special = self.options.output_mode.special().len();
        if counts.len() == 0 {
            if self.options.output_mode == OutputMode::TfIdf && self.idf.is_empty() {
                return Err(Error::invalid(
                    "the texts hold no token; expected some, to learn tf_idf's weights",
                ));
            }
            return self.check_size(special + self.words.len());
        }
        let order = sorted(counts.len(), &|a, b| {
            let ((word_a, count_a), (word_b, count_b)) = (counts.at(a), counts.at(b));
            count_b.cmp(&count_a).then_with(|| word_b.cmp(word_a))
        });
        let learnt = order.into_iter().filter(|&at| ![MASK, UNKNOWN].contains(&counts.at(at).0));
        let room = self.options.max_tokens.map_or(usize::MAX, |most| most - special);
        let learnt: Vec<usize> = learnt.take(room).collect();
        if learnt.is_empty() {
            return Err(Error::invalid(
                "no token can be learnt; expected texts with more than [UNK] and empty tokens, and room in option \"max_tokens\"",
            ));
        }
        self.check_size(special + learnt.len())?;
        self.words = Words::default();
        learnt.iter().for_each(|&at| self.words.set(counts.at(at).0, 0));
        if self.options.output_mode == OutputMode::TfIdf {
            let idf = |&at: &usize| libm::log(1.0 + texts.len() as f64 / (1 + docs[at].0) as f64) as f32;
            let idf: Vec<f32> = learnt.iter().map(idf).collect();
            self.set_idf(&idf, true);
        }
        Ok(())
    }

    /// Sets a vocabulary, with or without the tokens for padding and unknown tokens in front, as
    /// [`TextVectorization::vocabulary`] returns it. Mode `tf_idf` needs a weight for each of its entries.
    ///
    /// # Errors
    /// When the vocabulary is empty, has repeated or empty tokens, or is larger than `max_tokens`; when weights are
    /// missing, not wanted, or not as many as entries; when the number of columns would change, as in
    /// [`TextVectorization::adapt`].
    pub fn set_vocabulary(&mut self, vocabulary: &[&str], idf_weights: Option<&[f32]>) -> Result<()> {
        match (self.options.output_mode, idf_weights) {
            (OutputMode::TfIdf, None) => {
                return Err(Error::invalid(
                    "the tokens' weights are missing; expected them with output mode tf_idf",
                ));
            }
            (OutputMode::TfIdf, Some(weights)) if weights.len() != vocabulary.len() => {
                let (weights, tokens) = (weights.len(), vocabulary.len());
                return Err(Error::invalid(format!(
                    "there are {weights} weights; expected one for each of {tokens} tokens"
                )));
            }
            (OutputMode::TfIdf, _) | (_, None) => {}
            (_, Some(_)) => {
                return Err(Error::invalid("the tokens' weights are given; expected output mode tf_idf"));
            }
        }
        let special = self.options.output_mode.special();
        let bare = vocabulary.strip_prefix(special);
        let mut words = Words::default();
        for (at, token) in bare.unwrap_or(vocabulary).iter().enumerate() {
            words.set(token, 0);
            if words.len() == at {
                return Err(Error::invalid(format!(
                    "the vocabulary holds \"{token}\" twice; expected it once"
                )));
            }
        }
        if words.len() == 0 {
            return Err(Error::invalid("the vocabulary is empty; expected at least one token"));
        }
        if words.place(MASK).is_some() {
            let start = special.join("\", \"");
            return Err(Error::invalid(format!(
                "the vocabulary holds the empty token; expected none after a start of \"{start}\""
            )));
        }
        let size = special.len() + words.len();
        if let Some(most) = self.options.max_tokens.filter(|&most| size > most) {
            return Err(Error::invalid(format!(
                "the vocabulary has size {size}; option \"max_tokens\" is {most}"
            )));
        }
        self.check_size(size)?;
        self.words = words;
        if let Some(weights) = idf_weights {
            self.set_idf(weights, bare.is_none());
        }
        Ok(())
    }

    fn check_size(&mut self, size: usize) -> Result<()> {
        let free = self.options.output_mode == OutputMode::Int || self.options.pad_to_max_tokens;
        match self.size {
            Some(before) if !free && before != size => Err(Error::invalid(format!(
                "the vocabulary would have size {size} after {before}; expected option \"pad_to_max_tokens\" or a new layer"
            ))),
            _ => {
                self.size = Some(size);
                Ok(())
            }
        }
    }

    /// Sets the weights by index. Unknown tokens get the mean when `unknown` has to be added, and padding columns get
    /// 0.
    fn set_idf(&mut self, weights: &[f32], unknown: bool) {
        let sum: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
        let mean = (sum / weights.len() as f64) as f32;
        self.idf = unknown.then_some(mean).into_iter().chain(weights.iter().copied()).collect();
    }

    /// Texts as rows. Mode `int` returns integers, in as many columns as the longest row has tokens, or
    /// `output_sequence_length`. The other modes return floats, with one column for each entry of the vocabulary.
    ///
    /// The texts correspond to Keras's input of shape `(n, 1)`.
    ///
    /// # Errors
    /// When there is no vocabulary.
    pub fn call(&self, texts: &[&str]) -> Result<Tensor> {
        if self.words.len() == 0 {
            return Err(Error::invalid(
                "the layer has no vocabulary; expected to learn or to be given one first",
            ));
        }
        let mode = self.options.output_mode;
        let first = mode.special().len();
        let index = |token: &String| self.words.place(token).map_or(first - 1, |place| first + place);
        let rows = texts.iter().map(|text| self.tokens(text));
        if mode == OutputMode::Int {
            let number = |token: &String| if token == MASK { 0 } else { index(token) as i32 };
            let rows: Vec<Vec<i32>> = rows.map(|row| row.iter().map(number).collect()).collect();
            let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
            let columns = self.options.output_sequence_length.unwrap_or(longest);
            return pad_sequences(&rows, Some(columns), Side::Post, Side::Post, 0);
        }
        let padded = self.options.max_tokens.filter(|_| self.options.pad_to_max_tokens);
        let columns = padded.unwrap_or(first + self.words.len());
        let mut out = vec![0.0; texts.len() * columns];
        for (line, row) in out.chunks_exact_mut(columns).zip(rows) {
            for token in row.iter().filter(|token| *token != MASK) {
                let value = &mut line[index(token)];
                *value = if mode == OutputMode::MultiHot { 1.0 } else { *value + 1.0 };
            }
            line.iter_mut().zip(&self.idf).for_each(|(value, weight)| *value *= weight);
        }
        Tensor::from_f32([texts.len(), columns], out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn layer(output_mode: OutputMode) -> TextVectorization {
        TextVectorization::new(TextVectorizationOptions { output_mode, ..Default::default() }).unwrap()
    }

    #[test]
    fn ties_are_in_descending_order_and_unknown_tokens_have_an_index() {
        let mut layer = layer(OutputMode::Int);
        assert!(layer.call(&["owl"]).is_err());
        layer.adapt(&["An owl.", "a fox, an owl"]).unwrap();
        assert_eq!(layer.vocabulary(), ["", "[UNK]", "owl", "an", "fox", "a"]);
        let expected = Tensor::from_i32([2, 2], vec![4, 1, 0, 0]).unwrap();
        assert_eq!(layer.call(&["Fox hen", ""]).unwrap(), expected);
    }

    #[test]
    fn a_vocabulary_may_begin_with_the_special_tokens() {
        let mut layer = layer(OutputMode::TfIdf);
        layer.set_vocabulary(&["owl", "fox"], Some(&[1.0, 2.0])).unwrap();
        assert_eq!(layer.call(&["owl owl hen"]).unwrap().to_f32(), [1.5, 2.0, 0.0]);
        layer.set_vocabulary(&["[UNK]", "owl", "fox"], Some(&[0.5, 1.0, 2.0])).unwrap();
        assert_eq!(layer.call(&["owl owl hen"]).unwrap().to_f32(), [0.5, 2.0, 0.0]);
        let error = layer.set_vocabulary(&["owl"], Some(&[1.0])).unwrap_err().to_string();
        let expected =
            "the vocabulary would have size 2 after 3; expected option \"pad_to_max_tokens\" or a new layer";
        assert_eq!(error, expected);
    }
}
