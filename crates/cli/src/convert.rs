//! Writes a model file in another format or encoding.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use pupil_core::training::Bundle;
use pupil_formats::{SaveFormat, bundle_contents, save, tfjs};

use crate::training::{self, Store};

/// What to convert.
#[derive(Args)]
pub struct Options {
    /// A model file of any format, or a folder with its files.
    input: PathBuf,
    /// The new file. Its ending chooses the format: .safetensors, .keras, .h5, .weights.h5, .onnx, .json (TensorFlow.js,
    /// with weights.bin beside it) or .zip (the same, packed).
    #[arg(value_parser = training::writable)]
    output: PathBuf,
    /// How the weights are stored; only .safetensors has 8 bits.
    #[arg(long, value_enum, default_value_t = Store::Float32)]
    store: Store,
    #[command(flatten)]
    read: training::ReadOptions,
    /// Leave the optimizer's state out.
    #[arg(long)]
    without_optimizer: bool,
}

/// Writes a model in another format.
pub fn run(options: &Options) -> Result<()> {
    let mut bundle = training::read_bundle_with(&options.input, &options.read)?;
    if options.without_optimizer {
        bundle.state = None;
    }
    for note in &bundle.notes {
        eprintln!("{note}");
    }
    let size = write(bundle, &options.output, options.store)?;
    println!("{}: {size} bytes", options.output.display());
    Ok(())
}

/// Writes a bundle in the format of the file's ending; returns the number of bytes.
fn write(bundle: Bundle, path: &Path, store: Store) -> Result<usize> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(format) = SaveFormat::of_name(&name) else {
        bail!(
            "{name}: the ending is not known; expected .safetensors, .keras, .h5, .weights.h5, .onnx, .json or .zip"
        );
    };
    if format == SaveFormat::Safetensors {
        return training::write_bundle(bundle, path, store);
    }
    if matches!(store, Store::Int8) {
        bail!("--store int8: only .safetensors files have weights in 8 bits");
    }
    let bytes = match name.to_ascii_lowercase().ends_with(".json") {
        true => {
            let (json, weights) = tfjs::write::files_of(&bundle_contents(&bundle)?)?;
            let beside = path.with_file_name("weights.bin");
            fs::write(&beside, weights).with_context(|| format!("cannot write {}", beside.display()))?;
            json.into_bytes()
        }
        false => save(bundle, format)?,
    };
    fs::write(path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(input: &Path, output: &Path, store: Store) -> Result<()> {
        let (input, output) = (input.to_path_buf(), output.to_path_buf());
        run(&Options {
            input,
            output,
            store,
            read: training::ReadOptions::default(),
            without_optimizer: true,
        })
    }

    #[test]
    fn eight_bits_and_floats_become_each_other() {
        let folder = std::env::temp_dir().join(format!("pupil-convert-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let shipped = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/digits.safetensors"));
        let [floats, eight] = ["floats.safetensors", "eight.safetensors"].map(|name| folder.join(name));
        convert(&shipped, &floats, Store::Float32).unwrap();
        convert(&floats, &eight, Store::Int8).unwrap();
        let size = |path: &Path| fs::metadata(path).unwrap().len();
        assert!(size(&floats) > 3 * size(&shipped), "{} of {}", size(&floats), size(&shipped));
        assert!(size(&eight).abs_diff(size(&shipped)) < 2000, "{} of {}", size(&eight), size(&shipped));
        let [shipped, read] = [&shipped, &floats].map(|path| training::read_bundle(path).unwrap());
        for (shipped, floats) in shipped.weights.iter().zip(&read.weights) {
            assert_eq!(shipped.to_f32(), floats.to_f32());
        }
        // Every format comes back with the same weights.
        for name in ["model.keras", "model.h5", "model.json", "model.zip"] {
            let path = folder.join(name);
            convert(&floats, &path, Store::Float32).unwrap();
            let again = training::read_bundle(&path).unwrap();
            assert_eq!(again.weights, read.weights, "{name}");
        }
        // A config by Keras and tensors by PyTorch in one folder.
        let pytorch = folder.join("pytorch");
        fs::create_dir_all(&pytorch).unwrap();
        let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/formats/pytorch"));
        fs::copy(fixtures.join("cnn.json"), pytorch.join("config.json")).unwrap();
        fs::copy(fixtures.join("cnn.safetensors"), pytorch.join("model.safetensors")).unwrap();
        convert(&pytorch, &folder.join("cnn.keras"), Store::Float32).unwrap();
        let converted = training::read_bundle(&folder.join("cnn.keras")).unwrap();
        assert_eq!(converted.weights, training::read_bundle(&pytorch).unwrap().weights);
        let error = convert(&floats, &folder.join("model.pt"), Store::Float32).unwrap_err().to_string();
        assert!(error.contains("model.pt: the ending is not known"), "{error}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
