//! Tables of typed columns, and how they become the numbers that a linear model learns from.

mod cells;
mod csv;
mod describe;
mod dialect;
mod encode;
mod encoding;
mod prepare;
mod records;
mod split;

pub use cells::{Decimal, is_missing};
pub use describe::{Description, Histogram, Summary};
pub use dialect::{CsvDialect, CsvOptions};
pub use encode::{Encoding, Feature, Missing};
pub use encoding::{EncodingName, guess_encoding};
pub use prepare::{Part, Preparation, PrepareOptions, Prepared, Standardize, Target, Targets, Task};
pub use split::split;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::text::number;

use cells::{parse_boolean, parse_number};

/// Named columns of equal length.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The table's name in errors: the file's name.
    pub name: String,
    columns: Vec<Column>,
    rows: usize,
    dialect: Option<CsvDialect>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header, made unique.
    pub name: String,
    /// Its cells.
    pub values: Values,
    /// Set where a few cells that are not numbers make a column of numbers a category.
    pub stray: Option<Stray>,
}

/// Cells that are not numbers in a column of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Stray {
    /// How many there are.
    pub count: usize,
    /// The row of the first one, from 0.
    pub row: usize,
    /// Its text.
    pub value: String,
}

/// The cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Numbers; NaN is missing.
    Number(Vec<f64>),
    /// True or false.
    Boolean(Vec<Option<bool>>),
    /// Texts, as indices into the sorted list of distinct texts.
    Category {
        /// The index of each row's text; `None` is missing.
        codes: Vec<Option<usize>>,
        /// The distinct texts, sorted.
        categories: Vec<String>,
    },
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Finite numbers.
    Number,
    /// True or false.
    Boolean,
    /// Anything else.
    Category,
}

impl Kind {
    /// `number`, `boolean` or `category`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Category => "category",
        }
    }
}

/// How often each text occurs, sorted by text.
fn counted<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        // `collect` would sort them first, with its own code for each type: 3 KB gzip.
        match counts.get_mut(text.as_ref()) {
            Some(count) => *count += 1,
            None => {
                counts.insert(text.as_ref().to_string(), 1);
            }
        }
    }
    counts
}

/// The numbers that are not missing, sorted.
fn ascending(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut numbers: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers
}

impl Column {
    /// A column from texts, with its type inferred: numbers or booleans if all cells that are not missing are, else
    /// categories.
    pub fn infer(name: impl Into<String>, cells: &[&str]) -> Self {
        Self::infer_in(name, cells, Decimal::Point)
    }

    /// The same for numbers that are written with this decimal separator.
    pub fn infer_in(name: impl Into<String>, cells: &[&str], decimal: Decimal) -> Self {
        let parse_number = |cell: &str| parse_number(cell, decimal);
        let present = || cells.iter().enumerate().filter(|(_, cell)| !is_missing(cell));
        let column = |values, stray| Self { name: name.into(), values, stray };
        let strays = present().filter(|(_, cell)| parse_number(cell).is_none()).count();
        let total = present().count();
        if strays == 0 {
            let read = |cell: &&str| if is_missing(cell) { None } else { parse_number(cell) };
            let numbers = cells.iter().map(|cell| read(cell).unwrap_or(f64::NAN)).collect();
            return column(Values::Number(numbers), None);
        }
        if present().all(|(_, cell)| parse_boolean(cell).is_some()) {
            return column(Values::Boolean(cells.iter().map(|cell| parse_boolean(cell)).collect()), None);
        }
        let mut places = counted(present().map(|(_, cell)| cell.trim()));
        places.values_mut().enumerate().for_each(|(at, place)| *place = at);
        let code = |cell: &&str| if is_missing(cell) { None } else { places.get(cell.trim()).copied() };
        let codes = cells.iter().map(code).collect();
        let first = present().find(|(_, cell)| parse_number(cell).is_none());
        let stray = first.filter(|_| 5 * strays <= total).map(|(row, cell)| Stray {
            count: strays,
            row,
            value: cell.trim().into(),
        });
        let categories = places.into_keys().collect();
        column(Values::Category { codes, categories }, stray)
    }

