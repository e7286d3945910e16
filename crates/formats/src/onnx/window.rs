//! Windows of convolutions and pooling, and the layouts of their values: channels first in ONNX and last in Keras.

use alloc::vec::Vec;

use serde_json::Value;

use super::build::{Build, View};
use super::constant::{Op, size};
use super::dims::Dims;
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
pub(super) fn same(n: usize, reach: usize, stride: usize) -> [usize; 2] {
    let total = ((n.div_ceil(stride) - 1).saturating_mul(stride).saturating_add(reach)).saturating_sub(n);
    [total / 2, total - total / 2]
}

impl Window {
    pub(super) fn reach(&self) -> usize {
        (self.kernel - 1).saturating_mul(self.dilation).saturating_add(1)
    }

    /// The size of the output; an error when the window does not fit.
    pub(super) fn output(&self) -> Op<usize> {
        let padded = self.n.saturating_add(self.before).saturating_add(self.after);
        let rest = padded.checked_sub(self.reach());
        let rest = rest.ok_or(&"its window is larger than its input")?;
        Ok(rest / self.stride + 1)
    }

    /// Without the padding at the end that no window reaches.
    pub(super) fn trimmed(mut self) -> Op<Self> {
        let reached = (self.output()? - 1).saturating_mul(self.stride).saturating_add(self.reach());
        self.after = self.after.min(reached.saturating_sub(self.n.saturating_add(self.before)));
        Ok(self)
    }

    pub(super) fn is_same(&self) -> bool {
        same(self.n, self.reach(), self.stride) == [self.before, self.after]
    }

    pub(super) fn is_valid(&self) -> bool {
        self.before == 0 && self.after == 0
    }
}

/// One number for each axis as Keras writes it.
pub(super) fn sizes(windows: &[Window], of: fn(&Window) -> usize) -> Value {
    windows.iter().map(of).collect::<Dims>().into()
}

/// The class for one axis or two.
pub(super) fn class(axes: usize, one: &'static str, two: &'static str) -> Op<&'static str> {
    match axes {
        1 => Ok(one),
        2 => Ok(two),
        _ => Err(&"it has not 1 or 2 spatial axes"),
    }
}

/// The most spatial axes of a kernel.
const MOST_SPATIAL: usize = 2;

impl Build<'_> {
    /// The layer that gives the value with channels last.
    pub(super) fn channels_last(&mut self, view: &View) -> Op<usize> {
        let rank = view.axes.len();
        if !(3..=4).contains(&rank) {
            return Err(&"it has not 1 or 2 spatial axes");
        }
        let order: Dims = [0].into_iter().chain(2..rank).chain([1]).collect();
        self.arranged(view, &order)
    }

    /// A value with channels first whose layer has them last.
    pub(super) fn channels_first(&mut self, node: &Node<'_>, layer: usize) {
        let rank = self.layers[layer].shape.len();
        let axes = [0, rank - 1].into_iter().chain(1..rank - 1).collect();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
    }

    /// The windows along the spatial axes.
    pub(super) fn windows(&self, node: &Node<'_>, shape: &[usize], kernel: &[usize]) -> Op<Vec<Window>> {
        let list = |name: &str, default: usize| -> Op<Dims> {
            let given = node.ints(name).unwrap_or_default();
            let given = given.into_iter().map(size).collect::<Op<Dims>>();
            Ok(match given? {
                given if given.is_empty() => [default; 2 * MOST_SPATIAL].into_iter().collect(),
                given => given,
            })
        };
        let (strides, dilations, pads) = (list("strides", 1)?, list("dilations", 1)?, list("pads", 0)?);
        let mut windows = Vec::new();
        for (k, (&n, &kernel)) in shape[2..].iter().zip(kernel).enumerate() {
            let at = |list: &[usize], k: usize| list.get(k).copied().unwrap_or(0);
            let (stride, dilation) = (at(&strides, k), at(&dilations, k));
            if stride == 0 || dilation == 0 || kernel == 0 || n == 0 {
                return Err(&"its window has a size of 0");
            }
            let mut window = Window {
                n,
                kernel,
                stride,
                dilation,
                before: at(&pads, k),
                after: at(&pads, shape.len() - 2 + k),
            };
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

    /// Keras's padding for these windows, after a layer that adds zeros if Keras has no such padding.
    pub(super) fn padding(&mut self, layer: usize, windows: &[Window]) -> Op<(usize, &'static str)> {
        if windows.iter().all(Window::is_valid) {
            return Ok((layer, "valid"));
        }
        if windows.iter().all(Window::is_same) {
            return Ok((layer, "same"));
        }
        let view = self.whole(layer);
        let inner: Dims = (1..=windows.len()).collect();
        let sides: Vec<[usize; 2]> = windows.iter().map(|w| [w.before, w.after]).collect();
        self.zero_padding(&view, &inner, &sides).map(|view| (view.layer, "valid"))
    }
}
