//! Functional models: layers connected in any way without a cycle, as Keras's `Model(inputs, outputs)`.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::names::name_layers;
use super::network::{ModelKind, Network};
use super::parts::{Call, InputSource, Parts, Symbol};
use super::sequential::sample_shape;
use crate::config::{batch_shape, members, object};
use crate::error::{Error, Result};
use crate::layers::{Arguments, Entry, ReadEntry};
use crate::shape::OpenShape;

/// A layer of a functional model that can be used several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerId(usize);

/// Builds a functional model.
///
/// ```
/// use pupil_core::layers::{Dense, Merge};
/// use pupil_core::models::Functional;
///
/// let mut model = Functional::new();
/// let x = model.input([4]);
/// let h = model.apply(Dense::new(4), &[x]);
/// let sum = model.apply(Merge::new("Add")?, &[x, h]);
/// assert_eq!(model.outputs(&[sum])?.output_shape().to_string(), "(4,)");
/// # Ok::<(), pupil_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Functional {
    inputs: Vec<InputSource>,
    layers: Vec<Entry>,
    calls: Vec<Call>,
}

impl Functional {
    /// A model without inputs and layers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an input for samples of this shape, in which some sizes may be unknown. It gets Keras's automatic name:
    /// `input_layer`, `input_layer_1`, ..
    pub fn input(&mut self, shape: impl Into<OpenShape>) -> Symbol {
        let name = match self.inputs.len() {
            0 => String::from("input_layer"),
            number => format!("input_layer_{number}"),
        };
        self.named_input(name, shape)
    }

    /// Adds an input of this name.
    pub fn named_input(&mut self, name: impl Into<String>, shape: impl Into<OpenShape>) -> Symbol {
        self.inputs.push(InputSource::new(name, Some(shape.into())));
        Symbol::Input(self.inputs.len() - 1)
    }

    /// Adds a layer for [`Functional::call`].
    pub fn layer(&mut self, layer: impl Into<Entry>) -> LayerId {
        self.layers.push(layer.into());
        LayerId(self.layers.len() - 1)
    }

    /// Calls a layer and returns its first output. All calls of a layer share its weights.
    pub fn call(&mut self, layer: LayerId, inputs: &[Symbol]) -> Symbol {
        self.call_with(layer, inputs, Arguments::default())
    }

    /// Calls a layer with more than its inputs, and returns its first output; [`Symbol::output`] gives the others.
    pub fn call_with(&mut self, layer: LayerId, inputs: &[Symbol], arguments: Arguments) -> Symbol {
        self.calls.push(Call { layer: layer.0, inputs: inputs.to_vec(), arguments });
        Symbol::of(self.calls.len() - 1)
    }

    /// Adds a layer and calls it once.
    pub fn apply(&mut self, layer: impl Into<Entry>, inputs: &[Symbol]) -> Symbol {
        let layer = self.layer(layer);
        self.call(layer, inputs)
    }

    /// The model with these outputs. Layers that do not lead to an output are left out.
    ///
    /// # Errors
    /// When a layer cannot take its inputs; the message names the layer and the shapes. Also when two inputs have the
    /// same name, or there is no output.
    pub fn outputs(self, outputs: &[Symbol]) -> Result<Network> {
        let Self { inputs, mut layers, calls } = self;
        // Keras names layers in the order in which they were added.
        name_layers(&mut layers)?;
        let parts = sort(Parts { layers, calls, outputs: outputs.to_vec() })?;
        Network::assemble("functional".into(), ModelKind::Functional, inputs, parts)
    }
}

