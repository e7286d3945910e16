//! Adam in one pass, with its values in registers. Run block by block as a formula (see `formula`), it takes 1.4 ns a
//! weight in the browser, even when all weights are in a cache, because square roots and divisions then overlap with
//! nothing else.

#![allow(unsafe_code, reason = "vectors are read and written side by side in slices of one length")]

use pupil_core::graph::ops::Adam;
use pupil_core::optimizers::hyper;

use super::{Io, Kernel};
use crate::simd::{Isa, Simd, Work};

impl Kernel for Adam {
    fn run(&self, isa: Isa, io: Io<'_>, _scratch: &mut [f32]) {
        isa.run(Step { of: self, io });
    }
}

struct Step<'a> {
    of: &'a Adam,
    io: Io<'a>,
}

impl Work for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of: Adam { parts: count, factors, beta_1, beta_2, epsilon }, io } = self;
        let ([parts, hyper, ..], [w, m, v, ..]) = (io.inputs, io.outputs);
        let (len, stride) = (w.len(), parts.len() / count.max(&1));
        // Weights are padded to whole vectors.
        let fits = m.len() == len && v.len() == len && stride >= len && len.is_multiple_of(S::LANES);
        assert!(fits);
        let (rate, epsilon) = (simd.splat(hyper[hyper::RATE]), simd.splat(*epsilon));
        let (learn_1, learn_2) = (simd.splat(1.0 - beta_1), simd.splat(1.0 - beta_2));
        let factors = factors.get(..*count).unwrap_or(factors);
        let mut at = 0;
        while at < len {
            // SAFETY: all slices are `len` long, a whole number of vectors, each part of the gradient is that, too.
            unsafe {
                let (mut g, mut part) = (simd.splat(0.0), parts.as_ptr().add(at));
                for &factor in factors {
                    g = simd.mul_add(simd.load(part), simd.splat(factor), g);
                    part = part.wrapping_add(stride);
                }
                let (old_m, old_v) = (simd.load(m.as_ptr().add(at)), simd.load(v.as_ptr().add(at)));
                let new_m = simd.mul_add(simd.sub(g, old_m), learn_1, old_m);
                let new_v = simd.mul_add(simd.sub(simd.mul(g, g), old_v), learn_2, old_v);
                let step = simd.div(simd.mul(rate, new_m), simd.add(simd.sqrt(new_v), epsilon));
                simd.store(m.as_mut_ptr().add(at), new_m);
                simd.store(v.as_mut_ptr().add(at), new_v);
                simd.store(w.as_mut_ptr().add(at), simd.sub(simd.load(w.as_ptr().add(at)), step));
            }
            at += S::LANES;
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use pupil_core::optimizers::Optimizer;
    use pupil_core::random::Generator;

    use super::super::map::Elements;
    use super::*;

    const LEN: usize = 320;

    /// Weights and moments after a step.
    fn step(
        kernel: &dyn Kernel,
        isa: Isa,
        gradient: &[f32],
        hyper: &[f32],
        values: &[Vec<f32>],
    ) -> Vec<Vec<f32>> {
        let mut values = values.to_vec();
        let mut io = Io { inputs: [&[]; _], outputs: Default::default() };
        (io.inputs[0], io.inputs[1]) = (gradient, hyper);
        for (output, values) in io.outputs.iter_mut().zip(&mut values) {
            *output = values;
        }
        kernel.run(isa, io, &mut vec![0.0; kernel.scratch()]);
        values
    }

    #[test]
    fn adam_matches_its_formula_and_sums_the_parts() {
        let optimizer = Optimizer::from_name("adam").unwrap();
        let update = optimizer.update().unwrap();
        let hyper = optimizer.hyper(3);
        let mut generator = Generator::new(4);
        let mut numbers =
            |from: f32, to: f32, len| -> Vec<f32> { (0..len).map(|_| generator.range(from, to)).collect() };
        let values = [numbers(-1.0, 1.0, LEN), numbers(-1.0, 1.0, LEN), numbers(0.0, 1.0, LEN)];
        // Each replica's part has more values after its gradient.
        let parts = numbers(-1.0, 1.0, 3 * (LEN + 64));
        let mut adam = update.adam.unwrap();
        adam.parts = 3;
        adam.factors[..3].copy_from_slice(&[0.5, 0.3, 0.2]);
        let gradient: Vec<f32> = (0..LEN)
            .map(|i| (0..3).map(|part| adam.factors[part] * parts[part * (LEN + 64) + i]).sum())
            .collect();
        for isa in Isa::all() {
            let expected = step(&Elements::update(&update.expression), isa, &gradient, &hyper, &values);
            let whole = step(&update.adam.unwrap(), isa, &gradient, &hyper, &values);
            let joined = step(&adam, isa, &parts, &hyper, &values);
            let pairs = expected.iter().flatten().zip(whole.iter().flatten()).zip(joined.iter().flatten());
            for (at, ((a, b), c)) in pairs.enumerate() {
                let near = |other: f32| (other - a).abs() <= 1e-6 * (1.0 + a.abs());
                assert!(near(*b) && near(*c), "{} at {at}: {b} and {c} for {a}", isa.name());
            }
        }
    }
}
