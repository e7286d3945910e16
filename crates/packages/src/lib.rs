//! Python packages for Pupil's interpreter.

mod engine;
mod numpy;

use pupil_python::Vm;

/// The modules of `python/packages`: name, name in tracebacks, source, and whether it is a package.
const SOURCES: &[(&str, &str, &str, bool)] = &include!(concat!(env!("OUT_DIR"), "/packages.in"));

/// Adds the packages to an interpreter. Each is made when it is first imported.
pub fn install(vm: &mut Vm) {
    numpy::install(vm);
    engine::install(vm);
    for (name, file, text, package) in SOURCES {
        vm.add_source_module(name, file, text, *package);
    }
}
