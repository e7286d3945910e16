//! Modules that are written in Rust.

mod builtins;
mod collections;
mod files;
mod functools;
mod introspection;
mod io;
mod itertools;
mod math;
mod random;
mod regex;
mod sys;
mod time;

pub(crate) use io::Dropped;

use std::rc::Rc;

use crate::object::{Dict, Value};
use crate::types::{Def, Free};
use crate::vm::Vm;

/// Sets the modules up.
pub(crate) fn install(vm: &mut Vm) {
    builtins::install(vm);
    introspection::install(vm);
    io::install_open(vm);
    vm.add_module("builtins", |vm| Ok(vm.builtins.clone()));
    vm.add_module("math", math::make);
    vm.add_module("sys", sys::make);
    vm.add_module("_time", time::make);
    vm.add_module("itertools", itertools::make);
    vm.add_module("_functools", functools::make);
    vm.add_module("_collections", collections::make);
    vm.add_module("_random", random::make);
    vm.add_module("_re", regex::make);
    vm.add_module("_io", io::make);
    vm.add_module("_files", files::make);
}

/// A namespace with functions.
pub(crate) fn namespace(vm: &mut Vm, functions: &[Def], free: &[Free]) -> Rc<Dict> {
    let globals: Rc<Dict> = Rc::default();
    add(vm, &globals, functions, free);
    globals
}

fn add(vm: &mut Vm, globals: &Dict, functions: &[Def], free: &[Free]) {
    for def in functions {
        let value = vm.native(None, def);
        let name = vm.intern(def.0);
        globals.set_str(name, value);
    }
    for def in free {
        let value = vm.native_free(None, *def);
        let name = vm.intern(def.0);
        globals.set_str(name, value);
    }
}

/// Sets a variable of a namespace.
pub(crate) fn set(vm: &mut Vm, globals: &Dict, name: &str, value: Value) {
    let name = vm.intern(name);
    globals.set_str(name, value);
}
