//! Convolutions, pooling and enlarging. Their values have channels first in ONNX and last in Keras.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::config::members;
use serde_json::Value;

use super::build::{BATCH, Build, View};
use super::constant::{Constant, Op, count, size};
use super::proto::Node;

/// The window of a convolution or of pooling along one axis.
#[derive(Debug, Clone, Copy)]
struct Window {
    /// The size of the input.
    n: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
    before: usize,
    after: usize,
}

/// The padding that Keras's `same` adds before and after.
fn same(n: usize, reach: usize, stride: usize) -> [usize; 2] {
    let total = ((n.div_ceil(stride) - 1).saturating_mul(stride).saturating_add(reach)).saturating_sub(n);
    [total / 2, total - total / 2]
}

impl Window {
    fn reach(&self) -> usize {
        (self.kernel - 1).saturating_mul(self.dilation).saturating_add(1)
    }

    /// The size of the output; an error when the window does not fit.
    fn output(&self) -> Op<usize> {
        let padded = self.n.saturating_add(self.before).saturating_add(self.after);
        let rest = padded.checked_sub(self.reach());
        let rest = rest.ok_or_else(|| format!("its window of {} does not fit in {padded}", self.reach()))?;
        Ok(rest / self.stride + 1)
    }

    /// Without the padding at the end that no window reaches.
    fn trimmed(mut self) -> Op<Self> {
        let reached = (self.output()? - 1).saturating_mul(self.stride).saturating_add(self.reach());
        self.after = self.after.min(reached.saturating_sub(self.n.saturating_add(self.before)));
        Ok(self)
    }

    fn is_same(&self) -> bool {
        same(self.n, self.reach(), self.stride) == [self.before, self.after]
    }

    fn is_valid(&self) -> bool {
        self.before == 0 && self.after == 0
    }
}

/// One number for each axis as Keras writes it.
fn sizes(windows: &[Window], of: fn(&Window) -> usize) -> Value {
    windows.iter().map(of).collect::<Vec<_>>().into()
}

/// The class for one axis or two.
fn class(axes: usize, one: &'static str, two: &'static str) -> Op<&'static str> {
    match axes {
        1 => Ok(one),
        2 => Ok(two),
        _ => Err(format!("it has {axes} spatial axes; expected 1 or 2")),
    }
}

