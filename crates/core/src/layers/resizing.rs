//! `Resizing`, `CenterCrop` and `RandomCrop`: pictures of another size.
//!
//! Each axis is resized by itself: an output pixel is a sum of the input pixels around it, and a filter of their distance
//! gives their weights, which are divided by their sum. This is TensorFlow's `tf.image.resize`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members};
use crate::error::{Error, Result};
use crate::graph::ops::{Gather, Iota, Reshape, View};
use crate::graph::{Graph, NodeId};
use crate::shape::Shape;
use crate::text::number;

/// A filter: its name, how many pixels it reaches, and the formula of the weight `w` at the distance `d`.
#[derive(Debug, PartialEq)]
struct FilterRow(&'static str, usize, &'static str);

const FILTERS: [FilterRow; 5] = [
    FilterRow("bilinear", 1, "w = 1 - d"),
    FilterRow("nearest", 0, "w = 1"),
    FilterRow("bicubic", 2, "w = d <= 1 ? (1.5 * d - 2.5) * d * d + 1 : ((-0.5 * d + 2.5) * d - 4) * d + 2"),
    FilterRow("lanczos3", 3, LANCZOS),
    FilterRow("lanczos5", 5, LANCZOS),
];
const BILINEAR: usize = 0;
const LANCZOS: &str = "t = max(d, 0.001) * 3.141592653589793; \
                       w = r * cos(t - 1.5707963267948966) * cos(t / r - 1.5707963267948966) / (t * t)";

/// The most pixels that one output pixel may be made of.
const MOST_TAPS: usize = 128;

/// What happens to pictures whose sides have another ratio than the output's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    Stretch,
    Crop,
    Pad,
}

/// A layer that gives pictures another size; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Resizing {
    class: &'static str,
    /// Height and width of the output.
    size: [usize; 2],
    /// Index into [`FILTERS`]; bilinear by default.
    filter: usize,
    aspect: Aspect,
    fill_value: f64,
    /// True to widen the filter where the output is smaller; false by default.
    antialias: bool,
}

impl Resizing {
    pub(super) fn from_config(class: &'static str, config: &Config<'_>) -> Result<Self> {
        let size = [config.count("height")?, config.count("width")?];
        let mut this =
            Self { class, size, filter: BILINEAR, aspect: Aspect::Crop, fill_value: 0.0, antialias: false };
        if class != "Resizing" {
            return Ok(this);
        }
        let names = FILTERS.each_ref().map(|row| row.0);
        this.filter = config.choice("interpolation", BILINEAR, &names)?;
        this.aspect = match (
            config.flag("crop_to_aspect_ratio", false)?,
            config.flag("pad_to_aspect_ratio", false)?,
        ) {
            (false, false) => Aspect::Stretch,
            (true, false) => Aspect::Crop,
            (false, true) => Aspect::Pad,
            (true, true) => {
                return Err(config.error(
                    "options \"crop_to_aspect_ratio\" and \"pad_to_aspect_ratio\" are both true; expected one of them",
                ));
            }
        };
        config.choice("fill_mode", 0, &["constant"])?;
        this.fill_value = config.number("fill_value", 0.0, "a number", f64::is_finite)?;
        this.antialias = config.flag("antialias", false)?;
        Ok(this)
    }

    /// The sides of the largest window of the output's aspect ratio within a picture, or with `pad` of the smallest
    /// around it.
    fn window(&self, shape: &Shape, pad: bool) -> [usize; 2] {
        let [height, width] = self.size.map(|n| n as u64);
        let [own_height, own_width] = [shape[1] as u64, shape[2] as u64];
        let fitting = |own: u64, n: u64, by: u64, limit: u64| {
            let side = own.saturating_mul(n) / by;
            (if pad { side.max(limit) } else { side.min(limit).max(1) }) as usize
        };
        [fitting(own_width, height, width, own_height), fitting(own_height, width, height, own_width)]
    }

    /// The picture in the output's size.
    fn resized(&self, graph: &mut Graph, mut x: NodeId) -> Result<NodeId> {
        for (axis, &size) in self.size.iter().enumerate() {
            x = self.resized_axis(graph, x, axis + 1, size)?;
        }
        Ok(x)
    }

