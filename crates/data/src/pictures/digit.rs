//! Prepares a drawing of a digit the way MNIST's digits were prepared.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::numbers::between;

/// Rows and columns of a prepared digit.
pub const FIELD: usize = 28;
/// Rows and columns of the box that the ink is scaled into.
pub const BOX: usize = 20;

/// The least width of a line in a prepared digit, in cells of the box. MNIST's lines are about 2.4 cells wide.
const LINE: f32 = 2.0;

/// Prepares a drawing of a digit for a model trained on MNIST: 28x28 floats, 0 = paper, 1 = ink.
///
/// `ink` holds `height` rows of `width` bytes, 0 = paper, 255 = full ink. Lines that would be thinner than MNIST's are
/// drawn thicker. The ink's bounding box is scaled to fit 20x20 with its aspect kept, by averaging areas (bilinear where
/// it grows). Then it is moved by whole pixels so that its centre of mass is at row 14, column 14, counted from 0, as in
/// MNIST. It is moved less where that would push it out of the field. For the bounding box, pixels fainter than an eighth
/// of the darkest one count as paper. A blank drawing gives zeros.
///
/// # Errors
/// When `ink` does not hold exactly `width * height` bytes, or a side is 0.
pub fn prepare_digit(ink: &[u8], width: usize, height: usize) -> Result<[f32; FIELD * FIELD]> {
    if width == 0 || height == 0 || width.checked_mul(height) != Some(ink.len()) {
        return Err(Error::invalid(format!(
            "ink holds {} bytes; a drawing {width} wide and {height} high needs width * height of them, at least 1",
            ink.len()
        )));
    }
    let Some(bounds) = Bounds::of(ink, width) else { return Ok([0.0; FIELD * FIELD]) };
    let line = line_width(ink, width);
    // With lines of LINE cells, the box has LINE cells for the line and the rest for the pen's way, which is as long as
    // the ink without its line.
    let cell = (bounds.width.max(bounds.height) as f32 - line) / (BOX as f32 - LINE);
    let grow = (LINE * cell - line) / 2.0;
    // Half a pixel more is not worth a copy.
    if grow < 0.5 {
        return Ok(fit(ink, width));
    }
    let (thick, width) = thickened(ink, width, &bounds, grow);
    Ok(fit(&thick, width))
}

/// The mean width of the lines, in pixels. The edges of a long line have twice its length, and the total variation of a
/// picture is the length of its edges times their height (the coarea formula), so it is twice the ink over the total
/// variation.
fn line_width(ink: &[u8], width: usize) -> f32 {
    let (mut mass, mut variation) = (0.0, 0.0);
    let blank = vec![0; width];
    let rows = || ink.chunks_exact(width).chain([&blank[..]]);
    for (above, row) in core::iter::once(&blank[..]).chain(rows()).zip(rows()) {
        let mut left = 0.0;
        for (&above, value) in above.iter().zip(row.iter().copied().map(f32::from)) {
            let (across, down) = (value - left, value - f32::from(above));
            mass += value;
            if across != 0.0 || down != 0.0 {
                variation += libm::sqrtf(across * across + down * down);
            }
            left = value;
        }
        variation += left;
    }
    2.0 * mass / variation
}

/// The ink in `bounds` with everything within `grow` pixels of it, and the width of the new drawing. Ink is what has at
/// least half of the darkest pixel's.
fn thickened(ink: &[u8], width: usize, bounds: &Bounds, grow: f32) -> (Vec<u8>, usize) {
    let reach = libm::ceilf(grow) as usize;
    let (wide, high) = (bounds.width + 2 * reach, bounds.height + 2 * reach);
    let darkest = ink.iter().copied().max().unwrap_or(0);
    let mut out = vec![0; wide * high];
    let mut nearest = vec![0.0; wide];
    for (y, source) in ink.chunks_exact(width).skip(bounds.top).take(bounds.height).enumerate() {
        // The distance of each column to the nearest ink of this row, first to the left, then also to the right.
        let source = &source[bounds.left..bounds.left + bounds.width];
        let at = (y + reach) * wide + reach;
        for (out, &value) in out[at..at + bounds.width].iter_mut().zip(source) {
            *out = value.max(*out);
        }
        let far = 2.0 + grow;
        nearest.fill(far);
        for (distance, &value) in nearest[reach..].iter_mut().zip(source) {
            *distance = if value >= darkest.div_ceil(2) { 0.0 } else { far };
        }
        for x in 1..wide {
            nearest[x] = nearest[x].min(nearest[x - 1] + 1.0);
        }
        for x in (1..wide).rev() {
            nearest[x - 1] = nearest[x - 1].min(nearest[x] + 1.0);
        }
        for row in y..=y + 2 * reach {
            let down = row.abs_diff(y + reach) as f32;
            for (out, across) in out[row * wide..][..wide].iter_mut().zip(&nearest) {
                if *across < far && *out < darkest {
                    // The edge of a pixel of ink is half a pixel from its middle.
                    let distance = libm::sqrtf(across * across + down * down);
                    let cover = between(grow + 1.0 - distance, 0.0, 1.0);
                    *out = (*out).max((f32::from(darkest) * cover + 0.5) as u8);
                }
            }
        }
    }
    (out, wide)
}

