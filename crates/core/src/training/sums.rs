//! Loss and metrics over the batches of an epoch.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::criteria::{Criteria, Logged};
use crate::metrics::Metric;

/// A value of a batch that is summed.
#[derive(Debug, Clone)]
enum Term {
    /// A mean over the samples of a batch. It is weighted by their number, as in Keras.
    Mean,
    /// A metric, and how many numbers it sums.
    Metric(Box<Metric>, usize),
}

impl Term {
    fn numbers(&self) -> usize {
        match self {
            Self::Mean => 1,
            Self::Metric(_, numbers) => *numbers,
        }
    }
}

/// The sums of losses and metrics over batches.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    names: Vec<String>,
    terms: Vec<Term>,
    sums: Vec<f64>,
    samples: f64,
}

impl Sums {
    /// Empty sums for these criteria.
    pub(super) fn new(criteria: &Criteria) -> Self {
        let mut names = Vec::new();
        let mut terms = Vec::new();
        for logged in &criteria.logged {
            match logged {
                Logged::Loss(name) => {
                    names.push(name.clone());
                    terms.push(Term::Mean);
                }
                &Logged::Metric { place, numbers } => {
                    let shown = &criteria.metrics[place];
                    match shown.metric.finish(&vec![0.0; numbers]).len() {
                        1 => names.push(shown.name.clone()),
                        values => names.extend((0..values).map(|k| format!("{}[{k}]", shown.name))),
                    }
                    terms.push(Term::Metric(Box::new(shown.metric.clone()), numbers));
                }
            }
        }
        let sums = vec![0.0; terms.iter().map(Term::numbers).sum()];
        Self { names, terms, sums, samples: 0.0 }
    }

    /// How many numbers a batch has.
    pub(super) fn len(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn reset(&mut self) {
        self.sums.fill(0.0);
        self.samples = 0.0;
    }

    pub(super) fn add(&mut self, values: &[f32], samples: usize) {
        let mut rest = self.sums.iter_mut().zip(values);
        for term in &self.terms {
            let factor = if matches!(term, Term::Mean) { samples as f64 } else { 1.0 };
            for (sum, &value) in rest.by_ref().take(term.numbers()) {
                *sum += f64::from(value) * factor;
            }
        }
        self.samples += samples as f64;
    }

    /// How many samples were added.
    pub(super) fn samples(&self) -> f64 {
        self.samples
    }

    /// True if nothing was added yet.
    pub(super) fn is_empty(&self) -> bool {
        self.samples == 0.0
    }

    /// Losses and metrics so far, under their names. A metric of several values adds their indices to its name.
    pub(super) fn logs(&self) -> impl Iterator<Item = (&str, f64)> {
        let mut from = 0;
        let values = self.terms.iter().flat_map(move |term| {
            let own = &self.sums[from..from + term.numbers()];
            from += own.len();
            match term {
                Term::Mean => vec![own[0] / self.samples],
                Term::Metric(metric, _) => metric.finish(own),
            }
        });
        self.names.iter().map(String::as_str).zip(values)
    }
}
