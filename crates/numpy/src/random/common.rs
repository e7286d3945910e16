//! What both generators share: checks of arguments, and the distributions that are drawn by name.

use super::bounded::interval;
use super::choice;
use super::distributions::{self, Source};
use super::draw::{draw, require};
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::storage::Element;

/// A shape, or none for one number.
pub type Size<'a> = Option<&'a [usize]>;

/// Distributions that both generators have. Each draws them from its own normal and exponential numbers.
impl dyn Source + '_ {
    /// Normal numbers.
    pub fn normal(&mut self, mean: &Operand, deviation: &Operand, size: Size<'_>) -> Result<Array> {
        require(deviation, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[mean, deviation], &mut |p| p[0] + p[1] * self.next_normal())
    }

    /// Numbers whose logarithms are normal.
    pub fn lognormal(&mut self, mean: &Operand, deviation: &Operand, size: Size<'_>) -> Result<Array> {
        require(deviation, |sigma| !sigma.is_sign_negative(), "sigma < 0")?;
        draw(size, &[mean, deviation], &mut |p| (p[0] + p[1] * self.next_normal()).exp())
    }

    /// Numbers between two bounds.
    pub fn uniform(&mut self, low: &Operand, high: &Operand, size: Size<'_>) -> Result<Array> {
        check_range(low, high)?;
        draw(size, &[low, high], &mut |p| p[0] + (p[1] - p[0]) * self.next_uniform())
    }

    /// Exponential numbers with this mean.
    pub fn exponential(&mut self, scale: &Operand, size: Size<'_>) -> Result<Array> {
        require(scale, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[scale], &mut |p| p[0] * self.next_exponential())
    }

    /// Gamma numbers.
    pub fn gamma(&mut self, shape: &Operand, scale: &Operand, size: Size<'_>) -> Result<Array> {
        require(shape, |shape| !shape.is_sign_negative(), "shape < 0")?;
        require(scale, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[shape, scale], &mut |p| p[1] * distributions::gamma(self, p[0]))
    }

    /// Beta numbers.
    pub fn beta(&mut self, a: &Operand, b: &Operand, size: Size<'_>) -> Result<Array> {
        require(a, |a| a > 0.0, "a <= 0")?;
        require(b, |b| b > 0.0, "b <= 0")?;
        draw(size, &[a, b], &mut |p| distributions::beta(self, p[0], p[1]))
    }

    /// Sums of squares of normal numbers.
    pub fn chisquare(&mut self, freedom: &Operand, size: Size<'_>) -> Result<Array> {
        require(freedom, |df| df > 0.0, "df <= 0")?;
        draw(size, &[freedom], &mut |p| 2.0 * distributions::gamma(self, p[0] / 2.0))
    }

    /// Student's t.
    pub fn standard_t(&mut self, freedom: &Operand, size: Size<'_>) -> Result<Array> {
        require(freedom, |df| df > 0.0, "df <= 0")?;
        draw(size, &[freedom], &mut |p| {
            let normal = self.next_normal();
            let gamma = distributions::gamma(self, p[0] / 2.0);
            (p[0] / 2.0).sqrt() * normal / gamma.sqrt()
        })
    }

    /// Numbers of events.
    pub fn poisson(&mut self, mean: &Operand, size: Size<'_>) -> Result<Array> {
        require(mean, |lam| lam >= 0.0, "lam < 0 or lam is NaN")?;
        require(mean, |lam| lam < 9.2e18, "lam value too large")?;
        draw(size, &[mean], &mut |p| distributions::poisson(self.bits(), p[0]))
    }

    /// How `n` trials fall into categories.
    pub fn multinomial(&mut self, n: i64, p: &Array, size: Size<'_>) -> Result<Array> {
        distributions::multinomial(n, p, size, &mut |n, p| {
            if n == 0 || p == 0.0 { 0 } else { distributions::binomial(self.bits(), n, p) }
        })
    }

    /// The random order of the integers below `count` as places, for `shuffle` of a list.
    pub fn shuffled_places(&mut self, count: usize) -> Result<Vec<i64>> {
        let mut order: Vec<i64> = memory::reserve(&[count], DType::Int64)?;
        order.extend(0..count as i64);
        choice::shuffle_order(&mut order, 1, &mut |max| interval(self.bits(), max));
        Ok(order)
    }

    /// Numbers of trials up to the first success.
    pub fn geometric(&mut self, p: &Operand, size: Size<'_>) -> Result<Array> {
        require(p, |p| p > 0.0 && p <= 1.0, "p <= 0, p > 1 or p contains NaNs")?;
        draw(size, &[p], &mut |v| distributions::geometric(self, v[0]))
    }

    /// Numbers of a distribution by its name, such as `laplace`, `logistic`, `gumbel` or `triangular`.
    pub fn other(&mut self, name: &str, parameters: &[&Operand], size: Size<'_>) -> Result<Array> {
        let older = self.is_older();
        match (name, parameters.len()) {
            ("laplace", 2) => draw(size, parameters, &mut |p| distributions::laplace(self, p[0], p[1])),
            ("logistic", 2) => draw(size, parameters, &mut |p| distributions::logistic(self, p[0], p[1])),
            ("gumbel", 2) => draw(size, parameters, &mut |p| distributions::gumbel(self, p[0], p[1])),
            ("triangular", 3) => {
                draw(size, parameters, &mut |p| distributions::triangular(self, p[0], p[1], p[2]))
            }
            ("rayleigh", 1) if older => {
                draw(size, parameters, &mut |p| p[0] * (-2.0 * (-self.next_uniform()).ln_1p()).sqrt())
            }
            ("rayleigh", 1) => draw(size, parameters, &mut |p| p[0] * (2.0 * self.next_exponential()).sqrt()),
            ("weibull", 1) => draw(size, parameters, &mut |p| {
                if p[0] == 0.0 { 0.0 } else { self.next_exponential().powf(1.0 / p[0]) }
            }),
            ("pareto", 1) if older => {
                draw(size, parameters, &mut |p| (self.next_exponential() / p[0]).exp() - 1.0)
            }
            ("pareto", 1) => draw(size, parameters, &mut |p| (self.next_exponential() / p[0]).exp_m1()),
            ("power", 1) if older => {
                draw(size, parameters, &mut |p| (1.0 - (-self.next_exponential()).exp()).powf(1.0 / p[0]))
            }
            ("power", 1) => {
                draw(size, parameters, &mut |p| (-(-self.next_exponential()).exp_m1()).powf(1.0 / p[0]))
            }
            ("standard_cauchy", 0) => {
                draw(size, parameters, &mut |_| self.next_normal() / self.next_normal())
            }
            _ => Err(Error::NotImplemented(format!("the distribution '{name}' is not supported"))),
        }
    }

    /// Normal vectors (`multivariate_normal`): independent numbers, and the singular values of the covariance. One vector
    /// comes for each element of `size`.
    pub fn multivariate_normal(&mut self, mean: &Array, covariance: &Array, size: Size<'_>) -> Result<Array> {
        let n = mean.size();
        if mean.ndim() != 1 {
            return value_error("mean must be 1 dimensional");
        }
        if covariance.ndim() != 2 || covariance.shape()[0] != covariance.shape()[1] {
            return value_error("cov must be 2 dimensional and square");
        }
        if covariance.shape()[0] != n {
            return value_error("mean and cov must have same length");
        }
        let mut shape = size.unwrap_or(&[]).to_vec();
        let count = memory::checked_size(&shape, DType::Float64)?;
        shape.push(n);
        memory::checked_size(&shape, DType::Float64)?;
        let mut x: Vec<f64> = memory::reserve(&[count, n], DType::Float64)?;
        x.extend((0..count * n).map(|_| self.next_normal()));
        let (_, singular, v) = crate::linalg::svd(covariance, true)?;
        let (singular, v) = (singular.to_vec::<f64>()?, v.to_vec::<f64>()?);
        let mean = mean.to_vec::<f64>()?;
        let mut out: Vec<f64> = memory::reserve(&shape, DType::Float64)?;
        for row in x.chunks(n.max(1)) {
            for (column, mean) in mean.iter().enumerate() {
                let sum: f64 =
                    row.iter().enumerate().map(|(k, x)| x * (singular[k].sqrt() * v[k * n + column])).sum();
                out.push(mean + sum);
            }
        }
        Ok(Array::new(f64::wrap(out).0, shape))
    }

    /// Places chosen with probabilities.
    pub(super) fn weighted_places(
        &mut self,
        p: Vec<f64>,
        wanted: usize,
        size: Size<'_>,
        replace: bool,
    ) -> Result<Array> {
        if replace {
            let sums = choice::cumulative(&p);
            return draw(size, &[], &mut |_| choice::find(&sums, self.next_uniform()));
        }
        let sample =
            choice::weighted_sample(p, wanted, &mut |n| (0..n).map(|_| self.next_uniform()).collect())?;
        Array::vector(sample).reshape(size.unwrap_or(&[]))
    }
}

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
fn check_range(low: &Operand, high: &Operand) -> Result<()> {
    let (low, high) = (low.to_array().to_vec::<f64>()?, high.to_array().to_vec::<f64>()?);
    let finite = low.iter().flat_map(|low| high.iter().map(move |high| high - low)).all(f64::is_finite);
    if finite || low.len() * high.len() > 1_000_000 {
        Ok(())
    } else {
        Err(Error::Overflow("Range exceeds valid bounds".into()))
    }
}
