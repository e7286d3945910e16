//! The values of a loss, one for each row of the prediction.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::table::LossForm;
use super::{EPSILON, Loss, logits};
use crate::config::axis_at;
use crate::error::{Error, Result};
use crate::graph::ops::{Iota, LogSoftmax, MatMul, Reduce, Reduction, Reshape, Softmax, Stop, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// Stands for minus infinity in exponents: its exponential is 0, and its differences are finite.
const NONE: f64 = -1e30;

impl Loss {
    /// The position of an axis that an option states.
    fn axis_of(&self, axis: i64, shape: &Shape) -> Result<usize> {
        axis_at(axis, shape.len()).ok_or_else(|| {
            Error::invalid(format!("loss {}: predictions of shape {shape} have no axis {axis}", self.name()))
        })
    }

    /// Each row's value. Where a sigmoid or softmax computed the prediction, the loss uses its logits, which is
    /// numerically stable. Keras does the same: its activations attach their input to their output, and every
    /// crossentropy uses that input, whether a sigmoid or a softmax attached it.
    ///
    /// # Errors
    /// When prediction and target do not go together, or an option does not fit them.
    pub fn rows(&self, graph: &mut Graph, p: NodeId, t: NodeId) -> Result<NodeId> {
        if self.is_own() {
            let value = self.own_values(graph, p, t)?;
            return own_rows(graph, p, value);
        }
        let shape = graph.shape(p).clone();
        let expected = if self.labels() { shape.rows() } else { shape.size() };
        if graph.shape(t).size() != expected {
            return Err(Error::invalid(format!(
                "loss {}: targets of shape {} do not go with predictions of shape {shape}",
                self.name(),
                graph.shape(t)
            )));
        }
        let last = shape.len() - 1;
        let axis = match self.has("axis") {
            true => self.axis_of(self.option("axis") as i64, &shape)?,
            false => last,
        };
        let mut rows = shape.to_vec();
        rows.remove(axis);
        let classes = shape.last_axis();
        let mut t = match self.row.form {
            LossForm::Circle if cfg!(feature = "rare") => return self.circle(graph, p, t),
            LossForm::Sparse | LossForm::OfClass(_) => {
                let mut dims = rows.clone();
                dims.push(1);
                let label = graph.push(Reshape { shape: dims.into() }, &[t])?;
                // An ignored label must match no class, so it becomes -1.
                let label = match self.ignored() {
                    Some(ignored) => graph.map("l == c ? -1 : l", &[("l", label)], &[("c", ignored)])?,
                    None => label,
                };
                let class = graph.push(Iota::new(classes), &[])?;
                graph.map("label == class", &[("label", label), ("class", class)], &[])?
            }
            _ => graph.push(Reshape { shape: shape.clone() }, &[t])?,
        };
        let smoothing = self.option("label_smoothing");
        if smoothing != 0.0 {
            let even = if matches!(self.row.form, LossForm::Binary { .. }) { 2 } else { classes };
            t = graph.map("t * (1 - s) + s / n", &[("t", t)], &[("s", smoothing), ("n", even as f64)])?;
        }
        let from_logits = self.option("from_logits") != 0.0;
        let z = match logits(graph, p).or(from_logits.then_some(p)) {
            Some(z) => Some(axis_last(graph, z, axis)?),
            None => None,
        };
        let (p, t) = (axis_last(graph, p, axis)?, axis_last(graph, t, axis)?);
        let mut inputs = vec![("p", p), ("t", t)];
        let mut constants: Vec<(&str, f64)> = vec![("e", EPSILON)];
        constants.extend(self.row.options.iter().zip(&self.options).map(|(&(key, _), &value)| (key, value)));
        if !self.alpha.is_empty() {
            if self.alpha.len() != classes {
                return Err(Error::invalid(format!(
                    "loss {}: option \"alpha\" has {} numbers for {classes} classes",
                    self.name(),
                    self.alpha.len()
                )));
            }
            let mut dims = vec![1; last];
            dims.push(classes);
            let alpha = graph.vector(&self.alpha)?;
            let alpha = graph.push(Reshape { shape: dims.into() }, &[alpha])?;
            inputs.push(("alpha", axis_last(graph, alpha, axis)?));
            constants.retain(|&(name, _)| name != "alpha");
        }
        let (reduction, values) = match self.row.form {
            LossForm::Mean(formula) => (Reduction::Mean, graph.map(formula, &inputs, &constants)?),
            LossForm::Sum(formula) => (Reduction::Sum, graph.map(formula, &inputs, &constants)?),
            // The beginning of this function computes them.
            LossForm::Steps | LossForm::Circle => return Err(Error::invalid("a loss of steps has no steps")),
            LossForm::Overlap(parts, formula) => {
                let axes = match self.axes.is_empty() {
                    true => (0..shape.len()).collect(),
                    false => self
                        .axes
                        .iter()
                        .map(|&axis| self.axis_of(axis, &shape))
                        .collect::<Result<Vec<_>>>()?,
                };
                let mut sums = Vec::new();
                for (name, part) in ["a", "b", "c"].into_iter().zip(parts) {
                    let values = graph.map(part, &inputs, &[])?;
                    let reduce = Reduce { reduction: Reduction::Sum, axes: axes.clone() };
                    sums.push((name, graph.push(reduce, &[values])?));
                }
                let value = graph.map(formula, &sums, &constants)?;
                let kept = shape.iter().enumerate().filter(|(axis, _)| !axes.contains(axis));
                let mut kept: Vec<usize> = kept.map(|(_, &size)| size).collect();
                if kept.is_empty() {
                    kept.push(1);
                }
                return graph.push(Reshape { shape: kept.into() }, &[value]);
            }
            LossForm::OfClass(formula) => {
                let own = graph.map("t * p", &inputs, &[])?;
                let own = Reduce::last(Reduction::Sum, graph, own)?;
                (Reduction::Sum, graph.map(formula, &[("p", own)], &constants)?)
            }
            LossForm::Hinge(formula) => {
                let other = graph.map("1 - max(t == 0, t == 1)", &[("t", t)], &[])?;
                let axes = (0..shape.len()).collect();
                let other = graph.push(Reduce { reduction: Reduction::Max, axes }, &[other])?;
                let t = graph.map("other > 0 ? t : 2 * t - 1", &[("t", t), ("other", other)], &[])?;
                (Reduction::Mean, graph.map(formula, &[("p", p), ("t", t)], &[])?)
            }
            LossForm::CategoricalHinge => {
                let right = graph.map("t * p", &inputs, &[])?;
                let right = Reduce::last(Reduction::Sum, graph, right)?;
                let wrong = graph.map("(1 - t) * p", &inputs, &[])?;
                let wrong = Reduce::last(Reduction::Max, graph, wrong)?;
                let formula = "max(wrong - right + 1, 0)";
                (Reduction::Sum, graph.map(formula, &[("right", right), ("wrong", wrong)], &[])?)
            }
            LossForm::CosineSimilarity => {
                let cosine = cosine(graph, p, t)?;
                (Reduction::Sum, graph.map("-c", &[("c", cosine)], &[])?)
            }
            LossForm::Binary { focal } => {
                let entropy = match z {
                    Some(z) => graph.map("softplus(z) - z * t", &[("z", z), ("t", t)], &[])?,
                    None => {
                        let formula = "q = clip(p, e, 1 - e); -(t * log(q) + (1 - t) * log(1 - q))";
                        graph.map(formula, &inputs[..2], &constants)?
                    }
                };
                let values = if focal {
                    let formula = "q = from_logits > 0 ? sigmoid(p) : p; \
                                   balance = apply_class_balancing > 0 ? t * alpha + (1 - t) * (1 - alpha) : 1; \
                                   balance * pow(1 - (t * q + (1 - t) * (1 - q)), gamma) * c";
                    inputs.push(("c", entropy));
                    graph.map(formula, &inputs, &constants)?
                } else {
                    entropy
                };
                (Reduction::Mean, values)
            }
            LossForm::Categorical { focal: true } => {
                inputs[0].1 = if from_logits { graph.push(Softmax, &[p])? } else { p };
                let sum = Reduce::last(Reduction::Sum, graph, inputs[0].1)?;
                inputs.push(("sum", sum));
                let formula = "q = clip(p / sum, e, 1 - e); -alpha * pow(1 - q, gamma) * t * log(q)";
                (Reduction::Sum, graph.map(formula, &inputs, &constants)?)
            }
            LossForm::Categorical { focal: false } | LossForm::Sparse => {
                let z = match z {
                    // As in TensorFlow, the logarithms of the clipped probabilities serve as logits.
                    None if self.row.form == LossForm::Sparse => {
                        Some(graph.map("log(clip(p, e, 1 - e))", &inputs, &constants)?)
                    }
                    z => z,
                };
                if let Some(z) = z {
                    let log = graph.push(LogSoftmax, &[z])?;
                    (Reduction::Sum, graph.map("-t * log", &[("t", t), ("log", log)], &[])?)
                } else {
                    let sum = Reduce::last(Reduction::Sum, graph, p)?;
                    let formula = "-t * log(clip(p / sum, e, 1 - e))";
                    (Reduction::Sum, graph.map(formula, &[("p", p), ("t", t), ("sum", sum)], &constants)?)
                }
            }
        };
        let reduced = Reduce::last(reduction, graph, values)?;
        graph.push(Reshape { shape: rows.into() }, &[reduced])
    }

    /// Circle loss (Sun et al. 2020) of embeddings of norm 1, from the distances `d` between all of them.
    fn circle(&self, graph: &mut Graph, p: NodeId, t: NodeId) -> Result<NodeId> {
        let [n, _] = **graph.shape(p) else {
            return Err(Error::invalid(format!(
                "loss circle: predictions of shape {}; expected a row of numbers for each sample",
                graph.shape(p)
            )));
        };
        let column = |graph: &mut Graph, x: NodeId| graph.push(Reshape { shape: [n, 1].into() }, &[x]);
        let product = graph.push(MatMul::new(false, true), &[p, p])?;
        let distance = graph.map("max(1 - p, 0)", &[("p", product)], &[])?;
        let place = graph.push(Iota::new(n), &[])?;
        let (own_label, own_place) = (column(graph, t)?, column(graph, place)?);
        let label = graph.push(Reshape { shape: [n].into() }, &[t])?;
        let inputs = [("d", distance), ("a", own_label), ("b", label), ("i", own_place), ("j", place)];
        let [gamma, margin, alone] = ["gamma", "margin", "remove_diagonal"].map(|key| self.option(key));
        let constants = [("gamma", gamma), ("m", margin), ("alone", alone), ("none", NONE)];
        let mut sums = Vec::new();
        for formula in [
            "a == b ? alone * (i == j) > 0 ? none : gamma * max(m + d, 0) * (d - m) : none",
            "a == b ? none : gamma * max(1 + m - d, 0) * (1 - m - d)",
        ] {
            // The logarithm of the sum of exponentials.
            let exponents = graph.map(formula, &inputs, &constants)?;
            let largest = Reduce::last(Reduction::Max, graph, exponents)?;
            let largest = graph.push(Stop, &[largest])?;
            let powers = graph.map("exp(x - m)", &[("x", exponents), ("m", largest)], &[])?;
            let sum = Reduce::last(Reduction::Sum, graph, powers)?;
            sums.push(graph.map("log(s) + m", &[("s", sum), ("m", largest)], &[])?);
        }
        let values = graph.map("softplus(a + b)", &[("a", sums[0]), ("b", sums[1])], &[])?;
        graph.push(Reshape { shape: [n].into() }, &[values])
    }
}

/// One number for a whole batch as a number for each sample.
fn own_rows(graph: &mut Graph, p: NodeId, value: NodeId) -> Result<NodeId> {
    let (batch, shape) = (graph.shape(p)[0], graph.shape(value).clone());
    if shape[0] == batch {
        return Ok(value);
    }
    if shape.size() != 1 {
        return Err(Error::invalid(format!(
            "the loss gives values of shape {shape} for a batch of {batch} samples; expected one number or a \
             value for each sample"
        )));
    }
    let one = graph.push(Reshape { shape: [1].into() }, &[value])?;
    graph.push(View { shape: [batch].into(), strides: [0].into(), offset: 0 }, &[one])
}

/// Values with their axes permuted so that `axis` is last.
pub(crate) fn axis_last(graph: &mut Graph, x: NodeId, axis: usize) -> Result<NodeId> {
    let shape = graph.shape(x);
    let rank = shape.len();
    if axis + 1 == rank {
        return Ok(x);
    }
    let order: Vec<usize> = (0..rank).filter(|&other| other != axis).chain([axis]).collect();
    let view = View::of(shape).permuted(&order);
    graph.push(view, &[x])
}

/// Rows divided by their norms.
pub(crate) fn unit(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let square = graph.map("x * x", &[("x", x)], &[])?;
    let sum = Reduce::last(Reduction::Sum, graph, square)?;
    graph.map("x / sqrt(max(s, e))", &[("x", x), ("s", sum)], &[("e", EPSILON * EPSILON)])
}

/// The cosine of the angle between the rows of `p` and `t`; the result's last axis has size 1.
pub(crate) fn cosine(graph: &mut Graph, p: NodeId, t: NodeId) -> Result<NodeId> {
    let (p, t) = (unit(graph, p)?, unit(graph, t)?);
    let product = graph.map("p * t", &[("p", p), ("t", t)], &[])?;
    Reduce::last(Reduction::Sum, graph, product)
}
