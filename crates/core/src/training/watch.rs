//! A callback's rule by itself, for a caller that runs the training and does what the rule asks for.

use alloc::boxed::Box;

use super::callbacks::{Callback, CallbackConfig, Control, Logs};
use super::compiled::not_compiled;
use super::model::Model;
use crate::device::Device;
use crate::error::Result;

/// A callback that judges epochs for its caller.
pub struct Watch {
    callback: Box<dyn Callback>,
    /// True if larger values of what it watches are better; `None` where it watches nothing, or that is not known.
    pub grows: Option<bool>,
}

/// What a callback asks for after an epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The training should end.
    pub stop: bool,
    /// The weights should be kept: they are the best so far.
    pub keep: bool,
    /// The model should be saved.
    pub checkpoint: bool,
    /// The learning rate from now on.
    pub learning_rate: Option<f64>,
}

impl Watch {
    /// Judges an epoch, whose values are `logs`.
    ///
    /// # Errors
    /// When the value that the callback watches is missing.
    pub fn epoch_end(&mut self, epoch: usize, logs: &Logs, learning_rate: f64) -> Result<Asked> {
        let mut control = Control::new(learning_rate);
        self.callback.on_epoch_end(epoch, logs, &mut control)?;
        let Control { stop, keep, checkpoint, rate, .. } = control;
        Ok(Asked { stop, keep, checkpoint, learning_rate: rate })
    }
}

impl<D: Device> Model<D> {
    /// The rule of a callback. The model's losses and metrics decide which direction is better, where the callback
    /// leaves that open.
    ///
    /// # Errors
    /// When the model is not compiled, or the direction of the value that the callback watches is not known.
    pub fn watch(&self, callback: &CallbackConfig) -> Result<Watch> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled("watch"))?;
        let grows = callback.monitor().and_then(|monitor| monitor.direction(&compiled.criteria));
        Ok(Watch { callback: callback.start(&compiled.criteria, true)?, grows })
    }
}
