//! `LSTM`, `GRU` and `RNN`, in one direction or both.

use alloc::vec::Vec;

use pupil_core::config::members;
use serde_json::Value;

use super::build::{BATCH, Build, Known, ONE, View};
use super::constant::{Constant, Op, count, size};
use super::dims::Dims;
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

/// Keras's name of an activation.
fn activation(name: &str, alpha: Option<f64>, beta: Option<f64>) -> Op<&'static str> {
    Ok(match name {
        "Tanh" | "tanh" => "tanh",
        "Sigmoid" | "sigmoid" => "sigmoid",
        "Relu" | "relu" => "relu",
        "Softsign" => "softsign",
        "Softplus" => "softplus",
        "HardSigmoid"
            if alpha.is_some_and(|a| (a * 6.0 - 1.0).abs() < 1e-4) && beta.is_none_or(|b| b == 0.5) =>
        {
            "hard_sigmoid"
        }
        "Affine" if alpha.is_none_or(|a| a == 1.0) && beta.is_none_or(|b| b == 0.0) => "linear",
        _ => return Err(&"one of its activations is not one of Keras's"),
    })
}

impl Kind {
    /// A matrix `(gates * units, n)` of one direction as Keras's `(n, gates * units)`.
    fn kernel(&self, all: &Constant, direction: usize, n: usize, units: usize) -> (Dims, Vec<f32>) {
        let wide = self.gates.len() * units;
        let start = direction * wide * n;
        let mut values = Vec::with_capacity(wide * n);
        for column in 0..n {
            for &gate in self.gates {
                let row = |unit: usize| all.values[start + (gate * units + unit) * n + column] as f32;
                values.extend((0..units).map(row));
            }
        }
        (Dims::of(&[n, wide]), values)
    }

