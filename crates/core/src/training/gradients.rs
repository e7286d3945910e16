//! The loss of samples and its gradients, without a training step.

use alloc::vec::Vec;

use super::batch::Staging;
use super::check::check_batch_size;
use super::model::{Model, outliving};
use super::predict::random_keys;
use super::session::{Key, Use};
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::Result;
use crate::memory::reserve;
use crate::tensor::Tensor;

/// A loss and its gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// What training minimizes: the weighted sum of the outputs' losses, plus all penalties.
    pub loss: f32,
    /// The gradient with respect to each weight, in Keras order; `None` for weights that are not trained.
    pub weights: Vec<Option<Tensor>>,
}

impl<D: Device> Model<D> {
    /// The loss of the samples of `data` and its gradients, as a training step computes them, before the optimizer clips
    /// them. No number of the model changes. Computes `batch_size` samples at a time. The result is the mean over the
    /// batches, weighted by their samples, as for the loss of [`Model::evaluate`].
    ///
    /// Without a `seed`, layers compute as in a prediction: no dropout, and `BatchNormalization` uses its moving
    /// statistics. With a `seed`, they compute as in a training step, as for [`Model::activations`].
    ///
    /// # Errors
    /// When the model is not compiled, the data do not fit it, or `batch_size` is not allowed.
    pub async fn gradients(
        &mut self,
        data: &Dataset,
        seed: Option<u64>,
        batch_size: usize,
    ) -> Result<Gradients> {
        self.check(data, "gradients")?;
        self.network.check_trainable()?;
        check_batch_size(batch_size)?;
        let purpose = Use::Gradients { training: seed.is_some() };
        let (mut staging, mut out, mut means) = (Staging::default(), Vec::new(), Vec::new());
        for start in (0..data.len()).step_by(batch_size) {
            let size = batch_size.min(data.len() - start);
            staging.gather(data, start..start + size)?;
            let batch = staging.batch();
            let key = Key::new(purpose, size, batch.weight_sizes);
            let random = random_keys(seed.unwrap_or(0), start);
            outliving!(self, self.outputs_once(key, &staging, &random, &mut out))?;
            let share = size as f32 / data.len() as f32;
            out.iter_mut().for_each(|value| *value *= share);
            match start {
                0 => means = core::mem::take(&mut out),
                _ => means.iter_mut().zip(&out).for_each(|(mean, value)| *mean += value),
            }
        }
        self.session.release_large(purpose).await?;
        let (loss, mut rest) = means.split_at(1);
        let mut weights = Vec::new();
        for weight in self.network.weights() {
            weights.push(if weight.trainable {
                let (own, after) = rest.split_at(weight.shape.size());
                rest = after;
                let mut values = Vec::new();
                reserve("a gradient", &mut values, own.len())?;
                values.extend_from_slice(own);
                Some(Tensor::from_f32(weight.shape.clone(), values)?)
            } else {
                None
            });
        }
        Ok(Gradients { loss: loss[0], weights })
    }
}
