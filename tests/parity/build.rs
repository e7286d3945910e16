//! Lists the fixtures. The tests include them, because a browser has no files.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap()).to_owned();
    let fixtures = folder.join("fixtures");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    println!("cargo::rerun-if-changed={}", folder.join("pending.txt").display());
    let mut paths: Vec<_> = fs::read_dir(&fixtures).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut text = String::from("&[\n");
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "safetensors")) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        writeln!(text, "({name:?}, include_bytes!({:?})),", path.to_str().unwrap()).unwrap();
    }
    text.push(']');
    fs::write(Path::new(&env::var_os("OUT_DIR").unwrap()).join("fixtures.rs"), text).unwrap();
}