    fn resized_axis(&self, graph: &mut Graph, x: NodeId, axis: usize, size: usize) -> Result<NodeId> {
        let length = graph.shape(x)[axis];
        if size == length {
            return Ok(x);
        }
        let FilterRow(_, radius, weight) = FILTERS[self.filter];
        let scale = length as f64 / size as f64;
        // A wider filter takes all pixels into account where there are more than the output has.
        let spread = if self.antialias { scale.max(1.0) } else { 1.0 };
        let reach = radius as f64 * spread;
        let taps = if radius == 0 { 1 } else { (libm::ceil(reach) as usize).saturating_mul(2) };
        if taps > MOST_TAPS {
            return Err(Error::invalid(format!(
                "option \"antialias\": {length} pixels to {size} would take {taps} pixels for each; expected at most {MOST_TAPS}"
            )));
        }
        // TensorFlow looks this filter up in a table of 1024 distances.
        let rounded = self.filter == 2 && !self.antialias;
        let output = graph.push(Iota::new(size), &[])?;
        let constants = [
            ("scale", f64::from(scale as f32)),
            ("last", (length - 1) as f64),
            ("reach", reach),
            ("spread", spread),
            ("r", radius as f64),
        ];
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        for tap in 0..taps {
            let constants = [&constants[..], &[("tap", tap as f64)]].concat();
            let place = match radius {
                0 => "floor((o + 0.5) * scale)",
                _ => "floor((o + 0.5) * scale - 0.5 - reach) + 1 + tap",
            };
            let place = graph.map(place, &[("o", output)], &constants)?;
            let inside = graph.map("clip(p, 0, last)", &[("p", place)], &constants)?;
            values.push(taken(graph, x, axis, inside)?);
            let distance = match (radius, rounded) {
                (0, _) => "d = 0",
                (_, true) => {
                    "s = (o + 0.5) * scale - 0.5; f = floor((s - floor(s)) * 1024 + 0.5) / 1024; \
                     d = abs(floor(s) + f - p)"
                }
                _ => "d = abs((o + 0.5) * scale - 0.5 - p) / spread",
            };
            let formula = format!("{distance}; {weight}; p < 0 ? 0 : p > last ? 0 : d > r ? 0 : w");
            weights.push(graph.map(&formula, &[("o", output), ("p", place)], &constants)?);
        }
        if radius == 0 {
            return Ok(values[0]);
        }
        let mut dims = [1; 3];
        dims[axis - 1] = size;
        let mut sum: Option<[NodeId; 2]> = None;
        for (value, weight) in values.into_iter().zip(weights) {
            let weight = graph.push(Reshape { shape: dims.into() }, &[weight])?;
            let part = graph.map("v * w", &[("v", value), ("w", weight)], &[])?;
            sum = Some(match sum {
                None => [part, weight],
                Some([parts, total]) => [
                    graph.map("a + b", &[("a", parts), ("b", part)], &[])?,
                    graph.map("a + b", &[("a", total), ("b", weight)], &[])?,
                ],
            });
        }
        match sum {
            Some([parts, total]) => graph.map("p / t", &[("p", parts), ("t", total)], &[]),
            None => Ok(x),
        }
    }

    /// A part of a picture that begins at the halves of what is left.
    fn centered(graph: &mut Graph, x: NodeId, window: [usize; 2]) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        if window == [shape[1], shape[2]] {
            return Ok(x);
        }
        let mut view = View::of(&shape);
        for (axis, side) in window.into_iter().enumerate() {
            view = view.sliced(axis + 1, (shape[axis + 1] - side) / 2, side);
        }
        graph.push(view, &[x])
    }

    fn padded(&self, graph: &mut Graph, x: NodeId) -> Result<NodeId> {
        let shape = graph.shape(x).clone();
        let window = self.window(&shape, true);
        let before = |axis: usize| [(window[axis - 1] - shape[axis]) / 2; 2];
        let around = [[0; 2], before(1), before(2), [0; 2]];
        if around == [[0; 2]; 4] {
            return Ok(x);
        }
        let constants = [("fill", self.fill_value)];
        let x = graph.map("x - fill", &[("x", x)], &constants)?;
        let x = graph.push(View::padding(&shape, &around), &[x])?;
        graph.map("x + fill", &[("x", x)], &constants)
    }

    /// A window at a random place, the same for the whole batch.
    fn random(&self, trace: &mut Trace<'_>, mut x: NodeId) -> Result<NodeId> {
        for (at, &side) in self.size.iter().enumerate() {
            let left = trace.graph.shape(x)[at + 1] - side;
            let u = trace.uniform(at as u32, [1].into())?;
            let i = trace.graph.push(Iota::new(side), &[])?;
            let place =
                trace.graph.map("i + floor(u * n)", &[("i", i), ("u", u)], &[("n", (left + 1) as f64)])?;
            x = taken(trace.graph, x, at + 1, place)?;
        }
        Ok(x)
    }
}

