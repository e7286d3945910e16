//! The outputs of a model and of its layers.

use alloc::format;
use alloc::vec::Vec;

use super::batch::Staging;
use super::check::check_batch_size;
use super::model::{Model, outliving};
use super::session::{Key, Use};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::memory::{reserve, resize};
use crate::optimizers::hyper;
use crate::program::Role;
use crate::random::Generator;
use crate::shape::Shape;
use crate::tensor::Tensor;

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
        self.outputs("predict", inputs, ("", Use::Predict), 0, batch_size).await
    }

    /// A layer's output for these inputs, as in a prediction. Computes `batch_size` samples at a time. A layer of an
    /// inner model is named `model/layer`. If a layer is used several times, this is the output of its last use.
    ///
    /// # Errors
    /// When there is no such layer, or as [`Model::predict_all`].
    pub async fn activations(
        &mut self,
        inputs: &[&Tensor],
        layer: &str,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.look("activations", inputs, (layer, Use::Output), 0, batch_size).await
    }

    /// A layer's output as in a training step: dropout and augmentation draw random numbers, which follow from `seed`,
    /// and `BatchNormalization` uses the statistics of the batch. Nothing is trained.
    ///
    /// # Errors
    /// As [`Model::activations`].
    pub async fn activations_in_training(
        &mut self,
        inputs: &[&Tensor],
        layer: &str,
        seed: u64,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.look("activations", inputs, (layer, Use::OutputInTraining), seed, batch_size).await
    }

    /// Grad-CAM (Selvaraju et al. 2017): which positions of pictures support a class, from the output `(height, width,
    /// channels)` of a layer. The result has the shape `(samples, height, width)` and values of 0 or more. The classes
    /// are those of the model's first output. If that is a single number, it stands for class 1, and its negative for
    /// class 0.
    ///
    /// # Errors
    /// When the layer's output is not `(height, width, channels)`, there is no such class, or as
    /// [`Model::activations`].
    pub async fn grad_cam(
        &mut self,
        inputs: &[&Tensor],
        layer: &str,
        class: usize,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.look("grad_cam", inputs, (layer, Use::GradCam(class)), 0, batch_size).await
    }

    async fn look(
        &mut self,
        what: &str,
        inputs: &[&Tensor],
        (layer, purpose): (&str, Use),
        seed: u64,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.network.layer(layer)?;
        Ok(self.outputs(what, inputs, (layer, purpose), seed, batch_size).await?.remove(0))
    }

    /// The results of a program for these inputs, computed one batch after the other.
    async fn outputs(
        &mut self,
        what: &str,
        inputs: &[&Tensor],
        (layer, purpose): (&str, Use),
        seed: u64,
        batch_size: usize,
    ) -> Result<Vec<Tensor>> {
        self.check_inputs(inputs, what)?;
        check_batch_size(batch_size)?;
        let samples = inputs[0].samples();
        if samples == 0 {
            return Err(Error::invalid(format!("{what}: x has no samples")));
        }
        let mut outputs: Vec<(Shape, Vec<f32>)> = Vec::new();
        let (mut staging, mut out) = (Staging::default(), Vec::new());
        for start in (0..samples).step_by(batch_size) {
            let size = batch_size.min(samples - start);
            let parts = inputs.iter().enumerate();
            staging.lay_out(size, parts.map(|(index, x)| (Role::Input(index), x.sample_size())))?;
            for (index, x) in inputs.iter().enumerate() {
                x.copy_f32(start * x.sample_size(), staging.room(Role::Input(index)));
            }
            let mut keys = Generator::stream(seed, start as u64);
            let hyper: [f32; hyper::LEN] = core::array::from_fn(|_| (keys.bits() >> 8) as f32);
            let key = Key { purpose, batch: size, weight_sizes: &[], layer };
            outliving!(self, self.outputs_once(key, &staging, &hyper, &mut out))?;
            let results = self.session.results(key);
            if outputs.is_empty() {
                outputs = results.iter().map(|port| (port.shape.sample(), Vec::new())).collect();
                for (shape, values) in &mut outputs {
                    reserve("the outputs", values, samples.saturating_mul(shape.size()))?;
                }
            }
            let mut rest = &out[..];
            for ((_, values), port) in outputs.iter_mut().zip(results.iter()) {
                let (own, after) = rest.split_at(port.buffer.len);
                values.extend_from_slice(own);
                rest = after;
            }
        }
        self.session.release_large(purpose).await?;
        outputs.into_iter().map(|(shape, values)| Tensor::from_f32(shape.batched(samples), values)).collect()
    }

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
