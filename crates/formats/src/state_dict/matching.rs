//! Which tensors belong to which layer.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::convert::plan;
use super::layer::{Layer, WeightsFrom, bad};
use super::unit::{Unit, with_points};
use crate::safetensors::Entry;

/// The most layers that are matched by their shapes, which takes a step for each layer and each pair.
const MOST_BY_SHAPE: usize = 500;

/// What is wrong if the names of tensors leave several choices, and what to do.
const SEVERAL: &str = "fits several of the tensors, and their names do not tell which; give the layers in the config the \
                       names that their modules have in the file, or number the modules in the layers' order";

/// For each layer the place of its tensors.
pub(super) struct Matched {
    pub units: Vec<usize>,
    /// What decided, for the user: an empty text where the names say it.
    pub note: &'static str,
}

/// Gives each layer its tensors.
///
/// # Errors
/// When that is impossible, or there are several ways.
pub(super) fn matched(layers: &[Layer<'_>], units: &[Unit<'_>], from: WeightsFrom) -> Result<Matched> {
    let fits = |layer: usize, unit: usize| plan(&layers[layer], &units[unit], from).is_some();
    let all_fit = |chosen: &[usize]| {
        chosen.len() == layers.len() && chosen.iter().enumerate().all(|(layer, &unit)| fits(layer, unit))
    };
    let refused = |layer: usize, what: &str, left: &[usize]| {
        let left = shown(left.iter().flat_map(|&unit| units[unit].entries()));
        bad(format!("layer {} {what}: {left}", layers[layer].shown()))
    };
    let everything: Vec<usize> = (0..units.len()).collect();
    if units.len() != layers.len() {
        // The first layer that does not fit in order is where the lists part.
        let odd = (0..layers.len().min(units.len())).find(|&at| !fits(at, at));
        let at = odd.unwrap_or(layers.len().min(units.len()));
        let counts = format!(
            "the model has {} layers with weights, and the file has tensors for {}",
            layers.len(),
            units.len()
        );
        let rest = shown(units[at.min(units.len())..].iter().flat_map(Unit::entries));
        return Err(bad(match layers.get(at) {
            Some(layer) if rest.is_empty() => format!("{counts}; there are none for layer {}", layer.shown()),
            Some(layer) => {
                format!("{counts}; from layer {} on these are left: {}", layer.shown(), rest)
            }
            None => format!("{counts}; these are left: {}", rest),
        }));
    }
    if let Some(units) = by_names(layers, units).filter(|units| all_fit(units)) {
        return Ok(Matched { units, note: "" });
    }
    let letters: Vec<String> = units.iter().map(Unit::letters).collect();
    if all_fit(&everything) {
        // The order of names without numbers says nothing where two units fit each other's layers, too.
        let counts: Vec<usize> = units.iter().map(Unit::numbers).collect();
        for first in 0..units.len() {
            let others = (first + 1..units.len())
                .filter(|&other| counts[first] == counts[other] && letters[first] != letters[other]);
            let either = others.into_iter().find(|&other| fits(first, other) && fits(other, first));
            if let Some(other) = either {
                return Err(refused(first, SEVERAL, &[first, other]));
            }
        }
        let numbered = letters.windows(2).all(|two| two[0] == two[1]);
        let note = match numbered {
            true => "",
            false => " The tensors were matched with the layers in the order of their names.",
        };
        return Ok(Matched { units: everything, note });
    }
    if layers.len() > MOST_BY_SHAPE {
        let odd = (0..layers.len()).find(|&at| !fits(at, at)).unwrap_or(0);
        return Err(refused(odd, "does not fit the tensors at its place", &[odd]));
    }
    // Layers that only one unit fits, and units that fit only one layer, are certain. Each choice leaves fewer for the
    // others.
    let mut table: Vec<Vec<usize>> =
        (0..layers.len()).map(|layer| (0..units.len()).filter(|&unit| fits(layer, unit)).collect()).collect();
    let mut chosen = vec![None; layers.len()];
    loop {
        let open = || (0..layers.len()).filter(|&layer| chosen[layer].is_none());
        if open().next().is_none() {
            break;
        }
        let single = open().find(|&layer| table[layer].len() == 1).map(|layer| (layer, table[layer][0]));
        if let (None, Some(layer)) = (single, open().find(|&layer| table[layer].is_empty())) {
            let left: Vec<usize> =
                everything.iter().copied().filter(|unit| !chosen.contains(&Some(*unit))).collect();
            return Err(refused(layer, "fits none of the tensors that are left", &left));
        }
        let pair = single.or_else(|| {
            // For each unit the number of layers that it fits, and the last of them.
            let mut seen = vec![(0, 0); units.len()];
            for layer in open() {
                table[layer].iter().for_each(|&unit| seen[unit] = (seen[unit].0 + 1, layer));
            }
            let unit = seen.iter().position(|(count, _)| *count == 1)?;
            Some((seen[unit].1, unit))
        });
        // Names such as bn1 and bn2 say in which order equal layers come.
        let pair = pair.or_else(|| {
            let layer = open().next()?;
            let same: Vec<usize> = open().filter(|&other| table[other] == table[layer]).collect();
            let numbered = table[layer].windows(2).all(|two| letters[two[0]] == letters[two[1]]);
            (numbered && same.len() == table[layer].len()).then(|| (layer, table[layer][0]))
        });
        let Some((layer, unit)) = pair else {
            let layer = open().next().unwrap_or(0);
            let left = table[layer].clone();
            return Err(refused(layer, SEVERAL, &left));
        };
        chosen[layer] = Some(unit);
        table[layer] = vec![unit];
        for (other, list) in table.iter_mut().enumerate() {
            if other != layer {
                list.retain(|&candidate| candidate != unit);
            }
        }
    }
    Ok(Matched {
        units: chosen.into_iter().flatten().collect(),
        note: " The tensors were matched with the layers by their shapes.",
    })
}

