//! Pooling over windows and over whole samples: `MaxPooling1D`, `AveragePooling1D`, `AveragePooling2D` and the four
//! global classes. The usual `MaxPooling2D` has an operation and a file of its own.
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
use crate::error::Result;
use crate::graph::ops::{Fill, MaxPool2d, Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

#[derive(Debug, PartialEq)]
struct PoolingRow {
    class: &'static str,
    /// Axes that are pooled: 1 for sequences, 2 for pictures.
    axes: usize,
    max: bool,
    global: bool,
}

const fn row(class: &'static str, axes: usize, max: bool, global: bool) -> PoolingRow {
    PoolingRow { class, axes, max, global }
}

const TABLE: &[PoolingRow] = &[
    row("MaxPooling1D", 1, true, false),
    row("AveragePooling1D", 1, false, false),
    row("AveragePooling2D", 2, false, false),
    row("GlobalMaxPooling1D", 1, true, true),
    row("GlobalMaxPooling2D", 2, true, true),
    row("GlobalAveragePooling1D", 1, false, true),
    row("GlobalAveragePooling2D", 2, false, true),
];

/// Pooling of `(steps, features)` or `(height, width, channels)`; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooling {
    row: &'static PoolingRow,
    size: Vec<usize>,
    strides: Vec<usize>,
    padding: Padding,
    keepdims: bool,
}

impl Pooling {
    /// A `GlobalAveragePooling2D`: the mean of each channel.
    pub fn global_average_2d() -> Self {
        let row = TABLE.iter().find(|row| row.class == "GlobalAveragePooling2D").expect("the table has it");
        Self { row, size: vec![], strides: vec![], padding: Padding::Valid, keepdims: false }
    }

    /// An `AveragePooling2D` of square windows, side by side.
    pub fn average_2d(size: usize) -> Self {
        let row = TABLE.iter().find(|row| row.class == "AveragePooling2D").expect("the table has it");
        Self { row, size: vec![size; 2], strides: vec![size; 2], padding: Padding::Valid, keepdims: false }
    }

    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.class == class);
        let row = row.ok_or_else(|| config.unknown_class())?;
        Self::read(row, config)
    }

    fn read(row: &'static PoolingRow, config: &Config<'_>) -> Result<Self> {
        if row.global {
            let keepdims = config.flag("keepdims", false)?;
            return Ok(Self { row, size: vec![], strides: vec![], padding: Padding::Valid, keepdims });
        }
        let size = config.sizes(row.axes, "pool_size", &[2, 2][..row.axes])?;
        let strides = config.sizes(row.axes, "strides", &size)?;
        Ok(Self { row, size, strides, padding: Padding::from_config(config, false)?, keepdims: false })
    }

    /// The averages of windows of `x`, whose axes `1..` are pooled; `x` is padded with zeros already.
    fn averages(&self, graph: &mut Graph, x: NodeId, reduction: Reduction) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        let axes = self.row.axes;
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
}

impl Layer for Pooling {
    fn class_name(&self) -> &'static str {
        self.row.class
    }

    fn config(&self) -> Value {
        if self.row.global {
            return members([("data_format", "channels_last".into()), ("keepdims", self.keepdims.into())]);
        }
        members([
            ("pool_size", self.size.clone().into()),
            ("padding", self.padding.name().into()),
            ("strides", self.strides.clone().into()),
            ("data_format", "channels_last".into()),
        ])
    }

    fn arguments(&self) -> String {
        if self.row.global {
            return if self.keepdims { "keepdims=True".into() } else { String::new() };
        }
        let mut text = python_sizes(&self.size);
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
        expect_axes(input, self.row.axes)?;
        for (axis, &size) in self.size.iter().enumerate() {
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
        let axes = self.row.axes;
        if self.row.global {
            let reduction = if self.row.max { Reduction::Max } else { Reduction::Mean };
            let y = match input.mask.filter(|_| axes == 1 && !self.row.max) {
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
        if self.row.max {
            let picture = [shape[0], shape[1], 1, shape[2]].into();
            let x = graph.push(Reshape { shape: picture }, &[x])?;
            let pool = MaxPool2d {
                pool: [self.size[0], 1],
                strides: [self.strides[0], 1],
                height: padding[1],
                width: [0, 0],
            };
            let y = graph.push(pool, &[x])?;
            let shape = graph.shape(y).clone();
            return graph
                .push(Reshape { shape: [shape[0], shape[1], shape[3]].into() }, &[y])
                .map(Signals::from);
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
