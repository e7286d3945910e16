//! Eigenvalues of any square matrix, by the steps of LAPACK's `dgehrd`, `dlahqr` and `dtrevc`.

use super::matrix::{Matrix, Stack};
use super::symmetric::reflector;
use crate::array::Array;
use crate::error::{Error, Result, linalg_error};

const ULP: f64 = f64::EPSILON;

/// Eigenvalues and eigenvectors of a matrix with real eigenvalues (`np.linalg.eig`).
pub fn eig(array: &Array) -> Result<(Array, Array)> {
    let stack = Stack::finite(array)?;
    let n = stack.rows;
    let (mut values, mut vectors) = (Vec::new(), Vec::new());
    for matrix in &stack.matrices {
        let mut balanced = matrix.clone();
        let balance = balance(&mut balanced);
        let (h, z) = schur(balanced)?;
        vectors.push(eigenvectors(&h, &z, &balance)?.values);
        values.push((0..n).map(|i| h[(i, i)]).collect());
    }
    Ok((stack.collect(values, &[n])?, stack.collect(vectors, &[n, n])?))
}

/// Eigenvalues of a matrix with real eigenvalues (`np.linalg.eigvals`).
pub fn eigvals(array: &Array) -> Result<Array> {
    let stack = Stack::finite(array)?;
    let n = stack.rows;
    let mut values = Vec::new();
    for matrix in &stack.matrices {
        let mut balanced = matrix.clone();
        balance(&mut balanced);
        let (h, _) = schur(balanced)?;
        values.push((0..n).map(|i| h[(i, i)]).collect());
    }
    stack.collect(values, &[n])
}

/// The eigenvectors of a triangle, in the axes of the matrix, each of length one.
fn eigenvectors(h: &Matrix, z: &Matrix, balance: &Balance) -> Result<Matrix> {
    let n = h.rows;
    let mut all = Matrix::zeros(n, n)?;
    let smallest = f64::MIN_POSITIVE * (n as f64 / ULP);
    for k in 0..n {
        let mut x = vec![0.0; n];
        x[k] = 1.0;
        let limit = (ULP * h[(k, k)].abs()).max(smallest);
        for i in (0..k).rev() {
            let sum: f64 = (i + 1..=k).map(|j| h[(i, j)] * x[j]).sum();
            let mut gap = h[(i, i)] - h[(k, k)];
            if gap.abs() < limit {
                gap = limit;
            }
            x[i] = -sum / gap;
        }
        let mut v: Vec<f64> = (0..n).map(|row| (0..=k).map(|j| z[(row, j)] * x[j]).sum()).collect();
        balance.undo(&mut v);
        let norm = v.iter().fold(0.0f64, |norm, x| norm.hypot(*x));
        (0..n).for_each(|row| all[(row, k)] = v[row] / norm);
    }
    Ok(all)
}

/// What `balance` did: the exchanged rows, in order, and the scale of each row.
struct Balance {
    swaps: Vec<(usize, usize)>,
    scale: Vec<f64>,
}

impl Balance {
    /// Takes an eigenvector back to the matrix before it was balanced.
    fn undo(&self, v: &mut [f64]) {
        v.iter_mut().zip(&self.scale).for_each(|(v, scale)| *v *= scale);
        self.swaps.iter().rev().for_each(|&(a, b)| v.swap(a, b));
    }
}

