//! `np.random.Generator`, which `np.random.default_rng` makes.

use super::bits::Bits;
use super::bounded::{Bounded, Method, interval, mask};
use super::choice;
use super::distributions::{self, Source};
use super::draw::{draw, integer_range, require};
use super::legacy::{check_range, other, population};
use super::pcg::Pcg;
use super::seed_sequence::SeedSequence;
use super::ziggurat;
use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, type_error, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::storage::Element;

/// NumPy's newer generator: PCG64.
#[derive(Clone, Debug)]
pub struct Generator {
    bits: Pcg,
    seed: SeedSequence,
}

type Size<'a> = Option<&'a [usize]>;

impl Source for Generator {
    fn bits(&mut self) -> &mut dyn Bits {
        &mut self.bits
    }

    fn normal(&mut self) -> f64 {
        ziggurat::normal(&mut self.bits)
    }

    fn exponential(&mut self) -> f64 {
        ziggurat::exponential(&mut self.bits)
    }
}

/// An integer from 0 to `max`, as samples of a `Generator` draw it.
fn up_to(bits: &mut dyn Bits, max: u64) -> u64 {
    Bounded::new(Method::Lemire, max, DType::Int64).next(bits)
}

impl Generator {
    /// The stream of a seed sequence (`np.random.default_rng(seed)`).
    pub fn new(seed: SeedSequence) -> Self {
        Generator { bits: Pcg::new(&seed), seed }
    }

    /// Generators with independent streams (`spawn`).
    pub fn spawn(&mut self, count: u32) -> Result<Vec<Generator>> {
        memory::checked_size(&[count as usize, size_of::<Generator>()], DType::UInt8)?;
        Ok(self.seed.spawn(count).into_iter().map(Generator::new).collect())
    }

    /// Numbers from 0 to 1 (`random`), `float64` or `float32`.
    pub fn random(&mut self, size: Size<'_>, dtype: DType) -> Result<Array> {
        match dtype {
            DType::Float64 => draw(size, &[], &mut |_| self.bits.next_f64()),
            DType::Float32 => draw(size, &[], &mut |_| self.bits.next_f32()),
            _ => type_error(format!("Unsupported dtype dtype('{dtype}') for random")),
        }
    }

    /// Normal numbers with mean 0 and deviation 1 (`standard_normal`), `float64` or `float32`.
    pub fn standard_normal(&mut self, size: Size<'_>, dtype: DType) -> Result<Array> {
        match dtype {
            DType::Float64 => draw(size, &[], &mut |_| ziggurat::normal(&mut self.bits)),
            DType::Float32 => draw(size, &[], &mut |_| ziggurat::normal_f32(&mut self.bits)),
            _ => type_error(format!("Unsupported dtype dtype('{dtype}') for standard_normal")),
        }
    }

    /// Normal numbers.
    pub fn normal(&mut self, mean: &Operand, deviation: &Operand, size: Size<'_>) -> Result<Array> {
        require(deviation, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[mean, deviation], &mut |p| p[0] + p[1] * ziggurat::normal(&mut self.bits))
    }

    /// Numbers whose logarithms are normal.
    pub fn lognormal(&mut self, mean: &Operand, deviation: &Operand, size: Size<'_>) -> Result<Array> {
        require(deviation, |sigma| !sigma.is_sign_negative(), "sigma < 0")?;
        draw(size, &[mean, deviation], &mut |p| (p[0] + p[1] * ziggurat::normal(&mut self.bits)).exp())
    }

    /// Numbers between two bounds.
    pub fn uniform(&mut self, low: &Operand, high: &Operand, size: Size<'_>) -> Result<Array> {
        check_range(low, high)?;
        draw(size, &[low, high], &mut |p| p[0] + (p[1] - p[0]) * self.bits.next_f64())
    }

