//! Functions that are always there: numbers, texts, iteration.

use num_integer::Integer;
use num_traits::Signed;

use crate::code::{BinaryOp, CompareOp};
use crate::host::Stream;
use crate::object::{Args, Value};
use crate::types::{Def, Free};
use crate::vm::iterator::from_fn;
use crate::vm::{R, Vm};

const X: &[&str] = &["/x"];

const FUNCTIONS: &[Def] = &[
    ("abs", X, 1, |vm, a| vm.abs(a.get(0))),
    ("all", X, 1, |vm, a| {
        let iterator = vm.iter(a.get(0))?;
        while let Some(value) = vm.iter_next(&iterator)? {
            if !vm.truth(&value)? {
                return Ok(Value::Bool(false));
            }
        }
        Ok(Value::Bool(true))
    }),
    ("any", X, 1, |vm, a| {
        let iterator = vm.iter(a.get(0))?;
        while let Some(value) = vm.iter_next(&iterator)? {
            if vm.truth(&value)? {
                return Ok(Value::Bool(true));
            }
        }
        Ok(Value::Bool(false))
    }),
    ("ascii", X, 1, |vm, a| vm.ascii(a.get(0)).map(Value::str)),
    ("bin", X, 1, |vm, a| based(vm, a.get(0), 2, "0b")),
    ("oct", X, 1, |vm, a| based(vm, a.get(0), 8, "0o")),
    ("hex", X, 1, |vm, a| based(vm, a.get(0), 16, "0x")),
    ("callable", X, 1, |vm, a| {
        Ok(Value::Bool(match a.get(0) {
            Value::Function(_) | Value::Native(_) | Value::Method(_) | Value::Class(_) => true,
            other => {
                let class = vm.class_of(other);
                let names = vm.names.clone();
                vm.find(&class, &names.call).is_some()
            }
        }))
    }),
    ("chr", X, 1, |vm, a| {
        let code = vm.index(a.get(0))?;
        match u32::try_from(code).ok().and_then(char::from_u32) {
            Some(char) => Ok(Value::str(char.encode_utf8(&mut [0; 4]))),
            None => Err(vm.value_error("chr() arg not in range(0x110000)".into())),
        }
    }),
    ("ord", X, 1, |vm, a| match a.get(0).core() {
        Value::Str(text) if text.length() == 1 => {
            Ok(Value::Int(i64::from(text.char_at(0).unwrap_or_default() as u32)))
        }
        Value::Str(text) => Err(vm
            .type_error(format!("ord() expected a character, but string of length {} found", text.length()))),
        Value::Bytes(bytes) if bytes.len() == 1 => Ok(Value::Int(i64::from(bytes[0]))),
        other => {
            let name = vm.class_name(other);
            Err(vm.type_error(format!("ord() expected string of length 1, but {name} found")))
        }
    }),
    ("divmod", &["/x", "/y"], 2, |vm, a| vm.divmod(a.get(0), a.get(1))),
    ("filter", &["/function", "/iterable"], 2, |vm, mut a| {
        let iterator = vm.iter(a.get(1))?;
        let function = a.take(0);
        Ok(from_fn("filter", move |vm| {
            while let Some(value) = vm.iter_next(&iterator)? {
                let keep =
                    if function.is_none() { value.clone() } else { vm.call1(&function, value.clone())? };
                if vm.truth(&keep)? {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        }))
    }),
    ("format", &["/value", "/spec"], 1, |vm, a| {
        let spec = a.given(1).cloned().unwrap_or_else(|| Value::str(""));
        let spec = vm.text(&spec, "format() argument 2")?;
        vm.format_value(a.get(0), &spec)
    }),
    ("hash", X, 1, |vm, a| Ok(Value::Int(vm.hash(a.get(0))? as i64))),
    ("id", X, 1, |_, a| Ok(Value::Int(a.get(0).id() as i64))),
    ("iter", &["/object", "/sentinel"], 1, |vm, mut a| {
        let Some(sentinel) = a.take(1).given() else { return vm.iter(a.get(0)) };
        let function = a.take(0);
        let mut done = false;
        Ok(from_fn("callable_iterator", move |vm| {
            if done {
                return Ok(None);
            }
            let value = vm.call(&function, Args::default())?;
            done = vm.equal(&value, &sentinel)?;
            Ok(if done { None } else { Some(value) })
        }))
    }),
    ("len", X, 1, |vm, a| vm.length(a.get(0)).map(Value::size)),
    ("next", &["/iterator", "/default"], 1, |vm, mut a| match vm.next_or_result(a.get(0))? {
        Ok(value) => Ok(value),
        Err(result) => match a.take(1).given() {
            Some(default) => Ok(default),
            None => {
                let arguments = if result.is_none() { Vec::new() } else { vec![result] };
                Err(vm.error_with(&vm.types.stop_iteration.clone(), arguments))
            }
        },
    }),
    ("pow", &["base", "exp", "mod"], 2, |vm, a| match a.given(2).filter(|modulus| !modulus.is_none()) {
        None => vm.binary(BinaryOp::Pow, a.get(0), a.get(1)),
        Some(modulus) => match a.get(0) {
            Value::Object(_) => {
                vm.call_method(a.get(0), "__pow__", Args::of([a.get(1).clone(), modulus.clone()]))
            }
            _ => power(vm, a.get(0), a.get(1), modulus),
        },
    }),
    ("repr", X, 1, |vm, a| vm.repr(a.get(0)).map(Value::str)),
    ("reversed", X, 1, |vm, a| {
        let names = vm.names.clone();
        if let Some(method) = vm.special(a.get(0), &names.reversed)? {
            return vm.call(&method, Args::default());
        }
        let class = vm.class_of(a.get(0));
        let sequence = vm.find(&class, &names.getitem).is_some() && vm.find(&class, &names.len).is_some();
        if !sequence || matches!(a.get(0).core(), Value::Dict(_) | Value::Set(_)) {
            let name = vm.class_name(a.get(0));
            return Err(vm.type_error(format!("'{name}' object is not reversible")));
        }
        let value = a.get(0).clone();
        let mut left = vm.length(&value)?;
        Ok(from_fn("reversed", move |vm| {
            if left == 0 {
                return Ok(None);
            }
            left -= 1;
            vm.get_item(&value, &Value::size(left)).map(Some)
        }))
    }),
    ("round", &["number", "ndigits"], 1, |vm, mut a| {
        let digits = a.take(1).given();
        let value = a.get(0).clone();
        vm.round(&value, digits)
    }),
    ("sum", &["/iterable", "start"], 1, |vm, mut a| {
        let mut total = a.take(1).given().unwrap_or(Value::Int(0));
        if total.as_str().is_some() {
            return Err(vm.type_error("sum() can't sum strings [use ''.join(seq) instead]".into()));
        }
        let iterator = vm.iter(a.get(0))?;
        // Floats are added with a correction, as CPython does since 3.12.
        let mut correction = 0.0;
        while let Some(value) = vm.iter_next(&iterator)? {
            total = match (&total, &value) {
                (Value::Float(sum), Value::Float(x)) => {
                    let next = sum + x;
                    correction += if sum.abs() >= x.abs() { (sum - next) + x } else { (x - next) + sum };
                    Value::Float(next)
                }
                (Value::Float(sum), Value::Int(x)) => Value::Float(sum + *x as f64),
                _ => {
                    if correction != 0.0 && f64::is_finite(correction) {
                        if let Value::Float(sum) = total {
                            total = Value::Float(sum + correction);
                        }
                        correction = 0.0;
                    }
                    vm.binary(BinaryOp::Add, &total, &value)?
                }
            };
        }
        Ok(match total {
            Value::Float(sum) if correction != 0.0 && f64::is_finite(correction) => {
                Value::Float(sum + correction)
            }
            total => total,
        })
    }),
    ("input", &["/prompt"], 0, |vm, a| {
        let prompt = a.given(0).map_or(Ok(String::new()), |prompt| vm.str(prompt))?;
        let later = vm.waits_for_line()?;
        match vm.host.input(&prompt) {
            _ if later => Err(vm.wait()),
            Some(line) => Ok(Value::str(line)),
            None => Err(vm.error(&vm.types.eof_error.clone(), "EOF when reading a line")),
        }
    }),
];

fn based(vm: &mut Vm, value: &Value, radix: u32, prefix: &str) -> R<Value> {
    let integer = match value.core() {
        Value::Big(value) => (**value).clone(),
        _ => num_bigint::BigInt::from(vm.index(value)?),
    };
    let sign = if integer.is_negative() { "-" } else { "" };
    Ok(Value::str(format!("{sign}{prefix}{}", integer.abs().to_str_radix(radix))))
}

fn power(vm: &mut Vm, base: &Value, exponent: &Value, modulus: &Value) -> R<Value> {
    let big = |value: &Value| match value.core() {
        Value::Int(value) => Some(num_bigint::BigInt::from(*value)),
        Value::Bool(value) => Some(num_bigint::BigInt::from(u8::from(*value))),
        Value::Big(value) => Some((**value).clone()),
        _ => None,
    };
    let (Some(base), Some(exponent), Some(modulus)) = (big(base), big(exponent), big(modulus)) else {
        return Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers".into()));
    };
    if modulus == num_bigint::BigInt::ZERO {
        return Err(vm.value_error("pow() 3rd argument cannot be 0".into()));
    }
    let (base, exponent) = if exponent.is_negative() {
        match base.modinv(&modulus) {
            Some(inverse) => (inverse, -exponent),
            None => return Err(vm.value_error("base is not invertible for the given modulus".into())),
        }
    } else {
        (base, exponent)
    };
    if modulus.bits() < 2048 {
        return Ok(Value::big(base.modpow(&exponent, &modulus)));
    }
    // Large powers take long, so they are computed in steps between which the program can be stopped.
    let mut power = num_bigint::BigInt::from(1);
    for bit in (0..exponent.bits()).rev() {
        vm.check()?;
        power = (&power * &power).mod_floor(&modulus);
        if exponent.bit(bit) {
            power = (power * &base).mod_floor(&modulus);
        }
    }
    Ok(Value::big(power.mod_floor(&modulus)))
}

fn extreme(vm: &mut Vm, mut args: Args, name: &str, op: CompareOp) -> R<Value> {
    let key = args.keyword("key").filter(|key| !key.is_none());
    let default = args.keyword("default");
    if let Some((other, _)) = args.keywords.first() {
        return Err(vm.type_error(format!("{name}() got an unexpected keyword argument '{other}'")));
    }
    let items = match args.len() {
        0 => return Err(vm.type_error(format!("{name} expected at least 1 argument, got 0"))),
        1 => vm.to_vec(args.get(0))?,
        _ if default.is_some() => {
            return Err(vm.type_error(format!(
                "Cannot specify a default for {name}() with multiple positional arguments"
            )));
        }
        _ => args.values.to_vec(),
    };
    let mut best: Option<(Value, Value)> = None;
    for item in items {
        let made = match &key {
            Some(key) => vm.call1(key, item.clone())?,
            None => item.clone(),
        };
        let better = match &best {
            None => true,
            Some((other, _)) => {
                let result = vm.compare(op, &made, other)?;
                vm.truth(&result)?
            }
        };
        if better {
            best = Some((made, item));
        }
    }
    match (best, default) {
        (Some((_, item)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(vm.value_error(format!("{name}() iterable argument is empty"))),
    }
}

const FREE: &[Free] = &[
    ("max", |vm, args| extreme(vm, args, "max", CompareOp::Gt)),
    ("min", |vm, args| extreme(vm, args, "min", CompareOp::Lt)),
    ("enumerate", |vm, mut args| {
        let given = args.len() + args.keywords.len();
        let iterable = args.take(0).given().or_else(|| args.keyword("iterable"));
        let start = args.take(1).given().or_else(|| args.keyword("start"));
        if let Some((other, _)) = args.keywords.first() {
            return Err(vm.type_error(format!("enumerate() got an unexpected keyword argument '{other}'")));
        }
        if given > 2 {
            return Err(vm.type_error(format!("enumerate() takes at most 2 arguments ({given} given)")));
        }
        let Some(iterable) = iterable else {
            return Err(vm.type_error("enumerate() missing required argument 'iterable'".into()));
        };
        let iterator = vm.iter(&iterable)?;
        let mut number = match start {
            Some(start @ Value::Big(_)) => start,
            Some(start) => Value::Int(vm.index(&start)?),
            None => Value::Int(0),
        };
        Ok(from_fn("enumerate", move |vm| {
            let Some(value) = vm.iter_next(&iterator)? else { return Ok(None) };
            let next = vm.binary(BinaryOp::Add, &number, &Value::Int(1))?;
            Ok(Some(Value::tuple(vec![std::mem::replace(&mut number, next), value])))
        }))
    }),
    ("sorted", |vm, args| {
        if args.len() != 1 {
            return Err(vm.type_error(format!("sorted expected 1 argument, got {}", args.len())));
        }
        let list = Value::list(vm.to_vec(args.get(0))?);
        let name = vm.intern("sort");
        let sort = vm.get_attr(&list, &name)?;
        vm.call(&sort, Args { values: smallvec::smallvec![], keywords: args.keywords })?;
        Ok(list)
    }),
    ("map", |vm, args| {
        if args.len() < 2 {
            return Err(vm.type_error("map() must have at least two arguments.".into()));
        }
        let function = args.get(0).clone();
        let iterators: R<Vec<Value>> = args.values.iter().skip(1).map(|iterable| vm.iter(iterable)).collect();
        let iterators = iterators?;
        Ok(from_fn("map", move |vm| {
            let mut values = smallvec::SmallVec::new();
            for iterator in &iterators {
                match vm.iter_next(iterator)? {
                    Some(value) => values.push(value),
                    None => return Ok(None),
                }
            }
            vm.call(&function, Args { values, keywords: Vec::new() }).map(Some)
        }))
    }),
    ("zip", |vm, mut args| {
        let strict = args.keyword("strict").map_or(Ok(false), |strict| vm.truth(&strict))?;
        let mut iterators = Vec::new();
        for iterable in &args.values {
            iterators.push(vm.iter(iterable)?);
        }
        Ok(from_fn("zip", move |vm| {
            let mut values = Vec::with_capacity(iterators.len());
            for (number, iterator) in iterators.iter().enumerate() {
                match vm.iter_next(iterator)? {
                    Some(value) => values.push(value),
                    None if !strict => return Ok(None),
                    None => return zip_ended(vm, &iterators, number),
                }
            }
            Ok(if values.is_empty() { None } else { Some(Value::tuple(values)) })
        }))
    }),
    ("print", |vm, mut args| {
        let separator = args.keyword("sep").filter(|value| !value.is_none());
        let end = args.keyword("end").filter(|value| !value.is_none());
        let file = args.keyword("file").filter(|value| !value.is_none());
        args.keyword("flush");
        if let Some((other, _)) = args.keywords.first() {
            return Err(vm.type_error(format!("print() got an unexpected keyword argument '{other}'")));
        }
        let part = |value: Option<Value>, name: &str, default: &str| -> R<String> {
            match value {
                None => Ok(default.to_owned()),
                Some(value) => match value.as_str() {
                    Some(text) => Ok(text.to_string()),
                    None => {
                        let class = vm.class_name(&value);
                        Err(vm.type_error(format!("{name} must be None or a string, not {class}")))
                    }
                },
            }
        };
        let (separator, end) = (part(separator, "sep", " ")?, part(end, "end", "\n")?);
        let mut line = String::new();
        for (number, value) in args.values.iter().enumerate() {
            if number > 0 {
                line.push_str(&separator);
            }
            line.push_str(&vm.str(value)?);
        }
        line.push_str(&end);
        match file {
            // An object of the program gets the parts one by one, as in CPython.
            Some(file) => {
                for (number, value) in args.values.iter().enumerate() {
                    if number > 0 {
                        vm.call_method(&file, "write", Args::of([Value::str(&separator)]))?;
                    }
                    let text = vm.str(value)?;
                    vm.call_method(&file, "write", Args::of([Value::str(text)]))?;
                }
                vm.call_method(&file, "write", Args::of([Value::str(&end)])).map(|_| Value::None)
            }
            None => vm.print(Stream::Out, &line),
        }
    }),
    ("vars", |vm, args| match args.given(0) {
        None => super::introspection::locals(vm),
        Some(value) => {
            let names = vm.names.clone();
            match vm.optional_attr(value, &names.dict)? {
                Some(dict) => Ok(dict),
                None => Err(vm.type_error("vars() argument must have __dict__ attribute".into())),
            }
        }
    }),
];

fn zip_ended(vm: &mut Vm, iterators: &[Value], number: usize) -> R<Option<Value>> {
    let plural =
        |count: usize| if count == 1 { "argument 1".to_owned() } else { format!("arguments 1-{count}") };
    if number > 0 {
        return Err(vm.value_error(format!(
            "zip() argument {} is shorter than {}",
            number + 1,
            plural(number)
        )));
    }
    for (other, iterator) in iterators.iter().enumerate().skip(1) {
        if vm.iter_next(iterator)?.is_some() {
            return Err(vm.value_error(format!(
                "zip() argument {} is longer than {}",
                other + 1,
                plural(other)
            )));
        }
    }
    Ok(None)
}

impl Vm {
    /// Writes to `sys.stdout` or `sys.stderr`, which a program may have replaced.
    pub(crate) fn print(&mut self, stream: Stream, text: &str) -> R<Value> {
        let (name, original) = match stream {
            Stream::Out => ("stdout", "__stdout__"),
            Stream::Error => ("stderr", "__stderr__"),
        };
        if let Some(Value::Module(sys)) = self.modules.get("sys")
            && let Some(out) = sys.globals.get(name)
            && let Some(original) = sys.globals.get(original)
            && !out.is(&original)
        {
            return self.call_method(&out, "write", Args::of([Value::str(text)])).map(|_| Value::None);
        }
        self.write(stream, text);
        Ok(Value::None)
    }
}

pub(super) fn install(vm: &mut Vm) {
    let globals = vm.builtins.clone();
    super::add(vm, &globals, FUNCTIONS, FREE);
    for (name, value) in [
        ("NotImplemented", Value::NotImplemented),
        ("Ellipsis", Value::Ellipsis),
        ("__debug__", Value::Bool(true)),
        ("__name__", Value::str("builtins")),
    ] {
        super::set(vm, &globals, name, value);
    }
}
