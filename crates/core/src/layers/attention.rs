//! `Attention` (Luong et al. 2015) and `AdditiveAttention` (Bahdanau et al. 2015): each step of the query gets the mean of
//! the values, weighted by the softmax of its scores with the keys.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::scores::{self, Hiding};
use super::{CallForm, Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, listed};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Attend, BatchMatMul, Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

const MODES: [&str; 2] = ["dot", "concat"];
/// The index of the mode that adds query and key.
const CONCAT: usize = 1;

/// Attention with one head and without projections. Inputs: query `(steps, size)`, value `(keys, value size)` and, if it is
/// not the value, key `(keys, size)`. Output: `(steps, value size)`. Weights: see the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// True for `AdditiveAttention`, whose scores are `sum(scale * tanh(query + key))`.
    additive: bool,
    /// True if the scores have a factor that is learned: one number, or for `AdditiveAttention` one for each feature.
    use_scale: bool,
    /// Index into [`MODES`]: the dot product, or `w * sum(tanh(scale * (query + key)))` with a learned number `w`.
    score_mode: usize,
    /// The share of the scores' softmax that is dropped in training; 0 by default.
    dropout: f32,
}

impl Attention {
    pub(super) fn from_config(additive: bool, config: &Config<'_>) -> Result<Self> {
        Ok(Self {
            additive,
            use_scale: config.flag("use_scale", additive)?,
            score_mode: if additive { 0 } else { config.choice("score_mode", 0, &MODES)? },
            dropout: scores::rate(config)?,
        })
    }

    /// The scores `(batch, steps, keys)` of queries and keys.
    fn scores(&self, graph: &mut Graph, query: NodeId, key: NodeId, weights: &[NodeId]) -> Result<NodeId> {
        let scale = weights.first().filter(|_| self.use_scale);
        if !self.additive && self.score_mode != CONCAT {
            let scores = graph.push(BatchMatMul::new(false, true), &[query, key])?;
            return match scale {
                Some(&scale) => graph.map("x * s", &[("x", scores), ("s", scale)], &[]),
                None => Ok(scores),
            };
        }
        let (q, k) = (graph.with_axis(query, 2)?, graph.with_axis(key, 1)?);
        let sides = [("q", q), ("k", k)];
        let terms = match (self.additive, scale) {
            (true, Some(&s)) => graph.map("s * tanh(q + k)", &[sides[0], sides[1], ("s", s)], &[])?,
            (false, Some(&s)) => graph.map("tanh(s * (q + k))", &[sides[0], sides[1], ("s", s)], &[])?,
            (_, None) => graph.map("tanh(q + k)", &sides, &[])?,
        };
        let shape = graph.shape(terms).clone();
        let sum = graph.push(Reduce { reduction: Reduction::Sum, axes: vec![3] }, &[terms])?;
        let sum = graph.push(Reshape { shape: shape[..3].into() }, &[sum])?;
        match weights.last() {
            Some(&weight) if !self.additive => graph.map("w * x", &[("x", sum), ("w", weight)], &[]),
            _ => Ok(sum),
        }
    }

    /// The output, which is 0 at masked steps of the query, and the scores if they are returned.
    fn finished(
        &self,
        trace: &mut Trace<'_>,
        query: Signal,
        y: NodeId,
        shares: Option<NodeId>,
    ) -> Result<Signals> {
        let y = match scores::of_steps(trace, query, 2)? {
            Some(mask) => trace.graph.map("m > 0 ? y : 0", &[("y", y), ("m", mask)], &[])?,
            None => y,
        };
        let output = Signal { node: y, mask: query.mask };
        Ok(match shares {
            Some(shares) => vec![output, shares.into()].into(),
            None => output.into(),
        })
    }
}

