//! `pupil calibrate digits`: fits a model's temperature and its detector of drawings that are no digits, measures both on
//! other drawings, and stores them in the model's file.

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use pupil_core::activations::Activation;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::layers::Dense;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::{Data, Tensor};
use pupil_core::training::{Bundle, Compile, Fit, FitOptions, Model};
use pupil_data::strokes::pad::{Pad, beginning};
use pupil_data::strokes::pen;
use pupil_data::strokes::scribble::Scribble;
use serde::Serialize;
use serde_json::{Value, json};

use super::PIXELS;
use super::calibration::{
    Calibration, Detector, Shown, area, calibration_error, share_below, temperature, tempered,
};
use super::drawn::on_pad;
use crate::device::{self, NativeDevice};
use crate::report::largest;
use crate::{data, training};

/// Units in the detector's hidden layer. 32 units caught no more scribbles.
const UNITS: usize = 16;
/// Epochs and samples in a step of the detector's training.
const EPOCHS: usize = 12;
const BATCH: usize = 128;
/// The share of the digits of each set for the threshold that is taken for strange. The sets are samples, so that the share
/// of other digits is a little more or less; it shall be at most 1 %.
const FALSE_ALARMS: f64 = 0.008;

/// What to fit and to measure on.
#[derive(Args)]
pub struct Options {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Folder with MNIST's IDX files.
    #[arg(long)]
    data: PathBuf,
    /// Where the model goes; by default into its file.
    #[arg(long, value_parser = training::writable)]
    out: Option<PathBuf>,
    /// Digits and as many other drawings to fit the detector to; other sets are smaller in proportion.
    #[arg(long, default_value_t = 24_000, value_parser = training::count)]
    drawings: usize,
    /// The share of visitors' drawings that are digits, between 0 and 1.
    #[arg(long, default_value_t = 0.9, value_parser = share)]
    share: f64,
    /// Seed of everything random.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Also fits a detector without each kind of scribble, and prints how many of that kind it catches.
    #[arg(long)]
    leave_out: bool,
    /// Where a few drawings go, with what the model and its calibration say about them, as JSON.
    #[arg(long, value_parser = training::writable)]
    cases: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    let wrong = || "expected a number between 0 and 1".to_owned();
    text.parse().ok().filter(|share: &f64| *share > 0.0 && *share < 1.0).ok_or_else(wrong)
}

/// The probabilities for a drawing: the model's, and those shown.
#[derive(Clone)]
struct Answer {
    said: Vec<f64>,
    shown: Vec<f64>,
}

/// Drawings as the model sees them, with what it says.
struct Sample {
    name: String,
    /// Digits; empty for other drawings.
    labels: Vec<usize>,
    features: Vec<f32>,
    probabilities: Vec<f32>,
}

impl Sample {
    fn len(&self) -> usize {
        self.probabilities.len() / 10
    }

    fn features(&self) -> impl Iterator<Item = &[f32]> {
        self.features.chunks_exact(self.features.len() / self.len())
    }

    fn scores(&self, detector: &Detector) -> Vec<f64> {
        self.features().map(|features| detector.score(features)).collect()
    }

    /// What the model says, and what is shown.
    fn answers<'l>(&'l self, calibration: &'l Calibration) -> impl Iterator<Item = Answer> + 'l {
        self.features().zip(self.probabilities.chunks_exact(10)).map(|(features, probabilities)| Answer {
            said: tempered(probabilities, 1.0),
            shown: calibration.shown(features, probabilities).probabilities,
        })
    }
}

/// The model that is calibrated, and the layer whose output the detector reads.
struct Asked {
    model: Model<NativeDevice>,
    layers: [String; 2],
}

impl Asked {
    fn new(bundle: Bundle) -> Result<Self> {
        let names: Vec<String> = bundle.network.layers().map(|(layer, _)| layer.name.clone()).collect();
        let [.., features, last] = &names[..] else {
            bail!("the model has {} layers; expected two", names.len())
        };
        let layers = [features.clone(), last.clone()];
        Ok(Self { model: block_on(Model::from_bundle(bundle, device::open()?))?, layers })
    }

