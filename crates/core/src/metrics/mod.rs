//! Metrics by their Keras names.
//!
//! A metric adds nodes to the graph whose values are summed over batches ([`Metric::trace`]), and computes one number
//! from the sums ([`Metric::finish`]). So its value is exact, whatever the sizes of the batches.

mod confusion;
mod scores;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

pub use confusion::confusion_matrix;
pub use scores::{RocCurve, r2_score, roc_curve, root_mean_squared_error};

use crate::config::{Config, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::ops::{ArgMax, Fill, Iota, Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId, Steps, no_random};
use crate::losses::{EPSILON, Loss, cosine};
use crate::shape::Shape;
use crate::text::number;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MetricForm {
    /// The form of accuracy that fits the shapes.
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    TopK,
    SparseTopK,
    Precision,
    Recall,
    /// Counts predictions: whether they are above the threshold, and whether their target is positive.
    Count([bool; 2]),
    Auc,
    F1,
    RootMeanSquaredError,
    CosineSimilarity,
    /// The loss of the same name.
    Loss,
    /// Sums of a program's own, from the target, the prediction and the sample weights.
    Steps,
}

#[derive(Debug, PartialEq)]
struct MetricRow {
    class: &'static str,
    names: &'static [&'static str],
    form: MetricForm,
    /// Number options with their defaults; NaN stands for null.
    options: &'static [(&'static str, f64)],
}

const NULL: f64 = f64::NAN;

const fn row(
    class: &'static str,
    names: &'static [&'static str],
    form: MetricForm,
    options: &'static [(&'static str, f64)],
) -> MetricRow {
    MetricRow { class, names, form, options }
}

const TABLE: &[MetricRow] = &[
    row("Accuracy", &["accuracy", "acc"], MetricForm::Accuracy, &[]),
    row("BinaryAccuracy", &["binary_accuracy"], MetricForm::BinaryAccuracy, &[("threshold", 0.5)]),
    row("CategoricalAccuracy", &["categorical_accuracy"], MetricForm::CategoricalAccuracy, &[]),
    row(
        "SparseCategoricalAccuracy",
        &["sparse_categorical_accuracy"],
        MetricForm::SparseCategoricalAccuracy,
        &[],
    ),
    row("TopKCategoricalAccuracy", &["top_k_categorical_accuracy"], MetricForm::TopK, &[("k", 5.0)]),
    row(
        "SparseTopKCategoricalAccuracy",
        &["sparse_top_k_categorical_accuracy"],
        MetricForm::SparseTopK,
        &[("k", 5.0)],
    ),
    row("Precision", &["precision"], MetricForm::Precision, &[("class_id", NULL), ("top_k", NULL)]),
    row("Recall", &["recall"], MetricForm::Recall, &[("class_id", NULL), ("top_k", NULL)]),
    row("AUC", &["auc"], MetricForm::Auc, &[("num_thresholds", 200.0), ("from_logits", 0.0)]),
    row("F1Score", &["f1_score"], MetricForm::F1, &[("threshold", NULL)]),
    row("FBetaScore", &["fbeta_score"], MetricForm::F1, &[("threshold", NULL), ("beta", 1.0)]),
    row("TruePositives", &["true_positives"], MetricForm::Count([true, true]), &[]),
    row("TrueNegatives", &["true_negatives"], MetricForm::Count([false, false]), &[]),
    row("FalsePositives", &["false_positives"], MetricForm::Count([true, false]), &[]),
    row("FalseNegatives", &["false_negatives"], MetricForm::Count([false, true]), &[]),
    row("RootMeanSquaredError", &["root_mean_squared_error", "rmse"], MetricForm::RootMeanSquaredError, &[]),
    row("CosineSimilarity", &["cosine_similarity"], MetricForm::CosineSimilarity, &[]),
];

/// The words that options of some classes may have.
const CURVES: [&str; 2] = ["ROC", "PR"];
const SUMMATIONS: [&str; 3] = ["interpolation", "minoring", "majoring"];
const AVERAGES: [&str; 3] = ["micro", "macro", "weighted"];
/// The index after them stands for a value for each class.
const EACH: usize = AVERAGES.len();
/// Stands for minus infinity where Keras leaves out all but the largest.
const OUT: f64 = -1e10;

