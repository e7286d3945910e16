//! Writes Keras's files: `.keras` archives as Keras 3.15 writes them, HDF5 files of whole models, and weights alone.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::config::{base_name, members};
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;
use serde_json::Value;

use super::keras_2;
use super::{CONFIG, WEIGHTS};
use crate::contents::{Contents, LayerWeights, OptimizerVariables};
use crate::hdf5::{NewGroup, Numbers, Value as Attribute};
use crate::json::{self, has, set, take};
use crate::layers::{leaves, name};
use crate::zip;

/// The versions of Keras whose files these are.
const VERSION: &str = "3.15.0";
const HDF5_VERSION: &str = "2.15.0";

fn bad(message: impl Into<String>) -> Error {
    Error::format("Keras file", message.into())
}

/// A `.keras` archive of a model's contents.
///
/// # Errors
/// When the model has a part that Keras 3 does not have; the message names it.
pub fn archive_of(contents: &Contents) -> Result<Vec<u8>> {
    check(contents)?;
    let mut config = contents.config.clone();
    keras_2::outputs_from_one(&mut config);
    let inputs = members([("input_shape", first_shape(&config))]);
    set(&mut config, "build_config", inputs);
    if let Some(compile) = &contents.compile {
        set(&mut config, "compile_config", compile_config(compile));
    }
    let metadata = members([("keras_version", VERSION.into())]);
    zip::write(&[
        ("metadata.json", json::text(&metadata).as_bytes()),
        (CONFIG, json::text(&config).as_bytes()),
        (WEIGHTS, &weights_of(contents)?),
    ])
}

/// A `.weights.h5` file of a model's contents.
///
/// # Errors
/// When a layer's weights have no place in such a file; the message names the layer.
pub fn weights_of(contents: &Contents) -> Result<Vec<u8>> {
    let mut root = NewGroup::new();
    let mut rest = contents.weights.as_slice();
    container(&mut root, &contents.config, "", &mut rest)?;
    if let Some(variables) = &contents.optimizer {
        let group = root.group("optimizer/vars")?;
        let class = contents.compile.as_ref().map(|compile| &compile["optimizer"]["class_name"]);
        let class = class.and_then(Value::as_str).unwrap_or_default();
        group.attribute("name", Attribute::Text(base_name(class)));
        for (at, (shape, numbers)) in optimizer_numbers(contents, variables).into_iter().enumerate() {
            group.dataset(&at.to_string(), &shape, numbers)?;
        }
    }
    root.write()
}

/// An HDF5 file of a whole model, in the form of Keras 2.15, which Keras 3 reads, too. It has no optimizer state: from a
/// `.h5` with one, Keras 3.15 cannot go on training (its own files have the same fault).
///
/// # Errors
/// When the model has a part that Keras 3 does not have; the message names it.
pub fn hdf5_of(contents: &Contents) -> Result<Vec<u8>> {
    check(contents)?;
    let mut root = NewGroup::new();
    let version = |group: &mut NewGroup<'_>| {
        group.attribute("backend", Attribute::Text("tensorflow".into()));
        group.attribute("keras_version", Attribute::Text(HDF5_VERSION.into()));
    };
    version(&mut root);
    let mut config = keras_2::config(&contents.config, 0);
    keras_2::outputs_from_one(&mut config);
    root.attribute("model_config", Attribute::Text(json::text(&config)));
    if let Some(compile) = &contents.compile {
        let mut training = compile_config(compile);
        let mut optimizer = take(&mut training, "optimizer");
        if let Some(Value::Object(options)) = optimizer.get_mut("config") {
            // Options that are off are left out, because not every version knows them.
            options.retain(|_, value| !value.is_null() && *value != false);
        }
        set(&mut training, "optimizer_config", optimizer);
        keras_2::plain(&mut training);
        root.attribute("training_config", Attribute::Text(json::text(&training)));
    }
    let group = root.group("model_weights")?;
    version(group);
    let layers = contents.config["config"]["layers"].as_array();
    let layers: Vec<&Value> = layers.into_iter().flatten().collect();
    texts(group, "layer_names", layers.iter().map(|layer| name(layer).to_string()).collect());
    for layer in layers {
        let of_layer = |weights: &&LayerWeights| {
            let rest = weights.layer.strip_prefix(name(layer));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let group = group.group(name(layer))?;
        let mut named: Vec<(bool, String, &Tensor)> = Vec::new();
        for weights in contents.weights.iter().filter(of_layer) {
            let trainable = is_trainable(&contents.config, &weights.layer);
            for (at, tensor) in weights.tensors.iter().enumerate() {
                let own = weights.names.get(at).cloned().unwrap_or_else(|| format!("weight_{at}"));
                // The statistics of a normalisation are no weights that training changes.
                let trained = trainable && !own.starts_with("moving_");
                named.push((trained, format!("{}/{own}", weights.layer), tensor));
            }
        }
        let sorted = || named.iter().filter(|row| row.0).chain(named.iter().filter(|row| !row.0));
        texts(group, "weight_names", sorted().map(|row| row.1.clone()).collect());
        for (_, name, tensor) in sorted() {
            group.dataset(name, tensor.shape(), floats(tensor))?;
        }
    }
    root.write()
}

