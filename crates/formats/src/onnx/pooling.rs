//! Pooling, and enlarging by whole numbers.

use alloc::vec::Vec;

use pupil_core::config::members;
use serde_json::Value;

use super::build::{BATCH, Build, View};
use super::constant::{Op, count, size};
use super::dims::Dims;
use super::proto::Node;
use super::window::{Window, class, sizes};

impl Build<'_> {
    pub(super) fn pool(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let kernel = node.ints("kernel_shape").unwrap_or_default();
        let kernel = kernel.into_iter().map(size).collect::<Op<Dims>>()?;
        let axes = kernel.len();
        if shape.len() != axes + 2 || node.outputs.len() > 1 {
            return Err(&"its window does not fit its input");
        }
        let max = node.op == "MaxPool";
        let class = match max {
            true => class(axes, "MaxPooling1D", "MaxPooling2D")?,
            false => class(axes, "AveragePooling1D", "AveragePooling2D")?,
        };
        let mut windows = self.windows(node, &shape, &kernel)?;
        if windows.iter().any(|w| w.dilation > 1) {
            return Err(&"it has dilations, which Keras's pooling does not have");
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
                        return Err(&"it has ceil_mode together with count_include_pad");
                    }
                    w.after += w.stride - rest;
                }
            }
        }
        let outputs = windows.iter().map(Window::output).collect::<Op<Dims>>()?;
        let untrimmed = windows.clone();
        let windows = windows.into_iter().map(Window::trimmed).collect::<Op<Vec<_>>>()?;
        let last = self.channels_last(&view)?;
        let channels = shape[1];
        let mut out = outputs;
        out.insert(0, BATCH);
        out.push(channels);
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
                let inner: Dims = (1..=axes).collect();
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
            let every = self.layers[last].shape;
            let layer = self.layer(class, options(&ones, "same"), &[last], every, Vec::new());
            self.helper(class, options(&picks, "valid"), layer, out)
        } else {
            return Err(&"its padding is neither Keras's same nor none");
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
            return Err(&"its mode is not nearest");
        }
        let factors = scales.into_iter().map(size).collect::<Op<Dims>>();
        let factors = factors.map_err(|_| &"it does not enlarge by a whole number")?;
        let rounds_up = node.text("coordinate_transformation_mode") == "asymmetric"
            && matches!(node.text("nearest_mode"), "" | "round_prefer_floor" | "round_prefer_ceil" | "ceil");
        let other =
            matches!(node.text("coordinate_transformation_mode"), "align_corners" | "tf_crop_and_resize");
        if factors.len() != shape.len() || factors.contains(&0) || factors[0] != 1 {
            return Err(&"its scales do not fit");
        }
        if other || (rounds_up && factors.iter().any(|&n| n > 2)) {
            return Err(&"it picks other values than the nearest ones");
        }
        // Channels are last in the layer, and first or last in the value.
        let rank = shape.len();
        let first = rank > 2 && factors[1] == 1;
        let inner: Dims = if first { (2..rank).collect() } else { (1..rank.max(1) - 1).collect() };
        if !first && factors.last() != Some(&1) {
            return Err(&"it enlarges the channels");
        }
        let order: Dims =
            [0].into_iter().chain(inner.iter().copied()).chain([if first { 1 } else { rank - 1 }]).collect();
        let layer = self.arranged(&view, &order)?;
        let mut out = self.layers[layer].shape;
        for (size, &k) in out[1..].iter_mut().zip(&inner) {
            *size = size.saturating_mul(factors[k]);
        }
        count(&out[1..])?;
        let picked: Dims = inner.iter().map(|&k| factors[k]).collect();
        let class = class(inner.len(), "UpSampling1D", "UpSampling2D")?;
        let layer = self.layer(class, members([("size", picked.into())]), &[layer], out, Vec::new());
        let axes = order.inverse();
        self.set_view(node, View { layer, axes, folded: 0, sole: true });
        Ok(())
    }
}
