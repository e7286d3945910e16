//! Model files stored another way.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use pupil_core::block_on::block_on;
use pupil_formats::model::{self as file, SaveOptions};

use crate::training::{self, Store};

/// What to convert.
#[derive(Args)]
pub struct Options {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Where the new file goes.
    #[arg(long)]
    out: PathBuf,
    /// How the weights are stored.
    #[arg(long, value_enum)]
    store: Store,
}

/// Writes a model anew, without its optimizer's state.
pub fn run(options: &Options) -> Result<()> {
    let (mut model, metadata) = training::load(&options.model)?;
    let save =
        SaveOptions { encoding: options.store.encoding(), include_optimizer: false, metadata: &metadata };
    let bytes = block_on(file::save(&mut model, &save))?;
    fs::write(&options.out, &bytes).with_context(|| format!("cannot write {}", options.out.display()))?;
    println!("{}: {} bytes", options.out.display(), bytes.len());
    Ok(())
}
