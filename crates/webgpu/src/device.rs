//! The GPU as a device: it compiles and runs programs.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};

use pupil_core::device::Device;
use pupil_core::graph::ops::{Op, Operation as _};
use pupil_core::program::{Buffer, Program};
use pupil_core::tensor::Tensor;
use pupil_core::{Error, Result};

use crate::adapter::Adapter;
use crate::context::{Context, SMALL, WebGpuDevice};
use crate::errors::{NAME, failed, too_large};
use crate::kernels;
use crate::memory::Memory;
use crate::pipelines::Pipeline;
use crate::place::{BufferKind, Place};
use crate::samples::{Samples, take};
use crate::shader::{Bound, Window};
use crate::wait::{Answer, answer};

/// A compiled program: its dispatches.
pub struct Executable {
    calls: Vec<Call>,
    /// The [`Memory::generation`] whose buffers are bound.
    generation: Option<u64>,
}

/// A read that has begun: numbers on their way to the host.
pub struct Reading {
    staging: Option<wgpu::Buffer>,
    size: u64,
    mapped: Answer<Result<(), wgpu::BufferAsyncError>>,
    /// The error scope that says whether there was memory for the staging buffer. Small reads, which every step has, do
    /// not use one.
    room: Option<Pin<Box<dyn Future<Output = Option<wgpu::Error>>>>>,
}

impl Drop for Reading {
    /// Frees the staging buffer of a read that was not finished.
    fn drop(&mut self) {
        if let Some(staging) = self.staging.take() {
            staging.destroy();
        }
    }
}

/// One dispatch.
struct Call {
    pipeline: Rc<Pipeline>,
    windows: Vec<Window>,
    groups: [u32; 3],
    bound: Option<wgpu::BindGroup>,
    /// The index of the program's step that it belongs to.
    step: usize,
}

impl Call {
    fn encode(&self, pass: &mut wgpu::ComputePass<'_>) {
        self.pipeline.encode(pass, self.bound.as_ref(), self.groups);
    }
}

impl Executable {
    /// For each dispatch, the index of the program's step that it belongs to.
    pub(crate) fn steps(&self) -> impl ExactSizeIterator<Item = usize> {
        self.calls.iter().map(|call| call.step)
    }

    /// Encodes one dispatch.
    pub(crate) fn encode(&self, call: usize, pass: &mut wgpu::ComputePass<'_>) {
        self.calls[call].encode(pass);
    }

    /// Binds the memory's buffers, if that is not done or they were replaced.
    pub(crate) fn bind(&mut self, device: &wgpu::Device, memory: &Memory) {
        if self.generation != Some(memory.generation()) {
            for call in &mut self.calls {
                call.bound = Some(bind(device, call, memory));
            }
            self.generation = Some(memory.generation());
        }
    }
}

thread_local! {
    /// See [`WebGpuDevice::shared`].
    static OPEN: RefCell<Weak<Context>> = const { RefCell::new(Weak::new()) };
}

/// The number of steps whose results may be still unread. A browser reports the end of a step only some milliseconds
/// later.
const QUEUE_DEPTH: usize = 8;

/// The most losses in a row after which a new GPU is opened. A model that loses every GPU is better off on the CPU.
const MAX_LOSSES: usize = 2;

impl WebGpuDevice {
    /// The GPU that this function opened last on this thread. Opens a new one if that was lost, is no longer in use, or
    /// stores activations in the other precision. So models whose device was lost continue on one new device with one
    /// set of compiled kernels.
    ///
    /// # Errors
    /// As [`Adapter::find`], and [`Adapter::open`] or, with `float16`, [`Adapter::open_float16`].
    pub async fn shared(float16: bool) -> Result<Self> {
        let open = OPEN.with_borrow(|open| open.upgrade()).map(Self);
        if let Some(device) = open.filter(|device| device.0.float16 == float16 && !device.lost()) {
            return Ok(device);
        }
        let adapter = Adapter::find().await?;
        let device = if float16 { adapter.open_float16().await? } else { adapter.open().await? };
        OPEN.set(Rc::downgrade(&device.0));
        Ok(device)
    }
}

