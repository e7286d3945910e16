//! Models as safetensors files: the weights under their names, and in the metadata, under the key `pupil`, a
//! JSON text with the Keras config, what the model was compiled with, and how the weights are encoded. A model that
//! is to go on training has its optimizer's state too: `optimizer/SLOT/WEIGHT` beside the weights.
//!
//! With [`Encoding::Int8`] a kernel `w` is stored as whole numbers `q` in -127..=127 and one scale for each
//! entry of its last axis (an output channel), tensor `<name>.scale`: `w = q * scale`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::config::members;
use pupil_core::device::Device;
use pupil_core::error::{Error, Result};
use pupil_core::models::{Network, Weight};
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Model, OptimizerState};
use serde_json::Value;

use crate::safetensors::{self, Entry};

const KEY: &str = "pupil";
const VERSION: u64 = 1;

/// How weights are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// 32-bit floats: nothing is lost.
    #[default]
    F32,
    /// 8-bit whole numbers with a scale for each output channel; vectors (biases) stay floats. A quarter of
    /// the size.
    Int8,
}

/// How a model is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct SaveOptions<'o> {
    /// How its weights are stored.
    pub encoding: Encoding,
    /// Whether the optimizer's state comes along, from which training goes on with the same bits as if it had never
    /// stopped (given the epoch to go on from as `initial_epoch`).
    pub include_optimizer: bool,
    /// Texts that stand beside the model, each under its name: a tokenizer, names of classes, ..
    pub metadata: &'o [(String, String)],
}

/// What a model file holds.
#[derive(Debug)]
pub struct Saved {
    /// The layers.
    pub network: Network,
    /// The weights in Keras order.
    pub weights: Vec<Tensor>,
    /// What the model was compiled with, if it was.
    pub compile: Option<Compile>,
    /// The state of its optimizer, if the file has it.
    pub state: Option<OptimizerState>,
    /// Texts that stand beside the model, each under its name.
    pub metadata: Vec<(String, String)>,
}

impl Saved {
    /// The model on a device: compiled, and ready to go on training, where the file says so.
    ///
    /// # Errors
    /// When the device lacks an operation.
    pub async fn into_model<D: Device>(self, device: D) -> Result<Model<D>> {
        let mut model =
            Model::new(self.network, device, self.state.as_ref().map_or(0, |state| state.seed)).await?;
        model.set_weights(&self.weights).await?;
        if let Some(compile) = self.compile {
            model.compile(compile).await?;
        }
        if let Some(state) = &self.state {
            model.set_optimizer_state(state).await?;
        }
        Ok(model)
    }
}

/// Writes a model that stands on a device. What callbacks remember is not saved; and where an optimizer keeps a moving
/// average of the weights, a training that has ended has put it in their place, so that a file to go on from is made
/// before.
///
/// # Errors
/// When the device cannot be read or a text has the name `pupil`.
pub async fn save<D: Device>(model: &mut Model<D>, options: &SaveOptions<'_>) -> Result<Vec<u8>> {
    let weights = model.weights().await?;
    let state = if options.include_optimizer { model.optimizer_state().await? } else { None };
    write(model.network(), &weights, model.compiled(), state.as_ref(), options)
}

/// The name of what slot `slot` keeps for a weight.
fn slot_name(slot: usize, weight: &str) -> String {
    format!("optimizer/{slot}/{weight}")
}

/// The names of the weights that an optimizer has state for.
fn trained(network: &Network) -> impl Iterator<Item = &Weight> {
    network.weights().iter().filter(|weight| weight.trainable)
}

