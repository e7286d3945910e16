//! Layers at random sizes, strides, paddings and batch sizes, against plain loops in 64-bit numbers that follow the
//! definitions. The sizes exceed the kernels' tiles and vectors; proptest shrinks what fails.

use proptest::prelude::*;
use pupil_core::Tensor;
use pupil_core::block_on::block_on;
use pupil_core::layers::Entry;
use pupil_core::models::Network;
use pupil_core::training::Model;
use pupil_cpu::{CpuDevice, simd::Isa};
use serde_json::{Value, json};

/// A layer's numbers: input, weights, output, each with its shape.
struct Run {
    x: Array,
    weights: Vec<Array>,
    y: Array,
}

#[derive(Debug, Clone)]
struct Array {
    shape: Vec<usize>,
    values: Vec<f64>,
}

impl Array {
    fn zeros(shape: &[usize]) -> Self {
        Self { shape: shape.to_vec(), values: vec![0.0; shape.iter().product()] }
    }

    fn of(tensor: &Tensor) -> Self {
        Self { shape: tensor.shape().to_vec(), values: tensor.to_f32().iter().map(|&v| v.into()).collect() }
    }

    fn at(&self, place: &[usize]) -> usize {
        assert_eq!(place.len(), self.shape.len());
        place.iter().zip(&self.shape).fold(0, |at, (&i, &n)| {
            assert!(i < n, "{place:?} in {:?}", self.shape);
            at * n + i
        })
    }

    fn get(&self, place: &[usize]) -> f64 {
        self.values[self.at(place)]
    }

    fn add(&mut self, place: &[usize], value: f64) {
        let at = self.at(place);
        self.values[at] += value;
    }
}

/// Numbers in -1..1 with a long period.
fn numbers(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// Predicts with one layer, and checks that all instruction sets of the machine agree.
fn run(class: &str, config: &Value, sample: &[usize], batch: usize) -> Result<Run, String> {
    let network = || {
        let entry = Entry::from_config(class, config.as_object().unwrap()).map_err(|e| e.to_string())?;
        Network::sequential(sample.to_vec(), [entry]).map_err(|e| e.to_string())
    };
    let shape: Vec<usize> = std::iter::once(batch).chain(sample.iter().copied()).collect();
    let x = Tensor::from_f32(shape.clone(), numbers(shape.iter().product(), 1)).unwrap();
    let weights: Vec<Tensor> = (network()?.weights().iter().enumerate())
        .map(|(k, weight)| {
            let values = numbers(weight.shape.size(), 2 + k as u64);
            Tensor::from_f32(weight.shape.clone(), values).unwrap()
        })
        .collect();
    let mut all = Vec::new();
    for isa in Isa::all() {
        let mut model = block_on(Model::new(network()?, CpuDevice::with(isa), 0)).unwrap();
        block_on(model.set_weights(&weights)).unwrap();
        // In two batches, the second one short.
        let y = block_on(model.predict(&x, batch.div_ceil(2))).unwrap();
        all.push((isa, Array::of(&y)));
    }
    let y = all[0].1.clone();
    for (isa, other) in &all {
        close(&y, other, 1e-5).map_err(|message| format!("{}: {message}", isa.name()))?;
    }
    Ok(Run { x: Array::of(&x), weights: weights.iter().map(Array::of).collect(), y })
}

fn close(expected: &Array, got: &Array, tolerance: f64) -> Result<(), String> {
    if expected.shape != got.shape {
        return Err(format!("shape {:?}, expected {:?}", got.shape, expected.shape));
    }
    let largest = expected.values.iter().fold(1.0f64, |m, v| m.max(v.abs()));
    for (at, (a, b)) in expected.values.iter().zip(&got.values).enumerate() {
        // A comparison with NaN is false.
        let near = (a - b).abs() <= tolerance * largest;
        if !near {
            return Err(format!("element {at} is {b}, expected {a}"));
        }
    }
    Ok(())
}

/// One axis of a window.
#[derive(Debug, Clone, Copy)]
struct Axis {
    n: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
}

impl Axis {
    fn reach(self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }

    /// The number of outputs, and the place of the first window, which may be before the input.
    fn windows(self, padding: &str) -> (usize, isize) {
        let Self { n, stride, .. } = self;
        match padding {
            "same" => {
                let out = n.div_ceil(stride);
                let total = ((out - 1) * stride + self.reach()).saturating_sub(n);
                (out, -((total / 2) as isize))
            }
            "causal" => ((n - 1) / stride + 1, -((self.reach() - 1) as isize)),
            _ => ((n - self.reach()) / stride + 1, 0),
        }
    }

    /// The input that tap `tap` of window `out` reads, if it is inside.
    fn source(self, first: isize, out: usize, tap: usize) -> Option<usize> {
        let at = first + (out * self.stride + tap * self.dilation) as isize;
        usize::try_from(at).ok().filter(|&at| at < self.n)
    }
}

fn axis() -> impl Strategy<Value = Axis> {
    (1usize..=4, 1usize..=3, 1usize..=2, 0usize..=9).prop_map(|(kernel, stride, dilation, more)| {
        // Keras refuses strides together with dilation.
        let dilation = if stride > 1 { 1 } else { dilation };
        let axis = Axis { n: 0, kernel, stride, dilation };
        Axis { n: axis.reach() + more, ..axis }
    })
}

fn padding() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("valid"), Just("same")]
}

