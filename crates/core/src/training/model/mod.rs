//! A model on a device.

mod grad_cam;
mod host;
mod predict;
mod samples;
mod state;
mod team;
mod trace;

use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use host::Backup;
use samples::Samples;
pub use state::OptimizerState;
use team::Team;
pub(super) use team::shard;

use super::evaluate::{Batch, Staging, Sums};
use super::{Compile, Evaluation, Fit, FitOptions, FitStep, History};
use crate::data::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::ops::Operation;
use crate::layers::Layer as _;
use crate::models::Network;
use crate::program::{Buffer, Layout, Program};
use crate::shape::Shape;
use crate::tensor::Tensor;
use crate::text::number;

/// Keras's batch size when none is given.
pub const DEFAULT_BATCH_SIZE: usize = 32;

/// Does something again that was lost with the device, once that is replaced.
macro_rules! outliving {
    ($model:ident, $work:expr) => {
        loop {
            match $work.await {
                Err($crate::Error::DeviceLost { device, reason }) if D::VOLATILE => {
                    $model.recover(device, reason).await?;
                }
                done => break done,
            }
        }
    };
}
pub(super) use outliving;

/// Programs kept for each use; a use with more batch sizes than this compiles anew.
const KEPT_PROGRAMS: usize = 16;

/// A model whose weights live on a device.
pub struct Model<D: Device> {
    device: D,
    network: Network,
    seed: u64,
    layout: Layout,
    memory: D::Memory,
    /// For each use the programs.
    programs: [Vec<(Size, Ready<D>)>; USES],
    inside: Option<Inside<D>>,
    compiled: Option<Compiled>,
    /// How often the model was compiled.
    compiles: u64,
    /// How often weights or the optimizer's state were changed.
    changes: u64,
    team: Option<Team>,
    /// Results that are still under way, under their tickets.
    waiting: VecDeque<(u64, Waiting<D>)>,
    tickets: u64,
    backup: Option<Backup>,
    losses: usize,
    notice: Option<String>,
    /// Tensors that the device was asked to keep.
    samples: Samples<D>,
}

/// Results of a training step.
enum Waiting<D: Device> {
    /// Being read from the device.
    Reading(Arc<[Buffer]>, D::Reading),
    /// Read before the model moved to another device.
    Read(Vec<f32>),
}

/// What a program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Predict,
    Evaluate,
    Train,
    /// What a training step learns from a shard of its batch, without changing anything.
    Gradients,
    /// What a training step changes, from what all shards gave.
    Apply,
}

const USES: usize = 5;

/// What a program is made for: samples in a batch, and weights of each (0 when there are none).
type Size = (usize, usize);

/// A program ready to run, and where its values go in and come out.
struct Ready<D: Device> {
    executable: D::Executable,
    feeds: Vec<Buffer>,
    results: Arc<[Buffer]>,
}

/// What is looked at inside a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// What a layer puts out.
    Output,
    /// What a layer puts out in training.
    InTraining,
    /// Which places of what a layer puts out speak for this class.
    GradCam(usize),
}

/// The program of the look inside that was taken last.
struct Inside<D: Device> {
    layer: String,
    look: Look,
    batch: usize,
    /// What the layer puts out for one sample.
    shape: Shape,
    ready: Ready<D>,
}

struct Compiled {
    options: Compile,
    /// One sample's target.
    target: Shape,
    /// How many numbers each metric sums.
    sums: Vec<usize>,
    /// Training steps done.
    steps: u64,
}

impl Compiled {
    /// How many numbers each metric sums, from the buffers of a program's results.
    fn group(&self, results: &[Buffer]) -> Vec<usize> {
        let mut rest = &results[1..];
        let mut sums = Vec::new();
        for shown in self.options.shown() {
            let (own, after) = rest.split_at(shown.metric.parts());
            sums.push(own.iter().map(|buffer| buffer.len).sum());
            rest = after;
        }
        sums
    }
}

