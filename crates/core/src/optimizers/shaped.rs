//! Optimizers whose step of a number depends on the whole weight: norms, means of rows and columns, products.
//!
//! The graph of a training step computes the direction of each weight's step, in place of its gradient, and the new
//! values of the slots. The optimizer's formula then only subtracts the direction times the rate.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::table::SHAPED;
use super::{NULL, Optimizer, hyper};
use crate::config::Config;
use crate::error::Result;
use crate::graph::ops::{MatMul, Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// Muon's option `exclude_layers`. Keras reads regular expressions; only those without special signs are supported.
pub(super) fn excluded(config: &Config<'_>) -> Result<Vec<String>> {
    let Some(value) = config.get("exclude_layers") else { return Ok(Vec::new()) };
    let plain = |item: &Value| {
        let text = item.as_str()?;
        let letters = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '-');
        text.chars().all(letters).then(|| text.into())
    };
    let list = value.as_array().and_then(|items| items.iter().map(plain).collect());
    list.ok_or_else(|| config.wrong("exclude_layers", value, "a list of parts of names of weights"))
}

impl Optimizer {
    /// True if the graph of a step computes this optimizer's directions; see [`Optimizer::direction`].
    pub fn is_shaped(&self) -> bool {
        cfg!(feature = "rare") && self.row.formula == SHAPED
    }

    /// What an optimizer of this kind keeps for a weight, in the order of Keras's files: which slot it is in and its
    /// shape. `None` stands for values that Keras stores but never reads.
    pub fn kept_for(&self, name: &str, shape: &Shape) -> Vec<(Option<usize>, Shape)> {
        let own = |slot: usize| (Some(slot), shape.clone());
        match self.row.class {
            "Adafactor" if shape.len() < 2 => {
                let unread = (None, Shape::default());
                vec![unread.clone(), unread, own(1)]
            }
            "Adafactor" => {
                let last = shape.len() - 1;
                let without = |axis: usize| {
                    let mut dims = shape.to_vec();
                    dims.remove(axis);
                    Shape::from(dims)
                };
                vec![(Some(0), without(last)), (Some(1), without(last - 1)), (None, shape.clone())]
            }
            "Muon" if !self.is_adam(name, shape) => vec![own(0)],
            _ => vec![own(0), own(1)],
        }
    }

    /// True for weights that Muon leaves to Adam.
    fn is_adam(&self, name: &str, shape: &Shape) -> bool {
        shape.len() != 2
            || self.option("exclude_embeddings") != 0.0 && name.to_lowercase().contains("embedding")
            || self.excluded.iter().any(|part| name.contains(part.as_str()))
    }

