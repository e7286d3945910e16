//! The file's bytes, with bounds on what reading them may cost, and a cursor that decodes the numbers in them.

use alloc::format;
use alloc::string::String;
use core::cell::Cell;

use pupil_core::error::{Error, Result};

/// An address that points nowhere: all bits are ones, whatever the size of addresses is.
pub const UNDEFINED: u64 = u64::MAX;

/// An error about the file.
pub fn bad(message: impl Into<String>) -> Error {
    Error::format("HDF5 file", message)
}

/// The same error, with the name of the object that it is about.
#[inline(never)]
pub fn within(error: Error, what: &str, name: &str) -> Error {
    match error {
        Error::Format { message, .. } => bad(format!("{what} \"{name}\": {message}")),
        error => error,
    }
}

/// The bytes of a file, from the superblock on.
///
/// A damaged or hostile file can point to the same bytes from many places. So all steps and all memory count against
/// two limits, which grow with the file.
#[derive(Debug)]
pub struct Source<'f> {
    bytes: &'f [u8],
    offset_size: usize,
    length_size: usize,
    work: Cell<usize>,
    memory: Cell<usize>,
}

impl<'f> Source<'f> {
    /// A source whose addresses have `offset_size` bytes and whose lengths have `length_size` bytes.
    pub fn new(bytes: &'f [u8], offset_size: usize, length_size: usize) -> Self {
        let work = Cell::new((8 << 20) + bytes.len() / 4);
        let memory = Cell::new(bytes.len().saturating_mul(4).saturating_add(64 << 20));
        Self { bytes, offset_size, length_size, work, memory }
    }

    /// The size of an address in bytes.
    pub fn offset_size(&self) -> usize {
        self.offset_size
    }

    /// The size of a length in bytes.
    pub fn length_size(&self) -> usize {
        self.length_size
    }

    /// Counts `steps` steps, of about 50 ns or 16 bytes each.
    ///
    /// # Errors
    /// When the file takes more steps than its size explains.
    pub fn work(&self, steps: usize) -> Result<()> {
        let left = self.work.get().checked_sub(steps);
        let left = left.ok_or_else(|| bad("its parts refer to each other too often; the file is damaged"))?;
        self.work.set(left);
        Ok(())
    }

    /// Counts `bytes` bytes of memory.
    ///
    /// # Errors
    /// When the file takes more memory than 64 MB and four times its size.
    pub fn allocate(&self, bytes: usize) -> Result<()> {
        let left = self.memory.get();
        let Some(rest) = left.checked_sub(bytes) else {
            return Err(bad(format!(
                "it declares {bytes} bytes of data; a file of {} bytes may still use {left}",
                self.bytes.len()
            )));
        };
        self.memory.set(rest);
        self.work(bytes / 16)
    }

    /// Counts memory as free again.
    pub fn free(&self, bytes: usize) {
        self.memory.set(self.memory.get().saturating_add(bytes));
    }

    /// A cursor on these bytes.
    pub fn cursor(&self, rest: &'f [u8]) -> Cursor<'f> {
        Cursor { rest, offset_size: self.offset_size, length_size: self.length_size }
    }

    /// A cursor from an address to the end of the file.
    ///
    /// # Errors
    /// When the address lies past the end.
    pub fn at(&self, address: u64) -> Result<Cursor<'f>> {
        let rest = usize::try_from(address).ok().and_then(|start| self.bytes.get(start..));
        let rest = rest.ok_or_else(|| {
            bad(format!("address {address} lies past its end; the file is cut short or damaged"))
        })?;
        Ok(self.cursor(rest))
    }

    /// A cursor at an address, after a signature of 4 bytes.
    ///
    /// # Errors
    /// When something else is there.
    pub fn signed(&self, address: u64, signature: &str) -> Result<Cursor<'f>> {
        self.work(8)?;
        let mut cursor = self.at(address)?;
        cursor.expect(signature)?;
        Ok(cursor)
    }
}

/// Decodes little-endian numbers one after another.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'f> {
    rest: &'f [u8],
    offset_size: usize,
    length_size: usize,
}

impl<'f> Cursor<'f> {
    /// All bytes that are left.
    pub fn rest(&self) -> &'f [u8] {
        self.rest
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn take(&mut self, count: usize) -> Result<&'f [u8]> {
        match self.rest.split_at_checked(count) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(bad(format!(
                "expected {count} more bytes, got {}; the file is cut short or damaged",
                self.rest.len()
            ))),
        }
    }

    /// Passes over `count` bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn skip(&mut self, count: usize) -> Result<()> {
        self.take(count).map(drop)
    }

    /// Passes over a signature.
    ///
    /// # Errors
    /// When something else is there.
    pub fn expect(&mut self, signature: &str) -> Result<()> {
        match self.take(signature.len())? == signature.as_bytes() {
            true => Ok(()),
            false => {
                Err(bad(format!("a block \"{signature}\" is not where it should be; the file is damaged")))
            }
        }
    }

    /// A number of `size` bytes, at most 8.
    ///
    /// # Errors
    /// When there are fewer bytes, or `size` is too large.
    pub fn number(&mut self, size: usize) -> Result<u64> {
        if size > 8 {
            return Err(bad(format!("a number of {size} bytes; expected at most 8")));
        }
        Ok(self.take(size)?.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// A number of one byte.
    ///
    /// # Errors
    /// When there is none left.
    pub fn u8(&mut self) -> Result<u8> {
        Ok(self.number(1)? as u8)
    }

    /// A number of two bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn u16(&mut self) -> Result<usize> {
        Ok(self.number(2)? as usize)
    }

    /// A number of four bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn u32(&mut self) -> Result<u32> {
        Ok(self.number(4)? as u32)
    }

    /// An address.
    ///
    /// # Errors
    /// When there are too few bytes.
    pub fn address(&mut self) -> Result<u64> {
        let address = self.number(self.offset_size)?;
        let undefined = UNDEFINED >> (64 - 8 * self.offset_size);
        Ok(if address == undefined { UNDEFINED } else { address })
    }

    /// The size up to which an axis can grow; `u64::MAX` if it has no limit.
    ///
    /// # Errors
    /// When there are too few bytes.
    pub fn limit(&mut self) -> Result<u64> {
        let limit = self.number(self.length_size)?;
        let unlimited = u64::MAX >> (64 - 8 * self.length_size);
        Ok(if limit == unlimited { u64::MAX } else { limit })
    }

    /// A length.
    ///
    /// # Errors
    /// When there are too few bytes, or memory cannot have this length.
    pub fn length(&mut self) -> Result<usize> {
        size(self.number(self.length_size)?)
    }
}

/// A number of the file as a size in memory.
///
/// # Errors
/// When memory cannot have this size.
pub fn size(number: u64) -> Result<usize> {
    usize::try_from(number).map_err(|_| bad(format!("a size of {number} bytes is more than memory can hold")))
}
