//! Differences, integrals, statistics of pairs, interpolation and convolution.

use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::{Error, Result, value_error};
use crate::memory;
use crate::promote::{Operand, promote_types};
use crate::reduce::{ReduceOptions, Reduction, divide, reduce};
use crate::scalar::Scalar;
use crate::shape::concatenate;
use crate::storage::Element;
use crate::ufunc::{Binary, Options, Unary, binary, unary};
use crate::warning::warn;

/// Part of an axis, as a view.
fn part(array: &Array, axis: usize, start: usize, stop: usize) -> Result<Array> {
    let parts = crate::shape::split_at(array, &[start as i64, stop as i64], axis as isize)?;
    parts.into_iter().nth(1).ok_or_else(|| Error::Value("an axis has no such part".into()))
}

fn apply(function: Binary, a: &Array, b: impl Into<Operand>) -> Result<Array> {
    binary(function, &a.into(), &b.into(), &Options::default())
}

/// Differences of neighbours, `n` times (`np.diff`).
pub fn diff(array: &Array, n: i64, axis: isize) -> Result<Array> {
    if n < 0 {
        return value_error(format!("order must be non-negative but got {n}"));
    }
    if array.ndim() == 0 {
        return value_error("diff requires input that is at least one dimensional");
    }
    let axis = normalize_axis(axis, array.ndim())?;
    let mut result = array.clone();
    let function = if array.dtype() == DType::Bool { Binary::NotEqual } else { Binary::Subtract };
    for _ in 0..n.min(array.shape()[axis] as i64 + 1) {
        let count = result.shape()[axis];
        let upper = part(&result, axis, 1.min(count), count)?;
        let lower = part(&result, axis, 0, count.saturating_sub(1))?;
        result = apply(function, &upper, &lower)?;
    }
    Ok(result)
}

/// The distance of samples for `gradient`: one number, or the places of the samples.
#[derive(Clone, Debug)]
pub enum Spacing {
    /// The same distance everywhere
    Uniform(f64),
    /// The place of each sample
    Places(Array),
}

/// The slope along an axis (`np.gradient`), by central differences.
pub fn gradient(array: &Array, spacing: &Spacing, axis: isize, edge_order: i64) -> Result<Array> {
    let axis = normalize_axis(axis, array.ndim())?;
    let n = array.shape()[axis];
    if array.dtype() == DType::Bool {
        return crate::error::type_error(crate::ufunc::BOOLEAN_SUBTRACT);
    }
    if !(1..=2).contains(&edge_order) {
        return value_error("'edge_order' greater than 2 not supported");
    }
    if n < edge_order as usize + 1 {
        return value_error(
            "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.",
        );
    }
    let dtype = array.dtype().to_float();
    let moved = array.moved_axis(axis, array.ndim() - 1);
    let values = moved.to_vec::<f64>()?;
    let steps: Option<Vec<f64>> = match spacing {
        Spacing::Uniform(_) => None,
        Spacing::Places(places) => {
            let places = places.to_vec::<f64>()?;
            if places.len() != n {
                return value_error(
                    "when 1d, distances must match the length of the corresponding dimension",
                );
            }
            let steps: Vec<f64> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
            // Equal distances are one number.
            if steps.iter().all(|step| *step == steps[0]) { None } else { Some(steps) }
        }
    };
    let uniform = match spacing {
        Spacing::Uniform(step) => *step,
        Spacing::Places(places) => {
            let places = places.to_vec::<f64>()?;
            if places.len() > 1 { places[1] - places[0] } else { 1.0 }
        }
    };
    let mut out: Vec<f64> = memory::reserve(moved.shape(), DType::Float64)?;
    for y in values.chunks(n) {
        let step = |i: usize| steps.as_ref().map_or(uniform, |steps| steps[i]);
        let edge = |at: usize, first: usize, sign: f64| {
            if edge_order == 1 {
                return (y[at.max(first)] - y[at.min(first)]) / step(at.min(first));
            }
            let last = n - 1;
            if let Some(steps) = &steps {
                if sign > 0.0 {
                    let (a, b) = (steps[0], steps[1]);
                    return -(2.0 * a + b) / (a * (a + b)) * y[0]
                        + (a + b) / (a * b) * y[1]
                        + -a / (b * (a + b)) * y[2];
                }
                let (a, b) = (steps[n - 3], steps[n - 2]);
                return b / (a * (a + b)) * y[last - 2]
                    + -(b + a) / (a * b) * y[last - 1]
                    + (2.0 * b + a) / (b * (a + b)) * y[last];
            }
            if sign > 0.0 {
                -1.5 / uniform * y[0] + 2.0 / uniform * y[1] + -0.5 / uniform * y[2]
            } else {
                0.5 / uniform * y[last - 2] + -2.0 / uniform * y[last - 1] + 1.5 / uniform * y[last]
            }
        };
        out.push(edge(0, 1, 1.0));
        for i in 1..n - 1 {
            out.push(match &steps {
                None => (y[i + 1] - y[i - 1]) / (2.0 * uniform),
                Some(steps) => {
                    let (a, b) = (steps[i - 1], steps[i]);
                    -b / (a * (a + b)) * y[i - 1] + (b - a) / (a * b) * y[i] + a / (b * (a + b)) * y[i + 1]
                }
            });
        }
        out.push(edge(n - 1, n - 2, -1.0));
    }
    let result = Array::new(f64::wrap(out).0, moved.shape().to_vec()).to_dtype(dtype)?;
    result.moved_axis(array.ndim() - 1, axis).to_contiguous()
}

