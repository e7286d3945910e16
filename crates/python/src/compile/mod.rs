//! From a syntax tree to code.

mod call;
mod expression;
mod generics;
mod pattern;
mod scope;
mod statement;
mod syntax;

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use num_bigint::BigInt;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

pub use syntax::SyntaxError;

use crate::code::{Code, CodeKind, Handler, Op, Source};
use crate::object::{Str, Value};
use scope::{Place, ScopeKind, Scopes, mangle};

type Done = Result<(), SyntaxError>;

/// Code, and warnings about it.
type Compiled = Result<(Rc<Code>, Vec<SyntaxError>), SyntaxError>;

/// Compiles a program. With `keep_result` the value of its last expression is kept.
pub fn module(source: &Rc<Source>, intern: &mut dyn FnMut(&str) -> Str, keep_result: bool) -> Compiled {
    let body = syntax::parse(&source.text)?;
    let scopes = Scopes::of(&body)?;
    let mut compiler = Compiler::new(source, &scopes, intern);
    compiler.open(0, CodeKind::Module, "<module>", "<module>", 0);
    compiler.unit().doc = docstring(&body);
    compiler.module_body(&body, keep_result)?;
    Ok((compiler.close()?, compiler.warnings))
}

/// Compiles an expression, for `eval`.
pub fn expression(source: &Rc<Source>, intern: &mut dyn FnMut(&str) -> Str) -> Compiled {
    let expression = syntax::parse_expression(&source.text)?;
    let scopes = Scopes::of_expression(&expression)?;
    let mut compiler = Compiler::new(source, &scopes, intern);
    compiler.open(0, CodeKind::Module, "<module>", "<module>", 0);
    compiler.expression(&expression)?;
    compiler.emit(Op::Return);
    Ok((compiler.close()?, compiler.warnings))
}

/// The documentation string at the beginning of a body.
fn docstring(body: &[Stmt]) -> Value {
    match body.first() {
        Some(Stmt::Expr(statement)) => match &*statement.value {
            Expr::StringLiteral(text) => Value::str(clean_doc(text.value.to_str())),
            _ => Value::None,
        },
        _ => Value::None,
    }
}

/// Removes the indentation that the lines after the first share.
fn clean_doc(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let margin = lines.iter().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let rest = lines.iter().skip(1).map(|line| line.get(margin.min(indent(line))..).unwrap_or(""));
    let first = lines[0].trim_start_matches(' ');
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n")
}

/// A place in the code that is not known yet.
type Label = u32;

/// What surrounds a statement. Jumps out of it have to undo it.
#[derive(Clone, Copy)]
enum Block<'a> {
    Loop {
        next: Label,
        end: Label,
        iterator: bool,
    },
    /// The body of a `try` with handlers or of a `with`.
    Try,
    /// The body of a `try` with a `finally`.
    Finally(&'a [Stmt]),
    /// An `except` clause: the exception that was handled before is on the stack.
    Handler(Option<&'a str>),
    /// A `finally` after an exception: the exception is on the stack, too.
    FinallyHandler,
    /// The body of a `with`: `__exit__` is on the stack.
    With,
}

/// Instructions whose exceptions are caught.
struct Region {
    start: u32,
    target: Label,
    depth: u32,
    /// The block that it belongs to.
    block: usize,
}

impl Region {
    /// The handler of the region's instructions up to `end`, if it has some.
    fn handler(&self, end: u32) -> Option<Handler> {
        let Self { start, target, depth, .. } = *self;
        (start < end).then_some(Handler { start, end, target, depth })
    }
}

/// The code that is being made.
struct Unit<'a> {
    scope: usize,
    kind: CodeKind,
    name: String,
    qualified: String,
    ops: Vec<Op>,
    ranges: Vec<(u32, u32)>,
    constants: Vec<Value>,
    names: Vec<Str>,
    name_places: HashMap<String, u32>,
    variables: Vec<Str>,
    slots: HashMap<(usize, String), u32>,
    labels: Vec<u32>,
    handlers: Vec<Handler>,
    regions: Vec<Region>,
    blocks: Vec<Block<'a>>,
    /// How many values statements find on the stack.
    depth: u32,
    start: u32,
    doc: Value,
    generator: bool,
    parameters: (usize, usize, usize, bool, bool),
}

struct Compiler<'a, 's> {
    source: Rc<Source>,
    scopes: &'s Scopes,
    intern: &'s mut dyn FnMut(&str) -> Str,
    units: Vec<Unit<'a>>,
    /// The scope of the code that is being compiled; a comprehension's is within its unit's.
    scope: usize,
    /// The class whose private names are used.
    classes: Vec<String>,
    range: (u32, u32),
    /// How many expressions and statements are open, to refuse what would exhaust the stack.
    nesting: usize,
    text_annotations: bool,
    warnings: Vec<SyntaxError>,
}

