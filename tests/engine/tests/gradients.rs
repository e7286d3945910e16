//! Gradients without a training step: against differences of losses, and against what a step of SGD does.

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::Data;
use pupil_core::training::{Compile, Gradients, Model};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

/// The rate of the steps of SGD. A power of 2, so that dividing by it is exact.
const RATE: f64 = 0.5;

pub(crate) fn layer(class: &str, config: Value) -> Value {
    json!({ "class_name": class, "config": config })
}

pub(crate) fn sequential(shape: Value, layers: &[Value]) -> Network {
    let mut all = vec![layer("InputLayer", json!({ "batch_shape": shape }))];
    all.extend_from_slice(layers);
    Network::from_config(&layer("Sequential", json!({ "layers": all }))).unwrap()
}

pub(crate) fn model(network: Network, compile: Value) -> Model<CpuDevice> {
    let mut model = block_on(Model::new(network, CpuDevice::new(), 3)).unwrap();
    block_on(model.compile(Compile::from_config(&compile).unwrap())).unwrap();
    model
}

fn sgd() -> Value {
    layer("SGD", json!({ "learning_rate": RATE }))
}

/// Numbers between -1 and 1.
pub(crate) fn numbers(shape: &[usize], seed: u64) -> Tensor {
    let mut generator = Generator::new(seed);
    let values = (0..shape.iter().product()).map(|_| generator.range(-1.0, 1.0)).collect();
    Tensor::from_f32(shape.to_vec(), values).unwrap()
}

/// Whole numbers below `size`.
pub(crate) fn indices(shape: &[usize], size: usize) -> Tensor {
    let values = (0..shape.iter().product::<usize>()).map(|at| ((at * 7 + at / 3) % size) as f32).collect();
    Tensor::from_f32(shape.to_vec(), values).unwrap()
}

pub(crate) fn weights(model: &mut Model<CpuDevice>) -> Vec<Tensor> {
    block_on(model.weights()).unwrap()
}

fn gradients(model: &mut Model<CpuDevice>, data: &Dataset, seed: Option<u64>) -> Gradients {
    block_on(model.gradients(data, seed, data.len())).unwrap()
}

pub(crate) fn loss(model: &mut Model<CpuDevice>, data: &Dataset) -> f64 {
    block_on(model.evaluate(data, data.len())).unwrap()[0].1
}

/// A convolutional network with penalties of all kinds and batch statistics, and its samples.
pub(crate) fn pictures() -> (Model<CpuDevice>, Dataset) {
    let l2 = layer("L2", json!({ "l2": 0.05 }));
    let network = sequential(
        json!([null, 6, 6, 2]),
        &[
            layer(
                "Conv2D",
                json!({ "filters": 4, "kernel_size": 3, "activation": "tanh", "kernel_regularizer": l2 }),
            ),
            layer("BatchNormalization", json!({})),
            layer("AveragePooling2D", json!({ "pool_size": 2 })),
            layer("Flatten", json!({})),
            layer(
                "Dense",
                json!({ "units": 5, "activation": "sigmoid",
                    "activity_regularizer": layer("L2", json!({ "l2": 0.1 })) }),
            ),
            layer("Dense", json!({ "units": 3, "activation": "softmax", "bias_regularizer": l2 })),
        ],
    );
    let model = model(network, json!({ "optimizer": sgd(), "loss": "sparse_categorical_crossentropy" }));
    let data = Dataset::new(numbers(&[7, 6, 6, 2], 1), indices(&[7], 3)).unwrap();
    (model, data)
}

/// A recurrent network over words, and its samples.
pub(crate) fn texts() -> (Model<CpuDevice>, Dataset) {
    let network = sequential(
        json!([null, 5]),
        &[
            layer(
                "Embedding",
                json!({ "input_dim": 11, "output_dim": 4, "mask_zero": true, "embeddings_initializer":
                layer("RandomUniform", json!({ "minval": -1.0, "maxval": 1.0 })) }),
            ),
            layer(
                "Bidirectional",
                json!({ "layer": layer("LSTM", json!({ "units": 3, "return_sequences": true })) }),
            ),
            layer("GRU", json!({ "units": 4 })),
            layer("Dense", json!({ "units": 1, "activation": "sigmoid" })),
        ],
    );
    let model = model(network, json!({ "optimizer": sgd(), "loss": "binary_crossentropy" }));
    (model, Dataset::new(indices(&[6, 5], 11), indices(&[6, 1], 2)).unwrap())
}

