//! Draws lines as pixels.

use super::pen::{Line, Mark};
use pupil_core::numbers::between;

/// Rows and columns of the sheet that lines are drawn on.
pub const SHEET: usize = 44;
/// Height or width of the ink on the sheet, whichever is larger.
const SPAN: f32 = 40.0;

/// Draws `lines` as large as the sheet allows. `thickness` is the line's, as a fraction of the digit's size.
pub fn ink(lines: &[Line], thickness: f32) -> [u8; SHEET * SHEET] {
    let marks = || lines.iter().flatten();
    let fold =
        |start: f32, of: fn(f32, f32) -> f32, axis: fn(&Mark) -> f32| marks().map(axis).fold(start, of);
    let (left, right) = (fold(f32::MAX, f32::min, |m| m.x), fold(f32::MIN, f32::max, |m| m.x));
    let (top, bottom) = (fold(f32::MAX, f32::min, |m| m.y), fold(f32::MIN, f32::max, |m| m.y));
    let radius = thickness * SPAN / 2.0;
    let scale = (SPAN - 2.0 * radius) / (right - left).max(bottom - top).max(1.0);
    let middle = SHEET as f32 / 2.0;
    let place = |x: f32, y: f32| {
        (middle + (x - (left + right) / 2.0) * scale, middle + (y - (top + bottom) / 2.0) * scale)
    };
    let mut sheet = [0.0; SHEET * SHEET];
    for line in lines {
        for pair in line.windows(2) {
            let ((x0, y0), (x1, y1)) = (place(pair[0].x, pair[0].y), place(pair[1].x, pair[1].y));
            capsule(&mut sheet, SHEET, [x0, y0, x1, y1], radius * (pair[0].width + pair[1].width) / 2.0);
        }
    }
    sheet.map(|value| (value * 255.0 + 0.5) as u8)
}

/// Draws everything within `radius` of a straight line, with an edge one pixel soft, on a square sheet of `side` rows.
pub fn capsule(sheet: &mut [f32], side: usize, [x0, y0, x1, y1]: [f32; 4], radius: f32) {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let scale = 1.0 / (dx * dx + dy * dy).max(1e-6);
    let (inside, outside) = ((radius - 0.5).max(0.0), radius + 0.5);
    let (inside_squared, outside_squared) = (inside * inside, outside * outside);
    let low = |a: f32, b: f32| libm::floorf(a.min(b) - outside).max(0.0) as usize;
    let high = |a: f32, b: f32| (libm::ceilf(a.max(b) + outside).max(0.0) as usize).min(side);
    for row in low(y0, y1)..high(y0, y1) {
        let y = row as f32 + 0.5 - y0;
        for column in low(x0, x1)..high(x0, x1) {
            let x = column as f32 + 0.5 - x0;
            let t = between((x * dx + y * dy) * scale, 0.0, 1.0);
            let (ox, oy) = (x - t * dx, y - t * dy);
            let squared = ox * ox + oy * oy;
            if squared < outside_squared {
                let value = &mut sheet[row * side + column];
                let cover = if squared <= inside_squared { 1.0 } else { outside - libm::sqrtf(squared) };
                *value = value.max(cover.min(2.0 * radius));
            }
        }
    }
}
