//! Looking into models: the outputs of inner layers, and layers that are not trainable.

use pupil_core::Tensor;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::{Conv2D, Dense, Dropout, Entry, Flatten, Merge, Pooling};
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

fn samples(n: usize) -> Tensor {
    Tensor::from_f32([n, 3], (0..n * 3).map(|i| ((i * 5 % 13) as f32 - 6.0) / 6.0).collect()).unwrap()
}

#[test]
fn outputs_of_layers_add_up_to_the_prediction() {
    let mut model = model();
    let x = samples(5);
    let get = |model: &mut Model<CpuDevice>, layer: &str| {
        block_on(model.activations(&[&x], layer, 2)).unwrap().to_f32()
    };
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
    let error = block_on(model.activations(&[&x], "dens", 2)).unwrap_err().to_string();
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
    let features = block_on(model.activations(&[&x], "conv2d", 3)).unwrap();
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
    let mut draw =
        |seed| block_on(model.activations_in_training(&[&x], "dropout", seed, 2)).unwrap().to_f32();
    let first = draw(1);
    assert!(first.contains(&0.0) && first.contains(&2.0), "half is dropped, the rest doubled");
    assert_eq!(first, draw(1));
    assert_ne!(first, draw(2));
    assert_eq!(block_on(model.activations(&[&x], "dropout", 2)).unwrap().to_f32(), x.to_f32());
}
