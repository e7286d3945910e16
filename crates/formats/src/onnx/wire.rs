//! Protocol Buffers on the wire: fields of a message, read and written by hand.

use alloc::vec::Vec;

use pupil_core::error::{Error, Result};

/// An error about the file as a whole.
pub(super) fn bad(message: &str) -> Error {
    Error::format("ONNX file", message)
}

/// The value of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field<'a> {
    /// A whole number, or the bits of a number of 4 or 8 bytes.
    Number(u64),
    /// A text, a message, or packed numbers.
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    /// The bytes; none for a number.
    pub(super) fn bytes(self) -> &'a [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Number(_) => &[],
        }
    }

    /// The number; 0 for bytes.
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Number(number) => number,
            Self::Bytes(_) => 0,
        }
    }

    /// The text; an error if it is not UTF-8.
    pub(super) fn text(self) -> Result<&'a str> {
        core::str::from_utf8(self.bytes()).map_err(|_| bad("a name is not UTF-8 text"))
    }
}

/// The fields of a message that are not read yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    /// A whole number of 7 bits per byte, low bits first.
    fn varint(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or_else(|| bad("it is cut short"))?;
            self.0 = rest;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        Err(bad("a number has more than 10 bytes; it is not an ONNX file"))
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8]> {
        let split = usize::try_from(count).ok().and_then(|count| self.0.split_at_checked(count));
        let (taken, rest) = split.ok_or_else(|| bad("it is cut short"))?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next field and its number; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Field<'a>)>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let little_endian =
            |bytes: &[u8]| bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
        let field = match tag & 7 {
            0 => Field::Number(self.varint()?),
            1 => Field::Number(little_endian(self.take(8)?)),
            2 => {
                let length = self.varint()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Number(little_endian(self.take(4)?)),
            kind => {
                return Err(bad(&alloc::format!("a field has wire type {kind}; it is not an ONNX file")));
            }
        };
        Ok(Some((tag >> 3, field)))
    }

    /// Adds the whole numbers of a repeated field, which stand alone or packed.
    pub(super) fn whole_numbers(field: Field<'a>, out: &mut Vec<f64>) -> Result<()> {
        match field {
            Field::Number(number) => out.push(number as i64 as f64),
            Field::Bytes(bytes) => {
                let mut rest = Fields(bytes);
                while !rest.0.is_empty() {
                    out.push(rest.varint()? as i64 as f64);
                }
            }
        }
        Ok(())
    }

    /// Adds the floats of a repeated field, which stand alone or packed. `SIZE` is 4 or 8 bytes.
    pub(super) fn floats(field: Field<'a>, size: usize, out: &mut Vec<f64>) {
        let float = |bits: u64| match size {
            4 => f64::from(f32::from_bits(bits as u32)),
            _ => f64::from_bits(bits),
        };
        match field {
            Field::Number(bits) => out.push(float(bits)),
            Field::Bytes(bytes) => {
                out.extend(bytes.chunks_exact(size).map(|bytes| {
                    float(bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte)))
                }))
            }
        }
    }
}

/// A message that is being written.
#[derive(Debug, Default)]
pub(super) struct Message(pub(super) Vec<u8>);

impl Message {
    fn varint(&mut self, mut number: u64) {
        while number > 127 {
            self.0.push(number as u8 | 128);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Adds a whole number.
    pub(super) fn number(&mut self, field: u64, number: i64) {
        self.varint(field << 3);
        self.varint(number as u64);
    }

    /// Adds a float.
    pub(super) fn float(&mut self, field: u64, number: f32) {
        self.varint(field << 3 | 5);
        self.0.extend(number.to_le_bytes());
    }

    /// Adds a text, bytes, or a message.
    pub(super) fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend(bytes);
    }
}
