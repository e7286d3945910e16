//! Files of arrays by NumPy (`tests/formats/generate_arrays.py`), and the real files of MNIST where they are.

use std::fs;
use std::path::PathBuf;

use pupil_core::tensor::Data;
use pupil_formats::arrays::read;
use serde_json::Value;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/formats/arrays"));
    fs::read(folder.join(name)).unwrap()
}

#[test]
fn arrays_are_what_numpy_wrote() {
    let expected: Value = serde_json::from_slice(&file("expected.json")).unwrap();
    for (name, expected) in expected.as_object().unwrap() {
        let found = read(name, &file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected = expected.as_object().unwrap();
        assert_eq!(found.len(), expected.len(), "{name}");
        for array in found {
            let case = expected.get(&array.name).unwrap_or_else(|| panic!("{name}: {}", array.name));
            let list = |key: &str| case[key].as_array().unwrap().iter().map(|n| n.as_f64().unwrap());
            assert_eq!(array.tensor.to_f32(), list("data").map(|n| n as f32).collect::<Vec<_>>(), "{name}");
            let shape: Vec<f64> = array.tensor.shape().iter().map(|&n| n as f64).collect();
            assert_eq!(shape, list("shape").collect::<Vec<_>>(), "{name}");
            assert_eq!(matches!(array.tensor.data(), Data::U8(..)), case["bytes"] == true, "{name}");
        }
    }
}

#[test]
fn what_is_not_numbers_is_named() {
    let error = read("objects.npz", &file("objects.npz")).unwrap_err().to_string();
    assert!(
        error.contains("\"words.npy\": NumPy array (.npy): its dtype is |O; expected numbers"),
        "{error}"
    );
    let whole = file("deflated.npz");
    for end in [1, whole.len() / 2, whole.len() - 1] {
        assert!(read("x", &whole[..end]).is_err());
    }
    let mut changed = whole.clone();
    let at = whole.len() / 3;
    changed[at] ^= 0x55;
    assert!(read("x", &changed).is_err());
}

#[test]
fn the_files_of_mnist_are_read_as_they_are() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/mnist"));
    let Ok(images) = fs::read(folder.join("t10k-images-idx3-ubyte.gz")) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let labels = fs::read(folder.join("t10k-labels-idx1-ubyte.gz")).unwrap();
    let found = read("t10k-images-idx3-ubyte.gz", &images).unwrap();
    assert_eq!(found[0].name, "t10k-images-idx3-ubyte");
    assert_eq!(**found[0].tensor.shape(), [10_000, 28, 28]);
    let digits = read("t10k-labels-idx1-ubyte.gz", &labels).unwrap();
    let Data::U8(digits, _) = digits[0].tensor.data() else { panic!("no bytes") };
    assert_eq!(digits[..10], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    // Packed once more, both in one archive, as people upload them.
    let zip = pupil_formats::zip::write(&[
        ("t10k-images-idx3-ubyte.gz", &images),
        ("t10k-labels-idx1-ubyte.gz", &labels),
    ]);
    let both = read("mnist.zip", &zip.unwrap()).unwrap();
    assert_eq!(both[0].tensor, found[0].tensor);
    assert_eq!(both[1].name, "t10k-labels-idx1-ubyte");
}

/// A megabyte of gzip that stands for a gigabyte: it is refused where it says so, and where it does not.
#[test]
fn small_files_do_not_unpack_to_any_size() {
    let zeros = |count: usize| {
        use std::io::Write as _;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; count]).unwrap();
        encoder.finish().unwrap()
    };
    let mut file = zeros(8 << 20);
    // The last four bytes are the size: a lie that asks for 4 GB, one for 512 MB, and one that hides it.
    for (size, message) in
        [(u32::MAX, "too many bytes"), (1 << 29, "too many bytes"), (10, "damaged or cut short")]
    {
        let at = file.len() - 4;
        file[at..].copy_from_slice(&size.to_le_bytes());
        let error = read("x.gz", &file).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }
}
