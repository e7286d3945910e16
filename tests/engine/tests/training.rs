//! Training that is watched, gets batches from outside, is stopped, saved and continued.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::program::Role;
use pupil_core::training::{
    Callback, Compile, Control, Fit, FitOptions, LearningRateScheduler, Logs, Model, Phase,
};
use pupil_cpu::CpuDevice;
use pupil_formats::model as file;
use serde_json::{Value, json};

fn network(layers: Value) -> Network {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "batch_shape": [null, 3] } })];
    all.extend(layers.as_array().unwrap().iter().cloned());
    Network::from_config(&json!({ "class_name": "Sequential", "config": { "layers": all } })).unwrap()
}

fn plain() -> Network {
    network(json!([
        { "class_name": "Dense", "config": { "units": 4, "activation": "tanh" } },
        { "class_name": "Dense", "config": { "units": 1 } },
    ]))
}

fn data(samples: usize) -> Dataset {
    let x: Vec<f32> = (0..samples * 3).map(|i| ((i * 29 % 31) as f32 - 15.0) / 10.0).collect();
    let y = x.chunks(3).map(|row| row[0] - 0.5 * row[1] * row[2]).collect();
    Dataset::new(Tensor::from_f32([samples, 3], x).unwrap(), Tensor::from_f32([samples, 1], y).unwrap())
        .unwrap()
}

fn model(network: Network, compile: Value) -> Model<CpuDevice> {
    let mut model = block_on(Model::new(network, CpuDevice::new(), 5)).unwrap();
    block_on(model.compile(Compile::from_config(&compile).unwrap())).unwrap();
    model
}

fn values(model: &mut Model<CpuDevice>) -> Vec<Vec<u32>> {
    let weights = block_on(model.weights()).unwrap();
    weights.iter().map(|tensor| tensor.to_f32().iter().map(|value| value.to_bits()).collect()).collect()
}

fn options(value: Value) -> FitOptions {
    FitOptions::from_config(&value).unwrap()
}

#[test]
fn a_training_continued_from_a_file_gives_the_same_bits_as_one_that_never_stopped() {
    let layers = json!([
        { "class_name": "Dense", "config": { "units": 8, "activation": "relu" } },
        { "class_name": "BatchNormalization", "config": {} },
        { "class_name": "Dropout", "config": { "rate": 0.3 } },
        { "class_name": "GaussianNoise", "config": { "stddev": 0.1 } },
        { "class_name": "Dense", "config": { "units": 1 } },
    ]);
    let rate = json!({ "class_name": "ExponentialDecay",
        "config": { "initial_learning_rate": 0.02, "decay_steps": 5, "decay_rate": 0.8 } });
    let compile = json!({ "loss": "mse", "optimizer": { "class_name": "Adam", "config": {
        "learning_rate": rate, "amsgrad": true, "use_ema": true, "ema_overwrite_frequency": 3 } } });
    let data = data(26);
    let mut whole = model(network(layers), compile);
    let mut fit =
        Fit::new(&whole, &data, None, options(json!({ "epochs": 4, "batch_size": 8, "seed": 3 }))).unwrap();
    let mut saved = Vec::new();
    while let Some(step) = block_on(fit.step(&mut whole)).unwrap() {
        if step.epoch_end && step.epoch == 1 {
            saved = file::write(&block_on(whole.to_bundle(true)).unwrap()).unwrap();
        }
    }
    let read = file::read(&saved).unwrap();
    assert_eq!(read.state.as_ref().unwrap().steps, 8);
    let mut again = block_on(Model::from_bundle(read, CpuDevice::new())).unwrap();
    let rest = json!({ "epochs": 4, "initial_epoch": 2, "batch_size": 8, "seed": 3 });
    block_on(again.fit(&data, options(rest.clone()))).unwrap();
    assert_eq!(values(&mut again), values(&mut whole));

    // Without the optimizer's state the training differs, which shows that this test can fail.
    let mut bare = file::read(&saved).unwrap();
    bare.state = None;
    let mut other = block_on(Model::from_bundle(bare, CpuDevice::new())).unwrap();
    block_on(other.fit(&data, options(rest))).unwrap();
    assert_ne!(values(&mut other), values(&mut whole));
}

