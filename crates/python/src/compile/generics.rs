//! Type parameters. A generic function, class or type is made within a function that has them as variables.

use ruff_python_ast::{self as ast, Expr, TypeParam};
use ruff_text_size::{Ranged, TextRange};

use super::scope::Role;
use super::{Compiler, Done};
use crate::code::{CodeKind, Op};
use crate::object::Value;

/// The variables in which defaults come into the function with the type parameters.
pub const DEFAULTS: [&str; 2] = [".defaults", ".keyword_defaults"];

/// Which of `DEFAULTS` a function has.
pub fn default_kinds(parameters: &ast::Parameters) -> [bool; 2] {
    let has = |list: &[ast::ParameterWithDefault]| list.iter().any(|parameter| parameter.default.is_some());
    [has(&parameters.posonlyargs) || has(&parameters.args), has(&parameters.kwonlyargs)]
}

/// The expressions of a type parameter: its bound or its constraints, and its default.
pub fn parts(parameter: &TypeParam) -> [Option<&Expr>; 2] {
    let bound = match parameter {
        TypeParam::TypeVar(variable) => variable.bound.as_deref(),
        _ => None,
    };
    [bound, parameter.default()]
}

impl<'a> Compiler<'a, '_> {
    /// Makes something within a function that has the type parameters as variables, and leaves it on the stack.
    /// `arguments` pushes the values of the function's first variables and tells how many they are.
    pub(super) fn generic(
        &mut self,
        parameters: &'a ast::TypeParams,
        name: &str,
        count: usize,
        arguments: impl FnOnce(&mut Self) -> Done,
        inside: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        let scope = self.scopes.inner(parameters.range, Role::Plain);
        let outer = self.scope;
        let name = format!("<generic parameters of {name}>");
        self.open(scope, CodeKind::Function, &name, &name, parameters.range.start().into());
        self.unit().parameters = (0, count, 0, false, false);
        let done = self.type_parameters(parameters).and_then(|()| inside(self));
        self.emit(Op::Return);
        let code = self.close()?;
        self.scope = outer;
        done?;
        self.make_function(scope, code, 0);
        self.emit(Op::PushUnset);
        arguments(self)?;
        self.emit(Op::Call(count as u32));
        Ok(())
    }

    /// Sets the variables of the type parameters.
    fn type_parameters(&mut self, parameters: &'a ast::TypeParams) -> Done {
        for parameter in &parameters.type_params {
            self.at(parameter.range());
            self.load_typing("_type_parameter");
            let kind = match parameter {
                TypeParam::TypeVar(_) => "TypeVar",
                TypeParam::ParamSpec(_) => "ParamSpec",
                TypeParam::TypeVarTuple(_) => "TypeVarTuple",
            };
            for text in [kind, parameter.name().as_str()] {
                let text = self.text(text);
                self.load(text);
            }
            let [bound, default] = parts(parameter);
            for part in [bound, default] {
                match part {
                    Some(part) => self.lazy(part, parameter.name())?,
                    None => self.load(Value::None),
                }
            }
            self.load(Value::Bool(bound.is_some_and(Expr::is_tuple_expr)));
            self.emit(Op::Call(5));
            self.store_name(parameter.name());
        }
        Ok(())
    }

    /// Pushes a function of `typing`, ready to be called.
    fn load_typing(&mut self, name: &str) {
        self.load(Value::Int(0));
        let text = self.text(name);
        self.load(Value::tuple(vec![text]));
        let module = self.name("typing");
        self.emit(Op::Import(module));
        let name = self.name(name);
        self.emit(Op::LoadAttr(name));
        self.emit(Op::PushUnset);
    }

    /// Pushes a function that computes an expression when it is asked for.
    fn lazy(&mut self, expr: &'a Expr, name: &str) -> Done {
        let scope = self.scopes.inner(expr.range(), Role::Lazy);
        let outer = self.scope;
        self.open(scope, CodeKind::Function, name, name, expr.range().start().into());
        let done = self.annotation_value(expr);
        self.emit(Op::Return);
        let code = self.close()?;
        self.scope = outer;
        done?;
        self.make_function(scope, code, 0);
        Ok(())
    }

    /// Pushes the type parameters as a tuple.
    fn load_parameters(&mut self, parameters: &'a ast::TypeParams) {
        for parameter in &parameters.type_params {
            self.load_name(parameter.name());
        }
        self.emit(Op::BuildTuple(parameters.type_params.len() as u32));
    }

    /// Gives what lies on the stack its `__type_params__`.
    pub(super) fn set_parameters(&mut self, parameters: &'a ast::TypeParams) {
        self.load_parameters(parameters);
        self.emit(Op::Copy(2));
        let name = self.name("__type_params__");
        self.emit(Op::StoreAttr(name));
    }

    /// Pushes the base `Generic[...]` of a generic class.
    pub(super) fn load_generic_base(&mut self, parameters: &'a ast::TypeParams, range: TextRange) {
        self.at(range);
        self.load_typing("_generic_base");
        self.load_parameters(parameters);
        self.emit(Op::Call(1));
    }

    /// `type Name = value`: the value is computed when it is first asked for.
    pub(super) fn type_alias(&mut self, alias: &'a ast::StmtTypeAlias) -> Done {
        let name = alias.name.as_name_expr().map_or("", |name| name.id.as_str());
        match &alias.type_params {
            Some(parameters) => self.generic(
                parameters,
                name,
                0,
                |_| Ok(()),
                |this| {
                    this.load_alias(name, &alias.value)?;
                    this.load_parameters(parameters);
                    this.emit(Op::Call(3));
                    Ok(())
                },
            )?,
            None => {
                self.load_alias(name, &alias.value)?;
                self.emit(Op::Call(2));
            }
        }
        self.assign(&alias.name)
    }

    fn load_alias(&mut self, name: &str, value: &'a Expr) -> Done {
        self.load_typing("_type_alias");
        let text = self.text(name);
        self.load(text);
        self.lazy(value, name)
    }
}
