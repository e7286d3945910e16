//! The modules of the standard library that are written in Python (`python/std`).

/// A module in Python: its name, its file's name in tracebacks, its source, and whether it is a package.
pub type SourceModule = (&'static str, &'static str, &'static str, bool);

/// The library.
pub const MODULES: &[SourceModule] = &include!(concat!(env!("OUT_DIR"), "/modules.in"));
