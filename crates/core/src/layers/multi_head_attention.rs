//! `MultiHeadAttention` (Vaswani et al. 2017) and `GroupQueryAttention` (Ainslie et al. 2023): attention whose queries, keys
//! and values are projected for several heads, and whose outputs are projected again.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::scores::{self, Hiding, joined};
use super::{CallForm, Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, listed, python_sizes};
use crate::config::{Config, axis_at, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Attend, BatchMatMul, BiasAdd, MatMul, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::{Shape, product};

/// Attention with several heads. Inputs: query, value and, if it is not the value, key, each `(.., features)`, and a mask
/// `(steps, keys)`. Weights: for query, key and value a kernel `(features, heads, size)` and a bias `(heads, size)`, for the
/// output a kernel `(heads, value_dim, output)` and a bias; with `use_gate` also those of the gate, after the key's.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiHeadAttention {
    /// Number of heads of the query.
    pub heads: usize,
    /// Number of heads of key and value, which divides `heads`. `MultiHeadAttention` has as many as the query.
    pub key_value_heads: usize,
    /// Size of each head of query and key.
    pub key_dim: usize,
    /// Size of each head of the value.
    pub value_dim: usize,
    /// The share of the scores' softmax that is dropped in training; 0 by default.
    pub dropout: f32,
    /// True if the projections have a bias; true by default.
    pub use_bias: bool,
    /// True if the output is multiplied by a sigmoid of a projection of the query; false by default.
    pub use_gate: bool,
    /// Shape of each output; that of the query's features by default.
    pub output_shape: Vec<usize>,
    /// The axes that are attended over; all but the batch and the features by default.
    pub attention_axes: Option<Vec<i64>>,
    /// Steps further apart than this minus 1 do not attend to each other.
    pub sliding_window: Option<usize>,
    kernel: WeightOptions,
    bias: WeightOptions,
    /// True for `GroupQueryAttention`.
    grouped: bool,
}

/// The projections, in the order of their weights.
const PROJECTIONS: [&str; 5] = ["query", "key", "gate", "value", "attention_output"];

impl MultiHeadAttention {
    /// `heads` heads of `key_dim` numbers each; all else as Keras's defaults.
    pub fn new(heads: usize, key_dim: usize) -> Self {
        Self {
            heads,
            key_value_heads: heads,
            key_dim,
            value_dim: key_dim,
            dropout: 0.0,
            use_bias: true,
            use_gate: false,
            output_shape: Vec::new(),
            attention_axes: None,
            sliding_window: None,
            kernel: Initializer::GLOROT_UNIFORM.into(),
            bias: Initializer::ZEROS.into(),
            grouped: false,
        }
    }

    pub(super) fn from_config(grouped: bool, config: &Config<'_>) -> Result<Self> {
        let mut this = match grouped {
            true => Self::new(config.count("num_query_heads")?, config.count("head_dim")?),
            false => Self::new(config.count("num_heads")?, config.count("key_dim")?),
        };
        this.grouped = grouped;
        let optional = |key: &str| config.get(key).is_some().then(|| config.count(key)).transpose();
        if grouped {
            this.key_value_heads = config.count("num_key_value_heads")?;
            if !this.heads.is_multiple_of(this.key_value_heads) {
                return Err(config.error(format!(
                    "option \"num_query_heads\" is {}; expected a multiple of num_key_value_heads, which is {}",
                    this.heads, this.key_value_heads
                )));
            }
        } else {
            this.value_dim = optional("value_dim")?.unwrap_or(this.key_dim);
            if config.get("output_shape").is_some() {
                let expected = "a whole number of at least 1, or a list of them";
                let sizes = config.numbers("output_shape", expected)?;
                let whole = |size: &f64| *size >= 1.0 && libm::floor(*size) == *size;
                if !sizes.iter().all(whole) {
                    return Err(config.error(format!("option \"output_shape\" is not {expected}")));
                }
                this.output_shape = sizes.into_iter().map(|size| size as usize).collect();
            }
            if config.get("attention_axes").is_some() {
                this.attention_axes = Some(config.axes("attention_axes", &[])?);
            }
        }
        this.sliding_window = optional("sliding_window")?;
        this.dropout = scores::rate(config)?;
        this.use_bias = config.flag("use_bias", true)?;
        this.use_gate = config.flag("use_gate", false)?;
        this.kernel = config.weight("kernel", Initializer::GLOROT_UNIFORM)?;
        this.bias = config.weight("bias", Initializer::ZEROS)?;
        // How Keras computes the layer; the result is the same.
        config.get("flash_attention");
        if config.get("activity_regularizer").is_some() {
            return Err(config.error("option \"activity_regularizer\" is not supported; only null is"));
        }
        Ok(this)
    }