/// Sorts uses so that each comes after the uses that compute its inputs. Sorts layers into Keras's order, which is also
/// the order of the weights: by the longest path to an output, and where that is equal, by when a depth-first search
/// from the outputs meets them (Keras, `ops/function.py`, `map_graph`).
fn sort(Parts { layers, calls, outputs }: Parts) -> Result<Parts> {
    /// How far the search is with a use.
    #[derive(Clone, Copy, PartialEq)]
    enum Visit {
        No,
        UnderWay,
        /// Done, with the use's new place.
        At(usize),
    }
    let mut visits = vec![Visit::No; calls.len()];
    let mut order: Vec<usize> = Vec::new();
    let mut met: Vec<usize> = Vec::new();
    let mut is_met = vec![false; layers.len()];
    for start in outputs.iter().filter_map(|symbol| symbol.call()) {
        // The uses on the current path, each with the number of inputs already followed.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if visits[start] == Visit::No {
            visits[start] = Visit::UnderWay;
            path.push((start, 0));
        }
        while let Some((call, next)) = path.last_mut() {
            let Call { layer, inputs, .. } = &calls[*call];
            if *next == 0 && !core::mem::replace(&mut is_met[*layer], true) {
                met.push(*layer);
            }
            let Some(&input) = inputs.get(*next) else {
                visits[*call] = Visit::At(order.len());
                order.push(*call);
                path.pop();
                continue;
            };
            *next += 1;
            let Some(input) = input.call() else { continue };
            match visits[input] {
                Visit::At(_) => {}
                Visit::UnderWay => {
                    return Err(layers[calls[input].layer].error("takes, by a circle, its own output"));
                }
                Visit::No => {
                    visits[input] = Visit::UnderWay;
                    path.push((input, 0));
                }
            }
        }
    }

    let mut call_depths = vec![0; calls.len()];
    let mut layer_depths = vec![0; layers.len()];
    for &call in order.iter().rev() {
        let Call { layer, inputs, .. } = &calls[call];
        let depth = call_depths[call].max(layer_depths[*layer]);
        layer_depths[*layer] = depth;
        for input in inputs.iter().filter_map(|input| input.call()) {
            call_depths[input] = call_depths[input].max(depth + 1);
        }
    }
    // Insertion sort, because the standard library's sort is 5 KB of code in the browser.
    let mut sorted: Vec<usize> = Vec::new();
    for layer in met {
        let at = sorted.partition_point(|&other| layer_depths[other] >= layer_depths[layer]);
        sorted.insert(at, layer);
    }

    let mut places = vec![0; layers.len()];
    for (place, &layer) in sorted.iter().enumerate() {
        places[layer] = place;
    }
    let renumber = |&symbol: &Symbol| match symbol {
        Symbol::Output { call, index } => match visits[call] {
            Visit::At(call) => Symbol::Output { call, index },
            _ => symbol,
        },
        input => input,
    };
    let calls_sorted = order.iter().map(|&call| Call {
        layer: places[calls[call].layer],
        inputs: calls[call].inputs.iter().map(renumber).collect(),
        arguments: calls[call].arguments,
    });
    let calls_sorted = calls_sorted.collect();
    let outputs = outputs.iter().map(renumber).collect();
    let mut kept: Vec<Option<Entry>> = layers.into_iter().map(Some).collect();
    let layers = sorted.iter().filter_map(|&layer| kept[layer].take()).collect();
    Ok(Parts { layers, calls: calls_sorted, outputs })
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("model config", message.into())
}

/// Where a value of a config comes from: the layer, the number of its use, and the number of that use's output.
type Origin = (String, usize, usize);

/// A layer of a config.
#[derive(Clone, Copy)]
struct Item<'a> {
    name: &'a str,
    class: &'a str,
    options: &'a Map<String, Value>,
    /// True for an operation of Keras, such as those that compute masks; false for a layer.
    operation: bool,
    /// Its first use, among the uses of all layers.
    first: usize,
    uses: usize,
    /// True if the uses at the model's outputs are counted from 1: Keras counts those of a functional model within the
    /// model so, because such a model has a use of its own (Keras, `Functional.get_config`).
    from_one: bool,
}

/// An origin written as a list such as `["dense", 0, 0, {}]`; `None` when the list is something else.
fn origin(list: &[Value]) -> Option<Origin> {
    let [Value::String(name), node, index, ..] = list else { return None };
    Some((name.clone(), node.as_u64()? as usize, index.as_u64()? as usize))
}

/// The origins in the arguments of one use. Keras 3 writes tensors as objects, tf.keras 2 as lists; both may stand in
/// further lists.
fn origins(value: &Value, into: &mut Vec<Origin>) -> Result<()> {
    match value {
        Value::Object(map) => {
            let history = map.get("config").and_then(|config| config.get("keras_history"));
            let found = history.and_then(Value::as_array).and_then(|list| origin(list));
            into.push(
                found.ok_or_else(|| bad(format!("an input is {value}; expected the output of a layer")))?,
            );
            Ok(())
        }
        Value::Array(list) => match origin(list) {
            Some(found) => {
                into.push(found);
                Ok(())
            }
            None => list.iter().try_for_each(|value| origins(value, into)),
        },
        _ => Err(bad(format!("an input is {value}; expected the output of a layer"))),
    }
}

