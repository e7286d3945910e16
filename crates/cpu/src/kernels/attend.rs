//! Scaled dot-product attention: a block of rows of scores at a time, for each head of each sample.

use alloc::vec::Vec;
use core::ops::Range;

use pupil_core::graph::ops::{Attend, AttendSizes, Dropout};
use pupil_core::optimizers::hyper;
use pupil_core::program::Step;

use super::gemm::{BLOCK, Lhs, Packed, Rhs, RowEpilogue, gemm};
use super::softmax::{exponentials, largest};
use super::{Io, Kernel, MAX_INPUTS};
use crate::simd::{Isa, Simd, Work};

/// The queries whose scores are computed together. Under a causal mask, a block leaves out the keys after its last query.
const ROWS: usize = 32;

/// Attention, and with `gradient` its gradients.
pub(super) struct Heads {
    op: Attend,
    sizes: AttendSizes,
    blocks: Vec<Block>,
    gradient: bool,
    /// The strides of the mask along samples, steps and keys; 0 where it is repeated.
    mask: [usize; 3],
    /// The keys and the values, as right matrices that are stored row by row.
    keys: Rhs,
    values: Rhs,
    /// The packed transposes of keys and of values; the latter for gradients.
    packed: [Packed; 2],
    /// Floats of the packed matrices, the scores, a result's rows, and what products need.
    scratch: [usize; 6],
}

/// Some queries, and the left matrices of their products.
struct Block {
    rows: Range<usize>,
    /// The keys that they may attend to.
    keys: usize,
    queries: Lhs,
    outputs: Lhs,
    shares: Lhs,
    transposed: Lhs,
}

impl Heads {
    pub(super) fn new(op: &Attend, step: &Step, isa: Isa, gradient: bool) -> Option<Self> {
        let shape = |input: usize| &step.inputs[input].shape;
        let sizes = AttendSizes::of(shape(0), shape(1), shape(2))?;
        let AttendSizes { steps, keys, heads, groups, size, value, .. } = sizes;
        let mut mask = [0; 3];
        if op.masked {
            let [samples, rows, columns] = **shape(Attend::MASK) else { return None };
            let strides = [(samples, rows * columns), (rows, columns), (columns, 1)];
            mask = strides.map(|(count, stride)| if count > 1 { stride } else { 0 });
        }
        // Without another mask, every query has a key that it may attend to. A packed matrix of more than one block
        // cannot be cut.
        let cut = op.causal && !op.masked && size.max(value) <= BLOCK;
        let strided = |count: usize, size: usize| {
            let offsets = |n: usize, step: usize| (0..n).map(|i| (i * step) as u32).collect();
            Lhs::new(offsets(count, heads * size), offsets(size, 1))
        };
        let blocks = (0..steps).step_by(ROWS).map(|from| {
            let to = steps.min(from + ROWS);
            let (count, keys) = (to - from, if cut { keys.min(to) } else { keys });
            Block {
                rows: from..to,
                keys,
                queries: strided(count, size),
                outputs: strided(count, value),
                shares: Lhs::matrix(count, keys, false),
                transposed: Lhs::matrix(keys, count, true),
            }
        });
        let matrix = |k, n, transposed| Rhs { stride: groups * n, ..Rhs::new(k, n, transposed) };
        let across = |n| Rhs { k: n, n: keys, transposed: true, stride: groups * n };
        let packed = [size, value].map(|n| Packed::new(across(n)));
        let wide = size.max(value);
        let depth = BLOCK.min(keys.max(ROWS));
        let product = [size, value].map(|n| matrix(depth, n, false).packed(isa, depth));
        let both = usize::from(gradient);
        let scratch = [
            packed[0].len(isa),
            packed[1].len(isa) * both,
            ROWS * keys * (1 + both),
            ROWS * wide,
            keys * (size + value) * both,
            product[0].max(product[1]),
        ];
        let blocks = blocks.collect();
        let (keys, values) = (matrix(keys, size, false), matrix(keys, value, false));
        Some(Self { op: *op, sizes, blocks, gradient, mask, keys, values, packed, scratch })
    }

