//! Calls: arguments find their parameters.

use std::rc::Rc;

use super::{Ends, Frame, R, Raise, Vm};
use crate::code::Code;
use crate::object::{
    Args, Class, Dict, Function, Layout, Native, NativeBody, Object, Params, Payload, Str, Value,
};

impl Vm {
    /// Calls what lies on the stack: the callable, the object that it belongs to or `Unset`, and `count` arguments, the
    /// last of which are the values of `names`. True if a frame was opened; else the result is on the stack.
    pub(crate) fn call_on_stack(&mut self, count: usize, names: Option<&[Value]>, ends: Ends) -> R<bool> {
        let place = self.stack.len() - count - 2;
        loop {
            match self.stack[place].clone() {
                Value::Function(function) => {
                    return self.enter_function(&function, place, count, names, ends);
                }
                Value::Native(native) => {
                    let args = self.native_args(place, count, names);
                    let result = self.call_native(&native, args)?;
                    self.stack.push(result);
                    return Ok(false);
                }
                Value::Method(method) => {
                    let inner = self.stack[place + 1].clone();
                    self.stack[place] = method.function.clone();
                    self.stack[place + 1] = method.receiver.clone();
                    if !inner.is_unset() {
                        // A method as a method: what it belongs to comes first.
                        self.stack.insert(place + 2, inner);
                        return self.call_on_stack(count + 1, names, ends);
                    }
                }
                Value::Class(class) => return self.call_class(&class, place, count, names, ends),
                other => {
                    let class = self.class_of(&other);
                    let name = self.names.call.clone();
                    let Some(found) = self.find(&class, &name) else {
                        let name = self.class_of(&other).name.borrow().to_string();
                        self.stack.truncate(place);
                        return Err(self.type_error(format!("'{name}' object is not callable")));
                    };
                    let bound = self.bind(found, &other, &class)?;
                    let inner = std::mem::replace(&mut self.stack[place + 1], Value::Unset);
                    self.stack[place] = bound;
                    if !inner.is_unset() {
                        self.stack.insert(place + 2, inner);
                        return self.call_on_stack(count + 1, names, ends);
                    }
                }
            }
        }
    }

    /// Takes the arguments from the stack.
    fn native_args(&mut self, place: usize, count: usize, names: Option<&[Value]>) -> Args {
        let mut args = Args::default();
        let named = names.map_or(0, <[Value]>::len);
        let from = if self.stack[place + 1].is_unset() { place + 2 } else { place + 1 };
        let positional_end = place + 2 + count - named;
        for at in from..positional_end {
            args.values.push(std::mem::replace(&mut self.stack[at], Value::Unset));
        }
        for (number, name) in names.unwrap_or_default().iter().enumerate() {
            if let Some(name) = name.as_str() {
                let value = std::mem::replace(&mut self.stack[positional_end + number], Value::Unset);
                args.keywords.push((name.clone(), value));
            }
        }
        self.stack.truncate(place);
        args
    }

    /// Calls from Rust something that may be written in Python.
    pub(super) fn call_from_native(&mut self, callable: Value, args: Args) -> R<Value> {
        let count = args.values.len() + args.keywords.len();
        self.stack.push(callable);
        self.stack.push(Value::Unset);
        self.stack.extend(args.values);
        let mut names = Vec::with_capacity(args.keywords.len());
        for (name, value) in args.keywords {
            names.push(Value::Str(name));
            self.stack.push(value);
        }
        let names = if names.is_empty() { None } else { Some(names.as_slice()) };
        let ip = self.ip;
        let result = match self.call_on_stack(count, names, Ends::Native) {
            Ok(true) => self.run(),
            Ok(false) => Ok(self.stack.pop().unwrap_or(Value::None)),
            Err(raise) => Err(raise),
        };
        self.ip = ip;
        result
    }

