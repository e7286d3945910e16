//! Zip archives (PKWARE's APPNOTE.TXT), by the `rawzip` and `miniz_oxide` crates: members stored or deflated.
//!
//! What is unpacked in all is bounded, so that a small archive cannot take the machine's memory.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use pupil_core::error::{Error, Result};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive, ZipVerification};

/// What an archive may hold unpacked, in bytes: this, and four times its own size.
const UNPACKED: usize = 64 << 20;

fn bad(message: impl Into<String>) -> Error {
    Error::format("zip archive", message.into())
}

/// The checksum CRC-32 of zip archives (ISO 3309), four bits at a time. rawzip's own is faster, but its tables add 16 KB
/// to the packed module.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0u32; 16];
    for (at, entry) in table.iter_mut().enumerate() {
        let mut value = at as u32;
        for _ in 0..4 {
            value = (value >> 1) ^ if value & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
        *entry = value;
    }
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        crc = (crc >> 4) ^ table[(crc & 15) as usize];
        crc = (crc >> 4) ^ table[(crc & 15) as usize];
    }
    !crc
}

/// An archive in memory. Its members are unpacked one by one.
pub struct Archive<'a> {
    zip: ZipSliceArchive<&'a [u8]>,
    members: Vec<Member>,
    /// The bytes that may still be unpacked.
    rest: Cell<usize>,
}

/// A member of an archive.
struct Member {
    name: String,
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

impl<'a> Archive<'a> {
    /// Reads the list of members. Folders, and the side files of macOS, are left out.
    ///
    /// # Errors
    /// When this is not a zip archive, or it is cut short.
    pub fn open(file: &'a [u8]) -> Result<Self> {
        let damaged = |_| bad("it is damaged or cut short: its list of files cannot be read");
        let zip = ZipArchive::from_slice(file).map_err(damaged)?;
        let mut members = Vec::new();
        let mut entries = zip.entries();
        while let Some(entry) = entries.next_entry().map_err(damaged)? {
            let name = String::from_utf8_lossy(entry.file_path().as_bytes()).replace('\\', "/");
            if !name.ends_with('/') && !name.starts_with("__MACOSX/") {
                members.push(Member { name, place: entry.wayfinder(), method: entry.compression_method() });
            }
        }
        let rest = Cell::new(UNPACKED.saturating_add(file.len().saturating_mul(4)));
        Ok(Self { zip, members, rest })
    }

    /// The names of the members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// True if there is a member of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|member| member == name)
    }

    /// Unpacks a member.
    ///
    /// # Errors
    /// When there is no such member, it is damaged, it is packed in another way, or the archive unpacks to too much.
    pub fn get(&self, name: &str) -> Result<Cow<'_, [u8]>> {
        let found = self.members.iter().find(|member| member.name == name);
        let member = found.ok_or_else(|| bad(format!("it has no file \"{name}\"")))?;
        let wrong = |what: &str| bad(format!("its file \"{name}\" {what}"));
        let damaged = || wrong("is damaged or cut short");
        let entry = self.zip.get_entry(member.place).map_err(|_| damaged())?;
        let bytes = match member.method {
            CompressionMethod::STORE => Cow::Borrowed(entry.data()),
            CompressionMethod::DEFLATE => {
                // One byte more than is left tells a file that just fits from one that is too large.
                let limit = self.rest.get().saturating_add(1);
                let unpacked = decompress_to_vec_with_limit(entry.data(), limit);
                Cow::Owned(unpacked.map_err(|error| match error.output.len() >= limit {
                    true => wrong("unpacks to too many bytes"),
                    false => damaged(),
                })?)
            }
            method => {
                let method = method.as_u16();
                return Err(wrong(&format!("is packed by method {method}; expected stored or deflated")));
            }
        };
        let rest = self.rest.get().checked_sub(bytes.len());
        self.rest.set(rest.ok_or_else(|| wrong("unpacks to too many bytes"))?);
        let expected = entry.claim_verifier();
        let found = ZipVerification { crc: crc32(&bytes), uncompressed_size: bytes.len() as u64 };
        expected.valid(found).map_err(|_| damaged())?;
        Ok(bytes)
    }
}

/// An archive of these members, stored as they are.
///
/// # Errors
/// When it would be larger than the 4 GB that this form allows.
pub fn write(members: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let small = |size: usize| u32::try_from(size).map_err(|_| bad("it would be larger than 4 GB"));
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let (at, size) = (small(out.len())?, small(bytes.len())?);
        // Version 2.0, no flags, stored, 1980-01-01 00:00.
        let mut common = Vec::new();
        for field in [20u16, 0, 0, 0, 0x21] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc32(bytes), size, size, name.len() as u32] {
            common.extend(field.to_le_bytes());
        }
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend_from_slice(bytes);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = small(out.len())?;
    let (size, count) = (small(directory.len())?, (members.len() as u16).to_le_bytes());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(size.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    small(out.len())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
