//! Deflate streams (RFC 1951), by the `miniz_oxide` crate, and gzip (RFC 1952).

use alloc::boxed::Box;
use alloc::vec::Vec;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use pupil_core::error::{Error, Result};

/// The checksum CRC-32 of zip archives and gzip (ISO 3309), four bits at a time. rawzip's own is faster, but its tables
/// add 16 KB to the packed module.
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

/// The most bytes that a byte of a deflate stream unpacks to: a match of 258 bytes takes at least 2 bits.
const MOST_FROM_BYTE: usize = 1032;

/// Unpacks a stream of at most `limit` bytes, which are allocated at once. With `zlib` it has a header and a checksum of
/// zlib. Returns `None` if it is damaged or longer.
pub(crate) fn inflate(packed: &[u8], limit: usize, zlib: bool) -> Option<Vec<u8>> {
    // A small stream that claims to be large takes no more than it can unpack to.
    let limit = limit.min(packed.len().saturating_mul(MOST_FROM_BYTE));
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(limit).ok()?;
    bytes.resize(limit, 0);
    let flags = match zlib {
        true => inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER,
        false => 0,
    };
    let flags = flags | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, _, length) =
        decompress(&mut Box::<DecompressorOxide>::default(), packed, &mut bytes, 0, flags);
    bytes.truncate(length);
    (status == TINFLStatus::Done).then_some(bytes)
}

/// Unpacks a gzip file of at most `limit` bytes.
///
/// # Errors
/// When it is damaged, or unpacks to more.
pub fn gunzip(file: &[u8], limit: usize) -> Result<Vec<u8>> {
    let bad = |what: &str| Error::format("gzip file", what);
    let damaged = || bad("it is damaged or cut short");
    let packed = after_header(file).ok_or_else(damaged)?;
    // The checksum and the size follow the stream.
    let (packed, size) = packed.split_last_chunk::<4>().ok_or_else(damaged)?;
    let (packed, crc) = packed.split_last_chunk::<4>().ok_or_else(damaged)?;
    let size = u32::from_le_bytes(*size) as usize;
    if size > limit {
        return Err(bad("it unpacks to too many bytes"));
    }
    let bytes = inflate(packed, size, false).filter(|bytes| bytes.len() == size).ok_or_else(damaged)?;
    match crc32(&bytes) == u32::from_le_bytes(*crc) {
        true => Ok(bytes),
        false => Err(damaged()),
    }
}

/// What follows the header of a gzip file.
fn after_header(file: &[u8]) -> Option<&[u8]> {
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = file else { return None };
    let mut rest = rest;
    if flags & 4 != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(u16::from_le_bytes(*length).into()..)?;
    }
    // The file's name and a comment end with a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            rest = rest.get(rest.iter().position(|&byte| byte == 0)? + 1..)?;
        }
    }
    if flags & 2 != 0 { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    /// A gzip file with "abc" stored as it is.
    fn file(flags: u8, fields: &[u8]) -> Vec<u8> {
        let head = [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3];
        let mut file = [&head[..], fields, &[1, 3, 0, 0xfc, 0xff], b"abc"].concat();
        file.extend(crc32(b"abc").to_le_bytes());
        file.extend(3u32.to_le_bytes());
        file
    }

    #[test]
    fn gzip_headers_of_all_forms_are_read() {
        for (flags, fields) in
            [(0, &b""[..]), (8, b"name\0"), (4 | 8 | 16, b"\x02\0xyname\0comment\0"), (1 | 2, b"\x12\x34")]
        {
            assert_eq!(gunzip(&file(flags, fields), 3).unwrap(), b"abc", "{flags}");
        }
        let whole = file(8, b"name\0");
        for end in 0..whole.len() {
            assert!(gunzip(&whole[..end], 100).is_err(), "cut at {end}");
        }
        let error = gunzip(&whole, 2).unwrap_err().to_string();
        assert!(error.contains("unpacks to too many bytes"), "{error}");
        let mut wrong = whole.clone();
        let at = wrong.len() - 9;
        wrong[at] ^= 1;
        assert!(gunzip(&wrong, 100).unwrap_err().to_string().contains("damaged"));
    }
}
