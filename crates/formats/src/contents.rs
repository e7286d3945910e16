//! What a model file of another program holds, before its network is built.
//!
//! Readers of Keras, TensorFlow.js and ONNX files make a [`Contents`] from the bytes alone. They do not need to know how
//! layers compute. [`Contents::into_bundle`] then builds the network and gives each weight its tensor.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::config::batch_shape;
use pupil_core::error::{Error, Result};
use pupil_core::layers::is_class;
use pupil_core::models::{Network, Weight};
use pupil_core::optimizers::Optimizer;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Bundle, Compile, OptimizerState};
use serde_json::{Map, Value};

use crate::json;
use crate::layers::leaves;
use crate::safetensors::Entry;

/// A model as a file holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The model's config in Keras 3's form.
    pub config: Value,
    /// The weights. An empty list if the file has only a config: the weights then get initial values.
    pub weights: Vec<LayerWeights>,
    /// What `compile` was called with, in the form that [`Compile::from_config`] reads.
    pub compile: Option<Value>,
    /// The optimizer's variables.
    pub optimizer: Option<OptimizerVariables>,
    /// Further texts, each with its name: the names of classes, a tokenizer.
    pub metadata: Vec<(String, String)>,
    /// What a user should know about how the file was read, one sentence each.
    pub notes: Vec<String>,
}

/// The weights of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerWeights {
    /// The layer's name. For a layer of an inner model the names from the outside in, joined by `/`.
    pub layer: String,
    /// The names of the weights within the layer, such as `kernel`. Empty where a reader has none.
    pub names: Vec<String>,
    /// The tensors, in the order of the file.
    pub tensors: Vec<Tensor>,
    /// How that order compares with Keras's order of the layer's weights.
    pub order: WeightOrder,
}

/// The order of a layer's weights in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightOrder {
    /// As Keras's `layer.weights` of a layer, layer by layer for an inner model.
    Layers,
    /// First all trainable weights, then all others. HDF5 files of whole models have inner models so.
    TrainableFirst,
}

/// The variables of an optimizer.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimizerVariables {
    /// The number of training steps done.
    pub steps: u64,
    /// The tensors of all slots.
    pub slots: Vec<Tensor>,
    /// The order of these tensors.
    pub order: SlotOrder,
}

/// The order of an optimizer's slots in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotOrder {
    /// As Keras since version 2.11 has them: for each weight its slots, but for some optimizers slot by slot.
    Keras,
    /// For each slot all weights.
    BySlot,
}

impl Contents {
    /// A model of this config alone.
    pub fn from_config(config: Value) -> Self {
        let (weights, metadata, notes) = (Vec::new(), Vec::new(), Vec::new());
        Self { config, weights, compile: None, optimizer: None, metadata, notes }
    }

    /// Gives the inputs these shapes, one sample's, in the order of the config. Models of texts or of pictures of any size
    /// leave sizes unknown; with these shapes they have one. Shapes that are not given stay.
    ///
    /// # Errors
    /// When there are more shapes than inputs, or a shape contradicts a size that the config states.
    pub fn set_input_shapes(&mut self, shapes: &[Vec<usize>]) -> Result<()> {
        let Some(config) = self.config.get_mut("config") else { return Ok(()) };
        // A Sequential states the shape twice.
        if let (Some(stated), Some(shape)) = (config.get_mut("build_input_shape"), shapes.first()) {
            *stated = batch_shape(&shape.clone().into());
        }
        let layers = config.get_mut("layers").and_then(Value::as_array_mut).into_iter().flatten();
        let mut inputs = layers.filter_map(|layer| layer.get_mut("config")?.get_mut("batch_shape"));
        for shape in shapes {
            let given = Shape::new(shape.clone());
            let input = inputs.next().ok_or_else(|| {
                bad(format!("there is no input for the shape {given}; the model has fewer inputs"))
            })?;
            let stated = input.as_array().and_then(|sizes| sizes.get(1..)).unwrap_or_default();
            let fits = |(stated, size): (&Value, &usize)| stated.is_null() || *stated == *size;
            if stated.len() != shape.len() || !stated.iter().zip(shape).all(fits) {
                return Err(bad(format!(
                    "an input has the batch shape {}; the shape {given} does not fit it",
                    json::text(input)
                )));
            }
            *input = batch_shape(&given.into());
        }
        Ok(())
    }

