//! Datatype and dataspace messages (HDF5 File Format Specification Version 3.0, sections IV.A.2.d and IV.A.2.b).

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;

use super::source::{Cursor, Result, bad};

/// The kind of a data set's or attribute's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// IEEE half precision.
    Float16,
    /// The upper half of a float32.
    BFloat16,
    /// IEEE single precision.
    Float32,
    /// IEEE double precision.
    Float64,
    /// Whole numbers in two's complement.
    Signed,
    /// Whole numbers from 0.
    Unsigned,
    /// An enumeration, as h5py stores `bool`.
    Enumeration,
    /// Texts of a fixed size that end at the first zero byte.
    TextToZero,
    /// Texts of a fixed size, filled with zero bytes.
    TextZeroFilled,
    /// Texts of a fixed size, filled with spaces.
    TextSpaceFilled,
    /// Texts of any size, stored in the global heap.
    TextInHeap,
    /// Bytes without a meaning.
    Opaque,
    /// A type that is not read, with its name.
    Other(&'static str),
}

/// The type of a data set's or attribute's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Datatype {
    /// The kind of the values.
    pub kind: Kind,
    /// Bytes of one value.
    pub size: usize,
    /// True if the first byte is the most significant one.
    pub big_endian: bool,
}

impl Datatype {
    /// Reads a datatype message.
    ///
    /// # Errors
    /// When it is cut short.
    pub(super) fn read(mut cursor: Cursor<'_>) -> Result<Self> {
        let class = cursor.u8() & 15;
        let bits = cursor.number(3);
        let size = cursor.u32() as usize;
        let big_endian = bits & 1 == 1;
        let kind = match class {
            0 => {
                let (offset, precision) = (cursor.u16(), cursor.u16());
                match (size, offset) {
                    (1 | 2 | 4 | 8, 0) if precision == 8 * size => match bits & 8 {
                        0 => Kind::Unsigned,
                        _ => Kind::Signed,
                    },
                    _ => Kind::Other("integers of an unusual size"),
                }
            }
            1 => {
                cursor.skip(4);
                // Position and size of the exponent, position and size of the mantissa, the exponent's bias.
                let fields: [u64; 4] =
                    [cursor.number(1), cursor.number(1), cursor.number(1), cursor.number(1)];
                match (size, fields, cursor.u32()) {
                    _ if bits & 0x40 != 0 => Kind::Other("floats in VAX order"),
                    (2, [10, 5, 0, 10], 15) => Kind::Float16,
                    (2, [7, 8, 0, 7], 127) => Kind::BFloat16,
                    (4, [23, 8, 0, 23], 127) => Kind::Float32,
                    (8, [52, 11, 0, 52], 1023) => Kind::Float64,
                    _ => Kind::Other("floats of an unusual format"),
                }
            }
            3 => match bits & 15 {
                0 => Kind::TextToZero,
                1 => Kind::TextZeroFilled,
                2 => Kind::TextSpaceFilled,
                _ => Kind::Other("texts with an unknown padding"),
            },
            5 => Kind::Opaque,
            8 => {
                let base = cursor.u8() & 15;
                let order = cursor.number(3) & 1 == 1;
                return Ok(match (base, size) {
                    (0, 1 | 2 | 4 | 8) => Self { kind: Kind::Enumeration, size, big_endian: order },
                    _ => Self { kind: Kind::Other("an unusual enumeration"), size, big_endian },
                });
            }
            9 if bits & 15 == 1 => Kind::TextInHeap,
            9 => Kind::Other("sequences of variable length"),
            2 => Kind::Other("times"),
            4 => Kind::Other("bit fields"),
            6 => Kind::Other("compound values"),
            7 => Kind::Other("references"),
            10 => Kind::Other("arrays as elements"),
            11 => Kind::Other("complex numbers"),
            _ => Kind::Other("an unknown type"),
        };
        Ok(Self { kind, size, big_endian })
    }

    /// The type's name, as NumPy has it for numbers.
    pub fn name(&self) -> String {
        let bits = self.size.saturating_mul(8);
        match self.kind {
            Kind::Float16 | Kind::Float32 | Kind::Float64 => format!("float{bits}"),
            Kind::BFloat16 => "bfloat16".into(),
            Kind::Signed => format!("int{bits}"),
            Kind::Unsigned => format!("uint{bits}"),
            Kind::Enumeration => "bool".into(),
            Kind::TextToZero | Kind::TextZeroFilled | Kind::TextSpaceFilled | Kind::TextInHeap => {
                "text".into()
            }
            Kind::Opaque => format!("{} opaque bytes", self.size),
            Kind::Other(name) => name.into(),
        }
    }
}

/// The shape of a data set or attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataspace {
    /// The sizes of all axes. `[0]` for a null dataspace, which has no values.
    pub shape: Vec<usize>,
    /// The sizes up to which the axes can grow; `u64::MAX` for an axis without a limit.
    pub limits: Vec<u64>,
}

impl Dataspace {
    /// Reads a dataspace message.
    ///
    /// # Errors
    /// When it is cut short, of an unknown version, or an axis is longer than memory.
    pub(super) fn read(mut cursor: Cursor<'_>) -> Result<Self> {
        let version = cursor.u8();
        let rank = cursor.u8();
        let flags = cursor.u8();
        match version {
            1 => cursor.skip(5),
            2 => {
                if cursor.u8() == 2 {
                    return Ok(Self { shape: vec![0], limits: vec![0] });
                }
            }
            _ => return Err(bad(format!("dataspace version {version}; expected 1 or 2"))),
        }
        // HDF5 allows 32 axes. The limit also bounds the memory of a shape.
        if rank > 32 {
            return Err(bad(format!("{rank} axes; expected at most 32")));
        }
        let shape = (0..rank).map(|_| cursor.length()).collect::<Vec<_>>();
        let limits = match flags & 1 {
            0 => shape.iter().map(|&size| size as u64).collect(),
            _ => (0..rank).map(|_| cursor.limit()).collect(),
        };
        Ok(Self { shape, limits })
    }

    /// The number of bytes of all values.
    ///
    /// # Errors
    /// When memory cannot hold as many.
    pub fn bytes(&self, element: usize) -> Result<usize> {
        if self.shape.contains(&0) {
            return Ok(0);
        }
        if element == 0 {
            return Err(bad("its values have no bytes; the file is damaged"));
        }
        let bytes = self.shape.iter().try_fold(element, |product, &size| product.checked_mul(size));
        bytes.ok_or_else(|| bad(format!("shape {} is larger than memory", Shape::new(self.shape.as_slice()))))
    }
}
