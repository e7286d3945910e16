//! Data sets in the GPU's memory. The host sends only the indices of a step's samples, and a dispatch before the step
//! copies the samples to its feeds.

use pupil_core::Result;
use pupil_core::program::Buffer;
use pupil_core::tensor::{Data, Tensor};

use crate::context::Context;
use crate::errors::failed;
use crate::memory::Memory;
use crate::place::{BufferKind, Place};
use crate::shader::{Bound, Element, Shader, Window};
use crate::take::Take;

/// The largest tensor that is uploaded, in bytes. It may also take no more than a quarter of the adapter's largest
/// buffer.
const LARGEST: u64 = 512 << 20;

/// The bytes that are sent at once.
const CHUNK: usize = 16 << 20;

/// A tensor in the GPU's memory: floats, or bytes with one scale, four bytes in a word.
pub struct Samples {
    buffer: wgpu::Buffer,
    /// The number of values in one sample.
    size: usize,
    /// The scale of bytes; `None` for floats.
    scale: Option<f32>,
}

impl Drop for Samples {
    fn drop(&mut self) {
        self.buffer.destroy();
    }
}

impl Samples {
    /// Uploads a tensor. `None` if it is too large or empty, or the GPU has no memory for it.
    pub(crate) async fn new(context: &Context, tensor: &Tensor) -> Result<Option<Self>> {
        let (scale, width) = match tensor.data() {
            Data::U8(_, scale) => (Some(*scale), 1),
            Data::F32(_) | Data::I32(_) | Data::I8(..) => (None, 4),
        };
        let bytes = (tensor.data().len() as u64 * width).next_multiple_of(4);
        let limits = &context.limits;
        if bytes == 0
            || bytes > LARGEST.min(limits.max_buffer_size / 4).min(limits.max_storage_buffer_binding_size)
        {
            return Ok(None);
        }
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let descriptor =
            wgpu::BufferDescriptor { label: None, size: bytes, usage, mapped_at_creation: false };
        let scope = context.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = context.device.create_buffer(&descriptor);
        if scope.pop().await.is_some() {
            return Ok(None);
        }
        // One part after the other, so that the queue does not hold a second copy of the whole tensor.
        let send = |at: usize, part: &[u8]| {
            context.queue.write_buffer(&buffer, at as u64, part);
            context.queue.submit([]);
        };
        if let Data::U8(data, _) = tensor.data() {
            for (number, part) in data.chunks(CHUNK).enumerate() {
                // WebGPU writes whole words.
                let mut part = part.to_vec();
                part.resize(part.len().next_multiple_of(4), 0);
                send(number * CHUNK, &part);
            }
        } else {
            let count = tensor.data().len();
            let mut part = vec![0.0f32; count.min(CHUNK / 4)];
            for start in (0..count).step_by(CHUNK / 4) {
                let part = &mut part[..(count - start).min(CHUNK / 4)];
                tensor.copy_f32(start, part);
                send(start * 4, bytemuck::cast_slice(part));
            }
        }
        Ok(Some(Self { buffer, size: tensor.data().len() / tensor.samples().max(1), scale }))
    }

    /// The dispatch that copies `count` samples to a feed. Its windows only say which bindings are written.
    fn shader(&self, count: usize) -> Bound {
        let shader = Shader::new(include_str!("kernels/take_samples.wgsl"))
            .constant("SIZE", self.size)
            .float("SCALE", self.scale.unwrap_or(1.0))
            .with(&format!("const BYTES = {};", self.scale.is_some()));
        let windows = [false, false, true];
        let element = Element::F32;
        let window = |written| Window { kind: BufferKind::Arena, offset: 0, bytes: 0, written, element };
        Bound { windows: windows.map(window).into(), ..shader.elements(count * self.size).bind(0, false) }
    }
}

/// The dispatches that fill feeds with the samples `indices`, which are indices along the first axis.
pub(crate) async fn take(
    context: &Context,
    memory: &mut Memory,
    feeds: &[(Buffer, &Samples)],
    indices: &[u32],
) -> Result<Vec<Take>> {
    let bounds: Vec<Bound> = feeds.iter().map(|(_, samples)| samples.shader(indices.len())).collect();
    let pipelines = context.pipelines.get(&context.device, &bounds, |_| "samples".into()).await?;
    memory.reserve(context, BufferKind::Numbers, indices.len() * 4).await?;
    let sent = memory.buffer(BufferKind::Numbers);
    context.queue.write_buffer(sent, 0, bytemuck::cast_slice(indices));
    let takes = feeds.iter().zip(bounds).zip(pipelines).map(|(((feed, samples), bound), pipeline)| {
        let arena = memory.buffer(Place::Memory(*feed).kind());
        let size = std::num::NonZeroU64::new(feed.bytes() as u64);
        let size = size.ok_or_else(|| failed("a feed of no numbers"))?;
        let offset = feed.offset as u64;
        let own = wgpu::BufferBinding { buffer: arena, offset, size: Some(size) };
        let bindings = [
            samples.buffer.as_entire_binding(),
            sent.as_entire_binding(),
            wgpu::BindingResource::Buffer(own),
        ];
        let entry = |(binding, resource)| wgpu::BindGroupEntry { binding, resource };
        let entries: Vec<_> = (0..).zip(bindings).map(entry).collect();
        let bound_group = context.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.layout,
            entries: &entries,
        });
        Ok(Take { pipeline, bound: bound_group, groups: bound.groups })
    });
    takes.collect()
}
