//! Programs: flat lists of kernel calls with every buffer placed. Nothing is allocated while one runs.

mod plan;
pub mod profile;

use alloc::string::String;
use alloc::vec::Vec;

pub use plan::{Optimize, Place, Plan, plan};

use crate::graph::NodeId;
use crate::graph::ops::{Op, Operation as _};
use crate::shape::Shape;

/// Buffers start at multiples of this many bytes, as WebGPU requires where a kernel's view of memory begins
/// (`minStorageBufferOffsetAlignment`). The CPU would be content with a cache line.
pub const ALIGN: usize = 256;

/// `bytes` rounded up to [`ALIGN`].
pub const fn aligned(bytes: usize) -> usize {
    bytes.saturating_add(ALIGN - 1) / ALIGN * ALIGN
}

/// How numbers are stored. Kernels compute with 32-bit floats whatever the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DType {
    /// 32-bit floats.
    F32,
    /// 16-bit floats (IEEE 754 binary16).
    F16,
    /// 8-bit whole numbers, each multiplied by the scale of its place in the last axis. The scales are 32-bit floats;
    /// they stand behind the numbers, at the next multiple of 4 bytes.
    I8 {
        /// The length of the last axis: how many scales there are.
        channels: usize,
    },
}

/// Where a buffer lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// Kept between steps and shared by the programs of a model: weights and optimizer state.
    Persistent,
    /// Valid within one step only.
    Arena,
}

/// A run of numbers in a model's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Buffer {
    /// Where it lives.
    pub region: Region,
    /// Its first byte, a multiple of [`ALIGN`].
    pub offset: usize,
    /// How many numbers.
    pub len: usize,
    /// How they are stored.
    pub dtype: DType,
}

impl Buffer {
    /// `len` 32-bit floats.
    pub const fn floats(region: Region, offset: usize, len: usize) -> Self {
        Self { region, offset, len, dtype: DType::F32 }
    }

    /// How many bytes, scales included.
    pub fn bytes(&self) -> usize {
        match self.dtype {
            DType::F32 => self.len.saturating_mul(4),
            DType::F16 => self.len.saturating_mul(2),
            DType::I8 { channels } => self.scales().saturating_add(channels.saturating_mul(4)),
        }
    }

    /// The offset of the first scale from the buffer's first byte, for 8-bit numbers.
    pub fn scales(&self) -> usize {
        self.len.div_ceil(4).saturating_mul(4)
    }

    /// The same bytes as 32-bit words, in the form in which a [`Device`](crate::device::Device) reads and writes them.
    pub fn words(&self) -> Self {
        Self::floats(self.region, self.offset, self.bytes().div_ceil(4))
    }
}

/// What a value means that goes into a program or comes out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The samples of an input of the model, by its place.
    Input(usize),
    /// The targets of an output.
    Target(usize),
    /// The weights of the samples in an output's loss; where there is only the first, in the loss of every output.
    SampleWeight(usize),
    /// The numbers that change from step to step: the optimizer's, and the keys of random masks.
    Hyper,
    /// The loss that training minimizes: the weighted sum of the outputs' losses and all penalties.
    Loss,
    /// The loss of one output, before its weight.
    OutputLoss(usize),
    /// What a metric sums, by its place among all metrics; a metric may sum several values.
    Metric(usize),
    /// An output of the model, or of a layer that is looked at.
    Output(usize),
}

impl Role {
    /// Nodes as the inputs of a program.
    pub fn inputs(nodes: &[NodeId]) -> Vec<(Self, NodeId)> {
        nodes.iter().enumerate().map(|(index, &node)| (Self::Input(index), node)).collect()
    }

    /// Nodes as the outputs of a program.
    pub fn outputs(nodes: &[NodeId]) -> Vec<(Self, NodeId)> {
        nodes.iter().enumerate().map(|(index, &node)| (Self::Output(index), node)).collect()
    }
}

/// A value that goes into a program or comes out of it, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Port {
    /// What it means.
    pub role: Role,
    /// Where its numbers are.
    pub buffer: Buffer,
    /// Their shape.
    pub shape: Shape,
}

/// An input or output of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// Where the numbers are.
    pub buffer: Buffer,
    /// Their shape.
    pub shape: Shape,
}

/// One kernel call.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What to compute.
    pub op: Op,
    /// What it reads.
    pub inputs: Vec<Operand>,
    /// What it writes: one buffer, or for an optimizer the weights and its state, in place.
    pub outputs: Vec<Operand>,
    /// The layer it belongs to, for profiles and messages.
    pub layer: String,
}

