//! Adapters: finds a GPU and opens it.

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use pupil_core::Result;

use crate::context::{AdapterInfo, Context, State, WebGpuDevice};
use crate::errors::{failed, said};
use crate::pipelines::Pipelines;

/// A GPU, or a program on the CPU that emulates one (a software adapter).
pub struct Adapter {
    adapter: wgpu::Adapter,
    info: AdapterInfo,
}

impl Adapter {
    /// Finds the fastest adapter.
    ///
    /// # Errors
    /// When the browser or the machine has none.
    pub async fn find() -> Result<Self> {
        let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
        descriptor.backends = wgpu::Backends::BROWSER_WEBGPU | wgpu::Backends::PRIMARY;
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter = wgpu::Instance::new(descriptor).request_adapter(&options).await;
        let adapter = adapter.map_err(|error| failed(&said(&format!("no adapter: {error}"))))?;
        let found = adapter.get_info();
        let (name, driver) = (found.name, found.driver);
        let known = |text: &str| ["swiftshader", "llvmpipe", "basic render"].iter().any(|s| text.contains(s));
        let software = found.device_type == wgpu::DeviceType::Cpu || known(&name.to_lowercase());
        let name = if name.is_empty() { driver } else { name };
        Ok(Self { adapter, info: AdapterInfo { name, software } })
    }

    /// The adapter's name and kind.
    pub fn info(&self) -> &AdapterInfo {
        &self.info
    }

    /// This adapter, treated as a GPU even if it is a software adapter. So tests reach the kernels for GPUs on every
    /// machine, and reductions by subgroups where the adapter lists them.
    pub fn as_hardware(mut self) -> Self {
        self.info.software = false;
        self
    }

    /// Opens the adapter. The device gets the adapter's limits for buffer sizes and for at most 16 storage buffers in a
    /// kernel; its other limits are WebGPU's defaults, or the adapter's if those are lower.
    ///
    /// # Errors
    /// When the adapter cannot be opened.
    pub async fn open(self) -> Result<WebGpuDevice> {
        self.open_with(wgpu::Features::empty()).await
    }

    /// Opens the adapter, with large activations of the forward pass stored as 16-bit floats. This halves the memory
    /// traffic of most layers, but their outputs have only about three exact digits, and values above 65504 do not fit.
    /// Sums, weights, gradients and the optimizer's state stay in 32 bits.
    ///
    /// # Errors
    /// When the adapter does not list `shader-f16`, or cannot be opened.
    pub async fn open_float16(self) -> Result<WebGpuDevice> {
        if !self.adapter.features().contains(wgpu::Features::SHADER_F16) {
            // In browsers the name is empty.
            let name = if self.info.name.is_empty() { String::new() } else { format!(" {}", self.info.name) };
            return Err(failed(&format!("the adapter{name} has no 16-bit floats (shader-f16)")));
        }
        self.open_with(wgpu::Features::SHADER_F16).await
    }

    async fn open_with(self, features: wgpu::Features) -> Result<WebGpuDevice> {
        let available = self.adapter.limits();
        let limits = wgpu::Limits {
            max_buffer_size: available.max_buffer_size,
            max_storage_buffer_binding_size: available.max_storage_buffer_binding_size,
            max_storage_buffers_per_shader_stage: available.max_storage_buffers_per_shader_stage.min(16),
            ..wgpu::Limits::default().or_worse_values_from(&available)
        };
        // Timestamps are for profiles. Software adapters reduce faster without subgroups: lavapipe computes 4000 sums
        // of 256 numbers in 4 ms by trees, and in 17 ms by subgroups.
        let subgroups = if self.info.software { wgpu::Features::empty() } else { wgpu::Features::SUBGROUP };
        let features = features | self.adapter.features() & (wgpu::Features::TIMESTAMP_QUERY | subgroups);
        let descriptor = wgpu::DeviceDescriptor {
            required_features: features,
            required_limits: limits.clone(),
            ..Default::default()
        };
        let request = || self.adapter.request_device(&descriptor);
        #[cfg(not(target_arch = "wasm32"))]
        let (opened, subgroups) = (request(), features.contains(wgpu::Features::SUBGROUP));
        #[cfg(target_arch = "wasm32")]
        let (opened, subgroups) =
            if self.info.software { (request(), false) } else { crate::browser::with_subgroups(request) };
        let (device, queue) = opened.await.map_err(|error| failed(&said(&error.to_string())))?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        device.set_device_lost_callback(move |_, message| {
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            state.lost = Some(if message.is_empty() { "it gave no reason".into() } else { message });
        });
        let shared = state.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            state.failed.get_or_insert_with(|| error.to_string());
        }));
        let pipelines = Pipelines::default();
        let (info, staging) = (self.info, Default::default());
        let float16 = features.contains(wgpu::Features::SHADER_F16);
        Ok(WebGpuDevice(Rc::new(Context {
            device,
            queue,
            limits,
            info,
            state,
            pipelines,
            float16,
            subgroups,
            staging,
        })))
    }
}
