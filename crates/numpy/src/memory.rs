//! Every allocation is checked here, so that no array takes the machine's memory.

use std::cell::Cell;

use crate::dtype::DType;
use crate::error::{Error, Result, value_error};

thread_local! {
    static LIMIT: Cell<usize> = const { Cell::new(1 << 31) };
}

/// Sets how many bytes one array may take. The default is 2 GiB.
pub fn set_limit(bytes: usize) {
    LIMIT.with(|limit| limit.set(bytes));
}

/// How many bytes one array may take.
pub fn limit() -> usize {
    LIMIT.with(Cell::get)
}

/// A shape as Python prints a tuple.
pub(crate) fn tuple(shape: &[usize]) -> String {
    let items: Vec<String> = shape.iter().map(usize::to_string).collect();
    if items.len() == 1 { format!("({},)", items[0]) } else { format!("({})", items.join(", ")) }
}

/// A shape as NumPy's broadcasting errors print it, without spaces.
pub(crate) fn tight_tuple(shape: &[usize]) -> String {
    tuple(shape).replace(' ', "")
}

/// A shape with unknown lengths (-1) as NumPy prints it: unknown ones at the start are left out.
pub(crate) fn open_tuple(shape: &[i64]) -> String {
    let known = shape.iter().skip_while(|&&n| n < 0);
    let items: Vec<String> = known.map(|&n| if n < 0 { "newaxis".into() } else { n.to_string() }).collect();
    if shape.len() == 1 && items.len() == 1 {
        format!("({},)", items[0])
    } else {
        format!("({})", items.join(","))
    }
}

/// The number of elements of a shape whose array of this type fits into the limit.
pub(crate) fn checked_size(shape: &[usize], dtype: DType) -> Result<usize> {
    let bytes = check_countable(shape, dtype)?;
    if bytes > limit() {
        return Err(unable(shape, dtype));
    }
    Ok(bytes / dtype.itemsize())
}

/// A length as the machine counts. What it cannot count becomes the largest number, which no array gets.
pub(crate) fn length(n: i64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// The most axes that an array may have.
pub(crate) const MAX_AXES: usize = 64;

/// Refuses more axes than arrays may have.
pub(crate) fn check_axes(count: usize) -> Result<()> {
    if count <= MAX_AXES {
        return Ok(());
    }
    value_error(format!("maximum supported dimension for an ndarray is currently {MAX_AXES}, found {count}"))
}

/// The bytes of a shape's elements. Shapes are refused if the product of their lengths is too large, even without those
/// that are zero.
pub(crate) fn check_countable(shape: &[usize], dtype: DType) -> Result<usize> {
    let product =
        shape.iter().try_fold(dtype.itemsize() as u64, |bytes, &n| bytes.checked_mul(n.max(1) as u64));
    match product.and_then(|bytes| isize::try_from(bytes).ok()) {
        _ if usize::BITS < 64
            && product.is_some_and(|bytes| bytes <= i64::MAX as u64)
            && !shape.contains(&0) =>
        {
            // On machines of 32 bits, what NumPy can count does not fit into memory.
            product.and_then(|bytes| usize::try_from(bytes).ok()).ok_or_else(|| unable(shape, dtype))
        }
        Some(_) if shape.contains(&0) => Ok(0),
        Some(bytes) => Ok(bytes as usize),
        None => too_big(),
    }
}

fn too_big<T>() -> Result<T> {
    value_error("array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.")
}

/// Before an array of more bytes than this is made, the free memory is checked.
const LARGE: usize = 1 << 20;
/// Bytes that an array must leave free.
const MARGIN: usize = 64 << 20;

/// An empty vector with room for an array of this shape.
pub(crate) fn reserve<T>(shape: &[usize], dtype: DType) -> Result<Vec<T>> {
    let size = checked_size(shape, dtype)?;
    let mut values = Vec::new();
    let bytes = size.saturating_mul(dtype.itemsize());
    if bytes > LARGE {
        // Something must be left for what cannot fail, such as the text of the error.
        let mut probe: Vec<u8> = Vec::new();
        probe.try_reserve_exact(bytes.saturating_add(MARGIN)).map_err(|_| unable(shape, dtype))?;
    }
    values.try_reserve_exact(size).map_err(|_| unable(shape, dtype))?;
    Ok(values)
}

/// NumPy's text for memory that it does not get.
fn unable(shape: &[usize], dtype: DType) -> Error {
    const UNITS: [&str; 7] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let bytes = shape.iter().fold(dtype.itemsize() as f64, |bytes, &n| bytes * n as f64);
    let (mut amount, mut unit) = (bytes, 0);
    while amount.round() >= 1024.0 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    let text = match amount {
        _ if unit == 0 => format!("{amount:.0}"),
        _ if amount >= 999.5 => format!("{amount:.0}."),
        _ if amount >= 99.95 => format!("{amount:.0}."),
        _ if amount >= 9.995 => format!("{amount:.1}"),
        _ => format!("{amount:.2}"),
    };
    Error::Memory(format!(
        "Unable to allocate {text} {} for an array with shape {} and data type {dtype}",
        UNITS[unit],
        tuple(shape)
    ))
}
