//! Least squares in closed form.

use alloc::vec;
use alloc::vec::Vec;

use nalgebra::{DMatrix, DVector};
use ndarray::ArrayView2;
use serde::Serialize;

use super::{check, check_width};
use pupil_core::error::{Error, Result};

/// Ordinary least squares: the weights that make `sum (y - x w - b)^2` smallest.
///
/// Solved by a complete orthogonal decomposition (Golub & Van Loan, Matrix Computations, 5.5.2) of the centred columns.
/// Each column is first scaled to length 1, so that the rank does not depend on the columns' units. Where columns
/// depend on each other, many weights fit equally well; the result is the shortest, as in scikit-learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearRegression {
    /// True if there is a `b`; true by default.
    pub fit_intercept: bool,
}

impl Default for LinearRegression {
    fn default() -> Self {
        Self { fit_intercept: true }
    }
}

/// A column that other columns determine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dependence {
    /// The column that adds nothing.
    pub column: usize,
    /// The columns that determine it, up to a constant; empty when it is constant itself.
    pub of: Vec<usize>,
}

/// The result of least squares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinearModel {
    /// A weight for each column.
    pub coef: Vec<f64>,
    /// The prediction where all columns are 0.
    pub intercept: f64,
    /// The number of columns that are independent, after centring where there is an intercept.
    pub rank: usize,
    /// Columns that other columns determine. If there are any, other weights fit equally well.
    pub redundant: Vec<Dependence>,
}

impl LinearRegression {
    /// Fits `x` (n rows, p columns) to the `n` targets `y`.
    ///
    /// # Errors
    /// When there are no rows, the numbers of rows and targets differ, or a number is not finite.
    pub fn fit(&self, x: ArrayView2<'_, f64>, y: &[f64]) -> Result<LinearModel> {
        check("LinearRegression", &x, y.len())?;
        if let Some(sample) = y.iter().position(|value| !value.is_finite()) {
            return Err(Error::NotFinite { what: "y".into(), value: y[sample], sample, element: 0 });
        }
        let columns = Columns::new(x, self.fit_intercept);
        let y_mean = if self.fit_intercept { mean(y.iter().copied()) } else { 0.0 };
        let targets = DVector::from_iterator(y.len(), y.iter().map(|value| value - y_mean));
        let (coef, rank, redundant) = columns.solve(targets);
        let shift: f64 = coef.iter().zip(&columns.means).map(|(w, mean)| w * mean).sum();
        Ok(LinearModel { coef, intercept: y_mean - shift, rank, redundant })
    }
}

impl LinearModel {
    /// A prediction for each row.
    ///
    /// # Errors
    /// When the number of columns differs from the number of weights, or a number is not finite.
    pub fn predict(&self, x: ArrayView2<'_, f64>) -> Result<Vec<f64>> {
        check_width("predict", &x, self.coef.len())?;
        let row = |row: ndarray::ArrayView1<'_, f64>| {
            self.intercept + row.iter().zip(&self.coef).map(|(x, w)| x * w).sum::<f64>()
        };
        Ok(x.rows().into_iter().map(row).collect())
    }
}

pub(super) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// Columns of `x`, centred and of length 1.
struct Columns {
    unit: DMatrix<f64>,
    means: Vec<f64>,
    lengths: Vec<f64>,
    /// The index in `x` of each column of `unit`; constant columns are left out.
    places: Vec<usize>,
    /// A residual up to this length is a rounding error.
    tolerance: f64,
}

