//! Replays what Keras computed: `tests/parity/fixtures`, made by `tests/parity/generate.py`.

mod sample;

pub use sample::sample;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use pupil_core::Error;
use pupil_core::dataset::Dataset;
use pupil_core::device::Device;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_formats::safetensors::{self, Entry};
use serde_json::Value;

/// The fixtures: names and files.
pub const FIXTURES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));

/// Fixtures that are known not to replay yet.
pub fn pending() -> Vec<&'static str> {
    let list = include_str!("../pending.txt");
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// What is wrong with the replays of all or some fixtures, given each one's name and its failure. A new failure is
/// wrong, and so is a success that is still listed as pending.
pub fn judge(replays: &[(&str, Option<String>)]) -> Vec<String> {
    let pending = pending();
    let mut wrong: Vec<String> = replays
        .iter()
        .filter_map(|(name, failure)| match (failure, pending.contains(name)) {
            (Some(message), false) => Some(format!("{name}: {message}")),
            (None, true) => Some(format!("{name} replays now: take it out of pending.txt")),
            _ => None,
        })
        .collect();
    let unknown = pending.iter().filter(|name| FIXTURES.iter().all(|(known, _)| known != *name));
    wrong.extend(unknown.map(|name| format!("pending.txt names {name}, of which there is no fixture")));
    wrong
}

/// How fixtures are replayed.
pub struct Setting<'s, D> {
    /// The setting's name in messages.
    pub name: &'s str,
    /// Makes a device for a model.
    pub device: &'s dyn Fn() -> D,
    /// Smaller tolerances are raised to this one.
    pub least_tolerance: f32,
}

/// A fixture: its description and tensors.
pub struct Case {
    about: Value,
    tensors: BTreeMap<String, Tensor>,
}

type Outcome<T = ()> = Result<T, String>;

fn message(error: Error) -> String {
    error.to_string()
}

impl Case {
    /// Reads a fixture.
    pub fn read(file: &[u8]) -> Outcome<Self> {
        let (entries, metadata) = safetensors::read(file).map_err(message)?;
        let case = metadata["case"].as_str().ok_or("no case")?;
        let about = serde_json::from_str(case).map_err(|error| error.to_string())?;
        let tensors = entries
            .into_iter()
            .map(|entry| Ok((entry.name.clone(), tensor(&entry)?)))
            .collect::<Outcome<_>>()?;
        Ok(Self { about, tensors })
    }

    fn get(&self, name: &str) -> Outcome<&Tensor> {
        self.tensors.get(name).ok_or_else(|| format!("no tensor {name}"))
    }

    /// Tensors `prefix.0`, `prefix.1`, ..
    fn list(&self, prefix: &str) -> Vec<Tensor> {
        (0..).map_while(|i| self.tensors.get(&format!("{prefix}.{i}")).cloned()).collect()
    }

    fn size(&self, key: &str) -> Outcome<usize> {
        self.about[key].as_u64().map(|size| size as usize).ok_or_else(|| format!("no {key}"))
    }

    /// Compares numbers: the difference, as a share of the largest magnitude, must be within a tolerance.
    fn compare<D>(&self, at: &Setting<'_, D>, what: &str, ours: &[f32], tolerance: &str) -> Outcome {
        let expected = self.get(what)?.to_f32();
        let stated = self.about["tolerances"][tolerance].as_f64().ok_or("no tolerance")? as f32;
        let tolerance = stated.max(at.least_tolerance);
        if ours.len() != expected.len() {
            return Err(format!("{what}: {} numbers, Keras has {}", ours.len(), expected.len()));
        }
        let largest = expected.iter().fold(1e-3f32, |m, v| m.max(v.abs()));
        for (index, (&ours, &keras)) in ours.iter().zip(&expected).enumerate() {
            // A NaN must fail this comparison.
            let close = (ours - keras).abs() <= tolerance * largest;
            if !close {
                return Err(format!(
                    "({}): {what}[{index}] is {ours}, Keras has {keras}; off by {:.1e} of {largest}, allowed {tolerance:.0e}",
                    at.name,
                    (ours - keras).abs() / largest,
                ));
            }
        }
        Ok(())
    }

    async fn model<D: Device>(&self, at: &Setting<'_, D>) -> Outcome<Model<D>> {
        let network = Network::from_config(&self.about["model"]).map_err(message)?;
        let mut model = Model::new(network, (at.device)(), 0).await.map_err(message)?;
        model.compile(Compile::from_config(&self.about).map_err(message)?).await.map_err(message)?;
        model.set_weights(&self.list("weights")).await.map_err(message)?;
        Ok(model)
    }

    async fn compare_weights<D: Device>(
        &self,
        at: &Setting<'_, D>,
        prefix: &str,
        model: &mut Model<D>,
        tolerance: &str,
    ) -> Outcome {
        for (index, weight) in model.weights().await.map_err(message)?.iter().enumerate() {
            self.compare(at, &format!("{prefix}.weights.{index}"), &weight.to_f32(), tolerance)?;
        }
        Ok(())
    }

    /// The tensor with this name, or the tensors with this name and a number.
    fn packed(&self, name: &str) -> Vec<Tensor> {
        self.tensors.get(name).map_or_else(|| self.list(name), |tensor| vec![tensor.clone()])
    }

