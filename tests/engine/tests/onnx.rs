//! ONNX files: what the engine predicts with the layers read from a file is what ONNX Runtime computes.

use std::fs;
use std::path::{Path, PathBuf};

use pupil_core::block_on::block_on;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Bundle, Model};
use pupil_cpu::CpuDevice;
use pupil_formats::onnx;
use serde_json::{Value, json};

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
    let again = Network::from_config(&bundle.network.to_config()).unwrap();
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

/// A constant that several nodes use does not become several copies that are trained apart.
#[test]
fn a_layer_that_is_applied_twice_is_one_layer() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/onnx/shared.onnx");
    let contents = onnx::read(&fs::read(file).unwrap()).unwrap();
    let layers = contents.config["config"]["layers"].as_array().unwrap();
    let dense: Vec<&Value> = layers.iter().filter(|layer| layer["class_name"] == "Dense").collect();
    let calls: Vec<usize> = dense.iter().map(|d| d["inbound_nodes"].as_array().unwrap().len()).collect();
    assert_eq!(calls, [2, 1]);
    assert_eq!(contents.weights.len(), 2);
    let note = "Layers \"fc\" and \"other\" share weights in the file; here each has its own.";
    assert!(contents.notes.iter().any(|n| n == note), "{:?}", contents.notes);
}

/// Files of a folder that the variable names, for files that are not part of the repository.
#[test]
fn files_of_the_folder_in_onnx_files_predict_what_is_beside_them() {
    let Ok(folder) = std::env::var("ONNX_FILES") else { return };
    for file in files(Path::new(&folder)) {
        println!("{}: {:?}", file.display(), difference(&file));
    }
}

/// A layer with these options.
fn layer(class: &str, options: Value) -> Value {
    json!({ "class_name": class, "config": options })
}

/// A Sequential for samples of this shape.
fn sequential(shape: &[usize], layers: Vec<Value>) -> Value {
    let mut batch = vec![Value::Null];
    batch.extend(shape.iter().map(|&n| Value::from(n)));
    let mut all = vec![layer("InputLayer", json!({ "batch_shape": batch, "name": "x" }))];
    all.extend(layers);
    json!({ "class_name": "Sequential", "config": { "name": "model", "layers": all } })
}

/// A functional model. Each layer names the layers that it takes from.
fn functional(
    inputs: &[(&str, &[usize])],
    layers: &[(&str, &str, Value, &[&str])],
    outputs: &[&str],
) -> Value {
    let history = |name: &str| json!([name, 0, 0]);
    let mut all = Vec::new();
    for (name, shape) in inputs {
        let mut batch = vec![Value::Null];
        batch.extend(shape.iter().map(|&n| Value::from(n)));
        let config = json!({ "batch_shape": batch, "name": name });
        all.push(json!({ "class_name": "InputLayer", "name": name, "config": config, "inbound_nodes": [] }));
    }
    for (name, class, config, from) in layers {
        let mut config = config.clone();
        config["name"] = (*name).into();
        let nodes: Vec<Value> = from.iter().map(|name| json!([name, 0, 0, {}])).collect();
        all.push(json!({ "class_name": class, "name": name, "config": config, "inbound_nodes": [nodes] }));
    }
    let inputs: Vec<Value> = inputs.iter().map(|(name, _)| history(name)).collect();
    let outputs: Vec<Value> = outputs.iter().map(|name| history(name)).collect();
    json!({ "class_name": "Functional", "config": {
        "name": "model", "layers": all, "input_layers": inputs, "output_layers": outputs } })
}

