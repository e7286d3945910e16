//! Every operation against the CPU's, except products, which have a file of their own.

use crate::common;

use common::{assert_same, compare, given, gpu, hardware, planned, random, run};
use pupil_core::graph::ops::*;
use pupil_core::graph::{Graph, NodeId};
use pupil_core::optimizers::Optimizer;
use pupil_core::program::{Buffer, Operand, Port, Program, Region, Role, Step};

/// Tolerance for operations that round once or twice.
const CLOSE: f32 = 2e-6;

fn same(op: impl Into<Op>, shape: &[usize]) {
    let op = op.into();
    compare(&[random(shape, 1)], CLOSE, |graph, x| vec![graph.push(op, x).unwrap()]);
}

fn formula(text: &str, shapes: &[&[usize]], tolerance: f32) {
    let feeds: Vec<_> = shapes.iter().enumerate().map(|(n, shape)| random(shape, n as u64)).collect();
    compare(&feeds, tolerance, |graph, x| {
        let names = ["a", "b", "c", "d"];
        let inputs: Vec<(&str, NodeId)> = names.iter().copied().zip(x.iter().copied()).collect();
        vec![graph.map(text, &inputs, &[("k", 0.3)]).unwrap()]
    });
}

#[test]
fn copies_constants_and_counts() {
    same(Copy, &[3, 5]);
    compare(&[], 0.0, |graph, _| {
        let shape = [4, 3];
        vec![
            graph.push(Fill { value: 0.1, shape: shape.into() }, &[]).unwrap(),
            graph.push(Iota { count: 1000, start: 0.5, step: 0.25 }, &[]).unwrap(),
        ]
    });
}

#[test]
fn formulas_with_every_function() {
    let functions = [
        "abs(a)",
        "sign(a)",
        "floor(a * 9)",
        "exp(a * 5)",
        "log(abs(a))",
        "log1p(a * 0.9)",
        "sqrt(abs(a))",
        "erf(a * 3)",
        "cos(a * 20)",
        "sigmoid(a * 9)",
        "tanh(a * 4)",
        "softplus(a * 9)",
        "max(a, k)",
        "min(a, k)",
        "pow(abs(a), 2.5)",
        "a > k",
        "a >= k",
        "floor(a * 3) == 1",
        "a > 0 ? a : -k",
        "-a / (a + 3)",
        "a - k * a",
    ];
    for text in functions {
        formula(text, &[&[300]], 4e-6);
    }
}

#[test]
fn near_zero_functions_keep_their_digits() {
    // Compared as quotients, which show relative errors.
    for text in ["tanh(a) / a", "log1p(a) / a", "erf(a) / a", "(cos(a) - 1) * 0 + cos(a)"] {
        let values = (1..400).map(|i| (i as f32 - 200.5) * (0.003f32).powi(1 + i % 2));
        compare(&[given(&[399], values)], 3e-6, |graph, x| {
            vec![graph.map(text, &[("a", x[0])], &[]).unwrap()]
        });
    }
}

#[test]
fn formulas_broadcast() {
    formula("a * b + c", &[&[2, 3, 4, 5], &[3, 1, 5], &[1]], CLOSE);
    formula("a + b", &[&[7, 1], &[1, 9]], CLOSE);
    formula("a + b + c + d", &[&[4, 1, 3], &[1, 6, 1], &[3], &[4, 6, 3]], CLOSE);
}

#[test]
fn one_formula_of_more_inputs_than_bindings() {
    let feeds: Vec<_> = (0..8).map(|n| random(&[40], n)).collect();
    compare(&feeds, CLOSE, |graph, x| {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let inputs: Vec<(&str, NodeId)> = names.iter().copied().zip(x.iter().copied()).collect();
        vec![graph.map("a * b + c * d + e * f + g * h", &inputs, &[]).unwrap()]
    });
}

#[test]
fn more_elements_than_one_row_of_workgroups() {
    formula("a + k", &[&[65_536 * 256 + 77]], CLOSE);
}

#[test]
fn activations_and_their_gradients() {
    for op in [Unary::Relu, Unary::Sigmoid, Unary::Tanh] {
        same(op, &[130]);
        compare(&[random(&[65, 3], 1), random(&[65, 3], 2)], CLOSE, |graph, x| {
            vec![graph.push(UnaryGrad(op), x).unwrap()]
        });
    }
}

