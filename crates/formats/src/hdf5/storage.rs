//! The bytes of a data set (HDF5 File Format Specification Version 3.0, sections IV.A.2.e, IV.A.2.f and IV.A.2.i).

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::chunks;
use super::datatype::Dataspace;
use super::filters::Filters;
use super::header::{Header, kind};
use super::source::{Result, UNDEFINED, bad};

/// All values of a data set in row-major order. `element` is the bytes of one value.
///
/// # Errors
/// When the file is damaged, or it stores the values in a way that is not supported.
pub fn read<'f>(header: &Header<'f>, space: &Dataspace, element: usize) -> Result<Cow<'f, [u8]>> {
    let source = header.source;
    let bytes = space.bytes(element)?;
    if bytes == 0 {
        return Ok(Cow::Borrowed(&[]));
    }
    if header.has(kind::EXTERNAL) {
        return Err(bad("its values are in another file, which is not supported"));
    }
    let mut layout = header.get(kind::LAYOUT, "data layout")?;
    let version = layout.u8();
    if version != 3 && version != 4 {
        return Err(bad(format!("data layout version {version}; expected 3 or 4")));
    }
    match layout.u8() {
        0 => {
            let size = layout.u16();
            let stored = layout.take(size).get(..bytes);
            stored.map(Cow::Borrowed).ok_or_else(|| bad(format!("it has {size} bytes; expected {bytes}")))
        }
        1 => match layout.address() {
            UNDEFINED => filled(header, bytes, element).map(Cow::Owned),
            address => {
                let stored = source.at(address).take(bytes);
                source.check()?;
                Ok(Cow::Borrowed(stored))
            }
        },
        2 => {
            let filters = match header.find(kind::FILTERS)? {
                Some(filters) => Filters::read(filters)?,
                None => Filters::default(),
            };
            let mut out = filled(header, bytes, element)?;
            chunks::read(source, version, layout, (space, element), filters, &mut out)?;
            source.check()?;
            Ok(Cow::Owned(out))
        }
        3 => Err(bad("it is a virtual data set, whose values are in other files; this is not supported")),
        class => Err(bad(format!("data layout class {class}; expected 0 to 3"))),
    }
}

/// The bytes of a data set before anything is written to it.
fn filled(header: &Header<'_>, bytes: usize, element: usize) -> Result<Vec<u8>> {
    header.source.allocate(bytes)?;
    let mut filled = vec![0; bytes];
    let value = fill_value(header)?;
    if value.len() == element {
        filled.chunks_exact_mut(element).for_each(|place| place.copy_from_slice(value));
    }
    Ok(filled)
}

/// The value that fills places never written. Empty if it is zero.
fn fill_value<'f>(header: &Header<'f>) -> Result<&'f [u8]> {
    let (mut fill, has_value) = match header.find(kind::FILL)? {
        Some(mut fill) => {
            let has_value = match fill.u8() {
                1 => {
                    fill.skip(3);
                    true
                }
                2 => {
                    fill.skip(2);
                    fill.u8() != 0
                }
                _ => fill.u8() & 0x20 != 0,
            };
            (fill, has_value)
        }
        None => match header.find(kind::OLD_FILL)? {
            Some(fill) => (fill, true),
            None => return Ok(&[]),
        },
    };
    if !has_value {
        return Ok(&[]);
    }
    let size = fill.u32() as usize;
    Ok(fill.take(size))
}
