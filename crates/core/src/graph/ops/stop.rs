//! The same numbers without a gradient: what computed them is not trained through this value. Like a reshape it costs
//! nothing: output and input are one buffer.

use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// The identity, through which no gradient goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

impl Operation for Stop {
    fn name(&self) -> &'static str {
        "stop"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok(inputs[0].clone())
    }

    fn gradient(&self, _at: &mut Backward<'_>) -> Result<()> {
        Ok(())
    }
}
