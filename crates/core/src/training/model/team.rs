//! One model on several devices that train as one (data parallelism). Each has a shard of the batch and finds the
//! gradients of its mean loss; all get the gradients of all and take their mean, weighted by the numbers of samples and
//! summed in the order of the members, so that what all end up with is the same to the bit, whoever was faster. What
//! layers replace by other means (moving statistics of `BatchNormalization`) is averaged likewise, as Keras's
//! `MirroredStrategy` does; each shard is normalized by itself.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::trace::Traced;
use super::{Batch, Model, Size, Use, found, not_compiled};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::ops::{Input, MAX_PARTS, Parameter, Update};
use crate::graph::{Graph, NodeId, fuse};
use crate::optimizers::hyper;
use crate::program::{Buffer, Optimize, Place, Plan, Program, Region, aligned, plan};
use crate::random::Generator;
use crate::shape::Shape;

/// Members a team can have: what one formula takes in, and one kernel.
pub const MAX_MEMBERS: usize = MAX_PARTS;

/// The sum of the members' numbers, each with its factor: of fewer members the beginning of it.
const SUM: &str = "a * p + b * q + c * r + d * s + e * t + f * u + g * v + h * w";
const TERM: usize = "a * p + ".len();

/// Samples a member has at least, if it has any and the batch has as many: statistics of one sample are none.
const LEAST: usize = 2;

/// Samples a member should have at least where layers take statistics of a batch: those of fewer say little.
const STATISTICS: usize = 8;

/// How many members of a team have samples of a batch: the first ones.
fn sharing(batch: usize, size: usize) -> usize {
    size.min((batch / LEAST).max(1))
}

/// The samples of member `rank` of `size`, of a batch of so many; shards differ by one at most, the first are the longer.
/// Of a batch of fewer than two for each member the last members have none.
pub fn shard(batch: usize, rank: usize, size: usize) -> Range<usize> {
    let members = sharing(batch, size);
    let from = |rank: usize| rank.min(members) * (batch / members) + rank.min(batch % members);
    from(rank)..from(rank + 1)
}

/// A model's place in a team, and what its members tell each other: all gradients, then the weights' values that come by
/// other means, then loss and metrics.
pub(super) struct Team {
    rank: usize,
    size: usize,
    /// The first member's part in the persistent region; the others' follow.
    from: usize,
    /// Floats of a part.
    len: usize,
    /// Weights that are assigned, by their index, and their offset in a part.
    assigned: Vec<(usize, usize)>,
    /// Shapes of loss and metrics, and their offset in a part.
    results: Vec<(Shape, usize)>,
}

impl Team {
    fn part(&self, rank: usize) -> Buffer {
        Buffer { region: Region::Persistent, offset: self.from + rank * self.len, len: self.len }
    }

    /// The place of something in a part.
    fn within(&self, rank: usize, offset: usize, len: usize) -> Buffer {
        Buffer { region: Region::Persistent, offset: self.part(rank).offset + offset, len }
    }
}

fn no_member(rank: usize, size: usize) -> Error {
    Error::invalid(format!("member {rank} of {size}; there are {MAX_MEMBERS} at most"))
}

