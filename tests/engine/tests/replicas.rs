//! Several models that train as one: the same numbers as one model up to rounding, and the same bits in all replicas.

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_formats::model as file;
use serde_json::{Value, json};

fn network(input: Value, layers: Value) -> Network {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "batch_shape": input } })];
    all.extend(layers.as_array().unwrap().iter().cloned());
    Network::from_config(&json!({ "class_name": "Sequential", "config": { "layers": all } })).unwrap()
}

fn model(network: Network, compile: &Value) -> Model<CpuDevice> {
    let mut model = block_on(Model::new(network, CpuDevice::new(), 5)).unwrap();
    block_on(model.compile(Compile::from_config(compile).unwrap())).unwrap();
    model
}

fn copy(model: &mut Model<CpuDevice>) -> Model<CpuDevice> {
    let saved = file::write(&block_on(model.to_bundle(true)).unwrap()).unwrap();
    block_on(Model::from_bundle(file::read(&saved).unwrap(), CpuDevice::new())).unwrap()
}

fn weights(model: &mut Model<CpuDevice>) -> Vec<f32> {
    block_on(model.weights()).unwrap().iter().flat_map(|tensor| tensor.to_f32()).collect()
}

/// Trains `first` with `size - 1` copies of it; returns the losses of the history.
fn fit_group(first: &mut Model<CpuDevice>, size: usize, data: &Dataset, options: &Value) -> Vec<f64> {
    let options = FitOptions::from_config(options).unwrap();
    let mut others: Vec<Model<CpuDevice>> = (1..size).map(|_| copy(first)).collect();
    let len = block_on(first.join_group(0, size)).unwrap();
    for (other, rank) in others.iter_mut().zip(1..) {
        assert_eq!(block_on(other.join_group(rank, size)).unwrap(), len);
    }
    let mut fit = Fit::new(first, data, None, options).unwrap();
    let mut ahead: Option<Vec<Vec<f32>>> = None;
    let mut heeded = 0;
    while let Some(batch) = block_on(fit.divide(first)).unwrap() {
        let shards: Vec<Vec<f32>> =
            (1..size).map(|rank| fit.shard(first, rank, size, false).unwrap()).collect();
        if let Some(ahead) = ahead.take() {
            assert_eq!(ahead, shards, "the shards sent ahead are the shards of the next step");
            heeded += 1;
        }
        ahead = (1..size).map(|rank| fit.shard(first, rank, size, true)).collect();
        let numbers = fit.hyper(first);
        block_on(fit.gradients(first)).unwrap();
        let mut parts = vec![read(first, 0)];
        for ((other, shard), rank) in others.iter_mut().zip(&shards).zip(1..) {
            block_on(other.shard_gradients(shard)).unwrap();
            parts.push(read(other, rank));
        }
        // A prediction between the steps must not overwrite the parts, which are outside the arena.
        let samples = Tensor::from_f32(data.x_shape(), data.x_range(0..data.len())).unwrap();
        block_on(first.predict(&samples, 5)).unwrap();
        for (own, replica) in std::iter::once(&mut *first).chain(&mut others).enumerate() {
            for (rank, part) in parts.iter().enumerate().filter(|&(rank, _)| rank != own) {
                let buffer = replica.part(rank).unwrap();
                replica.memory_mut().values_mut(buffer).copy_from_slice(part);
            }
        }
        block_on(fit.apply(first)).unwrap();
        for other in &mut others {
            block_on(other.apply(&numbers, batch)).unwrap();
        }
        let bits = |model: &mut Model<CpuDevice>| -> Vec<u32> {
            weights(model).into_iter().map(f32::to_bits).collect()
        };
        let expected = bits(first);
        for other in &mut others {
            assert_eq!(bits(other), expected, "all replicas have the same weights");
        }
    }
    assert_eq!(block_on(fit.step(first)).unwrap(), None);
    assert!(heeded > 0 || data.len() <= 8, "some shards are sent ahead");
    fit.into_history().get("loss").unwrap().to_vec()
}

fn read(model: &mut Model<CpuDevice>, rank: usize) -> Vec<f32> {
    let buffer = model.part(rank).unwrap();
    model.memory_mut().values(buffer).to_vec()
}

