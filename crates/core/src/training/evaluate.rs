//! Evaluation, one batch at a time.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Model;
use super::model::check_batch_size;
use crate::data::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};

/// Means of loss and metrics over batches, weighted by their sizes, as Keras shows them.
#[derive(Debug, Clone)]
pub(super) struct Means {
    sums: Vec<f64>,
    samples: f64,
}

impl Means {
    pub(super) fn new(count: usize) -> Self {
        Self { sums: vec![0.0; count], samples: 0.0 }
    }

    pub(super) fn reset(&mut self) {
        self.sums.fill(0.0);
        self.samples = 0.0;
    }

    pub(super) fn add(&mut self, values: &[f32], samples: usize) {
        for (sum, &value) in self.sums.iter_mut().zip(values) {
            *sum += f64::from(value) * samples as f64;
        }
        self.samples += samples as f64;
    }

    pub(super) fn get(&self, index: usize) -> f64 {
        self.sums[index] / self.samples
    }
}

/// Batches gathered from a data set into memory that is used again and again.
#[derive(Debug)]
pub(super) struct Staging {
    x: Vec<f32>,
    y: Vec<f32>,
    logs: Vec<f32>,
}

impl Staging {
    pub(super) fn new(data: &Dataset, batch: usize, logs: usize) -> Self {
        Self {
            x: vec![0.0; batch * data.x_size()],
            y: vec![0.0; batch * data.y_size()],
            logs: vec![0.0; logs],
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
        model.run_batch(train, batch, x, y, &mut self.logs).await?;
        Ok(&self.logs)
    }
}

/// An evaluation under way; each [`Evaluation::step`] does one batch.
#[derive(Debug)]
pub struct Evaluation {
    data: Dataset,
    batch: usize,
    next: usize,
    names: Vec<String>,
    means: Means,
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
        let options =
            model.compiled().ok_or_else(|| Error::invalid("evaluate: the model is not compiled"))?;
        let names = options.names();
        let batch = batch_size.min(data.len());
        Ok(Self {
            means: Means::new(names.len()),
            staging: Staging::new(data, batch, names.len()),
            data: data.clone(),
            batch,
            next: 0,
            names,
        })
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
            self.means.add(logs, size);
            self.next += size;
        }
        Ok(self.next == self.data.len())
    }

    /// The means so far.
    pub fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        self.names.iter().enumerate().map(|(i, name)| (name.as_str(), self.means.get(i)))
    }
}
