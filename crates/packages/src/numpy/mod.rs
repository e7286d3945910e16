//! `numpy`: names, classes and modules over the arrays of `pupil-numpy`.

mod arguments;
mod class;
mod failure;
mod functions;
mod kinds;
mod linear;
mod methods;
mod object;
mod objects;
mod parameters;
mod printing;
mod random;

use std::cell::Cell;
use std::rc::Rc;

use pupil_python::{Args, Class, Dict, List, Payload, R, Value, Vm};

use kinds::{DTYPES, Kinds, SharedGenerator, SharedState};
use parameters::Parameters;

/// Universal functions.
const UFUNCS: [&str; 92] = [
    "abs",
    "absolute",
    "acos",
    "acosh",
    "add",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "bitwise_and",
    "bitwise_not",
    "bitwise_or",
    "bitwise_xor",
    "cbrt",
    "ceil",
    "conj",
    "conjugate",
    "copysign",
    "cos",
    "cosh",
    "deg2rad",
    "degrees",
    "divide",
    "equal",
    "exp",
    "exp2",
    "expm1",
    "fabs",
    "float_power",
    "floor",
    "floor_divide",
    "fmax",
    "fmin",
    "fmod",
    "gcd",
    "greater",
    "greater_equal",
    "heaviside",
    "hypot",
    "invert",
    "isfinite",
    "isinf",
    "isnan",
    "lcm",
    "left_shift",
    "less",
    "less_equal",
    "log",
    "log10",
    "log1p",
    "log2",
    "logaddexp",
    "logaddexp2",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "mod",
    "multiply",
    "negative",
    "nextafter",
    "not_equal",
    "positive",
    "pow",
    "power",
    "rad2deg",
    "radians",
    "reciprocal",
    "remainder",
    "right_shift",
    "rint",
    "sign",
    "signbit",
    "sin",
    "sinh",
    "spacing",
    "sqrt",
    "square",
    "subtract",
    "tan",
    "tanh",
    "sinc",
];

/// What the names of functions of `np.linalg` start with in the table of parameters.
const LINALG: &str = "linalg.";

const RANDOM: [&str; 43] = [
    "RandomState",
    "beta",
    "binomial",
    "chisquare",
    "choice",
    "default_rng",
    "exponential",
    "gamma",
    "geometric",
    "gumbel",
    "integers",
    "laplace",
    "logistic",
    "lognormal",
    "multinomial",
    "multivariate_normal",
    "normal",
    "pareto",
    "permutation",
    "poisson",
    "power",
    "rand",
    "randint",
    "randn",
    "random",
    "random_integers",
    "random_sample",
    "ranf",
    "rayleigh",
    "sample",
    "seed",
    "shuffle",
    "spawn",
    "standard_cauchy",
    "standard_exponential",
    "standard_gamma",
    "standard_normal",
    "standard_t",
    "triangular",
    "uniform",
    "vonmises",
    "weibull",
    "zipf",
];

/// Adds the package to an interpreter.
pub fn install(vm: &mut Vm) {
    vm.add_module("numpy", make);
}

fn set(vm: &mut Vm, globals: &Dict, name: &str, value: Value) {
    let name = vm.intern(name);
    globals.set_str(name, value);
}

fn function(vm: &mut Vm, kinds: &Rc<Kinds>, globals: &Dict, name: &'static str, full: &'static str) {
    let own = kinds.clone();
    let parameters = Rc::new(Parameters::of(full));
    let made = vm.native_closure(name, move |vm, mut args| {
        if objects::takes(vm, full, &args)? {
            return objects::run(vm, full, args);
        }
        if let Some(method) = objects::method(vm, full, &args)? {
            args.values.remove(0);
            return vm.call(&method, args);
        }
        let arguments = own.arguments_of(vm, &args, &parameters)?;
        let outcome = arguments.check(full).and_then(|()| functions::call(full, &arguments));
        own.finish(vm, outcome)
    });
    set(vm, globals, name, made);
}

