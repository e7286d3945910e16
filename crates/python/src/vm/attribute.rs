//! Attributes.

use std::rc::Rc;

use super::{R, Raise, Vm};
use crate::object::{Args, Class, Descriptor, Dict, Payload, Str, Value};

/// The attributes that an object's class names in `__slots__`.
fn slots_of(object: &Value) -> Option<&Dict> {
    match object {
        Value::Object(object) => object.slots.as_deref(),
        _ => None,
    }
}

impl Vm {
    /// An attribute of an object.
    pub fn get_attr(&mut self, object: &Value, name: &Str) -> R<Value> {
        let class = self.class_of(object);
        if class.own_getattribute.get() {
            let names = self.names.clone();
            if let Some(method) = self.find(&class, &names.getattribute) {
                let bound = self.bind(method, object, &class)?;
                return match self.call1(&bound, Value::Str(name.clone())) {
                    Err(raise) if self.raised(&raise, &self.types.attribute_error) => {
                        self.missing_attr(object, &class, name, raise)
                    }
                    result => result,
                };
            }
        }
        match self.plain_attr(object, &class, name) {
            Err(raise) if self.raised(&raise, &self.types.attribute_error) => {
                self.missing_attr(object, &class, name, raise)
            }
            result => result,
        }
    }

    /// `__getattr__`, or the error.
    fn missing_attr(&mut self, object: &Value, class: &Rc<Class>, name: &Str, raise: Raise) -> R<Value> {
        let names = self.names.clone();
        match (object, self.find(class, &names.getattr)) {
            (_, Some(method)) => {
                let bound = self.bind(method, object, class)?;
                self.call1(&bound, Value::Str(name.clone()))
            }
            (Value::Module(module), None) => match module.globals.get_str(&names.getattr) {
                Some(function) => self.call1(&function, Value::Str(name.clone())),
                None => Err(raise),
            },
            _ => Err(raise),
        }
    }

    /// An attribute, if there is one.
    pub fn optional_attr(&mut self, object: &Value, name: &Str) -> R<Option<Value>> {
        match self.get_attr(object, name) {
            Ok(value) => Ok(Some(value)),
            Err(raise) if self.raised(&raise, &self.types.attribute_error) => Ok(None),
            Err(raise) => Err(raise),
        }
    }

    /// `object.__getattribute__` and its kin.
    pub(crate) fn plain_attr(&mut self, object: &Value, class: &Rc<Class>, name: &Str) -> R<Value> {
        // Functions and the like have these themselves; those of their classes are about the classes.
        if !matches!(object, Value::Object(_) | Value::Class(_) | Value::Module(_))
            && matches!(&**name, "__module__" | "__doc__" | "__name__" | "__qualname__")
            && let Some(value) = self.special_attr(object, name)?
        {
            return Ok(value);
        }
        let found = self.find(class, name);
        if let Some(found) = &found
            && self.is_data_descriptor(found)
        {
            return self.bind(found.clone(), object, class);
        }
        match object {
            Value::Object(inner) => {
                if let Payload::Super(start, receiver) = &inner.payload {
                    let (start, receiver) = (start.clone(), receiver.clone());
                    return self.super_attr(object, &start, &receiver, name);
                }
                if let Some(value) = inner.attributes.get_str(name) {
                    return Ok(value);
                }
            }
            Value::Module(module) => {
                if let Some(value) = module.globals.get_str(name) {
                    return Ok(value);
                }
            }
            Value::Class(inner) => {
                if let Some(value) = self.find(inner, name) {
                    return self.bind_class(value, inner);
                }
            }
            Value::Function(function) => {
                let attributes = function.attributes.borrow().clone();
                if let Some(value) = attributes.and_then(|attributes| attributes.get_str(name)) {
                    return Ok(value);
                }
            }
            Value::Method(method) => {
                let function = method.function.clone();
                if found.is_none() && !matches!(&**name, "__self__" | "__func__" | "__class__") {
                    return self.get_attr(&function, name);
                }
            }
            _ => {}
        }
        if let Some(found) = found {
            return self.bind(found, object, class);
        }
        if let Some(value) = self.special_attr(object, name)? {
            return Ok(value);
        }
        Err(self.no_attribute(object, name))
    }

    fn no_attribute(&mut self, object: &Value, name: &Str) -> Raise {
        let message = match object {
            Value::Class(class) => format!("type object '{}' has no attribute '{name}'", class.name.borrow()),
            Value::Module(module) => format!("module '{}' has no attribute '{name}'", module.name),
            other => format!("'{}' object has no attribute '{name}'", self.class_name(other)),
        };
        self.attribute_error(object, name, message)
    }

