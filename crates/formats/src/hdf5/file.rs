//! The superblock, which says where the root group is (HDF5 File Format Specification Version 3.0, section II.A).

use alloc::format;

use pupil_core::error::Result;

use super::object::{self, Group};
use super::source::{Source, UNDEFINED, bad, unboxed};

/// The first bytes of a file.
pub const SIGNATURE: &[u8; 8] = b"\x89HDF\r\n\x1a\n";

/// A file.
#[derive(Debug)]
pub struct File<'f> {
    source: Source<'f>,
    root: u64,
}

impl<'f> File<'f> {
    /// Opens a file.
    ///
    /// # Errors
    /// When it is not an HDF5 file, is cut short, or has a version that is not supported.
    pub fn open(bytes: &'f [u8]) -> Result<Self> {
        let bytes = find(bytes).ok_or_else(|| *bad("its signature is missing; this is not an HDF5 file"))?;
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let version = byte(8);
        // The sizes of addresses and lengths come first.
        let sizes = match version {
            0 | 1 => 13,
            2 | 3 => 9,
            _ => return Err(*bad(format!("superblock version {version}; expected 0 to 3"))),
        };
        let (offset_size, length_size) = (byte(sizes), byte(sizes + 1));
        if ![offset_size, length_size].iter().all(|size| matches!(size, 2 | 4 | 8)) {
            return Err(*bad(format!(
                "addresses of {offset_size} bytes and lengths of {length_size} bytes; expected 2, 4 or 8"
            )));
        }
        let source = Source::new(bytes, offset_size.into(), length_size.into());
        let mut block = source.cursor(bytes);
        // The addresses follow other sizes and flags.
        block.skip(match version {
            0 => 24,
            1 => 28,
            _ => 12,
        });
        let base = block.address();
        block.address();
        // The end is counted from the file's first byte, and all else from the superblock.
        let end = match block.address() {
            UNDEFINED => UNDEFINED,
            end => end.saturating_sub(base),
        };
        if version < 2 {
            // The address of a driver's block, and the place of the root's name.
            block.address();
            block.address();
        }
        let root = block.address();
        unboxed(source.check())?;
        if end != UNDEFINED && end > bytes.len() as u64 {
            return Err(*bad(format!(
                "it is cut short: its superblock declares {end} bytes and it has {}",
                bytes.len()
            )));
        }
        Ok(Self { source, root })
    }

    /// The root group.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn root(&self) -> Result<Group<'_>> {
        unboxed(object::root(&self.source, self.root))
    }
}

/// The file from its signature on. Other data of up to a power of two bytes, at least 512, may come before.
fn find(bytes: &[u8]) -> Option<&[u8]> {
    let mut start = 0;
    loop {
        let rest = bytes.get(start..)?;
        if rest.starts_with(SIGNATURE) {
            return Some(rest);
        }
        start = if start == 0 { 512 } else { start.checked_mul(2)? };
    }
}
