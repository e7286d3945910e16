//! `match`. Subjects and captures lie in hidden variables; names are bound when a whole pattern fits.

use ruff_python_ast::{self as ast, Pattern, Singleton};
use ruff_text_size::Ranged;

use super::{Compiler, Done, Label, SyntaxError};
use crate::code::{CompareOp, Op};
use crate::object::Value;

impl<'a> Compiler<'a, '_> {
    pub(super) fn match_statement(&mut self, inner: &'a ast::StmtMatch) -> Done {
        self.expression(&inner.subject)?;
        let subject = self.hidden();
        self.emit(Op::StoreFast(subject));
        let end = self.label();
        for (number, case) in inner.cases.iter().enumerate() {
            let next = self.label();
            let last = number + 1 == inner.cases.len();
            if !last && case.guard.is_none() && matches_all(&case.pattern) {
                return Err(unreachable(&case.pattern));
            }
            let mut captures = Vec::new();
            self.pattern(&case.pattern, subject, next, &mut captures)?;
            for (name, slot) in captures {
                self.emit(Op::LoadFast(slot));
                self.store_name(name);
            }
            if let Some(guard) = &case.guard {
                self.condition(guard, next, false)?;
            }
            self.body(&case.body)?;
            self.emit(Op::Jump(end));
            self.place(next);
        }
        self.place(end);
        self.emit(Op::DeleteFast(subject));
        Ok(())
    }

    fn capture(
        &mut self,
        name: &'a str,
        slot: u32,
        captures: &mut Vec<(&'a str, u32)>,
        range: ruff_text_size::TextRange,
    ) -> Done {
        if captures.iter().any(|(other, _)| *other == name) {
            return Err(SyntaxError::new(format!("multiple assignments to name '{name}' in pattern"), range));
        }
        captures.push((name, slot));
        Ok(())
    }

    /// Jumps to `fail` if the subject does not fit.
    fn pattern(
        &mut self,
        pattern: &'a Pattern,
        subject: u32,
        fail: Label,
        captures: &mut Vec<(&'a str, u32)>,
    ) -> Done {
        let range = pattern.range();
        self.at(range);
        match pattern {
            Pattern::MatchValue(inner) => {
                self.emit(Op::LoadFast(subject));
                self.expression(&inner.value)?;
                self.emit_at(range, Op::Compare(CompareOp::Eq));
                self.emit(Op::JumpIfFalse(fail));
            }
            Pattern::MatchSingleton(inner) => {
                self.emit(Op::LoadFast(subject));
                self.load(match inner.value {
                    Singleton::None => Value::None,
                    Singleton::True => Value::Bool(true),
                    Singleton::False => Value::Bool(false),
                });
                self.emit(Op::Is(true));
                self.emit(Op::JumpIfFalse(fail));
            }
            Pattern::MatchSequence(inner) => {
                let is_star = |pattern: &Pattern| matches!(pattern, Pattern::MatchStar(_));
                let star = inner.patterns.iter().position(is_star);
                if inner.patterns.iter().filter(|pattern| is_star(pattern)).count() > 1 {
                    return Err(SyntaxError::new("multiple starred names in sequence pattern", range));
                }
                let count = inner.patterns.len() - usize::from(star.is_some());
                self.emit(Op::LoadFast(subject));
                self.emit(Op::MatchSequence(count as u16, star.is_some()));
                self.emit(Op::JumpIfFalse(fail));
                self.emit(Op::LoadFast(subject));
                match star {
                    Some(before) => self.emit(Op::UnpackStar(before as u16, (count - before) as u16)),
                    None => self.emit(Op::Unpack(count as u32)),
                }
                let slots = self.store_parts(inner.patterns.len());
                for (pattern, slot) in inner.patterns.iter().zip(slots) {
                    match pattern {
                        Pattern::MatchStar(star) => {
                            if let Some(name) = &star.name {
                                self.capture(name, slot, captures, star.range)?;
                            }
                        }
                        pattern => self.pattern(pattern, slot, fail, captures)?,
                    }
                }
            }
            Pattern::MatchMapping(inner) => {
                self.emit(Op::LoadFast(subject));
                self.emit(Op::MatchMapping);
                self.emit(Op::JumpIfFalse(fail));
                if !inner.keys.is_empty() {
                    self.emit(Op::LoadFast(subject));
                    self.tuple(&inner.keys)?;
                    self.emit_at(range, Op::MatchKeys);
                    let slots = self.parts_or_fail(inner.keys.len(), fail);
                    for (pattern, slot) in inner.patterns.iter().zip(slots) {
                        self.pattern(pattern, slot, fail, captures)?;
                    }
                }
                if let Some(rest) = &inner.rest {
                    self.emit(Op::LoadFast(subject));
                    self.tuple(&inner.keys)?;
                    self.emit(Op::MatchRest);
                    let slot = self.hidden();
                    self.emit(Op::StoreFast(slot));
                    self.capture(rest, slot, captures, rest.range)?;
                }
            }
            Pattern::MatchClass(inner) => {
                self.emit(Op::LoadFast(subject));
                self.expression(&inner.cls)?;
                let arguments = &inner.arguments;
                for (number, keyword) in arguments.keywords.iter().enumerate() {
                    if arguments.keywords[..number].iter().any(|other| other.attr.id == keyword.attr.id) {
                        let message = format!("attribute name repeated in class pattern: {}", keyword.attr);
                        return Err(SyntaxError::new(message, keyword.pattern.range()));
                    }
                }
                let names = arguments.keywords.iter().map(|keyword| self.text(&keyword.attr)).collect();
                self.load(Value::tuple(names));
                self.emit_at(range, Op::MatchClass(arguments.patterns.len() as u32));
                let slots = self.parts_or_fail(arguments.patterns.len() + arguments.keywords.len(), fail);
                let patterns = arguments
                    .patterns
                    .iter()
                    .chain(arguments.keywords.iter().map(|keyword| &keyword.pattern));
                for (pattern, slot) in patterns.zip(slots) {
                    self.pattern(pattern, slot, fail, captures)?;
                }
            }
            Pattern::MatchAs(inner) => {
                if let Some(pattern) = &inner.pattern {
                    self.pattern(pattern, subject, fail, captures)?;
                }
                if let Some(name) = &inner.name {
                    self.capture(name, subject, captures, range)?;
                }
            }
            Pattern::MatchOr(inner) => self.alternatives(inner, subject, fail, captures)?,
            Pattern::MatchStar(_) => return Err(SyntaxError::new("invalid syntax", range)),
        }
        Ok(())
    }

    fn alternatives(
        &mut self,
        inner: &'a ast::PatternMatchOr,
        subject: u32,
        fail: Label,
        captures: &mut Vec<(&'a str, u32)>,
    ) -> Done {
        let end = self.label();
        let mut first: Option<Vec<(&'a str, u32)>> = None;
        for (number, pattern) in inner.patterns.iter().enumerate() {
            let last = number + 1 == inner.patterns.len();
            if !last && matches_all(pattern) {
                return Err(unreachable(pattern));
            }
            let next = if last { fail } else { self.label() };
            let mut own = Vec::new();
            self.pattern(pattern, subject, next, &mut own)?;
            // All alternatives bind the same names; their values go to the variables of the first.
            match &first {
                None => {
                    let shared: Vec<(&str, u32)> =
                        own.iter().map(|(name, _)| (*name, self.hidden())).collect();
                    for ((_, from), (_, to)) in own.iter().zip(&shared) {
                        self.emit(Op::LoadFast(*from));
                        self.emit(Op::StoreFast(*to));
                    }
                    first = Some(shared);
                }
                Some(shared) => {
                    if own.len() != shared.len()
                        || own.iter().any(|(name, _)| !shared.iter().any(|(other, _)| other == name))
                    {
                        return Err(SyntaxError::new(
                            "alternative patterns bind different names",
                            inner.range,
                        ));
                    }
                    for (name, to) in shared.clone() {
                        if let Some((_, from)) = own.iter().find(|(other, _)| *other == name) {
                            self.emit(Op::LoadFast(*from));
                            self.emit(Op::StoreFast(to));
                        }
                    }
                }
            }
            if !last {
                self.emit(Op::Jump(end));
                self.place(next);
            }
        }
        self.place(end);
        for (name, slot) in first.into_iter().flatten() {
            self.capture(name, slot, captures, inner.range)?;
        }
        Ok(())
    }

    /// Stores the parts of an unpacked sequence, the first of which is on top.
    fn store_parts(&mut self, count: usize) -> Vec<u32> {
        (0..count)
            .map(|_| {
                let slot = self.hidden();
                self.emit(Op::StoreFast(slot));
                slot
            })
            .collect()
    }

    /// The parts of a tuple on the stack, or the jump to `fail` if there is `None`.
    fn parts_or_fail(&mut self, count: usize, fail: Label) -> Vec<u32> {
        let tuple = self.hidden();
        self.emit(Op::StoreFast(tuple));
        self.emit(Op::LoadFast(tuple));
        self.load(Value::None);
        self.emit(Op::Is(true));
        self.emit(Op::JumpIfTrue(fail));
        self.emit(Op::LoadFast(tuple));
        self.emit(Op::Unpack(count as u32));
        self.store_parts(count)
    }
}

/// The error for patterns after one that fits everything.
fn unreachable(pattern: &Pattern) -> SyntaxError {
    let message = match pattern {
        Pattern::MatchAs(ast::PatternMatchAs { name: Some(name), .. }) => {
            format!("name capture '{name}' makes remaining patterns unreachable")
        }
        _ => "wildcard makes remaining patterns unreachable".to_owned(),
    };
    SyntaxError::new(message, pattern.range())
}

/// True for a pattern that fits everything.
fn matches_all(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(inner) => inner.pattern.as_ref().is_none_or(|pattern| matches_all(pattern)),
        Pattern::MatchOr(inner) => inner.patterns.iter().any(matches_all),
        _ => false,
    }
}
