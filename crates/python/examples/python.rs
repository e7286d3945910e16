//! Runs a Python program: `cargo run --package pupil-python --example python FILE.py`.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pupil_python::{Files, Host, Outcome, Stream, Value, Vm};

#[derive(Default)]
struct Terminal {
    files: Files,
}

impl Host for Terminal {
    fn write(&mut self, stream: Stream, text: &str) {
        match stream {
            Stream::Out => print!("{text}"),
            Stream::Error => eprint!("{text}"),
        }
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

fn main() {
    let name = std::env::args().nth(1).expect("a file is given");
    let text = std::fs::read_to_string(&name).expect("the file can be read");
    let name = Path::new(&name).file_name().map_or(name.clone(), |name| name.to_string_lossy().into_owned());
    let run = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let mut vm = Vm::new(Box::new(Terminal::default()));
        let globals = vm.new_globals("__main__");
        match vm.run_source(&name, &text, &globals, false) {
            Outcome::Failed(_, traceback) => eprint!("{traceback}"),
            Outcome::Exit(Value::None | Value::Int(_)) | Outcome::Done(_) => {}
            Outcome::Exit(value) => eprintln!("{}", vm.str(&value).unwrap_or_default()),
        }
    });
    run.expect("a thread starts").join().expect("the program ends");
}