/// The integral by trapezoids (`np.trapezoid`).
pub fn trapezoid(y: &Array, x: Option<&Array>, dx: f64, axis: isize) -> Result<Array> {
    let axis = normalize_axis(axis, y.ndim())?;
    let n = y.shape()[axis];
    let step: Operand = match x {
        None => Operand::Float(dx),
        Some(x) if x.ndim() == 1 => {
            let steps = diff(x, 1, 0)?;
            let mut shape = vec![1; y.ndim()];
            shape[axis] = steps.size();
            steps.reshape(&shape)?.into()
        }
        Some(x) => diff(x, 1, axis as isize)?.into(),
    };
    let upper = part(y, axis, 1.min(n), n)?;
    let lower = part(y, axis, 0, n.saturating_sub(1))?;
    let plain = Options::default();
    let sums = apply(Binary::Add, &upper, &lower)?;
    let areas = binary(Binary::Multiply, &step, &sums.into(), &plain)?;
    let halves = apply(Binary::Divide, &areas, 2.0)?;
    reduce(Reduction::Sum, &halves, &ReduceOptions::axis(axis as isize))
}

/// The covariance matrix of variables in rows, or in columns (`np.cov`).
pub fn cov(m: &Array, y: Option<&Array>, rowvar: bool, bias: bool, ddof: Option<f64>) -> Result<Array> {
    let variables = |array: &Array| -> Result<Array> {
        if array.ndim() > 2 {
            return value_error("m has more than 2 dimensions");
        }
        let wide = crate::shape::atleast_2d(array)?;
        Ok(if !rowvar && array.ndim() == 2 { wide.reversed_axes() } else { wide })
    };
    let mut x = variables(m)?;
    if let Some(y) = y {
        x = concatenate(&[x, variables(y)?], Some(0), None)?;
    }
    x = x.to_dtype(DType::Float64)?;
    let ddof = ddof.unwrap_or(if bias { 0.0 } else { 1.0 });
    let n = x.shape()[1] as f64;
    let mean = reduce(Reduction::Mean, &x, &ReduceOptions { keepdims: true, ..ReduceOptions::axis(1) })?;
    let centred = apply(Binary::Subtract, &x, &mean)?;
    let mut factor = n - ddof;
    if factor <= 0.0 {
        warn("Degrees of freedom <= 0 for slice");
        factor = 0.0;
    }
    let product = crate::linalg::dot(&centred, &centred.reversed_axes().copy()?)?;
    let inverse = apply(Binary::Divide, &Operand::Float(1.0).to_array(), Operand::Float(factor))?;
    apply(Binary::Multiply, &product, &inverse)?.squeeze(None)
}

