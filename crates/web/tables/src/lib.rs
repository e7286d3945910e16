//! Tables and linear models: `pupil_data::table` and `pupil_data::linear` for JavaScript. The module shares nothing
//! with networks, so that pages without tables need not load it.
//!
//! A matrix is a typed array, row after row, with its number of rows. Small results are plain objects.

mod fit;
mod table;

pub use fit::Fit;
pub use table::Table;

use ndarray::ArrayView2;
use pupil_core::metrics::{r2_score, roc_curve, root_mean_squared_error};
use pupil_data::linear::{LinearModel, LinearRegression, LogisticModel};
use pupil_values::{Failure, error, structured};
use serde_json::json;
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// A matrix of `rows` rows; without rows it has no columns either.
fn matrix(values: &[f64], rows: usize) -> Result<ArrayView2<'_, f64>, Failure> {
    let columns = values.len().checked_div(rows).unwrap_or(0);
    ArrayView2::from_shape((rows, columns), values)
        .map_err(|_| Failure::new(&format!("x: {} numbers do not make {rows} rows", values.len())))
}

fn labels(values: &[u32]) -> Vec<usize> {
    values.iter().map(|&label| label as usize).collect()
}

/// Least squares in closed form. Returns an object with `coef`, `intercept`, `rank` and `redundant`.
#[wasm_bindgen(js_name = fitLinear)]
pub fn fit_linear(x: &[f64], rows: usize, y: &[f64], fit_intercept: bool) -> Result<JsValue, Failure> {
    let model = LinearRegression { fit_intercept }.fit(matrix(x, rows)?, y).map_err(error)?;
    table::written(&model)
}

/// A prediction for each row.
#[wasm_bindgen(js_name = predictLinear)]
pub fn predict_linear(x: &[f64], rows: usize, coef: Vec<f64>, intercept: f64) -> Result<Vec<f64>, Failure> {
    let model = LinearModel { coef, intercept, rank: 0, redundant: Vec::new() };
    model.predict(matrix(x, rows)?).map_err(error)
}

/// The probabilities of the classes for each row. `coef` has the rows of weights one after the other.
#[wasm_bindgen(js_name = predictProba)]
pub fn predict_proba(x: &[f64], rows: usize, coef: &[f64], intercept: Vec<f64>) -> Result<Vec<f64>, Failure> {
    let width = coef.len().checked_div(intercept.len()).unwrap_or(0);
    let coef = coef.chunks(width.max(1)).map(<[f64]>::to_vec).collect();
    let model = LogisticModel { coef, intercept, iterations: 0, converged: true, separated: false };
    Ok(model.predict_proba(matrix(x, rows)?).map_err(error)?.concat())
}

/// An object with `r2` and `rmse`, the scores of predicted numbers.
#[wasm_bindgen(js_name = regressionScores)]
pub fn regression_scores(truth: &[f64], predicted: &[f64]) -> Result<JsValue, Failure> {
    let r2 = r2_score(truth, predicted).map_err(error)?;
    let rmse = root_mean_squared_error(truth, predicted).map_err(error)?;
    structured(&json!({ "r2": r2, "rmse": rmse }))
}

/// An object with `fpr`, `tpr`, `thresholds` (the first, infinity, is null) and `auc`. Positives are not 0 in `truth`.
#[wasm_bindgen(js_name = rocCurve)]
pub fn roc(truth: &[u8], scores: &[f64]) -> Result<JsValue, Failure> {
    let truth: Vec<bool> = truth.iter().map(|&positive| positive != 0).collect();
    let curve = roc_curve(&truth, scores).map_err(error)?;
    let auc = curve.auc();
    structured(&json!({ "fpr": curve.fpr, "tpr": curve.tpr, "thresholds": curve.thresholds, "auc": auc }))
}
