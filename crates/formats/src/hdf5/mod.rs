//! HDF5 files as Keras and h5py write them, after the "HDF5 File Format Specification Version 3.0". Each file of this
//! module names the sections that it implements.
//!
//! This is not the HDF5 library, which has more code than the whole engine. It reads groups, attributes and data sets of
//! numbers and texts, in files of all versions up to HDF5 1.14. It refuses by name what Keras never writes: links to
//! other places, values in other files, and filters except deflate, shuffle and fletcher32.
//!
//! A file may be hostile. Every size in it is compared with the bytes that are there, and [`File`] limits the memory
//! and the steps that all reads of a file together may take: 64 MB and four times the file's size. Once a part of a file
//! lies past its end, all later reads fail too. Checksums are not compared.
//!
//! [`NewGroup`] writes files in the form that h5py writes by default.

mod arrays;
mod attribute;
mod btree;
mod chunks;
mod datatype;
mod file;
mod filters;
mod fractal;
mod header;
mod heap;
mod links;
mod object;
mod source;
mod storage;
mod values;
mod writer;

pub use attribute::Attribute;
pub use datatype::{Datatype, Kind};
pub use file::{File, SIGNATURE};
pub use object::{Dataset, Group, Object};
pub use writer::{NewDataset, NewGroup, Numbers, Value};