/// The correlation coefficients of variables in rows, or in columns (`np.corrcoef`).
pub fn corrcoef(x: &Array, y: Option<&Array>, rowvar: bool) -> Result<Array> {
    let c = cov(x, y, rowvar, false, None)?;
    if c.ndim() == 0 {
        return apply(Binary::Divide, &c, &c);
    }
    let plain = Options::default();
    let deviations = unary(Unary::Sqrt, &crate::create::diagonal(&c, 0, 0, 1)?.into(), &plain)?;
    let rows = apply(Binary::Divide, &c, &deviations.expand_dims(&[1])?)?;
    let both = apply(Binary::Divide, &rows, &deviations.expand_dims(&[0])?)?;
    crate::ufunc::clip(&both.into(), Some(&Operand::Float(-1.0)), Some(&Operand::Float(1.0)), &plain)
}

/// The bins of a histogram.
#[derive(Clone, Debug)]
pub enum Bins {
    /// So many bins of equal width
    Count(i64),
    /// The edges, one more than bins
    Edges(Array),
}

/// The edges of a histogram's bins (`np.histogram_bin_edges`).
pub fn histogram_edges(array: &Array, bins: &Bins, range: Option<(f64, f64)>) -> Result<Array> {
    match bins {
        Bins::Edges(edges) => {
            let values = edges.to_vec::<f64>()?;
            if edges.ndim() != 1 {
                return value_error("`bins` must be 1d, when an array");
            }
            if values.windows(2).any(|pair| pair[0] > pair[1]) {
                return value_error("`bins` must increase monotonically, when an array");
            }
            Ok(edges.clone())
        }
        Bins::Count(count) => {
            if *count < 1 {
                return value_error("`bins` must be positive, when an integer");
            }
            let (mut low, mut high) = match range {
                Some((low, high)) => {
                    if low > high {
                        return value_error("max must be larger than min in range parameter.");
                    }
                    if !(low.is_finite() && high.is_finite()) {
                        return value_error(format!("supplied range of [{low}, {high}] is not finite"));
                    }
                    (low, high)
                }
                None if array.size() == 0 => (0.0, 1.0),
                None => {
                    let values = array.to_vec::<f64>()?;
                    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    if values.iter().any(|x| !x.is_finite()) {
                        let has_nan = values.iter().any(|x| x.is_nan());
                        let (low, high) = if has_nan { (f64::NAN, f64::NAN) } else { (low, high) };
                        let (low, high) = (Scalar::Float64(low), Scalar::Float64(high));
                        return value_error(format!("autodetected range of [{low}, {high}] is not finite"));
                    }
                    (low, high)
                }
            };
            if low == high {
                low -= 0.5;
                high += 0.5;
            }
            if array.dtype() == DType::Float32 {
                // NumPy computes these edges as float32.
                let (low, high) = (low as f32, high as f32);
                let step = (high - low) / *count as f32;
                let mut edges: Vec<f32> =
                    memory::reserve(&[memory::length(count.saturating_add(1))], DType::Float32)?;
                edges.extend((0..*count).map(|i| i as f32 * step + low));
                edges.push(high);
                return Ok(Array::vector(edges));
            }
            Ok(crate::create::linspace(low, high, count.saturating_add(1), true, None)?.0)
        }
    }
}

