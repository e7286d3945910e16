//! Einstein's sums.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::{Result, value_error};
use crate::memory;
use crate::promote::common_type;
use crate::storage::Element;

/// Labels of one operand's axes. Axes of `...` have the labels from `BROADCAST` on.
type Labels = Vec<u32>;

const BROADCAST: u32 = 0x110000;

fn labels(text: &str, ndim: Option<usize>, dots: usize) -> Result<(Labels, usize)> {
    let mut labels = Vec::new();
    let mut rest = text.chars().filter(|c| *c != ' ').peekable();
    let named = text.chars().filter(|c| c.is_ascii_alphabetic()).count();
    let mut broadcast = 0;
    while let Some(c) = rest.next() {
        match c {
            'a'..='z' | 'A'..='Z' => labels.push(c as u32),
            '.' => {
                if rest.next() != Some('.') || rest.next() != Some('.') {
                    return value_error(
                        "einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...')",
                    );
                }
                broadcast = match ndim {
                    Some(ndim) if named <= ndim => ndim - named,
                    Some(_) => {
                        return value_error(
                            "einstein sum subscripts string contains too many subscripts for operand 0",
                        );
                    }
                    None => dots,
                };
                // The last axes of all ellipses line up.
                labels.extend((0..broadcast).map(|i| BROADCAST + (64 - broadcast + i) as u32));
            }
            _ => {
                return value_error(format!(
                    "invalid subscript '{c}' in einstein sum subscripts string, subscripts must be letters"
                ));
            }
        }
    }
    Ok((labels, broadcast))
}

/// Sums of products whose axes are named by letters (`np.einsum`).
pub fn einsum(subscripts: &str, operands: &[Array]) -> Result<Array> {
    let text: String = subscripts.chars().filter(|c| *c != ' ').collect();
    let (inputs, output) = match text.split_once("->") {
        Some((inputs, output)) => (inputs.to_string(), Some(output.to_string())),
        None => (text.clone(), None),
    };
    let parts: Vec<&str> = inputs.split(',').collect();
    if parts.len() != operands.len() {
        return value_error(if parts.len() > operands.len() {
            "more operands provided to einstein sum function than specified in the subscripts string"
        } else {
            "fewer operands provided to einstein sum function than specified in the subscripts string"
        });
    }
    let mut all: Vec<Labels> = Vec::new();
    let mut dots = 0;
    for (place, (part, operand)) in parts.iter().zip(operands).enumerate() {
        let (labels, broadcast) = labels(part, Some(operand.ndim()), 0)?;
        dots = dots.max(broadcast);
        if labels.len() > operand.ndim() {
            return value_error(format!(
                "einstein sum subscripts string contains too many subscripts for operand {place}"
            ));
        }
        if labels.len() < operand.ndim() {
            return value_error(
                "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast the extra dimensions.",
            );
        }
        all.push(labels);
    }
    let mut kept: Labels = match &output {
        Some(output) => labels(output, None, dots)?.0,
        None => {
            // Labels that appear once, in alphabetical order, after the axes of the ellipsis.
            let mut once: Labels = Vec::new();
            let count = |label: u32| all.iter().flatten().filter(|&&other| other == label).count();
            for &label in all.iter().flatten() {
                if !once.contains(&label) && (label >= BROADCAST || count(label) == 1) {
                    once.push(label);
                }
            }
            let rank = |label: u32| if label >= BROADCAST { label - BROADCAST } else { label + BROADCAST };
            let order = crate::sort::sorted_places(once.len(), &|a, b| rank(once[a]).cmp(&rank(once[b])))?;
            order.into_iter().map(|at| once[at as usize]).collect()
        }
    };
    // The length of each label's axis.
    let mut lengths: Vec<(u32, usize)> = Vec::new();
    for (labels, operand) in all.iter().zip(operands) {
        for (&label, &n) in labels.iter().zip(operand.shape()) {
            match lengths.iter_mut().find(|(other, _)| *other == label) {
                None => lengths.push((label, n)),
                Some((_, length)) if *length == 1 => *length = n,
                Some((_, length)) if n != 1 && *length != n => {
                    return if label >= BROADCAST || !has_twice(labels, label) {
                        value_error(mismatch(&all, operands, &kept))
                    } else {
                        value_error(format!(
                            "dimensions in operand 0 for collapsing index '{}' don't match ({length} != {n})",
                            char::from_u32(label).unwrap_or('?')
                        ))
                    };
                }
                Some(_) => {}
            }
        }
    }
    for (i, &label) in kept.iter().enumerate() {
        if kept[..i].contains(&label) {
            return value_error(format!(
                "einstein sum subscripts string includes output subscript '{}' multiple times",
                char::from_u32(label).unwrap_or('?')
            ));
        }
        if !lengths.iter().any(|(other, _)| *other == label) {
            return value_error(format!(
                "einstein sum subscripts string included output subscript '{}' which never appeared in an input",
                char::from_u32(label).unwrap_or('?')
            ));
        }
    }
    let out_axes = kept.len();
    for &(label, _) in &lengths {
        if !kept.contains(&label) {
            kept.push(label);
        }
    }
    let length_of = |label: u32| lengths.iter().find(|(other, _)| *other == label).map_or(1, |(_, n)| *n);
    let shape: Vec<usize> = kept.iter().map(|&label| length_of(label)).collect();
    // Each operand becomes a view with all axes. Repeated labels walk along a diagonal.
    let mut views = Vec::new();
    let dtype = common_type(operands);
    for (labels, operand) in all.iter().zip(operands) {
        let mut strides = vec![0isize; kept.len()];
        for ((&label, &n), &stride) in labels.iter().zip(operand.shape()).zip(operand.strides()) {
            if n != 1
                && let Some(axis) = kept.iter().position(|&other| other == label)
            {
                strides[axis] += stride;
            }
        }
        views.push(operand.view(shape.clone(), strides, operand.offset()));
    }
    if operands.len() == 1 && kept.len() == out_axes {
        return Ok(views.remove(0));
    }
    if let Some(product) = as_matmul(&all, operands, &kept, out_axes)? {
        return Ok(product);
    }
    let out_shape = shape[..out_axes].to_vec();
    let result = if dtype.is_float() {
        Array::new(
            f64::wrap(sum(&views, &shape, out_axes, |a: f64, b| a * b, |a, b| a + b, 1.0)?).0,
            out_shape,
        )
    } else {
        let values = sum(&views, &shape, out_axes, i64::wrapping_mul, i64::wrapping_add, 1)?;
        Array::new(i64::wrap(values).0, out_shape)
    };
    result.to_dtype(dtype)
}

