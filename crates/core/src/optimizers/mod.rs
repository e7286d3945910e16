//! Optimizers by their Keras names: one table of formulas.
//!
//! Most optimizers work on each number alone. Those that need norms or products of a whole weight first compute the
//! direction of its step within the graph (`shaped.rs`).

mod schedules;
mod shaped;
mod table;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

pub use schedules::Schedule;
pub(crate) use table::RARE;
use table::{NULL, OptimizerRow, TABLE};

use crate::config::{Config, members, object, serialized, snake_case};
use crate::error::{Error, Result};
use crate::graph::ops::{Adam, MAX_PARTS, Reduce, Reduction, Update};
use crate::graph::{Expression, Graph, NodeId};
use crate::text::number;

/// The layout of the `hyper` feed: numbers that change from step to step, one float each.
pub mod hyper {
    /// The learning rate, with the optimizer's corrections for this step.
    pub const RATE: usize = 0;
    /// Two whole numbers below 2^24, the key of this step's random masks.
    pub const KEYS: core::ops::Range<usize> = 1..3;
    /// The share of a weight that weight decay takes off.
    pub const DECAY: usize = 3;
    /// Three numbers whose meaning the optimizer decides.
    pub const OWN: core::ops::Range<usize> = 4..7;
    /// The share of the moving average of weights that a step keeps.
    pub const AVERAGE: usize = 7;
    /// 1 where the weights are replaced by their moving average.
    pub const OVERWRITE: usize = 8;
    /// 1 where the gradients accumulated so far change the weights.
    pub const APPLY: usize = 9;
    /// Length of the feed.
    pub const LEN: usize = 10;
    /// The names in formulas.
    pub(super) const NAMES: [&str; LEN] =
        ["rate", "key_0", "key_1", "decay", "a", "b", "c", "average", "overwrite", "apply"];
}

/// The learning rate: a number or a function of the steps done.
#[derive(Debug, Clone, PartialEq)]
enum Rate {
    Constant(f64),
    Schedule(Schedule),
}

/// How gradients are clipped.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Clip {
    /// Each weight's gradient, by its norm.
    Norm(f64),
    /// All gradients, by their common norm.
    GlobalNorm(f64),
    /// Each number.
    Value(f64),
}

type MakeClip = fn(f64) -> Clip;

const CLIPS: [(&str, MakeClip); 3] =
    [("clipnorm", Clip::Norm), ("global_clipnorm", Clip::GlobalNorm), ("clipvalue", Clip::Value)];

/// An optimizer and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimizer {
    row: &'static OptimizerRow,
    rate: Rate,
    options: Vec<f64>,
    decay: Option<f64>,
    clip: Option<Clip>,
    /// Momentum of the moving average of weights, and the number of steps after which it replaces them.
    average: Option<(f64, Option<u64>)>,
    /// The number of steps whose gradients are averaged before they change the weights; 1 without accumulation.
    accumulation: u64,
    /// The factor of the loss, by which the gradients are divided. In 32-bit floats that changes nothing but the last
    /// bits, so no step uses it.
    loss_scale: Option<f64>,
    /// Parts of the names of weights that Muon leaves to Adam.
    excluded: Vec<String>,
}

