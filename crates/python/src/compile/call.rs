//! Calls, functions and classes.

use ruff_python_ast::{self as ast, Expr, Parameters};
use ruff_text_size::{Ranged, TextRange};

use super::generics::{DEFAULTS, default_kinds};
use super::scope::{Role, mangle};
use super::{Compiler, Done, SyntaxError, docstring};
use crate::code::{BinaryOp, CodeKind, Op};
use crate::object::Value;

impl<'a> Compiler<'a, '_> {
    pub(super) fn call(&mut self, call: &'a ast::ExprCall) -> Done {
        let range = call.range();
        let arguments = &call.arguments;
        self.check_keywords(arguments)?;
        let spread = arguments.args.iter().any(Expr::is_starred_expr)
            || arguments.keywords.iter().any(|keyword| keyword.arg.is_none())
            || arguments.args.len() > 200;
        match &*call.func {
            Expr::Attribute(attribute) if !spread => {
                self.expression(&attribute.value)?;
                let name = self.name(&attribute.attr);
                self.emit_at(attribute.range, Op::LoadMethod(name));
            }
            function => {
                self.warn_literal(function, "callable");
                self.expression(function)?;
                self.emit(Op::PushUnset);
            }
        }
        if spread {
            match &*arguments.args {
                // The call makes a tuple of it.
                [Expr::Starred(only)] => self.expression(&only.value)?,
                several => self.tuple(several)?,
            }
            self.keywords(arguments)?;
            self.emit_at(range, Op::CallSpread);
            return Ok(());
        }
        for argument in &*arguments.args {
            self.expression(argument)?;
        }
        for keyword in &arguments.keywords {
            self.expression(&keyword.value)?;
        }
        let count = (arguments.args.len() + arguments.keywords.len()) as u32;
        self.at(range);
        if arguments.keywords.is_empty() {
            self.emit(Op::Call(count));
        } else {
            let names = arguments
                .keywords
                .iter()
                .flat_map(|keyword| &keyword.arg)
                .map(|name| self.text(name))
                .collect();
            let names = self.constant(Value::tuple(names));
            let names =
                u16::try_from(names).map_err(|_| SyntaxError::new("too many calls with keywords", range))?;
            self.emit(Op::CallKeywords(count, names));
        }
        Ok(())
    }

    fn check_keywords(&mut self, arguments: &ast::Arguments) -> Done {
        for (number, keyword) in arguments.keywords.iter().enumerate() {
            if let Some(name) = &keyword.arg
                && arguments.keywords[..number]
                    .iter()
                    .any(|other| other.arg.as_ref().is_some_and(|arg| arg.id == name.id))
            {
                return Err(SyntaxError::new(format!("keyword argument repeated: {name}"), keyword.range));
            }
        }
        Ok(())
    }

    /// Pushes the keyword arguments as a dict.
    fn keywords(&mut self, arguments: &'a ast::Arguments) -> Done {
        self.emit(Op::BuildDict(0));
        for keyword in &arguments.keywords {
            match &keyword.arg {
                Some(name) => {
                    self.emit(Op::BuildDict(0));
                    let name = self.text(name);
                    self.load(name);
                    self.expression(&keyword.value)?;
                    self.emit(Op::DictAdd(1));
                }
                None => self.expression(&keyword.value)?,
            }
            self.at(keyword.range);
            self.emit(Op::DictMerge);
        }
        Ok(())
    }

    pub(super) fn lambda(&mut self, lambda: &'a ast::ExprLambda) -> Done {
        let flags = match &lambda.parameters {
            Some(parameters) => self.defaults(parameters)?,
            None => 0,
        };
        let scope = self.scopes.inner(lambda.range, Role::Lambda);
        let qualified = self.qualify("<lambda>");
        self.function(
            scope,
            ("<lambda>", &qualified),
            lambda.parameters.as_deref(),
            lambda.range,
            flags,
            |this| {
                this.expression(&lambda.body)?;
                this.emit(Op::Return);
                Ok(())
            },
        )
    }

    /// Pushes defaults; gives the flags of `MakeFunction` for them.
    fn defaults(&mut self, parameters: &'a Parameters) -> Result<u32, SyntaxError> {
        let mut flags = 0;
        let mut count = 0;
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
            if let Some(default) = &parameter.default {
                self.expression(default)?;
                count += 1;
            }
        }
        if count > 0 {
            self.emit(Op::BuildTuple(count));
            flags |= 1;
        }
        let mut keywords = 0;
        for parameter in &parameters.kwonlyargs {
            if let Some(default) = &parameter.default {
                let name = mangle(self.classes.last().map(String::as_str), &parameter.parameter.name);
                let name = self.text(&name);
                self.load(name);
                self.expression(default)?;
                keywords += 1;
            }
        }
        if keywords > 0 {
            self.emit(Op::BuildDict(keywords));
            flags |= 2;
        }
        Ok(flags)
    }

    /// Makes a function; its defaults and annotations are on the stack, as `flags` say.
    fn function(
        &mut self,
        scope: usize,
        (name, qualified): (&str, &str),
        parameters: Option<&'a Parameters>,
        range: TextRange,
        flags: u32,
        body: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        let outer = self.scope;
        self.open(scope, CodeKind::Function, name, qualified, range.start().into());
        if let Some(p) = parameters {
            self.unit().parameters = (
                p.posonlyargs.len(),
                p.posonlyargs.len() + p.args.len(),
                p.kwonlyargs.len(),
                p.vararg.is_some(),
                p.kwarg.is_some(),
            );
        }
        let done = body(self);
        let code = self.close()?;
        self.scope = outer;
        done?;
        self.at(range);
        self.make_function(scope, code, flags);
        Ok(())
    }

    pub(super) fn function_definition(&mut self, def: &'a ast::StmtFunctionDef) -> Done {
        if def.is_async {
            return Err(SyntaxError::new(
                "'async' functions do not run here: there is no event loop",
                def.range,
            ));
        }
        for decorator in &def.decorator_list {
            self.expression(&decorator.expression)?;
            self.emit(Op::PushUnset);
        }
        let qualified = self.qualify(&def.name);
        match &def.type_params {
            None => {
                self.at(def.name.range);
                let flags = self.defaults(&def.parameters)?;
                self.plain_function(def, &qualified, flags)?;
            }
            Some(parameters) => {
                let kinds = default_kinds(&def.parameters);
                let count = kinds.iter().filter(|there| **there).count();
                let arguments = |this: &mut Self| this.defaults(&def.parameters).map(drop);
                self.generic(parameters, &def.name, count, arguments, |this| {
                    let mut flags = 0;
                    for (number, name) in
                        DEFAULTS.into_iter().enumerate().filter(|(number, _)| kinds[*number])
                    {
                        this.load_name(name);
                        flags |= 1 << number;
                    }
                    this.plain_function(def, &qualified, flags)?;
                    this.set_parameters(parameters);
                    Ok(())
                })?;
            }
        }
        for decorator in def.decorator_list.iter().rev() {
            self.emit_at(decorator.expression.range(), Op::Call(1));
        }
        self.at(def.name.range);
        self.store_name(&def.name);
        Ok(())
    }

    /// Makes the function of a definition; its defaults are on the stack, as `flags` say.
    fn plain_function(&mut self, def: &'a ast::StmtFunctionDef, qualified: &str, mut flags: u32) -> Done {
        let mut annotations = 0;
        for parameter in def.parameters.iter() {
            if let Some(annotation) = parameter.annotation() {
                self.annotation(parameter.name(), annotation)?;
                annotations += 1;
            }
        }
        if let Some(returns) = &def.returns {
            self.annotation("return", returns)?;
            annotations += 1;
        }
        if annotations > 0 {
            self.emit(Op::BuildDict(annotations));
            flags |= 4;
        }
        let scope = self.scopes.inner(def.range, Role::Plain);
        let range = TextRange::new(def.name.range.start(), def.range.end());
        self.function(scope, (&def.name, qualified), Some(&def.parameters), range, flags, |this| {
            this.unit().doc = docstring(&def.body);
            this.body(&def.body)?;
            this.range = (def.range.end().into(), def.range.end().into());
            this.load(Value::None);
            this.emit(Op::Return);
            Ok(())
        })
    }

    fn annotation(&mut self, name: &str, annotation: &'a Expr) -> Done {
        let name = self.text(name);
        self.load(name);
        self.annotation_value(annotation)
    }

    pub(super) fn annotation_value(&mut self, annotation: &'a Expr) -> Done {
        if self.text_annotations {
            let range = annotation.range();
            let text = self.source.text[range.start().to_usize()..range.end().to_usize()].to_owned();
            let text = self.text(&text);
            self.load(text);
            return Ok(());
        }
        match annotation {
            Expr::Starred(starred) => self.expression(&starred.value),
            _ => self.expression(annotation),
        }
    }

    pub(super) fn class_definition(&mut self, def: &'a ast::StmtClassDef) -> Done {
        for decorator in &def.decorator_list {
            self.expression(&decorator.expression)?;
            self.emit(Op::PushUnset);
        }
        let qualified = self.qualify(&def.name);
        match &def.type_params {
            None => self.plain_class(def, &qualified)?,
            Some(parameters) => self.generic(
                parameters,
                &def.name,
                0,
                |_| Ok(()),
                |this| {
                    this.plain_class(def, &qualified)?;
                    this.set_parameters(parameters);
                    Ok(())
                },
            )?,
        }
        for decorator in def.decorator_list.iter().rev() {
            self.emit_at(decorator.expression.range(), Op::Call(1));
        }
        self.at(def.name.range);
        self.store_name(&def.name);
        Ok(())
    }

    /// Makes the class of a definition.
    fn plain_class(&mut self, def: &'a ast::StmtClassDef, qualified: &str) -> Done {
        let scope = self.scopes.inner(def.range, Role::Plain);
        let outer = self.scope;
        self.open(scope, CodeKind::Class, &def.name, qualified, def.name.range.start().into());
        self.classes.push(def.name.to_string());
        let doc = docstring(&def.body);
        self.at(def.name.range);
        let module = self.name("__name__");
        self.emit(Op::LoadGlobal(module));
        let name = self.name("__module__");
        self.emit(Op::StoreName(name));
        let text = self.text(qualified);
        self.load(text);
        let name = self.name("__qualname__");
        self.emit(Op::StoreName(name));
        if !doc.is_none() {
            self.load(doc);
            let name = self.name("__doc__");
            self.emit(Op::StoreName(name));
        }
        self.setup_annotations(&def.body);
        let done = self.body(&def.body);
        self.classes.pop();
        if self.scopes.all[scope].cells.contains("__class__") {
            let slot = self.slot(scope, "__class__");
            self.emit(Op::LoadCell(slot));
        } else {
            self.load(Value::None);
        }
        self.emit(Op::Return);
        let code = self.close()?;
        self.scope = outer;
        done?;
        let range = TextRange::new(def.name.range.start(), def.range.end());
        self.at(range);
        self.make_function(scope, code, 0);
        let name = self.text(&def.name);
        self.load(name);
        let bases = def.arguments.as_ref().map_or(&[][..], |arguments| &arguments.args);
        match &def.type_params {
            None => self.tuple(bases)?,
            Some(parameters) => {
                self.tuple(bases)?;
                self.load_generic_base(parameters, range);
                self.emit(Op::BuildTuple(1));
                self.emit(Op::Binary(BinaryOp::Add));
            }
        }
        match &def.arguments {
            Some(arguments) => {
                self.check_keywords(arguments)?;
                self.keywords(arguments)?;
            }
            None => self.emit(Op::BuildDict(0)),
        }
        let whole = TextRange::new(self.keyword_start(def), def.range.end());
        self.emit_at(whole, Op::BuildClass);
        Ok(())
    }

    /// Where the word `class` stands.
    fn keyword_start(&self, def: &ast::StmtClassDef) -> ruff_text_size::TextSize {
        let before = &self.source.text[..def.name.range.start().to_usize()];
        let at = before.rfind("class").unwrap_or(def.range.start().to_usize());
        (at as u32).into()
    }
}
