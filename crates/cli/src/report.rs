//! What the commands print.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar over samples.
pub fn progress(samples: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:24} {bar:30} {pos}/{len} {per_sec} eta {eta}")
        .expect("the template is valid");
    let bar = ProgressBar::new(samples).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// A confusion matrix with the recall of each class.
pub fn confusion(matrix: &[Vec<usize>]) -> String {
    let mut out = String::from("true \\ said");
    for class in 0..matrix.len() {
        out += &format!("{class:>6}");
    }
    out += "   right\n";
    for (class, row) in matrix.iter().enumerate() {
        out += &format!("{class:>11}");
        for count in row {
            out += &format!("{count:>6}");
        }
        let total: usize = row.iter().sum();
        out += &format!("{:>7.2}%\n", 100.0 * row[class] as f64 / total.max(1) as f64);
    }
    out
}

/// The index of the largest number, the first of equal ones.
pub fn largest<T: PartialOrd>(values: &[T]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}
