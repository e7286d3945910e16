//! `dict` and its views.

use std::cell::Cell;
use std::rc::Rc;

use super::{Def, Free, SELF, SELF1};
use crate::code::{BinaryOp, CompareOp};
use crate::object::{Args, Class, Dict, Payload, Set, Value};
use crate::vm::iterator::{Body, DictPart, iterator};
use crate::vm::{R, Vm};

/// What `keys`, `values` and `items` give.
struct View {
    dict: Rc<Dict>,
    part: DictPart,
}

pub(crate) fn dict(vm: &mut Vm, args: &Args, method: &str) -> R<Rc<Dict>> {
    match args.get(0).core() {
        Value::Dict(dict) => Ok(dict.clone()),
        other => {
            let other = other.clone();
            Err(vm.wrong_receiver(method, "dict", &other))
        }
    }
}

fn view(vm: &mut Vm, args: &Args, method: &str, part: DictPart) -> R<Value> {
    let dict = dict(vm, args, method)?;
    let class = match part {
        DictPart::Keys => &vm.types.dict_keys,
        DictPart::Values => &vm.types.dict_values,
        DictPart::Items => &vm.types.dict_items,
    };
    Ok(vm.new_object(&class.clone(), Payload::Host(Box::new(View { dict, part }))))
}

const DICT: &[Def] = &[
    ("__len__", SELF, 1, |vm, a| Ok(Value::size(dict(vm, &a, "__len__")?.len()))),
    ("__iter__", SELF, 1, |vm, a| {
        let dict = dict(vm, &a, "__iter__")?;
        vm.iter(&Value::Dict(dict))
    }),
    ("__getitem__", SELF1, 2, |vm, a| {
        let inner = dict(vm, &a, "__getitem__")?;
        if let Some(value) = vm.dict_get(&inner, a.get(1))? {
            return Ok(value);
        }
        // `__missing__` of a derived class.
        let names = vm.names.clone();
        if matches!(a.get(0), Value::Object(_))
            && let Some(method) = vm.special(a.get(0), &names.missing)?
        {
            return vm.call1(&method, a.get(1).clone());
        }
        Err(vm.key_error(a.get(1).clone()))
    }),
    ("__setitem__", &["/self", "/key", "/value"], 3, |vm, mut a| {
        let dict = dict(vm, &a, "__setitem__")?;
        vm.dict_set(&dict, a.take(1), a.take(2))?;
        Ok(Value::None)
    }),
    ("__delitem__", SELF1, 2, |vm, a| {
        let dict = dict(vm, &a, "__delitem__")?;
        vm.delete_item(&Value::Dict(dict), a.get(1))?;
        Ok(Value::None)
    }),
    ("__contains__", SELF1, 2, |vm, a| {
        let dict = dict(vm, &a, "__contains__")?;
        Ok(Value::Bool(vm.dict_get(&dict, a.get(1))?.is_some()))
    }),
    ("__repr__", SELF, 1, |vm, a| {
        let dict = dict(vm, &a, "__repr__")?;
        vm.repr(&Value::Dict(dict)).map(Value::str)
    }),
    ("__or__", SELF1, 2, |vm, a| vm.operator_method(&a, BinaryOp::Or)),
    ("__ror__", SELF1, 2, |vm, a| vm.reflected_method(&a, BinaryOp::Or)),
    ("__ior__", SELF1, 2, |vm, a| {
        let dict = dict(vm, &a, "__ior__")?;
        vm.dict_update(&dict, a.get(1))?;
        Ok(a.get(0).clone())
    }),
    ("__reversed__", SELF, 1, |vm, a| {
        let dict = dict(vm, &a, "__reversed__")?;
        let places = dict.borrow().positions();
        Ok(iterator("dict_reversekeyiterator", Body::DictBack(dict, DictPart::Keys, Cell::new(places))))
    }),
    ("keys", SELF, 1, |vm, a| view(vm, &a, "keys", DictPart::Keys)),
    ("values", SELF, 1, |vm, a| view(vm, &a, "values", DictPart::Values)),
    ("items", SELF, 1, |vm, a| view(vm, &a, "items", DictPart::Items)),
    ("get", &["/self", "/key", "/default"], 2, |vm, mut a| {
        let dict = dict(vm, &a, "get")?;
        let found = vm.dict_get(&dict, a.get(1))?;
        Ok(found.unwrap_or_else(|| a.take(2).given().unwrap_or(Value::None)))
    }),
    ("setdefault", &["/self", "/key", "/default"], 2, |vm, mut a| {
        let dict = dict(vm, &a, "setdefault")?;
        if let Some(value) = vm.dict_get(&dict, a.get(1))? {
            return Ok(value);
        }
        let value = a.take(2).given().unwrap_or(Value::None);
        vm.dict_set(&dict, a.take(1), value.clone())?;
        Ok(value)
    }),
    ("pop", &["/self", "/key", "/default"], 2, |vm, mut a| {
        let dict = dict(vm, &a, "pop")?;
        match vm.dict_remove(&dict, a.get(1))? {
            Some(value) => Ok(value),
            None => match a.take(2).given() {
                Some(default) => Ok(default),
                None => Err(vm.key_error(a.take(1))),
            },
        }
    }),
    ("popitem", SELF, 1, |vm, a| {
        let dict = dict(vm, &a, "popitem")?;
        let last = dict.borrow().positions();
        let removed = last.checked_sub(1).and_then(|last| dict.borrow_mut().remove(last));
        match removed {
            Some((key, value)) => Ok(Value::tuple(vec![key, value])),
            None => Err(vm.key_error(Value::str("popitem(): dictionary is empty"))),
        }
    }),
    ("clear", SELF, 1, |vm, a| {
        dict(vm, &a, "clear")?.clear();
        Ok(Value::None)
    }),
    ("copy", SELF, 1, |vm, a| {
        let inner = dict(vm, &a, "copy")?;
        let made = Rc::default();
        vm.dict_update(&made, &Value::Dict(inner))?;
        Ok(Value::Dict(made))
    }),
];

