//! The window of a convolution: its size, strides and padding, along one axis or two.
//!
//! Sequences are pictures one pixel wide: `(steps, channels)` goes through the operations as
//! `(steps, 1, channels)`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{expect_axes, python_sizes};
use crate::config::Config;
use crate::error::Result;
use crate::graph::ops::{Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// Padding of one axis for Keras's `same`: the output has `ceil(n / stride)` entries, and the larger half comes after.
pub(super) fn same_padding(n: usize, kernel: usize, stride: usize, dilation: usize) -> [usize; 2] {
    let reach = (kernel - 1).saturating_mul(dilation).saturating_add(1);
    let total = ((n.div_ceil(stride) - 1).saturating_mul(stride).saturating_add(reach)).saturating_sub(n);
    [total / 2, total - total / 2]
}

/// Keras's paddings of convolutions and pooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Padding {
    /// None: windows stay inside the input.
    #[default]
    Valid,
    /// As much as gives `ceil(size / stride)` outputs.
    Same,
    /// All of it before the first step: no output sees later steps.
    Causal,
}

impl Padding {
    const ALL: [Self; 3] = [Self::Valid, Self::Same, Self::Causal];
    const NAMES: [&'static str; 3] = ["valid", "same", "causal"];

    pub(super) fn from_config(config: &Config<'_>, causal: bool) -> Result<Self> {
        let names = &Self::NAMES[..2 + usize::from(causal)];
        Ok(Self::ALL[config.choice("padding", 0, names)?])
    }

    /// The Keras name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Padding before and after an axis of size `n`.
    pub(super) fn amounts(self, n: usize, kernel: usize, stride: usize, dilation: usize) -> [usize; 2] {
        match self {
            Self::Valid => [0, 0],
            Self::Same => same_padding(n, kernel, stride, dilation),
            Self::Causal => [(kernel - 1) * dilation, 0],
        }
    }
}

/// A window that slides over sequences (one axis) or pictures (two).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// 1 or 2; with one axis, the second entries below are 1.
    pub axes: usize,
    /// Its size.
    pub kernel_size: [usize; 2],
    /// Steps between outputs; 1 by default.
    pub strides: [usize; 2],
    /// `valid` by default.
    pub padding: Padding,
    /// Steps between the window's taps; 1 by default.
    pub dilation_rate: [usize; 2],
}

impl Window {
    pub(super) fn from_config(axes: usize, causal: bool, config: &Config<'_>) -> Result<Self> {
        let read = |key: &str, default: Option<usize>| -> Result<[usize; 2]> {
            match default {
                _ if axes == 2 => config.pair(key, default.map(|n| [n; 2])),
                None if config.get(key).is_none() => config.count(key).map(|n| [n, 1]),
                _ => config.sizes(1, key, &[1]).map(|sizes| [sizes[0], 1]),
            }
        };
        let window = Self {
            axes,
            kernel_size: read("kernel_size", None)?,
            strides: read("strides", Some(1))?,
            padding: Padding::from_config(config, causal)?,
            dilation_rate: read("dilation_rate", Some(1))?,
        };
        if window.strides != [1, 1] && window.dilation_rate != [1, 1] {
            return Err(config.error(
                "option \"strides\" and option \"dilation_rate\" cannot both be larger than 1 (Keras's rule)",
            ));
        }
        Ok(window)
    }

    pub(super) fn write(&self, config: &mut Value) {
        let sizes = [
            ("kernel_size", self.kernel_size),
            ("strides", self.strides),
            ("dilation_rate", self.dilation_rate),
        ];
        for (key, sizes) in sizes {
            config[key] = sizes[..self.axes].to_vec().into();
        }
        config["padding"] = self.padding.name().into();
        config["data_format"] = "channels_last".into();
    }

    /// Its arguments as Python writes them: the kernel size, then the arguments that are not the default.
    pub(super) fn arguments(&self) -> String {
        let mut text = python_sizes(&self.kernel_size[..self.axes]);
        for (name, sizes) in [("strides", self.strides), ("dilation_rate", self.dilation_rate)] {
            if sizes != [1, 1] {
                text += &format!(", {name}={}", python_sizes(&sizes[..self.axes]));
            }
        }
        if self.padding != Padding::Valid {
            text += &format!(", padding=\"{}\"", self.padding.name());
        }
        text
    }

    /// The number of channels of samples of this shape, which must have this window's axes.
    pub(super) fn channels(&self, input: &Shape) -> Result<usize, String> {
        expect_axes(input, self.axes)?;
        Ok(input[self.axes])
    }

    /// The shape of a kernel for these numbers of input and output channels.
    pub(super) fn kernel(&self, [from, to]: [usize; 2]) -> Shape {
        let mut dims = self.kernel_size[..self.axes].to_vec();
        dims.extend([from, to]);
        dims.into()
    }

    /// A kernel reshaped for pictures: `(kh, kw, from, to)`.
    pub(super) fn picture_kernel(&self, graph: &mut Graph, kernel: NodeId) -> Result<NodeId> {
        let shape = graph.shape(kernel);
        let [height, width] = self.kernel_size;
        let shape = [height, width, shape[self.axes], shape[self.axes + 1]].into();
        graph.push(Reshape { shape }, &[kernel])
    }

    /// `x` as pictures `(batch, height, width, channels)`.
    pub(super) fn picture(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let shape = graph.shape(x);
        match **shape {
            [batch, steps, channels] => {
                let shape = [batch, steps, 1, channels].into();
                graph.push(Reshape { shape }, &[x])
            }
            _ => Ok(x),
        }
    }

    /// `x` as pictures, with this window's padding around them.
    pub(super) fn padded(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let x = self.picture(graph, x)?;
        let shape = graph.shape(x).clone();
        let [height, width] = [0, 1].map(|axis| {
            let n = shape[axis + 1];
            self.padding.amounts(n, self.kernel_size[axis], self.strides[axis], self.dilation_rate[axis])
        });
        if height == [0, 0] && width == [0, 0] {
            return Ok(x);
        }
        graph.push(View::padding(&shape, &[[0, 0], height, width, [0, 0]]), &[x])
    }

    /// The opposite of [`Window::picture`].
    pub(super) fn unpicture(&self, graph: &mut Graph, y: NodeId) -> Result<NodeId> {
        if self.axes == 2 {
            return Ok(y);
        }
        let shape = graph.shape(y);
        let shape = [shape[0], shape[1], shape[3]].into();
        graph.push(Reshape { shape }, &[y])
    }
}

/// `x` (`(.., channels)`) cut along an axis into parts of length `len`.
pub(super) fn parts(graph: &mut Graph, x: NodeId, axis: usize, len: usize) -> Result<Vec<NodeId>> {
    let view = View::of(graph.shape(x));
    let starts = (0..view.shape[axis]).step_by(len);
    starts.map(|start| graph.push(view.clone().sliced(axis, start, len), &[x])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_padding_puts_the_larger_half_after() {
        assert_eq!(same_padding(28, 3, 1, 1), [1, 1]);
        assert_eq!(same_padding(28, 2, 1, 1), [0, 1]);
        assert_eq!(same_padding(28, 3, 2, 1), [0, 1]);
        assert_eq!(same_padding(5, 2, 5, 1), [0, 0]);
    }
}
