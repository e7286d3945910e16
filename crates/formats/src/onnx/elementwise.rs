//! Activations and other functions of single values.

use alloc::format;
use alloc::vec;

use pupil_core::config::members;

use super::arithmetic::Factor;
use super::build::{Build, Known, ONE, View};
use super::constant::{Constant, Op, axis, count};
use super::dims::Dims;
use super::proto::Node;

impl Build<'_> {
    /// Operators that are one of Keras's activations; `None` for others.
    pub(super) fn activation_name(node: &Node<'_>) -> Option<&'static str> {
        let near = |name: &str, default: f64, wanted: f64| (node.float(name, default) - wanted).abs() < 1e-5;
        Some(match node.op {
            "Relu" => "relu",
            "Sigmoid" => "sigmoid",
            "Tanh" => "tanh",
            "Softplus" => "softplus",
            "Softsign" => "softsign",
            "Exp" => "exponential",
            "Gelu" => "gelu",
            "Mish" => "mish",
            "HardSwish" => "hard_silu",
            "Swish" if near("alpha", 1.0, 1.0) => "silu",
            "Celu" if near("alpha", 1.0, 1.0) => "celu",
            "Elu" if near("alpha", 1.0, 1.0) => "elu",
            "Selu" if near("alpha", 1.67326, 1.67326) && near("gamma", 1.0507, 1.0507) => "selu",
            "HardSigmoid" if near("alpha", 0.2, 1.0 / 6.0) && near("beta", 0.5, 0.5) => "hard_sigmoid",
            "Shrink" if near("lambd", 0.5, 0.5) && near("bias", 0.0, 0.0) => "hard_shrink",
            "Shrink" if near("lambd", 0.5, 0.5) && near("bias", 0.0, 0.5) => "soft_shrink",
            _ => return None,
        })
    }

    pub(super) fn unary(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        if let Some(name) = Self::activation_name(node) {
            if node.text("approximate") == "tanh" {
                self.notes.push(format!(
                    "{} approximates GELU by tanh; here it is the exact function, which differs by up to 0.0005.",
                    node.title()
                ));
            }
            self.activation(node, view, name);
            return Ok(());
        }
        let alpha = |default: f64| node.float("alpha", default);
        match node.op {
            "LeakyRelu" => {
                let options = members([("negative_slope", alpha(0.01).into())]);
                self.map(node, view, "LeakyReLU", options);
            }
            "Elu" => self.map(node, view, "ELU", members([("alpha", alpha(1.0).into())])),
            "ThresholdedRelu" => {
                self.map(node, view, "ReLU", members([("threshold", alpha(1.0).into())]));
            }
            "Neg" => self.affine(node, view, Factor::Single(-1.0), Factor::Single(0.0))?,
            "HardSigmoid" => {
                // Keras's function has the slope 1/6.
                let (scale, beta) = (alpha(0.2) * 6.0, node.float("beta", 0.5));
                let options = members([("scale", scale.into()), ("offset", ((beta - 0.5) * 6.0).into())]);
                self.map(node, view, "Rescaling", options);
                let view = self.output_view(node)?;
                self.activation(node, view, "hard_sigmoid");
            }
            _ => return Err(&"its options are not Keras's"),
        }
        Ok(())
    }

    /// The view that was just given to a node's output.
    fn output_view(&self, node: &Node<'_>) -> Op<View> {
        let id = node.outputs.first().copied().unwrap_or(0);
        match &self.known[id] {
            Known::View(view) => Ok(*view),
            _ => Err(&"it has no output"),
        }
    }

    /// `Clip`, and `Max` and `Min` with one constant.
    pub(super) fn clip(&mut self, node: &Node<'_>, view: View, low: f64, high: f64) -> Op<()> {
        let (infinite_low, infinite_high) = (low <= -3.4e38, high >= 3.4e38);
        if low == 0.0 && (infinite_high || high == 6.0) {
            self.activation(node, view, if infinite_high { "relu" } else { "relu6" });
        } else if low == -1.0 && high == 1.0 {
            self.activation(node, view, "hard_tanh");
        } else if infinite_low && infinite_high {
            self.set_view(node, view);
        } else {
            // Between two bounds: shifted so that one bound is 0, and mirrored if there is only an upper bound.
            let (sign, zero) = if infinite_low { (-1.0, high) } else { (1.0, low) };
            let rescaling =
                |scale: f64, offset: f64| members([("scale", scale.into()), ("offset", offset.into())]);
            let mut view = view;
            if zero != 0.0 || sign < 0.0 {
                self.map(node, view, "Rescaling", rescaling(sign, -sign * zero));
                view = self.output_view(node)?;
            }
            let bound =
                if infinite_low || infinite_high { serde_json::Value::Null } else { (high - low).into() };
            self.map(node, view, "ReLU", members([("max_value", bound)]));
            if zero != 0.0 || sign < 0.0 {
                let view = self.output_view(node)?;
                self.map(node, view, "Rescaling", rescaling(sign, zero));
            }
        }
        Ok(())
    }

    pub(super) fn clip_node(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let mut bound = |name: &str, input: usize, default: f64| -> Op<f64> {
            match self.id(node, input) {
                0 => Ok(node.float(name, default)),
                _ => self.constant(node, input)?.single(),
            }
        };
        let (low, high) = (bound("min", 1, f64::NEG_INFINITY)?, bound("max", 2, f64::INFINITY)?);
        self.clip(node, view, low, high)
    }

    pub(super) fn softmax(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let several = self.model.opset < 13;
        let first = axis(node.int("axis", if several { 1 } else { -1 }) as f64, shape.len())?;
        // Up to opset 12 all axes from this one on count as one.
        let last = if several { shape.len() } else { first + 1 };
        let axes: Dims = (first..last).map(|k| view.axes[k]).filter(|&k| k != ONE).collect();
        let mut axes = axes;
        axes.retain(&|k| self.layers[view.layer].shape[k] != 1 || last == first + 1);
        if axes.contains(&0) {
            return Err(&"it goes along the batch axis");
        }
        let rank = self.layers[view.layer].shape.len();
        let is_log = node.op == "LogSoftmax";
        if *axes == [rank - 1] {
            self.activation(node, view, if is_log { "log_softmax" } else { "softmax" });
        } else if is_log || axes.is_empty() {
            return Err(&"it goes along other axes than the last");
        } else {
            self.map(node, view, "Softmax", members([("axis", axes.into())]));
        }
        Ok(())
    }

    pub(super) fn prelu(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let slope = self.constant(node, 1)?;
        self.slopes(node, view, slope)
    }

    /// A `PReLU` layer with these slopes.
    pub(super) fn slopes(&mut self, node: &Node<'_>, view: View, mut slope: Constant) -> Op<()> {
        let sample = self.layers[view.layer].shape[1..].to_vec();
        // A slope for each channel has one axis in files of PyTorch's early exporters.
        let early = matches!(*slope.dims, [n] if view.axes.len() > 2 && n != 1 && self.shape(&view)[1] == n);
        if early {
            (0..view.axes.len() - 2).for_each(|_| slope.dims.push(1));
        }
        let before = view.axes.len().checked_sub(slope.dims.len()).filter(|_| view.folded == 0);
        let before = before.ok_or(&"its slopes have more axes than its value")?;
        (0..before).for_each(|_| slope.dims.insert(0, 1));
        // For each axis of the layer's output the axis of the slopes.
        let mut order = Dims::NONE;
        for k in 1..=sample.len() {
            order.push(view.axes.iter().position(|&axis| axis == k).ok_or(&"its value lacks an axis")?);
        }
        let shape: Dims = order.iter().map(|&k| slope.dims[k]).collect();
        let fits = shape.iter().zip(&sample).all(|(&n, &size)| n == 1 || n == size);
        if !fits || count(&shape)? != slope.values.len() {
            return Err(&"its slopes do not fit its value");
        }
        let mut all: Dims = (0..view.axes.len()).filter(|k| !order.contains(k)).collect();
        all.extend(&order);
        let values = slope.transposed(&all)?.floats();
        let shared: Dims = (1..=shape.len()).filter(|&k| shape[k - 1] == 1 && sample[k - 1] != 1).collect();
        let out = self.layers[view.layer].shape;
        let shared = if shared.is_empty() { serde_json::Value::Null } else { shared.into() };
        let options = members([("shared_axes", shared)]);
        let layer = self.layer("PReLU", options, &[view.layer], out, vec![(shape, values)]);
        self.set_view(node, View { layer, sole: true, ..view });
        Ok(())
    }
}
