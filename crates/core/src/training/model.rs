//! A model: a network with its weights, optimizer, losses and metrics, on a session.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::Compile;
use super::batch::{Batch, Staging};
use super::compiled::{Compiled, not_compiled};
use super::criteria::Criteria;
use super::recovery::Recovery;
use super::replica::Replica;
use super::session::{Key, Session, Use, write_weight};
use super::sums::Sums;
use super::tracer::Tracer;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::memory::zeros;
use crate::models::Network;
use crate::optimizers::Optimizer;
use crate::program::{DType, Layout, Program, Step};
use crate::tensor::{Data, Tensor};

/// Keras's batch size when none is given.
pub const DEFAULT_BATCH_SIZE: usize = 32;

/// Awaits `$work`. If the device is lost meanwhile, replaces the device and does the work again.
macro_rules! outliving {
    ($model:ident, $work:expr) => {
        loop {
            match $work.await {
                Err($crate::Error::DeviceLost { device, reason }) if D::CAN_BE_LOST => {
                    $model.recover(device, reason).await?;
                }
                done => break done,
            }
        }
    };
}
pub(super) use outliving;

/// A model whose weights live on a device.
pub struct Model<D: Device> {
    pub(super) session: Session<D>,
    pub(super) network: Network,
    pub(super) seed: u64,
    pub(super) compiled: Option<Compiled>,
    /// The number of times that the model was compiled.
    compiles: u64,
    /// The number of changes to weights and optimizer state.
    pub(super) changes: u64,
    pub(super) replica: Option<Replica>,
    pub(super) recovery: Recovery,
}

impl<D: Device> Model<D> {
    /// Puts a model on a device, with the initial weights of this seed.
    ///
    /// # Errors
    /// When the device has no room or lacks an operation.
    pub async fn new(network: Network, device: D, seed: u64) -> Result<Self> {
        Self::start(network, device, seed, None).await
    }

    /// Puts a model on a device, with these weights in Keras order. Weights in 8 bits stay in 8 bits, a quarter of the
    /// memory, until a training step changes them.
    ///
    /// # Errors
    /// When the number or the shapes of the weights do not fit, a float is not finite, or as [`Model::new`].
    pub async fn with_weights(network: Network, device: D, seed: u64, weights: &[Tensor]) -> Result<Self> {
        check_weights(&network, weights)?;
        Self::start(network, device, seed, Some(weights)).await
    }

    async fn start(network: Network, mut device: D, seed: u64, weights: Option<&[Tensor]>) -> Result<Self> {
        let dtype = |index: usize| weights.map_or(DType::F32, |weights| stored(&weights[index]));
        let (layout, _) = lay_out(&network, None, dtype);
        let mut memory = device.allocate(layout.bytes()).await?;
        for (index, weight) in network.weights().iter().enumerate() {
            let first;
            let weight = match weights {
                Some(weights) => &weights[index],
                None => {
                    first = Tensor::from_f32(weight.shape.clone(), network.initial_weight(index, seed)?)?;
                    &first
                }
            };
            write_weight(&mut device, &mut memory, layout.weight(index), weight).await?;
        }
        let mut model = Self {
            session: Session::new(device, memory, layout, network.input_shapes().to_vec()),
            network,
            seed,
            compiled: None,
            compiles: 0,
            changes: 0,
            replica: None,
            recovery: Recovery::default(),
        };
        model.session.check_support(&model.prediction_program(1, false)?)?;
        model.secure().await?;
        Ok(model)
    }

    /// The layers.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The device.
    pub fn device(&self) -> &D {
        &self.session.device
    }

    /// What the model was compiled with.
    pub fn compiled(&self) -> Option<&Compile> {
        self.compiled.as_ref().map(|compiled| &compiled.options)
    }