    /// The axes of the projected query `(batch, .., heads, size)`: those that are not attended over, with the heads, and those
    /// that are.
    fn axes(&self, rank: usize) -> Result<(Vec<usize>, Vec<usize>), String> {
        let attended: Vec<usize> = match &self.attention_axes {
            None => (1..rank - 2).collect(),
            Some(axes) => {
                // Keras counts them in the input, which has one axis less.
                let found =
                    axes.iter().map(|&axis| axis_at(axis, rank - 1).filter(|&at| at > 0 && at + 2 < rank));
                found.collect::<Option<_>>().ok_or_else(|| {
                    format!("option \"attention_axes\" is {axes:?}; expected axes between the batch and the features")
                })?
            }
        };
        let others = (0..rank - 1).filter(|axis| !attended.contains(axis)).collect();
        Ok((others, attended))
    }

    /// `x (.., n)` times a kernel `(n, ..)`, or `x (.., a, b)` times a kernel `(a, b, ..)`, with the bias.
    fn project(graph: &mut Graph, x: NodeId, joined_axes: usize, weights: &[NodeId]) -> Result<NodeId> {
        let (shape, kernel) = (graph.shape(x).clone(), graph.shape(weights[0]).clone());
        let (leading, summed) = shape.split_at(shape.len() - joined_axes);
        let outputs = &kernel[joined_axes..];
        let flat = [product(summed), product(outputs)];
        let x = graph.push(Reshape { shape: joined(&[leading, &flat[..1]]) }, &[x])?;
        let matrix = graph.push(Reshape { shape: flat.into() }, &[weights[0]])?;
        let mut y = graph.push(MatMul::default(), &[x, matrix])?;
        if let Some(&bias) = weights.get(1) {
            let bias = graph.push(Reshape { shape: [flat[1]].into() }, &[bias])?;
            y = graph.push(BiasAdd, &[y, bias])?;
        }
        graph.push(Reshape { shape: joined(&[leading, outputs]) }, &[y])
    }

    /// Which steps of the query may attend to which keys.
    fn allowed(
        &self,
        trace: &mut Trace<'_>,
        inputs: &[Signal],
        rank: usize,
        causal: bool,
    ) -> Result<Option<NodeId>> {
        let (query, value) = (inputs[0], inputs[1]);
        let mut masks = Vec::new();
        for (place, input) in inputs.iter().take(3).enumerate() {
            // The key's mask is mostly the value's.
            if place < 2 || input.mask != value.mask {
                masks.extend(scores::of_steps(trace, *input, if place == 0 { 2 } else { 1 })?);
            }
        }
        let graph = &mut *trace.graph;
        let (steps, keys) = (graph.shape(query.node)[1], graph.shape(value.node)[1]);
        if causal {
            masks.push(scores::causal(graph, steps, keys)?);
        }
        if let Some(window) = self.sliding_window {
            masks.push(scores::window(graph, steps, keys, window)?);
        }
        if rank != 3 && !masks.is_empty() {
            return Err(Error::invalid(
                "masks of steps are supported for inputs of shape (steps, features) only",
            ));
        }
        masks.extend(inputs.get(3).map(|mask| mask.node));
        scores::all(graph, &masks)
    }

