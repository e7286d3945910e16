//! Replays what Keras itself computed: `tests/parity/fixtures`, made by `tests/parity/generate.py`.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use pupil_core::Shape;
use pupil_core::block_on::block_on;
use pupil_core::data::Dataset;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;
use pupil_cpu::simd::Isa;
use pupil_formats::safetensors::{self, Entry};
use serde_json::Value;

/// A fixture: its description and tensors.
struct Case {
    about: Value,
    tensors: BTreeMap<String, Tensor>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let file = fs::read(path).unwrap();
        let (entries, metadata) = safetensors::read(&file).unwrap();
        let about = serde_json::from_str(metadata["case"].as_str().unwrap()).unwrap();
        let tensors = entries.into_iter().map(|entry| (entry.name.clone(), tensor(&entry))).collect();
        Self { about, tensors }
    }

    fn get(&self, name: &str) -> &Tensor {
        self.tensors.get(name).unwrap_or_else(|| panic!("{}: no tensor {name}", self.about["name"]))
    }

    /// Tensors `prefix.0`, `prefix.1`, ..
    fn list(&self, prefix: &str) -> Vec<Tensor> {
        (0..).map_while(|i| self.tensors.get(&format!("{prefix}.{i}")).cloned()).collect()
    }

    fn size(&self, key: &str) -> usize {
        self.about[key].as_u64().unwrap() as usize
    }

    /// Compares numbers: the difference, as a share of the largest magnitude, stays within a tolerance.
    fn compare(&self, isa: Isa, what: &str, ours: &[f32], tolerance: &str) {
        let expected = self.get(what).to_f32();
        let tolerance = self.about["tolerances"][tolerance].as_f64().unwrap() as f32;
        assert_eq!(ours.len(), expected.len(), "{}: {what}", self.about["name"]);
        let largest = expected.iter().fold(1e-3f32, |m, v| m.max(v.abs()));
        for (index, (&ours, &keras)) in ours.iter().zip(&expected).enumerate() {
            assert!(
                (ours - keras).abs() <= tolerance * largest,
                "{} ({}): {what}[{index}] is {ours}, Keras has {keras}; off by {:.1e} of {largest}, allowed {tolerance:.0e}",
                self.about["name"],
                isa.name(),
                (ours - keras).abs() / largest,
            );
        }
    }

    fn model(&self, isa: Isa) -> Model<CpuDevice> {
        let network = Network::from_config(&self.about["model"]).unwrap();
        let mut model = block_on(Model::new(network, CpuDevice::with(isa), 0)).unwrap();
        block_on(model.compile(Compile::from_config(&self.about).unwrap())).unwrap();
        block_on(model.set_weights(&self.list("weights"))).unwrap();
        model
    }

    fn compare_weights(&self, isa: Isa, prefix: &str, model: &mut Model<CpuDevice>, tolerance: &str) {
        for (index, weight) in block_on(model.weights()).unwrap().iter().enumerate() {
            self.compare(isa, &format!("{prefix}.weights.{index}"), &weight.to_f32(), tolerance);
        }
    }

    /// Samples, targets and their weights; of the validation with this suffix.
    fn data(&self, suffix: &str) -> Dataset {
        let [x, y] = ["x", "y"].map(|name| self.get(&format!("{name}{suffix}")).clone());
        let data = Dataset::new(x, y).unwrap();
        match self.tensors.get(&format!("sample_weight{suffix}")) {
            Some(weights) => data.with_sample_weight(weights.clone()).unwrap(),
            None => data,
        }
    }

    fn replay(&self, isa: Isa) {
        let data = self.data("");
        let x = self.get("x").clone();
        let batch = self.size("batch_size");

        let mut model = self.model(isa);
        let predicted = block_on(model.predict(&x, batch)).unwrap();
        self.compare(isa, "predict", &predicted.to_f32(), "forward");
        for (name, values) in grouped(block_on(model.evaluate(&data, batch)).unwrap()) {
            self.compare(isa, &format!("evaluate.{name}"), &values, "forward");
        }
        for step in 0..self.size("steps") {
            let indices = (step * batch..(step + 1) * batch).map(|i| i % data.len());
            let logs = block_on(model.train_on_batch(&rows(&data, indices))).unwrap();
            let name = format!("step{}", step + 1);
            if self.tensors.contains_key(&format!("{name}.weights.0")) {
                for (log, values) in grouped(logs) {
                    self.compare(isa, &format!("{name}.{log}"), &values, &name);
                }
                self.compare_weights(isa, &name, &mut model, &name);
            }
        }

        if !self.tensors.contains_key("fit.history.loss") {
            return;
        }
        let mut model = self.model(isa);
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
        let options = FitOptions::from_config(&options).unwrap();
        let validation = self.tensors.contains_key("x_val").then(|| self.data("_val"));
        let fit = model.fit_with(&data, validation.as_ref(), options, |_, _| ControlFlow::Continue(()));
        let mut series: BTreeMap<String, Vec<f32>> = BTreeMap::new();
        let history = block_on(fit).unwrap();
        // What has several values an epoch has them side by side in Keras.
        let epochs = history.epoch.len();
        for epoch in 0..epochs {
            for (name, values) in &history.history {
                let name = name.split('[').next().unwrap();
                series.entry(name.into()).or_default().extend(values.get(epoch).map(|&value| value as f32));
            }
        }
        let kept = self.tensors.keys().filter(|name| name.starts_with("fit.history.")).count();
        assert_eq!(series.len(), kept, "{}: names in the history", self.about["name"]);
        for (name, values) in series {
            self.compare(isa, &format!("fit.history.{name}"), &values, "fit");
        }
        self.compare_weights(isa, "fit", &mut model, "fit");
        if self.tensors.contains_key("fit.predict") {
            let predicted = block_on(model.predict(&x, batch)).unwrap();
            self.compare(isa, "fit.predict", &predicted.to_f32(), "fit");
        }
    }
}