fn data(samples: usize, shape: &[usize], classes: usize, weighted: bool) -> Dataset {
    let size: usize = shape.iter().product();
    let x: Vec<f32> = (0..samples * size).map(|i| ((i * 29 % 31) as f32 - 15.0) / 10.0).collect();
    let y: Vec<f32> = (0..samples).map(|i| ((i * 7 + i / 3) % classes) as f32).collect();
    let shape: Vec<usize> = std::iter::once(samples).chain(shape.iter().copied()).collect();
    let data =
        Dataset::new(Tensor::from_f32(shape, x).unwrap(), Tensor::from_f32([samples], y).unwrap()).unwrap();
    if !weighted {
        return data;
    }
    let weights = (0..samples).map(|i| (i % 4) as f32 * 0.5).collect();
    data.with_sample_weight(Tensor::from_f32([samples], weights).unwrap()).unwrap()
}

fn close(what: &str, a: &[f32], b: &[f32], tolerance: f32) {
    assert_eq!(a.len(), b.len());
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{what}: weight {i} is {a}, expected {b}");
    }
}

/// Trains one model, and groups of two, three and four; weights and losses must agree up to rounding.
fn same_as_one(what: &str, input: Value, layers: Value, compile: Value, data: &Dataset, fit: Value) {
    let build = || model(network(input.clone(), layers.clone()), &compile);
    let mut one = build();
    let before = weights(&mut one);
    let options = FitOptions::from_config(&fit).unwrap();
    let losses = block_on(one.fit(data, options)).unwrap().get("loss").unwrap().to_vec();
    let expected = weights(&mut one);
    assert!(before.iter().zip(&expected).any(|(a, b)| (a - b).abs() > 1e-3), "{what}: something was learned");
    for size in [2, 3, 4] {
        let mut first = build();
        assert_eq!(first.indivisible().unwrap(), None, "{what}");
        let found = fit_group(&mut first, size, data, &fit);
        for (a, b) in found.iter().zip(&losses) {
            assert!(
                (a - b).abs() < 2e-5 * (1.0 + b.abs()),
                "{what}: {size} replicas lose {found:?}, one {losses:?}"
            );
        }
        close(&format!("{what}, {size} replicas"), &weights(&mut first), &expected, 1e-4);
    }
}

fn dense() -> Value {
    json!([
        { "class_name": "Dense", "config": { "units": 12, "activation": "tanh" } },
        { "class_name": "Dense", "config": { "units": 4, "activation": "softmax" } },
    ])
}

