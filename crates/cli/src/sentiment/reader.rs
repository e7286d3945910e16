//! Texts as a model's input.

use std::path::Path;

use anyhow::{Context, Result, bail};
use pupil_core::dataset::Dataset;
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_data::text::{Side, Tokenizer, pad_sequences};
use serde_json::{Map, Value, json};

use super::reviews::Reviews;
use super::{Language, phrases, words};
use crate::training;

/// The token for unknown words; it is the first word of the vocabulary.
const UNKNOWN: &str = "[UNK]";

/// How Chinese texts are cut, in a model's file: with `Tokenizer::segment`.
const SEGMENTATION: &str = "longest match";

/// Turns texts into a model's input.
pub struct Reader {
    pub tokenizer: Tokenizer,
    language: Language,
    maxlen: usize,
    /// By index: the indices of a word's characters. They are empty for words that are not cut.
    parts: Vec<Vec<i32>>,
}

impl Reader {
    /// Makes a vocabulary of the most frequent words of these texts.
    pub fn fit(language: Language, texts: &[&str], words: usize, maxlen: usize) -> Result<Self> {
        match language {
            Language::English => Self::fit_words(language, texts, words, maxlen),
            Language::Chinese => {
                /// Phrases that count, so that their words get into the vocabulary.
                const PHRASES: usize = 20_000;
                let mut generator = Generator::new(1);
                let phrases = (0..PHRASES).map(|_| phrases::phrase(language, &mut generator).0);
                let mut known = words::find(texts);
                known.extend(phrases::chinese_words().map(String::from));
                let mut finder = Tokenizer::default();
                finder.fit_on_texts(&[&known.join(" ")])?;
                let texts: Vec<String> = texts.iter().map(|&text| text.into()).chain(phrases).collect();
                let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                // Each word with its characters, which stand for words that are unknown.
                let cut = [finder.segment(&texts), Tokenizer::default().segment(&texts)].concat();
                let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
                Self::fit_words(language, &cut, words, maxlen)
            }
        }
    }

    fn fit_words(language: Language, texts: &[&str], words: usize, maxlen: usize) -> Result<Self> {
        let mut all = Tokenizer::default();
        all.oov_token = Some(UNKNOWN.into());
        all.fit_on_texts(texts)?;
        let mut ranked: Vec<(usize, &str)> = all.word_index().map(|(word, index)| (index, word)).collect();
        ranked.sort_unstable();
        let kept: Vec<&str> = ranked.iter().take(words).map(|&(_, word)| word).collect();
        Self::new(language, &kept.join(" "), maxlen)
    }

    /// Takes the words in the order of their indices, first the token for unknown words.
    fn new(language: Language, vocabulary: &str, maxlen: usize) -> Result<Self> {
        let index: Map<String, Value> =
            vocabulary.split(' ').enumerate().map(|(i, word)| (word.into(), (i + 1).into())).collect();
        let words = index.len();
        let config = json!({ "class_name": "Tokenizer", "config": {
            "num_words": words + 1, "oov_token": UNKNOWN, "word_index": Value::Object(index).to_string(),
            "word_counts": "{}", "word_docs": "{}", "index_docs": "{}", "index_word": "{}" } });
        let tokenizer = Tokenizer::from_json(&config.to_string())?;
        let mut parts = vec![Vec::new(); words + 1];
        if language == Language::Chinese {
            let list: Vec<&str> = vocabulary.split(' ').collect();
            let characters = Tokenizer::default().segment(&list);
            let characters: Vec<&str> = characters.iter().map(String::as_str).collect();
            for (part, indices) in parts[1..].iter_mut().zip(tokenizer.texts_to_sequences(&characters)?) {
                *part = if indices.len() > 1 { indices } else { Vec::new() };
            }
        }
        Ok(Self { tokenizer, language, maxlen, parts })
    }

    /// The reader that a model's file describes.
    pub fn of(metadata: &training::Metadata, path: &Path) -> Result<Self> {
        let find = |key: &str| metadata.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str());
        let get = |key: &str| {
            find(key).with_context(|| {
                format!("{}: no sentiment model, it has no \"{key}\" beside it", path.display())
            })
        };
        let maxlen = get("maxlen")?;
        let maxlen = maxlen.parse().with_context(|| format!("{}: maxlen is {maxlen:?}", path.display()))?;
        let language = match find("segmentation") {
            None => Language::English,
            Some(SEGMENTATION) => Language::Chinese,
            Some(other) => {
                bail!("{}: segmentation is {other:?}; expected {SEGMENTATION:?}", path.display())
            }
        };
        Self::new(language, get("vocabulary")?, maxlen)
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// How many words of a text are read.
    pub fn maxlen(&self) -> usize {
        self.maxlen
    }

