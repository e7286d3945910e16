//! Convolutions and transposed convolutions.

use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::members;

use super::build::{BATCH, Build};
use super::constant::{Constant, Op, count, size};
use super::dims::Dims;
use super::proto::Node;
use super::window::{Window, class, same, sizes};

impl Build<'_> {
    /// Bias of a node, as its third input.
    fn bias(&mut self, node: &Node<'_>, filters: usize) -> Op<Option<(Dims, Vec<f32>)>> {
        if self.id(node, 2) == 0 {
            return Ok(None);
        }
        let bias = self.constant(node, 2)?;
        match bias.values.len() == filters {
            true => Ok(Some((Dims::of(&[filters]), bias.floats()))),
            false => Err(&"its bias does not fit its filters"),
        }
    }

    /// The kernel, its spatial sizes, and the number of groups.
    fn kernel(&mut self, node: &Node<'_>) -> Op<(Constant, Dims, usize)> {
        let kernel = self.constant(node, 1)?;
        if !(3..=4).contains(&kernel.dims.len()) || kernel.values.is_empty() {
            return Err(&"its kernel has not 1 or 2 spatial axes");
        }
        let sizes = Dims::of(&kernel.dims[2..]);
        Ok((kernel, sizes, size(node.int("group", 1) as f64)?.max(1)))
    }

    pub(super) fn conv(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (kernel, spatial, groups) = self.kernel(node)?;
        let shape = self.shape(&view);
        let (filters, each) = (kernel.dims[0], kernel.dims[1]);
        let axes = spatial.len();
        if shape.len() != axes + 2 || each.saturating_mul(groups) != shape[1] || filters % groups != 0 {
            return Err(&"its kernel does not fit its input");
        }
        let windows = self.windows(node, &shape, &spatial)?;
        if windows.iter().any(|w| w.stride > 1) && windows.iter().any(|w| w.dilation > 1) {
            return Err(&"it has both strides and dilations larger than 1, which Keras does not allow");
        }
        let outputs = windows.iter().map(Window::output).collect::<Op<Dims>>()?;
        let windows = windows.into_iter().map(Window::trimmed).collect::<Op<Vec<_>>>()?;
        let layer = self.channels_last(&view)?;
        let (layer, padding) = self.padding(layer, &windows)?;
        let depthwise = groups == shape[1] && groups > 1;
        let order: Dims = (2..axes + 2).chain([1, 0]).collect();
        let class = match depthwise {
            true => class(axes, "DepthwiseConv1D", "DepthwiseConv2D")?,
            false => class(axes, "Conv1D", "Conv2D")?,
        };
        let mut turned = kernel.transposed(&order)?;
        if depthwise {
            // (1, channels * multiplier) holds the same values as (channels, multiplier).
            turned.dims[axes] = groups;
            turned.dims[axes + 1] = filters / groups;
        }
        let mut weights = vec![(turned.dims, turned.floats())];
        let bias = self.bias(node, filters)?;
        let mut options = members([
            ("kernel_size", sizes(&windows, |w| w.kernel)),
            ("strides", sizes(&windows, |w| w.stride)),
            ("dilation_rate", sizes(&windows, |w| w.dilation)),
            ("padding", padding.into()),
            ("use_bias", bias.is_some().into()),
        ]);
        match depthwise {
            true => options["depth_multiplier"] = (filters / groups).into(),
            false => {
                options["filters"] = filters.into();
                options["groups"] = groups.into();
            }
        }
        weights.extend(bias);
        let mut out = outputs;
        out.insert(0, BATCH);
        out.push(filters);
        count(&out[1..])?;
        let layer = self.layer(class, options, &[layer], out, weights);
        self.channels_first(node, layer);
        Ok(())
    }

    pub(super) fn conv_transpose(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (kernel, spatial, groups) = self.kernel(node)?;
        let shape = self.shape(&view);
        let filters = kernel.dims[1];
        let axes = spatial.len();
        if groups != 1 {
            return Err(&"it has several groups");
        }
        if shape.len() != axes + 2 || kernel.dims[0] != shape[1] {
            return Err(&"its kernel does not fit its input");
        }
        let windows = self.windows(node, &shape, &spatial)?;
        let given = node.ints("output_shape").unwrap_or_default();
        let extra = node.ints("output_padding").unwrap_or_default();
        let mut outputs = Vec::new();
        let mut cuts = Vec::new();
        let mut all_same = true;
        for (k, w) in windows.iter().enumerate() {
            let extra = size(extra.get(k).copied().unwrap_or(0.0))?;
            let full = (w.n - 1).saturating_mul(w.stride).saturating_add(w.reach()).saturating_add(extra);
            let (mut before, mut after) = (w.before, w.after);
            // The last two sizes of `output_shape` are those of the spatial axes.
            let output = match given.len().checked_sub(axes).map(|from| given[from + k]) {
                Some(output) => Some(size(output)?),
                None if node.text("auto_pad").starts_with("SAME") => Some(w.n.saturating_mul(w.stride)),
                None => None,
            };
            if let Some(output) = output {
                let total = full.checked_sub(output).ok_or(&"its output is larger than its windows reach")?;
                let half = total / 2;
                let upper = node.text("auto_pad") == "SAME_UPPER";
                (before, after) = if upper { (half, total - half) } else { (total - half, half) };
            }
            let output = full.checked_sub(before.saturating_add(after)).filter(|&output| output > 0);
            let output = output.ok_or(&"its padding leaves nothing")?;
            // Keras makes at least a whole stride of each element.
            let keras = (w.n - 1).saturating_mul(w.stride).saturating_add(w.reach().max(w.stride));
            let cropped = same(w.n.saturating_mul(w.stride), w.reach(), w.stride);
            all_same &= output == w.n.saturating_mul(w.stride) && before == cropped[0];
            cuts.push((before, keras.checked_sub(before.saturating_add(output))));
            outputs.push(output);
        }
        let layer = self.channels_last(&view)?;
        let order: Dims = (2..axes + 2).chain([1, 0]).collect();
        let turned = kernel.transposed(&order)?;
        let mut weights = vec![(turned.dims, turned.floats())];
        let bias = self.bias(node, filters)?;
        let options = members([
            ("filters", filters.into()),
            ("kernel_size", sizes(&windows, |w| w.kernel)),
            ("strides", sizes(&windows, |w| w.stride)),
            ("dilation_rate", sizes(&windows, |w| w.dilation)),
            ("padding", if all_same { "same" } else { "valid" }.into()),
            ("use_bias", bias.is_some().into()),
        ]);
        weights.extend(bias);
        let class = class(axes, "Conv1DTranspose", "Conv2DTranspose")?;
        let mut out = Dims::of(&[BATCH]);
        let mut crops = Vec::new();
        for (&output, &(before, after)) in outputs.iter().zip(&cuts) {
            if all_same {
                out.push(output);
                continue;
            }
            let after = after.ok_or(&"its output padding reaches past its windows")?;
            out.push(output + before + after);
            crops.push(vec![before, after]);
        }
        out.push(filters);
        count(&out[1..])?;
        let cropped: Dims = [BATCH].into_iter().chain(outputs).chain([filters]).collect();
        let mut layer = self.layer(class, options, &[layer], out, weights);
        if crops.iter().flatten().any(|&n| n > 0) {
            let (class, crops) = match &*crops {
                [side] => ("Cropping1D", side.clone().into()),
                _ => ("Cropping2D", crops.into()),
            };
            layer = self.helper(class, members([("cropping", crops)]), layer, cropped);
        }
        self.channels_first(node, layer);
        Ok(())
    }
}
