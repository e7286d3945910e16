//! NumPy's warnings, collected until the caller takes them.

use std::cell::RefCell;

use crate::array::Array;
use crate::error::Result;

thread_local! {
    static WARNINGS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Takes the texts of all `RuntimeWarning`s since the last call.
pub fn take() -> Vec<String> {
    WARNINGS.with(|warnings| warnings.take())
}

/// Adds a warning. A text that waits already is not added again, and at most 100 wait.
pub(crate) fn warn(text: impl Into<String>) {
    let text = text.into();
    WARNINGS.with(|warnings| {
        let mut warnings = warnings.borrow_mut();
        if warnings.len() < 100 && !warnings.contains(&text) {
            warnings.push(text);
        }
    });
}

/// What can happen in floating point arithmetic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub divide: bool,
    pub overflow: bool,
    pub invalid: bool,
}

impl Flags {
    /// Warns of what happened in the function of this name.
    pub fn report(self, function: &str) {
        if self.divide {
            warn(format!("divide by zero encountered in {function}"));
        }
        if self.overflow {
            warn(format!("overflow encountered in {function}"));
        }
        if self.invalid {
            warn(format!("invalid value encountered in {function}"));
        }
    }
}

/// Warns of sums or products of finite numbers that became infinite, and of NaN that came of numbers.
pub(crate) fn check_results(function: &str, inputs: &[&Array], result: &Array) -> Result<()> {
    if !result.dtype().is_float() {
        return Ok(());
    }
    let any =
        |array: &Array, test: fn(&f64) -> bool| -> Result<bool> { Ok(array.flat::<f64>()?.iter().any(test)) };
    let (nan, infinite) = (any(result, |x| x.is_nan())?, any(result, |x| x.is_infinite())?);
    let (mut nan_before, mut infinite_before) = (false, false);
    for input in inputs.iter().filter(|_| nan || infinite) {
        nan_before |= any(input, |x| x.is_nan())?;
        infinite_before |= any(input, |x| x.is_infinite())?;
    }
    Flags { divide: false, overflow: infinite && !infinite_before, invalid: nan && !nan_before }
        .report(function);
    Ok(())
}
