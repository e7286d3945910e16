//! Lists the modules of a folder of Python files, so that a crate can include them.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Writes `modules.in`: for each file of `python/FOLDER` the module's name, its file's name in tracebacks, its source,
/// and whether it is a package.
pub fn list(folder: &str) {
    let crate_folder = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let root = Path::new(&crate_folder).join("../../python").join(folder);
    println!("cargo::rerun-if-changed={}", root.display());
    let wasm = env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    // Pages load these packages when they are first imported, so a module for browsers does not carry them.
    let later =
        if wasm { fs::read_to_string(root.join("on_demand.txt")).unwrap_or_default() } else { String::new() };
    let later: Vec<_> = later.lines().map(|name| root.join(name)).collect();
    let mut list = String::from("[\n");
    collect(&root, "", folder, &later, &mut list);
    list.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("modules.in");
    fs::write(out, list).expect("the list can be written");
}

/// Lists a folder's files, without the folders `left_out`. `prefix` is the name of its package with a point, `shown` its
/// name in tracebacks.
fn collect(folder: &Path, prefix: &str, shown: &str, left_out: &[PathBuf], list: &mut String) {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "__pycache__" && !left_out.contains(&path) {
                collect(&path, &format!("{prefix}{name}."), &format!("{shown}/{name}"), left_out, list);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let package = name == "__init__";
            let module =
                if package { prefix.trim_end_matches('.').to_owned() } else { format!("{prefix}{name}") };
            let file = path.canonicalize().expect("it is there").display().to_string();
            writeln!(list, "    ({module:?}, \"{shown}/{name}.py\", include_str!({file:?}), {package}),")
                .expect("a string takes everything");
        }
    }
}
