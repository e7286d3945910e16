//! The photos lesson's models: which of some classes a photo shows.

mod folder;
mod network;

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use pupil_core::block_on::block_on;
use pupil_core::data::Dataset;
use pupil_core::metrics::confusion_matrix;
use pupil_core::preprocessing::photo::{Augmentation, augment};
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_cpu::CpuDevice;
use serde_json::json;

use crate::{report, training};
use folder::Photos;
pub use network::{residual, tutorial};

/// How to train.
#[derive(Args)]
pub struct TrainOptions {
    /// Folder with `train` and `validation`, each with one folder of photos for each of the two classes.
    #[arg(long)]
    data: PathBuf,
    /// The network.
    #[arg(long, value_enum, default_value_t = Architecture::Residual)]
    network: Architecture,
    /// Epochs.
    #[arg(long, default_value_t = 60)]
    epochs: usize,
    /// Samples a step.
    #[arg(long, default_value_t = 50)]
    batch_size: usize,
    /// Highest learning rate, of AdamW; it rises over the first twentieth and falls along half a cosine.
    #[arg(long, default_value_t = 2e-3)]
    learning_rate: f32,
    /// Validate after every so many epochs.
    #[arg(long, default_value_t = 5)]
    validate_every: usize,
    #[command(flatten)]
    training: training::Options,
}

#[derive(Clone, Copy, ValueEnum)]
enum Architecture {
    /// The small residual network that the page ships.
    Residual,
    /// The tutorial's network of 19 million parameters.
    Tutorial,
}

/// What to measure.
#[derive(Args)]
pub struct EvaluateOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Folder with one folder of photos for each of the two classes, such as `validation`.
    #[arg(long)]
    data: PathBuf,
}

/// What to look at.
#[derive(Args)]
pub struct PredictOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Pictures.
    #[arg(required = true)]
    photos: Vec<PathBuf>,
}

/// The metadata under which a model file keeps the names of its classes, a JSON list.
const CLASSES: &str = "classes";

/// Photos a step of evaluation and prediction.
const BATCH: usize = 50;

pub fn train(options: &TrainOptions) -> Result<()> {
    let (network, side) = match options.network {
        Architecture::Residual => (residual()?, network::SIDE),
        Architecture::Tutorial => (tutorial(150)?, 150),
    };
    // A quarter larger than what the network sees, so that magnified photos are still sharp.
    let train = two_classes(folder::photos(&options.data.join("train"), side * 5 / 4)?)?;
    let held = two_classes(folder::photos(&options.data.join("validation"), side)?)?;
    for bad in train.bad.iter().chain(&held.bad) {
        eprintln!("left out: {bad}");
    }
    if train.classes != held.classes {
        bail!("train has the classes {:?}, validation {:?}", train.classes, held.classes);
    }
    let (count, classes) = (train.len(), train.classes.clone());
    println!("{count} photos to train on, {} to validate; classes {classes:?}", held.len());
    let held = dataset(&held)?;
    let mut model = block_on(Model::new(network, CpuDevice::new(), options.training.seed))?;
    block_on(model.compile(Compile::from_config(&json!({
        "optimizer": {"class_name": "AdamW", "config": {"weight_decay": 0.02, "clipnorm": 1.0}},
        "loss": {"class_name": "BinaryCrossentropy", "config": {"label_smoothing": 0.05}},
        "metrics": ["accuracy"],
    }))?))?;
    let steps = count / options.batch_size;
    if steps == 0 {
        bail!("batch size {} is larger than the {count} training photos", options.batch_size);
    }
    let mut run = training::Run::new(&options.training, options.epochs, options.learning_rate, 0.05);
    let amounts = Augmentation::default();
    thread::scope(|scope| -> Result<()> {
        // Photos are varied beside the training; the queue is short, it holds whole batches.
        let (send, batches) = mpsc::sync_channel(2);
        let (train, seed) = (&train, options.training.seed);
        scope.spawn(move || {
            let mut order: Vec<usize> = (0..count).collect();
            let mut generator = Generator::new(seed);
            for _ in 0..options.epochs {
                generator.shuffle(&mut order);
                for chosen in order.chunks_exact(options.batch_size) {
                    // The training has ended early where nobody receives.
                    if send.send(varied(train, chosen, side, &amounts, &mut generator)).is_err() {
                        return;
                    }
                }
            }
        });
        for epoch in 0..options.epochs {
            run.begin_epoch(steps * options.batch_size);
            let fit = FitOptions { steps_per_epoch: Some(steps), ..FitOptions::default() };
            let mut fit = Fit::batches(&model, None, fit)?;
            while fit.wants_batch() && !run.over() {
                run.set_rate(&mut model)?;
                let step = block_on(fit.feed(&mut model, &batches.recv()??))?;
                run.after(&step, fit.logs());
            }
            let mut logs: Vec<(String, f64)> = fit.logs().map(|(name, value)| (name.into(), value)).collect();
            let last = epoch + 1 == options.epochs || run.over();
            if last || (epoch + 1).is_multiple_of(options.validate_every) {
                let values = block_on(model.evaluate(&held, BATCH))?;
                logs.extend(values.into_iter().map(|(name, value)| (format!("val_{name}"), value)));
            }
            run.end_epoch(logs.iter().map(|(name, value)| (name.as_str(), *value)));
            if last {
                break;
            }
        }
        // Its end lets the thread that varies photos end.
        drop(batches);
        Ok(())
    })?;
    run.finish(&mut model, &options.training, &vec![(CLASSES.into(), json!(classes).to_string())])
}

