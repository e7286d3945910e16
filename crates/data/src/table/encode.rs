//! Encodes columns as numbers for a linear model, with what was learned from the training rows.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::describe::{moments, quantile};
use super::{Column, Kind, Table, Values, ascending, counted};
use pupil_core::error::{Error, Result};

/// What happens to rows that lack a value of a feature. Rows without a target are always left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// They are left out.
    #[default]
    Drop,
    /// The missing value becomes the mean of the training rows; for booleans and categories the most frequent value.
    Mean,
    /// The missing value becomes the median; for booleans and categories the most frequent value.
    Median,
}

impl Missing {
    /// The choice of this name: `drop`, `mean` or `median`.
    ///
    /// # Errors
    /// For any other name.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "drop" => Ok(Self::Drop),
            "mean" => Ok(Self::Mean),
            "median" => Ok(Self::Median),
            _ => Err(Error::unsupported("way with missing values", name, "drop, mean, median")),
        }
    }
}

/// The most categories that a column may have to be one-hot encoded; columns with more hold names, not categories.
pub(super) const MOST_CATEGORIES: usize = 50;

/// How one column becomes columns of numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feature {
    /// The column's name in the table.
    pub column: String,
    /// How it is encoded.
    pub encoding: Encoding,
}

/// How a column is encoded. Missing values become `fill`; without a `fill`, their rows are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// `(value - mean) / scale`; without standardization, mean 0 and scale 1.
    Number {
        /// What missing numbers become, before they are scaled.
        fill: Option<f64>,
        /// What is subtracted.
        mean: f64,
        /// The divisor: the standard deviation with division by the number of training rows, as in scikit-learn.
        scale: f64,
    },
    /// 0 for false, 1 for true.
    Boolean {
        /// What missing values become.
        fill: Option<bool>,
    },
    /// A column of 0 and 1 for each category. A category that did not occur in training is 0 in all of them.
    Category {
        /// The categories of the training rows, sorted.
        categories: Vec<String>,
        /// True if the first category has no column.
        drop_first: bool,
        /// What missing values become.
        fill: Option<String>,
    },
}

/// The most frequent text in some rows; of equally frequent ones the first by name.
fn most_frequent(column: &Column, rows: &[usize]) -> Option<String> {
    let counts = counted(rows.iter().filter_map(|&row| column.text(row)));
    let most = *counts.values().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(text, _)| text)
}

impl Feature {
    /// Learns from the training rows how a column is encoded.
    pub(super) fn learn(
        table: &Table,
        column: &Column,
        rows: &[usize],
        missing: Missing,
        standardize: bool,
        drop_first: bool,
    ) -> Result<Self> {
        let filled = missing != Missing::Drop;
        let empty = || {
            let message = format!(
                "column \"{}\" has no value in the {} rows to train on; leave it out of the features",
                column.name,
                rows.len()
            );
            Error::format(&table.name, message)
        };
        let encoding = match &column.values {
            Values::Number(values) => {
                let present = ascending(rows.iter().map(|&row| values[row]));
                if present.is_empty() {
                    return Err(empty());
                }
                let fill = match missing {
                    Missing::Drop => None,
                    Missing::Mean => Some(moments(&present).0),
                    Missing::Median => Some(quantile(&present, 0.5)),
                };
                let (mut mean, mut scale) = (0.0, 1.0);
                if standardize {
                    let all: Vec<f64> =
                        rows.iter().filter_map(|&row| present_or(values[row], fill)).collect();
                    let (middle, squares) = moments(&all);
                    let deviation = libm::sqrt(squares / all.len() as f64);
                    mean = middle;
                    // A constant column has a deviation that is only rounding error.
                    if deviation > 1e-12 * middle.abs() {
                        scale = deviation;
                    }
                }
                Encoding::Number { fill, mean, scale }
            }
            Values::Boolean(_) => {
                let most = most_frequent(column, rows).ok_or_else(empty)?;
                Encoding::Boolean { fill: filled.then_some(most == "true") }
            }
            Values::Category { categories, .. } => {
                if categories.len() > MOST_CATEGORIES {
                    return Err(too_many(table, column, rows, categories.len()));
                }
                let categories = column.distinct(rows);
                let fill = most_frequent(column, rows).ok_or_else(empty)?;
                Encoding::Category { categories, drop_first, fill: filled.then_some(fill) }
            }
        };
        Ok(Self { column: column.name.clone(), encoding })
    }

