//! Expressions.

use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, InterpolatedStringElement, Number, Operator};
use ruff_text_size::{Ranged, TextRange};

use super::scope::{Role, ScopeKind};
use super::{Compiler, Done, SyntaxError, integer};
use crate::code::{BinaryOp, CodeKind, CompareOp, Op, UnaryOp};
use crate::object::Value;

/// What a comprehension makes.
#[derive(Clone, Copy)]
pub enum Makes<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    Dict(&'a Expr, &'a Expr),
    Generator(&'a Expr),
}

pub fn binary(op: Operator) -> BinaryOp {
    match op {
        Operator::Add => BinaryOp::Add,
        Operator::Sub => BinaryOp::Sub,
        Operator::Mult => BinaryOp::Mul,
        Operator::MatMult => BinaryOp::MatMul,
        Operator::Div => BinaryOp::Div,
        Operator::Mod => BinaryOp::Mod,
        Operator::Pow => BinaryOp::Pow,
        Operator::LShift => BinaryOp::Shl,
        Operator::RShift => BinaryOp::Shr,
        Operator::BitOr => BinaryOp::Or,
        Operator::BitXor => BinaryOp::Xor,
        Operator::BitAnd => BinaryOp::And,
        Operator::FloorDiv => BinaryOp::FloorDiv,
    }
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn expression(&mut self, expr: &'a Expr) -> Done {
        self.nested(expr.range(), |this| this.expression_inner(expr))
    }

    fn expression_inner(&mut self, expr: &'a Expr) -> Done {
        let range = expr.range();
        self.at(range);
        match expr {
            Expr::Name(name) => self.load_name(&name.id),
            Expr::NumberLiteral(number) => {
                let value = match &number.value {
                    Number::Int(value) => {
                        value.as_i64().map_or_else(|| integer(&value.to_string()), Value::Int)
                    }
                    Number::Float(value) => Value::Float(*value),
                    Number::Complex { real, imag } => Value::Complex(std::rc::Rc::new((*real, *imag))),
                };
                self.load(value);
            }
            Expr::StringLiteral(text) => {
                let value = self.text(text.value.to_str());
                self.load(value);
            }
            Expr::BytesLiteral(bytes) => {
                self.load(Value::Bytes(std::rc::Rc::new(bytes.value.bytes().collect())))
            }
            Expr::BooleanLiteral(value) => self.load(Value::Bool(value.value)),
            Expr::NoneLiteral(_) => self.load(Value::None),
            Expr::EllipsisLiteral(_) => self.load(Value::Ellipsis),
            Expr::BinOp(_) => self.operators(expr)?,
            Expr::UnaryOp(unary) => {
                if let (ast::UnaryOp::USub, Expr::NumberLiteral(number)) = (unary.op, &*unary.operand) {
                    let negative = match &number.value {
                        Number::Int(value) => value.as_i64().filter(|v| *v > 0).map(|v| Value::Int(-v)),
                        Number::Float(value) => Some(Value::Float(-value)),
                        Number::Complex { .. } => None,
                    };
                    if let Some(value) = negative {
                        self.load(value);
                        return Ok(());
                    }
                }
                self.expression(&unary.operand)?;
                let op = match unary.op {
                    ast::UnaryOp::Invert => UnaryOp::Invert,
                    ast::UnaryOp::Not => UnaryOp::Not,
                    ast::UnaryOp::UAdd => UnaryOp::Pos,
                    ast::UnaryOp::USub => UnaryOp::Neg,
                };
                self.emit_at(range, Op::Unary(op));
            }
            Expr::BoolOp(logic) => {
                let end = self.label();
                for (number, value) in logic.values.iter().enumerate() {
                    self.expression(value)?;
                    if number + 1 < logic.values.len() {
                        self.emit(match logic.op {
                            BoolOp::And => Op::JumpIfFalseOrPop(end),
                            BoolOp::Or => Op::JumpIfTrueOrPop(end),
                        });
                    }
                }
                self.place(end);
            }
            Expr::Compare(compare) => self.comparison(compare)?,
            Expr::If(choice) => {
                let (otherwise, end) = (self.label(), self.label());
                self.condition(&choice.test, otherwise, false)?;
                self.expression(&choice.body)?;
                self.emit(Op::Jump(end));
                self.place(otherwise);
                self.expression(&choice.orelse)?;
                self.place(end);
            }
            Expr::Named(named) => {
                self.expression(&named.value)?;
                self.emit(Op::Copy(1));
                if let Expr::Name(name) = &*named.target {
                    self.at(name.range);
                    self.store_name(&name.id);
                }
            }
            Expr::Lambda(lambda) => self.lambda(lambda)?,
            Expr::Dict(dict) => self.dict(dict)?,
            Expr::Set(set) => self.collection(&set.elts, Op::BuildSet, Op::SetAdd(1), Op::SetExtend)?,
            Expr::List(list) => {
                self.collection(&list.elts, Op::BuildList, Op::ListAppend(1), Op::ListExtend)?
            }
            Expr::Tuple(tuple) => self.tuple(&tuple.elts)?,
            Expr::ListComp(c) => self.comprehension(c.range, &c.generators, Makes::List(&c.elt))?,
            Expr::SetComp(c) => self.comprehension(c.range, &c.generators, Makes::Set(&c.elt))?,
            Expr::Generator(c) => self.comprehension(c.range, &c.generators, Makes::Generator(&c.elt))?,
            Expr::DictComp(c) => match &c.key {
                Some(key) => self.comprehension(c.range, &c.generators, Makes::Dict(key, &c.value))?,
                None => {
                    let start = c.value.range().start() - ruff_text_size::TextSize::from(2);
                    let stars = TextRange::at(start, 2.into());
                    return Err(SyntaxError::new(
                        "dict unpacking cannot be used in dict comprehension",
                        stars,
                    ));
                }
            },
            Expr::Call(call) => self.call(call)?,
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit_at(range, Op::LoadAttr(name));
            }
            Expr::Subscript(subscript) => {
                self.warn_literal(&subscript.value, "subscriptable");
                self.expression(&subscript.value)?;
                self.subscript(&subscript.slice)?;
                self.emit_at(range, Op::LoadItem);
            }
            Expr::Slice(slice) => {
                for part in [&slice.lower, &slice.upper] {
                    match part {
                        Some(part) => self.expression(part)?,
                        None => self.load(Value::None),
                    }
                }
                if let Some(step) = &slice.step {
                    self.expression(step)?;
                }
                self.emit_at(range, Op::BuildSlice(if slice.step.is_some() { 3 } else { 2 }));
            }
            Expr::FString(text) => {
                let mut parts = 0;
                for part in text.value.iter() {
                    match part {
                        ast::FStringPart::Literal(literal) => {
                            let value = self.text(&literal.value);
                            self.load(value);
                            parts += 1;
                        }
                        ast::FStringPart::FString(inner) => {
                            for element in &inner.elements {
                                parts += self.interpolation(element)?;
                            }
                        }
                    }
                }
                self.emit_at(range, Op::BuildString(parts));
            }
            Expr::Yield(inner) => {
                self.in_function(range, "'yield' outside function")?;
                match &inner.value {
                    Some(value) => self.expression(value)?,
                    None => self.load(Value::None),
                }
                self.emit_at(range, Op::Yield);
            }
            Expr::YieldFrom(inner) => {
                self.in_function(range, "'yield from' outside function")?;
                self.expression(&inner.value)?;
                self.emit_at(range, Op::GetYieldFrom);
                self.load(Value::None);
                self.emit_at(range, Op::YieldFrom);
            }
            Expr::Await(_) => {
                let inside = self.unit().kind == CodeKind::Function;
                let message =
                    if inside { "'await' outside async function" } else { "'await' outside function" };
                return Err(SyntaxError::new(message, range));
            }
            Expr::Starred(_) => return Err(SyntaxError::new("can't use starred expression here", range)),
            Expr::TString(_) => return Err(SyntaxError::new("template strings do not run here", range)),
            Expr::IpyEscapeCommand(_) => return Err(SyntaxError::new("invalid syntax", range)),
        }
        Ok(())
    }

    fn in_function(&mut self, range: TextRange, message: &str) -> Done {
        if self.unit().kind != CodeKind::Function {
            return Err(SyntaxError::new(message, range));
        }
        self.unit().generator = true;
        Ok(())
    }

    /// `a + b + c + ...`: a loop over the left operands, because long sums are nested deeply.
    fn operators(&mut self, expr: &'a Expr) -> Done {
        let mut chain = Vec::new();
        let mut first = expr;
        while let Expr::BinOp(inner) = first {
            chain.push(inner);
            first = &inner.left;
        }
        self.expression(first)?;
        for inner in chain.into_iter().rev() {
            self.expression(&inner.right)?;
            self.emit_at(inner.range, Op::Binary(binary(inner.op)));
        }
        Ok(())
    }

    fn comparison(&mut self, compare: &'a ast::ExprCompare) -> Done {
        let sides = std::iter::once(&*compare.left).chain(&*compare.comparators);
        for ((op, left), right) in compare.ops.iter().zip(sides).zip(&*compare.comparators) {
            let class = |value: &Expr| match value {
                Expr::NumberLiteral(number) => {
                    Some(if matches!(number.value, Number::Int(_)) { "int" } else { "float" })
                }
                Expr::StringLiteral(_) => Some("str"),
                Expr::BytesLiteral(_) => Some("bytes"),
                Expr::Tuple(_) => Some("tuple"),
                _ => None,
            };
            if let (CmpOp::Is | CmpOp::IsNot, Some(class)) = (op, class(left).or_else(|| class(right))) {
                let (wrong, right) = if *op == CmpOp::Is { ("is", "==") } else { ("is not", "!=") };
                self.warn(
                    format!("\"{wrong}\" with '{class}' literal. Did you mean \"{right}\"?"),
                    compare.range,
                );
            }
        }
        self.expression(&compare.left)?;
        let last = compare.ops.len() - 1;
        let (fail, end) = (self.label(), self.label());
        for (number, (op, right)) in compare.ops.iter().zip(&*compare.comparators).enumerate() {
            self.expression(right)?;
            if number < last {
                self.emit(Op::Swap(2));
                self.emit(Op::Copy(2));
            }
            self.emit_at(
                compare.range,
                match op {
                    CmpOp::Eq => Op::Compare(CompareOp::Eq),
                    CmpOp::NotEq => Op::Compare(CompareOp::Ne),
                    CmpOp::Lt => Op::Compare(CompareOp::Lt),
                    CmpOp::LtE => Op::Compare(CompareOp::Le),
                    CmpOp::Gt => Op::Compare(CompareOp::Gt),
                    CmpOp::GtE => Op::Compare(CompareOp::Ge),
                    CmpOp::Is => Op::Is(true),
                    CmpOp::IsNot => Op::Is(false),
                    CmpOp::In => Op::Contains(true),
                    CmpOp::NotIn => Op::Contains(false),
                },
            );
            if number < last {
                self.emit(Op::JumpIfFalseOrPop(fail));
            }
        }
        if last > 0 {
            self.emit(Op::Jump(end));
            self.place(fail);
            self.emit(Op::Swap(2));
            self.emit(Op::Pop);
            self.place(end);
        }
        Ok(())
    }

    /// Jumps to `target` if the condition's truth is `when`.
    pub(super) fn condition(&mut self, test: &'a Expr, target: u32, when: bool) -> Done {
        match test {
            Expr::UnaryOp(unary) if unary.op == ast::UnaryOp::Not => {
                self.nested(unary.range, |this| this.condition(&unary.operand, target, !when))
            }
            Expr::BoolOp(logic) => {
                // `and` jumps when one is false, `or` when one is true; the others go on.
                let stops = logic.op == BoolOp::Or;
                let end = self.label();
                let last = logic.values.len() - 1;
                for (number, value) in logic.values.iter().enumerate() {
                    if number == last || stops == when {
                        self.condition(value, target, when)?;
                    } else {
                        self.condition(value, end, stops)?;
                    }
                }
                self.place(end);
                Ok(())
            }
            _ => {
                self.expression(test)?;
                self.emit(if when { Op::JumpIfTrue(target) } else { Op::JumpIfFalse(target) });
                Ok(())
            }
        }
    }

    /// The index of a subscript; `a[*b]` is a tuple.
    pub(super) fn subscript(&mut self, slice: &'a Expr) -> Done {
        match slice {
            Expr::Starred(_) => self.tuple(std::slice::from_ref(slice)),
            _ => self.expression(slice),
        }
    }

    pub(super) fn collection(
        &mut self,
        items: &'a [Expr],
        build: fn(u32) -> Op,
        add: Op,
        extend: Op,
    ) -> Done {
        let range = self.range;
        // Long displays are built in parts, so that they need little room on the stack.
        if items.len() <= 30 && !items.iter().any(Expr::is_starred_expr) {
            for item in items {
                self.expression(item)?;
            }
            self.range = range;
            self.emit(build(items.len() as u32));
            return Ok(());
        }
        self.emit(build(0));
        for item in items {
            if let Expr::Starred(starred) = item {
                self.expression(&starred.value)?;
                self.at(starred.range);
                self.emit(extend);
            } else {
                self.expression(item)?;
                self.emit(add);
            }
        }
        self.range = range;
        Ok(())
    }

    pub(super) fn tuple(&mut self, items: &'a [Expr]) -> Done {
        if items.len() <= 30 && !items.iter().any(Expr::is_starred_expr) {
            return self.collection(items, Op::BuildTuple, Op::Nop, Op::Nop);
        }
        self.collection(items, Op::BuildList, Op::ListAppend(1), Op::ListExtend)?;
        self.emit(Op::ListToTuple);
        Ok(())
    }

    fn dict(&mut self, dict: &'a ast::ExprDict) -> Done {
        let items = &dict.items;
        if items.len() <= 15 && items.iter().all(|item| item.key.is_some()) {
            for item in items {
                if let Some(key) = &item.key {
                    self.expression(key)?;
                }
                self.expression(&item.value)?;
            }
            self.emit_at(dict.range, Op::BuildDict(items.len() as u32));
            return Ok(());
        }
        self.emit(Op::BuildDict(0));
        for item in items {
            match &item.key {
                Some(key) => {
                    self.expression(key)?;
                    self.expression(&item.value)?;
                    self.emit(Op::DictAdd(1));
                }
                None => {
                    self.expression(&item.value)?;
                    self.emit(Op::DictUpdate);
                }
            }
        }
        Ok(())
    }

    /// Pushes a part of an f-string; gives how many values it pushed.
    fn interpolation(&mut self, element: &'a InterpolatedStringElement) -> Result<u32, SyntaxError> {
        match element {
            InterpolatedStringElement::Literal(literal) => {
                let value = self.text(&literal.value);
                self.load(value);
                Ok(1)
            }
            InterpolatedStringElement::Interpolation(inner) => {
                let mut pushed = 1;
                let mut conversion = inner.conversion as i8;
                if let Some(debug) = &inner.debug_text {
                    let value = self.text(debug.as_str());
                    self.load(value);
                    pushed = 2;
                    if conversion == -1 && inner.format_spec.is_none() {
                        conversion = b'r' as i8;
                    }
                }
                self.expression(&inner.expression)?;
                if let Some(spec) = &inner.format_spec {
                    let mut parts = 0;
                    for element in &spec.elements {
                        parts += self.interpolation(element)?;
                    }
                    self.emit(Op::BuildString(parts));
                }
                self.at(inner.range);
                self.emit(Op::Format(conversion.max(0) as u8, inner.format_spec.is_some()));
                Ok(pushed)
            }
        }
    }

    fn comprehension(
        &mut self,
        range: TextRange,
        generators: &'a [ast::Comprehension],
        makes: Makes<'a>,
    ) -> Done {
        if let Some(generator) = generators.iter().find(|generator| generator.is_async) {
            return Err(SyntaxError::new(
                "asynchronous comprehension outside of an asynchronous function",
                generator.range,
            ));
        }
        let scope = self.scopes.inner(range, Role::Plain);
        if let Makes::Generator(_) = makes {
            let qualified = self.qualify("<genexpr>");
            let outer = self.scope;
            self.open(scope, CodeKind::Function, "<genexpr>", &qualified, range.start().into());
            self.unit().generator = true;
            self.unit().parameters = (0, 1, 0, false, false);
            self.at(range);
            let argument = self.slot(scope, ".0");
            self.emit(Op::LoadFast(argument));
            self.loops(generators, makes, 0)?;
            self.load(Value::None);
            self.emit(Op::Return);
            let code = self.close()?;
            self.scope = outer;
            self.at(range);
            self.make_function(scope, code, 0);
            self.emit(Op::PushUnset);
            self.expression(&generators[0].iter)?;
            self.emit_at(generators[0].iter.range(), Op::GetIter);
            self.emit_at(range, Op::Call(1));
            return Ok(());
        }
        self.expression(&generators[0].iter)?;
        self.emit_at(generators[0].iter.range(), Op::GetIter);
        let outer = std::mem::replace(&mut self.scope, scope);
        debug_assert_eq!(self.scopes.all[scope].kind(), ScopeKind::Comprehension);
        let cells: Vec<String> = self.scopes.all[scope].cells.iter().cloned().collect();
        for name in cells {
            let slot = self.slot(scope, &name);
            self.emit(Op::MakeCell(slot));
        }
        self.at(range);
        self.emit(match makes {
            Makes::List(_) | Makes::Generator(_) => Op::BuildList(0),
            Makes::Set(_) => Op::BuildSet(0),
            Makes::Dict(..) => Op::BuildDict(0),
        });
        self.emit(Op::Swap(2));
        self.loops(generators, makes, 0)?;
        self.scope = outer;
        self.at(range);
        Ok(())
    }

    /// The loops of a comprehension; the iterator of the first is on the stack.
    fn loops(&mut self, generators: &'a [ast::Comprehension], makes: Makes<'a>, number: usize) -> Done {
        let generator = &generators[number];
        let (next, end) = (self.label(), self.label());
        self.place(next);
        self.at(generator.iter.range());
        self.emit(Op::ForIter(end));
        self.assign(&generator.target)?;
        let skip = self.label();
        for test in &generator.ifs {
            self.condition(test, skip, false)?;
        }
        let depth = number as u32 + 2;
        if number + 1 < generators.len() {
            self.expression(&generators[number + 1].iter)?;
            self.emit_at(generators[number + 1].iter.range(), Op::GetIter);
            self.loops(generators, makes, number + 1)?;
        } else {
            match makes {
                Makes::List(value) => {
                    self.expression(value)?;
                    self.emit(Op::ListAppend(depth));
                }
                Makes::Set(value) => {
                    self.expression(value)?;
                    self.emit(Op::SetAdd(depth));
                }
                Makes::Dict(key, value) => {
                    self.expression(key)?;
                    self.expression(value)?;
                    self.emit(Op::DictAdd(depth));
                }
                Makes::Generator(value) => {
                    self.expression(value)?;
                    self.emit(Op::Yield);
                    self.emit(Op::Pop);
                }
            }
        }
        self.place(skip);
        self.emit(Op::Loop(next));
        self.place(end);
        Ok(())
    }
}
