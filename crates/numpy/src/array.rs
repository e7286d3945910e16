//! Arrays: a shape and strides on storage that views share.

use std::cell::Ref;
use std::ops::Deref;
use std::rc::Rc;

use crate::dtype::DType;
use crate::error::{Error, Result, type_error, value_error};
use crate::memory::{self, tuple};
use crate::scalar::Scalar;
use crate::storage::{Buffer, Element, Elements, Storage, with_buffer, with_type};
use crate::warning::warn;

/// An n-dimensional array. A clone shares the memory, as another name for the same object does.
#[derive(Clone, Debug)]
pub struct Array {
    storage: Rc<Storage>,
    shape: Vec<usize>,
    strides: Vec<isize>,
    offset: usize,
    is_view: bool,
    writeable: bool,
}

/// What NumPy gives for an index or a reduction: an array or a scalar.
#[derive(Clone, Debug)]
pub enum Value {
    /// An array
    Array(Array),
    /// A scalar
    Scalar(Scalar),
}

/// An array's elements in C order: borrowed where they lie so, else gathered.
pub(crate) enum Flat<'a, T> {
    Borrowed(Ref<'a, [T]>),
    Owned(Vec<T>),
}

impl<T> Deref for Flat<'_, T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        match self {
            Flat::Borrowed(values) => values,
            Flat::Owned(values) => values,
        }
    }
}

/// Strides of a C-contiguous array of this shape.
pub(crate) fn c_strides(shape: &[usize]) -> Vec<isize> {
    let mut strides = vec![0; shape.len()];
    let mut step = 1isize;
    for (stride, &n) in strides.iter_mut().zip(shape).rev() {
        *stride = step;
        step = step.saturating_mul(n.max(1) as isize);
    }
    strides
}

/// Calls `run(start, step, count)` for the rows of elements, in C order.
pub(crate) fn for_each_run(
    shape: &[usize],
    strides: &[isize],
    offset: usize,
    run: &mut dyn FnMut(usize, isize, usize),
) {
    if shape.contains(&0) {
        return;
    }
    // Axes that lie side by side in memory become one.
    let mut axes: Vec<(usize, isize)> = Vec::with_capacity(shape.len());
    for (&n, &stride) in shape.iter().zip(strides) {
        if n == 1 {
            continue;
        }
        match axes.last_mut() {
            Some((count, last)) if *last == stride * n as isize => {
                *count *= n;
                *last = stride;
            }
            _ => axes.push((n, stride)),
        }
    }
    let (count, step) = axes.pop().unwrap_or((1, 1));
    let mut index = vec![0usize; axes.len()];
    let mut start = offset as isize;
    loop {
        run(start as usize, step, count);
        let mut axis = axes.len();
        loop {
            if axis == 0 {
                return;
            }
            axis -= 1;
            let (n, stride) = axes[axis];
            index[axis] += 1;
            start += stride;
            if index[axis] < n {
                break;
            }
            start -= stride * n as isize;
            index[axis] = 0;
        }
    }
}

impl Array {
    /// An array of this buffer, which has as many elements as the shape.
    pub(crate) fn new(buffer: Buffer, shape: Vec<usize>) -> Array {
        debug_assert_eq!(buffer.len(), shape.iter().product::<usize>());
        let strides = c_strides(&shape);
        Array {
            storage: Rc::new(Storage::new(buffer)),
            shape,
            strides,
            offset: 0,
            is_view: false,
            writeable: true,
        }
    }

    /// An array of these elements in C order.
    pub fn from_vec<T: Element>(values: Vec<T>, shape: &[usize]) -> Result<Array> {
        if memory::checked_size(shape, T::DTYPE)? != values.len() {
            return value_error(format!(
                "cannot reshape array of size {} into shape {}",
                values.len(),
                tuple(shape)
            ));
        }
        Ok(Array::new(T::wrap(values).0, shape.to_vec()))
    }

    /// A one-dimensional array of these elements.
    pub fn vector<T: Element>(values: Vec<T>) -> Array {
        let shape = vec![values.len()];
        Array::new(T::wrap(values).0, shape)
    }

    /// An array without axes.
    pub fn from_scalar(scalar: Scalar) -> Array {
        with_type!(scalar.dtype(), T => Array::new(T::wrap(vec![scalar.convert::<T>()]).0, Vec::new()))
    }

