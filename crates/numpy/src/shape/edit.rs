//! Copies with elements repeated, moved, added or removed.

use super::join::{concatenate, slice_on};
use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, index_error, value_error};
use crate::memory;

/// Each element some times (`np.repeat`).
pub fn repeat(array: &Array, repeats: &Array, axis: Option<isize>) -> Result<Array> {
    let Some(axis) = axis else { return repeat(&array.ravel()?, repeats, Some(0)) };
    let axis = normalize_axis(axis, array.ndim())?;
    let n = array.shape()[axis];
    let counts = repeats.to_vec::<i64>()?;
    if counts.iter().any(|&count| count < 0) {
        return value_error(if counts.len() == 1 {
            "negative dimensions are not allowed"
        } else {
            "repeats may not contain negative values."
        });
    }
    if counts.len() != 1 && counts.len() != n {
        return value_error(format!(
            "operands could not be broadcast together with shape ({n},) ({},)",
            counts.len()
        ));
    }
    let total = counts.iter().map(|&count| count as u128).sum::<u128>()
        * if counts.len() == 1 { n as u128 } else { 1 };
    let mut shape = array.shape().to_vec();
    shape[axis] = usize::try_from(total).unwrap_or(usize::MAX);
    memory::checked_size(&shape, array.dtype())?;
    let mut places: Vec<i64> = memory::reserve(&[shape[axis]], DType::Int64)?;
    for at in 0..n {
        let count = if counts.len() == 1 { counts[0] } else { counts[at] };
        places.extend((0..count).map(|_| at as i64));
    }
    crate::sort::take(array, &Array::vector(places), Some(axis as isize), crate::sort::Bounds::Raise)
}

/// The whole array some times along each axis (`np.tile`).
pub fn tile(array: &Array, repeats: &[usize]) -> Result<Array> {
    let ndim = array.ndim().max(repeats.len());
    let mut inner = vec![1; ndim - array.ndim()];
    inner.extend_from_slice(array.shape());
    let mut counts = vec![1; ndim - repeats.len()];
    counts.extend_from_slice(repeats);
    // Each axis becomes a pair: the repeats, without steps in memory, and the axis itself.
    let mut pairs = Vec::with_capacity(2 * ndim);
    let mut full = Vec::with_capacity(2 * ndim);
    let mut shape = Vec::with_capacity(ndim);
    for (&count, &n) in counts.iter().zip(&inner) {
        pairs.extend([1, n]);
        full.extend([count, n]);
        shape.push(count.saturating_mul(n));
    }
    memory::checked_size(&shape, array.dtype())?;
    array.reshape(&pairs)?.broadcast_to(&full)?.copy()?.reshape(&shape)
}

/// Elements moved along axes, the last ones to the front (`np.roll`).
pub fn roll(array: &Array, shifts: &[(i64, isize)]) -> Result<Array> {
    let mut result = array.copy()?;
    for &(shift, axis) in shifts {
        let axis = normalize_axis(axis, array.ndim())?;
        let n = array.shape()[axis];
        if n == 0 {
            continue;
        }
        let cut = n - shift.rem_euclid(n as i64) as usize;
        let (head, tail) =
            (result.get_view(&slice_on(axis, 0, cut))?, result.get_view(&slice_on(axis, cut, n))?);
        result = concatenate(&[tail, head], Some(axis as isize), None)?;
    }
    Ok(result)
}

/// Elements moved in the flat array (`np.roll` without an axis).
pub fn roll_flat(array: &Array, shift: i64) -> Result<Array> {
    roll(&array.ravel()?, &[(shift, 0)])?.reshape(array.shape())
}

/// Values at the end (`np.append`).
pub fn append(array: &Array, values: &Array, axis: Option<isize>) -> Result<Array> {
    concatenate(&[array.clone(), values.clone()], axis, None)
}

