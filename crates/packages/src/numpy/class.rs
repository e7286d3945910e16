//! `ndarray`, the scalars' classes, `dtype` and `ufunc`.

use std::rc::Rc;

use pupil_numpy::ufunc::{Binary, Options, Unary, binary, divmod, unary};
use pupil_numpy::{Array, Index, Operand, Value as Taken};
use pupil_python::{Class, Payload, R, Value, Vm, iterate};

use super::arguments::{Outcome, indices};
use super::failure::Fail;
use super::kinds::Kinds;
use super::object::Object;
use super::parameters::Parameters;
use super::{functions, methods};

/// Operators: the method, its reflected form, its form in place.
const OPERATORS: [(&str, &str, &str, Binary); 12] = [
    ("__add__", "__radd__", "__iadd__", Binary::Add),
    ("__sub__", "__rsub__", "__isub__", Binary::Subtract),
    ("__mul__", "__rmul__", "__imul__", Binary::Multiply),
    ("__truediv__", "__rtruediv__", "__itruediv__", Binary::Divide),
    ("__floordiv__", "__rfloordiv__", "__ifloordiv__", Binary::FloorDivide),
    ("__mod__", "__rmod__", "__imod__", Binary::Remainder),
    ("__pow__", "__rpow__", "__ipow__", Binary::Power),
    ("__and__", "__rand__", "__iand__", Binary::BitwiseAnd),
    ("__or__", "__ror__", "__ior__", Binary::BitwiseOr),
    ("__xor__", "__rxor__", "__ixor__", Binary::BitwiseXor),
    ("__lshift__", "__rlshift__", "__ilshift__", Binary::LeftShift),
    ("__rshift__", "__rrshift__", "__irshift__", Binary::RightShift),
];

const COMPARISONS: [(&str, Binary); 6] = [
    ("__eq__", Binary::Equal),
    ("__ne__", Binary::NotEqual),
    ("__lt__", Binary::Less),
    ("__le__", Binary::LessEqual),
    ("__gt__", Binary::Greater),
    ("__ge__", Binary::GreaterEqual),
];

/// Methods of arrays and scalars.
const METHODS: [&str; 44] = [
    "all",
    "any",
    "argmax",
    "argmin",
    "argpartition",
    "argsort",
    "astype",
    "choose",
    "clip",
    "compress",
    "conj",
    "conjugate",
    "copy",
    "cumprod",
    "cumsum",
    "diagonal",
    "dot",
    "fill",
    "flatten",
    "item",
    "max",
    "mean",
    "min",
    "nonzero",
    "partition",
    "prod",
    "ptp",
    "put",
    "ravel",
    "repeat",
    "reshape",
    "resize",
    "round",
    "searchsorted",
    "sort",
    "squeeze",
    "std",
    "sum",
    "swapaxes",
    "take",
    "tolist",
    "trace",
    "transpose",
    "var",
];

const ATTRIBUTES: [&str; 10] =
    ["shape", "ndim", "size", "dtype", "itemsize", "nbytes", "strides", "T", "base", "flat"];

/// True for objects that compute NumPy's operators and universal functions themselves, such as pandas' series.
fn takes_ufuncs(vm: &mut Vm, value: &Value) -> R<bool> {
    if !matches!(value, Value::Object(instance) if !matches!(instance.payload, Payload::Host(_) | Payload::Value(_)))
    {
        return Ok(false);
    }
    let name = vm.intern("__array_ufunc__");
    Ok(vm.optional_attr(value, &name)?.is_some())
}

/// What an operator takes on its other side; nothing for objects that NumPy does not know.
fn operand(vm: &mut Vm, kinds: &Kinds, value: &Value) -> R<Option<Operand>> {
    let object = match value {
        Value::Str(_) | Value::None | Value::Dict(_) | Value::Set(_) => return Ok(None),
        other if takes_ufuncs(vm, other)? => return Ok(None),
        other => kinds.object(vm, other)?,
    };
    match object {
        Object::Name(_) | Object::DType(_) | Object::Str(_) => Ok(None),
        object => match object.operand() {
            Ok(operand) => Ok(Some(operand)),
            Err(fail) => Err(kinds.raise(vm, fail)),
        },
    }
}