fn write(
    network: &Network,
    weights: &[Tensor],
    compile: Option<&Compile>,
    state: Option<&OptimizerState>,
    options: &SaveOptions<'_>,
) -> Result<Vec<u8>> {
    let encoding = options.encoding;
    if options.metadata.iter().any(|(name, _)| name == KEY) {
        return Err(Error::invalid(format!("model file: the name \"{KEY}\" of a text is the model's own")));
    }
    if network.weights().len() != weights.len() {
        let (expected, got) = (network.weights().len(), weights.len());
        return Err(Error::invalid(format!("model file: expected {expected} weights, got {got}")));
    }
    let mut tensors: Vec<(String, &str, Shape, Vec<u8>)> = Vec::new();
    let mut quantized_tensors = Vec::new();
    for (weight, tensor) in network.weights().iter().zip(weights) {
        let (name, shape, values) = (weight.name.clone(), weight.shape.clone(), tensor.to_f32());
        if encoding == Encoding::F32 || shape.len() < 2 {
            tensors.push((name, "F32", shape, bytes(&values)));
        } else {
            let (quantized, scales) = quantize(&values, shape.last_axis());
            tensors.push((format!("{name}.scale"), "F32", [scales.len()].into(), bytes(&scales)));
            quantized_tensors.push((name, "I8", shape, quantized));
        }
    }
    for (slot, kept) in state.into_iter().flat_map(|state| state.slots.iter().enumerate()) {
        for (weight, tensor) in trained(network).zip(kept) {
            let name = slot_name(slot, &weight.name);
            tensors.push((name, "F32", weight.shape.clone(), bytes(&tensor.to_f32())));
        }
    }
    // Floats before bytes, so that they stay aligned.
    tensors.extend(quantized_tensors);
    let entries: Vec<Entry<'_>> = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| Entry {
            name: name.clone(),
            dtype: (*dtype).into(),
            shape: shape.clone(),
            bytes,
        })
        .collect();
    let state = state.map_or(Value::Null, |state| {
        members([
            ("seed", state.seed.into()),
            ("steps", state.steps.into()),
            ("slots", state.slots.len().into()),
        ])
    });
    let metadata = members([
        ("version", VERSION.into()),
        ("optimizer", state),
        ("config", network.to_config()),
        ("compile", compile.map_or(Value::Null, Compile::to_config)),
        ("encoding", if encoding == Encoding::Int8 { "int8" } else { "float32" }.into()),
    ]);
    let mut texts = vec![(KEY, metadata.to_string())];
    texts.extend(options.metadata.iter().map(|(name, text)| (name.as_str(), text.clone())));
    Ok(safetensors::write(&entries, &texts))
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Reads a model.
///
/// # Errors
/// When the file is not safetensors, was not written by [`save`], or a weight is missing, foreign or of
/// another shape; the message names it.
pub fn read(file: &[u8]) -> Result<Saved> {
    let (entries, texts) = safetensors::read(file)?;
    let text = texts.get(KEY).and_then(Value::as_str).ok_or_else(|| {
        bad("its metadata hold no model config; only files saved by Pupil describe their layers")
    })?;
    let metadata: Value =
        serde_json::from_slice(text.as_bytes()).map_err(|e| bad(&format!("broken metadata ({e})")))?;
    if metadata["version"] != VERSION {
        return Err(bad(&format!("version {}; this build reads version {VERSION}", metadata["version"])));
    }
    let network = Network::from_config(&metadata["config"])?;
    let weights = network
        .weights()
        .iter()
        .map(|weight| {
            let values = floats(&entries, &weight.name, &weight.shape)?;
            Tensor::from_f32(weight.shape.clone(), values)
        })
        .collect::<Result<_>>()?;
    let compile = Some(&metadata["compile"]).filter(|value| !value.is_null());
    let compile = compile.map(Compile::from_config).transpose()?;
    let state = match &metadata["optimizer"] {
        Value::Null => None,
        state => {
            let slots = compile.as_ref().map(|compile| compile.optimizer.slots().len());
            let slots = slots.ok_or_else(|| bad("it has the state of an optimizer but no optimizer"))?;
            Some(read_state(state, &network, &entries, slots)?)
        }
    };
    let others = texts.iter().filter(|(name, _)| *name != KEY);
    let metadata =
        others.map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().into())).collect();
    Ok(Saved { network, weights, compile, state, metadata })
}

