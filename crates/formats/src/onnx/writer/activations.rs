//! Activations as operators.

use alloc::string::String;

use pupil_core::error::Result;

use super::graph::{Attribute, Graph, Layer, Tensor};

impl Graph {
    /// Applies an activation to a value with channels in any layout.
    pub(super) fn activation(&mut self, layer: &Layer<'_>, name: &str, tensor: Tensor) -> Result<Tensor> {
        if name == "linear" || name.is_empty() {
            return Ok(tensor);
        }
        // These go along the last axis of Keras's layout.
        let rows = matches!(name, "softmax" | "log_softmax");
        let x = if rows { self.channels_last(&tensor) } else { self.any(&tensor) };
        let y = self.function(name, &x).ok_or_else(|| {
            layer.error(&alloc::format!("there is no ONNX operator for its activation {name}"))
        })?;
        Ok(if rows { Tensor::last(tensor.shape, y) } else { Self::like(&tensor, y) })
    }

    fn function(&mut self, name: &str, x: &str) -> Option<String> {
        use Attribute::{Float, Int};
        let single = match name {
            "relu" => "Relu",
            "sigmoid" => "Sigmoid",
            "tanh" => "Tanh",
            "selu" => "Selu",
            "softplus" => "Softplus",
            "softsign" => "Softsign",
            "hard_silu" => "HardSwish",
            "exponential" => "Exp",
            "elu" | "celu" => "Elu",
            _ => "",
        };
        if !single.is_empty() {
            return Some(self.op(single, &[x]));
        }
        let half = Float(0.5);
        Some(match name {
            "softmax" => self.node("Softmax", &[x], &[("axis", Int(-1))]),
            "log_softmax" => self.node("LogSoftmax", &[x], &[("axis", Int(-1))]),
            "relu6" => self.clip(x, 0.0, 6.0),
            "hard_tanh" => self.clip(x, -1.0, 1.0),
            "leaky_relu" => self.node("LeakyRelu", &[x], &[("alpha", Float(0.2))]),
            "hard_sigmoid" => self.node("HardSigmoid", &[x], &[("alpha", Float(1.0 / 6.0)), ("beta", half)]),
            "soft_shrink" => self.node("Shrink", &[x], &[("lambd", half), ("bias", half)]),
            "hard_shrink" => self.node("Shrink", &[x], &[("lambd", half), ("bias", Float(0.0))]),
            "silu" => {
                let gate = self.op("Sigmoid", &[x]);
                self.op("Mul", &[x, &gate])
            }
            "mish" => {
                let gate = self.op("Softplus", &[x]);
                let gate = self.op("Tanh", &[&gate]);
                self.op("Mul", &[x, &gate])
            }
            "gelu" => {
                let [root, one, half] = [core::f64::consts::FRAC_1_SQRT_2, 1.0, 0.5].map(|n| self.number(n));
                let gate = self.op("Mul", &[x, &root]);
                let gate = self.op("Erf", &[&gate]);
                let gate = self.op("Add", &[&gate, &one]);
                let product = self.op("Mul", &[x, &gate]);
                self.op("Mul", &[&product, &half])
            }
            "tanh_shrink" => {
                let tanh = self.op("Tanh", &[x]);
                self.op("Sub", &[x, &tanh])
            }
            "log_sigmoid" => {
                let y = self.op("Neg", &[x]);
                let y = self.op("Softplus", &[&y]);
                self.op("Neg", &[&y])
            }
            "squareplus" => {
                let [four, half] = [4.0, 0.5].map(|n| self.number(n));
                let y = self.op("Mul", &[x, x]);
                let y = self.op("Add", &[&y, &four]);
                let y = self.op("Sqrt", &[&y]);
                let y = self.op("Add", &[x, &y]);
                self.op("Mul", &[&y, &half])
            }
            _ => return None,
        })
    }

    /// The value between two bounds.
    pub(super) fn clip(&mut self, x: &str, low: f64, high: f64) -> String {
        let [low, high] = [low, high].map(|bound| self.number(bound));
        self.op("Clip", &[x, &low, &high])
    }
}