#[test]
fn biases_and_their_gradients() {
    for shape in [[3, 5], [4000, 32], [2, 1], [1, 300], [50_000, 3]] {
        compare(&[random(&shape, 1), random(&shape[1..], 2)], 1e-5, |graph, x| {
            vec![graph.push(BiasAdd, x).unwrap(), graph.push(BiasGrad, &x[..1]).unwrap()]
        });
    }
}

#[test]
fn reductions_over_any_axes() {
    let cases: [(&[usize], &[usize]); 9] = [
        (&[7, 5], &[0]),
        (&[7, 5], &[1]),
        (&[3, 4, 5, 6], &[1, 2]),
        (&[3, 4, 5, 6], &[0, 3]),
        (&[100_001], &[0]),
        (&[70_000, 3], &[1]),
        (&[2, 3000, 17], &[1]),
        (&[32, 26, 26, 32], &[0, 1, 2]),
        (&[1, 1], &[0, 1]),
    ];
    for (shape, axes) in cases {
        for reduction in [Reduction::Sum, Reduction::Mean, Reduction::Max] {
            compare(&[random(shape, 3)], 1e-5, |graph, x| {
                vec![graph.push(Reduce { reduction, axes: axes.to_vec() }, x).unwrap()]
            });
        }
    }
}

/// Around the sizes of subgroups, of workgroups and of the parts that long sums are cut into.
const LENGTHS: [usize; 8] = [1, 7, 31, 64, 255, 256, 257, 100_000];

#[test]
fn workgroups_reduce_any_number_of_values() {
    for length in LENGTHS {
        // Below zero, so that a maximum over anything else would show.
        let below = || given(&[3, length], random(&[3, length], 4).values.into_iter().map(|v| v - 2.0));
        compare(&[random(&[3, length], 3), below()], 1e-5, |graph, x| {
            let mut reduce = |reduction, x| graph.push(Reduce { reduction, axes: vec![1] }, &[x]).unwrap();
            let all =
                [Reduction::Sum, Reduction::Mean, Reduction::Max].map(|reduction| reduce(reduction, x[0]));
            let largest = reduce(Reduction::Max, x[1]);
            [&all[..], &[largest, graph.push(Softmax, &x[..1]).unwrap()]].concat()
        });
    }
}

#[test]
fn real_gpus_reduce_by_subgroups_and_software_by_trees() {
    assert!(hardware().subgroups(), "the adapter has no subgroups: what folds by them goes untested");
    let gpu = gpu();
    assert_eq!(gpu.subgroups(), !gpu.info().software);
}

#[test]
fn sums_have_a_fixed_order() {
    let feeds = [random(&[100_000], 3)];
    let program = planned(&feeds, |graph, x| {
        vec![graph.push(Reduce { reduction: Reduction::Sum, axes: vec![0] }, x).unwrap()]
    });
    for device in [gpu(), hardware()] {
        let sums: Vec<_> = (0..20).map(|_| run(device.clone(), &program, &[], &feeds)).collect();
        assert!(sums.iter().all(|sum| *sum == sums[0]), "{sums:?}");
    }
}

#[test]
fn softmax_of_short_and_long_rows() {
    for shape in [[32, 10], [3, 1], [5, 64], [5, 65], [2, 3000]] {
        same(Softmax, &shape);
        same(LogSoftmax, &shape);
    }
}

#[test]
fn arg_max_takes_the_first() {
    same(ArgMax, &[31, 10]);
    let rows = [3.0, 5.0, 5.0, 1.0, 2.0, 2.0, 2.0, 2.0];
    compare(&[given(&[2, 4], rows)], 0.0, |graph, x| vec![graph.push(ArgMax, x).unwrap()]);
}

#[test]
fn rows_are_looked_up_and_their_gradients_summed() {
    let numbers = |count: usize, rows: usize| (0..count).map(move |i| (i * i % (rows + 2)) as f32 - 1.0);
    for (rows, size, count) in [(5, 3, 40), (100, 32, 700), (7, 130, 65), (3, 1, 1)] {
        let feeds =
            [random(&[rows, size], 1), given(&[count], numbers(count, rows)), random(&[count, size], 2)];
        compare(&feeds, 1e-5, |graph, x| {
            vec![graph.push(Gather, &x[..2]).unwrap(), graph.push(GatherGrad { rows }, &x[1..]).unwrap()]
        });
    }
}

