//! Convolution with 3x3 filters by minimal filtering, F(4x4, 3x3) (Winograd 1980; Lavin & Gray, "Fast Algorithms
//! for Convolutional Neural Networks", 2015): 36 multiplications for 16 outputs, where the sums take 144.
//!
//! A tile of 4x4 outputs needs 6x6 inputs. Inputs and filters are transformed to 36 points; at each point the
//! products over the channels are one matrix product, tiles x channels by channels x filters; the results are
//! transformed back. The filters' gradient is the same algorithm with the parts exchanged: 6x6 inputs and 4x4 gradients
//! of outputs give 3x3 taps. Channels come last everywhere, so that every transform is vector code.

#![allow(clippy::needless_range_loop, reason = "vectors in arrays are indexed in two directions")]
#![allow(
    unsafe_code,
    reason = "what a tile reads and writes is checked once for a whole pass, not one by one"
)]

mod transforms;

use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::graph::ops::{Conv2d, Unary};

use transforms::{Gradients, Inputs, Outputs, TapGradients, Taps, both};

use super::gemm::{Block, Lhs, RowEpilogue, apply, multiply};
use crate::simd::{Isa, Simd, Work};

/// Outputs of a tile along an axis.
const TILE: usize = 4;
/// Inputs of a tile along an axis.
const REACH: usize = 6;
/// Taps of a filter along an axis.
const TAPS: usize = 3;
/// The number of points, and so of matrix products.
const POINTS: usize = REACH * REACH;
/// The offset of a place outside the picture: it reads as zero and is not written.
const OUTSIDE: u32 = u32::MAX;

/// Floats of the transformed tiles computed at a time, 1 MB. With fewer, the sums of the filters' gradient are too
/// short for its matrix products: in the browser, the digits CNN's takes 2.1 ms with a third of this, and 1.3 ms with
/// this.
const BLOCK_FLOATS: usize = 256 * 1024;

/// True if this algorithm can do a convolution, and faster than sums over the taps. The transforms pay off only with
/// enough channels, and tiles that reach over the border are partly wasted.
pub(super) fn fits(conv: &Conv2d, filter: &[usize], y: &Shape, isa: Isa) -> bool {
    let width = isa.tile_columns();
    let whole = |channels: usize| channels >= 16 && channels.is_multiple_of(width);
    // The transformed filters are four times as many numbers as the filters.
    let small = filter[2] * filter[3] <= 512 * 512;
    let tiles = y[0] * y[1].div_ceil(TILE) * y[2].div_ceil(TILE);
    (filter[0], filter[1]) == (TAPS, TAPS)
        && conv.strides == [1, 1]
        && conv.dilation == [1, 1]
        && whole(filter[2])
        && whole(filter[3])
        && small
        && tiles >= 16
        && 2 * POINTS * tiles <= TAPS * TAPS * y[0] * y[1] * y[2]
}

/// Floats from one point's matrix to the next: an odd number of cache lines, so that the 36 places of a tile lie in
/// different sets of the first-level cache (in the tab, the digits CNN's convolution gains 3 % by it).
fn stride(len: usize) -> usize {
    16 * (len.div_ceil(16) | 1)
}

/// Where tiles read and write along one axis: offsets in floats, the same for all tiles of the other axis.
struct Axis {
    read: Vec<[u32; REACH]>,
    write: Vec<[u32; TILE]>,
}

/// Pictures along an axis: how many, and how far one is from the next in what is read and what is written.
struct Pictures {
    count: usize,
    read: usize,
    write: usize,
}

impl Axis {
    /// Tiles where every picture, `inputs` long, starts with a new tile. `read` and `write` are the steps from place
    /// to place.
    fn separate(inputs: usize, [read, write]: [usize; 2], pictures: &Pictures) -> Self {
        let outputs = inputs - (TAPS - 1);
        let mut axis = Self { read: Vec::new(), write: Vec::new() };
        let place = |at: usize, end: usize, offset: usize, step: usize| {
            if at < end { (offset + at * step) as u32 } else { OUTSIDE }
        };
        for picture in 0..pictures.count {
            for from in (0..outputs).step_by(TILE) {
                axis.read
                    .push(core::array::from_fn(|i| place(from + i, inputs, picture * pictures.read, read)));
                axis.write.push(core::array::from_fn(|i| {
                    place(from + i, outputs, picture * pictures.write, write)
                }));
            }
        }
        axis
    }

