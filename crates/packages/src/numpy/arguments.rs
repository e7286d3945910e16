//! Arguments of functions, as the functions of `pupil-numpy` need them.

use std::collections::HashMap;
use std::rc::Rc;

use pupil_numpy::ufunc::Options;
use pupil_numpy::{Array, DType, Error, Index, Operand, Scalar};

use super::failure::Fail;
use super::object::Object;
use super::parameters::Parameters;

/// What a function gives.
pub type Outcome = Result<Object, Fail>;

/// The arguments of a call.
#[derive(Default)]
pub struct Arguments {
    /// Those without a name.
    pub positional: Vec<Object>,
    /// Those with one.
    pub named: HashMap<String, Object>,
    /// What the function takes.
    pub parameters: Rc<Parameters>,
}

impl Arguments {
    /// Refuses what the function `name` does not take.
    ///
    /// # Errors
    /// `TypeError` in Python's words.
    pub fn check(&self, name: &str) -> Result<(), Fail> {
        let type_error = |text: String| Err(Fail::from(Error::Type(text)));
        let name = name.rsplit('.').next().unwrap_or(name);
        let parameters = &self.parameters;
        let (given, most) = (self.positional.len(), parameters.places.len());
        if given > most && !parameters.any_number {
            let ending = if most == 1 { "" } else { "s" };
            return type_error(format!(
                "{name}() takes at most {most} positional argument{ending} but {given} were given"
            ));
        }
        for key in self.named.keys() {
            let place = parameters.place(key);
            if place.is_some_and(|place| place < given) {
                return type_error(format!("{name}() got multiple values for argument '{key}'"));
            }
            if !parameters.any_name && place.is_none() && !parameters.others.contains(&key.as_str()) {
                return type_error(format!("{name}() got an unexpected keyword argument '{key}'"));
            }
        }
        Ok(())
    }

    /// The argument of a parameter, given with its name or at its place.
    pub fn given(&self, name: &str) -> Option<&Object> {
        self.named.get(name).or_else(|| self.positional.get(self.parameters.place(name)?))
    }

    /// An argument, unless it is `None`. `place` is for parameters that have other names in NumPy.
    pub fn get(&self, place: usize, name: &str) -> Option<&Object> {
        let found = self.given(name).or_else(|| self.positional.get(place));
        found.filter(|object| !matches!(object, Object::None))
    }

    /// The argument of a parameter, unless it is `None`.
    pub fn keyword(&self, name: &str) -> Option<&Object> {
        self.given(name).filter(|object| !matches!(object, Object::None))
    }

    /// An argument that must be there.
    pub fn need(&self, place: usize, name: &str) -> Result<&Object, Fail> {
        self.get(place, name).ok_or_else(|| Fail::Missing(name.to_owned()))
    }

    /// An argument as an array.
    pub fn array(&self, place: usize, name: &str) -> Result<Array, Fail> {
        // The first argument has many names.
        if place == 0
            && self.positional.is_empty()
            && !self.named.contains_key(name)
            && let Some(object) = ["a", "x", "x1", "array", "arr", "ary", "m", "v"]
                .iter()
                .find_map(|name| self.named.get(*name))
        {
            return object.array();
        }
        self.need(place, name)?.array()
    }

    /// `axis`.
    pub fn axis(&self, place: usize) -> Result<Option<isize>, Fail> {
        self.get(place, "axis").map(|axis| Ok(axis.int()? as isize)).transpose()
    }

    /// A truth that is false if it is not given.
    pub fn flag(&self, name: &str) -> Result<bool, Fail> {
        self.given(name).map_or(Ok(false), Object::truth)
    }

    /// `dtype`.
    pub fn dtype(&self, place: usize) -> Result<Option<DType>, Fail> {
        self.get(place, "dtype").map(Object::dtype).transpose()
    }

    /// An integer with a default.
    pub fn int(&self, place: usize, name: &str, default: i64) -> Result<i64, Fail> {
        self.get(place, name).map_or(Ok(default), Object::int)
    }

    /// A float with a default.
    pub fn float(&self, place: usize, name: &str, default: f64) -> Result<f64, Fail> {
        self.get(place, name).map_or(Ok(default), Object::float)
    }

    /// A text with a default.
    pub fn text<'a>(&'a self, place: usize, name: &str, default: &'a str) -> Result<&'a str, Fail> {
        self.get(place, name).map_or(Ok(default), Object::str)
    }
}

/// `out`, `where` and `dtype` of universal functions.
pub fn options(arguments: &Arguments, place: usize) -> Result<Options, Fail> {
    Ok(Options {
        out: arguments.get(place, "out").map(Object::array).transpose()?,
        mask: arguments.keyword("where").map(Object::array).transpose()?,
        dtype: arguments.keyword("dtype").map(Object::dtype).transpose()?,
        operator: false,
    })
}

/// A result that may have been written to `out`.
pub fn result(array: Array, options: &Options) -> Object {
    if options.out.is_some() { Object::Array(array) } else { array.into() }
}

/// An argument as an operand.
pub fn operand(arguments: &Arguments, place: usize, name: &str) -> Result<Operand, Fail> {
    arguments.need(place, name)?.operand()
}

/// What stands between the brackets of `array[...]`.
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