impl<D: Device> Model<D> {
    /// Puts a model on a device, its weights at their first values for this seed.
    pub async fn new(network: Network, mut device: D, seed: u64) -> Result<Self> {
        let layout = layout_of(&network);
        let mut memory = device.allocate(layout.len(0)).await?;
        for index in 0..network.weights().len() {
            device.write(&mut memory, layout.weight(index), &network.initial_weight(index, seed)).await?;
        }
        let programs = [const { Vec::new() }; USES];
        let mut model = Self {
            device,
            network,
            seed,
            layout,
            memory,
            programs,
            inside: None,
            compiled: None,
            compiles: 0,
            changes: 0,
            team: None,
            waiting: VecDeque::new(),
            tickets: 0,
            backup: None,
            losses: 0,
            notice: None,
            samples: Samples::default(),
        };
        model.check_support(&model.trace(Use::Predict, (1, 0))?)?;
        model.secure().await?;
        Ok(model)
    }

    /// The layers.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The device.
    pub fn device(&self) -> &D {
        &self.device
    }

    /// What the model was compiled with.
    pub fn compiled(&self) -> Option<&Compile> {
        self.compiled.as_ref().map(|compiled| &compiled.options)
    }

    /// Sets optimizer, loss and metrics; the optimizer starts afresh, the weights stay.
    ///
    /// # Errors
    /// When loss or metrics do not fit the model's output, or the device lacks an operation of the training
    /// step; the model then stays as it was.
    pub async fn compile(&mut self, options: Compile) -> Result<()> {
        outliving!(self, self.prepare_training(options.clone()))?;
        self.compiles += 1;
        Ok(())
    }

    async fn prepare_training(&mut self, options: Compile) -> Result<()> {
        let target = options.loss.target_shape(self.network.output_shape());
        let slots = options.optimizer.slots();
        let earlier = self.compiled.replace(Compiled { options, target, sums: Vec::new(), steps: 0 });
        let traced = self.trace(Use::Train, (1, 0)).and_then(|program| {
            self.check_support(&program)?;
            Ok(program.results)
        });
        let results = match traced {
            Ok(results) => results,
            Err(error) => {
                self.compiled = earlier;
                return Err(error);
            }
        };
        let (weights, all) = (self.layout.len(0), self.layout.len(slots.len()));
        if let Err(error) = self.device.resize(&mut self.memory, all, weights).await {
            self.compiled = earlier;
            return Err(error);
        }
        if let Some(compiled) = &mut self.compiled {
            compiled.sums = compiled.group(&results);
        }
        for (slot, &value) in slots.iter().enumerate().filter(|&(_, &value)| value != 0.0) {
            let filled = vec![value; self.layout.trainable];
            self.device.write(&mut self.memory, self.layout.slot(slot), &filled).await?;
        }
        self.programs[Use::Evaluate as usize..].iter_mut().for_each(Vec::clear);
        self.team = None;
        self.changes += 1;
        self.secure().await
    }

    /// Changes the learning rate from the next step on.
    pub fn set_learning_rate(&mut self, rate: f32) -> Result<()> {
        self.compiled_mut("set_learning_rate")?.options.optimizer.set_learning_rate(rate.into())
    }

