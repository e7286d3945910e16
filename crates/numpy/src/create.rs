//! New arrays.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result, value_error};
use crate::memory;
use crate::promote::{Operand, promote_types, result_type};
use crate::scalar::Scalar;
use crate::storage::{Buffer, Element, with_type};
use crate::ufunc::{Binary, Options, Unary, binary, unary};

/// A shape from Python's integers, which may be negative.
pub fn checked_shape(shape: &[i64]) -> Result<Vec<usize>> {
    if shape.iter().any(|&n| n < 0) {
        return value_error("negative dimensions are not allowed");
    }
    memory::check_axes(shape.len())?;
    Ok(shape.iter().map(|&n| memory::length(n)).collect())
}

impl Array {
    /// Zeros (`np.zeros`).
    pub fn zeros(shape: &[usize], dtype: DType) -> Result<Array> {
        Ok(Array::new(Buffer::zeros(dtype, shape)?, shape.to_vec()))
    }

    /// Ones (`np.ones`).
    pub fn ones(shape: &[usize], dtype: DType) -> Result<Array> {
        Array::full(shape, &Operand::Int(1), Some(dtype))
    }

    /// One value everywhere (`np.full`).
    pub fn full(shape: &[usize], value: &Operand, dtype: Option<DType>) -> Result<Array> {
        let array = Array::zeros(shape, dtype.unwrap_or(value.dtype()))?;
        array.assign(&value.cast(array.dtype())?)?;
        Ok(array)
    }

    /// Zeros in place of memory that NumPy does not set (`np.empty`).
    pub fn empty(shape: &[usize], dtype: DType) -> Result<Array> {
        Array::zeros(shape, dtype)
    }
}

/// Evenly spaced values (`np.arange`).
pub fn arange(start: &Operand, stop: &Operand, step: &Operand, dtype: Option<DType>) -> Result<Array> {
    let parts = [start.clone(), stop.clone(), step.clone()];
    let inferred = result_type(&parts);
    let natural = parts.iter().map(Operand::dtype).fold(DType::Int64, promote_types);
    let dtype = dtype.unwrap_or(natural);
    let scalar = |operand: &Operand| operand.to_array().item();
    let (start, stop, step) = (scalar(start)?, scalar(stop)?, scalar(step)?);
    if step.as_f64() == 0.0 {
        let text = if inferred.is_float() { "float division by zero" } else { "division by zero" };
        return Err(Error::ZeroDivision(text.into()));
    }
    let length = if inferred.is_float() {
        ((stop.as_f64() - start.as_f64()) / step.as_f64()).ceil()
    } else {
        let (start, stop, step) = (start.as_i64() as i128, stop.as_i64() as i128, step.as_i64() as i128);
        let distance = if step > 0 { stop - start } else { start - stop };
        ((distance + step.abs() - 1).div_euclid(step.abs())) as f64
    };
    if length.is_nan() {
        return value_error("arange: cannot compute length");
    }
    if length > 9.2e18 {
        return value_error("Maximum allowed size exceeded");
    }
    let length = length.max(0.0) as usize;
    if dtype.is_float() {
        let mut values: Vec<f64> = memory::reserve(&[length], DType::Float64)?;
        let first = start.as_f64();
        let delta = (first + step.as_f64()) - first;
        let narrow = dtype == DType::Float32;
        for i in 0..length {
            values.push(match i {
                0 => first,
                1 => first + step.as_f64(),
                _ if narrow => {
                    let (a, b) = (first as f32, (first + step.as_f64()) as f32);
                    (a + i as f32 * (b - a)) as f64
                }
                _ => first + i as f64 * delta,
            });
        }
        return Array::vector(values).to_dtype(dtype);
    }
    let mut values: Vec<i64> = memory::reserve(&[length], DType::Int64)?;
    let first = start.as_i64();
    let delta = (if inferred.is_float() {
        (start.as_f64() + step.as_f64()) as i64
    } else {
        first.wrapping_add(step.as_i64())
    })
    .wrapping_sub(first);
    values.extend((0..length as i64).map(|i| first.wrapping_add(i.wrapping_mul(delta))));
    Array::vector(values).to_dtype(dtype)
}

/// The integers from zero (`np.arange(stop)`).
pub fn range(stop: usize) -> Result<Array> {
    arange(&Operand::Int(0), &Operand::Int(stop as i64), &Operand::Int(1), None)
}

