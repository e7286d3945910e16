//! Recurrent cells: each stage's kernel is packed once, then every step is a product and a formula per stage.

use alloc::vec::Vec;
use core::ops::Range;

use pupil_core::graph::ops::{Cell, Recurrent, Stage};
use pupil_core::program::Step;

use super::formula::{BLOCK, Formula};
use super::gemm::{FEW_ROWS, Lhs, Packed, Rhs, RowEpilogue, few_rows};
use super::{Io, Kernel};
use crate::simd::{Isa, Simd, Work};

/// Sizes, and the products of the stages.
struct Run {
    cell: Cell,
    batch: usize,
    units: usize,
    isa: Isa,
    /// The product of each stage.
    products: Vec<Product>,
    /// For each gate, the gates of its stage.
    together: Vec<Range<usize>>,
}

/// A stage's product.
struct Product {
    lhs: Lhs,
    rhs: Packed,
    /// Where the packed right matrix is among those of all stages.
    packed: Range<usize>,
    /// True if the right matrix is not packed, which is faster for few samples.
    bare: bool,
}

impl Run {
    fn new(op: &Recurrent, step: &Step, isa: Isa, transposed: bool) -> Self {
        let (batch, units) = (step.inputs[0].shape[1], step.inputs[1].shape[0]);
        let (mut products, mut together, mut from) = (Vec::new(), Vec::new(), 0);
        for stage in &op.cell.stages {
            let wide = stage.gates.len() * units;
            let (k, n) = if transposed { (wide, units) } else { (units, wide) };
            let rhs = Packed::new(Rhs::new(k, n, transposed));
            let packed = from..from + rhs.len(isa);
            from = packed.end;
            let bare = batch <= FEW_ROWS && !transposed;
            products.push(Product { lhs: Lhs::matrix(batch, k, false), rhs, packed, bare });
            together.extend(stage.gates.clone().map(|_| stage.gates.clone()));
        }
        Self { batch, units, isa, products, together, cell: op.cell.clone() }
    }

    /// Floats of one state of a step.
    fn state(&self) -> usize {
        self.batch * self.units
    }

    /// Floats of the products of a step.
    fn slab(&self) -> usize {
        self.cell.gates * self.state()
    }

    fn record(&self) -> usize {
        self.cell.record(self.batch, self.units)
    }

    /// Scratch for the packed matrices, and for a copy of one stage's columns.
    fn packed(&self) -> usize {
        self.cell.gates * self.units * self.units + self.packed_end()
    }

    fn packed_end(&self) -> usize {
        self.products.last().map_or(0, |product| product.packed.end)
    }

    /// Packs each stage's columns of the recurrent kernel; returns the packed matrices and the rest of scratch.
    fn pack<'s>(&self, kernel: &[f32], scratch: &'s mut [f32]) -> (&'s [f32], &'s mut [f32]) {
        let columns = self.cell.gates * self.units;
        let (copy, rest) = scratch.split_at_mut(columns * self.units);
        let (packed, rest) = rest.split_at_mut(self.packed_end());
        for (stage, product) in self.cell.stages.iter().zip(&self.products) {
            let wide = stage.gates.len() * self.units;
            let from = stage.gates.start * self.units;
            for (row, out) in kernel.chunks_exact(columns).zip(copy.chunks_exact_mut(wide)) {
                out.copy_from_slice(&row[from..from + wide]);
            }
            let (copy, packed) = (&copy[..wide * self.units], &mut packed[product.packed.clone()]);
            if product.bare {
                packed[..copy.len()].copy_from_slice(copy);
            } else {
                product.rhs.pack(self.isa, copy, packed);
            }
        }
        (packed, rest)
    }

    /// Writes the product of `lhs`, all samples' rows, and a stage's columns to `out`.
    fn multiply(&self, product: &Product, lhs: &[f32], packed: &[f32], out: &mut [f32]) {
        let (rhs, packed) = (&product.rhs, &packed[product.packed.clone()]);
        if product.bare {
            let n = out.len() / self.batch;
            few_rows(self.isa, &product.lhs, lhs, packed, n, out, RowEpilogue::default());
        } else {
            rhs.multiply(self.isa, &product.lhs, lhs, 0..self.batch, packed, out);
        }
    }

    /// Where the products of a stage are within those of a step.
    fn block(&self, stage: &Stage) -> Range<usize> {
        stage.gates.start * self.state()..stage.gates.end * self.state()
    }

    /// The gates of a stage whose products only an activation uses, each with the instruction of that activation. The
    /// record then stores the activations, so that the backward pass need not compute them again.
    fn activations<'s>(&self, stage: &'s Stage) -> impl Iterator<Item = (usize, usize)> + use<'s> {
        let first = self.cell.recurrent(0);
        stage.gates.clone().filter_map(move |gate| Some((gate, stage.expression.activated(first + gate)?)))
    }

    /// Where unit 0 of gate `gate` of sample `row` is among the products of a step.
    #[inline(always)]
    fn product_at(&self, gate: usize, row: usize) -> usize {
        let gates = &self.together[gate];
        gates.start * self.state() + (row * gates.len() + gate - gates.start) * self.units
    }
}

