//! `list`, `tuple`, `range`, `slice`.

use std::cell::Cell;
use std::rc::Rc;

use super::{Def, Free, SELF, SELF1};
use crate::code::BinaryOp;
use crate::object::{Args, List, Range, Slice, Value};
use crate::vm::iterator::{Body, iterator};
use crate::vm::{R, Vm};

fn list(vm: &mut Vm, args: &Args, method: &str) -> R<Rc<List>> {
    match args.get(0).core() {
        Value::List(list) => Ok(list.clone()),
        other => {
            let other = other.clone();
            Err(vm.wrong_receiver(method, "list", &other))
        }
    }
}

/// Where an item is in a list or tuple, which may change meanwhile.
fn search(vm: &mut Vm, sequence: &Value, item: &Value, start: usize, stop: usize) -> R<Option<usize>> {
    let mut at = start;
    while at < stop {
        let other = match sequence {
            Value::List(list) => list.0.borrow().get(at).cloned(),
            Value::Tuple(tuple) => tuple.0.get(at).cloned(),
            _ => None,
        };
        let Some(other) = other else { break };
        if vm.equal(&other, item)? {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

/// The places between which a search goes, from its third and fourth argument.
pub(super) fn bounds(vm: &mut Vm, args: &Args, length: usize) -> R<(usize, usize)> {
    let mut at = |place: usize, default: usize| -> R<usize> {
        Ok(match args.given(place) {
            None | Some(Value::None) => default,
            Some(value) => insertion_place(vm.index(value)?, length),
        })
    };
    Ok((at(2, 0)?, at(3, length)?))
}

/// The place that an index means for an insertion: from 0 to the length.
pub(crate) fn insertion_place(index: i64, length: usize) -> usize {
    let length = length as i64;
    let from_start = if index < 0 { index.saturating_add(length) } else { index };
    from_start.clamp(0, length) as usize
}

const INDEX: &[&str] = &["/self", "/value", "/start", "/stop"];

fn count(vm: &mut Vm, sequence: &Value, item: &Value) -> R<Value> {
    let length = vm.length(sequence)?;
    let (mut at, mut count) = (0, 0);
    while let Some(found) = search(vm, sequence, item, at, length)? {
        count += 1;
        at = found + 1;
    }
    Ok(Value::Int(count))
}

/// Sorts stably; the comparisons may run code of the program and may fail.
pub(crate) fn sort(vm: &mut Vm, items: Vec<Value>, key: Option<&Value>, reverse: bool) -> R<Vec<Value>> {
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let made = match key {
            Some(key) => vm.call1(key, item.clone())?,
            None => item.clone(),
        };
        keyed.push((made, item));
    }
    if reverse {
        keyed.reverse();
    }
    let mut failed = None;
    merge_sort(vm, &mut keyed, &mut failed);
    if let Some(raise) = failed {
        return Err(raise);
    }
    if reverse {
        keyed.reverse();
    }
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}

/// Rust's sorts need a total order, which methods of a program may not give. This merge sort takes any answers.
fn merge_sort(vm: &mut Vm, items: &mut Vec<(Value, Value)>, failed: &mut Option<crate::vm::Raise>) {
    let simple = |value: &Value| {
        matches!(value, Value::Int(_) | Value::Str(_))
            || matches!(value, Value::Float(value) if !value.is_nan())
    };
    let first = items.first().map(|(key, _)| std::mem::discriminant(key));
    if items.iter().all(|(key, _)| simple(key) && Some(std::mem::discriminant(key)) == first) {
        items.sort_by(|(a, _), (b, _)| match (a, b) {
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            (Value::Float(a), Value::Float(b)) => a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal),
            (Value::Str(a), Value::Str(b)) => a.as_str().cmp(b.as_str()),
            _ => std::cmp::Ordering::Equal,
        });
        return;
    }
    let mut width = 1;
    while width < items.len() && failed.is_none() {
        let mut merged = Vec::with_capacity(items.len());
        let mut rest = std::mem::take(items).into_iter();
        loop {
            let left: Vec<_> = rest.by_ref().take(width).collect();
            if left.is_empty() {
                break;
            }
            let right: Vec<_> = rest.by_ref().take(width).collect();
            let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
            while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
                let less = if failed.is_some() {
                    false
                } else {
                    match vm.less(b, a) {
                        Ok(less) => less,
                        Err(raise) => {
                            *failed = Some(raise);
                            false
                        }
                    }
                };
                merged.extend(if less { right.next() } else { left.next() });
            }
            merged.extend(left);
            merged.extend(right);
        }
        *items = merged;
        width *= 2;
    }
}

