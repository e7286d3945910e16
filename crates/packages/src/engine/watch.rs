//! The rules of callbacks, which Keras's own callbacks ask after each epoch.

use std::cell::RefCell;

use pupil_core::training::{CallbackConfig, Watch};
use pupil_python::{Dict, R, Value, Vm};

use super::json::to_json;
use super::model::Model;
use crate::native::{failed, held, holding, text};

/// Adds `watch(model, callback)`, whose `epoch_end(epoch, logs, learning_rate)` gives what the rule asks for: whether to
/// stop, to keep the weights and to save the model, a learning rate or None, and whether larger values are better.
pub fn install(vm: &mut Vm, globals: &Dict) {
    let class = vm.host_class("Watch", "_pupil", false);
    vm.add_method(&class, "epoch_end", |vm, args| {
        let epoch = usize::try_from(vm.index(args.get(1))?).unwrap_or(0);
        let logs = logs(vm, args.get(2))?;
        let rate = vm.float(args.get(3))?;
        let watch = held::<RefCell<Watch>>(vm, args.get(0), "a callback")?;
        let grows = watch.borrow().grows.map_or(Value::None, Value::Bool);
        let asked = watch.borrow_mut().epoch_end(epoch, &logs, rate).map_err(|error| failed(vm, error))?;
        let rate = asked.learning_rate.map_or(Value::None, Value::Float);
        let [stop, keep, save] = [asked.stop, asked.keep, asked.checkpoint].map(Value::Bool);
        Ok(Value::tuple(vec![stop, keep, save, rate, grows]))
    });
    let start = vm.native_closure("watch", move |vm, args| {
        let config = to_json(vm, args.get(1))?;
        let model = held::<Model>(vm, args.get(0), "a model")?;
        let watch = CallbackConfig::from_config(&config).and_then(|callback| model.borrow().watch(&callback));
        let watch = watch.map_err(|error| failed(vm, error))?;
        Ok(holding(vm, &class, RefCell::new(watch)))
    });
    globals.set_str(vm.intern("watch"), start);
}

/// Pairs of a name and a number.
fn logs(vm: &mut Vm, list: &Value) -> R<Vec<(String, f64)>> {
    let mut logs = Vec::new();
    for pair in vm.to_vec(list)? {
        let pair = vm.to_vec(&pair)?;
        if let [name, value] = pair.as_slice() {
            logs.push((text(vm, name)?, vm.float(value)?));
        }
    }
    Ok(logs)
}
