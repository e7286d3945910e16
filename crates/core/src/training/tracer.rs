//! From a network to its programs: prediction, evaluation, training, and the outputs of layers.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::compiled::{Compiled, not_compiled};
use super::criteria::{Criteria, Shown};
use super::grad_cam;
use super::replica::{Replica, SUM, TERM, not_in_group, shard, sharing};
use super::session::{Key, Use};
use crate::error::{Error, Result};
use crate::graph::ops::{Fill, Input, MAX_PARTS, Op, Parameter, Update};
use crate::graph::{Graph, NodeId, differentiate_from, fuse};
use crate::layers::{Signal, Trace};
use crate::metrics::aligned;
use crate::models::Network;
use crate::optimizers::hyper;
use crate::program::{Buffer, GradientBase, Layout, Optimize, Plan, Program, Role, plan};
use crate::shape::Shape;

/// Makes a model's programs from these parts of the model.
#[derive(Clone, Copy)]
pub(super) struct Tracer<'m> {
    pub(super) network: &'m Network,
    /// The shapes of one sample of each input.
    pub(super) inputs: &'m [Shape],
    pub(super) layout: &'m Layout,
    pub(super) compiled: Option<&'m Compiled>,
    pub(super) replica: Option<&'m Replica>,
    /// True if the device stores large activations as 16-bit floats.
    pub(super) float16: bool,
}

/// The graph of one use, with its inputs and outputs.
pub(super) struct Traced {
    pub(super) graph: Graph,
    /// Values that are written before every run.
    pub(super) feeds: Vec<(Role, NodeId)>,
    /// Losses and metrics; for predictions, the outputs.
    pub(super) results: Vec<(Role, NodeId)>,
    /// The index of each trainable weight, and its gradient.
    pub(super) gradients: Vec<(usize, NodeId)>,
    /// The indices of weights that change without gradients (moving statistics), and their new values.
    pub(super) assigns: Vec<(usize, NodeId)>,
    /// True if an output has a mask, so that some of its time steps do not count in loss and metrics.
    pub(super) masked: bool,
}

/// A training step, from the gradients on.
struct Step {
    graph: Graph,
    feeds: Vec<(Role, NodeId)>,
    results: Vec<(Role, NodeId)>,
    /// The index of each trainable weight, and its gradient.
    gradients: Vec<(usize, NodeId)>,
    /// Places that get new values without gradients.
    assigns: Vec<(Buffer, NodeId)>,
    /// Places that the graph reads beside the weights. Their parameters follow those of the weights.
    places: Vec<Buffer>,
    update: Option<Optimize>,
}

/// The leaves of a model's graph.
struct Leaves {
    /// The samples of each input.
    inputs: Vec<NodeId>,
    /// The weights, in Keras order.
    weights: Vec<NodeId>,
    /// The numbers that change from step to step.
    hyper: NodeId,
}

impl Leaves {
    fn signals(&self) -> Vec<Signal> {
        self.inputs.iter().map(|&input| input.into()).collect()
    }

    fn feeds(&self) -> Vec<(Role, NodeId)> {
        self.inputs.iter().enumerate().map(|(index, &input)| (Role::Input(index), input)).collect()
    }
}

impl<'m> Tracer<'m> {
    fn leaves(&self, graph: &mut Graph, batch: usize) -> Leaves {
        let inputs = self.inputs.iter().map(|shape| graph.leaf(Input, shape.batched(batch))).collect();
        let weights = self.network.weights().iter().enumerate();
        let weights = weights.map(|(index, weight)| graph.leaf(Parameter { index }, weight.shape.clone()));
        let weights = weights.collect();
        Leaves { inputs, weights, hyper: graph.leaf(Input, [hyper::LEN]) }
    }

