//! Tracebacks as CPython prints them, with carets and suggestions.

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use crate::code::{CodeKind, Source};
use crate::object::{ExceptionState, Payload, Str, TraceFrame, Value};
use crate::vm::Vm;

impl Vm {
    /// The traceback of an exception, with those of the exceptions that it came from.
    pub fn traceback(&mut self, value: &Value) -> String {
        let mut text = String::new();
        self.add_traceback(value, &mut text, &mut Vec::new());
        text
    }

    /// The line of a program that a traceback names last, or that a syntax error names; nothing if there is none.
    pub fn error_line(&mut self, value: &Value, program: &str) -> Option<usize> {
        let Value::Object(object) = value else { return None };
        if self.class_of(value).derives_from(&self.types.syntax_error)
            && let [_, Value::Tuple(place)] = self.exception_arguments(value).as_slice()
            && let [Value::Str(name), Value::Int(line), ..] = &place.0[..]
            && &**name == program
        {
            return usize::try_from(*line).ok();
        }
        let Payload::Exception(state) = &object.payload else { return None };
        let state = state.borrow();
        let frame = state.trace.iter().find(|frame| &*frame.code.source.name == program)?;
        Some(frame.code.source.line(frame.range.0))
    }

    fn add_traceback(&mut self, value: &Value, text: &mut String, seen: &mut Vec<usize>) {
        seen.push(value.id());
        let Value::Object(object) = value else { return };
        let Payload::Exception(state) = &object.payload else { return };
        let (cause, context, suppressed, trace) = {
            let ExceptionState { cause, context, suppress_context, trace, .. } = &*state.borrow();
            (cause.clone(), context.clone(), *suppress_context, trace.clone())
        };
        if !cause.is_none() {
            if !seen.contains(&cause.id()) {
                self.add_traceback(&cause, text, seen);
                text.push_str("\nThe above exception was the direct cause of the following exception:\n\n");
            }
        } else if !context.is_none() && !suppressed && !seen.contains(&context.id()) {
            self.add_traceback(&context, text, seen);
            text.push_str("\nDuring handling of the above exception, another exception occurred:\n\n");
        }
        if !trace.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
            add_frames(&trace, text);
        }
        self.add_exception_only(value, text);
    }

    /// The last lines: the class and the message, for syntax errors with the place.
    fn add_exception_only(&mut self, value: &Value, text: &mut String) {
        let class = self.class_of(value);
        let name = self.exception_name(&class);
        if class.derives_from(&self.types.syntax_error) {
            let arguments = self.exception_arguments(value);
            if let [message, Value::Tuple(place)] = arguments.as_slice() {
                let message = self.str(message).unwrap_or_default();
                add_place(&place.0, text);
                text.push_str(&format!("{name}: {message}\n"));
                return;
            }
        }
        let message = match self.str(value) {
            Ok(message) => message,
            Err(_) => "<exception str() failed>".to_owned(),
        };
        let suggestion = self.suggestion(value);
        if message.is_empty() && suggestion.is_empty() {
            text.push_str(&format!("{name}\n"));
        } else {
            text.push_str(&format!("{name}: {message}{suggestion}\n"));
        }
        let notes = match value {
            Value::Object(object) => object.attributes.get_str(&self.names.notes),
            _ => None,
        };
        if let Some(notes) = notes {
            for note in self.to_vec(&notes).unwrap_or_default() {
                let note = self.str(&note).unwrap_or_default();
                text.push_str(&note);
                text.push('\n');
            }
        }
    }

    /// ". Did you mean: 'x'?"
    fn suggestion(&mut self, value: &Value) -> String {
        let Value::Object(object) = value else { return String::new() };
        let class = object.class.borrow().clone();
        let Some(Value::Str(wrong)) = object.attributes.get("name") else { return String::new() };
        let trace = match &object.payload {
            Payload::Exception(state) => state.borrow().trace.first().cloned(),
            _ => None,
        };
        let mut known: Vec<Str> = Vec::new();
        if class.derives_from(&self.types.name_error) {
            if let Some(frame) = &trace {
                known.extend(frame.code.variables.iter().filter(|name| !name.is_empty()).cloned());
            }
            if let Some(globals) = self.globals_of(&trace) {
                known.extend(globals.borrow().iter().filter_map(|(name, _)| name.as_str().cloned()));
            }
            known.extend(self.builtins.borrow().iter().filter_map(|(name, _)| name.as_str().cloned()));
        } else if class.derives_from(&self.types.attribute_error) {
            let Some(owner) = object.attributes.get("obj") else { return String::new() };
            known = self.dir(&owner).unwrap_or_default();
            if !wrong.starts_with('_') {
                known.retain(|name| !name.starts_with('_'));
            }
        } else {
            return String::new();
        }
        let names: Vec<&str> = known.iter().map(|name| &**name).collect();
        let similar = similar(&wrong, names.into_iter());
        let module = class.derives_from(&self.types.name_error) && STANDARD.contains(&&*wrong);
        match (similar, module) {
            (Some(name), true) => format!(". Did you mean: '{name}'? Or did you forget to import '{wrong}'?"),
            (Some(name), false) => format!(". Did you mean: '{name}'?"),
            (None, true) => format!(". Did you forget to import '{wrong}'?"),
            (None, false) => String::new(),
        }
    }

    fn globals_of(&self, _trace: &Option<TraceFrame>) -> Option<Rc<crate::object::Dict>> {
        self.main_globals.clone()
    }

    /// An object for `__traceback__`, with the lines.
    pub(crate) fn traceback_object(&mut self, value: &Value) -> Value {
        let Value::Object(object) = value else { return Value::None };
        let Payload::Exception(state) = &object.payload else { return Value::None };
        let trace = state.borrow().trace.clone();
        let (places, known) = state.borrow().traceback.clone();
        if places == trace.len() {
            return known;
        }
        let mut made = Value::None;
        for frame in &trace {
            let class = self.types.traceback.clone();
            let next = std::mem::replace(&mut made, Value::None);
            made = self.new_object(&class, Payload::None);
            if let Value::Object(object) = &made {
                let line = frame.code.source.line(frame.range.0);
                object.attributes.set_str(Str::new("tb_lineno"), Value::size(line));
                object.attributes.set_str(Str::new("tb_next"), next);
                let class = self.types.frame.clone();
                let inner = self.new_object(&class, Payload::None);
                if let Value::Object(inner) = &inner {
                    inner.attributes.set_str(Str::new("f_code"), Value::Code(frame.code.clone()));
                    inner.attributes.set_str(Str::new("f_lineno"), Value::size(line));
                }
                object.attributes.set_str(Str::new("tb_frame"), inner);
            }
        }
        state.borrow_mut().traceback = (trace.len(), made.clone());
        made
    }
}

