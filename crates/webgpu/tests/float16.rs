//! Activations stored as 16-bit floats.

use crate::common;

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_data::strokes;
use pupil_webgpu::{Adapter, WebGpuDevice};
use serde_json::json;

/// The losses of six epochs of a network with all values that can be stored in 16 bits, and its predictions after that.
fn trained(device: WebGpuDevice) -> (Vec<f64>, Vec<f32>) {
    let layers = json!([
        { "class_name": "InputLayer", "config": { "batch_shape": [null, 28, 28, 1] } },
        { "class_name": "Conv2D", "config": { "filters": 8, "kernel_size": 3, "activation": "relu" } },
        // The layer before this one puts out 32-bit floats, and pooling's gradient compares its output with them.
        { "class_name": "BatchNormalization", "config": {} },
        { "class_name": "Activation", "config": { "activation": "relu" } },
        { "class_name": "MaxPooling2D", "config": { "pool_size": 2 } },
        { "class_name": "DepthwiseConv2D", "config": { "kernel_size": 3, "activation": "tanh" } },
        { "class_name": "BatchNormalization", "config": {} },
        { "class_name": "Conv2D", "config": { "filters": 8, "kernel_size": 3 } },
        { "class_name": "Activation", "config": { "activation": "sigmoid" } },
        { "class_name": "Flatten", "config": {} },
        { "class_name": "Dense", "config": { "units": 130, "activation": "relu" } },
        { "class_name": "Dense", "config": { "units": 10, "activation": "softmax" } },
    ]);
    let config = json!({ "class_name": "Sequential", "config": { "layers": layers } });
    let mut model = block_on(Model::new(Network::from_config(&config).unwrap(), device, 5)).unwrap();
    block_on(model.compile(Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"]).unwrap()))
        .unwrap();
    let (pixels, labels) = strokes::generate(192, 1);
    let x = Tensor::from_u8([192, 28, 28, 1], pixels, 1.0 / 255.0).unwrap();
    let data = Dataset::new(x.clone(), Tensor::from_u8([192], labels, 1.0).unwrap()).unwrap();
    // Sample weights, so that there are feeds of all kinds.
    let data = data.with_class_weight(&[(1, 2.0)]).unwrap();
    let options = FitOptions { epochs: 6, batch_size: Some(32), shuffle: false, ..Default::default() };
    let history = block_on(model.fit(&data, options)).unwrap();
    let (_, losses) = history.history.into_iter().next().unwrap();
    (losses, block_on(model.predict(&x, 64)).unwrap().to_f32())
}

#[test]
fn a_training_with_16_bit_activations_is_close_to_one_with_32() {
    let (full, outputs) = trained(common::gpu());
    let half = block_on(block_on(Adapter::find()).unwrap().open_float16()).unwrap();
    let (losses, probabilities) = trained(half);
    for (half, full) in losses.iter().zip(&full) {
        assert!((half - full).abs() < 0.01 * full, "{losses:?} and {full:?}");
    }
    let difference = probabilities.iter().zip(&outputs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(difference < 0.03, "probabilities differ by {difference}");
    // Without any difference, nothing would have been stored in 16 bits.
    assert!(difference > 1e-5, "probabilities differ by {difference}");
}