/// What a call of a layer states: the origins of its inputs, in the order of its call form, and the other arguments.
struct Stated {
    inputs: Vec<Origin>,
    arguments: Arguments,
}

/// Reads a call of `entry`. Keras 3 writes the arguments beside the inputs, tf.keras 2 behind each input.
///
/// # Errors
/// When there is an argument that the layer does not take.
fn stated(entry: &Entry, node: &Value, is_operation: &dyn Fn(&str) -> bool) -> Result<Stated> {
    let form = entry.layer.call_form();
    let mut inputs = Vec::new();
    origins(node.get("args").unwrap_or(node), &mut inputs)?;
    // An input that is left out is the one before it: a key is the value.
    let mut places: Vec<Option<Origin>> = inputs.into_iter().map(Some).collect();
    let mut named = Vec::new();
    let mut arguments = Arguments::default();
    let written = match node.get("kwargs") {
        Some(kwargs) => Some(kwargs),
        None => node.as_array().and_then(|list| list.first()?.get(3)),
    };
    for (argument, value) in written.and_then(Value::as_object).into_iter().flatten() {
        let flag = match value {
            Value::Bool(given) => Some(*given),
            Value::Number(given) => Some(given.as_f64() != Some(0.0)),
            _ => None,
        };
        match (argument.as_str(), flag) {
            _ if value.is_null() => {}
            ("training", Some(true)) if form.trains => {}
            ("training", Some(given)) => arguments.training = Some(given),
            ("use_causal_mask", Some(given)) if form.attends || !given => arguments.use_causal_mask = given,
            ("return_attention_scores", Some(given)) if form.attends || !given => {
                arguments.return_attention_scores = given;
            }
            ("reverse", Some(given)) if form.reverses || !given => arguments.reverse = given,
            // Keras 3 writes the operations that compute masks as nodes. Here the layers compute their masks themselves.
            ("mask" | "query_mask" | "value_mask" | "key_mask", _) if is_computed(value, is_operation) => {}
            (name, None) if form.named == Some(name) => origins(value, &mut named)?,
            _ => {
                let (Some(place), None) = (form.places.iter().position(|name| name == argument), flag) else {
                    let message = format!("is called with the argument {argument}, which is not supported");
                    return Err(entry.error(message));
                };
                let mut found = Vec::new();
                origins(value, &mut found)?;
                places.resize(places.len().max(place + 1), None);
                places[place] = found.pop();
            }
        }
    }
    if !named.is_empty() {
        places.resize(places.len().max(form.places.len()), None);
        places.extend(named.into_iter().map(Some));
    }
    let mut inputs: Vec<Origin> = Vec::new();
    for place in places {
        let place = place.or_else(|| inputs.last().cloned());
        inputs.push(place.ok_or_else(|| entry.error("is called without its first input"))?);
    }
    Ok(Stated { inputs, arguments })
}

/// True if a mask, or every mask of a list, comes from an operation, so that Keras computed it and no user gave it.
fn is_computed(mask: &Value, is_operation: &dyn Fn(&str) -> bool) -> bool {
    match mask {
        Value::Null => true,
        Value::Array(list) => match origin(list) {
            Some((name, ..)) => is_operation(&name),
            None => list.iter().all(|mask| is_computed(mask, is_operation)),
        },
        mask => {
            let history = mask.get("config").and_then(|config| config.get("keras_history"));
            let found = history.and_then(Value::as_array).and_then(|list| origin(list));
            found.is_some_and(|(name, ..)| is_operation(&name))
        }
    }
}

/// The origins of `input_layers` or `output_layers`, and their keys where these are a dict.
fn ends(config: &Map<String, Value>, key: &str) -> Result<(Vec<Origin>, Option<Vec<String>>)> {
    let mut found = Vec::new();
    let mut keys = None;
    let read = match config.get(key).unwrap_or(&Value::Null) {
        Value::Object(map) => {
            keys = Some(map.keys().cloned().collect());
            map.values().try_for_each(|value| origins(value, &mut found))
        }
        value => origins(value, &mut found),
    };
    match keys.as_ref().map_or(found.len(), Vec::len) {
        count if read.is_ok() && count == found.len() && count > 0 => Ok((found, keys)),
        _ => Err(bad(format!("\"{key}\" of a functional model is missing or not understood"))),
    }
}

