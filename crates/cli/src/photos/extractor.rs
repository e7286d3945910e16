//! Trains a network that finds features in photos of any kind, taught by a larger network (a teacher): for each view of a
//! photo, it learns to find what the teacher finds there. It also learns the photos' classes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::Args;
use ndarray::Array2;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::Either;
use pupil_core::models::{Network, Weight};
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Bundle, Compile, Fit, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_data::linear::{LogisticModel, LogisticRegression};
use serde_json::json;

use super::features::{self, Extractor};
use super::few_shot::{Judge, spread};
use super::folder::{self, Photos, Square};
use super::network::{EXTRACTOR_SIDE as SIDE, FEATURES, extractor};
use super::views::{BYTES, Labelled, QUARTERS, UNKNOWN, Views, scales};
use super::{BATCH, CLASSES, pixels};
use crate::device::NativeDevice;
use crate::replicas::{self, Replicas};
use crate::{device, training};

/// How to train.
#[derive(Args)]
pub struct TrainOptions {
    /// Folder with `train`, which holds a zip file or a folder of photos for each of many classes.
    #[arg(long)]
    general: PathBuf,
    /// Folder with `train` and `validation`, each with one folder of photos for each of the two classes of the answer.
    #[arg(long)]
    pair: PathBuf,
    /// The teacher, a model file of any format that ends with a global average pooling and an answer.
    #[arg(long)]
    teacher: PathBuf,
    /// Folder of tasks that judge the network after each epoch, as for `evaluate extractor`. Nothing is trained on them.
    #[arg(long)]
    few_shot: Option<PathBuf>,
    /// Folder for what the teacher finds, `view-0.bin` and so on. What is there already is not computed again.
    #[arg(long)]
    views_in: PathBuf,
    /// Views of each photo.
    #[arg(long, default_value_t = 3, value_parser = training::count)]
    views: usize,
    /// A network of an earlier training to start from.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Epochs; each shows as many views as there are photos.
    #[arg(long, default_value_t = 30, value_parser = training::count)]
    epochs: usize,
    /// Views in a step.
    #[arg(long, default_value_t = 64, value_parser = training::count)]
    batch_size: usize,
    /// Highest learning rate of AdamW; it rises over the first twentieth of the training and falls along half a cosine.
    #[arg(long, default_value_t = 3e-3)]
    learning_rate: f32,
    /// Share of the training during which views are shown at half their side, a quarter of the computation.
    #[arg(long, default_value_t = 0.5)]
    half: f64,
    /// Weight of the losses of the quarters, the features, the classes and the answer.
    #[arg(long, num_args = 4, default_values_t = [10.0, 20.0, 0.3, 0.3])]
    loss_weights: Vec<f64>,
    #[command(flatten)]
    training: training::Options,
}

/// Size of the photos from which views are cut.
const STORED: usize = 160;

/// Values of weights by their names.
type Weights = HashMap<String, Tensor>;

/// The values of all weights.
fn weights(model: &mut Model<NativeDevice>) -> Result<Weights> {
    let values = block_on(model.weights())?;
    let names = model.network().weights().iter().map(|weight| weight.name.clone());
    Ok(names.zip(values).collect())
}

/// The network to be trained at one side, for so many features and classes. Weights that are not given, or have another
/// shape, are random.
fn compiled(
    device: NativeDevice,
    options: &TrainOptions,
    side: usize,
    [width, classes]: [usize; 2],
    given: &Weights,
) -> Result<Model<NativeDevice>> {
    let network = extractor(side, width, Some(classes))?;
    let seed = options.training.seed;
    let value = |(index, weight): (usize, &Weight)| match given.get(&weight.name) {
        Some(value) if *value.shape() == weight.shape => Ok(value.clone().floats()),
        _ => Ok(Tensor::from_f32(weight.shape.clone(), network.initial_weight(index, seed)?)?),
    };
    let values: Vec<Tensor> = network.weights().iter().enumerate().map(value).collect::<Result<_>>()?;
    let mut model = block_on(Model::with_weights(network, device, seed, &values))?;
    block_on(model.compile(Compile::from_config(&json!({
        "optimizer": {"class_name": "AdamW", "config": {"weight_decay": 0.02, "clipnorm": 1.0}},
        "loss": ["mse", "mse", "sparse_categorical_crossentropy", "binary_crossentropy"],
        "loss_weights": options.loss_weights,
    }))?))?;
    Ok(model)
}

