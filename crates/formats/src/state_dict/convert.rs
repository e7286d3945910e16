//! How the tensors of a layer become Keras's weights, for each class of layers.

use alloc::vec;
use alloc::vec::Vec;

use super::layer::{Layer, WeightsFrom};
use super::unit::{Unit, floats};
use crate::safetensors::Entry;
use crate::source::file_name;

/// The tensors that make one weight.
pub(super) struct Part<'e> {
    /// One tensor, or PyTorch's two biases of a recurrent layer.
    entries: Vec<&'e Entry<'e>>,
    /// The order in which the axes are taken.
    axes: Vec<usize>,
    /// The shape before that, where it is not the tensor's.
    shape: Vec<usize>,
    /// The order of the gates, the blocks of the last axis.
    gates: &'static [usize],
    /// True if the two biases stay apart, one after the other; otherwise they are added.
    apart: bool,
}

/// The order of GRU's gates: PyTorch has reset, update, new, and Keras update, reset, new.
const GRU_GATES: &[usize] = &[1, 0, 2];

impl<'e> Part<'e> {
    fn new(entry: &'e Entry<'e>) -> Self {
        let shape = entry.shape.to_vec();
        Self { entries: vec![entry], axes: (0..shape.len()).collect(), shape, gates: &[], apart: false }
    }

    fn axes(mut self, axes: &[usize]) -> Self {
        self.axes = axes.to_vec();
        self
    }

    /// The shape of the weight.
    fn result(&self) -> Vec<usize> {
        let mut shape: Vec<usize> = self.axes.iter().map(|&axis| self.shape[axis]).collect();
        if self.apart {
            shape.insert(0, self.entries.len());
        }
        shape
    }

    /// True if the axes change their order.
    pub fn is_transposed(&self) -> bool {
        !self.axes.is_sorted()
    }

    /// The weight's numbers.
    pub fn numbers(&self) -> Vec<f32> {
        let mut all = Vec::new();
        for entry in &self.entries {
            let mut numbers = permuted(&floats(entry), &self.shape, &self.axes);
            if !self.gates.is_empty() {
                numbers = regrouped(&numbers, self.result().last().copied().unwrap_or(1), self.gates);
            }
            if all.is_empty() || self.apart {
                all.extend(numbers);
            } else {
                all.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
            }
        }
        all
    }
}

/// Numbers with the axes in another order.
fn permuted(numbers: &[f32], shape: &[usize], axes: &[usize]) -> Vec<f32> {
    if axes.is_sorted() {
        return numbers.to_vec();
    }
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    let mut place = vec![0; axes.len()];
    let mut out = Vec::with_capacity(numbers.len());
    for _ in 0..numbers.len() {
        out.push(numbers[axes.iter().zip(&place).map(|(&axis, &at)| strides[axis] * at).sum::<usize>()]);
        for (at, &axis) in place.iter_mut().zip(axes).rev() {
            *at += 1;
            if *at < shape[axis] {
                break;
            }
            *at = 0;
        }
    }
    out
}

/// Rows whose blocks come in another order.
fn regrouped(numbers: &[f32], row: usize, gates: &[usize]) -> Vec<f32> {
    let size = row / gates.len();
    let mut out = Vec::with_capacity(numbers.len());
    for row in numbers.chunks(row.max(1)) {
        gates.iter().for_each(|gate| out.extend_from_slice(&row[gate * size..(gate + 1) * size]));
    }
    out
}

/// For each weight of the layer the tensors that make it, or `None` if they do not fit.
pub(super) fn plan<'e>(layer: &Layer<'_>, unit: &Unit<'e>, from: WeightsFrom) -> Option<Vec<Part<'e>>> {
    // A recurrent layer with two directions has eight tensors. The look-ups below go through all.
    if unit.len() > 8 {
        return None;
    }
    let mut parts = Vec::new();
    let mut used = 0;
    for (name, shape) in &layer.weights {
        let backward = layer.class == "Bidirectional" && is_backward(layer, name);
        let class = match layer.class {
            "Bidirectional" => layer.config["layer"]["class_name"].as_str()?,
            class => class,
        };
        let part = match from {
            WeightsFrom::Keras => as_it_is(unit, file_name(name), backward)?,
            WeightsFrom::PyTorch => of_pytorch(class, unit, file_name(name), shape, backward)?,
        };
        if part.result() != shape[..] || !part.gates.is_empty() && shape.last_axis() % part.gates.len() != 0 {
            return None;
        }
        used += part.entries.len();
        parts.push(part);
    }
    // All tensors have to be used, or a layer without bias would take those of one with bias.
    (used == unit.len()).then_some(parts)
}

/// True for a weight of the backward layer: `bidirectional/backward_lstm/kernel`.
fn is_backward(layer: &Layer<'_>, name: &str) -> bool {
    let within = name.strip_prefix(layer.path).unwrap_or(name);
    within.trim_start_matches('/').starts_with("backward_")
}

