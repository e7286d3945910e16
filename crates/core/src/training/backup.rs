//! What the host keeps of a model so that it outlives its device, and moving a model from one device to another.

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

/// Training steps after which weights and optimizer state are copied from a device that can be lost: so many steps are
/// lost at most. A copy of the tutorial's photo network (228 MB) costs about as much as one or two of its steps.
pub const STEPS_AT_RISK: u64 = 100;

/// How often a lost device is replaced in a row; [`Device::recover`] may well give up before.
const MOST_LOSSES: usize = 5;

/// A boxed future, so that builds for the CPU alone do not carry the state machine of what only GPUs do.
type Boxed<'m> = Pin<Box<dyn Future<Output = Result<()>> + 'm>>;

impl<D: Device> Model<D> {
    /// Moves the model to another device: weights, optimizer state and the results of steps under way come along, it leaves its group of
    /// replicas. From a device that was lost it moves as it was when it was last copied to the host.
    ///
    /// # Errors
    /// When the other device lacks an operation or has no room, or this one cannot be read; the model then stays where it
    /// was.
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

    /// Tells once what happened that the user should know of: a device that was lost.
    pub fn take_notice(&mut self) -> Option<String> {
        self.recovery.notice.take()
    }

    fn check_programs(&self) -> Result<()> {
        self.session.check_support(&self.prediction_program(1)?)?;
        match self.compiled {
            Some(_) => self.session.check_support(&self.training_program(1)?),
            None => Ok(()),
        }
    }

    /// Words of the persistent region.
    fn persistent(&self) -> usize {
        self.session.layout.bytes() / 4
    }

    /// Reads all that must not be left behind: the results under way, which the session holds from now on, and the
    /// persistent region.
    async fn take_along(&mut self) -> Result<Vec<f32>> {
        self.session.drain().await?;
        self.session.read(whole(self.persistent())).await
    }

    fn backup_of(&self, values: Vec<f32>) -> Backup {
        Backup { values, steps: self.steps(), changes: self.changes }
    }

    /// Copies what the device has to the host, where the device can be lost and it is time: after changes other than by
    /// steps at once.
    pub(super) async fn secure(&mut self) -> Result<()> {
        if !D::CAN_BE_LOST || !self.session.device.can_be_lost() || self.is_secure() {
            return Ok(());
        }
        let copy: Boxed<'_> = Box::pin(self.copy_to_host());
        copy.await
    }

    fn is_secure(&self) -> bool {
        self.recovery.backup.as_ref().is_some_and(|backup| {
            let steps = self.steps().checked_sub(backup.steps);
            backup.values.len() == self.persistent()
                && steps.is_some_and(|n| n < STEPS_AT_RISK && self.changes == backup.changes + n)
        })
    }

    async fn copy_to_host(&mut self) -> Result<()> {
        // Into the memory of the last copy, if it is as long: there is room for one.
        let len = self.persistent();
        let mut values = match &mut self.recovery.backup {
            Some(backup) if backup.values.len() == len => core::mem::take(&mut backup.values),
            _ => zeros("a copy of the model", len)?,
        };
        let read = self.session.device.read(&self.session.memory, &[whole(len)], &mut values).await;
        match (read, &mut self.recovery.backup) {
            (Ok(()), _) => {
                self.recovery.backup = Some(self.backup_of(values));
                // It lasted.
                self.recovery.losses = 0;
                Ok(())
            }
            // A read that fails has written nothing.
            (Err(error), Some(backup)) => {
                if backup.values.is_empty() {
                    backup.values = values;
                }
                Err(error)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Goes on after a device was lost: on a new one, with what the host has.
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
                // Lost again, or without room: another one, in the end the one that is always there.
                Err(_) => {}
            }
        }
    }

    /// The model is as it was when it was last copied to the host, in memory of another device.
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