    fn compiled(&self, what: &str) -> Result<&'m Compiled> {
        self.compiled.ok_or_else(|| not_compiled(what))
    }

    /// The program of this key.
    pub(super) fn program(&self, key: Key<'_>) -> Result<Program> {
        match key.purpose {
            Use::Outputs { .. } | Use::GradCam(_) => self.look(key),
            Use::Predict | Use::Evaluate | Use::Gradients { .. } => {
                let Traced { graph, feeds, results, .. } = self.trace(key)?;
                self.plan_outputs(graph, &feeds, &results)
            }
            Use::Train => self.train(key),
            Use::Shard => self.replica_gradients(key),
            Use::Apply => self.apply(key.batch),
            Use::Update => self.update_weights(),
        }
    }

    /// A program that only computes `results`, without training.
    fn plan_outputs(
        &self,
        mut graph: Graph,
        feeds: &[(Role, NodeId)],
        results: &[(Role, NodeId)],
    ) -> Result<Program> {
        fuse(&mut graph, &nodes(results));
        let float16 = self.float16;
        plan(Plan { graph, feeds, results, float16, ..Plan::default() }, self.layout)
    }

    /// The program that returns outputs of layers, or a Grad-CAM of one.
    fn look(&self, key: Key<'_>) -> Result<Program> {
        let mut graph = Graph::new();
        let leaves = self.leaves(&mut graph, key.batch);
        let training = matches!(key.purpose, Use::Outputs { training: true });
        let mut trace = Trace::new(&mut graph, training, leaves.hyper);
        let outputs = self.network.trace(&mut trace, &leaves.signals(), &leaves.weights)?;
        let find = |(index, layer): (usize, &String)| {
            let found = trace.outputs.iter().rev().find(|(name, _)| name == layer);
            let node = found.map(|&(_, node)| (Role::Output(index), node));
            node.ok_or_else(|| Error::invalid(format!("layer \"{layer}\" is never used")))
        };
        let mut results = key.layers.iter().enumerate().map(find).collect::<Result<Vec<_>>>()?;
        if let Use::GradCam(class) = key.purpose {
            let entry = self.network.layer(&key.layers[0])?;
            if entry.layer.config()["data_format"] == "channels_first" {
                return Err(
                    entry.error("puts out its channels first; Grad-CAM expects (height, width, channels)")
                );
            }
            results[0].1 = grad_cam::trace(&mut graph, outputs[0].node, results[0].1, class)?;
        }
        let mut feeds = leaves.feeds();
        feeds.extend(training.then_some((Role::Hyper, leaves.hyper)));
        self.plan_outputs(graph, &feeds, &results)
    }

    /// The program of a training step.
    fn train(&self, key: Key<'_>) -> Result<Program> {
        let Traced { graph, feeds, results, gradients, assigns, .. } = self.trace(key)?;
        let assigns = assigns.into_iter().map(|(index, id)| (self.layout.weight(index), id)).collect();
        let update = self.update()?;
        self.step(Step { graph, feeds, results, gradients, assigns, places: Vec::new(), update })
    }

    /// The program of `Model::apply_gradients`: the optimizer's step with gradients from outside.
    fn update_weights(&self) -> Result<Program> {
        let mut graph = Graph::new();
        let mut feeds = vec![(Role::Hyper, graph.leaf(Input, [hyper::LEN]))];
        let mut gradients = Vec::new();
        for (index, weight) in
            self.network.weights().iter().enumerate().filter(|(_, weight)| weight.trainable)
        {
            let leaf = graph.leaf(Input, weight.shape.clone());
            feeds.push((Role::Gradient(index), leaf));
            gradients.push((index, leaf));
        }
        let (results, assigns, places) = (Vec::new(), Vec::new(), Vec::new());
        self.step(Step { graph, feeds, results, gradients, assigns, places, update: self.update()? })
    }

    /// The program of a training step whose gradients are in the graph: clips them, moves the weights, and applies the
    /// constraints.
    fn step(&self, step: Step) -> Result<Program> {
        let Step { mut graph, feeds, results, mut gradients, mut assigns, mut places, update } = step;
        self.clip(&mut graph, &mut gradients)?;
        let hyper = feeds.iter().find(|(role, _)| *role == Role::Hyper).map(|&(_, id)| id);
        self.direct(&mut graph, hyper, &mut gradients, &mut assigns, &mut places)?;
        fuse(&mut graph, &kept(&results, &gradients, &assigns));
        let program = plan(
            Plan {
                graph,
                feeds: &feeds,
                results: &results,
                gradients: &gradients,
                gradient: GradientBase::default(),
                assigns: &assigns,
                update,
                float16: self.float16,
            },
            &self.layout.clone().with(places),
        )?;
        Ok(program.then(self.constrain()?))
    }

    /// Puts the directions of an optimizer of whole weights in the gradients' places, and assigns what it keeps. The
    /// places of its slots become further weights of the layout.
    fn direct(
        &self,
        graph: &mut Graph,
        hyper: Option<NodeId>,
        gradients: &mut [(usize, NodeId)],
        assigns: &mut Vec<(Buffer, NodeId)>,
        places: &mut Vec<Buffer>,
    ) -> Result<()> {
        let (Some(compiled), Some(hyper)) = (self.compiled, hyper) else { return Ok(()) };
        let optimizer = &compiled.options.optimizer;
        if !optimizer.is_shaped() {
            return Ok(());
        }
        let weights = self.network.weights();
        for (index, gradient) in gradients {
            let weight = &weights[*index];
            let leaf = assigned(assigns, self.layout.weight(*index))
                .unwrap_or_else(|| graph.leaf(Parameter { index: *index }, weight.shape.clone()));
            let (mut slots, mut buffers) = (Vec::new(), Vec::new());
            for (slot, shape) in optimizer.kept_for(&weight.name, &weight.shape) {
                let Some(slot) = slot else { continue };
                let buffer = Buffer { len: shape.size(), ..self.layout.in_slot(slot, *index) };
                slots.push(graph.leaf(Parameter { index: weights.len() + places.len() }, shape));
                places.push(buffer);
                buffers.push(buffer);
            }
            let (direction, kept) =
                optimizer.direction(graph, hyper, &weight.name, [leaf, *gradient], &slots)?;
            *gradient = direction;
            assigns.extend(buffers.into_iter().zip(kept));
        }
        Ok(())
    }

    /// The optimizer's step; `None` if the model is not compiled or has no trainable weights.
    pub(super) fn update(&self) -> Result<Option<Optimize>> {
        let compiled = self.compiled.filter(|_| self.layout.trainable > 0);
        let Some(compiled) = compiled else { return Ok(None) };
        let optimizer = &compiled.options.optimizer;
        Ok(Some(Optimize { update: optimizer.update()?, slots: optimizer.slots().len(), parts: None }))
    }

    /// Clips gradients according to the optimizer's options.
    pub(super) fn clip(&self, graph: &mut Graph, gradients: &mut [(usize, NodeId)]) -> Result<()> {
        let Some(compiled) = self.compiled else { return Ok(()) };
        let mut nodes: Vec<NodeId> = gradients.iter().map(|&(_, id)| id).collect();
        compiled.options.optimizer.clip(graph, &mut nodes)?;
        gradients.iter_mut().zip(nodes).for_each(|(gradient, id)| gradient.1 = id);
        Ok(())
    }

    /// Traces a use into a graph; for a training step, everything before the optimizer's step.
    pub(super) fn trace(&self, Key { purpose, batch, weight_sizes: sizes, .. }: Key<'_>) -> Result<Traced> {
        let mut graph = Graph::new();
        let leaves = self.leaves(&mut graph, batch);
        let learns = matches!(purpose, Use::Train | Use::Shard | Use::Gradients { training: true, .. });
        let mut trace = Trace::new(&mut graph, learns, leaves.hyper);
        let outputs = self.network.trace(&mut trace, &leaves.signals(), &leaves.weights)?;
        let Trace { assigns, penalties, .. } = trace;
        let mut traced = Traced {
            graph,
            feeds: leaves.feeds(),
            results: Vec::new(),
            gradients: Vec::new(),
            assigns: Vec::new(),
            masked: outputs.iter().any(|output| output.mask.is_some()),
        };
        if purpose == Use::Predict {
            let outputs = outputs.iter().enumerate();
            traced.results = outputs.map(|(index, output)| (Role::Output(index), output.node)).collect();
            return Ok(traced);
        }
        let trainables: Vec<(usize, NodeId)> = (leaves.weights.iter().copied().enumerate())
            .filter(|&(index, _)| self.network.weights()[index].trainable)
            // A weight that the step first gives a new value is trained from that value on.
            .map(|(index, leaf)| (index, assigned(&assigns, leaf).unwrap_or(leaf)))
            .collect();
        let mut from = Vec::new();
        if let Use::Gradients { given: true, .. } = purpose {
            for (index, output) in outputs.iter().enumerate() {
                let shape = traced.graph.shape(output.node).clone();
                let gradient = traced.graph.leaf(Input, shape);
                traced.feeds.push((Role::Target(index), gradient));
                from.push((output.node, gradient));
            }
        } else {
            let criteria = &self.compiled("training")?.criteria;
            let judged = Judged::new(criteria, &mut traced, outputs, batch, sizes);
            let loss = self.judge(&mut traced, &judged, &trainables, penalties)?;
            let one = Fill { value: 1.0, shape: traced.graph.shape(loss).clone() };
            from.push((loss, traced.graph.push(one, &[])?));
        }
        if learns || matches!(purpose, Use::Gradients { .. }) {
            let mut wrt: Vec<NodeId> = trainables.iter().map(|&(_, id)| id).collect();
            if let Use::Gradients { inputs: true, .. } = purpose {
                wrt.extend_from_slice(&leaves.inputs);
            }
            let found = differentiate_from(&mut traced.graph, &from, &wrt)?;
            let (weights, inputs) = found.split_at(trainables.len());
            traced.gradients =
                trainables.iter().zip(weights).map(|(&(index, _), &gradient)| (index, gradient)).collect();
            if let Use::Gradients { .. } = purpose {
                // The loss is the first result.
                traced.results.truncate(1);
                for (index, &gradient) in inputs.iter().enumerate() {
                    traced.results.push((Role::InputGradient(index), gradient));
                }
                for &(index, gradient) in &traced.gradients {
                    traced.results.push((Role::Gradient(index), gradient));
                }
            }
        }
        traced.feeds.extend(learns.then_some((Role::Hyper, leaves.hyper)));
        for (weight, value) in assigns {
            if let Op::Parameter(Parameter { index }) = traced.graph.node(weight).op {
                traced.assigns.push((index, value));
                if let Use::Gradients { .. } = purpose {
                    traced.results.push((Role::Update(index), value));
                }
            }
        }
        Ok(traced)
    }

    /// Adds what training minimizes: the outputs' losses and all penalties. The results get it first, then each
    /// output's loss and the metrics.
    fn judge(
        &self,
        traced: &mut Traced,
        judged: &Judged<'_>,
        trainables: &[(usize, NodeId)],
        mut penalties: Vec<NodeId>,
    ) -> Result<NodeId> {
        let mut loss = judged.loss(traced)?;
        let graph = &mut traced.graph;
        for &(index, node) in trainables {
            if let Some(regularizer) = &self.network.weights()[index].options.regularizer {
                penalties.push(regularizer.trace(graph, node)?);
            }
        }
        for penalty in penalties {
            loss = graph.map("loss + penalty", &[("loss", loss), ("penalty", penalty)], &[])?;
        }
        traced.results.insert(0, (Role::Loss, loss));
        for (place, shown) in judged.criteria.metrics.iter().enumerate() {
            let parts = judged.metric(&mut traced.graph, shown)?;
            traced.results.extend(parts.into_iter().map(|node| (Role::Metric(place), node)));
        }
        Ok(loss)
    }

    /// The program of `Model::find_gradients`. It writes gradients, new values of weights, losses and metrics to the
    /// replica's part.
    pub(super) fn replica_gradients(&self, key: Key<'_>) -> Result<Program> {
        let Traced { mut graph, feeds, results, gradients, assigns, .. } = self.trace(key)?;
        let replica = self.replica.ok_or_else(not_in_group)?;
        let values = assigns.iter().map(|&(_, id)| id).chain(results.iter().map(|&(_, id)| id));
        let places = replica.assigned.iter().map(|&(_, at)| at);
        let places = places.chain(replica.results.iter().map(|&(_, _, at)| at));
        let place = |(id, at)| (replica.within(replica.rank, at, graph.shape(id).size()), id);
        let assigns: Vec<(Buffer, NodeId)> = values.zip(places).map(place).collect();
        fuse(&mut graph, &kept(&[], &gradients, &assigns));
        let Buffer { region, offset, .. } = replica.part(replica.rank);
        let gradient = GradientBase { region, offset };
        let (feeds, gradients, assigns) = (&feeds[..], &gradients[..], &assigns[..]);
        let float16 = self.float16;
        plan(Plan { graph, feeds, gradients, gradient, assigns, float16, ..Plan::default() }, self.layout)
    }

    /// The program of `Model::apply_parts`: a training step of a whole batch of `batch` samples, from the parts of all
    /// replicas.
    pub(super) fn apply(&self, batch: usize) -> Result<Program> {
        let replica = self.replica.ok_or_else(not_in_group)?;
        let mut graph = Graph::new();
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut places: Vec<Buffer> = Vec::new();
        let weights = self.network.weights();
        // Only these replicas had samples of the batch.
        let replicas = sharing(batch, replica.size);
        let factors: [f32; MAX_PARTS] =
            core::array::from_fn(|rank| shard(batch, rank, replica.size).len() as f32 / batch as f32);
        let part = |range: Range<usize>| SUM.get(range).unwrap_or_default();
        let mut joined = |graph: &mut Graph, offset: usize, shape: &Shape, mean: bool| -> Result<NodeId> {
            let (mut inputs, mut constants) = (Vec::new(), Vec::new());
            for (rank, &share) in factors.iter().enumerate().take(replicas) {
                let at = rank * TERM;
                let index = weights.len() + places.len();
                places.push(replica.within(rank, offset, shape.size()));
                inputs.push((part(at..at + 1), graph.leaf(Parameter { index }, shape.clone())));
                constants.push((part(at + 4..at + 5), if mean { f64::from(share) } else { 1.0 }));
            }
            graph.map(part(0..replicas * TERM - " + ".len()), &inputs, &constants)
        };
        // Adam's kernel takes the mean in its own pass over the gradients, unless they must be clipped first.
        let mut update = self.update()?;
        let clips = self.compiled.is_some_and(|compiled| compiled.options.optimizer.clips());
        let mut fused = false;
        if let Some(Optimize { update: Update { adam: Some(adam), .. }, parts, .. }) = &mut update
            && !clips
        {
            (adam.parts, adam.factors) = (replicas, factors);
            *parts = Some(Buffer { len: replicas * replica.len, ..replica.part(0) });
            fused = true;
        }
        let mut gradients = Vec::new();
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| !fused && weight.trainable) {
            let offset = self.layout.weight(index).offset;
            gradients.push((index, joined(&mut graph, offset, &weight.shape, true)?));
        }
        let mut assigns = Vec::new();
        for &(index, offset) in &replica.assigned {
            let value = joined(&mut graph, offset, &weights[index].shape, true)?;
            assigns.push((self.layout.weight(index), value));
        }
        let mut results = Vec::new();
        for (role, shape, offset) in &replica.results {
            // Losses are means over samples; metrics are sums.
            let mean = matches!(role, Role::Loss | Role::OutputLoss(_));
            results.push((*role, joined(&mut graph, *offset, shape, mean)?));
        }
        let feeds = vec![(Role::Hyper, hyper)];
        self.step(Step { graph, feeds, results, gradients, assigns, places, update })
    }

    /// The program that follows the optimizer's step: it applies the constraints of the trainable weights.
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
        plan(Plan { graph, assigns: &assigns, ..Plan::default() }, self.layout)
    }
}