/// Two inputs, a shared layer, a frozen layer, and two outputs with losses of different weights.
pub(crate) fn several() -> (Model<CpuDevice>, Dataset) {
    let tensor = |name: &str, units: usize, index: usize| {
        json!({ "class_name": "__keras_tensor__", "config": { "shape": [null, units], "dtype": "float32",
            "keras_history": [name, index, 0] } })
    };
    let call = |inputs: Value| json!([{ "args": [inputs], "kwargs": {} }]);
    let input = |name: &str| {
        json!({ "class_name": "InputLayer", "name": name, "inbound_nodes": [],
            "config": { "batch_shape": [null, 3], "name": name } })
    };
    let dense = |name: &str, units: usize, activation: &str, calls: Value| {
        json!({ "class_name": "Dense", "name": name, "inbound_nodes": calls,
            "config": { "units": units, "activation": activation, "name": name } })
    };
    let join = call(json!([tensor("shared", 4, 0), tensor("shared", 4, 1)]));
    let twice = json!([
        { "args": [tensor("a", 3, 0)], "kwargs": {} },
        { "args": [tensor("b", 3, 0)], "kwargs": {} },
    ]);
    let network = json!({ "class_name": "Functional", "config": {
        "name": "several",
        "layers": [
            input("a"), input("b"), dense("shared", 4, "tanh", twice),
            { "class_name": "Concatenate", "name": "join", "inbound_nodes": join, "config": { "name": "join" } },
            dense("frozen", 4, "tanh", call(tensor("join", 8, 0))),
            dense("y", 2, "linear", call(tensor("frozen", 4, 0))),
            dense("z", 3, "softmax", call(tensor("frozen", 4, 0))),
        ],
        "input_layers": [["a", 0, 0], ["b", 0, 0]],
        "output_layers": [["y", 0, 0], ["z", 0, 0]],
    } });
    let mut network = Network::from_config(&network).unwrap();
    network.set_trainable("frozen", false).unwrap();
    let model = model(
        network,
        json!({ "optimizer": sgd(), "loss": { "y": "mse", "z": "categorical_crossentropy" },
            "loss_weights": { "y": 2.0, "z": 0.5 }, "metrics": { "y": "mae" } }),
    );
    let one_hot = |at: usize| if indices(&[8], 3).to_f32()[at / 3] == (at % 3) as f32 { 1.0 } else { 0.0 };
    let classes = Tensor::from_f32([8, 3], (0..24).map(one_hot).collect()).unwrap();
    let inputs = vec![numbers(&[8, 3], 4), numbers(&[8, 3], 5)];
    let counts = Tensor::from_f32([8], (0..8).map(|at| 0.25 * at as f32).collect()).unwrap();
    let data = Dataset::of(inputs, vec![numbers(&[8, 2], 6), classes]).unwrap();
    let data = data.with_sample_weights(vec![Some(counts), None]).unwrap();
    (model, data)
}

/// Compares each entry's gradient with the difference of the losses to both sides of it.
#[test]
fn gradients_are_the_slopes_of_the_loss() {
    for (name, (mut model, data)) in [("pictures", pictures()), ("texts", texts()), ("several", several())] {
        let found = gradients(&mut model, &data, None);
        assert!((f64::from(found.loss) - loss(&mut model, &data)).abs() < 1e-6, "{name}");
        let before = weights(&mut model);
        assert_eq!(found.weights.len(), before.len());
        let step = 1.0 / 128.0;
        for (index, weight) in before.iter().enumerate() {
            let Some(gradient) = &found.weights[index] else { continue };
            assert_eq!(gradient.shape(), weight.shape(), "{name}");
            for (at, &slope) in gradient.to_f32().iter().enumerate() {
                let mut beside = |by: f32| {
                    let mut values = weight.to_f32();
                    values[at] += by;
                    let mut all = before.clone();
                    all[index] = Tensor::from_f32(weight.shape().clone(), values).unwrap();
                    block_on(model.set_weights(&all)).unwrap();
                    loss(&mut model, &data)
                };
                let expected = (beside(step) - beside(-step)) / f64::from(2.0 * step);
                let close = 2e-4 + 2e-3 * expected.abs();
                let what = &model.network().weights()[index].name;
                assert!(
                    (f64::from(slope) - expected).abs() < close,
                    "{name} {what}[{at}]: {slope} {expected}"
                );
            }
        }
        block_on(model.set_weights(&before)).unwrap();
        let largest = |gradient: &Tensor| gradient.to_f32().iter().fold(0.0f32, |max, g| max.max(g.abs()));
        assert!(found.weights.iter().flatten().all(|gradient| largest(gradient) > 1e-3), "{name}: zeros");
    }
}

