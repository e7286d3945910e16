//! Loops of one's own on a GPU: gradients of inputs, from outputs, and steps with given gradients.

use crate::common;

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::Device;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::training::{Compile, GradientOptions, Model};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

fn numbers(shape: &[usize], seed: u64) -> Tensor {
    let mut generator = Generator::new(seed);
    let values = (0..shape.iter().product()).map(|_| generator.range(-1.0, 1.0)).collect();
    Tensor::from_f32(shape.to_vec(), values).unwrap()
}

fn model<D: Device>(device: D, optimizer: &Value) -> Model<D> {
    let network = json!({ "class_name": "Sequential", "config": { "layers": [
        { "class_name": "InputLayer", "config": { "batch_shape": [null, 6, 6, 2] } },
        { "class_name": "Conv2D", "config": { "filters": 4, "kernel_size": 3, "activation": "tanh" } },
        { "class_name": "BatchNormalization", "config": {} },
        { "class_name": "Flatten", "config": {} },
        { "class_name": "Dense", "config": { "units": 3 } },
    ] } });
    let mut model = block_on(Model::new(Network::from_config(&network).unwrap(), device, 3)).unwrap();
    let compile = Compile::from_config(&json!({ "optimizer": optimizer, "loss": "mse" })).unwrap();
    block_on(model.compile(compile)).unwrap();
    model
}

fn close(got: &[Tensor], expected: &[Tensor], most: f32, what: &str) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        let (got, expected) = (got.to_f32(), expected.to_f32());
        let worst = got.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < most, "{what}: {worst}");
    }
}

/// What three steps of one's own, and three training steps, make of the weights; and the gradients of the inputs.
fn steps<D: Device>(device: impl Fn() -> D, optimizer: &Value) -> [Vec<Tensor>; 3] {
    let x = numbers(&[7, 6, 6, 2], 1);
    let data = Dataset::new(x.clone(), numbers(&[7, 3], 2)).unwrap();
    let pulled = Dataset::new(x, numbers(&[7, 3], 4)).unwrap();
    let (mut own, mut plain) = (model(device(), optimizer), model(device(), optimizer));
    let mut inputs = Vec::new();
    for step in 0..3 {
        let options = GradientOptions { seed: Some(step), inputs: true, from_outputs: false };
        let found = block_on(own.differentiate(&data, options, 7)).unwrap();
        inputs.extend(found.inputs);
        block_on(own.apply_gradients(&found.weights, &found.updates)).unwrap();
        block_on(plain.train_on_batch(&data)).unwrap();
    }
    let options = GradientOptions { seed: None, inputs: true, from_outputs: true };
    let found = block_on(own.differentiate(&pulled, options, 7)).unwrap();
    inputs.extend(found.inputs.into_iter().chain(found.weights.into_iter().flatten()));
    [block_on(own.weights()).unwrap(), block_on(plain.weights()).unwrap(), inputs]
}

#[test]
fn applied_gradients_are_a_training_step() {
    for optimizer in [
        json!({ "class_name": "Adam", "config": { "learning_rate": 0.01, "clipnorm": 0.05 } }),
        json!({ "class_name": "SGD", "config": { "learning_rate": 0.1, "momentum": 0.9 } }),
        json!({ "class_name": "Lamb", "config": { "learning_rate": 0.01 } }),
    ] {
        let [expected, _, inputs] = steps(CpuDevice::new, &optimizer);
        for device in [common::gpu as fn() -> _, common::hardware] {
            let [own, plain, found] = steps(device, &optimizer);
            close(&own, &plain, 1e-6, "against a training step");
            close(&own, &expected, 1e-4, "against the CPU");
            close(&found, &inputs, 1e-4, "gradients");
        }
    }
}
