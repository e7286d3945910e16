//! Reads files that `tests/formats/generate_hdf5.py` wrote with h5py, and compares all values with what h5py reads.

use std::fs;
use std::path::{Path, PathBuf};

use pupil_formats::hdf5::{
    Attribute, Dataset, File, Group, Kind, NewGroup, Numbers, Object, Value as Written,
};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/formats/hdf5")
}

/// A fixture's bytes. They are packed with gzip: a header of 10 bytes, the data, and 8 bytes of checksum and length.
fn fixture(name: &str) -> Vec<u8> {
    let packed = fs::read(folder().join(format!("{name}.h5.gz"))).unwrap();
    miniz_oxide::inflate::decompress_to_vec(&packed[10..packed.len() - 8]).unwrap()
}

fn expected() -> serde_json::Map<String, Value> {
    serde_json::from_slice(&fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

fn expect_numbers(expected: &Value, numbers: &[f64], what: &str) {
    let expected: Vec<f64> = expected
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap_or_else(|| number.as_str().unwrap().parse().unwrap()))
        .collect();
    let bits = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&expected), bits(numbers), "{what}: expected {expected:?}, got {numbers:?}");
}

fn expect_texts(expected: &Value, texts: &[String], what: &str) {
    assert_eq!(expected.as_array().unwrap(), texts, "{what}");
}

fn expect_attributes(expected: &Value, attributes: &[Attribute<'_>], path: &str) {
    let expected = expected.as_object().unwrap();
    assert_eq!(expected.len(), attributes.len(), "{path}");
    for attribute in attributes {
        let what = format!("{path}: attribute {}", attribute.name());
        let expected = &expected[attribute.name()];
        assert_eq!(expected["shape"], Value::from(attribute.shape()), "{what}");
        match &expected["texts"] {
            Value::Null => expect_numbers(&expected["numbers"], &attribute.numbers().unwrap(), &what),
            texts => {
                expect_texts(texts, &attribute.texts().unwrap(), &what);
                assert_eq!(attribute.text().is_ok(), texts.as_array().unwrap().len() == 1);
            }
        }
    }
}

fn expect_dataset<'e>(expected: &'e Value, dataset: &Dataset<'_>, seen: &mut Vec<&'e Value>) {
    let path = dataset.path();
    // A data set that was described before is its number.
    let expected = match expected.as_u64() {
        Some(number) => seen[number as usize],
        None => {
            seen.push(expected);
            expected
        }
    };
    assert_eq!(expected["shape"], Value::from(dataset.shape()), "{path}");
    assert_eq!(expected["dtype"], dataset.datatype().name(), "{path}");
    expect_attributes(&expected["attributes"], &dataset.attributes().unwrap(), path);
    match &expected["texts"] {
        Value::Null => {
            let numbers = dataset.read_f64().unwrap();
            expect_numbers(&expected["numbers"], &numbers, path);
            let floats: Vec<u32> = numbers.iter().map(|&number| (number as f32).to_bits()).collect();
            let read: Vec<u32> = dataset.read_f32().unwrap().iter().map(|number| number.to_bits()).collect();
            assert_eq!(floats, read, "{path}");
        }
        texts => expect_texts(texts, &dataset.texts().unwrap(), path),
    }
}

fn expect_group<'e>(expected: &'e Value, group: &Group<'_>, seen: &mut Vec<&'e Value>) {
    expect_attributes(&expected["attributes"], &group.attributes().unwrap(), group.path());
    let members = group.members().unwrap();
    let names: Vec<&str> = group.names().collect();
    let expected = expected["members"].as_array().unwrap();
    let wanted: Vec<&str> = expected.iter().map(|member| member[0].as_str().unwrap()).collect();
    assert_eq!(wanted, names, "members of {}", group.path());
    for ((name, object), expected) in members.iter().zip(expected) {
        assert_eq!(expected[0], *name);
        match object {
            Object::Group(group) => expect_group(&expected[1], group, seen),
            Object::Dataset(dataset) => expect_dataset(&expected[1], dataset, seen),
        }
    }
}

fn expect_file(expected: &serde_json::Map<String, Value>, name: &str, bytes: &[u8]) {
    let tree = match &expected[name] {
        Value::String(same) => &expected[same],
        tree => tree,
    };
    expect_group(tree, &File::open(bytes).unwrap().root().unwrap(), &mut Vec::new());
}

