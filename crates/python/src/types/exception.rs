//! Exceptions.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Def, Free, SELF, SELF1};
use crate::object::{ExceptionState, Object, Payload, Str, Value};
use crate::vm::Vm;

const EXCEPTION: &[Def] = &[
    ("__repr__", SELF, 1, |vm, a| {
        let name = vm.short_class_name(a.get(0));
        let arguments = vm.exception_arguments(a.get(0));
        let shown = match arguments.as_slice() {
            [one] => format!("({})", vm.repr(one)?),
            _ => vm.repr(&Value::tuple(arguments))?,
        };
        Ok(Value::str(format!("{name}{shown}")))
    }),
    ("__str__", SELF, 1, |vm, a| vm.exception_str(a.get(0)).map(Value::str)),
    ("with_traceback", SELF1, 2, |_, a| Ok(a.get(0).clone())),
    ("add_note", SELF1, 2, |vm, mut a| {
        let note = a.take(1);
        if note.as_str().is_none() {
            let name = vm.class_name(&note);
            return Err(vm.type_error(format!("add_note() argument must be str, not {name}")));
        }
        let Value::Object(object) = a.get(0) else { return Ok(Value::None) };
        match object.attributes.get_str(&vm.names.notes) {
            Some(Value::List(notes)) => notes.0.borrow_mut().push(note),
            _ => object.attributes.set_str(vm.names.notes.clone(), Value::list(vec![note])),
        }
        Ok(Value::None)
    }),
];

const EXCEPTION_FREE: &[Free] = &[
    ("__new__", |vm, mut args| {
        let Value::Class(class) = args.take(0) else {
            return Err(vm.type_error("BaseException.__new__(X): X is not a type object".into()));
        };
        let arguments: Vec<Value> = args.values.into_iter().skip(1).collect();
        // `OSError` of a number is of the number's class.
        let class = match arguments.first() {
            Some(Value::Int(errno)) if Rc::ptr_eq(&class, &vm.types.os_error) && arguments.len() > 1 => {
                match errno {
                    2 => vm.types.file_not_found_error.clone(),
                    13 => vm.types.permission_error.clone(),
                    17 => vm.types.file_exists_error.clone(),
                    20 => vm.types.not_a_directory_error.clone(),
                    21 => vm.types.is_a_directory_error.clone(),
                    _ => class,
                }
            }
            _ => class,
        };
        let payload = Payload::Exception(RefCell::new(ExceptionState::new(Vec::new())));
        let made = Value::Object(Object::new(&class, payload));
        vm.set_exception_arguments(&made, arguments);
        Ok(made)
    }),
    ("__init__", |vm, args| {
        let Value::Object(object) = args.get(0) else { return Ok(Value::None) };
        let class = object.class.borrow().clone();
        for (name, value) in &args.keywords {
            // `ImportError(..., name=...)`, `AttributeError(..., obj=...)`.
            if ["name", "path", "obj"].contains(&&**name) && class.search().iter().any(|class| class.builtin)
            {
                object.attributes.set_str(name.clone(), value.clone());
            } else {
                let class = class.name.borrow().clone();
                return Err(vm.type_error(format!("{class}() takes no keyword arguments")));
            }
        }
        vm.set_exception_arguments(args.get(0), args.values.iter().skip(1).cloned().collect());
        Ok(Value::None)
    }),
];

impl Vm {
    /// Sets the arguments of an exception. The file's name of an `OSError` is an attribute.
    fn set_exception_arguments(&mut self, value: &Value, mut arguments: Vec<Value>) {
        let Value::Object(object) = value else { return };
        let Payload::Exception(state) = &object.payload else { return };
        let os_error = object.class.borrow().derives_from(&self.types.os_error);
        if os_error && (3..=5).contains(&arguments.len()) {
            object.attributes.set_str(self.intern("filename"), arguments[2].clone());
            arguments.truncate(2);
        }
        state.borrow_mut().arguments = arguments;
    }
}

pub(super) fn install(vm: &mut Vm) {
    let types = vm.types.clone();
    vm.methods(&types.base_exception, EXCEPTION, EXCEPTION_FREE);
    let builtins = vm.builtins.clone();
    for (alias, class) in [("IOError", &types.os_error), ("EnvironmentError", &types.os_error)] {
        builtins.set_str(Str::new(alias), Value::Class(class.clone()));
    }
}
