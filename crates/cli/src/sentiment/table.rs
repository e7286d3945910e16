//! Texts and labels from any CSV or TSV file, by the rules of the lesson's page (web/src/elements/sentiment/table.ts).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::Args;
use pupil_data::table::{Column, Table};

use super::reviews::Reviews;
use crate::csv::{self, CsvArgs};

/// Common words for positive, in lower case. If a column has several of them, the most frequent one is taken.
const POSITIVE: [&str; 8] = ["pos", "positive", "true", "yes", "good", "正面", "积极", "好评"];

/// Names of columns with labels, in lower case.
const LABEL_NAMES: [&str; 11] =
    ["label", "labels", "sentiment", "class", "target", "polarity", "y", "category", "标签", "情感", "类别"];

/// How many rows are used for a guess.
const LOOK: usize = 1000;

/// Which columns of a table are meant, and how the file is read. What is not given is guessed.
#[derive(Args, Debug, Clone, Default)]
pub struct TableArgs {
    /// The column with the texts; by default the one with the longest cells.
    #[arg(long, value_name = "COLUMN")]
    text_column: Option<String>,
    /// The column with the labels; by default one with a name such as "label", or with the fewest different cells.
    #[arg(long, value_name = "COLUMN")]
    label_column: Option<String>,
    /// The label that means positive; by default the larger number, or a word such as pos, true or yes.
    #[arg(long, value_name = "LABEL")]
    positive: Option<String>,
    #[command(flatten)]
    csv: CsvArgs,
}

impl TableArgs {
    /// True if columns or the positive label are given.
    pub fn given(&self) -> bool {
        self.text_column.is_some() || self.label_column.is_some() || self.positive.is_some()
    }
}

/// The texts of a table with their labels.
pub fn read(path: &Path, args: &TableArgs) -> Result<Reviews> {
    let name = path.display().to_string();
    let mut table = csv::table(path, &args.csv)?;
    let columns = table.columns().len();
    if columns < 2 {
        bail!("{name}: {columns} column; expected two columns or more, a text and its label");
    }
    if table.dialect().is_some_and(|dialect| dialect.header) && !args.csv.says_header() {
        // A first line of a text and one of the labels is a row like the others.
        let (_, label) = columns_of(&name, &table, args)?;
        if (0..label.len()).any(|row| cell(label, row).as_deref() == Some(label.name.trim())) {
            table = csv::table(path, &args.csv.with_header(false))?;
        }
    }
    reviews(&name, &table, args)
}

/// A cell's text: the number 1.0 is "1", as in other files.
fn cell(column: &Column, row: usize) -> Option<String> {
    column.text(row).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The columns with the texts and with the labels.
fn columns_of<'t>(name: &str, table: &'t Table, args: &TableArgs) -> Result<(&'t Column, &'t Column)> {
    let named = |column: &Option<String>| -> Result<Option<&'t Column>> {
        column.as_ref().map(|column| table.column(column)).transpose().with_context(|| name.to_owned())
    };
    let header = table.dialect().is_none_or(|dialect| dialect.header);
    let look = |column: &'t Column| (0..column.len().min(LOOK)).filter_map(|row| cell(column, row));
    let length = |column: &'t Column| look(column).map(|text| text.chars().count()).sum::<usize>();
    let kinds = |column: &'t Column| look(column).collect::<BTreeSet<_>>().len();
    // The first one of several that are as good.
    let text = match named(&args.text_column)? {
        Some(text) => text,
        None => {
            let texts = || {
                table.columns().iter().rev().filter(|column| Some(&column.name) != args.label_column.as_ref())
            };
            texts().max_by_key(|column| length(column)).context("no columns")?
        }
    };
    if let Some(label) = named(&args.label_column)? {
        if label.name == text.name {
            bail!("{name}: column {:?} is chosen both as text and as label; choose two", label.name);
        }
        return Ok((text, label));
    }
    let others = || table.columns().iter().filter(|column| column.name != text.name);
    let is_label =
        |column: &&Column| header && LABEL_NAMES.contains(&column.name.trim().to_lowercase().as_str());
    let fewest = || others().filter(|column| kinds(column) > 1).min_by_key(|column| kinds(column));
    let label = others().find(is_label).or_else(fewest).or_else(|| others().next());
    Ok((text, label.with_context(|| format!("{name}: expected a second column, with labels"))?))
}

