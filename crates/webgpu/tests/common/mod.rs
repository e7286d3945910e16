//! Runs the same graph on the CPU and on the GPU and compares.

#![allow(dead_code, reason = "each test uses a part of it")]

use pupil_core::block_on::block_on;
use pupil_core::device::Device;
use pupil_core::graph::ops::Input;
use pupil_core::graph::{Graph, NodeId, fuse};
use pupil_core::program::{Buffer, Layout, Plan, Program, Region, Role, plan};
use pupil_core::random::Generator;
use pupil_cpu::CpuDevice;
use pupil_webgpu::{Adapter, WebGpuDevice};

/// A value for a feed.
pub struct Feed {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

/// Random numbers between -1 and 1.
pub fn random(shape: &[usize], seed: u64) -> Feed {
    let mut generator = Generator::stream(seed, 7);
    let values = (0..shape.iter().product()).map(|_| generator.range(-1.0, 1.0)).collect();
    Feed { shape: shape.to_vec(), values }
}

/// Given numbers.
pub fn given(shape: &[usize], values: impl IntoIterator<Item = f32>) -> Feed {
    Feed { shape: shape.to_vec(), values: values.into_iter().collect() }
}

/// The GPU. Without one the tests fail; on Debian, `mesa-vulkan-drivers` has a software GPU that runs on every machine.
pub fn gpu() -> WebGpuDevice {
    block_on(adapter().open()).unwrap()
}

/// The GPU with the kernels of real GPUs, also where it is a software adapter. Its reductions may use subgroups, too.
pub fn hardware() -> WebGpuDevice {
    block_on(adapter().as_hardware().open()).unwrap()
}

fn adapter() -> Adapter {
    block_on(Adapter::find()).expect("a Vulkan driver; Debian: apt-get install mesa-vulkan-drivers")
}

/// The results of a program on a device; the persistent region begins with `kept`.
pub fn run<D: Device>(mut device: D, program: &Program, kept: &[f32], feeds: &[Feed]) -> Vec<Vec<f32>> {
    for step in &program.steps {
        assert!(device.supports(&step.op), "{} lacks {:?}", device.name(), step.op);
    }
    let mut memory = block_on(device.allocate(kept.len() * 4)).unwrap();
    let all = Buffer::floats(Region::Persistent, 0, kept.len());
    block_on(device.write(&mut memory, all, kept)).unwrap();
    let mut executable = block_on(device.compile(&mut memory, program.clone())).unwrap();
    for (port, feed) in program.feeds.iter().zip(feeds) {
        block_on(device.write(&mut memory, port.buffer, &feed.values)).unwrap();
    }
    block_on(device.run(&mut memory, &mut executable)).unwrap();
    let read = |buffer: Buffer| {
        let mut out = vec![0.0; buffer.len];
        block_on(device.read(&memory, &[buffer], &mut out)).unwrap();
        out
    };
    program.read().into_iter().map(read).collect()
}

/// Compares what `build` computes from the feeds on both devices; on the GPU with the kernels of software adapters and
/// of real GPUs. No number may differ by more than `tolerance` times the largest one of its tensor.
pub fn compare(feeds: &[Feed], tolerance: f32, build: impl FnOnce(&mut Graph, &[NodeId]) -> Vec<NodeId>) {
    assert_same(&planned(feeds, build), &[], feeds, tolerance);
}

/// The program of what `build` computes from the feeds.
pub fn planned(feeds: &[Feed], build: impl FnOnce(&mut Graph, &[NodeId]) -> Vec<NodeId>) -> Program {
    let mut graph = Graph::new();
    let leaves: Vec<NodeId> = feeds.iter().map(|feed| graph.leaf(Input, feed.shape.clone())).collect();
    let results = build(&mut graph, &leaves);
    fuse(&mut graph, &results);
    plan(
        Plan { graph, feeds: &Role::inputs(&leaves), results: &Role::outputs(&results), ..Plan::default() },
        &Layout::default(),
    )
    .unwrap()
}

/// Compares a program's results on both devices, as [`compare`] does.
pub fn assert_same(program: &Program, kept: &[f32], feeds: &[Feed], tolerance: f32) {
    let expected = run(CpuDevice::new(), program, kept, feeds);
    for (kernels, device) in [("its own", gpu()), ("real GPUs'", hardware())] {
        let got = run(device, program, kept, feeds);
        for (number, (expected, got)) in expected.iter().zip(&got).enumerate() {
            let largest = expected.iter().fold(0.0f32, |m, v| m.max(v.abs())).max(1e-30);
            for (at, (e, g)) in expected.iter().zip(got).enumerate() {
                let close = (e - g).abs() <= tolerance * largest;
                let of = expected.len();
                assert!(close, "{kernels} kernels, result {number}, element {at} of {of}: CPU {e}, GPU {g}");
            }
        }
    }
}
