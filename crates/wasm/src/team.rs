//! A model of which other workers have copies that train with it; see `pupil_core`'s `Model::join`. The worker's script
//! carries what members tell each other.

use js_sys::{Array, Float32Array};
use pupil_core::Error;
use pupil_core::block_on::block_on;
use pupil_core::program::Buffer;
use wasm_bindgen::prelude::*;

use crate::fit::report;
use crate::{Fit, Model};
use pupil_js::error;

/// The buffer, where as many numbers were told.
fn fitting(part: Buffer, told: &Float32Array) -> Result<Buffer, Error> {
    let (expected, got) = (part.len, told.length());
    let wrong = || Error::invalid(format!("a member's part has {expected} numbers, got {got}"));
    if expected == got as usize { Ok(part) } else { Err(wrong()) }
}

#[wasm_bindgen]
impl Model {
    /// Another handle on the same model, for runs that go on while the first one may be freed.
    pub fn share(&self) -> Model {
        Model { model: self.model.clone(), metadata: String::new() }
    }

    /// Why a training step cannot be divided among several workers; undefined when it can.
    pub fn indivisible(&self) -> Result<Option<String>, JsError> {
        self.model.with(|model| model.indivisible())?.map_err(error)
    }

    /// Multiplications and additions of a prediction for each sample.
    pub fn flops(&self) -> Result<f64, JsError> {
        self.model.with(|model| model.flops().map(|flops| flops as f64))?.map_err(error)
    }

    /// How many numbers the weights are.
    #[wasm_bindgen(getter)]
    pub fn parameters(&self) -> Result<usize, JsError> {
        self.model.with(|model| model.network().weights().iter().map(|weight| weight.shape.size()).sum())
    }

    /// How often weights or the optimizer's state were changed.
    #[wasm_bindgen(getter)]
    pub fn changes(&self) -> Result<f64, JsError> {
        self.model.with(|model| model.changes() as f64)
    }

    /// Makes the model a member of a team; returns how many numbers members tell each other in a step.
    pub fn join(&self, rank: usize, size: usize) -> Result<usize, JsError> {
        self.model.with(|model| block_on(model.join(rank, size)))?.map_err(error)
    }

    /// Finds the gradients of a shard, given as [`Fit::shard`] makes it.
    pub fn gradients(&self, given: &[f32], batch: usize) -> Result<(), JsError> {
        self.model.with(|model| block_on(model.gradients(given, batch)))?.map_err(error)
    }

    /// Copies what this member has to tell.
    pub fn tell(&self, told: &Float32Array) -> Result<(), JsError> {
        self.model
            .with(|model| {
                let part = fitting(model.part(model.member()?.0)?, told)?;
                told.copy_from(model.memory_mut().values(part));
                Ok(())
            })?
            .map_err(error)
    }

    /// Takes in what another member told.
    pub fn hear(&self, rank: usize, told: &Float32Array) -> Result<(), JsError> {
        self.model
            .with(|model| {
                let part = fitting(model.part(rank)?, told)?;
                told.copy_to(model.memory_mut().values_mut(part));
                Ok(())
            })?
            .map_err(error)
    }

    /// Does the training step from what all members told.
    pub fn apply(&self, numbers: &[f32], batch: usize) -> Result<(), JsError> {
        self.model.with(|model| block_on(model.apply(numbers, batch)))?.map_err(error)
    }
}

#[wasm_bindgen]
impl Fit {
    /// Gathers the batch of the next training step; tells how many samples it has, 0 where the next step has none.
    pub fn divide(&self) -> Result<usize, JsError> {
        self.both(|fit, model| block_on(fit.divide(model)).map(Option::unwrap_or_default))
    }

    /// Takes a batch from outside for the next training step.
    pub fn take(&self, batch: &crate::Dataset) -> Result<(), JsError> {
        self.both(|fit, model| block_on(fit.take(model, &batch.0)))
    }

    /// What a member needs to find the gradients of its shard of the batch.
    pub fn shard(&self, rank: usize, size: usize) -> Result<Vec<f32>, JsError> {
        self.both(|fit, model| Ok(fit.shard(model, rank, size)))
    }

    /// The same for the step after this one, and the samples of its batch; undefined where that cannot be known.
    #[wasm_bindgen(js_name = shardAhead)]
    pub fn shard_ahead(&self, rank: usize, size: usize) -> Result<JsValue, JsError> {
        let ahead = self.both(|fit, model| Ok(fit.shard_ahead(model, rank, size)))?;
        Ok(ahead.map_or(JsValue::UNDEFINED, |(given, batch)| {
            Array::of2(&Float32Array::from(&given[..]).into(), &batch.into()).into()
        }))
    }

    /// The numbers that all members take the step with.
    pub fn numbers(&self) -> Result<Vec<f32>, JsError> {
        self.both(|fit, model| Ok(fit.numbers(model)))
    }

    /// Finds the gradients of the first member's shard.
    pub fn gradients(&self) -> Result<(), JsError> {
        self.both(|fit, model| block_on(fit.gradients(model)))
    }

    /// Does the training step from what all members told; gives what [`Fit::step`] promises.
    pub fn apply(&self) -> Result<JsValue, JsError> {
        self.both(|fit, model| block_on(fit.apply(model)).map(|step| report(fit, step)))
    }

    fn both<R>(
        &self,
        work: impl FnOnce(
            &mut pupil_core::training::Fit,
            &mut pupil_core::training::Model<pupil_cpu::CpuDevice>,
        ) -> pupil_core::Result<R>,
    ) -> Result<R, JsError> {
        self.fit.with(|fit| self.model.with(|model| work(fit, model)))??.map_err(error)
    }
}
