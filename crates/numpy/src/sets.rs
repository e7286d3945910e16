//! Arrays as sets.

use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::Result;
use crate::memory;
use crate::promote::common_type;
use crate::sort::{Bounds, argsort, sort_floats, sort_integers, sorted_places, take};
use crate::storage::Element;

/// The different elements of an array, and where they are.
#[derive(Clone, Debug)]
pub struct Unique {
    /// The elements, in order
    pub values: Array,
    /// The first place of each
    pub index: Array,
    /// Which of them each element is, in the array's shape
    pub inverse: Array,
    /// How often each occurs
    pub counts: Array,
}

/// The different elements (`np.unique`), or the different rows along an axis. With `equal_nan`, all NaN are one.
pub fn unique(array: &Array, axis: Option<isize>, equal_nan: bool) -> Result<Unique> {
    let (keys, rows) = match axis {
        None => (array.ravel()?, None),
        Some(axis) => {
            let axis = normalize_axis(axis, array.ndim())?;
            let rows = array.moved_axis(axis, 0).copy()?;
            (Array::vector(row_ranks(&rows)?), Some((rows, axis)))
        }
    };
    let order = argsort(&keys, Some(0))?.to_vec::<i64>()?;
    let numbers = crate::sort::keys(&keys)?;
    let is_nan = |at: usize| keys.dtype().is_float() && numbers[at] == i64::MAX;
    let same = |a: usize, b: usize| numbers[a] == numbers[b] && (equal_nan || !is_nan(a));
    let (mut index, mut counts): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
    let mut inverse = memory::filled(0i64, order.len())?;
    for (i, &place) in order.iter().enumerate() {
        if i > 0 && same(order[i - 1] as usize, place as usize) {
            if let Some(count) = counts.last_mut() {
                *count += 1;
            }
        } else {
            index.push(place);
            counts.push(1);
        }
        inverse[place as usize] = counts.len() as i64 - 1;
    }
    let index = Array::vector(index);
    let (values, inverse) = match rows {
        None => {
            (take(&keys, &index, Some(0), Bounds::Raise)?, Array::vector(inverse).reshape(array.shape())?)
        }
        Some((rows, axis)) => {
            let values = take(&rows, &index, Some(0), Bounds::Raise)?.moved_axis(0, axis).to_contiguous()?;
            (values, Array::vector(inverse))
        }
    };
    Ok(Unique { values, index, inverse, counts: Array::vector(counts) })
}

/// The rank of each row among all rows. Equal rows have equal ranks.
fn row_ranks(rows: &Array) -> Result<Vec<i64>> {
    let n = rows.shape()[0];
    let width = rows.size() / n.max(1);
    let values = rows.to_vec::<f64>()?;
    let row = |i: usize| &values[i * width..(i + 1) * width];
    let compare = |a: usize, b: usize| {
        let pairs = row(a).iter().zip(row(b));
        pairs
            .map(|(x, y)| crate::sort::number_order(x, y))
            .find(|order| order.is_ne())
            .unwrap_or(core::cmp::Ordering::Equal)
    };
    let order = sorted_places(n, &compare)?;
    let mut ranks = memory::filled(0i64, n)?;
    let mut rank = 0;
    for i in 0..n {
        if i > 0 && compare(order[i - 1] as usize, order[i] as usize).is_ne() {
            rank += 1;
        }
        ranks[order[i] as usize] = rank;
    }
    Ok(ranks)
}

fn unique_values(array: &Array) -> Result<Array> {
    Ok(unique(array, None, true)?.values)
}

/// True for elements that the other array has, too (`np.isin`).
pub fn isin(array: &Array, test: &Array, invert: bool) -> Result<Array> {
    let dtype = common_type(&[array.clone(), test.clone()]);
    let mut found: Vec<bool> = memory::reserve(array.shape(), DType::Bool)?;
    if dtype.is_float() {
        let mut known = test.to_vec::<f64>()?;
        known.retain(|x| !x.is_nan());
        sort_floats(&mut known);
        let has =
            |x: &f64| known.binary_search_by(|y| crate::sort::number_order(y, x)).is_ok() && !x.is_nan();
        found.extend(array.to_vec::<f64>()?.iter().map(|x| has(x) != invert));
    } else {
        let mut known = test.to_vec::<i64>()?;
        sort_integers(&mut known);
        found.extend(array.to_vec::<i64>()?.iter().map(|x| known.binary_search(x).is_ok() != invert));
    }
    Ok(Array::new(bool::wrap(found).0, array.shape().to_vec()))
}

fn joined(a: &Array, b: &Array) -> Result<Array> {
    crate::shape::concatenate(&[a.ravel()?, b.ravel()?], Some(0), None)
}

fn filtered(values: &Array, keep: &Array) -> Result<Array> {
    crate::sort::compress(keep, values, Some(0))
}

/// The elements that both arrays have (`np.intersect1d`), in order.
pub fn intersect1d(a: &Array, b: &Array) -> Result<Array> {
    let dtype = common_type(&[a.clone(), b.clone()]);
    let values = unique_values(a)?.to_dtype(dtype)?;
    filtered(&values, &isin(&values, b, false)?)
}

/// The elements that one of the arrays has (`np.union1d`), in order.
pub fn union1d(a: &Array, b: &Array) -> Result<Array> {
    unique_values(&joined(a, b)?)
}

/// The elements of the first array that the second does not have (`np.setdiff1d`), in order.
pub fn setdiff1d(a: &Array, b: &Array) -> Result<Array> {
    let values = unique_values(a)?;
    filtered(&values, &isin(&values, b, true)?)
}

/// The elements that only one of the arrays has (`np.setxor1d`), in order.
pub fn setxor1d(a: &Array, b: &Array) -> Result<Array> {
    let only_a = setdiff1d(a, b)?;
    let only_b = setdiff1d(b, a)?;
    union1d(&only_a, &only_b)
}
