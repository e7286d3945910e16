//! The CPU as a device.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::ops::Range;

use pupil_core::device::Device;
use pupil_core::error::{Error, Result};
use pupil_core::graph::ops::{Op, Operation};
use pupil_core::memory::{Held, resize_held};
use pupil_core::program::{Buffer, DType, Operand, Program, Region, Step};

use crate::kernels::{Io, Kernel, MAX_INPUTS, MAX_OUTPUTS, kernels};
use crate::simd::Isa;

/// The CPU: one of its instruction sets, and some of its cores.
#[derive(Debug, Clone, Copy)]
pub struct CpuDevice {
    isa: Isa,
    threads: usize,
}

impl Default for CpuDevice {
    fn default() -> Self {
        Self::new()
    }
}

impl CpuDevice {
    /// One core of the CPU, with the widest instruction set it has.
    pub fn new() -> Self {
        Self::with(Isa::detect())
    }

    /// One core of the CPU, with one of its instruction sets.
    pub fn with(isa: Isa) -> Self {
        Self { isa, threads: 1 }
    }

    /// This device with `threads` threads of rayon's pool, at most
    /// [`MAX_THREADS`](crate::kernels::parallel::MAX_THREADS). Each number of threads adds sums over samples in another
    /// order, so results differ in their last digits.
    #[cfg(feature = "std")]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.clamp(1, crate::kernels::parallel::MAX_THREADS), ..self }
    }

    /// The instruction set in use.
    pub fn isa(&self) -> Isa {
        self.isa
    }
}

/// The name of the memory's owner in messages.
const WHAT: &str = "the model";

/// Bytes of a word. Memory is a list of words, so that the floats in it are aligned.
const WORD: usize = size_of::<f32>();

/// The range of a buffer in the words of its region.
fn words(buffer: Buffer) -> Range<usize> {
    let from = buffer.offset / WORD;
    from..from + buffer.words().len
}

/// A model's memory in words: the persistent region, which stays between steps, the arena and scratch memory.
#[derive(Debug, Default)]
pub struct Memory {
    persistent: Vec<f32>,
    arena: Vec<f32>,
    scratch: Vec<f32>,
    held: Held,
}

impl Memory {
    /// The number of words held in all.
    pub fn len(&self) -> usize {
        self.persistent.len() + self.arena.len() + self.scratch.len()
    }

    /// Makes the regions at least this many words long. Their values stay, and new words are zero.
    fn grow(&mut self, persistent: usize, arena: usize, scratch: usize) -> Result<()> {
        let lens = [persistent, arena, scratch];
        let regions = [&mut self.persistent, &mut self.arena, &mut self.scratch];
        let mut bytes: usize = 0;
        for (region, len) in regions.iter().zip(lens) {
            bytes = bytes.saturating_add(region.len().max(len).saturating_mul(WORD));
        }
        self.held.resize(WHAT, bytes)?;
        let short = |(region, len): &(&mut Vec<f32>, usize)| region.len() < *len;
        let pairs = regions.into_iter().zip(lens);
        let grown = pairs.filter(short).try_for_each(|(region, len)| resize_held(WHAT, region, len));
        if grown.is_err() {
            // Regions that did grow stay for the next try, and are counted.
            let bytes = self.len() * WORD;
            self.held.resize(WHAT, bytes)?;
        }
        grown
    }

    /// Shortens arena and scratch memory to at most these lengths, and gives the rest back.
    fn shrink(&mut self, arena: usize, scratch: usize) -> Result<()> {
        for (region, len) in [(&mut self.arena, arena), (&mut self.scratch, scratch)] {
            region.truncate(len);
            region.shrink_to_fit();
        }
        let bytes = self.len() * WORD;
        self.held.resize(WHAT, bytes)
    }

    /// True before anything is allocated.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The words of a buffer.
    pub fn values(&self, buffer: Buffer) -> &[f32] {
        let region = match buffer.region {
            Region::Persistent => &self.persistent,
            Region::Arena => &self.arena,
        };
        &region[words(buffer)]
    }

    /// The words of a buffer, to be written.
    pub fn values_mut(&mut self, buffer: Buffer) -> &mut [f32] {
        let region = match buffer.region {
            Region::Persistent => &mut self.persistent,
            Region::Arena => &mut self.arena,
        };
        &mut region[words(buffer)]
    }
}

