//! The IDX files of MNIST and similar data sets: a big-endian header, then numbers.
//!
//! Header: two zero bytes, the type (8 = unsigned byte), the number of axes, then each axis's size as a 32-bit
//! number (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits").

use alloc::format;
use alloc::vec::Vec;

use pupil_core::dataset::Dataset;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use crate::numbers::{Dtype, tensor};

/// The type of unsigned bytes.
const BYTES: u8 = 8;

/// The type of an IDX file's numbers and its number of axes, if it begins as such a file does.
pub(crate) fn signature(file: &[u8]) -> Option<(u8, u8)> {
    match file {
        [0, 0, kind @ (BYTES | 9 | 11..=14), axes @ 1..=8, ..] => Some((*kind, *axes)),
        _ => None,
    }
}

/// Reads numbers of any type and any number of axes. Unsigned bytes stay bytes.
///
/// # Errors
/// When the file is not an IDX file, or is shorter or longer than its header says.
pub fn read(file: &[u8]) -> Result<Tensor> {
    const WHAT: &str = "IDX file";
    let bad = || Error::format(WHAT, "it does not begin as such a file does");
    let (kind, axes) = signature(file).ok_or_else(bad)?;
    let (kind, width) = match kind {
        BYTES => ('u', 1),
        9 => ('i', 1),
        11 => ('i', 2),
        12 => ('i', 4),
        13 => ('f', 4),
        _ => ('f', 8),
    };
    let (sizes, data) = split(file, axes.into(), width, WHAT)?;
    tensor(Dtype { kind, width, big: true }, sizes, data)
}

/// Reads images, `(count, height, width, 1)`, as bytes that stand for `byte / 255`.
///
/// # Errors
/// When the file is not an IDX file with three axes, or is shorter or longer than its header says. The message says so
/// when the file is compressed with gzip.
pub fn images(file: &[u8]) -> Result<Tensor> {
    let (sizes, pixels) = parse::<3>(file, "images (IDX, magic number 2051)")?;
    let [count, height, width] = sizes;
    Tensor::from_u8([count, height, width, 1], pixels.to_vec(), 1.0 / 255.0)
}

/// Reads labels, `(count,)`.
///
/// # Errors
/// As for [`images`], but the file has one axis.
pub fn labels(file: &[u8]) -> Result<Tensor> {
    let ([count], labels) = parse::<1>(file, "labels (IDX, magic number 2049)")?;
    Tensor::from_u8([count], labels.to_vec(), 1.0)
}

/// Reads a pair of files as a data set.
pub fn dataset(images_file: &[u8], labels_file: &[u8]) -> Result<Dataset> {
    Dataset::new(images(images_file)?, labels(labels_file)?)
}

fn parse<'a, const AXES: usize>(file: &'a [u8], what: &str) -> Result<([usize; AXES], &'a [u8])> {
    let error = |message| Err(Error::format(what, message));
    if file.starts_with(&[0x1f, 0x8b]) {
        return error("the file is still packed with gzip; unpack it first".into());
    }
    let magic = 0x0800 + AXES as u32;
    match file.first_chunk::<4>().map(|start| u32::from_be_bytes(*start)) {
        Some(found) if found != magic => {
            return error(format!("the file starts with {found}; expected {magic}"));
        }
        _ => {}
    }
    let (sizes, data) = split(file, AXES, 1, what)?;
    Ok((core::array::from_fn(|axis| sizes[axis]), data))
}

/// The sizes of the axes, and the bytes of the numbers, each of `width` bytes.
fn split<'a>(file: &'a [u8], axes: usize, width: usize, what: &str) -> Result<(Vec<usize>, &'a [u8])> {
    let error = |message| Err(Error::format(what, message));
    let header = 4 + 4 * axes;
    let Some((head, data)) = file.split_at_checked(header) else {
        return error(format!("the file has {} bytes, less than the {header} of the header", file.len()));
    };
    let sizes = head[4..].chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let sizes: Vec<usize> = sizes.collect();
    let expected = sizes.iter().try_fold(width, |product, &size| product.checked_mul(size));
    if expected != Some(data.len()) {
        let shown: Vec<_> = sizes.iter().map(|size| format!("{size}")).collect();
        return error(format!(
            "the header promises {} numbers of {width} bytes but {} bytes follow it; the file is {}",
            shown.join(" x "),
            data.len(),
            if expected.is_none_or(|expected| expected > data.len()) { "cut short" } else { "too long" },
        ));
    }
    Ok((sizes, data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    fn file(magic: u32, sizes: &[u32], data: usize) -> Vec<u8> {
        let mut out = magic.to_be_bytes().to_vec();
        sizes.iter().for_each(|size| out.extend(size.to_be_bytes()));
        out.extend(vec![7; data]);
        out
    }

    #[test]
    fn a_pair_becomes_a_data_set() {
        let data = dataset(&file(2051, &[2, 3, 4], 24), &file(2049, &[2], 2)).unwrap();
        assert_eq!(*data.x_shape(), [2, 3, 4, 1]);
        assert_eq!(data.y_range(0..2), [7.0, 7.0]);
        assert!((data.x_range(0..1)[0] - 7.0 / 255.0).abs() < 1e-7);
    }

    #[test]
    fn broken_files_say_what_is_wrong() {
        let message = |bytes: &[u8]| images(bytes).unwrap_err().to_string();
        assert!(
            message(&file(2051, &[2, 3, 4], 20))
                .contains("2 x 3 x 4 numbers of 1 bytes but 20 bytes follow it; the file is cut short")
        );
        assert!(message(&file(2051, &[2, 3, 4], 25)).contains("too long"));
        assert!(message(&file(2049, &[2, 0, 0], 0)).contains("starts with 2049; expected 2051"));
        assert!(message(&[0x1f, 0x8b, 8]).contains("gzip"));
        assert!(message(b"PK").contains("2 bytes"));
        assert!(message(&file(2051, &[u32::MAX; 3], 4)).contains("cut short"));
    }

    #[test]
    fn every_type_and_number_of_axes_is_read() {
        for (kind, data, expected) in [
            (8, &[0xff, 2][..], [255.0, 2.0]),
            (9, &[0xff, 2], [-1.0, 2.0]),
            (11, &[0xff, 0xfe, 0, 5], [-2.0, 5.0]),
            (12, &[0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0], [-1.0, 65536.0]),
            (13, &[0x3f, 0xc0, 0, 0, 0, 0, 0, 0], [1.5, 0.0]),
            (14, &[0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1.5, 0.0]),
        ] {
            let header = [&[0, 0, kind, 4][..], &[0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1]].concat();
            let read = read(&[&header, data].concat()).unwrap();
            assert_eq!((&**read.shape(), &read.to_f32()[..]), (&[1, 2, 1, 1][..], &expected[..]));
            assert_eq!(matches!(read.data(), pupil_core::tensor::Data::U8(..)), kind == 8);
        }
        assert!(read(&[0, 0, 10, 1]).unwrap_err().to_string().contains("does not begin"));
        assert!(read(&[0, 0, 8, 9]).unwrap_err().to_string().contains("does not begin"));
    }
}
