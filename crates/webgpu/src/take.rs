//! Dispatches that fill feeds before the next run.

use std::rc::Rc;

use crate::pipelines::Pipeline;

/// A dispatch that copies samples to a feed.
pub(crate) struct Take {
    pub pipeline: Rc<Pipeline>,
    pub bound: wgpu::BindGroup,
    pub groups: [u32; 3],
}

impl Take {
    /// Encodes the dispatch.
    pub(crate) fn encode(&self, pass: &mut wgpu::ComputePass<'_>) {
        self.pipeline.encode(pass, Some(&self.bound), self.groups);
    }
}
