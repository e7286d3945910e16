//! Operators on constants. Exporters compute shapes in the graph; here they become numbers.

use alloc::vec;
use alloc::vec::Vec;

use super::build::{BATCH, Build, Known};
use super::constant::{Constant, Op, axis, count, few, size};
use super::dims::Dims;
use super::proto::Node;

impl<'a> Build<'a> {
    /// The constant of a `Constant` node.
    pub(super) fn constant_node(&mut self, node: &Node<'a>) -> Op<()> {
        if let Some(bytes) = node.tensor("value") {
            self.set(node, 0, Known::Stored(bytes));
            return Ok(());
        }
        let scalar = |value: f64, whole: bool| Constant { dims: Dims::NONE, values: vec![value], whole };
        let constant = if let Some(list) = node.ints("value_ints") {
            Constant::list(list)
        } else if node.has("value_int") {
            scalar(node.int("value_int", 0) as f64, true)
        } else if node.has("value_floats") {
            Constant { whole: false, ..Constant::list(node.floats("value_floats")) }
        } else if node.has("value_float") {
            scalar(node.float("value_float", 0.0), false)
        } else {
            return Err(&"its value is neither a tensor nor numbers");
        };
        self.set(node, 0, Known::Constant(constant));
        Ok(())
    }

    /// The shape of a value, in which NaN stands for the batch.
    pub(super) fn shape_node(&mut self, node: &Node<'a>) -> Op<()> {
        let dims: Vec<f64> = match self.is_view(node, 0) {
            true => {
                let view = self.view(node, 0)?;
                let size = |n: usize| if n == BATCH { f64::NAN } else { n as f64 };
                self.shape(&view).iter().copied().map(size).collect()
            }
            false => self.constant(node, 0)?.dims.iter().map(|&n| n as f64).collect(),
        };
        let rank = dims.len() as i64;
        let place = |at: i64| (if at < 0 { at.saturating_add(rank) } else { at }).min(rank).max(0) as usize;
        let (start, end) = (place(node.int("start", 0)), place(node.int("end", rank)));
        let dims = dims.get(start..end).unwrap_or_default().to_vec();
        self.set(node, 0, Known::Constant(Constant::list(dims)));
        Ok(())
    }

    /// Computes a node whose inputs are all constant.
    pub(super) fn fold(&mut self, node: &Node<'a>) -> Op<()> {
        if matches!(node.op, "Identity" | "Cast" | "CastLike" | "Dropout") && self.id(node, 0) != 0 {
            let mut value = self.known[self.id(node, 0)].clone();
            if let (Known::Stored(_), "Cast") | (Known::Constant(_), _) = (&value, node.op) {
                let mut constant = self.constant(node, 0)?;
                if node.op == "Cast" {
                    constant.whole = !matches!(node.int("to", 1), 1 | 10 | 11 | 16);
                    if constant.whole {
                        // NaN stands for the batch, and stays.
                        let truncate =
                            |v: f64| if v.is_nan() || v.abs() > 9e15 { v } else { v as i64 as f64 };
                        constant.values.iter_mut().for_each(|value| *value = truncate(*value));
                    }
                }
                value = Known::Constant(constant);
            }
            self.set(node, 0, value);
            return Ok(());
        }
        let constant = self.folded(node)?;
        self.set(node, 0, Known::Constant(constant));
        Ok(())
    }

