//! Tensors on the host: plain values with a shape.

use alloc::format;
use alloc::vec::Vec;

use ndarray::{Array, ArrayD, ArrayView, Dimension, IxDyn};

use crate::error::{Error, Result};
use crate::shape::{Shape, product};

/// The numbers of a [`Tensor`].
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// 32-bit floats.
    F32(Vec<f32>),
    /// 32-bit integers.
    I32(Vec<i32>),
    /// Bytes that stand for `byte * scale`: a quarter of the memory for pictures (`scale` = 1/255).
    U8(Vec<u8>, f32),
}

impl Data {
    /// The number of elements.
    pub fn len(&self) -> usize {
        match self {
            Self::F32(data) => data.len(),
            Self::I32(data) => data.len(),
            Self::U8(data, _) => data.len(),
        }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> usize {
        match self {
            Self::U8(data, _) => data.len(),
            other => 4 * other.len(),
        }
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A dense, row-major array.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    shape: Shape,
    data: Data,
}

impl Tensor {
    /// A tensor of `data` in this shape.
    ///
    /// # Errors
    /// When the shape does not hold exactly as many elements as there are.
    pub fn new(shape: impl Into<Shape>, data: Data) -> Result<Self> {
        let shape = shape.into();
        if shape.size() != data.len() {
            return Err(Error::shape("tensor", format!("with {} elements", data.len()), &shape));
        }
        Ok(Self { shape, data })
    }

    /// A tensor of floats; see [`Tensor::new`].
    pub fn from_f32(shape: impl Into<Shape>, data: Vec<f32>) -> Result<Self> {
        Self::new(shape, Data::F32(data))
    }

    /// A tensor of integers; see [`Tensor::new`].
    pub fn from_i32(shape: impl Into<Shape>, data: Vec<i32>) -> Result<Self> {
        Self::new(shape, Data::I32(data))
    }

    /// A tensor of bytes that stand for `byte * scale`; see [`Tensor::new`].
    pub fn from_u8(shape: impl Into<Shape>, data: Vec<u8>, scale: f32) -> Result<Self> {
        Self::new(shape, Data::U8(data, scale))
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The numbers, row-major.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Numbers of one sample: of all axes but the first.
    pub fn sample_size(&self) -> usize {
        product(self.shape.get(1..).unwrap_or_default())
    }

    /// The size of the first axis; 1 for a scalar.
    pub fn samples(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Writes the elements `start..start + out.len()` as floats.
    pub fn copy_f32(&self, start: usize, out: &mut [f32]) {
        let range = start..start + out.len();
        match &self.data {
            Data::F32(data) => out.copy_from_slice(&data[range]),
            Data::I32(data) => out.iter_mut().zip(&data[range]).for_each(|(o, &v)| *o = v as f32),
            Data::U8(data, scale) => {
                out.iter_mut().zip(&data[range]).for_each(|(o, &v)| *o = f32::from(v) * scale);
            }
        }
    }

    /// All elements as floats.
    pub fn to_f32(&self) -> Vec<f32> {
        let mut out = alloc::vec![0.0; self.data.len()];
        self.copy_f32(0, &mut out);
        out
    }

    /// Fails on the first NaN or infinity, naming `what` and the place.
    pub fn check_finite(&self, what: &str) -> Result<()> {
        if let Data::F32(data) = &self.data
            && let Some(at) = data.iter().position(|v| !v.is_finite())
        {
            let row = self.shape.sample().size().max(1);
            return Err(Error::NotFinite {
                what: what.into(),
                value: data[at].into(),
                sample: at / row,
                element: at % row,
            });
        }
        Ok(())
    }

    /// The first element that is not a whole number in `0..size`, and its place.
    pub(crate) fn first_outside(&self, size: usize, allowed: Option<f32>) -> Option<(usize, f32)> {
        let bad = |&(_, value): &(usize, f32)| {
            Some(value) != allowed && !(value >= 0.0 && value < size as f32 && libm::floorf(value) == value)
        };
        match &self.data {
            Data::F32(data) => data.iter().copied().enumerate().find(bad),
            Data::I32(data) => data.iter().map(|&v| v as f32).enumerate().find(bad),
            Data::U8(data, scale) => data.iter().map(|&v| f32::from(v) * scale).enumerate().find(bad),
        }
    }

    /// The tensor as an `ndarray` array of floats.
    pub fn to_array(&self) -> ArrayD<f32> {
        Array::from_shape_vec(IxDyn(&self.shape), self.to_f32()).expect("a tensor's data fill its shape")
    }
}

impl<D: Dimension> From<ArrayView<'_, f32, D>> for Tensor {
    fn from(array: ArrayView<'_, f32, D>) -> Self {
        Self { shape: array.shape().into(), data: Data::F32(array.iter().copied().collect()) }
    }
}

impl<D: Dimension> From<Array<f32, D>> for Tensor {
    fn from(array: Array<f32, D>) -> Self {
        array.view().into()
    }
}

impl<D: Dimension> From<Array<i32, D>> for Tensor {
    fn from(array: Array<i32, D>) -> Self {
        Self { shape: array.shape().into(), data: Data::I32(array.iter().copied().collect()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    #[test]
    fn wrong_length_names_both_numbers() {
        let error = Tensor::from_f32([2, 3], vec![0.0; 5]).unwrap_err().to_string();
        assert_eq!(error, "tensor: expected shape with 5 elements, got (2, 3)");
    }

    #[test]
    fn not_finite_is_located() {
        let mut data = vec![0.0; 6];
        data[4] = f32::NAN;
        let error = Tensor::from_f32([2, 3], data).unwrap().check_finite("x").unwrap_err().to_string();
        assert!(error.starts_with("x holds NaN at sample 1 (element 1 of it)"), "{error}");
    }

    #[test]
    fn bytes_are_scaled_and_arrays_round_trip() {
        let tensor = Tensor::from_u8([1, 2], vec![0, 255], 1.0 / 255.0).unwrap();
        assert_eq!(tensor.to_f32(), [0.0, 1.0]);
        let array = ndarray::arr2(&[[1.0f32, 2.0], [3.0, 4.0]]);
        assert_eq!(Tensor::from(array.t()).to_f32(), [1.0, 3.0, 2.0, 4.0]);
        assert_eq!(Tensor::from(array.clone()).to_array(), array.into_dyn());
    }
}