    fn ask(&mut self, name: &str, pixels: Vec<f32>, labels: Vec<usize>) -> Result<Sample> {
        let x = Tensor::new([pixels.len() / PIXELS, 28, 28, 1], Data::F32(pixels))?;
        let outputs = block_on(self.model.activations(&[&x], &self.layers, None, 256))?;
        let [features, probabilities] =
            [outputs[0].to_f32(), outputs[1].to_f32()].map(|values| values.to_vec());
        Ok(Sample { name: name.into(), labels, features, probabilities })
    }

    /// Digits of MNIST.
    fn mnist(&mut self, name: &str, set: &Dataset, range: Range<usize>) -> Result<Sample> {
        let labels = set.y_range(range.clone()).iter().map(|&label| label as usize).collect();
        self.ask(name, set.x_range(range), labels)
    }

    /// Digits that a random hand draws on the page's pad.
    fn drawn(&mut self, count: usize, rng: &mut Generator) -> Result<Sample> {
        let labels: Vec<usize> = (0..count).map(|i| i % 10).collect();
        let pixels =
            labels.iter().flat_map(|&digit| on_pad(&pen::write(digit, rng), Pad::PAGE, rng)).collect();
        self.ask("drawn digits", pixels, labels)
    }

    /// Digits of which a random hand has drawn only these first shares of the lines.
    fn begun(&mut self, count: usize, share: Range<f32>, rng: &mut Generator) -> Result<Sample> {
        let mut draw = |i: usize| {
            let lines = pen::write(i % 10, rng);
            on_pad(&beginning(&lines, rng.range(share.start, share.end)), Pad::PAGE, rng)
        };
        let pixels = (0..count).flat_map(&mut draw).collect();
        let name = format!("first {:.0} % of a digit", 100.0 * share.start);
        self.ask(&name, pixels, Vec::new())
    }

    /// Digits that are only begun, without those that may be digits already: the ones that the model reads as what they
    /// become, and those that it reads as a 1 or a 7, as which many digits begin.
    fn unlike_digits(&mut self, count: usize, rng: &mut Generator) -> Result<Sample> {
        let mut all = self.begun(count, 0.3..0.6, rng)?;
        let width = all.features.len() / all.len();
        let keep: Vec<usize> = (0..all.len())
            .filter(|i| ![i % 10, 1, 7].contains(&largest(&all.probabilities[10 * i..10 * i + 10])))
            .collect();
        all.features = keep.iter().flat_map(|i| &all.features[width * i..width * (i + 1)]).copied().collect();
        all.probabilities =
            keep.iter().flat_map(|i| &all.probabilities[10 * i..10 * i + 10]).copied().collect();
        Ok(all)
    }

    fn scribbles(&mut self, kind: Scribble, count: usize, rng: &mut Generator) -> Result<Sample> {
        let pixels = (0..count).flat_map(|_| on_pad(&kind.draw(rng), Pad::PAGE, rng)).collect();
        self.ask(kind.name(), pixels, Vec::new())
    }

    /// About `count` drawings that are no digits: nine tenths scribbles of all kinds, the rest digits that are only begun.
    fn others(&mut self, count: usize, rng: &mut Generator) -> Result<Vec<Sample>> {
        let each = (count * 9 / 10 / Scribble::ALL.len()).max(1);
        let kinds = Scribble::ALL.into_iter().map(|kind| self.scribbles(kind, each, rng));
        let mut all: Vec<Sample> = kinds.collect::<Result<_>>()?;
        // About half of them are unlike digits.
        all.push(self.unlike_digits((count / 5).max(10), rng)?);
        Ok(all)
    }
}

