//! The photos lesson's models: which class a photo shows.

mod extractor;
mod features;
mod few_shot;
mod folder;
mod network;
mod views;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::metrics::confusion_matrix;
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_data::pictures::photo::{Augmentation, augment};
use serde_json::json;

use crate::device::NativeDevice;
use crate::{device, report, training};
pub use extractor::{TrainOptions as TrainExtractorOptions, train as train_extractor};
pub use few_shot::{EvaluateOptions as ExtractorOptions, evaluate as evaluate_extractor};
use folder::{Photos, Square};
pub use network::{EXTRACTOR_SIDE, extractor, residual, tutorial};

/// How to train.
#[derive(Args)]
pub struct TrainOptions {
    /// Folder with `train` and `validation`, each with one folder of photos for each class.
    #[arg(long)]
    data: PathBuf,
    /// The network.
    #[arg(long, value_enum, default_value_t = Architecture::Residual)]
    network: Architecture,
    /// Epochs.
    #[arg(long, default_value_t = 60, value_parser = training::count)]
    epochs: usize,
    /// Samples in a step.
    #[arg(long, default_value_t = 50, value_parser = training::count)]
    batch_size: usize,
    /// Highest learning rate of AdamW; it rises over the first twentieth of the training and falls along half a cosine.
    #[arg(long, default_value_t = 2e-3)]
    learning_rate: f32,
    /// Epochs from one validation to the next.
    #[arg(long, default_value_t = 5, value_parser = training::count)]
    validate_every: usize,
    #[command(flatten)]
    training: training::Options,
}

#[derive(Clone, Copy, ValueEnum)]
enum Architecture {
    /// A small residual network.
    Residual,
    /// The tutorial's network of 19 million parameters.
    Tutorial,
}

/// What to measure.
#[derive(Args)]
pub struct EvaluateOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Folder with one folder of photos for each of the model's classes, such as `validation`.
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

/// The metadata key under which a model file stores the names of its classes, a JSON list.
const CLASSES: &str = "classes";

/// Photos in a step of evaluation and prediction.
const BATCH: usize = 50;

