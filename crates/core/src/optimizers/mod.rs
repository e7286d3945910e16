//! Optimizers by their Keras names: one table of formulas.
//!
//! In a formula, `g` is the gradient and `w` the weight. `rate`, `decay`, `a`, `b`, `c` are numbers that the host
//! computes for each step ([`Optimizer::hyper`]). Options go by their Keras names. All other names are slots, numbers
//! kept for each weight. The formulas are those of Keras 3's `update_step`.

mod schedules;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

pub use schedules::Schedule;

use crate::config::{Config, members, object, serialized};
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

#[derive(Debug, PartialEq)]
struct OptimizerRow {
    class: &'static str,
    rate: f64,
    decay: Option<f64>,
    /// Options with their defaults; flags are 0 or 1.
    options: &'static [(&'static str, f64)],
    /// Slots, each with the option that must not be 0 for the slot to exist; without the slot its value counts as 0.
    slots: &'static [(&'static str, &'static str)],
    formula: &'static str,
}

const BETAS: [(&str, f64); 3] = [("beta_1", 0.9), ("beta_2", 0.999), ("epsilon", EPSILON)];
const EPSILON: f64 = 1e-7;
const ADAM: &str = "m = m + (g - m) * (1 - beta_1); v = v + (g * g - v) * (1 - beta_2); h = amsgrad > 0 ? max(h, v) : v; \
                    w = w - rate * m / (sqrt(amsgrad > 0 ? h : v) + epsilon);";
const ADAM_OPTIONS: &[(&str, f64)] = &[BETAS[0], BETAS[1], BETAS[2], ("amsgrad", 0.0)];
const ADAM_SLOTS: &[(&str, &str)] = &[("m", ""), ("v", ""), ("h", "amsgrad")];

const TABLE: &[OptimizerRow] = &[
    OptimizerRow {
        class: "SGD",
        rate: 0.01,
        decay: None,
        options: &[("momentum", 0.0), ("nesterov", 0.0)],
        slots: &[("m", "momentum")],
        formula: "m = momentum * m - rate * g; w = w + (nesterov > 0 ? momentum * m - rate * g : m);",
    },
    OptimizerRow {
        class: "RMSprop",
        rate: 1e-3,
        decay: None,
        options: &[("rho", 0.9), ("momentum", 0.0), ("epsilon", EPSILON), ("centered", 0.0)],
        slots: &[("v", ""), ("m", "momentum"), ("mean", "centered")],
        formula: "v = rho * v + (1 - rho) * g * g; mean = rho * mean + (1 - rho) * g; \
                  m = momentum * m + rate * g / sqrt((centered > 0 ? v - mean * mean : v) + epsilon); w = w - m;",
    },
    OptimizerRow {
        class: "Adam",
        rate: 1e-3,
        decay: None,
        options: ADAM_OPTIONS,
        slots: ADAM_SLOTS,
        formula: ADAM,
    },
    OptimizerRow {
        class: "AdamW",
        rate: 1e-3,
        decay: Some(0.004),
        options: ADAM_OPTIONS,
        slots: ADAM_SLOTS,
        formula: ADAM,
    },
    OptimizerRow {
        class: "Adamax",
        rate: 1e-3,
        decay: None,
        options: &BETAS,
        slots: &[("m", ""), ("u", "")],
        formula: "m = m + (g - m) * (1 - beta_1); u = max(beta_2 * u, abs(g)); w = w - rate * m / (u + epsilon);",
    },
    OptimizerRow {
        class: "Nadam",
        rate: 1e-3,
        decay: None,
        options: &BETAS,
        slots: &[("m", ""), ("v", "")],
        formula: "m = m + (g - m) * (1 - beta_1); v = v + (g * g - v) * (1 - beta_2); \
                  w = w - rate * (a * m + b * g) / (sqrt(v * c) + epsilon);",
    },
    OptimizerRow {
        class: "Adagrad",
        rate: 1e-3,
        decay: None,
        options: &[("initial_accumulator_value", 0.1), ("epsilon", EPSILON)],
        slots: &[("v", "")],
        formula: "v = v + g * g; w = w - rate * g / sqrt(v + epsilon);",
    },
    OptimizerRow {
        class: "Adadelta",
        rate: 1e-3,
        decay: None,
        options: &[("rho", 0.95), ("epsilon", EPSILON)],
        slots: &[("v", ""), ("d", "")],
        formula: "v = rho * v + (1 - rho) * g * g; step = sqrt(d + epsilon) * g / sqrt(v + epsilon); \
                  d = rho * d + (1 - rho) * step * step; w = w - rate * step;",
    },
    OptimizerRow {
        class: "Lion",
        rate: 1e-3,
        decay: None,
        options: &[("beta_1", 0.9), ("beta_2", 0.99)],
        slots: &[("m", "")],
        formula: "w = w - rate * sign(beta_1 * m + (1 - beta_1) * g); m = beta_2 * m + (1 - beta_2) * g;",
    },
];

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
        let options = row
            .options
            .iter()
            .map(|&(key, default)| match key {
                _ if key.starts_with("beta") || key == "rho" => {
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
        let decay = match map.and_then(|map| map.get("weight_decay").or_else(|| map.get("weightDecay"))) {
            None => row.decay,
            Some(_) if config.get("weight_decay").is_none() => None,
            Some(_) => Some(config.number("weight_decay", 0.0, "a number, 0 or more", |v| v >= 0.0)?),
        };
        config.number("loss_scale_factor", 0.0, "null, the only supported value", |_| false)?;
        let accumulation =
            config.number("gradient_accumulation_steps", 1.0, "null or a whole number from 2", |v| {
                v >= 2.0 && libm::floor(v) == v && v < 16_777_216.0
            })? as u64;
        if accumulation > 1 && clip.is_some() {
            // Keras clips the mean of the gradients, but no step's graph contains that mean.
            return Err(config
                .error("option \"gradient_accumulation_steps\" is not supported together with clipping"));
        }
        let average = config.flag("use_ema", false)?.then_some((momentum, overwrite));
        for ignored in ["jit_compile", "is_legacy_optimizer"] {
            config.get(ignored);
        }
        config.finish()?;
        Ok(Self { row, rate, options, decay, clip, average, accumulation })
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
            let flag = matches!(key, "nesterov" | "centered" | "amsgrad");
            config[key] = if flag { (value != 0.0).into() } else { value.into() };
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
        let mut slots = vec![initial; self.kept().len()];
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
        if self.decay.is_some() {
            formula += "w = w - w * decay; ";
        }
        formula += self.row.formula;
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
            _ => rate,
        };
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
            let optimizer = Optimizer::from_config(&all).unwrap();
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
