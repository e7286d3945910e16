//! Training and evaluation, one batch a call, so that the worker stays free for other messages between them.

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use pupil_core::block_on::block_on;
use pupil_core::training::{self, Phase};
use wasm_bindgen::prelude::*;

use crate::convert::{error, numbers};
use crate::model::{Shared, last_values};

/// A training run.
#[wasm_bindgen]
pub struct Fit {
    fit: RefCell<training::Fit>,
    model: Shared,
}

impl Fit {
    pub(crate) fn new(fit: training::Fit, model: Shared) -> Self {
        Self { fit: RefCell::new(fit), model }
    }
}

#[wasm_bindgen]
impl Fit {
    /// Does one batch and tells what it was; its phase is `done` when training is over.
    pub async fn step(&self) -> Result<JsValue, JsError> {
        let mut fit = self.fit.borrow_mut();
        let step = block_on(fit.step(&mut self.model.borrow_mut())).map_err(error)?;
        let report = Object::new();
        let set = |key: &str, value: JsValue| {
            let _ = Reflect::set(&report, &key.into(), &value);
        };
        let Some(step) = step else {
            set("phase", "done".into());
            return Ok(report.into());
        };
        set("phase", if step.phase == Phase::Train { "train" } else { "validate" }.into());
        set("epoch", step.epoch.into());
        set("step", step.step.into());
        set("steps", step.steps.into());
        set("size", step.size.into());
        set("logs", numbers(fit.logs()));
        if step.epoch_end {
            set("epochEnd", last_values(fit.history()));
        }
        Ok(report.into())
    }
}

/// An evaluation.
#[wasm_bindgen]
pub struct Evaluation {
    evaluation: RefCell<training::Evaluation>,
    model: Shared,
}

impl Evaluation {
    pub(crate) fn new(evaluation: training::Evaluation, model: Shared) -> Self {
        Self { evaluation: RefCell::new(evaluation), model }
    }
}

#[wasm_bindgen]
impl Evaluation {
    /// Does one batch; `logs` holds the means so far.
    pub async fn step(&self) -> Result<JsValue, JsError> {
        let mut evaluation = self.evaluation.borrow_mut();
        let done = block_on(evaluation.step(&mut self.model.borrow_mut())).map_err(error)?;
        let report = Object::new();
        let (step, steps) = evaluation.progress();
        for (key, value) in [
            ("done", JsValue::from(done)),
            ("step", step.into()),
            ("steps", steps.into()),
            ("logs", numbers(evaluation.logs())),
        ] {
            let _ = Reflect::set(&report, &key.into(), &value);
        }
        Ok(report.into())
    }
}