    /// Another view of the same memory. The caller keeps all positions inside of the storage.
    pub(crate) fn view(&self, shape: Vec<usize>, strides: Vec<isize>, offset: usize) -> Array {
        Array {
            storage: self.storage.clone(),
            shape,
            strides,
            offset,
            is_view: true,
            writeable: self.writeable,
        }
    }

    /// The same view, but nothing can be written through it.
    pub(crate) fn read_only(mut self) -> Array {
        self.writeable = false;
        self
    }

    /// The type of the elements (`a.dtype`).
    pub fn dtype(&self) -> DType {
        self.storage.dtype()
    }

    /// The lengths of the axes (`a.shape`).
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The number of axes (`a.ndim`).
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// The number of elements (`a.size`).
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    /// Steps along the axes, in elements.
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// Steps along the axes in bytes (`a.strides`).
    pub fn byte_strides(&self) -> Vec<isize> {
        self.strides.iter().map(|stride| stride * self.dtype().itemsize() as isize).collect()
    }

    /// The position of the first element in the storage.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// True if the memory belongs to another array, too (`a.base is not None`).
    pub fn is_view(&self) -> bool {
        self.is_view
    }

    /// False for views that must not be written through, such as broadcasts (`a.flags.writeable`).
    pub fn is_writeable(&self) -> bool {
        self.writeable
    }

    /// Sets `a.flags.writeable`.
    pub fn set_writeable(&mut self, writeable: bool) {
        self.writeable = writeable;
    }

    /// True if both arrays use the same storage.
    pub fn shares_storage(&self, other: &Array) -> bool {
        Rc::ptr_eq(&self.storage, &other.storage)
    }

    /// True if one element belongs to both arrays (`np.shares_memory`).
    pub fn shares_memory(&self, other: &Array) -> Result<bool> {
        if !self.shares_storage(other) {
            return Ok(false);
        }
        let mut mine = memory::filled(false, self.storage_len())?;
        self.positions()?.iter().for_each(|&at| mine[at] = true);
        Ok(other.positions()?.iter().any(|&at| mine[at]))
    }

    pub(crate) fn storage_len(&self) -> usize {
        self.storage.read().0.len()
    }

    /// True if the elements lie side by side in C order (`a.flags.c_contiguous`).
    pub fn is_c_contiguous(&self) -> bool {
        let mut step = 1isize;
        for (&n, &stride) in self.shape.iter().zip(&self.strides).rev() {
            if n == 0 {
                return true;
            }
            if n != 1 && stride != step {
                return false;
            }
            step *= n as isize;
        }
        true
    }

    /// True if the elements lie side by side in Fortran's order (`a.flags.f_contiguous`).
    pub fn is_f_contiguous(&self) -> bool {
        self.reversed_axes().is_c_contiguous()
    }

    /// The view with all axes in reverse order (`a.T`).
    pub fn reversed_axes(&self) -> Array {
        let shape = self.shape.iter().rev().copied().collect();
        let strides = self.strides.iter().rev().copied().collect();
        self.view(shape, strides, self.offset)
    }

