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
use crate::shape::{OpenShape, Shape};
use crate::tensor::Tensor;
use crate::text::number;

impl<D: Device> Model<D> {
    /// Checks that a data set fits the compiled model: number and shapes of inputs and targets, finite numbers, labels in
    /// range. Returns the shapes of one sample of each input.
    pub(super) fn check(&self, data: &Dataset, what: &str) -> Result<Vec<Shape>> {
        let compiled = self.compiled.as_ref().ok_or_else(|| not_compiled(what))?;
        let criteria = &compiled.criteria;
        let inputs = self.check_counts(data, what, "y holds targets")?;
        let shapes = self.network.outputs_for(&inputs)?;
        let outputs = criteria.outputs.len();
        for (index, output) in criteria.outputs.iter().enumerate() {
            let judged = output.loss.is_some() || criteria.metrics.iter().any(|shown| shown.output == index);
            if let (true, Some(target)) = (judged, data.tensor(Role::Target(index))) {
                let name = if outputs == 1 { "y".into() } else { format!("y \"{}\"", output.name) };
                check_target(target, output, &shapes[index], &format!("{what}: {name}"))?;
            }
        }
        let sizes: Vec<usize> = data.weight_sizes().collect();
        for (index, output) in shapes.iter().enumerate() {
            let size = if sizes.len() == 1 { sizes[0] } else { sizes.get(index).copied().unwrap_or(0) };
            let rows = output.rows_shape().size();
            if size > 1 && size != rows {
                return Err(Error::invalid(format!(
                    "{what}: option \"sample_weight\" holds {size} numbers a sample; expected 1, or {rows} for an \
                     output of shape {output}"
                )));
            }
        }
        Ok(inputs)
    }

    /// Checks the inputs of a data set, and that it has an entry for each output. Returns the shapes of one sample of each
    /// input.
    fn check_counts(&self, data: &Dataset, what: &str, holds: &str) -> Result<Vec<Shape>> {
        let inputs: Vec<&Tensor> = (0..data.inputs())
            .filter_map(|index| data.tensor(Role::Input(index)))
            .map(AsRef::as_ref)
            .collect();
        let inputs = self.check_inputs(&inputs, what)?;
        let (given, outputs) = (data.targets(), self.network.output_shapes().len());
        if given == outputs {
            return Ok(inputs);
        }
        let names: Vec<&str> = self.network.output_names().collect();
        Err(Error::invalid(format!(
            "{what}: {holds} for {given} outputs; the model has {outputs}: {}",
            names.join(", ")
        )))
    }

    /// Checks that a data set fits the model if its targets are gradients with respect to the outputs. Returns the shapes of
    /// one sample of each input.
    pub(super) fn check_output_gradients(&self, data: &Dataset, what: &str) -> Result<Vec<Shape>> {
        let inputs = self.check_counts(data, what, "option \"output_gradients\" holds gradients")?;
        for (index, shape) in self.network.outputs_for(&inputs)?.iter().enumerate() {
            let (name, expected) = ("gradients: option \"output_gradients\"", shape.batched(data.len()));
            let Some(gradient) = data.tensor(Role::Target(index)) else { continue };
            if *gradient.shape() != expected {
                return Err(Error::shape(name, expected.to_string(), gradient.shape()));
            }
            gradient.check_finite(name)?;
        }
        Ok(inputs)
    }

    /// Checks that inputs fit the model: number, shapes, and finite numbers or indices into the vocabulary. Returns the
    /// shapes of one sample of each.
    pub(super) fn check_inputs(&self, given: &[&Tensor], what: &str) -> Result<Vec<Shape>> {
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
        let mut shapes = Vec::with_capacity(names.len());
        for (index, (&x, expected)) in given.iter().zip(self.network.open_input_shapes()).enumerate() {
            let name = match names.len() {
                1 => format!("{what}: x"),
                _ => format!("{what}: x \"{}\"", names[index]),
            };
            let shape = (!x.shape().is_empty()).then(|| fitting(&x.shape().sample(), &expected)).flatten();
            let Some(shape) = shape else {
                let expected = format!("(samples, ..) with samples of shape {expected}");
                return Err(Error::shape(name, expected, x.shape()));
            };
            shapes.push(shape);
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
        self.network.outputs_for(&shapes)?;
        Ok(shapes)
    }
}

/// The shape that samples of shape `given` have for a model that takes `expected`. As in Keras, a last axis of size 1 may be
/// missing or too many. `None` if they do not fit.
fn fitting(given: &[usize], expected: &OpenShape) -> Option<Shape> {
    let shorter = given.split_last().filter(|&(last, _)| *last == 1).map(|(_, rest)| rest.to_vec());
    let shapes = [Some(given.to_vec()), shorter, Some([given, &[1]].concat())];
    let fits = |shape: &Vec<usize>| expected.takes(shape) && !shape.contains(&0);
    shapes.into_iter().flatten().find(fits).map(Shape::new)
}

/// Refuses targets that do not fit an output.
fn check_target(y: &Tensor, criterion: &Criterion, output: &Shape, what: &str) -> Result<()> {
    let (target, given) = (criterion.target(output), y.shape().sample());
    let trimmed = |shape: &[usize]| -> Vec<usize> {
        let keep = shape.iter().rposition(|&n| n != 1).map_or(0, |last| last + 1);
        shape[..keep].to_vec()
    };
    let name = criterion.loss_name();
    if trimmed(&target) != trimmed(&given) {
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
