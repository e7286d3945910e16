//! What the chores need, installed where it is missing.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{command, root};

/// Trunk 0.22 needs a newer Rust than this repository's.
const TRUNK: &str = "0.21.14";

/// The version of wasm-bindgen in Cargo.lock: tool and library must be of one version.
fn wasm_bindgen_version() -> Result<String> {
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

/// Where tools of fixed versions are installed, one folder each.
fn cache() -> Result<PathBuf> {
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

/// The folders of the installed tools' programs.
pub fn folders() -> Result<Vec<PathBuf>> {
    let wasm_bindgen = format!("wasm-bindgen-cli-{}", wasm_bindgen_version()?);
    let cache = cache()?;
    Ok([format!("trunk-{TRUNK}"), wasm_bindgen].iter().map(|name| cache.join(name).join("bin")).collect())
}

/// Installs a program by cargo unless this version is there.
fn cargo_tool(package: &str, program: &str, version: &str, locked: bool) -> Result<()> {
    let printed = command(program, &["--version"])?.output().unwrap_or_default();
    if printed.split_whitespace().any(|word| word == version) {
        return Ok(());
    }
    let folder = cache()?.join(format!("{package}-{version}"));
    println!("installing {package} {version} into {} (some minutes, once)", folder.display());
    let folder = folder.to_string_lossy().into_owned();
    let mut arguments = vec!["install", package, "--version", version, "--root", folder.as_str()];
    if locked {
        arguments.push("--locked");
    }
    command("cargo", &arguments)?.run()
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

/// wasm-bindgen's programs, of the locked version.
pub fn wasm_bindgen() -> Result<()> {
    // Its own lock file names versions that no longer build.
    cargo_tool("wasm-bindgen-cli", "wasm-bindgen", &wasm_bindgen_version()?, false)
}

/// Everything for building the page.
pub fn page() -> Result<()> {
    target("wasm32-unknown-unknown")?;
    wasm_bindgen()?;
    cargo_tool("trunk", "trunk", TRUNK, true)?;
    npm("web")
}

/// A folder's npm packages, installed when its lock file is newer than they are.
pub fn npm(folder: &str) -> Result<()> {
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
    if changed("node_modules/.package-lock.json") >= changed("package-lock.json") {
        return Ok(());
    }
    println!("installing the npm packages of {folder}/");
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    command(npm, &["ci", "--no-audit", "--no-fund"])?.within(folder).run()
}

/// Installs Debian's packages, where there is apt; false where there is not.
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

/// A Vulkan driver for the tests of `crates/webgpu`: that of the machine's GPU, or one that every CPU can run. macOS and
/// Windows have what wgpu needs.
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
    /// The driver of the same version, where there is one.
    pub driver: Option<String>,
}

fn find(names: &[&str]) -> Option<String> {
    let locate = if cfg!(windows) { "where" } else { "which" };
    names.iter().find_map(|name| {
        let found = command(locate, &[name]).ok()?.output()?;
        found.lines().next().map(str::to_string)
    })
}

/// The browser that the tests run in: what `CHROMIUM` names, or an installed one, or Debian's by apt.
pub fn browser() -> Result<Browser> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let look = || env::var("CHROMIUM").ok().or_else(|| find(&NAMES));
    let driver = || env::var("CHROMEDRIVER").ok().or_else(|| find(&["chromedriver"]));
    if look().is_none() || driver().is_none() {
        apt(&["chromium", "chromium-driver"])?;
    }
    match look() {
        Some(chromium) => Ok(Browser { chromium, driver: driver() }),
        None => bail!(
            "no Chromium or Chrome was found; install one (or run `npx playwright-core install chromium`) and set \
             CHROMIUM to its program, CHROMEDRIVER to the driver of the same version"
        ),
    }
}