fn kinds(vm: &mut Vm) -> R<Kinds> {
    let object = vm.builtin_class("object").ok_or_else(|| vm.memory_error())?;
    let (value_error, index_error) = match (vm.builtin_class("ValueError"), vm.builtin_class("IndexError")) {
        (Some(value_error), Some(index_error)) => (value_error, index_error),
        _ => return Err(vm.memory_error()),
    };
    let generic = vm.derived_class("generic", "numpy", &[&object], true);
    let number = vm.derived_class("number", "numpy", &[&generic], true);
    let integer = vm.derived_class("integer", "numpy", &[&number], true);
    let signed = vm.derived_class("signedinteger", "numpy", &[&integer], true);
    let unsigned = vm.derived_class("unsignedinteger", "numpy", &[&integer], true);
    let inexact = vm.derived_class("inexact", "numpy", &[&number], true);
    let floating = vm.derived_class("floating", "numpy", &[&inexact], true);
    let float = vm.builtin_class("float").unwrap_or_else(|| object.clone());
    Ok(Kinds {
        array: vm.host_class("ndarray", "numpy", false),
        dtype: vm.host_class("dtype", "numpy", false),
        ufunc: vm.host_class("ufunc", "numpy", false),
        random_state: vm.host_class("RandomState", "numpy.random.mtrand", false),
        generator: vm.host_class("Generator", "numpy.random._generator", false),
        axis_error: vm.exception_class("AxisError", "numpy.exceptions", &[&value_error, &index_error]),
        linalg_error: vm.exception_class("LinAlgError", "numpy.linalg", &[&value_error]),
        scalars: [
            vm.derived_class("bool", "numpy", &[&generic], true),
            vm.derived_class("uint8", "numpy", &[&unsigned], true),
            vm.derived_class("int32", "numpy", &[&signed], true),
            vm.derived_class("int64", "numpy", &[&signed], true),
            vm.derived_class("float32", "numpy", &[&floating], true),
            vm.derived_class("float64", "numpy", &[&floating, &float], true),
        ],
        silent: Cell::new(0),
    })
}

/// Makes the module.
fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let kinds = Rc::new(kinds(vm)?);
    class::array_class(vm, &kinds);
    class::dtype_class(vm, &kinds);
    class::ufunc_class(vm, &kinds);
    for place in 0..DTYPES.len() {
        class::scalar_class(vm, &kinds, place);
    }
    let globals: Rc<Dict> = Rc::default();
    for name in UFUNCS {
        let made = class::ufunc(vm, &kinds, name);
        set(vm, &globals, name, made);
    }
    for name in parameters::names().filter(|name| !name.starts_with(LINALG)) {
        function(vm, &kinds, &globals, name, name);
    }
    for (name, value) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
        ("euler_gamma", 0.577_215_664_901_532_9),
    ] {
        set(vm, &globals, name, Value::Float(value));
    }
    set(vm, &globals, "newaxis", Value::None);
    set(vm, &globals, "__version__", Value::str("2.4 (Pupil)"));
    classes(vm, &kinds, &globals);
    modules(vm, &kinds, &globals);
    errstate(vm, &kinds, &globals);
    for name in objects::ALWAYS {
        let made = vm.native_closure(name, move |vm, args| objects::run(vm, name, args));
        set(vm, &globals, name, made);
    }
    grids(vm, &globals);
    vm.add_method(&kinds.array, "tobytes", |vm, args| objects::run(vm, "_tobytes", args));
    for (name, class) in [("object_", "object"), ("str_", "str")] {
        let class = vm.builtin_class(class).map_or(Value::None, Value::Class);
        set(vm, &globals, name, class);
    }
    Ok(globals)
}

/// `np.mgrid` and `np.ogrid`, which give grids for slices, and `np.c_` and `np.r_`, which join arrays.
fn grids(vm: &mut Vm, globals: &Dict) {
    for name in ["mgrid", "ogrid", "c_", "r_"] {
        let class = vm.host_class("nd_grid", "numpy", false);
        vm.add_method(&class, "__getitem__", move |vm, args| {
            let key = args.get(1).clone();
            objects::run(vm, "_grid", Args::of([Value::str(name), key]))
        });
        let made = vm.new_object(&class, Payload::Host(Box::new(())));
        set(vm, globals, name, made);
    }
}

/// `np.errstate`: a block without warnings, if one of its arguments is "ignore".
fn errstate(vm: &mut Vm, kinds: &Rc<Kinds>, globals: &Dict) {
    struct Ignores(bool);
    let class = vm.host_class("errstate", "numpy", false);
    let own = class.clone();
    let made = vm.native_closure("errstate", move |vm, args| {
        let ignores =
            args.keywords.iter().any(|(_, value)| value.as_str().is_some_and(|text| &**text == "ignore"));
        Ok(vm.new_object(&own, Payload::Host(Box::new(Ignores(ignores)))))
    });
    for (name, enters) in [("__enter__", true), ("__exit__", false)] {
        let own = kinds.clone();
        vm.add_method(&class, name, move |_, args| {
            if matches!(args.get(0).host::<Ignores>(), Some(Ignores(true))) {
                let depth = own.silent.get();
                own.silent.set(if enters { depth + 1 } else { depth.saturating_sub(1) });
            }
            Ok(Value::None)
        });
    }
    set(vm, globals, "errstate", made);
}

