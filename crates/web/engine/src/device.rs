//! The device that models run on: the CPU or, in the module with WebGPU, a GPU.

use pupil_core::Result;
use pupil_core::device::Device;
use pupil_cpu::CpuDevice;

#[cfg(not(feature = "webgpu"))]
pub(crate) type EngineDevice = CpuDevice;

#[cfg(feature = "webgpu")]
pub(crate) type EngineDevice = pupil_core::device::Either<CpuDevice, pupil_webgpu::WebGpuDevice>;

/// A new device on the CPU, where models start.
pub(crate) fn cpu() -> EngineDevice {
    #[cfg(not(feature = "webgpu"))]
    return CpuDevice::new();
    #[cfg(feature = "webgpu")]
    EngineDevice::First(CpuDevice::new())
}

/// The memory of a model on the CPU.
///
/// # Errors
/// When the model is on the GPU.
pub(crate) fn cpu_memory(memory: &mut <EngineDevice as Device>::Memory) -> Result<&mut pupil_cpu::Memory> {
    #[cfg(not(feature = "webgpu"))]
    return Ok(memory);
    #[cfg(feature = "webgpu")]
    match memory {
        pupil_core::device::Either::First(memory) => Ok(memory),
        pupil_core::device::Either::Second(_) => {
            Err(pupil_core::Error::invalid("the model is on the GPU; replicas train on the CPU"))
        }
    }
}
