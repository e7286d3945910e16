//! Tools that the chores need, installed if they are missing.

use std::env;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};

use crate::folders::{MDBOOK, TRUNK, cache, root, wasm_bindgen_version};
use crate::process::{Process, command};

/// A program that cargo installs.
struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: String,
    /// True to install with the versions in the package's own lock file.
    locked: bool,
    /// Held while it is installed: two chores may want it at the same time.
    alone: &'static Mutex<()>,
}

impl CargoTool {
    fn trunk() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        Self { package: "trunk", program: "trunk", version: TRUNK.into(), locked: true, alone: &ALONE }
    }

    fn mdbook() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        Self { package: "mdbook", program: "mdbook", version: MDBOOK.into(), locked: true, alone: &ALONE }
    }

    fn wasm_bindgen() -> Result<Self> {
        // The lock file of wasm-bindgen-cli has versions that no longer build.
        let version = wasm_bindgen_version()?;
        static ALONE: Mutex<()> = Mutex::new(());
        let (package, program) = ("wasm-bindgen-cli", "wasm-bindgen");
        Ok(Self { package, program, version, locked: false, alone: &ALONE })
    }

    fn missing(&self) -> Result<bool> {
        let printed = command(self.program, &["--version"])?.output().unwrap_or_default();
        Ok(printed.split_whitespace().all(|word| word.trim_start_matches('v') != self.version))
    }

    /// Installs the program if it is still missing.
    fn provide(&self) -> Result<()> {
        let _alone = self.alone.lock();
        if self.missing()? { self.install() } else { Ok(()) }
    }

    /// Builds and installs the program, without optimisation: with it, trunk and wasm-bindgen-cli took 14 minutes on
    /// two cores. wasm-bindgen is fast enough without: 0.6 s for our largest module.
    fn install(&self) -> Result<()> {
        let cache = cache()?;
        let folder = cache.join(format!("{}-{}", self.package, self.version));
        // A build folder of its own: two installs that share one wait for each other.
        let target = cache.join(format!("build-{}", self.package));
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let (root, target_dir) = (text(&folder), text(&target));
        let mut arguments = vec!["install", self.package, "--version", &self.version, "--root", &root];
        if self.locked {
            arguments.push("--locked");
        }
        command("cargo", &arguments)?
            .env("CARGO_TARGET_DIR", &target_dir)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .quiet()?;
        // 600 MB that are no longer needed. After a failure they stay, so that the next try continues from there.
        let _ = fs::remove_dir_all(target);
        Ok(())
    }

    fn job(self) -> Job<'static> {
        let name = format!("installing {} {} (once, a minute or two)", self.package, self.version);
        Job { name, work: Box::new(move || self.provide()) }
    }
}

/// Work that can run beside other work.
struct Job<'a> {
    name: String,
    work: Box<dyn FnOnce() -> Result<()> + Send + 'a>,
}

/// Runs jobs at the same time and waits for all of them; fails with the first failure.
fn side_by_side(jobs: Vec<Job<'_>>) -> Result<()> {
    std::thread::scope(|scope| {
        let running: Vec<_> = jobs
            .into_iter()
            .map(|Job { name, work }| {
                scope.spawn(move || {
                    println!("{name}");
                    let started = Instant::now();
                    let result = work();
                    let outcome = if result.is_ok() { "done" } else { "FAILED" };
                    println!("{name}: {outcome} after {} s", started.elapsed().as_secs());
                    result
                })
            })
            .collect();
        // All are joined before the first failure is returned.
        let results: Vec<Result<()>> = running
            .into_iter()
            .map(|job| job.join().unwrap_or_else(|_| Err(anyhow!("a job panicked"))))
            .collect();
        results.into_iter().collect()
    })
}

/// Installs a compilation target unless it is there.
pub fn target(name: &str) -> Result<()> {
    let installed = command("rustup", &["target", "list", "--installed"])?.output();
    match installed {
        Some(list) if list.lines().any(|line| line == name) => Ok(()),
        Some(_) => command("rustup", &["target", "add", name])?.run(),
        None => {
            bail!("rustup is missing; install it from https://rustup.rs, then run `rustup target add {name}`")
        }
    }
}

/// mdBook, for one of the host pages.
pub fn mdbook() -> Result<()> {
    provide(CargoTool::mdbook())
}

/// wasm-bindgen's programs, in the locked version.
pub fn wasm_bindgen() -> Result<()> {
    provide(CargoTool::wasm_bindgen()?)
}

/// Installs a program if it is missing, and says so.
fn provide(tool: CargoTool) -> Result<()> {
    if tool.missing()? { side_by_side(vec![tool.job()]) } else { Ok(()) }
}

/// The crates that Trunk builds. pupil-wasm is not among them: pupil-gpu includes it with other features, and that
/// build replaces its own.
const MODULES: [&str; 9] =
    ["engine-gpu", "text", "tables", "files", "arrays", "weights", "onnx", "onnx-writer", "python"];

/// Compiles the modules with Trunk's arguments, so that Trunk finds them already compiled.
fn modules() -> Result<()> {
    for module in MODULES {
        let manifest = format!("crates/web/{module}/Cargo.toml");
        let arguments =
            ["build", "--target", "wasm32-unknown-unknown", "--profile", "wasm", "--manifest-path"];
        command("cargo", &[&arguments[..], &[&manifest]].concat())?.quiet()?;
    }
    Ok(())
}

