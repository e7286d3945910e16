//! Singular values by the steps of LAPACK's `dgebrd` and `dbdsqr`, which decide on the signs of the vectors.

use super::matrix::Matrix;
use super::symmetric::{reflect, reflector, rotation, turn};
use crate::error::{Result, linalg_error};

/// Reflectors and their factors, one after the other.
type Reflectors = Vec<(Vec<f64>, f64)>;

const EPS: f64 = f64::EPSILON / 2.0;

/// `u`, the singular values, the largest first, and the transposed `v` of a matrix.
pub(super) fn singular(matrix: &Matrix, full: bool) -> Result<(Matrix, Vec<f64>, Matrix)> {
    if matrix.values.iter().any(|x| !x.is_finite()) {
        return linalg_error("SVD did not converge");
    }
    let (m, n) = (matrix.rows, matrix.columns);
    // A wide matrix is the transpose of a tall one, whose sides are exchanged.
    let wide = m < n;
    let mut tall = if wide { matrix.transposed()? } else { matrix.clone() };
    let (long, short) = (m.max(n), m.min(n));
    // A very tall matrix is made a triangle first.
    let by_triangle = short > 0 && long >= short * 11 / 6 && long > short;
    let mut first = Reflectors::new();
    if by_triangle {
        for i in 0..short {
            first.push(reflect_column(&mut tall, i, i));
        }
        tall = Matrix { rows: short, columns: short, values: tall.values[..short * short].to_vec() };
        for row in 1..short {
            tall.values[row * short..row * short + row].fill(0.0);
        }
        if wide {
            tall = tall.transposed()?;
        }
    }
    // The bidiagonal form. A wide matrix that was not made a triangle has a lower one.
    let lower = wide && !by_triangle;
    let (mut d, mut e, left, right) = bidiagonal(&mut tall);
    let (u, vt) = bidiagonal_singular(&mut d, &mut e, lower)?;
    let columns = |small: &Matrix, rows: usize, all: bool| -> Result<Matrix> {
        let count = if all { rows } else { small.columns };
        let mut large = Matrix::zeros(rows, count)?;
        for i in 0..count {
            for row in 0..small.rows {
                if i < small.columns {
                    large[(row, i)] = small[(row, i)];
                }
            }
            if i >= small.columns {
                large[(i, i)] = 1.0;
            }
        }
        Ok(large)
    };
    let v = vt.transposed()?;
    let rows_after = if by_triangle { short } else { long };
    // The sides of the tall matrix: `left` belongs to the long one.
    let (long_side, short_side) = if lower { (v, u) } else { (u, v) };
    let mut long_side = columns(&long_side, rows_after, full && !by_triangle)?;
    let mut short_side = columns(&short_side, short, false)?;
    for (i, (vector, tau)) in left.iter().enumerate().rev() {
        reflect(&mut long_side, i, vector, *tau);
    }
    for (i, (vector, tau)) in right.iter().enumerate().rev() {
        reflect(&mut short_side, i + 1, vector, *tau);
    }
    if by_triangle && wide {
        core::mem::swap(&mut long_side, &mut short_side);
    }
    if by_triangle {
        long_side = columns(&long_side, long, full)?;
        for (i, (vector, tau)) in first.iter().enumerate().rev() {
            reflect(&mut long_side, i, vector, *tau);
        }
    }
    let (u, v) = if wide { (short_side, long_side) } else { (long_side, short_side) };
    Ok((u, d, v.transposed()?))
}

/// Reflects a column onto its first element, and the columns behind it along.
fn reflect_column(a: &mut Matrix, row: usize, column: usize) -> (Vec<f64>, f64) {
    let mut v: Vec<f64> = (row..a.rows).map(|i| a[(i, column)]).collect();
    let (beta, tau) = reflector(&mut v);
    for k in column + 1..a.columns {
        let sum: f64 = v.iter().enumerate().map(|(i, v)| v * a[(row + i, k)]).sum();
        for (i, v) in v.iter().enumerate() {
            a[(row + i, k)] -= tau * sum * v;
        }
    }
    a[(row, column)] = beta;
    (v, tau)
}

