//! Stores a model file in another encoding.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pupil_core::training::Bundle;

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
    let bundle = Bundle { state: None, ..training::read_bundle(&options.model)? };
    let size = training::write_bundle(bundle, &options.out, options.store)?;
    println!("{}: {size} bytes", options.out.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bits_and_floats_become_each_other() {
        let folder = std::env::temp_dir().join(format!("pupil-convert-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let shipped = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/digits.safetensors"));
        let convert = |from: &PathBuf, to: &str, store: Store| {
            let out = folder.join(to);
            run(&Options { model: from.clone(), out: out.clone(), store }).unwrap();
            out
        };
        let floats = convert(&shipped, "floats.safetensors", Store::Float32);
        let eight = convert(&floats, "eight.safetensors", Store::Int8);
        let size = |path: &PathBuf| std::fs::metadata(path).unwrap().len();
        assert!(size(&floats) > 3 * size(&shipped), "{} of {}", size(&floats), size(&shipped));
        assert!(size(&eight).abs_diff(size(&shipped)) < 2000, "{} of {}", size(&eight), size(&shipped));
        let [shipped, floats] = [&shipped, &floats].map(|path| training::read_bundle(path).unwrap());
        for (shipped, floats) in shipped.weights.iter().zip(&floats.weights) {
            assert_eq!(shipped.to_f32(), floats.to_f32());
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