/// The value that is assigned to a weight, if one is.
fn assigned<T: PartialEq>(assigns: &[(T, NodeId)], weight: T) -> Option<NodeId> {
    assigns.iter().find(|(of, _)| *of == weight).map(|&(_, value)| value)
}

/// The outputs of a graph, with their targets and sample weights.
struct Judged<'c> {
    criteria: &'c Criteria,
    outputs: Vec<Signal>,
    /// For each output its target, if a loss or a metric needs it, and its sample weights, if there are any.
    targets: Vec<(Option<NodeId>, Option<NodeId>)>,
}

impl<'c> Judged<'c> {
    /// Adds leaves for targets and sample weights to the graph. `sizes` says how many numbers each entry of sample
    /// weights has for one sample.
    fn new(
        criteria: &'c Criteria,
        traced: &mut Traced,
        outputs: Vec<Signal>,
        batch: usize,
        sizes: &[usize],
    ) -> Self {
        let shapes: Vec<Shape> =
            outputs.iter().map(|signal| traced.graph.shape(signal.node).sample()).collect();
        let mut targets = Vec::new();
        let mut shared: Option<NodeId> = None;
        let mut leaf = |role, shape| {
            let node = traced.graph.leaf(Input, shape);
            traced.feeds.push((role, node));
            node
        };
        for (index, (output, shape)) in criteria.outputs.iter().zip(&shapes).enumerate() {
            if output.loss.is_none() && criteria.metrics.iter().all(|shown| shown.output != index) {
                targets.push((None, None));
                continue;
            }
            let target = leaf(Role::Target(index), output.target(shape).batched(batch));
            let (role, size) = match sizes {
                [size] => (Role::SampleWeight(0), *size),
                sizes => (Role::SampleWeight(index), sizes.get(index).copied().unwrap_or(0)),
            };
            let weights = match (size, shared) {
                (0, _) => None,
                (_, Some(shared)) => Some(shared),
                (1, None) => Some(leaf(role, [batch].into())),
                _ => Some(leaf(role, shape.rows_shape().batched(batch))),
            };
            if sizes.len() == 1 {
                shared = weights;
            }
            targets.push((Some(target), weights));
        }
        Self { criteria, outputs, targets }
    }

