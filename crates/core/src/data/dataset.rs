//! Samples and their targets.

use alloc::format;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use crate::error::{Error, Result};
use crate::shape::Shape;
use crate::tensor::Tensor;
use crate::text::number;

/// Samples `x` and targets `y` of the same number; copies and splits share the memory.
#[derive(Debug, Clone)]
pub struct Dataset {
    x: Arc<Tensor>,
    y: Arc<Tensor>,
    weights: Option<Arc<Tensor>>,
    range: Range<usize>,
}

impl Dataset {
    /// A data set of `x` (`samples, ..`) and `y` (`samples, ..`).
    ///
    /// # Errors
    /// When they differ in number, lack the samples' axis, or there are none.
    pub fn new(x: impl Into<Tensor>, y: impl Into<Tensor>) -> Result<Self> {
        let (x, y) = (x.into(), y.into());
        for (name, tensor) in [("x", &x), ("y", &y)] {
            if tensor.shape().is_empty() {
                return Err(Error::shape(name, "(samples, ..)", tensor.shape()));
            }
        }
        if x.samples() != y.samples() {
            return Err(Error::invalid(format!(
                "x holds {} samples but y holds {}; each sample needs one target",
                x.samples(),
                y.samples()
            )));
        }
        if x.samples() == 0 {
            return Err(Error::invalid("the data set has no samples"));
        }
        let range = 0..x.samples();
        Ok(Self { x: Arc::new(x), y: Arc::new(y), weights: None, range })
    }

    /// With weights of the samples, as Keras's `sample_weight`: `(samples,)` or `(samples, 1)`, or a weight for each
    /// place of the output, `(samples, places, ..)`.
    ///
    /// # Errors
    /// When there is not one entry for each sample, or one is not finite.
    pub fn with_sample_weight(self, weights: impl Into<Tensor>) -> Result<Self> {
        let weights = weights.into();
        if weights.shape().is_empty() || weights.samples() != self.x.samples() {
            let expected = format!("({0},) or ({0}, ..), one entry for each sample", self.x.samples());
            return Err(Error::shape("sample_weight", expected, weights.shape()));
        }
        weights.check_finite("sample_weight")?;
        Ok(Self { weights: Some(Arc::new(weights)), ..self })
    }

    /// With a weight for each sample by its class; samples of a class that `weights` does not name weigh 1.
    ///
    /// # Errors
    /// When the samples have weights already, or a target is neither one class number nor one row of classes.
    pub fn with_class_weight(self, weights: &[(usize, f64)]) -> Result<Self> {
        if self.weights.is_some() {
            return Err(Error::invalid(
                "option \"class_weight\" and option \"sample_weight\" cannot be given at the same time",
            ));
        }
        let classes = match *self.y.shape().sample() {
            [] | [1] => 1,
            [classes] => classes,
            _ => {
                let expected = "(samples,), (samples, 1) or (samples, classes)";
                return Err(Error::shape("y with class_weight", expected, self.y.shape()));
            }
        };
        let targets = self.y.to_f32();
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

    /// The tensor that the samples are part of.
    pub(crate) fn x(&self) -> &Tensor {
        &self.x
    }

    /// The tensor that the targets are part of.
    pub(crate) fn y(&self) -> &Tensor {
        &self.y
    }

    /// Samples, targets and, where there are any, weights, each as the tensor that they are part of.
    pub(crate) fn tensors(&self) -> impl Iterator<Item = &Arc<Tensor>> {
        [&self.x, &self.y].into_iter().chain(&self.weights)
    }

    /// Where the samples begin in these tensors.
    pub(crate) fn start(&self) -> usize {
        self.range.start
    }

    /// Shape of the samples, their number first.
    pub fn x_shape(&self) -> Shape {
        self.x.shape().sample().batched(self.len())
    }

    /// Shape of the targets, their number first.
    pub fn y_shape(&self) -> Shape {
        self.y.shape().sample().batched(self.len())
    }

    /// Numbers in one sample.
    pub fn x_size(&self) -> usize {
        self.x.shape()[1..].iter().product()
    }

    /// Numbers in one target.
    pub fn y_size(&self) -> usize {
        self.y.shape()[1..].iter().product()
    }

    /// Weights of one sample: 0 when there are none.
    pub fn weight_size(&self) -> usize {
        self.weights.as_ref().map_or(0, |weights| weights.shape()[1..].iter().product())
    }

    /// Copies samples, targets and weights, one after the other, into `x`, `y` and `weights`.
    pub fn gather(
        &self,
        indices: impl Iterator<Item = usize>,
        x: &mut [f32],
        y: &mut [f32],
        weights: &mut [f32],
    ) {
        let (x_size, y_size, w_size) = (self.x_size(), self.y_size(), self.weight_size());
        for (place, index) in indices.enumerate() {
            let index = self.range.start + index;
            self.x.copy_f32(index * x_size, &mut x[place * x_size..][..x_size]);
            self.y.copy_f32(index * y_size, &mut y[place * y_size..][..y_size]);
            if let Some(given) = &self.weights {
                given.copy_f32(index * w_size, &mut weights[place * w_size..][..w_size]);
            }
        }
    }

    /// The samples of a range, as floats.
    pub fn x_range(&self, samples: Range<usize>) -> Vec<f32> {
        self.copy(&self.x, self.x_size(), samples)
    }

    /// The targets of a range, as floats.
    pub fn y_range(&self, samples: Range<usize>) -> Vec<f32> {
        self.copy(&self.y, self.y_size(), samples)
    }

    /// The weights of a range of samples; empty when there are none.
    pub fn weight_range(&self, samples: Range<usize>) -> Vec<f32> {
        self.weights.as_ref().map_or_else(Vec::new, |weights| self.copy(weights, self.weight_size(), samples))
    }

    fn copy(&self, tensor: &Tensor, size: usize, samples: Range<usize>) -> Vec<f32> {
        let mut out = vec![0.0; samples.len() * size];
        tensor.copy_f32((self.range.start + samples.start) * size, &mut out);
        out
    }

    /// The last `fraction` of the samples apart, as Keras's `validation_split` takes them: the first part has
    /// `floor(samples * (1 - fraction))`.
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

    /// Refuses targets that are not class numbers below `classes`, nor the one that is ignored.
    pub(crate) fn check_labels(&self, classes: usize, ignored: Option<f64>) -> Result<()> {
        match self.y.first_outside(classes, ignored.map(|class| class as f32)) {
            None => Ok(()),
            Some((at, value)) => Err(Error::Label {
                value: value.into(),
                sample: at / self.y_size().max(1),
                last: classes.saturating_sub(1),
            }),
        }
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
        last.gather([2, 0].into_iter(), &mut x, &mut y, &mut []);
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
        let (mut x, mut y, mut w) = ([0.0; 4], [0.0; 2], [0.0; 2]);
        last.gather([1, 0].into_iter(), &mut x, &mut y, &mut w);
        assert_eq!((y, w), ([3.0, 2.0], [4.0, 3.0]));
        let by_class = numbers(3).with_class_weight(&[(1, 5.0)]).unwrap();
        assert_eq!(by_class.weight_range(0..3), [1.0, 5.0, 1.0]);
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
        assert_eq!(error.to_string(), "x holds 2 samples but y holds 3; each sample needs one target");
        let empty = || Tensor::from_f32([0, 1], Vec::new()).unwrap();
        assert!(Dataset::new(empty(), empty()).is_err());
        assert!(numbers(4).check_labels(3, None).unwrap_err().to_string().starts_with("label 3 of sample 3"));
    }
}
