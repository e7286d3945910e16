//! A linear model of a table: how its columns become numbers, and the weights.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ndarray::Array2;
use serde::Serialize;
use serde_json::Value;

use super::estimator::Estimator;
use super::saved::{self, JsonPlace};
use super::{LinearRegression, LogisticRegression};
use crate::table::{Part, Preparation, Prepared, Table, Targets};
use pupil_core::error::{Error, Result};
use pupil_core::metrics::{confusion_matrix, r2_score, roc_curve, root_mean_squared_error};

const FORMAT: &str = "pupil-regression";
const VERSION: usize = 1;

/// A linear model that reads tables.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableModel {
    format: String,
    version: usize,
    /// How a table's columns become numbers.
    pub preparation: Preparation,
    /// The weights that predict from these numbers.
    pub estimator: Estimator,
}

/// How good a model is on rows with known targets.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluation {
    /// Of a model that predicts a number.
    Regression {
        /// Rows.
        rows: usize,
        /// The share of the variance that is explained; NaN for fewer than two rows.
        r2: f64,
        /// The root of the mean squared error, in the target's units.
        rmse: f64,
    },
    /// Of a model that predicts classes.
    Classification {
        /// Rows.
        rows: usize,
        /// The share of rows whose class is the predicted one.
        accuracy: f64,
        /// Counts: row = true class, column = predicted class.
        confusion: Vec<Vec<usize>>,
        /// The area under the ROC curve; `None` unless there are two classes and the rows have both.
        auc: Option<f64>,
    },
}

impl TableModel {
    /// A model of this preparation and these weights.
    pub fn new(preparation: Preparation, estimator: Estimator) -> Self {
        Self { format: FORMAT.into(), version: VERSION, preparation, estimator }
    }

    /// Fits the training rows: least squares to a number, logistic regression with `options` to classes.
    ///
    /// # Errors
    /// When the weights cannot be found; see [`LinearRegression::fit`] and [`LogisticRegression::start`].
    pub fn fit(prepared: &Prepared, options: &LogisticRegression) -> Result<Self> {
        let Part { x, y, .. } = &prepared.train;
        let estimator = match y {
            Targets::Numbers(y) => {
                let regression = LinearRegression { fit_intercept: options.fit_intercept };
                Estimator::Linear(regression.fit(x.view(), y)?)
            }
            Targets::Labels(labels) => {
                let classes = prepared.preparation.target.classes.as_ref().map_or(0, Vec::len);
                Estimator::Logistic(options.fit(x.view(), labels, classes)?)
            }
        };
        Ok(Self::new(prepared.preparation.clone(), estimator))
    }

    /// How good the model is on some rows; `None` if there are none.
    ///
    /// # Errors
    /// When the rows were prepared in another way.
    pub fn evaluate(&self, part: &Part) -> Result<Option<Evaluation>> {
        let (x, rows) = (part.x.view(), part.rows.len());
        if rows == 0 {
            return Ok(None);
        }
        let evaluation = match (&self.estimator, &part.y) {
            (Estimator::Linear(model), Targets::Numbers(y)) => {
                let predicted = model.predict(x)?;
                let rmse = root_mean_squared_error(y, &predicted)?;
                Evaluation::Regression { rows, r2: r2_score(y, &predicted)?, rmse }
            }
            (Estimator::Logistic(model), Targets::Labels(labels)) => {
                let confusion = confusion_matrix(labels, &model.predict(x)?, model.classes())?;
                let right: usize = (0..confusion.len()).map(|class| confusion[class][class]).sum();
                let truth: Vec<bool> = labels.iter().map(|&label| label == 1).collect();
                let both = truth.contains(&true) && truth.contains(&false);
                let auc = if model.classes() == 2 && both {
                    let scores: Vec<f64> = model.predict_proba(x)?.iter().map(|row| row[1]).collect();
                    Some(roc_curve(&truth, &scores)?.auc())
                } else {
                    None
                };
                Evaluation::Classification { rows, accuracy: right as f64 / rows as f64, confusion, auc }
            }
            _ => {
                return Err(Error::invalid(
                    "evaluate: the rows' targets are not of the kind that the model predicts",
                ));
            }
        };
        Ok(Some(evaluation))
    }

