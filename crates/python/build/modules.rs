//! Lists the modules of a folder of Python files, so that a crate can include them.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

/// Packages that a page loads when they are first imported, so that a module for browsers does not carry them. The page's
/// build puts each of them into a file.
const ON_DEMAND: [&str; 5] = ["PIL", "matplotlib", "mpl_toolkits", "pandas", "tensorflow"];

/// Writes `modules.in`: for each file of `python/FOLDER` the module's name, its file's name in tracebacks, its source,
/// and whether it is a package.
pub fn list(folder: &str) {
    let crate_folder = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let root = Path::new(&crate_folder).join("../../python").join(folder);
    println!("cargo::rerun-if-changed={}", root.display());
    let mut list = String::from("[\n");
    collect(&root, "", folder, &mut list);
    list.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("modules.in");
    fs::write(out, list).expect("the list can be written");
}

/// Lists a folder's files. `prefix` is the name of its package with a point, `shown` its name in tracebacks.
fn collect(folder: &Path, prefix: &str, shown: &str, list: &mut String) {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut entries: Vec<_> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            let later = prefix.is_empty() && ON_DEMAND.contains(&&*name);
            if later && env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
                continue;
            }
            if name != "__pycache__" {
                collect(&path, &format!("{prefix}{name}."), &format!("{shown}/{name}"), list);
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
