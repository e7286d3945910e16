//! Attributes that objects have by their kind: `__class__`, `__dict__`, `__name__`, `args`, ...

use std::rc::Rc;

use super::raise::exception_state;
use super::{R, Vm};
use crate::object::{Class, Descriptor, Dict, Payload, Str, Value};

impl Vm {
    /// An attribute that an object has by its kind.
    pub(super) fn special_attr(&mut self, object: &Value, name: &Str) -> R<Option<Value>> {
        Ok(match (object, &**name) {
            (_, "__class__") => Some(Value::Class(self.class_of(object))),
            (Value::Class(class), _) => self.class_attr(class, name),
            (Value::Object(inner), "__dict__") if inner.class.borrow().has_dict => {
                Some(Value::Dict(inner.attributes.clone()))
            }
            (Value::Module(module), "__dict__") => Some(Value::Dict(module.globals.clone())),
            (Value::Function(function), _) => match &**name {
                "__name__" => Some(Value::Str(function.name.borrow().clone())),
                "__qualname__" => Some(Value::Str(function.qualified.borrow().clone())),
                "__doc__" => Some(function.doc.borrow().clone()),
                "__module__" => Some(function.globals.get_str(&self.names.name).unwrap_or(Value::None)),
                "__globals__" => Some(Value::Dict(function.globals.clone())),
                "__code__" => Some(Value::Code(function.code.borrow().clone())),
                "__closure__" if function.closure.is_empty() => Some(Value::None),
                "__closure__" => Some(Value::tuple(function.closure.clone())),
                "__defaults__" => {
                    let values = function.defaults.borrow().clone();
                    Some(if values.is_empty() { Value::None } else { Value::tuple(values) })
                }
                "__type_params__" => Some(function.type_params.borrow().clone()),
                "__kwdefaults__" => {
                    let dict = Dict::default();
                    for (name, value) in function.keyword_defaults.borrow().iter() {
                        dict.set_str(name.clone(), value.clone());
                    }
                    Some(if dict.is_empty() { Value::None } else { Value::Dict(Rc::new(dict)) })
                }
                "__annotations__" => Some(match &function.annotations {
                    Value::Unset => Value::Dict(Rc::default()),
                    annotations => annotations.clone(),
                }),
                "__dict__" => {
                    let attributes = function.attributes.borrow_mut().get_or_insert_default().clone();
                    Some(Value::Dict(attributes))
                }
                _ => None,
            },
            (Value::Native(native), "__name__") => Some(Value::Str(native.name.clone())),
            (Value::Native(native), "__qualname__") => Some(match &native.owner {
                Some(owner) => Value::str(format!("{owner}.{}", native.name)),
                None => Value::Str(native.name.clone()),
            }),
            (Value::Native(_), "__doc__") => Some(Value::None),
            (Value::Native(_), "__module__") => Some(Value::str("builtins")),
            (Value::Method(method), "__func__") => Some(method.function.clone()),
            (Value::Method(method), "__self__") => Some(method.receiver.clone()),
            (Value::Generator(generator), "__name__") => Some(Value::Str(generator.name.clone())),
            (Value::Generator(generator), "__qualname__") => Some(Value::Str(generator.qualified.clone())),
            (Value::Generator(generator), "gi_frame") => {
                Some(if generator.is_suspended() { Value::Bool(true) } else { Value::None })
            }
            (Value::Generator(generator), "gi_running") => Some(Value::Bool(generator.is_running())),
            (Value::Cell(cell), "cell_contents") => {
                let value = cell.borrow().clone();
                if value.is_unset() {
                    return Err(self.value_error("Cell is empty".into()));
                }
                Some(value)
            }
            (Value::Code(code), "co_name") => Some(Value::Str(code.name.clone())),
            (Value::Code(code), "co_qualname") => Some(Value::Str(code.qualified.clone())),
            (Value::Code(code), "co_filename") => Some(Value::Str(code.source.name.clone())),
            (Value::Code(code), "co_argcount") => Some(Value::size(code.positional)),
            (Value::Code(code), "co_kwonlyargcount") => Some(Value::size(code.keyword_only)),
            (Value::Code(code), "co_posonlyargcount") => Some(Value::size(code.positional_only)),
            (Value::Code(code), "co_flags") => Some(Value::Int(
                if code.star { 4 } else { 0 }
                    + if code.double_star { 8 } else { 0 }
                    + if code.generator { 32 } else { 0 },
            )),
            (Value::Code(code), "co_firstlineno") => Some(Value::size(code.source.line(code.start))),
            (Value::Code(code), "co_varnames") => {
                let own = code.variables.len() - code.free;
                let named = code.variables[..own].iter().filter(|name| !name.is_empty());
                Some(Value::tuple(named.map(|name| Value::Str(name.clone())).collect()))
            }
            (Value::Slice(slice), "start") => Some(slice.start.clone()),
            (Value::Slice(slice), "stop") => Some(slice.stop.clone()),
            (Value::Slice(slice), "step") => Some(slice.step.clone()),
            (Value::Range(range), "start") => Some(Value::Int(range.start)),
            (Value::Range(range), "stop") => Some(Value::Int(range.stop)),
            (Value::Range(range), "step") => Some(Value::Int(range.step)),
            (Value::Int(_) | Value::Big(_), "real" | "numerator") => Some(object.clone()),
            (Value::Bool(value), "real" | "numerator") => Some(Value::Int(i64::from(*value))),
            (Value::Int(_) | Value::Big(_) | Value::Bool(_), "imag") => Some(Value::Int(0)),
            (Value::Int(_) | Value::Big(_) | Value::Bool(_), "denominator") => Some(Value::Int(1)),
            (Value::Float(_), "real") => Some(object.clone()),
            (Value::Float(_), "imag") => Some(Value::Float(0.0)),
            (Value::Complex(value), "real") => Some(Value::Float(value.0)),
            (Value::Complex(value), "imag") => Some(Value::Float(value.1)),
            (Value::Object(inner), _) => match &inner.payload {
                Payload::Exception(_) => self.exception_attr(object, name),
                Payload::Descriptor(descriptor) => {
                    match (super::class::descriptor_attr(descriptor, name), descriptor) {
                        (None, Descriptor::ClassMethod(function) | Descriptor::StaticMethod(function)) => {
                            let function = function.clone();
                            self.optional_attr(&function, name)?
                        }
                        (found, _) => found,
                    }
                }
                Payload::Super(start, receiver) => match &**name {
                    "__self__" => Some(receiver.clone()),
                    "__thisclass__" => Some(Value::Class(start.clone())),
                    _ => None,
                },
                Payload::Value(value) => {
                    let value = value.clone();
                    self.special_attr(&value, name)?
                }
                _ => None,
            },
            (_, "__doc__") => Some(Value::None),
            _ => None,
        })
    }

