//! Layers of all classes as operators: which code writes which class, and the classes that need little code.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::convolution;
use super::graph::{Attribute, Graph, Layer, Tensor};
use super::recurrent;

use Attribute::{Float, Int, Ints};

/// Layers that only act in training, that only add to the loss, or whose numbers a program makes before the model.
const IDENTITY: &[&str] = &[
    "ActivityRegularization",
    "AlphaDropout",
    "AugMix",
    "CutMix",
    "Dropout",
    "Equalization",
    "GaussianDropout",
    "GaussianNoise",
    "MixUp",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "Solarization",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "TextVectorization",
];

/// Writes a layer and returns its output.
pub(super) fn write(graph: &mut Graph, layer: &Layer<'_>, inputs: &[Tensor]) -> Result<Tensor> {
    let x = inputs.first().ok_or_else(|| layer.error("it has no input"))?;
    let axes = if layer.class.ends_with("1D") || layer.class.starts_with("Conv1D") { 1 } else { 2 };
    match layer.class {
        class if IDENTITY.contains(&class) => Ok(x.clone()),
        _ if layer.text("data_format") == "channels_first" => Err(layer.error(
            "its option \"data_format\" is channels_first, and only layers with channels_last are written",
        )),
        "Activation" => graph.activation(layer, layer.text("activation"), x.clone()),
        "ReLU" | "LeakyReLU" | "ELU" | "PReLU" | "Rescaling" => formula(graph, layer, x),
        "Dense" => dense(graph, layer, x),
        "Embedding" => embedding(graph, layer, x),
        "Flatten" | "Reshape" | "Permute" | "RepeatVector" => shape(graph, layer, x),
        "Softmax" => softmax(graph, layer, x),
        "BatchNormalization" | "LayerNormalization" | "GroupNormalization" | "RMSNormalization"
        | "UnitNormalization" => normalization(graph, layer, x),
        "Add" | "Subtract" | "Multiply" | "Average" | "Maximum" | "Minimum" | "Concatenate" | "Dot" => {
            merge(graph, layer, inputs)
        }
        "LSTM" | "GRU" | "SimpleRNN" | "Bidirectional" => recurrent::write(graph, layer, x),
        "Conv1D" | "Conv2D" | "DepthwiseConv1D" | "DepthwiseConv2D" | "SeparableConv1D"
        | "SeparableConv2D" => convolution::conv(graph, layer, x, axes),
        "Conv1DTranspose" | "Conv2DTranspose" => convolution::conv_transpose(graph, layer, x, axes),
        "MaxPooling1D" | "MaxPooling2D" | "AveragePooling1D" | "AveragePooling2D" => {
            convolution::pool(graph, layer, x, axes)
        }
        "GlobalMaxPooling1D" | "GlobalMaxPooling2D" | "GlobalAveragePooling1D" | "GlobalAveragePooling2D" => {
            convolution::global_pool(graph, layer, x, axes)
        }
        "ZeroPadding1D" | "ZeroPadding2D" | "Cropping1D" | "Cropping2D" => {
            convolution::borders(graph, layer, x, axes)
        }
        "UpSampling1D" | "UpSampling2D" => convolution::up_sampling(graph, layer, x, axes),
        "Masking" => Err(layer.error("ONNX has no masks")),
        _ => Err(layer.error("there is no ONNX operator for this class")),
    }
}

fn formula(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    let name = graph.any(x);
    let option = |key: &str, default: f64| layer.number(key).unwrap_or(default);
    let y = match layer.class {
        "LeakyReLU" => {
            graph.node("LeakyRelu", &[&name], &[("alpha", Float(option("negative_slope", 0.3) as f32))])
        }
        "ELU" => graph.node("Elu", &[&name], &[("alpha", Float(option("alpha", 1.0) as f32))]),
        "Rescaling" => {
            let [scale, offset] =
                [("scale", 1.0), ("offset", 0.0)].map(|(key, n)| graph.number(option(key, n)));
            let y = graph.op("Mul", &[&name, &scale]);
            graph.op("Add", &[&y, &offset])
        }
        "PReLU" => {
            let (shape, slope) = layer.weight(0)?;
            let last = graph.channels_last(x);
            let slope = graph.floats("alpha", shape, slope);
            let y = graph.op("PRelu", &[&last, &slope]);
            return Ok(Tensor::last(x.shape.clone(), y));
        }
        _ => {
            let (slope, threshold) = (option("negative_slope", 0.0), option("threshold", 0.0));
            match (slope == 0.0, threshold == 0.0, layer.number("max_value")) {
                (true, true, None) => graph.op("Relu", &[&name]),
                (true, true, Some(max)) => graph.clip(&name, 0.0, max),
                (false, true, None) => graph.node("LeakyRelu", &[&name], &[("alpha", Float(slope as f32))]),
                (true, false, None) => {
                    graph.node("ThresholdedRelu", &[&name], &[("alpha", Float(threshold as f32))])
                }
                _ => return Err(layer.error("ONNX has no operator with these options together")),
            }
        }
    };
    Ok(Graph::like(x, y))
}

