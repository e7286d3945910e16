//! Models as safetensors files. The tensors are the weights, under their names. The metadata have the key `pupil` with
//! a JSON text: the Keras config, the arguments of `compile`, the optimizer's seed and steps, the encoding of the
//! weights, and their names in order. If training is to continue, the optimizer's slots are tensors too, named
//! `optimizer/SLOT/WEIGHT`.
//!
//! A weight in 8 bits is stored as whole numbers, with one scale for each entry of its last axis (an output channel) in
//! the tensor `NAME.scale`. A value is its number times its scale.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::config::members;
use pupil_core::error::{Error, Result};
use pupil_core::models::{Network, Weight};
use pupil_core::tensor::{Data, Tensor};
use pupil_core::training::{Bundle, Compile, OptimizerState};
use serde_json::Value;

use crate::contents::{Contents, LayerWeights, WeightOrder, variables_of};
use crate::json::take;
use crate::layers::leaves;
use crate::safetensors::{self, Entry};

const KEY: &str = "pupil";
const VERSION: u64 = 1;

/// The name of the tensor that slot `slot` holds for a weight.
fn slot_name(slot: usize, weight: &str) -> String {
    format!("optimizer/{slot}/{weight}")
}

/// The weights for which an optimizer has state: the trainable ones.
fn trained(network: &Network) -> impl Iterator<Item = &Weight> {
    network.weights().iter().filter(|weight| weight.trainable)
}

/// Writes a bundle as a file.
///
/// # Errors
/// When number or shapes of the weights are not the network's, or a text has the name `pupil`.
pub fn write(bundle: &Bundle) -> Result<Vec<u8>> {
    let Bundle { network, weights, compile, state, metadata, notes: _ } = bundle;
    if metadata.iter().any(|(name, _)| name == KEY) {
        return Err(Error::invalid(format!("model file: the name \"{KEY}\" of a text is the model's own")));
    }
    if network.weights().len() != weights.len() {
        let (expected, got) = (network.weights().len(), weights.len());
        return Err(Error::invalid(format!("model file: expected {expected} weights, got {got}")));
    }
    let mut tensors: Vec<(String, &str, Shape, Vec<u8>)> = Vec::new();
    let mut eight_bits = Vec::new();
    for (weight, tensor) in network.weights().iter().zip(weights) {
        let (name, shape) = (weight.name.clone(), weight.shape.clone());
        if *tensor.shape() != shape {
            return Err(Error::shape(
                format!("model file: weight \"{name}\""),
                shape.to_string(),
                tensor.shape(),
            ));
        }
        if let Data::I8(numbers, scales) = tensor.data() {
            tensors.push((format!("{name}.scale"), "F32", [scales.len()].into(), bytes(scales)));
            eight_bits.push((name, "I8", shape, numbers.iter().map(|&number| number as u8).collect()));
        } else {
            tensors.push((name, "F32", shape, bytes(&tensor.to_f32())));
        }
    }
    let encoding = if eight_bits.is_empty() { "float32" } else { "int8" };
    for (slot, kept) in state.iter().flat_map(|state| state.slots.iter().enumerate()) {
        for (weight, tensor) in trained(network).zip(kept) {
            let name = slot_name(slot, &weight.name);
            tensors.push((name, "F32", weight.shape.clone(), bytes(&tensor.to_f32())));
        }
    }
    // Floats come before bytes, so that they are aligned.
    tensors.extend(eight_bits);
    let entries: Vec<Entry<'_>> = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| Entry {
            name: name.clone(),
            dtype: (*dtype).into(),
            shape: shape.clone(),
            bytes,
        })
        .collect();
    let state = state.as_ref().map_or(Value::Null, |state| {
        members([
            ("seed", state.seed.into()),
            ("steps", state.steps.into()),
            ("slots", state.slots.len().into()),
        ])
    });
    let own = members([
        ("version", VERSION.into()),
        ("optimizer", state),
        ("config", network.to_config()),
        ("compile", compile.as_ref().map_or(Value::Null, Compile::to_config)),
        ("encoding", encoding.into()),
        ("weights", network.weights().iter().map(|weight| weight.name.as_str()).collect()),
    ]);
    let mut texts = vec![(KEY, own.to_string())];
    texts.extend(metadata.iter().map(|(name, text)| (name.as_str(), text.clone())));
    Ok(safetensors::write(&entries, &texts))
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// Reads a bundle from a file. Tensors that the network does not have are ignored.
///
/// # Errors
/// When the file is not safetensors, was written neither by [`write()`] nor by [`Contents::to_safetensors`], or a weight is missing or has another shape or
/// dtype; the message names it.
pub fn read(file: &[u8]) -> Result<Bundle> {
    let (entries, texts) = safetensors::read(file)?;
    if let Some(contents) = Contents::from_safetensors(&entries, &texts)? {
        return contents.into_bundle();
    }
    let text = texts.get(KEY).and_then(Value::as_str).ok_or_else(|| {
        bad("it holds weights but no model config; open it together with the model's config (config.json), or load it into a \
             model with loadWeights")
    })?;
    let metadata: Value =
        serde_json::from_slice(text.as_bytes()).map_err(|e| bad(&format!("broken metadata ({e})")))?;
    if metadata["version"] != VERSION {
        return Err(bad(&format!("version {}; this build reads version {VERSION}", metadata["version"])));
    }
    let network = Network::from_config(&metadata["config"])?;
    let weights = network.weights().iter().map(|weight| tensor(&entries, &weight.name, &weight.shape));
    let weights = weights.collect::<Result<_>>()?;
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
    Ok(Bundle { network, weights, compile, state, metadata, notes: Vec::new() })
}

