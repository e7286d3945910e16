//! Losses by their Keras names: one table.
//!
//! A loss has one value for each row of the prediction, most often of its last axis; [`Loss::trace`] reduces these
//! values.

mod rows;
mod table;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

pub(crate) use rows::{axis_last, cosine, unit};
pub(crate) use table::RARE;
use table::{LossForm, LossRow, OWN, TABLE};

use crate::config::{Config, axes_value, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{Op, Reduce, Reduction, Reshape, Unary};
use crate::graph::{Graph, NodeId, Steps, no_random};
use crate::shape::Shape;

/// Keras's `epsilon()`.
pub const EPSILON: f64 = 1e-7;

const REDUCTIONS: [&str; 4] = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"];

/// A loss function with its options.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    row: &'static LossRow,
    /// The values of the row's options.
    options: Vec<f64>,
    /// A factor for each class, in place of the option `alpha`; empty for one factor of all.
    alpha: Vec<f64>,
    /// The axes that an overlap is summed over; empty for all.
    axes: Vec<i64>,
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
        let many = "a number, 0 or more, or a list of them";
        let focal =
            matches!(row.form, LossForm::Binary { focal: true } | LossForm::Categorical { focal: true });
        let mut alpha = Vec::new();
        if focal && config.get("alpha").is_some_and(Value::is_array) {
            alpha = config.numbers("alpha", many)?;
            if alpha.is_empty() || alpha.iter().any(|factor| !factor.is_finite() || *factor < 0.0) {
                return Err(config.wrong("alpha", &alpha.into(), many));
            }
        }
        let options = row
            .options
            .iter()
            .map(|&(key, default)| match key {
                "axis" => config.axis(key, -1).map(|axis| axis as f64),
                "alpha" if !alpha.is_empty() => Ok(default),
                "q" => config.number(key, default, "a number above 0 and below 1", |v| v > 0.0 && v < 1.0),
                "ignore_class" => {
                    config.number(key, default, "a class number or null", |v| libm::floor(v) == v)
                }
                _ => config.scalar(key, default, "a number, 0 or more", |v| v >= 0.0),
            })
            .collect::<Result<_>>()?;
        let reduction = config.choice("reduction", 0, &REDUCTIONS)?;
        let mut axes = Vec::new();
        if matches!(row.form, LossForm::Overlap(..)) {
            axes = config.axes("axis", &[])?;
        } else if row.options.iter().all(|&(key, _)| key != "axis") {
            config.number("axis", -1.0, "-1; only that is supported", |v| v == -1.0)?;
        }
        for ignored in ["fn", "name", "dtype"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok(Self { row, options, alpha, axes, reduction, own })
    }

    /// The Keras serialised form.
    pub fn to_config(&self) -> Value {
        let mut config =
            members([("name", self.name().into()), ("reduction", REDUCTIONS[self.reduction].into())]);
        for (&(key, _), &value) in self.row.options.iter().zip(&self.options) {
            config[key] = match key {
                "from_logits" | "apply_class_balancing" | "remove_diagonal" => (value != 0.0).into(),
                "axis" => (value as i64).into(),
                "alpha" if !self.alpha.is_empty() => self.alpha.clone().into(),
                // A number that is not finite, such as [`NULL`], becomes JSON's null.
                _ => value.into(),
            };
        }
        if !self.axes.is_empty() {
            config["axis"] = axes_value(&self.axes);
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

    fn has(&self, key: &str) -> bool {
        self.row.options.iter().any(|&(known, _)| known == key)
    }

    /// True if the target is the number of a class.
    fn labels(&self) -> bool {
        matches!(self.row.form, LossForm::Sparse | LossForm::OfClass(_) | LossForm::Circle)
    }

    /// True if the loss is one number for the whole batch.
    fn is_whole(&self) -> bool {
        matches!(self.row.form, LossForm::Overlap(..)) && self.axes.is_empty()
    }

    /// The shape of one sample's target for a model with this output.
    pub fn target_shape(&self, output: &Shape) -> Shape {
        match &self.own {
            Some((_, target)) => target.clone(),
            None if self.labels() => Shape::new(&output[..output.len().saturating_sub(1)]),
            None => output.clone(),
        }
    }

    /// The number of classes when the target is the number of one of the output's classes.
    pub fn classes(&self, output: &Shape) -> Option<usize> {
        (self.labels() && self.row.form != LossForm::Circle).then(|| output.last_axis())
    }

    /// The class number whose rows the loss leaves out (`ignore_class`).
    pub fn ignored(&self) -> Option<f64> {
        self.has("ignore_class").then(|| self.option("ignore_class")).filter(|class| class.is_finite())
    }

    /// True if the loss of a batch is the mean of its samples' losses, whose weights do not depend on the other
    /// samples. Then it is also the mean of the losses of the batch's parts, weighted by their numbers of samples.
    pub fn is_mean_of_samples(&self) -> bool {
        // Axis 0 is the batch.
        let across = match self.row.form {
            LossForm::Circle => true,
            LossForm::Overlap(..) => self.axes.is_empty() || self.axes.contains(&0),
            _ => self.has("axis") && self.option("axis") == 0.0,
        };
        matches!(self.reduction, 0 | 2) && self.ignored().is_none() && !across
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
        let per_row = |graph: &mut Graph, weights: NodeId| match self.is_whole() {
            // They broadcast the one value.
            true => Ok(weights),
            false => per_row(graph, weights, &shape),
        };
        let counts = match self.ignored() {
            _ if self.row.form == LossForm::Circle => {
                // Keras leaves out rows without a partner or without an opponent, whose value is 0.
                Some(graph.map("v > 0", &[("v", rows)], &[])?)
            }
            None => None,
            Some(ignored) => {
                let target = graph.push(Reshape { shape: shape.clone() }, &[target])?;
                Some(graph.map("1 - (t == c)", &[("t", target)], &[("c", ignored)])?)
            }
        };
        let mask = match (counts, mask) {
            (Some(counts), Some(mask)) => {
                let mask = per_row(graph, mask)?;
                Some(graph.map("a * b", &[("a", counts), ("b", mask)], &[])?)
            }
            (counts, mask) => counts.or(mask),
        };
        let by_weights = REDUCTIONS[self.reduction] == "mean_with_sample_weight";
        let mut factor = match weights {
            Some(weights) => Some(per_row(graph, weights)?),
            None => None,
        };
        if let Some(mask) = mask {
            let mask = per_row(graph, mask)?;
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
        let count = graph.shape(values).size() as f64;
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
            let mask = loss.trace(&mut graph, p, t, None, Some(wrong));
            assert_eq!(mask.is_err(), !loss.is_whole(), "{}", row.class);
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
    fn options_that_do_not_fit_the_predictions_are_named() {
        let mut graph = Graph::new();
        let p = graph.leaf(Input, [4, 3]);
        let deep = graph.leaf(Input, [4, 2, 3]);
        let t = graph.leaf(Input, [4, 2]);
        let mut error = |class: &str, config: Value, p: NodeId, t: NodeId| {
            let loss = Loss::from_config(&json!({"class_name": class, "config": config})).unwrap();
            assert_eq!(Loss::from_config(&loss.to_config()).unwrap(), loss);
            loss.trace(&mut graph, p, t, None, None).unwrap_err().to_string()
        };
        let alpha = json!({"alpha": [0.1, 0.2]});
        let message = error("CategoricalFocalCrossentropy", alpha, p, p);
        assert!(message.contains("option \"alpha\" has 2 numbers for 3 classes"), "{message}");
        for class in ["Dice", "BinaryCrossentropy"] {
            let message = error(class, json!({"axis": 2}), p, p);
            assert!(message.contains("predictions of shape (4, 3) have no axis 2"), "{message}");
        }
        let message = error("Circle", json!({}), deep, t);
        assert!(message.contains("expected a row of numbers for each sample"), "{message}");
    }

    #[test]
    fn options_are_read_and_refused() {
        let smoothed = json!({"class_name": "BinaryCrossentropy", "config": {"label_smoothing": 0.1}});
        assert_eq!(Loss::from_config(&smoothed).unwrap().option("label_smoothing"), 0.1);
        let wrong = json!({"class_name": "Huber", "config": {"delta": -1}});
        assert!(Loss::from_config(&wrong).unwrap_err().to_string().contains("\"delta\" is -1"));
        let error = |value| Loss::from_config(&value).unwrap_err().to_string();
        let q = json!({"class_name": "CategoricalGeneralizedCrossEntropy", "config": {"q": 1}});
        assert!(error(q).contains("\"q\" is 1; expected a number above 0 and below 1"));
        let axis = json!({"class_name": "Dice", "config": {"axis": "all"}});
        assert!(error(axis).contains("\"axis\" is \"all\"; expected a whole number or a list"));
        for alpha in [json!([]), json!([0.5, -1])] {
            let focal = json!({"class_name": "BinaryFocalCrossentropy", "config": {"alpha": alpha}});
            assert!(error(focal).contains("option \"alpha\" is"));
        }
        assert!(Loss::from_name("nse").unwrap_err().to_string().contains("mean_squared_error = mse"));
    }
}
