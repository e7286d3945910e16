//! Real model files, as people have them: each opens, and computes what the program that it comes from computes.
//!
//! The files are not part of the repository. Without them the test says that it was skipped. `PUPIL_DATA` names the
//! folder that holds `models`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pupil_core::block_on::block_on;
use pupil_core::tensor::Tensor;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use pupil_engine_tests::public_data;
use pupil_formats::{Source, open_all};
use serde_json::Value;

use crate::numpy;
use crate::reference;
use reference::difference;

/// What becomes of a file.
enum Outcome {
    /// It opens; its outputs differ from the reference by at most this share of the largest value.
    Opens(f32),
    /// It is refused; the message has this text.
    Refused(&'static str),
}
use Outcome::{Opens, Refused};

const EXACT: Outcome = Opens(1e-4);
/// Files with 16-bit floats: the reference computes in 16 bits.
const HALF: Outcome = Opens(2e-3);

/// This network amplifies the rounding of floats: for these inputs NumPy computes 0.90 in 32 bits and 0.82 in 64 bits,
/// and Keras 0.89.
const CHAOTIC: Outcome = Opens(0.1);

const FILES: &[(&str, Outcome)] = &[
    ("car-two-inputs/model.keras", EXACT),
    ("chatbot-conv1d/best_model.keras", EXACT),
    ("chatbot-dense/model.keras", EXACT),
    ("churn/model.h5", EXACT),
    ("churn/model.keras", EXACT),
    ("cvae-tfjs/model.json", EXACT),
    ("doodlenet-tfjs/model.json", EXACT),
    ("drug-bilstm-hdf5/best_model.keras", EXACT),
    ("ds-cnn-wakeword/str_ww_ref_model.h5", EXACT),
    ("grades-regression/best_model.keras", EXACT),
    ("hit-song-2.14/model.keras", EXACT),
    ("mario-hdf5/model.keras", CHAOTIC),
    ("mnist-backslash/best_model.keras", EXACT),
    ("mnist-cnn/mnist_model.h5", EXACT),
    ("mnist-cnn/mnist_model.keras", EXACT),
    ("mnist-h5-and-onnx/mnist.h5", EXACT),
    ("mnist-h5-and-onnx/onnx_mnist.onnx", EXACT),
    ("nested-container/pre_pr22362_nested_container.keras", Refused("class NestedDenseModel")),
    ("onnx/conv1d_small_keras.onnx", EXACT),
    ("onnx/conv2d_small_mp_keras.onnx", EXACT),
    ("onnx/mnist-lg.onnx", EXACT),
    ("onnx/mnist-sm.onnx", EXACT),
    ("onnx/mnist.onnx", EXACT),
    ("onnx/two_layer_keras.onnx", EXACT),
    ("resnet8-cifar10/pretrainedResnet.h5", EXACT),
    ("sentiment-lstm/sentiment_model.keras", EXACT),
    ("series-conv1d/best_model.keras", EXACT),
    ("snake-weights/model.weights.h5", Refused("weights but no config")),
    ("style-transfer-2.13/model.keras", EXACT),
    ("tfjs-graph_model/model.json", Refused("a graph model of TensorFlow.js")),
    ("tfjs-layers_model/model.json", EXACT),
    ("tm-image/keras_model.h5", EXACT),
    ("tm-tfjs/model.json", EXACT),
    ("transformer-f16/cnnlstm2.keras", HALF),
    ("transformer-f16/transformer.keras", HALF),
    ("turbofan-two-outputs/best_model.keras", Refused("\"SelfAttention\" is not supported; supported: ")),
    ("vm-simplernn/best_rnn_model.keras", EXACT),
];

#[test]
fn public_model_files_compute_what_their_reference_computes() {
    let Some(root) = public_data("models") else {
        // Directly to the terminal, because the harness hides the output of passing tests.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED public_model_files_compute_what_their_reference_computes: no public models; set PUPIL_DATA to the \
             folder that holds models/"
        );
        return;
    };
    let mut failures = String::new();
    let mut table = String::from("| file | result |\n|---|---|\n");
    for (file, outcome) in FILES {
        let result = opened(&root, file);
        let shown = match &result {
            Ok(0.0) => "the same, to seven decimals".into(),
            Ok(difference) => format!("differs by {difference:.0e} of the largest value"),
            Err(error) => {
                format!("refused: {}", error.split("; supported: Input").next().unwrap_or_default())
            }
        };
        writeln!(table, "| {file} | {shown} |").unwrap();
        let wrong = match (outcome, result) {
            (Opens(limit), Ok(difference)) if difference <= *limit => None,
            (Opens(limit), Ok(difference)) => {
                Some(format!("differs by {difference:e}; expected at most {limit:e}"))
            }
            (Opens(_), Err(error)) => Some(error),
            (Refused(text), Err(error)) if error.contains(text) => None,
            (Refused(text), Err(error)) => Some(format!("refused without \"{text}\": {error}")),
            (Refused(_), Ok(_)) => Some("opened".into()),
        };
        if let Some(wrong) = wrong {
            writeln!(failures, "{file}: {wrong}").unwrap();
        }
    }
    if std::env::var_os("PUPIL_WRITE_DOCS").is_some() {
        write_table(&table);
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Writes the table into docs/reference/formats.md, between its marks.
fn write_table(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/formats.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- table -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of table -->").unwrap();
    std::fs::write(path, format!("{before}<!-- table -->\n{table}<!-- end of table -->{after}")).unwrap();
}

/// Opens a file with the files beside it that belong to it; returns the largest difference of its outputs from the
/// reference, as a share of the largest value.
fn opened(root: &Path, file: &str) -> Result<f32, String> {
    let path = root.join(file);
    let beside = path.parent().unwrap();
    let source = |path: &Path| Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: Cow::Owned(std::fs::read(path).unwrap()),
    };
    let mut files = vec![source(&path)];
    if file.ends_with("model.json") {
        let other = |path: &PathBuf| !path.to_string_lossy().contains("model.json");
        let all = std::fs::read_dir(beside).unwrap().map(|entry| entry.unwrap().path());
        files.extend(all.filter(other).map(|path| source(&path)));
    }
    let bundle = open_all(&files).map_err(|error| error.to_string())?;
    let expected = PathBuf::from(format!("{}.expected.json", path.display()));
    let expected: Value = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    let parameters = bundle.network.parameters();
    if expected["parameters"].is_u64() && expected["parameters"] != parameters.0 + parameters.1 {
        return Err(format!("has {parameters:?} parameters; expected {}", expected["parameters"]));
    }
    for note in &bundle.notes {
        println!("{file}: {note}");
    }
    let mut model =
        block_on(Model::from_bundle(bundle, CpuDevice::new())).map_err(|error| error.to_string())?;
    let mut inputs: Vec<Tensor> = expected["inputs"].as_array().unwrap().iter().map(input).collect();
    if file.starts_with("tfjs-layers_model") {
        // TensorFlow.js cuts the decimals off the words of an Embedding.
        let cut = |x: &Tensor| x.to_f32().into_iter().map(f32::trunc).collect();
        inputs = inputs.iter().map(|x| Tensor::from_f32(x.shape().clone(), cut(x)).unwrap()).collect();
    }
    difference(&mut model, &inputs, expected["outputs"].as_array().unwrap())
}

/// An input: its numbers, or a recipe for them.
fn input(value: &Value) -> Tensor {
    let sizes = value["shape"].as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize);
    let shape: Vec<usize> = sizes.collect();
    let count: usize = shape.iter().product();
    let numbers = match value["data"].as_array() {
        Some(data) => data.iter().map(|number| number.as_f64().unwrap() as f32).collect(),
        None if value["numpy"].is_string() => numpy::normal(1, count),
        None => mulberry32(1, count),
    };
    Tensor::from_f32(shape, numbers).unwrap()
}

