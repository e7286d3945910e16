//! Models with several inputs and outputs: on replicas, saved and continued, and errors about data that do not fit.

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::{Dense, Entry, Flatten, Merge};
use pupil_core::models::{Functional, Network};
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_formats::model as file;
use serde_json::{Value, json};

/// Inputs "a" (3,) and "b" (4, 2); outputs "y" (2,) and "z" (1,).
fn network() -> Network {
    let mut model = Functional::new();
    let (a, b) = (model.named_input("a", [3]), model.named_input("b", [4, 2]));
    let flat = model.apply(Flatten, &[b]);
    let joined = model.apply(Merge::new("Concatenate").unwrap(), &[a, flat]);
    let h = model.apply(Dense::new(5), &[joined]);
    let y = model.apply(Entry::from(Dense::new(2)).named("y"), &[h]);
    let z = model.apply(Entry::from(Dense::new(1)).named("z"), &[h]);
    model.outputs(&[y, z]).unwrap()
}

fn compile() -> Value {
    json!({
        "optimizer": "adam",
        "loss": { "y": "mse", "z": "mae" },
        "loss_weights": { "z": 0.5 },
        "metrics": { "y": ["mae"] },
        "weighted_metrics": [[], ["mse"]],
    })
}

fn model(compile: &Value) -> Model<CpuDevice> {
    let mut model = block_on(Model::new(network(), CpuDevice::new(), 5)).unwrap();
    block_on(model.compile(Compile::from_config(compile).unwrap())).unwrap();
    model
}

fn tensor(shape: &[usize], factor: f32) -> Tensor {
    let len = shape.iter().product();
    Tensor::from_f32(shape.to_vec(), (0..len).map(|i| ((i * 7 % 11) as f32 - 5.0) * factor).collect())
        .unwrap()
}

fn data(samples: usize) -> Dataset {
    let inputs = vec![tensor(&[samples, 3], 0.1), tensor(&[samples, 4, 2], 0.2)];
    let targets = vec![tensor(&[samples, 2], 0.1), tensor(&[samples], 0.3)];
    let weights = vec![
        None,
        Some(Tensor::from_f32([samples], (0..samples).map(|i| 0.5 + i as f32 / 9.0).collect()).unwrap()),
    ];
    Dataset::of(inputs, targets).unwrap().with_sample_weights(weights).unwrap()
}

fn values(model: &mut Model<CpuDevice>) -> Vec<f32> {
    block_on(model.weights()).unwrap().iter().flat_map(Tensor::to_f32).collect()
}

fn options(value: Value) -> FitOptions {
    FitOptions::from_config(&value).unwrap()
}

#[test]
fn replicas_learn_what_one_learns() {
    let data = data(10);
    let given = || options(json!({ "epochs": 3, "batch_size": 8, "seed": 1 }));
    let mut alone = model(&compile());
    let history = block_on(alone.fit(&data, given())).unwrap();
    let names: Vec<&str> = history.history.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["loss", "y_loss", "z_loss", "y_mae", "z_mse"]);

    let (mut main, mut other) = (model(&compile()), model(&compile()));
    block_on(main.join_group(0, 2)).unwrap();
    block_on(other.join_group(1, 2)).unwrap();
    let mut fit = Fit::new(&main, &data, None, given()).unwrap();
    while let Some(batch) = block_on(fit.divide(&mut main)).unwrap() {
        block_on(other.shard_gradients(&fit.shard(&main, 1, 2, false).unwrap())).unwrap();
        let numbers = fit.hyper(&main);
        block_on(fit.gradients(&mut main)).unwrap();
        let part = |from: &mut Model<CpuDevice>, rank| {
            let buffer = from.part(rank).unwrap();
            from.memory_mut().values(buffer).to_vec()
        };
        let (first, second) = (part(&mut main, 0), part(&mut other, 1));
        let (from, to) = (main.part(1).unwrap(), other.part(0).unwrap());
        main.memory_mut().values_mut(from).copy_from_slice(&second);
        other.memory_mut().values_mut(to).copy_from_slice(&first);
        block_on(fit.apply(&mut main)).unwrap();
        block_on(other.apply(&numbers, batch)).unwrap();
    }
    for (name, series) in &fit.history().history {
        for (ours, single) in series.iter().zip(history.get(name).unwrap()) {
            assert!((ours - single).abs() < 1e-5, "{name}: {ours}, alone {single}");
        }
    }
    assert_eq!(values(&mut main), values(&mut other), "replicas are the same to the bit");
    for (ours, single) in values(&mut main).iter().zip(values(&mut alone)) {
        assert!((ours - single).abs() < 1e-5, "{ours}, alone {single}");
    }
}