/// What the formulas of a step read.
struct Values<'a> {
    x: &'a [f32],
    products: &'a [f32],
    previous: &'a [f32],
}

impl<'a> Values<'a> {
    /// The values of a formula's input for some units of a sample; `None` for the mask and for inputs that no cell has.
    #[inline(always)]
    fn elements(&self, run: &Run, input: usize, row: usize, units: &Range<usize>) -> Option<&'a [f32]> {
        let cell = &run.cell;
        let (memory, at) = if input < cell.gates {
            (self.products, run.product_at(input, row))
        } else if input < cell.previous(0) {
            (self.x, (row * cell.gates + input - cell.gates) * run.units)
        } else if input < cell.mask() {
            (self.previous, (input - cell.previous(0)) * run.state() + row * run.units)
        } else {
            return None;
        };
        Some(&memory[at + units.start..at + units.end])
    }
}

/// The blocks of units, for every sample.
fn blocks(batch: usize, units: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    (0..batch)
        .flat_map(move |row| (0..units).step_by(BLOCK).map(move |from| (row, from..units.min(from + BLOCK))))
}

/// Computes a formula for one block of units. `elements` returns the memory of an input, or the number that it is for
/// all units.
#[inline(always)]
fn evaluate<'m, S: Simd>(
    simd: S,
    formula: &Formula,
    units: usize,
    scratch: &mut [f32],
    elements: impl Fn(usize) -> Result<&'m [f32], f32>,
) {
    formula.run(simd, units, scratch, |input, block| elements(input).map_err(|value| block.fill(value)).ok());
}

/// Writes the constants of formulas whose scratch memory is contiguous.
fn begin(formulas: &[Formula], scratch: &mut [f32]) {
    let mut rest = scratch;
    for formula in formulas {
        let (own, after) = rest.split_at_mut(formula.scratch());
        formula.begin(own);
        rest = after;
    }
}

pub(super) struct Forward {
    run: Run,
    /// For each stage, a formula that computes its states and then its activations.
    formulas: Vec<Formula>,
    /// The gates of these activations.
    activations: Vec<Vec<usize>>,
    bias: bool,
    masked: bool,
}

impl Forward {
    pub(super) fn new(op: &Recurrent, step: &Step, isa: Isa) -> Self {
        let run = Run::new(op, step, isa, false);
        let formula = |stage: &Stage| {
            let (gates, values): (Vec<usize>, Vec<usize>) = run.activations(stage).unzip();
            (Formula::new(&stage.expression.with_outputs(values), run.units), gates)
        };
        let (formulas, activations) = op.cell.stages.iter().map(formula).unzip();
        Self { run, formulas, activations, bias: op.bias, masked: op.masked }
    }
}

impl Kernel for Forward {
    fn scratch(&self) -> usize {
        let formulas: usize = self.formulas.iter().map(Formula::scratch).sum();
        self.run.packed() + self.run.cell.carried * self.run.state() + formulas
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        isa.run(Forwards { of: self, io, scratch });
    }
}