/// The network as it is trained at one side, and the photos that judge it at this side.
struct Phase {
    side: usize,
    model: Model<NativeDevice>,
    held: Photos,
    judge: Option<Judge>,
}

impl Phase {
    fn start(options: &TrainOptions, side: usize, sizes: [usize; 2], weights: &Weights) -> Result<Self> {
        // Replicas share the work; without them the device does.
        let device = if device::threads() > 1 { replicas::device() } else { device::open()? };
        let model = compiled(device, options, side, sizes, weights)?;
        let held = folder::photos(&options.pair.join("validation"), side, Square::Stretch)?;
        if held.classes.len() != 2 {
            bail!("{} has the classes {:?}; expected two", options.pair.display(), held.classes);
        }
        let judge = match &options.few_shot {
            None => None,
            Some(folder) => Some(Judge::new(folder, side, Square::Stretch, 10, 0.1)?),
        };
        Ok(Self { side, model, held, judge })
    }

    /// Writes the network that is shipped, with `answer` in place of the trained one if it is given. Returns the accuracy
    /// of its answer and the mean accuracies of the tasks.
    fn write(
        &mut self,
        options: &training::Options,
        width: usize,
        answer: Option<Answer>,
    ) -> Result<Vec<(String, f64)>> {
        let metadata = vec![
            (CLASSES.into(), json!(self.held.classes).to_string()),
            (features::FEATURES.into(), FEATURES.to_owned()),
        ];
        let mut bundle = trimmed(&mut self.model, extractor(self.side, width, None)?, metadata)?;
        if let Some(Answer { kernel, bias }) = answer {
            // The weights of the last layer.
            let last = bundle.weights.len() - 2;
            bundle.weights[last] = Tensor::from_f32([width, 1], kernel)?;
            bundle.weights[last + 1] = Tensor::from_f32([1], vec![bias])?;
        }
        training::write_bundle(bundle, &options.out, options.store)?;
        found(&options.out, &self.held, self.judge.as_ref())
    }
}

pub fn train(options: &TrainOptions) -> Result<()> {
    let views = views(options)?;
    let scales = scales(&views);
    let known = views.iter().flat_map(|views| &views.labels).map(|labels| labels[0]);
    let classes = known.filter(|&label| label != UNKNOWN).max().map_or(0, |last| usize::from(last) + 1);
    let (photos, width) = (views[0].len(), scales.len());
    println!("{photos} photos of {classes} classes, {} views of each; {width} features", views.len());
    println!("{} parameters", extractor(SIDE, width, None)?.parameters().0);
    let steps = photos / options.batch_size;
    if steps == 0 {
        bail!("batch size {} is larger than the {photos} photos", options.batch_size);
    }
    let side_at = |progress: f64| if progress < options.half { SIDE / 2 } else { SIDE };
    let mut run = training::Run::new(&options.training, options.epochs, options.learning_rate, 0.05);
    let sizes = [width, classes];
    let mut known = Weights::new();
    if let Some(path) = &options.from {
        let bundle = training::read_bundle(path)?;
        let names = bundle.network.weights().iter().map(|weight| weight.name.clone());
        known = names.zip(bundle.weights.clone()).collect();
    }
    thread::scope(|scope| -> Result<()> {
        let start = |side: usize, known: Weights| {
            let mut phase = Phase::start(options, side, sizes, &known)?;
            // What is random is the same in all replicas.
            let known = weights(&mut phase.model)?;
            let make = move || compiled(replicas::device(), options, side, sizes, &known);
            let replicas = Replicas::start(scope, &mut phase.model, device::threads(), make)?;
            Ok::<_, anyhow::Error>((phase, replicas))
        };
        let (mut phase, mut replicas) = start(side_at(0.0), known)?;
        let mut epoch = 0;
        while epoch < options.epochs && !run.over() {
            let side = side_at(run.progress());
            if side != phase.side {
                (phase, replicas) = start(side, weights(&mut phase.model)?)?;
                println!("from now on at {side} pixels");
            }
            run.begin_epoch(steps * options.batch_size);
            let fit = FitOptions { steps_per_epoch: Some(steps), ..FitOptions::default() };
            let mut fit = Fit::batches(&phase.model, None, fit)?;
            // A second thread makes the batches. The queue is short because it holds whole batches.
            let (send, batches) = mpsc::sync_channel(4);
            let (views, scales) = (&views, &scales);
            let mut generator = Generator::new(options.training.seed + epoch as u64);
            scope.spawn(move || {
                for _ in 0..steps {
                    let batch = batch(views, options.batch_size, side, scales, &mut generator);
                    // When nothing receives any more, the time or the phase is over.
                    if send.send(batch).is_err() {
                        return;
                    }
                }
            });
            while fit.wants_batch() && !run.over() && side_at(run.progress()) == side {
                run.set_rate(&mut phase.model)?;
                let step = replicas.feed(&mut fit, &mut phase.model, &batches.recv()??)?;
                run.after(&step, &fit);
            }
            // Written after each epoch, so that an interrupted training is not lost.
            let found = phase.write(&options.training, width, None)?;
            run.end_epoch(&fit, &found);
            epoch += 1;
        }
        drop(replicas);
        let pair = folder::photos(&options.pair.join("train"), phase.side, Square::Stretch)?;
        let answer = fitted(&mut phase.model, &pair)?;
        let found = phase.write(&options.training, width, Some(answer))?;
        let found = found.iter().map(|(name, value)| format!("{name} {value:.4}"));
        println!("with the answer fitted to {} photos: {}", pair.len(), found.collect::<Vec<_>>().join(", "));
        Ok(())
    })?;
    run.end(&options.training)
}

