//! Arrays put together.

use super::view::{atleast_1d, atleast_2d, atleast_3d};
use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::index::Index;
use crate::promote::common_type;

/// A slice of an axis, for indices that take all of the axes before it.
pub(crate) fn slice_on(axis: usize, start: usize, stop: usize) -> Vec<Index> {
    let all = Index::Slice { start: None, stop: None, step: None };
    let mut index = vec![all; axis];
    index.push(Index::Slice { start: Some(start as i64), stop: Some(stop as i64), step: None });
    index
}

/// Arrays one after the other along an axis (`np.concatenate`). Without an axis, they are made flat.
pub fn concatenate(arrays: &[Array], axis: Option<isize>, dtype: Option<DType>) -> Result<Array> {
    if arrays.is_empty() {
        return value_error("need at least one array to concatenate");
    }
    let Some(axis) = axis else {
        let flat = arrays.iter().map(Array::ravel).collect::<Result<Vec<_>>>()?;
        return concatenate(&flat, Some(0), dtype);
    };
    let ndim = arrays[0].ndim();
    if ndim == 0 {
        return value_error("zero-dimensional arrays cannot be concatenated");
    }
    let axis = normalize_axis(axis, ndim)?;
    let mut shape = arrays[0].shape().to_vec();
    shape[axis] = 0;
    for (number, array) in arrays.iter().enumerate() {
        if array.ndim() != ndim {
            return value_error(format!(
                "all the input arrays must have same number of dimensions, but the array at index 0 has {ndim} dimension(s) and the array at index {number} has {} dimension(s)",
                array.ndim()
            ));
        }
        for (i, &n) in array.shape().iter().enumerate() {
            if i == axis {
                shape[axis] += n;
            } else if n != shape[i] {
                return value_error(format!(
                    "all the input array dimensions except for the concatenation axis must match exactly, but along dimension {i}, the array at index 0 has size {} and the array at index {number} has size {n}",
                    shape[i]
                ));
            }
        }
    }
    let result = Array::zeros(&shape, dtype.unwrap_or(common_type(arrays)))?;
    let mut start = 0;
    for array in arrays {
        let stop = start + array.shape()[axis];
        result.get_view(&slice_on(axis, start, stop))?.assign(array)?;
        start = stop;
    }
    Ok(result)
}

/// Arrays of one shape along a new axis (`np.stack`).
pub fn stack(arrays: &[Array], axis: isize) -> Result<Array> {
    if arrays.is_empty() {
        return value_error("need at least one array to stack");
    }
    if arrays.iter().any(|array| array.shape() != arrays[0].shape()) {
        return value_error("all input arrays must have the same shape");
    }
    normalize_axis(axis, arrays[0].ndim() + 1)?;
    let thick = arrays.iter().map(|array| array.expand_dims(&[axis])).collect::<Result<Vec<_>>>()?;
    concatenate(&thick, Some(axis), None)
}

/// Arrays as rows (`np.vstack`).
pub fn vstack(arrays: &[Array]) -> Result<Array> {
    let arrays = arrays.iter().map(atleast_2d).collect::<Result<Vec<_>>>()?;
    concatenate(&arrays, Some(0), None)
}

/// Arrays side by side (`np.hstack`).
pub fn hstack(arrays: &[Array]) -> Result<Array> {
    let arrays = arrays.iter().map(atleast_1d).collect::<Result<Vec<_>>>()?;
    let flat = arrays.first().is_some_and(|first| first.ndim() == 1);
    concatenate(&arrays, Some(if flat { 0 } else { 1 }), None)
}

/// Arrays along the third axis (`np.dstack`).
pub fn dstack(arrays: &[Array]) -> Result<Array> {
    let arrays = arrays.iter().map(atleast_3d).collect::<Result<Vec<_>>>()?;
    concatenate(&arrays, Some(2), None)
}

/// Vectors as columns (`np.column_stack`).
pub fn column_stack(arrays: &[Array]) -> Result<Array> {
    let column =
        |array: &Array| if array.ndim() < 2 { array.reshape(&[array.size(), 1]) } else { Ok(array.clone()) };
    let arrays = arrays.iter().map(column).collect::<Result<Vec<_>>>()?;
    concatenate(&arrays, Some(1), None)
}
