//! Operators that enlarge a value: padding and repetition.

use alloc::vec::Vec;

use super::build::{BATCH, Build, View};
use super::constant::{Op, count, size, sizes};
use super::dims::Dims;
use super::options::{Options, list, single};
use super::proto::Node;

impl Build<'_> {
    /// `Expand` and `Tile`: the same value several times along an axis of size 1.
    pub(super) fn repeat(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let wanted = self.constant(node, 1)?.values;
        if wanted.len() != shape.len() {
            return Err(&"it adds an axis");
        }
        let mut changed = Dims::NONE;
        for (k, &n) in wanted.iter().enumerate() {
            if shape[k] != BATCH && n > 1.0 && (node.op == "Tile" || n != shape[k] as f64) {
                changed.push(k);
            }
        }
        let along = match *changed {
            [] => {
                self.set_view(node, &view);
                return Ok(());
            }
            [along] if shape[along] == 1 => along,
            _ => return Err(&"it repeats values along an axis that is not of size 1"),
        };
        // The sample as one row, several times, and then with the other axes again.
        let times = size(wanted[along])?;
        let mut order = self.batch_first(&view).without(&[along]);
        let mut sizes = shape.pick(&order);
        let n = count(&sizes[1..])?;
        let row = self.settled(&view, &order, &Dims::of(&[BATCH, n]))?;
        let repeated = Dims::of(&[BATCH, times, n]);
        count(&repeated[1..])?;
        let layer = self.layer("RepeatVector", Options::new().size("n", times).take(), &[row], &repeated);
        sizes.insert(1, times);
        let layer = self.reshaped(layer, &sizes)?;
        order.insert(1, along);
        self.give(node, layer, order.inverse())
    }

    pub(super) fn pad(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let rank = view.axes.len();
        let value = self.number(node, 2, node.float("value", 0.0))?;
        if !matches!(node.text("mode"), "" | "constant") || value != 0.0 || self.id(node, 3) != 0 {
            return Err(&"it pads with other values than zeros");
        }
        let amounts = self.numbers(node, "pads", 1)?.ok_or(&"its amounts are missing")?;
        let amounts = sizes(&amounts)?;
        if amounts.len() != 2 * rank {
            return Err(&"its amounts do not fit the axes of its value");
        }
        let mut padded = Dims::NONE;
        for k in 0..rank {
            if amounts[k] + amounts[rank + k] > 0 {
                padded.push(k);
            }
        }
        if padded.is_empty() {
            self.set_view(node, &view);
            return Ok(());
        }
        // Keras pads the axes between the batch and the channels.
        let inner = match rank {
            3 | 4 if !padded.has(1) => Dims::range(2, rank),
            3 | 4 if !padded.has(rank - 1) => Dims::range(1, rank - 1),
            _ => return Err(&"it pads other axes than steps, rows and columns"),
        };
        if padded.has(0) || view.axes[0] != 0 {
            return Err(&"it pads the batch axis");
        }
        let mut sides = Vec::new();
        inner.iter().for_each(|&k| sides.push([amounts[k], amounts[rank + k]]));
        let view = self.zero_padding(&view, &inner, &sides)?;
        self.set_view(node, &view);
        Ok(())
    }

    /// Zeros before and after the axes `inner`, which are all but the batch and one more.
    #[inline(never)]
    pub(super) fn zero_padding(&mut self, view: &View, inner: &[usize], sides: &[[usize; 2]]) -> Op<View> {
        let others = Dims::range(1, inner.len() + 2).without(inner);
        let order = Dims::around(0, inner, others[0]);
        let layer = self.arranged(view, &order)?;
        let mut sizes = self.output(layer);
        let mut lists = Vec::new();
        for (k, side) in sides.iter().enumerate() {
            sizes[k + 1] = sizes[k + 1].saturating_add(side[0]).saturating_add(side[1]);
            lists.push(list(side));
        }
        count(&sizes[1..])?;
        let class = match lists.len() {
            1 => "ZeroPadding1D",
            _ => "ZeroPadding2D",
        };
        let layer = self.helper(class, Options::new().set("padding", single(lists)).take(), layer, &sizes);
        Ok(View { layer, axes: order.inverse(), folded: 0, sole: true })
    }
}
