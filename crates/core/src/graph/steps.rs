//! A piece of a graph written as JSON. Programs that make their own layers and losses, such as Python code on
//! `keras.ops`, hand it to the engine in this form.
//!
//! `{"inputs": 2, "steps": [["map", [0, 1], "a + b", {}], ["reduce", [2], "sum", [1]]], "outputs": [3]}`: the values
//! are numbered, the inputs first and then one for each step. A step is a name, the numbers of the values that it
//! takes, and its options.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::ops::{
    ArgMax, BatchMatMul, Concat, Gather, Iota, MatMul, Reduce, Reduction, Reshape, Stop, View,
    broadcast_shapes, broadcast_strides,
};
use super::{Graph, NodeId};
use crate::activations::Activation;
use crate::config::members;
use crate::error::{Error, Result};
use crate::shape::{Shape, product};

/// The error of a build without the feature `steps`.
const NOT_HERE: &str = "layers, losses and metrics of a program's own are not in this build";
/// The names of a formula's inputs, where a step names none.
const NAMES: &str = "abcdefgh";

/// Adds random numbers from 0 to 1 of a shape. The second argument differs between the uses.
pub type Random<'r> = &'r mut dyn FnMut(&mut Graph, Shape, u32) -> Result<NodeId>;

/// For steps that have no random numbers, such as those of a loss.
///
/// # Errors
/// Always.
pub fn no_random(_: &mut Graph, _: Shape, _: u32) -> Result<NodeId> {
    Err(bad("random numbers are only there in a layer"))
}

/// A list of operations with its inputs and outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    inputs: usize,
    steps: Vec<Value>,
    outputs: Vec<usize>,
}

fn bad(message: impl Into<String>) -> Error {
    Error::invalid(message)
}

