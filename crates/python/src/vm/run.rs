//! The loop over instructions.

use std::rc::Rc;

use super::{DEEPEST, Ends, Frame, R, Raise, Vm};
use crate::code::{Op, UnaryOp};
use crate::object::{Slice, Value};

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
        self.run_from(self.frames.len() - 1, None)
    }

    /// Runs the newest frame with an exception raised at its place.
    pub(crate) fn run_with(&mut self, raise: Raise) -> R<Ran> {
        self.run_from(self.frames.len() - 1, Some(raise))
    }

    /// Runs the newest frame, and those below it down to the frame `bottom`.
    pub(super) fn run_from(&mut self, bottom: usize, raise: Option<Raise>) -> R<Ran> {
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
                // The frames stay as they are.
                Err(raise) if self.is_wait(&raise) => break Err(raise),
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

    pub(super) fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::Unset)
    }

    pub(super) fn top(&self) -> &Value {
        self.stack.last().unwrap_or(&Value::Unset)
    }

    pub(super) fn pop_many(&mut self, count: u32) -> Vec<Value> {
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
                    Op::DeleteGlobal(place) => self.delete_global(&code.names[place as usize])?,
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
                    Op::BuildSet(count) => self.build_set(count)?,
                    Op::BuildDict(count) => self.build_dict(count)?,
                    Op::BuildString(count) => self.build_string(count),
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
                    Op::SetExtend => self.extend_set()?,
                    Op::DictUpdate => self.update_display()?,
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
                    Op::ExitWith => self.exit_with()?,
                    Op::ExitWithException => self.exit_with_exception()?,
                    Op::Import(place) => self.import_named(&code.names[place as usize])?,
                    Op::ImportFrom(place) => {
                        let module = self.top().clone();
                        let value = self.import_from(&module, &code.names[place as usize])?;
                        self.stack.push(value);
                    }
                    Op::ImportStar => {
                        let module = self.pop();
                        self.import_star(&module)?;
                    }
                    Op::Format(conversion, has_spec) => self.format_part(conversion, has_spec)?,
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
                    Op::SetupAnnotations => self.setup_annotations()?,
                }
            }
        }
    }
}
