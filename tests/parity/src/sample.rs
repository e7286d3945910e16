//! A sample of the fixtures, for devices that take too long for all of them.

use std::collections::BTreeSet;

use pupil_core::device::Device;
use pupil_core::graph::ops::Operation as _;
use serde_json::Value;

use crate::{Case, FIXTURES, Outcome, Setting, message, pending};

/// The indices of a few fixtures that together exercise everything that the fixtures exercise: every kernel, every
/// class of layer, loss, optimizer, initializer, regularizer and constraint, every activation, and every other choice
/// by name, such as `padding: same`. Fixtures that do not replay yet are left out.
///
/// # Errors
/// When a fixture cannot be read.
pub async fn sample<D: Device>(at: &Setting<'_, D>) -> Outcome<Vec<usize>> {
    let pending = pending();
    let mut exercised = Vec::with_capacity(FIXTURES.len());
    for (name, file) in FIXTURES {
        exercised.push(match pending.contains(name) {
            true => BTreeSet::new(),
            false => Case::read(file)?.exercised(at).await.map_err(|message| format!("{name}: {message}"))?,
        });
    }
    Ok(cover(&exercised))
}

/// Indices of sets with the union of all sets, by the greedy algorithm: it repeatedly takes the set that adds the most,
/// the first of equal ones.
fn cover(sets: &[BTreeSet<String>]) -> Vec<usize> {
    let mut left: BTreeSet<&String> = sets.iter().flatten().collect();
    let mut chosen = Vec::new();
    while !left.is_empty() {
        let gain = |index: &usize| sets[*index].iter().filter(|item| left.contains(item)).count();
        let Some(best) = (0..sets.len()).rev().max_by_key(gain) else { break };
        for item in &sets[best] {
            left.remove(item);
        }
        chosen.push(best);
    }
    chosen.sort_unstable();
    chosen
}

impl Case {
    /// The kernels that its model runs, and the classes and choices of its configs.
    async fn exercised<D: Device>(&self, at: &Setting<'_, D>) -> Outcome<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for key in ["model", "loss", "optimizer"] {
            collect(key, &self.about[key], &mut found);
        }
        let model = self.model(at).await?;
        let batch = self.size("batch_size")?;
        for program in [model.prediction_program(batch, false), model.training_program(batch, false)] {
            found.extend(
                program.map_err(message)?.steps.iter().map(|step| format!("kernel {}", step.op.name())),
            );
        }
        Ok(found)
    }
}

/// Collects the names of classes and the texts of a config.
fn collect(key: &str, value: &Value, found: &mut BTreeSet<String>) {
    /// Names that the fixture itself chooses, and keys that have no effect on the numbers.
    const SKIPPED: [&str; 8] = [
        "name",
        "module",
        "registered_name",
        "build_config",
        "dtype",
        "inbound_nodes",
        "input_layers",
        "output_layers",
    ];
    match value {
        Value::Object(entries) => {
            for (key, value) in entries.iter().filter(|(key, _)| !SKIPPED.contains(&key.as_str())) {
                collect(key, value, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(key, value, found)),
        Value::String(text) => {
            found.insert(format!("{key} {text}"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_has_everything_with_few_repeats() {
        let sets: Vec<BTreeSet<String>> = [&["a"][..], &["a", "b", "c"], &["c", "d"], &["d"], &[]]
            .iter()
            .map(|set| set.iter().map(|item| (*item).into()).collect())
            .collect();
        assert_eq!(cover(&sets), [1, 2]);
        assert_eq!(cover(&[]), [] as [usize; 0]);
    }
}