pub fn train(options: &TrainOptions) -> Result<()> {
    let side = match options.network {
        Architecture::Residual => network::SIDE,
        Architecture::Tutorial => 150,
    };
    // A quarter larger than the network's input, so that magnified photos stay sharp.
    let train = folder::photos(&options.data.join("train"), side * 5 / 4, Square::Stretch)?;
    let held = folder::photos(&options.data.join("validation"), side, Square::Stretch)?;
    for bad in train.bad.iter().chain(&held.bad) {
        eprintln!("left out: {bad}");
    }
    if train.classes != held.classes {
        bail!("train has the classes {:?}, validation {:?}", train.classes, held.classes);
    }
    let (count, classes) = (train.len(), train.classes.clone());
    println!("{count} photos to train on, {} to validate; classes {classes:?}", held.len());
    let held = dataset(&held)?;
    let network = match options.network {
        Architecture::Residual => residual(classes.len())?,
        Architecture::Tutorial => tutorial(side, classes.len())?,
    };
    let loss = match classes.len() {
        2 => json!({"class_name": "BinaryCrossentropy", "config": {"label_smoothing": 0.05}}),
        _ => json!("sparse_categorical_crossentropy"),
    };
    let mut model = block_on(Model::new(network, device::open()?, options.training.seed))?;
    block_on(model.compile(Compile::from_config(&json!({
        "optimizer": {"class_name": "AdamW", "config": {"weight_decay": 0.02, "clipnorm": 1.0}},
        "loss": loss,
        "metrics": ["accuracy"],
    }))?))?;
    let steps = count / options.batch_size;
    if steps == 0 {
        bail!("batch size {} is larger than the {count} training photos", options.batch_size);
    }
    let mut run = training::Run::new(&options.training, options.epochs, options.learning_rate, 0.05);
    let amounts = Augmentation::default();
    thread::scope(|scope| -> Result<()> {
        // A second thread varies photos during the training. The queue is short because it holds whole batches.
        let (send, batches) = mpsc::sync_channel(2);
        let (train, seed) = (&train, options.training.seed);
        scope.spawn(move || {
            let mut order: Vec<usize> = (0..count).collect();
            let mut generator = Generator::new(seed);
            for _ in 0..options.epochs {
                generator.shuffle(&mut order);
                for chosen in order.chunks_exact(options.batch_size) {
                    // When nothing receives any more, the training has ended early.
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
                run.after(&step, &fit);
            }
            let last = epoch + 1 == options.epochs || run.over();
            let validation = match last || (epoch + 1).is_multiple_of(options.validate_every) {
                true => block_on(model.evaluate(&held, BATCH))?,
                false => Vec::new(),
            };
            run.end_epoch(&fit, &validation);
            if last {
                break;
            }
        }
        // Closing the channel ends the thread that varies photos.
        drop(batches);
        Ok(())
    })?;
    run.finish(&mut model, &options.training, &vec![(CLASSES.into(), json!(classes).to_string())])
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

fn pixels(photos: &Photos) -> Result<Tensor> {
    let shape = [photos.len(), photos.size, photos.size, 3];
    Ok(Tensor::from_u8(shape, photos.pixels.clone(), 1.0 / 255.0)?)
}

fn dataset(photos: &Photos) -> Result<Dataset> {
    let y = photos.labels.iter().map(|&label| label as f32).collect();
    samples(pixels(photos)?, y, photos.classes.len())
}

/// Photos with their labels in the shape that the loss needs.
fn samples(x: Tensor, labels: Vec<f32>, classes: usize) -> Result<Dataset> {
    let shape = if classes == 2 { vec![labels.len(), 1] } else { vec![labels.len()] };
    Ok(Dataset::new(x, Tensor::from_f32(shape, labels)?)?)
}

/// A model, the side of its input photos, and the names of its classes.
struct Classifier {
    model: Model<NativeDevice>,
    side: usize,
    classes: Vec<String>,
}

impl Classifier {
    fn load(path: &Path) -> Result<Self> {
        let (model, metadata) = training::load(path)?;
        let (input, output) = (model.network().input_shape().clone(), model.network().output_shape().clone());
        let ([side, width, 3], [outputs]) = (&input[..], &output[..]) else {
            bail!("{}: a model from {input} to {output}; expected photos (side, side, 3)", path.display())
        };
        if side != width {
            bail!("{}: the model takes photos of {input}; expected square ones", path.display());
        }
        let count = (*outputs).max(2);
        let classes = match metadata.iter().find(|(key, _)| key == CLASSES) {
            Some((_, text)) => serde_json::from_str(text)
                .with_context(|| format!("{}: its classes are {text:?}; expected a list", path.display()))?,
            None => (0..count).map(|class| class.to_string()).collect::<Vec<String>>(),
        };
        if classes.len() != count {
            bail!("{}: {} names for {count} classes", path.display(), classes.len());
        }
        Ok(Self { side: *side, model, classes })
    }

    /// The probabilities of all classes for each photo.
    fn predict(&mut self, x: &Tensor) -> Result<Vec<Vec<f32>>> {
        let output = block_on(self.model.predict(x, BATCH))?.to_f32();
        let row = |row: &[f32]| match row {
            [one] => vec![1.0 - one, *one],
            all => all.to_vec(),
        };
        Ok(output.chunks_exact(output.len() / x.samples()).map(row).collect())
    }
}

pub fn evaluate(options: &EvaluateOptions) -> Result<()> {
    let mut classifier = Classifier::load(&options.model)?;
    let photos = folder::photos(&options.data, classifier.side, Square::Stretch)?;
    if photos.classes != classifier.classes {
        bail!(
            "{} has the classes {:?}, the model {:?}",
            options.data.display(),
            photos.classes,
            classifier.classes
        );
    }
    for bad in &photos.bad {
        eprintln!("left out: {bad}");
    }
    let output = classifier.predict(&pixels(&photos)?)?;
    let predicted: Vec<usize> = output.iter().map(|row| report::largest(row)).collect();
    let classes = &classifier.classes;
    let matrix = confusion_matrix(&photos.labels, &predicted, classes.len())?;
    let right: usize = (0..classes.len()).map(|class| matrix[class][class]).sum();
    println!(
        "accuracy {:.2} % ({right} of {})",
        100.0 * right as f64 / predicted.len() as f64,
        predicted.len()
    );
    for (number, class) in classes.iter().enumerate() {
        println!("class {number}: {class}");
    }
    print!("{}", report::confusion(&matrix));
    Ok(())
}

pub fn predict(options: &PredictOptions) -> Result<()> {
    let mut classifier = Classifier::load(&options.model)?;
    let side = classifier.side;
    for path in &options.photos {
        let x = Tensor::from_u8([1, side, side, 3], folder::read(path, side, Square::Stretch)?, 1.0 / 255.0)?;
        let row = classifier.predict(&x)?.remove(0);
        let class = report::largest(&row);
        println!("{}: {} ({:.1} %)", path.display(), classifier.classes[class], 100.0 * row[class]);
    }
    Ok(())
}
