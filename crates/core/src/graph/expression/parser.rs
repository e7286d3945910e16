//! Parses the text of a formula into instructions.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::Function::*;
use super::{Builder, Instruction, NAMES};

/// Reads a formula, left to right.
pub(super) struct Parser<'a> {
    rest: &'a str,
    names: Vec<(&'a str, u8)>,
}

impl<'a> Parser<'a> {
    pub(super) fn start(
        formula: &'a str,
        inputs: &[&'a str],
        constants: &[(&'a str, f64)],
    ) -> (Builder, Self) {
        let mut builder = Builder::default();
        let mut names = Vec::new();
        for (index, name) in inputs.iter().enumerate() {
            names.push((*name, builder.push(Instruction::Input(index as u8))));
        }
        for (name, value) in constants {
            names.push((*name, builder.constant(*value as f32)));
        }
        (builder, Self { rest: formula, names })
    }

    pub(super) fn name(&self, name: &str) -> Result<u8, String> {
        let found = self.names.iter().rev().find(|(known, _)| *known == name);
        found.map(|&(_, at)| at).ok_or_else(|| format!("{name} is not known"))
    }

    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) { Ok(()) } else { Err(format!("expected {token} before \"{}\"", self.rest)) }
    }

    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    /// The characters before the first one that `belongs` refuses.
    fn take_while(&mut self, belongs: fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        // `split_at` would bring the message for a broken character along, 1 KB packed.
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    pub(super) fn statements(&mut self, b: &mut Builder) -> Result<Option<u8>, String> {
        loop {
            let before = self.rest;
            let name = self.word();
            if !name.is_empty() && self.take("=") && !self.rest.starts_with('=') {
                let value = self.formula(b)?;
                self.expect(";")?;
                self.names.push((name, value));
            } else {
                self.rest = before;
                let last = if before.trim().is_empty() { None } else { Some(self.formula(b)?) };
                return if self.rest.trim().is_empty() { Ok(last) } else { Err(self.rest.to_string()) };
            }
        }
    }

    fn formula(&mut self, b: &mut Builder) -> Result<u8, String> {
        let condition = self.comparison(b)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let yes = self.formula(b)?;
        self.expect(":")?;
        let no = self.formula(b)?;
        Ok(b.apply(Select, [condition, yes, no]))
    }

    fn comparison(&mut self, b: &mut Builder) -> Result<u8, String> {
        let left = self.sum(b)?;
        let operators = [
            (">=", GreaterEqual, false),
            ("<=", GreaterEqual, true),
            ("==", Equal, false),
            (">", Greater, false),
            ("<", Greater, true),
        ];
        for (token, function, swapped) in operators {
            if self.take(token) {
                let right = self.sum(b)?;
                let (left, right) = if swapped { (right, left) } else { (left, right) };
                return Ok(b.apply2(function, left, right));
            }
        }
        Ok(left)
    }

    fn sum(&mut self, b: &mut Builder) -> Result<u8, String> {
        let mut left = self.product(b)?;
        loop {
            let function = if self.take("+") {
                Add
            } else if self.take("-") {
                Sub
            } else {
                return Ok(left);
            };
            let right = self.product(b)?;
            left = b.apply2(function, left, right);
        }
    }

    fn product(&mut self, b: &mut Builder) -> Result<u8, String> {
        let mut left = self.factor(b)?;
        loop {
            let function = if self.take("*") {
                Mul
            } else if self.take("/") {
                Div
            } else {
                return Ok(left);
            };
            let right = self.factor(b)?;
            left = b.apply2(function, left, right);
        }
    }

    fn factor(&mut self, b: &mut Builder) -> Result<u8, String> {
        if self.take("-") {
            let value = self.factor(b)?;
            return Ok(b.apply1(Neg, value));
        }
        if self.take("(") {
            let value = self.formula(b)?;
            self.expect(")")?;
            return Ok(value);
        }
        self.rest = self.rest.trim_start();
        if self.rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.number(b);
        }
        let name = self.word();
        if !self.take("(") {
            return self.name(name);
        }
        let mut arguments = vec![self.formula(b)?];
        while self.take(",") {
            arguments.push(self.formula(b)?);
        }
        self.expect(")")?;
        let first = arguments[0];
        Ok(match (name, arguments.as_slice()) {
            ("square", [x]) => b.apply2(Mul, *x, *x),
            ("clip", [x, low, high]) => {
                let above = b.apply2(Max, *x, *low);
                b.apply2(Min, above, *high)
            }
            (name, arguments) => {
                let found = NAMES.iter().find(|(known, _, n)| *known == name && *n == arguments.len());
                let &(_, function, _) =
                    found.ok_or_else(|| format!("{name} of {} values is not known", arguments.len()))?;
                b.apply2(function, first, arguments.get(1).copied().unwrap_or(first))
            }
        })
    }

    /// Digits and an optional point; the tables' formulas need no exponents.
    fn number(&mut self, b: &mut Builder) -> Result<u8, String> {
        let digits = self.take_while(|c| c.is_ascii_digit() || c == '.');
        let mut value = 0.0f64;
        let mut scale = 0.0f64;
        for c in digits.bytes() {
            if c == b'.' {
                scale = 1.0;
            } else {
                value = value * 10.0 + f64::from(c - b'0');
                scale *= 10.0;
            }
        }
        if scale > 0.0 {
            value /= scale;
        }
        Ok(b.constant(value as f32))
    }
}
