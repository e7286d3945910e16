//! Every operation's gradient against central differences, through graph, plan and kernels.
//!
//! Steps are chosen for 32-bit arithmetic: 1e-2 keeps rounding (1e-7 / 2e-2) and curvature (1e-4) far below the
//! tolerance. Where an operation has kinks, its inputs stay further from them than a step.

use pupil_core::Shape;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::device::Device;
use pupil_core::graph::ops::*;
use pupil_core::graph::{Graph, NodeId, differentiate, fuse};
use pupil_core::layers::{Entry as LayerEntry, Signal, Trace};
use pupil_core::losses::Loss;
use pupil_core::program::{Buffer, DType, Layout, Plan, Role, plan};
use pupil_core::random::Generator;
use pupil_core::regularizers::Regularizer;
use pupil_cpu::{CpuDevice, simd::Isa};

const STEP: f32 = 1e-2;

/// Adds a computation of the parameters (and the `hyper` feed) to a graph.
type Build = dyn Fn(&mut Graph, &[NodeId], NodeId) -> NodeId;

/// A computation of parameters. It checks the gradients of a scalar that is made from its output.
struct Check {
    name: &'static str,
    shapes: Vec<Shape>,
    values: Vec<Vec<f32>>,
    build: Box<Build>,
}

impl Check {
    fn new(
        name: &'static str,
        shapes: &[&[usize]],
        build: impl Fn(&mut Graph, &[NodeId], NodeId) -> NodeId + 'static,
    ) -> Self {
        let mut generator = Generator::new(11);
        let shapes: Vec<Shape> = shapes.iter().map(|&shape| shape.into()).collect();
        // A shuffled grid with a gap at zero: all values differ from each other and from zero by more than two steps.
        let values = shapes
            .iter()
            .map(|shape| {
                let n = shape.size();
                let gap = (2.0 / n as f32).max(2.5 * STEP);
                let mut grid: Vec<f32> = (0..n).map(|i| (i as f32 - n as f32 / 2.0 + 0.5) * gap).collect();
                generator.shuffle(&mut grid);
                grid
            })
            .collect();
        Self { name, shapes, values, build: Box::new(build) }
    }

    fn values(mut self, index: usize, values: Vec<f32>) -> Self {
        assert_eq!(self.shapes[index].size(), values.len());
        self.values[index] = values;
        self
    }

    /// The loss and the gradients of all parameters, for some values of them.
    fn evaluate(&self, isa: Isa, values: &[Vec<f32>], with_fuse: bool) -> (f32, Vec<Vec<f32>>) {
        let mut graph = Graph::new();
        let hyper = graph.leaf(Input, [9]);
        let parameters: Vec<NodeId> = self
            .shapes
            .iter()
            .enumerate()
            .map(|(index, shape)| graph.leaf(Parameter { index }, shape.clone()))
            .collect();
        let y = (self.build)(&mut graph, &parameters, hyper);
        // A loss that weights every element of the output differently.
        let n = graph.shape(y).size();
        let y = graph.push(Reshape { shape: [1, n].into() }, &[y]).unwrap();
        let target = graph.leaf(Input, [1, n]);
        let square = graph.map("square(y - t)", &[("y", y), ("t", target)], &[]).unwrap();
        let loss = Reduce::all(Reduction::Mean, &mut graph, square).unwrap();
        let gradients = differentiate(&mut graph, loss, &parameters).unwrap();
        let mut results = vec![loss];
        results.extend(&gradients);
        if with_fuse {
            fuse(&mut graph, &results);
        }
        let sizes: Vec<_> = self.shapes.iter().map(|shape| (shape.size(), DType::F32, true)).collect();
        let layout = Layout::new(&sizes, 0);
        let feeds = [hyper, target];
        let plan = Plan {
            graph,
            feeds: &Role::inputs(&feeds),
            results: &Role::outputs(&results),
            ..Plan::default()
        };
        let program = pupil_core::program::plan(plan, &layout).unwrap();
        let (fed, read): (Vec<Buffer>, Vec<Buffer>) = (program.fed(), program.read());
        let mut device = CpuDevice::with(isa);
        let mut memory = block_on(device.allocate(layout.bytes())).unwrap();
        let mut executable = block_on(device.compile(&mut memory, program)).unwrap();
        for (index, values) in values.iter().enumerate() {
            block_on(device.write(&mut memory, layout.weight(index), values)).unwrap();
        }
        let targets: Vec<f32> = (0..n).map(|i| 3.0 * ((i * 7 % 5) as f32 - 2.0)).collect();
        block_on(device.write(&mut memory, fed[0], &[0.0, 1234.0, 987.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]))
            .unwrap();
        block_on(device.write(&mut memory, fed[1], &targets)).unwrap();
        block_on(device.run(&mut memory, &mut executable)).unwrap();
        let get = |buffer: Buffer, len: usize| {
            let mut out = vec![0.0; len];
            block_on(CpuDevice::with(isa).read(&memory, &[Buffer { len, ..buffer }], &mut out)).unwrap();
            out
        };
        let loss = get(read[0], 1)[0];
        let gradients = read[1..].iter().zip(&self.shapes).map(|(&b, shape)| get(b, shape.size())).collect();
        (loss, gradients)
    }