/// The views to train on, read or made.
fn views(options: &TrainOptions) -> Result<Vec<Views>> {
    let paths: Vec<PathBuf> =
        (0..options.views).map(|number| options.views_in.join(format!("view-{number}.bin"))).collect();
    let mut made = Vec::new();
    let mut sources: Option<(Photos, Photos)> = None;
    for (number, path) in paths.iter().enumerate() {
        if path.exists() {
            made.push(Views::read(path)?);
            continue;
        }
        if sources.is_none() {
            let general = folder::photos(&options.general.join("train"), STORED, Square::Stretch)?;
            let pair = folder::photos(&options.pair.join("train"), STORED, Square::Stretch)?;
            for bad in general.bad.iter().chain(&pair.bad) {
                eprintln!("left out: {bad}");
            }
            sources = Some((general, pair));
        }
        let Some((general, pair)) = &sources else { continue };
        let numbers = |count: usize| 0..count as u16;
        let all = [
            Labelled {
                photos: general,
                labels: numbers(general.classes.len()).map(|label| [label, UNKNOWN]).collect(),
            },
            Labelled {
                photos: pair,
                labels: numbers(pair.classes.len()).map(|label| [UNKNOWN, label]).collect(),
            },
        ];
        let (seed, threads) = (options.training.seed, device::threads());
        let views = Views::make(&all, number, seed, threads, || teacher(&options.teacher))?;
        views.write(path)?;
        println!("{}: {} views", path.display(), views.len());
        made.push(views);
    }
    Ok(made)
}

/// The teacher on one core. Its features are its last map.
fn teacher(path: &Path) -> Result<Extractor> {
    let bundle = training::read_bundle(path)?;
    let layer = features::last_map(&bundle.network)?;
    Extractor::of(bundle, Some(&layer), Either::First(CpuDevice::new()))
        .with_context(|| path.display().to_string())
}

/// A batch of random views, half of them mirrored, with their targets.
fn batch(
    views: &[Views],
    count: usize,
    side: usize,
    scales: &[f32],
    generator: &mut Generator,
) -> Result<Dataset> {
    let width = scales.len();
    let mut x = vec![0; count * BYTES];
    let mut quarters = vec![0.0; count * QUARTERS * width];
    let mut whole = Vec::with_capacity(count * width);
    let mut labels = [Vec::new(), Vec::new()];
    let mut weights = [Vec::new(), Vec::new()];
    let rows = x.chunks_exact_mut(BYTES).zip(quarters.chunks_exact_mut(QUARTERS * width));
    for (pixels, targets) in rows {
        let number = generator.below(views.len());
        let view = generator.below(views[number].len());
        let mirrored = generator.uniform() < 0.5;
        views[number].copy(view, mirrored, scales, pixels, targets);
        let mean =
            |feature| (0..QUARTERS).map(|q| targets[q * width + feature]).sum::<f32>() / QUARTERS as f32;
        whole.extend((0..width).map(mean));
        for (kind, label) in views[number].labels[view].into_iter().enumerate() {
            let known = label != UNKNOWN;
            labels[kind].push(if known { f32::from(label) } else { 0.0 });
            weights[kind].push(f32::from(u8::from(known)));
        }
    }
    let [classes, pair] = labels;
    let [known, known_pair] = weights;
    let data = Dataset::of(
        vec![Tensor::from_u8([count, side, side, 3], shrunk(x, side), 1.0 / 255.0)?],
        vec![
            Tensor::from_f32([count, 2, 2, width], quarters)?,
            Tensor::from_f32([count, width], whole)?,
            Tensor::from_f32([count], classes)?,
            Tensor::from_f32([count, 1], pair)?,
        ],
    )?;
    let weight = |values| Tensor::from_f32([count], values);
    Ok(data.with_sample_weights(vec![None, None, Some(weight(known)?), Some(weight(known_pair)?)])?)
}

