//! Universal functions: element by element, with broadcasting.
//!
//! All floating point types are computed as `f64` and all integers as `i64`, then cast to the result's type. The
//! four operations and square roots of `f32` are exact this way, and the code stays small.

mod binary;
mod float;
mod more;
mod unary;

pub(crate) use binary::BOOLEAN_SUBTRACT;
pub use binary::{Binary, binary, divmod};
pub use more::{
    allclose, array_equal, array_equiv, choose_where, clip, copyto, isclose, modf, nan_to_num, round, unwrap,
};
pub use unary::{Unary, unary};

use crate::array::{Array, Flat, broadcast_shapes};
use crate::dtype::DType;
use crate::error::{Result, type_error, value_error};
use crate::memory::{self, tight_tuple};
use crate::promote::{Operand, can_cast_same_kind};
use crate::storage::Element;
use crate::warning::Flags;

/// Optional arguments of universal functions.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the result goes (`out=`).
    pub out: Option<Array>,
    /// Which elements are computed (`where=`). The others keep what `out` has, or are zero.
    pub mask: Option<Array>,
    /// The type in which the function computes (`dtype=`).
    pub dtype: Option<DType>,
    /// True for Python's operators: warnings about scalars say "scalar add" then.
    pub operator: bool,
}

impl Options {
    /// Options of an operator such as `a + b`.
    pub fn operator() -> Self {
        Options { operator: true, ..Options::default() }
    }

    /// Options of an in-place operator such as `a += b`.
    pub fn in_place(out: &Array) -> Self {
        Options { out: Some(out.clone()), operator: true, ..Options::default() }
    }

    /// Which elements `where` wants, for results of this shape. Only they raise warnings.
    fn computed(&self, shape: &[usize]) -> Result<Option<Vec<bool>>> {
        match &self.mask {
            Some(mask) if broadcast_shapes(&[mask.shape(), shape])? == shape => {
                Ok(Some(mask.broadcast_to(shape)?.to_vec()?))
            }
            _ => Ok(None),
        }
    }

    /// Puts a result where `out` and `where` want it.
    fn finish(&self, name: &str, result: Array) -> Result<Array> {
        let target = match &self.out {
            None if self.mask.is_none() => return Ok(result),
            None => Array::zeros(result.shape(), result.dtype())?,
            Some(out) => {
                if !can_cast_same_kind(result.dtype(), out.dtype()) {
                    return type_error(format!(
                        "Cannot cast ufunc '{name}' output from dtype('{}') to dtype('{}') with casting rule 'same_kind'",
                        result.dtype(),
                        out.dtype()
                    ));
                }
                if !out.is_writeable() {
                    return value_error("output array is read-only");
                }
                let common = broadcast_shapes(&[result.shape(), out.shape()])?;
                if common != out.shape() {
                    return value_error(format!(
                        "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
                        tight_tuple(out.shape()),
                        tight_tuple(&common)
                    ));
                }
                out.clone()
            }
        };
        match &self.mask {
            Some(mask) => copyto(&target, &result.into(), Some(mask))?,
            None => target.assign(&result)?,
        }
        Ok(target)
    }

    /// Refuses inputs that do not fit into the type that `dtype=` asks for.
    fn check_input(&self, name: &str, operands: &[&Operand]) -> Result<()> {
        let Some(dtype) = self.dtype else { return Ok(()) };
        for (place, operand) in operands.iter().enumerate() {
            let from = operand.dtype();
            if !can_cast_same_kind(from, dtype) {
                let place = if operands.len() == 1 { String::new() } else { format!(" {place}") };
                return type_error(format!(
                    "Cannot cast ufunc '{name}' input{place} from dtype('{from}') to dtype('{dtype}') with casting rule 'same_kind'"
                ));
            }
        }
        Ok(())
    }
}

/// The text for functions without a loop for a type.
fn unsupported<T>(name: &str) -> Result<T> {
    type_error(format!(
        "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''"
    ))
}

/// The text for functions that NumPy looks up by type, without one for these types.
fn no_loop<T>(name: &str, operands: &[&Operand]) -> Result<T> {
    let class = |operand: &&Operand| {
        let dtype = match operand {
            Operand::Int(_) => "_PyLong".to_string(),
            Operand::Float(_) => "_PyFloat".to_string(),
            other => match other.dtype() {
                DType::UInt8 => "UInt8".to_string(),
                dtype => dtype.name()[..1].to_uppercase() + &dtype.name()[1..],
            },
        };
        format!("<class 'numpy.dtypes.{dtype}DType'>")
    };
    let classes: Vec<String> = operands.iter().map(class).collect();
    let classes = if classes.len() == 1 { classes[0].clone() } else { format!("({})", classes.join(", ")) };
    type_error(format!(
        "ufunc '{name}' did not contain a loop with signature matching types {classes} -> None"
    ))
}

/// One operand's elements, broadcast.
enum Lane<'a, T> {
    One(T),
    Many(Flat<'a, T>),
}

impl<'a, T: Element> Lane<'a, T> {
    /// The elements of an array for results of this shape.
    fn new(array: &'a Array, shape: &[usize]) -> Result<Self> {
        if array.size() == 1 {
            return Ok(Lane::One(array.item()?.convert()));
        }
        if array.shape() == shape {
            return Ok(Lane::Many(array.flat()?));
        }
        Ok(Lane::Many(Flat::Owned(array.broadcast_to(shape)?.to_vec()?)))
    }

    fn get(&self, at: usize) -> T {
        match self {
            Lane::One(value) => *value,
            Lane::Many(values) => values[at],
        }
    }
}

/// A function of two lanes.
fn zip<T: Element, R: Element>(
    a: &Lane<'_, T>,
    b: &Lane<'_, T>,
    shape: &[usize],
    function: impl Fn(T, T) -> R,
) -> Result<Vec<R>> {
    let mut out = memory::reserve(shape, R::DTYPE)?;
    let count = shape.iter().product();
    match (a, b) {
        (Lane::One(a), Lane::One(b)) => out.resize(count, function(*a, *b)),
        (Lane::One(a), Lane::Many(b)) => out.extend(b.iter().map(|&b| function(*a, b))),
        (Lane::Many(a), Lane::One(b)) => out.extend(a.iter().map(|&a| function(a, *b))),
        (Lane::Many(a), Lane::Many(b)) => out.extend(a.iter().zip(b.iter()).map(|(&a, &b)| function(a, b))),
    }
    Ok(out)
}

/// Stores results that were computed as `f64`, and notes what overflows.
fn store_floats(values: Vec<f64>, shape: Vec<usize>, dtype: DType, flags: &mut Flags) -> Result<Array> {
    if dtype != DType::Float32 {
        return Ok(Array::new(f64::wrap(values).0, shape));
    }
    let mut narrow: Vec<f32> = memory::reserve(&shape, dtype)?;
    narrow.extend(values.iter().map(|&value| value as f32));
    flags.overflow |=
        narrow.iter().zip(&values).any(|(narrow, wide)| narrow.is_infinite() && wide.is_finite());
    Ok(Array::new(f32::wrap(narrow).0, shape))
}

/// Stores results that were computed as `i64`.
fn store_integers(values: Vec<i64>, shape: Vec<usize>, dtype: DType) -> Result<Array> {
    let wide = Array::new(i64::wrap(values).0, shape);
    wide.to_dtype(dtype)
}
