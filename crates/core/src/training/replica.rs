//! One model on several devices that train as one (data parallelism). Each replica has a shard of the batch and finds the
//! gradients of its mean loss; all get the gradients of all and take their mean, weighted by the numbers of samples and
//! summed in the order of the replicas, so that all end up the same to the bit, whoever was faster. What layers replace by
//! other means (moving statistics of `BatchNormalization`) is averaged likewise, as Keras's `MirroredStrategy` does; each
//! shard is normalized by itself.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::batch::Batch;
use super::model::{Model, not_compiled};
use super::session::{Key, Use};
use super::tracer::{Traced, Tracer, kept};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::ops::{Input, MAX_PARTS, Parameter, Update};
use crate::graph::{Graph, NodeId, fuse};
use crate::optimizers::hyper;
use crate::program::{Buffer, Optimize, Place, Plan, Program, Region, Role, aligned, plan};
use crate::random::Generator;
use crate::shape::Shape;

/// Replicas a group can have: as many as one formula takes in, and one kernel.
pub const MAX_REPLICAS: usize = MAX_PARTS;

/// The sum of the replicas' numbers, each with its factor: of fewer replicas the beginning of it.
const SUM: &str = "a * p + b * q + c * r + d * s + e * t + f * u + g * v + h * w";
const TERM: usize = "a * p + ".len();

/// Samples a replica has at least, if it has any and the batch has as many: statistics of one sample are none.
const LEAST: usize = 2;

/// Samples a replica should have at least where layers take statistics of a batch: those of fewer say little.
const STATISTICS: usize = 8;

/// How many replicas of a group have samples of a batch: the first ones.
fn sharing(batch: usize, size: usize) -> usize {
    size.min((batch / LEAST).max(1))
}

/// The samples of replica `rank` of `size`, of a batch of so many; shards differ by one at most, the first are the longer.
/// Of a batch of fewer than two for each replica the last ones have none.
pub fn shard(batch: usize, rank: usize, size: usize) -> Range<usize> {
    let replicas = sharing(batch, size);
    let from = |rank: usize| rank.min(replicas) * (batch / replicas) + rank.min(batch % replicas);
    from(rank)..from(rank + 1)
}

/// A model's place in a group of replicas, and the layout of what the replicas exchange: all gradients, then the values of
/// weights that come by other means, then losses and metrics.
pub(super) struct Replica {
    rank: usize,
    size: usize,
    /// The main replica's part in the persistent region; the others' follow.
    from: usize,
    /// Floats of a part.
    len: usize,
    /// Weights that are assigned, by their index, and their offset in a part.
    assigned: Vec<(usize, usize)>,
    /// Losses and metrics: their shapes, and their offset in a part.
    results: Vec<(Role, Shape, usize)>,
}

impl Replica {
    fn part(&self, rank: usize) -> Buffer {
        Buffer { region: Region::Persistent, offset: self.from + rank * self.len, len: self.len }
    }

    /// The place of something in a part.
    fn within(&self, rank: usize, offset: usize, len: usize) -> Buffer {
        Buffer { region: Region::Persistent, offset: self.part(rank).offset + offset, len }
    }
}

fn no_replica(rank: usize, size: usize) -> Error {
    Error::invalid(format!("replica {rank} of {size}; a group has {MAX_REPLICAS} at most"))
}

/// A shard as one list of numbers, for a replica elsewhere: the samples of the whole batch; the number of entries of sample
/// weights and their sizes; the number of parts, and for each its kind, index and numbers a sample; the step's numbers; and
/// the values of the parts.
pub(super) fn message(whole: usize, shard: Batch<'_>, numbers: &[f32]) -> Vec<f32> {
    let mut out = vec![whole as f32, shard.weights.len() as f32];
    out.extend(shard.weights.iter().map(|&size| size as f32));
    out.push(shard.parts.len() as f32);
    for (role, range) in shard.parts {
        let (kind, index) = match *role {
            Role::Target(index) => (1, index),
            Role::SampleWeight(index) => (2, index),
            Role::Input(index) => (0, index),
            _ => (3, 0),
        };
        // A replica without samples needs no sizes, and not everybody knows them then.
        let each = if shard.size == 0 { 0 } else { range.len() / shard.of };
        out.extend([kind as f32, index as f32, each as f32]);
    }
    out.extend(numbers);
    shard.iter().for_each(|(_, values)| out.extend(values));
    out
}

/// A message that is read from its beginning.
struct Reader<'m>(&'m [f32]);

impl<'m> Reader<'m> {
    fn take(&mut self, len: usize) -> Result<&'m [f32]> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or_else(|| {
            Error::invalid(format!(
                "the shard is cut short: {len} more numbers expected, {} left",
                self.0.len()
            ))
        })?;
        self.0 = rest;
        Ok(taken)
    }

    fn count(&mut self) -> Result<usize> {
        Ok(self.take(1)?[0] as usize)
    }
}

