//! Local heaps and global heaps (HDF5 File Format Specification Version 3.0, sections III.D and III.E).

use super::source::{Cursor, Result, Source, UNDEFINED, bad};

/// The data of a local heap, which holds the names of a group's members.
///
/// # Errors
/// When the heap is damaged.
pub fn local<'f>(source: &'f Source<'f>, address: u64) -> Result<&'f [u8]> {
    let mut heap = source.signed(address, "HEAP")?;
    heap.skip(4);
    let size = heap.length();
    heap.length();
    Ok(source.at(heap.address()).take(size))
}

/// Finds objects in global heaps.
///
/// Values that follow each other mostly lie one after another in the same heap, so a search starts after the last
/// object found.
pub struct GlobalHeaps<'f> {
    source: &'f Source<'f>,
    address: u64,
    objects: Cursor<'f>,
    next: Cursor<'f>,
}

impl<'f> GlobalHeaps<'f> {
    /// The global heaps of a file.
    pub fn new(source: &'f Source<'f>) -> Self {
        let empty = source.cursor(&[]);
        Self { source, address: UNDEFINED, objects: empty, next: empty }
    }

    /// The object with this index in the heap at this address.
    ///
    /// # Errors
    /// When the heap is damaged or has no such object.
    pub fn object(&mut self, address: u64, index: usize) -> Result<&'f [u8]> {
        // The heap's header and those of its objects end at multiples of 8, as objects do.
        let header = (8 + self.source.length_size()).next_multiple_of(8);
        if self.address != address {
            let mut heap = self.source.signed(address, "GCOL")?;
            heap.skip(4);
            let size = heap.length();
            let mut heap = self.source.at(address);
            heap.skip(header);
            let size =
                size.checked_sub(header).ok_or_else(|| bad("a global heap is shorter than its header"))?;
            self.objects = self.source.cursor(heap.take(size));
            self.next = self.objects;
            self.address = address;
        }
        for start in [self.next, self.objects] {
            let mut cursor = start;
            while cursor.rest().len() >= header {
                self.source.work(1)?;
                let mut object = self.source.cursor(cursor.take(header));
                let found = object.u16();
                object.skip(6);
                let size = object.length();
                if found == 0 {
                    // The rest of the heap is free.
                    break;
                }
                let object = cursor.take(size);
                // The last object may end with the heap.
                cursor.skip(((8 - size % 8) % 8).min(cursor.rest().len()));
                if found == index {
                    self.next = cursor;
                    return Ok(object);
                }
            }
        }
        Err(bad("a text is not in its global heap; the file is damaged"))
    }
}
