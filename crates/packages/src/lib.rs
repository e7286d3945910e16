//! Python packages for Pupil's interpreter.

mod data;
mod drawing;
mod engine;
mod native;
mod numpy;
mod pictures;

use pupil_python::{SourceModule, Vm};

/// The modules of `python/packages`.
const SOURCES: &[SourceModule] = &include!(concat!(env!("OUT_DIR"), "/modules.in"));

/// Adds the packages to an interpreter. Each is made when it is first imported.
pub fn install(vm: &mut Vm) {
    numpy::install(vm);
    engine::install(vm);
    drawing::install(vm);
    data::install(vm);
    pictures::install(vm);
    vm.add_source_modules(SOURCES);
}
