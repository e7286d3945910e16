//! The stack machine.

mod attribute;
mod call;
mod class;
mod compare;
mod display;
mod function;
pub mod generator;
mod hash;
mod import;
mod item;
pub mod iterator;
mod matching;
mod names;
mod operator;
mod protocol;
mod raise;
mod run;
mod special;
mod spread;
mod table;
mod text;
mod types;
mod variable;
mod wait;

use std::collections::HashMap;
use std::rc::Rc;

pub(crate) use call::plain_instance;
pub(crate) use hash::frexp;
pub use names::Names;
pub(crate) use operator::scale;
pub use types::Types;
pub(crate) use types::class as native_class;
pub use wait::Answer;

use crate::code::{Code, Source};
use crate::compile;
use crate::host::{Host, Stream};
use crate::library::{MODULES, SourceModule};
use crate::object::{Args, Class, Dict, Object, Str, Value};
use generator::Generator;

/// A function that gives the variables of a module that is written in Rust.
pub type MakeModule = fn(&mut Vm) -> R<Rc<Dict>>;

/// The result of something that may raise an exception.
pub type R<T> = Result<T, Raise>;

/// An exception that was raised.
#[derive(Clone)]
pub struct Raise(pub Rc<Object>);

/// How a program ended.
pub enum Outcome {
    /// It ran to its end. The value is that of its last expression.
    Done(Value),
    /// It raised an exception: the exception and its traceback as Python prints it.
    Failed(Value, String),
    /// It called `sys.exit` with this value.
    Exit(Value),
    /// It waits for a line, which `Vm::answer` takes: see `Host::answers_later`.
    Waits,
}

/// A function that runs.
pub(crate) struct Frame {
    pub code: Rc<Code>,
    pub globals: Rc<Dict>,
    /// The namespace of a class body or of `exec`; nothing if it is `globals`, or for functions.
    pub locals: Option<Value>,
    /// Where its variables begin on the stack.
    pub base: usize,
    /// What remains of the stack when it returns.
    pub floor: usize,
    /// The next instruction, while another frame runs.
    pub ip: usize,
    pub ends: Ends,
    pub generator: Option<Rc<Generator>>,
}

/// What happens when a frame returns.
pub(crate) enum Ends {
    /// Its value goes to the stack of the frame below.
    Push,
    /// Its value goes to the Rust function that runs it.
    Native,
    /// It was `__init__`: the instance goes to the stack of the frame below.
    Instance(Value),
}

/// An interpreter.
pub struct Vm {
    pub(crate) host: Box<dyn Host>,
    pub(crate) dropped: crate::modules::Dropped,
    pub(crate) types: Rc<Types>,
    pub(crate) names: Rc<Names>,
    pub(crate) stack: Vec<Value>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) ip: usize,
    /// How many Rust functions that run frames are within each other.
    depth: usize,
    /// How many calls of functions in Rust are within each other.
    native_calls: usize,
    /// Calls of functions in Rust until the host is asked whether the program goes on.
    until_asked: u32,
    /// While the program waits for a line: the error with which its functions were left.
    waiting: Option<Raise>,
    /// The exception that is being handled.
    pub(crate) handled: Value,
    pub(crate) builtins: Rc<Dict>,
    pub(crate) modules: Rc<Dict>,
    pub(crate) result: Value,
    /// Instructions that jump back or call until the host is asked again.
    budget: u32,
    memory_limit: usize,
    /// The memory that was in use when a program was told that there is no more.
    most_memory: usize,
    interner: HashMap<Box<str>, Str>,
    cache: Vec<Cached>,
    class_version: u64,
    /// Objects whose text is being made, so that a list within itself ends.
    pub(crate) in_repr: Vec<usize>,
    pub(crate) recursion_limit: usize,
    /// The namespace of the program that runs.
    pub(crate) main_globals: Option<Rc<Dict>>,
    /// The name of the program that runs.
    pub(crate) program: String,
    /// The sources of programs and modules by their names, for `linecache`.
    pub(crate) sources: HashMap<String, Rc<Source>>,
    iterator_classes: std::cell::RefCell<HashMap<&'static str, Rc<Class>>>,
    /// Lists of modules in Python: the standard library, and those that packages add.
    pub(crate) libraries: Vec<&'static [SourceModule]>,
    natives: HashMap<&'static str, MakeModule>,
}

#[derive(Clone)]
struct Cached {
    class: usize,
    name: usize,
    version: u64,
    value: Option<Value>,
}

