//! Metrics of regions and of numbers: intersection over union, correlations, the R2 score.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::table::MetricRow;
use super::{Metric, MetricForm, weights_or_one};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::graph::ops::{ArgMax, Fill, Iota, Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId};
use crate::losses::EPSILON;

/// The classes that an IoU is the mean of, as its config states them; none stand for all.
pub(super) fn classes(config: &Config<'_>, row: &MetricRow, options: &[(&str, f64)]) -> Result<Vec<f64>> {
    let count = options.iter().find(|&&(key, _)| key == "num_classes").map_or(2.0, |&(_, count)| count);
    if row.class.contains("Mean") {
        return Ok(Vec::new());
    }
    let expected = format!("a list of class numbers from 0 to {}", count - 1.0);
    let given = config.get("target_class_ids");
    let list = config.numbers("target_class_ids", &expected)?;
    match given {
        None if row.form == MetricForm::BinaryIou => Ok(vec![0.0, 1.0]),
        None => Err(config.error(format!("option \"target_class_ids\" is missing; expected {expected}"))),
        Some(value) => {
            let valid = |class: &f64| (0.0..count).contains(class) && libm::floor(*class) == *class;
            match !list.is_empty() && list.iter().all(valid) {
                true => Ok(list),
                false => Err(config.wrong("target_class_ids", value, &expected)),
            }
        }
    }
}

impl Metric {
    /// For each class of an IoU the weights of its intersection, of its targets and of its predictions.
    pub(super) fn overlaps(
        &self,
        graph: &mut Graph,
        p: NodeId,
        t: NodeId,
        weights: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let (shape, target) = (graph.shape(p).clone(), graph.shape(t).clone());
        let mut count = 2.0;
        let (mut truth, mut guess) = (t, p);
        if let MetricForm::Iou([true_sparse, _]) = self.form {
            count = self.option("num_classes");
            // OneHotIoU has no option for its targets.
            if !true_sparse || self.option("sparse_y_true") == 0.0 {
                truth = graph.push(ArgMax, &[t])?;
            }
            if self.option("sparse_y_pred") == 0.0 {
                guess = graph.push(ArgMax, &[p])?;
            }
        } else {
            guess = graph.map("p >= threshold", &[("p", p)], &[("threshold", self.option("threshold"))])?;
        }
        let rows = graph.shape(guess).clone();
        if graph.shape(truth).size() != rows.size() {
            return Err(Error::invalid(format!(
                "metric {} has no form for predictions of shape {shape} and targets of shape {target}",
                self.class
            )));
        }
        let truth = graph.push(Reshape { shape: rows.clone() }, &[truth])?;
        let weights = weights_or_one(graph, weights, guess)?;
        // Keras counts in whole numbers unless the metric has a dtype of floats.
        let whole = |graph: &mut Graph, x: NodeId| graph.map("sign(x) * floor(abs(x))", &[("x", x)], &[]);
        let (mut truth, mut guess, mut weights) = (truth, guess, weights);
        let floats = self.words[0] == 1;
        if !floats {
            truth = whole(graph, truth)?;
            guess = whole(graph, guess)?;
            weights = whole(graph, weights)?;
        }
        let ignored = self.option("ignore_class");
        // Targets below 0 do not count, so -1 ignores no further class.
        let constants = [("n", count), ("ignored", if ignored.is_nan() { -1.0 } else { ignored })];
        let formula = "w * (t >= 0) * (t < n) * (p >= 0) * (p < n) * (1 - (t == ignored))";
        let counts = graph.map(formula, &[("t", truth), ("p", guess), ("w", weights)], &constants)?;
        if floats {
            truth = whole(graph, truth)?;
            guess = whole(graph, guess)?;
        }
        let column =
            |graph: &mut Graph, x: NodeId| graph.push(Reshape { shape: [rows.size(), 1].into() }, &[x]);
        let class = match self.list.is_empty() {
            true => graph.push(Iota::new(count as usize), &[])?,
            false => graph.vector(&self.list)?,
        };
        let classes = graph.shape(class).clone();
        let inputs = [
            ("t", column(graph, truth)?),
            ("p", column(graph, guess)?),
            ("w", column(graph, counts)?),
            ("c", class),
        ];
        let mut nodes = Vec::new();
        for formula in ["w * (t == c) * (p == c)", "w * (t == c)", "w * (p == c)"] {
            nodes.push(columns(graph, formula, &inputs)?);
        }
        debug_assert_eq!(*graph.shape(nodes[0]), classes);
        Ok(nodes)
    }
}

