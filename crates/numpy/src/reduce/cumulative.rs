//! Running sums, products and extremes.

use crate::array::{Array, normalize_axis};
use crate::dtype::DType;
use crate::error::Result;
use crate::storage::Element;

/// What runs along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cumulative {
    /// `np.cumsum`
    Sum,
    /// `np.cumprod`
    Prod,
    /// `np.nancumsum`
    NanSum,
    /// `np.nancumprod`
    NanProd,
    /// `np.maximum.accumulate`
    Max,
    /// `np.minimum.accumulate`
    Min,
}

/// Running results along an axis, or of the flat array (`np.cumsum` and its like).
pub fn cumulative(
    which: Cumulative,
    array: &Array,
    axis: Option<isize>,
    dtype: Option<DType>,
) -> Result<Array> {
    let (array, axis) = match axis {
        Some(axis) if array.ndim() > 0 || !matches!(axis, 0 | -1) => {
            (array.clone(), normalize_axis(axis, array.ndim())?)
        }
        _ => (array.ravel()?, 0),
    };
    let keeps = matches!(which, Cumulative::Max | Cumulative::Min);
    let dtype = dtype.unwrap_or(if keeps { array.dtype() } else { array.dtype().to_sum() });
    let skip_nan = matches!(which, Cumulative::NanSum | Cumulative::NanProd);
    let sums = matches!(which, Cumulative::Sum | Cumulative::NanSum);
    // The axis becomes the last one, and goes back after.
    let moved = array.moved_axis(axis, array.ndim() - 1);
    let count = moved.shape().last().copied().unwrap_or(1).max(1);
    let shape = moved.shape().to_vec();
    fn run<T: Element>(mut values: Vec<T>, count: usize, step: impl Fn(T, T) -> T) -> Vec<T> {
        for row in values.chunks_mut(count) {
            for i in 1..row.len() {
                row[i] = step(row[i - 1], row[i]);
            }
        }
        values
    }
    let result = if dtype.is_float() {
        let mut values = moved.to_dtype(dtype)?.to_vec::<f64>()?;
        if skip_nan {
            let neutral = if sums { 0.0 } else { 1.0 };
            values.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = neutral);
        }
        let narrow = dtype == DType::Float32;
        let round = move |x: f64| if narrow { x as f32 as f64 } else { x };
        let values = match which {
            Cumulative::Sum | Cumulative::NanSum => run(values, count, |a, b| round(a + b)),
            Cumulative::Prod | Cumulative::NanProd => run(values, count, |a, b| round(a * b)),
            Cumulative::Max => run(values, count, |a, b| if a >= b || a.is_nan() { a } else { b }),
            Cumulative::Min => run(values, count, |a, b| if a <= b || a.is_nan() { a } else { b }),
        };
        Array::new(f64::wrap(values).0, shape).to_dtype(dtype)?
    } else {
        let values = moved.to_vec::<i64>()?;
        let step: fn(i64, i64) -> i64 = match which {
            Cumulative::Max => i64::max,
            Cumulative::Min => i64::min,
            _ if sums => i64::wrapping_add,
            _ => i64::wrapping_mul,
        };
        Array::new(i64::wrap(run(values, count, step)).0, shape).to_dtype(dtype)?
    };
    crate::warning::check_results("accumulate", &[&array], &result)?;
    result.moved_axis(result.ndim() - 1, axis).to_contiguous()
}