/// Refuses what Keras 3 does not have.
fn check(contents: &Contents) -> Result<()> {
    if has(&contents.config, &|key, value| key == "training" && value.is_boolean()) {
        return Err(bad(
            "a layer is called with the argument training, which Keras 3 overrides; save as safetensors or tfjs",
        ));
    }
    for (path, layer) in leaves(&contents.config) {
        // Keras wants them a second time among the weights, in a form of its own.
        if !layer["config"]["idf_weights"].is_null() {
            return Err(bad(format!(
                "layer \"{path}\" has weights of tokens (tf_idf), which are not written for Keras; save as safetensors"
            )));
        }
        if has(layer, &|key, value| key.ends_with("activation") && *value == "legacy_hard_sigmoid") {
            return Err(bad(format!(
                "layer \"{path}\" has the hard_sigmoid of Keras 2, which Keras 3 does not have; save as safetensors"
            )));
        }
    }
    Ok(())
}

/// The batch shape of the first input.
fn first_shape(config: &Value) -> Value {
    let layers = config["config"]["layers"].as_array().into_iter().flatten();
    let mut shapes = layers.filter_map(|layer| layer["config"].get("batch_shape"));
    shapes.next().cloned().unwrap_or_default()
}

/// The options of `compile` as Keras's `compile_config`.
fn compile_config(compile: &Value) -> Value {
    let mut config = compile.clone();
    for key in ["metrics", "weighted_metrics"] {
        let mut metrics = take(&mut config, key);
        names_of_metrics(&mut metrics);
        // Keras writes null for no metrics.
        let none = metrics.as_array().is_some_and(Vec::is_empty);
        set(&mut config, key, if none { Value::Null } else { metrics });
    }
    set(&mut config, "run_eagerly", false);
    set(&mut config, "steps_per_execution", 1);
    set(&mut config, "jit_compile", false);
    config
}

/// Writes the metric "accuracy", which stands for one of several classes, as the name that Keras resolves.
fn names_of_metrics(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(names_of_metrics),
        Value::Object(map) if map.contains_key("class_name") => {
            let generic = map["class_name"] == "Accuracy";
            *value = if generic { "accuracy".into() } else { value.take() };
        }
        Value::Object(map) => map.values_mut().for_each(names_of_metrics),
        _ => {}
    }
}

/// A list of texts; split over several attributes where it is too large for one.
fn texts(group: &mut NewGroup<'_>, name: &str, list: Vec<String>) {
    // A text takes 16 bytes of at most 64 KB.
    const MOST: usize = 4000;
    match list.len() {
        0 => group.attribute(name, Attribute::Empty),
        1..=MOST => group.attribute(name, Attribute::Texts(list)),
        _ => {
            for (part, texts) in list.chunks(MOST).enumerate() {
                group.attribute(&format!("{name}{part}"), Attribute::Texts(texts.to_vec()));
            }
        }
    }
}

fn floats(tensor: &Tensor) -> Numbers<'static> {
    Numbers::F32(Cow::Owned(tensor.to_f32()))
}

/// Iteration, learning rate and slots, each with its shape.
fn optimizer_numbers(
    contents: &Contents,
    variables: &OptimizerVariables,
) -> Vec<(Vec<usize>, Numbers<'static>)> {
    let options = contents.compile.as_ref().map(|compile| &compile["optimizer"]["config"]);
    let rate = options.and_then(|options| options["learning_rate"].as_f64());
    let mut all = Vec::from([(Vec::new(), Numbers::I64(Cow::Owned([variables.steps as i64].into())))]);
    // A schedule has no variable.
    if let Some(rate) = rate {
        all.push((Vec::new(), Numbers::F32(Cow::Owned([rate as f32].into()))));
    }
    all.extend(variables.slots.iter().map(|tensor| (tensor.shape().to_vec(), floats(tensor))));
    all
}

/// True if a layer, and every model around it, is trained.
fn is_trainable(config: &Value, path: &str) -> bool {
    let mut model = config;
    for part in path.split('/') {
        let mut layers = model["config"]["layers"].as_array().into_iter().flatten();
        let Some(layer) = layers.find(|layer| name(layer) == part) else { return true };
        if layer["config"]["trainable"] == false {
            return false;
        }
        model = layer;
    }
    true
}

