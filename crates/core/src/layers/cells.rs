//! `RNN`: a recurrent layer whose cell is an object of its own: `LSTMCell`, `GRUCell`, `SimpleRNNCell`, or several of them in
//! `StackedRNNCells`. It computes what `LSTM`, `GRU` and `SimpleRNN` compute.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::{CallForm, Layer, Recurrent, Signal, Signals, Trace, WeightSpec};
use crate::config::{Config, FLOAT32, base_name, dtype_policy, members, object, serialized};
use crate::error::{Error, Result};
use crate::graph::NodeId;
use crate::graph::ops::View;
use crate::shape::Shape;

/// The classes of cells, each with the layer that computes it.
const CELLS: [(&str, &str); 3] = [("LSTMCell", "LSTM"), ("GRUCell", "GRU"), ("SimpleRNNCell", "SimpleRNN")];
const STACKED: &str = "StackedRNNCells";

/// The random numbers of a cell are told apart by its number above this many bits of the layer's own salt.
const CELL_BITS: u32 = 24;

/// The options of a recurrent layer that its cell does not have.
const OF_LAYER: [&str; 6] =
    ["return_sequences", "return_state", "go_backwards", "stateful", "unroll", "zero_output_for_mask"];

/// A cell, which is no layer of a model by itself: it is the option `cell` of an `RNN`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    class: &'static str,
    name: String,
    layers: Vec<(Self, Recurrent)>,
}

impl Cell {
    /// A cell whose class must be one of a cell.
    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let named = |class: &'static str| {
            let name =
                config.get("name").and_then(Value::as_str).map_or_else(|| base_name(class), String::from);
            Self { class, name, layers: Vec::new() }
        };
        if class != STACKED {
            let &(class, layer) =
                CELLS.iter().find(|row| row.0 == class).ok_or_else(|| config.unknown_class())?;
            let mut cell = named(class);
            cell.layers.push((named(class), Recurrent::from_config(layer, config)?));
            return Ok(cell);
        }
        let mut stack = named(STACKED);
        let given = config.get("cells").unwrap_or(&Value::Null);
        let expected = "a list of LSTMCell, GRUCell and SimpleRNNCell";
        let cells = given.as_array().filter(|cells| !cells.is_empty());
        for cell in cells.ok_or_else(|| config.wrong("cells", given, expected))? {
            let one = object(cell).filter(|(class, _)| *class != STACKED);
            let (class, map) = one.ok_or_else(|| config.wrong("cells", cell, expected))?;
            stack.layers.append(&mut Self::read(class, map)?.layers);
        }
        // Weights need different names.
        for at in 0..stack.layers.len() {
            let (before, rest) = stack.layers.split_at_mut(at);
            if before.iter().any(|(cell, _)| cell.name == rest[0].0.name) {
                rest[0].0.name += &format!("_{at}");
            }
        }
        Ok(stack)
    }

    fn read(class: &str, map: Option<&Map<String, Value>>) -> Result<Self> {
        let name = map.and_then(|map| map.get("name")).and_then(Value::as_str).unwrap_or_default();
        let config = Config::layer(class, name, map);
        let cell = Self::from_config(class, &config)?;
        config.finish()?;
        Ok(cell)
    }

    /// The options in Keras's form, with the name.
    fn full_config(&self) -> Value {
        let mut config = self.config();
        config["name"] = self.name.as_str().into();
        config["trainable"] = true.into();
        config["dtype"] = dtype_policy(FLOAT32);
        config
    }

    fn serialized(&self) -> Value {
        serialized("keras.layers", self.class, self.full_config())
    }
}

impl Layer for Cell {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        if self.class == STACKED {
            let cell = |(cell, layer): &(Self, Recurrent)| {
                Self { layers: [(cell.clone(), layer.clone())].to_vec(), ..cell.clone() }.serialized()
            };
            return members([("cells", self.layers.iter().map(cell).collect())]);
        }
        let mut config = self.layers[0].1.config();
        if let Value::Object(map) = &mut config {
            OF_LAYER.iter().for_each(|key| drop(map.remove(*key)));
        }
        config
    }

    fn arguments(&self) -> String {
        if self.class == STACKED {
            let cells = self.layers.iter();
            let cells = cells.map(|(cell, layer)| format!("layers.{}({})", cell.class, layer.arguments()));
            return format!("[{}]", cells.collect::<Vec<_>>().join(", "));
        }
        self.layers[0].1.arguments()
    }

    fn weights(&self, _inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        Err("a cell is no layer of a model; give it to an RNN as its option \"cell\"".to_string())
    }

    fn trace(&self, _: &mut Trace<'_>, _: &[Signal], _: &[NodeId]) -> Result<Signals> {
        Err(Error::invalid("a cell is no layer of a model"))
    }
}

/// A recurrent layer over samples `(steps, features)` with one cell or several, of which each takes the outputs of the one
/// before. Weights: those of the cells in order, as `LSTM`, `GRU` and `SimpleRNN` have them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rnn {
    cell: Cell,
}

