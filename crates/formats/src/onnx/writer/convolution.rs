//! Convolutions, pooling, and layers that change the sizes of pictures and sequences.

use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::graph::{Attribute, Graph, Layer, Tensor};

use Attribute::{Int, Ints, Text};

/// A window along one axis.
struct Window {
    n: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
    before: usize,
    after: usize,
}

impl Window {
    fn reach(&self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }

    fn output(&self) -> usize {
        (self.n + self.before + self.after).saturating_sub(self.reach()) / self.stride + 1
    }
}

/// The padding that Keras's `same` adds before and after.
fn same(n: usize, reach: usize, stride: usize) -> (usize, usize) {
    let total = ((n.div_ceil(stride) - 1) * stride + reach).saturating_sub(n);
    (total / 2, total - total / 2)
}

/// The windows of a layer along its axes.
fn windows(layer: &Layer<'_>, x: &Tensor, axes: usize, size: &str) -> Result<Vec<Window>> {
    let [sizes, strides, dilations] = [size, "strides", "dilation_rate"].map(|key| layer.list(key));
    if x.shape.len() != axes + 1 {
        return Err(layer.error("its input has a wrong number of axes"));
    }
    let at = |list: &[i64], k: usize, default: usize| {
        list.get(k).or(list.first()).map_or(default, |&n| usize::try_from(n).unwrap_or(1)).max(1)
    };
    let windows = (0..axes).map(|k| {
        let kernel = at(&sizes, k, 2);
        // Without strides, windows of pooling do not overlap.
        let stride = at(&strides, k, if size == "pool_size" { kernel } else { 1 });
        let mut window =
            Window { n: x.shape[k], kernel, stride, dilation: at(&dilations, k, 1), before: 0, after: 0 };
        match layer.text("padding") {
            "same" => (window.before, window.after) = same(window.n, window.reach(), stride),
            "causal" => window.before = window.reach() - 1,
            _ => {}
        }
        window
    });
    Ok(windows.collect())
}

/// One number for each window.
fn each(windows: &[Window], of: fn(&Window) -> usize) -> Vec<i64> {
    windows.iter().map(|window| of(window) as i64).collect()
}

/// The padding as ONNX writes it: first all that comes before, then all that comes after.
fn pads(windows: &[Window]) -> Vec<i64> {
    let mut pads = each(windows, |w| w.before);
    pads.extend(each(windows, |w| w.after));
    pads
}

/// A kernel `(sizes.., from, to)` as `(to, from, sizes..)`, or with the two exchanged in groups of one channel.
fn kernel(shape: &[usize], values: &[f32], depthwise: bool) -> (Vec<usize>, Vec<f32>) {
    let axes = shape.len() - 2;
    let (from, to) = (shape[axes], shape[axes + 1]);
    let size: usize = shape[..axes].iter().product();
    let mut out = Vec::with_capacity(values.len());
    let mut add = |from_channel: usize, to_channel: usize| {
        out.extend((0..size).map(|place| values[(place * from + from_channel) * to + to_channel]));
    };
    let mut dims = vec![to, from];
    if depthwise {
        // Each channel has its own filters, one after the other.
        (0..from).for_each(|a| (0..to).for_each(|b| add(a, b)));
        dims = vec![from * to, 1];
    } else {
        (0..to).for_each(|b| (0..from).for_each(|a| add(a, b)));
    }
    dims.extend(&shape[..axes]);
    (dims, out)
}

