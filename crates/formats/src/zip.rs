//! Zip archives (PKWARE's APPNOTE.TXT), by the `rawzip` and `miniz_oxide` crates: members stored or deflated.
//!
//! What is unpacked in all is bounded, so that a small archive cannot take the machine's memory.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use pupil_core::error::{Error, Result};
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive, ZipVerification};

use crate::inflate::{crc32, inflate};

/// What an archive may hold unpacked, in bytes: this, and four times its own size.
const UNPACKED: usize = 64 << 20;

fn bad(message: impl Into<String>) -> Error {
    Error::format("zip archive", message.into())
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
    /// The unpacked size that the list of members states.
    size: usize,
}

impl<'a> Archive<'a> {
    /// Reads the list of members. Folders, and the side files of macOS, are left out.
    ///
    /// # Errors
    /// When this is not a zip archive, or it is cut short.
    pub fn open(file: &'a [u8]) -> Result<Self> {
        Self::open_within(file, UNPACKED.saturating_add(file.len().saturating_mul(4)))
    }

    /// The same, for an archive that may unpack to so many bytes in all.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn open_within(file: &'a [u8], limit: usize) -> Result<Self> {
        let damaged = |_| bad("it is damaged or cut short: its list of files cannot be read");
        let zip = ZipArchive::from_slice(file).map_err(damaged)?;
        let mut members = Vec::new();
        let mut entries = zip.entries();
        while let Some(entry) = entries.next_entry().map_err(damaged)? {
            let name = String::from_utf8_lossy(entry.file_path().as_bytes()).replace('\\', "/");
            if !name.ends_with('/') && !name.starts_with("__MACOSX/") {
                let size = usize::try_from(entry.uncompressed_size_hint()).unwrap_or(usize::MAX);
                let (place, method) = (entry.wayfinder(), entry.compression_method());
                members.push(Member { name, place, method, size });
            }
        }
        Ok(Self { zip, members, rest: Cell::new(limit) })
    }

    /// The names of the members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// True if there is a member of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|member| member == name)
    }

    /// Unpacks the member of this name.
    ///
    /// # Errors
    /// When there is no such member, and as [`Archive::at`].
    pub fn get(&self, name: &str) -> Result<Cow<'_, [u8]>> {
        let found = self.names().position(|member| member == name);
        self.at(found.ok_or_else(|| bad(format!("it has no file \"{name}\"")))?)
    }

    /// Unpacks a member by its place among the [`names`](Archive::names).
    ///
    /// # Errors
    /// When the member is damaged, it is packed in another way, or the archive unpacks to too much.
    pub fn at(&self, place: usize) -> Result<Cow<'_, [u8]>> {
        let member = self.members.get(place).ok_or_else(|| bad("it has no such file"))?;
        let wrong = |what: &str| bad(format!("its file \"{}\" {what}", member.name));
        let damaged = || wrong("is damaged or cut short");
        let rest = self.rest.get().checked_sub(member.size);
        self.rest.set(rest.ok_or_else(|| wrong("unpacks to too many bytes"))?);
        let entry = self.zip.get_entry(member.place).map_err(|_| damaged())?;
        let bytes = match member.method {
            CompressionMethod::STORE => Cow::Borrowed(entry.data()),
            CompressionMethod::DEFLATE => {
                Cow::Owned(inflate(entry.data(), member.size, false).ok_or_else(damaged)?)
            }
            method => {
                let method = method.as_u16();
                return Err(wrong(&format!("is packed by method {method}; expected stored or deflated")));
            }
        };
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
