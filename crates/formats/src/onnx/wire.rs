//! Protocol Buffers on the wire: fields of a message, read by hand.

use alloc::vec::Vec;

use pupil_core::error::Error;

/// An error about the file as a whole.
#[inline(never)]
pub(super) fn bad(message: &str) -> Error {
    Error::format("ONNX file", message)
}

/// A field of a message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Field<'a> {
    /// The number that says which field it is.
    pub(super) tag: u64,
    /// A whole number, or the bits of a number of 4 or 8 bytes.
    pub(super) number: u64,
    /// A text, a message, or packed numbers.
    pub(super) bytes: &'a [u8],
    /// True if the field holds bytes and not a number.
    has_bytes: bool,
}

/// The number of these bytes, low ones first.
#[inline(never)]
pub(super) fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

impl Field<'_> {
    /// Adds the numbers of a repeated field, which stand alone or packed. `size` is the bytes of a float, or 0 for whole
    /// numbers. A broken list ends early.
    #[inline(never)]
    pub(super) fn numbers(self, size: usize, out: &mut Vec<f64>) {
        let mut rest = Fields::new(self.bytes);
        while !self.has_bytes || !rest.rest.is_empty() {
            let bits = match (self.has_bytes, size) {
                (false, _) => self.number,
                (_, 0) => rest.varint(),
                _ => little_endian(rest.take(size as u64)),
            };
            if rest.broken {
                return;
            }
            out.push(match size {
                0 => bits as i64 as f64,
                4 => f64::from(f32::from_bits(bits as u32)),
                _ => f64::from_bits(bits),
            });
            if !self.has_bytes {
                return;
            }
        }
    }
}

/// The fields of a message that are not read yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// True after a field that is cut short, or that Protocol Buffers do not have.
    pub(super) broken: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self { rest: message, broken: false }
    }

    /// A whole number of 7 bits per byte, low bits first.
    #[inline(never)]
    fn varint(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        while let [byte, rest @ ..] = self.rest
            && shift < 70
        {
            self.rest = rest;
            number |= u64::from(byte & 127) << shift;
            shift += 7;
            if *byte < 128 {
                return number;
            }
        }
        self.broken = true;
        0
    }

    #[inline(never)]
    fn take(&mut self, count: u64) -> &'a [u8] {
        match usize::try_from(count).ok().and_then(|count| self.rest.split_at_checked(count)) {
            Some((taken, rest)) => {
                self.rest = rest;
                taken
            }
            None => {
                self.broken = true;
                &[]
            }
        }
    }

    /// The next field; `None` at the end, and where the message is broken.
    #[inline(never)]
    pub(super) fn next(&mut self) -> Option<Field<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let tag = self.varint();
        let mut field = Field { tag: tag >> 3, ..Field::default() };
        match tag & 7 {
            0 => field.number = self.varint(),
            1 => field.number = little_endian(self.take(8)),
            2 => {
                let length = self.varint();
                field.bytes = self.take(length);
                field.has_bytes = true;
            }
            5 => field.number = little_endian(self.take(4)),
            _ => self.broken = true,
        }
        (!self.broken).then_some(field)
    }
}
