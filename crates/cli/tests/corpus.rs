//! The built-in reviews (`web/data/reviews.tsv`): one or two sentences on each line, half of them positive, none twice.
//! Pairs, two sentences of nearly the same words and opposite meaning, are next to each other, so that a validation set
//! from the end of the file has whole pairs.

use std::collections::BTreeSet;
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
