//! One model on several devices that train as one (data parallelism). Each replica gets a shard of the batch and
//! computes the gradients of its mean loss. Then all replicas get all gradients and take their mean, weighted by the
//! numbers of samples. They sum in the order of the replicas, so all end with the same bits, whichever was faster.
//! Values that layers update without gradients (moving statistics of `BatchNormalization`) are averaged in the same
//! way, as in Keras's `MirroredStrategy`. Each shard is normalized by itself.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::batch::Batch;
use crate::error::{Error, Result};
use crate::graph::ops::MAX_PARTS;
use crate::program::{Buffer, Region, Role};
use crate::shape::Shape;

/// The most replicas in a group: one formula takes this many parts, and so does one kernel.
pub const MAX_REPLICAS: usize = MAX_PARTS;

/// The sum of the replicas' numbers, each times its factor. Fewer replicas use only the beginning.
pub(super) const SUM: &str = "a * p + b * q + c * r + d * s + e * t + f * u + g * v + h * w";
/// The length of one term of [`SUM`], with the ` + ` behind it.
pub(super) const TERM: usize = "a * p + ".len();

/// The fewest samples in a shard, if the batch has as many. A single sample has no batch statistics.
pub(super) const LEAST: usize = 2;

/// The fewest samples that a shard should have if layers compute batch statistics. Fewer give poor statistics.
pub(super) const STATISTICS: usize = 8;

/// The number of replicas of a group that get samples of a batch. They are the first ones.
pub(super) fn sharing(batch: usize, size: usize) -> usize {
    size.min((batch / LEAST).max(1))
}

/// The samples of replica `rank` of `size` in a batch of `batch` samples. The lengths of shards differ by one at most;
/// the first are the longer ones. If the batch has fewer than two samples for each replica, the last replicas get none.
pub fn shard(batch: usize, rank: usize, size: usize) -> Range<usize> {
    let replicas = sharing(batch, size);
    let from = |rank: usize| rank.min(replicas) * (batch / replicas) + rank.min(batch % replicas);
    from(rank)..from(rank + 1)
}

/// A model's place in a group of replicas, and the layout of what the replicas exchange: first all gradients, then the
/// values of weights that change without gradients, then losses and metrics.
pub(super) struct Replica {
    pub(super) rank: usize,
    pub(super) size: usize,
    /// Where the main replica's part begins in the persistent region, in bytes; the others' parts follow.
    pub(super) from: usize,
    /// The number of floats in a part, gaps included.
    pub(super) len: usize,
    /// Weights that change without gradients: their index, and their offset in a part, in bytes.
    pub(super) assigned: Vec<(usize, usize)>,
    /// Losses and metrics: their shapes, and their offset in a part in bytes.
    pub(super) results: Vec<(Role, Shape, usize)>,
}

impl Replica {
    /// The part of a replica.
    pub(super) fn part(&self, rank: usize) -> Buffer {
        Buffer::floats(Region::Persistent, self.from + rank * self.len * 4, self.len)
    }

    /// The memory of `len` floats in a replica's part, `offset` bytes from its beginning.
    pub(super) fn within(&self, rank: usize, offset: usize, len: usize) -> Buffer {
        Buffer::floats(Region::Persistent, self.part(rank).offset + offset, len)
    }
}

pub(super) fn no_replica(rank: usize, size: usize) -> Error {
    Error::invalid(format!("replica {rank} of {size}; a group has {MAX_REPLICAS} at most"))
}

/// A shard as one list of numbers, to send to another replica. It has the number of samples in the whole batch; the
/// number of entries of sample weights and their sizes; the number of parts, and for each its kind, its index and its
/// numbers a sample; the step's numbers (`hyper`); and the values of the parts.
pub(super) fn message(whole: usize, shard: Batch<'_>, hyper: &[f32]) -> Vec<f32> {
    let mut out = vec![whole as f32, shard.weight_sizes.len() as f32];
    out.extend(shard.weight_sizes.iter().map(|&size| size as f32));
    out.push(shard.parts.len() as f32);
    for (role, range) in shard.parts {
        let (kind, index) = match *role {
            Role::Target(index) => (1, index),
            Role::SampleWeight(index) => (2, index),
            Role::Input(index) => (0, index),
            _ => (3, 0),
        };
        // A replica without samples needs no sizes, which may not be known then.
        let each = if shard.size == 0 { 0 } else { range.len() / shard.of };
        out.extend([kind as f32, index as f32, each as f32]);
    }
    out.extend(hyper);
    shard.iter().for_each(|(_, values)| out.extend(values));
    out
}

/// Reads a message from its beginning.
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
