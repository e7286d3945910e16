//! The repository's folder, and the folders of the tools that it uses in fixed versions.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The repository's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the crate lies in the repository")
}

/// The version of Trunk. Trunk 0.22 needs a newer Rust than this repository uses.
pub const TRUNK: &str = "0.21.14";
/// The version of mdBook, for one of the host pages.
pub const MDBOOK: &str = "0.5.4";

/// The version of wasm-bindgen in `Cargo.lock`. The tool must have the version of the library.
pub fn wasm_bindgen_version() -> Result<String> {
    let text = fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock is missing")?;
    let lock: toml::Table = text.parse().context("Cargo.lock is broken")?;
    let packages = lock.get("package").and_then(|value| value.as_array());
    let found =
        packages.into_iter().flatten().find(|package| package["name"].as_str() == Some("wasm-bindgen"));
    match found.and_then(|package| package["version"].as_str()) {
        Some(version) => Ok(version.to_string()),
        None => bail!("Cargo.lock does not hold wasm-bindgen"),
    }
}

/// The folder in which tools are installed, each in a folder of its own: `PUPIL_TOOLS`, or `pupil-tools` in the user's
/// cache.
pub fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("PUPIL_TOOLS") {
        return Ok(folder.into());
    }
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"));
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    match cache.or_else(|| home.map(|home| Path::new(&home).join(".cache"))) {
        Some(folder) => Ok(folder.join("pupil-tools")),
        None => bail!("neither XDG_CACHE_HOME nor HOME is set; set PUPIL_TOOLS to a folder for tools"),
    }
}

/// The `bin` folders of the tools, to be put on the search path.
pub fn folders() -> Result<Vec<PathBuf>> {
    let wasm_bindgen = format!("wasm-bindgen-cli-{}", wasm_bindgen_version()?);
    let cache = cache()?;
    let mdbook = format!("mdbook-{MDBOOK}");
    Ok([format!("trunk-{TRUNK}"), wasm_bindgen, mdbook]
        .iter()
        .map(|name| cache.join(name).join("bin"))
        .collect())
}
