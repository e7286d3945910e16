//! What of a model is kept on the host, so that it outlives its device; and moving it from one device to another.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::future::Future;
use core::pin::Pin;

use super::{Model, Waiting};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::program::{Buffer, Region};
use crate::tensor::Tensor;

/// Training steps after which weights and optimizer state are copied from a device that can be lost: so many steps are
/// lost at most. A copy of the tutorial's photo network (228 MB) costs about as much as one or two of its steps.
pub const STEPS_AT_RISK: u64 = 100;

/// How often a lost device is replaced in a row; [`Device::recover`] may well give up before.
const MOST_LOSSES: usize = 5;

/// A copy of the persistent region.
pub(super) struct Backup {
    values: Vec<f32>,
    /// Training steps done by then.
    steps: u64,
    /// The model's number of changes then.
    changes: u64,
}

/// Work that is seldom done: in a box it is no part of what waits for it, and where it is never done, of no binary.
type Seldom<'m> = Pin<Box<dyn Future<Output = Result<()>> + 'm>>;

impl<D: Device> Model<D> {
    /// Moves the model to another device: weights, optimizer state and the results of steps under way come along, a team
    /// is left. From a device that was lost it moves as it was when it was last copied to the host.
    ///
    /// # Errors
    /// When the other device lacks an operation or has no room, or this one cannot be read; the model then stays where it
    /// was.
    pub async fn move_to(&mut self, mut device: D) -> Result<()> {
        let lost = match self.take_along().await {
            Ok(values) => {
                let memory = filled(&mut device, &values).await?;
                let earlier = core::mem::replace(&mut self.device, device);
                if let Err(error) = self.check_programs() {
                    self.device = earlier;
                    return Err(error);
                }
                self.memory = memory;
                self.forget_programs();
                self.losses = 0;
                self.backup = (D::VOLATILE && self.device.volatile()).then(|| self.backup_of(values));
                return Ok(());
            }
            Err(Error::DeviceLost { device, reason }) => (device, reason),
            Err(error) => return Err(error),
        };
        let Some(backup) = self.backup.take() else {
            return Err(Error::DeviceLost { device: lost.0, reason: lost.1 });
        };
        match filled(&mut device, &backup.values).await {
            Ok(memory) => (self.device, self.memory) = (device, memory),
            Err(error) => {
                self.backup = Some(backup);
                return Err(error);
            }
        }
        self.fall_back(backup, &lost.0, &lost.1);
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

    /// Forgets what stood on another device, or in memory of another layout.
    pub(super) fn forget_programs(&mut self) {
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

    /// Reads all that must not be left behind: the results under way, which wait here from now on, and the persistent
    /// region.
    async fn take_along(&mut self) -> Result<Vec<f32>> {
        let mut waiting = core::mem::take(&mut self.waiting);
        for (_, one) in &mut waiting {
            let earlier = core::mem::replace(one, Waiting::Read(Vec::new()));
            *one = match earlier {
                Waiting::Reading(buffers, reading) => {
                    let mut values = vec![0.0; buffers.iter().map(|buffer| buffer.len).sum()];
                    self.device.end_read(&self.memory, &buffers, reading, &mut values).await?;
                    Waiting::Read(values)
                }
                read => read,
            };
        }
        self.waiting = waiting;
        let mut values = vec![0.0; self.persistent()];
        self.device.read(&self.memory, &[whole(values.len())], &mut values).await?;
        Ok(values)
    }

    fn backup_of(&self, values: Vec<f32>) -> Backup {
        Backup { values, steps: self.steps(), changes: self.changes }
    }

    /// Copies what the device has to the host, where the device can be lost and it is time: after changes other than by
    /// steps at once.
    pub(super) async fn secure(&mut self) -> Result<()> {
        if !D::VOLATILE || !self.device.volatile() || self.is_secure() {
            return Ok(());
        }
        let copy: Seldom<'_> = Box::pin(self.copy_to_host());
        copy.await
    }

    fn is_secure(&self) -> bool {
        self.backup.as_ref().is_some_and(|backup| {
            let steps = self.steps().checked_sub(backup.steps);
            backup.values.len() == self.persistent()
                && steps.is_some_and(|n| n < STEPS_AT_RISK && self.changes == backup.changes + n)
        })
    }

    async fn copy_to_host(&mut self) -> Result<()> {
        // Into the memory of the last copy, if it is as long: there is room for one.
        let len = self.persistent();
        let mut values = match &mut self.backup {
            Some(backup) if backup.values.len() == len => core::mem::take(&mut backup.values),
            _ => vec![0.0; len],
        };
        let read = self.device.read(&self.memory, &[whole(len)], &mut values).await;
        match (read, &mut self.backup) {
            (Ok(()), _) => {
                self.backup = Some(self.backup_of(values));
                // It lasted.
                self.losses = 0;
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

    /// Before memory of another layout: what the host would put into it.
    pub(super) fn keep_image(&mut self, weights: &[Tensor]) {
        if D::VOLATILE && self.device.volatile() {
            let mut values = vec![0.0; self.layout.len(0)];
            for (index, weight) in weights.iter().enumerate() {
                let Buffer { offset, len, .. } = self.layout.weight(index);
                values[offset..offset + len].copy_from_slice(&weight.to_f32());
            }
            self.backup = Some(self.backup_of(values));
        }
    }

    /// Goes on after a device was lost: on a new one, with what the host has.
    pub(super) async fn recover(&mut self, device: String, reason: String) -> Result<()> {
        let again: Seldom<'_> = Box::pin(self.start_again(device, reason));
        again.await
    }

    async fn start_again(&mut self, device: String, reason: String) -> Result<()> {
        let Some(backup) = self.backup.take() else { return Err(Error::DeviceLost { device, reason }) };
        loop {
            self.losses += 1;
            let found = match self.device.recover(self.losses).await {
                Ok(()) => filled(&mut self.device, &backup.values).await,
                Err(error) => Err(error),
            };
            match found {
                Ok(memory) => {
                    self.memory = memory;
                    self.fall_back(backup, &device, &reason);
                    return Ok(());
                }
                Err(error) if self.losses >= MOST_LOSSES => {
                    self.backup = Some(backup);
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
        let now = self.device.name();
        self.notice = Some(format!("device {device} was lost ({reason}); {what}, and it goes on with {now}"));
        self.waiting.clear();
        self.forget_programs();
        if let Some(compiled) = &mut self.compiled {
            compiled.steps = backup.steps;
        }
        self.changes += 1;
        let Backup { values, .. } = backup;
        self.backup = self.device.volatile().then(|| self.backup_of(values));
    }
}

/// Memory of a device with these numbers in its persistent region.
async fn filled<D: Device>(device: &mut D, values: &[f32]) -> Result<D::Memory> {
    let mut memory = device.allocate(values.len()).await?;
    device.write(&mut memory, whole(values.len()), values).await?;
    Ok(memory)
}

fn whole(len: usize) -> Buffer {
    Buffer { region: Region::Persistent, offset: 0, len }
}
