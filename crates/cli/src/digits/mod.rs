//! The digits lesson's model: the tutorial's CNN.

pub mod calibrate;
mod calibration;
mod drawn;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::{Conv2D, Dense, Flatten, MaxPooling2D};
use pupil_core::metrics::confusion_matrix;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::{Data, Tensor};
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_data::pictures::augment::{Variation, vary};
use pupil_data::strokes;

use self::calibration::Calibration;
use crate::{data, device, report, training};

const PIXELS: usize = 784;

/// How to train.
#[derive(Args)]
pub struct TrainOptions {
    /// Folder with MNIST's IDX files; without it, only generated digits are used.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Generated digits added to each epoch, new ones every time.
    #[arg(long, default_value_t = 20_000)]
    strokes: usize,
    /// Epochs.
    #[arg(long, default_value_t = 16, value_parser = training::count)]
    epochs: usize,
    /// Samples in a step.
    #[arg(long, default_value_t = 64, value_parser = training::count)]
    batch_size: usize,
    /// First learning rate; it falls to 0 along half a cosine.
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f32,
    /// Share of MNIST's training pictures that are varied (rotated, slanted, shifted, thinner, thicker).
    #[arg(long, default_value_t = 0.7)]
    vary: f32,
    #[command(flatten)]
    training: training::Options,
}

/// What to measure.
#[derive(Args)]
pub struct EvaluateOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Folder with t10k-images and t10k-labels (IDX, gzipped or not).
    #[arg(long)]
    data: PathBuf,
    /// Also measure on digits drawn with pens of several widths on pads of several sizes.
    #[arg(long)]
    pens: bool,
}

/// What to read.
#[derive(Args)]
pub struct PredictOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// IDX file of images, gzipped or not.
    images: PathBuf,
    /// Which image of the file, from 0.
    #[arg(long, default_value_t = 0)]
    index: usize,
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

pub fn train(options: &TrainOptions) -> Result<()> {
    let real = options.data.as_deref().map(|folder| data::mnist(folder, "train")).transpose()?;
    if real.is_none() && options.strokes == 0 {
        bail!("nothing to train on: give --data, or --strokes above 0");
    }
    let seed = options.training.seed;
    let mut model = block_on(Model::new(network()?, device::open()?, seed))?;
    block_on(model.compile(Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"])?))?;
    let mut run = training::Run::new(&options.training, options.epochs, options.learning_rate, 0.0);
    for epoch in 0..options.epochs {
        let train = epoch_data(real.as_ref(), options, epoch as u64)?;
        run.begin_epoch(train.len());
        let batch_size = Some(options.batch_size);
        let fit = FitOptions { batch_size, seed: seed + epoch as u64, ..FitOptions::default() };
        let mut fit = Fit::new(&model, &train, None, fit)?;
        run.train(&mut model, &mut fit)?;
        run.end_epoch(&fit, &[]);
        if run.over() {
            break;
        }
    }
    run.finish(&mut model, &options.training, &Vec::new())
}

/// The samples of one epoch: MNIST, partly varied, and new generated digits.
fn epoch_data(real: Option<&Dataset>, options: &TrainOptions, epoch: u64) -> Result<Dataset> {
    let seed = options.training.seed.wrapping_mul(1000) + epoch;
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

pub fn evaluate(options: &EvaluateOptions) -> Result<()> {
    let (mut model, _) = training::load(&options.model)?;
    let test = data::mnist(&options.data, "t10k")?;
    let x = Tensor::new(test.x_shape(), Data::F32(test.x_range(0..test.len())))?;
    let output = block_on(model.predict(&x, 256))?.to_f32();
    let predicted: Vec<usize> = output.chunks_exact(10).map(report::largest).collect();
    let truth: Vec<usize> = test.y_range(0..test.len()).iter().map(|&label| label as usize).collect();
    let matrix = confusion_matrix(&truth, &predicted, 10)?;
    let right: usize = (0..10).map(|class| matrix[class][class]).sum();
    println!("accuracy {:.2} % ({right} of {})", 100.0 * right as f64 / truth.len() as f64, truth.len());
    print!("{}", report::confusion(&matrix));
    if options.pens { drawn::table(&mut model) } else { Ok(()) }
}

pub fn predict(options: &PredictOptions) -> Result<()> {
    let (mut model, metadata) = training::load(&options.model)?;
    let images = pupil_formats::idx::images(&data::read(&options.images)?)?;
    let index = options.index;
    if index >= images.samples() {
        bail!("image {index} is out of range: the file holds {}", images.samples());
    }
    let mut pixels = vec![0.0; images.shape().sample().size()];
    images.copy_f32(index * pixels.len(), &mut pixels);
    let x = Tensor::from_f32(images.shape().sample().batched(1), pixels)?;
    let calibration = Calibration::of(&metadata)?;
    let (probabilities, strange) = match &calibration {
        None => {
            let output = block_on(model.predict(&x, 1))?.to_f32();
            (output.iter().map(|&p| f64::from(p)).collect(), false)
        }
        Some(calibration) => {
            let last =
                model.network().layers().last().map(|(layer, _)| layer.name.clone()).unwrap_or_default();
            let layers = [calibration.layer.clone(), last];
            let outputs = block_on(model.activations(&[&x], &layers, None, 1))?;
            let shown = calibration.shown(&outputs[0].to_f32(), &outputs[1].to_f32());
            (shown.probabilities, shown.strange)
        }
    };
    for (digit, probability) in probabilities.iter().enumerate() {
        println!("{digit} {probability:.4} {}", "#".repeat((probability * 40.0).round() as usize));
    }
    if strange {
        println!("This looks like nothing that the model was trained on.");
    }
    Ok(())
}
