//! An evaluation whose data come in parts, so that they are never all in memory.

use std::cell::RefCell;

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::{Result, training};
use pupil_python::{Dict, Value, Vm};

use super::convert::{dataset, logs};
use super::model::{Model, batch_size};
use crate::native::{failed, held, holding};

/// An evaluation and its model. The first part's evaluation has the sums of all.
struct Evaluation {
    model: Model,
    sums: RefCell<Option<training::Evaluation>>,
}

impl Evaluation {
    fn add(&self, data: &Dataset, batch: usize) -> Result<()> {
        let mut model = self.model.borrow_mut();
        let mut part = training::Evaluation::new(&model, data, batch)?;
        let mut sums = self.sums.borrow_mut();
        let mut left = data.len();
        loop {
            let last = block_on(part.step(&mut model))?;
            if let Some(sums) = &mut *sums {
                sums.add(part.values(), batch.min(left))?;
            }
            left = left.saturating_sub(batch);
            if last {
                break;
            }
        }
        sums.get_or_insert(part);
        Ok(())
    }
}

/// Adds `evaluation(model)` to the module. Its `add(inputs, targets, weights, batch)` takes data, and `logs()` gives the
/// means so far.
pub fn install(vm: &mut Vm, globals: &Dict) {
    let class = vm.host_class("Evaluation", "_pupil", false);
    vm.add_method(&class, "add", |vm, args| {
        let data = dataset(vm, args.get(1), args.get(2), args.get(3))?;
        let batch = batch_size(vm, args.get(4))?;
        let evaluation = held::<Evaluation>(vm, args.get(0), "an evaluation")?;
        evaluation.add(&data, batch).map(|()| Value::None).map_err(|error| failed(vm, error))
    });
    vm.add_method(&class, "logs", |vm, args| {
        let evaluation = held::<Evaluation>(vm, args.get(0), "an evaluation")?;
        let sums = evaluation.sums.borrow();
        Ok(logs(vm, sums.iter().flat_map(|sums| sums.logs())))
    });
    let start = vm.native_closure("evaluation", move |vm, args| {
        let model = held::<Model>(vm, args.get(0), "a model")?.clone();
        Ok(holding(vm, &class, Evaluation { model, sums: RefCell::new(None) }))
    });
    globals.set_str(vm.intern("evaluation"), start);
}