    fn run(&self) {
        for isa in Isa::all() {
            for with_fuse in [false, true] {
                let (_, exact) = self.evaluate(isa, &self.values, with_fuse);
                for (parameter, gradients) in exact.iter().enumerate() {
                    let largest = gradients.iter().fold(1e-3f32, |m, g| m.max(g.abs()));
                    for (element, &gradient) in gradients.iter().enumerate() {
                        let moved = |step: f32| {
                            let mut values = self.values.clone();
                            values[parameter][element] += step;
                            f64::from(self.evaluate(isa, &values, with_fuse).0)
                        };
                        let numeric = (moved(STEP) - moved(-STEP)) / (2.0 * f64::from(STEP));
                        assert!(
                            (numeric - f64::from(gradient)).abs() < 2e-3 * f64::from(largest) + 2e-4,
                            "{} ({}): gradient of element {element} of parameter {parameter} is {gradient}, numerically {numeric}",
                            self.name,
                            isa.name(),
                        );
                    }
                }
            }
        }
    }
}

fn conv(strides: [usize; 2], dilation: [usize; 2]) -> impl Fn(&mut Graph, &[NodeId], NodeId) -> NodeId {
    move |graph, p, _| graph.push(Conv2d::new(strides, dilation), &[p[0], p[1]]).unwrap()
}

fn depthwise(strides: [usize; 2], dilation: [usize; 2]) -> impl Fn(&mut Graph, &[NodeId], NodeId) -> NodeId {
    move |graph, p, _| graph.push(DepthwiseConv2d { strides, dilation }, &[p[0], p[1]]).unwrap()
}

fn pool(op: MaxPool2d) -> impl Fn(&mut Graph, &[NodeId], NodeId) -> NodeId {
    move |graph, p, _| graph.push(op, &[p[0]]).unwrap()
}

#[test]
fn products() {
    for (a, b) in [(false, false), (true, false), (false, true), (true, true)] {
        let left: &[usize] = if a { &[4, 5] } else { &[5, 4] };
        let right: &[usize] = if b { &[3, 4] } else { &[4, 3] };
        Check::new("matmul", &[left, right], move |graph, p, _| graph.push(MatMul::new(a, b), p).unwrap())
            .run();
    }
}

#[test]
fn products_of_batches() {
    // One row and few rows, which take other paths than the packed kernel, and a right matrix much larger than the
    // left.
    let sizes: [(&[usize], [usize; 3]); 7] = [
        (&[2], [5, 4, 3]),
        (&[2], [2, 19, 3]),
        (&[2], [4, 2, 17]),
        (&[2, 1, 3], [1, 3, 2]),
        (&[3], [2, 5, 9]),
        (&[2, 2], [3, 1, 1]),
        (&[], [4, 2, 7]),
    ];
    for (leading, [m, k, n]) in sizes {
        for (a, b) in [(false, false), (true, false), (false, true), (true, true)] {
            let left = [leading, &if a { [k, m] } else { [m, k] }].concat();
            let right = [leading, &if b { [n, k] } else { [k, n] }].concat();
            Check::new("batch_matmul", &[&left, &right], move |graph, p, _| {
                let y = graph.push(BatchMatMul::new(a, b), p).unwrap();
                assert_eq!(**graph.shape(y), [leading, &[m, n]].concat());
                y
            })
            .run();
        }
    }
    Check::new("batch_matmul of a value and itself", &[&[2, 3, 4]], |graph, p, _| {
        graph.push(BatchMatMul::new(false, true), &[p[0], p[0]]).unwrap()
    })
    .run();
}

