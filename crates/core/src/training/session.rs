//! A session runs programs on a device. It owns the device, the model's memory on it, the compiled programs, and the
//! results that are still being read.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;

use super::batch::{Batch, Chosen, Staging};
use super::uploads::Uploads;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::graph::ops::Operation;
use crate::memory::zeros;
use crate::program::{Buffer, DType, Layout, Port, Program, Region, Role};
use crate::shape::Shape;
use crate::tensor::{Data, Tensor};

/// The most programs kept for one use. When a use has as many, all of them are dropped before the next is compiled.
const KEPT_PROGRAMS: usize = 16;

/// The same limit for all programs together that return outputs of layers or a Grad-CAM.
const KEPT_LOOKS: usize = 4;

/// The longest arena in bytes with which a program is always kept after its run; see [`Session::release_large`].
const LARGE_ARENA: usize = 64 << 20;

/// The most 8-bit numbers that are written to a device at once. A multiple of 4, so that each chunk begins at a word.
const CHUNK: usize = 1 << 16;

/// What a program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Predict,
    Evaluate,
    Train,
    /// Computes a replica's part: gradients, batch statistics, losses and metrics of its shard. Changes no weights.
    Shard,
    /// Does a training step from the parts of all replicas.
    Apply,
    /// Does the optimizer's step with gradients from outside.
    Update,
    /// Returns the loss and its gradients.
    Gradients {
        /// True if layers compute as in a training step.
        training: bool,
        /// True to return the gradients with respect to the inputs, too.
        inputs: bool,
        /// True if the targets are the gradients with respect to the outputs, from outside.
        given: bool,
    },
    /// Returns the outputs of layers.
    Outputs {
        /// As for gradients.
        training: bool,
    },
    /// Returns the positions of a layer's output that support this class.
    GradCam(usize),
}

impl Use {
    /// True for uses that return outputs of layers, or a map of one.
    fn looks(self) -> bool {
        matches!(self, Self::Outputs { .. } | Self::GradCam(_))
    }
}

/// Identifies a program of a session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Key<'k> {
    pub(super) purpose: Use,
    /// The number of samples in a batch.
    pub(super) batch: usize,
    /// How many numbers each entry of sample weights has for one sample; see
    /// [`Dataset::weight_sizes`](crate::dataset::Dataset::weight_sizes).
    pub(super) weight_sizes: &'k [usize],
    /// The layers whose outputs are wanted; empty for other uses.
    pub(super) layers: &'k [String],
}

impl<'k> Key<'k> {
    pub(super) fn new(purpose: Use, batch: usize, weight_sizes: &'k [usize]) -> Self {
        Self { purpose, batch, weight_sizes, layers: &[] }
    }
}

/// A compiled program, and what the session needs to know to run it.
struct Ready<D: Device> {
    purpose: Use,
    batch: usize,
    weight_sizes: Vec<usize>,
    layers: Vec<String>,
    /// The shapes of one sample of each input.
    inputs: Vec<Shape>,
    executable: D::Executable,
    /// The length in bytes of the arena that it needs.
    arena: usize,
    feeds: Vec<Port>,
    results: Arc<[Port]>,
    /// The buffers of the results.
    buffers: Arc<[Buffer]>,
}

impl<D: Device> Ready<D> {
    fn is(&self, key: Key<'_>, inputs: &[Shape]) -> bool {
        let own = Key {
            purpose: self.purpose,
            batch: self.batch,
            weight_sizes: &self.weight_sizes,
            layers: &self.layers,
        };
        key == own && self.inputs == inputs
    }
}

/// Results of a training step.
enum Waiting<D: Device> {
    /// Being read from the device.
    Reading(Arc<[Buffer]>, D::Reading),
    /// Read before the model moved to another device.
    Read(Vec<f32>),
}