/// A step of SGD subtracts the rate times the gradient.
#[test]
fn a_step_of_sgd_follows_the_gradients() {
    // Batch statistics are those of a training step only with a seed.
    let all = [
        ("pictures", pictures(), Some(1)),
        ("texts", texts(), None),
        ("texts with a seed", texts(), Some(1)),
        ("several", several(), None),
    ];
    for (name, (mut model, data), seed) in all {
        let found = gradients(&mut model, &data, seed);
        let before = weights(&mut model);
        let logs = block_on(model.train_on_batch(&data)).unwrap();
        assert_eq!(f64::from(found.loss), logs[0].1, "{name}");
        let after = weights(&mut model);
        let mut trained = 0;
        for (index, (before, after)) in before.iter().zip(&after).enumerate() {
            let weight = &model.network().weights()[index];
            assert_eq!(found.weights[index].is_some(), weight.trainable, "{name} {}", weight.name);
            let Some(gradient) = &found.weights[index] else { continue };
            trained += 1;
            for ((before, after), gradient) in
                before.to_f32().iter().zip(after.to_f32()).zip(gradient.to_f32())
            {
                let moved = f64::from(before - after) / RATE;
                let what = &weight.name;
                assert!((moved - f64::from(gradient)).abs() < 1e-6, "{name} {what}: {gradient} {moved}");
            }
        }
        assert!(trained > 3, "{name}");
    }
}

#[test]
fn clipping_comes_after_the_gradients() {
    let network = || sequential(json!([null, 3]), &[layer("Dense", json!({ "units": 2 }))]);
    let data = Dataset::new(numbers(&[5, 3], 1), numbers(&[5, 2], 2)).unwrap();
    let mut free = model(network(), json!({ "optimizer": sgd(), "loss": "mse" }));
    let clips = layer("SGD", json!({ "learning_rate": RATE, "clipvalue": 1e-3 }));
    let mut clipped = model(network(), json!({ "optimizer": clips, "loss": "mse" }));
    assert_eq!(gradients(&mut clipped, &data, None), gradients(&mut free, &data, None));
}

#[test]
fn several_batches_give_the_mean_of_their_samples() {
    for (name, (mut model, data)) in [("texts", texts()), ("several", several())] {
        let whole = gradients(&mut model, &data, None);
        // The last batch is shorter.
        let parts = block_on(model.gradients(&data, None, 5)).unwrap();
        assert!((whole.loss - parts.loss).abs() < 1e-6, "{name}");
        for (whole, parts) in whole.weights.iter().flatten().zip(parts.weights.iter().flatten()) {
            for (whole, parts) in whole.to_f32().iter().zip(parts.to_f32()) {
                assert!((whole - parts).abs() < 1e-6, "{name}: {whole} {parts}");
            }
        }
    }
}

#[test]
fn dropout_acts_only_with_a_seed() {
    let layers = [
        layer("Dense", json!({ "units": 30, "activation": "tanh" })),
        layer("Dropout", json!({ "rate": 0.5 })),
        layer("Dense", json!({ "units": 1 })),
    ];
    let mut model =
        model(sequential(json!([null, 3]), &layers), json!({ "optimizer": "sgd", "loss": "mse" }));
    let data = Dataset::new(numbers(&[4, 3], 1), numbers(&[4, 1], 2)).unwrap();
    let plain = gradients(&mut model, &data, None);
    assert!((f64::from(plain.loss) - loss(&mut model, &data)).abs() < 1e-6);
    let first = gradients(&mut model, &data, Some(1));
    assert_eq!(first, gradients(&mut model, &data, Some(1)));
    assert_ne!(first, gradients(&mut model, &data, Some(2)));
    // The mask is the one that `activations` shows with the same seed: a unit that is dropped in all samples has no
    // gradient.
    let x = numbers(&[4, 3], 1);
    let shown =
        block_on(model.activations(&[&x], &["dropout".into()], Some(1), 4)).unwrap().remove(0).to_f32();
    let kernel = first.weights[2].as_ref().unwrap().to_f32();
    let mut dropped = 0;
    for (unit, gradient) in kernel.iter().enumerate() {
        let silent = shown.chunks(30).all(|sample| sample[unit] == 0.0);
        assert_eq!(silent, *gradient == 0.0, "unit {unit}");
        dropped += usize::from(silent);
    }
    assert!(dropped > 0 && plain.weights[2].as_ref().unwrap().to_f32().iter().all(|value| *value != 0.0));
}

