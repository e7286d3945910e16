//! Initial values of weights, by their Keras names: one table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{Config, base_name, members, object, serialized};
use crate::error::{Error, Result};
use crate::memory::reserve;
use crate::random::Generator;
use crate::shape::{Shape, product};

const MODES: [&str; 3] = ["fan_in", "fan_out", "fan_avg"];
const DISTRIBUTIONS: [&str; 4] = ["uniform", "truncated_normal", "untruncated_normal", "normal"];
/// Indices in [`DISTRIBUTIONS`].
const UNIFORM: usize = 0;
const TRUNCATED: usize = 1;
const UNTRUNCATED: usize = 2;

/// Standard deviation of a normal distribution cut off at two standard deviations.
const TRUNCATED_DEVIATION: f64 = 0.879_625_661_034_239_8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InitializerKind {
    /// One number everywhere.
    Constant,
    /// Uniform between two numbers.
    Uniform,
    /// Normal with a mean and a deviation.
    Normal,
    /// The same, drawn again beyond two deviations from the mean.
    Truncated,
    /// Random with variance `scale / fan`; the indices of the fan's mode and of the distribution.
    Scaling(usize, usize),
    /// Orthonormal columns (or rows, where there are fewer).
    Orthogonal,
    /// Ones on the diagonal.
    Identity,
    /// Zeros, with ones in the second quarter: the forget gate's part of an LSTM's bias.
    ForgetBias,
}

/// A class, and its two numbers, each with an option's name and a default. The name is empty where no option sets the
/// number.
#[derive(Debug, PartialEq)]
struct InitializerRow(&'static str, InitializerKind, [(&'static str, f64); 2]);

const NONE: (&str, f64) = ("", 0.0);

const fn scaled(class: &'static str, scale: f64, mode: usize, distribution: usize) -> InitializerRow {
    InitializerRow(class, InitializerKind::Scaling(mode, distribution), [("", scale), NONE])
}

const TABLE: &[InitializerRow] = &[
    InitializerRow("Zeros", InitializerKind::Constant, [NONE; 2]),
    InitializerRow("Ones", InitializerKind::Constant, [("", 1.0), NONE]),
    // Glorot & Bengio 2010: the mean of both fans.
    scaled("GlorotUniform", 1.0, 2, UNIFORM),
    scaled("GlorotNormal", 1.0, 2, TRUNCATED),
    // He et al. 2015: twice the variance, for relu.
    scaled("HeUniform", 2.0, 0, UNIFORM),
    scaled("HeNormal", 2.0, 0, TRUNCATED),
    // LeCun et al. 1998.
    scaled("LecunUniform", 1.0, 0, UNIFORM),
    scaled("LecunNormal", 1.0, 0, TRUNCATED),
    InitializerRow("RandomUniform", InitializerKind::Uniform, [("minval", -0.05), ("maxval", 0.05)]),
    // Saxe et al. 2014.
    InitializerRow("Orthogonal", InitializerKind::Orthogonal, [("gain", 1.0), NONE]),
    InitializerRow("RandomNormal", InitializerKind::Normal, [("mean", 0.0), ("stddev", 0.05)]),
    InitializerRow("TruncatedNormal", InitializerKind::Truncated, [("mean", 0.0), ("stddev", 0.05)]),
    InitializerRow("Constant", InitializerKind::Constant, [("value", 0.0), NONE]),
    InitializerRow("Identity", InitializerKind::Identity, [("gain", 1.0), NONE]),
    InitializerRow("VarianceScaling", InitializerKind::Scaling(0, TRUNCATED), [("scale", 1.0), NONE]),
];

/// Other names that Keras accepts.
const ALIASES: [(&str, &str); 6] = [
    ("zero", "Zeros"),
    ("one", "Ones"),
    ("uniform", "RandomUniform"),
    ("normal", "RandomNormal"),
    ("IdentityInitializer", "Identity"),
    ("OrthogonalInitializer", "Orthogonal"),
];

