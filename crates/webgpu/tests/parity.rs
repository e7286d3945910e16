//! Replays on the GPU what Keras computed.

use crate::common;

use pupil_core::block_on::block_on;
use pupil_parity::{Case, FIXTURES, Setting, judge};
use pupil_webgpu::WebGpuDevice;

/// How far CPU and GPU may differ after some steps, as a share of the largest number.
const TOLERANCE: f32 = 1e-4;

#[test]
fn keras_and_the_gpu_agree() {
    agree(&common::gpu());
}

#[test]
fn keras_and_the_kernels_of_real_gpus_agree() {
    agree(&common::hardware());
}

/// One device for all fixtures, so that a kernel is compiled once.
fn agree(gpu: &WebGpuDevice) {
    let device = || gpu.clone();
    let setting = Setting { name: "webgpu", device: &device, least_tolerance: TOLERANCE };
    let replay = |file: &[u8]| block_on(Case::read(file)?.replay(&setting));
    let replays: Vec<_> = FIXTURES.iter().map(|&(name, file)| (name, replay(file).err())).collect();
    let done = replays.iter().filter(|(_, failure)| failure.is_none()).count();
    println!("{done} fixtures replayed");
    let wrong = judge(&replays);
    assert!(wrong.is_empty(), "{} replays are not as expected:\n{}", wrong.len(), wrong.join("\n"));
}
