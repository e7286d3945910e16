//! Training and evaluation, one batch a call, so that the worker stays free for other messages between them.

use js_sys::{Object, Promise, Reflect};
use pupil_core::training::{self, Phase};
use wasm_bindgen::prelude::*;

use crate::convert::{error, numbers, promise};
use crate::model::{SharedModel, last_values};
use crate::shared::Shared;

/// A training run.
#[wasm_bindgen]
pub struct Fit {
    fit: Shared<training::Fit>,
    model: SharedModel,
}

impl Fit {
    pub(crate) fn new(fit: training::Fit, model: SharedModel) -> Self {
        Self { fit: Shared::new("training run", fit), model }
    }
}

#[wasm_bindgen]
impl Fit {
    /// Does one batch; a promise of what it was. Its phase is `done` when training is over.
    pub fn step(&self) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            fit.lend(async |fit| {
                let step = model.lend(async |model| fit.step(model).await.map_err(error)).await?;
                let Some(step) = step else {
                    return Ok(object(&[("phase", "done".into())]));
                };
                let phase = if step.phase == Phase::Train { "train" } else { "validate" };
                let end = if step.epoch_end { last_values(fit.history()) } else { JsValue::UNDEFINED };
                Ok(object(&[
                    ("phase", phase.into()),
                    ("epoch", step.epoch.into()),
                    ("step", step.step.into()),
                    ("steps", step.steps.into()),
                    ("size", step.size.into()),
                    ("logs", numbers(fit.logs())),
                    ("epochEnd", end),
                ]))
            })
            .await
        })
    }
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
    /// Does one batch; a promise of `{ done, step, steps, logs }`, the logs being the means so far.
    pub fn step(&self) -> Promise {
        let (evaluation, model) = (self.evaluation.clone(), self.model.clone());
        promise(async move {
            evaluation
                .lend(async |evaluation| {
                    let done = model.lend(async |model| evaluation.step(model).await.map_err(error)).await?;
                    let (step, steps) = evaluation.progress();
                    let logs = numbers(evaluation.logs());
                    Ok(object(&[
                        ("done", done.into()),
                        ("step", step.into()),
                        ("steps", steps.into()),
                        ("logs", logs),
                    ]))
                })
                .await
        })
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
