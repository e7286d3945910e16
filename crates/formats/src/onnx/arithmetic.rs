//! Sums, products and others, of values and constants.

use super::build::{BATCH, Build, ONE, View, is_convolution};
use super::constant::{Constant, Op, axis};
use super::dims::Dims;
use super::options::Options;
use super::proto::Node;

impl Build<'_> {
    /// The axis of the layer's output along which a constant lies; [`ONE`] for a single number.
    fn along(&self, view: &View, constant: &Constant) -> Op<usize> {
        if constant.values.len() == 1 {
            return Ok(ONE);
        }
        let shape = self.shape(view);
        let before = shape.len().checked_sub(constant.dims.len());
        let before = before.ok_or(&"its constant has more axes than its value")?;
        let mut along = ONE;
        for (k, &n) in constant.dims.iter().enumerate().filter(|&(_, &n)| n != 1) {
            let axis = view.axes[before + k];
            if shape[before + k] != n || axis == ONE || axis == 0 {
                return Err(&"its constant does not fit its value");
            }
            if along != ONE {
                return Err(&"its constant has several axes");
            }
            along = axis;
        }
        if along == ONE { Err(&"its constant is empty") } else { Ok(along) }
    }

    /// `value * scale + offset`. Each is a single number, or has one for each entry of the axis `along` of the layer's
    /// output.
    #[inline(never)]
    pub(super) fn affine(
        &mut self,
        node: &Node<'_>,
        view: &View,
        scale: &Constant,
        offset: &Constant,
        along: usize,
    ) -> Op<()> {
        let (is_offset, is_scale) = (*scale.values == [1.0], *offset.values == [0.0]);
        if is_offset && self.add_bias(view, offset, along)
            || is_scale && self.multiply_gamma(view, scale, along)
        {
            return self.give_like(node, view.layer, view);
        }
        if along == ONE {
            let (scale, offset) = (scale.single()?, offset.single()?);
            if is_offset && is_scale {
                self.set_view(node, view);
                return Ok(());
            }
            if let Some(layer) = self.own(view)
                && layer.class == "Rescaling"
            {
                let (before, shift) = (layer.options.float_of("scale"), layer.options.float_of("offset"));
                layer.options.float("scale", before * scale).float("offset", shift * scale + offset);
                return self.give_like(node, view.layer, view);
            }
            let mut view = *view;
            self.rescaled(&mut view, scale, offset);
            self.set_view(node, &view);
            return Ok(());
        }
        // A convolution of size 1 for each channel. What multiplies the model's input, such as a mean and a deviation,
        // stays as it is in training.
        let frozen = self.layers[view.layer].class == "InputLayer" || node.op == "Scaler";
        let place = view.axes.place(along).ok_or(&"its axis is missing")?;
        let mut order = self.batch_first(view).without(&view.axes.places(ONE)).without(&[place]);
        order.push(place);
        let layer = self.arranged(view, &order)?;
        let mut shape = self.output(layer);
        let n = shape.end();
        let squeezed = shape.len() == 2;
        if squeezed {
            shape.insert(1, 1);
        }
        let class = match shape.len() {
            3 => "DepthwiseConv1D",
            4 => "DepthwiseConv2D",
            _ => return Err(&"its value has too many axes"),
        };
        let layer = self.reshaped(layer, &shape)?;
        let ones = Dims::repeated(1, shape.len() - 2);
        let mut options = Options::new();
        options.list("kernel_size", &ones).flag("use_bias", !is_scale).flag("trainable", !frozen);
        let layer = self.layer(class, options, &[layer], &shape);
        let one_each = &Dims::of(&[n]);
        let mut kernel = scale.broadcast(one_each)?;
        kernel.dims = ones;
        kernel.dims.extend(&[n, 1]);
        self.weight(layer, &kernel);
        if !is_scale {
            self.weight(layer, &offset.broadcast(one_each)?);
        }
        let mut axes = view.axes;
        for k in 0..axes.len() {
            axes[k] = match order.place(k) {
                Some(at) if at > 0 => at + usize::from(squeezed),
                Some(_) => 0,
                None => ONE,
            };
        }
        self.set_view(node, &View { layer, axes, folded: view.folded, sole: true });
        Ok(())
    }

    /// Adds a constant to the bias of the layer before; false if it has none.
    fn add_bias(&mut self, view: &View, offset: &Constant, along: usize) -> bool {
        let Some(layer) = self.own(view) else { return false };
        let last = layer.shape.len() - 1;
        let normalizes = layer.class == "LayerNormalization";
        let known = normalizes || layer.class == "Dense" || is_convolution(layer.class);
        if along != ONE && along != last
            || !known
            || !layer.options.text_of("activation").is_empty()
            || normalizes && layer.weights.is_empty()
        {
            return false;
        }
        let Ok(offset) = offset.broadcast(&Dims::of(&[layer.shape.end()])) else { return false };
        let option = if normalizes { "center" } else { "use_bias" };
        if !layer.options.is_true(option) {
            layer.options.flag(option, true);
            let view = view.layer;
            self.weight(view, &offset);
        } else if let Some((_, bias)) = layer.weights.last_mut() {
            bias.iter_mut().zip(&offset.values).for_each(|(bias, &value)| *bias += value as f32);
        }
        true
    }

    /// Multiplies a normalization without a scale by a constant; false if the layer before is something else.
    fn multiply_gamma(&mut self, view: &View, scale: &Constant, along: usize) -> bool {
        let Some(layer) = self.own(view) else { return false };
        let bare = match layer.class {
            "LayerNormalization" => layer.weights.is_empty(),
            "RMSNormalization" => {
                layer.weights.iter().all(|(_, values)| values.iter().all(|&value| value == 1.0))
            }
            _ => return false,
        };
        let last = layer.shape.len() - 1;
        if !bare || along != last || layer.shape.end() != scale.values.len() {
            return false;
        }
        if layer.class == "LayerNormalization" {
            layer.options.flag("scale", true);
        }
        layer.weights.clear();
        layer.sources.clear();
        let gamma = Constant::vector(scale.values.clone(), scale.source);
        self.weight(view.layer, &gamma);
        true
    }

    /// `Add`, `Sub`, `Mul`, `Div`, `Max`, `Min`, `Sum`, `Mean`, of values and constants.
    pub(super) fn arithmetic(&mut self, node: &Node<'_>) -> Op<()> {
        let constant_at = node.inputs.iter().position(|&id| self.is_constant(id));
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
        match node.op {
            "Max" => return self.clip(node, view, constant.single()?, f64::INFINITY),
            "Min" => return self.clip(node, view, f64::NEG_INFINITY, constant.single()?),
            _ => {}
        }
        let along = self.along(&view, &constant)?;
        let constant = &mut constant;
        constant.dims = if along == ONE { Dims::NONE } else { Dims::of(&[constant.values.len()]) };
        let mut other = Constant::scalar(1.0, false);
        match node.op {
            "Sub" if at == 1 => constant.scale(-1.0),
            "Sub" => other.scale(-1.0),
            "Div" if at == 1 => constant.values.iter_mut().for_each(|value| *value = 1.0 / *value),
            "Add" | "Sum" | "Mul" => {}
            "Pow" if at == 1 && *constant.values == [2.0] => {
                let shape = self.output(view.layer);
                let layer = self.layer("Multiply", Options::new(), &[view.layer, view.layer], &shape);
                return self.give_like(node, layer, &view);
            }
            _ => return Err(&"it divides a constant by a value"),
        }
        match node.op {
            "Mul" | "Div" => self.affine(node, &view, constant, &Constant::scalar(0.0, false), along),
            _ => self.affine(node, &view, &other, constant, along),
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
        let mut views = self.views(node)?;
        let rank = views.iter().fold(0, |rank, view| rank.max(view.axes.len()));
        // The order of the value that shows all axes of its layer, and is not broadcast.
        let mut order = None;
        let mut out = Dims::repeated(1, rank);
        for view in &mut views {
            while view.axes.len() < rank {
                view.axes.insert(0, ONE);
            }
            if view.folded > 0 {
                return Err(&"it separates the batch from other axes");
            }
            if self.output(view.layer).len() == rank && !view.axes.has(ONE) {
                order = order.or(Some(view.axes.inverse()));
            }
            let shape = self.shape(view);
            for k in 0..rank {
                if out[k] == 1 {
                    out[k] = shape[k];
                } else if shape[k] != 1 && shape[k] != out[k] {
                    return Err(&"the shapes of its inputs do not fit");
                }
                if shape[k] == BATCH && view.axes[k] != 0 {
                    return Err(&"the batch is at different axes");
                }
            }
        }
        let order = order.unwrap_or_else(|| self.batch_first(&views[0]));
        let mut inputs = alloc::vec::Vec::new();
        for view in &views {
            inputs.push(self.arranged(view, &order)?);
        }
        let layer = self.layer(class, Options::new(), &inputs, &out.pick(&order));
        self.give(node, layer, order.inverse())
    }
}
