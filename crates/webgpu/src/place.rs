//! Where a kernel's operands lie.

use pupil_core::program::{Buffer, Operand, Region, aligned};

/// Where an operand lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the model's memory.
    Memory(Buffer),
    /// In memory that only the dispatches of one step share: floats.
    Scratch {
        /// The first byte.
        offset: usize,
        /// How many floats.
        len: usize,
    },
}

impl From<&Operand> for Place {
    fn from(operand: &Operand) -> Self {
        Self::Memory(operand.buffer)
    }
}

impl Place {
    /// Scratch memory for so many floats behind this one.
    pub fn after(self, len: usize) -> Self {
        Self::Scratch { offset: aligned(self.end()), len }
    }

    /// The first scratch memory of a step, for so many floats.
    pub fn scratch(len: usize) -> Self {
        Self::Scratch { offset: 0, len }
    }

    /// What is at this place, as a run of numbers.
    pub fn buffer(self) -> Buffer {
        match self {
            Self::Memory(buffer) => buffer,
            Self::Scratch { offset, len } => Buffer::floats(Region::Arena, offset, len),
        }
    }

    /// The byte behind its last one.
    pub fn end(self) -> usize {
        self.buffer().offset + self.buffer().bytes()
    }
}

/// What a buffer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BufferKind {
    Persistent,
    Arena,
    /// What one step's dispatches hand on to each other.
    Scratch,
    /// Which samples the next step takes.
    Numbers,
}

impl Place {
    pub(crate) fn kind(self) -> BufferKind {
        match self {
            Self::Memory(Buffer { region: Region::Persistent, .. }) => BufferKind::Persistent,
            Self::Memory(Buffer { region: Region::Arena, .. }) => BufferKind::Arena,
            Self::Scratch { .. } => BufferKind::Scratch,
        }
    }
}
