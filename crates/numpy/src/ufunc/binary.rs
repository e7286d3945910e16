//! Universal functions of two arguments.

use super::{Lane, Options, Unary, float, no_loop, store_floats, store_integers, unary, unsupported, zip};
use crate::array::{Array, broadcast_shapes};
use crate::dtype::DType;
use crate::error::{Result, type_error, value_error};
use crate::promote::{Operand, result_type};
use crate::scalar::Scalar;
use crate::storage::Element;
use crate::warning::Flags;

macro_rules! functions {
    ($($variant:ident $name:literal $(| $alias:literal)*,)*) => {
        /// A universal function of two arguments, by NumPy's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Binary {
            $(#[doc = $name] $variant,)*
        }

        impl Binary {
            /// The function of this name in NumPy.
            pub fn named(name: &str) -> Option<Binary> {
                match name {
                    $($name $(| $alias)* => Some(Binary::$variant),)*
                    _ => None,
                }
            }

            /// NumPy's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Binary::$variant => $name,)*
                }
            }
        }
    };
}

functions! {
    Add "add",
    Subtract "subtract",
    Multiply "multiply",
    Divide "divide" | "true_divide",
    FloorDivide "floor_divide",
    Remainder "remainder" | "mod",
    Fmod "fmod",
    Power "power" | "pow",
    FloatPower "float_power",
    Maximum "maximum",
    Minimum "minimum",
    Fmax "fmax",
    Fmin "fmin",
    Arctan2 "arctan2" | "atan2",
    Hypot "hypot",
    Copysign "copysign",
    Heaviside "heaviside",
    Nextafter "nextafter",
    Logaddexp "logaddexp",
    Logaddexp2 "logaddexp2",
    Gcd "gcd",
    Lcm "lcm",
    BitwiseAnd "bitwise_and",
    BitwiseOr "bitwise_or",
    BitwiseXor "bitwise_xor",
    LeftShift "left_shift" | "bitwise_left_shift",
    RightShift "right_shift" | "bitwise_right_shift",
    Equal "equal",
    NotEqual "not_equal",
    Less "less",
    LessEqual "less_equal",
    Greater "greater",
    GreaterEqual "greater_equal",
    LogicalAnd "logical_and",
    LogicalOr "logical_or",
    LogicalXor "logical_xor",
}

/// NumPy's text for differences of truth values.
pub(crate) const BOOLEAN_SUBTRACT: &str = "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.";

impl Binary {
    fn is_comparison(self) -> bool {
        (Binary::Equal as u8..=Binary::GreaterEqual as u8).contains(&(self as u8))
    }

    fn is_logical(self) -> bool {
        self as u8 >= Binary::LogicalAnd as u8
    }

    /// True for functions whose results are always floats.
    fn is_float(self) -> bool {
        use Binary::*;
        matches!(
            self,
            Divide | FloatPower | Arctan2 | Hypot | Copysign | Heaviside | Nextafter | Logaddexp | Logaddexp2
        )
    }

    /// True for functions of integers only.
    fn is_integer(self) -> bool {
        (Binary::Gcd as u8..=Binary::RightShift as u8).contains(&(self as u8))
    }

    /// The type in which the function computes operands of this common type.
    fn compute_type(self, common: DType, operands: &[&Operand]) -> Result<DType> {
        use Binary::*;
        if self == FloatPower {
            return Ok(DType::Float64);
        }
        if self.is_float() {
            return Ok(common.to_float());
        }
        if self.is_integer() && common.is_float() {
            let unnamed = matches!(self, Gcd | Lcm);
            return if unnamed { no_loop(self.name(), operands) } else { unsupported(self.name()) };
        }
        if common == DType::Bool {
            return match self {
                Subtract => type_error(BOOLEAN_SUBTRACT),
                Gcd | Lcm => no_loop(self.name(), operands),
                // NumPy has int8 here, which this crate does not.
                FloorDivide | Remainder | Fmod | Power | LeftShift | RightShift => Ok(DType::Int64),
                _ => Ok(DType::Bool),
            };
        }
        Ok(common)
    }
}

/// A universal function of two arguments, such as `np.add(a, b)`.
pub fn binary(function: Binary, a: &Operand, b: &Operand, options: &Options) -> Result<Array> {
    if let (Binary::Power, Operand::Array(base), true) = (function, a, options.operator)
        && base.dtype().is_float()
        && let Some(fast) = fast_power(a, b, options)?
    {
        return Ok(fast);
    }
    let shape = match &options.out {
        Some(out) => {
            broadcast_shapes(&[a.shape(), b.shape(), out.shape()])?;
            broadcast_shapes(&[a.shape(), b.shape()])?
        }
        None => broadcast_shapes(&[a.shape(), b.shape()])?,
    };
    let result = if function.is_comparison() {
        compare(function, a, b, shape)?
    } else if function.is_logical() {
        let (a, b) = (a.to_array(), b.to_array());
        let (a, b) = (Lane::<bool>::new(&a, &shape)?, Lane::<bool>::new(&b, &shape)?);
        let combine: fn(bool, bool) -> bool = match function {
            Binary::LogicalAnd => |a, b| a & b,
            Binary::LogicalOr => |a, b| a | b,
            _ => |a, b| a ^ b,
        };
        let values = zip(&a, &b, &shape, combine)?;
        Array::new(bool::wrap(values).0, shape)
    } else {
        arithmetic(function, a, b, shape, options)?
    };
    options.finish(function.name(), result)
}