/// A weight whose tensor has Keras's layout, under Keras's name or PyTorch's.
fn as_it_is<'e>(unit: &Unit<'e>, own: &str, backward: bool) -> Option<Part<'e>> {
    let roles: &[&str] = match own {
        "kernel" => &["kernel", "weight", "depthwise_kernel", "weight_ih"],
        "recurrent_kernel" => &["recurrent_kernel", "weight_hh"],
        "gamma" => &["gamma", "scale", "weight"],
        "beta" => &["beta", "bias"],
        "moving_mean" => &["moving_mean", "running_mean"],
        "moving_variance" => &["moving_variance", "running_var"],
        "embeddings" => &["embeddings", "weight"],
        "alpha" => &["alpha", "weight"],
        own => &[own][..],
    };
    unit.get(roles, backward).map(Part::new)
}

fn of_pytorch<'e>(
    class: &str,
    unit: &Unit<'e>,
    own: &str,
    shape: &[usize],
    backward: bool,
) -> Option<Part<'e>> {
    let get = |role: &str| unit.get(&[role], backward).map(Part::new);
    let recurrent = matches!(class, "LSTM" | "GRU" | "SimpleRNN");
    let gates = if class == "GRU" { GRU_GATES } else { &[] };
    let part = match own {
        "kernel" | "recurrent_kernel" if recurrent => {
            let part = get(if own == "kernel" { "weight_ih" } else { "weight_hh" })?;
            (part.shape.len() == 2).then_some(())?;
            Part { gates, ..part.axes(&[1, 0]) }
        }
        "bias" if recurrent => {
            let (first, second) = (get("bias_ih")?, get("bias_hh")?);
            (first.shape == second.shape).then_some(())?;
            // Without `reset_after` a GRU of Keras computes something else.
            (class != "GRU" || shape.len() == 2).then_some(())?;
            let entries = [first.entries, second.entries].concat();
            Part { entries, axes: first.axes, shape: first.shape, gates, apart: class == "GRU" }
        }
        "kernel" => {
            let mut part = get("weight")?;
            let axes: &[usize] = match (class, part.shape.len()) {
                ("Dense", 2) => &[1, 0],
                ("Conv1D", 3) => &[2, 1, 0],
                ("Conv2D", 4) => &[2, 3, 1, 0],
                // PyTorch's transposed kernels are (inputs, outputs, ..), and Keras's (.., outputs, inputs).
                ("Conv1DTranspose", 3) => &[2, 1, 0],
                ("Conv2DTranspose", 4) => &[2, 3, 1, 0],
                // One group for each channel: (inputs * multiplier, 1, ..) becomes (.., inputs, multiplier).
                ("DepthwiseConv1D" | "DepthwiseConv2D", rank @ 3..=4) => {
                    let inputs = *shape.get(rank - 2)?;
                    (part.shape[1] == 1 && inputs > 0 && part.shape[0] % inputs == 0).then_some(())?;
                    let multiplier = part.shape[0] / inputs;
                    part.shape = [&[inputs, multiplier], &part.shape[2..]].concat();
                    if rank == 3 { &[2, 0, 1] } else { &[2, 3, 0, 1] }
                }
                _ => return None,
            };
            part.axes(axes)
        }
        // Of a whole picture, whose channels come first.
        "gamma" | "beta" if class == "LayerNormalization" && shape.len() == 3 => {
            let part = get(if own == "gamma" { "weight" } else { "bias" })?;
            (part.shape.len() == 3).then_some(())?;
            part.axes(&[1, 2, 0])
        }
        "gamma" | "scale" | "embeddings" => get("weight")?,
        "alpha" => {
            // One number for all, or one a channel, which Keras stores with axes of size 1.
            let part = get("weight")?;
            (part.shape.iter().product::<usize>() == shape.iter().product::<usize>()).then_some(())?;
            (part.shape.len() == 1 && shape.iter().filter(|&&size| size > 1).count() < 2).then_some(())?;
            Part { shape: shape.to_vec(), axes: (0..shape.len()).collect(), ..part }
        }
        "bias" | "beta" => get("bias")?,
        "moving_mean" => get("running_mean")?,
        "moving_variance" => get("running_var")?,
        _ => return None,
    };
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_and_gates_change_their_order() {
        let numbers: Vec<f32> = (0..6).map(|n| n as f32).collect();
        assert_eq!(permuted(&numbers, &[2, 3], &[1, 0]), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
        assert_eq!(permuted(&numbers, &[1, 2, 3], &[2, 0, 1]), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
        assert_eq!(regrouped(&numbers, 3, GRU_GATES), [1.0, 0.0, 2.0, 4.0, 3.0, 5.0]);
    }
}