    fn folded(&mut self, node: &Node<'a>) -> Op<Constant> {
        let x = self.constant(node, 0)?;
        let rank = x.dims.len();
        match node.op {
            "Add" | "Sub" | "Mul" | "Div" | "Pow" | "Equal" | "Min" | "Max" => self.binary(node, x),
            "Sqrt" | "Neg" | "Reciprocal" | "Floor" | "Ceil" | "Abs" => {
                let mut x = x;
                for value in &mut x.values {
                    *value = match node.op {
                        "Sqrt" => sqrt(*value),
                        "Neg" => -*value,
                        "Reciprocal" => 1.0 / *value,
                        "Abs" => value.abs(),
                        _ if value.is_nan() || value.abs() > 9e15 => *value,
                        "Floor" => floor(*value),
                        _ => -floor(-*value),
                    };
                }
                Ok(x)
            }
            "Reshape" | "Flatten" | "Squeeze" | "Unsqueeze" => self.folded_shape(node, x),
            "Transpose" => match node.ints("perm") {
                Some(order) => x.transposed(&order.into_iter().map(|k| axis(k, rank)).collect::<Op<Dims>>()?),
                None => x.transposed(&(0..rank).rev().collect::<Dims>()),
            },
            "Concat" => self.folded_concat(node),
            "Gather" => {
                let along = axis(node.int("axis", 0) as f64, rank)?;
                let places = self.constant(node, 1)?;
                let (before, n, after) = around(&x.dims, along)?;
                self.spend(before.saturating_mul(places.values.len()).saturating_mul(after))?;
                let mut values = Vec::new();
                for outer in 0..before {
                    for &place in &places.values {
                        let at = (outer * n + axis(place, n)?) * after;
                        values.extend(x.values.get(at..at + after).ok_or(&"it reads past its end")?);
                    }
                }
                let mut dims = Dims::of(&x.dims[..along]);
                dims.extend(&places.dims);
                dims.extend(&x.dims[along + 1..]);
                if dims.len() + 1 != rank + places.dims.len() {
                    return Err(&"it has too many axes");
                }
                Ok(Constant { dims, values, whole: x.whole })
            }
            "Slice" => self.folded_slice(node, x),
            "ConstantOfShape" => {
                let dims = self.sizes(&x)?;
                let value = match node.tensor("value") {
                    Some(bytes) => Constant::decode(bytes)?,
                    None => Constant { dims: Dims::NONE, values: vec![0.0], whole: false },
                };
                self.spend(count(&dims)?)?;
                Ok(Constant { values: vec![value.single()?; count(&dims)?], dims, whole: value.whole })
            }
            "Expand" | "Tile" => {
                let wanted = self.constant(node, 1)?;
                let mut dims = self.sizes(&wanted)?;
                if node.op == "Tile" {
                    let equal = x.dims.iter().zip(&dims).all(|(&n, &times)| n == 1 || times == 1);
                    if !equal || dims.len() != rank {
                        return Err(&"it repeats a constant");
                    }
                    dims.iter_mut().zip(&x.dims).for_each(|(times, &n)| *times *= n);
                }
                // Sizes of 1 keep the constant's own size.
                for k in 0..rank.min(dims.len()) {
                    let at = dims.len() - 1 - k;
                    dims[at] = dims[at].max(x.dims[rank - 1 - k]);
                }
                self.spend(count(&dims)?)?;
                x.broadcast(&dims)
            }
            "Where" => {
                let (a, b) = (self.constant(node, 1)?, self.constant(node, 2)?);
                let longest = [&x, &a, &b].into_iter().max_by_key(|c| c.values.len()).map(|c| c.dims);
                let dims = longest.unwrap_or_default();
                self.spend(count(&dims)?.saturating_mul(3))?;
                let (condition, a, b) = (x.broadcast(&dims)?, a.broadcast(&dims)?, b.broadcast(&dims)?);
                let picks = condition.values.iter().zip(a.values.iter().zip(&b.values));
                let values = picks.map(|(&c, (&a, &b))| if c != 0.0 { a } else { b }).collect();
                Ok(Constant { dims, values, whole: a.whole })
            }
            "Range" => {
                let (start, limit, step) =
                    (x.single()?, self.constant(node, 1)?.single()?, self.constant(node, 2)?.single()?);
                let total = size(-floor(-((limit - start) / step).max(0.0)))?;
                self.spend(total)?;
                Ok(Constant::list((0..total).map(|k| start + k as f64 * step).collect()))
            }
            "ReduceProd" => {
                Ok(Constant { dims: Dims::NONE, values: vec![x.values.iter().product()], whole: x.whole })
            }
            "Size" => Ok(Constant { dims: Dims::NONE, values: vec![x.values.len() as f64], whole: true }),
            "DequantizeLinear" => {
                let scale = self.constant(node, 1)?;
                let zero = if self.id(node, 2) == 0 { Constant::default() } else { self.constant(node, 2)? };
                let along = axis(node.int("axis", 1) as f64, rank.max(2))?;
                let (_, n, after) = around(&x.dims, along).unwrap_or((1, 1, 1));
                let pick = |list: &Constant, at: usize, default: f64| match list.values.len() {
                    0 => default,
                    1 => list.values[0],
                    _ => list.values.get(at / after.max(1) % n.max(1)).copied().unwrap_or(default),
                };
                let values = x.values.iter().enumerate();
                let values =
                    values.map(|(at, &v)| (v - pick(&zero, at, 0.0)) * pick(&scale, at, 1.0)).collect();
                Ok(Constant { values, dims: x.dims, whole: false })
            }
            _ => Err(&""),
        }
    }