#[test]
fn epochs_of_given_steps_continue_within_the_data_and_no_fit_repeats_the_order() {
    let compile = json!({ "loss": "mse", "optimizer": "adam" });
    let data = data(26);
    let steps = |epochs: usize, initial: usize| {
        options(json!({ "epochs": epochs, "initial_epoch": initial, "batch_size": 4, "steps_per_epoch": 3 }))
    };
    // 7 batches: epochs of 3, 3 and 1 steps, then a new order.
    let mut whole = model(plain(), compile.clone());
    block_on(whole.fit(&data, steps(6, 0))).unwrap();
    let mut parts = model(plain(), compile.clone());
    for epoch in 0..6 {
        block_on(parts.fit(&data, steps(epoch + 1, epoch))).unwrap();
        let saved = file::write(&block_on(parts.to_bundle(true)).unwrap()).unwrap();
        parts = block_on(Model::from_bundle(file::read(&saved).unwrap(), CpuDevice::new())).unwrap();
    }
    assert_eq!(values(&mut parts), values(&mut whole));

    let once = || options(json!({ "epochs": 1, "batch_size": 4 }));
    let mut one = model(plain(), compile.clone());
    block_on(one.fit(&data, options(json!({ "epochs": 2, "batch_size": 4 })))).unwrap();
    let mut two = model(plain(), compile);
    block_on(two.fit(&data, once())).unwrap();
    block_on(two.fit(&data, once())).unwrap();
    assert_eq!(values(&mut two), values(&mut one), "two epochs in one fit or in two are the same");
}

#[test]
fn compiling_again_ends_the_running_training_and_leaves_the_model_intact() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd" }));
    let mut fit = Fit::new(&model, &data(26), None, options(json!({ "batch_size": 4 }))).unwrap();
    block_on(fit.step(&mut model)).unwrap();
    let other = json!({ "loss": "mae", "optimizer": "adam", "metrics": ["mae", "mse"] });
    block_on(model.compile(Compile::from_config(&other).unwrap())).unwrap();
    let error = block_on(fit.step(&mut model)).unwrap_err().to_string();
    assert_eq!(error, "fit: the model was compiled anew meanwhile; start again");
    block_on(model.fit(&data(26), FitOptions::default())).unwrap();
}

#[test]
fn freezing_after_a_failed_training_keeps_the_weights() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "adam", "metrics": ["mae"] }));
    let mut weights = block_on(model.weights()).unwrap();
    let rates = json!([{ "class_name": "LearningRateScheduler", "config": { "rates": [1e30] } }]);
    block_on(model.fit(&data(16), options(json!({ "epochs": 3, "callbacks": rates })))).unwrap();
    let broken = values(&mut model);
    block_on(model.set_trainable("dense", false)).unwrap();
    assert_eq!(values(&mut model), broken);
    block_on(model.fit(&data(16), FitOptions::default())).unwrap();
    weights.truncate(4);
    block_on(model.set_weights(&weights)).unwrap();
    block_on(model.set_trainable("dense_1", false)).unwrap();
    let clipped = json!({ "loss": "mse",
        "optimizer": { "class_name": "SGD", "config": { "global_clipnorm": 1.0 } } });
    block_on(model.compile(Compile::from_config(&clipped).unwrap())).unwrap();
    block_on(model.fit(&data(16), FitOptions::default())).unwrap();
}

