//! `Conv1DTranspose`, `Conv2DTranspose` and `Conv3DTranspose`: the transpose of a convolution, that is, the gradient of its
//! input (Zeiler et al. 2010), which enlarges pictures.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{
    BiasActivation, Layer, Padding, Signal, Signals, Trace, WeightOptions, WeightSpec, Window, python_sizes,
    single, single_shape,
};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::ops::{Conv2d, Conv2dInputGrad, Reshape, Scatter, View};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A transposed convolution of `(steps, channels)`, `(height, width, channels)` or `(depth, height, width, channels)`.
/// Weights:
/// `kernel (size.., filters, channels)`, `bias (filters,)`.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvTranspose {
    filters: usize,
    window: Window,
    /// How much larger the output is than the smallest one with this stride, along each axis; `None` for Keras's default
    /// size: the input's times the stride, with `valid` padding also what the window reaches beyond.
    output_padding: Option<[usize; 3]>,
    kernel: WeightOptions,
    bias_activation: BiasActivation,
}

impl ConvTranspose {
    pub(super) fn from_config(axes: usize, config: &Config<'_>) -> Result<Self> {
        let window = Window::from_config(axes, false, config)?;
        Ok(Self {
            filters: config.count("filters")?,
            output_padding: output_padding(&window, config)?,
            window,
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias_activation: BiasActivation::from_config(config)?,
        })
    }
}

/// The option `output_padding`: less than the stride along each axis, as Keras requires.
fn output_padding(window: &Window, config: &Config<'_>) -> Result<Option<[usize; 3]>> {
    let Some(value) = config.get("output_padding") else { return Ok(None) };
    let expected = "a whole number below the stride, or one for each axis";
    let given = config.numbers("output_padding", expected)?;
    let mut all = [0; 3];
    for (axis, amount) in all[..window.axes].iter_mut().enumerate() {
        let number = *given.get(if value.is_array() { axis } else { 0 }).unwrap_or(&-1.0);
        let fits = libm::floor(number) == number && number >= 0.0 && number < window.strides[axis] as f64;
        if !fits || (value.is_array() && given.len() != window.axes) {
            return Err(config.wrong("output_padding", value, expected));
        }
        *amount = number as usize;
        if window.padding == Padding::Same && window.reach(axis).is_multiple_of(2) && *amount == 0 {
            // The convolution of that output would not have the input's size. Keras on TensorFlow fails there, too.
            return Err(config.error("option \"output_padding\" is 0 for an axis on which the kernel is even and the padding is \"same\"; expected at least 1"));
        }
    }
    Ok(Some(all))
}

impl Layer for ConvTranspose {
    fn class_name(&self) -> &'static str {
        ["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"][self.window.axes - 1]
    }

    fn config(&self) -> Value {
        let mut config = members([("filters", self.filters.into()), ("output_padding", Value::Null)]);
        if let Some(amounts) = &self.output_padding {
            config["output_padding"] = amounts[..self.window.axes].to_vec().into();
        }
        self.window.write(&mut config);
        self.kernel.write(&mut config, "kernel");
        self.bias_activation.write(&mut config);
        config
    }

    fn arguments(&self) -> String {
        let mut text = format!("{}, {}", self.filters, self.window.arguments());
        if let Some(amounts) = &self.output_padding {
            text += &format!(", output_padding={}", python_sizes(&amounts[..self.window.axes]));
        }
        text + &self.bias_activation.arguments()
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        let channels = self.window.channels(input)?;
        let mut weights = vec![self.kernel.spec("kernel", self.window.kernel([self.filters, channels]))?];
        weights.extend(self.bias_activation.weights(self.filters)?);
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let x = single(inputs)?.node;
        let graph = &mut *trace.graph;
        let window = &self.window;
        let shape = graph.shape(x).clone();
        // The output with the padding of the convolution that this layer transposes, and where the output lies in it.
        let mut full = shape.to_vec();
        full[window.axes + 1] = self.filters;
        let mut inside = Vec::new();
        for axis in 0..window.axes {
            let (n, stride, reach) = (shape[axis + 1], window.strides[axis], window.reach(axis));
            let gaps = (n - 1).saturating_mul(stride);
            let size = match (window.padding, &self.output_padding) {
                (Padding::Same, None) => n.saturating_mul(stride),
                (Padding::Same, Some(more)) => gaps.saturating_add(reach % 2 + more[axis]),
                (_, None) => gaps.saturating_add(reach.max(stride)),
                (_, Some(more)) => gaps.saturating_add(reach).saturating_add(more[axis]),
            };
            let [before, after] =
                window.padding.amounts(size, window.kernel_size[axis], stride, window.dilation_rate[axis]);
            full[axis + 1] = size.saturating_add(before).saturating_add(after);
            inside.push((before, size));
        }
        let full = Shape::from(full);
        let mut y = transposed(graph, x, weights[0], window, &full)?;
        let mut view = View::of(&full);
        for (axis, (before, size)) in inside.into_iter().enumerate() {
            view = view.sliced(axis + 1, before, size);
        }
        if view.shape != full {
            y = graph.push(view, &[y])?;
        }
        let y = self.bias_activation.trace(graph, y, weights.get(1))?;
        Ok(y.into())
    }
}

/// The transpose of the convolution with this window and kernel, without padding: from its output `x` to an input of shape
/// `full`.
fn transposed(graph: &mut Graph, x: NodeId, kernel: NodeId, window: &Window, full: &Shape) -> Result<NodeId> {
    let kernel = window.picture_kernel(graph, kernel)?;
    let conv = Conv2d::new(window.plane(window.strides), window.plane(window.dilation_rate));
    // Each place along the depth is a picture already, and so is each sequence.
    let pictures = Window { kernel_size: [1; 3], strides: [1; 3], ..*window };
    let x = pictures.pictures(graph, x)?;
    let rows = graph.shape(x)[0];
    let input: Shape = match **full {
        [batch, steps, filters] => [batch, steps, 1, filters].into(),
        [_, _, height, width, filters] => {
            [rows, height, width, filters.saturating_mul(window.kernel_size[0])].into()
        }
        _ => full.clone(),
    };
    let mut y = graph.push(Conv2dInputGrad { conv, input }, &[kernel, x])?;
    if window.axes == 3 {
        let view = window.along_depth(full)?;
        y = graph.push(Reshape { shape: view.shape.clone() }, &[y])?;
        return graph.push(Scatter { view, into: full.clone() }, &[y]);
    }
    if window.axes == 1 {
        y = graph.push(Reshape { shape: full.clone() }, &[y])?;
    }
    Ok(y)
}
