//! The regression lesson's models, from a CSV file: linear regression for numbers, logistic regression for classes.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use pupil_core::metrics::roc_curve;
use pupil_data::linear::{self, Estimator, Evaluation, LogisticRegression, TableModel};
use pupil_data::table::{
    self, Description, Part, PrepareOptions, Prepared, Standardize, Table, Targets, Task,
};

use crate::csv::{self, CsvArgs};
use crate::plot::{self, Curve};
use crate::report;

/// How to train.
#[derive(Args)]
pub struct TrainOptions {
    /// A CSV file, gzipped or not. How it is written is detected; the options --delimiter, --header, --decimal and
    /// --encoding say it.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    csv: CsvArgs,
    /// The column to predict; columns without a header are called "column 1" and so on.
    #[arg(long)]
    target: String,
    /// The columns to predict from, separated by commas; by default all others that have at most 50 categories.
    #[arg(long, value_delimiter = ',')]
    features: Option<Vec<String>>,
    /// What happens to rows that lack a value.
    #[arg(long, value_enum, default_value_t = Missing::Drop)]
    missing: Missing,
    /// Scale numeric features to mean 0 and standard deviation 1.
    #[arg(long)]
    standardize: bool,
    /// Leave out the first category of each column, which follows from the others.
    #[arg(long)]
    drop_first: bool,
    /// What is fitted; by default the target's type decides: categories, booleans and numbers that are only 0 and 1 are
    /// classes.
    #[arg(long, value_enum)]
    kind: Option<EstimatorKind>,
    /// The share of rows to test with.
    #[arg(long = "test", default_value_t = 0.2)]
    test_size: f64,
    /// Decides which rows are tested.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The inverse strength of the penalty on the weights of logistic regression.
    #[arg(long = "C", default_value_t = 1.0)]
    c: f64,
    /// The solver of logistic regression.
    #[arg(long, value_enum, default_value_t = Solver::Lbfgs)]
    solver: Solver,
    /// Where the model goes (JSON).
    #[arg(long, value_parser = crate::training::writable)]
    out: PathBuf,
    /// Where a picture (SVG) goes: the line of one feature, predictions beside the truth, or the ROC curves of classes.
    #[arg(long, value_parser = crate::training::writable)]
    plot: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Missing {
    /// They are left out.
    Drop,
    /// They are filled with the column's mean; columns that are not numbers with their most frequent value.
    Mean,
    /// They are filled with the column's median; columns that are not numbers with their most frequent value.
    Median,
}

#[derive(Clone, Copy, ValueEnum)]
enum EstimatorKind {
    /// Least squares, for a number.
    Linear,
    /// Logistic regression, for classes.
    Logistic,
}

#[derive(Clone, Copy, ValueEnum)]
enum Solver {
    /// L-BFGS.
    Lbfgs,
    /// Newton's method with a Cholesky factorisation.
    NewtonCholesky,
}

/// What to measure.
#[derive(Args)]
pub struct EvaluateOptions {
    /// A model file (.json).
    model: PathBuf,
    /// A CSV file with the model's columns and its target, gzipped or not.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    csv: CsvArgs,
    /// Where a picture (SVG) goes, as for training.
    #[arg(long, value_parser = crate::training::writable)]
    plot: Option<PathBuf>,
}

/// What to predict.
#[derive(Args)]
pub struct PredictOptions {
    /// A model file (.json).
    model: PathBuf,
    /// A CSV file with the model's columns, gzipped or not.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    csv: CsvArgs,
}

/// Trains a model, prints how good it is and writes it.
pub fn train(options: &TrainOptions) -> Result<()> {
    let table = csv::table(&options.data, &options.csv)?;
    print!("{}", description(&table));
    let missing = match options.missing {
        Missing::Drop => table::Missing::Drop,
        Missing::Mean => table::Missing::Mean,
        Missing::Median => table::Missing::Median,
    };
    let task = options.kind.map(|kind| match kind {
        EstimatorKind::Linear => Task::Regression,
        EstimatorKind::Logistic => Task::Classification,
    });
    let prepared = table.prepare(&PrepareOptions {
        features: options.features.clone(),
        missing,
        standardize: Standardize::All(options.standardize),
        drop_first: options.drop_first,
        task,
        test_size: options.test_size,
        seed: options.seed,
        ..PrepareOptions::new(&options.target)
    })?;
    println!("\n{}", counts(&table, &prepared));
    let solver = match options.solver {
        Solver::Lbfgs => linear::Solver::Lbfgs,
        Solver::NewtonCholesky => linear::Solver::NewtonCholesky,
    };
    let logistic = LogisticRegression { c: options.c, solver, ..LogisticRegression::default() };
    let model = TableModel::fit(&prepared, &logistic)?;
    print!("\n{}", weights(&model));
    for warning in model.warnings() {
        println!("warning: {warning}");
    }
    for (name, part) in [("training", &prepared.train), ("test", &prepared.test)] {
        if let Some(evaluation) = model.evaluate(part)? {
            print!("\n{}", scores(name, &model, &evaluation));
        }
    }
    fs::write(&options.out, model.to_json()?)
        .with_context(|| format!("cannot write {}", options.out.display()))?;
    println!("\n{} written", options.out.display());
    if let Some(path) = &options.plot {
        picture(path, &model, &[("training", &prepared.train), ("test", &prepared.test)])?;
        println!("{} written", path.display());
    }
    Ok(())
}

fn model(path: &Path) -> Result<TableModel> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(TableModel::from_json(&path.display().to_string(), &text)?)
}

