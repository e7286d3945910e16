//! Initial values of weights, by their Keras names.

use alloc::string::ToString;
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{Config, members, object, serialized};
use crate::error::{Error, Result};
use crate::random::Generator;
use crate::shape::Shape;

/// How a weight starts out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initializer {
    /// Uniform in `[-l, l]` with `l = sqrt(6 / (fan_in + fan_out))` (Glorot & Bengio 2010). Fans are the last
    /// two axes times the size of the axes before them (a filter's window).
    GlorotUniform,
    /// Uniform in `[minval, maxval)`; Keras's defaults are -0.05 and 0.05.
    RandomUniform {
        /// The lower end.
        minval: f64,
        /// The upper end.
        maxval: f64,
    },
    /// Rows or columns, whichever are fewer, of length 1 and at right angles, times `gain` (Saxe et al. 2014): a
    /// normal matrix made orthogonal by Gram-Schmidt, all axes but the last taken as one.
    Orthogonal {
        /// The length; 1 by default.
        gain: f64,
    },
    /// Zeros with ones in the second quarter: the bias of an LSTM whose `unit_forget_bias` is set.
    UnitForgetBias,
    /// All zero.
    Zeros,
    /// All one.
    Ones,
}

impl Initializer {
    /// Keras's default for embeddings.
    pub const UNIFORM: Self = Self::RandomUniform { minval: -0.05, maxval: 0.05 };
    /// Keras's default for recurrent kernels.
    pub const ORTHOGONAL: Self = Self::Orthogonal { gain: 1.0 };

    /// The initializer of a Keras config: a name, as a class (`GlorotUniform`) or a function (`glorot_uniform`,
    /// `uniform`), or `{class_name, config}`.
    pub fn from_config(value: &Value) -> Result<Self> {
        const NAMES: &str = "glorot_uniform, random_uniform, orthogonal, zeros, ones";
        let unsupported = |name: &str| Error::unsupported("initializer", name, NAMES);
        let (name, map) = object(value).ok_or_else(|| unsupported(&value.to_string()))?;
        let config = Config::new(name, "initializer", map);
        let number = |key, default| config.number(key, default, "a finite number", f64::is_finite);
        let initializer = match name {
            "GlorotUniform" | "glorot_uniform" => Self::GlorotUniform,
            "RandomUniform" | "random_uniform" | "uniform" => {
                Self::RandomUniform { minval: number("minval", -0.05)?, maxval: number("maxval", 0.05)? }
            }
            "Orthogonal" | "OrthogonalInitializer" | "orthogonal" => {
                Self::Orthogonal { gain: number("gain", 1.0)? }
            }
            "Zeros" | "zeros" => Self::Zeros,
            "Ones" | "ones" => Self::Ones,
            _ => return Err(unsupported(name)),
        };
        config.finish()?;
        Ok(initializer)
    }

    /// The Keras serialised form.
    pub fn to_config(self) -> Value {
        let seed = ("seed", Value::Null);
        let (class, config) = match self {
            Self::GlorotUniform => ("GlorotUniform", members([seed])),
            Self::RandomUniform { minval, maxval } => {
                ("RandomUniform", members([("minval", minval.into()), ("maxval", maxval.into()), seed]))
            }
            Self::Orthogonal { gain } => ("Orthogonal", members([("gain", gain.into()), seed])),
            Self::Zeros | Self::UnitForgetBias => ("Zeros", members([])),
            Self::Ones => ("Ones", members([])),
        };
        serialized("keras.initializers", class, config)
    }

    /// Writes the initial values of a weight of this shape.
    pub fn fill(self, shape: &Shape, generator: &mut Generator, out: &mut [f32]) {
        match self {
            Self::Zeros => out.fill(0.0),
            Self::Ones => out.fill(1.0),
            Self::UnitForgetBias => {
                out.fill(0.0);
                let units = out.len() / 4;
                out[units..2 * units].fill(1.0);
            }
            Self::RandomUniform { minval, maxval } => {
                out.iter_mut().for_each(|value| *value = generator.range(minval as f32, maxval as f32));
            }
            Self::Orthogonal { gain } => orthogonal(shape.last_axis(), gain, generator, out),
            Self::GlorotUniform => {
                let limit = libm::sqrtf(6.0 / fans(shape).iter().sum::<usize>() as f32);
                out.iter_mut().for_each(|value| *value = generator.range(-limit, limit));
            }
        }
    }
}

/// See [`Initializer::Orthogonal`]; `out` has rows of `columns`.
fn orthogonal(columns: usize, gain: f64, generator: &mut Generator, out: &mut [f32]) {
    let rows = out.len() / columns.max(1);
    // Vector `i` is a row, or a column where there are fewer of them.
    let (count, len) = (rows.min(columns), rows.max(columns));
    let at = |i: usize, j: usize| if rows <= columns { i * columns + j } else { j * columns + i };
    for i in 0..count {
        // A vector that falls into the span of those before it is drawn again.
        loop {
            let mut vector: Vec<f64> = (0..len).map(|_| f64::from(generator.normal())).collect();
            // Twice: once leaves rounding errors of the size of the part removed.
            for earlier in (0..i).chain(0..i) {
                let dot: f64 = (0..len).map(|j| f64::from(out[at(earlier, j)]) * vector[j]).sum();
                (0..len).for_each(|j| vector[j] -= dot * f64::from(out[at(earlier, j)]));
            }
            let norm = libm::sqrt(vector.iter().map(|v| v * v).sum());
            if norm > 1e-3 {
                (0..len).for_each(|j| out[at(i, j)] = (vector[j] / norm) as f32);
                break;
            }
        }
    }
    out.iter_mut().for_each(|value| *value *= gain as f32);
}

/// `fan_in` and `fan_out` of a weight, as Keras counts them.
fn fans(shape: &Shape) -> [usize; 2] {
    match **shape {
        [] => [1, 1],
        [n] => [n, n],
        [ref window @ .., fan_in, fan_out] => {
            let window: usize = window.iter().product();
            [fan_in * window, fan_out * window]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn orthogonal_rows_or_columns_are_unit_vectors_at_right_angles() {
        for (rows, columns) in [(5, 12), (12, 5), (6, 6)] {
            let mut m = vec![0.0; rows * columns];
            let shape = Shape::from([rows, columns]);
            Initializer::ORTHOGONAL.fill(&shape, &mut Generator::new(3), &mut m);
            let element = |i: usize, j: usize| {
                if rows <= columns { m[i * columns + j] } else { m[j * columns + i] }
            };
            for i in 0..rows.min(columns) {
                for k in 0..=i {
                    let dot: f32 = (0..rows.max(columns)).map(|j| element(i, j) * element(k, j)).sum();
                    assert!((dot - f32::from(u8::from(i == k))).abs() < 1e-5, "{rows} {columns}: {dot}");
                }
            }
        }
    }

    #[test]
    fn glorot_uniform_fills_its_range() {
        let shape = Shape::from([3, 3, 8, 16]);
        let mut values = vec![0.0; shape.size()];
        Initializer::GlorotUniform.fill(&shape, &mut Generator::new(1), &mut values);
        let limit = (6.0f32 / (9.0 * 24.0)).sqrt();
        let largest = values.iter().fold(0.0f32, |m, v| m.max(v.abs()));
        assert!(largest <= limit && largest > 0.99 * limit);
        let variance = values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32;
        assert!((variance / (limit * limit / 3.0) - 1.0).abs() < 0.1);
    }
}
