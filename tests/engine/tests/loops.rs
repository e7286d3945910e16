//! Loops of one's own: gradients with respect to inputs, from gradients of the outputs, and steps with given gradients.

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::program::Role;
use pupil_core::random::Generator;
use pupil_core::training::{Compile, GradientOptions, Gradients, Model};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

use crate::gradients::{layer, loss, model, numbers, pictures, sequential, several, texts, weights};

/// How far entries are moved for differences.
const STEP: f32 = 1.0 / 128.0;

fn differentiate(model: &mut Model<CpuDevice>, data: &Dataset, options: GradientOptions) -> Gradients {
    block_on(model.differentiate(data, options, data.len())).unwrap()
}

/// A tensor of a data set; `None` where it has none.
fn tensor_of(data: &Dataset, role: Role) -> Option<Tensor> {
    Some(Tensor::from_f32(data.shape(role)?, data.values(role, 0..data.len())).unwrap())
}

fn inputs_of(data: &Dataset) -> Vec<Tensor> {
    (0..data.inputs()).filter_map(|index| tensor_of(data, Role::Input(index))).collect()
}

/// A tensor with one entry moved.
fn moved(tensor: &Tensor, at: usize, by: f32) -> Tensor {
    let mut values = tensor.to_f32();
    values[at] += by;
    Tensor::from_f32(tensor.shape().clone(), values).unwrap()
}

/// Gradients of the outputs, and the sum of the outputs times them.
fn pull(model: &Model<CpuDevice>, samples: usize) -> Vec<Tensor> {
    let shapes = model.network().output_shapes().iter().enumerate();
    shapes.map(|(index, shape)| numbers(&shape.batched(samples), 20 + index as u64)).collect()
}

fn product(model: &mut Model<CpuDevice>, inputs: &[Tensor], gradients: &[Tensor]) -> f64 {
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    let outputs = block_on(model.predict_all(&inputs, inputs[0].samples())).unwrap();
    let terms = outputs.iter().zip(gradients).flat_map(|(output, gradient)| {
        let (output, gradient) = (output.to_f32(), gradient.to_f32());
        output.into_iter().zip(gradient).map(|(y, g)| f64::from(y) * f64::from(g))
    });
    terms.sum()
}

/// Compares gradients with differences of `value` to both sides of each entry, which `value` gets moved.
fn compare(what: &str, found: &Tensor, mut value: impl FnMut(usize, f32) -> f64) {
    for (at, &slope) in found.to_f32().iter().enumerate() {
        let expected = (value(at, STEP) - value(at, -STEP)) / f64::from(2.0 * STEP);
        let close = 4e-4 + 3e-3 * expected.abs();
        assert!((f64::from(slope) - expected).abs() < close, "{what}[{at}]: {slope} {expected}");
    }
}

fn largest(tensor: &Tensor) -> f32 {
    tensor.to_f32().iter().fold(0.0, |most, value| most.max(value.abs()))
}

#[test]
fn gradients_of_inputs_are_the_slopes_of_the_loss() {
    for (name, (mut model, data)) in [("pictures", pictures()), ("several", several())] {
        let found =
            differentiate(&mut model, &data, GradientOptions { inputs: true, ..GradientOptions::default() });
        let plain = block_on(model.gradients(&data, None, data.len())).unwrap();
        assert_eq!((&found.weights, found.loss), (&plain.weights, plain.loss), "{name}");
        assert!(plain.inputs.is_empty());
        let inputs = inputs_of(&data);
        assert_eq!(found.inputs.len(), inputs.len());
        let targets: Vec<Tensor> =
            (0..data.targets()).filter_map(|index| tensor_of(&data, Role::Target(index))).collect();
        let weights = tensor_of(&data, Role::SampleWeight(0));
        for (index, gradient) in found.inputs.iter().enumerate() {
            assert_eq!(gradient.shape(), inputs[index].shape());
            assert!(largest(gradient) > 1e-3, "{name}");
            compare(&format!("{name}, input {index}"), gradient, |at, by| {
                let mut inputs = inputs.clone();
                inputs[index] = moved(&inputs[index], at, by);
                let mut data = Dataset::of(inputs, targets.clone()).unwrap();
                if let Some(weights) = &weights {
                    data = data.with_sample_weights(vec![Some(weights.clone()), None]).unwrap();
                }
                loss(&mut model, &data)
            });
        }
    }
}

