//! From a network to the programs that predict, evaluate and train.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{Compiled, Look, Model, Size, Use, grad_cam, not_compiled};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::ops::{Input, Op, Parameter};
use crate::graph::{Graph, NodeId, differentiate, fuse};
use crate::layers::{Signal, Trace};
use crate::metrics::aligned;
use crate::optimizers::hyper;
use crate::program::{Optimize, Place, Plan, Program, Step, plan};
use crate::shape::Shape;
use crate::training::Compile;

/// What one use computes.
pub(super) struct Traced {
    pub(super) graph: Graph,
    /// Values given anew at every run.
    pub(super) feeds: Vec<NodeId>,
    /// The feed of numbers that change from step to step, in training alone among the feeds.
    pub(super) hyper: NodeId,
    /// Loss and metrics, or the output.
    pub(super) results: Vec<NodeId>,
    /// Each trainable weight's gradient, by the index of the weight.
    pub(super) gradients: Vec<(usize, NodeId)>,
    /// Weights that get another value by other means, by their index, and the values.
    pub(super) assigns: Vec<(usize, NodeId)>,
    /// Whether some of the output does not count in loss and metrics.
    pub(super) masked: bool,
}

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
    pub(super) fn trace(&self, purpose: Use, size: Size) -> Result<Program> {
        let mut traced = self.trace_graph(purpose, size)?;
        if purpose == Use::Predict {
            return self.plan_output(traced.graph, traced.feeds[0], None, traced.results[0]);
        }
        let train = purpose == Use::Train;
        if train {
            self.clip(&mut traced.graph, &mut traced.gradients)?;
        }
        let Traced { mut graph, feeds, hyper, mut results, gradients, assigns, .. } = traced;
        let (gradient, assigns) = if purpose == Use::Gradients {
            self.told(&graph, &assigns, &core::mem::take(&mut results))?
        } else {
            let place = |(index, id)| (self.layout.weight(index), id);
            (Place::OWN, assigns.into_iter().map(place).collect::<Vec<_>>())
        };
        let values = gradients.iter().map(|&(_, id)| id).chain(assigns.iter().map(|&(_, id)| id));
        let kept: Vec<NodeId> = results.iter().copied().chain(values).collect();
        fuse(&mut graph, &kept);
        let program = plan(
            Plan {
                graph,
                feeds: &feeds,
                results: &results,
                gradients: &gradients,
                gradient,
                assigns: &assigns,
                update: if train { self.update()? } else { None },
                hyper: train.then_some(hyper),
            },
            &self.layout,
        )?;
        if train { Ok(program.then(self.constrain()?)) } else { Ok(program) }
    }

    /// What the optimizer does, where there is something to train.
    pub(super) fn update(&self) -> Result<Option<Optimize>> {
        let compiled = self.compiled.as_ref().filter(|_| self.layout.trainable > 0);
        let Some(Compiled { options: Compile { optimizer, .. }, .. }) = compiled else { return Ok(None) };
        Ok(Some(Optimize { update: optimizer.update()?, slots: optimizer.slots().len(), parts: None }))
    }

    /// Clips gradients as the optimizer's settings say.
    pub(super) fn clip(&self, graph: &mut Graph, gradients: &mut [(usize, NodeId)]) -> Result<()> {
        let Some(compiled) = &self.compiled else { return Ok(()) };
        let mut nodes: Vec<NodeId> = gradients.iter().map(|&(_, id)| id).collect();
        compiled.options.optimizer.clip(graph, &mut nodes)?;
        gradients.iter_mut().zip(nodes).for_each(|(gradient, id)| gradient.1 = id);
        Ok(())
    }

    /// The computation of one use; of a training step without what the optimizer does.
    pub(super) fn trace_graph(&self, purpose: Use, (batch, weight_size): Size) -> Result<Traced> {
        let mut graph = Graph::new();
        let (x, leaves) = self.leaves(&mut graph, batch);
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let learns = matches!(purpose, Use::Train | Use::Gradients);
        let mut trace = Trace::new(&mut graph, learns, hyper);
        let Signal { node: output, mask } = self.network.trace(&mut trace, x.into(), &leaves)?;
        let Trace { assigns, penalties, .. } = trace;
        let mut traced = Traced {
            graph,
            feeds: vec![x],
            hyper,
            results: vec![output],
            gradients: Vec::new(),
            assigns: Vec::new(),
            masked: mask.is_some(),
        };
        if purpose == Use::Predict {
            return Ok(traced);
        }
        let graph = &mut traced.graph;
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
        let mut loss = options.loss.trace(graph, output, y, weights, mask)?;
        let mut penalties = penalties;
        for &(index, node) in &trainables {
            if let Some(regularizer) = self.network.weights()[index].options.regularizer {
                penalties.push(regularizer.trace(graph, node)?);
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
                    let weights = aligned(graph, weights, mask)?;
                    Some(graph.map("a * b", &[("a", weights), ("b", mask)], &[])?)
                }
                (weights, mask) => weights.or(mask),
            };
            results.extend(shown.metric.trace(graph, output, y, weights)?);
        }
        if learns {
            let wrt: Vec<NodeId> = trainables.iter().map(|&(_, id)| id).collect();
            let found = differentiate(graph, results[0], &wrt)?;
            traced.gradients =
                trainables.iter().zip(found).map(|(&(index, _), gradient)| (index, gradient)).collect();
        }
        traced.assigns = assigns
            .into_iter()
            .filter_map(|(weight, value)| match graph.node(weight).op {
                Op::Parameter(Parameter { index }) => Some((index, value)),
                _ => None,
            })
            .collect();
        traced.results = results;
        traced.feeds.push(y);
        traced.feeds.extend(learns.then_some(hyper));
        traced.feeds.extend(weights);
        Ok(traced)
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
        let (gradients, assigns) = (&[], &[]);
        plan(
            Plan { graph, feeds, results, gradients, gradient: Place::OWN, assigns, update: None, hyper },
            &self.layout,
        )
    }

    /// What comes after the optimizer: the constraints of the trainable weights.
    pub(super) fn constrain(&self) -> Result<Program> {
        let mut graph = Graph::new();
        let mut assigns = Vec::new();
        for (index, weight) in
            self.network.weights().iter().enumerate().filter(|(_, weight)| weight.trainable)
        {
            if let Some(constraint) = &weight.options.constraint {
                graph.set_layer(&weight.name);
                let leaf = graph.leaf(Parameter { index }, weight.shape.clone());
                assigns.push((self.layout.weight(index), constraint.trace(&mut graph, leaf)?));
            }
        }
        let (feeds, results, gradients) = (&[], &[], &[]);
        plan(
            Plan {
                graph,
                feeds,
                results,
                gradients,
                gradient: Place::OWN,
                assigns: &assigns,
                update: None,
                hyper: None,
            },
            &self.layout,
        )
    }

    /// Multiplications and additions of a prediction, for each sample; a training step takes about three times as many.
    ///
    /// # Errors
    /// When the graph cannot be made.
    pub fn flops(&self) -> Result<u64> {
        let program = self.trace(Use::Predict, (1, 0))?;
        Ok(program.steps.iter().map(Step::flops).sum())
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
