//! Which variables belong to which function.
//!
//! Each function, class, comprehension and lambda has a scope. Comprehensions other than generator expressions run
//! within the code around them (PEP 709): their scope is their own, their code is not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{self as ast, Expr, ExprContext, Parameters, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::SyntaxError;
use super::generics::{DEFAULTS, default_kinds, parts};

/// What a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    /// A list, set or dict comprehension.
    Comprehension,
}

/// Where a name's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A variable of this scope.
    Local,
    /// A variable of this scope that inner functions share.
    Cell,
    /// A variable of a function around this one.
    Free,
    /// A variable of a scope around this one, in the same code.
    Outer,
    /// A variable of the module, or a built-in.
    Global,
    /// A variable in the namespace of a class or a module.
    Name,
}

/// Tells scopes of the same range apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Plain,
    Lambda,
    /// An expression of a type parameter or of a `type` statement.
    Lazy,
}

#[derive(Default)]
pub struct Scope {
    kind: Option<ScopeKind>,
    pub parent: Option<usize>,
    pub parameters: Vec<String>,
    /// Names that are assigned, in the order of their first assignment.
    pub assigned: Vec<String>,
    used: BTreeSet<String>,
    globals: BTreeSet<String>,
    nonlocals: BTreeMap<String, TextRange>,
    /// Names that inner functions share.
    pub cells: BTreeSet<String>,
    /// Names of functions around it that it or inner functions use.
    pub free: BTreeSet<String>,
    /// The class whose private names are used here.
    class_name: Option<String>,
}

impl Scope {
    pub fn kind(&self) -> ScopeKind {
        self.kind.unwrap_or(ScopeKind::Module)
    }

    fn is_unit(&self) -> bool {
        self.kind() != ScopeKind::Comprehension
    }

    fn owns(&self, name: &str) -> bool {
        self.assigned.iter().any(|other| other == name)
            && !self.globals.contains(name)
            && !self.nonlocals.contains_key(name)
    }
}

/// All scopes of a program. The first is the module's.
pub struct Scopes {
    pub all: Vec<Scope>,
    by_node: HashMap<(TextRange, Role), usize>,
}

impl Scopes {
    /// Finds the scopes of a program.
    pub fn of(body: &[Stmt]) -> Result<Self, SyntaxError> {
        let module = Scope { kind: Some(ScopeKind::Module), ..Scope::default() };
        let mut finder = Finder { scopes: vec![module], by_node: HashMap::new(), current: 0, error: None };
        finder.visit_body(body);
        finder.finish()
    }

    /// Finds the scopes of an expression.
    pub fn of_expression(expression: &Expr) -> Result<Self, SyntaxError> {
        let module = Scope { kind: Some(ScopeKind::Module), ..Scope::default() };
        let mut finder = Finder { scopes: vec![module], by_node: HashMap::new(), current: 0, error: None };
        finder.visit_expr(expression);
        finder.finish()
    }

    /// The scope of a function, class or comprehension.
    pub fn inner(&self, range: TextRange, role: Role) -> usize {
        self.by_node[&(range, role)]
    }

    /// Where a name is for code in a scope.
    pub fn place(&self, scope: usize, name: &str) -> Place {
        let this = &self.all[scope];
        if this.globals.contains(name) {
            return Place::Global;
        }
        if this.owns(name) {
            return match this.kind() {
                ScopeKind::Module | ScopeKind::Class => Place::Name,
                _ if this.cells.contains(name) => Place::Cell,
                _ => Place::Local,
            };
        }
        if this.is_unit() && this.free.contains(name) {
            return Place::Free;
        }
        match this.kind() {
            ScopeKind::Module => Place::Name,
            ScopeKind::Class => Place::Name,
            ScopeKind::Function => Place::Global,
            ScopeKind::Comprehension => {
                let parent = this.parent.unwrap_or(0);
                match self.all[parent].kind() {
                    // A comprehension does not see the variables of the class body that it stands in.
                    ScopeKind::Class if self.all[parent].free.contains(name) => Place::Outer,
                    ScopeKind::Class => Place::Global,
                    _ => Place::Outer,
                }
            }
        }
    }
}

