//! Samples and their targets.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::error::{Error, Result};
use crate::memory::{Held, zeros};
use crate::program::Role;
use crate::shape::Shape;
use crate::tensor::Tensor;
use crate::text::number;

/// Samples for one or several inputs, and targets for one or several outputs. All tensors have the same number of
/// samples. Copies and splits share the memory.
#[derive(Debug, Clone)]
pub struct Dataset {
    inputs: Vec<Arc<Tensor>>,
    targets: Vec<Arc<Tensor>>,
    /// Empty, one for all outputs, or one for each output; `None` where an output has no weights.
    weights: Vec<Option<Arc<Tensor>>>,
    range: Range<usize>,
    /// The memory that all copies and splits share, as counted by [`crate::memory`].
    _held: Arc<Held>,
}

/// `x`, or `x[1]` where there are several.
fn place_of(name: &str, index: usize, count: usize) -> String {
    if count == 1 { name.into() } else { format!("{name}[{index}]") }
}

impl Dataset {
    /// A data set of `x` (`samples, ..`) and `y` (`samples, ..`).
    ///
    /// # Errors
    /// When `x` and `y` differ in their number of samples, have no axis of samples, or have no samples.
    pub fn new(x: impl Into<Tensor>, y: impl Into<Tensor>) -> Result<Self> {
        Self::of(vec![x.into()], vec![y.into()])
    }

    /// A data set for a model of several inputs or outputs, in the model's order.
    ///
    /// # Errors
    /// As [`Dataset::new`]; also when there is no input.
    pub fn of(inputs: Vec<Tensor>, targets: Vec<Tensor>) -> Result<Self> {
        let all = [("x", &inputs), ("y", &targets)];
        let named = all.into_iter().flat_map(|(name, tensors)| {
            tensors.iter().enumerate().map(|(index, tensor)| (place_of(name, index, tensors.len()), tensor))
        });
        let mut first: Option<(String, usize)> = None;
        for (name, tensor) in named {
            if tensor.shape().is_empty() {
                return Err(Error::shape(name, "(samples, ..)", tensor.shape()));
            }
            match &first {
                None => first = Some((name, tensor.samples())),
                Some((known, samples)) if *samples != tensor.samples() => {
                    return Err(Error::invalid(format!(
                        "{known} holds {samples} samples but {name} holds {}; each sample needs one of each",
                        tensor.samples()
                    )));
                }
                Some(_) => {}
            }
        }
        let samples = match first {
            Some((_, samples)) if samples > 0 && !inputs.is_empty() => samples,
            _ => return Err(Error::invalid("the data set has no samples")),
        };
        let bytes = inputs.iter().chain(&targets).map(|tensor| tensor.data().bytes()).sum();
        let _held = Arc::new(Held::take("the data set", bytes)?);
        let shared = |tensors: Vec<Tensor>| tensors.into_iter().map(Arc::new).collect();
        let (inputs, targets) = (shared(inputs), shared(targets));
        Ok(Self { inputs, targets, weights: Vec::new(), range: 0..samples, _held })
    }

    /// Adds sample weights, as Keras's `sample_weight`: `(samples,)`, `(samples, 1)`, or a weight for each position of
    /// the output, `(samples, positions, ..)`. The loss of every output uses them.
    ///
    /// # Errors
    /// When there is not one entry for each sample, or one is not finite.
    pub fn with_sample_weight(self, weights: impl Into<Tensor>) -> Result<Self> {
        self.with_sample_weights(vec![Some(weights.into())])
    }

    /// Adds sample weights for each output; `None` where the samples of an output all weigh 1.
    ///
    /// # Errors
    /// As [`Dataset::with_sample_weight`]; also when there is more than one entry, but not one for each output.
    pub fn with_sample_weights(self, weights: Vec<Option<Tensor>>) -> Result<Self> {
        let (count, outputs, samples) = (weights.len(), self.targets.len(), self.inputs[0].samples());
        if count > 1 && count != outputs {
            return Err(Error::invalid(format!(
                "sample_weight holds {count} tensors for {outputs} outputs; expected one, or one for each"
            )));
        }
        let checked = weights.into_iter().enumerate().map(|(index, weights)| {
            let Some(weights) = weights else { return Ok(None) };
            let name = place_of("sample_weight", index, count);
            if weights.shape().is_empty() || weights.samples() != samples {
                let expected = format!("({samples},) or ({samples}, ..), one entry for each sample");
                return Err(Error::shape(name, expected, weights.shape()));
            }
            weights.check_finite(&name)?;
            Ok(Some(Arc::new(weights)))
        });
        let mut weights = checked.collect::<Result<Vec<_>>>()?;
        if weights.iter().all(Option::is_none) {
            weights.clear();
        }
        Ok(Self { weights, ..self })
    }

