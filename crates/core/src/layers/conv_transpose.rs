//! `Conv1DTranspose` and `Conv2DTranspose`: the transpose of a convolution, that is, the gradient of its input (Zeiler
//! et al. 2010), which enlarges pictures.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{
    BiasActivation, Layer, Padding, Signal, Signals, Trace, WeightOptions, WeightSpec, Window, single,
    single_shape,
};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{Conv2d, Conv2dInputGrad, View};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A transposed convolution of `(steps, channels)` or `(height, width, channels)`. Weights:
/// `kernel (size.., filters, channels)`, `bias (filters,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvTranspose {
    filters: usize,
    window: Window,
    kernel: WeightOptions,
    bias_activation: BiasActivation,
}

impl ConvTranspose {
    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        if let Some(value) = config.get("output_padding") {
            return Err(config.error(format!("option \"output_padding\" is {value}; only null is supported")));
        }
        Ok(Self {
            filters: config.count("filters")?,
            window: Window::from_config(axes, false, config)?,
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias_activation: BiasActivation::from_config(config)?,
        })
    }
}

impl Layer for ConvTranspose {
    fn class_name(&self) -> &'static str {
        if self.window.axes == 1 { "Conv1DTranspose" } else { "Conv2DTranspose" }
    }

    fn config(&self) -> Value {
        let mut config = members([("filters", self.filters.into()), ("output_padding", Value::Null)]);
        self.window.write(&mut config);
        self.kernel.write(&mut config, "kernel");
        self.bias_activation.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        format!("{}, {}{}", self.filters, self.window.arguments(), self.bias_activation.arguments())
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let channels = self.window.channels(input)?;
        let mut weights = vec![self.kernel.spec("kernel", self.window.kernel([self.filters, channels]))?];
        weights.extend(self.bias_activation.weights(self.filters)?);
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let Window { kernel_size, strides, padding, dilation_rate, .. } = self.window;
        let x = self.window.picture(graph, x)?;
        let kernel = self.window.picture_kernel(graph, weights[0])?;
        let shape = graph.shape(x).clone();
        // For each axis: the output's size, and the padding of the convolution that this layer transposes.
        let axes = [0, 1].map(|axis| {
            let (n, stride) = (shape[axis + 1], strides[axis]);
            let reach = (kernel_size[axis] - 1).saturating_mul(dilation_rate[axis]).saturating_add(1);
            let size = match padding {
                Padding::Same => n.saturating_mul(stride),
                _ => (n - 1).saturating_mul(stride).saturating_add(reach.max(stride)),
            };
            (size, padding.amounts(size, kernel_size[axis], stride, dilation_rate[axis]))
        });
        let [height, width] =
            axes.map(|(size, [before, after])| size.saturating_add(before).saturating_add(after));
        let conv = Conv2d::new(strides, dilation_rate);
        let input = Shape::from([shape[0], height, width, self.filters]);
        let mut y = graph.push(Conv2dInputGrad { conv, input: input.clone() }, &[kernel, x])?;
        let mut view = View::of(&input);
        for (axis, (size, [before, _])) in axes.into_iter().enumerate() {
            view = view.sliced(axis + 1, before, size);
        }
        if view.shape != input {
            y = graph.push(view, &[y])?;
        }
        let y = self.bias_activation.trace(graph, y, weights.get(1))?;
        let y = self.window.unpicture(graph, y)?;
        Ok(y.into())
    }
}