impl Network {
    /// A functional model from its options.
    pub(super) fn read_functional(config: &Map<String, Value>, read_entry: ReadEntry) -> Result<Self> {
        let list = config.get("layers").and_then(Value::as_array);
        let list = list.ok_or_else(|| bad("the config of a functional model has no list of layers"))?;
        let name = config.get("name").and_then(Value::as_str).unwrap_or("functional");
        let (input_layers, input_keys) = ends(config, "input_layers")?;
        let (output_layers, output_keys) = ends(config, "output_layers")?;
        let mut inputs: Vec<InputSource> =
            input_layers.into_iter().map(|(name, ..)| InputSource::new(name, None)).collect();

        // First every use of a layer gets its number, because a layer may take from one that is listed later.
        let mut items: Vec<Item<'_>> = Vec::new();
        let mut taken: Vec<(usize, &Value)> = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let (class, options) =
                object(item).ok_or_else(|| bad(format!("layer {index} has no class_name and config")))?;
            let options = options.ok_or_else(|| bad(format!("layer {index} ({class}) has no config")))?;
            let stated = item.get("name").or_else(|| options.get("name")).and_then(Value::as_str);
            let name = stated.ok_or_else(|| bad(format!("layer {index} ({class}) has no name")))?;
            if class == "InputLayer" {
                let source = inputs.iter_mut().find(|source| source.name == name);
                let source =
                    source.ok_or_else(|| bad(format!("\"input_layers\" does not name input \"{name}\"")))?;
                let keys = ["batch_shape", "batch_input_shape"];
                let shape = keys.iter().find_map(|&key| options.get(key));
                let shape = shape.ok_or_else(|| bad(format!("input \"{name}\" has no batch_shape")))?;
                source.shape = Some(sample_shape(shape)?);
                continue;
            }
            let nodes = item.get("inbound_nodes").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let module = item.get("module").and_then(Value::as_str);
            // HDF5 files name no modules. There only layers have the option `trainable`.
            let operation = match module {
                Some(module) => module.starts_with("keras.src.ops"),
                None => !options.contains_key("trainable") && !options.contains_key("units"),
            };
            let uses = nodes.len();
            // Configs of Keras name modules, but not those in HDF5 files.
            let keras = module.is_some() && !operation;
            let of = |(layer, number, _): &Origin| layer == name && (keras || *number == uses);
            let from_one = matches!(class, "Functional" | "Model") && output_layers.iter().any(of);
            items.push(Item { name, class, options, operation, first: taken.len(), uses, from_one });
            taken.extend(nodes.iter().map(|node| (items.len() - 1, node)));
        }
        if let Some(InputSource { name, .. }) = inputs.iter().find(|source| source.shape.is_none()) {
            return Err(bad(format!("there is no InputLayer \"{name}\"")));
        }

