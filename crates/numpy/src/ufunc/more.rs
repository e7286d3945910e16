//! Functions made of universal functions.

use super::{Binary, Options, Unary, binary, unary};
use crate::array::{Array, broadcast_shapes};
use crate::dtype::DType;
use crate::error::{Result, type_error, value_error};
use crate::promote::{Operand, can_cast_same_kind, result_type};
use crate::storage::Element;

/// Values between two bounds (`np.clip`).
pub fn clip(x: &Operand, low: Option<&Operand>, high: Option<&Operand>, options: &Options) -> Result<Array> {
    let Operand::Array(array) = x else {
        return clip(&x.to_array().into(), low, high, options);
    };
    let bounds: Vec<Operand> = [low, high].into_iter().flatten().cloned().collect();
    let plain = Options { dtype: options.dtype, ..Options::default() };
    let mut result = array.clone();
    if let Some(low) = low {
        result = binary(Binary::Maximum, &result.into(), low, &plain)?;
    }
    if let Some(high) = high {
        result = binary(Binary::Minimum, &result.into(), high, &plain)?;
    }
    if bounds.is_empty() {
        result = array.copy()?;
    }
    options.finish("clip", result)
}

/// Numbers with a number of decimals (`np.round`).
pub fn round(x: &Operand, decimals: i32, options: &Options) -> Result<Array> {
    let array = x.to_array();
    if decimals == 0 && array.dtype().is_float() {
        return unary(Unary::Rint, &array.into(), options);
    }
    if !array.dtype().is_float() {
        if decimals >= 0 {
            return options.finish("rint", array.copy()?);
        }
        let scale = Operand::Float(10f64.powi(decimals.saturating_neg()));
        let plain = Options::default();
        let scaled = binary(Binary::Divide, &Operand::from(&array), &scale, &plain)?;
        let rounded = unary(Unary::Rint, &scaled.into(), &plain)?;
        let back = binary(Binary::Multiply, &rounded.into(), &scale, &plain)?;
        return options.finish("rint", back.astype(array.dtype())?);
    }
    let (first, second) =
        if decimals >= 0 { (Binary::Multiply, Binary::Divide) } else { (Binary::Divide, Binary::Multiply) };
    let scale = Operand::Float(10f64.powi(decimals.saturating_abs()));
    let plain = Options::default();
    let scaled = binary(first, &array.into(), &scale, &plain)?;
    let rounded = unary(Unary::Rint, &scaled.into(), &plain)?;
    binary(second, &rounded.into(), &scale, options)
}

/// Elements of `x` where the condition is true, else of `y` (`np.where`).
pub fn choose_where(condition: &Operand, x: &Operand, y: &Operand) -> Result<Array> {
    let dtype = result_type(&[x.clone(), y.clone()]);
    let condition = condition.to_array();
    let shape = broadcast_shapes(&[condition.shape(), x.shape(), y.shape()])?;
    let result = y.cast(dtype)?.broadcast_to(&shape)?.copy()?;
    copyto(&result, &x.cast(dtype)?.into(), Some(&condition))?;
    Ok(result)
}

/// Copies values to an array, where a mask is true (`np.copyto`).
pub fn copyto(target: &Array, value: &Operand, mask: Option<&Array>) -> Result<()> {
    if !can_cast_same_kind(value.dtype(), target.dtype()) && !matches!(value, Operand::Int(_)) {
        return type_error(format!(
            "Cannot cast {} from dtype('{}') to dtype('{}') according to the rule 'same_kind'",
            if value.shape().is_empty() { "scalar" } else { "array data" },
            value.dtype(),
            target.dtype()
        ));
    }
    let value = if value.is_weak() { value.cast(target.dtype())? } else { value.to_array() };
    let Some(mask) = mask else { return target.assign(&value) };
    let mask = mask.broadcast_to(target.shape())?.to_vec::<bool>()?;
    let source = value.broadcast_to(target.shape())?;
    let (mut to, mut from) = (Vec::new(), Vec::new());
    for ((to_at, from_at), chosen) in target.positions()?.into_iter().zip(source.positions()?).zip(mask) {
        if chosen {
            to.push(to_at);
            from.push(from_at);
        }
    }
    if to.is_empty() {
        return target.check_writeable();
    }
    let count = from.len();
    target.put(&to, &source.pick(&from, vec![count])?)
}