    /// The direction of a weight's step, and the new values of what is kept for it. `slots` are what
    /// [`Optimizer::kept_for`] lists, without the values that are never read; `feed` is the feed of step numbers.
    pub fn direction(
        &self,
        graph: &mut Graph,
        feed: NodeId,
        name: &str,
        [w, g]: [NodeId; 2],
        slots: &[NodeId],
    ) -> Result<(NodeId, Vec<NodeId>)> {
        let number = |graph: &mut Graph, at: usize| {
            let view = View::of(graph.shape(feed)).sliced(0, at, 1);
            graph.push(view, &[feed])
        };
        let a = number(graph, hyper::OWN.start)?;
        let shape = graph.shape(w).clone();
        let constants: Vec<(&str, f64)> =
            self.row.options.iter().zip(&self.options).map(|(&(key, _), &value)| (key, value)).collect();
        if self.row.class == "Muon" {
            let adam = self.is_adam(name, &shape);
            let decay = if adam { self.option("adam_weight_decay") } else { self.decay.unwrap_or(0.0) };
            let decay = [("decay", if decay == NULL { 0.0 } else { decay })];
            let (step, kept) = if adam {
                let m = mix(graph, "adam_beta_1", "g", slots[0], g, &constants)?;
                let v = mix(graph, "adam_beta_2", "g * g", slots[1], g, &constants)?;
                let inputs = [("m", m), ("v", v), ("a", a)];
                (graph.map("a * m / (sqrt(v) + epsilon)", &inputs, &constants)?, vec![m, v])
            } else {
                let m = graph.map("momentum * m + g", &[("m", slots[0]), ("g", g)], &constants)?;
                let formula = "nesterov > 0 ? g + momentum * m : m";
                let x = graph.map(formula, &[("m", m), ("g", g)], &constants)?;
                (self.orthogonalized(graph, x, &constants)?, vec![m])
            };
            let direction = graph.map("x + decay * w", &[("x", step), ("w", w)], &decay)?;
            return Ok((direction, kept));
        }
        // Keras lets the weight decay before it looks at its size.
        let decay = number(graph, hyper::DECAY)?;
        let w = graph.map("w - w * decay", &[("w", w), ("decay", decay)], &[])?;
        if self.row.class == "Lamb" {
            let m = mix(graph, "beta_1", "g", slots[0], g, &constants)?;
            let v = mix(graph, "beta_2", "g * g", slots[1], g, &constants)?;
            let b = number(graph, hyper::OWN.start + 1)?;
            let inputs = [("m", m), ("v", v), ("a", a), ("b", b)];
            let x = graph.map("m * a / (sqrt(v * b) + epsilon)", &inputs, &constants)?;
            let (own, other) = (size(graph, Reduction::Sum, w)?, size(graph, Reduction::Sum, x)?);
            let formula = "x * (n > 0 ? s > 0 ? n / s : 1 : 1)";
            return Ok((graph.map(formula, &[("x", x), ("n", own), ("s", other)], &[])?, vec![m, v]));
        }
        // Adafactor.
        let square = graph.map("g * g + epsilon_1", &[("g", g)], &constants)?;
        let formula = "a * v + (1 - a) * x";
        let moving = |graph: &mut Graph, slot: NodeId, x: NodeId| {
            let shape = graph.shape(slot).clone();
            let x = graph.push(Reshape { shape }, &[x])?;
            graph.map(formula, &[("v", slot), ("x", x), ("a", a)], &[])
        };
        let (v, kept) = match slots {
            &[rows, columns] => {
                let last = shape.len() - 1;
                let mean = |graph: &mut Graph, axis: usize, x: NodeId| {
                    graph.push(Reduce { reduction: Reduction::Mean, axes: vec![axis] }, &[x])
                };
                let by_row = mean(graph, last, square)?;
                let by_column = mean(graph, last - 1, square)?;
                let shapes = [by_row, by_column].map(|x| graph.shape(x).clone());
                let (r, c) = (moving(graph, rows, by_row)?, moving(graph, columns, by_column)?);
                let [of_rows, of_columns] = shapes;
                let wide_r = graph.push(Reshape { shape: of_rows }, &[r])?;
                let wide_c = graph.push(Reshape { shape: of_columns }, &[c])?;
                let all = mean(graph, last - 1, wide_r)?;
                (graph.map("r / m * c", &[("r", wide_r), ("m", all), ("c", wide_c)], &[])?, vec![r, c])
            }
            slots => {
                let v = moving(graph, slots[0], square)?;
                (v, vec![v])
            }
        };
        let x = graph.map("g / sqrt(v)", &[("g", g), ("v", v)], &[])?;
        let (own, other) = (size(graph, Reduction::Mean, w)?, size(graph, Reduction::Mean, x)?);
        let formula = "x / max(1, s / clip_threshold) * max(epsilon_2, n)";
        Ok((graph.map(formula, &[("x", x), ("n", own), ("s", other)], &constants)?, kept))
    }

    /// A matrix near an orthogonal one, by the iteration of Newton and Schulz (Jordan et al. 2024), times the factor of
    /// its size.
    fn orthogonalized(&self, graph: &mut Graph, x: NodeId, constants: &[(&str, f64)]) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        let turned = |graph: &mut Graph, x: NodeId| match shape[0] > shape[1] {
            true => {
                let view = View::of(graph.shape(x)).permuted(&[1, 0]);
                graph.push(view, &[x])
            }
            false => Ok(x),
        };
        let x = turned(graph, x)?;
        let norm = size(graph, Reduction::Sum, x)?;
        let mut x = graph.map("x / (n + e)", &[("x", x), ("n", norm)], &[("e", 1e-7)])?;
        for _ in 0..self.option("ns_steps") as usize {
            // These matrices are symmetric. A product with a transposed operand is always stored in 32 bits.
            let square = graph.push(MatMul::new(false, true), &[x, x])?;
            let fourth = graph.push(MatMul::new(false, true), &[square, square])?;
            let factor = graph.map("muon_b * s + muon_c * f", &[("s", square), ("f", fourth)], constants)?;
            let product = graph.push(MatMul::new(true, false), &[factor, x])?;
            x = graph.map("muon_a * x + p", &[("x", x), ("p", product)], constants)?;
        }
        let rate = self.option("rms_rate");
        let larger = shape[0].max(shape[1]) as f64;
        let factor = if rate == NULL { 1.0 } else { libm::sqrt(larger) * rate };
        let x = graph.map("x * f", &[("x", x)], &[("f", factor)])?;
        turned(graph, x)
    }
}

/// A moving mean of a formula of the gradient; `share` is the option that says which share of it is kept.
fn mix(
    graph: &mut Graph,
    share: &str,
    formula: &str,
    slot: NodeId,
    g: NodeId,
    constants: &[(&str, f64)],
) -> Result<NodeId> {
    let formula = alloc::format!("m + ({formula} - m) * (1 - {share})");
    graph.map(&formula, &[("m", slot), ("g", g)], constants)
}

/// The root of the sum or mean of squares, one number that broadcasts.
fn size(graph: &mut Graph, reduction: Reduction, x: NodeId) -> Result<NodeId> {
    let square = graph.map("x * x", &[("x", x)], &[])?;
    let sum = Reduce::all(reduction, graph, square)?;
    graph.map("sqrt(s)", &[("s", sum)], &[])
}
