//! Functions that reduce axes: sums, extremes, means and their kin.

mod arg;
mod cumulative;
mod nan;
mod quantile;
mod sum;

pub use arg::{ArgExtreme, arg_extreme};
pub use cumulative::{Cumulative, cumulative};
pub use quantile::{median, nanquantile, percentile, quantile};

use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Error, Result, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::scalar::Scalar;
use crate::storage::Element;
use crate::ufunc::{Binary, Options, Unary, binary, unary};
use crate::warning::{Flags, check_results, warn};

/// A reduction, by NumPy's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// `np.sum`
    Sum,
    /// `np.prod`
    Prod,
    /// `np.max`
    Max,
    /// `np.min`
    Min,
    /// `np.any`
    Any,
    /// `np.all`
    All,
    /// `np.mean`
    Mean,
    /// `np.var`
    Var,
    /// `np.std`
    Std,
    /// `np.ptp`
    Ptp,
    /// `np.count_nonzero`
    CountNonzero,
    /// `np.nansum`
    NanSum,
    /// `np.nanprod`
    NanProd,
    /// `np.nanmax`
    NanMax,
    /// `np.nanmin`
    NanMin,
    /// `np.nanmean`
    NanMean,
    /// `np.nanvar`
    NanVar,
    /// `np.nanstd`
    NanStd,
}

impl Reduction {
    /// The reduction of this name in NumPy.
    pub fn named(name: &str) -> Option<Reduction> {
        Some(match name {
            "sum" => Reduction::Sum,
            "prod" => Reduction::Prod,
            "max" | "amax" => Reduction::Max,
            "min" | "amin" => Reduction::Min,
            "any" => Reduction::Any,
            "all" => Reduction::All,
            "mean" => Reduction::Mean,
            "var" => Reduction::Var,
            "std" => Reduction::Std,
            "ptp" => Reduction::Ptp,
            "count_nonzero" => Reduction::CountNonzero,
            "nansum" => Reduction::NanSum,
            "nanprod" => Reduction::NanProd,
            "nanmax" => Reduction::NanMax,
            "nanmin" => Reduction::NanMin,
            "nanmean" => Reduction::NanMean,
            "nanvar" => Reduction::NanVar,
            "nanstd" => Reduction::NanStd,
            _ => return None,
        })
    }
}

/// Optional arguments of reductions.
#[derive(Clone, Debug, Default)]
pub struct ReduceOptions {
    /// The axes that disappear. `None` means all.
    pub axis: Option<Vec<isize>>,
    /// True if reduced axes stay with length one.
    pub keepdims: bool,
    /// The type of the result and of the computation.
    pub dtype: Option<DType>,
    /// What the divisor is smaller than the count by (`std`, `var`).
    pub ddof: f64,
    /// The value to start with.
    pub initial: Option<Operand>,
    /// Which elements count (`where=`).
    pub mask: Option<Array>,
    /// Where the result goes.
    pub out: Option<Array>,
}

impl ReduceOptions {
    /// Options that reduce one axis.
    pub fn axis(axis: isize) -> Self {
        ReduceOptions { axis: Some(vec![axis]), ..ReduceOptions::default() }
    }

    /// Which of an array's axes are reduced.
    pub(crate) fn reduced(&self, ndim: usize) -> Result<Vec<bool>> {
        let Some(axes) = &self.axis else { return Ok(vec![true; ndim]) };
        let mut reduced = vec![false; ndim];
        for &axis in axes {
            // NumPy lets scalars have the axes 0 and -1.
            if ndim == 0 && axes.len() == 1 && (axis == 0 || axis == -1) {
                return Ok(reduced);
            }
            let axis = normalize_axis(axis, ndim)?;
            if reduced[axis] {
                return value_error("duplicate value in 'axis'");
            }
            reduced[axis] = true;
        }
        Ok(reduced)
    }

    /// The result's shape.
    fn result_shape(&self, shape: &[usize], reduced: &[bool]) -> Vec<usize> {
        let axes = shape.iter().zip(reduced);
        if self.keepdims {
            axes.map(|(&n, &gone)| if gone { 1 } else { n }).collect()
        } else {
            axes.filter(|(_, gone)| !**gone).map(|(&n, _)| n).collect()
        }
    }

    /// The same axes, which stay with length one.
    fn keeping(&self) -> ReduceOptions {
        ReduceOptions {
            axis: self.axis.clone(),
            keepdims: true,
            dtype: self.dtype,
            ..ReduceOptions::default()
        }
    }

