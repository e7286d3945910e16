//! The packed, register-tiled matrix product behind dense layers and convolutions.
//!
//! The left matrix is never copied: its element `(i, k)` is at `rows[i] + cols[k]`. These tables can describe a plain
//! matrix, a transposed one, the patches of a picture (im2col), or their transpose. The right matrix is packed into
//! strips as wide as the register tile.

#![allow(unsafe_code, reason = "the tile's loads are checked once for a whole product, not one by one")]

use alloc::vec::Vec;

use pupil_core::graph::ops::Unary;

use crate::math;
use crate::simd::{Isa, Simd, Work};

/// The number of terms that are summed before the next block of the right matrix is packed. A strip of this many rows
/// (4 to 32 columns, at most 32 KB) stays in the first-level cache while left rows are multiplied with it.
pub const BLOCK: usize = 256;

/// The number of left rows that are multiplied with one strip before the next strip. This many rows of a block stay in
/// the second-level cache.
const ROW_BLOCK: usize = 96;

/// Up to this many left rows, packing the right matrix costs more than it saves; see [`few_rows`].
pub const FEW_ROWS: usize = 3;

/// The left matrix, described by the offsets of its elements.
#[derive(Debug, Clone)]
pub struct Lhs {
    rows: Vec<u32>,
    cols: Vec<u32>,
    /// One more than the largest offset.
    reach: usize,
}

impl Lhs {
    /// A matrix whose element `(i, k)` is at `rows[i] + cols[k]`.
    pub fn new(rows: Vec<u32>, cols: Vec<u32>) -> Self {
        let largest = |offsets: &[u32]| offsets.iter().copied().max().unwrap_or(0) as usize;
        let reach = largest(&rows) + largest(&cols) + 1;
        Self { rows, cols, reach }
    }

    /// A matrix of `m` rows and `k` columns that is stored row by row or, if `transposed`, column by column.
    pub fn matrix(m: usize, k: usize, transposed: bool) -> Self {
        let steps = |n: usize, step: usize| (0..n).map(|i| (i * step) as u32).collect();
        if transposed { Self::new(steps(m, 1), steps(k, m)) } else { Self::new(steps(m, k), steps(k, 1)) }
    }

    /// The transposed matrix.
    pub fn transposed(&self) -> Self {
        Self { rows: self.cols.clone(), cols: self.rows.clone(), reach: self.reach }
    }

    /// The matrix of the first `count` columns.
    pub fn columns(&self, count: usize) -> Self {
        Self::new(self.rows.clone(), self.cols[..count].to_vec())
    }

    /// Number of rows.
    pub fn m(&self) -> usize {
        self.rows.len()
    }

    /// Number of columns.
    pub fn k(&self) -> usize {
        self.cols.len()
    }

    /// The offsets of the rows.
    pub fn row_offsets(&self) -> &[u32] {
        &self.rows
    }

    /// The offsets of the columns.
    pub fn col_offsets(&self) -> &[u32] {
        &self.cols
    }
}

/// The right matrix of a product, with `k` rows and `n` columns.
#[derive(Debug, Clone, Copy)]
pub struct Rhs {
    /// The number of rows.
    pub k: usize,
    /// The number of columns.
    pub n: usize,
    /// True if it is stored column by column, as `n` rows of `k` numbers.
    pub transposed: bool,
    /// The distance between the beginnings of stored rows.
    pub stride: usize,
}

impl Rhs {
    /// A matrix whose stored rows follow one another.
    pub fn new(k: usize, n: usize, transposed: bool) -> Self {
        Self { k, n, transposed, stride: if transposed { k } else { n } }
    }

    /// The numbers from its first to its last.
    fn reach(&self) -> usize {
        let (rows, length) = if self.transposed { (self.n, self.k) } else { (self.k, self.n) };
        rows.saturating_sub(1) * self.stride + length
    }

    /// The number of floats in one packed block of `depth` rows.
    pub fn packed(&self, isa: Isa, depth: usize) -> usize {
        self.n.next_multiple_of(isa.tile_columns()) * depth
    }

