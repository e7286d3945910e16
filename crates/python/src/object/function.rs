//! Functions: those of programs and those written in Rust.

use std::cell::RefCell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::{Dict, Str, Value};
use crate::code::Code;
use crate::vm::{R, Vm};

/// A function written in Python.
pub struct Function {
    /// Its name.
    pub name: RefCell<Str>,
    /// Its name with those of the functions and classes around it.
    pub qualified: RefCell<Str>,
    /// What it does.
    pub code: RefCell<Rc<Code>>,
    /// The variables of its module.
    pub globals: Rc<Dict>,
    /// The defaults of its last positional parameters.
    pub defaults: RefCell<Vec<Value>>,
    /// The defaults of its keyword-only parameters.
    pub keyword_defaults: RefCell<Vec<(Str, Value)>>,
    /// The shared variables of the functions around it.
    pub closure: Vec<Value>,
    /// `__annotations__`.
    pub annotations: Value,
    /// `__type_params__`.
    pub type_params: RefCell<Value>,
    /// `__doc__`.
    pub doc: RefCell<Value>,
    /// Its other attributes.
    pub attributes: RefCell<Option<Rc<Dict>>>,
}

/// A function with the object that it belongs to.
pub struct Method {
    /// The function.
    pub function: Value,
    /// The object.
    pub receiver: Value,
}

/// A function written in Rust.
pub struct Native {
    /// Its name.
    pub name: Str,
    /// The type that it is a method of.
    pub owner: Option<Str>,
    /// Its parameters.
    pub params: Params,
    /// What it does.
    pub body: NativeBody,
}

/// The parameters of a native function.
#[derive(Clone, Copy)]
pub enum Params {
    /// The function looks at the arguments itself.
    Any,
    /// Parameters with names. The arguments arrive in this order, `Unset` where none was given.
    Named {
        /// The names; those that begin with `/` take no keyword.
        names: &'static [&'static str],
        /// How many must be given.
        required: usize,
    },
}

/// What a native function does.
pub enum NativeBody {
    /// A function.
    Plain(fn(&mut Vm, Args) -> R<Value>),
    /// A function with data.
    Closure(NativeClosure),
}

/// A native function with data.
pub type NativeClosure = Box<dyn Fn(&mut Vm, Args) -> R<Value>>;

/// The arguments of a native function.
#[derive(Default)]
pub struct Args {
    /// Positional arguments; with `Params::Named` one for each parameter.
    pub values: SmallVec<[Value; 4]>,
    /// Keyword arguments, which only `Params::Any` leaves here.
    pub keywords: Vec<(Str, Value)>,
}

impl Args {
    /// Positional arguments only.
    pub fn of(values: impl IntoIterator<Item = Value>) -> Self {
        Self { values: values.into_iter().collect(), keywords: Vec::new() }
    }

    /// Takes argument `index`; `Unset` if there is none.
    pub fn take(&mut self, index: usize) -> Value {
        self.values.get_mut(index).map_or(Value::Unset, |value| std::mem::replace(value, Value::Unset))
    }

    /// Argument `index`.
    pub fn get(&self, index: usize) -> &Value {
        self.values.get(index).unwrap_or(&Value::Unset)
    }

    /// Argument `index`, if it was given.
    pub fn given(&self, index: usize) -> Option<&Value> {
        self.values.get(index).filter(|value| !value.is_unset())
    }

    /// Takes a keyword argument.
    pub fn keyword(&mut self, name: &str) -> Option<Value> {
        let at = self.keywords.iter().position(|(key, _)| &**key == name)?;
        Some(self.keywords.remove(at).1)
    }

    /// How many positional arguments there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True if there is no positional argument.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}
