//! Drawings that are no digits: scribbles, letters, shapes, crosses, dots.

use alloc::vec::Vec;

use super::pen::{Line, through};
use super::skeletons::Stroke;
use pupil_core::numbers::{cos, sin};
use pupil_core::random::Generator;

/// A kind of drawing that is no digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scribble {
    /// A smooth line through a few random places.
    Curve,
    /// A line to and fro.
    Zigzag,
    /// Three or more loops side by side, or a spiral.
    Coil,
    /// A long line that fills its square.
    Tangle,
    /// Lines that cross, as in a cross, an asterisk or a grid.
    Cross,
    /// A letter that no digit looks like.
    Letter,
    /// A shape, such as a triangle, a star or an arrow.
    Shape,
    /// A dot or a short dash.
    Dot,
}

impl Scribble {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Curve,
        Self::Zigzag,
        Self::Coil,
        Self::Tangle,
        Self::Cross,
        Self::Letter,
        Self::Shape,
        Self::Dot,
    ];

    /// The kind's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curve => "curve",
            Self::Zigzag => "zigzag",
            Self::Coil => "coil",
            Self::Tangle => "tangle",
            Self::Cross => "cross",
            Self::Letter => "letter",
            Self::Shape => "shape",
            Self::Dot => "dot",
        }
    }

    /// Draws one of this kind: lines in a square of about 100.
    pub fn draw(self, rng: &mut Generator) -> Vec<Line> {
        let mut lines = match self {
            Self::Curve => one(places(5 + rng.below(6), rng)),
            Self::Zigzag => one(zigzag(rng)),
            Self::Coil => one(if rng.uniform() < 0.5 { loops(rng) } else { spiral(rng) }),
            Self::Tangle => one(places(16 + rng.below(25), rng)),
            Self::Cross => crossing(rng),
            Self::Letter => copied(&LETTERS, rng),
            Self::Shape => copied(&SHAPES, rng),
            Self::Dot => one(dash(rng)),
        };
        // Letters and shapes are written nearly upright; the rest may have any direction.
        let turn = match self {
            Self::Letter | Self::Shape => 0.12 * rng.normal(),
            _ => rng.range(0.0, core::f32::consts::TAU),
        };
        let (sin, cos) = (sin(turn), cos(turn));
        for mark in lines.iter_mut().flatten() {
            let (x, y) = (mark.x - 50.0, mark.y - 50.0);
            (mark.x, mark.y) = (cos * x - sin * y, sin * x + cos * y);
        }
        lines
    }
}

/// A point of a line; `true` is a corner.
type Place = (f32, f32, bool);

fn one(places: Vec<Place>) -> Vec<Line> {
    Vec::from([through(&places)])
}

/// Random places, one in five a corner.
fn places(count: usize, rng: &mut Generator) -> Vec<Place> {
    (0..count).map(|_| (rng.range(0.0, 100.0), rng.range(0.0, 100.0), rng.uniform() < 0.2)).collect()
}

fn zigzag(rng: &mut Generator) -> Vec<Place> {
    // With fewer turns it would be an N or a Z, and that a 2.
    let turns = 5 + rng.below(6);
    let (sharp, tall) = (rng.uniform() < 0.6, rng.range(35.0, 100.0));
    let place = |i: usize| {
        let y = if i.is_multiple_of(2) { 50.0 - tall / 2.0 } else { 50.0 + tall / 2.0 };
        (100.0 * i as f32 / turns as f32 + 3.0 * rng.normal(), y + 5.0 * rng.normal(), sharp)
    };
    (0..=turns).map(place).collect()
}

fn loops(rng: &mut Generator) -> Vec<Place> {
    let (count, radius) = (rng.range(3.0, 6.0), rng.range(14.0, 35.0));
    let steps = (count * 8.0) as usize;
    let place = |i: usize| {
        let (angle, along) = (i as f32 / 8.0 * core::f32::consts::TAU, i as f32 / steps as f32);
        let x = radius + along * (100.0 - 2.0 * radius) + radius * cos(angle);
        (x + rng.normal(), 50.0 + radius * sin(angle) + 2.0 * rng.normal(), false)
    };
    (0..=steps).map(place).collect()
}

