//! `_functools`: `partial` and `reduce`. The rest of `functools` is written in Python.

use std::rc::Rc;

use crate::object::{Args, Dict, Value};
use crate::types::{Def, Free, SELF};
use crate::vm::{R, Vm, plain_instance};

const FUNCTIONS: &[Def] = &[("reduce", &["/function", "/iterable", "/initial"], 2, |vm, mut a| {
    let iterator = vm.iter(a.get(1))?;
    let mut total = match a.take(2).given() {
        Some(value) => value,
        None => match vm.iter_next(&iterator)? {
            Some(value) => value,
            None => return Err(vm.type_error("reduce() of empty iterable with no initial value".into())),
        },
    };
    while let Some(value) = vm.iter_next(&iterator)? {
        total = vm.call(a.get(0), Args::of([total, value]))?;
    }
    Ok(total)
})];

const PARTIAL: &[Def] = &[("__repr__", SELF, 1, |vm, a| {
    let (function, arguments, keywords) = parts(vm, a.get(0))?;
    let mut shown = vec![vm.repr(&function)?];
    for argument in &arguments {
        shown.push(vm.repr(argument)?);
    }
    for (name, value) in &keywords {
        let value = vm.repr(value)?;
        shown.push(format!("{name}={value}"));
    }
    Ok(Value::str(format!("functools.partial({})", shown.join(", "))))
})];

type Parts = (Value, Vec<Value>, Vec<(crate::object::Str, Value)>);

fn parts(vm: &mut Vm, value: &Value) -> R<Parts> {
    let Value::Object(object) = value else { return Ok((Value::None, Vec::new(), Vec::new())) };
    let function = object.attributes.get("func").unwrap_or(Value::None);
    let arguments = object.attributes.get("args").unwrap_or(Value::None);
    let arguments = vm.to_vec(&arguments)?;
    let keywords = match object.attributes.get("keywords") {
        Some(Value::Dict(dict)) => {
            let table = dict.borrow();
            table.iter().filter_map(|(name, value)| Some((name.as_str()?.clone(), value.clone()))).collect()
        }
        _ => Vec::new(),
    };
    Ok((function, arguments, keywords))
}

const PARTIAL_FREE: &[Free] = &[
    ("__new__", |vm, mut args| {
        let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
        if args.len() < 2 {
            return Err(vm.type_error("type 'partial' takes at least one argument".into()));
        }
        let mut function = args.take(1);
        let mut positional: Vec<Value> = args.values.into_iter().skip(2).collect();
        let keywords = Dict::default();
        if let Value::Object(object) = &function
            && object.class.borrow().derives_from(&class)
        {
            // A partial of a partial is one of the function.
            let (inner, mut first, named) = parts(vm, &function.clone())?;
            first.append(&mut positional);
            positional = first;
            for (name, value) in named {
                keywords.set_str(name, value);
            }
            function = inner;
        }
        for (name, value) in args.keywords {
            keywords.set_str(name, value);
        }
        let made = plain_instance(&class);
        if let Value::Object(object) = &made {
            object.attributes.set_str(vm.intern("func"), function);
            object.attributes.set_str(vm.intern("args"), Value::tuple(positional));
            object.attributes.set_str(vm.intern("keywords"), Value::Dict(Rc::new(keywords)));
        }
        Ok(made)
    }),
    ("__init__", |_, _| Ok(Value::None)),
    ("__call__", |vm, mut args| {
        let partial = args.values.remove(0);
        let (function, mut values, mut keywords) = parts(vm, &partial)?;
        values.extend(args.values);
        for (name, value) in args.keywords {
            match keywords.iter_mut().find(|(other, _)| *other == name) {
                Some((_, place)) => *place = value,
                None => keywords.push((name, value)),
            }
        }
        vm.call(&function, Args { values: values.into(), keywords })
    }),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals = super::namespace(vm, FUNCTIONS, &[]);
    let class = vm.host_class("partial", "functools", true);
    vm.methods(&class, PARTIAL, PARTIAL_FREE);
    super::set(vm, &globals, "partial", Value::Class(class));
    Ok(globals)
}