#[test]
fn nothing_in_the_model_changes() {
    let (mut model, data) = pictures();
    block_on(model.train_on_batch(&data)).unwrap();
    let (before, state) = (weights(&mut model), block_on(model.optimizer_state()).unwrap());
    let changes = model.changes();
    for seed in [None, Some(5)] {
        gradients(&mut model, &data, seed);
        assert_eq!(weights(&mut model), before, "the moving statistics, too");
        assert_eq!(block_on(model.optimizer_state()).unwrap(), state);
        assert_eq!(model.changes(), changes);
    }
}

#[test]
fn weights_in_8_bits_stay_in_8_bits() {
    let l2 = layer("L2", json!({ "l2": 0.05 }));
    let pictures = [
        layer("Conv2D", json!({ "filters": 5, "kernel_size": 3, "kernel_regularizer": l2 })),
        layer("DepthwiseConv2D", json!({ "kernel_size": 3, "padding": "same", "depthwise_regularizer": l2 })),
        layer("Conv2DTranspose", json!({ "filters": 4, "kernel_size": 3 })),
        layer("Flatten", json!({})),
        layer("Dense", json!({ "units": 3, "kernel_regularizer": l2 })),
    ];
    let texts = [
        layer("Embedding", json!({ "input_dim": 11, "output_dim": 4, "embeddings_regularizer": l2 })),
        layer(
            "Bidirectional",
            json!({ "layer": layer("LSTM", json!({ "units": 3, "return_sequences": true })) }),
        ),
        layer("GRU", json!({ "units": 4, "recurrent_regularizer": l2 })),
        layer("Dense", json!({ "units": 3 })),
    ];
    let all = [
        (json!([null, 6, 6, 2]), &pictures[..], numbers(&[5, 6, 6, 2], 1)),
        (json!([null, 5]), &texts[..], indices(&[5, 5], 11)),
    ];
    for (shape, layers, x) in all {
        let network = || sequential(shape.clone(), layers);
        let compile = Compile::from_config(&json!({ "optimizer": "sgd", "loss": "mse" })).unwrap();
        let first = block_on(Model::new(network(), CpuDevice::new(), 3)).map(|mut model| weights(&mut model));
        let small: Vec<Tensor> = first.unwrap().into_iter().map(Tensor::quantized).collect();
        let large: Vec<Tensor> = small.iter().cloned().map(Tensor::floats).collect();
        let data = Dataset::new(x, numbers(&[5, 3], 2)).unwrap();
        let [eight, exact] = [&small, &large].map(|given| {
            let mut model = block_on(Model::with_weights(network(), CpuDevice::new(), 3, given)).unwrap();
            block_on(model.compile(compile.clone())).unwrap();
            let found = gradients(&mut model, &data, None);
            assert_eq!(&weights(&mut model), given);
            found
        });
        assert!(small.iter().any(|weight| matches!(weight.data(), Data::I8(..))));
        assert_eq!(eight, exact);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut bare = block_on(Model::new(
        sequential(json!([null, 3]), &[layer("Dense", json!({ "units": 1 }))]),
        CpuDevice::new(),
        3,
    ))
    .unwrap();
    let data = Dataset::new(numbers(&[4, 3], 1), numbers(&[4, 1], 2)).unwrap();
    let message = |model: &mut Model<CpuDevice>, data: &Dataset, batch| {
        block_on(model.gradients(data, None, batch)).unwrap_err().to_string()
    };
    let text = message(&mut bare, &data, 4);
    assert!(text.contains("compile"), "{text}");
    block_on(bare.compile(Compile::new("sgd", "mse", &[]).unwrap())).unwrap();
    assert!(message(&mut bare, &data, 0).contains("batch size 0"));
    let wide = Dataset::new(numbers(&[4, 2], 1), numbers(&[4, 1], 2)).unwrap();
    assert!(message(&mut bare, &wide, 4).starts_with("gradients: x"));
}