fn dense(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    let (shape, kernel) = layer.weight(0)?;
    let mut out = x.shape.clone();
    if let (Some(last), Some(&units)) = (out.last_mut(), shape.get(1)) {
        *last = units;
    }
    let name = graph.channels_last(x);
    let kernel = graph.floats("kernel", shape, kernel);
    let bias = match layer.flag("use_bias") {
        true => {
            let (shape, bias) = layer.weight(1)?;
            Some(graph.floats("bias", shape, bias))
        }
        false => None,
    };
    let y = match (x.shape.len(), bias) {
        (1, Some(bias)) => graph.op("Gemm", &[&name, &kernel, &bias]),
        (_, bias) => {
            let y = graph.op("MatMul", &[&name, &kernel]);
            match bias {
                Some(bias) => graph.op("Add", &[&y, &bias]),
                None => y,
            }
        }
    };
    graph.activation(layer, layer.text("activation"), Tensor::last(out, y))
}

fn embedding(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    if layer.flag("mask_zero") {
        return Err(layer.error("option \"mask_zero\" is true, and ONNX has no masks"));
    }
    let (shape, table) = layer.weight(0)?;
    let name = graph.channels_last(x);
    let table = graph.floats("embeddings", shape, table);
    let places = graph.node("Cast", &[&name], &[("to", Int(7))]);
    let y = graph.op("Gather", &[&table, &places]);
    let mut out = x.shape.clone();
    out.extend(shape.get(1));
    Ok(Tensor::last(out, y))
}

fn shape(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    let name = graph.channels_last(x);
    let size: usize = x.shape.iter().product();
    match layer.class {
        "Flatten" => Ok(Tensor::last(vec![size], graph.op("Flatten", &[&name]))),
        "Reshape" => {
            let target = layer.list("target_shape");
            let known: i64 = target.iter().filter(|&&n| n > 0).product();
            let dims = target.iter().map(|&n| if n > 0 { n as usize } else { size / known.max(1) as usize });
            let dims: Vec<usize> = dims.collect();
            let y = graph.reshaped(&name, &dims);
            Ok(Tensor::last(dims, y))
        }
        "Permute" => {
            let dims = layer.list("dims");
            let out = dims.iter().map(|&k| x.shape.get(k as usize - 1).copied().unwrap_or(1)).collect();
            let order: Vec<i64> = [0].into_iter().chain(dims).collect();
            Ok(Tensor::last(out, graph.transposed(&name, &order)))
        }
        _ => {
            let n = layer.list("n").first().copied().unwrap_or(1);
            let (one, times) = (graph.list("axes", &[1]), graph.list("repeats", &[1, n, 1]));
            let y = graph.op("Unsqueeze", &[&name, &one]);
            let out = [n as usize].into_iter().chain(x.shape.iter().copied()).collect();
            Ok(Tensor::last(out, graph.op("Tile", &[&y, &times])))
        }
    }
}

fn softmax(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    let &[axis] = &*layer.list("axis") else {
        return Err(layer.error("it goes along several axes, and ONNX's operator along one"));
    };
    let axis = layer.axis(axis, x.shape.len())?;
    let name = graph.channels_last(x);
    let y = graph.node("Softmax", &[&name], &[("axis", Int(axis as i64))]);
    Ok(Tensor::last(x.shape.clone(), y))
}

/// A weight for the axes `first..` of a sample, as a constant that broadcasts over the others.
fn along(graph: &mut Graph, name: &str, values: &[f32], shape: &[usize], axes: &[usize]) -> String {
    let dims: Vec<usize> =
        shape.iter().enumerate().map(|(k, &n)| if axes.contains(&(k + 1)) { n } else { 1 }).collect();
    graph.floats(name, &dims, values)
}