#[test]
fn every_file_reads_as_h5py_reads_it() {
    let expected = expected();
    for name in expected.keys() {
        expect_file(&expected, name, &fixture(name));
    }
}

/// Superblock version 1 has 4 more bytes than version 0. They take the place of the end, which is not used.
#[test]
fn superblock_version_1_is_read() {
    let mut bytes = fixture("small");
    bytes[8] = 1;
    bytes.copy_within(24..92, 28);
    expect_file(&expected(), "small", &bytes);
}

#[test]
fn members_are_found_by_path() {
    let bytes = fixture("keras");
    let file = File::open(&bytes).unwrap();
    let root = file.root().unwrap();
    let kernel = root.dataset("model_weights/dense/dense/kernel:0").unwrap().unwrap();
    assert_eq!((kernel.shape(), kernel.datatype().kind), (&[3, 4][..], Kind::Float32));
    assert_eq!(kernel.path(), "model_weights/dense/dense/kernel:0");
    assert_eq!(kernel.read_f32().unwrap()[11], 1.0);
    let weights = root.group("model_weights").unwrap().unwrap();
    assert!(weights.dataset("dense/dense/bias:0").unwrap().is_some());
    for missing in ["", "model", "model_weights/conv", "model_weights/dense/dense/bias:0/x", "/model_weights"]
    {
        assert!(root.get(missing).unwrap().is_none(), "{missing}");
    }
    let names = weights.attribute("layer_names").unwrap().unwrap().texts().unwrap();
    assert_eq!(names, ["dense", "dropout", "dense_1"]);
    assert!(weights.attribute("weight_names").unwrap().is_none());
    let error = root.dataset("model_weights/dense").unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: \"model_weights/dense\" is a group; expected a data set");
    let error = root.group("optimizer/iteration").unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: \"optimizer/iteration\" is a data set; expected a group");
    let error = kernel.texts().unwrap_err().to_string();
    assert!(error.ends_with("kernel:0\": expected texts, got float32"), "{error}");
    let error = root.attribute("backend").unwrap().unwrap().numbers().unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: attribute \"backend\": expected numbers, got text");
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    for (name, new) in [("refused", false), ("refused_latest", true)] {
        let bytes = fixture(name);
        let file = File::open(&bytes).unwrap();
        let root = file.root().unwrap();
        let refusal = |member: &str| match root.get(member) {
            Err(error) => error.to_string(),
            Ok(object) => match object.unwrap() {
                Object::Dataset(dataset) => dataset.read_f32().unwrap_err().to_string(),
                Object::Group(_) => panic!("{member} is a group"),
            },
        };
        assert_eq!(refusal("soft"), "HDF5 file: member \"soft\": it is a soft link, which is not supported");
        assert_eq!(
            refusal("external"),
            "HDF5 file: member \"external\": it is an external link, which is not supported"
        );
        assert_eq!(
            refusal("lzf"),
            "HDF5 file: data set \"lzf\": compressed with filter 32000 lzf; supported: deflate (gzip), shuffle, \
             fletcher32"
        );
        assert!(refusal("outside").contains("values are in another file"), "{}", refusal("outside"));
        assert!(refusal("virtual").contains("virtual data set"), "{}", refusal("virtual"));
        for (member, got) in [
            ("compound", "compound values"),
            ("complex", "compound values"),
            ("array", "arrays as elements"),
            ("sequences", "sequences of variable length"),
        ] {
            let expected = format!("HDF5 file: data set \"{member}\": expected numbers, got {got}");
            assert_eq!(refusal(member), expected, "{new}");
        }
        assert!(root.members().unwrap_err().to_string().contains("external link"));
    }
}

/// Reads all that a file has, up to the first error.
fn read_all(bytes: &[u8]) -> pupil_core::error::Result<usize> {
    fn values(group: &Group<'_>) -> pupil_core::error::Result<usize> {
        let mut count = attributes(group.attributes()?);
        for (_, member) in group.members()? {
            count += match member {
                Object::Group(group) => values(&group)?,
                Object::Dataset(dataset) => {
                    attributes(dataset.attributes()?)
                        + dataset.texts().map_or(0, |texts| texts.len())
                        + dataset.read_f32().map_or(0, |numbers| numbers.len())
                }
            };
        }
        Ok(count)
    }
    fn attributes(attributes: Vec<Attribute<'_>>) -> usize {
        let read = attributes.iter().map(|attribute| {
            attribute.texts().map_or(0, |texts| texts.len())
                + attribute.numbers().map_or(0, |numbers| numbers.len())
        });
        read.sum()
    }
    values(&File::open(bytes)?.root()?)
}