/// How a weight starts out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Initializer {
    row: &'static InitializerRow,
    kind: InitializerKind,
    numbers: [f64; 2],
    /// The initializer's own seed; without one, the values follow from the model's seed.
    seed: Option<u64>,
    /// The axes whose sizes make the fans of a [`InitializerKind::Scaling`], inputs and outputs, as bits; without them, Keras
    /// takes the last two axes and a window before them.
    fans: Option<[u32; 2]>,
}

/// Axes as bits.
fn bits(axes: &[usize]) -> u32 {
    axes.iter().filter(|&&axis| axis < 32).fold(0, |bits, &axis| bits | 1 << axis)
}

impl Initializer {
    /// All zero.
    pub const ZEROS: Self = Self::of(&TABLE[0]);
    /// All one.
    pub const ONES: Self = Self::of(&TABLE[1]);
    /// Uniform in `[-l, l]` with `l = sqrt(6 / (fan_in + fan_out))` (Glorot & Bengio 2010).
    pub const GLOROT_UNIFORM: Self = Self::of(&TABLE[2]);
    /// Uniform in `[-0.05, 0.05]`.
    pub const RANDOM_UNIFORM: Self = Self::of(&TABLE[8]);
    /// Zeros with ones for the forget gate: the bias of an LSTM whose `unit_forget_bias` is set. Keras sets it only
    /// through that option and has no name for the initializer.
    pub const UNIT_FORGET_BIAS: Self =
        Self::of(&InitializerRow("Zeros", InitializerKind::ForgetBias, [NONE; 2]));
    /// Orthonormal columns or rows.
    pub const ORTHOGONAL: Self = Self::of(&TABLE[9]);

    const fn of(row: &'static InitializerRow) -> Self {
        let InitializerRow(_, kind, [(_, a), (_, b)]) = *row;
        Self { row, kind, numbers: [a, b], seed: None, fans: None }
    }

    /// With these axes of the weight as inputs and outputs, unless a config states them.
    #[cfg(feature = "rare")]
    pub(crate) fn with_axes(self, inputs: &[usize], outputs: &[usize]) -> Self {
        Self { fans: self.fans.or(Some([bits(inputs), bits(outputs)])), ..self }
    }

    /// With the first `count` axes of the weight as inputs, and the others as outputs.
    pub(crate) fn with_inputs(self, count: usize) -> Self {
        let inputs = (1 << count) - 1;
        Self { fans: self.fans.or(Some([inputs, !inputs])), ..self }
    }

