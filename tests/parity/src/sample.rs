//! A sample of the fixtures, for devices that take too long for all of them.

use std::collections::BTreeSet;

use pupil_core::device::Device;
use pupil_core::graph::ops::Operation as _;

use crate::{Case, FIXTURES, Outcome, Setting, message, pending};

/// The indices of a few fixtures that together exercise every kernel that the fixtures exercise, with every function of its
/// formulas and every variant. Layers, losses and optimizers are made of these; that they are made rightly is tested with
/// all fixtures on other devices. Fixtures that do not replay yet are left out.
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
    /// The kernels that its model runs, and the functions and variants within them.
    async fn exercised<D: Device>(&self, at: &Setting<'_, D>) -> Outcome<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        let model = self.model(at).await?;
        let batch = self.size("batch_size")?;
        for program in [model.prediction_program(batch, false), model.training_program(batch, false)] {
            for step in &program.map_err(message)?.steps {
                found.insert(format!("kernel {}", step.op.name()));
                // Such as `Tanh` of a formula, `Max` of a reduction.
                let described = format!("{:?}", step.op);
                let words = described.split(|letter: char| !letter.is_alphanumeric());
                found.extend(words.filter(|word| word.starts_with(char::is_uppercase)).map(String::from));
            }
        }
        Ok(found)
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