/// One kernel call.
struct Call {
    kernel: Box<dyn Kernel>,
    /// The buffers that it reads; `None` for an input that an output overwrites in place.
    inputs: Vec<Option<Buffer>>,
    outputs: Vec<Buffer>,
    name: &'static str,
    layer: alloc::string::String,
    flops: u64,
}

/// A program ready to run on the CPU.
pub struct Executable {
    calls: Vec<Call>,
    /// The most floats of scratch memory that a call needs.
    scratch: usize,
}

impl Executable {
    /// The operation, the layer and the floating-point operations of each call, in order.
    pub fn calls(&self) -> impl Iterator<Item = (&'static str, &str, u64)> {
        self.calls.iter().map(|call| (call.name, call.layer.as_str(), call.flops))
    }
}

impl CpuDevice {
    /// The kernel calls of a step.
    fn calls(&self, step: &Step) -> Result<Vec<Call>> {
        let kernels = kernels(step, self.isa, self.threads);
        // Programs with 16-bit floats are planned for a GPU. Kernels that join values read no weights.
        let unread = |operand: &Operand| match operand.buffer.dtype {
            DType::F32 => false,
            DType::F16 => true,
            DType::I8 { .. } => matches!(step.op, Op::Concat(_)),
        };
        if kernels.is_empty() || step.inputs.iter().chain(&step.outputs).any(unread) {
            return Err(Error::Device {
                device: self.name().to_string(),
                message: format!("no kernel for operation {} of layer \"{}\"", step.op.name(), step.layer),
            });
        }
        // Kernels count elements in 32 bits.
        let large = step.inputs.iter().chain(&step.outputs).find(|o| o.shape.size() > u32::MAX as usize);
        if let Some(large) = large {
            return Err(Error::Device {
                device: self.name().to_string(),
                message: format!(
                    "a tensor of shape {} in layer \"{}\" is too large",
                    large.shape, step.layer
                ),
            });
        }
        let outputs: Vec<Buffer> = step.outputs.iter().map(|operand| operand.buffer).collect();
        let call = |(kernel, inputs): (Box<dyn Kernel>, Range<usize>)| {
            assert!(inputs.len() <= MAX_INPUTS && outputs.len() <= MAX_OUTPUTS);
            Call {
                flops: step.flops(),
                inputs: step.inputs[inputs]
                    .iter()
                    .map(|o| Some(o.buffer).filter(|buffer| !outputs.contains(buffer)))
                    .collect(),
                name: step.op.name(),
                layer: step.layer.clone(),
                kernel,
                outputs: outputs.clone(),
            }
        };
        Ok(kernels.into_iter().map(call).collect())
    }

    /// Runs a program. After each call it calls `timed` with the call's number.
    // Not inlined, so that runs and profiles share one copy of the code.
    #[inline(never)]
    pub fn run_calls(
        &mut self,
        memory: &mut Memory,
        executable: &mut Executable,
        timed: &mut dyn FnMut(usize),
    ) {
        let Memory { persistent, arena, scratch, .. } = memory;
        for (index, call) in executable.calls.iter().enumerate() {
            let io = views(call, persistent, arena);
            call.kernel.run(self.isa, io, scratch);
            timed(index);
        }
    }
}

