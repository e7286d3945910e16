//! Records of TensorBoard's event files, for the callback `TensorBoard`.

use pupil_formats::events::{Summary, event, start};
use pupil_python::{Dict, R, Value, Vm};

use super::convert::tensor;
use crate::native::{set, text};

/// Adds `event(time)`, the record with which a file begins, and `event(time, step, tag, value)`. A float is a scalar, a
/// text is a model's config, and an array is shown as a histogram.
pub fn install(vm: &mut Vm, globals: &Dict) {
    set(vm, globals, "event", |vm, args| {
        let time = vm.float(args.get(0))?;
        if args.get(1).is_unset() {
            return Ok(Value::Bytes(start(time).into()));
        }
        let step = vm.index(args.get(1))?;
        let (tag, value) = (text(vm, args.get(2))?, args.get(3));
        let record = |summary: Summary<'_>| event(time, step, &tag, summary);
        let record = match value {
            Value::Float(value) => record(Summary::Scalar(*value as f32)),
            _ => match value.as_str() {
                Some(config) => record(Summary::KerasModel(config)),
                None => record(Summary::Histogram(&tensor(vm, value)?.to_f32())),
            },
        };
        R::Ok(Value::Bytes(record.into()))
    });
}
