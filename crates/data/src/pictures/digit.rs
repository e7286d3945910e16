//! Prepares a drawing of a digit the way MNIST's digits were prepared.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};

/// Rows and columns of a prepared digit.
pub const FIELD: usize = 28;
/// Rows and columns of the box that the ink is scaled into.
pub const BOX: usize = 20;

/// Prepares a drawing of a digit for a model trained on MNIST: 28x28 floats, 0 = paper, 1 = ink.
///
/// `ink` holds `height` rows of `width` bytes, 0 = paper, 255 = full ink. The ink's bounding box is scaled to fit 20x20
/// with its aspect kept, by averaging areas (bilinear where it grows). Then it is moved by whole pixels so that its
/// centre of mass is at row 14, column 14, counted from 0, as in MNIST. It is moved less where that would push it out
/// of the field. For the bounding box, pixels fainter than an eighth of the darkest one count as paper. A blank drawing
/// gives zeros.
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
    let mut out = [0.0; FIELD * FIELD];
    let Some(bounds) = Bounds::of(ink, width) else { return Ok(out) };
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
    Ok(out)
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
        let thin = prepare_digit(&canvas(50, 200, |x, y| x == 3 && y < 100), 50, 200).unwrap();
        let [left, right, top, bottom] = extent(&thin);
        assert_eq!((right - left, bottom - top), (0, 19));
        let mass: f32 = thin.iter().sum();
        assert!((mass - 4.0).abs() < 0.01, "20 cells of a fifth of ink each, got {mass}");

        let wide =
            prepare_digit(&canvas(200, 50, |x, y| x >= 100 && (10..20).contains(&y)), 200, 50).unwrap();
        let [left, right, top, bottom] = extent(&wide);
        assert_eq!((right - left, bottom - top), (19, 1));
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
