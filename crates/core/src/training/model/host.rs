//! What of a model is kept on the host, so that it outlives its device; and moving it from one device to another.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Model, Waiting};
use crate::device::Device;
use crate::error::Result;
use crate::program::{Buffer, Region};

/// Training steps after which weights and optimizer state are copied from a device that can be lost: so many steps are
/// lost at most. A copy of the tutorial's photo network (228 MB) costs about as much as one or two of its steps.
pub const STEPS_AT_RISK: u64 = 100;

/// A copy of the persistent region.
pub(super) struct Backup {
    values: Vec<f32>,
    /// Training steps done by then.
    steps: u64,
    /// The model's number of changes then.
    changes: u64,
}

impl<D: Device> Model<D> {
    /// Moves the model to another device. Where it was fails then as it did before: weights, optimizer state and the
    /// results of steps under way come along, a team is left.
    ///
    /// # Errors
    /// When the other device lacks an operation or has no room, or this one cannot be read; the model then stays as it
    /// was.
    pub async fn move_to(&mut self, mut device: D) -> Result<()> {
        let values = match (self.read_all().await, &self.backup) {
            (Err(crate::Error::DeviceLost { .. }), Some(backup)) => backup.values.clone(),
            (values, _) => values?,
        };
        for (_, waiting) in &mut self.waiting {
            let Waiting::Reading(buffers, _) = waiting else { continue };
            let buffers = buffers.clone();
            let mut read = vec![0.0; buffers.iter().map(|buffer| buffer.len).sum()];
            let earlier = core::mem::replace(waiting, Waiting::Read(Vec::new()));
            if let Waiting::Reading(_, reading) = earlier {
                self.device.end_read(&self.memory, &buffers, reading, &mut read).await?;
            }
            *waiting = Waiting::Read(read);
        }
        let mut memory = device.allocate(values.len()).await?;
        device.write(&mut memory, whole(values.len()), &values).await?;
        let (earlier, earlier_memory) =
            (core::mem::replace(&mut self.device, device), core::mem::replace(&mut self.memory, memory));
        if let Err(error) = self.check_programs() {
            (self.device, self.memory) = (earlier, earlier_memory);
            return Err(error);
        }
        self.forget_programs();
        self.backup = self.device.volatile().then(|| self.backup_of(values));
        self.losses = 0;
        Ok(())
    }

    /// Tells once what happened that the user should know of: a device that was lost.
    pub fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    fn check_programs(&self) -> Result<()> {
        self.check_support(&self.trace(super::Use::Predict, (1, 0))?)?;
        match self.compiled {
            Some(_) => self.check_support(&self.trace(super::Use::Train, (1, 0))?),
            None => Ok(()),
        }
    }

    /// Forgets what stood on another device.
    fn forget_programs(&mut self) {
        self.forget_samples();
        self.programs.iter_mut().for_each(Vec::clear);
        self.inside = None;
        self.team = None;
    }

    /// Floats of the persistent region.
    fn persistent(&self) -> usize {
        let slots = self.compiled.as_ref().map_or(0, |compiled| compiled.options.optimizer.slots().len());
        self.layout.len(slots)
    }

    async fn read_all(&mut self) -> Result<Vec<f32>> {
        let mut values = vec![0.0; self.persistent()];
        self.device.read(&self.memory, &[whole(values.len())], &mut values).await?;
        Ok(values)
    }

    fn backup_of(&self, values: Vec<f32>) -> Backup {
        Backup { values, steps: self.steps(), changes: self.changes }
    }

    /// Copies what the device has to the host, where the device can be lost and it is time.
    pub(super) async fn secure(&mut self) -> Result<()> {
        if !self.device.volatile() {
            return Ok(());
        }
        let recent = self.backup.as_ref().is_some_and(|backup| {
            // Other changes than by steps are the host's: new weights, another state, compiling.
            let steps = self.steps().checked_sub(backup.steps);
            backup.values.len() == self.persistent()
                && steps.is_some_and(|n| n < STEPS_AT_RISK && self.changes == backup.changes + n)
        });
        if !recent {
            let values = self.read_all().await?;
            self.backup = Some(self.backup_of(values));
        }
        Ok(())
    }

    /// Goes on after a device was lost: on a new one, with what the host has.
    pub(super) async fn recover(&mut self, device: String, reason: String) -> Result<()> {
        self.losses += 1;
        self.waiting.clear();
        let Some(backup) = self.backup.take() else {
            return Err(crate::Error::DeviceLost { device, reason });
        };
        loop {
            match self.restore(&backup).await {
                // Lost again at once.
                Err(crate::Error::DeviceLost { .. }) => self.losses += 1,
                Err(error) => {
                    self.backup = Some(backup);
                    return Err(error);
                }
                Ok(()) => break,
            }
        }
        let lost = self.steps().saturating_sub(backup.steps);
        let what = match lost {
            0 => "nothing that was learned is lost".into(),
            1 => "the last training step is lost".into(),
            n => format!("the last {n} training steps are lost"),
        };
        self.notice = Some(format!(
            "device {device} was lost ({reason}); {what}, and it goes on with {}",
            self.device.name()
        ));
        if let Some(compiled) = &mut self.compiled {
            compiled.steps = backup.steps;
        }
        self.changes += 1;
        let Backup { values, .. } = backup;
        self.backup = self.device.volatile().then(|| self.backup_of(values));
        Ok(())
    }

    async fn restore(&mut self, backup: &Backup) -> Result<()> {
        self.device.recover(self.losses).await?;
        self.memory = self.device.allocate(backup.values.len()).await?;
        self.forget_programs();
        self.device.write(&mut self.memory, whole(backup.values.len()), &backup.values).await
    }
}

fn whole(len: usize) -> Buffer {
    Buffer { region: Region::Persistent, offset: 0, len }
}
