//! Matrices of floats, row by row, and stacks of them.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, linalg_error};
use crate::memory;
use crate::storage::Element;

/// A matrix of floats.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    pub rows: usize,
    pub columns: usize,
    pub values: Vec<f64>,
}

impl core::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.values[row * self.columns + column]
    }
}

impl core::ops::IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.values[row * self.columns + column]
    }
}

impl Matrix {
    pub fn zeros(rows: usize, columns: usize) -> Result<Matrix> {
        let size = memory::checked_size(&[rows, columns], DType::Float64)?;
        Ok(Matrix { rows, columns, values: memory::filled(0.0, size)? })
    }

    pub fn identity(n: usize) -> Result<Matrix> {
        let mut matrix = Matrix::zeros(n, n)?;
        for i in 0..n {
            matrix[(i, i)] = 1.0;
        }
        Ok(matrix)
    }

    pub fn transposed(&self) -> Result<Matrix> {
        let mut matrix = Matrix::zeros(self.columns, self.rows)?;
        for i in 0..self.rows {
            for j in 0..self.columns {
                matrix[(j, i)] = self[(i, j)];
            }
        }
        Ok(matrix)
    }

    pub fn swap_rows(&mut self, a: usize, b: usize) {
        for column in 0..self.columns {
            self.values.swap(a * self.columns + column, b * self.columns + column);
        }
    }
}

/// An array's matrices, and the shape of their stack.
pub(super) struct Stack {
    pub shape: Vec<usize>,
    pub matrices: Vec<Matrix>,
    pub rows: usize,
    pub columns: usize,
    pub dtype: DType,
}

impl Stack {
    /// The matrices of an array's last two axes.
    pub fn new(array: &Array) -> Result<Stack> {
        let ndim = array.ndim();
        if ndim < 2 {
            return linalg_error(format!(
                "{ndim}-dimensional array given. Array must be at least two-dimensional"
            ));
        }
        let (rows, columns) = (array.shape()[ndim - 2], array.shape()[ndim - 1]);
        let shape = array.shape()[..ndim - 2].to_vec();
        let count: usize = shape.iter().product();
        let values = array.to_vec::<f64>()?;
        let size = rows * columns;
        let matrices = (0..count)
            .map(|i| Matrix { rows, columns, values: values[i * size..(i + 1) * size].to_vec() })
            .collect();
        Ok(Stack { shape, matrices, rows, columns, dtype: array.dtype().to_float() })
    }

    /// The matrices, which must be square.
    pub fn square(array: &Array) -> Result<Stack> {
        let stack = Stack::new(array)?;
        if stack.rows != stack.columns {
            return linalg_error("Last 2 dimensions of the array must be square");
        }
        Ok(stack)
    }

    /// The matrices, which must be finite, too.
    pub fn finite(array: &Array) -> Result<Stack> {
        let stack = Stack::square(array)?;
        if stack.matrices.iter().any(|matrix| matrix.values.iter().any(|x| !x.is_finite())) {
            return linalg_error("Array must not contain infs or NaNs");
        }
        Ok(stack)
    }

    /// An array of results, one for each matrix.
    pub fn collect(&self, results: Vec<Vec<f64>>, tail: &[usize]) -> Result<Array> {
        let mut shape = self.shape.clone();
        shape.extend_from_slice(tail);
        let mut values: Vec<f64> = memory::reserve(&shape, DType::Float64)?;
        results.into_iter().for_each(|result| values.extend(result));
        Array::new(f64::wrap(values).0, shape).to_dtype(self.dtype)
    }
}
