//! `_collections`: `deque` and `defaultdict`. The rest of `collections` is written in Python.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::code::CompareOp;
use crate::object::{Args, Dict, Object, Payload, Value};
use crate::types::{Def, Free, SELF, SELF1, insertion_place};
use crate::vm::iterator::from_fn;
use crate::vm::{R, Vm};

#[derive(Default)]
struct Deque {
    items: RefCell<VecDeque<Value>>,
    most: Cell<Option<usize>>,
    /// Grows with each change, so that iterators see it.
    version: Cell<u64>,
}

impl Deque {
    fn push(&self, value: Value, left: bool) {
        self.version.set(self.version.get() + 1);
        let mut items = self.items.borrow_mut();
        let removed = if self.most.get().is_some_and(|most| items.len() >= most) {
            if left { items.pop_back() } else { items.pop_front() }
        } else {
            None
        };
        if self.most.get() != Some(0) {
            if left {
                items.push_front(value);
            } else {
                items.push_back(value);
            }
        }
        drop(items);
        drop(removed);
    }
}

fn deque<'a>(vm: &mut Vm, value: &'a Value) -> R<&'a Rc<Deque>> {
    match value.host::<Rc<Deque>>() {
        Some(deque) => Ok(deque),
        None => {
            let value = value.clone();
            Err(vm.wrong_receiver("method", "collections.deque", &value))
        }
    }
}

fn items(vm: &mut Vm, value: &Value) -> R<Vec<Value>> {
    Ok(deque(vm, value)?.items.borrow().iter().cloned().collect())
}

fn place(vm: &mut Vm, value: &Value, index: &Value) -> R<usize> {
    let Some(index) = vm.optional_index(index)? else {
        let name = vm.class_name(index);
        return Err(vm.type_error(format!("sequence index must be integer, not '{name}'")));
    };
    let length = deque(vm, value)?.items.borrow().len();
    let at = if index < 0 { index + length as i64 } else { index };
    match usize::try_from(at) {
        Ok(at) if at < length => Ok(at),
        _ => Err(vm.index_error("deque index out of range".into())),
    }
}

fn compare(vm: &mut Vm, args: &Args, op: CompareOp) -> R<Value> {
    if args.get(1).host::<Rc<Deque>>().is_none() {
        return Ok(Value::NotImplemented);
    }
    let (left, right) = (items(vm, args.get(0))?, items(vm, args.get(1))?);
    vm.compare(op, &Value::list(left), &Value::list(right))
}

fn like(vm: &mut Vm, value: &Value, items: impl IntoIterator<Item = Value>, most: Option<usize>) -> Value {
    let made = Deque::default();
    made.most.set(most);
    for item in items {
        made.push(item, false);
    }
    let class = vm.class_of(value);
    vm.new_object(&class, Payload::Host(Box::new(Rc::new(made))))
}

