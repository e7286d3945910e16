//! Sums, products and others, of values and constants.

use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::members;

use super::build::{BATCH, Build, LayerSketch, ONE, View, is_convolution};
use super::constant::{Constant, Op, axis};
use super::dims::Dims;
use super::proto::Node;

/// A constant that is added to a value or multiplies it.
pub(super) enum Factor {
    /// One number.
    Single(f64),
    /// One number for each entry of an axis of the layer's output.
    Along(usize, Vec<f64>),
}

impl Factor {
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Single(value) => Self::Single(f(value)),
            Self::Along(axis, values) => Self::Along(axis, values.into_iter().map(f).collect()),
        }
    }

    fn values(&self) -> &[f64] {
        match self {
            Self::Single(value) => core::slice::from_ref(value),
            Self::Along(_, values) => values,
        }
    }
}

impl Build<'_> {
    /// A constant as it lies along the layer's output.
    pub(super) fn factor(&self, view: &View, constant: &Constant) -> Op<Factor> {
        let shape = self.shape(view);
        if let [value] = *constant.values {
            return Ok(Factor::Single(value));
        }
        let before = shape.len().checked_sub(constant.dims.len());
        let before = before.ok_or(&"its constant has more axes than its value")?;
        let mut along = None;
        for (k, &n) in constant.dims.iter().enumerate().filter(|&(_, &n)| n != 1) {
            let axis = view.axes[before + k];
            if shape[before + k] != n || axis == ONE || axis == 0 {
                return Err(&"its constant does not fit its value");
            }
            if along.replace(axis).is_some() {
                return Err(&"its constant has several axes");
            }
        }
        along.map(|axis| Factor::Along(axis, constant.values.clone())).ok_or(&"its constant is empty")
    }

    /// `value * scale + offset`.
    pub(super) fn affine(&mut self, node: &Node<'_>, view: View, scale: Factor, offset: Factor) -> Op<()> {
        let (is_offset, is_scale) = (scale.values() == [1.0], offset.values() == [0.0]);
        if is_offset && self.add_bias(&view, &offset) || is_scale && self.multiply_gamma(&view, &scale) {
            self.set_view(node, View { sole: true, ..view });
            return Ok(());
        }
        if let (Factor::Single(scale), Factor::Single(offset)) = (&scale, &offset) {
            let (scale, offset) = (*scale, *offset);
            if scale == 1.0 && offset == 0.0 {
                self.set_view(node, view);
                return Ok(());
            }
            if self.own(&view).is_some_and(|layer| layer.class == "Rescaling") {
                let options = &mut self.layers[view.layer].options;
                let number = |key: &str| options.get(key).and_then(serde_json::Value::as_f64).unwrap_or(0.0);
                let (before, shift) = (number("scale"), number("offset"));
                *options = members([
                    ("scale", (before * scale).into()),
                    ("offset", (shift * scale + offset).into()),
                ]);
                self.set_view(node, View { sole: true, ..view });
                return Ok(());
            }
            let options = members([("scale", scale.into()), ("offset", offset.into())]);
            self.map(node, view, "Rescaling", options);
            return Ok(());
        }
        // A convolution of size 1 for each channel.
        let ((Factor::Along(along, _), _) | (_, Factor::Along(along, _))) = (&scale, &offset) else {
            return Err(&"its constants do not fit");
        };
        let along = *along;
        // What multiplies the model's input, such as a mean and a deviation, stays as it is in training.
        let frozen = self.layers[view.layer].class == "InputLayer" || node.op == "Scaler";
        let place = view.axes.iter().position(|&k| k == along).ok_or(&"its axis is missing")?;
        let mut order = self.batch_first(&view);
        order.retain(&|k| k != place && view.axes[k] != ONE);
        order.push(place);
        let layer = self.arranged(&view, &order)?;
        let before = self.layers[layer].shape;
        let n = before[before.len() - 1];
        let mut shape = before;
        if shape.len() == 2 {
            shape.insert(1, 1);
        }
        let class = match shape.len() {
            3 => "DepthwiseConv1D",
            4 => "DepthwiseConv2D",
            _ => return Err(&"its value has too many axes"),
        };
        let layer = self.reshaped(layer, shape)?;
        let fill = |factor: &Factor| -> Vec<f32> {
            let values = factor.values();
            (0..n).map(|k| values[if values.len() == 1 { 0 } else { k }] as f32).collect()
        };
        let ones = vec![1; shape.len() - 2];
        let kernel = ones.iter().copied().chain([n, 1]).collect();
        let mut weights = vec![(kernel, fill(&scale))];
        if !is_scale {
            weights.push((Dims::of(&[n]), fill(&offset)));
        }
        let options = members([
            ("kernel_size", ones.into()),
            ("use_bias", (!is_scale).into()),
            ("trainable", (!frozen).into()),
        ]);
        let layer = self.layer(class, options, &[layer], shape, weights);
        let squeezed = shape.len() - before.len();
        let lies = |k: usize| match order.iter().position(|&from| from == k) {
            Some(at) if at > 0 => at + squeezed,
            Some(_) => 0,
            None => ONE,
        };
        let axes = (0..view.axes.len()).map(lies).collect();
        self.set_view(node, View { layer, axes, folded: view.folded, sole: true });
        Ok(())
    }

    /// Adds a constant to the bias of the layer before; false if it has none.
    fn add_bias(&mut self, view: &View, offset: &Factor) -> bool {
        let Some(layer) = self.own(view) else { return false };
        let channels = layer.shape.last().copied().unwrap_or(0);
        let fits = match offset {
            Factor::Single(_) => true,
            Factor::Along(axis, values) => *axis + 1 == layer.shape.len() && values.len() == channels,
        };
        let dense = layer.class == "Dense" || is_convolution(layer.class);
        let normalizes = layer.class == "LayerNormalization";
        if !fits || !(dense || normalizes) || layer.options.get("activation").is_some() {
            return false;
        }
        let option = if normalizes { "center" } else { "use_bias" };
        let has = layer.options.get(option).and_then(serde_json::Value::as_bool) == Some(true);
        let layer = &mut self.layers[view.layer];
        if !has {
            if normalizes && layer.weights.is_empty() {
                return false;
            }
            layer.options[option] = true.into();
            layer.weights.push((Dims::of(&[channels]), vec![0.0; channels]));
        }
        let values = offset.values().iter().copied().cycle();
        if let Some((_, bias)) = layer.weights.last_mut() {
            bias.iter_mut().zip(values).for_each(|(bias, value)| *bias += value as f32);
        }
        true
    }

    /// Multiplies a normalization without a scale by a constant; false if the layer before is something else.
    fn multiply_gamma(&mut self, view: &View, scale: &Factor) -> bool {
        let fits = |layer: &LayerSketch| {
            let Factor::Along(axis, values) = scale else { return false };
            let bare = layer.class == "LayerNormalization" && layer.weights.is_empty();
            let unscaled = layer.weights.iter().all(|(_, values)| values.iter().all(|&v| v == 1.0));
            let bare = bare || layer.class == "RMSNormalization" && unscaled;
            bare && *axis + 1 == layer.shape.len() && layer.shape.last() == Some(&values.len())
        };
        if !self.own(view).is_some_and(fits) {
            return false;
        }
        let layer = &mut self.layers[view.layer];
        if layer.class == "LayerNormalization" {
            layer.options["scale"] = true.into();
        }
        layer.weights.clear();
        let gamma = scale.values().iter().map(|&v| v as f32).collect();
        layer.weights.push((Dims::of(&[scale.values().len()]), gamma));
        true
    }

    /// `Add`, `Sub`, `Mul`, `Div`, `Max`, `Min`, `Sum`, `Mean`, of values and constants.
    pub(super) fn arithmetic(&mut self, node: &Node<'_>) -> Op<()> {
        let constant_at = (0..node.inputs.len()).find(|&k| self.is_constant(node, k));
        let Some(at) = constant_at else { return self.merge(node) };
        if node.inputs.len() != 2 {
            return Err(&"it takes several constants");
        }
        let view = self.view(node, 1 - at)?;
        let mut constant = self.constant(node, at)?;
        // Before opset 7 an attribute said where the axes of the second operand begin.
        if node.int("broadcast", 0) == 1 && node.has("axis") {
            let from = axis(node.int("axis", 0) as f64, view.axes.len())?;
            while constant.dims.len() + from < view.axes.len() {
                constant.dims.push(1);
            }
        }
        if matches!(node.op, "Max" | "Min") {
            let bound = constant.single()?;
            let (low, high) =
                if node.op == "Max" { (bound, f64::INFINITY) } else { (f64::NEG_INFINITY, bound) };
            return self.clip(node, view, low, high);
        }
        let factor = self.factor(&view, &constant)?;
        let single = Factor::Single;
        match node.op {
            "Add" | "Sum" => self.affine(node, view, single(1.0), factor),
            "Sub" if at == 1 => self.affine(node, view, single(1.0), factor.map(|v| -v)),
            "Sub" => self.affine(node, view, single(-1.0), factor),
            "Mul" => self.affine(node, view, factor, single(0.0)),
            "Div" if at == 1 => self.affine(node, view, factor.map(|v| 1.0 / v), single(0.0)),
            "Pow" if at == 1 && matches!(factor, Factor::Single(2.0)) => {
                let shape = self.layers[view.layer].shape;
                let inputs = [view.layer, view.layer];
                let layer = self.layer("Multiply", members([]), &inputs, shape, Vec::new());
                self.set_view(node, View { layer, sole: true, ..view });
                Ok(())
            }
            _ => Err(&"it divides a constant by a value"),
        }
    }

    /// Arithmetic of values that all depend on the inputs.
    fn merge(&mut self, node: &Node<'_>) -> Op<()> {
        let class = match node.op {
            "Add" | "Sum" => "Add",
            "Sub" => "Subtract",
            "Mul" => "Multiply",
            "Max" => "Maximum",
            "Min" => "Minimum",
            "Mean" => "Average",
            _ => return Err(&"it combines two values"),
        };
        let mut views = (0..node.inputs.len()).map(|k| self.view(node, k)).collect::<Op<Vec<_>>>()?;
        let rank = views.iter().map(|view| view.axes.len()).max().ok_or(&"it has no inputs")?;
        for view in &mut views {
            while view.axes.len() < rank {
                view.axes.insert(0, ONE);
            }
        }
        if views.iter().any(|view| view.folded > 0) {
            return Err(&"it separates the batch from other axes");
        }
        // The order of the value that shows all axes of its layer, and is not broadcast.
        let shapes: Vec<Dims> = views.iter().map(|view| self.shape(view)).collect();
        let full = |view: &View| !view.axes.contains(&ONE) && self.layers[view.layer].shape.len() == rank;
        let first = views.iter().find(|view| full(view));
        let order: Dims = match first {
            Some(view) => (0..rank).filter_map(|k| view.axes.iter().position(|&axis| axis == k)).collect(),
            None => self.batch_first(&views[0]),
        };
        let mut out = vec![1; rank];
        for (shape, view) in shapes.iter().zip(&views) {
            for (k, (&n, size)) in shape.iter().zip(&mut out).enumerate() {
                match (*size, n) {
                    (1, _) => *size = n,
                    (_, 1) => {}
                    (a, b) if a == b => {}
                    _ => return Err(&"the shapes of its inputs do not fit"),
                }
                if n == BATCH && view.axes[k] != 0 {
                    return Err(&"the batch is at different axes");
                }
            }
        }
        let inputs = views.iter().map(|view| self.arranged(view, &order)).collect::<Op<Vec<_>>>()?;
        let sizes = order.iter().map(|&k| out[k]).collect();
        let layer = self.layer(class, members([]), &inputs, sizes, Vec::new());
        let axes = order.inverse();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }
}