/// Models with all classes and options that can be written, each with its name.
fn models() -> Vec<(&'static str, Value)> {
    let recurrent = |class: &str, options: Value| layer(class, options);
    let both = |class: &str, inner: Value, mode: &str| {
        layer("Bidirectional", json!({ "layer": layer(class, inner), "merge_mode": mode }))
    };
    let mut models = vec![
        (
            "dense",
            sequential(
                &[4],
                vec![
                    layer("Dense", json!({ "units": 5, "activation": "relu" })),
                    layer("Dropout", json!({ "rate": 0.5 })),
                    layer("BatchNormalization", json!({ "epsilon": 0.01 })),
                    layer("Dense", json!({ "units": 3, "activation": "softmax", "use_bias": false })),
                ],
            ),
        ),
        (
            "cnn",
            sequential(
                &[9, 8, 2],
                vec![
                    layer(
                        "Conv2D",
                        json!({ "filters": 4, "kernel_size": 3, "padding": "same", "activation": "relu", "strides": 2 }),
                    ),
                    layer("BatchNormalization", json!({})),
                    layer("MaxPooling2D", json!({ "pool_size": 2, "padding": "same" })),
                    layer(
                        "DepthwiseConv2D",
                        json!({ "kernel_size": 3, "depth_multiplier": 2, "padding": "same" }),
                    ),
                    layer(
                        "SeparableConv2D",
                        json!({ "kernel_size": 2, "filters": 6, "depth_multiplier": 2, "padding": "same", "activation": "elu" }),
                    ),
                    layer(
                        "Conv2D",
                        json!({ "filters": 4, "kernel_size": [1, 2], "groups": 2, "activation": "softmax" }),
                    ),
                    layer("ZeroPadding2D", json!({ "padding": [[1, 0], [2, 1]] })),
                    layer(
                        "AveragePooling2D",
                        json!({ "pool_size": [2, 3], "strides": [1, 2], "padding": "same" }),
                    ),
                    layer("Flatten", json!({})),
                    layer("Dense", json!({ "units": 3, "activation": "softmax" })),
                ],
            ),
        ),
        (
            "decoder",
            sequential(
                &[3, 4, 2],
                vec![
                    layer(
                        "Conv2DTranspose",
                        json!({ "filters": 3, "kernel_size": 3, "strides": 2, "padding": "same" }),
                    ),
                    layer(
                        "Conv2DTranspose",
                        json!({ "filters": 2, "kernel_size": [2, 4], "strides": 3, "activation": "tanh" }),
                    ),
                    layer("UpSampling2D", json!({ "size": [1, 2] })),
                    layer("Cropping2D", json!({ "cropping": [[1, 2], [3, 0]] })),
                    layer("PReLU", json!({ "shared_axes": [1, 2] })),
                    layer("GroupNormalization", json!({ "groups": 2 })),
                    layer("SpatialDropout2D", json!({ "rate": 0.5 })),
                    layer("LayerNormalization", json!({ "axis": [-2, -1] })),
                    layer("GlobalAveragePooling2D", json!({ "keepdims": true })),
                ],
            ),
        ),
        (
            "sequences",
            sequential(
                &[12, 3],
                vec![
                    layer(
                        "Conv1D",
                        json!({ "filters": 4, "kernel_size": 3, "padding": "causal", "dilation_rate": 2 }),
                    ),
                    layer("DepthwiseConv1D", json!({ "kernel_size": 2 })),
                    layer("MaxPooling1D", json!({ "pool_size": 3, "strides": 2, "padding": "same" })),
                    layer("AveragePooling1D", json!({ "pool_size": 2, "strides": 1 })),
                    layer("Conv1DTranspose", json!({ "filters": 3, "kernel_size": 2, "strides": 3 })),
                    layer("SeparableConv1D", json!({ "filters": 4, "kernel_size": 2, "padding": "same" })),
                    layer("ZeroPadding1D", json!({ "padding": [1, 2] })),
                    layer("Cropping1D", json!({ "cropping": [2, 1] })),
                    layer("UpSampling1D", json!({ "size": 2 })),
                    layer("RMSNormalization", json!({})),
                    layer("UnitNormalization", json!({})),
                    layer("Permute", json!({ "dims": [2, 1] })),
                    layer("Softmax", json!({ "axis": 1 })),
                    layer("Reshape", json!({ "target_shape": [-1, 2] })),
                    layer("Dense", json!({ "units": 3 })),
                    layer("GlobalMaxPooling1D", json!({})),
                    layer("RepeatVector", json!({ "n": 4 })),
                    layer(
                        "TimeDistributed",
                        json!({ "layer": layer("Dense", json!({ "units": 2, "activation": "selu" })) }),
                    ),
                    layer("GlobalAveragePooling1D", json!({})),
                ],
            ),
        ),
        (
            "lstm",
            sequential(
                &[5, 3],
                vec![
                    recurrent("LSTM", json!({ "units": 4, "return_sequences": true })),
                    recurrent(
                        "LSTM",
                        json!({ "units": 3, "go_backwards": true, "return_sequences": true, "use_bias": false }),
                    ),
                    recurrent(
                        "LSTM",
                        json!({ "units": 2, "activation": "relu", "recurrent_activation": "hard_sigmoid", "go_backwards": true }),
                    ),
                ],
            ),
        ),
        (
            "gru",
            sequential(
                &[5, 3],
                vec![
                    recurrent("GRU", json!({ "units": 4, "return_sequences": true })),
                    recurrent("GRU", json!({ "units": 3, "reset_after": false, "return_sequences": true })),
                    recurrent(
                        "SimpleRNN",
                        json!({ "units": 3, "activation": "linear", "return_sequences": true }),
                    ),
                    recurrent("SimpleRNN", json!({ "units": 2 })),
                ],
            ),
        ),
        (
            "both_directions",
            sequential(
                &[5, 3],
                vec![
                    both("LSTM", json!({ "units": 2, "return_sequences": true }), "concat"),
                    both(
                        "GRU",
                        json!({ "units": 3, "return_sequences": true, "recurrent_activation": "hard_sigmoid" }),
                        "sum",
                    ),
                    both("SimpleRNN", json!({ "units": 2, "return_sequences": true }), "mul"),
                    both("GRU", json!({ "units": 2, "reset_after": false, "return_sequences": true }), "ave"),
                    both("LSTM", json!({ "units": 3 }), "concat"),
                    layer("Reshape", json!({ "target_shape": [3, 2] })),
                    both("GRU", json!({ "units": 3 }), "sum"),
                ],
            ),
        ),
        (
            "words",
            sequential(
                &[6],
                vec![
                    layer("Embedding", json!({ "input_dim": 5, "output_dim": 4 })),
                    layer("GlobalAveragePooling1D", json!({})),
                    layer("Dense", json!({ "units": 2 })),
                ],
            ),
        ),
        (
            "formulas",
            sequential(
                &[3, 4],
                vec![
                    layer("Rescaling", json!({ "scale": 0.5, "offset": -0.1 })),
                    layer("LeakyReLU", json!({ "negative_slope": 0.2 })),
                    layer("ELU", json!({ "alpha": 0.7 })),
                    layer("PReLU", json!({})),
                    layer("ReLU", json!({ "max_value": 2.5 })),
                    layer("ReLU", json!({ "negative_slope": 0.1 })),
                    layer("ReLU", json!({ "threshold": 0.2 })),
                    layer("BatchNormalization", json!({ "axis": 1 })),
                    layer("GaussianNoise", json!({ "stddev": 0.1 })),
                    layer("LayerNormalization", json!({ "center": false })),
                ],
            ),
        ),
        (
            "merges",
            functional(
                &[("a", &[4, 3, 2]), ("b", &[4, 3, 2]), ("c", &[2])],
                &[
                    ("conv_a", "Conv2D", json!({ "filters": 2, "kernel_size": 1 }), &["a"]),
                    ("conv_b", "Conv2D", json!({ "filters": 2, "kernel_size": 1 }), &["b"]),
                    ("add", "Add", json!({}), &["conv_a", "conv_b", "b"]),
                    ("joined", "Concatenate", json!({}), &["conv_a", "conv_b"]),
                    ("rows", "Concatenate", json!({ "axis": 1 }), &["conv_a", "conv_b"]),
                    ("difference", "Subtract", json!({}), &["conv_a", "conv_b"]),
                    ("gate", "Dense", json!({ "units": 2, "activation": "sigmoid" }), &["c"]),
                    ("product", "Multiply", json!({}), &["difference", "gate"]),
                    ("mean", "Average", json!({}), &["product", "add", "conv_b"]),
                    ("most", "Maximum", json!({}), &["mean", "conv_a"]),
                    ("least", "Minimum", json!({}), &["most", "b"]),
                    ("pool", "GlobalMaxPooling2D", json!({}), &["rows"]),
                    ("flat", "Reshape", json!({ "target_shape": [12, 2] }), &["least"]),
                    ("dot", "Dot", json!({ "axes": [2, 1] }), &["flat", "pool"]),
                    ("matrix", "Dot", json!({ "axes": 1 }), &["flat", "flat"]),
                ],
                &["joined", "dot", "matrix", "c"],
            ),
        ),
    ];
    let names = [
        "linear",
        "relu",
        "sigmoid",
        "tanh",
        "softmax",
        "log_softmax",
        "relu6",
        "leaky_relu",
        "elu",
        "celu",
        "selu",
        "gelu",
        "silu",
        "mish",
        "softplus",
        "softsign",
        "hard_sigmoid",
        "hard_silu",
        "exponential",
        "hard_tanh",
        "tanh_shrink",
        "soft_shrink",
        "hard_shrink",
        "squareplus",
        "log_sigmoid",
    ];
    let all: Vec<Value> = names
        .iter()
        .flat_map(|name| {
            [layer("Dense", json!({ "units": 6 })), layer("Activation", json!({ "activation": name }))]
        })
        .collect();
    models.push(("activations", sequential(&[6], all)));
    let inner = sequential(&[4], vec![layer("Dense", json!({ "units": 4, "activation": "relu" }))]);
    let mut inner = inner;
    inner["config"]["name"] = "inner".into();
    models.push(("nested", sequential(&[4], vec![inner, layer("Dense", json!({ "units": 2 }))])));
    models
}

