//! Data sets that a device keeps, so that a step sends no samples.

use alloc::boxed::Box;
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::pin::Pin;

use super::{Batch, Model, Ready, Size, Staging, Use, found};
use crate::data::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::program::Buffer;
use crate::tensor::Tensor;
use crate::training::evaluate::Chosen;

/// What comes of something that only devices of some kinds do. Boxed, it leaves no code in functions that do not call it
/// for theirs: those of futures in place would be there for the CPU alone, too, 2 KB packed.
type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// The place of the numbers that change from step to step among the feeds of a training step, behind samples and targets.
const HYPER: usize = 2;

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

impl<D: Device> Ready<D> {
    /// Where samples, targets and weights go: all feeds but what changes from step to step.
    fn samples(&self, purpose: Use) -> impl Iterator<Item = Buffer> {
        let trains = purpose == Use::Train;
        let own = self.feeds.iter().enumerate().filter(move |&(at, _)| !(trains && at == HYPER));
        own.map(|(_, &feed)| feed)
    }
}

impl<D: Device> Model<D> {
    /// Whether the device keeps all tensors of a data set; it gets those that it does not know.
    ///
    /// # Errors
    /// When the device fails.
    pub(in crate::training) fn keep<'a>(&'a mut self, data: &'a Dataset) -> Later<'a, bool> {
        Box::pin(self.keep_all(data))
    }

    async fn keep_all(&mut self, data: &Dataset) -> Result<bool> {
        for tensor in data.tensors() {
            let kept = match self.samples.find(tensor) {
                Some(samples) => samples.is_some(),
                None => {
                    self.samples.0.retain(|(known, _)| known.strong_count() > 0);
                    let samples = match self.device.keep(tensor).await {
                        // The next step finds out, too, and goes on elsewhere.
                        Err(Error::DeviceLost { .. }) => return Ok(false),
                        samples => samples?,
                    };
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

    /// Feeds samples to a program that is ready: those that the device keeps, unless a new one does not want what the one
    /// before had.
    pub(super) fn feed_chosen<'a>(
        &'a mut self,
        purpose: Use,
        size: Size,
        chosen: &'a Chosen,
    ) -> Later<'a, ()> {
        Box::pin(self.feed(purpose, size, chosen))
    }

    async fn feed(&mut self, purpose: Use, size: Size, chosen: &Chosen) -> Result<()> {
        let kept = self.keep_all(&chosen.data).await?;
        let Self { programs, device, memory, samples, .. } = self;
        let feeds = found(programs, purpose, size).samples(purpose);
        if kept {
            let feeds: Vec<_> = feeds.zip(samples.of(&chosen.data)).collect();
            return device.gather(memory, &feeds, &chosen.numbers).await;
        }
        let mut here = Staging::default();
        here.fetch_from(chosen);
        let Batch { x, y, weights, .. } = here.batch();
        for (feed, values) in feeds.zip([x, y, weights]) {
            device.write(memory, feed, values).await?;
        }
        Ok(())
    }

    /// Has the device keep no samples any more.
    pub(in crate::training) fn forget_samples(&mut self) {
        if D::KEEPS {
            self.samples = Samples::default();
        }
    }
}
