//! Loops of one's own: gradients without a training step, and the optimizer's step with given gradients.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::batch::{Batch, Staging};
use super::compiled::not_compiled;
use super::model::Model;
use super::predict::Source;
use super::session::Use;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::models::Weight;
use crate::program::{DType, Role};
use crate::tensor::Tensor;

/// A loss and its gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// What training minimizes: the weighted sum of the outputs' losses, plus all penalties. 0 with
    /// [`GradientOptions::from_outputs`].
    pub loss: f32,
    /// The gradient with respect to each weight, in Keras order; `None` for weights that are not trained.
    pub weights: Vec<Option<Tensor>>,
    /// The gradient with respect to each input; empty without [`GradientOptions::inputs`]. It is zero for inputs that
    /// are looked up, such as the numbers of words.
    pub inputs: Vec<Tensor>,
    /// With a seed, the new values of weights that layers themselves change in a training step, such as the moving
    /// statistics of `BatchNormalization`; `None` for all other weights. Over several batches they are means.
    pub updates: Vec<Option<Tensor>>,
}

/// What to differentiate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GradientOptions {
    /// The seed of a training step's random numbers; `None` to compute as in a prediction.
    pub seed: Option<u64>,
    /// True to differentiate with respect to the inputs, too.
    pub inputs: bool,
    /// True to begin at the outputs instead of the loss. The targets are then the gradients of a number of your own with
    /// respect to the outputs, and the results are its gradients (the vector-Jacobian product). Losses, sample weights
    /// and penalties do not count, and the model need not be compiled.
    pub from_outputs: bool,
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
        let options = GradientOptions { seed, ..GradientOptions::default() };
        self.differentiate(data, options, batch_size).await
    }

    /// As [`Model::gradients`], for what the options say. Gradients with respect to the outputs are summed over batches.
    ///
    /// # Errors
    /// As [`Model::gradients`].
    pub async fn differentiate(
        &mut self,
        data: &Dataset,
        options: GradientOptions,
        batch_size: usize,
    ) -> Result<Gradients> {
        let GradientOptions { seed, inputs, from_outputs } = options;
        self.network.check_trainable()?;
        let purpose = Use::Gradients { training: seed.is_some(), inputs, given: from_outputs };
        let source = Source::Data(data);
        let (ports, tensors) = self.outputs("gradients", source, (&[], purpose), seed, batch_size).await?;
        let mut found = Gradients { loss: 0.0, weights: Vec::new(), inputs: Vec::new(), updates: Vec::new() };
        for list in [&mut found.weights, &mut found.updates] {
            list.resize_with(self.network.weights().len(), || None);
        }
        for (port, tensor) in ports.iter().zip(tensors) {
            match port.role {
                Role::Gradient(index) => found.weights[index] = Some(tensor),
                Role::Update(index) => found.updates[index] = Some(tensor),
                Role::InputGradient(_) => found.inputs.push(tensor),
                _ => found.loss = tensor.to_f32()[0],
            }
        }
        Ok(found)
    }

    /// Does the optimizer's step with given gradients, as a training step does it with its own: clipping, weight decay,
    /// the learning rate's schedule, moving averages and constraints. `gradients` has one for each weight, in Keras
    /// order; `None` for weights that are not trained. Before that, weights take their values of `updates`, which is
    /// empty or has an entry for each weight, as [`Gradients::updates`].
    ///
    /// # Errors
    /// When the model is not compiled, a tensor is missing, too many, does not have its weight's shape or is not finite,
    /// or the device fails. The weights then stay.
    pub async fn apply_gradients(
        &mut self,
        gradients: &[Option<Tensor>],
        updates: &[Option<Tensor>],
    ) -> Result<()> {
        self.compiled.as_ref().ok_or_else(|| not_compiled(WHAT))?;
        self.network.check_trainable()?;
        let staging = self.checked(gradients, updates)?;
        self.run(Use::Update, Batch { updates, ..staging.batch() }, &mut []).await
    }

    /// The gradients as a batch. Refuses gradients and updates that do not fit the weights.
    fn checked(&self, gradients: &[Option<Tensor>], updates: &[Option<Tensor>]) -> Result<Staging> {
        let weights = self.network.weights();
        for (what, list) in [("gradients", gradients), ("updates", updates)] {
            let (given, expected) = (list.len(), weights.len());
            if given != expected && (given, what) != (0, "updates") {
                return Err(Error::invalid(format!(
                    "{WHAT}: {what} has {given} entries; the model has {expected} weights"
                )));
            }
        }
        let mut staging = Staging::default();
        for (index, weight) in weights.iter().enumerate() {
            let (gradient, update) = (&gradients[index], updates.get(index).and_then(Option::as_ref));
            let is_float = weight.trainable || self.session.layout.weight(index).dtype == DType::F32;
            let wrong = match gradient {
                None if weight.trainable => "the gradient is missing",
                Some(_) if !weight.trainable => "it is not trained, but has a gradient",
                _ if update.is_some() && !is_float => "it is stored in 8 bits, but has an update",
                _ => "",
            };
            let name = format!("{WHAT}: weight \"{}\"", weight.name);
            if !wrong.is_empty() {
                return Err(Error::invalid(name + ": " + wrong));
            }
            if let Some(update) = update {
                fits(update, weight, &name)?;
            }
            if let Some(gradient) = gradient {
                fits(gradient, weight, &name)?;
                staging.push(Role::Gradient(index), &gradient.to_f32());
            }
        }
        Ok(staging)
    }
}

const WHAT: &str = "apply_gradients";

/// Refuses a tensor of another shape than a weight's, and numbers that are not finite.
fn fits(tensor: &Tensor, weight: &Weight, name: &str) -> Result<()> {
    if *tensor.shape() != weight.shape {
        return Err(Error::shape(name, weight.shape.to_string(), tensor.shape()));
    }
    tensor.check_finite(name)
}