/// How many elements lie in each bin, and the bins' edges (`np.histogram`).
pub fn histogram(
    array: &Array,
    bins: &Bins,
    range: Option<(f64, f64)>,
    weights: Option<&Array>,
    density: bool,
) -> Result<(Array, Array)> {
    if array.dtype() == DType::Bool {
        warn("Converting input from bool to <class 'numpy.uint8'> for compatibility.");
    }
    let edges_array = histogram_edges(array, bins, range)?;
    let edges = edges_array.to_vec::<f64>()?;
    let count = edges.len().saturating_sub(1);
    let values = array.to_vec::<f64>()?;
    let weight_values = match weights {
        None => None,
        Some(weights) if weights.shape() != array.shape() => {
            return value_error("weights should have the same shape as a.");
        }
        Some(weights) => Some(weights.to_vec::<f64>()?),
    };
    let mut sums = memory::filled(0.0, count)?;
    for (i, &x) in values.iter().enumerate() {
        if count == 0 || !(x >= edges[0] && x <= edges[count]) {
            continue;
        }
        let bin = (edges.partition_point(|&edge| edge <= x) - 1).min(count - 1);
        sums[bin] += weight_values.as_ref().map_or(1.0, |weights| weights[i]);
    }
    let dtype = weights.map_or(DType::Int64, Array::dtype);
    let counts = Array::vector(sums).to_dtype(dtype)?;
    if !density {
        return Ok((counts, edges_array));
    }
    let widths = diff(&edges_array.to_dtype(DType::Float64)?, 1, 0)?;
    let total = reduce(Reduction::Sum, &counts, &ReduceOptions::default())?;
    let shares = apply(Binary::Divide, &counts, &widths)?;
    Ok((apply(Binary::Divide, &shares, &total)?, edges_array))
}

/// How often each integer occurs, or the sum of its weights (`np.bincount`).
pub fn bincount(array: &Array, weights: Option<&Array>, minlength: i64) -> Result<Array> {
    if array.ndim() != 1 {
        let depth = if array.ndim() == 0 { "of too small depth" } else { "too deep" };
        return value_error(format!("object {depth} for desired array"));
    }
    if array.dtype().is_float() {
        return crate::error::type_error(
            "Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'",
        );
    }
    if minlength < 0 {
        return value_error("'minlength' must not be negative");
    }
    let values = array.to_vec::<i64>()?;
    if values.iter().any(|&x| x < 0) {
        return value_error("'list' argument must have no negative elements");
    }
    let length = values
        .iter()
        .max()
        .map_or(0, |&largest| memory::length(largest).saturating_add(1))
        .max(memory::length(minlength));
    match weights {
        None => {
            let mut counts = memory::filled(0i64, length)?;
            values.iter().for_each(|&x| counts[x as usize] += 1);
            Ok(Array::vector(counts))
        }
        Some(weights) => {
            if weights.size() != array.size() {
                return value_error("The weights and list don't have the same length.");
            }
            let mut sums = memory::filled(0.0f64, length)?;
            values.iter().zip(weights.to_vec::<f64>()?).for_each(|(&x, weight)| sums[x as usize] += weight);
            Ok(Array::vector(sums))
        }
    }
}

/// The bin of each element (`np.digitize`).
pub fn digitize(array: &Array, bins: &Array, right: bool) -> Result<Array> {
    let edges = bins.to_vec::<f64>()?;
    let rises = edges.windows(2).all(|pair| pair[0] <= pair[1]);
    if !rises && !edges.windows(2).all(|pair| pair[0] >= pair[1]) {
        return value_error("bins must be monotonically increasing or decreasing");
    }
    if rises {
        return crate::sort::searchsorted(bins, array, !right, None);
    }
    let found = crate::sort::searchsorted(&crate::shape::flip(bins, None)?, array, right, None)?;
    binary(Binary::Subtract, &Operand::Int(edges.len() as i64), &found.into(), &Options::default())
}

