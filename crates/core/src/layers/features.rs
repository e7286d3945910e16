//! `Normalization`, `CategoryEncoding` and `Discretization`: numbers and classes of tables as a network takes them.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightSpec, single, single_shape};
use crate::config::{Config, axis_at, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Iota, Reduce, Reduction, Reshape};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::{Shape, product};

/// Numbers in nested lists, as configs have them.
#[derive(Debug, Clone, PartialEq)]
struct Numbers {
    values: Vec<f64>,
    /// The sizes of the lists; none for a single number.
    sizes: Vec<usize>,
}

impl Numbers {
    fn read(value: &Value) -> Option<Self> {
        let Value::Array(items) = value else {
            return Some(Self { values: vec![value.as_f64()?], sizes: Vec::new() });
        };
        let parts: Vec<Self> = items.iter().map(Self::read).collect::<Option<_>>()?;
        let inner = parts.first().map_or(Vec::new(), |part| part.sizes.clone());
        if parts.iter().any(|part| part.sizes != inner) {
            return None;
        }
        let sizes = [&[parts.len()], &inner[..]].concat();
        Some(Self { values: parts.into_iter().flat_map(|part| part.values).collect(), sizes })
    }

    fn write(&self) -> Value {
        let mut level: Vec<Value> = self.values.iter().map(|&value| value.into()).collect();
        for &size in self.sizes.iter().skip(1).rev() {
            level = level.chunks(size.max(1)).map(|part| part.to_vec().into()).collect();
        }
        match self.sizes[..] {
            [] => level.pop().unwrap_or_default(),
            _ => level.into(),
        }
    }

    fn node(&self, graph: &mut Graph, shape: Shape) -> Result<NodeId> {
        graph.constant(&shape, &self.values)
    }
}

/// `(x - mean) / sqrt(variance)`, or its inverse. Without given numbers the weights are `mean`, `variance` and `count`, which
/// `adapt` sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalization {
    /// The axes with numbers of their own; the batch is 0; -1 by default.
    axes: Vec<i64>,
    /// Mean and variance, if they are given.
    given: Option<[Numbers; 2]>,
    /// True for `x * sqrt(variance) + mean`; false by default.
    invert: bool,
}

impl Normalization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let none = config.is_null("axis")
            || config.get("axis").is_some_and(|axis| *axis == Value::Array(Vec::new()));
        let numbers = |key: &str| {
            let expected = "a number, or a list of numbers";
            let read = |value| Numbers::read(value).ok_or_else(|| config.wrong(key, value, expected));
            config.get(key).map(read).transpose()
        };
        let given = match (numbers("mean")?, numbers("variance")?) {
            (None, None) => None,
            (Some(mean), Some(variance)) if mean.sizes == variance.sizes => Some([mean, variance]),
            _ => {
                return Err(config
                    .error("options \"mean\" and \"variance\" must both be given, with as many numbers"));
            }
        };
        let axes = if none { Vec::new() } else { config.axes("axis", &[-1])? };
        Ok(Self { axes, given, invert: config.flag("invert", false)? })
    }

    /// The axes with numbers of their own, in order; the batch axis is 0.
    fn kept(&self, sample: &Shape) -> Result<Vec<usize>, String> {
        let place = |&axis: &i64| axis_at(axis, sample.len() + 1).filter(|&at| at > 0);
        let mut kept = self.axes.iter().map(place).collect::<Option<Vec<usize>>>().ok_or_else(|| {
            format!(
                "option \"axis\" is {:?}; expected axes of samples of shape {sample}, of which 1 is the first",
                self.axes
            )
        })?;
        kept.sort_unstable();
        Ok(kept)
    }

    /// The shape of the numbers for samples of this shape: 1 for all axes but those kept.
    fn shape(&self, sample: &Shape, numbers: &Numbers) -> Result<Shape, String> {
        let kept = self.kept(sample)?;
        let mut dims = vec![1; sample.len() + 1];
        let missing = kept.len().checked_sub(numbers.sizes.len());
        let misfit = || {
            format!(
                "the given mean has {:?} numbers, which do not fit samples of shape {sample}",
                numbers.sizes
            )
        };
        for (&axis, &size) in kept.iter().skip(missing.ok_or_else(misfit)?).zip(&numbers.sizes) {
            if size != 1 && size != sample[axis - 1] {
                return Err(misfit());
            }
            dims[axis] = size;
        }
        Ok(dims.into())
    }
}