impl Layer for Attention {
    fn class_name(&self) -> &'static str {
        if self.additive { "AdditiveAttention" } else { "Attention" }
    }

    fn config(&self) -> Value {
        let mut config = members([("use_scale", self.use_scale.into()), ("dropout", self.dropout.into())]);
        if !self.additive {
            config["seed"] = Value::Null;
            config["score_mode"] = MODES[self.score_mode].into();
        }
        config
    }

    fn arguments(&self) -> String {
        let mut text = String::new();
        if self.use_scale != self.additive {
            text += if self.use_scale { ", use_scale=True" } else { ", use_scale=False" };
        }
        if self.score_mode == CONCAT {
            text += ", score_mode=\"concat\"";
        }
        text += &scores::rate_argument(self.dropout);
        text.get(2..).unwrap_or_default().into()
    }

    fn joins(&self) -> bool {
        true
    }

    fn call_form(&self) -> CallForm {
        CallForm { attends: true, ..CallForm::default() }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let ([query, value] | [query, value, _]) = inputs else {
            return Err(format!("expected two or three inputs (query, value, key), got {}", listed(inputs)));
        };
        let key = inputs.get(2).unwrap_or(value);
        let ([_, size], [keys, _], [of_key, key_size]) = (&**query, &**value, &**key) else {
            return Err(format!(
                "expected inputs of shape (steps, features), got {query}, {value} and the key {key}"
            ));
        };
        if keys != of_key || size != key_size {
            return Err(format!(
                "expected a key of shape ({keys}, {size}) for the query {query} and the value {value}, got {key}"
            ));
        }
        let one = Shape::default;
        let ones = |name, shape: Shape| {
            let initializer = if self.additive { Initializer::GLOROT_UNIFORM } else { Initializer::ONES };
            WeightOptions::from(initializer).spec(name, shape)
        };
        let mut weights = Vec::new();
        if self.use_scale {
            weights.push(ones("scale", if self.additive { [*size].into() } else { one() })?);
        }
        if self.score_mode == CONCAT {
            weights.push(ones("concat_score_weight", one())?);
        }
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let (&[query, value] | &[query, value, _]) = inputs else {
            return Err(Error::invalid("expected two or three inputs"));
        };
        let key = inputs.get(2).copied().unwrap_or(value);
        let (causal, returned) = (trace.arguments.use_causal_mask, trace.arguments.return_attention_scores);
        if !self.additive && self.score_mode != CONCAT && !returned {
            let allowed = scores::of_steps(trace, value, 1)?;
            let mut q = query.node;
            if let Some(&scale) = weights.first() {
                q = trace.graph.map("x * s", &[("x", q), ("s", scale)], &[])?;
            }
            let [q, k, v] = [q, key.node, value.node].map(|x| trace.graph.with_axis(x, 2));
            let op = Attend { scale: 1.0, causal, masked: allowed.is_some(), zero: false, dropout: None };
            let y = scores::attend(trace, op, [q?, k?, v?], allowed, self.dropout)?;
            let [batch, steps, _, size] = **trace.graph.shape(y) else { unreachable!("four axes") };
            let y = trace.graph.push(Reshape { shape: [batch, steps, size].into() }, &[y])?;
            return self.finished(trace, query, y, None);
        }
        let scores = self.scores(trace.graph, query.node, key.node, weights)?;
        let (steps, keys) = (trace.graph.shape(scores)[1], trace.graph.shape(scores)[2]);
        let mut masks: Vec<NodeId> = scores::of_steps(trace, value, 1)?.into_iter().collect();
        if causal {
            masks.push(scores::causal(trace.graph, steps, keys)?);
        }
        let allowed = scores::all(trace.graph, &masks)?;
        let shares = scores::shares(trace.graph, scores, allowed, Hiding::Lowered)?;
        let shares = scores::dropped(trace, shares, self.dropout)?;
        let y = trace.graph.push(BatchMatMul::default(), &[shares, value.node])?;
        self.finished(trace, query, y, returned.then_some(shares))
    }
}