fn compile(optimizer: Value) -> Value {
    json!({ "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "optimizer": optimizer })
}

fn sgd() -> Value {
    compile(json!({ "class_name": "SGD", "config": { "learning_rate": 0.1, "momentum": 0.9 } }))
}

#[test]
fn dense_layers_with_uneven_shards_and_a_short_last_batch() {
    // Batches of 13, 13 and 3. Two replicas have shards of 7 and 6, four have 4, 3, 3 and 3. Of the batch of 3, the
    // first replica has all.
    let fit = json!({ "epochs": 3, "batch_size": 13, "seed": 3 });
    same_as_one("dense", json!([null, 5]), dense(), sgd(), &data(29, &[5], 4, false), fit);
}

#[test]
fn convolutions_and_pooling() {
    let layers = json!([
        { "class_name": "Conv2D", "config": { "filters": 5, "kernel_size": 3, "activation": "relu" } },
        { "class_name": "MaxPooling2D", "config": {} },
        { "class_name": "Flatten", "config": {} },
        { "class_name": "Dense", "config": { "units": 4, "activation": "softmax" } },
    ]);
    let fit = json!({ "epochs": 2, "batch_size": 8 });
    same_as_one("conv", json!([null, 8, 8, 2]), layers, sgd(), &data(22, &[8, 8, 2], 4, false), fit);
}

#[test]
fn recurrent_layers_and_embeddings() {
    let layers = json!([
        { "class_name": "Embedding", "config": { "input_dim": 20, "output_dim": 6 } },
        { "class_name": "LSTM", "config": { "units": 5 } },
        { "class_name": "Dense", "config": { "units": 4, "activation": "softmax" } },
    ]);
    let x: Vec<i32> = (0..24 * 7).map(|i| i * 13 % 20).collect();
    let y = (0..24).map(|i| (i % 4) as f32).collect();
    let data =
        Dataset::new(Tensor::from_i32([24, 7], x).unwrap(), Tensor::from_f32([24], y).unwrap()).unwrap();
    let fit = json!({ "epochs": 2, "batch_size": 8 });
    same_as_one("lstm", json!([null, 7]), layers, sgd(), &data, fit);
}

#[test]
fn sample_weights_class_weights_regularizers_and_constraints() {
    let l2 = json!({ "class_name": "L2", "config": { "l2": 0.05 } });
    let layers = json!([
        { "class_name": "Dense", "config": { "units": 12, "activation": "tanh", "kernel_regularizer": l2,
            "activity_regularizer": { "class_name": "L1", "config": { "l1": 0.01 } },
            "kernel_constraint": { "class_name": "MaxNorm", "config": { "max_value": 0.7 } } } },
        { "class_name": "Dense", "config": { "units": 4, "activation": "softmax", "bias_regularizer": l2 } },
    ]);
    let fit = json!({ "epochs": 3, "batch_size": 10});
    let class_weights = json!({ "epochs": 2, "batch_size": 10, "class_weight": { "1": 2.5 } });
    same_as_one("class weights", json!([null, 5]), dense(), sgd(), &data(30, &[5], 4, false), class_weights);
    same_as_one("weights", json!([null, 5]), layers, sgd(), &data(30, &[5], 4, true), fit);
}

#[test]
fn every_optimizer() {
    let every = [
        json!({ "class_name": "Adam", "config": { "learning_rate": 0.02, "epsilon": 1e-3 } }),
        json!({ "class_name": "Adam", "config": { "learning_rate": 0.02, "epsilon": 1e-3,
            "gradient_accumulation_steps": 2, "use_ema": true, "ema_overwrite_frequency": 2 } }),
        json!({ "class_name": "Adam", "config": { "learning_rate": 0.02, "epsilon": 1e-3, "amsgrad": true } }),
        json!({ "class_name": "RMSprop", "config": { "learning_rate": 0.01, "epsilon": 1e-3 } }),
        json!({ "class_name": "AdamW", "config": { "learning_rate": 0.02, "epsilon": 1e-3, "use_ema": true } }),
        json!({ "class_name": "Adagrad", "config": { "learning_rate": 0.1, "epsilon": 1e-3 } }),
        json!({ "class_name": "SGD", "config": { "learning_rate": 0.1, "gradient_accumulation_steps": 2 } }),
    ];
    for optimizer in every {
        let fit = json!({ "epochs": 3, "batch_size": 12, "seed": 3 });
        same_as_one(
            &optimizer.to_string(),
            json!([null, 5]),
            dense(),
            compile(optimizer.clone()),
            &data(29, &[5], 4, false),
            fit,
        );
    }
}

#[test]
fn gradients_are_clipped_after_they_are_summed() {
    for (name, limit) in [("clipnorm", 0.1), ("global_clipnorm", 0.15), ("clipvalue", 0.02)] {
        let optimizer = json!({ "class_name": "SGD", "config": { "learning_rate": 0.5, name: limit } });
        let fit = json!({ "epochs": 3, "batch_size": 13, "seed": 3 });
        same_as_one(name, json!([null, 5]), dense(), compile(optimizer), &data(29, &[5], 4, false), fit);
    }
}

#[test]
fn adam_clips_the_mean_of_gradients() {
    // Without clipping, Adam computes the mean in its own pass.
    for (name, limit) in [("clipnorm", 0.1), ("clipvalue", 0.02)] {
        let optimizer = json!({ "class_name": "Adam", "config": { "epsilon": 1e-2, "learning_rate": 0.02, name: limit } });
        let fit = json!({ "epochs": 3, "batch_size": 13, "seed": 3 });
        same_as_one(name, json!([null, 5]), dense(), compile(optimizer), &data(29, &[5], 4, false), fit);
    }
}

#[test]
fn the_largest_group_of_replicas() {
    // In the last batch of 7, three replicas have samples.
    let fit = json!({ "epochs": 3, "batch_size": 20, "seed": 3 });
    let adam = json!({ "class_name": "Adam", "config": { "learning_rate": 0.02, "epsilon": 1e-3 } });
    for optimizer in [adam, json!("sgd")] {
        let build = || model(network(json!([null, 5]), dense()), &compile(optimizer.clone()));
        let (data, mut one, mut first) = (data(47, &[5], 4, false), build(), build());
        block_on(one.fit(&data, FitOptions::from_config(&fit).unwrap())).unwrap();
        fit_group(&mut first, 8, &data, &fit);
        close("eight replicas", &weights(&mut first), &weights(&mut one), 1e-4);
    }
}

#[test]
fn frozen_layers_stay_and_the_rest_trains() {
    let mut layers = dense();
    layers[0]["config"]["trainable"] = false.into();
    let fit = json!({ "epochs": 2, "batch_size": 8 });
    let adam = json!({ "class_name": "Adam", "config": { "learning_rate": 0.02, "epsilon": 1e-3 } });
    for compile in [sgd(), compile(adam)] {
        let (layers, fit) = (layers.clone(), fit.clone());
        same_as_one("frozen", json!([null, 5]), layers, compile, &data(24, &[5], 4, false), fit);
    }
}

#[test]
fn moving_statistics_are_the_mean_of_the_shards() {
    let layers = json!([
        { "class_name": "BatchNormalization", "config": { "momentum": 0.5 } },
        { "class_name": "Dense", "config": { "units": 4, "activation": "softmax" } },
    ]);
    let data = data(8, &[3], 4, false);
    let mut first = model(network(json!([null, 3]), layers), &sgd());
    fit_group(&mut first, 2, &data, &json!({ "batch_size": 8, "shuffle": false }));
    let all = block_on(first.weights()).unwrap();
    let names: Vec<String> = first.network().weights().iter().map(|weight| weight.name.clone()).collect();
    let get = |name: &str| all[names.iter().position(|n| n.ends_with(name)).unwrap()].to_f32();
    let x = data.x_range(0..8);
    for column in 0..3 {
        let part = |from: usize| -> Vec<f32> { (from..from + 4).map(|row| x[row * 3 + column]).collect() };
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
        let variance = |values: &[f32]| {
            let m = mean(values);
            values.iter().map(|v| (v - m) * (v - m)).sum::<f32>() / values.len() as f32
        };
        let (a, b) = (part(0), part(4));
        let expected = 0.5 * 0.0 + 0.5 * (mean(&a) + mean(&b)) / 2.0;
        assert!((get("moving_mean")[column] - expected).abs() < 1e-5, "{:?}", get("moving_mean"));
        let expected = 0.5 * 1.0 + 0.5 * (variance(&a) + variance(&b)) / 2.0;
        assert!((get("moving_variance")[column] - expected).abs() < 1e-5, "{:?}", get("moving_variance"));
    }
}

#[test]
fn random_masks_differ_between_replicas() {
    let layers = json!([
        { "class_name": "Dropout", "config": { "rate": 0.5 } },
        { "class_name": "Dense", "config": { "units": 4, "activation": "softmax" } },
    ]);
    let first = model(network(json!([null, 5]), layers), &sgd());
    let mut fit = Fit::new(&first, &data(8, &[5], 4, false), None, FitOptions::default()).unwrap();
    let mut first = first;
    assert_eq!(block_on(fit.divide(&mut first)).unwrap(), Some(8));
    let keys: Vec<Vec<u32>> = (0..3)
        .map(|rank| {
            fit.shard(&first, rank, 3, false).unwrap()[10..12].iter().map(|key| key.to_bits()).collect()
        })
        .collect();
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2], "{keys:?}");
}