fn whole(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn numbers(value: &Value) -> Option<Vec<usize>> {
    value.as_array()?.iter().map(whole).collect()
}

impl Steps {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// When it has another form, or a step takes a value that comes later.
    pub fn from_config(config: &Value) -> Result<Self> {
        if !cfg!(feature = "steps") {
            return Err(bad(NOT_HERE));
        }
        let wrong = || bad("the steps of an operation are not understood");
        let inputs = whole(&config["inputs"]).ok_or_else(wrong)?;
        let steps = config["steps"].as_array().ok_or_else(wrong)?.clone();
        let outputs = numbers(&config["outputs"]).filter(|list| !list.is_empty()).ok_or_else(wrong)?;
        let known = |values: &[usize], count: usize| values.iter().all(|&value| value < count);
        for (at, step) in steps.iter().enumerate() {
            let operands = numbers(&step[1]).ok_or_else(wrong)?;
            if !known(&operands, inputs.saturating_add(at)) {
                return Err(wrong());
            }
        }
        if !known(&outputs, inputs.saturating_add(steps.len())) {
            return Err(wrong());
        }
        Ok(Self { inputs, steps, outputs })
    }

    /// The steps in the options of a program's own regularizer or constraint: from a weight to one value.
    ///
    /// # Errors
    /// When there are none, or they have other inputs and outputs.
    pub(crate) fn of_weight(what: &str, options: Option<&Map<String, Value>>) -> Result<Self> {
        let steps = Self::from_config(options.and_then(|map| map.get("steps")).unwrap_or(&Value::Null))?;
        match (steps.inputs, steps.outputs.len()) {
            (1, 1) => Ok(steps),
            (inputs, outputs) => {
                Err(bad(format!("a {what} takes one weight and gives one value, not {inputs} and {outputs}")))
            }
        }
    }

    /// Adds steps of [`Steps::of_weight`] to a graph and returns their value.
    ///
    /// # Errors
    /// When a step cannot take its inputs.
    pub(crate) fn trace_weight(&self, graph: &mut Graph, weight: NodeId) -> Result<NodeId> {
        Ok(self.trace(graph, &[weight], &mut no_random)?[0])
    }

    /// The JSON form.
    pub fn to_config(&self) -> Value {
        members([
            ("inputs", self.inputs.into()),
            ("steps", self.steps.clone().into()),
            ("outputs", self.outputs.clone().into()),
        ])
    }

    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// Adds the operations to a graph and returns the outputs. `random` adds their random numbers.
    ///
    /// # Errors
    /// When an operation cannot take its inputs.
    pub fn trace(&self, graph: &mut Graph, inputs: &[NodeId], random: Random<'_>) -> Result<Vec<NodeId>> {
        if !cfg!(feature = "steps") {
            return Err(bad(NOT_HERE));
        }
        if inputs.len() != self.inputs {
            return Err(bad(format!("expected {} inputs, got {}", self.inputs, inputs.len())));
        }
        let mut values = inputs.to_vec();
        for (at, step) in self.steps.iter().enumerate() {
            let operands: Vec<NodeId> =
                numbers(&step[1]).unwrap_or_default().into_iter().map(|value| values[value]).collect();
            let name = step[0].as_str().unwrap_or_default();
            let value = if name == "uniform" {
                let shape = shape_of(graph, &operands, &step[2])?;
                random(graph, shape, at as u32)?
            } else {
                add(graph, name, &operands, [&step[2], &step[3], &step[4], &step[5]])?
            };
            values.push(value);
        }
        Ok(self.outputs.iter().map(|&output| values[output]).collect())
    }
}

/// A list of sizes. Null stands for the size of the first axis of the operand.
fn shape_of(graph: &Graph, operands: &[NodeId], list: &Value) -> Result<Shape> {
    let batch = operands.first().and_then(|&x| graph.shape(x).first().copied());
    let sizes = list.as_array().into_iter().flatten().map(|size| match size {
        Value::Null => batch,
        size => whole(size),
    });
    let sizes: Option<Vec<usize>> = sizes.collect();
    sizes.map(Shape::from).ok_or_else(|| bad(format!("{list} is no shape")))
}

/// Adds one operation.
fn add(graph: &mut Graph, name: &str, operands: &[NodeId], options: [&Value; 4]) -> Result<NodeId> {
    let wrong = || bad(format!("operation \"{name}\" cannot have the options {options:?}"));
    let [first, second, third, fourth] = options;
    let one = || operands.first().copied().ok_or_else(|| bad(format!("operation \"{name}\" has no input")));
    let two = || match *operands {
        [a, b] => Ok((a, b)),
        _ => Err(bad(format!("operation \"{name}\" has not two inputs"))),
    };
    let axis_of = |graph: &Graph, x: NodeId, value: &Value| {
        whole(value).filter(|&axis| axis < graph.shape(x).len()).ok_or_else(wrong)
    };
    match name {
        "map" => {
            // The inputs' names, one letter each.
            let names = third.as_str().unwrap_or(NAMES);
            let names = names.char_indices().filter_map(|(at, letter)| names.get(at..at + letter.len_utf8()));
            let inputs: Vec<(&str, NodeId)> = names.zip(operands.iter().copied()).collect();
            let constants = second.as_object().into_iter().flatten();
            let constants = constants.map(|(name, value)| Some((name.as_str(), value.as_f64()?)));
            let constants: Vec<(&str, f64)> = constants.collect::<Option<_>>().ok_or_else(wrong)?;
            if inputs.len() != operands.len() || inputs.is_empty() {
                return Err(wrong());
            }
            graph.map(first.as_str().ok_or_else(wrong)?, &inputs, &constants)
        }
        "activation" => Activation::from_name(first.as_str().ok_or_else(wrong)?)?.trace(graph, one()?),
        "reduce" => {
            let reduction = match first.as_str() {
                Some("sum") => Reduction::Sum,
                Some("mean") => Reduction::Mean,
                Some("max") => Reduction::Max,
                _ => return Err(wrong()),
            };
            let axes = numbers(second).ok_or_else(wrong)?;
            if axes.is_empty() { one() } else { graph.push(Reduce { reduction, axes }, &[one()?]) }
        }
        "reshape" => {
            let x = one()?;
            let size = graph.shape(x).size();
            // A number below -1 stands for an axis of the value: -2 for the first, -3 for the second.
            let dim = |dim: &Value| match dim.as_i64() {
                Some(n @ ..-1) => graph.shape(x).get((-2 - n) as usize).copied().map(Some).ok_or_else(wrong),
                _ => Ok(whole(dim)),
            };
            let dims = first.as_array().ok_or_else(wrong)?.iter().map(dim).collect::<Result<Vec<_>>>()?;
            let known: Vec<usize> = dims.iter().copied().flatten().collect();
            if known.len() + 1 < dims.len() {
                return Err(wrong());
            }
            let missing = size / product(&known).max(1);
            let dims = dims.into_iter().map(|dim| dim.unwrap_or(missing));
            let shape = Shape::from(dims.collect::<Vec<_>>());
            graph.push(Reshape { shape }, &[x])
        }
        "permute" => {
            let (x, order) = (one()?, numbers(first).ok_or_else(wrong)?);
            let rank = graph.shape(x).len();
            if order.len() != rank || (0..rank).any(|axis| !order.contains(&axis)) {
                return Err(wrong());
            }
            graph.push(View::of(graph.shape(x)).permuted(&order), &[x])
        }
        "slice" => {
            let x = one()?;
            let axis = axis_of(graph, x, first)?;
            let (start, len, step) = sliced(graph.shape(x)[axis], second, third, fourth).ok_or_else(wrong)?;
            if len == 0 {
                return Err(bad(format!("a slice of axis {axis} of shape {} is empty", graph.shape(x))));
            }
            let view = View::of(graph.shape(x));
            let stride = view.strides[axis];
            let mut view = view.sliced(axis, start, len);
            view.strides[axis] = stride.saturating_mul(step);
            graph.push(view, &[x])
        }
        "concat" => {
            let axis = axis_of(graph, one()?, first)?;
            Concat::join(graph, operands, axis)
        }
        "expand" => {
            let x = one()?;
            let dims = first.as_array().ok_or_else(wrong)?;
            let own = graph.shape(x).clone();
            if dims.len() < own.len() {
                return Err(wrong());
            }
            let missing = dims.len() - own.len();
            let size = |(at, dim): (usize, &Value)| match dim.as_u64() {
                Some(size) => usize::try_from(size).ok(),
                None => Some(at.checked_sub(missing).map_or(1, |at| own[at])),
            };
            let dims: Option<Vec<usize>> = dims.iter().enumerate().map(size).collect();
            expanded(graph, x, &dims.ok_or_else(wrong)?.into())
        }
        "matmul" => {
            let (a, b) = two()?;
            matmul(graph, a, b, first.as_bool() == Some(true), second.as_bool() == Some(true))
        }
        "arg_max" => graph.push(ArgMax, &[one()?]),
        "gather" => {
            let (table, rows) = two()?;
            graph.push(Gather, &[table, rows])
        }
        "iota" => {
            let count = whole(first).ok_or_else(wrong)?;
            graph.push(Iota::new(count), &[])
        }
        "constant" => constant(graph, &shape_of(graph, &[], first)?, second.as_array().ok_or_else(wrong)?),
        "stop" => graph.push(Stop, &[one()?]),
        _ => Err(Error::unsupported("operation", name, "those of graph/steps.rs".to_string())),
    }
}

/// The first index, the number of elements and the step of a Python slice of an axis of `size` elements.
fn sliced(size: usize, start: &Value, stop: &Value, step: &Value) -> Option<(usize, usize, isize)> {
    let whole = |value: &Value| match value {
        Value::Null => Some(None),
        value => value.as_i64().map(Some),
    };
    let size = i64::try_from(size).ok()?;
    let step = whole(step)?.unwrap_or(1);
    let (low, high) = if step > 0 { (0, size) } else { (-1, size - 1) };
    let index = |value: Option<i64>, default: i64| match value {
        None => default,
        Some(value) => if value < 0 { value.saturating_add(size) } else { value }.clamp(low, high),
    };
    let (first, last) = if step > 0 { (low, high) } else { (high, low) };
    let (start, stop) = (index(whole(start)?, first), index(whole(stop)?, last));
    let span = if step > 0 { stop - start } else { start - stop };
    let len = match step {
        0 => return None,
        step if span > 0 => (span - 1) / step.checked_abs()? + 1,
        _ => 0,
    };
    Some((usize::try_from(start).unwrap_or(0), usize::try_from(len).ok()?, isize::try_from(step).ok()?))
}

/// `x` repeated to a shape, as NumPy broadcasts.
fn expanded(graph: &mut Graph, x: NodeId, shape: &Shape) -> Result<NodeId> {
    let own = graph.shape(x).clone();
    if own == *shape {
        return Ok(x);
    }
    if broadcast_shapes(&own, shape).map_err(bad)? != *shape {
        return Err(bad(format!("shape {own} cannot be repeated to {shape}")));
    }
    graph.push(View { shape: shape.clone(), strides: broadcast_strides(shape, &own), offset: 0 }, &[x])
}

/// NumPy's `matmul` of inputs of two axes and more; each may be transposed.
fn matmul(graph: &mut Graph, a: NodeId, b: NodeId, transpose_a: bool, transpose_b: bool) -> Result<NodeId> {
    let (of_a, of_b) = (graph.shape(a).clone(), graph.shape(b).clone());
    let (Some(leading_a), Some(leading_b)) = (of_a.len().checked_sub(2), of_b.len().checked_sub(2)) else {
        return Err(bad(format!("matmul: expected matrices, got shapes {of_a} and {of_b}")));
    };
    if leading_b == 0 && (leading_a == 0 || !transpose_a) {
        return graph.push(MatMul::new(transpose_a, transpose_b), &[a, b]);
    }
    let leading = broadcast_shapes(&Shape::from(&of_a[..leading_a]), &Shape::from(&of_b[..leading_b]));
    let leading = leading.map_err(bad)?;
    let full = |of: &Shape, from: usize| Shape::from([&leading[..], &of[from..]].concat());
    let a = expanded(graph, a, &full(&of_a, leading_a))?;
    let b = expanded(graph, b, &full(&of_b, leading_b))?;
    graph.push(BatchMatMul::new(transpose_a, transpose_b), &[a, b])
}

/// Numbers of a step.
fn constant(graph: &mut Graph, shape: &Shape, values: &[Value]) -> Result<NodeId> {
    let numbers: Option<Vec<f64>> = values.iter().map(Value::as_f64).collect();
    let numbers = numbers.ok_or_else(|| bad("a constant holds something that is not a number"))?;
    graph.constant(shape, &numbers)
}

#[cfg(all(test, feature = "steps"))]
mod tests {
    use super::*;
    use crate::graph::ops::Input;
    use alloc::vec;
    use serde_json::json;

    fn shapes(config: Value, inputs: &[&[usize]]) -> Result<Vec<String>> {
        let steps = Steps::from_config(&config)?;
        let mut graph = Graph::new();
        let nodes: Vec<NodeId> = inputs.iter().map(|&shape| graph.leaf(Input, shape)).collect();
        let outputs = steps.trace(&mut graph, &nodes, &mut no_random)?;
        Ok(outputs.iter().map(|&output| graph.shape(output).to_string()).collect())
    }

    #[test]
    fn steps_give_the_shapes_of_numpy() {
        let one = |step: Value, inputs: &[&[usize]]| {
            let count = inputs.len();
            let config = json!({"inputs": count, "steps": [step], "outputs": [count]});
            shapes(config, inputs).map(|list| list[0].clone())
        };
        let cases = [
            (json!(["map", [0, 1], "a + b", {}]), vec![&[2, 1][..], &[3]], "(2, 3)"),
            (json!(["reduce", [0], "sum", [1]]), vec![&[2, 3]], "(2, 1)"),
            (json!(["reshape", [0], [3, -1]]), vec![&[2, 3]], "(3, 2)"),
            (json!(["reshape", [0], [-3, -1, -2]]), vec![&[2, 3]], "(3, 1, 2)"),
            (json!(["permute", [0], [1, 0]]), vec![&[2, 3]], "(3, 2)"),
            (json!(["slice", [0], 1, 1, null, null]), vec![&[2, 3]], "(2, 2)"),
            (json!(["slice", [0], 1, null, null, -2]), vec![&[2, 3]], "(2, 2)"),
            (json!(["slice", [0], 1, -1, null, null]), vec![&[2, 3]], "(2, 1)"),
            (json!(["concat", [0, 1], 1]), vec![&[2, 3], &[2, 1]], "(2, 4)"),
            (json!(["expand", [0], [4, -1, 3]]), vec![&[2, 1]], "(4, 2, 3)"),
            (json!(["matmul", [0, 1], false, true]), vec![&[5, 2, 3], &[4, 3]], "(5, 2, 4)"),
            (json!(["matmul", [0, 1], false, false]), vec![&[2, 3], &[5, 3, 1]], "(5, 2, 1)"),
            (json!(["constant", [], [2, 2], [1, 2, 3, 4]]), vec![], "(2, 2)"),
            (json!(["stop", [0]]), vec![&[2]], "(2,)"),
        ];
        for (step, inputs, expected) in cases {
            assert_eq!(one(step.clone(), &inputs).as_deref(), Ok(expected), "{step}");
        }
    }

    #[test]
    fn wrong_steps_are_refused() {
        let two = json!({"inputs": 1, "steps": [["stop", [1]]], "outputs": [1]});
        assert!(Steps::from_config(&two).is_err(), "a step takes its own value");
        for step in [
            json!(["reduce", [0], "sum", [7]]),
            json!(["permute", [0], [0, 0]]),
            json!(["slice", [0], 0, 5, null, null]),
            json!(["slice", [0], 0, null, null, 0]),
            json!(["expand", [0], [3, 5]]),
            json!(["reshape", [0], [-1, -1]]),
            json!(["reshape", [0], [-4, 6]]),
            json!(["what", [0]]),
            json!(["map", [0], "a +", {}]),
        ] {
            let config = json!({"inputs": 1, "steps": [step], "outputs": [1]});
            assert!(shapes(config, &[&[2, 3]]).is_err(), "{step}");
        }
    }
}