impl Build<'_> {
    /// The layer that gives the value with channels last.
    fn channels_last(&mut self, view: &View) -> Op<usize> {
        let rank = view.axes.len();
        if !(3..=4).contains(&rank) {
            return Err(format!("it has {} spatial axes; expected 1 or 2", rank as i64 - 2));
        }
        let order: Vec<usize> = [0].into_iter().chain(2..rank).chain([1]).collect();
        self.arranged(view, &order)
    }

    /// A value with channels first whose layer has them last.
    fn channels_first(&mut self, node: &Node<'_>, layer: usize) {
        let rank = self.layers[layer].shape.len();
        let axes = [0, rank - 1].into_iter().chain(1..rank - 1).collect();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
    }

    /// The windows along the spatial axes.
    fn windows(&self, node: &Node<'_>, shape: &[usize], kernel: &[usize]) -> Op<Vec<Window>> {
        let list = |name: &str, default: usize| -> Op<Vec<usize>> {
            let given = node.ints(name).unwrap_or_default();
            let given = given.into_iter().map(size).collect::<Op<Vec<_>>>();
            let given = given.map_err(|error| format!("its {name}: {error}"))?;
            Ok(if given.is_empty() { vec![default; 2 * kernel.len()] } else { given })
        };
        let (strides, dilations, pads) = (list("strides", 1)?, list("dilations", 1)?, list("pads", 0)?);
        let mut windows = Vec::new();
        for (k, (&n, &kernel)) in shape[2..].iter().zip(kernel).enumerate() {
            let at = |list: &[usize], k: usize| list.get(k).copied().unwrap_or(0);
            let (stride, dilation) = (at(&strides, k), at(&dilations, k));
            if stride == 0 || dilation == 0 || kernel == 0 || n == 0 {
                return Err("its window has a size of 0".into());
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
    fn padding(&mut self, layer: usize, windows: &[Window]) -> Op<(usize, &'static str)> {
        if windows.iter().all(Window::is_valid) {
            return Ok((layer, "valid"));
        }
        if windows.iter().all(Window::is_same) {
            return Ok((layer, "same"));
        }
        let view = self.whole(layer);
        let inner: Vec<usize> = (1..=windows.len()).collect();
        let sides: Vec<[usize; 2]> = windows.iter().map(|w| [w.before, w.after]).collect();
        self.zero_padding(&view, &inner, &sides).map(|view| (view.layer, "valid"))
    }

    /// Bias of a node, as its third input.
    fn bias(&mut self, node: &Node<'_>, filters: usize) -> Op<Option<(Vec<usize>, Vec<f32>)>> {
        if self.id(node, 2) == 0 {
            return Ok(None);
        }
        let bias = self.constant(node, 2)?;
        match bias.values.len() == filters {
            true => Ok(Some((vec![filters], bias.floats()))),
            false => Err(format!("its bias has {} elements; expected {filters}", bias.values.len())),
        }
    }

    /// The kernel, its spatial sizes, and the number of groups.
    fn kernel(&mut self, node: &Node<'_>) -> Op<(Constant, Vec<usize>, usize)> {
        let kernel = self.constant(node, 1)?;
        if !(3..=4).contains(&kernel.dims.len()) || kernel.values.is_empty() {
            return Err(format!("its kernel has the shape {:?}; expected 1 or 2 spatial axes", kernel.dims));
        }
        let sizes = kernel.dims[2..].to_vec();
        Ok((kernel, sizes, size(node.int("group", 1) as f64)?.max(1)))
    }

    pub(super) fn conv(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let (kernel, spatial, groups) = self.kernel(node)?;
        let shape = self.shape(&view);
        let (filters, each) = (kernel.dims[0], kernel.dims[1]);
        let axes = spatial.len();
        if shape.len() != axes + 2 || each.saturating_mul(groups) != shape[1] || filters % groups != 0 {
            return Err(format!("its kernel of shape {:?} does not fit an input of {shape:?}", kernel.dims));
        }
        let windows = self.windows(node, &shape, &spatial)?;
        if windows.iter().any(|w| w.stride > 1) && windows.iter().any(|w| w.dilation > 1) {
            return Err("it has both strides and dilations larger than 1, which Keras does not allow".into());
        }
        let outputs = windows.iter().map(Window::output).collect::<Op<Vec<_>>>()?;
        let windows = windows.into_iter().map(Window::trimmed).collect::<Op<Vec<_>>>()?;
        let layer = self.channels_last(&view)?;
        let (layer, padding) = self.padding(layer, &windows)?;
        let depthwise = groups == shape[1] && groups > 1;
        let mut order: Vec<usize> = (2..axes + 2).chain([1, 0]).collect();
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
        order.clear();
        let mut weights = vec![(turned.dims.clone(), turned.floats())];
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
        let out = [BATCH].into_iter().chain(outputs).chain([filters]).collect::<Vec<_>>();
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
            return Err(format!("it has {groups} groups; expected 1"));
        }
        if shape.len() != axes + 2 || kernel.dims[0] != shape[1] {
            return Err(format!("its kernel of shape {:?} does not fit an input of {shape:?}", kernel.dims));
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
                let total = full.checked_sub(output).ok_or("its output is larger than its windows reach")?;
                let half = total / 2;
                let upper = node.text("auto_pad") == "SAME_UPPER";
                (before, after) = if upper { (half, total - half) } else { (total - half, half) };
            }
            let output = full.checked_sub(before.saturating_add(after)).filter(|&output| output > 0);
            let output = output.ok_or("its padding leaves nothing")?;
            // Keras makes at least a whole stride of each element.
            let keras = (w.n - 1).saturating_mul(w.stride).saturating_add(w.reach().max(w.stride));
            let cropped = same(w.n.saturating_mul(w.stride), w.reach(), w.stride);
            all_same &= output == w.n.saturating_mul(w.stride) && before == cropped[0];
            cuts.push((before, keras.checked_sub(before.saturating_add(output))));
            outputs.push(output);
        }
        let layer = self.channels_last(&view)?;
        let order: Vec<usize> = (2..axes + 2).chain([1, 0]).collect();
        let turned = kernel.transposed(&order)?;
        let mut weights = vec![(turned.dims.clone(), turned.floats())];
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
        let mut out = vec![BATCH];
        let mut crops = Vec::new();
        for (&output, &(before, after)) in outputs.iter().zip(&cuts) {
            if all_same {
                out.push(output);
                continue;
            }
            let after = after.ok_or("its output padding reaches past its windows")?;
            out.push(output + before + after);
            crops.push(vec![before, after]);
        }
        out.push(filters);
        count(&out[1..])?;
        let cropped: Vec<usize> = [BATCH].into_iter().chain(outputs).chain([filters]).collect();
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

    pub(super) fn pool(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let kernel = node.ints("kernel_shape").unwrap_or_default();
        let kernel = kernel.into_iter().map(size).collect::<Op<Vec<_>>>()?;
        let axes = kernel.len();
        if shape.len() != axes + 2 || node.outputs.len() > 1 {
            return Err(format!("its window {kernel:?} does not fit an input of {shape:?}"));
        }
        let max = node.op == "MaxPool";
        let class = match max {
            true => class(axes, "MaxPooling1D", "MaxPooling2D")?,
            false => class(axes, "AveragePooling1D", "AveragePooling2D")?,
        };
        let mut windows = self.windows(node, &shape, &kernel)?;
        if windows.iter().any(|w| w.dilation > 1) {
            return Err("it has dilations, which Keras's pooling does not have".into());
        }
        let padded = windows.iter().any(|w| !w.is_valid());
        let counts_padding = !max && padded && node.int("count_include_pad", 0) == 1;
        if node.int("ceil_mode", 0) == 1 {
            for w in &mut windows {
                let padded = w.n.saturating_add(w.before).saturating_add(w.after);
                let rest = padded.saturating_sub(w.kernel) % w.stride;
                // A last window that would start in the padding does not count.
                let starts = (padded - rest + w.stride).saturating_sub(w.kernel);
                if rest > 0 && starts < w.n.saturating_add(w.before) {
                    if counts_padding {
                        return Err("it has ceil_mode together with count_include_pad".into());
                    }
                    w.after += w.stride - rest;
                }
            }
        }
        let outputs = windows.iter().map(Window::output).collect::<Op<Vec<_>>>()?;
        let untrimmed = windows.clone();
        let windows = windows.into_iter().map(Window::trimmed).collect::<Op<Vec<_>>>()?;
        let last = self.channels_last(&view)?;
        let channels = shape[1];
        let out: Vec<usize> = [BATCH].into_iter().chain(outputs).chain([channels]).collect();
        count(&out[1..])?;
        let plain = windows.iter().all(Window::is_valid) || windows.iter().all(Window::is_same);
        let not_negative = self.layers[last].options.get("activation").and_then(Value::as_str);
        let not_negative = matches!(not_negative, Some("relu" | "relu6" | "sigmoid" | "softmax"));
        let options = |windows: &[Window], padding: &str| {
            members([
                ("pool_size", sizes(windows, |w| w.kernel)),
                ("strides", sizes(windows, |w| w.stride)),
                ("padding", padding.into()),
            ])
        };
        let layer = if plain || counts_padding || (max && not_negative) {
            if counts_padding && windows.iter().any(|w| !w.is_valid()) {
                // Zeros of a layer of their own count.
                let sides: Vec<[usize; 2]> = windows.iter().map(|w| [w.before, w.after]).collect();
                let inner: Vec<usize> = (1..=axes).collect();
                let view = self.whole(last);
                let padded = self.zero_padding(&view, &inner, &sides)?.layer;
                self.layer(class, options(&windows, "valid"), &[padded], out, Vec::new())
            } else {
                let (layer, padding) = self.padding(last, &windows)?;
                self.layer(class, options(&windows, padding), &[layer], out, Vec::new())
            }
        } else if untrimmed
            .iter()
            .all(|w| w.kernel % 2 == 1 && w.before == w.kernel / 2 && w.after == w.before)
        {
            // Keras pads larger strides in another way: every window first, then some of them.
            let ones: Vec<Window> = untrimmed.iter().map(|&w| Window { stride: 1, ..w }).collect();
            let picks: Vec<Window> = windows.iter().map(|&w| Window { kernel: 1, ..w }).collect();
            let every = self.layers[last].shape.clone();
            let layer = self.layer(class, options(&ones, "same"), &[last], every, Vec::new());
            self.helper(class, options(&picks, "valid"), layer, out)
        } else {
            return Err("its padding is neither Keras's same nor none".into());
        };
        self.channels_first(node, layer);
        Ok(())
    }

    /// `Upsample` and `Resize` to a multiple of each size.
    pub(super) fn resize(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let is_upsample = node.op == "Upsample";
        let scales_at = if is_upsample || node.inputs.len() == 2 { 1 } else { 2 };
        let mut scales = node.floats("scales");
        if scales.is_empty() && self.id(node, scales_at) != 0 {
            scales = self.constant(node, scales_at)?.values;
        }
        if scales.is_empty() {
            let sizes = self.constant(node, 3)?.values;
            scales = sizes
                .iter()
                .zip(&shape)
                .map(|(&to, &n)| if n == BATCH { 1.0 } else { to / n as f64 })
                .collect();
        }
        if !matches!(node.text("mode"), "" | "nearest") {
            return Err(format!("its mode is {}; expected nearest", node.text("mode")));
        }
        let factors = scales.into_iter().map(size).collect::<Op<Vec<_>>>();
        let factors = factors.map_err(|_| "it does not enlarge by a whole number")?;
        let rounds_up = node.text("coordinate_transformation_mode") == "asymmetric"
            && matches!(node.text("nearest_mode"), "" | "round_prefer_floor" | "round_prefer_ceil" | "ceil");
        let other =
            matches!(node.text("coordinate_transformation_mode"), "align_corners" | "tf_crop_and_resize");
        if factors.len() != shape.len() || factors.contains(&0) || factors[0] != 1 {
            return Err("its scales do not fit".into());
        }
        if other || (rounds_up && factors.iter().any(|&n| n > 2)) {
            return Err("it picks other values than the nearest ones".into());
        }
        // Channels are last in the layer, and first or last in the value.
        let rank = shape.len();
        let first = rank > 2 && factors[1] == 1;
        let inner: Vec<usize> = if first { (2..rank).collect() } else { (1..rank.max(1) - 1).collect() };
        if !first && factors.last() != Some(&1) {
            return Err("it enlarges the channels".into());
        }
        let order: Vec<usize> =
            [0].into_iter().chain(inner.iter().copied()).chain([if first { 1 } else { rank - 1 }]).collect();
        let layer = self.arranged(&view, &order)?;
        let mut out = self.layers[layer].shape.clone();
        for (size, &k) in out[1..].iter_mut().zip(&inner) {
            *size = size.saturating_mul(factors[k]);
        }
        count(&out[1..])?;
        let picked: Vec<usize> = inner.iter().map(|&k| factors[k]).collect();
        let class = class(inner.len(), "UpSampling1D", "UpSampling2D")?;
        let layer = self.layer(class, members([("size", picked.into())]), &[layer], out, Vec::new());
        let axes = (0..rank).filter_map(|k| order.iter().position(|&from| from == k)).collect();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }
}