    fn finish(&self, result: Array) -> Result<Array> {
        let Some(out) = &self.out else { return Ok(result) };
        if out.shape() != result.shape() {
            return value_error(format!(
                "output parameter for reduction operation has the wrong shape: {} instead of {}",
                memory::tuple(out.shape()),
                memory::tuple(result.shape())
            ));
        }
        out.assign(&result)?;
        Ok(out.clone())
    }
}

/// An array whose reduced axes are last and in one piece: rows of `count` elements.
pub(crate) struct Rows {
    pub array: Array,
    pub count: usize,
    pub outer: usize,
}

/// Moves the reduced axes to the end.
pub(crate) fn rows(array: &Array, reduced: &[bool]) -> Result<Rows> {
    let kept = (0..array.ndim()).filter(|&axis| !reduced[axis]);
    let order: Vec<usize> = kept.chain((0..array.ndim()).filter(|&axis| reduced[axis])).collect();
    let shape: Vec<usize> = order.iter().map(|&axis| array.shape()[axis]).collect();
    let strides: Vec<isize> = order.iter().map(|&axis| array.strides()[axis]).collect();
    let kept = reduced.iter().filter(|gone| !**gone).count();
    let outer = shape[..kept].iter().product();
    let count = shape[kept..].iter().product();
    Ok(Rows { array: array.view(shape, strides, array.offset()), count, outer })
}

impl Rows {
    /// A function of each row.
    pub fn map<T: Element, R: Element>(&self, mut function: impl FnMut(&[T]) -> R) -> Result<Vec<R>> {
        let values = self.array.flat::<T>()?;
        let mut out = memory::reserve(&[self.outer], R::DTYPE)?;
        for row in 0..self.outer {
            out.push(function(&values[row * self.count..(row + 1) * self.count]));
        }
        Ok(out)
    }
}

/// A reduction such as `np.sum(array, axis=0)`.
pub fn reduce(reduction: Reduction, array: &Array, options: &ReduceOptions) -> Result<Array> {
    let result = match reduction {
        Reduction::Sum => total(array, options)?,
        Reduction::Prod => prod(array, options)?,
        Reduction::Max | Reduction::Min => extreme(reduction == Reduction::Max, array, options)?,
        Reduction::Any | Reduction::All => truth(reduction == Reduction::All, array, options)?,
        Reduction::Mean => mean(array, options)?,
        Reduction::Var => var(array, options)?,
        Reduction::Std => root(&var(array, options)?)?,
        Reduction::Ptp => {
            let high = extreme(true, array, options)?;
            let low = extreme(false, array, options)?;
            binary(Binary::Subtract, &high.into(), &low.into(), &Options::default())?
        }
        Reduction::CountNonzero => {
            let truths = array.to_dtype(DType::Bool)?;
            total(&truths, options)?
        }
        _ => nan::reduce(reduction, array, options)?,
    };
    options.finish(result)
}

fn root(variance: &Array) -> Result<Array> {
    unary(Unary::Sqrt, &variance.into(), &Options::default())
}

/// The array with a neutral value where the mask is false.
fn masked(array: &Array, mask: &Option<Array>, neutral: Scalar) -> Result<Array> {
    match mask {
        None => Ok(array.clone()),
        Some(mask) => {
            crate::ufunc::choose_where(&mask.into(), &array.into(), &neutral.astype(array.dtype()).into())
        }
    }
}

/// Sums in NumPy's order, so that the last digits agree.
fn total(array: &Array, options: &ReduceOptions) -> Result<Array> {
    let reduced = options.reduced(array.ndim())?;
    let dtype = options.dtype.unwrap_or(array.dtype().to_sum());
    let array = masked(array, &options.mask, Scalar::Int64(0))?;
    let shape = options.result_shape(array.shape(), &reduced);
    let sum = match dtype {
        DType::Float64 => sum::sum::<f64>(&array, &reduced, shape),
        DType::Float32 => sum::sum::<f32>(&array, &reduced, shape),
        DType::Bool => return truth(false, &array, options),
        _ => sum::sum::<i64>(&array, &reduced, shape)?.to_dtype(dtype),
    }?;
    check_results("reduce", &[&array], &sum)?;
    match &options.initial {
        Some(initial) => binary(Binary::Add, &sum.into(), initial, &Options::default()),
        None => Ok(sum),
    }
}

