//! Files of numbers, as data for models: NumPy's `.npy` and `.npz`, IDX, and tables of pixels in CSV, each also within gzip
//! or a zip archive.
//!
//! What a file unpacks to is bounded: by a gigabyte, and by what deflate can do, 1,032 times the file's size.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use crate::beside::reason;
use crate::inflate::gunzip;
use crate::kind::{FileKind, PYTORCH_ZIP};
use crate::numbers::LARGEST;
use crate::source::file_name;
use crate::zip::Archive;
use crate::{idx, npy, pixels};

/// An array with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedArray {
    /// Its name: in `.npz` that of its member, otherwise the file's without ending. Tables have `label` and `pixels`.
    pub name: String,
    /// Its numbers. Unsigned bytes stay bytes, and all else are floats.
    pub tensor: Tensor,
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("file of numbers", message.into())
}

/// The arrays in a file. Its name only gives names to arrays that have none.
///
/// # Errors
/// When it is a file of another kind, which the message names, is damaged, or unpacks to more than a gigabyte.
pub fn read(name: &str, file: &[u8]) -> Result<Vec<NamedArray>> {
    let limit = LARGEST.min(file.len().saturating_mul(1100));
    match FileKind::of(file) {
        FileKind::Zip => of_zip(file, limit),
        FileKind::Gzip => plain(name, &gunzip(file, limit)?),
        _ => plain(name, file),
    }
}

/// The arrays in a file that is not packed.
fn plain(name: &str, file: &[u8]) -> Result<Vec<NamedArray>> {
    let one = |tensor| alloc::vec![NamedArray { name: stem(name).into(), tensor }];
    match FileKind::of(file) {
        FileKind::Npy => npy::read(file).map(one),
        FileKind::Idx => idx::read(file).map(one),
        FileKind::Text => {
            let (labels, pixels) = pixels::read(file)?;
            let labels = labels.map(|tensor| NamedArray { name: "label".into(), tensor });
            Ok(labels.into_iter().chain([NamedArray { name: "pixels".into(), tensor: pixels }]).collect())
        }
        kind => Err(bad(format!(
            "this is {}; expected NumPy's .npy or .npz, IDX (MNIST's format) or a CSV table of pixels",
            kind.name()
        ))),
    }
}

/// The arrays in a zip archive: a `.npz` file, or packed files. Other files in it are left out.
fn of_zip(file: &[u8], limit: usize) -> Result<Vec<NamedArray>> {
    let zip = Archive::open_within(file, limit)?;
    let mut arrays: Vec<(&str, NamedArray)> = Vec::new();
    let (mut unpacked, mut size) = (limit, 0);
    let mut refused = None;
    for (place, member) in zip.names().enumerate() {
        if file_name(member) == "data.pkl" {
            return Err(PYTORCH_ZIP.error(file));
        }
        if !may_have_numbers(member) {
            continue;
        }
        let within = |error: Error| bad(format!("\"{member}\": {}", reason(&error)));
        let bytes = zip.at(place)?;
        let bytes = match FileKind::of(&bytes) {
            FileKind::Gzip => {
                let bytes = gunzip(&bytes, unpacked).map_err(within)?;
                unpacked -= bytes.len();
                bytes.into()
            }
            _ => bytes,
        };
        let found = plain(member, &bytes);
        let is_pixels = found.is_err() && pixels::is_table(&bytes);
        let found = match found.map_err(within) {
            Ok(found) => found,
            // Tables of other kinds, such as Kaggle's sample of a submission, are left out. A damaged table of pixels is
            // an error.
            Err(error) if is_csv(member) && !is_pixels => {
                refused = refused.or(Some(error));
                continue;
            }
            Err(error) => return Err(error),
        };
        for array in found {
            size += array.tensor.data().bytes();
            if size > LARGEST {
                return Err(bad("its arrays take more than 1 GB"));
            }
            // NumPy's names of arrays may have folders.
            let name = member.strip_suffix(".npy").map_or(array.name, Into::into);
            arrays.push((member, NamedArray { name, ..array }));
        }
    }
    if arrays.is_empty() {
        let none = "the zip archive holds no arrays; expected .npy files, IDX or CSV tables of pixels";
        return Err(refused.unwrap_or_else(|| bad(none)));
    }
    // Files with arrays of the same name come before the names.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, array) in &arrays {
        *counts.entry(array.name.clone()).or_default() += 1;
    }
    let named = |(member, array): (&str, NamedArray)| match counts.get(&array.name) {
        Some(2..) => NamedArray { name: format!("{member}/{}", array.name), ..array },
        _ => array,
    };
    Ok(arrays.into_iter().map(named).collect())
}

