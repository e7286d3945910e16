//! A session runs programs on a device: it owns the device, the model's memory there, the programs made ready, and the
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

/// Programs kept for each use; a use with more batch sizes than this compiles anew.
const KEPT_PROGRAMS: usize = 16;

/// Programs kept that look into layers.
const KEPT_LOOKS: usize = 4;

/// Bytes of an arena that a program for predictions may have and be kept.
const LARGE_ARENA: usize = 64 << 20;

/// 8-bit numbers that are sent to a device at once.
const CHUNK: usize = 1 << 16;

/// What a program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Predict,
    Evaluate,
    Train,
    /// What a training step learns from a shard of its batch, without changing anything.
    Gradients,
    /// What a training step changes, from what all replicas found.
    Apply,
    /// What a layer puts out.
    Output,
    /// What a layer puts out in training.
    OutputInTraining,
    /// Which places of what a layer puts out speak for this class.
    GradCam(usize),
}

impl Use {
    fn looks(self) -> bool {
        matches!(self, Self::Output | Self::OutputInTraining | Self::GradCam(_))
    }
}

/// What tells programs of a session apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Key<'k> {
    pub(super) purpose: Use,
    /// Samples in a batch.
    pub(super) batch: usize,
    /// Numbers in the weights of one sample; see [`Dataset::weight_sizes`](crate::dataset::Dataset::weight_sizes).
    pub(super) weights: &'k [usize],
    /// The layer that is looked into; empty for other uses.
    pub(super) layer: &'k str,
}

impl<'k> Key<'k> {
    pub(super) fn new(purpose: Use, batch: usize, weights: &'k [usize]) -> Self {
        Self { purpose, batch, weights, layer: "" }
    }
}

/// A program ready to run.
struct Ready<D: Device> {
    purpose: Use,
    batch: usize,
    weights: Vec<usize>,
    layer: String,
    executable: D::Executable,
    /// Bytes of the arena that it needs.
    arena: usize,
    feeds: Vec<Port>,
    results: Arc<[Port]>,
    buffers: Arc<[Buffer]>,
}

impl<D: Device> Ready<D> {
    fn is(&self, key: Key<'_>) -> bool {
        key == Key { purpose: self.purpose, batch: self.batch, weights: &self.weights, layer: &self.layer }
    }
}

/// Results of a training step.
enum Waiting<D: Device> {
    /// Being read from the device.
    Reading(Arc<[Buffer]>, D::Reading),
    /// Read before the model moved to another device.
    Read(Vec<f32>),
}

/// A boxed future, so that builds for the CPU alone do not carry the state machine of what only GPUs do (2 KB packed).
type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// A device, a model's memory on it, and its programs.
pub(super) struct Session<D: Device> {
    pub(super) device: D,
    pub(super) memory: D::Memory,
    pub(super) layout: Layout,
    programs: Vec<Ready<D>>,
    /// Results that are still under way, under their tickets.
    waiting: VecDeque<(u64, Waiting<D>)>,
    tickets: u64,
    /// Tensors that the device was asked to hold.
    pub(super) uploads: Uploads<D>,
}

impl<D: Device> Session<D> {
    pub(super) fn new(device: D, memory: D::Memory, layout: Layout) -> Self {
        Self {
            device,
            memory,
            layout,
            programs: Vec::new(),
            waiting: VecDeque::new(),
            tickets: 0,
            uploads: Uploads::default(),
        }
    }

    /// Takes memory of another layout, or of another device, in place of what was there.
    pub(super) fn replace_memory(&mut self, memory: D::Memory, layout: Layout) {
        (self.memory, self.layout) = (memory, layout);
        self.forget();
    }

    /// Forgets programs and uploads: they belong to other memory.
    pub(super) fn forget(&mut self) {
        self.programs.clear();
        self.uploads = Uploads::default();
    }

    /// Forgets the programs of some uses.
    pub(super) fn forget_programs(&mut self, of: impl Fn(Use) -> bool) {
        self.programs.retain(|ready| !of(ready.purpose));
    }

