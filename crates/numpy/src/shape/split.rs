//! Arrays in parts, as views.

use super::join::slice_on;
use crate::array::{Array, normalize_axis};
use crate::error::{Result, value_error};
use crate::index::slice_bounds;

/// Parts between these indices (`np.split(a, indices)`).
pub fn split_at(array: &Array, indices: &[i64], axis: isize) -> Result<Vec<Array>> {
    let axis = normalize_axis(axis, array.ndim())?;
    let n = array.shape()[axis];
    let mut parts = Vec::with_capacity(indices.len() + 1);
    let mut start = 0;
    for stop in indices.iter().copied().map(Some).chain([None]) {
        let (from, _, count) = slice_bounds(Some(start), stop, None, n)?;
        parts.push(array.get_view(&slice_on(axis, from as usize, from as usize + count))?);
        start = stop.unwrap_or(0);
    }
    Ok(parts)
}

/// A number of parts, the first ones longer by one where needed (`np.array_split`).
pub fn array_split(array: &Array, sections: i64, axis: isize) -> Result<Vec<Array>> {
    let axis = normalize_axis(axis, array.ndim())?;
    if sections <= 0 {
        return value_error("number sections must be larger than 0.");
    }
    let sections = crate::memory::length(sections);
    crate::memory::checked_size(&[sections], crate::dtype::DType::Int64)?;
    let n = array.shape()[axis];
    let (each, extra) = (n / sections, n % sections);
    let mut parts = Vec::new();
    let mut start = 0;
    for section in 0..sections {
        let stop = start + each + usize::from(section < extra);
        parts.push(array.get_view(&slice_on(axis, start, stop))?);
        start = stop;
    }
    Ok(parts)
}

/// A number of equal parts (`np.split`).
pub fn split(array: &Array, sections: i64, axis: isize) -> Result<Vec<Array>> {
    let n = array.shape()[normalize_axis(axis, array.ndim())?];
    if sections > 0 && !n.is_multiple_of(crate::memory::length(sections)) {
        return value_error("array split does not result in an equal division");
    }
    array_split(array, sections, axis)
}
