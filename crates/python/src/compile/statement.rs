//! Statements.

use ruff_python_ast::{self as ast, ExceptHandler, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::expression::binary;
use super::{Block, Compiler, Done, SyntaxError, range_of};
use crate::code::{CodeKind, Op};
use crate::object::Value;

impl<'a> Compiler<'a, '_> {
    pub(super) fn module_body(&mut self, body: &'a [Stmt], keep_result: bool) -> Done {
        self.setup_annotations(body);
        match body.split_last() {
            Some((Stmt::Expr(last), rest)) if keep_result => {
                self.body(rest)?;
                self.expression(&last.value)?;
                self.emit(Op::KeepResult);
            }
            _ => self.body(body)?,
        }
        self.load(Value::None);
        self.emit(Op::Return);
        Ok(())
    }

    pub(super) fn setup_annotations(&mut self, body: &[Stmt]) {
        if has_annotations(body) {
            self.emit(Op::SetupAnnotations);
        }
    }

    pub(super) fn body(&mut self, body: &'a [Stmt]) -> Done {
        body.iter()
            .try_for_each(|statement| self.nested(range_of(statement), |this| this.statement(statement)))
    }

    fn statement(&mut self, statement: &'a Stmt) -> Done {
        let range = statement.range();
        self.at(range);
        match statement {
            Stmt::Expr(inner) => {
                if !matches!(&*inner.value, Expr::StringLiteral(_)) {
                    self.expression(&inner.value)?;
                    self.emit(Op::Pop);
                }
            }
            Stmt::Assign(assign) => {
                self.expression(&assign.value)?;
                for (number, target) in assign.targets.iter().enumerate() {
                    if number + 1 < assign.targets.len() {
                        self.emit(Op::Copy(1));
                    }
                    self.assign(target)?;
                }
            }
            Stmt::AugAssign(assign) => self.augmented(assign)?,
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.expression(value)?;
                    self.assign(&assign.target)?;
                }
                if let Expr::Name(name) = &*assign.target
                    && assign.simple
                    && self.unit().kind != CodeKind::Function
                {
                    self.annotation_value(&assign.annotation)?;
                    let name = self.name(&name.id);
                    self.emit(Op::Annotate(name));
                }
            }
            Stmt::Return(inner) => {
                if self.unit().kind != CodeKind::Function {
                    return Err(SyntaxError::new("'return' outside function", range));
                }
                match &inner.value {
                    Some(value) => self.expression(value)?,
                    None => self.load(Value::None),
                }
                let closed = self.unwind(0, true)?;
                self.emit_at(range, Op::Return);
                self.reopen(closed);
            }
            Stmt::Pass(_) => self.emit(Op::Nop),
            Stmt::If(inner) => {
                let end = self.label();
                let mut next = self.label();
                self.condition(&inner.test, next, false)?;
                self.body(&inner.body)?;
                for clause in &inner.elif_else_clauses {
                    self.emit(Op::Jump(end));
                    self.place(next);
                    next = self.label();
                    if let Some(test) = &clause.test {
                        self.condition(test, next, false)?;
                    }
                    self.body(&clause.body)?;
                }
                self.place(next);
                self.place(end);
            }
            Stmt::While(inner) => {
                let (next, otherwise, end) = (self.label(), self.label(), self.label());
                self.place(next);
                self.condition(&inner.test, otherwise, false)?;
                self.unit().blocks.push(Block::Loop { next, end, iterator: false });
                self.body(&inner.body)?;
                self.unit().blocks.pop();
                self.at(inner.test.range());
                self.emit(Op::Loop(next));
                self.place(otherwise);
                self.body(&inner.orelse)?;
                self.place(end);
            }
            Stmt::For(inner) => {
                if inner.is_async {
                    return Err(SyntaxError::new("'async for' outside async function", range));
                }
                let (next, otherwise, end) = (self.label(), self.label(), self.label());
                self.expression(&inner.iter)?;
                self.emit_at(inner.iter.range(), Op::GetIter);
                self.place(next);
                self.emit_at(inner.iter.range(), Op::ForIter(otherwise));
                self.assign(&inner.target)?;
                self.unit().blocks.push(Block::Loop { next, end, iterator: true });
                self.unit().depth += 1;
                self.body(&inner.body)?;
                self.unit().depth -= 1;
                self.unit().blocks.pop();
                self.at(inner.iter.range());
                self.emit(Op::Loop(next));
                self.place(otherwise);
                self.body(&inner.orelse)?;
                self.place(end);
            }
            Stmt::Break(_) | Stmt::Continue(_) => {
                self.leave_loop(matches!(statement, Stmt::Break(_)), range)?
            }
            Stmt::Try(inner) => self.try_statement(inner)?,
            Stmt::With(inner) => {
                if inner.is_async {
                    return Err(SyntaxError::new("'async with' outside async function", range));
                }
                self.with(&inner.items, &inner.body)?;
            }
            Stmt::Raise(inner) => {
                let mut count = 0;
                for value in inner.exc.iter().chain(&inner.cause) {
                    self.expression(value)?;
                    count += 1;
                }
                self.emit_at(range, Op::Raise(count));
            }
            Stmt::Assert(inner) => {
                if inner.test.as_tuple_expr().is_some_and(|tuple| !tuple.elts.is_empty()) {
                    self.warn("assertion is always true, perhaps remove parentheses?".into(), inner.range);
                }
                let end = self.label();
                self.condition(&inner.test, end, true)?;
                self.emit(Op::AssertionError);
                if let Some(message) = &inner.msg {
                    self.emit(Op::PushUnset);
                    self.expression(message)?;
                    self.at(inner.test.range());
                    self.emit(Op::Call(1));
                }
                self.emit_at(inner.test.range(), Op::Raise(1));
                self.place(end);
            }
            Stmt::Delete(inner) => inner.targets.iter().try_for_each(|target| self.delete(target))?,
            Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::Import(inner) => {
                for alias in &inner.names {
                    self.load(Value::Int(0));
                    self.load(Value::None);
                    let name = self.name_plain(&alias.name);
                    self.emit_at(range, Op::Import(name));
                    match &alias.asname {
                        Some(asname) => {
                            for part in alias.name.split('.').skip(1) {
                                let part = self.name_plain(part);
                                self.emit(Op::ImportFrom(part));
                                self.emit(Op::Swap(2));
                                self.emit(Op::Pop);
                            }
                            self.store_name(asname);
                        }
                        None => self.store_name(alias.name.split('.').next().unwrap_or_default()),
                    }
                }
            }
            Stmt::ImportFrom(inner) => self.import_from(inner)?,
            Stmt::FunctionDef(def) => self.function_definition(def)?,
            Stmt::ClassDef(def) => self.class_definition(def)?,
            Stmt::Match(inner) => self.match_statement(inner)?,
            Stmt::TypeAlias(inner) => self.type_alias(inner)?,
            Stmt::IpyEscapeCommand(_) => return Err(SyntaxError::new("invalid syntax", range)),
        }
        Ok(())
    }

    /// A name that is not private to a class, as in an import.
    fn name_plain(&mut self, name: &str) -> u32 {
        let classes = std::mem::take(&mut self.classes);
        let place = self.name(name);
        self.classes = classes;
        place
    }

    fn import_from(&mut self, inner: &'a ast::StmtImportFrom) -> Done {
        let module = inner.module.as_ref().map_or("", |name| name.as_str());
        if module == "__future__" {
            self.text_annotations |= inner.names.iter().any(|alias| &*alias.name == "annotations");
            return Ok(());
        }
        self.load(Value::Int(i64::from(inner.level)));
        let names = inner.names.iter().map(|alias| self.text(&alias.name)).collect();
        self.load(Value::tuple(names));
        let name = self.name_plain(module);
        self.emit(Op::Import(name));
        for alias in &inner.names {
            if &*alias.name == "*" {
                if self.unit().kind != CodeKind::Module {
                    return Err(SyntaxError::new("import * only allowed at module level", inner.range));
                }
                self.emit(Op::ImportStar);
                return Ok(());
            }
            let name = self.name_plain(&alias.name);
            self.emit_at(inner.range, Op::ImportFrom(name));
            self.store_name(alias.asname.as_ref().unwrap_or(&alias.name));
        }
        self.emit(Op::Pop);
        Ok(())
    }

    /// Stores the top of the stack.
    pub(super) fn assign(&mut self, target: &'a Expr) -> Done {
        let range = target.range();
        match target {
            Expr::Name(name) => {
                self.at(range);
                self.store_name(&name.id);
            }
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit_at(range, Op::StoreAttr(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value)?;
                self.subscript(&subscript.slice)?;
                self.emit_at(range, Op::StoreItem);
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                self.at(range);
                let stars = elts.iter().filter(|item| item.is_starred_expr()).count();
                match elts.iter().position(Expr::is_starred_expr) {
                    Some(_) if stars > 1 => {
                        return Err(SyntaxError::new("multiple starred expressions in assignment", range));
                    }
                    Some(before) => {
                        self.emit(Op::UnpackStar(before as u16, (elts.len() - before - 1) as u16))
                    }
                    None => self.emit(Op::Unpack(elts.len() as u32)),
                }
                for item in elts {
                    match item {
                        Expr::Starred(starred) => self.assign(&starred.value)?,
                        item => self.assign(item)?,
                    }
                }
            }
            Expr::Starred(_) => {
                return Err(SyntaxError::new("starred assignment target must be in a list or tuple", range));
            }
            _ => return Err(SyntaxError::new("cannot assign to expression", range)),
        }
        Ok(())
    }

    fn augmented(&mut self, assign: &'a ast::StmtAugAssign) -> Done {
        let op = Op::InPlace(binary(assign.op));
        let target = assign.target.range();
        match &*assign.target {
            Expr::Name(name) => {
                self.at(target);
                self.load_name(&name.id);
                self.expression(&assign.value)?;
                self.emit_at(assign.range, op);
                self.at(target);
                self.store_name(&name.id);
            }
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value)?;
                self.emit(Op::Copy(1));
                let name = self.name(&attribute.attr);
                self.emit_at(target, Op::LoadAttr(name));
                self.expression(&assign.value)?;
                self.emit_at(assign.range, op);
                self.emit(Op::Swap(2));
                self.emit_at(target, Op::StoreAttr(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value)?;
                self.subscript(&subscript.slice)?;
                self.emit(Op::Copy(2));
                self.emit(Op::Copy(2));
                self.emit_at(target, Op::LoadItem);
                self.expression(&assign.value)?;
                self.emit_at(assign.range, op);
                // object, index, value -> value, object, index
                self.emit(Op::Swap(3));
                self.emit(Op::Swap(2));
                self.emit_at(target, Op::StoreItem);
            }
            _ => return Err(SyntaxError::new("illegal target for augmented assignment", target)),
        }
        Ok(())
    }

    fn delete(&mut self, target: &'a Expr) -> Done {
        self.at(target.range());
        match target {
            Expr::Name(name) => self.delete_name(&name.id),
            Expr::Attribute(attribute) => {
                self.expression(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit_at(target.range(), Op::DeleteAttr(name));
            }
            Expr::Subscript(subscript) => {
                self.expression(&subscript.value)?;
                self.subscript(&subscript.slice)?;
                self.emit_at(target.range(), Op::DeleteItem);
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                elts.iter().try_for_each(|item| self.delete(item))?;
            }
            _ => return Err(SyntaxError::new("cannot delete expression", target.range())),
        }
        Ok(())
    }

    fn leave_loop(&mut self, stop: bool, range: TextRange) -> Done {
        let place = self.unit().blocks.iter().rposition(|block| matches!(block, Block::Loop { .. }));
        let Some(place) = place else {
            let message = if stop { "'break' outside loop" } else { "'continue' not properly in loop" };
            return Err(SyntaxError::new(message, range));
        };
        let closed = self.unwind(place + 1, false)?;
        if let Block::Loop { next, end, iterator } = self.unit().blocks[place] {
            if stop {
                if iterator {
                    self.emit(Op::Pop);
                }
                self.emit(Op::Jump(end));
            } else {
                self.emit(Op::Loop(next));
            }
        }
        self.reopen(closed);
        Ok(())
    }

    /// Undoes the blocks from the innermost to number `until`. With `value` the top of the stack is kept. Gives the
    /// regions that end here and go on after the jump.
    fn unwind(&mut self, until: usize, value: bool) -> Result<Vec<usize>, SyntaxError> {
        let blocks = std::mem::take(&mut self.unit().blocks);
        let depth = self.unit().depth;
        let mut closed = Vec::new();
        for number in (until..blocks.len()).rev() {
            self.close_regions_of(number, &mut closed);
            match &blocks[number] {
                Block::Loop { iterator: true, .. } => {
                    self.drop_below(value);
                    self.unit().depth -= 1;
                }
                Block::Loop { .. } | Block::Try => {}
                Block::Finally(body) => {
                    // The statements of `finally` see the blocks around their `try`.
                    self.unit().blocks = blocks[..number].to_vec();
                    let range = self.range;
                    let extra = u32::from(value);
                    self.unit().depth += extra;
                    self.body(body)?;
                    self.unit().depth -= extra;
                    self.range = range;
                }
                Block::Handler(name) => {
                    if value {
                        self.emit(Op::Swap(2));
                    }
                    self.emit(Op::LeaveHandler);
                    self.unit().depth -= 1;
                    self.forget(*name);
                }
                Block::FinallyHandler => {
                    self.drop_below(value);
                    if value {
                        self.emit(Op::Swap(2));
                    }
                    self.emit(Op::LeaveHandler);
                    self.unit().depth -= 2;
                }
                Block::With => {
                    if value {
                        self.emit(Op::Swap(2));
                    }
                    self.emit(Op::ExitWith);
                    self.unit().depth -= 1;
                }
            }
        }
        self.unit().blocks = blocks;
        self.unit().depth = depth;
        Ok(closed)
    }

    fn drop_below(&mut self, value: bool) {
        if value {
            self.emit(Op::Swap(2));
        }
        self.emit(Op::Pop);
    }

    /// Ends the regions of a block that is left; `reopen` begins them again after the jump.
    fn close_regions_of(&mut self, block: usize, closed: &mut Vec<usize>) {
        let unit = self.unit();
        let end = unit.ops.len() as u32;
        for (number, region) in unit.regions.iter_mut().enumerate().rev() {
            if region.block == block + 1 && region.start != u32::MAX {
                unit.handlers.extend(region.handler(end));
                region.start = u32::MAX;
                closed.push(number);
            }
        }
    }

    fn reopen(&mut self, closed: Vec<usize>) {
        let unit = self.unit();
        for number in closed {
            unit.regions[number].start = unit.ops.len() as u32;
        }
    }

    /// Begins a block with a region whose exceptions go to `target`.
    fn begin(&mut self, block: Block<'a>, target: u32) {
        self.unit().blocks.push(block);
        self.open_region(target);
    }

    fn end_block(&mut self) {
        self.close_region();
        self.unit().blocks.pop();
    }

    fn forget(&mut self, name: Option<&str>) {
        if let Some(name) = name {
            self.load(Value::None);
            self.store_name(name);
            self.delete_name(name);
        }
    }

    fn try_statement(&mut self, inner: &'a ast::StmtTry) -> Done {
        if inner.is_star {
            return Err(SyntaxError::new(
                "'except*' does not run here: there are no exception groups",
                inner.range,
            ));
        }
        if inner.finalbody.is_empty() {
            return self.try_except(inner);
        }
        let (failed, end) = (self.label(), self.label());
        self.begin(Block::Finally(&inner.finalbody), failed);
        if inner.handlers.is_empty() {
            self.body(&inner.body)?;
        } else {
            self.try_except(inner)?;
        }
        self.end_block();
        self.body(&inner.finalbody)?;
        self.emit(Op::Jump(end));
        // With an exception.
        self.place(failed);
        self.emit(Op::EnterHandler);
        let again = self.label();
        self.unit().depth += 1;
        self.begin(Block::FinallyHandler, again);
        self.unit().depth += 1;
        self.body(&inner.finalbody)?;
        self.end_block();
        self.emit(Op::Reraise);
        self.place(again);
        self.emit(Op::Reraise);
        self.unit().depth -= 2;
        self.place(end);
        Ok(())
    }

    fn try_except(&mut self, inner: &'a ast::StmtTry) -> Done {
        let (failed, end) = (self.label(), self.label());
        self.begin(Block::Try, failed);
        self.body(&inner.body)?;
        self.end_block();
        self.body(&inner.orelse)?;
        self.emit(Op::Jump(end));
        self.place(failed);
        self.emit(Op::EnterHandler);
        let again = self.label();
        self.unit().depth += 1;
        for (number, handler) in inner.handlers.iter().enumerate() {
            let ExceptHandler::ExceptHandler(handler) = handler;
            match &handler.type_ {
                None if number + 1 < inner.handlers.len() => {
                    return Err(SyntaxError::new("default 'except:' must be last", handler.range));
                }
                Some(class) if class.as_tuple_expr().is_some_and(|tuple| !tuple.parenthesized) => {
                    return Err(SyntaxError::new(
                        "multiple exception types must be parenthesized",
                        class.range(),
                    ));
                }
                _ => {}
            }
            let next = self.label();
            self.begin(Block::Try, again);
            if let Some(class) = &handler.type_ {
                self.expression(class)?;
                self.emit_at(class.range(), Op::MatchException);
                self.emit(Op::JumpIfFalse(next));
            }
            self.at(handler.range);
            match &handler.name {
                Some(name) => self.store_name(name),
                None => self.emit(Op::Pop),
            }
            self.end_block();
            let name = handler.name.as_ref().map(|name| name.as_str());
            let cleanup = self.label();
            self.begin(Block::Handler(name), cleanup);
            self.body(&handler.body)?;
            self.end_block();
            self.emit(Op::LeaveHandler);
            self.forget(name);
            self.emit(Op::Jump(end));
            // An exception within the handler.
            self.place(cleanup);
            self.forget(name);
            self.emit(Op::Reraise);
            self.place(next);
        }
        // No handler took it.
        self.emit(Op::Reraise);
        self.place(again);
        self.emit(Op::Reraise);
        self.unit().depth -= 1;
        self.place(end);
        Ok(())
    }

    fn with(&mut self, items: &'a [ast::WithItem], body: &'a [Stmt]) -> Done {
        let Some((item, rest)) = items.split_first() else { return self.body(body) };
        let range = item.context_expr.range();
        self.expression(&item.context_expr)?;
        self.emit_at(range, Op::EnterWith);
        let (failed, end) = (self.label(), self.label());
        self.unit().depth += 1;
        self.begin(Block::With, failed);
        match &item.optional_vars {
            Some(target) => self.assign(target)?,
            None => self.emit(Op::Pop),
        }
        self.with(rest, body)?;
        self.end_block();
        self.emit_at(range, Op::ExitWith);
        self.emit(Op::Jump(end));
        self.place(failed);
        // exit, exception -> exit, previous, exception
        self.emit(Op::EnterHandler);
        let again = self.label();
        self.unit().depth += 1;
        self.begin(Block::Try, again);
        self.emit(Op::ExitWithException);
        self.end_block();
        let taken = self.label();
        self.emit(Op::JumpIfTrue(taken));
        self.emit(Op::Reraise);
        self.place(again);
        self.emit(Op::Reraise);
        self.place(taken);
        self.emit(Op::Pop);
        self.emit(Op::LeaveHandler);
        self.emit(Op::Pop);
        self.unit().depth -= 2;
        self.place(end);
        Ok(())
    }
}

/// True if a variable is annotated here, not in an inner function or class.
fn has_annotations(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::AnnAssign(_) => true,
        Stmt::If(inner) => {
            has_annotations(&inner.body) || inner.elif_else_clauses.iter().any(|c| has_annotations(&c.body))
        }
        Stmt::For(inner) => has_annotations(&inner.body),
        Stmt::While(inner) => has_annotations(&inner.body),
        Stmt::With(inner) => has_annotations(&inner.body),
        Stmt::Try(inner) => has_annotations(&inner.body) || has_annotations(&inner.finalbody),
        _ => false,
    })
}
