//! Random movements of pictures in training, different for each sample: `RandomFlip`, `RandomRotation`, `RandomZoom`,
//! `RandomTranslation`, `RandomShear`. All are affine transforms; see [`Warp`].

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::{CallForm, Layer, Signal, Signals, Trace, WeightSpec, expect_axes, single, single_shape};
use crate::config::{Config, members};
use crate::error::Result;
use crate::graph::NodeId;
use crate::graph::ops::{FillMode, Iota, Warp};
use crate::shape::Shape;
use crate::text::number;

/// A class, its options that are ranges, the bounds of these ranges, and the transform. The transform's number `k`
/// (`a0, a1, a2, b0, b1, b2`) is a formula of random numbers `p` and `q` from the ranges, a random number `r` in `[0, 1)`
/// that only `RandomShear` has, `height`, `width`, and the middle `cx`, `cy`.
#[derive(Debug, PartialEq)]
struct WarpRow(&'static str, &'static [&'static str], [f64; 2], &'static str);

const FLIP: &str = "f = p <= 0.5; k == 0 ? 1 - 2 * f * across : k == 2 ? f * across * (width - 1) : \
                    k == 4 ? 1 - 2 * f * down : k == 5 ? f * down * (height - 1) : 0";

// A rotation by the share `p` of a full turn; the sine is the cosine a quarter turn earlier.
const ROTATION: &str = "c = cos(6.283185307179586 * p); s = cos(6.283185307179586 * (p - 0.25)); \
                        k == 0 ? c : k == 1 ? -s : k == 2 ? cx - cx * c + cy * s : \
                        k == 3 ? s : k == 4 ? c : cy - cx * s - cy * c";

const ZOOM: &str = "k == 0 ? 1 + q : k == 2 ? -cx * q : k == 4 ? 1 + p : k == 5 ? -cy * p : 0";

const TRANSLATION: &str = "k == 0 ? 1 : k == 2 ? -q * width : k == 4 ? 1 : k == 5 ? -p * height : 0";

// Keras turns the direction of both shears around for half of the pictures.
const SHEAR: &str = "s = r > 0.5 ? -1 : 1; k == 1 ? p * s : k == 3 ? q * s : k == 0 ? 1 : k == 4 ? 1 : 0";

const TABLE: [WarpRow; 5] = [
    WarpRow("RandomFlip", &[], [0.0, 1.0], FLIP),
    WarpRow("RandomRotation", &["factor"], [-1.0, 1.0], ROTATION),
    WarpRow("RandomZoom", &["height_factor", "width_factor"], [-1.0, 1.0], ZOOM),
    WarpRow("RandomShear", &["x_factor", "y_factor"], [-1.0, 1.0], SHEAR),
    WarpRow("RandomTranslation", &["height_factor", "width_factor"], [-1.0, 1.0], TRANSLATION),
];

const MODES: [&str; 3] = ["horizontal_and_vertical", "horizontal", "vertical"];
const FILL_MODES: [(&str, FillMode); 4] = [
    ("reflect", FillMode::Reflect),
    ("wrap", FillMode::Wrap),
    ("constant", FillMode::Constant),
    ("nearest", FillMode::Nearest),
];
const INTERPOLATIONS: [&str; 2] = ["bilinear", "nearest"];

/// Moves each picture `(height, width, channels)` at random; acts in training only; no weights.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomWarp {
    row: &'static WarpRow,
    /// The range of each factor. Where the second is missing, the first serves for both (Keras's zoom without
    /// `width_factor`).
    ranges: Vec<[f64; 2]>,
    /// For a flip: the index of its mode in `MODES`.
    mode: usize,
    warp: Warp,
}

/// Reads a range: a number `f` means `-abs(f)` to `abs(f)`; or a pair. It must lie within the bounds; with `overlaps`,
/// a pair need only overlap them, as Keras allows for some options. A missing range is an error.
pub(super) fn range(
    config: &Config<'_>,
    key: &str,
    [low, high]: [f64; 2],
    overlaps: bool,
) -> Result<[f64; 2]> {
    let value = config.get(key).unwrap_or(&Value::Null);
    let pair = match value.as_array().map(Vec::as_slice) {
        Some([a, b]) => a.as_f64().zip(b.as_f64()).map(|(a, b)| [a.min(b), a.max(b)]),
        Some(_) => None,
        None => {
            let number = value.as_f64().filter(|f| (low..=high).contains(f));
            number.map(|f| [(-f.abs()).max(low), f.abs()])
        }
    };
    let valid = |&[a, b]: &[f64; 2]| if overlaps { a <= high && b >= low } else { a >= low && b <= high };
    pair.filter(valid).ok_or_else(|| {
        let (low, high) = (number(low), number(high));
        let message = format!(
            "option \"{key}\" is {value}; expected a number or a pair of numbers from {low} to {high}"
        );
        config.error(message)
    })
}

/// A range as Python writes it.
pub(super) fn range_text([a, b]: [f64; 2]) -> String {
    format!("({}, {})", number(a), number(b))
}