fn spiral(rng: &mut Generator) -> Vec<Place> {
    // With fewer rounds it would be a 6 or a 9.
    let rounds = rng.range(2.3, 4.5);
    let steps = (rounds * 8.0) as usize;
    let place = |i: usize| {
        let (angle, radius) = (i as f32 / 8.0 * core::f32::consts::TAU, 50.0 * i as f32 / steps as f32);
        (50.0 + radius * cos(angle) + rng.normal(), 50.0 + radius * sin(angle) + rng.normal(), false)
    };
    (0..=steps).map(place).collect()
}

/// Two to four lines through the middle, or a grid of four.
fn crossing(rng: &mut Generator) -> Vec<Line> {
    let mut off = |value: f32| value + 5.0 * rng.normal();
    let mut line = |x0, y0, x1, y1| {
        through(&[
            (off(x0), off(y0), false),
            (off((x0 + x1) / 2.0), off((y0 + y1) / 2.0), false),
            (off(x1), off(y1), false),
        ])
    };
    let grid = [
        [33.0, 0.0, 33.0, 100.0],
        [67.0, 0.0, 67.0, 100.0],
        [0.0, 33.0, 100.0, 33.0],
        [0.0, 67.0, 100.0, 67.0],
    ];
    let grid: Vec<Line> = grid.into_iter().map(|[x0, y0, x1, y1]| line(x0, y0, x1, y1)).collect();
    let star = |count: usize, line: &mut dyn FnMut(f32, f32, f32, f32) -> Line| -> Vec<Line> {
        let ends = (0..count).map(|i| core::f32::consts::PI * i as f32 / count as f32);
        ends.map(|angle| (50.0 * cos(angle), 50.0 * sin(angle)))
            .map(|(x, y)| line(50.0 - x, 50.0 - y, 50.0 + x, 50.0 + y))
            .collect()
    };
    let stars = [star(2, &mut line), star(3, &mut line), star(4, &mut line)];
    match rng.below(4) {
        3 => grid,
        which => stars[which].clone(),
    }
}

fn dash(rng: &mut Generator) -> Vec<Place> {
    // The pen's width is about a tenth of a digit, so this is at most three pens long.
    let length = rng.range(0.0, 3.0) * rng.uniform();
    Vec::from([(50.0, 50.0, false), (50.0 + length, 50.0, false)])
}

/// A copy of one of these drawings, with every point a little off.
fn copied(from: &[&[Stroke]], rng: &mut Generator) -> Vec<Line> {
    let strokes = from[rng.below(from.len())];
    let wide = libm::expf(0.15 * rng.normal());
    let line = |stroke: &Stroke| {
        let mut places: Vec<Place> = Vec::new();
        let mut previous = None;
        for &(x, y) in *stroke {
            match (places.last_mut(), previous == Some((x, y))) {
                (Some(last), true) => last.2 = true,
                _ => places.push((
                    wide * f32::from(x) + 3.5 * rng.normal(),
                    f32::from(y) + 3.5 * rng.normal(),
                    false,
                )),
            }
            previous = Some((x, y));
        }
        through(&places)
    };
    strokes.iter().map(line).collect()
}

