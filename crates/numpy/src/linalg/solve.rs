//! Systems of equations, inverses and determinants, by LU decomposition.

use super::matrix::{Matrix, Stack};
use crate::array::{Array, broadcast_shapes};
use crate::error::{Result, linalg_error, value_error};

/// A matrix as lower and upper triangle in one, with the order of its rows.
struct Lu {
    matrix: Matrix,
    order: Vec<usize>,
    odd: bool,
    singular: bool,
}

/// Subtracts a row from another one, behind their first elements. The first element is the factor.
fn subtract(row: &mut [f64], other: &[f64]) {
    let factor = row[0];
    if factor != 0.0 {
        row[1..].iter_mut().zip(&other[1..]).for_each(|(x, y)| *x -= factor * y);
    }
}

/// Gauss's elimination. The largest element of a column is its pivot.
fn lu(mut a: Matrix) -> Lu {
    let n = a.rows;
    let mut order: Vec<usize> = (0..n).collect();
    let (mut odd, mut singular) = (false, false);
    for k in 0..n {
        let mut pivot = k;
        for i in k + 1..n {
            if a[(i, k)].abs() > a[(pivot, k)].abs() {
                pivot = i;
            }
        }
        if a[(pivot, k)] == 0.0 {
            singular = true;
            continue;
        }
        if pivot != k {
            a.swap_rows(pivot, k);
            order.swap(pivot, k);
            odd = !odd;
        }
        let (above, below) = a.values.split_at_mut((k + 1) * n);
        let pivot_row = &above[k * n..];
        let inverse = 1.0 / pivot_row[k];
        for row in below.chunks_mut(n) {
            row[k] *= inverse;
            subtract(&mut row[k..], &pivot_row[k..]);
        }
    }
    Lu { matrix: a, order, odd, singular }
}

impl Lu {
    /// The solution for each column of `b`.
    fn solve(&self, b: &Matrix) -> Result<Matrix> {
        if self.singular {
            return linalg_error("Singular matrix");
        }
        let a = &self.matrix;
        let mut x = Matrix::zeros(b.rows, b.columns)?;
        for (i, &from) in self.order.iter().enumerate() {
            for j in 0..b.columns {
                x[(i, j)] = b[(from, j)];
            }
        }
        let columns = b.columns;
        // Rows of `x` that are known already are subtracted from the others.
        let eliminate = |x: &mut Matrix, i: usize, k: usize| {
            let factor = a[(i, k)];
            let (low, high) = x.values.split_at_mut(i.max(k) * columns);
            let (row, known) = if i > k {
                (&mut high[..columns], &low[k * columns..(k + 1) * columns])
            } else {
                (&mut low[i * columns..(i + 1) * columns], &high[..columns])
            };
            row.iter_mut().zip(known).for_each(|(x, known)| *x -= factor * known);
        };
        for i in 0..a.rows {
            (0..i).for_each(|k| eliminate(&mut x, i, k));
        }
        for i in (0..a.rows).rev() {
            (i + 1..a.rows).for_each(|k| eliminate(&mut x, i, k));
            let pivot = a[(i, i)];
            x.values[i * columns..(i + 1) * columns].iter_mut().for_each(|x| *x /= pivot);
        }
        Ok(x)
    }
}

/// The inverse (`np.linalg.inv`).
pub fn inv(array: &Array) -> Result<Array> {
    let stack = Stack::square(array)?;
    let n = stack.rows;
    let mut results = Vec::new();
    for matrix in &stack.matrices {
        results.push(lu(matrix.clone()).solve(&Matrix::identity(n)?)?.values);
    }
    stack.collect(results, &[n, n])
}

/// The solution of `a @ x = b` (`np.linalg.solve`).
pub fn solve(a: &Array, b: &Array) -> Result<Array> {
    let stack = Stack::square(a)?;
    let n = stack.rows;
    let vector = b.ndim() == 1;
    let right = if vector { b.expand_dims(&[1])? } else { b.clone() };
    if right.ndim() < 2 {
        return linalg_error(format!(
            "{}-dimensional array given. Array must be at least one-dimensional",
            b.ndim()
        ));
    }
    let columns = right.shape()[right.ndim() - 1];
    let rows = right.shape()[right.ndim() - 2];
    if rows != n {
        let signature = if vector { "(m,m),(m)->(m)" } else { "(m,m),(m,n)->(m,n)" };
        let name = if vector { "solve1" } else { "solve" };
        return value_error(format!(
            "{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {signature} (size {rows} is different from {n})"
        ));
    }
    let batch = broadcast_shapes(&[&stack.shape, &right.shape()[..right.ndim() - 2]])?;
    let full = |array: &Array, columns: usize| {
        let mut shape = batch.clone();
        shape.extend([n, columns]);
        array.broadcast_to(&shape)
    };
    let dtype = crate::promote::promote_types(a.dtype(), b.dtype()).to_float();
    let left = Stack::square(&full(a, n)?.to_dtype(dtype)?)?;
    let right = Stack::new(&full(&right, columns)?)?;
    let mut results = Vec::new();
    for (a, b) in left.matrices.iter().zip(&right.matrices) {
        results.push(lu(a.clone()).solve(b)?.values);
    }
    if vector { left.collect(results, &[n]) } else { left.collect(results, &[n, columns]) }
}

/// The sign of the determinant, and the logarithm of its size (`np.linalg.slogdet`).
pub fn slogdet(array: &Array) -> Result<(Array, Array)> {
    let stack = Stack::square(array)?;
    let (mut signs, mut logs) = (Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let (sign, log) = sign_and_log(matrix);
        signs.push(vec![sign]);
        logs.push(vec![log]);
    }
    Ok((stack.collect(signs, &[])?, stack.collect(logs, &[])?))
}

fn sign_and_log(matrix: &Matrix) -> (f64, f64) {
    let lu = lu(matrix.clone());
    if lu.singular {
        return (0.0, f64::NEG_INFINITY);
    }
    let mut sign = if lu.odd { -1.0 } else { 1.0 };
    let mut log = 0.0;
    for i in 0..matrix.rows {
        let pivot = lu.matrix[(i, i)];
        if pivot < 0.0 {
            sign = -sign;
        }
        log += pivot.abs().ln();
    }
    (sign, log)
}

/// The determinant (`np.linalg.det`), by the same logarithm as NumPy's.
pub fn det(array: &Array) -> Result<Array> {
    let stack = Stack::square(array)?;
    let results = stack
        .matrices
        .iter()
        .map(|matrix| {
            let (sign, log) = sign_and_log(matrix);
            vec![sign * log.exp()]
        })
        .collect();
    stack.collect(results, &[])
}

/// A matrix times itself some times (`np.linalg.matrix_power`).
pub fn matrix_power(array: &Array, exponent: i64) -> Result<Array> {
    Stack::square(array)?;
    let n = array.shape()[array.ndim() - 1];
    if exponent == 0 {
        let identity = crate::create::eye(n, n, 0, array.dtype())?;
        return identity.broadcast_to(array.shape())?.copy();
    }
    let mut base = if exponent < 0 { inv(array)? } else { array.clone() };
    let mut rest = exponent.unsigned_abs();
    let mut result: Option<Array> = None;
    while rest > 0 {
        if rest & 1 == 1 {
            result = Some(match result {
                None => base.clone(),
                Some(result) => super::matmul(&result, &base)?,
            });
        }
        rest >>= 1;
        if rest > 0 {
            base = super::matmul(&base, &base)?;
        }
    }
    result.unwrap_or(base).copy()
}
