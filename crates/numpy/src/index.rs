//! Indexing: views for integers and slices, copies for masks and integer arrays.

use crate::array::{Array, Value, broadcast_shapes};
use crate::dtype::DType;
use crate::error::{Error, Result, index_error, value_error};
use crate::memory::{self, tight_tuple};
use crate::promote::Operand;

/// One entry between the brackets of `a[...]`.
#[derive(Clone, Debug)]
pub enum Index {
    /// An integer
    Int(i64),
    /// A slice `start:stop:step`
    Slice {
        /// First index
        start: Option<i64>,
        /// End, not included
        stop: Option<i64>,
        /// Step, not zero
        step: Option<i64>,
    },
    /// `...`
    Ellipsis,
    /// `None`
    NewAxis,
    /// A boolean or integer array, or a list of such values
    Array(Array),
}

impl Index {
    /// The index of a list. A list of floats is refused, an empty list chooses nothing.
    pub fn list(array: &Array) -> Result<Index> {
        if array.size() == 0 {
            return Ok(Index::Array(array.to_dtype(DType::Int64)?));
        }
        if array.dtype().is_float() { Err(Index::refuse()) } else { Ok(Index::Array(array.clone())) }
    }

    /// The error for objects that are no index.
    pub fn refuse() -> Error {
        Error::Index(BAD_INDEX.into())
    }
}

/// What an index chooses.
enum Selection {
    /// A view. The flag says whether the index has integers only, so that a scalar comes out.
    View(Array, bool),
    /// Positions in the storage, for a result of this shape.
    Picks { positions: Vec<usize>, shape: Vec<usize> },
}

const BAD_INDEX: &str = "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices";

/// The start, step and count of a Python slice on an axis.
pub fn slice_bounds(
    start: Option<i64>,
    stop: Option<i64>,
    step: Option<i64>,
    n: usize,
) -> Result<(i64, i64, usize)> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return value_error("slice step cannot be zero");
    }
    let n = n as i64;
    let (low, high) = if step < 0 { (-1, n - 1) } else { (0, n) };
    let clamp = |bound: i64| if bound < 0 { bound.saturating_add(n).max(low) } else { bound.min(high) };
    let start = start.map_or(if step < 0 { high } else { low }, clamp);
    let stop = stop.map_or(if step < 0 { low } else { high }, clamp);
    let distance = if step < 0 { start as i128 - stop as i128 } else { stop as i128 - start as i128 };
    let count = if distance <= 0 { 0 } else { (distance - 1) / (step as i128).abs() + 1 };
    Ok((start, step, count as usize))
}

/// An index from the front, or NumPy's `IndexError`.
pub(crate) fn check_index(index: i64, n: usize, axis: usize) -> Result<usize> {
    let from_front = if index < 0 { index.saturating_add(n as i64) } else { index };
    if from_front < 0 || from_front >= n as i64 {
        return index_error(format!("index {index} is out of bounds for axis {axis} with size {n}"));
    }
    Ok(from_front as usize)
}

impl Array {
    /// The elements that an index chooses (`a[index]`).
    pub fn get(&self, index: &[Index]) -> Result<Value> {
        Ok(match self.select(index)? {
            Selection::View(view, true) if view.ndim() == 0 => view.into_value(),
            Selection::View(view, _) => Value::Array(view),
            Selection::Picks { positions, shape } => self.pick(&positions, shape)?.into_value(),
        })
    }

    /// The view that integers and slices choose. Other indices are an error.
    pub(crate) fn get_view(&self, index: &[Index]) -> Result<Array> {
        match self.select(index)? {
            Selection::View(view, _) => Ok(view),
            Selection::Picks { .. } => Err(Index::refuse()),
        }
    }

    /// The view of one entry along the first axis.
    pub fn row(&self, at: usize) -> Result<Array> {
        self.get_view(&[Index::Int(at as i64)])
    }

