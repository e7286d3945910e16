//! `_re`: regular expressions. `parse` reads them, `program` makes instructions of them, `run` looks for matches by
//! backtracking. `re` is written in Python.

mod parse;
mod part;
mod program;
mod run;

use std::rc::Rc;

use crate::object::{Dict, Payload, Str, Value};
use crate::types::Def;
use crate::vm::{R, Vm};
use parse::{DEEP, Wrong};
use program::Program;
use run::Mode;

/// A compiled expression as an object of Python.
struct Compiled(Program);

/// `program.find(text, start, end, mode)`: 0 searches, 1 fits at the start, 2 fits the whole, 3 searches but for an
/// empty match at the start.
fn find(vm: &mut Vm, compiled: &Compiled, text: &Str, (start, end): (usize, usize), mode: Mode) -> R<Value> {
    if start > end {
        return Ok(Value::None);
    }
    let (from, until) = (text.offset(start), text.offset(end));
    let Some(slots) = compiled.0.find(vm, &text[..until], from, mode)? else { return Ok(Value::None) };
    let mut groups = Vec::with_capacity(slots.len() / 2);
    for bounds in slots.chunks_exact(2) {
        groups.push(match bounds {
            [start, end] if *start != run::NOWHERE && *end != run::NOWHERE => {
                Value::tuple(vec![Value::size(text.index_of(*start)), Value::size(text.index_of(*end))])
            }
            _ => Value::None,
        });
    }
    Ok(Value::tuple(groups))
}

const PROGRAM: &[Def] = &[("find", &["/self", "/text", "/start", "/end", "/mode"], 5, |vm, a| {
    let subject = vm.text(a.get(1), "expected string")?;
    let place = |vm: &mut Vm, at: usize| vm.index(a.get(at)).map(|place| place.max(0) as usize);
    let (start, end) = (place(vm, 2)?, place(vm, 3)?);
    let mode = match vm.index(a.get(4))? {
        1 => Mode::Match,
        2 => Mode::Whole,
        3 => Mode::SearchOn,
        _ => Mode::Search,
    };
    match a.get(0).host::<Compiled>() {
        Some(compiled) => find(vm, compiled, &subject, (start, end), mode),
        None => Ok(Value::None),
    }
})];

/// The exception for a wrong expression: its message and the place.
fn refuse(vm: &mut Vm, wrong: Wrong) -> crate::vm::Raise {
    if wrong.message == DEEP {
        return vm.error(&vm.types.recursion_error.clone(), DEEP);
    }
    let place = wrong.at.map_or(Value::None, Value::size);
    vm.error_with(&vm.types.value_error.clone(), vec![Value::str(wrong.message), place])
}

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    let class = vm.host_class("Program", "_re", false);
    vm.methods(&class, PROGRAM, &[]);
    let function = vm.native_closure("compile", move |vm, args| {
        let pattern = vm.text(args.get(0), "first argument")?;
        let flags = args.given(1).map_or(Ok(0), |flags| vm.index(flags))?;
        let parsed = parse::parse(&pattern, flags).map_err(|wrong| refuse(vm, wrong))?;
        let groups = Dict::default();
        for (name, number) in &parsed.names {
            groups.set_str(Str::new(name), Value::size(*number));
        }
        let (count, flags) = (Value::size(parsed.groups), Value::Int(parsed.flags));
        let compiled = Compiled(Program::new(&parsed));
        let made = vm.new_object(&class, Payload::Host(Box::new(compiled)));
        if let Value::Object(object) = &made {
            object.attributes.set_str(vm.intern("groups"), Value::Dict(Rc::new(groups)));
            object.attributes.set_str(vm.intern("count"), count);
            object.attributes.set_str(vm.intern("flags"), flags);
        }
        Ok(made)
    });
    super::set(vm, &globals, "compile", function);
    Ok(globals)
}
