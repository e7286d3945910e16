//! Views with other axes.

use crate::array::{Array, c_strides, normalize_axis};
use crate::error::{Result, value_error};
use crate::memory::{check_axes, length, open_tuple};

/// The order of elements for `reshape` and `ravel`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The last axis runs fastest.
    #[default]
    C,
    /// The first axis runs fastest.
    F,
}

impl Array {
    /// A shape in which one length may be -1, made full for this many elements.
    fn full_shape(&self, shape: &[i64]) -> Result<Vec<usize>> {
        let size = self.size();
        let refuse =
            || value_error(format!("cannot reshape array of size {size} into shape {}", open_tuple(shape)));
        let unknown = shape.iter().filter(|&&n| n < 0).count();
        if unknown > 1 {
            return value_error("can only specify one unknown dimension");
        }
        let known =
            shape.iter().filter(|&&n| n >= 0).try_fold(1usize, |product, &n| product.checked_mul(length(n)));
        let Some(known) = known else { return refuse() };
        if unknown == 0 {
            return if known == size { Ok(shape.iter().map(|&n| length(n)).collect()) } else { refuse() };
        }
        if known == 0 || !size.is_multiple_of(known) {
            return refuse();
        }
        Ok(shape.iter().map(|&n| if n < 0 { size / known } else { length(n) }).collect())
    }

    /// The same elements in another shape, as a view where possible (`a.reshape`). One length may be -1.
    pub fn reshape_to(&self, shape: &[i64], order: Order) -> Result<Array> {
        if order == Order::F {
            let backwards: Vec<i64> = shape.iter().rev().copied().collect();
            return Ok(self.reversed_axes().reshape_to(&backwards, Order::C)?.reversed_axes());
        }
        self.reshape(&self.full_shape(shape)?)
    }

    /// The same elements in another shape of the same size.
    pub fn reshape(&self, shape: &[usize]) -> Result<Array> {
        check_axes(shape.len())?;
        if shape.iter().product::<usize>() != self.size() {
            let wanted: Vec<i64> = shape.iter().map(|&n| n as i64).collect();
            self.full_shape(&wanted)?;
        }
        if let Some(strides) = self.strides_for(shape) {
            return Ok(self.view(shape.to_vec(), strides, self.offset()));
        }
        let copy = self.copy()?;
        Ok(copy.view(shape.to_vec(), c_strides(shape), 0))
    }

    /// The strides that give this shape without a copy, if there are any.
    fn strides_for(&self, shape: &[usize]) -> Option<Vec<isize>> {
        if self.is_c_contiguous() {
            return Some(c_strides(shape));
        }
        let old: Vec<(usize, isize)> = self
            .shape()
            .iter()
            .copied()
            .zip(self.strides().iter().copied())
            .filter(|axis| axis.0 != 1)
            .collect();
        let mut strides = Vec::with_capacity(shape.len());
        let (mut i, mut j) = (0, 0);
        while i < old.len() && j < shape.len() {
            if shape[j] == 1 {
                strides.push(0);
                j += 1;
                continue;
            }
            let (first_old, first_new) = (i, j);
            let (mut have, mut want) = (old[i].0, shape[j]);
            i += 1;
            j += 1;
            while have != want {
                if have < want {
                    have *= old.get(i)?.0;
                    i += 1;
                } else {
                    want *= *shape.get(j)?;
                    j += 1;
                }
            }
            // The old axes must lie side by side.
            for pair in old[first_old..i].windows(2) {
                if pair[0].1 != pair[1].1 * pair[1].0 as isize {
                    return None;
                }
            }
            let mut stride = old[i - 1].1;
            let mut new: Vec<isize> = Vec::new();
            for &n in shape[first_new..j].iter().rev() {
                new.push(stride);
                stride *= n as isize;
            }
            new.reverse();
            strides.extend(new);
        }
        strides.resize(shape.len(), 0);
        Some(strides)
    }