fn prod(array: &Array, options: &ReduceOptions) -> Result<Array> {
    let reduced = options.reduced(array.ndim())?;
    let dtype = options.dtype.unwrap_or(array.dtype().to_sum());
    let array = masked(array, &options.mask, Scalar::Int64(1))?;
    let shape = options.result_shape(array.shape(), &reduced);
    let rows = rows(&array, &reduced)?;
    let result = match dtype {
        DType::Float64 => {
            Array::new(f64::wrap(rows.map(|row: &[f64]| row.iter().product::<f64>())?).0, shape)
        }
        DType::Float32 => {
            Array::new(f32::wrap(rows.map(|row: &[f32]| row.iter().product::<f32>())?).0, shape)
        }
        _ => {
            let product = |row: &[i64]| row.iter().fold(1i64, |product, &x| product.wrapping_mul(x));
            Array::new(i64::wrap(rows.map(product)?).0, shape).to_dtype(dtype)?
        }
    };
    check_results("reduce", &[&array], &result)?;
    match &options.initial {
        Some(initial) => binary(Binary::Multiply, &result.into(), initial, &Options::default()),
        None => Ok(result),
    }
}

/// The largest or smallest elements. NaN wins.
fn extreme(largest: bool, array: &Array, options: &ReduceOptions) -> Result<Array> {
    let reduced = options.reduced(array.ndim())?;
    let function = if largest { Binary::Maximum } else { Binary::Minimum };
    let neutral = match (array.dtype().is_float(), largest) {
        (true, true) => Scalar::Float64(f64::NEG_INFINITY),
        (true, false) => Scalar::Float64(f64::INFINITY),
        (false, true) => Scalar::Int64(array.dtype().integer_bounds().0),
        (false, false) => Scalar::Int64(array.dtype().integer_bounds().1),
    };
    if options.mask.is_some() && options.initial.is_none() {
        return value_error(format!(
            "reduction operation '{}' does not have an identity, so to use a where mask one has to specify 'initial'",
            function.name()
        ));
    }
    let array = masked(array, &options.mask, neutral)?;
    let shape = options.result_shape(array.shape(), &reduced);
    let rows = rows(&array, &reduced)?;
    if rows.count == 0 && rows.outer > 0 && options.initial.is_none() {
        return value_error(format!(
            "zero-size array to reduction operation {} which has no identity",
            function.name()
        ));
    }
    let result = if array.dtype().is_float() {
        let start = neutral.as_f64();
        let better = |x: f64, best: f64| if largest { x > best } else { x < best };
        let pick = |best: f64, &x: &f64| if better(x, best) || x.is_nan() { x } else { best };
        let values: Vec<f64> = rows.map(|row: &[f64]| row.iter().fold(start, pick))?;
        Array::new(f64::wrap(values).0, shape)
    } else {
        let pick = if largest { i64::max } else { i64::min };
        let start = neutral.as_i64();
        Array::new(
            i64::wrap(rows.map(|row: &[i64]| row.iter().fold(start, |best, &x| pick(best, x)))?).0,
            shape,
        )
    };
    let result = result.to_dtype(array.dtype())?;
    match &options.initial {
        Some(initial) => binary(function, &result.into(), initial, &Options::default()),
        None => Ok(result),
    }
}

fn truth(all: bool, array: &Array, options: &ReduceOptions) -> Result<Array> {
    let reduced = options.reduced(array.ndim())?;
    let truths = masked(&array.to_dtype(DType::Bool)?, &options.mask, Scalar::Bool(all))?;
    let shape = options.result_shape(truths.shape(), &reduced);
    let values = rows(&truths, &reduced)?
        .map(|row: &[bool]| if all { !row.contains(&false) } else { row.contains(&true) })?;
    Ok(Array::new(bool::wrap(values).0, shape))
}

/// How many elements each result is made of.
fn counts(array: &Array, options: &ReduceOptions) -> Result<Operand> {
    for &axis in options.axis.iter().flatten() {
        normalize_axis(axis, array.ndim())?;
    }
    let reduced = options.reduced(array.ndim())?;
    match &options.mask {
        None => {
            let lengths = array.shape().iter().zip(&reduced);
            Ok(Operand::Float(lengths.filter(|(_, gone)| **gone).map(|(&n, _)| n as f64).product()))
        }
        Some(mask) => {
            let plain = ReduceOptions {
                axis: options.axis.clone(),
                keepdims: options.keepdims,
                ..Default::default()
            };
            Ok(total(&mask.broadcast_to(array.shape())?, &plain)?.into())
        }
    }
}

