//! Elements taken, ordered and found.

use core::cmp::Ordering;

use crate::array::{Array, broadcast_shapes, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, index_error, type_error, value_error};
use crate::memory;
use crate::promote::{common_type, promote_types};
use crate::storage::Element;

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
    if indices.dtype().is_float() {
        return type_error(format!(
            "Cannot cast {} from dtype('{}') to dtype('int64') according to the rule 'same_kind'",
            if indices.ndim() == 0 { "scalar" } else { "array data" },
            indices.dtype()
        ));
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

/// One entry for each place of the other axes (`np.take_along_axis`).
pub fn take_along_axis(array: &Array, indices: &Array, axis: Option<isize>) -> Result<Array> {
    let Some(axis) = axis else { return take_along_axis(&array.ravel()?, indices, Some(0)) };
    let (places, shape) = places_along(array, indices, axis)?;
    array.pick(&places, shape)
}

/// Writes one entry for each place of the other axes (`np.put_along_axis`).
pub fn put_along_axis(array: &Array, indices: &Array, values: &Array, axis: isize) -> Result<()> {
    let (places, shape) = places_along(array, indices, axis)?;
    array.put(&places, &values.broadcast_to(&shape)?.copy()?)
}

/// The places in the storage that indices along an axis mean.
fn places_along(array: &Array, indices: &Array, axis: isize) -> Result<(Vec<usize>, Vec<usize>)> {
    if indices.dtype().is_float() {
        return index_error("`indices` must be an integer array");
    }
    if indices.ndim() != array.ndim() {
        return value_error("`indices` and `arr` must have the same number of dimensions");
    }
    let axis = normalize_axis(axis, array.ndim())?;
    let mut across = array.shape().to_vec();
    across[axis] = 1;
    let shape = broadcast_shapes(&[&across, indices.shape()])?;
    let mut wide = shape.clone();
    let mut strides = array.broadcast_to_except(&shape, axis)?;
    let stride = core::mem::take(&mut strides[axis]);
    wide[axis] = shape[axis];
    let bases = array.view(wide, strides, array.offset());
    let n = array.shape()[axis];
    let mut places = bases.positions()?;
    let chosen = indices.broadcast_to(&shape)?.to_vec::<i64>()?;
    for (place, index) in places.iter_mut().zip(chosen) {
        let at = crate::index::check_index(index, n, axis)? as isize;
        *place = (*place as isize + at * stride) as usize;
    }
    Ok((places, shape))
}

impl Array {
    /// The strides for a shape, with one axis left as it is.
    fn broadcast_to_except(&self, shape: &[usize], axis: usize) -> Result<Vec<isize>> {
        let own = self.shape().iter().zip(self.strides()).enumerate();
        Ok(own
            .map(|(i, (&n, &stride))| if i != axis && n == 1 && shape[i] != 1 { 0 } else { stride })
            .collect())
    }
}

/// Writes values to places of the flat array (`np.put`).
pub fn put(array: &Array, indices: &Array, values: &Array, bounds: Bounds) -> Result<()> {
    let all = array.positions()?;
    let mut places = Vec::new();
    for index in indices.to_vec::<i64>()? {
        let at = match bounds {
            Bounds::Raise => {
                let from_front = if index < 0 { index + all.len() as i64 } else { index };
                if from_front < 0 || from_front >= all.len() as i64 {
                    return index_error(format!(
                        "index {index} is out of bounds for axis 0 with size {}",
                        all.len()
                    ));
                }
                from_front as usize
            }
            _ => bounded(index, all.len(), 0, bounds)?,
        };
        places.push(all[at]);
    }
    if places.is_empty() || values.size() == 0 { Ok(()) } else { array.put(&places, values) }
}

/// Elements of several arrays, chosen by number (`np.choose`).
pub fn choose(numbers: &Array, choices: &[Array], bounds: Bounds) -> Result<Array> {
    let mut shapes = vec![numbers.shape()];
    shapes.extend(choices.iter().map(Array::shape));
    let shape = broadcast_shapes(&shapes)?;
    let dtype = common_type(choices);
    let mut full = Vec::new();
    for choice in choices {
        full.push(choice.to_dtype(dtype)?.broadcast_to(&shape)?.copy()?);
    }
    if full.is_empty() {
        return value_error("choose needs at least one choice");
    }
    let mut places = Vec::new();
    let size: usize = shape.iter().product();
    for (i, number) in numbers.broadcast_to(&shape)?.to_vec::<i64>()?.into_iter().enumerate() {
        let number = match bounds {
            Bounds::Raise if number < 0 || number >= full.len() as i64 => {
                return value_error("invalid entry in choice array");
            }
            Bounds::Raise => number as usize,
            _ => bounded(number, full.len(), 0, bounds)?,
        };
        places.push(number * size + i);
    }
    let flat = full.iter().map(Array::ravel).collect::<Result<Vec<_>>>()?;
    crate::shape::concatenate(&flat, Some(0), None)?.take_flat(&places, shape)
}

/// Elements of the first choice whose condition is true (`np.select`).
pub fn select(conditions: &[Array], choices: &[Array], default: &crate::promote::Operand) -> Result<Array> {
    if conditions.len() != choices.len() {
        return value_error("list of cases must be same length as list of conditions");
    }
    if conditions.is_empty() {
        return value_error("select with an empty condition list is not possible");
    }
    if let Some((i, _)) =
        conditions.iter().enumerate().find(|(_, condition)| condition.dtype() != DType::Bool)
    {
        return type_error(format!("invalid entry {i} in condlist: should be boolean ndarray"));
    }
    let mut result = default.clone();
    for (condition, choice) in conditions.iter().zip(choices).rev() {
        result = crate::ufunc::choose_where(&condition.into(), &choice.into(), &result)?.into();
    }
    let mut shapes: Vec<&[usize]> = conditions.iter().chain(choices).map(Array::shape).collect();
    shapes.push(default.shape());
    let shape = broadcast_shapes(&shapes)?;
    result.to_array().broadcast_to(&shape)?.copy()
}

/// Entries of an axis whose condition is true (`np.compress`).
pub fn compress(condition: &Array, array: &Array, axis: Option<isize>) -> Result<Array> {
    if condition.ndim() != 1 {
        return value_error("condition must be a 1-d array");
    }
    let Some(places) = condition.nonzero()?.pop() else { return array.copy() };
    take(array, &places, axis, Bounds::Raise)
}

/// The flat array's elements whose condition is true (`np.extract`).
pub fn extract(condition: &Array, array: &Array) -> Result<Array> {
    let Some(places) = condition.ravel()?.nonzero()?.pop() else { return array.copy() };
    take(&array.ravel()?, &places, Some(0), Bounds::Raise)
}

/// The indices of elements that are not zero, as rows (`np.argwhere`).
pub fn argwhere(array: &Array) -> Result<Array> {
    let axes = array.nonzero_axes()?;
    if axes.is_empty() {
        let count = if array.size() == 1 && array.truth()? { 1 } else { 0 };
        return Array::zeros(&[count, 0], DType::Int64);
    }
    crate::shape::stack(&axes, 1)
}

/// The places of elements that are not zero in the flat array (`np.flatnonzero`).
pub fn flatnonzero(array: &Array) -> Result<Array> {
    array.ravel()?.nonzero()?.pop().map_or_else(|| Array::zeros(&[0], DType::Int64), Ok)
}

/// The indices of places in a flat array (`np.unravel_index`).
pub fn unravel_index(places: &Array, shape: &[usize]) -> Result<Vec<Array>> {
    let size = shape.iter().product::<usize>() as i64;
    let mut axes: Vec<Vec<i64>> = vec![Vec::new(); shape.len()];
    for place in places.to_vec::<i64>()? {
        let mut rest = if place < 0 { place + size } else { place };
        if rest < 0 || rest >= size {
            return value_error(format!("index {place} is out of bounds for array with size {size}"));
        }
        for (axis, &n) in axes.iter_mut().zip(shape).rev() {
            axis.push(rest % n as i64);
            rest /= n as i64;
        }
    }
    axes.into_iter().map(|axis| Array::vector(axis).reshape(places.shape())).collect()
}

/// The places of indices in a flat array (`np.ravel_multi_index`).
pub fn ravel_multi_index(axes: &[Array], shape: &[usize], bounds: Bounds) -> Result<Array> {
    if axes.len() != shape.len() {
        return value_error(format!("parameter multi_index must be a sequence of length {}", shape.len()));
    }
    let shapes: Vec<&[usize]> = axes.iter().map(Array::shape).collect();
    let common = broadcast_shapes(&shapes)?;
    let mut places = memory::filled(0i64, memory::checked_size(&common, DType::Int64)?)?;
    for (array, &n) in axes.iter().zip(shape) {
        for (place, index) in places.iter_mut().zip(array.broadcast_to(&common)?.to_vec::<i64>()?) {
            let index = match bounds {
                Bounds::Raise if index < 0 || index >= n as i64 => {
                    return value_error("invalid entry in coordinates array");
                }
                Bounds::Raise => index,
                _ => bounded(index, n, 0, bounds)? as i64,
            };
            *place = *place * n as i64 + index;
        }
    }
    Array::vector(places).reshape(&common)
}

/// The order of numbers: NaN come last.
pub(crate) fn number_order(a: &f64, b: &f64) -> Ordering {
    a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// Puts floats in order. All callers share its code.
pub(crate) fn sort_floats(values: &mut [f64]) {
    values.sort_unstable_by(number_order);
}

/// Puts integers in order.
pub(crate) fn sort_integers(values: &mut [i64]) {
    values.sort_unstable();
}

/// The elements of an axis in order (`np.sort`). Without an axis, the flat array is sorted.
pub fn sort(array: &Array, axis: Option<isize>) -> Result<Array> {
    let Some(axis) = axis else { return sort(&array.ravel()?, Some(0)) };
    let axis = normalize_axis(axis, array.ndim())?;
    let moved = array.moved_axis(axis, array.ndim() - 1);
    let n = moved.shape()[array.ndim() - 1].max(1);
    let shape = moved.shape().to_vec();
    let sorted = if array.dtype().is_float() {
        let mut values = moved.to_vec::<f64>()?;
        values.chunks_mut(n).for_each(sort_floats);
        Array::new(f64::wrap(values).0, shape)
    } else {
        let mut values = moved.to_vec::<i64>()?;
        values.chunks_mut(n).for_each(sort_integers);
        Array::new(i64::wrap(values).0, shape)
    };
    sorted.to_dtype(array.dtype())?.moved_axis(array.ndim() - 1, axis).to_contiguous()
}

/// The order that sorts an axis (`np.argsort`). Equal elements keep their order.
pub fn argsort(array: &Array, axis: Option<isize>) -> Result<Array> {
    let axis = match axis {
        Some(axis) if array.ndim() > 0 || !matches!(axis, 0 | -1) => normalize_axis(axis, array.ndim())?,
        _ => return argsort(&array.ravel()?, Some(0)),
    };
    let moved = array.moved_axis(axis, array.ndim() - 1);
    let n = moved.shape()[array.ndim() - 1].max(1);
    let mut order: Vec<i64> = memory::reserve(moved.shape(), DType::Int64)?;
    for row in keys(&moved)?.chunks(n) {
        let mut pairs: Vec<(i64, i64)> = memory::reserve(&[row.len(), 2], DType::Int64)?;
        pairs.extend(row.iter().copied().zip(0..));
        // With their places, no two are equal, and the order is stable.
        pairs.sort_unstable();
        order.extend(pairs.into_iter().map(|(_, place)| place));
    }
    Array::new(i64::wrap(order).0, moved.shape().to_vec()).moved_axis(array.ndim() - 1, axis).to_contiguous()
}

/// Integers in the order of the elements. Equal elements have equal keys, and NaN have the largest one.
pub(crate) fn keys(array: &Array) -> Result<Vec<i64>> {
    if !array.dtype().is_float() {
        return array.to_vec();
    }
    let mut keys: Vec<i64> = memory::reserve(array.shape(), DType::Int64)?;
    keys.extend(array.flat::<f64>()?.iter().map(|&x| {
        // The bits of negative numbers fall as the numbers rise. Adding zero makes -0 to 0.
        let bits = (x + 0.0).to_bits() as i64;
        if x.is_nan() {
            i64::MAX
        } else if bits < 0 {
            i64::MIN - bits
        } else {
            bits
        }
    }));
    Ok(keys)
}

/// The places that a comparison puts in order. Equal places stay in theirs.
pub(crate) fn sorted_places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Result<Vec<i64>> {
    let mut places: Vec<i64> = memory::reserve(&[count], DType::Int64)?;
    places.extend(0..count as i64);
    places.sort_by(|&a, &b| compare(a as usize, b as usize));
    Ok(places)
}

/// The order that sorts by several keys, the last one first (`np.lexsort`).
pub fn lexsort(lists: &[Array]) -> Result<Array> {
    let Some(first) = lists.first() else {
        return type_error("need sequence of keys with len > 0 in lexsort");
    };
    if lists.iter().any(|list| list.shape() != first.shape()) {
        return value_error("all keys need to be the same shape");
    }
    let n = first.size();
    let columns = lists.iter().map(keys).collect::<Result<Vec<_>>>()?;
    let by_keys = |a: usize, b: usize| {
        columns
            .iter()
            .rev()
            .map(|ranks| ranks[a].cmp(&ranks[b]))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    Ok(Array::vector(sorted_places(n, &by_keys)?))
}

/// The elements of an axis, the `k`-th at its sorted place (`np.partition`). The axis comes out sorted.
pub fn partition(array: &Array, k: i64, axis: Option<isize>) -> Result<Array> {
    check_kth(array, k, axis)?;
    sort(array, axis)
}

/// An order that puts the `k`-th element at its place (`np.argpartition`). It sorts the axis.
pub fn argpartition(array: &Array, k: i64, axis: Option<isize>) -> Result<Array> {
    check_kth(array, k, axis)?;
    argsort(array, axis)
}

fn check_kth(array: &Array, k: i64, axis: Option<isize>) -> Result<()> {
    let n = match axis {
        Some(axis) => array.shape()[normalize_axis(axis, array.ndim())?],
        None => array.size(),
    };
    let from_front = if k < 0 { k + n as i64 } else { k };
    if from_front < 0 || from_front >= n as i64 {
        return value_error(format!("kth(={from_front}) out of bounds ({n})"));
    }
    Ok(())
}

/// Where values belong in a sorted array (`np.searchsorted`).
pub fn searchsorted(array: &Array, values: &Array, right: bool, sorter: Option<&Array>) -> Result<Array> {
    if array.ndim() != 1 {
        return value_error("object too deep for desired array");
    }
    let sorted = match sorter {
        Some(order) => take(array, order, Some(0), Bounds::Raise)?,
        None => array.clone(),
    };
    let mut places: Vec<i64> = memory::reserve(values.shape(), DType::Int64)?;
    if promote_types(array.dtype(), values.dtype()).is_float() {
        let sorted = sorted.to_vec::<f64>()?;
        for value in values.to_vec::<f64>()? {
            let before = |x: &f64| {
                let order = number_order(x, &value);
                order.is_lt() || right && order.is_eq()
            };
            places.push(sorted.partition_point(before) as i64);
        }
    } else {
        let sorted = sorted.to_vec::<i64>()?;
        for value in values.to_vec::<i64>()? {
            places.push(sorted.partition_point(|&x| x < value || right && x == value) as i64);
        }
    }
    Array::vector(places).reshape(values.shape())
}