    /// Tiles over pictures side by side with two zeros between them, for the gradient of the input. A picture of
    /// `inputs` gives two more outputs, and no output is lost between pictures.
    fn joined(inputs: usize, [read, write]: [usize; 2], pictures: &Pictures) -> Self {
        const BORDER: usize = TAPS - 1;
        let outputs = inputs + BORDER;
        let all = pictures.count * outputs;
        let mut axis = Self { read: Vec::new(), write: Vec::new() };
        for from in (0..all).step_by(TILE) {
            axis.read.push(core::array::from_fn(|i| {
                let Some(at) = (from + i).checked_sub(BORDER) else { return OUTSIDE };
                let (picture, within) = (at / outputs, at % outputs);
                if picture >= pictures.count || within >= inputs {
                    return OUTSIDE;
                }
                (picture * pictures.read + within * read) as u32
            }));
            axis.write.push(core::array::from_fn(|i| {
                let (picture, within) = ((from + i) / outputs, (from + i) % outputs);
                if from + i >= all {
                    return OUTSIDE;
                }
                (picture * pictures.write + within * write) as u32
            }));
        }
        axis
    }
}

/// Floats from one point's matrix to the next, of the filters, of what is read and of what is written.
struct Strides {
    filters: usize,
    read: usize,
    write: usize,
}

impl Strides {
    fn new([read, write]: [usize; 2], block: usize) -> Self {
        Self { filters: stride(read * write), read: stride(block * read), write: stride(block * write) }
    }

    /// Floats of scratch memory for all three, and for one place outside of the pictures.
    fn scratch([read, write]: [usize; 2], block: usize) -> usize {
        let strides = Self::new([read, write], block);
        POINTS * (strides.filters + strides.read + strides.write) + read.max(write)
    }
}

/// The tiles of a batch.
struct Grid {
    rows: Axis,
    columns: Axis,
}

impl Grid {
    fn len(&self) -> usize {
        self.rows.read.len() * self.columns.read.len()
    }

    /// Pointers to what a tile reads: `channels` floats of `from`, or of `zeros` outside of the pictures.
    #[inline(always)]
    fn inputs(&self, tile: usize, from: &[f32], zeros: &[f32], channels: usize) -> Places<REACH> {
        let (row, column) = (tile / self.columns.read.len(), tile % self.columns.read.len());
        places(&self.rows.read[row], &self.columns.read[column], read(from), read(zeros), channels)
    }

    /// Pointers to a tile's outputs: `channels` floats of `to`, or of `outside` outside of the pictures.
    #[inline(always)]
    fn outputs(&self, tile: usize, to: Memory, outside: Memory, channels: usize) -> Places<TILE> {
        let (row, column) = (tile / self.columns.write.len(), tile % self.columns.write.len());
        places(&self.rows.write[row], &self.columns.write[column], to, outside, channels)
    }
}

/// Where floats begin, and how many there are.
type Memory = (*mut f32, usize);

/// Memory that is only read.
fn read(from: &[f32]) -> Memory {
    (from.as_ptr().cast_mut(), from.len())
}

/// Pointers to the places of a tile.
type Places<const N: usize> = [[*mut f32; N]; N];

#[inline(always)]
fn places<const N: usize>(
    rows: &[u32; N],
    columns: &[u32; N],
    (memory, len): Memory,
    (outside, outside_len): Memory,
    channels: usize,
) -> Places<N> {
    assert!(channels <= outside_len);
    core::array::from_fn(|i| {
        core::array::from_fn(|j| {
            if rows[i] == OUTSIDE || columns[j] == OUTSIDE {
                return outside;
            }
            let at = (rows[i] + columns[j]) as usize;
            assert!(at + channels <= len);
            memory.wrapping_add(at)
        })
    })
}

/// How many tiles are computed at a time: a multiple of every instruction set's register tile.
fn block(tiles: usize, floats_of_a_tile: usize) -> usize {
    let fitting = BLOCK_FLOATS / (POINTS * floats_of_a_tile);
    (fitting / 12 * 12).clamp(12, 96).min(tiles.next_multiple_of(12))
}

/// Pictures to pictures: the convolution, or the gradient of its input from the gradient of its output.
pub(super) struct Pass {
    grid: Grid,
    /// Channels read, and written.
    channels: [usize; 2],
    /// True for the gradient: the filters are rotated by 180 degrees, and their channels exchanged.
    back: bool,
    block: usize,
    lhs: Lhs,
}

