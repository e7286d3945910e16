//! Eigenvalues of symmetric matrices, by the steps of LAPACK's `dsytrd` and `dsteqr`, which decide on the signs.

use super::matrix::{Matrix, Stack};
use crate::array::Array;
use crate::error::{Result, linalg_error};

/// Householder's reflection of a vector onto its first axis: the new first element and the factor. The vector becomes
/// the reflector, whose first element is one.
pub(super) fn reflector(vector: &mut [f64]) -> (f64, f64) {
    let Some((first, rest)) = vector.split_first_mut() else { return (0.0, 0.0) };
    let alpha = *first;
    let norm = rest.iter().fold(0.0f64, |norm, &x| norm.hypot(x));
    *first = 1.0;
    if norm == 0.0 {
        return (alpha, 0.0);
    }
    let beta = -alpha.hypot(norm).copysign(alpha);
    rest.iter_mut().for_each(|x| *x /= alpha - beta);
    (beta, (beta - alpha) / beta)
}

/// A rotation that makes the second of two numbers zero: cosine, sine, and the first number after it.
pub(super) fn rotation(f: f64, g: f64) -> (f64, f64, f64) {
    if g == 0.0 {
        (1.0, 0.0, f)
    } else if f == 0.0 {
        (0.0, 1f64.copysign(g), g.abs())
    } else {
        let length = f.hypot(g).copysign(f);
        (f.abs() / length.abs(), g / length, length)
    }
}

/// The eigenvalues of a symmetric 2 x 2 matrix and the larger one's vector (`dlaev2`).
fn two_by_two(a: f64, b: f64, c: f64) -> (f64, f64, f64, f64) {
    let (sum, difference, twice) = (a + c, a - c, b + b);
    let (large, small) = if a.abs() > c.abs() { (a, c) } else { (c, a) };
    let root = difference.hypot(twice);
    let (first, second, sign) = if sum < 0.0 {
        let first = 0.5 * (sum - root);
        (first, (large / first) * small - (b / first) * b, -1)
    } else if sum > 0.0 {
        let first = 0.5 * (sum + root);
        (first, (large / first) * small - (b / first) * b, 1)
    } else {
        (0.5 * root, -0.5 * root, 1)
    };
    let (cosine, other_sign) =
        if difference >= 0.0 { (difference + root, 1) } else { (difference - root, -1) };
    let (mut c1, mut s1);
    if cosine.abs() > twice.abs() {
        let t = -twice / cosine;
        s1 = 1.0 / (1.0 + t * t).sqrt();
        c1 = t * s1;
    } else if twice == 0.0 {
        (c1, s1) = (1.0, 0.0);
    } else {
        let t = -cosine / twice;
        c1 = 1.0 / (1.0 + t * t).sqrt();
        s1 = t * c1;
    }
    if sign == other_sign {
        (c1, s1) = (-s1, c1);
    }
    (first, second, c1, s1)
}

/// Vectors and factors of reflections.
type Reflectors = Vec<(Vec<f64>, f64)>;

/// The tridiagonal form of the lower triangle: diagonal, subdiagonal, and the reflectors with their factors.
fn tridiagonal(a: &mut Matrix) -> (Vec<f64>, Vec<f64>, Reflectors) {
    let n = a.rows;
    let (mut d, mut e, mut reflectors) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        if i + 1 < n {
            let mut v: Vec<f64> = (i + 1..n).map(|row| a[(row, i)]).collect();
            let (beta, tau) = reflector(&mut v);
            e.push(beta);
            if tau != 0.0 {
                let m = v.len();
                let at = |row: usize, column: usize, a: &Matrix| {
                    let (row, column) = (i + 1 + row, i + 1 + column);
                    if row >= column { a[(row, column)] } else { a[(column, row)] }
                };
                let mut w: Vec<f64> = (0..m)
                    .map(|row| tau * (0..m).map(|column| at(row, column, a) * v[column]).sum::<f64>())
                    .collect();
                let alpha = -0.5 * tau * w.iter().zip(&v).map(|(w, v)| w * v).sum::<f64>();
                w.iter_mut().zip(&v).for_each(|(w, v)| *w += alpha * v);
                for row in 0..m {
                    for column in 0..=row {
                        a[(i + 1 + row, i + 1 + column)] -= v[row] * w[column] + w[row] * v[column];
                    }
                }
            }
            reflectors.push((v, tau));
        }
        d.push(a[(i, i)]);
    }
    (d, e, reflectors)
}

/// Turns two neighbouring columns of `z`.
pub(super) fn turn(z: &mut Matrix, column: usize, c: f64, s: f64) {
    for row in 0..z.rows {
        let (left, right) = (z[(row, column)], z[(row, column + 1)]);
        z[(row, column + 1)] = c * right - s * left;
        z[(row, column)] = s * right + c * left;
    }
}

