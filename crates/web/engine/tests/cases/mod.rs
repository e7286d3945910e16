//! What must hold wherever the engine runs.

use js_sys::{Error, Float32Array, Reflect, Uint8Array};
use pupil_core::random::Generator;
use pupil_cpu::kernels::gemm::{BLOCK, Lhs, Rhs, RowEpilogue, few_rows, gemm};
use pupil_cpu::simd::Isa;
use pupil_values::Failure;
use pupil_wasm::{Dataset, Model};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

const CONFIG: &str = r#"{
  "class_name": "Sequential",
  "config": {"layers": [
    {"class_name": "InputLayer", "config": {"batch_shape": [null, 28, 28, 1]}},
    {"class_name": "Conv2D", "config": {"filters": 8, "kernel_size": 3, "activation": "relu"}},
    {"class_name": "MaxPooling2D", "config": {"pool_size": 2}},
    {"class_name": "Flatten", "config": {}},
    {"class_name": "Dense", "config": {"units": 10, "activation": "softmax"}}
  ]}
}"#;

const COMPILE: &str =
    r#"{"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}"#;

fn number(object: &JsValue, key: &str) -> f64 {
    Reflect::get(object, &key.into()).unwrap().as_f64().unwrap_or(f64::NAN)
}

fn text(object: &JsValue, key: &str) -> String {
    Reflect::get(object, &key.into()).unwrap().as_string().unwrap_or_default()
}