impl Pass {
    /// From `x` to `y`.
    pub(super) fn forward(x: &Shape, y: &Shape) -> Self {
        let one = Pictures { count: 1, read: 0, write: 0 };
        let all = Pictures { count: x[0], read: x[1] * x[2] * x[3], write: y[1] * y[2] * y[3] };
        let grid = Grid {
            rows: Axis::separate(x[1], [x[2] * x[3], y[2] * y[3]], &all),
            columns: Axis::separate(x[2], [x[3], y[3]], &one),
        };
        Self::new(grid, [x[3], y[3]], false)
    }

    /// From the gradient of `y` to that of `x`.
    pub(super) fn backward(x: &Shape, y: &Shape) -> Self {
        // Lays the pictures out as close to a square as their number allows.
        let across =
            (1..=y[0]).take_while(|n| n * n <= y[0]).filter(|&n| y[0].is_multiple_of(n)).last().unwrap_or(1);
        let (read, write) = (y[1] * y[2] * y[3], x[1] * x[2] * x[3]);
        let down = Pictures { count: y[0] / across, read: across * read, write: across * write };
        let across = Pictures { count: across, read, write };
        let grid = Grid {
            rows: Axis::joined(y[1], [y[2] * y[3], x[2] * x[3]], &down),
            columns: Axis::joined(y[2], [y[3], x[3]], &across),
        };
        Self::new(grid, [y[3], x[3]], true)
    }

    fn new(grid: Grid, channels: [usize; 2], back: bool) -> Self {
        let block = block(grid.len(), channels[0] + channels[1]);
        Self { lhs: Lhs::matrix(block, channels[0], false), grid, channels, back, block }
    }

    /// Floats of scratch memory that it needs.
    pub(super) fn scratch(&self) -> usize {
        Strides::scratch(self.channels, self.block)
    }

    /// Computes the outputs.
    pub(super) fn run(
        &self,
        isa: Isa,
        (x, filter): (&[f32], &[f32]),
        y: &mut [f32],
        finish: RowEpilogue<'_>,
        scratch: &mut [f32],
    ) {
        isa.run(Passing { pass: self, x, filter, y, finish, scratch });
    }
}

struct Passing<'a> {
    pass: &'a Pass,
    x: &'a [f32],
    filter: &'a [f32],
    y: &'a mut [f32],
    finish: RowEpilogue<'a>,
    scratch: &'a mut [f32],
}

impl Work for Passing<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { pass, x, filter, y, finish, scratch } = self;
        let [read, write] = pass.channels;
        let strides = Strides::new(pass.channels, pass.block);
        let (outside, rest) = scratch.split_at_mut(read.max(write));
        let (filters, rest) = rest.split_at_mut(POINTS * strides.filters);
        let (tiles, sums) = rest.split_at_mut(POINTS * strides.read);
        transform_filters(simd, filter, pass, filters);
        let all = pass.grid.len();
        for from in (0..all).step_by(pass.block) {
            let count = pass.block.min(all - from);
            outside.fill(0.0);
            for tile in 0..count {
                let places = pass.grid.inputs(from + tile, x, outside, read);
                transform_inputs(simd, &places, read, &mut tiles[tile * read..], strides.read);
            }
            for point in 0..POINTS {
                let block = Block {
                    a: &tiles[point * strides.read..][..pass.block * read],
                    cols: pass.lhs.col_offsets(),
                    packed: &filters[point * strides.filters..][..read * write],
                    n: write,
                    accumulate: false,
                    bias: None,
                    activation: None,
                };
                let sums = &mut sums[point * strides.write..][..count * write];
                multiply(simd, &pass.lhs, 0..count, &block, sums);
            }
            for tile in 0..count {
                let (to, spare) = ((y.as_mut_ptr(), y.len()), (outside.as_mut_ptr(), outside.len()));
                let places = pass.grid.outputs(from + tile, to, spare, write);
                let sums = &sums[tile * write..];
                transform_outputs(simd, sums, strides.write, finish, write, &places);
            }
        }
    }
}

/// Writes 36 vectors, `stride` floats apart.
///
/// # Safety
/// `to` can be written at all of these places.
#[inline(always)]
unsafe fn spread<S: Simd>(simd: S, points: &[[S::F; REACH]; REACH], mut to: *mut f32, stride: usize) {
    for &value in points.as_flattened() {
        // SAFETY: the caller's promise; the last step ends within or one stride past the memory and is not used.
        unsafe { simd.store(to, value) };
        to = to.wrapping_add(stride);
    }
}