/// Fits a detector to digits and about as many other drawings. Its bias then assumes that this share of drawings are digits
/// (the correction for new priors of Saerens et al. 2002, "Adjusting the Outputs of a Classifier to New a Priori
/// Probabilities").
fn fit(digits: &[&Sample], others: &[&Sample], share: f64, seed: u64) -> Result<Detector> {
    let all = || digits.iter().map(|set| (set, 1u8)).chain(others.iter().map(|set| (set, 0)));
    let width = digits[0].features.len() / digits[0].len();
    let labels: Vec<u8> = all().flat_map(|(set, label)| std::iter::repeat_n(label, set.len())).collect();
    let count = labels.len();
    let (mut mean, mut square) = (vec![0.0f64; width], vec![0.0f64; width]);
    for features in all().flat_map(|(set, _)| set.features()) {
        for (i, &value) in features.iter().enumerate() {
            mean[i] += f64::from(value) / count as f64;
            square[i] += f64::from(value).powi(2) / count as f64;
        }
    }
    let deviation: Vec<f64> = mean.iter().zip(&square).map(|(m, s)| (s - m * m).max(0.0).sqrt()).collect();
    let typical = deviation.iter().sum::<f64>() / width as f64;
    // A feature that is always 0 gets no weight. A feature that hardly varies would get a weight so large that the
    // others have no room in 8 bits.
    let deviation: Vec<f64> =
        deviation.iter().map(|&d| if d < 1e-3 { f64::INFINITY } else { d.max(0.2 * typical) }).collect();
    let standard = |features: &[f32]| -> Vec<f32> {
        let each = features.iter().zip(&mean).zip(&deviation);
        each.map(|((x, mean), deviation)| ((f64::from(*x) - mean) / deviation) as f32).collect()
    };
    let x: Vec<f32> = all().flat_map(|(set, _)| set.features()).flat_map(standard).collect();
    let x = Tensor::from_f32([count, width], x)?;
    let set = Dataset::new(x, Tensor::from_u8([count, 1], labels, 1.0)?)?;

    let hidden = Dense::new(UNITS).activation(Activation::RELU);
    let output = Dense::new(1).activation(Activation::SIGMOID);
    let network = Network::sequential([width], [hidden.into(), output.into()])?;
    let mut model = block_on(Model::new(network, device::open()?, seed))?;
    block_on(model.compile(Compile::new("adam", "binary_crossentropy", &[])?))?;
    let steps = EPOCHS * count.div_ceil(BATCH);
    let options = FitOptions { epochs: EPOCHS, batch_size: Some(BATCH), seed, ..FitOptions::default() };
    let mut fit = Fit::new(&model, &set, None, options)?;
    for step in 0.. {
        let progress = f64::from(step) / steps as f64;
        model.set_learning_rate(
            3e-3 * (0.5 + 0.5 * (std::f64::consts::PI * progress.min(1.0)).cos()) as f32,
        )?;
        if block_on(fit.step(&mut model))?.is_none() {
            break;
        }
    }
    let bundle = block_on(model.to_bundle(false))?.floats();
    let weights: Vec<Vec<f32>> = bundle.weights.iter().map(|weight| weight.to_f32().to_vec()).collect();
    let [kernel, bias, output, output_bias] = &weights[..] else {
        bail!("the detector has {} weights; expected 4", weights.len())
    };
    let mut detector = Detector {
        kernel: Vec::new(),
        scale: Vec::new(),
        bias: Vec::new(),
        output: output.iter().map(|value| short(f64::from(*value)) as f32).collect(),
        output_bias: short(f64::from(output_bias[0]) + (share / (1.0 - share)).ln()) as f32,
    };
    for unit in 0..UNITS {
        // The standardisation goes into the weights.
        let weights: Vec<f64> =
            (0..width).map(|i| f64::from(kernel[i * UNITS + unit]) / deviation[i]).collect();
        let shift: f64 = weights.iter().zip(&mean).map(|(weight, mean)| weight * mean).sum();
        let scale = short(weights.iter().fold(1e-9f64, |most, weight| most.max(weight.abs())) / 127.0);
        detector.kernel.push(weights.iter().map(|weight| (weight / scale).round() as i8).collect());
        detector.scale.push(scale as f32);
        detector.bias.push(short(f64::from(bias[unit]) - shift) as f32);
    }
    Ok(detector)
}

