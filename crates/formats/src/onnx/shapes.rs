//! Operators that only move values: their shapes, their order, parts of them.

use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::members;

use super::build::{BATCH, Build, Known, ONE, View};
use super::constant::{Op, axis, count, few, size};
use super::dims::Dims;
use super::proto::Node;

impl Build<'_> {
    pub(super) fn transpose(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let rank = view.axes.len();
        let order = match node.ints("perm") {
            Some(order) => order.into_iter().map(|k| axis(k, rank)).collect::<Op<Dims>>()?,
            None => (0..rank).rev().collect(),
        };
        if order.len() != rank || !(0..rank).all(|k| order.contains(&k)) {
            return Err(&"its order does not fit its axes");
        }
        let axes = order.iter().map(|&k| view.axes[k]).collect();
        self.set_view(node, View { axes, ..view });
        Ok(())
    }

    /// The axes that `Squeeze`, `Unsqueeze` and the reductions name, from small to large.
    pub(super) fn named_axes(&mut self, node: &Node<'_>, rank: usize) -> Op<Option<Dims>> {
        let Some(named) = self.numbers(node, "axes", 1)? else { return Ok(None) };
        few(rank)?;
        few(named.len())?;
        let named = named.into_iter().map(|k| axis(k, rank)).collect::<Op<Dims>>()?;
        Ok(Some((0..rank).filter(|k| named.contains(k)).collect()))
    }

    pub(super) fn squeeze(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let named = self.named_axes(node, shape.len())?;
        let named = named.unwrap_or_else(|| (0..shape.len()).filter(|&k| shape[k] == 1).collect());
        if named.iter().any(|&k| shape[k] != 1) {
            return Err(&"an axis does not have size 1");
        }
        let left = (0..shape.len()).filter(|k| !named.contains(k));
        let axes = left.map(|k| view.axes[k]).collect();
        self.set_view(node, View { axes, ..view });
        Ok(())
    }

    pub(super) fn unsqueeze(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let number = self.numbers(node, "axes", 1)?.map_or(0, |axes| axes.len());
        let named = self.named_axes(node, view.axes.len().saturating_add(number))?.unwrap_or_default();
        let mut axes = view.axes;
        for &k in &named {
            axes.insert(k.min(axes.len()), ONE);
        }
        self.set_view(node, View { axes, ..view });
        Ok(())
    }

    pub(super) fn flatten(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let at = node.int("axis", 1);
        // Old exporters flatten all axes into one, which is right for a batch of one sample.
        let one_sample = at == 0 && self.batch == Some(1);
        if at != 1 && !one_sample && at != 1 - view.axes.len() as i64 {
            return Err(&"its axis is not 1");
        }
        self.give_shape(node, &view, &[f64::NAN, -1.0])
    }

    pub(super) fn reshape(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let target = self.numbers(node, "shape", 1)?.ok_or(&"its shape is missing")?;
        self.give_shape(node, &view, &target)
    }

    /// Gives the node's output the value in another shape, as `Reshape` writes it: 0 keeps a size, -1 is computed.
    fn give_shape(&mut self, node: &Node<'_>, view: &View, target: &[f64]) -> Op<()> {
        let shape = self.shape(view);
        few(target.len())?;
        let mut target = target.to_vec();
        let batch = view.axes.iter().position(|&k| k == 0).ok_or(&"it has no batch axis")?;
        let whole = self.layers[view.layer].shape;
        if view.folded > 0 {
            // Back to the shape before a matrix product over the last axis.
            let same =
                |(&wanted, &size): (&f64, &usize)| size == BATCH || wanted == size as f64 || wanted <= 0.0;
            if target.len() == whole.len() && target.iter().zip(&whole).all(same) {
                let axes = (0..whole.len()).collect();
                self.set_view(node, View { axes, folded: 0, ..*view });
                return Ok(());
            }
            return Err(&"it separates the batch from other axes");
        }
        for (k, wanted) in target.iter_mut().enumerate() {
            if *wanted == 0.0 {
                let &kept = shape.get(k).ok_or(&"it keeps the size of an axis that is not there")?;
                *wanted = if k == batch { f64::NAN } else { kept as f64 };
            }
        }
        let sample = count(&shape.iter().copied().filter(|&n| n != BATCH).collect::<Dims>())? as f64;
        let product = |sizes: &[f64]| sizes.iter().filter(|&&n| n > 0.0).product::<f64>();
        if !target.iter().any(|n| n.is_nan()) {
            let first_fits = target.first().is_some_and(|&n| Some(n) == self.batch.map(|n| n as f64));
            let open = target.iter().position(|&n| n == -1.0);
            let place = match open {
                Some(0) if first_fits || product(&target) == sample => Some(0),
                _ if first_fits => Some(0),
                Some(at) if product(&target) == sample => Some(at),
                // [-1, features] of several steps: a matrix product over the last axis is to follow.
                Some(0) if target.len() == 2 && shape.last().map(|&n| n as f64) == target.last().copied() => {
                    if view.axes.iter().copied().eq(0..whole.len()) {
                        let (axes, folded) = (Dims::of(&[0, whole.len() - 1]), whole.len() - 2);
                        self.set_view(node, View { axes, folded, ..*view });
                        return Ok(());
                    }
                    None
                }
                // A file for a batch of one sample may write 1 wherever the batch is.
                _ if target.first() == Some(&1.0) => Some(0),
                _ => None,
            };
            let place = place.ok_or(&"its shape does not keep the batch")?;
            target[place] = f64::NAN;
        }
        let to = target.iter().position(|n| n.is_nan()).ok_or(&"it has no batch axis")?;
        // The sizes before and after the batch stay separate; -1 stands for what is missing on its side.
        let sides = [(&shape[..batch], &target[..to]), (&shape[batch + 1..], &target[to + 1..])];
        let mut sizes = Dims::of(&[BATCH]);
        for (from, wanted) in sides {
            let (total, known) = (count(from)?, product(wanted));
            let missing = (total as f64 / known.max(1.0)).max(1.0);
            let start = sizes.len();
            for &n in wanted {
                sizes.push(size(if n == -1.0 { missing } else { n })?.max(1));
            }
            if count(&sizes[start..])? != total {
                return Err(&"a value cannot take its shape");
            }
        }
        let order = self.batch_first(view);
        let layer = self.settled(view, &order, sizes)?;
        let axes = (1..=to).chain([0]).chain(to + 1..target.len()).collect();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }

    /// Elements `start..end` along one axis, as a view.
    pub(super) fn part(&mut self, view: &View, along: usize, start: usize, end: usize) -> Op<View> {
        let shape = self.shape(view);
        let length = shape[along];
        if start == 0 && end == length {
            return Ok(View { sole: false, ..*view });
        }
        if start >= end || end > length {
            return Err(&"it takes elements that are not there");
        }
        let order = self.batch_first(view);
        let layer = self.arranged(view, &order)?;
        let whole = self.layers[layer].shape;
        let at = order.iter().position(|&k| k == along).filter(|&at| at > 0);
        let at = at.ok_or(&"it cuts the batch axis")?;
        let (before, after) = (count(&whole[1..at])?, count(&whole[at + 1..])?);
        let crop = vec![start, length - end];
        let cut = if before == 1 {
            let layer = self.reshaped(layer, Dims::of(&[BATCH, length, after]))?;
            let options = members([("cropping", crop.into())]);
            self.helper("Cropping1D", options, layer, Dims::of(&[BATCH, end - start, after]))
        } else {
            let layer = self.reshaped(layer, Dims::of(&[BATCH, before, length, after]))?;
            let options = members([("cropping", vec![vec![0, 0], crop].into())]);
            self.helper("Cropping2D", options, layer, Dims::of(&[BATCH, before, end - start, after]))
        };
        let mut sizes = whole;
        sizes[at] = end - start;
        let layer = self.reshaped(cut, sizes)?;
        let axes = order.inverse();
        Ok(View { layer, axes, folded: 0, sole: true })
    }

    pub(super) fn slice(&mut self, node: &Node<'_>) -> Op<()> {
        let mut view = self.view(node, 0)?;
        let starts = self.numbers(node, "starts", 1)?.ok_or(&"its starts are missing")?;
        let ends = self.numbers(node, "ends", 2)?.ok_or(&"its ends are missing")?;
        let axes = self.numbers(node, "axes", 3)?;
        let axes = axes.unwrap_or_else(|| (0..starts.len()).map(|k| k as f64).collect());
        let steps = if self.id(node, 4) == 0 { Vec::new() } else { self.constant(node, 4)?.values };
        for (k, ((start, end), along)) in starts.into_iter().zip(ends).zip(axes).enumerate() {
            let shape = self.shape(&view);
            let along = axis(along, shape.len())?;
            let length = shape[along] as f64;
            let place = |at: f64| if at < 0.0 { (at + length).max(0.0) } else { at.min(length) };
            if shape[along] == BATCH {
                if start == 0.0 && (end.is_nan() || end > 1e9) {
                    continue;
                }
                return Err(&"it cuts the batch axis");
            }
            if steps.get(k).is_some_and(|&step| step != 1.0) {
                return Err(&"its step is not 1");
            }
            view = self.part(&view, along, size(place(start))?, size(place(end))?)?;
        }
        self.set_view(node, view);
        Ok(())
    }

    /// `Gather` of a value: elements at constant places.
    pub(super) fn gather(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let along = axis(node.int("axis", 0) as f64, shape.len())?;
        let places = self.constant(node, 1)?;
        let length = shape[along];
        let at = |value: f64| axis(value, length);
        let [first, last] =
            [places.values.first(), places.values.last()].map(|v| v.copied().unwrap_or(f64::NAN));
        let (start, end) = (at(first)?, at(last)?);
        let whole = places.values.iter().enumerate().all(|(k, &value)| at(value) == Ok(start + k));
        if !whole || places.dims.len() > 1 {
            return Err(&"it picks elements that are not next to each other");
        }
        if places.dims.is_empty() && self.last_step(node, &view, along, start + 1 == length) {
            return Ok(());
        }
        let mut view = self.part(&view, along, start, end + 1)?;
        if places.dims.is_empty() {
            view.axes.remove(along);
        }
        self.set_view(node, view);
        Ok(())
    }

    /// The last step of a recurrent layer's outputs: the layer then returns only that.
    fn last_step(&mut self, node: &Node<'_>, view: &View, along: usize, is_last: bool) -> bool {
        let recurrent = |class| matches!(class, "LSTM" | "GRU" | "SimpleRNN");
        let owned = self.own(view).is_some_and(|layer| recurrent(layer.class));
        if !(owned && is_last && view.axes[along] == 1) {
            return false;
        }
        let layer = &mut self.layers[view.layer];
        layer.options["return_sequences"] = false.into();
        layer.shape.remove(1);
        let mut view = *view;
        view.axes.remove(along);
        view.axes.iter_mut().filter(|axis| **axis == 2).for_each(|axis| *axis = 1);
        self.set_view(node, view);
        true
    }

    pub(super) fn split(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let along = axis(node.int("axis", 0) as f64, shape.len())?;
        let parts = node.outputs.len().max(1);
        let equal = vec![shape[along].div_ceil(parts) as f64; parts];
        let sizes = self.numbers(node, "split", 1)?.unwrap_or(equal);
        let mut start = 0;
        for (output, length) in sizes.into_iter().enumerate().take(parts) {
            let end = size(length)?.saturating_add(start).min(shape[along]);
            let part = self.part(&view, along, start, end)?;
            self.set(node, output, Known::View(part));
            start = end;
        }
        Ok(())
    }

    pub(super) fn concat(&mut self, node: &Node<'_>) -> Op<()> {
        let views = (0..node.inputs.len()).map(|k| self.view(node, k)).collect::<Op<Vec<_>>>()?;
        let first = views.first().ok_or(&"it has no inputs")?;
        let (shape, rank) = (self.shape(first), first.axes.len());
        let along = axis(node.int("axis", 1) as f64, rank)?;
        // The first value's own order, if the value shows all axes of its layer.
        let plain = self.layers[first.layer].shape.len() == rank && !first.axes.contains(&ONE);
        let order: Dims = match plain {
            true => (0..rank).filter_map(|k| first.axes.iter().position(|&axis| axis == k)).collect(),
            false => self.batch_first(first),
        };
        let (mut inputs, mut total) = (Vec::new(), 0usize);
        for view in &views {
            let other = self.shape(view);
            if other.len() != rank || (0..rank).any(|k| k != along && other[k] != shape[k]) {
                return Err(&"the shapes of its inputs do not fit");
            }
            total = total.saturating_add(other[along]);
            inputs.push(self.arranged(view, &order)?);
        }
        let place = order.iter().position(|&k| k == along).filter(|&place| place > 0);
        let place = place.ok_or(&"it joins along the batch axis")?;
        let mut sizes: Dims = order.iter().map(|&k| shape[k]).collect();
        sizes[place] = total;
        count(&sizes[1..])?;
        let layer = self.layer("Concatenate", members([("axis", place.into())]), &inputs, sizes, Vec::new());
        let axes = order.inverse();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }
}
