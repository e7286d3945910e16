//! The names of a network's layers.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::config::base_name;
use crate::error::{Error, Result};
use crate::layers::Entry;

/// Gives unnamed layers Keras's automatic names, and refuses names that occur twice.
pub(super) fn name_layers(layers: &mut [Entry]) -> Result<()> {
    let mut taken = Names::default();
    for entry in layers.iter().filter(|entry| !entry.name.is_empty()) {
        if !taken.insert(&entry.name) {
            let name = &entry.name;
            return Err(Error::invalid(format!("two layers are named \"{name}\"; names must be unique")));
        }
    }
    // The next number for names of each class.
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for entry in layers.iter_mut().filter(|entry| entry.name.is_empty()) {
        let class = entry.layer.class_name();
        let base = base_name(class);
        let at = counts.iter().position(|&(known, _)| known == class).unwrap_or_else(|| {
            counts.push((class, 0));
            counts.len() - 1
        });
        loop {
            let name = match counts[at].1 {
                0 => base.clone(),
                number => format!("{base}_{number}"),
            };
            counts[at].1 += 1;
            if taken.insert(&name) {
                entry.name = name;
                break;
            }
        }
    }
    Ok(())
}

/// A set of names, sorted.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Adds a name; false if it is there already.
    pub(super) fn insert(&mut self, name: &str) -> bool {
        match self.0.binary_search_by(|known| known.as_str().cmp(name)) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, name.into());
                true
            }
        }
    }
}
