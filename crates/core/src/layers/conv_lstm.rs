//! `ConvLSTM1D`, `ConvLSTM2D` and `ConvLSTM3D`: an LSTM over sequences of rows, pictures or volumes, whose products are
//! convolutions (Shi et al. 2015).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::recurrent::LSTM;
use super::{
    CallForm, Layer, Padding, Recurrent, Signal, Signals, Trace, WeightSpec, Window, dropout, listed,
    unrolled,
};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::graph::ops::{BiasAdd, Concat, Conv2d, Dropout, Fill, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// An LSTM of samples `(steps, size.., channels)`, where `size` is one axis, two or three. The states are `(size..,
/// filters)`. Weights: `kernel (window.., channels, 4 * filters)`, `recurrent_kernel (window.., filters, 4 * filters)` and
/// `bias (4 * filters,)`, the gates in the order of an LSTM.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvLstm {
    window: Window,
    /// All other options; its units are the filters.
    cell: Recurrent,
}

impl ConvLstm {
    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        let cell = Recurrent::read(&LSTM, config.count("filters")?, config)?;
        Ok(Self { window: Window::from_config(axes, false, config)?, cell })
    }

    /// The window of the state's convolution: one place after the other, and as many outputs as inputs.
    fn recurrent(&self) -> Window {
        Window { strides: [1; 3], dilation_rate: [1; 3], padding: Padding::Same, ..self.window }
    }

    /// The states' shape, one sample's.
    fn state(&self, input: &Shape) -> Result<Shape, String> {
        let window = &self.window;
        let axes = window.axes;
        if input.len() != axes + 2 {
            let size = ["size", "height, width", "depth, height, width"][axes - 1];
            return Err(format!("expected samples of shape (steps, {size}, channels), got {input}"));
        }
        let mut dims = Vec::new();
        for axis in 0..axes {
            let (n, stride, reach) = (input[axis + 1], window.strides[axis], window.reach(axis));
            if window.padding == Padding::Valid && reach > n {
                return Err(format!(
                    "samples of shape {input} are smaller than the kernel, which reaches over {reach} on axis {}",
                    axis + 2
                ));
            }
            dims.push(if window.padding == Padding::Same {
                n.div_ceil(stride)
            } else {
                (n - reach) / stride + 1
            });
        }
        dims.push(self.cell.units);
        Ok(dims.into())
    }
}

/// `x` (`(samples, size.., channels)`) convolved with a kernel.
fn convolved(graph: &mut Graph, x: NodeId, kernel: NodeId, window: &Window) -> Result<NodeId> {
    let samples = graph.shape(x)[0];
    let x = window.padded(graph, x)?;
    let x = window.pictures(graph, x)?;
    let kernel = window.picture_kernel(graph, kernel)?;
    let op = Conv2d::new(window.plane(window.strides), window.plane(window.dilation_rate));
    let y = graph.push(op, &[x, kernel])?;
    window.unpicture(graph, y, samples)
}

/// `x` reshaped to `(leading.., size.., gates, units)`, with the gates moved to the place `to`.
fn apart(graph: &mut Graph, x: NodeId, leading: &[usize], gates: usize, to: usize) -> Result<NodeId> {
    let shape = graph.shape(x);
    let mut dims = leading.to_vec();
    dims.extend(&shape[1..shape.len() - 1]);
    dims.extend([gates, shape.last_axis() / gates]);
    let mut order: Vec<usize> = (0..dims.len()).collect();
    let axis = order.remove(dims.len() - 2);
    order.insert(to, axis);
    let x = graph.push(Reshape { shape: dims.into() }, &[x])?;
    graph.push(View::of(graph.shape(x)).permuted(&order), &[x])
}

