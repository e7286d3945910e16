//! Matrix products and convolutions against the CPU's.

use crate::common;

use common::{compare, given, random};
use pupil_core::graph::ops::{
    BatchMatMul, BiasAdd, Conv2d, Conv2dFilterGrad, Conv2dInputGrad, MatMul, Unary, View,
};

const TOLERANCE: f32 = 1e-5;

fn product(m: usize, k: usize, n: usize, [transpose_a, transpose_b]: [bool; 2]) {
    let a = if transpose_a { [k, m] } else { [m, k] };
    let b = if transpose_b { [n, k] } else { [k, n] };
    compare(&[random(&a, 1), random(&b, 2)], TOLERANCE, |graph, leaves| {
        vec![graph.push(MatMul::new(transpose_a, transpose_b), leaves).unwrap()]
    });
}

/// A convolution and its gradients.
struct Case {
    x: [usize; 4],
    kernel: [usize; 2],
    filters: usize,
    strides: [usize; 2],
    dilation: [usize; 2],
}

impl Case {
    fn new(x: [usize; 4], kernel: usize, filters: usize) -> Self {
        Self { x, kernel: [kernel; 2], filters, strides: [1; 2], dilation: [1; 2] }
    }

    fn check(&self) {
        let conv = Conv2d::new(self.strides, self.dilation);
        let filter = [self.kernel[0], self.kernel[1], self.x[3], self.filters];
        let out = |axis: usize| {
            let reach = (self.kernel[axis] - 1) * self.dilation[axis] + 1;
            (self.x[axis + 1] - reach) / self.strides[axis] + 1
        };
        let feeds =
            [random(&self.x, 1), random(&filter, 2), random(&[self.x[0], out(0), out(1), self.filters], 3)];
        compare(&feeds, TOLERANCE, |graph, leaves| {
            let [x, w, dy] = [leaves[0], leaves[1], leaves[2]];
            let filter = graph.shape(w).clone();
            let input = graph.shape(x).clone();
            vec![
                graph.push(conv, &[x, w]).unwrap(),
                graph.push(Conv2dFilterGrad { conv, filter }, &[x, dy]).unwrap(),
                graph.push(Conv2dInputGrad { conv, input }, &[w, dy]).unwrap(),
            ]
        });
    }
}

#[test]
fn products_of_all_shapes_and_transpositions() {
    let shapes = [
        [1, 1, 1],
        [1, 37, 101],
        [2, 300, 5],
        [3, 64, 1],
        [4, 1000, 64],
        [65, 129, 3],
        [7, 11, 13],
        [32, 16, 32],
        [33, 65, 34],
        [20, 5000, 10],
        [64, 64, 64],
        [31, 40, 300],
        [600, 24, 9],
        [130, 257, 70],
    ];
    for [m, k, n] in shapes {
        for transposed in [[false, false], [true, false], [false, true], [true, true]] {
            product(m, k, n, transposed);
        }
    }
}

fn products_of_batch(leading: &[usize], [m, k, n]: [usize; 3], [transpose_a, transpose_b]: [bool; 2]) {
    let a = [leading, &if transpose_a { [k, m] } else { [m, k] }].concat();
    let b = [leading, &if transpose_b { [n, k] } else { [k, n] }].concat();
    compare(&[random(&a, 1), random(&b, 2)], TOLERANCE, |graph, leaves| {
        vec![graph.push(BatchMatMul::new(transpose_a, transpose_b), leaves).unwrap()]
    });
}

#[test]
fn products_of_batches() {
    let cases: [(&[usize], [usize; 3]); 10] = [
        (&[], [33, 17, 35]),
        (&[1], [40, 20, 50]),
        (&[3], [1, 37, 101]),
        (&[2, 3], [65, 129, 3]),
        (&[5], [7, 11, 13]),
        (&[2, 2, 2], [33, 65, 34]),
        // Split sums, whose parts a second dispatch sums.
        (&[2], [20, 5000, 10]),
        (&[3], [2, 3000, 40]),
        (&[2], [31, 40, 300]),
        (&[300], [1, 1, 1]),
    ];
    for (leading, sizes) in cases {
        for transposed in [[false, false], [true, false], [false, true], [true, true]] {
            products_of_batch(leading, sizes, transposed);
        }
    }
    // Attention's sizes, in large tiles. Then more workgroups than one axis of a dispatch allows, some without work.
    products_of_batch(&[8], [256, 64, 256], [false, true]);
    products_of_batch(&[32], [256, 40, 256], [true, false]);
    products_of_batch(&[70_001], [2, 3, 1], [false, true]);
    products_of_batch(&[65_537], [5, 2, 6], [false, false]);
}

