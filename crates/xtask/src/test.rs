//! All tests of the repository.

use std::thread;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::folders::root;
use crate::process::command;
use crate::{Docs, build, docs, size, tools};

/// How much is tested.
#[derive(Clone, Copy, PartialEq)]
enum Scope {
    /// What CI runs: a sample of Keras's fixtures on the browser's software GPU.
    Usual,
    /// Everything.
    Full,
}

/// A part of the tests: its name and what it does.
type Part = (&'static str, fn(Scope) -> Result<()>);

/// Parts that run one after the other.
type Lane = &'static [Part];

/// The parts in their order; the lanes of one row run at the same time. The replay on the browser's software GPU and the
/// link of the page's modules use one core each.
const PARTS: [&[Lane]; 3] = [
    &[&[("fmt", |_| fmt()), ("clippy", clippy), ("rust", rust)]],
    &[
        &[
            ("wasm", wasm),
            ("nostd", |_| no_std()),
            ("formats", |_| formats()),
            ("docs", |_| docs::build(docs::BASE)),
        ],
        &[("web", |_| web())],
    ],
    &[&[("size", |_| size::run()), ("package", |_| package()), ("embed", embed), ("e2e", end_to_end)]],
];

/// What a developer runs often.
const QUICK: [&[Lane]; 1] = [&[&[
    ("fmt", |_| fmt()),
    ("clippy of the host's crates", |_| clippy_host()),
    ("unit tests", |_| quick_rust()),
    ("types", |_| types()),
]]];

/// Runs all parts, those named, or the quick ones.
pub fn run(arguments: &[&str]) -> Result<()> {
    let (scope, named) = match arguments {
        ["quick"] => {
            run_parts(&QUICK, Scope::Usual, &[])?;
            println!(
                "\nNot run: the replays of Keras's fixtures, WebGPU, the browser's tests, the page's build and its \
                 end-to-end tests. `cargo xtask test` runs them."
            );
            return Ok(());
        }
        ["full", named @ ..] => (Scope::Full, named),
        named => (Scope::Usual, named),
    };
    let known: Vec<&str> =
        PARTS.iter().copied().flatten().copied().flatten().map(|(part, _)| *part).collect();
    if let Some(unknown) = named.iter().find(|name| !known.contains(name)) {
        bail!("there is no part {unknown:?}; known: quick full {}", known.join(" "));
    }
    run_parts(&PARTS, scope, named)
}

/// Runs rows of parts one after the other, all of them or those with the given names, and prints how long each part took.
fn run_parts(rows: &[&[Lane]], scope: Scope, named: &[&str]) -> Result<()> {
    let started = Instant::now();
    let mut times = Vec::new();
    let mut outcome = Ok(());
    let run = |lane: Lane| {
        let mut done = Vec::new();
        for (name, part) in lane.iter().filter(|(name, _)| named.is_empty() || named.contains(name)) {
            println!("\n== {name}");
            let started = Instant::now();
            let result = part(scope);
            let failed = result.is_err();
            done.push((*name, result, started.elapsed().as_secs()));
            if failed {
                break;
            }
        }
        done
    };
    for row in rows {
        let done = thread::scope(|threads| {
            let running: Vec<_> = row.iter().map(|lane| threads.spawn(move || run(lane))).collect();
            running.into_iter().flat_map(|lane| lane.join().expect("no part panics")).collect::<Vec<_>>()
        });
        for (name, result, seconds) in done {
            times.push((name, seconds));
            outcome = outcome.and(result);
        }
        if outcome.is_err() {
            break;
        }
    }
    println!();
    for (name, seconds) in times.into_iter().chain([("together", started.elapsed().as_secs())]) {
        println!("{name:<28} {:>3} min {:>2} s", seconds / 60, seconds % 60);
    }
    outcome?;
    println!("\nall parts passed");
    Ok(())
}

fn fmt() -> Result<()> {
    command("cargo", &["fmt", "--all", "--check"])?.run()
}

/// What real programs make of the files that we write: Keras, TensorFlow.js, ONNX Runtime.
fn formats() -> Result<()> {
    let packages = ["keras==3.15.1", "jax", "h5py", "onnx", "onnxruntime"];
    let python = tools::python("keras-3.15.1", &packages)?;
    tools::npm("tests/formats")?;
    // With the whole workspace, because a package alone has other features of its dependencies: they would be built again.
    command("cargo", &["build", "--workspace", "--bin", "pupil", "--bin", "pupil-attack"])?.run()?;
    let program = |name| root().join("target/debug").join(name).display().to_string();
    let pupil = program("pupil");
    command(&python, &["tests/formats/check_keras.py", &pupil])?.run()?;
    command("node", &["tests/formats/check_tfjs.mjs", &pupil])?.run()?;
    let written = root().join("target/onnx").display().to_string();
    let test = ["test", "--quiet", "--workspace", "--test", "engine", "onnx::"];
    command("cargo", &test)?.env("ONNX_OUT", &written).run()?;
    command(&python, &["tests/formats/check_onnx.py", &written])?.run()?;
    // A short run of `cargo xtask fuzz`.
    command(&program("pupil-attack"), &["--inputs", "20000"])?.run()
}

/// The tests that need no browser. The tests of WebGPU use Vulkan.
fn rust(scope: Scope) -> Result<()> {
    tools::vulkan()?;
    let run = |options: &[&str]| {
        let mut tests = command("cargo", &[&["test", "--workspace"], options].concat())?;
        if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
            // Without it Vulkan's loader prints an error for each device.
            tests = tests.env("XDG_RUNTIME_DIR", &std::env::temp_dir().display().to_string());
        }
        tests.run()
    };
    run(&[])?;
    if scope == Scope::Full {
        return run(&["--test", "all", "--", "--ignored", "kernels_of_real_gpus"]);
    }
    println!(
        "With the kernels of real GPUs a sample of the fixtures was replayed; `cargo xtask test full` replays all."
    );
    Ok(())
}

