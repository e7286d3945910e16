//! Variations of a small grey picture, so that a trained network copes with real drawings.

use pupil_core::numbers::{cos, sin};
use pupil_core::random::Generator;

/// How much pictures are varied; each picture gets its own random amounts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// Largest rotation, radians.
    pub rotation: f32,
    /// Largest relative change of size.
    pub scale: f32,
    /// Largest slant, in columns for each row.
    pub shear: f32,
    /// Largest shift in pixels.
    pub shift: f32,
    /// Share of pictures whose strokes are made thinner or thicker.
    pub thickness: f32,
}

impl Default for Variation {
    /// Small enough that a reader would not notice.
    fn default() -> Self {
        Self { rotation: 0.2, scale: 0.12, shear: 0.25, shift: 1.5, thickness: 0.3 }
    }
}

/// Writes a varied copy of a square picture of `side * side` bytes. It is rotated, scaled, slanted and shifted about
/// its middle by bilinear interpolation, and sometimes its strokes become thinner or thicker.
pub fn vary(picture: &[u8], side: usize, variation: &Variation, generator: &mut Generator, out: &mut [u8]) {
    let mut amount = |largest: f32| generator.range(-largest, largest);
    let angle = amount(variation.rotation);
    let shear = amount(variation.shear);
    let (scale_x, scale_y) = (1.0 + amount(variation.scale), 1.0 + amount(variation.scale));
    let shift = [amount(variation.shift), amount(variation.shift)];
    let (sin, cos) = (sin(angle), cos(angle));
    let middle = (side as f32 - 1.0) / 2.0;
    let pixel = |x: i32, y: i32| -> f32 {
        let inside = |v: i32| (0..side as i32).contains(&v);
        if inside(x) && inside(y) { f32::from(picture[y as usize * side + x as usize]) } else { 0.0 }
    };
    for (index, out) in out.iter_mut().enumerate() {
        // From a place in the copy back to the place in the original.
        let (x, y) = ((index % side) as f32 - middle - shift[0], (index / side) as f32 - middle - shift[1]);
        let (x, y) = ((cos * x + sin * y + shear * y) / scale_x, (cos * y - sin * x) / scale_y);
        let (x, y) = (x + middle, y + middle);
        let (left, top) = (libm::floorf(x), libm::floorf(y));
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as i32, top as i32);
        let upper = pixel(left, top) * (1.0 - fx) + pixel(left + 1, top) * fx;
        let lower = pixel(left, top + 1) * (1.0 - fx) + pixel(left + 1, top + 1) * fx;
        *out = libm::roundf(upper * (1.0 - fy) + lower * fy) as u8;
    }
    if generator.uniform() < variation.thickness {
        let thicker = generator.uniform() < 0.5;
        let blend = generator.range(0.3, 0.9);
        thicken(side, thicker, blend, out);
    }
}

/// Moves each pixel towards the largest (or smallest) of its cross-shaped neighbourhood.
fn thicken(side: usize, thicker: bool, blend: f32, picture: &mut [u8]) {
    // The row above before its change, because rows are written in place.
    let mut above = [0u8; 64];
    let side = side.min(above.len());
    for y in 0..side {
        let mut left = 0u8;
        for (x, above) in above.iter_mut().enumerate().take(side) {
            let at = y * side + x;
            let own = picture[at];
            let right = if x + 1 < side { picture[at + 1] } else { 0 };
            let below = if y + 1 < side { picture[at + side] } else { 0 };
            let around = [left, right, *above, below];
            let target = around.into_iter().fold(own, |m, v| if thicker { m.max(v) } else { m.min(v) });
            picture[at] = (f32::from(own) + blend * (f32::from(target) - f32::from(own))) as u8;
            left = own;
            *above = own;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_stays_about_the_same_and_follows_the_seed() {
        let mut picture = [0u8; 784];
        for y in 8..20 {
            picture[y * 28 + 12..y * 28 + 16].fill(255);
        }
        let ink = |p: &[u8]| p.iter().map(|&v| u32::from(v)).sum::<u32>() as f32;
        let draw = |seed| {
            let mut out = [0u8; 784];
            vary(&picture, 28, &Variation::default(), &mut Generator::new(seed), &mut out);
            out
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        for seed in 0..50 {
            let ratio = ink(&draw(seed)) / ink(&picture);
            assert!((0.4..2.5).contains(&ratio), "seed {seed}: {ratio}");
        }
    }

    #[test]
    fn thickening_adds_ink_and_thinning_removes_it() {
        let mut thick = [0u8; 784];
        thick[10 * 28 + 5..10 * 28 + 20].fill(200);
        let mut thin = thick;
        thicken(28, true, 1.0, &mut thick);
        thicken(28, false, 1.0, &mut thin);
        assert_eq!((thick[9 * 28 + 6], thick[11 * 28 + 6], thick[12 * 28 + 6]), (200, 200, 0));
        assert_eq!(thin[10 * 28 + 6], 0);
    }
}