const LIST: &[Def] = &[
    ("append", SELF1, 2, |vm, mut a| {
        let list = list(vm, &a, "append")?;
        list.0.borrow_mut().push(a.take(1));
        Ok(Value::None)
    }),
    ("extend", SELF1, 2, |vm, a| {
        let list = list(vm, &a, "extend")?;
        let items = vm.to_vec(a.get(1))?;
        list.0.borrow_mut().extend(items);
        Ok(Value::None)
    }),
    ("insert", &["/self", "/index", "/value"], 3, |vm, mut a| {
        let list = list(vm, &a, "insert")?;
        let at = vm.index(a.get(1))?;
        let mut items = list.0.borrow_mut();
        let at = insertion_place(at, items.len());
        items.insert(at, a.take(2));
        Ok(Value::None)
    }),
    ("pop", &["/self", "/index"], 1, |vm, a| {
        let list = list(vm, &a, "pop")?;
        let at = a.given(1).map_or(Ok(-1), |index| vm.index(index))?;
        let mut items = list.0.borrow_mut();
        if items.is_empty() {
            return Err(vm.index_error("pop from empty list".into()));
        }
        let at = if at < 0 { at.saturating_add(items.len() as i64) } else { at };
        match usize::try_from(at) {
            Ok(at) if at < items.len() => Ok(items.remove(at)),
            _ => Err(vm.index_error("pop index out of range".into())),
        }
    }),
    ("remove", SELF1, 2, |vm, a| {
        let list = list(vm, &a, "remove")?;
        let length = list.0.borrow().len();
        match search(vm, &Value::List(list.clone()), a.get(1), 0, length)? {
            Some(at) => {
                // The comparison may have changed the list.
                let mut items = list.0.borrow_mut();
                let removed = if at < items.len() { Some(items.remove(at)) } else { None };
                drop(items);
                drop(removed);
                Ok(Value::None)
            }
            None => Err(vm.value_error("list.remove(x): x not in list".into())),
        }
    }),
    ("clear", SELF, 1, |vm, a| {
        let old = list(vm, &a, "clear")?.0.take();
        drop(old);
        Ok(Value::None)
    }),
    ("copy", SELF, 1, |vm, a| Ok(Value::list(list(vm, &a, "copy")?.0.borrow().clone()))),
    ("reverse", SELF, 1, |vm, a| {
        list(vm, &a, "reverse")?.0.borrow_mut().reverse();
        Ok(Value::None)
    }),
    ("index", INDEX, 2, |vm, a| {
        let list = list(vm, &a, "index")?;
        let length = list.0.borrow().len();
        let (start, stop) = bounds(vm, &a, length)?;
        match search(vm, &Value::List(list), a.get(1), start, stop)? {
            Some(at) => Ok(Value::size(at)),
            None => {
                let shown = vm.repr(a.get(1))?;
                Err(vm.value_error(format!("{shown} is not in list")))
            }
        }
    }),
    ("count", SELF1, 2, |vm, a| {
        let list = list(vm, &a, "count")?;
        count(vm, &Value::List(list), a.get(1))
    }),
    ("sort", &["/self", "*key", "*reverse"], 1, |vm, a| {
        let list = list(vm, &a, "sort")?;
        let reverse = a.given(2).map_or(Ok(false), |reverse| vm.truth(reverse))?;
        let key = a.given(1).filter(|key| !key.is_none()).cloned();
        // The list is empty meanwhile, as in CPython.
        let items = list.0.take();
        let (sorted, failed) = match sort(vm, items.clone(), key.as_ref(), reverse) {
            Ok(sorted) => (sorted, None),
            Err(raise) => (items, Some(raise)),
        };
        let changed = list.0.replace(sorted);
        match failed {
            Some(raise) => Err(raise),
            None if !changed.is_empty() => Err(vm.value_error("list modified during sort".into())),
            None => Ok(Value::None),
        }
    }),
    ("__init__", &["/self", "/iterable"], 1, |vm, a| {
        let list = list(vm, &a, "__init__")?;
        if let Some(iterable) = a.given(1) {
            let items = vm.to_vec(iterable)?;
            list.0.replace(items);
        }
        Ok(Value::None)
    }),
    ("__reversed__", SELF, 1, |vm, a| {
        let list = list(vm, &a, "__reversed__")?;
        let length = list.0.borrow().len();
        Ok(iterator("list_reverseiterator", Body::ListBack(list, Cell::new(length))))
    }),
];

