//! Compiled kernels, each text once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::PoisonError;

use pupil_core::Result;
#[cfg(not(target_arch = "wasm32"))]
use pupil_core::block_on::block_on;

use crate::adapter::failed;
use crate::shader::Bound;

/// A compiled kernel and the layout of its bindings.
pub struct Pipeline {
    pub pipeline: wgpu::ComputePipeline,
    pub layout: wgpu::BindGroupLayout,
}

impl Pipeline {
    /// Encodes a dispatch.
    pub fn encode(
        &self,
        pass: &mut wgpu::ComputePass<'_>,
        bound: Option<&wgpu::BindGroup>,
        [x, y, z]: [u32; 3],
    ) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, bound, &[]);
        pass.dispatch_workgroups(x, y, z);
    }
}

/// Kernels that are kept though nothing uses them now.
const KEPT: usize = 512;

/// All that a device has compiled.
#[derive(Default)]
pub struct Pipelines {
    layouts: RefCell<BTreeMap<Vec<bool>, wgpu::BindGroupLayout>>,
    compiled: RefCell<BTreeMap<String, Rc<Pipeline>>>,
}

impl Pipelines {
    /// The pipelines of these calls, compiling what is new on all cores; a browser does so by itself.
    ///
    /// # Errors
    /// When the browser or the driver refuses a kernel; `what` names the calls.
    pub async fn get(
        &self,
        device: &wgpu::Device,
        calls: &[Bound],
        what: impl Fn(usize) -> String,
    ) -> Result<Vec<Rc<Pipeline>>> {
        // Kernels of models that are gone; their sizes are constants, so that others seldom use them.
        if self.compiled.borrow().len() > KEPT {
            self.compiled.borrow_mut().retain(|_, pipeline| Rc::strong_count(pipeline) > 1);
        }
        let mut missing: Vec<(usize, wgpu::BindGroupLayout)> = Vec::new();
        for (number, call) in calls.iter().enumerate() {
            let known = self.compiled.borrow().contains_key(&call.source)
                || missing.iter().any(|&(other, _)| calls[other].source == call.source);
            if !known {
                missing.push((number, self.layout(device, call)));
            }
        }
        let sources: Vec<_> =
            missing.iter().map(|(number, layout)| (calls[*number].source.as_str(), layout)).collect();
        let made = make(device, &sources).await;
        let mut compiled = self.compiled.borrow_mut();
        for ((number, layout), pipeline) in missing.into_iter().zip(made) {
            let refused = |error| failed(&format!("the kernel of {} was refused: {error}", what(number)));
            let pipeline = pipeline.map_err(refused)?;
            compiled.insert(calls[number].source.clone(), Rc::new(Pipeline { pipeline, layout }));
        }
        Ok(calls.iter().map(|call| compiled[&call.source].clone()).collect())
    }

    fn layout(&self, device: &wgpu::Device, call: &Bound) -> wgpu::BindGroupLayout {
        let key: Vec<bool> = call.windows.iter().map(|window| window.written).collect();
        let mut layouts = self.layouts.borrow_mut();
        let make = || {
            let entry = |(binding, &written): (usize, &bool)| wgpu::BindGroupLayoutEntry {
                binding: binding as u32,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Storage { read_only: !written },
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            };
            let entries: Vec<_> = key.iter().enumerate().map(entry).collect();
            let descriptor = wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries };
            device.create_bind_group_layout(&descriptor)
        };
        layouts.entry(key.clone()).or_insert_with(make).clone()
    }
}

type Made = Result<wgpu::ComputePipeline, wgpu::Error>;

/// Compiles kernels on all cores.
#[cfg(not(target_arch = "wasm32"))]
async fn make(device: &wgpu::Device, sources: &[(&str, &wgpu::BindGroupLayout)]) -> Vec<Made> {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(sources.len());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(&(source, layout)) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Errors are each thread's own.
                    let made = block_on(compile(device, source, layout));
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((source, made));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let take = |&(source, _): &(&str, _)| {
        let at = done.iter().position(|&(other, _)| other == source).expect("all were compiled");
        done.swap_remove(at).1
    };
    sources.iter().map(take).collect()
}

/// Compiles kernels; the browser does so by itself while the next ones are asked for.
#[cfg(target_arch = "wasm32")]
async fn make(device: &wgpu::Device, sources: &[(&str, &wgpu::BindGroupLayout)]) -> Vec<Made> {
    let asked: Vec<_> = sources.iter().map(|&(source, layout)| compile(device, source, layout)).collect();
    let mut made = Vec::new();
    for one in asked {
        made.push(one.await);
    }
    made
}

/// Asks for a kernel; the future tells whether it was accepted.
fn compile(
    device: &wgpu::Device,
    source: &str,
    layout: &wgpu::BindGroupLayout,
) -> impl Future<Output = Made> + use<> {
    let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: None,
        source: wgpu::ShaderSource::Wgsl(source.into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: None,
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: None,
        layout: Some(&layout),
        module: &module,
        entry_point: Some("main"),
        compilation_options: wgpu::PipelineCompilationOptions {
            // Kernels write all that they read of shared memory.
            zero_initialize_workgroup_memory: false,
            ..Default::default()
        },
        cache: None,
    });
    let error = scope.pop();
    async move { error.await.map_or(Ok(pipeline), Err) }
}
