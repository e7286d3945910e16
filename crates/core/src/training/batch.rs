//! Batches on their way from a data set to a device.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::dataset::Dataset;
use crate::error::Result;
use crate::memory::resize;
use crate::program::Role;
use crate::tensor::Tensor;

/// The values of one batch, each with its role.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Batch<'b> {
    /// The number of samples.
    pub(super) size: usize,
    /// How many numbers each entry of sample weights has for one sample; see [`Dataset::weight_sizes`].
    pub(super) weight_sizes: &'b [usize],
    /// The roles of the values, and each role's range within `values`.
    pub(super) parts: &'b [(Role, Range<usize>)],
    pub(super) values: &'b [f32],
    /// The index of the first sample within `values`, and the number of samples in `values`: more than `size` for a
    /// shard.
    pub(super) from: usize,
    pub(super) of: usize,
    /// Samples that the device holds, to be used instead of `values`.
    pub(super) chosen: Option<&'b Chosen>,
    /// For each weight the value that it takes before the run, if it takes one; may be empty.
    pub(super) updates: &'b [Option<Tensor>],
}

/// Samples of a data set whose tensors the device holds.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) data: Dataset,
    /// The indices of the samples in its tensors.
    pub(super) indices: Vec<u32>,
}

impl<'b> Batch<'b> {
    /// The values of this role; `None` where the batch has none.
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

/// Gathers batches from a data set into memory that is reused.
#[derive(Debug, Default)]
pub(super) struct Staging {
    size: usize,
    weight_sizes: Vec<usize>,
    parts: Vec<(Role, Range<usize>)>,
    values: Vec<f32>,
    /// The samples of the batch, where the device holds the data set.
    chosen: Option<Box<Chosen>>,
}

impl Staging {
    /// Makes room for a batch of `size` samples, with so many numbers a sample for each role.
    ///
    /// # Errors
    /// When there is no memory.
    pub(super) fn lay_out(&mut self, size: usize, parts: impl Iterator<Item = (Role, usize)>) -> Result<()> {
        self.size = size;
        self.weight_sizes.clear();
        self.parts.clear();
        let mut len: usize = 0;
        for (role, each) in parts {
            let end = len.saturating_add(size.saturating_mul(each));
            self.parts.push((role, len..end));
            len = end;
        }
        // The capacity stays, so a shorter batch and a full one after it allocate nothing.
        resize("a batch", &mut self.values, len)
    }

    /// Adds values that are not of samples, under their role.
    pub(super) fn push(&mut self, role: Role, values: &[f32]) {
        self.size = 1;
        let start = self.values.len();
        self.values.extend_from_slice(values);
        self.parts.push((role, start..self.values.len()));
    }

    /// The memory for the values of one role.
    pub(super) fn room(&mut self, role: Role) -> &mut [f32] {
        let found = self.parts.iter().find(|(known, _)| *known == role);
        let range = found.map_or(0..0, |(_, range)| range.clone());
        &mut self.values[range]
    }

    /// Gathers the samples `indices` as one batch.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub(super) fn gather(
        &mut self,
        data: &Dataset,
        indices: impl ExactSizeIterator<Item = usize> + Clone,
    ) -> Result<()> {
        self.chosen = None;
        self.lay_out(indices.len(), data.tensors().map(|(role, tensor)| (role, tensor.sample_size())))?;
        self.weight_sizes.extend(data.weight_sizes());
        for (role, range) in &self.parts {
            data.gather(*role, indices.clone(), &mut self.values[range.clone()]);
        }
        Ok(())
    }

    /// As [`Staging::gather`], for a data set that the device holds: records only which samples the batch has.
    pub(super) fn choose(&mut self, data: &Dataset, indices: impl ExactSizeIterator<Item = usize>) {
        self.size = indices.len();
        self.weight_sizes.clear();
        self.parts.clear();
        self.values.clear();
        self.weight_sizes.extend(data.weight_sizes());
        let mut chosen_indices = self.chosen.take().map_or_else(Vec::new, |chosen| chosen.indices);
        chosen_indices.clear();
        chosen_indices.extend(indices.map(|index| (data.start() + index) as u32));
        self.chosen = Some(Box::new(Chosen { data: data.clone(), indices: chosen_indices }));
    }

    /// Gathers the samples that the device would have taken from its own memory.
    pub(super) fn fetch_from(&mut self, chosen: &Chosen) -> Result<()> {
        let Chosen { data, indices } = chosen;
        self.gather(data, indices.iter().map(|&index| index as usize - data.start()))
    }

    /// Makes sure that the values of the batch are in host memory.
    pub(super) fn fetch(&mut self) -> Result<()> {
        self.chosen.take().map_or(Ok(()), |chosen| self.fetch_from(&chosen))
    }

    /// The batch that was gathered.
    pub(super) fn batch(&self) -> Batch<'_> {
        self.shard(0..self.size)
    }

    /// A part of the batch.
    pub(super) fn shard(&self, samples: Range<usize>) -> Batch<'_> {
        Batch {
            size: samples.len(),
            weight_sizes: &self.weight_sizes,
            parts: &self.parts,
            values: &self.values,
            from: samples.start,
            of: self.size,
            chosen: self.chosen.as_deref(),
            updates: &[],
        }
    }
}
