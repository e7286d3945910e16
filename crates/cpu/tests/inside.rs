//! Looking into models: the outputs of inner layers, and layers that are not trainable.

use pupil_core::Tensor;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::{
    ActivationLayer, Conv2D, Dense, Dropout, Entry, Flatten, MaxPooling2D, Merge, Pooling,
};
use pupil_core::models::{Functional, Network};
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;

/// `x + tanh(inner(x))`, then one output; the inner model has a layer of its own.
fn network() -> Network {
    let mut inner =
        Entry::from(Network::sequential([3], [Dense::new(3).activation(Activation::TANH).into()]).unwrap());
    inner.name = "inner".into();
    let mut model = Functional::new();
    let x = model.input([3]);
    let h = model.apply(inner, &[x]);
    let sum = model.apply(Merge::new("Add").unwrap(), &[x, h]);
    let y = model.apply(Dense::new(1), &[sum]);
    model.outputs(&[y]).unwrap()
}

fn model() -> Model<CpuDevice> {
    block_on(Model::new(network(), CpuDevice::new(), 3)).unwrap()
}

/// A layer's output, and with a seed its output in training.
fn activations(
    model: &mut Model<CpuDevice>,
    x: &Tensor,
    layer: &str,
    seed: Option<u64>,
) -> pupil_core::Result<Tensor> {
    Ok(block_on(model.activations(&[x], &[layer.into()], seed, 2))?.remove(0))
}

fn names(model: &Model<CpuDevice>) -> Vec<String> {
    let layers = model.network().describe_layers();
    layers.iter().map(|layer| layer["name"].as_str().unwrap().into()).collect()
}

fn samples(n: usize) -> Tensor {
    Tensor::from_f32([n, 3], (0..n * 3).map(|i| ((i * 5 % 13) as f32 - 6.0) / 6.0).collect()).unwrap()
}

#[test]
fn outputs_of_layers_add_up_to_the_prediction() {
    let mut model = model();
    let x = samples(5);
    let get =
        |model: &mut Model<CpuDevice>, layer: &str| activations(model, &x, layer, None).unwrap().to_f32();
    let (inner, dense) = (get(&mut model, "inner"), get(&mut model, "inner/dense"));
    assert_eq!(inner, dense, "the model's output is that of its only layer");
    let sum = get(&mut model, "add");
    for ((sum, x), h) in sum.iter().zip(x.to_f32()).zip(&inner) {
        assert_eq!(*sum, x + h);
    }
    let predicted = block_on(model.predict(&x, 2)).unwrap();
    assert_eq!(get(&mut model, "dense"), predicted.to_f32());
    let weights = block_on(model.weights()).unwrap();
    let (kernel, bias) = (weights[2].to_f32(), weights[3].to_f32()[0]);
    for (row, y) in sum.chunks(3).zip(predicted.to_f32()) {
        let expected: f32 = row.iter().zip(&kernel).map(|(a, b)| a * b).sum::<f32>() + bias;
        assert!((y - expected).abs() < 1e-5, "{y} {expected}");
    }
    let error = activations(&mut model, &x, "dens", None).unwrap_err().to_string();
    assert!(error.contains("no layer \"dens\"; it has inner, add, dense"), "{error}");
}

#[test]
fn a_frozen_inner_model_keeps_its_weights_and_the_rest_learns() {
    let mut model = model();
    let y = Tensor::from_f32([6, 1], vec![1.0, -1.0, 0.5, 0.0, 2.0, -0.5]).unwrap();
    let data = Dataset::new(samples(6), y).unwrap();
    block_on(model.compile(Compile::new("sgd", "mse", &[]).unwrap())).unwrap();
    let values = |model: &mut Model<CpuDevice>| -> Vec<Vec<f32>> {
        block_on(model.weights()).unwrap().iter().map(Tensor::to_f32).collect()
    };
    let fit = |model: &mut Model<CpuDevice>| block_on(model.fit(&data, FitOptions::default())).unwrap();
    let before = values(&mut model);
    block_on(model.set_trainable("inner", false)).unwrap();
    assert_eq!(values(&mut model), before, "freezing moves no number");
    assert_eq!(model.network().parameters(), (4, 12));
    fit(&mut model);
    let after = values(&mut model);
    assert_eq!(after[..2], before[..2]);
    assert_ne!(after[2], before[2]);
    block_on(model.set_trainable("inner", true)).unwrap();
    fit(&mut model);
    assert_ne!(values(&mut model)[0], before[0]);
    assert!(block_on(model.set_trainable("outer", true)).is_err());
}

