//! The interface between programs and the devices that run them.

use alloc::format;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::graph::ops::Op;
use crate::program::{Buffer, Program};
use crate::tensor::Tensor;

/// Runs programs: the CPU or a GPU.
///
/// The functions are asynchronous because a GPU's results arrive later. On the CPU their futures are ready at once, and
/// [`block_on`](crate::block_on::block_on) runs them without an executor.
#[allow(
    async_fn_in_trait,
    reason = "the engine runs on one thread, in a browser's worker; nothing is Send there"
)]
pub trait Device {
    /// A model's memory on the device.
    type Memory;
    /// A program that the device has compiled.
    type Executable;
    /// A read that has begun.
    type Reading;
    /// A tensor of samples that the device holds.
    type Samples;

    /// True if devices of this kind can be lost (GPUs). Builds for other devices skip the code that recovers them.
    const CAN_BE_LOST: bool = false;

    /// True if devices of this kind hold samples. Builds for other devices skip the code that uploads them.
    const HOLDS_SAMPLES: bool = false;

    /// The device's name in messages.
    fn name(&self) -> &'static str;

    /// True if there is a kernel for this operation. Programs with other operations are refused before they run.
    fn supports(&self, op: &Op) -> bool;

    /// True if programs for this device store large activations as 16-bit floats; false by default.
    fn float16(&self) -> bool {
        false
    }

    /// Memory for a model, with a persistent region of `persistent` bytes that are zero.
    ///
    /// # Errors
    /// When the device has no room.
    async fn allocate(&mut self, persistent: usize) -> Result<Self::Memory>;

    /// Makes the persistent region `persistent` bytes long. Its first `kept` bytes stay, and the others become zero.
    ///
    /// # Errors
    /// When the device has no room; the region then stays as it was.
    async fn resize(&mut self, memory: &mut Self::Memory, persistent: usize, kept: usize) -> Result<()>;

    /// Compiles a program, and makes the memory's arena at least as long as the program needs.
    ///
    /// # Errors
    /// When the device has no room, lacks a kernel, or refuses one.
    async fn compile(&mut self, memory: &mut Self::Memory, program: Program) -> Result<Self::Executable>;

    /// Gives back memory that the programs `kept` do not need; their longest arena has `arena` bytes. By default
    /// nothing is given back.
    async fn shrink(
        &mut self,
        memory: &mut Self::Memory,
        kept: &[&Self::Executable],
        arena: usize,
    ) -> Result<()> {
        let _ = (memory, kept, arena);
        Ok(())
    }

    /// Writes a buffer of floats. A buffer of another dtype is written as its [words](Buffer::words).
    ///
    /// # Errors
    /// When `data` does not have the buffer's length, or the device fails.
    async fn write(&mut self, memory: &mut Self::Memory, buffer: Buffer, data: &[f32]) -> Result<()>;

    /// Begins to read buffers of floats, as they are after all runs so far. [`Device::end_read`] returns their numbers.
    /// A buffer of another dtype is read as its [words](Buffer::words).
    ///
    /// # Errors
    /// When the device fails.
    fn begin_read(&mut self, memory: &Self::Memory, buffers: &[Buffer]) -> Result<Self::Reading>;

    /// Waits for the read that [`Device::begin_read`] began, and writes the buffers to `out`, one after the other.
    /// `buffers` are those of that call; `out` has the sum of their lengths.
    ///
    /// # Errors
    /// When the device fails.
    async fn end_read(
        &mut self,
        memory: &Self::Memory,
        buffers: &[Buffer],
        reading: Self::Reading,
        out: &mut [f32],
    ) -> Result<()>;

    /// Reads buffers of floats into `out`, one after the other.
    ///
    /// # Errors
    /// When the device fails.
    async fn read(&mut self, memory: &Self::Memory, buffers: &[Buffer], out: &mut [f32]) -> Result<()> {
        let reading = self.begin_read(memory, buffers)?;
        self.end_read(memory, buffers, reading, out).await
    }

