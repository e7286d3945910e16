//! `np.random.RandomState`, which the functions of `np.random` share.

use super::bits::Bits;
use super::bounded::{Bounded, Method, interval};
use super::choice;
use super::distributions::{self, Source};
use super::draw::{draw, integer_range, require};
use super::exact;
use super::mt19937::Mt19937;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Error, Result, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::storage::Element;

/// NumPy's older generator: the Mersenne Twister, and a normal number that waits.
#[derive(Clone, Debug)]
pub struct RandomState {
    bits: Mt19937,
    gauss: Option<f64>,
}

type Size<'a> = Option<&'a [usize]>;

impl Source for RandomState {
    fn bits(&mut self) -> &mut dyn Bits {
        &mut self.bits
    }

    /// The polar method, which makes two numbers at a time.
    fn normal(&mut self) -> f64 {
        if let Some(gauss) = self.gauss.take() {
            return gauss;
        }
        loop {
            let x = 2.0 * self.bits.next_f64() - 1.0;
            let y = 2.0 * self.bits.next_f64() - 1.0;
            let square = x * x + y * y;
            if square < 1.0 && square != 0.0 {
                let factor = (-2.0 * exact::ln(square) / square).sqrt();
                self.gauss = Some(factor * x);
                return factor * y;
            }
        }
    }

    fn exponential(&mut self) -> f64 {
        -exact::ln(1.0 - self.bits.next_f64())
    }
}

impl RandomState {
    /// The stream of an integer (`np.random.seed(seed)`).
    pub fn new(seed: i128) -> Result<Self> {
        match u32::try_from(seed) {
            Ok(seed) => Ok(RandomState { bits: Mt19937::new(seed), gauss: None }),
            Err(_) => value_error("Seed must be between 0 and 2**32 - 1"),
        }
    }

    /// The stream of a list of integers.
    pub fn from_list(seeds: &[i128]) -> Result<Self> {
        if seeds.is_empty() {
            return value_error("Seed must be non-empty");
        }
        let mut key = Vec::with_capacity(seeds.len());
        for &seed in seeds {
            match u32::try_from(seed) {
                Ok(seed) => key.push(seed),
                Err(_) => return value_error("Seed must be between 0 and 2**32 - 1"),
            }
        }
        Ok(RandomState { bits: Mt19937::from_key(&key), gauss: None })
    }

    /// Numbers from 0 to 1 (`random_sample`, `rand`).
    pub fn random_sample(&mut self, size: Size<'_>) -> Result<Array> {
        draw(size, &[], &mut |_| self.bits.next_f64())
    }

    /// Normal numbers with mean 0 and deviation 1 (`standard_normal`, `randn`).
    pub fn standard_normal(&mut self, size: Size<'_>) -> Result<Array> {
        draw(size, &[], &mut |_| Source::normal(self))
    }

    /// Normal numbers.
    pub fn normal(&mut self, mean: &Operand, deviation: &Operand, size: Size<'_>) -> Result<Array> {
        require(deviation, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[mean, deviation], &mut |p| p[0] + p[1] * Source::normal(self))
    }

    /// Numbers whose logarithms are normal.
    pub fn lognormal(&mut self, mean: &Operand, deviation: &Operand, size: Size<'_>) -> Result<Array> {
        require(deviation, |sigma| !sigma.is_sign_negative(), "sigma < 0")?;
        draw(size, &[mean, deviation], &mut |p| (p[0] + p[1] * Source::normal(self)).exp())
    }

    /// Numbers between two bounds.
    pub fn uniform(&mut self, low: &Operand, high: &Operand, size: Size<'_>) -> Result<Array> {
        check_range(low, high)?;
        draw(size, &[low, high], &mut |p| p[0] + (p[1] - p[0]) * self.bits.next_f64())
    }

    /// Integers from `low` to `high`, without `high`. Without `high`, they are from 0 to `low`.
    pub fn randint(&mut self, low: i64, high: Option<i64>, size: Size<'_>, dtype: DType) -> Result<Array> {
        let (low, high) = high.map_or((0, low), |high| (low, high));
        let (start, range) = integer_range(low, high, dtype, false)?;
        let mut bounded = Bounded::new(Method::Masked, range, dtype);
        draw(size, &[], &mut |_| start.wrapping_add(bounded.next(&mut self.bits) as i64))?.to_dtype(dtype)
    }

