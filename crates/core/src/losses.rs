//! Losses by their Keras names: one table.
//!
//! `t` is the target, `p` the prediction, `e` Keras's epsilon. A loss has one value for each row of the prediction's
//! last axis; [`Loss::trace`] reduces these values. The formulas are those of Keras 3's `losses.py`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{Config, axis_at, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Iota, LogSoftmax, Op, Reduce, Reduction, Reshape, Softmax, Unary, View};
use crate::graph::{Graph, NodeId, Steps, no_random};
use crate::shape::Shape;

/// Keras's `epsilon()`.
pub const EPSILON: f64 = 1e-7;

/// How the value of a row is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LossForm {
    /// The mean of a formula over the row.
    Mean(&'static str),
    /// The sum of a formula over the row.
    Sum(&'static str),
    /// The mean of a formula. Targets that are all 0 or 1 are first mapped to -1 and 1.
    Hinge(&'static str),
    CategoricalHinge,
    CosineSimilarity,
    Binary {
        focal: bool,
    },
    Categorical {
        focal: bool,
    },
    Sparse,
    /// Steps of a program's own, from the target and the prediction.
    Steps,
}

#[derive(Debug, PartialEq)]
struct LossRow {
    class: &'static str,
    /// Other names; the first is the function's.
    names: &'static [&'static str],
    form: LossForm,
    /// Options with their defaults.
    options: &'static [(&'static str, f64)],
}

/// Stands for an option that is null.
const NULL: f64 = f64::NEG_INFINITY;
const LOGITS: (&str, f64) = ("from_logits", 0.0);
const SMOOTHING: (&str, f64) = ("label_smoothing", 0.0);

const TABLE: &[LossRow] = &[
    LossRow {
        class: "MeanSquaredError",
        names: &["mean_squared_error", "mse"],
        form: LossForm::Mean("square(p - t)"),
        options: &[],
    },
    LossRow {
        class: "MeanAbsoluteError",
        names: &["mean_absolute_error", "mae"],
        form: LossForm::Mean("abs(p - t)"),
        options: &[],
    },
    LossRow {
        class: "MeanAbsolutePercentageError",
        names: &["mean_absolute_percentage_error", "mape"],
        form: LossForm::Mean("100 * abs((t - p) / max(abs(t), e))"),
        options: &[],
    },
    LossRow {
        class: "MeanSquaredLogarithmicError",
        names: &["mean_squared_logarithmic_error", "msle"],
        form: LossForm::Mean("square(log(max(p, e) + 1) - log(max(t, e) + 1))"),
        options: &[],
    },
    LossRow {
        class: "Huber",
        names: &["huber"],
        form: LossForm::Mean(
            "d = abs(p - t); d <= delta ? 0.5 * square(p - t) : delta * d - 0.5 * square(delta)",
        ),
        options: &[("delta", 1.0)],
    },
    LossRow {
        class: "LogCosh",
        names: &["log_cosh", "logcosh"],
        form: LossForm::Mean("d = p - t; d + softplus(-2 * d) - 0.6931471805599453"),
        options: &[],
    },
    LossRow {
        class: "Poisson",
        names: &["poisson"],
        form: LossForm::Mean("p - t * log(p + e)"),
        options: &[],
    },
    LossRow {
        class: "KLDivergence",
        names: &["kl_divergence", "kld", "kullback_leibler_divergence"],
        form: LossForm::Sum("t = clip(t, e, 1); t * log(t / clip(p, e, 1))"),
        options: &[],
    },
    LossRow { class: "Hinge", names: &["hinge"], form: LossForm::Hinge("max(1 - t * p, 0)"), options: &[] },
    LossRow {
        class: "SquaredHinge",
        names: &["squared_hinge"],
        form: LossForm::Hinge("square(max(1 - t * p, 0))"),
        options: &[],
    },
    LossRow {
        class: "CategoricalHinge",
        names: &["categorical_hinge"],
        form: LossForm::CategoricalHinge,
        options: &[],
    },
    LossRow {
        class: "CosineSimilarity",
        names: &["cosine_similarity"],
        form: LossForm::CosineSimilarity,
        options: &[("axis", -1.0)],
    },
    LossRow {
        class: "BinaryCrossentropy",
        names: &["binary_crossentropy", "bce"],
        form: LossForm::Binary { focal: false },
        options: &[LOGITS, SMOOTHING],
    },
    LossRow {
        class: "BinaryFocalCrossentropy",
        names: &["binary_focal_crossentropy"],
        form: LossForm::Binary { focal: true },
        options: &[LOGITS, SMOOTHING, ("apply_class_balancing", 0.0), ("alpha", 0.25), ("gamma", 2.0)],
    },
    LossRow {
        class: "CategoricalCrossentropy",
        names: &["categorical_crossentropy"],
        form: LossForm::Categorical { focal: false },
        options: &[LOGITS, SMOOTHING],
    },
    LossRow {
        class: "CategoricalFocalCrossentropy",
        names: &["categorical_focal_crossentropy"],
        form: LossForm::Categorical { focal: true },
        options: &[LOGITS, SMOOTHING, ("alpha", 0.25), ("gamma", 2.0)],
    },
    LossRow {
        class: "SparseCategoricalCrossentropy",
        names: &["sparse_categorical_crossentropy"],
        form: LossForm::Sparse,
        options: &[LOGITS, ("ignore_class", NULL)],
    },
];

