//! How TensorFlow's converter writes Keras's `LayerNormalization` and `PReLU`.

use alloc::vec::Vec;

use super::build::{Build, View};
use super::constant::Constant;
use super::options::Options;
use super::proto::{Node, ValueId};

impl Build<'_> {
    /// A layer that ends in a sum.
    pub(super) fn keras_sum(&mut self, node: &Node<'_>) -> Option<()> {
        let &[a, b] = &*node.inputs else { return None };
        self.parametric_relu(node, a, b).or_else(|| self.scaled_normalization(node, a, b))
    }

    /// `relu(x) + relu(-x) * -alpha`
    fn parametric_relu(&mut self, node: &Node<'_>, positive: ValueId, negative: ValueId) -> Option<()> {
        let x = self.first_of(positive, "Relu")?;
        let [rectified, slope] = self.pair_of(negative, "Mul")?;
        let mirrored = self.first_of(rectified, "Relu")?;
        if self.first_of(mirrored, "Neg")? != x {
            return None;
        }
        let view = self.view_of(x)?;
        let mut slope = self.constant_of(slope).ok()?;
        slope.scale(-1.0);
        self.slopes(node, View { sole: false, ..view }, slope).ok()
    }

    /// `x * scale + (-mean * scale + beta)` with `scale = 1 / sqrt(variance + epsilon) * gamma`
    fn scaled_normalization(&mut self, node: &Node<'_>, product: ValueId, rest: ValueId) -> Option<()> {
        let [x, scale] = self.pair_of(product, "Mul")?;
        let [shift, beta] = self.pair_of(rest, "Add")?;
        let [mirrored, same] = self.pair_of(shift, "Mul")?;
        let mean = self.first_of(mirrored, "Neg")?;
        if same != scale || self.mean_of(mean)? != x {
            return None;
        }
        let [reciprocal, gamma] = self.pair_of(scale, "Mul")?;
        let deviation = self.first_of(reciprocal, "Reciprocal")?;
        let epsilon = self.deviation(deviation, x, mean)?;
        let view = self.view_of(x)?;
        let view = self.ending(&view, 1).ok()?;
        let shape = self.output(view.layer);
        let mut weights = Vec::new();
        for id in [gamma, beta] {
            let weight = self.constant_of(id).ok()?;
            if weight.values.len() != shape.end() || weight.dims.end() != shape.end() {
                return None;
            }
            weights.push(Constant::vector(weight.values, weight.source));
        }
        let options = Options::new().size("axis", shape.len() - 1).float("epsilon", epsilon).take();
        self.normalized(node, &view, "LayerNormalization", options, &weights).ok()
    }
}
