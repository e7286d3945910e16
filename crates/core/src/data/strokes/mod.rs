//! Handwriting-like digits, drawn as needed: training without a download.
//!
//! A digit begins as a skeleton (`skeletons`), is written by a hand of its own (`pen`: jitter, slant, warp),
//! inked with a pen of some thickness (`ink`) and prepared like MNIST's digits
//! ([`prepare_digit`]).

mod ink;
mod pen;
mod skeletons;

use alloc::vec;
use alloc::vec::Vec;

use crate::preprocessing::digit::prepare_digit;
use crate::random::Generator;

/// Bytes of one digit: 28 rows of 28.
pub const PIXELS: usize = 784;
/// Number of classes.
pub const CLASSES: usize = 10;

/// Draws one digit: 28 rows of 28 bytes, 0 = paper, 255 = ink.
///
/// # Panics
/// When `digit` is above 9.
pub fn draw(digit: u8, rng: &mut Generator, out: &mut [u8; PIXELS]) {
    let lines = pen::write(usize::from(digit), rng);
    let thickness = 0.122 * libm::expf(0.36 * rng.normal());
    let sheet = ink::ink(&lines, thickness.clamp(0.05, 0.3));
    let field = prepare_digit(&sheet, ink::SHEET, ink::SHEET).expect("a sheet has the size it says");
    for (byte, value) in out.iter_mut().zip(field) {
        *byte = (value * 255.0 + 0.5) as u8;
    }
}

/// Draws `count` digits: their pixels (`count` * 784 bytes, see [`draw`]) and their labels.
///
/// The ten classes are as equal in number as `count` allows, in random order. The same seed draws the same
/// digits.
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