/// The JavaScript value of a JSON text.
fn value(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

/// A tensor as a JavaScript object.
fn tensor(data: &JsValue, shape: &[u32]) -> JsValue {
    let object = js_sys::Object::new();
    Reflect::set(&object, &"data".into(), data).unwrap();
    let shape: js_sys::Array = shape.iter().map(|&n| JsValue::from(n)).collect();
    Reflect::set(&object, &"shape".into(), &shape).unwrap();
    object.into()
}

/// The message of a failure, which must be a JavaScript `Error`.
fn message<T>(result: Result<T, Failure>) -> String {
    let Err(error) = result else { panic!("it should have failed") };
    let error: Error = JsValue::from(error).dyn_into().expect("failures are Errors");
    String::from(error.message())
}

async fn compile(model: &Model) {
    JsFuture::from(model.compile(value(COMPILE)).ok().unwrap()).await.unwrap();
}

async fn probabilities(model: &Model, data: &Dataset) -> Vec<f32> {
    let output = JsFuture::from(model.predict_dataset(data, 0, data.length(), 16)).await.unwrap();
    let output = js_sys::Array::from(&output).get(0);
    let data: Float32Array = Reflect::get(&output, &"data".into()).unwrap().dyn_into().unwrap();
    data.to_vec()
}

/// Trains to the end and returns the last logs.
async fn train(model: &Model, data: &Dataset, options: &str) -> (f64, f64) {
    let fit = model
        .fit(Some(data.share()), None, value(options))
        .unwrap_or_else(|e| panic!("{:?}", JsValue::from(e)));
    let (mut first, mut last) = (f64::NAN, f64::NAN);
    loop {
        let step = JsFuture::from(fit.step()).await.unwrap();
        if text(&step, "phase") == "done" {
            return (first, last);
        }
        last = number(&Reflect::get(&step, &"logs".into()).unwrap(), "loss");
        if first.is_nan() {
            first = last;
        }
    }
}

#[wasm_bindgen_test]
fn products_with_vectors_agree_with_f64() {
    assert!(Isa::detect().name().starts_with("simd128"));
    // The tiles for both kinds of processors.
    for isa in Isa::all() {
        let mut generator = Generator::new(5);
        for (m, k, n) in [(1, 5, 9), (7, 300, 33), (37, 64, 16)] {
            let mut numbers =
                |count: usize| -> Vec<f32> { (0..count).map(|_| generator.range(-1.0, 1.0)).collect() };
            let (a, b) = (numbers(m * k), numbers(k * n));
            let (lhs, rhs) = (Lhs::matrix(m, k, false), Rhs::new(k, n, false));
            let (mut c, mut few) = (vec![0.0; m * n], vec![0.0; m * n]);
            let mut scratch = vec![0.0; rhs.packed(isa, k.min(BLOCK))];
            gemm(isa, (&lhs, &a), (rhs, &b), &mut c, RowEpilogue::default(), &mut scratch);
            few_rows(isa, &lhs, &a, &b, n, &mut few, RowEpilogue::default());
            for (index, (&c, &few)) in c.iter().zip(&few).enumerate() {
                let (i, j) = (index / n, index % n);
                let sum: f64 = (0..k).map(|p| f64::from(a[i * k + p]) * f64::from(b[p * n + j])).sum();
                assert!((f64::from(c) - sum).abs() < 2e-5 && (f64::from(few) - sum).abs() < 2e-5);
            }
        }
    }
}

#[wasm_bindgen_test]
async fn two_thousand_steps_take_no_more_memory_than_the_first() {
    let pages = || core::arch::wasm32::memory_size(0);
    let data = Dataset::strokes(1000, 3.0).ok().unwrap();
    let model = Model::from_config(value(CONFIG), 7.0).ok().unwrap();
    compile(&model).await;
    train(&model, &data, r#"{"epochs": 1, "batchSize": 8, "seed": 1}"#).await;
    let before = pages();
    train(&model, &data, r#"{"epochs": 15, "batchSize": 8, "seed": 1}"#).await;
    assert_eq!(pages(), before, "pages of memory after 2,000 steps and after 125");
}

#[wasm_bindgen_test]
async fn a_model_learns_generated_digits_and_survives_a_file() {
    let data = Dataset::strokes(320, 3.0).ok().unwrap();
    let model = Model::from_config(value(CONFIG), 7.0).ok().unwrap();
    compile(&model).await;
    let (first, last) = train(&model, &data, r#"{"epochs": 8, "batchSize": 32, "seed": 1}"#).await;
    assert!(last < 0.7 * first, "loss went from {first} to {last}");

    let file = JsFuture::from(model.save(true, value(r#"{"classes":"[]"}"#)).ok().unwrap()).await.unwrap();
    let again = Model::load(Uint8Array::new(&file).to_vec()).ok().unwrap();
    assert_eq!(text(&again.metadata().ok().unwrap(), "classes"), "[]");
    assert!(!again.compile_config().ok().unwrap().is_null());
    assert_eq!(probabilities(&model, &data).await, probabilities(&again, &data).await);
}

#[wasm_bindgen_test]
async fn the_same_seed_gives_the_same_bits() {
    let data = Dataset::strokes(64, 1.0).ok().unwrap();
    let mut outputs = Vec::new();
    for _ in 0..2 {
        let model = Model::from_config(value(CONFIG), 7.0).ok().unwrap();
        compile(&model).await;
        train(&model, &data, r#"{"batchSize": 16, "seed": 5}"#).await;
        outputs.push(probabilities(&model, &data).await);
    }
    assert_eq!(outputs[0], outputs[1]);
}

#[wasm_bindgen_test]
async fn failures_are_errors_with_a_reason_and_leave_the_model_as_it_was() {
    let data = Dataset::strokes(8, 1.0).ok().unwrap();
    let model = Model::from_config(value(CONFIG), 7.0).ok().unwrap();
    let before = probabilities(&model, &data).await;
    assert!(message(model.fit(Some(data.share()), None, value("{}"))).contains("not compiled"));
    assert!(
        message(model.compile(value(r#"{"loss": "mse", "optimizer": "adma"}"#)))
            .contains("\"adma\" is not supported")
    );
    compile(&model).await;
    assert!(
        message(model.fit(Some(data.share()), None, value(r#"{"batch_size": 0}"#))).contains("batch_size")
    );
    let x = Float32Array::new_with_length(3 * 28 * 28);
    let labels = |values: &[u8]| js_sys::Array::of1(&tensor(&Uint8Array::from(values), &[3]));
    let samples = |x: &JsValue| js_sys::Array::of1(&tensor(x, &[3, 28, 28, 1]));
    let none = js_sys::Array::new();
    let out_of_range = Dataset::from_tensors(&samples(&x), &labels(&[1, 10, 2]), &none).ok().unwrap();
    assert!(
        message(model.fit(Some(out_of_range.share()), None, value("{}")))
            .contains("label 10 of sample 1 is out of range")
    );
    x.set_index(5, f32::NAN);
    let not_finite = Dataset::from_tensors(&samples(&x), &labels(&[1, 2, 3]), &none).ok().unwrap();
    assert!(
        message(model.fit(Some(not_finite.share()), None, value("{}"))).contains("holds NaN at sample 0")
    );
    assert!(
        message(Dataset::from_tensors(&samples(&"x".into()), &labels(&[1]), &none))
            .contains("data is string")
    );
    assert!(message(Dataset::from_idx(&[0, 0, 8, 3, 0], &[])).contains("less than the 16 of the header"));
    assert!(message(Model::load(vec![1, 2, 3])).contains("not a safetensors file, or cut short"));
    assert!(message(Model::from_config(value("{}"), 0.0)).contains("expected an object with class_name"));
    assert_eq!(before, probabilities(&model, &data).await);
}
