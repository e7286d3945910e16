//! Compiled kernels. Each WGSL text is compiled once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use pupil_core::Result;

use crate::compile;
use crate::errors::failed;
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

/// If more kernels than this are kept, those that nothing uses are dropped.
const KEPT: usize = 512;

/// All kernels that a device has compiled.
#[derive(Default)]
pub struct Pipelines {
    /// Bind group layouts, by which of the bindings are written.
    layouts: RefCell<BTreeMap<Vec<bool>, wgpu::BindGroupLayout>>,
    /// Compiled kernels, by their WGSL.
    compiled: RefCell<BTreeMap<String, Rc<Pipeline>>>,
}

impl Pipelines {
    /// The pipelines of these calls. New ones are compiled on all cores.
    ///
    /// # Errors
    /// When the browser or the driver refuses a kernel. `what` gives a call's name for the message.
    pub async fn get(
        &self,
        device: &wgpu::Device,
        calls: &[Bound],
        what: impl Fn(usize) -> String,
    ) -> Result<Vec<Rc<Pipeline>>> {
        // Sizes are constants in kernels, so the kernels of a model that is gone are seldom of use to another model.
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
        let made = compile::all(device, &sources).await;
        let mut compiled = self.compiled.borrow_mut();
        for ((number, layout), pipeline) in missing.into_iter().zip(made) {
            let refused = |error| failed(&format!("the kernel of {} was refused: {error}", what(number)));
            let pipeline = pipeline.map_err(refused)?;
            compiled.insert(calls[number].source.clone(), Rc::new(Pipeline { pipeline, layout }));
        }
        Ok(calls.iter().map(|call| compiled[&call.source].clone()).collect())
    }

    /// The bind group layout of a call.
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
