//! The one error type of the engine. Every message names the thing, what it was and what was expected.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::shape::Shape;
use crate::text::{nearest, number};

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Everything that can go wrong in the engine: with a Keras config, with data from outside, and on a device.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value, option or argument that is not allowed.
    #[error("{0}")]
    Invalid(String),
    /// Data or weights of the wrong shape.
    #[error("{what}: expected shape {expected}, got {got}")]
    Shape {
        /// The tensor or argument.
        what: String,
        /// The shape or rule it should have followed.
        expected: String,
        /// The shape it had.
        got: Shape,
    },
    /// A layer cannot be built or applied as asked.
    #[error("layer \"{name}\" ({class}): {error}")]
    Layer {
        /// The layer's name in the model.
        name: String,
        /// The Keras class name.
        class: String,
        /// What is wrong.
        error: Box<Error>,
    },
    /// NaN or infinity where a finite number is needed.
    #[error("{what} holds {} at sample {sample} (element {element} of it); every value must be finite", number(*value))]
    NotFinite {
        /// The tensor.
        what: String,
        /// NaN, inf or -inf.
        value: f64,
        /// Index along the first axis.
        sample: usize,
        /// Index within the sample, row-major.
        element: usize,
    },
    /// A class label that the model has no output for.
    #[error("label {} of sample {sample} is out of range: expected a whole number from 0 to {last}", number(*value))]
    Label {
        /// The label found.
        value: f64,
        /// Its sample.
        sample: usize,
        /// The largest valid label.
        last: usize,
    },
    /// A name or option that exists in Keras but not here, or in neither.
    #[error("{what} \"{name}\" is not supported; supported: {supported}")]
    Unsupported {
        /// The kind of thing: layer, loss, optimizer, option.
        what: String,
        /// The name given.
        name: String,
        /// What could have been given.
        supported: String,
    },
    /// A file or config that is not what it claims to be.
    #[error("{what}: {message}")]
    Format {
        /// The file or config.
        what: String,
        /// What is wrong with it and what was expected.
        message: String,
    },
    /// More memory than there is, or than is allowed.
    #[error("{0}")]
    Memory(String),
    /// The device is gone, together with everything in its memory.
    #[error("device {device} was lost: {reason}")]
    DeviceLost {
        /// The device's name.
        device: String,
        /// The reason that the device gave.
        reason: String,
    },
    /// The device refused or failed.
    #[error("device {device}: {message}")]
    Device {
        /// The device's name.
        device: String,
        /// What happened.
        message: String,
    },
}

/// Prints the message. A derived `Debug` would add Rust's formatting of floats to what browsers load: 8 KB gzip.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    /// An [`Error::Invalid`] with this message.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }

    /// This error as one of the layer `name`, whose class is `class`.
    #[inline(never)]
    pub(crate) fn in_layer(self, name: &str, class: &str) -> Self {
        Self::Layer { name: name.into(), class: class.into(), error: Box::new(self) }
    }

    /// An [`Error::Format`] about `what`.
    pub fn format(what: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Format { what: what.into(), message: message.into() }
    }

    /// An [`Error::Shape`].
    pub fn shape(what: impl Into<String>, expected: impl Into<String>, got: &Shape) -> Self {
        Self::Shape { what: what.into(), expected: expected.into(), got: got.clone() }
    }

    /// An [`Error::Unsupported`].
    pub fn unsupported(
        what: impl Into<String>,
        name: impl Into<String>,
        supported: impl Into<String>,
    ) -> Self {
        let (name, mut supported) = (name.into(), supported.into());
        let near = nearest(&name, supported.split(", ")).map(|near| format!("; did you mean \"{near}\"?"));
        supported += near.as_deref().unwrap_or_default();
        Self::Unsupported { what: what.into(), name, supported }
    }
}
