//! Universal functions of one argument.

use super::{Options, float, no_loop, store_floats, store_integers, unsupported};
use crate::array::{Array, broadcast_shapes};
use crate::dtype::DType;
use crate::error::{Result, type_error};
use crate::memory;
use crate::promote::Operand;
use crate::storage::Element;
use crate::warning::Flags;

macro_rules! functions {
    ($($variant:ident $name:literal $(| $alias:literal)*,)*) => {
        /// A universal function of one argument, by NumPy's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Unary {
            $(#[doc = $name] $variant,)*
        }

        impl Unary {
            /// The function of this name in NumPy.
            pub fn named(name: &str) -> Option<Unary> {
                match name {
                    $($name $(| $alias)* => Some(Unary::$variant),)*
                    _ => None,
                }
            }

            /// NumPy's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Unary::$variant => $name,)*
                }
            }
        }
    };
}

functions! {
    Negative "negative",
    Positive "positive",
    Absolute "absolute" | "abs",
    Sign "sign",
    Square "square",
    Reciprocal "reciprocal",
    Conjugate "conjugate" | "conj",
    Floor "floor",
    Ceil "ceil",
    Trunc "trunc" | "fix",
    Invert "invert" | "bitwise_not" | "bitwise_invert",
    Fabs "fabs",
    Rint "rint",
    Sqrt "sqrt",
    Cbrt "cbrt",
    Exp "exp",
    Exp2 "exp2",
    Expm1 "expm1",
    Log "log",
    Log2 "log2",
    Log10 "log10",
    Log1p "log1p",
    Sin "sin",
    Cos "cos",
    Tan "tan",
    Arcsin "arcsin" | "asin",
    Arccos "arccos" | "acos",
    Arctan "arctan" | "atan",
    Sinh "sinh",
    Cosh "cosh",
    Tanh "tanh",
    Arcsinh "arcsinh" | "asinh",
    Arccosh "arccosh" | "acosh",
    Arctanh "arctanh" | "atanh",
    Deg2rad "deg2rad",
    Radians "radians",
    Rad2deg "rad2deg",
    Degrees "degrees",
    Sinc "sinc",
    Spacing "spacing",
    IsNan "isnan",
    IsInf "isinf",
    IsFinite "isfinite",
    Signbit "signbit",
    LogicalNot "logical_not",
}

impl Unary {
    /// True for functions whose results are `bool`.
    fn is_predicate(self) -> bool {
        self as u8 >= Unary::IsNan as u8
    }

    /// True for functions whose results have the type of the argument.
    fn keeps_type(self) -> bool {
        self as u8 <= Unary::Invert as u8
    }

    fn float(self) -> fn(f64) -> f64 {
        match self {
            Unary::Negative => |x| -x,
            Unary::Positive | Unary::Conjugate => |x| x,
            Unary::Absolute | Unary::Fabs => f64::abs,
            Unary::Sign => float::sign,
            Unary::Square => |x| x * x,
            Unary::Reciprocal => |x| 1.0 / x,
            Unary::Floor => f64::floor,
            Unary::Ceil => f64::ceil,
            Unary::Trunc => f64::trunc,
            Unary::Rint => f64::round_ties_even,
            Unary::Sqrt => f64::sqrt,
            Unary::Cbrt => f64::cbrt,
            Unary::Exp => f64::exp,
            Unary::Exp2 => f64::exp2,
            Unary::Expm1 => f64::exp_m1,
            Unary::Log => f64::ln,
            Unary::Log2 => f64::log2,
            Unary::Log10 => f64::log10,
            Unary::Log1p => f64::ln_1p,
            Unary::Sin => f64::sin,
            Unary::Cos => f64::cos,
            Unary::Tan => f64::tan,
            Unary::Arcsin => f64::asin,
            Unary::Arccos => f64::acos,
            Unary::Arctan => f64::atan,
            Unary::Sinh => f64::sinh,
            Unary::Cosh => f64::cosh,
            Unary::Tanh => f64::tanh,
            Unary::Arcsinh => f64::asinh,
            Unary::Arccosh => f64::acosh,
            Unary::Arctanh => f64::atanh,
            Unary::Deg2rad | Unary::Radians => |x| x * (core::f64::consts::PI / 180.0),
            Unary::Rad2deg | Unary::Degrees => |x| x * (180.0 / core::f64::consts::PI),
            Unary::Sinc => float::sinc,
            Unary::Spacing => |x| if x < 0.0 { x.next_down() - x } else { x.next_up() - x },
            _ => |_| f64::NAN,
        }
    }

