//! Errors of the GPU.

use pupil_core::Error;

/// The device's name in messages.
pub(crate) const NAME: &str = "webgpu";

/// The message of a browser's error, without the error's kind before it and the stack trace below it.
pub(crate) fn said(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.trim_start_matches("JsValue(").trim_start_matches("Error: ").into()
}

/// The error for memory that is larger than the adapter allows. `persistent` is true for the persistent region, whose
/// size does not depend on the batch.
pub(crate) fn too_large(what: &str, bytes: u64, limit: u64, persistent: bool) -> Error {
    let advice = if persistent {
        "a smaller model"
    } else {
        "a smaller batch, or for a single sample a smaller model"
    };
    let (size, limit) = (bytes >> 20, limit >> 20);
    failed(&format!("{what} {size} MB; this adapter allows {limit} MB. Take {advice}"))
}

/// An error of the device.
pub(crate) fn failed(message: &str) -> Error {
    Error::Device { device: NAME.into(), message: message.into() }
}
