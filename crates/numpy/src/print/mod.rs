//! Printed forms of arrays and scalars, as NumPy prints them.

mod array;
mod float;
mod options;

pub use array::{array_repr, array_str, array2string};
pub use float::{format_float_positional, format_float_scientific};
pub use options::{FloatMode, PrintOptions, get_printoptions, set_printoptions};

use crate::array::Array;
use crate::scalar::Scalar;
use core::fmt;
use float::{Number, Trim, positional, scientific};

impl fmt::Display for Array {
    /// `str(a)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&array_str(self, &get_printoptions()))
    }
}

impl fmt::Display for Scalar {
    /// `str(x)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Scalar::Bool(value) => return f.write_str(if value { "True" } else { "False" }),
            Scalar::UInt8(value) => value.to_string(),
            Scalar::Int32(value) => value.to_string(),
            Scalar::Int64(value) => value.to_string(),
            Scalar::Float32(value) => float_text(Number::F32(value)),
            Scalar::Float64(value) => float_text(Number::F64(value)),
        };
        f.write_str(&text)
    }
}

impl Scalar {
    /// `repr(x)`, such as `np.float64(1.5)`.
    pub fn repr(self) -> String {
        match self {
            Scalar::Bool(value) => format!("np.{}", if value { "True_" } else { "False_" }),
            _ => format!("np.{}({self})", self.dtype()),
        }
    }
}

/// A float scalar: the fewest digits that tell it from its neighbours.
fn float_text(number: Number) -> String {
    let size = number.value().abs();
    if !size.is_finite() {
        return non_finite(number.value());
    }
    let simple = float::Format::default();
    let cutoff = if matches!(number, Number::F32(_)) { 1e6 } else { 1e16 };
    if size == 0.0 || (1e-4..cutoff).contains(&size) {
        positional(number, &float::Format { trim: Trim::LeaveOneZero, ..simple })
    } else {
        scientific(number, &float::Format { trim: Trim::Point, ..simple })
    }
}

/// `nan`, `inf` or `-inf`.
fn non_finite(value: f64) -> String {
    if value.is_nan() {
        "nan".into()
    } else if value < 0.0 {
        "-inf".into()
    } else {
        "inf".into()
    }
}
