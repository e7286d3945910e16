//! The outputs of a model and of its layers.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::slice::from_ref;

use super::batch::Staging;
use super::check::check_batch_size;
use super::model::{Model, outliving};
use super::session::{Key, Use};
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::memory::{reserve, resize};
use crate::optimizers::hyper;
use crate::program::{Port, Role};
use crate::random::Generator;
use crate::shape::Shape;
use crate::tensor::Tensor;

/// What to see of a model. A layer of an inner model is named `model/layer`. Of a layer with several outputs the first
/// is used; of a layer that is used several times, the output of its last use.
#[derive(Debug, Clone, Copy)]
pub enum Look<'l> {
    /// The model's outputs.
    Prediction,
    /// The outputs of these layers. Without a seed, layers compute as in a prediction. With a seed, they compute as in a
    /// training step: dropout and augmentation draw random numbers, which follow from the seed, and `BatchNormalization`
    /// uses the statistics of the batch. Nothing is trained.
    Layers(&'l [String], Option<u64>),
    /// Grad-CAM (Selvaraju et al. 2017): which positions of pictures support a class, from the output `(height, width,
    /// channels)` of a layer. The result has the shape `(samples, height, width)` and values of 0 or more. The classes
    /// are those of the model's first output. If that is a single number, it stands for class 1, and its negative for
    /// class 0.
    GradCam(&'l String, usize),
}

/// The samples that a program runs on.
#[derive(Clone, Copy)]
pub(super) enum Source<'s> {
    /// The model's inputs.
    Inputs(&'s [&'s Tensor]),
    /// Inputs, targets and sample weights.
    Data(&'s Dataset),
}

impl Source<'_> {
    /// Gathers the batch of `size` samples that begins with sample `start`.
    fn gather(self, staging: &mut Staging, start: usize, size: usize) -> Result<()> {
        let inputs = match self {
            Self::Data(data) => return staging.gather(data, start..start + size),
            Self::Inputs(inputs) => inputs,
        };
        let parts = inputs.iter().enumerate();
        staging.lay_out(size, parts.map(|(index, x)| (Role::Input(index), x.sample_size())))?;
        for (index, x) in inputs.iter().enumerate() {
            x.copy_f32(start * x.sample_size(), staging.room(Role::Input(index)));
        }
        Ok(())
    }
}

impl<D: Device> Model<D> {
    /// The output of a model with one input and one output, for samples `x` of shape `(samples, ..)`. Computes
    /// `batch_size` samples at a time.
    ///
    /// # Errors
    /// When the model has several inputs or outputs; `x` does not have the model's input shape, holds NaN or infinity,
    /// or has no samples; or `batch_size` is not allowed.
    pub async fn predict(&mut self, x: &Tensor, batch_size: usize) -> Result<Tensor> {
        let outputs = self.network.output_shapes().len();
        if outputs > 1 {
            return Err(Error::invalid(format!(
                "predict: the model has {outputs} outputs; call predict_all"
            )));
        }
        Ok(self.predict_all(&[x], batch_size).await?.remove(0))
    }

    /// All outputs for these inputs, both in the model's order. Computes `batch_size` samples at a time.
    ///
    /// # Errors
    /// When the number or the shapes of the inputs do not fit, one holds NaN or infinity, they have no samples, or
    /// `batch_size` is not allowed.
    pub async fn predict_all(&mut self, inputs: &[&Tensor], batch_size: usize) -> Result<Vec<Tensor>> {
        self.look(inputs, Look::Prediction, batch_size).await
    }

    /// The outputs of these layers for these inputs; see [`Look::Layers`]. Computes `batch_size` samples at a time.
    ///
    /// # Errors
    /// As [`Model::look`].
    pub async fn activations(
        &mut self,
        inputs: &[&Tensor],
        layers: &[String],
        seed: Option<u64>,
        batch_size: usize,
    ) -> Result<Vec<Tensor>> {
        self.look(inputs, Look::Layers(layers, seed), batch_size).await
    }

    /// The map of a class, from the output of a layer; see [`Look::GradCam`]. Computes `batch_size` samples at a time.
    ///
    /// # Errors
    /// As [`Model::look`].
    pub async fn grad_cam(
        &mut self,
        inputs: &[&Tensor],
        layer: &str,
        class: usize,
        batch_size: usize,
    ) -> Result<Tensor> {
        Ok(self.look(inputs, Look::GradCam(&layer.into(), class), batch_size).await?.remove(0))
    }