/// Divides sums by counts, with NumPy's name for the function in warnings.
pub(crate) fn divide(sum: &Array, count: &Operand) -> Result<Array> {
    let scalar = sum.ndim() == 0;
    let options = Options { dtype: Some(sum.dtype().to_float()), operator: scalar, ..Options::default() };
    let sum = if scalar { Operand::Scalar(sum.item()?) } else { sum.into() };
    binary(Binary::Divide, &sum, count, &options)
}

fn mean(array: &Array, options: &ReduceOptions) -> Result<Array> {
    let count = counts(array, options)?;
    if reduce_min(&count)? == 0.0 {
        warn("Mean of empty slice");
    }
    let dtype = options.dtype.unwrap_or(array.dtype().to_float());
    let sum = total(array, &ReduceOptions { dtype: Some(dtype), out: None, ..options.clone() })?;
    if !dtype.is_float() {
        return divide(&sum, &count)?.astype(dtype);
    }
    divide(&sum, &count)
}

fn reduce_min(count: &Operand) -> Result<f64> {
    Ok(count.to_array().to_vec::<f64>()?.into_iter().fold(f64::INFINITY, f64::min))
}

fn var(array: &Array, options: &ReduceOptions) -> Result<Array> {
    if options.mask.is_some() {
        return Err(Error::NotImplemented("var and std with where= are not supported".into()));
    }
    let count = reduce_min(&counts(array, options)?)?;
    if options.ddof >= count {
        warn("Degrees of freedom <= 0 for slice");
    }
    let dtype = options.dtype.unwrap_or(array.dtype().to_float());
    let kept = ReduceOptions { dtype: Some(dtype), ..options.keeping() };
    let mean = if count == 0.0 {
        let sum = total(array, &kept)?;
        Flags { invalid: true, ..Flags::default() }.report(if sum.ndim() == 0 {
            "scalar divide"
        } else {
            "divide"
        });
        Array::full(sum.shape(), &Operand::Float(f64::NAN), Some(dtype.to_float()))?
    } else {
        divide(&total(array, &kept)?, &Operand::Float(count))?
    };
    let plain = Options::default();
    let deviations = binary(Binary::Subtract, &array.into(), &mean.into(), &plain)?;
    let squares = unary(Unary::Square, &deviations.into(), &plain)?;
    let sum = total(&squares, &ReduceOptions { dtype: Some(dtype), out: None, ..options.clone() })?;
    divide(&sum, &Operand::Float((count - options.ddof).max(0.0)))
}

/// The weighted mean and the sum of weights (`np.average`).
pub fn average(
    array: &Array,
    axis: Option<Vec<isize>>,
    weights: Option<&Array>,
    keepdims: bool,
) -> Result<(Array, Array)> {
    let options = ReduceOptions { axis: axis.clone(), keepdims, ..ReduceOptions::default() };
    let Some(weights) = weights else {
        let mean = mean(array, &options)?;
        let reduced = options.reduced(array.ndim())?;
        let count: usize =
            array.shape().iter().zip(&reduced).filter(|(_, gone)| **gone).map(|(&n, _)| n).product();
        let counts = Array::full(mean.shape(), &Operand::Float(count as f64), Some(mean.dtype()))?;
        return Ok((mean, counts));
    };
    let weights = if weights.shape() == array.shape() {
        weights.clone()
    } else {
        let Some([axis]) = axis.as_deref() else {
            return crate::error::type_error("Axis must be specified when shapes of a and weights differ.");
        };
        let axis = normalize_axis(*axis, array.ndim())?;
        if weights.ndim() != 1 || weights.size() != array.shape()[axis] {
            return value_error("Shape of weights must be consistent with shape of a along specified axis.");
        }
        let mut shape = vec![1; array.ndim()];
        shape[axis] = weights.size();
        weights.reshape(&shape)?.broadcast_to(array.shape())?
    };
    let dtype = crate::promote::promote_types(array.dtype(), weights.dtype()).to_float();
    let with_type = ReduceOptions { dtype: Some(dtype), ..options };
    let scale = total(&weights, &with_type)?;
    if scale.to_vec::<f64>()?.contains(&0.0) {
        return Err(Error::ZeroDivision("Weights sum to zero, can't be normalized".into()));
    }
    let product = binary(
        Binary::Multiply,
        &array.into(),
        &Operand::from(&weights),
        &Options { dtype: Some(dtype), ..Options::default() },
    )?;
    Ok((divide(&total(&product, &with_type)?, &Operand::from(&scale))?, scale))
}
