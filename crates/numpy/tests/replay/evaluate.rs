//! Evaluates Python expressions and simple assignments.

use std::collections::HashMap;

use pupil_numpy::ufunc::{Binary, Options, Unary, binary, divmod, round, unary};
use pupil_numpy::{Array, DType, Error, Index, Operand, Scalar, Value};
use ruff_python_ast::{CmpOp, Expr, Number, Operator, Stmt, UnaryOp};

use crate::object::Object;
use crate::{functions, methods, random};

#[derive(Debug)]
pub enum Fail {
    Python(Error),
    Unsupported(String),
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        Fail::Python(error)
    }
}

pub fn unsupported<T>(what: impl Into<String>) -> Result<T, Fail> {
    Err(Fail::Unsupported(what.into()))
}

pub type Outcome = Result<Object, Fail>;

/// The arguments of a call.
#[derive(Default)]
pub struct Arguments {
    pub positional: Vec<Object>,
    pub named: HashMap<String, Object>,
}

impl Arguments {
    pub fn get(&self, place: usize, name: &str) -> Option<&Object> {
        self.named
            .get(name)
            .or_else(|| self.positional.get(place))
            .filter(|object| !matches!(object, Object::None))
    }

    pub fn need(&self, place: usize, name: &str) -> Result<&Object, Fail> {
        match self.get(place, name) {
            Some(object) => Ok(object),
            None => unsupported(format!("the argument {name}")),
        }
    }

    pub fn array(&self, place: usize, name: &str) -> Result<Array, Fail> {
        self.need(place, name)?.array()
    }

    pub fn axis(&self, place: usize) -> Result<Option<isize>, Fail> {
        self.get(place, "axis").map(|axis| Ok(axis.int()? as isize)).transpose()
    }

    pub fn flag(&self, name: &str) -> Result<bool, Fail> {
        self.named.get(name).map_or(Ok(false), Object::truth)
    }

    pub fn dtype(&self, place: usize) -> Result<Option<DType>, Fail> {
        self.get(place, "dtype").map(Object::dtype).transpose()
    }

    pub fn int(&self, place: usize, name: &str, default: i64) -> Result<i64, Fail> {
        self.get(place, name).map_or(Ok(default), Object::int)
    }

    pub fn float(&self, place: usize, name: &str, default: f64) -> Result<f64, Fail> {
        self.get(place, name).map_or(Ok(default), Object::float)
    }

    pub fn text<'a>(&'a self, place: usize, name: &str, default: &'a str) -> Result<&'a str, Fail> {
        self.get(place, name).map_or(Ok(default), Object::str)
    }
}

#[derive(Default)]
pub struct Scope {
    names: HashMap<String, Object>,
}

impl Scope {
    pub fn run(&mut self, source: &str) -> Outcome {
        let Ok(module) = ruff_python_parser::parse_module(source) else { return unsupported("this syntax") };
        let mut last = Object::None;
        for statement in &module.into_syntax().body {
            last = self.statement(statement)?;
        }
        Ok(last)
    }

    fn statement(&mut self, statement: &Stmt) -> Outcome {
        match statement {
            Stmt::Expr(expression) => return self.expression(&expression.value),
            Stmt::Assign(assign) => {
                let value = self.expression(&assign.value)?;
                self.assign(&assign.targets[0], value)?;
            }
            Stmt::AugAssign(assign) => {
                let value = self.expression(&assign.value)?;
                let old = self.expression(&assign.target)?;
                let new = match &old {
                    Object::Array(array) => self.in_place(assign.op, array, &value)?,
                    _ => operator(assign.op, &old, &value)?,
                };
                self.assign(&assign.target, new)?;
            }
            _ => return unsupported("this statement"),
        }
        Ok(Object::None)
    }

    fn in_place(&self, op: Operator, array: &Array, value: &Object) -> Outcome {
        let Some(function) = function_of(op) else { return unsupported("this operator") };
        binary(function, &array.into(), &value.operand()?, &Options::in_place(array))?;
        Ok(Object::Array(array.clone()))
    }