/// Prints how good a model is on another table.
pub fn evaluate(options: &EvaluateOptions) -> Result<()> {
    let (model, table) = (model(&options.model)?, csv::table(&options.data, &options.csv)?);
    let part = model.preparation.transform_with_targets(&table)?;
    println!("{} of {} rows have all that is needed", part.rows.len(), table.rows());
    let evaluation = model.evaluate(&part)?.with_context(|| format!("{}: no row can be used", table.name))?;
    print!("{}", scores("all", &model, &evaluation));
    if let Some(path) = &options.plot {
        picture(path, &model, &[("all", &part)])?;
        println!("{} written", path.display());
    }
    Ok(())
}

/// Prints the table with a prediction for each row, as CSV. Rows that lack a value get none.
pub fn predict(options: &PredictOptions) -> Result<()> {
    let (model, table) = (model(&options.model)?, csv::table(&options.data, &options.csv)?);
    let (rows, predictions) = model.predict_table(&table)?;
    let target = &model.preparation.target;
    let mut out = String::from("row");
    write!(out, ",{}", quoted(&target.column))?;
    let classes = target.classes.as_deref().unwrap_or_default();
    for class in classes {
        write!(out, ",{}", quoted(&format!("p({class})")))?;
    }
    out.push('\n');
    let mut done = rows.iter().zip(&predictions).peekable();
    for row in 0..table.rows() {
        write!(out, "{}", row + 1)?;
        match done.next_if(|(next, _)| **next == row) {
            None => out += &",".repeat(1 + classes.len()),
            Some((_, values)) if classes.is_empty() => write!(out, ",{}", values[0])?,
            Some((_, values)) => {
                write!(out, ",{}", quoted(&classes[report::largest(values)]))?;
                for value in values {
                    write!(out, ",{value:.6}")?;
                }
            }
        }
        out.push('\n');
    }
    print!("{out}");
    Ok(())
}

/// A CSV field, in quotes where it needs them.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

/// A number with few characters.
fn short(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        "-".into()
    } else if value == 0.0 || (1e-3..1e6).contains(&size) {
        let digits = if size >= 1000.0 {
            1
        } else if size >= 1.0 {
            3
        } else {
            5
        };
        format!("{value:.digits$}")
    } else {
        format!("{value:.3e}")
    }
}

/// Lines of aligned cells: the first column to the left, the others to the right.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let mut out = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(at, (cell, &width))| {
            if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        out += cells.collect::<Vec<_>>().join("  ").trim_end();
        out.push('\n');
    }
    out
}

fn strings<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).to_vec()
}

/// What `describe()` says, with one line for each column.
fn description(table: &Table) -> String {
    let mut numbers =
        vec![strings(["number", "count", "missing", "mean", "std", "min", "25%", "50%", "75%", "max"])];
    let mut others = vec![strings(["category", "count", "missing", "unique", "top", "freq"])];
    for summary in table.describe() {
        let mut line = vec![summary.name, summary.count.to_string(), summary.missing.to_string()];
        match summary.description {
            Description::Number { mean, std, min, lower, median, upper, max } => {
                line.extend([mean, std, min, lower, median, upper, max].map(short));
                numbers.push(line);
            }
            Description::Category { unique, top, freq } => {
                line.extend([unique.to_string(), top.unwrap_or_default(), freq.to_string()]);
                others.push(line);
            }
        }
    }
    let mut out = format!("{}: {} rows, {} columns\n", table.name, table.rows(), table.columns().len());
    for lines in [numbers, others].iter().filter(|lines| lines.len() > 1) {
        out += &format!("\n{}", aligned(lines));
    }
    for column in table.columns() {
        if let Some(stray) = &column.stray {
            let (count, row) = (stray.count, stray.row + 1);
            out += &format!(
                "warning: \"{}\" is taken for categories: {count} of its cells are no numbers, the first is {:?} in row {row}\n",
                column.name, stray.value
            );
        }
    }
    out
}

/// How many rows there are to train and to test with, and how many were left out.
fn counts(table: &Table, prepared: &Prepared) -> String {
    let (train, test) = (prepared.train.rows.len(), prepared.test.rows.len());
    let mut out = format!("{train} rows to train on, {test} to test with");
    if prepared.dropped > 0 {
        out += &format!("; {} of {} left out since a value is missing", prepared.dropped, table.rows());
    }
    if !prepared.skipped.is_empty() {
        out +=
            &format!("; not used, having too many categories or no values: {}", prepared.skipped.join(", "));
    }
    out
}

