//! How layers put themselves into a graph.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::graph::ops::Uniform;
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

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

impl Signal {
    /// The output of a layer whose steps are those of this input: other numbers, the same mask.
    pub fn carry(self, node: NodeId) -> Signals {
        Self { node, ..self }.into()
    }
}

/// What a layer puts out; nearly always one signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signals(Vec<Signal>);

impl Signals {
    /// The first signal.
    pub fn first(&self) -> Signal {
        self.0[0]
    }
}

impl core::ops::Deref for Signals {
    type Target = [Signal];
    fn deref(&self) -> &[Signal] {
        &self.0
    }
}

impl From<Signal> for Signals {
    fn from(signal: Signal) -> Self {
        Self(vec![signal])
    }
}

/// One output without a mask.
impl From<NodeId> for Signals {
    fn from(node: NodeId) -> Self {
        Signal::from(node).into()
    }
}

/// Several outputs; a network has at least one.
impl From<Vec<Signal>> for Signals {
    fn from(signals: Vec<Signal>) -> Self {
        debug_assert!(!signals.is_empty(), "a layer has an output");
        Self(signals)
    }
}

/// The input of a layer that takes one.
///
/// # Errors
/// When there are more, or none.
pub fn single(inputs: &[Signal]) -> Result<Signal> {
    match *inputs {
        [input] => Ok(input),
        _ => Err(Error::invalid(format!("expected one input, got {}", inputs.len()))),
    }
}

/// The shape of the input of a layer that takes one.
///
/// # Errors
/// As [`single`].
pub fn single_shape(inputs: &[Shape]) -> Result<&Shape, String> {
    match inputs {
        [input] => Ok(input),
        _ => Err(format!("expected one input, got {}", inputs.len())),
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
    /// Weights that a training step replaces by other means than gradients, and their new values.
    pub assigns: Vec<(NodeId, NodeId)>,
    /// What regularizers of outputs add to the loss, one number each.
    pub penalties: Vec<NodeId>,
    /// The first output of every layer under its name, those within another as `outer/inner`, in order of use.
    pub outputs: Vec<(String, NodeId)>,
    pub(super) path: String,
    pub(super) calls: u32,
}

impl<'g> Trace<'g> {
    /// At the start of a model.
    pub fn new(graph: &'g mut Graph, training: bool, hyper: NodeId) -> Self {
        Self {
            graph,
            training,
            hyper,
            salt: 0,
            frozen: false,
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
}
