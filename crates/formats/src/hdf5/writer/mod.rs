//! Writes files as h5py does by default: superblock 0, object headers of version 1, groups with symbol tables, values
//! in one piece. So every version of h5py, Keras and TensorFlow reads them.

mod encode;
mod out;
mod symbols;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};

pub use encode::{Numbers, Value};

use super::file::SIGNATURE;
use super::header::kind;
use out::{Out, pack};

/// The size of the superblock of version 0 (section II.A).
const SUPERBLOCK: usize = 96;

/// The most groups inside each other, as for reading.
const DEPTH: usize = 64;

/// A group to be written.
#[derive(Debug, Clone, Default)]
pub struct NewGroup<'v> {
    attributes: Vec<(String, Value)>,
    /// Sorted by name.
    members: Vec<(String, Member<'v>)>,
}

/// A data set to be written.
#[derive(Debug, Clone)]
pub struct NewDataset<'v> {
    attributes: Vec<(String, Value)>,
    shape: Vec<usize>,
    numbers: Numbers<'v>,
}

#[derive(Debug, Clone)]
enum Member<'v> {
    Group(NewGroup<'v>),
    Dataset(NewDataset<'v>),
}

impl<'v> NewGroup<'v> {
    /// An empty group; the root of a file.
    pub fn new() -> Self {
        Self::default()
    }

    /// The group at a path such as `a/b/c` from this group. Groups on the path that do not exist are made.
    ///
    /// # Errors
    /// When there is a data set on the path, or a name is empty.
    pub fn group(&mut self, path: &str) -> Result<&mut NewGroup<'v>> {
        if path.matches('/').count() > DEPTH {
            return Err(bad(format!("a path of more than {DEPTH} groups is too deep")));
        }
        let (first, rest) = match path.split_once('/') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let at = match self.place(first)? {
            Ok(at) => at,
            Err(at) => {
                self.members.insert(at, (first.into(), Member::Group(Self::new())));
                at
            }
        };
        match &mut self.members[at].1 {
            Member::Group(group) => match rest {
                None => Ok(group),
                Some(rest) => group.group(rest),
            },
            Member::Dataset(_) => Err(bad(format!("\"{first}\" is a data set; expected a group"))),
        }
    }

    /// Adds a data set at a path from this group. Groups on the path that do not exist are made.
    ///
    /// # Errors
    /// When the path is taken, or the shape has another size than the numbers.
    pub fn dataset(
        &mut self,
        path: &str,
        shape: &[usize],
        numbers: Numbers<'v>,
    ) -> Result<&mut NewDataset<'v>> {
        let (group, name) = match path.rsplit_once('/') {
            Some((group, name)) => (self.group(group)?, name),
            None => (self, path),
        };
        let count = numbers.count();
        if pupil_core::shape::product(shape) != count {
            let shape = Shape::new(shape);
            return Err(bad(format!("data set \"{path}\": {count} numbers for shape {shape}")));
        }
        let at = group.place(name)?.err().ok_or_else(|| bad(format!("\"{path}\" exists already")))?;
        let dataset = NewDataset { attributes: Vec::new(), shape: shape.to_vec(), numbers };
        group.members.insert(at, (name.to_string(), Member::Dataset(dataset)));
        match &mut group.members[at].1 {
            Member::Dataset(dataset) => Ok(dataset),
            Member::Group(_) => Err(bad(format!("\"{path}\" is a group"))),
        }
    }

    /// Adds an attribute, or replaces the one of this name.
    pub fn attribute(&mut self, name: &str, value: Value) {
        set(&mut self.attributes, name, value);
    }

    /// The bytes of a file whose root is this group.
    ///
    /// # Errors
    /// When an attribute is larger than 64 KB, or groups are too deep inside each other.
    pub fn write(&self) -> Result<Vec<u8>> {
        let mut out = Out::default();
        out.block(&[], SUPERBLOCK);
        let (header, tree, heap) = self.write_to(&mut out, 0)?;
        let end = out.bytes.len() as u64;
        let mut superblock = SIGNATURE.to_vec();
        // Versions 0; addresses and lengths of 8 bytes; half of the most symbols and children of a node.
        superblock.extend(pack(&[0; 5], &[(8, 1), (8, 2), (4, 2), (16, 2), (0, 4)]));
        // The base address, no list of free space, the end, no driver.
        superblock.extend(pack(&[], &[(0, 8), (u64::MAX, 8), (end, 8), (u64::MAX, 8)]));
        // The root's entry, which repeats the addresses of its B-tree and heap.
        superblock.extend(pack(&[], &[(0, 8), (header, 8), (1, 8), (tree, 8), (heap, 8)]));
        out.replace(0, &superblock);
        Ok(out.bytes)
    }

    /// The place of a member, or where it would be.
    fn place(&self, name: &str) -> Result<core::result::Result<usize, usize>> {
        if name.is_empty() || name == "." || name.contains('\0') {
            return Err(bad(format!("\"{name}\" is not a name of a member")));
        }
        Ok(self.members.binary_search_by(|(other, _)| other.as_str().cmp(name)))
    }

    /// Writes the group and all that is in it, and returns the addresses of its header, B-tree and heap.
    fn write_to(&self, out: &mut Out, depth: usize) -> Result<(u64, u64, u64)> {
        if depth > DEPTH {
            return Err(bad(format!("groups lie more than {DEPTH} deep inside each other")));
        }
        let mut symbols = Vec::with_capacity(self.members.len());
        for (name, member) in &self.members {
            symbols.push(match member {
                Member::Dataset(dataset) => (name, dataset.write_to(out)?, None),
                Member::Group(group) => {
                    let (header, tree, heap) = group.write_to(out, depth + 1)?;
                    (name, header, Some((tree, heap)))
                }
            });
        }
        let (tree, heap) = symbols::write(out, &symbols);
        let table = encode::message(kind::SYMBOL_TABLE, 0, &pack(&[], &[(tree, 8), (heap, 8)]));
        Ok((write_header(out, Vec::from([table]), &self.attributes)?, tree, heap))
    }
}

