//! Matrix products, embeddings, and the linear models of scikit-learn.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::build::{BATCH, Build, View};
use super::constant::{Constant, Op, count, size};
use super::dims::Dims;
use super::options::Options;
use super::proto::Node;
use crate::json;

/// A whole number as text.
fn whole(number: f64) -> Value {
    let mut text = String::from(if number < 0.0 { "-" } else { "" });
    json::digits((number as i64).unsigned_abs(), 1, &mut text);
    text.into()
}

impl Build<'_> {
    /// A `Dense` layer along the value's last axis, with a kernel `(inputs, units)`, as the node's output.
    #[inline(never)]
    fn dense(&mut self, view: &View, kernel: &Constant, bias: Option<Constant>) -> Op<View> {
        let &[inputs, units] = &*kernel.dims else {
            return Err(&"its matrix has not 2 axes");
        };
        if self.shape(view).end() != inputs || view.axes.is_empty() || units == 0 || inputs == 0 {
            return Err(&"its matrix does not fit its input");
        }
        // The last axis of the value is the last of the layer. Others may lie in any order.
        let view = self.ending(view, 1)?;
        let mut out = self.output(view.layer);
        let last = out.len() - 1;
        out[last] = units;
        count(&out[1..])?;
        let options = Options::new().size("units", units).flag("use_bias", bias.is_some()).take();
        let layer = self.layer("Dense", options, &[view.layer], &out);
        self.weight(layer, kernel);
        if let Some(bias) = bias {
            self.weight(layer, &bias);
        }
        Ok(View { layer, sole: true, ..view })
    }

    pub(super) fn gemm(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        if node.int("transA", 0) != 0 || view.axes.len() != 2 {
            return Err(&"its input is transposed or has not 2 axes");
        }
        let mut kernel = self.constant(node, 1)?;
        if node.int("transB", 0) != 0 {
            kernel = kernel.transposed(&[1, 0])?;
        }
        kernel.scale(node.float("alpha", 1.0));
        let mut bias = None;
        if self.id(node, 2) != 0 {
            let units = kernel.dims[1];
            self.spend(units)?;
            let mut given = self.constant(node, 2)?.broadcast(&Dims::of(&[1, units]))?;
            given.dims.remove(0);
            given.scale(node.float("beta", 1.0));
            bias = Some(given);
        }
        let view = self.dense(&view, &kernel, bias)?;
        self.set_view(node, &view);
        Ok(())
    }

    pub(super) fn matmul(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        if let Some(other) = self.as_view(node, 1) {
            return self.batch_matmul(node, &view, &other);
        }
        let kernel = self.constant(node, 1)?;
        let view = self.dense(&view, &kernel, None)?;
        self.set_view(node, &view);
        Ok(())
    }

    /// The product of two values, sample by sample.
    fn batch_matmul(&mut self, node: &Node<'_>, a: &View, b: &View) -> Op<()> {
        let (left, right) = (self.shape(a), self.shape(b));
        let fits = left.len() == 3 && right.len() == 3 && left[0] == BATCH && right[0] == BATCH;
        if !fits || left[2] != right[1] {
            return Err(&"its matrices do not fit each other");
        }
        let inputs = [self.arranged(a, &[0, 1, 2])?, self.arranged(b, &[0, 1, 2])?];
        let options = Options::new().list("axes", &[2, 1]).take();
        let layer = self.layer("Dot", options, &inputs, &Dims::of(&[BATCH, left[1], right[2]]));
        self.give(node, layer, Dims::range(0, 3))
    }

    /// `Gather` from a constant table: an embedding.
    pub(super) fn embedding(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 1)?;
        let table = self.constant(node, 0)?;
        let &[rows, width] = &*table.dims else {
            return Err(&"its table has not 2 axes");
        };
        if node.int("axis", 0) != 0 || view.folded > 0 || rows == 0 || width == 0 {
            return Err(&"it does not pick rows of its table");
        }
        let mut shape = self.output(view.layer);
        shape.push(width);
        count(&shape[1..])?;
        let options = Options::new().size("input_dim", rows).size("output_dim", width).take();
        let layer = self.layer("Embedding", options, &[view.layer], &shape);
        self.weight(layer, &table);
        let mut axes = view.axes;
        axes.push(shape.len() - 1);
        self.give(node, layer, axes)
    }

    /// The dense layer of a linear model with a row of coefficients for each output.
    #[inline(never)]
    fn linear_model(&mut self, node: &Node<'_>, outputs: usize, binary: bool) -> Op<View> {
        let view = self.view(node, 0)?;
        let inputs = self.shape(&view).end();
        if inputs == 0 {
            return Err(&"its input has no features");
        }
        let mut coefficients = node.floats("coefficients");
        let mut intercepts = node.floats("intercepts");
        if binary && coefficients.len() == inputs {
            // One row for two classes: the other is its negative.
            for list in [&mut coefficients, &mut intercepts] {
                let row = list.clone();
                list.iter_mut().for_each(|value| *value = -*value);
                list.extend_from_slice(&row);
            }
        }
        if coefficients.len() != inputs.saturating_mul(outputs)
            || !matches!(intercepts.len(), 0 | 1) && intercepts.len() != outputs
        {
            return Err(&"its coefficients do not fit its features and outputs");
        }
        self.spend(coefficients.len().saturating_mul(2).saturating_add(outputs))?;
        let mut kernel = Constant::vector(coefficients, 0);
        kernel.dims = Dims::of(&[outputs, inputs]);
        let kernel = kernel.transposed(&[1, 0])?;
        let mut bias = None;
        if !intercepts.is_empty() {
            bias = Some(Constant::vector(intercepts, 0).broadcast(&Dims::of(&[outputs]))?);
        }
        self.dense(&view, &kernel, bias)
    }

    pub(super) fn linear_regressor(&mut self, node: &Node<'_>) -> Op<()> {
        if !matches!(node.text("post_transform"), "" | "NONE") {
            return Err(&"its post_transform is not NONE");
        }
        let view = self.linear_model(node, size(node.int("targets", 1) as f64)?, false)?;
        self.set_view(node, &view);
        Ok(())
    }

    /// Labels are left out; the second output holds a number for each class.
    pub(super) fn linear_classifier(&mut self, node: &Node<'_>) -> Op<()> {
        let texts = node.texts("classlabels_strings");
        let numbers = node.ints("classlabels_ints").unwrap_or_default();
        let classes = texts.len().max(numbers.len());
        let view = self.linear_model(node, classes, classes == 2)?;
        let mut labels = Vec::new();
        match texts.is_empty() {
            true => numbers.iter().for_each(|&n| labels.push(whole(n))),
            false => texts.iter().for_each(|&text| labels.push(text.into())),
        }
        self.classes = Some(json::text(&Value::Array(labels)));
        let mut scores = Node::default();
        scores.outputs.extend(node.outputs.get(1));
        let name = match node.text("post_transform") {
            "" | "NONE" => {
                self.set_view(&scores, &view);
                return Ok(());
            }
            "SOFTMAX" => "softmax",
            "LOGISTIC" => "sigmoid",
            _ => return Err(&"its post_transform is not NONE, SOFTMAX or LOGISTIC"),
        };
        self.activation(&scores, &view, name)
    }

    /// `Normalizer`: the sum of probabilities becomes 1.
    pub(super) fn normalizer(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        match node.text("norm") {
            "L2" => return self.map(node, &view, "UnitNormalization", Options::new()),
            "L1" => {}
            _ => return Err(&"its norm is not L1 or L2"),
        }
        let layer = self.own(&view).ok_or(&"its norm is L1")?;
        let negated = |values: &[f32]| values.chunks_exact(2).all(|pair| pair[0] == -pair[1]);
        let opposite = layer.shape.end() == 2 && layer.weights.iter().all(|(_, values)| negated(values));
        match layer.options.text_of("activation") {
            "softmax" => {}
            "sigmoid" if opposite => {}
            // p / sum(p) is the softmax of log(p).
            "sigmoid" => {
                layer.options.text("activation", "log_sigmoid");
                return self.activation(node, &view, "softmax");
            }
            _ => return Err(&"its norm is L1"),
        }
        self.set_view(node, &view);
        Ok(())
    }

    /// `Scaler`: `(x - offset) * scale` for each feature.
    pub(super) fn scaler(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (offsets, scales) = (node.floats("offset"), node.floats("scale"));
        let n = self.shape(&view).end();
        let full = |values: &[f64], k: usize, default: f64| match *values {
            [single] => single,
            _ => values.get(k).copied().unwrap_or(default),
        };
        self.spend(n.saturating_mul(2))?;
        let (mut scale, mut offset) = (Vec::new(), Vec::new());
        for k in 0..n {
            let factor = full(&scales, k, 1.0);
            scale.push(factor);
            offset.push(-full(&offsets, k, 0.0) * factor);
        }
        let &axis = view.axes.last().ok_or(&"its input has no axes")?;
        self.affine(node, &view, &Constant::vector(scale, 0), &Constant::vector(offset, 0), axis)
    }
}