impl Optimizer {
    /// The optimizer of this Keras name (`adam`, `sgd`) with Keras's defaults.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::from_config(&Value::from(name))
    }

    /// The optimizer of a Keras config: a name, or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported = |name: &str| {
            let names: Vec<&str> = TABLE.iter().map(|row| row.class).collect();
            Error::unsupported("optimizer", name, names.join(", ").to_ascii_lowercase())
        };
        let (class, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        let row = TABLE.iter().find(|row| row.class.eq_ignore_ascii_case(class));
        let row = row.ok_or_else(|| unsupported(class))?;
        let config = Config::object(row.class, "optimizer", map);
        let rate = match config.get("learning_rate") {
            Some(value @ Value::Object(_)) => Rate::Schedule(Schedule::from_config(value)?),
            _ => {
                let expected = "a number, 0 or more, or a learning rate schedule";
                let valid = |v: f64| v >= 0.0 && v.is_finite();
                Rate::Constant(config.number("learning_rate", row.rate, expected, valid)?)
            }
        };
        // For some options null is another value than the default.
        let is_null = |key: &str| {
            map.is_some_and(|map| map.iter().any(|(name, value)| value.is_null() && snake_case(name) == key))
        };
        let options = row
            .options
            .iter()
            .map(|&(key, default)| match key {
                "beta_2_decay" | "learning_rate_power" => {
                    config.number(key, default, "a number, 0 or less", |v| v <= 0.0)
                }
                "adam_weight_decay" | "rms_rate" if is_null(key) => Ok(NULL),
                "muon_a" | "muon_b" | "muon_c" => config.number(key, default, "a number", f64::is_finite),
                "ns_steps" | "warmup_steps" => {
                    let most = if key == "ns_steps" { 100.0 } else { 16_777_216.0 };
                    let valid = |v: f64| (0.0..=most).contains(&v) && libm::floor(v) == v;
                    config.number(key, default, &format!("a whole number from 0 to {}", number(most)), valid)
                }
                _ if key.contains("beta_") || key == "rho" => {
                    config.scalar(key, default, "a number in [0, 1)", |v| (0.0..1.0).contains(&v))
                }
                "momentum" => {
                    config.scalar(key, default, "a number from 0 to 1", |v| (0.0..=1.0).contains(&v))
                }
                _ => config.scalar(key, default, "a number, 0 or more", |v| v >= 0.0),
            })
            .collect::<Result<Vec<f64>>>()?;
        let mut clip = None;
        for (key, make) in CLIPS {
            if config.get(key).is_some() {
                if clip.is_some() {
                    return Err(config.error(format!(
                        "option \"{key}\" is set beside another way of clipping; only one is supported"
                    )));
                }
                clip = Some(make(config.number(key, 0.0, "a number above 0", |v| v > 0.0)?));
            }
        }
        let momentum =
            config.number("ema_momentum", 0.99, "a number from 0 to 1", |v| (0.0..=1.0).contains(&v))?;
        let overwrite =
            config.get("ema_overwrite_frequency").map(|_| config.count("ema_overwrite_frequency"));
        let overwrite = overwrite.transpose()?.map(|steps| steps as u64);
        let decay = match config.get("weight_decay") {
            None if is_null("weight_decay") => None,
            None => row.decay,
            Some(_) => Some(config.number("weight_decay", 0.0, "a number, 0 or more", |v| v >= 0.0)?),
        };
        let positive = |v: f64| v > 0.0 && v.is_finite();
        let loss_scale = config
            .get("loss_scale_factor")
            .map(|_| config.number("loss_scale_factor", 1.0, "null or a number above 0", positive));
        let loss_scale = loss_scale.transpose()?;
        let excluded = if cfg!(feature = "rare") && row.class == "Muon" {
            shaped::excluded(&config)?
        } else {
            Vec::new()
        };
        let accumulation =
            config.number("gradient_accumulation_steps", 1.0, "null or a whole number from 2", |v| {
                v >= 2.0 && libm::floor(v) == v && v < 16_777_216.0
            })? as u64;
        if accumulation > 1 && clip.is_some() {
            // Keras clips the mean of the gradients, but no step's graph contains that mean.
            return Err(config
                .error("option \"gradient_accumulation_steps\" is not supported together with clipping"));
        }
        if accumulation > 1 && row.formula == table::SHAPED {
            return Err(
                config.error("option \"gradient_accumulation_steps\" is not supported by this optimizer")
            );
        }
        let average = config.flag("use_ema", false)?.then_some((momentum, overwrite));
        for ignored in ["jit_compile", "is_legacy_optimizer"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok(Self { row, rate, options, decay, clip, average, accumulation, loss_scale, excluded })
    }

    /// The Keras serialised form.
    pub fn to_config(&self) -> Value {
        let rate = match &self.rate {
            Rate::Constant(rate) => (*rate).into(),
            Rate::Schedule(schedule) => schedule.to_config(),
        };
        let mut config = members([
            ("name", self.row.class.to_ascii_lowercase().into()),
            ("learning_rate", rate),
            ("weight_decay", self.decay.map_or(Value::Null, Value::from)),
            ("use_ema", self.average.is_some().into()),
        ]);
        for (&(key, _), &value) in self.row.options.iter().zip(&self.options) {
            config[key] = match key {
                "nesterov" | "centered" | "amsgrad" | "relative_step" | "exclude_embeddings" => {
                    (value != 0.0).into()
                }
                "ns_steps" | "warmup_steps" => (value as u64).into(),
                // A number that is not finite, such as [`NULL`], becomes JSON's null.
                _ => value.into(),
            };
        }
        for (key, make) in CLIPS {
            config[key] = match self.clip {
                Some(clip @ (Clip::Norm(v) | Clip::GlobalNorm(v) | Clip::Value(v))) if make(v) == clip => {
                    v.into()
                }
                _ => Value::Null,
            };
        }
        if self.accumulation > 1 {
            config["gradient_accumulation_steps"] = self.accumulation.into();
        }
        if let Some(scale) = self.loss_scale {
            config["loss_scale_factor"] = scale.into();
        }
        if !self.excluded.is_empty() {
            config["exclude_layers"] = self.excluded.clone().into();
        }
        if let Some((momentum, overwrite)) = self.average {
            config["ema_momentum"] = momentum.into();
            config["ema_overwrite_frequency"] = overwrite.map_or(Value::Null, Value::from);
        }
        serialized("keras.optimizers", self.row.class, config)
    }

    fn option(&self, key: &str) -> f64 {
        let at = self.row.options.iter().position(|&(known, _)| known == key);
        at.map_or(0.0, |at| self.options[at])
    }

    /// The learning rate after this many steps.
    pub fn learning_rate(&self, steps: u64) -> f64 {
        match &self.rate {
            Rate::Constant(rate) => *rate,
            Rate::Schedule(schedule) => schedule.rate(steps),
        }
    }

    /// Changes the learning rate from the next step on.
    ///
    /// # Errors
    /// When it is not finite or below 0, or a schedule sets the rate.
    pub fn set_learning_rate(&mut self, rate: f64) -> Result<()> {
        if !rate.is_finite() || rate < 0.0 {
            return Err(Error::invalid(format!(
                "learning rate {}: expected a finite number, 0 or more",
                number(rate)
            )));
        }
        if let Rate::Schedule(schedule) = &self.rate {
            return Err(Error::invalid(format!(
                "learning rate {}: the optimizer's rate is set by a schedule, {}",
                number(rate),
                schedule.class_name()
            )));
        }
        self.rate = Rate::Constant(rate);
        Ok(())
    }

    /// The initial values of the slots that are kept for each weight.
    pub fn slots(&self) -> Vec<f32> {
        let initial = self.option("initial_accumulator_value") as f32;
        let mut slots = vec![0.0; self.kept().len()];
        // The accumulator is always the first slot.
        slots[..usize::from(initial != 0.0)].fill(initial);
        if self.accumulation > 1 {
            slots.push(0.0);
        }
        if self.average.is_some() {
            slots.push(0.0);
        }
        slots
    }

    fn kept(&self) -> Vec<&'static str> {
        let kept = |condition: &str| condition.is_empty() || self.option(condition) != 0.0;
        self.row.slots.iter().filter(|(_, condition)| kept(condition)).map(|&(name, _)| name).collect()
    }

    /// The slot that holds the moving average of the weights.
    pub fn average_slot(&self) -> Option<usize> {
        self.average.map(|_| self.kept().len() + usize::from(self.accumulation > 1))
    }

    /// The operation of one step.
    pub fn update(&self) -> Result<Update> {
        let mut outputs = vec!["w"];
        outputs.extend(self.kept());
        let mut formula = String::new();
        if self.accumulation > 1 {
            for name in &outputs {
                formula += &format!("{name}_before = {name}; ");
            }
            formula += &format!("sum = sum + g; g = sum / {}; ", self.accumulation);
        }
        let (before, after) = self.row.formula.split_once('|').unwrap_or(("", self.row.formula));
        formula += before;
        // Muon has two rates of decay, which are part of its direction.
        if self.decay.is_some() && self.row.class != "Muon" {
            formula += "w = w - w * decay; ";
        }
        formula += after;
        if self.accumulation > 1 {
            for name in &outputs {
                formula += &format!(" {name} = apply > 0 ? {name} : {name}_before;");
            }
            formula += " sum = apply > 0 ? 0 : sum;";
            outputs.push("sum");
        }
        if self.average.is_some() {
            outputs.push("e");
            formula += " e = average * e + (1 - average) * w; w = overwrite > 0 ? e : w;";
        }
        let mut constants: Vec<(&str, f64)> =
            self.row.options.iter().zip(&self.options).map(|(&(key, _), &value)| (key, value)).collect();
        for &(slot, _) in self.row.slots {
            if !outputs.contains(&slot) {
                constants.push((slot, 0.0));
            }
        }
        let mut inputs = vec!["g"];
        inputs.extend(hyper::NAMES);
        inputs.extend(&outputs);
        // Every other option adds a slot, except the decay.
        let plain = self.row.class == "Adam" && outputs.len() == 3 && self.decay.is_none();
        let adam = match self.options[..] {
            [beta_1, beta_2, epsilon, _] if plain => Some(Adam {
                factors: [1.0; MAX_PARTS],
                parts: 1,
                beta_1: beta_1 as f32,
                beta_2: beta_2 as f32,
                epsilon: epsilon as f32,
            }),
            _ => None,
        };
        Ok(Update { expression: Expression::update(&formula, &inputs, &constants, &outputs)?, adam })
    }

    /// The numbers of step `t`, counted from 1, except for the keys of random masks.
    pub fn hyper(&self, t: u64) -> [f32; hyper::LEN] {
        let rate = self.learning_rate(t - 1);
        let apply = t.is_multiple_of(self.accumulation);
        // As in Keras, only a schedule counts accumulating steps; all else counts updates.
        let t = (t - 1) / self.accumulation + 1;
        let (beta_1, beta_2) = (self.option("beta_1"), self.option("beta_2"));
        let mut values = [0.0f64; hyper::LEN];
        let own = hyper::OWN.start;
        values[hyper::RATE] = match self.row.class {
            "Adam" | "AdamW" => rate * libm::sqrt(1.0 - power(beta_2, t)) / (1.0 - power(beta_1, t)),
            "Adamax" => rate / (1.0 - power(beta_1, t)),
            "Adafactor" => rate.min(1.0 / libm::sqrt(t as f64)),
            "ScheduleFreeAdamW" if self.option("warmup_steps") > 0.0 => {
                rate * (t as f64 / self.option("warmup_steps")).min(1.0)
            }
            _ => rate,
        };
        match self.row.class {
            "Lamb" => {
                values[own] = 1.0 / (1.0 - power(beta_1, t));
                values[own + 1] = 1.0 / (1.0 - power(beta_2, t));
            }
            "ScheduleFreeAdamW" => {
                values[own] = f64::from(u8::from(t == 1));
                values[own + 1] = 1.0 / t as f64;
                values[own + 2] = 1.0 / (1.0 - power(beta_2, t));
            }
            "Adafactor" => values[own] = 1.0 - libm::pow(t as f64, self.option("beta_2_decay")),
            "Muon" => {
                let [first, second] =
                    ["adam_beta_1", "adam_beta_2"].map(|key| 1.0 - power(self.option(key), t));
                values[own] = self.option("adam_lr_ratio") * libm::sqrt(second) / first;
            }
            _ => {}
        }
        if self.row.class == "Nadam" {
            // Dozat 2016: the momentum itself has a schedule, and its product corrects the bias.
            let momentum = |t: u64| beta_1 * (1.0 - 0.5 * power(0.96, t));
            // 0.96^1000 is below 1e-17, so the momentum no longer changes.
            let settled = t.min(1000);
            let product = (1..=settled).map(momentum).product::<f64>() * power(beta_1, t - settled);
            let next = momentum(t + 1);
            values[own] = next / (1.0 - product * next);
            values[own + 1] = (1.0 - momentum(t)) / (1.0 - product);
            values[own + 2] = 1.0 / (1.0 - power(beta_2, t));
        }
        values[hyper::APPLY] = f64::from(u8::from(apply));
        values[hyper::DECAY] = self.decay.unwrap_or(0.0) * rate;
        if let Some((momentum, overwrite)) = self.average {
            values[hyper::AVERAGE] = if t == 1 { 0.0 } else { momentum };
            let now = overwrite.is_some_and(|steps| t.is_multiple_of(steps));
            values[hyper::OVERWRITE] = f64::from(u8::from(now));
        }
        values.map(|value| value as f32)
    }

    /// Whether gradients are clipped.
    pub fn clips(&self) -> bool {
        self.clip.is_some()
    }

    /// Clips the gradients of the trainable weights as the settings say.
    pub fn clip(&self, graph: &mut Graph, gradients: &mut [NodeId]) -> Result<()> {
        let Some(clip) = self.clip.filter(|_| !gradients.is_empty()) else { return Ok(()) };
        if let Clip::Value(limit) = clip {
            for gradient in gradients {
                *gradient = graph.map("clip(g, -limit, limit)", &[("g", *gradient)], &[("limit", limit)])?;
            }
            return Ok(());
        }
        let squares = gradients.iter().map(|&gradient| {
            let square = graph.map("g * g", &[("g", gradient)], &[])?;
            Reduce::all(Reduction::Sum, graph, square)
        });
        let mut squares = squares.collect::<Result<Vec<NodeId>>>()?;
        let (Clip::Norm(limit) | Clip::GlobalNorm(limit) | Clip::Value(limit)) = clip;
        if let Clip::GlobalNorm(_) = clip {
            let mut total = squares[0];
            for &square in &squares[1..] {
                total = graph.map("a + b", &[("a", total), ("b", square)], &[])?;
            }
            squares.fill(total);
        }
        for (gradient, square) in gradients.iter_mut().zip(squares) {
            let formula = "g * limit / max(sqrt(square), limit)";
            *gradient = graph.map(formula, &[("g", *gradient), ("square", square)], &[("limit", limit)])?;
        }
        Ok(())
    }
}