/// Makes a tall matrix upper bidiagonal: the diagonal, the one above it, and the reflectors of both sides.
fn bidiagonal(a: &mut Matrix) -> (Vec<f64>, Vec<f64>, Reflectors, Reflectors) {
    let n = a.columns;
    let (mut d, mut e, mut left, mut right) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        left.push(reflect_column(a, i, i));
        d.push(a[(i, i)]);
        if i + 1 < n {
            let mut v: Vec<f64> = (i + 1..n).map(|column| a[(i, column)]).collect();
            let (beta, tau) = reflector(&mut v);
            for row in i + 1..a.rows {
                let sum: f64 = v.iter().enumerate().map(|(k, v)| v * a[(row, i + 1 + k)]).sum();
                for (k, v) in v.iter().enumerate() {
                    a[(row, i + 1 + k)] -= tau * sum * v;
                }
            }
            e.push(beta);
            right.push((v, tau));
        }
    }
    (d, e, left, right)
}

/// Turns two neighbouring rows.
fn turn_rows(a: &mut Matrix, row: usize, c: f64, s: f64) {
    for column in 0..a.columns {
        let (upper, under) = (a[(row, column)], a[(row + 1, column)]);
        a[(row + 1, column)] = c * under - s * upper;
        a[(row, column)] = s * under + c * upper;
    }
}

/// The smaller singular value of a 2 x 2 triangle (`dlas2`).
fn smaller(f: f64, g: f64, h: f64) -> f64 {
    let (f, g, h) = (f.abs(), g.abs(), h.abs());
    let (low, high) = (f.min(h), f.max(h));
    if low == 0.0 {
        return 0.0;
    }
    let (sum, gap) = (1.0 + low / high, (high - low) / high);
    if g < high {
        let ratio = (g / high) * (g / high);
        return low * (2.0 / ((sum * sum + ratio).sqrt() + (gap * gap + ratio).sqrt()));
    }
    let ratio = high / g;
    if ratio == 0.0 {
        return (low * high) / g;
    }
    let (x, y) = (sum * ratio, gap * ratio);
    2.0 * (low * (1.0 / ((1.0 + x * x).sqrt() + (1.0 + y * y).sqrt())) * ratio)
}

/// Singular values and rotations of a 2 x 2 triangle (`dlasv2`): smaller, larger, right sine and cosine, left ones.
fn two_by_two(f: f64, g: f64, h: f64) -> (f64, f64, f64, f64, f64, f64) {
    let one = |x: f64| 1f64.copysign(x);
    let swap = h.abs() > f.abs();
    let (ft, ht) = if swap { (h, f) } else { (f, h) };
    let (fa, ha, ga) = (ft.abs(), ht.abs(), g.abs());
    let mut largest = if swap { 3 } else { 1 };
    let (mut low, mut high);
    let (clt, slt, crt, srt);
    if ga == 0.0 {
        (low, high) = (ha, fa);
        (clt, slt, crt, srt) = (1.0, 0.0, 1.0, 0.0);
    } else if ga > fa && fa / ga < EPS {
        largest = 2;
        high = ga;
        low = if ha > 1.0 { fa / (ga / ha) } else { (fa / ga) * ha };
        (clt, slt, srt, crt) = (1.0, ht / g, 1.0, ft / g);
    } else {
        if ga > fa {
            largest = 2;
        }
        let d = fa - ha;
        let l = if d == fa { 1.0 } else { d / fa };
        let m = g / ft;
        let t = 2.0 - l;
        let mm = m * m;
        let s = (t * t + mm).sqrt();
        let r = if l == 0.0 { m.abs() } else { (l * l + mm).sqrt() };
        let a = 0.5 * (s + r);
        low = ha / a;
        high = fa * a;
        let t = if mm == 0.0 {
            if l == 0.0 { 2f64.copysign(ft) * one(g) } else { g / d.copysign(ft) + m / t }
        } else {
            (m / (s + t) + m / (r + l)) * (1.0 + a)
        };
        let l = (t * t + 4.0).sqrt();
        crt = 2.0 / l;
        srt = t / l;
        clt = (crt + srt * m) / a;
        slt = (ht / ft) * srt / a;
    }
    let (csl, snl, csr, snr) = if swap { (srt, crt, slt, clt) } else { (clt, slt, crt, srt) };
    let sign = match largest {
        1 => one(csr) * one(csl) * one(f),
        2 => one(snr) * one(csl) * one(g),
        _ => one(snr) * one(snl) * one(h),
    };
    high = high.copysign(sign);
    low = low.copysign(sign * one(f) * one(h));
    (low, high, snr, csr, snl, csl)
}

