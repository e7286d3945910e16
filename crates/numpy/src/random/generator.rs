//! `np.random.Generator`, which `np.random.default_rng` makes.

use super::bits::Bits;
use super::bounded::{Bounded, Method, interval, mask};
use super::choice;
use super::common::{Size, population};
use super::distributions::{self, Source};
use super::draw::{draw, integer_range, require};
use super::pcg::Pcg;
use super::seed_sequence::SeedSequence;
use super::ziggurat;
use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Result, type_error, value_error};
use crate::memory;
use crate::promote::Operand;
use crate::storage;

/// NumPy's newer generator: PCG64.
#[derive(Clone, Debug)]
pub struct Generator {
    bits: Pcg,
    seed: SeedSequence,
}

impl Source for Generator {
    fn bits(&mut self) -> &mut dyn Bits {
        &mut self.bits
    }

    fn is_older(&self) -> bool {
        false
    }

    fn next_normal(&mut self) -> f64 {
        ziggurat::normal(&mut self.bits)
    }

    fn next_exponential(&mut self) -> f64 {
        ziggurat::exponential(&mut self.bits)
    }
}

/// An integer from 0 to `max`, as samples of a `Generator` draw it.
fn up_to(bits: &mut dyn Bits, max: u64) -> u64 {
    Bounded::new(Method::Lemire, max, DType::Int64).next(bits)
}

impl Generator {
    /// The distributions that both generators have.
    pub fn source(&mut self) -> &mut dyn Source {
        self
    }

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

    /// Numbers of successes.
    pub fn binomial(&mut self, n: &Operand, p: &Operand, size: Size<'_>) -> Result<Array> {
        require(n, |n| n >= 0.0, "n < 0")?;
        require(p, |p| (0.0..=1.0).contains(&p), "p < 0, p > 1 or p is NaN")?;
        draw(size, &[n, p], &mut |v| {
            let (n, p) = (v[0] as i64, v[1]);
            if n == 0 || p == 0.0 { 0 } else { distributions::binomial(&mut self.bits, n, p) }
        })
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
            (true, None) => self.integers(0, Some(count as i64), size, DType::Int64, false)?,
            (false, _) if wanted > count => {
                return value_error("Cannot take a larger sample than population when replace is False");
            }
            (_, Some(p)) => self.source().weighted_places(p, wanted, size, replace)?,
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
        let mut table = storage::filled(-1i64, mask as usize + 1)?;
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

    /// An array's rows in random order, or integers below `a`'s value if it has no axes (`permutation`).
    pub fn permutation(&mut self, a: &Array, axis: isize) -> Result<Array> {
        if a.ndim() == 0 {
            return Ok(Array::vector(self.source().shuffled_places(population(a, 0, false)?)?));
        }
        let n = a.shape()[normalize_axis(axis, a.ndim())?];
        let order = Array::vector(self.source().shuffled_places(n)?);
        crate::sort::take(a, &order, Some(axis), crate::sort::Bounds::Raise)
    }
}
