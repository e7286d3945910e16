//! Classes are made.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{R, Vm};
use crate::object::{Args, Class, Descriptor, Dict, Layout, Payload, Str, Value};

/// What `property`, `classmethod` and `staticmethod` show of themselves.
pub(super) fn descriptor_attr(descriptor: &Descriptor, name: &Str) -> Option<Value> {
    match (descriptor, &**name) {
        (Descriptor::Property(getter, setter, deleter), "__isabstractmethod__") => {
            let is_abstract = |value: &Value| match value {
                Value::Function(function) => {
                    let attributes = function.attributes.borrow().clone();
                    attributes.is_some_and(|attributes| attributes.get_str(name).is_some())
                }
                _ => false,
            };
            Some(Value::Bool(is_abstract(getter) || is_abstract(setter) || is_abstract(deleter)))
        }
        (Descriptor::Property(getter, ..), "fget") => Some(getter.clone()),
        (Descriptor::Property(_, setter, _), "fset") => Some(setter.clone()),
        (Descriptor::Property(_, _, deleter), "fdel") => Some(deleter.clone()),
        (Descriptor::Property(getter, ..), "__doc__") => match getter {
            Value::Function(function) => Some(function.doc.borrow().clone()),
            _ => Some(Value::None),
        },
        (
            Descriptor::ClassMethod(function) | Descriptor::StaticMethod(function),
            "__func__" | "__wrapped__",
        ) => Some(function.clone()),
        _ => None,
    }
}

