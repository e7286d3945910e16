//! Evaluation, one batch at a time.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::batch::Staging;
use super::check::check_batch_size;
use super::model::Model;
use super::session::Use;
use super::sums::Sums;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::shape::Shape;

/// An evaluation under way; each [`Evaluation::step`] does one batch.
#[derive(Debug)]
pub struct Evaluation {
    data: Dataset,
    /// The shapes of one sample of each input.
    inputs: Vec<Shape>,
    batch: usize,
    /// The number of samples to evaluate, counted from the first.
    end: usize,
    next: usize,
    sums: Sums,
    staging: Staging,
    /// Losses and metric sums of the last batch.
    values: Vec<f32>,
    compiles: u64,
    /// True if the same data are evaluated repeatedly, so that it pays to upload them.
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

    /// As [`Evaluation::new`], for the first `steps` batches.
    pub fn of<D: Device>(
        model: &Model<D>,
        data: &Dataset,
        batch_size: usize,
        steps: Option<usize>,
    ) -> Result<Self> {
        check_batch_size(batch_size)?;
        let inputs = model.check(data, "evaluate")?;
        let sums = model.sums()?;
        let batch = batch_size.min(data.len());
        let end = data.len().min(steps.map_or(usize::MAX, |steps| steps.saturating_mul(batch)));
        let values = vec![0.0; sums.len()];
        let (staging, compiles) = (Staging::default(), model.compiles());
        let data = data.clone();
        Ok(Self { staging, sums, values, data, inputs, batch, end, next: 0, compiles, again: false })
    }

    /// Batches done, and batches in all.
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
            if D::HOLDS_SAMPLES && self.again && model.session.upload(&self.data).await? {
                self.staging.choose(&self.data, samples);
            } else {
                self.staging.gather(&self.data, samples)?;
            }
            model.session.take_inputs(&self.inputs);
            model.run(Use::Evaluate, self.staging.batch(), &mut self.values).await?;
            self.sums.add(&self.values, size);
            self.next += size;
        }
        Ok(self.next == self.end)
    }

    /// Losses and metric sums of the last batch, for [`Evaluation::add`].
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Adds the values of a batch of `samples` samples that another evaluation of the same model computed.
    ///
    /// # Errors
    /// When the values are not those of such a batch.
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

impl<D: Device> Model<D> {
    /// Losses and metrics over a data set, under their names.
    ///
    /// # Errors
    /// When the model is not compiled or the data do not fit it.
    pub async fn evaluate(&mut self, data: &Dataset, batch_size: usize) -> Result<Vec<(String, f64)>> {
        let mut evaluation = Evaluation::new(self, data, batch_size)?;
        while !evaluation.step(self).await? {}
        Ok(evaluation.logs().map(|(name, value)| (name.to_string(), value)).collect())
    }
}
