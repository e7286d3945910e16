//! A Python interpreter for cells in a page.
//!
//! `compile` turns the syntax tree of Ruff's parser into instructions for a stack machine (`code`); `vm` runs them.
//! `object` has Python's objects, `types` the methods of the built-in types, `modules` the modules that are written
//! in Rust. The host gives and takes texts through `Host`.

mod code;
mod compile;
mod extend;
mod format;
mod host;
mod library;
mod modules;
mod object;
mod traceback;
mod types;
mod unicode;
mod vm;

pub use code::{BinaryOp, Code, CompareOp, Source, UnaryOp};
pub use extend::iterate;
pub use host::{Files, Host, Stream};
pub use library::SourceModule;
pub use object::{
    Args, Class, Dict, Layout, List, Native, NativeBody, Object, Params, Payload, Set, Slice, Str, Table,
    Value,
};
pub use vm::{Answer, Outcome, R, Raise, Vm};
