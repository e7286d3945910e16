//! Matrix products `(m, k) x (k, n)` whose elements functions read: plain matrices, or the patches of a convolution.
//!
//! Each side defines three functions, so that what depends on only one coordinate is computed once. `left_row(row)` and
//! `left_tap(k)` compute what `left(row, tap)` needs to read the number. `right_column`, `right_tap` and `right` do the
//! same for the other side.
//!
//! A batch of products is one dispatch. Its workgroups are numbered product by product; `element` is the index of the
//! product that a thread computes.
//!
//! - On a software adapter a thread computes a tile straight from memory (`direct`).
//! - With up to four rows or columns, a thread sums dot products (`thin`).
//! - Otherwise a workgroup computes a tile (`tiled`), 4x4 to 8x8 results a thread.
//! - Where that gives too few workgroups, `k` is split among more of them, and a second dispatch sums their parts in a
//!   fixed order (`sum_parts`).

use pupil_core::graph::ops::Epilogue;
use pupil_core::program::Step;

use super::epilogue;
use crate::place::Place;
use crate::shader::Shader;
use crate::template::expand;

/// Results in progress that fill a large GPU: 132 processors with 256 to 512 threads each, fewer threads where each has
/// more results. Splitting more than a small GPU needs costs it little.
const FULL: usize = 1 << 20;

/// The fewest products in a part of a split; shorter parts are not worth a partial result.
const SHORTEST: usize = 64;

/// Up to this many rows or columns count as few.
const FEW: usize = 4;

/// How many results a thread counts for if it computes no tile.
pub const ALONE: usize = 16;

/// Threads of a workgroup that does not compute a tile.
const THREADS: usize = 256;

/// Workgroups that keep the threads of a software adapter busy.
const GROUPS: usize = 32;

/// A product.
pub struct Product {
    /// How many products of these sizes there are.
    pub batch: usize,
    /// Rows, length of the dot products, columns.
    pub sizes: [usize; 3],
    /// True if neighbours in the left side's memory are neighbours along `k`, not rows.
    pub left_along_k: bool,
    /// True if neighbours in the right side's memory are neighbours along `k`, not columns.
    pub right_along_k: bool,
    /// Bias and activation applied to the results.
    pub epilogue: Epilogue,
    /// True for a software adapter.
    pub software: bool,
}

/// How a workgroup computes a part of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tile {
    rows: usize,
    columns: usize,
    /// Rows and columns of results of a thread, multiples of four.
    each: [usize; 2],
    /// Products along `k` between two barriers.
    depth: usize,
}

/// 64 results a thread: 16 multiplications for each vector from shared memory take longer than the wait for it.
const LARGE: Tile = Tile { rows: 128, columns: 64, each: [8, 8], depth: 8 };
/// More threads, for fewer results.
const MIDDLE: Tile = Tile { rows: 64, columns: 64, each: [4, 4], depth: 16 };
/// For few columns, such as the filters of a first convolution.
const TALL: Tile = Tile { rows: 128, columns: 32, each: [8, 4], depth: 8 };
/// For few rows, such as a batch.
const FLAT: Tile = Tile { rows: 32, columns: 128, each: [4, 8], depth: 8 };
/// For few rows and columns.
const SMALL: Tile = Tile { rows: 32, columns: 32, each: [4, 4], depth: 16 };

impl Tile {
    fn of(batch: usize, [m, k, n]: [usize; 3]) -> Self {
        let tile = match (m, n) {
            (_, ..=32) if m >= 4 * TALL.rows => TALL,
            (..=32, _) if n >= 2 * FLAT.columns => FLAT,
            (..=32, _) | (_, ..=32) => SMALL,
            _ if batch * LARGE.count(m, n) * LARGE.size() * longest_split(k) >= FULL / 2 => LARGE,
            _ => MIDDLE,
        };
        // A few products more than `depth` would leave most of a last round empty: the 9 of a first convolution go into
        // two rounds of 5, not of 8.
        Self { depth: k.div_ceil(k.div_ceil(tile.depth)), ..tile }
    }

    /// Tiles over `m` rows and `n` columns.
    fn count(self, m: usize, n: usize) -> usize {
        m.div_ceil(self.rows) * n.div_ceil(self.columns)
    }

    /// Results of a workgroup.
    fn size(self) -> usize {
        self.rows * self.columns
    }

    /// Threads of a workgroup.
    fn threads(self) -> usize {
        self.size() / (self.each[0] * self.each[1])
    }
}

/// The most parts that `k` is split into.
fn longest_split(k: usize) -> usize {
    (k / SHORTEST).max(1)
}

/// How many parts `k` is split into, and how long they are: multiples of `depth`. `results` is the number of results in
/// progress without a split.
pub fn split(k: usize, results: usize, depth: usize) -> [usize; 2] {
    let wanted = (FULL / results).clamp(1, longest_split(k));
    let length = k.div_ceil(wanted).next_multiple_of(depth);
    [k.div_ceil(length), length]
}