#[test]
fn a_saved_training_continues_with_the_same_bits() {
    let data = data(10);
    let given = |first: usize, end: usize| {
        options(json!({ "initial_epoch": first, "epochs": end, "batch_size": 4, "seed": 2 }))
    };
    let mut whole = model(&compile());
    block_on(whole.fit(&data, given(0, 4))).unwrap();
    let mut parts = model(&compile());
    block_on(parts.fit(&data, given(0, 2))).unwrap();
    let saved = file::write(&block_on(parts.to_bundle(true)).unwrap()).unwrap();
    let mut parts = block_on(Model::from_bundle(file::read(&saved).unwrap(), CpuDevice::new())).unwrap();
    assert_eq!(parts.compiled().unwrap().to_config(), whole.compiled().unwrap().to_config());
    block_on(parts.fit(&data, given(2, 4))).unwrap();
    assert_eq!(values(&mut parts), values(&mut whole));
    let x = [&tensor(&[2, 3], 1.0), &tensor(&[2, 4, 2], 1.0)];
    let outputs = block_on(parts.predict_all(&x, 1)).unwrap();
    assert_eq!(outputs, block_on(whole.predict_all(&x, 2)).unwrap());
    let shapes: Vec<String> = outputs.iter().map(|output| output.shape().to_string()).collect();
    assert_eq!(shapes, ["(2, 2)", "(2, 1)"]);
}

#[test]
fn errors_name_what_does_not_fit() {
    let mut fitted = model(&compile());
    let x = || vec![tensor(&[4, 3], 0.1), tensor(&[4, 4, 2], 0.1)];
    let y = || vec![tensor(&[4, 2], 0.1), tensor(&[4, 1], 0.1)];
    let mut refused = |inputs, targets| {
        let data = Dataset::of(inputs, targets).unwrap();
        block_on(fitted.fit(&data, FitOptions::default())).unwrap_err().to_string()
    };
    assert_eq!(refused(x()[..1].to_vec(), y()), "fit: x holds 1 inputs; the model has 2: a, b");
    assert_eq!(refused(x(), y()[..1].to_vec()), "fit: y holds targets for 1 outputs; the model has 2: y, z");
    let swapped = refused(vec![x()[0].clone(), tensor(&[4, 4], 0.1)], y());
    assert!(
        swapped.starts_with("fit: x \"b\": expected shape (samples, ..) with samples of shape (4, 2)"),
        "{swapped}"
    );
    let wrong = refused(x(), vec![y()[1].clone(), y()[1].clone()]);
    assert!(
        wrong.starts_with("fit: y \"y\": expected shape (samples, ..) with targets of shape (2,)"),
        "{wrong}"
    );
    let error = block_on(fitted.predict(&x()[0], 4)).unwrap_err().to_string();
    assert_eq!(error, "predict: the model has 2 outputs; call predict_all");

    let mut refused = |options: Value| {
        block_on(fitted.compile(Compile::from_config(&options).unwrap())).unwrap_err().to_string()
    };
    assert_eq!(
        refused(json!({ "loss": { "y": "mse", "w": "mse" } })),
        "compile: option \"loss\" names an output \"w\"; the model has y, z"
    );
    assert_eq!(
        refused(json!({ "loss": ["mse", "mse", "mse"] })),
        "compile: option \"loss\" has 3 entries for 2 outputs (y, z)"
    );
    let metrics = refused(json!({ "loss": "mse", "metrics": ["mae"] }));
    assert!(metrics.contains("option \"metrics\" has 1 entries for 2 outputs (y, z)"), "{metrics}");
    let none = refused(json!({ "loss": [null, null] }));
    assert!(none.contains("nothing would be trained"), "{none}");
}

#[test]
fn sample_weights_count_in_every_loss() {
    let plain = data(4).rows(0..4).unwrap().with_sample_weights(Vec::new()).unwrap();
    let weights = || Tensor::from_f32([4], vec![2.0, 0.0, 1.0, 1.0]).unwrap();
    let once = plain.clone().with_sample_weight(weights()).unwrap();
    let twice = plain.with_sample_weights(vec![Some(weights()), Some(weights())]).unwrap();
    let mut fitted = model(&compile());
    let shared = block_on(fitted.evaluate(&once, 4)).unwrap();
    assert_eq!(shared, block_on(fitted.evaluate(&twice, 4)).unwrap());
    let error = once.with_class_weight(&[(1, 2.0)]).unwrap_err().to_string();
    assert!(error.contains("is for models with one output"), "{error}");
}
