//! Replays on WebGPU in a browser what Keras computed; without a GPU, on Chromium's own software adapter.
#![cfg(target_arch = "wasm32")]

use pupil_parity::{Case, FIXTURES, Setting, judge, sample};
use pupil_webgpu::{Adapter, WebGpuDevice};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// How far CPU and GPU may differ after some steps, as a share of the largest number.
const TOLERANCE: f32 = 1e-4;

/// Replays the fixtures whose indices `choose` picks.
async fn replay(choose: impl AsyncFnOnce(&Setting<'_, WebGpuDevice>) -> Vec<usize>) {
    let adapter = Adapter::find().await.expect("WebGPU; webdriver.json turns it on");
    console_log!("adapter: {:?}", adapter.info());
    // One device for all, so that a kernel is compiled once.
    let gpu = adapter.open().await.unwrap();
    let device = || gpu.clone();
    let setting = Setting { name: "webgpu", device: &device, least_tolerance: TOLERANCE };
    let mut replays = Vec::new();
    for index in choose(&setting).await {
        let (name, file) = FIXTURES[index];
        let outcome = match Case::read(file) {
            Ok(case) => case.replay(&setting).await,
            Err(message) => Err(message),
        };
        replays.push((name, outcome.err()));
    }
    let done = replays.iter().filter(|(_, failure)| failure.is_none()).count();
    console_log!("{done} of {} fixtures replayed", FIXTURES.len());
    let wrong = judge(&replays);
    assert!(wrong.is_empty(), "{} replays are not as expected:\n{}", wrong.len(), wrong.join("\n"));
}

/// On the software adapter all fixtures take minutes, mostly to compile kernels.
#[wasm_bindgen_test]
async fn keras_and_the_gpu_agree_on_a_sample() {
    replay(async |setting| sample(setting).await.unwrap()).await;
}

/// `cargo xtask test full` runs this test instead.
#[wasm_bindgen_test]
#[ignore = "takes 5 to 12 minutes on two cores"]
async fn keras_and_the_gpu_agree_on_all() {
    replay(async |_| (0..FIXTURES.len()).collect()).await;
}
