//! Curves of equal height on a grid (marching squares).

use std::collections::{HashMap, HashSet};

/// An edge of the grid: the point that it starts at, and whether it goes along a column.
type Edge = (usize, bool);

/// Heights on a grid. With a border, each side has another row or column at the same place that is below all levels.
struct Grid<'a> {
    x: &'a [f64],
    y: &'a [f64],
    z: &'a [f64],
    level: f64,
    border: usize,
}

impl Grid<'_> {
    fn width(&self) -> usize {
        self.x.len() + 2 * self.border
    }

    fn height(&self) -> usize {
        self.y.len() + 2 * self.border
    }

    /// A point's height above the level; nothing at the border and where there is no number.
    fn above(&self, row: usize, column: usize) -> Option<f64> {
        let (row, column) = (row.checked_sub(self.border)?, column.checked_sub(self.border)?);
        if row >= self.y.len() || column >= self.x.len() {
            return None;
        }
        let height = self.z[row * self.x.len() + column] - self.level;
        (!height.is_nan()).then_some(height)
    }

    fn place(&self, row: usize, column: usize) -> (f64, f64) {
        let at = |index: usize, count: usize| index.saturating_sub(self.border).min(count - 1);
        (self.x[at(column, self.x.len())], self.y[at(row, self.y.len())])
    }

    /// Where the curve crosses an edge.
    fn crossing(&self, edge: Edge) -> (f64, f64) {
        let (row, column) = (edge.0 / self.width(), edge.0 % self.width());
        let (other_row, other_column) = if edge.1 { (row + 1, column) } else { (row, column + 1) };
        let (from, to) = (self.place(row, column), self.place(other_row, other_column));
        match (self.above(row, column), self.above(other_row, other_column)) {
            (Some(a), Some(b)) => {
                let part = (a / (a - b)).clamp(0.0, 1.0);
                let part = if part.is_nan() { 0.5 } else { part };
                (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1))
            }
            (Some(_), None) => from,
            _ => to,
        }
    }

    /// The segments in a cell, from edge to edge, with what is above on the left.
    fn cell(&self, row: usize, column: usize, add: &mut impl FnMut(Edge, Edge)) {
        let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
        let heights = corners.map(|(row, column)| self.above(row, column));
        if self.border == 0 && heights.contains(&None) {
            return;
        }
        // An area between two levels has the points at its upper level, not those at its lower one.
        let lowest = if self.border == 1 { f64::MIN_POSITIVE } else { 0.0 };
        let inside = heights.map(|height| height.is_some_and(|height| height >= lowest));
        let start = row * self.width() + column;
        // Edge i lies between the corners i and i + 1.
        let edges = [(start, false), (start + 1, true), (start + self.width(), false), (start, true)];
        let ends: Vec<usize> = (0..4).filter(|i| inside[*i] && !inside[(i + 1) % 4]).collect();
        for end in &ends {
            // The curve goes from the edge where the inside ends to an edge where it begins.
            let mut begin =
                (0..4).map(|step| (end + 4 - step) % 4).find(|i| !inside[*i] && inside[(i + 1) % 4]);
            if ends.len() == 2 {
                let centre: f64 = heights.iter().map(|height| height.unwrap_or(f64::NEG_INFINITY)).sum();
                let joined = centre >= 0.0;
                begin = Some(if joined { (end + 1) % 4 } else { (end + 3) % 4 });
            }
            if let Some(begin) = begin {
                add(edges[*end], edges[begin]);
            }
        }
    }
}

/// The curves of one level, with NaN between them. `x` and `y` are the places of columns and rows.
pub fn curves(x: &[f64], y: &[f64], z: &[f64], level: f64, filled: bool) -> (Vec<f64>, Vec<f64>) {
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    if x.is_empty() || y.is_empty() || z.len() != x.len() * y.len() {
        return (xs, ys);
    }
    let grid = Grid { x, y, z, level, border: usize::from(filled) };
    let mut next: HashMap<Edge, Edge> = HashMap::new();
    let mut order = Vec::new();
    for row in 0..grid.height() - 1 {
        for column in 0..grid.width() - 1 {
            grid.cell(row, column, &mut |from, to| {
                next.insert(from, to);
                order.push(from);
            });
        }
    }
    // Open curves start at an edge that no segment ends at.
    let ended: HashSet<Edge> = next.values().copied().collect();
    let (open, closed): (Vec<Edge>, Vec<Edge>) = order.into_iter().partition(|edge| !ended.contains(edge));
    for first in open.into_iter().chain(closed) {
        // Another curve went through this edge.
        if !next.contains_key(&first) {
            continue;
        }
        let mut edge = first;
        let mut add = |edge| {
            let (x, y) = grid.crossing(edge);
            xs.push(x);
            ys.push(y);
        };
        add(edge);
        while let Some(to) = next.remove(&edge) {
            edge = to;
            add(edge);
        }
        xs.push(f64::NAN);
        ys.push(f64::NAN);
    }
    (xs, ys)
}

#[cfg(test)]
mod tests {
    use super::curves;

    /// The area that closed curves enclose.
    fn area(xs: &[f64], ys: &[f64]) -> f64 {
        let pairs = (1..xs.len()).filter(|i| !xs[*i].is_nan() && !xs[i - 1].is_nan());
        pairs.map(|i| (xs[i - 1] * ys[i] - xs[i] * ys[i - 1]) / 2.0).sum::<f64>().abs()
    }

    #[test]
    fn a_disc_has_its_area() {
        let side: Vec<f64> = (0..101).map(|i| f64::from(i) / 25.0 - 2.0).collect();
        let z: Vec<f64> = side.iter().flat_map(|y| side.iter().map(move |x| 1.0 - x * x - y * y)).collect();
        for filled in [false, true] {
            let (xs, ys) = curves(&side, &side, &z, 0.0, filled);
            assert_eq!(xs.iter().filter(|x| x.is_nan()).count(), 1);
            assert!((area(&xs, &ys) - std::f64::consts::PI).abs() < 0.01);
        }
        // Everything is at or above this level.
        let (xs, ys) = curves(&side, &side, &z, -9.0, true);
        assert!((area(&xs, &ys) - 16.0).abs() < 1e-9);
        assert!(curves(&side, &side, &z, -9.0, false).0.is_empty());
    }

    #[test]
    fn saddles_and_missing_values_end_well() {
        let (xs, _) = curves(&[0.0, 1.0], &[0.0, 1.0], &[1.0, -1.0, -1.0, 1.0], 0.0, false);
        assert_eq!(xs.iter().filter(|x| x.is_nan()).count(), 2);
        let z = [1.0, f64::NAN, 1.0, 1.0, 1.0, 1.0, f64::NAN, 1.0, 1.0];
        let (xs, ys) = curves(&[0.0, 1.0, 2.0], &[0.0, 1.0, 2.0], &z, 0.5, true);
        assert!(area(&xs, &ys) < 4.0);
        assert!(curves(&[0.0], &[0.0], &[1.0], 0.5, true).0.len() < 10);
    }
}