/// What a file holds, for a writer of another format. The network is not built.
///
/// # Errors
/// As [`read`]; also for files from before there were other formats, which do not list their weights in order.
pub fn contents(file: &[u8]) -> Result<Contents> {
    let (entries, texts) = safetensors::read(file)?;
    let text = texts.get(KEY).and_then(Value::as_str).ok_or_else(|| bad("it holds no model of Pupil"))?;
    let mut own: Value =
        serde_json::from_slice(text.as_bytes()).map_err(|e| bad(&format!("broken metadata ({e})")))?;
    let mut contents = Contents::from_config(take(&mut own, "config"));
    let leaves = leaves(&contents.config);
    let mut paths: BTreeMap<&str, usize> = BTreeMap::new();
    paths.extend(leaves.iter().enumerate().map(|(at, (path, _))| (path.as_str(), at)));
    let names = take(&mut own, "weights");
    let names = names.as_array().ok_or_else(|| bad("its weights have no order; save it again"))?;
    let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
    let any_shape = |name: &str| {
        let entry = safetensors::named(&entries, name);
        entry.map_or_else(Shape::default, |entry| entry.shape.clone())
    };
    let mut trained = Vec::new();
    let mut layers: Vec<LayerWeights> = Vec::new();
    for name in names {
        // Slices with `[]` would add the text of a panic, 2 KB packed.
        let layer = |end: usize| Some((&leaves[*paths.get(name.get(..end)?)?].0, name.get(end + 1..)?));
        let found = name.match_indices('/').find_map(|(end, _)| layer(end));
        let (path, own) = found.ok_or_else(|| bad(&format!("weight \"{name}\" belongs to no layer")))?;
        // The weights of a layer follow each other.
        if layers.last().is_none_or(|layer| layer.layer != *path) {
            let order = WeightOrder::Layers;
            layers.push(LayerWeights { layer: path.clone(), names: Vec::new(), tensors: Vec::new(), order });
        }
        if let Some(layer) = layers.last_mut() {
            layer.names.push(own.into());
            layer.tensors.push(tensor(&entries, name, &any_shape(name))?);
        }
        if safetensors::named(&entries, &slot_name(0, name)).is_some() {
            trained.push(name);
        }
    }
    contents.weights = layers;
    contents.compile = Some(take(&mut own, "compile")).filter(|compile| !compile.is_null());
    let state = &own["optimizer"];
    if let (Some(compile), Some(count)) = (&contents.compile, state["slots"].as_u64()) {
        let slot = |place: usize, weight: &str| {
            let name = slot_name(place, weight);
            tensor(&entries, &name, &any_shape(&name))
        };
        let steps = state["steps"].as_u64().unwrap_or(0);
        let trained: Vec<(&str, Shape)> = trained.into_iter().map(|name| (name, any_shape(name))).collect();
        contents.optimizer = variables_of(compile, count as usize, steps, &trained, &slot)?;
    }
    let others = texts.iter().filter(|(name, _)| *name != KEY);
    contents.metadata =
        others.map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().into())).collect();
    Ok(contents)
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
        let read = |weight: &Weight| tensor(entries, &slot_name(slot as usize, &weight.name), &weight.shape);
        trained(network).map(read).collect()
    };
    // Checked before the loop below. Without trainable weights, nothing else would stop the loop at a wrong number.
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

