//! Rows of a table: `y[.., :] = table[x[..], :]`. The gradient adds each row of `dy` to its row of the table.

use alloc::format;
use alloc::string::String;

use super::Operation;
use crate::error::Result;
use crate::graph::Backward;
use crate::shape::Shape;

/// Looks rows up; inputs the table `(rows, n)` and whole numbers `x`. A number outside the table gives zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gather;

/// The gradient of the table. Its inputs are `x` and `dy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatherGrad {
    /// Rows of the table.
    pub rows: usize,
}

impl Operation for Gather {
    fn name(&self) -> &'static str {
        "gather"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let [_, n] = **inputs[0] else { return Err(format!("expected a table, got shape {}", inputs[0])) };
        let mut dims = inputs[1].to_vec();
        dims.push(n);
        Ok(dims.into())
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let rows = at.graph.shape(at.inputs[0])[0];
        // The row numbers get no gradient: no trainable layer computes them.
        at.push(0, GatherGrad { rows }, &[at.inputs[1], at.grad])
    }
}

impl Operation for GatherGrad {
    fn name(&self) -> &'static str {
        "gather_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        Ok([self.rows, inputs[1].last_axis()].into())
    }
}
