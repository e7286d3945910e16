//! B-trees of both versions (HDF5 File Format Specification Version 3.0, sections III.A.1 and III.A.2).

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::source::{Cursor, Result, Source, bad, size};

/// Calls `visit` with the key and the address of each child of the leaves of a B-tree of version 1, in order.
///
/// `kind` is 0 for the members of a group and 1 for chunks. `level` is what the node's level must be, if it is known.
///
/// # Errors
/// When a node is damaged, and those of `visit`.
pub fn version1<'f>(
    source: &'f Source<'f>,
    address: u64,
    (kind, key_size): (u8, usize),
    level: Option<u8>,
    visit: &mut dyn FnMut(&'f [u8], u64) -> Result<()>,
) -> Result<()> {
    let mut node = source.signed(address, "TREE")?;
    let found = (node.u8(), node.u8());
    // A child's level is one less than its parent's, so a circle is impossible.
    if found.0 != kind || level.is_some_and(|level| level != found.1) {
        return Err(bad("a node of a B-tree has another type or level than expected; the file is damaged"));
    }
    let count = node.u16();
    node.address();
    node.address();
    for _ in 0..count {
        source.work(2)?;
        let key = node.take(key_size);
        let child = node.address();
        match found.1 {
            0 => visit(key, child)?,
            level => version1(source, child, (kind, key_size), Some(level - 1), visit)?,
        }
    }
    Ok(())
}

/// The header of a B-tree of version 2.
struct Version2<'f> {
    source: &'f Source<'f>,
    record: usize,
    /// The size of a node's count of records.
    count_size: usize,
    /// For each depth the size of the count of all records below a node.
    total_sizes: Vec<usize>,
}

/// The number of bytes that numbers up to `limit` need.
pub fn bytes_for(limit: u64) -> usize {
    (limit.max(1).ilog2() / 8 + 1) as usize
}

/// Calls `visit` with each record of a B-tree of version 2, in order.
///
/// # Errors
/// When a node is damaged, the records have another type than `kind`, and those of `visit`.
pub fn version2<'f>(
    source: &'f Source<'f>,
    address: u64,
    kind: u8,
    visit: &mut dyn FnMut(Cursor<'f>) -> Result<()>,
) -> Result<()> {
    let mut header = source.signed(address, "BTHD")?;
    header.skip(1);
    let found = header.u8();
    if found != kind {
        return Err(bad(format!("a B-tree has records of type {found}; expected {kind}")));
    }
    let node_size = u64::from(header.u32());
    let (record, depth) = (header.u16(), header.u16());
    header.skip(2);
    let root = header.address();
    let count = header.u16();
    if record == 0 || depth > 16 {
        return Err(bad(format!(
            "a B-tree has depth {depth} and records of {record} bytes; expected 0 to 16 and at least 1"
        )));
    }
    // Signature, version, type and checksum of a node take 10 bytes.
    let room = node_size.saturating_sub(10);
    let per_record = record as u64;
    let leaf = room / per_record;
    let count_size = bytes_for(leaf);
    let (mut total, mut total_sizes) = (leaf, vec![0]);
    for _ in 0..depth {
        let pointer = (source.offset_size() + count_size + total_sizes.last().unwrap_or(&0)) as u64;
        let here = room.saturating_sub(pointer) / (per_record + pointer);
        total = (here + 1).saturating_mul(total).saturating_add(here);
        total_sizes.push(bytes_for(total));
    }
    let tree = Version2 { source, record, count_size, total_sizes };
    match count {
        0 => Ok(()),
        count => tree.node(root, depth, count, visit),
    }
}

impl<'f> Version2<'f> {
    fn node(
        &self,
        address: u64,
        depth: usize,
        count: usize,
        visit: &mut dyn FnMut(Cursor<'f>) -> Result<()>,
    ) -> Result<()> {
        let mut node = self.source.signed(address, if depth == 0 { "BTLF" } else { "BTIN" })?;
        node.skip(2);
        let mut records = node;
        let length =
            count.checked_mul(self.record).ok_or_else(|| bad("a B-tree's node is larger than memory"))?;
        node.skip(length);
        for at in 0..=count {
            self.source.work(2)?;
            if let Some(below) = depth.checked_sub(1) {
                let (child, count) = (node.address(), node.number(self.count_size));
                node.skip(self.total_sizes.get(below).copied().unwrap_or(0));
                self.node(child, below, size(count), visit)?;
            }
            if at < count {
                visit(self.source.cursor(records.take(self.record)))?;
            }
        }
        Ok(())
    }
}