/// The slices that one call reads and writes. Buffers that are in use at the same time do not overlap, so each region
/// can be split into slices in the order of their offsets. An input that is read twice gets the same slice twice.
fn views<'a>(call: &Call, persistent: &'a mut [f32], arena: &'a mut [f32]) -> Io<'a> {
    const ALL: usize = MAX_INPUTS + MAX_OUTPUTS;
    let mut wanted: [Option<Buffer>; ALL] = [None; ALL];
    wanted[..call.inputs.len()].copy_from_slice(&call.inputs);
    for (slot, &buffer) in wanted[MAX_INPUTS..].iter_mut().zip(&call.outputs) {
        *slot = Some(buffer);
    }
    let mut order: [usize; ALL] = core::array::from_fn(|i| i);
    let offset = |i: usize| wanted[i].map_or(usize::MAX, |buffer| buffer.offset);
    // Insertion sort is fast enough for fourteen entries, and has a tenth of the code of a general sort.
    for end in 1..ALL {
        let mut at = end;
        while at > 0 && offset(order[at]) < offset(order[at - 1]) {
            order.swap(at, at - 1);
            at -= 1;
        }
    }
    let mut io = Io { inputs: [&[]; MAX_INPUTS], outputs: Default::default() };
    let mut rest = [(persistent, 0), (arena, 0)];
    let mut previous: Option<(usize, Buffer)> = None;
    // One region after the other, so that equal buffers follow each other.
    for region in [Region::Persistent, Region::Arena] {
        let (memory, start) = &mut rest[region as usize];
        for &index in &order {
            let Some(buffer) = wanted[index].filter(|buffer| buffer.region == region) else { continue };
            if let Some((earlier, _)) = previous.filter(|&(_, other)| other == buffer) {
                io.inputs[index] = io.inputs[earlier];
                continue;
            }
            let Range { start: from, end } = words(buffer);
            let (_, after) = core::mem::take(memory).split_at_mut(from - *start);
            let (view, after) = after.split_at_mut(end - from);
            (*memory, *start) = (after, end);
            if index < MAX_INPUTS {
                io.inputs[index] = view;
                previous = Some((index, buffer));
            } else {
                io.outputs[index - MAX_INPUTS] = view;
            }
        }
    }
    io
}

impl Device for CpuDevice {
    type Memory = Memory;
    type Executable = Executable;
    type Reading = ();
    type Samples = core::convert::Infallible;

    fn name(&self) -> &'static str {
        "cpu"
    }

    fn supports(&self, op: &Op) -> bool {
        !matches!(op, Op::Input(_) | Op::Parameter(_) | Op::Reshape(_) | Op::Stop(_))
    }

    async fn allocate(&mut self, persistent: usize) -> Result<Memory> {
        let mut memory = Memory::default();
        memory.grow(persistent.div_ceil(WORD), 0, 0)?;
        Ok(memory)
    }

    async fn resize(&mut self, memory: &mut Memory, persistent: usize, kept: usize) -> Result<()> {
        let persistent = persistent.div_ceil(WORD);
        memory.grow(persistent, 0, 0)?;
        memory.persistent.truncate(persistent);
        memory.persistent[kept.div_ceil(WORD)..].fill(0.0);
        Ok(())
    }

    async fn compile(&mut self, memory: &mut Memory, program: Program) -> Result<Executable> {
        let mut calls: Vec<Call> = Vec::new();
        for step in &program.steps {
            calls.extend(self.calls(step)?);
        }
        let scratch = calls.iter().map(|call| call.kernel.scratch()).max().unwrap_or(0);
        memory.grow(0, program.arena.div_ceil(WORD), scratch)?;
        Ok(Executable { calls, scratch })
    }

    async fn write(&mut self, memory: &mut Memory, buffer: Buffer, data: &[f32]) -> Result<()> {
        if data.len() != buffer.len {
            let (expected, got) = (buffer.len, data.len());
            return Err(Error::invalid(format!("a buffer of {expected} numbers was given {got}")));
        }
        memory.values_mut(buffer).copy_from_slice(data);
        Ok(())
    }

    fn begin_read(&mut self, _memory: &Memory, _buffers: &[Buffer]) -> Result<()> {
        Ok(())
    }

    async fn end_read(
        &mut self,
        memory: &Memory,
        buffers: &[Buffer],
        _reading: (),
        out: &mut [f32],
    ) -> Result<()> {
        let mut rest = out;
        for &buffer in buffers {
            let (values, after) = rest.split_at_mut(buffer.len);
            values.copy_from_slice(memory.values(buffer));
            rest = after;
        }
        Ok(())
    }

    async fn shrink(&mut self, memory: &mut Memory, kept: &[&Executable], arena: usize) -> Result<()> {
        let scratch = kept.iter().map(|executable| executable.scratch).max().unwrap_or(0);
        memory.shrink(arena.div_ceil(WORD), scratch)
    }

    async fn run(&mut self, memory: &mut Memory, executable: &mut Executable) -> Result<()> {
        // The whole run moves to a thread of the pool. A thread from outside would have to wait for the pool at each
        // kernel.
        #[cfg(feature = "std")]
        if self.threads > 1 {
            rayon::scope(|_| self.run_calls(memory, executable, &mut |_| {}));
            return Ok(());
        }
        self.run_calls(memory, executable, &mut |_| {});
        Ok(())
    }
}