/// Views at this side, which divides theirs: the mean of the pixels in each square.
fn shrunk(pixels: Vec<u8>, side: usize) -> Vec<u8> {
    let step = SIDE / side;
    if step == 1 {
        return pixels;
    }
    let mut small = Vec::with_capacity(pixels.len() / (step * step));
    let area = (step * step) as u32;
    for rows in pixels.chunks_exact(step * SIDE * 3) {
        for x in 0..side {
            for channel in 0..3 {
                let square = (0..step * step).map(|at| {
                    let (row, column) = (at / step, x * step + at % step);
                    u32::from(rows[(row * SIDE + column) * 3 + channel])
                });
                small.push(((square.sum::<u32>() + area / 2) / area) as u8);
            }
        }
    }
    small
}

/// The weights of the answer of two classes.
struct Answer {
    kernel: Vec<f32>,
    bias: f32,
}

/// The inverse of the penalty's strength for the answer, which some thousand photos teach.
const ANSWER_C: f64 = 0.01;

/// The answer that logistic regression finds on the features of all photos and their mirror images, which are about
/// standardised already. It is better than the one that a short training leaves.
fn fitted(model: &mut Model<NativeDevice>, photos: &Photos) -> Result<Answer> {
    let size = photos.size * photos.size * 3;
    let (mut rows, mut labels) = (Vec::new(), Vec::new());
    for (bytes, known) in photos.pixels.chunks(BATCH * size).zip(photos.labels.chunks(BATCH)) {
        let mirrored =
            bytes.chunks_exact(photos.size * 3).flat_map(|row| row.as_chunks::<3>().0.iter().rev());
        let mirrored: Vec<u8> = mirrored.flatten().copied().collect();
        for bytes in [bytes.to_vec(), mirrored] {
            let x = Tensor::from_u8([known.len(), photos.size, photos.size, 3], bytes, 1.0 / 255.0)?;
            rows.extend(features::output(model, &x, FEATURES)?.to_f32());
            labels.extend_from_slice(known);
        }
    }
    let width = rows.len() / labels.len();
    let mut x =
        Array2::from_shape_fn((labels.len(), width), |(row, column)| f64::from(rows[row * width + column]));
    let (mean, spread) = spread(&x);
    x -= &mean;
    x /= &spread;
    // Four digits are enough for weights that are stored in 8 bits.
    let regression = LogisticRegression { c: ANSWER_C, tol: 1e-5, ..Default::default() };
    let LogisticModel { coef, intercept, .. } = regression.fit(x.view(), &labels, 2)?;
    let kernel: Vec<f64> = coef[0].iter().zip(&spread).map(|(weight, spread)| weight / spread).collect();
    let moved: f64 = kernel.iter().zip(&mean).map(|(weight, mean)| weight * mean).sum();
    Ok(Answer { kernel: kernel.iter().map(|&w| w as f32).collect(), bias: (intercept[0] - moved) as f32 })
}

/// A network with its weights from one that is trained and has the same layers, and more.
fn trimmed(
    model: &mut Model<NativeDevice>,
    network: Network,
    metadata: training::Metadata,
) -> Result<Bundle> {
    let mut values = weights(model)?;
    let weights = network.weights().iter().map(|own| {
        values.remove(&own.name).with_context(|| format!("the trained network has no weight {}", own.name))
    });
    let weights = weights.collect::<Result<_>>()?;
    Ok(Bundle { weights, metadata, compile: None, state: None, notes: vec![], network })
}