fn reviews(name: &str, table: &Table, args: &TableArgs) -> Result<Reviews> {
    let (text, label) = columns_of(name, table, args)?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for found in (0..label.len()).filter_map(|row| cell(label, row)) {
        *counts.entry(found).or_default() += 1;
    }
    let known: Vec<&String> = counts.keys().collect();
    if known.len() != 2 {
        let shown: Vec<&str> = known.iter().take(6).map(|label| label.as_str()).collect();
        let more = if known.len() > 6 { ", …" } else { "" };
        bail!(
            "{name}: column {:?} has {} different labels ({}{more}); expected 2, one for positive and one for negative",
            label.name,
            known.len(),
            shown.join(", ")
        );
    }
    // Of stars and other numbers, more is better.
    let number = |label: &str| label.parse::<f64>().ok();
    let larger =
        number(known[0]).zip(number(known[1])).map(|(a, b)| if a > b { &known[0] } else { &known[1] });
    let usual = |label: &&&String| POSITIVE.contains(&label.to_lowercase().as_str());
    let positive = match &args.positive {
        Some(positive) if counts.contains_key(positive) => positive,
        Some(other) => bail!("{name}: no label is {other:?}; the labels are {} and {}", known[0], known[1]),
        None => larger
            .or_else(|| known.iter().filter(usual).max_by_key(|label| counts[**label]))
            .unwrap_or(&known[1]),
    };
    let mut reviews = Reviews::default();
    for row in 0..label.len() {
        if let (Some(text), Some(label)) = (cell(text, row), cell(label, row)) {
            reviews.add(&super::reviews::joined(&text), f32::from(u8::from(label == *positive)));
        }
    }
    let left = label.len() - reviews.texts.len();
    let some = if left > 0 { format!("; {left} rows lack one of them") } else { String::new() };
    eprintln!(
        "{name}: texts from {:?}, labels from {:?}, positive is {positive}{some}",
        text.name, label.name
    );
    Ok(reviews)
}

#[cfg(test)]
mod tests {
    use pupil_data::table::CsvOptions;

    use super::*;

    fn parsed(file: &str, args: &TableArgs) -> Result<Reviews> {
        reviews("a.csv", &Table::from_csv("a.csv", file.as_bytes(), &CsvOptions::default())?, args)
    }

    #[test]
    fn labels_are_numbers_truth_or_words() {
        for (file, expected) in [
            ("text,label\nvery nice film,TRUE\nvery dull film,FALSE\n", [1.0, 0.0]),
            ("text;score\nvery nice film;1.0\nvery dull film;0.0\n", [1.0, 0.0]),
            ("score;text\n0,5;very nice film\n1,0;very dull film\n", [0.0, 1.0]),
            ("feeling,id,review\ngood,1,very nice film\nbad,2,very dull film\n", [1.0, 0.0]),
            ("text,stars\nvery nice film,5\nvery dull film,1\n", [1.0, 0.0]),
            ("text,stars\nvery nice film,10\nvery dull film,2\n", [1.0, 0.0]),
            ("text,label\nvery nice film,up\nvery dull film,down\n", [1.0, 0.0]),
        ] {
            let reviews = parsed(file, &TableArgs::default()).unwrap();
            assert_eq!(reviews.texts, ["very nice film", "very dull film"], "{file}");
            assert_eq!(reviews.labels, expected, "{file}");
        }
    }

    #[test]
    fn what_is_given_is_not_guessed() {
        let file = "text,note,label\nfine,long words here,a\npoor,other long words,b\nmissing,x,\n";
        let args = TableArgs {
            text_column: Some("text".into()),
            positive: Some("a".into()),
            ..TableArgs::default()
        };
        let reviews = parsed(file, &args).unwrap();
        assert_eq!((reviews.texts, reviews.labels), (vec!["fine".into(), "poor".into()], vec![1.0, 0.0]));
        let error = |args: TableArgs| parsed(file, &args).err().expect("an error").to_string();
        let both = TableArgs { label_column: Some("text".into()), ..args.clone() };
        assert_eq!(error(both), "a.csv: column \"text\" is chosen both as text and as label; choose two");
        let other = TableArgs { positive: Some("c".into()), ..args };
        assert_eq!(error(other), "a.csv: no label is \"c\"; the labels are a and b");
    }

    #[test]
    fn other_numbers_of_labels_are_an_error() {
        let file = "text,label\nfine one,a\npoor one,b\nsome text,c\n";
        assert_eq!(
            parsed(file, &TableArgs::default()).err().expect("an error").to_string(),
            "a.csv: column \"label\" has 3 different labels (a, b, c); expected 2, one for positive and one for negative"
        );
    }
}
