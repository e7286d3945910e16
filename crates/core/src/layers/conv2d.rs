//! `Conv2D`: `activation(conv(x, kernel) + bias)` over pictures, channels last.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Padding, Trace, WeightOptions, WeightSpec, expect_image, python_pair};
use crate::activations::Activation;
use crate::config::{Config, members, pair_value};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{BiasAdd, Conv2d as Conv2dOp, View};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A convolution of `(height, width, channels)`. Weights: `kernel (kh, kw, channels, filters)`,
/// `bias (filters,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Conv2D {
    /// Number of filters, that is, of output channels.
    pub filters: usize,
    /// Height and width of a filter.
    pub kernel_size: [usize; 2],
    /// Steps between outputs; 1 by default.
    pub strides: [usize; 2],
    /// `valid` by default.
    pub padding: Padding,
    /// Steps between a filter's taps; 1 by default.
    pub dilation_rate: [usize; 2],
    /// Applied to the result; linear by default.
    pub activation: Activation,
    /// Whether a bias is added; true by default.
    pub use_bias: bool,
    /// Options of the kernel; Glorot uniform by default.
    pub kernel: WeightOptions,
    /// Options of the bias; zeros by default.
    pub bias: WeightOptions,
}

impl Conv2D {
    /// A layer of this many square filters, the rest as Keras's defaults.
    pub fn new(filters: usize, kernel_size: usize) -> Self {
        Self {
            filters,
            kernel_size: [kernel_size; 2],
            strides: [1; 2],
            padding: Padding::Valid,
            dilation_rate: [1; 2],
            activation: Activation::LINEAR,
            use_bias: true,
            kernel: Initializer::GLOROT_UNIFORM.into(),
            bias: Initializer::ZEROS.into(),
        }
    }

    /// With this activation.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    /// With this padding.
    pub fn padding(mut self, padding: Padding) -> Self {
        self.padding = padding;
        self
    }

    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let layer = Self {
            filters: config.count("filters")?,
            kernel_size: config.pair("kernel_size", None)?,
            strides: config.pair("strides", Some([1; 2]))?,
            padding: Padding::from_config(config)?,
            dilation_rate: config.pair("dilation_rate", Some([1; 2]))?,
            activation: config.activation("activation")?,
            use_bias: config.flag("use_bias", true)?,
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias: config.weight("bias", Initializer::ZEROS)?,
        };
        if layer.strides != [1, 1] && layer.dilation_rate != [1, 1] {
            return Err(config.error("strides and dilation_rate cannot both be larger than 1 (Keras's rule)"));
        }
        Ok(layer)
    }
}

impl Layer for Conv2D {
    fn class_name(&self) -> &'static str {
        "Conv2D"
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("filters", self.filters.into()),
            ("kernel_size", pair_value(self.kernel_size)),
            ("strides", pair_value(self.strides)),
            ("padding", self.padding.name().into()),
            ("data_format", "channels_last".into()),
            ("dilation_rate", pair_value(self.dilation_rate)),
            ("groups", 1.into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
            ("activity_regularizer", Value::Null),
        ]);
        self.kernel.write(&mut config, "kernel");
        self.bias.write(&mut config, "bias");
        config
    }

    fn arguments(&self) -> String {
        let mut text = format!("{}, {}", self.filters, python_pair(self.kernel_size));
        for (name, pair) in [("strides", self.strides), ("dilation_rate", self.dilation_rate)] {
            if pair != [1, 1] {
                text += &format!(", {name}={}", python_pair(pair));
            }
        }
        if self.padding != Padding::Valid {
            text += &format!(", padding=\"{}\"", self.padding.name());
        }
        if self.activation != Activation::LINEAR {
            text += &format!(", activation=\"{}\"", self.activation.name());
        }
        if !self.use_bias {
            text += ", use_bias=False";
        }
        text
    }

    fn weights(&self, input: &Shape) -> Result<Vec<WeightSpec>, String> {
        expect_image(input)?;
        let [height, width] = self.kernel_size;
        let shape = [height, width, input[2], self.filters];
        let mut weights = vec![self.kernel.spec("kernel", shape)?];
        if self.use_bias {
            weights.push(self.bias.spec("bias", [self.filters])?);
        }
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, x: NodeId, weights: &[NodeId]) -> Result<NodeId> {
        let shape = trace.graph.shape(x).clone();
        let [height, width] =
            self.padding.amounts(&shape, self.kernel_size, self.strides, self.dilation_rate);
        let x = if height == [0, 0] && width == [0, 0] {
            x
        } else {
            trace.graph.push(View::padding(&shape, &[[0, 0], height, width, [0, 0]]), &[x])?
        };
        let mut y = trace.graph.push(Conv2dOp::new(self.strides, self.dilation_rate), &[x, weights[0]])?;
        if let Some(&bias) = weights.get(1) {
            y = trace.graph.push(BiasAdd, &[y, bias])?;
        }
        self.activation.trace(trace.graph, y)
    }
}
