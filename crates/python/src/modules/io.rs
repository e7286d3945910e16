//! `_io`: texts and bytes in memory, and `open`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::host::Host;
use crate::object::{Args, Class, Dict, Payload, Value};
use crate::types::bytes::bytes_of;
use crate::types::{Def, Free, SELF, SELF1};
use crate::vm::iterator::from_fn;
use crate::vm::{R, Raise, Vm};

/// Changed files that the program dropped without closing them: path, bytes.
pub(crate) type Dropped = Rc<RefCell<Vec<(String, Vec<u8>)>>>;

/// An open file: what it holds, as bytes; texts are UTF-8.
struct File {
    state: RefCell<State>,
    dropped: Option<Dropped>,
}

/// CPython closes a file that nothing refers to. The host is not at hand here, so the next use of files writes it.
impl Drop for File {
    fn drop(&mut self) {
        let state = self.state.get_mut();
        if let (Some(dropped), Some(path), true) = (&self.dropped, state.path.take(), state.changed)
            && let Ok(mut dropped) = dropped.try_borrow_mut()
        {
            dropped.push((path, std::mem::take(&mut state.bytes)));
        }
    }
}

impl Vm {
    /// The host, for its files. The files that the program dropped are written first.
    pub(crate) fn files(&mut self) -> &mut dyn Host {
        let dropped = std::mem::take(&mut *self.dropped.borrow_mut());
        for (path, bytes) in dropped {
            self.host.write_file(&path, &bytes);
        }
        &mut *self.host
    }
}

struct State {
    bytes: Vec<u8>,
    at: usize,
    binary: bool,
    readable: bool,
    writable: bool,
    append: bool,
    closed: bool,
    changed: bool,
    path: Option<String>,
}

impl State {
    fn new(bytes: Vec<u8>, binary: bool) -> Self {
        Self {
            bytes,
            at: 0,
            binary,
            readable: true,
            writable: true,
            append: false,
            closed: false,
            changed: false,
            path: None,
        }
    }
}

fn file<'a>(vm: &mut Vm, value: &'a Value) -> R<&'a File> {
    let Some(file) = value.host::<File>() else {
        let value = value.clone();
        return Err(vm.wrong_receiver("method", "file", &value));
    };
    if file.state.borrow().closed {
        return Err(vm.value_error("I/O operation on closed file".into()));
    }
    Ok(file)
}

/// The bytes as the file's kind of data.
fn data(vm: &mut Vm, state: &State, bytes: &[u8]) -> R<Value> {
    if state.binary {
        return Ok(Value::Bytes(Rc::new(bytes.to_vec())));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Value::str(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!(
                "'utf-8' codec can't decode byte 0x{:02x} in position {at}: invalid start byte",
                bytes[at]
            );
            Err(vm.error(&vm.types.unicode_decode_error.clone(), &message))
        }
    }
}

fn unsupported(vm: &mut Vm, what: &str) -> Raise {
    let class = match vm.import("_io") {
        Ok(Value::Module(module)) => module.globals.get("UnsupportedOperation"),
        _ => None,
    };
    match class {
        Some(Value::Class(class)) => vm.error(&class, &format!("not {what}")),
        _ => vm.value_error(format!("not {what}")),
    }
}

fn line(vm: &mut Vm, value: &Value) -> R<Option<Value>> {
    let file = file(vm, value)?;
    let mut state = file.state.borrow_mut();
    if !state.readable {
        drop(state);
        return Err(unsupported(vm, "readable"));
    }
    if state.at >= state.bytes.len() {
        return Ok(None);
    }
    let rest = &state.bytes[state.at..];
    let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
    let bytes = rest[..length].to_vec();
    state.at += length;
    data(vm, &state, &bytes).map(Some)
}

