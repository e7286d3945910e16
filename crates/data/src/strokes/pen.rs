//! From a skeleton to the line that a hand would draw: blended, jittered, smoothed, bent.

use alloc::vec::Vec;

use super::skeletons::{DIGITS, Family, Point, Stroke};
use pupil_core::numbers;
use pupil_core::random::Generator;

/// One position of the pen.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// To the right, in hundredths of the digit's height.
    pub x: f32,
    /// Downwards, in hundredths of the digit's height.
    pub y: f32,
    /// The line's relative thickness.
    pub width: f32,
}

/// The marks of one movement of the pen; a straight line joins each to the next.
pub type Line = Vec<Mark>;

/// Marks for each span between two points of a skeleton.
const STEPS: usize = 6;

/// Draws `digit` (0 to 9) in a random hand.
///
/// # Panics
/// When `digit` is above 9.
pub fn write(digit: usize, rng: &mut Generator) -> Vec<Line> {
    let family = pick(DIGITS[digit].families, rng);
    let first = family.skeletons[rng.below(family.skeletons.len())];
    let second = family.skeletons[rng.below(family.skeletons.len())];
    // The blend also goes beyond both, because no skeleton here is the most extreme one.
    let share = rng.range(-0.5, 1.5);
    let pressure = Pressure::new(rng);
    let mut lines: Vec<Line> = (first.iter().zip(second))
        .map(|(a, b)| {
            let curve = Curve::new(a, b, share, rng);
            curve.trace(&pressure, rng)
        })
        .collect();
    let hand = Hand::new(digit, rng);
    lines.iter_mut().flatten().for_each(|mark| hand.bend(mark));
    lines
}

/// A smooth line through points, in the units of a skeleton; a point with `true` is a corner.
pub fn through(points: &[(f32, f32, bool)]) -> Line {
    let curve = Curve {
        points: points.iter().map(|&(x, y, _)| (x, y)).collect(),
        corner: points.iter().map(|point| point.2).collect(),
    };
    curve.marks(|_| 1.0)
}

