//! Batches on their way from a data set to a device.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::dataset::Dataset;
use crate::error::Result;
use crate::memory::resize;
use crate::program::Role;

/// One batch's values by their roles.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch<'b> {
    /// Samples.
    pub(super) size: usize,
    /// Numbers in the weights of one sample, as [`Dataset::weight_sizes`] gives them.
    pub(super) weights: &'b [usize],
    /// What the values are, and where they stand among `values`.
    pub(super) parts: &'b [(Role, Range<usize>)],
    pub(super) values: &'b [f32],
    /// The first sample, and how many samples the values are of: more than `size` where this is a shard.
    pub(super) from: usize,
    pub(super) of: usize,
    /// Samples that the device is to take, in place of values.
    pub(super) chosen: Option<&'b Chosen>,
}

/// Samples of a data set whose tensors the device holds.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) data: Dataset,
    /// Their numbers in its tensors.
    pub(super) numbers: Vec<u32>,
}

impl<'b> Batch<'b> {
    /// The values of this role; none where the batch has none.
    pub(super) fn get(&self, role: Role) -> Option<&'b [f32]> {
        let (_, range) = self.parts.iter().find(|(known, _)| *known == role)?;
        let all = &self.values[range.clone()];
        let each = all.len() / self.of.max(1);
        Some(&all[self.from * each..(self.from + self.size) * each])
    }

    /// All values of the batch, with their roles.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Role, &'b [f32])> {
        self.parts.iter().filter_map(|&(role, _)| Some((role, self.get(role)?)))
    }
}

/// Batches gathered from a data set into memory that is used again and again.
#[derive(Debug, Default)]
pub(super) struct Staging {
    size: usize,
    weights: Vec<usize>,
    parts: Vec<(Role, Range<usize>)>,
    values: Vec<f32>,
    /// What the batch is, where the device has it.
    chosen: Option<Box<Chosen>>,
}

impl Staging {
    /// Makes room for a batch of so many samples, and of so many numbers for each role.
    ///
    /// # Errors
    /// When there is no room.
    pub(super) fn lay_out(&mut self, size: usize, parts: impl Iterator<Item = (Role, usize)>) -> Result<()> {
        self.size = size;
        self.weights.clear();
        self.parts.clear();
        let mut len: usize = 0;
        for (role, each) in parts {
            let end = len.saturating_add(size.saturating_mul(each));
            self.parts.push((role, len..end));
            len = end;
        }
        // Shorter and back again allocates nothing.
        resize("a batch", &mut self.values, len)
    }

    /// The room of one role.
    pub(super) fn room(&mut self, role: Role) -> &mut [f32] {
        let found = self.parts.iter().find(|(known, _)| *known == role);
        let range = found.map_or(0..0, |(_, range)| range.clone());
        &mut self.values[range]
    }

    /// Gathers the samples that `indices` names as one batch.
    ///
    /// # Errors
    /// When there is no room for them.
    pub(super) fn gather(
        &mut self,
        data: &Dataset,
        indices: impl ExactSizeIterator<Item = usize> + Clone,
    ) -> Result<()> {
        self.chosen = None;
        self.lay_out(indices.len(), data.tensors().map(|(role, tensor)| (role, tensor.sample_size())))?;
        self.weights.extend(data.weight_sizes());
        for (role, range) in &self.parts {
            data.gather(*role, indices.clone(), &mut self.values[range.clone()]);
        }
        Ok(())
    }

    /// As [`Staging::gather`] of a data set that the device holds: only which samples they are.
    pub(super) fn choose(&mut self, data: &Dataset, indices: impl ExactSizeIterator<Item = usize>) {
        self.size = indices.len();
        self.weights.clear();
        self.parts.clear();
        self.values.clear();
        self.weights.extend(data.weight_sizes());
        let mut numbers = self.chosen.take().map_or_else(Vec::new, |chosen| chosen.numbers);
        numbers.clear();
        numbers.extend(indices.map(|index| (data.start() + index) as u32));
        self.chosen = Some(Box::new(Chosen { data: data.clone(), numbers }));
    }

    /// Gathers what a device was to take.
    pub(super) fn fetch_from(&mut self, chosen: &Chosen) -> Result<()> {
        let Chosen { data, numbers } = chosen;
        self.gather(data, numbers.iter().map(|&number| number as usize - data.start()))
    }

    /// Has the values of the batch here, wherever they were.
    pub(super) fn fetch(&mut self) -> Result<()> {
        self.chosen.take().map_or(Ok(()), |chosen| self.fetch_from(&chosen))
    }

    /// The batch that was gathered.
    pub(super) fn batch(&self) -> Batch<'_> {
        self.shard(0..self.size)
    }

    /// Some of the samples of the batch.
    pub(super) fn shard(&self, samples: Range<usize>) -> Batch<'_> {
        Batch {
            size: samples.len(),
            weights: &self.weights,
            parts: &self.parts,
            values: &self.values,
            from: samples.start,
            of: self.size,
            chosen: self.chosen.as_deref(),
        }
    }
}