impl Layer for ConvLstm {
    fn class_name(&self) -> &'static str {
        ["ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"][self.window.axes - 1]
    }

    fn config(&self) -> Value {
        let mut config = self.cell.config();
        if let Value::Object(map) = &mut config {
            map.remove("units");
        }
        config["filters"] = self.cell.units.into();
        self.window.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        let cell = self.cell.arguments();
        // The cell's first argument is the number of filters; the window comes after it.
        let (filters, rest) = cell.split_once(',').map_or((&*cell, ""), |(filters, rest)| (filters, rest));
        let comma = if rest.is_empty() { "" } else { "," };
        format!("{filters}, {}{comma}{rest}", self.window.arguments())
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let (input, states) = inputs.split_first().ok_or("expected one input, got none")?;
        let expected = self.state(input)?;
        if !states.is_empty() && (states.len() != 2 || states.iter().any(|state| *state != expected)) {
            let got = listed(states);
            return Err(format!("expected as initial_state 2 states of shape {expected}, got {got}"));
        }
        let wide = self.cell.units.saturating_mul(4);
        let kernel = self.window.kernel([input.last_axis(), wide]);
        self.cell.specs([kernel, self.window.kernel([self.cell.units, wide])])
    }

    fn call_form(&self) -> CallForm {
        self.cell.call_form()
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let (&input, given) = inputs.split_first().ok_or_else(|| Error::invalid("expected an input"))?;
        let cell = &self.cell;
        let mut x = input.node;
        if trace.training && cell.dropout > 0.0 {
            x = dropout::along(trace, x, Dropout { rate: cell.dropout, salt: trace.salt }, 1)?;
        }
        let shape = trace.graph.shape(x).clone();
        let (batch, steps) = (shape[0], shape[1]);
        let state = self.state(&shape.sample()).map_err(Error::invalid)?.batched(batch);
        let mut masks = None;
        if trace.training && cell.recurrent_dropout > 0.0 {
            let op = Dropout { rate: cell.recurrent_dropout, salt: trace.salt + (1 << 16) };
            masks = Some(dropout::mask(trace, op, state.batched(4).to_vec())?);
        }
        let graph = &mut *trace.graph;
        if cell.go_backwards {
            x = graph.push(View::of(&shape).reversed(1), &[x])?;
        }
        let rows = shape.sample().sample().batched(batch.saturating_mul(steps));
        x = graph.push(Reshape { shape: rows }, &[x])?;
        x = convolved(graph, x, weights[0], &self.window)?;
        if let Some(&bias) = weights.get(2) {
            x = graph.push(BiasAdd, &[x, bias])?;
        }
        // (batch, steps, gates, ..), then the steps first.
        x = apart(graph, x, &[batch, steps], 4, 2)?;
        let mut order: Vec<usize> = (0..graph.shape(x).len()).collect();
        order[..3].copy_from_slice(&[1, 2, 0]);
        x = graph.push(View::of(graph.shape(x)).permuted(&order), &[x])?;
        let mut states: Vec<NodeId> = given.iter().map(|state| state.node).collect();
        while states.len() < 2 {
            states.push(graph.push(Fill { value: 0.0, shape: state.clone() }, &[])?);
        }
        let mask = cell.steps_first(graph, input.mask.filter(|_| given.is_empty()))?;
        let window = self.recurrent();
        let kernel = weights[1];
        let product = &mut |graph: &mut Graph, state: NodeId, gates: core::ops::Range<usize>| {
            let Some(masks) = masks else {
                let y = convolved(graph, state, kernel, &window)?;
                return apart(graph, y, &[batch], 4, 0);
            };
            let mut products = Vec::new();
            for gate in gates {
                let kept = View::of(graph.shape(masks)).sliced(0, gate, 1);
                let kept = graph.push(kept, &[masks])?;
                let kept = graph.map("m * s", &[("m", kept), ("s", state)], &[])?;
                let kept = graph.push(Reshape { shape: graph.shape(state).clone() }, &[kept])?;
                let columns =
                    View::of(graph.shape(kernel)).sliced(window.axes + 1, gate * cell.units, cell.units);
                let columns = graph.push(columns, &[kernel])?;
                let y = convolved(graph, kept, columns, &window)?;
                products.push(graph.with_axis(y, 0)?);
            }
            Concat::join(graph, &products, 0)
        };
        let all = LSTM
            .unrolled([cell.activation, cell.recurrent_activation])?
            .run(graph, x, states, mask, product)?;
        let last = all.last().cloned().unwrap_or_default();
        let y = if cell.return_sequences { unrolled::sequence(graph, &all)? } else { last[0] };
        cell.outputs(graph, input, y, &last, mask)
    }
}
