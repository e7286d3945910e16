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
    ("excepthook", &["/class", "/value", "/traceback"], 3, |vm, a| {
        let text = vm.traceback(a.get(1));
        vm.print(Stream::Error, &text)
    }),
    ("exception", &[], 0, |vm, _| Ok(vm.handled.clone())),
    ("getrefcount", &["/object"], 1, |_, _| Ok(Value::Int(2))),
    ("_getframe", &["/depth"], 0, |vm, a| {
        let depth = a.given(0).map_or(Ok(0), |depth| vm.index(depth))?.max(0) as usize;
        match vm.frames.len().checked_sub(depth.saturating_add(1)) {
            Some(at) => Ok(frame_object(vm, at)),
            None => Err(vm.value_error("call stack is not deep enough".into())),
        }
    }),
    ("_getsource", &["/file"], 1, |vm, a| {
        let name = vm.text(a.get(0), "_getsource() argument")?;
        Ok(vm.sources.get(&*name).map_or(Value::None, |source| Value::str(&source.text)))
    }),
    ("_display", &["/kind", "/data", "/alt"], 3, |vm, a| {
        let what = "_display() argument";
        let (kind, data, alt) =
            (vm.text(a.get(0), what)?, vm.text(a.get(1), what)?, vm.text(a.get(2), what)?);
        vm.host.display(&kind, &data, &alt);
        Ok(Value::None)
    }),
    ("set_int_max_str_digits", &["/digits"], 1, |_, _| Ok(Value::None)),
];

const FREE: &[Free] = &[("exit", |vm, mut args| {
    let arguments = match args.take(0).given() {
        None | Some(Value::None) => Vec::new(),
        Some(Value::Tuple(items)) => items.0.clone(),
        Some(code) => vec![code],
    };
    Err(vm.error_with(&vm.types.system_exit.clone(), arguments))
})];

/// Which of the frames that run a frame object shows.
struct FramePlace(usize);

/// An object for a frame that runs.
fn frame_object(vm: &mut Vm, at: usize) -> Value {
    let frame = &vm.frames[at];
    let ip = if at + 1 == vm.frames.len() { vm.ip } else { frame.ip };
    let place = frame.code.ranges.get(ip.saturating_sub(1)).map_or(frame.code.start, |range| range.0);
    let line = frame.code.source.line(place);
    let (globals, code) = (frame.globals.clone(), frame.code.clone());
    let locals = frame.locals.clone().unwrap_or_else(|| Value::Dict(globals.clone()));
    let made = vm.new_object(&vm.types.frame.clone(), Payload::Host(Box::new(FramePlace(at))));
    set_attributes(
        vm,
        &made,
        [
            ("f_globals", Value::Dict(globals)),
            ("f_locals", locals),
            ("f_lineno", Value::size(line)),
            ("f_code", Value::Code(code)),
        ],
    );
    made
}

/// Sets attributes of an object of this module.
fn set_attributes<const N: usize>(vm: &mut Vm, made: &Value, attributes: [(&str, Value); N]) {
    if let Value::Object(object) = made {
        for (name, value) in attributes {
            object.attributes.set_str(vm.intern(name), value);
        }
    }
}

/// `sys.stdout` and `sys.stderr`.
const STREAM: &[Def] = &[
    ("write", SELF1, 2, |vm, a| {
        let text = vm.text(a.get(1), "write() argument")?;
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
            let text = vm.text(&line, "write() argument")?;
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
        set_attributes(vm, &made, [("encoding", Value::str("utf-8"))]);
        super::set(vm, &globals, name, made.clone());
        super::set(vm, &globals, &format!("__{name}__"), made);
    }
    let version = [Value::Int(3), Value::Int(13), Value::Int(0), Value::str("final"), Value::Int(0)];
    let modules = vm.modules.clone();
    let program = Value::str(&vm.program);
    for (name, value) in [
        ("argv", Value::list(vec![program])),
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
    let info = int_info(vm);
    super::set(vm, &globals, "int_info", info);
    vm.add_property(&vm.types.frame.clone(), "f_back", |vm, value| {
        let outer = value.host::<FramePlace>().and_then(|place| place.0.checked_sub(1));
        Ok(outer.filter(|at| *at < vm.frames.len()).map_or(Value::None, |at| frame_object(vm, at)))
    });
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
    set_attributes(vm, &made, [("name", Value::str("pupil"))]);
    made
}

fn float_info(vm: &mut Vm) -> Value {
    let class = vm.host_class("float_info", "sys", false);
    let made = vm.new_object(&class, Payload::None);
    set_attributes(
        vm,
        &made,
        [
            ("max", Value::Float(f64::MAX)),
            ("min", Value::Float(f64::MIN_POSITIVE)),
            ("epsilon", Value::Float(f64::EPSILON)),
            ("dig", Value::Int(15)),
            ("mant_dig", Value::Int(53)),
            ("max_exp", Value::Int(1024)),
            ("min_exp", Value::Int(-1021)),
        ],
    );
    made
}

/// `sys.int_info`: the digits of CPython's integers, which the limits of texts come from.
fn int_info(vm: &mut Vm) -> Value {
    let class = vm.host_class("int_info", "sys", false);
    let made = vm.new_object(&class, Payload::None);
    set_attributes(
        vm,
        &made,
        [
            ("bits_per_digit", Value::Int(30)),
            ("sizeof_digit", Value::Int(4)),
            ("default_max_str_digits", Value::Int(4300)),
            ("str_digits_check_threshold", Value::Int(640)),
        ],
    );
    made
}
