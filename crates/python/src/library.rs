//! The modules of the standard library that are written in Python (`python/std`).

/// Name, whether it is a package, and source.
const MODULES: &[(&str, bool, &str)] = &include!(concat!(env!("OUT_DIR"), "/library.in"));

/// A module's name in tracebacks, its source, and whether it is a package.
pub fn module(name: &str) -> Option<(String, &'static str, bool)> {
    let (_, package, source) = MODULES.iter().find(|(other, ..)| *other == name)?;
    let path = name.replace('.', "/");
    Some((
        if *package { format!("std/{path}/__init__.py") } else { format!("std/{path}.py") },
        source,
        *package,
    ))
}
