//! A model of which other workers have copies that train with it; see `pupil_core`'s `Model::join`. The worker's script
//! carries what members tell each other. Teams train on the CPU, which is ready at once.

use js_sys::Float32Array;
use pupil_core::block_on::block_on;
use pupil_core::program::Buffer;
use pupil_core::training;
use pupil_core::{Error, Result};
use wasm_bindgen::prelude::*;

use crate::device::{EngineDevice, cpu_memory};
use crate::fit::report;
use crate::{Fit, Model};
use pupil_js::error;

type OnDevice = training::Model<EngineDevice>;

/// The buffer, where as many numbers were told.
fn fitting(part: Buffer, told: &Float32Array) -> Result<Buffer> {
    if part.len == told.length() as usize {
        return Ok(part);
    }
    Err(Error::invalid("not the size of a part"))
}

// The work comes by reference, so that what lends the models is in the binary once.
impl Model {
    fn lent(&self, work: &mut dyn FnMut(&mut OnDevice) -> Result<()>) -> Result<(), JsError> {
        self.model.with(work)?.map_err(error)
    }

    /// The same with a model on the CPU, which is ready at once: nobody could wait for another device here.
    fn lent_at_once(&self, work: &mut dyn FnMut(&mut OnDevice) -> Result<()>) -> Result<(), JsError> {
        self.lent(&mut |model| {
            cpu_memory(model.memory_mut())?;
            work(model)
        })
    }
}

impl Fit {
    fn lent(
        &self,
        work: &mut dyn FnMut(&mut training::Fit, &mut OnDevice) -> Result<()>,
    ) -> Result<(), JsError> {
        let mut work = |fit: &mut training::Fit, model: &mut OnDevice| {
            cpu_memory(model.memory_mut())?;
            work(fit, model)
        };
        self.fit.with(|fit| self.model.with(|model| work(fit, model)))??.map_err(error)
    }
}

#[wasm_bindgen]
impl Model {
    /// Another handle on the same model, for runs that go on while the first one may be freed.
    pub fn share(&self) -> Model {
        Model { model: self.model.clone(), metadata: String::new() }
    }

    /// Why a training step cannot be divided among several workers with the same result but for rounding, random masks and
    /// statistics of a batch, which are each worker's own; undefined when it can.
    pub fn indivisible(&self) -> Result<Option<String>, JsError> {
        let mut reason = None;
        self.lent(&mut |model| model.indivisible().map(|found| reason = found))?;
        Ok(reason)
    }

    /// Samples of a batch that each member of a team should have at least.
    #[wasm_bindgen(js_name = smallestShard)]
    pub fn smallest_shard(&self) -> Result<usize, JsError> {
        let mut size = 0;
        self.lent(&mut |model| model.smallest_shard().map(|found| size = found))?;
        Ok(size)
    }

    /// Multiplications and additions of a prediction for each sample, and how many numbers the weights are.
    pub fn costs(&self) -> Result<Vec<f64>, JsError> {
        let mut costs = Vec::new();
        self.lent(&mut |model| {
            let weights = model.network().weights().iter().map(|weight| weight.shape.size() as f64);
            costs = vec![model.flops()? as f64, weights.sum()];
            Ok(())
        })?;
        Ok(costs)
    }

    /// How often weights or the optimizer's state were changed.
    #[wasm_bindgen(getter)]
    pub fn changes(&self) -> Result<f64, JsError> {
        self.model.with(|model| model.changes() as f64)
    }

    /// Makes the model a member of a team; returns how many numbers members tell each other in a step.
    pub fn join(&self, rank: usize, size: usize) -> Result<usize, JsError> {
        let mut len = 0;
        self.lent_at_once(&mut |model| block_on(model.join_group(rank, size)).map(|found| len = found))?;
        Ok(len)
    }

    /// Finds the gradients of a shard, given as [`Fit::shard`] makes it.
    pub fn gradients(&self, given: &[f32]) -> Result<(), JsError> {
        self.lent_at_once(&mut |model| block_on(model.gradients(given)))
    }

    /// Copies what this member has to tell; or with a rank takes in what that member told.
    pub fn tell(&self, told: &Float32Array, from: Option<usize>) -> Result<(), JsError> {
        self.lent(&mut |model| {
            let part = model.part(from.map_or_else(|| model.replica().map(|(own, _)| own), Ok)?)?;
            let values = cpu_memory(model.memory_mut())?.values_mut(fitting(part, told)?);
            if from.is_some() {
                told.copy_to(values);
            } else {
                told.copy_from(values);
            }
            Ok(())
        })
    }

    /// Does the training step of a batch of so many samples from what all members told.
    pub fn apply(&self, numbers: &[f32], batch: usize) -> Result<(), JsError> {
        self.lent_at_once(&mut |model| block_on(model.apply(numbers, batch)))
    }
}

#[wasm_bindgen]
impl Fit {
    /// Gathers the batch of the next training step; tells how many samples it has, 0 where the next step has none.
    pub fn divide(&self) -> Result<usize, JsError> {
        let mut size = 0;
        self.lent(&mut |fit, model| {
            size = block_on(fit.divide(model))?.unwrap_or_default();
            Ok(())
        })?;
        Ok(size)
    }

    /// What a member needs to find the gradients of its shard of the batch, or of the one after it; undefined where that
    /// cannot be known.
    pub fn shard(&self, rank: usize, size: usize, ahead: bool) -> Result<Option<Vec<f32>>, JsError> {
        let mut shard = None;
        self.lent(&mut |fit, model| {
            shard = fit.shard(model, rank, size, ahead);
            Ok(())
        })?;
        Ok(shard)
    }

    /// Finds the gradients of the first member's shard; gives the numbers that all members take the step with.
    pub fn gradients(&self) -> Result<Vec<f32>, JsError> {
        let mut numbers = Vec::new();
        self.lent(&mut |fit, model| {
            numbers = fit.numbers(model);
            block_on(fit.gradients(model))
        })?;
        Ok(numbers)
    }

    /// Does the training step from what all members told; gives what [`Fit::step`] promises.
    pub fn apply(&self) -> Result<JsValue, JsError> {
        let mut done = JsValue::UNDEFINED;
        self.lent(&mut |fit, model| {
            let step = block_on(fit.apply(model))?;
            done = report(fit, step);
            Ok(())
        })?;
        Ok(done)
    }
}
