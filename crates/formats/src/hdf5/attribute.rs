//! Attributes of groups and data sets (HDF5 File Format Specification Version 3.0, sections IV.A.2.m and IV.A.2.v).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::btree::version2;
use super::datatype::{Dataspace, Datatype};
use super::fractal::FractalHeap;
use super::header::{Header, kind, shared};
use super::source::{self, Cursor, Source, UNDEFINED, bad, unboxed, within};
use super::values;

/// An attribute of a group or data set.
#[derive(Debug, Clone)]
pub struct Attribute<'f> {
    source: &'f Source<'f>,
    name: &'f str,
    datatype: Datatype,
    shape: Vec<usize>,
    bytes: &'f [u8],
}

impl<'f> Attribute<'f> {
    /// Its name.
    pub fn name(&self) -> &'f str {
        self.name
    }

    /// The type of its values.
    pub fn datatype(&self) -> Datatype {
        self.datatype
    }

    /// Its shape: `[]` for a single value, `[0]` for an attribute without a value.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its values as texts. An attribute without values has none, whatever its type is.
    ///
    /// # Errors
    /// When they are not texts, or the file is damaged.
    pub fn texts(&self) -> Result<Vec<String>> {
        self.named(values::texts(self.source, self.datatype, self.bytes))
    }

    /// Its only value as a text.
    ///
    /// # Errors
    /// When it has no or several values, when they are not texts, or the file is damaged.
    pub fn text(&self) -> Result<String> {
        let mut texts = self.texts()?;
        let count = texts.len();
        match texts.pop() {
            Some(text) if count == 1 => Ok(text),
            _ => self.named(Err(bad(format!("expected one text, got {count}")))),
        }
    }

    /// Its values as numbers.
    ///
    /// # Errors
    /// When they are not numbers.
    pub fn numbers(&self) -> Result<Vec<f64>> {
        self.named(values::doubles(self.source, self.datatype, self.bytes))
    }

    fn named<T>(&self, result: source::Result<T>) -> Result<T> {
        unboxed(result.map_err(|error| within(error, "attribute", self.name)))
    }
}

/// The attribute of this name.
///
/// # Errors
/// When the file is damaged.
pub fn find<'f>(header: &Header<'f>, name: &str) -> source::Result<Option<Attribute<'f>>> {
    Ok(all(header)?.into_iter().find(|attribute| attribute.name == name))
}

/// All attributes of an object, in the order in which the file has them.
///
/// # Errors
/// When the file is damaged.
pub fn all<'f>(header: &Header<'f>) -> source::Result<Vec<Attribute<'f>>> {
    let source = header.source;
    let mut attributes = Vec::new();
    for message in header.all(kind::ATTRIBUTE)? {
        attributes.push(read(source, message)?);
    }
    if let Some(mut info) = header.find(kind::ATTRIBUTE_INFO)? {
        info.skip(1);
        let flags = info.u8();
        if flags & 1 != 0 {
            info.skip(2);
        }
        let heap = info.address();
        let mut index = info.address();
        // An index in the order of creation comes after the one by the names' hashes.
        let by_creation = flags & 2 != 0;
        if by_creation {
            index = info.address();
        }
        if heap != UNDEFINED {
            let heap = FractalHeap::read(source, heap)?;
            version2(source, index, if by_creation { 9 } else { 8 }, &mut |mut record| {
                let object = heap.object(record.take(8))?;
                let object = match record.u8() & 2 {
                    0 => source.cursor(object),
                    _ => shared(source, object, kind::ATTRIBUTE)?,
                };
                attributes.push(read(source, object)?);
                Ok(())
            })?;
        }
    }
    Ok(attributes)
}

fn read<'f>(source: &'f Source<'f>, mut message: Cursor<'f>) -> source::Result<Attribute<'f>> {
    source.work(16)?;
    let version = message.u8();
    if !matches!(version, 1..=3) {
        return Err(bad(format!("attribute version {version}; expected 1 to 3")));
    }
    let flags = message.u8();
    let sizes = [message.u16(), message.u16(), message.u16()];
    if version == 3 {
        // The name's character set: ASCII or UTF-8, which includes it.
        message.skip(1);
    }
    // In version 1 each part is padded to a multiple of 8 bytes.
    let mut part = |size: usize| {
        let padded = if version == 1 { size.next_multiple_of(8) } else { size };
        let bytes = message.take(padded);
        bytes.get(..size).unwrap_or_default()
    };
    let [name, datatype, dataspace] = sizes.map(&mut part);
    let name = source.name(name)?;
    let mut parts = || {
        // Version 1 has no flags.
        let part = |bytes, bit: u8, kind| match version > 1 && flags & bit != 0 {
            true => shared(source, bytes, kind),
            false => Ok(source.cursor(bytes)),
        };
        let datatype = Datatype::read(part(datatype, 1, kind::DATATYPE)?)?;
        let dataspace = Dataspace::read(part(dataspace, 2, kind::DATASPACE)?)?;
        let bytes = message.take(dataspace.bytes(datatype.size)?);
        source.check()?;
        Ok((datatype, dataspace.shape, bytes))
    };
    let (datatype, shape, bytes) = parts().map_err(|error| within(error, "attribute", name))?;
    Ok(Attribute { source, name, datatype, shape, bytes })
}