/// A private name of a class, as it is stored.
pub fn mangle(class: Option<&str>, name: &str) -> String {
    match class.map(|class| class.trim_start_matches('_')) {
        Some(class)
            if !class.is_empty()
                && name.starts_with("__")
                && !name.ends_with("__")
                && !name.contains('.') =>
        {
            format!("_{class}{name}")
        }
        _ => name.to_owned(),
    }
}

struct Finder {
    scopes: Vec<Scope>,
    by_node: HashMap<(TextRange, Role), usize>,
    current: usize,
    error: Option<SyntaxError>,
}

impl Finder {
    fn scope(&mut self) -> &mut Scope {
        &mut self.scopes[self.current]
    }

    fn mangled(&self, name: &str) -> String {
        mangle(self.scopes[self.current].class_name.as_deref(), name)
    }

    fn fail(&mut self, message: String, range: TextRange) {
        if self.error.is_none() {
            self.error = Some(SyntaxError::new(message, range));
        }
    }

    fn assign(&mut self, name: &str, range: TextRange) {
        let name = self.mangled(name);
        if matches!(name.as_str(), "__debug__") {
            self.fail("cannot assign to __debug__".to_owned(), range);
        }
        let scope = self.scope();
        if !scope.assigned.contains(&name) {
            scope.assigned.push(name);
        }
    }

    fn use_name(&mut self, name: &str) {
        let name = self.mangled(name);
        if (name == "super" || name == "__class__") && self.scope().kind() != ScopeKind::Module {
            self.scope().used.insert("__class__".to_owned());
        }
        self.scope().used.insert(name);
    }

    fn within(
        &mut self,
        kind: ScopeKind,
        range: TextRange,
        role: Role,
        class: Option<&str>,
        inside: impl FnOnce(&mut Self),
    ) {
        let class_name = class.map(str::to_owned).or_else(|| self.scopes[self.current].class_name.clone());
        let scope = Scope { kind: Some(kind), parent: Some(self.current), class_name, ..Scope::default() };
        self.scopes.push(scope);
        let index = self.scopes.len() - 1;
        self.by_node.insert((range, role), index);
        let outer = std::mem::replace(&mut self.current, index);
        inside(self);
        self.current = outer;
    }

    fn parameters(&mut self, parameters: &Parameters) {
        let all = parameters.posonlyargs.iter().chain(&parameters.args).map(|p| &p.parameter);
        let all = all.chain(parameters.kwonlyargs.iter().map(|p| &p.parameter));
        let stars = parameters.vararg.iter().chain(&parameters.kwarg).map(|p| &**p);
        for parameter in all.chain(stars) {
            let name = self.mangled(&parameter.name);
            if self.scope().parameters.contains(&name) {
                let message = format!("duplicate argument '{}' in function definition", parameter.name);
                self.fail(message, parameter.range);
            }
            self.assign(&parameter.name, parameter.range);
            self.scope().parameters.push(name);
        }
    }