#[test]
fn the_area_under_a_curve_of_many_thresholds_is_that_of_evenly_spaced_ones() {
    let even: Vec<f64> = (1..99).map(|k| f64::from(k) / 99.0).collect();
    let auc = |options: Value| json!({ "class_name": "AUC", "config": options });
    let metrics = json!([
        auc(json!({ "num_thresholds": 100, "name": "even" })),
        auc(json!({ "thresholds": even, "name": "given" }))
    ]);
    let layers = json!([{ "class_name": "Dense", "config": { "units": 1, "activation": "sigmoid" } }]);
    let compile = json!({ "loss": "binary_crossentropy", "optimizer": "sgd", "metrics": metrics });
    let mut model = model(network(layers), compile);
    let data = data(60);
    let labels = data.y_range(0..60).iter().map(|&y| f32::from(u8::from(y > 0.0))).collect();
    let x = Tensor::from_f32([60, 3], data.x_range(0..60)).unwrap();
    let data = Dataset::new(x, Tensor::from_f32([60, 1], labels).unwrap()).unwrap();
    let logs = block_on(model.evaluate(&data, 16)).unwrap();
    assert!((logs[1].1 - logs[2].1).abs() < 1e-6 && logs[1].1 != 0.5, "{logs:?}");
    let few = json!({ "loss": "mse", "metrics": [auc(json!({ "num_thresholds": 0 }))] });
    let error = Compile::from_config(&few).unwrap_err().to_string();
    assert!(error.contains("\"num_thresholds\" is 0; expected a whole number of at least 2"), "{error}");
}

/// Records its calls, and ends the training after an epoch.
struct Diary {
    lines: Rc<RefCell<Vec<String>>>,
    last: usize,
}

impl Callback for Diary {
    fn on_train_begin(&mut self, _control: &mut Control) {
        self.lines.borrow_mut().push("begin".into());
    }

    fn on_epoch_begin(&mut self, epoch: usize, control: &mut Control) {
        control.set_learning_rate(0.1 / (epoch + 1) as f64);
        self.lines.borrow_mut().push(format!("epoch {epoch}"));
    }

    fn watches_batches(&self) -> bool {
        true
    }

    fn on_batch_end(&mut self, step: usize, logs: &Logs, _control: &mut Control) {
        assert!(logs[0].0 == "loss" && logs[0].1.is_finite());
        self.lines.borrow_mut().push(format!("batch {step}"));
    }

    fn on_epoch_end(&mut self, epoch: usize, logs: &Logs, control: &mut Control) -> pupil_core::Result<()> {
        assert!(logs.iter().any(|(name, _)| name == "val_mae"), "{logs:?}");
        control.show_learning_rate();
        if epoch == self.last {
            control.stop();
        }
        Ok(())
    }

    fn on_train_end(&mut self, _control: &mut Control) {
        self.lines.borrow_mut().push("end".into());
    }
}

#[test]
fn a_custom_callback_sees_everything_and_can_stop() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd", "metrics": ["mae"] }));
    let lines = Rc::new(RefCell::new(Vec::new()));
    let given = options(json!({ "epochs": 9, "batch_size": 8, "validation_split": 0.4 }));
    let mut fit = Fit::new(&model, &data(26), None, given).unwrap();
    fit.watch(Diary { lines: lines.clone(), last: 1 });
    while block_on(fit.step(&mut model)).unwrap().is_some() {}
    assert_eq!(
        *lines.borrow(),
        ["begin", "epoch 0", "batch 0", "batch 1", "epoch 1", "batch 0", "batch 1", "end"]
    );
    let history = fit.into_history();
    assert_eq!(history.epoch, [0, 1]);
    let rates = history.get("learning_rate").unwrap();
    assert!((rates[0] - 0.1).abs() < 1e-8 && (rates[1] - 0.05).abs() < 1e-8, "{rates:?}");
    assert!(history.to_csv().starts_with("epoch,loss,mae,val_loss,val_mae,learning_rate\n0,"));
}