    /// True for what comes before an instance's own attributes.
    fn is_data_descriptor(&mut self, value: &Value) -> bool {
        match value {
            Value::Object(object) => match &object.payload {
                Payload::Descriptor(Descriptor::Property(..) | Descriptor::Slot(_)) => true,
                Payload::Descriptor(_) => false,
                _ => {
                    let class = object.class.borrow().clone();
                    let names = self.names.clone();
                    !class.builtin
                        && (self.find(&class, &names.set).is_some()
                            || self.find(&class, &names.delete).is_some())
                }
            },
            _ => false,
        }
    }

    /// What an attribute of a class is for an instance.
    pub(crate) fn bind(&mut self, value: Value, object: &Value, class: &Rc<Class>) -> R<Value> {
        match &value {
            Value::Function(_) => Ok(Self::method(value, object.clone())),
            Value::Native(native) if native.owner.is_some() => Ok(Self::method(value, object.clone())),
            Value::Object(inner) => match &inner.payload {
                Payload::Descriptor(Descriptor::Property(getter, ..)) => {
                    if getter.is_none() {
                        let (owner, name) = (class.name.borrow().clone(), self.property_name(class, &value));
                        let message = format!("property '{name}' of '{owner}' object has no getter");
                        return Err(self.error(&self.types.attribute_error.clone(), &message));
                    }
                    let getter = getter.clone();
                    self.call1(&getter, object.clone())
                }
                Payload::Descriptor(Descriptor::ClassMethod(function)) => {
                    self.bind_function(function.clone(), Value::Class(class.clone()))
                }
                Payload::Descriptor(Descriptor::StaticMethod(function)) => Ok(function.clone()),
                Payload::Descriptor(Descriptor::Slot(name)) => {
                    match slots_of(object).and_then(|slots| slots.get_str(name)) {
                        Some(value) => Ok(value),
                        None => {
                            let name = name.clone();
                            Err(self.no_attribute(object, &name))
                        }
                    }
                }
                _ => self.bind_own(value.clone(), object.clone(), class),
            },
            _ => Ok(value),
        }
    }

    fn bind_function(&mut self, function: Value, receiver: Value) -> R<Value> {
        match &function {
            Value::Object(_) => {
                let class = self.class_of(&receiver);
                self.nested(|vm| vm.bind(function, &receiver, &class))
            }
            _ => Ok(Self::method(function, receiver)),
        }
    }

    /// `__get__` of an object of the program.
    fn bind_own(&mut self, value: Value, object: Value, owner: &Rc<Class>) -> R<Value> {
        let class = self.class_of(&value);
        if class.builtin {
            return Ok(value);
        }
        let names = self.names.clone();
        match self.find(&class, &names.get) {
            Some(get) => {
                let get = self.bind(get, &value, &class)?;
                self.call(&get, Args::of([object, Value::Class(owner.clone())]))
            }
            None => Ok(value),
        }
    }

    /// What an attribute of a class is for the class itself.
    fn bind_class(&mut self, value: Value, class: &Rc<Class>) -> R<Value> {
        match &value {
            Value::Object(inner) => match &inner.payload {
                Payload::Descriptor(Descriptor::Property(..) | Descriptor::Slot(_)) => Ok(value),
                Payload::Descriptor(Descriptor::ClassMethod(function)) => {
                    self.bind_function(function.clone(), Value::Class(class.clone()))
                }
                Payload::Descriptor(Descriptor::StaticMethod(function)) => Ok(function.clone()),
                _ => self.bind_own(value.clone(), Value::None, class),
            },
            _ => Ok(value),
        }
    }

    fn super_attr(&mut self, object: &Value, start: &Rc<Class>, receiver: &Value, name: &Str) -> R<Value> {
        let own = match receiver {
            Value::Class(class) if class.derives_from(start) => class.clone(),
            other => self.class_of(other),
        };
        let search = own.search();
        let after = search.iter().position(|class| Rc::ptr_eq(class, start)).map_or(0, |at| at + 1);
        for class in &search[after..] {
            if let Some(value) = class.attributes.get_str(name) {
                return match receiver {
                    Value::Class(receiver) if receiver.derives_from(start) => match &value {
                        Value::Function(_) | Value::Native(_) => Ok(value),
                        _ => self.bind_class(value, receiver),
                    },
                    other => {
                        let own = self.class_of(other);
                        self.bind(value, other, &own)
                    }
                };
            }
        }
        let message = format!("'super' object has no attribute '{name}'");
        Err(self.attribute_error(object, name, message))
    }