/// Moves eigenvalues that stand alone to the ends, and scales the rest by powers of two, so that rows and columns have
/// similar lengths (`dgebal`).
fn balance(a: &mut Matrix) -> Balance {
    let n = a.rows;
    let mut done = Balance { swaps: Vec::new(), scale: vec![1.0; n] };
    let (mut low, mut high) = (0, n);
    let exchange = |a: &mut Matrix, i: usize, j: usize, done: &mut Balance| {
        if i != j {
            a.swap_rows(i, j);
            (0..n).for_each(|row| a.values.swap(row * n + i, row * n + j));
        }
        done.swaps.push((i, j));
    };
    let mut again = true;
    while again && high > 1 {
        again = false;
        for i in (0..high).rev() {
            if (0..high).all(|j| i == j || a[(i, j)] == 0.0) {
                exchange(a, i, high - 1, &mut done);
                again = true;
                high -= 1;
                if high == 0 {
                    break;
                }
            }
        }
    }
    again = high > 1;
    while again {
        again = false;
        for j in 0..high {
            if j >= low && (low..high).all(|i| i == j || a[(i, j)] == 0.0) {
                exchange(a, j, low, &mut done);
                again = true;
                low += 1;
            }
        }
    }
    again = true;
    while again {
        again = false;
        for i in low..high {
            let length = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0f64, |norm, x| norm.hypot(x));
            let mut c = length(&mut (low..high).map(|row| a[(row, i)]));
            let mut r = length(&mut (low..high).map(|column| a[(i, column)]));
            if c == 0.0 || r == 0.0 {
                continue;
            }
            let sum = c + r;
            let mut f = 1.0;
            while c < r / 2.0 && f < 1e100 {
                (f, c, r) = (f * 2.0, c * 2.0, r / 2.0);
            }
            while c / 2.0 >= r && f > 1e-100 {
                (f, c, r) = (f / 2.0, c / 2.0, r * 2.0);
            }
            if c + r >= 0.95 * sum {
                continue;
            }
            again = true;
            done.scale[i] *= f;
            (0..n).for_each(|column| a[(i, column)] /= f);
            (0..n).for_each(|row| a[(row, i)] *= f);
        }
    }
    done
}

/// Applies a reflection to rows, from a column on.
fn from_left(a: &mut Matrix, row: usize, v: &[f64], tau: f64, columns: core::ops::Range<usize>) {
    for column in columns {
        let sum: f64 = v.iter().enumerate().map(|(i, v)| v * a[(row + i, column)]).sum();
        for (i, v) in v.iter().enumerate() {
            a[(row + i, column)] -= tau * sum * v;
        }
    }
}

/// Applies a reflection to columns, for some rows.
fn from_right(a: &mut Matrix, column: usize, v: &[f64], tau: f64, rows: core::ops::Range<usize>) {
    for row in rows {
        let sum: f64 = v.iter().enumerate().map(|(i, v)| v * a[(row, column + i)]).sum();
        for (i, v) in v.iter().enumerate() {
            a[(row, column + i)] -= tau * sum * v;
        }
    }
}

/// Turns two neighbouring rows or columns of a matrix, as `drot` does.
fn turn(a: &mut Matrix, at: usize, c: f64, s: f64, rows: bool, others: core::ops::Range<usize>) {
    for other in others {
        let (p, q) = if rows { ((at, other), (at + 1, other)) } else { ((other, at), (other, at + 1)) };
        let (x, y) = (a[p], a[q]);
        a[p] = c * x + s * y;
        a[q] = c * y - s * x;
    }
}

/// The triangle of Schur's decomposition and its axes. Complex eigenvalues are an error.
fn schur(mut h: Matrix) -> Result<(Matrix, Matrix)> {
    let n = h.rows;
    let mut z = Matrix::identity(n)?;
    // Hessenberg's form: zeros below the subdiagonal
    let mut reflectors = Vec::new();
    for i in 0..n.saturating_sub(1) {
        let mut v: Vec<f64> = (i + 1..n).map(|row| h[(row, i)]).collect();
        let (beta, tau) = reflector(&mut v);
        from_right(&mut h, i + 1, &v, tau, 0..n);
        from_left(&mut h, i + 1, &v, tau, i + 1..n);
        h[(i + 1, i)] = beta;
        (i + 2..n).for_each(|row| h[(row, i)] = 0.0);
        reflectors.push((v, tau));
    }
    for (i, (v, tau)) in reflectors.iter().enumerate().rev() {
        from_left(&mut z, i + 1, v, *tau, 0..n);
    }
    triangle(&mut h, &mut z)?;
    Ok((h, z))
}