    /// Calls a function that is written in Rust.
    pub(crate) fn call_native(&mut self, native: &Rc<Native>, args: Args) -> R<Value> {
        let args = match native.params {
            Params::Any => args,
            Params::Named { names, required } => self.bind_native(native, names, required, args)?,
        };
        self.until_asked = self.until_asked.saturating_sub(1);
        if self.until_asked == 0 {
            self.ask_to_go_on()?;
        }
        self.native_calls += 1;
        let result = match &native.body {
            NativeBody::Plain(body) => body(self, args),
            NativeBody::Closure(body) => body(self, args),
        };
        self.native_calls -= 1;
        result
    }

    fn bind_native(
        &mut self,
        native: &Native,
        names: &'static [&'static str],
        required: usize,
        mut args: Args,
    ) -> R<Args> {
        let method = usize::from(native.owner.is_some());
        let most = names.iter().filter(|name| !name.starts_with('*')).count();
        // Functions whose arguments may be given by name have other messages.
        let by_name = names.iter().skip(method).any(|name| !name.starts_with(['/', '*']));
        let given = (args.values.len() + args.keywords.len()).saturating_sub(method);
        if by_name && given + method > names.len() {
            let (most, name) = (names.len() - method, &native.name);
            let limit = if required == names.len() { "exactly" } else { "at most" };
            let plural = if most == 1 { "" } else { "s" };
            return Err(
                self.type_error(format!("{name}() takes {limit} {most} argument{plural} ({given} given)"))
            );
        }
        if args.values.len() > most {
            let (most, given) = (most - method.min(most), args.values.len().saturating_sub(method));
            let name = native_name(native);
            if is_slot(native) {
                return Err(self.wrong_count(required - method, given));
            }
            let message = match (most, required - method.min(required) == most) {
                _ if by_name => {
                    let plural = if most == 1 { "" } else { "s" };
                    format!(
                        "{}() takes at most {most} positional argument{plural} ({given} given)",
                        native.name
                    )
                }
                (0, _) if names.len() > method => format!("{}() takes no positional arguments", native.name),
                (0, _) => format!("{name}() takes no arguments ({given} given)"),
                (1, true) => format!("{name}() takes exactly one argument ({given} given)"),
                (_, true) => format!("{} expected {most} arguments, got {given}", native.name),
                (1, false) => format!("{} expected at most 1 argument, got {given}", native.name),
                (_, false) => format!("{} expected at most {most} arguments, got {given}", native.name),
            };
            return Err(self.type_error(message));
        }
        let keywords = std::mem::take(&mut args.keywords);
        args.values.resize(names.len(), Value::Unset);
        for (key, value) in keywords {
            let Some(place) = names.iter().position(|name| name.trim_start_matches('*') == &*key) else {
                let name = native_name(native);
                let any = names.iter().skip(method).any(|name| !name.starts_with('/'));
                let message = if any {
                    format!("{}() got an unexpected keyword argument '{key}'", native.name)
                } else {
                    format!("{name}() takes no keyword arguments")
                };
                return Err(self.type_error(message));
            };
            if !args.values[place].is_unset() {
                let message = format!(
                    "argument for {}() given by name ('{key}') and position ({})",
                    native.name,
                    place + 1 - method
                );
                return Err(self.type_error(message));
            }
            args.values[place] = value;
        }
        if let Some(missing) = args.values[..required].iter().position(Value::is_unset) {
            let name = native_name(native);
            let wanted = required - method.min(required);
            let given = args.values[..required].iter().filter(|value| !value.is_unset()).count()
                - method.min(missing);
            if is_slot(native) {
                return Err(self.wrong_count(wanted, given));
            }
            let message = match (names[missing].strip_prefix('/'), wanted, required == names.len()) {
                (None, ..) => format!(
                    "{}() missing required argument '{}' (pos {})",
                    native.name,
                    names[missing],
                    missing + 1 - method
                ),
                (_, 1, true) => format!("{name}() takes exactly one argument ({given} given)"),
                (_, 1, false) => format!("{} expected at least 1 argument, got {given}", native.name),
                (_, _, true) => format!("{} expected {wanted} arguments, got {given}", native.name),
                (_, _, false) => format!("{} expected at least {wanted} arguments, got {given}", native.name),
            };
            return Err(self.type_error(message));
        }
        Ok(args)
    }

    /// The error of a special method such as `__add__` that was called with a wrong number of arguments.
    fn wrong_count(&mut self, wanted: usize, given: usize) -> Raise {
        let plural = if wanted == 1 { "" } else { "s" };
        self.type_error(format!("expected {wanted} argument{plural}, got {given}"))
    }

    fn enter_function(
        &mut self,
        function: &Rc<Function>,
        place: usize,
        count: usize,
        names: Option<&[Value]>,
        ends: Ends,
    ) -> R<bool> {
        let code = function.code.borrow().clone();
        let receiver = usize::from(!self.stack[place + 1].is_unset());
        let given = count + receiver;
        let base = place + 2 - receiver;
        let simple = names.is_none()
            && given == code.positional
            && code.keyword_only == 0
            && !code.star
            && !code.double_star;
        if !simple && let Err(raise) = self.bind_arguments(function, &code, base, given, names) {
            self.stack.truncate(place);
            return Err(raise);
        }
        let own = code.variables.len() - code.free;
        self.stack.resize(base + own, Value::Unset);
        self.stack.extend(function.closure.iter().cloned());
        let generator = code.generator;
        let frame = Frame {
            code,
            globals: function.globals.clone(),
            locals: None,
            base,
            floor: place,
            ip: 0,
            ends,
            generator: None,
        };
        self.push_frame(frame)?;
        if generator {
            let made = self.make_generator(function);
            self.stack.push(made);
            return Ok(false);
        }
        Ok(true)
    }

    /// Puts the arguments at `base` of the stack into the order of the parameters.
    fn bind_arguments(
        &mut self,
        function: &Rc<Function>,
        code: &Rc<Code>,
        base: usize,
        given: usize,
        names: Option<&[Value]>,
    ) -> R<()> {
        let names = names.unwrap_or_default();
        let mut values = self.stack.split_off(base);
        let keyword_values = values.split_off(given - names.len());
        let named = code.positional + code.keyword_only;
        let mut bound = vec![Value::Unset; named];
        let rest =
            if values.len() > code.positional { values.split_off(code.positional) } else { Vec::new() };
        let positional_given = values.len() + rest.len();
        for (slot, value) in bound.iter_mut().zip(values) {
            *slot = value;
        }
        let extra = Rc::new(Dict::default());
        for (name, value) in names.iter().zip(keyword_values) {
            let Some(name) = name.as_str() else { continue };
            let place =
                (0..named).find(|place| code.variables[*place].same(name) || code.variables[*place] == *name);
            match place {
                Some(place) if place >= code.positional_only => {
                    if !bound[place].is_unset() {
                        let function = function.qualified.borrow().clone();
                        return Err(self
                            .type_error(format!("{function}() got multiple values for argument '{name}'")));
                    }
                    bound[place] = value;
                }
                _ if code.double_star => extra.set_str(name.clone(), value),
                Some(_) => return Err(self.positional_by_keyword(function, code, names)),
                None => {
                    let function = function.qualified.borrow().clone();
                    let known: Vec<&str> =
                        (code.positional_only..named).map(|place| &*code.variables[place]).collect();
                    let mut message = format!("{function}() got an unexpected keyword argument '{name}'");
                    if let Some(similar) = crate::traceback::similar(name, known.into_iter()) {
                        message.push_str(&format!(". Did you mean '{similar}'?"));
                    }
                    return Err(self.type_error(message));
                }
            }
        }
        if !rest.is_empty() && !code.star {
            return Err(self.too_many(function, code, positional_given, &bound));
        }
        let defaults = function.defaults.borrow();
        let first = code.positional - defaults.len().min(code.positional);
        for (place, default) in (first..code.positional).zip(defaults.iter()) {
            if bound[place].is_unset() {
                bound[place] = default.clone();
            }
        }
        drop(defaults);
        for (name, value) in function.keyword_defaults.borrow().iter() {
            if let Some(place) = (code.positional..named).find(|place| code.variables[*place] == *name)
                && bound[place].is_unset()
            {
                bound[place] = value.clone();
            }
        }
        self.check_missing(function, code, &bound)?;
        self.stack.extend(bound);
        if code.star {
            self.stack.push(Value::tuple(rest));
        }
        if code.double_star {
            self.stack.push(Value::Dict(extra));
        }
        Ok(())
    }

    fn check_missing(&mut self, function: &Rc<Function>, code: &Rc<Code>, bound: &[Value]) -> R<()> {
        let missing = |range: std::ops::Range<usize>| -> Vec<String> {
            range
                .filter(|place| bound[*place].is_unset())
                .map(|place| format!("'{}'", code.variables[place]))
                .collect()
        };
        let mut kind = "positional";
        let mut names = missing(0..code.positional);
        if names.is_empty() {
            kind = "keyword-only";
            names = missing(code.positional..bound.len());
        }
        if names.is_empty() {
            return Ok(());
        }
        let listed = match names.as_slice() {
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [start @ .., last] => format!("{}, and {last}", start.join(", ")),
            [] => String::new(),
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        let function = function.qualified.borrow().clone();
        Err(self.type_error(format!(
            "{function}() missing {} required {kind} argument{plural}: {listed}",
            names.len()
        )))
    }

    fn too_many(&mut self, function: &Rc<Function>, code: &Rc<Code>, given: usize, bound: &[Value]) -> Raise {
        let defaults = function.defaults.borrow().len();
        let takes = if defaults > 0 {
            format!("from {} to {}", code.positional - defaults.min(code.positional), code.positional)
        } else {
            code.positional.to_string()
        };
        let plural = if code.positional == 1 && defaults == 0 { "" } else { "s" };
        let keyword = bound[code.positional..].iter().filter(|value| !value.is_unset()).count();
        let name = function.qualified.borrow().clone();
        let were = match (keyword, given) {
            (0, 1) => "1 was given".to_owned(),
            (0, _) => format!("{given} were given"),
            (1, _) => format!(
                "{given} positional argument{} (and 1 keyword-only argument) were given",
                if given == 1 { "" } else { "s" }
            ),
            _ => format!(
                "{given} positional argument{} (and {keyword} keyword-only arguments) were given",
                if given == 1 { "" } else { "s" }
            ),
        };
        self.type_error(format!("{name}() takes {takes} positional argument{plural} but {were}"))
    }

    fn positional_by_keyword(&mut self, function: &Rc<Function>, code: &Rc<Code>, names: &[Value]) -> Raise {
        let wrong: Vec<String> = names
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| code.variables[..code.positional_only].contains(name))
            .map(Str::to_string)
            .collect();
        let function = function.qualified.borrow().clone();
        let list = wrong.join(", ");
        self.type_error(format!(
            "{function}() got some positional-only arguments passed as keyword arguments: '{list}'"
        ))
    }

    /// Makes an instance, or asks the metaclass.
    fn call_class(
        &mut self,
        class: &Rc<Class>,
        place: usize,
        count: usize,
        names: Option<&[Value]>,
        ends: Ends,
    ) -> R<bool> {
        let metaclass = class.metaclass.borrow().clone();
        if let Some(metaclass) = metaclass {
            let name = self.names.call.clone();
            if let Some(found) = self.find(&metaclass, &name)
                && !matches!(found, Value::Native(_))
            {
                let bound = self.bind(found, &Value::Class(class.clone()), &metaclass)?;
                self.stack[place] = bound;
                return self.call_on_stack(count, names, ends);
            }
        }
        let all = self.names.clone();
        let new = self.find(class, &all.new);
        let init = self.find(class, &all.init);
        // The usual class: attributes only, made by `object.__new__`, set up by its `__init__`.
        if class.layout == Layout::Plain
            && !class.builtin
            && let (Some(Value::Native(new)), Some(Value::Function(init))) = (&new, &init)
            && new.owner.as_deref() == Some("object")
        {
            self.check_abstract(class)?;
            let instance = plain_instance(class);
            self.stack[place] = Value::Function(init.clone());
            self.stack[place + 1] = instance.clone();
            let ends = match ends {
                Ends::Native => {
                    // The frame of `__init__` ends in Rust, which then gives the instance.
                    if self.call_on_stack(count, names, Ends::Native)? {
                        self.run()?;
                    } else {
                        self.stack.pop();
                    }
                    self.stack.push(instance);
                    return Ok(false);
                }
                _ => Ends::Instance(instance),
            };
            return self.enter_function(init, place, count, names, ends);
        }
        let args = self.native_args(place, count, names);
        let result = self.instantiate(class, args)?;
        self.stack.push(result);
        Ok(false)
    }

    /// `type.__call__`: `__new__`, then `__init__`.
    pub(crate) fn instantiate(&mut self, class: &Rc<Class>, args: Args) -> R<Value> {
        let all = self.names.clone();
        if Rc::ptr_eq(class, &self.types.type_) && args.len() == 1 && args.keywords.is_empty() {
            return Ok(Value::Class(self.class_of(args.get(0))));
        }
        let copy = Args { values: args.values.clone(), keywords: args.keywords.clone() };
        let Some(new) = self.find(class, &all.new) else {
            let name = class.name.borrow().to_string();
            return Err(self.type_error(format!("cannot create '{name}' instances")));
        };
        let mut new_args =
            Args { values: smallvec::smallvec![Value::Class(class.clone())], keywords: args.keywords };
        new_args.values.extend(args.values);
        let new = match &new {
            Value::Object(object) => match &object.payload {
                Payload::Descriptor(crate::object::Descriptor::StaticMethod(inner)) => inner.clone(),
                _ => new.clone(),
            },
            _ => new,
        };
        let instance = self.call(&new, new_args)?;
        if !matches!(instance, Value::Object(_)) && class.builtin {
            return Ok(instance);
        }
        if !self.is_instance(&instance, class) {
            return Ok(instance);
        }
        let own = self.class_of(&instance);
        if let Some(init) = self.find(&own, &all.init) {
            let bound = self.bind(init, &instance, &own)?;
            let result = self.call(&bound, copy)?;
            if !result.is_none() {
                let name = self.class_name(&result);
                return Err(self.type_error(format!("__init__() should return None, not '{name}'")));
            }
        }
        Ok(instance)
    }

    /// Refuses to make an instance of a class with abstract methods.
    pub(crate) fn check_abstract(&mut self, class: &Rc<Class>) -> R<()> {
        let Some(names) = class.attributes.get("__abstractmethods__") else { return Ok(()) };
        let mut names: Vec<String> = Vec::new()
            .into_iter()
            .chain(self.to_vec(&names)?)
            .filter_map(|name| name.as_str().map(Str::to_string))
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        names.sort();
        let listed: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        let class = class.name.borrow().to_string();
        Err(self.type_error(format!("Can't instantiate abstract class {class} without an implementation for abstract method{plural} {}", listed.join(", "))))
    }
}

/// A new instance that has attributes only.
pub(crate) fn plain_instance(class: &Rc<Class>) -> Value {
    Value::Object(Object::new(class, Payload::None))
}

/// True for special methods that CPython makes of a type's slots.
fn is_slot(native: &Native) -> bool {
    const PLAIN: [&str; 8] = [
        "__format__",
        "__reversed__",
        "__dir__",
        "__sizeof__",
        "__round__",
        "__enter__",
        "__exit__",
        "__missing__",
    ];
    native.owner.is_some() && native.name.starts_with("__") && !PLAIN.contains(&&*native.name)
}

/// A native function's name in messages: with its type, if it is a method.
fn native_name(native: &Native) -> String {
    match &native.owner {
        Some(owner) if !native.name.starts_with("__") => format!("{owner}.{}", native.name),
        _ => native.name.to_string(),
    }
}
