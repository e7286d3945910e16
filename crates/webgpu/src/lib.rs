//! Runs programs on WebGPU: in browsers that have it, and natively over Vulkan, Metal or DirectX 12.
//!
//! Each operation of `pupil_core::graph::ops` has its kernels in `kernels/`, in files of its name. The kernels are
//! WGSL; the Rust beside it chooses a kernel by the shapes and gives it sizes as constants. A step of a program becomes
//! one or more dispatches, and a run of a program one command buffer. A model's memory is four GPU buffers: weights and
//! optimizer state, the plan's arena, scratch memory, and the indices of the next step's samples. A kernel sees only
//! the parts that it uses.

mod adapter;
mod broadcast;
#[cfg(target_arch = "wasm32")]
mod browser;
mod compile;
mod context;
mod device;
mod errors;
mod formula;
mod kernels;
mod memory;
mod pipelines;
mod place;
mod profile;
mod samples;
mod shader;
mod take;
mod template;
mod wait;
mod workgroup_reduce;

pub use adapter::Adapter;
pub use context::{AdapterInfo, WebGpuDevice};
pub use device::{Executable, Reading};
pub use memory::Memory;
pub use samples::Samples;