/// An attention, its operands' shapes, and that of its mask.
fn attention(op: Attend, [steps, keys, heads, groups]: [usize; 4], mask: &[usize]) -> Check {
    let shapes: [&[usize]; 3] = [&[2, steps, heads, 3], &[2, keys, groups, 3], &[2, keys, groups, 2]];
    let mask = Shape::from(mask);
    let small = |shape: &[usize]| {
        let mut generator = Generator::new(shape.len() as u64 + shape[1] as u64);
        (0..shape.iter().product()).map(|_| generator.range(-1.0, 1.0)).collect::<Vec<f32>>()
    };
    let check = Check::new("attend", &shapes, move |graph, p, hyper| {
        let mut inputs = p.to_vec();
        if op.masked {
            // Every third key does not count, nor does any key of the first rows.
            let counts: Vec<f64> = (0..mask.size()).map(|i| f64::from(i % 3 > 0 && i >= 4)).collect();
            inputs.push(graph.constant(&mask, &counts).unwrap());
        }
        if op.dropout.is_some() {
            inputs.push(hyper);
        }
        graph.push(op, &inputs).unwrap()
    });
    shapes.iter().enumerate().fold(check, |check, (index, shape)| check.values(index, small(shape)))
}

#[test]
fn attention_of_heads() {
    let plain = Attend { scale: 0.6, causal: false, masked: false, zero: false, dropout: None };
    let drop = Some(Dropout { rate: 0.4, salt: 5 });
    attention(plain, [3, 4, 2, 2], &[]).run();
    attention(Attend { causal: true, ..plain }, [4, 4, 2, 1], &[]).run();
    attention(Attend { masked: true, ..plain }, [3, 4, 2, 2], &[2, 1, 4]).run();
    attention(Attend { masked: true, causal: true, zero: true, ..plain }, [3, 4, 1, 1], &[2, 3, 4]).run();
    attention(Attend { masked: true, ..plain }, [3, 4, 4, 2], &[1, 3, 4]).run();
    attention(Attend { dropout: drop, causal: true, ..plain }, [3, 3, 2, 2], &[]).run();
    attention(Attend { dropout: drop, masked: true, ..plain }, [2, 3, 2, 1], &[2, 2, 1]).run();
}

/// More steps than a block of rows, and more keys than a block of a product, against single products and a softmax.
#[test]
fn attention_over_many_steps() {
    let op = Attend { scale: 0.5, causal: false, masked: false, zero: false, dropout: None };
    for causal in [false, true] {
        let fused = attention(Attend { causal, ..op }, [70, 300, 2, 2], &[]);
        let mut parts = attention(op, [70, 300, 2, 2], &[]);
        parts.build = Box::new(move |graph, p, _| {
            let [q, k, v] = [p[0], p[1], p[2]].map(|x| {
                let view = View::of(graph.shape(x)).permuted(&[0, 2, 1, 3]);
                graph.push(view, &[x]).unwrap()
            });
            let scores = graph.push(BatchMatMul::new(false, true), &[q, k]).unwrap();
            let row = graph.push(Iota::new(70), &[]).unwrap();
            let row = graph.push(Reshape { shape: [70, 1].into() }, &[row]).unwrap();
            let key = graph.push(Iota::new(300), &[]).unwrap();
            let formula = if causal { "k <= r ? 0.5 * x : 0 - 1000000" } else { "0.5 * x + 0 * (k + r)" };
            let scores = graph.map(formula, &[("x", scores), ("k", key), ("r", row)], &[]).unwrap();
            let shares = graph.push(Softmax, &[scores]).unwrap();
            let y = graph.push(BatchMatMul::default(), &[shares, v]).unwrap();
            let back = View::of(graph.shape(y)).permuted(&[0, 2, 1, 3]);
            graph.push(back, &[y]).unwrap()
        });
        for isa in Isa::all() {
            let [(loss, ours), (same, theirs)] =
                [&fused, &parts].map(|check| check.evaluate(isa, &check.values, true));
            assert!((loss - same).abs() < 1e-4 * same.abs(), "{loss} instead of {same}");
            for (ours, theirs) in ours.iter().zip(&theirs) {
                let largest = theirs.iter().fold(0f32, |m, g| m.max(g.abs()));
                let far = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0f32, f32::max);
                assert!(far < 1e-4 * largest, "{far} apart, the largest gradient is {largest}");
            }
        }
    }
}