    /// Writes a value to the elements that an index chooses (`a[index] = value`).
    pub fn set(&self, index: &[Index], value: &Operand) -> Result<()> {
        self.check_writeable()?;
        if let Operand::Int(number) = value {
            crate::promote::check_bounds(*number, self.dtype())?;
        }
        let value = value.to_array();
        match self.select(index)? {
            Selection::View(view, _) => {
                if view.ndim() == 0 && value.ndim() > 0 && value.size() != 1 {
                    return value_error("setting an array element with a sequence.");
                }
                view.assign(&value)
            }
            Selection::Picks { positions, shape } => {
                let leading = value.ndim().saturating_sub(shape.len());
                let stripped = if leading > 0 && value.shape()[..leading].iter().all(|&n| n == 1) {
                    value.view(
                        value.shape()[leading..].to_vec(),
                        value.strides()[leading..].to_vec(),
                        value.offset(),
                    )
                } else {
                    value.clone()
                };
                let Ok(source) = stripped.broadcast_to(&shape) else {
                    let masked = matches!(index, [Index::Array(mask)] if mask.dtype() == DType::Bool);
                    return value_error(if masked && value.ndim() == 1 && shape.len() == 1 {
                        format!(
                            "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where the mask is true",
                            value.size(),
                            shape[0]
                        )
                    } else {
                        format!(
                            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
                            tight_tuple(value.shape()),
                            tight_tuple(&shape)
                        )
                    });
                };
                if positions.is_empty() { Ok(()) } else { self.put(&positions, &source) }
            }
        }
    }

    fn select(&self, index: &[Index]) -> Result<Selection> {
        let mut consumed = 0;
        let mut ellipsis = false;
        for entry in index {
            match entry {
                Index::Int(_) | Index::Slice { .. } => consumed += 1,
                Index::Ellipsis if ellipsis => {
                    return index_error("an index can only have a single ellipsis ('...')");
                }
                Index::Ellipsis => ellipsis = true,
                Index::NewAxis => {}
                Index::Array(array) => match array.dtype() {
                    DType::Bool => consumed += array.ndim(),
                    dtype if dtype.is_float() && array.size() > 0 => {
                        return index_error("arrays used as indices must be of integer (or boolean) type");
                    }
                    _ => consumed += 1,
                },
            }
        }
        if consumed > self.ndim() {
            return index_error(format!(
                "too many indices for array: array is {}-dimensional, but {consumed} were indexed",
                self.ndim()
            ));
        }
        let fill = self.ndim() - consumed;
        let advanced = index.iter().any(|entry| matches!(entry, Index::Array(_)));

        // The view of slices and new axes. Axes of integer arrays keep their place in `picks`.
        let (mut shape, mut strides) = (Vec::new(), Vec::new());
        let mut offset = self.offset() as isize;
        let mut picks: Vec<(Array, Option<usize>)> = Vec::new();
        let mut place = None; // where the axes of the integer arrays go
        let mut apart = false; // true if something stands between integer arrays
        let mut last_pick = usize::MAX;
        let mut axis = 0;
        let keep = |axis: &mut usize, count: usize, shape: &mut Vec<usize>, strides: &mut Vec<isize>| {
            shape.extend_from_slice(&self.shape()[*axis..*axis + count]);
            strides.extend_from_slice(&self.strides()[*axis..*axis + count]);
            *axis += count;
        };
        for (at, entry) in index.iter().enumerate() {
            let is_pick = matches!(entry, Index::Array(_)) || (advanced && matches!(entry, Index::Int(_)));
            if is_pick {
                if place.is_none() {
                    place = Some(shape.len());
                } else if last_pick + 1 != at {
                    apart = true;
                }
                last_pick = at;
            }
            match entry {
                Index::Int(number) => {
                    let n = self.shape()[axis];
                    let number = check_index(*number, n, axis)?;
                    if advanced {
                        picks.push((Operand::Int(number as i64).to_array(), Some(axis)));
                    } else {
                        offset += number as isize * self.strides()[axis];
                    }
                    axis += 1;
                }
                Index::Slice { start, stop, step } => {
                    let (start, step, count) = slice_bounds(*start, *stop, *step, self.shape()[axis])?;
                    let stride = self.strides()[axis];
                    if count > 0 {
                        offset += start as isize * stride;
                    }
                    shape.push(count);
                    strides.push(if count > 1 { stride * step as isize } else { stride });
                    axis += 1;
                }
                Index::Ellipsis => keep(&mut axis, fill, &mut shape, &mut strides),
                Index::NewAxis => {
                    shape.push(1);
                    strides.push(0);
                }
                Index::Array(array) if array.dtype() == DType::Bool => {
                    for (i, &n) in array.shape().iter().enumerate() {
                        let size = self.shape()[axis + i];
                        if n != size {
                            return index_error(format!(
                                "boolean index did not match indexed array along axis {}; size of axis is {size} but size of corresponding boolean axis is {n}",
                                axis + i
                            ));
                        }
                    }
                    if array.ndim() == 0 {
                        let count = if array.truth()? { 1 } else { 0 };
                        picks.push((Array::vector(vec![0i64; count]), None));
                    }
                    for (i, places) in array.nonzero_axes()?.into_iter().enumerate() {
                        if array.ndim() > 0 {
                            picks.push((places, Some(axis + i)));
                        }
                    }
                    axis += array.ndim();
                }
                Index::Array(array) => {
                    picks.push((array.to_dtype(DType::Int64)?, Some(axis)));
                    axis += 1;
                }
            }
        }
        let rest = self.ndim() - axis;
        keep(&mut axis, rest, &mut shape, &mut strides);
        if shape.len() > memory::MAX_AXES {
            return index_error(format!(
                "number of dimensions must be within [0, {}], indexing result would have {}",
                memory::MAX_AXES,
                shape.len()
            ));
        }
        let view = self.view(shape, strides, offset as usize);
        if !advanced {
            return Ok(Selection::View(view, !ellipsis));
        }
        let place = if apart { 0 } else { place.unwrap_or(0) };
        self.pick_positions(&view, &picks, place)
    }

