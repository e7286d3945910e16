//! Constants: their decoding, and arithmetic with them.

use alloc::vec::Vec;

use super::dims::{Dims, MOST_AXES};
use super::wire::Fields;
use crate::floats::from_f16;

/// Why an operation has no Keras layer. Through a thin pointer, because results are then smaller and need less code.
pub(super) type Reason = &'static &'static str;

/// The result of reading one operation.
pub(super) type Op<T> = core::result::Result<T, Reason>;

/// The most elements that one axis may have.
const LARGEST: f64 = 2_147_483_647.0;

/// The number of elements of these axes; an error when it is too large.
pub(super) fn count(dims: &[usize]) -> Op<usize> {
    let product = dims.iter().try_fold(1usize, |product, &n| product.checked_mul(n));
    let product = product.filter(|&product| product as f64 <= LARGEST && dims.len() <= MOST_AXES);
    product.ok_or(&"a tensor is too large")
}

/// An error for more axes than a tensor may have.
pub(super) fn few(axes: usize) -> Op<()> {
    if axes > MOST_AXES { Err(&"a tensor has more than 8 axes") } else { Ok(()) }
}

/// A size or a count; an error when it is negative, too large or not whole.
pub(super) fn size(value: f64) -> Op<usize> {
    match value as i64 {
        whole if whole as f64 == value && (0.0..=LARGEST).contains(&value) => Ok(whole as usize),
        _ => Err(&"a number is not a size"),
    }
}

/// The index of an axis among `rank` axes; a negative axis counts from the end.
pub(super) fn axis(axis: f64, rank: usize) -> Op<usize> {
    let from_start = if axis < 0.0 { axis + rank as f64 } else { axis };
    let found = size(from_start).ok().filter(|&axis| axis < rank);
    found.ok_or(&"it names an axis that is not there")
}

/// A tensor whose numbers are known. A dimension that depends on the size of the batch is NaN.
#[derive(Debug, Clone, Default)]
pub(super) struct Constant {
    pub(super) dims: Dims,
    pub(super) values: Vec<f64>,
    /// True for whole numbers, whose division truncates.
    pub(super) whole: bool,
}

impl Constant {
    /// A list of whole numbers.
    pub(super) fn list(values: Vec<f64>) -> Self {
        Self { dims: Dims::of(&[values.len()]), values, whole: true }
    }

    /// Decodes a `TensorProto`.
    pub(super) fn decode(bytes: &[u8]) -> Op<Self> {
        let (mut fields, mut dims, mut kind) = (Fields(bytes), Vec::new(), 0);
        let (mut raw, mut values, mut external) = (None, Vec::new(), false);
        let cut = |_| &"a constant is cut short";
        // Typed data come before or after the type, so the fields are read twice.
        while let Some((number, field)) = fields.next().map_err(cut)? {
            match number {
                1 => Fields::whole_numbers(field, &mut dims).map_err(cut)?,
                2 => kind = field.number(),
                9 => raw = Some(field.bytes()),
                13 => external = true,
                14 => external |= field.number() == 1,
                _ => {}
            }
        }
        let width = match kind {
            1 | 6 | 12 => 4,
            2 | 3 | 9 => 1,
            4 | 5 | 10 | 16 => 2,
            7 | 11 | 13 => 8,
            _ => return Err(&"a constant holds no numbers but texts or another type"),
        };
        if external {
            return Err(&"a constant is in another file; save the model with its data inside (in Python: \
                        onnx.save(onnx.load(path), new_path, save_as_external_data=False))");
        }
        few(dims.len())?;
        let dims = dims.into_iter().map(size).collect::<Op<Dims>>()?;
        let expected = count(&dims)?;
        let wrong = &"a constant holds data for another number of elements; the file is broken";
        let number = |bits: u64| match kind {
            1 => f64::from(f32::from_bits(bits as u32)),
            3 => f64::from(bits as i8),
            5 => f64::from(bits as i16),
            6 => f64::from(bits as i32),
            7 => bits as i64 as f64,
            10 => f64::from(from_f16(bits as u16)),
            11 => f64::from_bits(bits),
            16 => f64::from(f32::from_bits((bits as u32) << 16)),
            _ => bits as f64,
        };
        if let Some(raw) = raw {
            if raw.len() % width != 0 || raw.len() / width != expected {
                return Err(wrong);
            }
            let bits = |bytes: &[u8]| bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte));
            values.extend(raw.chunks_exact(width).map(|bytes| number(bits(bytes))));
        } else {
            let mut fields = Fields(bytes);
            while let Some((field, value)) = fields.next().map_err(cut)? {
                match field {
                    4 => Fields::floats(value, 4, &mut values),
                    10 => Fields::floats(value, 8, &mut values),
                    5 | 7 | 11 => Fields::whole_numbers(value, &mut values).map_err(cut)?,
                    _ => {}
                }
            }
            if matches!(kind, 10 | 16) {
                values.iter_mut().for_each(|value| *value = number(*value as u64));
            }
        }
        if values.len() != expected {
            return Err(wrong);
        }
        Ok(Self { dims, values, whole: !matches!(kind, 1 | 10 | 11 | 16) })
    }

    /// The values as 32-bit floats.
    pub(super) fn floats(&self) -> Vec<f32> {
        self.values.iter().map(|&value| value as f32).collect()
    }

    /// The single value; an error when there are more.
    pub(super) fn single(&self) -> Op<f64> {
        match *self.values {
            [value] => Ok(value),
            _ => Err(&"expected one number"),
        }
    }

    /// With the axes in another order.
    pub(super) fn transposed(&self, order: &[usize]) -> Op<Self> {
        let dims = self.dims.pick(order);
        if dims.len() != order.len() || dims.len() != self.dims.len() {
            return Err(&"the axes of a constant do not fit");
        }
        let mut strides = [1; MOST_AXES];
        for k in (1..self.dims.len()).rev() {
            strides[k - 1] = strides[k] * self.dims[k];
        }
        let strides = Dims::of(&strides).pick(order);
        self.view(dims, &strides, 0)
    }

    /// Broadcast to these axes.
    pub(super) fn broadcast(&self, dims: &[usize]) -> Op<Self> {
        let wrong = &"a constant does not broadcast to the shape it needs";
        let before = dims.len().checked_sub(self.dims.len()).ok_or(wrong)?;
        let (mut strides, mut stride) = ([0; MOST_AXES], 1usize);
        for k in (0..self.dims.len()).rev() {
            match self.dims[k] {
                1 => {}
                n if n == dims[before + k] => strides[before + k] = stride,
                _ => return Err(wrong),
            }
            stride *= self.dims[k];
        }
        self.view(Dims::of(dims), &strides, 0)
    }

    /// The elements that a shape, strides and a start pick.
    pub(super) fn view(&self, dims: Dims, strides: &[usize], start: usize) -> Op<Self> {
        let total = count(&dims)?;
        let (mut values, mut index, mut at) = (Vec::with_capacity(total), [0; MOST_AXES], start);
        for _ in 0..total {
            values.push(*self.values.get(at).ok_or(&"a constant is read past its end")?);
            for k in (0..dims.len()).rev() {
                index[k] += 1;
                at += strides[k];
                if index[k] < dims[k] {
                    break;
                }
                at -= strides[k] * dims[k];
                index[k] = 0;
            }
        }
        Ok(Self { dims, values, whole: self.whole })
    }
}
