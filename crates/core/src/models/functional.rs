//! Functional models: layers put together in any way without a circle, as Keras's `Model(inputs, outputs)`.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::network::{Call, Kind, Network};
use super::sequential::sample_shape;
use crate::config::{members, object, serialized};
use crate::error::{Error, Result};
use crate::layers::{self, Entry};
use crate::shape::Shape;

/// The input of a functional model, or what a layer gives in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol(usize);

/// A layer of a functional model that can be used several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerId(usize);

/// A functional model being put together.
///
/// ```
/// use pupil_core::layers::{Dense, Merge};
/// use pupil_core::models::Functional;
///
/// let mut model = Functional::new([4]);
/// let x = model.input();
/// let h = model.apply(Dense::new(4), &[x]);
/// let sum = model.apply(Merge::new("Add")?, &[x, h]);
/// assert_eq!(model.output(sum)?.output_shape().to_string(), "(4,)");
/// # Ok::<(), pupil_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Functional {
    name: String,
    input: Shape,
    input_name: String,
    layers: Vec<Entry>,
    calls: Vec<Call>,
}

impl Functional {
    /// For samples of this shape.
    pub fn new(input: impl Into<Shape>) -> Self {
        Self {
            name: "functional".into(),
            input: input.into(),
            input_name: "input_layer".into(),
            layers: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// The model's input.
    pub fn input(&self) -> Symbol {
        Symbol(0)
    }

    /// Adds a layer for [`Functional::call`].
    pub fn layer(&mut self, layer: impl Into<Entry>) -> LayerId {
        self.layers.push(layer.into());
        LayerId(self.layers.len() - 1)
    }

    /// Uses a layer; at every use its weights are the same.
    pub fn call(&mut self, layer: LayerId, inputs: &[Symbol]) -> Symbol {
        self.calls.push(Call { layer: layer.0, inputs: inputs.iter().map(|symbol| symbol.0).collect() });
        Symbol(self.calls.len())
    }

    /// Adds a layer and uses it once.
    pub fn apply(&mut self, layer: impl Into<Entry>, inputs: &[Symbol]) -> Symbol {
        let layer = self.layer(layer);
        self.call(layer, inputs)
    }

    /// The model that ends here; what does not lead there is left out.
    ///
    /// # Errors
    /// When a layer cannot take what it gets; the message names the layer and the shapes.
    pub fn output(self, output: Symbol) -> Result<Network> {
        let Self { name, input, input_name, layers, calls } = self;
        let sorted = sort(layers, &calls, output.0)?;
        Network::assemble(name, Kind::Functional, (Some(input), input_name), sorted)
    }
}

/// Puts calls behind those they take from and layers into Keras's order, which is that of the weights: by the
/// longest way to the output, and where that is the same, by when a depth-first search from the output meets them.
/// (Keras, `ops/function.py`, `map_graph`.)
fn sort(layers: Vec<Entry>, calls: &[Call], output: usize) -> Result<(Vec<Entry>, Vec<Call>, usize)> {
    let (mut order, mut met) = (Vec::new(), Vec::new());
    // Calls under way, each with the number of inputs already followed.
    let mut path: Vec<(usize, usize)> = output.checked_sub(1).map(|call| (call, 0)).into_iter().collect();
    while let Some((call, next)) = path.last_mut() {
        let Call { layer, inputs } = &calls[*call];
        if *next == 0 && !met.contains(layer) {
            met.push(*layer);
        }
        let Some(&input) = inputs.get(*next) else {
            order.push(*call);
            path.pop();
            continue;
        };
        *next += 1;
        let Some(input) = input.checked_sub(1).filter(|input| !order.contains(input)) else { continue };
        if path.iter().any(|&(call, _)| call == input) {
            return Err(layers[calls[input].layer].error("takes, by a circle, its own output"));
        }
        path.push((input, 0));
    }

    let mut call_depths = vec![0; calls.len()];
    let mut layer_depths = vec![0; layers.len()];
    for &call in order.iter().rev() {
        let Call { layer, inputs } = &calls[call];
        let depth = call_depths[call].max(layer_depths[*layer]);
        layer_depths[*layer] = depth;
        for input in inputs.iter().filter_map(|input| input.checked_sub(1)) {
            call_depths[input] = call_depths[input].max(depth + 1);
        }
    }
    // Insertion, since a general sort is 5 KB of code in the browser.
    let mut sorted: Vec<usize> = Vec::new();
    for layer in met {
        let at = sorted.partition_point(|&other| layer_depths[other] >= layer_depths[layer]);
        sorted.insert(at, layer);
    }

    let symbol = |symbol: usize| match symbol {
        0 => 0,
        symbol => order.iter().position(|&call| call + 1 == symbol).map_or(0, |at| at + 1),
    };
    let place = |layer: usize| sorted.iter().position(|&other| other == layer).unwrap_or(0);
    let renumbered = |&call: &usize| Call {
        layer: place(calls[call].layer),
        inputs: calls[call].inputs.iter().map(|&input| symbol(input)).collect(),
    };
    let calls_sorted: Vec<Call> = order.iter().map(renumbered).collect();
    let mut kept: Vec<Option<Entry>> = layers.into_iter().map(Some).collect();
    let layers_sorted = sorted.iter().filter_map(|&layer| kept[layer].take()).collect();
    Ok((layers_sorted, calls_sorted, symbol(output)))
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("model config", message.into())
}

/// Where a value of a config comes from: the layer and which of its uses.
type Source = (String, usize);

/// A layer of a config. Its uses are numbered from `first` on, counted as a call's inputs.
#[derive(Clone, Copy)]
struct Item<'a> {
    name: &'a str,
    class: &'a str,
    options: &'a Map<String, Value>,
    first: usize,
    uses: usize,
}

/// The sources in the arguments of one use. Keras 3 writes tensors as objects, tf.keras 2 as lists such as
/// `["dense", 0, 0, {}]`; both within further lists.
fn sources(value: &Value, into: &mut Vec<Source>) -> Result<()> {
    let listed = |list: &[Value]| -> Result<Option<Source>> {
        let [Value::String(name), node, index, ..] = list else { return Ok(None) };
        match (node.as_u64(), index.as_u64()) {
            (Some(node), Some(0)) => Ok(Some((name.clone(), node as usize))),
            (Some(_), Some(index)) => {
                Err(bad(format!("output {index} of layer \"{name}\" is used; layers have one output here")))
            }
            _ => Ok(None),
        }
    };
    match value {
        Value::Object(map) => {
            let history = map.get("config").and_then(|config| config.get("keras_history"));
            let source = history.and_then(Value::as_array).map(|list| listed(list)).transpose()?.flatten();
            into.push(
                source.ok_or_else(|| bad(format!("an input is {value}; expected the output of a layer")))?,
            );
            Ok(())
        }
        Value::Array(list) => match listed(list)? {
            Some(source) => {
                into.push(source);
                Ok(())
            }
            None => list.iter().try_for_each(|value| sources(value, into)),
        },
        _ => Err(bad(format!("an input is {value}; expected the output of a layer"))),
    }
}

/// The one source of `input_layers` or `output_layers`.
fn only_source(config: &Map<String, Value>, key: &str) -> Result<Source> {
    let mut found = Vec::new();
    sources(config.get(key).unwrap_or(&Value::Null), &mut found)
        .map_err(|_| bad(format!("\"{key}\" of a functional model is missing or not understood")))?;
    match <[Source; 1]>::try_from(found) {
        Ok([source]) => Ok(source),
        Err(found) => Err(bad(format!(
            "\"{key}\" names {} tensors; models with several inputs or outputs are not supported",
            found.len()
        ))),
    }
}

impl Network {
    /// A functional model from its options.
    pub(super) fn read_functional(config: &Map<String, Value>) -> Result<Self> {
        let list = config.get("layers").and_then(Value::as_array);
        let list = list.ok_or_else(|| bad("the config of a functional model has no list of layers"))?;
        let name = config.get("name").and_then(Value::as_str).unwrap_or("functional");
        let (input_name, _) = only_source(config, "input_layers")?;
        let output = only_source(config, "output_layers")?;

        // Every use of a layer gets its number first, since a layer may take from one that is listed later.
        let mut items: Vec<Item<'_>> = Vec::new();
        let mut taken: Vec<(usize, &Value)> = Vec::new();
        let mut input = None;
        for (index, item) in list.iter().enumerate() {
            let (class, options) =
                object(item).ok_or_else(|| bad(format!("layer {index} has no class_name and config")))?;
            let options = options.ok_or_else(|| bad(format!("layer {index} ({class}) has no config")))?;
            let stated = item.get("name").or_else(|| options.get("name")).and_then(Value::as_str);
            let name = stated.ok_or_else(|| bad(format!("layer {index} ({class}) has no name")))?;
            if class == "InputLayer" {
                if name != input_name {
                    return Err(bad(format!("\"{name}\" is a second input; one is supported")));
                }
                let keys = ["batch_shape", "batch_input_shape"];
                let shape = keys.iter().find_map(|&key| options.get(key));
                let shape = shape.ok_or_else(|| bad(format!("input \"{name}\" has no batch_shape")))?;
                input = Some(sample_shape(shape)?);
                continue;
            }
            let nodes = item.get("inbound_nodes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            items.push(Item { name, class, options, first: taken.len() + 1, uses: nodes.len() });
            taken.extend(nodes.iter().map(|node| (items.len() - 1, node)));
        }
        if input.is_none() {
            return Err(bad(format!("there is no InputLayer \"{input_name}\"")));
        }

        // Only what leads to the output: Keras also lists the operations that made masks, which layers make anew.
        let find = |(name, number): &Source| {
            if *name == input_name {
                return Ok(0);
            }
            let item = items.iter().find(|item| item.name == name && *number < item.uses);
            let found = item.map(|item| item.first + number);
            found.ok_or_else(|| bad(format!("there is no use {number} of a layer \"{name}\"")))
        };
        let output = find(&output)?;
        let mut calls = vec![Call { layer: 0, inputs: Vec::new() }; taken.len()];
        let mut layers: Vec<Entry> = Vec::new();
        let (mut wanted, mut done) = (vec![output], vec![false; taken.len()]);
        while let Some(number) = wanted.pop() {
            let Some(call) = number.checked_sub(1).filter(|&call| !done[call]) else { continue };
            done[call] = true;
            let (item, node) = taken[call];
            let mut found = Vec::new();
            sources(node.get("args").unwrap_or(node), &mut found)?;
            let inputs = found.iter().map(find).collect::<Result<Vec<_>>>()?;
            wanted.extend(&inputs);
            let Item { name, class, options, .. } = items[item];
            let layer = match layers.iter().position(|entry| entry.name == name) {
                Some(layer) => layer,
                None => {
                    let mut entry = Entry::from_config(class, options)?;
                    entry.name = name.into();
                    layers.push(entry);
                    layers.len() - 1
                }
            };
            calls[call] = Call { layer, inputs };
        }
        let sorted = sort(layers, &calls, output)?;
        Self::assemble(name.into(), Kind::Functional, (input, input_name), sorted)
    }

    /// The layer that a call's input comes from, and which of its uses.
    pub(super) fn history(&self, symbol: usize) -> (&str, usize) {
        let Some(call) = symbol.checked_sub(1) else { return (&self.input_name, 0) };
        let layer = self.calls[call].layer;
        let earlier = self.calls[..call].iter().filter(|other| other.layer == layer).count();
        (&self.layers[layer].name, earlier)
    }

    /// The config of a functional model.
    pub(super) fn functional_config(&self) -> Value {
        let input = self.input_shape();
        let history = |symbol: usize| -> Value {
            let (name, number) = self.history(symbol);
            vec![Value::from(name), number.into(), 0.into()].into()
        };
        let tensor = |&symbol: &usize| {
            let shape = if symbol == 0 { input } else { self.call_shape(symbol - 1) };
            let config = members([
                ("shape", layers::batch_shape(shape)),
                ("dtype", "float32".into()),
                ("keras_history", history(symbol)),
            ]);
            members([("class_name", "__keras_tensor__".into()), ("config", config)])
        };
        let placed = |mut value: Value, name: &str, nodes: Vec<Value>| {
            value["name"] = name.into();
            value["inbound_nodes"] = nodes.into();
            value
        };
        let input_layer = layers::input_layer(&self.input_name, input);
        let mut entries = vec![placed(input_layer, &self.input_name, Vec::new())];
        for (index, entry) in self.layers.iter().enumerate() {
            let uses = self.calls.iter().filter(|call| call.layer == index);
            let nodes = uses
                .map(|call| {
                    let tensors: Vec<Value> = call.inputs.iter().map(tensor).collect();
                    let joined = entry.layer.merging().is_some();
                    let args = if joined { vec![Value::from(tensors)] } else { tensors };
                    members([("args", args.into()), ("kwargs", members([]))])
                })
                .collect();
            entries.push(placed(entry.serialized(), &entry.name, nodes));
        }
        members([
            ("name", self.name.as_str().into()),
            ("trainable", self.trainable.into()),
            ("layers", entries.into()),
            ("input_layers", history(0)),
            ("output_layers", history(self.output)),
        ])
    }

    /// A model's config in Keras's serialised form.
    pub(crate) fn serialized(&self, config: Value) -> Value {
        match self.kind {
            Kind::Sequential => serialized("keras", "Sequential", config),
            Kind::Functional => {
                let mut value = serialized("keras.src.models.functional", "Functional", config);
                value["registered_name"] = "Functional".into();
                value
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{Dense, Flatten, Merge};
    use alloc::string::ToString;
    use serde_json::json;

    fn residual() -> Network {
        let mut model = Functional::new([4]);
        let x = model.input();
        let layer = model.layer(Dense::new(4));
        let h = model.call(layer, &[x]);
        let h = model.call(layer, &[h]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[x, h]);
        model.apply(Flatten, &[sum]);
        let y = model.apply(Dense::new(2), &[sum]);
        model.output(y).unwrap()
    }

    #[test]
    fn a_shared_layer_has_one_set_of_weights_and_what_leads_nowhere_is_left_out() {
        let network = residual();
        let names: Vec<&str> = network.weights().iter().map(|weight| weight.name.as_str()).collect();
        assert_eq!(names, ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]);
        assert_eq!(network.parameters(), (20 + 10, 0));
        assert!(network.layer("flatten").unwrap_err().to_string().contains("it has dense, add, dense_1"));
    }

    #[test]
    fn configs_come_back() {
        let written = residual().to_config();
        let again = Network::from_config(&written).unwrap();
        assert_eq!(again.to_config(), written);
        assert_eq!(written["config"]["layers"][1]["inbound_nodes"].as_array().unwrap().len(), 2);
        assert_eq!(written["config"]["output_layers"], json!(["dense_1", 0, 0]));
    }

    #[test]
    fn tf_keras_2_configs_are_read() {
        let layer = |class: &str, name: &str, config: Value, nodes: Value| {
            let mut config = config;
            config["name"] = name.into();
            json!({ "class_name": class, "name": name, "config": config, "inbound_nodes": nodes })
        };
        let value = json!({ "class_name": "Functional", "config": { "name": "old", "layers": [
            layer("InputLayer", "in", json!({ "batch_input_shape": [null, 3], "dtype": "float32" }), json!([])),
            layer("Dense", "a", json!({ "units": 3 }), json!([[["in", 0, 0, {}]]])),
            layer("Add", "sum", json!({}), json!([[["a", 0, 0, {}], ["in", 0, 0, {}]]])),
        ], "input_layers": [["in", 0, 0]], "output_layers": [["sum", 0, 0]] } });
        let network = Network::from_config(&value).unwrap();
        assert_eq!((network.name(), network.output_shape().to_string()), ("old", "(3,)".into()));
    }

    #[test]
    fn several_outputs_circles_and_misfits_are_named() {
        let mut value = residual().to_config();
        value["config"]["output_layers"] = json!([["dense", 0, 0], ["dense_1", 0, 0]]);
        let error = Network::from_config(&value).unwrap_err().to_string();
        assert!(error.contains("\"output_layers\" names 2 tensors"), "{error}");
        let mut value = residual().to_config();
        value["config"]["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] =
            json!(["add", 0, 0]);
        let error = Network::from_config(&value).unwrap_err().to_string();
        assert!(error.contains("by a circle"), "{error}");
        let mut model = Functional::new([4]);
        let x = model.input();
        let h = model.apply(Dense::new(3), &[x]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[x, h]);
        let error = model.output(sum).unwrap_err().to_string();
        assert_eq!(
            error,
            "layer \"add\" (Add): the shapes do not broadcast to one; got samples of shapes (4,), (3,)"
        );
    }
}