    /// A list of sizes, where the batch counts as 1.
    fn sizes(&self, list: &Constant) -> Op<Dims> {
        few(list.values.len())?;
        list.values.iter().map(|&n| size(if n.is_nan() { 1.0 } else { n })).collect()
    }

    fn binary(&mut self, node: &Node<'a>, a: Constant) -> Op<Constant> {
        let b = self.constant(node, 1)?;
        let rank = a.dims.len().max(b.dims.len());
        let dim = |c: &Constant, k: usize| (k + c.dims.len()).checked_sub(rank).map_or(1, |k| c.dims[k]);
        let dims: Dims = (0..rank).map(|k| if dim(&a, k) == 1 { dim(&b, k) } else { dim(&a, k) }).collect();
        self.spend(count(&dims)?.saturating_mul(2))?;
        let whole = a.whole && b.whole;
        let (mut a, b) = (a.broadcast(&dims)?, b.broadcast(&dims)?);
        for (x, &y) in a.values.iter_mut().zip(&b.values) {
            *x = match node.op {
                "Add" => *x + y,
                "Sub" => *x - y,
                "Mul" => *x * y,
                "Div" if whole && !(*x / y).is_nan() => (*x / y) as i64 as f64,
                "Div" => *x / y,
                "Equal" => f64::from(*x == y),
                "Min" => x.min(y),
                "Max" => x.max(y),
                _ if y == 2.0 => *x * *x,
                _ if y == 0.5 => sqrt(*x),
                _ => return Err(&"it raises constants to a power"),
            };
        }
        a.whole = whole;
        Ok(a)
    }

    fn folded_shape(&mut self, node: &Node<'a>, x: Constant) -> Op<Constant> {
        let rank = x.dims.len();
        let total = count(&x.dims)?;
        let mut dims = x.dims;
        match node.op {
            "Flatten" => {
                let at = if node.int("axis", 1) == rank as i64 {
                    rank
                } else {
                    axis(node.int("axis", 1) as f64, rank)?
                };
                dims = Dims::of(&[count(&x.dims[..at])?, count(&x.dims[at..])?]);
            }
            "Squeeze" => {
                let named = self.named_axes(node, rank)?;
                let gone = |k: usize| named.as_ref().map_or(x.dims[k] == 1, |named| named.contains(&k));
                dims = (0..rank).filter(|&k| !gone(k)).map(|k| x.dims[k]).collect();
            }
            "Unsqueeze" => {
                let number = self.numbers(node, "axes", 1)?.map_or(0, |axes| axes.len());
                for k in
                    self.named_axes(node, rank.saturating_add(number))?.unwrap_or_default().iter().copied()
                {
                    dims.insert(k.min(dims.len()), 1);
                }
            }
            _ => {
                let wanted = self.numbers(node, "shape", 1)?.ok_or(&"its shape is missing")?;
                few(wanted.len())?;
                let known: f64 = wanted.iter().filter(|&&n| n > 0.0).product();
                dims = Dims::NONE;
                for (k, &n) in wanted.iter().enumerate() {
                    let n = match n {
                        0.0 => x.dims.get(k).copied().unwrap_or(0) as f64,
                        -1.0 => total as f64 / known.max(1.0),
                        n => n,
                    };
                    dims.push(size(n)?);
                }
            }
        }
        match count(&dims)? == total {
            true => Ok(Constant { dims, ..x }),
            false => Err(&"a constant cannot take its shape"),
        }
    }

