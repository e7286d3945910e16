//! The classes of `numpy`, and conversion between Python's objects and NumPy's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use num_traits::ToPrimitive;
use pupil_numpy::random::{Generator, RandomState};
use pupil_numpy::{Array, DType, Scalar, warning};
use pupil_python::{Args, Class, Object as Instance, Payload, R, Raise, Value, Vm};

use super::arguments::{Arguments, Outcome};
use super::failure::Fail;
use super::object::Object;
use super::parameters::Parameters;

/// The classes of `numpy`.
pub struct Kinds {
    pub array: Rc<Class>,
    pub dtype: Rc<Class>,
    pub ufunc: Rc<Class>,
    pub random_state: Rc<Class>,
    pub generator: Rc<Class>,
    pub axis_error: Rc<Class>,
    pub linalg_error: Rc<Class>,
    /// The scalars' classes, in the order of `DTYPES`.
    pub scalars: [Rc<Class>; 6],
    /// How many blocks of `np.errstate` ignore warnings.
    pub silent: Cell<usize>,
}

/// All types of elements.
pub const DTYPES: [DType; 6] =
    [DType::Bool, DType::UInt8, DType::Int32, DType::Int64, DType::Float32, DType::Float64];

/// Deeper lists are refused.
const DEEPEST: usize = 64;

impl Kinds {
    /// The type of elements that a class stands for.
    pub fn dtype_of(&self, class: &Rc<Class>) -> Option<DType> {
        let place = self.scalars.iter().position(|other| Rc::ptr_eq(other, class));
        place.map(|place| DTYPES[place])
    }

    /// A scalar of NumPy in a Python object.
    fn scalar(&self, instance: &Instance) -> Option<Scalar> {
        let dtype = self.dtype_of(&instance.class.borrow())?;
        let Payload::Value(value) = &instance.payload else { return None };
        Some(match value {
            Value::Bool(value) => Scalar::Bool(*value),
            Value::Int(value) => Scalar::Int64(*value).astype(dtype),
            Value::Float(value) => Scalar::Float64(*value).astype(dtype),
            _ => return None,
        })
    }

    /// What a Python object is for NumPy.
    pub fn object(&self, vm: &mut Vm, value: &Value) -> R<Object> {
        self.nested(vm, value, 0)
    }

    fn nested(&self, vm: &mut Vm, value: &Value, depth: usize) -> R<Object> {
        if depth > DEEPEST {
            return Err(vm.value_error(format!("setting an array element with a sequence. The requested array would exceed the maximum number of dimension of {DEEPEST}.")));
        }
        Ok(match value {
            Value::None | Value::Unset => Object::None,
            Value::Bool(value) => Object::Bool(*value),
            Value::Int(value) => Object::Int(i128::from(*value)),
            Value::Big(big) => match big.to_i128() {
                Some(value) => Object::Int(value),
                None => Object::Float(big.to_f64().unwrap_or(f64::INFINITY)),
            },
            Value::Float(value) => Object::Float(*value),
            Value::Str(text) => Object::Str(text.to_string()),
            Value::Ellipsis => Object::Ellipsis,
            Value::List(list) => {
                let items = list.0.borrow().clone();
                let items: R<Vec<Object>> =
                    items.iter().map(|item| self.nested(vm, item, depth + 1)).collect();
                Object::List(items?)
            }
            Value::Tuple(tuple) => {
                let items: R<Vec<Object>> =
                    tuple.0.iter().map(|item| self.nested(vm, item, depth + 1)).collect();
                Object::Tuple(items?)
            }
            Value::Range(range) => {
                let bytes = range.len().saturating_mul(size_of::<Object>() as u64);
                vm.reserve(usize::try_from(bytes).unwrap_or(usize::MAX))?;
                Object::List((0..range.len()).map(|at| Object::Int(i128::from(range.at(at)))).collect())
            }
            Value::Slice(slice) => {
                let mut part = |value: &Value| -> R<Option<i64>> {
                    if value.is_none() { Ok(None) } else { vm.index(value).map(Some) }
                };
                Object::Slice(part(&slice.start)?, part(&slice.stop)?, part(&slice.step)?)
            }
            Value::Class(class) => match self.dtype_of(class) {
                Some(dtype) => Object::DType(dtype),
                None => match &**class.name.borrow() {
                    "float" => Object::DType(DType::Float64),
                    "int" => Object::DType(DType::Int64),
                    "bool" => Object::DType(DType::Bool),
                    name => Object::Name(name.to_owned()),
                },
            },
            Value::Object(instance) => {
                if let Some(array) = value.host::<Array>() {
                    return Ok(Object::Array(array.clone()));
                }
                if let Some(scalar) = self.scalar(instance) {
                    return Ok(Object::Scalar(scalar));
                }
                if let Some(dtype) = value.host::<DType>() {
                    return Ok(Object::DType(*dtype));
                }
                if let Payload::Value(inner) = &instance.payload {
                    let inner = inner.clone();
                    return self.nested(vm, &inner, depth);
                }
                let name = vm.intern("__array__");
                match vm.optional_attr(value, &name)? {
                    Some(method) => {
                        let array = vm.call(&method, Args::default())?;
                        self.nested(vm, &array, depth + 1)?
                    }
                    None => Object::Name(vm.class_name(value)),
                }
            }
            other => Object::Name(vm.class_name(other)),
        })
    }

