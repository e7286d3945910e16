//! Pooling of sequences, pictures and volumes: over windows (`MaxPooling1D`, ..), over whole samples
//! (`GlobalMaxPooling1D`, ..), and over as many parts as the output is to have (`AdaptiveMaxPooling1D`, ..).
//!
//! Averages do not count padding, as in TensorFlow.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{
    Layer, Padding, Signal, Signals, Trace, WeightSpec, expect_axes, python_sizes, single, single_shape,
};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Concat, Fill, MaxPool2d, Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// What is pooled into one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// A window that slides.
    Window,
    /// The whole sample.
    Global,
    /// One of the parts into which an axis is cut.
    Part,
}

/// The beginnings of the classes' names, which end in `1D`, `2D` or `3D`.
const TABLE: [(&str, bool, Extent); 6] = [
    ("MaxPooling", true, Extent::Window),
    ("AveragePooling", false, Extent::Window),
    ("GlobalMaxPooling", true, Extent::Global),
    ("GlobalAveragePooling", false, Extent::Global),
    ("AdaptiveMaxPooling", true, Extent::Part),
    ("AdaptiveAveragePooling", false, Extent::Part),
];

/// The most outputs of adaptive pooling along an axis: each is an operation of its own.
const MOST_PARTS: usize = 1024;

/// Pooling of `(steps, features)`, `(height, width, channels)` or `(depth, height, width, channels)`; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooling {
    class: &'static str,
    /// Axes that are pooled: 1 to 3.
    axes: usize,
    max: bool,
    extent: Extent,
    /// The window's size; in adaptive pooling the output's.
    size: Vec<usize>,
    strides: Vec<usize>,
    padding: Padding,
    keepdims: bool,
}

impl Pooling {
    fn square(class: &'static str, max: bool, extent: Extent, size: usize) -> Self {
        let (size, padding) = (vec![size; 2], Padding::Valid);
        Self { class, axes: 2, max, extent, strides: size.clone(), size, padding, keepdims: false }
    }

    /// A `MaxPooling2D` of square windows, side by side.
    pub fn new(pool_size: usize) -> Self {
        Self::square("MaxPooling2D", true, Extent::Window, pool_size)
    }

    /// A `GlobalAveragePooling2D`: the mean of each channel.
    pub fn global_average_2d() -> Self {
        Self::square("GlobalAveragePooling2D", false, Extent::Global, 1)
    }

    /// An `AveragePooling2D` of square windows, side by side.
    pub fn average_2d(size: usize) -> Self {
        Self::square("AveragePooling2D", false, Extent::Window, size)
    }

    pub(super) fn from_config(class: &'static str, config: &Config<'_>) -> Result<Self> {
        let row = TABLE.iter().find(|row| class.strip_prefix(row.0).is_some_and(|rest| rest.len() == 2));
        let &(_, max, extent) = row.ok_or_else(|| config.unknown_class())?;
        let axes = ["1D", "2D", "3D"].iter().position(|end| class.ends_with(end)).unwrap_or(0) + 1;
        let mut layer = Self { class, axes, ..Self::square(class, max, extent, 1) };
        match extent {
            Extent::Global => layer.keepdims = config.flag("keepdims", false)?,
            Extent::Part => {
                layer.size = config.sizes(axes, "output_size", &[])?;
                if layer.size.iter().any(|&size| size > MOST_PARTS) {
                    let sizes = layer.size.into();
                    let expected = format!("at most {MOST_PARTS} along each axis");
                    return Err(config.wrong("output_size", &sizes, &expected));
                }
            }
            Extent::Window => {
                layer.size = config.sizes(axes, "pool_size", &[2; 3][..axes])?;
                layer.strides = config.sizes(axes, "strides", &layer.size)?;
                layer.padding = Padding::from_config(config, false)?;
            }
        }
        Ok(layer)
    }

    fn reduction(&self) -> Reduction {
        if self.max { Reduction::Max } else { Reduction::Mean }
    }

