//! Arrays of random numbers whose parameters may be arrays.

use crate::array::{Array, broadcast_shapes};
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::storage::Element;

/// Draws an array of a size, with one call for each element in C order. Parameters are broadcast.
pub(super) fn draw<T: Element>(
    size: Option<&[usize]>,
    parameters: &[&Operand],
    next: &mut dyn FnMut(&[f64]) -> T,
) -> Result<Array> {
    let arrays: Vec<Array> = parameters.iter().map(|parameter| parameter.to_array()).collect();
    let shapes: Vec<&[usize]> = arrays.iter().map(Array::shape).collect();
    let common = broadcast_shapes(&shapes)?;
    let shape = match size {
        None => common.clone(),
        Some(size) => {
            if broadcast_shapes(&[&common, size]).ok().as_deref() != Some(size) {
                let fits =
                    |array: &Array| broadcast_shapes(&[array.shape(), size]).ok().as_deref() == Some(size);
                let place = arrays.iter().position(|array| !fits(array)).unwrap_or(0);
                return value_error(format!(
                    "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape {} and arg {} with shape {}.",
                    memory::tuple(size),
                    place + 1,
                    memory::tuple(arrays[place].shape())
                ));
            }
            size.to_vec()
        }
    };
    let count = memory::checked_size(&shape, T::DTYPE)?;
    let mut values: Vec<T> = memory::reserve(&shape, T::DTYPE)?;
    if arrays.iter().all(|array| array.ndim() == 0) {
        let fixed = arrays.iter().map(|array| Ok(array.item()?.as_f64())).collect::<Result<Vec<_>>>()?;
        values.extend((0..count).map(|_| next(&fixed)));
    } else {
        let columns: Vec<Vec<f64>> =
            arrays.iter().map(|array| array.broadcast_to(&shape)?.to_vec()).collect::<Result<_>>()?;
        let mut row = vec![0.0; columns.len()];
        for at in 0..count {
            row.iter_mut().zip(&columns).for_each(|(place, column)| *place = column[at]);
            values.push(next(&row));
        }
    }
    Ok(Array::new(T::wrap(values).0, shape))
}

/// Refuses parameters for which a test is false.
pub(super) fn require(parameter: &Operand, test: fn(f64) -> bool, text: &str) -> Result<()> {
    if parameter.to_array().to_vec::<f64>()?.into_iter().all(test) { Ok(()) } else { value_error(text) }
}

/// The bounds of random integers, for a type: the lowest, and the distance to the highest.
pub(super) fn integer_range(low: i64, high: i64, dtype: DType, endpoint: bool) -> Result<(i64, u64)> {
    if dtype.is_float() {
        return crate::error::type_error(format!("Unsupported dtype dtype('{dtype}') for randint"));
    }
    let (smallest, largest) = dtype.integer_bounds();
    let highest = if endpoint { high as i128 } else { high as i128 - 1 };
    if low < smallest {
        return value_error(format!("low is out of bounds for {dtype}"));
    }
    if highest > largest as i128 {
        return value_error(format!("high is out of bounds for {dtype}"));
    }
    if low as i128 > highest {
        return value_error(if endpoint { "low > high" } else { "low >= high" });
    }
    Ok((low, (highest - low as i128) as u64))
}
