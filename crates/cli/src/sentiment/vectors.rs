//! Word vectors that were made from other texts, in GloVe's text format: a word and its numbers in each line.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use pupil_core::tensor::Tensor;

use crate::data;

/// Endings that the files lack, and the words that they stand for. Possession and "is" share an ending, which says little.
const ENDINGS: [(&str, &[&str]); 7] = [
    ("n't", &["not"]),
    ("'re", &["are"]),
    ("'ve", &["have"]),
    ("'ll", &["will"]),
    ("'m", &["am"]),
    ("'d", &["would"]),
    ("'s", &[]),
];

/// Short forms whose beginnings are no words.
const BEGINNINGS: [(&str, &str); 3] = [("ca", "can"), ("wo", "will"), ("sha", "shall")];

/// The words whose mean vector stands for a word that is not in the file: "don't" is "do" and "not".
fn parts(word: &str) -> Vec<&str> {
    let word = word.trim_matches('\'');
    let Some((beginning, words)) =
        ENDINGS.iter().find_map(|&(ending, words)| Some((word.strip_suffix(ending)?, words)))
    else {
        return vec![word];
    };
    let full = BEGINNINGS.iter().find(|(short, _)| words == ["not"] && *short == beginning);
    [&[full.map_or(beginning, |&(_, full)| full)], words].concat()
}

/// The vectors of words, in the order of the words, and the number of words that have one. The other words have zeros.
/// The first row belongs to padding.
pub fn table(path: &Path, words: &[&str]) -> Result<(Tensor, usize)> {
    let file = String::from_utf8(data::read(path)?)
        .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
    parse(&path.display().to_string(), &file, words)
}

fn parse(name: &str, file: &str, words: &[&str]) -> Result<(Tensor, usize)> {
    let parts: Vec<Vec<&str>> = words.iter().map(|word| parts(word)).collect();
    let mut found: HashMap<&str, Option<Vec<f32>>> =
        parts.iter().flatten().chain(words).map(|&word| (word, None)).collect();
    let mut width = 0;
    for (line, text) in file.lines().enumerate() {
        let Some((word, numbers)) = text.split_once(' ') else {
            bail!("{name}, line {}: expected a word, a blank and numbers; got {text:?}", line + 1);
        };
        let Some(place) = found.get_mut(word) else { continue };
        let numbers: Option<Vec<f32>> =
            numbers.split(' ').map(|number| number.parse().ok().filter(|n: &f32| n.is_finite())).collect();
        let numbers =
            numbers.with_context(|| format!("{name}, line {}: expected numbers after {word:?}", line + 1))?;
        if width != 0 && numbers.len() != width {
            bail!("{name}, line {}: {} numbers; the lines before have {width}", line + 1, numbers.len());
        }
        width = numbers.len();
        *place = Some(numbers);
    }
    if width == 0 {
        bail!("{name} has none of the vocabulary's {} words", words.len());
    }
    let mut table = vec![0.0; (words.len() + 1) * width];
    let mut known = 0;
    for ((row, word), parts) in table.chunks_exact_mut(width).skip(1).zip(words).zip(&parts) {
        let vectors: Vec<&Vec<f32>> = match &found[word] {
            Some(vector) => vec![vector],
            None => parts.iter().filter_map(|part| found[part].as_ref()).collect(),
        };
        known += usize::from(!vectors.is_empty());
        for vector in &vectors {
            row.iter_mut().zip(*vector).for_each(|(sum, value)| *sum += value / vectors.len() as f32);
        }
    }
    Ok((Tensor::from_f32([words.len() + 1, width], table)?, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "do 1 2\nnot 3 -2\nfilm 0.5 0\nwill 2 2\n";

    #[test]
    fn words_and_short_forms_have_vectors() {
        let words = ["[UNK]", "film", "don't", "film's", "won't", "'not'", "zorgle"];
        let (table, known) = parse("a", FILE, &words).unwrap();
        assert_eq!((&table.shape()[..], known), (&[8, 2][..], 5));
        let rows = [[0.0, 0.0], [0.0, 0.0], [0.5, 0.0], [2.0, 0.0], [0.5, 0.0], [2.5, 0.0], [3.0, -2.0]];
        assert_eq!(table.to_f32(), [&rows.concat()[..], &[0.0, 0.0]].concat());
    }

    #[test]
    fn wrong_lines_are_named() {
        let error = |file| parse("a.txt", file, &["film", "do"]).unwrap_err().to_string();
        assert_eq!(error("film"), "a.txt, line 1: expected a word, a blank and numbers; got \"film\"");
        assert_eq!(error("do 1 2\nfilm 1 x"), "a.txt, line 2: expected numbers after \"film\"");
        assert_eq!(error("do 1 2\nfilm 1"), "a.txt, line 2: 1 numbers; the lines before have 2");
        assert_eq!(error("other 1 2"), "a.txt has none of the vocabulary's 2 words");
    }
}
