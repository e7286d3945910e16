//! From a network to the programs that predict, evaluate and train.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{Look, Model, Size, Use, grad_cam, not_compiled};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::ops::{Input, Op, Parameter};
use crate::graph::{Graph, NodeId, differentiate, fuse};
use crate::layers::{Signal, Trace};
use crate::metrics::aligned;
use crate::optimizers::hyper;
use crate::program::{Plan, Program, plan};
use crate::shape::Shape;

impl<D: Device> Model<D> {
    /// The input of a graph for this batch size, and its weights.
    pub(super) fn leaves(&self, graph: &mut Graph, batch: usize) -> (NodeId, Vec<NodeId>) {
        let x = graph.leaf(Input, self.network.input_shape().batched(batch));
        let weights = self.network.weights().iter().enumerate();
        let leaves = weights.map(|(index, weight)| graph.leaf(Parameter { index }, weight.shape.clone()));
        (x, leaves.collect())
    }

    /// The program of a look into a layer, and the shape of what it gives for one sample.
    pub(super) fn trace_inside(&self, layer: &str, look: Look, batch: usize) -> Result<(Program, Shape)> {
        let mut graph = Graph::new();
        let (x, leaves) = self.leaves(&mut graph, batch);
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let training = look == Look::InTraining;
        let mut trace = Trace::new(&mut graph, training, hyper);
        let output = self.network.trace(&mut trace, x.into(), &leaves)?.node;
        let found = trace.outputs.iter().rev().find(|(name, _)| name == layer).map(|&(_, node)| node);
        let features = found.ok_or_else(|| Error::invalid(format!("layer \"{layer}\" is never used")))?;
        let result = match look {
            Look::GradCam(class) => grad_cam::trace(&mut graph, output, features, class)?,
            Look::Output | Look::InTraining => features,
        };
        let shape = graph.shape(result).sample();
        Ok((self.plan_output(graph, x, training.then_some(hyper), result)?, shape))
    }

    /// The program of one use.
    pub(super) fn trace(&self, purpose: Use, (batch, weight_size): Size) -> Result<Program> {
        let mut graph = Graph::new();
        let (x, leaves) = self.leaves(&mut graph, batch);
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut trace = Trace::new(&mut graph, purpose == Use::Train, hyper);
        let Signal { node: output, mask } = self.network.trace(&mut trace, x.into(), &leaves)?;
        let Trace { assigns, penalties, .. } = trace;
        if purpose == Use::Predict {
            return self.plan_output(graph, x, None, output);
        }
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("training"))?;
        let options = &compiled.options;
        let y = graph.leaf(Input, compiled.target.batched(batch));
        let weights = match weight_size {
            0 => None,
            1 => Some(graph.leaf(Input, [batch])),
            _ => Some(graph.leaf(Input, self.network.output_shape().rows_shape().batched(batch))),
        };
        let trainables: Vec<(usize, NodeId)> = (leaves.iter().copied().enumerate())
            .filter(|&(index, _)| self.network.weights()[index].trainable)
            .collect();
        let mut loss = options.loss.trace(&mut graph, output, y, weights, mask)?;
        let mut penalties = penalties;
        for &(index, node) in &trainables {
            if let Some(regularizer) = self.network.weights()[index].options.regularizer {
                penalties.push(regularizer.trace(&mut graph, node)?);
            }
        }
        for penalty in penalties {
            loss = graph.map("loss + penalty", &[("loss", loss), ("penalty", penalty)], &[])?;
        }
        let mut results = vec![loss];
        for shown in options.shown() {
            let mask = mask.filter(|_| shown.metric.heeds_mask());
            let weights = match (weights.filter(|_| shown.weighted), mask) {
                (Some(weights), Some(mask)) => {
                    let weights = aligned(&mut graph, weights, mask)?;
                    Some(graph.map("a * b", &[("a", weights), ("b", mask)], &[])?)
                }
                (weights, mask) => weights.or(mask),
            };
            results.extend(shown.metric.trace(&mut graph, output, y, weights)?);
        }
        let (mut gradients, mut update) = (Vec::new(), None);
        if purpose == Use::Train {
            let wrt: Vec<NodeId> = trainables.iter().map(|&(_, id)| id).collect();
            let mut found = differentiate(&mut graph, results[0], &wrt)?;
            options.optimizer.clip(&mut graph, &mut found)?;
            gradients =
                trainables.iter().zip(found).map(|(&(index, _), gradient)| (index, gradient)).collect();
            if !gradients.is_empty() {
                update = Some((options.optimizer.update()?, options.optimizer.slots().len()));
            }
        }
        let assigns: Vec<(usize, NodeId)> = assigns
            .into_iter()
            .filter_map(|(weight, value)| match graph.node(weight).op {
                Op::Parameter(Parameter { index }) => Some((index, value)),
                _ => None,
            })
            .collect();
        let mut kept = results.clone();
        kept.extend(gradients.iter().chain(&assigns).map(|&(_, id)| id));
        fuse(&mut graph, &kept);
        let train = purpose == Use::Train;
        let mut feeds = vec![x, y];
        feeds.extend(train.then_some(hyper));
        feeds.extend(weights);
        let program = plan(
            Plan {
                graph,
                feeds: &feeds,
                results: &results,
                gradients: &gradients,
                assigns: &assigns,
                update,
                hyper: train.then_some(hyper),
            },
            &self.layout,
        )?;
        if train { Ok(program.then(self.constrain()?)) } else { Ok(program) }
    }

    /// A program from the input, and the random keys where they are needed, to one output: what predicts.
    fn plan_output(
        &self,
        mut graph: Graph,
        x: NodeId,
        hyper: Option<NodeId>,
        output: NodeId,
    ) -> Result<Program> {
        fuse(&mut graph, &[output]);
        let feeds: Vec<NodeId> = core::iter::once(x).chain(hyper).collect();
        let (feeds, results) = (&feeds[..], &[output]);
        plan(Plan { graph, feeds, results, gradients: &[], assigns: &[], update: None, hyper }, &self.layout)
    }

    /// What comes after the optimizer: the constraints of the trainable weights.
    fn constrain(&self) -> Result<Program> {
        let mut graph = Graph::new();
        let mut assigns = Vec::new();
        for (index, weight) in
            self.network.weights().iter().enumerate().filter(|(_, weight)| weight.trainable)
        {
            if let Some(constraint) = &weight.options.constraint {
                graph.set_layer(&weight.name);
                let leaf = graph.leaf(Parameter { index }, weight.shape.clone());
                assigns.push((index, constraint.trace(&mut graph, leaf)?));
            }
        }
        let (feeds, results, gradients) = (&[], &[], &[]);
        plan(
            Plan { graph, feeds, results, gradients, assigns: &assigns, update: None, hyper: None },
            &self.layout,
        )
    }

    /// The program that one training step of this batch size runs; for profiles and benchmarks.
    pub fn training_program(&self, batch: usize) -> Result<Program> {
        self.trace(Use::Train, (batch, 0))
    }

    /// The program that predicts a batch of this size; likewise.
    pub fn prediction_program(&self, batch: usize) -> Result<Program> {
        self.trace(Use::Predict, (batch, 0))
    }
}
