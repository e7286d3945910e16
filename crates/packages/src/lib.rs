//! Python packages for Pupil's interpreter.

mod numpy;

use pupil_python::Vm;

/// Adds the packages to an interpreter. Each is made when it is first imported.
pub fn install(vm: &mut Vm) {
    numpy::install(vm);
}
