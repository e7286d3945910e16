//! The device that models run on.

use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::thread::available_parallelism;

use anyhow::{Context, Result};
use clap::ValueEnum;
use pupil_core::block_on::block_on;
use pupil_core::device::Either;
use pupil_cpu::CpuDevice;
use pupil_webgpu::{Adapter, WebGpuDevice};

/// Where models run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeviceKind {
    /// The CPU's vector instructions, on several threads.
    Cpu,
    /// A GPU, over Vulkan, Metal or DirectX 12.
    Webgpu,
}

/// The CPU or a GPU.
pub type NativeDevice = Either<CpuDevice, WebGpuDevice>;

static CHOSEN: OnceLock<(DeviceKind, usize)> = OnceLock::new();

/// Sets the device for the whole run, and the CPU's number of threads: by default all that the machine has.
pub fn choose(kind: DeviceKind, threads: Option<NonZeroUsize>) {
    let all = || available_parallelism().unwrap_or(NonZeroUsize::MIN);
    // Only the first call counts.
    let _ = CHOSEN.set((kind, threads.unwrap_or_else(all).get()));
}

/// The CPU's number of threads.
pub fn threads() -> usize {
    CHOSEN.get().map_or(1, |&(_, threads)| threads)
}

/// The CPU with that many threads.
pub fn cpu() -> CpuDevice {
    CpuDevice::new().threads(threads())
}

/// The device that was chosen.
pub fn open() -> Result<NativeDevice> {
    match CHOSEN.get() {
        Some((DeviceKind::Webgpu, _)) => {
            let adapter =
                block_on(Adapter::find()).context("--device webgpu needs a Vulkan, Metal or DX12 driver")?;
            Ok(Either::Second(block_on(adapter.open())?))
        }
        _ => Ok(Either::First(cpu())),
    }
}
