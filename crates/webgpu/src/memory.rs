//! A model's memory on the GPU.

use std::cell::RefCell;

use pupil_core::Result;
use pupil_core::program::aligned;

use crate::context::Context;
use crate::errors::{failed, too_large};
use crate::place::BufferKind;
use crate::take::Take;

/// A model's memory on the GPU.
pub struct Memory {
    /// The buffers, indexed by [`BufferKind`].
    buffers: [Option<wgpu::Buffer>; 4],
    /// The commands of the last run, not submitted yet: the read of its results goes into the same command buffer.
    pending: RefCell<Option<wgpu::CommandEncoder>>,
    /// The number of times that a buffer was replaced. Bind groups of another generation must be made again.
    generation: u64,
    /// The dispatches that fill feeds before the next run.
    pub(crate) takes: Vec<Take>,
}

impl Memory {
    pub(crate) async fn new(context: &Context, persistent: usize) -> Result<Self> {
        let mut memory = Self {
            buffers: [const { None }; 4],
            pending: RefCell::new(None),
            generation: 0,
            takes: Vec::new(),
        };
        memory.reserve(context, BufferKind::Persistent, persistent).await?;
        Ok(memory)
    }

    /// The command encoder to add to: that of the last run if it was not submitted, or a new one.
    pub(crate) fn commands(&self, context: &Context) -> wgpu::CommandEncoder {
        let pending = self.pending.borrow_mut().take();
        pending.unwrap_or_else(|| context.device.create_command_encoder(&Default::default()))
    }

    /// Holds a run's commands back, until something is read or must come after them.
    pub(crate) fn hold(&self, commands: wgpu::CommandEncoder) {
        *self.pending.borrow_mut() = Some(commands);
    }

    /// Submits the commands of the last run, if they were held back.
    pub(crate) fn flush(&self, context: &Context) {
        if let Some(commands) = self.pending.borrow_mut().take() {
            context.queue.submit([commands.finish()]);
        }
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    pub(crate) fn buffer(&self, kind: BufferKind) -> &wgpu::Buffer {
        self.buffers[kind as usize].as_ref().expect("reserved before anything is bound")
    }

    fn bytes(&self, kind: BufferKind) -> usize {
        self.buffers[kind as usize].as_ref().map_or(0, |buffer| buffer.size() as usize)
    }

    /// Makes a buffer at least `bytes` long. The persistent region keeps its values; other buffers lose theirs if they
    /// grow.
    pub(crate) async fn reserve(&mut self, context: &Context, kind: BufferKind, bytes: usize) -> Result<()> {
        if bytes > self.bytes(kind) || self.buffers[kind as usize].is_none() {
            self.replace(context, kind, bytes, self.bytes(kind)).await?;
        }
        Ok(())
    }

    /// Makes the persistent region `bytes` long. Its first `kept` bytes stay, and the others are zero.
    pub(crate) async fn resize(&mut self, context: &Context, bytes: usize, kept: usize) -> Result<()> {
        let kept = self.bytes(BufferKind::Persistent).min(bytes).min(kept);
        self.replace(context, BufferKind::Persistent, bytes, kept).await
    }

    /// Replaces a buffer by a new one of `bytes` bytes. The persistent region keeps its first `kept` bytes.
    async fn replace(
        &mut self,
        context: &Context,
        kind: BufferKind,
        bytes: usize,
        kept: usize,
    ) -> Result<()> {
        self.flush(context);
        // A buffer of no bytes cannot be bound.
        let size = aligned(bytes.max(1)) as u64;
        let limit = context.limits.max_buffer_size;
        if size > limit {
            return Err(too_large(
                "the model needs a buffer of",
                size,
                limit,
                kind == BufferKind::Persistent,
            ));
        }
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let descriptor = wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false };
        let scope = context.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = context.device.create_buffer(&descriptor);
        if scope.pop().await.is_some() {
            return Err(failed(&format!("out of memory for a buffer of {} MB", size >> 20)));
        }
        if kept > 0 && kind == BufferKind::Persistent {
            let mut encoder = context.device.create_command_encoder(&Default::default());
            encoder.copy_buffer_to_buffer(self.buffer(kind), 0, &buffer, 0, kept as u64);
            context.queue.submit([encoder.finish()]);
        }
        // Commands that were submitted before this still run.
        if let Some(earlier) = self.buffers[kind as usize].replace(buffer) {
            earlier.destroy();
        }
        self.generation += 1;
        Ok(())
    }
}

impl Drop for Memory {
    /// Frees the buffers at once. A browser would free them only when it collects garbage, which may be long after.
    fn drop(&mut self) {
        self.buffers.iter().flatten().for_each(wgpu::Buffer::destroy);
    }
}
