//! Several threads compute the same as one.

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::Device;
use pupil_core::graph::Graph;
use pupil_core::graph::ops::{BatchMatMul, Input};
use pupil_core::models::Network;
use pupil_core::program::{Layout, Plan, Role, plan};
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Model};
use pupil_cpu::CpuDevice;
use serde_json::json;

/// Layers of which some are large enough to be shared between threads, and some are not.
fn network() -> Network {
    let layer = |class: &str, config: serde_json::Value| json!({ "class_name": class, "config": config });
    let regularizer = json!({ "class_name": "L2", "config": { "l2": 1e-3 } });
    let config = json!({ "class_name": "Sequential", "config": { "layers": [
        layer("InputLayer", json!({ "batch_shape": [null, 24, 24, 3] })),
        layer("Conv2D", json!({ "filters": 32, "kernel_size": 3, "padding": "same" })),
        layer("BatchNormalization", json!({})),
        layer("Activation", json!({ "activation": "relu" })),
        layer("Conv2D", json!({ "filters": 32, "kernel_size": 3, "activation": "tanh",
            "kernel_regularizer": regularizer })),
        layer("MaxPooling2D", json!({ "pool_size": 2 })),
        layer("DepthwiseConv2D", json!({ "kernel_size": 3, "activation": "relu" })),
        layer("Conv2D", json!({ "filters": 64, "kernel_size": 2, "strides": 2, "activation": "elu" })),
        layer("Dropout", json!({ "rate": 0.2 })),
        layer("Flatten", json!({})),
        layer("Dense", json!({ "units": 300, "activation": "relu" })),
        layer("LayerNormalization", json!({})),
        layer("Dense", json!({ "units": 5, "activation": "softmax" })),
    ] } });
    Network::from_config(&config).unwrap()
}

/// Weights and predictions after a few steps.
fn trained(device: CpuDevice, samples: usize) -> (Vec<Vec<f32>>, Vec<f32>) {
    let mut generator = Generator::new(2);
    let x = (0..samples * 24 * 24 * 3).map(|_| generator.uniform()).collect();
    let y = (0..samples).map(|_| generator.below(5) as f32).collect();
    let x = Tensor::from_f32([samples, 24, 24, 3], x).unwrap();
    let data = Dataset::new(x.clone(), Tensor::from_f32([samples], y).unwrap()).unwrap();
    let mut model = block_on(Model::new(network(), device, 7)).unwrap();
    let compile = Compile::new("sgd", "sparse_categorical_crossentropy", &["accuracy"]).unwrap();
    block_on(model.compile(compile)).unwrap();
    for _ in 0..3 {
        block_on(model.train_on_batch(&data)).unwrap();
    }
    let weights = block_on(model.weights()).unwrap();
    let predicted = block_on(model.predict(&x, samples)).unwrap().to_f32().to_vec();
    (weights.iter().map(|weight| weight.to_f32().to_vec()).collect(), predicted)
}

#[test]
fn several_threads_learn_what_one_does() {
    for samples in [16, 19] {
        let (weights, predicted) = trained(CpuDevice::new(), samples);
        for threads in [2, 3, 16, 100] {
            let (others, answers) = trained(CpuDevice::new().threads(threads), samples);
            for (a, b) in weights.iter().flatten().zip(others.iter().flatten()) {
                assert!((a - b).abs() < 1e-4, "{threads} threads, {samples} samples: weight {b} for {a}");
            }
            for (a, b) in predicted.iter().zip(&answers) {
                assert!((a - b).abs() < 1e-4, "{threads} threads, {samples} samples: answer {b} for {a}");
            }
            // The same number of threads gives the same bits.
            assert!(trained(CpuDevice::new().threads(threads), samples) == (others, answers));
        }
    }
}

/// One and several leading axes, which threads share, and a single product.
#[test]
fn several_threads_multiply_batches_as_one_does() {
    let [m, k, n] = [45, 70, 33];
    for leading in [&[7][..], &[1, 5], &[2, 3], &[1, 1]] {
        for (transpose_a, transpose_b) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut graph = Graph::new();
            let a = [leading, &if transpose_a { [k, m] } else { [m, k] }].concat();
            let b = [leading, &if transpose_b { [n, k] } else { [k, n] }].concat();
            let feeds = [graph.leaf(Input, a), graph.leaf(Input, b)];
            let results = [graph.push(BatchMatMul::new(transpose_a, transpose_b), &feeds).unwrap()];
            let plan_of = Plan {
                graph,
                feeds: &Role::inputs(&feeds),
                results: &Role::outputs(&results),
                ..Plan::default()
            };
            let program = plan(plan_of, &Layout::default()).unwrap();
            let run = |mut device: CpuDevice| {
                let mut memory = block_on(device.allocate(0)).unwrap();
                let mut executable = block_on(device.compile(&mut memory, program.clone())).unwrap();
                let mut generator = Generator::new(3);
                for feed in program.fed() {
                    let values: Vec<f32> = (0..feed.len).map(|_| generator.range(-1.0, 1.0)).collect();
                    block_on(device.write(&mut memory, feed, &values)).unwrap();
                }
                block_on(device.run(&mut memory, &mut executable)).unwrap();
                memory.values(program.read()[0]).to_vec()
            };
            let expected = run(CpuDevice::new());
            for threads in [2, 3, 16] {
                let got = run(CpuDevice::new().threads(threads));
                for (a, b) in expected.iter().zip(&got) {
                    assert!((a - b).abs() < 1e-4, "{threads} threads, {leading:?}: {b} for {a}");
                }
            }
        }
    }
}
