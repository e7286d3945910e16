//! Models whose weights stay in 8 bits on a GPU.

use crate::common;

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::Data;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

fn network(shape: Value, layers: Value) -> Network {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "batch_shape": shape } })];
    all.extend(layers.as_array().unwrap().iter().cloned());
    Network::from_config(&json!({ "class_name": "Sequential", "config": { "layers": all } })).unwrap()
}

#[test]
fn predictions_agree_with_the_cpu_and_weights_are_read_back_unchanged() {
    let convolutions = json!([
        { "class_name": "Conv2D", "config": { "filters": 9, "kernel_size": 3, "activation": "relu" } },
        { "class_name": "DepthwiseConv2D", "config": { "kernel_size": 3 } },
        { "class_name": "Flatten", "config": {} },
        { "class_name": "Dense", "config": { "units": 5, "activation": "tanh" } },
    ]);
    let texts = json!([
        { "class_name": "Embedding", "config": { "input_dim": 50, "output_dim": 6 } },
        { "class_name": "LSTM", "config": { "units": 7 } },
        { "class_name": "Dense", "config": { "units": 2, "activation": "softmax" } },
    ]);
    let cases = [
        (json!([null, 14, 14, 3]), convolutions, vec![14, 14, 3], 1.0),
        (json!([null, 12]), texts, vec![12], 49.9),
    ];
    for (shape, layers, sample, most) in cases {
        let build = || network(shape.clone(), layers.clone());
        let weights: Vec<Tensor> = (0..build().weights().len())
            .map(|index| {
                let values = build().initial_weight(index, 5).unwrap();
                Tensor::from_f32(build().weights()[index].shape.clone(), values).unwrap().quantized()
            })
            .collect();
        assert!(weights.iter().any(|weight| matches!(weight.data(), Data::I8(..))));
        let mut cpu = block_on(Model::with_weights(build(), CpuDevice::new(), 0, &weights)).unwrap();
        for device in [common::gpu(), common::hardware()] {
            let mut gpu = block_on(Model::with_weights(build(), device, 0, &weights)).unwrap();
            for samples in [1, 40] {
                let mut generator = Generator::new(3);
                let len = samples * sample.iter().product::<usize>();
                // Word indices are whole numbers.
                let number = |_| {
                    let value = generator.range(0.0, most);
                    if most > 1.0 { value.floor() } else { value }
                };
                let values = (0..len).map(number).collect();
                let x = Tensor::from_f32([&[samples], &sample[..]].concat(), values).unwrap();
                let expected = block_on(cpu.predict(&x, 64)).unwrap().to_f32();
                let got = block_on(gpu.predict(&x, 64)).unwrap().to_f32();
                let worst = expected.iter().zip(&got).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(worst < 1e-5, "{samples} samples: {worst}");
            }
            assert_eq!(block_on(gpu.weights()).unwrap(), weights);
        }
    }
}