/// The numbers of words are looked up, so they have no slope.
#[test]
fn gradients_of_looked_up_inputs_are_zero() {
    let (mut model, data) = texts();
    let found =
        differentiate(&mut model, &data, GradientOptions { inputs: true, ..GradientOptions::default() });
    assert_eq!(found.inputs[0].shape(), &data.shape(Role::Input(0)).unwrap());
    assert!(
        largest(&found.inputs[0]) == 0.0 && found.weights.iter().flatten().any(|found| largest(found) > 1e-3)
    );
}

#[test]
fn gradients_from_outputs_are_vector_jacobian_products() {
    let options = GradientOptions { inputs: true, from_outputs: true, seed: None };
    for (name, (mut model, data)) in [("pictures", pictures()), ("texts", texts()), ("several", several())] {
        let (inputs, gradients) = (inputs_of(&data), pull(&model, data.len()));
        let given = Dataset::of(inputs.clone(), gradients.clone()).unwrap();
        let found = differentiate(&mut model, &given, options);
        assert_eq!(found.loss, 0.0);
        let before = weights(&mut model);
        for (index, weight) in before.iter().enumerate() {
            let trainable = model.network().weights()[index].trainable;
            assert_eq!(found.weights[index].is_some(), trainable, "{name}");
            let Some(gradient) = &found.weights[index] else { continue };
            compare(&format!("{name}, weight {index}"), gradient, |at, by| {
                let mut all = before.clone();
                all[index] = moved(weight, at, by);
                block_on(model.set_weights(&all)).unwrap();
                product(&mut model, &inputs, &gradients)
            });
        }
        block_on(model.set_weights(&before)).unwrap();
        if name != "texts" {
            for (index, gradient) in found.inputs.iter().enumerate() {
                compare(&format!("{name}, input {index}"), gradient, |at, by| {
                    let mut inputs = inputs.clone();
                    inputs[index] = moved(&inputs[index], at, by);
                    product(&mut model, &inputs, &gradients)
                });
            }
        }
        // Smaller batches: the samples' gradients stand one after the other, those of the weights are summed.
        let parts = block_on(model.differentiate(&given, options, 3)).unwrap();
        let all = |found: &Gradients| -> Vec<f32> {
            let tensors = found.weights.iter().flatten().chain(&found.inputs);
            tensors.flat_map(Tensor::to_f32).chain([found.loss]).collect()
        };
        for (whole, parts) in all(&found).iter().zip(all(&parts)) {
            assert!((whole - parts).abs() < 1e-5, "{name}: {whole} {parts}");
        }
    }
}

/// The gradients of the mean squared error are those that begin at its own gradient `2 (y - t) / n`. So a chain of two
/// models has the gradients of the whole.
#[test]
fn two_models_in_a_chain_have_the_gradients_of_the_whole() {
    let first = [layer("Dense", json!({ "units": 4, "activation": "tanh" }))];
    let second = [
        layer("Dense", json!({ "units": 3, "activation": "sigmoid" })),
        layer("Dense", json!({ "units": 2 })),
    ];
    let options = json!({ "optimizer": "sgd", "loss": "mse" });
    let shape = json!([null, 3]);
    let mut whole = model(sequential(shape.clone(), &[&first[..], &second].concat()), options.clone());
    let mut front = block_on(Model::new(sequential(shape, &first), CpuDevice::new(), 1)).unwrap();
    let mut back = model(sequential(json!([null, 4]), &second), options);
    let all = weights(&mut whole);
    block_on(front.set_weights(&all[..2])).unwrap();
    block_on(back.set_weights(&all[2..])).unwrap();
    let (x, y) = (numbers(&[6, 3], 1), numbers(&[6, 2], 2));
    let hidden = block_on(front.predict(&x, 6)).unwrap();
    let judged = Dataset::new(hidden.clone(), y.clone()).unwrap();
    let options = GradientOptions { inputs: true, ..GradientOptions::default() };
    let behind = differentiate(&mut back, &judged, options);
    // In batches, too, the gradients are those of the mean over all samples.
    let parts = block_on(back.differentiate(&judged, options, 4)).unwrap();
    for (whole, parts) in behind.inputs[0].to_f32().iter().zip(parts.inputs[0].to_f32()) {
        assert!((whole - parts).abs() < 1e-7, "{whole} {parts}");
    }
    // The front model is not compiled.
    let pulled = Dataset::new(x.clone(), behind.inputs[0].clone()).unwrap();
    let options = GradientOptions { from_outputs: true, ..GradientOptions::default() };
    let before = differentiate(&mut front, &pulled, options);
    let expected = block_on(whole.gradients(&Dataset::new(x, y).unwrap(), None, 6)).unwrap();
    let found = before.weights.iter().chain(&behind.weights).flatten();
    for (found, expected) in found.zip(expected.weights.iter().flatten()) {
        for (found, expected) in found.to_f32().iter().zip(expected.to_f32()) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }
    assert_eq!(behind.loss, expected.loss);
}

