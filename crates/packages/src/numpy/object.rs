//! What arguments and results are for NumPy.

use std::cell::RefCell;
use std::rc::Rc;

use pupil_numpy::random::{Generator, RandomState};
use pupil_numpy::{Array, DType, Nested, Operand, Scalar, Value, get_printoptions};

use super::arguments::{Fail, unsupported};

#[derive(Clone)]
pub enum Object {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(String),
    List(Vec<Object>),
    Tuple(Vec<Object>),
    Array(Array),
    Scalar(Scalar),
    DType(DType),
    Slice(Option<i64>, Option<i64>, Option<i64>),
    Ellipsis,
    /// A name with dots below `np`
    Name(String),
    Flat(Array),
    RandomState(Rc<RefCell<RandomState>>),
    Generator(Rc<RefCell<Generator>>),
}

impl From<Array> for Object {
    /// Arrays without axes become scalars.
    fn from(array: Array) -> Self {
        match array.into_value() {
            Value::Array(array) => Object::Array(array),
            Value::Scalar(scalar) => Object::Scalar(scalar),
        }
    }
}

impl Object {
    pub fn repr(&self) -> String {
        let join = |items: &[Object]| items.iter().map(Object::repr).collect::<Vec<_>>().join(", ");
        match self {
            Object::None => "None".into(),
            Object::Bool(true) => "True".into(),
            Object::Bool(false) => "False".into(),
            Object::Int(value) => value.to_string(),
            Object::Float(value) => Scalar::Float64(*value).to_string(),
            Object::Str(text) => format!("'{}'", text.replace('\n', "\\n")),
            Object::List(items) => format!("[{}]", join(items)),
            Object::Tuple(items) if items.len() == 1 => format!("({},)", join(items)),
            Object::Tuple(items) => format!("({})", join(items)),
            Object::Array(array) => pupil_numpy::array_repr(array, &get_printoptions()),
            Object::Scalar(scalar) => scalar.repr(),
            Object::DType(dtype) => format!("dtype('{dtype}')"),
            _ => "<object>".into(),
        }
    }

    pub fn text(&self) -> String {
        match self {
            Object::Str(text) => text.clone(),
            Object::Array(array) => array.to_string(),
            Object::Scalar(scalar) => scalar.to_string(),
            Object::DType(dtype) => dtype.to_string(),
            other => other.repr(),
        }
    }

    pub fn nested(&self) -> Result<Nested, Fail> {
        Ok(match self {
            Object::List(items) | Object::Tuple(items) => {
                Nested::List(items.iter().map(Object::nested).collect::<Result<_, _>>()?)
            }
            other => Nested::Value(other.operand()?),
        })
    }

    pub fn operand(&self) -> Result<Operand, Fail> {
        Ok(match self {
            Object::Bool(value) => Operand::Bool(*value),
            Object::Int(value) => match i64::try_from(*value) {
                Ok(value) => Operand::Int(value),
                Err(_) => Operand::Float(*value as f64),
            },
            Object::Float(value) => Operand::Float(*value),
            Object::Scalar(scalar) => Operand::Scalar(*scalar),
            Object::Array(array) => Operand::Array(array.clone()),
            Object::List(_) | Object::Tuple(_) => Operand::Array(self.nested()?.to_array(None)?),
            other => return unsupported(format!("{} as an operand", other.repr())),
        })
    }

    pub fn array(&self) -> Result<Array, Fail> {
        Ok(self.operand()?.to_array())
    }

    pub fn float(&self) -> Result<f64, Fail> {
        Ok(self.array()?.to_python_scalar()?.as_f64())
    }

    pub fn int(&self) -> Result<i64, Fail> {
        match self {
            Object::Int(value) => Ok(*value as i64),
            Object::Bool(value) => Ok(*value as i64),
            Object::Scalar(scalar) => Ok(scalar.as_i64()),
            Object::Array(array) if array.ndim() == 0 => Ok(array.item()?.as_i64()),
            other => unsupported(format!("{} as an integer", other.repr())),
        }
    }

    pub fn truth(&self) -> Result<bool, Fail> {
        Ok(match self {
            Object::None => false,
            Object::List(items) | Object::Tuple(items) => !items.is_empty(),
            other => other.array()?.truth()?,
        })
    }

    pub fn items(&self) -> Result<Vec<Object>, Fail> {
        match self {
            Object::List(items) | Object::Tuple(items) => Ok(items.clone()),
            Object::Array(array) => {
                let rows = (0..array.shape()[0]).map(|i| Ok(array.row(i)?.into()));
                rows.collect()
            }
            other => unsupported(format!("items of {}", other.repr())),
        }
    }

    /// An integer or a sequence of them.
    pub fn ints(&self) -> Result<Vec<i64>, Fail> {
        match self {
            Object::List(items) | Object::Tuple(items) => items.iter().map(Object::int).collect(),
            Object::Array(array) if array.ndim() == 1 => Ok(array.to_vec()?),
            other => Ok(vec![other.int()?]),
        }
    }

    pub fn axes(&self) -> Result<Vec<isize>, Fail> {
        Ok(self.ints()?.into_iter().map(|axis| axis as isize).collect())
    }

    pub fn shape(&self) -> Result<Vec<usize>, Fail> {
        Ok(pupil_numpy::create::checked_shape(&self.ints()?)?)
    }

    pub fn arrays_of(&self) -> Result<Vec<Array>, Fail> {
        self.items()?.iter().map(Object::array).collect()
    }

    pub fn dtype(&self) -> Result<DType, Fail> {
        Ok(match self {
            Object::DType(dtype) => *dtype,
            Object::Str(name) => DType::from_name(name)?,
            Object::Name(name) => DType::from_name(name)?,
            other => return unsupported(format!("{} as a dtype", other.repr())),
        })
    }

    pub fn str(&self) -> Result<&str, Fail> {
        if let Object::Str(text) = self { Ok(text) } else { unsupported(format!("{} as text", self.repr())) }
    }
}
