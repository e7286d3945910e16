//! Minimises the objective of logistic regression, one iteration for each call, so that the caller can look or stop.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;

use nalgebra::{Cholesky, DVector};
use serde::Serialize;

use super::objective::Objective;
use pupil_core::error::{Error, Result};

/// How many pairs of steps and gradient changes L-BFGS remembers; scikit-learn's number.
const MEMORY: usize = 10;

/// How the minimum is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Solver {
    /// L-BFGS, the default: many cheap iterations.
    Lbfgs,
    /// Newton's method with a Cholesky factorisation: few iterations, but the cost of each grows with the cube of the
    /// number of parameters.
    NewtonCholesky,
}

impl Solver {
    /// The solver of this name in scikit-learn: `lbfgs` or `newton-cholesky`.
    ///
    /// # Errors
    /// For any other name.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "lbfgs" => Ok(Self::Lbfgs),
            "newton-cholesky" => Ok(Self::NewtonCholesky),
            _ => Err(Error::unsupported("solver of LogisticRegression", name, "lbfgs, newton-cholesky")),
        }
    }
}

/// The result of logistic regression.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogisticModel {
    /// Weights: one row for two classes (positive weights speak for class 1), otherwise a row for each class.
    pub coef: Vec<Vec<f64>>,
    /// As many intercepts as rows of weights.
    pub intercept: Vec<f64>,
    /// Iterations of the solver.
    pub iterations: usize,
    /// True if the solver found the minimum.
    pub converged: bool,
    /// True if every sample's class has a probability of nearly 1. Without a penalty the weights then grow without
    /// limit.
    pub separated: bool,
}

/// A logistic regression that is being fitted.
pub struct LogisticFit {
    objective: Objective,
    solver: Solver,
    tolerance: f64,
    max_iterations: usize,
    theta: Vec<f64>,
    gradient: Vec<f64>,
    value: f64,
    pairs: VecDeque<Pair>,
    iterations: usize,
    /// True if no step makes the objective smaller any more.
    stuck: bool,
}

struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    /// 1 / (step * change).
    inverse: f64,
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

impl LogisticFit {
    pub(super) fn new(objective: Objective, solver: Solver, tolerance: f64, max_iterations: usize) -> Self {
        let theta = vec![0.0; objective.len()];
        let mut gradient = vec![0.0; theta.len()];
        let value = objective.value(&theta, &mut gradient);
        Self {
            objective,
            solver,
            tolerance,
            max_iterations,
            theta,
            gradient,
            value,
            pairs: VecDeque::new(),
            iterations: 0,
            stuck: false,
        }
    }

    /// The objective at the current weights: mean log loss and penalty.
    pub fn loss(&self) -> f64 {
        self.value
    }

    /// Iterations done.
    pub fn iterations(&self) -> usize {
        self.iterations
    }

    /// True if every slope is within the tolerance.
    pub fn converged(&self) -> bool {
        largest(&self.gradient) <= self.tolerance
    }

    /// True if there is nothing more to do: it converged, used up its iterations, or cannot get any lower.
    pub fn done(&self) -> bool {
        self.stuck || self.converged() || self.iterations >= self.max_iterations
    }

    /// Does one iteration, or nothing if the fit is done.
    pub fn step(&mut self) {
        if self.done() {
            return;
        }
        let mut direction = match self.solver {
            Solver::Lbfgs => self.two_loops(),
            Solver::NewtonCholesky => self.newton(),
        };
        if dot(&direction, &self.gradient) >= 0.0 {
            // Rounding errors made the direction useless; the steepest direction always goes down.
            self.pairs.clear();
            direction = self.gradient.iter().map(|slope| -slope).collect();
        }
        self.iterations += 1;
        self.stuck = !self.search(&direction);
    }

