//! A recurrent layer over all time steps, in one operation.
//!
//! A [`Cell`] is a list of stages. Each stage multiplies a state by columns of the recurrent kernel and then computes a
//! formula for each unit. The products with the layer's input are computed before, for all steps at once, and the
//! products for the kernels' gradients after.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Concat, Fill, MatMul, Operation, Reduce, Reduction, Reshape, View};
use crate::error::Result;
use crate::graph::{Backward, Expression, Graph, NodeId};
use crate::shape::Shape;

/// One product and one formula of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The state that is multiplied: one that an earlier stage of this step computed; `None` for state 0 of the step
    /// before.
    pub source: Option<usize>,
    /// The gates whose columns of the recurrent kernel the state is multiplied by.
    pub gates: Range<usize>,
    /// The formula that computes `states`. [`Cell::recurrent`] and the functions after it give the numbers of its
    /// inputs.
    pub expression: Expression,
    /// The states that the stage computes.
    pub states: Vec<usize>,
}

/// What a recurrent layer does in a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Number of gates: column blocks of the kernels, each as wide as there are units.
    pub gates: usize,
    /// Number of states; state 0 is the output.
    pub states: usize,
    /// How many states, counted from state 0, the next step reads.
    pub carried: usize,
    /// True if the formulas use the input's product only in its sum with the recurrent product, which they then name
    /// `r`. Only for cells of one stage.
    pub joined: bool,
    /// The stages in order; the gates of each stage follow those of the stage before.
    pub stages: Vec<Stage>,
}

impl Cell {
    /// The formula input that holds the recurrent product of gate `k`.
    pub fn recurrent(&self, k: usize) -> usize {
        k
    }

    /// The formula input that holds the input's product of gate `k`.
    pub fn input(&self, k: usize) -> usize {
        self.gates + k
    }

    /// The formula input that holds state `k` of the step before.
    pub fn previous(&self, k: usize) -> usize {
        2 * self.gates + k
    }

    /// The formula input that holds the mask: 1 or 0.
    pub fn mask(&self) -> usize {
        2 * self.gates + self.carried
    }

    /// The names of the formula inputs: `r0 ..`, `x0 ..`, `s0 ..`, `m`.
    pub fn names(&self) -> Vec<String> {
        let numbered = |letter: char, count| (0..count).map(move |k| format!("{letter}{k}"));
        let products = numbered('r', self.gates).chain(numbered('x', self.gates));
        products.chain(numbered('s', self.carried)).chain(core::iter::once("m".into())).collect()
    }

    /// The number of floats that a step records for `batch` samples: the products of each stage (`batch, gates *
    /// units`), then the states (`batch, units`).
    pub fn record(&self, batch: usize, units: usize) -> usize {
        (self.gates + self.states) * batch * units
    }

    /// Where state `k` begins in the record of a step.
    pub fn state_at(&self, k: usize, batch: usize, units: usize) -> usize {
        (self.gates + k) * batch * units
    }
}

/// Runs a cell over all steps. Inputs: the input's product `(steps, batch, gates * units)`, the recurrent kernel
/// `(units, gates * units)` and, where the layer has them, the recurrent bias `(gates * units,)` and the mask `(steps,
/// batch)`. Output: the records of all steps, `(steps, record)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrent {
    /// What a step does.
    pub cell: Cell,
    /// True if there is a recurrent bias.
    pub bias: bool,
    /// True if there is a mask.
    pub masked: bool,
}

/// The gradient of the input's product and, where it differs, of the recurrent products, in the order of the records:
/// `(steps, 1 or 2, batch * gates * units)`. Inputs: the input's product, the kernel, the records, the records'
/// gradients, and the mask where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct RecurrentGrad(pub Recurrent);

impl Recurrent {
    /// State `state` of all steps, as a view of the records: `(steps, batch, units)`.
    pub fn states(&self, state: usize, records: &Shape, batch: usize, units: usize) -> View {
        let record = self.cell.record(batch, units) as isize;
        View {
            shape: [records[0], batch, units].into(),
            strides: alloc::vec![record, units as isize, 1],
            offset: self.cell.state_at(state, batch, units),
        }
    }