/// The generator mulberry32, as numbers from -1 to 1.
fn mulberry32(seed: u32, count: usize) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x6d2b_79f5);
        let mut t = (state ^ (state >> 15)).wrapping_mul(state | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        f64::from(t ^ (t >> 14)) / 4_294_967_296.0
    };
    (0..count).map(|_| (next() * 2.0 - 1.0) as f32).collect()
}

/// Small configs of Keras 2, and with operations, beside the values that their Keras computes.
#[test]
fn small_configs_compute_what_their_keras_computes() {
    let Some(folder) = public_data("faults") else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED small_configs_compute_what_their_keras_computes: set PUPIL_DATA to the folder that holds faults/"
        );
        return;
    };
    let mut checked = 0;
    for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".json") || name == "k3-initial-state.json" {
            continue;
        }
        let case: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let mut bundle = pupil_formats::open(case["config"].to_string().as_bytes()).unwrap();
        let weights: Vec<Tensor> = case["weights"].as_array().unwrap().iter().map(input).collect();
        if !weights.is_empty() {
            bundle.weights = weights;
        }
        let mut model = block_on(Model::from_bundle(bundle, CpuDevice::new())).unwrap();
        for step in case["steps"].as_array().unwrap().iter().filter(|step| step["do"] == "predict") {
            let found =
                difference(&mut model, &[input(&step["x"])], std::slice::from_ref(&step["want"])).unwrap();
            assert!(found <= 1e-4, "{name} differs by {found:e}");
            checked += 1;
        }
    }
    assert!(checked >= 8, "{checked}");
}
