//! Operators that enlarge a value: padding and repetition.

use alloc::vec::Vec;

use pupil_core::config::members;

use super::build::{BATCH, Build, View};
use super::constant::{Op, count, size};
use super::dims::Dims;
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
        for (k, &n) in wanted.iter().enumerate().filter(|&(k, _)| shape[k] != BATCH) {
            if n > 1.0 && (node.op == "Tile" || n != shape[k] as f64) {
                changed.push(k);
            }
        }
        let along = match *changed {
            [] => {
                self.set_view(node, view);
                return Ok(());
            }
            [along] if shape[along] == 1 => along,
            _ => return Err(&"it repeats values along an axis that is not of size 1"),
        };
        // The sample as one row, several times, and then with the other axes again.
        let times = size(wanted[along])?;
        let mut order = self.batch_first(&view);
        let others: Dims = order.iter().copied().filter(|&k| k != along).collect();
        let sizes = shape.pick(&others);
        let row = self.settled(&view, &others, Dims::of(&[BATCH, count(&sizes[1..])?]))?;
        let mut repeated = self.layers[row].shape;
        repeated.insert(1, times);
        count(&repeated[1..])?;
        let layer = self.layer("RepeatVector", members([("n", times.into())]), &[row], repeated, Vec::new());
        let mut sizes = sizes;
        sizes.insert(1, times);
        let layer = self.reshaped(layer, sizes)?;
        order = others;
        order.insert(1, along);
        self.set_view(node, View { layer, axes: order.inverse(), folded: 0, sole: true });
        Ok(())
    }

    pub(super) fn pad(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let rank = shape.len();
        let value = match node.float("value", 0.0) {
            value if self.id(node, 2) == 0 => value,
            _ => self.constant(node, 2)?.single()?,
        };
        if !matches!(node.text("mode"), "" | "constant") || value != 0.0 || self.id(node, 3) != 0 {
            return Err(&"it pads with other values than zeros");
        }
        let amounts = self.numbers(node, "pads", 1)?.ok_or(&"its amounts are missing")?;
        let amounts = amounts.into_iter().map(size).collect::<Op<Dims>>()?;
        if amounts.len() != 2 * rank {
            return Err(&"its amounts do not fit the axes of its value");
        }
        let padded: Dims = (0..rank).filter(|&k| amounts[k] + amounts[rank + k] > 0).collect();
        if padded.is_empty() {
            self.set_view(node, view);
            return Ok(());
        }
        // Keras pads the axes between the batch and the channels.
        let inner: Dims = match rank {
            3 | 4 if !padded.contains(&1) => (2..rank).collect(),
            3 | 4 if !padded.contains(&(rank - 1)) => (1..rank - 1).collect(),
            _ => return Err(&"it pads other axes than steps, rows and columns"),
        };
        if padded.contains(&0) || view.axes[0] != 0 {
            return Err(&"it pads the batch axis");
        }
        let sides = inner.iter().map(|&k| [amounts[k], amounts[rank + k]]).collect::<Vec<_>>();
        let view = self.zero_padding(&view, &inner, &sides)?;
        self.set_view(node, view);
        Ok(())
    }

    /// Zeros before and after the axes `inner`, which are all but the batch and one more.
    pub(super) fn zero_padding(&mut self, view: &View, inner: &[usize], sides: &[[usize; 2]]) -> Op<View> {
        let rank = inner.len() + 2;
        let last = (1..rank).find(|k| !inner.contains(k)).ok_or(&"an axis is missing")?;
        let order: Dims = [0].into_iter().chain(inner.iter().copied()).chain([last]).collect();
        let layer = self.arranged(view, &order)?;
        let mut sizes = self.layers[layer].shape;
        for (size, [before, after]) in sizes[1..].iter_mut().zip(sides) {
            *size = size.saturating_add(*before).saturating_add(*after);
        }
        count(&sizes[1..])?;
        let lists: Vec<Dims> = sides.iter().map(|side| Dims::of(side)).collect();
        let (class, padding) = match &*lists {
            [side] => ("ZeroPadding1D", (*side).into()),
            _ => ("ZeroPadding2D", lists.into()),
        };
        let layer = self.helper(class, members([("padding", padding)]), layer, sizes);
        let axes = order.inverse();
        Ok(View { layer, axes, folded: 0, sole: true })
    }
}
