//! A host for tests: it keeps what is printed and has files in memory.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use pupil_python::{Files, Host, Outcome, Stream, Value, Vm};

/// Keeps what is printed, and stops the program at a time.
struct Kept {
    output: Rc<RefCell<String>>,
    files: RefCell<Files>,
    until: Instant,
}

impl Host for Kept {
    fn write(&mut self, _: Stream, text: &str) {
        self.output.borrow_mut().push_str(text);
    }

    fn interrupted(&mut self) -> bool {
        Instant::now() > self.until
    }

    fn time(&mut self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64())
    }

    fn sleep(&mut self, seconds: f64) {
        std::thread::sleep(Duration::from_secs_f64(seconds));
    }

    fn files(&self) -> Option<&RefCell<Files>> {
        Some(&self.files)
    }
}

/// What a program prints, with its traceback. After `limit` it is interrupted.
pub fn output(name: &str, text: &str, limit: Duration) -> String {
    let output: Rc<RefCell<String>> = Rc::default();
    let host = Kept { output: output.clone(), files: RefCell::default(), until: Instant::now() + limit };
    let mut vm = Vm::new(Box::new(host));
    let globals = vm.new_globals("__main__");
    match vm.run_source(name, text, &globals, false) {
        Outcome::Done(_) | Outcome::Waits | Outcome::Exit(Value::None | Value::Int(_)) => {}
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