    /// Defaults, which are computed outside the function.
    fn defaults(&mut self, parameters: &Parameters) {
        for parameter in parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs) {
            if let Some(default) = &parameter.default {
                self.visit_expr(default);
            }
        }
    }

    /// The function with the type parameters and what is made in it.
    fn generic(
        &mut self,
        parameters: Option<&ast::TypeParams>,
        arguments: [bool; 2],
        inside: impl FnOnce(&mut Self),
    ) {
        let Some(parameters) = parameters else { return inside(self) };
        self.within(ScopeKind::Function, parameters.range, Role::Plain, None, |this| {
            for (name, _) in DEFAULTS.into_iter().zip(arguments).filter(|(_, there)| *there) {
                this.scope().parameters.push(name.to_owned());
                this.scope().assigned.push(name.to_owned());
            }
            for parameter in &parameters.type_params {
                if this.scope().assigned.contains(&parameter.name().to_string()) {
                    this.fail(format!("duplicate type parameter '{}'", parameter.name()), parameter.range());
                }
                this.assign(parameter.name(), parameter.range());
                parts(parameter).into_iter().flatten().for_each(|part| this.lazy(part));
            }
            inside(this);
        });
    }

    /// An expression that is computed when it is asked for.
    fn lazy(&mut self, expr: &Expr) {
        self.within(ScopeKind::Function, expr.range(), Role::Lazy, None, |this| this.visit_expr(expr));
    }

    fn comprehension(
        &mut self,
        range: TextRange,
        generators: &[ast::Comprehension],
        function: bool,
        inside: impl FnOnce(&mut Self),
    ) {
        self.visit_expr(&generators[0].iter);
        let kind = if function { ScopeKind::Function } else { ScopeKind::Comprehension };
        self.within(kind, range, Role::Plain, None, |this| {
            if function {
                this.scope().parameters.push(".0".to_owned());
                this.scope().assigned.push(".0".to_owned());
            }
            for (number, generator) in generators.iter().enumerate() {
                if number > 0 {
                    this.visit_expr(&generator.iter);
                }
                this.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|test| this.visit_expr(test));
            }
            inside(this);
        });
    }

    /// Gives each name that is not its scope's own a place in the scopes around.
    fn finish(mut self) -> Result<Scopes, SyntaxError> {
        for scope in 0..self.scopes.len() {
            let names: Vec<String> = self.scopes[scope].used.iter().cloned().collect();
            for name in names {
                if !self.scopes[scope].owns(&name) && !self.scopes[scope].globals.contains(&name) {
                    self.find_outside(scope, &name);
                }
            }
            let nonlocals: Vec<(String, TextRange)> =
                self.scopes[scope].nonlocals.iter().map(|(name, range)| (name.clone(), *range)).collect();
            for (name, range) in nonlocals {
                if !self.find_outside(scope, &name) {
                    self.fail(format!("no binding for nonlocal '{name}' found"), range);
                }
            }
        }
        match self.error {
            Some(error) => Err(error),
            None => Ok(Scopes { all: self.scopes, by_node: self.by_node }),
        }
    }

    /// True if a function around the scope has the name.
    fn find_outside(&mut self, scope: usize, name: &str) -> bool {
        let mut passed = Vec::new();
        let mut at = scope;
        loop {
            if self.scopes[at].is_unit() {
                passed.push(at);
            }
            let Some(parent) = self.scopes[at].parent else { return false };
            let this = &self.scopes[parent];
            let found = match this.kind() {
                ScopeKind::Module => return false,
                ScopeKind::Class => name == "__class__",
                _ => {
                    if this.globals.contains(name) {
                        return false;
                    }
                    this.owns(name)
                }
            };
            if found {
                if !passed.is_empty() {
                    self.scopes[parent].cells.insert(name.to_owned());
                    for unit in passed {
                        self.scopes[unit].free.insert(name.to_owned());
                    }
                }
                return true;
            }
            at = parent;
        }
    }
}

