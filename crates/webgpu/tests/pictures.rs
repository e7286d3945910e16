//! Pooling, convolutions of single channels and warps against the CPU's.

use crate::common;

use common::{Feed, compare, given, random};
use pupil_core::graph::ops::{
    DepthwiseConv2d, DepthwiseConv2dFilterGrad, DepthwiseConv2dInputGrad, FillMode, MaxPool2d, MaxPool2dGrad,
    Warp,
};

fn depthwise(x: [usize; 4], kernel: [usize; 2], strides: [usize; 2], dilation: [usize; 2]) {
    let conv = DepthwiseConv2d { strides, dilation };
    let out = |axis: usize| (x[axis + 1] - (kernel[axis] - 1) * dilation[axis] - 1) / strides[axis] + 1;
    let feeds =
        [random(&x, 1), random(&[kernel[0], kernel[1], x[3]], 2), random(&[x[0], out(0), out(1), x[3]], 3)];
    compare(&feeds, 1e-5, |graph, leaves| {
        let [x, w, dy] = [leaves[0], leaves[1], leaves[2]];
        let filter = graph.shape(w).clone();
        let input = graph.shape(x).clone();
        vec![
            graph.push(conv, &[x, w]).unwrap(),
            graph.push(DepthwiseConv2dFilterGrad { conv, filter }, &[x, dy]).unwrap(),
            graph.push(DepthwiseConv2dInputGrad { conv, input }, &[w, dy]).unwrap(),
        ]
    });
}

#[test]
fn convolutions_of_single_channels() {
    depthwise([1, 1, 1, 1], [1, 1], [1, 1], [1, 1]);
    depthwise([2, 9, 7, 3], [3, 3], [1, 1], [1, 1]);
    depthwise([3, 14, 13, 40], [3, 3], [2, 2], [1, 1]);
    depthwise([2, 16, 15, 5], [3, 2], [1, 3], [2, 4]);
    depthwise([1, 12, 11, 17], [5, 5], [3, 3], [1, 1]);
    // Enough pixels to be split.
    depthwise([4, 60, 60, 8], [3, 3], [1, 1], [1, 1]);
}

/// Pools, and passes a gradient back. Few whole numbers as inputs give many equal maxima.
fn pool(shape: [usize; 4], op: MaxPool2d, x: Feed) {
    let out = |axis: usize, size: usize, padding: [usize; 2]| {
        (size + padding[0] + padding[1] - op.pool[axis]) / op.strides[axis] + 1
    };
    let dy = [shape[0], out(0, shape[1], op.height), out(1, shape[2], op.width), shape[3]];
    // Sums of a few whole numbers are the same in any order.
    let dy = given(&dy, random(&dy, 2).values.iter().map(|v| (v * 100.0).round()));
    compare(&[x, dy], 0.0, |graph, leaves| {
        let y = graph.push(op, &leaves[..1]).unwrap();
        vec![y, graph.push(MaxPool2dGrad(op), &[leaves[0], y, leaves[1]]).unwrap()]
    });
}

#[test]
fn pooling() {
    let valid = |pool: [usize; 2], strides| MaxPool2d { pool, strides, height: [0; 2], width: [0; 2] };
    let cases = [
        ([1, 1, 1, 1], valid([1, 1], [1, 1])),
        ([2, 26, 26, 32], valid([2, 2], [2, 2])),
        ([3, 11, 11, 5], valid([2, 2], [2, 2])),
        ([2, 10, 9, 3], valid([3, 3], [1, 1])),
        ([2, 10, 9, 7], valid([3, 2], [2, 3])),
        ([1, 13, 12, 4], valid([2, 2], [3, 3])),
        ([2, 7, 7, 3], MaxPool2d { height: [0, 1], width: [1, 1], ..valid([3, 3], [2, 2]) }),
        ([2, 6, 5, 2], MaxPool2d { height: [1, 1], width: [1, 0], ..valid([3, 2], [1, 1]) }),
    ];
    for (shape, op) in cases {
        pool(shape, op, random(&shape, 1));
        let few = random(&shape, 3).values.into_iter().map(|v| (v * 2.0).floor());
        pool(shape, op, given(&shape, few));
    }
}

#[test]
fn pooling_infinities() {
    let op = MaxPool2d { pool: [2; 2], strides: [2; 2], height: [0; 2], width: [0; 2] };
    let x = [f32::NEG_INFINITY; 4].into_iter().chain([1.0, f32::INFINITY, -f32::MAX, f32::NEG_INFINITY]);
    let dy = given(&[2, 1, 1, 1], [3.0, 4.0]);
    compare(&[given(&[2, 2, 2, 1], x), dy], 0.0, |graph, leaves| {
        let y = graph.push(op, &leaves[..1]).unwrap();
        vec![graph.push(MaxPool2dGrad(op), &[leaves[0], y, leaves[1]]).unwrap()]
    });
}

#[test]
fn warps() {
    let transforms = [
        [1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        // A mirror, a quarter turn, whole and half steps: places on pixels and between them.
        [-1.0, 0.0, 6.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, -1.0, 0.0, 4.0],
        [1.0, 0.0, 2.0, 0.0, 1.0, -3.0],
        [1.0, 0.0, 0.5, 0.0, 1.0, -1.5],
        // Far beyond the borders, and an arbitrary transform.
        [1.0, 0.0, 37.0, 0.0, 1.0, -41.0],
        [3.0, 0.0, -12.0, 0.0, 4.0, 9.0],
        [0.83, -0.31, 1.27, 0.29, 1.19, -2.43],
    ];
    for (height, width, channels) in [(5, 7, 3), (1, 6, 1), (6, 1, 2)] {
        for fill_mode in [FillMode::Reflect, FillMode::Wrap, FillMode::Constant, FillMode::Nearest] {
            for bilinear in [false, true] {
                let op = Warp { bilinear, fill_mode, fill_value: 0.75 };
                let x = random(&[transforms.len(), height, width, channels], 1);
                let given = given(&[transforms.len(), 6], transforms.into_iter().flatten());
                compare(&[x, given], 1e-5, |graph, leaves| vec![graph.push(op, leaves).unwrap()]);
            }
        }
    }
}