/// Scales and moves the ink as [`prepare_digit`] does, with its lines as they are.
pub(crate) fn fit(ink: &[u8], width: usize) -> [f32; FIELD * FIELD] {
    let mut out = [0.0; FIELD * FIELD];
    let Some(bounds) = Bounds::of(ink, width) else { return out };
    let pixels_per_cell = bounds.width.max(bounds.height) as f32 / BOX as f32;
    let columns = Axis::new(bounds.width, pixels_per_cell);
    let rows = Axis::new(bounds.height, pixels_per_cell);

    let mut narrowed = vec![0.0; bounds.height * columns.cells.len()];
    for (row, line) in narrowed.chunks_exact_mut(columns.cells.len()).enumerate() {
        let start = (bounds.top + row) * width + bounds.left;
        let source = &ink[start..start + bounds.width];
        for (value, cell) in line.iter_mut().zip(&columns.cells) {
            *value = cell.over(|at| f32::from(source[at])) / 255.0;
        }
    }
    let mut scaled = [[0.0; BOX]; BOX];
    let (mut mass, mut moment_x, mut moment_y) = (0.0, 0.0, 0.0);
    for (y, cell) in rows.cells.iter().enumerate() {
        for x in 0..columns.cells.len() {
            let value = cell.over(|at| narrowed[at * columns.cells.len() + x]);
            scaled[y][x] = value;
            mass += value;
            moment_x += value * x as f32;
            moment_y += value * y as f32;
        }
    }
    let left = start(moment_x / mass, columns.cells.len());
    let top = start(moment_y / mass, rows.cells.len());
    for (y, line) in scaled.iter().enumerate().take(rows.cells.len()) {
        let at = (top + y) * FIELD + left;
        out[at..at + columns.cells.len()].copy_from_slice(&line[..columns.cells.len()]);
    }
    out
}

/// Where cell 0 is in the field, so that `centre` (in cells) is at 14.
fn start(centre: f32, cells: usize) -> usize {
    // Symmetric ink is half-way between two places; rounding errors must not choose.
    let exact = (FIELD / 2) as f32 - centre - 1e-3;
    (libm::roundf(exact).max(0.0) as usize).min(FIELD - cells)
}

