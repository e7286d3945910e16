//! Native timings of the lessons' models and of those of `cargo xtask bench`, on random data.

use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use pupil_core::Shape;
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::{Device as _, Either};
use pupil_core::models::Network;
use pupil_core::program::Program;
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_cpu::profile::profile;

use crate::device::NativeDevice;
use crate::{device, digits, photos, sentiment, training};

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// The network.
    #[arg(value_enum, default_value_t = Subject::Digits)]
    subject: Subject,
    /// Print where the time goes, by operation and layer: of a training step, or of a prediction.
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "train")]
    profile: Option<Profile>,
    /// Samples of the batch that is profiled.
    #[arg(long, default_value_t = 32, value_parser = training::count)]
    batch_size: usize,
    /// How often each call is timed [default: 30, 10 for extractor, photos, transformer and mobilenet, 3 for
    /// photos-tutorial].
    #[arg(long, value_parser = training::count)]
    rounds: Option<usize>,
}

/// What to profile.
#[derive(Clone, Copy, ValueEnum)]
enum Profile {
    /// A training step.
    Train,
    /// A prediction.
    Predict,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// The tutorial's CNN for digits.
    Digits,
    /// The tutorial's LSTM for sentences: 10,000 words, 100 in a sentence.
    Sentiment,
    /// The shipped network for photos, which finds features for new classes, too.
    Extractor,
    /// A small residual network that only tells a few classes apart.
    Photos,
    /// The tutorial's CNN for photos.
    PhotosTutorial,
    /// A decoder-only transformer as in nanoGPT: 65 characters, 64 positions, 4 blocks of width 128.
    Transformer,
    /// Keras's MobileNetV2 with alpha 0.35, for pictures of 224 x 224 and 1000 classes.
    #[value(name = "mobilenet")]
    MobileNet,
}

impl Subject {
    fn network(self) -> Result<Network> {
        match self {
            Self::Digits => digits::network(),
            Self::Sentiment => sentiment::tutorial(WORDS, 100, 32, 64),
            Self::Extractor => photos::extractor(photos::EXTRACTOR_SIDE, 1280, None),
            Self::Photos => photos::residual(2),
            Self::PhotosTutorial => photos::tutorial(150, 2),
            Self::Transformer => read(include_str!("../../../tests/bench/models/transformer.json")),
            Self::MobileNet => read(include_str!("../../../tests/bench/models/mobilenet.json")),
        }
    }

    /// For each input the values that its numbers can have.
    fn inputs(self) -> &'static [Values] {
        match self {
            Self::Sentiment => &[Values::Below(WORDS)],
            Self::Transformer => &[Values::Below(CHARACTERS), Values::Positions],
            _ => &[Values::Numbers],
        }
    }

    /// Batch sizes of training and of prediction, and how often each is timed.
    fn sizes(self) -> (&'static [usize], &'static [usize], usize) {
        match self {
            Self::Digits => (&[32, 128], &[1, 32, 128], 30),
            Self::Sentiment => (&[32], &[1, 32], 30),
            Self::Extractor | Self::Photos => (&[32], &[1, 8], 10),
            Self::Transformer => (&[16], &[1], 10),
            Self::MobileNet => (&[], &[1], 10),
            Self::PhotosTutorial => (&[32], &[1, 8], 3),
        }
    }
}

/// The number of words of the network for sentences.
const WORDS: usize = 10_000;

/// The number of characters of the transformer.
const CHARACTERS: usize = 65;

/// What the numbers of an input are.
#[derive(Clone, Copy)]
enum Values {
    /// Numbers from 0 to 1.
    Numbers,
    /// Indices below this number.
    Below(usize),
    /// Each number is its place in the sample: 0, 1, ..
    Positions,
}

/// A network from its Keras config.
fn read(config: &str) -> Result<Network> {
    let config = serde_json::from_str(config).context("the config of the benchmark's model")?;
    Ok(Network::from_config(&config)?)
}

/// Random samples of each input.
fn samples(subject: Subject, network: &Network, size: usize) -> Result<Vec<Tensor>> {
    let mut generator = Generator::new(1);
    let tensor = |(shape, values): (&Shape, &Values)| {
        let number = |at: usize| match *values {
            Values::Numbers => generator.uniform(),
            Values::Below(limit) => generator.below(limit) as f32,
            Values::Positions => (at % shape.size()) as f32,
        };
        let numbers = (0..size * shape.size()).map(number).collect();
        Ok(Tensor::from_f32(shape.batched(size), numbers)?)
    };
    network.input_shapes().iter().zip(subject.inputs()).map(tensor).collect()
}

/// Random samples and targets for a network: classes, for each position if the network has outputs for positions.
fn batch(subject: Subject, network: &Network, size: usize) -> Result<Dataset> {
    let mut generator = Generator::new(2);
    let output = network.output_shape();
    let classes = output.last_axis();
    let mut shape = output.batched(size).to_vec();
    if classes > 1 {
        shape.pop();
    }
    let y = (0..shape.iter().product()).map(|_| generator.below(classes.max(2)) as f32).collect();
    Ok(Dataset::of(samples(subject, network, size)?, vec![Tensor::from_f32(shape, y)?])?)
}

