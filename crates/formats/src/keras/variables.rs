//! The weights in `.keras` files and `.weights.h5` files: groups with the variables of each layer.
//!
//! Keras 2.12 to 2.14 keeps the layers in the group `_layer_checkpoint_dependencies`, later versions in `layers`. A
//! layer's group is named by its class with a counter, in the order of `model.layers`, not by the layer's name: the layer
//! `bilstm` is in `layers/bidirectional`. Since Keras 3.6 the group also has the real name as an attribute (Keras,
//! `saving/saving_lib.py`).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;
use serde_json::Value;

use super::tree::Node;
use crate::contents::{LayerWeights, OptimizerVariables, SlotOrder, WeightOrder};
use crate::layers::name;

/// The groups of layers by Keras's version.
const CONTAINERS: [&str; 2] = ["layers", "_layer_checkpoint_dependencies"];

/// Groups within a layer's group, in the order of the layer's weights. Others follow by name.
const WITHIN: [&str; 9] = [
    "cell",
    "forward_layer",
    "backward_layer",
    "layer",
    "query_dense",
    "key_dense",
    "gate_dense",
    "value_dense",
    "output_dense",
];

/// The most classes of layers in a model; Keras has about a hundred.
const MOST_CLASSES: usize = 1000;

fn bad(message: impl Into<String>) -> Error {
    Error::format("Keras file", message.into())
}

/// The layers in a model's config, without operations such as `x * 2`, which are no layers in Keras.
fn layers(config: &Value) -> impl Iterator<Item = &Value> {
    placed_layers(config).map(|(_, layer)| layer)
}

/// The same, each with its place in the config's list.
fn placed_layers(config: &Value) -> impl Iterator<Item = (usize, &Value)> {
    let all = config["config"]["layers"].as_array().into_iter().flatten().enumerate();
    all.filter(|(_, layer)| {
        !layer["module"].as_str().is_some_and(|module| module.starts_with("keras.src.ops"))
    })
}

fn class(layer: &Value) -> &str {
    let class = layer["class_name"].as_str().unwrap_or_default();
    class.rsplit('>').next().unwrap_or(class)
}

/// The weights of a model's layers.
///
/// # Errors
/// When a layer's group is missing or cannot be read.
pub fn read(root: &Node<'_>, config: &Value) -> Result<Vec<LayerWeights>> {
    let mut found = Vec::new();
    model(root, config, "", &mut found)?;
    Ok(found)
}

/// A layer whose vocabulary is a file of the archive.
pub struct Vocabulary {
    /// The places of the layer and of the models around it in their lists, from the outside in.
    pub layer: Vec<usize>,
    /// The layer's folder under `assets`.
    pub folder: String,
    /// The weights of the tokens, if there are any.
    pub idf: Option<Tensor>,
}

/// The classes of layers that have a vocabulary.
const WITH_VOCABULARY: [&str; 3] = ["TextVectorization", "StringLookup", "IntegerLookup"];

/// The layers that can have a vocabulary among the archive's files, and have none in the config.
///
/// # Errors
/// When a dataset cannot be read.
pub fn vocabularies(root: &Node<'_>, config: &Value) -> Result<Vec<Vocabulary>> {
    let mut found = Vec::new();
    within(root, config, (&[], ""), &mut found)?;
    Ok(found)
}

fn within(
    group: &Node<'_>,
    config: &Value,
    (places, folder): (&[usize], &str),
    into: &mut Vec<Vocabulary>,
) -> Result<()> {
    let Some(container) = container(group) else { return Ok(()) };
    let groups = Groups::new(container, config)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, layer) in placed_layers(config) {
        let same = counts.entry(class(layer)).or_default();
        let place = *same;
        *same += 1;
        let Some(group) = groups.of_layer(layer, place) else { continue };
        let folder = format!("{folder}{}/{}/", container.name, group.name);
        let places = [places, &[at]].concat();
        if layer["config"]["layers"].is_array() {
            within(group, layer, (&places, &folder), into)?;
        } else if WITH_VOCABULARY.contains(&class(layer)) && layer["config"]["vocabulary"].is_null() {
            let idf = group.get("vars/idf_weights").and_then(Node::dataset).map(super::tree::tensor);
            into.push(Vocabulary { layer: places, folder, idf: idf.transpose()? });
        }
    }
    Ok(())
}

/// The group with the layers of a model.
fn container<'n, 'a>(group: &'n Node<'a>) -> Option<&'n Node<'a>> {
    CONTAINERS.iter().find_map(|name| group.get(name))
}

fn model(group: &Node<'_>, config: &Value, prefix: &str, into: &mut Vec<LayerWeights>) -> Result<()> {
    let Some(container) = container(group) else {
        let has = group.children.iter().take(5).map(|child| child.name).collect::<Vec<_>>().join(", ");
        return Err(bad(format!("it has no group \"layers\" with weights; it has {has}")));
    };
    let groups = Groups::new(container, config)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for layer in layers(config) {
        let same = counts.entry(class(layer)).or_default();
        let place = *same;
        *same += 1;
        let Some(group) = groups.of_layer(layer, place) else { continue };
        let path = format!("{prefix}{}", name(layer));
        if layer["config"]["layers"].is_array() {
            model(group, layer, &format!("{path}/"), into)?;
            continue;
        }
        let mut tensors = Vec::new();
        collect(group, &layer["config"], &mut tensors)?;
        if !tensors.is_empty() {
            into.push(LayerWeights { layer: path, names: Vec::new(), tensors, order: WeightOrder::Layers });
        }
    }
    Ok(())
}