    /// Packs rows `from..from + depth` into strips as wide as the register tile. The last strip is filled up with
    /// zeros.
    #[inline(always)]
    fn pack<S: Simd>(&self, simd: S, b: &[f32], from: usize, depth: usize, out: &mut [f32]) {
        let width = S::LANES * S::TILE_VECTORS;
        for (strip, out) in out.chunks_exact_mut(depth * width).take(self.n.div_ceil(width)).enumerate() {
            let first = strip * width;
            let columns = width.min(self.n - first);
            if columns < width {
                out.fill(0.0);
            }
            if self.transposed {
                for j in 0..columns {
                    let column = &b[(first + j) * self.stride + from..][..depth];
                    for (row, &value) in out.chunks_exact_mut(width).zip(column) {
                        row[j] = value;
                    }
                }
                continue;
            }
            let rows = b[from * self.stride..].chunks(self.stride);
            for (out, row) in out.chunks_exact_mut(width).zip(rows) {
                let row = &row[first..first + columns];
                if columns < width {
                    out[..columns].copy_from_slice(row);
                    continue;
                }
                // A copy whose length is not a constant compiles to a call, which costs more than the copy: in a
                // browser, a fifth of the time of a product of 64 rows.
                for at in (0..width).step_by(S::LANES) {
                    // SAFETY: both slices hold `width` floats.
                    unsafe { simd.store(out.as_mut_ptr().add(at), simd.load(row.as_ptr().add(at))) };
                }
            }
        }
    }
}

/// What a product does to its sums before it writes them.
#[derive(Debug, Clone, Copy, Default)]
pub struct RowEpilogue<'a> {
    /// True if the sums are added to the values that the output holds.
    pub accumulate: bool,
    /// One number for each column, added to every row.
    pub bias: Option<&'a [f32]>,
    /// The activation that is applied last.
    pub activation: Option<Unary>,
}

/// `c = finish(a b)`, where `c` has `rhs.n` columns. `a` and `b` are the numbers of the matrices `lhs` and `rhs`.
///
/// `scratch` has as many floats as [`Rhs::packed`] gives for [`BLOCK`] rows, or for `k` rows if there are fewer.
pub fn gemm(
    isa: Isa,
    (lhs, a): (&Lhs, &[f32]),
    (rhs, b): (Rhs, &[f32]),
    c: &mut [f32],
    finish: RowEpilogue<'_>,
    scratch: &mut [f32],
) {
    let (m, k, n) = (lhs.m(), lhs.k(), rhs.n);
    assert!(lhs.reach <= a.len() && b.len() >= rhs.reach() && c.len() >= m * n && rhs.k == k);
    isa.run(WholeProduct { lhs, a, rhs, b, c, finish, scratch });
}

struct WholeProduct<'a> {
    lhs: &'a Lhs,
    a: &'a [f32],
    rhs: Rhs,
    b: &'a [f32],
    c: &'a mut [f32],
    finish: RowEpilogue<'a>,
    scratch: &'a mut [f32],
}

impl Work for WholeProduct<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { lhs, a, rhs, b, c, finish, scratch } = self;
        for from in (0..lhs.k()).step_by(BLOCK) {
            let depth = BLOCK.min(lhs.k() - from);
            rhs.pack(simd, b, from, depth, scratch);
            let last = from + depth == lhs.k();
            let block = Block {
                a,
                cols: &lhs.cols[from..from + depth],
                packed: scratch,
                n: rhs.n,
                accumulate: from > 0 || finish.accumulate,
                bias: finish.bias.filter(|_| from == 0),
                activation: finish.activation.filter(|_| last),
            };
            multiply(simd, lhs, 0..lhs.m(), &block, c);
        }
    }
}

/// A product whose right matrix is packed once, and then multiplied with one range of left rows after another.
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    rhs: Rhs,
}

impl Packed {
    /// A product with this right matrix.
    pub fn new(rhs: Rhs) -> Self {
        Self { rhs }
    }

    /// The number of floats in the packed matrix.
    pub fn len(&self, isa: Isa) -> usize {
        self.rhs.packed(isa, self.rhs.k)
    }

    /// Packs the whole right matrix `b` into `packed`.
    pub fn pack(&self, isa: Isa, b: &[f32], packed: &mut [f32]) {
        isa.run(Packing { rhs: self.rhs, b, packed });
    }

    /// `c = a b` for the left rows of `range`; `c` has only these rows.
    pub fn multiply(
        &self,
        isa: Isa,
        lhs: &Lhs,
        a: &[f32],
        range: core::ops::Range<usize>,
        packed: &[f32],
        c: &mut [f32],
    ) {
        assert!(lhs.reach <= a.len() && c.len() >= range.len() * self.rhs.n && range.end <= lhs.m());
        isa.run(Range { rhs: self.rhs, lhs, a, range, packed, c });
    }
}

struct Packing<'a> {
    rhs: Rhs,
    b: &'a [f32],
    packed: &'a mut [f32],
}