/// The function that NumPy takes for simple exponents of `a ** b`.
fn fast_power(a: &Operand, b: &Operand, options: &Options) -> Result<Option<Array>> {
    let exponent = match b {
        Operand::Int(value) => *value as f64,
        Operand::Float(value) => *value,
        _ => return Ok(None),
    };
    let function = match exponent {
        1.0 => Unary::Positive,
        -1.0 => Unary::Reciprocal,
        0.5 => Unary::Sqrt,
        2.0 => Unary::Square,
        _ => return Ok(None),
    };
    unary(function, a, options).map(Some)
}

/// `divmod(a, b)`: the floor division and its remainder.
pub fn divmod(a: &Operand, b: &Operand, options: &Options) -> Result<(Array, Array)> {
    Ok((binary(Binary::FloorDivide, a, b, options)?, binary(Binary::Remainder, a, b, options)?))
}

fn compare(function: Binary, a: &Operand, b: &Operand, shape: Vec<usize>) -> Result<Array> {
    fn apply<T: Element>(function: Binary, a: &Array, b: &Array, shape: &[usize]) -> Result<Vec<bool>> {
        let (a, b) = (Lane::<T>::new(a, shape)?, Lane::<T>::new(b, shape)?);
        // The other comparisons are these three with exchanged sides or results.
        let less = |a: T, b: T| a < b;
        let less_equal = |a: T, b: T| a <= b;
        match function {
            Binary::Equal | Binary::NotEqual => {
                let is_equal = function == Binary::Equal;
                zip(&a, &b, shape, move |a, b| (a == b) == is_equal)
            }
            Binary::Less => zip(&a, &b, shape, less),
            Binary::LessEqual => zip(&a, &b, shape, less_equal),
            Binary::Greater => zip(&b, &a, shape, less),
            _ => zip(&b, &a, shape, less_equal),
        }
    }
    let common = result_type(&[a.clone(), b.clone()]);
    // Python's floats take float32's precision beside it.
    let narrow = |operand: &Operand| -> Result<Array> {
        if common == DType::Float32 { operand.cast(common) } else { Ok(operand.to_array()) }
    };
    let (a, b) = (narrow(a)?, narrow(b)?);
    let values = if common.is_float() {
        apply::<f64>(function, &a, &b, &shape)
    } else {
        apply::<i64>(function, &a, &b, &shape)
    }?;
    Ok(Array::new(bool::wrap(values).0, shape))
}

fn arithmetic(
    function: Binary,
    a: &Operand,
    b: &Operand,
    shape: Vec<usize>,
    options: &Options,
) -> Result<Array> {
    let common = match options.dtype {
        Some(dtype) => {
            options.check_input(function.name(), &[a, b])?;
            dtype
        }
        None => result_type(&[a.clone(), b.clone()]),
    };
    let dtype = function.compute_type(common, &[a, b])?;
    for operand in [a, b] {
        if let Operand::Int(value) = operand {
            crate::promote::check_bounds(*value, if function.is_float() { DType::Float64 } else { dtype })?;
        }
    }
    // Scalars of the common type have operators of their own in NumPy, with other warnings.
    let is_scalar =
        |operand: &Operand| matches!(operand, Operand::Scalar(scalar) if scalar.dtype() == common);
    let is_plain = |operand: &Operand| !matches!(operand, Operand::Array(_));
    let scalars = options.operator
        && is_plain(a)
        && is_plain(b)
        && (is_scalar(a) || is_scalar(b))
        && !matches!(a, Operand::Scalar(Scalar::Bool(_)) | Operand::Bool(_));
    let name = if scalars { format!("scalar {}", function.name()) } else { function.name().to_string() };
    let prepare = |operand: &Operand| -> Result<Array> {
        // Operands that are wider than the computation (for `dtype=`, or a Python float beside float32) are rounded.
        if operand.dtype() > dtype { operand.to_array().to_dtype(dtype) } else { Ok(operand.to_array()) }
    };
    let (a, b) = (prepare(a)?, prepare(b)?);
    let mut flags = Flags::default();
    let result = if dtype.is_float() {
        let (a, b) = (Lane::<f64>::new(&a, &shape)?, Lane::<f64>::new(&b, &shape)?);
        let values = float_loop(function, &a, &b, &shape, dtype)?;
        check_floats(function, &a, &b, &values, &options.computed(&shape)?, &mut flags);
        drop((a, b));
        store_floats(values, shape, dtype, &mut flags)?
    } else {
        let (a, b) = (Lane::<i64>::new(&a, &shape)?, Lane::<i64>::new(&b, &shape)?);
        let values = integer_loop(function, &a, &b, &shape, dtype, &mut flags)?;
        if scalars && shape.is_empty() {
            let (a, b) = (a.get(0) as i128, b.get(0) as i128);
            let exact = match function {
                Binary::Add => a + b,
                Binary::Subtract => a - b,
                Binary::Multiply => a * b,
                _ => 0,
            };
            let (low, high) = dtype.integer_bounds();
            flags.overflow |= dtype != DType::Bool && !(low as i128..=high as i128).contains(&exact);
        }
        drop((a, b));
        store_integers(values, shape, dtype)?
    };
    flags.report(&name);
    Ok(result)
}