/// The rows (axis 1) or columns (axis 2) of pictures that `places`, a vector, names.
fn taken(graph: &mut Graph, x: NodeId, axis: usize, places: NodeId) -> Result<NodeId> {
    let swap = |graph: &mut Graph, x: NodeId| {
        let view = View::of(graph.shape(x)).permuted(&[0, 2, 1, 3]);
        if axis == 2 { graph.push(view, &[x]) } else { Ok(x) }
    };
    let x = swap(graph, x)?;
    let (shape, count) = (graph.shape(x).clone(), graph.shape(places).size());
    let rows = shape[0].saturating_mul(shape[1]);
    let table = graph.push(Reshape { shape: [rows, shape[2].saturating_mul(shape[3])].into() }, &[x])?;
    let batch = graph.push(Iota { count: shape[0], start: 0.0, step: shape[1] as f32 }, &[])?;
    let batch = graph.with_axis(batch, 1)?;
    let rows = graph.map("b + p", &[("b", batch), ("p", places)], &[])?;
    let found = graph.push(Gather, &[table, rows])?;
    let found = graph.push(Reshape { shape: [shape[0], count, shape[2], shape[3]].into() }, &[found])?;
    swap(graph, found)
}

impl Layer for Resizing {
    fn class_name(&self) -> &'static str {
        self.class
    }

    fn config(&self) -> Value {
        let mut config = members([
            ("data_format", "channels_last".into()),
            ("height", self.size[0].into()),
            ("width", self.size[1].into()),
        ]);
        match self.class {
            "Resizing" => {
                config["interpolation"] = FILTERS[self.filter].0.into();
                config["crop_to_aspect_ratio"] = (self.aspect == Aspect::Crop).into();
                config["pad_to_aspect_ratio"] = (self.aspect == Aspect::Pad).into();
                config["fill_mode"] = "constant".into();
                config["fill_value"] = self.fill_value.into();
                config["antialias"] = self.antialias.into();
            }
            "RandomCrop" => config["seed"] = Value::Null,
            _ => {}
        }
        config
    }

    fn arguments(&self) -> String {
        let mut text = format!("{}, {}", self.size[0], self.size[1]);
        if self.class != "Resizing" {
            return text;
        }
        if self.filter != BILINEAR {
            text += &format!(", interpolation=\"{}\"", FILTERS[self.filter].0);
        }
        text += match self.aspect {
            Aspect::Stretch => "",
            Aspect::Crop => ", crop_to_aspect_ratio=True",
            Aspect::Pad => ", pad_to_aspect_ratio=True",
        };
        if self.fill_value != 0.0 {
            text += &format!(", fill_value={}", number(self.fill_value));
        }
        if self.antialias {
            text += ", antialias=True";
        }
        text
    }

    fn call_form(&self) -> CallForm {
        CallForm::PICTURES
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 2).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let x = single(inputs)?.node;
        let shape = trace.graph.shape(x).clone();
        let [height, width] = self.size;
        let fits = shape[1] >= height && shape[2] >= width;
        let random = self.class == "RandomCrop" && trace.training;
        if random && shape[1] > height && shape[2] > width {
            return Ok(self.random(trace, x)?.into());
        }
        let graph = &mut *trace.graph;
        let x = match (self.class, self.aspect) {
            ("CenterCrop", _) if fits => return Ok(Self::centered(graph, x, self.size)?.into()),
            (_, Aspect::Stretch) => x,
            (_, Aspect::Pad) => self.padded(graph, x)?,
            (_, Aspect::Crop) => Self::centered(graph, x, self.window(&shape, false))?,
        };
        Ok(self.resized(graph, x)?.into())
    }
}
