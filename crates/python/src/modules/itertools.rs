//! `itertools`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use crate::code::BinaryOp;
use crate::object::{Args, Dict, Value};
use crate::types::{Def, Free};
use crate::vm::iterator::{Body, from_fn, iterator};
use crate::vm::{R, Vm};

const FUNCTIONS: &[Def] = &[
    ("count", &["start", "step"], 0, |vm, mut a| {
        let next = a.take(0).given().unwrap_or(Value::Int(0));
        let step = a.take(1).given().unwrap_or(Value::Int(1));
        let names = vm.names.clone();
        for value in [&next, &step] {
            let class = vm.class_of(value);
            if !vm.has_float(value)
                && vm.find(&class, &names.complex).is_none()
                && !matches!(value, Value::Complex(_))
            {
                return Err(vm.type_error("a number is required".into()));
            }
        }
        Ok(iterator("count", Body::Count(RefCell::new(next), step)))
    }),
    ("cycle", &["/iterable"], 1, |vm, a| {
        let iterator = vm.iter(a.get(0))?;
        let (mut saved, mut place, mut first) = (Vec::new(), 0, true);
        Ok(from_fn("cycle", move |vm| {
            if first {
                if let Some(value) = vm.iter_next(&iterator)? {
                    saved.push(value.clone());
                    return Ok(Some(value));
                }
                first = false;
            }
            if saved.is_empty() {
                return Ok(None);
            }
            place += 1;
            Ok(Some(saved[(place - 1) % saved.len()].clone()))
        }))
    }),
    ("repeat", &["object", "times"], 1, |vm, mut a| {
        let left = match a.given(1) {
            Some(times) => Some(vm.index(times)?.max(0)),
            None => None,
        };
        Ok(iterator("repeat", Body::Repeat(a.take(0), Cell::new(left))))
    }),
    ("accumulate", &["iterable", "func", "initial"], 1, |vm, mut a| {
        let iterator = vm.iter(a.get(0))?;
        let function = a.take(1).given().filter(|function| !function.is_none());
        let mut initial = a.take(2).given().filter(|initial| !initial.is_none());
        let mut total: Option<Value> = None;
        Ok(from_fn("accumulate", move |vm| {
            if let Some(value) = initial.take() {
                total = Some(value.clone());
                return Ok(Some(value));
            }
            let Some(value) = vm.iter_next(&iterator)? else { return Ok(None) };
            let next = match (&total, &function) {
                (None, _) => value,
                (Some(total), None) => vm.binary(BinaryOp::Add, total, &value)?,
                (Some(total), Some(function)) => vm.call(function, Args::of([total.clone(), value]))?,
            };
            total = Some(next.clone());
            Ok(Some(next))
        }))
    }),
    ("compress", &["data", "selectors"], 2, |vm, a| {
        let (data, selectors) = (vm.iter(a.get(0))?, vm.iter(a.get(1))?);
        Ok(from_fn("compress", move |vm| {
            while let (Some(value), Some(selector)) = (vm.iter_next(&data)?, vm.iter_next(&selectors)?) {
                if vm.truth(&selector)? {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        }))
    }),
    ("dropwhile", &["/predicate", "/iterable"], 2, |vm, mut a| {
        let iterator = vm.iter(a.get(1))?;
        let (test, mut dropping) = (a.take(0), true);
        Ok(from_fn("dropwhile", move |vm| {
            while let Some(value) = vm.iter_next(&iterator)? {
                if dropping {
                    let result = vm.call1(&test, value.clone())?;
                    if vm.truth(&result)? {
                        continue;
                    }
                    dropping = false;
                }
                return Ok(Some(value));
            }
            Ok(None)
        }))
    }),
    ("takewhile", &["/predicate", "/iterable"], 2, |vm, mut a| {
        let iterator = vm.iter(a.get(1))?;
        let (test, mut done) = (a.take(0), false);
        Ok(from_fn("takewhile", move |vm| {
            if done {
                return Ok(None);
            }
            let Some(value) = vm.iter_next(&iterator)? else { return Ok(None) };
            let result = vm.call1(&test, value.clone())?;
            done = !vm.truth(&result)?;
            Ok(if done { None } else { Some(value) })
        }))
    }),
    ("filterfalse", &["/predicate", "/iterable"], 2, |vm, mut a| {
        let iterator = vm.iter(a.get(1))?;
        let test = a.take(0);
        Ok(from_fn("filterfalse", move |vm| {
            while let Some(value) = vm.iter_next(&iterator)? {
                let result = if test.is_none() { value.clone() } else { vm.call1(&test, value.clone())? };
                if !vm.truth(&result)? {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        }))
    }),
    ("starmap", &["/function", "/iterable"], 2, |vm, mut a| {
        let iterator = vm.iter(a.get(1))?;
        let function = a.take(0);
        Ok(from_fn("starmap", move |vm| {
            let Some(arguments) = vm.iter_next(&iterator)? else { return Ok(None) };
            let arguments = vm.to_vec(&arguments)?;
            vm.call(&function, Args::of(arguments)).map(Some)
        }))
    }),
    ("pairwise", &["/iterable"], 1, |vm, a| {
        let iterator = vm.iter(a.get(0))?;
        let mut last = None;
        Ok(from_fn("pairwise", move |vm| {
            if last.is_none() {
                last = vm.iter_next(&iterator)?;
            }
            let (Some(before), Some(value)) = (last.take(), vm.iter_next(&iterator)?) else {
                return Ok(None);
            };
            last = Some(value.clone());
            Ok(Some(Value::tuple(vec![before, value])))
        }))
    }),
    ("batched", &["iterable", "n", "strict"], 2, |vm, a| {
        let iterator = vm.iter(a.get(0))?;
        let count = vm.count(a.get(1))?;
        if count == 0 {
            return Err(vm.value_error("n must be at least one".into()));
        }
        let strict = a.given(2).map_or(Ok(false), |strict| vm.truth(strict))?;
        Ok(from_fn("batched", move |vm| {
            let mut batch = Vec::new();
            vm.reserve(vm.known_length(&iterator).min(count).saturating_mul(size_of::<Value>()))?;
            while batch.len() < count {
                match vm.iter_next(&iterator)? {
                    Some(value) => batch.push(value),
                    None => break,
                }
            }
            if strict && !batch.is_empty() && batch.len() < count {
                return Err(vm.value_error("batched(): incomplete batch".into()));
            }
            Ok(if batch.is_empty() { None } else { Some(Value::tuple(batch)) })
        }))
    }),
    ("groupby", &["iterable", "key"], 1, |vm, mut a| {
        let iterator = vm.iter(a.get(0))?;
        let key = a.take(1).given().filter(|key| !key.is_none());
        let groups = Rc::new(RefCell::new(Groups { ahead: None, current: None, number: 0 }));
        Ok(from_fn("groupby", move |vm| {
            // What is left of the last group is passed over.
            let last = groups.borrow().current.clone();
            loop {
                let Some((made, value)) = next_keyed(vm, &groups, &iterator, key.as_ref())? else {
                    return Ok(None);
                };
                let same = match &last {
                    Some(last) => vm.equal(last, &made)?,
                    None => false,
                };
                if !same {
                    let mut state = groups.borrow_mut();
                    state.current = Some(made.clone());
                    state.ahead = Some((made.clone(), value));
                    state.number += 1;
                    let number = state.number;
                    drop(state);
                    let (groups, iterator, key, own) =
                        (groups.clone(), iterator.clone(), key.clone(), made.clone());
                    let group = from_fn("_grouper", move |vm| {
                        if groups.borrow().number != number {
                            return Ok(None);
                        }
                        let Some((made, value)) = next_keyed(vm, &groups, &iterator, key.as_ref())? else {
                            return Ok(None);
                        };
                        if vm.equal(&made, &own)? {
                            return Ok(Some(value));
                        }
                        groups.borrow_mut().ahead = Some((made, value));
                        Ok(None)
                    });
                    return Ok(Some(Value::tuple(vec![made, group])));
                }
            }
        }))
    }),
    ("permutations", &["iterable", "r"], 1, |vm, a| {
        let pool = vm.to_vec(a.get(0))?;
        let length = match a.given(1).filter(|r| !r.is_none()) {
            Some(r) => size(vm, r, "r must be non-negative")?,
            None => pool.len(),
        };
        let (mut indices, mut cycles): (Vec<usize>, Vec<usize>) =
            ((0..pool.len()).collect(), (0..length).map(|i| pool.len().saturating_sub(i)).collect());
        let (mut first, mut done) = (true, length > pool.len());
        Ok(from_fn("permutations", move |_| {
            if done {
                return Ok(None);
            }
            if !first {
                done = true;
                for i in (0..length).rev() {
                    cycles[i] -= 1;
                    if cycles[i] == 0 {
                        let moved = indices.remove(i);
                        indices.push(moved);
                        cycles[i] = pool.len() - i;
                    } else {
                        let j = indices.len() - cycles[i];
                        indices.swap(i, j);
                        done = false;
                        break;
                    }
                }
                if done {
                    return Ok(None);
                }
            }
            first = false;
            Ok(Some(Value::tuple(indices[..length].iter().map(|i| pool[*i].clone()).collect())))
        }))
    }),
    ("combinations", &["iterable", "r"], 2, |vm, a| combinations(vm, &a, false)),
    ("combinations_with_replacement", &["iterable", "r"], 2, |vm, a| combinations(vm, &a, true)),
];

struct Groups {
    ahead: Option<(Value, Value)>,
    current: Option<Value>,
    number: usize,
}

fn next_keyed(
    vm: &mut Vm,
    groups: &Rc<RefCell<Groups>>,
    iterator: &Value,
    key: Option<&Value>,
) -> R<Option<(Value, Value)>> {
    let ahead = groups.borrow_mut().ahead.take();
    if ahead.is_some() {
        return Ok(ahead);
    }
    let Some(value) = vm.iter_next(iterator)? else { return Ok(None) };
    let made = match key {
        Some(key) => vm.call1(key, value.clone())?,
        None => value.clone(),
    };
    Ok(Some((made, value)))
}

fn size(vm: &mut Vm, value: &Value, message: &str) -> R<usize> {
    match usize::try_from(vm.index(value)?) {
        Ok(size) => Ok(size),
        Err(_) => Err(vm.value_error(message.into())),
    }
}

fn combinations(vm: &mut Vm, args: &Args, again: bool) -> R<Value> {
    let pool = vm.to_vec(args.get(0))?;
    let length = size(vm, args.get(1), "r must be non-negative")?;
    let mut done = if again { pool.is_empty() && length > 0 } else { length > pool.len() };
    vm.reserve(if done { 0 } else { length.saturating_mul(size_of::<usize>()) })?;
    let mut indices: Vec<usize> =
        (0..if done { 0 } else { length }).map(|index| if again { 0 } else { index }).collect();
    let mut first = true;
    Ok(from_fn(if again { "combinations_with_replacement" } else { "combinations" }, move |_| {
        if done {
            return Ok(None);
        }
        if !first {
            let last = |i: usize| if again { pool.len() - 1 } else { i + pool.len() - length };
            let Some(i) = (0..length).rev().find(|i| indices[*i] != last(*i)) else {
                done = true;
                return Ok(None);
            };
            indices[i] += 1;
            for j in i + 1..length {
                indices[j] = if again { indices[i] } else { indices[j - 1] + 1 };
            }
        }
        first = false;
        Ok(Some(Value::tuple(indices.iter().map(|i| pool[*i].clone()).collect())))
    }))
}

fn chain(mut outer: impl FnMut(&mut Vm) -> R<Option<Value>> + 'static) -> Value {
    let mut current: Option<Value> = None;
    from_fn("chain", move |vm| {
        loop {
            if current.is_none() {
                let Some(next) = outer(vm)? else { return Ok(None) };
                current = Some(vm.iter(&next)?);
            }
            if let Some(iterator) = &current
                && let Some(value) = vm.iter_next(iterator)?
            {
                return Ok(Some(value));
            }
            current = None;
        }
    })
}

const FREE: &[Free] = &[
    ("islice", |vm, args| {
        let iterator = vm.iter(args.get(0))?;
        const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
        const STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
        const STEP: &str = "Step for islice() must be a positive integer or None.";
        let mut bound = |place: usize, message: &str| -> R<Option<usize>> {
            let Some(value) = args.given(place).filter(|value| !value.is_none()) else { return Ok(None) };
            match vm.optional_index(value) {
                Ok(Some(index)) if index >= 0 => Ok(Some(usize::try_from(index).unwrap_or(usize::MAX))),
                _ => Err(vm.value_error(message.into())),
            }
        };
        let (start, stop, step) = match args.len() {
            2 => (0, bound(1, STOP)?, 1),
            _ => (bound(1, INDICES)?.unwrap_or(0), bound(2, STOP)?, bound(3, STEP)?.unwrap_or(1)),
        };
        if step == 0 {
            return Err(vm.value_error(STEP.into()));
        }
        let (mut at, mut next) = (0_usize, start);
        Ok(from_fn("islice", move |vm| {
            // The values before the end are used up, as in CPython.
            let limit = stop.map_or(next, |stop| stop.min(next));
            while at < limit {
                at += 1;
                if vm.iter_next(&iterator)?.is_none() {
                    return Ok(None);
                }
            }
            if stop.is_some_and(|stop| at >= stop) {
                return Ok(None);
            }
            at += 1;
            next = next.saturating_add(step);
            vm.iter_next(&iterator)
        }))
    }),
    ("product", |vm, mut args| {
        let repeat = args.keyword("repeat").map_or(Ok(1), |repeat| vm.count(&repeat))?;
        let mut pools = Vec::new();
        for iterable in &args.values {
            pools.push(vm.to_vec(iterable)?);
        }
        let size: usize =
            pools.iter().map(|pool| size_of::<Vec<Value>>() + pool.len() * size_of::<Value>()).sum();
        vm.reserve(size.saturating_mul(repeat))?;
        let pools: Vec<Vec<Value>> = (0..repeat).flat_map(|_| pools.clone()).collect();
        let mut indices = vec![0; pools.len()];
        let mut done = pools.iter().any(Vec::is_empty);
        let mut first = true;
        Ok(from_fn("product", move |_| {
            if done {
                return Ok(None);
            }
            if !first {
                let Some(i) = (0..pools.len()).rev().find(|i| indices[*i] + 1 < pools[*i].len()) else {
                    done = true;
                    return Ok(None);
                };
                indices[i] += 1;
                indices[i + 1..].fill(0);
            }
            first = false;
            Ok(Some(Value::tuple(indices.iter().zip(&pools).map(|(i, pool)| pool[*i].clone()).collect())))
        }))
    }),
    ("zip_longest", |vm, mut args| {
        let fill = args.keyword("fillvalue").unwrap_or(Value::None);
        let mut iterators = Vec::new();
        for iterable in &args.values {
            iterators.push(Some(vm.iter(iterable)?));
        }
        Ok(from_fn("zip_longest", move |vm| {
            let mut values = Vec::with_capacity(iterators.len());
            for place in &mut iterators {
                let next = match place {
                    Some(iterator) => vm.iter_next(iterator)?,
                    None => None,
                };
                if next.is_none() {
                    *place = None;
                }
                values.push(next.unwrap_or_else(|| fill.clone()));
            }
            Ok(if iterators.iter().all(Option::is_none) { None } else { Some(Value::tuple(values)) })
        }))
    }),
    ("tee", |vm, args| {
        let iterator = vm.iter(args.get(0))?;
        let count = args.given(1).map_or(Ok(2), |count| vm.count(count))?;
        vm.reserve(count.saturating_mul(2 * size_of::<VecDeque<Value>>()))?;
        let queues: Rc<RefCell<Vec<VecDeque<Value>>>> = Rc::new(RefCell::new(vec![VecDeque::new(); count]));
        let made = (0..count).map(|number| {
            let (iterator, queues) = (iterator.clone(), queues.clone());
            from_fn("_tee", move |vm| {
                if let Some(value) = queues.borrow_mut()[number].pop_front() {
                    return Ok(Some(value));
                }
                let Some(value) = vm.iter_next(&iterator)? else { return Ok(None) };
                for (other, queue) in queues.borrow_mut().iter_mut().enumerate() {
                    if other != number {
                        queue.push_back(value.clone());
                    }
                }
                Ok(Some(value))
            })
        });
        Ok(Value::tuple(made.collect()))
    }),
];

/// `chain`, and `chain.from_iterable`.
fn chain_class(vm: &mut Vm) -> Value {
    let class = vm.host_class("chain", "itertools", false);
    vm.methods(
        &class,
        &[],
        &[("__new__", |_, args| {
            let mut rest = args.values.into_iter().skip(1);
            Ok(chain(move |_| Ok(rest.next())))
        })],
    );
    let function = vm.native_closure("from_iterable", |vm, args| {
        let outer = vm.iter(args.get(0))?;
        Ok(chain(move |vm| vm.iter_next(&outer)))
    });
    let name = vm.intern("from_iterable");
    class.attributes.set_str(name, function);
    Value::Class(class)
}

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals = super::namespace(vm, FUNCTIONS, FREE);
    let chain = chain_class(vm);
    super::set(vm, &globals, "chain", chain);
    Ok(globals)
}
