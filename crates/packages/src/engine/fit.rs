//! A training run, one batch for each call, so that Python can look between them.

use std::cell::RefCell;

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::training::{self, FitOptions, FitStep, Phase};
use pupil_python::{Args, Dict, R, Value, Vm};

use super::convert::{dataset, logs};
use super::json::to_json;
use super::model::Model;
use crate::native::{failed, held, holding};

/// A run and the model that it trains.
struct Run {
    fit: RefCell<training::Fit>,
    model: Model,
}

/// Adds `Fit` to the module. `fit(model, inputs, targets, weights, validation, options)` starts a run; without inputs
/// its batches come from `feed`.
pub fn install(vm: &mut Vm, globals: &Dict) {
    let class = vm.host_class("Fit", "_pupil", false);
    vm.add_method(&class, "step", |vm, args| {
        let run = held::<Run>(vm, args.get(0), "a training run")?;
        let step = block_on(run.fit.borrow_mut().step(&mut run.model.borrow_mut()));
        match step.map_err(|error| failed(vm, error))? {
            Some(step) => report(vm, run, &step),
            None => Ok(Value::None),
        }
    });
    vm.add_method(&class, "feed", |vm, args| {
        let batch = dataset(vm, args.get(1), args.get(2), args.get(3))?;
        let run = held::<Run>(vm, args.get(0), "a training run")?;
        let step = block_on(run.fit.borrow_mut().feed(&mut run.model.borrow_mut(), &batch));
        let step = step.map_err(|error| failed(vm, error))?;
        report(vm, run, &step)
    });
    vm.add_method(&class, "end_of_data", |vm, args| {
        let run = held::<Run>(vm, args.get(0), "a training run")?;
        let step = block_on(run.fit.borrow_mut().end_of_data(&mut run.model.borrow_mut()));
        let step = step.map_err(|error| failed(vm, error))?;
        report(vm, run, &step)
    });
    vm.add_method(&class, "wants_batch", |vm, args| {
        let run = held::<Run>(vm, args.get(0), "a training run")?;
        Ok(Value::Bool(run.fit.borrow().wants_batch()))
    });
    vm.add_method(&class, "finish", |vm, args| {
        let run = held::<Run>(vm, args.get(0), "a training run")?;
        let done = block_on(run.fit.borrow_mut().finish(&mut run.model.borrow_mut()));
        done.map(|()| Value::None).map_err(|error| failed(vm, error))
    });
    let start = vm.native_closure("fit", move |vm, args| {
        let run = begin(vm, &args)?;
        Ok(holding(vm, &class, run))
    });
    globals.set_str(vm.intern("fit"), start);
}

fn begin(vm: &mut Vm, args: &Args) -> R<Run> {
    let model = held::<Model>(vm, args.get(0), "a model")?.clone();
    let validation: Option<Dataset> = match args.get(4) {
        Value::None => None,
        given => {
            let parts = vm.to_vec(given)?;
            let part = |index: usize| parts.get(index).unwrap_or(&Value::None);
            Some(dataset(vm, part(0), part(1), part(2))?)
        }
    };
    let options = to_json(vm, args.get(5))?;
    let options = FitOptions::from_config(&options).map_err(|error| failed(vm, error))?;
    let fit = if args.get(1).is_none() {
        training::Fit::batches(&model.borrow(), validation.as_ref(), options)
    } else {
        let data = dataset(vm, args.get(1), args.get(2), args.get(3))?;
        training::Fit::new(&model.borrow(), &data, validation.as_ref(), options)
    };
    let fit = RefCell::new(fit.map_err(|error| failed(vm, error))?);
    Ok(Run { fit, model })
}

/// A step: phase, epoch, batch, batches, samples, logs, and the epoch's values if it is the last of the epoch.
fn report(vm: &mut Vm, run: &Run, step: &FitStep) -> R<Value> {
    let phase = match step.phase {
        Phase::Train => "train",
        Phase::Validate => "validate",
        Phase::End => "end",
    };
    let fit = run.fit.borrow();
    let now = logs(vm, fit.logs());
    let end = if step.epoch_end { logs(vm, fit.history().last_epoch()) } else { Value::None };
    Ok(Value::tuple(vec![
        Value::str(phase),
        Value::size(step.epoch),
        Value::size(step.step),
        Value::size(step.steps),
        Value::size(step.size),
        now,
        end,
        Value::Bool(step.checkpoint),
        Value::Bool(step.last),
    ]))
}
