//! Native timings of the digits model.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;
use pupil_core::block_on::block_on;
use pupil_core::data::{Dataset, strokes};
use pupil_core::device::Device;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Model};
use pupil_cpu::CpuDevice;

use crate::digits;

fn batch(size: usize) -> Result<Dataset> {
    let (pixels, labels) = strokes::generate(size, 1);
    let x = Tensor::from_u8([size, 28, 28, 1], pixels, 1.0 / 255.0)?;
    Ok(Dataset::new(x, Tensor::from_u8([size], labels, 1.0)?)?)
}

/// Median milliseconds of some calls, after a few that do not count.
fn median(mut call: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for round in 0..35 {
        let start = Instant::now();
        call()?;
        if round >= 5 {
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

pub fn run(profile: bool) -> Result<()> {
    let device = CpuDevice::new();
    println!("instruction set: {}", device.isa().name());
    let mut model = block_on(Model::new(digits::network()?, device, 7))?;
    block_on(model.compile(Compile::new("adam", "sparse_categorical_crossentropy", &["accuracy"])?))?;
    for size in [32, 128] {
        let data = batch(size)?;
        let time = median(|| Ok(block_on(model.train_on_batch(&data)).map(drop)?))?;
        println!("digits, train step, batch {size}: {time:.2} ms");
    }
    for size in [1, 32, 128] {
        let x = Tensor::from_f32([size, 28, 28, 1], batch(size)?.x_range(0..size))?;
        let time = median(|| Ok(block_on(model.predict(&x, size)).map(drop)?))?;
        println!("digits, predict, batch {size}: {time:.3} ms");
    }
    if profile { print_profile(&model) } else { Ok(()) }
}

/// Time of each kernel of a training step at batch 32.
fn print_profile(model: &Model<CpuDevice>) -> Result<()> {
    let program = model.training_program(32)?;
    let mut device = CpuDevice::new();
    let mut memory = block_on(device.allocate(1 << 20))?;
    let mut executable = block_on(device.compile(&mut memory, program))?;
    let rounds = 50;
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
        let time = nanoseconds[&index] as f64 / f64::from(rounds);
        let share = 100.0 * nanoseconds[&index] as f64 / total as f64;
        let rate = if flops > 0 { format!("{:.1}", flops as f64 / time) } else { String::new() };
        println!("{name:<24} {layer:<16} {:>9.3} {share:>6.1}% {rate:>9}", time / 1e6);
    }
    println!("{:<41} {:>9.3}", "in all", total as f64 / f64::from(rounds) / 1e6);
    Ok(())
}
