//! The benchmark page in headless Chromium.

use anyhow::Result;

use crate::process::command;
use crate::{build, tools};

/// Builds the page and the kernels to time, opens the benchmark page and prints its table.
pub fn run() -> Result<()> {
    build()?;
    let target = "wasm32-unknown-unknown";
    command("cargo", &["build", "--profile", "wasm", "--target", target, "-p", "pupil-bench"])?.run()?;
    let module = format!("target/{target}/wasm/pupil_bench.wasm");
    let out = ["--target", "web", "--out-dir", "tests/bench/build", "--out-name", "pupil-bench", &module];
    command("wasm-bindgen", &out)?.run()?;
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    command("node", &["bench.mjs"])?.within("tests/bench").env("CHROMIUM", &browser.chromium).run()
}
