//! Data sets that a device holds, so that a step sends no samples.

use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;

use crate::device::Device;
use crate::tensor::Tensor;

/// Tensors that the device was asked to hold, and its handle for each; `None` where it refused the tensor.
pub(super) struct Uploads<D: Device>(pub(super) Vec<(Weak<Tensor>, Option<D::Samples>)>);

impl<D: Device> Default for Uploads<D> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<D: Device> Uploads<D> {
    pub(super) fn find(&self, tensor: &Arc<Tensor>) -> Option<&Option<D::Samples>> {
        // A weak pointer keeps its address from being reused.
        let known = self.0.iter().find(|(known, _)| known.as_ptr() == Arc::as_ptr(tensor));
        known.map(|(_, samples)| samples)
    }
}
