//! `_drawing`: what drawing needs in bulk, for the package `matplotlib`, which is written in Python.

mod base64;
mod contour;
mod path;

use std::rc::Rc;

use pupil_numpy::Array;
use pupil_python::{Args, Dict, R, Value, Vm};

use crate::native::{array_object, bytes, failed, held, set};

/// Adds the module to an interpreter.
pub fn install(vm: &mut Vm) {
    vm.add_module("_drawing", make);
}

fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    set(vm, &globals, "base64", base64);
    set(vm, &globals, "path", path);
    set(vm, &globals, "contour", contour);
    Ok(globals)
}

/// An argument's elements as numbers.
fn numbers(vm: &mut Vm, value: &Value) -> R<Vec<f64>> {
    let array = held::<Array>(vm, value, "an array")?.clone();
    vm.reserve(array.size().saturating_mul(size_of::<f64>()))?;
    array.to_vec().map_err(|error| failed(vm, error))
}

/// `base64(bytes)`: the bytes as text.
fn base64(vm: &mut Vm, args: Args) -> R<Value> {
    let bytes = bytes(vm, args.get(0))?;
    vm.reserve(bytes.len().saturating_mul(2))?;
    Ok(Value::str(base64::encode(bytes)))
}

/// `path(x, y, box, step)`: the data of an SVG path through these points, cut at the box (left, top, right, bottom).
/// Points that are no numbers break the path. With a step above 0, points in one column of this width become a few.
fn path(vm: &mut Vm, args: Args) -> R<Value> {
    let (x, y) = (numbers(vm, args.get(0))?, numbers(vm, args.get(1))?);
    let bounds: Vec<f64> = vm.to_vec(args.get(2))?.iter().map(|side| vm.float(side)).collect::<R<_>>()?;
    let &[left, top, right, bottom] = bounds.as_slice() else {
        return Err(vm.value_error("a box has four sides".into()));
    };
    let step = vm.float(args.get(3))?;
    vm.reserve(x.len().saturating_mul(32))?;
    Ok(Value::str(path::data(&x, &y, path::Bounds { left, top, right, bottom }, step)))
}

/// `contour(x, y, z, level, filled)`: the curves where z, whose rows belong to y, has this level, as two arrays with
/// NaN between the curves. If filled, the curves enclose what is at or above the level.
fn contour(vm: &mut Vm, args: Args) -> R<Value> {
    let (x, y, z) = (numbers(vm, args.get(0))?, numbers(vm, args.get(1))?, numbers(vm, args.get(2))?);
    let level = vm.float(args.get(3))?;
    let filled = vm.truth(args.get(4))?;
    if x.len().checked_mul(y.len()) != Some(z.len()) {
        return Err(vm.value_error("z has a value for each x and y".into()));
    }
    vm.reserve(z.len().saturating_mul(64))?;
    let (xs, ys) = contour::curves(&x, &y, &z, level, filled);
    let (xs, ys) = (array_object(vm, Array::vector(xs))?, array_object(vm, Array::vector(ys))?);
    Ok(Value::tuple(vec![xs, ys]))
}
