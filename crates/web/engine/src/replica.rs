//! A model of which other workers have replicas that train with it; see `pupil_core`'s `Model::join_group`. The worker's
//! script carries the parts that replicas exchange. Replicas train on the CPU, which is ready at once.

use js_sys::Float32Array;
use pupil_core::block_on::block_on;
use pupil_core::program::Buffer;
use pupil_core::training;
use pupil_core::{Error, Result};
use wasm_bindgen::prelude::*;

use crate::device::{EngineDevice, cpu_memory};
use crate::fit::report;
use crate::{Fit, Model};
use pupil_values::{Failure, error};

type OnDevice = training::Model<EngineDevice>;

/// The buffer, if it is as long as the part that came.
fn fitting(part: Buffer, given: &Float32Array) -> Result<Buffer> {
    if part.len == given.length() as usize {
        return Ok(part);
    }
    Err(Error::invalid("not the size of a part"))
}

// The work comes by reference, so that what lends the models is in the binary once.
impl Model {
    fn lent(&self, work: &mut dyn FnMut(&mut OnDevice) -> Result<()>) -> Result<(), Failure> {
        self.model.with(work)?.map_err(error)
    }

    /// The same with a model on the CPU, which is ready at once: nobody could wait for another device here.
    fn lent_at_once(&self, work: &mut dyn FnMut(&mut OnDevice) -> Result<()>) -> Result<(), Failure> {
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
    ) -> Result<(), Failure> {
        let mut work = |fit: &mut training::Fit, model: &mut OnDevice| {
            cpu_memory(model.memory_mut())?;
            work(fit, model)
        };
        self.fit.with(|fit| self.model.with(|model| work(fit, model)))??.map_err(error)
    }
}

#[wasm_bindgen]
impl Model {
    /// Why a training step cannot be divided among several workers with the same result but for rounding, random masks and
    /// statistics of a batch, which are each worker's own; undefined when it can.
    pub fn indivisible(&self) -> Result<Option<String>, Failure> {
        let mut reason = None;
        self.lent(&mut |model| model.indivisible().map(|found| reason = found))?;
        Ok(reason)
    }

    /// Samples of a batch that each replica should have at least.
    #[wasm_bindgen(js_name = smallestShard)]
    pub fn smallest_shard(&self) -> Result<usize, Failure> {
        let mut size = 0;
        self.lent(&mut |model| model.smallest_shard().map(|found| size = found))?;
        Ok(size)
    }

    /// Multiplications and additions of a prediction for each sample, and how many numbers the weights are.
    pub fn costs(&self) -> Result<Vec<f64>, Failure> {
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
    pub fn changes(&self) -> Result<f64, Failure> {
        self.model.with(|model| model.changes() as f64)
    }

    /// Makes the model a replica of a group; returns how many numbers replicas exchange in a step.
    #[wasm_bindgen(js_name = joinGroup)]
    pub fn join_group(&self, rank: usize, size: usize) -> Result<usize, Failure> {
        let mut len = 0;
        self.lent_at_once(&mut |model| block_on(model.join_group(rank, size)).map(|found| len = found))?;
        Ok(len)
    }

    /// Finds the gradients of a shard, given as [`Fit::shard`] makes it.
    pub fn gradients(&self, given: &[f32]) -> Result<(), Failure> {
        self.lent_at_once(&mut |model| block_on(model.gradients(given)))
    }

    /// Copies this replica's part into the buffer; or with a rank takes in the part of that replica.
    pub fn exchange(&self, given: &Float32Array, from: Option<usize>) -> Result<(), Failure> {
        self.lent(&mut |model| {
            let part = model.part(from.map_or_else(|| model.replica().map(|(own, _)| own), Ok)?)?;
            let values = cpu_memory(model.memory_mut())?.values_mut(fitting(part, given)?);
            if from.is_some() {
                given.copy_to(values);
            } else {
                given.copy_from(values);
            }
            Ok(())
        })
    }

    /// Does the training step of a batch of so many samples from the parts of all replicas.
    pub fn apply(&self, numbers: &[f32], batch: usize) -> Result<(), Failure> {
        self.lent_at_once(&mut |model| block_on(model.apply(numbers, batch)))
    }
}

#[wasm_bindgen]
impl Fit {
    /// Gathers the batch of the next training step; tells how many samples it has, 0 where the next step has none.
    pub fn divide(&self) -> Result<usize, Failure> {
        let mut size = 0;
        self.lent(&mut |fit, model| {
            size = block_on(fit.divide(model))?.unwrap_or_default();
            Ok(())
        })?;
        Ok(size)
    }

    /// What a replica needs to find the gradients of its shard of the batch, or of the one after it; undefined where that
    /// cannot be known.
    pub fn shard(&self, rank: usize, size: usize, ahead: bool) -> Result<Option<Vec<f32>>, Failure> {
        let mut shard = None;
        self.lent(&mut |fit, model| {
            shard = fit.shard(model, rank, size, ahead);
            Ok(())
        })?;
        Ok(shard)
    }

    /// Finds the gradients of the main replica's shard; gives the numbers that all replicas take the step with.
    pub fn gradients(&self) -> Result<Vec<f32>, Failure> {
        let mut numbers = Vec::new();
        self.lent(&mut |fit, model| {
            numbers = fit.numbers(model);
            block_on(fit.gradients(model))
        })?;
        Ok(numbers)
    }

    /// Does the training step from the parts of all replicas; gives what [`Fit::step`] promises.
    pub fn apply(&self) -> Result<JsValue, Failure> {
        let mut done = JsValue::UNDEFINED;
        self.lent(&mut |fit, model| {
            let step = block_on(fit.apply(model))?;
            done = report(fit, step);
            Ok(())
        })?;
        Ok(done)
    }
}
