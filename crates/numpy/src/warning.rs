//! NumPy's warnings, collected until the caller takes them.

use std::cell::RefCell;

thread_local! {
    static WARNINGS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Takes the texts of all `RuntimeWarning`s since the last call.
pub fn take() -> Vec<String> {
    WARNINGS.with(|warnings| warnings.take())
}

/// Adds a warning. A text that waits already is not added again, and at most 100 wait.
pub(crate) fn warn(text: impl Into<String>) {
    let text = text.into();
    WARNINGS.with(|warnings| {
        let mut warnings = warnings.borrow_mut();
        if warnings.len() < 100 && !warnings.contains(&text) {
            warnings.push(text);
        }
    });
}

/// What can happen in floating point arithmetic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub divide: bool,
    pub overflow: bool,
    pub invalid: bool,
}

impl Flags {
    /// Warns of what happened in the function of this name.
    pub fn report(self, function: &str) {
        if self.divide {
            warn(format!("divide by zero encountered in {function}"));
        }
        if self.overflow {
            warn(format!("overflow encountered in {function}"));
        }
        if self.invalid {
            warn(format!("invalid value encountered in {function}"));
        }
    }
}