    fn assign(&mut self, target: &Expr, value: Object) -> Result<(), Fail> {
        match target {
            Expr::Name(name) => {
                self.names.insert(name.id.to_string(), value);
            }
            Expr::Subscript(subscript) => {
                let index = self.expression(&subscript.slice)?;
                match self.expression(&subscript.value)? {
                    Object::Array(array) => array.set(&indices(&index)?, &value.operand()?)?,
                    Object::Flat(array) => {
                        let place = index.array()?;
                        pupil_numpy::sort::put(&array, &place, &value.array()?, Default::default())?;
                    }
                    _ => return unsupported("this assignment"),
                }
            }
            _ => return unsupported("this target"),
        }
        Ok(())
    }

    fn expression(&mut self, expression: &Expr) -> Outcome {
        Ok(match expression {
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(value) => match value.as_i64() {
                    Some(value) => Object::Int(value as i128),
                    None => Object::Int(value.to_string().parse().unwrap_or(i128::MAX)),
                },
                Number::Float(value) => Object::Float(*value),
                _ => return unsupported("complex numbers"),
            },
            Expr::BooleanLiteral(literal) => Object::Bool(literal.value),
            Expr::StringLiteral(literal) => Object::Str(literal.value.to_str().to_string()),
            Expr::NoneLiteral(_) => Object::None,
            Expr::EllipsisLiteral(_) => Object::Ellipsis,
            Expr::List(list) => Object::List(self.all(&list.elts)?),
            Expr::Tuple(tuple) => Object::Tuple(self.all(&tuple.elts)?),
            Expr::Name(name) => match self.names.get(name.id.as_str()) {
                Some(object) => object.clone(),
                None => Object::Name(match name.id.as_str() {
                    "np" => String::new(),
                    other => other.to_string(),
                }),
            },
            Expr::Slice(slice) => {
                let mut bound = |part: &Option<Box<Expr>>| -> Result<Option<i64>, Fail> {
                    part.as_ref().map(|part| self.expression(part)?.int()).transpose()
                };
                Object::Slice(bound(&slice.lower)?, bound(&slice.upper)?, bound(&slice.step)?)
            }
            Expr::Attribute(attribute) => match self.expression(&attribute.value)? {
                Object::Name(path) if path.is_empty() => constant(attribute.attr.as_str()),
                Object::Name(path) => Object::Name(format!("{path}.{}", attribute.attr)),
                object => methods::attribute(&object, attribute.attr.as_str())?,
            },
            Expr::Subscript(subscript) => {
                let object = self.expression(&subscript.value)?;
                let index = self.expression(&subscript.slice)?;
                subscripted(&object, &index)?
            }
            Expr::UnaryOp(operation) => {
                let operand = self.expression(&operation.operand)?;
                let function = match (operation.op, &operand) {
                    (UnaryOp::USub, Object::Int(value)) => return Ok(Object::Int(-value)),
                    (UnaryOp::USub, Object::Float(value)) => return Ok(Object::Float(-value)),
                    (UnaryOp::USub, _) => Unary::Negative,
                    (UnaryOp::UAdd, _) => Unary::Positive,
                    (UnaryOp::Invert, _) => Unary::Invert,
                    (UnaryOp::Not, object) => return Ok(Object::Bool(!object.truth()?)),
                };
                unary(function, &operand.operand()?, &Options::operator())?.into()
            }
            Expr::BinOp(operation) => {
                let (left, right) = (self.expression(&operation.left)?, self.expression(&operation.right)?);
                operator(operation.op, &left, &right)?
            }
            Expr::Compare(comparison) => {
                let left = self.expression(&comparison.left)?;
                let right = self.expression(&comparison.comparators[0])?;
                let function = match comparison.ops[0] {
                    CmpOp::Eq => Binary::Equal,
                    CmpOp::NotEq => Binary::NotEqual,
                    CmpOp::Lt => Binary::Less,
                    CmpOp::LtE => Binary::LessEqual,
                    CmpOp::Gt => Binary::Greater,
                    CmpOp::GtE => Binary::GreaterEqual,
                    CmpOp::IsNot => return Ok(Object::Bool(!matches!(left, Object::None))),
                    _ => return unsupported("this comparison"),
                };
                binary(function, &left.operand()?, &right.operand()?, &Options::operator())?.into()
            }
            Expr::Call(call) => {
                let mut arguments =
                    Arguments { positional: self.all(&call.arguments.args)?, ..Default::default() };
                for keyword in &call.arguments.keywords {
                    let Some(name) = &keyword.arg else { return unsupported("**") };
                    arguments.named.insert(name.to_string(), self.expression(&keyword.value)?);
                }
                match &*call.func {
                    Expr::Attribute(attribute) => {
                        let name = attribute.attr.as_str();
                        match self.expression(&attribute.value)? {
                            Object::Name(path) if path.is_empty() => functions::call(name, &arguments)?,
                            Object::Name(path) if path == "random" => random::function(name, &arguments)?,
                            Object::Name(path) => functions::call(&format!("{path}.{name}"), &arguments)?,
                            Object::RandomState(state) => {
                                random::legacy(&mut state.borrow_mut(), name, &arguments)?
                            }
                            Object::Generator(state) => {
                                random::generator(&mut state.borrow_mut(), name, &arguments)?
                            }
                            object => methods::call(&object, name, arguments)?,
                        }
                    }
                    Expr::Name(name) => built_in(name.id.as_str(), &arguments)?,
                    _ => return unsupported("this call"),
                }
            }
            _ => return unsupported("this expression"),
        })
    }

    fn all(&mut self, expressions: &[Expr]) -> Result<Vec<Object>, Fail> {
        expressions.iter().map(|expression| self.expression(expression)).collect()
    }
}

