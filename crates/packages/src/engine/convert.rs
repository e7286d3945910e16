//! Arrays as tensors of the engine and back, and the engine's errors as Python's.

use std::rc::Rc;

use pupil_core::Tensor;
use pupil_core::dataset::Dataset;
use pupil_numpy::{Array, DType};
use pupil_python::{Class, Dict, Payload, R, Raise, Value, Vm};

/// The engine's error as Python's `ValueError`.
pub fn failed(vm: &Vm, error: pupil_core::Error) -> Raise {
    vm.value_error(error.to_string())
}

/// What a Python object holds for Rust.
pub fn held<'v, T: 'static>(vm: &Vm, value: &'v Value, what: &str) -> R<&'v T> {
    value.host::<T>().ok_or_else(|| {
        let class = vm.class_name(value);
        vm.type_error(format!("{what} is expected, not {class}"))
    })
}

/// A Python object that holds something for Rust.
pub fn holding<T: 'static>(vm: &Vm, class: &Rc<Class>, data: T) -> Value {
    vm.new_object(class, Payload::Host(Box::new(data)))
}

/// An array as a tensor. Whole numbers stay whole.
pub fn tensor(vm: &mut Vm, value: &Value) -> R<Tensor> {
    let array = held::<Array>(vm, value, "an array")?;
    vm.reserve(array.size().saturating_mul(size_of::<f32>()))?;
    let shape = array.shape().to_vec();
    let made = match array.dtype() {
        DType::UInt8 => array.to_vec().map(|values| Tensor::from_u8(shape, values, 1.0)),
        DType::Int32 | DType::Int64 => array.to_vec().map(|values| Tensor::from_i32(shape, values)),
        DType::Bool | DType::Float32 | DType::Float64 => {
            array.to_vec().map(|values| Tensor::from_f32(shape, values))
        }
    };
    made.map_err(|error| vm.value_error(error.to_string()))?.map_err(|error| failed(vm, error))
}

/// A list of arrays as tensors.
pub fn tensors(vm: &mut Vm, list: &Value) -> R<Vec<Tensor>> {
    let items = vm.to_vec(list)?;
    items.iter().map(|item| tensor(vm, item)).collect()
}

/// A tensor as an array of float32.
pub fn array(vm: &mut Vm, tensor: &Tensor) -> R<Value> {
    vm.reserve(tensor.data().len().saturating_mul(size_of::<f32>()))?;
    let array = Array::from_vec(tensor.to_f32(), tensor.shape());
    let array = array.map_err(|error| vm.value_error(error.to_string()))?;
    array_object(vm, array)
}

/// An array as a Python object.
pub fn array_object(vm: &mut Vm, array: Array) -> R<Value> {
    let numpy = vm.import("numpy")?;
    let name = vm.intern("ndarray");
    match vm.get_attr(&numpy, &name)? {
        Value::Class(class) => Ok(holding(vm, &class, array)),
        _ => Err(vm.type_error("numpy.ndarray is no class".into())),
    }
}

/// Tensors as a list of arrays.
pub fn arrays(vm: &mut Vm, tensors: &[Tensor]) -> R<Value> {
    Ok(Value::list(tensors.iter().map(|tensor| array(vm, tensor)).collect::<R<_>>()?))
}

/// Inputs, targets and sample weights: lists of arrays. A weight may be `None`, and so may the list of weights.
pub fn dataset(vm: &mut Vm, inputs: &Value, targets: &Value, weights: &Value) -> R<Dataset> {
    let (inputs, targets) = (tensors(vm, inputs)?, tensors(vm, targets)?);
    let dataset = Dataset::of(inputs, targets).map_err(|error| failed(vm, error))?;
    if weights.is_none() || weights.is_unset() {
        return Ok(dataset);
    }
    let mut all = Vec::new();
    for weight in vm.to_vec(weights)? {
        all.push(if weight.is_none() { None } else { Some(tensor(vm, &weight)?) });
    }
    dataset.with_sample_weights(all).map_err(|error| failed(vm, error))
}

/// Named numbers as a dict.
pub fn logs<'l>(vm: &mut Vm, logs: impl Iterator<Item = (&'l str, f64)>) -> Value {
    let dict = Dict::default();
    for (name, value) in logs {
        dict.set_str(vm.intern(name), Value::Float(value));
    }
    Value::Dict(Rc::new(dict))
}