fn classes(vm: &mut Vm, kinds: &Rc<Kinds>, globals: &Dict) {
    set(vm, globals, "ndarray", Value::Class(kinds.array.clone()));
    set(vm, globals, "dtype", Value::Class(kinds.dtype.clone()));
    for (names, place) in [
        (&["bool", "bool_"][..], 0),
        (&["uint8"][..], 1),
        (&["int32", "intc"][..], 2),
        (&["int64", "int_", "intp"][..], 3),
        (&["float32", "single"][..], 4),
        (&["float64", "double"][..], 5),
    ] {
        for name in names {
            set(vm, globals, name, Value::Class(kinds.scalars[place].clone()));
        }
    }
    let ancestors = |class: &Rc<Class>| class.ancestors.borrow().clone();
    let mut all = ancestors(&kinds.scalars[5]);
    all.extend(ancestors(&kinds.scalars[1]));
    all.extend(ancestors(&kinds.scalars[3]));
    for class in all {
        if class.module().as_deref() == Some("numpy") {
            let name = class.name.borrow().to_string();
            set(vm, globals, &name, Value::Class(class));
        }
    }
    for (name, value) in [("True_", true), ("False_", false)] {
        let made = kinds.value(vm, object::Object::Scalar(pupil_numpy::Scalar::Bool(value)));
        set(vm, globals, name, made);
    }
}

fn modules(vm: &mut Vm, kinds: &Rc<Kinds>, globals: &Dict) {
    let linalg: Rc<Dict> = Rc::default();
    for full in parameters::names() {
        if let Some(name) = full.strip_prefix(LINALG) {
            function(vm, kinds, &linalg, name, full);
        }
    }
    set(vm, &linalg, "LinAlgError", Value::Class(kinds.linalg_error.clone()));
    let module = vm.module("numpy.linalg", &linalg);
    set(vm, globals, "linalg", module);

    let random: Rc<Dict> = Rc::default();
    for name in RANDOM {
        let own = kinds.clone();
        let made = vm.native_closure(name, move |vm, args| {
            if let Some(list) = list_to_shuffle(name, &args) {
                let places = random::shuffled_places(list.0.borrow().len());
                return reorder(vm, &own, list, places);
            }
            let arguments = own.arguments(vm, &args)?;
            own.finish(vm, random::function(name, &arguments))
        });
        set(vm, &random, name, made);
    }
    for name in RANDOM {
        let own = kinds.clone();
        vm.add_method(&kinds.random_state, name, move |vm, mut args| {
            let receiver = args.values.remove(0);
            let Some(state) = receiver.host::<SharedState>() else { return Ok(Value::None) };
            if let Some(list) = list_to_shuffle(name, &args) {
                let places = state.borrow_mut().source().shuffled_places(list.0.borrow().len());
                return reorder(vm, &own, list, places.map_err(Into::into));
            }
            let arguments = own.arguments(vm, &args)?;
            let outcome = random::legacy(&mut state.borrow_mut(), name, &arguments);
            own.finish(vm, outcome)
        });
        let own = kinds.clone();
        vm.add_method(&kinds.generator, name, move |vm, mut args| {
            let receiver = args.values.remove(0);
            let Some(state) = receiver.host::<SharedGenerator>() else { return Ok(Value::None) };
            if let Some(list) = list_to_shuffle(name, &args) {
                let places = state.borrow_mut().source().shuffled_places(list.0.borrow().len());
                return reorder(vm, &own, list, places.map_err(Into::into));
            }
            let arguments = own.arguments(vm, &args)?;
            let outcome = random::generator(&mut state.borrow_mut(), name, &arguments);
            own.finish(vm, outcome)
        });
    }
    set(vm, &random, "Generator", Value::Class(kinds.generator.clone()));
    let module = vm.module("numpy.random", &random);
    set(vm, globals, "random", module);

    let exceptions: Rc<Dict> = Rc::default();
    set(vm, &exceptions, "AxisError", Value::Class(kinds.axis_error.clone()));
    let module = vm.module("numpy.exceptions", &exceptions);
    set(vm, globals, "exceptions", module);
}

/// The list in the arguments of `shuffle`: it is shuffled in its place.
fn list_to_shuffle<'a>(name: &str, args: &'a Args) -> Option<&'a List> {
    match args.get(0) {
        Value::List(list) if name == "shuffle" => Some(list),
        _ => None,
    }
}

/// Puts a list's items into another order.
fn reorder(vm: &mut Vm, kinds: &Kinds, list: &List, places: Result<Vec<i64>, failure::Fail>) -> R<Value> {
    match places {
        Ok(places) => {
            let items = list.0.borrow().clone();
            let sorted = places.into_iter().filter_map(|place| items.get(place as usize).cloned()).collect();
            list.0.replace(sorted);
            Ok(Value::None)
        }
        Err(fail) => Err(kinds.raise(vm, fail)),
    }
}
