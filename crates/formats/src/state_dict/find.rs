//! Finds the tensors of a model's layers.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use super::layer::{Layer, Target, WeightsFrom, bad, with_weights};
use super::order::{Orders, orders};
use super::unit::{self, units};
use super::{convert, matching};
use crate::contents::{LayerWeights, WeightOrder};
use crate::safetensors::{self, Entry};
use crate::source::file_name;

/// The weights that were found.
#[derive(Debug)]
pub struct Found {
    /// The weights of each layer.
    pub weights: Vec<LayerWeights>,
    /// What was done, one sentence or two.
    pub note: String,
}

/// True for a safetensors file of another program than Pupil.
pub fn is_foreign(file: &[u8]) -> bool {
    let texts = safetensors::read(file).map(|(_, texts)| texts);
    texts.is_ok_and(|texts| !texts.contains_key("pupil") && !texts.contains_key("pupil-contents"))
}

/// The weights of a model in safetensors files of another program. Several files are parts of one. `from` says whose
/// conventions they follow; without it the names of the tensors tell.
///
/// # Errors
/// When a layer has no tensors that fit, a tensor is left, or several choices fit; the message names the layer and the
/// tensors.
pub fn find(target: &Target<'_>, files: &[&[u8]], from: Option<WeightsFrom>) -> Result<Found> {
    let mut entries = Vec::new();
    for file in files {
        entries.extend(safetensors::read(file)?.0);
    }
    // Counters and the like are no weights.
    entries.retain(|entry| {
        matches!(entry.dtype.as_str(), "F32" | "F16" | "BF16" | "F64")
            && !entry.name.ends_with("num_batches_tracked")
    });
    let layers = with_weights(target);
    if from != Some(WeightsFrom::PyTorch)
        && let Some(weights) = by_full_names(&layers, &entries)?
    {
        let note = "The tensors have the names of the model's weights.".to_string();
        return Ok(Found { weights, note });
    }
    let guess = if entries.iter().any(|entry| unit::is_pytorch(&entry.name)) {
        WeightsFrom::PyTorch
    } else {
        WeightsFrom::Keras
    };
    let source = from.unwrap_or(guess);
    let units = units(&entries, source);
    let orders = match source {
        WeightsFrom::PyTorch => orders(target),
        WeightsFrom::Keras => Orders::default(),
    };
    let mut reorderings: BTreeMap<&str, usize> = BTreeMap::new();
    reorderings.extend(orders.layers.iter().enumerate().map(|(at, (path, _))| (path.as_str(), at)));
    let matched = matching::matched(&layers, &units, source)?;
    let (mut weights, mut transposed, mut inputs, mut outputs) = (Vec::new(), 0, Vec::new(), Vec::new());
    for (layer, at) in layers.iter().zip(&matched.units) {
        let plan = convert::plan(layer, &units[*at], source).ok_or_else(|| bad("its tensors do not fit"))?;
        let reordered = reorderings.get(layer.path).map(|&at| &orders.layers[at].1);
        let mut tensors = Vec::new();
        for (part, (_, shape)) in plan.iter().zip(&layer.weights) {
            let numbers = match reordered {
                Some(reordered) => reordered.applied(part.numbers(), shape),
                None => part.numbers(),
            };
            tensors.push(Tensor::from_f32((*shape).clone(), numbers)?);
        }
        transposed += usize::from(plan.iter().any(convert::Part::is_transposed));
        if let Some(reordered) = reordered {
            let list = if reordered.inputs.is_some() { &mut inputs } else { &mut outputs };
            list.push(format!("\"{}\"", layer.path));
        }
        weights.push(of_layer(layer, tensors));
    }
    let mut note = match (source, transposed) {
        (WeightsFrom::PyTorch, 1) => "Weights of PyTorch: the kernel of one layer was transposed.".into(),
        (WeightsFrom::PyTorch, count) => {
            format!("Weights of PyTorch: the kernels of {count} layers were transposed.")
        }
        (WeightsFrom::Keras, _) => "Weights of Keras: no kernel was transposed.".to_string(),
    };
    if from.is_some() {
        note = note.replacen(':', ", as the option weightsFrom says:", 1);
    }
    for (what, list) in [("inputs", inputs), ("outputs", outputs)] {
        if !list.is_empty() {
            let list = list.join(", ");
            note += &format!(" The {what} of {list} were reordered, because PyTorch has channels first.");
        }
    }
    if !orders.unclear.is_empty() {
        let list = orders.unclear.join("\", \"");
        note += &format!(
            " PyTorch may order the values at \"{list}\" in another way, and nothing was reordered there; compare the predictions."
        );
    }
    note += matched.note;
    Ok(Found { weights, note })
}

/// The weights if every weight of the model has a tensor of its own name.
fn by_full_names(layers: &[Layer<'_>], entries: &[Entry<'_>]) -> Result<Option<Vec<LayerWeights>>> {
    let names: Vec<String> = entries.iter().map(|entry| unit::with_points(&entry.name)).collect();
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    named.extend(names.iter().enumerate().map(|(at, name)| (name.as_str(), at)));
    let mut left = vec![true; entries.len()];
    let mut found = Vec::new();
    for layer in layers {
        let mut tensors = Vec::new();
        for (name, shape) in &layer.weights {
            let Some(&at) = named.get(unit::with_points(name).as_str()) else { return Ok(None) };
            let entry = &entries[at];
            left[at] = false;
            if entry.shape != **shape {
                let what = format!("safetensors file: tensor \"{}\"", entry.name);
                return Err(Error::shape(what, shape.to_string(), &entry.shape));
            }
            tensors.push(Tensor::from_f32((*shape).clone(), unit::floats(entry))?);
        }
        found.push(of_layer(layer, tensors));
    }
    if found.is_empty() {
        return Ok(None);
    }
    let mut left = entries.iter().zip(left).filter(|(_, left)| *left).map(|(entry, _)| entry).peekable();
    if left.peek().is_some() {
        let list = matching::shown(left);
        return Err(bad(format!(
            "each weight of the model has a tensor of its name, and these are left: {list}"
        )));
    }
    Ok(Some(found))
}

fn of_layer(layer: &Layer<'_>, tensors: Vec<Tensor>) -> LayerWeights {
    let names = layer.weights.iter().map(|(name, _)| file_name(name).to_string()).collect();
    LayerWeights { layer: layer.path.into(), names, tensors, order: WeightOrder::Layers }
}