fn update(vm: &mut Vm, args: Args, method: &str) -> R<Value> {
    let dict = dict(vm, &args, method)?;
    vm.at_most(&args, if method == "__init__" { "dict" } else { method }, 1)?;
    if let Some(other) = args.given(1) {
        vm.dict_update(&dict, other)?;
    }
    for (name, value) in args.keywords {
        dict.set_str(name, value);
    }
    Ok(Value::None)
}

const DICT_FREE: &[Free] = &[
    ("update", |vm, args| update(vm, args, "update")),
    ("__init__", |vm, args| update(vm, args, "__init__")),
    ("__new__", |vm, mut args| {
        let class = args.take(0);
        if vm.is_derived(&class) {
            return Ok(vm.wrap(&class, Value::Dict(Rc::default())));
        }
        let made = Value::Dict(Rc::default());
        args.values[0] = made.clone();
        update(vm, args, "__init__")?;
        Ok(made)
    }),
    ("fromkeys", |vm, mut args| {
        let class = args.take(0);
        let value = args.take(2).given().unwrap_or(Value::None);
        let made = vm.call(&class, Args::default())?;
        for key in vm.to_vec(args.get(1))? {
            vm.set_item(&made, &key, value.clone())?;
        }
        Ok(made)
    }),
];

fn parts(value: &Value) -> Option<(Rc<Dict>, DictPart)> {
    value.host::<View>().map(|view| (view.dict.clone(), view.part))
}

/// The values of a view, for set operations.
fn view_set(vm: &mut Vm, value: &Value) -> R<Rc<Set>> {
    let set = Rc::new(Set::default());
    vm.each(value, |vm, item| vm.set_add(&set, item))?;
    Ok(set)
}

fn view_operator(vm: &mut Vm, args: &Args, op: BinaryOp) -> R<Value> {
    let (left, right) = (view_set(vm, args.get(0))?, view_set(vm, args.get(1))?);
    Ok(vm.builtin_binary(op, &Value::Set(left), &Value::Set(right))?.unwrap_or(Value::NotImplemented))
}

fn view_compare(vm: &mut Vm, args: &Args, op: CompareOp) -> R<Value> {
    let setlike = |value: &Value| match parts(value) {
        Some((_, part)) => part != DictPart::Values,
        None => matches!(value, Value::Set(_) | Value::FrozenSet(_)),
    };
    if !setlike(args.get(0)) || !setlike(args.get(1)) {
        return Ok(Value::NotImplemented);
    }
    let (left, right) = (view_set(vm, args.get(0))?, view_set(vm, args.get(1))?);
    vm.compare(op, &Value::Set(left), &Value::Set(right))
}

