//! A training step must not allocate. Also, how much memory the tutorial's CNNs and merging layers may take.

#![allow(unsafe_code, reason = "counting what the system's allocator is asked for")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::{Conv2D, Dense, Dropout, Embedding, Entry, Flatten, MaxPooling2D};
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Fit, FitOptions, Model, Phase};
use pupil_cpu::CpuDevice;
use pupil_data::strokes;

struct Counting;

static CALLS: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(live, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// One test, because the counts are of the whole process.
#[test]
fn a_training_step_allocates_nothing_and_the_digits_network_fits_its_budget() {
    let network = Network::sequential(
        [28, 28, 1],
        [
            Conv2D::new(32, 3).activation(Activation::RELU).into(),
            MaxPooling2D::new(2).into(),
            Conv2D::new(64, 3).activation(Activation::RELU).into(),
            MaxPooling2D::new(2).into(),
            Flatten.into(),
            Dropout::new(0.1).into(),
            Dense::new(128).activation(Activation::RELU).into(),
            Dense::new(10).activation(Activation::SOFTMAX).into(),
        ],
    )
    .unwrap();
    let (pixels, labels) = strokes::generate(40 * 32, 1);
    let x = Tensor::from_u8([40 * 32, 28, 28, 1], pixels, 1.0 / 255.0).unwrap();
    let data = Dataset::new(x, Tensor::from_u8([40 * 32], labels, 1.0).unwrap()).unwrap();
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);

    let mut model = block_on(Model::new(network, CpuDevice::new(), 7)).unwrap();
    let compile = Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"]).unwrap();
    block_on(model.compile(compile)).unwrap();
    assert_eq!(allocations(&mut model, &data), 0, "allocations in 30 training steps");
    let megabytes = (PEAK.load(Ordering::Relaxed) - before) as f64 / f64::from(1 << 20);
    assert!(megabytes < 64.0, "training at batch 32 takes {megabytes:.1} MB beside the data");
    println!("training at batch 32 takes {megabytes:.1} MB beside the data");

    let words = (0..40 * 32 * 6).map(|i| (i * 7 % 5) as f32).collect();
    let labels = (0..40 * 32).map(|i| (i % 2) as f32).collect();
    let x = Tensor::from_f32([40 * 32, 6], words).unwrap();
    let data = Dataset::new(x, Tensor::from_f32([40 * 32, 1], labels).unwrap()).unwrap();
    let gru = serde_json::json!({ "units": 3, "reset_after": false });
    let network = Network::sequential(
        [6],
        [
            Embedding { mask_zero: true, ..Embedding::new(5, 4) }.into(),
            Entry::from_config("GRU", gru.as_object().unwrap()).unwrap(),
            Dense::new(1).activation(Activation::SIGMOID).into(),
        ],
    )
    .unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 7)).unwrap();
    block_on(model.compile(Compile::new("sgd", "binary_crossentropy", &[]).unwrap())).unwrap();
    assert_eq!(allocations(&mut model, &data), 0, "allocations in 30 training steps of a recurrent network");
    two_thousand_steps();
    photos();
    merging_layers();
    attention();
}

/// After two thousand steps as much memory is held as after the first steps.
fn two_thousand_steps() {
    const STEPS: usize = 2000;
    let network = Network::sequential(
        [8, 8, 2],
        [
            Conv2D::new(4, 3).activation(Activation::RELU).into(),
            MaxPooling2D::new(2).into(),
            Flatten.into(),
            Dropout::new(0.2).into(),
            Dense::new(3).activation(Activation::SOFTMAX).into(),
        ],
    )
    .unwrap();
    let samples = 2 * (STEPS + 1);
    let x = (0..samples * 128).map(|i| (i * 31 % 17) as f32 / 17.0).collect();
    let y = (0..samples).map(|i| (i % 3) as f32).collect();
    let x = Tensor::from_f32([samples, 8, 8, 2], x).unwrap();
    let data = Dataset::new(x, Tensor::from_f32([samples], y).unwrap()).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 7)).unwrap();
    let compile = Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"]).unwrap();
    block_on(model.compile(compile)).unwrap();
    let options = FitOptions { batch_size: Some(2), ..FitOptions::default() };
    let mut fit = Fit::new(&model, &data, None, options).unwrap();
    for _ in 0..10 {
        block_on(fit.step(&mut model)).unwrap();
    }
    let before = LIVE.load(Ordering::Relaxed);
    for _ in 10..STEPS {
        block_on(fit.step(&mut model)).unwrap();
    }
    assert_eq!(LIVE.load(Ordering::Relaxed), before, "bytes held after {STEPS} steps and before");
}

