//! Models whose weights stay in 8 bits: their predictions, their memory, and how they train.

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::Data;
use pupil_core::training::{Bundle, Compile, FitOptions, Model};
use pupil_cpu::{CpuDevice, simd::Isa};
use pupil_formats::model as file;
use serde_json::{Value, json};

fn network(shape: Value, layers: Value) -> Network {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "batch_shape": shape } })];
    all.extend(layers.as_array().unwrap().iter().cloned());
    Network::from_config(&json!({ "class_name": "Sequential", "config": { "layers": all } })).unwrap()
}

/// A bundle of this network with initial weights, in 8 bits.
fn small(network: Network) -> Bundle {
    let weight = |index: usize| {
        let values = network.initial_weight(index, 5).unwrap();
        Tensor::from_f32(network.weights()[index].shape.clone(), values).unwrap()
    };
    let weights = (0..network.weights().len()).map(weight).collect();
    Bundle { network, weights, compile: None, state: None, metadata: Vec::new(), notes: Vec::new() }
        .quantized()
}

/// The same bundle with the same weights as floats.
fn large(bundle: &Bundle) -> Bundle {
    let floats = |tensor: &Tensor| Tensor::from_f32(tensor.shape().clone(), tensor.to_f32()).unwrap();
    Bundle {
        network: Network::from_config(&bundle.network.to_config()).unwrap(),
        weights: bundle.weights.iter().map(floats).collect(),
        compile: bundle.compile.clone(),
        state: bundle.state.clone(),
        metadata: Vec::new(),
        notes: Vec::new(),
    }
}

fn model(bundle: Bundle, device: CpuDevice) -> Model<CpuDevice> {
    block_on(Model::from_bundle(bundle, device)).unwrap()
}

/// Word indices below `words`, or without `words` numbers between 0 and 1.
fn inputs(shape: &[usize], words: Option<usize>) -> Tensor {
    let mut generator = Generator::new(3);
    let mut number = || match words {
        Some(words) => generator.range(0.0, words as f32 - 0.01).floor(),
        None => generator.range(0.0, 1.0),
    };
    let values = (0..shape.iter().product()).map(|_| number()).collect();
    Tensor::from_f32(shape.to_vec(), values).unwrap()
}

fn is_small(tensor: &Tensor) -> bool {
    matches!(tensor.data(), Data::I8(..))
}

fn dense() -> Network {
    network(
        json!([null, 301]),
        json!([
            { "class_name": "Dense", "config": { "units": 70, "activation": "tanh" } },
            { "class_name": "Dense", "config": { "units": 3, "activation": "softmax" } },
        ]),
    )
}

#[test]
fn predictions_equal_those_of_the_same_weights_as_floats() {
    let convolutions = network(
        json!([null, 20, 20, 3]),
        json!([
            { "class_name": "Conv2D", "config": { "filters": 9, "kernel_size": 3, "activation": "relu" } },
            { "class_name": "DepthwiseConv2D", "config": { "kernel_size": 3, "padding": "same" } },
            { "class_name": "BatchNormalization", "config": {} },
            { "class_name": "Conv2D", "config": { "filters": 8, "kernel_size": 1, "strides": 2 } },
            { "class_name": "Conv2DTranspose", "config": { "filters": 4, "kernel_size": 3 } },
            { "class_name": "Flatten", "config": {} },
            { "class_name": "Dense", "config": { "units": 5 } },
        ]),
    );
    let texts = network(
        json!([null, 12]),
        json!([
            { "class_name": "Embedding", "config": { "input_dim": 50, "output_dim": 6, "mask_zero": true } },
            { "class_name": "Bidirectional", "config": {
                "layer": { "class_name": "LSTM", "config": { "units": 7, "return_sequences": true } } } },
            { "class_name": "GRU", "config": { "units": 5 } },
            { "class_name": "Dense", "config": { "units": 2, "activation": "softmax" } },
        ]),
    );
    for (network, shape, words) in
        [(dense(), vec![301], None), (convolutions, vec![20, 20, 3], None), (texts, vec![12], Some(50))]
    {
        let bundle = small(network);
        // Matrix products have separate code for few rows and for many.
        for samples in [1, 3, 40] {
            let x = inputs(&[&[samples], &shape[..]].concat(), words);
            let devices = Isa::all().map(CpuDevice::with).chain([CpuDevice::new().threads(3)]);
            for device in devices {
                let name = format!("{} samples, {}", samples, device.isa().name());
                let mut exact = model(large(&bundle), device);
                let mut eight = model(Bundle { weights: bundle.weights.clone(), ..large(&bundle) }, device);
                assert!(block_on(eight.weights()).unwrap().iter().any(is_small));
                let expected = block_on(exact.predict(&x, 64)).unwrap();
                assert_eq!(block_on(eight.predict(&x, 64)).unwrap(), expected, "{name}");
            }
        }
    }
}