#[test]
fn trainings_that_cannot_be_divided_say_why() {
    let masked = json!([
        { "class_name": "Masking", "config": {} },
        { "class_name": "LSTM", "config": { "units": 3, "return_sequences": true } },
        { "class_name": "Dense", "config": { "units": 1 } },
    ]);
    let mse = json!({ "loss": "mse", "optimizer": "sgd" });
    let reason = model(network(json!([null, 4, 3]), masked), &mse).indivisible().unwrap().unwrap();
    assert!(reason.contains("masked"), "{reason}");
    let sum = json!({ "class_name": "SparseCategoricalCrossentropy", "config": { "reduction": "sum" } });
    let sum = json!({ "loss": sum, "optimizer": "sgd" });
    let reason = model(network(json!([null, 5]), dense()), &sum).indivisible().unwrap().unwrap();
    assert!(reason.contains("sparse_categorical_crossentropy is not the mean"), "{reason}");
    let mut first = model(network(json!([null, 5]), dense()), &sgd());
    block_on(first.join_group(0, 2)).unwrap();
    let message = first.part(2).unwrap_err().to_string();
    assert!(message.contains("replica 2 of 2"), "{message}");
    let message = block_on(first.shard_gradients(&[])).unwrap_err().to_string();
    assert!(message.contains("cut short"), "{message}");
    let mut alone = model(network(json!([null, 5]), dense()), &sgd());
    let message = block_on(alone.join_group(2, 2)).unwrap_err().to_string();
    assert!(message.contains("replica 2 of 2"), "{message}");
    let message = alone.part(0).unwrap_err().to_string();
    assert!(message.contains("in no group"), "{message}");
}
