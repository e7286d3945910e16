//! How a CSV file is written: what separates its fields, whether it names its columns, and how it writes numbers.

use alloc::string::String;
use alloc::vec::Vec;

use super::cells::{Decimal, is_missing, parse_number};
use super::records::Records;

/// How a file is read. By default everything is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// What separates fields. A blank stands for any number of blanks and tabs. By default a line `sep=;` at the
    /// beginning decides. Without it, it is the one of tab, `;`, `|`, `,` and blanks that splits the first lines into
    /// the most fields, with the same number on each line.
    pub delimiter: Option<char>,
    /// True if the first line has the columns' names. By default it does when none of its fields is a number, when it
    /// has the names of years beside other names, and when a column of numbers begins with a text.
    pub header: Option<bool>,
    /// What comes before the fraction of a number. By default a comma where fields of the first rows have one and none
    /// has a point.
    pub decimal: Option<Decimal>,
}

/// How a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvDialect {
    /// What separates the fields. A blank stands for any number of blanks and tabs.
    pub delimiter: char,
    /// True if the first line has the columns' names.
    pub header: bool,
    /// How numbers are written.
    pub decimal: Decimal,
}

/// What may separate the fields of a file. A comma may also be in numbers, so the others come first.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];

/// How many records are used to find the delimiter.
const LOOK_AT: usize = 20;

/// How many records are used to find how numbers are written.
const NUMBERS_IN: usize = 1000;

/// The delimiter that a first line `sep=;` names, as Excel writes it, and the text after the line.
pub(super) fn named_delimiter(text: &[u8]) -> Option<(u8, &[u8])> {
    let end = text.iter().position(|&byte| byte == b'\n').unwrap_or(text.len());
    let line = text[..end].trim_ascii().trim_ascii_start();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [s, e, p, b'=', delimiter] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && delimiter.is_ascii() => {
            Some((*delimiter, text.get(end + 1..).unwrap_or_default()))
        }
        // A tab was trimmed.
        [s, e, p, b'='] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            Some((b'\t', text.get(end + 1..).unwrap_or_default()))
        }
        _ => None,
    }
}

/// The fields of the first records.
fn first_records(text: &[u8], delimiter: u8, most: usize) -> Vec<Vec<String>> {
    let mut records = Records::new(text, delimiter);
    let mut all = Vec::new();
    while all.len() < most {
        let mut cells = Vec::new();
        if records.next(&mut cells).is_none() {
            break;
        }
        all.push(cells);
    }
    all
}

/// The delimiter that splits the first records into the most fields, the same number in each.
pub(super) fn sniff(text: &[u8]) -> u8 {
    // The number of fields, and whether all records have as many.
    let fields = |delimiter: u8| {
        let records = first_records(text, delimiter, LOOK_AT);
        let least = records.iter().map(Vec::len).min().unwrap_or(0);
        (records.iter().all(|record| record.len() == least), least)
    };
    let mut best = ((false, 1), b',');
    for delimiter in DELIMITERS {
        let (equal, count) = fields(delimiter);
        // A comma splits numbers, too, so it does not win by more fields.
        let better = match (best.0.0, equal) {
            (true, true) => delimiter != b',' && count > best.0.1,
            (false, true) => count > 1,
            (_, false) => !best.0.0 && count > best.0.1,
        };
        if better {
            best = ((equal, count), delimiter);
        }
    }
    // Words are separated by blanks, so these are a delimiter only between numbers.
    if best.0.1 == 1 {
        let records = first_records(text, b' ', LOOK_AT);
        let width = records.first().map_or(0, Vec::len);
        let is_number = |cell: &String| is_missing(cell) || parse_number(cell, Decimal::Point).is_some();
        let numeric =
            |at: usize| records.len() > 1 && records[1..].iter().all(|record| is_number(&record[at]));
        let equal = width > 1 && records.iter().all(|record| record.len() == width);
        if equal && (0..width).any(numeric) {
            return b' ';
        }
    }
    best.1
}

/// How the numbers of a file are written, by its first records.
pub(super) fn sniff_decimal(text: &[u8], delimiter: u8) -> Decimal {
    // A number in one way of writing only is certain; `1,234` could be either.
    let (mut points, mut commas) = (0, 0);
    for cell in first_records(text, delimiter, NUMBERS_IN).iter().flatten() {
        let [point, comma] =
            [Decimal::Point, Decimal::Comma].map(|decimal| parse_number(cell, decimal).is_some());
        points += usize::from(point && !comma);
        commas += usize::from(comma && !point);
    }
    if commas > points { Decimal::Comma } else { Decimal::Point }
}

/// True if the first of these records has the names of the columns.
pub(super) fn sniff_header(text: &[u8], delimiter: u8, decimal: Decimal) -> bool {
    let records = first_records(text, delimiter, LOOK_AT);
    let Some((first, rest)) = records.split_first() else { return false };
    let number = |cell: &String| parse_number(cell, decimal);
    let numbers: Vec<f64> = first.iter().filter_map(number).collect();
    if numbers.is_empty() {
        return true;
    }
    // Years that go up beside a name, above numbers that are no years.
    let is_year = |year: &f64| year % 1.0 == 0.0 && (1000.0..3000.0).contains(year);
    let named = first.iter().any(|cell| !is_missing(cell) && number(cell).is_none());
    let rising = numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let years_below = rest.iter().flatten().filter_map(number).all(|value| is_year(&value));
    if named && rising && numbers.iter().all(is_year) && !years_below {
        return true;
    }
    // A text above numbers.
    let above = |at: usize| {
        let column = || rest.iter().filter_map(|record| record.get(at));
        !is_missing(&first[at])
            && number(&first[at]).is_none()
            && column().filter(|cell| number(cell).is_some()).count() > 1
            && column().all(|cell| is_missing(cell) || number(cell).is_some())
    };
    (0..first.len()).any(above)
}