fn operate(vm: &mut Vm, kinds: &Kinds, function: Binary, left: &Value, right: &Value) -> R<Value> {
    let (Some(left), Some(right)) = (operand(vm, kinds, left)?, operand(vm, kinds, right)?) else {
        return Ok(Value::NotImplemented);
    };
    let outcome = binary(function, &left, &right, &Options::operator()).map(Object::from).map_err(Fail::from);
    kinds.finish(vm, outcome)
}

fn array<'a>(vm: &mut Vm, value: &'a Value) -> R<&'a Array> {
    match value.host::<Array>() {
        Some(array) => Ok(array),
        None => {
            let name = vm.class_name(value);
            Err(vm.type_error(format!("an array is expected, not {name}")))
        }
    }
}

fn taken(taken: Taken) -> Object {
    match taken {
        Taken::Array(array) => Object::Array(array),
        Taken::Scalar(scalar) => Object::Scalar(scalar),
    }
}

/// Gives a class of arrays or scalars its operators, attributes and methods.
fn common(vm: &mut Vm, kinds: &Rc<Kinds>, class: &Rc<Class>) {
    for (name, reflected, _, function) in OPERATORS {
        let own = kinds.clone();
        vm.add_method(class, name, move |vm, args| operate(vm, &own, function, args.get(0), args.get(1)));
        let own = kinds.clone();
        vm.add_method(class, reflected, move |vm, args| {
            operate(vm, &own, function, args.get(1), args.get(0))
        });
    }
    for (name, function) in COMPARISONS {
        let own = kinds.clone();
        vm.add_method(class, name, move |vm, args| operate(vm, &own, function, args.get(0), args.get(1)));
    }
    for (name, function) in [
        ("__neg__", Unary::Negative),
        ("__pos__", Unary::Positive),
        ("__abs__", Unary::Absolute),
        ("__invert__", Unary::Invert),
    ] {
        let own = kinds.clone();
        vm.add_method(class, name, move |vm, args| {
            let Some(x) = operand(vm, &own, args.get(0))? else { return Ok(Value::NotImplemented) };
            let outcome = unary(function, &x, &Options::operator()).map(Object::from).map_err(Fail::from);
            own.finish(vm, outcome)
        });
    }
    type Pair = fn(&Operand, &Operand) -> pupil_numpy::Result<Object>;
    let divide: Pair =
        |a, b| divmod(a, b, &Options::operator()).map(|(a, b)| Object::Tuple(vec![a.into(), b.into()]));
    let multiply: Pair = |a, b| pupil_numpy::linalg::matmul(&a.to_array(), &b.to_array()).map(Object::from);
    for (name, swap, compute) in [
        ("__divmod__", false, divide),
        ("__rdivmod__", true, divide),
        ("__matmul__", false, multiply),
        ("__rmatmul__", true, multiply),
    ] {
        let own = kinds.clone();
        vm.add_method(class, name, move |vm, args| {
            let (mut left, mut right) = (args.get(0), args.get(1));
            if swap {
                std::mem::swap(&mut left, &mut right);
            }
            let (Some(left), Some(right)) = (operand(vm, &own, left)?, operand(vm, &own, right)?) else {
                return Ok(Value::NotImplemented);
            };
            own.finish(vm, compute(&left, &right).map_err(Fail::from))
        });
    }
    for name in ATTRIBUTES {
        let own = kinds.clone();
        vm.add_property(class, name, move |vm, value| {
            let object = own.object(vm, value)?;
            own.finish(vm, methods::attribute(&object, name))
        });
    }
    for name in METHODS {
        let own = kinds.clone();
        let (parameters, function) = (Rc::new(Parameters::of_method(name)), Rc::new(Parameters::of(name)));
        vm.add_method(class, name, move |vm, mut args| {
            let object = own.object(vm, args.get(0))?;
            args.values.remove(0);
            let arguments = own.arguments_of(vm, &args, &parameters)?;
            let outcome = arguments.check(name);
            own.finish(vm, outcome.and_then(|()| methods::call(&object, name, arguments, &function)))
        });
    }
    let own = kinds.clone();
    vm.add_method(class, "__array__", move |vm, args| {
        let object = own.object(vm, args.get(0))?;
        own.finish(vm, object.array().map(Object::Array))
    });
}

