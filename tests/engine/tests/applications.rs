//! Known networks have the layers of Keras's own, which `tests/parity/applications.py` wrote down.

use pupil_core::applications;
use pupil_core::block_on::block_on;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

const KERAS: &str = include_str!("../../parity/applications.json");

fn network(name: &str, options: &Value) -> Network {
    applications::network(name, options.as_object().unwrap()).unwrap()
}

/// A layer of a config in the form of the file, with the options that Keras's layer has there.
fn described(layer: &Value, expected: &Value) -> Value {
    let config = &layer["config"];
    let options = expected["options"].as_object().into_iter().flatten();
    let options: serde_json::Map<String, Value> =
        options.map(|(key, _)| (key.clone(), config[key].clone())).collect();
    let node = &layer["inbound_nodes"][0]["args"][0];
    let tensors = node.as_array().cloned().unwrap_or_else(|| vec![node.clone()]);
    let inputs =
        tensors.iter().map(|tensor| &tensor["config"]["keras_history"][0]).filter(|name| !name.is_null());
    let initializer = ["kernel_initializer", "depthwise_initializer"].iter().map(|key| &config[key]);
    let initializer = initializer.into_iter().find(|initializer| !initializer.is_null());
    json!({
        "class": layer["class_name"],
        "name": config["name"],
        "options": options,
        "initializer": initializer.map(|initializer| json!({
            "class": initializer["class_name"], "scale": initializer["config"]["scale"],
        })),
        "inputs": inputs.collect::<Vec<_>>(),
    })
}

/// Numbers as floats, so that 1 and 1.0 are the same, and floats with six digits.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            json!(format!("{number:.6}").parse::<f64>().unwrap())
        }
        Value::Array(list) => list.iter().map(plain).collect(),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn layers_and_parameters_are_keras_s() {
    let file: Value = serde_json::from_str(KERAS).unwrap();
    for case in file["cases"].as_array().unwrap() {
        let (name, options) = (case["network"].as_str().unwrap(), &case["options"]);
        let network = network(name, options);
        let about = format!("{name} {options}");
        assert_eq!(network.name(), case["name"].as_str().unwrap(), "{about}");
        let counts: Vec<u64> =
            case["parameters"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
        let mut ours = vec![0];
        for layer in network.describe_layers() {
            let names: Vec<&str> =
                layer["weights"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
            let own = network.weights().iter().filter(|weight| names.contains(&weight.name.as_str()));
            ours.push(own.map(|weight| weight.shape.size() as u64).sum());
        }
        // Keras counts the numbers of a normalization that is not adapted: mean, variance and count.
        let normalization = (name == "EfficientNetB0").then_some(2);
        for (layer, (ours, keras)) in ours.iter().zip(&counts).enumerate() {
            assert!(
                ours == keras || Some(layer) == normalization,
                "{about}: layer {layer} has {ours}, not {keras}"
            );
        }
        assert_eq!(ours.len(), counts.len(), "{about}");
        let output = network.open_output_shapes().next().unwrap();
        assert_eq!(json!(output.to_vec()), case["output"], "{about}");
        let config = network.to_config();
        for (expected, layer) in case["layers"]
            .as_array()
            .into_iter()
            .flatten()
            .zip(config["config"]["layers"].as_array().unwrap())
        {
            assert_eq!(plain(&described(layer, expected)), plain(expected), "{about}");
        }
    }
}

#[test]
fn networks_of_small_pictures_and_of_texts() {
    // The numbers of the MLPerf Tiny benchmark and of Keras's example of residual networks.
    for (name, count) in [("ResNet8", 78_666), ("ResNet20", 274_442)] {
        let network = network(name, &json!({}));
        let (trained, others) = network.parameters();
        assert_eq!((trained + others, network.output_shape().to_string()), (count, "(10,)".into()), "{name}");
    }
    let network =
        network("GPT", &json!({ "vocabulary": 50, "blocks": 2, "heads": 2, "width": 8, "positions": 6 }));
    // A block: attention, two normalizations, two dense layers.
    let block = 4 * (8 * 8 + 8) + 2 * 16 + (8 * 32 + 32) + (32 * 8 + 8);
    assert_eq!(network.parameters(), (50 * 8 + 6 * 8 + 2 * block + 16 + 8 * 50 + 50, 0));
    let mut model = block_on(Model::new(network, CpuDevice::new(), 1)).unwrap();
    let positions = Tensor::from_f32([1, 6], (0..6u8).map(f32::from).collect()).unwrap();
    let mut predict = |last: f32| {
        let tokens = Tensor::from_f32([1, 6], vec![1.0, 2.0, 3.0, 4.0, 5.0, last]).unwrap();
        block_on(model.predict_all(&[&tokens, &positions], 1)).unwrap().remove(0).to_f32()
    };
    let (one, other) = (predict(6.0), predict(7.0));
    // A token changes the predictions from its own place on.
    assert_eq!(one[..5 * 50], other[..5 * 50]);
    assert_ne!(one[5 * 50..], other[5 * 50..]);
}

#[test]
fn bad_options_are_named() {
    let error = |name: &str, options: Value| {
        applications::network(name, options.as_object().unwrap()).unwrap_err().to_string()
    };
    assert_eq!(
        error("MobileNetV3", json!({})),
        "network \"MobileNetV3\" is not supported; supported: EfficientNetB0, GPT, MobileNet, MobileNetV2, ResNet20, \
         ResNet8; did you mean \"MobileNetV2\"?"
    );
    assert!(
        error("MobileNet", json!({ "alpha": 0 })).starts_with("MobileNet: option \"alpha\" is 0; expected")
    );
    let shape = error("MobileNetV2", json!({ "input_shape": [16, 64, 3] }));
    assert!(shape.contains("with sides of at least 32"), "{shape}");
    let weights = error("EfficientNetB0", json!({ "weights": "imagenet" }));
    assert!(weights.contains("weights come from a file that you open"), "{weights}");
    assert!(error("GPT", json!({ "vocabulary": 9, "width": 10, "heads": 4 })).contains("a divisor of"));
    assert!(error("ResNet8", json!({ "clases": 3 })).contains("\"clases\" (here 3) is not known"));
}
