//! Recovery of a model after its device was lost, from a copy on the host; and moves from one device to another.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;

use super::model::Model;
use super::recovery::Backup;
use super::session::{filled, whole};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::memory::zeros;

/// The number of training steps between two copies of weights and optimizer state from a device that can be lost. At
/// most this many steps are lost. A copy of the tutorial's photo network (228 MB) takes about as long as one or two of
/// its steps.
pub const STEPS_AT_RISK: u64 = 100;

/// The number of losses in a row after which a failed replacement is final. [`Device::recover`] may refuse earlier.
const MOST_LOSSES: usize = 5;

/// A boxed future, so that CPU-only builds do not carry the state machine of recovery, which only GPUs need.
type Boxed<'m> = Pin<Box<dyn Future<Output = Result<()>> + 'm>>;

impl<D: Device> Model<D> {
    /// Moves the model to another device, with its weights, its optimizer state and the results that were not read yet.
    /// The model leaves its group of replicas. If its present device was lost, the last copy on the host is moved.
    ///
    /// # Errors
    /// When the other device lacks an operation or has no room, or the present device cannot be read; the model then
    /// stays where it was.
    pub async fn move_to(&mut self, mut device: D) -> Result<()> {
        let (lost, reason) = match self.take_along().await {
            Ok(values) => {
                let memory = filled(&mut device, &values).await?;
                let earlier = core::mem::replace(&mut self.session.device, device);
                if let Err(error) = self.check_programs() {
                    self.session.device = earlier;
                    return Err(error);
                }
                self.session.memory = memory;
                self.session.forget();
                self.replica = None;
                self.recovery.losses = 0;
                let can_be_lost = D::CAN_BE_LOST && self.session.device.can_be_lost();
                self.recovery.backup = can_be_lost.then(|| self.backup_of(values));
                return Ok(());
            }
            Err(Error::DeviceLost { device, reason }) => (device, reason),
            Err(error) => return Err(error),
        };
        let Some(backup) = self.recovery.backup.take() else {
            return Err(Error::DeviceLost { device: lost, reason });
        };
        match filled(&mut device, &backup.values).await {
            Ok(memory) => (self.session.device, self.session.memory) = (device, memory),
            Err(error) => {
                self.recovery.backup = Some(backup);
                return Err(error);
            }
        }
        self.fall_back(backup, &lost, &reason);
        Ok(())
    }

    /// After a device was lost, returns once a message for the user that says so.
    pub fn take_notice(&mut self) -> Option<String> {
        self.recovery.notice.take()
    }

    /// Refuses a device that lacks an operation of a prediction or, if the model is compiled, of a training step.
    fn check_programs(&self) -> Result<()> {
        self.session.check_support(&self.prediction_program(1, false)?)?;
        match self.compiled {
            Some(_) => self.session.check_support(&self.training_program(1, false)?),
            None => Ok(()),
        }
    }

    /// The length of the persistent region in words.
    fn persistent(&self) -> usize {
        self.session.layout.bytes() / 4
    }

    /// Reads everything that moves with the model. The results of training steps stay in the session; the persistent
    /// region is returned.
    async fn take_along(&mut self) -> Result<Vec<f32>> {
        self.session.drain().await?;
        self.session.read(whole(self.persistent())).await
    }

    fn backup_of(&self, values: Vec<f32>) -> Backup {
        Backup { values, steps: self.steps(), changes: self.changes }
    }

    /// Copies the persistent region to the host, if the device can be lost and the last copy is out of date: after
    /// [`STEPS_AT_RISK`] training steps, and at once after any other change.
    pub(super) async fn secure(&mut self) -> Result<()> {
        if !D::CAN_BE_LOST || !self.session.device.can_be_lost() || self.is_secure() {
            return Ok(());
        }
        let copy: Boxed<'_> = Box::pin(self.copy_to_host());
        copy.await
    }

    /// True if the last copy on the host is recent enough.
    fn is_secure(&self) -> bool {
        self.recovery.backup.as_ref().is_some_and(|backup| {
            let steps = self.steps().checked_sub(backup.steps);
            backup.values.len() == self.persistent()
                && steps.is_some_and(|n| n < STEPS_AT_RISK && self.changes == backup.changes + n)
        })
    }

    async fn copy_to_host(&mut self) -> Result<()> {
        // The last copy's memory is used again if it has the right length: the host may have room for only one copy.
        let len = self.persistent();
        let mut values = match &mut self.recovery.backup {
            Some(backup) if backup.values.len() == len => core::mem::take(&mut backup.values),
            _ => zeros("a copy of the model", len)?,
        };
        let read = self.session.device.read(&self.session.memory, &[whole(len)], &mut values).await;
        match (read, &mut self.recovery.backup) {
            (Ok(()), _) => {
                self.recovery.backup = Some(self.backup_of(values));
                // The device could be read, so its next loss is the first in a row.
                self.recovery.losses = 0;
                Ok(())
            }
            // A read that fails writes nothing, so the last copy is still whole.
            (Err(error), Some(backup)) => {
                if backup.values.is_empty() {
                    backup.values = values;
                }
                Err(error)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Continues on a new device after a loss, from the last copy on the host.
    ///
    /// # Errors
    /// When there is no copy, or no other device that can take it.
    pub(super) async fn recover(&mut self, device: String, reason: String) -> Result<()> {
        let again: Boxed<'_> = Box::pin(self.start_again(device, reason));
        again.await
    }

    async fn start_again(&mut self, device: String, reason: String) -> Result<()> {
        let Some(backup) = self.recovery.backup.take() else {
            return Err(Error::DeviceLost { device, reason });
        };
        loop {
            self.recovery.losses += 1;
            let found = match self.session.device.recover(self.recovery.losses).await {
                Ok(()) => filled(&mut self.session.device, &backup.values).await,
                Err(error) => Err(error),
            };
            match found {
                Ok(memory) => {
                    self.session.memory = memory;
                    self.fall_back(backup, &device, &reason);
                    return Ok(());
                }
                Err(error) if self.recovery.losses >= MOST_LOSSES => {
                    self.recovery.backup = Some(backup);
                    return Err(error);
                }
                // This device was lost too, or has no room, or there is none. Try again: the CPU comes last.
                Err(_) => {}
            }
        }
    }

    /// Resets the model to the last copy on the host, which is now in the memory of another device, and writes the
    /// notice.
    fn fall_back(&mut self, backup: Backup, device: &str, reason: &str) {
        let lost = self.steps().saturating_sub(backup.steps);
        let what = match lost {
            0 => "nothing that was learned is lost".into(),
            1 => "the last training step is lost".into(),
            n => format!("the last {n} training steps are lost"),
        };
        let now = self.session.device.name();
        self.recovery.notice =
            Some(format!("device {device} was lost ({reason}); {what}, and it goes on with {now}"));
        self.session.drop_waiting();
        self.session.forget();
        self.replica = None;
        if let Some(compiled) = &mut self.compiled {
            compiled.steps = backup.steps;
        }
        self.changes += 1;
        let Backup { values, .. } = backup;
        self.recovery.backup = self.session.device.can_be_lost().then(|| self.backup_of(values));
    }
}