/// Values between known points (`np.interp`).
pub fn interp(
    x: &Array,
    xp: &Array,
    fp: &Array,
    left: Option<f64>,
    right: Option<f64>,
    period: Option<f64>,
) -> Result<Array> {
    let mut known: Vec<(f64, f64)> = xp.to_vec::<f64>()?.into_iter().zip(fp.to_vec::<f64>()?).collect();
    if xp.size() != fp.size() {
        return value_error("fp and xp are not of the same length.");
    }
    if known.is_empty() {
        return value_error("array of sample points is empty");
    }
    let mut wanted = x.to_vec::<f64>()?;
    if let Some(period) = period {
        if period == 0.0 {
            return value_error("period must be a non-zero value");
        }
        let period = period.abs();
        let wrap = |x: f64| {
            let rest = x % period;
            if rest < 0.0 { rest + period } else { rest }
        };
        wanted.iter_mut().for_each(|x| *x = wrap(*x));
        known.iter_mut().for_each(|point| point.0 = wrap(point.0));
        let order = crate::sort::sorted_places(known.len(), &|a, b| known[a].0.total_cmp(&known[b].0))?;
        known = order.into_iter().map(|at| known[at as usize]).collect();
        let (first, last) = (known[0], known[known.len() - 1]);
        known.insert(0, (last.0 - period, last.1));
        known.push((first.0 + period, first.1));
    }
    let (first, last) = (known[0], known[known.len() - 1]);
    let (left, right) = (left.unwrap_or(first.1), right.unwrap_or(last.1));
    let mut out: Vec<f64> = memory::reserve(x.shape(), DType::Float64)?;
    for x in wanted {
        out.push(if x.is_nan() {
            x
        } else if x < first.0 {
            left
        } else if x > last.0 {
            right
        } else {
            let j = known.partition_point(|point| point.0 <= x).saturating_sub(1);
            if j + 1 >= known.len() || known[j].0 == x {
                known[j].1
            } else {
                let slope = (known[j + 1].1 - known[j].1) / (known[j + 1].0 - known[j].0);
                let value = slope * (x - known[j].0) + known[j].1;
                if value.is_nan() {
                    let from_right = slope * (x - known[j + 1].0) + known[j + 1].1;
                    if from_right.is_nan() && known[j].1 == known[j + 1].1 { known[j].1 } else { from_right }
                } else {
                    value
                }
            }
        });
    }
    Array::new(f64::wrap(out).0, x.shape().to_vec()).reshape(x.shape())
}

/// Which part of a convolution is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConvolveMode {
    /// All overlaps
    #[default]
    Full,
    /// As many as the longer array has
    Same,
    /// Complete overlaps
    Valid,
}

/// The convolution of two vectors (`np.convolve`).
pub fn convolve(a: &Array, v: &Array, mode: ConvolveMode) -> Result<Array> {
    if a.size() == 0 {
        return value_error("a cannot be empty");
    }
    if v.size() == 0 {
        return value_error("v cannot be empty");
    }
    if a.ndim() > 1 || v.ndim() > 1 {
        return value_error("object too deep for desired array");
    }
    let (long, short) = if v.size() > a.size() { (v, a) } else { (a, v) };
    sliding(long, &crate::shape::flip(short, None)?, mode, false)
}

/// The cross-correlation of two vectors (`np.correlate`).
pub fn correlate(a: &Array, v: &Array, mode: ConvolveMode) -> Result<Array> {
    if a.size() == 0 || v.size() == 0 {
        return value_error(if a.size() == 0 {
            "first array argument cannot be empty"
        } else {
            "second array argument cannot be empty"
        });
    }
    if a.ndim() > 1 || v.ndim() > 1 {
        return value_error("object too deep for desired array");
    }
    if v.size() > a.size() { sliding(v, a, mode, true) } else { sliding(a, v, mode, false) }
}

/// Sums of products of a short vector that slides along a long one.
fn sliding(long: &Array, short: &Array, mode: ConvolveMode, backwards: bool) -> Result<Array> {
    let dtype = promote_types(long.dtype(), short.dtype());
    let (n, m) = (long.size() as i64, short.size() as i64);
    let (start, count) = match mode {
        ConvolveMode::Full => (1 - m, n + m - 1),
        ConvolveMode::Same => (-(m / 2), n),
        ConvolveMode::Valid => (0, n - m + 1),
    };
    fn sums<T: Element>(a: &[T], b: &[T], start: i64, count: i64, step: fn(T, T, T) -> T) -> Vec<T> {
        let (n, m) = (a.len() as i64, b.len() as i64);
        let sum = |at: i64| {
            ((-at).max(0)..m.min(n - at))
                .fold(T::default(), |sum, i| step(sum, a[(at + i) as usize], b[i as usize]))
        };
        (start..start + count).map(sum).collect()
    }
    memory::checked_size(&[memory::length(count.max(0))], DType::Float64)?;
    let result = if dtype.is_float() {
        let (a, b) = (long.flat::<f64>()?, short.flat::<f64>()?);
        Array::vector(sums(&a, &b, start, count, |sum, a, b| sum + a * b))
    } else {
        let (a, b) = (long.flat::<i64>()?, short.flat::<i64>()?);
        Array::vector(sums(&a, &b, start, count, |sum, a, b| sum.wrapping_add(a.wrapping_mul(b))))
    };
    let result = if backwards { crate::shape::flip(&result, None)?.copy()? } else { result };
    result.to_dtype(dtype)
}

