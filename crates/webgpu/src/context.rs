//! An open GPU: what all models on it share.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pupil_core::{Error, Result};

use crate::errors::{NAME, failed};
use crate::pipelines::Pipelines;

/// What is known of an adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterInfo {
    /// What it calls itself; browsers tell little.
    pub name: String,
    /// Whether it is a program on the CPU (SwiftShader, lavapipe, WARP): right, but slower than the CPU's own kernels.
    pub software: bool,
}

/// A GPU; copies are the same one.
#[derive(Clone)]
pub struct WebGpuDevice(pub(crate) Rc<Context>);

pub(crate) struct Context {
    pub device: wgpu::Device,
    pub queue: wgpu::Queue,
    pub limits: wgpu::Limits,
    pub info: AdapterInfo,
    pub state: Arc<Mutex<State>>,
    pub pipelines: Pipelines,
    /// Whether large activations are stored as 16-bit floats.
    pub float16: bool,
    /// Whether kernels reduce by subgroups.
    pub subgroups: bool,
    pub staging: RefCell<Vec<wgpu::Buffer>>,
}

/// What the GPU said unasked.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Why the device was lost.
    pub lost: Option<String>,
    /// The first error of a command.
    pub failed: Option<String>,
}

/// Staging buffers kept for further reads, and their size in bytes.
const KEPT_STAGING: usize = 16;
pub(crate) const SMALL: u64 = 4096;

impl Context {
    /// What the GPU said unasked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A buffer to read through; those of loss and metrics are used again and again.
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
    /// What is known of the adapter.
    pub fn info(&self) -> &AdapterInfo {
        &self.0.info
    }

    /// Whether its kernels reduce by subgroups.
    pub fn subgroups(&self) -> bool {
        self.0.subgroups
    }

    /// Gives the GPU back; whatever is still to run on it fails as if it were lost. For tests of exactly that.
    pub fn destroy(&self) {
        self.0.device.destroy();
        self.0.state().lost.get_or_insert_with(|| "it was destroyed".into());
    }

    /// Whether it was lost.
    pub fn lost(&self) -> bool {
        self.0.state().lost.is_some()
    }

    /// An error where the GPU said that something went wrong.
    pub(crate) fn check(&self) -> Result<()> {
        let mut state = self.0.state();
        if let Some(reason) = &state.lost {
            return Err(Error::DeviceLost { device: NAME.into(), reason: reason.clone() });
        }
        state.failed.take().map_or(Ok(()), |message| Err(failed(&message)))
    }
}
