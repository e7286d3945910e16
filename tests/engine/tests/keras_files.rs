//! Small files of every version of Keras, written by that version (`tests/formats/generate_keras.py`): each opens, and
//! computes what that Keras computes.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Bundle, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_data::text::TextFront;
use pupil_formats::{SaveFormat, Source, open, open_all, save};
use serde_json::Value;

use crate::reference;
use reference::difference;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/keras"))
}

/// A file of the folder; HDF5 files are packed there.
fn file(name: &str) -> Vec<u8> {
    let packed = folder().join(format!("{name}.gz"));
    match fs::read(&packed) {
        Ok(packed) => {
            let mut bytes = Vec::new();
            GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
            bytes
        }
        Err(_) => fs::read(folder().join(name)).unwrap(),
    }
}

fn tensor(value: &Value) -> Tensor {
    let list = |key: &str| value[key].as_array().unwrap().iter();
    let shape: Vec<usize> = list("shape").map(|size| size.as_u64().unwrap() as usize).collect();
    Tensor::from_f32(shape, list("data").map(|number| number.as_f64().unwrap() as f32).collect()).unwrap()
}

/// The numbers of an input; `layer` takes its texts.
fn input(given: &Value, layer: &Value) -> Result<Tensor, String> {
    let Some(texts) = given["texts"].as_array() else { return Ok(tensor(given)) };
    let texts: Vec<&str> = texts.iter().map(|text| text.as_str().unwrap()).collect();
    let class = layer["class_name"].as_str().ok_or("the input takes no texts")?;
    let front = TextFront::from_config(class, layer["config"].as_object().unwrap());
    let numbers = front.and_then(|front| front.call(&texts)).map_err(|error| error.to_string())?;
    let shape = match class {
        "StringLookup" => {
            given["shape"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect()
        }
        _ => numbers.shape().to_vec(),
    };
    Tensor::from_f32(shape, numbers.to_f32()).map_err(|error| error.to_string())
}

/// The largest difference from the reference.
fn checked(bundle: Bundle, case: &Value) -> Result<f32, String> {
    let mut model =
        block_on(Model::from_bundle(bundle, CpuDevice::new())).map_err(|error| error.to_string())?;
    let layers = model.network().text_layers();
    let given = case["inputs"].as_array().unwrap().iter().zip(&layers);
    let inputs: Vec<Tensor> = given.map(|(given, layer)| input(given, layer)).collect::<Result<_, _>>()?;
    difference(&mut model, &inputs, case["outputs"].as_array().unwrap())
}

#[test]
fn files_of_every_version_compute_what_their_keras_computes() {
    let mut failures = String::new();
    for part in [
        "tf_attention",
        "keras3_attention",
        "keras3_nested",
        "keras3_cells",
        "keras3_masks",
        "keras3_texts",
        "keras1",
        "keras22",
        "keras213",
        "tf_keras",
        "keras3",
    ] {
        let cases: Value = serde_json::from_slice(&file(&format!("{part}.json"))).unwrap();
        for (name, case) in cases.as_object().unwrap() {
            let bundle = match name.contains(".weights.") {
                // Weights alone need the model's config.
                true => {
                    let files = [name.as_str(), "k3-cnn.config.json"]
                        .map(|name| Source { name: name.into(), bytes: file(name).into() });
                    open_all(&files)
                }
                false => open(&file(name)),
            };
            // Keras computes those in 16 bits.
            let limit = if name.contains("float16") { 1e-2 } else { 1e-5 };
            match bundle.map_err(|error| error.to_string()).and_then(|bundle| checked(bundle, case)) {
                Ok(difference) if difference <= limit => {}
                Ok(difference) => failures += &format!("{part}/{name}: differs by {difference:e}\n"),
                Err(error) => failures += &format!("{part}/{name}: {error}\n"),
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// The vocabularies are in the config that we write. Keras reads them from there.
#[test]
fn models_that_begin_with_texts_come_back() {
    let cases: Value = serde_json::from_slice(&file("keras3_texts.json")).unwrap();
    for (name, case) in cases.as_object().unwrap() {
        for format in [SaveFormat::Keras, SaveFormat::Hdf5, SaveFormat::Safetensors] {
            let written = save(open(&file(name)).unwrap(), format);
            // Weights of tokens are only written in our own form.
            if format != SaveFormat::Safetensors
                && ["k3-texts-idf.keras", "k3-lookups.keras"].contains(&name.as_str())
            {
                let error = written.unwrap_err().to_string();
                assert!(error.contains("weights of tokens"), "{error}");
                continue;
            }
            let difference = checked(open(&written.unwrap()).unwrap(), case).unwrap();
            assert!(difference <= 1e-5, "{name}: {difference}");
        }
    }
}

/// Keras saved these in the middle of a training. We go on for two epochs, with the optimizer's state of the file.
#[test]
fn quantised_files_compute_what_tensorflow_js_computes() {
    let folder = folder().parent().unwrap().join("tfjs");
    let cases: Value = serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut failures = String::new();
    for (name, case) in cases.as_object().unwrap() {
        let read = |entry: fs::DirEntry| Source {
            name: entry.file_name().into_string().unwrap(),
            bytes: fs::read(entry.path()).unwrap().into(),
        };
        let entries = fs::read_dir(folder.join(name)).unwrap();
        let files: Vec<Source<'_>> = entries.map(|entry| read(entry.unwrap())).collect();
        let case = serde_json::json!({ "inputs": [case["input"]], "outputs": [case["output"]] });
        match open_all(&files).map_err(|error| error.to_string()).and_then(|bundle| checked(bundle, &case)) {
            Ok(difference) if difference <= 1e-5 => {}
            Ok(difference) => failures += &format!("{name}: differs by {difference:e}\n"),
            Err(error) => failures += &format!("{name}: {error}\n"),
        }
    }
    assert_eq!(cases.as_object().unwrap().len(), 8);
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn optimizers_are_written_with_the_shapes_of_keras() {
    let cases: Value = serde_json::from_slice(&file("continued_whole.json")).unwrap();
    for name in cases.as_object().unwrap().keys() {
        let read = open(&file(name)).unwrap();
        let (weights, state) = (read.weights.clone(), read.state.clone());
        // What Keras wrote could be read, so what is read back from this file has Keras's shapes and order.
        let again = open(&save(read, SaveFormat::Keras).unwrap()).unwrap();
        assert!(again.state.is_some() && again.notes.is_empty(), "{name}: {:?}", again.notes);
        assert!(again.weights == weights && again.state == state, "{name}");
    }
}

#[test]
fn training_goes_on_with_the_numbers_of_keras() {
    let parts = ["continued.json", "continued_whole.json"];
    let parts = parts.map(|name| serde_json::from_slice::<Value>(&file(name)).unwrap());
    for (name, case) in parts.iter().flat_map(|cases| cases.as_object().unwrap()) {
        let bundle = open(&file(name)).unwrap();
        assert!(bundle.notes.is_empty() && bundle.state.is_some(), "{name}: {:?}", bundle.notes);
        let mut model = block_on(Model::from_bundle(bundle, CpuDevice::new())).unwrap();
        let (x, y) = (tensor(&case["x"]), tensor(&case["y"]));
        let y = if model.network().output_shape().size() == 1 {
            Tensor::from_f32([y.samples(), 1], y.to_f32()).unwrap()
        } else {
            y
        };
        let data = Dataset::new(x.clone(), y).unwrap();
        let options = FitOptions { epochs: 2, batch_size: Some(2), shuffle: false, ..FitOptions::default() };
        block_on(model.fit(&data, options)).unwrap();
        let steps = block_on(model.optimizer_state()).unwrap().map(|state| state.steps);
        assert_eq!(steps, case["steps"].as_u64(), "{name}");
        let found = difference(&mut model, &[x], std::slice::from_ref(&case["after"])).unwrap();
        assert!(found <= 1e-3, "{name} differs by {found:e}");
    }
}
