//! Training and evaluation, one batch a call, so that the worker stays free for other messages between them.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use pupil_core::training::{self, Phase};
use wasm_bindgen::prelude::*;

use crate::convert::{error, numbers, promise};
use crate::model::{Shared, last_values};

/// A training run.
#[wasm_bindgen]
pub struct Fit {
    fit: Rc<RefCell<training::Fit>>,
    model: Shared,
}

impl Fit {
    pub(crate) fn new(fit: training::Fit, model: Shared) -> Self {
        Self { fit: Rc::new(RefCell::new(fit)), model }
    }
}

#[wasm_bindgen]
impl Fit {
    /// Does one batch; a promise of what it was. Its phase is `done` when training is over.
    pub fn step(&self) -> Promise {
        let (fit, model) = (self.fit.clone(), self.model.clone());
        promise(async move {
            let mut fit = fit.borrow_mut();
            let step = fit.step(&mut model.borrow_mut()).await.map_err(error)?;
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
    }
}

/// An evaluation.
#[wasm_bindgen]
pub struct Evaluation {
    evaluation: Rc<RefCell<training::Evaluation>>,
    model: Shared,
}

impl Evaluation {
    pub(crate) fn new(evaluation: training::Evaluation, model: Shared) -> Self {
        Self { evaluation: Rc::new(RefCell::new(evaluation)), model }
    }
}

#[wasm_bindgen]
impl Evaluation {
    /// Does one batch; a promise of `{ done, step, steps, logs }`, the logs being the means so far.
    pub fn step(&self) -> Promise {
        let (evaluation, model) = (self.evaluation.clone(), self.model.clone());
        promise(async move {
            let mut evaluation = evaluation.borrow_mut();
            let done = evaluation.step(&mut model.borrow_mut()).await.map_err(error)?;
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

/// An object of these members.
fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in members {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}