/// The elements of a tile from channel `channel` on.
///
/// # Safety
/// All places can be read there.
#[inline(always)]
unsafe fn load_tile<S: Simd, const N: usize>(simd: S, places: &Places<N>, channel: usize) -> [[S::F; N]; N] {
    let mut d = [[simd.splat(0.0); N]; N];
    for i in 0..N {
        for j in 0..N {
            // SAFETY: the caller's promise.
            d[i][j] = unsafe { simd.load(places[i][j].add(channel)) };
        }
    }
    d
}

/// Transforms the tile at `places` to all points; `out` gets a row of `channels` floats for each point.
#[cfg_attr(target_arch = "wasm32", inline(never))]
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn transform_inputs<S: Simd>(
    simd: S,
    places: &Places<REACH>,
    channels: usize,
    out: &mut [f32],
    stride: usize,
) {
    assert!(out.len() >= (POINTS - 1) * stride + channels);
    for channel in (0..channels).step_by(S::LANES) {
        // SAFETY: every place holds `channels` floats, which are a multiple of `LANES`; the assertion covers `out`.
        unsafe {
            let d = load_tile(simd, places, channel);
            let points = both::<Inputs, S, 6, 6>(simd, &d);
            spread(simd, &points, out.as_mut_ptr().add(channel), stride);
        }
    }
}

/// The outputs of a tile from its sums at all points, `stride` floats apart.
#[inline(always)]
fn transform_outputs<S: Simd>(
    simd: S,
    sums: &[f32],
    stride: usize,
    finish: RowEpilogue<'_>,
    channels: usize,
    places: &Places<TILE>,
) {
    assert!(sums.len() >= (POINTS - 1) * stride + channels);
    let bias = finish.bias.map(|bias| &bias[..channels]);
    let least = if finish.activation == Some(Unary::Relu) { 0.0 } else { f32::NEG_INFINITY };
    for channel in (0..channels).step_by(S::LANES) {
        // SAFETY: every place and the bias hold `channels` floats, a multiple of `LANES`; the assertion covers `sums`.
        unsafe {
            let from = sums.as_ptr().add(channel);
            let mut points = [[simd.splat(0.0); REACH]; REACH];
            for i in 0..REACH {
                for j in 0..REACH {
                    points[i][j] = simd.load(from.add((i * REACH + j) * stride));
                }
            }
            let values = both::<Outputs, S, 6, 4>(simd, &points);
            let bias = bias.map_or(simd.splat(0.0), |bias| simd.load(bias.as_ptr().add(channel)));
            for (&place, &value) in places.as_flattened().iter().zip(values.as_flattened()) {
                simd.store(place.add(channel), simd.max(simd.add(value, bias), simd.splat(least)));
            }
        }
    }
    if let Some(activation @ (Unary::Sigmoid | Unary::Tanh)) = finish.activation {
        for &place in places.as_flattened() {
            // SAFETY: every place holds `channels` floats, and none is in use elsewhere.
            apply(simd, activation, unsafe { core::slice::from_raw_parts_mut(place, channels) });
        }
    }
}

/// Transforms the filters to all points, in strips as wide as the register tile.
#[inline(always)]
fn transform_filters<S: Simd>(simd: S, filter: &[f32], pass: &Pass, out: &mut [f32]) {
    let width = S::LANES * S::TILE_VECTORS;
    let [read, write] = pass.channels;
    let [inner, outer] = if pass.back { [write, read] } else { [read, write] };
    // The index of a read and a written channel in a packed matrix.
    let packed =
        |read_at: usize, write_at: usize| (write_at / width * read + read_at) * width + write_at % width;
    for channel in 0..inner {
        for from in (0..outer).step_by(S::LANES) {
            let mut taps = [[simd.splat(0.0); TAPS]; TAPS];
            for u in 0..TAPS {
                for v in 0..TAPS {
                    let tap = u * TAPS + v;
                    let tap = if pass.back { TAPS * TAPS - 1 - tap } else { tap };
                    taps[u][v] = load(simd, filter, (tap * inner + channel) * outer + from);
                }
            }
            let points = both::<Taps, S, 3, 6>(simd, &taps);
            for (i, &value) in points.as_flattened().iter().enumerate() {
                let point = &mut out[i * stride(read * write)..][..read * write];
                if pass.back {
                    let mut lanes = [0.0; 16];
                    store(simd, &mut lanes, 0, value);
                    for (lane, &value) in lanes[..S::LANES].iter().enumerate() {
                        point[packed(from + lane, channel)] = value;
                    }
                } else {
                    store(simd, point, packed(channel, from), value);
                }
            }
        }
    }
}