impl<D: Device> Model<D> {
    /// Why a training step of this model cannot be divided among several with the same result but for rounding; `None`
    /// when it can. That two kinds of layers see only their member's shard is no reason: those that take statistics of a
    /// batch (`BatchNormalization`; see [`Model::smallest_shard`]), and those that are random in training (`Dropout`, noise,
    /// augmentation), which draw anew for each member.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn indivisible(&self) -> Result<Option<String>> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("indivisible"))?;
        let loss = &compiled.options.loss;
        if !loss.is_mean_of_samples() {
            return Ok(Some(format!("the loss {} is not the mean of all samples' losses", loss.name())));
        }
        let Traced { masked, .. } = self.trace_graph(Use::Evaluate, (1, 0))?;
        Ok(masked.then(|| "the output is masked: some counts more than the rest".into()))
    }

    /// How many samples of a batch each member of a team should have at least: 2, as `shard` has it, and 8 where layers
    /// take statistics of a batch (`BatchNormalization`), as each member takes them of its own shard.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn smallest_shard(&self) -> Result<usize> {
        let Traced { assigns, .. } = self.trace_graph(Use::Gradients, (1, 0))?;
        Ok(if assigns.is_empty() { LEAST } else { STATISTICS })
    }

    /// How often weights or the optimizer's state were changed; a copy made at the same number is still one.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Makes the model member `rank` of a team of `size`; returns how many floats members tell each other in a step.
    /// Compiling the model anew or setting what is trainable ends this.
    ///
    /// # Errors
    /// When the model is not compiled or the numbers are out of range.
    pub async fn join(&mut self, rank: usize, size: usize) -> Result<usize> {
        if rank >= size || size > MAX_MEMBERS {
            return Err(no_member(rank, size));
        }
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("join"))?;
        let from = self.layout.len(compiled.options.optimizer.slots().len());
        let Traced { graph, results, assigns, .. } = self.trace_graph(Use::Gradients, (1, 0))?;
        let mut len = self.layout.trainable;
        let mut take = |size: usize| {
            len += aligned(size);
            len - aligned(size)
        };
        let assigned = assigns.iter().map(|&(index, node)| (index, take(graph.shape(node).size()))).collect();
        let results = results.iter().map(|&node| graph.shape(node).clone());
        let results = results.map(|shape| (shape.clone(), take(shape.size()))).collect();
        for purpose in [Use::Gradients, Use::Apply] {
            self.programs[purpose as usize].clear();
        }
        self.team = Some(Team { rank, size, from, len, assigned, results });
        self.device.resize(&mut self.memory, from + size * len, from).await?;
        Ok(len)
    }

    fn team(&self) -> Result<&Team> {
        self.team.as_ref().ok_or_else(|| Error::invalid("the model is in no team"))
    }

    /// The model's number in its team, and of how many.
    ///
    /// # Errors
    /// When the model is in no team.
    pub fn member(&self) -> Result<(usize, usize)> {
        self.team().map(|team| (team.rank, team.size))
    }

    /// Finds the gradients of a member's shard of a batch, as [`Fit::shard`](crate::training::Fit::shard)
    /// gives it; they stand in [`Model::part`] then. Nothing is changed.
    ///
    /// # Errors
    /// When the model is in no team, or this is no shard of its.
    pub async fn gradients(&mut self, given: &[f32]) -> Result<()> {
        let (rank, members) = self.member()?;
        let (&batch, given) = given.split_first().unwrap_or((&0.0, &[]));
        let batch = batch as usize;
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("gradients"))?;
        let size = shard(batch, rank, members).len();
        let (x, y) = (size * self.network.input_shape().size(), size * compiled.target.size());
        let expected = hyper::LEN + x + y;
        if given.len() < expected {
            return Err(Error::invalid(format!(
                "{} numbers for {size} samples; expected {expected} or more",
                given.len()
            )));
        }
        if size == 0 {
            return Ok(());
        }
        let (numbers, rest) = given.split_at(hyper::LEN);
        let (x, rest) = rest.split_at(x);
        let (y, weights) = rest.split_at(y);
        self.find_gradients(numbers, Batch { size, x, y, weights, chosen: None }).await
    }

    /// Does the training step from the parts of all members, with the first member's [`Fit::numbers`](crate::training::Fit::numbers).
    ///
    /// # Errors
    /// When the model is in no team.
    pub async fn apply(&mut self, numbers: &[f32], batch: usize) -> Result<()> {
        let mut sums = vec![0.0; self.sums()?.len()];
        self.apply_parts(numbers, batch, &mut sums).await
    }

    /// Where what member `rank` tells stands in this model's memory.
    ///
    /// # Errors
    /// When the model is in no team or there is no such member.
    pub fn part(&self, rank: usize) -> Result<Buffer> {
        let team = self.team()?;
        if rank >= team.size {
            return Err(no_member(rank, team.size));
        }
        Ok(team.part(rank))
    }

    /// The model's memory, for reading and writing parts.
    pub fn memory_mut(&mut self) -> &mut D::Memory {
        &mut self.memory
    }

    /// The numbers of a step, `ahead` after the next one: the same for all members of a team but for the keys of random
    /// masks.
    pub(in crate::training) fn numbers(&self, ahead: u64, rank: usize) -> [f32; hyper::LEN] {
        let Some(compiled) = &self.compiled else { return [0.0; hyper::LEN] };
        let step = compiled.steps + 1 + ahead;
        let mut values = compiled.options.optimizer.hyper(step);
        // Of the step alone, so that a model that was saved goes on as one that never stopped.
        let mut keys = Generator::stream(!self.seed, step);
        for _ in 0..=rank {
            values[hyper::KEYS].fill_with(|| (keys.bits() >> 8) as f32);
        }
        values
    }

    /// Finds the gradients of a shard; they stand in this member's [`Model::part`] then. Nothing is changed.
    ///
    /// # Errors
    /// When the model is in no team or the device fails.
    pub(in crate::training) async fn find_gradients(
        &mut self,
        numbers: &[f32],
        batch: Batch<'_>,
    ) -> Result<()> {
        let size = batch.shape();
        self.make(Use::Gradients, size).await?;
        let Self { programs, device, memory, .. } = self;
        let ready = found(programs, Use::Gradients, size);
        for (&feed, values) in ready.feeds.iter().zip([batch.x, batch.y, numbers, batch.weights]) {
            device.write(memory, feed, values).await?;
        }
        device.run(memory, &mut ready.executable).await
    }

    /// Does a training step from the parts of all members, for a batch of so many samples in all; loss and what the
    /// metrics sum go to `sums`.
    ///
    /// # Errors
    /// When the model is in no team or the device fails.
    pub(in crate::training) async fn apply_parts(
        &mut self,
        numbers: &[f32],
        batch: usize,
        sums: &mut [f32],
    ) -> Result<()> {
        self.make(Use::Apply, (batch, 0)).await?;
        let Self { programs, device, memory, compiled, changes, .. } = self;
        let ready = found(programs, Use::Apply, (batch, 0));
        device.write(memory, ready.feeds[0], numbers).await?;
        device.run(memory, &mut ready.executable).await?;
        if let Some(compiled) = compiled {
            compiled.steps += 1;
        }
        *changes += 1;
        device.read(memory, &ready.results, sums).await
    }

    /// Where a member's gradients go; and where all else goes that it tells, by the assigned weights and the results.
    pub(super) fn told(
        &self,
        graph: &Graph,
        assigns: &[(usize, NodeId)],
        results: &[NodeId],
    ) -> Result<(Place, Vec<(Buffer, NodeId)>)> {
        let team = self.team()?;
        let values = assigns.iter().map(|&(_, id)| id).chain(results.iter().copied());
        let places = team.assigned.iter().map(|&(_, at)| at).chain(team.results.iter().map(|&(_, at)| at));
        let told = values.zip(places);
        let told = told.map(|(id, at)| (team.within(team.rank, at, graph.shape(id).size()), id)).collect();
        let Buffer { region, offset, .. } = team.part(team.rank);
        Ok((Place { region, offset }, told))
    }

    /// The program of [`Model::apply_parts`].
    pub(super) fn trace_apply(&self, (batch, _): Size) -> Result<Program> {
        let team = self.team()?;
        let mut graph = Graph::new();
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut places: Vec<Buffer> = Vec::new();
        let weights = self.network.weights();
        // The others have told nothing.
        let members = sharing(batch, team.size);
        let factors: [f32; MAX_PARTS] =
            core::array::from_fn(|rank| shard(batch, rank, team.size).len() as f32 / batch as f32);
        let mut joined = |graph: &mut Graph, offset: usize, shape: &Shape, mean: bool| -> Result<NodeId> {
            let (mut inputs, mut constants) = (Vec::new(), Vec::new());
            for (rank, &share) in factors.iter().enumerate().take(members) {
                let at = rank * TERM;
                let index = weights.len() + places.len();
                places.push(team.within(rank, offset, shape.size()));
                inputs.push((&SUM[at..at + 1], graph.leaf(Parameter { index }, shape.clone())));
                constants.push((&SUM[at + 4..at + 5], if mean { f64::from(share) } else { 1.0 }));
            }
            graph.map(&SUM[..members * TERM - " + ".len()], &inputs, &constants)
        };
        // Adam takes the mean itself, in its own pass over the gradients.
        let mut update = self.update()?;
        let clips = self.compiled.as_ref().is_some_and(|compiled| compiled.options.optimizer.clips());
        let mut fused = false;
        if let Some(Optimize { update: Update { adam: Some(adam), .. }, parts, .. }) = &mut update
            && !clips
        {
            (adam.parts, adam.factors) = (members, factors);
            *parts = Some(Buffer { len: members * team.len, ..team.part(0) });
            fused = true;
        }
        let mut gradients = Vec::new();
        for (index, weight) in weights.iter().enumerate().filter(|(_, weight)| !fused && weight.trainable) {
            let offset = self.layout.weight(index).offset;
            gradients.push((index, joined(&mut graph, offset, &weight.shape, true)?));
        }
        let mut assigns = Vec::new();
        for &(index, offset) in &team.assigned {
            assigns
                .push((self.layout.weight(index), joined(&mut graph, offset, &weights[index].shape, true)?));
        }
        let mut results = Vec::new();
        for (number, (shape, offset)) in team.results.iter().enumerate() {
            // The loss is a mean, metrics come as sums.
            results.push(joined(&mut graph, *offset, shape, number == 0)?);
        }
        self.clip(&mut graph, &mut gradients)?;
        let values = gradients.iter().map(|&(_, id)| id).chain(assigns.iter().map(|&(_, id)| id));
        let kept: Vec<NodeId> = results.iter().copied().chain(values).collect();
        fuse(&mut graph, &kept);
        let program = plan(
            Plan {
                graph,
                feeds: &[hyper],
                results: &results,
                gradients: &gradients,
                gradient: Place::OWN,
                assigns: &assigns,
                update,
                hyper: Some(hyper),
            },
            &self.layout.clone().with(places),
        )?;
        Ok(program.then(self.constrain()?))
    }
}