impl<D: Device> Model<D> {
    /// Why a training step of this model cannot be shared by several replicas with the same result but for rounding; `None`
    /// when it can. Two kinds of layers see only their replica's shard all the same: those that take statistics of a batch
    /// (`BatchNormalization`; see [`Model::smallest_shard`]), and those that are random in training (`Dropout`, noise,
    /// augmentation), which draw anew for each replica.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn indivisible(&self) -> Result<Option<String>> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("indivisible"))?;
        let mut losses = compiled.criteria.outputs.iter().filter_map(|output| output.loss.as_ref());
        if let Some(loss) = losses.find(|loss| !loss.is_mean_of_samples()) {
            return Ok(Some(format!("the loss {} is not the mean of all samples' losses", loss.name())));
        }
        let Traced { masked, .. } = self.tracer().trace(Key::new(Use::Evaluate, 1, &[]))?;
        Ok(masked.then(|| "the output is masked: some counts more than the rest".into()))
    }

    /// How many samples of a batch each replica should have at least: 2, as `shard` has it, and 8 where layers take
    /// statistics of a batch (`BatchNormalization`), as each replica takes them of its own shard.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn smallest_shard(&self) -> Result<usize> {
        let Traced { assigns, .. } = self.tracer().trace(Key::new(Use::Gradients, 1, &[]))?;
        Ok(if assigns.is_empty() { LEAST } else { STATISTICS })
    }

    /// How often weights or the optimizer's state were changed; a copy made at the same number is still one.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Makes the model replica `rank` of a group of `size`; returns how many floats replicas exchange in a step. Compiling
    /// the model anew or setting what is trainable ends this.
    ///
    /// # Errors
    /// When the model is not compiled, the numbers are out of range, or the device has no room; the model then stays as it
    /// was.
    pub async fn join_group(&mut self, rank: usize, size: usize) -> Result<usize> {
        if rank >= size || size > MAX_REPLICAS {
            return Err(no_replica(rank, size));
        }
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("join_group"))?;
        let layout = &self.session.layout;
        let from = layout.len(compiled.options.optimizer.slots().len());
        let Traced { graph, results, assigns, .. } = self.tracer().trace(Key::new(Use::Gradients, 1, &[]))?;
        let mut len = layout.trainable;
        let mut take = |size: usize| {
            len += aligned(size);
            len - aligned(size)
        };
        let assigned = assigns.iter().map(|&(index, node)| (index, take(graph.shape(node).size()))).collect();
        let results = results.iter().map(|&(role, node)| (role, graph.shape(node).clone()));
        let results = results.map(|(role, shape)| (role, shape.clone(), take(shape.size()))).collect();
        self.session.device.resize(&mut self.session.memory, from + size * len, from).await?;
        self.session.forget_programs(|purpose| matches!(purpose, Use::Gradients | Use::Apply));
        self.replica = Some(Replica { rank, size, from, len, assigned, results });
        Ok(len)
    }

    fn in_group(&self) -> Result<&Replica> {
        self.replica.as_ref().ok_or_else(not_in_group)
    }

    /// The model's number in its group, and the number of replicas.
    ///
    /// # Errors
    /// When the model is in no group.
    pub fn replica(&self) -> Result<(usize, usize)> {
        self.in_group().map(|replica| (replica.rank, replica.size))
    }

    /// Finds the gradients of a replica's shard of a batch, as [`Fit::shard`](crate::training::Fit::shard)
    /// gives it; they stand in [`Model::part`] then. Nothing is changed.
    ///
    /// # Errors
    /// When the model is in no group, or this is no shard of its.
    pub async fn gradients(&mut self, given: &[f32]) -> Result<()> {
        let (rank, replicas) = self.replica()?;
        let mut given = Reader(given);
        let whole = given.count()?;
        let size = shard(whole, rank, replicas).len();
        let sizes = given.count()?;
        let weights: Vec<usize> = given.take(sizes)?.iter().map(|&size| size as usize).collect();
        let count = given.count()?;
        let mut parts = Vec::new();
        let mut len: usize = 0;
        for part in given.take(count.saturating_mul(3))?.chunks_exact(3) {
            let index = part[1] as usize;
            let role = match part[0] as usize {
                0 => Role::Input(index),
                1 => Role::Target(index),
                _ => Role::SampleWeight(index),
            };
            let end = len.saturating_add(size.saturating_mul(part[2] as usize));
            parts.push((role, len..end));
            len = end;
        }
        let numbers = given.take(hyper::LEN)?;
        let values = given.take(len)?;
        if size == 0 {
            return Ok(());
        }
        let batch = Batch { size, weights: &weights, parts: &parts, values, from: 0, of: size, chosen: None };
        self.find_gradients(numbers, batch).await
    }

    /// Does the training step from the parts of all replicas, with the main replica's
    /// [`Fit::numbers`](crate::training::Fit::numbers).
    ///
    /// # Errors
    /// When the model is in no group.
    pub async fn apply(&mut self, numbers: &[f32], batch: usize) -> Result<()> {
        let mut sums = vec![0.0; self.sums()?.len()];
        self.apply_parts(numbers, batch, &mut sums).await
    }

    /// Where the part of replica `rank` stands in this model's memory.
    ///
    /// # Errors
    /// When the model is in no group or there is no such replica.
    pub fn part(&self, rank: usize) -> Result<Buffer> {
        let replica = self.in_group()?;
        if rank >= replica.size {
            return Err(no_replica(rank, replica.size));
        }
        Ok(replica.part(rank))
    }

    /// The model's memory, for reading and writing parts.
    pub fn memory_mut(&mut self) -> &mut D::Memory {
        &mut self.session.memory
    }

    /// The numbers of a step, `ahead` after the next one: the same for all replicas but for the keys of random masks.
    pub(super) fn numbers(&self, ahead: u64, rank: usize) -> [f32; hyper::LEN] {
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

    /// Finds the gradients of a shard; they stand in this replica's [`Model::part`] then. Nothing is changed.
    ///
    /// # Errors
    /// When the model is in no group or the device fails.
    pub(super) async fn find_gradients(&mut self, numbers: &[f32], batch: Batch<'_>) -> Result<()> {
        let key = Key::new(Use::Gradients, batch.size, batch.weights);
        self.make(key).await?;
        self.session.run(key, batch, numbers).await
    }

    /// Does a training step from the parts of all replicas, for a batch of so many samples in all; losses and metric sums
    /// go to `sums`.
    ///
    /// # Errors
    /// When the model is in no group or the device fails.
    pub(super) async fn apply_parts(
        &mut self,
        numbers: &[f32],
        batch: usize,
        sums: &mut [f32],
    ) -> Result<()> {
        let key = Key::new(Use::Apply, batch, &[]);
        self.make(key).await?;
        let nothing = Batch { size: 0, weights: &[], parts: &[], values: &[], from: 0, of: 0, chosen: None };
        self.session.run(key, nothing, numbers).await?;
        if let Some(compiled) = &mut self.compiled {
            compiled.steps += 1;
        }
        self.changes += 1;
        let reading = self.session.begin_read(key)?;
        self.session.end_read(reading, sums).await
    }
}