impl Columns {
    fn new(x: ArrayView2<'_, f64>, centre: bool) -> Self {
        let (n, p) = x.dim();
        let root = libm::sqrt(n as f64);
        let (mut means, mut lengths, mut places, mut unit) = (vec![0.0; p], vec![0.0; p], vec![], vec![]);
        let mut tolerance = f64::EPSILON * n.max(p) as f64;
        for (at, column) in x.columns().into_iter().enumerate() {
            let largest = column.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
            if centre {
                means[at] = mean(column.iter().copied());
            }
            let centred = column.iter().map(|value| value - means[at]);
            // Scaled, because squares of numbers beyond 1e154 overflow.
            let scale = if largest > 0.0 { largest } else { 1.0 };
            let squares: f64 = centred.clone().map(|value| (value / scale) * (value / scale)).sum();
            lengths[at] = scale * libm::sqrt(squares);
            // Subtracting the mean leaves in each row an error of up to an epsilon of the numbers themselves.
            let rounding = 8.0 * f64::EPSILON * root * largest;
            if lengths[at] <= rounding {
                continue;
            }
            tolerance = tolerance.max(rounding / lengths[at]);
            places.push(at);
            unit.extend(centred.map(|value| value / lengths[at]));
        }
        let unit = DMatrix::from_vec(n, places.len(), unit);
        Self { unit, means, lengths, places, tolerance }
    }