#[test]
fn a_frozen_inner_model_can_be_unfrozen_after_saving_and_loading() {
    let mut network = network();
    network.set_trainable("inner", false).unwrap();
    let written = network.to_config();
    let inner = &written["config"]["layers"][1]["config"];
    assert_eq!(
        (&inner["trainable"], &inner["layers"][1]["config"]["trainable"]),
        (&false.into(), &false.into())
    );
    let mut again = Network::from_config(&written).unwrap();
    assert_eq!(again.parameters(), (4, 12));
    again.set_trainable("inner", true).unwrap();
    assert_eq!(again.parameters(), (16, 0));
    again.set_trainable("inner/dense", false).unwrap();
    assert_eq!(again.parameters(), (4, 12));
    assert!(again.set_trainable("inner/conv", true).is_err());
}

#[test]
fn a_layer_that_does_not_fit_is_named_with_its_inner_model() {
    let inner = Network::sequential([3], [Dense::new(2).into()]).unwrap();
    let error = Network::sequential([4], [Flatten.into(), inner.into()]).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("(Sequential)") && text.contains("(3,)") && text.contains("(4,)"), "{text}");
}

#[test]
fn grad_cam_of_a_pooled_convolution_is_its_class_activation_map() {
    // Zhou et al. 2016: with a mean over all positions before the dense layer, the map is the channels weighted by its
    // kernel.
    let relu = Activation::RELU;
    let layers = [
        Conv2D::new(3, 2).activation(relu).into(),
        Pooling::global_average_2d().into(),
        Dense::new(2).activation(Activation::SOFTMAX).into(),
    ];
    let mut model =
        block_on(Model::new(Network::sequential([4, 5, 1], layers).unwrap(), CpuDevice::new(), 5)).unwrap();
    let x =
        Tensor::from_f32([3, 4, 5, 1], (0..60).map(|i| (i * 7 % 11) as f32 / 11.0 - 0.4).collect()).unwrap();
    let features = activations(&mut model, &x, "conv2d", None).unwrap();
    assert_eq!(features.shape().to_string(), "(3, 3, 4, 3)");
    // Each class has a channel that supports it.
    let mut weights = block_on(model.weights()).unwrap();
    let kernel = vec![1.0, -0.5, -0.25, 1.5, 0.5, 0.5];
    weights[2] = Tensor::from_f32([3, 2], kernel.clone()).unwrap();
    block_on(model.set_weights(&weights)).unwrap();
    for class in 0..2 {
        let maps = block_on(model.grad_cam(&[&x], "conv2d", class, 2)).unwrap();
        assert_eq!(maps.shape().to_string(), "(3, 3, 4)");
        let mut positive = 0;
        for (place, map) in features.to_f32().chunks(3).zip(maps.to_f32()) {
            let weighed = place.iter().enumerate().map(|(k, a)| a * kernel[2 * k + class]).sum::<f32>();
            assert!((map - weighed.max(0.0) / 12.0).abs() < 1e-6, "{map} {weighed}");
            positive += usize::from(map > 0.0);
        }
        assert!(positive > 0, "class {class}: all zero would prove nothing");
    }
    let mut error =
        |layer: &str, class| block_on(model.grad_cam(&[&x], layer, class, 2)).unwrap_err().to_string();
    assert!(error("dense", 0).contains("expected (height, width, channels)"));
    assert!(error("conv2d", 2).contains("class 2"));
}

#[test]
fn activations_in_training_follow_their_seed() {
    let layers = [Dropout::new(0.5).into(), Dense::new(2).into()];
    let mut model =
        block_on(Model::new(Network::sequential([64], layers).unwrap(), CpuDevice::new(), 5)).unwrap();
    let x = Tensor::from_f32([2, 64], vec![1.0; 128]).unwrap();
    let mut draw = |seed| activations(&mut model, &x, "dropout", Some(seed)).unwrap().to_f32();
    let first = draw(1);
    assert!(first.contains(&0.0) && first.contains(&2.0), "half is dropped, the rest doubled");
    assert_eq!(first, draw(1));
    assert_ne!(first, draw(2));
    assert_eq!(activations(&mut model, &x, "dropout", None).unwrap().to_f32(), x.to_f32());
}

