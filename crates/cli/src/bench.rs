//! Native timings of the lessons' models, on random data.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;
use clap::{Args, ValueEnum};
use pupil_core::block_on::block_on;
use pupil_core::data::Dataset;
use pupil_core::device::Device;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Model};
use pupil_cpu::CpuDevice;

use crate::{device, digits, photos};

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// Whose network.
    #[arg(value_enum, default_value_t = Subject::Digits)]
    subject: Subject,
    /// Print time and GFLOP/s of each kernel of a training step at batch 32.
    #[arg(long)]
    profile: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// The tutorial's CNN for digits.
    Digits,
    /// The shipped network for photos.
    Photos,
    /// The tutorial's CNN for photos.
    PhotosTutorial,
}

impl Subject {
    fn network(self) -> Result<Network> {
        match self {
            Self::Digits => digits::network(),
            Self::Photos => photos::residual(2),
            Self::PhotosTutorial => photos::tutorial(150, 2),
        }
    }

    /// Batch sizes of training and of prediction, and how often each is timed.
    fn sizes(self) -> (&'static [usize], &'static [usize], usize) {
        match self {
            Self::Digits => (&[32, 128], &[1, 32, 128], 30),
            Self::Photos => (&[32], &[1, 8], 10),
            Self::PhotosTutorial => (&[32], &[1, 8], 3),
        }
    }
}

/// Random samples and targets for a network.
fn batch(network: &Network, size: usize) -> Result<Dataset> {
    let mut generator = Generator::new(1);
    let input = network.input_shape();
    let x = (0..size * input.size()).map(|_| generator.uniform()).collect();
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

pub fn run(options: &Options) -> Result<()> {
    let device = device::cpu();
    println!("instruction set: {}", device.isa().name());
    let network = options.subject.network()?;
    let loss = match network.output_shape().size() {
        1 => "binary_crossentropy",
        _ => "sparse_categorical_crossentropy",
    };
    let data = |size| batch(&network, size);
    let mut model = block_on(Model::new(options.subject.network()?, device, 7))?;
    block_on(model.compile(Compile::new("adam", loss, &["accuracy"])?))?;
    let name = options.subject.to_possible_value().expect("no subject is hidden").get_name().to_owned();
    let (train, predict, rounds) = options.subject.sizes();
    for &size in train {
        let data = data(size)?;
        let time = median(rounds, || Ok(block_on(model.train_on_batch(&data)).map(drop)?))?;
        println!("{name}, train step, batch {size}: {time:.2} ms");
    }
    for &size in predict {
        let x = Tensor::from_f32(network.input_shape().batched(size), data(size)?.x_range(0..size))?;
        let time = median(rounds, || Ok(block_on(model.predict(&x, size)).map(drop)?))?;
        println!("{name}, predict, batch {size}: {time:.3} ms");
    }
    if options.profile { print_profile(&model, rounds) } else { Ok(()) }
}

/// Time of each kernel of a training step at batch 32.
fn print_profile(model: &Model<CpuDevice>, rounds: usize) -> Result<()> {
    let program = model.training_program(32)?;
    let mut device = device::cpu();
    // Weights and an optimizer's two slots; what they hold is no matter.
    let weights: usize = model.network().weights().iter().map(|weight| weight.shape.size()).sum();
    let mut memory = block_on(device.allocate(4 * weights + (1 << 16)))?;
    let mut executable = block_on(device.compile(&mut memory, program))?;
    let mut nanoseconds: BTreeMap<usize, u128> = BTreeMap::new();
    for round in 0..rounds + 5 {
        let mut last = Instant::now();
        device.run_profiled(&mut memory, &mut executable, |call| {
            let now = Instant::now();
            if round >= 5 {
                *nanoseconds.entry(call).or_default() += (now - last).as_nanos();
            }
            last = now;
        });
    }
    let total: u128 = nanoseconds.values().sum();
    println!("\n{:<24} {:<16} {:>9} {:>7} {:>9}", "operation", "layer", "ms", "share", "GFLOP/s");
    for (index, (name, layer, flops)) in executable.calls().enumerate() {
        let time = nanoseconds[&index] as f64 / rounds as f64;
        let share = 100.0 * nanoseconds[&index] as f64 / total as f64;
        let rate = if flops > 0 { format!("{:.1}", flops as f64 / time) } else { String::new() };
        println!("{name:<24} {layer:<16} {:>9.3} {share:>6.1}% {rate:>9}", time / 1e6);
    }
    println!("{:<41} {:>9.3}", "in all", total as f64 / rounds as f64 / 1e6);
    Ok(())
}