    fn heads(
        &self,
        trace: &mut Trace<'_>,
        inputs: &[Signal],
        weights: &[&[NodeId]; 5],
    ) -> Result<(NodeId, Option<NodeId>)> {
        let (query, value) = (inputs[0].node, inputs[1].node);
        let key = inputs.get(2).map_or(value, |key| key.node);
        let rank = trace.graph.shape(query).len() + 1;
        let scores_returned = trace.arguments.return_attention_scores;
        let mask_axes = inputs.get(3).map_or(0, |mask| trace.graph.shape(mask.node).len());
        let fused = rank == 4 && mask_axes <= 3 && !scores_returned;
        let causal = trace.arguments.use_causal_mask;
        let allowed = self.allowed(trace, inputs, rank - 1, causal && !fused)?;
        if !self.grouped {
            trace.taken.extend(inputs.iter().take(3).map(|input| input.node));
        }
        let hiding = match self.dropout > 0.0 || scores_returned || rank != 4 {
            true => Hiding::Zero,
            false => Hiding::Lowest,
        };
        let (others, attended) = self.axes(rank).map_err(Error::invalid)?;
        let graph = &mut *trace.graph;
        let [q, mut k, mut v] = [(query, 0), (key, 1), (value, 3)]
            .map(|(x, projection)| Self::project(graph, x, 1, weights[projection]));
        if fused {
            let op = Attend {
                scale: 1.0 / libm::sqrtf(self.key_dim as f32),
                causal,
                masked: allowed.is_some(),
                zero: hiding == Hiding::Zero,
                dropout: None,
            };
            let y = scores::attend(trace, op, [q?, k?, v?], allowed, self.dropout)?;
            return Ok((y, None));
        }
        if self.key_value_heads < self.heads {
            let repeats = self.heads / self.key_value_heads;
            let mut repeat = |x: NodeId| -> Result<NodeId> {
                let shape = graph.shape(x).clone();
                let wide = graph.push(View::of(&shape).repeated(2, repeats), &[x])?;
                let heads = [shape[0], shape[1], self.heads, shape[3]];
                graph.push(Reshape { shape: heads.into() }, &[wide])
            };
            (k, v) = (k.and_then(&mut repeat), v.and_then(&mut repeat));
        }
        let scale = 1.0 / libm::sqrt(self.key_dim as f64);
        let q = graph.map("x * c", &[("x", q?)], &[("c", scale)])?;
        // The axes that are attended over become one, the others another one: `(others, steps, size)`.
        let order: Vec<usize> = [&others[..], &attended, &[rank - 1]].concat();
        let mut split = |x: NodeId| -> Result<(NodeId, Vec<usize>)> {
            let moved = View::of(graph.shape(x)).permuted(&order);
            let shape = moved.shape.clone();
            let moved = graph.push(moved, &[x])?;
            let (leading, rest) = shape.split_at(others.len());
            let (steps, size) = rest.split_at(attended.len());
            let flat = [product(leading), product(steps), size[0]];
            Ok((graph.push(Reshape { shape: flat.into() }, &[moved])?, shape.to_vec()))
        };
        let ((q, of_query), (k, of_key), (v, _)) = (split(q)?, split(k?)?, split(v?)?);
        let products = graph.push(BatchMatMul::new(false, true), &[q, k])?;
        let flat = graph.shape(products).clone();
        let (leading, steps) = of_query[..rank - 1].split_at(others.len());
        let keys = &of_key[others.len()..rank - 1];
        let allowed =
            allowed.map(|mask| scores::spread(graph, mask, rank - 1 + attended.len(), 2 * attended.len()));
        let allowed = allowed.transpose()?;
        let full = joined(&[leading, steps, keys]);
        let shares = match allowed {
            None => scores::shares(graph, products, None, hiding)?,
            // Masks broadcast to all axes, while the softmax has one axis of keys.
            Some(allowed) if attended.len() == 1 => {
                let products = graph.push(Reshape { shape: full.clone() }, &[products])?;
                let shares = scores::shares(graph, products, Some(allowed), hiding)?;
                graph.push(Reshape { shape: flat }, &[shares])?
            }
            Some(_) => {
                return Err(Error::invalid("masks are supported for one attention axis only"));
            }
        };
        let kept = scores::dropped(trace, shares, self.dropout)?;
        let graph = &mut *trace.graph;
        let y = graph.push(BatchMatMul::default(), &[kept, v])?;
        let size = graph.shape(y).last_axis();
        let y = graph.push(Reshape { shape: joined(&[leading, steps, &[size]]) }, &[y])?;
        let mut back = vec![0; rank];
        for (place, &axis) in order.iter().enumerate() {
            back[axis] = place;
        }
        let y = graph.push(View::of(graph.shape(y)).permuted(&back), &[y])?;
        let shares = match scores_returned {
            true => Some(graph.push(Reshape { shape: full }, &[shares])?),
            false => None,
        };
        Ok((y, shares))
    }
}

