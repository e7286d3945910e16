//! One model on several devices that train as one (data parallelism). Each replica has a shard of the batch and finds the
//! gradients of its mean loss; all get the gradients of all and take their mean, weighted by the numbers of samples and
//! summed in the order of the replicas, so that all end up the same to the bit, whoever was faster. What layers replace by
//! other means (moving statistics of `BatchNormalization`) is averaged likewise, as Keras's `MirroredStrategy` does; each
//! shard is normalized by itself.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::batch::Batch;
use crate::error::{Error, Result};
use crate::graph::ops::MAX_PARTS;
use crate::program::{Buffer, Region, Role};
use crate::shape::Shape;

/// Replicas a group can have: as many as one formula takes in, and one kernel.
pub const MAX_REPLICAS: usize = MAX_PARTS;

/// The sum of the replicas' numbers, each with its factor: of fewer replicas the beginning of it.
pub(super) const SUM: &str = "a * p + b * q + c * r + d * s + e * t + f * u + g * v + h * w";
pub(super) const TERM: usize = "a * p + ".len();

/// Samples a replica has at least, if it has any and the batch has as many: statistics of one sample are none.
pub(super) const LEAST: usize = 2;

/// Samples a replica should have at least where layers take statistics of a batch: those of fewer say little.
pub(super) const STATISTICS: usize = 8;

/// How many replicas of a group have samples of a batch: the first ones.
pub(super) fn sharing(batch: usize, size: usize) -> usize {
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
    pub(super) rank: usize,
    pub(super) size: usize,
    /// The offset of the main replica's part in the persistent region, in bytes; the others' parts follow.
    pub(super) from: usize,
    /// Floats of a part.
    pub(super) len: usize,
    /// Weights that are assigned, by their index, and their offset in a part in bytes.
    pub(super) assigned: Vec<(usize, usize)>,
    /// Losses and metrics: their shapes, and their offset in a part in bytes.
    pub(super) results: Vec<(Role, Shape, usize)>,
}

impl Replica {
    pub(super) fn part(&self, rank: usize) -> Buffer {
        Buffer::floats(Region::Persistent, self.from + rank * self.len * 4, self.len)
    }

    /// The place of `len` floats in a part, `offset` bytes from its beginning.
    pub(super) fn within(&self, rank: usize, offset: usize, len: usize) -> Buffer {
        Buffer::floats(Region::Persistent, self.part(rank).offset + offset, len)
    }
}

pub(super) fn no_replica(rank: usize, size: usize) -> Error {
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
pub(super) struct Reader<'m>(pub(super) &'m [f32]);

impl<'m> Reader<'m> {
    pub(super) fn take(&mut self, len: usize) -> Result<&'m [f32]> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or_else(|| {
            Error::invalid(format!(
                "the shard is cut short: {len} more numbers expected, {} left",
                self.0.len()
            ))
        })?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn count(&mut self) -> Result<usize> {
        Ok(self.take(1)?[0] as usize)
    }
}

pub(super) fn not_in_group() -> Error {
    Error::invalid("the model is in no group of replicas; call join_group first")
}