    /// What a model computes for these inputs, all from one program. Computes `batch_size` samples at a time.
    ///
    /// # Errors
    /// When there is no such layer or class, the layer's output has no map, or as [`Model::predict_all`].
    pub async fn look(
        &mut self,
        inputs: &[&Tensor],
        look: Look<'_>,
        batch_size: usize,
    ) -> Result<Vec<Tensor>> {
        let (what, layers, purpose, seed) = match look {
            Look::Prediction => ("predict", &[][..], Use::Predict, None),
            Look::Layers(layers, seed) => {
                ("activations", layers, Use::Outputs { training: seed.is_some() }, seed)
            }
            Look::GradCam(layer, class) => ("grad_cam", from_ref(layer), Use::GradCam(class), None),
        };
        Ok(self.outputs(what, Source::Inputs(inputs), (layers, purpose), seed, batch_size).await?.1)
    }

    /// The results of a program for these samples, computed one batch after the other, behind the program's ports.
    /// Results for each sample are put together, and so are gradients with respect to inputs. A loss, gradients with
    /// respect to weights, and updates are summed; all that are means count by their batch's share of the samples.
    pub(super) async fn outputs(
        &mut self,
        what: &str,
        source: Source<'_>,
        (layers, purpose): (&[String], Use),
        seed: Option<u64>,
        batch_size: usize,
    ) -> Result<(Arc<[Port]>, Vec<Tensor>)> {
        layers.iter().try_for_each(|layer| self.network.layer(layer).map(|_| ()))?;
        let (shapes, samples) = match source {
            Source::Inputs(inputs) => (self.check_inputs(inputs, what)?, inputs[0].samples()),
            Source::Data(data) => {
                let shapes = match purpose {
                    Use::Gradients { given: true, .. } => self.check_output_gradients(data, what)?,
                    _ => self.check(data, what)?,
                };
                (shapes, data.len())
            }
        };
        check_batch_size(batch_size)?;
        if samples == 0 {
            return Err(Error::invalid(format!("{what}: x has no samples")));
        }
        self.session.take_inputs(&shapes);
        let is_joined = |role: Role| !matches!(role, Role::Loss | Role::Gradient(_) | Role::Update(_));
        let is_mean = |role: Role| match purpose {
            Use::Gradients { given, .. } => !given || matches!(role, Role::Update(_)),
            _ => false,
        };
        let mut outputs: Vec<(Shape, Vec<f32>)> = Vec::new();
        let mut results: Arc<[Port]> = Arc::new([]);
        let (mut staging, mut out) = (Staging::default(), Vec::new());
        for start in (0..samples).step_by(batch_size) {
            let size = batch_size.min(samples - start);
            source.gather(&mut staging, start, size)?;
            let key = Key { purpose, batch: size, weight_sizes: staging.batch().weight_sizes, layers };
            let mut keys = Generator::stream(seed.unwrap_or(0), start as u64);
            let hyper: [f32; hyper::LEN] = core::array::from_fn(|_| (keys.bits() >> 8) as f32);
            outliving!(self, self.outputs_once(key, &staging, &hyper, &mut out))?;
            results = self.session.results(key);
            if outputs.is_empty() {
                for &Port { role, ref shape, .. } in results.iter() {
                    let shape = if is_joined(role) { shape.sample().batched(samples) } else { shape.clone() };
                    let mut values = Vec::new();
                    reserve("the outputs", &mut values, shape.size())?;
                    outputs.push((shape, values));
                }
            }
            let mut rest = &mut out[..];
            for ((_, values), port) in outputs.iter_mut().zip(results.iter()) {
                let (own, after) = rest.split_at_mut(port.buffer.len);
                rest = after;
                if is_mean(port.role) {
                    let share = size as f32 / samples as f32;
                    own.iter_mut().for_each(|value| *value *= share);
                }
                if start == 0 || is_joined(port.role) {
                    values.extend_from_slice(own);
                } else {
                    values.iter_mut().zip(&*own).for_each(|(sum, value)| *sum += value);
                }
            }
        }
        self.session.release_large(purpose).await?;
        let tensors = outputs.into_iter().map(|(shape, values)| Tensor::from_f32(shape, values));
        Ok((results, tensors.collect::<Result<_>>()?))
    }

    /// Runs a program on the batch in `staging`, and puts its results into `out`, one after the other. `hyper` holds the
    /// numbers of the step.
    async fn outputs_once(
        &mut self,
        key: Key<'_>,
        staging: &Staging,
        hyper: &[f32],
        out: &mut Vec<f32>,
    ) -> Result<()> {
        self.make(key).await?;
        let len: usize = self.session.results(key).iter().map(|port| port.buffer.len).sum();
        out.clear();
        resize("the outputs of a batch", out, len)?;
        self.session.run_and_read(key, staging.batch(), hyper, out).await
    }
}
