//! Errors, each with Python's exception kind and NumPy's text.

use core::fmt;

/// What went wrong, by the kind of Python's exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// `ValueError`
    Value(String),
    /// `TypeError`
    Type(String),
    /// `IndexError`
    Index(String),
    /// `numpy.exceptions.AxisError`, which is a `ValueError` and an `IndexError`
    Axis(String),
    /// `ZeroDivisionError`
    ZeroDivision(String),
    /// `OverflowError`
    Overflow(String),
    /// `MemoryError`
    Memory(String),
    /// `numpy.linalg.LinAlgError`, which is a `ValueError`
    LinAlg(String),
    /// `NotImplementedError`: NumPy can do this, this crate cannot
    NotImplemented(String),
}

/// A result with NumPy's error.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// The name of Python's exception class.
    pub fn class(&self) -> &'static str {
        match self {
            Error::Value(_) => "ValueError",
            Error::Type(_) => "TypeError",
            Error::Index(_) => "IndexError",
            Error::Axis(_) => "AxisError",
            Error::ZeroDivision(_) => "ZeroDivisionError",
            Error::Overflow(_) => "OverflowError",
            Error::Memory(_) => "MemoryError",
            Error::LinAlg(_) => "LinAlgError",
            Error::NotImplemented(_) => "NotImplementedError",
        }
    }

    /// NumPy's text.
    pub fn message(&self) -> &str {
        match self {
            Error::Value(text)
            | Error::Type(text)
            | Error::Index(text)
            | Error::Axis(text)
            | Error::ZeroDivision(text)
            | Error::Overflow(text)
            | Error::Memory(text)
            | Error::LinAlg(text)
            | Error::NotImplemented(text) => text,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class(), self.message())
    }
}

impl core::error::Error for Error {}

/// A `ValueError`.
pub(crate) fn value_error<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Value(text.into()))
}

/// A `TypeError`.
pub(crate) fn type_error<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Type(text.into()))
}

/// An `IndexError`.
pub(crate) fn index_error<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Index(text.into()))
}

/// A `LinAlgError`.
pub(crate) fn linalg_error<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::LinAlg(text.into()))
}
