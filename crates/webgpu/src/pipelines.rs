//! Compiled kernels, each text once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use pupil_core::Result;

use crate::adapter::failed;
use crate::shader::Bound;

/// A compiled kernel and the layout of its bindings.
pub struct Pipeline {
    pub pipeline: wgpu::ComputePipeline,
    pub layout: wgpu::BindGroupLayout,
}

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
        let mut missing: Vec<(usize, wgpu::BindGroupLayout)> = Vec::new();
        for (number, call) in calls.iter().enumerate() {
            let known = self.compiled.borrow().contains_key(&call.source)
                || missing.iter().any(|&(other, _)| calls[other].source == call.source);
            if !known {
                missing.push((number, self.layout(device, call)));
            }
        }
        if missing.is_empty() {
            // Nothing to wait for the GPU for.
            let compiled = self.compiled.borrow();
            return Ok(calls.iter().map(|call| compiled[&call.source].clone()).collect());
        }
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let made = make(device, calls, &missing);
        if let Some(error) = scope.pop().await {
            // One by one, to tell which it was.
            for one in missing.chunks(1) {
                let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
                make(device, calls, one);
                if let Some(error) = scope.pop().await {
                    return Err(failed(&format!("the kernel of {} was refused: {error}", what(one[0].0))));
                }
            }
            return Err(failed(&format!("a kernel was refused: {error}")));
        }
        let mut compiled = self.compiled.borrow_mut();
        for ((number, layout), pipeline) in missing.into_iter().zip(made) {
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

fn compile(device: &wgpu::Device, source: &str, layout: &wgpu::BindGroupLayout) -> wgpu::ComputePipeline {
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: None,
        source: wgpu::ShaderSource::Wgsl(source.into()),
    });
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: None,
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
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
    })
}

fn make(
    device: &wgpu::Device,
    calls: &[Bound],
    missing: &[(usize, wgpu::BindGroupLayout)],
) -> Vec<wgpu::ComputePipeline> {
    missing.iter().map(|(number, layout)| compile(device, &calls[*number].source, layout)).collect()
}
