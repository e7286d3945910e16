//! Several threads that share each training step: every thread has a copy of the model and computes the gradients of its
//! shard of the batch. Then each copy does the step with the gradients of all.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;

use anyhow::{Context, Result};
use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::device::Either;
use pupil_core::training::{Fit, FitStep, Model};
use pupil_cpu::CpuDevice;

use crate::device::NativeDevice;

/// What a thread is asked for.
enum Task {
    /// The gradients of this shard.
    Gradients(Vec<f32>),
    /// The step of a batch of so many samples with these numbers, from the gradients of all replicas.
    Apply { parts: Vec<Vec<f32>>, hyper: Vec<f32>, batch: usize },
}

/// A thread with a replica.
struct Thread {
    ask: Sender<Task>,
    /// What became of each task: the gradients that were asked for, or nothing.
    answers: Receiver<Result<Vec<f32>>>,
}

/// The threads that train with a model.
pub struct Replicas {
    threads: Vec<Thread>,
}

impl Replicas {
    /// Starts as many threads as there are replicas besides `main`. Each makes its copy of the model, with the same
    /// weights and compiled alike. The threads end when this value is dropped.
    pub fn start<'s>(
        scope: &'s Scope<'s, '_>,
        main: &mut Model<NativeDevice>,
        size: usize,
        make: impl Fn() -> Result<Model<NativeDevice>> + Send + Clone + 's,
    ) -> Result<Self> {
        let mut threads = Vec::new();
        if size > 1 {
            block_on(main.join_group(0, size))?;
        }
        for rank in 1..size {
            let (ask, tasks) = channel();
            let (answer, answers) = channel();
            let make = make.clone();
            scope.spawn(move || {
                let mut model = None;
                for task in tasks {
                    let done = done(&mut model, task, [rank, size], &make);
                    // When nothing receives any more, the training has ended.
                    if answer.send(done).is_err() {
                        return;
                    }
                }
            });
            threads.push(Thread { ask, answers });
        }
        Ok(Self { threads })
    }

    /// Trains on a batch from outside, as [`Fit::feed`].
    pub fn feed(&self, fit: &mut Fit, main: &mut Model<NativeDevice>, batch: &Dataset) -> Result<FitStep> {
        if self.threads.is_empty() {
            return Ok(block_on(fit.feed(main, batch))?);
        }
        block_on(fit.take(main, batch))?;
        let samples = block_on(fit.divide(main))?.context("a batch from outside is for training")?;
        let size = self.threads.len() + 1;
        let hyper = fit.hyper(main);
        for (rank, Thread { ask, .. }) in (1..).zip(&self.threads) {
            let shard = fit.shard(main, rank, size, false).context("a batch was gathered")?;
            ask.send(Task::Gradients(shard)).context("a replica has ended")?;
        }
        block_on(fit.gradients(main))?;
        let mut parts = vec![part(main, 0)?];
        for Thread { answers, .. } in &self.threads {
            parts.push(answers.recv().context("a replica has ended")??);
        }
        for Thread { ask, .. } in &self.threads {
            let task = Task::Apply { parts: parts.clone(), hyper: hyper.clone(), batch: samples };
            ask.send(task).context("a replica has ended")?;
        }
        take_parts(main, &parts, 0)?;
        let step = block_on(fit.apply(main))?;
        for Thread { answers, .. } in &self.threads {
            answers.recv().context("a replica has ended")??;
        }
        Ok(step)
    }
}

/// Does a task. The model is made at the first one, in the thread that uses it.
fn done(
    model: &mut Option<Model<NativeDevice>>,
    task: Task,
    [rank, size]: [usize; 2],
    make: &impl Fn() -> Result<Model<NativeDevice>>,
) -> Result<Vec<f32>> {
    if model.is_none() {
        let mut made = make()?;
        block_on(made.join_group(rank, size))?;
        *model = Some(made);
    }
    let Some(model) = model else { return Ok(Vec::new()) };
    match task {
        Task::Gradients(shard) => {
            block_on(model.shard_gradients(&shard))?;
            part(model, rank)
        }
        Task::Apply { parts, hyper, batch } => {
            take_parts(model, &parts, rank)?;
            block_on(model.apply(&hyper, batch))?;
            Ok(Vec::new())
        }
    }
}

/// The gradients that a replica computed.
fn part(model: &mut Model<NativeDevice>, rank: usize) -> Result<Vec<f32>> {
    let buffer = model.part(rank)?;
    let memory = model.memory_mut();
    Ok(match memory {
        Either::First(memory) => memory.values(buffer).to_vec(),
        Either::Second(_) => anyhow::bail!("replicas are for the CPU"),
    })
}

/// Gives a replica the gradients of the others.
fn take_parts(model: &mut Model<NativeDevice>, parts: &[Vec<f32>], own: usize) -> Result<()> {
    for (rank, part) in parts.iter().enumerate().filter(|&(rank, _)| rank != own) {
        let buffer = model.part(rank)?;
        if let Either::First(memory) = model.memory_mut() {
            memory.values_mut(buffer).copy_from_slice(part);
        }
    }
    Ok(())
}

/// A device for a replica: one core.
pub fn device() -> NativeDevice {
    Either::First(CpuDevice::new())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use pupil_core::layers::Dense;
    use pupil_core::models::Network;
    use pupil_core::tensor::Tensor;
    use pupil_core::training::{Compile, FitOptions};

    use super::*;

    fn model() -> Result<Model<NativeDevice>> {
        let network = Network::sequential([3], [Dense::new(4).into(), Dense::new(1).into()])?;
        let mut model = block_on(Model::new(network, device(), 5))?;
        block_on(model.compile(Compile::new("adam", "mse", &[])?))?;
        Ok(model)
    }

    #[test]
    fn replicas_train_as_one_model() {
        let batch = |step: usize| {
            let values = |count: usize| (0..count).map(|i| ((i * 29 + step) % 31) as f32 / 31.0).collect();
            let x = Tensor::from_f32([8, 3], values(24)).unwrap();
            Dataset::new(x, Tensor::from_f32([8, 1], values(8)).unwrap()).unwrap()
        };
        let trained = |size: usize| {
            thread::scope(|scope| {
                let mut main = model().unwrap();
                let replicas = Replicas::start(scope, &mut main, size, model).unwrap();
                let options = FitOptions { steps_per_epoch: Some(6), ..FitOptions::default() };
                let mut fit = Fit::batches(&main, None, options).unwrap();
                for step in 0..6 {
                    replicas.feed(&mut fit, &mut main, &batch(step)).unwrap();
                }
                let weights = block_on(main.weights()).unwrap();
                weights.iter().flat_map(Tensor::to_f32).collect::<Vec<f32>>()
            })
        };
        let (one, start) = (trained(1), block_on(model().unwrap().weights()).unwrap());
        assert!((one[0] - start[0].to_f32()[0]).abs() > 1e-3, "something was learned");
        for size in [2, 3] {
            for (a, b) in trained(size).iter().zip(&one) {
                assert!((a - b).abs() < 1e-5, "{size} replicas: {a}, expected {b}");
            }
        }
    }
}
