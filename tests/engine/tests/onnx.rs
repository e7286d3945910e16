//! ONNX files: what the engine predicts with the layers read from a file is what ONNX Runtime computes.

use std::fs;
use std::path::{Path, PathBuf};

use pupil_core::block_on::block_on;
use pupil_core::tensor::Tensor;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use pupil_formats::onnx;
use serde_json::Value;

/// A tensor of a JSON object with `dtype`, `shape` and `data`.
fn tensor(value: &Value) -> Tensor {
    let shape: Vec<usize> =
        value["shape"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
    let data = value["data"].as_array().expect("data").iter();
    Tensor::from_f32(shape, data.map(|v| v.as_f64().unwrap() as f32).collect()).unwrap()
}

/// What the engine predicts with a file, for the inputs beside it, and the largest difference from the outputs beside
/// it, as a share of the largest value.
fn difference(file: &Path) -> Result<f64, String> {
    let text = fs::read(file.with_extension("onnx.expected.json")).map_err(|e| e.to_string())?;
    let expected: Value = serde_json::from_slice(&text).unwrap();
    let contents = onnx::read(&fs::read(file).unwrap()).map_err(|e| e.to_string())?;
    let bundle = contents.into_bundle().map_err(|e| e.to_string())?;
    let again = pupil_core::models::Network::from_config(&bundle.network.to_config()).unwrap();
    assert_eq!(again.to_config(), bundle.network.to_config());
    let mut model = block_on(Model::from_bundle(bundle, CpuDevice::new())).map_err(|e| e.to_string())?;
    let inputs: Vec<Tensor> = expected["inputs"].as_array().unwrap().iter().map(tensor).collect();
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    let outputs = block_on(model.predict_all(&inputs, 32)).map_err(|e| e.to_string())?;
    let wanted: Vec<Tensor> = expected["outputs"].as_array().unwrap().iter().map(tensor).collect();
    assert_eq!(outputs.len(), wanted.len(), "{}", file.display());
    let mut largest_difference = 0.0f64;
    for (output, wanted) in outputs.iter().zip(&wanted) {
        if output.shape() != wanted.shape() {
            return Err(format!("the shape is {}, expected {}", output.shape(), wanted.shape()));
        }
        let (output, wanted) = (output.to_f32(), wanted.to_f32());
        let largest = wanted.iter().fold(1e-6f32, |m, v| m.max(v.abs()));
        for (a, b) in output.iter().zip(&wanted) {
            assert!(a.is_finite(), "{}", file.display());
            largest_difference = largest_difference.max(f64::from((a - b).abs() / largest));
        }
    }
    Ok(largest_difference)
}

/// The ONNX files of a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "onnx"));
    files.sort();
    files
}

#[test]
fn files_predict_what_onnx_runtime_computes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/onnx");
    let files = files(&folder);
    assert!(files.len() > 20, "there are {} files", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        match difference(&file) {
            Ok(difference) if difference < 1e-4 => {}
            other => wrong.push(format!("{name}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files of a folder that the variable names, for files that are not part of the repository.
#[test]
fn files_of_the_folder_in_onnx_files_predict_what_is_beside_them() {
    let Ok(folder) = std::env::var("ONNX_FILES") else { return };
    for file in files(Path::new(&folder)) {
        println!("{}: {:?}", file.display(), difference(&file));
    }
}
