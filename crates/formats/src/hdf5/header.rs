//! Object headers: the list of messages that describes a group or a data set (HDF5 File Format Specification Version
//! 3.0, section IV.A.1).

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::source::{Cursor, Result, Source, bad, size};

/// The message types that are read (section IV.A.2).
pub mod kind {
    /// Dataspace.
    pub const DATASPACE: u8 = 0x01;
    /// Link info.
    pub const LINK_INFO: u8 = 0x02;
    /// Datatype.
    pub const DATATYPE: u8 = 0x03;
    /// Fill value of old files.
    pub const OLD_FILL: u8 = 0x04;
    /// Fill value.
    pub const FILL: u8 = 0x05;
    /// Link.
    pub const LINK: u8 = 0x06;
    /// External data files.
    pub const EXTERNAL: u8 = 0x07;
    /// Data layout.
    pub const LAYOUT: u8 = 0x08;
    /// Filter pipeline.
    pub const FILTERS: u8 = 0x0b;
    /// Attribute.
    pub const ATTRIBUTE: u8 = 0x0c;
    /// Continuation of the header.
    pub const CONTINUATION: u8 = 0x10;
    /// Symbol table.
    pub const SYMBOL_TABLE: u8 = 0x11;
    /// Attribute info.
    pub const ATTRIBUTE_INFO: u8 = 0x15;
}

/// A message of an object header.
#[derive(Debug, Clone, Copy)]
pub struct Message<'f> {
    /// Its type, one of [`kind`].
    kind: u8,
    shared: bool,
    body: &'f [u8],
}

/// An object header.
#[derive(Debug, Clone)]
pub struct Header<'f> {
    /// The file.
    pub source: &'f Source<'f>,
    messages: Vec<Message<'f>>,
}

impl<'f> Header<'f> {
    /// Reads the header at an address.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn read(source: &'f Source<'f>, address: u64) -> Result<Self> {
        source.work(64)?;
        let mut cursor = source.at(address);
        // Bytes between a message's flags and its body.
        let (modern, gap);
        let first = if cursor.rest().starts_with(b"OHDR") {
            cursor.skip(4);
            expect_version(cursor.u8(), 2)?;
            let flags = cursor.u8();
            let times = if flags & 0x20 == 0 { 0 } else { 16 };
            let limits = if flags & 0x10 == 0 { 0 } else { 4 };
            cursor.skip(times + limits);
            let length = cursor.number(1 << (flags & 3));
            (modern, gap) = (true, if flags & 4 == 0 { 0 } else { 2 });
            cursor.take(size(length))
        } else {
            expect_version(cursor.u8(), 1)?;
            cursor.skip(7);
            let length = cursor.u32() as usize;
            cursor.skip(4);
            (modern, gap) = (false, 3);
            cursor.take(length)
        };
        let mut blocks = vec![first];
        let mut messages = Vec::new();
        let prefix = if modern { 4 } else { 8 };
        let mut next = 0;
        while let Some(&block) = blocks.get(next) {
            next += 1;
            let mut cursor = source.cursor(block);
            while cursor.rest().len() >= prefix + if modern { gap } else { 0 } {
                source.work(8)?;
                let number = cursor.number(if modern { 1 } else { 2 });
                let size = cursor.u16();
                let flags = cursor.u8();
                cursor.skip(gap);
                let body = cursor.take(size);
                let number = u8::try_from(number).unwrap_or(u8::MAX);
                if number != kind::CONTINUATION {
                    messages.push(Message { kind: number, shared: flags & 2 != 0, body });
                    continue;
                }
                let mut place = source.cursor(body);
                let (address, length) = (place.address(), place.length());
                let mut block = source.at(address);
                let mut frame = 0;
                if modern {
                    block.expect("OCHK")?;
                    // The signature and the checksum at the end.
                    frame = 8;
                }
                source.work(64)?;
                blocks.push(block.take(length.saturating_sub(frame)));
            }
        }
        source.check()?;
        Ok(Self { source, messages })
    }

    /// True if the header has a message of this kind.
    pub fn has(&self, kind: u8) -> bool {
        self.messages.iter().any(|message| message.kind == kind)
    }

    /// The first message of this kind.
    ///
    /// # Errors
    /// When it is stored in another place that cannot be read.
    pub fn find(&self, kind: u8) -> Result<Option<Cursor<'f>>> {
        Ok(self.all(kind)?.into_iter().next())
    }

    /// The first message of this kind, which must be there.
    ///
    /// # Errors
    /// When there is none; `name` says what it is.
    pub fn get(&self, kind: u8, name: &str) -> Result<Cursor<'f>> {
        self.find(kind)?.ok_or_else(|| bad(format!("its header has no {name}; the file is damaged")))
    }

    /// All messages of this kind.
    ///
    /// # Errors
    /// When one is stored in another place that cannot be read.
    pub fn all(&self, kind: u8) -> Result<Vec<Cursor<'f>>> {
        let mut found = Vec::new();
        for message in self.messages.iter().filter(|message| message.kind == kind) {
            found.push(match message.shared {
                true => shared(self.source, message.body, kind)?,
                false => self.source.cursor(message.body),
            });
        }
        Ok(found)
    }
}

/// A message that is stored in the header of another object, as named datatypes are (section IV.A.2, "Shared Message").
///
/// # Errors
/// When it is in the table of shared messages, which h5py and Keras do not write.
pub fn shared<'f>(source: &'f Source<'f>, body: &'f [u8], kind: u8) -> Result<Cursor<'f>> {
    let mut cursor = source.cursor(body);
    let (version, place) = (cursor.u8(), cursor.u8());
    match (version, place) {
        (1, _) => cursor.skip(6),
        (2, _) | (3, 2) => {}
        _ => return Err(bad("it has messages in a shared table, which is not supported")),
    }
    let header = Header::read(source, cursor.address())?;
    let message = header.messages.iter().find(|message| message.kind == kind && !message.shared);
    let message = message.ok_or_else(|| bad("a shared message is not where it should be"))?;
    Ok(source.cursor(message.body))
}

/// Checks a version.
///
/// # Errors
/// When it is another.
fn expect_version(version: u8, expected: u8) -> Result<()> {
    match version == expected {
        true => Ok(()),
        false => Err(bad(format!("object header version {version}; expected {expected}"))),
    }
}
