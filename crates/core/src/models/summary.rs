//! The model as Keras prints it, and as Keras code.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;

use serde_json::Value;

use super::parts::Call;
use super::{ModelKind, Network, Symbol};
use crate::config::{FLOAT32, base_name};
use crate::layers::{Entry, Layer};
use crate::shape::OpenShape;
use crate::text::thousands;

impl Network {
    /// The number of parameters in trainable weights and in all others.
    pub fn parameters(&self) -> (usize, usize) {
        let count = |trainable| {
            self.weights().iter().filter(|w| w.trainable == trainable).map(|w| w.shape.size()).sum()
        };
        (count(true), count(false))
    }

    /// The table that Keras's `summary()` prints; columns are wider where Keras would break a cell.
    pub fn summary(&self) -> String {
        let functional = self.kind() == ModelKind::Functional;
        let mut rows: Vec<[String; 4]> = Vec::new();
        if functional {
            for (name, shape) in self.input_names().zip(self.open_input_shapes()) {
                rows.push([format!("{name} (InputLayer)"), none_first(&shape), "0".into(), "-".into()]);
            }
        }
        let history = self.history();
        let mut sources: Vec<Vec<String>> = alloc::vec![Vec::new(); self.layers.len()];
        for call in &self.calls {
            for &symbol in &call.inputs {
                let (name, number, index) = history.of(symbol);
                sources[call.layer].push(format!("{name}[{number}][{index}]"));
            }
        }
        for (((entry, output), weights), sources) in self.layers().zip(self.weights_by_layer()).zip(sources) {
            let parameters: usize = weights.iter().map(|weight| weight.shape.size()).sum();
            rows.push([
                format!("{} ({})", entry.name, entry.layer.class_name()),
                none_first(&output),
                thousands(parameters as u64),
                sources.join(", "),
            ]);
        }
        // Keras's column widths on an 80-column terminal.
        let columns = if functional { 4 } else { 3 };
        let mut widths = if functional { [19, 17, 10, 17] } else { [31, 22, 13, 0] };
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row).take(columns) {
                *width = cell.chars().count().max(*width);
            }
        }
        let line = |left: &str, fill: &str, middle: &str, right: &str| {
            let parts: Vec<String> = widths[..columns].iter().map(|width| fill.repeat(width + 2)).collect();
            format!("{left}{}{right}\n", parts.join(middle))
        };
        let row = |bar: &str, cells: &[String; 4]| {
            let mut text = String::new();
            for (column, (cell, &width)) in cells.iter().zip(&widths).take(columns).enumerate() {
                let gap = " ".repeat(width - cell.chars().count());
                let (before, after) = if column == 2 { (gap.as_str(), "") } else { ("", gap.as_str()) };
                let _ = write!(text, "{bar} {before}{cell}{after} ");
            }
            text + bar + "\n"
        };
        let mut out = format!("Model: \"{}\"\n", self.name());
        out += &line("┏", "━", "┳", "┓");
        out +=
            &row("┃", &["Layer (type)", "Output Shape", "Param #", "Connected to"].map(ToString::to_string));
        out += &line("┡", "━", "╇", "┩");
        for (index, cells) in rows.iter().enumerate() {
            if index > 0 {
                out += &line("├", "─", "┼", "┤");
            }
            out += &row("│", cells);
        }
        out += &line("└", "─", "┴", "┘");
        let (trainable, others) = self.parameters();
        for (label, count) in
            [("Total", trainable + others), ("Trainable", trainable), ("Non-trainable", others)]
        {
            let _ = writeln!(out, " {label} params: {} ({})", thousands(count as u64), memory(count * 4));
        }
        out
    }

    /// The model as Python code for Keras: the layers' arguments that shape their outputs, and the names that Keras would not
    /// give by itself or that a `compile` may ask for. Initializers, regularizers and constraints are left out.
    pub fn keras_code(&self) -> String {
        let mut out = String::new();
        let name = name_code(self.name(), self.class_name(), false);
        let model = self.code_into(&mut out, "", &name);
        out + "model = " + &model + "\n"
    }

    /// The expression that makes an input, with its name if inputs may be given by name.
    fn input_code(&self, input: usize) -> String {
        let name = self.input_names().nth(input).unwrap_or_default();
        let name = name_code(name, "InputLayer", self.inputs.len() > 1);
        let (shape, dtype) = self.written_shape(Symbol::Input(input));
        let dtype = if dtype == FLOAT32 { "" } else { ", dtype=\"string\"" };
        format!("keras.Input(shape={shape}{name}{dtype})")
    }

    /// The Python expression that makes the model, with the argument `name` that names it. Statements that must come first
    /// are added to `before`.
    pub(super) fn code_into(&self, before: &mut String, prefix: &str, name: &str) -> String {
        match self.kind() {
            ModelKind::Sequential => {
                let mut text = String::from("keras.Sequential([\n");
                let _ = writeln!(text, "    {},", self.input_code(0));
                for (entry, _) in self.layers() {
                    let layer = layer_code(entry, before, prefix, false).replace('\n', "\n    ");
                    let _ = writeln!(text, "    {layer},");
                }
                text + "]" + name + ")"
            }
            ModelKind::Functional => {
                let one = self.inputs.len() == 1;
                let variable = |&symbol: &Symbol| match symbol {
                    Symbol::Input(_) if one => format!("{prefix}inputs"),
                    Symbol::Input(input) => format!("{prefix}inputs{}", input + 1),
                    Symbol::Output { call, .. } if self.call_outputs(call) == 1 => {
                        format!("{prefix}x{}", call + 1)
                    }
                    Symbol::Output { call, index } => format!("{prefix}x{}[{index}]", call + 1),
                };
                let listed = |symbols: &[Symbol], brackets: bool| {
                    let names: Vec<String> = symbols.iter().map(variable).collect();
                    let names = names.join(", ");
                    if brackets { format!("[{names}]") } else { names }
                };
                let ends = |symbols: &[Symbol]| listed(symbols, symbols.len() > 1);
                let mut lines = String::new();
                let inputs: Vec<Symbol> = (0..self.inputs.len()).map(Symbol::Input).collect();
                for (input, symbol) in inputs.iter().enumerate() {
                    let _ = writeln!(lines, "{} = {}", variable(symbol), self.input_code(input));
                }
                for (index, call) in self.calls.iter().enumerate() {
                    let entry = &self.layers[call.layer];
                    let is_use = |other: &Call| other.layer == call.layer;
                    let is_first = !self.calls[..index].iter().any(is_use);
                    let mut layer = String::new();
                    if is_first {
                        // Losses and metrics of several outputs may be given by name.
                        let is_output = |symbol: &Symbol| match *symbol {
                            Symbol::Output { call, .. } => is_use(&self.calls[call]),
                            Symbol::Input(_) => false,
                        };
                        let needed = self.outputs.len() > 1 && self.outputs.iter().any(is_output);
                        layer = layer_code(entry, before, &format!("{prefix}{}_", entry.name), needed);
                    }
                    if !is_first || self.calls[index + 1..].iter().any(is_use) {
                        let name = format!("{prefix}{}", entry.name);
                        if is_first {
                            let _ = writeln!(lines, "{name} = {layer}");
                        }
                        layer = name;
                    }
                    let (placed, named) = call.parts(&*entry.layer);
                    let mut arguments = listed(placed, entry.layer.joins());
                    if let Some((name, symbols)) = named {
                        let _ = write!(arguments, ", {name}={}", listed(symbols, symbols.len() > 1));
                    }
                    for (name, value) in call.arguments.given() {
                        let _ = write!(arguments, ", {name}={}", if value { "True" } else { "False" });
                    }
                    let _ = writeln!(lines, "{prefix}x{} = {layer}({arguments})", index + 1);
                }
                *before += &lines;
                format!("keras.Model({}, {}{name})", ends(&inputs), ends(&self.outputs))
            }
        }
    }
}

