//! `object`, `type`, functions, generators, iterators.

use std::rc::Rc;

use super::{Def, Free, SELF, SELF1, SELF2};
use crate::code::BinaryOp;
use crate::object::{Args, Class, Descriptor, Dict, Layout, Module, Payload, Str, Value};
use crate::vm::{R, Vm};

const OBJECT: &[Def] = &[
    ("__repr__", SELF, 1, |vm, mut a| {
        let value = a.take(0);
        if let Value::Object(object) = &value {
            if matches!(object.payload, Payload::Value(_)) {
                return vm.repr(value.core()).map(Value::str);
            }
            return Ok(Value::str(vm.default_repr(&value)));
        }
        vm.repr(&value).map(Value::str)
    }),
    ("__str__", SELF, 1, |vm, a| vm.repr(a.get(0)).map(Value::str)),
    ("__eq__", SELF1, 2, |_, a| {
        Ok(if a.get(0).is(a.get(1)) { Value::Bool(true) } else { Value::NotImplemented })
    }),
    ("__ne__", SELF1, 2, |vm, a| {
        let names = vm.names.clone();
        match vm.special(a.get(0), &names.eq)? {
            Some(method) => {
                let result = vm.call1(&method, a.get(1).clone())?;
                if matches!(result, Value::NotImplemented) {
                    Ok(result)
                } else {
                    Ok(Value::Bool(!vm.truth(&result)?))
                }
            }
            None => Ok(Value::NotImplemented),
        }
    }),
    ("__lt__", SELF1, 2, |_, _| Ok(Value::NotImplemented)),
    ("__le__", SELF1, 2, |_, _| Ok(Value::NotImplemented)),
    ("__gt__", SELF1, 2, |_, _| Ok(Value::NotImplemented)),
    ("__ge__", SELF1, 2, |_, _| Ok(Value::NotImplemented)),
    ("__hash__", SELF, 1, |vm, a| match a.get(0) {
        value @ Value::Object(object) => match &object.payload {
            Payload::Value(inner) => {
                let inner = inner.clone();
                Ok(Value::Int(vm.hash(&inner)? as i64))
            }
            _ => Ok(Value::Int((value.id() >> 4) as i64)),
        },
        other => Ok(Value::Int(vm.hash(other)? as i64)),
    }),
    ("__setattr__", SELF2, 3, |vm, mut a| {
        let (object, name, value) = (a.take(0), a.take(1), a.take(2));
        let class = vm.class_of(&object);
        let Some(name) = name.as_str() else {
            return Err(vm.type_error("attribute name must be string".into()));
        };
        vm.set_plain_attr(&object, &class, name, value)?;
        Ok(Value::None)
    }),
    ("__getattribute__", SELF1, 2, |vm, mut a| {
        let (object, name) = (a.take(0), a.take(1));
        let class = vm.class_of(&object);
        let Some(name) = name.as_str() else {
            return Err(vm.type_error("attribute name must be string".into()));
        };
        vm.plain_attr(&object, &class, name)
    }),
    ("__delattr__", SELF1, 2, |vm, mut a| {
        let (object, name) = (a.take(0), a.take(1));
        let class = vm.class_of(&object);
        let Some(name) = name.as_str() else {
            return Err(vm.type_error("attribute name must be string".into()));
        };
        vm.delete_plain_attr(&object, &class, name)?;
        Ok(Value::None)
    }),
    ("__format__", SELF1, 2, |vm, mut a| {
        let (value, spec) = (a.take(0), a.take(1));
        if spec.as_str().is_some_and(|spec| spec.is_empty()) {
            return vm.str(&value).map(Value::str);
        }
        if matches!(value.core(), Value::Object(_)) {
            let name = vm.class_name(&value);
            return Err(vm.type_error(format!("unsupported format string passed to {name}.__format__")));
        }
        let spec = spec.as_str().map(Str::to_string).unwrap_or_default();
        vm.format_builtin(value.core(), &spec).map(Value::str)
    }),
    ("__dir__", SELF, 1, |vm, a| {
        let names = vm.dir(a.get(0))?;
        Ok(Value::list(names.into_iter().map(Value::Str).collect()))
    }),
    ("__sizeof__", SELF, 1, |_, _| Ok(Value::Int(48))),
];

