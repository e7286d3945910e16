//! The members of a group in the oldest form: a B-tree of nodes of symbols, and a local heap of their names (sections
//! III.A.1, III.B and III.D).

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::out::{Out, pack, padded};

/// The most symbols of a node, as the superblock says.
const SYMBOLS: usize = 8;
/// The most children of a node of the B-tree, as the superblock says.
const CHILDREN: usize = 32;

/// A member's name, the address of its header, and those of its B-tree and its heap if it is a group.
pub type Symbol<'n> = (&'n String, u64, Option<(u64, u64)>);

/// Writes the B-tree and the heap of a group's members, which are sorted by name, and returns their addresses.
pub fn write(out: &mut Out, members: &[Symbol<'_>]) -> (u64, u64) {
    // The heap begins with an empty name, which is the first key of the tree.
    let mut names = vec![0; 8];
    let mut symbols = Vec::new();
    let mut nodes = Vec::new();
    for (at, &(name, header, group)) in members.iter().enumerate() {
        let place = names.len() as u64;
        let mut text = name.as_bytes().to_vec();
        text.push(0);
        names.extend(padded(&text));
        // A group's entry repeats the addresses of its B-tree and heap.
        let (cached, (tree, heap)) = (u64::from(group.is_some()), group.unwrap_or((0, 0)));
        symbols.extend(pack(&[], &[(place, 8), (header, 8), (cached, 8), (tree, 8), (heap, 8)]));
        let count = at % SYMBOLS + 1;
        if count == SYMBOLS || at + 1 == members.len() {
            let mut node = pack(b"SNOD\x01\0", &[(count as u64, 2)]);
            node.append(&mut symbols);
            // A node's key is the place of the largest name in it.
            nodes.push((place, out.block(&node, 8 + 40 * SYMBOLS)));
        }
    }
    let size = names.len() as u64;
    let data = out.bytes.len() as u64 + 32;
    // Offset 1 says that the heap has no free space.
    let mut heap = pack(b"HEAP\0\0\0\0", &[(size, 8), (1, 8), (data, 8)]);
    heap.append(&mut names);
    let heap = out.block(&heap, 0);
    let mut level = 0;
    loop {
        nodes = tree_level(out, level, &nodes);
        level += 1;
        if let [(_, root)] = nodes[..] {
            return (root, heap);
        }
    }
}

/// Writes one level of the B-tree, and returns the largest key and the address of each node.
fn tree_level(out: &mut Out, level: u64, children: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let size = 24 + 16 * CHILDREN + 8;
    let count = children.len().div_ceil(CHILDREN).max(1);
    let mut nodes = Vec::new();
    let mut first = 0;
    for at in 0..count {
        let from = (at * CHILDREN).min(children.len());
        let part = children.get(from..children.len().min(from + CHILDREN)).unwrap_or_default();
        // Nodes of a level lie one after another, so the neighbours' addresses are known.
        let address = out.bytes.len() as u64;
        let left = if at == 0 { u64::MAX } else { address - size as u64 };
        let right = if at + 1 == count { u64::MAX } else { address + size as u64 };
        let mut node =
            pack(b"TREE\0", &[(level, 1), (part.len() as u64, 2), (left, 8), (right, 8), (first, 8)]);
        for &(key, child) in part {
            node.extend(pack(&[], &[(child, 8), (key, 8)]));
            first = key;
        }
        nodes.push((first, out.block(&node, size)));
    }
    nodes
}