fn normalization(graph: &mut Graph, layer: &Layer<'_>, x: &Tensor) -> Result<Tensor> {
    let rank = x.shape.len();
    let axes = layer.list("axis");
    let axes = axes.iter().map(|&axis| layer.axis(axis, rank)).collect::<Result<Vec<_>>>()?;
    let epsilon = layer.number("epsilon").unwrap_or(1e-3);
    let &[first, ..] = &*axes else { return Err(layer.error("its axis is missing")) };
    let n: usize = axes.iter().map(|&axis| x.shape[axis - 1]).product();
    let ends = axes.iter().copied().eq(rank + 1 - axes.len()..=rank);
    // Gamma and beta, or ones and zeros.
    let (scale, center) = (layer.flag("scale"), layer.flag("center"));
    let ones = vec![1.0; n];
    let zeros = vec![0.0; n];
    let gamma = if scale { &layer.weight(0)?.1 } else { &ones };
    let beta = if center { &layer.weight(usize::from(scale))?.1 } else { &zeros };
    let affine = usize::from(scale) + usize::from(center);
    match layer.class {
        "BatchNormalization" => {
            let (mean, variance) = (&layer.weight(affine)?.1, &layer.weight(affine + 1)?.1);
            if first == rank {
                let name = if rank > 1 { graph.channels_first(x) } else { graph.channels_last(x) };
                let lists = [("gamma", gamma), ("beta", beta), ("mean", mean), ("variance", variance)];
                let lists = lists.map(|(name, values)| graph.floats(name, &[n], values));
                let [a, b, c, d] = &lists;
                let momentum = layer.number("momentum").unwrap_or(0.99) as f32;
                let options = [("epsilon", Float(epsilon as f32)), ("momentum", Float(momentum))];
                let y = graph.node("BatchNormalization", &[&name, a, b, c, d], &options);
                let shape = x.shape.clone();
                return Ok(if rank > 1 { Tensor::first(shape, y) } else { Tensor::last(shape, y) });
            }
            // (x - mean) * gamma / sqrt(variance + epsilon) + beta
            let name = graph.channels_last(x);
            let mean = along(graph, "mean", mean, &x.shape, &axes);
            let variance = along(graph, "variance", variance, &x.shape, &axes);
            let gamma = along(graph, "gamma", gamma, &x.shape, &axes);
            let beta = along(graph, "beta", beta, &x.shape, &axes);
            let epsilon = graph.number(epsilon);
            let deviation = graph.op("Add", &[&variance, &epsilon]);
            let deviation = graph.op("Sqrt", &[&deviation]);
            let y = graph.op("Sub", &[&name, &mean]);
            let y = graph.op("Div", &[&y, &deviation]);
            let y = graph.op("Mul", &[&y, &gamma]);
            Ok(Tensor::last(x.shape.clone(), graph.op("Add", &[&y, &beta])))
        }
        "LayerNormalization" => {
            if !ends {
                return Err(layer.error("its axes are not the last ones"));
            }
            let name = graph.channels_last(x);
            let gamma = graph.floats("gamma", &x.shape[first - 1..], gamma);
            let beta = graph.floats("beta", &x.shape[first - 1..], beta);
            let options = [("axis", Int(first as i64)), ("epsilon", Float(epsilon as f32))];
            let y = graph.node("LayerNormalization", &[&name, &gamma, &beta], &options);
            Ok(Tensor::last(x.shape.clone(), y))
        }
        "GroupNormalization" => {
            if first != rank || rank < 2 {
                return Err(layer.error("its axis is not the last one of several"));
            }
            let groups = layer.list("groups").first().copied().unwrap_or(32);
            let groups = usize::try_from(groups).unwrap_or(n).max(1);
            let name = graph.channels_first(x);
            let size: usize = x.shape.iter().product();
            let y = graph.reshaped(&name, &[groups, size / groups]);
            let ones = graph.floats("ones", &[groups], &vec![1.0; groups]);
            let zeros = graph.floats("zeros", &[groups], &vec![0.0; groups]);
            let options = [("epsilon", Float(epsilon as f32))];
            let y = graph.node("InstanceNormalization", &[&y, &ones, &zeros], &options);
            let mut channels: Vec<usize> = vec![n];
            channels.extend(&x.shape[..rank - 1]);
            let y = graph.reshaped(&y, &channels);
            let mut dims = vec![1; rank];
            dims[0] = n;
            let (gamma, beta) = (graph.floats("gamma", &dims, gamma), graph.floats("beta", &dims, beta));
            let y = graph.op("Mul", &[&y, &gamma]);
            Ok(Tensor::first(x.shape.clone(), graph.op("Add", &[&y, &beta])))
        }
        class => {
            // Root mean square or Euclidean norm.
            let unit = class == "UnitNormalization";
            let name = graph.channels_last(x);
            let list: Vec<i64> = axes.iter().map(|&axis| axis as i64).collect();
            let squares = graph.op("Mul", &[&name, &name]);
            let norm = if unit {
                let (list, least) = (graph.list("axes", &list), graph.number(1e-24));
                let sum = graph.op("ReduceSum", &[&squares, &list]);
                graph.op("Max", &[&sum, &least])
            } else {
                let epsilon = graph.number(layer.number("epsilon").unwrap_or(1e-6));
                let mean = graph.node("ReduceMean", &[&squares], &[("axes", Ints(&list))]);
                graph.op("Add", &[&mean, &epsilon])
            };
            let norm = graph.op("Sqrt", &[&norm]);
            let mut y = graph.op("Div", &[&name, &norm]);
            if !unit {
                let scale = along(graph, "scale", &layer.weight(0)?.1, &x.shape, &axes);
                y = graph.op("Mul", &[&y, &scale]);
            }
            Ok(Tensor::last(x.shape.clone(), y))
        }
    }
}