    fn folded_concat(&mut self, node: &Node<'a>) -> Op<Constant> {
        let parts = (0..node.inputs.len()).map(|k| self.constant(node, k)).collect::<Op<Vec<_>>>()?;
        let first = parts.first().ok_or(&"it has no inputs")?;
        let along = axis(node.int("axis", 0) as f64, first.dims.len())?;
        let (before, _, after) = around(&first.dims, along)?;
        let mut out = Constant { dims: first.dims, values: Vec::new(), whole: first.whole };
        out.dims[along] = 0;
        for part in &parts {
            let fits = part.dims.len() == first.dims.len()
                && (0..first.dims.len()).all(|k| k == along || part.dims[k] == first.dims[k]);
            if !fits {
                return Err(&"its inputs have different shapes");
            }
            out.dims[along] += part.dims[along];
        }
        for outer in 0..before {
            for part in &parts {
                let length = part.dims[along] * after;
                out.values.extend(
                    part.values.get(outer * length..(outer + 1) * length).ok_or(&"it reads past its end")?,
                );
            }
        }
        Ok(out)
    }

    fn folded_slice(&mut self, node: &Node<'a>, mut x: Constant) -> Op<Constant> {
        let starts = self.numbers(node, "starts", 1)?.ok_or(&"its starts are missing")?;
        let ends = self.numbers(node, "ends", 2)?.ok_or(&"its ends are missing")?;
        let axes = self.numbers(node, "axes", 3)?;
        let steps = if self.id(node, 4) == 0 { Vec::new() } else { self.constant(node, 4)?.values };
        for (k, (&start, &end)) in starts.iter().zip(&ends).enumerate() {
            let along = axes.as_ref().map_or(Some(k as f64), |axes| axes.get(k).copied());
            let along = axis(along.ok_or(&"an axis is missing")?, x.dims.len())?;
            let step = steps.get(k).copied().unwrap_or(1.0);
            if step == 0.0 || step.is_nan() {
                return Err(&"its step is 0");
            }
            let (before, n, after) = around(&x.dims, along)?;
            let length = n as f64;
            let place = |at: f64| if at < 0.0 { at + length } else { at };
            // Backwards, the end may lie before the first element.
            let (low, high) = if step > 0.0 { (0.0, length) } else { (-1.0, length - 1.0) };
            let (start, end) = (bounded(place(start), low, high), place(end));
            let end = if step < 0.0 && end < 0.0 { -1.0 } else { bounded(end, low, high) };
            let taken = size((-floor(-(end - start) / step)).max(0.0))?;
            let mut values = Vec::new();
            for outer in 0..before {
                for k in 0..taken {
                    let from = (outer * n + size(start + k as f64 * step)?) * after;
                    values.extend(x.values.get(from..from + after).ok_or(&"it reads past its end")?);
                }
            }
            x.dims[along] = taken;
            x.values = values;
            self.spend(x.values.len())?;
        }
        Ok(x)
    }
}

/// The nearest number between two bounds. `f64::clamp` would add the formatting of floats for its panic: 6 KB packed.
fn bounded(value: f64, low: f64, high: f64) -> f64 {
    if value < low || high < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

/// The number of elements before an axis, its size, and the number of elements after it.
fn around(dims: &[usize], axis: usize) -> Op<(usize, usize, usize)> {
    let &n = dims.get(axis).ok_or(&"it names an axis that is not there")?;
    Ok((count(&dims[..axis])?, n, count(&dims[axis + 1..])?))
}

/// The largest whole number that is not above this one.
fn floor(value: f64) -> f64 {
    let whole = value as i64 as f64;
    if whole > value { whole - 1.0 } else { whole }
}

/// The square root by Newton's method, because `core` has none.
fn sqrt(value: f64) -> f64 {
    // Half of the exponent is a start with an error of a few percent.
    let mut root = f64::from_bits((value.to_bits() >> 1) + (0x1ff8 << 48));
    if !(value > 0.0 && value.is_finite()) {
        return if value == 0.0 { 0.0 } else { f64::NAN };
    }
    for _ in 0..6 {
        root = (root + value / root) / 2.0;
    }
    root
}
