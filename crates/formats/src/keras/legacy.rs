//! HDF5 files of whole models, or of weights alone, as Keras 1 and 2 wrote them and Keras 3 still can.
//!
//! The config and the options of `compile` are JSON texts in attributes. Each layer has a group, and the attribute
//! `weight_names` lists its datasets in order. A list of more than 64 KB is split: `weight_names0`, `weight_names1`, ..
//! (Keras, `legacy/saving/legacy_h5_format.py`). The names follow many conventions, so only their order counts.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;
use serde_json::Value;

use super::older_weights;
use super::tree::tensor;
use super::variables::split;
use crate::contents::{LayerWeights, OptimizerVariables, SlotOrder, WeightOrder};
use crate::hdf5::{Attribute, Group, Object};
use crate::layers::name;

fn bad(message: impl Into<String>) -> Error {
    Error::format("HDF5 file of Keras", message.into())
}

/// A text attribute.
///
/// # Errors
/// When the attribute cannot be read.
pub fn text(group: &Group<'_>, name: &str) -> Result<Option<String>> {
    group.attribute(name)?.map(|attribute| attribute.text()).transpose()
}

/// The texts of an attribute. For an empty list h5py writes an empty list of numbers.
fn list_of(attribute: &Attribute<'_>) -> Result<Vec<String>> {
    match attribute.shape() == [0] {
        true => Ok(Vec::new()),
        false => attribute.texts(),
    }
}

/// A list of texts, which may be split over several attributes.
fn texts(group: &Group<'_>, name: &str) -> Result<Option<Vec<String>>> {
    if let Some(attribute) = group.attribute(name)? {
        return Ok(Some(list_of(&attribute)?));
    }
    let mut list: Option<Vec<String>> = None;
    for part in 0.. {
        let Some(attribute) = group.attribute(&format!("{name}{part}"))? else { break };
        list.get_or_insert_default().extend(list_of(&attribute)?);
    }
    Ok(list)
}

/// The group with the layers; `None` in files of another kind.
///
/// # Errors
/// When the file cannot be read.
pub fn layers<'a>(root: &Group<'a>) -> Result<Option<Group<'a>>> {
    let group = match root.get("model_weights")? {
        Some(Object::Group(group)) => group,
        _ => root.clone(),
    };
    let has = texts(&group, "layer_names")?.is_some();
    Ok(has.then_some(group))
}

/// The datasets that `weight_names` lists.
fn tensors(group: &Group<'_>, names: &[String]) -> Result<Vec<Tensor>> {
    let read = |name: &String| match group.get(name)? {
        Some(Object::Dataset(dataset)) => tensor(&dataset),
        _ => Err(bad(format!("its dataset \"{name}\" is missing"))),
    };
    names.iter().map(read).collect()
}

/// The weights of all layers that have some. `config` is the model's config as the file has it.
///
/// # Errors
/// When a group or dataset is missing or cannot be read.
pub fn weights(group: &Group<'_>, config: &Value) -> Result<Vec<LayerWeights>> {
    let theano = text(group, "backend")?.as_deref() == Some("theano");
    let configs = config["config"]["layers"].as_array().or_else(|| config["config"].as_array());
    let mut by_name = BTreeMap::new();
    let configs = configs.map_or(&[][..], Vec::as_slice);
    for (at, layer) in configs.iter().enumerate() {
        by_name.entry(name(layer)).or_insert(at);
    }
    let mut found = Vec::new();
    for layer in texts(group, "layer_names")?.unwrap_or_default() {
        let Some(Object::Group(of_layer)) = group.get(&layer)? else {
            return Err(bad(format!("the group of layer \"{layer}\" is missing")));
        };
        let names = texts(&of_layer, "weight_names")?.unwrap_or_default();
        let mut tensors = tensors(&of_layer, &names)?;
        if tensors.is_empty() {
            continue;
        }
        let config = by_name.get(layer.as_str()).map_or(&Value::Null, |&at| &configs[at]);
        tensors = older_weights::convert(config, tensors, theano)?;
        found.push(LayerWeights { layer, names: Vec::new(), tensors, order: WeightOrder::TrainableFirst });
    }
    Ok(found)
}

/// The variables of the optimizer, and the learning rate where the file has it.
///
/// # Errors
/// When a dataset is missing or cannot be read.
pub fn optimizer(root: &Group<'_>) -> Result<Option<(OptimizerVariables, Option<f64>)>> {
    let Some(Object::Group(group)) = root.get("optimizer_weights")? else { return Ok(None) };
    let names = texts(&group, "weight_names")?.unwrap_or_default();
    let mut tensors = tensors(&group, &names)?;
    // tf.keras until 2.10 named a slot after its weight: `Adam/dense/kernel/m:0`. Keras 2 numbered the variables.
    let by_slot = |name: &String| {
        ["/m:0", "/v:0", "/vhat:0", "/momentum:0", "/rms:0", "/mg:0", "/accumulator:0", "/accum_grad:0"]
            .iter()
            .any(|slot| name.ends_with(slot))
            || name.starts_with("training/")
    };
    if !names.iter().any(by_slot) {
        return Ok(split(tensors, SlotOrder::Keras));
    }
    if !tensors.first().is_some_and(|first| first.shape().is_empty()) {
        // Some optimizers of Keras 2 have no count of steps.
        let variables = OptimizerVariables { steps: 0, slots: tensors, order: SlotOrder::BySlot };
        return Ok(Some((variables, None)));
    }
    // Keras 2's Adam keeps a third slot of one number each, which only AMSGrad fills.
    let slots = &tensors[1..];
    let (used, rest) = slots.split_at(slots.len() / 3 * 2);
    let single = |tensor: &Tensor| **tensor.shape() == [1];
    if slots.len() % 3 == 0 && rest.iter().all(single) && !used.iter().all(single) {
        tensors.truncate(1 + used.len());
    }
    Ok(split(tensors, SlotOrder::BySlot))
}
