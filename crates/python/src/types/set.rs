//! `set` and `frozenset`.

use std::rc::Rc;

use super::{Def, Free, SELF, SELF1};
use crate::code::BinaryOp;
use crate::object::{Args, Set, Value};
use crate::vm::{R, Vm};

fn set(vm: &mut Vm, args: &Args, method: &str) -> R<Rc<Set>> {
    match args.get(0).core() {
        Value::Set(set) | Value::FrozenSet(set) => Ok(set.clone()),
        other => {
            let other = other.clone();
            Err(vm.wrong_receiver(method, "set", &other))
        }
    }
}

/// A set of the values of an iterable.
fn of(vm: &mut Vm, iterable: &Value) -> R<Rc<Set>> {
    match iterable.core() {
        Value::Set(set) | Value::FrozenSet(set) => Ok(set.clone()),
        _ => {
            let made = Rc::new(Set::default());
            vm.each(iterable, |vm, item| vm.set_add(&made, item))?;
            Ok(made)
        }
    }
}

fn copy(set: &Rc<Set>) -> Rc<Set> {
    let made = Set::default();
    {
        let mut table = made.borrow_mut();
        for (hash, item) in set.borrow().iter() {
            table.push(hash, item.clone());
        }
    }
    Rc::new(made)
}

/// A set of the receiver's kind.
fn like(receiver: &Value, set: Rc<Set>) -> Value {
    match receiver.core() {
        Value::FrozenSet(_) => Value::FrozenSet(set),
        _ => Value::Set(set),
    }
}

impl Vm {
    /// The result of a set operator; nothing if sets do not have it.
    pub(crate) fn set_operator(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
        let (Value::Set(a) | Value::FrozenSet(a)) = left else { return Ok(None) };
        let (Value::Set(b) | Value::FrozenSet(b)) = right else { return Ok(None) };
        let made = match op {
            BinaryOp::Or => {
                let made = copy(a);
                for item in b.items() {
                    self.set_add(&made, item)?;
                }
                made
            }
            BinaryOp::And => {
                // The smaller set is gone through, as in CPython.
                let (small, large) = if a.borrow().len() < b.borrow().len() { (a, b) } else { (b, a) };
                let made = Rc::new(Set::default());
                for item in small.items() {
                    if self.set_contains(large, &item)? {
                        self.set_add(&made, item)?;
                    }
                }
                made
            }
            BinaryOp::Sub => {
                let made = Rc::new(Set::default());
                for item in a.items() {
                    if !self.set_contains(b, &item)? {
                        self.set_add(&made, item)?;
                    }
                }
                made
            }
            BinaryOp::Xor => {
                let made = copy(a);
                for item in b.items() {
                    if !self.set_remove(&made, &item)? {
                        self.set_add(&made, item)?;
                    }
                }
                made
            }
            _ => return Ok(None),
        };
        Ok(Some(like(left, made)))
    }

