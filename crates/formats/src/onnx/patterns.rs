//! Functions that exporters write as several operators: GELU, SiLU, Mish, layer normalization.

use alloc::vec::Vec;

use pupil_core::config::members;

use super::build::{Build, Known, View};
use super::dims::Dims;
use super::proto::{Node, ValueId};

/// The most factors of a product that are looked at.
const MOST_FACTORS: usize = 8;

impl Build<'_> {
    /// The node of this operator that computes a value.
    fn computed_by(&self, value: ValueId, op: &str) -> Option<usize> {
        let node = self.producers[value]?;
        (self.model.nodes[node].op == op).then_some(node)
    }

    /// The inputs of the node of this operator that computes a value.
    pub(super) fn inputs_of(&self, value: ValueId, op: &str) -> Option<&[ValueId]> {
        self.computed_by(value, op).map(|node| &*self.model.nodes[node].inputs)
    }

    /// The two inputs of the node of this operator that computes a value.
    pub(super) fn pair_of(&self, value: ValueId, op: &str) -> Option<[ValueId; 2]> {
        self.inputs_of(value, op)?.try_into().ok()
    }

    /// The number that a value is, if it is one.
    fn number_of(&mut self, value: ValueId) -> Option<f64> {
        matches!(self.known[value], Known::Stored(_) | Known::Constant(_)).then_some(())?;
        self.constant_of(value).ok()?.single().ok()
    }

    /// The value to which a constant near `number` is added.
    fn plus(&mut self, value: ValueId, number: f64) -> Option<ValueId> {
        let &[a, b] = self.inputs_of(value, "Add")? else { return None };
        let near =
            |found: Option<f64>| found.is_some_and(|found| (found - number).abs() < 1e-4 * number.abs());
        if near(self.number_of(b)) {
            return Some(a);
        }
        near(self.number_of(a)).then_some(b)
    }

    /// Puts a known function in place of several operators, if the node is its last one.
    pub(super) fn pattern(&mut self, node: &Node<'_>) -> bool {
        match node.op {
            "Add" => self.keras_sum(node).is_some(),
            "Mul" | "Div" => {
                self.product(node) || self.layer_normalization_pattern(node) || self.norm_pattern(node)
            }
            _ => false,
        }
    }

    /// `x sigmoid(x)` and other activations that are products.
    fn product(&mut self, node: &Node<'_>) -> bool {
        let (mut scale, mut factors) = (1.0, Vec::new());
        let mut open: Vec<ValueId> = node.inputs.clone();
        if node.op == "Div" {
            let Some(divisor) = node.inputs.get(1).and_then(|&id| self.number_of(id)) else { return false };
            scale = 1.0 / divisor;
            open.truncate(1);
        }
        while let Some(value) = open.pop() {
            if factors.len() + open.len() > MOST_FACTORS {
                return false;
            }
            if let Some(number) = self.number_of(value) {
                scale *= number;
            } else if let Some(inputs) = self.inputs_of(value, "Mul") {
                let inputs = inputs.to_vec();
                open.extend(inputs);
            } else if let Some(&[a, b]) = self.inputs_of(value, "Div") {
                match self.number_of(b) {
                    Some(divisor) => {
                        scale /= divisor;
                        open.push(a);
                    }
                    None => factors.push(value),
                }
            } else {
                factors.push(value);
            }
        }
        let [a, b] = *factors else { return false };
        [(a, b), (b, a)].into_iter().any(|(x, other)| {
            let Some(name) = self.gate(x, other, scale) else { return false };
            let Known::View(view) = &self.known[x] else { return false };
            let mut view = *view;
            view.sole = false;
            self.activation(node, view, name);
            true
        })
    }

    /// The activation that is `scale * x * gate`.
    fn gate(&mut self, x: ValueId, gate: ValueId, scale: f64) -> Option<&'static str> {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-4;
        let of = |inputs: Option<&[ValueId]>| inputs.is_some_and(|inputs| inputs.first() == Some(&x));
        if near(scale, 1.0) {
            if of(self.inputs_of(gate, "Sigmoid")) {
                return Some("silu");
            }
            if let Some(at) =
                self.computed_by(gate, "HardSigmoid").filter(|_| of(self.inputs_of(gate, "HardSigmoid")))
            {
                let node = &self.model.nodes[at];
                return (Self::activation_name(node) == Some("hard_sigmoid")).then_some("hard_silu");
            }
            let inner = self.inputs_of(gate, "Tanh").and_then(|inputs| inputs.first().copied());
            if inner.is_some_and(|inner| of(self.inputs_of(inner, "Softplus"))) {
                return Some("mish");
            }
        }
        if near(scale * 6.0, 1.0) {
            let clipped = self.inputs_of(gate, "Clip").and_then(|inputs| inputs.first().copied());
            let clipped = clipped.or_else(|| self.inputs_of(gate, "Relu6")?.first().copied());
            if clipped.is_some_and(|clipped| self.plus(clipped, 3.0) == Some(x)) {
                let at = self.producers[gate]?;
                let (low, high) = match self.model.nodes[at].inputs[..] {
                    [_, low, high] => (self.number_of(low)?, self.number_of(high)?),
                    _ => (self.model.nodes[at].float("min", 0.0), self.model.nodes[at].float("max", 0.0)),
                };
                return (low == 0.0 && high == 6.0).then_some("hard_silu");
            }
        }
        if near(scale, 0.5) {
            let inner = self.plus(gate, 1.0)?;
            let scaled = *self.inputs_of(inner, "Erf")?.first()?;
            let (mul, div) = (self.inputs_of(scaled, "Mul"), self.inputs_of(scaled, "Div"));
            let is_division = div.is_some();
            let &[a, b] = mul.or(div)? else { return None };
            let (value, number) = match self.number_of(b) {
                Some(number) => (a, number),
                None => (b, self.number_of(a).filter(|_| !is_division)?),
            };
            let root = if is_division { 1.0 / number } else { number };
            return (value == x && near(root, core::f64::consts::FRAC_1_SQRT_2)).then_some("gelu");
        }
        None
    }

    /// `(x - mean) / sqrt(variance + epsilon)` along the last axis.
    fn layer_normalization_pattern(&mut self, node: &Node<'_>) -> bool {
        let Some((x, epsilon)) = self.normalized(node) else { return false };
        let Known::View(view) = self.known[x].clone() else { return false };
        let Ok(view) = self.ending(&view, 1) else { return false };
        let rank = self.layers[view.layer].shape.len();
        let options = members([
            ("axis", (rank - 1).into()),
            ("epsilon", epsilon.into()),
            ("center", false.into()),
            ("scale", false.into()),
        ]);
        self.map(node, view, "LayerNormalization", options);
        true
    }

    /// Something if a reduction goes along the last axis of `x`.
    fn goes_last(&mut self, at: usize, x: ValueId) -> Option<()> {
        let node = &self.model.nodes[at];
        let axes = match (node.ints("axes"), node.inputs.get(1).copied()) {
            (Some(axes), _) => axes,
            (None, Some(id)) => self.constant_of(id).ok()?.values,
            _ => return None,
        };
        let Known::View(view) = &self.known[x] else { return None };
        let last = view.axes.len() as f64 - 1.0;
        (*axes == [-1.0] || *axes == [last]).then_some(())
    }

    /// The value that is squared.
    fn squared(&mut self, square: ValueId) -> Option<ValueId> {
        match self.inputs_of(square, "Pow") {
            Some(&[value, exponent]) => (self.number_of(exponent) == Some(2.0)).then_some(value),
            _ => match self.inputs_of(square, "Mul")? {
                &[a, b] if a == b => Some(a),
                _ => None,
            },
        }
    }

    /// The value whose mean along the last axis another value is.
    pub(super) fn mean_of(&mut self, mean: ValueId) -> Option<ValueId> {
        if let Some(&[x]) = self.inputs_of(mean, "GlobalAveragePool") {
            // Of three axes, the last is the only one that is averaged.
            return matches!(&self.known[x], Known::View(view) if view.axes.len() == 3).then_some(x);
        }
        let at = self.computed_by(mean, "ReduceMean")?;
        let x = *self.model.nodes[at].inputs.first()?;
        self.goes_last(at, x).map(|()| x)
    }

    /// Epsilon, if a value is `sqrt(variance + epsilon)` of `x` with this mean.
    pub(super) fn deviation(&mut self, deviation: ValueId, x: ValueId, mean: ValueId) -> Option<f64> {
        let sum = *self.inputs_of(deviation, "Sqrt")?.first()?;
        let [a, b] = self.pair_of(sum, "Add")?;
        let (variance, epsilon) = match self.number_of(b) {
            Some(epsilon) => (a, epsilon),
            None => (b, self.number_of(a)?),
        };
        let square = match self.inputs_of(variance, "GlobalAveragePool") {
            Some(&[square]) => square,
            _ => {
                let at = self.computed_by(variance, "ReduceMean")?;
                self.goes_last(at, x)?;
                *self.model.nodes[at].inputs.first()?
            }
        };
        // Some exporters compute the difference twice.
        let squared = self.squared(square)?;
        (self.pair_of(squared, "Sub") == Some([x, mean])).then_some((epsilon as f32 as f64).max(1e-12))
    }

    /// The value that a node normalizes, and epsilon.
    fn normalized(&mut self, node: &Node<'_>) -> Option<(ValueId, f64)> {
        let &[difference, deviation] = &*node.inputs else { return None };
        if node.op != "Div" {
            return None;
        }
        let [x, mean] = self.pair_of(difference, "Sub")?;
        if self.mean_of(mean)? != x {
            return None;
        }
        self.deviation(deviation, x, mean).map(|epsilon| (x, epsilon))
    }

    /// `x / sqrt(mean(x^2) + epsilon)` along the last axis, and `x / sqrt(max(sum(x^2), least))`.
    fn norm_pattern(&mut self, node: &Node<'_>) -> bool {
        let Some((x, epsilon)) = self.norm(node) else { return false };
        let Known::View(view) = self.known[x].clone() else { return false };
        let Ok(view) = self.ending(&view, 1) else { return false };
        let rank = self.layers[view.layer].shape.len();
        let shape = self.layers[view.layer].shape;
        match epsilon {
            Some(epsilon) => {
                let options = members([("axis", (rank - 1).into()), ("epsilon", epsilon.into())]);
                let n = shape[rank - 1];
                if self.spend(n).is_err() {
                    return false;
                }
                let scale = [(Dims::of(&[n]), alloc::vec![1.0; n])].into();
                let layer = self.layer("RMSNormalization", options, &[view.layer], shape, scale);
                self.set_view(node, View { layer, sole: true, ..view });
            }
            None => self.map(node, view, "UnitNormalization", members([("axis", (rank - 1).into())])),
        }
        true
    }

    /// The value that a node divides by its norm, with epsilon for a root mean square.
    fn norm(&mut self, node: &Node<'_>) -> Option<(ValueId, Option<f64>)> {
        let &[x, mut divisor] = &*node.inputs else { return None };
        if node.op == "Mul" {
            // x times 1 / norm
            let reciprocal = self.inputs_of(divisor, "Reciprocal").and_then(|inputs| inputs.first().copied());
            divisor = match (reciprocal, self.pair_of(divisor, "Div")) {
                (Some(norm), _) => norm,
                (_, Some([one, norm])) if self.number_of(one) == Some(1.0) => norm,
                _ => return None,
            };
        }
        let sum = *self.inputs_of(divisor, "Sqrt")?.first()?;
        let (squares, epsilon, op) = match (self.pair_of(sum, "Add"), self.pair_of(sum, "Max")) {
            (Some([mean, epsilon]), _) => (mean, Some(self.number_of(epsilon)?), "ReduceMean"),
            (_, Some([sum, least])) if self.number_of(least)? <= 1e-12 => (sum, None, "ReduceSum"),
            _ => return None,
        };
        let at = self.computed_by(squares, op)?;
        self.goes_last(at, x)?;
        let square = *self.model.nodes[at].inputs.first()?;
        (self.squared(square)? == x).then_some((x, epsilon.map(|e| e as f32 as f64)))
    }
}
