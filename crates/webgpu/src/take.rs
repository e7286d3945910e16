//! A dispatch that fills a feed before the next run.

use std::rc::Rc;

use crate::pipelines::Pipeline;

/// A dispatch before the next run.
pub(crate) struct Take {
    pub pipeline: Rc<Pipeline>,
    pub bound: wgpu::BindGroup,
    pub groups: [u32; 3],
}

impl Take {
    pub(crate) fn encode(&self, pass: &mut wgpu::ComputePass<'_>) {
        self.pipeline.encode(pass, Some(&self.bound), self.groups);
    }
}