    /// Exponential numbers with this mean.
    pub fn exponential(&mut self, scale: &Operand, size: Size<'_>) -> Result<Array> {
        require(scale, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[scale], &mut |p| p[0] * Source::exponential(self))
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
            let normal = Source::normal(self);
            let gamma = distributions::gamma(self, p[0] / 2.0);
            (p[0] / 2.0).sqrt() * normal / gamma.sqrt()
        })
    }

    /// Numbers of successes.
    pub fn binomial(&mut self, n: &Operand, p: &Operand, size: Size<'_>) -> Result<Array> {
        require(n, |n| n >= 0.0, "n < 0")?;
        require(p, |p| (0.0..=1.0).contains(&p), "p < 0, p > 1 or p is NaN")?;
        draw(size, &[n, p], &mut |v| distributions::binomial(&mut self.bits, v[0] as i64, v[1]))
    }

    /// Numbers of events.
    pub fn poisson(&mut self, mean: &Operand, size: Size<'_>) -> Result<Array> {
        require(mean, |lam| lam >= 0.0, "lam < 0 or lam is NaN")?;
        require(mean, |lam| lam < 9.2e18, "lam value too large")?;
        draw(size, &[mean], &mut |p| distributions::poisson(&mut self.bits, p[0]))
    }

    /// How `n` trials fall into categories.
    pub fn multinomial(&mut self, n: i64, p: &Array, size: Size<'_>) -> Result<Array> {
        distributions::multinomial(n, p, size, &mut |n, p| {
            if n == 0 || p == 0.0 { 0 } else { distributions::binomial(&mut self.bits, n, p) }
        })
    }

    /// Numbers of trials up to the first success.
    pub fn geometric(&mut self, p: &Operand, size: Size<'_>) -> Result<Array> {
        require(p, |p| p > 0.0 && p <= 1.0, "p <= 0, p > 1 or p contains NaNs")?;
        draw(size, &[p], &mut |v| distributions::geometric(self, v[0], false))
    }

    /// Numbers of a distribution by its name: `laplace`, `logistic`, `gumbel` or `triangular`.
    pub fn other(&mut self, name: &str, parameters: &[&Operand], size: Size<'_>) -> Result<Array> {
        other(self, name, parameters, size, true)
    }

    /// Elements chosen from an array, or integers below `a`'s value if it has no axes (`choice`).
    pub fn choice(&mut self, a: &Array, size: Size<'_>, replace: bool, p: Option<&Array>) -> Result<Array> {
        let wanted = memory::checked_size(size.unwrap_or(&[]), DType::Int64)?;
        let count = population(a, wanted, true)?;
        if count == 0 && wanted > 0 {
            return value_error("'a' cannot be empty unless no samples are taken");
        }
        let p = p.map(|p| choice::check_probabilities(p, count, true)).transpose()?;
        let places = match (replace, p) {
            (true, Some(p)) => {
                let sums = choice::cumulative(&p);
                draw(size, &[], &mut |_| choice::find(&sums, self.bits.next_f64()))?
            }
            (true, None) => self.randint(0, Some(count as i64), size, DType::Int64)?,
            (false, _) if wanted > count => {
                return value_error("Cannot take a larger sample than population when 'replace=False'");
            }
            (false, Some(p)) => {
                let sample = choice::weighted_sample(p, wanted, &mut |n| {
                    (0..n).map(|_| self.bits.next_f64()).collect()
                })?;
                Array::vector(sample).reshape(size.unwrap_or(&[]))?
            }
            (false, None) => {
                let order = self.permuted(count)?;
                Array::vector(order[..wanted].to_vec()).reshape(size.unwrap_or(&[]))?
            }
        };
        if a.ndim() == 0 {
            Ok(places)
        } else {
            crate::sort::take(a, &places, Some(0), crate::sort::Bounds::Raise)
        }
    }

    fn permuted(&mut self, count: usize) -> Result<Vec<i64>> {
        let mut order: Vec<i64> = memory::reserve(&[count], DType::Int64)?;
        order.extend(0..count as i64);
        choice::shuffle_order(&mut order, 1, &mut |max| interval(&mut self.bits, max));
        Ok(order)
    }

    /// Puts an array's rows in random order (`shuffle`).
    pub fn shuffle(&mut self, array: &Array) -> Result<()> {
        if array.ndim() == 0 {
            return crate::error::type_error("len() of unsized object");
        }
        choice::shuffle(array, 0, &mut |max| interval(&mut self.bits, max))
    }

    /// The random order of the integers below `count` as places, for `shuffle` of a list.
    pub fn shuffled_places(&mut self, count: usize) -> Result<Vec<i64>> {
        self.permuted(count)
    }

    /// An array's rows in random order, or integers below `a`'s value if it has no axes (`permutation`).
    pub fn permutation(&mut self, a: &Array) -> Result<Array> {
        let order = Array::vector(self.permuted(population(a, 0, true)?)?);
        if a.ndim() == 0 {
            Ok(order)
        } else {
            crate::sort::take(a, &order, Some(0), crate::sort::Bounds::Raise)
        }
    }

    /// Normal vectors (`multivariate_normal`). One vector comes for each element of `size`.
    pub fn multivariate_normal(&mut self, mean: &Array, covariance: &Array, size: Size<'_>) -> Result<Array> {
        let n = mean.size();
        let normals = |count: usize, state: &mut Self| -> Result<Array> {
            let mut values: Vec<f64> = memory::reserve(&[count, n], DType::Float64)?;
            values.extend((0..count * n).map(|_| Source::normal(state)));
            Ok(Array::new(f64::wrap(values).0, vec![count, n]))
        };
        super::generator::multivariate(mean, covariance, size, &mut |count| normals(count, self))
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