fn not_in_group() -> Error {
    Error::invalid("the model is in no group of replicas; call join_group first")
}

impl Tracer<'_> {
    /// The program of [`Model::find_gradients`].
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
        let gradient = Place { region, offset };
        let (feeds, gradients, assigns) = (&feeds[..], &gradients[..], &assigns[..]);
        plan(Plan { graph, feeds, gradients, gradient, assigns, ..Plan::default() }, self.layout)
    }

    /// The program of [`Model::apply_parts`].
    pub(super) fn apply(&self, batch: usize) -> Result<Program> {
        let replica = self.replica.ok_or_else(not_in_group)?;
        let mut graph = Graph::new();
        let hyper = graph.leaf(Input, [hyper::LEN]);
        let mut places: Vec<Buffer> = Vec::new();
        let weights = self.network.weights();
        // The others had no samples.
        let replicas = sharing(batch, replica.size);
        let factors: [f32; MAX_PARTS] =
            core::array::from_fn(|rank| shard(batch, rank, replica.size).len() as f32 / batch as f32);
        let mut joined = |graph: &mut Graph, offset: usize, shape: &Shape, mean: bool| -> Result<NodeId> {
            let (mut inputs, mut constants) = (Vec::new(), Vec::new());
            for (rank, &share) in factors.iter().enumerate().take(replicas) {
                let at = rank * TERM;
                let index = weights.len() + places.len();
                places.push(replica.within(rank, offset, shape.size()));
                inputs.push((&SUM[at..at + 1], graph.leaf(Parameter { index }, shape.clone())));
                constants.push((&SUM[at + 4..at + 5], if mean { f64::from(share) } else { 1.0 }));
            }
            graph.map(&SUM[..replicas * TERM - " + ".len()], &inputs, &constants)
        };
        // Adam takes the mean itself, in its own pass over the gradients.
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
            // Losses are means, metrics come as sums.
            let mean = matches!(role, Role::Loss | Role::OutputLoss(_));
            results.push((*role, joined(&mut graph, *offset, shape, mean)?));
        }
        self.clip(&mut graph, &mut gradients)?;
        fuse(&mut graph, &kept(&results, &gradients, &assigns));
        let program = plan(
            Plan {
                graph,
                feeds: &[(Role::Hyper, hyper)],
                results: &results,
                gradients: &gradients,
                gradient: Place::default(),
                assigns: &assigns,
                update,
            },
            &self.layout.clone().with(places),
        )?;
        Ok(program.then(self.constrain()?))
    }
}
