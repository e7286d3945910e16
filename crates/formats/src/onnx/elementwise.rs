//! Activations and other functions of single values.

use serde_json::Value;

use super::build::{Build, ONE, View};
use super::constant::{Constant, Op, axis, count};
use super::dims::Dims;
use super::options::{Options, list};
use super::proto::Node;

/// Operators that are one of Keras's activations.
const ACTIVATIONS: &[(&str, &str)] = &[
    ("Relu", "relu"),
    ("Sigmoid", "sigmoid"),
    ("Tanh", "tanh"),
    ("Softplus", "softplus"),
    ("Softsign", "softsign"),
    ("Exp", "exponential"),
    ("Gelu", "gelu"),
    ("Mish", "mish"),
    ("HardSwish", "hard_silu"),
];

/// Operators that are one of Keras's activations with these options: for each option its name, ONNX's default, and the
/// value.
type WithOptions = (&'static str, &'static str, [(&'static str, f64, f64); 2]);
const WITH_OPTIONS: &[WithOptions] = &[
    ("Swish", "silu", [("alpha", 1.0, 1.0), ("", 0.0, 0.0)]),
    ("Celu", "celu", [("alpha", 1.0, 1.0), ("", 0.0, 0.0)]),
    ("Elu", "elu", [("alpha", 1.0, 1.0), ("", 0.0, 0.0)]),
    ("Selu", "selu", [("alpha", 1.67326, 1.67326), ("gamma", 1.0507, 1.0507)]),
    ("HardSigmoid", "hard_sigmoid", [("alpha", 0.2, 1.0 / 6.0), ("beta", 0.5, 0.5)]),
    ("Shrink", "hard_shrink", [("lambd", 0.5, 0.5), ("bias", 0.0, 0.0)]),
    ("Shrink", "soft_shrink", [("lambd", 0.5, 0.5), ("bias", 0.0, 0.5)]),
];

/// Keras's name of the activation that an operator is; `None` for others.
#[inline(never)]
pub(super) fn activation_name(node: &Node<'_>) -> Option<&'static str> {
    if let Some((_, name)) = ACTIVATIONS.iter().find(|(op, _)| *op == node.op) {
        return Some(name);
    }
    let fits = |(op, _, options): &&WithOptions| {
        let near =
            |&(key, default, wanted): &(&str, f64, f64)| (node.float(key, default) - wanted).abs() < 1e-5;
        *op == node.op && options.iter().all(near)
    };
    WITH_OPTIONS.iter().find(fits).map(|(_, name, _)| *name)
}

impl Build<'_> {
    pub(super) fn unary(&mut self, node: &Node<'_>) -> Op<()> {
        let mut view = self.view(node, 0)?;
        if node.text("approximate") == "tanh" {
            return self.gelu_by_tanh(node, &view);
        }
        if let Some(name) = activation_name(node) {
            return self.activation(node, &view, name);
        }
        let alpha = |default: f64| node.float("alpha", default);
        let (class, key, value) = match node.op {
            "LeakyRelu" => ("LeakyReLU", "negative_slope", alpha(0.01)),
            "Elu" => ("ELU", "alpha", alpha(1.0)),
            "ThresholdedRelu" => ("ReLU", "threshold", alpha(1.0)),
            "Neg" => {
                return self.affine(
                    node,
                    &view,
                    &Constant::scalar(-1.0, false),
                    &Constant::scalar(0.0, false),
                    ONE,
                );
            }
            "HardSigmoid" => {
                // Keras's function has the slope 1/6.
                self.rescaled(&mut view, alpha(0.2) * 6.0, (node.float("beta", 0.5) - 0.5) * 6.0);
                return self.activation(node, &view, "hard_sigmoid");
            }
            _ => return Err(&"its options are not Keras's"),
        };
        self.map(node, &view, class, Options::new().float(key, value).take())
    }

    /// A `Rescaling` layer after a value.
    #[inline(never)]
    pub(super) fn rescaled(&mut self, view: &mut View, scale: f64, offset: f64) {
        let options = Options::new().float("scale", scale).float("offset", offset).take();
        view.layer = self.mapped(view, "Rescaling", options);
        view.sole = true;
    }

    /// GELU's approximation: `x (1 + tanh(c x + 0.044715 c x^3)) / 2` with `c = sqrt(2 / pi)`. Keras has no name for it,
    /// so it becomes several layers.
    fn gelu_by_tanh(&mut self, node: &Node<'_>, view: &View) -> Op<()> {
        let c = 0.797_884_560_802_865_4;
        let (mut inner, shape) = (*view, self.output(view.layer));
        let times = |build: &mut Self, inner: &mut View| {
            inner.layer = build.layer("Multiply", Options::new(), &[view.layer, inner.layer], &shape);
        };
        times(self, &mut inner);
        self.rescaled(&mut inner, 0.044715 * c, c);
        times(self, &mut inner);
        inner.layer = self.mapped(&inner, "Activation", Options::new().text("activation", "tanh").take());
        self.rescaled(&mut inner, 0.5, 0.5);
        times(self, &mut inner);
        self.give_like(node, inner.layer, view)
    }

    /// `Clip`, and `Max` and `Min` with one constant.
    #[inline(never)]
    pub(super) fn clip(&mut self, node: &Node<'_>, mut view: View, low: f64, high: f64) -> Op<()> {
        let (infinite_low, infinite_high) = (low <= -3.4e38, high >= 3.4e38);
        let name = if low == 0.0 && infinite_high {
            "relu"
        } else if low == 0.0 && high == 6.0 {
            "relu6"
        } else if low == -1.0 && high == 1.0 {
            "hard_tanh"
        } else {
            ""
        };
        if !name.is_empty() {
            return self.activation(node, &view, name);
        }
        if !(infinite_low && infinite_high) {
            // Between two bounds: shifted so that one bound is 0, and mirrored if there is only an upper bound.
            let (sign, zero) = if infinite_low { (-1.0, high) } else { (1.0, low) };
            let moved = zero != 0.0 || infinite_low;
            if moved {
                self.rescaled(&mut view, sign, -sign * zero);
            }
            let bound = if infinite_low || infinite_high { Value::Null } else { (high - low).into() };
            view.layer = self.mapped(&view, "ReLU", Options::new().set("max_value", bound).take());
            view.sole = true;
            if moved {
                self.rescaled(&mut view, sign, zero);
            }
        }
        self.set_view(node, &view);
        Ok(())
    }

    pub(super) fn clip_node(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let low = self.number(node, 1, node.float("min", f64::NEG_INFINITY))?;
        let high = self.number(node, 2, node.float("max", f64::INFINITY))?;
        self.clip(node, view, low, high)
    }

    pub(super) fn softmax(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let several = self.model.opset < 13;
        let rank = view.axes.len();
        let first = axis(node.int("axis", if several { 1 } else { -1 }) as f64, rank)?;
        // Up to opset 12 all axes from this one on count as one.
        let last = if several { rank } else { first + 1 };
        let shape = self.output(view.layer);
        let mut axes = view.axes.pick(&Dims::range(first, last)).without(&[ONE]);
        if last != first + 1 {
            axes = axes.without(&shape.places(1));
        }
        if axes.has(0) {
            return Err(&"it goes along the batch axis");
        }
        let is_log = node.op == "LogSoftmax";
        if *axes == [shape.len() - 1] {
            self.activation(node, &view, if is_log { "log_softmax" } else { "softmax" })
        } else if is_log || axes.is_empty() {
            Err(&"it goes along other axes than the last")
        } else {
            self.map(node, &view, "Softmax", Options::new().list("axis", &axes).take())
        }
    }

    pub(super) fn prelu(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let slope = self.constant(node, 1)?;
        self.slopes(node, view, slope)
    }

    /// A `PReLU` layer with these slopes.
    pub(super) fn slopes(&mut self, node: &Node<'_>, view: View, mut slope: Constant) -> Op<()> {
        let out = self.output(view.layer);
        let rank = view.axes.len();
        // A slope for each channel has one axis in files of PyTorch's early exporters.
        if slope.dims.len() == 1 && rank > 2 && slope.dims[0] != 1 && self.shape(&view)[1] == slope.dims[0] {
            while slope.dims.len() + 1 < rank {
                slope.dims.push(1);
            }
        }
        if slope.dims.len() > rank || view.folded > 0 {
            return Err(&"its slopes have more axes than its value");
        }
        while slope.dims.len() < rank {
            slope.dims.insert(0, 1);
        }
        // For each axis of the layer's output the axis of the slopes.
        let mut order = Dims::NONE;
        let (mut shape, mut shared) = (Dims::NONE, Dims::NONE);
        for k in 1..out.len() {
            let from = view.axes.place(k).ok_or(&"its value lacks an axis")?;
            let n = slope.dims[from];
            order.push(from);
            shape.push(n);
            if n == 1 && out[k] != 1 {
                shared.push(k);
            } else if n != out[k] {
                return Err(&"its slopes do not fit its value");
            }
        }
        if count(&shape)? != slope.values.len() {
            return Err(&"its slopes do not fit its value");
        }
        let mut all = Dims::range(0, rank).without(&order);
        all.extend(&order);
        let slope = Constant { dims: shape, ..slope.transposed(&all)? };
        let shared = if shared.is_empty() { Value::Null } else { list(&shared) };
        let layer = self.mapped(&view, "PReLU", Options::new().set("shared_axes", shared).take());
        self.weight(layer, &slope);
        self.give_like(node, layer, &view)
    }
}
