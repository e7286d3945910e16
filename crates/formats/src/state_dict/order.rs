//! The order of a layer's values. PyTorch has the channels of pictures first, and Keras has them last. So the two programs
//! flatten a picture into different orders, and the weights behind it are in different orders, too. The same holds for a
//! dense layer whose outputs become a picture.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::layer::Target;
use crate::layers::{leaves, name};

/// The runs of a vector, each with its places and channels. PyTorch has them channel by channel, Keras place by place.
type Runs = Vec<(usize, usize)>;

/// How PyTorch orders a layer's values, compared with Keras.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    /// In the same way.
    Same,
    /// PyTorch has Keras's last axis first.
    LastFirst,
    /// A vector of several runs.
    Vector(Runs),
    /// The order of the axes is not known since the layer of this path. That matters only behind a flattening.
    Axes(String),
    /// The order of the last axis is not known since the layer of this path.
    Features(String),
}

/// The orders of the values that go into a layer and come out. `None` is the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reordered {
    pub inputs: Option<Runs>,
    pub outputs: Option<Runs>,
}

impl Reordered {
    /// A weight in Keras's order: the inputs are the rows of a matrix, and the outputs are the last axis.
    pub fn applied(&self, numbers: Vec<f32>, shape: &[usize]) -> Vec<f32> {
        let size = |runs: &Runs| runs.iter().map(|(places, channels)| places * channels).sum::<usize>();
        let fits = |runs: &Option<Runs>, axis: Option<&usize>| {
            runs.as_ref().filter(|runs| axis == Some(&size(runs))).map(places)
        };
        let columns = shape.last().copied().unwrap_or(1).max(1);
        let mut out = numbers;
        if let Some(order) = fits(&self.inputs, shape.first().filter(|_| shape.len() == 2)) {
            out = order.iter().flat_map(|row| &out[row * columns..(row + 1) * columns]).copied().collect();
        }
        if let Some(order) = fits(&self.outputs, shape.last()) {
            out = out.chunks(columns).flat_map(|row| order.iter().map(|&column| row[column])).collect();
        }
        out
    }
}

/// For each value in Keras's order its place in PyTorch's.
fn places(runs: &Runs) -> Vec<usize> {
    let mut all = Vec::new();
    for &(places, channels) in runs {
        let start = all.len();
        for place in 0..places {
            all.extend((0..channels).map(|channel| start + channel * places + place));
        }
    }
    all
}

/// What was found about a model's layers.
#[derive(Default)]
pub(super) struct Orders {
    /// The layers whose weights have to be reordered, with their paths.
    pub layers: Vec<(String, Reordered)>,
    /// The layers after which the order is not known, or cannot be reached by reordering weights.
    pub unclear: Vec<String>,
}

/// Layers that change neither the order nor the number of values, and treat all features alike.
const ELEMENTWISE: &[&str] = &[
    // That of an inner model takes the values of the layer before the model.
    "InputLayer",
    "Dropout",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "Activation",
    "ReLU",
    "LeakyReLU",
    "ELU",
    "Softmax",
    "GaussianNoise",
    "GaussianDropout",
    "AlphaDropout",
    "ActivityRegularization",
    "Masking",
    "Rescaling",
    "Normalization",
    "UnitNormalization",
];

/// Layers with one weight for each feature.
const BY_FEATURE: &[&str] = &["BatchNormalization", "LayerNormalization", "RMSNormalization", "PReLU"];

/// Layers that combine values of the same place.
const MERGES: &[&str] = &["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"];

/// Classes before which PyTorch has the channels first, by the beginnings of their names.
const CHANNELS_FIRST: &[&str] = &[
    "Conv",
    "Depthwise",
    "Separable",
    "MaxPool",
    "AveragePool",
    "UpSampling",
    "ZeroPadding",
    "Cropping",
    "GroupNormalization",
];

fn channels_first(class: &str) -> bool {
    CHANNELS_FIRST.iter().any(|start| class.starts_with(start))
}

fn keeps_order(class: &str) -> bool {
    ELEMENTWISE.contains(&class) || BY_FEATURE.contains(&class)
}

/// A layer in the graph.
struct Node<'m> {
    path: String,
    class: &'m str,
    config: &'m Value,
    /// The shape of its output, without the batch.
    shape: Vec<usize>,
    has_weights: bool,
    /// The layers that it takes its inputs from, by their places.
    sources: Vec<usize>,
}

impl Node<'_> {
    /// True if the layer turns axes of rank 3 so that the first one becomes the last.
    fn turns_first_last(&self) -> bool {
        self.class == "Permute" && dims(self) == [2, 3, 1]
    }
}

