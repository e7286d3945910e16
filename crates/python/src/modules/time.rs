//! `_time`: the clock. `time` is written in Python.

use std::rc::Rc;

use crate::object::{Dict, Value};
use crate::types::Def;
use crate::vm::{R, Vm};

fn now(vm: &mut Vm) -> f64 {
    vm.host.time()
}

const FUNCTIONS: &[Def] = &[
    ("time", &[], 0, |vm, _| Ok(Value::Float(now(vm)))),
    ("time_ns", &[], 0, |vm, _| Ok(Value::Int((now(vm) * 1e9) as i64))),
    ("perf_counter", &[], 0, |vm, _| Ok(Value::Float(now(vm)))),
    ("perf_counter_ns", &[], 0, |vm, _| Ok(Value::Int((now(vm) * 1e9) as i64))),
    ("monotonic", &[], 0, |vm, _| Ok(Value::Float(now(vm)))),
    ("process_time", &[], 0, |vm, _| Ok(Value::Float(now(vm)))),
    ("sleep", &["/seconds"], 1, |vm, a| {
        let seconds = vm.float(a.get(0))?;
        if seconds < 0.0 {
            return Err(vm.value_error("sleep length must be non-negative".into()));
        }
        // In short steps, so that the program can be stopped.
        let mut left = seconds;
        while left > 0.0 {
            let step = left.min(0.05);
            vm.host.sleep(step);
            vm.check()?;
            left -= step;
        }
        Ok(Value::None)
    }),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    Ok(super::namespace(vm, FUNCTIONS, &[]))
}