struct Forwards<'a> {
    of: &'a Forward,
    io: Io<'a>,
    scratch: &'a mut [f32],
}

impl Work for Forwards<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of: Forward { run, formulas, activations, bias, masked }, io, scratch } = self;
        let ([x, kernel, ..], [records, ..]) = (io.inputs, io.outputs);
        let masks = if *masked { io.inputs[2 + usize::from(*bias)] } else { &[] };
        let bias = bias.then_some(io.inputs[2]);
        let (packed, rest) = run.pack(kernel, scratch);
        let (zeros, blocks_of_formulas) = rest.split_at_mut(run.cell.carried * run.state());
        zeros.fill(0.0);
        begin(formulas, blocks_of_formulas);
        let (state, slab) = (run.state(), run.slab());
        for (t, x) in x.chunks_exact(slab).enumerate() {
            let (before, now) = records.split_at_mut(t * run.record());
            let previous = if t == 0 { &*zeros } else { &before[(t - 1) * run.record() + slab..] };
            let (products, states) = now[..run.record()].split_at_mut(slab);
            let mask = if *masked { &masks[t * run.batch..][..run.batch] } else { &[] };
            let mut rest = &mut *blocks_of_formulas;
            let stages = run.cell.stages.iter().zip(formulas).zip(activations).zip(&run.products);
            for (((stage, formula), activations), product) in stages {
                let source = match stage.source {
                    None => &previous[..state],
                    Some(k) => &states[k * state..][..state],
                };
                run.multiply(product, source, packed, &mut products[run.block(stage)]);
                let (scratch, after) = rest.split_at_mut(formula.scratch());
                rest = after;
                let block = &mut products[run.block(stage)];
                if run.cell.joined {
                    block.iter_mut().zip(x).for_each(|(sum, &x)| *sum += x);
                }
                if let Some(bias) = bias {
                    for row in block.chunks_exact_mut(bias.len()) {
                        row.iter_mut().zip(bias).for_each(|(sum, &bias)| *sum += bias);
                    }
                }
                for (row, units) in blocks(run.batch, run.units) {
                    let values = Values { x, products, previous };
                    evaluate(simd, formula, units.len(), scratch, |input| {
                        values.elements(run, input, row, &units).ok_or_else(|| mask[row])
                    });
                    let mut results = formula.outputs(scratch);
                    for (&k, result) in stage.states.iter().zip(&mut results) {
                        let at = k * state + row * run.units;
                        states[at + units.start..at + units.end].copy_from_slice(&result[..units.len()]);
                    }
                    for (&gate, result) in activations.iter().zip(results) {
                        let at = run.product_at(gate, row);
                        products[at + units.start..at + units.end].copy_from_slice(&result[..units.len()]);
                    }
                }
            }
        }
    }
}

pub(super) struct Backward {
    run: Run,
    masked: bool,
    /// For each stage, the formula of the gradients: of the recurrent products, of the input's products where they
    /// differ, and of the states before.
    gradients: Vec<Formula>,
}

impl Backward {
    pub(super) fn new(op: &Recurrent, step: &Step, isa: Isa) -> Self {
        let cell = &op.cell;
        let mut inputs: Vec<usize> = (0..cell.gates).map(|k| cell.recurrent(k)).collect();
        if !cell.joined {
            inputs.extend((0..cell.gates).map(|k| cell.input(k)));
        }
        inputs.extend((0..cell.carried).map(|k| cell.previous(k)));
        let run = Run::new(op, step, isa, true);
        let gradient = |stage: &Stage| {
            let gates = run.activations(stage).map(|(gate, _)| cell.recurrent(gate));
            let activated: Vec<usize> = gates.collect();
            Formula::new(&stage.expression.backward(&inputs, cell.mask() + 1, &activated), run.units)
        };
        let gradients = cell.stages.iter().map(gradient).collect();
        Self { gradients, run, masked: op.masked }
    }
}

