//! Choices, shuffles and permutations.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;

/// The running sums of probabilities, scaled so that the last is one.
pub(super) fn cumulative(p: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums: Vec<f64> = p
        .iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect();
    sums.iter_mut().for_each(|value| *value /= sum);
    sums
}

/// How many running sums are not above a number (`searchsorted` from the right).
pub(super) fn find(sums: &[f64], u: f64) -> i64 {
    sums.partition_point(|&sum| sum <= u) as i64
}

/// Checks the probabilities of a choice among `count` things.
pub(super) fn check_probabilities(p: &Array, count: usize, legacy: bool) -> Result<Vec<f64>> {
    if p.ndim() != 1 {
        return value_error("'p' must be 1-dimensional");
    }
    if p.size() != count {
        return value_error(if legacy {
            "'a' and 'p' must have same size"
        } else {
            "a and p must have same size"
        });
    }
    let p = p.to_vec::<f64>()?;
    if p.iter().any(|p| p.is_nan()) {
        return value_error(if legacy { "probabilities contain NaN" } else { "Probabilities contain NaN" });
    }
    if p.iter().any(|&p| p < 0.0) {
        return value_error(if legacy {
            "probabilities are not non-negative"
        } else {
            "Probabilities are not non-negative"
        });
    }
    // Kahan's sum, so that many small probabilities add up to one
    let (mut sum, mut rest) = (0.0, 0.0);
    for &p in &p {
        let term = p - rest;
        let next = sum + term;
        rest = (next - sum) - term;
        sum = next;
    }
    if (sum - 1.0f64).abs() > f64::EPSILON.sqrt() {
        return value_error(if legacy {
            "probabilities do not sum to 1"
        } else {
            "Probabilities do not sum to 1. See Notes section of docstring for more information."
        });
    }
    Ok(p)
}

/// Different places by their probabilities: draws are repeated until there are enough.
pub(super) fn weighted_sample(
    mut p: Vec<f64>,
    count: usize,
    draw: &mut dyn FnMut(usize) -> Vec<f64>,
) -> Result<Vec<i64>> {
    if p.iter().filter(|&&p| p > 0.0).count() < count {
        return value_error("Fewer non-zero entries in p than size");
    }
    let mut found: Vec<i64> = memory::reserve(&[count], DType::Int64)?;
    while found.len() < count {
        let numbers = draw(count - found.len());
        found.iter().for_each(|&at| p[at as usize] = 0.0);
        let sums = cumulative(&p);
        for u in numbers {
            let at = find(&sums, u);
            if !found.contains(&at) && found.len() < count {
                found.push(at);
            }
        }
    }
    Ok(found)
}

/// Swaps rows of an array from the last to the first (`shuffle`). `pick(i)` gives a number from 0 to `i`.
pub(super) fn shuffle(array: &Array, axis: usize, pick: &mut dyn FnMut(u64) -> u64) -> Result<()> {
    array.check_writeable()?;
    let moved = array.moved_axis(axis, 0);
    let n = moved.shape().first().copied().unwrap_or(0);
    let mut order: Vec<i64> = memory::reserve(&[n], DType::Int64)?;
    order.extend(0..n as i64);
    shuffle_order(&mut order, 1, pick);
    let order = Array::vector(order);
    moved.assign(&crate::sort::take(&moved, &order, Some(0), crate::sort::Bounds::Raise)?)
}

/// Swaps entries from the last down to `first`.
pub(super) fn shuffle_order(order: &mut [i64], first: usize, pick: &mut dyn FnMut(u64) -> u64) {
    for i in (first..order.len()).rev() {
        order.swap(i, pick(i as u64) as usize);
    }
}