/// A loss of a program's own. No table lists it, because no name stands for it.
static OWN: LossRow = LossRow { class: "Steps", names: &["steps"], form: LossForm::Steps, options: &[] };

const REDUCTIONS: [&str; 4] = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"];

/// A loss function with its options.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    row: &'static LossRow,
    /// The values of the row's options.
    options: Vec<f64>,
    reduction: usize,
    /// For a loss of a program's own: its steps, and the shape of one sample's target.
    own: Option<(Steps, Shape)>,
}

/// All names, for messages.
fn names() -> String {
    TABLE.iter().map(|row| row.names.join(" = ")).collect::<Vec<_>>().join(", ")
}

/// The logits of `p`: the input of the sigmoid or softmax that computed it; `None` where neither did.
pub(crate) fn logits(graph: &Graph, p: NodeId) -> Option<NodeId> {
    let node = graph.node(p);
    match (&node.op, node.inputs.first()) {
        (Op::Unary(Unary::Sigmoid) | Op::Softmax(_), Some(&logits)) => Some(logits),
        _ => None,
    }
}

impl Loss {
    /// The loss of this Keras name (`mse`, `mean_squared_error`, `MeanSquaredError`).
    pub fn from_name(name: &str) -> Result<Self> {
        Self::from_config(&Value::from(name))
    }

    /// The loss of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let (class, map) =
            object(value).ok_or_else(|| Error::unsupported("loss", value.to_string(), names()))?;
        let row = TABLE
            .iter()
            .find(|row| row.class == class || row.names.iter().any(|name| name.eq_ignore_ascii_case(class)));
        let row = row.or((cfg!(feature = "steps") && class == OWN.class).then_some(&OWN));
        let row = row.ok_or_else(|| Error::unsupported("loss", class, names()))?;
        let config = Config::object(row.class, "loss", map);
        let own = match row.form {
            LossForm::Steps if cfg!(feature = "steps") => {
                let target = config.numbers("target", "a shape")?;
                let target: Vec<usize> = target.iter().map(|&size| size as usize).collect();
                Some((Steps::from_config(config.get("steps").unwrap_or(&Value::Null))?, target.into()))
            }
            _ => None,
        };
        let options = row
            .options
            .iter()
            .map(|&(key, default)| match key {
                "axis" => config.axis(key, -1).map(|axis| axis as f64),
                "ignore_class" => {
                    config.number(key, default, "a class number or null", |v| libm::floor(v) == v)
                }
                _ => config.scalar(key, default, "a number, 0 or more", |v| v >= 0.0),
            })
            .collect::<Result<_>>()?;
        let reduction = config.choice("reduction", 0, &REDUCTIONS)?;
        if row.form != LossForm::CosineSimilarity {
            config.number("axis", -1.0, "-1; only that is supported", |v| v == -1.0)?;
        }
        for ignored in ["fn", "name", "dtype"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok(Self { row, options, reduction, own })
    }