impl Layer for MultiHeadAttention {
    fn class_name(&self) -> &'static str {
        if self.grouped { "GroupQueryAttention" } else { "MultiHeadAttention" }
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("dropout", self.dropout.into()),
            ("use_bias", self.use_bias.into()),
            ("use_gate", self.use_gate.into()),
            ("sliding_window", self.sliding_window.map_or(Value::Null, Value::from)),
            ("activity_regularizer", Value::Null),
            ("seed", Value::Null),
        ]);
        if self.grouped {
            config["head_dim"] = self.key_dim.into();
            config["num_query_heads"] = self.heads.into();
            config["num_key_value_heads"] = self.key_value_heads.into();
        } else {
            config["num_heads"] = self.heads.into();
            config["key_dim"] = self.key_dim.into();
            config["value_dim"] = self.value_dim.into();
            config["output_shape"] = match self.output_shape[..] {
                [] => Value::Null,
                ref sizes => sizes.to_vec().into(),
            };
            config["attention_axes"] = self.attention_axes.clone().map_or(Value::Null, Value::from);
        }
        self.kernel.write(&mut config, "kernel");
        self.bias.write(&mut config, "bias");
        config
    }

    fn arguments(&self) -> String {
        let mut text = match self.grouped {
            true => format!(
                "head_dim={}, num_query_heads={}, num_key_value_heads={}",
                self.key_dim, self.heads, self.key_value_heads
            ),
            false => format!("num_heads={}, key_dim={}", self.heads, self.key_dim),
        };
        if self.value_dim != self.key_dim {
            text += &format!(", value_dim={}", self.value_dim);
        }
        if !self.output_shape.is_empty() {
            text += &format!(", output_shape={}", python_sizes(&self.output_shape));
        }
        if let Some(axes) = &self.attention_axes {
            text += &format!(", attention_axes={axes:?}");
        }
        if let Some(window) = self.sliding_window {
            text += &format!(", sliding_window={window}");
        }
        text += &scores::rate_argument(self.dropout);
        for (name, value, default) in [("use_bias", self.use_bias, true), ("use_gate", self.use_gate, false)]
        {
            if value != default {
                text += &format!(", {name}={}", if value { "True" } else { "False" });
            }
        }
        text
    }

    fn call_form(&self) -> CallForm {
        CallForm {
            places: &["query", "value", "key"],
            named: Some("attention_mask"),
            attends: true,
            reverses: false,
            masks: false,
            trains: false,
        }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let (Some(query), Some(value), true) = (inputs.first(), inputs.get(1), inputs.len() < 5) else {
            let got = listed(inputs);
            return Err(format!(
                "expected two to four inputs (query, value, key, attention_mask), got {got}"
            ));
        };
        let key = inputs.get(2).unwrap_or(value);
        let inner = |shape: &Shape| shape.len() >= 2 && (!self.grouped || shape.len() == 2);
        if ![query, value, key].into_iter().all(inner)
            || query.len() != value.len()
            || value[..value.len() - 1] != key[..key.len() - 1]
        {
            return Err(format!(
                "expected query, value and key of shape (steps, features), with as many steps in value and key; got \
                 {query}, {value} and {key}"
            ));
        }
        let (others, _) = self.axes(query.len() + 2)?;
        if others.iter().any(|&axis| axis > 0 && axis < query.len() && query[axis - 1] != value[axis - 1]) {
            return Err(format!(
                "query {query} and value {value} differ in an axis that is not attended over"
            ));
        }
        let outputs =
            if self.output_shape.is_empty() { &query[query.len() - 1..] } else { &self.output_shape };
        let mut weights = Vec::new();
        for name in PROJECTIONS {
            let (features, heads, size) = match name {
                "query" => (query.last_axis(), self.heads, self.key_dim),
                "key" => (key.last_axis(), self.key_value_heads, self.key_dim),
                "gate" if !self.use_gate => continue,
                "gate" => (query.last_axis(), self.heads, self.value_dim),
                "value" => (value.last_axis(), self.key_value_heads, self.value_dim),
                _ => (0, 0, 0),
            };
            let (kernel, bias, inputs) = match name {
                "attention_output" => {
                    (joined(&[&[self.heads, self.value_dim], outputs]), Shape::from(outputs), 2)
                }
                _ => ([features, heads, size].into(), [heads, size].into(), 1),
            };
            let mut options = self.kernel.clone();
            options.initializer = options.initializer.with_inputs(inputs);
            let named =
                |spec: WeightSpec| WeightSpec { name: format!("{name}/{}", spec.name).into(), ..spec };
            weights.push(named(options.spec("kernel", kernel)?));
            if self.use_bias {
                weights.push(named(self.bias.spec("bias", bias)?));
            }
        }
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let each = 1 + usize::from(self.use_bias);
        let mut parts = weights.chunks(each);
        let mut of: [&[NodeId]; 5] = [&[]; 5];
        for (place, name) in PROJECTIONS.into_iter().enumerate() {
            if self.use_gate || name != "gate" {
                of[place] = parts.next().unwrap_or_default();
            }
        }
        let (mut y, shares) = self.heads(trace, inputs, &of)?;
        let graph = &mut *trace.graph;
        if self.use_gate {
            let gate = Self::project(graph, inputs[0].node, 1, of[2])?;
            y = graph.map("y * sigmoid(g)", &[("y", y), ("g", gate)], &[])?;
        }
        let y = Self::project(graph, y, 2, of[4])?;
        let output = Signal { node: y, mask: inputs[0].mask };
        Ok(match shares {
            Some(shares) => vec![output, shares.into()].into(),
            None => output.into(),
        })
    }
}