/// Modules of the standard library that a program may have forgotten to import.
const STANDARD: [&str; 24] = [
    "math",
    "sys",
    "os",
    "re",
    "json",
    "time",
    "random",
    "string",
    "copy",
    "itertools",
    "functools",
    "collections",
    "operator",
    "datetime",
    "statistics",
    "dataclasses",
    "enum",
    "typing",
    "contextlib",
    "textwrap",
    "heapq",
    "bisect",
    "csv",
    "io",
];

fn add_frames(trace: &[TraceFrame], text: &mut String) {
    let mut last: Option<(usize, usize, &str)> = None;
    let mut repeated = 0;
    for frame in trace.iter().rev() {
        let source = &frame.code.source;
        let line = source.line(frame.range.0);
        let this = (Rc::as_ptr(source) as usize, line, &*frame.code.name);
        if last == Some(this) {
            repeated += 1;
            if repeated > 2 {
                continue;
            }
        } else {
            add_repeated(repeated, text);
            repeated = 0;
            last = Some(this);
        }
        text.push_str(&format!("  File \"{}\", line {line}, in {}\n", source.name, frame_name(frame)));
        // CPython finds no file for these.
        if &*source.name != "<string>" {
            add_lines(source, frame.range, text);
        }
    }
    add_repeated(repeated, text);
}

fn add_repeated(repeated: usize, text: &mut String) {
    if repeated > 2 {
        let more = repeated - 2;
        let plural = if more == 1 { "" } else { "s" };
        text.push_str(&format!("  [Previous line repeated {more} more time{plural}]\n"));
    }
}

