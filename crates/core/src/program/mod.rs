//! Programs: flat lists of kernel calls with every buffer placed. Nothing is allocated while one runs.

mod plan;
pub mod profile;

use alloc::string::String;
use alloc::vec::Vec;

pub use plan::{Optimize, Place, Plan, plan};

use crate::graph::NodeId;
use crate::graph::ops::{Op, Operation as _};
use crate::shape::Shape;

/// Buffers start at multiples of this many floats: 256 bytes, what WebGPU wants where a kernel's view of memory begins
/// (`minStorageBufferOffsetAlignment`); the CPU would be content with a cache line.
pub const ALIGN: usize = 64;

/// `len` rounded up to [`ALIGN`].
pub const fn aligned(len: usize) -> usize {
    len.next_multiple_of(ALIGN)
}

/// Where a buffer lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// Kept between steps and shared by the programs of a model: weights and optimizer state.
    Persistent,
    /// Valid within one step only.
    Arena,
}

/// A run of floats in a model's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Buffer {
    /// Where it lives.
    pub region: Region,
    /// Its first float, a multiple of [`ALIGN`].
    pub offset: usize,
    /// How many floats.
    pub len: usize,
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
    /// The arena's length in floats.
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

    /// Floats of the persistent region that the program uses.
    pub fn persistent(&self) -> usize {
        let operands = self.steps.iter().flat_map(|step| step.inputs.iter().chain(&step.outputs));
        let kept =
            operands.map(|operand| operand.buffer).filter(|buffer| buffer.region == Region::Persistent);
        kept.map(|buffer| buffer.offset + buffer.len).max().unwrap_or(0)
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
    /// Floats of the trainable part, gaps included.
    pub trainable: usize,
    slots_from: usize,
}

impl Layout {
    /// Places weights of these sizes; the flag says which are trainable.
    pub fn new(weights: &[(usize, bool)]) -> Self {
        let mut layout = Self {
            weights: alloc::vec![Buffer { region: Region::Persistent, offset: 0, len: 0 }; weights.len()],
            ..Self::default()
        };
        for pass in [true, false] {
            for (buffer, &(len, trainable)) in layout.weights.iter_mut().zip(weights) {
                if trainable == pass {
                    *buffer = Buffer { region: Region::Persistent, offset: layout.slots_from, len };
                    layout.slots_from = layout.slots_from.saturating_add(aligned(len));
                }
            }
            if pass {
                layout.trainable = layout.slots_from;
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
        Buffer { region: Region::Persistent, offset: 0, len: self.trainable }
    }

    /// Slot `index` of the optimizer.
    pub fn slot(&self, index: usize) -> Buffer {
        let offset = self.slots_from + index * self.trainable;
        Buffer { region: Region::Persistent, offset, len: self.trainable }
    }

    /// Where slot `index` keeps what belongs to a trainable weight.
    pub fn in_slot(&self, index: usize, weight: usize) -> Buffer {
        let Buffer { region, offset, len } = self.weights[weight];
        Buffer { region, offset: self.slots_from + index * self.trainable + offset, len }
    }

    /// Floats of the persistent region with this many optimizer slots.
    pub fn len(&self, slots: usize) -> usize {
        self.slots_from.saturating_add(slots.saturating_mul(self.trainable))
    }
}