const VIEW: &[Def] = &[
    ("__len__", SELF, 1, |_, a| {
        Ok(parts(a.get(0)).map_or(Value::Int(0), |(dict, _)| Value::size(dict.len())))
    }),
    ("__iter__", SELF, 1, |_, a| {
        let Some((dict, part)) = parts(a.get(0)) else { return Ok(Value::None) };
        let length = dict.len();
        let name = match part {
            DictPart::Keys => "dict_keyiterator",
            DictPart::Values => "dict_valueiterator",
            DictPart::Items => "dict_itemiterator",
        };
        Ok(iterator(name, Body::Dict(dict, part, Cell::new(0), length)))
    }),
    ("__reversed__", SELF, 1, |_, a| {
        let Some((dict, part)) = parts(a.get(0)) else { return Ok(Value::None) };
        let places = dict.borrow().positions();
        Ok(iterator("dict_reversekeyiterator", Body::DictBack(dict, part, Cell::new(places))))
    }),
    ("__repr__", SELF, 1, |vm, a| {
        let name = vm.class_name(a.get(0));
        let items = vm.to_vec(a.get(0))?;
        let shown = vm.repr(&Value::list(items))?;
        Ok(Value::str(format!("{name}({shown})")))
    }),
    ("__contains__", SELF1, 2, |vm, a| {
        let Some((dict, part)) = parts(a.get(0)) else { return Ok(Value::Bool(false)) };
        Ok(Value::Bool(match (part, a.get(1)) {
            (DictPart::Keys, key) => vm.dict_get(&dict, key)?.is_some(),
            (DictPart::Items, Value::Tuple(pair)) if pair.0.len() == 2 => {
                match vm.dict_get(&dict, &pair.0[0])? {
                    Some(value) => vm.equal(&value, &pair.0[1])?,
                    None => false,
                }
            }
            (DictPart::Items, _) => false,
            (DictPart::Values, wanted) => {
                for value in vm.to_vec(a.get(0))? {
                    if vm.equal(&value, wanted)? {
                        return Ok(Value::Bool(true));
                    }
                }
                false
            }
        }))
    }),
    ("__eq__", SELF1, 2, |vm, a| view_compare(vm, &a, CompareOp::Eq)),
    ("__ne__", SELF1, 2, |vm, a| view_compare(vm, &a, CompareOp::Ne)),
    ("__le__", SELF1, 2, |vm, a| view_compare(vm, &a, CompareOp::Le)),
    ("__lt__", SELF1, 2, |vm, a| view_compare(vm, &a, CompareOp::Lt)),
    ("__ge__", SELF1, 2, |vm, a| view_compare(vm, &a, CompareOp::Ge)),
    ("__gt__", SELF1, 2, |vm, a| view_compare(vm, &a, CompareOp::Gt)),
];

const SET_VIEW: &[Def] = &[
    ("__and__", SELF1, 2, |vm, a| view_operator(vm, &a, BinaryOp::And)),
    ("__or__", SELF1, 2, |vm, a| view_operator(vm, &a, BinaryOp::Or)),
    ("__sub__", SELF1, 2, |vm, a| view_operator(vm, &a, BinaryOp::Sub)),
    ("__xor__", SELF1, 2, |vm, a| view_operator(vm, &a, BinaryOp::Xor)),
    ("__rand__", SELF1, 2, |vm, a| view_operator(vm, &a, BinaryOp::And)),
    ("__ror__", SELF1, 2, |vm, a| view_operator(vm, &a, BinaryOp::Or)),
    ("isdisjoint", SELF1, 2, |vm, a| {
        let result = view_operator(vm, &a, BinaryOp::And)?;
        Ok(Value::Bool(!vm.truth(&result)?))
    }),
];

const PROXY: &[Def] = &[
    ("__str__", SELF, 1, |vm, a| vm.str(&a.get(0).core().clone()).map(Value::str)),
    ("__repr__", SELF, 1, |vm, a| {
        let shown = vm.repr(&a.get(0).core().clone())?;
        Ok(Value::str(format!("mappingproxy({shown})")))
    }),
    ("__setitem__", &["/self", "/key", "/value"], 3, |vm, _| {
        Err(vm.type_error("'mappingproxy' object does not support item assignment".into()))
    }),
];

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    vm.methods(&types.dict, super::number::COMPARISONS, &[]);
    vm.methods(&types.dict, DICT, DICT_FREE);
    types.dict.attributes.set_str(vm.names.hash.clone(), Value::None);
    super::object::class_method(vm, &types.dict, "fromkeys");
    let mapping: &Rc<Class> = &types.mapping_proxy;
    let read: Vec<Def> = DICT
        .iter()
        .filter(|def| {
            ["__len__", "__iter__", "__getitem__", "__contains__", "keys", "values", "items", "get", "copy"]
                .contains(&def.0)
        })
        .copied()
        .collect();
    vm.methods(mapping, &read, &[]);
    let new: Free = ("__new__", |vm, mut args| {
        let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
        let inner = args.get(1).core().clone();
        if !matches!(inner, Value::Dict(_)) {
            let name = vm.class_name(args.get(1));
            return Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {name}")));
        }
        Ok(vm.new_object(&class, Payload::Value(inner)))
    });
    vm.methods(mapping, PROXY, &[new]);
    for class in [&types.dict_keys, &types.dict_values, &types.dict_items] {
        vm.methods(class, VIEW, &[]);
        class.attributes.set_str(vm.names.hash.clone(), Value::None);
    }
    vm.methods(&types.dict_keys, SET_VIEW, &[]);
    vm.methods(&types.dict_items, SET_VIEW, &[]);
}