    /// The arguments of a call.
    pub fn arguments(&self, vm: &mut Vm, args: &Args) -> R<Arguments> {
        self.arguments_of(vm, args, &Rc::default())
    }

    /// The arguments of a function with these parameters.
    pub fn arguments_of(&self, vm: &mut Vm, args: &Args, parameters: &Rc<Parameters>) -> R<Arguments> {
        let mut arguments = Arguments { parameters: parameters.clone(), ..Arguments::default() };
        for value in &args.values {
            arguments.positional.push(self.object(vm, value)?);
        }
        for (name, value) in &args.keywords {
            let object = self.object(vm, value)?;
            arguments.named.insert(name.to_string(), object);
        }
        Ok(arguments)
    }

    /// An array as a Python object.
    pub fn array(&self, vm: &Vm, array: Array) -> Value {
        vm.new_object(&self.array, Payload::Host(Box::new(array)))
    }

    /// What NumPy gives, as a Python object.
    pub fn value(&self, vm: &mut Vm, object: Object) -> Value {
        match object {
            Object::None => Value::None,
            Object::Bool(value) => Value::Bool(value),
            Object::Int(value) => {
                i64::try_from(value).map_or_else(|_| Value::Float(value as f64), Value::Int)
            }
            Object::Float(value) => Value::Float(value),
            Object::Str(text) | Object::Name(text) => Value::str(text),
            Object::Ellipsis => Value::Ellipsis,
            Object::List(items) => Value::list(items.into_iter().map(|item| self.value(vm, item)).collect()),
            Object::Tuple(items) => {
                Value::tuple(items.into_iter().map(|item| self.value(vm, item)).collect())
            }
            Object::Array(array) => self.array(vm, array),
            Object::Scalar(scalar) => {
                let place = DTYPES.iter().position(|dtype| *dtype == scalar.dtype()).unwrap_or(5);
                let core = match scalar {
                    Scalar::Bool(value) => Value::Bool(value),
                    other if other.dtype().is_float() => Value::Float(other.as_f64()),
                    other => Value::Int(other.as_i64()),
                };
                vm.new_object(&self.scalars[place], Payload::Value(core))
            }
            Object::DType(dtype) => vm.new_object(&self.dtype, Payload::Host(Box::new(dtype))),
            Object::Slice(..) => Value::None,
            Object::Flat(array) => match array.ravel() {
                Ok(flat) => self.array(vm, flat),
                Err(_) => Value::None,
            },
            Object::RandomState(state) => vm.new_object(&self.random_state, Payload::Host(Box::new(state))),
            Object::Generator(state) => vm.new_object(&self.generator, Payload::Host(Box::new(state))),
        }
    }

    /// What a function gave, or its exception; its warnings are printed.
    pub fn finish(&self, vm: &mut Vm, outcome: Outcome) -> R<Value> {
        self.warn(vm)?;
        match outcome {
            Ok(object) => Ok(self.value(vm, object)),
            Err(fail) => Err(self.raise(vm, fail)),
        }
    }

    /// Prints warnings such as "divide by zero encountered in divide".
    pub fn warn(&self, vm: &mut Vm) -> R<()> {
        for text in warning::take() {
            if self.silent.get() > 0 {
                continue;
            }
            let module = vm.import("warnings")?;
            let category = vm.builtin_class("RuntimeWarning").map_or(Value::None, Value::Class);
            vm.call_method(&module, "warn", Args::of([Value::str(text), category]))?;
        }
        Ok(())
    }

    /// The Python exception of a failure.
    pub fn raise(&self, vm: &mut Vm, fail: Fail) -> Raise {
        match fail {
            Fail::Python(error) => {
                let class = match error.class() {
                    "AxisError" => Some(self.axis_error.clone()),
                    "LinAlgError" => Some(self.linalg_error.clone()),
                    name => vm.builtin_class(name),
                };
                match class {
                    Some(class) => vm.error(&class, error.message()),
                    None => vm.value_error(error.message().to_owned()),
                }
            }
            Fail::Missing(name) => vm.type_error(format!("missing required argument '{name}'")),
            Fail::Unsupported(what) => vm.type_error(format!("this NumPy does not have {what}")),
        }
    }
}

/// The state of `np.random.RandomState`.
pub type SharedState = Rc<RefCell<RandomState>>;

/// The state of `np.random.Generator`.
pub type SharedGenerator = Rc<RefCell<Generator>>;