/// A metric, shown beside the loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    form: MetricForm,
    class: &'static str,
    options: Vec<(&'static str, f64)>,
    /// Indices of words: curve and summation of an AUC, or the averaging of an F1 score.
    words: [usize; 2],
    /// Thresholds of precision and recall; the metric has a value for each.
    thresholds: Vec<f64>,
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
        let mut options = Vec::new();
        for &(key, default) in row.options {
            options.push(match key {
                "num_thresholds" => {
                    let valid = |v: f64| v >= 2.0 && libm::floor(v) == v;
                    (key, config.number(key, default, "a whole number of at least 2", valid)?)
                }
                _ => (key, config.scalar(key, default, "one number, 0 or more", |v| v >= 0.0)?),
            });
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
        let mut words = [0; 2];
        if row.form == MetricForm::Auc {
            words = [config.choice("curve", 0, &CURVES)?, config.choice("summation_method", 0, &SUMMATIONS)?];
            for key in ["multi_label", "num_labels", "label_weights"] {
                if config.get(key).is_some_and(|value| value.as_bool() != Some(false)) {
                    return Err(config.error(format!("option \"{key}\" is set; only null is supported")));
                }
            }
        }
        if row.form == MetricForm::F1 {
            words[0] = config.choice("average", EACH, &AVERAGES)?;
        }
        for ignored in ["name", "dtype", "fn"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok((Self { options, words, thresholds, ..Self::plain(row.form, row.class) }, shown))
    }

    /// A metric without options.
    fn plain(form: MetricForm, class: &'static str) -> Self {
        Self {
            form,
            class,
            options: Vec::new(),
            words: [0; 2],
            thresholds: Vec::new(),
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
                "from_logits" => (value != 0.0).into(),
                "k" | "class_id" | "top_k" | "num_thresholds" if !value.is_nan() => (value as u64).into(),
                _ => value.into(),
            };
        }
        match self.form {
            MetricForm::Auc => {
                config["curve"] = CURVES[self.words[0]].into();
                config["summation_method"] = SUMMATIONS[self.words[1]].into();
            }
            MetricForm::F1 => config["average"] = AVERAGES.get(self.words[0]).copied().into(),
            _ => {}
        }
        if !self.thresholds.is_empty() && self.thresholds != [OUT] {
            config["thresholds"] = self.thresholds.clone().into();
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
        let (shape, target) = (graph.shape(p).clone(), graph.shape(t).clone());
        let rows = Shape::new(&shape[..shape.len() - 1]);
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
            | MetricForm::F1 => {
                return self.counts(graph, p, t, weights);
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
            MetricForm::CosineSimilarity => cosine(graph, p, t)?,
            MetricForm::Accuracy | MetricForm::Steps => return Err(misfit()),
        };
        let values = match &self.loss {
            // Its values can have any shape.
            Some(loss) if loss.is_own() => values,
            _ => graph.push(Reshape { shape: if rows.is_empty() { [1].into() } else { rows } }, &[values])?,
        };
        match weights {
            None => {
                let count = graph.shape(values).size() as f32;
                let sum = Reduce::all(Reduction::Sum, graph, values)?;
                Ok(vec![sum, graph.push(Fill { value: count, shape: [1].into() }, &[])?])
            }
            Some(weights) => {
                let weights = aligned(graph, weights, values)?;
                let inputs = [("v", values), ("w", weights)];
                let weighted = graph.map("v * w", &inputs, &[])?;
                let spread = graph.map("w", &inputs, &[])?;
                Ok(vec![
                    Reduce::all(Reduction::Sum, graph, weighted)?,
                    Reduce::all(Reduction::Sum, graph, spread)?,
                ])
            }
        }
    }

    /// The number of nodes that [`Metric::trace`] returns.
    pub fn parts(&self) -> usize {
        match self.form {
            MetricForm::Auc | MetricForm::F1 => 4,
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
                | MetricForm::F1
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
            MetricForm::Auc => vec![self.area(sums)],
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
            let value = serialized("keras.metrics", row.class, members([("name", "shown".into())]));
            let (metric, name) = Metric::from_config(&value).unwrap();
            assert_eq!(name, "shown");
            let (again, _) = Metric::from_config(&metric.to_config("shown")).unwrap();
            assert_eq!((again.form, again.words), (metric.form, metric.words));
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
        assert!(Metric::from_name("mae").unwrap().1 == "mae");
        assert!(
            Metric::from_name("maee").unwrap_err().to_string().contains("metric \"maee\" is not supported")
        );
    }
}
