//! The Python interpreter for JavaScript. A session has the variables of the cells that share it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Date, Object, Reflect, Uint8Array};
use pupil_python::{Dict, Files, Host, Outcome, Stream, Value, Vm};
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

    /// A line that the user types; `undefined` if there is none.
    #[wasm_bindgen(method)]
    fn input(this: &Cells, prompt: &str) -> Option<String>;

    /// True if the program is to be stopped.
    #[wasm_bindgen(method)]
    fn interrupted(this: &Cells) -> bool;

    /// Waits.
    #[wasm_bindgen(method)]
    fn sleep(this: &Cells, seconds: f64);

    /// The source of a module of the page's own; `undefined` if there is none.
    #[wasm_bindgen(method)]
    fn module(this: &Cells, name: &str) -> Option<String>;
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
        self.cells.input(prompt)
    }

    fn interrupted(&mut self) -> bool {
        self.cells.interrupted()
    }

    fn module(&mut self, name: &str) -> Option<(String, String, bool)> {
        let source = self.cells.module(name)?;
        Some((format!("{}.py", name.replace('.', "/")), source, false))
    }

    fn time(&mut self) -> f64 {
        Date::now() / 1e3
    }

    fn sleep(&mut self, seconds: f64) {
        self.cells.sleep(seconds);
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
        Self { vm, globals, files }
    }

    /// Runs a cell. Gives `{ result, error, line }`: the text of the last expression's value, or the traceback and
    /// the line of the cell that it names last.
    pub fn run(&mut self, name: &str, code: &str) -> Object {
        let answer = Object::new();
        let set = |key: &str, value: JsValue| drop(Reflect::set(&answer, &key.into(), &value));
        match self.vm.run_source(name, code, &self.globals, true) {
            Outcome::Done(Value::None) => {}
            Outcome::Done(value) => match self.vm.repr(&value) {
                Ok(text) => set("result", text.into()),
                Err(raise) => set("error", self.vm.traceback(&Value::Object(raise.0)).into()),
            },
            Outcome::Failed(_, traceback) => set("error", traceback.into()),
            Outcome::Exit(value) => {
                let text = self.vm.str(&value).unwrap_or_default();
                set("exit", text.into());
            }
        }
        answer
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
