//! Evaluation, one batch at a time.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::model::check_batch_size;
use super::{Compile, Model};
use crate::data::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::metrics::Metric;

/// What loss and metrics sum over batches: the loss weighted by the batches' sizes, as Keras shows it.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    names: Vec<String>,
    metrics: Vec<(Metric, usize)>,
    sums: Vec<f64>,
    samples: f64,
}

impl Sums {
    /// For metrics that sum this many numbers each.
    pub(super) fn new(compile: &Compile, counts: &[usize]) -> Self {
        let mut names = vec![String::from("loss")];
        let mut metrics = Vec::new();
        for (shown, &count) in compile.shown().into_iter().zip(counts) {
            let values = shown.metric.finish(&vec![0.0; count]).len();
            match values {
                1 => names.push(shown.name),
                _ => names.extend((0..values).map(|k| format!("{}[{k}]", shown.name))),
            }
            metrics.push((shown.metric.clone(), count));
        }
        let sums = vec![0.0; 1 + counts.iter().sum::<usize>()];
        Self { names, metrics, sums, samples: 0.0 }
    }

    /// How many numbers a batch gives.
    pub(super) fn len(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn reset(&mut self) {
        self.sums.fill(0.0);
        self.samples = 0.0;
    }

    pub(super) fn add(&mut self, values: &[f32], samples: usize) {
        for (index, (sum, &value)) in self.sums.iter_mut().zip(values).enumerate() {
            *sum += f64::from(value) * if index == 0 { samples as f64 } else { 1.0 };
        }
        self.samples += samples as f64;
    }

    /// How many samples were added.
    pub(super) fn samples(&self) -> f64 {
        self.samples
    }

    /// Whether nothing was added yet.
    pub(super) fn is_empty(&self) -> bool {
        self.samples == 0.0
    }

    /// The mean of the loss so far.
    pub(super) fn loss(&self) -> f64 {
        self.sums[0] / self.samples
    }

    /// Loss and metrics so far, under their names; a metric of several values has its name with their places.
    pub(super) fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        let mut from = 1;
        let metrics = self.metrics.iter().flat_map(move |(metric, count)| {
            let own = &self.sums[from..from + count];
            from += count;
            metric.finish(own)
        });
        self.names.iter().map(String::as_str).zip(core::iter::once(self.loss()).chain(metrics))
    }
}

/// One batch's samples, targets and weights; no weights where the data have none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch<'b> {
    pub(super) size: usize,
    pub(super) x: &'b [f32],
    pub(super) y: &'b [f32],
    pub(super) weights: &'b [f32],
    /// Which the device is to take, in place of the numbers.
    pub(super) chosen: Option<&'b Chosen>,
}

/// Samples of a data set whose tensors the device keeps.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub(super) data: Dataset,
    /// Their numbers in its tensors.
    pub(super) numbers: Vec<u32>,
}

impl Batch<'_> {
    /// How many samples, and how many weights of each.
    pub(super) fn shape(&self) -> (usize, usize) {
        let weights = match self.chosen {
            Some(chosen) => chosen.data.weight_size(),
            None => self.weights.len() / self.size.max(1),
        };
        (self.size, weights)
    }
}

/// Batches gathered from a data set into memory that is used again and again.
#[derive(Debug, Default)]
pub(super) struct Staging {
    size: usize,
    x: Vec<f32>,
    y: Vec<f32>,
    weights: Vec<f32>,
    values: Vec<f32>,
    /// What the batch is, where the device has it.
    chosen: Option<Box<Chosen>>,
}

impl Staging {
    /// For batches whose loss and metrics come as so many `values`.
    pub(super) fn new(values: usize) -> Self {
        Self { values: vec![0.0; values], ..Self::default() }
    }

    /// Gathers the samples that `indices` names as one batch.
    pub(super) fn gather(&mut self, data: &Dataset, indices: impl ExactSizeIterator<Item = usize>) {
        self.size = indices.len();
        self.chosen = None;
        // Shorter and back again allocates nothing.
        self.x.resize(self.size * data.x_size(), 0.0);
        self.y.resize(self.size * data.y_size(), 0.0);
        self.weights.resize(self.size * data.weight_size(), 0.0);
        data.gather(indices, &mut self.x, &mut self.y, &mut self.weights);
    }

    /// As [`Staging::gather`] of a data set that the device keeps: only which samples they are.
    pub(super) fn choose(&mut self, data: &Dataset, indices: impl ExactSizeIterator<Item = usize>) {
        self.size = indices.len();
        [&mut self.x, &mut self.y, &mut self.weights].into_iter().for_each(Vec::clear);
        let mut numbers = self.chosen.take().map_or_else(Vec::new, |chosen| chosen.numbers);
        numbers.clear();
        numbers.extend(indices.map(|index| (data.start() + index) as u32));
        self.chosen = Some(Box::new(Chosen { data: data.clone(), numbers }));
    }

    /// Gathers what a device was to take.
    pub(super) fn fetch_from(&mut self, chosen: &Chosen) {
        let Chosen { data, numbers } = chosen;
        self.gather(data, numbers.iter().map(|&number| number as usize - data.start()));
    }

