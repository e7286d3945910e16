//! Training steps of a model that is one of several replicas; see [`replica`](super::replica) for what they exchange.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::batch::Batch;
use super::compiled::not_compiled;
use super::model::Model;
use super::replica::{LEAST, MAX_REPLICAS, Reader, Replica, STATISTICS, no_replica, not_in_group, shard};
use super::session::{Key, Use};
use super::tracer::Traced;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::optimizers::hyper;
use crate::program::{Buffer, Role, aligned};
use crate::random::Generator;

impl<D: Device> Model<D> {
    /// Why several replicas cannot share a training step of this model with the same result up to rounding; `None` when
    /// they can. Two kinds of layers are allowed although they see only their replica's shard: layers that compute
    /// statistics of a batch (`BatchNormalization`; see [`Model::smallest_shard`]), and layers that are random in
    /// training (`Dropout`, noise, augmentation), which draw other numbers on each replica.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn indivisible(&self) -> Result<Option<String>> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("indivisible"))?;
        let mut losses = compiled.criteria.outputs.iter().filter_map(|output| output.loss.as_ref());
        if let Some(loss) = losses.find(|loss| !loss.is_mean_of_samples()) {
            return Ok(Some(format!("the loss {} is not the mean of all samples' losses", loss.name())));
        }
        if self.network.is_open() {
            return Ok(Some("the model's inputs have unknown sizes".into()));
        }
        let Traced { masked, .. } = self.tracer().trace(Key::new(Use::Evaluate, 1, &[]))?;
        Ok(masked.then(|| "the output is masked: some counts more than the rest".into()))
    }

    /// How many samples of a batch each replica should have at least: 2, as in `shard`, or 8 where layers compute
    /// statistics of a batch (`BatchNormalization`), because each replica computes them from its own shard.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn smallest_shard(&self) -> Result<usize> {
        let Traced { assigns, .. } = self.tracer().trace(Key::new(Use::Shard, 1, &[]))?;
        Ok(if assigns.is_empty() { LEAST } else { STATISTICS })
    }

    /// How often weights or the optimizer's state were changed. A copy is current if it was made at the same number.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Makes the model replica `rank` of a group of `size`, and returns how many floats the replicas exchange in a
    /// step. Compiling the model again or setting what is trainable ends this.
    ///
    /// # Errors
    /// When the model is not compiled, the numbers are out of range, or the device has no memory; the model then stays
    /// as it was.
    pub async fn join_group(&mut self, rank: usize, size: usize) -> Result<usize> {
        if rank >= size || size > MAX_REPLICAS {
            return Err(no_replica(rank, size));
        }
        self.compiled.as_ref().ok_or_else(|| not_compiled("join_group"))?;
        if self.network.is_open() {
            return Err(Error::invalid(
                "option \"workers\": a model whose inputs have unknown sizes trains on one worker",
            ));
        }
        self.make_trainable().await?;
        let layout = &self.session.layout;
        let from = layout.bytes();
        let Traced { graph, results, assigns, .. } = self.tracer().trace(Key::new(Use::Shard, 1, &[]))?;
        let mut bytes = layout.trainables().bytes();
        let mut take = |size: usize| {
            let offset = bytes;
            bytes += aligned(size * 4);
            offset
        };
        let assigned = assigns.iter().map(|&(index, node)| (index, take(graph.shape(node).size()))).collect();
        let results = results.iter().map(|&(role, node)| (role, graph.shape(node).clone()));
        let results = results.map(|(role, shape)| (role, shape.clone(), take(shape.size()))).collect();
        self.session
            .device
            .resize(&mut self.session.memory, from.saturating_add(size.saturating_mul(bytes)), from)
            .await?;
        let len = bytes / 4;
        self.session.forget_programs(|purpose| matches!(purpose, Use::Shard | Use::Apply));
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

    /// Computes the gradients of a replica's shard of a batch, as [`Fit::shard`](crate::training::Fit::shard) returns
    /// it. They are then in [`Model::part`]; nothing else is changed.
    ///
    /// # Errors
    /// When the model is in no group, or `given` is not a shard for it.
    pub async fn shard_gradients(&mut self, given: &[f32]) -> Result<()> {
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
        let hyper = given.take(hyper::LEN)?;
        let values = given.take(len)?;
        if size == 0 {
            return Ok(());
        }
        let batch =
            Batch { size, weight_sizes: &weights, parts: &parts, values, of: size, ..Batch::default() };
        self.find_gradients(hyper, batch).await
    }

    /// Does the training step from the parts of all replicas, with the main replica's
    /// [`Fit::hyper`](crate::training::Fit::hyper).
    ///
    /// # Errors
    /// When the model is in no group.
    pub async fn apply(&mut self, hyper: &[f32], batch: usize) -> Result<()> {
        let mut sums = vec![0.0; self.sums()?.len()];
        self.apply_parts(hyper, batch, &mut sums).await
    }

    /// Where the part of replica `rank` is in this model's memory.
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

    /// The numbers of the step that comes `later` steps after the next one. Only the keys of random masks differ
    /// between replicas.
    pub(super) fn hyper(&self, later: u64, rank: usize) -> [f32; hyper::LEN] {
        let Some(compiled) = &self.compiled else { return [0.0; hyper::LEN] };
        let step = compiled.steps + 1 + later;
        let mut values = compiled.options.optimizer.hyper(step);
        // They follow from the step alone, so that a saved model continues as if it had never stopped.
        let mut keys = Generator::stream(!self.seed, step);
        for _ in 0..=rank {
            values[hyper::KEYS].fill_with(|| (keys.bits() >> 8) as f32);
        }
        values
    }

    /// Computes the gradients of a shard. They are then in this replica's [`Model::part`]; nothing else is changed.
    ///
    /// # Errors
    /// When the model is in no group or the device fails.
    pub(super) async fn find_gradients(&mut self, hyper: &[f32], batch: Batch<'_>) -> Result<()> {
        let key = Key::new(Use::Shard, batch.size, batch.weight_sizes);
        self.make(key).await?;
        self.session.run(key, batch, hyper).await
    }

    /// Does a training step from the parts of all replicas, for a whole batch of `batch` samples. Losses and metric
    /// sums go to `sums`.
    ///
    /// # Errors
    /// When the model is in no group or the device fails.
    pub(super) async fn apply_parts(&mut self, hyper: &[f32], batch: usize, sums: &mut [f32]) -> Result<()> {
        let key = Key::new(Use::Apply, batch, &[]);
        self.make(key).await?;
        self.session.run(key, Batch::default(), hyper).await?;
        if let Some(compiled) = &mut self.compiled {
            compiled.steps += 1;
        }
        self.changes += 1;
        let reading = self.session.begin_read(key)?;
        self.session.end_read(reading, sums).await
    }
}
