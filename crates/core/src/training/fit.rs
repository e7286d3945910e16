//! The training loop as a state machine: each call does one batch. Between calls the model is free for other use: the
//! caller can pause, look, predict, or stop.

mod group;

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::batch::Staging;
use super::callbacks::{Callback, Control};
use super::compiled::not_compiled;
use super::model::{DEFAULT_BATCH_SIZE, Model};
use super::sums::Sums;
use super::{Evaluation, FitOptions, History};
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::random::Generator;
use crate::shape::Shape;
use crate::tensor::Tensor;

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Trained on a batch.
    Train,
    /// Evaluated a batch of the validation data.
    Validate,
    /// Ended an epoch without a batch, because no more batches came from outside.
    End,
}

/// A step of a training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FitStep {
    /// What was done.
    pub phase: Phase,
    /// The epoch, from 0.
    pub epoch: usize,
    /// The batch within epoch and phase, from 0.
    pub step: usize,
    /// Batches in this phase; 0 when batches come from outside and their number is not known.
    pub steps: usize,
    /// Samples in this batch.
    pub size: usize,
    /// True for the last step of an epoch; the history then has its values.
    pub epoch_end: bool,
    /// True when a callback asks for the model to be saved as it is now.
    pub checkpoint: bool,
    /// True for the last step of the training.
    pub last: bool,
}

/// A callback and the weights it keeps.
struct Watch {
    callback: Box<dyn Callback>,
    kept: Option<Vec<Tensor>>,
}

/// Where batches come from.
enum DataSource {
    /// A data set, and the order of its samples in this pass.
    Data { data: Dataset, order: Vec<u32> },
    /// The caller, through [`Fit::feed`].
    Fed,
}

/// A training run under way.
pub struct Fit {
    options: FitOptions,
    source: DataSource,
    staging: Staging,
    /// The shapes of one sample of each input in `staging`.
    inputs: Vec<Shape>,
    /// Losses and metric sums of the last batch.
    values: Vec<f32>,
    /// True if the batch in `staging` is still to be trained on.
    gathered: bool,
    validation: Option<Dataset>,
    validation_batch: usize,
    /// The validation under way.
    evaluation: Option<Evaluation>,
    watches: Vec<Watch>,
    batch: usize,
    epoch: usize,
    /// Samples of this pass that were taken, and steps of this epoch that were done.
    next: usize,
    step: usize,
    begun: bool,
    over: bool,
    finished: bool,
    stopping: bool,
    sums: Sums,
    /// Steps whose results have not arrived yet, with their numbers of samples.
    under_way: VecDeque<(u64, usize)>,
    history: History,
    compiles: u64,
}

impl Fit {
    /// Prepares to train `model`.
    ///
    /// # Errors
    /// When the model is not compiled or data or options do not fit it.
    pub fn new<D: Device>(
        model: &Model<D>,
        train: &Dataset,
        validation: Option<&Dataset>,
        options: FitOptions,
    ) -> Result<Self> {
        options.check()?;
        let (train, validation) = match validation {
            Some(given) => (train.clone(), Some(given.clone())),
            None if options.validation_split != 0.0 => {
                let (train, validation) = train.split(options.validation_split)?;
                (train, Some(validation))
            }
            None => (train.clone(), None),
        };
        let inputs = model.check(&train, "fit")?;
        let train = match options.class_weight.as_slice() {
            [] => train,
            weights => train.with_class_weight(weights)?,
        };
        let samples = train.len();
        let batch = options.batch_size.unwrap_or(DEFAULT_BATCH_SIZE).min(samples);
        let source = DataSource::Data { order: (0..samples as u32).collect(), data: train };
        let mut fit = Self::prepare(model, source, validation, batch, options)?;
        fit.inputs = inputs;
        fit.find_place(samples.div_ceil(batch), model.steps());
        Ok(fit)
    }