fn constant(name: &str) -> Object {
    match name {
        "pi" => Object::Float(core::f64::consts::PI),
        "e" => Object::Float(core::f64::consts::E),
        "nan" => Object::Float(f64::NAN),
        "inf" => Object::Float(f64::INFINITY),
        "newaxis" => Object::None,
        other => match DType::from_name(other) {
            Ok(dtype) => Object::DType(dtype),
            Err(_) => Object::Name(other.to_string()),
        },
    }
}

fn function_of(op: Operator) -> Option<Binary> {
    Some(match op {
        Operator::Add => Binary::Add,
        Operator::Sub => Binary::Subtract,
        Operator::Mult => Binary::Multiply,
        Operator::Div => Binary::Divide,
        Operator::FloorDiv => Binary::FloorDivide,
        Operator::Mod => Binary::Remainder,
        Operator::Pow => Binary::Power,
        Operator::BitAnd => Binary::BitwiseAnd,
        Operator::BitOr => Binary::BitwiseOr,
        Operator::BitXor => Binary::BitwiseXor,
        Operator::LShift => Binary::LeftShift,
        Operator::RShift => Binary::RightShift,
        Operator::MatMult => return None,
    })
}

fn operator(op: Operator, left: &Object, right: &Object) -> Outcome {
    match (op, left, right) {
        (Operator::MatMult, _, _) => {
            return Ok(pupil_numpy::linalg::matmul(&left.array()?, &right.array()?)?.into());
        }
        (_, Object::Int(a), Object::Int(b)) => {
            return Ok(match op {
                Operator::Add => Object::Int(a.wrapping_add(*b)),
                Operator::Sub => Object::Int(a.wrapping_sub(*b)),
                Operator::Mult => Object::Int(a.wrapping_mul(*b)),
                Operator::Pow => Object::Int(a.wrapping_pow(u32::try_from(*b).unwrap_or(0))),
                Operator::Div => Object::Float(*a as f64 / *b as f64),
                _ => return unsupported("this operator on integers"),
            });
        }
        (_, Object::Int(_) | Object::Float(_), Object::Int(_) | Object::Float(_)) => {
            let (a, b) = (left.float()?, right.float()?);
            return Ok(Object::Float(match op {
                Operator::Add => a + b,
                Operator::Sub => a - b,
                Operator::Mult => a * b,
                Operator::Div => a / b,
                Operator::Pow => a.powf(b),
                _ => return unsupported("this operator on floats"),
            }));
        }
        (Operator::Mult, Object::List(items), Object::Int(count)) => {
            return Ok(Object::List(
                items.iter().cycle().take(items.len() * (*count).clamp(0, 1000) as usize).cloned().collect(),
            ));
        }
        _ => {}
    }
    let Some(function) = function_of(op) else { return unsupported("this operator") };
    Ok(binary(function, &left.operand()?, &right.operand()?, &Options::operator())?.into())
}

