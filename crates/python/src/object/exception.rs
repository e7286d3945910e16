//! What an exception holds.

use std::rc::Rc;

use super::Value;
use crate::code::Code;

/// The state of an exception.
pub struct ExceptionState {
    /// `args`.
    pub arguments: Vec<Value>,
    /// `__cause__`: the exception after `from`.
    pub cause: Value,
    /// `__context__`: the exception that was handled meanwhile.
    pub context: Value,
    /// `__suppress_context__`.
    pub suppress_context: bool,
    /// Where it was, innermost first.
    pub trace: Vec<Frame>,
    /// `__traceback__` as it was made last, for a number of places.
    pub traceback: (usize, Value),
}

impl ExceptionState {
    /// An exception with these arguments.
    pub fn new(arguments: Vec<Value>) -> Self {
        Self {
            arguments,
            cause: Value::None,
            context: Value::None,
            suppress_context: false,
            trace: Vec::new(),
            traceback: (0, Value::None),
        }
    }
}

/// A place in the traceback.
#[derive(Clone)]
pub struct Frame {
    /// The code that ran.
    pub code: Rc<Code>,
    /// The bytes of its source that ran.
    pub range: (u32, u32),
}