/// Median milliseconds of some calls, after a few that do not count.
fn median(rounds: usize, mut call: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for round in 0..rounds + 3 {
        let start = Instant::now();
        call()?;
        if round >= 3 {
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// Milliseconds of a training step among many. As in `fit`, steps do not wait for the device one by one.
fn stream(model: &mut Model<NativeDevice>, data: &Dataset, size: usize) -> Result<f64> {
    let options = || FitOptions { batch_size: Some(size), ..Default::default() };
    // The first ones compile.
    block_on(model.fit(data, options()))?;
    let start = Instant::now();
    block_on(model.fit(data, options()))?;
    Ok(start.elapsed().as_secs_f64() * 1e3 / data.len().div_ceil(size) as f64)
}

pub fn run(options: &Options) -> Result<()> {
    let device = device::open()?;
    match &device {
        Either::First(cpu) => println!("instruction set: {}", cpu.isa().name()),
        Either::Second(gpu) => println!("adapter: {}", gpu.info().name),
    }
    let network = options.subject.network()?;
    let loss = match network.output_shape().last_axis() {
        1 => "binary_crossentropy",
        _ => "sparse_categorical_crossentropy",
    };
    let data = |size| batch(options.subject, &network, size);
    let mut model = block_on(Model::new(options.subject.network()?, device, 7))?;
    block_on(model.compile(Compile::new("adam", loss, &["accuracy"])?))?;
    let name = options.subject.to_possible_value().expect("no subject is hidden").get_name().to_owned();
    let (train, predict, rounds) = options.subject.sizes();
    let rounds = options.rounds.unwrap_or(rounds);
    for &size in train {
        let time = if model.device().queue_depth() == 0 {
            let data = data(size)?;
            median(rounds, || Ok(block_on(model.train_on_batch(&data)).map(drop)?))?
        } else {
            stream(&mut model, &data(size * rounds)?, size)?
        };
        println!("{name}, train step, batch {size}: {time:.2} ms");
    }
    for &size in predict {
        let inputs = samples(options.subject, &network, size)?;
        let inputs: Vec<&Tensor> = inputs.iter().collect();
        let time = median(rounds, || Ok(block_on(model.predict_all(&inputs, size)).map(drop)?))?;
        println!("{name}, predict, batch {size}: {time:.3} ms");
    }
    let size = options.batch_size;
    match options.profile {
        None => Ok(()),
        Some(what) => {
            let (program, what) = match what {
                Profile::Train => (model.training_program(size, model.device().float16())?, "training step"),
                Profile::Predict => (model.prediction_program(size, model.device().float16())?, "prediction"),
            };
            println!("\n{name}, {what} of {size}");
            print_profile(model.device(), program, &data(size)?, rounds)
        }
    }
}

/// Where the time of a program goes, by operation and layer.
fn print_profile(device: &NativeDevice, program: Program, batch: &Dataset, rounds: usize) -> Result<()> {
    let begin = Instant::now();
    let (rows, limit) = match device {
        Either::First(_) => {
            let rows = profile(CpuDevice::new(), program, rounds, || begin.elapsed().as_secs_f64() * 1e3)?;
            let limit = limit();
            println!("on one core, which can do {limit:.1} GFLOP/s of multiply-adds");
            (rows, Some(limit))
        }
        Either::Second(gpu) => {
            println!("on {}, calls are dispatches", gpu.info().name);
            // Samples and targets come first.
            let values = program.feeds.iter().map(|feed| batch.values(feed.role, 0..batch.len()));
            let values: Vec<Vec<f32>> = values.take_while(|values| !values.is_empty()).collect();
            let feeds: Vec<&[f32]> = values.iter().map(Vec::as_slice).collect();
            (block_on(gpu.profile(program, &feeds, rounds))?, None)
        }
    };
    let total: f64 = rows.iter().map(|row| row.milliseconds).sum();
    println!(
        "{:<24} {:<16} {:>5} {:>9} {:>7} {:>9} {:>9}",
        "operation", "layer", "calls", "ms", "share", "GFLOP/s", "of limit"
    );
    for row in &rows {
        let share = 100.0 * row.milliseconds / total;
        let rate = row.flops as f64 / (row.milliseconds * 1e6);
        let of_limit = limit.map_or_else(String::new, |limit| format!("{:.0}%", 100.0 * rate / limit));
        let (rate, of_limit) = match row.flops {
            0 => (String::new(), String::new()),
            _ => (format!("{rate:.1}"), of_limit),
        };
        println!(
            "{:<24} {:<16} {:>5} {:>9.3} {share:>6.1}% {rate:>9} {of_limit:>9}",
            row.op, row.layer, row.calls, row.milliseconds
        );
    }
    let calls: usize = rows.iter().map(|row| row.calls).sum();
    println!("{:<41} {calls:>5} {total:>9.3}", "in all");
    Ok(())
}

/// The machine's limit, in GFLOP/s: multiply-adds in registers, the best of some runs.
fn limit() -> f64 {
    const ROUNDS: usize = 1_000_000;
    let flops = (pupil_bench::flops_of_a_round() * ROUNDS) as f64;
    let time = || {
        let start = Instant::now();
        std::hint::black_box(pupil_bench::mul_add(ROUNDS, std::hint::black_box(0.5)));
        flops / (start.elapsed().as_secs_f64() * 1e9)
    };
    (0..7).map(|_| time()).fold(0.0, f64::max)
}