/// Numbers in place of NaN and infinities (`np.nan_to_num`).
pub fn nan_to_num(x: &Operand, nan: f64, posinf: Option<f64>, neginf: Option<f64>) -> Result<Array> {
    let array = x.to_array();
    if !array.dtype().is_float() {
        return array.copy();
    }
    let largest = if array.dtype() == DType::Float32 { f32::MAX as f64 } else { f64::MAX };
    let mut values = array.to_vec::<f64>()?;
    for value in &mut values {
        if value.is_nan() {
            *value = nan;
        } else if *value == f64::INFINITY {
            *value = posinf.unwrap_or(largest);
        } else if *value == f64::NEG_INFINITY {
            *value = neginf.unwrap_or(-largest);
        }
    }
    Array::new(f64::wrap(values).0, array.shape().to_vec()).to_dtype(array.dtype())
}

/// True where |a - b| <= atol + rtol * |b| (`np.isclose`).
pub fn isclose(a: &Operand, b: &Operand, rtol: f64, atol: f64, equal_nan: bool) -> Result<Array> {
    let shape = broadcast_shapes(&[a.shape(), b.shape()])?;
    let x = a.to_array().broadcast_to(&shape)?.to_vec::<f64>()?;
    let y = b.to_array().broadcast_to(&shape)?.to_vec::<f64>()?;
    let near = |(x, y): (&f64, &f64)| {
        (x - y).abs() <= atol + rtol * y.abs() && y.is_finite()
            || x == y
            || equal_nan && x.is_nan() && y.is_nan()
    };
    Ok(Array::new(bool::wrap(x.iter().zip(&y).map(near).collect()).0, shape))
}

/// True if all elements are close (`np.allclose`).
pub fn allclose(a: &Operand, b: &Operand, rtol: f64, atol: f64, equal_nan: bool) -> Result<bool> {
    Ok(isclose(a, b, rtol, atol, equal_nan)?.to_vec::<bool>()?.into_iter().all(|near| near))
}

/// True if shapes and elements are equal (`np.array_equal`).
pub fn array_equal(a: &Operand, b: &Operand, equal_nan: bool) -> Result<bool> {
    if a.shape() != b.shape() {
        return Ok(false);
    }
    let equal = binary(Binary::Equal, a, b, &Options::default())?.to_vec::<bool>()?;
    if !equal_nan {
        return Ok(equal.into_iter().all(|same| same));
    }
    let (x, y) = (a.to_array().to_vec::<f64>()?, b.to_array().to_vec::<f64>()?);
    Ok(equal.into_iter().zip(x.iter().zip(&y)).all(|(same, (x, y))| same || x.is_nan() && y.is_nan()))
}

/// True if the arrays are equal after broadcasting (`np.array_equiv`).
pub fn array_equiv(a: &Operand, b: &Operand) -> Result<bool> {
    if broadcast_shapes(&[a.shape(), b.shape()]).is_err() {
        return Ok(false);
    }
    let equal = binary(Binary::Equal, a, b, &Options::default())?;
    Ok(equal.to_vec::<bool>()?.into_iter().all(|same| same))
}

/// The fractional and the whole parts (`np.modf`).
pub fn modf(x: &Operand) -> Result<(Array, Array)> {
    let array = x.to_array();
    let dtype = array.dtype().to_float();
    let whole = unary(Unary::Trunc, &array.to_dtype(dtype)?.into(), &Options::default())?;
    let values = array.to_vec::<f64>()?;
    let part =
        |x: &f64| if x.is_infinite() { f64::copysign(0.0, *x) } else { f64::copysign(x - x.trunc(), *x) };
    let fraction = Array::new(f64::wrap(values.iter().map(part).collect()).0, array.shape().to_vec());
    Ok((fraction.to_dtype(dtype)?, whole))
}

/// Angles of a vector without jumps of more than half a period (`np.unwrap`).
pub fn unwrap(x: &Array, period: f64) -> Result<Array> {
    if x.ndim() != 1 {
        return value_error("unwrap takes a one-dimensional array");
    }
    let mut values = x.to_vec::<f64>()?;
    let mut correction = 0.0;
    let mut last = values.first().copied().unwrap_or(0.0);
    for value in values.iter_mut().skip(1) {
        let step = *value - last;
        last = *value;
        let low = -period / 2.0;
        let mut within = super::float::divmod(step - low, period).1 + low;
        if within == low && step > 0.0 {
            within = period / 2.0;
        }
        if step.abs() >= period / 2.0 {
            correction += within - step;
        }
        *value += correction;
    }
    Ok(Array::vector(values))
}
