//! Initial values of weights, by their Keras names.

use serde_json::Value;

use crate::config::{members, serialized};
use crate::error::{Error, Result};
use crate::random::Generator;
use crate::shape::Shape;

/// How a weight starts out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initializer {
    /// Uniform in `[-l, l]` with `l = sqrt(6 / (fan_in + fan_out))` (Glorot & Bengio 2010). Fans are the last
    /// two axes times the size of the axes before them (a filter's window).
    GlorotUniform,
    /// All zero.
    Zeros,
    /// All one.
    Ones,
}

const TABLE: &[(&str, &str, Initializer)] = &[
    ("GlorotUniform", "glorot_uniform", Initializer::GlorotUniform),
    ("Zeros", "zeros", Initializer::Zeros),
    ("Ones", "ones", Initializer::Ones),
];

impl Initializer {
    /// The initializer of this Keras name, as a class (`GlorotUniform`) or a function (`glorot_uniform`).
    pub fn from_name(name: &str) -> Result<Self> {
        let found = TABLE.iter().find(|(class, function, _)| *class == name || *function == name);
        found
            .map(|&(.., initializer)| initializer)
            .ok_or_else(|| Error::unsupported("initializer", name, "glorot_uniform, zeros, ones"))
    }

    /// The Keras serialised form.
    pub fn to_config(self) -> Value {
        let class = TABLE.iter().find(|&&(.., i)| i == self).map_or("Zeros", |&(class, ..)| class);
        let config = match self {
            Self::GlorotUniform => members([("seed", Value::Null)]),
            Self::Zeros | Self::Ones => members([]),
        };
        serialized("keras.initializers", class, config)
    }

    /// Writes the initial values of a weight of this shape.
    pub fn fill(self, shape: &Shape, generator: &mut Generator, out: &mut [f32]) {
        match self {
            Self::Zeros => out.fill(0.0),
            Self::Ones => out.fill(1.0),
            Self::GlorotUniform => {
                let limit = libm::sqrtf(6.0 / fans(shape).iter().sum::<usize>() as f32);
                out.iter_mut().for_each(|value| *value = generator.range(-limit, limit));
            }
        }
    }
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