    /// The initializer of a Keras config: a name, as a class (`GlorotUniform`) or a function (`glorot_uniform`),
    /// or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        let unsupported = |name: &str| {
            let names: Vec<String> = TABLE.iter().map(|row| base_name(row.0)).collect();
            Error::unsupported("initializer", name, names.join(", "))
        };
        let (name, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        let class = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |&(_, class)| class);
        let row = TABLE.iter().find(|row| row.0 == class || base_name(row.0) == class);
        let mut this = Self::of(row.ok_or_else(|| unsupported(name))?);
        let config = Config::object(this.row.0, "initializer", map);
        for (number, (key, default)) in this.numbers.iter_mut().zip(this.row.2) {
            let (expected, least) = match key {
                "" => continue,
                "scale" => ("a number above 0", f64::MIN_POSITIVE),
                "stddev" => ("a number, 0 or more", 0.0),
                _ => ("a number", f64::MIN),
            };
            *number = config.number(key, default, expected, |v| v >= least && v.is_finite())?;
        }
        if let (InitializerKind::Scaling(mode, distribution), "VarianceScaling") = (this.kind, this.row.0) {
            let distribution = config.choice("distribution", distribution, &DISTRIBUTIONS)?;
            // "normal" is another name of the truncated one.
            let distribution = if distribution > UNTRUNCATED { TRUNCATED } else { distribution };
            this.kind = InitializerKind::Scaling(config.choice("mode", mode, &MODES)?, distribution);
        }
        if let InitializerKind::Scaling(..) = this.kind {
            let axes = |key: &str| -> Result<Option<u32>> {
                let Some(value) = config.get(key) else { return Ok(None) };
                let expected = "a list of axes from 0 to 31";
                let axes = config.numbers(key, expected)?;
                let fits = axes.iter().all(|&axis| (0.0..32.0).contains(&axis) && libm::floor(axis) == axis);
                let axes: Vec<usize> = axes.into_iter().map(|axis| axis as usize).collect();
                if fits { Ok(Some(bits(&axes))) } else { Err(config.wrong(key, value, expected)) }
            };
            // As in Keras, one of them alone has no effect.
            this.fans =
                axes("input_axes")?.zip(axes("output_axes")?).map(|(inputs, outputs)| [inputs, outputs]);
        }
        if let Some(seed) = config.get("seed") {
            let whole = seed.as_u64();
            let wrong =
                || config.error(format!("option \"seed\" is {seed}; expected a whole number or null"));
            this.seed = Some(whole.ok_or_else(wrong)?);
        }
        config.finish()?;
        Ok(this)
    }

    /// The Keras serialised form.
    pub fn to_config(self) -> Value {
        let mut config = members([]);
        for ((key, _), number) in
            self.row.2.into_iter().zip(self.numbers).filter(|((key, _), _)| !key.is_empty())
        {
            config[key] = number.into();
        }
        if !matches!(
            self.kind,
            InitializerKind::Constant | InitializerKind::Identity | InitializerKind::ForgetBias
        ) {
            config["seed"] = self.seed.map_or(Value::Null, Value::from);
        }
        if let (InitializerKind::Scaling(mode, distribution), "VarianceScaling") = (self.kind, self.row.0) {
            config["mode"] = MODES[mode].into();
            config["distribution"] = DISTRIBUTIONS[distribution].into();
        }
        if let Some(fans) = self.fans {
            for (key, bits) in ["input_axes", "output_axes"].into_iter().zip(fans) {
                config[key] = (0..32u32).filter(|axis| bits >> axis & 1 == 1).map(Value::from).collect();
            }
        }
        serialized("keras.initializers", self.row.0, config)
    }

    /// Refuses shapes that the initializer cannot fill.
    pub fn check(self, shape: &Shape) -> Result<(), String> {
        let fits = match self.kind {
            InitializerKind::Orthogonal => shape.len() >= 2,
            InitializerKind::Identity => shape.len() == 2,
            _ => true,
        };
        let axes = if self.kind == InitializerKind::Identity { "2 axes" } else { "at least 2 axes" };
        if fits { Ok(()) } else { Err(format!("{} needs a weight of {axes}, got shape {shape}", self.row.0)) }
    }

    /// Writes the initial values of a weight of this shape, which [`Initializer::check`] accepts.
    ///
    /// # Errors
    /// When there is no memory for intermediate values.
    pub fn fill(self, shape: &Shape, generator: &mut Generator, out: &mut [f32]) -> Result<()> {
        let mut own = self.seed.map(Generator::new);
        let generator = own.as_mut().unwrap_or(generator);
        let [a, b] = self.numbers;
        match self.kind {
            InitializerKind::Constant => out.fill(a as f32),
            InitializerKind::Uniform => draw(out, || generator.range(a as f32, b as f32)),
            InitializerKind::Normal => draw(out, || a as f32 + b as f32 * generator.normal()),
            InitializerKind::Truncated => draw(out, || a as f32 + b as f32 * truncated(generator)),
            InitializerKind::Scaling(mode, distribution) => {
                let [fan_in, fan_out] = fans(shape, self.fans).map(|fan| fan as f64);
                let fan = [fan_in, fan_out, (fan_in + fan_out) / 2.0][mode];
                let variance = a / fan.max(1.0);
                let limit = libm::sqrt(3.0 * variance) as f32;
                let deviation = libm::sqrt(variance) as f32;
                match distribution {
                    UNIFORM => draw(out, || generator.range(-limit, limit)),
                    UNTRUNCATED => draw(out, || deviation * generator.normal()),
                    _ => {
                        let wider = (libm::sqrt(variance) / TRUNCATED_DEVIATION) as f32;
                        draw(out, || wider * truncated(generator));
                    }
                }
            }
            InitializerKind::Orthogonal => orthogonal([shape.rows(), shape.last_axis()], a, generator, out)?,
            InitializerKind::ForgetBias => {
                out.fill(0.0);
                let units = out.len() / 4;
                out[units..2 * units].fill(1.0);
            }
            InitializerKind::Identity => {
                out.fill(0.0);
                out.iter_mut().step_by(shape.last_axis() + 1).take(shape[1]).for_each(|v| *v = a as f32);
            }
        }
        Ok(())
    }
}