    /// Has the numbers of the batch here, wherever they were.
    pub(super) fn fetch(&mut self) {
        if let Some(chosen) = self.chosen.take() {
            self.fetch_from(&chosen);
        }
    }

    /// The batch that was gathered.
    pub(super) fn batch(&self) -> Batch<'_> {
        let chosen = self.chosen.as_deref();
        Batch { size: self.size, x: &self.x, y: &self.y, weights: &self.weights, chosen }
    }

    /// Some of the samples of the batch.
    pub(super) fn shard(&self, samples: Range<usize>) -> Batch<'_> {
        let part = |values: &'_ [f32]| {
            let size = values.len() / self.size.max(1);
            samples.start * size..samples.end * size
        };
        Batch {
            size: samples.len(),
            x: &self.x[part(&self.x)],
            y: &self.y[part(&self.y)],
            weights: &self.weights[part(&self.weights)],
            chosen: None,
        }
    }

    /// Evaluates the batch.
    pub(super) async fn run<D: Device>(&mut self, model: &mut Model<D>) -> Result<&[f32]> {
        let (chosen, x, y, weights) = (self.chosen.as_deref(), &self.x, &self.y, &self.weights);
        let batch = Batch { size: self.size, x, y, weights, chosen };
        model.run_batch(false, batch, &mut self.values).await?;
        Ok(&self.values)
    }

    /// The values of a training step that began under this ticket; `None` where they were lost with the device.
    pub(super) async fn end_step<D: Device>(
        &mut self,
        model: &mut Model<D>,
        ticket: u64,
    ) -> Result<Option<&[f32]>> {
        Ok(model.end_step(ticket, &mut self.values).await?.then_some(&self.values))
    }

    /// Does the training step that the members of a team found the gradients for.
    pub(super) async fn apply<D: Device>(&mut self, model: &mut Model<D>) -> Result<&[f32]> {
        model.apply_parts(&model.numbers(0, 0), self.size, &mut self.values).await?;
        Ok(&self.values)
    }
}

/// An evaluation under way; each [`Evaluation::step`] does one batch.
#[derive(Debug)]
pub struct Evaluation {
    data: Dataset,
    batch: usize,
    /// Samples looked at, from the first.
    end: usize,
    next: usize,
    sums: Sums,
    staging: Staging,
    compiles: u64,
    /// Whether the data are looked at again and again.
    pub(super) again: bool,
}

impl Evaluation {
    /// Prepares to evaluate `model` on `data`.
    ///
    /// # Errors
    /// When the model is not compiled or the data do not fit it.
    pub fn new<D: Device>(model: &Model<D>, data: &Dataset, batch_size: usize) -> Result<Self> {
        Self::of(model, data, batch_size, None)
    }

    /// As [`Evaluation::new`], of the first `steps` batches.
    pub fn of<D: Device>(
        model: &Model<D>,
        data: &Dataset,
        batch_size: usize,
        steps: Option<usize>,
    ) -> Result<Self> {
        check_batch_size(batch_size)?;
        model.check(data, "evaluate")?;
        let sums = model.sums()?;
        let batch = batch_size.min(data.len());
        let end = data.len().min(steps.map_or(usize::MAX, |steps| steps.saturating_mul(batch)));
        let staging = Staging::new(sums.len());
        let compiles = model.compiles();
        Ok(Self { staging, sums, data: data.clone(), batch, end, next: 0, compiles, again: false })
    }

    /// Batches done and batches in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.next.div_ceil(self.batch), self.end.div_ceil(self.batch))
    }

    /// Samples done.
    pub(super) fn samples(&self) -> usize {
        self.next
    }

    /// Does one batch; true when it was the last.
    pub async fn step<D: Device>(&mut self, model: &mut Model<D>) -> Result<bool> {
        model.expect_compiles(self.compiles, "evaluate")?;
        let size = self.batch.min(self.end - self.next);
        if size > 0 {
            let samples = self.next..self.next + size;
            if D::KEEPS && self.again && model.keep(&self.data).await? {
                self.staging.choose(&self.data, samples);
            } else {
                self.staging.gather(&self.data, samples);
            }
            self.sums.add(self.staging.run(model).await?, size);
            self.next += size;
        }
        Ok(self.next == self.end)
    }

    /// What loss and metrics of the last batch came to, for [`Evaluation::add`].
    pub fn values(&self) -> &[f32] {
        &self.staging.values
    }

    /// Counts a batch of so many samples in that another evaluation of the same model did.
    ///
    /// # Errors
    /// When these are not the values of such a batch.
    pub fn add(&mut self, values: &[f32], samples: usize) -> Result<()> {
        if values.len() != self.sums.len() {
            let (expected, got) = (self.sums.len(), values.len());
            return Err(Error::invalid(format!(
                "evaluate: expected {expected} values of a batch, got {got}"
            )));
        }
        self.sums.add(values, samples);
        Ok(())
    }

    /// The means so far.
    pub fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        self.sums.logs()
    }
}
