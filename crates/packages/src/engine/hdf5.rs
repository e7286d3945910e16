//! HDF5 files as lists of arrays, for the weights of models that only Python can make.

use pupil_core::tensor::Data;
use pupil_core::{Result, Shape, Tensor};
use pupil_formats::hdf5::{File, Group, NewGroup, Numbers, Object};
use pupil_python::{Dict, Value, Vm};

use super::convert::{array, tensor};
use crate::native::{bytes, failed, set, text};

/// The most groups inside each other.
const DEPTH: usize = 32;

/// Adds `h5_write(arrays)`, which takes pairs of a path and an array, and `h5_read(bytes)`, which gives such pairs.
pub fn install(vm: &mut Vm, globals: &Dict) {
    set(vm, globals, "h5_write", |vm, args| {
        let mut values: Vec<(String, Tensor)> = Vec::new();
        for pair in vm.to_vec(args.get(0))? {
            let pair = vm.to_vec(&pair)?;
            let [path, value] = pair.as_slice() else {
                return Err(vm.type_error("pairs of a path and an array are expected".into()));
            };
            values.push((text(vm, path)?, tensor(vm, value)?));
        }
        let bytes = write(&values).map_err(|error| failed(vm, error))?;
        Ok(Value::Bytes(bytes.into()))
    });
    set(vm, globals, "h5_read", |vm, args| {
        let bytes = bytes(vm, args.get(0))?;
        let mut found = Vec::new();
        let read = File::open(bytes).and_then(|file| walk(&file.root()?, 0, &mut found));
        read.map_err(|error| failed(vm, error))?;
        let mut pairs = Vec::new();
        for (path, value) in &found {
            let value = array(vm, value)?;
            pairs.push(Value::tuple(vec![Value::str(path), value]));
        }
        Ok(Value::list(pairs))
    });
}

fn write(values: &[(String, Tensor)]) -> Result<Vec<u8>> {
    let mut root = NewGroup::new();
    for (path, value) in values {
        let numbers = match value.data() {
            Data::I32(whole) => Numbers::I64(whole.iter().map(|&number| number.into()).collect()),
            _ => Numbers::F32(value.to_f32().into()),
        };
        root.dataset(path, value.shape(), numbers)?;
    }
    root.write()
}

/// Collects the data sets of numbers of a group and of those within it.
fn walk(group: &Group<'_>, depth: usize, found: &mut Vec<(String, Tensor)>) -> Result<()> {
    for (name, object) in group.members()? {
        let path = if group.path().is_empty() { name.into() } else { format!("{}/{name}", group.path()) };
        match object {
            Object::Group(inner) if depth < DEPTH => walk(&inner, depth + 1, found)?,
            Object::Group(_) => {}
            Object::Dataset(dataset) => {
                let values = dataset.read_f32()?;
                found.push((path, Tensor::from_f32(Shape::new(dataset.shape().to_vec()), values)?));
            }
        }
    }
    Ok(())
}
