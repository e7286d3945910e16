//! How layers trace themselves into a graph.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::graph::ops::Uniform;
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// A value that goes from layer to layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// The numbers.
    pub node: NodeId,
    /// Which steps count: `(batch, steps)` of 1 and 0; `None` when all do.
    pub mask: Option<NodeId>,
}

impl From<NodeId> for Signal {
    fn from(node: NodeId) -> Self {
        Self { node, mask: None }
    }
}

impl Signal {
    /// The output `node` of a layer that keeps this input's steps: it gets the same mask.
    pub fn carry(self, node: NodeId) -> Signals {
        Self { node, ..self }.into()
    }
}

/// The outputs of a layer; nearly always one.
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

/// The input of a layer that takes one input.
///
/// # Errors
/// When there are several inputs, or none.
pub fn single(inputs: &[Signal]) -> Result<Signal> {
    match *inputs {
        [input] => Ok(input),
        _ => Err(Error::invalid(format!("expected one input, got {}", inputs.len()))),
    }
}

/// The input's shape, for a layer that takes one input.
///
/// # Errors
/// As [`single`].
pub fn single_shape(inputs: &[Shape]) -> Result<&Shape, String> {
    match inputs {
        [input] => Ok(input),
        _ => Err(format!("expected one input, got {}", inputs.len())),
    }
}

/// What a call tells a layer besides its inputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arguments {
    /// `training`: true or false in place of what the model is doing; `None`, the default, to follow it.
    pub training: Option<bool>,
    /// `use_causal_mask`: true if a step attends only to itself and to earlier steps; false by default.
    pub use_causal_mask: bool,
    /// `return_attention_scores`: true for the scores as a second output; false by default.
    pub return_attention_scores: bool,
    /// `reverse`: true if a `ReversibleEmbedding` goes from vectors to scores; false by default.
    pub reverse: bool,
}

impl Arguments {
    /// The arguments that are given, under Keras's names.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, bool)> {
        let flag = |name, value: bool| value.then_some((name, true));
        let all = [
            self.training.map(|training| ("training", training)),
            flag("use_causal_mask", self.use_causal_mask),
            flag("return_attention_scores", self.return_attention_scores),
            flag("reverse", self.reverse),
        ];
        all.into_iter().flatten()
    }
}

/// What a layer can be called with besides the inputs at their places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallForm {
    /// The names of the inputs. They can be given by place or by name; the last ones can be left out.
    pub places: &'static [&'static str],
    /// An input, or a list of inputs, that is given by name only. It comes after the others.
    pub named: Option<&'static str>,
    /// True for the arguments of attention: `use_causal_mask` and `return_attention_scores`.
    pub attends: bool,
    /// True for the argument `reverse`.
    pub reverses: bool,
    /// True if the call has an argument `mask` in Keras.
    pub masks: bool,
    /// True if the call's argument `training` is true by default. Keras records the default in functional models, and each
    /// call of the model replaces it.
    pub trains: bool,
}

impl CallForm {
    /// The form of layers that prepare pictures.
    pub(super) const PICTURES: Self =
        Self { places: &[], named: None, attends: false, reverses: false, masks: false, trains: true };
}

/// The graph that layers trace themselves into, and what they need to know.
pub struct Trace<'g> {
    /// The graph being built.
    pub graph: &'g mut Graph,
    /// True for a training step, where dropout and the like act.
    pub training: bool,
    /// What the call of this layer states.
    pub arguments: Arguments,
    /// The feed of numbers that change from step to step, such as the key of random masks.
    hyper: NodeId,
    /// True if the program gets that feed: the programs of training do.
    fed: bool,
    /// Differs between layers, so that each has its own random numbers.
    pub salt: u32,
    /// True within a layer that is not trainable.
    pub frozen: bool,
    /// Weights to which a training step assigns new values without gradients, and these values.
    pub assigns: Vec<(NodeId, NodeId)>,
    /// The penalties that activity regularizers add to the loss, one number each.
    pub penalties: Vec<NodeId>,
    /// The first output of every layer under its name, in order of use. A layer within another is named `outer/inner`.
    pub outputs: Vec<(String, NodeId)>,
    /// All weights of the model by their names, where a layer may use a weight of another one; `None` while a model
    /// finds out its own shapes.
    pub named: Option<Vec<(String, NodeId)>>,
    /// Values whose masks a `MultiHeadAttention` took away, and what later layers made of them: in Keras 3.15 further layers
    /// of attention with several heads find no mask there. Layers whose call has an argument `mask` still have it, because
    /// a functional model records that.
    pub(super) taken: Vec<NodeId>,
    pub(super) path: String,
    pub(super) calls: u32,
}

impl<'g> Trace<'g> {
    /// A trace at the start of a model.
    pub fn new(graph: &'g mut Graph, training: bool, hyper: NodeId) -> Self {
        Self {
            graph,
            training,
            arguments: Arguments::default(),
            hyper,
            fed: training,
            salt: 0,
            frozen: false,
            assigns: Vec::new(),
            penalties: Vec::new(),
            outputs: Vec::new(),
            named: None,
            taken: Vec::new(),
            path: String::new(),
            calls: 0,
        }
    }

    /// True before the first layer, and outside of all layers.
    pub fn is_outermost(&self) -> bool {
        self.path.is_empty()
    }

    /// Random numbers in `[0, 1)`, new ones at each step; `place` differs between the uses within one layer.
    pub fn uniform(&mut self, place: u32, shape: Shape) -> Result<NodeId> {
        let key = self.random_key()?;
        self.graph.push(Uniform { shape, salt: self.salt + (place << 16) }, &[key])
    }

    /// The feed with the key of random masks.
    ///
    /// # Errors
    /// Where the call of a layer asks for random masks in predictions, with `training=True`.
    pub fn random_key(&self) -> Result<NodeId> {
        match self.fed {
            true => Ok(self.hyper),
            false => Err(Error::invalid(
                "is called with training=true, so predictions would be random; this is not supported",
            )),
        }
    }

    /// The value of a weight, which an earlier use of the layer in this step may have replaced.
    pub fn current(&self, weight: NodeId) -> NodeId {
        self.assigns.iter().find(|(of, _)| *of == weight).map_or(weight, |&(_, value)| value)
    }

    /// Gives a weight this value after the step.
    pub fn assign(&mut self, weight: NodeId, value: NodeId) {
        match self.assigns.iter_mut().find(|(of, _)| *of == weight) {
            Some((_, earlier)) => *earlier = value,
            None => self.assigns.push((weight, value)),
        }
    }
}
