//! What Keras's fixtures cannot hold: random masks of states, and convolutions that TensorFlow's CPU kernels do not have.

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::layers::Entry;
use pupil_core::models::Network;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

/// A model of one layer named `layer`, for samples of this shape.
fn model(class: &str, mut config: Value, sample: &[usize]) -> Model<CpuDevice> {
    config["name"] = "layer".into();
    let entry = Entry::from_config(class, config.as_object().unwrap()).unwrap();
    let network = Network::sequential(sample.to_vec(), [entry]).unwrap();
    block_on(Model::new(network, CpuDevice::new(), 1)).unwrap()
}

/// The layer's output in training, with random masks of this seed, or in prediction.
fn output(model: &mut Model<CpuDevice>, x: &Tensor, seed: Option<u64>) -> Vec<f32> {
    let batch = x.shape()[0];
    block_on(model.activations(&[x], &["layer".into()], seed, batch)).unwrap().remove(0).to_f32()
}

fn numbers(shape: &[usize]) -> Tensor {
    let size: usize = shape.iter().product();
    Tensor::from_f32(shape.to_vec(), (0..size).map(|i| ((i * 37 % 101) as f32 - 50.0) / 50.0).collect())
        .unwrap()
}

#[test]
fn single_steps_compute_what_the_operation_over_all_steps_computes() {
    // A rate that drops nothing, so that only the way of computing differs.
    let rate = 1e-30;
    for (class, more) in [
        ("LSTM", json!({})),
        ("LSTM", json!({ "return_sequences": true, "go_backwards": true, "use_bias": false })),
        ("GRU", json!({ "return_sequences": true })),
        ("GRU", json!({ "reset_after": false })),
        ("GRU", json!({ "use_bias": false, "activation": "relu" })),
        ("SimpleRNN", json!({ "return_sequences": true })),
        ("ConvLSTM2D", json!({ "kernel_size": [2, 3], "return_sequences": true })),
    ] {
        let mut config = more;
        config[if class == "ConvLSTM2D" { "filters" } else { "units" }] = 3.into();
        config["recurrent_dropout"] = rate.into();
        let sample: &[usize] = if class == "ConvLSTM2D" { &[4, 3, 4, 2] } else { &[4, 2] };
        let mut model = model(class, config, sample);
        let x = numbers(&[&[5], sample].concat());
        let (trained, predicted) = (output(&mut model, &x, Some(3)), output(&mut model, &x, None));
        assert_eq!(trained.len(), predicted.len());
        for (trained, predicted) in trained.iter().zip(&predicted) {
            assert!((trained - predicted).abs() < 1e-5, "{class}: {trained} {predicted}");
        }
    }
}

#[test]
fn states_are_dropped_with_one_mask_for_all_steps() {
    let identity = json!({ "class_name": "Identity", "config": {} });
    let config = json!({
        "units": 8, "activation": "linear", "kernel_initializer": "ones", "recurrent_initializer": identity,
        "recurrent_dropout": 0.25,
    });
    let mut model = model("SimpleRNN", config, &[3, 1]);
    let x = Tensor::from_f32([500, 3, 1], vec![1.0; 1500]).unwrap();
    assert!(output(&mut model, &x, None).iter().all(|y| (y - 3.0).abs() < 1e-6));
    // The last state is 1 where the mask is 0, else 1 + f + f^2 with the factor f of what is kept.
    let f = 1.0f32 / 0.75;
    let kept = 1.0 + f + f * f;
    let found = output(&mut model, &x, Some(7));
    let shares = [1.0, kept].map(|value| {
        let count = found.iter().filter(|y| (*y - value).abs() < 1e-5).count();
        count as f32 / found.len() as f32
    });
    assert!((shares[0] + shares[1] - 1.0).abs() < 1e-6, "{shares:?}");
    assert!((shares[0] - 0.25).abs() < 0.03, "{shares:?}");
    assert_ne!(found, output(&mut model, &x, Some(8)));
    assert_eq!(found, output(&mut model, &x, Some(7)));
}

#[test]
fn alpha_dropout_keeps_mean_and_variance() {
    let mut model = model("AlphaDropout", json!({ "rate": 0.3 }), &[40]);
    // Evenly spread numbers of mean 0 and variance 1.
    let count = 500 * 40;
    let spread = |i: usize| 12f32.sqrt() * ((i as f32 + 0.5) / count as f32 - 0.5);
    let x = Tensor::from_f32([500, 40], (0..count).map(|i| spread(i * 7919 % count)).collect()).unwrap();
    let y = output(&mut model, &x, Some(5));
    let mean = y.iter().sum::<f32>() / count as f32;
    let variance = y.iter().map(|y| (y - mean) * (y - mean)).sum::<f32>() / count as f32;
    assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
    // Dropped numbers all become a * p + b; this is p = -1.758 after the scale and the shift for the rate 0.3.
    let limit = -1.758_099_3f32;
    let a = 1.0 / (0.7 * (1.0 + 0.3 * limit * limit)).sqrt();
    let dropped = a * limit - a * limit * 0.3;
    let share = y.iter().filter(|y| (*y - dropped).abs() < 1e-5).count() as f32 / count as f32;
    assert!((share - 0.3).abs() < 0.02, "{share}");
    assert_eq!(output(&mut model, &x, None), x.to_f32());
}