impl Step {
    /// Multiplications and additions of the call.
    pub fn flops(&self) -> u64 {
        let shapes: Vec<_> = self.inputs.iter().map(|operand| &operand.shape).collect();
        self.op.flops(&shapes, &self.outputs[0].shape)
    }
}

/// A list of kernel calls over one arena.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The calls, in order.
    pub steps: Vec<Step>,
    /// The arena's length in bytes.
    pub arena: usize,
    /// The values that are written before a run.
    pub feeds: Vec<Port>,
    /// The values that can be read after a run.
    pub results: Vec<Port>,
}

impl Program {
    /// Where the values stand that are written before a run.
    pub fn fed(&self) -> Vec<Buffer> {
        self.feeds.iter().map(|port| port.buffer).collect()
    }

    /// Where the values stand that can be read after a run.
    pub fn read(&self) -> Vec<Buffer> {
        self.results.iter().map(|port| port.buffer).collect()
    }

    /// Bytes of the persistent region that the program uses.
    pub fn persistent(&self) -> usize {
        let operands = self.steps.iter().flat_map(|step| step.inputs.iter().chain(&step.outputs));
        let kept =
            operands.map(|operand| operand.buffer).filter(|buffer| buffer.region == Region::Persistent);
        kept.map(|buffer| buffer.offset + buffer.bytes()).max().unwrap_or(0)
    }

    /// This program and after it another one without feeds and results, whose arena stands behind this one's, so
    /// that this one's results stay.
    pub fn then(mut self, next: Program) -> Self {
        for mut step in next.steps {
            for operand in step.inputs.iter_mut().chain(&mut step.outputs) {
                if operand.buffer.region == Region::Arena {
                    operand.buffer.offset += self.arena;
                }
            }
            self.steps.push(step);
        }
        self.arena += next.arena;
        self
    }
}

/// Where weights and optimizer state stand in the persistent region: trainable weights first, one after the
/// other, so that an optimizer goes over them in one pass; then the others; then the optimizer's slots, each
/// as long as the trainable part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    weights: Vec<Buffer>,
    /// Floats of the trainable part, gaps included. The optimizer needs all of it to be floats.
    pub trainable: usize,
    slots_from: usize,
    /// How many slots of state the optimizer has.
    slots: usize,
}

impl Layout {
    /// Places weights of these sizes and dtypes, and so many slots of the optimizer; the flag says which weights are
    /// trainable.
    pub fn new(weights: &[(usize, DType, bool)], slots: usize) -> Self {
        let mut layout = Self {
            weights: alloc::vec![Buffer::floats(Region::Persistent, 0, 0); weights.len()],
            slots,
            ..Self::default()
        };
        for pass in [true, false] {
            for (buffer, &(len, dtype, trainable)) in layout.weights.iter_mut().zip(weights) {
                if trainable == pass {
                    *buffer =
                        Buffer { len, dtype, ..Buffer::floats(Region::Persistent, layout.slots_from, 0) };
                    layout.slots_from = layout.slots_from.saturating_add(aligned(buffer.bytes()));
                }
            }
            if pass {
                layout.trainable = layout.slots_from / 4;
            }
        }
        layout
    }

    /// The same with more places behind those of the weights.
    pub fn with(mut self, places: impl IntoIterator<Item = Buffer>) -> Self {
        self.weights.extend(places);
        self
    }

    /// The place of weight `index`.
    pub fn weight(&self, index: usize) -> Buffer {
        self.weights[index]
    }

    /// All trainable weights.
    pub fn trainables(&self) -> Buffer {
        Buffer::floats(Region::Persistent, 0, self.trainable)
    }

    /// Slot `index` of the optimizer.
    pub fn slot(&self, index: usize) -> Buffer {
        Buffer::floats(Region::Persistent, self.slots_from + index * 4 * self.trainable, self.trainable)
    }

    /// Where slot `index` keeps what belongs to a trainable weight.
    pub fn in_slot(&self, index: usize, weight: usize) -> Buffer {
        let Buffer { region, offset, len, .. } = self.weights[weight];
        Buffer::floats(region, self.slot(index).offset + offset, len)
    }

    /// How many slots the optimizer has.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Bytes of the persistent region.
    pub fn bytes(&self) -> usize {
        let slot = self.trainable.saturating_mul(4);
        self.slots_from.saturating_add(self.slots.saturating_mul(slot))
    }
}
