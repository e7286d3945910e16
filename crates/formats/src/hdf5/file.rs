//! The superblock, which says where the root group is (HDF5 File Format Specification Version 3.0, section II.A).

use alloc::format;

use pupil_core::error::Result;

use super::object::{self, Group};
use super::source::{Cursor, Source, UNDEFINED, bad};

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
        let bytes = find(bytes).ok_or_else(|| bad("its signature is missing; this is not an HDF5 file"))?;
        // The sizes of addresses and lengths come first.
        let mut block = Source::new(bytes, 8, 8).cursor(bytes);
        block.skip(SIGNATURE.len())?;
        let version = block.u8()?;
        let offset_size = match version {
            0 | 1 => {
                block.skip(4)?;
                block.u8()?
            }
            2 | 3 => block.u8()?,
            _ => return Err(bad(format!("superblock version {version}; expected 0 to 3"))),
        };
        let length_size = block.u8()?;
        if ![offset_size, length_size].iter().all(|size| matches!(size, 2 | 4 | 8)) {
            return Err(bad(format!(
                "addresses of {offset_size} bytes and lengths of {length_size} bytes; expected 2, 4 or 8"
            )));
        }
        let source = Source::new(bytes, offset_size.into(), length_size.into());
        let mut block = source.cursor(block.rest());
        let (end, root) = match version {
            0 | 1 => old(&mut block, version)?,
            _ => new(&mut block)?,
        };
        if end != UNDEFINED && end > bytes.len() as u64 {
            return Err(bad(format!(
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
        object::root(&self.source, self.root)
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

/// The end of the file and the address of the root's header, in versions 0 and 1.
fn old(block: &mut Cursor<'_>, version: u8) -> Result<(u64, u64)> {
    block.skip(if version == 0 { 9 } else { 13 })?;
    let base = block.address()?;
    block.address()?;
    let end = block.address()?;
    block.address()?;
    // The root's symbol table entry begins with the place of its name.
    block.address()?;
    Ok((relative(end, base), block.address()?))
}

/// The same in versions 2 and 3.
fn new(block: &mut Cursor<'_>) -> Result<(u64, u64)> {
    block.skip(1)?;
    let base = block.address()?;
    block.address()?;
    let end = block.address()?;
    Ok((relative(end, base), block.address()?))
}

/// The end of the file is counted from its first byte, and all else from the superblock.
fn relative(end: u64, base: u64) -> u64 {
    match end {
        UNDEFINED => UNDEFINED,
        end => end.saturating_sub(base),
    }
}