    /// The recurrent kernel's gradient: for each stage its source's transpose times the products' gradients.
    fn kernel_gradient(&self, graph: &mut Graph, products: NodeId, at: [NodeId; 3]) -> Result<NodeId> {
        let [x, kernel, records] = at;
        let (steps, batch) = (graph.shape(x)[0], graph.shape(x)[1]);
        let [units, columns] = *graph.shape(kernel).clone() else { unreachable!("checked by infer") };
        let shape = graph.shape(records).clone();
        let mut parts = Vec::new();
        for stage in &self.cell.stages {
            let wide = stage.gates.len() * units;
            // The state before the first step is zero, so the first step adds nothing.
            let skipped = usize::from(stage.source.is_none());
            if steps == skipped {
                parts.push(graph.push(Fill { value: 0.0, shape: [units, wide].into() }, &[])?);
                continue;
            }
            let rows = (steps - skipped) * batch;
            let states = self.states(stage.source.unwrap_or(0), &shape, batch, units);
            let source = graph.push(states.sliced(0, 0, steps - skipped), &[records])?;
            let source = graph.push(Reshape { shape: [rows, units].into() }, &[source])?;
            let slab = batch * columns;
            let view = View {
                shape: [steps - skipped, batch, wide].into(),
                strides: alloc::vec![slab as isize, wide as isize, 1],
                offset: skipped * slab + stage.gates.start * units * batch,
            };
            let gradient = graph.push(view, &[products])?;
            let gradient = graph.push(Reshape { shape: [rows, wide].into() }, &[gradient])?;
            parts.push(graph.push(MatMul::new(true, false), &[source, gradient])?);
        }
        Concat::join(graph, &parts, 1)
    }
}

impl Operation for Recurrent {
    fn name(&self) -> &'static str {
        "recurrent"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let (x, kernel) = (inputs[0], inputs[1]);
        match (&**x, &**kernel) {
            (&[steps, batch, columns], &[units, wide])
                if columns == wide && wide == units * self.cell.gates && steps > 0 =>
            {
                Ok([steps, self.cell.record(batch, units)].into())
            }
            _ => Err(format!(
                "expected (steps, batch, gates * units) and (units, gates * units), got {x}, {kernel}"
            )),
        }
    }

    fn gradient(&self, at: &mut Backward<'_>) -> Result<()> {
        let (x, kernel, records) = (at.inputs[0], at.inputs[1], at.output);
        let shape = at.graph.shape(x).clone();
        let (steps, slab) = (shape[0], shape[1] * shape[2]);
        let mut inputs = alloc::vec![x, kernel, records, at.grad];
        if self.masked {
            inputs.push(at.inputs[2 + usize::from(self.bias)]);
        }
        let both = at.graph.push(RecurrentGrad(self.clone()), &inputs)?;
        let parts = if self.cell.joined { 1 } else { 2 };
        let part = |graph: &mut Graph, index: usize| -> Result<NodeId> {
            if parts == 1 {
                return graph.push(Reshape { shape: [steps, slab].into() }, &[both]);
            }
            let view = View {
                shape: [steps, slab].into(),
                strides: alloc::vec![(2 * slab) as isize, 1],
                offset: index * slab,
            };
            graph.push(view, &[both])
        };
        if at.needs(0) {
            let gradient = part(at.graph, 0)?;
            at.push(0, Reshape { shape: shape.clone() }, &[gradient])?;
        }
        let products = part(at.graph, parts - 1)?;
        if at.needs(1) {
            let gradient = self.kernel_gradient(at.graph, products, [x, kernel, records])?;
            at.set(1, gradient);
        }
        if self.bias && at.needs(2) {
            // One stage: the products' rows are (batch, gates * units).
            let rows = at.graph.push(Reshape { shape: [steps * shape[1], shape[2]].into() }, &[products])?;
            let sum = at.graph.push(Reduce { reduction: Reduction::Sum, axes: alloc::vec![0] }, &[rows])?;
            at.push(2, Reshape { shape: [shape[2]].into() }, &[sum])?;
        }
        Ok(())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        2 * inputs[0].size() as u64 * inputs[1][0] as u64
    }
}

impl Operation for RecurrentGrad {
    fn name(&self) -> &'static str {
        "recurrent_grad"
    }

    fn infer(&self, inputs: &[&Shape]) -> Result<Shape, String> {
        let x = inputs[0];
        Ok([x[0], if self.0.cell.joined { 1 } else { 2 }, x[1] * x[2]].into())
    }

    fn flops(&self, inputs: &[&Shape], _output: &Shape) -> u64 {
        2 * inputs[0].size() as u64 * inputs[1][0] as u64
    }
}