impl Layer for Normalization {
    fn class_name(&self) -> &'static str {
        "Normalization"
    }

    fn config(&self) -> Value {
        let number = |at: usize| self.given.as_ref().map_or(Value::Null, |given| given[at].write());
        members([
            ("axis", self.axes.clone().into()),
            ("invert", self.invert.into()),
            ("mean", number(0)),
            ("variance", number(1)),
        ])
    }

    fn arguments(&self) -> String {
        let mut text = match self.axes[..] {
            [-1] => String::new(),
            [] => ", axis=None".into(),
            _ => format!(", axis={:?}", self.axes),
        };
        if let Some([mean, variance]) = &self.given {
            text += &format!(", mean={}, variance={}", mean.write(), variance.write());
        }
        if self.invert {
            text += ", invert=True";
        }
        text.get(2..).unwrap_or_default().into()
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let sample = single_shape(inputs)?;
        if let Some([mean, _]) = &self.given {
            return self.shape(sample, mean).map(|_| Vec::new());
        }
        let shape: Shape =
            self.kept(sample)?.into_iter().map(|axis| sample[axis - 1]).collect::<Vec<_>>().into();
        Ok(vec![
            WeightSpec::state("mean", shape.clone(), Initializer::ZEROS),
            WeightSpec::state("variance", shape, Initializer::ONES),
            WeightSpec::state("count", Shape::default(), Initializer::ZEROS),
        ])
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let graph = &mut *trace.graph;
        let sample = graph.shape(input.node).sample();
        let [mean, variance] = match (&self.given, weights) {
            (Some([mean, variance]), _) => {
                let shape = self.shape(&sample, mean).map_err(Error::invalid)?;
                [mean.node(graph, shape.clone())?, variance.node(graph, shape)?]
            }
            (None, &[mean, variance, ..]) => {
                let kept = self.kept(&sample).map_err(Error::invalid)?;
                let dims =
                    (0..=sample.len()).map(|axis| if kept.contains(&axis) { sample[axis - 1] } else { 1 });
                let shape: Shape = dims.collect::<Vec<_>>().into();
                [
                    graph.push(Reshape { shape: shape.clone() }, &[mean])?,
                    graph.push(Reshape { shape }, &[variance])?,
                ]
            }
            _ => return Err(Error::invalid("has no weights")),
        };
        let formula = if self.invert { "m + x * max(sqrt(v), e)" } else { "(x - m) / max(sqrt(v), e)" };
        let values = [("x", input.node), ("m", mean), ("v", variance)];
        // Keras's epsilon.
        Ok(input.carry(graph.map(formula, &values, &[("e", 1e-7)])?))
    }
}

/// What layers make of the numbers of classes; the last one is for layers with a vocabulary only.
pub(super) const MODES: [&str; 5] = ["multi_hot", "one_hot", "count", "int", "tf_idf"];
pub(super) const ONE_HOT: usize = 1;
pub(super) const COUNT: usize = 2;
pub(super) const INT: usize = 3;
pub(super) const TF_IDF: usize = 4;

/// The numbers of classes, `(.., n)`, as vectors of `depth` numbers.
pub(super) fn encoded(graph: &mut Graph, classes: NodeId, depth: usize, mode: usize) -> Result<NodeId> {
    let shape = graph.shape(classes).clone();
    let single = shape.last_axis() == 1 && shape.len() > 1;
    let mut dims = shape.to_vec();
    if !(mode == ONE_HOT && single) {
        dims.push(1);
    }
    let x = graph.push(Reshape { shape: dims.clone().into() }, &[classes])?;
    let numbers = graph.push(Iota::new(depth), &[])?;
    let hot = graph.map("x == n", &[("x", x), ("n", numbers)], &[])?;
    if mode == ONE_HOT {
        return Ok(hot);
    }
    let axis = dims.len() - 2;
    let reduction = if mode == 0 { Reduction::Max } else { Reduction::Sum };
    let all = graph.push(Reduce { reduction, axes: vec![axis] }, &[hot])?;
    dims.remove(axis);
    let last = dims.len() - 1;
    dims[last] = depth;
    graph.push(Reshape { shape: dims.into() }, &[all])
}

/// Whether samples of this shape have classes to encode.
fn check_classes(sample: &Shape, mode: usize) -> Result<(), String> {
    match sample.len() {
        0 if mode != ONE_HOT => {
            Err("expected samples with at least one axis, got single numbers: shape ()".into())
        }
        _ => Ok(()),
    }
}

/// Numbers of classes as vectors: 1 for each class that occurs, or how often it occurs; no weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryEncoding {
    num_tokens: usize,
    /// Index into [`MODES`].
    output_mode: usize,
}

impl CategoryEncoding {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let output_mode = config.choice("output_mode", 0, &MODES[..INT])?;
        Ok(Self { num_tokens: config.count("num_tokens")?, output_mode })
    }
}

