//! From the bytes of a data set or attribute to numbers and texts.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::Error;

use crate::floats::{from_bf16, from_f16};

use super::datatype::{Datatype, Kind};
use super::heap::GlobalHeaps;
use super::source::{Result, Source, bad, size};

/// The numbers as float32.
///
/// # Errors
/// When the values are not numbers.
pub fn floats(source: &Source<'_>, datatype: Datatype, bytes: &[u8]) -> Result<Vec<f32>> {
    let count = bytes.len() / datatype.size.max(1);
    source.allocate(count.saturating_mul(4))?;
    let mut floats = Vec::with_capacity(count);
    numbers(datatype, bytes, &mut |number| floats.push(number as f32))?;
    Ok(floats)
}

/// The numbers as float64.
///
/// # Errors
/// When the values are not numbers.
pub fn doubles(source: &Source<'_>, datatype: Datatype, bytes: &[u8]) -> Result<Vec<f64>> {
    let count = bytes.len() / datatype.size.max(1);
    source.allocate(count.saturating_mul(8))?;
    let mut doubles = Vec::with_capacity(count);
    numbers(datatype, bytes, &mut |number| doubles.push(number))?;
    Ok(doubles)
}

/// Calls `visit` with each number.
fn numbers(datatype: Datatype, bytes: &[u8], visit: &mut dyn FnMut(f64)) -> Result<()> {
    let number = match datatype.kind {
        // Without values the type does not matter: h5py writes an empty list of texts as an empty list of floats.
        _ if bytes.is_empty() => return Ok(()),
        Kind::Float16 | Kind::BFloat16 | Kind::Float32 | Kind::Float64 => float,
        Kind::Signed | Kind::Enumeration => signed,
        Kind::Unsigned => unsigned,
        _ => return Err(mismatch("numbers", datatype)),
    };
    bytes.chunks_exact(datatype.size.max(1)).for_each(|bytes| visit(number(datatype, bytes)));
    Ok(())
}

/// An error about values of another type.
fn mismatch(expected: &str, datatype: Datatype) -> Box<Error> {
    bad(format!("expected {expected}, got {}", datatype.name()))
}

fn bits(datatype: Datatype, bytes: &[u8]) -> u64 {
    let add = |number, byte: &u8| number << 8 | u64::from(*byte);
    match datatype.big_endian {
        true => bytes.iter().fold(0, add),
        false => bytes.iter().rev().fold(0, add),
    }
}

fn float(datatype: Datatype, bytes: &[u8]) -> f64 {
    let bits = bits(datatype, bytes);
    match datatype.kind {
        Kind::Float16 => f64::from(from_f16(bits as u16)),
        Kind::BFloat16 => f64::from(from_bf16(bits as u16)),
        Kind::Float32 => f64::from(f32::from_bits(bits as u32)),
        _ => f64::from_bits(bits),
    }
}

fn signed(datatype: Datatype, bytes: &[u8]) -> f64 {
    let unused = 64 - 8 * bytes.len().clamp(1, 8) as u32;
    ((bits(datatype, bytes) << unused) as i64 >> unused) as f64
}

fn unsigned(datatype: Datatype, bytes: &[u8]) -> f64 {
    bits(datatype, bytes) as f64
}

/// The texts. Bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
/// When the values are not texts, or the global heap that holds them is damaged.
pub fn texts<'f>(source: &'f Source<'f>, datatype: Datatype, bytes: &[u8]) -> Result<Vec<String>> {
    let mut heaps = GlobalHeaps::new(source);
    let mut texts = Vec::new();
    if bytes.is_empty() {
        return Ok(texts);
    }
    let is_text = matches!(
        datatype.kind,
        Kind::TextToZero | Kind::TextZeroFilled | Kind::TextSpaceFilled | Kind::TextInHeap
    );
    if !is_text {
        return Err(mismatch("texts", datatype));
    }
    for element in bytes.chunks_exact(datatype.size.max(1)) {
        let text = match datatype.kind {
            Kind::TextInHeap => in_heap(source, &mut heaps, element)?,
            Kind::TextToZero => element.split(|&byte| byte == 0).next().unwrap_or_default(),
            Kind::TextZeroFilled => strip(element, 0),
            _ => strip(element, b' '),
        };
        source.allocate(text.len() + size_of::<String>())?;
        texts.push(String::from_utf8_lossy(text).into_owned());
    }
    Ok(texts)
}

/// The text without the filling at its end.
fn strip(mut text: &[u8], filling: u8) -> &[u8] {
    while let Some((last, rest)) = text.split_last()
        && *last == filling
    {
        text = rest;
    }
    text
}

/// A text in the global heap: its length, the heap's address and the object's index (section VIII.B, "Reference
/// Encoding for variable-length datatypes").
fn in_heap<'f>(source: &'f Source<'f>, heaps: &mut GlobalHeaps<'f>, element: &[u8]) -> Result<&'f [u8]> {
    let mut reference = source.cursor(element);
    let length = size(reference.u32().into());
    let (address, index) = (reference.address(), size(reference.number(4)));
    if length == 0 || address == 0 {
        return Ok(&[]);
    }
    let object = heaps.object(address, index)?;
    let text = object.get(..length);
    let text = text.ok_or_else(|| bad("a text is longer than its place in the global heap"))?;
    // Old versions of h5py count a zero byte at the end.
    Ok(strip(text, 0))
}
