//! Values that several JavaScript objects share. An asynchronous call takes a value out while it works.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use pupil_core::training;

use crate::device::EngineDevice;
use pupil_values::Failure;

/// A shared value. While a call holds it, another call on it fails instead of panicking.
pub(crate) struct Shared<T> {
    what: &'static str,
    slot: Rc<RefCell<Option<T>>>,
}

/// A shared value in use; no other call gets it until it is dropped.
pub(crate) struct Lent<T> {
    slot: Rc<RefCell<Option<T>>>,
    value: Option<T>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { what: self.what, slot: self.slot.clone() }
    }
}

impl<T> Shared<T> {
    /// Shares `value`; messages name it `what`.
    pub(crate) fn new(what: &'static str, value: T) -> Self {
        Self { what, slot: Rc::new(RefCell::new(Some(value))) }
    }

    /// Takes the value out. Dropping the result puts it back.
    pub(crate) fn lend(&self) -> Result<Lent<T>, Failure> {
        let value = self.slot.borrow_mut().take();
        if value.is_none() {
            let busy = format!("the {} is busy with another call; await that first", self.what);
            return Err(Failure::new(&busy));
        }
        Ok(Lent { slot: self.slot.clone(), value })
    }

    /// Uses the value.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Result<R, Failure> {
        Ok(work(&mut *self.lend()?))
    }
}

impl<T> Deref for Lent<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect("it is there until the end")
    }
}

impl<T> DerefMut for Lent<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("it is there until the end")
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        *self.slot.borrow_mut() = self.value.take();
    }
}

/// A model that several handles share: a training run borrows it for one step at a time.
pub(crate) type SharedModel = Shared<OnDevice>;

/// A model on the engine's device.
pub(crate) type OnDevice = training::Model<EngineDevice>;
