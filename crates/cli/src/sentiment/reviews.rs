//! Texts with labels.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Language;
use crate::data;

/// The built-in reviews: lines of `label<TAB>text`, like all files here. The Chinese ones have a third column, the
/// sentence's group.
const ENGLISH: &str = include_str!("../../../../web/data/reviews.tsv");
const CHINESE: &str = include_str!("../../../../web/data/reviews-zh.tsv");

/// One group of so many is held back.
const HELD_BACK: usize = 5;

/// Texts, and whether each is positive.
#[derive(Default)]
pub struct Reviews {
    pub texts: Vec<String>,
    pub labels: Vec<f32>,
    /// Sentences of the same pattern have the same group.
    groups: Vec<usize>,
}

impl Reviews {
    /// The reviews that were written for this project.
    pub fn built_in(language: Language) -> Result<Self> {
        match language {
            Language::English => Self::parse("reviews.tsv", ENGLISH),
            Language::Chinese => Self::parse("reviews-zh.tsv", CHINESE),
        }
    }

    /// From the text of a file: lines of `label<TAB>text` or `label<TAB>text<TAB>group`, with the label 0 or 1. The
    /// first line may name the columns. A sentence without a group is a group of its own.
    fn parse(name: &str, file: &str) -> Result<Self> {
        let mut reviews = Self::default();
        let names = usize::from(file.starts_with("label\t"));
        for (line, text) in file.lines().enumerate().skip(names).filter(|(_, line)| !line.is_empty()) {
            let mut columns = text.splitn(3, '\t');
            let (label, text) = match (columns.next(), columns.next()) {
                (Some("0"), Some(text)) => (0.0, text),
                (Some("1"), Some(text)) => (1.0, text),
                _ => bail!("{name}, line {}: expected 0 or 1, a tab and a text; got {text:?}", line + 1),
            };
            let group = match columns.next() {
                None => line,
                Some(group) => group.parse().ok().with_context(|| {
                    format!("{name}, line {}: the group is {group:?}; expected a whole number", line + 1)
                })?,
            };
            reviews.labels.push(label);
            reviews.texts.push(joined(text));
            reviews.groups.push(group);
        }
        if reviews.texts.is_empty() {
            bail!("{name} holds no reviews");
        }
        Ok(reviews)
    }

    /// Whether a file begins like those of this form; others are tables of any form.
    pub fn are_in(path: &Path) -> Result<bool> {
        let file = data::read(path)?;
        let named = usize::from(file.starts_with(b"label\t"));
        let rows = file.splitn(1 + named, |&byte| byte == b'\n').last().unwrap_or_default();
        Ok(rows.starts_with(b"0\t") || rows.starts_with(b"1\t"))
    }

    /// From a file of this form.
    pub fn read(path: &Path) -> Result<Self> {
        let file = String::from_utf8(data::read(path)?)
            .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
        Self::parse(&path.display().to_string(), &file)
    }

    /// Finds a file in a folder; `None` when it is missing.
    pub fn optional(folder: &Path, name: &str) -> Result<Option<Self>> {
        data::find(folder, name).ok().map(|path| Self::read(&path)).transpose()
    }

    fn push(&mut self, text: String, label: f32, group: usize) {
        self.texts.push(text);
        self.labels.push(label);
        self.groups.push(group);
    }

    fn into_rows(self) -> impl Iterator<Item = (String, f32, usize)> {
        self.texts
            .into_iter()
            .zip(self.labels)
            .zip(self.groups)
            .map(|((text, label), group)| (text, label, group))
    }

    pub fn extend(&mut self, other: Self) {
        self.texts.extend(other.texts);
        self.labels.extend(other.labels);
        self.groups.extend(other.groups);
    }

    /// Adds a text without a group.
    pub fn add(&mut self, text: &str, label: f32) {
        self.push(text.into(), label, 0);
    }

    /// The groups to learn from and those held back: all groups whose numbers five divides.
    pub fn split(self) -> (Self, Self) {
        let (mut train, mut held) = (Self::default(), Self::default());
        for (text, label, group) in self.into_rows() {
            let part = if group.is_multiple_of(HELD_BACK) { &mut held } else { &mut train };
            part.push(text, label, group);
        }
        (train, held)
    }

    /// Holds back a share of the texts, from the end: at least one, and not all.
    pub fn hold_back(self, share: f64) -> (Self, Self) {
        let count = self.texts.len();
        let held = ((count as f64 * share).round() as usize).max(1).min(count.saturating_sub(1));
        let (mut train, mut rest) = (Self::default(), Self::default());
        for (at, (text, label, group)) in self.into_rows().enumerate() {
            let part = if at < count - held { &mut train } else { &mut rest };
            part.push(text, label, group);
        }
        (train, rest)
    }

    /// Leaves out texts that were `seen` before, ignoring case and punctuation.
    pub fn without_repeats(self, seen: &mut HashSet<String>) -> Self {
        let mut kept = Self::default();
        for (text, label, group) in self.into_rows() {
            if seen.insert(letters(&text)) {
                kept.push(text, label, group);
            }
        }
        kept
    }

    pub fn refs(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).collect()
    }
}

/// The letters and digits of a text, in lower case.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Joins words that treebanks split, such as `does n't` and `film 's`.
pub fn joined(text: &str) -> String {
    text.replace(" n't", "n't").replace(" '", "'").replace('\u{2019}', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_columns_and_the_groups_may_be_missing() {
        let reviews =
            Reviews::parse("a", "label\ttext\tgroup\n1\t好看\t3\n0\t不好看\t3\n0\t吵\t5\n").unwrap();
        assert_eq!((reviews.texts.len(), &reviews.groups[..]), (3, &[3, 3, 5][..]));
        let (train, held) = reviews.split();
        assert_eq!((train.texts, held.texts), (vec!["好看".into(), "不好看".into()], vec!["吵".to_owned()]));
        let plain = Reviews::parse("a", "1\tFine\n0\tdoes n't work\n").unwrap();
        assert_eq!(plain.texts, ["Fine", "doesn't work"]);
        assert_eq!(plain.labels, [1.0, 0.0]);
    }

    #[test]
    fn the_end_is_held_back() {
        let reviews = |count: usize| Reviews::parse("a", &"1\tFine\n".repeat(count)).unwrap();
        for (count, kept, held) in [(20, 17, 3), (2, 1, 1), (1, 1, 0)] {
            let (train, rest) = reviews(count).hold_back(0.15);
            assert_eq!((train.texts.len(), rest.texts.len()), (kept, held), "{count}");
        }
    }

    #[test]
    fn wrong_lines_are_named() {
        let error = |file| Reviews::parse("a.tsv", file).err().expect("an error").to_string();
        assert_eq!(error("2\tx"), "a.tsv, line 1: expected 0 or 1, a tab and a text; got \"2\\tx\"");
        assert_eq!(
            error("label\ttext\n1\tx\ty"),
            "a.tsv, line 2: the group is \"y\"; expected a whole number"
        );
        assert_eq!(error("label\ttext\n"), "a.tsv holds no reviews");
    }
}