    /// Builds the network, and gives each weight its tensor. If there are no weights, they get the initial values of seed
    /// 0. Compile options that are not supported become a note, and the model is then not compiled.
    ///
    /// # Errors
    /// When a layer is not supported, a weight is missing, or a tensor has another shape than its weight; the message
    /// names the layer or the weight.
    pub fn into_bundle(self) -> Result<Bundle> {
        let Self { config, weights, compile, optimizer, metadata, mut notes } = self;
        check_classes(&config)?;
        let network = Network::from_config(&config)?;
        let weights = match weights.is_empty() {
            true => initial(&network)?,
            false => assign(&network, weights)?,
        };
        let compile = compile.and_then(|options| {
            let read = Compile::from_config(&options);
            read.map_err(|error| notes.push(format!("The model is not compiled: {error}"))).ok()
        });
        let state = match (&compile, optimizer) {
            (Some(compile), Some(variables)) => {
                let read = state(&network, compile, variables);
                read.map_err(|error| notes.push(format!("The optimizer starts anew: {error}"))).ok()
            }
            _ => None,
        };
        Ok(Bundle { network, weights, compile, state, metadata, notes })
    }
}

/// The key of the metadata in a file of [`Contents::to_safetensors`].
const KEY: &str = "pupil-contents";

impl Contents {
    /// The contents as a safetensors file, for another module of the same build. The JSON is put together as text: lists
    /// of values and [`write`](crate::safetensors::write) would add 2 KB (packed) to each module that reads files.
    pub fn to_safetensors(&self) -> Vec<u8> {
        let mut tensors: Vec<&Tensor> = Vec::new();
        self.weights.iter().for_each(|layer| tensors.extend(&layer.tensors));
        self.optimizer.iter().for_each(|variables| tensors.extend(&variables.slots));
        let own = self.own_text();
        let mut header = String::from("{\"__metadata__\":{");
        json::quoted(KEY, &mut header);
        header += ":";
        json::quoted(&own, &mut header);
        header += "}";
        let mut end = 0;
        for (at, tensor) in tensors.iter().enumerate() {
            // The names are the places, with leading zeros so that they sort.
            header += ",\"";
            json::digits(at as u64, 8, &mut header);
            header += "\":{\"dtype\":\"F32\",\"data_offsets\":[";
            json::digits(end, 1, &mut header);
            header += ",";
            end += 4 * tensor.data().len() as u64;
            json::digits(end, 1, &mut header);
            header += "],\"shape\":[";
            for &n in &**tensor.shape() {
                json::next(&mut header);
                json::digits(n as u64, 1, &mut header);
            }
            header += "]}";
        }
        header += "}";
        // Spaces up to a multiple of 8, so that the numbers are aligned.
        while header.len() % 8 != 0 {
            header.push(' ');
        }
        let mut file = Vec::with_capacity(8 + header.len() + end as usize);
        file.extend_from_slice(&(header.len() as u64).to_le_bytes());
        file.extend_from_slice(header.as_bytes());
        for tensor in tensors {
            tensor.to_f32().iter().for_each(|value| file.extend_from_slice(&value.to_le_bytes()));
        }
        file
    }

    /// All but the tensors as JSON.
    fn own_text(&self) -> String {
        let flag = |flag: bool| if flag { "true" } else { "false" };
        let mut own = String::from("{\"config\":");
        json::add(&self.config, &mut own);
        own += ",\"compile\":";
        json::add(self.compile.as_ref().unwrap_or(&Value::Null), &mut own);
        own += ",\"optimizer\":";
        match &self.optimizer {
            None => own += "null",
            Some(variables) => {
                own += "{\"steps\":";
                json::digits(variables.steps, 1, &mut own);
                own += ",\"by_slot\":";
                own += flag(variables.order == SlotOrder::BySlot);
                own += "}";
            }
        }
        own += ",\"layers\":[";
        for layer in &self.weights {
            json::next(&mut own);
            own += "{\"layer\":";
            json::quoted(&layer.layer, &mut own);
            own += ",\"names\":[";
            json::texts(&layer.names, &mut own);
            own += ",\"count\":";
            json::digits(layer.tensors.len() as u64, 1, &mut own);
            own += ",\"trainable_first\":";
            own += flag(layer.order == WeightOrder::TrainableFirst);
            own += "}";
        }
        own += "],\"metadata\":[";
        for (name, text) in &self.metadata {
            json::next(&mut own);
            own += "[";
            json::quoted(name, &mut own);
            own += ",";
            json::quoted(text, &mut own);
            own += "]";
        }
        own += "],\"notes\":[";
        json::texts(&self.notes, &mut own);
        own += "}";
        own
    }

