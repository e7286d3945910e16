//! Compiled code.

use std::cell::Cell;
use std::rc::Rc;

use crate::object::{Str, Value};

/// The text of a program.
pub struct Source {
    /// Its name in tracebacks.
    pub name: Str,
    /// The text.
    pub text: String,
    starts: Vec<u32>,
}

impl Source {
    /// A text with its name.
    pub fn new(name: &str, text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1))
            .collect();
        Self { name: Str::new(name), text: text.to_owned(), starts }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    /// The byte at which a line begins.
    pub fn line_start(&self, line: usize) -> u32 {
        self.starts[line - 1]
    }

    /// The text of a line, without its end.
    pub fn line_text(&self, line: usize) -> &str {
        let Some(start) = line.checked_sub(1).and_then(|at| self.starts.get(at)) else { return "" };
        let end = self.starts.get(line).map_or(self.text.len(), |end| *end as usize);
        self.text[*start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// The code of a module, a class body or a function.
pub struct Code {
    /// Its name.
    pub name: Str,
    /// Its name with those of the functions and classes around it.
    pub qualified: Str,
    /// Its instructions.
    pub ops: Vec<Op>,
    /// For each instruction the bytes of the source that it comes from.
    pub ranges: Vec<(u32, u32)>,
    /// For each instruction a number that it may remember.
    pub caches: Vec<Cell<u32>>,
    /// Its constants.
    pub constants: Vec<Value>,
    /// The names that it uses.
    pub names: Vec<Str>,
    /// The names of its variables: parameters first, then the others, then those of functions around it.
    pub variables: Vec<Str>,
    /// How many of the parameters take no keyword.
    pub positional_only: usize,
    /// How many positional parameters there are.
    pub positional: usize,
    /// How many keyword-only parameters there are.
    pub keyword_only: usize,
    /// True if the next variable is `*args`.
    pub star: bool,
    /// True if the next variable is `**kwargs`.
    pub double_star: bool,
    /// The variables that other functions share; a cell is made for each when the code begins.
    pub cells: Vec<u32>,
    /// How many of the last variables are cells of functions around it.
    pub free: usize,
    /// What catches exceptions.
    pub handlers: Vec<Handler>,
    /// What kind of code it is.
    pub kind: CodeKind,
    /// True if it is a generator.
    pub generator: bool,
    /// The program's text.
    pub source: Rc<Source>,
    /// The byte at which it begins.
    pub start: u32,
    /// Its documentation string.
    pub doc: Value,
}

/// What kind of code it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A module, a cell, or the argument of `exec`.
    Module,
    /// A class body.
    Class,
    /// A function.
    Function,
}

/// A range of instructions and where to go on if one of them raises an exception.
#[derive(Clone, Copy, Debug)]
pub struct Handler {
    /// The first instruction.
    pub start: u32,
    /// The instruction after the last.
    pub end: u32,
    /// Where to go on.
    pub target: u32,
    /// How many values remain on the stack.
    pub depth: u32,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `@`
    MatMul,
    /// `/`
    Div,
    /// `%`
    Mod,
    /// `**`
    Pow,
    /// `<<`
    Shl,
    /// `>>`
    Shr,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `&`
    And,
    /// `//`
    FloorDiv,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CompareOp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `+`
    Pos,
    /// `~`
    Invert,
    /// `not`
    Not,
}

/// An instruction of the stack machine. Numbers are places of constants, names, variables or instructions, or counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names say what they do; `vm::run` has one arm for each.
pub enum Op {
    Nop,
    Const(u32),
    Pop,
    /// Copies the value at this depth; 1 is the top.
    Copy(u32),
    /// Exchanges the top and the value at this depth.
    Swap(u32),
    LoadFast(u32),
    StoreFast(u32),
    DeleteFast(u32),
    LoadDeref(u32),
    StoreDeref(u32),
    DeleteDeref(u32),
    /// Pushes the cell itself, for a closure.
    LoadCell(u32),
    /// Makes a new cell for a variable of a comprehension.
    MakeCell(u32),
    LoadGlobal(u32),
    StoreGlobal(u32),
    DeleteGlobal(u32),
    LoadName(u32),
    StoreName(u32),
    DeleteName(u32),
    Unary(UnaryOp),
    Binary(BinaryOp),
    InPlace(BinaryOp),
    Compare(CompareOp),
    Is(bool),
    Contains(bool),
    LoadAttr(u32),
    StoreAttr(u32),
    DeleteAttr(u32),
    LoadItem,
    StoreItem,
    DeleteItem,
    BuildSlice(u32),
    BuildTuple(u32),
    BuildList(u32),
    BuildSet(u32),
    BuildDict(u32),
    BuildString(u32),
    ListAppend(u32),
    SetAdd(u32),
    DictAdd(u32),
    ListExtend,
    SetExtend,
    DictUpdate,
    /// As `DictUpdate` for the keywords of a call: a name may be given once.
    DictMerge,
    ListToTuple,
    Unpack(u32),
    UnpackStar(u16, u16),
    Jump(u32),
    /// Jumps back; looks whether the program is to be stopped.
    Loop(u32),
    JumpIfFalse(u32),
    JumpIfTrue(u32),
    JumpIfFalseOrPop(u32),
    JumpIfTrueOrPop(u32),
    GetIter,
    ForIter(u32),
    /// Replaces the top by a function and the object that it is called with.
    LoadMethod(u32),
    /// Pushes the place of an object before the arguments of a plain function.
    PushUnset,
    /// Calls with positional arguments.
    Call(u32),
    /// Calls with keywords whose names are a tuple constant.
    CallKeywords(u32, u16),
    /// Calls with a tuple and a dict.
    CallSpread,
    /// Makes a function of a code constant; the bits say what lies on the stack.
    MakeFunction(u32),
    BuildClass,
    Return,
    Yield,
    YieldFrom,
    /// Prepares `YieldFrom`.
    GetYieldFrom,
    /// Raises with 0, 1 or 2 values (the exception and its cause).
    Raise(u32),
    /// Raises the exception on the stack again, with its old traceback.
    Reraise,
    /// Begins a handler: remembers the exception that was handled before under the new one.
    EnterHandler,
    /// Ends a handler.
    LeaveHandler,
    /// Whether the exception below is of the class on top.
    MatchException,
    /// `__enter__`, with `__exit__` below.
    EnterWith,
    /// Calls `__exit__` without an exception.
    ExitWith,
    /// Calls `__exit__` with the exception; pushes whether it takes it.
    ExitWithException,
    Import(u32),
    ImportFrom(u32),
    ImportStar,
    /// Formats a value: conversion, and whether a specification lies on top.
    Format(u8, bool),
    AssertionError,
    /// Keeps the value of a cell's last expression.
    KeepResult,
    MatchSequence(u16, bool),
    MatchMapping,
    /// Looks the tuple of keys up in the mapping below; pushes a tuple of values or `None`.
    MatchKeys,
    /// Class pattern with this number of positional patterns; the names of the others are a tuple on the stack.
    MatchClass(u32),
    /// Pushes a copy of the mapping without the keys.
    MatchRest,
    Annotate(u32),
    SetupAnnotations,
}