    /// The positions for integer arrays on some axes and a view of the others.
    fn pick_positions(
        &self,
        view: &Array,
        picks: &[(Array, Option<usize>)],
        place: usize,
    ) -> Result<Selection> {
        let shapes: Vec<&[usize]> = picks.iter().map(|(array, _)| array.shape()).collect();
        let common = broadcast_shapes(&shapes).map_err(|error| {
            Error::Index(error.message().replace("operands could", "shape mismatch: indexing arrays could"))
        })?;
        let count: usize = memory::checked_size(&common, DType::Int64)?;
        let mut steps = memory::filled(0i64, count)?;
        for (array, axis) in picks {
            let Some(axis) = *axis else { continue };
            let n = self.shape()[axis];
            let stride = self.strides()[axis] as i64;
            for (step, number) in steps.iter_mut().zip(array.broadcast_to(&common)?.to_vec::<i64>()?) {
                *step += check_index(number, n, axis)? as i64 * stride;
            }
        }
        let mut shape = view.shape()[..place].to_vec();
        shape.extend_from_slice(&common);
        shape.extend_from_slice(&view.shape()[place..]);
        let mut positions = memory::reserve(&shape, DType::Int64)?;
        let outer =
            view.view(view.shape()[..place].to_vec(), view.strides()[..place].to_vec(), view.offset());
        let inner = view.view(view.shape()[place..].to_vec(), view.strides()[place..].to_vec(), 0);
        let inner = inner.positions_signed()?;
        for start in outer.positions_signed()? {
            for &step in &steps {
                positions.extend(inner.iter().map(|&at| (start + step + at) as usize));
            }
        }
        Ok(Selection::Picks { positions, shape })
    }

    /// Positions that may be negative until an offset is added.
    fn positions_signed(&self) -> Result<Vec<i64>> {
        let mut all = memory::reserve(self.shape(), DType::Int64)?;
        if self.size() == 0 {
            return Ok(all);
        }
        all.push(self.offset() as i64);
        for (&n, &stride) in self.shape().iter().zip(self.strides()) {
            let before = all;
            all = memory::reserve(&[before.len() * n], DType::Int64)?;
            for start in before {
                all.extend((0..n as i64).map(|i| start + i * stride as i64));
            }
        }
        Ok(all)
    }

    /// The indices of the elements that are not zero, one array for each axis (`np.nonzero`).
    pub fn nonzero(&self) -> Result<Vec<Array>> {
        if self.ndim() == 0 {
            let mask =
                " If the context of this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`.";
            return value_error(format!(
                "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.{}",
                if self.dtype() == DType::Bool { mask } else { "" }
            ));
        }
        self.nonzero_axes()
    }

    /// The same for arrays without axes, too, which have no indices.
    pub(crate) fn nonzero_axes(&self) -> Result<Vec<Array>> {
        let truths = self.flat::<bool>()?;
        let count = truths.iter().filter(|&&truth| truth).count();
        let mut axes: Vec<Vec<i64>> = Vec::new();
        for _ in 0..self.ndim() {
            axes.push(memory::reserve(&[count], DType::Int64)?);
        }
        for (at, _) in truths.iter().enumerate().filter(|(_, truth)| **truth) {
            let mut rest = at;
            for (axis, &n) in axes.iter_mut().zip(self.shape()).rev() {
                axis.push((rest % n) as i64);
                rest /= n;
            }
        }
        Ok(axes.into_iter().map(Array::vector).collect())
    }
}
