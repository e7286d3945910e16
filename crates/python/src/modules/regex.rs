//! `_re`: regular expressions by the crate `regress`. `re` is written in Python.

use std::rc::Rc;

use regress::{Flags, Regex};

use super::text;
use crate::object::{Dict, Payload, Str, Value};
use crate::types::Def;
use crate::vm::{R, Vm};

/// A compiled expression: one that searches, and one that only fits a whole text.
struct Program {
    search: Regex,
    whole: Regex,
    names: Vec<(String, usize)>,
    count: usize,
}

const IGNORE_CASE: i64 = 2;
const MULTILINE: i64 = 8;
const DOT_ALL: i64 = 16;
const VERBOSE: i64 = 64;
const ASCII: i64 = 256;

/// Python's syntax in that of `regress`, which is JavaScript's.
struct Translator {
    chars: Vec<char>,
    at: usize,
    made: String,
    flags: i64,
    names: Vec<(String, usize)>,
    count: usize,
}

/// What is wrong with an expression, and where.
type Wrong = (String, usize);

impl Translator {
    fn error(&self, message: &str, at: usize) -> Wrong {
        (message.to_owned(), at)
    }

    fn translate(&mut self) -> Result<(), Wrong> {
        let mut open = Vec::new();
        while let Some(char) = self.chars.get(self.at).copied() {
            let start = self.at;
            self.at += 1;
            match char {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => {
                    open.push(start);
                    if self.group(start)? {
                        open.pop();
                    }
                }
                ')' => {
                    if open.pop().is_none() {
                        return Err(self.error("unbalanced parenthesis", start));
                    }
                    self.made.push(')');
                }
                '$' if self.flags & MULTILINE == 0 => self.made.push_str("(?=\\n?$)(?![^\\n])(?!\\n[^])"),
                '#' if self.flags & VERBOSE != 0 => {
                    while self.chars.get(self.at).is_some_and(|char| *char != '\n') {
                        self.at += 1;
                    }
                }
                char if char.is_whitespace() && self.flags & VERBOSE != 0 => {}
                '{' => {
                    // Only `{2}`, `{2,}`, `{,3}` and `{2,3}` repeat.
                    let rest: String = self.chars[self.at..].iter().take_while(|char| **char != '}').collect();
                    let closed = self.chars.get(self.at + rest.chars().count()) == Some(&'}');
                    let repeat = closed && !rest.is_empty() && rest != "," && rest.chars().all(|c| c.is_ascii_digit() || c == ',') && rest.matches(',').count() < 2;
                    if repeat {
                        let low = if rest.starts_with(',') { "0" } else { "" };
                        self.made.push_str(&format!("{{{low}{rest}}}"));
                        self.at += rest.chars().count() + 1;
                    } else {
                        self.made.push_str("\\{");
                    }
                }
                '}' => self.made.push_str("\\}"),
                ']' => self.made.push_str("\\]"),
                '*' | '+' | '?' if start == 0 || matches!(self.chars.get(start - 1), Some('(' | '|')) && self.chars.get(start.wrapping_sub(2)) != Some(&'\\') => {
                    return Err(self.error("nothing to repeat", start));
                }
                char => self.made.push(char),
            }
        }
        match open.pop() {
            Some(at) => Err(self.error("missing ), unterminated subpattern", at)),
            None => Ok(()),
        }
    }

