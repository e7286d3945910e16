//! Training steps that a group of replicas does together.

use alloc::vec::Vec;

use super::{DataSource, Fit, FitStep};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::training::batch::Staging;
use crate::training::model::Model;
use crate::training::replica::{message, shard};

impl Fit {
    /// Gathers the batch of the next training step for a group of replicas (see [`Model::join_group`]), and returns its
    /// number of samples. `None` if the next step does not train; then [`Fit::step`] must do it. May be called
    /// repeatedly.
    ///
    /// # Errors
    /// When a batch must come from outside first, or a callback could not do its work.
    pub async fn divide<D: Device>(&mut self, model: &mut Model<D>) -> Result<Option<usize>> {
        if !self.trains() {
            return Ok(None);
        }
        model.expect_compiles(self.compiles, "fit")?;
        self.gather(model).await?;
        if D::HOLDS_SAMPLES {
            self.staging.fetch()?;
        }
        Ok(Some(self.staging.batch().size))
    }

    /// What replica `rank` of a group of `size` needs to compute the gradients of its shard, in the form that
    /// [`Model::shard_gradients`] takes. It is a shard of the batch that was gathered; with `next_batch`, of the batch after
    /// it, so that replicas need not wait. With `next_batch` it is `None` if the epoch ends before that batch, or if
    /// batches come from outside. Until that step callbacks may change its numbers; [`Fit::hyper`] then has the new
    /// ones.
    pub fn shard<D: Device>(
        &self,
        model: &Model<D>,
        rank: usize,
        size: usize,
        next_batch: bool,
    ) -> Option<Vec<f32>> {
        let mut staging = Staging::default();
        let mut batch = self.staging.batch().size;
        let part = if next_batch {
            let DataSource::Data { data, order } = &self.source else { return None };
            let next = self.next + batch;
            batch = self.batch.min(data.len().checked_sub(next)?);
            if batch == 0 || self.options.steps_per_epoch == Some(self.step + 1) || !self.gathered {
                return None;
            }
            let shard = shard(batch, rank, size);
            let samples = &order[next + shard.start..next + shard.end];
            staging.gather(data, samples.iter().map(|&i| i as usize)).ok()?;
            staging.batch()
        } else {
            self.staging.shard(shard(batch, rank, size))
        };
        let hyper = model.hyper(next_batch.into(), rank);
        Some(message(batch, part, &hyper))
    }

    /// The numbers (the `hyper` feed) with which all replicas do the step whose batch was gathered.
    pub fn hyper<D: Device>(&self, model: &Model<D>) -> Vec<f32> {
        model.hyper(0, 0).to_vec()
    }

    /// Computes the gradients of the main replica's shard. They are then in its [`Model::part`].
    ///
    /// # Errors
    /// When the model is in no group.
    pub async fn gradients<D: Device>(&self, model: &mut Model<D>) -> Result<()> {
        let (_, size) = model.replica()?;
        let shard = self.staging.shard(shard(self.staging.batch().size, 0, size));
        let hyper = model.hyper(0, 0);
        model.find_gradients(&hyper, shard).await
    }

    /// Does the training step whose batch was gathered, from the parts of all replicas. The main replica calls this;
    /// the others call [`Model::apply`].
    ///
    /// # Errors
    /// When the model is in no group or no batch was gathered.
    pub async fn apply<D: Device>(&mut self, model: &mut Model<D>) -> Result<FitStep> {
        if !self.gathered {
            return Err(Error::invalid("fit: no batch was gathered to train on"));
        }
        model.expect_compiles(self.compiles, "fit")?;
        let size = self.staging.batch().size;
        let hyper = model.hyper(0, 0);
        model.apply_parts(&hyper, size, &mut self.values).await?;
        self.sums.add(&self.values, size);
        self.after_batch(model).await
    }
}
