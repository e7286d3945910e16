//! Values that several JavaScript objects share and that asynchronous calls take out while they work.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsError;

/// A shared value. A call that is still waiting holds it; another call on it then fails instead of panicking.
pub(crate) struct Shared<T> {
    what: &'static str,
    slot: Rc<RefCell<Option<T>>>,
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

    fn take(&self) -> Result<T, JsError> {
        let taken = self.slot.borrow_mut().take();
        taken.ok_or_else(|| {
            JsError::new(&format!("the {} is busy with another call; await that first", self.what))
        })
    }

    fn put_back(&self, value: T) {
        *self.slot.borrow_mut() = Some(value);
    }

    /// Uses the value.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Result<R, JsError> {
        let mut value = self.take()?;
        let result = work(&mut value);
        self.put_back(value);
        Ok(result)
    }

    /// Uses the value in an asynchronous call.
    pub(crate) async fn lend<R>(
        &self,
        work: impl AsyncFnOnce(&mut T) -> Result<R, JsError>,
    ) -> Result<R, JsError> {
        let mut value = self.take()?;
        let result = work(&mut value).await;
        self.put_back(value);
        result
    }
}