/// A model with weights that are not Keras's first values, which would hide errors.
fn bundle(config: &Value) -> Bundle {
    let network = Network::from_config(config).unwrap();
    let mut state = 7u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    };
    let weights = network.weights().iter().map(|weight| {
        let low = if weight.name.ends_with("variance") { 0.5 } else { -0.5 };
        let values = (0..weight.shape.size()).map(|_| low + random()).collect();
        Tensor::from_f32(weight.shape.clone(), values).unwrap()
    });
    let weights = weights.collect();
    Bundle { network, weights, compile: None, state: None, metadata: Vec::new(), notes: Vec::new() }
}

/// Inputs for a model: numbers, or indices.
fn samples(network: &Network, name: &str) -> Vec<Tensor> {
    let samples = network.input_shapes().iter().map(|shape| {
        let value = |k: usize| match name {
            "words" => (k * 7 % 5) as f32,
            _ => ((k * 37 % 101) as f32 - 50.0) / 30.0,
        };
        let values = (0..2 * shape.size()).map(value).collect();
        Tensor::from_f32(shape.batched(2), values).unwrap()
    });
    samples.collect()
}

fn predict(bundle: Bundle, inputs: &[Tensor]) -> Vec<Tensor> {
    let mut model = block_on(Model::from_bundle(bundle, CpuDevice::new())).unwrap();
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    block_on(model.predict_all(&inputs, 32)).unwrap()
}

