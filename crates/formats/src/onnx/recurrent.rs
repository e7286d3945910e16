//! `LSTM`, `GRU` and `RNN`, in one direction or both.

use alloc::vec::Vec;

use super::build::{BATCH, Build, Known, ONE, View};
use super::constant::{Constant, Op, Reason, count};
use super::dims::Dims;
use super::options::Options;
use super::proto::Node;

/// A recurrent operator and its Keras layer.
struct Kind {
    class: &'static str,
    /// For each of Keras's gates its place among ONNX's gates.
    gates: &'static [usize],
    /// ONNX's default activations: the gates' and the candidate's, or only that.
    activations: &'static [&'static str],
}

// ONNX's gates are input, output, forget, cell; Keras's input, forget, cell, output.
const LSTM: Kind = Kind { class: "LSTM", gates: &[0, 2, 3, 1], activations: &["Sigmoid", "Tanh", "Tanh"] };
const GRU: Kind = Kind { class: "GRU", gates: &[0, 1, 2], activations: &["Sigmoid", "Tanh"] };
const RNN: Kind = Kind { class: "SimpleRNN", gates: &[0], activations: &["Tanh"] };

/// Activations of recurrent operators that have Keras's names, but for upper case. Some exporters write lower case.
const ACTIVATIONS: &[&str] = &["tanh", "sigmoid", "relu", "softsign", "softplus"];