/// Calls and jumps back between two questions to the host.
const BUDGET: u32 = 5_000;
/// Calls of functions that are written in Rust between two such questions. Such a call may compute for a millisecond.
const NATIVE_CALLS: u32 = 50;
const CACHE: usize = 1 << 10;
/// Rust functions that run frames within each other. Each needs a few kilobytes of the machine's stack.
const DEEPEST: usize = 160;

impl Vm {
    /// An interpreter.
    pub fn new(host: Box<dyn Host>) -> Self {
        let mut interner = HashMap::new();
        let names = Rc::new(Names::new(&mut |text| intern(&mut interner, text)));
        let types = Rc::new(Types::new());
        let unused = Cached { class: 0, name: 0, version: 0, value: None };
        let mut vm = Self {
            host,
            dropped: Rc::default(),
            types,
            names,
            stack: Vec::new(),
            frames: Vec::new(),
            ip: 0,
            depth: 0,
            native_calls: 0,
            until_asked: NATIVE_CALLS,
            waiting: None,
            handled: Value::None,
            builtins: Rc::default(),
            modules: Rc::default(),
            result: Value::None,
            budget: BUDGET,
            memory_limit: usize::MAX,
            most_memory: 0,
            interner,
            cache: vec![unused; CACHE],
            class_version: 1,
            in_repr: Vec::new(),
            recursion_limit: 1000,
            main_globals: None,
            program: String::new(),
            sources: HashMap::new(),
            iterator_classes: std::cell::RefCell::default(),
            libraries: vec![MODULES],
            natives: HashMap::new(),
        };
        crate::types::install(&mut vm);
        crate::modules::install(&mut vm);
        vm
    }

    /// Limits the memory, in the host's count of bytes.
    pub fn limit_memory(&mut self, bytes: usize) {
        self.memory_limit = bytes;
    }

    /// Adds a module that is written in Rust. `make` runs when it is first imported.
    pub fn add_module(&mut self, name: &'static str, make: MakeModule) {
        self.natives.insert(name, make);
    }

    /// The one object for a text that is a name.
    pub fn intern(&mut self, text: &str) -> Str {
        intern(&mut self.interner, text)
    }

    /// Runs a program in a namespace, such as that of a session. The value of its last expression is kept if it is
    /// asked for.
    pub fn run_source(&mut self, name: &str, text: &str, globals: &Rc<Dict>, keep_result: bool) -> Outcome {
        self.result = Value::None;
        self.main_globals = Some(globals.clone());
        let main = Str::new("__main__");
        let module = crate::object::Module { name: main.clone(), globals: globals.clone() };
        self.modules.set_str(main, Value::Module(Rc::new(module)));
        let source = Rc::new(Source::new(name, text));
        name.clone_into(&mut self.program);
        self.sources.insert(name.to_owned(), source.clone());
        let outcome = match self.compile(&source, keep_result) {
            Ok(code) => self.run_code(code, globals.clone(), None),
            Err(raise) => Err(raise),
        };
        self.outcome(outcome)
    }

    /// How a program ended.
    fn outcome(&mut self, ended: R<Value>) -> Outcome {
        if self.waiting.is_some() {
            return Outcome::Waits;
        }
        // An exception may have left values there.
        self.handled = Value::None;
        // This writes the files that it dropped.
        self.files();
        match ended {
            Ok(_) => Outcome::Done(std::mem::replace(&mut self.result, Value::None)),
            Err(raise) => {
                let value = Value::Object(raise.0.clone());
                if raise.0.class.borrow().derives_from(&self.types.system_exit) {
                    let arguments = self.exception_arguments(&value);
                    return Outcome::Exit(match arguments.len() {
                        0 => Value::None,
                        1 => arguments[0].clone(),
                        _ => Value::tuple(arguments),
                    });
                }
                let text = self.traceback(&value);
                Outcome::Failed(value, text)
            }
        }
    }

    /// A namespace for programs, with the variables that a module has.
    pub fn new_globals(&mut self, name: &str) -> Rc<Dict> {
        let globals: Rc<Dict> = Rc::default();
        globals.set_str(self.names.name.clone(), Value::str(name));
        let doc = self.intern("__doc__");
        globals.set_str(doc, Value::None);
        let builtins = self.intern("__builtins__");
        globals.set_str(builtins, Value::Dict(self.builtins.clone()));
        globals
    }

    pub(crate) fn compile(&mut self, source: &Rc<Source>, keep_result: bool) -> R<Rc<Code>> {
        let interner = &mut self.interner;
        match compile::module(source, &mut |text| intern(interner, text), keep_result) {
            Ok((code, warnings)) => {
                self.syntax_warnings(source, &warnings);
                Ok(code)
            }
            Err(error) => Err(self.syntax_error(source, &error)),
        }
    }

