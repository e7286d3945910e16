//! Attributes and methods of arrays and scalars.

use std::rc::Rc;

use pupil_numpy::shape::Order;
use pupil_numpy::{Array, Scalar};

use super::arguments::{Arguments, Outcome};
use super::failure::{Fail, unsupported};
use super::functions;
use super::object::Object;
use super::parameters::Parameters;

fn integers(values: impl Iterator<Item = i128>) -> Object {
    Object::Tuple(values.map(Object::Int).collect())
}

pub fn attribute(object: &Object, name: &str) -> Outcome {
    if let (Object::DType(dtype), "name") = (object, name) {
        return Ok(Object::Str(dtype.name().into()));
    }
    let array = object.array()?;
    Ok(match name {
        "shape" => integers(array.shape().iter().map(|&n| n as i128)),
        "ndim" => Object::Int(array.ndim() as i128),
        "size" => Object::Int(array.size() as i128),
        "dtype" => Object::DType(array.dtype()),
        "itemsize" => Object::Int(array.dtype().itemsize() as i128),
        "nbytes" => Object::Int((array.size() * array.dtype().itemsize()) as i128),
        "strides" => integers(array.byte_strides().into_iter().map(|n| n as i128)),
        "T" => Object::Array(array.reversed_axes()),
        "base" => {
            if array.is_view() {
                Object::Bool(true)
            } else {
                Object::None
            }
        }
        "flat" => Object::Flat(array),
        other => return unsupported(format!("the attribute {other}")),
    })
}

/// A scalar as Python's number.
fn python(scalar: Scalar) -> Object {
    match scalar {
        Scalar::Bool(value) => Object::Bool(value),
        other if other.dtype().is_float() => Object::Float(other.as_f64()),
        other => Object::Int(other.as_i64() as i128),
    }
}

fn tolist(array: &Array) -> Outcome {
    if array.ndim() == 0 {
        return Ok(python(array.item()?));
    }
    let rows = (0..array.shape()[0]).map(|i| tolist(&array.row(i)?));
    Ok(Object::List(rows.collect::<Result<_, Fail>>()?))
}

/// The shape that a method's arguments name: one tuple, or several integers.
fn shape_of(a: &Arguments) -> Result<Vec<i64>, Fail> {
    match &a.positional[..] {
        [one] => one.ints(),
        many => many.iter().map(Object::int).collect(),
    }
}

/// The result of a method. `function` has the parameters of the function with the same name.
pub fn call(object: &Object, name: &str, mut a: Arguments, function: &Rc<Parameters>) -> Outcome {
    let array = object.array()?;
    Ok(match name {
        "astype" => {
            let cast = array.astype(a.need(0, "dtype")?.dtype()?)?;
            if matches!(object, Object::Array(_)) { Object::Array(cast) } else { cast.into() }
        }
        "copy" => Object::Array(array.copy()?),
        "tolist" => tolist(&array)?,
        "item" => python(array.item()?),
        "fill" => {
            array.fill(a.array(0, "value")?.item()?)?;
            Object::None
        }
        "reshape" => {
            let order = if a.text(9, "order", "C")? == "F" { Order::F } else { Order::C };
            Object::Array(array.reshape_to(&shape_of(&a)?, order)?)
        }
        "transpose" => {
            let axes: Vec<isize> = shape_of(&a)?.into_iter().map(|axis| axis as isize).collect();
            Object::Array(array.transpose((!axes.is_empty()).then_some(&axes))?)
        }
        "flatten" => {
            let copy = array.copy()?;
            let order = if a.text(0, "order", "C")? == "F" { Order::F } else { Order::C };
            Object::Array(copy.ravel_order(order)?)
        }
        "sort" => {
            let sorted = pupil_numpy::sort::sort(&array, Some(a.axis(0)?.unwrap_or(-1)))?;
            array.assign(&sorted)?;
            Object::None
        }
        "compress" => {
            Object::Array(pupil_numpy::sort::compress(&a.array(0, "condition")?, &array, a.axis(1)?)?)
        }
        "clip" => functions::clip(&object.operand()?, &a, 0)?,
        _ => {
            // Other methods are functions whose first argument is the array.
            a.positional.insert(0, object.clone());
            a.parameters = function.clone();
            functions::call(name, &a)?
        }
    })
}
