//! The data of SVG paths.

use std::fmt::Write;

/// The rectangle in which a path is drawn.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// The smallest x.
    pub left: f64,
    /// The smallest y.
    pub top: f64,
    /// The largest x.
    pub right: f64,
    /// The largest y.
    pub bottom: f64,
}

impl Bounds {
    /// The part of a segment that is inside.
    fn cut(self, from: Point, to: Point) -> Option<(Point, Point)> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut start, mut end) = (0.0f64, 1.0f64);
        let sides = [
            (-dx, from.0 - self.left),
            (dx, self.right - from.0),
            (-dy, from.1 - self.top),
            (dy, self.bottom - from.1),
        ];
        for (step, room) in sides {
            if step == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if step < 0.0 {
                start = start.max(room / step);
            } else {
                end = end.min(room / step);
            }
        }
        let at = |part: f64| (from.0 + part * dx, from.1 + part * dy);
        let from = if start > 0.0 { at(start) } else { from };
        let to = if end < 1.0 { at(end) } else { to };
        (start <= end).then_some((from, to))
    }
}

type Point = (f64, f64);

/// A path's data, where it ends, and whether its last command was a line.
struct Pen {
    data: String,
    last: Option<Point>,
    line: bool,
}

/// Writes a number with two decimals, without the zeros at its end.
fn write(data: &mut String, value: f64) {
    let hundredths = (value * 100.0).round();
    if data.ends_with(|last: char| last.is_ascii_digit()) && hundredths >= 0.0 {
        data.push(' ');
    }
    // Whole numbers are exact; the rest has at most two decimals.
    let _ = write!(data, "{}", hundredths / 100.0 + 0.0);
}

impl Pen {
    fn move_to(&mut self, to: Point) {
        self.data.push('M');
        write(&mut self.data, to.0);
        write(&mut self.data, to.1);
        self.last = Some(to);
        self.line = false;
    }

    fn segment(&mut self, bounds: Bounds, from: Point, to: Point) {
        let Some((start, end)) = bounds.cut(from, to) else {
            return;
        };
        if self.last != Some(start) {
            self.move_to(start);
        }
        if !self.line {
            self.data.push('L');
            self.line = true;
        }
        write(&mut self.data, end.0);
        write(&mut self.data, end.1);
        self.last = Some(end);
    }
}

/// Leaves out points that do not change the picture: of the points in one column, the first, the lowest, the highest and
/// the last remain.
fn thin(points: &[Point], step: f64) -> Vec<Point> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < points.len() {
        let column = (points[at].0 / step).floor();
        let inside = points[at..].iter().take_while(|point| (point.0 / step).floor() == column).count();
        let group = &points[at..at + inside.max(1)];
        if group.len() <= 4 {
            kept.extend(group);
        } else {
            let height = |place: &usize| group[*place].1;
            let by_height = |a: &usize, b: &usize| height(a).total_cmp(&height(b));
            let lowest = (0..group.len()).min_by(by_height).unwrap_or(0);
            let highest = (0..group.len()).max_by(by_height).unwrap_or(0);
            let mut places = [0, lowest.min(highest), lowest.max(highest), group.len() - 1].to_vec();
            places.dedup();
            kept.extend(places.iter().map(|place| group[*place]));
        }
        at += group.len();
    }
    kept
}

/// The data of a path. `step` is the width of a column, or 0.
pub fn data(x: &[f64], y: &[f64], bounds: Bounds, step: f64) -> String {
    let points: Vec<Point> = x.iter().copied().zip(y.iter().copied()).collect();
    let mut pen = Pen { data: String::new(), last: None, line: false };
    for part in points.split(|point| !(point.0.is_finite() && point.1.is_finite())) {
        let thinned = if step > 0.0 && part.len() > 200 { thin(part, step) } else { part.to_vec() };
        pen.last = None;
        for pair in thinned.windows(2) {
            pen.segment(bounds, pair[0], pair[1]);
        }
    }
    pen.data
}

#[cfg(test)]
mod tests {
    use super::{Bounds, data};

    const BOUNDS: Bounds = Bounds { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn paths_are_short() {
        assert_eq!(data(&[1.0, 2.25, 3.0], &[1.0, 1.005, 0.5], BOUNDS, 0.0), "M1 1L2.25 1 3 0.5");
        assert_eq!(data(&[1.0, f64::NAN, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0], BOUNDS, 0.0), "M3 3L4 4");
    }

    #[test]
    fn what_is_outside_is_cut() {
        assert_eq!(data(&[-10.0, 20.0], &[5.0, 5.0], BOUNDS, 0.0), "M0 5L10 5");
        assert_eq!(data(&[-10.0, -1.0, 20.0], &[5.0, 5.0, 1e300], BOUNDS, 0.0), "");
    }

    #[test]
    fn points_in_one_column_become_four() {
        let x: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 1000.0).collect();
        let y: Vec<f64> = (0..10_000).map(|i| f64::from(i * 7919 % 10_000) / 1000.0).collect();
        let path = data(&x, &y, BOUNDS, 1.0);
        assert!(path.len() < 10 * 4 * 12, "{}", path.len());
    }
}
