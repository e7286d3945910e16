//! The loop over instructions.

use std::cell::RefCell;
use std::rc::Rc;

use super::generator::Generator;
use super::{DEEPEST, Ends, Frame, R, Raise, Vm};
use crate::code::{CodeKind, Op, UnaryOp};
use crate::object::{Args, Dict, Function, Method, Set, Slice, Str, Value};

/// Why the loop ended.
enum Event {
    Return(Value),
    Yield(Value),
}

/// What a run of frames gave.
pub(crate) enum Ran {
    Returned(Value),
    Yielded(Value),
}

impl Vm {
    pub(crate) fn push_frame(&mut self, frame: Frame) -> R<()> {
        if self.frames.len() >= self.recursion_limit {
            self.stack.truncate(frame.floor);
            return Err(self.error(&self.types.recursion_error.clone(), "maximum recursion depth exceeded"));
        }
        self.spend()?;
        if let Some(current) = self.frames.last_mut() {
            current.ip = self.ip;
        }
        let variables = frame.base + frame.code.variables.len();
        if self.stack.len() < variables && frame.generator.is_none() {
            self.stack.resize(variables, Value::Unset);
        }
        if frame.ip == 0 && frame.generator.is_none() {
            for cell in &frame.code.cells {
                let place = frame.base + *cell as usize;
                let value = std::mem::replace(&mut self.stack[place], Value::Unset);
                self.stack[place] = Value::cell(value);
            }
        }
        self.ip = frame.ip;
        self.frames.push(frame);
        Ok(())
    }

    /// Runs the newest frame until it returns.
    pub(crate) fn run(&mut self) -> R<Value> {
        match self.run_frames()? {
            Ran::Returned(value) | Ran::Yielded(value) => Ok(value),
        }
    }

    /// Runs the newest frame until it returns or yields.
    pub(crate) fn run_frames(&mut self) -> R<Ran> {
        self.run_from(None)
    }

    /// Runs the newest frame with an exception raised at its place.
    pub(crate) fn run_with(&mut self, raise: Raise) -> R<Ran> {
        self.run_from(Some(raise))
    }

    fn run_from(&mut self, raise: Option<Raise>) -> R<Ran> {
        let bottom = self.frames.len() - 1;
        if let Some(raise) = raise {
            self.handle(raise, bottom)?;
        }
        if self.depth >= DEEPEST {
            let raise = self.error(&self.types.recursion_error.clone(), "maximum recursion depth exceeded");
            self.leave_frame();
            return Err(raise);
        }
        self.depth += 1;
        let ran = loop {
            match self.execute() {
                Ok(Event::Return(value)) => {
                    let Some(frame) = self.leave_frame() else { break Ok(Ran::Returned(value)) };
                    match frame.ends {
                        Ends::Native => break Ok(Ran::Returned(value)),
                        Ends::Push => self.stack.push(value),
                        Ends::Instance(instance) => {
                            if !value.is_none() {
                                let name = self.class_name(&value);
                                let message = format!("__init__() should return None, not '{name}'");
                                match self.handle(self.type_error(message), bottom) {
                                    Ok(()) => continue,
                                    Err(raise) => break Err(raise),
                                }
                            }
                            self.stack.push(instance);
                        }
                    }
                }
                Ok(Event::Yield(value)) => break Ok(Ran::Yielded(value)),
                Err(raise) => {
                    if let Err(raise) = self.handle(raise, bottom) {
                        break Err(raise);
                    }
                }
            }
        };
        self.depth -= 1;
        ran
    }

    /// Removes the newest frame and its values.
    fn leave_frame(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        self.stack.truncate(frame.floor);
        if let Some(below) = self.frames.last() {
            self.ip = below.ip;
        }
        Some(frame)
    }

    /// Goes to the handler of an exception; gives the exception back if no frame above `bottom` has one.
    fn handle(&mut self, raise: Raise, bottom: usize) -> R<()> {
        while self.frames.len() > bottom {
            let at = self.ip.saturating_sub(1);
            let Some(frame) = self.frames.last() else { break };
            let code = frame.code.clone();
            let reraised = matches!(code.ops.get(at), Some(Op::Reraise) | Some(Op::Raise(0)));
            if !reraised {
                self.add_trace(&raise, &code, at);
            }
            let handler = code.handlers.iter().find(|h| (h.start as usize) <= at && at < h.end as usize);
            match handler {
                Some(handler) => {
                    let depth = frame.base + code.variables.len() + handler.depth as usize;
                    self.stack.truncate(depth);
                    self.stack.push(Value::Object(raise.0));
                    self.ip = handler.target as usize;
                    return Ok(());
                }
                None => {
                    if let Some(generator) = &frame.generator {
                        generator.finish();
                    }
                    self.leave_frame();
                }
            }
        }
        Err(raise)
    }

    fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::Unset)
    }

    fn top(&self) -> &Value {
        self.stack.last().unwrap_or(&Value::Unset)
    }

    fn pop_many(&mut self, count: u32) -> Vec<Value> {
        let from = self.stack.len().saturating_sub(count as usize);
        self.stack.split_off(from)
    }

    /// Runs instructions until the newest frame returns or yields.
    #[allow(clippy::too_many_lines)] // One arm for each instruction.
    fn execute(&mut self) -> R<Event> {
        'frame: loop {
            let Some(frame) = self.frames.last() else { return Ok(Event::Return(Value::None)) };
            let code = frame.code.clone();
            let base = frame.base;
            loop {
                let ip = self.ip;
                self.ip = ip + 1;
                match code.ops[ip] {
                    Op::Nop => {}
                    Op::Const(place) => self.stack.push(code.constants[place as usize].clone()),
                    Op::Pop => drop(self.pop()),
                    Op::Copy(depth) => {
                        let value = self.stack[self.stack.len() - depth as usize].clone();
                        self.stack.push(value);
                    }
                    Op::Swap(depth) => {
                        let top = self.stack.len() - 1;
                        self.stack.swap(top, top + 1 - depth as usize);
                    }
                    Op::LoadFast(slot) => {
                        let value = self.stack[base + slot as usize].clone();
                        if value.is_unset() {
                            return Err(self.unbound(&code, slot));
                        }
                        self.stack.push(value);
                    }
                    Op::StoreFast(slot) => {
                        let value = self.pop();
                        let old = std::mem::replace(&mut self.stack[base + slot as usize], value);
                        drop(old);
                    }
                    Op::DeleteFast(slot) => {
                        let old = std::mem::replace(&mut self.stack[base + slot as usize], Value::Unset);
                        if old.is_unset() {
                            return Err(self.unbound(&code, slot));
                        }
                    }
                    Op::LoadDeref(slot) => {
                        let value = match &self.stack[base + slot as usize] {
                            Value::Cell(cell) => cell.borrow().clone(),
                            _ => Value::Unset,
                        };
                        if value.is_unset() {
                            return Err(self.unbound(&code, slot));
                        }
                        self.stack.push(value);
                    }
                    Op::StoreDeref(slot) => {
                        let value = self.pop();
                        self.set_cell(base + slot as usize, value);
                    }
                    Op::DeleteDeref(slot) => {
                        let old = self.set_cell(base + slot as usize, Value::Unset);
                        if old.is_unset() {
                            return Err(self.unbound(&code, slot));
                        }
                    }
                    Op::LoadCell(slot) => {
                        let place = base + slot as usize;
                        if !matches!(self.stack[place], Value::Cell(_)) {
                            self.stack[place] = Value::cell(Value::Unset);
                        }
                        let cell = self.stack[place].clone();
                        self.stack.push(cell);
                    }
                    Op::MakeCell(slot) => {
                        self.stack[base + slot as usize] = Value::cell(Value::Unset);
                    }
                    Op::LoadGlobal(place) => self.load_global(&code, ip, place)?,
                    Op::StoreGlobal(place) => {
                        let value = self.pop();
                        if let Some(frame) = self.frames.last() {
                            frame.globals.clone().set_str(code.names[place as usize].clone(), value);
                        }
                    }
                    Op::DeleteGlobal(place) => {
                        let globals = self.frames.last().map(|frame| frame.globals.clone());
                        let name = &code.names[place as usize];
                        if globals.and_then(|globals| globals.remove_str(name)).is_none() {
                            return Err(self.name_error(name));
                        }
                    }
                    Op::LoadName(place) => self.load_local_name(&code, ip, place)?,
                    Op::StoreName(place) => {
                        let value = self.pop();
                        self.store_local_name(&code.names[place as usize], value)?;
                    }
                    Op::DeleteName(place) => self.delete_local_name(&code.names[place as usize])?,
                    Op::Unary(op) => {
                        let value = self.pop();
                        let result = match (op, &value) {
                            (UnaryOp::Not, value) => Value::Bool(!self.truth(value)?),
                            (UnaryOp::Neg, Value::Int(value)) if *value != i64::MIN => Value::Int(-value),
                            (UnaryOp::Neg, Value::Float(value)) => Value::Float(-value),
                            _ => self.unary(op, &value)?,
                        };
                        self.stack.push(result);
                    }
                    Op::Binary(op) => {
                        let right = self.pop();
                        let left = self.pop();
                        let result = match super::operator::fast(op, &left, &right) {
                            Some(result) => result,
                            None => self.binary(op, &left, &right)?,
                        };
                        self.stack.push(result);
                    }
                    Op::InPlace(op) => {
                        let right = self.pop();
                        let left = self.pop();
                        let result = match super::operator::fast(op, &left, &right) {
                            Some(result) => result,
                            None => self.in_place(op, &left, &right)?,
                        };
                        self.stack.push(result);
                    }
                    Op::Compare(op) => {
                        let right = self.pop();
                        let left = self.pop();
                        let result = match super::compare::fast(op, &left, &right) {
                            Some(result) => Value::Bool(result),
                            None => self.compare(op, &left, &right)?,
                        };
                        self.stack.push(result);
                    }
                    Op::Is(expected) => {
                        let right = self.pop();
                        let left = self.pop();
                        self.stack.push(Value::Bool(left.is(&right) == expected));
                    }
                    Op::Contains(expected) => {
                        let right = self.pop();
                        let left = self.pop();
                        let found = self.contains(&right, &left)?;
                        self.stack.push(Value::Bool(found == expected));
                    }
                    Op::LoadAttr(place) => {
                        let value = self.pop();
                        let name = &code.names[place as usize];
                        let result = match self.own_attribute(&code, ip, &value, name) {
                            Some(result) => result,
                            None => self.get_attr(&value, name)?,
                        };
                        self.stack.push(result);
                    }
                    Op::StoreAttr(place) => {
                        let object = self.pop();
                        let value = self.pop();
                        self.set_attr(&object, &code.names[place as usize], value)?;
                    }
                    Op::DeleteAttr(place) => {
                        let object = self.pop();
                        self.delete_attr(&object, &code.names[place as usize])?;
                    }
                    Op::LoadItem => {
                        let index = self.pop();
                        let object = self.pop();
                        let result = match (&object, &index) {
                            (Value::List(list), Value::Int(index)) if *index >= 0 => {
                                list.0.borrow().get(*index as usize).cloned()
                            }
                            (Value::Tuple(tuple), Value::Int(index)) if *index >= 0 => {
                                tuple.0.get(*index as usize).cloned()
                            }
                            _ => None,
                        };
                        let result = match result {
                            Some(result) => result,
                            None => self.get_item(&object, &index)?,
                        };
                        self.stack.push(result);
                    }
                    Op::StoreItem => {
                        let index = self.pop();
                        let object = self.pop();
                        let value = self.pop();
                        self.set_item(&object, &index, value)?;
                    }
                    Op::DeleteItem => {
                        let index = self.pop();
                        let object = self.pop();
                        self.delete_item(&object, &index)?;
                    }
                    Op::BuildSlice(count) => {
                        let step = if count == 3 { self.pop() } else { Value::None };
                        let stop = self.pop();
                        let start = self.pop();
                        self.stack.push(Value::Slice(Rc::new(Slice { start, stop, step })));
                    }
                    Op::BuildTuple(count) => {
                        let items = self.pop_many(count);
                        self.stack.push(Value::tuple(items));
                    }
                    Op::BuildList(count) => {
                        let items = self.pop_many(count);
                        self.stack.push(Value::list(items));
                    }
                    Op::BuildSet(count) => {
                        let items = self.pop_many(count);
                        let set = Rc::new(Set::default());
                        for item in items {
                            self.set_add(&set, item)?;
                        }
                        self.stack.push(Value::Set(set));
                    }
                    Op::BuildDict(count) => {
                        let items = self.pop_many(2 * count);
                        let dict = Rc::new(Dict::default());
                        let mut items = items.into_iter();
                        while let (Some(key), Some(value)) = (items.next(), items.next()) {
                            self.dict_set(&dict, key, value)?;
                        }
                        self.stack.push(Value::Dict(dict));
                    }
                    Op::BuildString(count) => {
                        let parts = self.pop_many(count);
                        let mut text = String::new();
                        for part in &parts {
                            if let Value::Str(part) = part {
                                text.push_str(part);
                            }
                        }
                        self.stack.push(Value::str(text));
                    }
                    Op::ListAppend(depth) => {
                        let value = self.pop();
                        if let Value::List(list) = &self.stack[self.stack.len() - depth as usize] {
                            list.0.borrow_mut().push(value);
                        }
                    }
                    Op::SetAdd(depth) => {
                        let value = self.pop();
                        if let Value::Set(set) = &self.stack[self.stack.len() - depth as usize] {
                            let set = set.clone();
                            self.set_add(&set, value)?;
                        }
                    }
                    Op::DictAdd(depth) => {
                        let value = self.pop();
                        let key = self.pop();
                        if let Value::Dict(dict) = &self.stack[self.stack.len() - depth as usize] {
                            let dict = dict.clone();
                            self.dict_set(&dict, key, value)?;
                        }
                    }
                    Op::ListExtend => {
                        let values = self.pop();
                        self.extend_display(&values)?;
                    }
                    Op::SetExtend => {
                        let values = self.pop();
                        let Value::Set(set) = self.top().clone() else { continue };
                        self.each(&values, |vm, value| vm.set_add(&set, value))?;
                    }
                    Op::DictUpdate => {
                        let other = self.pop();
                        let Value::Dict(dict) = self.top().clone() else { continue };
                        if !self.is_mapping(&other) {
                            let name = self.class_name(&other);
                            return Err(self.type_error(format!("'{name}' object is not a mapping")));
                        }
                        self.dict_update(&dict, &other)?;
                    }
                    Op::DictMerge => self.merge_keywords()?,
                    Op::ListToTuple => {
                        if let Value::List(list) = self.pop() {
                            let items = list.0.take();
                            self.stack.push(Value::tuple(items));
                        }
                    }
                    Op::Unpack(count) => {
                        let value = self.pop();
                        self.unpack(&value, count as usize)?;
                    }
                    Op::UnpackStar(before, after) => {
                        let value = self.pop();
                        self.unpack_star(&value, before as usize, after as usize)?;
                    }
                    Op::Jump(target) => self.ip = target as usize,
                    Op::Loop(target) => {
                        self.spend()?;
                        self.ip = target as usize;
                    }
                    Op::JumpIfFalse(target) => {
                        let value = self.pop();
                        let truth = match value {
                            Value::Bool(truth) => truth,
                            value => self.truth(&value)?,
                        };
                        if !truth {
                            self.ip = target as usize;
                        }
                    }
                    Op::JumpIfTrue(target) => {
                        let value = self.pop();
                        let truth = match value {
                            Value::Bool(truth) => truth,
                            value => self.truth(&value)?,
                        };
                        if truth {
                            self.ip = target as usize;
                        }
                    }
                    Op::JumpIfFalseOrPop(target) => {
                        let value = self.top().clone();
                        if self.truth(&value)? {
                            self.pop();
                        } else {
                            self.ip = target as usize;
                        }
                    }
                    Op::JumpIfTrueOrPop(target) => {
                        let value = self.top().clone();
                        if self.truth(&value)? {
                            self.ip = target as usize;
                        } else {
                            self.pop();
                        }
                    }
                    Op::GetIter => {
                        let value = self.pop();
                        let iterator = self.iter(&value)?;
                        self.stack.push(iterator);
                    }
                    Op::ForIter(target) => {
                        let next = match self.top() {
                            Value::Iterator(iterator) => {
                                let iterator = iterator.clone();
                                iterator.next(self)?
                            }
                            other => {
                                let other = other.clone();
                                self.iter_next(&other)?
                            }
                        };
                        match next {
                            Some(value) => self.stack.push(value),
                            None => {
                                self.pop();
                                self.ip = target as usize;
                            }
                        }
                    }
                    Op::LoadMethod(place) => {
                        let value = self.pop();
                        self.load_method(value, &code.names[place as usize])?;
                    }
                    Op::PushUnset => self.stack.push(Value::Unset),
                    Op::Call(count) => {
                        if self.call_on_stack(count as usize, None, Ends::Push)? {
                            continue 'frame;
                        }
                    }
                    Op::CallKeywords(count, names) => {
                        let Value::Tuple(names) = &code.constants[names as usize] else { continue };
                        let names = names.clone();
                        if self.call_on_stack(count as usize, Some(&names.0), Ends::Push)? {
                            continue 'frame;
                        }
                    }
                    Op::CallSpread => {
                        if self.call_spread()? {
                            continue 'frame;
                        }
                    }
                    Op::MakeFunction(flags) => self.make_function(flags),
                    Op::BuildClass => self.build_class()?,
                    Op::Return => {
                        let value = self.pop();
                        return Ok(Event::Return(value));
                    }
                    Op::Yield => {
                        let value = self.pop();
                        self.suspend();
                        return Ok(Event::Yield(value));
                    }
                    Op::GetYieldFrom => {
                        let value = self.pop();
                        let iterator =
                            if let Value::Generator(_) = value { value } else { self.iter(&value)? };
                        self.stack.push(iterator);
                    }
                    Op::YieldFrom => {
                        let sent = self.pop();
                        let iterator = self.top().clone();
                        match self.send_to(&iterator, sent)? {
                            Ok(value) => {
                                // The instruction runs again with what is sent.
                                self.ip = ip;
                                self.suspend();
                                return Ok(Event::Yield(value));
                            }
                            Err(result) => {
                                self.pop();
                                self.stack.push(result);
                            }
                        }
                    }
                    Op::Raise(count) => return Err(self.raise_statement(count)),
                    Op::Reraise => {
                        let value = self.pop();
                        self.handled = self.pop();
                        let Value::Object(object) = value else { continue };
                        return Err(Raise(object));
                    }
                    Op::EnterHandler => {
                        let exception = self.pop();
                        let before = std::mem::replace(&mut self.handled, exception.clone());
                        self.stack.push(before);
                        self.stack.push(exception);
                    }
                    Op::LeaveHandler => self.handled = self.pop(),
                    Op::MatchException => {
                        let class = self.pop();
                        let exception = self.top().clone();
                        let fits = self.exception_matches(&exception, &class)?;
                        self.stack.push(Value::Bool(fits));
                    }
                    Op::EnterWith => self.enter_with()?,
                    Op::ExitWith => {
                        let exit = self.pop();
                        self.call(&exit, Args::of([Value::None, Value::None, Value::None]))?;
                    }
                    Op::ExitWithException => {
                        // exit, previous, exception
                        let exception = self.top().clone();
                        let exit = self.stack[self.stack.len() - 3].clone();
                        let class = Value::Class(self.class_of(&exception));
                        let trace = self.traceback_object(&exception);
                        let taken = self.call(&exit, Args::of([class, exception, trace]))?;
                        let taken = self.truth(&taken)?;
                        self.stack.push(Value::Bool(taken));
                    }
                    Op::Import(place) => {
                        let names = self.pop();
                        let level = self.pop();
                        let name = code.names[place as usize].clone();
                        let module = self.import_statement(&name, &names, &level)?;
                        self.stack.push(module);
                    }
                    Op::ImportFrom(place) => {
                        let module = self.top().clone();
                        let value = self.import_from(&module, &code.names[place as usize])?;
                        self.stack.push(value);
                    }
                    Op::ImportStar => {
                        let module = self.pop();
                        self.import_star(&module)?;
                    }
                    Op::Format(conversion, has_spec) => {
                        let spec = if has_spec { self.pop() } else { Value::str("") };
                        let value = self.pop();
                        let value = match conversion {
                            b'r' => Value::str(self.repr(&value)?),
                            b's' => Value::str(self.str(&value)?),
                            b'a' => Value::str(self.ascii(&value)?),
                            _ => value,
                        };
                        let text = match (&value, has_spec) {
                            (Value::Str(_), false) => value,
                            _ => self.format_value(&value, spec.as_str().map_or("", Str::as_str))?,
                        };
                        self.stack.push(text);
                    }
                    Op::AssertionError => {
                        let class = self.types.assertion_error.clone();
                        self.stack.push(Value::Class(class));
                    }
                    Op::KeepResult => self.result = self.pop(),
                    Op::MatchSequence(count, more) => {
                        let value = self.pop();
                        let fits = self.match_sequence(&value, count as usize, more)?;
                        self.stack.push(Value::Bool(fits));
                    }
                    Op::MatchMapping => {
                        let value = self.pop();
                        let fits = self.is_mapping(&value);
                        self.stack.push(Value::Bool(fits));
                    }
                    Op::MatchKeys => {
                        let keys = self.pop();
                        let value = self.pop();
                        let values = self.match_keys(&value, &keys)?;
                        self.stack.push(values);
                    }
                    Op::MatchRest => {
                        let keys = self.pop();
                        let value = self.pop();
                        let rest = self.match_rest(&value, &keys)?;
                        self.stack.push(rest);
                    }
                    Op::MatchClass(count) => {
                        let names = self.pop();
                        let class = self.pop();
                        let value = self.pop();
                        let values = self.match_class(&value, &class, count as usize, &names)?;
                        self.stack.push(values);
                    }
                    Op::Annotate(place) => {
                        let value = self.pop();
                        self.annotate(&code.names[place as usize], value)?;
                    }
                    Op::SetupAnnotations => {
                        let name = self.names.annotations.clone();
                        if self.local_name(&name)?.is_none() {
                            self.store_local_name(&name, Value::Dict(Rc::default()))?;
                        }
                    }
                }
            }
        }
    }

    fn set_cell(&mut self, place: usize, value: Value) -> Value {
        match &self.stack[place] {
            Value::Cell(cell) => cell.replace(value),
            _ => {
                self.stack[place] = Value::cell(value);
                Value::Unset
            }
        }
    }

    /// Takes the newest frame from the stack into its generator.
    fn suspend(&mut self) {
        let ip = self.ip;
        let Some(mut frame) = self.frames.pop() else { return };
        let values = self.stack.split_off(frame.base);
        self.stack.truncate(frame.floor);
        frame.ip = ip;
        if let Some(below) = self.frames.last() {
            self.ip = below.ip;
        }
        if let Some(generator) = frame.generator.take() {
            generator.store(frame, values);
        }
    }

    fn make_function(&mut self, flags: u32) {
        let Value::Code(code) = self.pop() else { return };
        let closure = match if flags & 8 == 0 { Value::None } else { self.pop() } {
            Value::Tuple(cells) => cells.0.clone(),
            _ => Vec::new(),
        };
        let annotations = if flags & 4 == 0 { Value::Unset } else { self.pop() };
        let keyword_defaults = match if flags & 2 == 0 { Value::None } else { self.pop() } {
            Value::Dict(dict) => {
                let table = dict.borrow();
                table
                    .iter()
                    .filter_map(|(name, value)| Some((name.as_str()?.clone(), value.clone())))
                    .collect()
            }
            _ => Vec::new(),
        };
        let defaults = match if flags & 1 == 0 { Value::None } else { self.pop() } {
            Value::Tuple(values) => values.0.clone(),
            _ => Vec::new(),
        };
        let globals = self.frames.last().map(|frame| frame.globals.clone()).unwrap_or_default();
        let function = Function {
            name: RefCell::new(code.name.clone()),
            qualified: RefCell::new(code.qualified.clone()),
            doc: RefCell::new(code.doc.clone()),
            code: RefCell::new(code),
            globals,
            defaults: RefCell::new(defaults),
            keyword_defaults: RefCell::new(keyword_defaults),
            closure,
            annotations,
            type_params: RefCell::new(Value::tuple(Vec::new())),
            attributes: RefCell::new(None),
        };
        self.stack.push(Value::Function(Rc::new(function)));
    }

    fn merge_keywords(&mut self) -> R<()> {
        let other = self.pop();
        let Value::Dict(dict) = self.top().clone() else { return Ok(()) };
        if !self.is_mapping(&other) {
            let name = self.class_name(&other);
            let function = self.called_name(4)?;
            return Err(
                self.type_error(format!("{function} argument after ** must be a mapping, not {name}"))
            );
        }
        let extra = Rc::new(Dict::default());
        self.dict_update(&extra, &other)?;
        let entries: Vec<(Value, Value)> =
            extra.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        for (key, value) in entries {
            let Some(name) = key.as_str().cloned() else {
                return Err(self.type_error("keywords must be strings".into()));
            };
            if dict.get_str(&name).is_some() {
                let function = self.called_name(4)?;
                return Err(
                    self.type_error(format!("{function} got multiple values for keyword argument '{name}'"))
                );
            }
            dict.set_str(name, value);
        }
        Ok(())
    }

    /// What lies at a depth of the stack and is called, for messages: `module.name()`.
    fn called_name(&mut self, depth: usize) -> R<String> {
        let called = self.stack.len().checked_sub(depth).and_then(|at| self.stack.get(at)).cloned();
        let called = called.unwrap_or(Value::None);
        let names = self.names.clone();
        let Some(name) = self.optional_attr(&called, &names.qualname)? else { return self.str(&called) };
        let name = self.str(&name)?;
        match self.optional_attr(&called, &names.module)? {
            Some(module) if module.as_str().is_some_and(|module| &**module != "builtins") => {
                Ok(format!("{}.{name}()", self.str(&module)?))
            }
            _ => Ok(format!("{name}()")),
        }
    }

    /// Calls with the tuple and the dict on the stack; true if a frame was opened.
    fn call_spread(&mut self) -> R<bool> {
        let keywords = self.pop();
        let positional = self.pop();
        let positional = match &positional {
            Value::Tuple(items) => items.0.clone(),
            // A single `*iterable`.
            other => match self.to_vec(other) {
                Err(raise) if self.raised(&raise, &self.types.type_error) && !self.is_iterable(other) => {
                    let (function, name) = (self.called_name(2)?, self.class_name(other));
                    return Err(self
                        .type_error(format!("{function} argument after * must be an iterable, not {name}")));
                }
                items => items?,
            },
        };
        let mut count = positional.len();
        self.stack.extend(positional);
        let mut names = Vec::new();
        if let Value::Dict(dict) = &keywords {
            for (name, value) in dict.borrow().iter() {
                names.push(name.clone());
                self.stack.push(value.clone());
                count += 1;
            }
        }
        let names = if names.is_empty() { None } else { Some(names.as_slice()) };
        self.call_on_stack(count, names, Ends::Push)
    }

    fn extend_display(&mut self, values: &Value) -> R<()> {
        let Value::List(list) = self.top().clone() else { return Ok(()) };
        let iterator = match self.iter(values) {
            Err(raise) if self.raised(&raise, &self.types.type_error) && !self.is_iterable(values) => {
                let name = self.class_name(values);
                return Err(self.type_error(format!("Value after * must be an iterable, not {name}")));
            }
            iterator => iterator?,
        };
        self.each(&iterator, |_, value| {
            list.0.borrow_mut().push(value);
            Ok(())
        })
    }

    fn unpack(&mut self, value: &Value, count: usize) -> R<()> {
        let items = match value {
            Value::Tuple(tuple) => tuple.0.clone(),
            Value::List(list) => list.0.borrow().clone(),
            other => {
                let iterator = match self.iter(other) {
                    Ok(iterator) => iterator,
                    Err(raise) => return Err(self.cannot_unpack(other, raise)),
                };
                let mut items = Vec::new();
                while items.len() <= count {
                    match self.iter_next(&iterator)? {
                        Some(item) => items.push(item),
                        None => break,
                    }
                }
                items
            }
        };
        if items.len() != count {
            let got = items.len();
            let message = if got > count {
                format!("too many values to unpack (expected {count})")
            } else {
                format!("not enough values to unpack (expected {count}, got {got})")
            };
            return Err(self.value_error(message));
        }
        self.stack.extend(items.into_iter().rev());
        Ok(())
    }

    fn cannot_unpack(&mut self, value: &Value, raise: Raise) -> Raise {
        if raise.0.class.borrow().derives_from(&self.types.type_error) {
            let name = self.class_name(value);
            return self.type_error(format!("cannot unpack non-iterable {name} object"));
        }
        raise
    }

    fn unpack_star(&mut self, value: &Value, before: usize, after: usize) -> R<()> {
        let items = match self.to_vec(value) {
            Ok(items) => items,
            Err(raise) => return Err(self.cannot_unpack(value, raise)),
        };
        if items.len() < before + after {
            let (expected, got) = (before + after, items.len());
            return Err(self.value_error(format!(
                "not enough values to unpack (expected at least {expected}, got {got})"
            )));
        }
        let mut items = items;
        let tail = items.split_off(items.len() - after);
        let middle = items.split_off(before);
        self.stack.extend(tail.into_iter().rev());
        self.stack.push(Value::list(middle));
        self.stack.extend(items.into_iter().rev());
        Ok(())
    }

    fn enter_with(&mut self) -> R<()> {
        let manager = self.pop();
        let names = self.names.clone();
        let class = self.class_of(&manager);
        let (enter, exit) = (self.find(&class, &names.enter), self.find(&class, &names.exit));
        let (Some(enter), Some(exit)) = (enter.clone(), exit) else {
            let name = self.class_of(&manager).name.borrow().clone();
            let missed = if enter.is_some() { " (missed __exit__ method)" } else { "" };
            let message = format!("'{name}' object does not support the context manager protocol{missed}");
            return Err(self.type_error(message));
        };
        let exit = self.bind(exit, &manager, &class)?;
        let enter = self.bind(enter, &manager, &class)?;
        let value = self.call(&enter, Args::default())?;
        self.stack.push(exit);
        self.stack.push(value);
        Ok(())
    }

    /// An attribute that the object itself has, found where it was the last time.
    fn own_attribute(
        &mut self,
        code: &crate::code::Code,
        ip: usize,
        value: &Value,
        name: &Str,
    ) -> Option<Value> {
        let Value::Object(object) = value else { return None };
        let class = object.class.borrow().clone();
        if class.own_getattribute.get() || self.find(&class, name).is_some() {
            return None;
        }
        let table = object.attributes.borrow();
        let cached = code.caches[ip].get() as usize;
        if let Some((Value::Str(key), value)) = table.at(cached)
            && key.same(name)
        {
            return Some(value.clone());
        }
        let position = table.find_str(name)?;
        code.caches[ip].set(position as u32);
        table.at(position).map(|(_, value)| value.clone())
    }

    fn load_method(&mut self, value: Value, name: &Str) -> R<()> {
        let class = match &value {
            Value::Class(_) | Value::Module(_) => None,
            Value::Object(object) => {
                let class = object.class.borrow().clone();
                let own = class.own_getattribute.get()
                    || matches!(object.payload, crate::object::Payload::Super(..));
                if own { None } else { Some(class) }
            }
            other => Some(self.class_of(other)),
        };
        if let Some(class) = class
            && let Some(found) = self.find(&class, name)
        {
            let plain = match &found {
                Value::Function(_) => true,
                Value::Native(native) => native.owner.is_some(),
                _ => false,
            };
            let shadowed = match &value {
                Value::Object(object) => {
                    !object.attributes.is_empty() && object.attributes.get_str(name).is_some()
                }
                _ => false,
            };
            if plain && !shadowed {
                self.stack.push(found);
                self.stack.push(value);
                return Ok(());
            }
        }
        let method = self.get_attr(&value, name)?;
        match method {
            Value::Method(method) => {
                self.stack.push(method.function.clone());
                self.stack.push(method.receiver.clone());
            }
            method => {
                self.stack.push(method);
                self.stack.push(Value::Unset);
            }
        }
        Ok(())
    }

    fn annotate(&mut self, name: &Str, value: Value) -> R<()> {
        let annotations = self.names.annotations.clone();
        if let Some(Value::Dict(dict)) = self.local_name(&annotations)? {
            dict.set_str(name.clone(), value);
        }
        Ok(())
    }

    /// A generator for a function that was called; its frame is the newest.
    pub(crate) fn make_generator(&mut self, function: &Rc<Function>) -> Value {
        let generator =
            Rc::new(Generator::new(function.name.borrow().clone(), function.qualified.borrow().clone()));
        let ip = self.ip;
        if let Some(mut frame) = self.frames.pop() {
            let values = self.stack.split_off(frame.base);
            self.stack.truncate(frame.floor);
            frame.ip = ip;
            generator.store(frame, values);
        }
        if let Some(below) = self.frames.last() {
            self.ip = below.ip;
        }
        Value::Generator(generator)
    }

    /// The method of an object.
    pub(crate) fn method(function: Value, receiver: Value) -> Value {
        Value::Method(Rc::new(Method { function, receiver }))
    }

    fn load_global(&mut self, code: &crate::code::Code, ip: usize, place: u32) -> R<()> {
        let name = &code.names[place as usize];
        let Some(frame) = self.frames.last() else { return Ok(()) };
        {
            let table = frame.globals.borrow();
            let cached = code.caches[ip].get() as usize;
            if let Some((Value::Str(key), value)) = table.at(cached)
                && key.same(name)
            {
                let value = value.clone();
                drop(table);
                self.stack.push(value);
                return Ok(());
            }
            if let Some(position) = table.find_str(name) {
                code.caches[ip].set(position as u32);
                if let Some((_, value)) = table.at(position) {
                    let value = value.clone();
                    drop(table);
                    self.stack.push(value);
                    return Ok(());
                }
            }
        }
        match self.builtins.get_str(name) {
            Some(value) => {
                self.stack.push(value);
                Ok(())
            }
            None => Err(self.name_error(name)),
        }
    }

    fn load_local_name(&mut self, code: &crate::code::Code, ip: usize, place: u32) -> R<()> {
        let has_locals = self.frames.last().is_some_and(|frame| frame.locals.is_some());
        if has_locals && let Some(value) = self.local_name(&code.names[place as usize])? {
            self.stack.push(value);
            return Ok(());
        }
        self.load_global(code, ip, place)
    }

    /// A variable in the namespace of the newest frame.
    pub(crate) fn local_name(&mut self, name: &Str) -> R<Option<Value>> {
        let Some(frame) = self.frames.last() else { return Ok(None) };
        match frame.locals.clone() {
            None => Ok(frame.globals.get_str(name)),
            Some(Value::Dict(dict)) => Ok(dict.get_str(name)),
            Some(mapping) => match self.get_item(&mapping, &Value::Str(name.clone())) {
                Ok(value) => Ok(Some(value)),
                Err(raise) if raise.0.class.borrow().derives_from(&self.types.key_error) => Ok(None),
                Err(raise) => Err(raise),
            },
        }
    }

    fn store_local_name(&mut self, name: &Str, value: Value) -> R<()> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        match frame.locals.clone() {
            None => {
                let globals = frame.globals.clone();
                globals.set_str(name.clone(), value);
                Ok(())
            }
            Some(Value::Dict(dict)) => {
                dict.set_str(name.clone(), value);
                Ok(())
            }
            Some(mapping) => self.set_item(&mapping, &Value::Str(name.clone()), value),
        }
    }

    fn delete_local_name(&mut self, name: &Str) -> R<()> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        let removed = match frame.locals.clone() {
            None => frame.globals.clone().remove_str(name),
            Some(Value::Dict(dict)) => dict.remove_str(name),
            Some(mapping) => {
                return self.delete_item(&mapping, &Value::Str(name.clone()));
            }
        };
        if removed.is_none() { Err(self.name_error(name)) } else { Ok(()) }
    }

    fn unbound(&mut self, code: &crate::code::Code, slot: u32) -> Raise {
        let name = &code.variables[slot as usize];
        let free = code.variables.len() - code.free;
        if slot as usize >= free {
            let message = format!(
                "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
            );
            return self.error(&self.types.name_error.clone(), &message);
        }
        if code.kind != CodeKind::Function {
            return self.name_error(name);
        }
        let message =
            format!("cannot access local variable '{name}' where it is not associated with a value");
        self.error(&self.types.unbound_local_error.clone(), &message)
    }
}