impl Product {
    /// The dispatches of a step whose first output is the result. `operands` has the memory that both sides read, and
    /// their functions.
    pub fn calls(&self, step: &Step, operands: Shader) -> Vec<Shader> {
        let [m, _, n] = self.sizes;
        if m.min(n) <= FEW {
            self.thin(step, operands)
        } else if self.software {
            self.direct(step, operands)
        } else {
            self.tiled(step, operands)
        }
    }

    /// Gives a kernel `tile_of(number)`, which sets `element` and returns the index of a tile within its product of
    /// `tiles` tiles. Numbers past the end give tiles past the end of the last product.
    fn batched(&self, shader: Shader, tiles: usize) -> Shader {
        let text = if self.batch == 1 {
            "const element = 0u;\nfn tile_of(number: u32) -> u32 { return number; }"
        } else {
            include_str!("product_batch.wgsl")
        };
        shader.constant("TILES", tiles).constant("BATCH", self.batch).with(text)
    }

    /// On a software adapter: a tile for each thread.
    fn direct(&self, step: &Step, operands: Shader) -> Vec<Shader> {
        let [m, k, n] = self.sizes;
        // 16 numbers are read for 64 products. A digits step in SwiftShader took 335 ms; with 8x4 results it took 427,
        // with 4x4 592 (one run each). For larger tiles the machine's load hid any difference.
        let [rows, columns] = [8, 8];
        let threads = 16;
        let across = n.div_ceil(columns);
        let tiles = m.div_ceil(rows) * across;
        let groups = (self.batch * tiles).div_ceil(threads);
        let wanted = (GROUPS / groups).clamp(1, longest_split(k));
        let length = k.div_ceil(wanted);
        let parts = k.div_ceil(length);
        let text = expand(include_str!("product_direct.wgsl"), &[("V", rows as u32), ("W", columns as u32)]);
        let shader = self
            .batched(operands.body(&text), tiles)
            .constant("THREADS", threads)
            .constant("TILES_ACROSS", across)
            .constant("ROWS", rows)
            .constant("COLUMNS", columns)
            .constant("M", m)
            .constant("K", k)
            .constant("N", n)
            .constant("SPLIT", length)
            .grid(groups, parts);
        finished(step, shader, parts, &self.epilogue)
    }

    fn tiled(&self, step: &Step, operands: Shader) -> Vec<Shader> {
        let [m, k, n] = self.sizes;
        let tile = Tile::of(self.batch, self.sizes);
        let (tiles, threads) = (tile.count(m, n), tile.threads());
        let [parts, length] = split(k, self.batch * tiles * tile.size(), tile.depth);
        let [rows, columns] = tile.each;
        let vectors = [tile.rows / 4, tile.columns / 4];
        let fetches = vectors.map(|vectors| (vectors * tile.depth).div_ceil(threads) as u32);
        let counts = [
            ("L", fetches[0]),
            ("R", fetches[1]),
            ("V", rows as u32 / 4),
            ("W", columns as u32 / 4),
            ("X", 4),
        ];
        let mut shader =
            self.batched(operands.body(&expand(include_str!("product_tiled.wgsl"), &counts)), tiles);
        for (name, vectors, along_k) in
            [("left", vectors[0], self.left_along_k), ("right", vectors[1], self.right_along_k)]
        {
            let depth = tile.depth;
            // Neighbouring threads fetch numbers that are neighbours in memory.
            let [slot, k] = if along_k {
                [format!("i / {depth}u"), format!("i % {depth}u")]
            } else {
                [format!("i % {vectors}u"), format!("i / {vectors}u")]
            };
            shader = shader
                .with(&format!("fn {name}_slot(i: u32) -> u32 {{ return {slot}; }}"))
                .with(&format!("fn {name}_depth(i: u32) -> u32 {{ return {k}; }}"))
                .constant(&format!("{}_VECTORS", name.to_uppercase()), vectors)
                // One more than needed, so that threads that fetch along k write to different banks.
                .constant(&format!("{}_STRIDE", name.to_uppercase()), vectors + 1);
        }
        let shader = shader
            .constant("ROWS", tile.rows)
            .constant("COLUMNS", tile.columns)
            .constant("DEPTH", tile.depth)
            .constant("THREADS", threads)
            .constant("DOWN", tile.rows / rows)
            .constant("ACROSS", tile.columns / columns)
            .constant("TILES_ACROSS", n.div_ceil(tile.columns))
            .constant("M", m)
            .constant("K", k)
            .constant("N", n)
            .constant("SPLIT", length)
            .constant("STEPS", length / tile.depth)
            .with(&format!("const EVEN = {};", k == parts * length))
            .grid(self.batch * tiles, parts);
        finished(step, shader, parts, &self.epilogue)
    }