/// Letters, as skeletons of digits are written: A, E, F, H, K, M, N, R, W, X, a, e, f, k, m, n, t, w, and pi.
#[rustfmt::skip]
static LETTERS: [&[Stroke]; 19] = [
    &[&[(0, 100), (40, 0), (40, 0), (80, 100)], &[(16, 62), (64, 62)]],
    &[&[(60, 0), (0, 0), (0, 0), (0, 100), (0, 100), (60, 100)], &[(0, 48), (48, 48)]],
    &[&[(60, 0), (0, 0), (0, 0), (0, 100)], &[(0, 48), (45, 48)]],
    &[&[(0, 0), (0, 100)], &[(65, 0), (65, 100)], &[(0, 50), (65, 50)]],
    &[&[(0, 0), (0, 100)], &[(60, 0), (0, 55), (0, 55), (62, 100)]],
    &[&[(0, 100), (8, 0), (8, 0), (45, 70), (45, 70), (82, 0), (82, 0), (90, 100)]],
    &[&[(0, 100), (0, 0), (0, 0), (65, 100), (65, 100), (65, 0)]],
    &[&[(0, 100), (0, 0), (0, 0), (40, 4), (52, 26), (38, 48), (0, 50), (0, 50), (58, 100)]],
    &[&[(0, 0), (22, 100), (22, 100), (48, 30), (48, 30), (74, 100), (74, 100), (96, 0)]],
    &[&[(0, 0), (65, 100)], &[(65, 0), (0, 100)]],
    &[&[(60, 20), (40, 6), (12, 18), (4, 56), (18, 92), (44, 90), (62, 50), (62, 10), (62, 10), (64, 86), (82, 98)]],
    &[&[(6, 52), (60, 48), (52, 16), (28, 6), (4, 36), (10, 82), (36, 98), (68, 82)]],
    &[&[(62, 8), (42, 0), (28, 16), (28, 100)], &[(4, 40), (56, 40)]],
    &[&[(4, 0), (4, 100)], &[(48, 38), (4, 70), (4, 70), (52, 100)]],
    &[&[(0, 98), (0, 30), (0, 30), (22, 22), (32, 44), (32, 98), (32, 98), (34, 36), (54, 22), (66, 44), (66, 98)]],
    &[&[(0, 10), (2, 98), (2, 98), (10, 34), (36, 12), (56, 34), (56, 98)]],
    &[&[(26, 0), (26, 84), (38, 99), (56, 90)], &[(2, 30), (54, 30)]],
    &[&[(0, 10), (10, 84), (30, 84), (42, 20), (42, 20), (52, 84), (72, 84), (84, 10)]],
    &[&[(0, 10), (90, 8)], &[(26, 10), (24, 60), (12, 98)], &[(62, 10), (60, 70), (76, 98)]],
];

/// Triangle, square with its diagonal, star, arrow, house, heart, lightning, tick, smile, question mark, infinity.
#[rustfmt::skip]
static SHAPES: [&[Stroke]; 11] = [
    &[&[(50, 0), (0, 90), (0, 90), (100, 90), (100, 90), (50, 0)]],
    &[&[(0, 0), (0, 90), (0, 90), (90, 90), (90, 90), (90, 0), (90, 0), (0, 0), (0, 0), (90, 90)]],
    &[&[(20, 100), (50, 0), (50, 0), (80, 100), (80, 100), (0, 36), (0, 36), (100, 36), (100, 36), (20, 100)]],
    &[&[(0, 50), (100, 50)], &[(66, 20), (100, 50), (100, 50), (66, 80)]],
    &[&[(10, 100), (10, 40), (10, 40), (50, 0), (50, 0), (90, 40), (90, 40), (90, 100), (90, 100), (10, 100)]],
    &[&[(50, 96), (4, 40), (20, 6), (50, 26), (50, 26), (80, 6), (96, 40), (50, 96)]],
    &[&[(60, 0), (20, 52), (20, 52), (60, 48), (60, 48), (20, 100)]],
    &[&[(0, 60), (30, 100), (30, 100), (100, 0)]],
    &[&[(50, 0), (10, 14), (0, 50), (14, 88), (50, 100), (88, 86), (100, 50), (88, 12), (50, 0)], &[(34, 34), (34, 42)], &[(66, 34), (66, 42)], &[(26, 64), (50, 80), (74, 64)]],
    &[&[(4, 22), (20, 0), (50, 2), (60, 26), (34, 48), (32, 70)], &[(32, 94), (33, 98)]],
    &[&[(50, 30), (24, 4), (0, 30), (24, 56), (50, 30), (76, 4), (100, 30), (76, 56), (50, 30)]],
];

#[cfg(test)]
mod tests {
    use super::super::pad::Pad;
    use super::*;

    #[test]
    fn every_kind_puts_ink_on_a_pad_and_follows_the_seed() {
        for kind in Scribble::ALL {
            let draw = |seed| {
                let rng = &mut Generator::new(seed);
                let lines = kind.draw(rng);
                Pad::PAGE.draw(&lines, 0.5, rng)
            };
            assert_eq!(draw(1), draw(1));
            assert_ne!(draw(1), draw(2), "{kind:?}");
            for seed in 0..50 {
                let ink = draw(seed).iter().filter(|v| **v > 127).count();
                assert!((200..40_000).contains(&ink), "{kind:?} of seed {seed} has {ink} pixels of ink");
            }
        }
    }
}
