//! Shared by all trainings from the command line: how they run, what they print and what they write.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{f64, fs};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use pupil_core::block_on::block_on;
use pupil_core::training::{Bundle, Fit, FitStep, Model};
use pupil_formats::state_dict::WeightsFrom;
use pupil_formats::{OpenOptions, Source, model as file, open_all, open_with, tfjs};

use crate::device;
use crate::device::NativeDevice;
use crate::plot::{self, Curve};
use crate::report;

/// Texts that are stored with a model in its file, each with its name.
pub type Metadata = Vec<(String, String)>;

/// Options of every training.
#[derive(Args)]
pub struct Options {
    /// Where the model goes.
    #[arg(long, value_parser = writable)]
    pub out: PathBuf,
    /// Where a picture (SVG) of the curves goes.
    #[arg(long, value_parser = writable)]
    pub plot: Option<PathBuf>,
    /// Stop after this many minutes; the learning rate reaches its end by then.
    #[arg(long, value_parser = minutes)]
    pub minutes: Option<f64>,
    /// Seed of weights, order and everything random.
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// How the weights are stored.
    #[arg(long, value_enum, default_value_t = Store::Int8)]
    pub store: Store,
}

/// The path of a file to be written. Its folder must exist, which is better checked before a training than after it.
pub fn writable(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(format!("there is no folder {}", folder.display()));
    }
    if path.is_dir() { Err("it is a folder; expected a file".into()) } else { Ok(path) }
}

fn minutes(text: &str) -> Result<f64, String> {
    let wrong = || "expected a number above 0".to_owned();
    text.parse().ok().filter(|minutes: &f64| *minutes > 0.0 && minutes.is_finite()).ok_or_else(wrong)
}

/// A whole number of at least 1.
pub fn count(text: &str) -> Result<usize, String> {
    let wrong = || "expected a whole number of at least 1".to_owned();
    text.parse().ok().filter(|count| *count > 0).ok_or_else(wrong)
}

/// How weights are stored.
#[derive(Clone, Copy, ValueEnum)]
pub enum Store {
    /// 8-bit whole numbers: a quarter of the size.
    Int8,
    /// 32-bit floats.
    Float32,
}

/// A training in progress: its learning rate, which rises over the first steps and falls along half a cosine, its
/// progress bar and its curves.
pub struct Run {
    epochs: usize,
    learning_rate: f32,
    /// The share of the training over which the learning rate rises.
    warmup: f64,
    started: Instant,
    limit: Option<Duration>,
    bar: ProgressBar,
    epoch: usize,
    seen: usize,
    samples: usize,
    curves: Vec<(String, Vec<f64>)>,
}

impl Run {
    pub fn new(options: &Options, epochs: usize, learning_rate: f32, warmup: f64) -> Self {
        let limit = options.minutes.map(|minutes| Duration::from_secs_f64(60.0 * minutes));
        let (started, bar) = (Instant::now(), ProgressBar::hidden());
        let curves = Vec::new();
        Self { epochs, learning_rate, warmup, started, limit, bar, epoch: 0, seen: 0, samples: 0, curves }
    }

    /// Begins an epoch of `samples` samples.
    pub fn begin_epoch(&mut self, samples: usize) {
        self.bar = report::progress(samples as u64);
        (self.seen, self.samples) = (0, samples);
    }

    /// The share of the training that is done, by samples or by time, whichever is larger.
    pub fn progress(&self) -> f64 {
        let epochs = self.seen as f64 / self.samples.max(1) as f64 + self.epoch as f64;
        let time = self.limit.map_or(0.0, |limit| self.started.elapsed().as_secs_f64() / limit.as_secs_f64());
        (epochs / self.epochs as f64).max(time).min(1.0)
    }

    /// True if the time is up.
    pub fn over(&self) -> bool {
        self.limit.is_some_and(|limit| self.started.elapsed() >= limit)
    }