impl Kernel for Backward {
    fn scratch(&self) -> usize {
        let formulas: usize = self.gradients.iter().map(Formula::scratch).sum();
        let states = 2 * self.run.cell.carried + self.run.cell.states + 1;
        self.run.packed() + states * self.run.state() + formulas
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        isa.run(Backwards { of: self, io, scratch });
    }
}

struct Backwards<'a> {
    of: &'a Backward,
    io: Io<'a>,
    scratch: &'a mut [f32],
}

impl Work for Backwards<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of: Backward { run, masked, gradients }, io, scratch } = self;
        let ([xs, kernel, records, grads, masks, ..], [output, ..]) = (io.inputs, io.outputs);
        let cell = &run.cell;
        let (packed, rest) = run.pack(kernel, scratch);
        let (state, slab, record) = (run.state(), run.slab(), run.record());
        let (zeros, rest) = rest.split_at_mut(cell.carried * state);
        let (carry, rest) = rest.split_at_mut(cell.carried * state);
        let (grad, rest) = rest.split_at_mut(cell.states * state);
        let (product_grad, rest) = rest.split_at_mut(state);
        let formulas: usize = gradients.iter().map(Formula::scratch).sum();
        let blocks_of_formulas = &mut rest[..formulas];
        zeros.fill(0.0);
        carry.fill(0.0);
        begin(gradients, blocks_of_formulas);
        let out_len = if cell.joined { slab } else { 2 * slab };
        let steps = xs.len() / slab;
        // With several stages, each adds its part to the gradients so far.
        let adds = cell.stages.len() > 1;
        for t in (0..steps).rev() {
            let x = &xs[t * slab..][..slab];
            let products = &records[t * record..][..slab];
            let previous = if t == 0 { &*zeros } else { &records[(t - 1) * record + slab..] };
            let mask = if *masked { &masks[t * run.batch..][..run.batch] } else { &[] };
            grad.copy_from_slice(&grads[t * record + slab..][..cell.states * state]);
            grad.iter_mut().zip(carry.iter()).for_each(|(sum, &later)| *sum += later);
            let output = &mut output[t * out_len..][..out_len];
            if adds {
                carry.fill(0.0);
                output.fill(0.0);
            }
            let (x_grad, products_grad) = output.split_at_mut(out_len - slab);
            let mut rest = &mut *blocks_of_formulas;
            let stages = cell.stages.iter().zip(gradients).zip(&run.products);
            for ((stage, gradient), product) in stages.rev() {
                let (before, scratch) = rest.split_at_mut(rest.len() - gradient.scratch());
                rest = before;
                let values = Values { x, products, previous };
                for (row, units) in blocks(run.batch, run.units) {
                    evaluate(simd, gradient, units.len(), scratch, |input| {
                        if input <= cell.mask() {
                            return values.elements(run, input, row, &units).ok_or_else(|| mask[row]);
                        }
                        let at = stage.states[input - cell.mask() - 1] * state + row * run.units;
                        Ok(&grad[at + units.start..at + units.end])
                    });
                    for (place, result) in gradient.outputs(scratch).enumerate() {
                        let last = cell.gates * if cell.joined { 1 } else { 2 };
                        let (memory, at) = if place < cell.gates {
                            (&mut *products_grad, run.product_at(place, row))
                        } else if place < last {
                            (&mut *x_grad, (row * cell.gates + place - cell.gates) * run.units)
                        } else {
                            (&mut *carry, (place - last) * state + row * run.units)
                        };
                        let part = &result[..units.len()];
                        let sums = &mut memory[at + units.start..at + units.end];
                        if adds {
                            sums.iter_mut().zip(part).for_each(|(sum, &value)| *sum += value);
                        } else {
                            sums.copy_from_slice(part);
                        }
                    }
                }
                let block = &products_grad[run.block(stage)];
                run.multiply(product, block, packed, product_grad);
                let source = match stage.source {
                    None => &mut carry[..state],
                    Some(k) => &mut grad[k * state..][..state],
                };
                source.iter_mut().zip(product_grad.iter()).for_each(|(sum, &value)| *sum += value);
            }
        }
    }
}