/// A boxed future, so that CPU-only builds do not carry the state machine of uploads, which only GPUs need (2 KB
/// packed).
type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// A device, a model's memory on it, and its programs.
pub(super) struct Session<D: Device> {
    pub(super) device: D,
    pub(super) memory: D::Memory,
    pub(super) layout: Layout,
    /// The shapes of one sample of each input, which the next program is for. They only change in models whose inputs
    /// have unknown sizes.
    pub(super) inputs: Vec<Shape>,
    programs: Vec<Ready<D>>,
    /// Results of training steps that were not taken yet, with their tickets.
    waiting: VecDeque<(u64, Waiting<D>)>,
    /// The last ticket given out.
    tickets: u64,
    /// The tensors that the device was asked to hold.
    pub(super) uploads: Uploads<D>,
}

impl<D: Device> Session<D> {
    pub(super) fn new(device: D, memory: D::Memory, layout: Layout, inputs: Vec<Shape>) -> Self {
        Self {
            device,
            memory,
            layout,
            inputs,
            programs: Vec::new(),
            waiting: VecDeque::new(),
            tickets: 0,
            uploads: Uploads::default(),
        }
    }

    /// Replaces the memory by memory with another layout, and forgets the programs of the old memory.
    pub(super) fn replace_memory(&mut self, memory: D::Memory, layout: Layout) {
        (self.memory, self.layout) = (memory, layout);
        self.programs.clear();
    }

    /// Sets the shapes of one sample of each input, which the next program is for.
    pub(super) fn take_inputs(&mut self, inputs: &[Shape]) {
        // In a training step nothing is allocated.
        if self.inputs != inputs {
            self.inputs = inputs.to_vec();
        }
    }

    /// Forgets all programs and uploads, which belong to a replaced device.
    pub(super) fn forget(&mut self) {
        self.programs.clear();
        self.uploads = Uploads::default();
    }

    /// Forgets the programs of all uses for which `of` is true.
    pub(super) fn forget_programs(&mut self, of: impl Fn(Use) -> bool) {
        self.programs.retain(|ready| !of(ready.purpose));
    }

    /// Refuses a program with an operation for which the device has no kernel.
    pub(super) fn check_support(&self, program: &Program) -> Result<()> {
        match program.steps.iter().find(|step| !self.device.supports(&step.op)) {
            None => Ok(()),
            Some(step) => Err(Error::Device {
                device: self.device.name().to_string(),
                message: format!("no kernel for operation {} of layer \"{}\"", step.op.name(), step.layer),
            }),
        }
    }

    /// True if the program of this key is compiled.
    pub(super) fn has(&self, key: Key<'_>) -> bool {
        self.find(key).is_some()
    }

    /// The program of this key for the present shapes of the inputs.
    fn find(&self, key: Key<'_>) -> Option<&Ready<D>> {
        self.programs.iter().find(|ready| ready.is(key, &self.inputs))
    }

    /// Compiles a program and keeps it under its key.
    pub(super) async fn prepare(&mut self, key: Key<'_>, program: Program) -> Result<()> {
        self.check_support(&program)?;
        let (feeds, results, arena) = (program.feeds.clone(), program.results.clone(), program.arena);
        let executable = self.device.compile(&mut self.memory, program).await?;
        // All uses that return outputs of layers share one small limit, because each list of layers has its own program.
        let same = |purpose: Use| purpose == key.purpose || (purpose.looks() && key.purpose.looks());
        let kept = if key.purpose.looks() { KEPT_LOOKS } else { KEPT_PROGRAMS };
        if self.programs.iter().filter(|ready| same(ready.purpose)).count() >= kept {
            self.forget_programs(same);
        }
        self.programs.push(Ready {
            purpose: key.purpose,
            batch: key.batch,
            weight_sizes: key.weight_sizes.to_vec(),
            layers: key.layers.to_vec(),
            inputs: self.inputs.clone(),
            executable,
            arena,
            feeds,
            buffers: results.iter().map(|port| port.buffer).collect(),
            results: results.into(),
        });
        Ok(())
    }