/// The tensors whose modules have the layers' names: `net.encoder.dense` for the layer `encoder/dense`, or for `dense`.
fn by_names(layers: &[Layer<'_>], units: &[Unit<'_>]) -> Option<Vec<usize>> {
    // A name that two modules have says nothing. Its place is none.
    let none = units.len();
    let (mut whole, mut cut): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    let prefixes: Vec<String> = units.iter().map(|unit| with_points(&unit.prefix)).collect();
    for (at, prefix) in prefixes.iter().enumerate() {
        for name in ends(prefix) {
            let named = if name.len() == prefix.len() { &mut whole } else { &mut cut };
            if named.insert(name, at).is_some() {
                named.insert(name, none);
            }
        }
    }
    let mut chosen = Vec::new();
    for layer in layers {
        let path = with_points(layer.path);
        let place = |name| whole.get(name).or_else(|| cut.get(name)).copied();
        chosen.push(ends(&path).find_map(place).filter(|&at| at < none)?);
    }
    let mut taken = vec![false; units.len()];
    chosen.iter().all(|&at| !core::mem::replace(&mut taken[at], true)).then_some(chosen)
}

/// A name, and what is left of it without its first modules.
fn ends(name: &str) -> impl Iterator<Item = &str> {
    core::iter::successors(Some(name), |name| name.split_once('.').map(|(_, rest)| rest))
}

/// A list of tensors for an error: the first five.
pub(super) fn shown<'e>(entries: impl Iterator<Item = &'e Entry<'e>>) -> String {
    let all: Vec<&Entry<'_>> = entries.collect();
    let first = all.iter().take(5).map(|entry| format!("{} {}", entry.name, entry.shape));
    let mut names: Vec<String> = first.collect();
    if all.len() > 5 {
        names.push(format!("and {} more", all.len() - 5));
    }
    names.join(", ")
}
