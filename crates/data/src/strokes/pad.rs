//! Drawings on a pad, as visitors make them with a finger or a mouse: all lines have the pen's width.

use alloc::vec;
use alloc::vec::Vec;

use super::ink::capsule;
use super::pen::{Line, Mark};
use pupil_core::random::Generator;

/// A square pad and its pen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pad {
    /// Rows and columns.
    pub side: usize,
    /// The width of a line.
    pub pen: f32,
}

impl Pad {
    /// The page's pad.
    pub const PAGE: Self = Self { side: 280, pen: 22.0 };

    /// Draws `lines` on the pad: `side * side` bytes, 0 = paper, 255 = ink. The middle of the pen stays within a square
    /// of `size` of the pad's side, at a random place of the pad.
    pub fn draw(&self, lines: &[Line], size: f32, rng: &mut Generator) -> Vec<u8> {
        let marks = || lines.iter().flatten();
        let fold =
            |start: f32, of: fn(f32, f32) -> f32, axis: fn(&Mark) -> f32| marks().map(axis).fold(start, of);
        let (left, right) = (fold(f32::MAX, f32::min, |m| m.x), fold(f32::MIN, f32::max, |m| m.x));
        let (top, bottom) = (fold(f32::MAX, f32::min, |m| m.y), fold(f32::MIN, f32::max, |m| m.y));
        let (side, radius) = (self.side as f32, self.pen / 2.0);
        let scale = size * side / (right - left).max(bottom - top).max(1.0);
        // The pen's middle keeps its radius and a pixel from the pad's edge, if it can.
        let mut start = |extent: f32| {
            let free = side - scale * extent - 2.0 * (radius + 1.0);
            radius + 1.0 + free * if free > 0.0 { rng.uniform() } else { 0.5 }
        };
        let (x, y) = (start(right - left), start(bottom - top));
        let place = |mark: &Mark| (x + (mark.x - left) * scale, y + (mark.y - top) * scale);
        let mut sheet = vec![0.0; self.side * self.side];
        for pair in lines.iter().flat_map(|line| line.windows(2)) {
            let ((x0, y0), (x1, y1)) = (place(&pair[0]), place(&pair[1]));
            capsule(&mut sheet, self.side, [x0, y0, x1, y1], radius);
        }
        sheet.into_iter().map(|value| (value * 255.0 + 0.5) as u8).collect()
    }
}

/// The first `share` of the pen's way along `lines`.
pub fn beginning(lines: &[Line], share: f32) -> Vec<Line> {
    let length = |a: &Mark, b: &Mark| libm::hypotf(b.x - a.x, b.y - a.y);
    let total: f32 =
        lines.iter().flat_map(|line| line.windows(2)).map(|pair| length(&pair[0], &pair[1])).sum();
    let mut left = total * share;
    let mut out = Vec::new();
    for line in lines {
        let mut part: Line = line.first().copied().into_iter().collect();
        for pair in line.windows(2) {
            let step = length(&pair[0], &pair[1]);
            if step >= left {
                let share = left / step.max(1e-6);
                let between = |a: f32, b: f32| a + share * (b - a);
                part.push(Mark {
                    x: between(pair[0].x, pair[1].x),
                    y: between(pair[0].y, pair[1].y),
                    ..pair[1]
                });
                out.push(part);
                return out;
            }
            left -= step;
            part.push(pair[1]);
        }
        out.push(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::pen::{through, write};
    use super::*;

    fn length(lines: &[Line]) -> f32 {
        let pairs = lines.iter().flat_map(|line| line.windows(2));
        pairs.map(|pair| libm::hypotf(pair[1].x - pair[0].x, pair[1].y - pair[0].y)).sum()
    }

    #[test]
    fn a_drawing_is_as_large_as_asked_and_stays_on_the_pad() {
        let bar = [through(&[(0.0, 0.0, false), (0.0, 80.0, false)])];
        let mut places = Vec::new();
        for seed in 0..20 {
            let ink = Pad { side: 200, pen: 10.0 }.draw(&bar, 0.5, &mut Generator::new(seed));
            let rows: Vec<usize> =
                (0..200).filter(|y| ink[y * 200..][..200].iter().any(|v| *v > 127)).collect();
            let columns: Vec<usize> = (0..200).filter(|x| (0..200).any(|y| ink[y * 200 + x] > 127)).collect();
            assert!((109..=111).contains(&rows.len()), "100 and the pen's 10, got {}", rows.len());
            assert!((9..=11).contains(&columns.len()), "the pen's 10, got {}", columns.len());
            let edge = (0..200).flat_map(|i| [i, 199 * 200 + i, i * 200, i * 200 + 199]);
            assert!(edge.into_iter().all(|at| ink[at] == 0), "seed {seed} draws on the edge");
            places.push(columns[0]);
        }
        places.sort_unstable();
        assert!(places[19] - places[0] > 60, "everywhere on the pad: {places:?}");
    }

    #[test]
    fn a_beginning_has_its_share_of_the_way() {
        let rng = &mut Generator::new(3);
        for digit in 0..10 {
            let lines = write(digit, rng);
            for share in [0.1, 0.5, 0.9] {
                let part = beginning(&lines, share);
                let found = length(&part) / length(&lines);
                assert!((found - share).abs() < 1e-3, "{found} of digit {digit}, expected {share}");
                assert_eq!((part[0][0].x, part[0][0].y), (lines[0][0].x, lines[0][0].y));
            }
        }
    }
}
