//! The benchmark page in headless Chromium.

use anyhow::Result;

use crate::process::command;
use crate::{build, tools};

/// Builds the page, opens the benchmark page beside it and prints its table.
pub fn run() -> Result<()> {
    build()?;
    let browser = tools::browser()?;
    tools::npm("tests/e2e")?;
    command("node", &["bench.mjs"])?.within("tests/bench").env("CHROMIUM", &browser.chromium).run()
}
