//! Weights and shapes of a network, which follow from the shapes of its inputs.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::network::Network;
use super::parts::{Built, Values, Weight};
use crate::error::{Error, Result};
use crate::graph::ops::{Input, Parameter};
use crate::graph::{Graph, NodeId};
use crate::layers::{Signal, Trace, WeightSpec, listed};
use crate::memory::check_shape;
use crate::optimizers::hyper;
use crate::shape::{OpenShape, Shape};

/// Pairs of sizes that stand for each unknown size of the inputs while weights and shapes are worked out. What differs
/// between the two is unknown in the shapes of the layers. Some layers need large inputs, others small ones, so the pairs
/// are tried in turn. The sizes of a pair are far apart, because pooling makes near ones the same.
const STAND_INS: [[usize; 2]; 5] = [[32, 128], [128, 256], [512, 1024], [8, 16], [2, 4]];

/// The most shapes of inputs whose outputs' shapes are kept, so that a training on batches of some sizes does not work them
/// out at each step. When there are as many, all are dropped before the next.
const MOST_SEEN: usize = 16;

impl Network {
    /// Works out weights and shapes for the inputs' own shapes.
    pub(super) fn build_stated(&self) -> Result<Built> {
        let filled = |size: usize| -> Vec<Shape> {
            self.inputs.iter().filter_map(|source| Some(source.shape.as_ref()?.filled(size))).collect()
        };
        if !self.is_open() {
            return self.build(&filled(1));
        }
        let mut first = None;
        for sizes in STAND_INS {
            let [one, other] = sizes.map(|size| self.build(&filled(size)));
            match (one, other) {
                (Ok(mut built), Ok(other)) => {
                    self.check_same(&built, &other)?;
                    let calls = built.calls.iter_mut().flatten().zip(other.calls.into_iter().flatten());
                    for (shape, other) in calls {
                        *shape = OpenShape::common(&shape.filled(0), &other.filled(0));
                    }
                    return Ok(built);
                }
                (Err(error), _) | (_, Err(error)) => {
                    first.get_or_insert((sizes[0], error));
                }
            }
        }
        Err(match first {
            Some((size, error)) => {
                Error::invalid(format!("{error} (tried with {size} for each size that is not known)"))
            }
            None => Error::invalid("no size was tried"),
        })
    }

    /// Checks that the weights are the same for inputs of two shapes.
    fn check_same(&self, one: &Built, other: &Built) -> Result<()> {
        let mut pairs = one.weights.iter().zip(&other.weights);
        let Some((a, b)) = pairs.find(|(a, b)| a.shape != b.shape) else { return Ok(()) };
        Err(self.layers[a.layer].error(format!(
            "needs inputs of one size: the model's inputs have sizes that are not known, and its weight \"{}\" has shape \
             {} for inputs of shape {}, but {} for {}",
            a.name,
            a.shape,
            listed(&one.inputs),
            b.shape,
            listed(&other.inputs)
        )))
    }

    /// True if the shapes of the inputs have sizes that are not known.
    pub fn is_open(&self) -> bool {
        self.inputs.iter().any(|source| source.shape.as_ref().is_some_and(OpenShape::is_open))
    }

    /// The shapes of one sample of each output, for inputs of these shapes.
    ///
    /// # Errors
    /// When a layer cannot take inputs of these sizes, or would need other weights for them.
    pub fn outputs_for(&self, inputs: &[Shape]) -> Result<Vec<Shape>> {
        if inputs == self.built().inputs {
            return Ok(self.built().outputs.clone());
        }
        if let Some((_, outputs)) = self.seen.borrow().iter().find(|(seen, _)| seen == inputs) {
            return Ok(outputs.clone());
        }
        let built = self.build(inputs)?;
        self.check_same(self.built(), &built)?;
        let mut seen = self.seen.borrow_mut();
        if seen.len() == MOST_SEEN {
            seen.clear();
        }
        seen.push((inputs.to_vec(), built.outputs.clone()));
        Ok(built.outputs)
    }

