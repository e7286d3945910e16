//! NumPy's arrays in Rust: views, broadcasting, universal functions, random streams and printed forms as NumPy 2 has
//! them.
//!
//! The crate knows nothing of Python. [`Array`] shares its memory with views of it. Functions take [`Operand`]s where
//! Python's numbers are allowed, and give an [`Error`] with Python's exception kind and NumPy's text.
//!
//! For a binding to Python:
//!
//! - Universal functions, reductions, products and `take` give scalars where NumPy does, after [`Array::into_value`].
//!   Functions that create arrays or change shapes give arrays, with or without axes. Results that were written to
//!   `out` stay arrays.
//! - Operators pass [`ufunc::Options::operator`], in-place operators [`ufunc::Options::in_place`]. Universal functions,
//!   reductions and distributions are found by their names ([`ufunc::Binary::named`] and its like).
//! - [`Nested`] makes arrays of lists, and [`Index::list`] makes indices of them.
//! - Warnings wait in [`warning::take`], and [`memory::set_limit`] says how large an array may be.
//! - What NumPy has as `int8` (`True // True`) is `int64` here, and what it has as `float16` (`sqrt` of `bool` or
//!   `uint8`) is `float64`. Sums of `uint8` are `int64`, not `uint64`. Complex results are errors.
//!
//! Floating point numbers are computed as `f64`, integers as `i64`, and cast to the type of the result: one loop for
//! each function keeps the code small. Only sums and products of matrices work on `f32` itself.

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
