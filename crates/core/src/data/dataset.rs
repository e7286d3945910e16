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
        Ok(Self { x: Arc::new(x), y: Arc::new(y), range })
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

    /// Copies samples and targets, one after the other, into `x` and `y`.
    pub fn gather(&self, indices: impl Iterator<Item = usize>, x: &mut [f32], y: &mut [f32]) {
        let (x_size, y_size) = (self.x_size(), self.y_size());
        for ((index, x), y) in indices.zip(x.chunks_exact_mut(x_size)).zip(y.chunks_exact_mut(y_size)) {
            let index = self.range.start + index;
            self.x.copy_f32(index * x_size, x);
            self.y.copy_f32(index * y_size, y);
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
                "validation_split {} of {samples} samples leaves one part empty",
                number(fraction)
            )));
        }
        let at = self.range.start + first;
        let part = |range| Self { x: self.x.clone(), y: self.y.clone(), range };
        Ok((part(self.range.start..at), part(at..self.range.end)))
    }

    /// Refuses targets that are not class numbers below `classes`.
    pub(crate) fn check_labels(&self, classes: usize) -> Result<()> {
        match self.y.first_outside(classes) {
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
        last.gather([2, 0].into_iter(), &mut x, &mut y);
        assert_eq!((x, y), ([18.0, 19.0, 14.0, 15.0], [9.0, 7.0]));
        assert_eq!(last.y_range(0..3), [7.0, 8.0, 9.0]);
        assert!(numbers(1).split(0.5).unwrap_err().to_string().contains("one part empty"));
    }

    #[test]
    fn mismatched_and_empty_sets_are_refused() {
        let x = || Tensor::from_f32([2, 1], [0.0; 2].to_vec()).unwrap();
        let error = Dataset::new(x(), Tensor::from_i32([3], [0; 3].to_vec()).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "x holds 2 samples but y holds 3; each sample needs one target");
        let empty = || Tensor::from_f32([0, 1], Vec::new()).unwrap();
        assert!(Dataset::new(empty(), empty()).is_err());
        assert!(numbers(4).check_labels(3).unwrap_err().to_string().starts_with("label 3 of sample 3"));
    }
}