    /// Integers from `low` to `high`, with `high` if `endpoint` is true.
    pub fn integers(
        &mut self,
        low: i64,
        high: Option<i64>,
        size: Size<'_>,
        dtype: DType,
        endpoint: bool,
    ) -> Result<Array> {
        if dtype.is_float() {
            return type_error(format!("Unsupported dtype dtype('{dtype}') for integers"));
        }
        let (low, high) = high.map_or((0, low), |high| (low, high));
        let (start, range) = integer_range(low, high, dtype, endpoint)?;
        let mut bounded = Bounded::new(Method::Lemire, range, dtype);
        draw(size, &[], &mut |_| start.wrapping_add(bounded.next(&mut self.bits) as i64))?.to_dtype(dtype)
    }

    /// Exponential numbers with this mean.
    pub fn exponential(&mut self, scale: &Operand, size: Size<'_>) -> Result<Array> {
        require(scale, |scale| !scale.is_sign_negative(), "scale < 0")?;
        draw(size, &[scale], &mut |p| p[0] * ziggurat::exponential(&mut self.bits))
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
            let normal = ziggurat::normal(&mut self.bits);
            let gamma = distributions::gamma(self, p[0] / 2.0);
            (p[0] / 2.0).sqrt() * normal / gamma.sqrt()
        })
    }

    /// Numbers of successes.
    pub fn binomial(&mut self, n: &Operand, p: &Operand, size: Size<'_>) -> Result<Array> {
        require(n, |n| n >= 0.0, "n < 0")?;
        require(p, |p| (0.0..=1.0).contains(&p), "p < 0, p > 1 or p is NaN")?;
        draw(size, &[n, p], &mut |v| {
            let (n, p) = (v[0] as i64, v[1]);
            if n == 0 || p == 0.0 { 0 } else { distributions::binomial(&mut self.bits, n, p) }
        })
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
        draw(size, &[p], &mut |v| distributions::geometric(self, v[0], true))
    }

    /// Numbers of a distribution by its name: `laplace`, `logistic`, `gumbel` or `triangular`.
    pub fn other(&mut self, name: &str, parameters: &[&Operand], size: Size<'_>) -> Result<Array> {
        if let ("rayleigh", [scale]) = (name, parameters) {
            return draw(size, &[scale], &mut |p| {
                p[0] * (2.0 * ziggurat::exponential(&mut self.bits)).sqrt()
            });
        }
        other(self, name, parameters, size, false)
    }

    /// Elements chosen from an array, or integers below `a`'s value if it has no axes (`choice`).
    pub fn choice(
        &mut self,
        a: &Array,
        size: Size<'_>,
        replace: bool,
        p: Option<&Array>,
        axis: isize,
        shuffle: bool,
    ) -> Result<Array> {
        let wanted = memory::checked_size(size.unwrap_or(&[]), DType::Int64)?;
        let count = if a.ndim() == 0 {
            population(a, wanted, false)?
        } else {
            a.shape()[normalize_axis(axis, a.ndim())?]
        };
        if count == 0 && wanted > 0 {
            return value_error("a cannot be empty unless no samples are taken");
        }
        let p = p.map(|p| choice::check_probabilities(p, count, false)).transpose()?;
        let places = match (replace, p) {
            (true, Some(p)) => {
                let sums = choice::cumulative(&p);
                draw(size, &[], &mut |_| choice::find(&sums, self.bits.next_f64()))?
            }
            (true, None) => self.integers(0, Some(count as i64), size, DType::Int64, false)?,
            (false, _) if wanted > count => {
                return value_error("Cannot take a larger sample than population when replace is False");
            }
            (false, Some(p)) => {
                let sample = choice::weighted_sample(p, wanted, &mut |n| {
                    (0..n).map(|_| self.bits.next_f64()).collect()
                })?;
                Array::vector(sample).reshape(size.unwrap_or(&[]))?
            }
            (false, None) => {
                Array::vector(self.sample(count, wanted, shuffle)?).reshape(size.unwrap_or(&[]))?
            }
        };
        if a.ndim() == 0 {
            Ok(places)
        } else {
            crate::sort::take(a, &places, Some(axis), crate::sort::Bounds::Raise)
        }
    }

    /// Different integers below `count`.
    fn sample(&mut self, count: usize, wanted: usize, shuffle: bool) -> Result<Vec<i64>> {
        let bits = &mut self.bits;
        let cutoff = if shuffle { 50 } else { 20 };
        if count > 10000 && wanted > count / cutoff {
            let mut order: Vec<i64> = memory::reserve(&[count], DType::Int64)?;
            order.extend(0..count as i64);
            choice::shuffle_order(&mut order, (count - wanted).max(1), &mut |max| up_to(bits, max));
            return Ok(order.split_off(count - wanted));
        }
        // R. W. Floyd's algorithm, with a table of the integers that are taken
        let mask = mask((1.2 * wanted as f64) as u64);
        let mut table = memory::filled(-1i64, mask as usize + 1)?;
        let mut sample: Vec<i64> = memory::reserve(&[wanted], DType::Int64)?;
        let mut add = |value: u64| {
            let mut at = (value & mask) as usize;
            while table[at] != -1 && table[at] != value as i64 {
                at = (at + 1) & mask as usize;
            }
            let is_new = table[at] == -1;
            table[at] = value as i64;
            is_new
        };
        for last in (count - wanted) as u64..count as u64 {
            let value = up_to(bits, last);
            if add(value) {
                sample.push(value as i64);
            } else {
                add(last);
                sample.push(last as i64);
            }
        }
        if shuffle {
            choice::shuffle_order(&mut sample, 1, &mut |max| up_to(bits, max));
        }
        Ok(sample)
    }

    /// Puts an array's rows in random order (`shuffle`).
    pub fn shuffle(&mut self, array: &Array, axis: isize) -> Result<()> {
        let axis = normalize_axis(axis, array.ndim())?;
        choice::shuffle(array, axis, &mut |max| interval(&mut self.bits, max))
    }

    /// The random order of the integers below `count` as places, for `shuffle` of a list.
    pub fn shuffled_places(&mut self, count: usize) -> Result<Vec<i64>> {
        let mut order: Vec<i64> = memory::reserve(&[count], DType::Int64)?;
        order.extend(0..count as i64);
        choice::shuffle_order(&mut order, 1, &mut |max| interval(&mut self.bits, max));
        Ok(order)
    }

    /// An array's rows in random order, or integers below `a`'s value if it has no axes (`permutation`).
    pub fn permutation(&mut self, a: &Array, axis: isize) -> Result<Array> {
        if a.ndim() == 0 {
            return Ok(Array::vector(self.shuffled_places(population(a, 0, false)?)?));
        }
        let n = a.shape()[normalize_axis(axis, a.ndim())?];
        let order = Array::vector(self.shuffled_places(n)?);
        crate::sort::take(a, &order, Some(axis), crate::sort::Bounds::Raise)
    }

    /// Normal vectors (`multivariate_normal`). One vector comes for each element of `size`.
    pub fn multivariate_normal(&mut self, mean: &Array, covariance: &Array, size: Size<'_>) -> Result<Array> {
        let n = mean.size();
        multivariate(mean, covariance, size, &mut |count| {
            let mut values: Vec<f64> = memory::reserve(&[count, n], DType::Float64)?;
            values.extend((0..count * n).map(|_| ziggurat::normal(&mut self.bits)));
            Ok(Array::new(f64::wrap(values).0, vec![count, n]))
        })
    }
}

/// Normal vectors of independent numbers and the singular values of the covariance.
pub(super) fn multivariate(
    mean: &Array,
    covariance: &Array,
    size: Size<'_>,
    normals: &mut dyn FnMut(usize) -> Result<Array>,
) -> Result<Array> {
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
    let x = normals(count)?.to_vec::<f64>()?;
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