    /// Forgets the programs of a use whose arena is longer than both [`LARGE_ARENA`] and the arenas of all other uses,
    /// and gives their memory back. Otherwise one prediction in a batch of ten thousand would hold its memory forever.
    pub(super) async fn release_large(&mut self, purpose: Use) -> Result<()> {
        let largest = |of: bool| {
            let arenas = self.programs.iter().filter(|ready| (ready.purpose == purpose) == of);
            arenas.map(|ready| ready.arena).max().unwrap_or(0)
        };
        let (own, others) = (largest(true), largest(false));
        if own <= LARGE_ARENA || own <= others {
            return Ok(());
        }
        self.programs.retain(|ready| ready.purpose != purpose || ready.arena <= LARGE_ARENA.max(others));
        let arena = self.programs.iter().map(|ready| ready.arena).max().unwrap_or(0);
        let Self { device, memory, programs, .. } = self;
        let kept: Vec<&D::Executable> = programs.iter().map(|ready| &ready.executable).collect();
        device.shrink(memory, &kept, arena).await
    }

    /// The results of a compiled program; none if it is not compiled.
    pub(super) fn results(&self, key: Key<'_>) -> Arc<[Port]> {
        self.find(key).map_or_else(|| Vec::new().into(), |ready| ready.results.clone())
    }

    /// Writes a batch to the feeds of a compiled program, and runs the program. `hyper` holds the numbers of the step.
    ///
    /// # Errors
    /// When the program is not compiled, the batch lacks a feed or has another number of values, or the device fails.
    pub(super) async fn run(&mut self, key: Key<'_>, batch: Batch<'_>, hyper: &[f32]) -> Result<()> {
        let Self { device, memory, programs, inputs, .. } = self;
        let ready = programs.iter_mut().find(|ready| ready.is(key, inputs));
        let ready = ready.ok_or_else(|| Error::invalid("the program was not made ready"))?;
        for Port { role, buffer, .. } in &ready.feeds {
            let values = match role {
                Role::Hyper => hyper,
                &role => match batch.get(role) {
                    Some(values) => values,
                    // `feed_chosen` has filled this feed already.
                    None if batch.chosen.is_some() => continue,
                    None => return Err(Error::invalid(format!("the batch lacks its {}", describe(role)))),
                },
            };
            if values.len() != buffer.len {
                let (got, expected) = (values.len(), buffer.len);
                return Err(Error::invalid(format!(
                    "{}: expected {expected} numbers, got {got}",
                    describe(*role)
                )));
            }
            device.write(memory, *buffer, values).await?;
        }
        device.run(memory, &mut ready.executable).await
    }

    /// The feeds of a compiled program that take values of the batch.
    pub(super) fn sample_feeds(&self, key: Key<'_>) -> Vec<Port> {
        let feeds = self.find(key).map_or(&[][..], |ready| &ready.feeds).iter();
        feeds.filter(|port| port.role != Role::Hyper).cloned().collect()
    }

    /// Begins to read the results of the program that ran last.
    pub(super) fn begin_read(&mut self, key: Key<'_>) -> Result<(Arc<[Buffer]>, D::Reading)> {
        let buffers = self.find(key).map(|ready| ready.buffers.clone());
        let buffers = buffers.ok_or_else(|| Error::invalid("the program was not made ready"))?;
        let reading = self.device.begin_read(&self.memory, &buffers)?;
        Ok((buffers, reading))
    }

    /// Waits for the read that [`Session::begin_read`] began.
    pub(super) async fn end_read(
        &mut self,
        (buffers, reading): (Arc<[Buffer]>, D::Reading),
        out: &mut [f32],
    ) -> Result<()> {
        self.device.end_read(&self.memory, &buffers, reading, out).await
    }

    /// Runs a program and reads its results into `out`, one after the other.
    pub(super) async fn run_and_read(
        &mut self,
        key: Key<'_>,
        batch: Batch<'_>,
        hyper: &[f32],
        out: &mut [f32],
    ) -> Result<()> {
        self.run(key, batch, hyper).await?;
        let reading = self.begin_read(key)?;
        self.end_read(reading, out).await
    }

