//! Turned, moved, sheared and zoomed pictures, as SciPy's `affine_transform` computes them for Keras's generators.

use super::Picture;

/// Which pixels lie outside of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// All have one value.
    Constant,
    /// The nearest pixel.
    Nearest,
    /// The mirrored picture, with the border twice.
    Reflect,
    /// The other side.
    Wrap,
}

impl Fill {
    /// By Keras's name.
    pub fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "constant" => Self::Constant,
            "nearest" => Self::Nearest,
            "reflect" => Self::Reflect,
            "wrap" => Self::Wrap,
            _ => return None,
        })
    }

    /// Where the pixel of a place lies on a side of `length`; nothing if it has the constant value.
    fn place(self, at: f64, length: usize) -> Option<f64> {
        let end = length as f64 - 1.0;
        if (0.0..=end).contains(&at) {
            return Some(at);
        }
        if !at.is_finite() {
            return None;
        }
        match self {
            Self::Constant => None,
            Self::Nearest => Some(at.clamp(0.0, end)),
            _ if length <= 1 => Some(0.0),
            Self::Reflect => {
                let double = 2.0 * length as f64;
                let at = at - double * (at / double).floor();
                Some(if at >= length as f64 { double - at - 1.0 } else { at })
            }
            Self::Wrap => Some(if at < 0.0 {
                at + end * ((-at / end).trunc() + 1.0)
            } else {
                at - end * (at / end).trunc()
            }),
        }
    }
}

/// The pixel at an index, which may lie one beyond a border: there the border's own pixel.
fn inside(at: i64, length: usize) -> usize {
    let length = length as i64;
    let at = if at < 0 {
        -at - 1
    } else if at >= length {
        2 * length - at - 1
    } else {
        at
    };
    at.clamp(0, length - 1) as usize
}

/// Each pixel of the result is taken from `matrix` times its row and column: `[rr, rc, r0, cr, cc, c0]`. `smooth`
/// interpolates between pixels, and otherwise the nearest is taken.
pub fn transform(
    picture: &Picture<f32>,
    matrix: &[f64; 6],
    fill: Fill,
    value: f32,
    smooth: bool,
) -> Picture<f32> {
    let Picture { width, height, channels, .. } = *picture;
    let [rr, rc, r0, cr, cc, c0] = *matrix;
    let mut values = Vec::with_capacity(picture.values.len());
    for row in 0..height {
        for column in 0..width {
            let (y, x) = (row as f64, column as f64);
            let places = (fill.place(rr * y + rc * x + r0, height), fill.place(cr * y + cc * x + c0, width));
            let (Some(y), Some(x)) = places else {
                values.extend(std::iter::repeat_n(value, channels));
                continue;
            };
            let (y, x) = if smooth { (y, x) } else { ((y + 0.5).floor(), (x + 0.5).floor()) };
            let (top, left) = (y.floor(), x.floor());
            let (down, across) = (y - top, x - left);
            let rows = [inside(top as i64, height), inside(top as i64 + 1, height)];
            let columns = [inside(left as i64, width), inside(left as i64 + 1, width)];
            for channel in 0..channels {
                let at = |r: usize, c: usize| {
                    f64::from(picture.values[(rows[r] * width + columns[c]) * channels + channel])
                };
                let upper = at(0, 0) * (1.0 - across) + at(0, 1) * across;
                let lower = at(1, 0) * (1.0 - across) + at(1, 1) * across;
                values.push((upper * (1.0 - down) + lower * down) as f32);
            }
        }
    }
    Picture { width, height, channels, values }
}
