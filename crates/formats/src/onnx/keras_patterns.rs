//! How TensorFlow's converter writes Keras's `LayerNormalization` and `PReLU`.

use alloc::vec::Vec;

use pupil_core::config::members;

use super::build::{Build, Known, View};
use super::constant::Op;
use super::dims::Dims;
use super::proto::{Node, ValueId};

impl Build<'_> {
    /// A layer that ends in a sum.
    pub(super) fn keras_sum(&mut self, node: &Node<'_>) -> Option<()> {
        let &[a, b] = &*node.inputs else { return None };
        self.parametric_relu(node, a, b).or_else(|| self.scaled_normalization(node, a, b))
    }

    /// `relu(x) + relu(-x) * -alpha`
    fn parametric_relu(&mut self, node: &Node<'_>, positive: ValueId, negative: ValueId) -> Option<()> {
        let x = *self.inputs_of(positive, "Relu")?.first()?;
        let [rectified, slope] = self.pair_of(negative, "Mul")?;
        let mirrored = *self.inputs_of(rectified, "Relu")?.first()?;
        if self.inputs_of(mirrored, "Neg")? != [x] {
            return None;
        }
        let Known::View(view) = self.known[x] else { return None };
        let mut slope = self.constant_of(slope).ok()?;
        slope.values.iter_mut().for_each(|value| *value = -*value);
        self.slopes(node, View { sole: false, ..view }, slope).ok()
    }

    /// `x * scale + (-mean * scale + beta)` with `scale = 1 / sqrt(variance + epsilon) * gamma`
    fn scaled_normalization(&mut self, node: &Node<'_>, product: ValueId, rest: ValueId) -> Option<()> {
        let [x, scale] = self.pair_of(product, "Mul")?;
        let [shift, beta] = self.pair_of(rest, "Add")?;
        let [mirrored, same] = self.pair_of(shift, "Mul")?;
        let mean = *self.inputs_of(mirrored, "Neg")?.first()?;
        if same != scale || self.mean_of(mean)? != x {
            return None;
        }
        let [reciprocal, gamma] = self.pair_of(scale, "Mul")?;
        let deviation = *self.inputs_of(reciprocal, "Reciprocal")?.first()?;
        let epsilon = self.deviation(deviation, x, mean)?;
        let Known::View(view) = self.known[x] else { return None };
        let view = self.ending(&view, 1).ok()?;
        let shape = self.layers[view.layer].shape;
        let n = *shape.last()?;
        let weights = [gamma, beta].into_iter().map(|id| {
            let constant = self.constant_of(id)?;
            let fits = constant.values.len() == n && constant.dims.last() == Some(&n);
            if fits { Ok((Dims::of(&[n]), constant.floats())) } else { Err(&"") }
        });
        let weights = weights.collect::<Op<Vec<_>>>().ok()?;
        let options = members([("axis", (shape.len() - 1).into()), ("epsilon", epsilon.into())]);
        let layer = self.layer("LayerNormalization", options, &[view.layer], shape, weights);
        self.set_view(node, View { layer, sole: true, ..view });
        Some(())
    }
}
