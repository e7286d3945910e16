//! `EinsumDense`: the product of the input and a kernel by an equation such as `abc,cd->abd`, plus a bias.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use serde_json::Value;

use super::{Layer, Signal, Signals, Trace, WeightOptions, WeightSpec, single, single_shape};
use crate::activations::Activation;
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{BatchMatMul, MatMul, Reduce, Reduction, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::{Shape, product};

/// A dense layer whose sums an equation states. Weights: `kernel`, with the axes of the equation's second term, and `bias`,
/// with those of `bias_axes`.
#[derive(Debug, Clone, PartialEq)]
pub struct EinsumDense {
    /// `[X],[Y]->[Z]`, with `...` for further axes of the input at the start or at the end of X and Z.
    equation: String,
    /// The output's axes after the batch; `None` for an axis whose size the input has.
    output_shape: Vec<Option<usize>>,
    /// The output's axes that the bias has; none without a bias.
    bias_axes: Option<String>,
    activation: Activation,
    kernel: WeightOptions,
    bias: WeightOptions,
}

/// The axes of input, kernel and output, each by a letter, and the sizes that are known.
struct Axes {
    input: Vec<char>,
    kernel: Vec<char>,
    output: Vec<char>,
    sizes: Vec<(char, usize)>,
}

impl Axes {
    fn size(&self, letter: char) -> usize {
        self.sizes.iter().find(|(known, _)| *known == letter).map_or(1, |&(_, size)| size)
    }

    fn shape(&self, letters: &[char]) -> Vec<usize> {
        letters.iter().map(|&letter| self.size(letter)).collect()
    }
}

/// The letters of a term. `...` becomes as many letters as the input has further axes.
fn letters(term: &str, further: usize) -> Option<Vec<char>> {
    let named = |text: &str| {
        text.chars().map(|c| c.is_ascii_alphabetic().then_some(c)).collect::<Option<Vec<char>>>()
    };
    let elided = || (0..further).filter_map(|k| char::from_u32(0x3b1 + k as u32));
    match term.split_once("...") {
        None => named(term),
        Some((before, after)) => {
            let mut all = named(before)?;
            all.extend(elided());
            all.extend(named(after)?);
            Some(all)
        }
    }
}

impl EinsumDense {
    pub(super) fn from_config(config: &Config<'_>) -> Result<Self> {
        let text = |key: &str| config.get(key).and_then(Value::as_str).map(String::from);
        let form = || config.error("option \"equation\" is missing; expected a text such as \"abc,cd->abd\"");
        let whole = |size: &Value| match size {
            Value::Null => Some(None),
            size => {
                size.as_u64().and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0).map(Some)
            }
        };
        let output = config.get("output_shape").unwrap_or(&Value::Null);
        let sizes = match output {
            Value::Array(sizes) => sizes.iter().map(whole).collect(),
            Value::Null => None,
            size => whole(size).map(|size| vec![size]),
        };
        let expected = "a whole number of at least 1, or a list of such and of null";
        Ok(Self {
            equation: text("equation").ok_or_else(form)?,
            output_shape: sizes.ok_or_else(|| config.wrong("output_shape", output, expected))?,
            bias_axes: text("bias_axes"),
            activation: config.activation("activation")?,
            kernel: config.weight("kernel", Initializer::GLOROT_UNIFORM)?,
            bias: config.weight("bias", Initializer::ZEROS)?,
        })
    }

    /// The axes for samples of this shape.
    fn axes(&self, sample: &Shape) -> Result<Axes, String> {
        let wrong = |why: &str| format!("option \"equation\" is \"{}\": {why}", self.equation);
        let expected = "expected [X],[Y]->[Z], ...[X],[Y]->...[Z] or [X]...,[Y]->[Z]...";
        let (terms, output) = self.equation.split_once("->").ok_or_else(|| wrong(expected))?;
        let (input, kernel) = terms.split_once(',').ok_or_else(|| wrong(expected))?;
        let rank = sample.len() + 1;
        let elided = input.contains("...");
        let own = input.chars().filter(|&c| c != '.').count();
        if own > rank || (!elided && own != rank) || elided != output.contains("...") || kernel.contains('.')
        {
            return Err(wrong(&format!("it does not fit samples of shape {sample}")));
        }
        let read = |term: &str| letters(term, rank - own).ok_or_else(|| wrong(expected));
        let (input, kernel, output) = (read(input)?, read(kernel)?, read(output)?);
        for term in [&input, &kernel, &output] {
            if (1..term.len()).any(|at| term[..at].contains(&term[at])) {
                return Err(wrong("a letter stands twice in one term"));
            }
        }
        // The first axis is the batch's, whose size follows from the input.
        let mut sizes: Vec<(char, usize)> =
            input.iter().copied().skip(1).zip(sample.iter().copied()).collect();
        let elided = rank - own;
        // The option states only the axes that are not elided.
        let stated = output
            .iter()
            .filter(|letter| letter.is_ascii() || elided == 0)
            .skip(usize::from(output.first().is_some_and(char::is_ascii)));
        for (&letter, &size) in stated.zip(&self.output_shape) {
            let known = sizes.iter().find(|(known, _)| *known == letter).map(|&(_, size)| size);
            match (known, size) {
                (Some(known), Some(size)) if known != size => {
                    return Err(format!(
                        "axis {letter} is {known} in the input and {size} in option \"output_shape\""
                    ));
                }
                (None, Some(size)) => sizes.push((letter, size)),
                _ => {}
            }
        }
        let axes = Axes { input, kernel, output, sizes };
        let first = axes.input.first();
        for &letter in axes.kernel.iter().chain(&axes.output) {
            let known = Some(&letter) == first || axes.sizes.iter().any(|&(known, _)| known == letter);
            if !known {
                return Err(wrong(&format!("the size of axis {letter} is not known")));
            }
        }
        if first != axes.output.first() || axes.kernel.iter().any(|letter| Some(letter) == first) {
            return Err(wrong("the first axis must be the batch, of input and output alone"));
        }
        if axes.output.iter().any(|letter| !axes.input.contains(letter) && !axes.kernel.contains(letter)) {
            return Err(wrong("the output has an axis that neither input nor kernel has"));
        }
        if axes.kernel.iter().any(|letter| !axes.input.contains(letter) && !axes.output.contains(letter)) {
            return Err(wrong("the kernel has an axis that neither input nor output has"));
        }
        Ok(axes)
    }

    /// The shape of the bias, from its first axis in the output to the end.
    fn bias_shape(&self, axes: &Axes) -> Result<Option<Shape>, String> {
        let Some(bias) = &self.bias_axes else { return Ok(None) };
        let at = bias.chars().map(|letter| axes.output.iter().position(|&other| other == letter));
        let at: Option<Vec<usize>> = at.collect();
        let at = at.filter(|at| !at.contains(&0) && !at.is_empty());
        let first = at.as_ref().and_then(|at| at.iter().min().copied());
        let (Some(at), Some(first)) = (at, first) else {
            return Err(format!(
                "option \"bias_axes\" is \"{bias}\"; expected axes of the output without the batch"
            ));
        };
        let dims =
            (first..axes.output.len()).map(|k| if at.contains(&k) { axes.size(axes.output[k]) } else { 1 });
        Ok(Some(dims.collect::<Vec<_>>().into()))
    }
}

