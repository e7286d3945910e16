//! `pupil run`: runs Python programs with the interpreter that the page's cells use.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use pupil_python::{Host, Outcome, Stream, Value, Vm};

#[derive(Args)]
pub struct Options {
    /// The program.
    file: PathBuf,
}

/// The terminal and the machine's files.
struct Terminal {
    /// Modules of the program's own lie beside it.
    folder: PathBuf,
    /// True after the note about pictures.
    told: bool,
}

impl Host for Terminal {
    fn write(&mut self, stream: Stream, text: &str) {
        // A closed pipe ends the program, as in `main`.
        match stream {
            Stream::Out => print!("{text}"),
            Stream::Error => {
                let _ = io::stdout().flush();
                eprint!("{text}");
            }
        }
    }

    fn input(&mut self, prompt: &str) -> Option<String> {
        print!("{prompt}");
        io::stdout().flush().ok()?;
        let mut line = String::new();
        let count = io::stdin().lock().read_line(&mut line).ok()?;
        if !io::stdin().is_terminal() && !prompt.is_empty() {
            println!();
        }
        (count > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned())
    }

    fn module(&mut self, name: &str) -> Option<(String, String, bool)> {
        let base = self.folder.join(name.replace('.', "/"));
        let files = [(base.join("__init__.py"), true), (base.with_extension("py"), false)];
        let found = files.into_iter().find(|(path, _)| path.is_file());
        let (path, package) = found?;
        let text = fs::read_to_string(&path).ok()?;
        Some((path.display().to_string(), text, package))
    }

    fn display(&mut self, kind: &str, _data: &str, _alt: &str) -> bool {
        if kind == "svg" && !self.told {
            self.told = true;
            let note = "Pictures are not shown here. Save them: plt.savefig(\"x.svg\") before plt.show().\n";
            self.write(Stream::Error, note);
        }
        false
    }

    fn time(&mut self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64())
    }

    fn sleep(&mut self, seconds: f64) {
        thread::sleep(Duration::from_secs_f64(seconds));
    }

    fn fetch(&mut self, name: &str) -> Option<Vec<u8>> {
        let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        let folder = std::env::var_os("PUPIL_DATA").filter(|_| inside)?;
        fs::read(Path::new(&folder).join(name)).ok()
    }

    fn read_file(&mut self, path: &str) -> Option<Vec<u8>> {
        fs::read(path).ok()
    }

    fn write_file(&mut self, path: &str, bytes: &[u8]) -> bool {
        fs::write(path, bytes).is_ok()
    }

    fn list_folder(&mut self, path: &str) -> Option<Vec<String>> {
        let path = if path.is_empty() { "." } else { path };
        let entries = fs::read_dir(path).ok()?;
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        Some(names)
    }

    fn remove_file(&mut self, path: &str) -> bool {
        if Path::new(path).is_dir() { fs::remove_dir(path).is_ok() } else { fs::remove_file(path).is_ok() }
    }

    fn make_folder(&mut self, path: &str) {
        // A folder that cannot be made is missed when something is written into it.
        let _ = fs::create_dir_all(path);
    }
}

/// Runs the program; its traceback and exit status are the command's.
pub fn run(options: &Options) -> Result<()> {
    let name = options.file.display().to_string();
    let text = fs::read_to_string(&options.file).with_context(|| name.clone())?;
    let folder = options.file.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    // The interpreter calls itself for methods that the program defines, which takes more than a thread's usual stack.
    let program = thread::Builder::new().stack_size(64 << 20).spawn(move || {
        let mut vm = Vm::new(Box::new(Terminal { folder, told: false }));
        pupil_packages::install(&mut vm);
        let globals = vm.new_globals("__main__");
        match vm.run_source(&name, &text, &globals, false) {
            Outcome::Done(_) | Outcome::Waits | Outcome::Exit(Value::None) => 0,
            Outcome::Exit(Value::Int(status)) => i32::try_from(status).unwrap_or(1),
            Outcome::Exit(value) => {
                eprintln!("{}", vm.str(&value).unwrap_or_default());
                1
            }
            Outcome::Failed(_, traceback) => {
                let _ = io::stdout().flush();
                eprint!("{traceback}");
                1
            }
        }
    });
    let status = program?.join().map_err(|_| anyhow!("the interpreter failed"))?;
    if status != 0 {
        std::process::exit(status);
    }
    Ok(())
}