fn object_new(vm: &mut Vm, mut args: Args) -> R<Value> {
    let class = args.take(0);
    let Value::Class(class) = class else {
        return Err(vm.type_error("object.__new__(X): X is not a type object".into()));
    };
    let names = vm.names.clone();
    let extra = args.len() > 1 || !args.keywords.is_empty();
    let native = |value: Option<Value>| matches!(value, Some(Value::Native(native)) if native.owner.as_deref() == Some("object"));
    if extra && native(vm.find(&class, &names.init)) {
        let name = class.name.borrow().clone();
        return Err(vm.type_error(format!("{name}() takes no arguments")));
    }
    if extra && !native(vm.find(&class, &names.new)) {
        return Err(
            vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)".into())
        );
    }
    match class.layout {
        Layout::Plain => {
            vm.check_abstract(&class)?;
            Ok(crate::vm::plain_instance(&class))
        }
        _ => {
            let base = class.search().into_iter().find(|class| class.builtin).unwrap_or(class.clone());
            let base = base.name.borrow().clone();
            let name = class.name.borrow().clone();
            Err(vm.type_error(format!("object.__new__({name}) is not safe, use {base}.__new__()")))
        }
    }
}

const OBJECT_FREE: &[Free] = &[
    ("__new__", object_new),
    ("__init__", |vm, args| {
        if args.len() > 1 || !args.keywords.is_empty() {
            let class = vm.class_of(args.get(0));
            let names = vm.names.clone();
            let own_new = vm.find(&class, &names.new);
            let native =
                matches!(own_new, Some(Value::Native(native)) if native.owner.as_deref() == Some("object"));
            let own_init = matches!(vm.find(&class, &names.init), Some(Value::Function(_)));
            if class.layout == Layout::Plain && (native || own_init) {
                let message = if own_init {
                    "object.__init__() takes exactly one argument (the instance to initialize)".to_owned()
                } else {
                    format!("{}() takes no arguments", class.name.borrow())
                };
                return Err(vm.type_error(message));
            }
        }
        Ok(Value::None)
    }),
    ("__subclasshook__", |_, _| Ok(Value::NotImplemented)),
    ("__init_subclass__", |vm, args| {
        if let Some((name, _)) = args.keywords.first() {
            let class = match args.get(0) {
                Value::Class(class) => class.name.borrow().to_string(),
                _ => "object".to_owned(),
            };
            return Err(vm.type_error(
                format!("{class}.__init_subclass__() takes no keyword arguments (got '{name}')")
                    .split(" (got")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ));
        }
        Ok(Value::None)
    }),
];

const TYPE: &[Def] = &[
    ("mro", SELF, 1, |vm, a| match a.get(0) {
        Value::Class(class) => Ok(Value::list(class.search().into_iter().map(Value::Class).collect())),
        other => {
            let other = other.clone();
            Err(vm.wrong_receiver("mro", "type", &other))
        }
    }),
    ("__subclasses__", SELF, 1, |_, a| {
        let Value::Class(class) = a.get(0) else { return Ok(Value::None) };
        let alive =
            class.subclasses.borrow().iter().filter_map(std::rc::Weak::upgrade).map(Value::Class).collect();
        Ok(Value::list(alive))
    }),
    ("__repr__", SELF, 1, |_, a| match a.get(0) {
        Value::Class(class) => Ok(Value::str(format!("<class '{}'>", class.full_name()))),
        _ => Ok(Value::str("<class>")),
    }),
    ("__instancecheck__", SELF1, 2, |vm, a| match a.get(0) {
        Value::Class(class) => Ok(Value::Bool(vm.is_instance(a.get(1), class))),
        _ => Ok(Value::Bool(false)),
    }),
    ("__subclasscheck__", SELF1, 2, |_, a| match (a.get(0), a.get(1)) {
        (Value::Class(class), Value::Class(other)) => Ok(Value::Bool(other.derives_from(class))),
        _ => Ok(Value::Bool(false)),
    }),
];

