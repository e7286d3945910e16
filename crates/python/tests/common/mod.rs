//! A host for tests: it keeps what is printed, has files in memory, and takes modules from `python/std`.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pupil_python::{Files, Host, Outcome, Stream, Value, Vm};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Keeps what is printed, and stops the program at a time.
struct Kept {
    output: Rc<RefCell<String>>,
    files: Files,
    until: Instant,
}

impl Host for Kept {
    fn write(&mut self, _: Stream, text: &str) {
        self.output.borrow_mut().push_str(text);
    }

    fn interrupted(&mut self) -> bool {
        Instant::now() > self.until
    }

    fn module(&mut self, name: &str) -> Option<(String, String, bool)> {
        let base = root().join("python/std").join(name.replace('.', "/"));
        for (path, package) in [(base.join("__init__.py"), true), (base.with_extension("py"), false)] {
            if let Ok(text) = fs::read_to_string(&path) {
                return Some((format!("std/{}", name.replace('.', "/")), text, package));
            }
        }
        None
    }

    fn time(&mut self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64())
    }

    fn sleep(&mut self, seconds: f64) {
        std::thread::sleep(Duration::from_secs_f64(seconds));
    }

    fn read_file(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.read(path).map(<[u8]>::to_vec)
    }

    fn write_file(&mut self, path: &str, bytes: &[u8]) -> bool {
        self.files.write(path, bytes)
    }

    fn list_folder(&mut self, path: &str) -> Option<Vec<String>> {
        self.files.list(path)
    }

    fn remove_file(&mut self, path: &str) -> bool {
        self.files.remove(path)
    }

    fn make_folder(&mut self, path: &str) {
        self.files.make_folder(path);
    }
}

/// What a program prints, with its traceback. After `limit` it is interrupted.
pub fn output(name: &str, text: &str, limit: Duration) -> String {
    let output: Rc<RefCell<String>> = Rc::default();
    let host = Kept { output: output.clone(), files: Files::default(), until: Instant::now() + limit };
    let mut vm = Vm::new(Box::new(host));
    let globals = vm.new_globals("__main__");
    match vm.run_source(name, text, &globals, false) {
        Outcome::Done(_) | Outcome::Exit(Value::None | Value::Int(_)) => {}
        Outcome::Failed(_, traceback) => output.borrow_mut().push_str(&traceback),
        Outcome::Exit(value) => {
            let text = vm.str(&value).unwrap_or_default();
            output.borrow_mut().push_str(&format!("{text}\n"));
        }
    }
    output.take()
}

/// `output` in a thread with a stack of this size.
pub fn output_in_stack(name: &str, text: &str, bytes: usize, limit: Duration) -> String {
    let (name, text) = (name.to_owned(), text.to_owned());
    let run = std::thread::Builder::new().stack_size(bytes).spawn(move || output(&name, &text, limit));
    run.expect("a thread starts").join().unwrap_or_else(|_| "the interpreter panicked".to_owned())
}