#[test]
fn joined_tensors() {
    for axis in 0..3 {
        for count in [1, 2, 3, 9] {
            let shapes: Vec<Vec<usize>> = (0..count)
                .map(|number| {
                    let mut shape = vec![2, 3, 2];
                    shape[axis] = 1 + number % 3;
                    shape
                })
                .collect();
            let shapes: Vec<&[usize]> = shapes.iter().map(Vec::as_slice).collect();
            Check::new("concat", &shapes, move |graph, p, _| graph.push(Concat { axis }, p).unwrap()).run();
        }
    }
    Check::new("concat, an input used twice", &[&[2, 3], &[2, 1]], |graph, p, _| {
        let y = graph.push(Concat { axis: 1 }, &[p[0], p[1], p[0]]).unwrap();
        graph.push(Unary::Tanh, &[y]).unwrap()
    })
    .run();
}

#[test]
fn dense_with_bias_and_activation() {
    for activation in [Unary::Relu, Unary::Sigmoid, Unary::Tanh] {
        Check::new("dense", &[&[3, 4], &[4, 9], &[9]], move |graph, p, _| {
            let y = graph.push(MatMul::default(), &p[..2]).unwrap();
            let y = graph.push(BiasAdd, &[y, p[2]]).unwrap();
            graph.push(activation, &[y]).unwrap()
        })
        // Every sum is far from relu's kink: the bias decides each output's side.
        .values(0, (0..12).map(|i| 0.05 * (i as f32 - 5.5)).collect())
        .values(1, (0..36).map(|i| 0.05 * ((i * 5 % 11) as f32 - 5.0)).collect())
        .values(2, (0..9).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect())
        .run();
    }
}

#[test]
fn convolutions() {
    Check::new("conv2d", &[&[2, 5, 6, 2], &[3, 2, 2, 3]], conv([1, 1], [1, 1])).run();
    Check::new("conv2d strided", &[&[1, 6, 5, 1], &[2, 3, 1, 2]], conv([2, 2], [1, 1])).run();
    Check::new("conv2d dilated", &[&[1, 7, 5, 2], &[3, 2, 2, 2]], conv([1, 1], [2, 3])).run();
    Check::new("conv2d with gaps", &[&[1, 7, 7, 1], &[2, 2, 1, 1]], conv([3, 3], [1, 1])).run();
    Check::new("conv2d padded", &[&[1, 4, 3, 2], &[3, 3, 2, 2]], |graph, p, _| {
        let x = graph
            .push(View::padding(&[1, 4, 3, 2].into(), &[[0, 0], [1, 1], [0, 2], [0, 0]]), &[p[0]])
            .unwrap();
        graph.push(Conv2d::new([1, 1], [1, 1]), &[x, p[1]]).unwrap()
    })
    .run();
}

#[test]
fn convolutions_of_single_channels() {
    // One block of channels that is not full, a full one, and a full one with a remainder.
    for channels in [3, 16, 18] {
        Check::new("depthwise", &[&[1, 4, 3, channels], &[2, 3, channels]], depthwise([1, 1], [1, 1])).run();
    }
    Check::new("depthwise strided", &[&[2, 5, 4, 2], &[2, 2, 2]], depthwise([2, 1], [1, 1])).run();
    Check::new("depthwise dilated", &[&[1, 5, 7, 2], &[2, 3, 2]], depthwise([1, 1], [3, 2])).run();
}

#[test]
fn transposed_convolutions() {
    for (strides, dilation, input) in [([1, 1], [1, 1], [1, 5, 4, 2]), ([2, 3], [1, 1], [2, 6, 7, 1])] {
        let conv = Conv2d::new(strides, dilation);
        let [batch, height, width, channels] = input;
        let steps = [batch, (height - 2) / strides[0] + 1, (width - 2) / strides[1] + 1, 3];
        let filter = [2, 2, channels, 3];
        Check::new("conv2d_input_grad", &[&filter, &steps], move |graph, p, _| {
            graph.push(Conv2dInputGrad { conv, input: input.into() }, &[p[0], p[1]]).unwrap()
        })
        .run();
    }
}