    /// The tracer of the model as it is now.
    pub(super) fn tracer(&self) -> Tracer<'_> {
        Tracer {
            network: &self.network,
            inputs: &self.session.inputs,
            layout: &self.session.layout,
            compiled: self.compiled.as_ref(),
            replica: self.replica.as_ref(),
            float16: self.session.device.float16(),
        }
    }

    /// Sets optimizer, losses and metrics. The optimizer starts without state; the weights stay.
    ///
    /// # Errors
    /// When losses or metrics do not fit the model's outputs, or the device has no room or lacks an operation of the
    /// training step; the model then stays as it was.
    pub async fn compile(&mut self, options: Compile) -> Result<()> {
        outliving!(self, self.compile_once(&options))?;
        self.compiles += 1;
        Ok(())
    }

    async fn compile_once(&mut self, options: &Compile) -> Result<()> {
        let criteria = Criteria::new(options, &self.network)?;
        let mut compiled = Compiled { options: options.clone(), criteria, steps: 0 };
        let program = self.training_program_of(&compiled, 1, false)?;
        self.session.check_support(&program)?;
        compiled.criteria.learn_sizes(&program.results);
        let optimizer = Some(&compiled.options.optimizer);
        let (layout, slots) = lay_out(&self.network, optimizer, |index| self.dtype(index));
        if layout == self.session.layout && slots.is_empty() {
            // The memory stays, but all programs of the earlier optimizer, losses and metrics are out of date.
            self.session.forget_programs(|_| true);
            self.replica = None;
            self.changes += 1;
        } else {
            self.take_layout(layout, Some(&slots), None).await?;
        }
        self.compiled = Some(compiled);
        self.secure().await
    }

    /// The dtype in which a weight is stored.
    fn dtype(&self, index: usize) -> DType {
        self.session.layout.weight(index).dtype
    }

    /// True if a trainable weight is in 8 bits. The optimizer then has no slots.
    pub(super) fn is_small(&self) -> bool {
        let weights = self.network.weights().iter().enumerate();
        let mut trained = weights.filter(|(_, weight)| weight.trainable).map(|(index, _)| index);
        trained.any(|index| self.dtype(index) != DType::F32)
    }

    /// Makes the model ready for a training step: trainable weights in 8 bits become floats, and the optimizer gets its
    /// slots. Frozen weights keep their dtype. Does nothing if all trainable weights are floats.
    ///
    /// # Errors
    /// When the device has no room; the model then stays as it was.
    pub(super) async fn make_trainable(&mut self) -> Result<()> {
        let Some(compiled) = self.compiled.as_ref().filter(|_| self.is_small()) else { return Ok(()) };
        let dtype = |index: usize| match self.network.weights()[index].trainable {
            true => DType::F32,
            false => self.dtype(index),
        };
        let (layout, slots) = lay_out(&self.network, Some(&compiled.options.optimizer), dtype);
        self.take_layout(layout, Some(&slots), None).await?;
        // The device may be lost before the first step, while it compiles the step's kernels.
        self.secure().await
    }

    /// Replaces the memory by new memory with this layout. It gets `weights`, or without them the model's present
    /// weights. Each optimizer slot is filled with its entry of `slots`, or without `slots` keeps its values.
    ///
    /// # Errors
    /// When the device has no room or fails; the old memory then stays.
    async fn take_layout(
        &mut self,
        layout: Layout,
        slots: Option<&[f32]>,
        weights: Option<&[Tensor]>,
    ) -> Result<()> {
        let Self { session, network, .. } = self;
        let mut memory = session.device.allocate(layout.bytes()).await?;
        for (index, weight) in network.weights().iter().enumerate() {
            let own;
            let weight = match weights {
                Some(weights) => &weights[index],
                None => {
                    own = session.read_weight(index, &weight.shape).await?;
                    &own
                }
            };
            write_weight(&mut session.device, &mut memory, layout.weight(index), weight).await?;
        }
        for slot in 0..layout.slots() {
            let state = match slots.map(|slots| slots[slot]) {
                // New memory is zero.
                Some(0.0) => continue,
                Some(value) => {
                    let mut state = zeros("the optimizer's state", layout.trainable)?;
                    state.fill(value);
                    state
                }
                None => session.read(session.layout.slot(slot)).await?,
            };
            session.device.write(&mut memory, layout.slot(slot), &state).await?;
        }
        session.replace_memory(memory, layout);
        self.replica = None;
        self.changes += 1;
        // The copy on the host has the old layout.
        self.recovery.forget_copy();
        Ok(())
    }

    /// Changes the learning rate from the next step on.
    ///
    /// # Errors
    /// When the model is not compiled, or the learning rate follows a schedule.
    pub fn set_learning_rate(&mut self, rate: f32) -> Result<()> {
        let compiled = self.compiled.as_mut().ok_or_else(|| not_compiled("set_learning_rate"))?;
        compiled.options.optimizer.set_learning_rate(rate.into())
    }

    /// The learning rate of the next step.
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn learning_rate(&self) -> Result<f64> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("learning_rate"))?;
        Ok(compiled.options.optimizer.learning_rate(compiled.steps))
    }

    /// Runs one batch and reads its results into `out`, one after the other.
    pub(super) async fn run(&mut self, purpose: Use, batch: Batch<'_>, out: &mut [f32]) -> Result<()> {
        outliving!(self, self.run_once(purpose, batch, out))
    }

    async fn run_once(&mut self, purpose: Use, batch: Batch<'_>, out: &mut [f32]) -> Result<()> {
        self.submit(purpose, batch).await?;
        if out.is_empty() {
            return Ok(());
        }
        let reading = self.session.begin_read(Key::new(purpose, batch.size, batch.weight_sizes))?;
        self.session.end_read(reading, out).await
    }

    /// Begins a training step. Returns the ticket with which [`Model::end_step`] returns its losses and metric sums.
    pub(super) async fn begin_step(&mut self, batch: Batch<'_>) -> Result<u64> {
        outliving!(self, self.submit(Use::Train, batch))?;
        let reading = self.session.begin_read(Key::new(Use::Train, batch.size, batch.weight_sizes))?;
        Ok(self.session.wait_later(reading))
    }

    /// Writes the losses and metric sums of a training step to `sums`. Returns false if they were lost with the device.
    pub(super) async fn end_step(&mut self, ticket: u64, sums: &mut [f32]) -> Result<bool> {
        match self.session.take_waiting(ticket, sums).await {
            Err(Error::DeviceLost { device, reason }) if D::CAN_BE_LOST => {
                self.recover(device, reason).await?;
                Ok(false)
            }
            done => done,
        }
    }

    /// Runs one batch without reading its results. Compiles the program first if necessary.
    async fn submit(&mut self, purpose: Use, batch: Batch<'_>) -> Result<()> {
        let key = Key::new(purpose, batch.size, batch.weight_sizes);
        let trains = matches!(purpose, Use::Train | Use::Update);
        if trains {
            self.make_trainable().await?;
        }
        self.make(key).await?;
        let Session { device, memory, layout, .. } = &mut self.session;
        for (index, update) in batch.updates.iter().enumerate() {
            if let Some(update) = update {
                write_weight(device, memory, layout.weight(index), update).await?;
            }
        }
        if trains {
            self.secure().await?;
        }
        if D::HOLDS_SAMPLES
            && let Some(chosen) = batch.chosen
        {
            self.session.feed_chosen(key, chosen).await?;
        }
        let hyper = self.hyper(0, 0);
        self.session.run(key, batch, &hyper).await?;
        if let (true, Some(compiled)) = (trains, &mut self.compiled) {
            compiled.steps += 1;
            self.changes += 1;
        }
        Ok(())
    }

    /// Compiles the program of this key, unless that is done.
    pub(super) async fn make(&mut self, key: Key<'_>) -> Result<()> {
        if self.session.has(key) {
            return Ok(());
        }
        let program = self.tracer().program(key)?;
        self.session.prepare(key, program).await
    }

    /// The number of training steps done since the model was compiled.
    pub(super) fn steps(&self) -> u64 {
        self.compiled.as_ref().map_or(0, |compiled| compiled.steps)
    }

    /// The number of times that the model was compiled. If it changed, losses and metrics may have changed too.
    pub(super) fn compiles(&self) -> u64 {
        self.compiles
    }

    /// Refuses to continue `what` (a training, an evaluation) if the model was compiled again since its start.
    pub(super) fn expect_compiles(&self, compiles: u64, what: &str) -> Result<()> {
        if self.compiles == compiles {
            return Ok(());
        }
        Err(Error::invalid(format!("{what}: the model was compiled anew meanwhile; start again")))
    }

    /// Empty sums for the losses and metrics of batches.
    pub(super) fn sums(&self) -> Result<Sums> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("evaluate"))?;
        Ok(Sums::new(&compiled.criteria))
    }

    /// At the end of training, replaces the weights by their moving average, if the optimizer keeps one.
    pub(super) async fn take_average(&mut self) -> Result<()> {
        outliving!(self, self.take_average_once())
    }

    async fn take_average_once(&mut self) -> Result<()> {
        // Before the first step there is no average.
        let trained = self.compiled.as_ref().filter(|compiled| compiled.steps > 0);
        let slot = trained.and_then(|compiled| compiled.options.optimizer.average_slot());
        let Some(slot) = slot else { return Ok(()) };
        let values = self.session.read(self.session.layout.slot(slot)).await?;
        self.changes += 1;
        self.session.write(self.session.layout.trainables(), &values).await?;
        self.secure().await
    }

    /// Does one training step on all samples of a data set. Returns losses and metrics, with their names, as they were
    /// before the step.
    ///
    /// # Errors
    /// When the model is not compiled or the batch does not fit it.
    pub async fn train_on_batch(&mut self, batch: &Dataset) -> Result<Vec<(String, f64)>> {
        self.network.check_trainable()?;
        let inputs = self.check(batch, "train_on_batch")?;
        self.session.take_inputs(&inputs);
        let mut sums = self.sums()?;
        let mut values = vec![0.0; sums.len()];
        let mut staging = Staging::default();
        staging.gather(batch, 0..batch.len())?;
        self.run(Use::Train, staging.batch(), &mut values).await?;
        sums.add(&values, batch.len());
        Ok(sums.logs().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// Sets whether training changes the weights of a layer. The weights stay. The optimizer starts again without
    /// state, and its steps count from 0; losses and metrics stay.
    ///
    /// # Errors
    /// When there is no layer of this name, or the device has no room; the model then stays as it was.
    pub async fn set_trainable(&mut self, layer: &str, trainable: bool) -> Result<()> {
        let before = self.network.trainable_flags();
        self.network.set_trainable(layer, trainable)?;
        match outliving!(self, self.lay_out_anew()) {
            Ok(()) => {
                if let Some(compiled) = &mut self.compiled {
                    compiled.steps = 0;
                }
                self.secure().await
            }
            Err(error) => {
                self.network.set_trainable_flags(&before)?;
                Err(error)
            }
        }
    }

    /// Makes new memory for the weights, after a change of the trainable layers.
    async fn lay_out_anew(&mut self) -> Result<()> {
        let optimizer = self.compiled.as_ref().map(|compiled| &compiled.options.optimizer);
        let (layout, slots) = lay_out(&self.network, optimizer, |index| self.dtype(index));
        self.take_layout(layout, Some(&slots), None).await
    }

    /// The weights in Keras order, as floats or in 8 bits as they are stored.
    ///
    /// # Errors
    /// When the device cannot be read.
    pub async fn weights(&mut self) -> Result<Vec<Tensor>> {
        outliving!(self, self.read_weights())
    }

    async fn read_weights(&mut self) -> Result<Vec<Tensor>> {
        let mut all = Vec::new();
        for (index, weight) in self.network.weights().iter().enumerate() {
            all.push(self.session.read_weight(index, &weight.shape).await?);
        }
        Ok(all)
    }

    /// Replaces all weights, given in Keras order. A weight stays in 8 bits only if both the old and the new one are in
    /// 8 bits; otherwise it is stored as floats.
    ///
    /// # Errors
    /// When the number or the shapes of the weights do not fit, or a float is not finite; no weight is then changed.
    pub async fn set_weights(&mut self, weights: &[Tensor]) -> Result<()> {
        check_weights(&self.network, weights)?;
        self.put_back(weights).await
    }

    /// Replaces all weights by earlier weights of this model, without checking them.
    pub(super) async fn put_back(&mut self, weights: &[Tensor]) -> Result<()> {
        outliving!(self, self.put_back_once(weights))
    }

    async fn put_back_once(&mut self, weights: &[Tensor]) -> Result<()> {
        self.changes += 1;
        // A weight in 8 bits that is replaced by floats needs more room.
        let dtype = |index: usize| match stored(&weights[index]) {
            DType::F32 => DType::F32,
            _ => self.dtype(index),
        };
        if (0..weights.len()).any(|index| dtype(index) != self.dtype(index)) {
            let optimizer = self.compiled.as_ref().map(|compiled| &compiled.options.optimizer);
            let (layout, slots) = lay_out(&self.network, optimizer, dtype);
            let fresh = Some(&slots[..]).filter(|_| self.is_small());
            self.take_layout(layout, fresh, Some(weights)).await?;
            return self.secure().await;
        }
        let Session { device, memory, layout, .. } = &mut self.session;
        for (index, tensor) in weights.iter().enumerate() {
            write_weight(device, memory, layout.weight(index), tensor).await?;
        }
        self.secure().await
    }

    /// The multiplications and additions of a prediction for one sample, of the size of
    /// [`Network::input_shapes`](crate::models::Network::input_shapes). A training step takes about three times as many.
    ///
    /// # Errors
    /// When the graph cannot be made.
    pub fn flops(&self) -> Result<u64> {
        Ok(self.prediction_program(1, false)?.steps.iter().map(Step::flops).sum())
    }

    /// The program of a training step with this batch size, for profiles and benchmarks. All its weights are floats.
    /// With `float16` it is for a device that stores large activations as 16-bit floats; see [`Device::float16`].
    ///
    /// # Errors
    /// When the model is not compiled.
    pub fn training_program(&self, batch: usize, float16: bool) -> Result<Program> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("training"))?;
        self.training_program_of(compiled, batch, float16)
    }

    /// The program of a training step of a model compiled with `compiled`, as if all weights were floats.
    fn training_program_of(&self, compiled: &Compiled, batch: usize, float16: bool) -> Result<Program> {
        let (layout, _) = lay_out(&self.network, Some(&compiled.options.optimizer), |_| DType::F32);
        let compiled = Some(compiled);
        let inputs = self.network.input_shapes();
        let tracer = Tracer { inputs, compiled, replica: None, layout: &layout, float16, ..self.tracer() };
        tracer.program(Key::new(Use::Train, batch, &[]))
    }

    /// The program that predicts a batch of this size, for profiles and benchmarks; `float16` as for
    /// [`Model::training_program`].
    ///
    /// # Errors
    /// When the graph cannot be made.
    pub fn prediction_program(&self, batch: usize, float16: bool) -> Result<Program> {
        let inputs = self.network.input_shapes();
        Tracer { inputs, float16, ..self.tracer() }.program(Key::new(Use::Predict, batch, &[]))
    }
}

