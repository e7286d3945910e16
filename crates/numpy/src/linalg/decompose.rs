//! Decompositions of matrices.

use super::matrix::{Matrix, Stack};
use super::singular::singular;
use super::symmetric::{reflect, reflector};
use crate::array::Array;
use crate::error::{Result, linalg_error};

/// Which parts of a QR decomposition are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QrMode {
    /// Q with as many columns as needed
    #[default]
    Reduced,
    /// Q as a square matrix
    Complete,
    /// R alone
    R,
}

/// Orthogonal columns and an upper triangle (`np.linalg.qr`), with the signs of LAPACK's reflections.
pub fn qr(array: &Array, mode: QrMode) -> Result<(Option<Array>, Array)> {
    let stack = Stack::new(array)?;
    let (m, n) = (stack.rows, stack.columns);
    let k = if mode == QrMode::Complete { m } else { m.min(n) };
    let (mut all_q, mut all_r) = (Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let mut a = matrix.clone();
        let mut reflectors = Vec::new();
        for i in 0..m.min(n) {
            let mut v: Vec<f64> = (i..m).map(|row| a[(row, i)]).collect();
            let (beta, tau) = reflector(&mut v);
            a[(i, i)] = beta;
            for row in i + 1..m {
                a[(row, i)] = 0.0;
            }
            for column in i + 1..n {
                let sum: f64 = v.iter().enumerate().map(|(k, v)| v * a[(i + k, column)]).sum();
                for (k, v) in v.iter().enumerate() {
                    a[(i + k, column)] -= tau * sum * v;
                }
            }
            reflectors.push((v, tau));
        }
        let mut q = Matrix::zeros(m, k)?;
        for i in 0..k.min(m) {
            q[(i, i)] = 1.0;
        }
        for (i, (v, tau)) in reflectors.iter().enumerate().rev() {
            reflect(&mut q, i, v, *tau);
        }
        all_q.push(q.values);
        all_r.push(a.values[..k * n].to_vec());
    }
    let q = if mode == QrMode::R { None } else { Some(stack.collect(all_q, &[m, k])?) };
    Ok((q, stack.collect(all_r, &[k, n])?))
}

/// The lower (or upper) triangle whose square is the matrix (`np.linalg.cholesky`).
pub fn cholesky(array: &Array, upper: bool) -> Result<Array> {
    let stack = Stack::square(array)?;
    let n = stack.rows;
    let mut results = Vec::new();
    for matrix in &stack.matrices {
        let mut l = Matrix::zeros(n, n)?;
        for j in 0..n {
            for i in j..n {
                let sum: f64 = (0..j).map(|k| l[(i, k)] * l[(j, k)]).sum();
                let source = if upper { matrix[(j, i)] } else { matrix[(i, j)] };
                let rest = source - sum;
                if i == j {
                    if rest.is_nan() || rest <= 0.0 {
                        return linalg_error("Matrix is not positive definite");
                    }
                    l[(j, j)] = rest.sqrt();
                } else {
                    l[(i, j)] = rest / l[(j, j)];
                }
            }
        }
        results.push(if upper { l.transposed()?.values } else { l.values });
    }
    stack.collect(results, &[n, n])
}

/// Singular vectors and values: `u`, `s` and the transposed `v` (`np.linalg.svd`).
pub fn svd(array: &Array, full: bool) -> Result<(Array, Array, Array)> {
    let stack = Stack::new(array)?;
    let (m, n) = (stack.rows, stack.columns);
    let k = m.min(n);
    let (mut us, mut ss, mut vs) = (Vec::new(), Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let (u, s, v) = singular(matrix, full)?;
        us.push(u.values);
        ss.push(s);
        vs.push(v.values);
    }
    let (columns, rows) = if full { (m, n) } else { (k, k) };
    Ok((stack.collect(us, &[m, columns])?, stack.collect(ss, &[k])?, stack.collect(vs, &[rows, n])?))
}

/// Singular values, the largest first (`np.linalg.svdvals`).
pub fn svdvals(array: &Array) -> Result<Array> {
    Ok(svd(array, false)?.1)
}
