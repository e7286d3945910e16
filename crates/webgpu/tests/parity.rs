//! Replays on the GPU what Keras computed.

use crate::common;

use pupil_core::block_on::block_on;
use pupil_parity::{Case, FIXTURES, Setting, judge, sample};
use pupil_webgpu::WebGpuDevice;

/// How far CPU and GPU may differ after some steps, as a share of the largest number.
const TOLERANCE: f32 = 1e-4;

#[test]
fn keras_and_the_gpu_agree() {
    agree(&common::gpu(), false);
}

/// Real GPUs have other kernels for some operations. The fixtures of the sample run each of them.
#[test]
fn keras_and_the_kernels_of_real_gpus_agree_on_a_sample() {
    agree(&common::hardware(), true);
}

/// `cargo xtask test full` runs this test, too.
#[test]
#[ignore = "takes minutes on a software GPU"]
fn keras_and_the_kernels_of_real_gpus_agree_on_all() {
    agree(&common::hardware(), false);
}

/// Replays all fixtures, or a sample of them. One device for all, so that a kernel is compiled once.
fn agree(gpu: &WebGpuDevice, sampled: bool) {
    let device = || gpu.clone();
    let setting = Setting { name: "webgpu", device: &device, least_tolerance: TOLERANCE };
    let replay = |file: &[u8]| block_on(Case::read(file)?.replay(&setting));
    let chosen = if sampled { block_on(sample(&setting)).unwrap() } else { (0..FIXTURES.len()).collect() };
    let replays: Vec<_> =
        chosen.into_iter().map(|index| (FIXTURES[index].0, replay(FIXTURES[index].1).err())).collect();
    let done = replays.iter().filter(|(_, failure)| failure.is_none()).count();
    println!("{done} fixtures replayed");
    let wrong = judge(&replays);
    assert!(wrong.is_empty(), "{} replays are not as expected:\n{}", wrong.len(), wrong.join("\n"));
}