pub(super) fn conv(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor, axes: usize) -> Result<Tensor> {
    let windows = windows(layer, x, axes, "kernel_size")?;
    let channels = x.shape[axes];
    let (shape, values) = layer.weight(0)?;
    let depthwise = layer.class.starts_with("Depthwise") || layer.class.starts_with("Separable");
    let separable = layer.class.starts_with("Separable");
    let groups = match layer.list("groups").first() {
        _ if depthwise => channels as i64,
        groups => groups.copied().unwrap_or(1),
    };
    let (dims, values) = kernel(shape, values, depthwise);
    let mut filters = dims[0];
    let mut name = graph.channels_first(x);
    let mut weight = graph.floats("kernel", &dims, &values);
    let sizes = each(&windows, |w| w.kernel);
    let strides = each(&windows, |w| w.stride);
    let dilations = each(&windows, |w| w.dilation);
    let pads = pads(&windows);
    let options = [
        ("kernel_shape", Ints(&sizes)),
        ("strides", Ints(&strides)),
        ("dilations", Ints(&dilations)),
        ("pads", Ints(&pads)),
        ("group", Int(groups)),
    ];
    let mut options = &options[..];
    if separable {
        name = graph.node("Conv", &[&name, &weight], options);
        let (shape, values) = layer.weight(1)?;
        let (dims, values) = kernel(shape, values, false);
        filters = dims[0];
        weight = graph.floats("pointwise_kernel", &dims, &values);
        options = &[];
    }
    let y = match layer.flag("use_bias") {
        true => {
            let (shape, bias) = layer.weight(1 + usize::from(separable))?;
            let bias = graph.floats("bias", shape, bias);
            graph.node("Conv", &[&name, &weight, &bias], options)
        }
        false => graph.node("Conv", &[&name, &weight], options),
    };
    let out = windows.iter().map(Window::output).chain([filters]).collect();
    graph.activation(layer, layer.text("activation"), Tensor::first(out, y))
}

pub(super) fn conv_transpose(
    graph: &mut Graph,
    layer: &Layer<'_>,
    x: &Tensor,
    axes: usize,
) -> Result<Tensor> {
    let mut windows = windows(layer, x, axes, "kernel_size")?;
    let is_same = layer.text("padding") == "same";
    let mut extra = Vec::new();
    let mut out = Vec::new();
    for w in &mut windows {
        (w.before, w.after) = if is_same { same(w.n * w.stride, w.reach(), w.stride) } else { (0, 0) };
        // Keras makes at least a whole stride of each element.
        extra.push(w.stride.saturating_sub(w.reach()) as i64);
        let size = (w.n - 1) * w.stride + w.reach().max(w.stride);
        out.push(size - w.before - w.after);
    }
    let (shape, values) = layer.weight(0)?;
    // Keras's kernel is (sizes.., filters, channels), ONNX's (channels, filters, sizes..).
    let (dims, values) = kernel(shape, values, false);
    out.push(shape[axes]);
    let name = graph.channels_first(x);
    let weight = graph.floats("kernel", &dims, &values);
    let [sizes, strides, dilations] =
        [each(&windows, |w| w.kernel), each(&windows, |w| w.stride), each(&windows, |w| w.dilation)];
    let pads = pads(&windows);
    let options = [
        ("kernel_shape", Ints(&sizes)),
        ("strides", Ints(&strides)),
        ("dilations", Ints(&dilations)),
        ("pads", Ints(&pads)),
        ("output_padding", Ints(&extra)),
    ];
    let y = match layer.flag("use_bias") {
        true => {
            let (shape, bias) = layer.weight(1)?;
            let bias = graph.floats("bias", shape, bias);
            graph.node("ConvTranspose", &[&name, &weight, &bias], &options)
        }
        false => graph.node("ConvTranspose", &[&name, &weight], &options),
    };
    graph.activation(layer, layer.text("activation"), Tensor::first(out, y))
}

pub(super) fn pool(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor, axes: usize) -> Result<Tensor> {
    let windows = windows(layer, x, axes, "pool_size")?;
    let name = graph.channels_first(x);
    let (sizes, strides, pads) = (each(&windows, |w| w.kernel), each(&windows, |w| w.stride), pads(&windows));
    let options = [("kernel_shape", Ints(&sizes)), ("strides", Ints(&strides)), ("pads", Ints(&pads))];
    let op = if layer.class.starts_with("Max") { "MaxPool" } else { "AveragePool" };
    let y = graph.node(op, &[&name], &options);
    let out = windows.iter().map(Window::output).chain([x.shape[axes]]).collect();
    Ok(Tensor::first(out, y))
}

