//! Data sets that a device keeps, so that a step sends no samples.

use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;

use super::Model;
use crate::data::Dataset;
use crate::device::Device;
use crate::error::Result;
use crate::tensor::Tensor;

/// Tensors that a device was asked to keep, and what it made of them: `None` where it did not want one.
pub(super) struct Samples<D: Device>(Vec<(Weak<Tensor>, Option<D::Samples>)>);

impl<D: Device> Default for Samples<D> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<D: Device> Samples<D> {
    fn find(&self, tensor: &Arc<Tensor>) -> Option<&Option<D::Samples>> {
        // A weak pointer keeps its address from being used again.
        let known = self.0.iter().find(|(known, _)| known.as_ptr() == Arc::as_ptr(tensor));
        known.map(|(_, samples)| samples)
    }

    /// The tensors of a data set that are kept.
    pub(super) fn of(&self, data: &Dataset) -> impl Iterator<Item = &D::Samples> {
        data.tensors().filter_map(|tensor| self.find(tensor)?.as_ref())
    }
}

impl<D: Device> Model<D> {
    /// Whether the device keeps all tensors of a data set; it gets those that it does not know.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::training) async fn keep(&mut self, data: &Dataset) -> Result<bool> {
        for tensor in data.tensors() {
            let kept = match self.samples.find(tensor) {
                Some(samples) => samples.is_some(),
                None => {
                    self.samples.0.retain(|(known, _)| known.strong_count() > 0);
                    let samples = self.device.keep(tensor).await?;
                    let kept = samples.is_some();
                    self.samples.0.push((Arc::downgrade(tensor), samples));
                    kept
                }
            };
            if !kept {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Has the device keep no samples any more.
    pub(in crate::training) fn forget_samples(&mut self) {
        self.samples = Samples::default();
    }
}