    /// The words in the order of their indices.
    pub fn words(&self) -> Vec<String> {
        let mut ranked: Vec<(usize, &str)> =
            self.tokenizer.word_index().map(|(word, index)| (index, word)).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, word)| word.into()).collect()
    }

    pub fn metadata(&self) -> training::Metadata {
        let mut metadata =
            vec![("vocabulary".into(), self.words().join(" ")), ("maxlen".into(), self.maxlen.to_string())];
        if self.language == Language::Chinese {
            metadata.push(("language".into(), "zh".into()));
            metadata.push(("segmentation".into(), SEGMENTATION.into()));
        }
        metadata
    }

    pub fn sequences(&self, texts: &[&str]) -> Result<Vec<Vec<i32>>> {
        if self.language == Language::English {
            return Ok(self.tokenizer.texts_to_sequences(texts)?);
        }
        let cut = self.tokenizer.segment(texts);
        let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
        Ok(self.tokenizer.texts_to_sequences(&cut)?)
    }

    pub fn padded(&self, sequences: &[Vec<i32>]) -> Result<Tensor> {
        Ok(pad_sequences(sequences, Some(self.maxlen), Side::Pre, Side::Pre, 0)?)
    }

    pub fn dataset(&self, reviews: &Reviews) -> Result<Dataset> {
        dataset(self.padded(&self.sequences(&reviews.refs())?)?, reviews.labels.clone())
    }

    /// The sequence with a share of its words cut into their characters.
    pub fn cut(&self, sequence: &[i32], share: f32, generator: &mut Generator) -> Vec<i32> {
        let mut cut = Vec::with_capacity(sequence.len());
        for &word in sequence {
            match &self.parts[word as usize][..] {
                parts if !parts.is_empty() && generator.uniform() < share => cut.extend_from_slice(parts),
                _ => cut.push(word),
            }
        }
        cut
    }
}

/// Rows of word indices with their labels.
pub fn dataset(x: Tensor, labels: Vec<f32>) -> Result<Dataset> {
    Ok(Dataset::new(x, Tensor::from_f32([labels.len(), 1], labels)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chinese() -> Reader {
        Reader::new(Language::Chinese, "[UNK] 不 好看 电影 好 看", 8).unwrap()
    }

    #[test]
    fn chinese_is_cut_into_words_and_words_into_characters() {
        let reader = chinese();
        let sequences = reader.sequences(&["电影不好看！", "好难看"]).unwrap();
        assert_eq!(sequences, [vec![4, 2, 3], vec![5, 1, 6]]);
        let mut generator = Generator::new(1);
        assert_eq!(reader.cut(&sequences[0], 1.0, &mut generator), [1, 1, 2, 5, 6]);
        assert_eq!(reader.cut(&sequences[0], 0.0, &mut generator), sequences[0]);
    }

    #[test]
    fn a_file_says_how_texts_are_cut() {
        let metadata = chinese().metadata();
        let again = Reader::of(&metadata, Path::new("a")).unwrap();
        assert_eq!((again.language(), again.metadata()), (Language::Chinese, metadata.clone()));
        let other = metadata.into_iter().map(|(key, text)| {
            let text = if key == "segmentation" { "none".into() } else { text };
            (key, text)
        });
        let error = Reader::of(&other.collect(), Path::new("a")).err().expect("an error").to_string();
        assert_eq!(error, "a: segmentation is \"none\"; expected \"longest match\"");
    }

    #[test]
    fn the_vocabulary_has_words_of_the_texts_and_of_the_phrases() {
        let texts = ["今天的地铁很挤", "坐地铁回家", "地铁快", "等地铁", "下地铁了", "看地铁图"];
        let reader = Reader::fit(Language::Chinese, &texts, 4000, 8).unwrap();
        let known = |word: &str| reader.tokenizer.word_index().any(|(known, _)| known == word);
        assert!(["地铁", "无聊", "一点也不", "挤"].into_iter().all(known));
        assert!(!known("坐地铁"));
    }
}