    /// The averages of windows of `x`, whose axes `1..` are pooled; `x` is padded with zeros already.
    fn averages(&self, graph: &mut Graph, x: NodeId, reduction: Reduction) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        let axes = self.axes;
        let mut view = View::of(&shape);
        for axis in 0..axes {
            view = view.windows(axis + 1, axes + 1 + axis, self.size[axis], self.strides[axis], 1);
        }
        let mut out = view.shape[..=axes].to_vec();
        out.push(shape.last_axis());
        let windows = graph.push(view, &[x])?;
        let sums = graph.push(Reduce { reduction, axes: (axes + 1..=2 * axes).collect() }, &[windows])?;
        graph.push(Reshape { shape: out.into() }, &[sums])
    }

    /// The largest values of windows. The operation pools pictures: a sequence is one pixel wide, and a volume is pooled
    /// along its height and width first, then along its depth. `padding` is that of all axes.
    fn maxima(&self, graph: &mut Graph, x: NodeId, padding: &[[usize; 2]]) -> Result<NodeId> {
        let pool = |graph: &mut Graph, x: NodeId, shape: [usize; 4], axes: [usize; 2]| -> Result<NodeId> {
            let x = if **graph.shape(x) == shape {
                x
            } else {
                graph.push(Reshape { shape: shape.into() }, &[x])?
            };
            // An axis that is not pooled has the number after the last one.
            let [pool, strides] =
                [&self.size, &self.strides].map(|all| axes.map(|axis| *all.get(axis).unwrap_or(&1)));
            let [height, width] = axes.map(|axis| padding[axis + 1]);
            graph.push(MaxPool2d { pool, strides, height, width }, &[x])
        };
        match **graph.shape(x) {
            [batch, steps, channels] => {
                let y = pool(graph, x, [batch, steps, 1, channels], [0, 1])?;
                let steps = graph.shape(y)[1];
                graph.push(Reshape { shape: [batch, steps, channels].into() }, &[y])
            }
            [batch, height, width, channels] => pool(graph, x, [batch, height, width, channels], [0, 1]),
            [batch, depth, height, width, channels] => {
                let y = pool(graph, x, [batch.saturating_mul(depth), height, width, channels], [1, 2])?;
                let [height, width] = [graph.shape(y)[1], graph.shape(y)[2]];
                let y = pool(graph, y, [batch, depth, height.saturating_mul(width), channels], [0, 3])?;
                let depth = graph.shape(y)[1];
                graph.push(Reshape { shape: [batch, depth, height, width, channels].into() }, &[y])
            }
            _ => Err(Error::invalid("expected samples of two to four axes")),
        }
    }

    /// The means or the largest values of an axis's parts. Part `i` of `m` goes from `floor(i n / m)` to `ceil((i + 1) n /
    /// m)`, so parts may overlap.
    fn parts(&self, graph: &mut Graph, x: NodeId, axis: usize, m: usize) -> Result<NodeId> {
        let view = View::of(graph.shape(x));
        let n = view.shape[axis];
        let reduce = Reduce { reduction: self.reduction(), axes: vec![axis] };
        let part = |i: usize| {
            let (start, end) = (i.saturating_mul(n) / m, (i + 1).saturating_mul(n).div_ceil(m));
            let part = graph.push(view.clone().sliced(axis, start, end - start), &[x])?;
            graph.push(reduce.clone(), &[part])
        };
        let parts = (0..m).map(part).collect::<Result<Vec<_>>>()?;
        Concat::join(graph, &parts, axis)
    }
}

impl Layer for Pooling {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        let mut config = members([("data_format", "channels_last".into())]);
        match self.extent {
            Extent::Global => config["keepdims"] = self.keepdims.into(),
            Extent::Part => config["output_size"] = self.size.clone().into(),
            Extent::Window => {
                config["pool_size"] = self.size.clone().into();
                config["padding"] = self.padding.name().into();
                config["strides"] = self.strides.clone().into();
            }
        }
        config
    }

    fn arguments(&self) -> String {
        if self.extent == Extent::Global {
            return if self.keepdims { "keepdims=True".into() } else { String::new() };
        }
        let mut text = python_sizes(&self.size);
        if self.extent == Extent::Part {
            return text;
        }
        if self.strides != self.size {
            text += &format!(", strides={}", python_sizes(&self.strides));
        }
        if self.padding != Padding::Valid {
            text += &format!(", padding=\"{}\"", self.padding.name());
        }
        text
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, self.axes)?;
        for (axis, &size) in self.size.iter().enumerate().filter(|_| self.extent == Extent::Window) {
            if self.padding == Padding::Valid && size > input[axis] {
                return Err(format!(
                    "the window reaches over {size} of axis {axis}, but samples are {input}"
                ));
            }
        }
        Ok(Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let axes = self.axes;
        if self.extent == Extent::Part {
            let mut y = x;
            for (axis, &m) in self.size.iter().enumerate() {
                y = self.parts(graph, y, axis + 1, m)?;
            }
            return Ok(y.into());
        }
        if self.extent == Extent::Global {
            let reduction = self.reduction();
            let y = match input.mask.filter(|_| axes == 1 && !self.max) {
                Some(mask) => {
                    let mask = graph.push(Reshape { shape: [shape[0], shape[1], 1].into() }, &[mask])?;
                    let kept = graph.map("x * m", &[("x", x), ("m", mask)], &[])?;
                    let sum = Reduce { reduction: Reduction::Sum, axes: vec![1] };
                    let count = graph.push(sum.clone(), &[mask])?;
                    let total = graph.push(sum, &[kept])?;
                    graph.map("s / n", &[("s", total), ("n", count)], &[])?
                }
                None => graph.push(Reduce { reduction, axes: (1..=axes).collect() }, &[x])?,
            };
            if self.keepdims {
                return Ok(y.into());
            }
            return graph
                .push(Reshape { shape: [shape[0], shape.last_axis()].into() }, &[y])
                .map(Signals::from);
        }
        let mut padding = vec![[0, 0]];
        for axis in 0..axes {
            padding.push(self.padding.amounts(shape[axis + 1], self.size[axis], self.strides[axis], 1));
        }
        padding.push([0, 0]);
        if self.max {
            return self.maxima(graph, x, &padding).map(Signals::from);
        }
        if padding.iter().all(|&amount| amount == [0, 0]) {
            return self.averages(graph, x, Reduction::Mean).map(Signals::from);
        }
        let mut one_sample = shape.to_vec();
        one_sample[0] = 1;
        let ones = graph.push(Fill { value: 1.0, shape: one_sample.clone().into() }, &[])?;
        let ones = graph.push(View::padding(&one_sample.into(), &padding), &[ones])?;
        let counts = self.averages(graph, ones, Reduction::Sum)?;
        let x = graph.push(View::padding(&shape, &padding), &[x])?;
        let sums = self.averages(graph, x, Reduction::Sum)?;
        let y = graph.map("s / n", &[("s", sums), ("n", counts)], &[])?;
        Ok(y.into())
    }
}
