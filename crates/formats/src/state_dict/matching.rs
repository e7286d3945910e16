//! Which tensors belong to which layer.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::convert::plan;
use super::layer::{Layer, WeightsFrom, bad};
use super::unit::Unit;
use crate::safetensors::Entry;
use crate::source::file_name;

/// The most layers that are matched by their shapes, which takes a step for each layer and each pair.
const MOST_BY_SHAPE: usize = 500;

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
        let left: Vec<&Unit<'_>> = left.iter().map(|&unit| &units[unit]).collect();
        bad(format!("layer {} {what}: {}", layers[layer].shown(), shown(&left)))
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
        let rest: Vec<&Unit<'_>> = units[at.min(units.len())..].iter().collect();
        return Err(bad(match layers.get(at) {
            Some(layer) if rest.is_empty() => format!("{counts}; there are none for layer {}", layer.shown()),
            Some(layer) => {
                format!("{counts}; from layer {} on these are left: {}", layer.shown(), shown(&rest))
            }
            None => format!("{counts}; these are left: {}", shown(&rest)),
        }));
    }
    if let Some(units) = by_names(layers, units).filter(|units| all_fit(units)) {
        return Ok(Matched { units, note: "" });
    }
    if all_fit(&everything) {
        let numbered = units.windows(2).all(|two| two[0].is_numbered_like(&two[1]));
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
            let numbered = table[layer].windows(2).all(|two| units[two[0]].is_numbered_like(&units[two[1]]));
            (numbered && same.len() == table[layer].len()).then(|| (layer, table[layer][0]))
        });
        let Some((layer, unit)) = pair else {
            let layer = open().next().unwrap_or(0);
            let left = table[layer].clone();
            return Err(refused(
                layer,
                "fits several of the tensors, and their names do not tell which",
                &left,
            ));
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

/// The tensors whose modules have the layers' names: `encoder.conv1` for the layer `conv1`.
fn by_names(layers: &[Layer<'_>], units: &[Unit<'_>]) -> Option<Vec<usize>> {
    let mut named: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        for name in [unit.prefix.as_str(), unit.module()] {
            // A name that two modules have says nothing.
            named
                .entry(name)
                .and_modify(|place| *place = place.filter(|&before| before == at))
                .or_insert(Some(at));
        }
    }
    let mut chosen = Vec::new();
    for layer in layers {
        let found = [layer.path, file_name(layer.path)].iter().find_map(|name| *named.get(name)?)?;
        chosen.push(found);
    }
    let mut taken = vec![false; units.len()];
    chosen.iter().all(|&at| !core::mem::replace(&mut taken[at], true)).then_some(chosen)
}

/// A list of tensors for an error: the first five.
fn shown(units: &[&Unit<'_>]) -> String {
    let mut names: Vec<String> = Vec::new();
    let all: Vec<&Entry<'_>> = units.iter().flat_map(|unit| unit.entries()).collect();
    for entry in all.iter().take(5) {
        names.push(format!("{} {}", entry.name, entry.shape));
    }
    if all.len() > 5 {
        names.push(format!("and {} more", all.len() - 5));
    }
    names.join(", ")
}
