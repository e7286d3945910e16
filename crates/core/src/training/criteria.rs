//! How the outputs of a model are judged: the options of `compile`, matched with a network.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::compile::{Compile, Metrics};
use crate::error::{Error, Result};
use crate::losses::Loss;
use crate::metrics::Metric;
use crate::models::Network;
use crate::program::{Port, Role};
use crate::shape::Shape;

/// How one output is judged.
#[derive(Debug, Clone)]
pub(super) struct Criterion {
    /// The output's name.
    pub(super) name: String,
    /// What is minimized; an output without a loss is not trained on.
    pub(super) loss: Option<Loss>,
    /// The factor of this loss in the sum of all.
    pub(super) factor: f64,
}

impl Criterion {
    /// The shape of one sample's target, for an output of this shape.
    pub(super) fn target(&self, output: &Shape) -> Shape {
        self.loss.as_ref().map_or_else(|| output.clone(), |loss| loss.target_shape(output))
    }

    /// The name of the loss in messages.
    pub(super) fn loss_name(&self) -> &str {
        self.loss.as_ref().map_or("none", Loss::name)
    }
}

/// A metric of one output.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) metric: Metric,
    /// Its name, unique among the metrics.
    pub(super) name: String,
    /// The index of its output.
    pub(super) output: usize,
    /// True if sample weights count.
    pub(super) weighted: bool,
}

/// A value of a batch that is summed over batches, and how it is shown.
#[derive(Debug, Clone)]
pub(super) enum Logged {
    /// A loss, under this name: a mean over samples.
    Loss(String),
    /// A metric, by its index, and how many numbers it sums.
    Metric { place: usize, numbers: usize },
}

/// How the outputs of a model are judged.
#[derive(Debug, Clone)]
pub(super) struct Criteria {
    /// One for each output.
    pub(super) outputs: Vec<Criterion>,
    /// All metrics, in the order of their values.
    pub(super) metrics: Vec<Shown>,
    /// The values that a batch gives, in the order of a program's results.
    pub(super) logged: Vec<Logged>,
}

impl Criteria {
    /// Matches the options with the network's outputs.
    ///
    /// # Errors
    /// When an option names an output that does not exist, or has no value for an output that needs one.
    pub(super) fn new(options: &Compile, network: &Network) -> Result<Self> {
        let names: Vec<&str> = network.output_names().collect();
        let losses =
            options.loss.resolve("loss", &names, |loss| Ok(vec![Some(loss.clone()); names.len()]))?;
        if let Some(without) = losses.iter().position(Option::is_none)
            && losses.iter().all(Option::is_none)
        {
            return Err(Error::invalid(format!(
                "compile: option \"loss\" has none for output \"{}\" or any other; nothing would be trained",
                names[without]
            )));
        }
        let factors = match &options.loss_weights {
            super::compile::PerOutput::Each(values) if values.is_empty() => vec![None; names.len()],
            given => given.resolve("loss_weights", &names, |_| {
                Err(Error::invalid(format!(
                    "compile: option \"loss_weights\" is one number for {} outputs; expected a list or an object",
                    names.len()
                )))
            })?,
        };
        let outputs: Vec<Criterion> = losses
            .into_iter()
            .zip(factors)
            .zip(&names)
            .map(|((loss, factor), &name)| Criterion {
                name: name.into(),
                factor: factor.unwrap_or(1.0),
                loss,
            })
            .collect();
        let metrics = shown(options, &names)?;
        Ok(Self { outputs, metrics, logged: Vec::new() })
    }

    /// True if each output's loss is shown beside the sum: when there are several losses.
    pub(super) fn shows_each_loss(&self) -> bool {
        self.outputs.iter().filter(|output| output.loss.is_some()).count() > 1
    }

    /// True if larger values under this name are better; `None` where that is not known.
    pub(super) fn grows(&self, name: &str) -> Option<bool> {
        let is_loss = |output: &Criterion| name.strip_suffix("_loss") == Some(&output.name);
        if name == "loss" || (self.shows_each_loss() && self.outputs.iter().any(is_loss)) {
            return Some(false);
        }
        self.metrics.iter().find(|shown| shown.name == name).and_then(|shown| shown.metric.grows())
    }

    /// Reads from the results of a program how many numbers each value has.
    pub(super) fn learn_sizes(&mut self, results: &[Port]) {
        self.logged.clear();
        for port in results {
            let one = match (port.role, self.logged.last_mut()) {
                (Role::Metric(place), Some(Logged::Metric { place: last, numbers })) if *last == place => {
                    *numbers += port.buffer.len;
                    continue;
                }
                (Role::Metric(place), _) => Logged::Metric { place, numbers: port.buffer.len },
                (Role::OutputLoss(output), _) => Logged::Loss(format!("{}_loss", self.outputs[output].name)),
                _ => Logged::Loss("loss".to_string()),
            };
            self.logged.push(one);
        }
    }
}

/// All metrics under the names that Keras shows. With several outputs, the output's name comes first. A name that
/// exists already gets a number, or `weighted_` before it.
fn shown(options: &Compile, outputs: &[&str]) -> Result<Vec<Shown>> {
    let mut all: Vec<Shown> = Vec::new();
    let kinds = [("metrics", &options.metrics), ("weighted_metrics", &options.weighted_metrics)];
    for (option, given) in kinds {
        let weighted = option == "weighted_metrics";
        let each = given.resolve(option, outputs, |metrics: &Metrics| match metrics.len() {
            0 => Ok(vec![None; outputs.len()]),
            count if count == outputs.len() => {
                Ok(metrics.iter().map(|metric| Some(vec![metric.clone()])).collect())
            }
            count => Err(Error::invalid(format!(
                "compile: option \"{option}\" has {count} entries for {} outputs ({}); expected a list for each output, \
                 or an object with their names",
                outputs.len(),
                outputs.join(", ")
            ))),
        })?;
        for (output, (metrics, name)) in each.into_iter().zip(outputs).enumerate() {
            for (metric, given) in metrics.into_iter().flatten() {
                let given = if outputs.len() == 1 { given } else { format!("{name}_{given}") };
                let taken = |name: &str| all.iter().any(|shown| shown.name == name);
                let mut base = given.clone();
                if weighted && taken(&base) {
                    base = format!("weighted_{given}");
                }
                let mut name = base.clone();
                for number in 1.. {
                    if !taken(&name) {
                        break;
                    }
                    name = format!("{base}_{number}");
                }
                all.push(Shown { metric, name, output, weighted });
            }
        }
    }
    Ok(all)
}