/// Evenly spaced values between two bounds, and their distance (`np.linspace`).
pub fn linspace(
    start: f64,
    stop: f64,
    num: i64,
    endpoint: bool,
    dtype: Option<DType>,
) -> Result<(Array, f64)> {
    if num < 0 {
        return value_error(format!("Number of samples, {num}, must be non-negative."));
    }
    let num = memory::length(num);
    let div = if endpoint { num as i64 - 1 } else { num as i64 };
    let delta = stop - start;
    let mut values: Vec<f64> = memory::reserve(&[num], DType::Float64)?;
    let mut step = f64::NAN;
    if div > 0 {
        step = delta / div as f64;
        let position = |i: usize| if step == 0.0 { i as f64 / div as f64 * delta } else { i as f64 * step };
        values.extend((0..num).map(|i| position(i) + start));
    } else {
        values.extend((0..num).map(|i| i as f64 * delta + start));
    }
    if endpoint && num > 1 {
        values[num - 1] = stop;
    }
    let dtype = dtype.unwrap_or(DType::Float64);
    if !dtype.is_float() {
        values.iter_mut().for_each(|value| *value = value.floor());
    }
    Ok((Array::vector(values).to_dtype(dtype)?, step))
}

/// Powers of a base with evenly spaced exponents (`np.logspace`).
pub fn logspace(
    start: f64,
    stop: f64,
    num: i64,
    endpoint: bool,
    base: f64,
    dtype: Option<DType>,
) -> Result<Array> {
    let (exponents, _) = linspace(start, stop, num, endpoint, None)?;
    let powers = binary(Binary::Power, &Operand::Float(base), &exponents.into(), &Options::default())?;
    powers.to_dtype(dtype.unwrap_or(DType::Float64))
}

/// Values between two bounds with a constant ratio (`np.geomspace`).
pub fn geomspace(start: f64, stop: f64, num: i64, endpoint: bool, dtype: Option<DType>) -> Result<Array> {
    if start == 0.0 || stop == 0.0 {
        return value_error("Geometric sequence cannot include zero");
    }
    let sign = start.signum();
    let (from, to) = (start / sign, stop / sign);
    let powers = logspace(from.log10(), to.log10(), num, endpoint, 10.0, None)?;
    let mut values = powers.to_vec::<f64>()?;
    if let Some(first) = values.first_mut() {
        *first = from;
        if num > 1 && endpoint {
            values[num as usize - 1] = to;
        }
    }
    values.iter_mut().for_each(|value| *value *= sign);
    Array::vector(values).to_dtype(dtype.unwrap_or(DType::Float64))
}

/// Ones on a diagonal (`np.eye`).
pub fn eye(rows: usize, columns: usize, k: i64, dtype: DType) -> Result<Array> {
    let array = Array::zeros(&[rows, columns], dtype)?;
    diagonal_view(&array, k)?.fill(dtype.one())?;
    Ok(array)
}

/// The view of a diagonal of the first two axes.
fn diagonal_view(array: &Array, k: i64) -> Result<Array> {
    diagonal(array, k, 0, 1)
}

/// The view of a diagonal of two axes, which becomes the last axis (`np.diagonal`).
pub fn diagonal(array: &Array, k: i64, axis1: isize, axis2: isize) -> Result<Array> {
    if array.ndim() < 2 {
        return value_error("diag requires an array of at least two dimensions");
    }
    let first = crate::array::normalize_axis(axis1, array.ndim())?;
    let second = crate::array::normalize_axis(axis2, array.ndim())?;
    if first == second {
        return value_error("axis1 and axis2 cannot be the same");
    }
    let (rows, columns) = (array.shape()[first] as i64, array.shape()[second] as i64);
    let (row, column) = if k >= 0 { (0, k) } else { (k.saturating_neg(), 0) };
    let count = (rows - row).min(columns.saturating_sub(column)).max(0) as usize;
    let mut offset = array.offset() as isize;
    if count > 0 {
        offset += row as isize * array.strides()[first] + column as isize * array.strides()[second];
    }
    let others = || (0..array.ndim()).filter(move |&axis| axis != first && axis != second);
    let mut shape: Vec<usize> = others().map(|axis| array.shape()[axis]).collect();
    let mut strides: Vec<isize> = others().map(|axis| array.strides()[axis]).collect();
    shape.push(count);
    strides.push(array.strides()[first] + array.strides()[second]);
    Ok(array.view(shape, strides, offset as usize))
}

/// A diagonal of a matrix, or the matrix of a diagonal (`np.diag`).
pub fn diag(array: &Array, k: i64) -> Result<Array> {
    match array.ndim() {
        1 => {
            let n = array.size().saturating_add(memory::length(k.saturating_abs()));
            let matrix = Array::zeros(&[n, n], array.dtype())?;
            diagonal_view(&matrix, k)?.assign(array)?;
            Ok(matrix)
        }
        2 => Ok(diagonal_view(array, k)?.read_only()),
        _ => value_error("Input must be 1- or 2-d."),
    }
}