    /// Keeps a read for later. Returns the ticket with which [`Session::take_waiting`] returns its numbers.
    pub(super) fn wait_later(&mut self, (buffers, reading): (Arc<[Buffer]>, D::Reading)) -> u64 {
        self.tickets += 1;
        self.waiting.push_back((self.tickets, Waiting::Reading(buffers, reading)));
        self.tickets
    }

    /// Writes the results of a ticket to `out`. Returns false if there are none because they were lost with the device.
    pub(super) async fn take_waiting(&mut self, ticket: u64, out: &mut [f32]) -> Result<bool> {
        let found = self.waiting.iter().position(|&(other, _)| other == ticket);
        match found.and_then(|at| self.waiting.remove(at)) {
            None => Ok(false),
            Some((_, Waiting::Read(values))) => {
                out.copy_from_slice(&values);
                Ok(true)
            }
            Some((_, Waiting::Reading(buffers, reading))) => {
                self.end_read((buffers, reading), out).await?;
                Ok(true)
            }
        }
    }

    /// Drops all results that were not taken, after a training that was given up.
    pub(super) fn drop_waiting(&mut self) {
        self.waiting.clear();
    }

    /// Waits for all results that are still being read, and keeps them on the host, so that they no longer need the
    /// device.
    ///
    /// # Errors
    /// When the device fails. The results that failed are dropped; all others stay, read or not.
    pub(super) async fn drain(&mut self) -> Result<()> {
        for at in 0..self.waiting.len() {
            let Some((_, waiting)) = self.waiting.get_mut(at) else { break };
            let Waiting::Reading(buffers, _) = waiting else { continue };
            let mut values = vec![0.0; buffers.iter().map(|buffer| buffer.len).sum()];
            let earlier = core::mem::replace(waiting, Waiting::Read(Vec::new()));
            if let Waiting::Reading(buffers, reading) = earlier {
                let read = self.device.end_read(&self.memory, &buffers, reading, &mut values).await;
                if let Err(error) = read {
                    // Without this, the lost results would count as read, with no numbers.
                    self.waiting.remove(at);
                    return Err(error);
                }
                self.waiting[at].1 = Waiting::Read(values);
            }
        }
        Ok(())
    }

    /// Reads the weight of this index and shape, in the dtype in which it is stored.
    pub(super) async fn read_weight(&mut self, index: usize, shape: &Shape) -> Result<Tensor> {
        let buffer = self.layout.weight(index);
        let mut words = self.read(buffer.words()).await?;
        let data = match buffer.dtype {
            DType::I8 { .. } => {
                let numbers = bytemuck::cast_slice::<f32, i8>(&words)[..buffer.len].to_vec();
                Data::I8(numbers, words.split_off(buffer.scales() / 4))
            }
            _ => Data::F32(words),
        };
        Tensor::new(shape.clone(), data)
    }

    /// Reads one buffer of floats.
    pub(super) async fn read(&mut self, buffer: Buffer) -> Result<Vec<f32>> {
        let mut values = zeros("what is read from the device", buffer.len)?;
        self.device.read(&self.memory, &[buffer], &mut values).await?;
        Ok(values)
    }

    /// Writes one buffer of floats.
    pub(super) async fn write(&mut self, buffer: Buffer, values: &[f32]) -> Result<()> {
        self.device.write(&mut self.memory, buffer, values).await
    }
}