const FILE: &[Def] = &[
    ("read", &["/self", "/size"], 1, |vm, a| {
        let size = match a.given(1).filter(|size| !size.is_none()) {
            Some(size) => vm.index(size)?,
            None => -1,
        };
        let file = file(vm, a.get(0))?;
        let mut state = file.state.borrow_mut();
        if !state.readable {
            drop(state);
            return Err(unsupported(vm, "readable"));
        }
        let rest = state.bytes.get(state.at..).unwrap_or_default();
        let length = match usize::try_from(size) {
            Err(_) => rest.len(),
            Ok(size) if state.binary => size.min(rest.len()),
            Ok(size) => {
                String::from_utf8_lossy(rest).char_indices().nth(size).map_or(rest.len(), |(at, _)| at)
            }
        };
        let bytes = rest[..length].to_vec();
        state.at += length;
        data(vm, &state, &bytes)
    }),
    ("readline", &["/self", "/size"], 1, |vm, a| match line(vm, a.get(0))? {
        Some(line) => Ok(line),
        None => {
            let binary = file(vm, a.get(0))?.state.borrow().binary;
            Ok(if binary { Value::Bytes(Rc::default()) } else { Value::str("") })
        }
    }),
    ("readlines", &["/self", "/hint"], 1, |vm, a| {
        let mut lines = Vec::new();
        while let Some(line) = line(vm, a.get(0))? {
            lines.push(line);
        }
        Ok(Value::list(lines))
    }),
    ("write", SELF1, 2, |vm, a| {
        let file = file(vm, a.get(0))?;
        let binary = file.state.borrow().binary;
        let (bytes, count) = if binary {
            let Some(bytes) = bytes_of(a.get(1)) else {
                let name = vm.class_name(a.get(1));
                return Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")));
            };
            let count = bytes.len();
            (bytes, count)
        } else {
            let Some(text) = a.get(1).as_str().cloned() else {
                let name = vm.class_name(a.get(1));
                let memory = file.state.borrow().path.is_none();
                let message = if memory {
                    format!("string argument expected, got '{name}'")
                } else {
                    format!("write() argument must be str, not {name}")
                };
                return Err(vm.type_error(message));
            };
            (text.as_bytes().to_vec(), text.length())
        };
        let place = file.state.borrow().at;
        vm.reserve(place.saturating_add(bytes.len()))?;
        let mut state = file.state.borrow_mut();
        if !state.writable {
            drop(state);
            return Err(unsupported(vm, "writable"));
        }
        if state.append {
            state.at = state.bytes.len();
        }
        let end = state.at + bytes.len();
        if state.bytes.len() < end {
            state.bytes.resize(end, 0);
        }
        let at = state.at;
        state.bytes[at..end].copy_from_slice(&bytes);
        state.at = end;
        state.changed = true;
        Ok(Value::size(count))
    }),
    ("writelines", SELF1, 2, |vm, a| {
        for line in vm.to_vec(a.get(1))? {
            vm.call_method(a.get(0), "write", Args::of([line]))?;
        }
        Ok(Value::None)
    }),
    ("getvalue", SELF, 1, |vm, a| {
        let state = file(vm, a.get(0))?.state.borrow();
        let bytes = state.bytes.clone();
        data(vm, &state, &bytes)
    }),
    ("seek", &["/self", "/offset", "/whence"], 2, |vm, a| {
        let (offset, whence) = (vm.index(a.get(1))?, a.given(2).map_or(Ok(0), |whence| vm.index(whence))?);
        let mut state = file(vm, a.get(0))?.state.borrow_mut();
        let base = match whence {
            1 => state.at,
            2 => state.bytes.len(),
            _ if offset < 0 => {
                let message = if state.binary { "negative seek value" } else { "Negative seek position" };
                return Err(vm.value_error(format!("{message} {offset}")));
            }
            _ => 0,
        };
        let place = (base as i64).saturating_add(offset).max(0);
        state.at = usize::try_from(place).unwrap_or(usize::MAX);
        Ok(Value::Int(place))
    }),
    ("tell", SELF, 1, |vm, a| Ok(Value::size(file(vm, a.get(0))?.state.borrow().at))),
    ("truncate", &["/self", "/size"], 1, |vm, a| {
        let size = match a.given(1) {
            Some(size) => Some(vm.count(size)?),
            None => None,
        };
        let mut state = file(vm, a.get(0))?.state.borrow_mut();
        let size = size.unwrap_or(state.at);
        state.bytes.truncate(size);
        state.changed = true;
        Ok(Value::size(size))
    }),
    ("flush", SELF, 1, |vm, a| {
        save(vm, a.get(0))?;
        Ok(Value::None)
    }),
    ("close", SELF, 1, |vm, a| {
        save(vm, a.get(0))?;
        if let Some(file) = a.get(0).host::<File>() {
            file.state.borrow_mut().closed = true;
        }
        Ok(Value::None)
    }),
    ("readable", SELF, 1, |vm, a| Ok(Value::Bool(file(vm, a.get(0))?.state.borrow().readable))),
    ("writable", SELF, 1, |vm, a| Ok(Value::Bool(file(vm, a.get(0))?.state.borrow().writable))),
    ("seekable", SELF, 1, |_, _| Ok(Value::Bool(true))),
    ("isatty", SELF, 1, |_, _| Ok(Value::Bool(false))),
    ("__enter__", SELF, 1, |vm, a| {
        file(vm, a.get(0))?;
        Ok(a.get(0).clone())
    }),
    ("__exit__", &["/self", "/class", "/value", "/trace"], 1, |vm, a| {
        vm.call_method(a.get(0), "close", Args::default())?;
        Ok(Value::None)
    }),
    ("__iter__", SELF, 1, |vm, a| {
        file(vm, a.get(0))?;
        let value = a.get(0).clone();
        Ok(from_fn("_io.TextIOWrapper", move |vm| line(vm, &value)))
    }),
    ("__next__", SELF, 1, |vm, a| match line(vm, a.get(0))? {
        Some(line) => Ok(line),
        None => Err(vm.error(&vm.types.stop_iteration.clone(), "")),
    }),
];

