//! Python's objects. `Value` is a reference to one; small ones are stored in it.

mod class;
mod dict;
mod exception;
mod function;
mod release;
mod set;
mod string;

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::BigInt;

pub use class::linearize;
pub use class::{Class, Layout};
pub use dict::{Dict, Found as DictFound, Table};
pub use exception::{ExceptionState, Frame as TraceFrame};
pub use function::{Args, Function, Method, Native, NativeBody, NativeClosure, Params};
pub use release::Shared;
pub(crate) use release::release_values;
pub use set::{Found as SetFound, Set};
pub use string::Str;
pub(crate) use string::hash_bytes;

use crate::vm::generator::Generator;
use crate::vm::iterator::NativeIterator;

/// A Python object.
#[derive(Clone)]
pub enum Value {
    /// A variable without a value, or an argument that was not given. No program sees it.
    Unset,
    /// `None`.
    None,
    /// `NotImplemented`.
    NotImplemented,
    /// `...`.
    Ellipsis,
    /// `True` or `False`.
    Bool(bool),
    /// An integer of 64 bits; larger ones are `Big`.
    Int(i64),
    /// An integer that does not fit in 64 bits.
    Big(Rc<BigInt>),
    /// A float.
    Float(f64),
    /// A complex number.
    Complex(Rc<(f64, f64)>),
    /// A string.
    Str(Str),
    /// `bytes`.
    Bytes(Rc<Vec<u8>>),
    /// `bytearray`.
    ByteArray(Rc<RefCell<Vec<u8>>>),
    /// A tuple.
    Tuple(Rc<Tuple>),
    /// A list.
    List(Rc<List>),
    /// A dict.
    Dict(Rc<Dict>),
    /// A set.
    Set(Rc<Set>),
    /// A frozenset.
    FrozenSet(Rc<Set>),
    /// A range.
    Range(Rc<Range>),
    /// A slice.
    Slice(Rc<Slice>),
    /// A function written in Python.
    Function(Rc<Function>),
    /// A function written in Rust.
    Native(Rc<Native>),
    /// A function with the object that it belongs to.
    Method(Rc<Method>),
    /// A class.
    Class(Rc<Class>),
    /// An instance of a class: of the program's own, an exception, or an object of the host.
    Object(Rc<Object>),
    /// A module.
    Module(Rc<Module>),
    /// A generator.
    Generator(Rc<Generator>),
    /// An iterator written in Rust.
    Iterator(Rc<NativeIterator>),
    /// A variable that functions share.
    Cell(Rc<Shared>),
    /// Compiled code.
    Code(Rc<crate::code::Code>),
}

/// The items of a tuple.
pub struct Tuple(pub Vec<Value>);

/// The items of a list.
pub struct List(pub RefCell<Vec<Value>>);

/// A range of 64-bit integers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first number.
    pub start: i64,
    /// The number before which it ends.
    pub stop: i64,
    /// The difference of two neighbours; not 0.
    pub step: i64,
}

impl Range {
    /// How many numbers it has.
    pub fn len(&self) -> u64 {
        let (start, stop, step) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let length =
            if step > 0 { (stop - start + step - 1) / step } else { (start - stop - step - 1) / -step };
        length.max(0) as u64
    }

    /// True if it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index of a number, if the range has it.
    pub fn index_of(&self, value: i64) -> Option<u64> {
        let (from_start, step) = (i128::from(value) - i128::from(self.start), i128::from(self.step));
        let index = u64::try_from(from_start / step).ok()?;
        (from_start % step == 0 && index < self.len()).then_some(index)
    }

    /// The numbers at `count` places from `start` on, `step` places from each other.
    pub fn part(&self, start: i64, step: i64, count: u64) -> Range {
        let at = |place: i128| {
            let number = i128::from(self.start) + i128::from(self.step) * place;
            number.clamp(i64::MIN.into(), i64::MAX.into()) as i64
        };
        let (start, step) = (i128::from(start), i128::from(step));
        Range {
            start: at(start),
            stop: at(start + step * i128::from(count)),
            step: self.step.saturating_mul(step as i64),
        }
    }

    /// Number `index`, which is less than `len`.
    pub fn at(&self, index: u64) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(index as i64))
    }
}

/// `start:stop:step`, each an object or `None`.
pub struct Slice {
    /// The first index.
    pub start: Value,
    /// The index before which it ends.
    pub stop: Value,
    /// The step.
    pub step: Value,
}

/// An instance of a class.
pub struct Object {
    /// Its class.
    pub class: RefCell<Rc<Class>>,
    /// Its attributes, `__dict__`.
    pub attributes: Rc<Dict>,
    /// The attributes that its class names in `__slots__`; nothing if it names none.
    pub slots: Option<Box<Dict>>,
    /// What its class keeps in it besides attributes.
    pub payload: Payload,
}

impl Object {
    /// A new instance of a class.
    pub fn new(class: &Rc<Class>, payload: Payload) -> Rc<Self> {
        let slots = class.has_slots.then(Box::default);
        Rc::new(Self { class: RefCell::new(class.clone()), attributes: Rc::default(), slots, payload })
    }
}

