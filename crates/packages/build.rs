//! Lists the modules of `python/packages`, so that `lib.rs` can include them.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn collect(folder: &Path, prefix: &str, list: &mut String) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("python/packages is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "__pycache__" {
                collect(&path, &format!("{prefix}{name}."), list);
            }
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let package = name == "__init__";
            let module =
                if package { prefix.trim_end_matches('.').to_owned() } else { format!("{prefix}{name}") };
            let file = path.canonicalize().expect("it is there").display().to_string();
            let shown =
                format!("packages/{}{}.py", module.replace('.', "/"), if package { "/__init__" } else { "" });
            writeln!(list, "    ({module:?}, {shown:?}, include_str!({file:?}), {package}),")
                .expect("a string takes everything");
        }
    }
}

fn main() {
    let root =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../python/packages");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut list = String::from("[\n");
    collect(&root, "", &mut list);
    list.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("packages.in");
    fs::write(out, list).expect("the list can be written");
}