#[test]
fn batches_from_outside_train_as_the_same_samples_do() {
    let data = data(24);
    let compile = json!({ "loss": "mse", "optimizer": "adam", "metrics": ["mae"] });
    let part = |from: usize| {
        let x = Tensor::from_f32([8, 3], data.x_range(from..from + 8)).unwrap();
        let y = Tensor::from_f32([8, 1], data.y_range(from..from + 8)).unwrap();
        Dataset::new(x, y)
    };
    let mut whole = model(plain(), compile.clone());
    let given = options(json!({ "epochs": 2, "batch_size": 8, "shuffle": false }));
    let expected = block_on(whole.fit(&data, given)).unwrap();

    // Without steps_per_epoch, an epoch ends with the data, and the next one starts again.
    let mut fed = model(plain(), compile.clone());
    let mut place = 0;
    let next = || {
        place = (place + 1) % 4;
        (place > 0).then(|| part((place - 1) * 8))
    };
    let history = block_on(fed.fit_batches(next, None, options(json!({ "epochs": 2 })))).unwrap();
    assert_eq!(history, expected);
    assert_eq!(values(&mut fed), values(&mut whole));

    // With it, batches continue from epoch to epoch, with validation in between.
    let mut fed = model(plain(), compile.clone());
    let mut place = 0;
    let next = || {
        place += 1;
        Some(part((place - 1) % 3 * 8))
    };
    let steps = options(json!({ "epochs": 3, "steps_per_epoch": 2 }));
    let history = block_on(fed.fit_batches(next, Some(&data), steps)).unwrap();
    assert_eq!(values(&mut fed), values(&mut whole));
    assert_eq!(history.get("val_loss").unwrap().len(), 3);

    let mut model = model(plain(), compile);
    let error = |result: pupil_core::Result<_>| result.unwrap_err().to_string();
    let none = block_on(model.fit_batches(|| None, None, options(json!({ "epochs": 1 }))));
    assert!(error(none).contains("the batches ended before epoch 0 had one"));
    let wrong = || {
        let x = Tensor::from_f32([2, 4], vec![0.0; 8]).unwrap();
        Some(Dataset::new(x, Tensor::from_f32([2, 1], vec![0.0; 2]).unwrap()))
    };
    let wrong = block_on(model.fit_batches(wrong, None, options(json!({ "epochs": 1 }))));
    assert!(error(wrong).contains("fit: batch: x: expected shape"));
    let split = options(json!({ "epochs": 1, "validation_split": 0.5 }));
    assert!(error(block_on(model.fit_batches(|| None, None, split))).contains("needs all samples at once"));
}

#[test]
fn a_checkpoint_is_asked_for_when_the_model_is_better_than_before() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd" }));
    let data = data(16);
    let checkpoint = json!({ "class_name": "ModelCheckpoint",
        "config": { "monitor": "loss", "save_best_only": true, "filepath": "best.keras" } });
    // The rate of epoch 2 is far too large.
    let rates =
        json!({ "class_name": "LearningRateScheduler", "config": { "rates": [0.05, 0.05, 20.0, 0.0] } });
    let given = options(json!({ "epochs": 4, "shuffle": false, "callbacks": [checkpoint, rates] }));
    let mut fit = Fit::new(&model, &data, None, given).unwrap();
    let mut asked = Vec::new();
    while let Some(step) = block_on(fit.step(&mut model)).unwrap() {
        assert_eq!(step.phase, Phase::Train);
        if step.checkpoint {
            asked.push(step.epoch);
        }
    }
    let losses = fit.history().get("loss").unwrap().to_vec();
    let mut best = f64::INFINITY;
    let expected: Vec<usize> = (0..4)
        .filter(|&epoch| {
            let better = losses[epoch] < best;
            best = best.min(losses[epoch]);
            better
        })
        .collect();
    assert_eq!(asked, expected, "{losses:?}");
    assert!(asked.len() < 4 && asked.len() > 1, "{losses:?}");
}