#[test]
fn groups_of_volumes_are_convolved_by_themselves() {
    let config = json!({ "filters": 4, "kernel_size": [2, 1, 2], "groups": 2, "use_bias": false });
    let mut model = model("Conv3D", config, &[3, 2, 3, 4]);
    let x = numbers(&[2, 3, 2, 3, 4]);
    let kernel = block_on(model.weights()).unwrap().remove(0);
    assert_eq!(kernel.shape().to_vec(), [2, 1, 2, 2, 4]);
    let (values, w) = (x.to_f32(), kernel.to_f32());
    let y = output(&mut model, &x, None);
    let mut at = 0;
    for (b, d, h, col, filter) in (0..2).flat_map(|b| {
        (0..2).flat_map(move |d| {
            (0..2).flat_map(move |h| {
                (0..2).flat_map(move |col| (0..4).map(move |filter| (b, d, h, col, filter)))
            })
        })
    }) {
        let mut sum = 0.0;
        for (u, v, c) in (0..2).flat_map(|u| (0..2).flat_map(move |v| (0..2).map(move |c| (u, v, c)))) {
            let channel = filter / 2 * 2 + c;
            let place = (((b * 3 + d + u) * 2 + h) * 3 + col + v) * 4 + channel;
            sum += values[place] * w[((u * 2 + v) * 2 + c) * 4 + filter];
        }
        assert!((y[at] - sum).abs() < 1e-5, "{at}: {} {sum}", y[at]);
        at += 1;
    }
    assert_eq!(at, y.len());
}

/// `(rows, places, channels)` with the channels before the places.
fn turned(values: &[f32], [rows, places, channels]: [usize; 3]) -> Vec<f32> {
    let from = |i: usize| (i / (places * channels) * places + i % places) * channels + i / places % channels;
    (0..rows * places * channels).map(|i| values[from(i)]).collect()
}

#[test]
fn channels_that_come_first_give_the_same_numbers() {
    let cases: [(&str, Value, &[usize], &[usize]); 9] = [
        ("Conv1D", json!({ "filters": 3, "kernel_size": 3, "padding": "same" }), &[6], &[6, 3]),
        ("Conv2D", json!({ "filters": 3, "kernel_size": [3, 2], "strides": [1, 2] }), &[4, 5], &[2, 2, 3]),
        ("Conv3D", json!({ "filters": 3, "kernel_size": 2 }), &[3, 4, 2], &[2, 3, 1, 3]),
        ("Conv2DTranspose", json!({ "filters": 3, "kernel_size": 2, "strides": 2 }), &[2, 3], &[4, 6, 3]),
        ("DepthwiseConv2D", json!({ "kernel_size": 2, "depth_multiplier": 2 }), &[3, 4], &[2, 3, 4]),
        ("SeparableConv2D", json!({ "filters": 3, "kernel_size": 2 }), &[3, 4], &[2, 3, 3]),
        ("AveragePooling2D", json!({ "pool_size": [2, 1] }), &[4, 3], &[2, 3, 2]),
        ("MaxPooling1D", json!({ "pool_size": 2, "padding": "same" }), &[5], &[3, 2]),
        // Sequences of pictures have their steps first.
        (
            "ConvLSTM2D",
            json!({ "filters": 3, "kernel_size": 2, "return_sequences": true }),
            &[4, 5],
            &[3, 4, 3],
        ),
    ];
    for (class, options, places, out) in cases {
        let steps: &[usize] = if class == "ConvLSTM2D" { &[3] } else { &[] };
        let shapes = [[steps, places, &[2]].concat(), [steps, &[2], places].concat()];
        let [mut last, mut first] = ["channels_last", "channels_first"].map(|format| {
            let mut options = options.clone();
            options["data_format"] = format.into();
            // The seed gives both models the same weights.
            model(class, options, if format == "channels_last" { &shapes[0] } else { &shapes[1] })
        });
        let rows = 2 * steps.iter().product::<usize>();
        let size: usize = places.iter().product();
        let x = numbers(&[&[2], &shapes[0][..]].concat());
        let other = turned(&x.to_f32(), [rows, size, 2]);
        let other = Tensor::from_f32([&[2], &shapes[1][..]].concat(), other).unwrap();
        let (expected, found) = (output(&mut last, &x, None), output(&mut first, &other, None));
        let (size, channels) = (out[..out.len() - 1].iter().product(), out[out.len() - 1]);
        assert_eq!(found.len(), rows * size * channels, "{class}");
        for (expected, found) in turned(&expected, [rows, size, channels]).iter().zip(&found) {
            assert!((expected - found).abs() < 1e-6, "{class}: {expected} {found}");
        }
    }
}
