//! Groups and data sets.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::error::Result;

use super::attribute::{self, Attribute};
use super::datatype::{Dataspace, Datatype, Kind};
use super::header::{Header, kind};
use super::links::{self, Link, Links};
use super::source::{self, Source, bad, unboxed, within};
use super::{storage, values};

/// The most groups inside each other. Keras nests a few for each inner model.
const DEPTH: usize = 64;

/// A member of a group.
#[derive(Debug, Clone)]
pub enum Object<'f> {
    /// A group.
    Group(Group<'f>),
    /// A data set.
    Dataset(Dataset<'f>),
}

/// A group: a folder of named members, with attributes.
#[derive(Debug, Clone)]
pub struct Group<'f> {
    header: Header<'f>,
    links: Links<'f>,
    path: String,
    depth: usize,
}

/// A data set: an array of values, with attributes.
#[derive(Debug, Clone)]
pub struct Dataset<'f> {
    header: Header<'f>,
    space: Dataspace,
    datatype: Datatype,
    path: String,
}

/// Reads the object whose header is at `address`.
fn object<'f>(
    source: &'f Source<'f>,
    address: u64,
    path: String,
    depth: usize,
) -> source::Result<Object<'f>> {
    if depth > DEPTH {
        return Err(bad(format!("groups lie more than {DEPTH} deep inside each other")));
    }
    let header = Header::read(source, address)?;
    if header.has(kind::LAYOUT) {
        let datatype = Datatype::read(header.get(kind::DATATYPE, "datatype")?)?;
        let space = Dataspace::read(header.get(kind::DATASPACE, "dataspace")?)?;
        source.check()?;
        let mut dataset = Dataset { header, space, datatype, path };
        // Keras marks bfloat16, which it stores as two opaque bytes.
        if datatype.kind == Kind::Opaque
            && datatype.size == 2
            && let Some(dtype) = attribute::find(&dataset.header, "dtype")?
            && dtype.texts().is_ok_and(|texts| texts == ["bfloat16"])
        {
            dataset.datatype.kind = Kind::BFloat16;
        }
        return Ok(Object::Dataset(dataset));
    }
    if !header.has(kind::SYMBOL_TABLE) && !header.has(kind::LINK_INFO) && !header.has(kind::LINK) {
        return Err(bad("it is neither a group nor a data set"));
    }
    let links = links::all(&header)?;
    Ok(Object::Group(Group { header, links, path, depth }))
}

/// The root group, whose header is at `address`.
///
/// # Errors
/// When the file is damaged.
pub fn root<'f>(source: &'f Source<'f>, address: u64) -> source::Result<Group<'f>> {
    match object(source, address, String::new(), 0)? {
        Object::Group(group) => Ok(group),
        Object::Dataset(_) => Err(bad("its root is not a group")),
    }
}