    /// One axis of all elements, as a view where possible (`a.ravel()`).
    pub fn ravel(&self) -> Result<Array> {
        self.reshape(&[self.size()])
    }

    /// One axis of all elements in this order.
    pub fn ravel_order(&self, order: Order) -> Result<Array> {
        if order == Order::F { self.reversed_axes().ravel() } else { self.ravel() }
    }

    /// One axis of all elements, in new memory (`a.flatten()`).
    pub fn flatten(&self) -> Result<Array> {
        let copy = self.copy()?;
        copy.ravel()
    }

    /// The view with axes in this order.
    pub(crate) fn permuted(&self, order: &[usize]) -> Array {
        let shape = order.iter().map(|&axis| self.shape()[axis]).collect();
        let strides = order.iter().map(|&axis| self.strides()[axis]).collect();
        self.view(shape, strides, self.offset())
    }

    /// The view with one axis at another place. Both count from the front.
    pub(crate) fn moved_axis(&self, from: usize, to: usize) -> Array {
        let mut order: Vec<usize> = (0..self.ndim()).filter(|&axis| axis != from).collect();
        order.insert(to.min(order.len()), from);
        order.truncate(self.ndim());
        self.permuted(&order)
    }

    /// The view with axes in this order, or in reverse (`np.transpose`).
    pub fn transpose(&self, axes: Option<&[isize]>) -> Result<Array> {
        let Some(axes) = axes else { return Ok(self.reversed_axes()) };
        if axes.len() != self.ndim() {
            return value_error("axes don't match array");
        }
        let mut order = Vec::with_capacity(axes.len());
        for &axis in axes {
            let axis = normalize_axis(axis, self.ndim())?;
            if order.contains(&axis) {
                return value_error("repeated axis in transpose");
            }
            order.push(axis);
        }
        Ok(self.permuted(&order))
    }

    /// The view with two axes exchanged (`np.swapaxes`).
    pub fn swapaxes(&self, a: isize, b: isize) -> Result<Array> {
        let named = |name: &str, axis: isize| {
            normalize_axis(axis, self.ndim())
                .map_err(|error| crate::error::Error::Axis(format!("{name}: {}", error.message())))
        };
        let (a, b) = (named("axis1", a)?, named("axis2", b)?);
        let mut order: Vec<usize> = (0..self.ndim()).collect();
        order.swap(a, b);
        Ok(self.permuted(&order))
    }

    /// The view with axes at other places (`np.moveaxis`).
    pub fn moveaxis(&self, from: &[isize], to: &[isize]) -> Result<Array> {
        let check = |name: &str, axes: &[isize]| -> Result<Vec<usize>> {
            let mut found = Vec::new();
            for &axis in axes {
                let axis = normalize_axis(axis, self.ndim())
                    .map_err(|error| crate::error::Error::Axis(format!("{name}: {}", error.message())))?;
                if found.contains(&axis) {
                    return value_error(format!("repeated axis in `{name}` argument"));
                }
                found.push(axis);
            }
            Ok(found)
        };
        let (from, to) = (check("source", from)?, check("destination", to)?);
        if from.len() != to.len() {
            return value_error("`source` and `destination` arguments must have the same number of elements");
        }
        let mut order: Vec<usize> = (0..self.ndim()).filter(|axis| !from.contains(axis)).collect();
        for place in 0..self.ndim() {
            if let Some(at) = to.iter().position(|&to| to == place) {
                order.insert(place, from[at]);
            }
        }
        Ok(self.permuted(&order))
    }

    /// The view with new axes of length one (`np.expand_dims`).
    pub fn expand_dims(&self, axes: &[isize]) -> Result<Array> {
        let ndim = self.ndim() + axes.len();
        check_axes(ndim)?;
        let mut new = vec![false; ndim];
        for &axis in axes {
            let axis = normalize_axis(axis, ndim)?;
            if new[axis] {
                return value_error("repeated axis");
            }
            new[axis] = true;
        }
        let (mut shape, mut strides) = (Vec::new(), Vec::new());
        let mut old = self.shape().iter().zip(self.strides());
        for is_new in new {
            let (n, stride) =
                if is_new { (1, 0) } else { old.next().map_or((1, 0), |(&n, &stride)| (n, stride)) };
            shape.push(n);
            strides.push(stride);
        }
        Ok(self.view(shape, strides, self.offset()))
    }