        let mut by_name: Vec<usize> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let at = by_name.partition_point(|&other| items[other].name <= item.name);
            by_name.insert(at, index);
        }
        let find = |(name, number, index): &Origin| -> Result<Symbol> {
            if let Some(input) = inputs.iter().position(|source| source.name == *name) {
                return Ok(Symbol::Input(input));
            }
            let at = by_name.partition_point(|&item| items[item].name < name.as_str());
            let item = by_name.get(at).map(|&item| &items[item]);
            let item = item.filter(|item| item.name == name && *number < item.uses);
            let missing = || bad(format!("there is no use {number} of a layer \"{name}\""));
            let first = item.ok_or_else(missing)?.first;
            Ok(Symbol::Output { call: first + number, index: *index })
        };
        let output = |(name, number, index): &Origin| {
            let from_one = items.iter().any(|item| item.from_one && item.name == name);
            find(&(name.clone(), number.saturating_sub(usize::from(from_one)), *index))
        };
        let outputs = output_layers.iter().map(output).collect::<Result<Vec<_>>>()?;

        // Reads only the layers that lead to an output. Keras also lists the operations that computed masks, but here
        // the layers compute their masks themselves.
        let mut calls =
            vec![Call { layer: 0, inputs: Vec::new(), arguments: Arguments::default() }; taken.len()];
        let mut layers: Vec<Entry> = Vec::new();
        let mut read: Vec<Option<usize>> = vec![None; items.len()];
        let (mut wanted, mut done) = (outputs.clone(), vec![false; taken.len()]);
        while let Some(symbol) = wanted.pop() {
            let Some(call) = symbol.call().filter(|&call| !done[call]) else { continue };
            done[call] = true;
            let (item, node) = taken[call];
            let layer = match read[item] {
                Some(layer) => layer,
                None => {
                    let Item { name, class, options, .. } = items[item];
                    let mut entry = read_entry(class, options)?;
                    entry.name = name.into();
                    layers.push(entry);
                    layers.len() - 1
                }
            };
            read[item] = Some(layer);
            let is_operation = |name: &str| items.iter().any(|item| item.operation && item.name == name);
            let Stated { inputs, arguments } = stated(&layers[layer], node, &is_operation)?;
            let inputs = inputs.iter().map(find).collect::<Result<Vec<_>>>()?;
            wanted.extend(&inputs);
            calls[call] = Call { layer, inputs, arguments };
        }
        let parts = sort(Parts { layers, calls, outputs })?;
        let mut network = Self::assemble(name.into(), ModelKind::Functional, inputs, parts)?;
        (network.input_keys, network.output_keys) = (input_keys, output_keys);
        Ok(network)
    }

    /// Where the values of the network come from, as configs write it.
    pub(super) fn history(&self) -> History<'_> {
        let mut uses = vec![0; self.layers.len()];
        let number = |call: &Call| {
            uses[call.layer] += 1;
            uses[call.layer] - 1
        };
        History { network: self, numbers: self.calls.iter().map(number).collect() }
    }

    /// The config of a functional model.
    pub(super) fn functional_config(&self) -> Value {
        let history = self.history();
        let written = |symbol: Symbol| -> Value {
            let (name, number, index) = history.of(symbol);
            vec![Value::from(name), number.into(), index.into()].into()
        };
        let tensor = |&symbol: &Symbol| {
            let (shape, dtype) = self.written_shape(symbol);
            let config = members([
                ("shape", batch_shape(&shape)),
                ("dtype", dtype.into()),
                ("keras_history", written(symbol)),
            ]);
            members([("class_name", "__keras_tensor__".into()), ("config", config)])
        };
        let placed = |mut value: Value, name: &str, nodes: Vec<Value>| {
            value["name"] = name.into();
            value["inbound_nodes"] = nodes.into();
            value
        };
        let mut entries = Vec::new();
        for (input, source) in self.inputs.iter().enumerate() {
            entries.push(placed(self.written_input(input), &source.name, Vec::new()));
        }
        let mut nodes: Vec<Vec<Value>> = vec![Vec::new(); self.layers.len()];
        for call in &self.calls {
            let layer = &self.layers[call.layer].layer;
            let (placed, named) = call.parts(&**layer);
            let tensors: Vec<Value> = placed.iter().map(tensor).collect();
            let args = if layer.joins() { vec![Value::from(tensors)] } else { tensors };
            let mut kwargs = members([]);
            if let Some((name, symbols)) = named {
                let mut given: Vec<Value> = symbols.iter().map(tensor).collect();
                kwargs[name] = if given.len() == 1 { given.remove(0) } else { given.into() };
            }
            for (name, value) in call.arguments.given() {
                kwargs[name] = value.into();
            }
            nodes[call.layer].push(members([("args", args.into()), ("kwargs", kwargs)]));
        }
        for (entry, nodes) in self.layers.iter().zip(nodes) {
            entries.push(placed(entry.serialized(), &entry.name, nodes));
        }
        // A single input or output stands alone; several stand in a list, or in a dict under their keys.
        let ends = |symbols: &mut dyn Iterator<Item = Symbol>, keys: Option<&[String]>| -> Value {
            let mut all: Vec<Value> = symbols.map(written).collect();
            match keys {
                Some(keys) => {
                    let mut map = Map::new();
                    map.extend(keys.iter().cloned().zip(all));
                    map.into()
                }
                None if all.len() == 1 => all.remove(0),
                None => all.into(),
            }
        };
        let inputs = &mut (0..self.inputs.len()).map(Symbol::Input);
        let outputs = &mut self.outputs.iter().copied();
        members([
            ("name", self.name.as_str().into()),
            ("trainable", self.trainable.into()),
            ("layers", entries.into()),
            ("input_layers", ends(inputs, self.input_keys.as_deref())),
            ("output_layers", ends(outputs, self.output_keys.as_deref())),
        ])
    }
}

