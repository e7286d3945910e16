//! Arrays from nested lists.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory::{self, tuple};
use crate::promote::{Operand, result_type};
use crate::storage::{Element, with_type};

/// Python data for `np.array`: a value or a sequence of more.
#[derive(Clone, Debug)]
pub enum Nested {
    /// A number or an array
    Value(Operand),
    /// A list or a tuple
    List(Vec<Nested>),
}

impl Nested {
    /// The array of this data (`np.array(data, dtype)`).
    pub fn to_array(&self, dtype: Option<DType>) -> Result<Array> {
        if let Nested::Value(operand) = self {
            return match (dtype, operand) {
                (Some(dtype), Operand::Array(array)) => array.astype(dtype),
                (Some(dtype), operand) => operand.cast(dtype),
                (None, Operand::Array(array)) => array.copy(),
                (None, operand) => Ok(operand.to_array()),
            };
        }
        let mut shape = Vec::new();
        self.first_shape(&mut shape);
        if shape.len() > memory::MAX_AXES {
            return value_error(format!(
                "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of {}.",
                memory::MAX_AXES
            ));
        }
        let mut agreed = shape.len();
        if !self.check(&shape, 0, &mut agreed) {
            return value_error(format!(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape after {agreed} dimensions. The detected shape was {} + inhomogeneous part.",
                tuple(&shape[..agreed])
            ));
        }
        let mut leaves = Vec::new();
        self.leaves(&mut leaves);
        let inferred = if leaves.is_empty() {
            DType::Float64
        } else {
            // Numbers in lists count with their own types: [True, 2] is int64.
            let types: Vec<Operand> =
                leaves.iter().map(|leaf| Operand::Scalar(leaf.dtype().zero())).collect();
            result_type(&types)
        };
        let dtype = dtype.unwrap_or(inferred);
        with_type!(dtype, T => {
            let mut values: Vec<T> = memory::reserve(&shape, dtype)?;
            for leaf in leaves {
                match leaf {
                    Operand::Array(array) => values.extend(array.to_vec::<T>()?),
                    other => values.push(other.cast(dtype)?.item()?.convert::<T>()),
                }
            }
            Ok(Array::new(T::wrap(values).0, shape))
        })
    }

    /// The shape along the first elements, up to one axis too many.
    fn first_shape(&self, shape: &mut Vec<usize>) {
        match self {
            Nested::Value(operand) => shape.extend_from_slice(operand.shape()),
            Nested::List(items) => {
                shape.push(items.len());
                // Python's lists can be nested deeper than the stack allows.
                if let Some(first) = items.first().filter(|_| shape.len() <= memory::MAX_AXES) {
                    first.first_shape(shape);
                }
            }
        }
    }

    /// True if all parts have the shape. Else `agreed` becomes the number of axes on which they have it.
    fn check(&self, shape: &[usize], depth: usize, agreed: &mut usize) -> bool {
        match self {
            Nested::Value(operand) => {
                let rest = operand.shape();
                let wanted = shape.get(depth..).unwrap_or(&[]);
                if rest != wanted {
                    let same = rest.iter().zip(wanted).take_while(|(a, b)| a == b).count();
                    *agreed = (*agreed).min(depth + same);
                }
                rest == wanted
            }
            Nested::List(items) => {
                if shape.get(depth) != Some(&items.len()) {
                    *agreed = (*agreed).min(depth);
                    return false;
                }
                let mut fits = true;
                for item in items {
                    fits &= item.check(shape, depth + 1, agreed);
                }
                fits
            }
        }
    }

    fn leaves<'a>(&'a self, leaves: &mut Vec<&'a Operand>) {
        match self {
            Nested::Value(operand) => leaves.push(operand),
            Nested::List(items) => items.iter().for_each(|item| item.leaves(leaves)),
        }
    }
}
