//! Evaluation, one batch at a time.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::model::check_batch_size;
use super::{Compile, Model};
use crate::data::Dataset;
use crate::device::Device;
use crate::error::Result;
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
        let metrics: Vec<(Metric, usize)> =
            compile.metrics.iter().zip(counts).map(|((metric, _), &count)| (metric.clone(), count)).collect();
        let sums = vec![0.0; 1 + counts.iter().sum::<usize>()];
        Self { names: compile.names(), metrics, sums, samples: 0.0 }
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

    /// Loss and metrics so far, under their names.
    pub(super) fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        let mut from = 1;
        let metrics = self.metrics.iter().map(move |(metric, count)| {
            let own = &self.sums[from..from + count];
            from += count;
            metric.finish(own)
        });
        let loss = core::iter::once(self.sums[0] / self.samples);
        self.names.iter().map(String::as_str).zip(loss.chain(metrics))
    }
}

/// Batches gathered from a data set into memory that is used again and again.
#[derive(Debug)]
pub(super) struct Staging {
    x: Vec<f32>,
    y: Vec<f32>,
    weights: Vec<f32>,
    values: Vec<f32>,
}

impl Staging {
    pub(super) fn new(data: &Dataset, batch: usize, values: usize) -> Self {
        Self {
            x: vec![0.0; batch * data.x_size()],
            y: vec![0.0; batch * data.y_size()],
            weights: vec![1.0; batch],
            values: vec![0.0; values],
        }
    }

    /// Gathers the samples that `indices` names and runs them as one batch.
    pub(super) async fn run<D: Device>(
        &mut self,
        model: &mut Model<D>,
        train: bool,
        data: &Dataset,
        indices: impl ExactSizeIterator<Item = usize>,
    ) -> Result<&[f32]> {
        let batch = indices.len();
        let (x, y) = (&mut self.x[..batch * data.x_size()], &mut self.y[..batch * data.y_size()]);
        data.gather(indices, x, y);
        model.run_batch(train, batch, x, (y, &self.weights[..batch]), &mut self.values).await?;
        Ok(&self.values)
    }
}

/// An evaluation under way; each [`Evaluation::step`] does one batch.
#[derive(Debug)]
pub struct Evaluation {
    data: Dataset,
    batch: usize,
    next: usize,
    sums: Sums,
    staging: Staging,
}

impl Evaluation {
    /// Prepares to evaluate `model` on `data`.
    ///
    /// # Errors
    /// When the model is not compiled or the data do not fit it.
    pub fn new<D: Device>(model: &Model<D>, data: &Dataset, batch_size: usize) -> Result<Self> {
        check_batch_size(batch_size)?;
        model.check(data, "evaluate")?;
        let sums = model.sums()?;
        let batch = batch_size.min(data.len());
        Ok(Self { staging: Staging::new(data, batch, sums.len()), sums, data: data.clone(), batch, next: 0 })
    }

    /// Batches done and batches in all.
    pub fn progress(&self) -> (usize, usize) {
        (self.next.div_ceil(self.batch), self.data.len().div_ceil(self.batch))
    }

    /// Does one batch; true when it was the last.
    pub async fn step<D: Device>(&mut self, model: &mut Model<D>) -> Result<bool> {
        let size = self.batch.min(self.data.len() - self.next);
        if size > 0 {
            let logs = self.staging.run(model, false, &self.data, self.next..self.next + size).await?;
            self.sums.add(logs, size);
            self.next += size;
        }
        Ok(self.next == self.data.len())
    }

    /// The means so far.
    pub fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        self.sums.logs()
    }
}