/// A number with four digits, so that the text is short.
fn short(value: f64) -> f64 {
    format!("{value:.3e}").parse().expect("a number is written as a number")
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

/// The number with four decimals, for the file.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

pub fn run(options: &Options) -> Result<()> {
    let mut bundle = training::read_bundle(&options.model)?;
    let mut asked = Asked::new(training::read_bundle(&options.model)?)?;
    let rng = &mut Generator::new(options.seed);
    let count = options.drawings;
    let train = data::mnist(&options.data, "train")?;
    let test = data::mnist(&options.data, "t10k")?;
    let half = (count / 2).min(train.len() / 2);

    eprintln!("drawing and asking the model ..");
    let digits = [asked.mnist("MNIST", &train, 0..half)?, asked.drawn(count - half, rng)?];
    let others = asked.others(count, rng)?;
    let checked = [asked.mnist("MNIST", &train, half..2 * half)?, asked.drawn(half, rng)?];
    let held = asked.drawn(half, rng)?;
    let tested = [asked.mnist("MNIST's test digits", &test, 0..test.len())?, held];
    let each = (count / 12).max(1);
    let kinds = Scribble::ALL.into_iter().map(|kind| asked.scribbles(kind, each, rng));
    let kinds: Vec<Sample> = kinds.collect::<Result<_>>()?;
    let begun = [0.2, 0.35, 0.5, 0.65, 0.8].map(|share| asked.begun(each, share..share, rng));
    let begun: Vec<Sample> = begun.into_iter().collect::<Result<_>>()?;

    eprintln!("fitting ..");
    let detector = fit(&digits.each_ref(), &others.iter().collect::<Vec<_>>(), options.share, options.seed)?;
    let calibration = Calibration {
        temperature: short(temperature(&checked[1].probabilities, &checked[1].labels)),
        layer: asked.layers[0].clone(),
        threshold: threshold(&detector, &checked),
        detector,
        measured: Value::Null,
    };
    let measured = measure(&calibration, &tested, &kinds, &begun)?;
    if options.leave_out {
        println!("\n{:<24} caught by a detector that was fitted without this kind", "kind");
        for (at, kind) in kinds.iter().enumerate() {
            let rest: Vec<&Sample> =
                others.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, set)| set).collect();
            let detector = fit(&digits.each_ref(), &rest, options.share, options.seed)?;
            let scores = kind.scores(&detector);
            let area = area(&tested[0].scores(&detector), &scores)?;
            let caught = percent(share_below(&scores, threshold(&detector, &checked)));
            println!("{:<24} {caught:>9}   area under the ROC curve {area:.4}", kind.name);
        }
    }
    let calibration = Calibration { measured, ..calibration };
    calibration.store(&mut bundle.metadata)?;
    if let Some(path) = &options.cases {
        write_cases(path, &calibration, &[&tested[0], &tested[1], &kinds[3], &kinds[5], &begun[1]])?;
    }
    let out = options.out.as_deref().unwrap_or(&options.model);
    let size = training::write_bundle(bundle, out, training::Store::Int8)?;
    println!("\n{}: {size} bytes", out.display());
    Ok(())
}

/// The score that few digits of each of these sets do not reach.
fn threshold(detector: &Detector, sets: &[Sample]) -> f64 {
    let least = sets.iter().map(|set| {
        let mut scores = set.scores(detector);
        scores.sort_by(f64::total_cmp);
        scores[(scores.len() as f64 * FALSE_ALARMS) as usize]
    });
    short(least.fold(f64::MAX, f64::min))
}

