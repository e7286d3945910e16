//! The benchmark page in headless Chromium, and native Keras beside it.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::process::command;
use crate::{Docs, build, tools};

const WORKLOADS: [&str; 6] = ["digits", "sentiment", "photos", "transformer", "mobilenet", "products"];

/// Other engines: their name as an option, and their names on the page.
const PEERS: [(&str, &[&str]); 5] = [
    ("tfjs", &["tfjs-wasm", "tfjs-cpu"]),
    ("onnxruntime", &["onnxruntime"]),
    ("jax", &["jax"]),
    (BURN, &[BURN]),
    (KERAS, &[KERAS]),
];

/// Burn is a crate, not an npm package.
const BURN: &str = "burn";

/// Keras is not on the page, but runs natively.
const KERAS: &str = "keras";

/// The other engines that also have WebGPU.
const WEBGPU_PEERS: [(&str, &[&str]); 1] = [("tfjs", &["tfjs-webgpu"])];

/// What to measure.
struct Options<'a> {
    only: &'a str,
    peers: Vec<&'a str>,
    rounds: &'a str,
    /// Another built page, whose engine is measured against this one's.
    against: Option<PathBuf>,
    /// True to measure WebGPU, in a browser of its own: a software GPU slows down whatever runs beside it.
    webgpu: bool,
}

impl<'a> Options<'a> {
    fn read(arguments: &[&'a str]) -> Result<Self> {
        let (webgpu, arguments) = match arguments {
            ["webgpu", rest @ ..] => (true, rest),
            _ => (false, arguments),
        };
        let all: Vec<&str> =
            if webgpu { &WEBGPU_PEERS[..] } else { &PEERS[..] }.iter().map(|(name, _)| *name).collect();
        let against = match arguments.iter().position(|argument| *argument == "--against") {
            Some(at) if !webgpu => Some(page(arguments.get(at + 1).copied().unwrap_or_default())?),
            _ => None,
        };
        let (peers, rounds) = if against.is_some() { (Vec::new(), "15") } else { (all.clone(), "7") };
        let mut options = Self { only: "", peers, rounds, against, webgpu };
        for pair in arguments.chunks(2) {
            match *pair {
                ["--only", names] => options.only = known("workload", names, &WORKLOADS)?,
                ["--against", _] if options.against.is_some() => {}
                ["--peers", "all"] if options.against.is_none() => {}
                ["--peers", "none"] => options.peers = Vec::new(),
                ["--peers", names] if options.against.is_none() => {
                    options.peers = known("peer", names, &all)?.split(',').collect()
                }
                ["--rounds", number] if number.parse::<usize>().is_ok_and(|number| number > 0) => {
                    options.rounds = number;
                }
                _ => bail!("bench: {:?} is not known; see `cargo xtask`", pair.join(" ")),
            }
        }
        Ok(options)
    }
}

/// A folder with a built page.
fn page(folder: &str) -> Result<PathBuf> {
    let path = PathBuf::from(folder);
    if !path.join("pupil-wasm.js").is_file() {
        bail!("bench: --against wants the dist folder of another build; {folder:?} has no pupil-wasm.js");
    }
    Ok(path.canonicalize()?)
}

/// A list of names that must all be known.
fn known<'a>(what: &str, names: &'a str, all: &[&str]) -> Result<&'a str> {
    match names.split(',').find(|name| !all.contains(name)) {
        Some(name) => bail!("bench: {what} {name:?} is not known; known: {}", all.join(" ")),
        None => Ok(names),
    }
}

/// Generates the JavaScript of a crate's WebAssembly in the page's build folder.
fn bind(module: &str, name: &str) -> Result<()> {
    let out = ["--target", "web", "--out-dir", "tests/bench/build", "--out-name", name, module];
    command("wasm-bindgen", &out)?.run()
}

/// Builds the page and the other engines, opens the benchmark page and prints its table.
pub fn run(arguments: &[&str]) -> Result<()> {
    let options = Options::read(arguments)?;
    build(Docs::Without)?;
    let target = "wasm32-unknown-unknown";
    command("cargo", &["build", "--profile", "wasm", "--target", target, "-p", "pupil-bench"])?.run()?;
    bind(&format!("target/{target}/wasm/pupil_bench.wasm"), "pupil-bench")?;
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    let mut candidates = Vec::new();
    let peers = if options.webgpu { &WEBGPU_PEERS[..] } else { &PEERS[..] };
    for (_, names) in peers.iter().filter(|(name, _)| options.peers.contains(name)) {
        candidates.extend_from_slice(names);
    }
    let bundled: Vec<&str> =
        candidates.iter().copied().filter(|name| ![BURN, KERAS].contains(name)).collect();
    if !bundled.is_empty() {
        tools::npm("tests/bench")?;
        command("node", &[&["build.mjs"], &bundled[..]].concat())?.within("tests/bench").run()?;
    }
    if candidates.contains(&BURN) {
        let folder = "tests/bench/burn";
        let build = ["build", "--release", "--locked", "--target-dir", "target"];
        command("cargo", &build)?.within(folder).run()?;
        bind(&format!("{folder}/target/{target}/release/pupil_bench_burn.wasm"), BURN)?;
    }
    let candidates = candidates.join(",");
    let mut call = vec!["bench.mjs", "--rounds", options.rounds];
    if options.webgpu {
        // The most seconds that a step may take.
        call.extend_from_slice(&["--webgpu", "--budget", "60"]);
    }
    let against = options.against.map(|folder| folder.to_string_lossy().into_owned());
    if let Some(folder) = &against {
        call.extend_from_slice(&["--against", folder]);
    }
    call.extend_from_slice(&["--only", options.only, "--candidates", &candidates]);
    command("node", &call)?.within("tests/bench").env("CHROMIUM", &browser.chromium).run()
}