fn float_loop(
    function: Binary,
    a: &Lane<'_, f64>,
    b: &Lane<'_, f64>,
    shape: &[usize],
    dtype: DType,
) -> Result<Vec<f64>> {
    let slow: fn(f64, f64) -> f64 = match function {
        Binary::Add => return zip(a, b, shape, |a, b| a + b),
        Binary::Subtract => return zip(a, b, shape, |a, b| a - b),
        Binary::Multiply => return zip(a, b, shape, |a, b| a * b),
        Binary::Divide => return zip(a, b, shape, |a, b| a / b),
        Binary::FloorDivide => |a, b| float::divmod(a, b).0,
        Binary::Remainder => |a, b| float::divmod(a, b).1,
        Binary::Fmod => |a, b| a % b,
        Binary::Power | Binary::FloatPower => float::powf,
        Binary::Maximum => float::maximum,
        Binary::Minimum => float::minimum,
        Binary::Fmax => float::fmax,
        Binary::Fmin => float::fmin,
        Binary::Arctan2 => f64::atan2,
        Binary::Hypot => f64::hypot,
        Binary::Copysign => f64::copysign,
        Binary::Heaviside => float::heaviside,
        Binary::Nextafter if dtype == DType::Float32 => float::nextafter32,
        Binary::Nextafter => float::nextafter,
        Binary::Logaddexp => float::logaddexp,
        Binary::Logaddexp2 => float::logaddexp2,
        _ => return unsupported(function.name()),
    };
    zip(a, b, shape, slow)
}

fn integer_loop(
    function: Binary,
    a: &Lane<'_, i64>,
    b: &Lane<'_, i64>,
    shape: &[usize],
    dtype: DType,
    flags: &mut Flags,
) -> Result<Vec<i64>> {
    let is_bool = dtype == DType::Bool;
    let count: usize = shape.iter().product();
    let any = |lane: &Lane<'_, i64>, test: fn(i64) -> bool| (0..count).any(|at| test(lane.get(at)));
    let slow: fn(i64, i64) -> i64 = match function {
        Binary::Add if is_bool => |a, b| a | b,
        Binary::Add => return zip(a, b, shape, i64::wrapping_add),
        Binary::Subtract => return zip(a, b, shape, i64::wrapping_sub),
        Binary::Multiply => return zip(a, b, shape, i64::wrapping_mul),
        Binary::FloorDivide | Binary::Remainder | Binary::Fmod => {
            flags.divide = any(b, |b| b == 0);
            match function {
                Binary::FloorDivide => float::floor_divide,
                Binary::Remainder => float::remainder,
                _ => float::c_remainder,
            }
        }
        Binary::Power => {
            if any(b, |b| b < 0) {
                return value_error("Integers to negative integer powers are not allowed.");
            }
            float::power
        }
        Binary::Maximum | Binary::Fmax => i64::max,
        Binary::Minimum | Binary::Fmin => i64::min,
        Binary::Gcd => float::gcd,
        Binary::Lcm => float::lcm,
        Binary::BitwiseAnd => |a, b| a & b,
        Binary::BitwiseOr => |a, b| a | b,
        Binary::BitwiseXor => |a, b| a ^ b,
        Binary::LeftShift => float::left_shift,
        Binary::RightShift => float::right_shift,
        _ => return unsupported(function.name()),
    };
    zip(a, b, shape, slow)
}

/// Notes what floating point warnings a computation raises.
fn check_floats(
    function: Binary,
    a: &Lane<'_, f64>,
    b: &Lane<'_, f64>,
    values: &[f64],
    computed: &Option<Vec<bool>>,
    flags: &mut Flags,
) {
    use Binary::*;
    if matches!(function, Maximum | Minimum | Fmax | Fmin | Copysign | Heaviside | Arctan2) {
        return;
    }
    for (at, value) in values.iter().enumerate() {
        if value.is_finite() || computed.as_ref().is_some_and(|computed| !computed[at]) {
            continue;
        }
        let (a, b) = (a.get(at), b.get(at));
        if value.is_nan() {
            flags.invalid |= !a.is_nan() && !b.is_nan();
        } else if a.is_finite() && b.is_finite() {
            let divides = match function {
                Divide | FloorDivide => b == 0.0,
                Power | FloatPower => a == 0.0,
                _ => false,
            };
            flags.divide |= divides;
            flags.overflow |= !divides;
        }
    }
}
