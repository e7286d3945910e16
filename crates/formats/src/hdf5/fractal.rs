//! Fractal heaps, which hold the links and attributes of objects that have many (HDF5 File Format Specification Version
//! 3.0, section III.G).

use alloc::boxed::Box;
use alloc::format;

use super::btree::{bytes_for, version2};
use super::source::{Result, Source, bad, size};

/// A fractal heap.
#[derive(Debug)]
pub struct FractalHeap<'f> {
    source: &'f Source<'f>,
    /// The sizes of an offset and of a length in the id of an object.
    offset_size: usize,
    length_size: usize,
    /// Blocks in each row.
    width: u64,
    /// The size of the first block.
    start: u64,
    /// The size of the largest block that holds objects; larger ones hold blocks.
    largest: u64,
    root: u64,
    /// The rows of the root. 0 if it holds objects.
    rows: u64,
    /// The B-tree of the objects that are too large for blocks.
    huge: u64,
    /// True if the ids of these objects hold their addresses.
    huge_direct: bool,
}

impl<'f> FractalHeap<'f> {
    /// Reads the heap's header.
    ///
    /// # Errors
    /// When it is damaged, or the heap is compressed.
    pub fn read(source: &'f Source<'f>, address: u64) -> Result<Self> {
        let mut header = source.signed(address, "FRHP")?;
        header.skip(1);
        let id_size = header.u16();
        if header.u16() != 0 {
            return Err(bad("its links or attributes are compressed, which is not supported"));
        }
        header.skip(1);
        let largest_object = u64::from(header.u32());
        header.length();
        let huge = header.address();
        header.length();
        header.address();
        header.skip(8 * source.length_size());
        let width = header.number(2);
        let start = header.number(source.length_size());
        let largest = header.number(source.length_size());
        let bits = header.u16();
        header.skip(2);
        let root = header.address();
        let rows = header.number(2);
        if !(width.is_power_of_two() && start.is_power_of_two() && largest.is_power_of_two())
            || largest < start
            || bits > 64
            || rows > 64
        {
            return Err(bad(format!(
                "a fractal heap has {rows} rows of {width} blocks of {start} to {largest} bytes; expected powers of two"
            )));
        }
        let length_size = bytes_for(largest_object).min((largest.ilog2() as usize).div_ceil(8));
        let huge_direct = id_size > source.offset_size() + source.length_size();
        let offset_size = bits.div_ceil(8);
        Ok(Self { source, offset_size, length_size, width, start, largest, root, rows, huge, huge_direct })
    }

    /// The object with this id.
    ///
    /// # Errors
    /// When it is not in the heap.
    pub fn object(&self, id: &'f [u8]) -> Result<&'f [u8]> {
        let mut cursor = self.source.cursor(id);
        let flags = cursor.u8();
        match flags >> 4 & 3 {
            0 => self.managed(cursor.number(self.offset_size), size(cursor.number(self.length_size))),
            1 if self.huge_direct => {
                let address = cursor.address();
                Ok(self.source.at(address).take(cursor.length()))
            }
            1 => {
                let key = cursor.number(cursor.rest().len().min(8));
                let mut found = None;
                version2(self.source, self.huge, 1, &mut |mut record| {
                    let place = (record.address(), record.length());
                    if record.number(self.source.length_size()) == key {
                        found = Some(place);
                    }
                    Ok(())
                })?;
                let (address, length) = found.ok_or_else(missing)?;
                Ok(self.source.at(address).take(length))
            }
            2 => Ok(cursor.take(usize::from(flags & 15) + 1)),
            _ => Err(missing()),
        }
    }

    /// An object inside a block. Offsets count through all blocks, row after row.
    fn managed(&self, mut offset: u64, length: usize) -> Result<&'f [u8]> {
        let (mut address, mut rows, mut block) = (self.root, self.rows, self.start);
        // A block's rows are always fewer than those of the block around it, so this ends.
        while rows > 0 {
            self.source.work(8)?;
            block = self.start;
            let mut row = 0;
            loop {
                if row >= rows {
                    return Err(missing());
                }
                let span = block.checked_mul(self.width).ok_or_else(missing)?;
                if offset < span {
                    break;
                }
                offset -= span;
                row += 1;
                // The first two rows have blocks of the same size; then the size doubles.
                if row > 1 {
                    block = block.checked_mul(2).ok_or_else(missing)?;
                }
            }
            let index = row * self.width + offset / block;
            offset %= block;
            let mut node = self.source.signed(address, "FHIB")?;
            node.skip(1 + self.source.offset_size() + self.offset_size);
            node.skip(size(index).saturating_mul(self.source.offset_size()));
            address = node.address();
            rows = match block <= self.largest {
                true => 0,
                false => {
                    let rows = (block.ilog2() + 1).saturating_sub(self.start.ilog2() + self.width.ilog2());
                    u64::from(rows).min(row)
                }
            };
            if rows == 0 && block > self.largest {
                return Err(missing());
            }
        }
        self.source.signed(address, "FHDB")?;
        let mut data = self.source.at(address);
        let mut data = self.source.cursor(data.take(size(block)));
        data.skip(size(offset));
        Ok(data.take(length))
    }
}

#[inline(never)]
fn missing() -> Box<pupil_core::error::Error> {
    bad("a link or attribute is not in its fractal heap; the file is damaged")
}
