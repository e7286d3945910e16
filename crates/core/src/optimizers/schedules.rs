//! Learning rates that change with the steps done, by their Keras names; formulas of Keras 3's
//! `learning_rate_schedule.py`.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{Config, object, serialized};
use crate::error::{Error, Result};
use crate::numbers::cos_of_turns;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ScheduleKind {
    Exponential,
    InverseTime,
    Polynomial,
    Cosine,
    CosineRestarts,
    PiecewiseConstant,
}

/// Class, kind, and options with their defaults (NaN where the option must be given); flags are 0 or 1.
type Row = (&'static str, ScheduleKind, &'static [(&'static str, f64)]);

const TABLE: &[Row] = &[
    (
        "ExponentialDecay",
        ScheduleKind::Exponential,
        &[
            ("initial_learning_rate", f64::NAN),
            ("decay_steps", f64::NAN),
            ("decay_rate", f64::NAN),
            ("staircase", 0.0),
        ],
    ),
    (
        "InverseTimeDecay",
        ScheduleKind::InverseTime,
        &[
            ("initial_learning_rate", f64::NAN),
            ("decay_steps", f64::NAN),
            ("decay_rate", f64::NAN),
            ("staircase", 0.0),
        ],
    ),
    (
        "PolynomialDecay",
        ScheduleKind::Polynomial,
        &[
            ("initial_learning_rate", f64::NAN),
            ("decay_steps", f64::NAN),
            ("end_learning_rate", 0.0001),
            ("power", 1.0),
            ("cycle", 0.0),
        ],
    ),
    (
        "CosineDecay",
        ScheduleKind::Cosine,
        &[
            ("initial_learning_rate", f64::NAN),
            ("decay_steps", f64::NAN),
            ("alpha", 0.0),
            ("warmup_target", -1.0),
            ("warmup_steps", 0.0),
        ],
    ),
    (
        "CosineDecayRestarts",
        ScheduleKind::CosineRestarts,
        &[
            ("initial_learning_rate", f64::NAN),
            ("first_decay_steps", f64::NAN),
            ("t_mul", 2.0),
            ("m_mul", 1.0),
            ("alpha", 0.0),
        ],
    ),
    ("PiecewiseConstantDecay", ScheduleKind::PiecewiseConstant, &[]),
];

/// A learning rate that depends on the number of steps done.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    class: &'static str,
    kind: ScheduleKind,
    options: Vec<(&'static str, f64)>,
    boundaries: Vec<f64>,
    values: Vec<f64>,
}

impl Schedule {
    /// The schedule of a Keras config, `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let names = || TABLE.iter().map(|&(class, ..)| class).collect::<Vec<_>>().join(", ");
        let (class, map) =
            object(value).ok_or_else(|| Error::unsupported("learning rate schedule", "", names()))?;
        let found = TABLE.iter().find(|(known, ..)| *known == class);
        let &(class, kind, options) =
            found.ok_or_else(|| Error::unsupported("learning rate schedule", class, names()))?;
        let config = Config::object(class, "schedule", map);
        let options = options
            .iter()
            .map(|&(key, default)| {
                let positive = matches!(key, "first_decay_steps" | "t_mul");
                let expected = if positive { "a number above 0" } else { "a number, 0 or more" };
                let valid = |v: f64| v.is_finite() && if positive { v > 0.0 } else { v >= 0.0 };
                let value = config.scalar(key, default, expected, valid)?;
                if value.is_nan() {
                    return Err(
                        config.error(alloc::format!("option \"{key}\" is missing; expected a number"))
                    );
                }
                Ok((key, value))
            })
            .collect::<Result<_>>()?;
        let list = |key: &str| -> Result<Vec<f64>> {
            if kind != ScheduleKind::PiecewiseConstant {
                return Ok(Vec::new());
            }
            let items = config.get(key).and_then(Value::as_array);
            let numbers: Option<Vec<f64>> = items.and_then(|items| items.iter().map(Value::as_f64).collect());
            numbers.ok_or_else(|| {
                config.error(alloc::format!("option \"{key}\" is missing; expected a list of numbers"))
            })
        };
        let (boundaries, values) = (list("boundaries")?, list("values")?);
        if kind == ScheduleKind::PiecewiseConstant && values.len() != boundaries.len() + 1 {
            return Err(config.error(alloc::format!(
                "{} values for {} boundaries; expected one value more than boundaries",
                values.len(),
                boundaries.len()
            )));
        }
        config.get("name");
        config.finish()?;
        Ok(Self { class, kind, options, boundaries, values })
    }

    /// The Keras serialised form.
    pub fn to_config(&self) -> Value {
        let mut config = Value::Object(serde_json::Map::new());
        for &(key, value) in &self.options {
            config[key] = match key {
                "staircase" | "cycle" => (value != 0.0).into(),
                "warmup_target" if value < 0.0 => Value::Null,
                "decay_steps" | "first_decay_steps" | "warmup_steps" if libm::floor(value) == value => {
                    (value as u64).into()
                }
                _ => value.into(),
            };
        }
        if self.kind == ScheduleKind::PiecewiseConstant {
            config["boundaries"] = self.boundaries.clone().into();
            config["values"] = self.values.clone().into();
        }
        config["name"] = String::from(self.class).into();
        serialized("keras.optimizers.schedules", self.class, config)
    }

    /// The Keras class.
    pub fn class_name(&self) -> &'static str {
        self.class
    }

    fn option(&self, key: &str) -> f64 {
        self.options.iter().find(|(known, _)| *known == key).map_or(0.0, |&(_, value)| value)
    }

    /// The rate after this many steps.
    pub fn rate(&self, steps: u64) -> f64 {
        let step = steps as f64;
        let (first, total) = (self.option("initial_learning_rate"), self.option("decay_steps"));
        match self.kind {
            ScheduleKind::Exponential | ScheduleKind::InverseTime => {
                let mut p = step / total;
                if self.option("staircase") != 0.0 {
                    p = libm::floor(p);
                }
                let decay = self.option("decay_rate");
                if self.kind == ScheduleKind::Exponential {
                    first * libm::pow(decay, p)
                } else {
                    first / (1.0 + decay * p)
                }
            }
            ScheduleKind::Polynomial => {
                let end = self.option("end_learning_rate");
                let (mut step, mut total) = (step, total);
                if self.option("cycle") != 0.0 {
                    total *= if step == 0.0 { 1.0 } else { libm::ceil(step / total) };
                } else {
                    step = step.min(total);
                }
                (first - end) * libm::pow(1.0 - step / total, self.option("power")) + end
            }
            ScheduleKind::Cosine => {
                let (target, warm) = (self.option("warmup_target"), self.option("warmup_steps"));
                let cosine = |top: f64, step: f64| {
                    let done = (step / total).min(1.0);
                    let alpha = self.option("alpha");
                    let share = 0.5 * (1.0 + cos_of_turns(0.5 * done));
                    top * ((1.0 - alpha) * share + alpha)
                };
                if target < 0.0 {
                    cosine(first, step)
                } else if step < warm {
                    first + (target - first) * (step / warm)
                } else {
                    cosine(target, step - warm)
                }
            }
            ScheduleKind::CosineRestarts => {
                // Keras computes in 32 bits, which decides at which step a period ends.
                let [length, growth] = ["first_decay_steps", "t_mul"].map(|key| self.option(key) as f32);
                let mut done = step as f32 / length;
                let log = |x: f32| libm::log(f64::from(x)) as f32;
                let restarts = if growth == 1.0 {
                    libm::floor(f64::from(done))
                } else {
                    libm::floor(f64::from(log(1.0 - done * (1.0 - growth)) / log(growth)))
                };
                if growth == 1.0 {
                    done -= restarts as f32;
                } else {
                    let power = libm::pow(f64::from(growth), restarts) as f32;
                    done = (done - (1.0 - power) / (1.0 - growth)) / power;
                }
                let share = 0.5 * libm::pow(self.option("m_mul"), restarts);
                let alpha = self.option("alpha");
                let cosine = share * (1.0 + cos_of_turns(0.5 * f64::from(done)));
                first * ((1.0 - alpha) * cosine + alpha)
            }
            ScheduleKind::PiecewiseConstant => {
                let passed = self.boundaries.iter().filter(|&&boundary| step > boundary).count();
                self.values[passed]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use serde_json::json;

    #[test]
    fn schedules_come_back_and_refuse() {
        let config = json!({"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.1,
            "decay_steps": 10, "warmup_target": null}});
        let schedule = Schedule::from_config(&config).unwrap();
        assert_eq!(Schedule::from_config(&schedule.to_config()).unwrap(), schedule);
        assert!((schedule.rate(5) - 0.05).abs() < 1e-12 && schedule.rate(20).abs() < 1e-12);
        let config =
            json!({"class_name": "PiecewiseConstantDecay", "config": {"boundaries": [2], "values": [1]}});
        assert!(
            Schedule::from_config(&config).unwrap_err().to_string().contains("1 values for 1 boundaries")
        );
        let config = json!({"class_name": "CosineDecayRestarts", "config": {"initial_learning_rate": 1,
            "first_decay_steps": 3}});
        let schedule = Schedule::from_config(&config).unwrap();
        assert_eq!(Schedule::from_config(&schedule.to_config()).unwrap(), schedule);
        for start in [0, 3, 9, 21, 45] {
            assert!((schedule.rate(start) - 1.0).abs() < 1e-6, "step {start}");
        }
        let config = json!({"class_name": "CosineDecayRestarts", "config": {"initial_learning_rate": 1,
            "first_decay_steps": 0}});
        let message = Schedule::from_config(&config).unwrap_err().to_string();
        assert!(message.contains("\"first_decay_steps\" is 0; expected a number above 0"), "{message}");
        let config = json!({"class_name": "ExponentialDecay", "config": {}});
        let expected =
            "schedule ExponentialDecay: option \"initial_learning_rate\" is missing; expected a number";
        assert_eq!(Schedule::from_config(&config).unwrap_err().to_string(), expected);
    }
}