impl Work for Packing<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let columns = self.rhs.n.next_multiple_of(S::LANES * S::TILE_VECTORS);
        for from in (0..self.rhs.k).step_by(BLOCK) {
            let depth = BLOCK.min(self.rhs.k - from);
            let packed = &mut self.packed[from * columns..(from + depth) * columns];
            self.rhs.pack(simd, self.b, from, depth, packed);
        }
    }
}

struct Range<'a> {
    rhs: Rhs,
    lhs: &'a Lhs,
    a: &'a [f32],
    range: core::ops::Range<usize>,
    packed: &'a [f32],
    c: &'a mut [f32],
}

impl Work for Range<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let columns = self.rhs.n.next_multiple_of(S::LANES * S::TILE_VECTORS);
        for from in (0..self.rhs.k).step_by(BLOCK) {
            let depth = BLOCK.min(self.rhs.k - from);
            let block = Block {
                a: self.a,
                cols: &self.lhs.cols[from..from + depth],
                packed: &self.packed[from * columns..(from + depth) * columns],
                n: self.rhs.n,
                accumulate: from > 0,
                bias: None,
                activation: None,
            };
            multiply(simd, self.lhs, self.range.clone(), &block, self.c);
        }
    }
}

/// One block of a product: some columns of the left matrix, and the packed rows of the right matrix that they go with.
pub(super) struct Block<'a> {
    /// The numbers of the left matrix.
    pub a: &'a [f32],
    /// The offsets of its columns in this block.
    pub cols: &'a [u32],
    pub packed: &'a [f32],
    /// The number of columns of the right matrix.
    pub n: usize,
    /// True if the sums are added to the values of `c`.
    pub accumulate: bool,
    pub bias: Option<&'a [f32]>,
    pub activation: Option<Unary>,
}

/// Computes all tiles of the left rows `rows`. `c` begins with the first of these rows.
///
/// In WebAssembly all functions are compiled for the same instructions, so there is one copy of this one. Natively it
/// must be inlined into a function that is compiled for the instruction set.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn multiply<S: Simd>(
    simd: S,
    lhs: &Lhs,
    rows: core::ops::Range<usize>,
    block: &Block<'_>,
    c: &mut [f32],
) {
    assert!(lhs.reach <= block.a.len() && rows.end <= lhs.m());
    match (simd.tile_rows(), S::TILE_VECTORS) {
        (4, 2) => tiles::<S, 4, 2>(simd, lhs, rows, block, c),
        (6, 2) => tiles::<S, 6, 2>(simd, lhs, rows, block, c),
        (12, 2) => tiles::<S, 12, 2>(simd, lhs, rows, block, c),
        (4, 4) => tiles::<S, 4, 4>(simd, lhs, rows, block, c),
        _ => unreachable!("every instruction set's tile is listed here"),
    }
}

/// The columns of the widest tile: two vectors of 16 floats.
const WIDEST: usize = 32;
/// The floats of the largest tile: 12 rows of the widest.
const LARGEST: usize = 12 * WIDEST;

#[inline(always)]
fn tiles<S: Simd, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    lhs: &Lhs,
    rows: core::ops::Range<usize>,
    block: &Block<'_>,
    c: &mut [f32],
) {
    let width = S::LANES * VECTORS;
    let n = block.n;
    let first_row = rows.start;
    // Without ReLU, a maximum with negative infinity changes nothing.
    let least = simd.splat(if block.activation == Some(Unary::Relu) { 0.0 } else { f32::NEG_INFINITY });
    let mut spare = [0.0f32; LARGEST];
    for from in rows.clone().step_by(ROW_BLOCK) {
        let to = rows.end.min(from + ROW_BLOCK);
        for (strip, packed) in
            block.packed.chunks_exact(block.cols.len() * width).take(n.div_ceil(width)).enumerate()
        {
            let column = strip * width;
            let columns = width.min(n - column);
            let mut bias = [0.0f32; WIDEST];
            if let Some(values) = block.bias {
                bias[..columns].copy_from_slice(&values[column..column + columns]);
            }
            for row in (from..to).step_by(ROWS) {
                let count = ROWS.min(to - row);
                // A tile at the end repeats the last row. The sums of repeated rows are not stored.
                let offsets: [u32; ROWS] = match lhs.rows[row..to].first_chunk() {
                    Some(offsets) => *offsets,
                    None => core::array::from_fn(|i| lhs.rows[(row + i).min(to - 1)]),
                };
                let target = &mut c[(row - first_row) * n + column..];
                let whole = count == ROWS && columns == width;
                if !whole && block.accumulate {
                    for (spare, row) in spare.chunks_exact_mut(width).zip(target.chunks(n)).take(count) {
                        spare[..columns].copy_from_slice(&row[..columns]);
                    }
                }
                let (sums, step) = if whole {
                    assert!(target.len() >= (ROWS - 1) * n + width);
                    (target.as_mut_ptr(), n)
                } else {
                    (spare.as_mut_ptr(), width)
                };
                // SAFETY: every offset of this product is below `lhs.reach`, which is at most `a.len()`
                // (asserted by `multiply`), `packed` is a strip of exactly `cols.len() * width` floats, `bias` holds
                // `width`, and `sums` has room for `ROWS` rows of `width` floats, `step` apart (asserted, or the spare
                // tile).
                unsafe {
                    let values = tile::<S, ROWS, VECTORS>(
                        simd,
                        (block.a.as_ptr(), &offsets, block.cols),
                        packed.as_ptr(),
                        bias.as_ptr(),
                    );
                    store(simd, &values, block.accumulate, least, sums, step);
                }
                if !whole {
                    for (spare, row) in spare.chunks_exact(width).zip(target.chunks_mut(n)).take(count) {
                        row[..columns].copy_from_slice(&spare[..columns]);
                    }
                }
                if let Some(activation @ (Unary::Sigmoid | Unary::Tanh)) = block.activation {
                    target
                        .chunks_mut(n)
                        .take(count)
                        .for_each(|row| apply(simd, activation, &mut row[..columns]));
                }
            }
        }
    }
}