/// `base^exponent` by squaring.
pub(crate) fn power(mut base: f64, mut exponent: u64) -> f64 {
    let mut product = 1.0;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product *= base;
        }
        base *= base;
        exponent >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_optimizer_parses_and_comes_back_from_its_config() {
        for row in TABLE {
            let optimizer = Optimizer::from_name(row.class).unwrap();
            let update = optimizer.update().unwrap();
            assert_eq!(update.expression.outputs().len(), 1 + optimizer.slots().len(), "{}", row.class);
            assert_eq!(Optimizer::from_config(&optimizer.to_config()).unwrap(), optimizer);
        }
        let all = json!({"class_name": "AdamW", "config": {"amsgrad": true, "use_ema": true,
            "ema_overwrite_frequency": 3, "clipnorm": 2.0, "weight_decay": null}});
        let optimizer = Optimizer::from_config(&all).unwrap();
        assert_eq!((optimizer.slots().len(), optimizer.average_slot()), (4, Some(3)));
        assert_eq!(Optimizer::from_config(&optimizer.to_config()).unwrap(), optimizer);
        optimizer.update().unwrap();
    }

    #[test]
    fn gradients_are_accumulated_by_every_optimizer() {
        for row in TABLE {
            let all = json!({"class_name": row.class, "config": {"gradient_accumulation_steps": 3,
                "use_ema": true, "ema_overwrite_frequency": 2}});
            let optimizer = match Optimizer::from_config(&all) {
                Ok(optimizer) => optimizer,
                Err(error) => {
                    assert!(row.formula == table::SHAPED && error.to_string().contains("not supported by"));
                    continue;
                }
            };
            assert_eq!(Optimizer::from_config(&optimizer.to_config()).unwrap(), optimizer);
            let update = optimizer.update().unwrap();
            assert_eq!(update.expression.outputs().len(), 1 + optimizer.slots().len(), "{}", row.class);
            assert_eq!(optimizer.average_slot(), Some(optimizer.slots().len() - 1), "{}", row.class);
            // The accumulated gradient starts from 0, also where another slot does not.
            assert_eq!(optimizer.slots()[optimizer.slots().len() - 2], 0.0, "{}", row.class);
        }
        let adam = |steps: u64| {
            let config = json!({"class_name": "Adam", "config": {"gradient_accumulation_steps": steps}});
            Optimizer::from_config(&config).unwrap()
        };
        let plain = Optimizer::from_name("adam").unwrap();
        for t in 1..10 {
            let values = adam(3).hyper(t);
            assert_eq!(values[hyper::APPLY], f32::from(u8::from(t % 3 == 0)), "step {t}");
            assert_eq!(values[hyper::RATE], plain.hyper((t - 1) / 3 + 1)[hyper::RATE], "step {t}");
        }
    }

    #[test]
    fn adams_rate_is_corrected_as_in_the_paper() {
        let adam = Optimizer::from_name("adam").unwrap();
        for t in [1u64, 2, 10, 1000, 100_000] {
            let exact = 1e-3 * (1.0 - 0.999f64.powf(t as f64)).sqrt() / (1.0 - 0.9f64.powf(t as f64));
            assert!((f64::from(adam.hyper(t)[hyper::RATE]) / exact - 1.0).abs() < 1e-4, "step {t}");
        }
    }

    #[test]
    fn wrong_settings_are_named() {
        let error = |value: Value| Optimizer::from_config(&value).unwrap_err().to_string();
        assert!(error("adm".into()).contains("optimizer \"adm\" is not supported; supported: sgd, rmsprop"));
        let config = json!({"class_name": "Adam", "config": {"clipnorm": 1, "clipvalue": 1}});
        assert!(error(config).contains("\"clipvalue\" is set beside another way of clipping"));
        let config = json!({"class_name": "SGD", "config": {"momentum": 2}});
        assert!(error(config).contains("\"momentum\" is 2"));
        for (class, config, words) in [
            (
                "Ftrl",
                json!({"learning_rate_power": 1}),
                "\"learning_rate_power\" is 1; expected a number, 0 or less",
            ),
            ("Ftrl", json!({"beta": -1}), "\"beta\" is -1; expected a number, 0 or more"),
            (
                "Adafactor",
                json!({"beta_2_decay": 0.5}),
                "\"beta_2_decay\" is 0.5; expected a number, 0 or less",
            ),
            (
                "Muon",
                json!({"ns_steps": 1e9}),
                "\"ns_steps\" is 1000000000.0; expected a whole number from 0 to 100",
            ),
            ("Muon", json!({"exclude_layers": ["head.*"]}), "expected a list of parts of names"),
            ("Muon", json!({"adam_beta_1": 1}), "\"adam_beta_1\" is 1; expected a number in [0, 1)"),
            (
                "ScheduleFreeAdamW",
                json!({"warmup_steps": 0.5}),
                "\"warmup_steps\" is 0.5; expected a whole number",
            ),
            (
                "SGD",
                json!({"loss_scale_factor": 0}),
                "\"loss_scale_factor\" is 0; expected null or a number above 0",
            ),
        ] {
            let message = error(json!({"class_name": class, "config": config}));
            assert!(message.contains(words), "{message}");
        }
        let config = json!({"class_name": "Muon", "config": {"rms_rate": null, "adam_weight_decay": null,
            "weight_decay": null, "exclude_layers": ["head"], "loss_scale_factor": 8}});
        let muon = Optimizer::from_config(&config).unwrap();
        assert_eq!(Optimizer::from_config(&muon.to_config()).unwrap(), muon);
        assert_eq!((muon.option("rms_rate"), muon.decay), (NULL, None));
        for (config, words) in [
            (json!({"gradient_accumulation_steps": 1}), "expected null or a whole number from 2"),
            (
                json!({"gradient_accumulation_steps": 2, "clipnorm": 1}),
                "not supported together with clipping",
            ),
        ] {
            let message = error(json!({"class_name": "Adam", "config": config}));
            assert!(message.contains(words), "{message}");
        }
    }
}
