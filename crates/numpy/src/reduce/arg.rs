//! Where the largest and smallest elements are.

use super::{ReduceOptions, rows};
use crate::array::Array;
use crate::error::{Result, value_error};
use crate::storage::Element;

/// Which element is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgExtreme {
    /// `np.argmax`
    Max,
    /// `np.argmin`
    Min,
    /// `np.nanargmax`
    NanMax,
    /// `np.nanargmin`
    NanMin,
}

/// The index of the first largest or smallest element along an axis, or in the flat array.
pub fn arg_extreme(which: ArgExtreme, array: &Array, axis: Option<isize>, keepdims: bool) -> Result<Array> {
    let options = ReduceOptions { axis: axis.map(|axis| vec![axis]), keepdims, ..ReduceOptions::default() };
    let reduced = options.reduced(array.ndim())?;
    let shape = options.result_shape(array.shape(), &reduced);
    let rows = rows(array, &reduced)?;
    let skip_nan = matches!(which, ArgExtreme::NanMax | ArgExtreme::NanMin);
    let largest = matches!(which, ArgExtreme::Max | ArgExtreme::NanMax);
    if rows.count == 0 {
        let name = if largest { "argmax" } else { "argmin" };
        return value_error(format!("attempt to get {name} of an empty sequence"));
    }
    let mut no_number = false;
    let found = if array.dtype().is_float() {
        rows.map(|row: &[f64]| {
            if !skip_nan && let Some(at) = row.iter().position(|x| x.is_nan()) {
                return at as i64;
            }
            let mut best = row.iter().position(|x| !x.is_nan()).unwrap_or(0);
            no_number |= row[best].is_nan();
            for (at, &x) in row.iter().enumerate() {
                if if largest { x > row[best] } else { x < row[best] } {
                    best = at;
                }
            }
            best as i64
        })?
    } else {
        rows.map(|row: &[i64]| {
            let mut best = 0;
            for (at, &x) in row.iter().enumerate() {
                if if largest { x > row[best] } else { x < row[best] } {
                    best = at;
                }
            }
            best as i64
        })?
    };
    if no_number {
        return value_error("All-NaN slice encountered");
    }
    Ok(Array::new(i64::wrap(found).0, shape))
}
