//! NumPy's arrays in Rust: views, broadcasting, universal functions, random streams and printed forms as NumPy 2 has
//! them.
//!
//! The crate knows nothing of Python. [`Array`] shares its memory with views of it. Functions take [`Operand`]s where
//! Python's numbers are allowed, and give an [`Error`] with Python's exception kind and NumPy's text. Functions that
//! give scalars in NumPy give arrays without axes here; [`Array::into_value`] makes scalars of them. Warnings wait in
//! [`warning::take`].

mod array;
pub mod create;
mod dtype;
mod error;
mod index;
pub mod linalg;
pub mod memory;
mod nested;
pub mod numeric;
mod print;
mod promote;
pub mod random;
pub mod reduce;
mod scalar;
pub mod sets;
pub mod shape;
pub mod sort;
mod storage;
pub mod ufunc;
pub mod warning;

pub use array::{Array, Value, broadcast_shapes};
pub use dtype::DType;
pub use error::{Error, Result};
pub use index::{Index, slice_bounds};
pub use nested::Nested;
pub use print::{
    FloatMode, PrintOptions, array_repr, array_str, array2string, format_float_positional,
    format_float_scientific, get_printoptions, set_printoptions,
};
pub use promote::{Operand, can_cast_safely, can_cast_same_kind, promote_types, result_type};
pub use scalar::Scalar;
pub use storage::Element;
