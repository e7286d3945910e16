//! The built-in reviews, in English (`web/data/reviews.tsv`) and in Chinese (`reviews-zh.tsv`): one or two sentences on
//! each line, half of them positive, none twice. English pairs, two sentences of nearly the same words and opposite
//! meaning, are next to each other, so that a validation set from the end of the file has whole pairs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Words that reverse a sentence, or set one half of it against the other.
const TURNS: [&str; 23] = [
    "not", "no", "never", "nothing", "nobody", "none", "neither", "nor", "hardly", "barely", "scarcely",
    "seldom", "rarely", "without", "cannot", "but", "although", "though", "yet", "despite", "however",
    "instead", "still",
];

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn reviews_are_well_formed_balanced_and_varied() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/data/reviews.tsv");
    let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("label\ttext"), "the first line names the columns");

    let (mut positive, mut negative, mut turns) = (0_usize, 0_usize, 0_usize);
    let (mut sentences, mut vocabulary) = (BTreeSet::new(), BTreeSet::new());
    for (line, number) in lines.zip(2..) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [label, text] = fields[..] else {
            panic!("line {number} has {} fields, not 2: {line}", fields.len())
        };
        match label {
            "1" => positive += 1,
            "0" => negative += 1,
            _ => panic!("line {number} has the label {label:?}, not 0 or 1"),
        }
        assert_eq!(text, text.trim(), "line {number} has space around its text");
        assert!(
            !text.contains('"'),
            "line {number} has a quotation mark, which readers of CSV take as quoting"
        );
        let words = words(text);
        let length = text.split_whitespace().count();
        assert!((3..=35).contains(&length), "line {number} has {length} words, not 3 to 35: {text}");
        turns +=
            usize::from(words.iter().any(|word| word.ends_with("n't") || TURNS.contains(&word.as_str())));
        vocabulary.extend(words.iter().cloned());
        assert!(sentences.insert(words.join(" ")), "line {number} stands in the file twice: {text}");
    }

    let count = positive + negative;
    assert!(count >= 1500, "{count} sentences, fewer than 1500");
    assert!(
        positive.abs_diff(negative) * 50 <= count,
        "{positive} positive and {negative} negative sentences"
    );
    assert!(turns * 5 >= count, "{turns} of {count} sentences hold a negation or a contrast");
    assert!(vocabulary.len() >= 2500, "{} distinct words, fewer than 2500", vocabulary.len());
}

#[test]
fn chinese_reviews_are_well_formed_balanced_and_in_groups() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/data/reviews-zh.tsv");
    let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("label\ttext\tgroup"), "the first line names the columns");

    let (mut positive, mut turns, mut usual) = (0_usize, 0_usize, 0_usize);
    let (mut sentences, mut characters) = (BTreeSet::new(), BTreeSet::new());
    let mut groups: BTreeMap<usize, usize> = BTreeMap::new();
    for (line, number) in lines.zip(2..) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [label @ ("0" | "1"), text, group] = fields[..] else {
            panic!("line {number} is not a label of 0 or 1, a text and a group: {line}")
        };
        positive += usize::from(label == "1");
        let group = group.parse().unwrap_or_else(|_| panic!("line {number} has the group {group:?}"));
        *groups.entry(group).or_default() += 1;
        assert_eq!(text, text.trim(), "line {number} has space around its text");
        assert!(
            !text.contains('"'),
            "line {number} has a quotation mark, which readers of CSV take as quoting"
        );
        let letters: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let length = text.chars().count();
        assert!((3..=60).contains(&length), "line {number} has {length} characters, not 3 to 60: {text}");
        usual += usize::from((6..=25).contains(&length));
        turns += usize::from(text.contains(['不', '没', '却', '但', '别', '再']));
        characters.extend(letters.chars());
        assert!(sentences.insert(letters), "line {number} stands in the file twice: {text}");
    }

    let count = sentences.len();
    assert!(count >= 1700, "{count} sentences, fewer than 1700");
    assert!((2 * positive).abs_diff(count) * 50 <= count, "{positive} of {count} sentences are positive");
    assert!(turns * 5 >= count, "{turns} of {count} sentences hold a negation or a contrast");
    assert!(usual * 10 >= count * 8, "{usual} of {count} sentences have 6 to 25 characters");
    assert!(characters.len() >= 1500, "{} distinct characters, fewer than 1500", characters.len());
    let single = groups.values().filter(|&&size| size == 1).count();
    assert!(single * 10 >= count * 6, "{single} of {count} sentences have a group of their own");
    // Training holds these groups back.
    let held: usize = groups.iter().filter(|&(group, _)| group % 5 == 0).map(|(_, size)| size).sum();
    assert!((180..=220).contains(&(1000 * held / count)), "{held} of {count} sentences are held back");
}

/// The pairs of neighbouring characters of a text, with its borders.
fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> =
        ['^'].into_iter().chain(text.chars().filter(|c| c.is_alphanumeric())).chain(['$']).collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

#[test]
fn held_back_chinese_reviews_have_no_twins_in_training() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/data/reviews-zh.tsv");
    let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut train, mut held) = (Vec::new(), Vec::new());
    for line in file.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let group: usize = fields[2].parse().expect("a whole number");
        let part = if group.is_multiple_of(5) { &mut held } else { &mut train };
        part.push((fields[1], pairs(fields[1])));
    }
    for (text, own) in &held {
        for (other, others) in &train {
            // Dice's coefficient: the share of pairs that both have.
            let (shared, all) = (own.intersection(others).count(), own.len() + others.len());
            assert!(10 * shared <= 3 * all, "{text:?} is held back, but training has {other:?}");
        }
    }
}