/// False for pictures, texts and the like, which stay packed.
fn may_have_numbers(member: &str) -> bool {
    let name = file_name(member).to_ascii_lowercase();
    let ending = name.rsplit('.').next().unwrap_or_default();
    matches!(ending, "npy" | "csv" | "gz") || ending.starts_with("idx") || name.ends_with("ubyte")
}

/// True for the name of a table, also of one within gzip.
fn is_csv(member: &str) -> bool {
    let name = member.to_ascii_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).ends_with(".csv")
}

/// A file's name without folders and endings.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ if name.is_empty() => "array",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;
    use pupil_core::tensor::Data;

    /// An IDX file with one axis.
    fn bytes(values: &[u8]) -> Vec<u8> {
        [&[0, 0, 8, 1, 0, 0, 0, values.len() as u8], values].concat()
    }

    fn names(arrays: &[NamedArray]) -> Vec<&str> {
        arrays.iter().map(|array| array.name.as_str()).collect()
    }

    #[test]
    fn arrays_get_the_names_of_their_files() {
        for (file, name) in [
            ("a/train-images.idx3-ubyte", "train-images"),
            ("train-labels-idx1-ubyte.gz", "train-labels-idx1-ubyte"),
            ("x.npy.gz", "x"),
            ("mnist.v2.npy", "mnist.v2"),
            (".npy", ".npy"),
            ("", "array"),
        ] {
            assert_eq!(stem(file), name);
        }
        let found = read("labels", &bytes(&[7, 255])).unwrap();
        assert_eq!(names(&found), ["labels"]);
        assert_eq!(found[0].tensor.data(), &Data::U8(vec![7, 255], 1.0));
    }

    #[test]
    fn an_archive_gives_all_its_arrays() {
        let (one, two) = (bytes(&[1]), bytes(&[2]));
        let table = b"label,pixel0\n7,5\n";
        let zip = crate::zip::write(&[
            ("train-labels-idx1-ubyte", &one),
            ("read me.txt", b"text"),
            ("a/labels.idx1-ubyte", &one),
            ("b/labels.idx1-ubyte", &two),
            ("train.csv", table),
            ("sample_submission.csv", b"ImageId,Label\n1,0\n300,0\n"),
        ]);
        let found = read("archive.zip", &zip.unwrap()).unwrap();
        let expected = [
            "train-labels-idx1-ubyte",
            "a/labels.idx1-ubyte/labels",
            "b/labels.idx1-ubyte/labels",
            "label",
            "pixels",
        ];
        assert_eq!(names(&found), expected);
        assert_eq!(found[2].tensor.to_f32(), [2.0]);
        let message = |members: &[(&str, &[u8])]| {
            read("", &crate::zip::write(members).unwrap()).unwrap_err().to_string()
        };
        assert!(message(&[("a.txt", b"")]).contains("the zip archive holds no arrays"));
        assert!(
            message(&[("a.csv", b"x,y\n1,-1\n")]).contains("\"a.csv\": CSV file of pixels: line 2, column 2")
        );
        // One damaged cell beside a table that reads.
        let whole = b"label,pixel0\n7,5\n";
        let damaged = message(&[("test.csv", whole), ("train.csv", b"label,pixel0\n7,5\n7,5.5\n")]);
        assert!(damaged.contains("\"train.csv\": CSV file of pixels: line 3, column 2"), "{damaged}");
        assert!(message(&[("a.npy", b"text")]).contains("\"a.npy\": CSV file of pixels"));
        assert!(message(&[("m/data.pkl", b"")]).contains("PyTorch"));
        let error = read("", b"\x89PNG").unwrap_err().to_string();
        assert!(error.contains("this is a PNG picture; expected NumPy's .npy or .npz"), "{error}");
    }
}