impl RandomWarp {
    pub(super) fn from_config(class: &str, config: &Config<'_>) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.0 == class);
        let row = row.ok_or_else(|| config.unknown_class())?;
        Self::read(row, config)
    }

    fn read(row: &'static WarpRow, config: &Config<'_>) -> Result<Self> {
        let mut this = Self {
            row,
            ranges: Vec::new(),
            mode: 0,
            warp: Warp { bilinear: false, fill_mode: FillMode::Nearest, fill_value: 0.0 },
        };
        if row.1.is_empty() {
            this.mode = config.choice("mode", 0, &MODES)?;
            return Ok(this);
        }
        for &key in row.1 {
            // Without the width's factor, Keras zooms both axes alike.
            if row.0 == "RandomZoom" && key == "width_factor" && config.get(key).is_none() {
                continue;
            }
            if row.0 == "RandomShear" && config.get(key).is_none() {
                this.ranges.push([0.0; 2]);
                continue;
            }
            let range = range(config, key, row.2, key == "factor")?;
            if row.0 == "RandomZoom" && range[0] <= -1.0 {
                return Err(config.error(format!("option \"{key}\" reaches to -1; expected more than -1")));
            }
            this.ranges.push(range);
        }
        let names = FILL_MODES.map(|(name, _)| name);
        this.warp = Warp {
            bilinear: config.choice("interpolation", 0, &INTERPOLATIONS)? == 0,
            fill_mode: FILL_MODES[config.choice("fill_mode", 0, &names)?].1,
            fill_value: config.number("fill_value", 0.0, "a number", f64::is_finite)? as f32,
        };
        Ok(this)
    }
}

impl Layer for RandomWarp {
    fn class_name(&self) -> &'static str {
        self.row.0
    }

    fn config(&self) -> Value {
        let mut config = members([("seed", Value::Null), ("data_format", "channels_last".into())]);
        if self.row.1.is_empty() {
            config["mode"] = MODES[self.mode].into();
            return config;
        }
        for (at, &key) in self.row.1.iter().enumerate() {
            config[key] = match self.ranges.get(at) {
                // Keras refuses a pair with a number below 0 here, although it writes such pairs itself.
                Some([low, high]) if self.row.0 == "RandomShear" && *low < 0.0 => (*high).into(),
                range => range.map_or(Value::Null, |range| range.to_vec().into()),
            };
        }
        let fill_mode = FILL_MODES.iter().find(|(_, mode)| *mode == self.warp.fill_mode);
        config["fill_mode"] = fill_mode.map_or(Value::Null, |&(name, _)| name.into());
        config["interpolation"] = INTERPOLATIONS[usize::from(!self.warp.bilinear)].into();
        config["fill_value"] = self.warp.fill_value.into();
        config
    }

    fn arguments(&self) -> String {
        if self.row.1.is_empty() {
            return format!("\"{}\"", MODES[self.mode]);
        }
        self.ranges.iter().copied().map(range_text).collect::<Vec<_>>().join(", ")
    }

    fn call_form(&self) -> CallForm {
        CallForm::PICTURES
    }

    fn weights(&self, inputs: &[Shape]) -> Result<Vec<WeightSpec>, String> {
        let input = single_shape(inputs)?;
        expect_axes(input, 2).map(|()| Vec::new())
    }

    fn trace(&self, trace: &mut Trace<'_>, inputs: &[Signal], _weights: &[NodeId]) -> Result<Signals> {
        let input = single(inputs)?;
        let x = input.node;
        if !trace.training {
            return Ok(x.into());
        }
        let shape = trace.graph.shape(x).clone();
        let k = trace.graph.push(Iota::new(6), &[])?;
        let mut inputs = alloc::vec![("k", k)];
        for (place, name) in ["p", "q"].into_iter().enumerate().take(self.ranges.len().max(1)) {
            let uniform = trace.uniform(place as u32, [shape[0], 1].into())?;
            let [low, high] = self.ranges.get(place).copied().unwrap_or([0.0, 1.0]);
            let constants = [("low", low), ("width", high - low)];
            inputs.push((name, trace.graph.map("low + u * width", &[("u", uniform)], &constants)?));
        }
        if let (1, Some(&(_, p))) = (self.ranges.len(), inputs.get(1)) {
            inputs.push(("q", p));
        }
        if self.row.0 == "RandomShear" {
            inputs.push(("r", trace.uniform(2, [shape[0], 1].into())?));
        }
        let (height, width) = (shape[1] as f64, shape[2] as f64);
        let flag = |on: bool| f64::from(u8::from(on));
        let constants = [
            ("height", height),
            ("width", width),
            ("cx", (width - 1.0) / 2.0),
            ("cy", (height - 1.0) / 2.0),
            ("across", flag(self.mode != 2)),
            ("down", flag(self.mode != 1)),
        ];
        let transforms = trace.graph.map(self.row.3, &inputs, &constants)?;
        let y = trace.graph.push(self.warp, &[x, transforms])?;
        Ok(y.into())
    }
}