/// All layers of a network that fuses biases and activations, has layers that compute nothing or only reshape, a layer
/// that is used twice and an inner model.
#[test]
fn one_program_returns_the_same_outputs_as_a_program_for_each_layer() {
    let mut inner = Entry::from(
        Network::sequential(
            [6],
            [Dense::new(6).activation(Activation::TANH).into(), Dropout::new(0.5).into()],
        )
        .unwrap(),
    );
    inner.name = "inner".into();
    let mut functional = Functional::new();
    let x = functional.input([5, 4, 1]);
    let mut h = functional.apply(Conv2D::new(2, 2).activation(Activation::RELU), &[x]);
    h = functional.apply(MaxPooling2D::new(2), &[h]);
    h = functional.apply(Dropout::new(0.3), &[h]);
    let flat = functional.apply(Flatten, &[h]);
    h = functional.apply(Dense::new(6), &[flat]);
    h = functional.apply(ActivationLayer::new(Activation::RELU), &[h]);
    h = functional.apply(inner, &[h]);
    let joined = functional.apply(Merge::new("Concatenate").unwrap(), &[h, flat]);
    let y = functional.apply(Dense::new(3).activation(Activation::SOFTMAX), &[joined]);
    let network = functional.outputs(&[y]).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 5)).unwrap();
    let x =
        Tensor::from_f32([5, 5, 4, 1], (0..100).map(|i| (i * 7 % 11) as f32 / 11.0 - 0.4).collect()).unwrap();
    let names = names(&model);
    assert_eq!(names.iter().filter(|name| name.starts_with("inner")).count(), 3, "{names:?}");
    for seed in [None, Some(4)] {
        let all = block_on(model.activations(&[&x], &names, seed, 2)).unwrap();
        assert_eq!(all.len(), names.len());
        for (name, output) in names.iter().zip(&all) {
            assert_eq!(output, &activations(&mut model, &x, name, seed).unwrap(), "{name}");
        }
        let get = |name: &str| &all[names.iter().position(|other| other == name).unwrap()];
        assert_eq!(
            get("conv2d").to_f32().iter().filter(|value| **value < 0.0).count(),
            0,
            "relu is in the output"
        );
        assert!(
            get("dense").to_f32().iter().any(|value| *value < 0.0),
            "and not in that of the layer before it"
        );
        if seed.is_none() {
            assert_eq!(get("dense_1"), &block_on(model.predict(&x, 2)).unwrap());
        }
        // Any list in any order, also with a name twice.
        let some: Vec<String> = ["dense_1", "conv2d", "dense_1"].map(Into::into).into();
        let [a, b, c] = &block_on(model.activations(&[&x], &some, seed, 2)).unwrap()[..] else { panic!() };
        assert_eq!([a, b, c], [get("dense_1"), get("conv2d"), get("dense_1")]);
    }
}

/// The layer within `TimeDistributed` sees steps, not samples, and has no name of its own.
#[test]
fn all_layers_of_a_network_over_steps() {
    let config = serde_json::json!({ "class_name": "Sequential", "config": { "layers": [
        { "class_name": "InputLayer", "config": { "batch_shape": [null, 5] } },
        { "class_name": "Embedding", "config": { "input_dim": 9, "output_dim": 4, "mask_zero": true } },
        { "class_name": "TimeDistributed", "config": { "layer": { "class_name": "Dense", "config": { "units": 3 } } } },
        { "class_name": "Bidirectional", "config": { "layer": { "class_name": "LSTM", "config": { "units": 2 } } } },
        { "class_name": "Dense", "config": { "units": 1, "activation": "sigmoid" } },
    ] } });
    let network = Network::from_config(&config).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 5)).unwrap();
    let x = Tensor::from_f32([3, 5], (0..15).map(|i| (i * 5 % 9) as f32).collect()).unwrap();
    let names = names(&model);
    assert_eq!(names, ["embedding", "time_distributed", "bidirectional", "dense"]);
    let all = block_on(model.activations(&[&x], &names, None, 2)).unwrap();
    let shapes: Vec<String> = all.iter().map(|output| output.shape().to_string()).collect();
    assert_eq!(shapes, ["(3, 5, 4)", "(3, 5, 3)", "(3, 4)", "(3, 1)"]);
    assert_eq!(all[3], block_on(model.predict(&x, 2)).unwrap());
}
