//! Constants: their decoding, and arithmetic with them.

use alloc::vec;
use alloc::vec::Vec;

use super::dims::{Dims, MOST_AXES};
use super::proto::ValueId;
use super::wire::{Fields, little_endian};
use crate::floats::from_f16;

/// Why an operation has no Keras layer. Through a thin pointer, because results are then smaller and need less code.
pub(super) type Reason = &'static &'static str;

/// The result of reading one operation.
pub(super) type Op<T> = core::result::Result<T, Reason>;

/// The most elements that one axis may have.
const LARGEST: f64 = 2_147_483_647.0;

/// The number of elements of these axes; an error when it is too large.
#[inline(never)]
pub(super) fn count(dims: &[usize]) -> Op<usize> {
    let mut product = 1u64;
    for &n in dims {
        // The bounds keep the product within 64 bits.
        product = (product * (n as u64).min(1 << 31)).min(1 << 32);
    }
    if dims.len() > MOST_AXES || product as f64 > LARGEST {
        return Err(&"a tensor is too large");
    }
    Ok(product as usize)
}

/// An error for more axes than a tensor may have.
#[inline(never)]
pub(super) fn few(axes: usize) -> Op<()> {
    if axes > MOST_AXES { Err(&"a tensor has more than 8 axes") } else { Ok(()) }
}

/// A size or a count; an error when it is negative, too large or not whole.
#[inline(never)]
pub(super) fn size(value: f64) -> Op<usize> {
    match value as i64 {
        whole if whole as f64 == value && (0.0..=LARGEST).contains(&value) => Ok(whole as usize),
        _ => Err(&"a number is not a size"),
    }
}

/// The index of an axis among `rank` axes; a negative axis counts from the end.
#[inline(never)]
pub(super) fn axis(axis: f64, rank: usize) -> Op<usize> {
    let from_start = if axis < 0.0 { axis + rank as f64 } else { axis };
    match size(from_start) {
        Ok(axis) if axis < rank => Ok(axis),
        _ => Err(&"it names an axis that is not there"),
    }
}

/// A list of sizes.
#[inline(never)]
pub(super) fn sizes(list: &[f64]) -> Op<Dims> {
    let mut sizes = Dims::NONE;
    for &n in list {
        sizes.push(size(n)?);
    }
    few(list.len())?;
    Ok(sizes)
}

/// A list of axes among `rank` axes.
#[inline(never)]
pub(super) fn axes(list: &[f64], rank: usize) -> Op<Dims> {
    let mut axes = Dims::NONE;
    for &k in list {
        axes.push(axis(k, rank)?);
    }
    few(list.len())?;
    Ok(axes)
}

/// A tensor whose numbers are known. A dimension that depends on the size of the batch is NaN.
#[derive(Debug, Clone, Default)]
pub(super) struct Constant {
    pub(super) dims: Dims,
    pub(super) values: Vec<f64>,
    /// True for whole numbers, whose division truncates.
    pub(super) whole: bool,
    /// The constant of the file that it is made from; 0 if there is none.
    pub(super) source: ValueId,
}

impl Constant {
    /// A list of whole numbers.
    #[inline(never)]
    pub(super) fn list(values: Vec<f64>) -> Self {
        Self { dims: Dims::of(&[values.len()]), values, whole: true, source: 0 }
    }

    /// A single number.
    #[inline(never)]
    pub(super) fn scalar(value: f64, whole: bool) -> Self {
        Self { dims: Dims::NONE, values: vec![value], whole, source: 0 }
    }

    /// Floats along one axis.
    #[inline(never)]
    pub(super) fn vector(values: Vec<f64>, source: ValueId) -> Self {
        Self { source, whole: false, ..Self::list(values) }
    }

