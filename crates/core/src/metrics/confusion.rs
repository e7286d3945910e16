//! Metrics that count positives and negatives: precision, recall, the area under a curve, F scores; the confusion
//! matrix.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::{Metric, MetricForm, OUT, weights_or_one};
use crate::error::{Error, Result};
use crate::graph::ops::{Iota, Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId};

impl Metric {
    /// True and false positives and their totals, for the metrics of confusion.
    pub(super) fn counts(
        &self,
        graph: &mut Graph,
        p: NodeId,
        t: NodeId,
        weights: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        let shape = graph.shape(p).clone();
        let (mut p, mut t) = (p, t);
        let top = self.option("top_k");
        if !top.is_nan() {
            p = largest(graph, p, top)?;
        }
        let class = self.option("class_id");
        if !class.is_nan() {
            if class as usize >= shape.last_axis() {
                return Err(Error::Label { value: class, sample: 0, last: shape.last_axis() - 1 });
            }
            let view = View::of(&shape).sliced(shape.len() - 1, class as usize, 1);
            p = graph.push(view.clone(), &[p])?;
            t = graph.push(view, &[t])?;
        }
        let w = weights_or_one(graph, weights, p)?;
        let inputs = [("p", p), ("t", t), ("w", w)];
        let sum = |graph: &mut Graph, formula: &str, constants: &[(&str, f64)]| -> Result<NodeId> {
            let values = graph.map(formula, &inputs, constants)?;
            Reduce::all(Reduction::Sum, graph, values)
        };
        match self.form {
            MetricForm::Auc | MetricForm::AtLeast(_) => {
                let n = self.steps();
                let (outputs, each) = (graph.shape(p).last_axis(), self.option("multi_label") > 0.0);
                for given in [self.list.len(), self.option("num_labels") as usize] {
                    if given != 0 && given != outputs {
                        return Err(Error::invalid(format!(
                            "metric {}: the options are of {given} labels, but predictions have {outputs}",
                            self.class
                        )));
                    }
                }
                if each && shape.len() != 2 {
                    return Err(Error::invalid(format!(
                        "metric {}: \"multi_label\" takes predictions of two axes, not of shape {shape}",
                        self.class
                    )));
                }
                let labels = if each { outputs } else { 1 };
                let mut inputs = inputs;
                if !each && !self.list.is_empty() {
                    let factors = graph.vector(&self.list)?;
                    inputs[2].1 = graph.map("w * f", &[("w", w), ("f", factors)], &[])?;
                }
                let samples = graph.shape(p).size() / labels;
                let column = |graph: &mut Graph, formula: &str| -> Result<NodeId> {
                    let logits = [("from_logits", self.option("from_logits"))];
                    let values = graph.map(formula, &inputs, &logits)?;
                    graph.push(Reshape { shape: [samples, labels, 1].into() }, &[values])
                };
                let score = column(graph, "clip(from_logits > 0 ? sigmoid(p) : p, 0, 1)")?;
                let positive = column(graph, "t == 0 ? 0 : w")?;
                let negative = column(graph, "t == 0 ? w : 0")?;
                let place = graph.push(Iota::new(n), &[])?;
                // The thresholds of an AUC: 0, which all pass; then 1/(n-1), .. or the given ones; then 1, which none
                // passes. Those of a rate: 0, 1/(n-1), .. 1, or 0.5 alone.
                let inputs = [("p", score), ("i", place)];
                let above = if self.form != MetricForm::Auc {
                    let formula = if n == 1 { "max(p > 0.5, 0 * i)" } else { "p * n > i" };
                    graph.map(formula, &inputs, &[("n", n as f64 - 1.0)])?
                } else if self.thresholds.is_empty() {
                    graph.map("max(p * n > i, i == 0)", &inputs, &[("n", n as f64 - 1.0)])?
                } else {
                    let mut sorted: Vec<f64> = Vec::new();
                    for &threshold in &self.thresholds {
                        sorted.insert(sorted.partition_point(|&other| other < threshold), threshold);
                    }
                    let last = sorted.len() as f64;
                    sorted.insert(0, 0.0);
                    sorted.push(1.0);
                    let threshold = graph.vector(&sorted)?;
                    let inputs = [("p", score), ("i", place), ("t", threshold)];
                    graph.map("i == 0 ? 1 : i > n ? 0 : p > t", &inputs, &[("n", last)])?
                };
                let over_samples = |graph: &mut Graph, values: NodeId| -> Result<NodeId> {
                    let size = graph.shape(values).size() / samples;
                    let sum = graph.push(Reduce { reduction: Reduction::Sum, axes: vec![0] }, &[values])?;
                    graph.push(Reshape { shape: [size].into() }, &[sum])
                };
                let mut nodes = Vec::new();
                for side in [positive, negative] {
                    let hits = graph.map("a * s", &[("a", above), ("s", side)], &[])?;
                    nodes.push(over_samples(graph, hits)?);
                }
                nodes.push(over_samples(graph, positive)?);
                nodes.push(over_samples(graph, negative)?);
                Ok(nodes)
            }
            MetricForm::F1 => {
                let threshold = self.option("threshold");
                let largest = Reduce::last(Reduction::Max, graph, p)?;
                let formula = if threshold.is_nan() { "p >= m ? abs(p) > e : 0" } else { "p > threshold" };
                let constants = [("e", 1e-9), ("threshold", threshold)];
                let hit = graph.map(formula, &[("p", p), ("m", largest)], &constants)?;
                let keep = usize::from(self.words[0] != 0);
                let mut nodes = Vec::new();
                for formula in ["w * h * t", "w * h * (1 - t)", "w * (1 - h) * t", "w * t"] {
                    let values = graph.map(formula, &[("h", hit), ("t", t), ("w", w)], &[])?;
                    let axes: Vec<usize> = (0..graph.shape(values).len() - keep).collect();
                    let sum = graph.push(Reduce { reduction: Reduction::Sum, axes }, &[values])?;
                    let len = graph.shape(sum).size();
                    nodes.push(graph.push(Reshape { shape: [len].into() }, &[sum])?);
                }
                Ok(nodes)
            }
            MetricForm::Count([above, positive]) => {
                let weight = if positive { "t == 0 ? 0 : w" } else { "t == 0 ? w : 0" };
                let (yes, no) = if above { (weight, "0") } else { ("0", weight) };
                let formula = format!("p > threshold ? {yes} : {no}");
                let mut nodes = Vec::new();
                for &threshold in &self.thresholds {
                    nodes.push(sum(graph, &formula, &[("threshold", threshold)])?);
                }
                Ok(nodes)
            }
            _ => {
                let other = if self.form == MetricForm::Precision {
                    "p > threshold ? t == 0 ? w : 0 : 0"
                } else {
                    "p > threshold ? 0 : t == 0 ? 0 : w"
                };
                let mut nodes = Vec::new();
                for &threshold in &self.thresholds {
                    let threshold = [("threshold", threshold)];
                    nodes.push(sum(graph, "p > threshold ? t == 0 ? 0 : w : 0", &threshold)?);
                    nodes.push(sum(graph, other, &threshold)?);
                }
                Ok(nodes)
            }
        }
    }