/// Singular values of a bidiagonal matrix by implicit QR steps, with `u` and the transposed `v`.
fn bidiagonal_singular(d: &mut [f64], e: &mut [f64], lower: bool) -> Result<(Matrix, Matrix)> {
    let n = d.len();
    let mut u = Matrix::identity(n)?;
    let mut vt = Matrix::identity(n)?;
    // A lower one is turned to an upper one first.
    let mut turns = Vec::new();
    if lower {
        for i in 0..n.saturating_sub(1) {
            let (c, s, r) = rotation(d[i], e[i]);
            d[i] = r;
            e[i] = s * d[i + 1];
            d[i + 1] *= c;
            turns.push((c, -s));
        }
    }
    if n == 1 {
        u[(0, 0)] = 1f64.copysign(d[0]);
        d[0] = d[0].abs();
        return Ok((u, vt));
    }
    iterate(d, e, &mut u, &mut vt)?;
    for i in 0..n {
        if d[i] < 0.0 || d[i] == 0.0 && d[i].is_sign_negative() {
            d[i] = -d[i];
            (0..n).for_each(|column| vt[(i, column)] = -vt[(i, column)]);
        }
    }
    for i in 0..n.saturating_sub(1) {
        let last = n - 1 - i;
        let mut smallest = 0;
        for j in 1..=last {
            if d[j] <= d[smallest] {
                smallest = j;
            }
        }
        if smallest != last {
            d.swap(smallest, last);
            vt.swap_rows(smallest, last);
            (0..n).for_each(|row| u.values.swap(row * n + smallest, row * n + last));
        }
    }
    for (i, (c, s)) in turns.into_iter().enumerate().rev() {
        turn_rows(&mut u, i, c, s);
    }
    Ok((u, vt))
}

/// The steps themselves (`dbdsqr`).
fn iterate(d: &mut [f64], e: &mut [f64], u: &mut Matrix, vt: &mut Matrix) -> Result<()> {
    let n = d.len();
    let tol = EPS.powf(-0.125).clamp(10.0, 100.0) * EPS;
    let mut mu = d.first().map_or(0.0, |d| d.abs());
    let mut smallest = mu;
    for i in 1..n {
        if smallest == 0.0 {
            break;
        }
        mu = d[i].abs() * (mu / (mu + e[i - 1].abs()));
        smallest = smallest.min(mu);
    }
    let count = n as f64;
    let threshold = (tol * (smallest / count.sqrt())).max(6.0 * count * count * f64::MIN_POSITIVE);
    let mut left = 6 * n * n;
    let mut downwards = true;
    let mut block = None;
    // `m` is the last row of the block that is worked on.
    let mut m = n.saturating_sub(1);
    'blocks: while m > 0 {
        let mut largest = d[m].abs();
        let mut start = 0;
        for l in (0..m).rev() {
            if e[l].abs() <= threshold {
                e[l] = 0.0;
                start = l + 1;
                break;
            }
            largest = largest.max(d[l].abs()).max(e[l].abs());
        }
        if start == m {
            m -= 1;
            continue;
        }
        if start + 1 == m {
            let (low, high, sr, cr, sl, cl) = two_by_two(d[start], e[start], d[m]);
            (d[start], e[start], d[m]) = (high, 0.0, low);
            turn_rows(vt, start, cr, sr);
            turn(u, start, cl, sl);
            if m < 2 {
                break;
            }
            m -= 2;
            continue;
        }
        if block.is_none_or(|(first, last)| start > last || m < first) {
            downwards = d[start].abs() >= d[m].abs();
        }
        // Elements that are small enough become zero.
        let mut low;
        if downwards {
            if e[m - 1].abs() <= tol * d[m].abs() {
                e[m - 1] = 0.0;
                continue;
            }
            let mut mu = d[start].abs();
            low = mu;
            for l in start..m {
                if e[l].abs() <= tol * mu {
                    e[l] = 0.0;
                    continue 'blocks;
                }
                mu = d[l + 1].abs() * (mu / (mu + e[l].abs()));
                low = low.min(mu);
            }
        } else {
            if e[start].abs() <= tol * d[start].abs() {
                e[start] = 0.0;
                continue;
            }
            let mut mu = d[m].abs();
            low = mu;
            for l in (start..m).rev() {
                if e[l].abs() <= tol * mu {
                    e[l] = 0.0;
                    continue 'blocks;
                }
                mu = d[l].abs() * (mu / (mu + e[l].abs()));
                low = low.min(mu);
            }
        }
        block = Some((start, m));
        let mut shift = 0.0;
        if count * tol * (low / largest) > EPS.max(0.01 * tol) {
            let edge;
            (shift, edge) = if downwards {
                (smaller(d[m - 1], e[m - 1], d[m]), d[start].abs())
            } else {
                (smaller(d[start], e[start], d[start + 1]), d[m].abs())
            };
            if edge > 0.0 && (shift / edge) * (shift / edge) < EPS {
                shift = 0.0;
            }
        }
        if left < m - start {
            return linalg_error("SVD did not converge");
        }
        left -= m - start;
        step(d, e, (start, m), shift, downwards, u, vt);
        let end = if downwards { m - 1 } else { start };
        if e[end].abs() <= threshold {
            e[end] = 0.0;
        }
    }
    Ok(())
}

