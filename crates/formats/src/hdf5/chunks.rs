//! Data sets that are stored in chunks (HDF5 File Format Specification Version 3.0, section IV.A.2.i).

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::arrays::{Place, extensible, fixed};
use super::btree::{version1, version2};
use super::datatype::Dataspace;
use super::filters::Filters;
use super::source::{Cursor, Result, Source, UNDEFINED, bad, size};

/// Puts chunks in their places.
struct Assembly<'f, 'o> {
    source: &'f Source<'f>,
    shape: &'o [usize],
    /// The sizes of a chunk.
    chunk: Vec<usize>,
    /// Bytes of one value and of a chunk.
    element: usize,
    bytes: usize,
    filters: Filters,
    /// True if chunks that extend past the end of an axis are stored without filters.
    partial_plain: bool,
    out: &'o mut [u8],
}

/// Fills `out`, which has the fill value everywhere, with the chunks of a data set. `layout` is the layout message after
/// its version and class.
///
/// # Errors
/// When the file is damaged or the chunks' index is not supported.
pub fn read<'f>(
    source: &'f Source<'f>,
    version: u8,
    mut layout: Cursor<'f>,
    (space, element): (&Dataspace, usize),
    filters: Filters,
    out: &mut [u8],
) -> Result<()> {
    let flags = if version == 3 { 0 } else { layout.u8() };
    let rank = usize::from(layout.u8());
    let mut address = if version == 3 { layout.address() } else { UNDEFINED };
    let width = if version == 3 { 4 } else { usize::from(layout.u8()) };
    // The last axis of a chunk is the bytes of an element.
    if rank != space.shape.len() + 1 {
        return Err(bad(format!("its chunks have {rank} axes; expected {}", space.shape.len() + 1)));
    }
    let sizes = (0..rank).map(|_| size(layout.number(width))).collect::<Vec<_>>();
    let bytes = sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    let chunk = sizes.get(..rank - 1).unwrap_or_default().to_vec();
    let bytes = bytes.filter(|&bytes| bytes > 0 && sizes.last() == Some(&element));
    let bytes = bytes.ok_or_else(|| bad("its chunks have no valid size; the file is damaged"))?;
    // A chunk in memory is of this size, even if the file holds less.
    source.allocate(bytes)?;
    let grid: Vec<u64> =
        space.limits.iter().zip(&chunk).map(|(&limit, &chunk)| limit.div_ceil(chunk as u64)).collect();
    let shape = &space.shape;
    let partial_plain = flags & 1 != 0;
    let mut assembly = Assembly { source, shape, chunk, element, bytes, filters, partial_plain, out };
    let index = match version {
        3 => 0,
        _ => layout.u8(),
    };
    match index {
        0 => by_tree(&mut assembly, address, rank)?,
        1 => {
            let mut place = Place { address, size: None, mask: 0 };
            if flags & 2 != 0 {
                place.size = Some(layout.number(source.length_size()));
                place.mask = layout.u32();
            }
            place.address = layout.address();
            assembly.put(&vec![0; rank - 1], place)?;
        }
        2 => {
            address = layout.address();
            let count = grid.iter().fold(1u64, |product, &size| product.saturating_mul(size));
            for index in 0..count {
                source.work(2)?;
                let place = Place { address, size: None, mask: u32::MAX };
                assembly.put(&position(index, &grid, 0), place)?;
                address = address.saturating_add(bytes as u64);
            }
        }
        3 => {
            layout.skip(1);
            fixed(source, layout.address(), &mut |index, place| {
                assembly.put(&position(index as u64, &grid, 0), place)
            })?;
        }
        4 => {
            layout.skip(5);
            // The axis without a limit counts as the outermost one.
            let free = space.limits.iter().position(|&limit| limit == u64::MAX).unwrap_or(0);
            extensible(source, layout.address(), &mut |index, place| {
                assembly.put(&position(index as u64, &grid, free), place)
            })?;
        }
        5 => {
            layout.skip(6);
            let filtered = !assembly.filters.is_empty();
            by_tree2(&mut assembly, layout.address(), filtered)?;
        }
        index => return Err(bad(format!("its chunks have an index of type {index}; expected 0 to 5"))),
    }
    source.free(bytes);
    Ok(())
}