/// Writes each model to the folder that the variable `ONNX_OUT` names, with inputs and predictions, for
/// `tests/formats/check_onnx.py`, and reads it again.
#[test]
fn written_files_are_read_again_with_the_same_predictions() {
    let folder = std::env::var("ONNX_OUT").ok();
    let mut wrong = Vec::new();
    for (name, config) in models() {
        let model = bundle(&config);
        let inputs = samples(&model.network, name);
        let file = onnx::write(&model).unwrap();
        assert_eq!(file, onnx::write(&model).unwrap(), "the same bytes every time");
        let outputs = predict(model, &inputs);
        if let Some(folder) = &folder {
            let json = |tensors: &[Tensor]| -> Vec<Value> {
                tensors.iter().map(|t| json!({ "shape": t.shape().to_vec(), "data": t.to_f32() })).collect()
            };
            let text = json!({ "inputs": json(&inputs), "outputs": json(&outputs) });
            fs::create_dir_all(folder).unwrap();
            fs::write(Path::new(folder).join(format!("{name}.onnx")), &file).unwrap();
            fs::write(Path::new(folder).join(format!("{name}.onnx.expected.json")), text.to_string())
                .unwrap();
        }
        let again = match onnx::read(&file).and_then(|contents| contents.into_bundle()) {
            Ok(again) => predict(again, &inputs),
            Err(error) => {
                // Keras layers that ONNX writes as several operators, of which none has a layer of its own.
                let known = ["goes backwards and returns all steps", "ReduceProd \"", "Sqrt \"activation"];
                if !known.iter().any(|text| error.to_string().contains(text)) {
                    wrong.push(format!("{name}: {error}"));
                }
                continue;
            }
        };
        for (a, b) in outputs.iter().zip(&again) {
            assert_eq!(a.shape(), b.shape(), "{name}");
            let (a, b) = (a.to_f32(), b.to_f32());
            let largest = a.iter().fold(1e-6f32, |m, v| m.max(v.abs()));
            let difference = a.iter().zip(&b).fold(0.0f32, |m, (a, b)| m.max((a - b).abs())) / largest;
            if difference.is_nan() || difference > 1e-5 {
                wrong.push(format!("{name}: {difference}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn layers_that_cannot_be_written_are_named() {
    let words =
        layer("Embedding", json!({ "input_dim": 5, "output_dim": 4, "mask_zero": true, "name": "words" }));
    let error = onnx::write(&bundle(&sequential(&[6], vec![words]))).unwrap_err().to_string();
    assert!(error.contains("layer \"words\" (Embedding) cannot be written: option \"mask_zero\""), "{error}");
}