fn has_twice(labels: &[u32], label: u32) -> bool {
    labels.iter().filter(|&&other| other == label).count() > 1
}

/// NumPy's text for axes that do not fit: each operand's shape, and its shape with all axes.
fn mismatch(all: &[Labels], operands: &[Array], kept: &[u32]) -> String {
    let mut order = kept.to_vec();
    for &label in all.iter().flatten() {
        if !order.contains(&label) {
            order.push(label);
        }
    }
    let mut text =
        String::from("operands could not be broadcast together with remapped shapes [original->remapped]: ");
    for (labels, operand) in all.iter().zip(operands) {
        let length = |label: &u32| {
            let axis = labels.iter().position(|other| other == label);
            axis.map_or(-1, |axis| operand.shape()[axis] as i64)
        };
        let shape: Vec<i64> = order.iter().map(length).collect();
        text += &format!("{}->{} ", memory::tight_tuple(operand.shape()), memory::open_tuple(&shape));
    }
    text
}

/// Two operands with one summed label between them: a product of matrices.
fn as_matmul(all: &[Labels], operands: &[Array], kept: &[u32], out_axes: usize) -> Result<Option<Array>> {
    let ([a, b], [x, y]) = (all, operands) else { return Ok(None) };
    if a.len() != 2 || b.len() != 2 || out_axes != 2 || kept.len() != 3 {
        return Ok(None);
    }
    let summed = kept[2];
    if x.shape().contains(&1) || y.shape().contains(&1) {
        return Ok(None);
    }
    let (Some(left), Some(right)) =
        (a.iter().position(|&label| label == summed), b.iter().position(|&label| label == summed))
    else {
        return Ok(None);
    };
    if a[1 - left] == summed || b[1 - right] == summed || a[1 - left] == b[1 - right] {
        return Ok(None);
    }
    let product = super::tensordot(x, y, &[left as isize], &[right as isize])?;
    Ok(Some(if kept[0] == a[1 - left] { product } else { product.reversed_axes() }))
}

/// The sums, by loops over all labels. The labels of the output come first.
fn sum<T: Element>(
    views: &[Array],
    shape: &[usize],
    out_axes: usize,
    times: fn(T, T) -> T,
    plus: fn(T, T) -> T,
    one: T,
) -> Result<Vec<T>> {
    let out_size = memory::checked_size(&shape[..out_axes], DType::Float64)?;
    let inner: usize = shape[out_axes..].iter().product();
    let mut sums = memory::filled(T::default(), out_size)?;
    if inner == 0 || out_size == 0 {
        return Ok(sums);
    }
    // Operands in memory order, each with its own steps.
    let mut sources = Vec::new();
    for view in views {
        let whole = Array::view(view, vec![view.storage_len()], vec![1], 0);
        sources.push(whole.flat::<T>()?.to_vec());
    }
    let mut index = vec![0usize; shape.len()];
    let mut positions: Vec<isize> = views.iter().map(|view| view.offset() as isize).collect();
    for place in &mut sums {
        for step in 0..inner {
            let mut product = one;
            for (source, &position) in sources.iter().zip(&positions) {
                product = times(product, source[position as usize]);
            }
            *place = if step == 0 { product } else { plus(*place, product) };
            for axis in (0..shape.len()).rev() {
                index[axis] += 1;
                let back = index[axis] == shape[axis];
                let steps = if back { 1 - shape[axis] as isize } else { 1 };
                for (position, view) in positions.iter_mut().zip(views) {
                    *position += steps * view.strides()[axis];
                }
                if !back {
                    break;
                }
                index[axis] = 0;
            }
        }
    }
    Ok(sums)
}
