//! NumPy's arrays, `.npy` (NumPy, `lib/format.py`, versions 1 to 3).

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use crate::numbers::{Dtype, tensor};

fn bad(message: impl Into<String>) -> Error {
    Error::format("NumPy array (.npy)", message.into())
}

/// An array of numbers: unsigned bytes as bytes, and all others as floats.
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
    // A dict of Python with three known keys: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
    let descr = after(header, b"'descr'");
    let descr = descr.split(|byte| matches!(byte, b'\'' | b'"')).next().unwrap_or_default();
    let descr = String::from_utf8_lossy(descr);
    let fortran = after(header, b"'fortran_order'").starts_with(b"True");
    let sizes = sizes(after(header, b"'shape'")).ok_or_else(cut)?;
    let mut shape = Shape::new(sizes);

    let dtype =
        dtype(&descr).ok_or_else(|| bad(format!("its dtype is {descr}; expected numbers, such as '<f4'")))?;
    if shape.size().checked_mul(dtype.width) != Some(data.len()) {
        return Err(bad(format!(
            "{} bytes for shape {shape} and dtype {descr}; it is cut short or damaged",
            data.len()
        )));
    }
    let fortran = fortran && shape.len() > 1;
    if shape.is_empty() {
        shape = [1].into();
    }
    match fortran {
        true => tensor(dtype, shape.clone(), &row_major(data, &shape, dtype.width)),
        false => tensor(dtype, shape, data),
    }
}

/// What follows a key of the header.
fn after<'h>(header: &'h [u8], key: &[u8]) -> &'h [u8] {
    let at = header.windows(key.len()).position(|part| part == key).map_or(header.len(), |at| at + key.len());
    let value = &header[at..];
    let start = value.iter().position(|byte| !matches!(byte, b':' | b' ' | b'\'' | b'"'));
    &value[start.unwrap_or(value.len())..]
}

/// The sizes in a tuple such as `(2, 3)`.
fn sizes(tuple: &[u8]) -> Option<Vec<usize>> {
    let (mut sizes, mut size) = (Vec::new(), None);
    for byte in tuple.strip_prefix(b"(")? {
        match byte {
            b'0'..=b'9' => {
                let digit = usize::from(byte - b'0');
                size = Some(size.unwrap_or(0usize).checked_mul(10)?.checked_add(digit)?);
            }
            b',' => sizes.extend(size.take()),
            b' ' => {}
            b')' => {
                sizes.extend(size);
                return Some(sizes);
            }
            _ => return None,
        }
    }
    None
}

/// The values of an array in row-major order, from column-major order (Fortran's).
fn row_major(data: &[u8], shape: &[usize], width: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut place = vec![0; shape.len()];
    for _ in 0..data.len() / width {
        // The first axis varies fastest in the file, and the last one in memory.
        let from = place.iter().zip(shape).rev().fold(0, |from, (&at, &size)| from * size + at) * width;
        out.extend_from_slice(&data[from..from + width]);
        for (at, &size) in place.iter_mut().zip(shape).rev() {
            *at += 1;
            if *at < size {
                break;
            }
            *at = 0;
        }
    }
    out
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
        // Shape (2, 3, 2): the value at (i, j, k) is 100 i + 10 j + k.
        let cube: Vec<u8> = (0..12u8).flat_map(|n| [0, n % 2 * 100 + n / 2 % 3 * 10 + n / 6]).collect();
        let cube = read(&file(">i2", true, "(2, 3, 2)", &cube)).unwrap();
        assert_eq!(cube.to_f32(), [0., 1., 10., 11., 20., 21., 100., 101., 110., 111., 120., 121.]);
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