    fn integer(self, dtype: DType) -> Result<fn(i64) -> i64> {
        let is_bool = dtype == DType::Bool;
        Ok(match self {
            Unary::Negative if is_bool => {
                return type_error(
                    "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.",
                );
            }
            Unary::Positive | Unary::Sign if is_bool => return no_loop(self.name(), &[&Operand::Bool(true)]),
            Unary::Invert if is_bool => |x| 1 - x,
            Unary::Negative => i64::wrapping_neg,
            Unary::Positive | Unary::Conjugate | Unary::Floor | Unary::Ceil | Unary::Trunc => |x| x,
            Unary::Absolute => i64::wrapping_abs,
            Unary::Sign => i64::signum,
            Unary::Square => |x| x.wrapping_mul(x),
            Unary::Reciprocal => |x| match x {
                0 => i64::MIN,
                1 | -1 => x,
                _ => 0,
            },
            Unary::Invert => |x| !x,
            _ => return unsupported(self.name()),
        })
    }
}

/// A universal function of one argument, such as `np.sqrt(x)`.
pub fn unary(function: Unary, x: &Operand, options: &Options) -> Result<Array> {
    options.check_input(function.name(), &[x])?;
    let array = match options.dtype {
        Some(dtype) if !function.is_predicate() => x.to_array().to_dtype(dtype)?,
        _ => x.to_array(),
    };
    let shape = array.shape().to_vec();
    if let Some(out) = &options.out {
        broadcast_shapes(&[&shape, out.shape()])?;
    }
    let dtype = array.dtype();
    let result = if function.is_predicate() {
        let test: fn(f64) -> bool = match function {
            Unary::IsNan => f64::is_nan,
            Unary::IsInf => f64::is_infinite,
            Unary::IsFinite => f64::is_finite,
            Unary::Signbit => f64::is_sign_negative,
            _ => |x| x == 0.0,
        };
        let mut values: Vec<bool> = memory::reserve(&shape, DType::Bool)?;
        values.extend(array.flat::<f64>()?.iter().map(|&x| test(x)));
        Array::new(bool::wrap(values).0, shape)
    } else if function.keeps_type() && !dtype.is_float() {
        let apply = function.integer(dtype)?;
        let mut flags = Flags::default();
        let mut values: Vec<i64> = memory::reserve(&shape, DType::Int64)?;
        values.extend(array.flat::<i64>()?.iter().map(|&x| apply(x)));
        if function == Unary::Reciprocal {
            flags.divide = array.flat::<i64>()?.contains(&0);
        }
        flags.report(function.name());
        if let (true, Operand::Scalar(scalar), Unary::Negative | Unary::Absolute) =
            (options.operator, x, function)
        {
            let (low, high) = dtype.integer_bounds();
            let value = scalar.as_i64() as i128;
            let exact = if function == Unary::Negative { -value } else { value.abs() };
            let overflow = dtype != DType::Bool && !(low as i128..=high as i128).contains(&exact);
            Flags { overflow, ..Flags::default() }.report(&format!("scalar {}", function.name()));
        }
        store_integers(values, shape, dtype)?
    } else if function == Unary::Invert {
        return unsupported(function.name());
    } else {
        let (apply, target) = (function.float(), dtype.to_float());
        let mut flags = Flags::default();
        let mut values: Vec<f64> = memory::reserve(&shape, DType::Float64)?;
        let source = array.flat::<f64>()?;
        match function {
            Unary::Spacing if target == DType::Float32 => values.extend(source.iter().map(|&x| {
                let x = x as f32;
                (if x < 0.0 { x.next_down() - x } else { x.next_up() - x }) as f64
            })),
            Unary::Sqrt => values.extend(source.iter().map(|&x| x.sqrt())),
            _ => values.extend(source.iter().map(|&x| apply(x))),
        }
        check(function, &source, &values, &options.computed(&shape)?, &mut flags);
        drop(source);
        let result = store_floats(values, shape, target, &mut flags)?;
        flags.report(function.name());
        result
    };
    options.finish(function.name(), result)
}

/// Notes what floating point warnings a computation raises.
fn check(function: Unary, source: &[f64], values: &[f64], computed: &Option<Vec<bool>>, flags: &mut Flags) {
    for (at, (&x, &value)) in source.iter().zip(values).enumerate() {
        if value.is_finite() || x.is_nan() || computed.as_ref().is_some_and(|computed| !computed[at]) {
            continue;
        }
        if value.is_nan() {
            flags.invalid = true;
        } else if x.is_finite() {
            let divides = matches!(
                function,
                Unary::Log | Unary::Log2 | Unary::Log10 | Unary::Log1p | Unary::Arctanh | Unary::Reciprocal
            );
            flags.divide |= divides;
            flags.overflow |= !divides;
        }
    }
}