    /// What follows `(`; true if the group is already closed.
    fn group(&mut self, start: usize) -> Result<bool, Wrong> {
        if self.chars.get(self.at) != Some(&'?') {
            self.count += 1;
            self.made.push('(');
            return Ok(false);
        }
        let rest: String = self.chars[self.at..].iter().take(4).collect();
        if rest.starts_with("?P<") {
            self.at += 3;
            let name = self.until('>', start)?;
            if self.names.iter().any(|(other, _)| *other == name) {
                return Err(self.error(&format!("redefinition of group name '{name}'"), start + 4));
            }
            self.count += 1;
            self.names.push((name, self.count));
            self.made.push('(');
        } else if rest.starts_with("?P=") {
            self.at += 3;
            let name = self.until(')', start)?;
            let Some((_, number)) = self.names.iter().find(|(other, _)| *other == name) else {
                return Err(self.error(&format!("unknown group name '{name}'"), start + 4));
            };
            self.made.push_str(&format!("(?:\\{number})"));
            return Ok(true);
        } else if rest.starts_with("?#") {
            self.until(')', start)?;
            return Ok(true);
        } else if rest.starts_with("?:") || rest.starts_with("?=") || rest.starts_with("?!") || rest.starts_with("?<=") || rest.starts_with("?<!") {
            let length = if rest.starts_with("?<") { 3 } else { 2 };
            self.made.push('(');
            self.made.extend(rest.chars().take(length));
            self.at += length;
        } else {
            // Flags for the whole expression: `(?i)`.
            let flags: String = self.chars[self.at + 1..].iter().take_while(|char| char.is_ascii_alphabetic()).collect();
            let end = self.at + 1 + flags.len();
            if flags.is_empty() || !matches!(self.chars.get(end), Some(')' | ':')) {
                let next = self.chars.get(self.at + 1).map_or(String::new(), char::to_string);
                return Err(self.error(&format!("unknown extension ?{next}"), start + 1));
            }
            for flag in flags.chars() {
                self.flags |= match flag {
                    'i' => IGNORE_CASE,
                    'm' => MULTILINE,
                    's' => DOT_ALL,
                    'x' => VERBOSE,
                    'a' => ASCII,
                    _ => 0,
                };
            }
            let closed = self.chars.get(end) == Some(&')');
            self.at = end + 1;
            if !closed {
                self.made.push_str("(?:");
            }
            return Ok(closed);
        }
        Ok(false)
    }

    fn until(&mut self, end: char, start: usize) -> Result<String, Wrong> {
        let from = self.at;
        while let Some(char) = self.chars.get(self.at) {
            self.at += 1;
            if *char == end {
                return Ok(self.chars[from..self.at - 1].iter().collect());
            }
        }
        Err(self.error(&format!("missing {end}, unterminated name"), start))
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), Wrong> {
        let Some(char) = self.chars.get(self.at).copied() else {
            return Err(self.error("bad escape (end of pattern)", self.at - 1));
        };
        self.at += 1;
        let unicode = self.flags & ASCII == 0;
        match char {
            'A' if !in_class => self.made.push_str("(?<![^])"),
            'Z' if !in_class => self.made.push_str("(?![^])"),
            'd' if unicode => self.made.push_str("\\p{Nd}"),
            'D' if unicode => self.made.push_str("\\P{Nd}"),
            'w' if unicode => self.made.push_str(if in_class { "\\p{L}\\p{N}_" } else { "[\\p{L}\\p{N}_]" }),
            'W' if unicode && !in_class => self.made.push_str("[^\\p{L}\\p{N}_]"),
            'b' if !in_class && unicode => {
                self.made.push_str("(?:(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_]))");
            }
            'B' if !in_class && unicode => {
                self.made.push_str("(?:(?<=[\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_]))");
            }
            'a' => self.made.push_str("\\x07"),
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' | 'n' | 'r' | 't' | 'f' | 'v' | 'x' | 'u' => {
                self.made.push('\\');
                self.made.push(char);
            }
            '0' => self.made.push_str("\\x00"),
            '1'..='9' => {
                let number = char.to_digit(10).unwrap_or(0) as usize;
                let mut number = number;
                if let Some(next) = self.chars.get(self.at).and_then(|next| next.to_digit(10)) {
                    number = number * 10 + next as usize;
                    self.at += 1;
                }
                if number > self.count {
                    return Err(self.error(&format!("invalid group reference {number}"), self.at - 1));
                }
                self.made.push_str(&format!("(?:\\{number})"));
            }
            char if char.is_ascii_alphabetic() => return Err(self.error(&format!("bad escape \\{char}"), self.at - 2)),
            char => push_literal(&mut self.made, char, in_class),
        }
        Ok(())
    }

    fn class(&mut self) -> Result<(), Wrong> {
        let start = self.at - 1;
        self.made.push('[');
        if self.chars.get(self.at) == Some(&'^') {
            self.made.push('^');
            self.at += 1;
        }
        let mut first = true;
        loop {
            let Some(char) = self.chars.get(self.at).copied() else {
                return Err(self.error("unterminated character set", start));
            };
            self.at += 1;
            match char {
                ']' if !first => break,
                '\\' => self.escape(true)?,
                '-' => {
                    // A hyphen at an end is one; elsewhere it makes a range.
                    let literal = first || self.chars.get(self.at) == Some(&']');
                    self.made.push_str(if literal { "\\-" } else { "-" });
                }
                char => push_literal(&mut self.made, char, true),
            }
            first = false;
        }
        self.made.push(']');
        Ok(())
    }
}