    /// The direction of L-BFGS (Nocedal & Wright, Numerical Optimization, algorithm 7.4).
    fn two_loops(&self) -> Vec<f64> {
        let mut direction: Vec<f64> = self.gradient.iter().map(|slope| -slope).collect();
        let mut factors = Vec::new();
        for pair in self.pairs.iter().rev() {
            let factor = pair.inverse * dot(&pair.step, &direction);
            direction.iter_mut().zip(&pair.change).for_each(|(d, change)| *d -= factor * change);
            factors.push(factor);
        }
        let scale = match self.pairs.back() {
            Some(pair) => 1.0 / (pair.inverse * dot(&pair.change, &pair.change)),
            None => 1.0 / libm::sqrt(dot(&self.gradient, &self.gradient)).max(1.0),
        };
        direction.iter_mut().for_each(|d| *d *= scale);
        for (pair, factor) in self.pairs.iter().zip(factors.into_iter().rev()) {
            let correction = factor - pair.inverse * dot(&pair.change, &direction);
            direction.iter_mut().zip(&pair.step).for_each(|(d, step)| *d += correction * step);
        }
        direction
    }

    /// Newton's direction. Where the matrix is singular (columns that depend on each other, and no penalty), it adds
    /// growing multiples of the identity until the matrix is regular.
    fn newton(&self) -> Vec<f64> {
        let hessian = self.objective.hessian(&self.theta);
        let size = hessian.diagonal().amax().max(f64::MIN_POSITIVE);
        let slopes = -DVector::from_column_slice(&self.gradient);
        let mut ridge = 0.0;
        loop {
            let mut matrix = hessian.clone();
            for at in 0..matrix.nrows() {
                matrix[(at, at)] += ridge * size;
            }
            // A pivot that is only rounding error passes, too.
            let sound = |pivot: &f64| pivot * pivot > 1e-13 * size;
            match Cholesky::new(matrix) {
                Some(factors) if factors.l_dirty().diagonal().iter().all(sound) => {
                    return factors.solve(&slopes).data.into();
                }
                _ if ridge > 1.0 => return slopes.data.into(),
                _ => ridge = if ridge == 0.0 { 1e-10 } else { 100.0 * ridge },
            }
        }
    }

    /// Goes along a direction until Wolfe's weak conditions hold, by halving and doubling the step (Lewis & Overton
    /// 2013). Near the minimum, where differences of the value are rounding errors, the slope alone decides (Hager &
    /// Zhang 2005, equation 4). Returns false when there is no such step.
    fn search(&mut self, direction: &[f64]) -> bool {
        const DECREASE: f64 = 1e-4;
        const CURVATURE: f64 = 0.9;
        let slope = dot(direction, &self.gradient);
        let rounding = 1e-14 * self.value.abs().max(1e-300);
        let (mut low, mut high, mut length) = (0.0, f64::INFINITY, 1.0);
        let mut gradient = vec![0.0; self.theta.len()];
        for _ in 0..60 {
            let theta: Vec<f64> = self.theta.iter().zip(direction).map(|(t, d)| t + length * d).collect();
            let value = self.objective.value(&theta, &mut gradient);
            let new_slope = dot(direction, &gradient);
            let lower = value <= self.value + DECREASE * length * slope;
            let level = value <= self.value + rounding && new_slope <= (2.0 * DECREASE - 1.0) * slope;
            if !(lower || level) {
                high = length;
            } else if new_slope < CURVATURE * slope {
                low = length;
            } else {
                let step: Vec<f64> = theta.iter().zip(&self.theta).map(|(new, old)| new - old).collect();
                let change: Vec<f64> =
                    gradient.iter().zip(&self.gradient).map(|(new, old)| new - old).collect();
                let curvature = dot(&step, &change);
                if self.solver == Solver::Lbfgs && curvature > f64::EPSILON * dot(&change, &change) {
                    if self.pairs.len() == MEMORY {
                        self.pairs.pop_front();
                    }
                    self.pairs.push_back(Pair { step, change, inverse: 1.0 / curvature });
                }
                (self.theta, self.value) = (theta, value);
                self.gradient.copy_from_slice(&gradient);
                return true;
            }
            length = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * low };
        }
        false
    }

    /// The model at the current weights.
    pub fn model(&self) -> LogisticModel {
        let (coef, intercept) = self.objective.outside(&self.theta);
        LogisticModel {
            coef,
            intercept,
            iterations: self.iterations,
            converged: self.converged(),
            separated: self.objective.least_certain(&self.theta) > 1.0 - 1e-6,
        }
    }
}