    /// Refuses a program with an operation that the device has no kernel for.
    pub(super) fn check_support(&self, program: &Program) -> Result<()> {
        match program.steps.iter().find(|step| !self.device.supports(&step.op)) {
            None => Ok(()),
            Some(step) => Err(Error::Device {
                device: self.device.name().to_string(),
                message: format!("no kernel for operation {} of layer \"{}\"", step.op.name(), step.layer),
            }),
        }
    }

    /// True if there is a program ready for this.
    pub(super) fn has(&self, key: Key<'_>) -> bool {
        self.programs.iter().any(|ready| ready.is(key))
    }

    /// Makes a program ready.
    pub(super) async fn prepare(&mut self, key: Key<'_>, program: Program) -> Result<()> {
        self.check_support(&program)?;
        let (feeds, results, arena) = (program.feeds.clone(), program.results.clone(), program.arena);
        let executable = self.device.compile(&mut self.memory, program).await?;
        // Of uses that look into layers few are kept, of others those of the last batch sizes.
        let same = |purpose: Use| purpose == key.purpose || (purpose.looks() && key.purpose.looks());
        let kept = if key.purpose.looks() { KEPT_LOOKS } else { KEPT_PROGRAMS };
        if self.programs.iter().filter(|ready| same(ready.purpose)).count() >= kept {
            self.forget_programs(same);
        }
        self.programs.push(Ready {
            purpose: key.purpose,
            batch: key.batch,
            weights: key.weights.to_vec(),
            layer: key.layer.into(),
            executable,
            arena,
            feeds,
            buffers: results.iter().map(|port| port.buffer).collect(),
            results: results.into(),
        });
        Ok(())
    }

    /// Forgets the programs of a use whose arena is large and larger than what all others need, and gives that memory back:
    /// one prediction in a batch of ten thousand must not hold its memory for ever.
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

    /// The results of a program that is ready.
    pub(super) fn results(&self, key: Key<'_>) -> Arc<[Port]> {
        let found = self.programs.iter().find(|ready| ready.is(key));
        found.map_or_else(|| Vec::new().into(), |ready| ready.results.clone())
    }