impl Layer for CategoryEncoding {
    fn class_name(&self) -> &'static str {
        "CategoryEncoding"
    }

    fn config(&self) -> Value {
        members([
            ("num_tokens", self.num_tokens.into()),
            ("output_mode", MODES[self.output_mode].into()),
            ("sparse", false.into()),
        ])
    }

    fn arguments(&self) -> String {
        format!("num_tokens={}, output_mode=\"{}\"", self.num_tokens, MODES[self.output_mode])
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        check_classes(single_shape(inputs)?, self.output_mode).map(|()| Vec::new())
    }

    fn vocabulary(&self, _input: usize) -> Option<usize> {
        Some(self.num_tokens)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        Ok(encoded(trace.graph, input.node, self.num_tokens, self.output_mode)?.into())
    }
}

/// The error of a `Discretization` without its bins.
const ADAPTED: &str =
    "option \"bin_boundaries\" is missing: expected the ascending ends of the bins, which `adapt` finds";

/// The number of the bin of each number, or vectors for these; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Discretization {
    /// The ends of the bins, ascending; `None` until `adapt` has found them.
    boundaries: Option<Numbers>,
    /// Index into [`MODES`].
    output_mode: usize,
    num_bins: Option<usize>,
    epsilon: f64,
}

impl Discretization {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let num_bins = config.get("num_bins").is_some().then(|| config.count("num_bins")).transpose()?;
        let boundaries = match config.get("bin_boundaries") {
            None if num_bins.is_some() => None,
            None => return Err(config.error(ADAPTED)),
            Some(given) => {
                let numbers =
                    Numbers::read(given).filter(|numbers| numbers.sizes.len() == 1 && numbers.sizes[0] > 0);
                let ascending = |numbers: &Numbers| numbers.values.windows(2).all(|pair| pair[0] <= pair[1]);
                let expected = "a list of ascending numbers";
                Some(
                    numbers
                        .filter(ascending)
                        .ok_or_else(|| config.wrong("bin_boundaries", given, expected))?,
                )
            }
        };
        Ok(Self {
            boundaries,
            output_mode: config.choice("output_mode", INT, &MODES[..TF_IDF])?,
            num_bins,
            epsilon: config.number("epsilon", 0.01, "a number above 0", |value| value > 0.0)?,
        })
    }
}

impl Layer for Discretization {
    fn class_name(&self) -> &'static str {
        "Discretization"
    }

    fn config(&self) -> Value {
        members([
            ("bin_boundaries", self.boundaries.as_ref().map_or(Value::Null, Numbers::write)),
            ("num_bins", self.num_bins.map_or(Value::Null, Value::from)),
            ("epsilon", self.epsilon.into()),
            ("output_mode", MODES[self.output_mode].into()),
            ("sparse", false.into()),
        ])
    }

    fn arguments(&self) -> String {
        let mode = if self.output_mode == INT {
            String::new()
        } else {
            format!(", output_mode=\"{}\"", MODES[self.output_mode])
        };
        match (&self.boundaries, self.num_bins) {
            (Some(boundaries), _) => format!("bin_boundaries={}{mode}", boundaries.write()),
            (None, bins) => format!("num_bins={}{mode}", bins.unwrap_or_default()),
        }
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let sample = single_shape(inputs)?;
        if self.boundaries.is_none() {
            return Err(ADAPTED.into());
        }
        if self.output_mode != INT {
            check_classes(sample, self.output_mode)?;
        }
        Ok(Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let graph = &mut *trace.graph;
        let shape = graph.shape(input.node).clone();
        let boundaries = self.boundaries.as_ref().ok_or_else(|| Error::invalid(ADAPTED))?;
        let count = product(&boundaries.sizes);
        let ends = boundaries.node(graph, [count].into())?;
        let x = graph.with_axis(input.node, shape.len())?;
        let above = graph.map("x >= b", &[("x", x), ("b", ends)], &[])?;
        let bins = graph.push(Reduce { reduction: Reduction::Sum, axes: vec![shape.len()] }, &[above])?;
        let bins = graph.push(Reshape { shape }, &[bins])?;
        Ok(match self.output_mode {
            INT => bins,
            mode => encoded(graph, bins, count + 1, mode)?,
        }
        .into())
    }
}

/// Returns its input; no weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity;

impl Layer for Identity {
    fn class_name(&self) -> &'static str {
        "Identity"
    }

    fn config(&self) -> Value {
        members([])
    }

    fn trace(&self, _trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        single(inputs).map(Signals::from)
    }
}