/// The first place of the block that ends at `i`: the subdiagonal element before it is small.
fn block_start(h: &Matrix, i: usize) -> usize {
    let n = h.rows;
    let tiny = f64::MIN_POSITIVE * (n as f64 / ULP);
    for k in (1..=i).rev() {
        let below = h[(k, k - 1)].abs();
        if below <= tiny {
            return k;
        }
        let mut size = h[(k - 1, k - 1)].abs() + h[(k, k)].abs();
        if size == 0.0 {
            if k >= 2 {
                size += h[(k - 1, k - 2)].abs();
            }
            if k + 1 < n {
                size += h[(k + 1, k)].abs();
            }
        }
        if below <= ULP * size {
            let above = h[(k - 1, k)].abs();
            let (ab, ba) = (below.max(above), below.min(above));
            let gap = (h[(k - 1, k - 1)] - h[(k, k)]).abs();
            let (aa, bb) = (h[(k, k)].abs().max(gap), h[(k, k)].abs().min(gap));
            let s = aa + ab;
            if ba * (ab / s) <= tiny.max(ULP * (bb * (aa / s))) {
                return k;
            }
        }
    }
    0
}

/// Francis's double steps until the matrix is a triangle (`dlahqr`).
fn triangle(h: &mut Matrix, z: &mut Matrix) -> Result<()> {
    let n = h.rows;
    let mut end = n;
    let mut steps = 0;
    while end > 0 {
        let i = end - 1;
        let l = block_start(h, i);
        if l > 0 {
            h[(l, l - 1)] = 0.0;
        }
        if l == i {
            end = l;
            steps = 0;
            continue;
        }
        if l + 1 == i {
            standardize(h, z, l)?;
            end = l;
            steps = 0;
            continue;
        }
        steps += 1;
        if steps > 30 * n.max(10) {
            return linalg_error("Eigenvalues did not converge");
        }
        let (mut h11, mut h12, mut h21, mut h22) =
            (h[(i - 1, i - 1)], h[(i - 1, i)], h[(i, i - 1)], h[(i, i)]);
        // Every tenth step has another shift.
        if steps % 10 == 0 {
            let (s, corner) = if steps % 20 == 0 {
                (h[(i, i - 1)].abs() + h[(i - 1, i - 2)].abs(), h[(i, i)])
            } else {
                (h[(l + 1, l)].abs() + h[(l + 2, l + 1)].abs(), h[(l, l)])
            };
            h11 = 0.75 * s + corner;
            (h12, h21, h22) = (-0.4375 * s, s, h11);
        }
        let s = h11.abs() + h12.abs() + h21.abs() + h22.abs();
        let (mut r1, mut r2, mut imaginary) = (0.0, 0.0, 0.0);
        if s != 0.0 {
            (h11, h12, h21, h22) = (h11 / s, h12 / s, h21 / s, h22 / s);
            let middle = (h11 + h22) / 2.0;
            let det = (h11 - middle) * (h22 - middle) - h12 * h21;
            let root = det.abs().sqrt();
            if det >= 0.0 {
                (r1, r2, imaginary) = (middle * s, middle * s, root * s);
            } else {
                let (a, b) = (middle + root, middle - root);
                let near = if (a - h22).abs() <= (b - h22).abs() { a } else { b };
                (r1, r2) = (near * s, near * s);
            }
        }
        // Two small subdiagonal elements in a row let the step begin further down.
        let mut m = i - 2;
        let mut v = [0.0; 3];
        loop {
            let below = h[(m + 1, m)];
            let s = (h[(m, m)] - r2).abs() + imaginary.abs() + below.abs();
            let below = below / s;
            v[0] = below * h[(m, m + 1)]
                + (h[(m, m)] - r1) * ((h[(m, m)] - r2) / s)
                + imaginary * (imaginary / s);
            v[1] = below * (h[(m, m)] + h[(m + 1, m + 1)] - r1 - r2);
            v[2] = below * h[(m + 2, m + 1)];
            let s = v.iter().map(|v| v.abs()).sum::<f64>();
            v.iter_mut().for_each(|v| *v /= s);
            if m == l {
                break;
            }
            let around = h[(m - 1, m - 1)].abs() + h[(m, m)].abs() + h[(m + 1, m + 1)].abs();
            if h[(m, m - 1)].abs() * (v[1].abs() + v[2].abs()) <= ULP * v[0].abs() * around {
                break;
            }
            m -= 1;
        }
        for k in m..i {
            let count = 3.min(i - k + 1);
            if k > m {
                (0..count).for_each(|j| v[j] = h[(k + j, k - 1)]);
            }
            let part = &mut v[..count];
            let (beta, tau) = reflector(part);
            if k > m {
                h[(k, k - 1)] = beta;
                (1..count).for_each(|j| h[(k + j, k - 1)] = 0.0);
            } else if m > l {
                h[(k, k - 1)] *= 1.0 - tau;
            }
            from_left(h, k, part, tau, k..n);
            from_right(h, k, part, tau, 0..(k + 3).min(i) + 1);
            from_right(z, k, part, tau, 0..n);
        }
    }
    Ok(())
}

