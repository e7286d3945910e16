//! The IDX files of MNIST and similar data sets: a big-endian header, then bytes.
//!
//! Header: two zero bytes, the type (8 = unsigned byte), the number of axes, then each axis's size as a 32-bit
//! number (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits").

use alloc::format;
use alloc::vec::Vec;

use pupil_core::dataset::Dataset;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

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
    let header = 4 + 4 * AXES;
    if file.len() < header {
        return error(format!("the file has {} bytes, less than the {header} of the header", file.len()));
    }
    let number = |at: usize| u32::from_be_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]);
    let magic = 0x0800 + AXES as u32;
    if number(0) != magic {
        return error(format!("the file starts with {}; expected {magic}", number(0)));
    }
    let sizes: [usize; AXES] = core::array::from_fn(|axis| number(4 + 4 * axis) as usize);
    let data = &file[header..];
    let expected = sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    if expected != Some(data.len()) {
        let shown: Vec<_> = sizes.iter().map(|size| format!("{size}")).collect();
        return error(format!(
            "the header promises {} bytes of data but {} follow it; the file is {}",
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
                .contains("2 x 3 x 4 bytes of data but 20 follow it; the file is cut short")
        );
        assert!(message(&file(2051, &[2, 3, 4], 25)).contains("too long"));
        assert!(message(&file(2049, &[2, 0, 0], 0)).contains("starts with 2049; expected 2051"));
        assert!(message(&[0x1f, 0x8b, 8]).contains("gzip"));
        assert!(message(b"PK").contains("2 bytes"));
        assert!(message(&file(2051, &[u32::MAX; 3], 4)).contains("cut short"));
    }
}
