//! `_random`: the Mersenne Twister. `random` is written in Python.

use std::cell::RefCell;
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::Signed;
use rand_mt::Mt;

use crate::object::{Dict, Payload, Value};
use crate::types::{Def, Free, SELF, SELF1};
use crate::vm::{R, Vm};

fn generator<'a>(vm: &mut Vm, value: &'a Value) -> R<&'a RefCell<Mt>> {
    match value.host::<RefCell<Mt>>() {
        Some(generator) => Ok(generator),
        None => {
            let value = value.clone();
            Err(vm.wrong_receiver("random", "Random", &value))
        }
    }
}

const RANDOM: &[Def] = &[
    ("seed", SELF1, 2, |vm, a| {
        let seed = match a.get(1).core() {
            Value::Big(value) => value.abs(),
            _ => BigInt::from(vm.index(a.get(1))?).abs(),
        };
        let mut key: Vec<u32> = seed.iter_u32_digits().collect();
        if key.is_empty() {
            key.push(0);
        }
        generator(vm, a.get(0))?.replace(Mt::new_with_key(key));
        Ok(Value::None)
    }),
    ("random", SELF, 1, |vm, a| {
        let mut generator = generator(vm, a.get(0))?.borrow_mut();
        let (high, low) = (generator.next_u32() >> 5, generator.next_u32() >> 6);
        Ok(Value::Float((f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0))
    }),
    ("getrandbits", SELF1, 2, |vm, a| {
        let count = vm.index(a.get(1))?;
        let Ok(mut count) = u64::try_from(count) else {
            return Err(vm.value_error("number of bits must be non-negative".into()));
        };
        if count > 1 << 24 {
            return Err(vm.memory_error());
        }
        let mut generator = generator(vm, a.get(0))?.borrow_mut();
        let mut digits = Vec::new();
        while count > 0 {
            let bits = count.min(32);
            digits.push(generator.next_u32() >> (32 - bits));
            count -= bits;
        }
        Ok(Value::big(BigInt::from(num_bigint::BigUint::new(digits))))
    }),
];

const FREE: &[Free] = &[
    ("__new__", |vm, mut args| {
        let Value::Class(class) = args.take(0) else { return Ok(Value::None) };
        let seed = (vm.host.time() * 1e6) as u64;
        let generator = Mt::new_with_key([seed as u32, (seed >> 32) as u32]);
        Ok(vm.new_object(&class, Payload::Host(Box::new(RefCell::new(generator)))))
    }),
    ("__init__", |_, _| Ok(Value::None)),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    let class = vm.host_class("Random", "_random", true);
    vm.methods(&class, RANDOM, FREE);
    super::set(vm, &globals, "Random", Value::Class(class));
    Ok(globals)
}
