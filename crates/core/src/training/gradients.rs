//! The loss of samples and its gradients, without a training step.

use alloc::vec::Vec;

use super::model::Model;
use super::predict::Source;
use super::session::Use;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::Result;
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
        let purpose = Use::Gradients { training: seed.is_some() };
        let source = Source::Data(data);
        let found = self.outputs("gradients", source, (&[], purpose), seed, batch_size).await?;
        let mut found = found.into_iter();
        let loss = found.next().map_or(0.0, |loss| loss.to_f32()[0]);
        let weights = self.network.weights().iter();
        let weights = weights.map(|weight| if weight.trainable { found.next() } else { None }).collect();
        Ok(Gradients { loss, weights })
    }
}