fn pick(families: &'static [Family], rng: &mut Generator) -> &'static Family {
    let mut left = rng.uniform() * families.iter().map(|family| family.weight).sum::<f32>();
    let found = families.iter().find(|family| {
        left -= family.weight;
        left < 0.0
    });
    found.unwrap_or(&families[0])
}

/// Points that a smooth curve goes through, with corners.
struct Curve {
    points: Vec<(f32, f32)>,
    corner: Vec<bool>,
}

impl Curve {
    fn new(a: Stroke, b: Stroke, share: f32, rng: &mut Generator) -> Self {
        let mut curve =
            Self { points: Vec::with_capacity(a.len() + 2), corner: Vec::with_capacity(a.len() + 2) };
        // The whole stroke is a little off, and each of its points a little more.
        let offset = (rng.normal() * 2.5, rng.normal() * 2.5);
        let spread = 2.0 + 4.5 * rng.uniform();
        let blend = |p: i8, q: i8| f32::from(p) + share * (f32::from(q) - f32::from(p));
        let mut previous: Option<Point> = None;
        for (&p, &q) in a.iter().zip(b) {
            if previous == Some(p) {
                // Some hands round the corners.
                curve.corner.pop();
                curve.corner.push(rng.uniform() < 0.65);
                continue;
            }
            previous = Some(p);
            let x = blend(p.0, q.0) + offset.0 + rng.normal() * spread;
            let y = blend(p.1, q.1) + offset.1 + rng.normal() * spread;
            curve.points.push((x, y));
            curve.corner.push(false);
        }
        curve.stretch_ends(rng);
        curve
    }

    /// Makes both ends longer or shorter, and some into hooks.
    fn stretch_ends(&mut self, rng: &mut Generator) {
        let last = self.points.len() - 1;
        for (end, next) in [(0, 1), (last, last - 1)] {
            let factor = 0.25 * rng.normal();
            let (inner, outer) = (self.points[next], &mut self.points[end]);
            outer.0 += (outer.0 - inner.0) * factor;
            outer.1 += (outer.1 - inner.1) * factor;
        }
        if rng.uniform() < 0.12 {
            let (x, y) = self.points[last];
            let hook = (x + rng.normal() * 7.0, y + rng.normal() * 7.0);
            self.points.push(hook);
            self.corner[last] = rng.uniform() < 0.5;
            self.corner.push(false);
        }
        if rng.uniform() < 0.08 {
            let (x, y) = self.points[0];
            self.points.insert(0, (x + rng.normal() * 6.0, y + rng.normal() * 6.0));
            self.corner.insert(0, false);
        }
    }

    /// The direction through point `at`, as seen from the span that begins there (`leaving`) or ends there.
    fn tangent(&self, at: usize, leaving: bool) -> (f32, f32) {
        let last = self.points.len() - 1;
        let (from, to) = match (at, leaving) {
            (0, _) => (0, 1),
            (at, _) if at == last => (last - 1, last),
            (at, true) if self.corner[at] => (at, at + 1),
            (at, false) if self.corner[at] => (at - 1, at),
            (at, _) => (at - 1, at + 1),
        };
        let half = if to - from == 2 { 0.5 } else { 1.0 };
        let (a, b) = (self.points[from], self.points[to]);
        ((b.0 - a.0) * half, (b.1 - a.1) * half)
    }

    /// Marks along the Catmull-Rom curve, drawn with this pressure.
    fn trace(&self, pressure: &Pressure, rng: &mut Generator) -> Line {
        let phase = rng.uniform() * core::f32::consts::TAU;
        self.marks(|at| pressure.at(phase + at * 0.9))
    }

    /// Marks along the Catmull-Rom curve; `width` is the line's at so many spans from its start.
    fn marks(&self, width: impl Fn(f32) -> f32) -> Line {
        let spans = self.points.len() - 1;
        let mut line = Line::with_capacity(spans * STEPS + 1);
        for span in 0..spans {
            let (a, b) = (self.points[span], self.points[span + 1]);
            let (m, n) = (self.tangent(span, true), self.tangent(span + 1, false));
            let steps = if span + 1 == spans { STEPS + 1 } else { STEPS };
            for step in 0..steps {
                let t = step as f32 / STEPS as f32;
                let (t2, t3) = (t * t, t * t * t);
                let (h0, h1) = (2.0 * t3 - 3.0 * t2 + 1.0, t3 - 2.0 * t2 + t);
                let (h2, h3) = (3.0 * t2 - 2.0 * t3, t3 - t2);
                line.push(Mark {
                    x: h0 * a.0 + h1 * m.0 + h2 * b.0 + h3 * n.0,
                    y: h0 * a.1 + h1 * m.1 + h2 * b.1 + h3 * n.1,
                    width: width(span as f32 + t),
                });
            }
        }
        line
    }
}

/// How the pressure on the pen changes along a line.
struct Pressure {
    swing: f32,
}

impl Pressure {
    fn new(rng: &mut Generator) -> Self {
        Self { swing: 0.25 * rng.uniform() }
    }

    fn at(&self, phase: f32) -> f32 {
        1.0 + self.swing * numbers::sin(phase)
    }
}

/// What one hand does to everything it writes: slant, rotation, width, and a smooth warp.
struct Hand {
    /// Which half is larger: the upper below 1, the lower above 1.
    upper: f32,
    /// How much wider the digit is below than in the middle.
    flare: f32,
    matrix: [f32; 4],
    waves: [Wave; 4],
}

struct Wave {
    x: f32,
    y: f32,
    phase: f32,
    shift: (f32, f32),
}

impl Hand {
    fn new(digit: usize, rng: &mut Generator) -> Self {
        let slant = DIGITS[digit].slant + 0.25 * rng.normal();
        let width = DIGITS[digit].width * libm::expf(0.2 * rng.normal());
        let turn = 0.1 * rng.normal();
        let (sin, cos) = (numbers::sin(turn), numbers::cos(turn));
        // Stretch, then shear, then rotation. y points down, so for a lean to the right, x shrinks as y grows.
        let matrix = [cos * width, -cos * slant - sin, sin * width, -sin * slant + cos];
        let upper = libm::expf(0.2 * rng.normal());
        let flare = 0.2 * rng.normal();
        let strength = 5.0 * rng.uniform();
        let waves = core::array::from_fn(|_| {
            let (direction, across) =
                (rng.uniform() * core::f32::consts::TAU, rng.uniform() * core::f32::consts::TAU);
            let frequency = rng.range(0.02, 0.07);
            Wave {
                x: frequency * numbers::cos(direction),
                y: frequency * numbers::sin(direction),
                phase: rng.uniform() * core::f32::consts::TAU,
                shift: (strength * numbers::cos(across), strength * numbers::sin(across)),
            }
        });
        Self { upper, flare, matrix, waves }
    }

    fn bend(&self, mark: &mut Mark) {
        let height = mark.y / 100.0;
        let height = if height > 0.0 { numbers::pow(height, self.upper) } else { height };
        let (x, y) = ((mark.x - 35.0) * (1.0 + self.flare * (2.0 * height - 1.0)), 100.0 * height - 50.0);
        let [a, b, c, d] = self.matrix;
        (mark.x, mark.y) = (a * x + b * y, c * x + d * y);
        for wave in &self.waves {
            let swing = numbers::sin(wave.x * x + wave.y * y + wave.phase);
            mark.x += wave.shift.0 * swing;
            mark.y += wave.shift.1 * swing;
        }
    }
}
