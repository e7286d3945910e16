//! `sys`.

use std::rc::Rc;

use crate::host::Stream;
use crate::object::{Dict, Payload, Value};
use crate::types::{Def, Free, SELF1};
use crate::vm::{R, Vm};

const FUNCTIONS: &[Def] = &[
    ("getrecursionlimit", &[], 0, |vm, _| Ok(Value::size(vm.recursion_limit))),
    ("setrecursionlimit", &["/limit"], 1, |vm, a| {
        let limit = vm.index(a.get(0))?;
        if limit < 1 {
            return Err(vm.value_error("recursion limit must be greater or equal than 1".into()));
        }
        vm.recursion_limit = (limit as usize).min(20_000);
        Ok(Value::None)
    }),
    ("getsizeof", &["/object", "default"], 1, |vm, a| {
        let items = vm.length(a.get(0)).unwrap_or(0);
        Ok(Value::size(48 + 8 * items))
    }),
    ("intern", &["/text"], 1, |vm, a| match a.get(0).as_str().cloned() {
        Some(text) => Ok(Value::Str(vm.intern(&text))),
        None => Err(vm.type_error("intern() argument must be str".into())),
    }),
    ("exc_info", &[], 0, |vm, _| {
        let value = vm.handled.clone();
        if value.is_none() {
            return Ok(Value::tuple(vec![Value::None, Value::None, Value::None]));
        }
        let class = Value::Class(vm.class_of(&value));
        let trace = vm.traceback_object(&value);
        Ok(Value::tuple(vec![class, value, trace]))
    }),
    ("exception", &[], 0, |vm, _| Ok(vm.handled.clone())),
    ("getrefcount", &["/object"], 1, |_, _| Ok(Value::Int(2))),
    ("_getframe", &["/depth"], 0, |vm, a| {
        let depth = a.given(0).map_or(Ok(0), |depth| vm.index(depth))?.max(0) as usize;
        let count = vm.frames.len();
        let Some(at) = count.checked_sub(depth + 1) else {
            return Err(vm.value_error("call stack is not deep enough".into()));
        };
        let class = vm.types.frame.clone();
        let made = vm.new_object(&class, Payload::None);
        let frame = &vm.frames[at];
        let ip = if depth == 0 { vm.ip } else { frame.ip };
        let place = frame.code.ranges.get(ip.saturating_sub(1)).map_or(frame.code.start, |range| range.0);
        let line = frame.code.source.line(place);
        let (globals, code) = (frame.globals.clone(), frame.code.clone());
        let locals = frame.locals.clone().unwrap_or_else(|| Value::Dict(globals.clone()));
        if let Value::Object(object) = &made {
            for (name, value) in [
                ("f_globals", Value::Dict(globals)),
                ("f_locals", locals),
                ("f_lineno", Value::size(line)),
                ("f_code", Value::Code(code)),
            ] {
                object.attributes.set_str(vm.intern(name), value);
            }
        }
        Ok(made)
    }),
    ("set_int_max_str_digits", &["/digits"], 1, |_, _| Ok(Value::None)),
];

const FREE: &[Free] = &[("exit", |vm, args| {
    Err(vm.error_with(&vm.types.system_exit.clone(), args.values.to_vec()))
})];

/// `sys.stdout` and `sys.stderr`.
const STREAM: &[Def] = &[
    ("write", SELF1, 2, |vm, a| {
        let text = super::text(vm, a.get(1), "write() argument")?;
        let stream = *a.get(0).host::<Stream>().unwrap_or(&Stream::Out);
        vm.write(stream, &text);
        Ok(Value::size(text.length()))
    }),
    ("flush", crate::types::SELF, 1, |_, _| Ok(Value::None)),
    ("isatty", crate::types::SELF, 1, |_, _| Ok(Value::Bool(false))),
    ("writable", crate::types::SELF, 1, |_, _| Ok(Value::Bool(true))),
    ("writelines", SELF1, 2, |vm, a| {
        let stream = *a.get(0).host::<Stream>().unwrap_or(&Stream::Out);
        for line in vm.to_vec(a.get(1))? {
            let text = super::text(vm, &line, "write() argument")?;
            vm.write(stream, &text);
        }
        Ok(Value::None)
    }),
];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals = super::namespace(vm, FUNCTIONS, FREE);
    let class = vm.host_class("TextIOWrapper", "_io", false);
    vm.methods(&class, STREAM, &[]);
    for (name, stream) in [("stdout", Stream::Out), ("stderr", Stream::Error)] {
        let made = vm.new_object(&class, Payload::Host(Box::new(stream)));
        if let Value::Object(object) = &made {
            object.attributes.set_str(vm.intern("encoding"), Value::str("utf-8"));
        }
        super::set(vm, &globals, name, made.clone());
        super::set(vm, &globals, &format!("__{name}__"), made);
    }
    let version = [Value::Int(3), Value::Int(13), Value::Int(0), Value::str("final"), Value::Int(0)];
    let modules = vm.modules.clone();
    for (name, value) in [
        ("argv", Value::list(vec![Value::str("")])),
        ("path", Value::list(vec![Value::str("")])),
        ("modules", Value::Dict(modules)),
        ("version", Value::str("3.13.0 (Pupil)")),
        ("version_info", version_info(vm, version.to_vec())),
        ("platform", Value::str("pupil")),
        ("byteorder", Value::str("little")),
        ("maxsize", Value::Int(i64::MAX)),
        ("maxunicode", Value::Int(0x10_ffff)),
        ("executable", Value::str("")),
        ("implementation", namespace_object(vm)),
        ("flags", Value::None),
    ] {
        super::set(vm, &globals, name, value);
    }
    let info = float_info(vm);
    super::set(vm, &globals, "float_info", info);
    Ok(globals)
}

/// `sys.version_info`: a tuple whose items have names.
fn version_info(vm: &mut Vm, parts: Vec<Value>) -> Value {
    let tuple = vm.types.tuple.clone();
    let class = crate::vm::native_class("version_info", &[&tuple], crate::object::Layout::Value, false);
    class.attributes.set_str(vm.names.module.clone(), Value::str("sys"));
    let made = vm.new_object(&class, Payload::Value(Value::tuple(parts.clone())));
    if let Value::Object(object) = &made {
        for (name, value) in ["major", "minor", "micro", "releaselevel", "serial"].iter().zip(parts) {
            object.attributes.set_str(vm.intern(name), value);
        }
    }
    made
}

fn namespace_object(vm: &mut Vm) -> Value {
    let class = vm.host_class("SimpleNamespace", "types", false);
    let made = vm.new_object(&class, Payload::None);
    if let Value::Object(object) = &made {
        object.attributes.set_str(vm.intern("name"), Value::str("pupil"));
    }
    made
}

fn float_info(vm: &mut Vm) -> Value {
    let class = vm.host_class("float_info", "sys", false);
    let made = vm.new_object(&class, Payload::None);
    if let Value::Object(object) = &made {
        for (name, value) in [
            ("max", Value::Float(f64::MAX)),
            ("min", Value::Float(f64::MIN_POSITIVE)),
            ("epsilon", Value::Float(f64::EPSILON)),
            ("dig", Value::Int(15)),
            ("mant_dig", Value::Int(53)),
            ("max_exp", Value::Int(1024)),
            ("min_exp", Value::Int(-1021)),
        ] {
            object.attributes.set_str(vm.intern(name), value);
        }
    }
    made
}

