//! Stores a model file in another encoding.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::training::{self, Store};

/// What to convert.
#[derive(Args)]
pub struct Options {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Where the new file goes.
    #[arg(long, value_parser = training::writable)]
    out: PathBuf,
    /// How the weights are stored.
    #[arg(long, value_enum)]
    store: Store,
}

/// Writes a model in another encoding, without its optimizer's state.
pub fn run(options: &Options) -> Result<()> {
    let (mut model, metadata) = training::load(&options.model)?;
    let size = training::write(&mut model, &options.out, options.store, &metadata)?;
    println!("{}: {size} bytes", options.out.display());
    Ok(())
}
