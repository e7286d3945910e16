//! Windows of convolutions and pooling, and the layouts of their values: channels first in ONNX and last in Keras.

use alloc::vec::Vec;

use super::build::{BATCH, Build, View};
use super::constant::{Op, count, sizes};
use super::dims::Dims;
use super::options::Options;
use super::proto::Node;

/// The window of a convolution or of pooling along one axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// The size of the input.
    pub(super) n: usize,
    pub(super) kernel: usize,
    pub(super) stride: usize,
    pub(super) dilation: usize,
    pub(super) before: usize,
    pub(super) after: usize,
}

/// The padding that Keras's `same` adds before and after.
#[inline(never)]
pub(super) fn same(n: usize, reach: usize, stride: usize) -> [usize; 2] {
    let total = ((n.div_ceil(stride) - 1).saturating_mul(stride).saturating_add(reach)).saturating_sub(n);
    [total / 2, total - total / 2]
}

impl Window {
    #[inline(never)]
    pub(super) fn reach(&self) -> usize {
        (self.kernel - 1).saturating_mul(self.dilation).saturating_add(1)
    }

    /// The size of the input with the padding before it.
    #[inline(never)]
    pub(super) fn start(&self) -> usize {
        self.n.saturating_add(self.before)
    }

    /// The size of the output; an error when the window does not fit.
    #[inline(never)]
    pub(super) fn output(&self) -> Op<usize> {
        let rest = self.start().saturating_add(self.after).checked_sub(self.reach());
        let rest = rest.ok_or(&"its window is larger than its input")?;
        Ok(rest / self.stride + 1)
    }
}

/// The sizes of the outputs. Padding at the end that no window reaches is taken away.
#[inline(never)]
pub(super) fn trim(windows: &mut [Window]) -> Op<Dims> {
    let mut outputs = Dims::NONE;
    for w in windows {
        let output = w.output()?;
        let reached = (output - 1).saturating_mul(w.stride).saturating_add(w.reach());
        w.after = w.after.min(reached.saturating_sub(w.start()));
        outputs.push(output);
    }
    Ok(outputs)
}

/// Keras's padding for these windows; `None` if it has no such padding.
#[inline(never)]
pub(super) fn padding(windows: &[Window]) -> Option<&'static str> {
    if windows.iter().all(|w| w.before == 0 && w.after == 0) {
        Some("valid")
    } else if windows.iter().all(|w| same(w.n, w.reach(), w.stride) == [w.before, w.after]) {
        Some("same")
    } else {
        None
    }
}

/// Sets an option to one number for each axis.
#[inline(never)]
pub(super) fn set(options: &mut Options, key: &str, windows: &[Window], of: fn(&Window) -> usize) {
    let mut list = Dims::NONE;
    windows.iter().for_each(|window| list.push(of(window)));
    options.list(key, &list);
}

/// The options that all layers with windows have.
#[inline(never)]
pub(super) fn options(windows: &[Window], size: &str, padding: &str) -> Options {
    let mut options = Options::new();
    set(&mut options, size, windows, |w| w.kernel);
    set(&mut options, "strides", windows, |w| w.stride);
    options.text("padding", padding);
    options
}

/// The class for one axis or two.
#[inline(never)]
pub(super) fn class(axes: usize, classes: &[&'static str; 2]) -> Op<&'static str> {
    match axes {
        1 => Ok(classes[0]),
        2 => Ok(classes[1]),
        _ => Err(&"it has not 1 or 2 spatial axes"),
    }
}

/// The shape of a layer's output with channels last.
#[inline(never)]
pub(super) fn with_channels(spatial: &Dims, channels: usize) -> Op<Dims> {
    let shape = Dims::around(BATCH, spatial, channels);
    count(&shape[1..])?;
    Ok(shape)
}

impl Build<'_> {
    /// The layer that gives the value with channels last.
    #[inline(never)]
    pub(super) fn channels_last(&mut self, view: &View) -> Op<usize> {
        let rank = view.axes.len();
        if !(3..=4).contains(&rank) {
            return Err(&"it has not 1 or 2 spatial axes");
        }
        self.arranged(view, &Dims::around(0, &Dims::range(2, rank), 1))
    }

    /// A value with channels first whose layer has them last.
    #[inline(never)]
    pub(super) fn channels_first(&mut self, node: &Node<'_>, layer: usize) -> Op<()> {
        let last = self.output(layer).len() - 1;
        let mut axes = Dims::of(&[0, last]);
        axes.extend(&Dims::range(1, last));
        self.give(node, layer, axes)
    }

    /// The windows along the spatial axes.
    #[inline(never)]
    pub(super) fn windows(&self, node: &Node<'_>, shape: &Dims, kernel: &[usize]) -> Op<Vec<Window>> {
        let list = |name: &str, default: usize| match node.ints(name) {
            Some(given) if !given.is_empty() => sizes(&given),
            _ => Ok(Dims::repeated(default, 4)),
        };
        let (strides, dilations, pads) = (list("strides", 1)?, list("dilations", 1)?, list("pads", 0)?);
        let mut windows = Vec::new();
        let axes = shape.len() - 2;
        for (k, &kernel) in kernel.iter().enumerate().take(axes) {
            let (n, stride, dilation) = (shape[2 + k], strides[k], dilations[k]);
            if stride == 0 || dilation == 0 || kernel == 0 || n == 0 {
                return Err(&"its window has a size of 0");
            }
            let mut window = Window { n, kernel, stride, dilation, before: pads[k], after: pads[axes + k] };
            let [less, more] = same(n, window.reach(), stride);
            match node.text("auto_pad") {
                "SAME_UPPER" => (window.before, window.after) = (less, more),
                "SAME_LOWER" => (window.before, window.after) = (more, less),
                "VALID" => (window.before, window.after) = (0, 0),
                _ => {}
            }
            windows.push(window);
        }
        Ok(windows)
    }

    /// A layer that adds the zeros of the windows to a layer's output.
    #[inline(never)]
    pub(super) fn padded(&mut self, layer: usize, windows: &[Window]) -> Op<usize> {
        let view = self.whole(layer);
        let mut sides = Vec::new();
        windows.iter().for_each(|w| sides.push([w.before, w.after]));
        Ok(self.zero_padding(&view, &Dims::range(1, 1 + windows.len()), &sides)?.layer)
    }
}