    /// Copies a tensor to the device, so that a step sends only the indices of its samples. `None` if the device
    /// refuses the tensor: it is too large, or the device works in the host's memory (the default).
    ///
    /// # Errors
    /// When the device fails.
    async fn upload(&mut self, tensor: &Tensor) -> Result<Option<Self::Samples>> {
        let _ = tensor;
        Ok(None)
    }

    /// Fills feeds for the next run. Each feed gets the samples `indices` of its tensor, which are indices along the
    /// first axis.
    ///
    /// # Errors
    /// When the device holds no samples (the default), or fails.
    async fn gather(
        &mut self,
        memory: &mut Self::Memory,
        feeds: &[(Buffer, &Self::Samples)],
        indices: &[u32],
    ) -> Result<()> {
        let _ = (memory, feeds, indices);
        Err(Error::invalid(format!("device {} holds no samples", self.name())))
    }

    /// Runs a program once.
    ///
    /// # Errors
    /// When the device fails.
    async fn run(&mut self, memory: &mut Self::Memory, executable: &mut Self::Executable) -> Result<()>;

    /// The number of runs that may begin before the results of an earlier run are read. It keeps a GPU busy, which
    /// works while the host waits. 0 (the default) if the next run overwrites the results.
    fn queue_depth(&self) -> usize {
        0
    }

    /// True if this device can be lost, together with everything in its memory.
    fn can_be_lost(&self) -> bool {
        Self::CAN_BE_LOST
    }

    /// Becomes another device after an [`Error::DeviceLost`]. `losses` is the number of losses in a row, with this one.
    /// All memory, programs and samples must be made anew.
    ///
    /// # Errors
    /// When there is no other device (the default).
    async fn recover(&mut self, losses: usize) -> Result<()> {
        let _ = losses;
        Err(Error::DeviceLost { device: self.name().into(), reason: "there is no other".into() })
    }
}

/// One of two kinds of devices. A device of the first kind is always available, and takes over when a device of the
/// second kind is lost for good.
#[derive(Debug, Clone)]
pub enum Either<A, B> {
    /// A device of the first kind.
    First(A),
    /// A device of the second kind.
    Second(B),
}

use Either::{First, Second};

impl<A: Device + Default, B: Device> Device for Either<A, B> {
    type Memory = Either<A::Memory, B::Memory>;
    type Executable = Either<A::Executable, B::Executable>;
    type Reading = Either<A::Reading, B::Reading>;
    type Samples = Either<A::Samples, B::Samples>;

    const CAN_BE_LOST: bool = A::CAN_BE_LOST || B::CAN_BE_LOST;
    const HOLDS_SAMPLES: bool = A::HOLDS_SAMPLES || B::HOLDS_SAMPLES;