    /// True if a query may attend to a key.
    #[inline(always)]
    fn allowed(&self, mask: &[f32], row: usize, key: usize) -> bool {
        (!self.op.causal || key <= row)
            && (!self.op.masked || mask[row * self.mask[1] + key * self.mask[2]] != 0.0)
    }

    /// The factor of a share under dropout: 0 or `1 / (1 - rate)`.
    #[inline(always)]
    fn kept(drop: Option<(Dropout, u32)>, index: usize) -> f32 {
        match drop {
            Some((op, key)) if Dropout::hash(key, index as u32) < op.threshold() => 0.0,
            Some((op, _)) => 1.0 / (1.0 - op.rate),
            None => 1.0,
        }
    }

    /// The index of a block's first share among all `(batch, heads, steps, keys)`.
    fn index(&self, sample: usize, head: usize, row: usize) -> usize {
        ((sample * self.sizes.heads + head) * self.sizes.steps + row) * self.sizes.keys
    }

    /// Dropout and its key, from the `hyper` feed.
    fn drop(&self, inputs: &[&[f32]; MAX_INPUTS]) -> Option<(Dropout, u32)> {
        let op = self.op.dropout?;
        let keys = &inputs[self.op.inputs() - 1][hyper::KEYS];
        Some((op, Dropout::key(op.salt, [keys[0], keys[1]])))
    }
}

/// The softmax of a block's scores, in their place.
struct Shares<'a> {
    of: &'a Heads,
    block: &'a Block,
    mask: &'a [f32],
    scores: &'a mut [f32],
}

impl Work for Shares<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of, block, mask, scores } = self;
        for (row, scores) in block.rows.clone().zip(scores.chunks_exact_mut(block.keys)) {
            scores.iter_mut().for_each(|score| *score *= of.op.scale);
            if of.op.masked || of.op.causal {
                for (key, score) in scores.iter_mut().enumerate() {
                    *score = if of.allowed(mask, row, key) { *score } else { Attend::HIDDEN };
                }
            }
            let largest = largest(scores);
            if of.op.zero && largest == Attend::HIDDEN {
                scores.fill(0.0);
                continue;
            }
            scores.iter_mut().for_each(|score| *score -= largest);
            let scale = 1.0 / exponentials(simd, scores);
            scores.iter_mut().for_each(|share| *share *= scale);
        }
    }
}

/// Rows of `to`, `stride` apart, become those of `from`.
fn put(from: &[f32], to: &mut [f32], size: usize, stride: usize) {
    for (from, to) in from.chunks_exact(size).zip(to.chunks_mut(stride)) {
        to[..size].copy_from_slice(from);
    }
}

impl Kernel for Heads {
    fn scratch(&self) -> usize {
        self.scratch.iter().sum()
    }