/// The sums of one tile, with the bias added.
///
/// # Safety
/// `a` can be read at `rows[i] + cols[k]` for all `i`, `k`; `b` holds `cols.len()` rows of the tile's width, `bias`
/// one.
#[inline(always)]
unsafe fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    (a, rows, cols): (*const f32, &[u32; ROWS], &[u32]),
    b: *const f32,
    bias: *const f32,
) -> [[S::F; VECTORS]; ROWS] {
    let mut b = b;
    // SAFETY: the caller's promise covers every offset below.
    unsafe {
        let bias = core::array::from_fn(|j| simd.load(bias.add(j * S::LANES)));
        let mut sums: [[S::F; VECTORS]; ROWS] = [bias; ROWS];
        let rows: [*const f32; ROWS] = core::array::from_fn(|i| a.add(rows[i] as usize));
        for &col in cols {
            let rhs: [S::F; VECTORS] = core::array::from_fn(|j| simd.load(b.add(j * S::LANES)));
            for i in 0..ROWS {
                let lhs = simd.splat(*rows[i].add(col as usize));
                for j in 0..VECTORS {
                    sums[i][j] = simd.mul_add(lhs, rhs[j], sums[i][j]);
                }
            }
            b = b.add(S::LANES * VECTORS);
        }
        sums
    }
}

/// Writes a tile. The sums are added to the values of `to` if `accumulates`, and values below `least` become `least`.
///
/// # Safety
/// `to` can be read and written over `ROWS` rows `step` apart, the tile's width each.
#[inline(always)]
unsafe fn store<S: Simd, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    sums: &[[S::F; VECTORS]; ROWS],
    accumulates: bool,
    least: S::F,
    to: *mut f32,
    step: usize,
) {
    for (i, row) in sums.iter().enumerate() {
        for (j, &sum) in row.iter().enumerate() {
            // SAFETY: the caller's promise.
            unsafe {
                let to = to.add(i * step + j * S::LANES);
                let sum = if accumulates { simd.add(sum, simd.load(to)) } else { sum };
                simd.store(to, simd.max(sum, least));
            }
        }
    }
}

/// Applies an activation in place.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub fn apply<S: Simd>(simd: S, activation: Unary, values: &mut [f32]) {
    match activation {
        Unary::Relu => math::replace!(simd, values, |v| simd.max(v, simd.splat(0.0))),
        Unary::Sigmoid => math::replace!(simd, values, |v| math::sigmoid(simd, v)),
        Unary::Tanh => math::replace!(simd, values, |v| math::tanh(simd, v)),
    }
}

/// `c = finish(a b)` for few left rows, where packing `b` would cost more than the product. For each left row, the rows
/// of `b` are multiplied and added to the sums. `b` is stored row by row, with rows of `n` numbers.
pub fn few_rows(isa: Isa, lhs: &Lhs, a: &[f32], b: &[f32], n: usize, c: &mut [f32], finish: RowEpilogue<'_>) {
    assert!(lhs.reach <= a.len());
    isa.run(FewRows { lhs, a, b, n, c, finish });
}