    /// Reads the storage's elements.
    pub(crate) fn elements(&self) -> Ref<'_, Elements> {
        self.storage.read()
    }

    /// The elements in C order as another type, in a vector of their own.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        fn gather<T: Element, U: Element>(array: &Array, values: &[U], out: &mut Vec<T>) {
            for_each_run(&array.shape, &array.strides, array.offset, &mut |start, step, count| {
                if step == 1 {
                    out.extend(values[start..start + count].iter().map(|&value| T::cast(value)));
                } else {
                    let mut at = start as isize;
                    for _ in 0..count {
                        out.push(T::cast(values[at as usize]));
                        at += step;
                    }
                }
            });
        }
        let mut out = memory::reserve(&self.shape, T::DTYPE)?;
        with_buffer!(&self.storage.read().0, values => gather(self, values, &mut out));
        Ok(out)
    }

    /// The elements in C order: borrowed if they lie so and have this type.
    pub(crate) fn flat<T: Element>(&self) -> Result<Flat<'_, T>> {
        if T::DTYPE == self.dtype() && self.is_c_contiguous() {
            let range = self.offset..self.offset + self.size();
            if let Ok(values) = Ref::filter_map(self.storage.read(), |elements| {
                T::unwrap(elements).and_then(|v| v.get(range))
            }) {
                return Ok(Flat::Borrowed(values));
            }
        }
        Ok(Flat::Owned(self.to_vec()?))
    }

    /// The positions of the elements in the storage, in C order.
    pub(crate) fn positions(&self) -> Result<Vec<usize>> {
        let mut positions = memory::reserve(&self.shape, DType::Int64)?;
        for_each_run(&self.shape, &self.strides, self.offset, &mut |start, step, count| {
            positions.extend((0..count).map(|i| (start as isize + step * i as isize) as usize));
        });
        Ok(positions)
    }

    /// A new array of the elements at these positions of the storage.
    pub(crate) fn pick(&self, positions: &[usize], shape: Vec<usize>) -> Result<Array> {
        Ok(Array::new(self.storage.read().0.pick(positions)?, shape))
    }

    /// A new array of the elements at these places in C order.
    pub(crate) fn take_flat(&self, places: &[usize], shape: Vec<usize>) -> Result<Array> {
        if self.is_c_contiguous() && self.offset == 0 {
            return self.pick(places, shape);
        }
        self.copy()?.pick(places, shape)
    }

    /// Writes a value to these positions of the storage. The value's elements repeat as needed.
    pub(crate) fn put(&self, positions: &[usize], value: &Array) -> Result<()> {
        self.check_writeable()?;
        let source = value.astype(self.dtype())?;
        let source = if source.shares_storage(self) || source.is_view { source.copy()? } else { source };
        self.storage.write().0.put(positions, &source.storage.read().0);
        Ok(())
    }

    pub(crate) fn check_writeable(&self) -> Result<()> {
        if self.writeable { Ok(()) } else { value_error("assignment destination is read-only") }
    }

    /// A copy in C order (`a.copy()`).
    pub fn copy(&self) -> Result<Array> {
        with_type!(self.dtype(), T => Ok(Array::new(T::wrap(self.to_vec::<T>()?).0, self.shape.clone())))
    }

    /// The array with another type, always in new memory (`a.astype(dtype)`).
    pub fn astype(&self, dtype: DType) -> Result<Array> {
        if self.dtype().is_float() && !dtype.is_float() && dtype != DType::Bool {
            let (low, high) = match dtype {
                DType::Int64 => (-9223372036854775808.0, 9223372036854775808.0),
                _ => (-2147483648.0, 2147483648.0),
            };
            if self.to_vec::<f64>()?.iter().any(|&x| !(x >= low && x < high)) {
                warn("invalid value encountered in cast");
            }
        }
        with_type!(dtype, T => Ok(Array::new(T::wrap(self.to_vec::<T>()?).0, self.shape.clone())))
    }

    /// The array itself if it has the type, else a converted copy.
    pub fn to_dtype(&self, dtype: DType) -> Result<Array> {
        if self.dtype() == dtype { Ok(self.clone()) } else { self.astype(dtype) }
    }

    /// The array itself if it is C-contiguous, else a copy that is (`np.ascontiguousarray`).
    pub fn to_contiguous(&self) -> Result<Array> {
        if self.is_c_contiguous() { Ok(self.clone()) } else { self.copy() }
    }

    /// The element at a position of the storage.
    pub(crate) fn at(&self, position: usize) -> Option<Scalar> {
        with_buffer!(&self.storage.read().0, values => values.get(position).map(|&value| value.scalar()))
    }

    /// All elements as scalars, in C order.
    pub fn scalars(&self) -> Result<Vec<Scalar>> {
        Ok(self.positions()?.into_iter().filter_map(|at| self.at(at)).collect())
    }

    /// The only element (`a.item()`).
    pub fn item(&self) -> Result<Scalar> {
        if self.size() != 1 {
            return value_error("can only convert an array of size 1 to a Python scalar");
        }
        self.at(self.offset).ok_or_else(|| Error::Value("the array is empty".into()))
    }

    /// The truth of an array with one element (`bool(a)`).
    pub fn truth(&self) -> Result<bool> {
        match self.size() {
            1 => Ok(self.item()?.as_bool()),
            0 => value_error(
                "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.",
            ),
            _ => value_error(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
            ),
        }
    }

    /// The scalar for `int(a)`, `float(a)` and their like.
    pub fn to_python_scalar(&self) -> Result<Scalar> {
        if self.ndim() > 0 {
            return type_error("only 0-dimensional arrays can be converted to Python scalars");
        }
        self.item()
    }

    /// Arrays without axes become scalars, as results of NumPy's functions do.
    pub fn into_value(self) -> Value {
        match self.item() {
            Ok(scalar) if self.ndim() == 0 => Value::Scalar(scalar),
            _ => Value::Array(self),
        }
    }

    /// Writes another array's elements, broadcast to this shape and cast (`a[...] = value`).
    pub fn assign(&self, value: &Array) -> Result<()> {
        self.check_writeable()?;
        let source = match value.broadcast_to(&self.shape) {
            Ok(source) => source,
            // Leading axes of length one are dropped, as NumPy does in assignments.
            Err(_) => {
                let extra = value.ndim().saturating_sub(self.ndim());
                let stripped = (value.shape[..extra].iter().all(|&n| n == 1))
                    .then(|| {
                        value.view(
                            value.shape[extra..].to_vec(),
                            value.strides[extra..].to_vec(),
                            value.offset,
                        )
                    })
                    .and_then(|stripped| stripped.broadcast_to(&self.shape).ok());
                match stripped {
                    Some(source) => source,
                    None => {
                        return value_error(format!(
                            "could not broadcast input array from shape {} into shape {}",
                            memory::tight_tuple(&value.shape),
                            memory::tight_tuple(&self.shape)
                        ));
                    }
                }
            }
        };
        let source = source.astype(self.dtype())?;
        self.write_flat(source);
        Ok(())
    }

    /// Writes the elements of a contiguous array of the same type and shape that shares no memory.
    fn write_flat(&self, source: Array) {
        fn scatter<T: Element>(target: &Array, out: &mut Elements, source: &Elements) {
            if let (Some(out), Some(source)) = (T::unwrap_mut(out), T::unwrap(source)) {
                let mut from = 0;
                for_each_run(&target.shape, &target.strides, target.offset, &mut |start, step, count| {
                    let row = &source[from..from + count];
                    from += count;
                    if step == 1 {
                        out[start..start + count].copy_from_slice(row);
                    } else {
                        let mut at = start as isize;
                        for &value in row {
                            out[at as usize] = value;
                            at += step;
                        }
                    }
                });
            }
        }
        let source = source.storage.read();
        let mut out = self.storage.write();
        with_type!(self.dtype(), T => scatter::<T>(self, &mut out, &source));
    }

    /// Writes one value to all elements (`a.fill(value)`).
    pub fn fill(&self, value: Scalar) -> Result<()> {
        self.assign(&Array::from_scalar(value))
    }

    /// The read-only view of a larger shape (`np.broadcast_to`).
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Array> {
        let extra = shape.len() as isize - self.ndim() as isize;
        let fits = extra >= 0
            && self
                .shape
                .iter()
                .zip(&shape[extra as usize..])
                .all(|(&mine, &wanted)| mine == wanted || mine == 1);
        if !fits {
            if extra < 0 {
                return value_error("input operand has more dimensions than allowed by the axis remapping");
            }
            return value_error(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested shape {}",
                memory::tight_tuple(&self.shape),
                memory::tight_tuple(shape)
            ));
        }
        memory::check_axes(shape.len())?;
        memory::check_countable(shape, self.dtype())?;
        let mut strides = vec![0; shape.len()];
        for (axis, (&n, &stride)) in self.shape.iter().zip(&self.strides).enumerate() {
            if n != 1 || shape[axis + extra as usize] == 1 {
                strides[axis + extra as usize] = stride;
            }
        }
        Ok(self.view(shape.to_vec(), strides, self.offset).read_only())
    }
}

/// The common shape of several shapes (`np.broadcast_shapes`), or NumPy's error for operators.
pub fn broadcast_shapes(shapes: &[&[usize]]) -> Result<Vec<usize>> {
    let ndim = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
    let mut common = vec![1usize; ndim];
    for shape in shapes {
        let extra = ndim - shape.len();
        for (axis, &n) in shape.iter().enumerate() {
            let place = &mut common[axis + extra];
            if *place == 1 {
                *place = n;
            } else if n != 1 && n != *place {
                let mut list = String::new();
                for shape in shapes {
                    list += &memory::tight_tuple(shape);
                    list.push(' ');
                }
                return value_error(format!("operands could not be broadcast together with shapes {list}"));
            }
        }
    }
    Ok(common)
}

/// An axis counted from the front, or NumPy's `AxisError`.
pub(crate) fn normalize_axis(axis: isize, ndim: usize) -> Result<usize> {
    let from_front = if axis < 0 { axis.saturating_add(ndim as isize) } else { axis };
    if from_front < 0 || from_front >= ndim as isize {
        return Err(Error::Axis(format!("axis {axis} is out of bounds for array of dimension {ndim}")));
    }
    Ok(from_front as usize)
}