    fn run(&self, isa: Isa, io: Io<'_>, scratch: &mut [f32]) {
        let AttendSizes { batch, steps, keys, heads, groups, size, value } = self.sizes;
        let (inputs, [output, ..]) = (io.inputs, io.outputs);
        let [q, k, v, mask, ..] = inputs;
        let drop = self.drop(&inputs);
        let mut rest = scratch;
        let [packed_keys, packed_values, scores, rows, sums, memory] = self.scratch.map(|len| {
            let (own, after) = core::mem::take(&mut rest).split_at_mut(len);
            rest = after;
            own
        });
        let numbers = self.sizes.numbers();
        let added = RowEpilogue { accumulate: true, ..RowEpilogue::default() };
        for (sample, group) in (0..batch).flat_map(|sample| (0..groups).map(move |group| (sample, group))) {
            let mask = mask.get(sample * self.mask[0]..).unwrap_or_default();
            let of_keys = &k[(sample * keys * groups + group) * size..];
            let of_values = &v[(sample * keys * groups + group) * value..];
            self.packed[0].pack(isa, of_keys, packed_keys);
            if self.gradient {
                self.packed[1].pack(isa, of_values, packed_values);
                sums.fill(0.0);
            }
            let each = heads / groups;
            for (head, block) in (group * each..(group + 1) * each)
                .flat_map(|head| self.blocks.iter().map(move |block| (head, block)))
            {
                let count = block.rows.len();
                let at = (sample * steps + block.rows.start) * heads + head;
                let cut =
                    |n: usize| Packed::new(Rhs { k: n, n: block.keys, transposed: true, stride: groups * n });
                let (shares, grads) = scores.split_at_mut(ROWS * keys);
                let (shares, queries) = (&mut shares[..count * block.keys], &q[at * size..]);
                cut(size).multiply(isa, &block.queries, queries, 0..count, packed_keys, shares);
                isa.run(Shares { of: self, block, mask, scores: shares });
                let first = self.index(sample, head, block.rows.start);
                let index = |at: usize| first + at / block.keys * keys + at % block.keys;
                if !self.gradient {
                    if drop.is_some() {
                        shares
                            .iter_mut()
                            .enumerate()
                            .for_each(|(at, share)| *share *= Self::kept(drop, index(at)));
                    }
                    let rhs = Rhs { k: block.keys, ..self.values };
                    let rows = &mut rows[..count * value];
                    gemm(
                        isa,
                        (&block.shares, shares),
                        (rhs, of_values),
                        rows,
                        RowEpilogue::default(),
                        memory,
                    );
                    put(rows, &mut output[at * value..], value, heads * value);
                    continue;
                }
                let [y, dy] = [0, 1].map(|i| &inputs[self.op.inputs() + i][at * value..]);
                let grads = &mut grads[..count * block.keys];
                cut(value).multiply(isa, &block.outputs, dy, 0..count, packed_values, grads);
                isa.loops(|| {
                    let lines = shares.chunks_exact_mut(block.keys).zip(grads.chunks_exact_mut(block.keys));
                    for (place, (shares, grads)) in lines.enumerate() {
                        let row = place * heads * value;
                        let pairs = y[row..row + value].iter().zip(&dy[row..row + value]);
                        let mean: f32 = pairs.map(|(y, dy)| y * dy).sum();
                        if drop.is_none() {
                            shares
                                .iter()
                                .zip(&mut *grads)
                                .for_each(|(p, d)| *d = p * (*d - mean) * self.op.scale);
                        } else {
                            for (key, (p, d)) in shares.iter_mut().zip(&mut *grads).enumerate() {
                                let kept = Self::kept(drop, first + place * keys + key);
                                *d = *p * (kept * *d - mean) * self.op.scale;
                                *p *= kept;
                            }
                        }
                        // Where a query may attend to no key, the shares are alike whatever the scores are.
                        if self.op.masked {
                            for (key, d) in grads.iter_mut().enumerate() {
                                *d = if self.allowed(mask, block.rows.start + place, key) { *d } else { 0.0 };
                            }
                        }
                    }
                });
                let (of_k, of_v) = sums.split_at_mut(keys * size);
                let rhs = Rhs { k: block.keys, ..self.keys };
                let to = sample * numbers.iter().sum::<usize>() + (block.rows.start * heads + head) * size;
                let rows = &mut rows[..count * size];
                gemm(isa, (&block.shares, grads), (rhs, of_keys), rows, RowEpilogue::default(), memory);
                put(rows, &mut output[to..], size, heads * size);
                let left = |n: usize| Rhs { k: count, n, transposed: false, stride: heads * n };
                gemm(isa, (&block.transposed, grads), (left(size), queries), of_k, added, memory);
                gemm(isa, (&block.transposed, shares), (left(value), dy), of_v, added, memory);
            }
            if self.gradient {
                let all: usize = numbers.iter().sum();
                let (of_k, of_v) = sums.split_at(keys * size);
                let to = sample * all + numbers[0];
                put(of_k, &mut output[to + group * size..], size, groups * size);
                put(of_v, &mut output[to + numbers[1] + group * value..], value, groups * value);
            }
        }
    }
}
