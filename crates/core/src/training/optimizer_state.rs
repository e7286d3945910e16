//! What a training needs besides the weights to continue as if it had never stopped.

use alloc::format;
use alloc::vec::Vec;

use super::model::{Model, outliving};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

/// The state of an optimizer, and the seed from which random masks follow.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerState {
    /// The model's seed.
    pub seed: u64,
    /// The number of training steps done.
    pub steps: u64,
    /// For each slot (Adam has the first and the second moment), one tensor for each trainable weight, in Keras order.
    pub slots: Vec<Vec<Tensor>>,
}

impl<D: Device> Model<D> {
    /// The optimizer's state. `None` if the model is not compiled, or if a trainable weight is in 8 bits, because then
    /// no training step was done.
    ///
    /// # Errors
    /// When the device cannot be read.
    pub async fn optimizer_state(&mut self) -> Result<Option<OptimizerState>> {
        outliving!(self, self.optimizer_state_once())
    }

    async fn optimizer_state_once(&mut self) -> Result<Option<OptimizerState>> {
        let Some((steps, count)) = self.steps_and_slots().filter(|_| !self.is_small()) else {
            return Ok(None);
        };
        let mut slots = Vec::new();
        for slot in 0..count {
            let mut tensors = Vec::new();
            for index in self.trainable_weights() {
                let shape = self.network.weights()[index].shape.clone();
                let values = self.session.read(self.session.layout.in_slot(slot, index)).await?;
                tensors.push(Tensor::from_f32(shape, values)?);
            }
            slots.push(tensors);
        }
        Ok(Some(OptimizerState { seed: self.seed, steps, slots }))
    }

    /// Restores a state. The model must be compiled as it was when the state was read. Trainable weights in 8 bits
    /// become floats.
    ///
    /// # Errors
    /// When the model is not compiled, the optimizer has other slots, or a tensor has another shape; nothing is then
    /// changed.
    pub async fn set_optimizer_state(&mut self, state: &OptimizerState) -> Result<()> {
        let (_, count) = self.steps_and_slots().ok_or_else(|| {
            Error::invalid("optimizer state: the model is not compiled; call compile first")
        })?;
        let weights = self.trainable_weights();
        if state.slots.len() != count || state.slots.iter().any(|slot| slot.len() != weights.len()) {
            return Err(Error::invalid(format!(
                "optimizer state: expected {count} slots of {} tensors, got {} of {}",
                weights.len(),
                state.slots.len(),
                state.slots.first().map_or(0, Vec::len)
            )));
        }
        for slot in &state.slots {
            for (tensor, &index) in slot.iter().zip(&weights) {
                let weight = &self.network.weights()[index];
                if *tensor.shape() != weight.shape {
                    let what = format!("optimizer state of weight \"{}\"", weight.name);
                    return Err(Error::shape(what, format!("{}", weight.shape), tensor.shape()));
                }
            }
        }
        outliving!(self, self.put_state(state))
    }

    async fn put_state(&mut self, state: &OptimizerState) -> Result<()> {
        self.make_trainable().await?;
        let weights = self.trainable_weights();
        for (slot, tensors) in state.slots.iter().enumerate() {
            for (tensor, &index) in tensors.iter().zip(&weights) {
                let place = self.session.layout.in_slot(slot, index);
                self.session.write(place, &tensor.to_f32()).await?;
            }
        }
        self.changes += 1;
        self.seed = state.seed;
        if let Some(compiled) = &mut self.compiled {
            compiled.steps = state.steps;
        }
        self.secure().await
    }

    /// The number of training steps done, and the number of the optimizer's slots; `None` if the model is not compiled.
    fn steps_and_slots(&self) -> Option<(u64, usize)> {
        let compiled = self.compiled.as_ref()?;
        Some((compiled.steps, compiled.options.optimizer.slots().len()))
    }

    /// The indices of the trainable weights.
    fn trainable_weights(&self) -> Vec<usize> {
        let weights = self.network.weights().iter().enumerate();
        weights.filter(|(_, weight)| weight.trainable).map(|(index, _)| index).collect()
    }
}
