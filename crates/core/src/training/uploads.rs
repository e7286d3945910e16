//! Data sets that a device holds, so that a step sends no samples.

use alloc::boxed::Box;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;

use super::batch::{Batch, Chosen, Staging};
use super::session::{Key, Session};
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::tensor::Tensor;

/// A boxed future, so that builds for the CPU alone do not carry the state machine of what only GPUs do (2 KB packed).
type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// Tensors that a device was asked to hold, and what it made of them: `None` where it did not want one.
pub(super) struct Uploads<D: Device>(Vec<(Weak<Tensor>, Option<D::Samples>)>);

impl<D: Device> Default for Uploads<D> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<D: Device> Uploads<D> {
    fn find(&self, tensor: &Arc<Tensor>) -> Option<&Option<D::Samples>> {
        // A weak pointer keeps its address from being used again.
        let known = self.0.iter().find(|(known, _)| known.as_ptr() == Arc::as_ptr(tensor));
        known.map(|(_, samples)| samples)
    }
}

impl<D: Device> Session<D> {
    /// True if the device holds all tensors of a data set; it gets those that it does not know.
    ///
    /// # Errors
    /// When the device fails.
    pub(super) fn upload<'a>(&'a mut self, data: &'a Dataset) -> Boxed<'a, bool> {
        Box::pin(self.upload_all(data))
    }

    async fn upload_all(&mut self, data: &Dataset) -> Result<bool> {
        for (_, tensor) in data.tensors() {
            let held = match self.uploads.find(tensor) {
                Some(samples) => samples.is_some(),
                None => {
                    self.uploads.0.retain(|(known, _)| known.strong_count() > 0);
                    let samples = match self.device.upload(tensor).await {
                        // The next step finds out, too, and goes on elsewhere.
                        Err(Error::DeviceLost { .. }) => return Ok(false),
                        samples => samples?,
                    };
                    let held = samples.is_some();
                    self.uploads.0.push((Arc::downgrade(tensor), samples));
                    held
                }
            };
            if !held {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Feeds samples to a program that is ready: those that the device holds. A new device may not hold what the one
    /// before did; then they are sent.
    pub(super) fn feed_chosen<'a>(&'a mut self, key: Key<'a>, chosen: &'a Chosen) -> Boxed<'a, ()> {
        Box::pin(self.feed(key, chosen))
    }

    async fn feed(&mut self, key: Key<'_>, chosen: &Chosen) -> Result<()> {
        let held = self.upload_all(&chosen.data).await?;
        let feeds = self.sample_feeds(key);
        let Self { device, memory, uploads, .. } = self;
        if held {
            let samples = |role| uploads.find(chosen.data.tensor(role)?)?.as_ref();
            let feeds: Vec<_> =
                feeds.iter().filter_map(|port| Some((port.buffer, samples(port.role)?))).collect();
            return device.gather(memory, &feeds, &chosen.numbers).await;
        }
        let mut here = Staging::default();
        here.fetch_from(chosen)?;
        let batch: Batch<'_> = here.batch();
        for port in feeds {
            if let Some(values) = batch.get(port.role) {
                device.write(memory, port.buffer, values).await?;
            }
        }
        Ok(())
    }

    /// Has the device hold no samples any more.
    pub(super) fn forget_uploads(&mut self) {
        if D::HOLDS_SAMPLES {
            self.uploads = Uploads::default();
        }
    }
}