    /// The learning rate of the next step.
    pub fn learning_rate(&self) -> Result<f64> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("learning_rate"))?;
        Ok(compiled.options.optimizer.learning_rate(compiled.steps))
    }

    fn compiled_mut(&mut self, what: &str) -> Result<&mut Compiled> {
        self.compiled.as_mut().ok_or_else(|| not_compiled(what))
    }

    fn check_support(&self, program: &Program) -> Result<()> {
        match program.steps.iter().find(|step| !self.device.supports(&step.op)) {
            None => Ok(()),
            Some(step) => Err(Error::Device {
                device: self.device.name().to_string(),
                message: format!("no kernel for operation {} of layer \"{}\"", step.op.name(), step.layer),
            }),
        }
    }

    async fn prepare(&mut self, program: Program) -> Result<Ready<D>> {
        self.check_support(&program)?;
        let (feeds, results) = (program.feeds.clone(), program.results.as_slice().into());
        let executable = self.device.compile(&mut self.memory, program).await?;
        Ok(Ready { executable, feeds, results })
    }

    /// Runs one batch and reads the results, one after the other.
    async fn run(&mut self, purpose: Use, batch: Batch<'_>, out: &mut [f32]) -> Result<()> {
        outliving!(self, self.run_once(purpose, batch, out))
    }

    async fn run_once(&mut self, purpose: Use, batch: Batch<'_>, out: &mut [f32]) -> Result<()> {
        let (results, reading) = self.submit(purpose, batch).await?;
        self.device.end_read(&self.memory, &results, reading, out).await
    }

    /// Begins a training step; [`Model::end_step`] has its loss and metrics, under the ticket returned.
    pub(super) async fn begin_step(&mut self, batch: Batch<'_>) -> Result<u64> {
        let (results, reading) = outliving!(self, self.submit(Use::Train, batch))?;
        self.tickets += 1;
        self.waiting.push_back((self.tickets, Waiting::Reading(results, reading)));
        Ok(self.tickets)
    }

    /// The loss and what the metrics sum of a training step go to `sums`; false where they were lost with the device.
    pub(super) async fn end_step(&mut self, ticket: u64, sums: &mut [f32]) -> Result<bool> {
        let found = self.waiting.iter().position(|&(other, _)| other == ticket);
        match found.and_then(|at| self.waiting.remove(at)) {
            None => Ok(false),
            Some((_, Waiting::Read(values))) => {
                sums.copy_from_slice(&values);
                Ok(true)
            }
            Some((_, Waiting::Reading(results, reading))) => {
                match self.device.end_read(&self.memory, &results, reading, sums).await {
                    Err(Error::DeviceLost { device, reason }) if D::VOLATILE => {
                        self.recover(device, reason).await?;
                        Ok(false)
                    }
                    done => done.map(|()| true),
                }
            }
        }
    }

    /// How many training steps may begin before the first one's results are asked for.
    pub(super) fn ahead(&self) -> usize {
        self.device.ahead()
    }

    /// Runs one batch and begins to read its results.
    async fn submit(&mut self, purpose: Use, batch: Batch<'_>) -> Result<(Arc<[Buffer]>, D::Reading)> {
        let size = batch.shape();
        self.make(purpose, size).await?;
        if purpose == Use::Train {
            self.secure().await?;
        }
        if D::KEEPS
            && let Some(chosen) = batch.chosen
        {
            // The batch has no numbers then, so that none are written below.
            self.feed_chosen(purpose, size, chosen).await?;
        }
        let values = self.numbers(0, 0);
        let Self { programs, device, memory, compiled, changes, .. } = self;
        let ready = found(programs, purpose, size);
        let mut feeds = ready.feeds.iter().copied();
        let mut next = || feeds.next().expect("a program has the feeds of its use");
        device.write(memory, next(), batch.x).await?;
        if purpose != Use::Predict {
            device.write(memory, next(), batch.y).await?;
        }
        if purpose == Use::Train {
            device.write(memory, next(), &values).await?;
        }
        if !batch.weights.is_empty() {
            device.write(memory, next(), batch.weights).await?;
        }
        device.run(memory, &mut ready.executable).await?;
        if let (Use::Train, Some(compiled)) = (purpose, compiled) {
            compiled.steps += 1;
            *changes += 1;
        }
        Ok((ready.results.clone(), device.begin_read(memory, &ready.results)?))
    }

    /// Makes the program of a use and a size ready, unless it is.
    async fn make(&mut self, purpose: Use, size: Size) -> Result<()> {
        if self.programs[purpose as usize].iter().any(|&(known, _)| known == size) {
            return Ok(());
        }
        let program = match purpose {
            Use::Apply => self.trace_apply(size)?,
            _ => self.trace(purpose, size)?,
        };
        let ready = self.prepare(program).await?;
        let programs = &mut self.programs[purpose as usize];
        if programs.len() >= KEPT_PROGRAMS {
            programs.clear();
        }
        programs.push((size, ready));
        Ok(())
    }

    /// One step or evaluation of a batch; the loss and what the metrics sum go to `sums`.
    pub(super) async fn run_batch(&mut self, train: bool, batch: Batch<'_>, sums: &mut [f32]) -> Result<()> {
        self.run(if train { Use::Train } else { Use::Evaluate }, batch, sums).await
    }

    /// Training steps done since the model was compiled.
    pub(super) fn steps(&self) -> u64 {
        self.compiled.as_ref().map_or(0, |compiled| compiled.steps)
    }

    /// How often the model was compiled; loss and metrics may be others afterwards.
    pub(super) fn compiles(&self) -> u64 {
        self.compiles
    }

    /// Refuses to go on with a model that was compiled anew since.
    pub(super) fn expect_compiles(&self, compiles: u64, what: &str) -> Result<()> {
        if self.compiles == compiles {
            return Ok(());
        }
        Err(Error::invalid(format!("{what}: the model was compiled anew meanwhile; start again")))
    }

    /// What loss and metrics sum over batches.
    pub(super) fn sums(&self) -> Result<Sums> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("evaluate"))?;
        Ok(Sums::new(&compiled.options, &compiled.sums))
    }

    /// At the end of training: where the optimizer keeps a moving average of the weights, it replaces them.
    pub(super) async fn settle_average(&mut self) -> Result<()> {
        outliving!(self, self.settle_average_once())
    }

    async fn settle_average_once(&mut self) -> Result<()> {
        // Before the first step the average is of nothing.
        let trained = self.compiled.as_ref().filter(|compiled| compiled.steps > 0);
        let slot = trained.and_then(|compiled| compiled.options.optimizer.average_slot());
        let Some(slot) = slot else { return Ok(()) };
        let mut values = vec![0.0; self.layout.trainable];
        self.device.read(&self.memory, &[self.layout.slot(slot)], &mut values).await?;
        self.changes += 1;
        self.device.write(&mut self.memory, self.layout.trainables(), &values).await?;
        self.secure().await
    }

    /// Checks that a data set fits the compiled model: shapes, finite numbers, labels in range.
    pub(super) fn check(&self, data: &Dataset, what: &str) -> Result<()> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled(what))?;
        self.check_input(data.x(), what)?;
        let (target, given) = (&compiled.target, data.y().shape().sample());
        let trimmed = |shape: &[usize]| -> Vec<usize> {
            let keep = shape.iter().rposition(|&n| n != 1).map_or(0, |last| last + 1);
            shape[..keep].to_vec()
        };
        if trimmed(target) != trimmed(&given) {
            let output = self.network.output_shape();
            // The two kinds of targets that people take for each other.
            let hint = match compiled.options.loss.name() {
                "sparse_categorical_crossentropy" if trimmed(&given) == trimmed(output) => {
                    "; for rows with a number for each class take categorical_crossentropy"
                }
                "categorical_crossentropy" if trimmed(&given) == trimmed(&output.rows_shape()) => {
                    "; for class numbers take sparse_categorical_crossentropy"
                }
                _ => "",
            };
            let expected = format!(
                "(samples, ..) with targets of shape {target} for loss {}{hint}",
                compiled.options.loss.name()
            );
            return Err(Error::shape(format!("{what}: y"), expected, data.y().shape()));
        }
        data.y().check_finite(&format!("{what}: y"))?;
        let (loss, output) = (&compiled.options.loss, self.network.output_shape());
        if let Some(classes) = loss.classes(output) {
            data.check_labels(classes, loss.ignored())?;
        }
        let rows = output.rows_shape().size();
        if data.weight_size() > 1 && data.weight_size() != rows {
            return Err(Error::invalid(format!(
                "{what}: option \"sample_weight\" holds {} numbers a sample; expected 1, or {rows} for an output of shape {output}",
                data.weight_size()
            )));
        }
        Ok(())
    }

    fn check_input(&self, x: &Tensor, what: &str) -> Result<()> {
        if x.shape().is_empty() || x.shape().sample() != *self.network.input_shape() {
            let expected = format!("(samples, ..) with samples of shape {}", self.network.input_shape());
            return Err(Error::shape(format!("{what}: x"), expected, x.shape()));
        }
        if let Some(size) = self.network.vocabulary() {
            if let Some((at, value)) = x.first_outside(size, None) {
                let sample = at / x.shape().sample().size().max(1);
                return Err(Error::invalid(format!(
                    "{what}: x holds {} in sample {sample}; expected whole numbers from 0 to {}, the \
                     vocabulary of the first layer",
                    number(value.into()),
                    size - 1
                )));
            }
            return Ok(());
        }
        x.check_finite(&format!("{what}: x"))
    }

    /// Trains on a data set; see [`FitOptions`] for the defaults.
    ///
    /// # Errors
    /// When the model is not compiled or data or options do not fit it. Nothing is trained then.
    pub async fn fit(&mut self, train: &Dataset, options: FitOptions) -> Result<History> {
        self.fit_with(train, None, options, |_, _| ControlFlow::Continue(())).await
    }

    /// As [`Model::fit`], with validation data and a function called after every batch, which may end it;
    /// moving averages and kept weights come back then, too.
    pub async fn fit_with(
        &mut self,
        train: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
        mut on_step: impl FnMut(&Fit, FitStep) -> ControlFlow<()>,
    ) -> Result<History> {
        let mut fit = Fit::new(self, train, validation, options)?;
        while let Some(step) = fit.step(self).await? {
            if on_step(&fit, step).is_break() {
                fit.finish(self).await?;
                break;
            }
        }
        Ok(fit.into_history())
    }

    /// Trains on batches that `next` makes, as Keras does on a generator: with `steps_per_epoch` one epoch takes so
    /// many of them, without it an epoch ends where `next` gives `None`, and the next one goes on asking.
    ///
    /// # Errors
    /// What `next` fails with, or as [`Model::fit`]; a batch that does not fit is not trained on. Also when `next`
    /// gives `None` before an epoch has had a batch.
    pub async fn fit_batches(
        &mut self,
        mut next: impl FnMut() -> Option<Result<Dataset>>,
        validation: Option<&Dataset>,
        options: FitOptions,
    ) -> Result<History> {
        let mut fit = Fit::batches(self, validation, options)?;
        loop {
            if !fit.wants_batch() {
                if fit.step(self).await?.is_none() {
                    return Ok(fit.into_history());
                }
                continue;
            }
            match next() {
                Some(batch) => fit.feed(self, &batch?).await?,
                None => fit.end_of_data(self).await?,
            };
        }
    }

    /// Loss and metrics over a data set, under their names.
    pub async fn evaluate(&mut self, data: &Dataset, batch_size: usize) -> Result<Vec<(String, f64)>> {
        let mut evaluation = Evaluation::new(self, data, batch_size)?;
        while !evaluation.step(self).await? {}
        Ok(evaluation.logs().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// One training step on a batch; returns loss and metrics as they were before it.
    pub async fn train_on_batch(&mut self, batch: &Dataset) -> Result<Vec<(String, f64)>> {
        self.check(batch, "train_on_batch")?;
        let mut sums = self.sums()?;
        let mut values = vec![0.0; sums.len()];
        let (x, y) = (batch.x_range(0..batch.len()), batch.y_range(0..batch.len()));
        let weights = batch.weight_range(0..batch.len());
        let step = Batch { size: batch.len(), x: &x, y: &y, weights: &weights, chosen: None };
        self.run_batch(true, step, &mut values).await?;
        sums.add(&values, batch.len());
        Ok(sums.logs().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// Lets training change the weights of a layer, or not. The weights stay; a compiled model is compiled anew,
    /// so that the optimizer starts afresh.
    ///
    /// # Errors
    /// When there is no layer of this name.
    pub async fn set_trainable(&mut self, layer: &str, trainable: bool) -> Result<()> {
        let weights = self.weights().await?;
        self.network.set_trainable(layer, trainable)?;
        self.layout = layout_of(&self.network);
        let compiled = self.compiled.take();
        self.keep_image(&weights);
        outliving!(self, self.lay_out(&weights))?;
        match compiled {
            Some(compiled) => outliving!(self, self.prepare_training(compiled.options.clone())),
            None => Ok(()),
        }
    }

    /// Puts weights into memory of this layout.
    async fn lay_out(&mut self, weights: &[Tensor]) -> Result<()> {
        self.forget_programs();
        self.memory = self.device.allocate(self.layout.len(0)).await?;
        self.put_back_once(weights).await
    }

    /// The weights in Keras order.
    pub async fn weights(&mut self) -> Result<Vec<Tensor>> {
        outliving!(self, self.weights_once())
    }

    async fn weights_once(&mut self) -> Result<Vec<Tensor>> {
        let mut all = Vec::new();
        for (index, weight) in self.network.weights().iter().enumerate() {
            let mut values = vec![0.0; weight.shape.size()];
            self.device.read(&self.memory, &[self.layout.weight(index)], &mut values).await?;
            all.push(Tensor::from_f32(weight.shape.clone(), values)?);
        }
        Ok(all)
    }

    /// Replaces all weights.
    ///
    /// # Errors
    /// When number, shapes or values do not fit; no weight is changed then.
    pub async fn set_weights(&mut self, weights: &[Tensor]) -> Result<()> {
        let expected = self.network.weights();
        if weights.len() != expected.len() {
            return Err(Error::invalid(format!(
                "the weights: expected {} tensors, got {}",
                expected.len(),
                weights.len()
            )));
        }
        for (tensor, weight) in weights.iter().zip(expected) {
            if *tensor.shape() != weight.shape {
                return Err(Error::shape(
                    format!("weight \"{}\"", weight.name),
                    weight.shape.to_string(),
                    tensor.shape(),
                ));
            }
            tensor.check_finite(&format!("weight \"{}\"", weight.name))?;
        }
        self.put_back(weights).await
    }

    /// Puts weights back that were this model's own, whatever they hold.
    pub(super) async fn put_back(&mut self, weights: &[Tensor]) -> Result<()> {
        outliving!(self, self.put_back_once(weights))
    }

    async fn put_back_once(&mut self, weights: &[Tensor]) -> Result<()> {
        self.changes += 1;
        for (index, tensor) in weights.iter().enumerate() {
            self.device.write(&mut self.memory, self.layout.weight(index), &tensor.to_f32()).await?;
        }
        self.secure().await
    }
}

/// A program that was made ready.
fn found<D: Device>(programs: &mut [Vec<(Size, Ready<D>)>; USES], purpose: Use, size: Size) -> &mut Ready<D> {
    let mut programs = programs[purpose as usize].iter_mut();
    &mut programs.find(|(known, _)| *known == size).expect("the program was just made").1
}

/// Where the weights of a network stand.
fn layout_of(network: &Network) -> Layout {
    let sizes: Vec<(usize, bool)> =
        network.weights().iter().map(|weight| (weight.shape.size(), weight.trainable)).collect();
    Layout::new(&sizes)
}

pub(super) fn not_compiled(what: &str) -> Error {
    Error::invalid(format!(
        "{what}: the model is not compiled; call compile with an optimizer and a loss first"
    ))
}

pub(super) fn check_batch_size(batch_size: usize) -> Result<()> {
    if batch_size == 0 { Err(Error::invalid("batch size 0: expected at least 1")) } else { Ok(()) }
}
