//! Activations by their Keras names: one table.

use alloc::string::String;
use alloc::vec::Vec;

use crate::config::{Config, object};
use crate::error::{Error, Result};
use crate::graph::ops::{Iota, LogSoftmax, Reduce, Reduction, Reshape, Softmax, Unary};
use crate::graph::{Graph, NodeId};

/// How an activation is computed.
#[derive(Debug, PartialEq)]
enum ActivationForm {
    Identity,
    /// Relu, sigmoid or tanh, which a product's [`Epilogue`](crate::graph::ops::Epilogue) can apply.
    Unary(Unary),
    Softmax,
    LogSoftmax,
    /// Keras's sparsemax.
    Sparsemax,
    /// A formula of `x`.
    Formula(&'static str),
}

/// Keras's name, its other names, and the form. Formulas and constants are those of Keras 3's `ops.nn`;
/// `exp(min(x, 0))` keeps the branch that is not taken finite.
#[derive(Debug, PartialEq)]
struct ActivationRow(&'static [&'static str], ActivationForm);

const TABLE: &[ActivationRow] = &[
    ActivationRow(&["linear"], ActivationForm::Identity),
    ActivationRow(&["relu"], ActivationForm::Unary(Unary::Relu)),
    ActivationRow(&["sigmoid"], ActivationForm::Unary(Unary::Sigmoid)),
    ActivationRow(&["tanh"], ActivationForm::Unary(Unary::Tanh)),
    ActivationRow(&["softmax"], ActivationForm::Softmax),
    ActivationRow(&["log_softmax"], ActivationForm::LogSoftmax),
    ActivationRow(&["sparsemax"], ActivationForm::Sparsemax),
    ActivationRow(&["relu6"], ActivationForm::Formula("clip(x, 0, 6)")),
    ActivationRow(&["leaky_relu"], ActivationForm::Formula("x > 0 ? x : 0.2 * x")),
    ActivationRow(&["elu"], ActivationForm::Formula("x > 0 ? x : exp(min(x, 0)) - 1")),
    ActivationRow(&["celu"], ActivationForm::Formula("x > 0 ? x : exp(min(x, 0)) - 1")),
    ActivationRow(
        &["selu"],
        ActivationForm::Formula(
            "1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (exp(min(x, 0)) - 1))",
        ),
    ),
    ActivationRow(&["gelu"], ActivationForm::Formula("0.5 * x * (1 + erf(x * 0.7071067811865476))")),
    ActivationRow(&["silu", "swish"], ActivationForm::Formula("x * sigmoid(x)")),
    ActivationRow(&["mish"], ActivationForm::Formula("x * tanh(softplus(x))")),
    ActivationRow(&["softplus"], ActivationForm::Formula("softplus(x)")),
    ActivationRow(&["softsign"], ActivationForm::Formula("x / (1 + abs(x))")),
    ActivationRow(&["hard_sigmoid"], ActivationForm::Formula("clip(x + 3, 0, 6) / 6")),
    // Keras before version 3 had other numbers under the name `hard_sigmoid`. Only files of that time use this name.
    ActivationRow(&["legacy_hard_sigmoid"], ActivationForm::Formula("clip(0.2 * x + 0.5, 0, 1)")),
    ActivationRow(&["hard_silu", "hard_swish"], ActivationForm::Formula("x * clip(x + 3, 0, 6) / 6")),
    ActivationRow(&["exponential"], ActivationForm::Formula("exp(x)")),
    ActivationRow(&["hard_tanh"], ActivationForm::Formula("clip(x, -1, 1)")),
    ActivationRow(&["tanh_shrink"], ActivationForm::Formula("x - tanh(x)")),
    ActivationRow(&["soft_shrink"], ActivationForm::Formula("x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0")),
    ActivationRow(&["hard_shrink"], ActivationForm::Formula("abs(x) > 0.5 ? x : 0")),
    ActivationRow(&["squareplus"], ActivationForm::Formula("(x + sqrt(x * x + 4)) / 2")),
    ActivationRow(&["sparse_plus"], ActivationForm::Formula("x <= -1 ? 0 : x < 1 ? square(x + 1) / 4 : x")),
    ActivationRow(&["sparse_sigmoid"], ActivationForm::Formula("clip(0.5 * (x + 1), 0, 1)")),
    ActivationRow(&["log_sigmoid"], ActivationForm::Formula("-softplus(-x)")),
];

/// An activation function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activation(&'static ActivationRow);

impl Default for Activation {
    fn default() -> Self {
        Self::LINEAR
    }
}

impl Activation {
    /// `x`
    pub const LINEAR: Self = Self(&TABLE[0]);
    /// `max(x, 0)`
    pub const RELU: Self = Self(&TABLE[1]);
    /// `1 / (1 + exp(-x))`
    pub const SIGMOID: Self = Self(&TABLE[2]);
    /// The hyperbolic tangent.
    pub const TANH: Self = Self(&TABLE[3]);
    /// `exp(x) / sum(exp(x))` over the last axis.
    pub const SOFTMAX: Self = Self(&TABLE[4]);

