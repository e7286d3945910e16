//! Norms, ranks and least squares.

use super::matrix::{Matrix, Stack};
use super::{inv, svd, svdvals};
use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, linalg_error, value_error};
use crate::promote::Operand;
use crate::reduce::{ReduceOptions, Reduction, reduce};
use crate::scalar::Scalar;
use crate::storage::Element;
use crate::ufunc::{Binary, Options, Unary, binary, unary};

/// The kind of a norm (`ord=`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Norm {
    /// The 2-norm of vectors, the Frobenius norm of matrices
    Default,
    /// `'fro'`
    Frobenius,
    /// `'nuc'`
    Nuclear,
    /// A number, perhaps infinite
    Order(f64),
}

/// The norm of vectors or matrices (`np.linalg.norm`).
pub fn norm(array: &Array, kind: Norm, axes: Option<&[isize]>, keepdims: bool) -> Result<Array> {
    let x = array.to_dtype(array.dtype().to_float())?;
    let plain = Options::default();
    let square_sum = |x: &Array, axes: Option<&[isize]>| -> Result<Array> {
        let squares = binary(Binary::Multiply, &x.into(), &x.into(), &plain)?;
        let options =
            ReduceOptions { axis: axes.map(<[isize]>::to_vec), keepdims, ..ReduceOptions::default() };
        unary(Unary::Sqrt, &reduce(Reduction::Sum, &squares, &options)?.into(), &plain)
    };
    let Some(axes) = axes else {
        if kind == Norm::Default {
            let flat = x.ravel()?;
            let square = super::dot(&flat, &flat)?;
            let length = unary(Unary::Sqrt, &square.into(), &plain)?;
            return if keepdims { length.reshape(&vec![1; x.ndim()]) } else { Ok(length) };
        }
        let all: Vec<isize> = (0..x.ndim() as isize).collect();
        return norm(&x, kind, Some(&all), keepdims);
    };
    match axes {
        [axis] => vector_norm(&x, kind, *axis, keepdims),
        [row, column] => {
            let (row, column) = (normalize_axis(*row, x.ndim())?, normalize_axis(*column, x.ndim())?);
            if row == column {
                return value_error("Duplicate axes given.");
            }
            let axes = [row as isize, column as isize];
            let magnitude = unary(Unary::Absolute, &x.clone().into(), &plain)?;
            // The sum over one axis, then an extreme of the other
            let two = |sum: usize, other: usize, extreme: Reduction| -> Result<Array> {
                let kept =
                    |axis: usize| ReduceOptions { keepdims: true, ..ReduceOptions::axis(axis as isize) };
                let sums = reduce(Reduction::Sum, &magnitude, &kept(sum))?;
                let found = reduce(extreme, &sums, &kept(other))?;
                if keepdims { Ok(found) } else { found.squeeze(Some(&axes)) }
            };
            match kind {
                Norm::Default | Norm::Frobenius => square_sum(&x, Some(&axes)),
                Norm::Order(1.0) => two(row, column, Reduction::Max),
                Norm::Order(-1.0) => two(row, column, Reduction::Min),
                Norm::Order(f64::INFINITY) => two(column, row, Reduction::Max),
                Norm::Order(f64::NEG_INFINITY) => two(column, row, Reduction::Min),
                Norm::Nuclear | Norm::Order(2.0) | Norm::Order(-2.0) => {
                    let singular = svdvals(&x.moveaxis(&axes, &[-2, -1])?)?;
                    let reduction = match kind {
                        Norm::Nuclear => Reduction::Sum,
                        Norm::Order(2.0) => Reduction::Max,
                        _ => Reduction::Min,
                    };
                    let found = reduce(reduction, &singular, &ReduceOptions::axis(-1))?;
                    if keepdims { found.expand_dims(&axes) } else { Ok(found) }
                }
                _ => value_error("Invalid norm order for matrices."),
            }
        }
        _ => value_error("Improper number of dimensions to norm."),
    }
}

fn vector_norm(x: &Array, kind: Norm, axis: isize, keepdims: bool) -> Result<Array> {
    let plain = Options::default();
    let options = ReduceOptions { keepdims, ..ReduceOptions::axis(axis) };
    let magnitude = unary(Unary::Absolute, &x.into(), &plain)?;
    let order = match kind {
        Norm::Default => 2.0,
        Norm::Order(order) => order,
        Norm::Frobenius => return value_error("Invalid norm order 'fro' for vectors"),
        Norm::Nuclear => return value_error("Invalid norm order 'nuc' for vectors"),
    };
    if order == f64::INFINITY {
        return reduce(Reduction::Max, &magnitude, &options);
    }
    if order == f64::NEG_INFINITY {
        return reduce(Reduction::Min, &magnitude, &options);
    }
    if order == 0.0 {
        return reduce(Reduction::CountNonzero, &magnitude, &options)?.to_dtype(x.dtype());
    }
    if order == 1.0 {
        return reduce(Reduction::Sum, &magnitude, &options);
    }
    if order == 2.0 {
        let squares = unary(Unary::Square, &x.into(), &plain)?;
        return unary(Unary::Sqrt, &reduce(Reduction::Sum, &squares, &options)?.into(), &plain);
    }
    let powers = binary(Binary::Power, &magnitude.into(), &Operand::Float(order), &plain)?;
    let sum = reduce(Reduction::Sum, &powers, &options)?;
    binary(Binary::Power, &sum.into(), &Operand::Float(1.0 / order), &plain)
}