/// A formula summed over rows: a number for each column.
fn columns(graph: &mut Graph, formula: &str, inputs: &[(&str, NodeId)]) -> Result<NodeId> {
    let values = graph.map(formula, inputs, &[])?;
    let size = graph.shape(values).last_axis();
    let sum = graph.push(Reduce { reduction: Reduction::Sum, axes: vec![0] }, &[values])?;
    graph.push(Reshape { shape: [size].into() }, &[sum])
}

/// The mean of intersection over union, of the classes that occur.
pub(super) fn mean_overlap(sums: &[f64]) -> f64 {
    let n = sums.len() / 3;
    let (mut total, mut found) = (0.0, 0.0);
    for class in 0..n {
        let [both, truth, guess] = [0, 1, 2].map(|i| sums[i * n + class]);
        let union = truth + guess - both;
        if union > 1e-9 {
            total += both / (union + EPSILON);
            found += 1.0;
        }
    }
    total / (found + EPSILON)
}

/// What the R2 score sums: for each output the targets, their squares, the squared errors and the weights; and the
/// number of all targets.
pub(super) fn squares(
    graph: &mut Graph,
    p: NodeId,
    t: NodeId,
    weights: Option<NodeId>,
) -> Result<Vec<NodeId>> {
    let w = weights_or_one(graph, weights, p)?;
    let inputs = [("p", p), ("t", t), ("w", w)];
    let mut nodes = Vec::new();
    for formula in ["t * w", "t * t * w", "square(t - p) * w", "w"] {
        nodes.push(columns(graph, formula, &inputs)?);
    }
    let count = graph.shape(p).size() as f32;
    nodes.push(graph.push(Fill { value: count, shape: [1].into() }, &[])?);
    Ok(nodes)
}

/// The R2 score from its sums: the mean of the outputs' scores, their mean weighted by variance, or all of them. With
/// `regressors`, it is adjusted for their number.
pub(super) fn r2(sums: &[f64], aggregation: usize, regressors: f64) -> Vec<f64> {
    let n = sums.len() / 4;
    let samples = sums[4 * n];
    let (mut scores, mut weighted, mut variance) = (Vec::new(), 0.0, 0.0);
    for class in 0..n {
        let [sum, square, error, count] = [0, 1, 2, 3].map(|i| sums[i * n + class]);
        let total = square - sum * (sum / count);
        let score = 1.0 - error / total;
        let score = if score.is_infinite() { 0.0 } else { score };
        weighted += total * score;
        variance += total;
        scores.push(score);
    }
    let mut values = match aggregation {
        0 => vec![scores.iter().sum::<f64>() / n as f64],
        1 => vec![weighted / variance],
        _ => scores,
    };
    if regressors > 0.0 && regressors < samples - 1.0 {
        for value in &mut values {
            *value = 1.0 - (1.0 - *value) * (samples - 1.0) / (samples - regressors - 1.0);
        }
    }
    values
}

/// The mean of a formula over each row, of the values, their means and their variances.
pub(super) fn correlation(graph: &mut Graph, p: NodeId, t: NodeId, formula: &str) -> Result<NodeId> {
    let mut moments = |x: NodeId| -> Result<(NodeId, NodeId)> {
        let mean = Reduce::last(Reduction::Mean, graph, x)?;
        let square = graph.map("square(x - m)", &[("x", x), ("m", mean)], &[])?;
        Ok((mean, Reduce::last(Reduction::Mean, graph, square)?))
    };
    let ((mt, vt), (mp, vp)) = (moments(t)?, moments(p)?);
    let inputs = [("t", t), ("p", p), ("mt", mt), ("mp", mp), ("vt", vt), ("vp", vp)];
    let values = graph.map(formula, &inputs, &[("e", EPSILON)])?;
    Reduce::last(Reduction::Mean, graph, values)
}