    /// Weighs each sample by its class, as Keras's `class_weight`; samples of a class that `weights` does not name
    /// weigh 1.
    ///
    /// # Errors
    /// When the samples have weights already, there are several outputs, or a target is neither one class number nor one
    /// row of classes.
    pub fn with_class_weight(self, weights: &[(usize, f64)]) -> Result<Self> {
        let [y] = &self.targets[..] else {
            return Err(Error::invalid(format!(
                "option \"class_weight\" is for models with one output; this data set has {}",
                self.targets.len()
            )));
        };
        if !self.weights.is_empty() {
            return Err(Error::invalid(
                "option \"class_weight\" and option \"sample_weight\" cannot be given at the same time",
            ));
        }
        let classes = match *y.shape().sample() {
            [] | [1] => 1,
            [classes] => classes,
            _ => {
                let expected = "(samples,), (samples, 1) or (samples, classes)";
                return Err(Error::shape("y with class_weight", expected, y.shape()));
            }
        };
        let targets = y.to_f32();
        let values = targets.chunks_exact(classes).map(|row| {
            let class = match row {
                // Half to even, as NumPy rounds.
                [label] => libm::rintf(*label),
                row => {
                    // The first of the largest, as NumPy's argmax.
                    let largest = row.iter().fold(f32::NEG_INFINITY, |m, &v| m.max(v));
                    row.iter().position(|&v| v == largest).unwrap_or(0) as f32
                }
            };
            let found = weights.iter().find(|&&(known, _)| known as f32 == class);
            found.map_or(1.0, |&(_, weight)| weight as f32)
        });
        let values: Vec<f32> = values.collect();
        let tensor = Tensor::from_f32([values.len()], values)?;
        self.with_sample_weight(tensor)
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// False: a data set without samples cannot be made.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// The number of inputs.
    pub fn inputs(&self) -> usize {
        self.inputs.len()
    }

    /// The number of outputs that have targets.
    pub fn targets(&self) -> usize {
        self.targets.len()
    }

    /// How many numbers one sample has in each entry of the weights; 0 where an output has no weights. There is no
    /// entry, one for all outputs, or one for each.
    pub fn weight_sizes(&self) -> impl ExactSizeIterator<Item = usize> {
        let size =
            |weights: &Option<Arc<Tensor>>| weights.as_ref().map_or(0, |weights| weights.sample_size());
        self.weights.iter().map(size)
    }

    /// The tensor that holds the values of this role; `None` where the data set has no such values. After a split it
    /// also holds the samples of the other part.
    pub(crate) fn tensor(&self, role: Role) -> Option<&Arc<Tensor>> {
        match role {
            Role::Input(index) => self.inputs.get(index),
            Role::Target(index) => self.targets.get(index),
            Role::SampleWeight(index) => self.weights.get(index)?.as_ref(),
            _ => None,
        }
    }

    /// All tensors with their roles.
    pub(crate) fn tensors(&self) -> impl Iterator<Item = (Role, &Arc<Tensor>)> {
        let inputs = self.inputs.iter().enumerate().map(|(index, tensor)| (Role::Input(index), tensor));
        let targets = self.targets.iter().enumerate().map(|(index, tensor)| (Role::Target(index), tensor));
        let weights = self.weights.iter().enumerate();
        let weights =
            weights.filter_map(|(index, tensor)| Some((Role::SampleWeight(index), tensor.as_ref()?)));
        inputs.chain(targets).chain(weights)
    }

    /// The index of this data set's first sample in its tensors.
    pub(crate) fn start(&self) -> usize {
        self.range.start
    }

    /// Shape of the values of this role, the number of samples first; `None` where the data set has no such values.
    pub fn shape(&self, role: Role) -> Option<Shape> {
        Some(self.tensor(role)?.shape().sample().batched(self.len()))
    }

    /// Copies the values of this role into `out`, for the samples `indices`, one after the other.
    pub fn gather(&self, role: Role, indices: impl Iterator<Item = usize>, out: &mut [f32]) {
        let Some(tensor) = self.tensor(role) else { return };
        let size = tensor.sample_size();
        for (place, index) in indices.enumerate() {
            tensor.copy_f32((self.range.start + index) * size, &mut out[place * size..][..size]);
        }
    }

    /// The values of this role for a range of samples, as floats; empty where the data set has no such values.
    pub fn values(&self, role: Role, samples: Range<usize>) -> Vec<f32> {
        let Some(tensor) = self.tensor(role) else { return Vec::new() };
        let size = tensor.sample_size();
        let mut out = vec![0.0; samples.len() * size];
        tensor.copy_f32((self.range.start + samples.start) * size, &mut out);
        out
    }

    /// A new data set of the samples `indices`, copied.
    ///
    /// # Errors
    /// When `indices` is empty, or there is no memory for the copy.
    pub fn rows(&self, indices: impl ExactSizeIterator<Item = usize> + Clone) -> Result<Self> {
        let part = |role: Role, tensor: &Arc<Tensor>| {
            let shape = tensor.shape().sample().batched(indices.len());
            let mut values = zeros("some samples", indices.len().saturating_mul(tensor.sample_size()))?;
            self.gather(role, indices.clone(), &mut values);
            Tensor::from_f32(shape, values)
        };
        let all = |tensors: &[Arc<Tensor>], role: fn(usize) -> Role| -> Result<Vec<Tensor>> {
            tensors.iter().enumerate().map(|(index, tensor)| part(role(index), tensor)).collect()
        };
        let weights = self.weights.iter().enumerate().map(|(index, weights)| {
            weights.as_ref().map(|weights| part(Role::SampleWeight(index), weights)).transpose()
        });
        let weights = weights.collect::<Result<Vec<_>>>()?;
        Self::of(all(&self.inputs, Role::Input)?, all(&self.targets, Role::Target)?)?
            .with_sample_weights(weights)
    }

    /// Shape of the first input's samples, the number of samples first.
    pub fn x_shape(&self) -> Shape {
        self.inputs[0].shape().sample().batched(self.len())
    }

    /// Shape of the first output's targets, the number of samples first; `()` where there are no targets.
    pub fn y_shape(&self) -> Shape {
        self.shape(Role::Target(0)).unwrap_or_default()
    }

    /// Samples of the first input, as floats.
    pub fn x_range(&self, samples: Range<usize>) -> Vec<f32> {
        self.values(Role::Input(0), samples)
    }

    /// Targets of the first output, as floats.
    pub fn y_range(&self, samples: Range<usize>) -> Vec<f32> {
        self.values(Role::Target(0), samples)
    }

    /// Splits off the last `fraction` of the samples, as Keras's `validation_split` does: the first part has
    /// `floor(samples * (1 - fraction))` samples.
    ///
    /// # Errors
    /// When the fraction is not between 0 and 1, or one part would be empty.
    pub fn split(&self, fraction: f64) -> Result<(Self, Self)> {
        if !(fraction > 0.0 && fraction < 1.0) {
            return Err(Error::invalid(format!(
                "validation_split {}: expected a number between 0 and 1",
                number(fraction)
            )));
        }
        let samples = self.len();
        let first = libm::floor(samples as f64 * (1.0 - fraction)) as usize;
        if first == 0 || first == samples {
            return Err(Error::invalid(format!(
                "option \"validation_split\" is {}, which leaves one part of {samples} samples empty",
                number(fraction)
            )));
        }
        let at = self.range.start + first;
        let part = |range| Self { range, ..self.clone() };
        Ok((part(self.range.start..at), part(at..self.range.end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn numbers(samples: usize) -> Dataset {
        let x = (0..samples * 2).map(|v| v as f32).collect();
        let y = (0..samples as i32).collect();
        Dataset::new(Tensor::from_f32([samples, 2], x).unwrap(), Tensor::from_i32([samples], y).unwrap())
            .unwrap()
    }

    #[test]
    fn split_takes_the_last_part_and_gather_counts_from_its_start() {
        let (first, last) = numbers(10).split(0.25).unwrap();
        assert_eq!((first.len(), last.len()), (7, 3));
        let (mut x, mut y) = ([0.0; 4], [0.0; 2]);
        last.gather(Role::Input(0), [2, 0].into_iter(), &mut x);
        last.gather(Role::Target(0), [2, 0].into_iter(), &mut y);
        assert_eq!((x, y), ([18.0, 19.0, 14.0, 15.0], [9.0, 7.0]));
        assert_eq!(last.y_range(0..3), [7.0, 8.0, 9.0]);
        assert!(
            numbers(1).split(0.5).unwrap_err().to_string().contains("leaves one part of 1 samples empty")
        );
    }

    #[test]
    fn weights_are_split_and_gathered_with_their_samples() {
        let weights = Tensor::from_f32([4, 1], [1.0, 2.0, 3.0, 4.0].to_vec()).unwrap();
        let (_, last) = numbers(4).with_sample_weight(weights).unwrap().split(0.5).unwrap();
        let rows = last.rows([1, 0].into_iter()).unwrap();
        assert_eq!(
            (rows.y_range(0..2), rows.values(Role::SampleWeight(0), 0..2)),
            (vec![3.0, 2.0], vec![4.0, 3.0])
        );
        let by_class = numbers(3).with_class_weight(&[(1, 5.0)]).unwrap();
        assert_eq!(by_class.values(Role::SampleWeight(0), 0..3), [1.0, 5.0, 1.0]);
        assert!(by_class.with_class_weight(&[]).is_err());
        let short = Tensor::from_f32([3], [1.0; 3].to_vec()).unwrap();
        let error = numbers(4).with_sample_weight(short).unwrap_err().to_string();
        assert_eq!(
            error,
            "sample_weight: expected shape (4,) or (4, ..), one entry for each sample, got (3,)"
        );
    }

    #[test]
    fn mismatched_and_empty_sets_are_refused() {
        let x = || Tensor::from_f32([2, 1], [0.0; 2].to_vec()).unwrap();
        let error = Dataset::new(x(), Tensor::from_i32([3], [0; 3].to_vec()).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "x holds 2 samples but y holds 3; each sample needs one of each");
        let empty = || Tensor::from_f32([0, 1], Vec::new()).unwrap();
        assert!(Dataset::new(empty(), empty()).is_err());
        assert!(Dataset::of(Vec::new(), Vec::from([x()])).is_err());
    }
}
