//! Other sizes of pictures, as Pillow and TensorFlow compute them.

use std::f64::consts::PI;

use super::Picture;

/// A filter: how far it reaches, and its weight at a distance.
type Filter = (f64, fn(f64) -> f64);

/// Bits after the point of Pillow's weights.
const BITS: u32 = 22;

fn filter(name: &str) -> Option<Filter> {
    fn sinc(x: f64) -> f64 {
        if x == 0.0 { 1.0 } else { (x * PI).sin() / (x * PI) }
    }
    Some(match name {
        "box" => (0.5, |x| f64::from(u8::from(x > -0.5 && x <= 0.5))),
        "bilinear" => (1.0, |x| (1.0 - x.abs()).max(0.0)),
        "hamming" => (1.0, |x| {
            let x = x.abs();
            if x >= 1.0 { 0.0 } else { sinc(x) * (0.54 + 0.46 * (x * PI).cos()) }
        }),
        "bicubic" => (2.0, |x| {
            let (x, a) = (x.abs(), -0.5);
            if x < 1.0 {
                ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
            } else if x < 2.0 {
                (((x - 5.0) * x + 8.0) * x - 4.0) * a
            } else {
                0.0
            }
        }),
        "lanczos" => (3.0, |x| if (-3.0..3.0).contains(&x) { sinc(x) * sinc(x / 3.0) } else { 0.0 }),
        _ => return None,
    })
}

/// For each place of a new side the first old place and the weights from there on.
fn weights(from: usize, to: usize, (reach, weight): Filter) -> Vec<(usize, Vec<i64>)> {
    let scale = from as f64 / to as f64;
    let stretch = scale.max(1.0);
    let support = reach * stretch;
    let place = |at: usize| {
        let centre = (at as f64 + 0.5) * scale;
        let first = ((centre - support + 0.5) as i64).max(0) as usize;
        let last = ((centre + support + 0.5) as usize).min(from);
        let values: Vec<f64> = (first..last).map(|x| weight((x as f64 - centre + 0.5) / stretch)).collect();
        let sum: f64 = values.iter().sum();
        let share = |value: &f64| {
            let share = if sum == 0.0 { *value } else { value / sum };
            (share * f64::from(1u32 << BITS) + 0.5f64.copysign(share)) as i64
        };
        (first, values.iter().map(share).collect())
    };
    (0..to).map(place).collect()
}

/// One pass along rows of values: `line` values lie between neighbours along the side.
fn pass(values: &[u8], from: usize, line: usize, places: &[(usize, Vec<i64>)]) -> Vec<u8> {
    let blocks = values.chunks_exact(from * line);
    let mut out = Vec::with_capacity(blocks.len() * places.len() * line);
    for block in blocks {
        for (first, weights) in places {
            for at in 0..line {
                let mut sum = 1i64 << (BITS - 1);
                for (step, weight) in weights.iter().enumerate() {
                    sum += i64::from(block[(first + step) * line + at]) * weight;
                }
                out.push((sum >> BITS).clamp(0, 255) as u8);
            }
        }
    }
    out
}

fn nearest(from: usize, to: usize) -> Vec<usize> {
    let scale = from as f64 / to as f64;
    let mut at = scale * 0.5;
    let mut places = Vec::with_capacity(to);
    for _ in 0..to {
        places.push((at as usize).min(from - 1));
        at += scale;
    }
    places
}

fn pick<T: Copy>(picture: &Picture<T>, rows: &[usize], columns: &[usize]) -> Picture<T> {
    let channels = picture.channels;
    let mut values = Vec::with_capacity(rows.len() * columns.len() * channels);
    for row in rows {
        for column in columns {
            let start = (row * picture.width + column) * channels;
            values.extend_from_slice(&picture.values[start..start + channels]);
        }
    }
    Picture { width: columns.len(), height: rows.len(), channels, values }
}

/// A picture in another size, as Pillow's `resize` gives it; nothing for an unknown filter. Opacity weighs the colours.
pub fn bytes(picture: &Picture<u8>, width: usize, height: usize, name: &str) -> Option<Picture<u8>> {
    if name == "nearest" {
        return Some(pick(picture, &nearest(picture.height, height), &nearest(picture.width, width)));
    }
    let filter = filter(name)?;
    let channels = picture.channels;
    let opacity = channels == 2 || channels == 4;
    let mut values = picture.values.clone();
    if opacity {
        for pixel in values.chunks_exact_mut(channels) {
            let alpha = u32::from(pixel[channels - 1]);
            for value in &mut pixel[..channels - 1] {
                let product = u32::from(*value) * alpha + 128;
                *value = (((product >> 8) + product) >> 8) as u8;
            }
        }
    }
    if width != picture.width {
        let places = weights(picture.width, width, filter);
        values = pass(&values, picture.width, channels, &places);
    }
    if height != picture.height {
        let places = weights(picture.height, height, filter);
        values = pass(&values, picture.height, width * channels, &places);
    }
    if opacity {
        for pixel in values.chunks_exact_mut(channels) {
            let alpha = u32::from(pixel[channels - 1]);
            if alpha != 0 && alpha != 255 {
                for value in &mut pixel[..channels - 1] {
                    *value = (255 * u32::from(*value) / alpha).min(255) as u8;
                }
            }
        }
    }
    Some(Picture { width, height, channels, values })
}

/// A picture in another size, as `tf.image.resize` gives it.
pub fn floats(picture: &Picture<f32>, width: usize, height: usize, smooth: bool) -> Picture<f32> {
    let channels = picture.channels;
    let scale = |from: usize, to: usize| from as f32 / to as f32;
    if !smooth {
        let places = |from: usize, to: usize| -> Vec<usize> {
            (0..to).map(|at| (((at as f32 + 0.5) * scale(from, to)) as usize).min(from - 1)).collect()
        };
        return pick(picture, &places(picture.height, height), &places(picture.width, width));
    }
    let places = |from: usize, to: usize| -> Vec<(usize, usize, f32)> {
        let place = |at: usize| {
            let place = (at as f32 + 0.5) * scale(from, to) - 0.5;
            let low = place.floor();
            (low.max(0.0) as usize, (place.ceil().max(0.0) as usize).min(from - 1), place - low)
        };
        (0..to).map(place).collect()
    };
    let (rows, columns) = (places(picture.height, height), places(picture.width, width));
    let mut values = Vec::with_capacity(width * height * channels);
    for (top, bottom, down) in &rows {
        for (left, right, across) in &columns {
            for channel in 0..channels {
                let at = |row: &usize, column: &usize| {
                    picture.values[(row * picture.width + column) * channels + channel]
                };
                let upper = at(top, left) + (at(top, right) - at(top, left)) * across;
                let lower = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * across;
                values.push(upper + (lower - upper) * down);
            }
        }
    }
    Picture { width, height, channels, values }
}