/// Where values come from; see [`Network::history`].
pub(super) struct History<'n> {
    network: &'n Network,
    /// For each use of a layer its number among the uses of that layer.
    numbers: Vec<usize>,
}

impl<'n> History<'n> {
    /// The layer or input that a value comes from, the number of the use, and the number of its output.
    pub(super) fn of(&self, symbol: Symbol) -> (&'n str, usize, usize) {
        match symbol {
            Symbol::Input(input) => (&self.network.inputs[input].name, 0, 0),
            Symbol::Output { call, index } => {
                let layer = self.network.calls[call].layer;
                (&self.network.layers[layer].name, self.numbers[call], index)
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
        let mut model = Functional::new();
        let x = model.input([4]);
        let layer = model.layer(Dense::new(4));
        let h = model.call(layer, &[x]);
        let h = model.call(layer, &[h]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[x, h]);
        model.apply(Flatten, &[sum]);
        let y = model.apply(Dense::new(2), &[sum]);
        model.outputs(&[y]).unwrap()
    }

    #[test]
    fn a_shared_layer_has_one_set_of_weights_and_unused_layers_are_left_out() {
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
    fn several_inputs_and_outputs_keep_their_names_and_order() {
        let mut model = Functional::new();
        let a = model.named_input("a", [3]);
        let b = model.named_input("b", [4, 2]);
        let flat = model.apply(Flatten, &[b]);
        let h = model.apply(Dense::new(4), &[flat]);
        let g = model.apply(Dense::new(4), &[a]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[g, h]);
        let y = model.apply(Entry::from(Dense::new(2)).named("y"), &[sum]);
        let network = model.outputs(&[y, h]).unwrap();
        assert_eq!(network.input_names().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(network.output_names().collect::<Vec<_>>(), ["y", "dense"]);
        let shapes: Vec<String> = network.output_shapes().iter().map(ToString::to_string).collect();
        assert_eq!(shapes, ["(2,)", "(4,)"]);
        let written = network.to_config();
        assert_eq!(written["config"]["input_layers"], json!([["a", 0, 0], ["b", 0, 0]]));
        assert_eq!(Network::from_config(&written).unwrap().to_config(), written);
        let mut keyed = written.clone();
        keyed["config"]["output_layers"] = json!({ "first": ["y", 0, 0], "second": ["dense", 0, 0] });
        let network = Network::from_config(&keyed).unwrap();
        assert_eq!(network.output_names().collect::<Vec<_>>(), ["first", "second"]);
        assert_eq!(network.to_config(), keyed);
    }

    #[test]
    fn a_network_within_another_gives_all_its_outputs() {
        let mut inner = Functional::new();
        let x = inner.input([3]);
        let (y, z) = (inner.apply(Dense::new(2), &[x]), inner.apply(Dense::new(1), &[x]));
        let inner = inner.outputs(&[y, z]).unwrap();
        let mut model = Functional::new();
        let x = model.input([3]);
        let first = model.apply(inner, &[x]);
        let last = model.apply(Dense::new(5), &[first.output(1)]);
        let network = model.outputs(&[last, first]).unwrap();
        assert_eq!(network.output_names().collect::<Vec<_>>(), ["dense", "functional"]);
        assert_eq!(network.parameters(), (8 + 4 + 10, 0));
        let written = network.to_config();
        assert_eq!(Network::from_config(&written).unwrap().to_config(), written);
        let mut model = Functional::new();
        let x = model.input([3]);
        let y = model.apply(Dense::new(2), &[x]);
        let error = model.outputs(&[y.output(1)]).unwrap_err().to_string();
        assert_eq!(error, "the model's output takes output 1 of a layer that has no such output");
    }

    #[test]
    fn cycles_and_wrong_shapes_are_named() {
        let mut value = residual().to_config();
        value["config"]["layers"][1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"] =
            json!(["add", 0, 0]);
        let error = Network::from_config(&value).unwrap_err().to_string();
        assert!(error.contains("by a circle"), "{error}");
        let mut model = Functional::new();
        let x = model.input([4]);
        let h = model.apply(Dense::new(3), &[x]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[x, h]);
        let error = model.outputs(&[sum]).unwrap_err().to_string();
        assert_eq!(
            error,
            "layer \"add\" (Add): the shapes do not broadcast to one; got samples of shapes (4,), (3,)"
        );
    }
}