pub fn array_class(vm: &mut Vm, kinds: &Rc<Kinds>) {
    let class = kinds.array.clone();
    common(vm, kinds, &class);
    for (_, _, name, function) in OPERATORS {
        let own = kinds.clone();
        vm.add_method(&class, name, move |vm, args| {
            let Some(right) = operand(vm, &own, args.get(1))? else { return Ok(Value::NotImplemented) };
            let target = array(vm, args.get(0))?;
            let outcome = binary(function, &target.into(), &right, &Options::in_place(target));
            own.warn(vm)?;
            match outcome {
                Ok(_) => Ok(args.get(0).clone()),
                Err(error) => Err(own.raise(vm, error.into())),
            }
        });
    }
    let own = kinds.clone();
    vm.add_method(&class, "__getitem__", move |vm, args| {
        let source = array(vm, args.get(0))?;
        let outcome = match args.get(1) {
            // The usual index needs no lists.
            Value::Int(index) => source.get(&[Index::Int(*index)]).map_err(Fail::from),
            index => {
                let index = own.object(vm, index)?;
                indices(&index).and_then(|index| source.get(&index).map_err(Fail::from))
            }
        };
        own.finish(vm, outcome.map(taken))
    });
    let own = kinds.clone();
    vm.add_method(&class, "__setitem__", move |vm, args| {
        let index = own.object(vm, args.get(1))?;
        let value = own.object(vm, args.get(2))?;
        let target = array(vm, args.get(0))?;
        let set = || -> Outcome {
            target.set(&indices(&index)?, &value.operand()?)?;
            Ok(Object::None)
        };
        own.finish(vm, set())
    });
    vm.add_method(&class, "__len__", |vm, args| match array(vm, args.get(0))?.shape().first() {
        Some(length) => Ok(Value::size(*length)),
        None => Err(vm.type_error("len() of unsized object".into())),
    });
    let own = kinds.clone();
    vm.add_method(&class, "__iter__", move |vm, args| {
        let source = array(vm, args.get(0))?.clone();
        let Some(length) = source.shape().first().copied() else {
            return Err(vm.type_error("iteration over a 0-d array".into()));
        };
        let (own, mut at) = (own.clone(), 0);
        Ok(iterate("array_iterator", move |vm| {
            if at >= length {
                return Ok(None);
            }
            at += 1;
            let row = source.row(at - 1).map(Object::from).map_err(Fail::from);
            own.finish(vm, row).map(Some)
        }))
    });
    let own = kinds.clone();
    vm.add_method(&class, "__contains__", move |vm, args| {
        let Some(item) = operand(vm, &own, args.get(1))? else { return Ok(Value::Bool(false)) };
        let source = array(vm, args.get(0))?;
        let found = || -> Outcome {
            let equal = binary(Binary::Equal, &source.into(), &item, &Options::operator())?;
            Ok(Object::Bool(equal.to_vec::<bool>()?.contains(&true)))
        };
        own.finish(vm, found())
    });
    let own = kinds.clone();
    vm.add_method(&class, "__bool__", move |vm, args| {
        let truth = array(vm, args.get(0))?.truth().map(Object::Bool).map_err(Fail::from);
        own.finish(vm, truth)
    });
    for (name, float) in [("__float__", true), ("__int__", false), ("__index__", false)] {
        let own = kinds.clone();
        vm.add_method(&class, name, move |vm, args| {
            let source = array(vm, args.get(0))?;
            if name == "__index__" && !(source.ndim() == 0 && source.dtype().is_integer()) {
                return Err(
                    vm.type_error("only integer scalar arrays can be converted to a scalar index".into())
                );
            }
            let scalar = source.to_python_scalar().map_err(Fail::from);
            own.finish(
                vm,
                scalar.map(|scalar| {
                    if float {
                        Object::Float(scalar.as_f64())
                    } else {
                        Object::Int(i128::from(scalar.as_i64()))
                    }
                }),
            )
        });
    }
    vm.add_method(&class, "__repr__", |vm, args| Ok(Value::str(array(vm, args.get(0))?.repr())));
    vm.add_method(&class, "__str__", |vm, args| Ok(Value::str(array(vm, args.get(0))?.to_string())));
    vm.add_method(&class, "__format__", |vm, args| {
        let source = array(vm, args.get(0))?.clone();
        let spec = args.get(1).as_str().map_or(String::new(), |spec| spec.to_string());
        if spec.is_empty() {
            return Ok(Value::str(source.to_string()));
        }
        if source.ndim() > 0 {
            return Err(vm.type_error("unsupported format string passed to numpy.ndarray.__format__".into()));
        }
        let float = source.item().map_or(f64::NAN, |scalar| scalar.as_f64());
        vm.format_value(&Value::Float(float), &spec)
    });
    for name in ["__copy__", "__deepcopy__"] {
        let own = kinds.clone();
        vm.add_method(&class, name, move |vm, args| {
            let copy = array(vm, args.get(0))?.copy().map(Object::Array).map_err(Fail::from);
            own.finish(vm, copy)
        });
    }
    let hash = vm.intern("__hash__");
    class.attributes.set_str(hash, Value::None);
}