/// Deeper programs are refused.
const DEEPEST: usize = 200;

impl<'a, 's> Compiler<'a, 's> {
    fn new(source: &Rc<Source>, scopes: &'s Scopes, intern: &'s mut dyn FnMut(&str) -> Str) -> Self {
        Self {
            source: source.clone(),
            scopes,
            intern,
            units: Vec::new(),
            scope: 0,
            classes: Vec::new(),
            range: (0, 0),
            nesting: 0,
            text_annotations: false,
            warnings: Vec::new(),
        }
    }

    fn unit(&mut self) -> &mut Unit<'a> {
        self.units.last_mut().expect("a unit is open while code is made")
    }

    fn open(&mut self, scope: usize, kind: CodeKind, name: &str, qualified: &str, start: u32) {
        self.units.push(Unit {
            scope,
            kind,
            name: name.to_owned(),
            qualified: qualified.to_owned(),
            ops: Vec::new(),
            ranges: Vec::new(),
            constants: Vec::new(),
            names: Vec::new(),
            name_places: HashMap::new(),
            variables: Vec::new(),
            slots: HashMap::new(),
            labels: Vec::new(),
            handlers: Vec::new(),
            regions: Vec::new(),
            blocks: Vec::new(),
            depth: 0,
            start,
            doc: Value::None,
            generator: false,
            parameters: (0, 0, 0, false, false),
        });
        self.scope = scope;
        let scopes = self.scopes;
        for parameter in &scopes.all[scope].parameters {
            self.slot(scope, parameter);
        }
        if kind == CodeKind::Function {
            for name in &scopes.all[scope].assigned {
                if scopes.place(scope, name) == Place::Local {
                    self.slot(scope, name);
                }
            }
        }
    }

    fn close(&mut self) -> Result<Rc<Code>, SyntaxError> {
        let scopes = self.scopes;
        let mut unit = self.units.pop().expect("a unit is open while code is made");
        let free = &scopes.all[unit.scope].free;
        // The cells of functions around this one come last, in the order in which `MakeFunction` gets them.
        let mut order: Vec<u32> = (0..unit.variables.len() as u32).collect();
        let is_free = |slot: u32| {
            unit.slots
                .iter()
                .any(|((scope, name), other)| *other == slot && *scope == unit.scope && free.contains(name))
        };
        let (own, shared): (Vec<u32>, Vec<u32>) = order.drain(..).partition(|slot| !is_free(*slot));
        let mut places = vec![0_u32; unit.variables.len()];
        for (place, slot) in own.iter().enumerate() {
            places[*slot as usize] = place as u32;
        }
        let mut variables: Vec<Str> = own.iter().map(|slot| unit.variables[*slot as usize].clone()).collect();
        let base = variables.len() as u32;
        for (number, name) in free.iter().enumerate() {
            if let Some(slot) = unit.slots.get(&(unit.scope, name.clone())) {
                places[*slot as usize] = base + number as u32;
            }
            variables.push((self.intern)(name));
        }
        drop(shared);
        let limit = |slot: u32| places[slot as usize];
        let labels = &unit.labels;
        for op in &mut unit.ops {
            match op {
                Op::Jump(label)
                | Op::Loop(label)
                | Op::JumpIfFalse(label)
                | Op::JumpIfTrue(label)
                | Op::JumpIfFalseOrPop(label)
                | Op::JumpIfTrueOrPop(label)
                | Op::ForIter(label) => *label = labels[*label as usize],
                Op::LoadFast(slot)
                | Op::StoreFast(slot)
                | Op::DeleteFast(slot)
                | Op::LoadDeref(slot)
                | Op::StoreDeref(slot)
                | Op::DeleteDeref(slot)
                | Op::LoadCell(slot)
                | Op::MakeCell(slot) => *slot = limit(*slot),
                _ => {}
            }
        }
        for handler in &mut unit.handlers {
            handler.target = labels[handler.target as usize];
        }
        let cells = scopes.all[unit.scope]
            .cells
            .iter()
            .filter_map(|name| unit.slots.get(&(unit.scope, name.clone())).map(|slot| limit(*slot)))
            .collect();
        let (positional_only, positional, keyword_only, star, double_star) = unit.parameters;
        Ok(Rc::new(Code {
            name: (self.intern)(&unit.name),
            qualified: (self.intern)(&unit.qualified),
            caches: vec![Cell::new(0); unit.ops.len()],
            ops: unit.ops,
            ranges: unit.ranges,
            constants: unit.constants,
            names: unit.names,
            variables,
            positional_only,
            positional,
            keyword_only,
            star,
            double_star,
            cells,
            free: free.len(),
            handlers: unit.handlers,
            kind: unit.kind,
            generator: unit.generator,
            source: self.source.clone(),
            start: unit.start,
            doc: unit.doc,
        }))
    }

    /// The variable of a scope within this unit.
    fn slot(&mut self, scope: usize, name: &str) -> u32 {
        let key = (scope, name.to_owned());
        if let Some(slot) = self.unit().slots.get(&key) {
            return *slot;
        }
        let text = (self.intern)(name);
        let unit = self.unit();
        let slot = unit.variables.len() as u32;
        unit.variables.push(text);
        unit.slots.insert(key, slot);
        slot
    }

    /// A variable that no program can name.
    fn hidden(&mut self) -> u32 {
        let text = (self.intern)("");
        let unit = self.unit();
        unit.variables.push(text);
        unit.variables.len() as u32 - 1
    }

    fn emit(&mut self, op: Op) {
        let range = self.range;
        let unit = self.unit();
        unit.ops.push(op);
        unit.ranges.push(range);
    }

    /// Emits an instruction that comes from a part of the source.
    fn emit_at(&mut self, range: TextRange, op: Op) {
        self.at(range);
        self.emit(op);
    }

    fn at(&mut self, range: TextRange) {
        self.range = (range.start().into(), range.end().into());
    }

    fn label(&mut self) -> Label {
        let unit = self.unit();
        unit.labels.push(u32::MAX);
        unit.labels.len() as u32 - 1
    }

    fn place(&mut self, label: Label) {
        let unit = self.unit();
        unit.labels[label as usize] = unit.ops.len() as u32;
    }

    fn constant(&mut self, value: Value) -> u32 {
        let unit = self.unit();
        let same = |other: &Value| match (other, &value) {
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::None, Value::None) | (Value::Ellipsis, Value::Ellipsis) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            _ => false,
        };
        if let Some(place) = unit.constants.iter().position(same) {
            return place as u32;
        }
        unit.constants.push(value);
        unit.constants.len() as u32 - 1
    }

    fn load(&mut self, value: Value) {
        let constant = self.constant(value);
        self.emit(Op::Const(constant));
    }

    fn text(&mut self, text: &str) -> Value {
        Value::Str((self.intern)(text))
    }

    fn name(&mut self, name: &str) -> u32 {
        let name = mangle(self.classes.last().map(String::as_str), name);
        if let Some(place) = self.unit().name_places.get(&name) {
            return *place;
        }
        let text = (self.intern)(&name);
        let unit = self.unit();
        let place = unit.names.len() as u32;
        unit.names.push(text);
        unit.name_places.insert(name, place);
        place
    }

    /// Where the value of a name is, and the variable if it has one.
    fn resolve(&mut self, name: &str) -> (Place, u32) {
        let mut scope = self.scope;
        loop {
            match self.scopes.place(scope, name) {
                Place::Outer => scope = self.scopes.all[scope].parent.unwrap_or(0),
                place @ (Place::Local | Place::Cell | Place::Free) => return (place, self.slot(scope, name)),
                place => return (place, 0),
            }
        }
    }

    fn load_name(&mut self, name: &str) {
        let stored = mangle(self.classes.last().map(String::as_str), name);
        let op = match self.resolve(&stored) {
            (Place::Local, slot) => Op::LoadFast(slot),
            (Place::Cell | Place::Free, slot) => Op::LoadDeref(slot),
            (Place::Global, _) => Op::LoadGlobal(self.name(name)),
            _ => Op::LoadName(self.name(name)),
        };
        self.emit(op);
    }

    fn store_name(&mut self, name: &str) {
        let stored = mangle(self.classes.last().map(String::as_str), name);
        let op = match self.resolve(&stored) {
            (Place::Local, slot) => Op::StoreFast(slot),
            (Place::Cell | Place::Free, slot) => Op::StoreDeref(slot),
            (Place::Global, _) => Op::StoreGlobal(self.name(name)),
            _ => Op::StoreName(self.name(name)),
        };
        self.emit(op);
    }

    fn delete_name(&mut self, name: &str) {
        let stored = mangle(self.classes.last().map(String::as_str), name);
        let op = match self.resolve(&stored) {
            (Place::Local, slot) => Op::DeleteFast(slot),
            (Place::Cell | Place::Free, slot) => Op::DeleteDeref(slot),
            (Place::Global, _) => Op::DeleteGlobal(self.name(name)),
            _ => Op::DeleteName(self.name(name)),
        };
        self.emit(op);
    }

    /// Pushes a function. `flags` say which of its parts lie on the stack: defaults, annotations, cells.
    fn make_function(&mut self, scope: usize, code: Rc<Code>, flags: u32) {
        let flags = if self.closure(scope) { flags | 8 } else { flags };
        let constant = self.constant(Value::Code(code));
        self.emit(Op::Const(constant));
        self.emit(Op::MakeFunction(flags));
    }

    /// Pushes the cells that an inner function needs, as a tuple; false if it needs none.
    fn closure(&mut self, scope: usize) -> bool {
        let scopes = self.scopes;
        let free = &scopes.all[scope].free;
        for name in free {
            let slot = if name == "__class__" && self.scopes.all[self.scope].kind() == ScopeKind::Class {
                self.slot(self.scope, name)
            } else {
                self.resolve(name).1
            };
            self.emit(Op::LoadCell(slot));
        }
        if !free.is_empty() {
            self.emit(Op::BuildTuple(free.len() as u32));
        }
        !free.is_empty()
    }

    /// Opens a region whose exceptions go to `target`.
    fn open_region(&mut self, target: Label) {
        let unit = self.unit();
        let region =
            Region { start: unit.ops.len() as u32, target, depth: unit.depth, block: unit.blocks.len() };
        unit.regions.push(region);
    }

    fn close_region(&mut self) {
        let unit = self.unit();
        if let Some(region) = unit.regions.pop() {
            unit.handlers.extend(region.handler(unit.ops.len() as u32));
        }
    }

    /// Compiles something nested; refuses what is nested too deeply.
    fn nested(&mut self, range: TextRange, inside: impl FnOnce(&mut Self) -> Done) -> Done {
        if self.nesting >= DEEPEST {
            return Err(SyntaxError::new("too many nested parentheses or blocks", range));
        }
        self.nesting += 1;
        let done = inside(self);
        self.nesting -= 1;
        done
    }

    fn warn(&mut self, message: String, range: TextRange) {
        self.warnings.push(SyntaxError::new(message, range));
    }

    /// Warns about a call or an index of a literal, where a comma is likely to be missing.
    fn warn_literal(&mut self, value: &Expr, verb: &str) {
        let class = match value {
            Expr::NumberLiteral(number) => match number.value {
                ruff_python_ast::Number::Int(_) => "int",
                ruff_python_ast::Number::Float(_) => "float",
                ruff_python_ast::Number::Complex { .. } => "complex",
            },
            Expr::NoneLiteral(_) => "NoneType",
            Expr::BooleanLiteral(_) => "bool",
            Expr::StringLiteral(_) if verb == "callable" => "str",
            Expr::Tuple(_) if verb == "callable" => "tuple",
            Expr::List(_) if verb == "callable" => "list",
            Expr::Dict(_) if verb == "callable" => "dict",
            Expr::Set(_) | Expr::SetComp(_) => "set",
            Expr::Generator(_) => "generator",
            Expr::Lambda(_) if verb == "subscriptable" => "function",
            Expr::ListComp(_) if verb == "callable" => "list",
            Expr::DictComp(_) if verb == "callable" => "dict",
            Expr::FString(_) if verb == "callable" => "str",
            _ => return,
        };
        self.warn(format!("'{class}' object is not {verb}; perhaps you missed a comma?"), value.range());
    }

    /// The qualified name of something that is defined here.
    fn qualify(&self, name: &str) -> String {
        match self.units.last() {
            Some(unit) if unit.kind == CodeKind::Function => format!("{}.<locals>.{name}", unit.qualified),
            Some(unit) if unit.kind == CodeKind::Class => format!("{}.{name}", unit.qualified),
            _ => name.to_owned(),
        }
    }
}

/// An integer literal.
fn integer(text: &str) -> Value {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let lower = digits.to_ascii_lowercase();
    let parsed = match lower.get(..2) {
        Some("0x") => BigInt::parse_bytes(&lower.as_bytes()[2..], 16),
        Some("0o") => BigInt::parse_bytes(&lower.as_bytes()[2..], 8),
        Some("0b") => BigInt::parse_bytes(&lower.as_bytes()[2..], 2),
        _ => BigInt::parse_bytes(lower.as_bytes(), 10),
    };
    Value::big(parsed.unwrap_or_default())
}

fn range_of(node: &impl Ranged) -> TextRange {
    node.range()
}