/// Gives a changed file to the host.
fn save(vm: &mut Vm, value: &Value) -> R<()> {
    let Some(file) = value.host::<File>() else { return Ok(()) };
    let mut state = file.state.borrow_mut();
    let Some(path) = state.path.clone().filter(|_| state.changed) else { return Ok(()) };
    state.changed = false;
    let written = vm.files().write_file(&path, &state.bytes);
    drop(state);
    if written { Ok(()) } else { Err(os_error(vm, 13, "Permission denied", &path)) }
}

fn os_error(vm: &mut Vm, number: i64, message: &str, path: &str) -> Raise {
    let class = Value::Class(vm.types.os_error.clone());
    let made = vm.call(&class, Args::of([Value::Int(number), Value::str(message), Value::str(path)]));
    match made.and_then(|value| vm.as_exception(value, "")) {
        Ok(raise) | Err(raise) => raise,
    }
}

fn class(vm: &mut Vm, name: &str) -> Rc<Class> {
    let class = vm.host_class(name, "_io", true);
    vm.methods(&class, FILE, &[]);
    vm.add_property(&class, "closed", |_, value| {
        Ok(Value::Bool(value.host::<File>().is_none_or(|file| file.state.borrow().closed)))
    });
    class
}

/// A text whose lines end in `\n`.
fn with_plain_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn memory(vm: &mut Vm, mut args: Args, binary: bool) -> R<Value> {
    let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
    let newline = args.keyword("newline").or_else(|| args.take(2).given());
    let initial =
        args.take(1).given().or_else(|| args.keyword(if binary { "initial_bytes" } else { "initial_value" }));
    let bytes = match initial.filter(|value| !value.is_none()).as_ref() {
        None => Vec::new(),
        Some(value) if binary && bytes_of(value).is_some() => bytes_of(value).unwrap_or_default(),
        Some(value) if !binary => match value.as_str() {
            Some(text) if newline.is_some_and(|newline| newline.is_none()) => {
                with_plain_ends(text).into_bytes()
            }
            Some(text) => text.as_bytes().to_vec(),
            None => {
                let name = vm.class_name(value);
                return Err(vm.type_error(format!("initial_value must be str or None, not {name}")));
            }
        },
        Some(value) => {
            let name = vm.class_name(value);
            return Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")));
        }
    };
    let state = RefCell::new(State::new(bytes, binary));
    Ok(vm.new_object(&class, Payload::Host(Box::new(File { state, dropped: None }))))
}