/// Keras's name of an activation, with its place in the node's lists.
#[inline(never)]
fn activation(node: &Node<'_>, name: &str, at: usize) -> Op<&'static str> {
    if let Some(name) = ACTIVATIONS.iter().find(|other| other.eq_ignore_ascii_case(name)) {
        return Ok(name);
    }
    let option = |key: &str, default: f64| {
        let list = node.floats(key);
        list.get(at).or(list.first()).copied().unwrap_or(default)
    };
    let (alpha, beta) = ("activation_alpha", "activation_beta");
    match name {
        "HardSigmoid" if (option(alpha, 0.0) * 6.0 - 1.0).abs() < 1e-4 && option(beta, 0.5) == 0.5 => {
            Ok("hard_sigmoid")
        }
        "Affine" if option(alpha, 1.0) == 1.0 && option(beta, 0.0) == 0.0 => Ok("linear"),
        _ => Err(&"one of its activations is not one of Keras's"),
    }
}

impl Kind {
    /// A matrix `(gates * units, n)` of one direction as Keras's `(n, gates * units)`. A list of biases has `n` = 1.
    #[inline(never)]
    fn gates(&self, all: &Constant, start: usize, n: usize, units: usize) -> Op<Constant> {
        let mut values = Vec::new();
        for column in 0..n {
            for &gate in self.gates {
                for unit in 0..units {
                    let at = (start + gate * units + unit) * n + column;
                    values
                        .push(*all.values.get(at).ok_or(&"its weights do not fit each other or its input")?);
                }
            }
        }
        let dims = Dims::of(&[n, self.gates.len() * units]);
        Ok(Constant { dims, values, whole: false, source: all.source })
    }
}

impl<'a> Build<'a> {
    pub(super) fn recurrent(&mut self, node: &Node<'a>) -> Op<()> {
        let kind = match node.op {
            "LSTM" => LSTM,
            "GRU" => GRU,
            _ => RNN,
        };
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let order = if node.int("layout", 0) == 1 { [0, 1, 2] } else { [1, 0, 2] };
        if shape.len() != 3 {
            return Err(&"its input has not 3 axes");
        }
        let (steps, features) = (shape[order[1]], shape[2]);
        let (kernel, recurrent) = (self.constant(node, 1)?, self.constant(node, 2)?);
        let &[directions, wide, units] = &*recurrent.dims else {
            return Err(&"its recurrent weights have not 3 axes");
        };
        let direction = node.text("direction");
        if wide != kind.gates.len().saturating_mul(units)
            || *kernel.dims != [directions, wide, features]
            || directions != if direction == "bidirectional" { 2 } else { 1 }
            || units == 0
        {
            return Err(&"its weights do not fit each other or its input");
        }
        let bias = match self.id(node, 3) {
            0 => None,
            id => Some(self.constant_of(id)?),
        };
        if bias.as_ref().is_some_and(|bias| *bias.dims != [directions, 2 * wide]) {
            return Err(&"its bias does not fit");
        }
        self.check_states(node, steps)?;
        let used = |output: usize| {
            let id = node.outputs.get(output).copied().unwrap_or(0);
            id != 0 && self.uses[id] > 0
        };
        if used(2) {
            return Err(&"its last cell state is used");
        }
        let (sequences, last) = (used(0), used(1));
        let backwards = direction == "reverse";
        if backwards && sequences {
            return Err(&"it goes backwards and returns all steps");
        }
        // For each direction the options; for all of them the weights.
        let (mut sides, mut weights) = (Vec::new(), Vec::new());
        for at in 0..directions {
            let mut options = self.options(node, &kind, at)?;
            let reset_after = options.is_true("reset_after");
            options
                .size("units", units)
                .flag("use_bias", bias.is_some())
                .flag("return_sequences", sequences)
                .flag("go_backwards", backwards || at == 1);
            sides.push(options);
            weights.push(kind.gates(&kernel, at * wide, features, units)?);
            weights.push(kind.gates(&recurrent, at * wide, units, units)?);
            let Some(bias) = &bias else { continue };
            let mut first = kind.gates(bias, 2 * at * wide, 1, units)?;
            let second = kind.gates(bias, (2 * at + 1) * wide, 1, units)?;
            if reset_after {
                first.values.extend_from_slice(&second.values);
                first.dims[0] = 2;
            } else {
                first.dims.remove(0);
                let pairs = first.values.iter_mut().zip(&second.values);
                pairs.for_each(|(a, &b)| *a = f64::from(*a as f32 + b as f32));
            }
            weights.push(first);
        }
        let input = self.arranged(&view, &order)?;
        let width = directions * units;
        count(&[steps, width])?;
        let mut out = Dims::of(&[BATCH, steps, width]);
        if !sequences {
            out.remove(1);
        }
        let (mut class, mut options) = (kind.class, Options::new());
        if directions == 1 {
            options = sides.pop().unwrap_or(options);
        } else {
            let names = [("layer", "forward"), ("backward_layer", "backward")];
            for ((key, name), mut side) in names.into_iter().zip(sides) {
                side.text("name", name);
                let inner = Options::new().text("class_name", class).set("config", side.0).take();
                options.set(key, inner.0);
            }
            options.text("merge_mode", "concat");
            class = "Bidirectional";
        }
        let layer = self.layer(class, options, &[input], &out);
        weights.iter().for_each(|weight| self.weight(layer, weight));
        self.set_outputs(node, layer, (directions, units, steps), (sequences, last))
    }

    /// Gives a node's outputs their views: all steps, and the last one.
    fn set_outputs(
        &mut self,
        node: &Node<'a>,
        layer: usize,
        (directions, units, steps): (usize, usize, usize),
        (sequences, last): (bool, bool),
    ) -> Op<()> {
        let batch_first = node.int("layout", 0) == 1;
        let several = directions > 1;
        let set = |build: &mut Self, output: usize, layer: usize, axes: &[usize], sole: bool| {
            let view = View { layer, axes: Dims::of(axes), folded: 0, sole };
            build.set(node, output, Known::View(view));
        };
        if sequences {
            let (mut layer, mut direction, mut unit) = (layer, ONE, 2);
            if several {
                layer = self.reshaped(layer, &Dims::of(&[BATCH, steps, directions, units]))?;
                (direction, unit) = (2, 3);
            }
            let axes = if batch_first { [0, 1, direction, unit] } else { [1, direction, 0, unit] };
            set(self, 0, layer, &axes, !last);
        }
        if !last {
            return Ok(());
        }
        let ended = Dims::of(&[BATCH, directions, units]);
        let mut axes = [1, 0, 2];
        let layer = if sequences {
            // The last step of the first direction, and the first step of the second.
            let whole = self.whole(layer);
            let mut ends = Vec::new();
            for direction in 0..directions {
                let step = if direction == 0 { steps - 1 } else { 0 };
                let step = self.part(&whole, 1, step, step + 1)?;
                let half = self.part(&step, 2, direction * units, (direction + 1) * units)?;
                ends.push(self.arranged(&half, &[0, 1, 2])?);
            }
            match *ends {
                [layer] => layer,
                _ => self.layer("Concatenate", Options::new().size("axis", 1).take(), &ends, &ended),
            }
        } else if several {
            self.reshaped(layer, &ended)?
        } else {
            axes = [ONE, 0, 1];
            layer
        };
        if batch_first {
            axes.swap(0, 1);
        }
        set(self, 1, layer, &axes, true);
        Ok(())
    }

    /// Refuses initial states other than zeros, sequences of several lengths, and peepholes.
    fn check_states(&mut self, node: &Node<'_>, steps: usize) -> Op<()> {
        for input in 4..=7 {
            let (expected, reason): (f64, Reason) = match input {
                4 => (steps as f64, &"its sequences have several lengths"),
                _ => (0.0, &"it starts from a state that is not zero, or has peepholes"),
            };
            if self.id(node, input) != 0 {
                match self.constant(node, input) {
                    Ok(given) if given.values.iter().all(|&value| value == expected) => {}
                    _ => return Err(reason),
                }
            }
        }
        if node.has("clip") || node.int("input_forget", 0) != 0 {
            return Err(&"it has the option clip or input_forget");
        }
        Ok(())
    }

    /// The activations of the layer in one direction, and how it resets.
    fn options(&self, node: &Node<'_>, kind: &Kind, direction: usize) -> Op<Options> {
        let given = node.texts("activations");
        let mut names = [""; 3];
        for (k, default) in kind.activations.iter().enumerate() {
            let at = direction * kind.activations.len() + k;
            names[k] = activation(node, given.get(at).unwrap_or(default), at)?;
        }
        let mut options = Options::new();
        match kind.activations.len() {
            1 => options.text("activation", names[0]),
            3 if names[1] != names[2] => {
                return Err(&"its cell and its output have different activations");
            }
            _ => options.text("recurrent_activation", names[0]).text("activation", names[1]),
        };
        if kind.class == "GRU" {
            options.flag("reset_after", node.int("linear_before_reset", 0) != 0);
        }
        Ok(options)
    }
}
