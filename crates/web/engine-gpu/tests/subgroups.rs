//! Reductions by subgroups in a browser: the kernels of real GPUs, on whatever adapter there is.
#![cfg(target_arch = "wasm32")]

use pupil_core::device::Device as _;
use pupil_core::graph::ops::{Input, Reduce, Reduction, Softmax};
use pupil_core::graph::{Graph, fuse};
use pupil_core::program::{Layout, Plan, Role, plan};
use pupil_core::random::Generator;
use pupil_webgpu::{Adapter, WebGpuDevice};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// A share of the largest number.
const TOLERANCE: f64 = 1e-5;

#[wasm_bindgen_test]
async fn workgroups_fold_by_subgroups() {
    let adapter = Adapter::find().await.expect("WebGPU; webdriver.json turns it on");
    let gpu = adapter.as_hardware().open().await.unwrap();
    assert!(gpu.subgroups(), "the browser has no subgroups or no subgroup_id; Chromium has both from 144 on");
    for length in [1, 7, 31, 64, 255, 256, 257, 100_000] {
        let mut generator = Generator::stream(3, 7);
        // Below zero, so that a maximum over anything else would show.
        let x: Vec<f32> = (0..length).map(|_| generator.range(-2.0, -1.0)).collect();
        let exact = || x.iter().map(|&x| f64::from(x));
        let sum: f64 = exact().sum();
        let exponentials: f64 = exact().map(f64::exp).sum();
        let expected = [
            vec![sum],
            vec![sum / length as f64],
            vec![exact().fold(f64::MIN, f64::max)],
            exact().map(|x| x.exp() / exponentials).collect(),
        ];
        for (number, (expected, got)) in expected.iter().zip(folds(gpu.clone(), &x).await).enumerate() {
            let largest = expected.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
            for (at, (e, g)) in expected.iter().zip(got).enumerate() {
                let close = (e - f64::from(g)).abs() <= TOLERANCE * largest;
                assert!(close, "of {length}: result {number}, element {at}: {g} instead of {e}");
            }
        }
    }
}

/// Sum, mean, maximum and softmax.
async fn folds(mut gpu: WebGpuDevice, x: &[f32]) -> Vec<Vec<f32>> {
    let mut graph = Graph::new();
    let leaf = graph.leaf(Input, vec![1, x.len()]);
    let reductions = [Reduction::Sum, Reduction::Mean, Reduction::Max];
    let mut results: Vec<_> =
        reductions.iter().map(|&reduction| Reduce::last(reduction, &mut graph, leaf).unwrap()).collect();
    results.push(graph.push(Softmax, &[leaf]).unwrap());
    fuse(&mut graph, &results);
    let program = plan(
        Plan { graph, feeds: &Role::inputs(&[leaf]), results: &Role::outputs(&results), ..Plan::default() },
        &Layout::default(),
    )
    .unwrap();
    let mut memory = gpu.allocate(0).await.unwrap();
    let mut executable = gpu.compile(&mut memory, program.clone()).await.unwrap();
    gpu.write(&mut memory, program.feeds[0].buffer, x).await.unwrap();
    gpu.run(&mut memory, &mut executable).await.unwrap();
    let mut got = Vec::new();
    for result in program.read() {
        let mut out = vec![0.0; result.len];
        gpu.read(&memory, &[result], &mut out).await.unwrap();
        got.push(out);
    }
    got
}
