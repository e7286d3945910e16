//! The border between what is computed and how: a device runs programs.

use alloc::format;
use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::graph::ops::Op;
use crate::program::{Buffer, Program};
use crate::tensor::Tensor;

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
    /// Buffers that are being read.
    type Reading;
    /// A tensor that the device holds, to take samples from.
    type Samples;

    /// True if devices of this kind can be lost (GPUs). Builds for other devices skip the code that recovers them.
    const CAN_BE_LOST: bool = false;

    /// True if devices of this kind hold samples. Builds for other devices skip the code that uploads them.
    const HOLDS_SAMPLES: bool = false;

    /// The device's name in messages.
    fn name(&self) -> &'static str;

    /// Whether there is a kernel for this operation; asked for every operation at compile time.
    fn supports(&self, op: &Op) -> bool;

    /// True if large activations are to be stored as 16-bit floats; programs are planned accordingly.
    fn float16(&self) -> bool {
        false
    }

    /// Memory for a model, its persistent region of `persistent` bytes set to zero.
    async fn allocate(&mut self, persistent: usize) -> Result<Self::Memory>;

    /// Makes the persistent region this many bytes long; its first `kept` bytes stay, the others are zero. On failure all
    /// stays.
    async fn resize(&mut self, memory: &mut Self::Memory, persistent: usize, kept: usize) -> Result<()>;

    /// Makes a program ready, growing the memory's arena to what it needs.
    async fn compile(&mut self, memory: &mut Self::Memory, program: Program) -> Result<Self::Executable>;

    /// Gives memory back that the programs `kept` have no use for; they need an arena of `arena` bytes. By default nothing
    /// is given back.
    async fn shrink(
        &mut self,
        memory: &mut Self::Memory,
        kept: &[&Self::Executable],
        arena: usize,
    ) -> Result<()> {
        let _ = (memory, kept, arena);
        Ok(())
    }

    /// Writes a buffer of floats. Buffers of other dtypes are written as their [words](Buffer::words).
    ///
    /// # Errors
    /// When there are more or fewer numbers than the buffer has, or the device fails.
    async fn write(&mut self, memory: &mut Self::Memory, buffer: Buffer, data: &[f32]) -> Result<()>;

    /// Begins to read buffers of floats as they are after all that was run; [`Device::end_read`] gives the numbers.
    /// Buffers of other dtypes are read as their [words](Buffer::words).
    fn begin_read(&mut self, memory: &Self::Memory, buffers: &[Buffer]) -> Result<Self::Reading>;

    /// Waits for what [`Device::begin_read`] began: `out` gets the buffers one after the other.
    async fn end_read(
        &mut self,
        memory: &Self::Memory,
        buffers: &[Buffer],
        reading: Self::Reading,
        out: &mut [f32],
    ) -> Result<()>;

    /// Reads buffers, one after the other.
    async fn read(&mut self, memory: &Self::Memory, buffers: &[Buffer], out: &mut [f32]) -> Result<()> {
        let reading = self.begin_read(memory, buffers)?;
        self.end_read(memory, buffers, reading, out).await
    }

    /// Copies a tensor to the device, so that a step need not send its samples but only say which. `None` if the device does
    /// not want it: it is too large, or the device uses the host's memory.
    async fn upload(&mut self, tensor: &Tensor) -> Result<Option<Self::Samples>> {
        let _ = tensor;
        Ok(None)
    }

    /// Before the next run of a program: fills buffers of the arena with the samples of these numbers (along the first axis
    /// of each tensor), as [`Device::write`] would.
    async fn gather(
        &mut self,
        memory: &mut Self::Memory,
        feeds: &[(Buffer, &Self::Samples)],
        numbers: &[u32],
    ) -> Result<()> {
        let _ = (memory, feeds, numbers);
        Err(Error::invalid(format!("device {} holds no samples", self.name())))
    }

    /// Runs a program once.
    async fn run(&mut self, memory: &mut Self::Memory, executable: &mut Self::Executable) -> Result<()>;

    /// How many runs may follow before the results of one are read. A device that works while the host waits is kept busy so.
    /// 0 if results are read from memory that the next run overwrites.
    fn queue_depth(&self) -> usize {
        0
    }

    /// Whether this device can be lost, with all that is only in its memory.
    fn can_be_lost(&self) -> bool {
        Self::CAN_BE_LOST
    }

    /// After an [`Error::DeviceLost`], the `losses`-th: becomes a device whose memory is to be allocated anew.
    ///
    /// # Errors
    /// When there is no other.
    async fn recover(&mut self, losses: usize) -> Result<()> {
        let _ = losses;
        Err(Error::DeviceLost { device: self.name().into(), reason: "there is no other".into() })
    }
}

/// One of two kinds of devices; the first one is always to be had and takes over when the second is lost for good.
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
        numbers: &[u32],
    ) -> Result<()> {
        match (self, memory) {
            (First(device), First(memory)) => {
                let own = feeds.iter().map(|&(buffer, samples)| match samples {
                    First(samples) => Ok((buffer, samples)),
                    Second(_) => Err(other()),
                });
                device.gather(memory, &own.collect::<Result<Vec<_>>>()?, numbers).await
            }
            (Second(device), Second(memory)) => {
                let own = feeds.iter().map(|&(buffer, samples)| match samples {
                    Second(samples) => Ok((buffer, samples)),
                    First(_) => Err(other()),
                });
                device.gather(memory, &own.collect::<Result<Vec<_>>>()?, numbers).await
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

fn other() -> Error {
    Error::invalid("the memory belongs to another device")
}