/// Prints how well the calibration does on drawings that it was not fitted to, and returns the main figures.
fn measure(
    calibration: &Calibration,
    digits: &[Sample],
    kinds: &[Sample],
    begun: &[Sample],
) -> Result<Value> {
    let detector = &calibration.detector;
    println!("temperature {}, threshold {}", calibration.temperature, calibration.threshold);
    println!(
        "\n{:<24} accuracy   strange   mean confidence                        calibration error",
        "digits"
    );
    let mut errors = serde_json::Map::new();
    let mut alarms = serde_json::Map::new();
    for set in digits {
        let answers: Vec<Answer> = set.answers(calibration).collect();
        let error = |of: fn(&Answer) -> &Vec<f64>| {
            calibration_error(
                answers.iter().zip(&set.labels).map(|(answer, &label)| (&of(answer)[..], label)),
            )
        };
        let cooled: Vec<Vec<f64>> = set
            .probabilities
            .chunks_exact(10)
            .map(|sample| tempered(sample, calibration.temperature))
            .collect();
        let cooled = calibration_error(cooled.iter().zip(&set.labels).map(|(p, &label)| (&p[..], label)));
        let (before, after) = (error(|answer| &answer.said), error(|answer| &answer.shown));
        let right = answers
            .iter()
            .zip(&set.labels)
            .filter(|(answer, label)| largest(&answer.said) == **label)
            .count();
        let strange = share_below(&set.scores(detector), calibration.threshold);
        let [said, shown] = confidence(&answers);
        let of_digit = |digit: usize| {
            let of = answers.iter().zip(&set.labels).filter(|(_, label)| **label == digit);
            confidence(&of.map(|(answer, _)| answer.clone()).collect::<Vec<_>>())[1]
        };
        let (lowest, digit) = (0..10)
            .map(|digit| (of_digit(digit), digit))
            .fold((2.0, 0), |a, b| if b.0 < a.0 { b } else { a });
        println!(
            "{:<24} {:>8} {:>9}   {said:.4} -> {shown:.4} (least {lowest:.3}, of {digit})   {before:.4} -> {cooled:.4} tempered -> {after:.4} shown",
            set.name,
            percent(right as f64 / set.len() as f64),
            percent(strange)
        );
        errors.insert(set.name.clone(), json!([rounded(before), rounded(cooled), rounded(after)]));
        alarms.insert(set.name.clone(), json!(rounded(strange)));
    }
    println!(
        "\n{:<24}  caught   mean confidence   shown above 90 %   area under the ROC curve",
        "other drawings"
    );
    let reference: Vec<f64> = digits[0].scores(detector);
    let mut caught = serde_json::Map::new();
    for set in kinds.iter().chain(begun) {
        let scores = set.scores(detector);
        let answers: Vec<Answer> = set.answers(calibration).collect();
        let share = share_below(&scores, calibration.threshold);
        let sure = |of: fn(&Answer) -> &Vec<f64>| {
            answers.iter().filter(|answer| of(answer)[largest(of(answer))] > 0.9).count() as f64
                / set.len() as f64
        };
        let [said, shown] = confidence(&answers);
        println!(
            "{:<24} {:>8}  {said:.3} -> {shown:.3}  {:>8} -> {:<8}  {:.4}",
            set.name,
            percent(share),
            percent(sure(|answer| &answer.said)),
            percent(sure(|answer| &answer.shown)),
            area(&reference, &scores)?
        );
        caught.insert(set.name.clone(), json!(rounded(share)));
    }
    let scribbles: Vec<f64> = kinds.iter().flat_map(|set| set.scores(detector)).collect();
    let share = share_below(&scribbles, calibration.threshold);
    let areas: Vec<f64> =
        digits.iter().map(|set| area(&set.scores(detector), &scribbles)).collect::<Result<_>>()?;
    println!(
        "{:<24} {:>8}  area under the ROC curve {:.4} against MNIST's test digits, {:.4} against drawn digits",
        "all scribbles",
        percent(share),
        areas[0],
        areas[1]
    );
    caught.insert("all scribbles".into(), json!(rounded(share)));
    let areas: Vec<f64> = areas.into_iter().map(rounded).collect();
    Ok(json!({ "calibrationErrors": errors, "falseAlarms": alarms, "caught": caught, "area": areas }))
}

/// The mean of the largest probability: the model's, and the one shown.
fn confidence(answers: &[Answer]) -> [f64; 2] {
    let mean = |of: fn(&Answer) -> &Vec<f64>| {
        answers.iter().map(|answer| of(answer)[largest(of(answer))]).sum::<f64>() / answers.len() as f64
    };
    [mean(|answer| &answer.said), mean(|answer| &answer.shown)]
}

/// A drawing, with what the model and its calibration say about it.
#[derive(Serialize)]
struct Case<'l> {
    name: &'l str,
    features: &'l [f32],
    probabilities: &'l [f32],
    shown: Vec<f64>,
    strange: bool,
}

/// Writes the first two drawings of each set, with what is to be shown for them.
fn write_cases(path: &Path, calibration: &Calibration, sets: &[&Sample]) -> Result<()> {
    let mut lines = Vec::new();
    for set in sets {
        for (features, probabilities) in set.features().zip(set.probabilities.chunks_exact(10)).take(2) {
            let Shown { probabilities: shown, strange } = calibration.shown(features, probabilities);
            lines.push(serde_json::to_string(&Case {
                name: &set.name,
                features,
                probabilities,
                shown,
                strange,
            })?);
        }
    }
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
