//! The border between what is computed and how: a device runs programs.

use crate::error::Result;
use crate::graph::ops::Op;
use crate::program::{Buffer, Program};

/// Something that runs programs: the CPU, a GPU.
///
/// The functions are asynchronous so that reading back from a GPU fits; on the CPU they are ready at once, and
/// [`block_on`](crate::block_on::block_on) runs them without an executor.
#[allow(
    async_fn_in_trait,
    reason = "the engine runs on one thread, in a browser's worker; nothing is Send there"
)]
pub trait Device {
    /// A model's memory on the device.
    type Memory;
    /// A program made ready to run.
    type Executable;

    /// The device's name in messages.
    fn name(&self) -> &'static str;

    /// Whether there is a kernel for this operation; asked for every operation at compile time.
    fn supports(&self, op: &Op) -> bool;

    /// Memory for a model, its persistent region of `persistent` floats set to zero.
    async fn allocate(&mut self, persistent: usize) -> Result<Self::Memory>;

    /// Makes the persistent region this long, keeping its beginning; what is added is zero.
    async fn resize(&mut self, memory: &mut Self::Memory, persistent: usize) -> Result<()>;

    /// Makes a program ready, growing the memory's arena to what it needs.
    async fn compile(&mut self, memory: &mut Self::Memory, program: Program) -> Result<Self::Executable>;

    /// Writes floats into a buffer, from its beginning.
    async fn write(&mut self, memory: &mut Self::Memory, buffer: Buffer, data: &[f32]) -> Result<()>;

    /// Reads floats from a buffer, from its beginning.
    async fn read(&mut self, memory: &Self::Memory, buffer: Buffer, out: &mut [f32]) -> Result<()>;

    /// Runs a program once.
    async fn run(&mut self, memory: &mut Self::Memory, executable: &mut Self::Executable) -> Result<()>;
}
