//! Changes of the values of pictures: `RandomBrightness`, `RandomContrast`, `RandomHue` and their like. The random ones act
//! in training only, differently for each sample. One table lists them.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::random_warp::{range, range_text};
use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{DepthwiseConv2d, Iota, Reduce, Reduction, Reshape, Stop, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;

/// A range of random numbers: the option, its bounds, and its default if it has one.
#[derive(Debug, PartialEq)]
struct RangeRow(&'static str, [f64; 2], Option<[f64; 2]>);

/// A class, its ranges, and the formula of the result. The formula may use
/// - `x`, and for each picture the random numbers `u0` and `u1` in `[0, 1)`;
/// - `a0` to `a1`, the first range, and `b0` to `b1`, the second;
/// - `low` and `high`, the option `value_range`;
/// - `mean`, `most` and `least` of each channel;
/// - `smooth`, the picture blurred;
/// - the channels `red`, `green`, `blue`, and `k`, the number of the channel that is computed;
/// - `gray`, `hue` and the like, which stand for the texts of [`TERMS`];
/// - `bytes`, the values of `x` as they are in a range from 0 to 255;
/// - `across` and `down`, which are 1 for the columns and rows of the erased rectangle, else 0.
#[derive(Debug, PartialEq)]
struct ColorRow(&'static str, &'static [RangeRow], &'static str);

const UNIT: [f64; 2] = [0.0, 1.0];
const BOTH: [f64; 2] = [-1.0, 1.0];

const TABLE: &[ColorRow] = &[
    ColorRow(
        "RandomBrightness",
        &[RangeRow("factor", BOTH, None)],
        "clip(x + first * (high - low), low, high)",
    ),
    ColorRow(
        "RandomContrast",
        &[RangeRow("factor", UNIT, None)],
        "clip((x - mean) * (1 - a0 + u0 * (a0 + a1)) + mean, low, high)",
    ),
    ColorRow(
        "RandomSaturation",
        &[RangeRow("factor", BOTH, None)],
        "f = first; s = clip(saturation * (f / (1 - f + 0.0000001)), low, high); h = hue; v = top; rgb",
    ),
    ColorRow(
        "RandomHue",
        &[RangeRow("factor", UNIT, None)],
        "s = saturation; h = hue + (u1 > 0.5 ? -0.5 : 0.5) * first; h = h > 1 ? h - 1 : h; h = h < 0 ? h + 1 : h; \
         v = top; low + clip(rgb, 0, 1) * (high - low)",
    ),
    ColorRow(
        "RandomColorDegeneration",
        &[RangeRow("factor", BOTH, None)],
        "clip(x + first * (gray - x), low, high)",
    ),
    ColorRow("RandomGrayscale", &[RangeRow("factor", UNIT, Some([0.5, 0.5]))], "u0 < a1 ? gray : x"),
    ColorRow("RandomInvert", &[RangeRow("factor", UNIT, Some(UNIT))], "u1 < first ? high - x : x"),
    ColorRow(
        "RandomSharpness",
        &[RangeRow("factor", UNIT, None)],
        "clip(x + (1 - 2 * first) * (smooth - x), low, high)",
    ),
    ColorRow(
        "RandomGaussianBlur",
        &[RangeRow("factor", UNIT, Some(UNIT)), RangeRow("sigma", UNIT, Some(UNIT))],
        "clip(u1 < first ? smooth : x, low, high)",
    ),
    ColorRow(
        "RandomPosterization",
        &[RangeRow("factor", [1.0, 8.0], None)],
        "n = floor(a0) + floor(u0 * (a1 - a0)); step = n > 7 ? 1 : n > 6 ? 2 : n > 5 ? 4 : n > 4 ? 8 : n > 3 ? 16 : \
         n > 2 ? 32 : n > 1 ? 64 : 128; low + floor(floor(bytes) / step) * step / 255 * (high - low)",
    ),
    ColorRow(
        "RandomErasing",
        &[RangeRow("factor", UNIT, Some(UNIT)), RangeRow("scale", UNIT, Some([0.02, 0.33]))],
        "across * down * (u1 < first) > 0 ? clip(fill, low, high) : x",
    ),
    ColorRow(
        "Solarization",
        &[
            RangeRow("addition_factor", UNIT, Some([0.0; 2])),
            RangeRow("threshold_factor", UNIT, Some([0.0; 2])),
        ],
        "y = clip(bytes + a0 + u0 * (a1 * 255 - a0), 0, 255); \
         low + (y < b0 + u1 * (b1 * 255 - b0) ? y : 255 - y) / 255 * (high - low)",
    ),
    ColorRow(
        "AutoContrast",
        &[],
        "span = most - least; \
         span > 0 ? clip(low + (x - least) / max(span, tiny) * (high - low), low, high) : x",
    ),
];

/// Terms of the formulas with their texts. The formulas between colours are TensorFlow's `rgb_to_hsv` and `hsv_to_rgb`;
/// `rgb` is made of hue `h`, saturation `s` and value `v`.
const TERMS: [(&str, &str); 5] = [
    ("first", "(a0 + u0 * (a1 - a0))"),
    ("gray", "(0.2989 * red + 0.587 * green + 0.114 * blue)"),
    ("saturation", "(top > 0 ? span / max(top, tiny) : 0)"),
    ("hue", "(turn < 0 ? turn + 1 : turn)"),
    (
        "rgb",
        "((1 - s + s * clip(k == 0 ? abs(h * 6 - 3) - 1 : k == 1 ? 2 - abs(h * 6 - 2) : 2 - abs(h * 6 - 4), 0, 1)) * v)",
    ),
];

/// What comes before a formula with a hue or a saturation: the value `top`, and the hue `turn` as it is computed.
const TOP: &str = "top = max(max(red, green), blue); span = top - min(min(red, green), blue); n = 6 * max(span, tiny); \
                   turn = span > 0 ? top == red ? (green - blue) / n : \
                   top == green ? (blue - red) / n + 0.3333333333333333 : (red - green) / n + 0.6666666666666666 : 0; ";

/// What `RandomColorJitter` does one after the other: the option and the class.
const JITTER: [(&str, &str); 4] = [
    ("brightness_factor", "RandomBrightness"),
    ("contrast_factor", "RandomContrast"),
    ("saturation_factor", "RandomSaturation"),
    ("hue_factor", "RandomHue"),
];

/// One change: its row of the table, and its ranges.
#[derive(Debug, Clone, PartialEq)]
struct Stage {
    row: &'static ColorRow,
    ranges: Vec<[f64; 2]>,
}

/// Changes the values of each picture `(height, width, channels)`; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomColor {
    class: &'static str,
    stages: Vec<Stage>,
    /// The smallest and the largest value of the pictures; 0 to 255 by default.
    value_range: [f64; 2],
    /// For `RandomGaussianBlur`: the size of its window, down and across; 3 by default.
    kernel_size: [usize; 2],
    /// For `RandomErasing`: one value or one for each channel. Without it, normal random numbers times the largest value.
    fill: Vec<f64>,
}

impl Stage {
    fn of(class: &str) -> Option<&'static ColorRow> {
        TABLE.iter().find(|row| row.0 == class)
    }

    /// The stage of `class`. Its only range is the option `key`, if that is given.
    fn read(config: &Config<'_>, class: &str, key: Option<&'static str>) -> Result<Self> {
        let row = Self::of(class).ok_or_else(|| config.unknown_class())?;
        let read = |RangeRow(own, bounds, default): &RangeRow| {
            let key = key.unwrap_or(own);
            match default {
                Some(default) if config.get(key).is_none() => Ok(*default),
                // `RandomGrayscale` has one number instead of a range.
                Some([a, b]) if a == b && *a > 0.0 => config
                    .number(key, *a, "a number from 0 to 1", |p| (0.0..=1.0).contains(&p))
                    .map(|p| [p, p]),
                _ => range(config, key, *bounds, true),
            }
        };
        Ok(Self { row, ranges: row.1.iter().map(read).collect::<Result<_>>()? })
    }
}

impl RandomColor {
    pub(super) fn from_config(class: &'static str, config: &Config<'_>) -> Result<Self> {
        let mut stages = Vec::new();
        if Stage::of(class).is_some() {
            stages.push(Stage::read(config, class, None)?);
        } else {
            for (key, class) in JITTER.iter().filter(|(key, _)| config.get(key).is_some()) {
                stages.push(Stage::read(config, class, Some(key))?);
            }
        }
        let value_range = match config.get("value_range") {
            None => [0.0, 255.0],
            Some(value) if value.is_array() => range(config, "value_range", [f64::MIN, f64::MAX], false)?,
            Some(value) => return Err(config.wrong("value_range", value, "a pair of numbers")),
        };
        let (mut kernel_size, mut fill) = ([3, 3], Vec::new());
        if class == "RandomGaussianBlur" {
            let sizes = config.sizes(2, "kernel_size", &kernel_size)?;
            kernel_size = [sizes[0], sizes[1]];
            if let Some(size) = kernel_size.iter().find(|size| **size % 2 == 0) {
                return Err(config.wrong("kernel_size", &(*size).into(), "odd sizes"));
            }
        }
        if class == "RandomErasing" {
            fill = config.numbers("fill_value", "a number, or one for each channel")?;
        }
        Ok(Self { class, stages, value_range, kernel_size, fill })
    }

    /// True for `RandomGrayscale`, which has no range of values.
    fn is_grayscale(&self) -> bool {
        self.class == "RandomGrayscale"
    }

    /// A blurred picture, with zeros around it.
    fn smooth(&self, trace: &mut Trace<'_>, x: NodeId, stage: &Stage) -> Result<NodeId> {
        let blur = self.class == "RandomGaussianBlur";
        let [height, width] = if blur { self.kernel_size } else { [3, 3] };
        let taps = if blur {
            let [low, high] = stage.ranges[1];
            let mut sides = Vec::new();
            for (place, size) in [height, width].into_iter().enumerate() {
                // As in Keras, all pictures of a batch have the same two deviations.
                let u = trace.uniform(8 + place as u32, [1].into())?;
                let graph = &mut *trace.graph;
                let at = graph.push(Iota::new(size), &[])?;
                let constants = [("low", low), ("high", high), ("c", (size - 1) as f64 / 2.0)];
                let formula = "exp(-0.5 * square((i - c) / (low + u * (high - low) + 0.000001)))";
                let side = graph.map(formula, &[("i", at), ("u", u)], &constants)?;
                let sum = Reduce::all(Reduction::Sum, graph, side)?;
                sides.push(graph.map("k / s", &[("k", side), ("s", sum)], &[])?);
            }
            // Keras makes the product the other way round and reads its numbers in the shape of the window.
            let across = trace.graph.push(Reshape { shape: [1, height].into() }, &[sides[0]])?;
            let down = trace.graph.push(Reshape { shape: [width, 1].into() }, &[sides[1]])?;
            trace.graph.map("a * b", &[("a", across), ("b", down)], &[])?
        } else {
            let at = trace.graph.push(Iota::new(9), &[])?;
            trace.graph.map("k == 4 ? 5 / 13 : 1 / 13", &[("k", at)], &[])?
        };
        let graph = &mut *trace.graph;
        let shape = graph.shape(x).clone();
        let taps = graph.push(Reshape { shape: [height, width, 1].into() }, &[taps])?;
        let channels = graph.push(Iota::new(shape[3]), &[])?;
        let filter = graph.map("k + 0 * c", &[("k", taps), ("c", channels)], &[])?;
        let around = [[0; 2], [height / 2; 2], [width / 2; 2], [0; 2]];
        let padded = graph.push(View::padding(&shape, &around), &[x])?;
        graph.push(DepthwiseConv2d { strides: [1, 1], dilation: [1, 1] }, &[padded, filter])
    }

    /// The value of an erased place.
    fn filled(&self, trace: &mut Trace<'_>, shape: &Shape) -> Result<NodeId> {
        if self.fill.is_empty() {
            let [u, v] = [trace.uniform(10, shape.clone())?, trace.uniform(11, shape.clone())?];
            // A normal number from two uniform ones (Box & Muller 1958).
            let formula = "high * sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v)";
            return trace.graph.map(formula, &[("u", u), ("v", v)], &[("high", self.value_range[1])]);
        }
        if self.fill.len() > 1 && self.fill.len() != shape.last_axis() {
            return Err(Error::invalid(format!(
                "option \"fill_value\" has {} numbers; expected 1, or {}, one for each channel",
                self.fill.len(),
                shape.last_axis()
            )));
        }
        trace.graph.vector(&self.fill)
    }

    /// 1 for the rows (axis 1) or columns (axis 2) of each picture's erased rectangle, else 0.
    fn erased(&self, trace: &mut Trace<'_>, stage: &Stage, shape: &Shape, axis: usize) -> Result<NodeId> {
        let mut uniform = |place: u32| trace.uniform(place + axis as u32, [shape[0], 1, 1, 1].into());
        let [u, v] = [uniform(2)?, uniform(4)?];
        let mut dims = [1; 3];
        dims[axis - 1] = shape[axis];
        let index = trace.graph.push(Iota::new(shape[axis]), &[])?;
        let index = trace.graph.push(Reshape { shape: dims.into() }, &[index])?;
        let [from, to] = stage.ranges[1];
        let formula =
            "side = n * sqrt(from + u * (to - from)); at = i - v * (n - side); (at >= 0) * (at < side)";
        let constants = [("n", shape[axis] as f64), ("from", from), ("to", to)];
        trace.graph.map(formula, &[("i", index), ("u", u), ("v", v)], &constants)
    }

    /// Adds one change to the graph.
    fn apply(&self, trace: &mut Trace<'_>, stage: &Stage, mut x: NodeId, place: u32) -> Result<NodeId> {
        let shape = trace.graph.shape(x).clone();
        let [low, high] = self.value_range;
        if stage.row.2.contains("rgb") {
            // TensorFlow has no gradient of its conversions between colours.
            x = trace.graph.push(Stop, &[x])?;
        }
        if stage.row.0 == "RandomHue" {
            let constants = [("low", low), ("high", high)];
            x = trace.graph.map("(x - low) / (high - low)", &[("x", x)], &constants)?;
        }
        let mut formula = String::from(stage.row.2);
        for (term, text) in TERMS {
            formula = formula.replace(term, text);
        }
        if formula.contains("top") {
            formula = format!("{TOP}{formula}");
        }
        // Where nothing needs to be scaled, whole numbers stay whole.
        let plain = self.value_range == [0.0, 255.0];
        formula = formula.replace("bytes", if plain { "x" } else { "((x - low) / (high - low) * 255)" });
        let uses = |name: &str| formula.contains(name);
        let mut inputs = alloc::vec![("x", x)];
        if uses("red") {
            // A picture of one channel is gray already.
            let channels = [("red", 0), ("green", 1), ("blue", 2)];
            for (name, channel) in channels {
                let channel = if self.is_grayscale() && shape[3] == 1 { 0 } else { channel };
                let view = View::of(&shape).sliced(3, channel, 1);
                inputs.push((name, trace.graph.push(view, &[x])?));
            }
            inputs.push(("k", trace.graph.push(Iota::new(shape[3]), &[])?));
        }
        for (at, name) in ["u0", "u1"].into_iter().enumerate() {
            if uses(name) {
                inputs.push((name, trace.uniform(16 * place + at as u32, [shape[0], 1, 1, 1].into())?));
            }
        }
        let over =
            |graph: &mut Graph, reduction, x| graph.push(Reduce { reduction, axes: [1, 2].into() }, &[x]);
        if uses("mean") {
            inputs.push(("mean", over(trace.graph, Reduction::Mean, x)?));
        }
        if uses("least") {
            inputs.push(("most", over(trace.graph, Reduction::Max, x)?));
            let negative = trace.graph.map("-x", &[("x", x)], &[])?;
            let most = over(trace.graph, Reduction::Max, negative)?;
            inputs.push(("least", trace.graph.map("-x", &[("x", most)], &[])?));
        }
        if uses("smooth") {
            inputs.push(("smooth", self.smooth(trace, x, stage)?));
        }
        if uses("fill") {
            inputs.push(("fill", self.filled(trace, &shape)?));
            for (name, axis) in [("across", 2), ("down", 1)] {
                inputs.push((name, self.erased(trace, stage, &shape, axis)?));
            }
        }
        let pair = |at: usize| stage.ranges.get(at).copied().unwrap_or_default();
        let ([a0, a1], [b0, b1]) = (pair(0), pair(1));
        let constants =
            [("a0", a0), ("a1", a1), ("b0", b0), ("b1", b1), ("low", low), ("high", high), ("tiny", 1e-30)];
        trace.graph.map(&formula, &inputs, &constants)
    }
}

impl Layer for RandomColor {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        let mut config = members([]);
        if !self.is_grayscale() {
            config["value_range"] = self.value_range.to_vec().into();
        }
        if self.class != "AutoContrast" {
            config["seed"] = Value::Null;
        }
        if self.class == "RandomColorJitter" {
            for (key, class) in JITTER {
                let stage = self.stages.iter().find(|stage| stage.row.0 == class);
                config[key] = stage.map_or(Value::Null, |stage| stage.ranges[0].to_vec().into());
            }
            return config;
        }
        for stage in &self.stages {
            for (RangeRow(key, ..), range) in stage.row.1.iter().zip(&stage.ranges) {
                config[*key] = if self.is_grayscale() { range[0].into() } else { range.to_vec().into() };
            }
        }
        match self.class {
            "RandomGaussianBlur" => config["kernel_size"] = self.kernel_size.to_vec().into(),
            "RandomErasing" => {
                config["fill_value"] = match self.fill[..] {
                    [] => Value::Null,
                    [value] => value.into(),
                    _ => self.fill.clone().into(),
                };
            }
            // Keras's random integers want integers.
            "RandomPosterization" => {
                config["factor"] = self.stages[0].ranges[0].map(|bits| bits as u64).to_vec().into();
            }
            _ => {}
        }
        config
    }

    fn arguments(&self) -> String {
        let mut parts = Vec::new();
        for stage in &self.stages {
            for (RangeRow(own, ..), range) in stage.row.1.iter().zip(&stage.ranges) {
                let jitter =
                    JITTER.iter().find(|row| row.1 == stage.row.0 && self.class == "RandomColorJitter");
                let key = jitter.map_or(*own, |row| row.0);
                parts.push(match self.is_grayscale() {
                    true => format!("{key}={}", crate::text::number(range[0])),
                    false => format!("{key}={}", range_text(*range)),
                });
            }
        }
        if !self.is_grayscale() {
            parts.push(format!("value_range={}", range_text(self.value_range)));
        }
        parts.join(", ")
    }

    fn call_form(&self) -> CallForm {
        CallForm::PICTURES
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 2)?;
        let colored = |stage: &Stage| ["gray", "rgb"].iter().any(|term| stage.row.2.contains(term));
        let gray = self.is_grayscale() && input[2] == 1;
        match input[2] == 3 || gray || !self.stages.iter().any(colored) {
            true => Ok(Vec::new()),
            false => Err(format!("expected pictures with 3 channels, got samples of shape {input}")),
        }
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let mut x = single(inputs)?.node;
        if trace.training || self.class == "AutoContrast" {
            for (place, stage) in self.stages.iter().enumerate() {
                x = self.apply(trace, stage, x, place as u32)?;
            }
        }
        Ok(x.into())
    }
}
