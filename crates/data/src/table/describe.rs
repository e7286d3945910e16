//! Summaries of columns as in pandas's `describe()`, and histograms.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Column, Table, Values, ascending, counted};
use pupil_core::error::{Error, Result};
use pupil_core::text::number;

/// The most bins that a histogram may have: more than any picture can show.
const MOST_BINS: usize = 100_000;

/// A summary of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The column's name.
    pub name: String,
    /// `number`, `boolean` or `category`.
    pub kind: &'static str,
    /// Cells that are not missing.
    pub count: usize,
    /// Cells that are missing.
    pub missing: usize,
    /// The part that depends on the column's type.
    #[serde(flatten)]
    pub description: Description,
}

/// What pandas's `describe()` says about a column, by its type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Description {
    /// Of numbers; NaN (in JSON null) where there are too few numbers.
    Number {
        /// The mean.
        mean: f64,
        /// The sample standard deviation: the sum of squares is divided by the count minus 1.
        std: f64,
        /// The smallest.
        min: f64,
        /// The first quartile; all are interpolated linearly.
        #[serde(rename = "25%")]
        lower: f64,
        /// The median.
        #[serde(rename = "50%")]
        median: f64,
        /// The third quartile.
        #[serde(rename = "75%")]
        upper: f64,
        /// The largest.
        max: f64,
    },
    /// Of booleans and categories.
    Category {
        /// Distinct values.
        unique: usize,
        /// The most frequent value; of equally frequent ones the first by name.
        top: Option<String>,
        /// How often `top` occurs.
        freq: usize,
    },
}

/// Counts of a column's values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Histogram {
    /// Of numbers: `counts[i]` is how many are from `edges[i]` to below `edges[i + 1]`; the last bin includes its upper
    /// edge, as in NumPy.
    Number {
        /// The edges, one more than there are bins.
        edges: Vec<f64>,
        /// Numbers in each bin.
        counts: Vec<usize>,
    },
    /// Of booleans and categories.
    Category {
        /// The distinct values.
        categories: Vec<String>,
        /// How often each of them occurs.
        counts: Vec<usize>,
    },
}

/// The value below which a share `q` of sorted numbers lies, interpolated linearly; NaN for an empty list.
pub(super) fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = q * last as f64;
    let low = libm::floor(place) as usize;
    let high = (low + 1).min(last);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}

/// Mean, and sum of squared differences from it; NaN for an empty list.
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum())
}

impl Column {
    /// The numbers that are not missing, sorted; empty for columns of other types.
    pub(super) fn sorted(&self) -> Vec<f64> {
        let Values::Number(values) = &self.values else { return Vec::new() };
        ascending(values.iter().copied())
    }

    /// How often each distinct value occurs.
    fn frequencies(&self) -> (Vec<String>, Vec<usize>) {
        counted((0..self.len()).filter_map(|row| self.text(row))).into_iter().unzip()
    }

    /// What pandas's `describe()` says about the column.
    pub fn describe(&self) -> Summary {
        let missing = self.count_missing();
        let description = if let Values::Number(_) = self.values {
            let sorted = self.sorted();
            let (mean, squares) = moments(&sorted);
            let std = match sorted.len() {
                0 | 1 => f64::NAN,
                n => libm::sqrt(squares / (n - 1) as f64),
            };
            let at = |q: f64| quantile(&sorted, q);
            Description::Number {
                mean,
                std,
                min: at(0.0),
                lower: at(0.25),
                median: at(0.5),
                upper: at(0.75),
                max: at(1.0),
            }
        } else {
            let (categories, counts) = self.frequencies();
            let freq = counts.iter().copied().max().unwrap_or(0);
            let top = counts.iter().position(|&count| count == freq).map(|at| categories[at].clone());
            Description::Category { unique: categories.len(), top, freq }
        };
        Summary {
            name: self.name.clone(),
            kind: self.kind().name(),
            count: self.len() - missing,
            missing,
            description,
        }
    }

    /// The column's histogram. Booleans and categories have a count for each value.
    ///
    /// # Errors
    /// When `bins` is 0 or too large, or the numbers span a range too large to divide.
    pub fn histogram(&self, bins: usize) -> Result<Histogram> {
        if bins == 0 || bins > MOST_BINS {
            return Err(Error::invalid(format!("histogram: {bins} bins; expected 1 to {MOST_BINS}")));
        }
        if !matches!(self.values, Values::Number(_)) {
            let (categories, counts) = self.frequencies();
            return Ok(Histogram::Category { categories, counts });
        }
        let sorted = self.sorted();
        let (mut low, mut high) = match (sorted.first(), sorted.last()) {
            (Some(&low), Some(&high)) => (low, high),
            _ => (0.0, 1.0),
        };
        if low == high {
            (low, high) = (low - 0.5, high + 0.5);
        }
        let width = (high - low) / bins as f64;
        if !width.is_finite() || width == 0.0 {
            let range = format!("{} to {}", number(low), number(high));
            return Err(Error::invalid(format!("histogram of \"{}\": {range} cannot be divided", self.name)));
        }
        let mut edges: Vec<f64> = (0..bins).map(|bin| low + width * bin as f64).collect();
        edges.push(high);
        let mut counts = vec![0; bins];
        for value in sorted {
            counts[edges[1..bins].partition_point(|&edge| edge <= value)] += 1;
        }
        Ok(Histogram::Number { edges, counts })
    }
}

impl Table {
    /// What pandas's `describe(include="all")` says, column by column.
    pub fn describe(&self) -> Vec<Summary> {
        self.columns().iter().map(Column::describe).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn describe_matches_pandas() {
        let summary = Column::infer("n", &["4", "", "1", "7", "2"]).describe();
        assert_eq!((summary.count, summary.missing), (4, 1));
        let Description::Number { mean, std, min, lower, median, upper, max } = summary.description else {
            panic!()
        };
        assert_eq!([mean, min, lower, median, upper, max], [3.5, 1.0, 1.75, 3.0, 4.75, 7.0]);
        assert!((std - 2.645_751_311).abs() < 1e-9);
        let summary = Column::infer("c", &["b", "a", "b", "?"]).describe();
        let expected = Description::Category { unique: 2, top: Some("b".into()), freq: 2 };
        assert_eq!((summary.count, summary.description), (3, expected));
        let json = serde_json::to_value(Column::infer("n", &["4"]).describe()).unwrap();
        assert_eq!((&json["50%"], &json["std"]), (&4.0.into(), &serde_json::Value::Null));
    }

    #[test]
    fn histograms_hold_every_number() {
        let column = Column::infer("n", &["0", "1", "2", "3", "4", "NA"]);
        let histogram = column.histogram(2).unwrap();
        assert_eq!(histogram, Histogram::Number { edges: vec![0.0, 2.0, 4.0], counts: vec![2, 3] });
        let one = Column::infer("n", &["3", "3"]).histogram(1).unwrap();
        assert_eq!(one, Histogram::Number { edges: vec![2.5, 3.5], counts: vec![2] });
        let words = Column::infer("c", &["b", "a", "b"]).histogram(9).unwrap();
        assert_eq!(
            words,
            Histogram::Category { categories: vec!["a".into(), "b".into()], counts: vec![1, 2] }
        );
        assert!(column.histogram(0).is_err());
    }
}