struct FewRows<'a> {
    lhs: &'a Lhs,
    a: &'a [f32],
    b: &'a [f32],
    n: usize,
    c: &'a mut [f32],
    finish: RowEpilogue<'a>,
}

impl Work for FewRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { lhs, a, b, n, c, finish } = self;
        for (&row, c) in lhs.rows.iter().zip(c.chunks_exact_mut(n)) {
            match finish.bias {
                _ if finish.accumulate => {}
                Some(bias) => c.copy_from_slice(bias),
                None => c.fill(0.0),
            }
            // With four rows of `b` at a time, the sums are loaded and stored a quarter as often.
            for (cols, lines) in lhs.cols.chunks(4).zip(b.chunks(4 * n)) {
                let x: [f32; 4] =
                    core::array::from_fn(|i| cols.get(i).map_or(0.0, |&col| a[(row + col) as usize]));
                // At the end the first row stands for missing rows. It is multiplied by zero.
                let lines: [&[f32]; 4] =
                    core::array::from_fn(|i| &lines[if i < cols.len() { i * n } else { 0 }..][..n]);
                let whole = n - n % S::LANES;
                for at in (0..whole).step_by(S::LANES) {
                    // SAFETY: `c` and each of the lines hold `n` floats.
                    unsafe {
                        let mut sum = simd.load(c.as_ptr().add(at));
                        for i in 0..4 {
                            sum = simd.mul_add(simd.splat(x[i]), simd.load(lines[i].as_ptr().add(at)), sum);
                        }
                        simd.store(c.as_mut_ptr().add(at), sum);
                    }
                }
                for at in whole..n {
                    (0..cols.len()).for_each(|i| c[at] += x[i] * lines[i][at]);
                }
            }
            if let Some(activation) = finish.activation {
                apply(simd, activation, c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use pupil_core::random::Generator;

    fn numbers(n: usize, seed: u64) -> Vec<f32> {
        let mut generator = Generator::new(seed);
        (0..n).map(|_| generator.range(-1.0, 1.0)).collect()
    }

    #[test]
    fn every_instruction_set_and_edge_agrees_with_f64() {
        for isa in Isa::all() {
            for &(m, k, n) in
                &[(1, 1, 1), (4, 8, 8), (5, 7, 9), (13, 300, 33), (97, 16, 10), (12, 513, 64), (3, 9, 32)]
            {
                for (transpose_a, transpose_b) in [(false, false), (true, false), (false, true), (true, true)]
                {
                    let (a, b, bias) = (numbers(m * k, 1), numbers(k * n, 2), numbers(n, 3));
                    let lhs = Lhs::matrix(m, k, transpose_a);
                    let rhs = Rhs::new(k, n, transpose_b);
                    let mut c = vec![f32::NAN; m * n];
                    let mut scratch = vec![0.0; rhs.packed(isa, BLOCK.min(k))];
                    let activation = Some(Unary::Relu);
                    let finish = RowEpilogue { accumulate: false, bias: Some(&bias), activation };
                    gemm(isa, (&lhs, &a), (rhs, &b), &mut c, finish, &mut scratch);
                    let packed = Packed::new(rhs);
                    let mut memory = vec![0.0; packed.len(isa)];
                    packed.pack(isa, &b, &mut memory);
                    let mut plain = vec![f32::NAN; m * n];
                    for from in (0..m).step_by(5) {
                        let to = m.min(from + 5);
                        packed.multiply(isa, &lhs, &a, from..to, &memory, &mut plain[from * n..to * n]);
                    }
                    for i in 0..m {
                        for j in 0..n {
                            let sum: f64 = (0..k)
                                .map(|p| {
                                    let a = a[if transpose_a { p * m + i } else { i * k + p }];
                                    let b = b[if transpose_b { j * k + p } else { p * n + j }];
                                    f64::from(a) * f64::from(b)
                                })
                                .sum();
                            let expected = (sum + f64::from(bias[j])).max(0.0);
                            let (got, bare) = (f64::from(c[i * n + j]), f64::from(plain[i * n + j]));
                            assert!(
                                (got - expected).abs() < 2e-5 && (bare - sum).abs() < 2e-5,
                                "{} {m}x{k}x{n} at ({i}, {j}): {got} and {bare} instead of {expected} and {sum}",
                                isa.name()
                            );
                        }
                    }
                    if !transpose_b {
                        let mut few = vec![f32::NAN; m * n];
                        few_rows(isa, &lhs, &a, &b, n, &mut few, finish);
                        assert!(few.iter().zip(&c).all(|(x, y)| (x - y).abs() < 2e-5));
                    }
                }
            }
        }
    }
}