/// How close a matrix is to a singular one (`np.linalg.cond`).
pub fn cond(array: &Array, kind: Norm) -> Result<Array> {
    let plain = Options::default();
    if array.ndim() < 2 || array.size() == 0 {
        return linalg_error("cond is not defined on empty arrays");
    }
    if matches!(kind, Norm::Default | Norm::Order(2.0) | Norm::Order(-2.0)) {
        let singular = svdvals(array)?;
        let last = singular.moved_axis(singular.ndim() - 1, 0);
        let (first, last) = (last.row(0)?, last.row(last.shape()[0] - 1)?);
        let (first, last) = if kind == Norm::Order(-2.0) { (last, first) } else { (first, last) };
        return binary(Binary::Divide, &first.into(), &last.into(), &plain);
    }
    let axes = Some(&[-2, -1][..]);
    let inverse = norm(&inv(array)?, kind, axes, false)?;
    binary(Binary::Multiply, &norm(array, kind, axes, false)?.into(), &inverse.into(), &plain)
}

/// The number of singular values that are not zero (`np.linalg.matrix_rank`).
pub fn matrix_rank(array: &Array, tolerance: Option<f64>) -> Result<Array> {
    if array.ndim() < 2 {
        let any = array.to_vec::<f64>()?.iter().any(|&x| x != 0.0);
        return Ok(Array::from_scalar(Scalar::Int64(any as i64)));
    }
    let singular = svdvals(array)?;
    let count = singular.shape().last().copied().unwrap_or(0);
    if count == 0 {
        return value_error("zero-size array to reduction operation maximum which has no identity");
    }
    let largest_side = array.shape()[array.ndim() - 1].max(array.shape()[array.ndim() - 2]);
    let ranks: Vec<i64> = singular
        .to_vec::<f64>()?
        .chunks(count)
        .map(|row| {
            let limit = tolerance.unwrap_or_else(|| {
                row.iter().copied().fold(0.0, f64::max) * largest_side as f64 * epsilon(array.dtype())
            });
            row.iter().filter(|&&s| s > limit).count() as i64
        })
        .collect();
    Ok(Array::new(i64::wrap(ranks).0, array.shape()[..array.ndim() - 2].to_vec()))
}

fn epsilon(dtype: DType) -> f64 {
    if dtype == DType::Float32 { f32::EPSILON as f64 } else { f64::EPSILON }
}

/// The pseudo-inverse (`np.linalg.pinv`).
pub fn pinv(array: &Array, cutoff: f64) -> Result<Array> {
    let stack = Stack::new(array)?;
    let (m, n) = (stack.rows, stack.columns);
    let mut results = Vec::new();
    for matrix in &stack.matrices {
        let one = Array::new(f64::wrap(matrix.values.clone()).0, vec![m, n]);
        let (u, s, v) = svd(&one, false)?;
        let (u, s, v) = (u.to_vec::<f64>()?, s.to_vec::<f64>()?, v.to_vec::<f64>()?);
        let k = s.len();
        let limit = cutoff * s.first().copied().unwrap_or(0.0);
        let mut inverse = Matrix::zeros(n, m)?;
        for (l, &s) in s.iter().enumerate().filter(|(_, s)| **s > limit) {
            for i in 0..n {
                let factor = v[l * n + i] / s;
                for j in 0..m {
                    inverse[(i, j)] += factor * u[j * k + l];
                }
            }
        }
        results.push(inverse.values);
    }
    stack.collect(results, &[n, m])
}

/// The least squares solution, the sums of squared residuals, the rank and the singular values (`np.linalg.lstsq`).
pub fn lstsq(a: &Array, b: &Array, cutoff: Option<f64>) -> Result<(Array, Array, i64, Array)> {
    if a.ndim() != 2 {
        return linalg_error(format!("{}-dimensional array given. Array must be two-dimensional", a.ndim()));
    }
    let vector = b.ndim() == 1;
    let right = if vector { b.expand_dims(&[1])? } else { b.clone() };
    if right.ndim() != 2 {
        return linalg_error(format!("{}-dimensional array given. Array must be two-dimensional", b.ndim()));
    }
    let (m, n) = (a.shape()[0], a.shape()[1]);
    if right.shape()[0] != m {
        return linalg_error("Incompatible dimensions");
    }
    let columns = right.shape()[1];
    let dtype = crate::promote::promote_types(a.dtype(), b.dtype()).to_float();
    let cutoff = cutoff.unwrap_or(epsilon(dtype) * m.max(n) as f64);
    let a = a.to_dtype(DType::Float64)?;
    let (u, s, v) = svd(&a, false)?;
    let (u, singular, v) = (u.to_vec::<f64>()?, s.to_vec::<f64>()?, v.to_vec::<f64>()?);
    let right_values = right.to_vec::<f64>()?;
    let k = singular.len();
    let limit = cutoff * singular.first().copied().unwrap_or(0.0);
    let rank = singular.iter().filter(|&&s| s > limit).count();
    let mut x = Matrix::zeros(n, columns)?;
    for column in 0..columns {
        for l in 0..rank {
            let dot: f64 = (0..m).map(|row| u[row * k + l] * right_values[row * columns + column]).sum();
            for i in 0..n {
                x[(i, column)] += dot / singular[l] * v[l * n + i];
            }
        }
    }
    let mut residuals: Vec<f64> = Vec::new();
    if rank == n && m > n {
        let a = a.to_vec::<f64>()?;
        for column in 0..columns {
            residuals.push(
                (0..m)
                    .map(|row| {
                        let fitted: f64 = (0..n).map(|i| a[row * n + i] * x[(i, column)]).sum();
                        (right_values[row * columns + column] - fitted).powi(2)
                    })
                    .sum(),
            );
        }
    }
    let shape = if vector { vec![n] } else { vec![n, columns] };
    let x = Array::new(f64::wrap(x.values).0, shape).to_dtype(dtype)?;
    Ok((x, Array::vector(residuals).to_dtype(dtype)?, rank as i64, s.to_dtype(dtype)?))
}
