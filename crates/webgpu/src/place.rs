//! The places of a kernel's operands.

use pupil_core::program::{Buffer, Operand, Region, aligned};

/// The place of an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the model's memory.
    Memory(Buffer),
    /// Floats in scratch memory, which only the dispatches of one step share.
    Scratch {
        /// The offset of the first byte.
        offset: usize,
        /// The number of floats.
        len: usize,
    },
}

impl From<&Operand> for Place {
    fn from(operand: &Operand) -> Self {
        Self::Memory(operand.buffer)
    }
}

impl Place {
    /// Scratch memory for `len` floats, behind this scratch memory.
    pub fn after(self, len: usize) -> Self {
        Self::Scratch { offset: aligned(self.end()), len }
    }

    /// The first scratch memory of a step, for `len` floats.
    pub fn scratch(len: usize) -> Self {
        Self::Scratch { offset: 0, len }
    }

    /// This place as a buffer. For scratch memory, only its offset, length and dtype have a meaning.
    pub fn buffer(self) -> Buffer {
        match self {
            Self::Memory(buffer) => buffer,
            Self::Scratch { offset, len } => Buffer::floats(Region::Arena, offset, len),
        }
    }

    /// The offset behind the last byte.
    pub fn end(self) -> usize {
        self.buffer().offset + self.buffer().bytes()
    }
}

/// The GPU buffers of a model's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BufferKind {
    Persistent,
    Arena,
    /// Values that the dispatches of one step pass to each other.
    Scratch,
    /// The indices of the samples that the next step takes.
    Numbers,
}

impl Place {
    /// The GPU buffer of this place.
    pub(crate) fn kind(self) -> BufferKind {
        match self {
            Self::Memory(Buffer { region: Region::Persistent, .. }) => BufferKind::Persistent,
            Self::Memory(Buffer { region: Region::Arena, .. }) => BufferKind::Arena,
            Self::Scratch { .. } => BufferKind::Scratch,
        }
    }
}