/// Makes a 2 x 2 block on the diagonal a triangle (`dlanv2`).
fn standardize(h: &mut Matrix, z: &mut Matrix, l: usize) -> Result<()> {
    let n = h.rows;
    let (mut a, mut b, mut c, mut d) = (h[(l, l)], h[(l, l + 1)], h[(l + 1, l)], h[(l + 1, l + 1)]);
    let complex = || {
        Err(Error::NotImplemented(
            "the matrix has complex eigenvalues, and this NumPy has no complex numbers".into(),
        ))
    };
    let one = |x: f64| 1f64.copysign(x);
    let (mut cs, mut sn) = (1.0, 0.0);
    if c == 0.0 {
    } else if b == 0.0 {
        (cs, sn) = (0.0, 1.0);
        (a, b, c, d) = (d, -c, 0.0, a);
    } else if a - d == 0.0 && one(b) != one(c) {
        return complex();
    } else {
        let difference = a - d;
        let p = 0.5 * difference;
        let largest = b.abs().max(c.abs());
        let smallest = b.abs().min(c.abs()) * one(b) * one(c);
        let scale = p.abs().max(largest);
        let root = (p / scale) * p + (largest / scale) * smallest;
        if root >= 4.0 * (ULP / 2.0) {
            let q = p + (scale.sqrt() * root.sqrt()).copysign(p);
            a = d + q;
            d -= (largest / q) * smallest;
            let tau = c.hypot(q);
            (cs, sn) = (q / tau, c / tau);
            b -= c;
            c = 0.0;
        } else {
            // Equal or complex eigenvalues: the diagonal becomes equal.
            let sigma = b + c;
            let tau = sigma.hypot(difference);
            cs = (0.5 * (1.0 + sigma.abs() / tau)).sqrt();
            sn = -(p / (tau * cs)) * one(sigma);
            let (aa, bb, cc, dd) = (a * cs + b * sn, -a * sn + b * cs, c * cs + d * sn, -c * sn + d * cs);
            (a, b, c, d) = (aa * cs + cc * sn, bb * cs + dd * sn, -aa * sn + cc * cs, -bb * sn + dd * cs);
            let middle = 0.5 * (a + d);
            (a, d) = (middle, middle);
            if c != 0.0 {
                if b == 0.0 {
                    (b, c) = (-c, 0.0);
                    (cs, sn) = (-sn, cs);
                } else if one(b) == one(c) {
                    let (root_b, root_c) = (b.abs().sqrt(), c.abs().sqrt());
                    let p = (root_b * root_c).copysign(c);
                    let tau = 1.0 / (b + c).abs().sqrt();
                    (a, d) = (middle + p, middle - p);
                    (b, c) = (b - c, 0.0);
                    let (c1, s1) = (root_b * tau, root_c * tau);
                    (cs, sn) = (cs * c1 - sn * s1, cs * s1 + sn * c1);
                } else {
                    return complex();
                }
            }
        }
    }
    (h[(l, l)], h[(l, l + 1)], h[(l + 1, l)], h[(l + 1, l + 1)]) = (a, b, c, d);
    turn(h, l, cs, sn, true, l + 2..n);
    turn(h, l, cs, sn, false, 0..l);
    turn(z, l, cs, sn, false, 0..n);
    Ok(())
}
