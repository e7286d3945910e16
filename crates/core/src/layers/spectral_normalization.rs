//! `SpectralNormalization`: in each training step, divides a layer's kernel by an estimate of its largest singular value
//! (Miyato et al. 2018).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Entry, Layer, ReadEntry, Signal, Signals, Trace, WeightSpec};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{MatMul, Reduce, Reduction, Reshape, Stop};
use crate::graph::{Graph, NodeId};
use crate::initializers::Initializer;
use crate::shape::Shape;

/// A layer whose kernel is kept at a spectral norm of about 1. Weights: the layer's `kernel` or `embeddings`, `vector_u (1,
/// n)` for a kernel whose last axis has the size `n`, then the layer's other weights.
#[derive(Debug)]
pub struct SpectralNormalization {
    layer: Entry,
    /// Steps of the power iteration in each training step; 1 by default.
    power_iterations: usize,
}

impl SpectralNormalization {
    pub(super) fn from_config(config: &Config<'_>, read: ReadEntry) -> Result<Self> {
        let layer = Entry::wrapped(config, "layer", read, |_| {})?;
        Ok(Self { layer, power_iterations: config.sizes(1, "power_iterations", &[1])?[0] })
    }

    /// New values of `vector_u` and of the kernel.
    fn normalized(&self, graph: &mut Graph, kernel: NodeId, vector: NodeId) -> Result<[NodeId; 2]> {
        let shape = graph.shape(kernel).clone();
        let columns = shape.last_axis();
        let rows = Shape::from([shape.size() / columns.max(1), columns]);
        let matrix = graph.push(Reshape { shape: rows }, &[kernel])?;
        let unit = |graph: &mut Graph, x: NodeId| -> Result<NodeId> {
            let squares = graph.map("x * x", &[("x", x)], &[])?;
            let sum = Reduce::all(Reduction::Sum, graph, squares)?;
            // Keras limits the factor by its `epsilon()`.
            graph.map("x * min(1 / sqrt(s), 10000000)", &[("x", x), ("s", sum)], &[])
        };
        let (mut u, mut product) = (vector, vector);
        for _ in 0..self.power_iterations {
            let v = graph.push(MatMul::new(false, true), &[u, matrix])?;
            let v = unit(graph, v)?;
            product = graph.push(MatMul::default(), &[v, matrix])?;
            u = unit(graph, product)?;
        }
        let sigma = graph.push(MatMul::new(false, true), &[product, u])?;
        let sigma = graph.push(Reshape { shape: [1].into() }, &[sigma])?;
        let sizes = graph.map("abs(w)", &[("w", kernel)], &[])?;
        let any = Reduce::all(Reduction::Max, graph, sizes)?;
        // A kernel of zeros stays what it is.
        let kernel = graph.map("n > 0 ? w / s : w", &[("w", kernel), ("n", any), ("s", sigma)], &[])?;
        let u = graph.map("n > 0 ? u : v", &[("u", u), ("n", any), ("v", vector)], &[])?;
        Ok([graph.push(Stop, &[u])?, graph.push(Stop, &[kernel])?])
    }
}

impl Layer for SpectralNormalization {
    fn class_name(&self) -> &'static str {
        "SpectralNormalization"
    }

    fn config(&self) -> Value {
        members([("layer", self.layer.serialized()), ("power_iterations", self.power_iterations.into())])
    }

    fn arguments(&self) -> String {
        let layer = &self.layer.layer;
        let iterations = match self.power_iterations {
            1 => String::new(),
            iterations => format!(", power_iterations={iterations}"),
        };
        format!("layers.{}({}){iterations}", layer.class_name(), layer.arguments())
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let mut weights = self.layer.wrapped_weights("", inputs)?;
        let class = self.layer.layer.class_name();
        let named = |spec: &WeightSpec| spec.name.ends_with("/kernel") || spec.name.ends_with("/embeddings");
        match weights.first().filter(|first| named(first) && self.layer.layer.goes_backwards().is_none()) {
            Some(kernel) => {
                let options = members([("mean", 0.0.into()), ("stddev", 0.02.into())]);
                let start = members([("class_name", "TruncatedNormal".into()), ("config", options)]);
                let start = Initializer::from_config(&start).map_err(|error| format!("{error}"))?;
                let u = WeightSpec::state("vector_u", [1, kernel.shape.last_axis()], start);
                weights.insert(1, u);
                Ok(weights)
            }
            None => {
                Err(format!("option \"layer\" is a {class}; expected a layer with a kernel or embeddings"))
            }
        }
    }

    fn call_form(&self) -> CallForm {
        self.layer.layer.call_form()
    }

    fn vocabulary(&self, input: usize) -> Option<usize> {
        self.layer.layer.vocabulary(input)
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], weights: &[NodeId]) -> Result<Signals> {
        let [kernel, vector, rest @ ..] = weights else { return Err(Error::invalid("has too few weights")) };
        let mut own = Vec::from([*kernel]);
        if trace.training {
            if trace.current(*kernel) != *kernel {
                return Err(Error::invalid("is used twice in a training step, which is not supported"));
            }
            let [u, normalized] = self.normalized(trace.graph, *kernel, *vector)?;
            trace.assign(*vector, u);
            trace.assign(*kernel, normalized);
            own[0] = normalized;
        }
        own.extend(rest);
        self.layer.call(trace, inputs, &own)
    }
}
