//! `np.random.RandomState`, which the functions of `np.random` share.

use super::bits::Bits;
use super::bounded::{Bounded, Method, interval};
use super::choice;
use super::common::{Size, population};
use super::distributions::{self, Source};
use super::draw::{draw, integer_range, require};
use super::exact;
use super::mt19937::Mt19937;
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;
use crate::promote::Operand;

/// NumPy's older generator: the Mersenne Twister, and a normal number that waits.
#[derive(Clone, Debug)]
pub struct RandomState {
    bits: Mt19937,
    gauss: Option<f64>,
}

impl Source for RandomState {
    fn bits(&mut self) -> &mut dyn Bits {
        &mut self.bits
    }

    fn is_older(&self) -> bool {
        true
    }

    /// The polar method, which makes two numbers at a time.
    fn next_normal(&mut self) -> f64 {
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

    fn next_exponential(&mut self) -> f64 {
        -exact::ln(1.0 - self.bits.next_f64())
    }
}

impl RandomState {
    /// The distributions that both generators have.
    pub fn source(&mut self) -> &mut dyn Source {
        self
    }

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
        draw(size, &[], &mut |_| self.next_normal())
    }

    /// Integers from `low` to `high`, without `high`. Without `high`, they are from 0 to `low`.
    pub fn randint(&mut self, low: i64, high: Option<i64>, size: Size<'_>, dtype: DType) -> Result<Array> {
        let (low, high) = high.map_or((0, low), |high| (low, high));
        let (start, range) = integer_range(low, high, dtype, false)?;
        let mut bounded = Bounded::new(Method::Masked, range, dtype);
        draw(size, &[], &mut |_| start.wrapping_add(bounded.next(&mut self.bits) as i64))?.to_dtype(dtype)
    }

    /// Numbers of successes.
    pub fn binomial(&mut self, n: &Operand, p: &Operand, size: Size<'_>) -> Result<Array> {
        require(n, |n| n >= 0.0, "n < 0")?;
        require(p, |p| (0.0..=1.0).contains(&p), "p < 0, p > 1 or p is NaN")?;
        draw(size, &[n, p], &mut |v| distributions::binomial(&mut self.bits, v[0] as i64, v[1]))
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
            (true, None) => self.randint(0, Some(count as i64), size, DType::Int64)?,
            (false, _) if wanted > count => {
                return value_error("Cannot take a larger sample than population when 'replace=False'");
            }
            (_, Some(p)) => self.source().weighted_places(p, wanted, size, replace)?,
            (false, None) => {
                let order = self.source().shuffled_places(count)?;
                Array::vector(order[..wanted].to_vec()).reshape(size.unwrap_or(&[]))?
            }
        };
        if a.ndim() == 0 {
            Ok(places)
        } else {
            crate::sort::take(a, &places, Some(0), crate::sort::Bounds::Raise)
        }
    }

    /// Puts an array's rows in random order (`shuffle`).
    pub fn shuffle(&mut self, array: &Array) -> Result<()> {
        if array.ndim() == 0 {
            return crate::error::type_error("len() of unsized object");
        }
        choice::shuffle(array, 0, &mut |max| interval(&mut self.bits, max))
    }

    /// An array's rows in random order, or integers below `a`'s value if it has no axes (`permutation`).
    pub fn permutation(&mut self, a: &Array) -> Result<Array> {
        let order = Array::vector(self.source().shuffled_places(population(a, 0, true)?)?);
        if a.ndim() == 0 {
            Ok(order)
        } else {
            crate::sort::take(a, &order, Some(0), crate::sort::Bounds::Raise)
        }
    }
}
