//! Operators that only move values: their shapes, their order, parts of them.

use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::build::{BATCH, Build, Known, ONE, View};
use super::constant::{Constant, Op, axes, axis, count, few, size};
use super::dims::Dims;
use super::fold::{floor, product};
use super::options::{Options, list};
use super::proto::Node;

impl Build<'_> {
    /// The axes that `Squeeze`, `Unsqueeze` and the reductions name, from small to large.
    #[inline(never)]
    pub(super) fn named_axes(&mut self, node: &Node<'_>, rank: usize) -> Op<Option<Dims>> {
        let Some(named) = self.numbers(node, "axes", 1)? else { return Ok(None) };
        few(rank)?;
        let all = Dims::range(0, rank);
        let others = all.without(&axes(&named, rank)?);
        Ok(Some(all.without(&others)))
    }

    /// A constant, or the view of a value with an empty constant.
    #[inline(never)]
    fn either(&mut self, node: &Node<'_>) -> Op<(Option<View>, Constant)> {
        match self.as_view(node, 0) {
            None => Ok((None, self.constant(node, 0)?)),
            view => Ok((view, Constant::default())),
        }
    }

    /// `Transpose`, `Squeeze` and `Unsqueeze` of a value or a constant.
    pub(super) fn rearrange(&mut self, node: &Node<'_>) -> Op<()> {
        let (view, constant) = self.either(node)?;
        let shape = view.as_ref().map_or(constant.dims, |view| self.shape(view));
        let rank = shape.len();
        let mut order = Dims::range(0, rank);
        match node.op {
            "Transpose" => {
                match node.ints("perm") {
                    Some(given) => order = axes(&given, rank)?,
                    None => (0..rank).for_each(|k| order[k] = rank - 1 - k),
                }
                if order.len() != rank || !Dims::range(0, rank).without(&order).is_empty() {
                    return Err(&"its order does not fit its axes");
                }
            }
            "Squeeze" => {
                let named = self.named_axes(node, rank)?.unwrap_or(shape.places(1));
                if !named.without(&shape.places(1)).is_empty() {
                    return Err(&"an axis does not have size 1");
                }
                order = order.without(&named);
            }
            _ => {
                let number = self.numbers(node, "axes", 1)?.map_or(0, |axes| axes.len());
                let named = self.named_axes(node, rank.saturating_add(number))?.unwrap_or_default();
                for &k in &*named {
                    order.insert(k.min(order.len()), ONE);
                }
            }
        }
        match view {
            Some(view) => {
                for k in 0..order.len() {
                    order[k] = if order[k] == ONE { ONE } else { view.axes[order[k]] };
                }
                self.set_view(node, &View { axes: order, ..view });
                Ok(())
            }
            None => self.set_constant(node, constant.transposed(&order)?),
        }
    }

    pub(super) fn flatten(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let at = node.int("axis", 1);
        // Old exporters flatten all axes into one, which is right for a batch of one sample.
        let one_sample = at == 0 && self.batch == Some(1);
        if at != 1 && !one_sample && at != 1 - view.axes.len() as i64 {
            return Err(&"its axis is not 1");
        }
        self.give_shape(node, &view, &mut [f64::NAN, -1.0])
    }

    pub(super) fn reshape(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let mut target = self.numbers(node, "shape", 1)?.ok_or(&"its shape is missing")?;
        self.give_shape(node, &view, &mut target)
    }

    /// Gives the node's output the value in another shape, as `Reshape` writes it: 0 keeps a size, -1 is computed.
    fn give_shape(&mut self, node: &Node<'_>, view: &View, target: &mut [f64]) -> Op<()> {
        let shape = self.shape(view);
        few(target.len())?;
        let batch = view.axes.place(0).ok_or(&"it has no batch axis")?;
        let whole = self.output(view.layer);
        if view.folded > 0 {
            // Back to the shape before a matrix product over the last axis.
            let fits = |k: usize| target[k] <= 0.0 || whole[k] == BATCH || target[k] == whole[k] as f64;
            if target.len() == whole.len() && (0..whole.len()).all(fits) {
                self.set_view(node, &View { axes: Dims::range(0, whole.len()), folded: 0, ..*view });
                return Ok(());
            }
            return Err(&"it separates the batch from other axes");
        }
        let mut open = None;
        for k in 0..target.len() {
            if target[k] == 0.0 {
                if k >= shape.len() {
                    return Err(&"it keeps the size of an axis that is not there");
                }
                target[k] = if k == batch { f64::NAN } else { shape[k] as f64 };
            }
            if target[k] == -1.0 {
                open = open.or(Some(k));
            }
        }
        let known = product(target);
        let is_batch = |n: &f64| n.is_nan();
        if !target.iter().any(is_batch) {
            let sample = count(&shape.without(&[BATCH]))? as f64;
            let first = target.first().copied().unwrap_or(f64::NAN);
            let first_fits = self.batch.is_some_and(|n| n as f64 == first);
            let place = match open {
                Some(0) if first_fits || known == sample => 0,
                _ if first_fits => 0,
                Some(at) if known == sample => at,
                // [-1, features] of several steps: a matrix product over the last axis is to follow.
                Some(0) if target.len() == 2 && shape.end() as f64 == target[1] => {
                    if view.axes != Dims::range(0, whole.len()) {
                        return Err(&"its shape does not keep the batch");
                    }
                    let (axes, folded) = (Dims::of(&[0, whole.len() - 1]), whole.len() - 2);
                    self.set_view(node, &View { axes, folded, ..*view });
                    return Ok(());
                }
                // A file for a batch of one sample may write 1 wherever the batch is.
                _ if first == 1.0 => 0,
                _ => return Err(&"its shape does not keep the batch"),
            };
            target[place] = f64::NAN;
        }
        let to = target.iter().position(is_batch).ok_or(&"it has no batch axis")?;
        // The sizes before and after the batch stay separate; -1 stands for what is missing on its side.
        let (before, after) = target.split_at(to);
        let mut sizes = Dims::of(&[BATCH]);
        for (from, wanted) in [(shape.to(batch), before), (&shape[batch + 1..], &after[1..])] {
            let total = count(from)?;
            let missing = (total as f64 / product(wanted).max(1.0)).max(1.0);
            let start = sizes.len();
            for &n in wanted {
                sizes.push(size(if n == -1.0 { missing } else { n })?.max(1));
            }
            if count(&sizes[start..])? != total {
                return Err(&"a value cannot take its shape");
            }
        }
        let order = self.batch_first(view);
        let layer = self.settled(view, &order, &sizes)?;
        let mut axes = Dims::range(1, target.len());
        axes.insert(to, 0);
        self.give(node, layer, axes)
    }

    /// Elements `start..end` along one axis, as a view.
    #[inline(never)]
    pub(super) fn part(&mut self, view: &View, along: usize, start: usize, end: usize) -> Op<View> {
        let length = self.shape(view)[along];
        if start == 0 && end == length {
            return Ok(View { sole: false, ..*view });
        }
        if start >= end || end > length {
            return Err(&"it takes elements that are not there");
        }
        let order = self.batch_first(view);
        let layer = self.arranged(view, &order)?;
        let whole = self.output(layer);
        let at = order.place(along).filter(|&at| at > 0).ok_or(&"it cuts the batch axis")?;
        let (before, after) = (count(whole.to(at).get(1..).unwrap_or_default())?, count(&whole[at + 1..])?);
        let crop = list(&[start, length - end]);
        let (class, crop, mut row) = match before {
            1 => ("Cropping1D", crop, Dims::of(&[BATCH, length, after])),
            _ => {
                let crops = vec![list(&[0, 0]), crop];
                ("Cropping2D", Value::Array(crops), Dims::of(&[BATCH, before, length, after]))
            }
        };
        let layer = self.reshaped(layer, &row)?;
        let last = row.len() - 2;
        row[last] = end - start;
        let layer = self.helper(class, Options::new().set("cropping", crop).take(), layer, &row);
        let mut sizes = whole;
        sizes[at] = end - start;
        let layer = self.reshaped(layer, &sizes)?;
        Ok(View { layer, axes: order.inverse(), folded: 0, sole: true })
    }

    /// `Slice` of a value or a constant.
    pub(super) fn slice(&mut self, node: &Node<'_>) -> Op<()> {
        let (mut view, mut constant) = self.either(node)?;
        let starts = self.numbers(node, "starts", 1)?.ok_or(&"its starts are missing")?;
        let ends = self.numbers(node, "ends", 2)?.ok_or(&"its ends are missing")?;
        let axes = self.numbers(node, "axes", 3)?;
        let steps = if self.id(node, 4) == 0 { Vec::new() } else { self.constant(node, 4)?.values };
        for (k, (&start, &end)) in starts.iter().zip(&ends).enumerate() {
            let shape = view.as_ref().map_or(constant.dims, |view| self.shape(view));
            let along = axes.as_ref().map_or(Some(k as f64), |axes| axes.get(k).copied());
            let along = axis(along.ok_or(&"an axis is missing")?, shape.len())?;
            let length = shape[along] as f64;
            let step = steps.get(k).copied().unwrap_or(1.0);
            if step == 0.0 || step.is_nan() {
                return Err(&"its step is 0");
            }
            // Backwards, the end may lie before the first element.
            let (low, high) = if step > 0.0 { (0.0, length) } else { (-1.0, length - 1.0) };
            let place = |at: f64| bounded(if at < 0.0 { at + length } else { at }, low, high);
            let Some(value) = &view else {
                let from = place(start);
                let to = if step < 0.0 && end < -length { -1.0 } else { place(end) };
                let mut dims = constant.dims;
                let mut strides = constant.strides()?;
                let first = from as usize * strides[along];
                dims[along] = size((-floor(-(to - from) / step)).max(0.0))?;
                strides[along] = strides[along].wrapping_mul(step as isize as usize);
                self.spend(count(&dims)?)?;
                constant = constant.view(&dims, &strides, first)?;
                continue;
            };
            if shape[along] == BATCH {
                if start == 0.0 && (end.is_nan() || end > 1e9) {
                    continue;
                }
                return Err(&"it cuts the batch axis");
            }
            if step != 1.0 {
                return Err(&"its step is not 1");
            }
            view = Some(self.part(value, along, size(place(start))?, size(place(end))?)?);
        }
        match view {
            Some(view) => {
                self.set_view(node, &view);
                Ok(())
            }
            None => self.set_constant(node, constant),
        }
    }

    /// `Gather` of a value: elements at constant places.
    pub(super) fn gather(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let along = axis(node.int("axis", 0) as f64, shape.len())?;
        let places = self.constant(node, 1)?;
        let length = shape[along];
        let start = axis(places.values.first().copied().unwrap_or(f64::NAN), length)?;
        for (k, &value) in places.values.iter().enumerate() {
            if axis(value, length)? != start + k || places.dims.len() > 1 {
                return Err(&"it picks elements that are not next to each other");
            }
        }
        let single = places.dims.is_empty();
        if single && self.last_step(node, &view, along, start + 1 == length) {
            return Ok(());
        }
        let mut view = self.part(&view, along, start, start + places.values.len())?;
        if single {
            view.axes.remove(along);
        }
        self.set_view(node, &view);
        Ok(())
    }

    /// The last step of a recurrent layer's outputs: the layer then returns only that.
    fn last_step(&mut self, node: &Node<'_>, view: &View, along: usize, is_last: bool) -> bool {
        let steps = view.axes[along] == 1;
        let Some(layer) = self.own(view) else { return false };
        if !(is_last && steps && matches!(layer.class, "LSTM" | "GRU" | "SimpleRNN")) {
            return false;
        }
        layer.options.flag("return_sequences", false);
        layer.shape.remove(1);
        let mut view = *view;
        view.axes.remove(along);
        if let Some(features) = view.axes.place(2) {
            view.axes[features] = 1;
        }
        self.set_view(node, &view);
        true
    }

    pub(super) fn split(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let along = axis(node.int("axis", 0) as f64, shape.len())?;
        let (parts, length) = (node.outputs.len().max(1), shape[along]);
        let sizes = self.numbers(node, "split", 1)?;
        let mut start = 0;
        for output in 0..parts {
            let wanted = match &sizes {
                Some(sizes) if output >= sizes.len() => break,
                Some(sizes) => size(sizes[output])?,
                None => length.div_ceil(parts),
            };
            let end = wanted.saturating_add(start).min(length);
            let part = self.part(&view, along, start, end)?;
            self.set(node, output, Known::View(part));
            start = end;
        }
        Ok(())
    }

    /// All inputs of a node as views.
    #[inline(never)]
    pub(super) fn views(&self, node: &Node<'_>) -> Op<Vec<View>> {
        let mut views = Vec::new();
        for k in 0..node.inputs.len() {
            views.push(self.view(node, k)?);
        }
        if views.is_empty() { Err(&"it has no inputs") } else { Ok(views) }
    }

    /// The order of a value's axes in its layer's output, if the value shows all of that; else the batch first.
    #[inline(never)]
    pub(super) fn own_order(&self, view: &View) -> Dims {
        let plain = self.output(view.layer).len() == view.axes.len() && !view.axes.has(ONE);
        if plain { view.axes.inverse() } else { self.batch_first(view) }
    }

    pub(super) fn concat(&mut self, node: &Node<'_>) -> Op<()> {
        let views = self.views(node)?;
        let mut shape = self.shape(&views[0]);
        let along = axis(node.int("axis", 1) as f64, shape.len())?;
        let order = self.own_order(&views[0]);
        let (mut inputs, mut total) = (Vec::new(), 0usize);
        for view in &views {
            let mut other = self.shape(view);
            total = total.saturating_add(other[along]);
            other[along] = shape[along];
            if other != shape {
                return Err(&"the shapes of its inputs do not fit");
            }
            inputs.push(self.arranged(view, &order)?);
        }
        let place = order.place(along).filter(|&place| place > 0).ok_or(&"it joins along the batch axis")?;
        shape[along] = total;
        let sizes = shape.pick(&order);
        count(&sizes[1..])?;
        let layer = self.layer("Concatenate", Options::new().size("axis", place).take(), &inputs, &sizes);
        self.give(node, layer, order.inverse())
    }
}

/// The nearest number between two bounds. `f64::clamp` would add the formatting of floats for its panic: 6 KB packed.
#[inline(never)]
fn bounded(value: f64, low: f64, high: f64) -> f64 {
    if value < low || high < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}