/// Reads the weight or optimizer state of this name and shape.
///
/// # Errors
/// When it is missing, or has another shape or dtype.
fn tensor(entries: &[Entry<'_>], name: &str, shape: &Shape) -> Result<Tensor> {
    let find = |name: &str| {
        let found = safetensors::named(entries, name);
        found.ok_or_else(|| bad(&format!("weight \"{name}\" is missing")))
    };
    let entry = find(name)?;
    if entry.shape != *shape {
        return Err(Error::shape(format!("model file: weight \"{name}\""), shape.to_string(), &entry.shape));
    }
    if entry.dtype != "I8" {
        return entry.floats();
    }
    let scale = find(&format!("{name}.scale"))?;
    if *scale.shape != [shape.last_axis()] {
        return Err(bad(&format!("\"{}\" is not {} float32 numbers", scale.name, shape.last_axis())));
    }
    let numbers = entry.bytes.iter().map(|&byte| byte as i8).collect();
    Tensor::new(shape.clone(), Data::I8(numbers, scale.floats()?.to_f32()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pupil_core::layers::{Conv2D, Dense, Flatten};

    fn model() -> Bundle {
        let layers = [Conv2D::new(4, 3).into(), Flatten.into(), Dense::new(3).into()];
        let network = Network::sequential([6, 5, 2], layers).unwrap();
        let weight = |index: usize| {
            let values = network.initial_weight(index, 5).unwrap();
            Tensor::from_f32(network.weights()[index].shape.clone(), values).unwrap()
        };
        let weights = (0..network.weights().len()).map(weight).collect();
        Bundle { network, weights, compile: None, state: None, metadata: Vec::new(), notes: Vec::new() }
    }

    #[test]
    fn float_and_8_bit_weights_round_trip() {
        let compile = Compile::new("adam", "mse", &["mae"]).unwrap();
        let exact = Bundle { compile: Some(compile), ..model() };
        let read_again = read(&write(&exact).unwrap()).unwrap();
        assert_eq!(read_again.weights, exact.weights);
        assert_eq!(read_again.network.to_config(), exact.network.to_config());
        assert_eq!(read_again.compile, exact.compile);

        let mut small = model().quantized();
        small.metadata = vec![("classes".into(), "[\"cat\"]".into())];
        let file = write(&small).unwrap();
        assert_eq!(file, write(&small).unwrap(), "the same bytes every time");
        let read_small = read(&file).unwrap();
        assert_eq!(read_small.metadata, small.metadata);
        assert_eq!(read_small.weights, small.weights, "numbers in 8 bits stay as they are");
        for (quantized, exact) in read_small.weights.iter().zip(&exact.weights) {
            let largest = exact.to_f32().iter().fold(0.0f32, |m, v| m.max(v.abs()));
            let pairs = quantized.to_f32().into_iter().zip(exact.to_f32());
            assert!(pairs.map(|(q, e)| (q - e).abs()).fold(0.0, f32::max) <= largest / 254.0 + 1e-7);
        }
        small.metadata = vec![(KEY.into(), String::new())];
        let error = write(&small).unwrap_err().to_string();
        assert!(error.contains("\"pupil\""), "{error}");
    }

    #[test]
    fn the_state_of_another_optimizer_is_refused() {
        let state = OptimizerState { seed: 1, steps: 2, slots: vec![Vec::new(); 2] };
        let file = |slots: &str, compile: Option<Compile>| {
            let network = Network::sequential([2], [Flatten.into()]).unwrap();
            let state = Some(state.clone());
            let (weights, metadata, notes) = (Vec::new(), Vec::new(), Vec::new());
            let bundle = Bundle { network, weights, compile, state, metadata, notes };
            let file = write(&bundle).unwrap();
            let (_, texts) = safetensors::read(&file).unwrap();
            let text = texts[KEY].as_str().unwrap().replace("\"slots\":2", &format!("\"slots\":{slots}"));
            read(&safetensors::write(&[], &[(KEY, text)]))
        };
        let adam = || Some(Compile::new("adam", "mse", &[]).unwrap());
        assert_eq!(file("2", adam()).unwrap().state.as_ref(), Some(&state));
        let error = file("9000000000000000", adam()).unwrap_err().to_string();
        assert!(error.contains("has 9000000000000000 slots; expected 2"), "{error}");
        let error = file("2", None).unwrap_err().to_string();
        assert!(error.contains("the state of an optimizer but no optimizer"), "{error}");
    }

    #[test]
    fn foreign_and_broken_files_are_refused() {
        let file = write(&model()).unwrap();
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