fn push_literal(made: &mut String, char: char, in_class: bool) {
    if "\\^$.*+?()[]{}|/".contains(char) || in_class && char == '-' {
        made.push('\\');
    }
    made.push(char);
}

fn compile(vm: &mut Vm, pattern: &Str, flags: i64) -> R<Program> {
    let mut translator = Translator {
        chars: pattern.chars().collect(),
        at: 0,
        made: String::new(),
        flags,
        names: Vec::new(),
        count: 0,
    };
    if let Err((message, at)) = translator.translate() {
        let arguments = vec![Value::str(message), Value::size(at)];
        return Err(vm.error_with(&vm.types.value_error.clone(), arguments));
    }
    let flags = translator.flags;
    let flags = Flags {
        icase: flags & IGNORE_CASE != 0,
        multiline: flags & MULTILINE != 0,
        dot_all: flags & DOT_ALL != 0,
        unicode: true,
        ..Flags::default()
    };
    let search = Regex::with_flags(&translator.made, flags);
    let whole = Regex::with_flags(&format!("(?:{})(?![^])", translator.made), flags);
    match (search, whole) {
        (Ok(search), Ok(whole)) => Ok(Program { search, whole, names: translator.names, count: translator.count }),
        (Err(error), _) | (_, Err(error)) => {
            let arguments = vec![Value::str(error.to_string()), Value::Int(0)];
            Err(vm.error_with(&vm.types.value_error.clone(), arguments))
        }
    }
}

/// `program.find(text, start, end, mode)`: 0 searches, 1 fits at the start, 2 fits the whole, 3 searches but for an
/// empty match at the start.
fn find(vm: &mut Vm, program: &Program, text: &Str, (start, end): (usize, usize), mode: i64) -> R<Value> {
    let end_offset = text.offset(end.min(text.length()));
    let part = &text[..end_offset];
    let from = text.offset(start.min(text.length()));
    if start > end {
        return Ok(Value::None);
    }
    vm.spend()?;
    let regex = if mode == 2 { &program.whole } else { &program.search };
    let mut found = regex.find_from(part, from).next();
    if mode == 3 && found.as_ref().is_some_and(|found| found.end() == from) {
        let next = part[from..].chars().next();
        found = next.and_then(|next| regex.find_from(part, from + next.len_utf8()).next());
    }
    let Some(found) = found.filter(|found| mode % 3 == 0 || found.start() == from) else { return Ok(Value::None) };
    let place = |range: Option<std::ops::Range<usize>>| match range {
        Some(range) => Value::tuple(vec![Value::size(text.index_of(range.start)), Value::size(text.index_of(range.end))]),
        None => Value::None,
    };
    Ok(Value::tuple((0..=program.count).map(|group| place(found.group(group))).collect()))
}

const PROGRAM: &[Def] = &[("find", &["/self", "/text", "/start", "/end", "/mode"], 5, |vm, a| {
    let subject = text(vm, a.get(1), "expected string")?;
    let (start, end, mode) = (vm.index(a.get(2))?.max(0), vm.index(a.get(3))?.max(0), vm.index(a.get(4))?);
    match a.get(0).host::<Program>() {
        Some(program) => find(vm, program, &subject, (start as usize, end as usize), mode),
        None => Ok(Value::None),
    }
})];

pub(super) fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    let class = vm.host_class("Program", "_re", false);
    vm.methods(&class, PROGRAM, &[]);
    let function = vm.native_closure("compile", move |vm, args| {
        let pattern = text(vm, args.get(0), "first argument")?;
        let flags = args.given(1).map_or(Ok(0), |flags| vm.index(flags))?;
        let program = compile(vm, &pattern, flags)?;
        let groups = Dict::default();
        for (name, number) in &program.names {
            groups.set_str(Str::new(name), Value::size(*number));
        }
        let count = Value::size(program.count);
        let made = vm.new_object(&class, Payload::Host(Box::new(program)));
        if let Value::Object(object) = &made {
            object.attributes.set_str(vm.intern("groups"), Value::Dict(Rc::new(groups)));
            object.attributes.set_str(vm.intern("count"), count);
        }
        Ok(made)
    });
    super::set(vm, &globals, "compile", function);
    Ok(globals)
}