/// The position of a chunk in a grid. The axis `outermost` counts slowest and the last one fastest.
fn position(mut index: u64, grid: &[u64], outermost: usize) -> Vec<u64> {
    let mut position = vec![0; grid.len()];
    for (axis, (place, &size)) in position.iter_mut().zip(grid).enumerate().rev() {
        if axis != outermost {
            *place = index % size.max(1);
            index /= size.max(1);
        }
    }
    // The outermost axis may grow, so it takes all that is left.
    if let Some(place) = position.get_mut(outermost) {
        *place = index;
    }
    position
}

/// Chunks in a B-tree of version 1. A key is the chunk's stored size, its filter mask, and its first position in the
/// data set, with one more number for the bytes of an element.
fn by_tree(assembly: &mut Assembly<'_, '_>, address: u64, rank: usize) -> Result<()> {
    if address == UNDEFINED {
        return Ok(());
    }
    let source = assembly.source;
    version1(source, address, (1, 8 + 8 * rank), None, &mut |key, address| {
        let mut key = source.cursor(key);
        let (size, mask) = (key.u32(), key.u32());
        let mut position = Vec::with_capacity(rank);
        for at in 0..rank - 1 {
            let size = assembly.chunk.get(at).map_or(1, |&size| size as u64);
            position.push(key.number(8) / size);
        }
        assembly.put(&position, Place { address, size: Some(size.into()), mask })
    })
}

/// Chunks in a B-tree of version 2. A record is the chunk's address, its stored size and filter mask if there are
/// filters, and its position in the grid.
fn by_tree2(assembly: &mut Assembly<'_, '_>, address: u64, filtered: bool) -> Result<()> {
    if address == UNDEFINED {
        return Ok(());
    }
    let (source, rank) = (assembly.source, assembly.shape.len());
    version2(source, address, if filtered { 11 } else { 10 }, &mut |mut record| {
        let mut place = Place { address: record.address(), size: None, mask: 0 };
        if filtered {
            let size = record.rest().len().saturating_sub(4 + 8 * rank);
            place.size = Some(record.number(size));
            place.mask = record.u32();
        }
        let position = (0..rank).map(|_| record.number(8)).collect::<Vec<_>>();
        assembly.put(&position, place)
    })
}

impl Assembly<'_, '_> {
    /// Copies a chunk to its place. `position` counts chunks along each axis.
    fn put(&mut self, position: &[u64], place: Place) -> Result<()> {
        if place.address == UNDEFINED {
            return Ok(());
        }
        // The first value of the chunk, and how many of its values lie inside the data set, for each axis.
        let mut start = Vec::with_capacity(self.shape.len());
        let mut inside = Vec::with_capacity(self.shape.len());
        let mut partial = false;
        for ((&position, &chunk), &size) in position.iter().zip(&self.chunk).zip(self.shape) {
            let first = usize::try_from(position).ok().and_then(|position| position.checked_mul(chunk));
            // Chunks outside are left over from a data set that was larger.
            let Some(first) = first.filter(|&first| first < size) else { return Ok(()) };
            start.push(first);
            inside.push(chunk.min(size - first));
            partial |= chunk > size - first;
        }
        let stored = place.size.map_or(self.bytes, size);
        self.source.work(self.bytes / 16 + stored / 16 + 8)?;
        let mask = if partial && self.partial_plain { u32::MAX } else { place.mask };
        let bytes = self.source.at(place.address).take(stored);
        let bytes = self.filters.undo(bytes, self.bytes, mask)?;
        // What lies along the last axis is contiguous in the chunk and in the data set. If a chunk is as long as the
        // data set there, so is what lies along the axis before.
        let Some(mut outer) = inside.len().checked_sub(1) else { return Ok(()) };
        let mut run = inside[outer] * self.element;
        while outer > 0 && self.chunk[outer] == self.shape[outer] {
            outer -= 1;
            run *= inside[outer];
        }
        let mut at = vec![0; inside.len()];
        loop {
            self.source.work(1 + outer)?;
            let (mut from, mut to) = (0, 0);
            let axes = at.iter().zip(&start).zip(&self.chunk).zip(self.shape);
            for (((&along, &start), &chunk), &size) in axes {
                from = from * chunk + along;
                to = to * size + start + along;
            }
            let (from, to) = (from * self.element, to * self.element);
            if let (Some(from), Some(to)) = (bytes.get(from..from + run), self.out.get_mut(to..to + run)) {
                to.copy_from_slice(from);
            }
            // The next row: the innermost axis first.
            let mut axis = outer;
            loop {
                let Some(next) = axis.checked_sub(1) else { return Ok(()) };
                axis = next;
                at[axis] += 1;
                if at[axis] < inside[axis] {
                    break;
                }
                at[axis] = 0;
            }
        }
    }
}