    /// The view without axes of length one (`np.squeeze`).
    pub fn squeeze(&self, axes: Option<&[isize]>) -> Result<Array> {
        let mut gone = vec![false; self.ndim()];
        match axes {
            None => gone.iter_mut().zip(self.shape()).for_each(|(gone, &n)| *gone = n == 1),
            Some(axes) => {
                for &axis in axes {
                    let axis = normalize_axis(axis, self.ndim())?;
                    if self.shape()[axis] != 1 {
                        return value_error(
                            "cannot select an axis to squeeze out which has size not equal to one",
                        );
                    }
                    gone[axis] = true;
                }
            }
        }
        let order: Vec<usize> = (0..self.ndim()).filter(|&axis| !gone[axis]).collect();
        Ok(self.permuted(&order))
    }
}

/// The view with axes in reverse (`np.flip`). Without axes, all are reversed.
pub fn flip(array: &Array, axes: Option<&[isize]>) -> Result<Array> {
    let mut reversed = vec![axes.is_none(); array.ndim()];
    for &axis in axes.unwrap_or(&[]) {
        reversed[normalize_axis(axis, array.ndim())?] = true;
    }
    let mut offset = array.offset() as isize;
    let mut strides = array.strides().to_vec();
    for (axis, stride) in strides.iter_mut().enumerate() {
        if reversed[axis] && array.shape()[axis] > 0 {
            offset += (array.shape()[axis] as isize - 1) * *stride;
            *stride = -*stride;
        }
    }
    Ok(array.view(array.shape().to_vec(), strides, offset as usize))
}

/// The view turned by quarter turns in the plane of two axes (`np.rot90`).
pub fn rot90(array: &Array, k: i64, axes: (isize, isize)) -> Result<Array> {
    if axes.0 == axes.1 || (axes.0 - axes.1).unsigned_abs() == array.ndim() {
        return value_error("Axes must be different.");
    }
    let (first, second) = (normalize_axis(axes.0, array.ndim()), normalize_axis(axes.1, array.ndim()));
    let (Ok(first), Ok(second)) = (first, second) else {
        return value_error(format!(
            "Axes={} out of range for array of ndim={}.",
            python_pair(axes),
            array.ndim()
        ));
    };
    if first == second {
        return value_error("Axes must be different.");
    }
    let (first, second) = (first as isize, second as isize);
    match k.rem_euclid(4) {
        0 => Ok(array.view(array.shape().to_vec(), array.strides().to_vec(), array.offset())),
        1 => flip(array, Some(&[second]))?.swapaxes(first, second),
        2 => flip(array, Some(&[first, second])),
        _ => flip(&array.swapaxes(first, second)?, Some(&[second])),
    }
}

fn python_pair(axes: (isize, isize)) -> String {
    format!("({}, {})", axes.0, axes.1)
}

/// The array with at least one axis (`np.atleast_1d`).
pub fn atleast_1d(array: &Array) -> Result<Array> {
    if array.ndim() == 0 { array.reshape(&[1]) } else { Ok(array.clone()) }
}

/// The array with at least two axes (`np.atleast_2d`).
pub fn atleast_2d(array: &Array) -> Result<Array> {
    match array.ndim() {
        0 => array.reshape(&[1, 1]),
        1 => array.expand_dims(&[0]),
        _ => Ok(array.clone()),
    }
}

/// The array with at least three axes (`np.atleast_3d`).
pub fn atleast_3d(array: &Array) -> Result<Array> {
    match array.ndim() {
        0 => array.reshape(&[1, 1, 1]),
        1 => array.expand_dims(&[0, 2]),
        2 => array.expand_dims(&[2]),
        _ => Ok(array.clone()),
    }
}