fn frame_name(frame: &TraceFrame) -> &str {
    match frame.code.kind {
        CodeKind::Module => "<module>",
        CodeKind::Class => &frame.code.name,
        CodeKind::Function => &frame.code.name,
    }
}

/// The source lines of a range, with carets under it unless it is the whole line.
fn add_lines(source: &Source, (start, end): (u32, u32), text: &mut String) {
    let (first, last) = (source.line(start), source.line(end.max(start)));
    let lines: Vec<&str> = (first..=last).map(|line| source.line_text(line)).collect();
    if lines.iter().all(|line| line.trim().is_empty()) {
        return;
    }
    let indent = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let from = (start - source.line_start(first)) as usize;
    let to = (end - source.line_start(last)) as usize;
    let segment = source.text.get(start as usize..end as usize).unwrap_or_default();
    let anchors = anchors(segment);
    // Carets for each line.
    let mut rows: Vec<(String, String)> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let line = line.trim_end();
        let begins = if number == 0 { from } else { line.len() - line.trim_start().len() };
        let ends = if number + 1 == lines.len() { to.min(line.len()) } else { line.len() };
        let mut carets = String::new();
        let line_start = source.line_start(first + number) as usize;
        for (at, char) in line.char_indices() {
            if at < indent {
                continue;
            }
            let offset = (line_start + at).wrapping_sub(start as usize);
            let mark = if at < begins || at >= ends {
                ' '
            } else {
                match anchors {
                    Some((left, right)) if offset < left || offset >= right => '~',
                    _ => '^',
                }
            };
            let width = if is_wide(char) { 2 } else { 1 };
            carets.extend(std::iter::repeat_n(mark, width));
        }
        rows.push((line.get(indent..).unwrap_or("").to_owned(), carets.trim_end().to_owned()));
    }
    let dedented: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or("").trim_end()).collect();
    let last = dedented[dedented.len() - 1];
    let whole = from == indent && to.saturating_sub(indent) >= last.len();
    let marked = !is_plain_call(
        &dedented.join("\n"),
        (from.saturating_sub(indent), to.saturating_sub(indent), last.len()),
    ) && (anchors.is_some() || !whole);
    let mut shown = BTreeSet::from([0, rows.len() - 1]);
    if let Some((left, right)) = anchors {
        // The lines around the ends of the operator or the brackets.
        for offset in [left, right] {
            let line = segment.get(..offset).unwrap_or(segment).matches('\n').count();
            shown.extend(line.saturating_sub(1)..=(line + 1).min(rows.len() - 1));
        }
    }
    let mut before = 0;
    for number in shown {
        match number - before {
            0 | 1 => {}
            2 => add_row(&rows[number - 1], marked, text),
            between => text.push_str(&format!("    ...<{} lines>...\n", between - 1)),
        }
        before = number;
        add_row(&rows[number], marked, text);
    }
}

/// A line and the carets under it.
fn add_row((line, carets): &(String, String), marked: bool, text: &mut String) {
    text.push_str(&format!("    {line}\n"));
    if marked && !carets.is_empty() {
        text.push_str(&format!("    {carets}\n"));
    }
}

/// True for `return f(...)` and `name = f(...)` where the call is the range: CPython marks nothing there.
fn is_plain_call(lines: &str, (from, to, last): (usize, usize, usize)) -> bool {
    let Ok(parsed) = ruff_python_parser::parse_module(lines) else { return false };
    let call = match parsed.suite().first() {
        Some(Stmt::Return(inner)) => match inner.value.as_deref() {
            Some(Expr::Call(call)) if call.func.is_name_expr() => call,
            _ => return false,
        },
        Some(Stmt::Assign(inner)) => match &*inner.value {
            Expr::Call(call) => call,
            _ => return false,
        },
        _ => return false,
    };
    let range = call.range();
    let end = lines.len() - (last - to.min(last));
    range.start().to_usize() == from && range.end().to_usize() == end && !lines[..from].contains('\n')
}

