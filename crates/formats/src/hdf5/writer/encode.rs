//! Messages of object headers, in the oldest versions, which every program reads.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};

use super::out::{Out, pack, padded};
use crate::hdf5::header::kind;

/// The largest message: its size has 16 bits and is a multiple of 8.
const LARGEST: usize = 65_528;

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One text, in the global heap.
    Text(String),
    /// Texts in the global heap, as h5py writes a list of `str`. Each takes 16 bytes in the header.
    Texts(Vec<String>),
    /// Texts of a fixed size, as h5py writes a list of `bytes`. Each takes the size of the longest.
    FixedTexts(Vec<String>),
    /// A whole number, as int64.
    Int(i64),
    /// A number, as float64.
    Float(f64),
    /// No values, of float64, as h5py writes an empty list.
    Empty,
}

/// The numbers of a data set.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers<'v> {
    /// float32.
    F32(Cow<'v, [f32]>),
    /// float16, as bits.
    F16(Cow<'v, [u16]>),
    /// int32.
    I32(Cow<'v, [i32]>),
    /// int64.
    I64(Cow<'v, [i64]>),
}

impl Numbers<'_> {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::F32(numbers) => numbers.len(),
            Self::F16(numbers) => numbers.len(),
            Self::I32(numbers) => numbers.len(),
            Self::I64(numbers) => numbers.len(),
        }
    }

    /// Appends their bytes and returns the address and the size.
    pub(super) fn write(&self, out: &mut Out) -> (u64, u64) {
        let address = out.bytes.len();
        match self {
            Self::F32(numbers) => numbers.iter().for_each(|number| out.bytes.extend(number.to_le_bytes())),
            Self::F16(numbers) => numbers.iter().for_each(|number| out.bytes.extend(number.to_le_bytes())),
            Self::I32(numbers) => numbers.iter().for_each(|number| out.bytes.extend(number.to_le_bytes())),
            Self::I64(numbers) => numbers.iter().for_each(|number| out.bytes.extend(number.to_le_bytes())),
        }
        let size = out.bytes.len() - address;
        out.block(&[], 0);
        match size {
            // Without values there is no place.
            0 => (u64::MAX, 0),
            size => (address as u64, size as u64),
        }
    }

    /// Their datatype message.
    pub(super) fn datatype(&self) -> Vec<u8> {
        match self {
            Self::F32(_) => float([31, 32, 23, 8, 127]),
            Self::F16(_) => float([15, 16, 10, 5, 15]),
            Self::I32(_) => int(32),
            Self::I64(_) => int(64),
        }
    }
}

/// The type of an IEEE float: the places of its sign bit and its size in bits, the sizes of mantissa and exponent, and
/// the exponent's bias (section IV.A.2.d).
fn float([sign, bits, mantissa, exponent, bias]: [u64; 5]) -> Vec<u8> {
    let first = [(0x11, 1), (0x20, 1), (sign, 2), (bits / 8, 4), (0, 2), (bits, 2)];
    let mut bytes = pack(&[], &first);
    bytes.extend(pack(&[], &[(mantissa, 1), (exponent, 1), (0, 1), (mantissa, 1), (bias, 4)]));
    bytes
}

/// The type of a signed integer of this many bits.
fn int(bits: u64) -> Vec<u8> {
    pack(&[], &[(0x10, 1), (8, 3), (bits / 8, 4), (0, 2), (bits, 2)])
}

/// The type of texts in UTF-8 in the global heap: sequences of bytes.
fn text_in_heap() -> Vec<u8> {
    let mut bytes = pack(&[], &[(0x19, 1), (0x0101, 3), (16, 4)]);
    bytes.extend(pack(&[], &[(0x10, 1), (0, 3), (1, 4), (0, 2), (8, 2)]));
    bytes
}

/// A dataspace message: the shape, which is also the largest that it may become (section IV.A.2.b).
pub fn dataspace(shape: &[usize]) -> Vec<u8> {
    let has_limits = u64::from(!shape.is_empty());
    let mut bytes = pack(&[], &[(1, 1), (shape.len() as u64, 1), (has_limits, 6)]);
    for &size in shape.iter().chain(shape) {
        bytes.extend((size as u64).to_le_bytes());
    }
    bytes
}

/// A message with its header (section IV.A.1.a). `flags` 1 says that it never changes.
pub fn message(kind: u8, flags: u64, body: &[u8]) -> Vec<u8> {
    let body = padded(body);
    let mut bytes = pack(&[], &[(kind.into(), 2), (body.len() as u64, 2), (flags, 4)]);
    bytes.extend(body);
    bytes
}

/// An object header of these messages (section IV.A.1.a).
///
/// # Errors
/// When there are more messages than it can count.
pub fn header(messages: &[Vec<u8>]) -> Result<Vec<u8>> {
    let size: usize = messages.iter().map(Vec::len).sum();
    let (Ok(count), Ok(size)) = (u16::try_from(messages.len()), u32::try_from(size)) else {
        return Err(Error::invalid(format!(
            "HDF5 file: {} attributes are too many for one object",
            messages.len()
        )));
    };
    let mut bytes = pack(&[], &[(1, 2), (count.into(), 2), (1, 4), (size.into(), 8)]);
    messages.iter().for_each(|message| bytes.extend_from_slice(message));
    Ok(bytes)
}

/// An attribute message of version 1 (section IV.A.2.m). Texts for the global heap are written to `out`.
///
/// # Errors
/// When it is larger than a header can hold.
pub fn attribute(out: &mut Out, name: &str, value: &Value) -> Result<Vec<u8>> {
    let mut data = Vec::new();
    let (datatype, shape) = match value {
        Value::Text(text) => {
            data = out.text(text);
            (text_in_heap(), None)
        }
        Value::Texts(texts) => {
            texts.iter().for_each(|text| data.extend(out.text(text)));
            (text_in_heap(), Some(texts.len()))
        }
        Value::FixedTexts(texts) => {
            // The smallest size is 1.
            let size = texts.iter().map(String::len).max().unwrap_or(0).max(1);
            for text in texts {
                data.extend_from_slice(text.as_bytes());
                data.resize(data.len() + size - text.len(), 0);
            }
            // Filled with zeros; ASCII, as h5py writes bytes of any kind.
            (pack(&[], &[(0x13, 1), (1, 3), (size as u64, 4)]), Some(texts.len()))
        }
        Value::Int(number) => {
            data.extend(number.to_le_bytes());
            (int(64), None)
        }
        Value::Float(number) => {
            data.extend(number.to_le_bytes());
            (float([63, 64, 52, 11, 1023]), None)
        }
        Value::Empty => (float([63, 64, 52, 11, 1023]), Some(0)),
    };
    let dataspace = dataspace(shape.as_slice());
    let mut text = name.as_bytes().to_vec();
    text.push(0);
    let sizes = [text.len(), datatype.len(), dataspace.len()].map(|size| (size as u64, 2));
    let mut body = pack(&[1, 0], &sizes);
    for part in [text, datatype, dataspace, data] {
        body.extend(padded(&part));
    }
    if body.len() > LARGEST {
        return Err(Error::invalid(format!(
            "HDF5 file: attribute \"{name}\" takes {} bytes; expected at most {LARGEST}",
            body.len()
        )));
    }
    Ok(message(kind::ATTRIBUTE, 0, &body))
}
