//! Shared by the normalizing layers: axes, mean and variance, and `gamma` and `beta`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{WeightOptions, WeightSpec};
use crate::config::{Config, axis_at};
use crate::error::Result;
use crate::graph::ops::{Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;
use crate::text::number;

/// The weights of a normalizing layer: the factor `gamma` and the offset `beta`.
#[derive(Debug, Clone, PartialEq)]
pub struct Affine {
    /// True if the layer has `gamma`; true by default.
    pub scale: bool,
    /// True if the layer has `beta`; true by default.
    pub center: bool,
    /// Options of `gamma`; ones by default.
    pub gamma: WeightOptions,
    /// Options of `beta`; zeros by default.
    pub beta: WeightOptions,
}

impl Default for Affine {
    fn default() -> Self {
        let [gamma, beta] = [Initializer::ONES, Initializer::ZEROS].map(WeightOptions::from);
        Self { scale: true, center: true, gamma, beta }
    }
}

impl Affine {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        Ok(Self {
            scale: config.flag("scale", true)?,
            center: config.flag("center", true)?,
            gamma: config.weight("gamma", Initializer::ONES)?,
            beta: config.weight("beta", Initializer::ZEROS)?,
        })
    }

    pub(super) fn write(&self, config: &mut Value) {
        config["center"] = self.center.into();
        config["scale"] = self.scale.into();
        self.gamma.write(config, "gamma");
        self.beta.write(config, "beta");
    }

    /// Arguments as Python writes them: numbers that are not the default, then these flags.
    pub(super) fn arguments(&self, numbers: &[(&str, f64, f64)]) -> String {
        let changed = numbers.iter().filter(|(_, value, default)| value != default);
        let mut parts: Vec<String> =
            changed.map(|&(key, value, _)| format!("{key}={}", number(value))).collect();
        let flags = [("center", self.center), ("scale", self.scale)];
        parts.extend(flags.into_iter().filter(|(_, on)| !on).map(|(key, _)| format!("{key}=False")));
        parts.join(", ")
    }

    /// The weights that the layer has, of this shape.
    pub(super) fn weights(&self, shape: &Shape) -> Result<Vec<WeightSpec>, String> {
        let all = [("gamma", self.scale, &self.gamma), ("beta", self.center, &self.beta)];
        let kept = all.into_iter().filter(|(_, kept, _)| *kept);
        kept.map(|(name, _, options)| options.spec(name, shape.clone())).collect()
    }

    /// `gamma (x - mean) / sqrt(variance + epsilon) + beta`. `weights` are those of [`Affine::weights`], reshaped to
    /// `like`. `like`, mean and variance broadcast to the shape of `x`.
    pub(super) fn normalize(
        &self,
        graph: &mut Graph,
        x: NodeId,
        [mean, variance]: [NodeId; 2],
        epsilon: f64,
        (weights, like): (&[NodeId], &Shape),
    ) -> Result<NodeId> {
        // The factor follows from the small statistics alone, so it is computed before the pass over all of `x`.
        let inputs = [("variance", variance)];
        let [gamma, beta] = {
            let mut weights = weights.iter();
            let mut next = |kept: bool| -> Result<Option<NodeId>> {
                let weight = if kept { weights.next() } else { None };
                weight.map(|&weight| graph.push(Reshape { shape: like.clone() }, &[weight])).transpose()
            };
            [next(self.scale)?, next(self.center)?]
        };
        let scale = match gamma {
            Some(gamma) => {
                graph.map("gamma / sqrt(variance + e)", &[("gamma", gamma), inputs[0]], &[("e", epsilon)])?
            }
            None => graph.map("1 / sqrt(variance + e)", &inputs, &[("e", epsilon)])?,
        };
        let inputs = [("x", x), ("mean", mean), ("scale", scale)];
        match beta {
            Some(beta) => {
                let [x, mean, scale] = inputs;
                graph.map("(x - mean) * scale + beta", &[x, mean, scale, ("beta", beta)], &[])
            }
            None => graph.map("(x - mean) * scale", &inputs, &[]),
        }
    }
}

/// Mean and variance (divided by n) of `x` over `axes`, which stay with size 1.
pub(super) fn moments(graph: &mut Graph, x: NodeId, axes: &[usize]) -> Result<[NodeId; 2]> {
    let mean = Reduce { reduction: Reduction::Mean, axes: axes.to_vec() };
    let center = graph.push(mean.clone(), &[x])?;
    let square = graph.map("square(x - mean)", &[("x", x), ("mean", center)], &[])?;
    Ok([center, graph.push(mean, &[square])?])
}

/// The option `epsilon`: a number above 0.
pub(super) fn epsilon(config: &Config<'_>, default: f64) -> Result<f64> {
    config.number("epsilon", default, "a number above 0", |v| v > 0.0)
}

/// The indices of Keras's axes in ascending order, for samples of this shape. The batch axis is 0.
pub(super) fn places(axes: &[i64], input: &Shape) -> Result<Vec<usize>, String> {
    let mut places = Vec::new();
    for &axis in axes {
        let place = axis_at(axis, input.len() + 1).filter(|place| *place > 0 && !places.contains(place));
        let place = place.ok_or_else(|| {
            format!("option \"axis\" is {axis}, which is no axis of its own of samples of shape {input}")
        })?;
        places.insert(places.partition_point(|&earlier| earlier < place), place);
    }
    Ok(places)
}

/// The sizes of these axes, for samples of this shape.
pub(super) fn sizes(axes: &[i64], input: &Shape) -> Result<Shape, String> {
    let sizes: Vec<usize> = places(axes, input)?.iter().map(|&place| input[place - 1]).collect();
    Ok(sizes.into())
}

/// A shape with the sizes of these axes, and 1 for all others.
pub(super) fn only(shape: &Shape, places: &[usize]) -> Shape {
    let dims = shape.iter().enumerate().map(|(at, &n)| if places.contains(&at) { n } else { 1 });
    dims.collect::<Vec<_>>().into()
}