/// Methods of mutable sequences: lists and byte arrays.
pub(super) const MUTABLE: &[Def] = &[
    ("__setitem__", &["/self", "/index", "/value"], 3, |vm, mut a| {
        let value = a.take(2);
        vm.set_item(&a.get(0).core().clone(), a.get(1), value)?;
        Ok(Value::None)
    }),
    ("__delitem__", SELF1, 2, |vm, a| {
        vm.delete_item(&a.get(0).core().clone(), a.get(1))?;
        Ok(Value::None)
    }),
    ("__iadd__", SELF1, 2, |vm, a| {
        vm.in_place(BinaryOp::Add, &a.get(0).core().clone(), a.get(1))?;
        Ok(a.get(0).clone())
    }),
];

/// What sequences have as methods, for classes derived from them.
const SEQUENCE: &[Def] = &[
    ("__len__", SELF, 1, |vm, a| vm.length(&a.get(0).core().clone()).map(Value::size)),
    ("__iter__", SELF, 1, |vm, a| vm.iter(&a.get(0).core().clone())),
    ("__getitem__", SELF1, 2, |vm, a| vm.get_item(&a.get(0).core().clone(), a.get(1))),
    ("__contains__", SELF1, 2, |vm, a| vm.contains(&a.get(0).core().clone(), a.get(1)).map(Value::Bool)),
    ("__repr__", SELF, 1, |vm, a| vm.repr(&a.get(0).core().clone()).map(Value::str)),
    ("__add__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Add)),
    ("__mul__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Mul)),
    ("__rmul__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Mul)),
];

const TUPLE: &[Def] = &[
    ("index", INDEX, 2, |vm, a| {
        let length = vm.length(&a.get(0).core().clone())?;
        let (start, stop) = bounds(vm, &a, length)?;
        match search(vm, &a.get(0).core().clone(), a.get(1), start, stop)? {
            Some(at) => Ok(Value::size(at)),
            None => Err(vm.value_error("tuple.index(x): x not in tuple".into())),
        }
    }),
    ("count", SELF1, 2, |vm, a| count(vm, &a.get(0).core().clone(), a.get(1))),
    ("__hash__", SELF, 1, |vm, a| Ok(Value::Int(vm.hash(&a.get(0).core().clone())? as i64))),
];

const RANGE: &[Def] = &[
    ("index", SELF1, 2, |vm, a| {
        let range = a.get(0).clone();
        let (Value::Range(inner), true) = (&range, vm.contains(&range, a.get(1))?) else {
            let shown = vm.repr(a.get(1))?;
            return Err(vm.value_error(format!("{shown} is not in range")));
        };
        let value = vm.int(a.get(1))?;
        let value = vm.index(&value)?;
        Ok(Value::Int(inner.index_of(value).unwrap_or(0) as i64))
    }),
    ("count", SELF1, 2, |vm, a| Ok(Value::Int(i64::from(vm.contains(a.get(0), a.get(1))?)))),
    ("__reversed__", SELF, 1, |_, a| {
        let Value::Range(range) = a.get(0) else { return Ok(Value::None) };
        let length = range.len();
        let last = range.at(length.wrapping_sub(1));
        Ok(iterator(
            "range_iterator",
            Body::Range(Cell::new(last), range.step.wrapping_neg(), Cell::new(length)),
        ))
    }),
];

const SLICE: &[Def] = &[("indices", SELF1, 2, |vm, a| {
    let Value::Slice(slice) = a.get(0).clone() else { return Ok(Value::None) };
    let length = vm.index(a.get(1))?;
    if length < 0 {
        return Err(vm.value_error("length should not be negative".into()));
    }
    let bounds = vm.slice_bounds(&slice)?;
    let (start, stop) = bounds.limits(length);
    Ok(Value::tuple(vec![Value::Int(start), Value::Int(stop), Value::Int(bounds.step)]))
})];

const LIST_NEW: Free = ("__new__", |vm, mut args| {
    let class = args.take(0);
    if vm.is_derived(&class) {
        return Ok(vm.wrap(&class, Value::list(Vec::new())));
    }
    vm.at_most(&args, "list", 1)?;
    if !args.keywords.is_empty() {
        return Err(vm.type_error("list() takes no keyword arguments".into()));
    }
    let items = args.given(1).map_or(Ok(Vec::new()), |iterable| vm.to_vec(iterable))?;
    Ok(Value::list(items))
});

const TUPLE_NEW: Free = ("__new__", |vm, mut args| {
    vm.at_most(&args, "tuple", 1)?;
    let class = args.take(0);
    if let value @ Value::Tuple(_) = args.get(1)
        && !vm.is_derived(&class)
    {
        return Ok(value.clone());
    }
    let items = args.given(1).map_or(Ok(Vec::new()), |iterable| vm.to_vec(iterable))?;
    Ok(vm.wrap(&class, Value::tuple(items)))
});

const RANGE_NEW: Free = ("__new__", |vm, args| {
    let mut part = |place: usize| vm.index(args.get(place));
    let (start, stop, step) = match args.len() {
        2 => (0, part(1)?, 1),
        3 => (part(1)?, part(2)?, 1),
        4 => (part(1)?, part(2)?, part(3)?),
        1 => return Err(vm.type_error("range expected at least 1 argument, got 0".into())),
        _ => return vm.at_most(&args, "range", 3).map(|()| Value::None),
    };
    if step == 0 {
        return Err(vm.value_error("range() arg 3 must not be zero".into()));
    }
    Ok(Value::Range(Rc::new(Range { start, stop, step })))
});

const SLICE_NEW: Free = ("__new__", |vm, mut args| {
    vm.at_most(&args, "slice", 3)?;
    if args.len() < 2 {
        return Err(vm.type_error("slice expected at least 1 argument, got 0".into()));
    }
    let mut part = |place: usize| args.take(place).given().unwrap_or(Value::None);
    let (a, b, c) = (part(1), part(2), part(3));
    let (start, stop, step) = if args.len() == 2 { (Value::None, a, Value::None) } else { (a, b, c) };
    Ok(Value::Slice(Rc::new(Slice { start, stop, step })))
});

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    for class in [&types.list, &types.tuple, &types.range] {
        vm.methods(class, super::number::COMPARISONS, &[]);
        vm.methods(class, SEQUENCE, &[]);
    }
    vm.methods(&types.list, LIST, &[LIST_NEW]);
    vm.methods(&types.list, MUTABLE, &[]);
    types.list.attributes.set_str(vm.names.hash.clone(), Value::None);
    vm.methods(&types.tuple, TUPLE, &[TUPLE_NEW]);
    vm.methods(&types.range, RANGE, &[RANGE_NEW]);
    vm.methods(&types.slice, SLICE, &[SLICE_NEW]);
}