/// Which entries of an axis an index list means.
fn entries(indices: &Array, n: usize) -> Result<Vec<usize>> {
    if indices.dtype() == DType::Bool {
        if indices.size() != n {
            return value_error(format!(
                "boolean array argument `obj` to delete must be one-dimensional and match the axis length of {n}"
            ));
        }
        return Ok(indices
            .to_vec::<bool>()?
            .iter()
            .enumerate()
            .filter(|(_, gone)| **gone)
            .map(|(at, _)| at)
            .collect());
    }
    indices
        .to_vec::<i64>()?
        .into_iter()
        .map(|index| {
            let from_front = if index < 0 { index + n as i64 } else { index };
            if from_front < 0 || from_front >= n as i64 {
                return index_error(format!("index {index} is out of bounds for axis 0 with size {n}"));
            }
            Ok(from_front as usize)
        })
        .collect()
}

/// The array without some entries of an axis (`np.delete`).
pub fn delete(array: &Array, indices: &Array, axis: Option<isize>) -> Result<Array> {
    let Some(axis) = axis else { return delete(&array.ravel()?, indices, Some(0)) };
    let axis = normalize_axis(axis, array.ndim())?;
    let n = array.shape()[axis];
    let mut stays = memory::filled(true, n)?;
    let entries = entries(indices, n).map_err(|error| match (error, indices.ndim()) {
        (crate::error::Error::Index(text), _) => {
            crate::error::Error::Index(text.replace("axis 0", &format!("axis {axis}")))
        }
        (error, _) => error,
    })?;
    entries.into_iter().for_each(|at| stays[at] = false);
    let kept: Vec<i64> =
        stays.iter().enumerate().filter(|(_, stays)| **stays).map(|(at, _)| at as i64).collect();
    crate::sort::take(array, &Array::vector(kept), Some(axis as isize), crate::sort::Bounds::Raise)
}

/// The array with values before some entries of an axis (`np.insert`).
pub fn insert(array: &Array, indices: &Array, values: &Array, axis: Option<isize>) -> Result<Array> {
    let Some(axis) = axis else { return insert(&array.ravel()?, indices, values, Some(0)) };
    let axis = normalize_axis(axis, array.ndim())?;
    let n = array.shape()[axis];
    let mut places = Vec::new();
    let single = indices.size() == 1;
    for index in indices.to_vec::<i64>()? {
        let from_front = if index < 0 { index + n as i64 } else { index };
        if from_front < 0 || from_front > n as i64 {
            return index_error(format!("index {index} is out of bounds for axis {axis} with size {n}"));
        }
        places.push(from_front as usize);
    }
    let mut values = values.to_dtype(array.dtype())?;
    if single && indices.ndim() == 0 {
        // A single index takes the values' first axis to this axis.
        let ndim = array.ndim();
        while values.ndim() < ndim {
            values = values.expand_dims(&[0])?;
        }
        values = values.moved_axis(0, axis);
    }
    let mut block = array.shape().to_vec();
    block[axis] = if single {
        let own = if values.ndim() == array.ndim() { values.shape()[axis] } else { values.size().max(1) };
        if values.ndim() < array.ndim() && array.ndim() > 1 { 1 } else { own }
    } else {
        places.len()
    };
    let added = block[axis];
    let filled = Array::zeros(&block, array.dtype())?;
    filled.assign(&values)?;
    // The order of insertion: sorted by place, and stable.
    let place_of = |i: usize| if single { places[0] } else { places[i] };
    let order = crate::sort::sorted_places(added, &|a, b| place_of(a).cmp(&place_of(b)))?;
    let mut next = order.iter().peekable();
    let mut sources = Vec::with_capacity(n + added);
    for at in 0..=n {
        while let Some(&&i) = next.peek() {
            if place_of(i as usize) != at {
                break;
            }
            sources.push(n as i64 + i);
            next.next();
        }
        if at < n {
            sources.push(at as i64);
        }
    }
    let both = concatenate(&[array.clone(), filled], Some(axis as isize), Some(array.dtype()))?;
    crate::sort::take(&both, &Array::vector(sources), Some(axis as isize), crate::sort::Bounds::Raise)
}

/// A new shape that the elements fill again and again (`np.resize`).
pub fn resize(array: &Array, shape: &[usize]) -> Result<Array> {
    let size = memory::checked_size(shape, array.dtype())?;
    let have = array.size();
    if have == 0 {
        return Array::zeros(shape, array.dtype());
    }
    let mut places: Vec<usize> = memory::reserve(&[size], DType::Int64)?;
    places.extend((0..size).map(|at| at % have));
    array.take_flat(&places, shape.to_vec())
}
