//! Checks whether data fit a model: number and shapes of inputs and targets, finite numbers, labels in range.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::compiled::not_compiled;
use super::criteria::Criterion;
use super::model::Model;
use crate::dataset::Dataset;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::layers::Layer as _;
use crate::program::Role;
use crate::shape::Shape;
use crate::tensor::Tensor;
use crate::text::number;

impl<D: Device> Model<D> {
    /// Checks that a data set fits the compiled model: number and shapes of inputs and targets, finite numbers, labels in
    /// range.
    pub(super) fn check(&self, data: &Dataset, what: &str) -> Result<()> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled(what))?;
        let criteria = &compiled.criteria;
        self.check_counts(data, what, "y holds targets")?;
        let outputs = criteria.outputs.len();
        for (index, output) in criteria.outputs.iter().enumerate() {
            let judged = output.loss.is_some() || criteria.metrics.iter().any(|shown| shown.output == index);
            if let (true, Some(target)) = (judged, data.tensor(Role::Target(index))) {
                let name = if outputs == 1 { "y".into() } else { format!("y \"{}\"", output.name) };
                check_target(
                    target,
                    output,
                    &self.network.output_shapes()[index],
                    &format!("{what}: {name}"),
                )?;
            }
        }
        let sizes: Vec<usize> = data.weight_sizes().collect();
        for (index, output) in self.network.output_shapes().iter().enumerate() {
            let size = if sizes.len() == 1 { sizes[0] } else { sizes.get(index).copied().unwrap_or(0) };
            let rows = output.rows_shape().size();
            if size > 1 && size != rows {
                return Err(Error::invalid(format!(
                    "{what}: option \"sample_weight\" holds {size} numbers a sample; expected 1, or {rows} for an \
                     output of shape {output}"
                )));
            }
        }
        Ok(())
    }

    /// Checks the inputs of a data set, and that it has an entry for each output.
    fn check_counts(&self, data: &Dataset, what: &str, holds: &str) -> Result<()> {
        let inputs: Vec<&Tensor> = (0..data.inputs())
            .filter_map(|index| data.tensor(Role::Input(index)))
            .map(AsRef::as_ref)
            .collect();
        self.check_inputs(&inputs, what)?;
        let (given, outputs) = (data.targets(), self.network.output_shapes().len());
        if given == outputs {
            return Ok(());
        }
        let names: Vec<&str> = self.network.output_names().collect();
        Err(Error::invalid(format!(
            "{what}: {holds} for {given} outputs; the model has {outputs}: {}",
            names.join(", ")
        )))
    }

    /// Checks that a data set fits the model if its targets are gradients with respect to the outputs.
    pub(super) fn check_output_gradients(&self, data: &Dataset, what: &str) -> Result<()> {
        self.check_counts(data, what, "option \"output_gradients\" holds gradients")?;
        for (index, shape) in self.network.output_shapes().iter().enumerate() {
            let (name, expected) = ("gradients: option \"output_gradients\"", shape.batched(data.len()));
            let Some(gradient) = data.tensor(Role::Target(index)) else { continue };
            if *gradient.shape() != expected {
                return Err(Error::shape(name, expected.to_string(), gradient.shape()));
            }
            gradient.check_finite(name)?;
        }
        Ok(())
    }

    /// Checks that inputs fit the model: number, shapes, and finite numbers or indices into the vocabulary.
    pub(super) fn check_inputs(&self, given: &[&Tensor], what: &str) -> Result<()> {
        let names: Vec<&str> = self.network.input_names().collect();
        if given.len() != names.len() {
            return Err(Error::invalid(format!(
                "{what}: x holds {} inputs; the model has {}: {}",
                given.len(),
                names.len(),
                names.join(", ")
            )));
        }
        let samples = given.first().map_or(0, |x| x.samples());
        for (index, (&x, shape)) in given.iter().zip(self.network.input_shapes()).enumerate() {
            let name = match names.len() {
                1 => format!("{what}: x"),
                _ => format!("{what}: x \"{}\"", names[index]),
            };
            if x.shape().is_empty() || !fits(&x.shape().sample(), shape) {
                let expected = format!("(samples, ..) with samples of shape {shape}");
                return Err(Error::shape(name, expected, x.shape()));
            }
            if x.samples() != samples {
                return Err(Error::invalid(format!(
                    "{name} holds {} samples, the inputs before {samples}",
                    x.samples()
                )));
            }
            let Some(size) = self.network.vocabulary(index) else {
                x.check_finite(&name)?;
                continue;
            };
            if let Some((at, value)) = x.first_outside(size, None) {
                let sample = at / x.sample_size().max(1);
                return Err(Error::invalid(format!(
                    "{name} holds {} in sample {sample}; expected whole numbers from 0 to {}, the vocabulary of the \
                     first layer",
                    number(value.into()),
                    size.saturating_sub(1)
                )));
            }
        }
        Ok(())
    }
}

/// True if samples of shape `given` hold what a model takes as `expected`. As in Keras, a last axis of size 1 may be missing
/// or too many.
fn fits(given: &[usize], expected: &[usize]) -> bool {
    let longer = |long: &[usize], short: &[usize]| long.split_last() == Some((&1, short));
    given == expected || longer(given, expected) || longer(expected, given)
}

/// Refuses targets that do not fit an output.
fn check_target(y: &Tensor, criterion: &Criterion, output: &Shape, what: &str) -> Result<()> {
    let (target, given) = (&criterion.target, y.shape().sample());
    let trimmed = |shape: &[usize]| -> Vec<usize> {
        let keep = shape.iter().rposition(|&n| n != 1).map_or(0, |last| last + 1);
        shape[..keep].to_vec()
    };
    let name = criterion.loss_name();
    if trimmed(target) != trimmed(&given) {
        // People often confuse these two kinds of targets.
        let hint = match name {
            "sparse_categorical_crossentropy" if trimmed(&given) == trimmed(output) => {
                "; for rows with a number for each class take categorical_crossentropy"
            }
            "categorical_crossentropy" if trimmed(&given) == trimmed(&output.rows_shape()) => {
                "; for class numbers take sparse_categorical_crossentropy"
            }
            _ => "",
        };
        let expected = format!("(samples, ..) with targets of shape {target} for loss {name}{hint}");
        return Err(Error::shape(what, expected, y.shape()));
    }
    y.check_finite(what)?;
    let classes = criterion.loss.as_ref().and_then(|loss| Some((loss.classes(output)?, loss.ignored())));
    let Some((classes, ignored)) = classes else { return Ok(()) };
    match y.first_outside(classes, ignored.map(|class| class as f32)) {
        None => Ok(()),
        Some((at, value)) => Err(Error::Label {
            value: value.into(),
            sample: at / y.sample_size().max(1),
            last: classes.saturating_sub(1),
        }),
    }
}

/// Refuses batches of no samples.
pub(super) fn check_batch_size(batch_size: usize) -> Result<()> {
    if batch_size == 0 { Err(Error::invalid("batch size 0: expected at least 1")) } else { Ok(()) }
}
