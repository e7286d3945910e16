//! Products of vectors, matrices and arrays.

use ndarray::{ArrayView2, ArrayViewMut2, linalg::general_mat_mul};

use crate::array::{Array, broadcast_shapes, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;
use crate::promote::{Operand, promote_types};
use crate::storage::Element;
use crate::ufunc::{Binary, Options, binary};
use crate::warning::check_results;

/// Elements with a product of matrices.
trait Factor: Element {
    /// Writes the product of matrices that lie row by row.
    fn multiply(a: &[Self], b: &[Self], out: &mut [Self], size: (usize, usize, usize));
}

fn multiply_by<T: ndarray::LinalgScalar>(
    a: &[T],
    b: &[T],
    out: &mut [T],
    (m, k, n): (usize, usize, usize),
    zero: T,
) {
    let (Ok(a), Ok(b), Ok(mut out)) = (
        ArrayView2::from_shape((m, k), a),
        ArrayView2::from_shape((k, n), b),
        ArrayViewMut2::from_shape((m, n), out),
    ) else {
        return;
    };
    if n == 1 || m == 1 {
        // A vector is faster without packing.
        if n == 1 {
            let column = b.column(0);
            for (row, place) in a.rows().into_iter().zip(out.iter_mut()) {
                *place = row.dot(&column);
            }
        } else {
            out.fill(zero);
            for (&factor, row) in a.iter().zip(b.rows()) {
                out.iter_mut().zip(row).for_each(|(place, &x)| *place = *place + factor * x);
            }
        }
        return;
    }
    general_mat_mul(T::one(), &a, &b, T::zero(), &mut out);
}

impl Factor for f64 {
    fn multiply(a: &[f64], b: &[f64], out: &mut [f64], size: (usize, usize, usize)) {
        multiply_by(a, b, out, size, 0.0);
    }
}

impl Factor for f32 {
    fn multiply(a: &[f32], b: &[f32], out: &mut [f32], size: (usize, usize, usize)) {
        multiply_by(a, b, out, size, 0.0);
    }
}

impl Factor for i64 {
    fn multiply(a: &[i64], b: &[i64], out: &mut [i64], (m, k, n): (usize, usize, usize)) {
        out.fill(0);
        for i in 0..m {
            let row = &mut out[i * n..(i + 1) * n];
            for l in 0..k {
                let factor = a[i * k + l];
                for (place, &x) in row.iter_mut().zip(&b[l * n..(l + 1) * n]) {
                    *place = place.wrapping_add(factor.wrapping_mul(x));
                }
            }
        }
    }
}

/// Products of stacks of matrices whose shapes agree: (..., m, k) and (..., k, n).
fn stacked<T: Factor>(a: &Array, b: &Array, batch: &[usize], size: (usize, usize, usize)) -> Result<Array> {
    let (m, k, n) = size;
    let mut shape = batch.to_vec();
    shape.extend([m, n]);
    let count = memory::checked_size(&shape, T::DTYPE)?;
    let mut out = memory::filled(T::default(), count)?;
    let full = |array: &Array, rows: usize, columns: usize| -> Result<Array> {
        let mut shape = batch.to_vec();
        shape.extend([rows, columns]);
        array.broadcast_to(&shape)
    };
    let (a, b) = (full(a, m, k)?, full(b, k, n)?);
    let (a, b) = (a.flat::<T>()?, b.flat::<T>()?);
    if m * n > 0 {
        for (i, out) in out.chunks_mut(m * n).enumerate() {
            T::multiply(&a[i * m * k..(i + 1) * m * k], &b[i * k * n..(i + 1) * k * n], out, size);
        }
    }
    Ok(Array::new(T::wrap(out).0, shape))
}

/// Products of stacks of matrices, in the common type.
fn multiply_stacks(a: &Array, b: &Array, batch: &[usize], size: (usize, usize, usize)) -> Result<Array> {
    let dtype = promote_types(a.dtype(), b.dtype());
    match dtype {
        DType::Float64 => stacked::<f64>(a, b, batch, size),
        DType::Float32 => stacked::<f32>(a, b, batch, size),
        _ => stacked::<i64>(a, b, batch, size)?.to_dtype(dtype),
    }
}

/// The product of matrices, or of stacks of them (`a @ b`).
pub fn matmul(a: &Array, b: &Array) -> Result<Array> {
    const SIGNATURE: &str = "(n?,k),(k,m?)->(n?,m?)";
    for (place, array) in [a, b].into_iter().enumerate() {
        if array.ndim() == 0 {
            return value_error(format!(
                "matmul: Input operand {place} does not have enough dimensions (has 0, gufunc core with signature {SIGNATURE} requires 1)"
            ));
        }
    }
    let (row, column) = (a.ndim() == 1, b.ndim() == 1);
    let left = if row { a.expand_dims(&[0])? } else { a.clone() };
    let right = if column { b.expand_dims(&[1])? } else { b.clone() };
    let (l, r) = (left.shape(), right.shape());
    let (m, k) = (l[l.len() - 2], l[l.len() - 1]);
    let (inner, n) = (r[r.len() - 2], r[r.len() - 1]);
    if k != inner {
        return value_error(format!(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {SIGNATURE} (size {inner} is different from {k})"
        ));
    }
    let batch = broadcast_shapes(&[&l[..l.len() - 2], &r[..r.len() - 2]]).or_else(|_| {
        value_error(format!(
            "operands could not be broadcast together with remapped shapes [original->remapped]: {}->{} {}->{}  and requested shape ({m},{n})",
            memory::tight_tuple(a.shape()),
            remapped(&l[..l.len() - 2]),
            memory::tight_tuple(b.shape()),
            remapped(&r[..r.len() - 2])
        ))
    })?;
    let product = multiply_stacks(&left, &right, &batch, (m, k, n))?;
    check_results("matmul", &[a, b], &product)?;
    let mut shape = batch;
    if !row {
        shape.push(m);
    }
    if !column {
        shape.push(n);
    }
    product.reshape(&shape)
}

/// A stack's shape with new axes for the matrix, as NumPy's errors print it.
fn remapped(batch: &[usize]) -> String {
    let mut shape: Vec<i64> = batch.iter().map(|&n| n as i64).collect();
    shape.extend([-1, -1]);
    memory::open_tuple(&shape)
}

fn not_aligned<T>(a: &Array, b: &Array, left: usize, right: usize) -> Result<T> {
    value_error(format!(
        "shapes {} and {} not aligned: {} (dim {left}) != {} (dim {right})",
        memory::tight_tuple(a.shape()),
        memory::tight_tuple(b.shape()),
        a.shape()[left],
        b.shape()[right]
    ))
}

/// The dot product: of vectors and matrices, or over the last axis of `a` and the last but one of `b` (`np.dot`).
pub fn dot(a: &Array, b: &Array) -> Result<Array> {
    if a.ndim() == 0 || b.ndim() == 0 {
        return binary(Binary::Multiply, &a.into(), &b.into(), &Options::default());
    }
    let left = a.ndim() - 1;
    let right = b.ndim().saturating_sub(2);
    if a.shape()[left] != b.shape()[right] {
        return not_aligned(a, b, left, right);
    }
    contract(a, b, &[left], &[right])
}

/// Sums of products over pairs of axes. The other axes of `a` come first, then those of `b`.
fn contract(a: &Array, b: &Array, left: &[usize], right: &[usize]) -> Result<Array> {
    let rest = |array: &Array, axes: &[usize]| -> Vec<usize> {
        (0..array.ndim()).filter(|axis| !axes.contains(axis)).collect()
    };
    let (keep_a, keep_b) = (rest(a, left), rest(b, right));
    let lengths = |array: &Array, axes: &[usize]| -> Vec<usize> {
        axes.iter().map(|&axis| array.shape()[axis]).collect()
    };
    let (shape_a, shape_b) = (lengths(a, &keep_a), lengths(b, &keep_b));
    let k: usize = lengths(a, left).iter().product();
    let (m, n) = (shape_a.iter().product(), shape_b.iter().product());
    let order_a: Vec<usize> = keep_a.iter().chain(left).copied().collect();
    let order_b: Vec<usize> = right.iter().chain(&keep_b).copied().collect();
    let matrix_a = a.permuted(&order_a).reshape(&[m, k])?;
    let matrix_b = b.permuted(&order_b).reshape(&[k, n])?;
    let shape: Vec<usize> = shape_a.into_iter().chain(shape_b).collect();
    memory::checked_size(&shape, DType::Float64)?;
    let product = multiply_stacks(&matrix_a, &matrix_b, &[], (m, k, n))?;
    check_results("dot", &[a, b], &product)?;
    product.reshape(&shape)
}

/// Sums of products over the last axes (`np.inner`).
pub fn inner(a: &Array, b: &Array) -> Result<Array> {
    if a.ndim() == 0 || b.ndim() == 0 {
        return dot(a, b);
    }
    let (left, right) = (a.ndim() - 1, b.ndim() - 1);
    if a.shape()[left] != b.shape()[right] {
        return not_aligned(a, b, left, right);
    }
    contract(a, b, &[left], &[right])
}

/// All products of two elements (`np.outer`).
pub fn outer(a: &Array, b: &Array) -> Result<Array> {
    let column = a.reshape(&[a.size(), 1])?;
    binary(Binary::Multiply, &column.into(), &b.ravel()?.into(), &Options::default())
}

/// The dot product of flat arrays (`np.vdot`).
pub fn vdot(a: &Array, b: &Array) -> Result<Array> {
    if a.size() != b.size() {
        return value_error("cannot reshape array");
    }
    dot(&a.ravel()?, &b.ravel()?)
}

/// Sums of products over pairs of axes (`np.tensordot`).
pub fn tensordot(a: &Array, b: &Array, left: &[isize], right: &[isize]) -> Result<Array> {
    let fail = || value_error("shape-mismatch for sum");
    if left.len() != right.len() {
        return fail();
    }
    let (mut axes_a, mut axes_b) = (Vec::new(), Vec::new());
    for (&x, &y) in left.iter().zip(right) {
        let (x, y) = (normalize_axis(x, a.ndim())?, normalize_axis(y, b.ndim())?);
        if a.shape()[x] != b.shape()[y] || axes_a.contains(&x) || axes_b.contains(&y) {
            return fail();
        }
        axes_a.push(x);
        axes_b.push(y);
    }
    contract(a, b, &axes_a, &axes_b)
}

/// The product of every element with the whole other array (`np.kron`).
pub fn kron(a: &Array, b: &Array) -> Result<Array> {
    let ndim = a.ndim().max(b.ndim());
    let padded = |array: &Array| -> Vec<usize> {
        let mut shape = vec![1; ndim - array.ndim()];
        shape.extend_from_slice(array.shape());
        shape
    };
    let (x, y) = (padded(a), padded(b));
    let (mut wide_a, mut wide_b, mut shape) = (Vec::new(), Vec::new(), Vec::new());
    for (&n, &m) in x.iter().zip(&y) {
        wide_a.extend([n, 1]);
        wide_b.extend([1, m]);
        shape.push(n.saturating_mul(m));
    }
    memory::checked_size(&shape, DType::Float64)?;
    let (a, b) = (a.reshape(&wide_a)?, b.reshape(&wide_b)?);
    binary(Binary::Multiply, &a.into(), &b.into(), &Options::default())?.reshape(&shape)
}

/// The cross product of vectors with three (or two) components along the last axes (`np.cross`).
pub fn cross(a: &Array, b: &Array) -> Result<Array> {
    let last = |array: &Array| array.shape().last().copied().unwrap_or(0);
    if a.ndim() == 0 || b.ndim() == 0 {
        return value_error("At least one array has zero dimension");
    }
    if last(a) != 3 || last(b) != 3 {
        return value_error(format!(
            "Both input arrays must be (arrays of) 3-dimensional vectors, but they are {} and {} dimensional instead.",
            last(a),
            last(b)
        ));
    }
    let component = |array: &Array, i: usize| array.moved_axis(array.ndim() - 1, 0).row(i);
    let plain = Options::default();
    let times = |i: usize, j: usize| -> Result<Operand> {
        Ok(binary(Binary::Multiply, &component(a, i)?.into(), &component(b, j)?.into(), &plain)?.into())
    };
    let mut parts = Vec::new();
    for (i, j) in [(1, 2), (2, 0), (0, 1)] {
        parts.push(binary(Binary::Subtract, &times(i, j)?, &times(j, i)?, &plain)?);
    }
    crate::shape::stack(&parts, -1)
}

/// The sum of a diagonal (`np.trace`).
pub fn trace(array: &Array, k: i64) -> Result<Array> {
    if array.ndim() < 2 {
        return value_error("diag requires an array of at least two dimensions");
    }
    let diagonal = crate::create::diagonal(array, k, 0, 1)?;
    crate::reduce::reduce(crate::reduce::Reduction::Sum, &diagonal, &crate::reduce::ReduceOptions::axis(-1))
}
