//! The modules of a folder of Python files, for the build scripts that include them and for the page's build.

mod shorten;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

pub use shorten::shorten;

/// A module in Python.
#[derive(Debug, PartialEq)]
pub struct Module {
    /// Its name with points.
    pub name: String,
    /// Its file's name in tracebacks.
    pub file: String,
    /// Its source, shortened.
    pub source: String,
    /// True for the `__init__.py` of a folder.
    pub package: bool,
}

/// The modules of `folder` in order of their files, without those in the folders `left_out`. `prefix` is the name of its
/// package with a point at the end, or empty; `shown` is the folder's name in tracebacks.
///
/// # Errors
/// When a file cannot be read, or is not UTF-8.
pub fn modules(folder: &Path, prefix: &str, shown: &str, left_out: &[PathBuf]) -> io::Result<Vec<Module>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "__pycache__" && !left_out.contains(&path) {
                found.extend(modules(
                    &path,
                    &format!("{prefix}{name}."),
                    &format!("{shown}/{name}"),
                    left_out,
                )?);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let package = name == "__init__";
            found.push(Module {
                name: if package { prefix.trim_end_matches('.').into() } else { format!("{prefix}{name}") },
                file: format!("{shown}/{name}.py"),
                source: shorten(&fs::read_to_string(&path)?),
                package,
            });
        }
    }
    Ok(found)
}

/// The packages of a folder that pages load when a program first imports them. Its file `on_demand.txt` lists them.
///
/// # Errors
/// When the file cannot be read for another reason than that it is not there.
pub fn on_demand(folder: &Path) -> io::Result<Vec<String>> {
    match fs::read_to_string(folder.join("on_demand.txt")) {
        Ok(list) => Ok(list.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// For build scripts: writes `modules.in` with the modules of `python/FOLDER`, which a crate includes as an array of
/// names, files, sources, and whether they are packages.
///
/// # Panics
/// When the folder cannot be read or the list cannot be written.
pub fn include(folder: &str) {
    let crate_folder = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let root = Path::new(&crate_folder).join("../../python").join(folder);
    println!("cargo::rerun-if-changed={}", root.display());
    let wasm = env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm");
    let later = if wasm { on_demand(&root).expect("the list can be read") } else { Vec::new() };
    let later: Vec<PathBuf> = later.iter().map(|name| root.join(name)).collect();
    let found = modules(&root, "", folder, &later).expect("the folder can be read");
    let rows = found.iter().map(|module| {
        let Module { name, file, source, package } = module;
        format!("    ({name:?}, {file:?}, {source:?}, {package}),\n")
    });
    let list = format!("[\n{}]\n", rows.collect::<String>());
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("modules.in");
    fs::write(out, list).expect("the list can be written");
}
