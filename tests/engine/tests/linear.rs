//! Replays the results of scikit-learn and pandas: `tests/parity/linear.json`, made by `tests/parity/linear.py`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use pupil_core::metrics::roc_curve;
use pupil_data::linear::{Estimator, Evaluation, LogisticRegression, Penalty, Solver, TableModel};
use pupil_data::table::{CsvOptions, Missing, PrepareOptions, Standardize, Table, Targets, Task};
use pupil_engine_tests::public_data;
use serde_json::Value;

/// The largest difference of weights, scores and probabilities, as a share of the largest number.
const TOLERANCE: f64 = 1e-4;

fn cases(group: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/parity/linear.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let fixture: Value = serde_json::from_str(&text).unwrap();
    fixture[group].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap_or(f64::INFINITY)).collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_string()).collect()
}

fn read(name: &str, bytes: &[u8]) -> Table {
    Table::from_csv(name, bytes, &CsvOptions::default()).unwrap()
}

/// The largest difference as a share of the largest magnitude.
fn difference(ours: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(ours.len(), expected.len());
    let largest = expected.iter().fold(1e-12f64, |largest, value| largest.max(value.abs()));
    ours.iter().zip(expected).map(|(a, b)| (a - b).abs() / largest).fold(0.0, f64::max)
}

fn options(case: &Value) -> PrepareOptions {
    let given = &case["options"];
    PrepareOptions {
        features: Some(strings(&given["features"])),
        missing: Missing::from_name(given["missing"].as_str().unwrap()).unwrap(),
        standardize: Standardize::All(given["standardize"].as_bool().unwrap()),
        task: Some(Task::from_name(given["task"].as_str().unwrap_or("regression")).unwrap()),
        ..PrepareOptions::new(given["target"].as_str().unwrap())
    }
}

/// Every fifth row is a test row, if the case tests.
fn deal(testing: bool, rows: usize) -> (Vec<usize>, Vec<usize>) {
    (0..rows).partition(|row| !testing || row % 5 != 4)
}

fn check_scores(what: &str, ours: Option<Evaluation>, expected: &Value) {
    let close = |name: &str, ours: f64| {
        let expected = expected[name].as_f64().unwrap();
        assert!(
            (ours - expected).abs() <= TOLERANCE * expected.abs().max(1.0),
            "{what}: {name} is {ours}, not {expected}"
        );
    };
    match ours {
        None => assert!(expected.is_null(), "{what}"),
        Some(Evaluation::Regression { r2, rmse, .. }) => {
            close("r2", r2);
            close("rmse", rmse);
        }
        Some(Evaluation::Classification { accuracy, confusion, auc, .. }) => {
            close("accuracy", accuracy);
            let counts: Vec<Vec<f64>> =
                expected["confusion"].as_array().unwrap().iter().map(numbers).collect();
            assert_eq!(
                confusion.concat(),
                counts.concat().iter().map(|&n| n as usize).collect::<Vec<_>>(),
                "{what}"
            );
            assert_eq!(auc.is_some(), expected.get("auc").is_some(), "{what}");
            if let Some(auc) = auc {
                close("auc", auc);
            }
        }
    }
}