    /// The two biases of one direction, in Keras's order of gates.
    fn biases(&self, all: &Constant, direction: usize, units: usize) -> [Vec<f32>; 2] {
        let wide = self.gates.len() * units;
        [0, 1].map(|half| {
            let start = (2 * direction + half) * wide;
            let gates = self.gates.iter().flat_map(|&gate| (0..units).map(move |unit| gate * units + unit));
            gates.map(|at| all.values[start + at] as f32).collect()
        })
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
        let batch_first = node.int("layout", 0) == 1;
        let order = if batch_first { [0, 1, 2] } else { [1, 0, 2] };
        let &[_, _, features] = &*shape else {
            return Err(&"its input has not 3 axes");
        };
        let steps = shape[order[1]];
        let (kernel, recurrent) = (self.constant(node, 1)?, self.constant(node, 2)?);
        let &[directions, wide, units] = &*recurrent.dims else {
            return Err(&"its recurrent weights have not 3 axes");
        };
        let expected = match node.text("direction") {
            "bidirectional" => 2,
            _ => 1,
        };
        if wide != kind.gates.len().saturating_mul(units)
            || *kernel.dims != [directions, wide, features]
            || directions != expected
            || units == 0
        {
            return Err(&"its weights do not fit each other or its input");
        }
        let bias = match self.id(node, 3) {
            0 => None,
            _ => Some(self.constant(node, 3)?),
        };
        if bias.as_ref().is_some_and(|bias| *bias.dims != [directions, 2 * wide]) {
            return Err(&"its bias does not fit");
        }
        self.check_states(node, steps)?;
        let options = self.options(node, &kind, units, bias.is_some())?;

        let used = |output: usize| {
            let id = node.outputs.get(output).copied().unwrap_or(0);
            id != 0 && self.uses[id] > 0
        };
        if used(2) {
            return Err(&"its last cell state is used");
        }
        let (sequences, last) = (used(0), used(1));
        let reset_after = options[0].get("reset_after").and_then(Value::as_bool) == Some(true);
        let mut weights = Vec::new();
        for direction in 0..directions {
            weights.push(kind.kernel(&kernel, direction, features, units));
            weights.push(kind.kernel(&recurrent, direction, units, units));
            let Some(bias) = &bias else { continue };
            let [first, second] = kind.biases(bias, direction, units);
            weights.push(match reset_after {
                true => (Dims::of(&[2, wide]), [first, second].concat()),
                false => (Dims::of(&[wide]), first.iter().zip(&second).map(|(a, b)| a + b).collect()),
            });
        }
        let backwards = node.text("direction") == "reverse";
        if backwards && sequences {
            return Err(&"it goes backwards and returns all steps, in an order that Keras does not return");
        }
        let input = self.arranged(&view, &order)?;
        let width = directions * units;
        count(&[steps, width])?;
        let mut out = Dims::of(&[BATCH, steps, width]);
        if !sequences {
            out.remove(1);
        }
        let [mut first, second] = options;
        first["return_sequences"] = sequences.into();
        first["go_backwards"] = backwards.into();
        let layer = if directions == 1 {
            self.layer(kind.class, first, &[input], out, weights)
        } else {
            let mut second = second;
            second["return_sequences"] = sequences.into();
            second["go_backwards"] = true.into();
            let inner = |name: &str, mut config: Value| {
                config["name"] = name.into();
                members([("class_name", kind.class.into()), ("config", config)])
            };
            let options = members([
                ("layer", inner("forward", first)),
                ("backward_layer", inner("backward", second)),
                ("merge_mode", "concat".into()),
            ]);
            self.layer("Bidirectional", options, &[input], out, weights)
        };
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
        let folded = 0;
        if sequences {
            let sole = !last;
            let (layer, [batch, step, direction, unit]) = match directions {
                1 => (layer, [0, 1, ONE, 2]),
                _ => (self.reshaped(layer, Dims::of(&[BATCH, steps, directions, units]))?, [0, 1, 2, 3]),
            };
            let axes = match batch_first {
                true => Dims::of(&[batch, step, direction, unit]),
                false => Dims::of(&[step, direction, batch, unit]),
            };
            self.set(node, 0, Known::View(View { layer, axes, folded, sole }));
        }
        if !last {
            return Ok(());
        }
        let mut axes = Dims::of(&[1, 0, 2]);
        let layer = match (sequences, directions) {
            (false, 1) => {
                axes = Dims::of(&[ONE, 0, 1]);
                layer
            }
            (false, _) => self.reshaped(layer, Dims::of(&[BATCH, directions, units]))?,
            (true, _) => {
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
                    _ => {
                        let options = members([("axis", 1.into())]);
                        self.layer(
                            "Concatenate",
                            options,
                            &ends,
                            Dims::of(&[BATCH, directions, units]),
                            Vec::new(),
                        )
                    }
                }
            }
        };
        if batch_first {
            axes.swap(0, 1);
        }
        self.set(node, 1, Known::View(View { layer, axes, folded, sole: true }));
        Ok(())
    }

    /// Refuses initial states other than zeros, sequences of several lengths, and peepholes.
    fn check_states(&mut self, node: &Node<'_>, steps: usize) -> Op<()> {
        if self.id(node, 4) != 0 {
            let lengths = self.constant(node, 4)?;
            if lengths.values.iter().any(|&n| n != steps as f64) {
                return Err(&"its sequences have several lengths");
            }
        }
        for input in 5..=7 {
            if self.id(node, input) == 0 {
                continue;
            }
            let zeros = self.constant(node, input).is_ok_and(|state| state.values.iter().all(|&v| v == 0.0));
            if !zeros {
                return Err(&"it starts from a state that is not zero, or has peepholes");
            }
        }
        if node.has("clip") || node.int("input_forget", 0) != 0 {
            return Err(&"it has the option clip or input_forget");
        }
        Ok(())
    }

    /// The options of the layer in each direction.
    fn options(&self, node: &Node<'_>, kind: &Kind, units: usize, bias: bool) -> Op<[Value; 2]> {
        let given = node.texts("activations");
        let (alphas, betas) = (node.floats("activation_alpha"), node.floats("activation_beta"));
        let each = kind.activations.len();
        let read = |direction: usize| -> Op<Value> {
            let name = |k: usize| -> Op<&'static str> {
                let at = direction * each + k;
                let text = given.get(at).copied().unwrap_or(kind.activations[k]);
                activation(
                    text,
                    alphas.get(at).or(alphas.first()).copied(),
                    betas.get(at).or(betas.first()).copied(),
                )
            };
            let candidate = name(usize::from(each > 1))?;
            if each == 3 && name(2)? != candidate {
                return Err(&"its cell and its output have different activations");
            }
            let mut options = members([
                ("units", units.into()),
                ("activation", candidate.into()),
                ("use_bias", bias.into()),
            ]);
            if each > 1 {
                options["recurrent_activation"] = name(0)?.into();
            }
            if kind.class == "GRU" {
                options["reset_after"] = (node.int("linear_before_reset", 0) != 0).into();
            }
            Ok(options)
        };
        size(units as f64)?;
        let forward = read(0)?;
        let backward = if node.text("direction") == "bidirectional" { read(1)? } else { forward.clone() };
        Ok([forward, backward])
    }
}