/// How good the network in a file is: the accuracy of its answer, and the mean accuracies of the tasks.
fn found(path: &Path, held: &Photos, judge: Option<&Judge>) -> Result<Vec<(String, f64)>> {
    let mut extractor = Extractor::open(path, None)?;
    let output = block_on(extractor.model.predict(&pixels(held)?, BATCH))?.to_f32();
    let right =
        output.iter().zip(&held.labels).filter(|(p, label)| usize::from(**p > 0.5) == **label).count();
    let mut found = vec![("accuracy".into(), right as f64 / held.len() as f64)];
    if let Some(judge) = judge {
        let [even, first] = judge.judge(&mut extractor)?.means();
        found.extend([("few_shot".into(), even), ("few_shot_first".into(), first)]);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_at_half_their_side_are_means() {
        let mut pixels = vec![10; BYTES];
        // The first pixel's red; three others of its square stay 10.
        pixels[0] = 50;
        let small = shrunk(pixels.clone(), SIDE / 2);
        assert_eq!((small.len(), small[0], small[1]), (BYTES / 4, 20, 10));
        assert_eq!(shrunk(pixels.clone(), SIDE), pixels);
    }

    #[test]
    fn the_shipped_network_has_the_weights_of_the_trained_one() {
        let mut model =
            block_on(Model::new(extractor(64, 8, Some(3)).unwrap(), device::open().unwrap(), 3)).unwrap();
        let bundle = trimmed(&mut model, extractor(64, 8, None).unwrap(), Vec::new()).unwrap();
        let x = Tensor::from_f32([1, 64, 64, 3], (0..64 * 64 * 3).map(|i| (i % 7) as f32 / 7.0).collect());
        let x = x.unwrap();
        let expected = block_on(model.predict_all(&[&x], 1)).unwrap();
        let mut shipped = Extractor::of(bundle, None, device::open().unwrap()).unwrap();
        assert_eq!(shipped.layer, FEATURES);
        assert_eq!(block_on(shipped.model.predict(&x, 1)).unwrap(), expected[3]);
        let features = features::output(&mut shipped.model, &x, FEATURES).unwrap();
        assert_eq!(features, expected[1]);
        // The mean of the quarters is the whole.
        let quarters = expected[0].to_f32();
        let mean = (0..QUARTERS).map(|quarter| quarters[quarter * 8]).sum::<f32>() / QUARTERS as f32;
        assert!((mean - features.to_f32()[0]).abs() < 1e-5);
    }

    #[test]
    fn the_answer_is_fitted_to_the_features() {
        let mut model =
            block_on(Model::new(extractor(64, 8, Some(3)).unwrap(), device::open().unwrap(), 3)).unwrap();
        // Dark photos and light ones, each a little different.
        let labels: Vec<usize> = (0..20).map(|index| index % 2).collect();
        let pixels = labels
            .iter()
            .enumerate()
            .flat_map(|(index, label)| vec![(60 + 120 * label + index) as u8; 64 * 64 * 3]);
        let photos = Photos {
            classes: vec!["dark".into(), "light".into()],
            size: 64,
            pixels: pixels.collect(),
            labels,
            files: vec![],
            bad: vec![],
        };
        let Answer { kernel, bias } = fitted(&mut model, &photos).unwrap();
        let found =
            features::output(&mut model, &super::pixels(&photos).unwrap(), FEATURES).unwrap().to_f32();
        for (row, label) in found.chunks_exact(8).zip(&photos.labels) {
            let score = row.iter().zip(&kernel).map(|(value, weight)| value * weight).sum::<f32>() + bias;
            assert_eq!(usize::from(score > 0.0), *label, "{score}");
        }
    }

    #[test]
    fn a_batch_weighs_only_labels_that_are_known() {
        let pixels = vec![7; BYTES];
        let views = Views { pixels, targets: vec![0; QUARTERS * 2], width: 2, labels: vec![[UNKNOWN, 1]] };
        let batch = batch(&[views], 3, SIDE, &[1.0, 1.0], &mut Generator::new(1)).unwrap();
        assert_eq!((batch.len(), batch.targets()), (3, 4));
        assert_eq!(batch.weight_sizes().collect::<Vec<_>>(), [0, 0, 1, 1]);
    }
}