/// Eigenvalues of a tridiagonal matrix by implicit QL or QR steps. The columns of `z` turn along (`dsteqr`).
fn tridiagonal_eigen(d: &mut [f64], e: &mut [f64], z: &mut Matrix) -> Result<()> {
    const EPS: f64 = f64::EPSILON / 2.0;
    let n = d.len();
    let mut steps = 30 * n;
    let mut first = 0;
    while first < n {
        if first > 0 {
            e[first - 1] = 0.0;
        }
        // A block without zeros beside the diagonal
        let mut end = first;
        while end + 1 < n {
            let size = e[end].abs();
            if size == 0.0 {
                break;
            }
            if size <= d[end].abs().sqrt() * d[end + 1].abs().sqrt() * EPS {
                e[end] = 0.0;
                break;
            }
            end += 1;
        }
        let (start, last) = (first, end);
        first = end + 1;
        if start == last {
            continue;
        }
        let small = |d: &[f64], e: &[f64], i: usize| {
            e[i] * e[i] <= EPS * EPS * d[i].abs() * d[i + 1].abs() + f64::MIN_POSITIVE
        };
        let shift = |p: f64, next: f64, e: f64, far: f64| {
            let g = (next - p) / (2.0 * e);
            far - p + e / (g + g.hypot(1.0).copysign(g))
        };
        if d[last].abs() >= d[start].abs() {
            // QL: eigenvalues come out at the top.
            let mut l = start;
            while l <= last {
                let m = (l..last).find(|&m| small(d, e, m)).unwrap_or(last);
                if m < last {
                    e[m] = 0.0;
                }
                if m == l {
                    l += 1;
                } else if m == l + 1 {
                    let (a, b, c, s) = two_by_two(d[l], e[l], d[l + 1]);
                    turn(z, l, c, s);
                    (d[l], d[l + 1], e[l]) = (a, b, 0.0);
                    l += 2;
                } else {
                    if steps == 0 {
                        return linalg_error("Eigenvalues did not converge");
                    }
                    steps -= 1;
                    let mut g = shift(d[l], d[l + 1], e[l], d[m]);
                    let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
                    for i in (l..m).rev() {
                        let (f, b) = (s * e[i], c * e[i]);
                        let r;
                        (c, s, r) = rotation(g, f);
                        if i != m - 1 {
                            e[i + 1] = r;
                        }
                        g = d[i + 1] - p;
                        let r = (d[i] - g) * s + 2.0 * c * b;
                        p = s * r;
                        d[i + 1] = g + p;
                        g = c * r - b;
                        turn(z, i, c, -s);
                    }
                    d[l] -= p;
                    e[l] = g;
                }
            }
        } else {
            // QR: eigenvalues come out at the bottom.
            let mut l = last;
            loop {
                let m = (start..l).rev().find(|&m| small(d, e, m)).map_or(start, |m| m + 1);
                if m > start {
                    e[m - 1] = 0.0;
                }
                let done;
                if m == l {
                    done = 1;
                } else if m + 1 == l {
                    let (a, b, c, s) = two_by_two(d[l - 1], e[l - 1], d[l]);
                    turn(z, l - 1, c, s);
                    (d[l - 1], d[l], e[l - 1]) = (a, b, 0.0);
                    done = 2;
                } else {
                    if steps == 0 {
                        return linalg_error("Eigenvalues did not converge");
                    }
                    steps -= 1;
                    let mut g = shift(d[l], d[l - 1], e[l - 1], d[m]);
                    let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
                    for i in m..l {
                        let (f, b) = (s * e[i], c * e[i]);
                        let r;
                        (c, s, r) = rotation(g, f);
                        if i != m {
                            e[i - 1] = r;
                        }
                        g = d[i] - p;
                        let r = (d[i + 1] - g) * s + 2.0 * c * b;
                        p = s * r;
                        d[i] = g + p;
                        g = c * r - b;
                        turn(z, i, c, s);
                    }
                    d[l] -= p;
                    e[l - 1] = g;
                    continue;
                }
                if l < start + done {
                    break;
                }
                l -= done;
            }
        }
    }
    // The smallest first
    for i in 0..n {
        let mut k = i;
        for j in i + 1..n {
            if d[j] < d[k] {
                k = j;
            }
        }
        if k != i {
            d.swap(i, k);
            for row in 0..z.rows {
                z.values.swap(row * z.columns + i, row * z.columns + k);
            }
        }
    }
    Ok(())
}

/// Eigenvalues and eigenvectors of one symmetric matrix.
fn eigen(mut a: Matrix) -> Result<(Vec<f64>, Matrix)> {
    let n = a.rows;
    let (mut d, mut e, reflectors) = tridiagonal(&mut a);
    let mut z = Matrix::identity(n)?;
    tridiagonal_eigen(&mut d, &mut e, &mut z)?;
    for (i, (v, tau)) in reflectors.iter().enumerate().rev() {
        reflect(&mut z, i + 1, v, *tau);
    }
    Ok((d, z))
}

/// Applies a reflector to the rows from `first` on.
pub(super) fn reflect(z: &mut Matrix, first: usize, v: &[f64], tau: f64) {
    for column in 0..z.columns {
        let sum: f64 = v.iter().enumerate().map(|(k, v)| v * z[(first + k, column)]).sum();
        for (k, v) in v.iter().enumerate() {
            z[(first + k, column)] -= tau * sum * v;
        }
    }
}

/// Eigenvalues, the smallest first, and eigenvectors of a symmetric matrix (`np.linalg.eigh`). One triangle counts.
pub fn eigh(array: &Array, upper: bool) -> Result<(Array, Array)> {
    let stack = Stack::square(array)?;
    let n = stack.rows;
    let (mut values, mut vectors) = (Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let matrix = if upper { matrix.transposed()? } else { matrix.clone() };
        if matrix.values.iter().any(|x| !x.is_finite()) {
            return linalg_error("Eigenvalues did not converge");
        }
        let (d, z) = eigen(matrix)?;
        values.push(d);
        vectors.push(z.values);
    }
    Ok((stack.collect(values, &[n])?, stack.collect(vectors, &[n, n])?))
}

/// Eigenvalues of a symmetric matrix (`np.linalg.eigvalsh`).
pub fn eigvalsh(array: &Array, upper: bool) -> Result<Array> {
    Ok(eigh(array, upper)?.0)
}