    fn thin(&self, step: &Step, operands: Shader) -> Vec<Shader> {
        let [m, k, n] = self.sizes;
        let few_rows = m <= n;
        let (few, many, along_k) =
            if few_rows { (m, n, self.right_along_k) } else { (n, m, self.left_along_k) };
        let [width, slices] = if along_k { [8, 32] } else { [32, 8] };
        let groups = many.div_ceil(width);
        let [parts, length] = split(k, self.batch * groups * THREADS * ALONE, 1);
        let text = expand(include_str!("product_thin.wgsl"), &[("T", few as u32)]);
        let names = [["left", "left_row", "left_tap"], ["right", "right_column", "right_tap"]];
        let (thin, wide) = if few_rows { (names[0], names[1]) } else { (names[1], names[0]) };
        let text =
            [("thin", thin), ("wide", wide)].into_iter().fold(text, |text, (side, [value, vector, tap])| {
                text.replace(&format!("{side}_value"), value)
                    .replace(&format!("{side}_vector"), vector)
                    .replace(&format!("{side}_tap"), tap)
            });
        let shader = self
            .batched(operands.body(&text), groups)
            .constant("WIDE", many)
            .constant("SLICES", slices)
            .constant("M", m)
            .constant("K", k)
            .constant("N", n)
            .constant("SPLIT", length)
            .with(&format!("const ALONG_K = {along_k};"))
            .workgroup_reduce(width, few)
            .grid(self.batch * groups, parts);
        let sum = if few == 1 { "sums" } else { "sums[vector]" };
        let shader =
            shader.with(&format!("fn sum_of(sums: Reduced, vector: u32) -> f32 {{ return {sum}; }}"));
        let [row, column] = if few_rows { ["vector", "result"] } else { ["result", "vector"] };
        let shader = shader.with(&format!(
            "fn put(split: u32, vector: u32, result: u32, value: f32) {{ store(split, element * M + {row}, {column}, value); }}"
        ));
        finished(step, shader, parts, &self.epilogue)
    }
}

/// Gives a kernel `store(split, row, column, value)`, for rows of `N` results. Where there are several parts, adds the
/// dispatch that sums them.
pub fn finished(step: &Step, shader: Shader, parts: usize, epilogue: &Epilogue) -> Vec<Shader> {
    let out = &step.outputs[0];
    let signature = "fn store(split: u32, row: u32, column: u32, value: f32)";
    if parts == 1 {
        let body = "set_out(row * N + column, finish(column, value));";
        let shader = shader.write("out", out).with(&format!("{signature} {{ {body} }}"));
        return vec![epilogue::finish(shader, step, epilogue)];
    }
    let count = out.shape.size();
    let partial = Place::scratch(parts * count);
    let body = format!("set_part(split * {count}u + row * N + column, value);");
    let shader = shader.write("part", partial).with(&format!("{signature} {{ {body} }}"));
    vec![shader, sum_parts(step, partial, parts, epilogue)]
}

/// Sums partial results, each as long as the step's first output, and applies the epilogue.
fn sum_parts(step: &Step, partial: Place, parts: usize, epilogue: &Epilogue) -> Shader {
    let out = &step.outputs[0];
    let count = out.shape.size();
    // Several threads share a result where results are few and parts many. Then the cost is small even for a software
    // adapter, which runs barriers slowly.
    let shared = parts >= 16 && count < FULL / 64;
    let text = if shared { include_str!("sum_parts_shared.wgsl") } else { include_str!("sum_parts.wgsl") };
    let shader = Shader::new(text).read("part", partial).write("out", out);
    let shader = epilogue::finish(shader, step, epilogue)
        .constant("PARTS", parts)
        .constant("N", out.shape.last_axis());
    if !shared {
        return shader.elements(count);
    }
    let (width, slices) = (32, THREADS / 32);
    shader
        .constant("RESULTS", count)
        .constant("SLICES", slices)
        .workgroup_reduce(width, 1)
        .grid(count.div_ceil(width), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_need_no_more_than_every_adapter_has() {
        for tile in [LARGE, MIDDLE, TALL, FLAT, SMALL] {
            assert!(tile.threads() <= 256, "{tile:?}");
            // Vectors of four numbers. The rows of each side are one vector longer than needed.
            let memory = tile.depth * (tile.rows / 4 + 1 + tile.columns / 4 + 1) * 16;
            assert!(memory <= 16384, "{tile:?} takes {memory} bytes");
        }
    }

    #[test]
    fn parts_cover_all_products_and_none_is_empty() {
        for k in [1, 7, 63, 64, 65, 1000, 15488, 86528] {
            for threads in [32, 64, 300, 4096, 1 << 20] {
                for depth in [1, 8, 16] {
                    let [parts, length] = split(k, threads, depth);
                    assert!(parts * length >= k && (parts - 1) * length < k, "{k} {threads} {depth}");
                    assert!(length % depth == 0);
                }
            }
        }
    }
}
