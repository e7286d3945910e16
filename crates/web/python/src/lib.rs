//! The Python interpreter for JavaScript. A session has the variables of the cells that share it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use pupil_python::{Answer, Args, Dict, Files, Host, Outcome, Stream, Value, Vm};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

#[wasm_bindgen]
extern "C" {
    /// What the worker does for a session.
    pub type Cells;

    /// Takes what a program prints.
    #[wasm_bindgen(method)]
    fn write(this: &Cells, error: bool, text: &str);

    /// Shows the prompt of a line that the user is to type. The line comes by `answer`.
    #[wasm_bindgen(method)]
    fn ask(this: &Cells, prompt: &str);

    /// Takes a picture, a table or the state of a training.
    #[wasm_bindgen(method)]
    fn display(this: &Cells, kind: &str, data: &str, alt: &str);

    /// True if the program is to be stopped.
    #[wasm_bindgen(method)]
    fn interrupted(this: &Cells) -> bool;

    /// Seconds since 1970.
    #[wasm_bindgen(method)]
    fn time(this: &Cells) -> f64;

    /// Waits.
    #[wasm_bindgen(method)]
    fn sleep(this: &Cells, seconds: f64);

    /// A module of a package that is loaded when it is first imported: its file's name in tracebacks, its source, and
    /// whether it is a package; `undefined` if there is none of this name.
    #[wasm_bindgen(method)]
    fn module(this: &Cells, name: &str) -> Option<Array>;

    /// The bytes of a data file of the page; `undefined` if it has none of this name.
    #[wasm_bindgen(method)]
    fn fetch(this: &Cells, name: &str) -> Option<Uint8Array>;

    /// A file in another form; `undefined` if what converts it is not loaded. Throws an `Error` that says what is wrong
    /// with the file.
    #[wasm_bindgen(method, catch)]
    fn convert(this: &Cells, form: &str, bytes: Uint8Array) -> Result<Option<Uint8Array>, js_sys::Error>;
}

/// The worker as the interpreter's host.
struct Worker {
    cells: Cells,
    files: Rc<RefCell<Files>>,
}

/// Bytes of a page of WebAssembly's memory.
const PAGE: usize = 64 << 10;

impl Host for Worker {
    fn write(&mut self, stream: Stream, text: &str) {
        self.cells.write(stream == Stream::Error, text);
    }

    fn input(&mut self, prompt: &str) -> Option<String> {
        self.cells.ask(prompt);
        None
    }

    fn answers_later(&self) -> bool {
        true
    }

    fn display(&mut self, kind: &str, data: &str, alt: &str) -> bool {
        self.cells.display(kind, data, alt);
        true
    }

    fn interrupted(&mut self) -> bool {
        self.cells.interrupted()
    }

    fn time(&mut self) -> f64 {
        self.cells.time()
    }

    fn sleep(&mut self, seconds: f64) {
        self.cells.sleep(seconds);
    }

    fn module(&mut self, name: &str) -> Option<(String, String, bool)> {
        let path = name.replace('.', "/");
        for (file, package) in [(format!("{path}/__init__.py"), true), (format!("{path}.py"), false)] {
            if let Some(bytes) = self.files.borrow().read(&file) {
                return Some((file, String::from_utf8_lossy(bytes).into_owned(), package));
            }
        }
        let found = self.cells.module(name)?;
        Some((found.get(0).as_string()?, found.get(1).as_string()?, found.get(2).as_bool()?))
    }

    fn fetch(&mut self, name: &str) -> Option<Vec<u8>> {
        self.cells.fetch(name).map(|bytes| bytes.to_vec())
    }

    fn convert(&mut self, form: &str, bytes: &[u8]) -> Option<Result<Vec<u8>, String>> {
        match self.cells.convert(form, Uint8Array::from(bytes)) {
            Ok(converted) => converted.map(|bytes| Ok(bytes.to_vec())),
            Err(error) => Some(Err(error.message().into())),
        }
    }

    fn memory(&mut self) -> usize {
        #[cfg(target_arch = "wasm32")]
        return core::arch::wasm32::memory_size(0) * PAGE;
        #[cfg(not(target_arch = "wasm32"))]
        PAGE
    }

    fn files(&self) -> Option<&RefCell<Files>> {
        Some(&self.files)
    }
}

/// An interpreter with the variables of its cells.
#[wasm_bindgen]
pub struct PythonSession {
    vm: Vm,
    globals: Rc<Dict>,
    files: Rc<RefCell<Files>>,
    /// The name of the cell that runs or ran last.
    cell: String,
}

fn set(object: &Object, key: &str, value: impl Into<JsValue>) {
    // A plain object takes any property.
    let _ = Reflect::set(object, &key.into(), &value.into());
}

