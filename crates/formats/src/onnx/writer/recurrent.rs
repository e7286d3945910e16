//! `LSTM`, `GRU`, `SimpleRNN` and `Bidirectional` as ONNX's recurrent operators.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::object;
use pupil_core::error::Result;
use serde_json::Value;

use super::graph::{Attribute, Graph, Layer, Tensor};

use Attribute::{Floats, Int, Ints, Text, Texts};

/// For each of ONNX's gates its place among Keras's gates. ONNX's gates are input, output, forget, cell; Keras's input,
/// forget, cell, output.
fn gates(class: &str) -> &'static [usize] {
    match class {
        "LSTM" => &[0, 3, 1, 2],
        "GRU" => &[0, 1, 2],
        _ => &[0],
    }
}

/// Keras's `(n, gates * units)` as ONNX's `(gates * units, n)`.
fn rows(gates: &[usize], values: &[f32], units: usize, out: &mut Vec<f32>) {
    let wide = gates.len() * units;
    let n = values.len() / wide.max(1);
    for &gate in gates {
        for unit in 0..units {
            out.extend((0..n).map(|row| values[row * wide + gate * units + unit]));
        }
    }
}

/// ONNX's name of an activation, with alpha and beta if it takes them.
fn function(layer: &Layer<'_>, name: &str) -> Result<(&'static str, &'static [f32])> {
    Ok(match name {
        "tanh" => ("Tanh", &[]),
        "sigmoid" => ("Sigmoid", &[]),
        "relu" => ("Relu", &[]),
        "softsign" => ("Softsign", &[]),
        "softplus" => ("Softplus", &[]),
        "hard_sigmoid" => ("HardSigmoid", &[1.0 / 6.0, 0.5]),
        "linear" => ("Affine", &[1.0, 0.0]),
        _ => return Err(layer.error(&format!("ONNX's operator does not have its activation {name}"))),
    })
}

pub(super) fn write(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    let &[steps, features] = &*x.shape else { return Err(layer.error("its input is not a sequence")) };
    let both = layer.class == "Bidirectional";
    // The layers of each direction: class and options.
    let mut sides: Vec<(&str, &Value)> = Vec::new();
    if both {
        for key in ["layer", "backward_layer"] {
            let inner = &layer.config[key];
            sides.extend(object(inner).map(|(class, _)| (class, &inner["config"])));
        }
    } else {
        sides.push((layer.class, layer.config));
    }
    let &[(class, config), ..] = &*sides else { return Err(layer.error("its inner layer is missing")) };
    let agree = ["units", "return_sequences", "reset_after"];
    if sides.iter().any(|side| side.0 != class || agree.iter().any(|&key| side.1[key] != config[key])) {
        return Err(layer.error("its two directions have different options"));
    }
    let backwards = config["go_backwards"] == true;
    if both && backwards {
        return Err(layer.error("its first direction goes backwards"));
    }
    let units = config["units"].as_u64().unwrap_or(0) as usize;
    let sequences = config["return_sequences"] == true;
    let reset_after = class == "GRU" && config["reset_after"] == true;
    let order = gates(class);
    let (directions, wide) = (sides.len(), order.len() * units);
    let (mut kernels, mut recurrents, mut biases) = (Vec::new(), Vec::new(), Vec::new());
    let (mut names, mut alphas, mut betas) = (Vec::new(), Vec::new(), Vec::new());
    let mut index = 0;
    for (_, config) in &sides {
        rows(order, &layer.weight(index)?.1, units, &mut kernels);
        rows(order, &layer.weight(index + 1)?.1, units, &mut recurrents);
        index += 2;
        if config["use_bias"] == false {
            biases.extend(vec![0.0; 2 * wide]);
        } else {
            let bias = &layer.weight(index)?.1;
            index += 1;
            for half in bias.chunks(wide.max(1)) {
                rows(order, half, units, &mut biases);
            }
            if !reset_after {
                biases.extend(vec![0.0; wide]);
            }
        }
        let option = |key: &str| config[key].as_str().unwrap_or_default();
        let candidate = option("activation");
        let recurrent = option("recurrent_activation");
        let functions: &[&str] = match class {
            "LSTM" => &[recurrent, candidate, candidate],
            "GRU" => &[recurrent, candidate],
            _ => &[candidate],
        };
        for name in functions {
            let (name, numbers) = function(layer, name)?;
            names.push(name);
            // The lists hold numbers for those functions only that take them.
            if let &[alpha, beta] = numbers {
                alphas.push(alpha);
                betas.push(beta);
            }
        }
    }

    let name = graph.channels_last(x);
    let name = graph.transposed(&name, &[1, 0, 2]);
    let kernel = graph.floats("kernel", &[directions, wide, features], &kernels);
    let recurrent = graph.floats("recurrent_kernel", &[directions, wide, units], &recurrents);
    let bias = graph.floats("bias", &[directions, 2 * wide], &biases);
    let direction = match (both, backwards) {
        (true, _) => "bidirectional",
        (_, true) => "reverse",
        _ => "forward",
    };
    let mut options = vec![
        ("hidden_size", Int(units as i64)),
        ("direction", Text(direction)),
        ("activations", Texts(&names)),
    ];
    if !alphas.is_empty() {
        options.extend([("activation_alpha", Floats(&alphas)), ("activation_beta", Floats(&betas))]);
    }
    if class == "GRU" {
        options.push(("linear_before_reset", Int(i64::from(reset_after))));
    }
    let op = if class == "SimpleRNN" { "RNN" } else { class };
    let y = graph.node_output(op, &[&name, &kernel, &recurrent, &bias], &options, usize::from(!sequences));

    let merge = layer.text("merge_mode");
    let width = if both && merge == "concat" { 2 * units } else { units };
    let shape = if sequences { vec![steps, width] } else { vec![width] };
    // All steps are (steps, directions, batch, units), the last one (directions, batch, units).
    let (axis, samples_first): (i64, &[i64]) = if sequences { (1, &[2, 0, 1, 3]) } else { (0, &[1, 0, 2]) };
    let mut y = if both {
        let y = graph.transposed(&y, samples_first);
        let place = [axis + 1];
        let list = [("axes", Ints(&place)), ("keepdims", Int(0))];
        match merge {
            "concat" => graph.reshaped(&y, &shape),
            "sum" => {
                let place = graph.list("axes", &place);
                graph.node("ReduceSum", &[&y, &place], &list[1..])
            }
            "ave" => graph.node("ReduceMean", &[&y], &list),
            "mul" => graph.node("ReduceProd", &[&y], &list),
            _ => return Err(layer.error("its merge_mode is not known")),
        }
    } else {
        let place = graph.list("axes", &[axis]);
        let y = graph.op("Squeeze", &[&y, &place]);
        if sequences { graph.transposed(&y, &[1, 0, 2]) } else { y }
    };
    if backwards && sequences {
        // Keras returns the last step first.
        let [starts, ends, list, steps] =
            [("starts", -1), ("ends", i64::MIN + 1), ("axes", 1), ("steps", -1)]
                .map(|(name, value)| graph.list(name, &[value]));
        y = graph.op("Slice", &[&y, &starts, &ends, &list, &steps]);
    }
    Ok(Tensor::last(shape, y))
}