    /// Trains on the data of `fit` until they end or the time is up.
    pub fn train(&mut self, model: &mut Model<NativeDevice>, fit: &mut Fit) -> Result<()> {
        while !self.over() {
            self.set_rate(model)?;
            let Some(step) = block_on(fit.step(model))? else { break };
            if let Some(notice) = model.take_notice() {
                eprintln!("{notice}");
            }
            self.after(&step, fit);
        }
        Ok(())
    }

    /// Sets the learning rate of the next step.
    pub fn set_rate(&self, model: &mut Model<NativeDevice>) -> Result<()> {
        let progress = self.progress();
        let rate = if progress < self.warmup {
            (progress / self.warmup).max(0.01)
        } else {
            0.5 * (1.0 + ((progress - self.warmup) / (1.0 - self.warmup) * f64::consts::PI).cos())
        };
        Ok(model.set_learning_rate(self.learning_rate * rate as f32)?)
    }

    /// Counts a step and shows its values.
    pub fn after(&mut self, step: &FitStep, fit: &Fit) {
        self.seen += step.size;
        if step.step.is_multiple_of(10) {
            self.bar.set_position(self.seen as u64);
            self.bar.set_message(written(fit.logs(), " "));
        }
    }

    /// Ends an epoch: prints the values of its training and validation, and keeps them for the curves. An epoch whose
    /// time was up before its first step has none.
    pub fn end_epoch(&mut self, fit: &Fit, validation: &[(String, f64)]) {
        let logs: Vec<(String, f64)> = fit.logs().map(|(name, value)| (name.into(), value)).collect();
        self.end_epoch_with(&logs, validation);
    }

    /// As [`Run::end_epoch`], for an epoch of several fits.
    pub fn end_epoch_with(&mut self, logs: &[(String, f64)], validation: &[(String, f64)]) {
        self.bar.finish_and_clear();
        if self.seen == 0 {
            return;
        }
        self.epoch += 1;
        let validation: Vec<(String, f64)> =
            validation.iter().map(|(name, value)| (format!("val_{name}"), *value)).collect();
        let validation = validation.iter().map(|(name, value)| (name.as_str(), *value));
        let logs = logs.iter().map(|(name, value)| (name.as_str(), *value));
        let logs: Vec<(&str, f64)> = logs.chain(validation).collect();
        for &(name, value) in &logs {
            match self.curves.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.push(value),
                None => self.curves.push((name.into(), vec![value])),
            }
        }
        let (seconds, epochs) = (self.started.elapsed().as_secs_f64(), self.epochs);
        println!("epoch {:>2}/{epochs}: {} ({seconds:.0} s)", self.epoch, written(logs.into_iter(), ", "));
    }

    /// Writes the model and, if asked for, the curves.
    pub fn finish(
        self,
        model: &mut Model<NativeDevice>,
        options: &Options,
        metadata: &Metadata,
    ) -> Result<()> {
        write(model, &options.out, options.store, metadata)?;
        self.end(options)
    }

    /// Ends a training whose model is written already: prints its size and writes the curves, if asked for.
    pub fn end(self, options: &Options) -> Result<()> {
        let path = &options.out;
        let size = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        let seconds = self.started.elapsed().as_secs_f64();
        println!("{}: {size} bytes, trained in {seconds:.0} s", options.out.display());
        options.plot.as_deref().map_or(Ok(()), |path| self.plot(path))
    }

    /// Loss and metrics over the epochs; training and validation share a panel.
    fn plot(&self, path: &Path) -> Result<()> {
        let curve = |key: &str, name| {
            let values = self.curves.iter().find(|(known, _)| known == key).map(|(_, values)| values)?;
            let points = values.iter().enumerate().map(|(i, &value)| ((i + 1) as f64, value)).collect();
            Some(Curve { name, points })
        };
        let names = self.curves.iter().map(|(name, _)| name.as_str());
        let panels: Vec<_> = names
            .filter(|name| !name.starts_with("val_"))
            .map(|name| {
                let pair = [curve(name, "training"), curve(&format!("val_{name}"), "validation")];
                (name, pair.into_iter().flatten().collect())
            })
            .collect();
        plot::curves(path, "epoch", &panels)
    }
}

