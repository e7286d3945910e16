//! How layers put themselves into a graph.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Entry;
use crate::error::{Error, Result};
use crate::graph::ops::Uniform;
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// What a layer does with the mask of its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Masks {
    /// It ends here; where the layer heeds it, the trace has it.
    Drop,
    /// It holds for the output as well, or for what the layer puts into [`Trace::mask`] in its place.
    Keep,
    /// Keras would treat steps under a mask in a way of its own that this layer does not know.
    Refuse,
}

/// What goes from layer to layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// The numbers.
    pub node: NodeId,
    /// Which steps of them count, `(batch, steps)` of 1 and 0; none when all do.
    pub mask: Option<NodeId>,
}

impl From<NodeId> for Signal {
    fn from(node: NodeId) -> Self {
        Self { node, mask: None }
    }
}

/// Where layers trace themselves.
pub struct Trace<'g> {
    /// The graph being built.
    pub graph: &'g mut Graph,
    /// True for a training step, where dropout and the like act.
    pub training: bool,
    /// The feed of numbers that change from step to step, such as the key of random masks.
    pub hyper: NodeId,
    /// Tells random numbers of one layer from those of another.
    pub salt: u32,
    /// True within a layer that was set not to learn.
    pub frozen: bool,
    /// The mask of `x`; a layer that keeps masks leaves the one of its output.
    pub mask: Option<NodeId>,
    /// Weights that a training step replaces by other means than gradients, and their new values.
    pub assigns: Vec<(NodeId, NodeId)>,
    /// What regularizers of outputs add to the loss, one number each.
    pub penalties: Vec<NodeId>,
    /// The output of every layer under its name, those within another as `outer/inner`, in order of use.
    pub outputs: Vec<(String, NodeId)>,
    path: String,
    calls: u32,
}

impl<'g> Trace<'g> {
    /// At the start of a model: no mask yet.
    pub fn new(graph: &'g mut Graph, training: bool, hyper: NodeId) -> Self {
        Self {
            graph,
            training,
            hyper,
            salt: 0,
            frozen: false,
            mask: None,
            assigns: Vec::new(),
            penalties: Vec::new(),
            outputs: Vec::new(),
            path: String::new(),
            calls: 0,
        }
    }

    /// Random numbers in `[0, 1)`, other ones each step; `place` tells those of one layer apart.
    pub fn uniform(&mut self, place: u32, shape: Shape) -> Result<NodeId> {
        self.graph.push(Uniform { shape, salt: self.salt + (place << 16) }, &[self.hyper])
    }

    /// The value of a weight that the step may have replaced already: a layer used twice goes on from there.
    pub fn current(&self, weight: NodeId) -> NodeId {
        self.assigns.iter().find(|(of, _)| *of == weight).map_or(weight, |&(_, value)| value)
    }

    /// Replaces a weight after the step.
    pub fn assign(&mut self, weight: NodeId, value: NodeId) {
        match self.assigns.iter_mut().find(|(of, _)| *of == weight) {
            Some((_, earlier)) => *earlier = value,
            None => self.assigns.push((weight, value)),
        }
    }

    /// Adds a layer to the graph.
    ///
    /// # Errors
    /// When the layer cannot take these inputs; the message names it.
    pub fn call(&mut self, entry: &Entry, inputs: &[Signal], weights: &[NodeId]) -> Result<Signal> {
        let outer = (self.path.len(), self.salt, self.frozen);
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path += &entry.name;
        self.graph.set_layer(&self.path);
        self.salt = self.calls;
        self.calls += 1;
        self.frozen |= !entry.trainable;
        let output = self.add(entry, inputs, weights).map_err(|error| match error {
            // What stands within a model is named already.
            Error::Layer { message, .. } | Error::Invalid(message) if entry.layer.network().is_none() => {
                entry.error(message)
            }
            other => other,
        });
        if let Ok(output) = output {
            self.outputs.push((self.path.clone(), output.node));
        }
        self.path.truncate(outer.0);
        (self.salt, self.frozen) = (outer.1, outer.2);
        self.graph.set_layer(&self.path);
        output
    }

    fn add(&mut self, entry: &Entry, inputs: &[Signal], weights: &[NodeId]) -> Result<Signal> {
        let output = match (entry.layer.merging(), inputs) {
            (Some(merge), _) => merge.join(self, inputs)?,
            (None, &[input]) => {
                if input.mask.is_some() && entry.layer.masks() == Masks::Refuse {
                    return Err(entry.error("its input is masked, which this layer does not support"));
                }
                self.mask = input.mask;
                let node = entry.layer.trace(self, input.node, weights)?;
                let mask = self.mask.filter(|_| entry.layer.masks() == Masks::Keep);
                Signal { node, mask }
            }
            (None, _) => return Err(entry.error(format!("expected one input, got {}", inputs.len()))),
        };
        if let Some(regularizer) = entry.activity {
            let penalty = regularizer.trace(self.graph, output.node)?;
            let samples = self.graph.shape(output.node)[0] as f64;
            self.penalties.push(self.graph.map("p / n", &[("p", penalty)], &[("n", samples)])?);
        }
        Ok(output)
    }
}
