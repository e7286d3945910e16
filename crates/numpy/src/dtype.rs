//! Types of elements.

use crate::error::{Error, Result};

/// The type of an array's elements, in the order in which NumPy promotes them within a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DType {
    /// `bool`
    Bool,
    /// `uint8`
    UInt8,
    /// `int32`
    Int32,
    /// `int64`, the type of Python's integers
    Int64,
    /// `float32`
    Float32,
    /// `float64`, the type of Python's floats
    Float64,
}

/// Names of types that NumPy's `dtype()` understands.
const NAMES: [(&str, DType); 38] = [
    ("bool", DType::Bool),
    ("bool_", DType::Bool),
    ("?", DType::Bool),
    ("b1", DType::Bool),
    ("|b1", DType::Bool),
    ("uint8", DType::UInt8),
    ("ubyte", DType::UInt8),
    ("B", DType::UInt8),
    ("u1", DType::UInt8),
    ("|u1", DType::UInt8),
    ("int32", DType::Int32),
    ("intc", DType::Int32),
    ("i", DType::Int32),
    ("i4", DType::Int32),
    ("<i4", DType::Int32),
    ("=i4", DType::Int32),
    ("int64", DType::Int64),
    ("int", DType::Int64),
    ("int_", DType::Int64),
    ("intp", DType::Int64),
    ("long", DType::Int64),
    ("l", DType::Int64),
    ("q", DType::Int64),
    ("p", DType::Int64),
    ("i8", DType::Int64),
    ("<i8", DType::Int64),
    ("float32", DType::Float32),
    ("single", DType::Float32),
    ("f", DType::Float32),
    ("f4", DType::Float32),
    ("<f4", DType::Float32),
    ("=f4", DType::Float32),
    ("float64", DType::Float64),
    ("float", DType::Float64),
    ("double", DType::Float64),
    ("d", DType::Float64),
    ("f8", DType::Float64),
    ("<f8", DType::Float64),
];

impl DType {
    /// The type that a name means, as NumPy's `dtype(name)`.
    pub fn from_name(name: &str) -> Result<Self> {
        match NAMES.iter().find(|(known, _)| *known == name) {
            Some((_, dtype)) => Ok(*dtype),
            None => Err(Error::Type(format!("data type '{name}' not understood"))),
        }
    }

    /// NumPy's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::UInt8 => "uint8",
            DType::Int32 => "int32",
            DType::Int64 => "int64",
            DType::Float32 => "float32",
            DType::Float64 => "float64",
        }
    }

    /// NumPy's string for the array protocol (`dtype.str`).
    pub fn protocol(self) -> &'static str {
        match self {
            DType::Bool => "|b1",
            DType::UInt8 => "|u1",
            DType::Int32 => "<i4",
            DType::Int64 => "<i8",
            DType::Float32 => "<f4",
            DType::Float64 => "<f8",
        }
    }

    /// NumPy's letter for the kind: `b`, `u`, `i` or `f`.
    pub fn kind(self) -> char {
        match self {
            DType::Bool => 'b',
            DType::UInt8 => 'u',
            DType::Int32 | DType::Int64 => 'i',
            DType::Float32 | DType::Float64 => 'f',
        }
    }

    /// Bytes of one element.
    pub fn itemsize(self) -> usize {
        match self {
            DType::Bool | DType::UInt8 => 1,
            DType::Int32 | DType::Float32 => 4,
            DType::Int64 | DType::Float64 => 8,
        }
    }

    /// True for `float32` and `float64`.
    pub fn is_float(self) -> bool {
        self >= DType::Float32
    }

    /// True for integers, not for `bool`.
    pub fn is_integer(self) -> bool {
        matches!(self, DType::UInt8 | DType::Int32 | DType::Int64)
    }

    /// The smallest and the largest integer of an integer type.
    pub fn integer_bounds(self) -> (i64, i64) {
        match self {
            DType::Bool => (0, 1),
            DType::UInt8 => (0, u8::MAX as i64),
            DType::Int32 => (i32::MIN as i64, i32::MAX as i64),
            _ => (i64::MIN, i64::MAX),
        }
    }

    /// The type for functions that have floating point results only.
    pub fn to_float(self) -> DType {
        if self == DType::Float32 { DType::Float32 } else { DType::Float64 }
    }

    /// The type in which sums and products of this type are computed.
    pub fn to_sum(self) -> DType {
        if self.is_float() { self } else { DType::Int64 }
    }
}

impl core::fmt::Display for DType {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}