/// `x` with its axes, named by `from`, in the order `to`.
fn ordered(graph: &mut Graph, x: NodeId, from: &[char], to: &[char]) -> Result<NodeId> {
    let order: Vec<usize> =
        to.iter().filter_map(|letter| from.iter().position(|other| other == letter)).collect();
    graph.push(View::of(graph.shape(x)).permuted(&order), &[x])
}

/// The product of `x` and `kernel`.
fn einsum(graph: &mut Graph, axes: &Axes, x: NodeId, kernel: NodeId) -> Result<NodeId> {
    let in_kernel = |letter: &&char| axes.kernel.contains(*letter);
    let in_output = |letter: &&char| axes.output.contains(*letter);
    let (shared, own): (Vec<&char>, Vec<&char>) = axes.input.iter().partition(in_kernel);
    // An axis of the input alone is summed.
    let (kept, summed): (Vec<&char>, Vec<&char>) = own.into_iter().partition(in_output);
    let (batch, contracted): (Vec<&char>, Vec<&char>) = shared.into_iter().partition(in_output);
    let wide = axes.kernel.iter().filter(|letter| !axes.input.contains(letter));
    let own = |letters: Vec<&char>| letters.into_iter().copied().collect::<Vec<char>>();
    let (kept, summed, batch, contracted) = (own(kept), own(summed), own(batch), own(contracted));
    let wide: Vec<char> = wide.copied().collect();
    let mut x = x;
    let samples = graph.shape(x)[0];
    let size = |letters: &[char]| {
        product(&axes.shape(letters)[..]) * if letters.contains(&axes.input[0]) { samples } else { 1 }
    };
    if !summed.is_empty() {
        let at = summed.iter().filter_map(|letter| axes.input.iter().position(|other| other == letter));
        let at: Vec<usize> = at.collect();
        x = graph.push(Reduce { reduction: Reduction::Sum, axes: at }, &[x])?;
    }
    let x = ordered(graph, x, &axes.input, &[&batch[..], &kept, &contracted, &summed].concat())?;
    let kernel = ordered(graph, kernel, &axes.kernel, &[&batch[..], &contracted, &wide].concat())?;
    let (b, m, c, n) = (size(&batch), size(&kept), size(&contracted), size(&wide));
    let y = if batch.is_empty() {
        let x = graph.push(Reshape { shape: [m, c].into() }, &[x])?;
        let kernel = graph.push(Reshape { shape: [c, n].into() }, &[kernel])?;
        graph.push(MatMul::default(), &[x, kernel])?
    } else {
        let x = graph.push(Reshape { shape: [b, m, c].into() }, &[x])?;
        let kernel = graph.push(Reshape { shape: [b, c, n].into() }, &[kernel])?;
        graph.push(BatchMatMul::default(), &[x, kernel])?
    };
    let result = [&batch[..], &kept, &wide].concat();
    let dims = result.iter().map(|&letter| if letter == axes.input[0] { samples } else { axes.size(letter) });
    let y = graph.push(Reshape { shape: dims.collect::<Vec<_>>().into() }, &[y])?;
    ordered(graph, y, &result, &axes.output)
}