    /// Samples, targets and sample weights; with a suffix, those of the validation.
    fn data(&self, suffix: &str) -> Outcome<Dataset> {
        let [x, y] = ["x", "y"].map(|name| self.packed(&format!("{name}{suffix}")));
        let data = Dataset::of(x, y).map_err(message)?;
        let weights = self.packed(&format!("sample_weight{suffix}"));
        data.with_sample_weights(weights.into_iter().map(Some).collect()).map_err(message)
    }

    /// Compares all outputs of a model.
    async fn compare_outputs<D: Device>(
        &self,
        at: &Setting<'_, D>,
        what: &str,
        model: &mut Model<D>,
        tolerance: &str,
    ) -> Outcome {
        let x = self.packed("x");
        let inputs: Vec<&Tensor> = x.iter().collect();
        let outputs = model.predict_all(&inputs, self.size("batch_size")?).await.map_err(message)?;
        match &outputs[..] {
            [output] => self.compare(at, what, &output.to_f32(), tolerance),
            outputs => outputs.iter().enumerate().try_for_each(|(index, output)| {
                self.compare(at, &format!("{what}.{index}"), &output.to_f32(), tolerance)
            }),
        }
    }

    /// Predicts, evaluates, trains step by step and fits as Keras did.
    ///
    /// # Errors
    /// The first difference.
    pub async fn replay<D: Device>(&self, at: &Setting<'_, D>) -> Outcome {
        let data = self.data("")?;
        let batch = self.size("batch_size")?;

        let mut model = self.model(at).await?;
        self.compare_outputs(at, "predict", &mut model, "forward").await?;
        for (name, values) in grouped(model.evaluate(&data, batch).await.map_err(message)?) {
            self.compare(at, &format!("evaluate.{name}"), &values, "forward")?;
        }
        for step in 0..self.size("steps")? {
            let indices = (step * batch..(step + 1) * batch).map(|i| i % data.len());
            let logs = model.train_on_batch(&data.rows(indices).map_err(message)?).await.map_err(message)?;
            let name = format!("step{}", step + 1);
            if self.tensors.contains_key(&format!("{name}.loss")) {
                for (log, values) in grouped(logs) {
                    self.compare(at, &format!("{name}.{log}"), &values, &name)?;
                }
                self.compare_weights(at, &name, &mut model, &name).await?;
            }
        }

        if !self.tensors.contains_key("fit.history.loss") {
            return Ok(());
        }
        let mut model = self.model(at).await?;
        let mut options = serde_json::json!({ "batch_size": batch, "shuffle": false });
        for key in [
            "initial_epoch",
            "epochs",
            "validation_split",
            "validation_freq",
            "steps_per_epoch",
            "class_weight",
            "callbacks",
        ] {
            options[key] = self.about[key].clone();
        }
        let options = FitOptions::from_config(&options).map_err(message)?;
        let validation = (!self.packed("x_val").is_empty()).then(|| self.data("_val")).transpose()?;
        let fit = model.fit_with(&data, validation.as_ref(), options, |_, _| ControlFlow::Continue(()));
        let mut series: BTreeMap<String, Vec<f32>> = BTreeMap::new();
        let history = fit.await.map_err(message)?;
        // Keras puts several values of an epoch side by side.
        let epochs = history.epoch.len();
        for epoch in 0..epochs {
            for (name, values) in &history.history {
                let name = plain(name);
                series.entry(name.into()).or_default().extend(values.get(epoch).map(|&value| value as f32));
            }
        }
        let kept = self.tensors.keys().filter(|name| name.starts_with("fit.history.")).count();
        if series.len() != kept {
            return Err(format!("{} names in the history, Keras has {kept}", series.len()));
        }
        for (name, values) in series {
            self.compare(at, &format!("fit.history.{name}"), &values, "fit")?;
        }
        self.compare_weights(at, "fit", &mut model, "fit").await?;
        if self.tensors.keys().any(|name| name.starts_with("fit.predict")) {
            self.compare_outputs(at, "fit.predict", &mut model, "fit").await?;
        }
        Ok(())
    }
}

fn tensor(entry: &Entry<'_>) -> Outcome<Tensor> {
    let words = entry.bytes.chunks_exact(4).map(|b| [b[0], b[1], b[2], b[3]]);
    match entry.dtype.as_str() {
        "F32" => Tensor::from_f32(entry.shape.clone(), words.map(f32::from_le_bytes).collect()),
        "I32" => Tensor::from_i32(entry.shape.clone(), words.map(i32::from_le_bytes).collect()),
        other => return Err(format!("{}: dtype {other}", entry.name)),
    }
    .map_err(message)
}

/// A name without the number of its value.
fn plain(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// Values by Keras's names, in which `precision[0]` and `precision[1]` are one.
fn grouped(logs: Vec<(String, f64)>) -> Vec<(String, Vec<f32>)> {
    let mut groups: Vec<(String, Vec<f32>)> = Vec::new();
    for (name, value) in logs {
        let name = plain(&name);
        match groups.last_mut().filter(|(last, _)| last == name) {
            Some((_, values)) => values.push(value as f32),
            None => groups.push((name.into(), vec![value as f32])),
        }
    }
    groups
}
