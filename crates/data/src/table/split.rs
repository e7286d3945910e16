//! Splits rows into rows to learn from and rows to test with.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::random::Generator;
use pupil_core::text::number;

/// Splits `n` rows into those to train on and those to test with, both in ascending order. The test part has `fraction`
/// of them, rounded up as in scikit-learn. With `labels`, the classes keep their shares in both parts (stratified), and
/// every class has a row to train on. The same seed gives the same parts.
///
/// # Errors
/// When the fraction is not from 0 to below 1, or nothing would be left to train on.
pub fn split(
    n: usize,
    labels: Option<&[usize]>,
    fraction: f64,
    seed: u64,
) -> Result<(Vec<usize>, Vec<usize>)> {
    if !(0.0..1.0).contains(&fraction) {
        let message =
            format!("split: the test part is {}; expected a number from 0 to below 1", number(fraction));
        return Err(Error::invalid(message));
    }
    let mut order: Vec<usize> = (0..n).collect();
    Generator::new(seed).shuffle(&mut order);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    match labels {
        None => groups.push(order),
        Some(labels) => {
            groups.resize(labels.iter().max().map_or(0, |last| last + 1), Vec::new());
            order.into_iter().for_each(|row| groups[labels[row]].push(row));
        }
    }
    let mut testing = vec![false; n];
    for group in groups {
        let share = fraction * group.len() as f64;
        let count = if labels.is_some() {
            (libm::round(share) as usize).min(group.len().saturating_sub(1))
        } else {
            // A share that is whole up to rounding stays whole: 0.2 of 15 is 3.
            libm::ceil(share - 1e-9) as usize
        };
        group[..count].iter().for_each(|&row| testing[row] = true);
    }
    let (test, train): (Vec<usize>, Vec<usize>) = (0..n).partition(|&row| testing[row]);
    if train.is_empty() {
        let message =
            format!("split: of {n} rows none is left to train on with a test part of {}", number(fraction));
        return Err(Error::invalid(message));
    }
    Ok((train, test))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_row_is_in_one_part_and_the_seed_decides_which() {
        let (train, test) = split(15, None, 0.2, 3).unwrap();
        assert_eq!((train.len(), test.len()), (12, 3));
        let mut all = [train.clone(), test].concat();
        all.sort_unstable();
        assert_eq!(all, (0..15).collect::<Vec<_>>());
        assert_eq!(split(15, None, 0.2, 3).unwrap().0, train);
        assert_ne!(split(15, None, 0.2, 4).unwrap().0, train);
        assert!(split(4, None, 0.0, 1).unwrap().1.is_empty());
    }

    #[test]
    fn classes_keep_their_shares_and_at_least_one_training_row() {
        let labels: Vec<usize> =
            (0..101).map(|row| if row == 100 { 2 } else { usize::from(row % 4 == 0) }).collect();
        let (train, test) = split(101, Some(&labels), 0.2, 1).unwrap();
        let count = |rows: &[usize], class| rows.iter().filter(|&&row| labels[row] == class).count();
        assert_eq!([0, 1, 2].map(|class| count(&test, class)), [15, 5, 0]);
        assert_eq!(count(&train, 2), 1);
    }

    #[test]
    fn impossible_parts_are_refused() {
        assert!(split(5, None, 1.0, 1).unwrap_err().to_string().contains("test part is 1;"));
        assert!(split(5, None, f64::NAN, 1).is_err());
        assert!(split(1, None, 0.5, 1).unwrap_err().to_string().contains("none is left"));
    }
}