fn index(vm: &mut Vm, args: &Args) -> R<Option<usize>> {
    for (at, item) in items(vm, args.get(0))?.iter().enumerate() {
        if vm.equal(item, args.get(1))? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

const DEQUE: &[Def] = &[
    ("append", SELF1, 2, |vm, mut a| {
        let value = a.take(1);
        deque(vm, a.get(0))?.push(value, false);
        Ok(Value::None)
    }),
    ("appendleft", SELF1, 2, |vm, mut a| {
        let value = a.take(1);
        deque(vm, a.get(0))?.push(value, true);
        Ok(Value::None)
    }),
    ("extend", SELF1, 2, |vm, a| {
        for value in vm.to_vec(a.get(1))? {
            deque(vm, a.get(0))?.push(value, false);
        }
        Ok(Value::None)
    }),
    ("extendleft", SELF1, 2, |vm, a| {
        for value in vm.to_vec(a.get(1))? {
            deque(vm, a.get(0))?.push(value, true);
        }
        Ok(Value::None)
    }),
    ("pop", SELF, 1, |vm, a| {
        let deque = deque(vm, a.get(0))?;
        deque.version.set(deque.version.get() + 1);
        let popped = deque.items.borrow_mut().pop_back();
        popped.ok_or_else(|| vm.index_error("pop from an empty deque".into()))
    }),
    ("popleft", SELF, 1, |vm, a| {
        let deque = deque(vm, a.get(0))?;
        deque.version.set(deque.version.get() + 1);
        let popped = deque.items.borrow_mut().pop_front();
        popped.ok_or_else(|| vm.index_error("pop from an empty deque".into()))
    }),
    ("clear", SELF, 1, |vm, a| {
        let old = deque(vm, a.get(0))?.items.take();
        drop(old);
        Ok(Value::None)
    }),
    ("copy", SELF, 1, |vm, a| {
        let most = deque(vm, a.get(0))?.most.get();
        let all = items(vm, a.get(0))?;
        Ok(like(vm, a.get(0), all, most))
    }),
    ("rotate", &["/self", "/n"], 1, |vm, a| {
        let n = a.given(1).map_or(Ok(1), |n| vm.index(n))?;
        let deque = deque(vm, a.get(0))?;
        let mut items = deque.items.borrow_mut();
        if !items.is_empty() {
            let turn = n.rem_euclid(items.len() as i64) as usize;
            items.rotate_right(turn);
        }
        Ok(Value::None)
    }),
    ("reverse", SELF, 1, |vm, a| {
        let reversed: VecDeque<Value> = items(vm, a.get(0))?.into_iter().rev().collect();
        deque(vm, a.get(0))?.items.replace(reversed);
        Ok(Value::None)
    }),
    ("remove", SELF1, 2, |vm, a| match index(vm, &a)? {
        Some(at) => {
            let removed = deque(vm, a.get(0))?.items.borrow_mut().remove(at);
            drop(removed);
            Ok(Value::None)
        }
        None => {
            let shown = vm.repr(a.get(1))?;
            Err(vm.value_error(format!("{shown} is not in deque")))
        }
    }),
    ("index", SELF1, 2, |vm, a| match index(vm, &a)? {
        Some(at) => Ok(Value::size(at)),
        None => {
            let shown = vm.repr(a.get(1))?;
            Err(vm.value_error(format!("{shown} is not in deque")))
        }
    }),
    ("count", SELF1, 2, |vm, a| {
        let mut count = 0;
        for item in items(vm, a.get(0))? {
            count += i64::from(vm.equal(&item, a.get(1))?);
        }
        Ok(Value::Int(count))
    }),
    ("insert", &["/self", "/index", "/value"], 3, |vm, mut a| {
        let value = a.take(2);
        let at = vm.index(a.get(1))?;
        let deque = deque(vm, a.get(0))?;
        let mut items = deque.items.borrow_mut();
        if deque.most.get().is_some_and(|most| items.len() >= most) {
            return Err(vm.index_error("deque already at its maximum size".into()));
        }
        let at = insertion_place(at, items.len());
        items.insert(at, value);
        Ok(Value::None)
    }),
    ("__len__", SELF, 1, |vm, a| Ok(Value::size(deque(vm, a.get(0))?.items.borrow().len()))),
    ("__contains__", SELF1, 2, |vm, a| Ok(Value::Bool(index(vm, &a)?.is_some()))),
    ("__getitem__", SELF1, 2, |vm, a| {
        let at = place(vm, a.get(0), a.get(1))?;
        Ok(deque(vm, a.get(0))?.items.borrow()[at].clone())
    }),
    ("__setitem__", &["/self", "/index", "/value"], 3, |vm, mut a| {
        let value = a.take(2);
        let at = place(vm, a.get(0), a.get(1))?;
        let old = std::mem::replace(&mut deque(vm, a.get(0))?.items.borrow_mut()[at], value);
        drop(old);
        Ok(Value::None)
    }),
    ("__delitem__", SELF1, 2, |vm, a| {
        let at = place(vm, a.get(0), a.get(1))?;
        let removed = deque(vm, a.get(0))?.items.borrow_mut().remove(at);
        drop(removed);
        Ok(Value::None)
    }),
    ("__iter__", SELF, 1, |vm, a| {
        let deque = deque(vm, a.get(0))?.clone();
        let (mut at, version) = (0, deque.version.get());
        Ok(from_fn("_deque_iterator", move |vm| {
            if deque.version.get() != version {
                return Err(vm.error(&vm.types.runtime_error.clone(), "deque mutated during iteration"));
            }
            at += 1;
            Ok(deque.items.borrow().get(at - 1).cloned())
        }))
    }),
    ("__reversed__", SELF, 1, |vm, a| {
        let mut all = items(vm, a.get(0))?;
        Ok(from_fn("_deque_reverse_iterator", move |_| Ok(all.pop())))
    }),
    ("__repr__", SELF, 1, |vm, a| {
        let most = deque(vm, a.get(0))?.most.get();
        let all = items(vm, a.get(0))?;
        if !vm.begin_repr(a.get(0)) {
            return Ok(Value::str("[...]"));
        }
        let shown = vm.repr(&Value::list(all));
        vm.end_repr();
        let shown = shown?;
        let name = vm.short_class_name(a.get(0));
        Ok(Value::str(match most {
            Some(most) => format!("{name}({shown}, maxlen={most})"),
            None => format!("{name}({shown})"),
        }))
    }),
    ("__add__", SELF1, 2, |vm, a| {
        if a.get(1).host::<Rc<Deque>>().is_none() {
            return Ok(Value::NotImplemented);
        }
        let most = deque(vm, a.get(0))?.most.get();
        let mut all = items(vm, a.get(0))?;
        all.extend(items(vm, a.get(1))?);
        Ok(like(vm, a.get(0), all, most))
    }),
    ("__mul__", SELF1, 2, |vm, a| {
        let most = deque(vm, a.get(0))?.most.get();
        let all = Value::list(items(vm, a.get(0))?);
        let repeated = vm.binary(crate::code::BinaryOp::Mul, &all, a.get(1))?;
        let repeated = vm.to_vec(&repeated)?;
        Ok(like(vm, a.get(0), repeated, most))
    }),
    ("__iadd__", SELF1, 2, |vm, a| {
        for value in vm.to_vec(a.get(1))? {
            deque(vm, a.get(0))?.push(value, false);
        }
        Ok(a.get(0).clone())
    }),
    ("__eq__", SELF1, 2, |vm, a| compare(vm, &a, CompareOp::Eq)),
    ("__lt__", SELF1, 2, |vm, a| compare(vm, &a, CompareOp::Lt)),
    ("__le__", SELF1, 2, |vm, a| compare(vm, &a, CompareOp::Le)),
    ("__gt__", SELF1, 2, |vm, a| compare(vm, &a, CompareOp::Gt)),
    ("__ge__", SELF1, 2, |vm, a| compare(vm, &a, CompareOp::Ge)),
    ("__init__", &["/self", "iterable", "maxlen"], 1, |vm, a| {
        let most = match a.given(2).filter(|most| !most.is_none()) {
            Some(most) => match usize::try_from(vm.index(most)?) {
                Ok(most) => Some(most),
                Err(_) => return Err(vm.value_error("maxlen must be non-negative".into())),
            },
            None => None,
        };
        deque(vm, a.get(0))?.most.set(most);
        if let Some(iterable) = a.given(1) {
            for value in vm.to_vec(iterable)? {
                deque(vm, a.get(0))?.push(value, false);
            }
        }
        Ok(Value::None)
    }),
];

const DEQUE_FREE: &[Free] = &[("__new__", |vm, mut args| {
    let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
    Ok(vm.new_object(&class, Payload::Host(Box::new(Rc::new(Deque::default())))))
})];

fn factory(value: &Value) -> Value {
    match value {
        Value::Object(object) => object.attributes.get("default_factory").unwrap_or(Value::None),
        _ => Value::None,
    }
}

const DEFAULT: &[Def] = &[
    ("__missing__", SELF1, 2, |vm, a| {
        let factory = factory(a.get(0));
        if factory.is_none() {
            return Err(vm.key_error(a.get(1).clone()));
        }
        let value = vm.call(&factory, Args::default())?;
        if let Value::Dict(dict) = a.get(0).core() {
            let dict = dict.clone();
            vm.dict_set(&dict, a.get(1).clone(), value.clone())?;
        }
        Ok(value)
    }),
    ("__repr__", SELF, 1, |vm, a| {
        let factory = factory(a.get(0));
        let (factory, entries) = (vm.repr(&factory)?, vm.repr(&a.get(0).core().clone())?);
        Ok(Value::str(format!("defaultdict({factory}, {entries})")))
    }),
    ("copy", SELF, 1, |vm, a| {
        let class = Value::Class(vm.class_of(a.get(0)));
        vm.call(&class, Args::of([factory(a.get(0)), a.get(0).core().clone()]))
    }),
];

const DEFAULT_FREE: &[Free] = &[
    ("__new__", |_, mut args| {
        let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
        Ok(Value::Object(Object::new(&class, Payload::Value(Value::Dict(Rc::default())))))
    }),
    ("__init__", |vm, args| {
        let mut values = args.values.into_iter();
        let (object, factory) = (values.next().unwrap_or(Value::None), values.next().unwrap_or(Value::None));
        let Value::Object(inner) = &object else { return Ok(Value::None) };
        let callable = matches!(
            factory,
            Value::None
                | Value::Function(_)
                | Value::Native(_)
                | Value::Method(_)
                | Value::Class(_)
                | Value::Object(_)
        );
        if !callable {
            return Err(vm.type_error("first argument must be callable or None".into()));
        }
        inner.attributes.set_str(vm.intern("default_factory"), factory);
        if let Value::Dict(dict) = object.core() {
            if let Some(entries) = values.next() {
                vm.dict_update(dict, &entries)?;
            }
            for (name, value) in args.keywords {
                dict.set_str(name, value);
            }
        }
        Ok(Value::None)
    }),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    let class = vm.host_class("deque", "collections", true);
    vm.methods(&class, DEQUE, DEQUE_FREE);
    class.attributes.set_str(vm.names.hash.clone(), Value::None);
    vm.add_property(&class, "maxlen", |vm, value| {
        Ok(deque(vm, value)?.most.get().map_or(Value::None, Value::size))
    });
    super::set(vm, &globals, "deque", Value::Class(class));
    let dict = vm.types.dict.clone();
    let class = crate::vm::native_class("defaultdict", &[&dict], crate::object::Layout::Value, true);
    let module = vm.names.module.clone();
    class.attributes.set_str(module, Value::str("collections"));
    vm.methods(&class, DEFAULT, DEFAULT_FREE);
    super::set(vm, &globals, "defaultdict", Value::Class(class));
    Ok(globals)
}