fn written<'l>(logs: impl Iterator<Item = (&'l str, f64)>, between: &str) -> String {
    logs.map(|(name, value)| format!("{name} {value:.4}")).collect::<Vec<_>>().join(between)
}

/// Writes a model without its optimizer's state; returns the size of the file in bytes.
pub fn write(
    model: &mut Model<NativeDevice>,
    path: &Path,
    store: Store,
    metadata: &Metadata,
) -> Result<usize> {
    let bundle = Bundle { metadata: metadata.clone(), ..block_on(model.to_bundle(false))? };
    write_bundle(bundle, path, store)
}

/// Writes a bundle with its weights stored in this way, and returns the number of bytes of the file.
pub fn write_bundle(bundle: Bundle, path: &Path, store: Store) -> Result<usize> {
    let bytes = file::write(&match store {
        Store::Int8 => bundle.quantized(),
        Store::Float32 => bundle.floats(),
    })?;
    fs::write(path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(bytes.len())
}

/// A model from a file, and the texts stored with it.
pub fn load(path: &Path) -> Result<(Model<NativeDevice>, Metadata)> {
    let mut bundle = read_bundle(path)?;
    let metadata = std::mem::take(&mut bundle.metadata);
    Ok((block_on(Model::from_bundle(bundle, device::open()?))?, metadata))
}

/// What a model file of any format holds.
pub fn read_bundle(path: &Path) -> Result<Bundle> {
    open_all(&sources(path)?).with_context(|| path.display().to_string())
}

/// How a model's files are read.
#[derive(Args, Default)]
pub struct ReadOptions {
    /// The shape of an input that leaves axes open, such as 100 or 64,64,3; once for each input.
    #[arg(long, value_parser = input_shape)]
    pub input_shape: Vec<InputShape>,
    /// The program whose conventions the tensors of a safetensors file beside a config follow, keras or pytorch; by default
    /// their names tell.
    #[arg(long, value_parser = weights_from)]
    pub weights_from: Option<WeightsFrom>,
}

fn weights_from(text: &str) -> Result<WeightsFrom, String> {
    WeightsFrom::of_name(text).ok_or_else(|| "expected keras or pytorch".into())
}

/// What a model file of any format holds, with options.
pub fn read_bundle_with(path: &Path, options: &ReadOptions) -> Result<Bundle> {
    let input_shapes = options.input_shape.iter().map(|shape| shape.0.clone()).collect();
    let options = OpenOptions { input_shapes, weights_from: options.weights_from };
    open_with(&sources(path)?, &options).with_context(|| path.display().to_string())
}

/// The shape of an input, one sample's, as `64,64,3`.
#[derive(Debug, Clone)]
pub struct InputShape(Vec<usize>);

/// Reads a shape.
pub fn input_shape(text: &str) -> Result<InputShape, String> {
    text.split(',').map(|size| count(size.trim())).collect::<Result<_, _>>().map(InputShape)
}

/// A model's file with the files that belong to it: for a `model.json` of TensorFlow.js the files with the weights, for a
/// folder all files in it.
pub fn sources(path: &Path) -> Result<Vec<Source<'static>>> {
    let read = |path: &Path| -> Result<Source<'static>> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Source { name, bytes: bytes.into() })
    };
    if path.is_dir() {
        let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
        let paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        return paths.iter().filter(|path| path.is_file()).map(|path| read(path)).collect();
    }
    let first = read(path)?;
    let mut all = vec![first];
    if let Ok(json) = serde_json::from_slice(&all[0].bytes)
        && tfjs::is_model(&json)
    {
        let folder = path.parent().unwrap_or(Path::new("."));
        // Only files of this folder: a name could lead anywhere.
        let plain = |name: &&str| !name.starts_with('/') && !name.split(['/', '\\']).any(|part| part == "..");
        let beside = tfjs::shards(&json).into_iter().filter(plain).map(|name| folder.join(name));
        let beside = beside.filter(|path| path.is_file());
        // Teachable Machine has its labels in a file of their own.
        let labels = folder.join("metadata.json");
        for path in beside.chain(Some(labels).filter(|path| path.is_file())) {
            all.push(read(&path)?);
        }
    }
    Ok(all)
}