#[wasm_bindgen]
impl PythonSession {
    /// A session. `memory_limit` is in bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(cells: Cells, memory_limit: f64) -> Self {
        let files: Rc<RefCell<Files>> = Rc::default();
        let mut vm = Vm::new(Box::new(Worker { cells, files: files.clone() }));
        vm.limit_memory(memory_limit as usize);
        pupil_packages::install(&mut vm);
        let globals = vm.new_globals("__main__");
        Self { vm, globals, files, cell: String::new() }
    }

    /// Runs a cell. Gives `{ result, html, error, kind, line, exit, waits, files }`, of which it has what there is: the
    /// text of the last expression's value and its table, the traceback, the class of the exception and the line of the
    /// cell that it names, what `sys.exit` was given, true if the program waits for a line, and the files that it wrote.
    pub fn run(&mut self, name: &str, code: &str) -> Object {
        name.clone_into(&mut self.cell);
        let mut outcome = self.vm.run_source(name, code, &self.globals, true);
        if let Outcome::Failed(raised, _) = &outcome
            && self.vm.class_name(raised) == "SyntaxError"
            && let Some(plain) = without_commands(code)
        {
            if code.lines().any(|line| line.trim_start().starts_with('!')) {
                self.vm.write(
                    Stream::Error,
                    "Lines that start with ! are left out: a page installs no packages.\n",
                );
            }
            outcome = self.vm.run_source(name, &plain, &self.globals, true);
        }
        self.ended(outcome)
    }

    /// Goes on with a program that waits: with the line, without one (`undefined`), or, if `stop` is true, by
    /// `KeyboardInterrupt`. Gives what `run` gives.
    pub fn answer(&mut self, line: Option<String>, stop: bool) -> Object {
        let answer = match line {
            _ if stop => Answer::Interrupt,
            Some(line) => Answer::Line(line),
            None => Answer::End,
        };
        let outcome = self.vm.answer(answer);
        self.ended(outcome)
    }

    fn ended(&mut self, outcome: Outcome) -> Object {
        let answer = Object::new();
        match outcome {
            Outcome::Done(Value::None) => {}
            Outcome::Done(value) => match self.vm.repr(&value) {
                Ok(text) => {
                    set(&answer, "result", text);
                    if let Some(table) = self.table(&value) {
                        set(&answer, "html", table);
                    }
                }
                Err(raise) => self.fail(&answer, &Value::Object(raise.0)),
            },
            Outcome::Failed(raised, _) => self.fail(&answer, &raised),
            Outcome::Exit(value) => {
                let text = self.vm.str(&value).unwrap_or_default();
                set(&answer, "exit", text);
            }
            Outcome::Waits => {
                set(&answer, "waits", true);
                return answer;
            }
        }
        self.show_figures(&answer);
        let written = self.files.borrow_mut().take_written();
        let files: Array = written.into_iter().map(JsValue::from).collect();
        set(&answer, "files", files);
        answer
    }

    fn fail(&mut self, answer: &Object, raised: &Value) {
        set(answer, "error", self.vm.traceback(raised));
        set(answer, "kind", self.vm.class_name(raised));
        if let Some(line) = self.vm.error_line(raised, &self.cell) {
            set(answer, "line", line as f64);
        }
    }

    /// Shows the figures that the cell drew, as a notebook does after each cell.
    fn show_figures(&mut self, answer: &Object) {
        let source =
            "import sys\nif 'matplotlib.pyplot' in sys.modules:\n    import _display\n    _display.figures()";
        let own = self.vm.new_globals("_display_cell");
        if let Outcome::Failed(raised, _) = self.vm.run_source("<figures>", source, &own, false) {
            self.fail(answer, &raised);
        }
    }

    /// A value's table as HTML, as a notebook shows it.
    fn table(&mut self, value: &Value) -> Option<String> {
        let name = self.vm.intern("_repr_html_");
        let method = self.vm.get_attr(value, &name).ok()?;
        let table = self.vm.call(&method, Args::default()).ok()?;
        table.as_str().map(|table| table.to_string())
    }

    /// Adds a file that programs can open.
    #[wasm_bindgen(js_name = addFile)]
    pub fn add_file(&mut self, path: &str, bytes: &[u8]) {
        self.files.borrow_mut().add(path, bytes);
    }

    /// A file's bytes; `undefined` if it does not exist.
    #[wasm_bindgen(js_name = readFile)]
    pub fn read_file(&self, path: &str) -> Option<Uint8Array> {
        self.files.borrow().read(path).map(Uint8Array::from)
    }
}

/// A notebook's code without its commands (`%matplotlib inline`, `!pip install x`), which are no Python; nothing if it
/// has none. All lines keep their places.
fn without_commands(code: &str) -> Option<String> {
    let is_command = |line: &str| line.trim_start().starts_with(['%', '!']);
    if !code.lines().any(is_command) {
        return None;
    }
    let kept = |line: &str| {
        if !is_command(line) {
            return line.to_owned();
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        format!("{indent}pass")
    };
    Some(code.lines().map(kept).collect::<Vec<_>>().join("\n"))
}
