//! Normalizations and reductions.

use alloc::vec::Vec;

use pupil_core::config::members;
use serde_json::Value;

use super::build::{BATCH, Build, ONE, View};
use super::constant::{Op, axis, count};
use super::dims::Dims;
use super::proto::Node;

/// A weight of one axis.
fn weight(values: Vec<f32>) -> (Dims, Vec<f32>) {
    (Dims::of(&[values.len()]), values)
}

impl Build<'_> {
    /// Constant inputs from `first` on, each with `length` elements.
    fn vectors(
        &mut self,
        node: &Node<'_>,
        first: usize,
        number: usize,
        length: usize,
    ) -> Op<Vec<(Dims, Vec<f32>)>> {
        let mut found = Vec::new();
        for input in first..first + number {
            if self.id(node, input) == 0 {
                continue;
            }
            let constant = self.constant(node, input)?;
            if constant.values.len() != length {
                return Err(&"one of its constants does not fit its channels");
            }
            found.push(weight(constant.floats()));
        }
        Ok(found)
    }

    /// The axis of the layer's output that holds the channels, and their number.
    fn channels(&self, view: &View) -> Op<(usize, usize)> {
        let shape = self.shape(view);
        match (view.axes.get(1), shape.get(1)) {
            (Some(&axis), Some(&n)) if axis != ONE && axis != 0 => Ok((axis, n)),
            _ => Err(&"its value has no axis of channels"),
        }
    }

    /// Adds a layer with weights that keeps the shape of its value.
    fn weighted(
        &mut self,
        node: &Node<'_>,
        view: View,
        class: &'static str,
        options: Value,
        weights: Vec<(Dims, Vec<f32>)>,
    ) {
        let shape = self.layers[view.layer].shape;
        let layer = self.layer(class, options, &[view.layer], shape, weights);
        self.set_view(node, View { layer, sole: true, ..view });
    }

    pub(super) fn batch_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (axis, n) = self.channels(&view)?;
        let weights = self.vectors(node, 1, 4, n)?;
        if weights.len() != 4 {
            return Err(&"it lacks a scale, a bias, a mean or a variance");
        }
        let rank = self.layers[view.layer].shape.len();
        let axis = if axis + 1 == rank { Value::from(-1) } else { axis.into() };
        let options = members([
            ("axis", axis),
            ("momentum", node.float("momentum", 0.9).clamp(0.0, 1.0).into()),
            ("epsilon", node.float("epsilon", 1e-5).into()),
        ]);
        self.weighted(node, view, "BatchNormalization", options, weights);
        Ok(())
    }

    pub(super) fn layer_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let rank = view.axes.len();
        let first = axis(node.int("axis", -1) as f64, rank)?;
        let view = self.ending(&view, rank - first)?;
        let axes = Dims::of(&view.axes[first..]);
        let sizes = Dims::of(&self.layers[view.layer].shape[axes[0]..]);
        let mut weights = self.vectors(node, 1, 2, count(&sizes)?)?;
        weights.iter_mut().for_each(|(shape, _)| *shape = sizes);
        let has = |input: usize| self.id(node, input) != 0;
        let options = members([
            ("axis", axes.into()),
            ("epsilon", node.float("epsilon", 1e-5).into()),
            ("scale", has(1).into()),
            ("center", has(2).into()),
        ]);
        self.weighted(node, view, "LayerNormalization", options, weights);
        Ok(())
    }

    /// `InstanceNormalization` has a group for each channel, `GroupNormalization` a number of groups.
    pub(super) fn group_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (axis, n) = self.channels(&view)?;
        let groups = node.int("num_groups", -1);
        let mut weights = match self.vectors(node, 1, 2, n) {
            Ok(weights) => weights,
            Err(error) => {
                // In opset 18 there is one number for each group.
                let groups = usize::try_from(groups).ok().filter(|&g| g > 0 && n % g == 0).ok_or(error)?;
                let each = self.vectors(node, 1, 2, groups)?;
                let spread = |values: Vec<f32>| (0..n).map(|k| values[k / (n / groups)]).collect();
                each.into_iter().map(|(_, values)| weight(spread(values))).collect()
            }
        };
        weights.truncate(2);
        let options = members([
            ("groups", groups.into()),
            ("axis", axis.into()),
            ("epsilon", node.float("epsilon", 1e-5).into()),
        ]);
        if weights.len() != 2 {
            return Err(&"it lacks a scale or a bias");
        }
        self.weighted(node, view, "GroupNormalization", options, weights);
        Ok(())
    }

    pub(super) fn lp_normalization(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let along = axis(node.int("axis", -1) as f64, view.axes.len())?;
        if node.int("p", 2) != 2 || view.axes[along] == ONE || view.axes[along] == 0 {
            return Err(&"it is not the Euclidean norm of an axis");
        }
        let options = members([("axis", view.axes[along].into())]);
        self.map(node, view, "UnitNormalization", options);
        Ok(())
    }

    /// `GlobalAveragePool`, `ReduceMean` and others.
    pub(super) fn reduce(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let rank = shape.len();
        let global = node.op.starts_with("Global");
        let reduced = match global {
            true => (2..rank).collect(),
            false => self.named_axes(node, rank)?.ok_or(&"it reduces the batch axis")?,
        };
        if reduced.iter().any(|&k| view.axes[k] == 0) {
            return Err(&"it reduces the batch axis");
        }
        let keeps = global || node.int("keepdims", 1) != 0;
        let size = count(&reduced.iter().map(|&k| shape[k]).collect::<Dims>())?;
        let mut kept = self.batch_first(&view);
        kept.retain(&|k| !reduced.contains(&k));
        let max = matches!(node.op, "GlobalMaxPool" | "ReduceMax");
        // Values with rows, columns and channels have a layer of their own. Others become steps and features.
        let order: Dims = kept[..1].iter().chain(&reduced).chain(&kept[1..]).copied().collect();
        let sizes = |axes: &[usize]| axes.iter().map(|&k| shape[k]).collect::<Dims>();
        let features = count(&sizes(&kept[1..]))?;
        let picture = reduced.len() == 2 && kept.len() == 2;
        let target = if picture { sizes(&order) } else { Dims::of(&[BATCH, size, features]) };
        let layer = self.settled(&view, &order, target)?;
        let class = match (max, picture) {
            (true, true) => "GlobalMaxPooling2D",
            (true, false) => "GlobalMaxPooling1D",
            (false, true) => "GlobalAveragePooling2D",
            (false, false) => "GlobalAveragePooling1D",
        };
        let mut layer = self.layer(class, members([]), &[layer], Dims::of(&[BATCH, features]), Vec::new());
        if node.op == "ReduceSum" {
            let options = members([("scale", size.into())]);
            layer = self.helper("Rescaling", options, layer, Dims::of(&[BATCH, features]));
        }
        let layer = self.reshaped(layer, sizes(&kept))?;
        let place = |k: usize| kept.iter().position(|&other| other == k);
        let axes = match keeps {
            true => (0..rank).map(|k| place(k).unwrap_or(ONE)).collect(),
            false => (0..rank).filter_map(place).collect(),
        };
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }
}
