//! All tests of the repository.

use anyhow::{Result, bail};

use crate::process::command;
use crate::{build, size, tools};

/// A part of the tests: its name and what it does.
type Part = (&'static str, fn() -> Result<()>);

const PARTS: [Part; 8] = [
    ("fmt", || command("cargo", &["fmt", "--all", "--check"])?.run()),
    ("clippy", clippy),
    ("rust", rust),
    ("nostd", no_std),
    ("wasm", wasm),
    ("web", web),
    ("size", size::run),
    ("e2e", end_to_end),
];

/// Runs all parts, or those named.
pub fn run(named: &[&str]) -> Result<()> {
    if let Some(unknown) = named.iter().find(|name| PARTS.iter().all(|(part, _)| part != *name)) {
        let known: Vec<&str> = PARTS.iter().map(|(part, _)| *part).collect();
        bail!("there is no part {unknown:?}; known: {}", known.join(" "));
    }
    for (name, part) in PARTS {
        if named.is_empty() || named.contains(&name) {
            println!("\n== {name}");
            part()?;
        }
    }
    println!("\nall parts passed");
    Ok(())
}

/// The tests that need no browser; those of WebGPU run over Vulkan.
fn rust() -> Result<()> {
    tools::vulkan()?;
    command("cargo", &["test", "--workspace"])?.run()
}

fn clippy() -> Result<()> {
    tools::target("wasm32-unknown-unknown")?;
    command("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?.run()?;
    let wasm = [
        "clippy",
        "-p",
        "pupil-wasm",
        "-p",
        "pupil-text",
        "-p",
        "pupil-tables",
        "--target",
        "wasm32-unknown-unknown",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    command("cargo", &wasm)?.run()?;
    // By itself: the crates above are checked without a GPU.
    let gpu = ["clippy", "-p", "pupil-gpu", "--target", "wasm32-unknown-unknown", "--all-targets"];
    command("cargo", &[&gpu[..], &["--", "-D", "warnings"]].concat())?.run()?;
    // Links in the documentation that lead nowhere.
    command("cargo", &["doc", "--quiet", "--workspace", "--no-deps"])?
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}

/// Writes the table of Keras's names anew: the test that compares it does.
pub fn docs() -> Result<()> {
    let test = ["test", "--quiet", "--package", "pupil", "--test", "keras_names"];
    command("cargo", &test)?.env("PUPIL_WRITE_DOCS", "1").run()
}

/// The engine's crates build where there is no operating system.
fn no_std() -> Result<()> {
    const TARGET: &str = "thumbv7em-none-eabihf";
    tools::target(TARGET)?;
    for package in ["pupil-core", "pupil-formats"] {
        command("cargo", &["build", "-p", package, "--target", TARGET])?.run()?;
    }
    command("cargo", &["build", "-p", "pupil-cpu", "--no-default-features", "--target", TARGET])?.run()?;
    // The kernels of a processor that this machine need not have.
    const ARM: &str = "aarch64-unknown-linux-gnu";
    tools::target(ARM)?;
    command("cargo", &["check", "-p", "pupil-cpu", "--target", ARM])?.run()
}

/// The engine's own tests inside the browser, and Keras's numbers on its WebGPU.
fn wasm() -> Result<()> {
    tools::target("wasm32-unknown-unknown")?;
    tools::wasm_bindgen()?;
    let browser = tools::browser()?;
    let Some(driver) = browser.driver else {
        bail!(
            "no chromedriver was found; install the one of your browser's version and set CHROMEDRIVER to it"
        );
    };
    // All fixtures in one test, each kernel of which a software adapter compiles: 5 minutes on two cores.
    for (package, seconds) in [("pupil-wasm", "180"), ("pupil-gpu", "1200")] {
        command("cargo", &["test", "-p", package, "--target", "wasm32-unknown-unknown", "--tests"])?
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("CHROMEDRIVER", &driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", seconds)
            .run()?;
    }
    Ok(())
}

/// Type checks and the page's build.
fn web() -> Result<()> {
    tools::npm("web")?;
    command("npm", &["run", "--silent", "check"])?.within("web").run()?;
    build()
}

/// The built page in a real browser.
fn end_to_end() -> Result<()> {
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    command("npm", &["test", "--silent"])?.within("tests/e2e").env("CHROMIUM", &browser.chromium).run()
}

/// The README's picture, taken from the built page.
pub fn screenshot() -> Result<()> {
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    command("node", &["screenshot.mjs"])?.within("tests/e2e").env("CHROMIUM", &browser.chromium).run()
}