const TYPE_FREE: &[Free] = &[
    ("__new__", |vm, mut args| {
        let (metaclass, name, bases, namespace) = (args.take(0), args.take(1), args.take(2), args.take(3));
        let Value::Class(metaclass) = metaclass else {
            return Err(vm.type_error("type.__new__(X): X is not a type object".into()));
        };
        if bases.is_unset() || namespace.is_unset() || args.len() > 4 {
            return Err(vm.type_error("type() takes 1 or 3 arguments".into()));
        }
        let fits = [
            name.as_str().is_some(),
            matches!(bases, Value::Tuple(_)),
            matches!(namespace.core(), Value::Dict(_)),
        ];
        for (number, (value, expected)) in
            [(&name, "str"), (&bases, "tuple"), (&namespace, "dict")].into_iter().enumerate()
        {
            if !fits[number] {
                let given = vm.class_name(value);
                return Err(vm.type_error(format!(
                    "type.__new__() argument {} must be {expected}, not {given}",
                    number + 1
                )));
            }
        }
        let (Some(name), Value::Tuple(bases)) = (name.as_str(), &bases) else { return Ok(Value::None) };
        vm.new_class(&metaclass, name.clone(), &bases.0, &namespace, args.keywords)
    }),
    ("__init__", |_, _| Ok(Value::None)),
    ("__prepare__", |_, _| Ok(Value::Dict(Rc::default()))),
    ("__call__", |vm, mut args| match args.take(0) {
        Value::Class(class) => {
            args.values.remove(0);
            vm.instantiate(&class, args)
        }
        other => Err(vm.wrong_receiver("__call__", "type", &other)),
    }),
];

const FUNCTION: &[Def] = &[("__get__", &["/self", "/instance", "/owner"], 2, |_, mut a| {
    let (function, instance) = (a.take(0), a.take(1));
    Ok(if instance.is_none() { function } else { Vm::method(function, instance) })
})];

const FUNCTION_FREE: &[Free] = &[("__call__", |vm, mut args| {
    let function = args.values.remove(0);
    vm.call(&function, args)
})];

const GENERATOR: &[Def] = &[
    ("__iter__", SELF, 1, |_, mut a| Ok(a.take(0))),
    ("__next__", SELF, 1, |vm, a| next_value(vm, a.get(0))),
    ("send", SELF1, 2, |vm, mut a| {
        let value = a.take(1);
        let Value::Generator(generator) = a.get(0) else { return Ok(Value::None) };
        match vm.generator_send(&generator.clone(), value)? {
            Ok(value) => Ok(value),
            Err(result) => Err(stop(vm, result)),
        }
    }),
    ("throw", &["/self", "/type", "/value", "/traceback"], 2, |vm, mut a| {
        let (kind, value) = (a.take(1), a.take(2));
        let exception = match value.given() {
            Some(Value::None) | None => kind,
            Some(value @ Value::Object(_)) => value,
            Some(argument) => vm.call1(&kind, argument)?,
        };
        let raise = match vm.as_exception(
            exception,
            "exceptions must be classes or instances deriving from BaseException, not type",
        ) {
            Ok(raise) => raise,
            Err(raise) => return Err(raise),
        };
        let Value::Generator(generator) = a.get(0) else { return Ok(Value::None) };
        match vm.generator_throw(&generator.clone(), raise)? {
            Ok(value) => Ok(value),
            Err(result) => Err(stop(vm, result)),
        }
    }),
    ("close", SELF, 1, |vm, a| match a.get(0) {
        Value::Generator(generator) => vm.generator_close(&generator.clone()),
        _ => Ok(Value::None),
    }),
];

const ITERATOR: &[Def] = &[
    ("__iter__", SELF, 1, |_, mut a| Ok(a.take(0))),
    ("__next__", SELF, 1, |vm, a| next_value(vm, a.get(0))),
    ("__length_hint__", SELF, 1, |_, _| Ok(Value::Int(0))),
];

fn stop(vm: &mut Vm, result: Value) -> crate::vm::Raise {
    let arguments = if result.is_none() { Vec::new() } else { vec![result] };
    vm.error_with(&vm.types.stop_iteration.clone(), arguments)
}

/// `next(iterator)`.
pub(crate) fn next_value(vm: &mut Vm, iterator: &Value) -> R<Value> {
    match vm.next_or_result(iterator)? {
        Ok(value) => Ok(value),
        Err(result) => Err(stop(vm, result)),
    }
}

