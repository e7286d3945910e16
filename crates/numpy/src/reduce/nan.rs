//! Reductions that skip NaN.

use super::{ReduceOptions, Reduction, divide, reduce as plain_reduce, root, rows};
use crate::array::Array;
use crate::error::{Result, value_error};
use crate::promote::Operand;
use crate::storage::Element;
use crate::ufunc::{Binary, Options, Unary, binary, choose_where, unary};
use crate::warning::warn;

/// A reduction of the elements that are numbers.
pub(super) fn reduce(reduction: Reduction, array: &Array, options: &ReduceOptions) -> Result<Array> {
    let without_out = ReduceOptions { out: None, ..options.clone() };
    let plain = match reduction {
        Reduction::NanSum => Reduction::Sum,
        Reduction::NanProd => Reduction::Prod,
        Reduction::NanMax => Reduction::Max,
        Reduction::NanMin => Reduction::Min,
        Reduction::NanMean => Reduction::Mean,
        Reduction::NanVar => Reduction::Var,
        _ => Reduction::Std,
    };
    let is_extreme = matches!(reduction, Reduction::NanMax | Reduction::NanMin);
    if !(array.dtype().is_float() || is_extreme && array.size() == 0) {
        return plain_reduce(plain, array, &without_out);
    }
    match reduction {
        Reduction::NanSum => plain_reduce(plain, &replaced(array, 0.0)?, &without_out),
        Reduction::NanProd => plain_reduce(plain, &replaced(array, 1.0)?, &without_out),
        Reduction::NanMax | Reduction::NanMin => extreme(reduction == Reduction::NanMax, array, options),
        Reduction::NanMean => mean(array, &without_out),
        Reduction::NanVar => var(array, &without_out),
        _ => root(&var(array, &without_out)?),
    }
}

/// The array with a number in place of NaN.
fn replaced(array: &Array, number: f64) -> Result<Array> {
    let nan = unary(Unary::IsNan, &array.into(), &Options::default())?;
    choose_where(&nan.into(), &Operand::Float(number), &array.into())
}

/// How many elements are numbers.
fn counts(array: &Array, options: &ReduceOptions) -> Result<Array> {
    let plain = Options::default();
    let nan = unary(Unary::IsNan, &array.into(), &plain)?;
    let numbers = unary(Unary::LogicalNot, &nan.into(), &plain)?;
    let same_axes =
        ReduceOptions { axis: options.axis.clone(), keepdims: options.keepdims, ..Default::default() };
    plain_reduce(Reduction::CountNonzero, &numbers, &same_axes)
}

fn mean(array: &Array, options: &ReduceOptions) -> Result<Array> {
    let count = counts(array, options)?;
    let sum = plain_reduce(Reduction::Sum, &replaced(array, 0.0)?, options)?;
    if count.to_vec::<i64>()?.contains(&0) {
        warn("Mean of empty slice");
    }
    quiet_divide(&sum, &count)
}

/// A division without warnings.
fn quiet_divide(sum: &Array, count: &Array) -> Result<Array> {
    let before = crate::warning::take();
    let result = divide(sum, &count.into());
    crate::warning::take();
    before.into_iter().for_each(warn);
    result
}

fn var(array: &Array, options: &ReduceOptions) -> Result<Array> {
    let count = counts(array, options)?;
    let kept = ReduceOptions { keepdims: true, ..options.clone() };
    let mean =
        quiet_divide(&plain_reduce(Reduction::Sum, &replaced(array, 0.0)?, &kept)?, &counts(array, &kept)?)?;
    let plain = Options::default();
    let deviations = replaced(&binary(Binary::Subtract, &array.into(), &mean.into(), &plain)?, 0.0)?;
    let squares = unary(Unary::Square, &deviations.into(), &plain)?;
    let sum = plain_reduce(Reduction::Sum, &squares, options)?;
    let freedom = binary(Binary::Subtract, &count.into(), &Operand::Float(options.ddof), &plain)?;
    let mut divisors = freedom.to_vec::<f64>()?;
    if divisors.iter().any(|&n| n <= 0.0) {
        warn("Degrees of freedom <= 0 for slice.");
        divisors.iter_mut().filter(|n| **n <= 0.0).for_each(|n| *n = f64::NAN);
    }
    quiet_divide(&sum, &Array::new(f64::wrap(divisors).0, freedom.shape().to_vec()))
}

fn extreme(largest: bool, array: &Array, options: &ReduceOptions) -> Result<Array> {
    let reduced = options.reduced(array.ndim())?;
    let shape = options.result_shape(array.shape(), &reduced);
    let rows = rows(array, &reduced)?;
    if rows.count == 0 && rows.outer > 0 {
        let name = if largest { "fmax" } else { "fmin" };
        return value_error(format!("zero-size array to reduction operation {name} which has no identity"));
    }
    let values = rows.map(|row: &[f64]| {
        let pick = |a: f64, b: f64| if b.is_nan() || (if largest { a >= b } else { a <= b }) { a } else { b };
        row.iter().fold(f64::NAN, |best, &x| if best.is_nan() { x } else { pick(best, x) })
    })?;
    if values.iter().any(|x| x.is_nan()) {
        warn("All-NaN slice encountered");
    }
    Array::new(f64::wrap(values).0, shape).to_dtype(array.dtype())
}
