//! The engine's interface to JavaScript. It runs in a dedicated worker and is thin: it converts, calls and reports. The
//! public API is made in TypeScript (`web/src`).
//!
//! Every failure is thrown as a JavaScript `Error` with the engine's message.

mod dataset;
mod device;
mod fit;
#[cfg(feature = "webgpu")]
mod gpu;
mod model;
mod replica;
mod shared;

use pupil_core::{layers, memory};
use pupil_cpu::simd::Isa;
use pupil_data::pictures::digit::prepare_digit;
use wasm_bindgen::prelude::*;

pub use dataset::Dataset;
pub use fit::{Evaluation, Fit};
pub use model::Model;

use pupil_values::{Failure, error, structured};

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// The vector instructions in use.
#[wasm_bindgen]
pub fn simd() -> String {
    Isa::detect().name().into()
}

/// Sets how many bytes models and data sets of this module may take together. What they hold already stays.
#[wasm_bindgen(js_name = setMemoryLimit)]
pub fn set_memory_limit(bytes: f64) {
    memory::set_limit(bytes as usize);
}

/// The bytes of this module's memory, which grows and never shrinks.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen(js_name = memorySize)]
pub fn memory_size() -> f64 {
    const PAGE: f64 = 65536.0;
    core::arch::wasm32::memory_size::<0>() as f64 * PAGE
}

/// For each layer class its full Keras config with every default.
#[wasm_bindgen(js_name = layerDefaults)]
pub fn layer_defaults() -> Result<JsValue, Failure> {
    structured(&layers::defaults().map_err(error)?)
}

/// The config of a known network, with the options of its function in Keras.
#[cfg(feature = "webgpu")]
#[wasm_bindgen(js_name = knownNetwork)]
pub fn known_network(name: &str, options: &str) -> Result<JsValue, Failure> {
    let options = serde_json::from_str(options).unwrap_or_default();
    let network = pupil_core::applications::network(name, &options).map_err(error)?;
    structured(&network.to_config())
}

/// The names of layers, losses, metrics and optimizers that this module lacks and the module with a GPU has.
#[wasm_bindgen(js_name = missingNames)]
pub fn missing_names() -> Vec<String> {
    pupil_core::missing_names().map(String::from).collect()
}

/// A drawing as the network's input: 784 values, prepared as MNIST was. `ink` holds one byte for each pixel, 0 for
/// paper and 255 for full ink.
#[wasm_bindgen(js_name = prepareDigit)]
pub fn prepare(ink: &[u8], width: usize, height: usize) -> Result<Vec<f32>, Failure> {
    prepare_digit(ink, width, height).map(|pixels| pixels.to_vec()).map_err(error)
}