/// True for characters that take two columns.
fn is_wide(char: char) -> bool {
    matches!(char as u32, 0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa000..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// The bytes of an expression that get carets, while the rest gets tildes: the operator, the brackets of an index or
/// of a call.
fn anchors(segment: &str) -> Option<(usize, usize)> {
    let wrapped = format!("({segment}\n)");
    let parsed = ruff_python_parser::parse_module(&wrapped).ok()?;
    let [Stmt::Expr(statement)] = &parsed.suite()[..] else { return None };
    let found = match &*statement.value {
        Expr::BinOp(inner) => {
            let mut at = inner.left.end().to_usize();
            let bytes = wrapped.as_bytes();
            while at < bytes.len()
                && (bytes[at].is_ascii_whitespace() || bytes[at] == b')' || bytes[at] == b'\\')
            {
                at += 1;
            }
            let next = bytes.get(at + 1).copied().unwrap_or(b' ');
            let length = if !next.is_ascii_alphanumeric()
                && matches!(&wrapped[at..(at + 2).min(wrapped.len())], "**" | "//" | "<<" | ">>")
            {
                2
            } else {
                1
            };
            (at, at + length)
        }
        Expr::Subscript(inner) => {
            let from = wrapped[inner.value.end().to_usize()..].find('[')? + inner.value.end().to_usize();
            (from, inner.end().to_usize())
        }
        Expr::Call(inner) => {
            let from = wrapped[inner.func.end().to_usize()..].find('(')? + inner.func.end().to_usize();
            (from, inner.end().to_usize())
        }
        _ => return None,
    };
    Some((found.0 - 1, found.1 - 1))
}

/// The place of a syntax error.
fn add_place(place: &[Value], text: &mut String) {
    let [file, line, offset, source, end_line, end_offset, ..] = place else { return };
    let (Some(file), Value::Int(line), Some(source)) = (file.as_str(), line, source.as_str()) else { return };
    text.push_str(&format!("  File \"{file}\", line {line}\n"));
    let trimmed = source.trim_start();
    let indent = source.chars().count() - trimmed.chars().count();
    text.push_str(&format!("    {}\n", trimmed.trim_end()));
    if let (Value::Int(offset), Value::Int(end_line), Value::Int(end_offset)) = (offset, end_line, end_offset)
    {
        // Nothing is marked within the indentation.
        let Ok(from) = usize::try_from(*offset - 1 - indent as i64) else { return };
        let to = if end_line == line {
            (*end_offset - 1 - indent as i64).max(0) as usize
        } else {
            trimmed.trim_end().chars().count()
        };
        let count = to.saturating_sub(from).max(1);
        let before: String =
            trimmed.chars().take(from).map(|char| if is_wide(char) { "  " } else { " " }).collect();
        let pad = from.saturating_sub(trimmed.chars().count());
        text.push_str(&format!("    {before}{}{}\n", " ".repeat(pad), "^".repeat(count)));
    }
}

/// The most similar name, if one is similar enough: CPython's limits.
pub(crate) fn similar<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const MOVE: usize = 2;
    const LONGEST: usize = 40;
    const MOST: usize = 750;
    if wrong.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for (number, name) in known.enumerate() {
        if number > MOST {
            return None;
        }
        if name == wrong || name.len() > LONGEST {
            continue;
        }
        let mut limit = (wrong.chars().count() + name.chars().count() + 3) * MOVE / 6;
        if let Some((distance, _)) = best {
            limit = limit.min(distance - 1);
        }
        let distance = distance(wrong, name, limit);
        if distance <= limit && best.is_none_or(|(other, _)| distance < other) {
            best = Some((distance, name));
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// Levenshtein's distance with CPython's costs: 2 for a change, 1 for a change of case.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    const MOVE: usize = 2;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) * MOVE > limit {
        return limit + 1;
    }
    let cost = |x: char, y: char| match (x == y, x.eq_ignore_ascii_case(&y)) {
        (true, _) => 0,
        (_, true) => 1,
        _ => MOVE,
    };
    let mut row: Vec<usize> = (0..=b.len()).map(|at| at * MOVE).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1) * MOVE;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + cost(*x, *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + MOVE).min(diagonal + MOVE);
        }
    }
    row[b.len()]
}