/// What an instance has besides attributes.
pub enum Payload {
    /// Nothing.
    None,
    /// The value of a subclass of a built-in type, such as a class derived from `dict`.
    Value(Value),
    /// The state of an exception.
    Exception(RefCell<ExceptionState>),
    /// `property`, `classmethod` and `staticmethod`.
    Descriptor(Descriptor),
    /// `super()`: the class after which the search begins, and the object.
    Super(Rc<Class>, Value),
    /// Data of the host.
    Host(Box<dyn Any>),
}

/// An object that a class attribute gives in another form.
pub enum Descriptor {
    /// `property`: getter, setter, deleter.
    Property(Value, Value, Value),
    /// `classmethod`.
    ClassMethod(Value),
    /// `staticmethod`.
    StaticMethod(Value),
    /// An attribute of `__slots__`.
    Slot(Str),
}

/// A module.
pub struct Module {
    /// Its name.
    pub name: Str,
    /// Its variables.
    pub globals: Rc<Dict>,
}

impl Value {
    /// A string.
    pub fn str(text: impl AsRef<str>) -> Value {
        Value::Str(Str::new(text.as_ref()))
    }

    /// A tuple.
    pub fn tuple(items: Vec<Value>) -> Value {
        Value::Tuple(Rc::new(Tuple(items)))
    }

    /// A list.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Rc::new(List(RefCell::new(items))))
    }

    /// An integer of any size, in its shortest form.
    pub fn big(value: BigInt) -> Value {
        match i64::try_from(&value) {
            Ok(small) => Value::Int(small),
            Err(_) => Value::Big(Rc::new(value)),
        }
    }

    /// An integer from a length.
    pub fn size(value: usize) -> Value {
        Value::Int(value as i64)
    }

    /// True for a variable without a value.
    pub fn is_unset(&self) -> bool {
        matches!(self, Value::Unset)
    }

    /// True for `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// The value, unless it is unset.
    pub fn given(self) -> Option<Value> {
        if self.is_unset() { None } else { Some(self) }
    }

    /// The text of a string, also of an instance of a class derived from `str`.
    pub fn as_str(&self) -> Option<&Str> {
        match self {
            Value::Str(text) => Some(text),
            Value::Object(object) => match &object.payload {
                Payload::Value(Value::Str(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of a built-in type: for an instance of a class derived from it, the value within.
    pub fn core(&self) -> &Value {
        match self {
            Value::Object(object) => match &object.payload {
                Payload::Value(value) => value,
                _ => self,
            },
            _ => self,
        }
    }

    /// The host's data in an object, if it is of type `T`.
    pub fn host<T: 'static>(&self) -> Option<&T> {
        match self {
            Value::Object(object) => match &object.payload {
                Payload::Host(data) => data.downcast_ref(),
                _ => None,
            },
            _ => None,
        }
    }

    /// A number that tells objects apart, as `id` gives.
    pub fn id(&self) -> usize {
        fn address<T: ?Sized>(rc: &Rc<T>) -> usize {
            Rc::as_ptr(rc).cast::<u8>() as usize
        }
        match self {
            Value::Unset => 0,
            Value::None => 16,
            Value::NotImplemented => 32,
            Value::Ellipsis => 48,
            Value::Bool(value) => 64 + 16 * usize::from(*value),
            Value::Int(value) => (*value as usize).wrapping_mul(32).wrapping_add(9_000_000),
            Value::Float(value) => value.to_bits() as usize,
            Value::Big(rc) => address(rc),
            Value::Complex(rc) => address(rc),
            Value::Str(text) => text.address(),
            Value::Bytes(rc) => address(rc),
            Value::ByteArray(rc) => address(rc),
            Value::Tuple(rc) => address(rc),
            Value::List(rc) => address(rc),
            Value::Dict(rc) => address(rc),
            Value::Set(rc) | Value::FrozenSet(rc) => address(rc),
            Value::Range(rc) => address(rc),
            Value::Slice(rc) => address(rc),
            Value::Function(rc) => address(rc),
            Value::Native(rc) => address(rc),
            Value::Method(rc) => address(rc),
            Value::Class(rc) => address(rc),
            Value::Object(rc) => address(rc),
            Value::Module(rc) => address(rc),
            Value::Generator(rc) => address(rc),
            Value::Iterator(rc) => address(rc),
            Value::Cell(rc) => address(rc),
            Value::Code(rc) => address(rc),
        }
    }

    /// `is`. Numbers of the same value and kind are one object here.
    pub fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::Str(a), Value::Str(b)) => a.same(b),
            (Value::Tuple(a), Value::Tuple(b)) => Rc::ptr_eq(a, b) || (a.0.is_empty() && b.0.is_empty()),
            (Value::Int(_) | Value::Float(_) | Value::Str(_), _)
            | (_, Value::Int(_) | Value::Float(_) | Value::Str(_)) => false,
            (Value::Native(a), Value::Native(b)) => Rc::ptr_eq(a, b),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other) && self.id() == other.id(),
        }
    }
}
