//! Decompositions of matrices.

use nalgebra::DMatrix;

use super::matrix::{Matrix, Stack};
use super::symmetric::{reflect, reflector};
use crate::array::Array;
use crate::error::{Error, Result, linalg_error};

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

fn dense(matrix: &Matrix) -> DMatrix<f64> {
    DMatrix::from_row_slice(matrix.rows, matrix.columns, &matrix.values)
}

fn rows_of(matrix: &DMatrix<f64>) -> Vec<f64> {
    matrix.transpose().as_slice().to_vec()
}

/// Singular vectors and values: `u`, `s` and the transposed `v` (`np.linalg.svd`).
pub fn svd(array: &Array, full: bool) -> Result<(Array, Array, Array)> {
    let stack = Stack::new(array)?;
    let (m, n) = (stack.rows, stack.columns);
    let k = m.min(n);
    let (mut us, mut ss, mut vs) = (Vec::new(), Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let (u, s, v) = singular(matrix)?;
        us.push(if full { completed(&u)? } else { u }.values);
        ss.push(s);
        vs.push(if full { completed(&v.transposed()?)?.transposed()? } else { v }.values);
    }
    let (columns, rows) = if full { (m, n) } else { (k, k) };
    Ok((stack.collect(us, &[m, columns])?, stack.collect(ss, &[k])?, stack.collect(vs, &[rows, n])?))
}

/// Singular values, the largest first (`np.linalg.svdvals`).
pub fn svdvals(array: &Array) -> Result<Array> {
    Ok(svd(array, false)?.1)
}

fn singular(matrix: &Matrix) -> Result<(Matrix, Vec<f64>, Matrix)> {
    let k = matrix.rows.min(matrix.columns);
    if k == 0 {
        return Ok((Matrix::zeros(matrix.rows, 0)?, Vec::new(), Matrix::zeros(0, matrix.columns)?));
    }
    if matrix.values.iter().any(|x| !x.is_finite()) {
        return linalg_error("SVD did not converge");
    }
    let Some(svd) = dense(matrix).try_svd(true, true, f64::EPSILON, 10_000) else {
        return linalg_error("SVD did not converge");
    };
    let (Some(u), Some(v)) = (svd.u, svd.v_t) else { return linalg_error("SVD did not converge") };
    let s = svd.singular_values;
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| s[b].total_cmp(&s[a]));
    let (mut left, mut right) = (Matrix::zeros(matrix.rows, k)?, Matrix::zeros(k, matrix.columns)?);
    for (to, &from) in order.iter().enumerate() {
        for row in 0..matrix.rows {
            left[(row, to)] = u[(row, from)];
        }
        for column in 0..matrix.columns {
            right[(to, column)] = v[(from, column)];
        }
    }
    Ok((left, order.iter().map(|&i| s[i]).collect(), right))
}

/// Orthogonal columns, made a square matrix by more of them.
fn completed(columns: &Matrix) -> Result<Matrix> {
    let (m, k) = (columns.rows, columns.columns);
    let mut full = Matrix::zeros(m, m)?;
    for row in 0..m {
        for column in 0..k {
            full[(row, column)] = columns[(row, column)];
        }
    }
    let mut done = k;
    for axis in 0..m {
        if done == m {
            break;
        }
        let mut v = vec![0.0; m];
        v[axis] = 1.0;
        for _ in 0..2 {
            for column in 0..done {
                let dot: f64 = (0..m).map(|row| v[row] * full[(row, column)]).sum();
                (0..m).for_each(|row| v[row] -= dot * full[(row, column)]);
            }
        }
        let norm = v.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm > 1e-8 {
            (0..m).for_each(|row| full[(row, done)] = v[row] / norm);
            done += 1;
        }
    }
    Ok(full)
}

/// Eigenvalues and eigenvectors of a matrix with real eigenvalues (`np.linalg.eig`).
pub fn eig(array: &Array) -> Result<(Array, Array)> {
    let stack = Stack::finite(array)?;
    let n = stack.rows;
    let (mut values, mut vectors) = (Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let (q, t) = schur(matrix)?;
        let mut all = Matrix::zeros(n, n)?;
        for k in 0..n {
            // Back substitution in the triangle
            let mut x = vec![0.0; n];
            x[k] = 1.0;
            let smallest = f64::EPSILON * t[(k, k)].abs().max(f64::MIN_POSITIVE / f64::EPSILON);
            for i in (0..k).rev() {
                let sum: f64 = (i + 1..=k).map(|j| t[(i, j)] * x[j]).sum();
                let mut gap = t[(i, i)] - t[(k, k)];
                if gap.abs() < smallest {
                    gap = smallest;
                }
                x[i] = -sum / gap;
            }
            let v: Vec<f64> = (0..n).map(|row| (0..=k).map(|j| q[(row, j)] * x[j]).sum()).collect();
            let norm = v.iter().map(|x| x * x).sum::<f64>().sqrt();
            (0..n).for_each(|row| all[(row, k)] = v[row] / norm);
        }
        values.push((0..n).map(|i| t[(i, i)]).collect());
        vectors.push(all.values);
    }
    Ok((stack.collect(values, &[n])?, stack.collect(vectors, &[n, n])?))
}

/// Eigenvalues of a matrix with real eigenvalues (`np.linalg.eigvals`).
pub fn eigvals(array: &Array) -> Result<Array> {
    let stack = Stack::finite(array)?;
    let mut values = Vec::new();
    for matrix in &stack.matrices {
        let (_, t) = schur(matrix)?;
        values.push((0..stack.rows).map(|i| t[(i, i)]).collect());
    }
    stack.collect(values, &[stack.rows])
}

/// Schur's decomposition, if it is triangular.
fn schur(matrix: &Matrix) -> Result<(Matrix, Matrix)> {
    let n = matrix.rows;
    let as_matrix = |dense: &DMatrix<f64>| Matrix { rows: n, columns: n, values: rows_of(dense) };
    if n == 0 {
        return Ok((matrix.clone(), matrix.clone()));
    }
    let Some(schur) = nalgebra::Schur::try_new(dense(matrix), f64::EPSILON, 10_000) else {
        return linalg_error("Eigenvalues did not converge");
    };
    let (q, t) = schur.unpack();
    if (1..n).any(|i| t[(i, i - 1)].abs() > 1e-14 * (t[(i, i)].abs() + t[(i - 1, i - 1)].abs())) {
        return Err(Error::NotImplemented(
            "the matrix has complex eigenvalues, and this NumPy has no complex numbers".into(),
        ));
    }
    Ok((as_matrix(&q), as_matrix(&t)))
}
