//! Arrays as tensors of the engine and back.

use std::rc::Rc;

use pupil_core::Tensor;
use pupil_core::dataset::Dataset;
use pupil_numpy::{Array, DType};
use pupil_python::{Dict, R, Value, Vm};

use crate::native::{array_of, failed, held};

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
    made.map_err(|error| failed(vm, error))?.map_err(|error| failed(vm, error))
}

/// A list of arrays as tensors.
pub fn tensors(vm: &mut Vm, list: &Value) -> R<Vec<Tensor>> {
    let items = vm.to_vec(list)?;
    items.iter().map(|item| tensor(vm, item)).collect()
}

/// A tensor as an array of float32.
pub fn array(vm: &mut Vm, tensor: &Tensor) -> R<Value> {
    vm.reserve(tensor.data().len().saturating_mul(size_of::<f32>()))?;
    array_of(vm, tensor.to_f32(), tensor.shape())
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
