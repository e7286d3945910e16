//! Warnings that follow from the infinities and NaN of a result.

use crate::array::Array;
use crate::error::Result;
use crate::warning::Flags;

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