fn tensor(entry: &Entry<'_>) -> Tensor {
    let words = entry.bytes.chunks_exact(4).map(|b| [b[0], b[1], b[2], b[3]]);
    match entry.dtype.as_str() {
        "F32" => Tensor::from_f32(entry.shape.clone(), words.map(f32::from_le_bytes).collect()),
        "I32" => Tensor::from_i32(entry.shape.clone(), words.map(i32::from_le_bytes).collect()),
        other => panic!("{}: dtype {other}", entry.name),
    }
    .unwrap()
}

/// Values by the name that Keras gives them: `precision[0]`, `precision[1]` are one there.
fn grouped(logs: Vec<(String, f64)>) -> Vec<(String, Vec<f32>)> {
    let mut groups: Vec<(String, Vec<f32>)> = Vec::new();
    for (name, value) in logs {
        let name = name.split('[').next().unwrap();
        match groups.last_mut().filter(|(last, _)| last == name) {
            Some((_, values)) => values.push(value as f32),
            None => groups.push((name.into(), vec![value as f32])),
        }
    }
    groups
}

/// Some samples as a data set of their own.
fn rows(data: &Dataset, indices: impl ExactSizeIterator<Item = usize>) -> Dataset {
    let count = indices.len();
    let (mut x, mut y) = (vec![0.0; count * data.x_size()], vec![0.0; count * data.y_size()]);
    let mut weights = vec![0.0; count * data.weight_size()];
    data.gather(indices, &mut x, &mut y, &mut weights);
    let batched = |shape: Shape| shape.sample().batched(count);
    let rows = Dataset::new(
        Tensor::from_f32(batched(data.x_shape()), x).unwrap(),
        Tensor::from_f32(batched(data.y_shape()), y).unwrap(),
    )
    .unwrap();
    match data.weight_size() {
        0 => rows,
        size => rows.with_sample_weight(Tensor::from_f32([count, size], weights).unwrap()).unwrap(),
    }
}

#[test]
fn keras_and_the_engine_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/parity/fixtures");
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 15, "{} holds {} fixtures", folder.display(), paths.len());
    // What is known not to replay yet, a name a line. Neither a new failure nor a forgotten success passes.
    let list = fs::read_to_string(folder.join("../pending.txt")).unwrap();
    let pending: Vec<&str> = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let (mut failures, mut failed, mut done) = (Vec::new(), Vec::new(), 0);
    for path in &paths {
        let case = Case::read(path);
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        let mut message = None;
        for isa in Isa::all() {
            let replay = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case.replay(isa)));
            if let Err(panic) = replay {
                message = Some(panic.downcast_ref::<String>().cloned().unwrap_or_default());
            }
        }
        match (message, pending.contains(&name.as_str())) {
            (None, false) => done += 1,
            (None, true) => failures.push(format!("{name} replays now: take it out of pending.txt")),
            (Some(_), true) => failed.push(name),
            (Some(message), false) => failures.push(format!("{name}: {message}")),
        }
    }
    println!("{done} fixtures replayed; {} are pending: {}", failed.len(), failed.join(" "));
    let unknown: Vec<_> =
        pending.iter().filter(|name| !folder.join(format!("{name}.safetensors")).exists()).collect();
    assert!(unknown.is_empty(), "pending.txt names no fixtures: {unknown:?}");
    assert!(failures.is_empty(), "{} replays are not as expected:\n{}", failures.len(), failures.join("\n"));
}
