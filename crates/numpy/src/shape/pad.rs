//! `np.pad`.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::sort::{Bounds, take};

/// What the padding is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PadMode {
    /// One value
    Constant(f64),
    /// The outermost element
    Edge,
    /// A mirror image without the edge
    Reflect,
    /// A mirror image with the edge
    Symmetric,
    /// The other end
    Wrap,
}

/// The array with more elements before and after each axis (`np.pad`).
pub fn pad(array: &Array, widths: &[(i64, i64)], mode: PadMode) -> Result<Array> {
    if widths.iter().any(|&(before, after)| before < 0 || after < 0) {
        return value_error("index can't contain negative values");
    }
    if widths.len() != array.ndim() {
        return value_error("pad_width needs a pair for each axis");
    }
    let mut shape = Vec::new();
    for (&n, &(before, after)) in array.shape().iter().zip(widths) {
        shape.push(n.saturating_add(memory::length(before)).saturating_add(memory::length(after)));
    }
    memory::checked_size(&shape, array.dtype())?;
    if let PadMode::Constant(value) = mode {
        let value = if array.dtype().is_float() { Operand::Float(value) } else { Operand::Int(value as i64) };
        let result = Array::full(&shape, &value, Some(array.dtype()))?;
        let mut inside = Vec::new();
        for (&n, &(before, _)) in array.shape().iter().zip(widths) {
            inside.push(crate::index::Index::Slice {
                start: Some(before),
                stop: Some(before + n as i64),
                step: None,
            });
        }
        result.get_view(&inside)?.assign(array)?;
        return Ok(result);
    }
    let mut result = array.copy()?;
    for (axis, &(before, after)) in widths.iter().enumerate() {
        let n = array.shape()[axis] as i64;
        if before == 0 && after == 0 {
            continue;
        }
        if n == 0 {
            return value_error(format!(
                "can't extend empty axis {axis} using modes other than 'constant' or 'empty'"
            ));
        }
        let source = |at: i64| match mode {
            PadMode::Edge => at.clamp(0, n - 1),
            PadMode::Wrap => at.rem_euclid(n),
            PadMode::Reflect if n == 1 => 0,
            PadMode::Reflect => {
                let at = at.rem_euclid(2 * (n - 1));
                if at < n { at } else { 2 * (n - 1) - at }
            }
            _ => {
                let at = at.rem_euclid(2 * n);
                if at < n { at } else { 2 * n - 1 - at }
            }
        };
        let mut places: Vec<i64> = memory::reserve(&[(n + before + after) as usize], DType::Int64)?;
        places.extend((-before..n + after).map(source));
        result = take(&result, &Array::vector(places), Some(axis as isize), Bounds::Raise)?;
    }
    Ok(result)
}