/// A layer that gives its kernel a new value before the optimizer moves it, and statistics that no gradient moves.
fn normalized() -> (Model<CpuDevice>, Dataset) {
    let dense = layer("Dense", json!({ "units": 4, "activation": "tanh" }));
    let layers = [
        layer("SpectralNormalization", json!({ "layer": dense })),
        layer("BatchNormalization", json!({})),
        layer("Dense", json!({ "units": 2 })),
    ];
    let data = Dataset::new(numbers(&[6, 3], 1), numbers(&[6, 2], 2)).unwrap();
    (model(sequential(json!([null, 3]), &layers), json!({ "optimizer": "sgd", "loss": "mse" })), data)
}

#[test]
fn layers_update_weights_only_with_a_seed() {
    let (mut model, data) = normalized();
    let before = weights(&mut model);
    let plain = block_on(model.gradients(&data, None, 6)).unwrap();
    assert!(plain.updates.len() == before.len() && plain.updates.iter().all(Option::is_none));
    let found = block_on(model.gradients(&data, Some(1), 6)).unwrap();
    let names: Vec<&str> = (found.updates.iter().zip(model.network().weights()))
        .filter_map(|(update, weight)| update.is_some().then_some(weight.name.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(names, ["kernel", "vector_u", "moving_mean", "moving_variance"]);
    assert_eq!(weights(&mut model), before);
    // Gradients from the outputs are summed over batches, updates are means.
    let options = GradientOptions { from_outputs: true, seed: Some(1), inputs: false };
    let pulled = Dataset::new(tensor_of(&data, Role::Input(0)).unwrap(), numbers(&[6, 2], 3)).unwrap();
    let [first, both] = [pulled.rows([0, 1, 2, 0, 1, 2].into_iter()).unwrap(), pulled.rows(0..3).unwrap()]
        .map(|data| {
            let found = block_on(model.differentiate(&data, options, 3)).unwrap();
            (found.weights[0].clone().unwrap().to_f32(), found.updates[4..].to_vec())
        });
    for (twice, once) in first.0.iter().zip(&both.0) {
        assert!((twice - 2.0 * once).abs() < 1e-5, "{twice} {once}");
    }
    for (twice, once) in first.1.iter().flatten().zip(both.1.iter().flatten()) {
        for (twice, once) in twice.to_f32().iter().zip(once.to_f32()) {
            assert!((twice - once).abs() < 1e-6, "{twice} {once}");
        }
    }
}

/// Optimizers of all kinds, with what else a step does.
fn optimizers() -> Vec<Value> {
    let schedule = layer(
        "ExponentialDecay",
        json!({ "initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5, "staircase": true }),
    );
    [
        ("SGD", json!({ "learning_rate": 0.1, "momentum": 0.9, "nesterov": true })),
        ("SGD", json!({ "learning_rate": schedule, "clipvalue": 0.01 })),
        ("Adam", json!({ "learning_rate": 0.01, "clipnorm": 0.05 })),
        ("Adam", json!({ "learning_rate": 0.01, "amsgrad": true, "gradient_accumulation_steps": 2 })),
        (
            "AdamW",
            json!({ "learning_rate": 0.01, "weight_decay": 0.1, "global_clipnorm": 0.1, "use_ema": true,
                "ema_momentum": 0.5, "ema_overwrite_frequency": 2 }),
        ),
        ("RMSprop", json!({ "learning_rate": 0.01, "momentum": 0.5, "centered": true })),
        ("Lamb", json!({ "learning_rate": 0.01 })),
        ("Muon", json!({ "learning_rate": 0.01 })),
        ("Adafactor", json!({ "learning_rate": 0.01 })),
    ]
    .into_iter()
    .map(|(class, config)| layer(class, config))
    .collect()
}

/// Gradients and the optimizer's step with them are a training step.
#[test]
fn applied_gradients_are_a_training_step() {
    let constraint = layer("MaxNorm", json!({ "max_value": 0.5 }));
    for optimizer in optimizers() {
        let constrained = || {
            let layers = [
                layer("Dense", json!({ "units": 4, "activation": "tanh", "kernel_constraint": constraint })),
                layer("Dense", json!({ "units": 2 })),
            ];
            let data = Dataset::new(numbers(&[6, 3], 1), numbers(&[6, 2], 2)).unwrap();
            (model(sequential(json!([null, 3]), &layers), json!({ "optimizer": "sgd", "loss": "mse" })), data)
        };
        type Build<'b> = &'b dyn Fn() -> (Model<CpuDevice>, Dataset);
        let builds: [Build<'_>; 5] = [&constrained, &normalized, &pictures, &texts, &several];
        for build in builds {
            let [(mut ours, data), (mut theirs, _)] = [build(), build()];
            for model in [&mut ours, &mut theirs] {
                let mut compile = model.compiled().unwrap().to_config();
                compile["optimizer"] = optimizer.clone();
                block_on(model.compile(Compile::from_config(&compile).unwrap())).unwrap();
            }
            for step in 0..4 {
                let found = block_on(ours.gradients(&data, Some(step), data.len())).unwrap();
                block_on(ours.apply_gradients(&found.weights, &found.updates)).unwrap();
                let logs = block_on(theirs.train_on_batch(&data)).unwrap();
                assert_eq!(f64::from(found.loss), logs[0].1, "{optimizer}");
                for (index, (own, expected)) in
                    weights(&mut ours).iter().zip(&weights(&mut theirs)).enumerate()
                {
                    let weight = &ours.network().weights()[index];
                    for (own, expected) in own.to_f32().iter().zip(expected.to_f32()) {
                        let what = &weight.name;
                        assert!((own - expected).abs() < 1e-6, "{optimizer} {what}: {own} {expected}");
                    }
                }
            }
            let state = |model: &mut Model<CpuDevice>| block_on(model.optimizer_state()).unwrap();
            let (ours, theirs) = (state(&mut ours), state(&mut theirs));
            assert_eq!(ours.map(|state| state.steps), theirs.map(|state| state.steps), "{optimizer}");
        }
    }
}

#[test]
fn weights_in_8_bits_become_floats_when_they_are_moved() {
    let layers = [layer("Dense", json!({ "units": 3 })), layer("Dense", json!({ "units": 2 }))];
    let network = || sequential(json!([null, 3]), &layers);
    let mut first = block_on(Model::new(network(), CpuDevice::new(), 3)).unwrap();
    let small: Vec<Tensor> = weights(&mut first).into_iter().map(Tensor::quantized).collect();
    let data = Dataset::new(numbers(&[5, 3], 1), numbers(&[5, 2], 2)).unwrap();
    let [mut ours, mut theirs] = [(), ()].map(|()| {
        let mut model = block_on(Model::with_weights(network(), CpuDevice::new(), 3, &small)).unwrap();
        block_on(model.compile(Compile::new("adam", "mse", &[]).unwrap())).unwrap();
        model
    });
    let found = block_on(ours.gradients(&data, None, 5)).unwrap();
    block_on(ours.apply_gradients(&found.weights, &[])).unwrap();
    block_on(theirs.train_on_batch(&data)).unwrap();
    assert_eq!(weights(&mut ours), weights(&mut theirs));

    let mut half = block_on(Model::with_weights(network(), CpuDevice::new(), 3, &small)).unwrap();
    block_on(half.compile(Compile::new("adam", "mse", &[]).unwrap())).unwrap();
    block_on(half.set_trainable("dense", false)).unwrap();
    let found = block_on(half.gradients(&data, None, 5)).unwrap();
    let updates = vec![Some(numbers(&[3, 3], 4)), None, None, None];
    let text = block_on(half.apply_gradients(&found.weights, &updates)).unwrap_err().to_string();
    assert!(text.contains("\"dense/kernel\": it is stored in 8 bits, but has an update"), "{text}");
    assert_eq!(weights(&mut half), small);
}

#[test]
fn what_does_not_fit_is_refused() {
    let (mut model, data) = several();
    let message = |result: pupil_core::Result<()>| result.unwrap_err().to_string();
    let found = block_on(model.gradients(&data, None, 8)).unwrap().weights;
    let before = weights(&mut model);
    let mut apply = |change: &dyn Fn(&mut Vec<Option<Tensor>>)| {
        let mut given = found.clone();
        change(&mut given);
        message(block_on(model.apply_gradients(&given, &[])))
    };
    let frozen = found.iter().position(Option::is_none).unwrap();
    let text = apply(&|given| drop(given.pop()));
    assert!(text.contains("apply_gradients: gradients has 7 entries; the model has 8 weights"), "{text}");
    let text = apply(&|given| given[0] = None);
    assert!(text.contains("weight \"shared/kernel\": the gradient is missing"), "{text}");
    let text = apply(&|given| given[frozen] = given[0].clone());
    assert!(text.contains("\"frozen/kernel\": it is not trained, but has a gradient"), "{text}");
    let text = apply(&|given| given.swap(0, 1));
    assert!(text.contains("apply_gradients: weight \"shared/kernel\""), "{text}");
    let text = apply(&|given| given[0] = Some(Tensor::from_f32([3, 4], vec![f32::NAN; 12]).unwrap()));
    assert!(text.contains("\"shared/kernel\"") && text.contains("NaN"), "{text}");
    assert_eq!(weights(&mut model), before);

    let update = vec![None, found[0].clone(), None, None, None, None, None, None];
    let text = message(block_on(model.apply_gradients(&found, &update)));
    assert!(text.contains("apply_gradients: weight \"shared/bias\""), "{text}");
    let text = message(block_on(model.apply_gradients(&found, &update[..3])));
    assert!(text.contains("updates has 3 entries"), "{text}");
    assert_eq!(weights(&mut model), before);

    let options = GradientOptions { from_outputs: true, ..GradientOptions::default() };
    let inputs = inputs_of(&data);
    let mut pull = |gradients: Vec<Tensor>| {
        let data = Dataset::of(inputs.clone(), gradients).unwrap();
        message(block_on(model.differentiate(&data, options, 8)).map(|_| ()))
    };
    let text = pull(vec![numbers(&[8, 2], 1)]);
    assert!(
        text.contains("\"output_gradients\" holds gradients for 1 outputs; the model has 2: y, z"),
        "{text}"
    );
    let text = pull(vec![numbers(&[8, 2], 1), numbers(&[8, 2], 1)]);
    assert!(text.contains("\"output_gradients\": expected shape (8, 3), got (8, 2)"), "{text}");

    let network: Network = sequential(json!([null, 3]), &[layer("Dense", json!({ "units": 1 }))]);
    let mut bare = block_on(Model::new(network, CpuDevice::new(), 3)).unwrap();
    let text = message(block_on(bare.apply_gradients(&[], &[])));
    assert!(text.contains("apply_gradients: the model is not compiled"), "{text}");
}

/// REINFORCE on a bandit with two arms, whose better arm depends on what the policy sees. The gradient of the
/// probabilities' logarithm, times the reward, moves the policy.
#[test]
fn a_policy_learns_from_rewards() {
    let layers = [layer("Dense", json!({ "units": 2, "activation": "softmax" }))];
    let optimizer = layer("SGD", json!({ "learning_rate": 0.5 }));
    let mut policy = model(
        sequential(json!([null, 2]), &layers),
        json!({ "optimizer": optimizer, "loss": "sparse_categorical_crossentropy" }),
    );
    let mut generator = Generator::new(1);
    let mut rewards = Vec::new();
    for _ in 0..60 {
        let seen: Vec<usize> = (0..32).map(|_| usize::from(generator.range(0.0, 1.0) < 0.5)).collect();
        let one_hot = seen.iter().flat_map(|&at| [1.0 - at as f32, at as f32]).collect();
        let x = Tensor::from_f32([32, 2], one_hot).unwrap();
        let p = block_on(policy.predict(&x, 32)).unwrap().to_f32();
        let arms: Vec<usize> = (0..32).map(|k| usize::from(generator.range(0.0, 1.0) > p[2 * k])).collect();
        let won = arms.iter().zip(&seen).filter(|(arm, seen)| arm != seen).count() as f32 / 32.0;
        rewards.push(won);
        let mut gradients = vec![0.0; 64];
        for k in 0..32 {
            let reward = if arms[k] == seen[k] { 0.0 } else { 1.0 };
            gradients[2 * k + arms[k]] = -(reward - won) / p[2 * k + arms[k]] / 32.0;
        }
        let data = Dataset::new(x, Tensor::from_f32([32, 2], gradients).unwrap()).unwrap();
        let options = GradientOptions { from_outputs: true, ..GradientOptions::default() };
        let found = differentiate(&mut policy, &data, options);
        block_on(policy.apply_gradients(&found.weights, &[])).unwrap();
    }
    let mean = |rewards: &[f32]| rewards.iter().sum::<f32>() / rewards.len() as f32;
    assert!(mean(&rewards[..5]) < 0.7 && mean(&rewards[50..]) > 0.9, "{rewards:?}");
}