    /// Decodes a `TensorProto`.
    #[inline(never)]
    pub(super) fn decode(bytes: &[u8]) -> Op<Self> {
        let (mut fields, mut dims, mut kind) = (Fields::new(bytes), Vec::new(), 0);
        let (mut raw, mut values, mut external) = (None, Vec::new(), false);
        // Typed data come before or after the type. Whole numbers and floats have fields of their own.
        while let Some(field) = fields.next() {
            match field.tag {
                1 => field.numbers(0, &mut dims),
                2 => kind = field.number,
                4 => field.numbers(4, &mut values),
                10 => field.numbers(8, &mut values),
                5 | 7 | 11 => field.numbers(0, &mut values),
                9 => raw = Some(field.bytes),
                13 => external = true,
                14 => external |= field.number == 1,
                _ => {}
            }
        }
        if fields.broken {
            return Err(&"a constant is cut short");
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
        let dims = self::sizes(&dims)?;
        let expected = count(&dims)?;
        let wrong = &"a constant has too few or too many numbers";
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
            values.clear();
            values.reserve(expected);
            raw.chunks_exact(width).for_each(|bytes| values.push(number(little_endian(bytes))));
        } else if matches!(kind, 10 | 16) {
            // Floats of 16 bits stand as whole numbers.
            values.iter_mut().for_each(|value| *value = number(*value as u64));
        }
        if values.len() != expected {
            return Err(wrong);
        }
        Ok(Self { dims, values, whole: !matches!(kind, 1 | 10 | 11 | 16), source: 0 })
    }

    /// The values as 32-bit floats.
    #[inline(never)]
    pub(super) fn floats(&self) -> Vec<f32> {
        let mut floats = Vec::with_capacity(self.values.len());
        self.values.iter().for_each(|&value| floats.push(value as f32));
        floats
    }

    /// The single value; an error when there are more.
    #[inline(never)]
    pub(super) fn single(&self) -> Op<f64> {
        match *self.values {
            [value] => Ok(value),
            _ => Err(&"expected one number"),
        }
    }

    /// Multiplies all values.
    #[inline(never)]
    pub(super) fn scale(&mut self, factor: f64) {
        self.values.iter_mut().for_each(|value| *value *= factor);
    }

    /// For each axis the number of elements from one index to the next.
    #[inline(never)]
    pub(super) fn strides(&self) -> Op<Dims> {
        let mut strides = self.dims;
        for k in 0..strides.len() {
            strides[k] = count(&self.dims[k + 1..])?;
        }
        Ok(strides)
    }

    /// With the axes in another order. Axes past the last one have size 1.
    #[inline(never)]
    pub(super) fn transposed(&self, order: &[usize]) -> Op<Self> {
        let (all, mut dims, mut strides) = (self.strides()?, Dims::NONE, Dims::NONE);
        for &k in order {
            dims.push(if k < all.len() { self.dims[k] } else { 1 });
            strides.push(all[k]);
        }
        if order.len() > MOST_AXES || count(&dims)? != self.values.len() {
            return Err(&"the axes of a constant do not fit");
        }
        self.view(&dims, &strides, 0)
    }

    /// Broadcast to these axes.
    #[inline(never)]
    pub(super) fn broadcast(&self, dims: &Dims) -> Op<Self> {
        let wrong = &"a constant does not broadcast to the shape it needs";
        let before = dims.len().checked_sub(self.dims.len()).ok_or(wrong)?;
        let (all, mut strides) = (self.strides()?, Dims::repeated(0, dims.len()));
        for k in 0..all.len() {
            match self.dims[k] {
                1 => {}
                n if dims[before + k] == n => strides[before + k] = all[k],
                _ => return Err(wrong),
            }
        }
        self.view(dims, &strides, 0)
    }

    /// The elements that a shape, strides and a start pick. Strides may be negative.
    #[inline(never)]
    pub(super) fn view(&self, dims: &Dims, strides: &Dims, start: usize) -> Op<Self> {
        let total = count(dims)?;
        let (mut values, mut index, mut at) = (Vec::with_capacity(total), [0; MOST_AXES], start);
        for _ in 0..total {
            values.push(*self.values.get(at).ok_or(&"a constant is read past its end")?);
            for k in (0..dims.len().min(MOST_AXES)).rev() {
                index[k] += 1;
                at = at.wrapping_add(strides[k]);
                if index[k] < dims[k] {
                    break;
                }
                at = at.wrapping_sub(strides[k].wrapping_mul(dims[k]));
                index[k] = 0;
            }
        }
        Ok(Self { dims: *dims, values, whole: self.whole, source: self.source })
    }
}
