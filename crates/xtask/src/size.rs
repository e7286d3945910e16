//! The size budget.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::folders::root;
use crate::process::command;

const KB: usize = 1024;

/// Bytes of a file after `gzip -9`.
fn gzipped(path: &Path) -> Result<usize> {
    let bytes =
        fs::read(path).with_context(|| format!("{} is missing; run `cargo xtask build`", path.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    Ok(encoder.finish()?.len())
}

/// Prints each size beside its limit; an error if one is above its limit.
pub fn run() -> Result<()> {
    let dist = root().join("dist");
    let files = |names: &[&str]| -> Vec<PathBuf> { names.iter().map(|name| dist.join(name)).collect() };
    let listed = command("node", &["web/first-view.mjs"])?.output();
    let listed = listed.context("the files of the first view are not known; run `cargo xtask build`")?;
    let first_view: Vec<&str> = listed.lines().collect();
    let packages = pupil_python_sources::on_demand(&root().join("python/packages"))?;
    let packages: Vec<String> = packages.iter().map(|name| format!("pupil-python-{name}.txt")).collect();
    let python: Vec<&str> =
        ["pupil-python-wasm_bg.wasm"].into_iter().chain(packages.iter().map(String::as_str)).collect();
    // The first view is what arrives before something moves; the engine is loaded behind it. The engine has what most
    // models use. Of its size, fast kernels took 10 KB, training on several workers 7, and devices that can be lost or must
    // be waited for 8; what files of other programs need (weights by layer, arguments of calls, dtype policies) takes 8.
    // The module with WebGPU has the rest, too, and is loaded where a model needs that. The rest is the feature `rare` of
    // pupil-core, which took 72 KB before it had the known networks.
    let budget = [
        ("engine .wasm, loaded when used, gzip -9", files(&["pupil-wasm_bg.wasm"]), 390 * KB, true),
        ("engine .wasm with WebGPU, gzip -9", files(&["pupil-gpu_bg.wasm"]), 570 * KB, true),
        ("text .wasm, loaded when used, gzip -9", files(&["pupil-text_bg.wasm"]), 87 * KB, true),
        ("tables .wasm, loaded when used, gzip -9", files(&["pupil-tables_bg.wasm"]), 115 * KB, true),
        ("files .wasm, loaded when used, gzip -9", files(&["pupil-files_bg.wasm"]), 155 * KB, true),
        ("ONNX reader .wasm, loaded when used, gzip -9", files(&["pupil-onnx_bg.wasm"]), 60 * KB, true),
        (
            "ONNX writer .wasm, loaded when used, gzip -9",
            files(&["pupil-onnx-writer_bg.wasm"]),
            85 * KB,
            true,
        ),
        ("arrays .wasm, loaded when used, gzip -9", files(&["pupil-arrays_bg.wasm"]), 60 * KB, true),
        ("weights .wasm, loaded when used, gzip -9", files(&["pupil-weights_bg.wasm"]), 60 * KB, true),
        ("Python .wasm, loaded when used, gzip -9", files(&["pupil-python-wasm_bg.wasm"]), 1475 * KB, true),
        ("Python with all packages, gzip -9", files(&python), 1660 * KB, true),
        ("Python editor, loaded at first focus", files(&["pupil-editor.js"]), 150 * KB, true),
        ("all code of the first view, gzip -9", files(&first_view), 190 * KB, true),
        ("digits weights", files(&["models/digits.safetensors"]), 250 * KB, false),
        ("photos weights", files(&["models/photos.safetensors"]), 1024 * KB, false),
        ("sentiment weights", files(&["models/sentiment.safetensors"]), 640 * KB, false),
        ("Chinese sentiment weights", files(&["models/sentiment-zh.safetensors"]), 300 * KB, false),
    ];
    let mut over = Vec::new();
    for (what, files, limit, packed) in budget {
        let mut total = 0;
        for file in &files {
            total += if packed {
                gzipped(file)?
            } else {
                fs::metadata(file).with_context(|| file.display().to_string())?.len() as usize
            };
        }
        println!("{what:<40} {:>7.1} KB of {:>4} KB", total as f64 / KB as f64, limit / KB);
        if total > limit {
            over.push(what);
        }
    }
    for name in first_view {
        println!("  {name:<38} {:>7.1} KB", gzipped(&dist.join(name))? as f64 / KB as f64);
    }
    if over.is_empty() { Ok(()) } else { bail!("over budget: {}", over.join(", ")) }
}
