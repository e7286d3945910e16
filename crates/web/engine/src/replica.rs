//! A model whose replicas in other workers train with it; see `pupil_core`'s `Model::join_group`. The worker's script
//! sends the parts that replicas exchange. Replicas train on the CPU, which is ready at once.

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

/// The buffer, if it has the length of the given part.
fn fitting(part: Buffer, given: &Float32Array) -> Result<Buffer> {
    if part.len == given.length() as usize {
        return Ok(part);
    }
    Err(Error::invalid("not the size of a part"))
}

// The work is passed by reference, so that the code that lends the models is in the binary once.
impl Model {
    fn lent(&self, work: &mut dyn FnMut(&mut OnDevice) -> Result<()>) -> Result<(), Failure> {
        self.model.with(work)?.map_err(error)
    }

    /// As [`Model::lent`], for a model on the CPU. Its futures are ready at once; here nothing could wait for another
    /// device.
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
    /// Why several workers cannot share a training step with the same result up to rounding; undefined if they can.
    /// Random masks and batch statistics are not a reason, although each worker has its own.
    pub fn indivisible(&self) -> Result<Option<String>, Failure> {
        let mut reason = None;
        self.lent(&mut |model| model.indivisible().map(|found| reason = found))?;
        Ok(reason)
    }

    /// The fewest samples of a batch that each replica should have.
    #[wasm_bindgen(js_name = smallestShard)]
    pub fn smallest_shard(&self) -> Result<usize, Failure> {
        let mut size = 0;
        self.lent(&mut |model| model.smallest_shard().map(|found| size = found))?;
        Ok(size)
    }

    /// Two numbers: the multiplications and additions of a prediction for one sample, and the count of all weights'
    /// values.
    pub fn costs(&self) -> Result<Vec<f64>, Failure> {
        let mut costs = Vec::new();
        self.lent(&mut |model| {
            let weights = model.network().weights().iter().map(|weight| weight.shape.size() as f64);
            costs = vec![model.flops()? as f64, weights.sum()];
            Ok(())
        })?;
        Ok(costs)
    }

    /// The number of changes to weights and optimizer state.
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

    /// Computes the gradients of a shard, as [`Fit::shard`] returns it.
    #[wasm_bindgen(js_name = shardGradients)]
    pub fn shard_gradients(&self, given: &[f32]) -> Result<(), Failure> {
        self.lent_at_once(&mut |model| block_on(model.shard_gradients(given)))
    }

    /// Copies this replica's part into the buffer or, with a rank, copies the buffer into that replica's part.
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

    /// Does the training step of a batch of `batch` samples from the parts of all replicas.
    pub fn apply(&self, numbers: &[f32], batch: usize) -> Result<(), Failure> {
        self.lent_at_once(&mut |model| block_on(model.apply(numbers, batch)))
    }
}

#[wasm_bindgen]
impl Fit {
    /// Gathers the batch of the next training step. Returns its number of samples, 0 if the next step does not train.
    pub fn divide(&self) -> Result<usize, Failure> {
        let mut size = 0;
        self.lent(&mut |fit, model| {
            size = block_on(fit.divide(model))?.unwrap_or_default();
            Ok(())
        })?;
        Ok(size)
    }

    /// What a replica needs to compute the gradients of its shard of the batch or, with `next_batch`, of the batch
    /// after it; undefined if that batch is not known yet.
    pub fn shard(&self, rank: usize, size: usize, next_batch: bool) -> Result<Option<Vec<f32>>, Failure> {
        let mut shard = None;
        self.lent(&mut |fit, model| {
            shard = fit.shard(model, rank, size, next_batch);
            Ok(())
        })?;
        Ok(shard)
    }

    /// Computes the gradients of the main replica's shard. Returns the numbers with which all replicas do the step.
    pub fn gradients(&self) -> Result<Vec<f32>, Failure> {
        let mut numbers = Vec::new();
        self.lent(&mut |fit, model| {
            numbers = fit.hyper(model);
            block_on(fit.gradients(model))
        })?;
        Ok(numbers)
    }

    /// Does the training step from the parts of all replicas. Returns what the promise of [`Fit::step`] gives.
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