/// Writes the groups of a model's layers, each under its class with a counter.
fn container(
    group: &mut NewGroup<'_>,
    config: &Value,
    prefix: &str,
    rest: &mut &[LayerWeights],
) -> Result<()> {
    let mut counts = Vec::new();
    for layer in config["config"]["layers"].as_array().into_iter().flatten() {
        let own = numbered(layer, &mut counts);
        let group = group.group(&format!("layers/{own}"))?;
        group.group("vars")?.attribute("name", Attribute::Text(name(layer).into()));
        let path = format!("{prefix}{}", name(layer));
        if layer["config"]["layers"].is_array() {
            container(group, layer, &format!("{path}/"), rest)?;
            continue;
        }
        if let Some((first, after)) = rest.split_first()
            && first.layer == path
        {
            variables(group, layer, &path, &first.tensors)?;
            *rest = after;
        }
    }
    Ok(())
}

/// The name of a layer's group: its class, with a number from the second of a class on. `counts` has the classes so far.
fn numbered(layer: &Value, counts: &mut Vec<(String, usize)>) -> String {
    let base = base_name(layer["class_name"].as_str().unwrap_or_default());
    let at = counts.iter().position(|(known, _)| *known == base).unwrap_or_else(|| {
        counts.push((base.clone(), 0));
        counts.len() - 1
    });
    counts[at].1 += 1;
    match counts[at].1 {
        1 => base,
        number => format!("{base}_{}", number - 1),
    }
}

/// The projections of attention with several heads, in the order of their weights.
const PROJECTIONS: [&str; 5] = ["_query_dense", "_key_dense", "_gate_dense", "_value_dense", "_output_dense"];

/// Writes a layer's weights where Keras looks for them: those of a recurrent layer are its cell's, those of a wrapper are
/// the inner layers'.
fn variables(group: &mut NewGroup<'_>, layer: &Value, path: &str, tensors: &[Tensor]) -> Result<()> {
    let inner = &layer["config"]["layer"];
    match layer["class_name"].as_str().unwrap_or_default() {
        "Bidirectional" => {
            let (forward, backward) = tensors.split_at(tensors.len() / 2);
            variables(group.group("forward_layer")?, inner, path, forward)?;
            variables(group.group("backward_layer")?, inner, path, backward)
        }
        "TimeDistributed" => {
            if inner["config"]["layers"].is_array() {
                return Err(bad(format!(
                    "layer \"{path}\": a model within TimeDistributed cannot be written"
                )));
            }
            variables(group.group("layer")?, inner, path, tensors)
        }
        "LSTM" | "GRU" | "SimpleRNN" | "ConvLSTM1D" | "ConvLSTM2D" | "ConvLSTM3D" => {
            plain(group.group("cell")?, tensors)
        }
        "RNN" => {
            let cell = &layer["config"]["cell"]["config"];
            let group = group.group("cell")?;
            let Some(cells) = cell["cells"].as_array() else { return plain(group, tensors) };
            let (mut rest, mut counts) = (tensors, Vec::new());
            for cell in cells {
                let count = if cell["config"]["use_bias"] == false { 2 } else { 3 };
                let (own, others) = rest.split_at(count.min(rest.len()));
                rest = others;
                plain(group.group(&format!("cells/{}", numbered(cell, &mut counts)))?, own)?;
            }
            Ok(())
        }
        "SpectralNormalization" => {
            // Keras writes the kernel twice: here, before the vector, and in the layer.
            let (own, rest) = tensors.split_at(2.min(tensors.len()));
            plain(group, own)?;
            let inner_tensors = [&own[..1.min(own.len())], rest].concat();
            variables(group.group("layer")?, inner, path, &inner_tensors)
        }
        class @ ("MultiHeadAttention" | "GroupQueryAttention") => {
            let config = &layer["config"];
            let each = if config["use_bias"] == false { 1 } else { 2 };
            let gated = config["use_gate"] == true;
            let names = PROJECTIONS.iter().filter(|name| gated || **name != "_gate_dense");
            for (name, tensors) in names.zip(tensors.chunks(each)) {
                // Keras shows all but the gate of `MultiHeadAttention` without the underscore.
                let shown = class == "MultiHeadAttention" && *name != "_gate_dense";
                plain(group.group(&name[usize::from(shown)..])?, tensors)?;
            }
            Ok(())
        }
        _ => plain(group, tensors),
    }
}

fn plain(group: &mut NewGroup<'_>, tensors: &[Tensor]) -> Result<()> {
    for (at, tensor) in tensors.iter().enumerate() {
        group.dataset(&format!("vars/{at}"), tensor.shape(), floats(tensor))?;
    }
    Ok(())
}
