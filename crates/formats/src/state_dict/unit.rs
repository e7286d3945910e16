//! Tensors that belong to one layer.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::layer::WeightsFrom;
use crate::floats::{from_bf16, from_f16};
use crate::safetensors::Entry;

/// Tensors of one layer, each under its role, such as `weight`. Those of a backward layer have roles of their own.
pub(super) struct Unit<'e> {
    /// The names of the modules, such as `encoder.conv1`.
    pub prefix: String,
    forward: Vec<(&'e str, &'e Entry<'e>)>,
    backward: Vec<(&'e str, &'e Entry<'e>)>,
}

impl<'e> Unit<'e> {
    /// The tensor with one of these roles.
    pub fn get(&self, roles: &[&str], backward: bool) -> Option<&'e Entry<'e>> {
        let list = if backward { &self.backward } else { &self.forward };
        list.iter().find(|(role, _)| roles.contains(role)).map(|(_, entry)| *entry)
    }

    /// The number of tensors.
    pub fn len(&self) -> usize {
        self.forward.len() + self.backward.len()
    }

    /// The number of numbers in all tensors.
    pub fn numbers(&self) -> usize {
        self.entries().map(|entry| entry.shape.size()).sum()
    }

    /// All tensors.
    pub fn entries(&self) -> impl Iterator<Item = &'e Entry<'e>> {
        self.forward.iter().chain(&self.backward).map(|(_, entry)| *entry)
    }

    /// The prefix without its numbers, which is the same for `bn1` and `bn2`.
    pub fn letters(&self) -> String {
        let text: Vec<&str> = self.prefix.split(|c: char| c.is_ascii_digit()).collect();
        text.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
    }
}

/// True for the name of a tensor of PyTorch.
pub(super) fn is_pytorch(name: &str) -> bool {
    let role = split(name).1;
    matches!(role, "weight" | "running_mean" | "running_var") || role.starts_with("weight_ih_l")
}

/// The modules and the role in a tensor's name.
fn split(name: &str) -> (&str, &str) {
    let name = name.strip_suffix(":0").unwrap_or(name);
    name.rsplit_once(SEPARATORS).unwrap_or(("", name))
}

/// What stands between the names of modules: PyTorch has points, and Keras has slashes.
const SEPARATORS: [char; 3] = ['.', '/', ':'];

/// A name with points between the modules: `encoder.dense.kernel` for `encoder/dense/kernel:0`.
pub(super) fn with_points(name: &str) -> String {
    name.strip_suffix(":0").unwrap_or(name).replace(SEPARATORS, ".")
}

/// The tensors, layer by layer, sorted by the names of the modules with numbers by their size.
pub(super) fn units<'e>(entries: &'e [Entry<'e>], from: WeightsFrom) -> Vec<Unit<'e>> {
    let mut found: BTreeMap<Key, Unit<'e>> = BTreeMap::new();
    for entry in entries {
        let (modules, role) = split(&entry.name);
        let (mut prefix, mut role, mut depth, mut backward) = (modules.to_string(), role, 0, false);
        if let Some((kind, rest)) = recurrent(role) {
            let (number, direction) = rest.split_once('_').unwrap_or((rest, ""));
            depth = number.parse().unwrap_or(0);
            backward = direction == "reverse";
            role = kind;
        }
        if from == WeightsFrom::Keras {
            // `bidirectional/forward_lstm/lstm_cell/kernel`
            let direction = |part: &&str| part.starts_with("forward_") || part.starts_with("backward_");
            let parts: Vec<&str> = modules.split(SEPARATORS).collect();
            if let Some(at) = parts.iter().position(direction) {
                backward = parts[at].starts_with("backward_");
                prefix = parts[..at].join("/");
            }
        }
        let unit = found.entry(Key(prefix.clone(), depth)).or_insert_with(|| Unit {
            prefix,
            forward: Vec::new(),
            backward: Vec::new(),
        });
        if backward { &mut unit.backward } else { &mut unit.forward }.push((role, entry));
    }
    found.into_values().collect()
}

/// The modules' names and the layer of a recurrent module, in their order. A map of them needs no sort, which would add
/// 2 KB to the packed module.
#[derive(PartialEq, Eq)]
struct Key(String, usize);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        // Names such as `a1` and `a01` have the same place, but are not the same.
        natural(&self.0, &other.0).then(self.0.cmp(&other.0)).then(self.1.cmp(&other.1))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The role of a tensor of a recurrent module of PyTorch, and the number of its layer with the direction.
fn recurrent(role: &str) -> Option<(&'static str, &str)> {
    let kinds = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"];
    kinds.into_iter().find_map(|kind| Some((kind, role.strip_prefix(kind)?.strip_prefix("_l")?)))
}

/// The order of names in which `2` comes before `10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (left, right) = (digits(a), digits(b));
        if left > 0 && right > 0 {
            let (x, y) = (a[..left].trim_start_matches('0'), b[..right].trim_start_matches('0'));
            let order = x.len().cmp(&y.len()).then(x.cmp(y));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (&a[left..], &b[right..]);
            continue;
        }
        let (mut rest_a, mut rest_b) = (a.chars(), b.chars());
        match (rest_a.next(), rest_b.next()) {
            (Some(x), Some(y)) if x == y => (a, b) = (rest_a.as_str(), rest_b.as_str()),
            (x, y) => return x.cmp(&y),
        }
    }
}

/// The numbers of a tensor of floats.
pub(super) fn floats(entry: &Entry<'_>) -> Vec<f32> {
    let bytes = entry.bytes;
    match entry.dtype.as_str() {
        "F16" => bytes.chunks_exact(2).map(|b| from_f16(u16::from_le_bytes([b[0], b[1]]))).collect(),
        "BF16" => bytes.chunks_exact(2).map(|b| from_bf16(u16::from_le_bytes([b[0], b[1]]))).collect(),
        "F64" => {
            let wide = |b: &[u8]| f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]) as f32;
            bytes.chunks_exact(8).map(wide).collect()
        }
        _ => bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_by_their_size() {
        let mut names = ["10", "2", "a10b", "a2c", "a2b", "0", "a02", "b"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["0", "2", "10", "a02", "a2b", "a2c", "a10b", "b"]);
    }

    #[test]
    fn recurrent_modules_have_layers_and_directions() {
        assert_eq!(recurrent("weight_ih_l0"), Some(("weight_ih", "0")));
        assert_eq!(recurrent("bias_hh_l12_reverse"), Some(("bias_hh", "12_reverse")));
        assert_eq!(recurrent("weight"), None);
        assert!(is_pytorch("a.b.running_mean") && !is_pytorch("dense/kernel:0"));
    }
}