#[test]
fn whole_numbers_are_added_up_exactly() {
    for [m, k, n] in [[5, 3000, 70], [3, 3000, 70], [9, 70000, 32]] {
        let numbers = |shape: [usize; 2], modulus: usize| {
            given(&shape, (0..shape[0] * shape[1]).map(|i| (i * 7 % modulus) as f32 - 5.0))
        };
        compare(&[numbers([m, k], 13), numbers([k, n], 11)], 0.0, |graph, leaves| {
            vec![graph.push(MatMul::default(), leaves).unwrap()]
        });
    }
}

/// What follows a row in memory must not be multiplied, not even by zero.
#[test]
fn infinities_stay_in_their_row() {
    let (rows, k) = (40, 37);
    let mut tainted = random(&[rows, k], 1);
    tainted.values[(rows - 1) * k..].fill(f32::INFINITY);
    for (axis, swapped) in [(0, false), (1, true)] {
        compare(
            &[given(&tainted.shape, tainted.values.clone()), random(&[rows, k], 2)],
            TOLERANCE,
            |graph, l| {
                let operands = if swapped { [l[1], l[0]] } else { [l[0], l[1]] };
                let y = graph.push(MatMul::new(false, true), &operands).unwrap();
                let others = View::of(graph.shape(y)).sliced(axis, 0, rows - 1);
                vec![graph.push(others, &[y]).unwrap()]
            },
        );
    }
}

#[test]
fn products_of_networks() {
    for batch in [32, 128] {
        for [m, k, n] in [[batch, 1600, 128], [batch, 128, 10]] {
            product(m, k, n, [false, false]);
            product(k, m, n, [true, false]);
            product(m, n, k, [false, true]);
        }
    }
    // More workgroups than one axis of a dispatch allows.
    product(1, 1, 2_200_000, [false, false]);
    // Large tiles.
    product(4096, 40, 520, [false, false]);
    product(4100, 33, 530, [true, true]);
}

#[test]
fn products_with_epilogues() {
    let activations = [None, Some(Unary::Relu), Some(Unary::Sigmoid), Some(Unary::Tanh)];
    for (m, k, n) in [(2, 500, 33), (70, 20, 4), (40, 700, 40), (600, 30, 20)] {
        for activation in activations {
            for bias in [false, true] {
                let feeds = [random(&[m, k], 1), random(&[k, n], 2), random(&[n], 3)];
                compare(&feeds, TOLERANCE, |graph, leaves| {
                    let mut y = graph.push(MatMul::default(), &leaves[..2]).unwrap();
                    if bias {
                        y = graph.push(BiasAdd, &[y, leaves[2]]).unwrap();
                    }
                    if let Some(activation) = activation {
                        y = graph.push(activation, &[y]).unwrap();
                    }
                    vec![y]
                });
            }
        }
    }
}

#[test]
fn convolutions_of_all_shapes() {
    Case::new([1, 1, 1, 1], 1, 1).check();
    Case::new([1, 3, 3, 1], 3, 2).check();
    Case::new([2, 7, 9, 3], 3, 5).check();
    Case::new([3, 8, 8, 16], 1, 24).check();
    Case::new([2, 11, 10, 7], 5, 3).check();
    Case::new([1, 40, 40, 3], 3, 13).check();
    for strides in [[2, 2], [3, 2], [3, 3]] {
        Case { strides, ..Case::new([2, 13, 14, 5], 3, 11) }.check();
        Case { strides, ..Case::new([2, 9, 9, 33], 1, 40) }.check();
    }
    for dilation in [[2, 2], [1, 3]] {
        Case { dilation, ..Case::new([2, 12, 13, 6], 3, 10) }.check();
    }
    let case = Case::new([2, 15, 17, 4], 1, 9);
    Case { kernel: [2, 4], strides: [1, 3], dilation: [3, 1], ..case }.check();
}

#[test]
fn convolutions_of_networks() {
    for batch in [32, 128] {
        Case::new([batch, 28, 28, 1], 3, 32).check();
        Case::new([batch, 13, 13, 32], 3, 64).check();
    }
    Case::new([1, 150, 150, 3], 3, 32).check();
    Case::new([1, 74, 74, 32], 3, 64).check();
    Case::new([1, 36, 36, 64], 3, 128).check();
    product(2, 17 * 17 * 128, 512, [false, false]);
    product(8, 17 * 17 * 128, 64, [false, false]);
    product(17 * 17 * 128, 8, 64, [true, false]);
    product(8, 64, 17 * 17 * 128, [false, true]);
}
