//! Memory for numbers: allocations that can fail, and a limit on their total.
//!
//! Values from outside (a number of units, a batch size, a data set) may ask for more memory than there is. All such
//! requests go through this module: they fail with an error that says how many megabytes were asked for, and never
//! abort.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::error::{Error, Result};
use crate::shape::Shape;
use crate::text::thousands;

/// The largest count of numbers in one value: Rust counts the bytes of an allocation in an `isize`.
pub const MOST_NUMBERS: usize = isize::MAX as usize / size_of::<f32>() - 256;

/// The most bytes that may be held; by default there is only the machine's limit.
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Bytes that models and data sets hold, which count themselves.
static HELD: AtomicUsize = AtomicUsize::new(0);

/// Sets how many bytes models and data sets of this process may take together. What is held already stays.
pub fn set_limit(bytes: usize) {
    LIMIT.store(bytes, Relaxed);
}

/// How many bytes models and data sets of this process may take together.
pub fn limit() -> usize {
    LIMIT.load(Relaxed)
}

/// How many bytes models and data sets of this process take.
pub fn held() -> usize {
    HELD.load(Relaxed)
}

/// A counted share of the memory, given back when it is dropped.
#[derive(Debug, Default)]
pub struct Held(usize);

impl Held {
    /// Takes `bytes` bytes for `what`.
    ///
    /// # Errors
    /// When they are more than the limit leaves; the message names `what`.
    pub fn take(what: &str, bytes: usize) -> Result<Self> {
        let mut held = Self(0);
        held.resize(what, bytes)?;
        Ok(held)
    }

    /// Changes the share to `bytes` bytes.
    ///
    /// # Errors
    /// As [`Held::take`]; what was held stays.
    pub fn resize(&mut self, what: &str, bytes: usize) -> Result<()> {
        check(what, bytes.saturating_sub(self.0))?;
        HELD.fetch_add(bytes, Relaxed);
        HELD.fetch_sub(self.0, Relaxed);
        self.0 = bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.fetch_sub(self.0, Relaxed);
    }
}

/// Refuses more bytes than the limit leaves; `what` is what needs them.
///
/// # Errors
/// When they are too many; the message says how many megabytes were asked for.
pub fn check(what: &str, bytes: usize) -> Result<()> {
    let left = limit().saturating_sub(held());
    if bytes <= left { Ok(()) } else { Err(refused(what, bytes as u64)) }
}

/// A list of `len` zeros, which are for `what`.
///
/// # Errors
/// When there is no memory for them.
pub fn zeros(what: &str, len: usize) -> Result<Vec<f32>> {
    let mut values = Vec::new();
    resize(what, &mut values, len)?;
    Ok(values)
}

/// Resizes a list for `what` to `len` numbers; new numbers are zero.
///
/// # Errors
/// When there is no memory; the list stays as it was.
pub fn resize(what: &str, values: &mut Vec<f32>, len: usize) -> Result<()> {
    reserve(what, values, len.saturating_sub(values.len()))?;
    values.resize(len, 0.0);
    Ok(())
}

/// Makes room for `more` further entries in a list for `what`.
///
/// # Errors
/// When there is no memory.
pub fn reserve<T>(what: &str, values: &mut Vec<T>, more: usize) -> Result<()> {
    let free = values.capacity() - values.len();
    if more <= free {
        return Ok(());
    }
    let bytes = (more - free).saturating_mul(size_of::<T>());
    check(what, bytes)?;
    values.try_reserve_exact(more).map_err(|_| refused(what, bytes as u64))
}

/// As [`resize`], for memory that a [`Held`] has counted already.
///
/// # Errors
/// When the machine has no room; the list stays as it was.
pub fn resize_held(what: &str, values: &mut Vec<f32>, len: usize) -> Result<()> {
    let more = len.saturating_sub(values.len());
    let bytes = more.saturating_mul(size_of::<f32>()) as u64;
    values.try_reserve_exact(more).map_err(|_| refused(what, bytes))?;
    values.resize(len, 0.0);
    Ok(())
}

/// Refuses a value of this shape if no memory could hold it.
///
/// # Errors
/// When it has more than [`MOST_NUMBERS`] numbers.
pub fn check_shape(shape: &Shape) -> Result<(), String> {
    if shape.size() <= MOST_NUMBERS {
        return Ok(());
    }
    let bytes = shape.iter().fold(4u64, |bytes, &n| bytes.saturating_mul(n as u64));
    Err(format!("a value of shape {shape} needs {} of memory, which is too much", megabytes(bytes)))
}

/// The error for memory that `what` cannot get.
pub fn refused(what: &str, bytes: u64) -> Error {
    let (limit, held) = (limit() as u64, held() as u64);
    let room = match limit {
        limit if limit == usize::MAX as u64 => String::from("the machine does not give that much"),
        limit => format!("{} are allowed in all, and {} are taken", megabytes(limit), megabytes(held)),
    };
    Error::Memory(format!("{what} needs {} of memory; {room}", megabytes(bytes)))
}

/// Bytes as text, in megabytes rounded up: `12 MB`, `3,072 MB`.
pub fn megabytes(bytes: u64) -> String {
    thousands(bytes.div_ceil(1 << 20)) + " MB"
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn requests_that_are_too_large_fail_with_megabytes() {
        let error = zeros("a batch", usize::MAX / 8).unwrap_err().to_string();
        assert!(error.starts_with("a batch needs ") && error.contains(" MB of memory"), "{error}");
        let error = check_shape(&[1 << 40, 1 << 40].into()).unwrap_err();
        assert!(error.contains("(1099511627776, 1099511627776)") && error.contains("too much"), "{error}");
        assert_eq!([0, 1, 1 << 20, 3 << 30].map(megabytes), ["0 MB", "1 MB", "1 MB", "3,072 MB"]);
    }

    #[test]
    fn held_memory_is_given_back() {
        let before = held();
        let mut share = Held::take("a model", 1 << 20).unwrap();
        share.resize("a model", 2 << 20).unwrap();
        // Other tests of this process hold memory, too.
        assert!(held() >= 2 << 20, "before: {before}");
        drop(share);
    }
}
