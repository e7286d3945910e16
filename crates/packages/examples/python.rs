//! Runs a Python program with the packages: `cargo run --package pupil-packages --example python FILE.py`.
//!
//! The program reads the files beside it. What it writes stays in memory.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pupil_python::{Files, Host, Outcome, Stream, Vm};

struct Terminal {
    folder: PathBuf,
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
        self.files.read(path).map(<[u8]>::to_vec).or_else(|| std::fs::read(self.folder.join(path)).ok())
    }

    fn write_file(&mut self, path: &str, bytes: &[u8]) -> bool {
        self.files.write(path, bytes)
    }

    fn list_folder(&mut self, path: &str) -> Option<Vec<String>> {
        self.files.list(path)
    }
}

fn main() {
    let name = std::env::args().nth(1).expect("a file is given");
    let text = std::fs::read_to_string(&name).expect("the file can be read");
    let path = Path::new(&name);
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let name = path.file_name().map_or(name.clone(), |name| name.to_string_lossy().into_owned());
    let run = std::thread::Builder::new().stack_size(64 << 20).spawn(move || {
        let mut vm = Vm::new(Box::new(Terminal { folder, files: Files::default() }));
        pupil_packages::install(&mut vm);
        let globals = vm.new_globals("__main__");
        if let Outcome::Failed(_, traceback) = vm.run_source(&name, &text, &globals, false) {
            print!("{traceback}");
        }
    });
    run.expect("a thread starts").join().expect("the program ends");
}
