//! The members of a group, by name (HDF5 File Format Specification Version 3.0, sections III.B, III.C, IV.A.2.c,
//! IV.A.2.g and IV.A.2.r).

use alloc::format;
use alloc::vec::Vec;

use super::btree::{version1, version2};
use super::fractal::FractalHeap;
use super::header::{Header, kind};
use super::heap;
use super::source::{Cursor, Result, Source, UNDEFINED, bad, size};

/// A named member of a group.
#[derive(Debug, Clone, Copy)]
pub struct Link<'f> {
    /// Its name.
    pub name: &'f str,
    /// The place of its header, or why it has none.
    pub target: core::result::Result<u64, &'static str>,
    order: u64,
}

/// The links of a group.
#[derive(Debug, Clone)]
pub struct Links<'f> {
    /// Sorted by name.
    by_name: Vec<Link<'f>>,
    /// In the order of creation, if the file tracks it.
    by_creation: Vec<Link<'f>>,
}

impl<'f> Links<'f> {
    /// All links: in the order of creation if the file tracks it, or else by name.
    pub fn ordered(&self) -> &[Link<'f>] {
        if self.by_creation.is_empty() { &self.by_name } else { &self.by_creation }
    }

    /// The link of this name.
    pub fn find(&self, name: &str) -> Option<&Link<'f>> {
        let at = self.by_name.binary_search_by(|link| link.name.cmp(name)).ok()?;
        self.by_name.get(at)
    }
}

/// All links of a group.
///
/// # Errors
/// When the file is damaged.
pub fn all<'f>(header: &Header<'f>) -> Result<Links<'f>> {
    let source = header.source;
    let mut links = Vec::new();
    if let Some(table) = header.find(kind::SYMBOL_TABLE)? {
        symbols(source, table, &mut links)?;
    }
    for message in header.all(kind::LINK)? {
        links.push(read(source, message)?);
    }
    let mut tracked = false;
    if let Some(mut info) = header.find(kind::LINK_INFO)? {
        info.skip(1);
        let flags = info.u8();
        tracked = flags & 1 != 0;
        if tracked {
            info.skip(8);
        }
        let (heap, index) = (info.address(), info.address());
        if heap != UNDEFINED {
            let heap = FractalHeap::read(source, heap)?;
            // Each record has the hash of the name, then the link's id in the heap.
            version2(source, index, 5, &mut |mut record| {
                record.skip(4);
                links.push(read(source, source.cursor(heap.object(record.take(7))?))?);
                Ok(())
            })?;
        }
    }
    source.check()?;
    let mut by_creation = Vec::new();
    if tracked {
        source.allocate(links.len() * size_of::<Link<'f>>())?;
        by_creation = links.clone();
        sort(source, &mut by_creation, |a, b| a.order < b.order)?;
    }
    sort(source, &mut links, |a, b| a.name < b.name)?;
    Ok(Links { by_name: links, by_creation })
}

/// Sorts by merging ever longer runs. The general sort of Rust's library would add 2 KB to the engine's module.
fn sort<'f>(
    source: &Source<'f>,
    links: &mut Vec<Link<'f>>,
    before: impl Fn(&Link<'f>, &Link<'f>) -> bool,
) -> Result<()> {
    let mut run = 1;
    while run < links.len() {
        source.work(links.len())?;
        let mut merged = Vec::with_capacity(links.len());
        for pair in links.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((a, rest_left)), Some((b, rest_right))) =
                (left.split_first(), right.split_first())
            {
                if before(b, a) {
                    merged.push(*b);
                    right = rest_right;
                } else {
                    merged.push(*a);
                    left = rest_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        *links = merged;
        run *= 2;
    }
    Ok(())
}

/// The links of an old group: a B-tree of nodes of symbols, whose names are in a local heap.
fn symbols<'f>(source: &'f Source<'f>, mut table: Cursor<'f>, links: &mut Vec<Link<'f>>) -> Result<()> {
    let (tree, names) = (table.address(), table.address());
    let names = heap::local(source, names)?;
    version1(source, tree, (0, source.length_size()), None, &mut |_, address| {
        let mut node = source.signed(address, "SNOD")?;
        node.skip(2);
        for _ in 0..node.u16() {
            source.work(8)?;
            let name = size(node.number(source.offset_size()));
            let address = node.address();
            let cached = node.u32();
            node.skip(20);
            let name = names.get(name..).ok_or_else(|| bad("a member's name lies past its heap's end"))?;
            // A soft link has no header, and its entry says so.
            let target = if cached == 2 { Err("a soft link") } else { Ok(address) };
            links.push(Link { name: source.name(name)?, target, order: 0 });
        }
        Ok(())
    })
}

/// Reads a link message.
fn read<'f>(source: &'f Source<'f>, mut message: Cursor<'f>) -> Result<Link<'f>> {
    source.work(8)?;
    let version = message.u8();
    if version != 1 {
        return Err(bad(format!("link version {version}; expected 1")));
    }
    let flags = message.u8();
    let kind = if flags & 8 == 0 { 0 } else { message.u8() };
    let order = if flags & 4 == 0 { 0 } else { message.number(8) };
    if flags & 16 != 0 {
        message.skip(1);
    }
    let length = size(message.number(1 << (flags & 3)));
    let name = source.name(message.take(length))?;
    let target = match kind {
        0 => Ok(message.address()),
        1 => Err("a soft link"),
        64 => Err("an external link"),
        _ => Err("a link of an unknown type"),
    };
    Ok(Link { name, target, order })
}