    /// The column's type.
    pub const fn kind(&self) -> Kind {
        match self.values {
            Values::Number(_) => Kind::Number,
            Values::Boolean(_) => Kind::Boolean,
            Values::Category { .. } => Kind::Category,
        }
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Number(values) => values.len(),
            Values::Boolean(values) => values.len(),
            Values::Category { codes, .. } => codes.len(),
        }
    }

    /// True if there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True if a cell is missing.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn missing(&self, row: usize) -> bool {
        match &self.values {
            Values::Number(values) => values[row].is_nan(),
            Values::Boolean(values) => values[row].is_none(),
            Values::Category { codes, .. } => codes[row].is_none(),
        }
    }

    /// How many cells are missing.
    pub fn count_missing(&self) -> usize {
        (0..self.len()).filter(|&row| self.missing(row)).count()
    }

    /// A cell as text; `None` when it is missing.
    ///
    /// # Panics
    /// When there is no such row.
    pub fn text(&self, row: usize) -> Option<String> {
        match &self.values {
            Values::Number(values) => Some(values[row]).filter(|value| !value.is_nan()).map(number),
            Values::Boolean(values) => values[row].map(|value| value.to_string()),
            Values::Category { codes, categories } => codes[row].map(|code| categories[code].clone()),
        }
    }

    /// The distinct values of some rows as texts: numbers by size, false before true, texts sorted.
    pub fn distinct(&self, rows: &[usize]) -> Vec<String> {
        if let Values::Number(values) = &self.values {
            let mut numbers = ascending(rows.iter().map(|&row| values[row]));
            numbers.dedup();
            return numbers.into_iter().map(number).collect();
        }
        counted(rows.iter().filter_map(|&row| self.text(row))).into_keys().collect()
    }
}

impl Table {
    /// A table of these columns.
    ///
    /// # Errors
    /// When there are no columns, or their lengths differ.
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Result<Self> {
        let name = name.into();
        let Some(rows) = columns.first().map(Column::len) else {
            return Err(Error::format(name, "there are no columns; expected at least 1"));
        };
        if let Some(other) = columns.iter().find(|column| column.len() != rows) {
            let first = &columns[0].name;
            let message =
                format!("column \"{}\" has {} rows, but \"{first}\" has {rows}", other.name, other.len());
            return Err(Error::format(name, message));
        }
        Ok(Self { name, columns, rows, dialect: None })
    }

    /// The number in a text of the table's file.
    fn number_in(&self, text: &str) -> Option<f64> {
        parse_number(text, self.dialect.map_or(Decimal::Point, |dialect| dialect.decimal))
    }

    /// The number of rows.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How the table's CSV file was read; `None` for a table that was made of columns.
    pub const fn dialect(&self) -> Option<CsvDialect> {
        self.dialect
    }

    /// All columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column with a name.
    ///
    /// # Errors
    /// When there is none; the message lists the names there are.
    pub fn column(&self, name: &str) -> Result<&Column> {
        self.columns.iter().find(|column| column.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
            Error::format(&self.name, format!("there is no column \"{name}\"; columns: {}", names.join(", ")))
        })
    }

    /// An error about a cell; rows are counted from 1, without the header.
    fn cell_error(&self, column: &str, row: usize, value: &str, expected: &str) -> Error {
        let message = format!("row {}, column \"{column}\" is \"{value}\"; expected {expected}", row + 1);
        Error::format(&self.name, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn types_are_inferred_and_missing_values_marked() {
        let numbers = Column::infer("n", &["1", " 2.5 ", "", "NA", "-3e2", "?", "nan", "NULL"]);
        assert_eq!((numbers.kind(), numbers.count_missing()), (Kind::Number, 5));
        assert_eq!(numbers.text(4).as_deref(), Some("-300"));
        let truth = Column::infer("b", &["True", "FALSE", "", "true"]);
        assert_eq!(truth.values, Values::Boolean(vec![Some(true), Some(false), None, Some(true)]));
        let words = Column::infer("c", &["b", " a", "?", "b"]);
        let Values::Category { codes, categories } = &words.values else { panic!() };
        assert_eq!(
            (codes, categories),
            (&vec![Some(1), Some(0), None, Some(1)], &vec!["a".into(), "b".into()])
        );
        assert_eq!(Column::infer("i", &["inf", "1"]).kind(), Kind::Category);
        assert_eq!(Column::infer("e", &["", "NA"]).kind(), Kind::Number);
        assert_eq!(numbers.distinct(&[0, 1, 4]), ["-300", "1", "2.5"]);
    }

    #[test]
    fn stray_texts_in_a_column_of_numbers_are_reported() {
        let column = Column::infer("price", &["1", "2", "3", "4,5", "5", "6"]);
        assert_eq!(column.kind(), Kind::Category);
        assert_eq!(column.stray, Some(Stray { count: 1, row: 3, value: "4,5".into() }));
        assert_eq!(Column::infer("name", &["a", "1"]).stray, None);
    }

    #[test]
    fn wrong_columns_are_named() {
        let table = Table::new("t.csv", vec![Column::infer("a", &["1"])]).unwrap();
        assert_eq!(table.column("b").unwrap_err().to_string(), "t.csv: there is no column \"b\"; columns: a");
        let uneven = vec![Column::infer("a", &["1"]), Column::infer("b", &[])];
        assert!(Table::new("t.csv", uneven).unwrap_err().to_string().contains("\"b\" has 0 rows"));
    }
}