/// Ones on and below a diagonal (`np.tri`).
pub fn tri(rows: usize, columns: usize, k: i64, dtype: DType) -> Result<Array> {
    let mut values: Vec<bool> = memory::reserve(&[rows, columns], DType::Bool)?;
    for row in 0..rows as i64 {
        values.extend((0..columns as i64).map(|column| column <= row.saturating_add(k)));
    }
    Array::new(bool::wrap(values).0, vec![rows, columns]).to_dtype(dtype)
}

fn triangle(array: &Array, k: i64, lower: bool) -> Result<Array> {
    let n = array.ndim();
    let array = if n == 1 { array.broadcast_to(&[array.size(), array.size()])? } else { array.clone() };
    if n == 0 {
        return value_error("the array must have at least one axis");
    }
    let shape = array.shape();
    let (rows, columns) = (shape[shape.len() - 2], shape[shape.len() - 1]);
    let mask = if lower {
        tri(rows, columns, k, DType::Bool)?
    } else {
        unary(
            Unary::LogicalNot,
            &tri(rows, columns, k.saturating_sub(1), DType::Bool)?.into(),
            &Options::default(),
        )?
    };
    crate::ufunc::choose_where(&mask.into(), &Operand::from(&array), &Operand::Scalar(array.dtype().zero()))
}

/// The lower triangle (`np.tril`).
pub fn tril(array: &Array, k: i64) -> Result<Array> {
    triangle(array, k, true)
}

/// The upper triangle (`np.triu`).
pub fn triu(array: &Array, k: i64) -> Result<Array> {
    triangle(array, k, false)
}

/// Coordinate arrays of a grid (`np.meshgrid`). `xy` swaps the first two axes.
pub fn meshgrid(axes: &[Array], xy: bool, sparse: bool) -> Result<Vec<Array>> {
    let n = axes.len();
    let place = |axis: usize| match axis {
        0 if xy && n > 1 => 1,
        1 if xy => 0,
        _ => axis,
    };
    let mut full = vec![1; n];
    for (axis, array) in axes.iter().enumerate() {
        full[place(axis)] = array.size();
    }
    let mut grids = Vec::with_capacity(n);
    for (axis, array) in axes.iter().enumerate() {
        let mut shape = vec![1; n];
        shape[place(axis)] = array.size();
        let thin = Array::copy(array)?.reshape(&shape)?;
        grids.push(if sparse { thin } else { thin.broadcast_to(&full)?.copy()? });
    }
    Ok(grids)
}

/// The indices of all elements of a shape, one block for each axis (`np.indices`).
pub fn indices(shape: &[usize]) -> Result<Array> {
    let mut full = vec![shape.len()];
    full.extend_from_slice(shape);
    let result = Array::zeros(&full, DType::Int64)?;
    for (axis, &n) in shape.iter().enumerate() {
        let mut thin = vec![1; shape.len()];
        thin[axis] = n;
        result.row(axis)?.assign(&range(n)?.reshape(&thin)?)?;
    }
    Ok(result)
}

/// The Vandermonde matrix (`np.vander`).
pub fn vander(x: &Array, columns: usize, increasing: bool) -> Result<Array> {
    if x.ndim() != 1 {
        return value_error("x must be a one-dimensional array or sequence.");
    }
    let exponents = range(columns)?;
    let exponents = if increasing { exponents } else { crate::shape::flip(&exponents, None)? };
    let dtype = if x.dtype().is_float() { x.dtype() } else { DType::Int64 };
    let column = x.to_dtype(dtype)?.reshape(&[x.size(), 1])?;
    binary(Binary::Power, &column.into(), &exponents.into(), &Options::default())?.to_dtype(dtype)
}

/// The largest and smallest numbers of a float type and its precision (`np.finfo`): eps, min, max, tiny, resolution.
pub fn finfo(dtype: DType) -> Option<[Scalar; 5]> {
    match dtype {
        DType::Float64 => {
            Some([f64::EPSILON, f64::MIN, f64::MAX, f64::MIN_POSITIVE, 1e-15].map(Scalar::Float64))
        }
        DType::Float32 => {
            Some([f32::EPSILON, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1e-6].map(Scalar::Float32))
        }
        _ => None,
    }
}

/// A zero-filled array like another one (`np.zeros_like`).
pub fn zeros_like(array: &Array, dtype: Option<DType>) -> Result<Array> {
    let dtype = dtype.unwrap_or(array.dtype());
    with_type!(dtype, T => Ok(Array::new(T::wrap(memory::filled(T::default(), array.size())?).0, array.shape().to_vec())))
}
