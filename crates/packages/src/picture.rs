//! `_picture`: what drawing needs in bulk, for the package `matplotlib`, which is written in Python.

mod contour;
mod path;
mod png;

use std::rc::Rc;

use pupil_numpy::Array;
use pupil_python::{Args, Dict, R, Value, Vm};

use crate::engine::convert::{held, ndarray};

/// Adds the module to an interpreter.
pub fn install(vm: &mut Vm) {
    vm.add_module("_picture", make);
}

fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    for (name, body) in [("png", png as fn(&mut Vm, Args) -> R<Value>), ("path", path), ("contour", contour)]
    {
        let function = vm.native_closure(name, body);
        globals.set_str(vm.intern(name), function);
    }
    Ok(globals)
}

/// An argument's elements as numbers.
fn numbers(vm: &mut Vm, value: &Value) -> R<Vec<f64>> {
    let array = held::<Array>(vm, value, "an array")?.clone();
    vm.reserve(array.size().saturating_mul(size_of::<f64>()))?;
    array.to_vec().map_err(|error| vm.value_error(error.to_string()))
}

/// `png(array)`: the PNG file of an array of uint8 with the shape (height, width, 3 or 4), in base64.
fn png(vm: &mut Vm, args: Args) -> R<Value> {
    let array = held::<Array>(vm, args.get(0), "an array")?.clone();
    let &[height, width, channels @ (3 | 4)] = array.shape() else {
        return Err(vm.value_error("an array of shape (height, width, 3 or 4) is expected".into()));
    };
    vm.reserve(array.size().saturating_mul(4))?;
    let pixels: Vec<u8> = array.to_vec().map_err(|error| vm.value_error(error.to_string()))?;
    match png::encode(&pixels, width, height, channels) {
        Some(file) => Ok(Value::str(png::base64(&file))),
        None => Err(vm.value_error(format!("a picture of {width} x {height} pixels cannot be made"))),
    }
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
    let (xs, ys) = (ndarray(vm, Array::vector(xs))?, ndarray(vm, Array::vector(ys))?);
    Ok(Value::tuple(vec![xs, ys]))
}