impl Vm {
    /// Makes a class of what lies on the stack: the function of its body, its name, its bases, its keywords.
    pub(super) fn build_class(&mut self) -> R<()> {
        let mut pop = || self.stack.pop().unwrap_or(Value::None);
        let (keywords, bases, name, body) = (pop(), pop(), pop(), pop());
        let (Value::Dict(keywords), Value::Tuple(bases), Some(name), Value::Function(body)) =
            (keywords, bases, name.as_str().cloned(), body)
        else {
            return Ok(());
        };
        let original = bases.0.clone();
        let bases = self.real_bases(&original)?;
        let names = self.names.clone();
        let metaclass = self.choose_metaclass(keywords.remove_str(&names.metaclass), &bases)?;
        let kwargs: Vec<(Str, Value)> = keywords
            .borrow()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str()?.clone(), value.clone())))
            .collect();
        let bases_value = Value::tuple(bases.clone());
        let namespace = match self.optional_attr(&metaclass, &names.prepare)? {
            Some(prepare) => {
                let values = smallvec::smallvec![Value::Str(name.clone()), bases_value.clone()];
                self.call(&prepare, Args { values, keywords: kwargs.clone() })?
            }
            None => Value::Dict(Rc::default()),
        };
        let cell = self.run_class_body(&body, namespace.clone())?;
        if original.len() != bases.len() || original.iter().zip(&bases).any(|(a, b)| !a.is(b)) {
            let name = self.intern("__orig_bases__");
            self.set_item(&namespace, &Value::Str(name), Value::tuple(original))?;
        }
        let values = smallvec::smallvec![Value::Str(name), bases_value, namespace];
        let class = self.call(&metaclass, Args { values, keywords: kwargs })?;
        if let Value::Cell(cell) = cell {
            cell.replace(class.clone());
        }
        self.stack.push(class);
        Ok(())
    }

    fn run_class_body(&mut self, body: &Rc<crate::object::Function>, namespace: Value) -> R<Value> {
        let code = body.code.borrow().clone();
        let floor = self.stack.len();
        let own = code.variables.len() - code.free;
        self.stack.resize(floor + own, Value::Unset);
        self.stack.extend(body.closure.iter().cloned());
        self.run_frame(floor, code, body.globals.clone(), Some(namespace))
    }

    /// Bases that are no classes give some by `__mro_entries__`.
    fn real_bases(&mut self, bases: &[Value]) -> R<Vec<Value>> {
        let mut real = Vec::new();
        let entries = self.intern("__mro_entries__");
        for base in bases {
            match base {
                Value::Class(_) => real.push(base.clone()),
                other => match self.optional_attr(other, &entries)? {
                    Some(method) => {
                        let made = self.call1(&method, Value::tuple(bases.to_vec()))?;
                        real.extend(self.to_vec(&made)?);
                    }
                    None => real.push(base.clone()),
                },
            }
        }
        Ok(real)
    }

    fn choose_metaclass(&mut self, given: Option<Value>, bases: &[Value]) -> R<Value> {
        let mut best = match (given, bases.first()) {
            (Some(Value::Class(class)), _) => class,
            (Some(other), _) => return Ok(other),
            (None, Some(base)) => self.class_of(base),
            (None, None) => self.types.type_.clone(),
        };
        for base in bases {
            let own = self.class_of(base);
            if own.derives_from(&best) {
                best = own;
            } else if !best.derives_from(&own) {
                let message = "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases";
                return Err(self.type_error(message.into()));
            }
        }
        Ok(Value::Class(best))
    }

    /// `type.__new__`.
    pub(crate) fn new_class(
        &mut self,
        metaclass: &Rc<Class>,
        name: Str,
        bases: &[Value],
        namespace: &Value,
        keywords: Vec<(Str, Value)>,
    ) -> R<Value> {
        let mut parents = Vec::new();
        for base in bases {
            match base {
                Value::Class(class) if class.open => parents.push(class.clone()),
                Value::Class(class) => {
                    let name = class.name.borrow().clone();
                    return Err(self.type_error(format!("type '{name}' is not an acceptable base type")));
                }
                other => {
                    let name = self.class_name(other);
                    return Err(self.type_error(format!("bases must be types, not {name}")));
                }
            }
        }
        for (number, parent) in parents.iter().enumerate() {
            if parents[..number].iter().any(|other| Rc::ptr_eq(other, parent)) {
                let name = parent.name.borrow().clone();
                return Err(self.type_error(format!("duplicate base class {name}")));
            }
        }
        if parents.is_empty() {
            parents.push(self.types.object.clone());
        }
        let Some(ancestors) = crate::object::linearize(&parents) else {
            let listed: Vec<String> = parents.iter().map(|class| class.name.borrow().to_string()).collect();
            let message = format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                listed.join(", ")
            );
            return Err(self.type_error(message));
        };
        let layout = ancestors
            .iter()
            .map(|class| class.layout)
            .find(|layout| *layout != Layout::Plain)
            .unwrap_or(Layout::Plain);
        let attributes = Rc::new(Dict::default());
        self.dict_update(&attributes, namespace)?;
        let names = self.names.clone();
        // These are class methods even without the decorator.
        for implicit in [&names.init_subclass, &names.class_getitem] {
            if let Some(function @ Value::Function(_)) = attributes.get_str(implicit) {
                let class = self.types.classmethod.clone();
                let wrapped = self.new_object(&class, Payload::Descriptor(Descriptor::ClassMethod(function)));
                attributes.set_str(implicit.clone(), wrapped);
            }
        }
        if let Some(function @ Value::Function(_)) = attributes.get_str(&names.new) {
            let class = self.types.staticmethod.clone();
            let wrapped = self.new_object(&class, Payload::Descriptor(Descriptor::StaticMethod(function)));
            attributes.set_str(names.new.clone(), wrapped);
        }
        // An own `__eq__` without `__hash__` makes instances unhashable.
        if attributes.get_str(&names.eq).is_some() && attributes.get_str(&names.hash).is_none() {
            attributes.set_str(names.hash.clone(), Value::None);
        }
        if attributes.get_str(&names.doc).is_none() {
            attributes.set_str(names.doc.clone(), Value::None);
        }
        if attributes.get_str(&names.module).is_none() {
            let module = self.frames.last().and_then(|frame| frame.globals.get_str(&names.name));
            if let Some(module) = module {
                attributes.set_str(names.module.clone(), module);
            }
        }
        let slots = match attributes.get_str(&names.slots) {
            Some(text @ Value::Str(_)) => Some(vec![text]),
            Some(list) => Some(self.to_vec(&list)?),
            None => None,
        };
        let slots: Option<Vec<Str>> =
            slots.map(|slots| slots.iter().filter_map(|slot| slot.as_str().cloned()).collect());
        for slot in slots.iter().flatten().filter(|slot| !slot.starts_with("__")) {
            if attributes.get_str(slot).is_some() {
                return Err(self.value_error(format!("'{slot}' in __slots__ conflicts with class variable")));
            }
            let class = self.types.member_descriptor.clone();
            let member = self.new_object(&class, Payload::Descriptor(Descriptor::Slot(slot.clone())));
            attributes.set_str(slot.clone(), member);
        }
        let own = |name: &Str, inherited: fn(&Class) -> bool| {
            attributes.get_str(name).is_some() || parents.iter().any(|class| inherited(class))
        };
        let own_getattribute = own(&names.getattribute, |class| class.own_getattribute.get());
        let own_setattr = own(&names.setattr, |class| class.own_setattr.get());
        let metaclass_of =
            if Rc::ptr_eq(metaclass, &self.types.type_) { None } else { Some(metaclass.clone()) };
        let class = Rc::new(Class {
            name: RefCell::new(name),
            bases: RefCell::new(parents.clone()),
            ancestors: RefCell::new(ancestors),
            attributes: attributes.clone(),
            metaclass: RefCell::new(metaclass_of),
            layout,
            open: true,
            builtin: false,
            has_slots: parents.iter().any(|class| class.has_slots)
                || slots.as_ref().is_some_and(|slots| !slots.is_empty()),
            has_dict: parents.iter().any(|class| class.has_dict)
                || slots.as_ref().is_none_or(|slots| slots.iter().any(|slot| &**slot == "__dict__")),
            subclasses: RefCell::default(),
            own_getattribute: Cell::new(own_getattribute),
            own_setattr: Cell::new(own_setattr),
        });
        self.classes_changed();
        for parent in &parents {
            parent.subclasses.borrow_mut().push(Rc::downgrade(&class));
        }
        let value = Value::Class(class.clone());
        let entries = attributes.entries();
        for (key, attribute) in entries {
            if matches!(attribute, Value::Object(_))
                && let Some(method) = self.special(&attribute, &names.set_name)?
            {
                self.call(&method, Args::of([value.clone(), key]))?;
            }
        }
        // `super().__init_subclass__(**keywords)`.
        let after = class.ancestors.borrow().clone();
        for parent in after {
            if let Some(found) = parent.attributes.get_str(&names.init_subclass) {
                let bound = self.bind(found, &value, &class)?;
                let bound = match bound {
                    Value::Method(method) => Self::method(method.function.clone(), value.clone()),
                    other => other,
                };
                self.call(&bound, Args { values: smallvec::smallvec![], keywords })?;
                break;
            }
        }
        Ok(value)
    }

    /// `list[int]` and the like.
    pub(crate) fn generic_alias(&mut self, origin: Value, arguments: Value) -> Value {
        let arguments = match arguments {
            Value::Tuple(_) => arguments,
            other => Value::tuple(vec![other]),
        };
        let class = self.types.generic_alias.clone();
        let made = self.new_object(&class, Payload::None);
        if let Value::Object(object) = &made {
            object.attributes.set_str(self.intern("__origin__"), origin);
            object.attributes.set_str(self.intern("__args__"), arguments);
        }
        made
    }

    /// `int | str`; nothing if one of the two is no type.
    pub(super) fn union(&mut self, left: &Value, right: &Value) -> Option<Value> {
        let mut members: Vec<Value> = Vec::new();
        let class = self.types.union_type.clone();
        let arguments = self.intern("__args__");
        for side in [left, right] {
            let parts = match side {
                Value::None => vec![Value::Class(self.types.none.clone())],
                Value::Class(_) => vec![side.clone()],
                Value::Object(object) if Rc::ptr_eq(&object.class.borrow(), &class) => {
                    match object.attributes.get_str(&arguments) {
                        Some(Value::Tuple(parts)) => parts.0.clone(),
                        _ => return None,
                    }
                }
                Value::Object(object) if Rc::ptr_eq(&object.class.borrow(), &self.types.generic_alias) => {
                    vec![side.clone()]
                }
                _ => return None,
            };
            for part in parts {
                if !members.iter().any(|other| other.is(&part)) {
                    members.push(part);
                }
            }
        }
        if members.len() == 1 {
            return members.pop();
        }
        let made = self.new_object(&class, Payload::None);
        if let Value::Object(object) = &made {
            object.attributes.set_str(arguments, Value::tuple(members));
        }
        Some(made)
    }

    /// True if the test holds for one of a tuple's classes, which may be tuples again.
    fn any_class(&mut self, classes: &[Value], mut test: impl FnMut(&mut Vm, &Value) -> R<bool>) -> R<bool> {
        self.nested(|vm| {
            for class in classes {
                if test(vm, class)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// `isinstance(value, class)`.
    pub(crate) fn isinstance(&mut self, value: &Value, class: &Value) -> R<bool> {
        match class {
            Value::Class(inner) => {
                if self.is_instance(value, inner) {
                    return Ok(true);
                }
                let names = self.names.clone();
                let metaclass = self.class_of(class);
                match self.find(&metaclass, &names.instancecheck) {
                    Some(method) if !metaclass.builtin => {
                        let method = self.bind(method, class, &metaclass)?;
                        let result = self.call1(&method, value.clone())?;
                        self.truth(&result)
                    }
                    _ => Ok(false),
                }
            }
            Value::Tuple(classes) => self.any_class(&classes.0, |vm, class| vm.isinstance(value, class)),
            Value::None => Ok(value.is_none()),
            Value::Object(object) if Rc::ptr_eq(&object.class.borrow(), &self.types.union_type) => {
                let name = self.intern("__args__");
                let parts = object.attributes.get_str(&name).unwrap_or(Value::None);
                self.isinstance(value, &parts)
            }
            other => {
                let names = self.names.clone();
                if let Some(method) = self.special(other, &names.instancecheck)? {
                    let result = self.call1(&method, value.clone())?;
                    return self.truth(&result);
                }
                if self.is_instance(other, &self.types.generic_alias) {
                    return Err(
                        self.type_error("isinstance() argument 2 cannot be a parameterized generic".into())
                    );
                }
                Err(self.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union".into()))
            }
        }
    }

    /// `issubclass(class, other)`.
    pub(crate) fn issubclass(&mut self, class: &Value, other: &Value) -> R<bool> {
        let Value::Class(inner) = class else {
            return Err(self.type_error("issubclass() arg 1 must be a class".into()));
        };
        match other {
            Value::Class(base) => {
                if inner.derives_from(base) {
                    return Ok(true);
                }
                let names = self.names.clone();
                let metaclass = self.class_of(other);
                match self.find(&metaclass, &names.subclasscheck) {
                    Some(method) if !metaclass.builtin => {
                        let method = self.bind(method, other, &metaclass)?;
                        let result = self.call1(&method, class.clone())?;
                        self.truth(&result)
                    }
                    _ => Ok(false),
                }
            }
            Value::Tuple(classes) => self.any_class(&classes.0, |vm, base| vm.issubclass(class, base)),
            Value::Object(object) if Rc::ptr_eq(&object.class.borrow(), &self.types.union_type) => {
                let name = self.intern("__args__");
                let parts = object.attributes.get_str(&name).unwrap_or(Value::None);
                self.issubclass(class, &parts)
            }
            other if self.is_instance(other, &self.types.generic_alias) => {
                Err(self.type_error("issubclass() argument 2 cannot be a parameterized generic".into()))
            }
            _ => {
                Err(self
                    .type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union".into()))
            }
        }
    }
}