const ALIAS: &[Def] = &[
    ("__repr__", SELF, 1, |vm, mut a| {
        let value = a.take(0);
        let (origin, arguments) = alias_parts(vm, &value)?;
        let parts: R<Vec<String>> = arguments.iter().map(|part| type_text(vm, part)).collect();
        let origin = type_text(vm, &origin)?;
        let parts = parts?;
        Ok(Value::str(format!(
            "{origin}[{}]",
            if parts.is_empty() { "()".to_owned() } else { parts.join(", ") }
        )))
    }),
    ("__eq__", SELF1, 2, |vm, mut a| {
        let (left, right) = (a.take(0), a.take(1));
        if !Rc::ptr_eq(&vm.class_of(&left), &vm.class_of(&right)) {
            return Ok(Value::NotImplemented);
        }
        let (left, right) = (alias_parts(vm, &left)?, alias_parts(vm, &right)?);
        let same = vm.equal(&left.0, &right.0)? && vm.equal(&Value::tuple(left.1), &Value::tuple(right.1))?;
        Ok(Value::Bool(same))
    }),
    ("__hash__", SELF, 1, |vm, a| {
        let (origin, arguments) = alias_parts(vm, a.get(0))?;
        let hash = vm.hash(&origin)? ^ vm.hash(&Value::tuple(arguments))?;
        Ok(Value::Int(hash as i64))
    }),
    ("__mro_entries__", SELF1, 2, |vm, a| {
        let (origin, _) = alias_parts(vm, a.get(0))?;
        Ok(Value::tuple(vec![origin]))
    }),
    ("__getitem__", SELF1, 2, |vm, a| {
        // The arguments take the places of the type variables.
        let (origin, arguments) = alias_parts(vm, a.get(0))?;
        let mut given = match a.get(1) {
            Value::Tuple(items) => items.0.clone(),
            other => vec![other.clone()],
        }
        .into_iter();
        let mut filled = Vec::new();
        for argument in arguments {
            let variable =
                matches!(vm.class_name(&argument).as_str(), "TypeVar" | "ParamSpec" | "TypeVarTuple");
            match if variable { given.next() } else { None } {
                Some(value) => filled.push(value),
                None => filled.push(argument),
            }
        }
        if given.next().is_some() {
            let shown = vm.repr(a.get(0))?;
            return Err(vm.type_error(format!("{shown} is not a generic class")));
        }
        Ok(vm.generic_alias(origin, Value::tuple(filled)))
    }),
    ("__or__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Or)),
    ("__ror__", SELF1, 2, |vm, a| vm.reflected_method(&a, BinaryOp::Or)),
];

/// `types.GenericAlias(origin, arguments)`.
const ALIAS_NEW: &[Free] = &[
    ("__new__", |vm, mut args| {
        let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
        let (origin, arguments) = (args.take(1), args.take(2));
        let made = vm.generic_alias(origin, arguments);
        if let Value::Object(object) = &made {
            object.class.replace(class);
        }
        Ok(made)
    }),
    ("__init__", |_, _| Ok(Value::None)),
];

const ALIAS_FREE: &[Free] = &[("__call__", |vm, mut args| {
    let alias = args.values.remove(0);
    let (origin, _) = alias_parts(vm, &alias)?;
    vm.call(&origin, args)
})];

const UNION: &[Def] = &[
    ("__repr__", SELF, 1, |vm, a| {
        let (_, arguments) = alias_parts(vm, a.get(0))?;
        let parts: R<Vec<String>> = arguments.iter().map(|part| type_text(vm, part)).collect();
        Ok(Value::str(parts?.join(" | ")))
    }),
    ("__eq__", SELF1, 2, |vm, a| {
        if !Rc::ptr_eq(&vm.class_of(a.get(0)), &vm.class_of(a.get(1))) {
            return Ok(Value::NotImplemented);
        }
        let (left, right) = (alias_parts(vm, a.get(0))?.1, alias_parts(vm, a.get(1))?.1);
        Ok(Value::Bool(
            left.len() == right.len() && left.iter().all(|part| right.iter().any(|other| other.is(part))),
        ))
    }),
    ("__hash__", SELF, 1, |vm, a| {
        let mut hash = 0;
        for part in alias_parts(vm, a.get(0))?.1 {
            hash ^= vm.hash(&part)?;
        }
        Ok(Value::Int(hash as i64))
    }),
];

fn alias_parts(vm: &mut Vm, value: &Value) -> R<(Value, Vec<Value>)> {
    let Value::Object(object) = value else { return Ok((Value::None, Vec::new())) };
    let origin = object.attributes.get("__origin__").unwrap_or(Value::None);
    let arguments = object.attributes.get("__args__").unwrap_or(Value::None);
    let arguments = if arguments.is_none() { Vec::new() } else { vm.to_vec(&arguments)? };
    Ok((origin, arguments))
}

fn type_text(vm: &mut Vm, value: &Value) -> R<String> {
    match value {
        Value::Class(class) if &**class.name.borrow() == "NoneType" => Ok("None".into()),
        Value::Class(class) => Ok(class.full_name()),
        Value::Ellipsis => Ok("...".into()),
        Value::List(items) => {
            let items = items.0.borrow().clone();
            let parts: R<Vec<String>> =
                vm.nested(|vm| items.iter().map(|part| type_text(vm, part)).collect());
            Ok(format!("[{}]", parts?.join(", ")))
        }
        other => vm.nested(|vm| vm.repr(other)),
    }
}

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    vm.methods(&types.object, OBJECT, OBJECT_FREE);
    vm.methods(&types.type_, TYPE, TYPE_FREE);
    vm.methods(&types.function, FUNCTION, FUNCTION_FREE);
    vm.methods(&types.native, FUNCTION, FUNCTION_FREE);
    vm.methods(&types.method, &[], FUNCTION_FREE);
    let new: Free = ("__new__", |vm, mut args| {
        let (function, receiver) = (args.take(1), args.take(2));
        if receiver.is_unset() || receiver.is_none() {
            return Err(vm.type_error("instance must not be None".into()));
        }
        Ok(Vm::method(function, receiver))
    });
    vm.methods(&types.method, &[], &[new]);
    vm.methods(&types.module, &[], &[("__new__", module_new)]);
    vm.methods(&types.method_descriptor, FUNCTION, FUNCTION_FREE);
    vm.methods(&types.generator, GENERATOR, &[]);
    vm.methods(&types.iterator, ITERATOR, &[]);
    vm.methods(&types.generic_alias, ALIAS, ALIAS_FREE);
    vm.methods(&types.generic_alias, &[], ALIAS_NEW);
    vm.methods(&types.union_type, UNION, ALIAS_FREE);
    class_method(vm, &types.object, "__init_subclass__");
    class_method(vm, &types.object, "__subclasshook__");
    class_method(vm, &types.type_, "__prepare__");
    let none: Def = ("__bool__", SELF, 1, |_, _| Ok(Value::Bool(false)));
    vm.methods(&types.none, &[none], &[("__new__", |_, _| Ok(Value::None))]);
}

