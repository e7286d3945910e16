//! Digits that look handwritten, drawn on demand: training without a download.
//!
//! A digit starts as a skeleton (`skeletons`). A random hand writes it (`pen`: jitter, slant, warp), a pen of random
//! thickness draws it (`ink`), and it is scaled and moved like MNIST's digits (`fit`).
//!
//! The variation is wider than among real writers: networks trained on tidier strokes misread more of MNIST,
//! even though they learn the strokes themselves better.

mod ink;
pub mod pad;
pub mod pen;
pub mod scribble;
mod skeletons;

use alloc::vec;
use alloc::vec::Vec;

use crate::pictures::digit::fit;
use pupil_core::numbers::between;
use pupil_core::random::Generator;

/// Bytes of one digit: 28 rows of 28.
pub const PIXELS: usize = 784;
/// Number of classes.
pub const CLASSES: usize = 10;

/// Draws one digit: 28 rows of 28 bytes, 0 = paper, 255 = ink.
///
/// # Panics
/// When `digit` is above 9.
pub fn draw(digit: u8, rng: &mut Generator, out: &mut [u8; PIXELS]) {
    assert!(usize::from(digit) < CLASSES, "digit {digit}: expected 0 to 9");
    let lines = pen::write(usize::from(digit), rng);
    // As a fraction of the digit's size. Mean and spread give as much ink as in MNIST: a mean of 33 of 255 for each
    // pixel.
    let thickness = 0.122 * libm::expf(0.36 * rng.normal());
    let sheet = ink::ink(&lines, between(thickness, 0.05, 0.3));
    for (byte, value) in out.iter_mut().zip(fit(&sheet, ink::SHEET)) {
        *byte = (value * 255.0 + 0.5) as u8;
    }
}

/// Draws `count` digits: their pixels (`count` * 784 bytes, see [`draw`]) and their labels.
///
/// The ten classes are as equal in number as `count` allows, in random order. The same seed draws the same digits.
pub fn generate(count: usize, seed: u64) -> (Vec<u8>, Vec<u8>) {
    let mut rng = Generator::new(seed);
    let mut labels: Vec<u8> = (0..count).map(|i| (i % CLASSES) as u8).collect();
    rng.shuffle(&mut labels);
    let mut pixels = vec![0; count * PIXELS];
    let (digits, _) = pixels.as_chunks_mut::<PIXELS>();
    for (out, &label) in digits.iter_mut().zip(&labels) {
        draw(label, &mut rng, out);
    }
    (pixels, labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides() {
        assert_eq!(generate(50, 7), generate(50, 7));
        assert_ne!(generate(50, 7).0, generate(50, 8).0);
        assert_eq!(generate(0, 1), (vec![], vec![]));
    }

    #[test]
    fn classes_are_balanced_and_mixed() {
        let (_, labels) = generate(1003, 3);
        let counts = (0..10).map(|class| labels.iter().filter(|&&label| label == class).count());
        assert!(counts.clone().all(|n| n == 100 || n == 101));
        assert!(labels.windows(2).filter(|pair| pair[1] == (pair[0] + 1) % 10).count() < 200);
    }

    #[test]
    fn digits_are_centred_as_in_mnist() {
        let (pixels, labels) = generate(2000, 11);
        let mut total = 0.0;
        for (digit, label) in pixels.chunks_exact(PIXELS).zip(labels) {
            let (mut mass, mut moments) = (0.0, [0.0; 2]);
            let (mut low, mut high) = ([28; 2], [0; 2]);
            for (at, &value) in digit.iter().enumerate().filter(|&(_, &value)| value > 0) {
                mass += f32::from(value);
                for (axis, place) in [at % 28, at / 28].into_iter().enumerate() {
                    moments[axis] += f32::from(value) * place as f32;
                    low[axis] = low[axis].min(place);
                    high[axis] = high[axis].max(place);
                }
            }
            assert!(mass > 255.0 * 20.0, "a {label} has hardly any ink: {mass}");
            assert_eq!((high[0] - low[0]).max(high[1] - low[1]), 19, "a {label} does not fill its box");
            let centre = moments.map(|moment| moment / mass);
            assert!(centre.iter().all(|c| (c - 14.0).abs() < 1.0), "a {label} is off centre: {centre:?}");
            total += mass;
        }
        let mean = total / (2000 * PIXELS) as f32;
        assert!((30.0..37.0).contains(&mean), "mean ink {mean}; MNIST has 33");
    }

    #[test]
    fn labels_match_the_drawings() {
        // The nearest of ten mean pictures must be right for most digits; one in ten would be chance.
        let (pixels, labels) = generate(2000, 5);
        let mut means = [[0.0f32; PIXELS]; CLASSES];
        for (digit, &label) in pixels.chunks_exact(PIXELS).zip(&labels).take(1500) {
            let mean = &mut means[usize::from(label)];
            mean.iter_mut().zip(digit).for_each(|(m, &v)| *m += f32::from(v) / 150.0);
        }
        let distance = |mean: &[f32; PIXELS], digit: &[u8]| -> f32 {
            mean.iter().zip(digit).map(|(m, &v)| (m - f32::from(v)) * (m - f32::from(v))).sum()
        };
        let right = pixels.chunks_exact(PIXELS).zip(&labels).skip(1500).filter(|(digit, label)| {
            let nearest = (0..CLASSES)
                .min_by(|&a, &b| distance(&means[a], digit).total_cmp(&distance(&means[b], digit)));
            nearest == Some(usize::from(**label))
        });
        let right = right.count();
        assert!(right > 300, "{right} of 500");
    }

    #[test]
    #[should_panic(expected = "digit 10: expected 0 to 9")]
    fn there_is_no_digit_ten() {
        draw(10, &mut Generator::new(1), &mut [0; PIXELS]);
    }
}
