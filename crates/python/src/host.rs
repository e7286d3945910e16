//! What the interpreter asks of the program around it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Where a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// `sys.stdout`.
    Out,
    /// `sys.stderr`.
    Error,
}

/// The program around the interpreter.
pub trait Host {
    /// Takes what the program prints.
    fn write(&mut self, stream: Stream, text: &str);

    /// A line that the user types, without its end; nothing if there is none. `prompt` was not printed yet. A host that
    /// answers later shows the prompt only.
    fn input(&mut self, _prompt: &str) -> Option<String> {
        None
    }

    /// True if lines that the user types come later. The program then waits, and `Vm::answer` takes the line.
    fn answers_later(&self) -> bool {
        false
    }

    /// True if the program is to be stopped. It is asked every few thousand instructions.
    fn interrupted(&mut self) -> bool {
        false
    }

    /// The name in tracebacks and the source of a module that is not in the standard library, and whether it is a
    /// package.
    fn module(&mut self, _name: &str) -> Option<(String, String, bool)> {
        None
    }

    /// Shows something beside what is printed. `kind` is "svg" (a picture), "html" (a table) or "progress" (a training);
    /// `data` is its source, and `alt` says the same in words. False if the host does not show such things.
    fn display(&mut self, _kind: &str, _data: &str, _alt: &str) -> bool {
        false
    }

    /// Seconds since 1970.
    fn time(&mut self) -> f64;

    /// Waits.
    fn sleep(&mut self, seconds: f64);

    /// The bytes of a data file, such as `mnist.npz`, from where the program around the interpreter keeps data; nothing if
    /// it has none of this name.
    fn fetch(&mut self, _name: &str) -> Option<Vec<u8>> {
        None
    }

    /// A file in another form, or what is wrong with it, where the program around the interpreter has what converts it.
    /// `form` is "onnx" (an ONNX file becomes one of safetensors) or "onnx-writer" (the other way).
    fn convert(&mut self, _form: &str, _bytes: &[u8]) -> Option<Result<Vec<u8>, String>> {
        None
    }

    /// The bytes in use that count for the limit of memory.
    fn memory(&mut self) -> usize {
        0
    }

    /// The files in memory, if files are kept there. A host with other files has its own functions in place of the
    /// next five.
    fn files(&self) -> Option<&RefCell<Files>> {
        None
    }

    /// A file's bytes; nothing if it does not exist.
    fn read_file(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files()?.borrow().read(path).map(<[u8]>::to_vec)
    }

    /// Writes a file; false if it cannot be written.
    fn write_file(&mut self, path: &str, bytes: &[u8]) -> bool {
        self.files().is_some_and(|files| files.borrow_mut().write(path, bytes))
    }

    /// The names in a folder; nothing if it is none.
    fn list_folder(&mut self, path: &str) -> Option<Vec<String>> {
        self.files()?.borrow().list(path)
    }

    /// Removes a file or an empty folder; false if there is none.
    fn remove_file(&mut self, path: &str) -> bool {
        self.files().is_some_and(|files| files.borrow_mut().remove(path))
    }

    /// Makes a folder.
    fn make_folder(&mut self, path: &str) {
        if let Some(files) = self.files() {
            files.borrow_mut().make_folder(path);
        }
    }
}

/// Files in memory. Folders are there while something is in them.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
    folders: BTreeMap<String, ()>,
    /// The files that programs wrote since they were asked for last.
    written: BTreeSet<String>,
}

impl Files {
    /// A file's bytes.
    pub fn read(&self, path: &str) -> Option<&[u8]> {
        self.files.get(&normal(path)).map(Vec::as_slice)
    }

    /// Writes a file; false if its folder does not exist or a folder has its name.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> bool {
        let path = normal(path);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if path.is_empty() || self.list(&path).is_some() || self.list(folder).is_none() {
            return false;
        }
        self.written.insert(path.clone());
        self.files.insert(path, bytes.to_vec());
        true
    }

    /// The files that programs wrote since the last call, and that are still there.
    pub fn take_written(&mut self) -> Vec<String> {
        let written = std::mem::take(&mut self.written);
        written.into_iter().filter(|path| self.files.contains_key(path)).collect()
    }

    /// Adds a file and the folders that it lies in.
    pub fn add(&mut self, path: &str, bytes: &[u8]) {
        self.files.insert(normal(path), bytes.to_vec());
    }

    /// Makes a folder.
    pub fn make_folder(&mut self, path: &str) {
        self.folders.insert(normal(path), ());
    }

    /// The names in a folder.
    pub fn list(&self, path: &str) -> Option<Vec<String>> {
        let path = normal(path);
        let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
        let all = self.files.keys().chain(self.folders.keys());
        let inside = all.filter_map(|name| name.strip_prefix(&prefix)).filter(|name| !name.is_empty());
        let mut names: Vec<String> =
            inside.filter_map(|name| name.split('/').next().map(str::to_owned)).collect();
        names.sort();
        names.dedup();
        let exists = path.is_empty() || self.folders.contains_key(&path) || !names.is_empty();
        exists.then_some(names)
    }

    /// Removes a file or an empty folder; false if there is none.
    pub fn remove(&mut self, path: &str) -> bool {
        let path = normal(path);
        self.files.remove(&path).is_some()
            || self.list(&path).is_some_and(|names| names.is_empty()) && self.folders.remove(&path).is_some()
    }
}

/// A path without `.`, `..` and doubled slashes, relative to the root.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
