//! Pooling, and enlarging by whole numbers.

use super::build::{BATCH, Build};
use super::constant::{Op, count, sizes};
use super::dims::Dims;
use super::options::Options;
use super::proto::Node;
use super::window::{class, options, padding, trim, with_channels};

impl Build<'_> {
    pub(super) fn pool(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let kernel = sizes(&node.ints("kernel_shape").unwrap_or_default())?;
        let axes = kernel.len();
        if shape.len() != axes + 2 || node.outputs.len() > 1 {
            return Err(&"its window does not fit its input");
        }
        let max = node.op == "MaxPool";
        let classes = match max {
            true => ["MaxPooling1D", "MaxPooling2D"],
            false => ["AveragePooling1D", "AveragePooling2D"],
        };
        let class = class(axes, &classes)?;
        let mut windows = self.windows(node, &shape, &kernel)?;
        if windows.iter().any(|w| w.dilation > 1) {
            return Err(&"it has dilations, which Keras's pooling does not have");
        }
        let padded = padding(&windows) != Some("valid");
        let counts_padding = !max && padded && node.int("count_include_pad", 0) == 1;
        if node.int("ceil_mode", 0) == 1 {
            for w in &mut windows {
                let padded = w.start().saturating_add(w.after);
                let rest = padded.saturating_sub(w.kernel) % w.stride;
                // A last window that would start in the padding does not count.
                let starts = (padded - rest + w.stride).saturating_sub(w.kernel);
                if rest > 0 && starts < w.start() {
                    if counts_padding {
                        return Err(&"it has ceil_mode together with count_include_pad");
                    }
                    w.after += w.stride - rest;
                }
            }
        }
        let mut untrimmed = windows.clone();
        let outputs = trim(&mut windows)?;
        let last = self.channels_last(&view)?;
        let out = with_channels(&outputs, shape[1])?;
        let activation = self.layers[last].options.text_of("activation");
        let not_negative = matches!(activation, "relu" | "relu6" | "sigmoid" | "softmax");
        let (mut input, mut known) = (last, padding(&windows));
        // Zeros of a layer of their own count.
        if counts_padding && known != Some("valid") || known.is_none() && max && not_negative {
            input = self.padded(last, &windows)?;
            known = Some("valid");
        }
        let layer = if let Some(padding) = known {
            self.layer(class, options(&windows, "pool_size", padding), &[input], &out)
        } else if untrimmed
            .iter()
            .all(|w| w.kernel % 2 == 1 && w.before == w.kernel / 2 && w.after == w.before)
        {
            // Keras pads larger strides in another way: every window first, then some of them.
            untrimmed.iter_mut().for_each(|w| w.stride = 1);
            windows.iter_mut().for_each(|w| w.kernel = 1);
            let every = self.output(last);
            let layer = self.layer(class, options(&untrimmed, "pool_size", "same"), &[last], &every);
            self.helper(class, options(&windows, "pool_size", "valid"), layer, &out)
        } else {
            return Err(&"its padding is neither Keras's same nor none");
        };
        self.channels_first(node, layer)
    }

    /// `Upsample` and `Resize` to a multiple of each size.
    pub(super) fn resize(&mut self, node: &Node<'_>) -> Op<()> {
        let view = self.view(node, 0)?;
        let shape = self.shape(&view);
        let rank = shape.len();
        let scales_at = if node.op == "Upsample" || node.inputs.len() == 2 { 1 } else { 2 };
        let mut scales = node.floats("scales");
        if scales.is_empty() && self.id(node, scales_at) != 0 {
            scales = self.constant(node, scales_at)?.values;
        }
        if scales.is_empty() {
            scales = self.constant(node, 3)?.values;
            scales.truncate(rank);
            for (k, to) in scales.iter_mut().enumerate() {
                *to = if shape[k] == BATCH { 1.0 } else { *to / shape[k] as f64 };
            }
        }
        if !matches!(node.text("mode"), "" | "nearest") {
            return Err(&"its mode is not nearest");
        }
        let factors = sizes(&scales).map_err(|_| &"it does not enlarge by a whole number")?;
        let transformation = node.text("coordinate_transformation_mode");
        let rounds_up = transformation == "asymmetric"
            && matches!(node.text("nearest_mode"), "" | "round_prefer_floor" | "round_prefer_ceil" | "ceil");
        if factors.len() != rank || factors.has(0) || factors[0] != 1 {
            return Err(&"its scales do not fit");
        }
        if matches!(transformation, "align_corners" | "tf_crop_and_resize")
            || (rounds_up && factors.iter().any(|&n| n > 2))
        {
            return Err(&"it picks other values than the nearest ones");
        }
        // Channels are last in the layer, and first or last in the value.
        let channels = if rank > 2 && factors[1] == 1 { 1 } else { rank - 1 };
        if factors[channels] != 1 {
            return Err(&"it enlarges the channels");
        }
        let inner = Dims::range(1, rank).without(&[channels]);
        let order = Dims::around(0, &inner, channels);
        let layer = self.arranged(&view, &order)?;
        let mut out = self.output(layer);
        for (k, &from) in inner.iter().enumerate() {
            out[k + 1] = out[k + 1].saturating_mul(factors[from]);
        }
        count(&out[1..])?;
        let class = class(inner.len(), &["UpSampling1D", "UpSampling2D"])?;
        let options = Options::new().list("size", &factors.pick(&inner)).take();
        let layer = self.layer(class, options, &[layer], &out);
        self.give(node, layer, order.inverse())
    }
}