    /// The number of thresholds of a curve.
    fn steps(&self) -> usize {
        match self.thresholds.len() {
            0 => self.option("num_thresholds") as usize,
            given => given + 2,
        }
    }

    /// The largest of a rate over the thresholds at which another rate is high enough.
    pub(super) fn best(&self, wanted: &str, sums: &[f64]) -> f64 {
        let n = self.steps();
        let (positive, negative) = (sums[2 * n], sums[2 * n + 1]);
        let rate = |name: &str, i: usize| {
            let (hits, alarms) = (sums[i], sums[n + i]);
            match name {
                "specificity" => ratio(negative - alarms, negative),
                "precision" => ratio(hits, hits + alarms),
                _ => ratio(hits, positive),
            }
        };
        let (given, least) = self.options[0];
        // Keras compares floats of 32 bits.
        let enough = |&i: &usize| rate(given, i) as f32 >= least as f32;
        (0..n).filter(enough).fold(0.0, |best, i| rate(wanted, i).max(best))
    }

    /// The area under a curve; with several, their mean.
    pub(super) fn areas(&self, sums: &[f64]) -> f64 {
        let n = self.steps();
        let labels = sums.len() / (2 * n + 2);
        let each = self.option("multi_label") > 0.0;
        let (mut total, mut weight) = (0.0, 0.0);
        for label in 0..labels {
            let curve = |side: usize| &sums[(side * labels + label) * n..][..n];
            let totals = [0, 1].map(|side| sums[2 * n * labels + side * labels + label]);
            let factor = self.list.get(label).filter(|_| each).copied().unwrap_or(1.0);
            total += factor * self.area(curve(0), curve(1), totals);
            weight += factor;
        }
        ratio(total, weight)
    }