    /// Prepares to train `model` on batches from outside: pass each to [`Fit::feed`] while [`Fit::wants_batch`].
    /// Without `steps_per_epoch` in the options, [`Fit::end_of_data`] ends an epoch.
    ///
    /// # Errors
    /// When the model is not compiled, the validation data do not fit it, or an option is set that needs all samples.
    pub fn batches<D: Device>(
        model: &Model<D>,
        validation: Option<&Dataset>,
        options: FitOptions,
    ) -> Result<Self> {
        options.check()?;
        let whole = [
            ("validation_split", options.validation_split != 0.0),
            ("batch_size", options.batch_size.is_some()),
        ];
        if let Some((name, _)) = whole.iter().find(|(_, set)| *set) {
            return Err(Error::invalid(format!(
                "fit: option \"{name}\" needs all samples at once; it cannot be set for batches"
            )));
        }
        Self::prepare(model, DataSource::Fed, validation.cloned(), DEFAULT_BATCH_SIZE, options)
    }

    fn prepare<D: Device>(
        model: &Model<D>,
        source: DataSource,
        validation: Option<Dataset>,
        batch: usize,
        options: FitOptions,
    ) -> Result<Self> {
        model.network.check_trainable()?;
        if let Some(validation) = &validation {
            model.check(validation, "fit: validation data")?;
        }
        if options.epochs <= options.initial_epoch {
            return Err(Error::invalid(format!(
                "fit: option \"epochs\" is {}, not above option \"initial_epoch\", {}; nothing would be trained",
                options.epochs, options.initial_epoch
            )));
        }
        let sums = model.sums()?;
        let mut fit = Self {
            source,
            staging: Staging::default(),
            inputs: Vec::new(),
            values: vec![0.0; sums.len()],
            gathered: false,
            validation,
            validation_batch: (options.validation_batch_size.or(options.batch_size))
                .unwrap_or(DEFAULT_BATCH_SIZE),
            evaluation: None,
            watches: Vec::new(),
            batch,
            epoch: options.initial_epoch,
            next: 0,
            step: 0,
            begun: false,
            over: false,
            finished: false,
            stopping: false,
            sums,
            under_way: VecDeque::new(),
            history: History::default(),
            compiles: model.compiles(),
            options,
        };
        for callback in &fit.options.callbacks {
            let compiled = model.compiled.as_ref().ok_or_else(|| not_compiled("fit"))?;
            let callback = callback.start(&compiled.criteria, fit.validation.is_some())?;
            fit.watches.push(Watch { callback, kept: None });
        }
        Ok(fit)
    }

    /// Adds a custom callback; only before the first step.
    pub fn watch(&mut self, callback: impl Callback + 'static) {
        self.watches.push(Watch { callback: Box::new(callback), kept: None });
    }

    /// Calls one function of every callback and does what the callbacks ask for. Returns whether the model is to be
    /// saved, and whether the learning rate is to be shown.
    async fn call<D: Device>(
        &mut self,
        model: &mut Model<D>,
        visit: impl Fn(&mut dyn Callback, &mut Control) -> Result<()>,
    ) -> Result<(bool, Option<f64>)> {
        let (mut checkpoint, mut shown) = (false, None);
        for watch in &mut self.watches {
            let rate = model.learning_rate()?;
            let mut control = Control::new(rate);
            visit(watch.callback.as_mut(), &mut control)?;
            if control.keep {
                watch.kept = Some(model.weights().await?);
            }
            if let (true, Some(kept)) = (control.restore, &watch.kept) {
                model.put_back(kept).await?;
            }
            if let Some(rate) = control.rate {
                model.set_learning_rate(rate as f32)?;
            }
            if control.shows_rate {
                shown = Some(rate);
            }
            self.stopping |= control.stop;
            checkpoint |= control.checkpoint;
        }
        Ok((checkpoint, shown))
    }

    async fn begin_epoch<D: Device>(&mut self, model: &mut Model<D>) -> Result<()> {
        if self.epoch == self.options.initial_epoch {
            // An earlier training that was given up may have left results.
            model.session.drop_waiting();
            self.call(model, |callback, control| {
                callback.on_train_begin(control);
                Ok(())
            })
            .await?;
        }
        self.begun = true;
        self.step = 0;
        self.sums.reset();
        let epoch = self.epoch;
        self.call(model, |callback, control| {
            callback.on_epoch_begin(epoch, control);
            Ok(())
        })
        .await?;
        if self.next == 0 {
            self.begin_pass(model.steps());
        }
        Ok(())
    }

