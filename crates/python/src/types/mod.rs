//! The methods of the built-in types.

pub(crate) mod bytes;
mod descriptor;
mod dict;
mod encoding;
mod exception;
mod list;
mod number;
mod object;
mod set;
mod text;
mod text_search;

use std::rc::Rc;

use crate::code::BinaryOp;
use crate::object::{Args, Class, Layout, Native, NativeBody, Object, Params, Payload, Str, Value};
use crate::vm::{R, Vm};

pub(crate) use list::{insertion_place, sort};

/// A native function: its name, its parameters, how many of them are required, what it does. Names of parameters that
/// begin with `/` take no keyword.
pub(crate) type Def = (&'static str, &'static [&'static str], usize, fn(&mut Vm, Args) -> R<Value>);

/// A native function that looks at its arguments itself.
pub(crate) type Free = (&'static str, fn(&mut Vm, Args) -> R<Value>);

/// `self` alone.
pub(crate) const SELF: &[&str] = &["/self"];
/// `self` and an argument.
pub(crate) const SELF1: &[&str] = &["/self", "/value"];
/// `self` and two arguments.
pub(crate) const SELF2: &[&str] = &["/self", "/a", "/b"];

/// Sets the built-in types up.
pub(crate) fn install(vm: &mut Vm) {
    object::install(vm);
    number::install(vm);
    text::install(vm);
    bytes::install(vm);
    list::install(vm);
    dict::install(vm);
    set::install(vm);
    descriptor::install(vm);
    exception::install(vm);
    const HIDDEN: [&str; 12] = [
        "NoneType",
        "NotImplementedType",
        "ellipsis",
        "function",
        "builtin_function_or_method",
        "method_descriptor",
        "method",
        "module",
        "generator",
        "iterator",
        "cell",
        "code",
    ];
    for class in vm.types.clone().all() {
        let name = class.name.borrow().clone();
        let hidden = HIDDEN.contains(&&*name)
            || name.starts_with("dict_")
            || [
                "mappingproxy",
                "GenericAlias",
                "UnionType",
                "traceback",
                "frame",
                "member_descriptor",
                "getset_descriptor",
            ]
            .contains(&&*name);
        if !hidden {
            let name = vm.intern(&name);
            vm.builtins.clone().set_str(name, Value::Class(class));
        }
    }
}

impl Vm {
    /// A native function.
    pub(crate) fn native(&mut self, owner: Option<&str>, def: &Def) -> Value {
        let (name, names, required, body) = *def;
        Value::Native(Rc::new(Native {
            name: self.intern(name),
            owner: owner.map(Str::new),
            params: Params::Named { names, required },
            body: NativeBody::Plain(body),
        }))
    }

    /// A native function that looks at its arguments itself.
    pub(crate) fn native_free(&mut self, owner: Option<&str>, (name, body): Free) -> Value {
        Value::Native(Rc::new(Native {
            name: self.intern(name),
            owner: owner.map(Str::new),
            params: Params::Any,
            body: NativeBody::Plain(body),
        }))
    }

    /// A native function with data.
    pub fn native_closure(
        &mut self,
        name: &str,
        body: impl Fn(&mut Vm, Args) -> R<Value> + 'static,
    ) -> Value {
        Value::Native(Rc::new(Native {
            name: self.intern(name),
            owner: None,
            params: Params::Any,
            body: NativeBody::Closure(Box::new(body)),
        }))
    }

    /// Gives a class methods.
    pub(crate) fn methods(&mut self, class: &Rc<Class>, methods: &[Def], free: &[Free]) {
        let owner = class.name.borrow().to_string();
        for def in methods {
            let value = self.native(Some(&owner), def);
            let name = self.intern(def.0);
            class.attributes.set_str(name, value);
        }
        for def in free {
            let value = self.native_free(Some(&owner), *def);
            let name = self.intern(def.0);
            class.attributes.set_str(name, value);
        }
    }

    /// The value of a built-in type as an instance of a class: of the type itself or derived from it.
    pub(crate) fn wrap(&mut self, class: &Value, value: Value) -> Value {
        match class {
            Value::Class(class) if !class.builtin => Value::Object(Object::new(class, Payload::Value(value))),
            _ => value,
        }
    }

    /// True if a class is one of the program's.
    pub(crate) fn is_derived(&self, class: &Value) -> bool {
        matches!(class, Value::Class(class) if !class.builtin)
    }

    /// An operator as a method of a built-in type.
    pub(crate) fn operator_method(&mut self, args: &Args, op: BinaryOp) -> R<Value> {
        let (left, right) = (args.get(0).core().clone(), args.get(1).core().clone());
        Ok(self.builtin_binary(op, &left, &right)?.unwrap_or(Value::NotImplemented))
    }

    /// An operator as a method of the right operand.
    pub(crate) fn reflected_method(&mut self, args: &Args, op: BinaryOp) -> R<Value> {
        let (left, right) = (args.get(1).core().clone(), args.get(0).core().clone());
        Ok(self.builtin_binary(op, &left, &right)?.unwrap_or(Value::NotImplemented))
    }

    /// Refuses more than `most` arguments after the class in a call of `__new__`.
    pub(crate) fn at_most(&mut self, args: &Args, name: &str, most: usize) -> R<()> {
        let given = args.len().saturating_sub(1);
        if given <= most {
            return Ok(());
        }
        let plural = if most == 1 { "" } else { "s" };
        Err(self.type_error(format!("{name} expected at most {most} argument{plural}, got {given}")))
    }

    /// The wrong receiver of a method.
    pub(crate) fn wrong_receiver(&mut self, method: &str, expected: &str, value: &Value) -> crate::vm::Raise {
        let name = self.class_name(value);
        self.type_error(format!(
            "descriptor '{method}' for '{expected}' objects doesn't apply to a '{name}' object"
        ))
    }

    /// A class of the host: its instances hold Rust data. Programs may derive classes from it if `open`.
    pub fn host_class(&mut self, name: &str, module: &str, open: bool) -> Rc<Class> {
        let object = self.types.object.clone();
        let class = crate::vm::native_class(name, &[&object], Layout::Plain, open);
        class.attributes.set_str(Str::new("__module__"), Value::str(module));
        class
    }
}
