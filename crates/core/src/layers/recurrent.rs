//! `LSTM` (Hochreiter & Schmidhuber 1997), `GRU` (Cho et al. 2014) and `SimpleRNN`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::unrolled::{self, Unrolled};
use super::{
    CallForm, Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, dropout, expect_axes, listed,
};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{
    BatchMatMul, BiasAdd, Cell, Concat, Dropout, Fill, MatMul, Recurrent as Run, Reshape, Stage, View,
};
use crate::graph::{Expression, Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// How the classes differ. In a formula, `A` and `R` stand for the activation and the recurrent activation of `x`.
#[derive(Debug, PartialEq)]
pub(super) struct RecurrentRow {
    class: &'static str,
    gates: usize,
    states: usize,
    carried: usize,
    joined: bool,
    /// For each stage: the state that is multiplied, the first gate and the one after the last, the formula, and the
    /// states that it computes, each with the name of its value.
    stages: &'static [StageRow],
}

type StageRow = (Option<usize>, [usize; 2], &'static str, &'static [(usize, &'static str)]);

pub(super) const LSTM: RecurrentRow = RecurrentRow {
    class: "LSTM",
    gates: 4,
    states: 2,
    carried: 2,
    joined: true,
    stages: &[(
        None,
        [0, 4],
        "x = r0; i = R; x = r1; f = R; x = r2; g = A; x = r3; o = R; c = f * s1 + i * g; x = c; h = o * (A);",
        &[(0, "h"), (1, "c")],
    )],
};
const SIMPLE: RecurrentRow = RecurrentRow {
    class: "SimpleRNN",
    gates: 1,
    states: 1,
    carried: 1,
    joined: true,
    stages: &[(None, [0, 1], "x = r0; h = A;", &[(0, "h")])],
};
/// With `reset_after`, Keras's default: the reset gate multiplies the recurrent product.
const GRU: RecurrentRow = RecurrentRow {
    class: "GRU",
    gates: 3,
    states: 1,
    carried: 1,
    joined: false,
    stages: &[(
        None,
        [0, 3],
        "x = x0 + r0; z = R; x = x1 + r1; p = R; x = x2 + p * r2; g = A; h = z * s0 + (1 - z) * g;",
        &[(0, "h")],
    )],
};
/// Without `reset_after`: the reset gate multiplies the state before the product.
const GRU_BEFORE: RecurrentRow = RecurrentRow {
    class: "GRU",
    gates: 3,
    states: 2,
    carried: 1,
    joined: false,
    stages: &[
        (None, [0, 2], "x = x1 + r1; p = R; q = p * s0;", &[(1, "q")]),
        (Some(1), [2, 3], "x = x0 + r0; z = R; x = x2 + r2; g = A; h = z * s0 + (1 - z) * g;", &[(0, "h")]),
    ],
};

/// A recurrent layer over samples `(steps, features)`. Weights: `kernel (features, gates * units)`,
/// `recurrent_kernel (units, gates * units)`, `bias (gates * units,)`, for a GRU with `reset_after` `(2, ..)`;
/// the gates in Keras's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrent {
    row: &'static RecurrentRow,
    /// Length of output and state.
    pub units: usize,
    /// The candidate's activation; tanh by default.
    pub activation: Activation,
    /// The gates' activation; sigmoid by default. SimpleRNN has none.
    pub recurrent_activation: Activation,
    /// True if a bias is added; true by default.
    pub use_bias: bool,
    /// True if an LSTM's forget gate starts with a bias of 1; true by default.
    pub unit_forget_bias: bool,
    /// True to return the outputs of all steps instead of the last; false by default.
    pub return_sequences: bool,
    /// True to return the states after the last step, too; false by default.
    pub return_state: bool,
    /// True to run from the last step to the first; false by default.
    pub go_backwards: bool,
    /// Share of the inputs dropped in training, with the same mask at every step; 0 by default.
    pub dropout: f32,
    /// Share of the state dropped in training, with the same mask at every step and another one for each gate; 0 by default.
    pub recurrent_dropout: f32,
    /// True if masked steps give zeros instead of the output before; false by default.
    pub zero_output_for_mask: bool,
    /// Options of kernel, recurrent kernel and bias; Glorot uniform, orthogonal and zeros by default.
    weights: [WeightOptions; 3],
}

const WEIGHTS: [&str; 3] = ["kernel", "recurrent", "bias"];
const INITIALIZERS: [Initializer; 3] =
    [Initializer::GLOROT_UNIFORM, Initializer::ORTHOGONAL, Initializer::ZEROS];

impl Recurrent {
    /// An LSTM with `units` units; all else as Keras's defaults.
    pub fn lstm(units: usize) -> Self {
        Self::new(&LSTM, units)
    }

    /// A GRU with `units` units whose reset gate acts after the product; all else as Keras's defaults.
    pub fn gru(units: usize) -> Self {
        Self::new(&GRU, units)
    }

    /// A SimpleRNN with `units` units; all else as Keras's defaults.
    pub fn simple_rnn(units: usize) -> Self {
        Self::new(&SIMPLE, units)
    }

    fn new(row: &'static RecurrentRow, units: usize) -> Self {
        Self {
            row,
            units,
            activation: Activation::TANH,
            recurrent_activation: Activation::SIGMOID,
            use_bias: true,
            unit_forget_bias: true,
            return_sequences: false,
            return_state: false,
            go_backwards: false,
            dropout: 0.0,
            recurrent_dropout: 0.0,
            zero_output_for_mask: false,
            weights: INITIALIZERS.map(WeightOptions::from),
        }
    }

    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let row = [&LSTM, &GRU, &SIMPLE].into_iter().find(|row| row.class == class);
        let row = row.ok_or_else(|| config.unknown_class())?;
        Self::read(row, config.count("units")?, config)
    }

    /// The options of a layer, without its number of units.
    pub(super) fn read(row: &'static RecurrentRow, units: usize, config: &Config<'_>) -> Result<Self> {
        // These options choose how Keras computes the layer. The result is the same.
        for ignored in ["unroll", "implementation", "time_major", "use_cudnn"] {
            config.get(ignored);
        }
        let mut layer = Self::new(row, units);
        if row.class == "GRU" && !config.flag("reset_after", true)? {
            layer.row = &GRU_BEFORE;
        }
        let activation = |key, default| match config.get(key) {
            None => Ok(default),
            Some(_) => config.activation(key),
        };
        layer.activation = activation("activation", layer.activation)?;
        if row.class != "SimpleRNN" {
            layer.recurrent_activation = activation("recurrent_activation", layer.recurrent_activation)?;
        }
        for (key, activation) in
            [("activation", layer.activation), ("recurrent_activation", layer.recurrent_activation)]
        {
            if activation.formula().is_none() {
                let name = activation.name();
                return Err(
                    config.error(format!("option \"{key}\" is {name}; expected one of single numbers"))
                );
            }
        }
        layer.use_bias = config.flag("use_bias", true)?;
        if row.class == "LSTM" {
            layer.unit_forget_bias = config.flag("unit_forget_bias", true)?;
        }
        layer.return_sequences = config.flag("return_sequences", false)?;
        layer.return_state = config.flag("return_state", false)?;
        layer.go_backwards = config.flag("go_backwards", false)?;
        layer.zero_output_for_mask = config.flag("zero_output_for_mask", false)?;
        for (key, rate) in
            [("dropout", &mut layer.dropout), ("recurrent_dropout", &mut layer.recurrent_dropout)]
        {
            let given = config.number(key, 0.0, "a number in [0, 1)", |rate| (0.0..1.0).contains(&rate))?;
            *rate = given as f32;
        }
        for (k, name) in WEIGHTS.into_iter().enumerate() {
            layer.weights[k] = config.weight(name, INITIALIZERS[k])?;
        }
        Ok(layer)
    }

    /// The number of states.
    #[cfg(feature = "rare")]
    pub(super) fn carried(&self) -> usize {
        self.row.carried
    }

    /// The same cell in a layer that returns its last output only, forwards.
    #[cfg(feature = "rare")]
    pub(super) fn plain(&self) -> Self {
        Self { return_sequences: false, return_state: false, go_backwards: false, ..self.clone() }
    }

    fn resets_after(&self) -> bool {
        self.row == &GRU
    }

    /// The products of all steps, and before them a step that holds the initial states.
    fn start(&self, graph: &mut Graph, product: NodeId, states: &[Signal]) -> Result<NodeId> {
        let [_, batch, wide] = *graph.shape(product).clone() else { return Ok(product) };
        let mut parts: Vec<NodeId> = states.iter().map(|state| state.node).collect();
        let rest = wide - parts.len() * self.units;
        if rest > 0 {
            parts.push(graph.push(Fill { value: 0.0, shape: [batch, rest].into() }, &[])?);
        }
        let first = Concat::join(graph, &parts, 1)?;
        let first = graph.push(Reshape { shape: [1, batch, wide].into() }, &[first])?;
        Concat::join(graph, &[first, product], 0)
    }

    /// The weights, for kernels of these shapes.
    pub(super) fn specs(&self, [of_kernel, of_recurrent]: [Shape; 2]) -> Result<Vec<WeightSpec>, String> {
        let wide = of_kernel.last_axis();
        let [kernel, recurrent, bias] = &self.weights;
        let mut weights =
            vec![kernel.spec("kernel", of_kernel)?, recurrent.spec("recurrent_kernel", of_recurrent)?];
        if self.use_bias {
            let shape: Shape = if self.resets_after() { [2, wide].into() } else { [wide].into() };
            let mut bias = bias.spec("bias", shape)?;
            if self.row == &LSTM && self.unit_forget_bias && bias.options.initializer == Initializer::ZEROS {
                bias.options.initializer = Initializer::UNIT_FORGET_BIAS;
            }
            weights.push(bias);
        }
        Ok(weights)
    }

    /// A mask `(batch, steps)` in the order in which the layer goes over the steps: `(steps, batch)`.
    pub(super) fn steps_first(&self, graph: &mut Graph, mask: Option<NodeId>) -> Result<Option<NodeId>> {
        let Some(mask) = mask else { return Ok(None) };
        let view = View::of(graph.shape(mask)).permuted(&[1, 0]);
        let view = if self.go_backwards { view.reversed(0) } else { view };
        graph.push(view, &[mask]).map(Some)
    }

    /// The states after each step, with parts of the states dropped. `inputs` are those of the operation: the input's
    /// products, the recurrent kernel and its bias.
    fn steps(
        &self,
        trace: &mut Trace<'_>,
        inputs: &[NodeId],
        states: &[Signal],
        mask: Option<NodeId>,
    ) -> Result<Vec<Vec<NodeId>>> {
        let (units, gates) = (self.units, self.row.gates);
        let [steps, batch, _] = *trace.graph.shape(inputs[0]).clone() else { return Ok(Vec::new()) };
        let op = Dropout { rate: self.recurrent_dropout, salt: trace.salt + (1 << 16) };
        let masks = dropout::mask(trace, op, vec![gates, batch, units])?;
        let graph = &mut *trace.graph;
        // The gates come first, so that those of a stage are contiguous.
        let apart = |graph: &mut Graph, x: NodeId, dims: &[usize], order: &[usize]| -> Result<NodeId> {
            let x = graph.push(Reshape { shape: dims.into() }, &[x])?;
            graph.push(View::of(graph.shape(x)).permuted(order), &[x])
        };
        let x = apart(graph, inputs[0], &[steps, batch, gates, units], &[0, 2, 1, 3])?;
        let kernels = apart(graph, inputs[1], &[units, gates, units], &[1, 0, 2])?;
        let biases = match inputs.get(2) {
            Some(&bias) => Some(graph.push(Reshape { shape: [gates, 1, units].into() }, &[bias])?),
            None => None,
        };
        let mut first: Vec<NodeId> = states.iter().map(|state| state.node).collect();
        while first.len() < self.row.carried {
            first.push(graph.push(Fill { value: 0.0, shape: [batch, units].into() }, &[])?);
        }
        let cell = self.row.unrolled([self.activation, self.recurrent_activation])?;
        cell.run(graph, x, first, mask, &mut |graph, state, gates| {
            let of = |graph: &mut Graph, x: NodeId| {
                graph.push(View::of(graph.shape(x)).sliced(0, gates.start, gates.len()), &[x])
            };
            let (masks, kernels) = (of(graph, masks)?, of(graph, kernels)?);
            let kept = graph.map("s * m", &[("m", masks), ("s", state)], &[])?;
            let product = graph.push(BatchMatMul::default(), &[kept, kernels])?;
            match biases {
                Some(biases) => {
                    let bias = of(graph, biases)?;
                    graph.map("r + b", &[("r", product), ("b", bias)], &[])
                }
                None => Ok(product),
            }
        })
    }

    /// The layer's outputs: `y`, and the last states where they are asked for. `mask` is that of the steps in their order.
    pub(super) fn outputs(
        &self,
        graph: &mut Graph,
        input: Signal,
        mut y: NodeId,
        last: &[NodeId],
        mask: Option<NodeId>,
    ) -> Result<Signals> {
        let mut first = Signal::from(y);
        if self.return_sequences {
            if let Some(mask) = mask.filter(|_| self.zero_output_for_mask) {
                let view = View::of(graph.shape(mask)).permuted(&[1, 0]);
                let mask = graph.push(view, &[mask])?;
                let mut dims = graph.shape(mask).to_vec();
                dims.resize(graph.shape(y).len(), 1);
                let mask = graph.push(Reshape { shape: dims.into() }, &[mask])?;
                y = graph.map("y * m", &[("y", y), ("m", mask)], &[])?;
            }
            first = Signal { node: y, ..input };
        }
        let states = if self.return_state { &last[..self.row.carried] } else { &[] };
        let states = states.iter().map(|&state| Signal::from(state));
        Ok(core::iter::once(first).chain(states).collect::<Vec<_>>().into())
    }

    /// The cell. Where the layer is `started`, the first step only sets the states: there the input's products hold them, and
    /// the mask is 2.
    fn cell(&self, masked: bool, started: bool) -> Result<Cell> {
        let RecurrentRow { gates, states, carried, joined, stages, .. } = *self.row;
        let mut cell = Cell { gates, states, carried, joined, stages: Vec::new() };
        let names = cell.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for &(source, [from, to], template, given) in stages {
            let mut formula = formula(template, [self.activation, self.recurrent_activation])?;
            for (state, name) in given.iter().filter(|(state, _)| *state < carried) {
                if masked {
                    formula += &format!("{name} = m > 0 ? {name} : s{state};");
                }
                if started {
                    // Before the first step all states are zero, and so are their products.
                    let start = if joined { 'r' } else { 'x' };
                    formula += &format!("{name} = m > 1 ? {start}{state} : {name};");
                }
            }
            let outputs: Vec<&str> = given.iter().map(|&(_, name)| name).collect();
            cell.stages.push(Stage {
                source,
                gates: from..to,
                expression: Expression::update(&formula, &names, &[], &outputs)?,
                states: given.iter().map(|&(state, _)| state).collect(),
            });
        }
        Ok(cell)
    }
}

/// A stage's formula with the activation and the recurrent activation in place.
pub(super) fn formula(template: &str, [activation, recurrent]: [Activation; 2]) -> Result<String> {
    let of = |activation: Activation| {
        activation.formula().ok_or_else(|| Error::invalid(format!("activation {}", activation.name())))
    };
    Ok(template.replace('A', of(activation)?).replace('R', of(recurrent)?))
}

impl RecurrentRow {
    /// The cell step by step, with these activations.
    pub(super) fn unrolled(&self, activations: [Activation; 2]) -> Result<Unrolled<'static>> {
        let mut stages = Vec::new();
        for &(source, [from, to], template, given) in self.stages {
            stages.push(unrolled::Stage {
                source,
                gates: from..to,
                formula: formula(template, activations)?,
                given,
            });
        }
        Ok(Unrolled { stages, joined: self.joined, carried: self.carried })
    }
}

impl Layer for Recurrent {
    fn class_name(&self) -> &'static str {
        self.row.class
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("units", self.units.into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
            ("dropout", self.dropout.into()),
            ("recurrent_dropout", self.recurrent_dropout.into()),
            ("return_sequences", self.return_sequences.into()),
            ("return_state", self.return_state.into()),
            ("go_backwards", self.go_backwards.into()),
            ("stateful", false.into()),
            ("unroll", false.into()),
            ("zero_output_for_mask", self.zero_output_for_mask.into()),
        ]);
        for (options, name) in self.weights.iter().zip(WEIGHTS) {
            options.write(&mut config, name);
        }
        if self.row.class != "SimpleRNN" {
            config["recurrent_activation"] = self.recurrent_activation.name().into();
        }
        match self.row.class {
            "LSTM" => config["unit_forget_bias"] = self.unit_forget_bias.into(),
            "GRU" => config["reset_after"] = self.resets_after().into(),
            _ => {}
        }
        config
    }

    fn arguments(&self) -> String {
        let mut text = self.units.to_string();
        for (key, activation, default) in [
            ("activation", self.activation, Activation::TANH),
            ("recurrent_activation", self.recurrent_activation, Activation::SIGMOID),
        ] {
            if activation != default {
                text += &format!(", {key}=\"{}\"", activation.name());
            }
        }
        let flags = [
            ("use_bias", self.use_bias, true),
            ("reset_after", self.row != &GRU_BEFORE, true),
            ("return_sequences", self.return_sequences, false),
            ("return_state", self.return_state, false),
            ("go_backwards", self.go_backwards, false),
        ];
        for (key, value, _) in flags.into_iter().filter(|(_, value, default)| value != default) {
            text += if value { ", " } else { "," };
            text +=
                &format!("{}{key}={}", if value { "" } else { " " }, if value { "True" } else { "False" });
        }
        text
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let (input, states) = inputs.split_first().ok_or("expected one input, got none")?;
        expect_axes(input, 1)?;
        let carried = self.row.carried;
        if !states.is_empty()
            && (states.len() != carried || states.iter().any(|state| **state != [self.units]))
        {
            let got = listed(states);
            let expected = self.units;
            return Err(format!(
                "expected as initial_state {carried} states of shape ({expected},), got {got}"
            ));
        }
        let wide = self.row.gates.saturating_mul(self.units);
        self.specs([[input[1], wide].into(), [self.units, wide].into()])
    }

    fn goes_backwards(&self) -> Option<bool> {
        Some(self.go_backwards)
    }

    fn call_form(&self) -> CallForm {
        CallForm { places: &["sequences"], named: Some("initial_state"), masks: true, ..CallForm::default() }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let (&input, states) = inputs.split_first().ok_or_else(|| Error::invalid("expected an input"))?;
        let mut x = input.node;
        if trace.training && self.dropout > 0.0 {
            let op = Dropout { rate: self.dropout, salt: trace.salt };
            x = dropout::along(trace, x, op, 1)?;
        }
        let graph = &mut *trace.graph;
        // Steps come first, so that the numbers of one step are contiguous.
        let directed = |view: View| if self.go_backwards { view.reversed(0) } else { view };
        let view = directed(View::of(graph.shape(x)).permuted(&[1, 0, 2]));
        let x = graph.push(view, &[x])?;
        let (steps, batch) = (graph.shape(x)[0], graph.shape(x)[1]);
        let mut product = graph.push(MatMul::default(), &[x, weights[0]])?;
        let wide = graph.shape(product).last_axis();
        let mut inputs = vec![product, weights[1]];
        if let Some(&bias) = weights.get(2) {
            let mut first = bias;
            if self.resets_after() {
                let mut half = |k: usize| -> Result<NodeId> {
                    let view = View::of(graph.shape(bias)).sliced(0, k, 1);
                    let row = graph.push(view, &[bias])?;
                    graph.push(Reshape { shape: [wide].into() }, &[row])
                };
                first = half(0)?;
                inputs.push(half(1)?);
            }
            product = graph.push(BiasAdd, &[product, first])?;
            inputs[0] = product;
        }
        let bias = inputs.len() == 3;
        let started = !states.is_empty();
        // In Keras 3.15 a layer that is given states does not see the mask of its input; it passes it on.
        let mask = self.steps_first(graph, input.mask.filter(|_| !started))?;
        if trace.training && self.recurrent_dropout > 0.0 {
            let all = self.steps(trace, &inputs, states, mask)?;
            let last = all.last().cloned().unwrap_or_default();
            let graph = &mut *trace.graph;
            let y = if self.return_sequences { unrolled::sequence(graph, &all)? } else { last[0] };
            return self.outputs(graph, input, y, &last, mask);
        }
        let graph = &mut *trace.graph;
        let cell = self.cell(mask.is_some(), started)?;
        let mut counts = mask;
        if started {
            inputs[0] = self.start(graph, product, states)?;
            let first = graph.push(Fill { value: 2.0, shape: [1, batch].into() }, &[])?;
            let rest = graph.push(Fill { value: 1.0, shape: [steps, batch].into() }, &[])?;
            counts = Some(Concat::join(graph, &[first, rest], 0)?);
        }
        inputs.extend(counts);
        let run = Run { cell, bias, masked: counts.is_some() };
        let records = graph.push(run.clone(), &inputs)?;
        let before = usize::from(started);
        let shape = graph.shape(records).clone();
        let last = |graph: &mut Graph, k: usize| -> Result<NodeId> {
            let view = run.states(k, &shape, batch, self.units).sliced(0, before + steps - 1, 1);
            let last = graph.push(view, &[records])?;
            graph.push(Reshape { shape: [batch, self.units].into() }, &[last])
        };
        let carried = if self.return_state { self.row.carried } else { 1 };
        let ends = (0..carried).map(|k| last(graph, k)).collect::<Result<Vec<_>>>()?;
        let mut y = ends[0];
        if self.return_sequences {
            let view = run.states(0, &shape, batch, self.units).sliced(0, before, steps);
            y = graph.push(view.permuted(&[1, 0, 2]), &[records])?;
        }
        self.outputs(graph, input, y, &ends, mask)
    }
}