#[test]
fn a_circle_ends_in_an_error() {
    let error = read_all(&fixture("circle")).unwrap_err().to_string();
    assert!(error.contains("deep inside each other"), "{error}");
}

#[test]
fn a_file_cut_short_says_so() {
    for name in ["small", "small_latest", "sizes_4"] {
        let bytes = fixture(name);
        assert!(read_all(&bytes).is_ok());
        for length in 0..bytes.len() {
            let error = read_all(&bytes[..length]).unwrap_err().to_string();
            assert!(error.starts_with("HDF5 file: "), "{error}");
        }
        let error = read_all(&bytes[..bytes.len() - 1]).unwrap_err().to_string();
        assert!(error.contains("it is cut short"), "{error}");
    }
    let error = read_all(b"version https://git-lfs.github.com/spec/v1").unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: its signature is missing; this is not an HDF5 file");
}

/// Changes bytes of files at random. Reading them may fail but must not panic, and must end.
#[test]
fn damaged_files_do_no_harm() {
    let mut state = 1u64;
    let mut random = |limit: usize| {
        // Knuth's linear congruential generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    let start = std::time::Instant::now();
    let names = [
        "small",
        "small_latest",
        "sizes_4",
        "keras",
        "types",
        "ordered_latest",
        "chunks",
        "chunks_latest",
        "pages_latest",
    ];
    let files: Vec<Vec<u8>> = names.iter().map(|name| fixture(name)).collect();
    let mut slowest = (std::time::Duration::ZERO, "");
    for round in 0..100_000 {
        // Most rounds take the small files, which have most structures.
        let file = if round % 10 == 0 { random(files.len()) } else { random(3) };
        let mut bytes = files[file].clone();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            let edges = [0, 1, 0x7f, 0x80, 0xff];
            bytes[at] = if random(2) == 0 { edges[random(edges.len())] } else { random(256) as u8 };
        }
        let begin = std::time::Instant::now();
        let _ = read_all(&bytes);
        if begin.elapsed() > slowest.0 {
            slowest = (begin.elapsed(), names[file]);
        }
    }
    println!("{:?} in all, the slowest {slowest:?}", start.elapsed());
    assert!(slowest.0 < std::time::Duration::from_secs(2), "{slowest:?}");
}

/// A file with everything that can be written.
fn written() -> Vec<u8> {
    let texts = |texts: &[&str]| texts.iter().map(|text| text.to_string()).collect::<Vec<_>>();
    let mut root = NewGroup::new();
    root.attribute("model_config", Written::Text("{\"größer\": 1}".repeat(2000)));
    root.attribute("empty text", Written::Text(String::new()));
    root.attribute("iterations", Written::Int(-5));
    root.attribute("rate", Written::Float(0.1));
    root.attribute("rate", Written::Float(0.001));
    let weights = root.group("model_weights").unwrap();
    weights.attribute("layer_names", Written::FixedTexts(texts(&["dense", "dropout_1", ""])));
    weights.attribute("variable", Written::Texts(texts(&["größer", "", "b"])));
    weights.attribute("none", Written::FixedTexts(Vec::new()));
    weights.group("dropout_1").unwrap().attribute("weight_names", Written::Empty);
    let numbers: Vec<f32> = (0..15).map(|number| number as f32 / 4.0).collect();
    let kernel = weights.dataset("dense/dense/kernel:0", &[3, 5], Numbers::F32(numbers.into())).unwrap();
    kernel.attribute("dtype", Written::Text("float32".into()));
    weights.dataset("dense/dense/bias:0", &[0], Numbers::F32(Vec::new().into())).unwrap();
    root.dataset("optimizer/vars/0", &[], Numbers::I64(vec![-1 << 40].into())).unwrap();
    root.dataset("optimizer/vars/1", &[2], Numbers::I32(vec![i32::MIN, 7].into())).unwrap();
    root.dataset("optimizer/vars/2", &[1, 2], Numbers::F16(vec![0x3c00, 0xc500].into())).unwrap();
    // Three levels of a B-tree: a node has 32 children, and a leaf's children have 8 members.
    let many = root.group("many").unwrap();
    for at in 0..9000 {
        many.dataset(&format!("member {at}"), &[], Numbers::I32(vec![at].into())).unwrap();
        many.attribute(&format!("attribute {}", at % 300), Written::Text(format!("text {at}")));
    }
    for at in [7, 8, 9, 255, 256, 257] {
        let group = root.group(&format!("of {at}")).unwrap();
        for member in 0..at {
            group.group(&format!("{member}")).unwrap();
        }
    }
    root.write().unwrap()
}