fn config(rows: Axis, columns: Axis, padding: &str) -> Value {
    json!({
        "kernel_size": [rows.kernel, columns.kernel],
        "strides": [rows.stride, columns.stride],
        "dilation_rate": [rows.dilation, columns.dilation],
        "padding": padding,
    })
}

/// Gives both axes one stride, as Keras wants for depthwise layers, and no dilation together with strides.
fn alike(mut rows: Axis, mut columns: Axis) -> (Axis, Axis) {
    if rows.stride != columns.stride {
        columns.stride = rows.stride;
    }
    if rows.stride > 1 {
        (rows.dilation, columns.dilation) = (1, 1);
    }
    (rows, columns)
}

/// Calls `visit(row, column, tap row, tap column, input row, input column)` for every tap inside the input.
fn taps(rows: Axis, columns: Axis, padding: &str, mut visit: impl FnMut([usize; 6])) -> [usize; 2] {
    let ((height, top), (width, left)) = (rows.windows(padding), columns.windows(padding));
    for (i, j) in (0..height).flat_map(|i| (0..width).map(move |j| (i, j))) {
        for (p, q) in (0..rows.kernel).flat_map(|p| (0..columns.kernel).map(move |q| (p, q))) {
            if let (Some(a), Some(b)) = (rows.source(top, i, p), columns.source(left, j, q)) {
                visit([i, j, p, q, a, b]);
            }
        }
    }
    [height, width]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn convolution(
        (rows, columns) in (axis(), axis()), padding in padding(),
        (groups, each, filters, batch) in (1usize..=2, 1usize..=9, 1usize..=17, 1usize..=3),
    ) {
        let (rows, columns) = if rows.stride > 1 || columns.stride > 1 {
            (Axis { dilation: 1, ..rows }, Axis { dilation: 1, ..columns })
        } else {
            (rows, columns)
        };
        let mut config = config(rows, columns, padding);
        config["groups"] = groups.into();
        config["filters"] = (filters * groups).into();
        let run = run("Conv2D", &config, &[rows.n, columns.n, each * groups], batch).unwrap();
        let [kernel, bias] = &run.weights[..] else { panic!() };
        let size = taps(rows, columns, padding, |_| ());
        let mut y = Array::zeros(&[batch, size[0], size[1], filters * groups]);
        for (sample, f) in (0..batch).flat_map(|s| (0..filters * groups).map(move |f| (s, f))) {
            taps(rows, columns, padding, |[i, j, p, q, a, b]| {
                for c in 0..each {
                    let x = run.x.get(&[sample, a, b, f / filters * each + c]);
                    y.add(&[sample, i, j, f], x * kernel.get(&[p, q, c, f]));
                }
            });
        }
        y.values.chunks_mut(bias.values.len()).for_each(|pixel| {
            pixel.iter_mut().zip(&bias.values).for_each(|(y, b)| *y += b);
        });
        close(&y, &run.y, 1e-5).unwrap();
    }

    #[test]
    fn convolution_of_sequences(
        steps in axis(), padding in prop_oneof![Just("valid"), Just("same"), Just("causal")],
        (channels, filters, batch) in (1usize..=9, 1usize..=17, 1usize..=3),
    ) {
        let config = json!({
            "filters": filters, "kernel_size": steps.kernel, "strides": steps.stride,
            "dilation_rate": steps.dilation, "padding": padding, "use_bias": false,
        });
        let run = run("Conv1D", &config, &[steps.n, channels], batch).unwrap();
        let (count, first) = steps.windows(padding);
        let mut y = Array::zeros(&[batch, count, filters]);
        for (sample, i) in (0..batch).flat_map(|s| (0..count).map(move |i| (s, i))) {
            for tap in 0..steps.kernel {
                let Some(a) = steps.source(first, i, tap) else { continue };
                for (c, f) in (0..channels).flat_map(|c| (0..filters).map(move |f| (c, f))) {
                    let product = run.x.get(&[sample, a, c]) * run.weights[0].get(&[tap, c, f]);
                    y.add(&[sample, i, f], product);
                }
            }
        }
        close(&y, &run.y, 1e-5).unwrap();
    }

    #[test]
    fn depthwise_and_separable_convolution(
        (rows, columns) in (axis(), axis()), padding in padding(), separable in any::<bool>(),
        (channels, multiplier, filters, batch) in (1usize..=19, 1usize..=2, 1usize..=9, 1usize..=3),
    ) {
        let (rows, columns) = alike(rows, columns);
        let mut config = config(rows, columns, padding);
        config["depth_multiplier"] = multiplier.into();
        config["use_bias"] = false.into();
        let class = if separable { "SeparableConv2D" } else { "DepthwiseConv2D" };
        if separable {
            config["filters"] = filters.into();
        }
        let run = run(class, &config, &[rows.n, columns.n, channels], batch).unwrap();
        let size = taps(rows, columns, padding, |_| ());
        let mut y = Array::zeros(&[batch, size[0], size[1], channels * multiplier]);
        for (sample, f) in (0..batch).flat_map(|s| (0..channels * multiplier).map(move |f| (s, f))) {
            let (c, m) = (f / multiplier, f % multiplier);
            taps(rows, columns, padding, |[i, j, p, q, a, b]| {
                let product = run.x.get(&[sample, a, b, c]) * run.weights[0].get(&[p, q, c, m]);
                y.add(&[sample, i, j, f], product);
            });
        }
        if separable {
            let mut points = Array::zeros(&[batch, size[0], size[1], filters]);
            for (from, to) in y.values.chunks(channels * multiplier).zip(points.values.chunks_mut(filters)) {
                for (c, f) in (0..channels * multiplier).flat_map(|c| (0..filters).map(move |f| (c, f))) {
                    to[f] += from[c] * run.weights[1].get(&[0, 0, c, f]);
                }
            }
            y = points;
        }
        close(&y, &run.y, 1e-5).unwrap();
    }

    #[test]
    fn transposed_convolution(
        (rows, columns) in (axis(), axis()),
        (channels, filters, batch) in (1usize..=5, 1usize..=9, 1usize..=3),
    ) {
        // Each input adds its filter to the output, in windows `stride` apart: the transpose of a convolution.
        let (rows, columns) = (Axis { dilation: 1, ..rows }, Axis { dilation: 1, ..columns });
        let config = json!({
            "filters": filters, "kernel_size": [rows.kernel, columns.kernel],
            "strides": [rows.stride, columns.stride], "use_bias": false,
        });
        let run = run("Conv2DTranspose", &config, &[rows.n, columns.n, channels], batch).unwrap();
        let size = |axis: Axis| axis.n * axis.stride + axis.kernel.saturating_sub(axis.stride);
        let mut y = Array::zeros(&[batch, size(rows), size(columns), filters]);
        for (sample, a, b) in (0..batch).flat_map(|s| {
            (0..rows.n).flat_map(move |a| (0..columns.n).map(move |b| (s, a, b)))
        }) {
            for (p, q, c, f) in (0..rows.kernel).flat_map(|p| {
                (0..columns.kernel).flat_map(move |q| {
                    (0..channels).flat_map(move |c| (0..filters).map(move |f| (p, q, c, f)))
                })
            }) {
                let product = run.x.get(&[sample, a, b, c]) * run.weights[0].get(&[p, q, f, c]);
                y.add(&[sample, a * rows.stride + p, b * columns.stride + q, f], product);
            }
        }
        close(&y, &run.y, 1e-5).unwrap();
    }

    #[test]
    fn pooling(
        (rows, columns) in (axis(), axis()), padding in padding(), largest in any::<bool>(),
        (channels, batch) in (1usize..=19, 1usize..=3),
    ) {
        let (rows, columns) = (Axis { dilation: 1, ..rows }, Axis { dilation: 1, ..columns });
        let config = json!({
            "pool_size": [rows.kernel, columns.kernel], "strides": [rows.stride, columns.stride],
            "padding": padding,
        });
        let class = if largest { "MaxPooling2D" } else { "AveragePooling2D" };
        let run = run(class, &config, &[rows.n, columns.n, channels], batch).unwrap();
        let size = taps(rows, columns, padding, |_| ());
        let mut y = Array::zeros(&[batch, size[0], size[1], channels]);
        for (sample, c) in (0..batch).flat_map(|s| (0..channels).map(move |c| (s, c))) {
            let mut found = vec![Vec::new(); size[0] * size[1]];
            taps(rows, columns, padding, |[i, j, _, _, a, b]| {
                found[i * size[1] + j].push(run.x.get(&[sample, a, b, c]));
            });
            for (at, values) in found.iter().enumerate() {
                let value = if largest {
                    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
                } else {
                    values.iter().sum::<f64>() / values.len() as f64
                };
                y.add(&[sample, at / size[1], at % size[1], c], value);
            }
        }
        close(&y, &run.y, 1e-6).unwrap();
    }

    #[test]
    fn dense(units in 1usize..=70, inputs in 1usize..=70, steps in 0usize..=3, batch in 1usize..=9) {
        let sample = if steps == 0 { vec![inputs] } else { vec![steps, inputs] };
        let run = run("Dense", &json!({ "units": units }), &sample, batch).unwrap();
        let rows = run.x.values.len() / inputs;
        let mut shape = run.x.shape.clone();
        *shape.last_mut().unwrap() = units;
        let mut y = Array::zeros(&shape);
        for (row, u) in (0..rows).flat_map(|row| (0..units).map(move |u| (row, u))) {
            let x = &run.x.values[row * inputs..][..inputs];
            let products = x.iter().enumerate().map(|(k, x)| x * run.weights[0].get(&[k, u]));
            y.values[row * units + u] = products.sum::<f64>() + run.weights[1].values[u];
        }
        close(&y, &run.y, 1e-5).unwrap();
    }

    #[test]
    fn recurrent(
        class in prop_oneof![Just("LSTM"), Just("GRU"), Just("SimpleRNN")],
        (units, features, steps, batch) in (1usize..=40, 1usize..=9, 1usize..=6, 1usize..=5),
        (sequences, backwards, after) in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let mut config = json!({
            "units": units, "return_sequences": sequences, "go_backwards": backwards,
        });
        if class == "GRU" {
            config["reset_after"] = after.into();
        }
        let run = run(class, &config, &[steps, features], batch).unwrap();
        let [kernel, recurrent, bias] = &run.weights[..] else { panic!() };
        let sigmoid = |v: f64| 1.0 / (1.0 + (-v).exp());
        let gates = kernel.shape[1] / units;
        let mut all = Array::zeros(&[batch, steps, units]);
        for sample in 0..batch {
            let (mut h, mut cell) = (vec![0.0; units], vec![0.0; units]);
            for step in 0..steps {
                let t = if backwards { steps - 1 - step } else { step };
                let bias_of = |half: usize, k: usize| {
                    if bias.shape.len() == 2 { bias.get(&[half, k]) } else if half == 0 { bias.get(&[k]) } else { 0.0 }
                };
                let from_x = |k: usize| -> f64 {
                    let sum: f64 = (0..features).map(|f| run.x.get(&[sample, t, f]) * kernel.get(&[f, k])).sum();
                    sum + bias_of(0, k)
                };
                let from_state = |state: &[f64], k: usize| -> f64 {
                    let sum: f64 = state.iter().enumerate().map(|(u, s)| s * recurrent.get(&[u, k])).sum();
                    sum + bias_of(1, k)
                };
                let before = h.clone();
                let reset: Vec<f64> = (0..units)
                    .map(|u| if gates == 3 { sigmoid(from_x(units + u) + from_state(&before, units + u)) } else { 0.0 })
                    .collect();
                let held: Vec<f64> = before.iter().zip(&reset).map(|(h, r)| h * r).collect();
                for u in 0..units {
                    let plain = |gate: usize| from_x(gate * units + u) + from_state(&before, gate * units + u);
                    h[u] = match gates {
                        4 => {
                            cell[u] = sigmoid(plain(1)) * cell[u] + sigmoid(plain(0)) * plain(2).tanh();
                            sigmoid(plain(3)) * cell[u].tanh()
                        }
                        3 => {
                            let k = 2 * units + u;
                            let inner = if after {
                                reset[u] * from_state(&before, k)
                            } else {
                                from_state(&held, k)
                            };
                            let z = sigmoid(plain(0));
                            z * before[u] + (1.0 - z) * (from_x(k) + inner).tanh()
                        }
                        _ => plain(0).tanh(),
                    };
                    all.add(&[sample, step, u], h[u]);
                }
            }
        }
        let y = if sequences {
            all
        } else {
            let last = all.values.chunks(steps * units).flat_map(|s| s[(steps - 1) * units..].to_vec());
            Array { shape: vec![batch, units], values: last.collect() }
        };
        close(&y, &run.y, 1e-4).unwrap();
    }
}