    /// The contents of a file of [`Contents::to_safetensors`]; `None` if the metadata are of another file.
    ///
    /// # Errors
    /// When the file is damaged.
    pub(crate) fn from_safetensors(
        entries: &[Entry<'_>],
        texts: &Map<String, Value>,
    ) -> Result<Option<Self>> {
        let Some(own) = texts.get(KEY).and_then(Value::as_str) else { return Ok(None) };
        let own: Value = serde_json::from_slice(own.as_bytes()).map_err(|error| bad(error.to_string()))?;
        // Sorted by their names, which are their places.
        let tensors: Vec<Tensor> = entries.iter().map(Entry::floats).collect::<Result<_>>()?;
        let mut tensors = tensors.into_iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let list = |key: &str| own[key].as_array().into_iter().flatten();
        let layer = |layer: &Value| LayerWeights {
            layer: layer["layer"].as_str().unwrap_or_default().into(),
            names: layer["names"].as_array().into_iter().flatten().map(text).collect(),
            tensors: tensors.by_ref().take(layer["count"].as_u64().unwrap_or(0) as usize).collect(),
            order: match layer["trainable_first"].as_bool() {
                Some(true) => WeightOrder::TrainableFirst,
                _ => WeightOrder::Layers,
            },
        };
        let weights = list("layers").map(layer).collect();
        let optimizer = Some(&own["optimizer"]).filter(|optimizer| !optimizer.is_null());
        let optimizer = optimizer.map(|optimizer| OptimizerVariables {
            steps: optimizer["steps"].as_u64().unwrap_or(0),
            slots: tensors.collect(),
            order: match optimizer["by_slot"].as_bool() {
                Some(true) => SlotOrder::BySlot,
                _ => SlotOrder::Keras,
            },
        });
        Ok(Some(Self {
            config: own["config"].clone(),
            weights,
            compile: Some(own["compile"].clone()).filter(|compile| !compile.is_null()),
            optimizer,
            metadata: list("metadata").map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
            notes: list("notes").map(text).collect(),
        }))
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("model file", message.into())
}

/// Refuses a config with layers of unknown classes; the message names them all, and says how many are known.
fn check_classes(config: &Value) -> Result<()> {
    let leaves = leaves(config);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for (path, layer) in &leaves {
        // Operations that compute masks are of no account. Others are named when the network is built.
        let operation = layer["module"].as_str().is_some_and(|module| module.starts_with("keras.src.ops"));
        if let Some(class) = layer["class_name"].as_str().filter(|_| !operation) {
            found.push((path, class));
        }
    }
    let unknown = |(_, class): &&(&str, &str)| !is_class(class);
    let unknown: Vec<&(&str, &str)> = found.iter().filter(unknown).collect();
    let [(name, class), others @ ..] = &unknown[..] else { return Ok(()) };
    let mut known = format!("{} of the model's {} layers", found.len() - unknown.len(), found.len());
    for (at, (name, class)) in others.iter().take(5).enumerate() {
        known += if at == 0 { "; also not: " } else { ", " };
        known += &format!("\"{name}\" ({class})");
    }
    Err(Error::unsupported(format!("layer \"{name}\": class"), *class, known))
}

/// The initial weights of seed 0.
fn initial(network: &Network) -> Result<Vec<Tensor>> {
    let weights = network.weights().iter().enumerate();
    weights
        .map(|(index, weight)| Tensor::from_f32(weight.shape.clone(), network.initial_weight(index, 0)?))
        .collect()
}

/// The tensors in the network's order.
///
/// # Errors
/// When a weight is missing or a tensor has another shape.
pub fn assign(network: &Network, layers: Vec<LayerWeights>) -> Result<Vec<Tensor>> {
    let weights = network.weights();
    let mut found: Vec<Option<Tensor>> = vec![None; weights.len()];
    for LayerWeights { layer, tensors, order, .. } in layers {
        let of_layer = |weight: &Weight| {
            let rest = weight.name.strip_prefix(layer.as_str());
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let mut places: Vec<usize> = (0..weights.len()).filter(|&at| of_layer(&weights[at])).collect();
        if tensors.len() != places.len() {
            return Err(bad(format!(
                "layer \"{layer}\" has {} weights but the file holds {} for it",
                places.len(),
                tensors.len()
            )));
        }
        if order == WeightOrder::TrainableFirst {
            // Two passes, because a sort would add 2 KB to the engine's module.
            let trainable = |&at: &usize| weights[at].trainable;
            let first = places.iter().copied().filter(trainable);
            places = first.chain(places.iter().copied().filter(|at| !trainable(at))).collect();
        }
        for (at, tensor) in places.into_iter().zip(tensors) {
            let Weight { name, shape, .. } = &weights[at];
            if tensor.shape() != shape {
                return Err(Error::shape(
                    format!("model file: weight \"{name}\""),
                    shape.to_string(),
                    tensor.shape(),
                ));
            }
            found[at] = Some(tensor);
        }
    }
    let named = found.into_iter().zip(weights);
    named
        .map(|(tensor, weight)| tensor.ok_or_else(|| bad(format!("weight \"{}\" is missing", weight.name))))
        .collect()
}

/// An optimizer's state from its variables.
fn state(network: &Network, compile: &Compile, variables: OptimizerVariables) -> Result<OptimizerState> {
    let trained: Vec<&Weight> = network.weights().iter().filter(|weight| weight.trainable).collect();
    let count = compile.optimizer.slots().len();
    let OptimizerVariables { steps, slots: tensors, order } = variables;
    if compile.optimizer.is_shaped() && count == WHOLE && order == SlotOrder::Keras {
        return Ok(OptimizerState { seed: 0, steps, slots: slots_of_whole(&trained, compile, tensors)? });
    }
    if tensors.len() != count * trained.len() {
        return Err(bad(format!(
            "it has {count} variables for each of {} weights; the file holds {} in all",
            trained.len(),
            tensors.len()
        )));
    }
    let mut slots = vec![Vec::with_capacity(trained.len()); count];
    let mut tensors = tensors.into_iter();
    let mut first = 0;
    for size in groups(&compile.to_config(), count, order) {
        for Weight { name, shape, .. } in &trained {
            for (slot, tensor) in (first..first + size).zip(tensors.by_ref().take(size)) {
                if tensor.shape() != shape {
                    let what = format!("model file: the optimizer's variable of \"{name}\"");
                    return Err(Error::shape(what, shape.to_string(), tensor.shape()));
                }
                slots[slot].push(tensor);
            }
        }
        first += size;
    }
    Ok(OptimizerState { seed: 0, steps, slots })
}

/// The slots of an optimizer of whole weights, without a moving average.
const WHOLE: usize = 2;

/// The slots of an optimizer whose variables can have other shapes than the weights. In memory a slot has a weight's
/// size, and smaller variables stand at its beginning.
fn slots_of_whole(trained: &[&Weight], compile: &Compile, tensors: Vec<Tensor>) -> Result<Vec<Vec<Tensor>>> {
    let mut slots = vec![Vec::new(); WHOLE];
    let mut tensors = tensors.into_iter();
    for Weight { name, shape, .. } in trained {
        let mut own = vec![vec![0.0; shape.size()]; WHOLE];
        for (slot, expected) in compile.optimizer.kept_for(name, shape) {
            let tensor = tensors.next().ok_or_else(|| bad("a variable of the optimizer is missing"))?;
            if *tensor.shape() != expected {
                let what = format!("model file: the optimizer's variable of \"{name}\"");
                return Err(Error::shape(what, expected.to_string(), tensor.shape()));
            }
            if let Some(values) = slot.and_then(|slot| own.get_mut(slot)) {
                values.iter_mut().zip(tensor.to_f32()).for_each(|(value, kept)| *value = kept);
            }
        }
        for (slot, values) in slots.iter_mut().zip(own) {
            slot.push(Tensor::from_f32(shape.clone(), values)?);
        }
    }
    match tensors.next() {
        None => Ok(slots),
        Some(_) => Err(bad("the optimizer has more variables than expected")),
    }
}

/// The variables of an optimizer as Keras's files have them; `slot` gives what a slot holds for a weight. `None` where
/// Keras would not go on from them.
pub fn variables_of(
    compile: &Value,
    count: usize,
    steps: u64,
    trained: &[(&str, Shape)],
    slot: &dyn Fn(usize, &str) -> Result<Tensor>,
) -> Result<Option<OptimizerVariables>> {
    let mut slots = Vec::new();
    let optimizer = Optimizer::from_config(&compile["optimizer"]);
    if let Some(optimizer) = optimizer.ok().filter(Optimizer::is_shaped) {
        if count != WHOLE {
            return Ok(None);
        }
        for (name, shape) in trained {
            for (place, shape) in optimizer.kept_for(name, shape) {
                let mut values = match place {
                    Some(place) => slot(place, name)?.to_f32(),
                    None => Vec::new(),
                };
                values.resize(shape.size(), 0.0);
                slots.push(Tensor::from_f32(shape, values)?);
            }
        }
    } else {
        // Before the first step Keras's variables hold the weights, but ours do not.
        if steps == 0 && compile["optimizer"]["class_name"] == "ScheduleFreeAdamW" {
            return Ok(None);
        }
        let mut first = 0;
        for size in groups(compile, count, SlotOrder::Keras) {
            for (name, _) in trained {
                for place in first..first + size {
                    slots.push(slot(place, name)?);
                }
            }
            first += size;
        }
    }
    Ok(Some(OptimizerVariables { steps, slots, order: SlotOrder::Keras }))
}

/// How an optimizer's slots are grouped in a file: the slots of a group alternate weight by weight, and the groups follow
/// each other (Keras, `build` of each optimizer).
fn groups(compile: &Value, count: usize, order: SlotOrder) -> Vec<usize> {
    match (order, compile["optimizer"]["class_name"].as_str()) {
        (SlotOrder::BySlot, _) | (_, Some("RMSprop")) => vec![1; count],
        // AMSGrad's slot comes after the two of Adam.
        (SlotOrder::Keras, Some("Adam" | "AdamW")) if count == 3 => vec![2, 1],
        _ => vec![count],
    }
}