    /// Works out weights and shapes for samples of these shapes, by tracing every layer once.
    fn build(&self, inputs: &[Shape]) -> Result<Built> {
        let mut graph = Graph::new();
        let leaves: Vec<NodeId> = inputs.iter().map(|shape| graph.leaf(Input, shape.batched(1))).collect();
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut trace = Trace::new(&mut graph, false, hyper);
        let mut found: Vec<Option<(Vec<WeightSpec>, Vec<NodeId>)>> = vec![None; self.layers.len()];
        let mut values = Values::new(leaves.into_iter().map(Signal::from));
        let mut calls = Vec::new();
        let shapes_of = |graph: &Graph, signals: &[Signal]| -> Vec<Shape> {
            signals.iter().map(|signal| graph.shape(signal.node).sample()).collect()
        };
        for call in &self.calls {
            let entry = &self.layers[call.layer];
            let given = values.take(&call.inputs, entry)?;
            let specs = entry
                .layer
                .weights(&shapes_of(trace.graph, &given))
                .map_err(|message| entry.error(message))?;
            for spec in &specs {
                let error = |message| Error::Memory(format!("weight \"{}\": {message}", spec.name));
                check_shape(&spec.shape).map_err(|message| entry.about(error(message)))?;
            }
            let shapes = |specs: &[WeightSpec]| {
                let shapes: Vec<String> = specs.iter().map(|spec| spec.shape.to_string()).collect();
                shapes.join(", ")
            };
            if let Some((earlier, _)) =
                found[call.layer].as_ref().filter(|(earlier, _)| shapes(earlier) != shapes(&specs))
            {
                return Err(entry.error(format!(
                    "is used twice, for inputs that need other weights: of shapes {} at first, now {}",
                    shapes(earlier),
                    shapes(&specs)
                )));
            }
            let (_, leaves) = found[call.layer].get_or_insert_with(|| {
                let leaves = specs
                    .iter()
                    .map(|spec| trace.graph.leaf(Parameter { index: 0 }, spec.shape.clone()))
                    .collect();
                (specs, leaves)
            });
            let signals = call.trace(entry, &mut trace, &given, leaves)?;
            calls.push(shapes_of(trace.graph, &signals).into_iter().map(OpenShape::from).collect());
            values.push(signals);
        }
        let outputs = shapes_of(trace.graph, &values.outputs(&self.outputs)?);
        let mut weights = Vec::new();
        for (layer, (entry, found)) in self.layers.iter().zip(found).enumerate() {
            for spec in found.into_iter().flat_map(|(specs, _)| specs) {
                weights.push(Weight {
                    name: format!("{}/{}", entry.name, spec.name),
                    shape: spec.shape,
                    options: spec.options,
                    trainable: entry.trainable && spec.trainable,
                    layer,
                });
            }
        }
        Ok(Built { inputs: inputs.to_vec(), weights, calls, outputs })
    }

    /// The weights for inputs of these shapes, when the network is a layer of another one.
    pub(super) fn weights_for(&self, inputs: &[Shape]) -> Result<&[Weight]> {
        if inputs.len() != self.inputs.len() {
            return Err(Error::invalid(format!(
                "model \"{}\": expected {} inputs, got {}",
                self.name,
                self.inputs.len(),
                inputs.len()
            )));
        }
        for (source, input) in self.inputs.iter().zip(inputs) {
            if let Some(expected) = source.shape.as_ref().filter(|expected| !expected.takes(input)) {
                return Err(Error::shape(format!("model \"{}\"", self.name), expected.to_string(), input));
            }
        }
        if self.built.get().is_none() {
            // Nothing else can have set it since the check.
            let _ = self.built.set(self.build(inputs)?);
        }
        if self.is_open() {
            self.outputs_for(inputs)?;
        }
        Ok(self.weights())
    }

    /// Computes weights and shapes again.
    pub(super) fn rebuild(&mut self) -> Result<()> {
        let again =
            |built: &Built| if self.is_open() { self.build_stated() } else { self.build(&built.inputs) };
        let rebuilt = self.built.get().map(again).transpose()?;
        self.built = rebuilt.map_or_else(OnceCell::new, OnceCell::from);
        Ok(())
    }
}
