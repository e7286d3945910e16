//! `_re`: regular expressions. `parse` reads them, `program` makes instructions of them, `run` looks for matches by
//! backtracking. `re` is written in Python.

mod parse;
mod part;
mod program;
mod run;

use std::cell::Cell;
use std::rc::Rc;

use crate::object::{Dict, Payload, Str, Value};
use crate::types::Def;
use crate::vm::{R, Vm};
use parse::{DEEP, Wrong};
use program::Program;
use run::Mode;

/// A compiled expression as an object of Python.
struct Compiled {
    program: Program,
    /// The text that was searched last, and a place in it: its byte and its code point.
    place: Cell<(usize, usize, usize)>,
}

impl Compiled {
    /// A known place in a text, at which a search for another begins.
    fn known(&self, text: &Str, fits: impl Fn(usize, usize) -> bool) -> (usize, usize) {
        let (address, byte, index) = self.place.get();
        if address == text.address() && fits(byte, index) { (byte, index) } else { (0, 0) }
    }

    /// The byte at which a code point begins.
    fn byte_of(&self, text: &Str, index: usize) -> usize {
        if text.is_ascii() || index >= text.length() {
            return if index >= text.length() { text.len() } else { index };
        }
        let (byte, known) = self.known(text, |_, known| known <= index);
        let found = text[byte..].char_indices().nth(index - known).map_or(text.len(), |(at, _)| byte + at);
        self.place.set((text.address(), found, index));
        found
    }

    /// The code point that begins at a byte.
    fn index_of(&self, text: &Str, byte: usize) -> usize {
        if text.is_ascii() {
            return byte;
        }
        let (known, index) = self.known(text, |known, _| known <= byte);
        let found = index + text[known..byte].chars().count();
        self.place.set((text.address(), byte, found));
        found
    }
}

/// `program.find(text, start, end, mode)`: 0 searches, 1 fits at the start, 2 fits the whole, 3 searches but for an
/// empty match at the start.
fn find(vm: &mut Vm, compiled: &Compiled, text: &Str, (start, end): (usize, usize), mode: Mode) -> R<Value> {
    if start > end {
        return Ok(Value::None);
    }
    let (from, until) = (compiled.byte_of(text, start), compiled.byte_of(text, end));
    let Some(slots) = compiled.program.find(vm, &text[..until], from, mode)? else { return Ok(Value::None) };
    let mut groups = Vec::with_capacity(slots.len() / 2);
    for bounds in slots.chunks_exact(2) {
        groups.push(match bounds {
            [start, end] if *start != run::NOWHERE && *end != run::NOWHERE => Value::tuple(vec![
                Value::size(compiled.index_of(text, *start)),
                Value::size(compiled.index_of(text, *end)),
            ]),
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
        let compiled = Compiled { program: Program::new(&parsed), place: Cell::new((0, 0, 0)) };
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