impl NewDataset<'_> {
    /// Adds an attribute, or replaces the one of this name.
    pub fn attribute(&mut self, name: &str, value: Value) {
        set(&mut self.attributes, name, value);
    }

    /// Writes the data set and returns the address of its header.
    fn write_to(&self, out: &mut Out) -> Result<u64> {
        let (address, size) = self.numbers.write(out);
        let messages = [
            encode::message(kind::DATASPACE, 0, &encode::dataspace(&self.shape)),
            encode::message(kind::DATATYPE, 1, &self.numbers.datatype()),
            // Version 2: space is allocated late, the fill value is written if it was set, and it is zero.
            encode::message(kind::FILL, 1, &pack(&[2, 2, 2, 1], &[(0, 4)])),
            // Version 3: contiguous.
            encode::message(kind::LAYOUT, 0, &pack(&[3, 1], &[(address, 8), (size, 8)])),
        ];
        write_header(out, messages.into(), &self.attributes)
    }
}

fn bad(message: String) -> Error {
    Error::invalid(format!("HDF5 file: {message}"))
}

fn set(attributes: &mut Vec<(String, Value)>, name: &str, value: Value) {
    match attributes.iter_mut().find(|(other, _)| other == name) {
        Some(attribute) => attribute.1 = value,
        None => attributes.push((name.into(), value)),
    }
}

/// Writes an object header of these messages and attributes.
fn write_header(out: &mut Out, mut messages: Vec<Vec<u8>>, attributes: &[(String, Value)]) -> Result<u64> {
    for (name, value) in attributes {
        messages.push(encode::attribute(out, name, value)?);
    }
    let header = encode::header(&messages)?;
    Ok(out.block(&header, 0))
}
