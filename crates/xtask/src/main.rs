//! Every chore of the repository: `cargo xtask serve | build | test | bench | fuzz | package | size | data | names`.
//!
//! Tools that a chore needs and the machine lacks are installed first: by rustup, by cargo into a cache folder (so that
//! the user's own versions stay), by npm into the repository, and the browser by apt where there is apt.

mod bench;
mod data;
mod docs;
mod folders;
mod process;
mod size;
mod test;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use folders::root;

const USAGE: &str = "usage: cargo xtask COMMAND

  serve [--port N]     build the page quickly (without wasm-opt) and serve it on localhost
                       (default port 8080)
  build                build the page into dist/, as small as it can be
  build --docs [--base PATH]
                       the same, and the documentation into dist/docs/; PATH is its path on the server (default
                       /docs/)
  test quick           format, lint and unit tests of the host's crates, type checks: some minutes
  test [PART ...]      format, lint, unit and doc tests, no_std build, browser tests, page build, size budget,
                       documentation, packages, end-to-end tests; PART runs some of: fmt clippy rust wasm nostd
                       formats docs web size package embed e2e
  test full [PART ...] the same, and the browser's software GPU replays all of Keras's fixtures, not a sample
  bench [--only LIST] [--peers LIST|none|all] [--rounds N]
                       measure the engine in headless Chromium and other engines beside it;
                       only some of: digits,sentiment,photos,transformer,mobilenet,products;
                       peers: tfjs,onnxruntime,jax,burn,keras
  bench --against DIR [--only LIST] [--rounds N]
                       race this engine against the one of another dist folder; fails where this one is slower
  bench webgpu [--only LIST] [--peers tfjs|none] [--rounds N]
                       the same on WebGPU, on Chromium's software adapter
  fuzz [TARGET ...] [--inputs N]
                       open changed files, a million of each kind, under a limit of memory and time;
                       the targets are listed in tests/attack
  package              make the npm package and a zip of the page, from dist/, in target/package, and pack the
                       engine's crates as for publishing
  size                 print the sizes of the built page and hold them against the budget
  data [--from DIR]    prepare data/mnist for the page, downloading it or taking it from a folder
  names                write docs/reference/keras.md, the table of Keras's names, anew
  screenshot           take the README's screenshot of the built page";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["serve"] => serve("8080"),
        ["serve", "--port", port] => serve(port),
        ["build"] => build(Docs::Without),
        ["build", "--docs"] => build_all(docs::BASE),
        ["build", "--docs", "--base", base] => build_all(base),
        ["bundle"] => bundle(),
        ["test", parts @ ..] => test::run(parts),
        ["bench", options @ ..] => bench::run(options),
        ["fuzz", options @ ..] => test::fuzz(options),
        ["size"] => size::run(),
        ["package"] => package(),
        ["data"] => data::download(),
        ["data", "--from", folder] => data::take(&PathBuf::from(folder)),
        ["names"] => test::names(),
        ["screenshot"] => test::screenshot(),
        _ => bail!("{USAGE}"),
    }
}

fn serve(port: &str) -> Result<()> {
    tools::page()?;
    println!("building; the page will be at http://127.0.0.1:{port}/");
    // In a folder of its own: this build is quick and large, while dist/ has the small one that is measured and
    // shipped.
    process::command("trunk", &["serve", "--port", port, "--dist", "target/serve"])?
        .env("PUPIL_QUICK", "1")
        .run()
}

/// Whether the page has links to the documentation, which [`docs::place`] then puts beside it.
#[derive(PartialEq)]
pub enum Docs {
    /// The links are there.
    With,
    /// They are left out.
    Without,
}

/// Builds the page into `dist/`, as small as possible.
pub fn build(docs: Docs) -> Result<()> {
    tools::page()?;
    let trunk = process::command("trunk", &["build"])?;
    if docs == Docs::With { trunk.env("PUPIL_DOCS", "1") } else { trunk }.run()
}

/// Builds the page, and the documentation for the path `base` of its server.
fn build_all(base: &str) -> Result<()> {
    if base.len() < 3 || !base.starts_with('/') || !base.ends_with('/') {
        bail!("--base is {base:?}; expected a path that starts and ends with a slash, such as /course/docs/");
    }
    build(Docs::With)?;
    docs::build(base)?;
    docs::place()
}

/// The crates that may be published: the engine, without the Python packages and the page.
const PUBLISHED: [&str; 5] = ["pupil-core", "pupil-data", "pupil-cpu", "pupil-formats", "pupil-webgpu"];

/// Makes the packages from the built page, and checks that the crates can be packed. They were built before.
pub fn package() -> Result<()> {
    tools::npm("web")?;
    process::command("node", &["web/package.mjs"])?.run()?;
    let mut pack = vec!["package", "--quiet", "--no-verify", "--allow-dirty"];
    for name in PUBLISHED {
        pack.extend(["--package", name]);
    }
    process::command("cargo", &pack)?.run()
}

/// Bundles the TypeScript and the packages in Python that a page loads when they are imported. Trunk calls this before it
/// builds.
fn bundle() -> Result<()> {
    tools::npm("web")?;
    process::command("node", &["web/build.mjs"])?.run()?;
    let packages = root().join("python/packages");
    for name in pupil_python_sources::on_demand(&packages)? {
        let modules = pupil_python_sources::modules(
            &packages.join(&name),
            &format!("{name}."),
            &format!("packages/{name}"),
            &[],
        )?;
        // A line that lists the modules, then their sources, one after another. Sources within JSON take 2 % more when packed.
        let listed: Vec<_> = modules
            .iter()
            .map(|module| serde_json::json!([module.name, module.file, module.package, module.source.len()]))
            .collect();
        let sources: String = modules.into_iter().map(|module| module.source).collect();
        let file = root().join(format!("web/build/pupil-python-{name}.txt"));
        std::fs::write(file, format!("{}\n{sources}", serde_json::to_string(&listed)?))?;
    }
    Ok(())
}
