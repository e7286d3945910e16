//! Activations by their Keras names: one table.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::config::{Config, object};
use crate::error::{Error, Result};
use crate::graph::ops::{LogSoftmax, Softmax, Unary};
use crate::graph::{Graph, NodeId};

/// How an activation is computed.
#[derive(Debug, PartialEq)]
enum Form {
    Identity,
    /// One of the three that products can end with.
    Unary(Unary),
    Softmax,
    LogSoftmax,
    /// A formula of `x`.
    Formula(&'static str),
}

/// Keras's name, its other names, and the form. Formulas and constants are those of Keras 3's `ops.nn`;
/// `exp(min(x, 0))` keeps the branch that is not taken finite.
#[derive(Debug, PartialEq)]
struct Row(&'static [&'static str], Form);

const TABLE: &[Row] = &[
    Row(&["linear"], Form::Identity),
    Row(&["relu"], Form::Unary(Unary::Relu)),
    Row(&["sigmoid"], Form::Unary(Unary::Sigmoid)),
    Row(&["tanh"], Form::Unary(Unary::Tanh)),
    Row(&["softmax"], Form::Softmax),
    Row(&["log_softmax"], Form::LogSoftmax),
    Row(&["relu6"], Form::Formula("clip(x, 0, 6)")),
    Row(&["leaky_relu"], Form::Formula("x > 0 ? x : 0.2 * x")),
    Row(&["elu"], Form::Formula("x > 0 ? x : exp(min(x, 0)) - 1")),
    Row(&["celu"], Form::Formula("x > 0 ? x : exp(min(x, 0)) - 1")),
    Row(
        &["selu"],
        Form::Formula("1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (exp(min(x, 0)) - 1))"),
    ),
    Row(&["gelu"], Form::Formula("0.5 * x * (1 + erf(x * 0.7071067811865476))")),
    Row(&["silu", "swish"], Form::Formula("x * sigmoid(x)")),
    Row(&["mish"], Form::Formula("x * tanh(softplus(x))")),
    Row(&["softplus"], Form::Formula("softplus(x)")),
    Row(&["softsign"], Form::Formula("x / (1 + abs(x))")),
    Row(&["hard_sigmoid"], Form::Formula("clip(x + 3, 0, 6) / 6")),
    Row(&["hard_silu", "hard_swish"], Form::Formula("x * clip(x + 3, 0, 6) / 6")),
    Row(&["exponential"], Form::Formula("exp(x)")),
    Row(&["hard_tanh"], Form::Formula("clip(x, -1, 1)")),
    Row(&["tanh_shrink"], Form::Formula("x - tanh(x)")),
    Row(&["soft_shrink"], Form::Formula("x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0")),
    Row(&["hard_shrink"], Form::Formula("abs(x) > 0.5 ? x : 0")),
    Row(&["squareplus"], Form::Formula("(x + sqrt(x * x + 4)) / 2")),
    Row(&["sparse_plus"], Form::Formula("x <= -1 ? 0 : x < 1 ? square(x + 1) / 4 : x")),
    Row(&["sparse_sigmoid"], Form::Formula("clip(0.5 * (x + 1), 0, 1)")),
    Row(&["log_sigmoid"], Form::Formula("-softplus(-x)")),
];

/// An activation function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Activation(&'static Row);

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

    /// The formula of `x`; `None` for those that look at a whole row.
    pub fn formula(self) -> Option<&'static str> {
        Some(match self.0.1 {
            Form::Identity => "x",
            Form::Unary(Unary::Relu) => "x > 0 ? x : 0",
            Form::Unary(Unary::Sigmoid) => "sigmoid(x)",
            Form::Unary(Unary::Tanh) => "tanh(x)",
            Form::Formula(formula) => formula,
            Form::Softmax | Form::LogSoftmax => return None,
        })
    }

    /// Applies the activation to `x`.
    pub fn trace(self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        match self.0.1 {
            Form::Identity => Ok(x),
            Form::Unary(op) => graph.push(op, &[x]),
            Form::Softmax => graph.push(Softmax, &[x]),
            Form::LogSoftmax => graph.push(LogSoftmax, &[x]),
            Form::Formula(formula) => graph.map(formula, &[("x", x)], &[]),
        }
    }
}

impl Config<'_> {
    /// An activation by name or in serialised form; linear when absent.
    pub fn activation(&self, key: &str) -> Result<Activation> {
        match self.get(key) {
            None => Ok(Activation::LINEAR),
            Some(value) => {
                let (name, _) =
                    object(value).ok_or_else(|| self.wrong(key, value, "the name of an activation"))?;
                Activation::from_name(name).map_err(|e| self.error(e.to_string()))
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
    fn every_formula_is_one() {
        for row in TABLE {
            let formula = Activation(row).formula();
            formula.map(|formula| Expression::new(formula, &["x"], &[]).unwrap());
            assert!(row.0.iter().all(|name| Activation::from_name(name).unwrap() == Activation(row)));
        }
        assert!(Activation::from_name("rellu").unwrap_err().to_string().contains("supported: linear, relu"));
    }
}