fn draw(out: &mut [f32], mut value: impl FnMut() -> f32) {
    out.iter_mut().for_each(|v| *v = value());
}

/// A standard normal number; numbers beyond 2 are drawn again.
fn truncated(generator: &mut Generator) -> f32 {
    loop {
        let value = generator.normal();
        if value.abs() <= 2.0 {
            return value;
        }
    }
}

/// `gain` times the Q of a normal matrix's QR decomposition whose R has a positive diagonal, which makes Q uniform over
/// the orthogonal matrices. Gram-Schmidt, applied twice to each vector, makes them orthogonal up to rounding ("twice is
/// enough", Giraud, Langou & Rozložník 2005).
fn orthogonal(
    [rows, columns]: [usize; 2],
    gain: f64,
    generator: &mut Generator,
    out: &mut [f32],
) -> Result<()> {
    let (count, len) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<f64> = Vec::new();
    reserve("an orthogonal matrix", &mut vectors, count.saturating_mul(len))?;
    vectors.resize(count * len, 0.0);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    for index in 0..count {
        let (earlier, rest) = vectors.split_at_mut(index * len);
        let vector = &mut rest[..len];
        vector.iter_mut().for_each(|v| *v = generator.normal().into());
        for _ in 0..2 {
            for other in earlier.chunks_exact(len) {
                let share = dot(vector, other);
                vector.iter_mut().zip(other).for_each(|(v, o)| *v -= share * o);
            }
        }
        let scale = 1.0 / libm::sqrt(dot(vector, vector));
        vector.iter_mut().for_each(|v| *v *= scale);
    }
    for (at, value) in out.iter_mut().enumerate() {
        let (row, column) = (at / columns, at % columns);
        let place = if rows < columns { row * len + column } else { column * len + row };
        *value = (gain * vectors[place]) as f32;
    }
    Ok(())
}

/// `fan_in` and `fan_out` of a weight as Keras counts them: the last two axes, times the size of the axes before
/// them (a filter's window); or the axes that are stated.
fn fans(shape: &Shape, stated: Option<[u32; 2]>) -> [usize; 2] {
    if let Some(stated) = stated {
        let size = |bits: u32| {
            let chosen = shape.iter().enumerate().filter(|&(axis, _)| axis < 32 && bits >> axis & 1 == 1);
            chosen.map(|(_, &size)| size).product()
        };
        return stated.map(size);
    }
    match **shape {
        [] => [1, 1],
        [n] => [n, n],
        [ref window @ .., fan_in, fan_out] => {
            let window = product(window);
            [fan_in.saturating_mul(window), fan_out.saturating_mul(window)]
        }
    }
}

