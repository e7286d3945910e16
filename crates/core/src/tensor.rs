//! Tensors in the host's memory: numbers with a shape.

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
    /// Bytes with one scale; a value is `byte * scale`. Pictures take a quarter of the memory (`scale` = 1/255).
    U8(Vec<u8>, f32),
    /// 8-bit whole numbers with one scale for each entry of the last axis; a value is `number * scale`. Weights take a
    /// quarter of the memory.
    I8(Vec<i8>, Vec<f32>),
}

impl Data {
    /// The number of elements, scales not included.
    pub fn len(&self) -> usize {
        match self {
            Self::F32(data) => data.len(),
            Self::I32(data) => data.len(),
            Self::U8(data, _) => data.len(),
            Self::I8(data, _) => data.len(),
        }
    }

    /// The bytes of memory, scales included.
    pub fn bytes(&self) -> usize {
        match self {
            Self::U8(data, _) => data.len(),
            Self::I8(data, scales) => data.len() + 4 * scales.len(),
            other => 4 * other.len(),
        }
    }

    /// True if there are no elements.
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
    /// When the shape does not have the size of `data`, or its last axis does not have as many entries as there are
    /// scales.
    pub fn new(shape: impl Into<Shape>, data: Data) -> Result<Self> {
        let shape = shape.into();
        if shape.size() != data.len() {
            return Err(Error::shape("tensor", format!("with {} elements", data.len()), &shape));
        }
        if let Data::I8(_, scales) = &data
            && scales.len() != shape.last_axis()
        {
            return Err(Error::shape("tensor", format!("with {} channels", scales.len()), &shape));
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

    /// A tensor of bytes whose values are `byte * scale`; see [`Tensor::new`].
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

    /// The number of elements in one sample: the product of all axes but the first.
    pub fn sample_size(&self) -> usize {
        product(self.shape.get(1..).unwrap_or_default())
    }

    /// The size of the first axis; 1 for a scalar.
    pub fn samples(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Writes the elements `start..start + out.len()` to `out`, as floats.
    pub fn copy_f32(&self, start: usize, out: &mut [f32]) {
        let range = start..start + out.len();
        match &self.data {
            Data::F32(data) => out.copy_from_slice(&data[range]),
            Data::I32(data) => out.iter_mut().zip(&data[range]).for_each(|(o, &v)| *o = v as f32),
            Data::U8(data, scale) => {
                out.iter_mut().zip(&data[range]).for_each(|(o, &v)| *o = f32::from(v) * scale);
            }
            Data::I8(data, scales) => {
                let scales = scales.iter().cycle().skip(start % scales.len().max(1));
                out.iter_mut()
                    .zip(&data[range])
                    .zip(scales)
                    .for_each(|((o, &v), scale)| *o = f32::from(v) * scale);
            }
        }
    }

    /// All elements as floats.
    pub fn to_f32(&self) -> Vec<f32> {
        let mut out = alloc::vec![0.0; self.data.len()];
        self.copy_f32(0, &mut out);
        out
    }

    /// This tensor in 8 bits, with one scale for each entry of the last axis. The scale is chosen so that the largest
    /// absolute value of the entry becomes 127. Vectors, scalars and tensors of 8-bit data stay as they are.
    pub fn quantized(self) -> Self {
        if self.shape.len() < 2 || matches!(self.data, Data::I8(..) | Data::U8(..)) {
            return self;
        }
        let (values, channels) = (self.to_f32(), self.shape.last_axis());
        let mut scales = alloc::vec![0.0f32; channels];
        for row in values.chunks_exact(channels.max(1)) {
            scales.iter_mut().zip(row).for_each(|(largest, v)| *largest = largest.max(v.abs()));
        }
        scales.iter_mut().for_each(|scale| *scale = if *scale > 0.0 { *scale / 127.0 } else { 1.0 });
        let pairs = values.iter().zip(scales.iter().cycle());
        let numbers = pairs.map(|(v, scale)| libm::roundf(v / scale) as i8).collect();
        Self { shape: self.shape, data: Data::I8(numbers, scales) }
    }

    /// The same numbers as 32-bit floats.
    pub fn floats(self) -> Self {
        Self { data: Data::F32(self.to_f32()), shape: self.shape }
    }

    /// Refuses NaN and infinity among the floats of a tensor, or among the scales of one in 8 bits.
    ///
    /// # Errors
    /// When there is one; the message names `what`, the sample and the element of the first.
    pub fn check_finite(&self, what: &str) -> Result<()> {
        let (data, factor) = match &self.data {
            Data::F32(data) => (data, 1.0),
            Data::I8(_, scales) => (scales, f32::from(i8::MAX) + 1.0),
            Data::I32(_) | Data::U8(..) => return Ok(()),
        };
        if let Some(at) = data.iter().position(|v| !(v * factor).is_finite()) {
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

    /// The index and value of the first element that is neither `allowed` nor a whole number in `0..size`.
    pub(crate) fn first_outside(&self, size: usize, allowed: Option<f32>) -> Option<(usize, f32)> {
        let bad = |&(_, value): &(usize, f32)| {
            Some(value) != allowed && !(value >= 0.0 && value < size as f32 && libm::floorf(value) == value)
        };
        match &self.data {
            Data::F32(data) => data.iter().copied().enumerate().find(bad),
            Data::I32(data) => data.iter().map(|&v| v as f32).enumerate().find(bad),
            Data::U8(data, scale) => data.iter().map(|&v| f32::from(v) * scale).enumerate().find(bad),
            Data::I8(..) => self.to_f32().into_iter().enumerate().find(bad),
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
    fn nan_is_located() {
        let mut data = vec![0.0; 6];
        data[4] = f32::NAN;
        let error = Tensor::from_f32([2, 3], data).unwrap().check_finite("x").unwrap_err().to_string();
        assert!(error.starts_with("x holds NaN at sample 1 (element 1 of it)"), "{error}");
    }

    #[test]
    fn quantized_values_are_close_and_do_not_change_again() {
        let exact = [0.5, -3.0, 0.0, 0.25, 1.5, 0.0];
        let tensor = Tensor::from_f32([2, 3], exact.to_vec()).unwrap().quantized();
        let Data::I8(numbers, scales) = tensor.data() else { panic!("{tensor:?}") };
        assert_eq!(numbers, &[127, -127, 0, 64, 64, 0]);
        assert_eq!(scales, &[0.5 / 127.0, 3.0 / 127.0, 1.0], "a channel of zeros has the scale 1");
        let mut last = [0.0; 4];
        tensor.copy_f32(2, &mut last);
        assert_eq!(last, tensor.to_f32()[2..], "scales are those of the places in the last axis");
        assert!(exact.iter().zip(tensor.to_f32()).all(|(a, b)| (a - b).abs() <= 3.0 / 254.0));
        assert_eq!(tensor.clone().quantized(), tensor);
        let scales = vec![1.0, f32::INFINITY, 1.0];
        let broken = Tensor::new([2, 3], Data::I8(vec![1; 6], scales)).unwrap();
        assert!(broken.check_finite("w").unwrap_err().to_string().starts_with("w holds infinity"));
        assert_eq!(tensor.clone().floats().to_f32(), tensor.to_f32());
        let error = Tensor::new([3, 2], Data::I8(vec![0; 6], vec![1.0; 3])).unwrap_err().to_string();
        assert_eq!(error, "tensor: expected shape with 3 channels, got (3, 2)");
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