/// The gradient of the filters.
pub(super) struct FilterGrad {
    grid: Grid,
    channels: [usize; 2],
    block: usize,
    lhs: Lhs,
}

impl FilterGrad {
    /// From `x` and the gradient of `y`.
    pub(super) fn new(x: &Shape, y: &Shape) -> Self {
        let Pass { grid, channels, block, .. } = Pass::forward(x, y);
        Self { lhs: Lhs::matrix(channels[0], block, true), grid, channels, block }
    }

    /// Floats of scratch memory that it needs.
    pub(super) fn scratch(&self) -> usize {
        Strides::scratch(self.channels, self.block)
    }

    /// Computes the gradient.
    pub(super) fn run(&self, isa: Isa, (x, dy): (&[f32], &[f32]), dw: &mut [f32], scratch: &mut [f32]) {
        isa.run(Filtering { of: self, x, dy, dw, scratch });
    }
}

struct Filtering<'a> {
    of: &'a FilterGrad,
    x: &'a [f32],
    dy: &'a [f32],
    dw: &'a mut [f32],
    scratch: &'a mut [f32],
}

impl Work for Filtering<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { of, x, dy, dw, scratch } = self;
        let width = S::LANES * S::TILE_VECTORS;
        let [read, write] = of.channels;
        let strides = Strides::new(of.channels, of.block);
        let (outside, rest) = scratch.split_at_mut(read.max(write));
        let (sums, rest) = rest.split_at_mut(POINTS * strides.filters);
        let (tiles, gradients) = rest.split_at_mut(POINTS * strides.read);
        outside.fill(0.0);
        let all = of.grid.len();
        for from in (0..all).step_by(of.block) {
            let count = of.block.min(all - from);
            for tile in 0..count {
                let places = of.grid.inputs(from + tile, x, outside, read);
                transform_inputs(simd, &places, read, &mut tiles[tile * read..], strides.read);
                let places = of.grid.outputs(from + tile, self::read(dy), self::read(outside), write);
                for channel in (0..write).step_by(S::LANES) {
                    let at = (channel / width * count + tile) * width + channel % width;
                    let out = &mut gradients[at..];
                    assert!(out.len() >= (POINTS - 1) * strides.write + S::LANES);
                    // SAFETY: every place holds `write` floats; the assertion covers `out`.
                    unsafe {
                        let d = load_tile(simd, &places, channel);
                        let points = both::<Gradients, S, 4, 6>(simd, &d);
                        spread(simd, &points, out.as_mut_ptr(), strides.write);
                    }
                }
            }
            for point in 0..POINTS {
                let block = Block {
                    a: &tiles[point * strides.read..][..of.block * read],
                    cols: &of.lhs.col_offsets()[..count],
                    packed: &gradients[point * strides.write..][..count * write],
                    n: write,
                    accumulate: from > 0,
                    bias: None,
                    activation: None,
                };
                let sums = &mut sums[point * strides.filters..][..read * write];
                multiply(simd, &of.lhs, 0..read, &block, sums);
            }
        }
        for channel in 0..read {
            for to in (0..write).step_by(S::LANES) {
                let mut points = [[simd.splat(0.0); REACH]; REACH];
                for i in 0..REACH {
                    for j in 0..REACH {
                        let at = (i * REACH + j) * strides.filters + channel * write + to;
                        points[i][j] = load(simd, sums, at);
                    }
                }
                let taps = both::<TapGradients, S, 6, 3>(simd, &points);
                for (tap, &value) in taps.as_flattened().iter().enumerate() {
                    store(simd, dw, (tap * read + channel) * write + to, value);
                }
            }
        }
    }
}

#[inline(always)]
fn load<S: Simd>(simd: S, from: &[f32], at: usize) -> S::F {
    let lanes = &from[at..at + S::LANES];
    // SAFETY: the slice holds as many floats.
    unsafe { simd.load(lanes.as_ptr()) }
}

#[inline(always)]
fn store<S: Simd>(simd: S, to: &mut [f32], at: usize, value: S::F) {
    let lanes = &mut to[at..at + S::LANES];
    // SAFETY: the slice holds as many floats.
    unsafe { simd.store(lanes.as_mut_ptr(), value) }
}
