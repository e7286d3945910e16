//! Models as safetensors files: the weights under their names, and in the metadata, under the key `pupil`, a
//! JSON text with the Keras config, what the model was compiled with, and how the weights are encoded.
//!
//! With [`Encoding::Int8`] a kernel `w` is stored as whole numbers `q` in -127..=127 and one scale for each
//! entry of its last axis (an output channel), tensor `<name>.scale`: `w = q * scale`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};
use pupil_core::models::Sequential;
use pupil_core::tensor::Tensor;
use pupil_core::training::Compile;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde_json::{Value, json};

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

/// What a model file holds.
#[derive(Debug)]
pub struct Saved {
    /// The layers.
    pub network: Sequential,
    /// The weights in Keras order.
    pub weights: Vec<Tensor>,
    /// What the model was compiled with, if it was.
    pub compile: Option<Compile>,
}

/// Bytes that become one tensor of the file.
struct Entry {
    name: String,
    dtype: Dtype,
    shape: Shape,
    bytes: Vec<u8>,
}

impl Entry {
    fn floats(name: String, shape: Shape, values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name, dtype: Dtype::F32, shape, bytes }
    }
}

/// Writes a model.
///
/// # Errors
/// When there are not exactly the weights that the network has.
pub fn write(network: &Sequential, weights: &[Tensor], compile: Option<&Compile>, encoding: Encoding) -> Result<Vec<u8>> {
    if network.weights().len() != weights.len() {
        let (expected, got) = (network.weights().len(), weights.len());
        return Err(Error::invalid(format!("model file: expected {expected} weights, got {got}")));
    }
    let mut entries = Vec::new();
    for (weight, tensor) in network.weights().iter().zip(weights) {
        let values = tensor.to_f32();
        if encoding == Encoding::F32 || weight.shape.len() < 2 {
            entries.push(Entry::floats(weight.name.clone(), weight.shape.clone(), &values));
        } else {
            let (bytes, scales) = quantize(&values, weight.shape.last_axis());
            let shape = weight.shape.clone();
            entries.push(Entry { name: weight.name.clone(), dtype: Dtype::I8, shape, bytes });
            entries.push(Entry::floats(format!("{}.scale", weight.name), [scales.len()].into(), &scales));
        }
    }
    let views = entries.iter().map(|entry| {
        let view = TensorView::new(entry.dtype, entry.shape.to_vec(), &entry.bytes);
        view.map(|view| (entry.name.as_str(), view))
    });
    let views: Vec<_> = views.collect::<Result<_, _>>().map_err(|e| bad(&e.to_string()))?;
    let metadata = json!({
        "version": VERSION,
        "config": network.to_config(),
        "compile": compile.map(Compile::to_config),
        "encoding": if encoding == Encoding::Int8 { "int8" } else { "float32" },
    });
    // One key only: a map of several would be written in a random order.
    let metadata = Some([(KEY.to_string(), metadata.to_string())].into_iter().collect());
    serialize(views, metadata).map_err(|e| bad(&e.to_string()))
}

/// Reads a model.
///
/// # Errors
/// When the file is not safetensors, was not written by [`write`], or a weight is missing, foreign or of
/// another shape; the message names it.
pub fn read(file: &[u8]) -> Result<Saved> {
    let (_, header) = SafeTensors::read_metadata(file)
        .map_err(|e| bad(&format!("not a safetensors file, or cut short ({e})")))?;
    let text = header.metadata().as_ref().and_then(|map| map.get(KEY)).ok_or_else(|| {
        bad("its metadata hold no model config; only files saved by Pupil describe their layers")
    })?;
    let metadata: Value = serde_json::from_str(text).map_err(|e| bad(&format!("broken metadata ({e})")))?;
    if metadata["version"] != VERSION {
        return Err(bad(&format!("version {}; this build reads version {VERSION}", metadata["version"])));
    }
    let tensors = SafeTensors::deserialize(file).map_err(|e| bad(&e.to_string()))?;
    let network = Sequential::from_config(&metadata["config"])?;
    let weights = network
        .weights()
        .iter()
        .map(|weight| {
            let values = floats(&tensors, &weight.name, &weight.shape)?;
            Tensor::from_f32(weight.shape.clone(), values)
        })
        .collect::<Result<_>>()?;
    let compile = Some(&metadata["compile"]).filter(|value| !value.is_null());
    Ok(Saved { network, weights, compile: compile.map(Compile::from_config).transpose()? })
}

