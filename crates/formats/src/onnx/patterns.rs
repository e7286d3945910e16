//! Functions that exporters write as several operators: GELU, SiLU, Mish, layer normalization.

use alloc::vec;
use alloc::vec::Vec;

use super::build::Build;
use super::constant::Constant;
use super::elementwise::activation_name;
use super::options::Options;
use super::proto::{Node, ValueId};

/// The most factors of a product that are looked at.
const MOST_FACTORS: usize = 8;

/// True for numbers that differ by less than 0.0001.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-4
}

impl<'a> Build<'a> {
    /// The node of this operator that computes a value.
    #[inline(never)]
    fn computed_by(&self, value: ValueId, op: &str) -> Option<&Node<'a>> {
        self.model.nodes.get(self.producers[value]).filter(|node| node.op == op)
    }

    /// The first input of the node of this operator that computes a value.
    #[inline(never)]
    pub(super) fn first_of(&self, value: ValueId, op: &str) -> Option<ValueId> {
        self.computed_by(value, op)?.inputs.first().copied()
    }

    /// The two inputs of the node of this operator that computes a value.
    #[inline(never)]
    pub(super) fn pair_of(&self, value: ValueId, op: &str) -> Option<[ValueId; 2]> {
        match *self.computed_by(value, op)?.inputs {
            [a, b] => Some([a, b]),
            _ => None,
        }
    }

    /// The number that a value is, if it is one.
    #[inline(never)]
    fn number_of(&mut self, value: ValueId) -> Option<f64> {
        self.constant_of(value).ok()?.single().ok()
    }

    /// A value and the number with which this operator combines it.
    #[inline(never)]
    fn with_number(&mut self, value: ValueId, op: &str) -> Option<(ValueId, f64)> {
        let [a, b] = self.pair_of(value, op)?;
        match self.number_of(b) {
            Some(number) => Some((a, number)),
            None if op == "Div" => None,
            None => Some((b, self.number_of(a)?)),
        }
    }

    /// Puts a known function in place of several operators, if the node is its last one.
    pub(super) fn pattern(&mut self, node: &Node<'_>) -> Option<()> {
        match node.op {
            "Add" => self.keras_sum(node),
            "Mul" | "Div" => self.product(node).or_else(|| self.norm(node)),
            _ => None,
        }
    }

    /// `x sigmoid(x)` and other activations that are products.
    fn product(&mut self, node: &Node<'_>) -> Option<()> {
        let (mut scale, mut factors) = (1.0, Vec::new());
        let mut open: Vec<ValueId> = node.inputs.clone();
        if node.op == "Div" {
            scale = 1.0 / self.number_of(*node.inputs.get(1)?)?;
            open.truncate(1);
        }
        while let Some(value) = open.pop() {
            if factors.len() + open.len() > MOST_FACTORS {
                return None;
            }
            if let Some(number) = self.number_of(value) {
                scale *= number;
            } else if let Some(pair) = self.pair_of(value, "Mul") {
                open.extend(pair);
            } else if let Some((value, divisor)) = self.with_number(value, "Div") {
                scale /= divisor;
                open.push(value);
            } else {
                factors.push(value);
            }
        }
        let [a, b] = *factors else { return None };
        for (x, other) in [(a, b), (b, a)] {
            if let Some(name) = self.gate(x, other, scale)
                && let Some(mut view) = self.view_of(x)
            {
                view.sole = false;
                return self.activation(node, &view, name).ok();
            }
        }
        None
    }

    /// The activation that is `scale * x * gate`.
    fn gate(&mut self, x: ValueId, gate: ValueId, scale: f64) -> Option<&'static str> {
        let of_x = Some(x);
        if near(scale, 1.0) {
            if self.first_of(gate, "Sigmoid") == of_x {
                return Some("silu");
            }
            if let Some(node) = self.computed_by(gate, "HardSigmoid").filter(|node| node.inputs[..] == [x]) {
                return activation_name(node).and(Some("hard_silu"));
            }
            let inner = self.first_of(gate, "Tanh").and_then(|inner| self.first_of(inner, "Softplus"));
            if inner.is_some() && inner == of_x {
                return Some("mish");
            }
        }
        if near(scale * 6.0, 1.0) {
            let (mut low, mut high) = (0.0, 6.0);
            let clipped = match self.computed_by(gate, "Clip") {
                None => self.first_of(gate, "Relu6")?,
                Some(node) => {
                    (low, high) = (node.float("min", 0.0), node.float("max", 0.0));
                    match node.inputs[..] {
                        [clipped, least, most] => {
                            (low, high) = (self.number_of(least)?, self.number_of(most)?);
                            clipped
                        }
                        _ => *node.inputs.first()?,
                    }
                }
            };
            let (value, three) = self.with_number(clipped, "Add")?;
            return (value == x && near(three, 3.0) && low == 0.0 && high == 6.0).then_some("hard_silu");
        }
        if near(scale, 0.5) {
            let (inner, one) = self.with_number(gate, "Add")?;
            let scaled = self.first_of(inner, "Erf")?;
            let (value, root) = match self.with_number(scaled, "Mul") {
                Some(pair) => pair,
                None => self.with_number(scaled, "Div").map(|(value, number)| (value, 1.0 / number))?,
            };
            let fits = value == x && near(one, 1.0) && near(root, core::f64::consts::FRAC_1_SQRT_2);
            return fits.then_some("gelu");
        }
        None
    }

    /// The value that a node of this operator reduces along the last axis of `x`, or of that value itself.
    #[inline(never)]
    fn reduced(&mut self, value: ValueId, op: &str, x: Option<ValueId>) -> Option<ValueId> {
        if op == "ReduceMean"
            && let Some(reduced) = self.first_of(value, "GlobalAveragePool")
        {
            // Of three axes, the last is the only one that is averaged.
            let view = self.view_of(x.unwrap_or(reduced))?;
            return (view.axes.len() == 3).then_some(reduced);
        }
        let node = self.computed_by(value, op)?;
        let reduced = *node.inputs.first()?;
        let axes = match (node.ints("axes"), node.inputs.get(1).copied()) {
            (Some(axes), _) => axes,
            (None, Some(id)) => self.constant_of(id).ok()?.values,
            _ => return None,
        };
        let last = self.view_of(x.unwrap_or(reduced))?.axes.len() as f64 - 1.0;
        (*axes == [-1.0] || *axes == [last]).then_some(reduced)
    }

    /// The value whose mean along the last axis another value is.
    pub(super) fn mean_of(&mut self, mean: ValueId) -> Option<ValueId> {
        self.reduced(mean, "ReduceMean", None)
    }

    /// The value that is squared.
    #[inline(never)]
    fn squared(&mut self, square: ValueId) -> Option<ValueId> {
        if let Some((value, exponent)) = self.with_number(square, "Pow") {
            return (exponent == 2.0).then_some(value);
        }
        let [a, b] = self.pair_of(square, "Mul")?;
        (a == b).then_some(a)
    }

    /// Epsilon, if a value is `sqrt(variance + epsilon)` of `x` with this mean.
    pub(super) fn deviation(&mut self, deviation: ValueId, x: ValueId, mean: ValueId) -> Option<f64> {
        let sum = self.first_of(deviation, "Sqrt")?;
        let (variance, epsilon) = self.with_number(sum, "Add")?;
        let square = self.reduced(variance, "ReduceMean", Some(x))?;
        // Some exporters compute the difference twice.
        let squared = self.squared(square)?;
        (self.pair_of(squared, "Sub") == Some([x, mean])).then_some((epsilon as f32 as f64).max(1e-12))
    }

    /// `(x - mean) / sqrt(variance + epsilon)`, `x / sqrt(mean(x^2) + epsilon)` and `x / sqrt(max(sum(x^2), least))`
    /// along the last axis.
    fn norm(&mut self, node: &Node<'_>) -> Option<()> {
        let &[mut x, mut divisor] = &*node.inputs else { return None };
        let mut options = Options::new();
        let centered = self.pair_of(x, "Sub").filter(|_| node.op == "Div");
        if let Some([value, mean]) = centered
            && self.mean_of(mean) == Some(value)
            && let Some(epsilon) = self.deviation(divisor, value, mean)
        {
            x = value;
            options.float("epsilon", epsilon).flag("center", false).flag("scale", false);
            return self.normalize(node, x, "LayerNormalization", options, false);
        }
        if node.op == "Mul" {
            // x times 1 / norm
            divisor = match self.first_of(divisor, "Reciprocal") {
                Some(norm) => norm,
                None => {
                    let [one, norm] = self.pair_of(divisor, "Div")?;
                    (self.number_of(one)? == 1.0).then_some(norm)?
                }
            };
        }
        let sum = self.first_of(divisor, "Sqrt")?;
        let mean = self.with_number(sum, "Add");
        let (squares, number) = mean.or_else(|| self.with_number(sum, "Max"))?;
        let op = if mean.is_some() { "ReduceMean" } else { "ReduceSum" };
        let square = self.reduced(squares, op, Some(x))?;
        if self.squared(square)? != x || mean.is_none() && number > 1e-12 {
            return None;
        }
        if mean.is_none() {
            return self.normalize(node, x, "UnitNormalization", options, false);
        }
        options.float("epsilon", number as f32 as f64);
        self.normalize(node, x, "RMSNormalization", options, true)
    }

    /// Adds a normalization along the last axis, with a scale of ones if it needs one.
    fn normalize(
        &mut self,
        node: &Node<'_>,
        x: ValueId,
        class: &'static str,
        mut options: Options,
        scale: bool,
    ) -> Option<()> {
        let view = self.view_of(x)?;
        let view = self.ending(&view, 1).ok()?;
        let shape = self.output(view.layer);
        options.size("axis", shape.len() - 1);
        let mut weights = Vec::new();
        if scale {
            let n = shape.end();
            self.spend(n).ok()?;
            weights.push(Constant::vector(vec![1.0; n], 0));
        }
        self.normalized(node, &view, class, options, &weights).ok()
    }
}