impl Config<'_> {
    /// An initializer by name or in serialised form.
    pub fn initializer(&self, key: &str, default: Initializer) -> Result<Initializer> {
        let read = |value| Initializer::from_config(value).map_err(|e| self.about(e));
        self.get(key).map_or(Ok(default), read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(config: &Value, shape: &Shape) -> Vec<f32> {
        let mut values = std::vec![0.0; shape.size()];
        let initializer = Initializer::from_config(config).unwrap();
        initializer.check(shape).unwrap();
        initializer.fill(shape, &mut Generator::new(1), &mut values).unwrap();
        values
    }

    #[test]
    fn random_initializers_have_the_range_and_variance_of_keras() {
        // A 3 x 3 filter from 16 to 48 channels has fans 144 and 432. For each config: Keras's largest value and
        // variance.
        let shape = Shape::from([3, 3, 16, 48]);
        let truncated = |variance: f64| (2.0 * (variance).sqrt() / TRUNCATED_DEVIATION, variance);
        let uniform = |variance: f64| ((3.0 * variance).sqrt(), variance);
        let plain = |class: &str| json!(class);
        let scaling = |mode: &str, distribution: &str| json!({"class_name": "VarianceScaling", "config": {"scale": 3.0, "mode": mode, "distribution": distribution}});
        let cut = 0.05 * TRUNCATED_DEVIATION;
        for (config, (largest, variance)) in [
            (plain("glorot_uniform"), uniform(1.0 / 288.0)),
            (plain("glorot_normal"), truncated(1.0 / 288.0)),
            (plain("HeUniform"), uniform(2.0 / 144.0)),
            (plain("he_normal"), truncated(2.0 / 144.0)),
            (plain("lecun_uniform"), uniform(1.0 / 144.0)),
            (plain("LecunNormal"), truncated(1.0 / 144.0)),
            (plain("uniform"), (0.05, 0.05 * 0.05 / 3.0)),
            (plain("random_normal"), (f64::INFINITY, 0.0025)),
            (plain("truncated_normal"), (0.1, cut * cut)),
            (plain("variance_scaling"), truncated(1.0 / 144.0)),
            (scaling("fan_out", "uniform"), uniform(3.0 / 432.0)),
            (scaling("fan_in", "normal"), truncated(3.0 / 144.0)),
            (scaling("fan_avg", "untruncated_normal"), (f64::INFINITY, 3.0 / 288.0)),
        ] {
            let values = values(&config, &shape);
            let n = values.len() as f64;
            let most = f64::from(values.iter().fold(0.0f32, |m, v| m.max(v.abs())));
            let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
            let found = values.iter().map(|&v| f64::from(v).powi(2)).sum::<f64>() / n;
            assert!(most <= largest * 1.000_001, "{config}: {most} is above {largest}");
            if largest.is_finite() {
                assert!(most > 0.98 * largest, "{config}: {most} stays below {largest}");
            } else {
                assert!(most > 3.0 * variance.sqrt(), "{config}: {most}: the tails are cut");
            }
            // Five standard errors of the mean and of the variance. The variance's error is that of normal numbers, the
            // largest.
            assert!(mean.abs() < 5.0 * (variance / n).sqrt(), "{config}: mean {mean}");
            assert!(
                (found / variance - 1.0).abs() < 5.0 * (2.0 / n).sqrt(),
                "{config}: {found}, not {variance}"
            );
        }
    }

    #[test]
    fn fans_match_keras() {
        for (shape, expected) in [
            (Shape::default(), [1, 1]),
            (Shape::from([5]), [5, 5]),
            (Shape::from([3, 4]), [3, 4]),
            (Shape::from([7, 2, 6]), [14, 42]),
            // Depthwise filters too: in Keras 3 their fans follow from the shape alone.
            (Shape::from([3, 3, 8, 2]), [72, 18]),
        ] {
            assert_eq!(fans(&shape, None), expected, "{shape}");
        }
    }

    #[test]
    fn orthogonal_initializers_give_orthogonal_vectors() {
        for (shape, gain) in [([6, 6], 1.0), ([20, 7], 2.0), ([5, 64], 1.0)] {
            let config = json!({"class_name": "Orthogonal", "config": {"gain": gain}});
            let values = values(&config, &shape.into());
            let [rows, columns] = shape;
            let at = |row: usize, column: usize| f64::from(values[row * columns + column]);
            let (count, len) = (rows.min(columns), rows.max(columns));
            for i in 0..count {
                for j in 0..count {
                    let product: f64 = (0..len)
                        .map(|k| if rows < columns { at(i, k) * at(j, k) } else { at(k, i) * at(k, j) })
                        .sum();
                    let expected = if i == j { gain * gain } else { 0.0 };
                    assert!((product - expected).abs() < 1e-6, "{shape:?}: {i}, {j}: {product}");
                }
            }
        }
        // For filters, all axes but the last count as rows.
        let values = values(&json!("orthogonal"), &Shape::from([3, 3, 2, 4]));
        let column = |c: usize| values.iter().skip(c).step_by(4).map(|v| v * v).sum::<f32>();
        assert!((0..4).all(|c| (column(c) - 1.0).abs() < 1e-5));
    }

    #[test]
    fn constants_and_identity() {
        let constant = json!({"class_name": "Constant", "config": {"value": 0.3}});
        assert_eq!(values(&constant, &[2, 2].into()), [0.3; 4]);
        assert_eq!(values(&json!("zero"), &[2].into()), [0.0; 2]);
        assert_eq!(values(&json!("ones"), &[2].into()), [1.0; 2]);
        let identity = json!({"class_name": "Identity", "config": {"gain": 2}});
        assert_eq!(values(&identity, &[2, 3].into()), [2.0, 0.0, 0.0, 0.0, 2.0, 0.0]);
        assert_eq!(values(&identity, &[3, 2].into()), [2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn an_initializers_own_seed_replaces_the_models() {
        let config = |seed: Value| json!({"class_name": "HeNormal", "config": {"seed": seed}});
        let fill = |config: &Value, generator: u64| {
            let mut values = [0.0; 6];
            let shape = Shape::from([2, 3]);
            let initializer = Initializer::from_config(config).unwrap();
            initializer.fill(&shape, &mut Generator::new(generator), &mut values).unwrap();
            values
        };
        assert_eq!(fill(&config(json!(5)), 1), fill(&config(json!(5)), 2));
        assert_ne!(fill(&config(json!(5)), 1), fill(&config(json!(6)), 1));
        assert_ne!(fill(&config(json!(null)), 1), fill(&config(json!(null)), 2));
    }

    #[test]
    fn configs_come_back_and_wrong_ones_are_named() {
        for InitializerRow(class, ..) in TABLE {
            let initializer = Initializer::from_config(&json!(class)).unwrap();
            assert_eq!(Initializer::from_config(&json!(base_name(class))).unwrap(), initializer);
            assert_eq!(Initializer::from_config(&initializer.to_config()).unwrap(), initializer);
        }
        let value =
            json!({"class_name": "VarianceScaling", "config": {"scale": 0.5, "mode": "fan_out", "seed": 3}});
        let initializer = Initializer::from_config(&value).unwrap();
        assert_eq!(Initializer::from_config(&initializer.to_config()).unwrap(), initializer);
        let error = |value| Initializer::from_config(&value).unwrap_err().to_string();
        assert!(
            error(json!("glorot"))
                .contains("initializer \"glorot\" is not supported; supported: zeros, ones")
        );
        assert!(
            error(json!({"class_name": "VarianceScaling", "config": {"scale": 0}}))
                .contains("\"scale\" is 0")
        );
        assert!(
            error(json!({"class_name": "HeNormal", "config": {"gain": 1}})).contains("\"gain\" (here 1)")
        );
        let error = Initializer::ORTHOGONAL.check(&[3].into()).unwrap_err();
        assert_eq!(error, "Orthogonal needs a weight of at least 2 axes, got shape (3,)");
    }
}
