//! The digits lesson's model: the tutorial's CNN.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::data::{Dataset, strokes};
use pupil_core::layers::{Conv2D, Dense, Flatten, MaxPooling2D};
use pupil_core::metrics::confusion_matrix;
use pupil_core::models::Network;
use pupil_core::preprocessing::augment::{Variation, vary};
use pupil_core::random::Generator;
use pupil_core::tensor::{Data, Tensor};
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_formats::model::{self as file, Encoding};

use crate::{data, report};

const PIXELS: usize = 784;

/// How to train.
#[derive(Args)]
pub struct Options {
    /// Folder with MNIST's IDX files; without it, generated strokes alone are used.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the model goes.
    #[arg(long)]
    out: PathBuf,
    /// Generated digits added to each epoch, new ones every time.
    #[arg(long, default_value_t = 20_000)]
    strokes: usize,
    /// Epochs.
    #[arg(long, default_value_t = 16)]
    epochs: usize,
    /// Stop after this many minutes, the learning rate reaching its end by then.
    #[arg(long)]
    minutes: Option<f64>,
    /// Samples a step.
    #[arg(long, default_value_t = 64)]
    batch_size: usize,
    /// First learning rate; it falls to nothing along a half cosine.
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f32,
    /// Seed of weights, order, strokes and variations.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Share of MNIST's training pictures that are varied (turned, slanted, shifted, thinner, thicker).
    #[arg(long, default_value_t = 0.7)]
    vary: f32,
    /// How the weights are stored.
    #[arg(long, value_enum, default_value_t = Store::Int8)]
    store: Store,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Store {
    /// 8-bit whole numbers: a quarter of the size.
    Int8,
    /// 32-bit floats.
    Float32,
}

/// The tutorial's CNN, 225,034 parameters.
pub fn network() -> Result<Network> {
    Ok(Network::sequential(
        [28, 28, 1],
        [
            Conv2D::new(32, 3).activation(Activation::RELU).into(),
            MaxPooling2D::new(2).into(),
            Conv2D::new(64, 3).activation(Activation::RELU).into(),
            MaxPooling2D::new(2).into(),
            Flatten.into(),
            Dense::new(128).activation(Activation::RELU).into(),
            Dense::new(10).activation(Activation::SOFTMAX).into(),
        ],
    )?)
}

pub fn train(options: &Options) -> Result<()> {
    let real = options.data.as_deref().map(|folder| data::mnist(folder, "train")).transpose()?;
    if real.is_none() && options.strokes == 0 {
        bail!("nothing to train on: give --data, or --strokes above 0");
    }
    let mut model = block_on(Model::new(network()?, CpuDevice::new(), options.seed))?;
    let compile = Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
    block_on(model.compile(compile))?;
    let started = Instant::now();
    let limit = options.minutes.map(|minutes| Duration::from_secs_f64(60.0 * minutes));
    for epoch in 0..options.epochs {
        let train = epoch_data(real.as_ref(), options, epoch as u64)?;
        let bar = report::progress(train.len() as u64);
        let fit = FitOptions {
            batch_size: Some(options.batch_size),
            seed: options.seed + epoch as u64,
            ..FitOptions::default()
        };
        let mut run = pupil_core::training::Fit::new(&model, &train, None, fit)?;
        let mut done = 0usize;
        loop {
            let steps = (done as f64 / train.len() as f64 + epoch as f64) / options.epochs as f64;
            let time = limit.map_or(0.0, |limit| started.elapsed().as_secs_f64() / limit.as_secs_f64());
            let progress = steps.max(time).min(1.0);
            let rate = 0.5 * (1.0 + (std::f64::consts::PI * progress).cos());
            model.set_learning_rate(options.learning_rate * rate as f32)?;
            let Some(step) = block_on(run.step(&mut model))? else { break };
            done += step.size;
            if step.step % 20 == 0 {
                let logs: Vec<String> =
                    run.logs().map(|(name, value)| format!("{name} {value:.4}")).collect();
                bar.set_position(done as u64);
                bar.set_message(logs.join(" "));
            }
            if progress >= 1.0 {
                break;
            }
        }
        bar.finish_and_clear();
        let logs: Vec<String> = run.logs().map(|(name, value)| format!("{name} {value:.4}")).collect();
        println!(
            "epoch {:>2}/{}: {} ({:.0} s)",
            epoch + 1,
            options.epochs,
            logs.join(", "),
            started.elapsed().as_secs_f64()
        );
        if limit.is_some_and(|limit| started.elapsed() >= limit) {
            break;
        }
    }
    let encoding = match options.store {
        Store::Int8 => Encoding::Int8,
        Store::Float32 => Encoding::F32,
    };
    let weights = block_on(model.weights())?;
    let bytes = file::write(model.network(), &weights, model.compiled(), encoding)?;
    fs::write(&options.out, &bytes).with_context(|| format!("cannot write {}", options.out.display()))?;
    println!(
        "{}: {} bytes, trained in {:.0} s",
        options.out.display(),
        bytes.len(),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// One epoch's samples: MNIST, partly varied, and new strokes.
fn epoch_data(real: Option<&Dataset>, options: &Options, epoch: u64) -> Result<Dataset> {
    let seed = options.seed.wrapping_mul(1000) + epoch;
    let (mut pixels, mut labels) = strokes::generate(options.strokes, seed);
    if let Some(real) = real {
        let mut generator = Generator::new(seed);
        let variation = Variation::default();
        let start = pixels.len();
        pixels.resize(start + real.len() * PIXELS, 0);
        let mut original = [0u8; PIXELS];
        for (index, out) in pixels[start..].chunks_exact_mut(PIXELS).enumerate() {
            for (byte, value) in original.iter_mut().zip(real.x_range(index..index + 1)) {
                *byte = (value * 255.0).round() as u8;
            }
            if generator.uniform() < options.vary {
                vary(&original, 28, &variation, &mut generator, out);
            } else {
                out.copy_from_slice(&original);
            }
        }
        labels.extend(real.y_range(0..real.len()).iter().map(|&label| label as u8));
    }
    let count = labels.len();
    let x = Tensor::from_u8([count, 28, 28, 1], pixels, 1.0 / 255.0)?;
    Ok(Dataset::new(x, Tensor::from_u8([count], labels, 1.0)?)?)
}

/// A model from a file.
fn load(path: &Path) -> Result<Model<CpuDevice>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let saved = file::read(&bytes).with_context(|| path.display().to_string())?;
    let mut model = block_on(Model::new(saved.network, CpuDevice::new(), 0))?;
    block_on(model.set_weights(&saved.weights))?;
    Ok(model)
}

fn argmax(values: &[f32]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

pub fn evaluate(path: &Path, folder: &Path) -> Result<()> {
    let mut model = load(path)?;
    let test = data::mnist(folder, "t10k")?;
    let x = Tensor::new(test.x_shape(), Data::F32(test.x_range(0..test.len())))?;
    let output = block_on(model.predict(&x, 256))?.to_f32();
    let predicted: Vec<usize> = output.chunks_exact(10).map(argmax).collect();
    let truth: Vec<usize> = test.y_range(0..test.len()).iter().map(|&label| label as usize).collect();
    let matrix = confusion_matrix(&truth, &predicted, 10)?;
    let right: usize = (0..10).map(|class| matrix[class][class]).sum();
    println!("accuracy {:.2} % ({right} of {})", 100.0 * right as f64 / truth.len() as f64, truth.len());
    print!("{}", report::confusion(&matrix));
    Ok(())
}

pub fn predict(path: &Path, images: &Path, index: usize) -> Result<()> {
    let mut model = load(path)?;
    let images = pupil_formats::idx::images(&data::read(images)?)?;
    if index >= images.samples() {
        bail!("image {index} is out of range: the file holds {}", images.samples());
    }
    let mut pixels = vec![0.0; images.shape().sample().size()];
    images.copy_f32(index * pixels.len(), &mut pixels);
    let x = Tensor::from_f32(images.shape().sample().batched(1), pixels)?;
    let output = block_on(model.predict(&x, 1))?.to_f32();
    for (digit, probability) in output.iter().enumerate() {
        println!("{digit} {probability:.4} {}", "#".repeat((probability * 40.0).round() as usize));
    }
    Ok(())
}
