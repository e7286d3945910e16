//! What both generators share: checks of arguments, and the distributions that are drawn by name.

use super::distributions::{self, Source};
use super::draw::draw;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result, value_error};
use crate::memory;
use crate::promote::Operand;

/// A shape, or none for one number.
pub(super) type Size<'a> = Option<&'a [usize]>;

/// How many things an array or an integer stands for.
pub(super) fn population(a: &Array, wanted: usize, legacy: bool) -> Result<usize> {
    if a.ndim() > 0 {
        return Ok(a.shape()[0]);
    }
    if a.dtype().is_float() {
        return if legacy {
            value_error("a must be 1-dimensional or an integer")
        } else {
            value_error("a must be a sequence or an integer, not <class 'float'>")
        };
    }
    let count = a.item()?.as_i64();
    if count < 0 || count == 0 && wanted > 0 {
        return value_error(if legacy {
            "a must be greater than 0 unless no samples are taken"
        } else {
            "a must be a positive integer unless no samples are taken"
        });
    }
    memory::checked_size(&[memory::length(count)], DType::Int64)
}

/// Refuses bounds whose distance is not finite.
pub(super) fn check_range(low: &Operand, high: &Operand) -> Result<()> {
    let (low, high) = (low.to_array().to_vec::<f64>()?, high.to_array().to_vec::<f64>()?);
    let finite = low.iter().flat_map(|low| high.iter().map(move |high| high - low)).all(f64::is_finite);
    if finite || low.len() * high.len() > 1_000_000 {
        Ok(())
    } else {
        Err(Error::Overflow("Range exceeds valid bounds".into()))
    }
}

/// Distributions by their names. `RandomState` computes some of them by older formulas.
pub(super) fn other(
    source: &mut dyn Source,
    name: &str,
    parameters: &[&Operand],
    size: Size<'_>,
    legacy: bool,
) -> Result<Array> {
    match (name, parameters.len()) {
        ("laplace", 2) => draw(size, parameters, &mut |p| distributions::laplace(source, p[0], p[1])),
        ("logistic", 2) => draw(size, parameters, &mut |p| distributions::logistic(source, p[0], p[1])),
        ("gumbel", 2) => draw(size, parameters, &mut |p| distributions::gumbel(source, p[0], p[1])),
        ("triangular", 3) => {
            draw(size, parameters, &mut |p| distributions::triangular(source, p[0], p[1], p[2]))
        }
        ("rayleigh", 1) => {
            draw(size, parameters, &mut |p| p[0] * (-2.0 * (-source.uniform()).ln_1p()).sqrt())
        }
        ("weibull", 1) => draw(size, parameters, &mut |p| {
            if p[0] == 0.0 { 0.0 } else { source.exponential().powf(1.0 / p[0]) }
        }),
        ("pareto", 1) if legacy => draw(size, parameters, &mut |p| (source.exponential() / p[0]).exp() - 1.0),
        ("pareto", 1) => draw(size, parameters, &mut |p| (source.exponential() / p[0]).exp_m1()),
        ("power", 1) if legacy => {
            draw(size, parameters, &mut |p| (1.0 - (-source.exponential()).exp()).powf(1.0 / p[0]))
        }
        ("power", 1) => draw(size, parameters, &mut |p| (-(-source.exponential()).exp_m1()).powf(1.0 / p[0])),
        ("standard_cauchy", 0) => draw(size, parameters, &mut |_| source.normal() / source.normal()),
        _ => Err(Error::NotImplemented(format!("the distribution '{name}' is not supported"))),
    }
}
