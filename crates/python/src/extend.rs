//! What packages in Rust add to an interpreter: classes, methods, properties, iterators.

use std::rc::Rc;

use crate::library::SourceModule;
use crate::object::{Args, Class, Descriptor, Layout, Native, NativeBody, Params, Payload, Str, Value};
use crate::vm::{R, Vm, iterator};

impl Vm {
    /// Gives a class of the host a method. Its first argument is the object.
    pub fn add_method(
        &mut self,
        class: &Rc<Class>,
        name: &str,
        body: impl Fn(&mut Vm, Args) -> R<Value> + 'static,
    ) {
        let key = self.intern(name);
        let owner = class.name.borrow().clone();
        let native = Native {
            name: key.clone(),
            owner: Some(owner),
            params: Params::Any,
            body: NativeBody::Closure(Box::new(body)),
        };
        class.attributes.set_str(key, Value::Native(Rc::new(native)));
    }

    /// Gives a class of the host an attribute that is computed when it is read.
    pub fn add_property(
        &mut self,
        class: &Rc<Class>,
        name: &str,
        getter: impl Fn(&mut Vm, &Value) -> R<Value> + 'static,
    ) {
        let function = self.native_closure(name, move |vm, args| getter(vm, args.get(0)));
        let property = self.types.property.clone();
        let payload = Payload::Descriptor(Descriptor::Property(function, Value::None, Value::None));
        let made = self.new_object(&property, payload);
        class.attributes.set_str(self.intern(name), made);
    }

    /// The bytes of a data file that the host has.
    pub fn fetch(&mut self, name: &str) -> Option<Vec<u8>> {
        self.host.fetch(name)
    }

    /// Adds modules in Python. Each is made when it is first imported.
    pub fn add_source_modules(&mut self, modules: &'static [SourceModule]) {
        self.libraries.push(modules);
    }

    /// A class of the host that is derived from others. With `value` its instances hold a value of a built-in type.
    pub fn derived_class(
        &mut self,
        name: &str,
        module: &str,
        bases: &[&Rc<Class>],
        value: bool,
    ) -> Rc<Class> {
        let layout = if value { Layout::Value } else { Layout::Plain };
        let class = crate::vm::native_class(name, bases, layout, true);
        class.attributes.set_str(Str::new("__module__"), Value::str(module));
        class
    }

    /// A class of exceptions of the host.
    pub fn exception_class(&mut self, name: &str, module: &str, bases: &[&Rc<Class>]) -> Rc<Class> {
        let class = crate::vm::native_class(name, bases, Layout::Exception, true);
        class.attributes.set_str(Str::new("__module__"), Value::str(module));
        class
    }

    /// A built-in class by its name.
    pub fn builtin_class(&self, name: &str) -> Option<Rc<Class>> {
        match self.builtins.get(name) {
            Some(Value::Class(class)) => Some(class),
            _ => None,
        }
    }

    /// A built-in function by its name; `None` if there is none.
    pub fn builtin_function(&self, name: &str) -> Value {
        self.builtins.get(name).unwrap_or(Value::None)
    }

    /// A module with variables.
    pub fn module(&mut self, name: &str, globals: &Rc<crate::object::Dict>) -> Value {
        let name = self.intern(name);
        globals.set_str(self.names.name.clone(), Value::Str(name.clone()));
        let module =
            Value::Module(Rc::new(crate::object::Module { name: name.clone(), globals: globals.clone() }));
        self.modules.set_str(name, module.clone());
        module
    }
}

/// An iterator whose values a function gives.
pub fn iterate(name: &'static str, next: impl FnMut(&mut Vm) -> R<Option<Value>> + 'static) -> Value {
    iterator::from_fn(name, next)
}