/// The coefficients of the polynomial that fits points best, the highest power first (`np.polyfit`).
pub fn polyfit(x: &Array, y: &Array, degree: i64, weights: Option<&Array>) -> Result<Array> {
    if degree < 0 {
        return value_error("expected deg >= 0");
    }
    if x.ndim() != 1 {
        return crate::error::type_error("expected 1D vector for x");
    }
    if x.size() == 0 {
        return crate::error::type_error("expected non-empty vector for x");
    }
    if y.ndim() < 1 || y.ndim() > 2 {
        return crate::error::type_error("expected 1D or 2D array for y");
    }
    if x.size() != y.shape()[0] {
        return crate::error::type_error("expected x and y to have same length");
    }
    let x = x.to_dtype(DType::Float64)?;
    let mut left = crate::create::vander(&x, memory::length(degree).saturating_add(1), false)?;
    let mut right = y.to_dtype(DType::Float64)?;
    if let Some(weights) = weights {
        let column = weights.reshape(&[weights.size(), 1])?;
        left = apply(Binary::Multiply, &left, &column)?;
        right = if right.ndim() == 1 {
            apply(Binary::Multiply, &right, weights)?
        } else {
            apply(Binary::Multiply, &right, &column)?
        };
    }
    // Columns of equal length keep the system well conditioned.
    let squares = apply(Binary::Multiply, &left, &left)?;
    let lengths = unary(
        Unary::Sqrt,
        &reduce(Reduction::Sum, &squares, &ReduceOptions::axis(0))?.into(),
        &Options::default(),
    )?;
    let scaled = apply(Binary::Divide, &left, &lengths)?;
    let cutoff = x.size() as f64 * f64::EPSILON;
    let (solution, _, rank, _) = crate::linalg::lstsq(&scaled, &right, Some(cutoff))?;
    if rank != degree + 1 {
        warn("Polyfit may be poorly conditioned");
    }
    let lengths = if solution.ndim() == 2 { lengths.reshape(&[lengths.size(), 1])? } else { lengths };
    divide(&solution, &lengths.into())
}

/// A polynomial's values (`np.polyval`). The highest power comes first.
pub fn polyval(coefficients: &Array, x: &Operand) -> Result<Array> {
    let mut result = binary(Binary::Multiply, x, &Operand::Int(0), &Options::default())?;
    for coefficient in coefficients.ravel()?.scalars()? {
        let product = binary(Binary::Multiply, &result.into(), x, &Options::default())?;
        result = apply(Binary::Add, &product, coefficient)?;
    }
    Ok(result)
}

/// A polynomial's real roots (`np.roots`). Complex roots are an error.
pub fn roots(coefficients: &Array) -> Result<Array> {
    if coefficients.ndim() != 1 {
        return value_error("Input must be a rank-1 array.");
    }
    let p = coefficients.to_vec::<f64>()?;
    let Some(first) = p.iter().position(|&c| c != 0.0) else { return Ok(Array::vector(Vec::<f64>::new())) };
    let last = p.iter().rposition(|&c| c != 0.0).unwrap_or(first);
    let trailing = p.len() - 1 - last;
    let p = &p[first..=last];
    let n = p.len() - 1;
    let mut found = Vec::new();
    if n > 0 {
        let mut companion = memory::filled(0.0, memory::checked_size(&[n, n], DType::Float64)?)?;
        for i in 0..n {
            companion[i] = -p[i + 1] / p[0];
            if i + 1 < n {
                companion[(i + 1) * n + i] = 1.0;
            }
        }
        found = crate::linalg::eigvals(&Array::new(f64::wrap(companion).0, vec![n, n]))?.to_vec::<f64>()?;
    }
    found.extend((0..trailing).map(|_| 0.0));
    Ok(Array::vector(found))
}