/// `types.ModuleType(name, doc)`.
fn module_new(vm: &mut Vm, mut args: Args) -> R<Value> {
    let name = args.take(1).given().or_else(|| args.keyword("name"));
    let doc = args.take(2).given().or_else(|| args.keyword("doc")).unwrap_or(Value::None);
    let Some(name) = name else {
        return Err(vm.type_error("module() missing required argument 'name' (pos 1)".into()));
    };
    let Some(name) = name.as_str().cloned() else {
        let given = vm.class_name(&name);
        return Err(vm.type_error(format!("module() argument 'name' must be str, not {given}")));
    };
    let globals: Rc<Dict> = Rc::default();
    for (key, value) in [("__name__", Value::Str(name.clone())), ("__doc__", doc)] {
        globals.set_str(vm.intern(key), value);
    }
    Ok(Value::Module(Rc::new(Module { name, globals })))
}

/// Makes a native function a class method.
pub(super) fn class_method(vm: &mut Vm, class: &Rc<Class>, name: &str) {
    let name = vm.intern(name);
    if let Some(function) = class.attributes.get_str(&name) {
        let wrapper = vm.types.classmethod.clone();
        let wrapped = vm.new_object(&wrapper, Payload::Descriptor(Descriptor::ClassMethod(function)));
        class.attributes.set_str(name, wrapped);
    }
}

/// Makes a native function a static method.
pub(super) fn static_method(vm: &mut Vm, class: &Rc<Class>, name: &str) {
    let name = vm.intern(name);
    if let Some(function) = class.attributes.get_str(&name) {
        let wrapper = vm.types.staticmethod.clone();
        let wrapped = vm.new_object(&wrapper, Payload::Descriptor(Descriptor::StaticMethod(function)));
        class.attributes.set_str(name, wrapped);
    }
}

impl Vm {
    /// The names that `dir` gives.
    pub(crate) fn dir(&mut self, value: &Value) -> R<Vec<Str>> {
        let mut names: Vec<Str> = Vec::new();
        let add = |names: &mut Vec<Str>, dict: &crate::object::Dict| {
            names.extend(dict.borrow().iter().filter_map(|(name, _)| name.as_str().cloned()));
        };
        match value {
            Value::Module(module) => add(&mut names, &module.globals),
            Value::Class(class) => class.search().iter().for_each(|class| add(&mut names, &class.attributes)),
            other => {
                if let Value::Object(object) = other {
                    add(&mut names, &object.attributes);
                }
                let class = self.class_of(other);
                class.search().iter().for_each(|class| add(&mut names, &class.attributes));
            }
        }
        names.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        names.dedup();
        Ok(names)
    }
}