/// The axes that a `Permute` takes, counted from 1.
fn dims(node: &Node<'_>) -> Vec<u64> {
    node.config["dims"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
}

/// A model's layers, each after those that it takes its inputs from.
struct Graph<'m> {
    nodes: Vec<Node<'m>>,
    /// For each layer the layers that take its output.
    consumers: Vec<Vec<usize>>,
}

/// What has to be reordered in a model.
pub(super) fn orders(target: &Target<'_>) -> Orders {
    let graph = graph(target);
    let wanted = graph.wanted();
    let mut known: Vec<Order> = Vec::new();
    let mut found = Orders::default();
    for (at, node) in graph.nodes.iter().enumerate() {
        let inputs: Vec<&Order> = node.sources.iter().filter_map(|&source| known.get(source)).collect();
        let order = graph.output(at, &inputs, &wanted, &mut found);
        known.push(order);
    }
    found
}

/// The runs of a flattened tensor of this shape, or `None` if both programs have the same order.
fn runs(shape: &[usize]) -> Option<(usize, usize)> {
    let (&channels, places) = shape.split_last()?;
    let places = places.iter().product();
    (places > 1 && channels > 1).then_some((places, channels))
}

impl Graph<'_> {
    /// The order of the output of the layer at a place.
    fn output(&self, at: usize, inputs: &[&Order], wanted: &[Option<Runs>], found: &mut Orders) -> Order {
        let node = &self.nodes[at];
        let (rank, path) = (node.shape.len(), &node.path);
        let Some(&first) = inputs.first() else { return self.expected(at) };
        let mut mark = |inputs: Option<&Runs>, outputs: Option<&Runs>| {
            if inputs.is_some() || outputs.is_some() {
                let reordered = Reordered { inputs: inputs.cloned(), outputs: outputs.cloned() };
                found.layers.push((path.clone(), reordered));
            }
        };
        let unclear = |list: &mut Vec<String>, path: &String| {
            if !list.contains(path) {
                list.push(path.clone());
            }
        };
        match node.class {
            class if ELEMENTWISE.contains(&class) => first.clone(),
            class if BY_FEATURE.contains(&class) => {
                match first {
                    Order::Vector(runs) => mark(Some(runs), Some(runs)),
                    Order::Features(since) => unclear(&mut found.unclear, since),
                    _ => {}
                }
                first.clone()
            }
            "Dense" if rank == 1 => {
                let outputs = wanted[at].as_ref();
                match first {
                    Order::Vector(runs) => mark(Some(runs), outputs),
                    Order::Features(since) => {
                        unclear(&mut found.unclear, since);
                        mark(None, outputs);
                    }
                    _ => mark(None, outputs),
                }
                outputs.map_or(Order::Same, |runs| Order::Vector(runs.clone()))
            }
            "Flatten" | "Reshape" => self.reshaped(at, first, &mut found.unclear),
            "Permute" => match (first, &dims(node)[..]) {
                (order, dims) if dims.is_sorted() => order.clone(),
                (Order::Features(_), _) => first.clone(),
                (Order::LastFirst, [3, 1, 2] | [2, 1]) => Order::Same,
                (Order::Same, [2, 3, 1]) => Order::LastFirst,
                (Order::Same, [2, 1]) => self.expected(at),
                _ => Order::Axes(path.clone()),
            },
            "Concatenate" => joined(node, inputs, &self.sizes(at)),
            class if MERGES.contains(&class) => {
                let unknown = |order: &&&Order| matches!(order, Order::Features(_));
                match inputs.iter().find(unknown) {
                    Some(unknown) => (*unknown).clone(),
                    None if inputs.iter().all(|order| *order == first) => first.clone(),
                    None if rank > 1 => Order::Axes(path.clone()),
                    None => Order::Features(path.clone()),
                }
            }
            class => {
                // A layer of another kind takes its features in the order that PyTorch has them in.
                let since = match first {
                    Order::Features(since) => Some(since),
                    Order::Vector(_) => Some(path),
                    _ => None,
                };
                match since {
                    Some(since) if node.has_weights => unclear(&mut found.unclear, since),
                    Some(since) => return Order::Features(since.clone()),
                    None => {}
                }
                let inner = node.config["layer"]["class_name"].as_str().unwrap_or_default();
                match rank {
                    // A flattening for each step.
                    2 if class == "TimeDistributed" && matches!(inner, "Flatten" | "Reshape" | "Permute") => {
                        match self.sizes(at).first().is_some_and(|shape| runs(&shape[1..]).is_some()) {
                            true => Order::Features(path.clone()),
                            false => Order::Same,
                        }
                    }
                    2 if channels_first(class) => Order::LastFirst,
                    0..3 => Order::Same,
                    3 if class != "Dense" && class != "TimeDistributed" => Order::LastFirst,
                    _ => Order::Axes(path.clone()),
                }
            }
        }
    }

    /// The shapes of a layer's inputs.
    fn sizes(&self, at: usize) -> Vec<&[usize]> {
        self.nodes[at].sources.iter().map(|&source| &self.nodes[source].shape[..]).collect()
    }

    /// The order behind a `Flatten` or a `Reshape`.
    fn reshaped(&self, at: usize, before: &Order, unclear: &mut Vec<String>) -> Order {
        let node = &self.nodes[at];
        let path = &node.path;
        let from = self.sizes(at).first().copied().unwrap_or_default();
        let to = &node.shape[..];
        if from == to || from.len() == 1 && to.len() == 1 {
            return before.clone();
        }
        // Axes of size 1 do not change the order of the values.
        let before = match before {
            Order::LastFirst | Order::Axes(_) if runs(from).is_none() => &Order::Same,
            before => before,
        };
        let same_features = from.last() == to.last();
        if to.len() == 1 {
            return match before {
                Order::LastFirst if from.len() > 3 => Order::Features(path.clone()),
                Order::LastFirst => Order::Vector(runs(from).into_iter().collect()),
                Order::Axes(since) => Order::Features(since.clone()),
                _ => before.clone(),
            };
        }
        let after = self.expected(at);
        let expected = match &after {
            Order::LastFirst | Order::Axes(_) => runs(to),
            _ => None,
        };
        match before {
            Order::Features(since) => {
                if same_features {
                    return before.clone();
                }
                unclear.push(since.clone());
            }
            Order::Vector(runs) if expected.is_some_and(|expected| runs[..] == [expected]) => {}
            Order::Vector(_) => unclear.push(path.clone()),
            Order::Same if expected.is_some() && !(same_features && from.len() > 1) => {
                unclear.push(path.clone());
            }
            Order::LastFirst if !same_features => return Order::Features(path.clone()),
            Order::Axes(since) if !same_features => return Order::Features(since.clone()),
            _ => {}
        }
        after
    }

    /// The order of the output of a layer that takes any shape, or of an input, by the layers behind it.
    fn expected(&self, at: usize) -> Order {
        let node = &self.nodes[at];
        let behind = |test: &dyn Fn(&Node<'_>) -> bool| {
            let (mut open, mut seen) = (vec![at], vec![false; self.nodes.len()]);
            while let Some(place) = open.pop() {
                for &consumer in &self.consumers[place] {
                    let next = &self.nodes[consumer];
                    if test(next) {
                        return true;
                    }
                    if keeps_order(next.class) && !core::mem::replace(&mut seen[consumer], true) {
                        open.push(consumer);
                    }
                }
            }
            false
        };
        match node.shape.len() {
            // Steps have their channels first before a convolution, and last before a recurrent layer.
            2 if behind(&|next| channels_first(next.class)) => Order::LastFirst,
            0..3 => Order::Same,
            3 if behind(&|next| next.turns_first_last()) => Order::Same,
            3 => Order::LastFirst,
            _ if runs(&node.shape).is_some() => Order::Axes(node.path.clone()),
            _ => Order::LastFirst,
        }
    }

    /// The dense layers whose outputs become a picture, with the order that PyTorch has them in.
    fn wanted(&self) -> Vec<Option<Runs>> {
        let mut found = vec![None; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let from_vector = self.sizes(at).first().is_some_and(|shape| shape.len() == 1);
            if node.class != "Reshape" || !from_vector || self.expected(at) != Order::LastFirst {
                continue;
            }
            let Some(runs) = runs(&node.shape) else { continue };
            let (mut open, mut seen) = (node.sources.clone(), vec![false; self.nodes.len()]);
            while let Some(place) = open.pop() {
                let before = &self.nodes[place];
                let passes = keeps_order(before.class) || MERGES.contains(&before.class);
                if before.class == "Dense" && before.shape.len() == 1 {
                    found[place].get_or_insert_with(|| vec![runs]);
                } else if passes && !core::mem::replace(&mut seen[place], true) {
                    open.extend(&before.sources);
                }
            }
        }
        found
    }
}