/// The box around the ink, in pixels.
struct Bounds {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Bounds {
    /// `None` without ink.
    fn of(ink: &[u8], width: usize) -> Option<Self> {
        let darkest = ink.iter().copied().max().filter(|&v| v > 0)?;
        let is_ink = |&v: &u8| v >= (darkest / 8).max(1);
        let (mut left, mut right, mut top, mut bottom) = (width, 0, None, 0);
        for (y, row) in ink.chunks_exact(width).enumerate() {
            if let Some(first) = row.iter().position(is_ink) {
                let last = row.iter().rposition(is_ink).unwrap_or(first);
                (left, right) = (left.min(first), right.max(last));
                top = top.or(Some(y));
                bottom = y;
            }
        }
        let top = top?;
        Some(Self { left, top, width: right + 1 - left, height: bottom + 1 - top })
    }
}

/// One axis divided into the cells of the small picture.
struct Axis {
    cells: Vec<Cell>,
}

impl Axis {
    /// Divides `pixels` into cells of `size` pixels; both ends share the remainder.
    fn new(pixels: usize, size: f32) -> Self {
        let pixels_f = pixels as f32;
        // A rounding error must not turn the longer side into 21 cells.
        let count = (libm::ceilf(pixels_f / size - 1e-3) as usize).clamp(1, BOX);
        let first = (pixels_f - count as f32 * size) / 2.0;
        let cells = (0..count).map(|i| Cell::new(first + (i as f32 + 0.5) * size, size, pixels)).collect();
        Self { cells }
    }
}

/// A weighted mean of neighbouring pixels.
struct Cell {
    first: usize,
    weights: Vec<f32>,
}

impl Cell {
    /// The mean over `size` pixels around `centre`, at least one pixel wide. A narrower window would show the enlarged
    /// pixels as blocks; a window as wide as a pixel blends neighbours linearly.
    fn new(centre: f32, size: f32, pixels: usize) -> Self {
        let window = size.max(1.0);
        let (low, high) = (centre - window / 2.0, centre + window / 2.0);
        let first = libm::floorf(low).max(0.0) as usize;
        let last = (libm::ceilf(high) as usize).min(pixels);
        let weight = |at: usize| ((at + 1) as f32).min(high) - (at as f32).max(low);
        Self { first, weights: (first..last).map(|at| weight(at).max(0.0) / window).collect() }
    }

