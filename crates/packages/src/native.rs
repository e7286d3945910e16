//! What modules in Rust share: how they are given functions, read arguments, and hand out objects and errors.

use std::fmt::Display;
use std::rc::Rc;

use pupil_numpy::{Array, Element};
use pupil_python::{Args, Class, Dict, Payload, R, Raise, Value, Vm};

/// Gives a module a function.
pub fn set(
    vm: &mut Vm,
    globals: &Dict,
    name: &'static str,
    body: impl Fn(&mut Vm, Args) -> R<Value> + 'static,
) {
    let function = vm.native_closure(name, body);
    globals.set_str(vm.intern(name), function);
}

/// An error of the engine, of a file's reader or of an array as Python's `ValueError`.
pub fn failed(vm: &Vm, error: impl Display) -> Raise {
    vm.value_error(error.to_string())
}

/// What a Python object holds for Rust.
pub fn held<'v, T: 'static>(vm: &Vm, value: &'v Value, what: &str) -> R<&'v T> {
    value.host::<T>().ok_or_else(|| {
        let class = vm.class_name(value);
        vm.type_error(format!("{what} is expected, not {class}"))
    })
}

/// A Python object that holds something for Rust.
pub fn holding<T: 'static>(vm: &Vm, class: &Rc<Class>, data: T) -> Value {
    vm.new_object(class, Payload::Host(Box::new(data)))
}

/// A text argument.
pub fn text(vm: &mut Vm, value: &Value) -> R<String> {
    match value.as_str() {
        Some(text) => Ok(text.to_string()),
        None => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("a text is expected, not {class}")))
        }
    }
}

/// An argument of bytes.
pub fn bytes<'v>(vm: &Vm, value: &'v Value) -> R<&'v Rc<Vec<u8>>> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        other => {
            let class = vm.class_name(other);
            Err(vm.type_error(format!("bytes are expected, not {class}")))
        }
    }
}

/// Pairs of a name and bytes.
pub fn named_bytes(vm: &mut Vm, list: &Value) -> R<Vec<(String, Rc<Vec<u8>>)>> {
    let mut files = Vec::new();
    for file in vm.to_vec(list)? {
        match vm.to_vec(&file)?.as_slice() {
            [name, content] => files.push((text(vm, name)?, bytes(vm, content)?.clone())),
            _ => return Err(vm.type_error("pairs of a name and bytes are expected".into())),
        }
    }
    Ok(files)
}

/// An array of this shape as a Python object.
pub fn array_of<T: Element>(vm: &mut Vm, values: Vec<T>, shape: &[usize]) -> R<Value> {
    let array = Array::from_vec(values, shape).map_err(|error| failed(vm, error))?;
    array_object(vm, array)
}

/// An array as a Python object.
pub fn array_object(vm: &mut Vm, array: Array) -> R<Value> {
    let numpy = vm.import("numpy")?;
    let name = vm.intern("ndarray");
    match vm.get_attr(&numpy, &name)? {
        Value::Class(class) => Ok(holding(vm, &class, array)),
        _ => Err(vm.type_error("numpy.ndarray is no class".into())),
    }
}
