//! Variations of colour photos for training, similar to Keras's `ImageDataGenerator`: each photo gets its
//! own random affine transform and change of colours.

use pupil_core::numbers::{cos, sin};
use pupil_core::random::Generator;

/// How much photos are varied; each amount is uniform up to the one given here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Augmentation {
    /// True to mirror half of the photos left to right.
    pub horizontal_flip: bool,
    /// Largest rotation, radians.
    pub rotation: f32,
    /// Largest shift, as a share of the side.
    pub shift: f32,
    /// Smallest and largest share of each side that stays visible; below 1 magnifies.
    pub zoom: [f32; 2],
    /// Largest relative difference between the zooms of the two sides.
    pub stretch: f32,
    /// Largest relative change of brightness, of contrast and of saturation.
    pub colours: [f32; 3],
    /// Largest side of a square painted grey, as a share of the photo's; half of the photos get one
    /// (DeVries & Taylor 2017).
    pub cutout: f32,
}

impl Augmentation {
    /// No variation.
    pub const NONE: Self = Self {
        horizontal_flip: false,
        rotation: 0.0,
        shift: 0.0,
        zoom: [1.0, 1.0],
        stretch: 0.0,
        colours: [0.0; 3],
        cutout: 0.0,
    };
}

impl Default for Augmentation {
    /// The variations of `pupil train photos`.
    fn default() -> Self {
        Self {
            horizontal_flip: true,
            rotation: 0.25,
            shift: 0.1,
            zoom: [0.6, 1.05],
            stretch: 0.15,
            colours: [0.3; 3],
            cutout: 0.4,
        }
    }
}

/// Writes a varied `(side, side, 3)` copy, 0 to 1, of a square photo of `size * size` pixels, three bytes each. Places
/// outside the photo show its nearest pixel, as with `fill_mode="nearest"`; places between pixels are interpolated
/// bilinearly.
///
/// # Panics
/// When the length of a slice does not match its side.
pub fn augment(
    photo: &[u8],
    size: usize,
    amounts: &Augmentation,
    generator: &mut Generator,
    side: usize,
    out: &mut [f32],
) {
    assert!(photo.len() == size * size * 3 && out.len() == side * side * 3, "a picture has another size");
    let flip = amounts.horizontal_flip && generator.uniform() < 0.5;
    let mut amount = |largest: f32| generator.range(-largest, largest);
    let angle = amount(amounts.rotation);
    let shift = [amount(amounts.shift), amount(amounts.shift)].map(|share| share * size as f32);
    let stretch = 1.0 + amount(amounts.stretch);
    let [brightness, contrast, saturation] = amounts.colours.map(|largest| 1.0 + amount(largest));
    let zoom = generator.range(amounts.zoom[0], amounts.zoom[1]);
    let scale = zoom * size as f32 / side as f32;
    let scales = [if flip { -scale } else { scale } * stretch, scale / stretch];
    let (sin, cos) = (sin(angle), cos(angle));
    let (middle, centre) = ((side as f32 - 1.0) / 2.0, (size as f32 - 1.0) / 2.0);
    let last = size as f32 - 1.0;
    for (index, out) in out.as_chunks_mut::<3>().0.iter_mut().enumerate() {
        let x = ((index % side) as f32 - middle) * scales[0];
        let y = ((index / side) as f32 - middle) * scales[1];
        let left = (cos * x - sin * y + centre + shift[0]).clamp(0.0, last);
        let top = (sin * x + cos * y + centre + shift[1]).clamp(0.0, last);
        let (fx, fy) = (left - libm::floorf(left), top - libm::floorf(top));
        let (left, top) = (left as usize, top as usize);
        let (right, bottom) = ((left + 1).min(size - 1), (top + 1).min(size - 1));
        let at = |x: usize, y: usize, channel: usize| f32::from(photo[(y * size + x) * 3 + channel]);
        for (channel, out) in out.iter_mut().enumerate() {
            let upper = at(left, top, channel) * (1.0 - fx) + at(right, top, channel) * fx;
            let lower = at(left, bottom, channel) * (1.0 - fx) + at(right, bottom, channel) * fx;
            *out = (upper * (1.0 - fy) + lower * fy) / 255.0;
        }
    }
    recolour(out, brightness, contrast, saturation);
    if amounts.cutout > 0.0 && generator.uniform() < 0.5 {
        let width = (generator.range(0.1, amounts.cutout.max(0.1)) * side as f32) as usize;
        let (left, top) = (generator.below(side), generator.below(side));
        for y in top..(top + width).min(side) {
            out[(y * side + left) * 3..(y * side + (left + width).min(side)) * 3].fill(0.5);
        }
    }
}

/// Mixes each pixel with its own grey (saturation), then with the photo's mean grey (contrast), then scales it
/// (brightness).
fn recolour(pixels: &mut [f32], brightness: f32, contrast: f32, saturation: f32) {
    if [brightness, contrast, saturation] == [1.0; 3] {
        return;
    }
    // Rec. 601 luma.
    let grey = |[red, green, blue]: [f32; 3]| 0.299 * red + 0.587 * green + 0.114 * blue;
    let pixels = pixels.as_chunks_mut::<3>().0;
    let mean = pixels.iter().map(|&pixel| grey(pixel)).sum::<f32>() / pixels.len().max(1) as f32;
    for pixel in pixels {
        let own = grey(*pixel);
        for value in pixel {
            let saturated = own + (*value - own) * saturation;
            *value = ((mean + (saturated - mean) * contrast) * brightness).clamp(0.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    fn photo(size: usize) -> Vec<u8> {
        (0..size * size * 3).map(|index| (index * 7 % 251) as u8).collect()
    }

    #[test]
    fn without_amounts_a_photo_stays_as_it_is() {
        let photo = photo(12);
        let mut out = vec![0.0; photo.len()];
        augment(&photo, 12, &Augmentation::NONE, &mut Generator::new(3), 12, &mut out);
        for (out, &byte) in out.iter().zip(&photo) {
            assert!((out * 255.0 - f32::from(byte)).abs() < 1e-3);
        }
    }

    #[test]
    fn a_flip_mirrors_rows() {
        let photo = photo(9);
        let amounts = Augmentation { horizontal_flip: true, ..Augmentation::NONE };
        let mirrored = (0..20).any(|seed| {
            let mut out = vec![0.0; photo.len()];
            augment(&photo, 9, &amounts, &mut Generator::new(seed), 9, &mut out);
            (0..9).all(|x| (out[x * 3] * 255.0 - f32::from(photo[(8 - x) * 3])).abs() < 1e-3)
        });
        assert!(mirrored);
    }

    #[test]
    fn all_amounts_keep_values_in_range_and_follow_the_seed() {
        let photo = photo(20);
        let draw = |seed| {
            let mut out = vec![0.0; 16 * 16 * 3];
            augment(&photo, 20, &Augmentation::default(), &mut Generator::new(seed), 16, &mut out);
            out
        };
        for seed in 0..50 {
            assert!(draw(seed).iter().all(|value| (0.0..=1.0).contains(value)));
        }
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
