//! Programs: flat lists of kernel calls with every buffer placed. Nothing is allocated while one runs.

mod plan;
pub mod profile;

use alloc::string::String;
use alloc::vec::Vec;

pub use plan::{GradientBase, Optimize, Plan, plan};

use crate::graph::NodeId;
use crate::graph::ops::{Op, Operation as _};
use crate::shape::Shape;

/// The plan places buffers at multiples of this many bytes. WebGPU requires it of a binding's offset
/// (`minStorageBufferOffsetAlignment`); the CPU needs only a cache line.
pub const ALIGN: usize = 256;

/// `bytes` rounded up to [`ALIGN`].
pub const fn aligned(bytes: usize) -> usize {
    bytes.saturating_add(ALIGN - 1) / ALIGN * ALIGN
}

/// How the numbers of a buffer are stored. Kernels always compute with 32-bit floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DType {
    /// 32-bit floats.
    F32,
    /// 16-bit floats (IEEE 754 binary16).
    F16,
    /// 8-bit whole numbers with one scale for each entry of the last axis: a value is its number times its scale. The
    /// scales are 32-bit floats. They follow the numbers, at the next multiple of 4 bytes.
    I8 {
        /// The number of scales, which is the length of the last axis.
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

/// Consecutive numbers in a model's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Buffer {
    /// The region it lies in.
    pub region: Region,
    /// The offset of its first byte in the region. Kernels see only buffers at multiples of [`ALIGN`]. A part of a
    /// buffer that the host reads or writes may begin at any multiple of 4.
    pub offset: usize,
    /// The number of values, scales not included.
    pub len: usize,
    /// How the values are stored.
    pub dtype: DType,
}

impl Buffer {
    /// A buffer of `len` 32-bit floats.
    pub const fn floats(region: Region, offset: usize, len: usize) -> Self {
        Self { region, offset, len, dtype: DType::F32 }
    }

    /// The length in bytes, scales included.
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

    /// The same bytes as a buffer of 32-bit words. A [`Device`](crate::device::Device) reads and writes all dtypes in
    /// this form.
    pub fn words(&self) -> Self {
        Self::floats(self.region, self.offset, self.bytes().div_ceil(4))
    }
}

/// The meaning of a value that goes into a program or comes out of it. Indices count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The samples of an input of the model, by the index of the input.
    Input(usize),
    /// The targets of an output, by the index of the output.
    Target(usize),
    /// The sample weights of an output, by the index of the output. A data set with a single entry of sample weights
    /// has `SampleWeight(0)`, which then counts for every output.
    SampleWeight(usize),
    /// The numbers that change from step to step: the optimizer's numbers and the keys of random masks.
    Hyper,
    /// The loss that training minimizes: the weighted sum of the outputs' losses, plus all penalties.
    Loss,
    /// The loss of one output, by the index of the output; not yet multiplied by the loss weight.
    OutputLoss(usize),
    /// A value that a metric sums over batches, by the index of the metric. A metric may have several such values.
    Metric(usize),
    /// An output of the model, by its index; or the output of a layer, by its index in the list that a caller asked for.
    Output(usize),
    /// The gradient of the loss with respect to a weight, by the index of the weight.
    Gradient(usize),
    /// The gradient of the loss with respect to an input, by the index of the input.
    InputGradient(usize),
    /// The value that a layer itself gives to a weight in a training step, by the index of the weight.
    Update(usize),
}

impl Role {
    /// Pairs each node with the role of the input of its index.
    pub fn inputs(nodes: &[NodeId]) -> Vec<(Self, NodeId)> {
        nodes.iter().enumerate().map(|(index, &node)| (Self::Input(index), node)).collect()
    }

    /// Pairs each node with the role of the output of its index.
    pub fn outputs(nodes: &[NodeId]) -> Vec<(Self, NodeId)> {
        nodes.iter().enumerate().map(|(index, &node)| (Self::Output(index), node)).collect()
    }
}

/// A value that goes into a program or comes out of it, with its role and place.
#[derive(Debug, Clone, PartialEq)]
pub struct Port {
    /// The meaning of the value.
    pub role: Role,
    /// The place of its numbers.
    pub buffer: Buffer,
    /// Its shape.
    pub shape: Shape,
}

