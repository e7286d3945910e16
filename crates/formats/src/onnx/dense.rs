//! Matrix products, embeddings, and the linear models of scikit-learn.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::members;
use serde_json::Value;

use super::arithmetic::Factor;
use super::build::{BATCH, Build, View, json_list};
use super::constant::{Constant, Op, count, size};
use super::dims::Dims;
use super::proto::Node;
use crate::json::digits;

/// A whole number as text.
fn whole(number: f64) -> String {
    let mut text = String::from(if number < 0.0 { "-" } else { "" });
    digits((number as i64).unsigned_abs(), 1, &mut text);
    text
}

impl Build<'_> {
    /// A `Dense` layer along the value's last axis, with a kernel `(inputs, units)`.
    fn dense(&mut self, view: &View, kernel: &Constant, bias: Option<Vec<f32>>) -> Op<View> {
        let &[inputs, units] = &*kernel.dims else {
            return Err(&"its matrix has not 2 axes");
        };
        let shape = self.shape(view);
        if shape.last() != Some(&inputs) || units == 0 || inputs == 0 {
            return Err(&"its matrix does not fit its input");
        }
        // The last axis of the value is the last of the layer. Others may lie in any order.
        let view = self.ending(view, 1)?;
        let mut out = self.layers[view.layer].shape;
        if let Some(last) = out.last_mut() {
            *last = units;
        }
        count(&out[1..])?;
        let mut weights = vec![(kernel.dims, kernel.floats())];
        let options = members([("units", units.into()), ("use_bias", bias.is_some().into())]);
        weights.extend(bias.map(|bias| (Dims::of(&[units]), bias)));
        let layer = self.layer("Dense", options, &[view.layer], out, weights);
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
        let alpha = node.float("alpha", 1.0);
        kernel.values.iter_mut().for_each(|value| *value *= alpha);
        let bias = match self.id(node, 2) {
            0 => None,
            _ => {
                let bias = self.constant(node, 2)?;
                let units = *kernel.dims.get(1).ok_or(&"its matrix has not 2 axes")?;
                self.spend(units)?;
                let beta = node.float("beta", 1.0);
                let bias = bias.broadcast(&[1, units])?;
                Some(bias.values.iter().map(|&value| (value * beta) as f32).collect())
            }
        };
        let view = self.dense(&view, &kernel, bias)?;
        self.set_view(node, view);
        Ok(())
    }

    pub(super) fn matmul(&mut self, node: &Node<'_>) -> Op<()> {
        if self.is_view(node, 1) {
            return self.batch_matmul(node);
        }
        let view = self.view(node, 0)?;
        let kernel = self.constant(node, 1)?;
        let view = self.dense(&view, &kernel, None)?;
        self.set_view(node, view);
        Ok(())
    }

    /// The product of two values, sample by sample.
    fn batch_matmul(&mut self, node: &Node<'_>) -> Op<()> {
        let (a, b) = (self.view(node, 0)?, self.view(node, 1)?);
        let (left, right) = (self.shape(&a), self.shape(&b));
        let (&[BATCH, rows, inner], &[BATCH, other, columns]) = (&*left, &*right) else {
            return Err(&"it multiplies two values whose samples are not matrices that fit");
        };
        if inner != other {
            return Err(&"it multiplies two values whose samples are not matrices that fit");
        }
        let inputs = [self.arranged(&a, &[0, 1, 2])?, self.arranged(&b, &[0, 1, 2])?];
        let options = members([("axes", Dims::of(&[2, 1]).into())]);
        let layer = self.layer("Dot", options, &inputs, Dims::of(&[BATCH, rows, columns]), Vec::new());
        let view = self.whole(layer);
        self.set_view(node, view);
        Ok(())
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
        let mut shape = self.layers[view.layer].shape;
        shape.push(width);
        count(&shape[1..])?;
        let options = members([("input_dim", rows.into()), ("output_dim", width.into())]);
        let weights = vec![(table.dims, table.floats())];
        let rank = shape.len();
        let layer = self.layer("Embedding", options, &[view.layer], shape, weights);
        let mut axes = view.axes;
        axes.push(rank - 1);
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }

    /// The dense layer of a linear model with a row of coefficients for each output.
    fn linear_model(&mut self, node: &Node<'_>, outputs: usize, binary: bool) -> Op<View> {
        let view = self.view(node, 0)?;
        let inputs =
            self.shape(&view).last().copied().filter(|&n| n > 0).ok_or(&"its input has no features")?;
        let mut coefficients = node.floats("coefficients");
        let mut intercepts = node.floats("intercepts");
        if binary && coefficients.len() == inputs {
            // One row for two classes: the other is its negative.
            coefficients = coefficients.iter().map(|v| -v).chain(coefficients.iter().copied()).collect();
            intercepts = intercepts.iter().map(|v| -v).chain(intercepts.iter().copied()).collect();
        }
        if coefficients.len() != inputs.saturating_mul(outputs)
            || !matches!(intercepts.len(), 0 | 1) && intercepts.len() != outputs
        {
            return Err(&"its coefficients do not fit its features and outputs");
        }
        self.spend(coefficients.len().saturating_mul(2).saturating_add(outputs))?;
        let kernel = Constant { dims: Dims::of(&[outputs, inputs]), values: coefficients, whole: false };
        let kernel = kernel.transposed(&[1, 0])?;
        let bias =
            (0..outputs).map(|k| intercepts.get(k).or(intercepts.first()).copied().unwrap_or(0.0) as f32);
        let bias = (!intercepts.is_empty()).then(|| bias.collect());
        self.dense(&view, &kernel, bias)
    }

    pub(super) fn linear_regressor(&mut self, node: &Node<'_>) -> Op<()> {
        if !matches!(node.text("post_transform"), "" | "NONE") {
            return Err(&"its post_transform is not NONE");
        }
        let view = self.linear_model(node, size(node.int("targets", 1) as f64)?, false)?;
        self.set_view(node, view);
        Ok(())
    }

    /// Labels are left out; the second output holds a number for each class.
    pub(super) fn linear_classifier(&mut self, node: &Node<'_>) -> Op<()> {
        let texts = node.texts("classlabels_strings");
        let numbers = node.ints("classlabels_ints").unwrap_or_default();
        let classes = texts.len().max(numbers.len());
        let view = self.linear_model(node, classes, classes == 2)?;
        let labels = match texts.is_empty() {
            true => json_list(numbers.iter().map(|&n| Value::from(whole(n)))),
            false => json_list(texts.into_iter().map(Value::from)),
        };
        self.metadata.retain(|(name, _)| name != "classes");
        self.metadata.push((String::from("classes"), labels));
        let mut scores = Node::default();
        scores.outputs.extend(node.outputs.get(1));
        match node.text("post_transform") {
            "" | "NONE" => self.set_view(&scores, view),
            "SOFTMAX" => self.activation(&scores, view, "softmax"),
            "LOGISTIC" => self.activation(&scores, view, "sigmoid"),
            _ => return Err(&"its post_transform is not NONE, SOFTMAX or LOGISTIC"),
        }
        Ok(())
    }

    /// `Normalizer`: the sum of probabilities becomes 1.
    pub(super) fn normalizer(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        match node.text("norm") {
            "L2" => {
                self.map(node, view, "UnitNormalization", members([]));
                return Ok(());
            }
            "L1" => {}
            _ => return Err(&"its norm is not L1 or L2"),
        }
        let layer = self.own(&view).ok_or(&"its norm is L1")?;
        let negated = |values: &[f32]| values.chunks_exact(2).all(|pair| pair[0] == -pair[1]);
        let opposite =
            layer.shape.last() == Some(&2) && layer.weights.iter().all(|(_, values)| negated(values));
        match layer.options.get("activation").and_then(Value::as_str) {
            Some("softmax") => self.set_view(node, view),
            Some("sigmoid") if opposite => self.set_view(node, view),
            // p / sum(p) is the softmax of log(p).
            Some("sigmoid") => {
                self.layers[view.layer].options["activation"] = "log_sigmoid".into();
                self.activation(node, view, "softmax");
            }
            _ => return Err(&"its norm is L1"),
        }
        Ok(())
    }

    /// `Scaler`: `(x - offset) * scale` for each feature.
    pub(super) fn scaler(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (offsets, scales) = (node.floats("offset"), node.floats("scale"));
        let n = self.shape(&view).last().copied().unwrap_or(0);
        let full = |values: &[f64], k: usize, default: f64| {
            values.get(k).or(values.first().filter(|_| values.len() == 1)).copied().unwrap_or(default)
        };
        self.spend(n.saturating_mul(2))?;
        let scale: Vec<f64> = (0..n).map(|k| full(&scales, k, 1.0)).collect();
        let offset = (0..n).map(|k| -full(&offsets, k, 0.0) * scale[k]).collect();
        let axis = view.axes.last().copied().ok_or(&"its input has no axes")?;
        self.affine(node, view, Factor::Along(axis, scale), Factor::Along(axis, offset))
    }
}