fn built_in(name: &str, arguments: &Arguments) -> Outcome {
    let first = arguments.need(0, "x");
    Ok(match name {
        "float" => Object::Float(first?.array()?.to_python_scalar()?.as_f64()),
        "int" => Object::Int(first?.array()?.to_python_scalar()?.as_i64() as i128),
        "bool" => Object::Bool(first?.truth()?),
        "str" => Object::Str(first?.text()),
        "len" => Object::Int(first?.items()?.len() as i128),
        "abs" => unary(Unary::Absolute, &first?.operand()?, &Options::operator())?.into(),
        "round" => {
            round(&first?.operand()?, arguments.int(1, "ndigits", 0)? as i32, &Options::default())?.into()
        }
        "divmod" => {
            let (a, b) =
                divmod(&first?.operand()?, &arguments.need(1, "b")?.operand()?, &Options::operator())?;
            Object::Tuple(vec![a.into(), b.into()])
        }
        "slice" => Object::Slice(Some(first?.int()?), Some(arguments.need(1, "stop")?.int()?), None),
        other => return unsupported(other),
    })
}

pub fn indices(index: &Object) -> Result<Vec<Index>, Fail> {
    let one = |object: &Object| -> Result<Index, Fail> {
        Ok(match object {
            Object::None => Index::NewAxis,
            Object::Ellipsis => Index::Ellipsis,
            Object::Slice(start, stop, step) => Index::Slice { start: *start, stop: *stop, step: *step },
            Object::Int(value) => Index::Int(*value as i64),
            Object::Scalar(scalar) if !scalar.dtype().is_float() && scalar.dtype() != DType::Bool => {
                Index::Int(scalar.as_i64())
            }
            Object::Bool(value) => Index::Array(Array::from_scalar(Scalar::Bool(*value))),
            Object::Scalar(Scalar::Bool(value)) => Index::Array(Array::from_scalar(Scalar::Bool(*value))),
            Object::Array(array) => Index::Array(array.clone()),
            Object::List(_) => Index::list(&object.nested()?.to_array(None)?)?,
            _ => return Err(Index::refuse().into()),
        })
    };
    match index {
        Object::Tuple(items) => items.iter().map(one).collect(),
        other => Ok(vec![one(other)?]),
    }
}

fn subscripted(object: &Object, index: &Object) -> Outcome {
    match object {
        Object::Array(array) => Ok(match array.get(&indices(index)?)? {
            Value::Array(array) => Object::Array(array),
            Value::Scalar(scalar) => Object::Scalar(scalar),
        }),
        Object::List(items) | Object::Tuple(items) => {
            let at = index.int()?;
            let at = if at < 0 { at.wrapping_add(items.len() as i64) } else { at };
            match usize::try_from(at).ok().and_then(|at| items.get(at)) {
                Some(item) => Ok(item.clone()),
                None => Err(Error::Index("list index out of range".into()).into()),
            }
        }
        _ => unsupported("this index"),
    }
}

/// A function of two arguments by its name, for functions of `np`.
pub fn options(arguments: &Arguments, place: usize) -> Result<Options, Fail> {
    Ok(Options {
        out: arguments.get(place, "out").map(Object::array).transpose()?,
        mask: arguments.named.get("where").map(Object::array).transpose()?,
        dtype: arguments.named.get("dtype").map(Object::dtype).transpose()?,
        operator: false,
    })
}

/// A result that may have been written to `out`.
pub fn result(array: Array, options: &Options) -> Object {
    if options.out.is_some() { Object::Array(array) } else { array.into() }
}

/// An operand of an argument.
pub fn operand(arguments: &Arguments, place: usize, name: &str) -> Result<Operand, Fail> {
    arguments.need(place, name)?.operand()
}