/// Installs everything for building the page at the same time; none of the jobs keeps two cores busy for long.
pub fn page() -> Result<()> {
    target("wasm32-unknown-unknown")?;
    let mut jobs = Vec::new();
    for tool in [CargoTool::trunk(), CargoTool::wasm_bindgen()?] {
        if tool.missing()? {
            jobs.push(tool.job());
        }
    }
    if !jobs.is_empty() {
        // The engine does not need the tools to compile.
        jobs.push(Job { name: "compiling the engine for the browser".into(), work: Box::new(modules) });
    }
    if npm_outdated("web")? {
        let name = "installing the npm packages of web/".into();
        jobs.push(Job { name, work: Box::new(|| npm_install("web", Process::quiet)) });
    }
    side_by_side(jobs)
}

/// True if a folder's npm packages are missing or older than its lock file.
fn npm_outdated(folder: &str) -> Result<bool> {
    let version = command("node", &["--version"])?.output().unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < 18) {
        bail!(
            "Node.js 18 or newer is needed (found {:?}); install it from https://nodejs.org",
            version.trim()
        );
    }
    let base = root().join(folder);
    let changed = |file: &str| fs::metadata(base.join(file)).and_then(|meta| meta.modified()).ok();
    Ok(changed("node_modules/.package-lock.json") < changed("package-lock.json"))
}

fn npm_install(folder: &str, run: fn(Process) -> Result<()>) -> Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(command(npm, &["ci", "--no-audit", "--no-fund"])?.within(folder))
}

/// A folder's npm packages, installed if its lock file is newer.
pub fn npm(folder: &str) -> Result<()> {
    // Parts that run at the same time may need the same folder.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock();
    if npm_outdated(folder)? {
        println!("installing the npm packages of {folder}/");
        npm_install(folder, Process::run)?;
    }
    Ok(())
}

/// A Python with these packages, in a folder of the tools' cache. Returns the path of its program.
pub fn python(name: &str, packages: &[&str]) -> Result<String> {
    let folder = cache()?.join(name);
    let program = folder.join("bin/python");
    // Written last, so that a broken installation is made again.
    let done = folder.join("installed");
    let shown = program.display().to_string();
    if fs::read_to_string(&done).is_ok_and(|text| text == packages.join(" ")) {
        return Ok(shown);
    }
    println!("installing Python packages: {}", packages.join(", "));
    let make = || command("python3", &["-m", "venv", "--clear", &folder.display().to_string()])?.run();
    if make().is_err() {
        apt(&["python3", "python3-venv"])?;
        make()?;
    }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    command(&shown, &[&install[..], packages].concat())?.run()?;
    fs::write(done, packages.join(" "))?;
    Ok(shown)
}

/// Installs Debian packages if there is apt; returns false if there is not.
fn apt(packages: &[&str]) -> Result<bool> {
    if find(&["apt-get"]).is_none() {
        return Ok(false);
    }
    println!("installing {} by apt", packages.join(" and "));
    let root = command("id", &["-u"])?.output().is_some_and(|id| id.trim() == "0");
    let apt = |arguments: &[&str]| {
        if root {
            command("apt-get", arguments)
        } else {
            command("sudo", &[&["apt-get"], arguments].concat())
        }
    };
    apt(&["update"])?.run()?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())?.run()?;
    Ok(true)
}

/// A Vulkan driver for the tests of `crates/webgpu`: the driver of the machine's GPU, or one that runs on every CPU.
/// macOS and Windows have what wgpu needs.
pub fn vulkan() -> Result<()> {
    let folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];
    let some = |folder: &&str| fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some());
    let named = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"].iter().any(|name| env::var_os(name).is_some());
    if !cfg!(target_os = "linux") || named || folders.iter().any(some) {
        return Ok(());
    }
    match apt(&["mesa-vulkan-drivers", "libvulkan1"])? {
        true => Ok(()),
        false => bail!(
            "no Vulkan driver was found; install your GPU's, or Mesa's lavapipe, for the tests of WebGPU"
        ),
    }
}

/// A browser and its driver.
pub struct Browser {
    /// Chromium or Chrome.
    pub chromium: String,
    /// The driver of the same version, if there is one.
    pub driver: Option<String>,
}

fn find(names: &[&str]) -> Option<String> {
    let locate = if cfg!(windows) { "where" } else { "which" };
    names.iter().find_map(|name| {
        let found = command(locate, &[name]).ok()?.output()?;
        found.lines().next().map(str::to_string)
    })
}

/// The headless shell of Chromium.
const SHELL: &str = "chromium-headless-shell";

/// Chromium's headless shell for the end-to-end tests, where it is installed: the same engine without the browser's own
/// windows, which takes a quarter less of the processor's time. Otherwise the browser itself.
pub fn headless() -> Result<String> {
    let browser = browser()?.chromium;
    let shell = if env::var("CHROMIUM").is_ok() { None } else { find(&[SHELL]) };
    Ok(shell.unwrap_or(browser))
}

/// The browser for the tests: the one that `CHROMIUM` names, an installed one, or Debian's by apt.
pub fn browser() -> Result<Browser> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let look = || env::var("CHROMIUM").ok().or_else(|| find(&NAMES));
    let driver = || env::var("CHROMEDRIVER").ok().or_else(|| find(&["chromedriver"]));
    if look().is_none() || driver().is_none() {
        apt(&["chromium", "chromium-driver"])?;
        // Not all systems have it, and the browser does without it.
        let _ = apt(&[SHELL]);
    }
    match look() {
        Some(chromium) => Ok(Browser { chromium, driver: driver() }),
        None => bail!(
            "no Chromium or Chrome was found; install one (or run `npx playwright-core install chromium`) and set \
             CHROMIUM to its program, CHROMEDRIVER to the driver of the same version"
        ),
    }
}
