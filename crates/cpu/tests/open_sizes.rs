//! Models whose inputs have sizes that are not known.

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_core::{Result, Tensor};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

/// A Sequential for samples of this shape, null for unknown sizes.
fn network(shape: &Value, layers: &[(&str, Value)]) -> Result<Network> {
    let input = json!({ "class_name": "InputLayer", "config": { "batch_shape": shape } });
    let layer = |(class, config): &(&str, Value)| json!({ "class_name": class, "config": config });
    let layers: Vec<Value> = std::iter::once(input).chain(layers.iter().map(layer)).collect();
    Network::from_config(&json!({ "class_name": "Sequential", "config": { "layers": layers } }))
}

fn convolutions() -> Vec<(&'static str, Value)> {
    vec![
        ("Conv2D", json!({ "filters": 3, "kernel_size": 3, "activation": "relu" })),
        ("MaxPooling2D", json!({})),
        ("GlobalAveragePooling2D", json!({})),
        ("Dense", json!({ "units": 2 })),
    ]
}

fn model(shape: &Value) -> Model<CpuDevice> {
    let network = network(shape, &convolutions()).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 1)).unwrap();
    block_on(model.compile(Compile::new("adam", "mse", &[]).unwrap())).unwrap();
    model
}

fn pictures(samples: usize, height: usize, width: usize) -> Tensor {
    let size = samples * height * width;
    let values = (0..size).map(|k| ((k * 37) % 101) as f32 / 101.0 - 0.5).collect();
    Tensor::from_f32([samples, height, width, 1], values).unwrap()
}

fn data(samples: usize, height: usize, width: usize) -> Dataset {
    let targets = (0..2 * samples).map(|k| (k % 3) as f32).collect();
    Dataset::new(pictures(samples, height, width), Tensor::from_f32([samples, 2], targets).unwrap()).unwrap()
}

#[test]
fn every_size_gives_what_a_model_of_that_size_gives() {
    let mut open = model(&json!([null, null, null, 1]));
    assert_eq!(open.network().open_input_shapes().next().unwrap().to_string(), "(None, None, 1)");
    for (height, width) in [(8, 8), (5, 11), (8, 8), (4, 4)] {
        let mut closed = model(&json!([null, height, width, 1]));
        let x = pictures(3, height, width);
        assert_eq!(block_on(open.predict(&x, 2)).unwrap(), block_on(closed.predict(&x, 2)).unwrap());
    }
    let error = block_on(open.predict(&pictures(1, 2, 9), 1)).unwrap_err().to_string();
    assert!(error.starts_with("layer \"conv2d\" (Conv2D):"), "{error}");
    let x = Tensor::from_f32([1, 8, 8, 2], vec![0.0; 128]).unwrap();
    let error = block_on(open.predict(&x, 1)).unwrap_err().to_string();
    assert_eq!(
        error,
        "predict: x: expected shape (samples, ..) with samples of shape (None, None, 1), got (1, 8, 8, 2)"
    );
    block_on(open.predict(&pictures(1, 8, 8), 1)).unwrap();
}

#[test]
fn calls_of_another_size_do_not_disturb_a_training() {
    let fitted = |disturbed: bool| {
        let mut model = model(&json!([null, null, null, 1]));
        let (train, validation) = (data(10, 7, 6), data(4, 5, 5));
        let options = FitOptions::from_config(&json!({ "epochs": 2, "batch_size": 4 })).unwrap();
        let mut fit = Fit::new(&model, &train, Some(&validation), options).unwrap();
        while block_on(fit.step(&mut model)).unwrap().is_some() {
            if disturbed {
                block_on(model.predict(&pictures(4, 9, 4), 4)).unwrap();
                block_on(model.evaluate(&data(4, 6, 7), 4)).unwrap();
            }
        }
        (block_on(model.weights()).unwrap(), fit.into_history().history)
    };
    assert_eq!(fitted(true), fitted(false));
}

#[test]
fn weights_that_depend_on_an_unknown_size_are_refused() {
    let flat = [("Flatten", json!({})), ("Dense", json!({ "units": 2 }))];
    let error = network(&json!([null, null, 3]), &flat).unwrap_err().to_string();
    assert_eq!(
        error,
        "layer \"dense\" (Dense): needs inputs of one size: the model's inputs have sizes that are not known, and its \
         weight \"dense/kernel\" has shape (96, 2) for inputs of shape (32, 3), but (384, 2) for (128, 3)"
    );
    // Here the weights differ only for sizes above 128.
    let pooled = [
        ("AveragePooling1D", json!({ "pool_size": 128, "padding": "same" })),
        flat[0].clone(),
        flat[1].clone(),
    ];
    let network = network(&json!([null, null, 3]), &pooled).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 1)).unwrap();
    let x = |steps: usize| Tensor::from_f32([1, steps, 3], vec![1.0; 3 * steps]).unwrap();
    block_on(model.predict(&x(128), 1)).unwrap();
    let error = block_on(model.predict(&x(129), 1)).unwrap_err().to_string();
    assert!(error.contains("needs inputs of one size"), "{error}");
}