fn two_classes(photos: Photos) -> Result<Photos> {
    match photos.classes.len() {
        2 => Ok(photos),
        other => bail!("{other} classes {:?}; this model tells two apart", photos.classes),
    }
}

/// A batch of photos, each varied.
fn varied(
    photos: &Photos,
    chosen: &[usize],
    side: usize,
    amounts: &Augmentation,
    generator: &mut Generator,
) -> Result<Dataset> {
    let mut x = vec![0.0; chosen.len() * side * side * 3];
    for (&index, out) in chosen.iter().zip(x.chunks_exact_mut(side * side * 3)) {
        augment(photos.photo(index), photos.size, amounts, generator, side, out);
    }
    let y = chosen.iter().map(|&index| photos.labels[index] as f32).collect();
    Ok(Dataset::new(
        Tensor::from_f32([chosen.len(), side, side, 3], x)?,
        Tensor::from_f32([chosen.len(), 1], y)?,
    )?)
}

fn dataset(photos: &Photos) -> Result<Dataset> {
    let (count, side) = (photos.len(), photos.size);
    let x = Tensor::from_u8([count, side, side, 3], photos.pixels.clone(), 1.0 / 255.0)?;
    let y = photos.labels.iter().map(|&label| label as f32).collect();
    Ok(Dataset::new(x, Tensor::from_f32([count, 1], y)?)?)
}

/// The model, the side of the photos it takes, and the names of its classes.
fn load(path: &std::path::Path) -> Result<(Model<CpuDevice>, usize, Vec<String>)> {
    let (model, metadata) = training::load(path)?;
    let (input, output) = (model.network().input_shape().clone(), model.network().output_shape().clone());
    let [side, width, 3] = input[..] else {
        bail!("{}: the model takes {input}; expected photos (side, side, 3)", path.display())
    };
    if side != width || output[..] != [1] {
        bail!(
            "{}: a model from {input} to {output}; expected one probability for square photos",
            path.display()
        );
    }
    let classes = metadata.iter().find(|(key, _)| key == CLASSES);
    let classes = match classes {
        Some((_, text)) => serde_json::from_str(text)?,
        None => vec!["0".into(), "1".into()],
    };
    Ok((model, side, classes))
}

pub fn evaluate(options: &EvaluateOptions) -> Result<()> {
    let (mut model, side, classes) = load(&options.model)?;
    let photos = two_classes(folder::photos(&options.data, side)?)?;
    for bad in &photos.bad {
        eprintln!("left out: {bad}");
    }
    let x = Tensor::from_u8([photos.len(), side, side, 3], photos.pixels, 1.0 / 255.0)?;
    let output = block_on(model.predict(&x, BATCH))?.to_f32();
    let predicted: Vec<usize> = output.iter().map(|&probability| usize::from(probability > 0.5)).collect();
    let matrix = confusion_matrix(&photos.labels, &predicted, 2)?;
    let right = matrix[0][0] + matrix[1][1];
    println!(
        "accuracy {:.2} % ({right} of {})",
        100.0 * right as f64 / predicted.len() as f64,
        predicted.len()
    );
    println!("classes: 0 {}, 1 {}", classes[0], classes[1]);
    print!("{}", report::confusion(&matrix));
    Ok(())
}

pub fn predict(options: &PredictOptions) -> Result<()> {
    let (mut model, side, classes) = load(&options.model)?;
    for path in &options.photos {
        let x = Tensor::from_u8([1, side, side, 3], folder::read(path, side)?, 1.0 / 255.0)?;
        let probability = block_on(model.predict(&x, 1))?.to_f32()[0];
        let class = usize::from(probability > 0.5);
        let sure = if class == 1 { probability } else { 1.0 - probability };
        println!("{}: {} ({:.1} %)", path.display(), classes[class], 100.0 * sure);
    }
    Ok(())
}
