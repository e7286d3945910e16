//! Sizes that no machine has memory for are errors with megabytes, and existing models stay as they were. One test,
//! because the limit is of the whole process.

use pupil_core::Tensor;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::{Dense, Entry};
use pupil_core::memory;
use pupil_core::models::Network;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

fn build(input: Value, layers: &Value) -> Result<Model<CpuDevice>, String> {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "batch_shape": input } })];
    all.extend(layers.as_array().unwrap().iter().cloned());
    let config = json!({ "class_name": "Sequential", "config": { "layers": all } });
    let network = Network::from_config(&config).map_err(|error| error.to_string())?;
    block_on(Model::new(network, CpuDevice::new(), 1)).map_err(|error| error.to_string())
}

fn layer(class: &str, config: Value) -> Value {
    json!([{ "class_name": class, "config": config }])
}

#[test]
fn too_large_requests_are_errors_and_all_models_stay() {
    let network = Network::sequential([3], [Dense::new(2).activation(Activation::TANH).into()]).unwrap();
    let mut model = block_on(Model::new(network, CpuDevice::new(), 1)).unwrap();
    let x = Tensor::from_f32([2, 3], vec![0.5; 6]).unwrap();
    let before = block_on(model.predict(&x, 2)).unwrap();

    const MOST: u64 = 1 << 60;
    let one = json!([null, 3]);
    let picture = json!([null, 8, 8, 2]);
    let volume = json!([null, 4, 4, 4, 2]);
    let cases: &[(Value, Value)] = &[
        (one.clone(), layer("Dense", json!({ "units": MOST }))),
        (one.clone(), layer("Dense", json!({ "units": 1_000_000_000_000u64, "use_bias": false }))),
        (one.clone(), layer("Embedding", json!({ "input_dim": MOST, "output_dim": 2 }))),
        (one.clone(), layer("RepeatVector", json!({ "n": MOST }))),
        (json!([null, 1u64 << 40, 1u64 << 40]), layer("Flatten", json!({}))),
        (one.clone(), layer("Reshape", json!({ "target_shape": [1u64 << 40, 1u64 << 40, -1] }))),
        (one.clone(), layer("LSTM", json!({ "units": 1u64 << 40 }))),
        (json!([null, 4, 3]), layer("LSTM", json!({ "units": 1u64 << 40 }))),
        (json!([null, 4, 3]), layer("ZeroPadding1D", json!({ "padding": MOST }))),
        (picture.clone(), layer("ZeroPadding2D", json!({ "padding": MOST }))),
        (picture.clone(), layer("UpSampling2D", json!({ "size": MOST }))),
        (picture.clone(), layer("Conv2D", json!({ "filters": MOST, "kernel_size": 3 }))),
        (picture.clone(), layer("Conv2D", json!({ "filters": 2, "kernel_size": MOST, "padding": "same" }))),
        (picture.clone(), layer("Conv2D", json!({ "filters": 2, "kernel_size": 3, "dilation_rate": MOST }))),
        (
            picture.clone(),
            layer("Conv2DTranspose", json!({ "filters": 2, "kernel_size": 3, "strides": MOST })),
        ),
        (picture.clone(), layer("DepthwiseConv2D", json!({ "kernel_size": 3, "depth_multiplier": MOST }))),
        (picture.clone(), layer("MaxPooling2D", json!({ "pool_size": MOST, "padding": "same" }))),
        (
            picture.clone(),
            layer("AveragePooling2D", json!({ "pool_size": MOST, "strides": MOST, "padding": "same" })),
        ),
        (volume.clone(), layer("Conv3D", json!({ "filters": MOST, "kernel_size": 1 }))),
        (volume.clone(), layer("Conv3D", json!({ "filters": 2, "kernel_size": MOST, "padding": "same" }))),
        (volume.clone(), layer("Conv3D", json!({ "filters": 2, "kernel_size": 2, "dilation_rate": MOST }))),
        (volume.clone(), layer("Conv3D", json!({ "filters": 2, "kernel_size": 2, "strides": MOST }))),
        (
            volume.clone(),
            layer(
                "Conv3DTranspose",
                json!({ "filters": 2, "kernel_size": 2, "strides": MOST, "output_padding": MOST - 1 }),
            ),
        ),
        (volume.clone(), layer("Conv3DTranspose", json!({ "filters": MOST, "kernel_size": 1 }))),
        (
            volume.clone(),
            layer("Conv3DTranspose", json!({ "filters": 2, "kernel_size": 2, "dilation_rate": MOST })),
        ),
        (volume.clone(), layer("MaxPooling3D", json!({ "pool_size": MOST, "padding": "same" }))),
        (volume.clone(), layer("MaxPooling3D", json!({ "pool_size": 1, "strides": MOST }))),
        (volume.clone(), layer("ZeroPadding3D", json!({ "padding": MOST }))),
        (volume.clone(), layer("UpSampling3D", json!({ "size": MOST }))),
        (volume.clone(), layer("ConvLSTM2D", json!({ "filters": MOST, "kernel_size": 2 }))),
        (
            volume.clone(),
            layer("ConvLSTM2D", json!({ "filters": 2, "kernel_size": MOST, "padding": "same" })),
        ),
        (volume.clone(), layer("ConvLSTM2D", json!({ "filters": 2, "kernel_size": 2, "strides": MOST }))),
        (json!([null, 1u64 << 40, 4, 4, 2]), layer("ConvLSTM2D", json!({ "filters": 2, "kernel_size": 2 }))),
        (
            json!([null, 4, 3]),
            layer("RNN", json!({ "cell": { "class_name": "LSTMCell", "config": { "units": MOST } } })),
        ),
        (one.clone(), layer("ReversibleEmbedding", json!({ "input_dim": MOST, "output_dim": 2 }))),
    ];
    for (input, layers) in cases {
        // Some of them are valid, such as a stride that is never taken. None may trap.
        if let Err(error) = build(input.clone(), layers) {
            assert!(!error.is_empty());
            println!("{}: {error}", layers[0]["class_name"]);
        }
    }
    for units in [MOST, 1_000_000_000_000u64] {
        let error = build(one.clone(), &layer("Dense", json!({ "units": units }))).err().unwrap();
        assert!(error.contains(" MB"), "{error}");
    }
    let wide = json!([
        { "class_name": "Dense", "config": { "units": 3 } },
        { "class_name": "Dense", "config": { "units": 1u64 << 62, "use_bias": false } },
    ]);
    assert!(build(one.clone(), &wide).err().unwrap().contains(" MB"));
    let error =
        block_on(model.predict(&Tensor::from_f32([0, 3], Vec::new()).unwrap(), usize::MAX)).unwrap_err();
    assert!(error.to_string().contains("no samples"));
    assert!(
        model.prediction_program(usize::MAX, false).is_err()
            && model.prediction_program(1 << 60, false).is_err()
    );

    // Twenty thousand layers are refused because of their number, at once.
    let start = std::time::Instant::now();
    let many: Vec<Value> =
        (0..20_000).map(|_| json!({ "class_name": "Dense", "config": { "units": 1 } })).collect();
    let error = build(one.clone(), &many.into()).err().unwrap();
    assert!(error.contains("has 20000 layers; expected at most 5000"), "{error}");
    println!("20,000 layers: {:?}", start.elapsed());
    let error =
        build(picture, &layer("Conv2D", json!({ "filters": 1 << 20, "kernel_size": 1, "groups": 1 << 20 })));
    assert!(error.is_err());

    // A limit holds for models and data sets together.
    memory::set_limit(memory::held() + (64 << 20));
    let error = build(one, &layer("Dense", json!({ "units": 16 << 20 }))).err().unwrap();
    assert!(
        error.contains("the model needs 256 MB of memory; ") && error.contains("are allowed in all"),
        "{error}"
    );
    let large = || Tensor::from_u8([80, 1 << 20], vec![0; 80 << 20], 1.0).unwrap();
    let error = Dataset::new(large(), Tensor::from_u8([80], vec![0; 80], 1.0).unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("the data set needs 81 MB"), "{error}");
    let error =
        block_on(model.predict(&Tensor::from_u8([6 << 20, 3], vec![1; 18 << 20], 1.0).unwrap(), 6 << 20));
    assert!(error.unwrap_err().to_string().contains(" MB of memory"));
    assert_eq!(block_on(model.predict(&x, 2)).unwrap(), before, "the model is what it was");
    // In smaller batches the same samples fit.
    let outputs =
        block_on(model.predict(&Tensor::from_u8([1 << 20, 3], vec![1; 3 << 20], 1.0).unwrap(), 1024));
    assert_eq!(*outputs.unwrap().shape(), pupil_core::Shape::from([1 << 20, 2]));

    // The memory that a large prediction took is given back.
    memory::set_limit(usize::MAX);
    let held = memory::held();
    block_on(model.predict(&Tensor::from_u8([4 << 20, 3], vec![1; 12 << 20], 1.0).unwrap(), 4 << 20))
        .unwrap();
    assert!(memory::held() < held + (1 << 20), "{} bytes more than before", memory::held() - held);

    // Freezing a layer needs new memory; where there is none, the model stays as it was.
    let network =
        Network::sequential([1024], [Entry::from(Dense::new(8192)).named("wide"), Dense::new(1).into()]);
    let mut model = block_on(Model::new(network.unwrap(), CpuDevice::new(), 1)).unwrap();
    block_on(model.compile(Compile::new("sgd", "mse", &[]).unwrap())).unwrap();
    let data = Dataset::new(
        Tensor::from_f32([2, 1024], vec![0.5; 2048]).unwrap(),
        Tensor::from_f32([2, 1], vec![1.0; 2]).unwrap(),
    )
    .unwrap();
    block_on(model.fit(&data, FitOptions::default())).unwrap();
    let weights = block_on(model.weights()).unwrap();
    // Room to read the weights, but not for as much memory again.
    memory::set_limit(memory::held() + (32 << 20) + (16 << 10));
    let error = block_on(model.set_trainable("wide", false)).unwrap_err().to_string();
    assert!(error.contains("the model needs 33 MB"), "{error}");
    memory::set_limit(usize::MAX);
    assert_eq!(block_on(model.weights()).unwrap(), weights);
    assert!(model.network().layer("wide").unwrap().trainable);
    block_on(model.fit(&data, FitOptions::default())).unwrap();
    assert_ne!(block_on(model.weights()).unwrap()[0], weights[0], "it still learns");
}