pub(super) fn global_pool(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor, axes: usize) -> Result<Tensor> {
    if x.shape.len() != axes + 1 {
        return Err(layer.error("its input has a wrong number of axes"));
    }
    let keeps = layer.flag("keepdims");
    let first = x.is_first();
    let name = graph.any(x);
    let start = if first { 2 } else { 1 };
    let list: Vec<i64> = (start..start + axes as i64).collect();
    let op = if layer.class.starts_with("GlobalMax") { "ReduceMax" } else { "ReduceMean" };
    let y = graph.node(op, &[&name], &[("axes", Ints(&list)), ("keepdims", Int(i64::from(keeps)))]);
    let channels = x.shape[axes];
    if !keeps {
        return Ok(Tensor::last(vec![channels], y));
    }
    let mut out = vec![1; axes];
    out.push(channels);
    Ok(if first { Tensor::first(out, y) } else { Tensor::last(out, y) })
}

/// Zeros around a sample, or less of it.
pub(super) fn borders(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor, axes: usize) -> Result<Tensor> {
    let crops = layer.class.starts_with("Cropping");
    let value = &layer.config[if crops { "cropping" } else { "padding" }];
    // Keras writes a pair for sequences, and a pair of pairs for pictures.
    let pair = |value: &serde_json::Value| {
        let at = |k: usize| value[k].as_u64().map(|n| n as usize);
        at(0).zip(at(1)).ok_or_else(|| layer.error("its sizes are not pairs"))
    };
    let sides = match axes {
        1 => vec![pair(value)?],
        _ => vec![pair(&value[0])?, pair(&value[1])?],
    };
    let first = x.is_first();
    let name = graph.any(x);
    let start = if first { 2 } else { 1 };
    let mut out = x.shape.clone();
    let y = if crops {
        let (mut starts, mut ends, mut list) = (Vec::new(), Vec::new(), Vec::new());
        for (k, &(before, after)) in sides.iter().enumerate() {
            starts.push(before as i64);
            ends.push((out[k] - after) as i64);
            list.push((start + k) as i64);
            out[k] -= before + after;
        }
        let [starts, ends, list] =
            [("starts", starts), ("ends", ends), ("axes", list)].map(|(name, list)| graph.list(name, &list));
        graph.op("Slice", &[&name, &starts, &ends, &list])
    } else {
        let rank = out.len() + 1;
        let mut amounts = vec![0; 2 * rank];
        for (k, &(before, after)) in sides.iter().enumerate() {
            amounts[start + k] = before as i64;
            amounts[rank + start + k] = after as i64;
            out[k] += before + after;
        }
        let amounts = graph.list("pads", &amounts);
        graph.op("Pad", &[&name, &amounts])
    };
    Ok(if first { Tensor::first(out, y) } else { Tensor::last(out, y) })
}

pub(super) fn up_sampling(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor, axes: usize) -> Result<Tensor> {
    let sizes = layer.list("size");
    let mut out = x.shape.clone();
    let mut scales = vec![1.0, 1.0];
    for (k, size) in out.iter_mut().take(axes).enumerate() {
        let times = sizes.get(k).or(sizes.first()).copied().unwrap_or(2).max(1);
        scales.push(times as f32);
        *size *= times as usize;
    }
    let name = graph.channels_first(x);
    let scales = graph.floats("scales", &[scales.len()], &scales);
    let options = [
        ("mode", Text("nearest")),
        ("coordinate_transformation_mode", Text("asymmetric")),
        ("nearest_mode", Text("floor")),
    ];
    let y = graph.node("Resize", &[&name, "", &scales], &options);
    Ok(Tensor::first(out, y))
}
