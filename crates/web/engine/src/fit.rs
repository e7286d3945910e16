//! Training and evaluation, one batch for each call, so that the worker can handle other messages between them.

use js_sys::{Object, Promise, Reflect};
use pupil_core::training::{self, FitStep, Phase};
use wasm_bindgen::prelude::*;

use crate::Dataset;
use crate::shared::{Shared, SharedModel};
use pupil_values::{Failure, error, numbers, promise};

/// A training run.
#[wasm_bindgen]
pub struct Fit {
    pub(crate) fit: Shared<training::Fit>,
    pub(crate) model: SharedModel,
}

impl Fit {
    pub(crate) fn new(fit: training::Fit, model: SharedModel) -> Self {
        Self { fit: Shared::new("training run", fit), model }
    }
}

#[wasm_bindgen]
impl Fit {
    /// Does one batch. Returns a promise of what it did; the phase is `done` when training is over.
    pub fn step(&self) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            let (mut fit, mut model) = (fit.lend()?, model.lend()?);
            let step = fit.step(&mut model).await.map_err(error)?;
            Ok(step.map_or_else(|| object(&[("phase", "done".into())]), |step| report(&fit, step)))
        })
    }

    /// Gathers the batch of the next training step, or takes `batch` from outside. Returns a promise of its number of
    /// samples, which is 0 if the next step does not train.
    pub fn gather(&self, batch: Option<Dataset>) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            let (mut fit, mut model) = (fit.lend()?, model.lend()?);
            if let Some(batch) = &batch {
                fit.take(&mut model, &batch.0).await.map_err(error)?;
            }
            Ok(fit.divide(&mut model).await.map_err(error)?.unwrap_or_default().into())
        })
    }

    /// Waits for the results of all steps so far. Returns a promise of `{ logs, counted }`.
    pub fn drain(&self) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            let (mut fit, mut model) = (fit.lend()?, model.lend()?);
            fit.drain(&mut model).await.map_err(error)?;
            Ok(object(&[("logs", numbers(fit.logs())), ("counted", fit.counted().into())]))
        })
    }

    /// True if the run waits for a batch from outside.
    #[wasm_bindgen(getter, js_name = wantsBatch)]
    pub fn wants_batch(&self) -> Result<bool, Failure> {
        self.fit.with(|fit| fit.wants_batch())
    }

    /// Ends the training as its last step does. Returns a promise without a value.
    pub fn finish(&self) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            let (mut fit, mut model) = (fit.lend()?, model.lend()?);
            fit.finish(&mut model).await.map_err(error)?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Ends the epoch: no more batches come from outside for it. Returns a promise of what [`Fit::step`] returns.
    #[wasm_bindgen(js_name = endOfData)]
    pub fn end_of_data(&self) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            let (mut fit, mut model) = (fit.lend()?, model.lend()?);
            let step = fit.end_of_data(&mut model).await.map_err(error)?;
            Ok(report(&fit, step))
        })
    }
}

/// A step as an object for JavaScript.
pub(crate) fn report(fit: &training::Fit, step: FitStep) -> JsValue {
    let phase = match step.phase {
        Phase::Train => "train",
        Phase::Validate => "validate",
        Phase::End => "end",
    };
    let end = if step.epoch_end { last_values(fit.history()) } else { JsValue::UNDEFINED };
    object(&[
        ("phase", phase.into()),
        ("epoch", step.epoch.into()),
        ("step", step.step.into()),
        ("steps", step.steps.into()),
        ("size", step.size.into()),
        ("logs", numbers(fit.logs())),
        ("counted", fit.counted().into()),
        ("epochEnd", end),
        ("checkpoint", step.checkpoint.into()),
        ("last", step.last.into()),
    ])
}

/// An evaluation.
#[wasm_bindgen]
pub struct Evaluation {
    evaluation: Shared<training::Evaluation>,
    model: SharedModel,
}

impl Evaluation {
    pub(crate) fn new(evaluation: training::Evaluation, model: SharedModel) -> Self {
        Self { evaluation: Shared::new("evaluation", evaluation), model }
    }
}

#[wasm_bindgen]
impl Evaluation {
    /// Does one batch. Returns a promise of `{ done, step, steps, logs }`, where the logs are the means so far.
    pub fn step(&self) -> Promise {
        let (evaluation, model) = (self.evaluation.clone(), self.model.clone());
        promise(async move {
            let (mut evaluation, mut model) = (evaluation.lend()?, model.lend()?);
            let done = evaluation.step(&mut *model).await.map_err(error)?;
            let (step, steps) = evaluation.progress();
            let logs = numbers(evaluation.logs());
            Ok(object(&[
                ("done", done.into()),
                ("step", step.into()),
                ("steps", steps.into()),
                ("logs", logs),
            ]))
        })
    }
}

#[wasm_bindgen]
impl Evaluation {
    /// Losses and metric sums of the last batch.
    #[wasm_bindgen(getter)]
    pub fn values(&self) -> Result<Vec<f32>, Failure> {
        self.evaluation.with(|evaluation| evaluation.values().to_vec())
    }

    /// Adds a batch that another worker evaluated; returns the means so far.
    pub fn add(&self, values: &[f32], samples: usize) -> Result<JsValue, Failure> {
        self.evaluation.with(|evaluation| {
            evaluation.add(values, samples).map_err(error)?;
            Ok(numbers(evaluation.logs()))
        })?
    }
}

/// An object of these members.
fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in members {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

/// The values of a history's last epoch.
fn last_values(history: &training::History) -> JsValue {
    numbers(history.last_epoch())
}