/// The expression that makes a layer; with its name where that is `needed`.
fn layer_code(entry: &Entry, before: &mut String, prefix: &str, needed: bool) -> String {
    let class = entry.layer.class_name();
    let name = name_code(&entry.name, class, needed);
    match entry.layer.nested() {
        Some(nested) => nested.code_into(before, prefix, &name),
        None => {
            let arguments = entry.layer.arguments();
            // A name alone has no comma before it.
            let name = if arguments.is_empty() { name.get(2..).unwrap_or_default() } else { &name };
            format!("layers.{class}({arguments}{name})")
        }
    }
}

/// The argument that names a layer of this class; nothing where Keras gives such a name by itself, unless it is `needed`.
fn name_code(name: &str, class: &str, needed: bool) -> String {
    let automatic = name.strip_prefix(&base_name(class)).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('_').is_some_and(|n| n.bytes().all(|c| c.is_ascii_digit()))
    });
    // A text in JSON is one in Python.
    if automatic && !needed { String::new() } else { format!(", name={}", Value::from(name)) }
}

/// The shape of a batch of samples, as Keras prints it.
fn none_first(sample: &OpenShape) -> String {
    OpenShape::new([&[None], &sample[..]].concat()).to_string()
}

/// Bytes as Keras shows them: `879.04 KB`.
fn memory(bytes: usize) -> String {
    let (mut unit, mut size) = (0, 1usize);
    while unit < 3 && bytes >= size * 1024 {
        unit += 1;
        size *= 1024;
    }
    // Hundredths, rounded.
    let hundredths = (bytes as u64 * 100 + size as u64 / 2) / size as u64;
    format!("{}.{:02} {}", hundredths / 100, hundredths % 100, ["B", "KB", "MB", "GB"][unit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{Dense, Merge};
    use crate::models::Functional;

    #[test]
    fn functional_models_show_their_connections() {
        let mut model = Functional::new();
        let x = model.input([4]);
        let shared = model.layer(Dense::new(4));
        let h = model.call(shared, &[x]);
        let h = model.call(shared, &[h]);
        let inner = model.apply(Network::sequential([4], [Dense::new(4).into()]).unwrap(), &[h]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[x, inner]);
        let network = model.outputs(&[sum]).unwrap();
        let summary = network.summary();
        assert!(
            summary.contains("│ dense (Dense)            │ (None, 4)         │         20 │"),
            "{summary}"
        );
        assert!(summary.contains("│ input_layer[0][0], sequential[0][0] │"), "{summary}");
        assert_eq!(
            network.keras_code(),
            "inputs = keras.Input(shape=(4,))\ndense = layers.Dense(4)\nx1 = dense(inputs)\nx2 = dense(x1)\n\
             x3 = keras.Sequential([\n    keras.Input(shape=(4,)),\n    layers.Dense(4),\n])(x2)\n\
             x4 = layers.Add()([inputs, x3])\nmodel = keras.Model(inputs, x4)\n"
        );
    }

    #[test]
    fn code_has_the_names_that_a_compile_may_ask_for() {
        let mut model = Functional::new();
        let x = model.input([2]);
        let shared = model.layer(Dense::new(2));
        let first = model.call(shared, &[x]);
        let second = model.call(shared, &[first]);
        let sum = model.apply(Merge::new("Add").unwrap(), &[first, second]);
        let inner =
            Network::sequential([2], [Dense::new(2).into(), Entry::from(Dense::new(1)).named("say \"y\"")]);
        let last = model.apply(Entry::from(inner.unwrap()).named("tail"), &[sum]);
        let network = model.outputs(&[second, sum, last]).unwrap();
        assert_eq!(
            network.keras_code(),
            "inputs = keras.Input(shape=(2,))\ndense = layers.Dense(2, name=\"dense\")\nx1 = dense(inputs)\n\
             x2 = dense(x1)\nx3 = layers.Add(name=\"add\")([x1, x2])\n\
             x4 = keras.Sequential([\n    keras.Input(shape=(2,)),\n    layers.Dense(2),\n    \
             layers.Dense(1, name=\"say \\\"y\\\"\"),\n], name=\"tail\")(x3)\n\
             model = keras.Model(inputs, [x2, x3, x4])\n"
        );
        let automatic = ["dense", "dense_12", "dense_", "dense1", "dense_a", "dens"];
        assert_eq!(
            automatic.map(|name| name_code(name, "Dense", false)),
            ["", "", "", ", name=\"dense1\"", ", name=\"dense_a\"", ", name=\"dens\""]
        );
    }

    #[test]
    fn sizes_read_as_in_keras() {
        assert_eq!(
            [0, 1023, 900_136, 76_136_708].map(memory),
            ["0.00 B", "1023.00 B", "879.04 KB", "72.61 MB"]
        );
    }
}
