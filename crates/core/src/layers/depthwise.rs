//! `DepthwiseConv1D/2D` convolve each channel with its own filters. `SeparableConv1D/2D` do the same and then mix the
//! channels by a convolution of size 1 (Chollet 2017, "Xception").

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{
    BiasActivation, Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, Window, single, single_shape,
};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::ops::{Conv2d, DepthwiseConv2d, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// The pointwise part of a separable convolution: the number of filters, and the options of their kernel.
type Pointwise = (usize, WeightOptions);

/// A convolution of each channel by itself; for `SeparableConv`, a pointwise convolution after it. Weights:
/// `kernel (size.., channels, depth_multiplier)` (`depthwise_kernel` in a separable one),
/// `pointwise_kernel (1.., channels * depth_multiplier, filters)`, `bias`.
#[derive(Debug, Clone, PartialEq)]
pub struct Depthwise {
    window: Window,
    depth_multiplier: usize,
    kernel: WeightOptions,
    pointwise: Option<Pointwise>,
    bias_activation: BiasActivation,
}

impl Depthwise {
    pub(super) fn from_config(axes: usize, separable: bool, config: &Config<'_>) -> Result<Self> {
        let pointwise = |config: &Config<'_>| -> Result<Pointwise> {
            Ok((config.count("filters")?, config.weight("pointwise", Initializer::GLOROT_UNIFORM)?))
        };
        Ok(Self {
            window: Window::from_config(axes, false, config)?,
            depth_multiplier: config.sizes(1, "depth_multiplier", &[1])?[0],
            kernel: config.weight("depthwise", Initializer::GLOROT_UNIFORM)?,
            pointwise: separable.then(|| pointwise(config)).transpose()?,
            bias_activation: BiasActivation::from_config(config)?,
        })
    }
}

impl Layer for Depthwise {
    fn class_name(&self) -> &'static str {
        match (&self.pointwise, self.window.axes) {
            (None, 1) => "DepthwiseConv1D",
            (None, _) => "DepthwiseConv2D",
            (Some(_), 1) => "SeparableConv1D",
            (Some(_), _) => "SeparableConv2D",
        }
    }

    fn config(&self) -> Value {
        let mut config = members([("depth_multiplier", self.depth_multiplier.into())]);
        self.window.write(&mut config);
        self.kernel.write(&mut config, "depthwise");
        if let Some((filters, pointwise)) = &self.pointwise {
            config["filters"] = (*filters).into();
            pointwise.write(&mut config, "pointwise");
        }
        self.bias_activation.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        let filters = self.pointwise.as_ref().map_or(String::new(), |(filters, _)| format!("{filters}, "));
        let mut text = filters + &self.window.arguments();
        if self.depth_multiplier != 1 {
            text += &format!(", depth_multiplier={}", self.depth_multiplier);
        }
        text + &self.bias_activation.arguments()
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let channels = self.window.channels(input)?;
        let name = if self.pointwise.is_some() { "depthwise_kernel" } else { "kernel" };
        let mut weights =
            vec![self.kernel.spec(name, self.window.kernel([channels, self.depth_multiplier]))?];
        let mut out = channels * self.depth_multiplier;
        if let Some((filters, options)) = &self.pointwise {
            let window = Window { kernel_size: [1; 3], ..self.window };
            weights.push(options.spec("pointwise_kernel", window.kernel([out, *filters]))?);
            out = *filters;
        }
        weights.extend(self.bias_activation.weights(out)?);
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let x = single(inputs)?.node;
        let graph = &mut *trace.graph;
        let batch = graph.shape(x)[0];
        let x = self.window.padded(graph, x)?;
        let mut y = depthwise(graph, x, weights[0], &self.window)?;
        let mut rest = &weights[1..];
        if let (Some((filters, _)), [pointwise, after @ ..]) = (&self.pointwise, rest) {
            let shape = [1, 1, graph.shape(y)[3], *filters].into();
            let kernel = graph.push(Reshape { shape }, &[*pointwise])?;
            y = graph.push(Conv2d::new([1, 1], [1, 1]), &[y, kernel])?;
            rest = after;
        }
        let y = self.bias_activation.trace(graph, y, rest.first())?;
        let y = self.window.unpicture(graph, y, batch)?;
        Ok(y.into())
    }
}

/// Convolves each channel of sequences or pictures with its own filters and returns pictures: the kernel has `channels *
/// multiplier` filters. Where the multiplier is above 1, each channel is copied once for each of its filters.
pub(super) fn depthwise(graph: &mut Graph, x: NodeId, kernel: NodeId, window: &Window) -> Result<NodeId> {
    let mut x = window.pictures(graph, x)?;
    let (shape, filters) = (graph.shape(x).clone(), graph.shape(kernel).clone());
    let [height, width] = window.plane(window.kernel_size);
    let out = filters[window.axes] * filters[window.axes + 1];
    if out != shape[3] {
        let copies = View::of(&shape).repeated(3, out / shape[3]);
        x = graph.push(copies, &[x])?;
        x = graph.push(Reshape { shape: [shape[0], shape[1], shape[2], out].into() }, &[x])?;
    }
    let kernel = graph.push(Reshape { shape: [height, width, out].into() }, &[kernel])?;
    let [strides, dilation] = [window.strides, window.dilation_rate].map(|sizes| window.plane(sizes));
    graph.push(DepthwiseConv2d { strides, dilation }, &[x, kernel])
}