    /// Finds where in a pass of `batches` batches the first epoch begins. With `steps_per_epoch`, a training that
    /// continues from a file may start in the middle of a pass.
    fn find_place(&mut self, batches: usize, steps: u64) {
        let Some(epoch) = self.options.steps_per_epoch else { return };
        // The epochs of this pass that are done already. The last epoch of a pass ends with the pass.
        let within = self.options.initial_epoch % batches.div_ceil(epoch);
        let done = within * epoch;
        if done > 0 {
            self.next = done * self.batch;
            self.begin_pass(steps.saturating_sub(done as u64));
        }
    }

    /// Puts the samples into a new order. It follows only from the seed and the number of training steps done. So a
    /// training that continues from a file sees the order that it would have seen, and a second `fit` sees another
    /// order.
    fn begin_pass(&mut self, steps: u64) {
        if let (DataSource::Data { order, .. }, true) = (&mut self.source, self.options.shuffle) {
            order.iter_mut().enumerate().for_each(|(place, index)| *index = place as u32);
            Generator::stream(self.options.seed, steps).shuffle(order);
        }
    }

    /// True if the next step trains on a batch.
    fn trains(&self) -> bool {
        self.evaluation.is_none() && !self.over
    }

    /// True if the next call must be [`Fit::feed`] or [`Fit::end_of_data`].
    pub fn wants_batch(&self) -> bool {
        matches!(self.source, DataSource::Fed) && self.trains() && !self.gathered
    }

    /// Does one batch and says what it was; `None` when training is over.
    ///
    /// # Errors
    /// When a batch must come from outside first, or a callback failed. The model keeps what it learned.
    pub async fn step<D: Device>(&mut self, model: &mut Model<D>) -> Result<Option<FitStep>> {
        if self.over {
            self.finish(model).await?;
            return Ok(None);
        }
        model.expect_compiles(self.compiles, "fit")?;
        if self.evaluation.is_some() {
            return self.validate(model).await.map(Some);
        }
        self.gather(model).await?;
        self.train(model).await.map(Some)
    }

    /// Trains on the batch that was gathered.
    async fn train<D: Device>(&mut self, model: &mut Model<D>) -> Result<FitStep> {
        model.session.take_inputs(&self.inputs);
        let done = self.train_once(model).await;
        if done.is_err() {
            // Nothing will read the results of the earlier steps any more, and they would stay on the device.
            self.under_way.clear();
            model.session.drop_waiting();
        }
        done
    }

    async fn train_once<D: Device>(&mut self, model: &mut Model<D>) -> Result<FitStep> {
        loop {
            let ticket = model.begin_step(self.staging.batch()).await?;
            self.under_way.push_back((ticket, self.staging.batch().size));
            // Wait for this batch if a callback watches every batch, or if there are no results to show yet.
            let looked_at = self.watches.iter().any(|watch| watch.callback.watches_batches());
            let waits = looked_at || self.sums.is_empty();
            let came = self.collect(model, if waits { 0 } else { model.device().queue_depth() }).await?;
            // The results of this batch were lost with the device. The batch is still staged: train on it again.
            if came || !waits {
                return self.after_batch(model).await;
            }
        }
    }

    /// Adds the results of steps to the sums, except those of the last `queue_depth` steps, which may still be running.
    /// Returns false if the device lost the last result that was read.
    async fn collect<D: Device>(&mut self, model: &mut Model<D>, queue_depth: usize) -> Result<bool> {
        let mut came = true;
        while self.under_way.len() > queue_depth {
            let Some((ticket, size)) = self.under_way.pop_front() else { break };
            came = model.end_step(ticket, &mut self.values).await?;
            if came {
                self.sums.add(&self.values, size);
            }
        }
        Ok(came)
    }

