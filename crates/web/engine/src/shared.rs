//! Values that several JavaScript objects share and that asynchronous calls take out while they work.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use pupil_values::Failure;

/// A shared value. A call that is still waiting holds it; another call on it then fails instead of panicking.
pub(crate) struct Shared<T> {
    what: &'static str,
    slot: Rc<RefCell<Option<T>>>,
}

/// A shared value while it is used; nobody else gets it meanwhile.
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
    /// Shares `value`, which messages call `what`.
    pub(crate) fn new(what: &'static str, value: T) -> Self {
        Self { what, slot: Rc::new(RefCell::new(Some(value))) }
    }

    /// Takes the value out, to be put back when what is returned is dropped.
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