#[test]
fn random_numbers_match_the_cpus() {
    let hyper = || given(&[10], [0.1, 12_345.0, 16_777_215.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    compare(&[random(&[5000], 1), hyper()], CLOSE, |graph, x| {
        let uniform = Uniform { shape: [70, 3].into(), salt: 5 };
        vec![graph.push(Dropout { rate: 0.3, salt: 17 }, x).unwrap(), graph.push(uniform, &x[1..]).unwrap()]
    });
}

#[test]
fn views_and_their_transposes() {
    let shape = || pupil_core::Shape::from([4, 5, 6]);
    let views: Vec<View> = vec![
        View::of(&shape()).permuted(&[2, 0, 1]),
        View::of(&shape()).sliced(1, 1, 3),
        View::of(&shape()).reversed(0).reversed(2),
        View::of(&shape()).repeated(1, 3),
        View::of(&shape()).windows(1, 2, 3, 1, 1),
        View::of(&shape()).windows(2, 3, 3, 2, 1).windows(1, 3, 2, 1, 2),
        View::of(&shape()).reversed(1).windows(1, 2, 2, 1, 1).permuted(&[3, 1, 0, 2]),
        View::of(&shape()).sliced(0, 2, 1).sliced(1, 3, 1).sliced(2, 5, 1),
    ];
    for view in views {
        let feeds = [random(&[4, 5, 6], 1), random(&view.shape, 2)];
        compare(&feeds, 1e-5, |graph: &mut Graph, x| {
            let back = Scatter { view: view.clone(), into: shape() };
            vec![graph.push(view, &x[..1]).unwrap(), graph.push(back, &x[1..]).unwrap()]
        });
    }
    let padding = View::padding(&shape(), &[[0, 0], [1, 2], [3, 0]]);
    compare(&[random(&[4, 5, 6], 1)], 0.0, |graph, x| vec![graph.push(padding, x).unwrap()]);
}

#[test]
fn joined_tensors() {
    for axis in 0..3 {
        for count in [1, 2, 3, 9] {
            let shape = |number: usize| {
                let mut shape = [3, 4, 5];
                shape[axis] = 1 + number * 7 % 10;
                shape
            };
            let feeds: Vec<_> = (0..count).map(|number| random(&shape(number), number as u64)).collect();
            compare(&feeds, 0.0, |graph, x| {
                let once = graph.push(Concat { axis }, x).unwrap();
                // The first input and a joined value, each twice.
                vec![once, graph.push(Concat { axis }, &[x[0], once, x[0], once]).unwrap()]
            });
        }
    }
    compare(&[random(&[300, 200], 1), random(&[300, 1], 2)], 0.0, |graph, x| {
        vec![graph.push(Concat { axis: 1 }, x).unwrap()]
    });
}

#[test]
fn adam_takes_the_mean_of_the_parts_of_all_replicas() {
    let optimizer = Optimizer::from_config(&serde_json::json!("adam")).unwrap();
    let mut update = optimizer.update().unwrap();
    let len = 192;
    let place = |offset: usize, len: usize, region| Operand {
        buffer: Buffer::floats(region, offset * 4, len),
        shape: [len].into(),
    };
    let port = |role, operand: &Operand| Port { role, buffer: operand.buffer, shape: operand.shape.clone() };
    for parts in [1, 2, 3] {
        // A replica's part is longer than its gradient.
        let stride = len + 64;
        let adam = update.adam.as_mut().expect("plain Adam is told");
        (adam.parts, adam.factors) = (parts, [0.5, 0.3, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0]);
        if parts == 1 {
            adam.factors[0] = 1.0;
        }
        let state: Vec<Operand> = (0..3).map(|slot| place(slot * len, len, Region::Persistent)).collect();
        let gradient = place(64, parts * stride, Region::Arena);
        let hyper = place(0, 10, Region::Arena);
        let program = Program {
            feeds: vec![port(Role::Hyper, &hyper), port(Role::Input(0), &gradient)],
            results: state.iter().map(|operand| port(Role::Output(0), operand)).collect(),
            arena: 4 * (64 + parts * stride),
            steps: vec![Step {
                op: update.clone().into(),
                inputs: vec![gradient, hyper],
                outputs: state,
                layer: String::new(),
            }],
        };
        let kept: Vec<f32> = random(&[3 * len], 1).values.iter().map(|v| v.abs()).collect();
        let numbers = [0.01, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        let feeds = [given(&[10], numbers), random(&[parts * stride], 2)];
        assert_same(&program, &kept, &feeds, 1e-5);
    }
}