#[test]
fn pooling() {
    let square = |n| MaxPool2d { pool: [n, n], strides: [n, n], height: [0, 0], width: [0, 0] };
    Check::new("max_pool2d", &[&[2, 4, 5, 3]], pool(square(2))).run();
    Check::new("max_pool2d 3", &[&[1, 7, 6, 2]], pool(square(3))).run();
    let overlapping = MaxPool2d { pool: [3, 2], strides: [2, 1], height: [1, 1], width: [0, 1] };
    Check::new("max_pool2d overlapping, padded", &[&[1, 5, 4, 2]], pool(overlapping)).run();
}

#[test]
fn elementwise() {
    for activation in [Unary::Relu, Unary::Sigmoid, Unary::Tanh] {
        Check::new(activation.name(), &[&[2, 9]], move |graph, p, _| graph.push(activation, p).unwrap())
            .run();
    }
    Check::new("softmax", &[&[3, 7]], |graph, p, _| graph.push(Softmax, p).unwrap()).run();
    Check::new("dropout", &[&[4, 8]], |graph, p, hyper| {
        graph.push(Dropout { rate: 0.4, salt: 3 }, &[p[0], hyper]).unwrap()
    })
    .run();
    Check::new("add, a value used twice", &[&[3, 5]], |graph, p, _| {
        let y = graph.push(Unary::Tanh, p).unwrap();
        let z = graph.push(Unary::Sigmoid, &[y]).unwrap();
        let sum = graph.map("z + y", &[("z", z), ("y", y)], &[]).unwrap();
        graph.map("a * b", &[("a", sum), ("b", sum)], &[]).unwrap()
    })
    .run();
    Check::new("log_softmax", &[&[3, 7]], |graph, p, _| graph.push(LogSoftmax, p).unwrap()).run();
    Check::new("copy", &[&[4, 5]], |graph, p, _| graph.push(Copy, p).unwrap()).run();
}

/// Where pixels fall onto pixels the gradient is exact. Elsewhere it is TensorFlow's, which the fixtures of random
/// layers check.
#[test]
fn affine_transforms_of_pictures() {
    // Pictures of 4 by 4: mirrored both ways, rotated by a quarter and a half turn, and moved so that some pixels are
    // lost.
    let transforms: [[f64; 6]; 5] = [
        [-1.0, 0.0, 3.0, 0.0, 1.0, 0.0],
        [1.0, 0.0, 0.0, 0.0, -1.0, 3.0],
        [0.0, -1.0, 3.0, 1.0, 0.0, 0.0],
        [-1.0, 0.0, 3.0, 0.0, -1.0, 3.0],
        [1.0, 0.0, 1.0, 0.0, 1.0, -2.0],
    ];
    for transform in transforms {
        for bilinear in [false, true] {
            let warp = Warp { bilinear, fill_mode: FillMode::Constant, fill_value: 0.5 };
            Check::new("warp", &[&[2, 4, 4, 2]], move |graph, p, _| {
                let place = graph.push(Iota::new(6), &[]).unwrap();
                let names = ["v0", "v1", "v2", "v3", "v4", "v5"];
                let constants: Vec<(&str, f64)> = names.into_iter().zip(transform).collect();
                let formula = "k == 0 ? v0 : k == 1 ? v1 : k == 2 ? v2 : k == 3 ? v3 : k == 4 ? v4 : v5";
                let row = graph.map(formula, &[("k", place)], &constants).unwrap();
                let zeros = graph.push(Fill { value: 0.0, shape: [2, 6].into() }, &[]).unwrap();
                let rows = graph.map("z + r", &[("z", zeros), ("r", row)], &[]).unwrap();
                graph.push(warp, &[p[0], rows]).unwrap()
            })
            .run();
        }
    }
}

