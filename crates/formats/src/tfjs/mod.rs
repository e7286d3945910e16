//! Layers models of TensorFlow.js: a `model.json` with the config and a list of the weights, and the weights' bytes in
//! files of their own (TensorFlow.js, `io/types.ts` and `io_utils.ts`). Teachable Machine exports its models so.

pub mod write;

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;
use serde_json::Value;

use crate::contents::{Contents, LayerWeights, WeightOrder};
use crate::floats::from_f16;
use crate::json::take;
use crate::keras;
use crate::kind::TFJS_GRAPH;
use crate::layers::leaves;
use crate::source::file_name;

fn bad(message: impl Into<String>) -> Error {
    Error::format("model.json of TensorFlow.js", message.into())
}

/// The most files with weights; the library writes 4 MB into each.
const MOST_FILES: usize = 5_000;

/// True for the JSON of such a model, also of a graph model.
pub fn is_model(json: &Value) -> bool {
    json.get("modelTopology").is_some()
}

/// The files with weights that a `model.json` names.
pub fn shards(json: &Value) -> Vec<&str> {
    let groups = json["weightsManifest"].as_array().into_iter().flatten();
    groups
        .flat_map(|group| group["paths"].as_array().into_iter().flatten().filter_map(Value::as_str))
        .collect()
}

/// A model. `shard` returns the bytes of a file that the `model.json` names.
///
/// # Errors
/// When it is a graph model, a file with weights is missing or too short, or a weight belongs to no layer.
pub fn read<'a>(mut json: Value, shard: &dyn Fn(&str) -> Option<Cow<'a, [u8]>>) -> Result<Contents> {
    if json["format"] == "graph-model" || json["modelTopology"].get("node").is_some() {
        return Err(TFJS_GRAPH.error(&[]));
    }
    let mut topology = take(&mut json, "modelTopology");
    let version = topology["keras_version"].as_str().map(ToString::to_string);
    let training = take(&mut topology, "training_config");
    // The converter puts the config within, the library writes it directly.
    if topology.get("model_config").is_some() {
        topology = take(&mut topology, "model_config");
    }
    // TensorFlow.js computes as Keras 2 does.
    let version = version.filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    let mut contents = keras::config(topology, Some(version.as_deref().unwrap_or("2")))?;
    let training = match training {
        Value::Null => take(&mut json, "trainingConfig"),
        given => given,
    };
    contents.compile = keras::compile::options(training);
    let weights = weights(&json["weightsManifest"], &contents.config, shard)?;
    contents.weights = keras::some(weights, &contents.config)?;
    Ok(contents)
}

fn weights<'a>(
    manifest: &Value,
    config: &Value,
    shard: &dyn Fn(&str) -> Option<Cow<'a, [u8]>>,
) -> Result<Vec<LayerWeights>> {
    let leaves = leaves(config);
    let mut found: Vec<LayerWeights> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    // The layers by their names and by their paths, and the place of each among the layers found.
    let (mut names, mut paths, mut places) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (at, (path, _)) in leaves.iter().enumerate() {
        names.entry(file_name(path)).or_insert(at);
        paths.entry(path.as_str()).or_insert(at);
    }
    for group in manifest.as_array().into_iter().flatten() {
        let mut bytes = Vec::new();
        for path in group["paths"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            // Otherwise a small file could be read without end.
            if seen.contains(&path) || seen.len() > MOST_FILES {
                return Err(bad(format!("it names the file \"{path}\" twice, or too many files")));
            }
            seen.push(path);
            let part = shard(path).ok_or_else(|| {
                bad(format!(
                    "its weights are in the file \"{path}\", which is missing; open both files together"
                ))
            })?;
            bytes.extend_from_slice(&part);
        }
        let mut rest = &bytes[..];
        for entry in group["weights"].as_array().into_iter().flatten() {
            let name = entry["name"].as_str().unwrap_or_default();
            let tensor = tensor(name, entry, &mut rest)?;
            // `lstm/kernel`, `bidirectional/forward_lstm/kernel`: the layer is the first part that is the name of one.
            let layer = name.split('/').find_map(|part| names.get(part));
            // A name that holds a slash itself, as some of Keras 2 do.
            let ends = || name.match_indices('/').map(|(end, _)| end);
            let layer = layer.or_else(|| ends().find_map(|end| paths.get(name.get(..end)?)));
            let &at = layer.ok_or_else(|| bad(format!("its weight \"{name}\" belongs to no layer")))?;
            let place = *places.entry(leaves[at].0.as_str()).or_insert(found.len());
            if place == found.len() {
                let (layer, order) = (leaves[at].0.clone(), WeightOrder::Layers);
                found.push(LayerWeights { layer, names: Vec::new(), tensors: Vec::new(), order });
            }
            found[place].tensors.push(tensor);
        }
    }
    Ok(found)
}

/// Reads a tensor from the front of the bytes.
fn tensor(name: &str, entry: &Value, rest: &mut &[u8]) -> Result<Tensor> {
    let wrong = |what: &str| bad(format!("weight \"{name}\": {what}"));
    let sizes = entry["shape"].as_array().ok_or_else(|| wrong("no shape"))?;
    let sizes: Option<Vec<usize>> =
        sizes.iter().map(|size| size.as_u64().and_then(|size| usize::try_from(size).ok())).collect();
    let shape = Shape::new(sizes.ok_or_else(|| wrong("its shape is not a list of sizes"))?);
    let quantization = &entry["quantization"];
    let stored = quantization["dtype"].as_str().or_else(|| entry["dtype"].as_str()).unwrap_or_default();
    let width = match stored {
        "bool" | "uint8" => 1,
        "float16" | "uint16" => 2,
        "float32" | "int32" => 4,
        other => {
            return Err(wrong(&format!(
                "dtype {other}; expected float32, float16, int32, uint16, uint8 or bool"
            )));
        }
    };
    let length = shape.size().checked_mul(width);
    let bytes = length.and_then(|length| rest.split_at_checked(length));
    let (bytes, after) =
        bytes.ok_or_else(|| wrong("its bytes lie past the end: a file with weights is cut short"))?;
    *rest = after;
    let number = |key: &str, default: f64| quantization[key].as_f64().unwrap_or(default) as f32;
    let (scale, min) = (number("scale", 1.0), number("min", 0.0));
    let value = |bytes: &[u8]| match (stored, bytes) {
        ("float32", &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]),
        ("int32", &[a, b, c, d]) => i32::from_le_bytes([a, b, c, d]) as f32,
        ("float16", &[a, b]) => from_f16(u16::from_le_bytes([a, b])),
        (_, &[a, b]) => f32::from(u16::from_le_bytes([a, b])) * scale + min,
        (_, &[a, ..]) => f32::from(a) * scale + min,
        _ => 0.0,
    };
    Tensor::from_f32(shape, bytes.chunks_exact(width).map(value).collect())
}