    /// The activation of this Keras name.
    pub fn from_name(name: &str) -> Result<Self> {
        let found = TABLE.iter().find(|row| row.0.iter().any(|known| known.eq_ignore_ascii_case(name)));
        found.map(Self).ok_or_else(|| Error::unsupported("activation", name, Self::names()))
    }

    /// All names, for messages.
    pub fn names() -> String {
        TABLE.iter().flat_map(|row| row.0).copied().collect::<Vec<_>>().join(", ")
    }

    /// The Keras name.
    pub fn name(self) -> &'static str {
        self.0.0[0]
    }

    /// The formula of `x`; `None` for softmax and its kin, which need a whole row.
    pub fn formula(self) -> Option<&'static str> {
        Some(match self.0.1 {
            ActivationForm::Identity => "x",
            ActivationForm::Unary(Unary::Relu) => "x > 0 ? x : 0",
            ActivationForm::Unary(Unary::Sigmoid) => "sigmoid(x)",
            ActivationForm::Unary(Unary::Tanh) => "tanh(x)",
            ActivationForm::Formula(formula) => formula,
            _ => return None,
        })
    }

    /// Applies the activation to `x`.
    pub fn trace(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        match self.0.1 {
            ActivationForm::Identity => Ok(x),
            ActivationForm::Unary(op) => graph.push(op, &[x]),
            ActivationForm::Softmax => graph.push(Softmax, &[x]),
            ActivationForm::LogSoftmax => graph.push(LogSoftmax, &[x]),
            ActivationForm::Sparsemax => sparsemax(graph, x),
            ActivationForm::Formula(formula) => graph.map(formula, &[("x", x)], &[]),
        }
    }
}

/// `max(x - tau, 0)` with the threshold `tau` of each row, from the sums of its largest numbers. Instead of sorting, it
/// compares all pairs of a row.
fn sparsemax(graph: &mut Graph, x: NodeId) -> Result<NodeId> {
    let shape = graph.shape(x).clone();
    let mut dims = shape.to_vec();
    let last = dims.len() - 1;
    let n = dims[last];
    dims.insert(last, 1);
    let other = graph.push(Reshape { shape: dims.clone().into() }, &[x])?;
    dims.swap(last, last + 1);
    let own = graph.push(Reshape { shape: dims.into() }, &[x])?;
    let place = graph.push(Iota::new(n), &[])?;
    let own_place = graph.push(Reshape { shape: [n, 1].into() }, &[place])?;
    let inputs = [("x", own), ("y", other), ("i", own_place), ("j", place)];
    // The rank of each number among those of its row, and the sum of the numbers up to it.
    let mut sums = Vec::new();
    for formula in ["y > x ? 1 : (y == x) * (j <= i)", "y > x ? y : (y == x) * (j <= i) * y"] {
        let values = graph.map(formula, &inputs, &[])?;
        let sum = Reduce::last(Reduction::Sum, graph, values)?;
        sums.push(graph.push(Reshape { shape: shape.clone() }, &[sum])?);
    }
    let inputs = [("x", x), ("k", sums[0]), ("s", sums[1])];
    let counts = graph.map("x > (s - 1) / k", &inputs, &[])?;
    let number = Reduce::last(Reduction::Sum, graph, counts)?;
    // Martins & Astudillo (2016) take the sum of the numbers that count. Keras takes the sum of their partial sums, so its
    // rows add up to less than 1 if several numbers count.
    let total = graph.map("c * s", &[("c", counts), ("s", sums[1])], &[])?;
    let total = Reduce::last(Reduction::Sum, graph, total)?;
    graph.map("max(x - (t - 1) / n, 0)", &[("x", x), ("t", total), ("n", number)], &[])
}

impl Config<'_> {
    /// An activation by name or in serialised form; linear when absent.
    pub fn activation(&self, key: &str) -> Result<Activation> {
        match self.get(key) {
            None => Ok(Activation::LINEAR),
            Some(value) => {
                let (name, _) =
                    object(value).ok_or_else(|| self.wrong(key, value, "the name of an activation"))?;
                Activation::from_name(name).map_err(|e| self.about(e))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Expression;
    use alloc::string::ToString;

    #[test]
    fn every_formula_parses() {
        for row in TABLE {
            let formula = Activation(row).formula();
            formula.map(|formula| Expression::new(formula, &["x"], &[]).unwrap());
            assert!(row.0.iter().all(|name| Activation::from_name(name).unwrap() == Activation(row)));
        }
        assert!(Activation::from_name("rellu").unwrap_err().to_string().contains("supported: linear, relu"));
    }
}