/// The order of tensors that are joined at their last axis.
fn joined(node: &Node<'_>, inputs: &[&Order], shapes: &[&[usize]]) -> Order {
    let unclear = inputs.iter().find(|order| matches!(order, Order::Features(_)));
    if let Some(order) = unclear {
        return (*order).clone();
    }
    if node.shape.len() > 1 {
        let same = inputs.iter().all(|order| *order == inputs[0]);
        return if same { inputs[0].clone() } else { Order::Axes(node.path.clone()) };
    }
    let mut all: Runs = Vec::new();
    for (order, shape) in inputs.iter().zip(shapes) {
        match order {
            Order::Vector(runs) => all.extend(runs),
            _ => all.push((1, shape.iter().product())),
        }
    }
    match inputs.iter().any(|order| matches!(order, Order::Vector(_))) {
        true => Order::Vector(all),
        false => Order::Same,
    }
}

fn graph<'m>(target: &Target<'m>) -> Graph<'m> {
    let mut described: BTreeMap<&str, usize> = BTreeMap::new();
    let names = target.layers.iter().enumerate();
    described.extend(names.filter_map(|(at, layer)| Some((layer["name"].as_str()?, at))));
    let leaves = leaves(target.config);
    let mut sources = Vec::new();
    edges(target.config, &[], &mut sources);
    let mut graph = Graph { nodes: Vec::new(), consumers: vec![Vec::new(); leaves.len()] };
    for (at, ((path, layer), before)) in leaves.into_iter().zip(sources).enumerate() {
        let known = described.get(path.as_str()).map(|&at| &target.layers[at]);
        let config = known.map_or(&layer["config"], |layer| &layer["config"]);
        let shape = known.map_or(&config["batch_shape"], |layer| &layer["outputShape"]);
        let sizes = shape.as_array().into_iter().flatten().skip(1);
        before.iter().for_each(|&source| graph.consumers[source].push(at));
        graph.nodes.push(Node {
            path,
            class: layer["class_name"].as_str().unwrap_or_default(),
            config,
            shape: sizes.map(|size| size.as_u64().unwrap_or(0) as usize).collect(),
            has_weights: known
                .is_some_and(|layer| layer["weights"].as_array().is_some_and(|list| !list.is_empty())),
            sources: before,
        });
    }
    graph
}

