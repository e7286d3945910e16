//! The window of a convolution: its size, strides and padding, along one axis, two or three.
//!
//! The operations know pictures only. Sequences are pictures one pixel wide: `(steps, channels)` goes through them as
//! `(steps, 1, channels)`. Of volumes `(depth, height, width, channels)`, each place along the depth is a picture. The
//! window's taps along the depth lie beside its channels, and the taps of the kernel as well.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{expect_axes, python_sizes};
use crate::config::Config;
use crate::error::{Error, Result};
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

/// A window that slides over sequences (one axis), pictures (two) or volumes (three).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// 1 to 3; the entries below for further axes are 1.
    pub axes: usize,
    /// Its size.
    pub kernel_size: [usize; 3],
    /// Steps between outputs; 1 by default.
    pub strides: [usize; 3],
    /// `valid` by default.
    pub padding: Padding,
    /// Steps between the window's taps; 1 by default.
    pub dilation_rate: [usize; 3],
}

impl Window {
    pub(super) fn from_config(axes: usize, causal: bool, config: &Config<'_>) -> Result<Self> {
        let read = |key: &str, default: &[usize]| -> Result<[usize; 3]> {
            let mut all = [1; 3];
            all[..axes].copy_from_slice(&config.sizes(axes, key, &default[..axes.min(default.len())])?);
            Ok(all)
        };
        let window = Self {
            axes,
            kernel_size: read("kernel_size", &[])?,
            strides: read("strides", &[1; 3])?,
            padding: Padding::from_config(config, causal)?,
            dilation_rate: read("dilation_rate", &[1; 3])?,
        };
        if window.strides != [1; 3] && window.dilation_rate != [1; 3] {
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
            if sizes != [1; 3] {
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

    /// The entries for a picture's height and width: the last two axes.
    pub(super) fn plane(&self, sizes: [usize; 3]) -> [usize; 2] {
        let [first, second, third] = sizes;
        if self.axes == 3 { [second, third] } else { [first, second] }
    }

    /// How far the window reaches along an axis.
    pub(super) fn reach(&self, axis: usize) -> usize {
        (self.kernel_size[axis] - 1).saturating_mul(self.dilation_rate[axis]).saturating_add(1)
    }

    /// A kernel for pictures: `(kh, kw, from, to)`; for volumes `(kh, kw, kd * from, to)`.
    pub(super) fn picture_kernel(&self, graph: &mut Graph, mut kernel: NodeId) -> Result<NodeId> {
        let shape = graph.shape(kernel);
        let [height, width] = self.plane(self.kernel_size);
        let [mut from, to] = [shape[self.axes], shape[self.axes + 1]];
        if self.axes == 3 {
            from = from.saturating_mul(shape[0]);
            let view = View::of(shape).permuted(&[1, 2, 0, 3, 4]);
            kernel = graph.push(view, &[kernel])?;
        }
        graph.push(Reshape { shape: [height, width, from, to].into() }, &[kernel])
    }

    /// The windows along the depth of volumes of shape `(batch, depth, height, width, channels)`: a view of shape
    /// `(batch, windows, height, width, taps, channels)`.
    ///
    /// # Errors
    /// When the window is larger than the volume.
    pub(super) fn along_depth(&self, shape: &Shape) -> Result<View> {
        let reach = self.reach(0);
        if shape[1] < reach {
            return Err(Error::invalid(format!(
                "samples of shape {} are smaller than the kernel, which reaches over {reach} on axis 1",
                shape.sample()
            )));
        }
        let [size, stride, dilation] = [self.kernel_size[0], self.strides[0], self.dilation_rate[0]];
        Ok(View::of(shape).windows(1, 4, size, stride, dilation))
    }

    /// `x` as pictures `(batch, height, width, channels)`.
    pub(super) fn pictures(&self, graph: &mut Graph, mut x: NodeId) -> Result<NodeId> {
        let shape = match **graph.shape(x) {
            [batch, steps, channels] => [batch, steps, 1, channels],
            [batch, depth, height, width, channels] => {
                let view = self.along_depth(graph.shape(x))?;
                let rows = batch.saturating_mul(view.shape[1]);
                let taps = self.kernel_size[0];
                if view.shape[1] < depth || taps > 1 {
                    x = graph.push(view, &[x])?;
                }
                [rows, height, width, taps.saturating_mul(channels)]
            }
            _ => return Ok(x),
        };
        graph.push(Reshape { shape: shape.into() }, &[x])
    }

    /// `x` with this window's padding around it.
    pub(super) fn padded(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        let mut amounts = [[0, 0]; 5];
        for (axis, amount) in amounts[1..=self.axes].iter_mut().enumerate() {
            let n = shape[axis + 1];
            *amount =
                self.padding.amounts(n, self.kernel_size[axis], self.strides[axis], self.dilation_rate[axis]);
        }
        if amounts == [[0, 0]; 5] {
            return Ok(x);
        }
        graph.push(View::padding(&shape, &amounts[..self.axes + 2]), &[x])
    }

    /// Pictures of `batch` samples in the samples' own axes: the opposite of [`Window::pictures`].
    pub(super) fn unpicture(&self, graph: &mut Graph, y: NodeId, batch: usize) -> Result<NodeId> {
        let shape = graph.shape(y);
        let shape: Shape = match self.axes {
            1 => [shape[0], shape[1], shape[3]].into(),
            2 => return Ok(y),
            _ => [batch, shape[0] / batch, shape[1], shape[2], shape[3]].into(),
        };
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
