//! Runs other programs in the repository's folder.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::folders::{folders, root};

/// A program about to run.
pub struct Process {
    command: Command,
    shown: String,
}

/// A program run in the repository's folder, with the installed tools first on its path.
pub fn command(program: &str, arguments: &[&str]) -> Result<Process> {
    let mut command = Command::new(program);
    // The variables that cargo set for this process would disturb a cargo that starts from here.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG") || text.starts_with("CARGO_MANIFEST") || text == "RUSTUP_TOOLCHAIN" {
            command.env_remove(&name);
        }
    }
    command.args(arguments).current_dir(root()).env("PATH", path()?);
    // Trunk accepts only `true` and `false` for this variable, which others set to `1`.
    command.env_remove("NO_COLOR");
    Ok(Process { command, shown: format!("{program} {}", arguments.join(" ")) })
}

impl Process {
    /// Runs it in a folder of the repository.
    pub fn within(mut self, folder: &str) -> Self {
        self.command.current_dir(root().join(folder));
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it to its end; an error if it fails.
    pub fn run(mut self) -> Result<()> {
        let status = self.command.status().with_context(|| format!("cannot start `{}`", self.shown))?;
        if status.success() { Ok(()) } else { bail!("`{}` failed ({status})", self.shown) }
    }

    /// Runs it to its end beside other work; prints its output only if it fails.
    pub fn quiet(mut self) -> Result<()> {
        let output = self.command.stdin(Stdio::null()).output();
        let output = output.with_context(|| format!("cannot start `{}`", self.shown))?;
        if output.status.success() {
            return Ok(());
        }
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        bail!("`{}` failed ({}):\n{}", self.shown, output.status, said.join("\n").trim())
    }

    /// Its output, or `None` when it cannot start or fails.
    pub fn output(mut self) -> Option<String> {
        let output = self.command.output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    }
}

/// The search path, with the tools of the cache folder first.
fn path() -> Result<OsString> {
    let own = folders()?;
    let system = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(own.into_iter().chain(env::split_paths(&system)))?)
}