#[test]
fn a_loss_that_is_not_finite_ends_the_training_and_kept_weights_come_back() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd" }));
    let stop = json!({ "class_name": "EarlyStopping",
        "config": { "monitor": "loss", "patience": 50, "restore_best_weights": true } });
    let rates = json!({ "class_name": "LearningRateScheduler", "config": { "rates": [0.05, 1e30] } });
    let all = json!([{ "class_name": "TerminateOnNaN" }, stop, rates]);
    let given = options(json!({ "epochs": 50, "batch_size": 4, "callbacks": all }));
    let history = block_on(model.fit(&data(16), given)).unwrap();
    assert!(history.epoch.len() < 50 && !history.last("loss").unwrap().is_finite(), "{history:?}");
    let weights = block_on(model.weights()).unwrap();
    assert!(weights.iter().all(|tensor| tensor.to_f32().iter().all(|value| value.is_finite())));
}

#[test]
fn weights_that_do_not_fit_are_refused_before_anything_is_trained() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd" }));
    let before = values(&mut model);
    let weighted = data(8).with_sample_weight(Tensor::from_f32([8, 3], vec![1.0; 24]).unwrap()).unwrap();
    let error = block_on(model.fit(&weighted, FitOptions::default())).unwrap_err().to_string();
    assert!(error.contains("option \"sample_weight\" holds 3 numbers a sample; expected 1"), "{error}");
    let weighted = data(8).with_sample_weight(Tensor::from_f32([8], vec![1.0; 8]).unwrap()).unwrap();
    let both = options(json!({ "class_weight": { "0": 2.0 } }));
    let error = block_on(model.fit(&weighted, both)).unwrap_err().to_string();
    assert!(
        error.contains(
            "option \"class_weight\" and option \"sample_weight\" cannot be given at the same time"
        ),
        "{error}"
    );
    let classes = json!([{ "class_name": "Dense", "config": { "units": 3, "activation": "softmax" } }]);
    for (loss, shape, words) in [
        ("categorical_crossentropy", vec![8], "for class numbers take sparse_categorical_crossentropy"),
        (
            "sparse_categorical_crossentropy",
            vec![8, 3],
            "for rows with a number for each class take categorical_",
        ),
    ] {
        let mut model = self::model(network(classes.clone()), json!({ "loss": loss }));
        let size = shape.iter().product();
        let x = Tensor::from_f32([8, 3], vec![0.5; 24]).unwrap();
        let wrong = Dataset::new(x, Tensor::from_f32(shape, vec![1.0; size]).unwrap()).unwrap();
        let error = block_on(model.fit(&wrong, FitOptions::default())).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    for (given, words) in [
        (json!({ "class_weight": { "cat": 1 } }), "names a class \"cat\""),
        (json!({ "class_weight": { "0": -1 } }), "of class 0 is -1"),
        (json!({ "validation_freq": 0 }), "\"validation_freq\" is 0"),
        (json!({ "steps_per_epoch": "all" }), "\"steps_per_epoch\" is \"all\""),
        (
            json!({ "callbacks": [{ "class_name": "BackupAndRestore" }] }),
            "callback \"BackupAndRestore\" is not supported",
        ),
    ] {
        let error = FitOptions::from_config(&given).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(values(&mut model), before);
}

#[test]
fn a_stopped_training_ends_as_a_finished_one() {
    let averaged = json!({ "class_name": "SGD", "config": { "learning_rate": 0.05, "use_ema": true } });
    for (optimizer, restore) in [(averaged, false), (json!("sgd"), true)] {
        // From the second epoch on, the rate is far too large, so that the weights of the first epoch are the best.
        let stop = json!({ "class_name": "EarlyStopping",
            "config": { "monitor": "loss", "patience": 9, "restore_best_weights": true } });
        let rates =
            json!({ "class_name": "LearningRateScheduler", "config": { "rates": [0.05, 0.05, 5.0] } });
        let callbacks = if restore { json!([stop, rates]) } else { json!([]) };
        let given = |epochs: usize| {
            options(json!({ "epochs": epochs, "batch_size": 8, "seed": 3, "callbacks": callbacks }))
        };
        let mut whole = model(plain(), json!({ "loss": "mse", "optimizer": optimizer }));
        block_on(whole.fit(&data(24), given(3))).unwrap();
        let mut broken = model(plain(), json!({ "loss": "mse", "optimizer": optimizer }));
        let history = block_on(broken.fit_with(&data(24), None, given(9), |_, step| {
            if step.epoch_end && step.epoch == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }))
        .unwrap();
        assert_eq!(history.epoch, [0, 1, 2]);
        assert_eq!(values(&mut broken), values(&mut whole), "restore: {restore}");
    }
}

#[test]
fn validation_batches_have_their_own_default_size() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd" }));
    let validation = data(80);
    let mut sizes = Vec::new();
    let given = options(json!({ "validation_steps": 2 }));
    block_on(model.fit_with(&data(8), Some(&validation), given, |_, step| {
        if step.phase == Phase::Validate {
            sizes.push(step.size);
        }
        ControlFlow::Continue(())
    }))
    .unwrap();
    assert_eq!(sizes, [32, 32]);
}