impl Layer for EinsumDense {
    fn class_name(&self) -> &'static str {
        "EinsumDense"
    }

    fn config(&self) -> Value {
        let sizes: Value = self.output_shape.iter().copied().map(Value::from).collect();
        let mut config = members([
            ("equation", self.equation.as_str().into()),
            ("output_shape", sizes),
            ("activation", self.activation.name().into()),
            ("bias_axes", self.bias_axes.clone().map_or(Value::Null, Value::from)),
        ]);
        self.kernel.write(&mut config, "kernel");
        self.bias.write(&mut config, "bias");
        config
    }

    fn arguments(&self) -> String {
        let size = |size: &Option<usize>| size.map_or("None".into(), |size| size.to_string());
        let sizes: Vec<String> = self.output_shape.iter().map(size).collect();
        let shape = if let [one] = &sizes[..] { one.clone() } else { format!("({})", sizes.join(", ")) };
        let mut text = format!("\"{}\", output_shape={shape}", self.equation);
        if let Some(axes) = &self.bias_axes {
            text += &format!(", bias_axes=\"{axes}\"");
        }
        if self.activation != Activation::LINEAR {
            text += &format!(", activation=\"{}\"", self.activation.name());
        }
        text
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let axes = self.axes(single_shape(inputs)?)?;
        let place = |letter: &char| axes.output.contains(letter);
        let outputs: Vec<usize> = (0..axes.kernel.len()).filter(|&at| place(&axes.kernel[at])).collect();
        let inputs: Vec<usize> = (0..axes.kernel.len()).filter(|&at| !place(&axes.kernel[at])).collect();
        let mut kernel = self.kernel.clone();
        kernel.initializer = kernel.initializer.with_axes(&inputs, &outputs);
        let mut weights = vec![kernel.spec("kernel", axes.shape(&axes.kernel))?];
        if let Some(shape) = self.bias_shape(&axes)? {
            weights.push(self.bias.spec("bias", shape)?);
        }
        Ok(weights)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let graph = &mut *trace.graph;
        let axes = self.axes(&graph.shape(input.node).sample()).map_err(Error::invalid)?;
        let mut y = einsum(graph, &axes, input.node, weights[0])?;
        if let Some(&bias) = weights.get(1) {
            y = graph.map("y + b", &[("y", y), ("b", bias)], &[])?;
        }
        // In Keras it does not pass masks on.
        Ok(self.activation.trace(graph, y)?.into())
    }
}