/// The tests that need neither a browser nor a GPU, without the replays of fixtures.
fn quick_rust() -> Result<()> {
    let test = ["test", "--workspace", "--exclude", "pupil-webgpu", "--lib", "--bins", "--tests", "--"];
    command("cargo", &[&test[..], &["--skip", "keras_and_the_engine_agree"]].concat())?.run()
}

fn clippy_host() -> Result<()> {
    command("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?.run()
}

fn clippy(scope: Scope) -> Result<()> {
    tools::target("wasm32-unknown-unknown")?;
    clippy_host()?;
    // The code that only browsers have. Each on its own, because without a GPU other code is checked. With a GPU it is little
    // code with many dependencies, which take a minute.
    let packages = if scope == Scope::Full { &["pupil-wasm", "pupil-gpu"][..] } else { &["pupil-wasm"] };
    for package in packages {
        let check = ["clippy", "-p", package, "--target", "wasm32-unknown-unknown", "--all-targets"];
        command("cargo", &[&check[..], &["--", "-D", "warnings"]].concat())?.run()?;
    }
    if scope == Scope::Usual {
        println!(
            "The browser's code for WebGPU was not checked by clippy; `cargo xtask test full` checks it."
        );
    }
    docs::rust_docs()
}

/// Writes the table of Keras's names again. The test that compares it does this.
pub fn names() -> Result<()> {
    let test = ["test", "--quiet", "--package", "pupil-engine-tests", "keras_names::"];
    command("cargo", &test)?.env("PUPIL_WRITE_DOCS", "1").run()
}

/// The engine's crates must build without an operating system.
fn no_std() -> Result<()> {
    const TARGET: &str = "thumbv7em-none-eabihf";
    tools::target(TARGET)?;
    for package in ["pupil-core", "pupil-data", "pupil-formats"] {
        command("cargo", &["check", "-p", package, "--target", TARGET])?.run()?;
    }
    command("cargo", &["check", "-p", "pupil-cpu", "--no-default-features", "--target", TARGET])?.run()?;
    // The kernels of a processor that this machine may not have.
    const ARM: &str = "aarch64-unknown-linux-gnu";
    tools::target(ARM)?;
    command("cargo", &["check", "-p", "pupil-cpu", "--target", ARM])?.run()
}

/// The engine's own tests inside the browser, and Keras's numbers on its WebGPU.
fn wasm(scope: Scope) -> Result<()> {
    tools::target("wasm32-unknown-unknown")?;
    tools::wasm_bindgen()?;
    let browser = tools::browser()?;
    let Some(driver) = browser.driver else {
        bail!(
            "no chromedriver was found; install the one of your browser's version and set CHROMEDRIVER to it"
        );
    };
    // The fixtures are one test. A software adapter compiles all their kernels, which took 5 to 12 minutes on two
    // cores.
    let all = ["--include-ignored", "--skip", "on_a_sample"];
    let replay = if scope == Scope::Full { &all[..] } else { &[] };
    for (package, seconds, options) in [("pupil-wasm", "300", &[][..]), ("pupil-gpu", "3600", replay)] {
        let test =
            ["test", "-p", package, "--target", "wasm32-unknown-unknown", "--test", "*", "--", "--nocapture"];
        command("cargo", &[&test[..], options].concat())?
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
            .env("CHROMEDRIVER", &driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", seconds)
            .run()?;
    }
    if scope == Scope::Usual {
        println!(
            "On the browser's software GPU a sample of the fixtures was replayed; `cargo xtask test full` replays all."
        );
    }
    Ok(())
}

/// Type checks of the TypeScript.
fn types() -> Result<()> {
    tools::npm("web")?;
    command("npm", &["run", "--silent", "check"])?.within("web").run()
}

/// Type checks and the page's build.
fn web() -> Result<()> {
    types()?;
    build(Docs::With)
}

/// The built page in a real browser.
fn end_to_end(scope: Scope) -> Result<()> {
    let browser = tools::headless()?;
    docs::place()?;
    tools::npm("tests/e2e")?;
    let test = command("npm", &["test", "--silent"])?.within("tests/e2e").env("CHROMIUM", &browser);
    test.env("PUPIL_SCOPE", if scope == Scope::Full { "full" } else { "usual" }).run()?;
    if scope == Scope::Usual {
        println!(
            "Of the documentation the English pages were checked for accessibility; `cargo xtask test full` checks all."
        );
    }
    Ok(())
}

/// Pages that documentation tools make, with elements in them.
fn embed(scope: Scope) -> Result<()> {
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    tools::npm("tests/embed")?;
    let requirements = std::fs::read_to_string(root().join("tests/embed/requirements.txt"))?;
    let packages: Vec<&str> =
        requirements.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let python = tools::python("hosts", &packages)?;
    if scope == Scope::Full {
        tools::mdbook()?;
    }
    command("npm", &["test", "--silent"])?
        .within("tests/embed")
        .env("CHROMIUM", &browser.chromium)
        .env("PUPIL_HOSTS_PYTHON", &python)
        .env("PUPIL_HOSTS", if scope == Scope::Full { "full" } else { "usual" })
        .run()
}

/// The packages: the npm package in fresh projects, and the zip of the page.
fn package() -> Result<()> {
    let browser = tools::browser()?;
    docs::place()?;
    crate::package()?;
    // Its tests use the helpers of the end-to-end tests.
    tools::npm("tests/e2e")?;
    tools::npm("tests/package")?;
    command("npm", &["test", "--silent"])?.within("tests/package").env("CHROMIUM", &browser.chromium).run()
}

/// Takes the README's picture from the built page.
pub fn screenshot() -> Result<()> {
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    command("node", &["screenshot.mjs"])?.within("tests/e2e").env("CHROMIUM", &browser.chromium).run()
}

/// Opens changed files of some kinds, or of all; `tests/attack` says what the options are.
pub fn fuzz(options: &[&str]) -> Result<()> {
    let attack = ["run", "--quiet", "--release", "--package", "pupil-attack", "--"];
    command("cargo", &[&attack[..], options].concat())?.run()
}