fn merge(graph: &mut Graph, layer: &Layer<'_>, inputs: &[Tensor]) -> Result<Tensor> {
    if layer.class == "Dot" {
        return dot(graph, layer, inputs);
    }
    let rank = inputs.iter().map(|x| x.shape.len()).max().unwrap_or(0);
    let same = inputs.iter().all(|x| x.shape.len() == rank);
    // Channels stay first if they are first in all inputs.
    let first = same && inputs.iter().all(Tensor::is_first);
    let mut names = Vec::new();
    let mut shape = vec![1; rank];
    for x in inputs {
        let mut name = if first { graph.channels_first(x) } else { graph.channels_last(x) };
        let mut dims = x.shape.clone();
        if dims.len() < rank {
            // Keras adds axes of size 1 after the batch.
            dims = vec![1; rank - dims.len()].into_iter().chain(dims).collect();
            name = graph.reshaped(&name, &dims);
        }
        shape.iter_mut().zip(dims).for_each(|(size, n)| *size = (*size).max(n));
        names.push(name);
    }
    let refs: Vec<&str> = names.iter().map(String::as_str).collect();
    let y = match layer.class {
        "Concatenate" => {
            let axis = layer.list("axis").first().copied().unwrap_or(-1);
            let axis = layer.axis(axis, rank)?;
            shape[axis - 1] = inputs.iter().map(|x| x.shape.get(axis - 1).copied().unwrap_or(0)).sum();
            let place = match (first, axis == rank) {
                (true, true) => 1,
                (true, false) => axis + 1,
                _ => axis,
            };
            graph.node("Concat", &refs, &[("axis", Int(place as i64))])
        }
        "Subtract" => graph.op("Sub", &refs),
        "Multiply" => {
            let mut product = names[0].clone();
            for name in &names[1..] {
                product = graph.op("Mul", &[&product, name]);
            }
            product
        }
        "Average" => graph.op("Mean", &refs),
        "Maximum" => graph.op("Max", &refs),
        "Minimum" => graph.op("Min", &refs),
        _ if refs.len() == 2 => graph.op("Add", &refs),
        _ => graph.op("Sum", &refs),
    };
    Ok(if first { Tensor::first(shape, y) } else { Tensor::last(shape, y) })
}

/// `Dot` of matrices or vectors.
fn dot(graph: &mut Graph, layer: &Layer<'_>, inputs: &[Tensor]) -> Result<Tensor> {
    let [a, b] = inputs else { return Err(layer.error("expected two inputs")) };
    if layer.flag("normalize") {
        return Err(layer.error("option \"normalize\" is true; only false can be written"));
    }
    let axes = layer.list("axes");
    let mut names = Vec::new();
    let mut sides = Vec::new();
    for (k, x) in [a, b].into_iter().enumerate() {
        let given = axes.get(k).or(axes.last()).copied().unwrap_or(-1);
        let axis = layer.axis(given, x.shape.len())?;
        let mut name = graph.channels_last(x);
        let size = x.shape[axis - 1];
        let other = match *x.shape {
            [_] => 1,
            [rows, columns] => {
                if axis == 1 {
                    columns
                } else {
                    rows
                }
            }
            _ => return Err(layer.error("its inputs have more than 2 axes")),
        };
        // The first is a matrix (others, size), the second (size, others).
        let last = axis == x.shape.len();
        if x.shape.len() == 1 {
            let matrix = if k == 0 { [1, size] } else { [size, 1] };
            name = graph.reshaped(&name, &matrix);
        } else if last != (k == 0) {
            name = graph.transposed(&name, &[0, 2, 1]);
        }
        names.push(name);
        sides.push((x.shape.len() > 1).then_some(other));
    }
    let y = graph.op("MatMul", &[&names[0], &names[1]]);
    let mut shape: Vec<usize> = sides.into_iter().flatten().collect();
    if shape.is_empty() {
        shape.push(1);
    }
    let y = if shape.len() == 2 { y } else { graph.reshaped(&y, &shape) };
    Ok(Tensor::last(shape, y))
}