    /// The names of the encoded columns: the column's own name, or followed by a category, as in pandas.
    pub fn names(&self) -> Vec<String> {
        match &self.encoding {
            Encoding::Category { categories, drop_first, .. } => {
                let kept = categories.iter().skip(usize::from(*drop_first));
                kept.map(|category| format!("{}_{category}", self.column)).collect()
            }
            _ => alloc::vec![self.column.clone()],
        }
    }

    /// True if missing values are filled.
    pub(super) const fn fills(&self) -> bool {
        match &self.encoding {
            Encoding::Number { fill, .. } => fill.is_some(),
            Encoding::Boolean { fill } => fill.is_some(),
            Encoding::Category { fill, .. } => fill.is_some(),
        }
    }

    /// Refuses a column whose type differs from the one that was learned.
    pub(super) fn check(&self, table: &Table, column: &Column) -> Result<()> {
        let expected = match &self.encoding {
            Encoding::Number { .. } => Kind::Number,
            Encoding::Boolean { .. } => Kind::Boolean,
            // Every type can be read as text.
            Encoding::Category { .. } => return Ok(()),
        };
        let empty = column.count_missing() == column.len();
        if column.kind() == expected || empty {
            return Ok(());
        }
        let wrong = |row: &usize| {
            let text = column.text(*row);
            text.is_some_and(|text| expected != Kind::Number || table.number_in(&text).is_none())
        };
        let row = (0..column.len()).find(wrong).unwrap_or(0);
        let expected = if expected == Kind::Number { "a number" } else { "true or false" };
        Err(table.cell_error(&column.name, row, &column.text(row).unwrap_or_default(), expected))
    }

    /// Adds the numbers of a cell to `out`.
    pub(super) fn encode(&self, column: &Column, row: usize, out: &mut Vec<f64>) {
        match &self.encoding {
            Encoding::Number { fill, mean, scale } => {
                let value = match &column.values {
                    Values::Number(values) => values[row],
                    _ => f64::NAN,
                };
                out.push(present_or(value, *fill).map_or(f64::NAN, |value| (value - mean) / scale));
            }
            Encoding::Boolean { fill } => {
                let value = match &column.values {
                    Values::Boolean(values) => values[row],
                    _ => None,
                };
                out.push(value.or(*fill).map_or(f64::NAN, |value| f64::from(u8::from(value))));
            }
            Encoding::Category { categories, drop_first, fill } => {
                let text = column.text(row).or_else(|| fill.clone());
                let kept = categories.iter().skip(usize::from(*drop_first));
                out.extend(kept.map(|category| f64::from(u8::from(text.as_ref() == Some(category)))));
            }
        }
    }
}

fn present_or(value: f64, fill: Option<f64>) -> Option<f64> {
    if value.is_nan() { fill } else { Some(value) }
}

/// The error for a column with too many categories.
pub(super) fn too_many(table: &Table, column: &Column, rows: &[usize], count: usize) -> Error {
    let (row, value) = match &column.stray {
        Some(stray) => (stray.row, stray.value.clone()),
        None => {
            let row = rows.iter().copied().find(|&row| !column.missing(row)).unwrap_or(0);
            (row, column.text(row).unwrap_or_default())
        }
    };
    let expected = if column.stray.is_some() {
        "a number as in most rows".to_string()
    } else {
        format!("one of at most {MOST_CATEGORIES} categories, but the column has {count}")
    };
    table.cell_error(&column.name, row, &value, &expected)
}
