//! The filters that chunks passed through when they were written (HDF5 File Format Specification Version 3.0, section
//! IV.A.2.l).

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::source::{Cursor, Result, bad};
use crate::inflate::inflate;

/// One filter.
#[derive(Debug, Clone, Copy)]
enum Filter {
    Deflate,
    /// Bytes of one element.
    Shuffle(usize),
    Fletcher32,
}

/// The filters of a data set, in the order in which they were applied.
#[derive(Debug, Default)]
pub struct Filters(Vec<Filter>);

impl Filters {
    /// Reads a filter pipeline message.
    ///
    /// # Errors
    /// When a filter is not supported; the message names it.
    pub fn read(mut message: Cursor<'_>) -> Result<Self> {
        let version = message.u8();
        let count = message.u8();
        match version {
            1 => message.skip(6),
            2 => {}
            _ => return Err(bad(format!("filter pipeline version {version}; expected 1 or 2"))),
        }
        let mut filters = Vec::new();
        for _ in 0..count {
            let id = message.u16();
            let name = if version == 1 || id >= 256 { message.u16() } else { 0 };
            message.skip(2);
            let values = message.u16();
            message.skip(name);
            let mut first = None;
            for _ in 0..values {
                let value = message.u32();
                first = first.or(Some(value as usize));
            }
            if version == 1 && values % 2 == 1 {
                message.skip(4);
            }
            let name = match id {
                1 => {
                    filters.push(Filter::Deflate);
                    continue;
                }
                2 => {
                    filters.push(Filter::Shuffle(first.unwrap_or(1)));
                    continue;
                }
                3 => {
                    filters.push(Filter::Fletcher32);
                    continue;
                }
                4 => "szip",
                5 => "nbit",
                6 => "scaleoffset",
                32000 => "lzf",
                32001 => "blosc",
                32004 => "lz4",
                32015 => "zstd",
                _ => "",
            };
            return Err(bad(format!(
                "compressed with filter {id} {name}; supported: deflate (gzip), shuffle, fletcher32"
            )));
        }
        Ok(Self(filters))
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Undoes the filters on a chunk, which then has `size` bytes. A bit of `mask` says that a filter was not applied.
    ///
    /// # Errors
    /// When the chunk is damaged.
    pub fn undo<'b>(&self, bytes: &'b [u8], size: usize, mask: u32) -> Result<Cow<'b, [u8]>> {
        let mut bytes = Cow::Borrowed(bytes);
        for (at, filter) in self.0.iter().enumerate().rev() {
            if mask >> at.min(31) & 1 == 1 {
                continue;
            }
            match *filter {
                // A checksum may be below the compression; it has 4 bytes.
                Filter::Deflate => {
                    let unpacked = inflate(&bytes, size + 4 * self.0.len(), true);
                    bytes = unpacked.ok_or_else(|| bad("a compressed chunk is damaged"))?.into();
                }
                Filter::Shuffle(element) if element > 1 => bytes = unshuffle(&bytes, element).into(),
                Filter::Shuffle(_) => {}
                // The checksum is not compared: the other structures' checksums are not either.
                Filter::Fletcher32 => {
                    let length = bytes.len().saturating_sub(4);
                    match &mut bytes {
                        Cow::Borrowed(bytes) => *bytes = &bytes[..length],
                        Cow::Owned(bytes) => bytes.truncate(length),
                    }
                }
            }
        }
        match bytes.len() == size {
            true => Ok(bytes),
            false => Err(bad(format!("a chunk has {} bytes; expected {size}", bytes.len()))),
        }
    }
}

/// Shuffled bytes have first the first byte of each element, then the second one of each, and so on. Bytes after the
/// last whole element follow unchanged.
fn unshuffle(shuffled: &[u8], element: usize) -> Vec<u8> {
    let mut bytes = shuffled.to_vec();
    let count = shuffled.len() / element;
    for (at, value) in bytes.chunks_exact_mut(element).enumerate() {
        for (byte, place) in value.iter_mut().zip((at..).step_by(count.max(1))) {
            *byte = shuffled.get(place).copied().unwrap_or(0);
        }
    }
    bytes
}
