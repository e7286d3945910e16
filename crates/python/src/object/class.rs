//! Classes and their order of search.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::{Dict, Str, Value};

/// What instances of a class hold besides attributes. It comes from the built-in type among the class's bases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Attributes only.
    Plain,
    /// A value of a built-in type that classes can be derived from: `int`, `str`, `list`, ...
    Value,
    /// The state of an exception.
    Exception,
    /// The instances are classes: `type` and the metaclasses derived from it.
    Type,
    /// A built-in type or a type of the host. It makes its instances itself.
    Own,
}

/// A class.
pub struct Class {
    /// Its name.
    pub name: RefCell<Str>,
    /// Its direct bases.
    pub bases: RefCell<Vec<Rc<Class>>>,
    /// The classes that are searched after this one.
    pub ancestors: RefCell<Vec<Rc<Class>>>,
    /// Its attributes.
    pub attributes: Rc<Dict>,
    /// Its own class; nothing for `type`.
    pub metaclass: RefCell<Option<Rc<Class>>>,
    /// What its instances hold.
    pub layout: Layout,
    /// True if programs may derive classes from it.
    pub open: bool,
    /// True if it is written in Rust, so that programs cannot change it.
    pub builtin: bool,
    /// True if it or a class in the order of search has names in `__slots__`.
    pub has_slots: bool,
    /// True if its instances have `__dict__`.
    pub has_dict: bool,
    /// Classes derived from it.
    pub subclasses: RefCell<Vec<Weak<Class>>>,
    /// True if a class in the order of search defines `__getattribute__` of its own.
    pub own_getattribute: Cell<bool>,
    /// True if a class in the order of search defines `__setattr__` of its own.
    pub own_setattr: Cell<bool>,
}

impl Class {
    /// The class itself and those after it, in the order of search.
    pub fn search(self: &Rc<Self>) -> Vec<Rc<Class>> {
        let mut order = vec![self.clone()];
        order.extend(self.ancestors.borrow().iter().cloned());
        order
    }

    /// True if it is `other` or derived from it.
    pub fn derives_from(self: &Rc<Self>, other: &Rc<Class>) -> bool {
        Rc::ptr_eq(self, other) || self.ancestors.borrow().iter().any(|class| Rc::ptr_eq(class, other))
    }

    /// The attribute that instances see under this name.
    pub fn lookup(&self, name: &Str) -> Option<Value> {
        if let Some(value) = self.attributes.get_str(name) {
            return Some(value);
        }
        self.ancestors.borrow().iter().find_map(|class| class.attributes.get_str(name))
    }

    /// The class in which `lookup` finds the name.
    pub fn owner(self: &Rc<Self>, name: &Str) -> Option<Rc<Class>> {
        self.search().into_iter().find(|class| class.attributes.get_str(name).is_some())
    }

    /// The name for messages and `repr`: with the module, unless it is a built-in one or the program.
    pub fn full_name(&self) -> String {
        let qualified = self.attributes.get("__qualname__").and_then(|name| name.as_str().cloned());
        let name = qualified.unwrap_or_else(|| self.name.borrow().clone());
        match self.module() {
            Some(module) if &*module != "builtins" => format!("{module}.{name}"),
            _ => name.to_string(),
        }
    }

    /// The name of the module that it belongs to.
    pub fn module(&self) -> Option<Str> {
        self.attributes.get("__module__").and_then(|name| name.as_str().cloned())
    }
}

/// The order of search after the class itself: C3 linearization of the orders of its bases. Nothing if there is none.
pub fn linearize(bases: &[Rc<Class>]) -> Option<Vec<Rc<Class>>> {
    let mut lists: Vec<Vec<Rc<Class>>> = bases.iter().map(Class::search).collect();
    lists.push(bases.to_vec());
    let mut order = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Some(order);
        }
        let good = |class: &Rc<Class>| {
            !lists.iter().any(|list| list[1..].iter().any(|other| Rc::ptr_eq(other, class)))
        };
        let next = lists.iter().map(|list| &list[0]).find(|class| good(class))?.clone();
        for list in &mut lists {
            if Rc::ptr_eq(&list[0], &next) {
                list.remove(0);
            }
        }
        order.push(next);
    }
}