    /// The area under the curve of true and false positives: trapezoids, or for precision and recall the interpolation
    /// of Davis & Goadrich (2006) that Keras uses.
    fn area(&self, tp: &[f64], fp: &[f64], totals: [f64; 2]) -> f64 {
        let n = tp.len();
        let precision_recall = self.words[0] == 1;
        let scale = ratio(totals[0], totals[1]);
        let mut area = 0.0;
        for i in 0..n - 1 {
            if precision_recall && self.words[1] == 0 {
                let (p0, p1) = (tp[i] + fp[i], tp[i + 1] + fp[i + 1]);
                let gained = tp[i] - tp[i + 1];
                let slope = ratio(gained, (p0 - p1).max(0.0));
                let intercept = tp[i + 1] - slope * p1;
                let log = if p0 > 0.0 && p1 > 0.0 { libm::log(p0 / p1) } else { 0.0 };
                area += ratio(slope * (gained + intercept * log), totals[0]);
                continue;
            }
            let point = |i: usize| {
                let recall = ratio(tp[i], totals[0]);
                if self.words[0] == 2 {
                    // Flach & Kull (2015).
                    let gain = |errors: f64| 1.0 - scale * ratio(errors, tp[i]);
                    if tp[i] == 0.0 { (0.0, 1.0) } else { (gain(totals[0] - tp[i]).max(0.0), gain(fp[i])) }
                } else if precision_recall {
                    (recall, ratio(tp[i], tp[i] + fp[i]))
                } else {
                    (ratio(fp[i], totals[1]), recall)
                }
            };
            let ((x0, y0), (x1, y1)) = (point(i), point(i + 1));
            let height = match self.words[1] {
                0 => (y0 + y1) / 2.0,
                1 => y0.min(y1),
                _ => y0.max(y1),
            };
            area += (x0 - x1) * height;
        }
        area
    }
}

/// A quotient, 0 where it is divided by 0.
fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// Keeps the `k` largest predictions of each row and sets the others to [`OUT`]; of equal ones the first are kept.
fn largest(graph: &mut Graph, p: NodeId, k: f64) -> Result<NodeId> {
    let shape = graph.shape(p).clone();
    let n = shape.last_axis();
    let mut column = shape.to_vec();
    column.push(1);
    let mut row = shape.rows_shape().to_vec();
    row.extend([1, n]);
    let place = graph.push(Iota::new(n), &[])?;
    let own_place = graph.push(Reshape { shape: [n, 1].into() }, &[place])?;
    let own = graph.push(Reshape { shape: column.into() }, &[p])?;
    let other = graph.push(Reshape { shape: row.into() }, &[p])?;
    let inputs = [("a", own), ("b", other), ("i", own_place), ("j", place)];
    let before = graph.map("b > a ? 1 : (b == a) * (j < i)", &inputs, &[])?;
    let rank = Reduce::last(Reduction::Sum, graph, before)?;
    let rank = graph.push(Reshape { shape }, &[rank])?;
    graph.map("rank < k ? p : out", &[("rank", rank), ("p", p)], &[("k", k), ("out", OUT)])
}

/// Counts of predictions by class: row = true class, column = predicted class.
///
/// # Errors
/// When the lists differ in length or hold a class of `classes` or more.
pub fn confusion_matrix(truth: &[usize], predicted: &[usize], classes: usize) -> Result<Vec<Vec<usize>>> {
    if truth.len() != predicted.len() {
        return Err(Error::invalid(format!(
            "confusion_matrix: {} labels but {} predictions",
            truth.len(),
            predicted.len()
        )));
    }
    let mut matrix = vec![vec![0; classes]; classes];
    for (sample, (&t, &p)) in truth.iter().zip(predicted).enumerate() {
        if t >= classes || p >= classes {
            return Err(Error::Label { value: t.max(p) as f64, sample, last: classes.saturating_sub(1) });
        }
        matrix[t][p] += 1;
    }
    Ok(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn confusion_matrix_counts_and_refuses() {
        assert_eq!(confusion_matrix(&[0, 1, 1], &[0, 0, 1], 2).unwrap(), [[1, 0], [1, 1]]);
        assert!(confusion_matrix(&[0], &[2], 2).unwrap_err().to_string().contains("from 0 to 1"));
    }
}
