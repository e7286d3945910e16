//! The file's bytes, with bounds on what reading them may cost, and a cursor that decodes the numbers in them.
//!
//! Decoding itself cannot fail, because a check after each number would double the code. Past the end a cursor reads
//! zeros and marks the file as damaged. [`Source::work`], which every loop calls, then fails, as [`Source::check`] does.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::cell::Cell;

use pupil_core::error::Error;

/// An address that points nowhere: all bits are ones, whatever the size of addresses is.
pub const UNDEFINED: u64 = u64::MAX;

/// The result of reading. The error is boxed, which makes the reader's code a third smaller.
pub type Result<T> = core::result::Result<T, Box<Error>>;

/// An error about the file.
#[inline(never)]
pub fn bad(message: impl Into<String>) -> Box<Error> {
    Box::new(Error::format("HDF5 file", message))
}

/// The same error, with the name of the object that it is about.
#[inline(never)]
pub fn within(error: Box<Error>, what: &str, name: &str) -> Box<Error> {
    match *error {
        Error::Format { message, .. } => bad(format!("{what} \"{name}\": {message}")),
        _ => error,
    }
}

/// A result for callers outside of this module.
pub fn unboxed<T>(result: Result<T>) -> core::result::Result<T, Error> {
    result.map_err(|error| *error)
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
    /// True once something was read past the end.
    damaged: Cell<bool>,
}

impl<'f> Source<'f> {
    /// A source whose addresses have `offset_size` bytes and whose lengths have `length_size` bytes.
    pub fn new(bytes: &'f [u8], offset_size: usize, length_size: usize) -> Self {
        let work = Cell::new((8 << 20) + bytes.len() / 4);
        let memory = Cell::new(bytes.len().saturating_mul(4).saturating_add(64 << 20));
        Self { bytes, offset_size, length_size, work, memory, damaged: Cell::new(false) }
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
    /// When something was read past the end, or the file takes more steps than its size explains.
    #[inline(never)]
    pub fn work(&self, steps: usize) -> Result<()> {
        if self.damaged.get() {
            return Err(bad("it is cut short or damaged: a part lies past its end"));
        }
        let left = self.work.get().checked_sub(steps);
        let left = left.ok_or_else(|| bad("its parts refer to each other too often; the file is damaged"))?;
        self.work.set(left);
        Ok(())
    }

    /// Checks that nothing was read past the end.
    ///
    /// # Errors
    /// When something was.
    pub fn check(&self) -> Result<()> {
        self.work(0)
    }

    /// Counts `bytes` bytes of memory.
    ///
    /// # Errors
    /// When the file takes more memory than 64 MB and four times its size.
    #[inline(never)]
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

    /// A name up to its first zero byte.
    ///
    /// # Errors
    /// When it is not UTF-8.
    #[inline(never)]
    pub fn name(&self, bytes: &'f [u8]) -> Result<&'f str> {
        let name = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
        self.work(name.len() / 16)?;
        core::str::from_utf8(name).map_err(|_| bad("a name is not UTF-8; the file is damaged"))
    }

    /// A cursor on these bytes.
    pub fn cursor(&'f self, rest: &'f [u8]) -> Cursor<'f> {
        Cursor { rest, source: self }
    }

    /// A cursor from an address to the end of the file.
    #[inline(never)]
    pub fn at(&'f self, address: u64) -> Cursor<'f> {
        let mut cursor = self.cursor(self.bytes);
        cursor.skip(size(address));
        cursor
    }

    /// A cursor at an address, after a signature of 4 bytes.
    ///
    /// # Errors
    /// When something else is there.
    #[inline(never)]
    pub fn signed(&'f self, address: u64, signature: &str) -> Result<Cursor<'f>> {
        self.work(8)?;
        let mut cursor = self.at(address);
        cursor.expect(signature)?;
        Ok(cursor)
    }
}

/// Decodes little-endian numbers one after another.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'f> {
    rest: &'f [u8],
    source: &'f Source<'f>,
}

impl<'f> Cursor<'f> {
    /// All bytes that are left.
    pub fn rest(&self) -> &'f [u8] {
        self.rest
    }

    /// The next `count` bytes. None if there are fewer, which marks the file as damaged.
    #[inline(never)]
    pub fn take(&mut self, count: usize) -> &'f [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or_else(|| {
            self.source.damaged.set(true);
            (&[], &[])
        });
        self.rest = rest;
        taken
    }

    /// Passes over `count` bytes.
    pub fn skip(&mut self, count: usize) {
        self.take(count);
    }

    /// Passes over a signature.
    ///
    /// # Errors
    /// When something else is there.
    #[inline(never)]
    pub fn expect(&mut self, signature: &str) -> Result<()> {
        match self.take(signature.len()) == signature.as_bytes() {
            true => Ok(()),
            false => {
                Err(bad(format!("a block \"{signature}\" is not where it should be; the file is damaged")))
            }
        }
    }

    /// A number of `size` bytes, at most 8. Of longer ones the first 8 bytes.
    #[inline(never)]
    pub fn number(&mut self, size: usize) -> u64 {
        self.take(size).iter().take(8).rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
    }

    /// A number of one byte.
    pub fn u8(&mut self) -> u8 {
        self.number(1) as u8
    }

    /// A number of two bytes.
    pub fn u16(&mut self) -> usize {
        self.number(2) as usize
    }

    /// A number of four bytes.
    pub fn u32(&mut self) -> u32 {
        self.number(4) as u32
    }

    /// An address, or [`UNDEFINED`].
    pub fn address(&mut self) -> u64 {
        self.limit_of(self.source.offset_size)
    }

    /// The size up to which an axis can grow; `u64::MAX` if it has no limit.
    pub fn limit(&mut self) -> u64 {
        self.limit_of(self.source.length_size)
    }

    /// A length.
    pub fn length(&mut self) -> usize {
        size(self.number(self.source.length_size))
    }

    /// A number of `size` bytes, or `u64::MAX` if all its bits are ones.
    #[inline(never)]
    fn limit_of(&mut self, size: usize) -> u64 {
        let number = self.number(size);
        if number == u64::MAX >> (64 - 8 * size) { u64::MAX } else { number }
    }
}

/// A number of the file as a size in memory. One that memory cannot have becomes the largest.
pub fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