const INIT: Free = ("__init__", |_, _| Ok(Value::None));

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    let made = class(vm, "StringIO");
    vm.methods(&made, &[], &[("__new__", |vm, args| memory(vm, args, false)), INIT]);
    super::set(vm, &globals, "StringIO", Value::Class(made));
    let (os_error, value_error) = (vm.types.os_error.clone(), vm.types.value_error.clone());
    let unsupported = crate::vm::native_class(
        "UnsupportedOperation",
        &[&os_error, &value_error],
        crate::object::Layout::Exception,
        true,
    );
    let name = vm.names.module.clone();
    unsupported.attributes.set_str(name, Value::str("io"));
    super::set(vm, &globals, "UnsupportedOperation", Value::Class(unsupported));
    let made = class(vm, "BytesIO");
    vm.methods(&made, &[], &[("__new__", |vm, args| memory(vm, args, true)), INIT]);
    super::set(vm, &globals, "BytesIO", Value::Class(made));
    Ok(globals)
}

/// `open`, in the built-ins.
pub(super) fn install_open(vm: &mut Vm) {
    let text_class = class(vm, "TextIOWrapper");
    let binary_class = class(vm, "BufferedRandom");
    let function = vm.native_closure("open", move |vm, mut args| {
        let path = match args.take(0).given().or_else(|| args.keyword("file")) {
            Some(Value::Str(path)) => path.to_string(),
            Some(other) => {
                let method = vm.intern("__fspath__");
                match vm.special(&other, &method)? {
                    Some(method) => {
                        let path = vm.call(&method, Args::default())?;
                        vm.text(&path, "path")?.to_string()
                    }
                    None => {
                        let name = vm.class_name(&other);
                        return Err(
                            vm.type_error(format!("expected str, bytes or os.PathLike object, not {name}"))
                        );
                    }
                }
            }
            None => return Err(vm.type_error("open() missing required argument 'file' (pos 1)".into())),
        };
        let mode = match args.take(1).given().or_else(|| args.keyword("mode")) {
            Some(mode) => vm.text(&mode, "open() argument 'mode'")?.to_string(),
            None => "r".to_owned(),
        };
        let kinds = mode.chars().filter(|char| "rwax".contains(*char)).count();
        if kinds != 1 || !mode.chars().all(|char| "rwaxbt+".contains(char)) {
            return Err(vm.value_error(format!("invalid mode: '{mode}'")));
        }
        if vm.files().list_folder(&path).is_some() {
            return Err(os_error(vm, 21, "Is a directory", &path));
        }
        let existing = vm.files().read_file(&path);
        if mode.contains('r') && existing.is_none() {
            return Err(os_error(vm, 2, "No such file or directory", &path));
        }
        if mode.contains('x') && existing.is_some() {
            return Err(os_error(vm, 17, "File exists", &path));
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if existing.is_none() && vm.files().list_folder(folder).is_none() {
            return Err(os_error(vm, 2, "No such file or directory", &path));
        }
        let keep = mode.contains(['r', 'a']);
        let binary = mode.contains('b');
        let mut bytes = existing.filter(|_| keep).unwrap_or_default();
        if !binary && bytes.contains(&b'\r') {
            bytes = with_plain_ends(&String::from_utf8_lossy(&bytes)).into_bytes();
        }
        let mut state = State::new(bytes, binary);
        state.readable = mode.contains(['r', '+']);
        state.writable = mode.contains(['w', 'a', 'x', '+']);
        state.append = mode.contains('a');
        state.changed = !mode.contains('r');
        state.path = Some(path.clone());
        let class = if state.binary { &binary_class } else { &text_class };
        let made = vm.new_object(
            class,
            Payload::Host(Box::new(File { state: RefCell::new(state), dropped: Some(vm.dropped.clone()) })),
        );
        if let Value::Object(object) = &made {
            object.attributes.set_str(vm.intern("name"), Value::str(path));
            object.attributes.set_str(vm.intern("mode"), Value::str(mode));
        }
        Ok(made)
    });
    let globals = vm.builtins.clone();
    super::set(vm, &globals, "open", function);
}
