//! Weights of Keras 1 and 2 in today's shapes (Keras 2, `preprocess_weights_for_loading`).

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;
use serde_json::Value;

/// A layer's weights in today's shapes. `layer` is its config as the file has it. `theano` is true if Keras ran on
/// Theano, which flips the kernels of convolutions.
///
/// # Errors
/// When shapes do not fit the class.
pub fn convert(layer: &Value, tensors: Vec<Tensor>, theano: bool) -> Result<Vec<Tensor>> {
    let class = layer["class_name"].as_str().unwrap_or_default();
    let inner = &layer["config"]["layer"];
    match (class, tensors.len()) {
        ("TimeDistributed", _) => convert(inner, tensors, theano),
        ("Bidirectional", count) => {
            let mut forward = tensors;
            let backward = forward.split_off(count / 2);
            let mut all = convert(inner, forward, theano)?;
            all.extend(convert(inner, backward, theano)?);
            Ok(all)
        }
        ("CuDNNLSTM", 3) => cudnn(tensors, 4),
        ("CuDNNGRU", 3) => cudnn(tensors, 3),
        // One array for each gate, in the order i, c, f, o.
        ("LSTM", 12) => join(tensors, &[0, 2, 1, 3]),
        ("GRU", 9) => join(tensors, &[0, 1, 2]),
        ("Convolution1D", _) => tensors.into_iter().map(without_second_axis).collect(),
        _ if theano && ["Conv", "Depthwise", "Separable"].iter().any(|start| class.starts_with(start)) => {
            tensors.into_iter().map(flipped).collect()
        }
        _ => Ok(tensors),
    }
}

fn wrong(tensor: &Tensor) -> Error {
    Error::format("model file", format!("a weight of an older Keras has shape {}", tensor.shape()))
}

/// Rows and columns of a matrix.
fn matrix(tensor: &Tensor) -> Result<[usize; 2]> {
    match **tensor.shape() {
        [rows, columns] => Ok([rows, columns]),
        _ => Err(wrong(tensor)),
    }
}

/// Weights of the layers for CUDA in the order of the plain layers: each gate's kernels are stored transposed, and there
/// are two biases.
fn cudnn(tensors: Vec<Tensor>, gates: usize) -> Result<Vec<Tensor>> {
    let [kernel, recurrent, bias] = &tensors[..] else { return Ok(tensors) };
    let mut all = Vec::new();
    for (tensor, square) in [(kernel, false), (recurrent, true)] {
        let [rows, columns] = matrix(tensor)?;
        let (values, units) = (tensor.to_f32(), columns / gates);
        if units * gates != columns || (square && rows != units) {
            return Err(wrong(tensor));
        }
        let mut out = vec![0.0; values.len()];
        for gate in 0..gates {
            for row in 0..rows {
                for unit in 0..units {
                    // The place of the value within the gate, counted by columns; a gate's rows lie `columns` apart.
                    let place = row + unit * rows;
                    let from = place / units * columns + gate * units + place % units;
                    out[row * columns + gate * units + unit] = values[from];
                }
            }
        }
        all.push(Tensor::from_f32(tensor.shape().clone(), out)?);
    }
    let values = bias.to_f32();
    let (input, recurrent) = values.split_at(values.len() / 2);
    all.push(match gates {
        4 => {
            let sums: Vec<f32> = input.iter().zip(recurrent).map(|(a, b)| a + b).collect();
            Tensor::from_f32([sums.len()], sums)?
        }
        _ => Tensor::from_f32([2, input.len()], values)?,
    });
    Ok(all)
}

/// Joins the arrays of the gates, taken in this order, to a kernel, a recurrent kernel and a bias.
fn join(tensors: Vec<Tensor>, order: &[usize]) -> Result<Vec<Tensor>> {
    let joined = |part: usize| -> Result<Tensor> {
        let gates: Vec<&Tensor> = order.iter().map(|gate| &tensors[3 * gate + part]).collect();
        let width = gates[0].shape().last_axis();
        if gates.iter().any(|gate| gate.shape() != gates[0].shape()) {
            return Err(wrong(gates[0]));
        }
        let values: Vec<Vec<f32>> = gates.iter().map(|gate| gate.to_f32()).collect();
        let rows = values[0].len() / width.max(1);
        let mut out = Vec::with_capacity(rows * width * order.len());
        for row in 0..rows {
            values.iter().for_each(|gate| out.extend_from_slice(&gate[row * width..][..width]));
        }
        let mut shape = gates[0].shape().to_vec();
        if let Some(last) = shape.last_mut() {
            *last *= order.len();
        }
        Tensor::from_f32(Shape::new(shape), out)
    };
    (0..3).map(joined).collect()
}

/// Keras 1 had the kernels of one-dimensional convolutions with a second axis of size 1.
fn without_second_axis(tensor: Tensor) -> Result<Tensor> {
    match **tensor.shape() {
        [steps, 1, channels, filters] => Tensor::from_f32([steps, channels, filters], tensor.to_f32()),
        _ => Ok(tensor),
    }
}

/// The kernel of a convolution with its spatial axes reversed.
fn flipped(tensor: Tensor) -> Result<Tensor> {
    let shape = tensor.shape().clone();
    let [spatial @ .., _, _] = &shape[..] else { return Ok(tensor) };
    let values = tensor.to_f32();
    let places: usize = spatial.iter().product();
    let filter = values.len() / places.max(1);
    // Reversing all spatial axes reverses the list of places.
    let out =
        (0..places).rev().flat_map(|place| values[place * filter..][..filter].iter().copied()).collect();
    Tensor::from_f32(shape, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn gates_of_keras_1_are_joined_in_todays_order() {
        // Two inputs, one unit: each array holds its own number.
        let mut arrays = Vec::new();
        for gate in 0..4 {
            let value = gate as f32;
            arrays.push(Tensor::from_f32([2, 1], vec![value, value + 10.0]).unwrap());
            arrays.push(Tensor::from_f32([1, 1], vec![value + 20.0]).unwrap());
            arrays.push(Tensor::from_f32([1], vec![value + 30.0]).unwrap());
        }
        let converted = convert(&json!({ "class_name": "LSTM" }), arrays, false).unwrap();
        let values: Vec<Vec<f32>> = converted.iter().map(Tensor::to_f32).collect();
        assert_eq!(values[0], [0.0, 2.0, 1.0, 3.0, 10.0, 12.0, 11.0, 13.0]);
        assert_eq!(values[1], [20.0, 22.0, 21.0, 23.0]);
        assert_eq!(values[2], [30.0, 32.0, 31.0, 33.0]);
        assert_eq!(*converted[0].shape(), [2, 4].into());
    }

    #[test]
    fn kernels_of_theano_are_flipped() {
        let kernel = Tensor::from_f32([2, 2, 1, 1], vec![1.0, 2.0, 3.0, 4.0]).unwrap();
        let converted = convert(&json!({ "class_name": "Conv2D" }), vec![kernel], true).unwrap();
        assert_eq!(converted[0].to_f32(), [4.0, 3.0, 2.0, 1.0]);
    }
}