/// Fits a case with both solvers; returns the largest difference of the weights.
fn replay(what: &str, table: &Table, case: &Value) -> f64 {
    let given = &case["options"];
    let testing = given["test"].as_bool().unwrap();
    let prepared = table.prepare_split(&options(case), |_, rows| Ok(deal(testing, rows))).unwrap();
    assert_eq!(prepared.preparation.names(), strings(&case["names"]), "{what}");
    assert_eq!(table.rows() - prepared.dropped, case["rows"].as_u64().unwrap() as usize, "{what}");
    assert_eq!(
        prepared.preparation.target.classes,
        case["classes"].as_array().map(|_| strings(&case["classes"]))
    );
    let c = given["C"].as_f64();
    let solvers = match prepared.train.y {
        Targets::Numbers(_) => &[Solver::Lbfgs][..],
        Targets::Labels(_) => &[Solver::Lbfgs, Solver::NewtonCholesky],
    };
    let coef: Vec<f64> = case["coef"].as_array().unwrap().iter().flat_map(numbers).collect();
    let intercept = numbers(&case["intercept"]);
    let mut worst: f64 = 0.0;
    for &solver in solvers {
        let logistic = LogisticRegression {
            solver,
            c: c.unwrap_or(1.0),
            penalty: if c.is_none() { Penalty::None } else { Penalty::L2 },
            fit_intercept: given["fit_intercept"].as_bool().unwrap(),
            ..LogisticRegression::default()
        };
        let model = TableModel::fit(&prepared, &logistic).unwrap();
        let (ours, own_intercept) = match &model.estimator {
            Estimator::Linear(model) => {
                assert_eq!(Some(model.rank as u64), case["rank"].as_u64(), "{what}: rank");
                assert_eq!(model.rank + model.redundant.len(), model.coef.len(), "{what}");
                (model.coef.clone(), vec![model.intercept])
            }
            Estimator::Logistic(model) => {
                assert!(model.converged, "{what}: {solver:?}");
                (model.coef.concat(), model.intercept.clone())
            }
        };
        let off = difference(&ours, &coef).max(difference(&own_intercept, &intercept));
        assert!(
            off <= TOLERANCE,
            "{what}, {solver:?}: weights differ by {off:e}: {ours:?}, {own_intercept:?}; {coef:?}, {intercept:?}"
        );
        worst = worst.max(off);
        check_scores(&format!("{what}, training"), model.evaluate(&prepared.train).unwrap(), &case["train"]);
        check_scores(&format!("{what}, test"), model.evaluate(&prepared.test).unwrap(), &case["test"]);
    }
    worst
}

fn check_description(what: &str, table: &Table, columns: &Value) {
    let ours = serde_json::to_value(table.describe()).unwrap();
    let (ours, expected) = (ours.as_array().unwrap(), columns.as_array().unwrap());
    assert_eq!(ours.len(), expected.len(), "{what}");
    for (ours, expected) in ours.iter().zip(expected) {
        for (key, value) in expected.as_object().unwrap() {
            let same = match (ours[key].as_f64(), value.as_f64()) {
                (Some(ours), Some(value)) => (ours - value).abs() <= 1e-9 * value.abs().max(1e-3),
                _ => ours[key] == *value,
            };
            assert!(same, "{what}: {} of {} is {}; pandas has {value}", key, expected["name"], ours[key]);
        }
    }
}

#[test]
fn fits_match_scikit_learn() {
    let cases = cases("fits");
    assert!(cases.len() >= 20);
    for (at, case) in cases.iter().enumerate() {
        let table = read("made.csv", case["csv"].as_str().unwrap().as_bytes());
        let what = format!("case {at} ({})", case["options"]);
        println!("{what}: {:.1e}", replay(&what, &table, case));
    }
}

#[test]
fn descriptions_match_pandas() {
    for case in cases("describe") {
        check_description(
            "made",
            &read("made.csv", case["csv"].as_str().unwrap().as_bytes()),
            &case["columns"],
        );
    }
}

#[test]
fn roc_curves_match_scikit_learn() {
    for case in cases("roc") {
        let truth: Vec<bool> =
            case["truth"].as_array().unwrap().iter().map(|v| v.as_bool().unwrap()).collect();
        let curve = roc_curve(&truth, &numbers(&case["scores"])).unwrap();
        assert!(difference(&curve.fpr, &numbers(&case["fpr"])) < 1e-12);
        assert!(difference(&curve.tpr, &numbers(&case["tpr"])) < 1e-12);
        assert_eq!(curve.thresholds, numbers(&case["thresholds"]));
        assert!((curve.auc() - case["auc"].as_f64().unwrap()).abs() < 1e-12);
    }
}

#[test]
fn public_tables_give_what_scikit_learn_and_pandas_gave() {
    let Some(folder) = public_data("tabular") else {
        // Directly to the terminal, because the harness hides the output of passing tests.
        use std::io::Write;
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED public_tables_give_what_scikit_learn_and_pandas_gave: no public tables; set PUPIL_DATA to the \
             folder that holds tabular/"
        );
        return;
    };
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for case in cases("public") {
        let name = case["file"].as_str().unwrap().to_string();
        let table = tables.entry(name.clone()).or_insert_with(|| {
            let path = folder.join(&name);
            let mut bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            if name.ends_with(".gz") {
                let packed = std::mem::take(&mut bytes);
                GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
            }
            read(&name, &bytes)
        });
        check_description(&name, table, &case["columns"]);
        let what = format!("{name} ({})", case["options"]["target"]);
        println!("{what}: {:.1e}", replay(&what, table, &case));
    }
}
