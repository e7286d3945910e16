//! Fits that JavaScript continues step by step.

use pupil_core::config::snake_case;
use pupil_core::{Error, Result};
use pupil_data::linear::{GradientDescent, LogisticFit, LogisticRegression, Penalty, Solver};
use pupil_values::{Failure, config, error, structured};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::{labels, matrix};

enum Method {
    Solver(Box<LogisticFit>),
    Descent(Box<GradientDescent>),
}

/// A fit in progress.
#[wasm_bindgen]
pub struct Fit(Method);

#[wasm_bindgen]
impl Fit {
    /// Linear regression by gradient descent.
    pub fn linear(x: &[f64], rows: usize, y: &[f64], learning_rate: f64) -> Result<Fit, Failure> {
        let descent = GradientDescent::linear(matrix(x, rows)?, y, learning_rate).map_err(error)?;
        Ok(Self(Method::Descent(Box::new(descent))))
    }

    /// Logistic regression; by gradient descent if there is a learning rate.
    pub fn logistic(
        x: &[f64],
        rows: usize,
        y: &[u32],
        classes: usize,
        options: JsValue,
        learning_rate: Option<f64>,
    ) -> Result<Fit, Failure> {
        let options = logistic_options(&config("LogisticRegression", options)?).map_err(error)?;
        let (x, y) = (matrix(x, rows)?, labels(y));
        let method = match learning_rate {
            Some(rate) => GradientDescent::logistic(x, &y, classes, &options, rate)
                .map(|descent| Method::Descent(Box::new(descent))),
            None => options.start(x, &y, classes).map(|fit| Method::Solver(Box::new(fit))),
        };
        method.map(Self).map_err(error)
    }

    /// Does `times` steps, or fewer if it is done earlier. Returns the loss after each.
    pub fn step(&mut self, times: usize) -> Result<Vec<f64>, Failure> {
        let mut losses = Vec::new();
        for _ in 0..times {
            match &mut self.0 {
                Method::Descent(descent) => losses.push(descent.step().map_err(error)?),
                Method::Solver(fit) if fit.done() => break,
                Method::Solver(fit) => {
                    fit.step();
                    losses.push(fit.loss());
                }
            }
        }
        Ok(losses)
    }

    /// Sets the learning rate of gradient descent.
    #[wasm_bindgen(js_name = setLearningRate)]
    pub fn set_learning_rate(&mut self, rate: f64) {
        if let Method::Descent(descent) = &mut self.0 {
            descent.learning_rate = rate;
        }
    }

    /// An object with `coef` (a list for each row of weights), `intercept`, `loss`, `iterations`, `done`; for solvers
    /// also `converged` and `separated`.
    pub fn state(&self) -> Result<JsValue, Failure> {
        let state = match &self.0 {
            Method::Descent(descent) => {
                let (coef, intercept) = descent.weights();
                json!({
                    "coef": coef, "intercept": intercept, "loss": descent.loss(), "iterations": descent.steps(),
                    "done": false, "converged": descent.slope() < 1e-9, "separated": false,
                })
            }
            Method::Solver(fit) => {
                let model = fit.model();
                json!({
                    "coef": model.coef, "intercept": model.intercept, "loss": fit.loss(),
                    "iterations": model.iterations, "done": fit.done(), "converged": model.converged,
                    "separated": model.separated,
                })
            }
        };
        structured(&state)
    }
}

/// Options of logistic regression by scikit-learn's names, in camelCase or snake_case.
pub fn logistic_options(value: &Value) -> Result<LogisticRegression> {
    let mut options = LogisticRegression::default();
    for (key, value) in value.as_object().into_iter().flatten() {
        let wrong = |expected: &str| {
            Error::invalid(format!("LogisticRegression: {key} is {value}; expected {expected}"))
        };
        let number = || value.as_f64().ok_or_else(|| wrong("a number"));
        match snake_case(key).as_str() {
            "penalty" if value.is_null() => options.penalty = Penalty::None,
            "penalty" => options.penalty = Penalty::from_name(value.as_str().unwrap_or_default())?,
            // `snake_case` turns the capital C into `_c`.
            "_c" | "c" => options.c = number()?,
            "tol" => options.tol = number()?,
            "fit_intercept" => {
                options.fit_intercept = value.as_bool().ok_or_else(|| wrong("true or false"))?
            }
            "solver" => options.solver = Solver::from_name(value.as_str().unwrap_or_default())?,
            "max_iter" => {
                let count = value.as_u64().ok_or_else(|| wrong("a whole number of at least 0"))?;
                options.max_iter = count as usize;
            }
            _ => {
                let names = "penalty, C, tol, fit_intercept, solver, max_iter";
                return Err(Error::unsupported("option of LogisticRegression", key, names));
            }
        }
    }
    Ok(options)
}
