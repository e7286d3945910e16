//! Normalizations and reductions.

use alloc::vec::Vec;

use serde_json::Value;

use super::build::{BATCH, Build, ONE, View};
use super::constant::{Constant, Op, axis, count};
use super::dims::Dims;
use super::options::Options;
use super::proto::Node;

impl Build<'_> {
    /// Constant inputs from the second on, each with `length` elements. At least `least` must be there.
    #[inline(never)]
    fn vectors(&mut self, node: &Node<'_>, number: usize, length: usize, least: usize) -> Op<Vec<Constant>> {
        let mut found = Vec::new();
        for input in 1..=number {
            if self.id(node, input) == 0 {
                continue;
            }
            let constant = self.constant(node, input)?;
            if constant.values.len() != length {
                return Err(&"one of its constants does not fit its channels");
            }
            found.push(Constant::vector(constant.values, constant.source));
        }
        if found.len() < least { Err(&"it lacks a scale, a bias, a mean or a variance") } else { Ok(found) }
    }

    /// Adds a layer with weights that keeps the shape of its value.
    #[inline(never)]
    pub(super) fn normalized(
        &mut self,
        node: &Node<'_>,
        view: &View,
        class: &'static str,
        options: Options,
        weights: &[Constant],
    ) -> Op<()> {
        let layer = self.mapped(view, class, options);
        weights.iter().for_each(|weight| self.weight(layer, weight));
        self.give_like(node, layer, view)
    }

    /// `BatchNormalization`, `InstanceNormalization` with a group for each channel, and `GroupNormalization`.
    pub(super) fn channel_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let axis = if view.axes.len() < 2 { ONE } else { view.axes[1] };
        if axis == ONE || axis == 0 {
            return Err(&"its value has no axis of channels");
        }
        let n = self.shape(&view)[1];
        let mut options = Options::new();
        options.float("epsilon", node.float("epsilon", 1e-5));
        if node.op == "BatchNormalization" {
            let last = axis + 1 == self.output(view.layer).len();
            options.set("axis", if last { Value::from(-1) } else { axis.into() });
            options.float("momentum", node.float("momentum", 0.9).clamp(0.0, 1.0));
            let weights = self.vectors(node, 4, n, 4)?;
            return self.normalized(node, &view, "BatchNormalization", options, &weights);
        }
        let groups = node.int("num_groups", -1);
        let weights = match self.vectors(node, 2, n, 2) {
            Ok(weights) => weights,
            Err(error) => {
                // In opset 18 there is one number for each group.
                let groups =
                    usize::try_from(groups).ok().filter(|&g| g > 0 && n.is_multiple_of(g)).ok_or(error)?;
                let mut weights = self.vectors(node, 2, groups, 2)?;
                for weight in &mut weights {
                    weight.dims.push(1);
                    let spread = weight.broadcast(&Dims::of(&[groups, n / groups]))?;
                    *weight = Constant::vector(spread.values, spread.source);
                }
                weights
            }
        };
        options.set("groups", groups.into()).size("axis", axis);
        self.normalized(node, &view, "GroupNormalization", options, &weights)
    }

    pub(super) fn layer_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let rank = view.axes.len();
        let first = axis(node.int("axis", -1) as f64, rank)?;
        let view = self.ending(&view, rank - first)?;
        let axes = Dims::of(&view.axes[first..]);
        let sizes = Dims::of(&self.output(view.layer)[axes[0]..]);
        let mut weights = self.vectors(node, 2, count(&sizes)?, 0)?;
        weights.iter_mut().for_each(|weight| weight.dims = sizes);
        let options = Options::new()
            .list("axis", &axes)
            .float("epsilon", node.float("epsilon", 1e-5))
            .flag("scale", self.id(node, 1) != 0)
            .flag("center", self.id(node, 2) != 0)
            .take();
        self.normalized(node, &view, "LayerNormalization", options, &weights)
    }

    pub(super) fn lp_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let along = view.axes[axis(node.int("axis", -1) as f64, view.axes.len())?];
        if node.int("p", 2) != 2 || along == ONE || along == 0 {
            return Err(&"it is not the Euclidean norm of an axis");
        }
        self.map(node, &view, "UnitNormalization", Options::new().size("axis", along).take())
    }

    /// `GlobalAveragePool`, `ReduceMean` and others.
    pub(super) fn reduce(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let rank = shape.len();
        let global = matches!(node.op, "GlobalMaxPool" | "GlobalAveragePool");
        let reduced = match global {
            true => Dims::range(2, rank),
            false => self.named_axes(node, rank)?.ok_or(&"it reduces the batch axis")?,
        };
        let kept = self.batch_first(&view).without(&reduced);
        if view.axes.pick(&reduced).has(0) || kept.is_empty() {
            return Err(&"it reduces the batch axis");
        }
        let size = count(&shape.pick(&reduced))?;
        // Values with rows, columns and channels have a layer of their own. Others become steps and features.
        let picture = reduced.len() == 2 && kept.len() == 2;
        let mut order = Dims::of(kept.to(1));
        order.extend(&reduced);
        order.extend(&kept[1..]);
        let out = Dims::of(&[BATCH, count(&shape.pick(&kept)[1..])?]);
        let target = if picture { shape.pick(&order) } else { Dims::of(&[BATCH, size, out[1]]) };
        let layer = self.settled(&view, &order, &target)?;
        let class = match (matches!(node.op, "GlobalMaxPool" | "ReduceMax"), picture) {
            (true, true) => "GlobalMaxPooling2D",
            (true, false) => "GlobalMaxPooling1D",
            (false, true) => "GlobalAveragePooling2D",
            (false, false) => "GlobalAveragePooling1D",
        };
        let mut layer = self.layer(class, Options::new(), &[layer], &out);
        if node.op == "ReduceSum" {
            layer = self.helper("Rescaling", Options::new().size("scale", size).take(), layer, &out);
        }
        let layer = self.reshaped(layer, &shape.pick(&kept))?;
        let mut axes = Dims::NONE;
        for k in 0..rank {
            match kept.place(k) {
                Some(place) => axes.push(place),
                None if global || node.int("keepdims", 1) != 0 => axes.push(ONE),
                None => {}
            }
        }
        self.give(node, layer, axes)
    }
}