/// An input or output of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// The place of its numbers.
    pub buffer: Buffer,
    /// Its shape.
    pub shape: Shape,
}

/// One kernel call.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The operation.
    pub op: Op,
    /// The operands that it reads.
    pub inputs: Vec<Operand>,
    /// The operands that it writes. An optimizer writes the weights and its slots, in place; any other operation writes
    /// one operand.
    pub outputs: Vec<Operand>,
    /// The name of the layer that it belongs to, for profiles and messages.
    pub layer: String,
}

impl Step {
    /// The multiplications and additions of the call; 0 for operations whose cost does not matter.
    pub fn flops(&self) -> u64 {
        let shapes: Vec<_> = self.inputs.iter().map(|operand| &operand.shape).collect();
        self.op.flops(&shapes, &self.outputs[0].shape)
    }
}

/// A list of kernel calls over one arena.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The kernel calls, in order.
    pub steps: Vec<Step>,
    /// The arena's length in bytes.
    pub arena: usize,
    /// The values that are written before a run.
    pub feeds: Vec<Port>,
    /// The values that can be read after a run.
    pub results: Vec<Port>,
}

impl Program {
    /// The places of the values that are written before a run.
    pub fn fed(&self) -> Vec<Buffer> {
        self.feeds.iter().map(|port| port.buffer).collect()
    }

    /// The places of the values that can be read after a run.
    pub fn read(&self) -> Vec<Buffer> {
        self.results.iter().map(|port| port.buffer).collect()
    }

    /// The length in bytes of the part of the persistent region that the program uses.
    pub fn persistent(&self) -> usize {
        let operands = self.steps.iter().flat_map(|step| step.inputs.iter().chain(&step.outputs));
        let kept =
            operands.map(|operand| operand.buffer).filter(|buffer| buffer.region == Region::Persistent);
        kept.map(|buffer| buffer.offset + buffer.bytes()).max().unwrap_or(0)
    }

    /// Appends the steps of `next`, whose feeds and results are dropped. The arena of `next` begins behind the arena of
    /// this program, so that it does not overwrite this program's results.
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

/// The places of weights and optimizer state in the persistent region. Trainable weights come first, so that an
/// optimizer is one pass over them. The other weights follow, and then the optimizer's slots, each as long as the
/// trainable part. Every weight begins at a multiple of [`ALIGN`], so there may be gaps between weights.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    weights: Vec<Buffer>,
    /// The length of the trainable part in 32-bit words, gaps included. An optimizer needs all of them to be floats.
    pub trainable: usize,
    /// The offset of the first slot, in bytes.
    slots_from: usize,
    /// The number of the optimizer's slots.
    slots: usize,
}

impl Layout {
    /// Places weights and `slots` slots of the optimizer. Each weight has a number of values, a dtype, and a flag that
    /// is true if it is trainable.
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

    /// Adds `places` as further weights, whose indices follow those of the present weights.
    pub fn with(mut self, places: impl IntoIterator<Item = Buffer>) -> Self {
        self.weights.extend(places);
        self
    }

    /// The place of weight `index`.
    pub fn weight(&self, index: usize) -> Buffer {
        self.weights[index]
    }

    /// The place of all trainable weights, gaps included.
    pub fn trainables(&self) -> Buffer {
        Buffer::floats(Region::Persistent, 0, self.trainable)
    }

    /// The place of the optimizer's slot `index`.
    pub fn slot(&self, index: usize) -> Buffer {
        Buffer::floats(Region::Persistent, self.slots_from + index * 4 * self.trainable, self.trainable)
    }

    /// The place of the values that slot `index` holds for the trainable weight `weight`.
    pub fn in_slot(&self, index: usize, weight: usize) -> Buffer {
        let Buffer { region, offset, len, .. } = self.weights[weight];
        Buffer::floats(region, self.slot(index).offset + offset, len)
    }

    /// The number of the optimizer's slots.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// The length of the persistent region in bytes.
    pub fn bytes(&self) -> usize {
        let slot = self.trainable.saturating_mul(4);
        self.slots_from.saturating_add(self.slots.saturating_mul(slot))
    }
}
