//! Medians and quantiles.

use super::{ReduceOptions, rows};
use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, type_error, value_error};
use crate::memory;
use crate::storage::Element;
use crate::warning::warn;

/// Ways to estimate a quantile between two samples.
const METHODS: [&str; 13] = [
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
];

/// The middle of the sorted elements (`np.median`, or `np.nanmedian` if NaN are skipped).
pub fn median(array: &Array, options: &ReduceOptions, skip_nan: bool) -> Result<Array> {
    let reduced = options.reduced(array.ndim())?;
    let shape = options.result_shape(array.shape(), &reduced);
    let mut empty = false;
    let values = rows(array, &reduced)?.map(|row: &[f64]| {
        let mut sorted: Vec<f64> = row.iter().copied().filter(|x| !skip_nan || !x.is_nan()).collect();
        crate::sort::sort_floats(&mut sorted);
        let n = sorted.len();
        if n == 0 {
            empty = true;
            f64::NAN
        } else if sorted[n - 1].is_nan() {
            f64::NAN
        } else if n % 2 == 1 {
            sorted[n / 2]
        } else {
            (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0
        }
    })?;
    if empty {
        warn(if skip_nan && array.size() > 0 { "All-NaN slice encountered" } else { "Mean of empty slice" });
        if !(skip_nan && array.size() > 0) {
            warn("invalid value encountered in scalar divide");
        }
    }
    Array::new(f64::wrap(values).0, shape).to_dtype(array.dtype().to_float())
}

/// The place of a quantile among `n` sorted samples: the sample before it, and the weight of the next one.
fn place(method: &str, n: usize, q: f64) -> (f64, f64) {
    let count = n as f64;
    let between = |alpha: f64, beta: f64| count * q + (alpha + q * (1.0 - alpha - beta)) - 1.0;
    let linear = (count - 1.0) * q;
    let discrete = |index: f64, stays: fn(f64, f64) -> bool| {
        let before = index.floor();
        ((if stays(index - before, index) { before } else { before + 1.0 }).max(0.0), 0.0)
    };
    let index = match method {
        "inverted_cdf" => return discrete(count * q - 1.0, |gamma, _| gamma == 0.0),
        "closest_observation" => {
            return discrete(count * q - 1.0 - 0.5, |gamma, index| {
                gamma == 0.0 && index.floor().rem_euclid(2.0) == 1.0
            });
        }
        "lower" => return (linear.floor(), 0.0),
        "higher" => return (linear.ceil(), 0.0),
        "nearest" => return (linear.round_ties_even(), 0.0),
        "averaged_inverted_cdf" => count * q - 1.0,
        "interpolated_inverted_cdf" => between(0.0, 1.0),
        "hazen" => between(0.5, 0.5),
        "weibull" => between(0.0, 0.0),
        "median_unbiased" => between(1.0 / 3.0, 1.0 / 3.0),
        "normal_unbiased" => between(3.0 / 8.0, 3.0 / 8.0),
        "midpoint" => 0.5 * (linear.floor() + linear.ceil()),
        _ => linear,
    };
    let before = index.floor();
    let gamma = index - before;
    let gamma = match method {
        "averaged_inverted_cdf" => {
            if gamma == 0.0 {
                0.5
            } else {
                1.0
            }
        }
        "midpoint" => {
            if index % 1.0 == 0.0 {
                0.0
            } else {
                0.5
            }
        }
        _ => gamma,
    };
    if index >= count - 1.0 {
        (count - 1.0, 0.0)
    } else if index < 0.0 {
        (0.0, 0.0)
    } else {
        (before, gamma)
    }
}

/// Quantiles along axes (`np.quantile`). The axes of `q` come first in the result.
pub fn quantile(array: &Array, q: &Array, options: &ReduceOptions, method: &str) -> Result<Array> {
    quantiles(array, q, options, method, false, "Quantiles must be in the range [0, 1]")
}

/// Quantiles of the elements that are numbers (`np.nanquantile`).
pub fn nanquantile(array: &Array, q: &Array, options: &ReduceOptions, method: &str) -> Result<Array> {
    quantiles(array, q, options, method, true, "Quantiles must be in the range [0, 1]")
}

/// Percentiles along axes (`np.percentile`, or `np.nanpercentile` if NaN are skipped).
pub fn percentile(
    array: &Array,
    q: &Array,
    options: &ReduceOptions,
    method: &str,
    skip_nan: bool,
) -> Result<Array> {
    let hundredths: Vec<f64> = q.to_vec::<f64>()?.into_iter().map(|q| q / 100.0).collect();
    let q = Array::new(f64::wrap(hundredths).0, q.shape().to_vec());
    quantiles(array, &q, options, method, skip_nan, "Percentiles must be in the range [0, 100]")
}

fn quantiles(
    array: &Array,
    q: &Array,
    options: &ReduceOptions,
    method: &str,
    skip_nan: bool,
    range: &str,
) -> Result<Array> {
    let wanted = q.to_vec::<f64>()?;
    if wanted.iter().any(|q| !(0.0..=1.0).contains(q)) {
        return value_error(range);
    }
    if !METHODS.contains(&method) {
        let known: Vec<String> = METHODS.iter().map(|name| format!("'{name}'")).collect();
        return value_error(format!(
            "'{method}' is not a valid method. Use one of: dict_keys([{}])",
            known.join(", ")
        ));
    }
    let discrete = matches!(method, "inverted_cdf" | "closest_observation" | "lower" | "higher" | "nearest");
    if array.dtype() == DType::Bool && !discrete {
        return type_error(crate::ufunc::BOOLEAN_SUBTRACT);
    }
    let dtype = match array.dtype() {
        dtype if discrete => dtype,
        DType::Float32 if q.ndim() == 0 => DType::Float32,
        _ => DType::Float64,
    };
    let reduced = options.reduced(array.ndim())?;
    let tail = options.result_shape(array.shape(), &reduced);
    let mut shape = q.shape().to_vec();
    shape.extend_from_slice(&tail);
    let rows = rows(array, &reduced)?;
    let mut results = memory::filled(f64::NAN, memory::checked_size(&shape, DType::Float64)?)?;
    let mut row_number = 0;
    let (outer, mut no_number, mut no_element) = (rows.outer, false, false);
    rows.map(|row: &[f64]| {
        let mut sorted: Vec<f64> = row.iter().copied().filter(|x| !skip_nan || !x.is_nan()).collect();
        crate::sort::sort_floats(&mut sorted);
        no_number |= sorted.is_empty() && !row.is_empty();
        no_element |= row.is_empty();
        let usable = sorted.last().is_some_and(|last| !last.is_nan());
        for (number, &q) in wanted.iter().enumerate() {
            if usable {
                let (before, gamma) = place(method, sorted.len(), q);
                let low = sorted[(before as usize).min(sorted.len() - 1)];
                let high = sorted[(before as usize + 1).min(sorted.len() - 1)];
                let step = high - low;
                results[number * outer + row_number] = if discrete || gamma == 0.0 {
                    low
                } else if gamma >= 0.5 {
                    high - step * (1.0 - gamma)
                } else {
                    low + step * gamma
                };
            }
        }
        row_number += 1;
        true
    })?;
    if no_element && !skip_nan {
        return crate::error::index_error(if array.dtype().is_float() {
            "index -1 is out of bounds for axis 0 with size 0"
        } else {
            "index 0 is out of bounds for axis 0 with size 0"
        });
    }
    if no_number {
        warn("All-NaN slice encountered");
    }
    Array::new(f64::wrap(results).0, shape).to_dtype(dtype)
}
