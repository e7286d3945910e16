//! Metrics by their Keras names.
//!
//! A metric adds nodes to the graph whose values are summed over batches ([`Metric::trace`]), and computes one number
//! from the sums ([`Metric::finish`]). So its value is exact, whatever the sizes of the batches.

mod confusion;
mod overlap;
mod scores;
mod table;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

pub use confusion::confusion_matrix;
pub use scores::{RocCurve, r2_score, roc_curve, root_mean_squared_error};
pub(crate) use table::RARE;
use table::{MetricForm, NULL, TABLE};

use crate::config::{Config, axis_at, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{ArgMax, Fill, Iota, Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId, Steps, no_random};
use crate::losses::{EPSILON, Loss, axis_last, cosine};
use crate::shape::Shape;
use crate::text::number;

/// The words that options of some classes may have.
const CURVES: [&str; 3] = ["ROC", "PR", "PRGAIN"];
const SUMMATIONS: [&str; 3] = ["interpolation", "minoring", "majoring"];
const AVERAGES: [&str; 3] = ["micro", "macro", "weighted"];
const AGGREGATIONS: [&str; 2] = ["uniform_average", "variance_weighted_average"];
const NUMBERS: [&str; 2] = ["int", "float32"];
/// The index after the averages stands for a value for each class.
const EACH: usize = AVERAGES.len();
/// What the rates of some metrics may be.
const RATE: &str = "a number from 0 to 1";
/// Stands for minus infinity where Keras leaves out all but the largest.
const OUT: f64 = -1e10;

/// A metric, shown beside the loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    form: MetricForm,
    class: &'static str,
    options: Vec<(&'static str, f64)>,
    /// Indices of words: curve and summation of an AUC; the averaging of an F1 or R2 score; the numbers of an IoU.
    words: [usize; 2],
    /// Thresholds of precision and recall; the metric has a value for each.
    thresholds: Vec<f64>,
    /// The classes of an IoU, all if there are none; the factors of an AUC's labels.
    list: Vec<f64>,
    loss: Option<Loss>,
    steps: Option<Steps>,
}

impl Metric {
    /// The metric of a Keras name, and the name its values are shown under.
    pub fn from_name(name: &str) -> Result<(Self, String)> {
        Self::from_config(&Value::from(name))
    }

    /// The metric of a Keras config: a name, or `{class_name, config}`; and the name its values are shown under.
    pub fn from_config(value: &Value) -> Result<(Self, String)> {
        let names = || {
            let own = TABLE.iter().map(|row| row.names.join(" = ")).collect::<Vec<_>>().join(", ");
            format!("{own} and every loss")
        };
        let (class, map) =
            object(value).ok_or_else(|| Error::unsupported("metric", value.to_string(), names()))?;
        let found = TABLE
            .iter()
            .find(|row| row.class == class || row.names.iter().any(|name| name.eq_ignore_ascii_case(class)));
        let given = map.and_then(|map| map.get("name")).and_then(Value::as_str);
        if cfg!(feature = "steps")
            && let ("Sums", Some(map)) = (class, map)
        {
            let steps = Steps::from_config(map.get("steps").unwrap_or(&Value::Null))?;
            let own = Self { steps: Some(steps), ..Self::plain(MetricForm::Steps, "Sums") };
            return Ok((own, given.unwrap_or("sums").to_string()));
        }
        let Some(row) = found else {
            // The only metric whose name differs from its loss's.
            let mut loss = value.clone();
            if ["LogCoshError", "log_cosh_error"].iter().any(|name| class.eq_ignore_ascii_case(name)) {
                match &mut loss {
                    Value::Object(map) => drop(map.insert("class_name".into(), "LogCosh".into())),
                    name => *name = "log_cosh".into(),
                }
            }
            let loss = Loss::from_config(&loss).map_err(|error| match error {
                Error::Unsupported { .. } => Error::unsupported("metric", class, names()),
                other => other,
            })?;
            let shown = given.unwrap_or(if map.is_some() { loss.name() } else { class }).to_string();
            return Ok((Self { loss: Some(loss), ..Self::plain(MetricForm::Loss, "") }, shown));
        };
        let shown = given.unwrap_or(if map.is_some() { row.names[0] } else { class }).to_string();
        let config = Config::object(row.class, "metric", map);
        if let MetricForm::Iou(_) = row.form {
            config.number("axis", -1.0, "-1; only that is supported", |v| v == -1.0)?;
        }
        let mut options = Vec::new();
        for &(key, default) in row.options {
            let least = if row.form == MetricForm::Auc { 2.0 } else { 1.0 };
            // The only options that must be given are rates and numbers of classes.
            let rate = default == f64::INFINITY && key != "num_classes";
            let whole = |v: f64| v >= least && libm::floor(v) == v && v < 16_777_216.0;
            let value = match key {
                "num_thresholds" if least == 2.0 => {
                    config.number(key, default, "a whole number of at least 2", whole)?
                }
                "num_thresholds" | "num_classes" | "num_labels" => {
                    config.number(key, default, "a whole number of at least 1", whole)?
                }
                "axis" => config.axis(key, -1)? as f64,
                "ignore_class" => {
                    config.number(key, default, "a class number or null", |v| libm::floor(v) == v)?
                }
                _ if rate => config.number(key, default, RATE, |v| (0.0..=1.0).contains(&v))?,
                _ => config.scalar(key, default, "one number, 0 or more", |v| v >= 0.0)?,
            };
            if value == f64::INFINITY {
                let expected = if rate { RATE } else { "a whole number of at least 1" };
                return Err(config.error(format!("option \"{key}\" is missing; expected {expected}")));
            }
            options.push((key, value));
        }
        let mut thresholds = Vec::new();
        let over_thresholds =
            matches!(row.form, MetricForm::Precision | MetricForm::Recall | MetricForm::Count(_));
        if over_thresholds || row.form == MetricForm::Auc {
            thresholds = config.numbers("thresholds", "a number from 0 to 1 or a list of them")?;
            if let Some(wrong) = thresholds.iter().find(|v| !(0.0..=1.0).contains(*v)) {
                return Err(config.error(format!("threshold {} is not between 0 and 1", number(*wrong))));
            }
        }
        if over_thresholds && thresholds.is_empty() {
            let top = options.iter().any(|&(key, value)| key == "top_k" && !f64::is_nan(value));
            thresholds.push(if top { OUT } else { 0.5 });
        }
        let (mut words, mut list) = ([0; 2], Vec::new());
        if row.form == MetricForm::Auc {
            words = [config.choice("curve", 0, &CURVES)?, config.choice("summation_method", 0, &SUMMATIONS)?];
            // Keras writes them as a tensor.
            let tensor = config.get("label_weights").and_then(|tensor| tensor["config"]["value"].as_array());
            list = match tensor.map(|numbers| numbers.iter().map(Value::as_f64).collect()) {
                Some(Some(numbers)) => numbers,
                _ => config.numbers("label_weights", "a list of numbers")?,
            };
            let given = |wanted: &str| options.iter().any(|&(key, value)| key == wanted && value > 0.0);
            if given("num_labels") && !given("multi_label") {
                return Err(config.error("option \"num_labels\" is set, but \"multi_label\" is false"));
            }
        }
        if cfg!(feature = "rare") && matches!(row.form, MetricForm::Iou(_) | MetricForm::BinaryIou) {
            list = self::overlap::classes(&config, row, &options)?;
            let dtype = config.get("dtype").and_then(Value::as_str).unwrap_or("int");
            words[0] = usize::from(dtype.contains("float"));
        }
        if row.form == MetricForm::R2 {
            words[0] = config.choice("class_aggregation", 0, &AGGREGATIONS)?;
            // Null is another value than the default.
            let names = ["class_aggregation", "classAggregation"];
            if map.is_some_and(|map| names.iter().any(|&name| map.get(name) == Some(&Value::Null))) {
                words[0] = AGGREGATIONS.len();
            }
        }
        if row.form == MetricForm::F1 {
            words[0] = config.choice("average", EACH, &AVERAGES)?;
        }
        for ignored in ["name", "dtype", "fn"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok((Self { options, words, thresholds, list, ..Self::plain(row.form, row.class) }, shown))
    }

    /// A metric without options.
    fn plain(form: MetricForm, class: &'static str) -> Self {
        Self {
            form,
            class,
            options: Vec::new(),
            words: [0; 2],
            thresholds: Vec::new(),
            list: Vec::new(),
            loss: None,
            steps: None,
        }
    }

    /// The Keras serialised form, its values shown under `name`.
    pub fn to_config(&self, name: &str) -> Value {
        if let Some(loss) = &self.loss {
            let mut value = loss.to_config();
            value["config"]["name"] = name.into();
            return value;
        }
        let mut config = members([("name", name.into())]);
        for &(key, value) in &self.options {
            config[key] = match key {
                "from_logits" | "multi_label" | "from_sorted_ids" | "sparse_y_true" | "sparse_y_pred" => {
                    (value != 0.0).into()
                }
                "threshold" | "beta" => value.into(),
                // All others are whole numbers, except rates; a number that is not finite becomes JSON's null.
                _ if libm::floor(value) == value && !matches!(self.form, MetricForm::AtLeast(_)) => {
                    (value as i64).into()
                }
                "num_thresholds" | "class_id" if value.is_finite() => (value as i64).into(),
                _ => value.into(),
            };
        }
        match self.form {
            MetricForm::Auc => {
                config["curve"] = CURVES[self.words[0]].into();
                config["summation_method"] = SUMMATIONS[self.words[1]].into();
            }
            MetricForm::R2 => config["class_aggregation"] = AGGREGATIONS.get(self.words[0]).copied().into(),
            MetricForm::Iou(_) | MetricForm::BinaryIou => config["dtype"] = NUMBERS[self.words[0]].into(),
            MetricForm::F1 => config["average"] = AVERAGES.get(self.words[0]).copied().into(),
            _ => {}
        }
        if !self.thresholds.is_empty() && self.thresholds != [OUT] {
            config["thresholds"] = self.thresholds.clone().into();
        }
        if !self.list.is_empty() && !self.class.contains("Mean") {
            let key = if self.form == MetricForm::Auc { "label_weights" } else { "target_class_ids" };
            config[key] = match self.form {
                MetricForm::Auc => self.list.clone().into(),
                _ => self.list.iter().map(|&class| Value::from(class as u64)).collect(),
            };
        }
        if cfg!(feature = "steps")
            && let Some(steps) = &self.steps
        {
            config["steps"] = steps.to_config();
        }
        serialized("keras.metrics", self.class, config)
    }

    /// The Keras class; empty for a loss shown as a metric.
    pub fn class(&self) -> &'static str {
        self.class
    }

    fn option(&self, key: &str) -> f64 {
        self.options.iter().find(|&&(known, _)| known == key).map_or(NULL, |&(_, value)| value)
    }

    /// Adds the nodes whose values the metric sums over batches. `weights`, one number for each row or sample, weigh
    /// the rows.
    ///
    /// # Errors
    /// When the shapes of prediction and target do not match; the message names both.
    pub fn trace(
        &self,
        graph: &mut Graph,
        p: NodeId,
        t: NodeId,
        weights: Option<NodeId>,
    ) -> Result<Vec<NodeId>> {
        if cfg!(feature = "steps")
            && let Some(steps) = &self.steps
        {
            return own_sums(steps, graph, p, t, weights);
        }
        if cfg!(feature = "rare") && matches!(self.form, MetricForm::Iou(_) | MetricForm::BinaryIou) {
            return self.overlaps(graph, p, t, weights);
        }
        let (shape, target) = (graph.shape(p).clone(), graph.shape(t).clone());
        let mut rows = Shape::new(&shape[..shape.len() - 1]);
        let misfit = || {
            Error::invalid(format!(
                "metric {} has no form for predictions of shape {shape} and targets of shape {target}",
                if self.class.is_empty() { "loss" } else { self.class }
            ))
        };
        let form = match self.form {
            MetricForm::Accuracy => accuracy_form(&shape, &target).ok_or_else(misfit)?,
            form => form,
        };
        let sparse = matches!(form, MetricForm::SparseCategoricalAccuracy | MetricForm::SparseTopK);
        if form != MetricForm::Loss && target.size() != if sparse { rows.size() } else { shape.size() } {
            return Err(misfit());
        }
        let t = if form == MetricForm::Loss {
            t
        } else {
            let mut dims = shape.to_vec();
            if sparse && let Some(last) = dims.last_mut() {
                *last = 1;
            }
            graph.push(Reshape { shape: dims.into() }, &[t])?
        };
        let values = match form {
            MetricForm::Precision
            | MetricForm::Recall
            | MetricForm::Count(_)
            | MetricForm::Auc
            | MetricForm::AtLeast(_)
            | MetricForm::F1 => {
                return self.counts(graph, p, t, weights);
            }
            MetricForm::R2 if cfg!(feature = "rare") && shape.len() == 2 => {
                return overlap::squares(graph, p, t, weights);
            }
            MetricForm::Loss => match &self.loss {
                // One number for a batch counts once, as in Keras.
                Some(loss) if loss.is_own() && weights.is_none() => loss.own_values(graph, p, t)?,
                Some(loss) => loss.rows(graph, p, t)?,
                None => return Err(misfit()),
            },
            MetricForm::BinaryAccuracy => {
                // Plain accuracy has no option for the threshold.
                let threshold = if self.form == form { self.option("threshold") } else { 0.5 };
                let constants = [("threshold", threshold)];
                let right = graph.map("(p > threshold) == t", &[("p", p), ("t", t)], &constants)?;
                Reduce::last(Reduction::Mean, graph, right)?
            }
            MetricForm::CategoricalAccuracy | MetricForm::SparseCategoricalAccuracy => {
                let guess = graph.push(ArgMax, &[p])?;
                let label = if sparse { t } else { graph.push(ArgMax, &[t])? };
                graph.map("guess == label", &[("guess", guess), ("label", label)], &[])?
            }
            MetricForm::TopK | MetricForm::SparseTopK => {
                let label = if sparse { t } else { graph.push(ArgMax, &[t])? };
                let class = graph.push(Iota::new(shape.last_axis()), &[])?;
                let inputs = [("p", p), ("label", label), ("class", class)];
                if self.option("from_sorted_ids") > 0.0 {
                    let formula = "class < k ? p == label : 0";
                    let hit = graph.map(formula, &inputs, &[("k", self.option("k"))])?;
                    let hit = Reduce::last(Reduction::Max, graph, hit)?;
                    let hit = graph.push(Reshape { shape: rows }, &[hit])?;
                    return weighted(graph, hit, weights);
                }
                let own = graph.map("label == class ? p : 0", &inputs, &[])?;
                let own = Reduce::last(Reduction::Sum, graph, own)?;
                let above = graph.map("p > own", &[("p", p), ("own", own)], &[])?;
                let above = Reduce::last(Reduction::Sum, graph, above)?;
                graph.map("above < k", &[("above", above)], &[("k", self.option("k"))])?
            }
            MetricForm::RootMeanSquaredError => {
                let square = graph.map("square(p - t)", &[("p", p), ("t", t)], &[])?;
                Reduce::last(Reduction::Mean, graph, square)?
            }
            MetricForm::CosineSimilarity | MetricForm::Correlation(_) => {
                let axis = self.option("axis") as i64;
                let axis = axis_at(axis, shape.len()).ok_or_else(|| {
                    Error::invalid(format!(
                        "metric {}: predictions of shape {shape} have no axis {axis}",
                        self.class
                    ))
                })?;
                let (p, t) = (axis_last(graph, p, axis)?, axis_last(graph, t, axis)?);
                let mut dims = shape.to_vec();
                dims.remove(axis);
                rows = dims.into();
                match form {
                    MetricForm::Correlation(formula) if cfg!(feature = "rare") => {
                        overlap::correlation(graph, p, t, formula)?
                    }
                    _ => cosine(graph, p, t)?,
                }
            }
            _ => return Err(misfit()),
        };
        // Those of a loss have their shape already.
        let rows = if self.loss.is_some() { graph.shape(values).clone() } else { rows };
        let values = match rows.is_empty() {
            true => graph.push(Reshape { shape: [1].into() }, &[values])?,
            false => graph.push(Reshape { shape: rows }, &[values])?,
        };
        weighted(graph, values, weights)
    }

    /// The number of nodes that [`Metric::trace`] returns.
    pub fn parts(&self) -> usize {
        match self.form {
            MetricForm::Auc | MetricForm::AtLeast(_) | MetricForm::F1 => 4,
            MetricForm::Iou(_) | MetricForm::BinaryIou => 3,
            MetricForm::R2 => 5,
            MetricForm::Precision | MetricForm::Recall => 2 * self.thresholds.len(),
            MetricForm::Count(_) => self.thresholds.len(),
            MetricForm::Steps => self.steps.as_ref().map_or(0, Steps::outputs),
            _ => 2,
        }
    }

    /// True if masked steps do not count. In Keras this holds for metrics that are the mean of a function.
    pub fn heeds_mask(&self) -> bool {
        !matches!(
            self.form,
            MetricForm::Precision
                | MetricForm::Recall
                | MetricForm::Count(_)
                | MetricForm::Auc
                | MetricForm::AtLeast(_)
                | MetricForm::F1
                | MetricForm::Iou(_)
                | MetricForm::BinaryIou
                | MetricForm::R2
                | MetricForm::RootMeanSquaredError
                | MetricForm::Steps
        )
    }

    /// True if larger values are better, false if smaller ones are; `None` for counts and a program's own metrics.
    pub fn grows(&self) -> Option<bool> {
        match self.form {
            MetricForm::Count(_) | MetricForm::Steps => None,
            _ if self.loss.as_ref().is_some_and(Loss::is_own) => None,
            form => Some(!matches!(form, MetricForm::Loss | MetricForm::RootMeanSquaredError)),
        }
    }

    /// The metric's value from its sums; several where it has one for each threshold or class.
    pub fn finish(&self, sums: &[f64]) -> Vec<f64> {
        let ratio = |a: f64, b: f64| if b == 0.0 { 0.0 } else { a / b };
        match self.form {
            MetricForm::RootMeanSquaredError => vec![libm::sqrt(ratio(sums[0], sums[1]))],
            MetricForm::Precision | MetricForm::Recall => {
                sums.chunks_exact(2).map(|pair| ratio(pair[0], pair[0] + pair[1])).collect()
            }
            MetricForm::Count(_) | MetricForm::Steps => sums.to_vec(),
            MetricForm::Auc => vec![self.areas(sums)],
            MetricForm::AtLeast(wanted) => vec![self.best(wanted, sums)],
            MetricForm::Iou(_) | MetricForm::BinaryIou if cfg!(feature = "rare") => {
                vec![overlap::mean_overlap(sums)]
            }
            MetricForm::R2 if cfg!(feature = "rare") => {
                overlap::r2(sums, self.words[0], self.option("num_regressors"))
            }
            MetricForm::F1 => {
                let n = sums.len() / 4;
                let total: f64 = sums[3 * n..].iter().sum();
                // Keras's FBetaScore, which is the F1 score for `beta` = 1.
                let beta = self.option("beta");
                let square = if beta.is_nan() { 1.0 } else { beta * beta };
                let mut scores = Vec::new();
                for class in 0..n {
                    let [tp, fp, missed, weight] = [0, 1, 2, 3].map(|i| sums[i * n + class]);
                    let (precision, recall) = (tp / (tp + fp + EPSILON), tp / (tp + missed + EPSILON));
                    let f1 = (1.0 + square) * precision * recall / (square * precision + recall + EPSILON);
                    scores.push(match self.words[0] {
                        EACH => f1,
                        2 => f1 * weight / (total + EPSILON),
                        _ => f1 / n as f64,
                    });
                }
                if self.words[0] == EACH { scores } else { vec![scores.iter().sum()] }
            }
            _ => vec![ratio(sums[0], sums[1])],
        }
    }
}

/// The sum of values times their weights, and the sum of the weights.
fn weighted(graph: &mut Graph, values: NodeId, weights: Option<NodeId>) -> Result<Vec<NodeId>> {
    let Some(weights) = weights else {
        let count = graph.shape(values).size() as f32;
        let sum = Reduce::all(Reduction::Sum, graph, values)?;
        return Ok(vec![sum, graph.push(Fill { value: count, shape: [1].into() }, &[])?]);
    };
    let weights = aligned(graph, weights, values)?;
    let inputs = [("v", values), ("w", weights)];
    let weighted = graph.map("v * w", &inputs, &[])?;
    let spread = graph.map("w", &inputs, &[])?;
    Ok(vec![Reduce::all(Reduction::Sum, graph, weighted)?, Reduce::all(Reduction::Sum, graph, spread)?])
}

/// The numbers that a metric of a program's own sums: of a target, a prediction and sample weights, which are 1 where
/// there are none.
fn own_sums(
    steps: &Steps,
    graph: &mut Graph,
    p: NodeId,
    t: NodeId,
    weights: Option<NodeId>,
) -> Result<Vec<NodeId>> {
    let mut inputs = vec![t, p];
    if steps.inputs() > 2 {
        inputs.push(match weights {
            Some(weights) => weights,
            None => graph.push(Fill { value: 1.0, shape: [graph.shape(p)[0]].into() }, &[])?,
        });
    }
    let sums = steps.trace(graph, &inputs, &mut no_random)?;
    let flat = |node: &NodeId| {
        let size = graph.shape(*node).size();
        graph.push(Reshape { shape: [size].into() }, &[*node])
    };
    sums.iter().map(flat).collect()
}

/// Weights of rows or samples with axes of size 1 added, so that they broadcast to `values`.
pub(crate) fn aligned(graph: &mut Graph, weights: NodeId, values: NodeId) -> Result<NodeId> {
    let rank = graph.shape(values).len();
    let mut dims = graph.shape(weights).to_vec();
    dims.resize(rank.max(dims.len()), 1);
    graph.push(Reshape { shape: dims.into() }, &[weights])
}

/// The weights aligned with `values`, or a one that broadcasts.
fn weights_or_one(graph: &mut Graph, weights: Option<NodeId>, values: NodeId) -> Result<NodeId> {
    match weights {
        Some(weights) => aligned(graph, weights, values),
        None => graph.push(Fill { value: 1.0, shape: [1].into() }, &[]),
    }
}

/// The form that Keras chooses: binary for one output, sparse for a class number over several outputs, else
/// categorical.
fn accuracy_form(prediction: &Shape, target: &Shape) -> Option<MetricForm> {
    if prediction.size() == target.size() {
        let binary = prediction.last_axis() == 1;
        Some(if binary { MetricForm::BinaryAccuracy } else { MetricForm::CategoricalAccuracy })
    } else {
        (target.size() == prediction.rows()).then_some(MetricForm::SparseCategoricalAccuracy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::ops::Input;
    use serde_json::json;

    #[test]
    fn accuracy_takes_its_form_from_the_shapes() {
        let form = |p: &[usize], t: &[usize]| accuracy_form(&p.into(), &t.into());
        assert_eq!(form(&[8, 1], &[8, 1]), Some(MetricForm::BinaryAccuracy));
        assert_eq!(form(&[8, 10], &[8, 10]), Some(MetricForm::CategoricalAccuracy));
        assert_eq!(form(&[8, 10], &[8]), Some(MetricForm::SparseCategoricalAccuracy));
        assert_eq!(form(&[8, 10], &[8, 3]), None);
    }

    #[test]
    fn every_metric_traces_and_comes_back_from_its_config() {
        for row in TABLE {
            let mut config = members([("name", "shown".into())]);
            for (key, default) in row.options {
                match *key {
                    "num_classes" => config[key] = 3.into(),
                    _ if *default == f64::INFINITY => config[key] = 0.5.into(),
                    _ => {}
                }
            }
            if ["IoU", "OneHotIoU"].contains(&row.class) {
                config["target_class_ids"] = vec![0, 2].into();
            }
            let value = serialized("keras.metrics", row.class, config);
            let (metric, name) = Metric::from_config(&value).unwrap();
            assert_eq!(name, "shown");
            let (again, _) = Metric::from_config(&metric.to_config("shown")).unwrap();
            assert_eq!((again.form, again.words, &again.list), (metric.form, metric.words, &metric.list));
            for (a, b) in again.options.iter().zip(&metric.options) {
                assert!(a.1 == b.1 || a.1.is_nan() && b.1.is_nan(), "{}: {a:?} {b:?}", row.class);
            }
            let mut graph = Graph::new();
            let p = graph.leaf(Input, [4, 3]);
            let sparse = matches!(row.form, MetricForm::SparseTopK | MetricForm::SparseCategoricalAccuracy);
            let t = graph.leaf(Input, if sparse { Shape::from([4]) } else { Shape::from([4, 3]) });
            let w = graph.leaf(Input, [4]);
            let nodes = metric.trace(&mut graph, p, t, None).unwrap();
            assert_eq!(nodes.len(), metric.parts(), "{}", row.class);
            let sums: usize = nodes.iter().map(|&node| graph.shape(node).size()).sum();
            assert!(metric.finish(&vec![1.0; sums]).iter().all(|value| value.is_finite()), "{}", row.class);
            assert!(metric.trace(&mut graph, p, t, Some(w)).is_ok(), "{}", row.class);
        }
        let error = |class: &str, config: Value| {
            Metric::from_config(&serialized("", class, config)).unwrap_err().to_string()
        };
        for (class, config, words) in [
            ("IoU", json!({}), "option \"num_classes\" is missing; expected a whole number"),
            ("IoU", json!({"num_classes": 1e30, "target_class_ids": [0]}), "expected a whole number"),
            (
                "OneHotIoU",
                json!({"num_classes": 2}),
                "option \"target_class_ids\" is missing; expected a list",
            ),
            (
                "IoU",
                json!({"num_classes": 2, "target_class_ids": [2]}),
                "is [2]; expected a list of class numbers from 0 to 1",
            ),
            (
                "MeanIoU",
                json!({"num_classes": 2, "axis": 1}),
                "\"axis\" is 1; expected -1; only that is supported",
            ),
            ("PrecisionAtRecall", json!({}), "option \"recall\" is missing; expected a number from 0 to 1"),
            (
                "RecallAtPrecision",
                json!({"precision": 1.5}),
                "\"precision\" is 1.5; expected a number from 0 to 1",
            ),
            ("AUC", json!({"label_weights": {"class_name": "__tensor__"}}), "expected a list of numbers"),
            ("AUC", json!({"num_labels": 3}), "\"num_labels\" is set, but \"multi_label\" is false"),
            (
                "R2Score",
                json!({"class_aggregation": "sum"}),
                "expected one of uniform_average, variance_weighted_average",
            ),
            ("R2Score", json!({"num_regressors": -1}), "\"num_regressors\" is -1"),
        ] {
            let message = error(class, config);
            assert!(message.contains(words), "{message}");
        }
        let mut graph = Graph::new();
        let [p, t] = [[4, 3], [4, 2]].map(|shape| graph.leaf(Input, shape));
        let mut misfit = |class: &str, config: Value, t: NodeId| {
            let (metric, _) = Metric::from_config(&serialized("", class, config)).unwrap();
            metric.trace(&mut graph, p, t, None).unwrap_err().to_string()
        };
        for (class, config, t, words) in [
            ("MeanIoU", json!({"num_classes": 2}), t, "has no form for predictions of shape (4, 3)"),
            ("R2Score", json!({}), t, "has no form"),
            ("PearsonCorrelation", json!({"axis": 2}), p, "have no axis 2"),
            ("AUC", json!({"multi_label": true, "num_labels": 2}), p, "of 2 labels, but predictions have 3"),
            ("AUC", json!({"label_weights": [1, 2]}), p, "of 2 labels, but predictions have 3"),
        ] {
            let message = misfit(class, config, t);
            assert!(message.contains(words), "{message}");
        }
        let (each, _) =
            Metric::from_config(&serialized("", "R2Score", json!({"class_aggregation": null}))).unwrap();
        assert_eq!(each.finish(&[1.0; 9]).len(), 2);
        assert!(Metric::from_name("mae").unwrap().1 == "mae");
        assert!(
            Metric::from_name("maee").unwrap_err().to_string().contains("metric \"maee\" is not supported")
        );
    }
}
