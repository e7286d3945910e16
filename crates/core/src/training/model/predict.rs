//! Outputs: of the whole model and of its layers.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{Batch, Inside, Look, Model, Use, check_batch_size, outliving};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::random::Generator;
use crate::shape::Shape;
use crate::tensor::{Data, Tensor};

impl<D: Device> Model<D> {
    /// The outputs for `x` (`samples, ..`), computed `batch_size` at a time.
    ///
    /// # Errors
    /// When `x` does not have the model's input shape, holds NaN or infinity, or is empty.
    pub async fn predict(&mut self, x: &Tensor, batch_size: usize) -> Result<Tensor> {
        self.outputs("predict", x, None, 0, batch_size).await
    }

    /// What a layer puts out for `x` (`samples, ..`), as without training, computed `batch_size` at a time. A layer
    /// of a model within the model is named `model/layer`; of one used several times this is the last use.
    ///
    /// # Errors
    /// When there is no such layer, or as [`Model::predict`].
    pub async fn activations(&mut self, x: &Tensor, layer: &str, batch_size: usize) -> Result<Tensor> {
        self.network.layer(layer)?;
        self.outputs("activations", x, Some((layer, Look::Output)), 0, batch_size).await
    }

    /// What a layer puts out for `x` in a training step: what is random there (dropout, augmentation) follows `seed`,
    /// batches are normalized by themselves. Nothing is trained.
    ///
    /// # Errors
    /// As [`Model::activations`].
    pub async fn activations_in_training(
        &mut self,
        x: &Tensor,
        layer: &str,
        seed: u64,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.network.layer(layer)?;
        self.outputs("activations", x, Some((layer, Look::InTraining)), seed, batch_size).await
    }

    /// Which places of pictures speak for a class, as seen by a layer that puts out `(height, width, channels)`: maps
    /// `(samples, height, width)` of numbers that are 0 or more (Grad-CAM, Selvaraju et al. 2017). Of a model with one
    /// output, class 1 is that output and class 0 its opposite.
    ///
    /// # Errors
    /// When the layer puts out no pictures, there is no such class, or as [`Model::activations`].
    pub async fn grad_cam(
        &mut self,
        x: &Tensor,
        layer: &str,
        class: usize,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.network.layer(layer)?;
        self.outputs("grad_cam", x, Some((layer, Look::GradCam(class))), 0, batch_size).await
    }

    async fn outputs(
        &mut self,
        what: &str,
        x: &Tensor,
        inside: Option<(&str, Look)>,
        seed: u64,
        batch_size: usize,
    ) -> Result<Tensor> {
        self.check_input(x, what)?;
        let samples = x.samples();
        check_batch_size(batch_size)?;
        if samples == 0 {
            return Err(Error::invalid(format!("{what}: x has no samples")));
        }
        let input = self.network.input_shape().size();
        let mut output = self.network.output_shape().clone();
        let mut out = Vec::new();
        let mut staging = vec![0.0; batch_size.min(samples) * input];
        for start in (0..samples).step_by(batch_size) {
            let batch = batch_size.min(samples - start);
            let staging = &mut staging[..batch * input];
            x.copy_f32(start * input, staging);
            if let Some((layer, look)) = inside {
                let keys = Generator::stream(seed, start as u64);
                let from = out.len();
                output = outliving!(self, {
                    out.truncate(from);
                    self.look_into(layer, look, batch, staging, keys.clone(), &mut out)
                })?;
            } else {
                let from = out.len();
                out.resize(from + batch * output.size(), 0.0);
                let batch = Batch { size: batch, x: staging, y: &[], weights: &[], chosen: None };
                self.run(Use::Predict, batch, &mut out[from..]).await?;
            }
        }
        Tensor::new(output.batched(samples), Data::F32(out))
    }

    /// Adds what a look gives for one batch to `out`; returns its shape for one sample.
    async fn look_into(
        &mut self,
        layer: &str,
        look: Look,
        batch: usize,
        x: &[f32],
        mut keys: Generator,
        out: &mut Vec<f32>,
    ) -> Result<Shape> {
        let asked = (layer, look, batch);
        let known = |inside: &Inside<D>| (inside.layer.as_str(), inside.look, inside.batch) == asked;
        if !self.inside.as_ref().is_some_and(known) {
            let (program, shape) = self.trace_inside(layer, look, batch)?;
            let ready = self.prepare(program).await?;
            self.inside = Some(Inside { layer: layer.into(), look, batch, shape, ready });
        }
        let Self { inside, device, memory, .. } = self;
        let Inside { shape, ready, .. } = inside.as_mut().expect("the program was just made");
        device.write(memory, ready.feeds[0], x).await?;
        if let Some(&hyper) = ready.feeds.get(1) {
            let values: Vec<f32> = (0..hyper.len).map(|_| (keys.bits() >> 8) as f32).collect();
            device.write(memory, hyper, &values).await?;
        }
        device.run(memory, &mut ready.executable).await?;
        let from = out.len();
        out.resize(from + ready.results[0].len, 0.0);
        device.read(memory, &ready.results, &mut out[from..]).await?;
        Ok(shape.clone())
    }
}