/// The groups of a model's layers. Maps find them, because a model may have thousands of layers.
struct Groups<'n, 'a> {
    container: &'n Node<'a>,
    /// The places of groups by the real names of the layers.
    named: BTreeMap<&'n str, usize>,
    /// The places of classes in the list.
    places: BTreeMap<&'n str, usize>,
    classes: Vec<Class<'n, 'a>>,
}

/// The layers of one class.
struct Class<'n, 'a> {
    /// The groups with their numbers.
    groups: Vec<(usize, &'n Node<'a>)>,
    /// How many layers of that class the model has.
    layers: usize,
}

impl<'n, 'a> Groups<'n, 'a> {
    /// # Errors
    /// When the config has more classes of layers than any model needs.
    fn new(container: &'n Node<'a>, config: &'n Value) -> Result<Self> {
        let mut named = BTreeMap::new();
        for (at, child) in container.children.iter().enumerate() {
            if let Some(label) = child.label() {
                named.entry(label).or_insert(at);
            }
        }
        let (mut places, mut classes) = (BTreeMap::new(), Vec::new());
        for layer in layers(config) {
            let new = classes.len();
            let at = *places.entry(class(layer)).or_insert(new);
            if new > MOST_CLASSES {
                return Err(bad("its config has too many classes of layers"));
            }
            if at == new {
                classes.push(Class { groups: container.of_class(class(layer)), layers: 0 });
            }
            classes[at].layers += 1;
        }
        Ok(Self { container, named, places, classes })
    }

    /// The group of a layer: by its name, or else by its class and its place among the layers of that class.
    fn of_layer(&self, layer: &Value, same: usize) -> Option<&'n Node<'a>> {
        if let Some(&named) = self.named.get(name(layer)) {
            return self.container.children.get(named);
        }
        let Class { groups, layers } = self.classes.get(*self.places.get(class(layer))?)?;
        // Keras 2.13 left out numbers. Layers without weights may have no group, but count.
        let at = match groups.len() == *layers {
            true => same,
            false => groups.binary_search_by_key(&same, |(number, _)| *number).ok()?,
        };
        groups.get(at).map(|group| group.1)
    }
}

/// Adds the variables of a layer and of all that is in it.
fn collect(group: &Node<'_>, options: &Value, into: &mut Vec<Tensor>) -> Result<()> {
    into.extend(group.variables()?);
    // `GroupQueryAttention` has its projections under `_query_dense`, ..
    let known = |node: &Node<'_>| WITHIN.iter().position(|name| *name == node.name.trim_start_matches('_'));
    let place = |node: &Node<'_>| known(node).unwrap_or(WITHIN.len());
    for place_now in 0..=WITHIN.len() {
        for child in group.children.iter().filter(|child| place(child) == place_now) {
            // Seeds of random masks are no weights.
            if matches!(child.name, "vars" | "seed_generator") {
                continue;
            }
            if let ("cells", Some(cells)) = (child.name, options["cells"].as_array()) {
                stack(child, cells, into)?;
                continue;
            }
            let inner = &options[if child.name == "cell" { "cell" } else { "layer" }];
            match inner["config"]["layers"].is_array() && container(child).is_some() {
                true => {
                    let mut found = Vec::new();
                    model(child, inner, "", &mut found)?;
                    into.extend(found.into_iter().flat_map(|layer| layer.tensors));
                }
                false => {
                    let from = into.len();
                    collect(child, &inner["config"], into)?;
                    // A SpectralNormalization holds the kernel of its layer, too.
                    if !options["power_iterations"].is_null() && into.len() > from {
                        into.remove(from);
                    }
                }
            }
        }
    }
    Ok(())
}

/// The weights of a stack of cells, in the order of the cells.
fn stack(group: &Node<'_>, cells: &[Value], into: &mut Vec<Tensor>) -> Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in cells {
        let place = counts.entry(class(cell)).or_default();
        if let Some((_, found)) = group.of_class(class(cell)).get(*place) {
            collect(found, &cell["config"], into)?;
        }
        *place += 1;
    }
    Ok(())
}

/// The variables of the optimizer: the number of steps, in most versions the learning rate, then the slots.
///
/// # Errors
/// When a dataset cannot be read.
pub fn optimizer(root: &Node<'_>) -> Result<Option<(OptimizerVariables, Option<f64>)>> {
    let Some(group) = root.get("optimizer") else { return Ok(None) };
    Ok(split(group.variables()?, SlotOrder::Keras))
}

/// Splits the variables of an optimizer into steps, learning rate and slots.
pub fn split(tensors: Vec<Tensor>, order: SlotOrder) -> Option<(OptimizerVariables, Option<f64>)> {
    let mut tensors = tensors.into_iter().peekable();
    let number = |tensor: &Tensor| tensor.to_f32().first().copied().unwrap_or_default();
    let steps = number(&tensors.next().filter(|tensor| tensor.shape().is_empty())?) as u64;
    let rate = tensors.next_if(|tensor| tensor.shape().is_empty()).map(|rate| f64::from(number(&rate)));
    Some((OptimizerVariables { steps, slots: tensors.collect(), order }, rate))
}