/// The tutorial's network for pictures of 150 x 150: 19,034,177 parameters, 76 MB as floats.
#[test]
fn the_photo_network_takes_at_most_26_mb() {
    let network = network(
        json!([null, 150, 150, 3]),
        json!([
            { "class_name": "Conv2D", "config": { "filters": 32, "kernel_size": 3, "activation": "relu" } },
            { "class_name": "MaxPooling2D", "config": { "pool_size": 2 } },
            { "class_name": "Conv2D", "config": { "filters": 64, "kernel_size": 3, "activation": "relu" } },
            { "class_name": "MaxPooling2D", "config": { "pool_size": 2 } },
            { "class_name": "Conv2D", "config": { "filters": 128, "kernel_size": 3, "activation": "relu" } },
            { "class_name": "MaxPooling2D", "config": { "pool_size": 2 } },
            { "class_name": "Flatten", "config": {} },
            { "class_name": "Dense", "config": { "units": 512, "activation": "relu" } },
            { "class_name": "Dense", "config": { "units": 1, "activation": "sigmoid" } },
        ]),
    );
    let mut bundle = small(network);
    // Compiled, like a model from the file of a trained model. Compiling must not turn weights into floats.
    bundle.compile = Some(Compile::new("adam", "binary_crossentropy", &["accuracy"]).unwrap());
    let x = inputs(&[1, 150, 150, 3], None);
    let expected = block_on(model(large(&bundle), CpuDevice::new()).predict(&x, 1)).unwrap().to_f32()[0];
    let mut model = model(bundle, CpuDevice::new());
    let answer = block_on(model.predict(&x, 1)).unwrap().to_f32()[0];
    assert!((answer - expected).abs() < 1e-3, "{answer} in place of {expected}");
    let megabytes = model.memory_mut().len() * 4 / 1_000_000;
    assert!(megabytes <= 26, "{megabytes} MB");
}

fn data() -> Dataset {
    let (x, y) = (inputs(&[24, 301], None), inputs(&[24], Some(3)));
    Dataset::new(x, y).unwrap()
}

fn train(model: &mut Model<CpuDevice>) -> Vec<Tensor> {
    let options = FitOptions { epochs: 2, batch_size: Some(8), ..FitOptions::default() };
    block_on(model.fit(&data(), options)).unwrap();
    block_on(model.weights()).unwrap()
}

#[test]
fn training_equals_that_of_the_same_weights_as_floats() {
    let mut bundle = small(dense());
    bundle.compile = Some(Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"]).unwrap());
    let mut exact = model(large(&bundle), CpuDevice::new());
    let mut eight = model(Bundle { weights: bundle.weights.clone(), ..large(&bundle) }, CpuDevice::new());
    // Evaluation leaves the weights in 8 bits.
    let logs = |model: &mut Model<CpuDevice>| block_on(model.evaluate(&data(), 8)).unwrap();
    assert_eq!(logs(&mut eight), logs(&mut exact));
    assert!(block_on(eight.weights()).unwrap().iter().any(is_small));
    assert!(block_on(eight.optimizer_state()).unwrap().is_none(), "no step was done");
    let trained = train(&mut eight);
    assert!(!trained.iter().any(is_small));
    assert_eq!(trained, train(&mut exact));
    assert_eq!(block_on(eight.optimizer_state()), block_on(exact.optimizer_state()));
}

#[test]
fn frozen_layers_stay_in_8_bits() {
    let bundle = small(dense());
    let compile = Compile::new("adam", "sparse_categorical_crossentropy", &[]).unwrap();
    let trained = |bundle: Bundle| {
        let name = bundle.network.layers().next().unwrap().0.name.clone();
        let mut model = model(bundle, CpuDevice::new());
        block_on(model.set_trainable(&name, false)).unwrap();
        block_on(model.compile(compile.clone())).unwrap();
        let weights = train(&mut model);
        (model, weights)
    };
    let (_, exact) = trained(large(&bundle));
    let (mut model, weights) = trained(Bundle { weights: bundle.weights.clone(), ..large(&bundle) });
    assert_eq!(weights[0], bundle.weights[0], "in 8 bits, as it was");
    assert!(!is_small(&weights[2]));
    for (weight, exact) in weights.iter().zip(&exact) {
        assert_eq!(weight.to_f32(), exact.to_f32());
    }
    // Floats replace the frozen 8-bit weights, and the optimizer keeps its state.
    let state = block_on(model.optimizer_state()).unwrap();
    block_on(model.set_weights(&exact)).unwrap();
    assert_eq!(block_on(model.weights()).unwrap(), exact);
    assert_eq!(block_on(model.optimizer_state()).unwrap(), state);
}

#[test]
fn weights_stay_in_8_bits_when_saved_and_moved() {
    let bundle = small(dense());
    let written = file::write(&bundle).unwrap();
    let weights = bundle.weights.clone();
    let mut model = model(bundle, CpuDevice::new());
    assert_eq!(block_on(model.weights()).unwrap(), weights);
    assert_eq!(file::write(&block_on(model.to_bundle(true)).unwrap()).unwrap(), written);
    let x = inputs(&[2, 301], None);
    let expected = block_on(model.predict(&x, 2)).unwrap();
    block_on(model.move_to(CpuDevice::new())).unwrap();
    assert_eq!(block_on(model.weights()).unwrap(), weights);
    assert_eq!(block_on(model.predict(&x, 2)).unwrap(), expected);
    // Weights in 8 bits become floats in a model that has floats.
    let mut floats = block_on(Model::new(dense(), CpuDevice::new(), 1)).unwrap();
    block_on(floats.set_weights(&weights)).unwrap();
    assert!(!block_on(floats.weights()).unwrap().iter().any(is_small));
    assert_eq!(block_on(floats.predict(&x, 2)).unwrap(), expected);
}