    pub(crate) fn compile_expression(&mut self, source: &Rc<Source>) -> R<Rc<Code>> {
        let interner = &mut self.interner;
        match compile::expression(source, &mut |text| intern(interner, text)) {
            Ok((code, warnings)) => {
                self.syntax_warnings(source, &warnings);
                Ok(code)
            }
            Err(error) => Err(self.syntax_error(source, &error)),
        }
    }

    /// Runs the code of a module.
    pub(crate) fn run_code(&mut self, code: Rc<Code>, globals: Rc<Dict>, locals: Option<Value>) -> R<Value> {
        self.run_frame(self.stack.len(), code, globals, locals)
    }

    /// Runs code whose variables lie on the stack from `floor`.
    pub(crate) fn run_frame(
        &mut self,
        floor: usize,
        code: Rc<Code>,
        globals: Rc<Dict>,
        locals: Option<Value>,
    ) -> R<Value> {
        self.push_frame(Frame {
            code,
            globals,
            locals,
            base: floor,
            floor,
            ip: 0,
            ends: Ends::Native,
            generator: None,
        })?;
        self.run()
    }

    /// Writes what the program prints.
    pub fn write(&mut self, stream: Stream, text: &str) {
        self.host.write(stream, text);
    }

    /// A file in another form; see [`Host::convert`].
    pub fn convert(&mut self, form: &str, bytes: &[u8]) -> Option<Result<Vec<u8>, String>> {
        self.host.convert(form, bytes)
    }

    /// Calls an object.
    pub fn call(&mut self, callable: &Value, args: Args) -> R<Value> {
        match callable {
            Value::Native(native) => self.call_native(native, args),
            _ => self.call_from_native(callable.clone(), args),
        }
    }

    /// Calls an object with one argument.
    pub fn call1(&mut self, callable: &Value, argument: Value) -> R<Value> {
        self.call(callable, Args::of([argument]))
    }

    /// Calls a method by its name.
    pub fn call_method(&mut self, receiver: &Value, name: &str, args: Args) -> R<Value> {
        let name = self.intern(name);
        let method = self.get_attr(receiver, &name)?;
        self.call(&method, args)
    }

    /// Asks the host whether to go on. Long computations in Rust call it now and then.
    pub fn check(&mut self) -> R<()> {
        self.budget = BUDGET;
        self.ask_to_go_on()?;
        // WebAssembly never gives memory back, so only growth counts: what is free again can be used.
        let used = self.host.memory();
        if used > self.memory_limit && used > self.most_memory {
            self.most_memory = used;
            return Err(self.memory_error());
        }
        Ok(())
    }

    /// Ends the program with `KeyboardInterrupt` if the host says so.
    fn ask_to_go_on(&mut self) -> R<()> {
        self.until_asked = NATIVE_CALLS;
        if self.host.interrupted() {
            return Err(self.error(&self.types.keyboard_interrupt.clone(), ""));
        }
        Ok(())
    }

    pub(crate) fn spend(&mut self) -> R<()> {
        self.budget -= 1;
        if self.budget == 0 { self.check() } else { Ok(()) }
    }

    /// The class attribute that instances of a class see, remembered.
    pub(crate) fn find(&mut self, class: &Rc<Class>, name: &Str) -> Option<Value> {
        let key = (Rc::as_ptr(class).cast::<u8>() as usize, name.address());
        let place = ((key.0 >> 4) ^ (key.1 >> 4).wrapping_mul(31)) % CACHE;
        let cached = &self.cache[place];
        if cached.class == key.0 && cached.name == key.1 && cached.version == self.class_version {
            return cached.value.clone();
        }
        let value = class.lookup(name);
        self.cache[place] =
            Cached { class: key.0, name: key.1, version: self.class_version, value: value.clone() };
        value
    }

    /// Forgets what `find` remembered. To be called when a class is made or changed.
    pub(crate) fn classes_changed(&mut self) {
        self.class_version += 1;
    }
}

fn intern(interner: &mut HashMap<Box<str>, Str>, text: &str) -> Str {
    if let Some(known) = interner.get(text) {
        return known.clone();
    }
    let made = Str::new(text);
    interner.insert(text.into(), made.clone());
    made
}

impl Vm {
    /// Runs a computation that may call itself, such as the comparison of nested lists.
    pub(crate) fn nested<T>(&mut self, inside: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        if self.depth >= DEEPEST {
            return Err(self.error(&self.types.recursion_error.clone(), "maximum recursion depth exceeded"));
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }
}

/// A length: 0 for negative numbers, the largest for those that this machine's memory cannot have.
pub(crate) fn size(value: i64) -> usize {
    if value < 0 { 0 } else { usize::try_from(value).unwrap_or(usize::MAX) }
}
