//! Models whose device is lost, and models that move from one device to another.

use crate::common;

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::{Device as _, Either};
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_webgpu::WebGpuDevice;
use serde_json::json;

type Both = Either<CpuDevice, WebGpuDevice>;

fn data() -> Dataset {
    let x: Vec<f32> = (0..26 * 3).map(|i| ((i * 29 % 31) as f32 - 15.0) / 10.0).collect();
    let y = x.chunks(3).map(|row| row[0] - 0.5 * row[1] * row[2]).collect();
    Dataset::new(Tensor::from_f32([26, 3], x).unwrap(), Tensor::from_f32([26, 1], y).unwrap()).unwrap()
}

fn model(device: Both) -> Model<Both> {
    let layers = json!([
        { "class_name": "InputLayer", "config": { "batch_shape": [null, 3] } },
        { "class_name": "Dense", "config": { "units": 8, "activation": "tanh" } },
        { "class_name": "BatchNormalization", "config": {} },
        { "class_name": "Dense", "config": { "units": 1 } },
    ]);
    let config = json!({ "class_name": "Sequential", "config": { "layers": layers } });
    let mut model = block_on(Model::new(Network::from_config(&config).unwrap(), device, 5)).unwrap();
    let compile = json!({ "optimizer": "adam", "loss": "mse", "metrics": ["mae"] });
    block_on(model.compile(Compile::from_config(&compile).unwrap())).unwrap();
    model
}

fn fit(model: &Model<Both>, epochs: usize) -> Fit {
    let options = json!({ "epochs": epochs, "batch_size": 8, "seed": 3 });
    Fit::new(model, &data(), None, FitOptions::from_config(&options).unwrap()).unwrap()
}

/// Trains to the end; `each` sees the model before every step.
fn train(model: &mut Model<Both>, epochs: usize, mut each: impl FnMut(usize, &mut Model<Both>)) -> Vec<f64> {
    let mut fit = fit(model, epochs);
    let mut step = 0;
    loop {
        each(step, model);
        step += 1;
        if block_on(fit.step(model)).unwrap().is_none() {
            return fit.into_history().history.remove(0).1;
        }
    }
}

fn weights(model: &mut Model<Both>) -> Vec<f32> {
    block_on(model.weights()).unwrap().iter().flat_map(|tensor| tensor.to_f32()).collect()
}

fn assert_close(a: &[f32], b: &[f32]) {
    let largest = b.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-4 * largest), "{a:?}\n{b:?}");
}

#[test]
fn a_training_continues_from_the_hosts_copy_after_a_loss() {
    let mut model = model(Either::Second(common::gpu()));
    let losses = train(&mut model, 12, |step, model| {
        if step == 20
            && let Either::Second(gpu) = model.device()
        {
            gpu.destroy();
        }
    });
    assert_eq!(losses.len(), 12);
    assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");
    let notice = model.take_notice().unwrap();
    assert!(
        notice.starts_with("device webgpu was lost (") && notice.ends_with("goes on with webgpu"),
        "{notice}"
    );
    assert!(notice.contains("the last 20 training steps are lost"), "{notice}");
    assert_eq!(model.take_notice(), None);
    // The model has learned from 48 steps, less the 20 that were lost.
    let state = block_on(model.optimizer_state()).unwrap().unwrap();
    assert_eq!(state.steps, 28);
}

#[test]
fn a_device_that_is_lost_repeatedly_is_left_for_the_cpu() {
    let mut model = model(Either::Second(common::gpu()));
    let mut notices = Vec::new();
    train(&mut model, 12, |step, model| {
        notices.extend(model.take_notice());
        if step % 8 == 5
            && let Either::Second(gpu) = model.device()
        {
            gpu.destroy();
        }
    });
    assert_eq!(notices.len(), 3, "{notices:?}");
    assert!(notices[2].ends_with("it goes on with cpu"), "{notices:?}");
    assert_eq!(model.device().name(), "cpu");
    let x = Tensor::from_f32([2, 3], vec![0.5; 6]).unwrap();
    assert!(block_on(model.predict(&x, 2)).unwrap().to_f32().iter().all(|value| value.is_finite()));
}

#[test]
fn a_prediction_whose_device_is_lost_is_done_again() {
    let mut model = model(Either::First(CpuDevice::new()));
    train(&mut model, 2, |_, _| {});
    let x = Tensor::from_f32([2, 3], vec![0.5; 6]).unwrap();
    let expected = block_on(model.predict(&x, 2)).unwrap().to_f32();
    let gpu = common::gpu();
    block_on(model.move_to(Either::Second(gpu.clone()))).unwrap();
    assert_close(&block_on(model.predict(&x, 2)).unwrap().to_f32(), &expected);
    gpu.destroy();
    assert_close(&block_on(model.predict(&x, 2)).unwrap().to_f32(), &expected);
    assert!(model.take_notice().unwrap().contains("nothing that was learned is lost"));
}

#[test]
fn a_training_moves_between_devices_and_stays_the_same() {
    let mut whole = model(Either::First(CpuDevice::new()));
    let expected = train(&mut whole, 6, |_, _| {});
    let mut moved = model(Either::First(CpuDevice::new()));
    let gpu = common::gpu();
    let got = train(&mut moved, 6, |step, model| match step {
        // In the middle of epochs, with results still to come.
        3 | 14 => block_on(model.move_to(Either::Second(gpu.clone()))).unwrap(),
        9 | 19 => block_on(model.move_to(Either::First(CpuDevice::new()))).unwrap(),
        _ => {}
    });
    for (got, expected) in got.iter().zip(&expected) {
        assert!((got - expected).abs() <= 1e-4 * expected, "{got} and {expected}");
    }
    assert_close(&weights(&mut moved), &weights(&mut whole));
    let [a, b] =
        [&mut moved, &mut whole].map(|model| block_on(model.optimizer_state()).unwrap().unwrap().steps);
    assert_eq!(a, b);
}

#[test]
fn weights_that_were_set_survive_the_device() {
    let gpu = common::gpu();
    let mut model = model(Either::Second(gpu.clone()));
    train(&mut model, 2, |_, _| {});
    let set: Vec<Tensor> = block_on(model.weights())
        .unwrap()
        .iter()
        .map(|tensor| Tensor::from_f32(tensor.shape().clone(), vec![0.25; tensor.shape().size()]).unwrap())
        .collect();
    block_on(model.set_weights(&set)).unwrap();
    // The first step after that copies them.
    let mut before = Vec::new();
    train(&mut model, 1, |step, model| {
        if step == 1 {
            before = weights(model);
            gpu.destroy();
        }
    });
    assert!(model.take_notice().unwrap().contains("the last training step is lost"));
    assert!(before.iter().all(|weight| (weight - 0.25).abs() < 0.01), "one step away: {before:?}");
    assert!(weights(&mut model).iter().all(|weight| (weight - 0.25).abs() < 0.05));
}
