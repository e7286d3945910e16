//! Digits that a random hand draws on a pad.

use anyhow::Result;
use pupil_core::block_on::block_on;
use pupil_core::random::Generator;
use pupil_core::tensor::{Data, Tensor};
use pupil_core::training::Model;
use pupil_data::pictures::digit::prepare_digit;
use pupil_data::strokes::pad::Pad;
use pupil_data::strokes::pen::{self, Line};

use super::PIXELS;
use crate::device::NativeDevice;
use crate::report::largest;

/// Pads and pens of the table, in pixels.
const SIDES: [usize; 4] = [100, 280, 600, 1000];
const PENS: [f32; 6] = [2.0, 4.0, 8.0, 12.0, 22.0, 40.0];
/// Digits for each pad and pen: 50 of each class.
const COUNT: usize = 500;

/// A drawing on a pad, 40 to 85 % of its side large, as the model sees it.
pub fn on_pad(lines: &[Line], pad: Pad, rng: &mut Generator) -> [f32; PIXELS] {
    let first = lines[0][0];
    let reach = lines.iter().flatten().map(|mark| (mark.x - first.x).abs().max((mark.y - first.y).abs()));
    let extent = reach.fold(0.0, f32::max);
    // A dot stays a dot.
    let size = if extent < 5.0 { 0.01 * extent } else { rng.range(0.4, 0.85) };
    prepare_digit(&pad.draw(lines, size, rng), pad.side, pad.side).expect("a pad has the size it says")
}

/// Prints how many of the same digits are read right, drawn with pens of several widths on pads of several sizes.
pub fn table(model: &mut Model<NativeDevice>) -> Result<()> {
    print!("pad \\ pen ");
    PENS.iter().for_each(|pen| print!("{pen:>6} px"));
    println!();
    for side in SIDES {
        print!("{side:>7} px");
        for pen in PENS {
            let rng = &mut Generator::new(77);
            let draw = |i| on_pad(&pen::write(i % 10, rng), Pad { side, pen }, rng);
            let pixels: Vec<f32> = (0..COUNT).flat_map(draw).collect();
            let x = Tensor::new([COUNT, 28, 28, 1], Data::F32(pixels))?;
            let output = block_on(model.predict(&x, 250))?.to_f32();
            let right =
                output.chunks_exact(10).enumerate().filter(|(i, said)| largest(said) == i % 10).count();
            print!("{:>7.1} %", 100.0 * right as f64 / COUNT as f64);
        }
        println!();
    }
    Ok(())
}