    /// Weights, rank and the columns that depend on others.
    fn solve(&self, mut targets: DVector<f64>) -> (Vec<f64>, usize, Vec<Dependence>) {
        let p = self.lengths.len();
        let constant = (0..p).filter(|at| !self.places.contains(at));
        let mut redundant: Vec<Dependence> =
            constant.map(|column| Dependence { column, of: Vec::new() }).collect();
        let mut coef = vec![0.0; p];
        if self.places.is_empty() {
            return (coef, 0, redundant);
        }
        // unit * P = Q R, the diagonal of R descending.
        let factors = self.unit.clone().col_piv_qr();
        factors.q_tr_mul(&mut targets);
        let r = factors.r();
        let rank = (0..r.nrows().min(r.ncols())).take_while(|&k| r[(k, k)].abs() > self.tolerance).count();
        let mut order = DMatrix::from_fn(1, self.places.len(), |_, at| self.places[at]);
        factors.p().permute_columns(&mut order);
        let order: Vec<usize> = order.iter().copied().collect();

        let triangle = r.view((0, 0), (rank, rank));
        let mut weights = targets.rows(0, rank).into_owned();
        triangle.solve_upper_triangular_mut(&mut weights);
        // How the remaining columns follow from the first ones.
        let rest = order.len() - rank;
        let mut follow = r.view((0, rank), (rank, rest)).into_owned();
        triangle.solve_upper_triangular_mut(&mut follow);
        for at in 0..rest {
            let enters = |&k: &usize| follow[(k, at)].abs() > 1e3 * self.tolerance;
            let mut joins = vec![false; p];
            (0..rank).filter(enters).for_each(|k| joins[order[k]] = true);
            let of = (0..p).filter(|&column| joins[column]).collect();
            let column = order[rank + at];
            let place = redundant.partition_point(|other| other.column < column);
            redundant.insert(place, Dependence { column, of });
        }

        // Back to the columns' own units. x = (its independent columns) * T, T = (identity, follow).
        for k in 0..rank {
            weights[k] /= self.lengths[order[k]];
            for at in 0..rest {
                follow[(k, at)] *= self.lengths[order[rank + at]] / self.lengths[order[k]];
            }
        }
        if rest == 0 {
            for (k, &place) in order.iter().enumerate() {
                coef[place] = weights[k];
            }
            return (coef, rank, redundant);
        }
        // The shortest w with T w = weights: T' = Q R, w = Q (R' \ weights).
        let transposed = DMatrix::from_fn(order.len(), rank, |row, column| match row.checked_sub(rank) {
            Some(at) => follow[(column, at)],
            None => f64::from(u8::from(row == column)),
        });
        let factors = transposed.qr();
        factors.r().tr_solve_upper_triangular_mut(&mut weights);
        let shortest = factors.q() * weights;
        for (k, &place) in order.iter().enumerate() {
            coef[place] = shortest[k];
        }
        (coef, rank, redundant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use ndarray::{Array2, arr2};
    use pupil_core::random::Generator;

    fn close(ours: &[f64], expected: &[f64], tolerance: f64) {
        assert_eq!(ours.len(), expected.len());
        for (a, b) in ours.iter().zip(expected) {
            assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{ours:?}, expected {expected:?}");
        }
    }

    fn random(n: usize, p: usize, seed: u64) -> Array2<f64> {
        let mut generator = Generator::new(seed);
        Array2::from_shape_simple_fn((n, p), || f64::from(generator.normal()))
    }

    #[test]
    fn an_exact_plane_is_found_whatever_the_units() {
        let mut x = random(50, 3, 1);
        for (column, scale) in [1e-9, 1.0, 1e8].into_iter().enumerate() {
            x.column_mut(column).mapv_inplace(|value| scale * (value + 3.0));
        }
        let y: Vec<f64> = x.rows().into_iter().map(|r| 2e9 * r[0] - r[1] + 3e-8 * r[2] + 5.0).collect();
        let model = LinearRegression::default().fit(x.view(), &y).unwrap();
        close(&model.coef, &[2e9, -1.0, 3e-8], 1e-9);
        close(&[model.intercept], &[5.0], 1e-9);
        assert!((model.coef[2] / 3e-8 - 1.0).abs() < 1e-9);
        assert_eq!((model.rank, model.redundant.len()), (3, 0));
        close(&model.predict(x.view()).unwrap(), &y, 1e-9);
    }

    #[test]
    fn columns_that_differ_by_a_constant_share_the_weight_and_are_reported() {
        // Also far from 0, where centring leaves rounding errors.
        for (offset, shift) in [(0.0, 1.0), (0.1, 0.1), (1e6, 1000.7)] {
            let base: Vec<f64> = (0..20).map(|i| offset + f64::from(i * 7 % 20) * 0.3).collect();
            let x = Array2::from_shape_fn((20, 2), |(row, column)| base[row] + shift * column as f64);
            let y: Vec<f64> = base.iter().map(|value| 4.0 * (value - offset) + 1.0).collect();
            let model = LinearRegression::default().fit(x.view(), &y).unwrap();
            close(&model.coef, &[2.0, 2.0], 1e-6);
            assert_eq!(model.rank, 1);
            let [Dependence { column, of }] = &model.redundant[..] else { panic!("{:?}", model.redundant) };
            assert_eq!((column + of[0], of.len()), (1, 1));
        }
    }

    #[test]
    fn constant_columns_get_no_weight_and_sums_are_reported() {
        let mut x = random(30, 4, 3);
        x.column_mut(1).fill(0.1);
        let sum = &x.column(0) + &x.column(2);
        x.column_mut(3).assign(&sum);
        let y: Vec<f64> = x.rows().into_iter().map(|r| r[0] + 2.0 * r[2]).collect();
        let model = LinearRegression::default().fit(x.view(), &y).unwrap();
        assert_eq!(model.rank, 2);
        assert_eq!(model.redundant[0], Dependence { column: 1, of: vec![] });
        let mut group = model.redundant[1].of.clone();
        group.push(model.redundant[1].column);
        group.sort_unstable();
        assert_eq!(group, [0, 2, 3]);
        // The shortest of (1 - t, 2 - t, t).
        close(&model.coef, &[0.0, 0.0, 1.0, 1.0], 1e-9);
    }

    #[test]
    fn fewer_rows_than_columns_give_the_shortest_weights() {
        let x = arr2(&[[1.0, 2.0, 2.0]]);
        let model = LinearRegression { fit_intercept: false }.fit(x.view(), &[9.0]).unwrap();
        close(&model.coef, &[1.0, 2.0, 2.0], 1e-12);
        assert_eq!((model.rank, model.intercept), (1, 0.0));
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let fit =
            |x: Array2<f64>, y: &[f64]| LinearRegression::default().fit(x.view(), y).unwrap_err().to_string();
        assert!(fit(Array2::zeros((0, 2)), &[]).contains("no rows"));
        assert!(fit(Array2::zeros((3, 2)), &[1.0]).contains("3 rows but y has 1"));
        assert!(fit(arr2(&[[1.0], [f64::NAN]]), &[1.0, 2.0]).contains("sample 1"));
        assert!(fit(arr2(&[[1.0]]), &[f64::INFINITY]).contains("y holds infinity"));
        let model = LinearRegression::default().fit(arr2(&[[1.0], [2.0]]).view(), &[1.0, 2.0]).unwrap();
        assert!(model.predict(Array2::zeros((1, 2)).view()).unwrap_err().to_string().contains("fitted on 1"));
    }
}
