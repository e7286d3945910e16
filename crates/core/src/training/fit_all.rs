//! `fit` in one call: a training run driven to its end.

use core::ops::ControlFlow;

use super::fit::{Fit, FitStep};
use super::history::History;
use super::model::Model;
use super::options::FitOptions;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::Result;

impl<D: Device> Model<D> {
    /// Trains on a data set; see [`FitOptions`] for the defaults.
    ///
    /// # Errors
    /// When the model is not compiled or data or options do not fit it. Nothing is trained then.
    pub async fn fit(&mut self, train: &Dataset, options: FitOptions) -> Result<History> {
        self.fit_with(train, None, options, |_, _| ControlFlow::Continue(())).await
    }

    /// As [`Model::fit`], with validation data and a function that is called after every batch and may end the
    /// training. Then, too, moving averages and kept weights are restored.
    ///
    /// # Errors
    /// As [`Model::fit`].
    pub async fn fit_with(
        &mut self,
        train: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
        mut on_step: impl FnMut(&Fit, FitStep) -> ControlFlow<()>,
    ) -> Result<History> {
        let mut fit = Fit::new(self, train, validation, options)?;
        while let Some(step) = fit.step(self).await? {
            if on_step(&fit, step).is_break() {
                fit.finish(self).await?;
                break;
            }
        }
        Ok(fit.into_history())
    }

    /// Trains on batches that `next` makes, as Keras does with a generator. With `steps_per_epoch`, an epoch takes that
    /// many batches. Without it, an epoch ends when `next` returns `None`, and the next epoch calls it again.
    ///
    /// # Errors
    /// What `next` fails with, or as [`Model::fit`]; a batch that does not fit is not trained on. Also when `next`
    /// returns `None` before an epoch had a batch.
    pub async fn fit_batches(
        &mut self,
        mut next: impl FnMut() -> Option<Result<Dataset>>,
        validation: Option<&Dataset>,
        options: FitOptions,
    ) -> Result<History> {
        let mut fit = Fit::batches(self, validation, options)?;
        loop {
            if !fit.wants_batch() {
                if fit.step(self).await?.is_none() {
                    return Ok(fit.into_history());
                }
                continue;
            }
            match next() {
                Some(batch) => fit.feed(self, &batch?).await?,
                None => fit.end_of_data(self).await?,
            };
        }
    }
}
