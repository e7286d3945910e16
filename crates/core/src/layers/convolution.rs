//! `Conv1D`, `Conv2D` and `Conv3D`: `activation(conv(x, kernel) + bias)` over sequences, pictures or volumes.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::depthwise::depthwise;
use super::window::parts;
use super::{
    BiasActivation, Layer, Padding, Signal, Signals, Trace, WeightOptions, WeightSpec, Window, single,
    single_shape,
};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::ops::{Concat, Conv2d as Conv2dOp};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A convolution of `(steps, channels)`, `(height, width, channels)` or `(depth, height, width, channels)`. Weights:
/// `kernel (size.., channels / groups, filters)`, `bias (filters,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Convolution {
    /// Number of filters, that is, of output channels.
    pub filters: usize,
    /// Size, steps and padding of a filter.
    pub window: Window,
    /// Number of groups of channels, each with its own filters; 1 by default.
    pub groups: usize,
    /// Options of the kernel; Glorot uniform by default.
    pub kernel: WeightOptions,
    /// Bias and activation.
    pub bias_activation: BiasActivation,
}

impl Convolution {
    /// A `Conv2D` of `filters` square filters; all else as Keras's defaults.
    pub fn new(filters: usize, kernel_size: usize) -> Self {
        let window = Window {
            axes: 2,
            kernel_size: [kernel_size, kernel_size, 1],
            strides: [1; 3],
            padding: Padding::Valid,
            dilation_rate: [1; 3],
        };
        Self {
            filters,
            window,
            groups: 1,
            kernel: Initializer::GLOROT_UNIFORM.into(),
            bias_activation: BiasActivation::default(),
        }
    }

    /// With this activation.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.bias_activation.activation = activation;
        self
    }

    /// With this padding.
    pub fn padding(mut self, padding: Padding) -> Self {
        self.window.padding = padding;
        self
    }

    /// With this stride along both axes.
    pub fn strides(mut self, strides: usize) -> Self {
        self.window.strides = [strides, strides, 1];
        self
    }

    /// Without a bias.
    pub fn without_bias(mut self) -> Self {
        self.bias_activation.use_bias = false;
        self
    }

    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        let layer = Self {
            filters: config.count("filters")?,
            window: Window::from_config(axes, axes == 1, config)?,
            groups: config.sizes(1, "groups", &[1])?[0],
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias_activation: BiasActivation::from_config(config)?,
        };
        if !layer.filters.is_multiple_of(layer.groups) {
            let (filters, groups) = (layer.filters, layer.groups);
            return Err(
                config.error(format!("filters must be a multiple of groups, got {filters} and {groups}"))
            );
        }
        Ok(layer)
    }
}

impl Layer for Convolution {
    fn class_name(&self) -> &'static str {
        ["Conv1D", "Conv2D", "Conv3D"][self.window.axes - 1]
    }

    fn config(&self) -> Value {
        let mut config = members([("filters", self.filters.into()), ("groups", self.groups.into())]);
        self.window.write(&mut config);
        self.kernel.write(&mut config, "kernel");
        self.bias_activation.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        let mut text = format!("{}, {}", self.filters, self.window.arguments());
        if self.groups != 1 {
            text += &format!(", groups={}", self.groups);
        }
        text + &self.bias_activation.arguments()
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let channels = self.window.channels(input)?;
        if !channels.is_multiple_of(self.groups) {
            return Err(format!(
                "expected channels that are a multiple of groups={}, got {channels}",
                self.groups
            ));
        }
        if self.groups > MOST_GROUPS && (self.groups != channels || self.window.axes == 3) {
            return Err(format!(
                "groups={}: expected at most {MOST_GROUPS}, or one for each channel",
                self.groups
            ));
        }
        let kernel = self.window.kernel([channels / self.groups, self.filters]);
        let mut weights = vec![self.kernel.spec("kernel", kernel)?];
        weights.extend(self.bias_activation.weights(self.filters)?);
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let x = single(inputs)?.node;
        let graph = &mut *trace.graph;
        let batch = graph.shape(x)[0];
        let x = self.window.padded(graph, x)?;
        let y = convolve(graph, x, weights[0], &self.window, self.groups)?;
        let y = self.bias_activation.trace(graph, y, weights.get(1))?;
        let y = self.window.unpicture(graph, y, batch)?;
        Ok(y.into())
    }
}

/// The most groups of several channels that a layer may have: each group becomes a convolution of its own. ResNeXt has
/// 32.
const MOST_GROUPS: usize = 1024;

/// `x` convolved with a kernel `(size.., channels / groups, filters)`: pictures.
fn convolve(graph: &mut Graph, x: NodeId, kernel: NodeId, window: &Window, groups: usize) -> Result<NodeId> {
    let axis = window.axes + 1;
    let (channels, filters) = (graph.shape(x).last_axis(), graph.shape(kernel)[axis]);
    if groups == channels && groups > 1 && window.axes < 3 {
        return depthwise(graph, x, kernel, window);
    }
    let op = Conv2dOp::new(window.plane(window.strides), window.plane(window.dilation_rate));
    let one = |graph: &mut Graph, x: NodeId, kernel: NodeId| -> Result<NodeId> {
        let x = window.pictures(graph, x)?;
        let kernel = window.picture_kernel(graph, kernel)?;
        graph.push(op, &[x, kernel])
    };
    if groups == 1 {
        return one(graph, x, kernel);
    }
    let inputs = parts(graph, x, axis, channels / groups)?;
    let kernels = parts(graph, kernel, axis, filters / groups)?;
    let convolved = inputs.into_iter().zip(kernels).map(|(x, kernel)| one(graph, x, kernel));
    let convolved = convolved.collect::<Result<Vec<_>>>()?;
    Concat::join(graph, &convolved, 3)
}