    /// True if all items of one set are in the other.
    pub(crate) fn is_subset(&mut self, small: &Rc<Set>, large: &Rc<Set>) -> R<bool> {
        if small.borrow().len() > large.borrow().len() {
            return Ok(false);
        }
        for item in small.items() {
            if !self.set_contains(large, &item)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The operator with each of the arguments, which may be any iterables.
fn combine(vm: &mut Vm, args: &Args, method: &str, op: BinaryOp) -> R<Value> {
    let first = set(vm, args, method)?;
    let mut made = like(args.get(0), copy(&first));
    for other in args.values.iter().skip(1) {
        let other = of(vm, other)?;
        made = vm.set_operator(op, &made, &Value::Set(other))?.unwrap_or(made);
    }
    Ok(made)
}

fn combine_in_place(vm: &mut Vm, args: &Args, method: &str, op: BinaryOp) -> R<Value> {
    let first = set(vm, args, method)?;
    if op == BinaryOp::And {
        let made = combine(vm, args, method, op)?;
        if let Value::Set(made) = made {
            let table = made.borrow().clone();
            *first.borrow_mut() = table;
        }
        return Ok(Value::None);
    }
    for other in args.values.iter().skip(1) {
        let other = of(vm, other)?;
        for item in other.items() {
            let removed = op != BinaryOp::Or && vm.set_remove(&first, &item)?;
            if op == BinaryOp::Or || op == BinaryOp::Xor && !removed {
                vm.set_add(&first, item)?;
            }
        }
    }
    Ok(Value::None)
}

const COMMON: &[Def] = &[
    ("__len__", SELF, 1, |vm, a| Ok(Value::size(set(vm, &a, "__len__")?.borrow().len()))),
    ("__iter__", SELF, 1, |vm, a| vm.iter(&a.get(0).core().clone())),
    ("__contains__", SELF1, 2, |vm, a| {
        let set = set(vm, &a, "__contains__")?;
        vm.set_contains(&set, a.get(1)).map(Value::Bool)
    }),
    ("__repr__", SELF, 1, |vm, a| {
        let name = vm.short_class_name(a.get(0));
        let set = set(vm, &a, "__repr__")?;
        let shown = vm.repr(&Value::Set(set.clone()))?;
        let empty = set.borrow().is_empty();
        Ok(Value::str(if empty { format!("{name}()") } else { format!("{name}({shown})") }))
    }),
    ("__and__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::And)),
    ("__or__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Or)),
    ("__sub__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Sub)),
    ("__xor__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Xor)),
    ("copy", SELF, 1, |vm, a| {
        let inner = set(vm, &a, "copy")?;
        Ok(like(a.get(0), copy(&inner)))
    }),
    ("issubset", SELF1, 2, |vm, a| {
        let (small, large) = (set(vm, &a, "issubset")?, of(vm, a.get(1))?);
        vm.is_subset(&small, &large).map(Value::Bool)
    }),
    ("issuperset", SELF1, 2, |vm, a| {
        let (large, small) = (set(vm, &a, "issuperset")?, of(vm, a.get(1))?);
        vm.is_subset(&small, &large).map(Value::Bool)
    }),
    ("isdisjoint", SELF1, 2, |vm, a| {
        let inner = set(vm, &a, "isdisjoint")?;
        for item in vm.to_vec(a.get(1))? {
            if vm.set_contains(&inner, &item)? {
                return Ok(Value::Bool(false));
            }
        }
        Ok(Value::Bool(true))
    }),
];

const COMMON_FREE: &[Free] = &[
    ("union", |vm, args| combine(vm, &args, "union", BinaryOp::Or)),
    ("intersection", |vm, args| combine(vm, &args, "intersection", BinaryOp::And)),
    ("difference", |vm, args| combine(vm, &args, "difference", BinaryOp::Sub)),
    ("symmetric_difference", |vm, args| combine(vm, &args, "symmetric_difference", BinaryOp::Xor)),
];

const SET: &[Def] = &[
    ("add", SELF1, 2, |vm, mut a| {
        let set = set(vm, &a, "add")?;
        vm.set_add(&set, a.take(1))?;
        Ok(Value::None)
    }),
    ("remove", SELF1, 2, |vm, mut a| {
        let set = set(vm, &a, "remove")?;
        if vm.set_remove(&set, a.get(1))? { Ok(Value::None) } else { Err(vm.key_error(a.take(1))) }
    }),
    ("discard", SELF1, 2, |vm, a| {
        let set = set(vm, &a, "discard")?;
        vm.set_remove(&set, a.get(1))?;
        Ok(Value::None)
    }),
    ("pop", SELF, 1, |vm, a| {
        let set = set(vm, &a, "pop")?;
        let place = {
            let table = set.borrow();
            (0..table.places()).find(|place| table.at(*place).is_some())
        };
        match place.and_then(|place| set.borrow_mut().remove(place)) {
            Some(item) => Ok(item),
            None => Err(vm.key_error(Value::str("pop from an empty set"))),
        }
    }),
    ("clear", SELF, 1, |vm, a| {
        let set = set(vm, &a, "clear")?;
        let old = std::mem::take(&mut *set.borrow_mut());
        drop(old);
        Ok(Value::None)
    }),
    ("__init__", &["/self", "/iterable"], 1, |vm, a| {
        let inner = set(vm, &a, "__init__")?;
        if let Some(iterable) = a.given(1) {
            for item in vm.to_vec(iterable)? {
                vm.set_add(&inner, item)?;
            }
        }
        Ok(Value::None)
    }),
];

const SET_FREE: &[Free] = &[
    ("update", |vm, args| combine_in_place(vm, &args, "update", BinaryOp::Or)),
    ("intersection_update", |vm, args| combine_in_place(vm, &args, "intersection_update", BinaryOp::And)),
    ("difference_update", |vm, args| combine_in_place(vm, &args, "difference_update", BinaryOp::Sub)),
    ("symmetric_difference_update", |vm, args| {
        combine_in_place(vm, &args, "symmetric_difference_update", BinaryOp::Xor)
    }),
    ("__new__", |vm, mut args| {
        let class = args.take(0);
        if vm.is_derived(&class) {
            return Ok(vm.wrap(&class, Value::Set(Rc::default())));
        }
        vm.at_most(&args, "set", 1)?;
        Ok(Value::Set(match args.given(1) {
            Some(iterable) => copy(&of(vm, iterable)?),
            None => Rc::default(),
        }))
    }),
];

const FROZEN_FREE: &[Free] = &[("__new__", |vm, mut args| {
    vm.at_most(&args, "frozenset", 1)?;
    let class = args.take(0);
    let made = match args.given(1) {
        Some(iterable) => of(vm, iterable)?,
        None => Rc::default(),
    };
    let made = match args.get(1) {
        Value::Set(_) => copy(&made),
        _ => made,
    };
    Ok(vm.wrap(&class, Value::FrozenSet(made)))
})];

const FROZEN: &[Def] =
    &[("__hash__", SELF, 1, |vm, a| Ok(Value::Int(vm.hash(&a.get(0).core().clone())? as i64)))];

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    for class in [&types.set, &types.frozenset] {
        vm.methods(class, super::number::COMPARISONS, &[]);
        vm.methods(class, COMMON, COMMON_FREE);
    }
    vm.methods(&types.set, SET, SET_FREE);
    types.set.attributes.set_str(vm.names.hash.clone(), Value::None);
    vm.methods(&types.frozenset, FROZEN, FROZEN_FREE);
}