/// The weights, with one line for each column.
fn weights(model: &TableModel) -> String {
    let target = &model.preparation.target;
    let (rows, intercepts, heads) = match &model.estimator {
        Estimator::Linear(model) => (vec![&model.coef], vec![model.intercept], vec![target.column.clone()]),
        Estimator::Logistic(model) => {
            let classes = target.classes.clone().unwrap_or_default();
            // With two classes, the one row of weights is for the second.
            let heads = if model.coef.len() == 1 { classes[1..].to_vec() } else { classes };
            (model.coef.iter().collect(), model.intercept.clone(), heads)
        }
    };
    let mut lines = vec![[vec!["weights".to_string()], heads].concat()];
    for (at, name) in model.preparation.names().into_iter().enumerate() {
        lines.push([vec![name], rows.iter().map(|row| short(row[at])).collect()].concat());
    }
    lines.push([vec!["(intercept)".to_string()], intercepts.into_iter().map(short).collect()].concat());
    aligned(&lines)
}

/// How good a model is.
fn scores(part: &str, model: &TableModel, evaluation: &Evaluation) -> String {
    match evaluation {
        Evaluation::Regression { rows, r2, rmse } => {
            format!("{part}: {rows} rows, R2 {r2:.4}, RMSE {}\n", short(*rmse))
        }
        Evaluation::Classification { rows, accuracy, confusion, auc } => {
            let auc = auc.map(|auc| format!(", AUC {auc:.4}")).unwrap_or_default();
            let mut out = format!("{part}: {rows} rows, {:.2} % right{auc}\n", 100.0 * accuracy);
            let classes = model.preparation.target.classes.iter().flatten().enumerate();
            let names: Vec<String> = classes.map(|(at, name)| format!("{at} = {name}")).collect();
            out += &format!("{}\n{}", names.join(", "), report::confusion(confusion));
            out
        }
    }
}

/// Draws a model's predictions for some rows.
fn picture(path: &Path, model: &TableModel, parts: &[(&str, &Part)]) -> Result<()> {
    let target = &model.preparation.target;
    let parts = || parts.iter().filter(|(_, part)| !part.rows.is_empty());
    if let (Some(classes), Estimator::Logistic(logistic)) = (&target.classes, &model.estimator) {
        let mut panels = Vec::new();
        for (name, part) in parts() {
            let Targets::Labels(labels) = &part.y else { continue };
            let probabilities = logistic.predict_proba(part.x.view())?;
            let mut curves = Vec::new();
            // With two classes, each curve mirrors the other, so one is enough.
            for (class, label) in classes.iter().enumerate().skip(usize::from(classes.len() == 2)) {
                let truth: Vec<bool> = labels.iter().map(|&label| label == class).collect();
                let scores: Vec<f64> = probabilities.iter().map(|row| row[class]).collect();
                if let Ok(roc) = roc_curve(&truth, &scores) {
                    curves.push(Curve { name: label, points: roc.fpr.into_iter().zip(roc.tpr).collect() });
                }
            }
            panels.push((format!("ROC of {}, {name}", target.column), curves));
        }
        let panels: Vec<_> =
            panels.iter_mut().map(|(title, curves)| (title.as_str(), std::mem::take(curves))).collect();
        return plot::curves(path, "false positive rate", &panels);
    }
    let names = model.preparation.names();
    let mut sets = Vec::new();
    let mut line: Vec<(f64, f64)> = Vec::new();
    for (name, part) in parts() {
        let Targets::Numbers(y) = &part.y else { continue };
        let predicted: Vec<f64> = model.predict(&part.x)?.into_iter().map(|values| values[0]).collect();
        // With one column, the plot shows the data and the line through them; with several, predictions against
        // targets.
        let points: Vec<(f64, f64)> = if names.len() == 1 {
            let x: Vec<f64> = part.x.column(0).to_vec();
            line.extend(x.iter().copied().zip(predicted));
            x.into_iter().zip(y.iter().copied()).collect()
        } else {
            line.extend(y.iter().map(|&value| (value, value)));
            y.iter().copied().zip(predicted).collect()
        };
        sets.push(Curve { name, points });
    }
    line.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ends = [line.first(), line.last()].into_iter().flatten().copied().collect();
    let (title, axes, name) = if names.len() == 1 {
        (
            format!("{} by {}", target.column, names[0]),
            [names[0].clone(), target.column.clone()],
            "fitted line",
        )
    } else {
        let title = format!("{}: predicted and true", target.column);
        (title, [target.column.clone(), "predicted".to_string()], "predicted = true")
    };
    plot::dots(path, &title, [&axes[0], &axes[1]], &sets, Curve { name, points: ends })
}
