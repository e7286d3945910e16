//! Functions that are always there: classes, attributes, namespaces.

use std::rc::Rc;

use crate::code::{Code, CodeKind, Source};
use crate::object::{Args, Dict, Str, Value};
use crate::types::{Def, Free};
use crate::vm::{R, Vm};

const FUNCTIONS: &[Def] = &[
    ("isinstance", &["/object", "/class"], 2, |vm, a| vm.isinstance(a.get(0), a.get(1)).map(Value::Bool)),
    ("issubclass", &["/class", "/base"], 2, |vm, a| vm.issubclass(a.get(0), a.get(1)).map(Value::Bool)),
    ("getattr", &["/object", "/name", "/default"], 2, |vm, mut a| {
        let name = attribute(vm, a.get(1))?;
        match a.take(2).given() {
            None => vm.get_attr(a.get(0), &name),
            Some(default) => Ok(vm.optional_attr(a.get(0), &name)?.unwrap_or(default)),
        }
    }),
    ("hasattr", &["/object", "/name"], 2, |vm, a| {
        let name = attribute(vm, a.get(1))?;
        Ok(Value::Bool(vm.optional_attr(a.get(0), &name)?.is_some()))
    }),
    ("setattr", &["/object", "/name", "/value"], 3, |vm, mut a| {
        let name = attribute(vm, a.get(1))?;
        let value = a.take(2);
        vm.set_attr(a.get(0), &name, value)?;
        Ok(Value::None)
    }),
    ("delattr", &["/object", "/name"], 2, |vm, a| {
        let name = attribute(vm, a.get(1))?;
        vm.delete_attr(a.get(0), &name)?;
        Ok(Value::None)
    }),
    ("globals", &[], 0, |vm, _| {
        Ok(vm.frames.last().map_or(Value::None, |frame| Value::Dict(frame.globals.clone())))
    }),
    ("locals", &[], 0, |vm, _| locals(vm)),
    ("compile", &["source", "filename", "mode"], 3, |vm, a| {
        let (source, name, mode) = (
            vm.text(a.get(0), "compile() arg 1")?,
            vm.text(a.get(1), "compile() arg 2")?,
            vm.text(a.get(2), "compile() arg 3")?,
        );
        let source = Rc::new(Source::new(&name, &source));
        let code =
            if &*mode == "eval" { vm.compile_expression(&source)? } else { vm.compile(&source, false)? };
        Ok(Value::Code(code))
    }),
    ("eval", &["/source", "globals", "locals"], 1, |vm, a| run(vm, &a, true)),
    ("exec", &["/source", "globals", "locals"], 1, |vm, a| {
        run(vm, &a, false)?;
        Ok(Value::None)
    }),
    ("__import__", &["name", "globals", "locals", "fromlist", "level"], 1, |vm, a| {
        let name = vm.text(a.get(0), "__import__() argument 1")?;
        let module = vm.import(&name)?;
        let deep = a.given(3).map_or(Ok(false), |list| vm.truth(list))?;
        match name.split_once('.') {
            Some((first, _)) if !deep => vm.import(first),
            _ => Ok(module),
        }
    }),
];

fn attribute(vm: &mut Vm, value: &Value) -> R<Str> {
    match value.as_str() {
        Some(name) => {
            let name = name.clone();
            Ok(vm.intern(&name))
        }
        None => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!("attribute name must be string, not '{name}'")))
        }
    }
}

/// The variables of the function that runs.
pub(super) fn locals(vm: &mut Vm) -> R<Value> {
    let Some(frame) = vm.frames.last() else { return Ok(Value::None) };
    if let Some(locals) = &frame.locals {
        return Ok(locals.clone());
    }
    if frame.code.kind == CodeKind::Module {
        return Ok(Value::Dict(frame.globals.clone()));
    }
    let dict = Dict::default();
    for (place, name) in frame.code.variables.iter().enumerate() {
        let value = match &vm.stack[frame.base + place] {
            Value::Cell(cell) => cell.borrow().clone(),
            value => value.clone(),
        };
        if !value.is_unset() && !name.is_empty() && !name.starts_with('.') {
            dict.set_str(name.clone(), value);
        }
    }
    Ok(Value::Dict(Rc::new(dict)))
}

fn run(vm: &mut Vm, args: &Args, expression: bool) -> R<Value> {
    let globals = match args.given(1) {
        Some(Value::Dict(globals)) => globals.clone(),
        None | Some(Value::None) => match vm.frames.last() {
            Some(frame) => frame.globals.clone(),
            None => Rc::default(),
        },
        Some(_) => return Err(vm.type_error("globals must be a dict".into())),
    };
    let locals = match args.given(2) {
        Some(Value::None) | None if args.given(1).is_none() => {
            // In a function its variables are seen, but not changed.
            match vm.frames.last() {
                Some(frame) if frame.code.kind == CodeKind::Module && frame.locals.is_none() => None,
                Some(_) => Some(self::locals(vm)?),
                None => None,
            }
        }
        Some(Value::None) | None => None,
        Some(Value::Dict(locals)) if Rc::ptr_eq(locals, &globals) => None,
        Some(locals) => Some(locals.clone()),
    };
    let code: Rc<Code> = match args.get(0) {
        Value::Code(code) => code.clone(),
        other => {
            let what = if expression { "eval() arg 1" } else { "exec() arg 1" };
            let Some(text) = other.as_str().cloned() else {
                return Err(vm.type_error(format!("{what} must be a string, bytes or code object")));
            };
            let source = Rc::new(Source::new(
                "<string>",
                if expression { text.trim_start_matches([' ', '\t']) } else { &text },
            ));
            if expression { vm.compile_expression(&source)? } else { vm.compile(&source, false)? }
        }
    };
    let name = vm.names.builtins.clone();
    if globals.get_str(&name).is_none() {
        globals.set_str(name, Value::Dict(vm.builtins.clone()));
    }
    let saved = vm.ip;
    let result = vm.run_code(code, globals, locals);
    vm.ip = saved;
    result
}

const FREE: &[Free] = &[("dir", |vm, args| {
    let names = match args.given(0) {
        Some(value) => match value {
            Value::Object(_) | Value::Class(_) => {
                let names = vm.names.clone();
                match vm.special(value, &names.dir)? {
                    Some(method) if matches!(value, Value::Object(_)) => {
                        let list = vm.call(&method, Args::default())?;
                        let mut items = vm.to_vec(&list)?;
                        items = crate::types::sort(vm, items, None, false)?;
                        return Ok(Value::list(items));
                    }
                    _ => vm.dir(value)?,
                }
            }
            other => vm.dir(other)?,
        },
        None => {
            let locals = locals(vm)?;
            let mut names: Vec<Str> =
                vm.to_vec(&locals)?.iter().filter_map(|name| name.as_str().cloned()).collect();
            names.sort_by(|a, b| a.as_str().cmp(b.as_str()));
            names
        }
    };
    Ok(Value::list(names.into_iter().map(Value::Str).collect()))
})];

pub(super) fn install(vm: &mut Vm) {
    let globals = vm.builtins.clone();
    super::add(vm, &globals, FUNCTIONS, FREE);
}
