//! The documentation: pages made from `docs/`, and the Rust documentation of all crates beside them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::folders::root;
use crate::process::command;
use crate::tools;

/// The path of the documentation on its server: beside the page.
pub const BASE: &str = "/docs/";

/// Where the documentation is built. Trunk replaces all of `dist/`, so it is copied there afterwards.
const BUILT: &str = "target/docs";

/// Builds the documentation for the path `base` of its server.
pub fn build(base: &str) -> Result<()> {
    tools::npm("web")?;
    tools::npm("docs")?;
    let built = root().join(BUILT);
    let target = built.display().to_string();
    command("node", &["docs/build.mjs", &target])?.env("PUPIL_DOCS_BASE", base).run()?;
    rust_docs()?;
    copy(&root().join("target/doc"), &built.join("rust"))
}

/// The documentation of all crates; fails on broken links.
pub fn rust_docs() -> Result<()> {
    command("cargo", &["doc", "--quiet", "--workspace", "--no-deps"])?
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}

/// Copies the documentation, if it was built and is newer, to the page in `dist/`.
pub fn place() -> Result<()> {
    let built = root().join(BUILT);
    let placed = root().join("dist/docs");
    // VitePress writes this file at each build.
    let changed =
        |folder: &Path| fs::metadata(folder.join("hashmap.json")).and_then(|meta| meta.modified()).ok();
    if changed(&built) <= changed(&placed) {
        return Ok(());
    }
    if placed.exists() {
        fs::remove_dir_all(&placed)?;
    }
    copy(&built, &placed)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