/// A scalar's class: operators and methods as arrays have them.
pub fn scalar_class(vm: &mut Vm, kinds: &Rc<Kinds>, place: usize) {
    let class = kinds.scalars[place].clone();
    common(vm, kinds, &class);
    let own = kinds.clone();
    vm.add_method(&class, "__round__", move |vm, args| {
        let Some(x) = operand(vm, &own, args.get(0))? else { return Ok(Value::NotImplemented) };
        let Some(digits) = args.given(1).filter(|digits| !digits.is_none()) else {
            let core = args.get(0).core().clone();
            let round = vm.builtin_function("round");
            return vm.call1(&round, core);
        };
        let digits = vm.index(digits)? as i32;
        let rounded = pupil_numpy::ufunc::round(&x, digits, &Options::default());
        own.finish(vm, rounded.map(Object::from).map_err(Fail::from))
    });
    printed_forms(vm, kinds, &class);
    vm.add_method(&class, "__hash__", |vm, args| Ok(Value::Int(vm.hash(args.get(0).core())? as i64)));
    vm.add_method(&class, "__bool__", |vm, args| {
        let core = args.get(0).core().clone();
        vm.truth(&core).map(Value::Bool)
    });
    vm.add_method(&class, "__format__", |vm, args| {
        let spec = args.get(1).as_str().map_or(String::new(), |spec| spec.to_string());
        if spec.is_empty() {
            let text = vm.str(args.get(0))?;
            return Ok(Value::str(text));
        }
        let core = args.get(0).core().clone();
        vm.format_value(&core, &spec)
    });
    let own = kinds.clone();
    vm.add_method(&class, "__new__", move |vm, args| {
        let dtype = match args.get(0) {
            Value::Class(class) => own.dtype_of(class),
            _ => None,
        };
        let object = match args.given(1) {
            Some(value) => own.object(vm, value)?,
            None => Object::Int(0),
        };
        let object = match object {
            Object::Str(text) => Object::Float(text.trim().parse().unwrap_or(f64::NAN)),
            object => object,
        };
        let Some(dtype) = dtype else { return Ok(Value::None) };
        let cast = object.array().and_then(|array| Ok(Object::from(array.astype(dtype)?)));
        own.finish(vm, cast)
    });
    vm.add_method(&class, "__init__", |_, _| Ok(Value::None));
}