/// One QR step of a block, down or up.
fn step(
    d: &mut [f64],
    e: &mut [f64],
    (start, m): (usize, usize),
    shift: f64,
    downwards: bool,
    u: &mut Matrix,
    vt: &mut Matrix,
) {
    if shift == 0.0 {
        let (mut c, mut old_c, mut old_s) = (1.0, 1.0, 0.0);
        for k in start..m {
            let i = if downwards { k } else { m - (k - start) };
            let (beside, next) = if downwards { (i, i + 1) } else { (i - 1, i - 1) };
            let (s, r);
            (c, s, r) = rotation(d[i] * c, e[beside]);
            if k > start {
                e[if downwards { i - 1 } else { i }] = old_s * r;
            }
            (old_c, old_s, d[i]) = rotation(old_c * r, d[next] * s);
            if downwards {
                turn_rows(vt, i, c, s);
                turn(u, i, old_c, old_s);
            } else {
                turn_rows(vt, i - 1, old_c, -old_s);
                turn(u, i - 1, c, -s);
            }
        }
        let (last, beside) = if downwards { (m, m - 1) } else { (start, start) };
        let h = d[last] * c;
        d[last] = h * old_c;
        e[beside] = h * old_s;
        return;
    }
    let first = if downwards { start } else { m };
    let mut f = (d[first].abs() - shift) * (1f64.copysign(d[first]) + shift / d[first]);
    let mut g = if downwards { e[start] } else { e[m - 1] };
    for k in start..m {
        let i = if downwards { k } else { m - (k - start) };
        let (beside, next) = if downwards { (i, i + 1) } else { (i - 1, i - 1) };
        let (cr, sr, r) = rotation(f, g);
        if k > start {
            e[if downwards { i - 1 } else { i }] = r;
        }
        f = cr * d[i] + sr * e[beside];
        e[beside] = cr * e[beside] - sr * d[i];
        g = sr * d[next];
        d[next] *= cr;
        let (cl, sl, r) = rotation(f, g);
        d[i] = r;
        f = cl * e[beside] + sl * d[next];
        d[next] = cl * d[next] - sl * e[beside];
        if k + 1 < m {
            let far = if downwards { i + 1 } else { i - 2 };
            g = sl * e[far];
            e[far] *= cl;
        }
        if downwards {
            turn_rows(vt, i, cr, sr);
            turn(u, i, cl, sl);
        } else {
            turn_rows(vt, i - 1, cl, -sl);
            turn(u, i - 1, cr, -sr);
        }
    }
    e[if downwards { m - 1 } else { start }] = f;
}
