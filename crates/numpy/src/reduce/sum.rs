//! Sums in NumPy's order of additions.

use crate::array::Array;
use crate::dtype::DType;
use crate::error::Result;
use crate::memory;
use crate::storage::Element;

/// Elements that can be added up.
pub(crate) trait Addend: Element {
    /// The sum. Integers wrap.
    fn plus(self, other: Self) -> Self;
}

impl Addend for f64 {
    fn plus(self, other: Self) -> Self {
        self + other
    }
}

impl Addend for f32 {
    fn plus(self, other: Self) -> Self {
        self + other
    }
}

impl Addend for i64 {
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
}

/// Adds a row pairwise, in blocks of eight sums, as NumPy does.
pub(crate) fn pairwise<T: Addend>(values: &[T], start: usize, step: isize, count: usize) -> T {
    let at = |i: usize| values[(start as isize + step * i as isize) as usize];
    if count < 8 {
        return (0..count).fold(T::default(), |sum, i| sum.plus(at(i)));
    }
    if count <= 128 {
        let mut sums = [T::default(); 8];
        for (i, sum) in sums.iter_mut().enumerate() {
            *sum = at(i);
        }
        let whole = count - count % 8;
        for i in (8..whole).step_by(8) {
            for (j, sum) in sums.iter_mut().enumerate() {
                *sum = sum.plus(at(i + j));
            }
        }
        let [a, b, c, d, e, f, g, h] = sums;
        let sum = (a.plus(b).plus(c.plus(d))).plus(e.plus(f).plus(g.plus(h)));
        return (whole..count).fold(sum, |sum, i| sum.plus(at(i)));
    }
    let mut half = count / 2;
    half -= half % 8;
    let middle = (start as isize + step * half as isize) as usize;
    pairwise(values, start, step, half).plus(pairwise(values, middle, step, count - half))
}

/// An axis of the loop: its length, its step in the array, and its step in the sums.
#[derive(Clone, Copy)]
struct LoopAxis {
    n: usize,
    step: isize,
    out: isize,
}

/// NumPy converts through a buffer of this many elements when it must cast.
const BUFFER: usize = 8192;

/// Sums over axes. The additions come in NumPy's order: along memory, pairwise within rows.
pub(super) fn sum<T: Addend>(array: &Array, reduced: &[bool], shape: Vec<usize>) -> Result<Array> {
    let count = memory::checked_size(&shape, T::DTYPE)?;
    let mut sums = memory::filled(T::default(), count)?;
    let casts = array.dtype() != T::DTYPE && T::DTYPE != DType::Int64;
    let array = &if array.dtype() == T::DTYPE { array.clone() } else { array.astype(T::DTYPE)? };
    if array.size() == 0 {
        return Ok(Array::new(T::wrap(sums).0, shape));
    }
    let mut start = array.offset() as isize;
    let mut out_start = 0;
    let mut axes = Vec::new();
    let mut out = 1;
    for axis in (0..array.ndim()).rev() {
        let (n, step) = (array.shape()[axis], array.strides()[axis]);
        let out_step = if reduced[axis] { 0 } else { out };
        if !reduced[axis] {
            out *= n as isize;
        }
        if n == 1 {
            continue;
        }
        axes.push(LoopAxis { n, step, out: out_step });
    }
    axes.reverse();
    let order = crate::sort::sorted_places(axes.len(), &|a, b| axes[b].step.abs().cmp(&axes[a].step.abs()))?;
    let mut merged: Vec<LoopAxis> = Vec::new();
    for axis in order.into_iter().map(|at| axes[at as usize]) {
        match merged.last_mut() {
            Some(last)
                if last.step == axis.step * axis.n as isize && last.out == axis.out * axis.n as isize =>
            {
                *last = LoopAxis { n: last.n * axis.n, ..axis };
            }
            _ => merged.push(axis),
        }
    }
    if merged.len() > 1 && merged.iter().all(|axis| axis.out == 0) {
        // NumPy copies whole rows to its buffer, and adds them up there.
        let row = merged.last().map_or(1, |axis| axis.n);
        let block = if row < BUFFER { BUFFER / row * row } else { row };
        let (lengths, steps): (Vec<usize>, Vec<isize>) =
            merged.iter().map(|axis| (axis.n, axis.step)).unzip();
        let gathered = array.view(lengths, steps, start as usize).to_vec::<T>()?;
        for from in (0..gathered.len()).step_by(block) {
            sums[0] = sums[0].plus(pairwise(&gathered, from, 1, block.min(gathered.len() - from)));
        }
        return Ok(Array::new(T::wrap(sums).0, shape));
    }
    let inner = merged.pop().unwrap_or(LoopAxis { n: 1, step: 1, out: 0 });
    let elements = array.elements();
    let Some(values) = T::unwrap(&elements) else { return Ok(Array::new(T::wrap(sums).0, shape)) };
    let mut index = vec![0; merged.len()];
    loop {
        if inner.out == 0 {
            let sum = &mut sums[out_start as usize];
            let block = if casts { BUFFER } else { inner.n };
            for from in (0..inner.n).step_by(block) {
                let at = (start + inner.step * from as isize) as usize;
                *sum = sum.plus(pairwise(values, at, inner.step, block.min(inner.n - from)));
            }
        } else {
            let (mut at, mut out) = (start, out_start);
            for _ in 0..inner.n {
                sums[out as usize] = sums[out as usize].plus(values[at as usize]);
                at += inner.step;
                out += inner.out;
            }
        }
        let mut axis = merged.len();
        loop {
            if axis == 0 {
                drop(elements);
                return Ok(Array::new(T::wrap(sums).0, shape));
            }
            axis -= 1;
            let LoopAxis { n, step, out } = merged[axis];
            index[axis] += 1;
            start += step;
            out_start += out;
            if index[axis] < n {
                break;
            }
            start -= step * n as isize;
            out_start -= out * n as isize;
            index[axis] = 0;
        }
    }
}
