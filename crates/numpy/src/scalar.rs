//! Scalars with a type, as `a[0]` and `a.sum()` give them.

use crate::dtype::DType;
use crate::storage::Element;

/// One value with its type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// `bool`
    Bool(bool),
    /// `uint8`
    UInt8(u8),
    /// `int32`
    Int32(i32),
    /// `int64`
    Int64(i64),
    /// `float32`
    Float32(f32),
    /// `float64`
    Float64(f64),
}

impl Scalar {
    /// The scalar's type.
    pub fn dtype(self) -> DType {
        match self {
            Scalar::Bool(_) => DType::Bool,
            Scalar::UInt8(_) => DType::UInt8,
            Scalar::Int32(_) => DType::Int32,
            Scalar::Int64(_) => DType::Int64,
            Scalar::Float32(_) => DType::Float32,
            Scalar::Float64(_) => DType::Float64,
        }
    }

    /// The value as a float.
    pub fn as_f64(self) -> f64 {
        self.convert()
    }

    /// The value as an integer. Floats lose their fraction.
    pub fn as_i64(self) -> i64 {
        self.convert()
    }

    /// True for every value but zero.
    pub fn as_bool(self) -> bool {
        self.convert()
    }

    /// The value as an element of a type, cast as NumPy's `astype` does.
    pub(crate) fn convert<T: Element>(self) -> T {
        match self {
            Scalar::Bool(value) => T::cast(value),
            Scalar::UInt8(value) => T::cast(value),
            Scalar::Int32(value) => T::cast(value),
            Scalar::Int64(value) => T::cast(value),
            Scalar::Float32(value) => T::cast(value),
            Scalar::Float64(value) => T::cast(value),
        }
    }

    /// The value in another type.
    pub fn astype(self, dtype: DType) -> Scalar {
        match dtype {
            DType::Bool => Scalar::Bool(self.convert()),
            DType::UInt8 => Scalar::UInt8(self.convert()),
            DType::Int32 => Scalar::Int32(self.convert()),
            DType::Int64 => Scalar::Int64(self.convert()),
            DType::Float32 => Scalar::Float32(self.convert()),
            DType::Float64 => Scalar::Float64(self.convert()),
        }
    }
}

impl DType {
    /// Zero of this type.
    pub fn zero(self) -> Scalar {
        Scalar::Int64(0).astype(self)
    }

    /// One of this type.
    pub fn one(self) -> Scalar {
        Scalar::Int64(1).astype(self)
    }
}
