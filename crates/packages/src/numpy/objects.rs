//! Functions that take texts and other objects. They are in Python, in `python/packages/numpy/_objects.py`.

use pupil_python::{Args, R, Value, Vm};

const MODULE: &str = "numpy._objects";

/// Functions that are in Python for all arguments.
pub const ALWAYS: [&str; 17] = [
    "apply_along_axis",
    "broadcast_arrays",
    "finfo",
    "frombuffer",
    "genfromtxt",
    "histogram2d",
    "iinfo",
    "iterable",
    "load",
    "loadtxt",
    "ndenumerate",
    "ndindex",
    "save",
    "savetxt",
    "savez",
    "savez_compressed",
    "vectorize",
];

/// Functions that are in Python for texts and other objects.
const FUNCTIONS: [&str; 12] = [
    "append",
    "argsort",
    "array",
    "array_equal",
    "asarray",
    "concatenate",
    "full",
    "isin",
    "select",
    "sort",
    "unique",
    "where",
];

/// True for a call with texts or other objects.
pub fn takes(vm: &mut Vm, name: &str, args: &Args) -> R<bool> {
    if !FUNCTIONS.contains(&name) {
        return Ok(false);
    }
    // What stands after the array may be the name of a type.
    let shown = if matches!(name, "array" | "asarray" | "sort" | "argsort") { 1 } else { args.values.len() };
    let mut found = false;
    for value in args.values.iter().take(shown) {
        found = found || holds_objects(vm, value, 0)?;
    }
    for (name, value) in &args.keywords {
        found = found || &**name == "dtype" && is_object_type(value);
    }
    Ok(found || args.values.get(1).is_some_and(is_object_type))
}

/// Functions that objects such as pandas' series compute by a method of their own: name, method.
const METHODS: [(&str, &str); 5] =
    [("around", "round"), ("clip", "clip"), ("cumprod", "cumprod"), ("cumsum", "cumsum"), ("round", "round")];

/// The method that computes a function for its first argument, if it is an object that has one.
pub fn method(vm: &mut Vm, name: &str, args: &Args) -> R<Option<Value>> {
    let Some((_, method)) = METHODS.iter().find(|(function, _)| *function == name) else { return Ok(None) };
    let attribute = vm.intern("__array_ufunc__");
    match args.values.first() {
        Some(value @ Value::Object(_)) if vm.optional_attr(value, &attribute)?.is_some() => {
            let attribute = vm.intern(method);
            vm.optional_attr(value, &attribute)
        }
        _ => Ok(None),
    }
}

/// Calls a function of the module.
pub fn run(vm: &mut Vm, name: &str, args: Args) -> R<Value> {
    let module = vm.import(MODULE)?;
    vm.call_method(&module, name, args)
}

fn is_object_type(value: &Value) -> bool {
    matches!(value, Value::Class(class) if &**class.name.borrow() == "object")
}

/// True for texts, lists that start with a text, and arrays and series of objects.
fn holds_objects(vm: &mut Vm, value: &Value, depth: usize) -> R<bool> {
    let first = match value {
        Value::Str(_) => return Ok(true),
        Value::List(list) => list.0.borrow().first().cloned(),
        Value::Tuple(tuple) => tuple.0.first().cloned(),
        Value::Object(_) => {
            let name = vm.intern("__array_ufunc__");
            if vm.optional_attr(value, &name)?.is_none() {
                return Ok(false);
            }
            let name = vm.intern("dtype");
            let Some(dtype) = vm.optional_attr(value, &name)? else { return Ok(false) };
            let name = vm.intern("kind");
            let kind = vm.optional_attr(&dtype, &name)?;
            return Ok(
                kind.is_some_and(|kind| kind.as_str().is_some_and(|kind| matches!(&**kind, "O" | "U")))
            );
        }
        _ => None,
    };
    match first {
        Some(first) if depth < 8 => holds_objects(vm, &first, depth + 1),
        _ => Ok(false),
    }
}
