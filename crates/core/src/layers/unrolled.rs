//! A recurrent layer step by step, with operations of their own for each step. It can do what the operation over all steps
//! cannot: drop parts of the states in training, and products that are convolutions.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::error::{Error, Result};
use crate::graph::ops::{Concat, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// The most steps: each becomes about fifty operations of a training step.
const MOST_STEPS: usize = 256;

/// A stage of a cell: the state that is multiplied (`None` for state 0), the gates that it is multiplied for, the formula
/// with the activations in place, and the states that it gives under their names.
pub(super) struct Stage<'s> {
    pub(super) source: Option<usize>,
    pub(super) gates: Range<usize>,
    pub(super) formula: String,
    pub(super) given: &'s [(usize, &'s str)],
}

/// What is the same in all steps.
pub(super) struct Unrolled<'s> {
    pub(super) stages: Vec<Stage<'s>>,
    /// True if the formulas take the sum of the input's products and the state's products.
    pub(super) joined: bool,
    /// The states that the next step reads.
    pub(super) carried: usize,
}

/// The products of a state for some gates: from the state, `(batch, ..)`, to `(gates, batch, ..)`.
pub(super) type Product<'p> = &'p mut dyn FnMut(&mut Graph, NodeId, Range<usize>) -> Result<NodeId>;

/// One entry of the first axis, without that axis.
fn entry(graph: &mut Graph, x: NodeId, at: usize) -> Result<NodeId> {
    let view = View::of(graph.shape(x)).sliced(0, at, 1);
    let shape = view.shape.sample();
    let part = graph.push(view, &[x])?;
    graph.push(Reshape { shape }, &[part])
}

impl Unrolled<'_> {
    /// The carried states after each step. `x` are the input's products, `(steps, gates, batch, ..)`; `states` are the first
    /// states, `(batch, ..)`; `mask` is `(steps, batch)`.
    pub(super) fn run(
        &self,
        graph: &mut Graph,
        x: NodeId,
        mut states: Vec<NodeId>,
        mask: Option<NodeId>,
        product: Product<'_>,
    ) -> Result<Vec<Vec<NodeId>>> {
        let shape = graph.shape(x).clone();
        let (steps, gates) = (shape[0], shape[1]);
        if steps > MOST_STEPS {
            return Err(Error::invalid(format!(
                "its samples have {steps} steps; expected at most {MOST_STEPS}, because each step is computed by operations \
                 of its own"
            )));
        }
        let mut counts = vec![1; shape.len() - 2];
        counts[0] = shape[2];
        let counts = Shape::from(counts);
        let mut all = Vec::new();
        for step in 0..steps {
            let inputs = entry(graph, x, step)?;
            let mut named: Vec<(String, NodeId)> = Vec::new();
            if !self.joined {
                for gate in 0..gates {
                    named.push((format!("x{gate}"), entry(graph, inputs, gate)?));
                }
            }
            for (k, &state) in states.iter().enumerate().take(self.carried) {
                named.push((format!("s{k}"), state));
            }
            let counted = match mask {
                Some(mask) => {
                    let kept = entry(graph, mask, step)?;
                    Some(graph.push(Reshape { shape: counts.clone() }, &[kept])?)
                }
                None => None,
            };
            let mut next = states.clone();
            for stage in &self.stages {
                let source = stage.source.map_or(states[0], |k| next[k]);
                let mut products = product(graph, source, stage.gates.clone())?;
                if self.joined {
                    products = graph.map("r + x", &[("r", products), ("x", inputs)], &[])?;
                }
                for gate in stage.gates.clone() {
                    named.push((format!("r{gate}"), entry(graph, products, gate - stage.gates.start)?));
                }
                for &(state, name) in stage.given {
                    let formula = format!("{}{name}", stage.formula);
                    let used = named.iter().filter(|(name, _)| formula.contains(name.as_str()));
                    let used: Vec<(&str, NodeId)> = used.map(|(name, node)| (name.as_str(), *node)).collect();
                    let mut value = graph.map(&formula, &used, &[])?;
                    if let Some(mask) = counted.filter(|_| state < self.carried) {
                        // By itself, because a kernel on the CPU takes at most eight inputs.
                        let inputs = [("a", value), ("b", states[state]), ("m", mask)];
                        value = graph.map("m > 0 ? a : b", &inputs, &[])?;
                    }
                    next.resize(next.len().max(state + 1), next[0]);
                    next[state] = value;
                }
            }
            states = next;
            all.push(states.clone());
        }
        Ok(all)
    }
}

/// State 0 of all steps, `(batch, steps, ..)`.
pub(super) fn sequence(graph: &mut Graph, all: &[Vec<NodeId>]) -> Result<NodeId> {
    let mut steps = Vec::new();
    for states in all {
        steps.push(graph.with_axis(states[0], 1)?);
    }
    Concat::join(graph, &steps, 1)
}