#[test]
fn merging_layers() {
    let cases: [(&'static str, &str, &[&[usize]]); 15] = [
        ("Add", "{}", &[&[2, 3, 2], &[2, 1, 2], &[2, 2]]),
        ("Subtract", "{}", &[&[2, 5], &[2, 5]]),
        ("Multiply", "{}", &[&[2, 3, 2], &[2, 3, 1], &[2, 3, 2]]),
        ("Average", "{}", &[&[2, 4], &[2, 4], &[2, 1]]),
        ("Maximum", "{}", &[&[2, 6], &[2, 6]]),
        ("Minimum", "{}", &[&[2, 6], &[2, 6]]),
        ("Concatenate", r#"{"axis": 1}"#, &[&[2, 3, 2], &[2, 1, 2]]),
        ("Dot", r#"{"axes": [1, 2]}"#, &[&[2, 3, 2], &[2, 2, 3]]),
        ("Dot", r#"{"axes": 1, "normalize": true}"#, &[&[2, 3], &[2, 3]]),
        ("Dot", r#"{"axes": 2}"#, &[&[2, 3, 2], &[2, 4, 2]]),
        ("Dot", r#"{"axes": [2, 1]}"#, &[&[2, 3, 2], &[2, 2, 3]]),
        ("Dot", r#"{"axes": 1, "normalize": true}"#, &[&[2, 3, 2], &[2, 3, 1]]),
        ("Dot", r#"{"axes": [2, 3]}"#, &[&[2, 3, 2, 3], &[2, 2, 1, 2]]),
        ("Dot", r#"{"axes": [-2, 1]}"#, &[&[2, 3, 2, 3], &[2, 2]]),
        ("Concatenate", "{}", &[&[2, 3, 2], &[2, 3, 1], &[2, 3, 3]]),
    ];
    for (class, options, shapes) in cases {
        let options: serde_json::Value = serde_json::from_str(options).unwrap();
        let entry = LayerEntry::from_config(class, options.as_object().unwrap()).unwrap();
        let mut check = Check::new(class, shapes, move |graph, p, hyper| {
            let inputs: Vec<Signal> = p.iter().map(|&node| node.into()).collect();
            entry.call(&mut Trace::new(graph, true, hyper), &inputs, &[]).unwrap().first().node
        });
        for (index, shape) in shapes.iter().enumerate() {
            let size: usize = shape.iter().product();
            // Values differ by more than a step, because of the maximum's kinks.
            let value = |i: usize| ((i * 7 + index * 3) % 11) as f32 * 0.17 - 0.8 + index as f32 * 0.05;
            check = check.values(index, (0..size).map(value).collect());
        }
        check.run();
    }
}

#[test]
fn rows_of_a_table() {
    let shapes: [&[usize]; 1] = [&[4, 3]];
    Check::new("gather", &shapes, |graph, p, _| {
        // Row 1 twice, row 2 never: 0, 1, 2 become 0, 1, 3 and 1.
        let numbers = graph.push(Iota::new(4), &[]).unwrap();
        let numbers = graph.map("x == 2 ? 3 : x == 3 ? 1 : x", &[("x", numbers)], &[]).unwrap();
        let numbers = graph.push(Reshape { shape: [2, 2].into() }, &[numbers]).unwrap();
        graph.push(Gather, &[p[0], numbers]).unwrap()
    })
    .run();
}

/// Every cell, with each formula and path of a run: with and without mask and recurrent bias, sequences and last steps.
/// 70 units exceed a block of formulas and a strip of the packed kernel.
#[test]
fn recurrent_layers() {
    let layer = |class: &str, options: &str| {
        let options: serde_json::Value = serde_json::from_str(options).unwrap();
        LayerEntry::from_config(class, options.as_object().unwrap()).unwrap()
    };
    let check = |class: &'static str, options: &str, masked: bool, [steps, units]: [usize; 2]| {
        let entry = layer(class, options);
        let shapes: Vec<Shape> = entry
            .layer
            .weights(&[[steps, 2].into()])
            .unwrap()
            .into_iter()
            .map(|weight| weight.shape)
            .collect();
        let x = [2, steps, 2];
        let mut all: Vec<&[usize]> = vec![&x];
        all.extend(shapes.iter().map(|shape| &**shape));
        let values: Vec<Vec<f32>> = all
            .iter()
            .map(|shape| {
                let n: usize = shape.iter().product();
                // Small, so that the curvature of the gates stays small, and all different.
                (0..n).map(|i| 0.6 * ((i * 37 % 101) as f32 / 50.0 - 1.0) / (units as f32).sqrt()).collect()
            })
            .collect();
        let mut check = Check::new(class, &all, move |graph, p, hyper| {
            let mask = masked.then(|| {
                let place = graph.push(Iota::new(2 * steps), &[]).unwrap();
                let mask = graph.map("1 - (n == 1)", &[("n", place)], &[]).unwrap();
                graph.push(Reshape { shape: [2, steps].into() }, &[mask]).unwrap()
            });
            let input = Signal { node: p[0], mask };
            let y = entry.call(&mut Trace::new(graph, true, hyper), &[input], &p[1..]).unwrap().first().node;
            // Few outputs, those of the last units, so that the loss's own rounding hides no gradient.
            let shape = graph.shape(y).clone();
            let (axis, size) = (shape.len() - 1, shape.last_axis());
            let view = View::of(&shape).sliced(axis, size - size.min(4), size.min(4));
            graph.push(view, &[y]).unwrap()
        });
        for (index, values) in values.into_iter().enumerate() {
            check = check.values(index, values);
        }
        check.run();
    };
    let sequences = r#"{"units": 3, "return_sequences": true}"#;
    for class in ["LSTM", "GRU", "SimpleRNN"] {
        check(class, sequences, false, [3, 3]);
        check(class, r#"{"units": 3, "go_backwards": true}"#, true, [3, 3]);
        check(class, r#"{"units": 2, "use_bias": false, "dropout": 0.3}"#, false, [1, 2]);
        check(class, r#"{"units": 2, "recurrent_dropout": 0.3}"#, true, [2, 2]);
    }
    check("LSTM", r#"{"units": 2, "activation": "silu", "recurrent_activation": "tanh"}"#, true, [3, 2]);
    let before = r#"{"units": 3, "reset_after": false, "return_sequences": true}"#;
    check("GRU", before, false, [3, 3]);
    check("GRU", before, true, [3, 3]);
    check("SimpleRNN", r#"{"units": 70}"#, false, [2, 70]);
    let inner = r#"{"layer": {"class_name": "GRU", "config": {"units": 2, "return_sequences": true}}}"#;
    check("Bidirectional", inner, true, [3, 2]);
}

#[test]
fn formulas() {
    let shapes: [[&[usize]; 3]; 4] = [
        [&[4, 5, 6], &[6], &[1]],
        [&[4, 5, 6], &[4, 1, 6], &[5, 1]],
        [&[70, 3], &[70, 1], &[1, 3]],
        [&[5], &[3, 5], &[3, 1]],
    ];
    for shapes in shapes {
        Check::new("map, broadcast", &shapes, |graph, p, _| {
            let inputs = [("a", p[0]), ("b", p[1]), ("c", p[2])];
            graph.map("tanh(a * b) + c * a", &inputs, &[]).unwrap()
        })
        .run();
    }
}

#[test]
fn reductions() {
    for reduction in [Reduction::Sum, Reduction::Mean, Reduction::Max] {
        for axes in [vec![0], vec![1], vec![2], vec![0, 2], vec![1, 2], vec![0, 1, 2]] {
            Check::new("reduce", &[&[3, 4, 9]], move |graph, p, _| {
                graph.push(Reduce { reduction, axes: axes.clone() }, p).unwrap()
            })
            .run();
        }
    }
}

#[test]
fn views() {
    let shape = Shape::from([3, 4, 5]);
    for (name, view) in [
        ("permuted", View::of(&shape).permuted(&[2, 0, 1])),
        ("sliced", View::of(&shape).sliced(1, 1, 2).sliced(2, 0, 3)),
        ("reversed", View::of(&shape).reversed(1).reversed(2)),
        ("repeated", View::of(&shape).repeated(1, 3)),
        ("windows", View::of(&shape).windows(2, 3, 2, 1, 2)),
    ] {
        Check::new(name, &[&[3, 4, 5]], move |graph, p, _| graph.push(view.clone(), p).unwrap()).run();
    }
    let padding = View::padding(&shape, &[[0, 1], [2, 0], [0, 0]]);
    Check::new("padding", &[&[3, 4, 5]], move |graph, p, _| graph.push(padding.clone(), p).unwrap()).run();
}

#[test]
fn losses() {
    let positive =
        |n: usize| (0..n).map(|i| 0.35 + 0.4 * ((i * 7 % n) as f32 / n as f32)).collect::<Vec<f32>>();
    let names = [
        "mse",
        "mae",
        "mape",
        "msle",
        "huber",
        "log_cosh",
        "poisson",
        "kl_divergence",
        "hinge",
        "squared_hinge",
        "categorical_hinge",
        "cosine_similarity",
        "binary_crossentropy",
        "binary_focal_crossentropy",
        "categorical_crossentropy",
        "categorical_focal_crossentropy",
        "sparse_categorical_crossentropy",
        "categorical_generalized_cross_entropy",
        "dice",
        "tversky",
        "circle",
    ];
    for name in names {
        for from_logits in [false, true] {
            let mut config = serde_json::json!({"class_name": name, "config": {}});
            if name.contains("crossentropy") {
                config["config"]["from_logits"] = from_logits.into();
            }
            if name == "circle" {
                // Each sample has a class of its own, so its only partner is itself.
                config["config"] = serde_json::json!({"remove_diagonal": false, "gamma": 2});
            }
            let loss = Loss::from_config(&config).unwrap();
            let sparse = loss.target_shape(&[5].into()).is_empty();
            Check::new(name, &[&[3, 5]], move |graph, p, _| {
                // Targets as constants: the class 2, or a value that no prediction equals.
                let (value, shape) =
                    if sparse { (2.0, Shape::from([3])) } else { (0.3, Shape::from([3, 5])) };
                let target = match loss.name() {
                    "circle" => graph.push(Iota::new(3), &[]).unwrap(),
                    _ => graph.push(Fill { value, shape }, &[]).unwrap(),
                };
                let rows = loss.rows(graph, p[0], target).unwrap();
                // Percentages are so large that they would drown the differences that the check looks at.
                let scale = if loss.name().contains("percentage") { 0.01 } else { 1.0 };
                graph.map("v * s", &[("v", rows)], &[("s", scale)]).unwrap()
            })
            .values(0, positive(15))
            .run();
        }
    }
}

#[test]
fn sparsemax_and_orthogonal_penalties() {
    Check::new("sparsemax", &[&[3, 5]], |graph, p, _| {
        Activation::from_name("sparsemax").unwrap().trace(graph, p[0]).unwrap()
    })
    .run();
    for mode in ["rows", "columns"] {
        let config =
            serde_json::json!({"class_name": "OrthogonalRegularizer", "config": {"mode": mode, "factor": 1}});
        let penalty = Regularizer::from_config(&config).unwrap();
        Check::new(mode, &[&[3, 4]], move |graph, p, _| penalty.trace(graph, p[0]).unwrap()).run();
    }
}

#[test]
fn the_plan_keeps_what_it_needs() {
    // The same network planned with and without an optimizer's flat gradient gives the same numbers.
    let mut graph = Graph::new();
    let x = graph.leaf(Input, [2, 3]);
    let w = graph.leaf(Parameter { index: 0 }, [3, 3]);
    let y = graph.push(MatMul::default(), &[x, w]).unwrap();
    let z = graph.push(MatMul::default(), &[y, w]).unwrap();
    let square = graph.map("square(z - x)", &[("z", z), ("x", x)], &[]).unwrap();
    let loss = Reduce::all(Reduction::Mean, &mut graph, square).unwrap();
    let gradient = differentiate(&mut graph, loss, &[w]).unwrap();
    let layout = Layout::new(&[(9, DType::F32, true)], 0);
    let run = |gradients: &[(usize, NodeId)], results: &[NodeId]| {
        let plan_of = Plan {
            graph: graph.clone(),
            feeds: &Role::inputs(&[x]),
            results: &Role::outputs(results),
            gradients,
            ..Plan::default()
        };
        let program = plan(plan_of, &layout).unwrap();
        let (feeds, results) = (program.fed(), program.read());
        let mut device = CpuDevice::new();
        let mut memory = block_on(device.allocate(layout.bytes())).unwrap();
        let mut executable = block_on(device.compile(&mut memory, program)).unwrap();
        let weights: Vec<f32> = (0..9).map(|i| 0.1 * i as f32 - 0.3).collect();
        block_on(device.write(&mut memory, layout.weight(0), &weights)).unwrap();
        block_on(device.write(&mut memory, feeds[0], &[1.0, -2.0, 0.5, 0.3, 0.2, -0.7])).unwrap();
        block_on(device.run(&mut memory, &mut executable)).unwrap();
        let mut out = vec![0.0; 9];
        block_on(device.read(&memory, &results[results.len() - 1..], &mut out)).unwrap();
        out
    };
    assert_eq!(run(&[], &[loss, gradient[0]]), run(&[(0, gradient[0])], &[loss, gradient[0]]));
}