    /// The prediction for each row: the number, or the probability of each class.
    ///
    /// # Errors
    /// When the number of columns differs from the number of weights, or a number is not finite.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Vec<Vec<f64>>> {
        match &self.estimator {
            Estimator::Linear(model) => {
                Ok(model.predict(x.view())?.into_iter().map(|value| alloc::vec![value]).collect())
            }
            Estimator::Logistic(model) => model.predict_proba(x.view()),
        }
    }

    /// The rows of a table that have all values they need, and the predictions for them; see [`TableModel::predict`].
    ///
    /// # Errors
    /// When a column is missing or has another type.
    pub fn predict_table(&self, table: &Table) -> Result<(Vec<usize>, Vec<Vec<f64>>)> {
        let (rows, x) = self.preparation.transform(table)?;
        Ok((rows, self.predict(&x)?))
    }

    /// What a reader of the weights must know: columns that depend on each other, classes that do not overlap, a
    /// minimum that was not reached.
    pub fn warnings(&self) -> Vec<String> {
        let names = self.preparation.names();
        match &self.estimator {
            Estimator::Linear(model) => {
                let warning = |dependence: &super::Dependence| {
                    let name = &names[dependence.column];
                    if dependence.of.is_empty() {
                        return format!("\"{name}\" is constant: it explains nothing and has the weight 0");
                    }
                    let others: Vec<String> =
                        dependence.of.iter().map(|&column| format!("\"{}\"", names[column])).collect();
                    format!(
                        "\"{name}\" follows from {} (up to a constant): many weights fit equally well, and the \
                         shortest ones are given",
                        others.join(", ")
                    )
                };
                model.redundant.iter().map(warning).collect()
            }
            Estimator::Logistic(model) => {
                let mut warnings = Vec::new();
                if !model.converged {
                    warnings.push(format!(
                        "the minimum was not reached in {} iterations: the weights may still change",
                        model.iterations
                    ));
                }
                if model.separated {
                    warnings.push(
                        "the classes do not overlap: without a penalty the weights grow without end"
                            .to_string(),
                    );
                }
                warnings
            }
        }
    }

    /// The model as JSON text.
    ///
    /// # Errors
    /// Never for a model that was fitted.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::format("model", e.to_string()))
    }

    /// The model that [`TableModel::to_json`] wrote; `name` is the file's, for errors.
    ///
    /// # Errors
    /// When the text does not have that form, or weights and columns do not match.
    pub fn from_json(name: &str, text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text)
            .map_err(|e| Error::format(name, format!("not a regression model: not valid JSON ({e})")))?;
        let place = JsonPlace::new(name, &value);
        let (format, version) = (place.member("format").text()?, place.member("version").count()?);
        if format != FORMAT || version != VERSION {
            let message =
                format!("format \"{format}\", version {version}; expected \"{FORMAT}\", version {VERSION}");
            return Err(Error::format(name, message));
        }
        let preparation = saved::preparation(&place.member("preparation"))?;
        let model = Self::new(preparation, saved::estimator(&place.member("estimator"))?);
        let width = model.preparation.names().len();
        let classes = model.preparation.target.classes.as_ref().map(Vec::len);
        let fits = match &model.estimator {
            Estimator::Linear(linear) => {
                let places = linear.redundant.iter().flat_map(|d| d.of.iter().chain([&d.column]));
                classes.is_none()
                    && linear.coef.len() == width
                    && places.max().is_none_or(|&most| most < width)
            }
            Estimator::Logistic(logistic) => {
                let rows = logistic.coef.len();
                let whole =
                    logistic.coef.iter().all(|row| row.len() == width) && logistic.intercept.len() == rows;
                whole && classes == Some(logistic.classes()) && rows != 2 && rows > 0
            }
        };
        if fits {
            Ok(model)
        } else {
            Err(Error::format(name, "its weights do not go with its columns and classes"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::Dependence;
    use crate::linear::LinearModel;
    use crate::table::{CsvOptions, Missing, PrepareOptions};
    use alloc::vec;

    fn table() -> Table {
        let mut text = String::from("a,b,kind,y,class\n");
        for row in 0..40 {
            let (a, kind) = (row % 7, if row % 3 == 0 { "x" } else { "z" });
            let y = 2 * a + if kind == "x" { 5 } else { 0 };
            text += &format!("{a},{},{kind},{y},{}\n", a + 10, if y + row % 5 > 10 { "high" } else { "low" });
        }
        Table::from_csv("t.csv", text.as_bytes(), &CsvOptions::default()).unwrap()
    }

    fn fitted(target: &str, features: &[&str]) -> (TableModel, Prepared) {
        let features = Some(features.iter().map(|name| name.to_string()).collect());
        let prepared = table().prepare(&PrepareOptions { features, ..PrepareOptions::new(target) }).unwrap();
        (TableModel::fit(&prepared, &LogisticRegression::default()).unwrap(), prepared)
    }

    #[test]
    fn numbers_are_predicted_and_dependent_columns_are_warned_about() {
        let (model, prepared) = fitted("y", &["a", "b", "kind"]);
        let Some(Evaluation::Regression { rows, r2, rmse }) = model.evaluate(&prepared.test).unwrap() else {
            panic!()
        };
        assert!(rows == 8 && (r2 - 1.0).abs() < 1e-12 && rmse < 1e-12);
        let warnings = model.warnings();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings.iter().any(|warning| warning.contains("\"a\"") && warning.contains("\"b\"")));
        assert!(
            warnings.iter().any(|warning| warning.contains("\"kind_x\"") && warning.contains("\"kind_z\""))
        );
    }

    #[test]
    fn classes_are_predicted_and_models_come_back_from_json() {
        for (target, features) in [("class", ["a", "kind"]), ("y", ["b", "kind"])] {
            let (model, prepared) = fitted(target, &features);
            let read = TableModel::from_json("m.json", &model.to_json().unwrap()).unwrap();
            assert_eq!(read.evaluate(&prepared.test).unwrap(), model.evaluate(&prepared.test).unwrap());
            let (rows, predicted) = read.predict_table(&table()).unwrap();
            assert_eq!((rows.len(), predicted[0].len()), (40, if target == "class" { 2 } else { 1 }));
            if let Some(Evaluation::Classification { accuracy, confusion, auc, rows }) =
                model.evaluate(&prepared.train).unwrap()
            {
                assert!(accuracy > 0.8 && auc.unwrap() > 0.9);
                assert_eq!(confusion.concat().iter().sum::<usize>(), rows);
            }
        }
    }

    #[test]
    fn every_encoding_comes_back_from_json() {
        for missing in [Missing::Drop, Missing::Median] {
            let text = "n,b,c,y\n1,True,u,1\n2,False,v,2\n3,True,v,4\n";
            let table = Table::from_csv("t.csv", text.as_bytes(), &CsvOptions::default()).unwrap();
            let options = PrepareOptions { missing, test_size: 0.0, ..PrepareOptions::new("y") };
            let preparation = table.prepare(&options).unwrap().preparation;
            let redundant = vec![Dependence { column: 3, of: vec![1, 2] }];
            let linear = LinearModel { coef: vec![0.5, 1.0, -2.0, 3.0], intercept: 0.25, rank: 3, redundant };
            let model = TableModel::new(preparation, Estimator::Linear(linear));
            assert_eq!(TableModel::from_json("m.json", &model.to_json().unwrap()).unwrap(), model);
        }
    }

    #[test]
    fn files_that_are_not_models_are_refused() {
        let read = |text: &str| TableModel::from_json("m.json", text).unwrap_err().to_string();
        assert_eq!(read("{}"), "m.json: not a regression model: format missing; expected a text");
        assert!(read("[").starts_with("m.json: not a regression model: not valid JSON"));
        let json = fitted("y", &["a"]).0.to_json().unwrap();
        assert!(read(&json.replace("\"version\":1", "\"version\":9")).contains("version 9; expected"));
        let mut wide: serde_json::Value = serde_json::from_str(&json).unwrap();
        wide["estimator"]["linear"]["coef"] = serde_json::json!([1.0, 2.0]);
        assert!(read(&wide.to_string()).contains("do not go with"));
    }
}