fn read_state(
    state: &Value,
    network: &Network,
    entries: &[Entry<'_>],
    expected: usize,
) -> Result<OptimizerState> {
    let whole = |key: &str| {
        let found = state[key].as_u64();
        found.ok_or_else(|| {
            bad(&format!("the optimizer's \"{key}\" is {}; expected a whole number", state[key]))
        })
    };
    let slot = |slot: u64| -> Result<Vec<Tensor>> {
        let tensor = |weight: &Weight| {
            let values = floats(entries, &slot_name(slot as usize, &weight.name), &weight.shape)?;
            Tensor::from_f32(weight.shape.clone(), values)
        };
        trained(network).map(tensor).collect()
    };
    // Checked first: where no weight is trained, nothing else would end a loop over a wrong number.
    let slots = whole("slots")?;
    if slots != expected as u64 {
        return Err(bad(&format!("the optimizer's state has {slots} slots; expected {expected}")));
    }
    let slots = (0..slots).map(slot).collect::<Result<_>>()?;
    Ok(OptimizerState { seed: whole("seed")?, steps: whole("steps")?, slots })
}

fn bad(message: &str) -> Error {
    Error::format("model file", message)
}

/// A weight as floats.
fn floats(entries: &[Entry<'_>], name: &str, shape: &Shape) -> Result<Vec<f32>> {
    let find = |name: &str| {
        let found = entries.iter().find(|entry| entry.name == name);
        found.ok_or_else(|| bad(&format!("weight \"{name}\" is missing")))
    };
    let entry = find(name)?;
    if entry.shape != *shape {
        return Err(Error::shape(format!("model file: weight \"{name}\""), shape.to_string(), &entry.shape));
    }
    let read = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    match entry.dtype.as_str() {
        "F32" => Ok(read(entry.bytes)),
        "I8" => {
            let scale = find(&format!("{name}.scale"))?;
            if scale.dtype != "F32" || *scale.shape != [shape.last_axis()] {
                return Err(bad(&format!("\"{}\" is not {} float32 numbers", scale.name, shape.last_axis())));
            }
            let scales = read(scale.bytes);
            let quantized = entry.bytes.iter().zip(scales.iter().cycle());
            Ok(quantized.map(|(&q, scale)| f32::from(q as i8) * scale).collect())
        }
        other => Err(bad(&format!("weight \"{name}\" has dtype {other}; expected F32 or I8"))),
    }
}

/// Whole numbers and one scale for each of `channels`.
fn quantize(values: &[f32], channels: usize) -> (Vec<u8>, Vec<f32>) {
    let mut largest = alloc::vec![0.0f32; channels];
    for row in values.chunks_exact(channels) {
        largest.iter_mut().zip(row).for_each(|(m, v)| *m = m.max(v.abs()));
    }
    let scales: Vec<f32> = largest.iter().map(|&m| if m > 0.0 { m / 127.0 } else { 1.0 }).collect();
    let rounded = values.iter().zip(scales.iter().cycle()).map(|(v, s)| libm::roundf(v / s) as i8 as u8);
    (rounded.collect(), scales)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pupil_core::layers::{Conv2D, Dense, Flatten};

    fn model() -> (Network, Vec<Tensor>) {
        let layers = [Conv2D::new(4, 3).into(), Flatten.into(), Dense::new(3).into()];
        let network = Network::sequential([6, 5, 2], layers).unwrap();
        let weights = (0..network.weights().len())
            .map(|i| {
                Tensor::from_f32(network.weights()[i].shape.clone(), network.initial_weight(i, 5).unwrap())
                    .unwrap()
            })
            .collect();
        (network, weights)
    }

    #[test]
    fn floats_come_back_to_the_bit_and_bytes_nearly() {
        let (network, weights) = model();
        let compile = Compile::new("adam", "mse", &["mae"]).unwrap();
        let saved =
            read(&write(&network, &weights, Some(&compile), None, &SaveOptions::default()).unwrap()).unwrap();
        assert_eq!(saved.weights, weights);
        assert_eq!(saved.network.to_config(), network.to_config());
        assert_eq!(saved.compile, Some(compile));

        let metadata = [("classes".into(), "[\"cat\"]".into())];
        let options = SaveOptions { encoding: Encoding::Int8, metadata: &metadata, ..SaveOptions::default() };
        let write_small = || write(&network, &weights, None, None, &options).unwrap();
        let small = write_small();
        assert_eq!(small, write_small(), "the same bytes every time");
        assert_eq!(read(&small).unwrap().metadata, metadata);
        let taken = SaveOptions { metadata: &[(KEY.into(), String::new())], ..options };
        let error = write(&network, &weights, None, None, &taken).unwrap_err().to_string();
        assert!(error.contains("\"pupil\""), "{error}");
        for (quantized, exact) in read(&small).unwrap().weights.iter().zip(&weights) {
            let largest = exact.to_f32().iter().fold(0.0f32, |m, v| m.max(v.abs()));
            let pairs = quantized.to_f32().into_iter().zip(exact.to_f32());
            assert!(pairs.map(|(q, e)| (q - e).abs()).fold(0.0, f32::max) <= largest / 254.0 + 1e-7);
        }
    }

    #[test]
    fn the_state_of_another_optimizer_is_refused() {
        let network = Network::sequential([2], [Flatten.into()]).unwrap();
        let state = OptimizerState { seed: 1, steps: 2, slots: alloc::vec![Vec::new(); 2] };
        let file = |slots: &str, compile: Option<&Compile>| {
            let file = write(&network, &[], compile, Some(&state), &SaveOptions::default()).unwrap();
            let (_, texts) = safetensors::read(&file).unwrap();
            let text = texts[KEY].as_str().unwrap().replace("\"slots\":2", &format!("\"slots\":{slots}"));
            read(&safetensors::write(&[], &[(KEY, text)]))
        };
        let adam = Compile::new("adam", "mse", &[]).unwrap();
        assert_eq!(file("2", Some(&adam)).unwrap().state.as_ref(), Some(&state));
        let error = file("9000000000000000", Some(&adam)).unwrap_err().to_string();
        assert!(error.contains("has 9000000000000000 slots; expected 2"), "{error}");
        let error = file("2", None).unwrap_err().to_string();
        assert!(error.contains("the state of an optimizer but no optimizer"), "{error}");
    }

    #[test]
    fn foreign_and_broken_files_are_named() {
        let (network, weights) = model();
        let file = write(&network, &weights, None, None, &SaveOptions::default()).unwrap();
        for cut in [0, 7, 100, file.len() - 1] {
            assert!(read(&file[..cut]).unwrap_err().to_string().contains("cut short"), "{cut}");
        }
        assert!(read(b"\x02\0\0\0\0\0\0\0[]").unwrap_err().to_string().contains("not a JSON object"));
        let foreign = safetensors::write(&[], &[("format", "pt".into())]);
        assert!(read(&foreign).unwrap_err().to_string().contains("no model config"));
        let mut renamed = file.clone();
        let at = renamed.windows(12).rposition(|w| w == b"dense/kernel").unwrap();
        renamed[at] = b'x';
        assert!(read(&renamed).unwrap_err().to_string().contains("\"dense/kernel\" is missing"));
    }
}
