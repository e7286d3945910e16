//! Native timings of the lessons' models, on random data.

use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};
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
    /// The lesson's network.
    #[arg(value_enum, default_value_t = Subject::Digits)]
    subject: Subject,
    /// Print where the time goes, by operation and layer: of a training step, or of a prediction.
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "train")]
    profile: Option<Profile>,
    /// Samples of the batch that is profiled.
    #[arg(long, default_value_t = 32, value_parser = training::count)]
    batch_size: usize,
    /// How often each call is timed [default: 30, 10 for extractor and photos, 3 for photos-tutorial].
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
}

impl Subject {
    fn network(self) -> Result<Network> {
        match self {
            Self::Digits => digits::network(),
            Self::Sentiment => sentiment::tutorial(WORDS, 100, 32, 64),
            Self::Extractor => photos::extractor(photos::EXTRACTOR_SIDE, 1280, None),
            Self::Photos => photos::residual(2),
            Self::PhotosTutorial => photos::tutorial(150, 2),
        }
    }

    /// Batch sizes of training and of prediction, and how often each is timed.
    fn sizes(self) -> (&'static [usize], &'static [usize], usize) {
        match self {
            Self::Digits => (&[32, 128], &[1, 32, 128], 30),
            Self::Sentiment => (&[32], &[1, 32], 30),
            Self::Extractor | Self::Photos => (&[32], &[1, 8], 10),
            Self::PhotosTutorial => (&[32], &[1, 8], 3),
        }
    }
}

/// The number of words of the network for sentences.
const WORDS: usize = 10_000;

/// Random samples and targets for a network.
fn batch(subject: Subject, network: &Network, size: usize) -> Result<Dataset> {
    let mut generator = Generator::new(1);
    let input = network.input_shape();
    let x = (0..size * input.size())
        .map(|_| match subject {
            Subject::Sentiment => generator.below(WORDS) as f32,
            _ => generator.uniform(),
        })
        .collect();
    let classes = network.output_shape().size();
    let y = (0..size).map(|_| generator.below(classes.max(2)) as f32).collect();
    let shape = if classes == 1 { vec![size, 1] } else { vec![size] };
    Ok(Dataset::new(Tensor::from_f32(input.batched(size), x)?, Tensor::from_f32(shape, y)?)?)
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
    let loss = match network.output_shape().size() {
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
        let x = Tensor::from_f32(network.input_shape().batched(size), data(size)?.x_range(0..size))?;
        let time = median(rounds, || Ok(block_on(model.predict(&x, size)).map(drop)?))?;
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
            let (x, y) = (batch.x_range(0..batch.len()), batch.y_range(0..batch.len()));
            println!("on {}, calls are dispatches", gpu.info().name);
            (block_on(gpu.profile(program, &[&x, &y], rounds))?, None)
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
