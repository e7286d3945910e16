//! Layers that bring the axes of a value into another order or shape.

use super::build::{BATCH, Build, LayerSketch, ONE, View};
use super::constant::{Op, count};
use super::dims::Dims;
use super::options::Options;

impl Build<'_> {
    /// A `Permute` (if there is an order), `Flatten` or `Reshape` layer. One that is there already is used again.
    #[inline(never)]
    fn arrange(&mut self, input: usize, order: &Dims, shape: &Dims) -> usize {
        let same = |&&layer: &&usize| {
            let other: &LayerSketch = &self.layers[layer];
            other.order == *order && other.shape == *shape
        };
        if let Some(&found) = self.layers[input].arranged.iter().find(same) {
            return found;
        }
        let mut options = Options::new();
        let class = match (order.is_empty(), shape.len()) {
            (false, _) => {
                options.list("dims", &order[1..]);
                "Permute"
            }
            (true, 2) => "Flatten",
            _ => {
                options.list("target_shape", &shape[1..]);
                "Reshape"
            }
        };
        let layer = self.helper(class, options, input, shape);
        self.layers[layer].order = *order;
        // A few are enough: values are rarely used in many orders.
        if self.layers[input].arranged.len() < 4 {
            self.layers[input].arranged.push(layer);
        }
        layer
    }

    /// A layer whose output has the same values in another shape.
    #[inline(never)]
    pub(super) fn reshaped(&mut self, mut layer: usize, shape: &Dims) -> Op<usize> {
        while matches!(self.layers[layer].class, "Reshape" | "Flatten") && self.output(layer) != *shape {
            layer = self.layers[layer].inputs[0];
        }
        let current = self.output(layer);
        if current == *shape {
            return Ok(layer);
        }
        if count(&current[1..])? != count(&shape[1..])? {
            return Err(&"samples cannot take another shape");
        }
        Ok(self.arrange(layer, &Dims::NONE, shape))
    }

    /// A layer whose output has the value's axes in this order. The first of them is the batch.
    #[inline(never)]
    pub(super) fn arranged(&mut self, view: &View, order: &[usize]) -> Op<usize> {
        let target = self.shape(view).pick(order);
        self.settled(view, order, &target)
    }

    /// As [`Build::arranged`], and then in this shape.
    #[inline(never)]
    pub(super) fn settled(&mut self, view: &View, order: &[usize], target: &Dims) -> Op<usize> {
        let wanted = view.axes.pick(order).without(&[ONE]);
        if view.folded > 0 || wanted.first() != Some(&0) || target.first() != Some(&BATCH) {
            return Err(&"the batch is not the first axis here");
        }
        let shape = self.output(view.layer);
        let large = wanted.without(&shape.places(1));
        // A plain exchange of axes is a Permute, even where a Reshape would do.
        let plain = wanted.len() == shape.len() && shape.pick(&wanted) == *target;
        let mut layer = view.layer;
        if !large.rises() || (plain && !wanted.rises()) {
            let mut order = wanted;
            order.extend(&Dims::range(0, shape.len()).without(&wanted));
            layer = self.arrange(layer, &order, &shape.pick(&order));
        }
        self.reshaped(layer, target)
    }

    /// The value with its last axes as the last ones of the layer's output, in the same order.
    #[inline(never)]
    pub(super) fn ending(&mut self, view: &View, number: usize) -> Op<View> {
        let (axes, rank) = (view.axes.len(), self.output(view.layer).len());
        let first = axes.saturating_sub(number);
        if view.axes[first..] == *Dims::range(rank.saturating_sub(number).max(1), rank) {
            return Ok(*view);
        }
        let order = self.batch_first(view);
        if first == 0 || order[first..] != *Dims::range(first, axes) {
            return Err(&"it goes along the batch axis");
        }
        let layer = self.arranged(view, &order)?;
        Ok(View { layer, axes: order.inverse(), folded: 0, sole: true })
    }

    /// The value's axes from first to last, but the batch first.
    #[inline(never)]
    pub(super) fn batch_first(&self, view: &View) -> Dims {
        let mut order = view.axes.places(0);
        order.extend(&Dims::range(0, view.axes.len()).without(&view.axes.places(0)));
        order
    }
}
