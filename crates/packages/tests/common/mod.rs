//! An interpreter for tests of packages, and expressions with what the real packages give.

#![allow(dead_code)] // Each test uses a part of it.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use pupil_python::{Dict, Files, Host, Outcome, Stream, Value, Vm};
use serde_json::Value as Json;

/// What a program prints.
pub type Printed = Rc<RefCell<String>>;

/// What a program shows: kind, source and description.
pub type Shown = Rc<RefCell<Vec<(String, String, String)>>>;

/// Keeps what is printed, stdout and stderr apart, and has files in memory.
#[derive(Default)]
struct Page {
    out: Printed,
    errors: Printed,
    shown: Shown,
    files: RefCell<Files>,
}

impl Host for Page {
    fn write(&mut self, stream: Stream, text: &str) {
        let printed = if stream == Stream::Out { &self.out } else { &self.errors };
        printed.borrow_mut().push_str(text);
    }

    fn display(&mut self, kind: &str, data: &str, alt: &str) -> bool {
        // The progress of a training is printed instead.
        let shown = kind != "progress";
        if shown {
            self.shown.borrow_mut().push((kind.to_owned(), data.to_owned(), alt.to_owned()));
        }
        shown
    }

    fn time(&mut self) -> f64 {
        0.0
    }

    fn sleep(&mut self, _seconds: f64) {}

    /// The page's data files are those of the folder `served`.
    fn fetch(&mut self, name: &str) -> Option<Vec<u8>> {
        self.files.borrow().read(&format!("served/{name}")).map(<[u8]>::to_vec)
    }

    fn files(&self) -> Option<&RefCell<Files>> {
        Some(&self.files)
    }
}

/// The files in a folder of `python/files`, with the paths that a program has for them.
pub fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../python/files");
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => folders.push(path),
                false => found.push((path, fs::read(entry.path()).unwrap())),
            }
        }
    }
    found
}

/// An interpreter with the packages, and what it prints on stdout and stderr.
pub fn interpreter() -> (Vm, Printed, Printed) {
    interpreter_with(&[])
}

/// An interpreter that also has files.
pub fn interpreter_with(files: &[(String, Vec<u8>)]) -> (Vm, Printed, Printed) {
    let page = Page::default();
    for (path, bytes) in files {
        page.files.borrow_mut().add(path, bytes);
    }
    let (out, errors) = (page.out.clone(), page.errors.clone());
    let mut vm = Vm::new(Box::new(page));
    pupil_packages::install(&mut vm);
    (vm, out, errors)
}

/// An interpreter with the packages, and what it shows.
pub fn showing() -> (Vm, Shown) {
    let page = Page::default();
    let shown = page.shown.clone();
    let mut vm = Vm::new(Box::new(page));
    pupil_packages::install(&mut vm);
    (vm, shown)
}

/// A folder of `tests/python`.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/python").join(name)
}

/// The names of the Python files in a folder, without their ending.
pub fn scripts(folder: &Path) -> Vec<String> {
    names(folder, "py")
}

/// The names of the files in a folder that end so, without their ending.
pub fn names(folder: &Path, ending: &str) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == ending));
    let mut names: Vec<String> =
        files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Whether an expression is true; the traceback if it fails.
pub fn holds(vm: &mut Vm, globals: &Rc<Dict>, expression: &str) -> Result<bool, String> {
    match vm.run_source("check", expression, globals, true) {
        Outcome::Done(value) => {
            Ok(vm.repr(&value).is_ok_and(|text| ["True", "np.True_"].contains(&text.as_str())))
        }
        Outcome::Failed(_, traceback) => Err(traceback),
        _ => Ok(false),
    }
}

/// The entries of a list of what may still differ.
pub fn pending(list: &str) -> Vec<&str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Runs programs that must fail: each with the class of its exception and a part of the text. `before` runs before each.
pub fn refused(before: &str, programs: &[(&str, &str, &str)]) {
    let (mut vm, ..) = interpreter();
    for (source, class, part) in programs {
        let globals = vm.new_globals("__main__");
        match vm.run_source("cell", &format!("{before}\n{source}"), &globals, true) {
            Outcome::Failed(raised, _) => {
                let text = vm.str(&raised).unwrap_or_default();
                assert_eq!(vm.class_name(&raised), *class, "{source}: {text}");
                assert!(text.contains(part), "{source}: {text}");
            }
            _ => panic!("{source} is not refused"),
        }
    }
}

/// Runs a test with the stack that the interpreter needs, which is more than a test's own.
pub fn with_stack<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    let run = std::thread::Builder::new().stack_size(64 << 20).spawn(test).unwrap();
    run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A package's expressions, each with what the real package gives.
pub fn expressions(package: &str) -> Vec<Json> {
    let text = fs::read_to_string(folder(package).join("expressions.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The value of a record's expression. If it does not end as the record says, the error says how it ends; it is `None`
/// for an expected exception.
pub fn value(vm: &mut Vm, globals: &Rc<Dict>, record: &Json) -> Result<Value, Option<String>> {
    let source = record["source"].as_str().unwrap().replace("; ", "\n");
    let expected = record.get("error");
    match vm.run_source("cell", &source, globals, true) {
        Outcome::Done(value) => match expected {
            None => Ok(value),
            Some(expected) => {
                let shown = vm.repr(&value).unwrap_or_default();
                Err(Some(format!("got {shown}\n  not {}: {}", expected[0], expected[1])))
            }
        },
        Outcome::Failed(raised, traceback) => {
            let (class, text) = (vm.class_name(&raised), vm.str(&raised).unwrap_or_default());
            // A message names the class with its module.
            let class = class.rsplit('.').next().unwrap_or_default();
            // Without a text only the class is compared.
            let same = expected.is_some_and(|expected| {
                class == expected[0] && expected[1].as_str().is_none_or(|expected| text == expected)
            });
            let expected = expected.map_or(record["repr"].to_string(), Json::to_string);
            Err((!same).then(|| format!("raised {traceback}\n  not {expected}")))
        }
        Outcome::Exit(_) | Outcome::Waits => Err(Some("it exits or waits".into())),
    }
}

/// Compares a package's expressions with the real package's. `pending` has the sources that may still differ.
/// The variable `GROUP` takes some of them.
pub fn replay(package: &str, pending: &str, mut difference: impl FnMut(&Json) -> Option<String>) {
    let group = std::env::var("GROUP").unwrap_or_default();
    let pending = self::pending(pending);
    let (mut count, mut waiting, mut failures, mut solved) = (0, 0, Vec::new(), Vec::new());
    for record in &expressions(package) {
        let of = record["group"].as_str().unwrap();
        if !of.contains(&group) {
            continue;
        }
        count += 1;
        let source = record["source"].as_str().unwrap();
        match (difference(record), pending.contains(&source)) {
            (Some(text), false) => failures.push(format!("[{of}] {source}\n  {text}")),
            (Some(_), true) => waiting += 1,
            (None, true) => solved.push(source.to_owned()),
            (None, false) => {}
        }
    }
    println!("{} of {count} expressions give what {package} gives", count - failures.len() - waiting);
    assert!(count > 0, "no group has this name");
    let wrong = failures.len();
    assert!(failures.is_empty(), "{wrong} of {count} expressions differ:\n{}", failures.join("\n"));
    assert!(
        solved.is_empty(),
        "these expressions are right now; take them out of {package}_pending.txt: {solved:#?}"
    );
}