impl Rnn {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let given = config.get("cell");
        let found = given.and_then(object);
        let missing = || {
            config.error(
                "option \"cell\" is missing; expected LSTMCell, GRUCell, SimpleRNNCell or StackedRNNCells",
            )
        };
        let (class, map) = found.ok_or_else(missing)?;
        if class != STACKED && !CELLS.iter().any(|row| row.0 == class) {
            return Err(config.error(format!(
                "option \"cell\" is a {class}; expected LSTMCell, GRUCell, SimpleRNNCell or StackedRNNCells"
            )));
        }
        let mut cell = Cell::read(class, map).map_err(|error| config.about(error))?;
        let flag = |key| config.flag(key, false);
        let (sequences, state) = (flag("return_sequences")?, flag("return_state")?);
        let (backwards, zero) = (flag("go_backwards")?, flag("zero_output_for_mask")?);
        config.get("unroll");
        let last = cell.layers.len() - 1;
        for (at, (_, layer)) in cell.layers.iter_mut().enumerate() {
            layer.return_state = state;
            // Later cells take the steps in the order in which the first one went over them.
            layer.go_backwards = backwards && at == 0;
            layer.return_sequences = sequences || at < last;
            layer.zero_output_for_mask = zero && at == last;
        }
        Ok(Self { cell })
    }

    fn layers(&self) -> impl Iterator<Item = (&str, &Recurrent)> {
        self.cell.layers.iter().map(|(cell, layer)| (cell.name.as_str(), layer))
    }

    /// The inputs of each cell's layer: the first one's sequences, and its own states.
    fn split<T: Clone>(&self, inputs: &[T]) -> Vec<Vec<T>> {
        let mut states = inputs.get(1..).unwrap_or_default();
        let last = self.cell.layers.len() - 1;
        let part = |(at, (_, layer)): (usize, (&str, &Recurrent))| {
            let count = if at == last { states.len() } else { layer.carried().min(states.len()) };
            let (own, rest) = states.split_at(count);
            states = rest;
            inputs.iter().take(1).chain(own).cloned().collect()
        };
        self.layers().enumerate().map(part).collect()
    }
}

impl Layer for Rnn {
    fn class_name(&self) -> &'static str {
        "RNN"
    }

    fn config(&self) -> Value {
        let mut config =
            members([("cell", self.cell.serialized()), ("stateful", false.into()), ("unroll", false.into())]);
        if let [(_, first), ..] = &*self.cell.layers {
            let last = self.cell.layers.last().map_or(first, |(_, last)| last);
            config["return_sequences"] = last.return_sequences.into();
            config["return_state"] = last.return_state.into();
            config["go_backwards"] = first.go_backwards.into();
            config["zero_output_for_mask"] = last.zero_output_for_mask.into();
        }
        config
    }

    fn arguments(&self) -> String {
        // A cell has no flags; those of the layer come after it.
        let config = self.config();
        let cell = Cell {
            layers: self.cell.layers.iter().map(|(cell, layer)| (cell.clone(), layer.plain())).collect(),
            ..self.cell.clone()
        };
        let mut text = format!("layers.{}({})", cell.class, cell.arguments());
        for key in &OF_LAYER[..3] {
            if config[*key] == true {
                text += &format!(", {key}=True");
            }
        }
        text
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let mut weights = Vec::new();
        let mut from = None;
        for ((name, layer), mut inputs) in self.layers().zip(self.split(inputs)) {
            if let (Some(first), Some(units)) = (inputs.first_mut(), from) {
                *first = [first.first().copied().unwrap_or_default(), units].into();
            }
            let specs = layer.weights(&inputs)?;
            let named = |spec: WeightSpec| match self.cell.class {
                STACKED => WeightSpec { name: format!("{name}/{}", spec.name).into(), ..spec },
                _ => spec,
            };
            weights.extend(specs.into_iter().map(named));
            from = Some(layer.units);
        }
        Ok(weights)
    }

    fn goes_backwards(&self) -> Option<bool> {
        self.cell.layers[0].1.goes_backwards()
    }

    fn call_form(&self) -> CallForm {
        self.cell.layers[0].1.call_form()
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let mut rest = weights;
        let mut outputs: Vec<Signal> = Vec::new();
        let mut states: Vec<Signal> = Vec::new();
        for (at, ((_, layer), mut inputs)) in self.layers().zip(self.split(inputs)).enumerate() {
            if let (Some(first), Some(before)) = (inputs.first_mut(), outputs.first()) {
                let mut mask = first.mask;
                if at == 1
                    && self.cell.layers[0].1.go_backwards
                    && let Some(given) = mask
                {
                    let view = View::of(trace.graph.shape(given)).reversed(1);
                    mask = Some(trace.graph.push(view, &[given])?);
                }
                *first = Signal { node: before.node, mask };
            }
            let (own, others) = rest.split_at((2 + usize::from(layer.use_bias)).min(rest.len()));
            rest = others;
            // Each cell has random masks of its own.
            let salt = trace.salt;
            trace.salt += (at as u32) << CELL_BITS;
            let made = layer.trace(trace, &inputs, own);
            trace.salt = salt;
            let made = made?;
            states.extend(made.iter().skip(1));
            outputs = made.iter().take(1).copied().collect();
        }
        if let (Some(output), Some(input)) = (outputs.first_mut(), inputs.first()) {
            output.mask = output.mask.and(input.mask);
        }
        outputs.append(&mut states);
        Ok(outputs.into())
    }
}