    /// The weighted sum of the outputs' losses. If there are several, each of them is added to the results.
    fn loss(&self, traced: &mut Traced) -> Result<NodeId> {
        let mut total = None;
        for (index, output) in self.criteria.outputs.iter().enumerate() {
            let ((Some(target), weights), Some(loss)) = (self.targets[index], &output.loss) else { continue };
            let Signal { node, mask } = self.outputs[index];
            let graph = &mut traced.graph;
            let loss = loss.trace(graph, node, target, weights, mask)?;
            let weighted = match output.factor {
                1.0 => loss,
                factor => graph.map("loss * factor", &[("loss", loss)], &[("factor", factor)])?,
            };
            total = Some(match total {
                None => weighted,
                Some(total) => graph.map("a + b", &[("a", total), ("b", weighted)], &[])?,
            });
            if self.criteria.shows_each_loss() {
                traced.results.push((Role::OutputLoss(index), loss));
            }
        }
        total.ok_or_else(|| Error::invalid("no output has a loss"))
    }

    /// The values that a metric sums over batches.
    fn metric(&self, graph: &mut Graph, shown: &Shown) -> Result<Vec<NodeId>> {
        let Signal { node, mask } = self.outputs[shown.output];
        let (target, weights) = self.targets[shown.output];
        let target = target.ok_or_else(|| Error::invalid("a metric has no target"))?;
        let mask = mask.filter(|_| shown.metric.heeds_mask());
        let weights = match (weights.filter(|_| shown.weighted), mask) {
            (Some(weights), Some(mask)) => {
                let weights = aligned(graph, weights, mask)?;
                Some(graph.map("a * b", &[("a", weights), ("b", mask)], &[])?)
            }
            (weights, mask) => weights.or(mask),
        };
        shown.metric.trace(graph, node, target, weights)
    }
}

fn nodes(ports: &[(Role, NodeId)]) -> Vec<NodeId> {
    ports.iter().map(|&(_, id)| id).collect()
}

/// The nodes whose values outlive the graph's run: results, gradients and assigned values. `fuse` must not remove them.
pub(super) fn kept(
    results: &[(Role, NodeId)],
    gradients: &[(usize, NodeId)],
    assigns: &[(Buffer, NodeId)],
) -> Vec<NodeId> {
    let values = gradients.iter().map(|&(_, id)| id).chain(assigns.iter().map(|&(_, id)| id));
    results.iter().map(|&(_, id)| id).chain(values).collect()
}
