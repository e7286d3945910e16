//! NumPy's arrays, `.npy` (NumPy, `lib/format.py`, versions 1 to 3).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use crate::numbers::Dtype;

fn bad(message: impl Into<String>) -> Error {
    Error::format("NumPy array (.npy)", message.into())
}

/// An array of numbers as floats.
///
/// # Errors
/// When the file is cut short, or holds something other than numbers, such as pickled objects.
pub fn read(file: &[u8]) -> Result<Tensor> {
    let cut = || bad(format!("it is damaged or cut short ({} bytes)", file.len()));
    let rest = file.strip_prefix(b"\x93NUMPY").ok_or_else(|| bad("it does not begin as such a file does"))?;
    let ([major, _], rest) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
    // The header's length has two bytes in version 1, then four.
    let (length, rest) = match major {
        1 => rest.split_first_chunk::<2>().map(|(n, rest)| (u16::from_le_bytes(*n) as usize, rest)),
        _ => rest.split_first_chunk::<4>().map(|(n, rest)| (u32::from_le_bytes(*n) as usize, rest)),
    }
    .ok_or_else(cut)?;
    let (header, data) = rest.split_at_checked(length).ok_or_else(cut)?;
    let header = core::str::from_utf8(header).map_err(|_| cut())?;
    // A dict of Python with three known keys: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
    let after =
        |key: &str| header.split_once(key).map(|(_, value)| value.trim_start_matches([':', ' ', '\'', '"']));
    let descr = after("'descr'").and_then(|value| value.split(['\'', '"']).next()).unwrap_or_default();
    let fortran = after("'fortran_order'").is_some_and(|value| value.starts_with("True"));
    let shape =
        after("'shape'").and_then(|value| value.strip_prefix('(')?.split_once(')')).ok_or_else(cut)?.0;
    let sizes = shape.split(',').map(str::trim).filter(|size| !size.is_empty());
    let sizes: Vec<usize> = sizes.map(|size| size.parse().map_err(|_| cut())).collect::<Result<_>>()?;
    let mut shape = Shape::new(sizes);

    let dtype =
        dtype(descr).ok_or_else(|| bad(format!("its dtype is {descr}; expected numbers, such as '<f4'")))?;
    if shape.size().checked_mul(dtype.width) != Some(data.len()) {
        return Err(bad(format!(
            "{} bytes for shape {shape} and dtype {descr}; it is cut short or damaged",
            data.len()
        )));
    }
    let mut numbers = dtype.numbers(data, |value| value as f32);
    if fortran && shape.len() > 1 {
        let reversed = Shape::new(shape.iter().rev().copied().collect::<Vec<_>>());
        let array = Tensor::from_f32(reversed, numbers)?.to_array();
        numbers = array.t().iter().copied().collect();
    }
    if shape.is_empty() {
        shape = [1].into();
    }
    Tensor::from_f32(shape, numbers)
}

/// The dtype of numbers that a text such as `<f4` stands for.
fn dtype(text: &str) -> Option<Dtype> {
    let (order, rest) = text.split_at_checked(1)?;
    let (kind, width) = rest.split_at_checked(1)?;
    let big = match order {
        ">" => true,
        "<" | "|" | "=" => false,
        _ => return None,
    };
    Some(Dtype { kind: kind.chars().next()?, width: width.parse().ok()?, big })
        .filter(|dtype| dtype.is_number())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn file(descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
        let fortran = if fortran { "True" } else { "False" };
        let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        let length = (header.len() as u16).to_le_bytes();
        [b"\x93NUMPY\x01\0", &length[..], header.as_bytes(), data].concat()
    }

    #[test]
    fn arrays_are_read_in_every_order() {
        let rows = read(&file("|u1", false, "(2, 3)", &[1, 2, 3, 4, 5, 6])).unwrap();
        assert_eq!(rows.to_f32(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let columns = read(&file("|u1", true, "(2, 3)", &[1, 4, 2, 5, 3, 6])).unwrap();
        assert_eq!(columns, rows);
        let big = read(&file(">i2", false, "(2,)", &[0xff, 0xfe, 0, 5])).unwrap();
        assert_eq!(big.to_f32(), [-2.0, 5.0]);
        let double = read(&file("<f8", false, "()", &1.5f64.to_le_bytes())).unwrap();
        assert_eq!(double.to_f32(), [1.5]);
        let error = |file: &[u8]| read(file).unwrap_err().to_string();
        assert!(error(&file("|O", false, "(2,)", &[0; 8])).contains("its dtype is |O; expected numbers"));
        assert!(error(&file("<f4", false, "(9, 9)", &[0; 8])).contains("8 bytes for shape (9, 9)"));
        assert!(error(b"\x93NUMPY\x01").contains("cut short"));
    }
}