impl Device for WebGpuDevice {
    type Memory = Memory;
    type Executable = Executable;
    type Reading = Reading;
    type Samples = Samples;

    const CAN_BE_LOST: bool = true;
    const HOLDS_SAMPLES: bool = true;

    fn name(&self) -> &'static str {
        NAME
    }

    fn supports(&self, op: &Op) -> bool {
        kernels::supports(op)
    }

    fn float16(&self) -> bool {
        self.0.float16
    }

    async fn allocate(&mut self, persistent: usize) -> Result<Memory> {
        self.check()?;
        Memory::new(&self.0, persistent).await
    }

    async fn resize(&mut self, memory: &mut Memory, persistent: usize, kept: usize) -> Result<()> {
        self.check()?;
        memory.resize(&self.0, persistent, kept).await
    }

    async fn compile(&mut self, memory: &mut Memory, program: Program) -> Result<Executable> {
        self.check()?;
        let limit = self.0.limits.max_storage_buffers_per_shader_stage as usize;
        let (mut calls, mut steps, mut scratch) = (Vec::new(), Vec::new(), 0);
        for (number, step) in program.steps.iter().enumerate() {
            for shader in kernels::calls(step, self.0.info.software) {
                scratch = scratch.max(shader.scratch());
                calls.push(shader.bind(limit, self.0.subgroups));
                steps.push(number);
            }
        }
        let name = |call: usize| {
            let step = &program.steps[steps[call]];
            format!("operation {} of layer \"{}\"", step.op.name(), step.layer)
        };
        let largest = self.0.limits.max_storage_buffer_binding_size;
        for (number, call) in calls.iter().enumerate() {
            if call.windows.len() > limit {
                return Err(failed(&format!("{} uses more buffers than this adapter allows", name(number))));
            }
            if let Some(window) = call.windows.iter().find(|window| window.bytes as u64 > largest) {
                let kept = window.kind == BufferKind::Persistent;
                return Err(too_large(
                    &format!("{} uses at once", name(number)),
                    window.bytes as u64,
                    largest,
                    kept,
                ));
            }
        }
        let pipelines = self.0.pipelines.get(&self.0.device, &calls, name).await?;
        memory.reserve(&self.0, BufferKind::Arena, program.arena).await?;
        memory.reserve(&self.0, BufferKind::Scratch, scratch).await?;
        let ready = |((Bound { windows, groups, .. }, pipeline), step)| Call {
            pipeline,
            windows,
            groups,
            bound: None,
            step,
        };
        let calls = calls.into_iter().zip(pipelines).zip(steps).map(ready).collect();
        Ok(Executable { calls, generation: None })
    }

    async fn write(&mut self, memory: &mut Memory, buffer: Buffer, data: &[f32]) -> Result<()> {
        self.check()?;
        if data.len() != buffer.len {
            let (expected, got) = (buffer.len, data.len());
            return Err(Error::invalid(format!("a buffer of {expected} numbers was given {got}")));
        }
        let kind = Place::Memory(buffer).kind();
        memory.flush(&self.0);
        if !data.is_empty() {
            let bytes = bytemuck::cast_slice(data);
            self.0.queue.write_buffer(memory.buffer(kind), buffer.offset as u64, bytes);
        }
        Ok(())
    }

    fn begin_read(&mut self, memory: &Memory, buffers: &[Buffer]) -> Result<Reading> {
        self.check()?;
        let size = buffers.iter().map(|buffer| buffer.len as u64 * 4).sum();
        let scope = || self.0.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let scope = (size > SMALL).then(scope);
        let staging = self.0.staging(size);
        let room = scope.map(|scope| -> Pin<Box<dyn Future<Output = _>>> { Box::pin(scope.pop()) });
        let mut encoder = memory.commands(&self.0);
        let mut at = 0;
        for buffer in buffers {
            let source = memory.buffer(Place::Memory(*buffer).kind());
            let len = buffer.len as u64 * 4;
            encoder.copy_buffer_to_buffer(source, buffer.offset as u64, &staging, at, len);
            at += len;
        }
        self.0.queue.submit([encoder.finish()]);
        let (sender, mapped) = answer();
        staging.map_async(wgpu::MapMode::Read, ..size, |result| sender.send(result));
        Ok(Reading { staging: Some(staging), size, mapped, room })
    }

    async fn end_read(
        &mut self,
        _memory: &Memory,
        _buffers: &[Buffer],
        reading: Reading,
        out: &mut [f32],
    ) -> Result<()> {
        let mut reading = reading;
        // In a browser the callback comes without polling.
        #[cfg(not(target_arch = "wasm32"))]
        let _ = self.0.device.poll(wgpu::PollType::wait_indefinitely());
        if let Err(error) = (&mut reading.mapped).await {
            // A browser reports a lost device a moment later. The answer of an error scope arrives after that report.
            let room = match &mut reading.room {
                Some(room) => room.await,
                None => self.0.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory).pop().await,
            };
            if room.is_some() {
                return Err(failed(&format!("out of memory to read {} MB", reading.size >> 20)));
            }
            // Nothing uses a buffer while it is being mapped, so the only other cause is a lost device.
            self.0.state().lost.get_or_insert_with(|| error.to_string());
        }
        self.check()?;
        let Some(staging) = reading.staging.take() else { return Ok(()) };
        let view = staging.get_mapped_range(..reading.size).map_err(|error| failed(&error.to_string()))?;
        bytemuck::cast_slice_mut(out).copy_from_slice(&view);
        drop(view);
        staging.unmap();
        self.0.give_back(staging);
        Ok(())
    }

    async fn upload(&mut self, tensor: &Tensor) -> Result<Option<Samples>> {
        self.check()?;
        Samples::new(&self.0, tensor).await
    }

    async fn gather(
        &mut self,
        memory: &mut Memory,
        feeds: &[(Buffer, &Samples)],
        indices: &[u32],
    ) -> Result<()> {
        self.check()?;
        memory.flush(&self.0);
        memory.takes = take(&self.0, memory, feeds, indices).await?;
        Ok(())
    }

    async fn run(&mut self, memory: &mut Memory, executable: &mut Executable) -> Result<()> {
        self.check()?;
        executable.bind(&self.0.device, memory);
        memory.flush(&self.0);
        let mut encoder = memory.commands(&self.0);
        let mut pass = encoder.begin_compute_pass(&Default::default());
        let takes = std::mem::take(&mut memory.takes);
        takes.iter().for_each(|take| take.encode(&mut pass));
        executable.calls.iter().for_each(|call| call.encode(&mut pass));
        drop(pass);
        memory.hold(encoder);
        Ok(())
    }

    fn queue_depth(&self) -> usize {
        QUEUE_DEPTH
    }

    async fn recover(&mut self, losses: usize) -> Result<()> {
        if losses > MAX_LOSSES {
            return Err(failed(&format!("it was lost {losses} times")));
        }
        *self = Self::shared(self.0.float16).await?;
        Ok(())
    }
}

/// The bind group of a dispatch over the memory's buffers.
fn bind(device: &wgpu::Device, call: &Call, memory: &Memory) -> wgpu::BindGroup {
    let entry = |(binding, window): (usize, &Window)| wgpu::BindGroupEntry {
        binding: binding as u32,
        resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: memory.buffer(window.kind),
            offset: window.offset as u64,
            size: std::num::NonZeroU64::new(window.bytes as u64),
        }),
    };
    let entries: Vec<_> = call.windows.iter().enumerate().map(entry).collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: None,
        layout: &call.pipeline.layout,
        entries: &entries,
    })
}