    /// The Keras serialised form.
    pub fn to_config(&self) -> Value {
        let mut config =
            members([("name", self.name().into()), ("reduction", REDUCTIONS[self.reduction].into())]);
        for (&(key, _), &value) in self.row.options.iter().zip(&self.options) {
            config[key] = match key {
                "from_logits" | "apply_class_balancing" => (value != 0.0).into(),
                "axis" => (value as i64).into(),
                // A number that is not finite, such as [`NULL`], becomes JSON's null.
                _ => value.into(),
            };
        }
        if cfg!(feature = "steps")
            && let Some((steps, target)) = &self.own
        {
            config["steps"] = steps.to_config();
            config["target"] = target.to_vec().into();
        }
        serialized("keras.losses", self.row.class, config)
    }

    /// The Keras name.
    pub fn name(&self) -> &'static str {
        self.row.names[0]
    }

    fn option(&self, key: &str) -> f64 {
        let at = self.row.options.iter().position(|&(known, _)| known == key);
        at.map_or(0.0, |at| self.options[at])
    }

    /// True for a loss of a program's own.
    pub(crate) fn is_own(&self) -> bool {
        cfg!(feature = "steps") && self.own.is_some()
    }

    /// The values of a loss of a program's own, as its steps give them, of one axis at least.
    pub(crate) fn own_values(&self, graph: &mut Graph, p: NodeId, t: NodeId) -> Result<NodeId> {
        let Some((steps, _)) = &self.own else { return Err(Error::invalid("the loss has no steps")) };
        let value = steps.trace(graph, &[t, p], &mut no_random)?[0];
        if graph.shape(value).is_empty() {
            graph.push(Reshape { shape: [1].into() }, &[value])
        } else {
            Ok(value)
        }
    }

    fn sparse(&self) -> bool {
        self.row.form == LossForm::Sparse
    }

    /// The shape of one sample's target for a model with this output.
    pub fn target_shape(&self, output: &Shape) -> Shape {
        match &self.own {
            Some((_, target)) => target.clone(),
            None if self.sparse() => Shape::new(&output[..output.len().saturating_sub(1)]),
            None => output.clone(),
        }
    }

    /// The number of classes when the target is a class number.
    pub fn classes(&self, output: &Shape) -> Option<usize> {
        self.sparse().then(|| output.last_axis())
    }

    /// The class number whose rows the loss leaves out (`ignore_class`).
    pub fn ignored(&self) -> Option<f64> {
        self.sparse().then(|| self.option("ignore_class")).filter(|class| class.is_finite())
    }

    /// True if the loss of a batch is the mean of its samples' losses, whose weights do not depend on the other
    /// samples. Then it is also the mean of the losses of the batch's parts, weighted by their numbers of samples.
    pub fn is_mean_of_samples(&self) -> bool {
        matches!(self.reduction, 0 | 2) && self.ignored().is_none()
    }

    /// The loss: each row's value times its weight, reduced. `weights` has one number for each sample, `(batch,)`, or
    /// one for each row. `mask` has 1 or 0 for each row; masked rows count neither in the sum nor in the number that a
    /// mean divides by (Keras, `losses/loss.py`, `apply_mask`).
    ///
    /// # Errors
    /// When the shapes of prediction and target, or of a mask, do not match; the message names both.
    pub fn trace(
        &self,
        graph: &mut Graph,
        prediction: NodeId,
        target: NodeId,
        weights: Option<NodeId>,
        mask: Option<NodeId>,
    ) -> Result<NodeId> {
        let rows = self.rows(graph, prediction, target)?;
        let shape = graph.shape(rows).clone();
        let mask = match self.ignored() {
            None => mask,
            Some(ignored) => {
                let target = graph.push(Reshape { shape: shape.clone() }, &[target])?;
                let counts = graph.map("1 - (t == c)", &[("t", target)], &[("c", ignored)])?;
                Some(match mask {
                    None => counts,
                    Some(mask) => {
                        let mask = per_row(graph, mask, &shape)?;
                        graph.map("a * b", &[("a", counts), ("b", mask)], &[])?
                    }
                })
            }
        };
        let count = shape.size() as f64;
        let by_weights = REDUCTIONS[self.reduction] == "mean_with_sample_weight";
        let mut factor = match weights {
            Some(weights) => Some(per_row(graph, weights, &shape)?),
            None => None,
        };
        if let Some(mask) = mask {
            let mask = per_row(graph, mask, &shape)?;
            let mask = if by_weights || self.reduction == 1 {
                mask
            } else {
                let valid = Reduce::all(Reduction::Sum, graph, mask)?;
                let total = graph.shape(mask).size() as f64;
                let formula = "m * (valid == 0 ? 0 : total / valid)";
                graph.map(formula, &[("m", mask), ("valid", valid)], &[("total", total)])?
            };
            factor = Some(match factor {
                Some(factor) => graph.map("a * b", &[("a", factor), ("b", mask)], &[])?,
                None => mask,
            });
        }
        let values = match factor {
            Some(factor) => graph.map("v * w", &[("v", rows), ("w", factor)], &[])?,
            None => rows,
        };
        let sum = Reduce::all(Reduction::Sum, graph, values)?;
        match factor {
            _ if self.reduction == 1 => Ok(sum),
            Some(factor) if by_weights => {
                let total = Reduce::all(Reduction::Sum, graph, factor)?;
                graph.map("w == 0 ? 0 : s / w", &[("s", sum), ("w", total)], &[])
            }
            _ => graph.map("s / n", &[("s", sum)], &[("n", count)]),
        }
    }

    /// Prediction and target, permuted so that the axis of the cosine similarity is last.
    fn transposed(&self, graph: &mut Graph, p: NodeId, t: NodeId) -> Result<(NodeId, NodeId)> {
        let (shape, axis) = (graph.shape(p).clone(), self.option("axis") as i64);
        let axis = axis_at(axis, shape.len()).ok_or_else(|| {
            Error::invalid(format!("loss {}: predictions of shape {shape} have no axis {axis}", self.name()))
        })?;
        if axis == shape.len() - 1 || graph.shape(t).size() != shape.size() {
            return Ok((p, t));
        }
        let order: Vec<usize> = (0..shape.len()).filter(|&other| other != axis).chain([axis]).collect();
        let view = View::of(&shape).permuted(&order);
        let t = graph.push(Reshape { shape }, &[t])?;
        Ok((graph.push(view.clone(), &[p])?, graph.push(view, &[t])?))
    }

    /// Each row's value. Where a sigmoid or softmax computed the prediction, the loss uses its logits, which is
    /// numerically stable. Keras does the same: its activations attach their input to their output, and every
    /// crossentropy uses that input, whether a sigmoid or a softmax attached it.
    pub fn rows(&self, graph: &mut Graph, p: NodeId, t: NodeId) -> Result<NodeId> {
        if self.is_own() {
            let value = self.own_values(graph, p, t)?;
            return own_rows(graph, p, value);
        }
        let (mut p, mut t) = (p, t);
        if self.row.form == LossForm::CosineSimilarity {
            (p, t) = self.transposed(graph, p, t)?;
        }
        let shape = graph.shape(p).clone();
        let rows = Shape::new(&shape[..shape.len() - 1]);
        let (given, expected) =
            (graph.shape(t).size(), if self.sparse() { rows.size() } else { shape.size() });
        if given != expected {
            return Err(Error::invalid(format!(
                "loss {}: targets of shape {} do not go with predictions of shape {shape}",
                self.name(),
                graph.shape(t)
            )));
        }
        let logits = logits(graph, p);
        let classes = shape.last_axis();
        let mut t = if self.sparse() {
            let mut dims = rows.to_vec();
            dims.push(1);
            let label = graph.push(Reshape { shape: dims.into() }, &[t])?;
            // An ignored label must match no class, so it becomes -1.
            let label = match self.ignored() {
                Some(ignored) => graph.map("l == c ? -1 : l", &[("l", label)], &[("c", ignored)])?,
                None => label,
            };
            let class = graph.push(Iota::new(classes), &[])?;
            graph.map("label == class", &[("label", label), ("class", class)], &[])?
        } else {
            graph.push(Reshape { shape: shape.clone() }, &[t])?
        };
        let smoothing = self.option("label_smoothing");
        if smoothing != 0.0 {
            let even = if matches!(self.row.form, LossForm::Binary { .. }) { 2 } else { classes };
            t = graph.map("t * (1 - s) + s / n", &[("t", t)], &[("s", smoothing), ("n", even as f64)])?;
        }
        let inputs = [("p", p), ("t", t)];
        let mut constants: Vec<(&str, f64)> = alloc::vec![("e", EPSILON)];
        constants.extend(self.row.options.iter().zip(&self.options).map(|(&(key, _), &value)| (key, value)));
        let (reduction, values) = match self.row.form {
            LossForm::Mean(formula) => (Reduction::Mean, graph.map(formula, &inputs, &constants)?),
            LossForm::Sum(formula) => (Reduction::Sum, graph.map(formula, &inputs, &constants)?),
            // The beginning of this function computes them.
            LossForm::Steps => return Err(Error::invalid("a loss of steps has no steps")),
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
                let from_logits = self.option("from_logits") != 0.0;
                let entropy = match logits.or(from_logits.then_some(p)) {
                    Some(z) => graph.map("softplus(z) - z * t", &[("z", z), ("t", t)], &[])?,
                    None => {
                        let formula = "q = clip(p, e, 1 - e); -(t * log(q) + (1 - t) * log(1 - q))";
                        graph.map(formula, &inputs, &constants)?
                    }
                };
                let values = if focal {
                    let formula = "q = from_logits > 0 ? sigmoid(p) : p; \
                                   balance = apply_class_balancing > 0 ? t * alpha + (1 - t) * (1 - alpha) : 1; \
                                   balance * pow(1 - (t * q + (1 - t) * (1 - q)), gamma) * c";
                    graph.map(formula, &[("p", p), ("t", t), ("c", entropy)], &constants)?
                } else {
                    entropy
                };
                (Reduction::Mean, values)
            }
            LossForm::Categorical { focal: true } => {
                let p = if self.option("from_logits") != 0.0 { graph.push(Softmax, &[p])? } else { p };
                let sum = Reduce::last(Reduction::Sum, graph, p)?;
                let formula = "q = clip(p / sum, e, 1 - e); -alpha * pow(1 - q, gamma) * t * log(q)";
                (Reduction::Sum, graph.map(formula, &[("p", p), ("t", t), ("sum", sum)], &constants)?)
            }
            LossForm::Categorical { focal: false } | LossForm::Sparse => {
                let from_logits = self.option("from_logits") != 0.0;
                if let Some(z) = logits.or(from_logits.then_some(p)) {
                    let log = graph.push(LogSoftmax, &[z])?;
                    (Reduction::Sum, graph.map("-t * log", &[("t", t), ("log", log)], &[])?)
                } else if self.sparse() {
                    // As in TensorFlow, the logarithms of the clipped probabilities serve as logits.
                    let z = graph.map("log(clip(p, e, 1 - e))", &inputs, &constants)?;
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
        graph.push(Reshape { shape: rows }, &[reduced])
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

/// Weights or a mask, one number for each sample or each row, with axes of size 1 added so that they broadcast to rows.
fn per_row(graph: &mut Graph, weights: NodeId, rows: &Shape) -> Result<NodeId> {
    let given = graph.shape(weights).clone();
    let mut dims = given.to_vec();
    dims.resize(rows.len().max(1), 1);
    if dims.iter().zip(rows.iter()).any(|(&n, &m)| n != m && n != 1) || given.len() > rows.len().max(1) {
        return Err(Error::invalid(format!(
            "a mask or weights of shape {given} do not go with rows of shape {rows} of the output"
        )));
    }
    graph.push(Reshape { shape: dims.into() }, &[weights])
}

/// The cosine of the angle between the rows of `p` and `t`; the result's last axis has size 1.
pub(crate) fn cosine(graph: &mut Graph, p: NodeId, t: NodeId) -> Result<NodeId> {
    let mut unit = |x: NodeId| -> Result<NodeId> {
        let square = graph.map("x * x", &[("x", x)], &[])?;
        let sum = Reduce::last(Reduction::Sum, graph, square)?;
        graph.map("x / sqrt(max(s, e))", &[("x", x), ("s", sum)], &[("e", EPSILON * EPSILON)])
    };
    let (p, t) = (unit(p)?, unit(t)?);
    let product = graph.map("p * t", &[("p", p), ("t", t)], &[])?;
    Reduce::last(Reduction::Sum, graph, product)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::ops::Input;
    use serde_json::json;

    #[test]
    fn every_loss_traces_and_comes_back_from_its_config() {
        for row in TABLE {
            let loss = Loss::from_name(row.class).unwrap();
            assert_eq!(Loss::from_config(&loss.to_config()).unwrap(), loss);
            let mut graph = Graph::new();
            let p = graph.leaf(Input, [4, 3]);
            let t = graph.leaf(Input, loss.target_shape(&[3].into()).batched(4));
            let w = graph.leaf(Input, [4]);
            let traced = loss.trace(&mut graph, p, t, Some(w), Some(w)).unwrap();
            assert_eq!(**graph.shape(traced), [1], "{}", row.class);
            assert!(loss.trace(&mut graph, p, t, None, None).is_ok());
            let wrong = graph.leaf(Input, [4, 2]);
            assert!(loss.trace(&mut graph, p, t, None, Some(wrong)).is_err(), "{}", row.class);
        }
    }

    #[cfg(feature = "steps")]
    #[test]
    fn a_program_brings_a_loss_of_its_own() {
        let own = |steps: Value| {
            let steps = json!({"inputs": 2, "steps": steps, "outputs": [3]});
            Loss::from_config(&json!({"class_name": "Steps", "config": {"steps": steps, "target": [3]}}))
                .unwrap()
        };
        let rows = own(json!([["map", [0, 1], "square(a - b)", {}], ["reduce", [2], "sum", [1]]]));
        let whole = own(json!([["map", [0, 1], "a - b", {}], ["reduce", [2], "sum", [0, 1]]]));
        let wrong = own(json!([["map", [0, 1], "a - b", {}], ["permute", [2], [1, 0]]]));
        let mut graph = Graph::new();
        let [p, t] = [(); 2].map(|()| graph.leaf(Input, [4, 3]));
        for loss in [&rows, &whole] {
            assert_eq!(Loss::from_config(&loss.to_config()).unwrap(), *loss);
            assert!(loss.trace(&mut graph, p, t, None, None).is_ok());
        }
        assert!(wrong.trace(&mut graph, p, t, None, None).is_err(), "the batch is not the first axis");
    }

    #[test]
    fn options_are_read_and_refused() {
        let smoothed = json!({"class_name": "BinaryCrossentropy", "config": {"label_smoothing": 0.1}});
        assert_eq!(Loss::from_config(&smoothed).unwrap().option("label_smoothing"), 0.1);
        let wrong = json!({"class_name": "Huber", "config": {"delta": -1}});
        assert!(Loss::from_config(&wrong).unwrap_err().to_string().contains("\"delta\" is -1"));
        assert!(Loss::from_name("nse").unwrap_err().to_string().contains("mean_squared_error = mse"));
    }
}