    /// Waits for the results of all steps so far, so that [`Fit::logs`] includes all of them.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn drain<D: Device>(&mut self, model: &mut Model<D>) -> Result<()> {
        self.collect(model, 0).await.map(|_| ())
    }

    /// The number of samples of this epoch that [`Fit::logs`] includes. With a device that has a queue depth, the
    /// results lag some batches behind the training.
    pub fn counted(&self) -> f64 {
        self.sums.samples()
    }

    /// Gathers the batch of the next training step, if that is not done yet, without training on it.
    async fn gather<D: Device>(&mut self, model: &mut Model<D>) -> Result<()> {
        if self.gathered {
            return Ok(());
        }
        if !self.begun {
            self.begin_epoch(model).await?;
        }
        let Self { source: DataSource::Data { data, order }, staging, next, batch, .. } = self else {
            return Err(Error::invalid("fit: the next batch is missing; feed it first"));
        };
        let size = (*batch).min(data.len() - *next);
        let samples = order[*next..*next + size].iter().map(|&i| i as usize);
        if D::HOLDS_SAMPLES && model.session.upload(data).await? {
            staging.choose(data, samples);
        } else {
            staging.gather(data, samples)?;
        }
        self.gathered = true;
        Ok(())
    }

    /// Trains on a batch from outside.
    ///
    /// # Errors
    /// When the batch does not fit the model, or none is wanted; nothing is trained then.
    pub async fn feed<D: Device>(&mut self, model: &mut Model<D>, batch: &Dataset) -> Result<FitStep> {
        self.take(model, batch).await?;
        self.train(model).await
    }

    /// Takes a batch from outside for the next training step. [`Fit::step`] trains on it, or [`Fit::divide`] continues
    /// with it.
    ///
    /// # Errors
    /// As [`Fit::feed`].
    pub async fn take<D: Device>(&mut self, model: &mut Model<D>, batch: &Dataset) -> Result<()> {
        if !self.wants_batch() {
            return Err(Error::invalid("fit: a batch was fed but none is wanted"));
        }
        model.expect_compiles(self.compiles, "fit")?;
        let inputs = model.check(batch, "fit: batch")?;
        let weighted;
        let batch = if self.options.class_weight.is_empty() {
            batch
        } else {
            weighted = batch.clone().with_class_weight(&self.options.class_weight)?;
            &weighted
        };
        if !self.begun {
            self.begin_epoch(model).await?;
        }
        self.staging.gather(batch, 0..batch.len())?;
        self.inputs = inputs;
        self.gathered = true;
        Ok(())
    }

    /// Ends the epoch: no more batches come from outside for it.
    ///
    /// # Errors
    /// When the epoch had no batch, because nothing would be trained.
    pub async fn end_of_data<D: Device>(&mut self, model: &mut Model<D>) -> Result<FitStep> {
        if !self.wants_batch() || self.step == 0 {
            return Err(Error::invalid(format!(
                "fit: the batches ended before epoch {} had one; an epoch takes steps_per_epoch of them, or all there \
                 are",
                self.epoch
            )));
        }
        let step = self.report(Phase::End, [self.step, self.step], 0);
        self.end_of_training_phase(model, step).await
    }

    async fn after_batch<D: Device>(&mut self, model: &mut Model<D>) -> Result<FitStep> {
        self.gathered = false;
        let size = self.staging.batch().size;
        let mut steps = self.options.steps_per_epoch.unwrap_or(0);
        let mut epoch_ends = self.step + 1 == steps;
        if let DataSource::Data { data, .. } = &self.source {
            let samples = data.len();
            self.next += size;
            let passes_end = self.next == samples;
            if passes_end {
                self.next = 0;
            }
            steps = self.options.steps_per_epoch.unwrap_or(samples.div_ceil(self.batch));
            // As in Keras, an epoch ends early when the samples run out.
            epoch_ends = self.step + 1 == steps || passes_end;
        }
        let number = self.step;
        let step = self.report(Phase::Train, [number, steps], size);
        self.step += 1;
        if self.watches.iter().any(|watch| watch.callback.watches_batches()) {
            let logs = named(self.sums.logs(), "");
            self.call(model, |callback, control| {
                callback.on_batch_end(number, &logs, control);
                Ok(())
            })
            .await?;
        }
        if epoch_ends || self.stopping { self.end_of_training_phase(model, step).await } else { Ok(step) }
    }

    /// The report of a step of this epoch: its number, the number of steps in the phase, and its samples.
    fn report(&self, phase: Phase, [step, steps]: [usize; 2], size: usize) -> FitStep {
        FitStep {
            phase,
            epoch: self.epoch,
            step,
            steps,
            size,
            epoch_end: false,
            checkpoint: false,
            last: false,
        }
    }

    /// After the last training batch of an epoch: validation comes next, or the epoch's end.
    async fn end_of_training_phase<D: Device>(
        &mut self,
        model: &mut Model<D>,
        step: FitStep,
    ) -> Result<FitStep> {
        self.collect(model, 0).await?;
        match &self.validation {
            Some(data) if self.options.validation_freq.is_due(self.epoch) => {
                let (batch, steps) = (self.validation_batch, self.options.validation_steps);
                let evaluation = self.evaluation.insert(Evaluation::of(model, data, batch, steps)?);
                evaluation.again = true;
                Ok(step)
            }
            _ => self.end_epoch(model, Vec::new(), step).await,
        }
    }

    async fn validate<D: Device>(&mut self, model: &mut Model<D>) -> Result<FitStep> {
        let mut step = self.report(Phase::Validate, [0, 0], 0);
        let Some(evaluation) = &mut self.evaluation else { return Ok(step) };
        (step.step, step.steps) = evaluation.progress();
        let before = evaluation.samples();
        let done = evaluation.step(model).await?;
        step.size = evaluation.samples() - before;
        if !done {
            return Ok(step);
        }
        let values = named(evaluation.logs(), "val_");
        self.evaluation = None;
        self.end_epoch(model, values, step).await
    }

    async fn end_epoch<D: Device>(
        &mut self,
        model: &mut Model<D>,
        validation: Vec<(String, f64)>,
        step: FitStep,
    ) -> Result<FitStep> {
        let mut logs = named(self.sums.logs(), "");
        logs.extend(validation);
        let epoch = self.epoch;
        let (checkpoint, rate) =
            self.call(model, |callback, control| callback.on_epoch_end(epoch, &logs, control)).await?;
        logs.extend(rate.map(|rate| ("learning_rate".to_string(), rate)));
        self.history.push(epoch, logs);
        self.epoch += 1;
        self.begun = false;
        self.over = self.stopping || self.epoch == self.options.epochs;
        Ok(FitStep { epoch_end: true, last: self.over, checkpoint, ..step })
    }

    /// Ends the training as its last step does. A moving average that the optimizer keeps replaces the weights, and
    /// callbacks restore the weights that they kept. [`Fit::step`] does this once after the last step. A caller that
    /// ends a training early must call it.
    ///
    /// # Errors
    /// When the device fails.
    pub async fn finish<D: Device>(&mut self, model: &mut Model<D>) -> Result<()> {
        self.over = true;
        if core::mem::replace(&mut self.finished, true) {
            return Ok(());
        }
        self.evaluation = None;
        self.collect(model, 0).await?;
        model.session.forget_uploads();
        model.take_average().await?;
        self.call(model, |callback, control| {
            callback.on_train_end(control);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// The training means of the epoch so far, under their names. With a device that has a queue depth, they lag some
    /// batches behind until the epoch's end.
    pub fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        self.sums.logs()
    }

    /// The finished epochs.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The finished epochs, when training is over.
    pub fn into_history(self) -> History {
        self.history
    }
}

/// Values under their names with a prefix.
fn named<'n>(logs: impl Iterator<Item = (&'n str, f64)>, prefix: &str) -> Vec<(String, f64)> {
    logs.map(|(name, value)| (format!("{prefix}{name}"), value)).collect()
}
