//! An open GPU, shared by all models on it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pupil_core::{Error, Result};

use crate::errors::{NAME, failed};
use crate::pipelines::Pipelines;

/// An adapter's name and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterInfo {
    /// The adapter's name; often empty in browsers.
    pub name: String,
    /// True for a software adapter, a program on the CPU (SwiftShader, lavapipe, WARP). Its results are right, but it
    /// is slower than the CPU's own kernels.
    pub software: bool,
}

/// An open GPU. A clone is the same GPU.
#[derive(Clone)]
pub struct WebGpuDevice(pub(crate) Rc<Context>);

/// The objects of an open GPU.
pub(crate) struct Context {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub limits: wgpu::Limits,
    pub info: AdapterInfo,
    pub state: Arc<Mutex<State>>,
    pub pipelines: Pipelines,
    /// True if large activations are stored as 16-bit floats.
    pub float16: bool,
    /// True if kernels reduce by subgroups.
    pub subgroups: bool,
    /// Staging buffers of [`SMALL`] bytes that are free.
    pub staging: RefCell<Vec<wgpu::Buffer>>,
}

/// What the GPU has reported by itself.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The reason why the device was lost, if it was.
    pub lost: Option<String>,
    /// The first error of a command since the last check.
    pub failed: Option<String>,
}

/// The most staging buffers kept for later reads.
const KEPT_STAGING: usize = 16;
/// The size of these staging buffers in bytes. Longer reads get a buffer of their own.
pub(crate) const SMALL: u64 = 4096;

impl Context {
    /// What the GPU has reported by itself.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A staging buffer for reading `size` bytes. Small ones, for losses and metrics, are used again.
    pub fn staging(&self, size: u64) -> wgpu::Buffer {
        if size <= SMALL
            && let Some(buffer) = self.staging.borrow_mut().pop()
        {
            return buffer;
        }
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: size.max(SMALL),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    /// Keeps a staging buffer for later reads if it is small, or else destroys it.
    pub fn give_back(&self, buffer: wgpu::Buffer) {
        let mut kept = self.staging.borrow_mut();
        if buffer.size() == SMALL && kept.len() < KEPT_STAGING {
            kept.push(buffer);
        } else {
            buffer.destroy();
        }
    }
}

impl WebGpuDevice {
    /// The adapter's name and kind.
    pub fn info(&self) -> &AdapterInfo {
        &self.0.info
    }

    /// True if kernels reduce by subgroups.
    pub fn subgroups(&self) -> bool {
        self.0.subgroups
    }

    /// Gives the GPU back. Everything that is still to run on it fails as if the GPU were lost, which tests need.
    pub fn destroy(&self) {
        self.0.device.destroy();
        self.0.state().lost.get_or_insert_with(|| "it was destroyed".into());
    }

    /// True if the GPU was lost.
    pub fn lost(&self) -> bool {
        self.0.state().lost.is_some()
    }

    /// Fails if the GPU has reported a loss, or an error since the last check.
    pub(crate) fn check(&self) -> Result<()> {
        let mut state = self.0.state();
        if let Some(reason) = &state.lost {
            return Err(Error::DeviceLost { device: NAME.into(), reason: reason.clone() });
        }
        state.failed.take().map_or(Ok(()), |message| Err(failed(&message)))
    }
}