impl<'f> Group<'f> {
    /// The path from the root: `a/b/c`. Empty for the root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The names of the members: in the order of creation if the file tracks it, or else sorted.
    pub fn names(&self) -> impl Iterator<Item = &'f str> {
        self.links.ordered().iter().map(|link| link.name)
    }

    /// All members with their names, in the order of [`names`](Self::names).
    ///
    /// # Errors
    /// When the file is damaged, or a member is a link to another place.
    pub fn members(&self) -> Result<Vec<(&'f str, Object<'f>)>> {
        let links = self.links.ordered();
        let mut members = Vec::with_capacity(links.len());
        for link in links {
            members.push((link.name, unboxed(self.open(link))?));
        }
        Ok(members)
    }

    /// The object at a path such as `a/b/c` from this group, or `None` if there is none.
    ///
    /// # Errors
    /// When the file is damaged, or a member on the path is a link to another place.
    pub fn get(&self, path: &str) -> Result<Option<Object<'f>>> {
        unboxed(self.find(path))
    }

    /// The group at a path from this group, or `None` if there is none.
    ///
    /// # Errors
    /// When there is a data set, and as for [`get`](Self::get).
    pub fn group(&self, path: &str) -> Result<Option<Group<'f>>> {
        match self.get(path)? {
            Some(Object::Group(group)) => Ok(Some(group)),
            Some(Object::Dataset(dataset)) => {
                Err(*bad(format!("\"{}\" is a data set; expected a group", dataset.path)))
            }
            None => Ok(None),
        }
    }

    /// The data set at a path from this group, or `None` if there is none.
    ///
    /// # Errors
    /// When there is a group, and as for [`get`](Self::get).
    pub fn dataset(&self, path: &str) -> Result<Option<Dataset<'f>>> {
        match self.get(path)? {
            Some(Object::Dataset(dataset)) => Ok(Some(dataset)),
            Some(Object::Group(group)) => {
                Err(*bad(format!("\"{}\" is a group; expected a data set", group.path)))
            }
            None => Ok(None),
        }
    }

    /// All attributes, in the order in which the file has them.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn attributes(&self) -> Result<Vec<Attribute<'f>>> {
        unboxed(attribute::all(&self.header).map_err(|error| within(error, "object", shown(&self.path))))
    }

    /// The attribute of this name, or `None` if there is none.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn attribute(&self, name: &str) -> Result<Option<Attribute<'f>>> {
        unboxed(
            attribute::find(&self.header, name).map_err(|error| within(error, "object", shown(&self.path))),
        )
    }

    fn find(&self, path: &str) -> source::Result<Option<Object<'f>>> {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        self.header.source.work(16)?;
        let Some(link) = self.links.find(first) else { return Ok(None) };
        match self.open(link)? {
            object if rest.is_empty() => Ok(Some(object)),
            Object::Group(group) => group.find(rest),
            Object::Dataset(_) => Ok(None),
        }
    }

    fn open(&self, link: &Link<'f>) -> source::Result<Object<'f>> {
        let path = match self.path.as_str() {
            "" => link.name.into(),
            path => format!("{path}/{}", link.name),
        };
        self.header.source.work(path.len())?;
        let opened = match link.target {
            Ok(address) => object(self.header.source, address, path.clone(), self.depth + 1),
            Err(kind) => Err(bad(format!("it is {kind}, which is not supported"))),
        };
        opened.map_err(|error| within(error, "member", &path))
    }
}

impl<'f> Dataset<'f> {
    /// The path from the root: `a/b/c`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The sizes of its axes: `[]` for a single value.
    pub fn shape(&self) -> &[usize] {
        &self.space.shape
    }

    /// The type of its values.
    pub fn datatype(&self) -> Datatype {
        self.datatype
    }

    /// All attributes, in the order in which the file has them.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn attributes(&self) -> Result<Vec<Attribute<'f>>> {
        unboxed(attribute::all(&self.header).map_err(|error| within(error, "object", shown(&self.path))))
    }

    /// The attribute of this name, or `None` if there is none.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn attribute(&self, name: &str) -> Result<Option<Attribute<'f>>> {
        unboxed(
            attribute::find(&self.header, name).map_err(|error| within(error, "object", shown(&self.path))),
        )
    }

    /// Its numbers as float32, in row-major order.
    ///
    /// # Errors
    /// When the values are not numbers, when the file is damaged, or the values are stored in a way that is not
    /// supported.
    pub fn read_f32(&self) -> Result<Vec<f32>> {
        self.read(|bytes| values::floats(self.header.source, self.datatype, bytes))
    }

    /// Its numbers as float64, in row-major order.
    ///
    /// # Errors
    /// As for [`read_f32`](Self::read_f32).
    pub fn read_f64(&self) -> Result<Vec<f64>> {
        self.read(|bytes| values::doubles(self.header.source, self.datatype, bytes))
    }

    /// Its texts, in row-major order.
    ///
    /// # Errors
    /// When the values are not texts, and as for [`read_f32`](Self::read_f32).
    pub fn texts(&self) -> Result<Vec<String>> {
        self.read(|bytes| values::texts(self.header.source, self.datatype, bytes))
    }

    fn read<T>(&self, decode: impl FnOnce(&[u8]) -> source::Result<T>) -> Result<T> {
        let bytes = storage::read(&self.header, &self.space, self.datatype.size);
        let decoded = bytes.and_then(|bytes| {
            let decoded = decode(&bytes);
            if let Cow::Owned(bytes) = &bytes {
                self.header.source.free(bytes.len());
            }
            decoded
        });
        unboxed(decoded.map_err(|error| within(error, "data set", &self.path)))
    }
}

/// A path for messages.
fn shown(path: &str) -> &str {
    if path.is_empty() { "/" } else { path }
}
