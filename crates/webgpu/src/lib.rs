//! Runs programs on WebGPU: in browsers that have it, and natively over Vulkan, Metal or DirectX 12.
//!
//! Each operation of `pupil_core::graph::ops` has its kernels under its name in `kernels/`: WGSL for what is done, and
//! Rust that chooses among them by shape and states sizes as constants. A step of a program becomes one or more
//! dispatches, a run of a program one command buffer. All of a model lies in three GPU buffers (weights and optimizer
//! state, the arena of the plan, scratch memory); kernels see the parts that they use.

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