    /// Feeds a batch to a program that is ready, and runs it. `hyper` are the numbers of the step.
    pub(super) async fn run(&mut self, key: Key<'_>, batch: Batch<'_>, hyper: &[f32]) -> Result<()> {
        let Self { device, memory, programs, .. } = self;
        let ready = programs.iter_mut().find(|ready| ready.is(key));
        let ready = ready.ok_or_else(|| Error::invalid("the program was not made ready"))?;
        for Port { role, buffer, .. } in &ready.feeds {
            let values = match role {
                Role::Hyper => hyper,
                &role => match batch.get(role) {
                    Some(values) => values,
                    // The device fills it itself.
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

    /// The feeds of a program that a batch's samples go to.
    pub(super) fn sample_feeds(&self, key: Key<'_>) -> Vec<Port> {
        let ready = self.programs.iter().find(|ready| ready.is(key));
        let feeds = ready.map_or(&[][..], |ready| &ready.feeds).iter();
        feeds.filter(|port| port.role != Role::Hyper).cloned().collect()
    }

    /// Begins to read what a program that just ran gave.
    pub(super) fn begin_read(&mut self, key: Key<'_>) -> Result<(Arc<[Buffer]>, D::Reading)> {
        let Self { device, memory, programs, .. } = self;
        let buffers = programs.iter().find(|ready| ready.is(key)).map(|ready| ready.buffers.clone());
        let buffers = buffers.ok_or_else(|| Error::invalid("the program was not made ready"))?;
        let reading = device.begin_read(memory, &buffers)?;
        Ok((buffers, reading))
    }

    /// Waits for what [`Session::begin_read`] began.
    pub(super) async fn end_read(
        &mut self,
        (buffers, reading): (Arc<[Buffer]>, D::Reading),
        out: &mut [f32],
    ) -> Result<()> {
        self.device.end_read(&self.memory, &buffers, reading, out).await
    }

    /// Runs a program and reads its results, one after the other.
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

    /// Keeps results that are being read for [`Session::take_waiting`], under the ticket returned.
    pub(super) fn wait_later(&mut self, (buffers, reading): (Arc<[Buffer]>, D::Reading)) -> u64 {
        self.tickets += 1;
        self.waiting.push_back((self.tickets, Waiting::Reading(buffers, reading)));
        self.tickets
    }

    /// The results under a ticket; false where there are none: they were lost with the device.
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

    /// Results that nobody will ask for any more: of a training that was given up.
    pub(super) fn drop_waiting(&mut self) {
        self.waiting.clear();
    }

    /// Waits for all results under way, so that they no longer need the device.
    ///
    /// # Errors
    /// When the device fails; results that were read stay, and so do those not yet waited for.
    pub(super) async fn drain(&mut self) -> Result<()> {
        for at in 0..self.waiting.len() {
            let Some((_, waiting)) = self.waiting.get_mut(at) else { break };
            let Waiting::Reading(buffers, _) = waiting else { continue };
            let mut values = vec![0.0; buffers.iter().map(|buffer| buffer.len).sum()];
            let earlier = core::mem::replace(waiting, Waiting::Read(Vec::new()));
            if let Waiting::Reading(buffers, reading) = earlier {
                let read = self.device.end_read(&self.memory, &buffers, reading, &mut values).await;
                if let Err(error) = read {
                    // This one is lost; nobody must take it for an empty result.
                    self.waiting.remove(at);
                    return Err(error);
                }
                self.waiting[at].1 = Waiting::Read(values);
            }
        }
        Ok(())
    }

    /// Reads a weight of this shape.
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

    /// Reads one buffer.
    pub(super) async fn read(&mut self, buffer: Buffer) -> Result<Vec<f32>> {
        let mut values = zeros("what is read from the device", buffer.len)?;
        self.device.read(&self.memory, &[buffer], &mut values).await?;
        Ok(values)
    }

    /// Writes one buffer.
    pub(super) async fn write(&mut self, buffer: Buffer, values: &[f32]) -> Result<()> {
        self.device.write(&mut self.memory, buffer, values).await
    }
}

impl<D: Device> Session<D> {
    /// True if the device holds all tensors of a data set; it gets those that it does not know.
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
                        // The next step finds out, too, and goes on elsewhere.
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

    /// Feeds samples to a program that is ready: those that the device holds. A new device may not hold what the one
    /// before did; then they are sent.
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
            return device.gather(memory, &feeds, &chosen.numbers).await;
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

    /// Has the device hold no samples any more.
    pub(super) fn forget_uploads(&mut self) {
        if D::HOLDS_SAMPLES {
            self.uploads = Uploads::default();
        }
    }
}

/// Writes a weight to its place: one in 8 bits as it is, others as floats.
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

/// Memory of a device with these words in its persistent region.
pub(super) async fn filled<D: Device>(device: &mut D, values: &[f32]) -> Result<D::Memory> {
    let mut memory = device.allocate(values.len() * 4).await?;
    device.write(&mut memory, whole(values.len()), values).await?;
    Ok(memory)
}

/// The first words of the persistent region.
pub(super) fn whole(len: usize) -> Buffer {
    Buffer::floats(Region::Persistent, 0, len)
}

/// A role in words.
fn describe(role: Role) -> String {
    match role {
        Role::Input(index) => format!("samples of input {index}"),
        Role::Target(index) => format!("targets of output {index}"),
        Role::SampleWeight(index) => format!("sample weights of output {index}"),
        Role::Hyper => "step's numbers".into(),
        Role::Loss | Role::OutputLoss(_) | Role::Metric(_) | Role::Output(_) => "result".into(),
    }
}