/// The tutorial's CNN for photos, 19,034,177 weights, at batch 32.
fn photos() {
    let relu = Activation::RELU;
    let network = Network::sequential(
        [150, 150, 3],
        [
            Conv2D::new(32, 3).activation(relu).into(),
            MaxPooling2D::new(2).into(),
            Conv2D::new(64, 3).activation(relu).into(),
            MaxPooling2D::new(2).into(),
            Conv2D::new(128, 3).activation(relu).into(),
            MaxPooling2D::new(2).into(),
            Flatten.into(),
            Dense::new(512).activation(relu).into(),
            Dense::new(1).activation(Activation::SIGMOID).into(),
        ],
    )
    .unwrap();
    let x = (0..32 * 150 * 150 * 3).map(|i| (i * 31 % 255) as u8).collect();
    let x = Tensor::from_u8([32, 150, 150, 3], x, 1.0 / 255.0).unwrap();
    let y = Tensor::from_u8([32, 1], (0..32).map(|i| i % 2).collect(), 1.0).unwrap();
    let data = Dataset::new(x, y).unwrap();
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let mut model = block_on(Model::new(network, CpuDevice::new(), 7)).unwrap();
    block_on(model.compile(Compile::new("adam", "binary_crossentropy", &["accuracy"]).unwrap())).unwrap();
    block_on(model.train_on_batch(&data)).unwrap();
    let megabytes = (PEAK.load(Ordering::Relaxed) - before) as f64 / f64::from(1 << 20);
    println!("the photo CNN at batch 32 takes {megabytes:.0} MB beside the data");
    assert!(megabytes < 1024.0, "training at batch 32 takes {megabytes:.0} MB beside the data");
}

/// `Dot` and `Concatenate` take the memory of their inputs and of their result, and no more.
fn merging_layers() {
    // 32 samples of 256 positions with 64 features.
    let (batch, input) = (32, 256 * 64);
    let cases = [
        ("Dot", serde_json::json!({ "axes": 2 }), ["tanh", "sigmoid"].as_slice(), 256 * 256),
        ("Concatenate", serde_json::json!({}), &["tanh", "sigmoid", "tanh"], 3 * input),
    ];
    for (class, options, branches, result) in cases {
        let layer = |class: &str, name: &str, options: &serde_json::Value, inputs: &[String]| {
            let history: Vec<_> = inputs.iter().map(|name| serde_json::json!([name, 0, 0, {}])).collect();
            let nodes = if inputs.is_empty() { serde_json::json!([]) } else { serde_json::json!([history]) };
            serde_json::json!({ "class_name": class, "name": name, "config": options, "inbound_nodes": nodes })
        };
        let shape = serde_json::json!({ "batch_shape": [null, 256, 64] });
        let mut layers = vec![layer("InputLayer", "x", &shape, &[])];
        let names: Vec<String> = (0..branches.len()).map(|number| format!("branch{number}")).collect();
        for (name, activation) in names.iter().zip(branches) {
            let options = serde_json::json!({ "activation": activation });
            layers.push(layer("Activation", name, &options, &["x".into()]));
        }
        layers.push(layer(class, "joined", &options, &names));
        let config = serde_json::json!({ "class_name": "Functional", "config": {
            "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [["joined", 0, 0]] } });
        let model = Model::new(Network::from_config(&config).unwrap(), CpuDevice::new(), 7);
        let program = block_on(model).unwrap().prediction_program(batch, false).unwrap();
        let most = batch * (branches.len() * input + result);
        assert!(program.arena <= 4 * most, "{class} takes {} bytes, more than {}", program.arena, 4 * most);
    }
}

/// Training with attention over 256 positions never holds all scores, which take as much as is allowed here.
fn attention() {
    const ALL_SCORES: usize = 32 * 8 * 256 * 256 * 4;
    let history = |name: &str| serde_json::json!([name, 0, 0, {}]);
    let layer = |class: &str, name: &str, config: serde_json::Value, inputs: &[&str]| {
        let inputs: Vec<_> = inputs.iter().map(|name| history(name)).collect();
        let nodes = if inputs.is_empty() { serde_json::json!([]) } else { serde_json::json!([inputs]) };
        serde_json::json!({ "class_name": class, "name": name, "config": config, "inbound_nodes": nodes })
    };
    let heads = serde_json::json!({ "num_heads": 8, "key_dim": 8 });
    let layers = [
        layer("InputLayer", "x", serde_json::json!({ "batch_shape": [null, 256, 64] }), &[]),
        layer("MultiHeadAttention", "attention", heads, &["x", "x"]),
        layer("GlobalAveragePooling1D", "mean", serde_json::json!({}), &["attention"]),
        layer("Dense", "output", serde_json::json!({ "units": 1 }), &["mean"]),
    ];
    let config = serde_json::json!({ "class_name": "Functional", "config": {
        "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [["output", 0, 0]] } });
    let x = (0..32 * 256 * 64).map(|i| (i * 31 % 17) as f32 / 17.0).collect();
    let x = Tensor::from_f32([32, 256, 64], x).unwrap();
    let data = Dataset::new(x, Tensor::from_f32([32, 1], vec![0.5; 32]).unwrap()).unwrap();
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let network = Network::from_config(&config).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 7)).unwrap();
    block_on(model.compile(Compile::new("adam", "mse", &[]).unwrap())).unwrap();
    block_on(model.train_on_batch(&data)).unwrap();
    let most = PEAK.load(Ordering::Relaxed) - before;
    println!("attention over 256 positions at batch 32 takes {:.1} MB", most as f64 / f64::from(1 << 20));
    assert!(most < ALL_SCORES, "{most} bytes, all scores are {ALL_SCORES}");
}

/// How often 30 training steps of a compiled model allocate, after the first, which makes the program.
fn allocations(model: &mut Model<CpuDevice>, data: &Dataset) -> usize {
    let mut fit = Fit::new(model, data, None, FitOptions::default()).unwrap();
    block_on(fit.step(model)).unwrap();
    let calls = CALLS.load(Ordering::Relaxed);
    for _ in 0..30 {
        let step = block_on(fit.step(model)).unwrap().unwrap();
        assert!(step.phase == Phase::Train && !step.epoch_end);
    }
    CALLS.load(Ordering::Relaxed) - calls
}
