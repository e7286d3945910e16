//! Loops of one's own: gradients without a training step, and the optimizer's step with given gradients.

use alloc::format;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::batch::Batch;
use super::compiled::not_compiled;
use super::model::{Model, outliving};
use super::predict::Source;
use super::session::{Key, Session, Use, write_weight};
use super::tracer::Traced;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::graph::ops::{Input, Reduce, Reduction};
use crate::layers::Signal;
use crate::models::Weight;
use crate::program::{DType, Role};
use crate::tensor::Tensor;

/// A loss and its gradients.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradients {
    /// What training minimizes: the weighted sum of the outputs' losses, plus all penalties. With
    /// [`GradientOptions::from_outputs`], the sum of the outputs times their gradients.
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
    /// respect to the outputs, and the results are its gradients (the vector-Jacobian product). Losses and penalties do
    /// not count, and the model need not be compiled.
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
        let results = self.outputs("gradients", source, (&[], purpose), seed, batch_size).await?;
        let none = vec![None; self.network.weights().len()];
        let mut found = Gradients { loss: 0.0, weights: none.clone(), inputs: Vec::new(), updates: none };
        for (role, tensor) in results {
            match role {
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
        let weights = self.network.weights();
        let expected = weights.len();
        for (what, given) in [("gradients", gradients.len()), ("updates", updates.len())] {
            if given != expected && (given, what) != (0, "updates") {
                return Err(Error::invalid(format!(
                    "{WHAT}: {what} has {given} entries; the model has {expected} weights"
                )));
            }
        }
        let (mut parts, mut values) = (Vec::new(), Vec::new());
        for (index, (weight, gradient)) in weights.iter().zip(gradients).enumerate() {
            let gradient = match (gradient, weight.trainable) {
                (None, false) => continue,
                (Some(gradient), true) => gradient,
                (given, _) => {
                    let is = if given.is_some() { "given, but the weight is not trained" } else { "missing" };
                    return Err(Error::invalid(format!(
                        "{WHAT}: the gradient of \"{}\" is {is}",
                        weight.name
                    )));
                }
            };
            check("gradient", gradient, weight)?;
            let start = values.len();
            values.extend(gradient.to_f32());
            parts.push((Role::Gradient(index), start..values.len()));
        }
        for (index, (weight, update)) in weights.iter().zip(updates).enumerate() {
            let Some(update) = update else { continue };
            check("update", update, weight)?;
            // Only weights that are trained become floats.
            if !weight.trainable && self.session.layout.weight(index).dtype != DType::F32 {
                return Err(Error::invalid(format!("{WHAT}: \"{}\" is stored in 8 bits", weight.name)));
            }
        }
        let batch = Batch {
            size: 1,
            weight_sizes: &[],
            parts: &parts,
            values: &values,
            from: 0,
            of: 1,
            chosen: None,
        };
        outliving!(self, self.apply_once(batch, updates))
    }

    async fn apply_once(&mut self, batch: Batch<'_>, updates: &[Option<Tensor>]) -> Result<()> {
        self.make_trainable().await?;
        // What cannot be done fails before a weight changes.
        self.make(Key::new(Use::Update, batch.size, batch.weight_sizes)).await?;
        let Session { device, memory, layout, .. } = &mut self.session;
        for (index, update) in updates.iter().enumerate() {
            if let Some(update) = update {
                write_weight(device, memory, layout.weight(index), update).await?;
            }
        }
        self.submit(Use::Update, batch).await
    }
}

const WHAT: &str = "apply_gradients";

/// Refuses a gradient or an update that does not fit its weight.
fn check(what: &str, tensor: &Tensor, weight: &Weight) -> Result<()> {
    let name = format!("{WHAT}: the {what} of \"{}\"", weight.name);
    if *tensor.shape() != weight.shape {
        return Err(Error::shape(name, weight.shape.to_string(), tensor.shape()));
    }
    tensor.check_finite(&name)
}

/// Adds the sum of the outputs times their gradients, whose gradients are the vector-Jacobian products. The targets are
/// the gradients of the outputs.
pub(super) fn product(traced: &mut Traced, outputs: &[Signal]) -> Result<NodeId> {
    let mut total = None;
    for (index, output) in outputs.iter().enumerate() {
        let graph = &mut traced.graph;
        let shape = graph.shape(output.node).clone();
        let gradient = graph.leaf(Input, shape);
        traced.feeds.push((Role::Target(index), gradient));
        let product = graph.map("y * g", &[("y", output.node), ("g", gradient)], &[])?;
        let sum = Reduce::all(Reduction::Sum, graph, product)?;
        total = Some(match total {
            None => sum,
            Some(total) => graph.map("a + b", &[("a", total), ("b", sum)], &[])?,
        });
    }
    let total = total.ok_or_else(|| Error::invalid("gradients: the model has no outputs"))?;
    traced.results.push((Role::Loss, total));
    Ok(total)
}
