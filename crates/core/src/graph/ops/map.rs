//! Any formula of elements: `y = f(a, b, ..)`, the inputs broadcast as NumPy does (axes of size 1 repeat).
//! The gradient of an input is the formula's derivative times `dy`, summed over the axes that were repeated.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Operation, Reduce};
use crate::error::Result;
use crate::graph::{Backward, Expression};
use crate::shape::Shape;

/// An elementwise formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The formula of one result.
    pub expression: Expression,
}

/// The shape that two shapes broadcast to.
pub fn broadcast(a: &Shape, b: &Shape) -> Result<Shape, String> {
    let rank = a.len().max(b.len());
    let dims = (0..rank).map(|axis| {
        let size = |shape: &Shape| (axis + shape.len()).checked_sub(rank).map_or(1, |at| shape[at]);
        match (size(a), size(b)) {
            (x, y) if x == y || y == 1 => Ok(x),
            (1, y) => Ok(y),
            _ => Err(format!("shapes {a} and {b} do not go together")),
        }
    });
    Ok(dims.collect::<Result<Vec<usize>, String>>()?.into())
}

impl Operation for Map {
    fn name(&self) -> &'static str {
        "map"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        inputs.iter().try_fold(Shape::default(), |shape, input| broadcast(&shape, input))
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        for i in 0..at.inputs.len() {
            if !at.needs(i) {
                continue;
            }
            let Some(expression) = self.expression.gradient(i, at.inputs.len()) else { continue };
            let mut inputs = at.inputs.to_vec();
            inputs.push(at.grad);
            let full = at.graph.push(Self { expression }, &inputs)?;
            let gradient = Reduce::sum_to(at.graph, full, &at.graph.shape(at.inputs[i]).clone())?;
            at.set(i, gradient);
        }
        Ok(())
    }

    fn in_place(&self) -> Option<usize> {
        Some(0)
    }

    fn flops(&self, _inputs: &[&Shape], output: &Shape) -> u64 {
        (self.expression.instructions().len() * output.size()) as u64
    }
}