    fn class_attr(&mut self, class: &Rc<Class>, name: &Str) -> Option<Value> {
        match &**name {
            "__name__" => Some(Value::Str(class.name.borrow().clone())),
            "__qualname__" => Some(Value::Str(class.name.borrow().clone())),
            "__bases__" => {
                Some(Value::tuple(class.bases.borrow().iter().cloned().map(Value::Class).collect()))
            }
            "__base__" => Some(class.bases.borrow().first().cloned().map_or(Value::None, Value::Class)),
            "__mro__" => Some(Value::tuple(class.search().into_iter().map(Value::Class).collect())),
            "__dict__" => {
                let proxy = self.types.mapping_proxy.clone();
                Some(self.new_object(&proxy, Payload::Value(Value::Dict(class.attributes.clone()))))
            }
            "__doc__" => Some(Value::None),
            "__module__" => Some(Value::str("builtins")),
            "__type_params__" => Some(Value::tuple(Vec::new())),
            "__annotations__" => {
                let made = Value::Dict(Rc::default());
                if !class.builtin {
                    class.attributes.set_str(name.clone(), made.clone());
                }
                Some(made)
            }
            _ => None,
        }
    }

    fn exception_attr(&mut self, object: &Value, name: &Str) -> Option<Value> {
        let state = exception_state(object)?.borrow();
        let argument = |at: usize| state.arguments.get(at).cloned().unwrap_or(Value::None);
        let class = self.class_of(object);
        let types = &self.types;
        Some(match &**name {
            "args" => Value::tuple(state.arguments.clone()),
            "__cause__" => state.cause.clone(),
            "__context__" => state.context.clone(),
            "__suppress_context__" => Value::Bool(state.suppress_context),
            "__traceback__" => {
                drop(state);
                return Some(self.traceback_object(object));
            }
            "value" if class.derives_from(&types.stop_iteration) => argument(0),
            "code" if class.derives_from(&types.system_exit) && state.arguments.len() > 1 => {
                Value::tuple(state.arguments.clone())
            }
            "code" if class.derives_from(&types.system_exit) => argument(0),
            "name" | "path" | "obj"
                if class.derives_from(&types.import_error) || class.derives_from(&types.attribute_error) =>
            {
                Value::None
            }
            "msg" if class.derives_from(&types.syntax_error) || class.derives_from(&types.import_error) => {
                argument(0)
            }
            "filename" | "lineno" | "offset" | "text" | "end_lineno" | "end_offset"
                if class.derives_from(&types.syntax_error) =>
            {
                let fields = ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"];
                let at = fields.iter().position(|field| **field == **name)?;
                match argument(1) {
                    Value::Tuple(place) => place.0.get(at).cloned().unwrap_or(Value::None),
                    _ => Value::None,
                }
            }
            "errno" if class.derives_from(&types.os_error) && state.arguments.len() > 1 => argument(0),
            "strerror" if class.derives_from(&types.os_error) && state.arguments.len() > 1 => argument(1),
            "filename" if class.derives_from(&types.os_error) => argument(2),
            "errno" | "strerror" if class.derives_from(&types.os_error) => Value::None,
            "encoding" | "object" | "start" | "end" | "reason"
                if class.derives_from(&types.unicode_error) =>
            {
                argument(
                    ["encoding", "object", "start", "end", "reason"]
                        .iter()
                        .position(|field| **field == **name)?,
                )
            }
            _ => return None,
        })
    }

    /// Sets an attribute that an exception has by its kind; true if it is one.
    pub(super) fn set_exception_attr(&mut self, object: &Value, name: &Str, value: &Value) -> R<bool> {
        let Some(state) = exception_state(object) else { return Ok(false) };
        match &**name {
            "args" => {
                let arguments = self.to_vec(value)?;
                state.borrow_mut().arguments = arguments;
            }
            "__cause__" => {
                let mut state = state.borrow_mut();
                state.cause = value.clone();
                state.suppress_context = true;
            }
            "__context__" => state.borrow_mut().context = value.clone(),
            "__suppress_context__" => {
                let truth = self.truth(value)?;
                state.borrow_mut().suppress_context = truth;
            }
            "__traceback__" => {
                if value.is_none() {
                    state.borrow_mut().trace.clear();
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
