//! Outputs: of the whole model and of its layers.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{Batch, Inside, Model, Use, check_batch_size};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::shape::Shape;
use crate::tensor::{Data, Tensor};

impl<D: Device> Model<D> {
    /// The outputs for `x` (`samples, ..`), computed `batch_size` at a time.
    ///
    /// # Errors
    /// When `x` does not have the model's input shape, holds NaN or infinity, or is empty.
    pub async fn predict(&mut self, x: &Tensor, batch_size: usize) -> Result<Tensor> {
        self.outputs("predict", x, None, batch_size).await
    }

    /// What a layer puts out for `x` (`samples, ..`), as without training, computed `batch_size` at a time. A layer
    /// of a model within the model is named `model/layer`; of one used several times this is the last use.
    ///
    /// # Errors
    /// When there is no such layer, or as [`Model::predict`].
    pub async fn activations(&mut self, x: &Tensor, layer: &str, batch_size: usize) -> Result<Tensor> {
        self.network.layer(layer)?;
        self.outputs("activations", x, Some(layer), batch_size).await
    }

    async fn outputs(
        &mut self,
        what: &str,
        x: &Tensor,
        layer: Option<&str>,
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
            if let Some(layer) = layer {
                output = self.look_into(layer, batch, staging, &mut out).await?;
            } else {
                let from = out.len();
                out.resize(from + batch * output.size(), 0.0);
                let batch = Batch { size: batch, x: staging, y: &[], weights: &[] };
                self.run(Use::Predict, batch, &mut out[from..]).await?;
            }
        }
        Tensor::new(output.batched(samples), Data::F32(out))
    }

    /// Adds a layer's output for one batch to `out`; returns its shape for one sample.
    async fn look_into(&mut self, layer: &str, batch: usize, x: &[f32], out: &mut Vec<f32>) -> Result<Shape> {
        if self.inside.as_ref().is_none_or(|inside| inside.layer != layer || inside.batch != batch) {
            let (program, shape) = self.trace_inside(layer, batch)?;
            let ready = self.prepare(program).await?;
            self.inside = Some(Inside { layer: layer.into(), batch, shape, ready });
        }
        let Self { inside, device, memory, .. } = self;
        let Inside { shape, ready, .. } = inside.as_mut().expect("the program was just made");
        device.write(memory, ready.feeds[0], x).await?;
        device.run(memory, &mut ready.executable).await?;
        let from = out.len();
        out.resize(from + ready.results[0].len, 0.0);
        device.read(memory, ready.results[0], &mut out[from..]).await?;
        Ok(shape.clone())
    }
}
