//! The model as Keras prints it, and as Keras code.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;

use super::{ModelKind, Network, Symbol};
use crate::layers::Entry;
use crate::shape::Shape;

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
            for (name, shape) in self.input_names().zip(self.input_shapes()) {
                rows.push([format!("{name} (InputLayer)"), none_first(shape), "0".into(), "-".into()]);
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
            let parameters = weights.iter().map(|weight| weight.shape.size()).sum();
            rows.push([
                format!("{} ({})", entry.name, entry.layer.class_name()),
                none_first(output),
                thousands(parameters),
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
            let _ = writeln!(out, " {label} params: {} ({})", thousands(count), memory(count * 4));
        }
        out
    }

    /// The model as Python code for Keras. Names, initializers, regularizers and constraints are left out.
    pub fn keras_code(&self) -> String {
        let mut out = String::new();
        let model = self.code_into(&mut out, "");
        out + "model = " + &model + "\n"
    }

    /// The Python expression that makes the model. Statements that must come first are added to `before`.
    pub(super) fn code_into(&self, before: &mut String, prefix: &str) -> String {
        match self.kind() {
            ModelKind::Sequential => {
                let mut text = String::from("keras.Sequential([\n");
                let _ = writeln!(text, "    keras.Input(shape={}),", self.input_shape());
                for (entry, _) in self.layers() {
                    let layer = layer_code(entry, before, prefix).replace('\n', "\n    ");
                    let _ = writeln!(text, "    {layer},");
                }
                text + "])"
            }
            ModelKind::Functional => {
                let uses = |layer| self.calls.iter().filter(|call| call.layer == layer).count();
                let mut made: Vec<Option<String>> = alloc::vec![None; self.layers.len()];
                let one = self.inputs.len() == 1;
                let variable = |symbol: Symbol| match symbol {
                    Symbol::Input(_) if one => format!("{prefix}inputs"),
                    Symbol::Input(input) => format!("{prefix}inputs{}", input + 1),
                    Symbol::Output { call, .. } if self.call_outputs(call) == 1 => {
                        format!("{prefix}x{}", call + 1)
                    }
                    Symbol::Output { call, index } => format!("{prefix}x{}[{index}]", call + 1),
                };
                let listed = |symbols: &[Symbol]| {
                    let names: Vec<String> = symbols.iter().map(|&symbol| variable(symbol)).collect();
                    match &names[..] {
                        [name] => name.clone(),
                        names => format!("[{}]", names.join(", ")),
                    }
                };
                let mut lines = String::new();
                let symbols: Vec<Symbol> = (0..self.inputs.len()).map(Symbol::Input).collect();
                for (&symbol, (name, shape)) in
                    symbols.iter().zip(self.input_names().zip(self.input_shapes()))
                {
                    // Several inputs are given by name, so their names are written.
                    let name = if one { String::new() } else { format!(", name=\"{name}\"") };
                    let _ = writeln!(lines, "{} = keras.Input(shape={shape}{name})", variable(symbol));
                }
                for (index, call) in self.calls.iter().enumerate() {
                    let entry = &self.layers[call.layer];
                    let layer = match &made[call.layer] {
                        Some(name) => name.clone(),
                        None => {
                            let code = layer_code(entry, before, &format!("{prefix}{}_", entry.name));
                            let name = format!("{prefix}{}", entry.name);
                            if uses(call.layer) > 1 {
                                let _ = writeln!(lines, "{name} = {code}");
                                made[call.layer] = Some(name.clone());
                                name
                            } else {
                                code
                            }
                        }
                    };
                    let inputs: Vec<String> = call.inputs.iter().map(|&symbol| variable(symbol)).collect();
                    let joined = entry.layer.joins();
                    let inputs = if joined { format!("[{}]", inputs.join(", ")) } else { inputs.join(", ") };
                    let _ = writeln!(lines, "{prefix}x{} = {layer}({inputs})", index + 1);
                }
                *before += &lines;
                format!("keras.Model({}, {})", listed(&symbols), listed(&self.outputs))
            }
        }
    }
}

/// The expression that makes a layer.
fn layer_code(entry: &Entry, before: &mut String, prefix: &str) -> String {
    match entry.layer.nested() {
        Some(nested) => nested.code_into(before, prefix),
        None => format!("layers.{}({})", entry.layer.class_name(), entry.layer.arguments()),
    }
}

fn none_first(sample: &Shape) -> String {
    let mut out = String::from("(None");
    for size in sample.iter() {
        let _ = write!(out, ", {size}");
    }
    out + ")"
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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
    fn sizes_and_counts_read_as_in_keras() {
        assert_eq!(
            [0, 1023, 900_136, 76_136_708].map(memory),
            ["0.00 B", "1023.00 B", "879.04 KB", "72.61 MB"]
        );
        assert_eq!([0, 999, 1000, 225_034].map(thousands), ["0", "999", "1,000", "225,034"]);
    }
}
