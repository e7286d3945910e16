//! `property`, `classmethod`, `staticmethod`, `super`.

use super::{Def, Free, SELF1};
use crate::object::{Args, Descriptor, Payload, Value};
use crate::vm::{R, Vm};

fn property(vm: &mut Vm, class: &Value, getter: Value, setter: Value, deleter: Value) -> Value {
    let class = match class {
        Value::Class(class) => class.clone(),
        _ => vm.types.property.clone(),
    };
    vm.new_object(&class, Payload::Descriptor(Descriptor::Property(getter, setter, deleter)))
}

/// The property with one of its functions replaced.
fn replaced(vm: &mut Vm, mut args: Args, place: usize) -> R<Value> {
    let function = args.take(1);
    let class = Value::Class(vm.class_of(args.get(0)));
    let Value::Object(object) = args.get(0) else { return Ok(Value::None) };
    let Payload::Descriptor(Descriptor::Property(getter, setter, deleter)) = &object.payload else {
        return Ok(Value::None);
    };
    let mut parts = [getter.clone(), setter.clone(), deleter.clone()];
    parts[place] = function;
    let [getter, setter, deleter] = parts;
    Ok(property(vm, &class, getter, setter, deleter))
}

const PROPERTY: &[Def] = &[
    ("getter", SELF1, 2, |vm, a| replaced(vm, a, 0)),
    ("setter", SELF1, 2, |vm, a| replaced(vm, a, 1)),
    ("deleter", SELF1, 2, |vm, a| replaced(vm, a, 2)),
    ("__get__", &["/self", "/instance", "/owner"], 2, |vm, a| {
        if a.get(1).is_none() {
            return Ok(a.get(0).clone());
        }
        let class = vm.class_of(a.get(1));
        vm.bind(a.get(0).clone(), a.get(1), &class)
    }),
];

const PROPERTY_FREE: &[Free] = &[
    ("__new__", |vm, mut args| {
        let class = args.take(0);
        let mut part = |name: &str, place: usize| {
            args.keyword(name).or_else(|| args.take(place).given()).unwrap_or(Value::None)
        };
        let (getter, setter, deleter, doc) =
            (part("fget", 1), part("fset", 2), part("fdel", 3), part("doc", 4));
        let made = property(vm, &class, getter, setter, deleter);
        if let (Value::Object(object), false) = (&made, doc.is_none()) {
            object.attributes.set_str(vm.names.doc.clone(), doc);
        }
        Ok(made)
    }),
    ("__init__", |_, _| Ok(Value::None)),
];

/// `__get__` of a class method or a static method.
const GET: &[Def] = &[("__get__", &["/self", "/instance", "/owner"], 2, |vm, a| {
    let class = match a.given(2) {
        Some(Value::Class(class)) => class.clone(),
        _ => vm.class_of(a.get(1)),
    };
    vm.bind(a.get(0).clone(), a.get(1), &class)
})];

fn wrapper(vm: &mut Vm, mut args: Args, make: fn(Value) -> Descriptor) -> R<Value> {
    let class = args.take(0);
    let Value::Class(class) = class else { return Ok(Value::None) };
    if args.len() != 2 {
        let (name, given) = (class.name.borrow().clone(), args.len() - 1);
        return Err(vm.type_error(format!("{name} expected 1 argument, got {given}")));
    }
    let function = args.take(1);
    Ok(vm.new_object(&class, Payload::Descriptor(make(function))))
}

const WRAPPER_FREE: &[Free] = &[
    ("__init__", |_, _| Ok(Value::None)),
    ("__call__", |vm, mut args| {
        let value = args.values.remove(0);
        match &value {
            Value::Object(object) => match &object.payload {
                Payload::Descriptor(Descriptor::StaticMethod(function)) => {
                    let function = function.clone();
                    vm.call(&function, args)
                }
                _ => Err(vm.type_error("'classmethod' object is not callable".into())),
            },
            _ => Ok(Value::None),
        }
    }),
];

/// `super()`: the class comes from the method's cell, the object is its first argument.
fn super_new(vm: &mut Vm, mut args: Args) -> R<Value> {
    let (start, receiver) = match args.len() {
        1 => {
            let found = vm.frames.last().and_then(|frame| {
                let code = &frame.code;
                let free = code.variables.len() - code.free;
                let place =
                    (free..code.variables.len()).find(|place| &*code.variables[*place] == "__class__")?;
                let class = match vm.stack.get(frame.base + place) {
                    Some(Value::Cell(cell)) => cell.borrow().clone(),
                    _ => return None,
                };
                let receiver = match vm.stack.get(frame.base) {
                    Some(Value::Cell(cell)) => cell.borrow().clone(),
                    Some(value) => value.clone(),
                    None => return None,
                };
                Some((class, receiver))
            });
            match found {
                Some(found) => found,
                None => {
                    let arguments = vm.frames.last().is_some_and(|frame| frame.code.positional > 0);
                    let message =
                        if arguments { "super(): __class__ cell not found" } else { "super(): no arguments" };
                    return Err(vm.error(&vm.types.runtime_error.clone(), message));
                }
            }
        }
        2 => {
            return Err(
                vm.type_error("super() with one argument does not run here; give the object, too".into())
            );
        }
        _ => (args.take(1), args.take(2)),
    };
    let Value::Class(start) = start else {
        let name = vm.class_name(&start);
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {name}")));
    };
    let fits = match &receiver {
        Value::Class(class) => class.derives_from(&start) || vm.is_instance(&receiver, &start),
        other => vm.is_instance(other, &start),
    };
    if !fits {
        let start = start.name.borrow().clone();
        let what = match &receiver {
            Value::Class(class) => format!("type {}", class.name.borrow()),
            other => format!("instance of {}", vm.class_name(other)),
        };
        return Err(vm.type_error(format!(
            "super(type, obj): obj ({what}) is not an instance or subtype of type ({start})."
        )));
    }
    let class = vm.types.super_.clone();
    Ok(vm.new_object(&class, Payload::Super(start, receiver)))
}

const SUPER: &[Def] = &[("__repr__", super::SELF, 1, |vm, a| {
    let Value::Object(object) = a.get(0) else { return Ok(Value::None) };
    let Payload::Super(start, receiver) = &object.payload else { return Ok(Value::None) };
    let (name, owner) = (start.name.borrow().clone(), vm.short_class_name(receiver));
    Ok(Value::str(format!("<super: <class '{name}'>, <{owner} object>>")))
})];

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    vm.methods(&types.property, PROPERTY, PROPERTY_FREE);
    vm.methods(
        &types.classmethod,
        &[],
        &[("__new__", |vm, args| wrapper(vm, args, Descriptor::ClassMethod))],
    );
    vm.methods(
        &types.staticmethod,
        &[],
        &[("__new__", |vm, args| wrapper(vm, args, Descriptor::StaticMethod))],
    );
    vm.methods(&types.classmethod, GET, WRAPPER_FREE);
    vm.methods(&types.staticmethod, GET, WRAPPER_FREE);
    vm.methods(&types.super_, SUPER, &[("__new__", super_new), ("__init__", |_, _| Ok(Value::None))]);
}