impl<'a> Visitor<'a> for Finder {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                self.defaults(&def.parameters);
                self.assign(&def.name, def.name.range);
                self.generic(def.type_params.as_deref(), default_kinds(&def.parameters), |this| {
                    let annotations = def.parameters.iter().filter_map(|parameter| parameter.annotation());
                    annotations
                        .chain(def.returns.as_deref())
                        .for_each(|annotation| this.visit_expr(annotation));
                    this.within(ScopeKind::Function, def.range, Role::Plain, None, |this| {
                        this.parameters(&def.parameters);
                        this.visit_body(&def.body);
                    });
                });
            }
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                self.assign(&def.name, def.name.range);
                self.generic(def.type_params.as_deref(), [false; 2], |this| {
                    if let Some(arguments) = &def.arguments {
                        visitor::walk_arguments(this, arguments);
                    }
                    this.within(ScopeKind::Class, def.range, Role::Plain, Some(&def.name), |this| {
                        this.visit_body(&def.body)
                    });
                });
            }
            Stmt::Global(global) => {
                for name in &global.names {
                    let stored = self.mangled(name);
                    if self.scope().parameters.contains(&stored) {
                        self.fail(format!("name '{name}' is parameter and global"), global.range);
                    } else if self.scope().kind() != ScopeKind::Module
                        && self.scope().assigned.contains(&stored)
                    {
                        self.fail(
                            format!("name '{name}' is assigned to before global declaration"),
                            global.range,
                        );
                    } else if self.scope().kind() != ScopeKind::Module && self.scope().used.contains(&stored)
                    {
                        self.fail(format!("name '{name}' is used prior to global declaration"), global.range);
                    }
                    self.scope().globals.insert(stored);
                }
            }
            Stmt::Nonlocal(nonlocal) => {
                for name in &nonlocal.names {
                    let stored = self.mangled(name);
                    if self.scope().kind() == ScopeKind::Module {
                        self.fail(
                            "nonlocal declaration not allowed at module level".to_owned(),
                            nonlocal.range,
                        );
                    } else if self.scope().parameters.contains(&stored) {
                        self.fail(format!("name '{name}' is parameter and nonlocal"), nonlocal.range);
                    } else if self.scope().assigned.contains(&stored) {
                        self.fail(
                            format!("name '{name}' is assigned to before nonlocal declaration"),
                            nonlocal.range,
                        );
                    } else if self.scope().used.contains(&stored) {
                        self.fail(
                            format!("name '{name}' is used prior to nonlocal declaration"),
                            nonlocal.range,
                        );
                    }
                    self.scope().nonlocals.insert(stored, nonlocal.range);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.assign(&name.id, name.range);
                } else {
                    self.visit_expr(&assign.target);
                }
                if matches!(self.scope().kind(), ScopeKind::Module | ScopeKind::Class) {
                    self.assign("__annotations__", assign.range);
                    self.visit_expr(&assign.annotation);
                }
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                }
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target {
                    self.use_name(&name.id);
                }
                visitor::walk_stmt(self, stmt);
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.assign(name.split('.').next().unwrap_or_default(), alias.range);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in import.names.iter().filter(|alias| &*alias.name != "*") {
                    self.assign(alias.asname.as_ref().unwrap_or(&alias.name), alias.range);
                }
            }
            Stmt::TypeAlias(alias) => {
                self.visit_expr(&alias.name);
                self.generic(alias.type_params.as_deref(), [false; 2], |this| this.lazy(&alias.value));
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.assign(name, name.range);
        }
        visitor::walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(inner) => inner.name.as_ref(),
            Pattern::MatchStar(inner) => inner.name.as_ref(),
            Pattern::MatchMapping(inner) => inner.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.assign(name, name.range);
        }
        visitor::walk_pattern(self, pattern);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => match name.ctx {
                ExprContext::Load => self.use_name(&name.id),
                _ => self.assign(&name.id, name.range),
            },
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters);
                }
                self.within(ScopeKind::Function, lambda.range, Role::Lambda, None, |this| {
                    if let Some(parameters) = &lambda.parameters {
                        this.parameters(parameters);
                    }
                    this.visit_expr(&lambda.body);
                });
            }
            Expr::ListComp(c) => {
                self.comprehension(c.range, &c.generators, false, |this| this.visit_expr(&c.elt))
            }
            Expr::SetComp(c) => {
                self.comprehension(c.range, &c.generators, false, |this| this.visit_expr(&c.elt))
            }
            Expr::Generator(c) => {
                self.comprehension(c.range, &c.generators, true, |this| this.visit_expr(&c.elt))
            }
            Expr::DictComp(c) => self.comprehension(c.range, &c.generators, false, |this| {
                if let Some(key) = &c.key {
                    this.visit_expr(key);
                }
                this.visit_expr(&c.value);
            }),
            Expr::Named(named) => {
                self.visit_expr(&named.value);
                let Expr::Name(name) = &*named.target else { return };
                // The variable belongs to the function around the comprehension.
                let inner = self.current;
                let is_generator =
                    |scope: &Scope| scope.parameters.first().is_some_and(|first| first == ".0");
                while self.scope().kind() == ScopeKind::Comprehension || is_generator(self.scope()) {
                    if self.scope().assigned.contains(&name.id.to_string()) {
                        let message = format!(
                            "assignment expression cannot rebind comprehension iteration variable '{}'",
                            name.id
                        );
                        self.fail(message, name.range);
                    }
                    self.current = self.scope().parent.unwrap_or(0);
                }
                if self.current != inner && self.scope().kind() == ScopeKind::Class {
                    let message =
                        "assignment expression within a comprehension cannot be used in a class body";
                    self.fail(message.to_owned(), named.range);
                }
                self.assign(&name.id, name.range);
                let outer = std::mem::replace(&mut self.current, inner);
                if outer != inner {
                    let stored = self.mangled(&name.id);
                    if is_generator(self.scope()) && self.scopes[outer].kind() == ScopeKind::Module {
                        self.scope().globals.insert(stored);
                    } else {
                        self.scope().used.insert(stored);
                    }
                }
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
