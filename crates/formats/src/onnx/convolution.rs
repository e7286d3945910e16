//! Convolutions and transposed convolutions.

use alloc::vec::Vec;

use super::build::{BATCH, Build, View};
use super::constant::{Constant, Op, size};
use super::dims::Dims;
use super::options::{Options, list, single};
use super::proto::Node;
use super::window::{self, Window, class, same, trim, with_channels};

/// What both kinds of convolution read first.
struct Inputs {
    view: View,
    shape: Dims,
    /// The kernel with the last two axes first, in Keras's order.
    kernel: Constant,
    windows: Vec<Window>,
    groups: usize,
    /// The number of spatial axes.
    axes: usize,
}

impl Build<'_> {
    #[inline(never)]
    fn inputs_of_convolution(&mut self, node: &Node<'_>) -> Op<Inputs> {
        let view = self.view(node, 0)?;
        let kernel = self.constant(node, 1)?;
        let shape = self.shape(&view);
        if !(3..=4).contains(&kernel.dims.len()) || kernel.values.is_empty() {
            return Err(&"its kernel has not 1 or 2 spatial axes");
        }
        let groups = size(node.int("group", 1) as f64)?.max(1);
        let axes = kernel.dims.len() - 2;
        let transposed = node.op == "ConvTranspose";
        let wanted = kernel.dims[usize::from(!transposed)].saturating_mul(groups);
        if transposed && groups != 1 {
            return Err(&"it has several groups");
        }
        if shape.len() != axes + 2 || wanted != shape[1] || kernel.dims[0] % groups != 0 {
            return Err(&"its kernel does not fit its input");
        }
        let windows = self.windows(node, &shape, &kernel.dims[2..])?;
        let mut order = Dims::range(2, axes + 2);
        order.extend(&[1, 0]);
        let kernel = kernel.transposed(&order)?;
        Ok(Inputs { view, shape, kernel, windows, groups, axes })
    }

    /// Adds a convolution, with the node's bias.
    #[inline(never)]
    fn convolution(
        &mut self,
        node: &Node<'_>,
        class: &'static str,
        mut options: Options,
        layer: usize,
        out: &Dims,
        kernel: &Constant,
    ) -> Op<usize> {
        let mut bias = None;
        if self.id(node, 2) != 0 {
            let given = self.constant(node, 2)?;
            if given.values.len() != out.end() {
                return Err(&"its bias does not fit its filters");
            }
            bias = Some(Constant::vector(given.values, given.source));
        }
        options.flag("use_bias", bias.is_some());
        let layer = self.layer(class, options, &[layer], out);
        self.weight(layer, kernel);
        if let Some(bias) = bias {
            self.weight(layer, &bias);
        }
        Ok(layer)
    }

    pub(super) fn conv(&mut self, node: &Node<'_>) -> Op<()> {
        let Inputs { view, shape, mut kernel, mut windows, groups, axes } =
            self.inputs_of_convolution(node)?;
        let filters = kernel.dims[axes + 1];
        if windows.iter().any(|w| w.stride > 1) && windows.iter().any(|w| w.dilation > 1) {
            return Err(&"strides and dilations are both above 1");
        }
        let outputs = trim(&mut windows)?;
        let mut layer = self.channels_last(&view)?;
        let padding = window::padding(&windows);
        if padding.is_none() {
            layer = self.padded(layer, &windows)?;
        }
        let mut options = window::options(&windows, "kernel_size", padding.unwrap_or("valid"));
        window::set(&mut options, "dilation_rate", &windows, |w| w.dilation);
        let depthwise = groups == shape[1] && groups > 1;
        let classes = if depthwise {
            // (1, channels * multiplier) holds the same values as (channels, multiplier).
            kernel.dims[axes] = groups;
            kernel.dims[axes + 1] = filters / groups;
            options.size("depth_multiplier", filters / groups);
            ["DepthwiseConv1D", "DepthwiseConv2D"]
        } else {
            options.size("filters", filters).size("groups", groups);
            ["Conv1D", "Conv2D"]
        };
        let class = class(axes, &classes)?;
        let out = with_channels(&outputs, filters)?;
        let layer = self.convolution(node, class, options, layer, &out, &kernel)?;
        self.channels_first(node, layer)
    }

    pub(super) fn conv_transpose(&mut self, node: &Node<'_>) -> Op<()> {
        let Inputs { view, kernel, windows, axes, .. } = self.inputs_of_convolution(node)?;
        let filters = kernel.dims[axes];
        let given = node.ints("output_shape").unwrap_or_default();
        let extra = node.ints("output_padding").unwrap_or_default();
        let auto = node.text("auto_pad");
        // The sizes of Keras's output without padding, how much of it is cut off, and what is left.
        let (mut full_sizes, mut cuts, mut outputs) = (Dims::NONE, Vec::new(), Dims::NONE);
        let (mut all_same, mut reaches, mut cropped) = (true, true, false);
        for (k, w) in windows.iter().enumerate() {
            let extra = size(extra.get(k).copied().unwrap_or(0.0))?;
            let (whole, reach) = (w.n.saturating_mul(w.stride), w.reach());
            let start = (w.n - 1).saturating_mul(w.stride);
            let full = start.saturating_add(reach).saturating_add(extra);
            let mut sides = [w.before, w.after];
            // The last sizes of `output_shape` are those of the spatial axes.
            let output = match given.len().checked_sub(axes) {
                Some(from) => Some(size(given[from + k])?),
                None if auto.starts_with("SAME") => Some(whole),
                None => None,
            };
            if let Some(output) = output {
                let total = full.checked_sub(output).ok_or(&"its output is larger than its windows reach")?;
                sides = [total - total / 2, total / 2];
                if auto == "SAME_UPPER" {
                    sides.reverse();
                }
            }
            let output = full.saturating_sub(sides[0].saturating_add(sides[1]));
            if output == 0 {
                return Err(&"its padding leaves nothing");
            }
            all_same &= output == whole && sides[0] == same(whole, reach, w.stride)[0];
            // Keras makes at least a whole stride of each element.
            let keras = start.saturating_add(reach.max(w.stride));
            let after = keras.checked_sub(sides[0].saturating_add(output));
            reaches &= after.is_some();
            let crop = [sides[0], after.unwrap_or(0)];
            cropped |= crop != [0, 0];
            full_sizes.push(keras);
            cuts.push(list(&crop));
            outputs.push(output);
        }
        if !all_same && !reaches {
            return Err(&"its output padding reaches past its windows");
        }
        let layer = self.channels_last(&view)?;
        let mut options = window::options(&windows, "kernel_size", if all_same { "same" } else { "valid" });
        window::set(&mut options, "dilation_rate", &windows, |w| w.dilation);
        options.size("filters", filters);
        let classes = ["Conv1DTranspose", "Conv2DTranspose", "Cropping1D", "Cropping2D"];
        let out = with_channels(if all_same { &outputs } else { &full_sizes }, filters)?;
        let class = class(axes, &[classes[0], classes[1]])?;
        let mut layer = self.convolution(node, class, options, layer, &out, &kernel)?;
        if cropped && !all_same {
            let options = Options::new().set("cropping", single(cuts)).take();
            layer = self.helper(classes[1 + axes], options, layer, &Dims::around(BATCH, &outputs, filters));
        }
        self.channels_first(node, layer)
    }
}
