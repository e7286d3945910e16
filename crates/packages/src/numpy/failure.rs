//! Why a function gives nothing.

use pupil_numpy::Error;

/// Why a function gave nothing.
#[derive(Debug)]
pub enum Fail {
    /// NumPy refuses it.
    Python(Error),
    /// This NumPy does not have it.
    Unsupported(String),
    /// An argument is missing.
    Missing(String),
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        Fail::Python(error)
    }
}

/// What this NumPy does not have.
pub fn unsupported<T>(what: impl Into<String>) -> Result<T, Fail> {
    Err(Fail::Unsupported(what.into()))
}

/// NumPy's `ValueError`.
pub fn value_error<T>(text: impl Into<String>) -> Result<T, Fail> {
    Err(Fail::Python(Error::Value(text.into())))
}
