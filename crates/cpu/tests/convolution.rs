//! Convolutions of many channels, and their gradients, against sums in 64 bits. At these sizes the kernels take other
//! paths than with few channels.

use proptest::prelude::*;
use pupil_core::block_on::block_on;
use pupil_core::device::Device;
use pupil_core::graph::ops::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Epilogue, Input, Unary};
use pupil_core::graph::{Graph, NodeId};
use pupil_core::program::{Layout, Plan, Role, plan};
use pupil_core::random::Generator;
use pupil_cpu::{CpuDevice, simd::Isa};

/// `[batch, height, width, channels]` of the input, the filters' size, and their number.
#[derive(Debug, Clone, Copy)]
struct Case {
    input: [usize; 4],
    kernel: usize,
    filters: usize,
}

impl Case {
    fn filter(self) -> [usize; 4] {
        [self.kernel, self.kernel, self.input[3], self.filters]
    }

    fn output(self) -> [usize; 4] {
        let [batch, height, width, _] = self.input;
        [batch, height - self.kernel + 1, width - self.kernel + 1, self.filters]
    }

    /// Calls `visit` with the indices of every product's two factors and of its sum.
    fn products(self, mut visit: impl FnMut(usize, usize, usize)) {
        let [batch, height, width, channels] = self.input;
        let [_, rows, columns, filters] = self.output();
        for b in 0..batch {
            for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
                for (u, v) in (0..self.kernel).flat_map(|u| (0..self.kernel).map(move |v| (u, v))) {
                    for c in 0..channels {
                        let x = ((b * height + i + u) * width + j + v) * channels + c;
                        let w = ((u * self.kernel + v) * channels + c) * filters;
                        let y = ((b * rows + i) * columns + j) * filters;
                        (0..filters).for_each(|f| visit(x, w + f, y + f));
                    }
                }
            }
        }
    }
}

fn size(shape: [usize; 4]) -> usize {
    shape.iter().product()
}

/// The result of an operation on two tensors.
fn compute(
    isa: Isa,
    inputs: [(&[f32], [usize; 4]); 2],
    push: impl Fn(&mut Graph, [NodeId; 2]) -> NodeId,
) -> Vec<f32> {
    let mut graph = Graph::new();
    let feeds = inputs.map(|(_, shape)| graph.leaf(Input, shape));
    let result = push(&mut graph, feeds);
    let mut out = vec![f32::NAN; graph.shape(result).size()];
    let plan_of =
        Plan { graph, feeds: &Role::inputs(&feeds), results: &Role::outputs(&[result]), ..Plan::default() };
    let program = plan(plan_of, &Layout::default()).unwrap();
    let (fed, read) = (program.fed(), program.results[0].buffer);
    let mut device = CpuDevice::with(isa);
    let mut memory = block_on(device.allocate(0)).unwrap();
    let mut executable = block_on(device.compile(&mut memory, program)).unwrap();
    // Twice, because what the first run leaves in memory must not matter.
    for _ in 0..2 {
        for (buffer, (values, _)) in fed.iter().zip(inputs) {
            block_on(device.write(&mut memory, *buffer, values)).unwrap();
        }
        block_on(device.run(&mut memory, &mut executable)).unwrap();
    }
    block_on(device.read(&memory, &[read], &mut out)).unwrap();
    out
}

/// The largest difference, as a share of the largest value.
fn error(expected: &[f64], got: &[f32]) -> f64 {
    assert_eq!(expected.len(), got.len());
    let largest = expected.iter().fold(1e-9f64, |m, v| m.max(v.abs()));
    expected.iter().zip(got).fold(0.0, |worst: f64, (a, &b)| worst.max((a - f64::from(b)).abs() / largest))
}

fn check(case: Case) {
    let mut generator = Generator::new(5);
    let mut numbers =
        |count: usize| -> Vec<f32> { (0..count).map(|_| 2.0 * generator.uniform() - 1.0).collect() };
    let (x, w, dy) = (numbers(size(case.input)), numbers(size(case.filter())), numbers(size(case.output())));
    let mut y = vec![0.0f64; dy.len()];
    let mut dx = vec![0.0f64; x.len()];
    let mut dw = vec![0.0f64; w.len()];
    let product = |a: f32, b: f32| f64::from(a) * f64::from(b);
    case.products(|a, b, c| {
        y[c] += product(x[a], w[b]);
        dx[a] += product(dy[c], w[b]);
        dw[b] += product(dy[c], x[a]);
    });
    y.iter_mut().for_each(|y| *y = y.max(0.0));
    let conv = Conv2d::new([1, 1], [1, 1]);
    let (input, filter, output) = (case.input, case.filter(), case.output());
    for isa in Isa::all() {
        let relu = Conv2d { epilogue: Epilogue { bias: false, activation: Some(Unary::Relu) }, ..conv };
        let forward =
            compute(isa, [(&x, input), (&w, filter)], |graph, leaves| graph.push(relu, &leaves).unwrap());
        let back = compute(isa, [(&w, filter), (&dy, output)], |graph, leaves| {
            graph.push(Conv2dInputGrad { conv, input: input.into() }, &leaves).unwrap()
        });
        let filters = compute(isa, [(&x, input), (&dy, output)], |graph, leaves| {
            graph.push(Conv2dFilterGrad { conv, filter: filter.into() }, &leaves).unwrap()
        });
        for (what, expected, got) in [("y", &y, forward), ("dx", &dx, back), ("dw", &dw, filters)] {
            let error = error(expected, &got);
            assert!(
                error < 3e-6,
                "{what} of {case:?} ({}) is off by {error:e} of the largest value",
                isa.name()
            );
        }
    }
}

#[test]
fn of_the_lessons() {
    for (input, filters) in [
        ([5, 28, 28, 1], 32),
        ([5, 13, 13, 32], 64),
        ([2, 30, 31, 3], 32),
        ([1, 26, 27, 32], 64),
        ([1, 20, 18, 64], 128),
    ] {
        check(Case { input, kernel: 3, filters });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_many_channels(
        (batch, height, width) in (1usize..=8, 3usize..=15, 3usize..=15),
        (channels, filters) in (1usize..=3, 1usize..=4),
        unit in prop_oneof![Just(8usize), Just(16), Just(32)],
    ) {
        check(Case { input: [batch, height, width, channels * unit], kernel: 3, filters: filters * unit });
    }
}