/// `repr` and `str` as NumPy writes them.
fn printed_forms(vm: &mut Vm, kinds: &Rc<Kinds>, class: &Rc<Class>) {
    type Form = fn(&Object) -> String;
    for (name, form) in [("__repr__", Object::repr as Form), ("__str__", Object::text)] {
        let own = kinds.clone();
        vm.add_method(class, name, move |vm, args| Ok(Value::str(form(&own.object(vm, args.get(0))?))));
    }
}

pub fn dtype_class(vm: &mut Vm, kinds: &Rc<Kinds>) {
    let class = kinds.dtype.clone();
    let own = kinds.clone();
    vm.add_method(&class, "__new__", move |vm, args| {
        let object = own.object(vm, args.get(1))?;
        own.finish(vm, object.dtype().map(Object::DType))
    });
    vm.add_method(&class, "__init__", |_, _| Ok(Value::None));
    printed_forms(vm, kinds, &class);
    for (name, same) in [("__eq__", true), ("__ne__", false)] {
        let own = kinds.clone();
        vm.add_method(&class, name, move |vm, args| {
            let (left, right) = (own.object(vm, args.get(0))?, own.object(vm, args.get(1))?);
            let equal = matches!((left.dtype(), right.dtype()), (Ok(a), Ok(b)) if a == b);
            Ok(Value::Bool(equal == same))
        });
    }
    vm.add_method(&class, "__hash__", |_, args| {
        Ok(Value::Int(
            args.get(0)
                .host::<pupil_numpy::DType>()
                .map_or(0, |dtype| dtype.itemsize() as i64 * 256 + dtype.kind() as i64),
        ))
    });
    for name in ["name", "kind", "itemsize", "str", "char"] {
        vm.add_property(&class, name, move |_, value| {
            let Some(dtype) = value.host::<pupil_numpy::DType>() else { return Ok(Value::None) };
            Ok(match name {
                "name" => Value::str(dtype.name()),
                "kind" => Value::str(dtype.kind().to_string()),
                "itemsize" => Value::size(dtype.itemsize()),
                _ => Value::str(dtype.protocol()),
            })
        });
    }
    let own = kinds.clone();
    vm.add_property(&class, "type", move |_, value| {
        let dtype = value.host::<pupil_numpy::DType>();
        let place = dtype.and_then(|dtype| super::kinds::DTYPES.iter().position(|other| other == dtype));
        Ok(place.map_or(Value::None, |place| Value::Class(own.scalars[place].clone())))
    });
}

/// The name of a universal function.
struct Name(&'static str);

/// A universal function as an object: it is called, and has `reduce`, `accumulate` and `outer`.
pub fn ufunc(vm: &Vm, kinds: &Kinds, name: &'static str) -> Value {
    vm.new_object(&kinds.ufunc, Payload::Host(Box::new(Name(name))))
}

pub fn ufunc_class(vm: &mut Vm, kinds: &Rc<Kinds>) {
    let class = kinds.ufunc.clone();
    for method in ["__call__", "reduce", "accumulate", "outer"] {
        let own = kinds.clone();
        vm.add_method(&class, method, move |vm, mut args| {
            let receiver = args.values.remove(0);
            let Some(Name(name)) = receiver.host::<Name>() else { return Ok(Value::None) };
            for value in args.values.clone() {
                if takes_ufuncs(vm, &value)? {
                    args.values.insert(0, receiver.clone());
                    args.values.insert(1, Value::str(method));
                    return vm.call_method(&value, "__array_ufunc__", args);
                }
            }
            let arguments = own.arguments(vm, &args)?;
            let name = if method == "__call__" { (*name).to_owned() } else { format!("{name}.{method}") };
            own.finish(vm, functions::call(&name, &arguments))
        });
    }
    vm.add_method(&class, "__repr__", |_, args| {
        Ok(Value::str(
            args.get(0).host::<Name>().map_or(String::new(), |name| format!("<ufunc '{}'>", name.0)),
        ))
    });
    vm.add_property(&class, "__name__", |_, value| {
        Ok(value.host::<Name>().map_or(Value::None, |name| Value::str(name.0)))
    });
}