    fn over(&self, value: impl Fn(usize) -> f32) -> f32 {
        self.weights.iter().enumerate().map(|(i, weight)| weight * value(self.first + i)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn canvas(width: usize, height: usize, ink: impl Fn(usize, usize) -> bool) -> Vec<u8> {
        (0..width * height).map(|i| if ink(i % width, i / width) { 255 } else { 0 }).collect()
    }

    /// Columns and rows from the first to the last with ink: `[left, right, top, bottom]`.
    fn extent(field: &[f32]) -> [usize; 4] {
        let inked: Vec<usize> = (0..FIELD * FIELD).filter(|&i| field[i] > 0.01).collect();
        let x = |i: &usize| i % FIELD;
        let y = |i: &usize| i / FIELD;
        [
            inked.iter().map(x).min().unwrap(),
            inked.iter().map(x).max().unwrap(),
            inked.iter().map(y).min().unwrap(),
            inked.iter().map(y).max().unwrap(),
        ]
    }

    fn centre(field: &[f32]) -> (f32, f32) {
        let mass: f32 = field.iter().sum();
        let moment = |of: fn(usize) -> usize| -> f32 {
            field.iter().enumerate().map(|(i, v)| v * of(i) as f32).sum::<f32>() / mass
        };
        (moment(|i| i % FIELD), moment(|i| i / FIELD))
    }

    #[test]
    fn blank_stays_blank() {
        assert_eq!(prepare_digit(&[0; 12], 4, 3).unwrap(), [0.0; 784]);
    }

    #[test]
    fn full_ink_fills_the_box() {
        for side in [1, 7, 20, 28, 300] {
            let field = prepare_digit(&vec![255; side * side], side, side).unwrap();
            assert_eq!(extent(&field), [4, 23, 4, 23], "side {side}");
            let (x, y) = centre(&field);
            assert!((x - 13.5).abs() < 0.01 && (y - 13.5).abs() < 0.01, "side {side}: {x} {y}");
            if side >= 20 {
                assert!((field[14 * FIELD + 4] - 1.0).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn the_place_and_size_of_the_drawing_do_not_matter() {
        // A 7 of two bars: drawn small in a corner and, from the same pixels, four times as large elsewhere.
        let seven = |x: usize, y: usize| (y < 4 && x < 20) || ((12..16).contains(&x) && y < 20);
        let small = canvas(60, 40, seven);
        let large = canvas(200, 150, |x, y| x >= 110 && y >= 60 && seven((x - 110) / 4, (y - 60) / 4));
        let (a, b) = (prepare_digit(&small, 60, 40).unwrap(), prepare_digit(&large, 200, 150).unwrap());
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-3));
        let (x, y) = centre(&a);
        assert!((x - 14.0).abs() <= 0.5 && (y - 14.0).abs() <= 0.5, "{x} {y}");
    }

    #[test]
    fn thin_and_wide_ink_keep_their_aspect() {
        let thin = canvas(50, 200, |x, y| x == 3 && y < 100);
        let as_it_is = fit(&thin, 50);
        let [left, right, top, bottom] = extent(&as_it_is);
        assert_eq!((right - left, bottom - top), (0, 19));
        let mass: f32 = as_it_is.iter().sum();
        assert!((mass - 4.0).abs() < 0.01, "20 cells of a fifth of ink each, got {mass}");
        let thick = prepare_digit(&thin, 50, 200).unwrap();
        let [left, right, top, bottom] = extent(&thick);
        assert!((1..=2).contains(&(right - left)), "a line two cells wide, from {left} to {right}");
        assert_eq!(bottom - top, 19);
        let mass: f32 = thick.iter().sum();
        assert!((mass - 20.0 * LINE).abs() < 2.0, "20 cells of two of ink each, got {mass}");

        let wide =
            prepare_digit(&canvas(200, 50, |x, y| x >= 100 && (10..20).contains(&y)), 200, 50).unwrap();
        let [left, right, top, bottom] = extent(&wide);
        assert_eq!((right - left, bottom - top), (19, 1));
    }

    #[test]
    fn the_width_of_lines_is_measured() {
        for pen in [1, 2, 5, 20] {
            let bar = canvas(200, 200, |x, y| (50..50 + pen).contains(&x) && (10..190).contains(&y));
            // The ends of the line count as edges, too.
            let expected = pen as f32 / (1.0 + pen as f32 / 180.0);
            let found = line_width(&bar, 200);
            assert!((found / expected - 1.0).abs() < 0.02, "a bar {pen} wide: {found}");
        }
        // The stairs of a sloped edge without grey are longer than the edge, by up to the root of 2.
        for pen in [5.0, 20.0] {
            let sloped = |x: usize, y: usize| (x as f32 - y as f32).abs() <= pen * 0.5f32.sqrt();
            let found = line_width(&canvas(400, 400, sloped), 400);
            assert!((0.65..1.1).contains(&(found / pen)), "a sloped bar {pen} wide: {found}");
        }
    }

    #[test]
    fn a_thin_pen_gives_what_a_thick_one_gives() {
        // A 4 of straight lines, drawn with pens of 2 to 60 pixels.
        let ends =
            [[150.0, 100.0, 100.0, 500.0], [100.0, 500.0, 600.0, 500.0], [450.0, 250.0, 450.0, 900.0f32]];
        let drawn = |pen: f32| {
            let near = |x: f32, y: f32| {
                ends.iter().any(|[x0, y0, x1, y1]| {
                    let (dx, dy) = (x1 - x0, y1 - y0);
                    let t = (((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                    (x - x0 - t * dx).hypot(y - y0 - t * dy) <= pen / 2.0
                })
            };
            let ink = canvas(1000, 1000, |x, y| near(x as f32 + 0.5, y as f32 + 0.5));
            prepare_digit(&ink, 1000, 1000).unwrap()
        };
        let thick = drawn(86.0);
        for pen in [2.0, 6.0, 20.0, 60.0] {
            let worst = drawn(pen).iter().zip(&thick).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 0.35, "a pen of {pen} pixels differs by {worst}");
        }
    }

    #[test]
    fn enlarging_blends_neighbouring_pixels() {
        let field = prepare_digit(&[255, 0, 255], 3, 1).unwrap();
        let row: Vec<f32> = field[14 * FIELD..15 * FIELD].to_vec();
        let steps = row.windows(2).map(|pair| (pair[0] - pair[1]).abs()).fold(0.0, f32::max);
        assert!(row.iter().fold(0.0f32, |a, &b| a.max(b)) > 0.8 && steps < 0.6, "{row:?}");
    }

    #[test]
    fn ink_never_leaves_the_field() {
        // All mass at the left end of a thin line: centring it exactly would push the line's end out.
        let lopsided = canvas(100, 100, |x, y| (x < 5 && y < 60) || y == 30);
        let field = prepare_digit(&lopsided, 100, 100).unwrap();
        let [left, right, ..] = extent(&field);
        assert_eq!(right - left, 19);
    }

    #[test]
    fn a_wrong_length_is_named() {
        let error = prepare_digit(&[0; 5], 2, 3).unwrap_err().to_string();
        assert!(error.contains("5 bytes") && error.contains("2 wide and 3 high"), "{error}");
        assert!(prepare_digit(&[], 0, 0).is_err());
        assert!(prepare_digit(&[1], usize::MAX, 2).is_err());
    }
}