/// Adds for each layer, in the order of [`leaves`], the places of the layers before it. `feeds` are those before the
/// model. Returns the layers that make the model's outputs.
fn edges(model: &Value, feeds: &[usize], into: &mut Vec<Vec<usize>>) -> Vec<usize> {
    let config = &model["config"];
    let sequential = model["class_name"] == "Sequential";
    let inputs = ends(&config["input_layers"]);
    let mut previous = feeds.to_vec();
    // What stands for each layer's outputs: for an inner model the layers that make them.
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut outputs: Vec<Vec<usize>> = Vec::new();
    for layer in config["layers"].as_array().into_iter().flatten() {
        let own = name(layer);
        if !sequential {
            let mut sources = Vec::new();
            histories(&layer["inbound_nodes"][0], &mut sources);
            let output = |(source, index): &(&str, usize)| outputs[*names.get(source)?].get(*index).copied();
            previous = sources.iter().filter_map(output).collect();
            if let Some(feed) = inputs.iter().position(|input| *input == own) {
                previous = feeds.get(feed).copied().into_iter().collect();
            }
        }
        previous = match layer["config"]["layers"].is_array() {
            true => edges(layer, &previous, into),
            false => {
                into.push(previous);
                vec![into.len() - 1]
            }
        };
        names.insert(own, outputs.len());
        outputs.push(previous.clone());
    }
    if sequential {
        return previous;
    }
    let output = |end: &&str| outputs[*names.get(end)?].first().copied();
    ends(&config["output_layers"]).iter().filter_map(output).collect()
}

/// The names in a list of inputs or outputs: `["x", 0, 0]` or `[["x", 0, 0], ["y", 0, 0]]`.
fn ends(list: &Value) -> Vec<&str> {
    match list[0].as_str() {
        Some(one) => vec![one],
        None => {
            list.as_array().into_iter().flatten().map(|end| end[0].as_str().unwrap_or_default()).collect()
        }
    }
}

/// The names of the layers that a call of Keras 3 takes its inputs from, and the number of the output.
fn histories<'v>(value: &'v Value, into: &mut Vec<(&'v str, usize)>) {
    match value {
        Value::Object(map) => match map.get("keras_history") {
            Some(history) => {
                let index = history[2].as_u64().unwrap_or(0) as usize;
                into.extend(history[0].as_str().map(|source| (source, index)));
            }
            None => map.values().for_each(|value| histories(value, into)),
        },
        Value::Array(list) => list.iter().for_each(|value| histories(value, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_channels_come_by_places() {
        // Two channels of three places: 0 1 2 are those of the first channel. Then one value more.
        let runs = vec![(3, 2), (1, 1)];
        let numbers = vec![0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 20.0];
        let sorted = [0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 20.0];
        let rows = Reordered { inputs: Some(runs.clone()), outputs: None };
        assert_eq!(rows.applied(numbers.clone(), &[7, 1]), sorted);
        assert_eq!(rows.applied(numbers.clone(), &[7]), numbers, "a bias has no rows");
        let columns = Reordered { inputs: None, outputs: Some(runs) };
        assert_eq!(columns.applied(numbers.clone(), &[1, 7]), sorted);
        assert_eq!(columns.applied(numbers, &[7]), sorted);
    }
}