#[test]
fn what_is_written_is_read() {
    let bytes = written();
    let file = File::open(&bytes).unwrap();
    let root = file.root().unwrap();
    let text = |name: &str| root.attribute(name).unwrap().unwrap().text().unwrap();
    assert_eq!(text("model_config").len(), 15 * 2000);
    assert_eq!(text("empty text"), "");
    assert_eq!(root.attribute("rate").unwrap().unwrap().numbers().unwrap(), [0.001]);
    assert_eq!(root.attribute("iterations").unwrap().unwrap().numbers().unwrap(), [-5.0]);
    let weights = root.group("model_weights").unwrap().unwrap();
    let texts = |name: &str| weights.attribute(name).unwrap().unwrap().texts().unwrap();
    assert_eq!(texts("layer_names"), ["dense", "dropout_1", ""]);
    assert_eq!(texts("variable"), ["größer", "", "b"]);
    assert!(texts("none").is_empty());
    let empty = weights.group("dropout_1").unwrap().unwrap().attribute("weight_names").unwrap().unwrap();
    assert_eq!((empty.shape(), empty.datatype().kind), (&[0][..], Kind::Float64));
    let kernel = weights.dataset("dense/dense/kernel:0").unwrap().unwrap();
    assert_eq!((kernel.shape(), kernel.read_f32().unwrap()[14]), (&[3, 5][..], 3.5));
    let numbers =
        |at: usize| root.dataset(&format!("optimizer/vars/{at}")).unwrap().unwrap().read_f64().unwrap();
    assert_eq!(numbers(0), [-((1u64 << 40) as f64)]);
    assert_eq!(numbers(1), [f64::from(i32::MIN), 7.0]);
    assert_eq!(numbers(2), [1.0, -5.0]);
    let many = root.group("many").unwrap().unwrap();
    assert_eq!(many.names().count(), 9000);
    assert!(many.names().is_sorted());
    assert_eq!(many.dataset("member 8999").unwrap().unwrap().read_f32().unwrap(), [8999.0]);
    assert_eq!(many.attributes().unwrap().len(), 300);
}

#[test]
fn what_cannot_be_written_is_refused_by_name() {
    let mut root = NewGroup::new();
    let one = || Numbers::F32(vec![1.0].into());
    root.dataset("a/b", &[1], one()).unwrap();
    let error = root.dataset("a/b", &[1], one()).unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: \"a/b\" exists already");
    let error = root.dataset("a/b/c", &[1], one()).unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: \"b\" is a data set; expected a group");
    let error = root.dataset("c", &[2, 3], one()).unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: data set \"c\": 1 numbers for shape (2, 3)");
    let error = root.dataset("a//b", &[1], one()).unwrap_err().to_string();
    assert_eq!(error, "HDF5 file: \"\" is not a name of a member");
    assert!(root.group(&"a/".repeat(100_000)).unwrap_err().to_string().contains("too deep"));
    root.attribute("weight_names", Written::FixedTexts(vec!["x".repeat(100); 700]));
    let error = root.write().unwrap_err().to_string();
    assert!(error.contains("\"weight_names\" takes 700"), "{error}");
}

/// Run with `PYTHON=.. cargo test -p pupil-formats hdf5:: -- --ignored`.
#[test]
#[ignore = "needs Python with h5py"]
fn h5py_reads_what_is_written() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("written.h5");
    let bytes = written();
    fs::write(&path, &bytes).unwrap();
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let script = folder().with_file_name("generate_hdf5.py");
    let output = std::process::Command::new(python).arg(script).arg("--describe").arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree: Value = serde_json::from_slice(&output.stdout).unwrap();
    expect_group(&tree, &File::open(&bytes).unwrap().root().unwrap(), &mut Vec::new());
}