fn bad(message: &str) -> Error {
    Error::format("model file", message)
}

/// A weight as floats.
fn floats(tensors: &SafeTensors<'_>, name: &str, shape: &Shape) -> Result<Vec<f32>> {
    let get = |name: &str| tensors.tensor(name).map_err(|_| bad(&format!("weight {name:?} is missing")));
    let view = get(name)?;
    if view.shape() != &**shape {
        return Err(Error::shape(format!("model file: weight {name:?}"), shape.to_string(), &view.shape().into()));
    }
    let read = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    match view.dtype() {
        Dtype::F32 => Ok(read(view.data())),
        Dtype::I8 => {
            let scale_name = format!("{name}.scale");
            let scale = get(&scale_name)?;
            if scale.dtype() != Dtype::F32 || scale.shape() != [shape.last_axis()] {
                return Err(bad(&format!("{scale_name:?} is not {} float32 numbers", shape.last_axis())));
            }
            let scales = read(scale.data());
            let quantized = view.data().iter().zip(scales.iter().cycle());
            Ok(quantized.map(|(&q, scale)| f32::from(q as i8) * scale).collect())
        }
        other => Err(bad(&format!("weight {name:?} has dtype {other:?}; expected F32 or I8"))),
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

    fn model() -> (Sequential, Vec<Tensor>) {
        let layers = [Conv2D::new(4, 3).into(), Flatten.into(), Dense::new(3).into()];
        let network = Sequential::new([6, 5, 2], layers).unwrap();
        let weights = (0..network.weights().len())
            .map(|i| Tensor::from_f32(network.weights()[i].shape.clone(), network.initial_weight(i, 5)).unwrap())
            .collect();
        (network, weights)
    }

    #[test]
    fn floats_come_back_to_the_bit_and_bytes_nearly() {
        let (network, weights) = model();
        let compile = Compile::new("adam", "mse", &["mae"]).unwrap();
        let saved = read(&write(&network, &weights, Some(&compile), Encoding::F32).unwrap()).unwrap();
        assert_eq!(saved.weights, weights);
        assert_eq!(saved.network.to_config(), network.to_config());
        assert_eq!(saved.compile, Some(compile));

        let small = write(&network, &weights, None, Encoding::Int8).unwrap();
        assert_eq!(small, write(&network, &weights, None, Encoding::Int8).unwrap(), "the same bytes every time");
        for (quantized, exact) in read(&small).unwrap().weights.iter().zip(&weights) {
            let largest = exact.to_f32().iter().fold(0.0f32, |m, v| m.max(v.abs()));
            let pairs = quantized.to_f32().into_iter().zip(exact.to_f32());
            assert!(pairs.map(|(q, e)| (q - e).abs()).fold(0.0, f32::max) <= largest / 254.0 + 1e-7);
        }
    }

    #[test]
    fn foreign_and_broken_files_are_named() {
        let (network, weights) = model();
        let file = write(&network, &weights, None, Encoding::F32).unwrap();
        for cut in [0, 7, 100, file.len() - 1] {
            assert!(read(&file[..cut]).unwrap_err().to_string().contains("not a safetensors file, or cut short"));
        }
        let foreign = serialize(Vec::<(&str, TensorView<'_>)>::new(), None).unwrap();
        assert!(read(&foreign).unwrap_err().to_string().contains("no model config"));
    }
}
