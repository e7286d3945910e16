//! Programs print what CPython prints. `tests/python/generate_programs.py` wrote the outputs.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pupil_python::{Files, Host, Outcome, Stream, Vm};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Keeps what is printed; modules come from `python/std`.
#[derive(Default)]
struct Kept {
    output: Rc<RefCell<String>>,
    files: Files,
}

impl Host for Kept {
    fn write(&mut self, _: Stream, text: &str) {
        self.output.borrow_mut().push_str(text);
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

/// What a program prints, with its traceback.
fn output(name: &str, text: &str) -> String {
    let host = Kept::default();
    let output = host.output.clone();
    let mut vm = Vm::new(Box::new(host));
    let globals = vm.new_globals("__main__");
    match vm.run_source(name, text, &globals, false) {
        Outcome::Done(_) => {}
        Outcome::Failed(_, traceback) => output.borrow_mut().push_str(&traceback),
        Outcome::Exit(value) => {
            if !matches!(value, pupil_python::Value::None | pupil_python::Value::Int(_)) {
                let text = vm.str(&value).unwrap_or_default();
                output.borrow_mut().push_str(&format!("{text}\n"));
            }
        }
    }
    output.take()
}

#[test]
fn programs_print_what_cpython_prints() {
    let folder = root().join("tests/python/programs");
    let only = std::env::var("PROGRAM").unwrap_or_default();
    let mut names: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("tests/python/programs is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .filter(|path| path.to_string_lossy().contains(&only))
        .collect();
    names.sort();
    let mut wrong = Vec::new();
    for path in &names {
        let text = fs::read_to_string(path).expect("the program can be read");
        let expected = fs::read_to_string(path.with_extension("out")).expect("the program has an output");
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        // Programs need more stack than a thread of a test has.
        let copy = name.clone();
        let run = std::thread::Builder::new().stack_size(64 << 20).spawn(move || output(&copy, &text));
        let printed = run.expect("a thread starts").join().unwrap_or_else(|_| "the interpreter panicked".to_owned());
        if printed != expected {
            let difference = printed.lines().zip(expected.lines()).find(|(a, b)| a != b);
            let (got, wanted) = difference.unwrap_or((
                printed.lines().nth(expected.lines().count()).unwrap_or("(ended)"),
                expected.lines().nth(printed.lines().count()).unwrap_or("(ended)"),
            ));
            wrong.push(format!("{name}\n    printed {got:?}\n    CPython {wanted:?}"));
            if !only.is_empty() {
                println!("{printed}");
            }
        }
    }
    println!("{} of {} programs print what CPython prints", names.len() - wrong.len(), names.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