#[test]
fn epochs_to_validate_after_are_whole_numbers_from_one() {
    for wrong in [json!([1, 0]), json!([1.5]), json!([-1]), json!([1e30])] {
        let error = FitOptions::from_config(&json!({ "validation_freq": wrong })).unwrap_err().to_string();
        assert!(error.contains("validation_freq"), "{error}");
    }
}

#[test]
fn options_of_zero_are_refused_before_anything_is_trained() {
    let mut model = model(plain(), json!({ "loss": "mse", "optimizer": "sgd" }));
    let zero = Some(0);
    let default = FitOptions::default;
    for (given, name) in [
        (FitOptions { steps_per_epoch: zero, ..default() }, "steps_per_epoch"),
        (FitOptions { validation_steps: zero, ..default() }, "validation_steps"),
        (FitOptions { validation_batch_size: zero, ..default() }, "validation_batch_size"),
    ] {
        let error = block_on(model.fit(&data(8), given)).unwrap_err().to_string();
        assert_eq!(error, format!("fit: {name} 0: expected at least 1"));
    }
}

#[test]
fn a_target_between_two_classes_weighs_as_the_even_one() {
    let x = Tensor::from_f32([4, 1], vec![0.0; 4]).unwrap();
    let y = Tensor::from_f32([4, 1], vec![0.5, 1.5, 2.5, 1.0]).unwrap();
    let weighted = Dataset::new(x, y).unwrap().with_class_weight(&[(0, 2.0), (2, 3.0)]).unwrap();
    assert_eq!(weighted.values(Role::SampleWeight(0), 0..4), [2.0, 3.0, 3.0, 1.0]);
}

#[test]
fn a_function_sets_the_rate_of_every_epoch() {
    let compile =
        json!({ "loss": "mse", "optimizer": { "class_name": "SGD", "config": { "learning_rate": 0.5 } } });
    let mut model = model(plain(), compile);
    let rates = |given: fn(usize, f64) -> f64, model: &mut Model<CpuDevice>| {
        let mut fit = Fit::new(model, &data(8), None, options(json!({ "epochs": 3 }))).unwrap();
        fit.watch(LearningRateScheduler(given));
        while block_on(fit.step(model))?.is_some() {}
        Ok::<_, pupil_core::Error>(fit.history().get("learning_rate").unwrap().to_vec())
    };
    let found = rates(|epoch, rate| if epoch == 0 { rate } else { rate / 2.0 }, &mut model).unwrap();
    assert_eq!(found, [0.5, 0.25, 0.125]);
    let error = rates(|_, _| f64::NAN, &mut model).unwrap_err().to_string();
    assert!(error.contains("expected a finite number, 0 or more"), "{error}");
}