    fn property_name(&self, class: &Rc<Class>, property: &Value) -> String {
        for class in class.search() {
            for (name, value) in class.attributes.borrow().iter() {
                if value.is(property) {
                    return name.as_str().map(Str::to_string).unwrap_or_default();
                }
            }
        }
        String::new()
    }

    /// Sets an attribute of an object.
    pub fn set_attr(&mut self, object: &Value, name: &Str, value: Value) -> R<()> {
        let class = self.class_of(object);
        if class.own_setattr.get() {
            let names = self.names.clone();
            if let Some(method) = self.find(&class, &names.setattr) {
                let bound = self.bind(method, object, &class)?;
                return self.call(&bound, Args::of([Value::Str(name.clone()), value])).map(drop);
            }
        }
        self.set_plain_attr(object, &class, name, value)
    }

    /// `object.__setattr__`.
    pub(crate) fn set_plain_attr(
        &mut self,
        object: &Value,
        class: &Rc<Class>,
        name: &Str,
        value: Value,
    ) -> R<()> {
        if let Some(Value::Object(descriptor)) = self.find(class, name) {
            let own = descriptor.class.borrow().clone();
            let names = self.names.clone();
            if !own.builtin
                && let Some(set) = self.find(&own, &names.set)
            {
                let set = self.bind(set, &Value::Object(descriptor), &own)?;
                return self.call(&set, Args::of([object.clone(), value])).map(drop);
            }
            match &descriptor.payload {
                Payload::Descriptor(Descriptor::Property(_, setter, _)) => {
                    if setter.is_none() {
                        let owner = class.name.borrow().clone();
                        let message = format!("property '{name}' of '{owner}' object has no setter");
                        return Err(self.error(&self.types.attribute_error.clone(), &message));
                    }
                    let setter = setter.clone();
                    return self.call(&setter, Args::of([object.clone(), value])).map(drop);
                }
                Payload::Descriptor(Descriptor::Slot(slot)) => {
                    if let Some(slots) = slots_of(object) {
                        slots.set_str(slot.clone(), value);
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        match object {
            Value::Object(inner) if &**name == "__class__" || class.has_dict => {
                if &**name == "__class__" {
                    let Value::Class(new) = value else {
                        let name = self.class_name(&value);
                        return Err(
                            self.type_error(format!("__class__ must be set to a class, not '{name}' object"))
                        );
                    };
                    if new.builtin || class.builtin {
                        let message =
                            "__class__ assignment only supported for mutable types or ModuleType subclasses";
                        return Err(self.type_error(message.into()));
                    }
                    if new.layout != class.layout
                        || new.has_slots != class.has_slots
                        || new.has_dict != class.has_dict
                    {
                        let (new, old) = (new.name.borrow(), class.name.borrow());
                        return Err(self.type_error(format!(
                            "__class__ assignment: '{new}' object layout differs from '{old}'"
                        )));
                    }
                    inner.class.replace(new);
                    return Ok(());
                }
                if &**name == "__dict__" {
                    if let Value::Dict(dict) = &value {
                        inner.attributes.clear();
                        let dict = dict.clone();
                        return self.dict_update(&inner.attributes, &Value::Dict(dict));
                    }
                    return Err(self.type_error("__dict__ must be set to a dictionary".into()));
                }
                if self.set_exception_attr(object, name, &value)? {
                    return Ok(());
                }
                inner.attributes.set_str(name.clone(), value);
                Ok(())
            }
            Value::Module(module) => {
                module.globals.set_str(name.clone(), value);
                Ok(())
            }
            Value::Class(inner) if inner.builtin => {
                let class = inner.name.borrow().clone();
                Err(self.type_error(format!("cannot set '{name}' attribute of immutable type '{class}'")))
            }
            Value::Class(inner) => {
                self.set_class_attr(inner, name, value);
                Ok(())
            }
            Value::Function(function) => {
                match (&**name, &value) {
                    ("__name__", Value::Str(text)) => drop(function.name.replace(text.clone())),
                    ("__qualname__", Value::Str(text)) => drop(function.qualified.replace(text.clone())),
                    ("__doc__", _) => drop(function.doc.replace(value)),
                    ("__type_params__", Value::Tuple(_)) => drop(function.type_params.replace(value)),
                    ("__defaults__", Value::Tuple(values)) => {
                        drop(function.defaults.replace(values.0.clone()))
                    }
                    ("__defaults__", Value::None) => drop(function.defaults.replace(Vec::new())),
                    _ => {
                        let attributes = function.attributes.borrow_mut().get_or_insert_default().clone();
                        attributes.set_str(name.clone(), value);
                    }
                }
                Ok(())
            }
            Value::Range(_) | Value::Slice(_) if matches!(&**name, "start" | "stop" | "step") => {
                Err(self.attribute_error(object, name, "readonly attribute".into()))
            }
            _ => Err(self.no_place(object, class, name)),
        }
    }

    /// Sets an attribute of a class of the program.
    pub(crate) fn set_class_attr(&mut self, class: &Rc<Class>, name: &Str, value: Value) {
        match (&**name, &value) {
            ("__name__", Value::Str(text)) => drop(class.name.replace(text.clone())),
            ("__getattribute__", _) => class.own_getattribute.set(true),
            ("__setattr__" | "__delattr__", _) => class.own_setattr.set(true),
            _ => {}
        }
        class.attributes.set_str(name.clone(), value);
        self.classes_changed();
    }

    /// The error for an attribute that an object cannot have.
    fn no_place(&mut self, object: &Value, class: &Rc<Class>, name: &Str) -> Raise {
        let class_name = self.class_name(object);
        let message = if self.find(class, name).is_some() {
            format!("'{class_name}' object attribute '{name}' is read-only")
        } else {
            format!(
                "'{class_name}' object has no attribute '{name}' and no __dict__ for setting new attributes"
            )
        };
        self.attribute_error(object, name, message)
    }

    /// Deletes an attribute of an object.
    pub fn delete_attr(&mut self, object: &Value, name: &Str) -> R<()> {
        let class = self.class_of(object);
        if let Value::Class(inner) = object
            && inner.builtin
        {
            let class = inner.name.borrow().clone();
            return Err(self.type_error(format!("cannot set '{name}' attribute of immutable type '{class}'")));
        }
        let names = self.names.clone();
        if let Some(method) = self.find(&class, &names.delattr)
            && !matches!(method, Value::Native(_))
        {
            let bound = self.bind(method, object, &class)?;
            return self.call1(&bound, Value::Str(name.clone())).map(drop);
        }
        self.delete_plain_attr(object, &class, name)
    }

    /// `object.__delattr__`.
    pub(crate) fn delete_plain_attr(&mut self, object: &Value, class: &Rc<Class>, name: &Str) -> R<()> {
        if let Some(Value::Object(descriptor)) = self.find(class, name) {
            let own = descriptor.class.borrow().clone();
            let names = self.names.clone();
            if let Some(delete) = self.find(&own, &names.delete) {
                let delete = self.bind(delete, &Value::Object(descriptor), &own)?;
                return self.call1(&delete, object.clone()).map(drop);
            }
            match &descriptor.payload {
                Payload::Descriptor(Descriptor::Property(_, _, deleter)) => {
                    if deleter.is_none() {
                        let owner = class.name.borrow().clone();
                        let message = format!("property '{name}' of '{owner}' object has no deleter");
                        return Err(self.error(&self.types.attribute_error.clone(), &message));
                    }
                    let deleter = deleter.clone();
                    return self.call1(&deleter, object.clone()).map(drop);
                }
                Payload::Descriptor(Descriptor::Slot(slot)) => {
                    return match slots_of(object).and_then(|slots| slots.remove_str(slot)) {
                        Some(_) => Ok(()),
                        None => Err(self.error(&self.types.attribute_error.clone(), slot)),
                    };
                }
                _ => {}
            }
        }
        let has_place = match object {
            Value::Object(_) => class.has_dict,
            Value::Module(_) | Value::Class(_) | Value::Function(_) => true,
            _ => false,
        };
        if !has_place {
            return Err(self.no_place(object, class, name));
        }
        let removed = match object {
            Value::Object(inner) => inner.attributes.remove_str(name),
            Value::Module(module) => module.globals.remove_str(name),
            Value::Class(inner) if !inner.builtin => {
                let removed = inner.attributes.remove_str(name);
                self.classes_changed();
                removed
            }
            Value::Function(function) => {
                let attributes = function.attributes.borrow().clone();
                attributes.and_then(|attributes| attributes.remove_str(name))
            }
            _ => None,
        };
        match removed {
            Some(_) => Ok(()),
            None => Err(self.no_attribute(object, name)),
        }
    }
}