impl<D: Device> Session<D> {
    /// Uploads the tensors of a data set that the device was not asked to hold yet. Returns true if the device then
    /// holds all of them.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) fn upload<'a>(&'a mut self, data: &'a Dataset) -> Boxed<'a, bool> {
        Box::pin(self.upload_all(data))
    }

    async fn upload_all(&mut self, data: &Dataset) -> Result<bool> {
        for (_, tensor) in data.tensors() {
            let held = match self.uploads.find(tensor) {
                Some(samples) => samples.is_some(),
                None => {
                    self.uploads.0.retain(|(known, _)| known.strong_count() > 0);
                    let samples = match self.device.upload(tensor).await {
                        // The next step meets the same loss, and recovers from it.
                        Err(Error::DeviceLost { .. }) => return Ok(false),
                        samples => samples?,
                    };
                    let held = samples.is_some();
                    self.uploads.0.push((Arc::downgrade(tensor), samples));
                    held
                }
            };
            if !held {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Fills the feeds of a compiled program with samples that the device holds. If the device was replaced and the new
    /// one does not hold them, they are sent from the host.
    pub(super) fn feed_chosen<'a>(&'a mut self, key: Key<'a>, chosen: &'a Chosen) -> Boxed<'a, ()> {
        Box::pin(self.feed(key, chosen))
    }

    async fn feed(&mut self, key: Key<'_>, chosen: &Chosen) -> Result<()> {
        let held = self.upload_all(&chosen.data).await?;
        let feeds = self.sample_feeds(key);
        let Self { device, memory, uploads, .. } = self;
        if held {
            let samples = |role| uploads.find(chosen.data.tensor(role)?)?.as_ref();
            let feeds: Vec<_> =
                feeds.iter().filter_map(|port| Some((port.buffer, samples(port.role)?))).collect();
            return device.gather(memory, &feeds, &chosen.indices).await;
        }
        let mut here = Staging::default();
        here.fetch_from(chosen)?;
        let batch: Batch<'_> = here.batch();
        for port in feeds {
            if let Some(values) = batch.get(port.role) {
                device.write(memory, port.buffer, values).await?;
            }
        }
        Ok(())
    }

    /// Frees the samples that the device holds.
    pub(super) fn forget_uploads(&mut self) {
        if D::HOLDS_SAMPLES {
            self.uploads = Uploads::default();
        }
    }
}

/// Writes a weight to its place, in the dtype of the place: 8-bit weights as they are if the place is for 8 bits, and
/// all others as floats.
pub(super) async fn write_weight<D: Device>(
    device: &mut D,
    memory: &mut D::Memory,
    buffer: Buffer,
    weight: &Tensor,
) -> Result<()> {
    let Data::I8(numbers, scales) = weight.data() else {
        return device.write(memory, buffer, &weight.to_f32()).await;
    };
    if buffer.dtype == DType::F32 {
        return device.write(memory, buffer, &weight.to_f32()).await;
    }
    let at = |offset: usize, len: usize| Buffer::floats(buffer.region, buffer.offset + offset, len);
    for (index, chunk) in numbers.chunks(CHUNK).enumerate() {
        let words: Vec<f32> = bytemuck::pod_collect_to_vec(chunk);
        device.write(memory, at(index * CHUNK, words.len()), &words).await?;
    }
    device.write(memory, at(buffer.scales(), scales.len()), scales).await
}

/// New memory on a device, with these words in its persistent region.
pub(super) async fn filled<D: Device>(device: &mut D, values: &[f32]) -> Result<D::Memory> {
    let mut memory = device.allocate(values.len() * 4).await?;
    device.write(&mut memory, whole(values.len()), values).await?;
    Ok(memory)
}

/// The first `len` words of the persistent region.
pub(super) fn whole(len: usize) -> Buffer {
    Buffer::floats(Region::Persistent, 0, len)
}

/// The name of a role in messages.
fn describe(role: Role) -> String {
    match role {
        Role::Input(index) => format!("samples of input {index}"),
        Role::Target(index) => format!("targets of output {index}"),
        Role::SampleWeight(index) => format!("sample weights of output {index}"),
        Role::Hyper => "step's numbers".into(),
        Role::Gradient(index) => format!("gradient of weight {index}"),
        Role::Loss
        | Role::OutputLoss(_)
        | Role::Metric(_)
        | Role::Output(_)
        | Role::InputGradient(_)
        | Role::Update(_) => "result".into(),
    }
}
