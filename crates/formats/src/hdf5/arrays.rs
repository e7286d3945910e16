//! Fixed and extensible arrays, which index the chunks of data sets in files of new versions (HDF5 File Format
//! Specification Version 3.0, sections VII.C and VII.D).

use super::source::{Cursor, Result, Source, UNDEFINED, bad};

/// Where a chunk is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its address.
    pub address: u64,
    /// Its size as stored. `None` if no filter changed it.
    pub size: Option<u64>,
    /// A bit for each filter that was not applied.
    pub mask: u32,
}

/// Receives the chunks' places, each with its index.
pub type Visit<'v> = &'v mut dyn FnMut(usize, Place) -> Result<()>;

/// How an array stores a place.
struct Entries<'f> {
    source: &'f Source<'f>,
    filtered: bool,
    size: usize,
}

impl Entries<'_> {
    /// Reads `count` places and returns the index after the last.
    fn read(&self, cursor: &mut Cursor<'_>, first: usize, count: usize, visit: Visit<'_>) -> Result<usize> {
        for index in first..first.saturating_add(count) {
            self.source.work(2)?;
            let mut place = Place { address: cursor.address(), size: None, mask: 0 };
            if self.filtered {
                place.size = Some(cursor.number(self.size.saturating_sub(4 + self.source.offset_size())));
                place.mask = cursor.u32();
            }
            if place.address != UNDEFINED {
                visit(index, place)?;
            }
        }
        Ok(first.saturating_add(count))
    }

    /// Reads pages of `page` places each, `count` places in all. A checksum of 4 bytes follows each page. Pages that
    /// `written` denies are passed over.
    fn pages(
        &self,
        cursor: &mut Cursor<'_>,
        (first, count, page): (usize, usize, usize),
        written: impl Fn(usize) -> bool,
        visit: Visit<'_>,
    ) -> Result<()> {
        let mut done = 0;
        for at in 0.. {
            let left = page.min(count - done);
            if left == 0 {
                break;
            }
            match written(at) {
                true => drop(self.read(cursor, first.saturating_add(done), left, visit)?),
                false => cursor.skip(left.saturating_mul(self.size)),
            }
            cursor.skip(4);
            self.source.work(2)?;
            done += left;
        }
        Ok(())
    }
}

/// The bit with this index, where the first is the most significant bit of the first byte.
fn bit(bytes: &[u8], index: usize) -> bool {
    bytes.get(index / 8).is_some_and(|byte| byte << (index % 8) & 0x80 != 0)
}

/// The size of a page of `2^bits` places.
fn page_size(bits: u8) -> Result<usize> {
    1usize.checked_shl(bits.into()).ok_or_else(|| bad("an array of chunks has too large pages"))
}

/// Visits all places of a fixed array.
///
/// # Errors
/// When it is damaged, and those of `visit`.
pub fn fixed<'f>(source: &'f Source<'f>, address: u64, visit: Visit<'_>) -> Result<()> {
    let mut header = source.signed(address, "FAHD")?;
    header.skip(1);
    let filtered = header.u8() == 1;
    let entries = Entries { source, filtered, size: usize::from(header.u8()) };
    let page = page_size(header.u8())?;
    let count = header.length();
    let address = header.address();
    if address == UNDEFINED {
        return Ok(());
    }
    let mut block = source.signed(address, "FADB")?;
    block.skip(2);
    block.address();
    if count <= page {
        return entries.read(&mut block, 0, count, visit).map(drop);
    }
    let written = block.take(count.div_ceil(page).div_ceil(8));
    block.skip(4);
    entries.pages(&mut block, (0, count, page), |page| bit(written, page), visit)
}

/// Visits all places of an extensible array.
///
/// Its first places are in the index block. The others are in data blocks, whose sizes grow. The index block has the
/// addresses of the first data blocks, and of secondary blocks, which have the addresses of the others.
///
/// # Errors
/// When it is damaged, and those of `visit`.
pub fn extensible<'f>(source: &'f Source<'f>, address: u64, visit: Visit<'_>) -> Result<()> {
    let mut header = source.signed(address, "EAHD")?;
    header.skip(1);
    let filtered = header.u8() == 1;
    let entries = Entries { source, filtered, size: usize::from(header.u8()) };
    let bits = usize::from(header.u8());
    let in_index = usize::from(header.u8());
    let (smallest, pointers) = (usize::from(header.u8()), usize::from(header.u8()));
    let page = page_size(header.u8())?;
    if bits > 64 || !smallest.is_power_of_two() || !pointers.is_power_of_two() {
        return Err(bad("an extensible array has sizes that are no powers of two; the file is damaged"));
    }
    for _ in 0..6 {
        header.skip(source.length_size());
    }
    let address = header.address();
    if address == UNDEFINED {
        return Ok(());
    }
    let mut index = source.signed(address, "EAIB")?;
    index.skip(2);
    index.address();
    let mut next = entries.read(&mut index, 0, in_index, visit)?;
    // Blocks come in levels. Each has 2^(level/2) blocks of smallest x 2^((level+1)/2) places.
    let levels = (bits + 1).saturating_sub(smallest.ilog2() as usize);
    let direct = 2 * pointers.ilog2() as usize;
    for level in 0..levels {
        let blocks = page_size((level / 2) as u8)?;
        let count = page_size(level.div_ceil(2) as u8)?.saturating_mul(smallest);
        let pages = if count > page { count / page } else { 0 };
        let mut secondary = index;
        let mut written: &[u8] = &[];
        if level >= direct {
            let address = index.address();
            if address == UNDEFINED {
                next = next.saturating_add(blocks.saturating_mul(count));
                continue;
            }
            secondary = source.signed(address, "EASB")?;
            secondary.skip(2 + source.offset_size() + bits.div_ceil(8));
            written = secondary.take(pages.div_ceil(8).saturating_mul(blocks));
        }
        for block in 0..blocks {
            source.work(2)?;
            let address = secondary.address();
            if address != UNDEFINED {
                let mut data = source.signed(address, "EADB")?;
                data.skip(2 + source.offset_size() + bits.div_ceil(8));
                if pages == 0 {
                    entries.read(&mut data, next, count, visit)?;
                } else {
                    data.skip(4);
                    let written =
                        |page: usize| bit(written, block.saturating_mul(pages).saturating_add(page));
                    entries.pages(&mut data, (next, count, page), written, visit)?;
                }
            }
            next = next.saturating_add(count);
        }
        if level < direct {
            index = secondary;
        }
    }
    Ok(())
}
