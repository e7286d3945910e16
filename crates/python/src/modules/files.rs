//! `_files`: the host's files. `os` and `pathlib` are written in Python.

use std::rc::Rc;

use crate::object::{Dict, Value};
use crate::types::Def;
use crate::vm::{R, Vm};

const PATH: &[&str] = &["/path"];

const FUNCTIONS: &[Def] = &[
    ("list", PATH, 1, |vm, a| {
        let path = vm.text(a.get(0), "path")?;
        match vm.files().list_folder(&path) {
            Some(names) => Ok(Value::list(names.iter().map(Value::str).collect())),
            None => Ok(Value::None),
        }
    }),
    ("read", PATH, 1, |vm, a| {
        let path = vm.text(a.get(0), "path")?;
        Ok(vm.files().read_file(&path).map_or(Value::None, |bytes| Value::Bytes(Rc::new(bytes))))
    }),
    ("write", &["/path", "/bytes"], 2, |vm, a| {
        let path = vm.text(a.get(0), "path")?;
        let Value::Bytes(bytes) = a.get(1).clone() else {
            return Err(vm.type_error("bytes expected".into()));
        };
        Ok(Value::Bool(vm.files().write_file(&path, &bytes)))
    }),
    ("kind", PATH, 1, |vm, a| {
        let path = vm.text(a.get(0), "path")?;
        Ok(if vm.files().list_folder(&path).is_some() {
            Value::str("folder")
        } else if vm.files().read_file(&path).is_some() {
            Value::str("file")
        } else {
            Value::None
        })
    }),
    ("remove", PATH, 1, |vm, a| {
        let path = vm.text(a.get(0), "path")?;
        Ok(Value::Bool(vm.files().remove_file(&path)))
    }),
    ("mkdir", PATH, 1, |vm, a| {
        let path = vm.text(a.get(0), "path")?;
        vm.files().make_folder(&path);
        Ok(Value::None)
    }),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    Ok(super::namespace(vm, FUNCTIONS, &[]))
}