    fn name(&self) -> &'static str {
        match self {
            First(device) => device.name(),
            Second(device) => device.name(),
        }
    }

    fn supports(&self, op: &Op) -> bool {
        match self {
            First(device) => device.supports(op),
            Second(device) => device.supports(op),
        }
    }

    fn float16(&self) -> bool {
        match self {
            First(device) => device.float16(),
            Second(device) => device.float16(),
        }
    }

    async fn allocate(&mut self, persistent: usize) -> Result<Self::Memory> {
        Ok(match self {
            First(device) => First(device.allocate(persistent).await?),
            Second(device) => Second(device.allocate(persistent).await?),
        })
    }

    async fn resize(&mut self, memory: &mut Self::Memory, persistent: usize, kept: usize) -> Result<()> {
        match (self, memory) {
            (First(device), First(memory)) => device.resize(memory, persistent, kept).await,
            (Second(device), Second(memory)) => device.resize(memory, persistent, kept).await,
            _ => Err(other()),
        }
    }

    async fn compile(&mut self, memory: &mut Self::Memory, program: Program) -> Result<Self::Executable> {
        Ok(match (self, memory) {
            (First(device), First(memory)) => First(device.compile(memory, program).await?),
            (Second(device), Second(memory)) => Second(device.compile(memory, program).await?),
            _ => return Err(other()),
        })
    }

    async fn shrink(
        &mut self,
        memory: &mut Self::Memory,
        kept: &[&Self::Executable],
        arena: usize,
    ) -> Result<()> {
        match (self, memory) {
            (First(device), First(memory)) => {
                let own = kept.iter().filter_map(|executable| match executable {
                    First(executable) => Some(executable),
                    Second(_) => None,
                });
                device.shrink(memory, &own.collect::<Vec<_>>(), arena).await
            }
            (Second(device), Second(memory)) => {
                let own = kept.iter().filter_map(|executable| match executable {
                    Second(executable) => Some(executable),
                    First(_) => None,
                });
                device.shrink(memory, &own.collect::<Vec<_>>(), arena).await
            }
            _ => Err(other()),
        }
    }

    async fn write(&mut self, memory: &mut Self::Memory, buffer: Buffer, data: &[f32]) -> Result<()> {
        match (self, memory) {
            (First(device), First(memory)) => device.write(memory, buffer, data).await,
            (Second(device), Second(memory)) => device.write(memory, buffer, data).await,
            _ => Err(other()),
        }
    }

    fn begin_read(&mut self, memory: &Self::Memory, buffers: &[Buffer]) -> Result<Self::Reading> {
        Ok(match (self, memory) {
            (First(device), First(memory)) => First(device.begin_read(memory, buffers)?),
            (Second(device), Second(memory)) => Second(device.begin_read(memory, buffers)?),
            _ => return Err(other()),
        })
    }

    async fn end_read(
        &mut self,
        memory: &Self::Memory,
        buffers: &[Buffer],
        reading: Self::Reading,
        out: &mut [f32],
    ) -> Result<()> {
        match (self, memory, reading) {
            (First(device), First(memory), First(reading)) => {
                device.end_read(memory, buffers, reading, out).await
            }
            (Second(device), Second(memory), Second(reading)) => {
                device.end_read(memory, buffers, reading, out).await
            }
            _ => Err(other()),
        }
    }

    async fn upload(&mut self, tensor: &Tensor) -> Result<Option<Self::Samples>> {
        Ok(match self {
            First(device) => device.upload(tensor).await?.map(First),
            Second(device) => device.upload(tensor).await?.map(Second),
        })
    }

    async fn gather(
        &mut self,
        memory: &mut Self::Memory,
        feeds: &[(Buffer, &Self::Samples)],
        indices: &[u32],
    ) -> Result<()> {
        match (self, memory) {
            (First(device), First(memory)) => {
                let own = feeds.iter().map(|&(buffer, samples)| match samples {
                    First(samples) => Ok((buffer, samples)),
                    Second(_) => Err(other()),
                });
                device.gather(memory, &own.collect::<Result<Vec<_>>>()?, indices).await
            }
            (Second(device), Second(memory)) => {
                let own = feeds.iter().map(|&(buffer, samples)| match samples {
                    Second(samples) => Ok((buffer, samples)),
                    First(_) => Err(other()),
                });
                device.gather(memory, &own.collect::<Result<Vec<_>>>()?, indices).await
            }
            _ => Err(other()),
        }
    }

    async fn run(&mut self, memory: &mut Self::Memory, executable: &mut Self::Executable) -> Result<()> {
        match (self, memory, executable) {
            (First(device), First(memory), First(executable)) => device.run(memory, executable).await,
            (Second(device), Second(memory), Second(executable)) => device.run(memory, executable).await,
            _ => Err(other()),
        }
    }

    fn queue_depth(&self) -> usize {
        match self {
            First(device) => device.queue_depth(),
            Second(device) => device.queue_depth(),
        }
    }

    fn can_be_lost(&self) -> bool {
        match self {
            First(device) => device.can_be_lost(),
            Second(device) => device.can_be_lost(),
        }
    }

    async fn recover(&mut self, losses: usize) -> Result<()> {
        match self {
            First(device) => device.recover(losses).await,
            Second(device) => {
                if device.recover(losses).await.is_err() {
                    *self = First(A::default());
                }
                Ok(())
            }
        }
    }
}

/// The error for memory, programs or samples of the other kind of device.
fn other() -> Error {
    Error::invalid("the memory belongs to another device")
}
