//! Sizes beyond 32 bits are errors, also where they wrap around to small numbers.

#![cfg(target_arch = "wasm32")]

use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::models::Network;
use pupil_core::training::Model;
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn build(input: Value, layers: &[Value]) -> Result<Model<CpuDevice>, String> {
    let mut all = vec![json!({ "class_name": "InputLayer", "config": { "batch_shape": input } })];
    all.extend(layers.iter().cloned());
    let config = json!({ "class_name": "Sequential", "config": { "layers": all } });
    let network = Network::from_config(&config).map_err(|error| error.to_string())?;
    block_on(Model::new(network, CpuDevice::new(), 1)).map_err(|error| error.to_string())
}

fn dense(units: u64) -> Value {
    json!({ "class_name": "Dense", "config": { "units": units, "use_bias": false } })
}

#[wasm_bindgen_test]
fn sizes_that_wrap_around_are_errors_with_megabytes() {
    let cases: [(Value, Vec<Value>); 12] = [
        // 3 x 1,431,655,767 is 5 more than 2^32.
        (json!([null, 3]), vec![dense(3), dense(1_431_655_767)]),
        // 2^32, which wraps around to no weights.
        (json!([null, 65_536]), vec![dense(65_536)]),
        (
            json!([null, 3]),
            vec![
                json!({ "class_name": "Embedding", "config": { "input_dim": 1u64 << 31, "output_dim": 2 } }),
            ],
        ),
        (json!([null, 3]), vec![dense(1_000_000_000)]),
        (json!([null, 3]), vec![json!({ "class_name": "RepeatVector", "config": { "n": 1_431_655_766 } })]),
        (json!([null, 65_536, 65_536]), vec![json!({ "class_name": "Flatten", "config": {} })]),
        (
            json!([null, 65_536]),
            vec![
                json!({ "class_name": "Reshape", "config": { "target_shape": [65_536, 65_536, 65_536, -1] } }),
            ],
        ),
        (
            json!([null, 4, 3]),
            vec![json!({ "class_name": "ZeroPadding1D", "config": { "padding": 2_147_483_647 } })],
        ),
        (
            json!([null, 4, 4, 1]),
            vec![json!({ "class_name": "UpSampling2D", "config": { "size": 1_073_741_824 } })],
        ),
        (
            json!([null, 4, 4, 1]),
            vec![
                json!({ "class_name": "Conv2D", "config": { "filters": 1, "kernel_size": 65_536, "padding": "same" } }),
            ],
        ),
        (
            json!([null, 4, 4, 1]),
            vec![
                json!({ "class_name": "Conv2DTranspose", "config": { "filters": 1, "kernel_size": 3, "strides": 1_073_741_824 } }),
            ],
        ),
        (json!([null, 4, 3]), vec![json!({ "class_name": "LSTM", "config": { "units": 32_768 } })]),
    ];
    for (input, layers) in cases {
        let error = build(input.clone(), &layers).err().unwrap_or_default();
        assert!(!error.is_empty(), "input {input}: {layers:?} was accepted");
    }
    let error = build(json!([null, 3]), &[dense(1_000_000_000)]).err().unwrap();
    assert!(error.contains("11,445 MB of memory"), "{error}");
}

#[wasm_bindgen_test]
fn a_batch_that_does_not_fit_is_an_error_and_the_model_works_on() {
    let mut model = build(json!([null, 4]), &[dense(4096)]).unwrap();
    let x = Tensor::from_f32([2, 4], vec![0.5; 8]).unwrap();
    let before = block_on(model.predict(&x, 2)).unwrap();
    let many = Tensor::from_u8([300_000, 4], vec![1; 1_200_000], 1.0).unwrap();
    let error = block_on(model.predict(&many, 300_000)).unwrap_err().to_string();
    assert!(error.contains(" MB of memory"), "{error}");
    assert_eq!(block_on(model.predict(&x, 2)).unwrap(), before);
    assert!(model.training_program(1 << 20, false).is_err());
}