/// The layout of a network's weights and of the optimizer's slots, and the initial value of each slot. `dtype` gives
/// the dtype of each weight by its index. There are no slots if a trainable weight is in 8 bits.
fn lay_out(
    network: &Network,
    optimizer: Option<&Optimizer>,
    dtype: impl Fn(usize) -> DType,
) -> (Layout, Vec<f32>) {
    let weights: Vec<(usize, DType, bool)> = (network.weights().iter().enumerate())
        .map(|(index, weight)| (weight.shape.size(), dtype(index), weight.trainable))
        .collect();
    let trains = weights.iter().all(|&(_, dtype, trainable)| !trainable || dtype == DType::F32);
    let slots = optimizer.filter(|_| trains).map_or_else(Vec::new, Optimizer::slots);
    (Layout::new(&weights, slots.len()), slots)
}

/// The dtype in which a new model stores this weight.
fn stored(weight: &Tensor) -> DType {
    match weight.data() {
        // Vectors may be assigned by training (moving statistics), so they are floats.
        Data::I8(_, scales) if weight.shape().len() > 1 => DType::I8 { channels: scales.len() },
        _ => DType::F32,
    }
}

/// Refuses weights whose number or shapes do not fit a network, and floats that are not finite.
fn check_weights(network: &Network, weights: &[Tensor]) -> Result<()> {
    let expected = network.weights();
    if weights.len() != expected.len() {
        return Err(Error::invalid(format!(
            "the weights: expected {} tensors, got {}",
            expected.len(),
            weights.len()
        )));
    }
    for (tensor, weight) in weights.iter().zip(expected) {
        let name = || format!("weight \"{}\"", weight.name);
        if *tensor.shape() != weight.shape {
            return Err(Error::shape(name(), weight.shape.to_string(), tensor.shape()));
        }
        tensor.check_finite(&name())?;
    }
    Ok(())
}
