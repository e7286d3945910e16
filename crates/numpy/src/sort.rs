//! Elements taken, ordered and found.

use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, index_error};
use crate::memory;

/// What happens to indices outside of an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bounds {
    /// They are an error. Negative ones count from the end.
    #[default]
    Raise,
    /// They go round.
    Wrap,
    /// They become the nearest one.
    Clip,
}

/// An index within an axis.
fn bounded(index: i64, n: usize, axis: usize, bounds: Bounds) -> Result<usize> {
    match bounds {
        Bounds::Raise => crate::index::check_index(index, n, axis),
        _ if n == 0 => index_error("cannot do a non-empty take from an empty axes."),
        Bounds::Wrap => Ok(index.rem_euclid(n as i64) as usize),
        Bounds::Clip => Ok(index.clamp(0, n as i64 - 1) as usize),
    }
}

/// Entries of an axis, or elements of the flat array (`np.take`).
pub fn take(array: &Array, indices: &Array, axis: Option<isize>, bounds: Bounds) -> Result<Array> {
    let Some(axis) = axis else { return take(&array.ravel()?, indices, Some(0), bounds) };
    let axis = normalize_axis(axis, array.ndim())?;
    let n = array.shape()[axis];
    let (before, after) = (&array.shape()[..axis], &array.shape()[axis + 1..]);
    let mut shape = before.to_vec();
    shape.extend_from_slice(indices.shape());
    shape.extend_from_slice(after);
    let inner: usize = after.iter().product();
    let outer: usize = before.iter().product();
    if n == 0 && indices.size() > 0 && bounds == Bounds::Raise {
        return index_error("cannot do a non-empty take from an empty axes.");
    }
    let mut chosen: Vec<usize> = memory::reserve(indices.shape(), DType::Int64)?;
    for index in indices.to_vec::<i64>()? {
        chosen.push(bounded(index, n, axis, bounds)?);
    }
    let mut places: Vec<usize> = memory::reserve(&shape, DType::Int64)?;
    for block in 0..outer {
        for &at in &chosen {
            let start = (block * n + at) * inner;
            places.extend(start..start + inner);
        }
    }
    array.take_flat(&places, shape)
}
