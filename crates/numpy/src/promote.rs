//! Which type the result of several operands has (NEP 50).

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result};
use crate::scalar::Scalar;

/// An argument of a function. Python's numbers take the type of the arrays beside them.
#[derive(Clone, Debug)]
pub enum Operand {
    /// An array
    Array(Array),
    /// A NumPy scalar, with its type
    Scalar(Scalar),
    /// Python's `bool`, which is NumPy's
    Bool(bool),
    /// Python's `int`
    Int(i64),
    /// Python's `float`
    Float(f64),
}

impl From<Array> for Operand {
    fn from(array: Array) -> Self {
        Operand::Array(array)
    }
}

impl From<&Array> for Operand {
    fn from(array: &Array) -> Self {
        Operand::Array(array.clone())
    }
}

impl From<Scalar> for Operand {
    fn from(scalar: Scalar) -> Self {
        Operand::Scalar(scalar)
    }
}

impl From<bool> for Operand {
    fn from(value: bool) -> Self {
        Operand::Bool(value)
    }
}

impl From<i64> for Operand {
    fn from(value: i64) -> Self {
        Operand::Int(value)
    }
}

impl From<f64> for Operand {
    fn from(value: f64) -> Self {
        Operand::Float(value)
    }
}

impl Operand {
    /// The type without other operands.
    pub fn dtype(&self) -> DType {
        match self {
            Operand::Array(array) => array.dtype(),
            Operand::Scalar(scalar) => scalar.dtype(),
            Operand::Bool(_) => DType::Bool,
            Operand::Int(_) => DType::Int64,
            Operand::Float(_) => DType::Float64,
        }
    }

    /// True for Python's numbers.
    pub fn is_weak(&self) -> bool {
        matches!(self, Operand::Int(_) | Operand::Float(_))
    }

    /// The operand's shape.
    pub fn shape(&self) -> &[usize] {
        if let Operand::Array(array) = self { array.shape() } else { &[] }
    }

    /// The operand as an array of its own type (`np.asarray`).
    pub fn to_array(&self) -> Array {
        match self {
            Operand::Array(array) => array.clone(),
            Operand::Scalar(scalar) => Array::from_scalar(*scalar),
            Operand::Bool(value) => Array::from_scalar(Scalar::Bool(*value)),
            Operand::Int(value) => Array::from_scalar(Scalar::Int64(*value)),
            Operand::Float(value) => Array::from_scalar(Scalar::Float64(*value)),
        }
    }

    /// The operand as an array of a type. A Python integer must fit.
    pub fn cast(&self, dtype: DType) -> Result<Array> {
        if let Operand::Int(value) = self {
            check_bounds(*value, dtype)?;
        }
        self.to_array().to_dtype(dtype)
    }
}

/// Refuses a Python integer that does not fit into an integer type.
pub(crate) fn check_bounds(value: i64, dtype: DType) -> Result<()> {
    let (low, high) = dtype.integer_bounds();
    if dtype.is_integer() && !(low..=high).contains(&value) {
        return Err(Error::Overflow(format!("Python integer {value} out of bounds for {dtype}")));
    }
    Ok(())
}

/// The type that holds the values of two types (`np.promote_types`).
pub fn promote_types(a: DType, b: DType) -> DType {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    if high == DType::Float32 && matches!(low, DType::Int32 | DType::Int64) { DType::Float64 } else { high }
}

/// The type of a result of these operands (`np.result_type`).
pub fn result_type(operands: &[Operand]) -> DType {
    let strong =
        operands.iter().filter(|operand| !operand.is_weak()).map(Operand::dtype).reduce(promote_types);
    let mut result = strong.unwrap_or(DType::Bool);
    for operand in operands {
        match operand {
            Operand::Int(_) if result == DType::Bool => result = DType::Int64,
            Operand::Float(_) if !result.is_float() => result = DType::Float64,
            _ => {}
        }
    }
    result
}

/// The common type of arrays (`np.result_type` without Python's numbers).
pub(crate) fn common_type(arrays: &[Array]) -> DType {
    arrays.iter().map(Array::dtype).reduce(promote_types).unwrap_or(DType::Float64)
}

/// True if every value of one type has its like in the other (`np.can_cast(from, to, "safe")`).
pub fn can_cast_safely(from: DType, to: DType) -> bool {
    promote_types(from, to) == to
}

/// True for casts within a kind or to a wider kind (`np.can_cast(from, to, "same_kind")`).
pub fn can_cast_same_kind(from: DType, to: DType) -> bool {
    fn rank(dtype: DType) -> u8 {
        match dtype.kind() {
            'b' => 0,
            'u' => 1,
            'i' => 2,
            _ => 3,
        }
    }
    rank(from) <= rank(to)
}
