//! Operators on constants. Exporters compute shapes in the graph; here they become numbers.

use alloc::vec;
use alloc::vec::Vec;

use super::build::{BATCH, Build, Known};
use super::constant::{Constant, Op, axis, count, few, size, sizes};
use super::dims::Dims;
use super::proto::Node;

impl<'a> Build<'a> {
    /// The constant of a `Constant` node.
    pub(super) fn constant_node(&mut self, node: &Node<'a>) -> Op<()> {
        if let Some(bytes) = node.tensor("value") {
            self.set(node, 0, Known::Stored(bytes));
            return Ok(());
        }
        let constant = if let Some(list) = node.ints("value_ints") {
            Constant::list(list)
        } else if node.has("value_int") {
            Constant::scalar(node.int("value_int", 0) as f64, true)
        } else if node.has("value_floats") {
            Constant::vector(node.floats("value_floats"), 0)
        } else if node.has("value_float") {
            Constant::scalar(node.float("value_float", 0.0), false)
        } else {
            return Err(&"its value is neither a tensor nor numbers");
        };
        self.set_constant(node, constant)
    }

    #[inline(never)]
    pub(super) fn set_constant(&mut self, node: &Node<'_>, constant: Constant) -> Op<()> {
        self.set(node, 0, Known::Constant(constant));
        Ok(())
    }

    /// The shape of a value, in which NaN stands for the batch.
    pub(super) fn shape_node(&mut self, node: &Node<'a>) -> Op<()> {
        let view = self.as_view(node, 0);
        let shape = match &view {
            Some(view) => self.shape(view),
            None => self.constant(node, 0)?.dims,
        };
        let rank = shape.len() as i64;
        let place = |at: i64| (if at < 0 { at.saturating_add(rank) } else { at }).min(rank).max(0) as usize;
        let (start, end) = (place(node.int("start", 0)), place(node.int("end", rank)));
        let mut dims = Vec::new();
        for k in start..end {
            dims.push(if view.is_some() && shape[k] == BATCH { f64::NAN } else { shape[k] as f64 });
        }
        self.set_constant(node, Constant::list(dims))
    }

    /// Computes a node whose inputs are all constant.
    pub(super) fn fold(&mut self, node: &Node<'a>) -> Op<()> {
        if matches!(node.op, "Identity" | "Cast" | "CastLike" | "Dropout") && self.id(node, 0) != 0 {
            if node.op != "Cast" && matches!(self.known[self.id(node, 0)], Known::Stored(_)) {
                let value = self.known[self.id(node, 0)].clone();
                self.set(node, 0, value);
                return Ok(());
            }
            let mut constant = self.constant(node, 0)?;
            if node.op == "Cast" {
                constant.whole = !matches!(node.int("to", 1), 1 | 10 | 11 | 16);
                if constant.whole {
                    // NaN stands for the batch, and stays.
                    constant.values.iter_mut().for_each(|value| *value = truncated(*value));
                }
            }
            return self.set_constant(node, constant);
        }
        let constant = self.folded(node)?;
        self.set_constant(node, constant)
    }

    fn folded(&mut self, node: &Node<'a>) -> Op<Constant> {
        let mut x = self.constant(node, 0)?;
        let rank = x.dims.len();
        match node.op {
            "Reshape" | "Flatten" => {
                x.dims = self.folded_shape(node, &x)?;
                Ok(x)
            }
            "Concat" => self.folded_concat(node),
            "Gather" => {
                let along = axis(node.int("axis", 0) as f64, rank)?;
                let places = self.constant(node, 1)?;
                let (before, n, after) = around(&x.dims, along)?;
                self.spend(before.saturating_mul(places.values.len()).saturating_mul(after))?;
                let mut values = Vec::new();
                for outer in 0..before {
                    for &place in &places.values {
                        add(&mut values, &x, outer * n + axis(place, n)?, after)?;
                    }
                }
                let mut dims = Dims::of(x.dims.to(along));
                dims.extend(&places.dims);
                dims.extend(&x.dims[along + 1..]);
                if dims.len() + 1 != rank + places.dims.len() {
                    return Err(&"it has too many axes");
                }
                Ok(Constant { dims, values, ..x })
            }
            "ConstantOfShape" => {
                let dims = self.open_sizes(&x)?;
                let value = match node.tensor("value") {
                    Some(bytes) => Constant::decode(bytes)?,
                    None => Constant::scalar(0.0, false),
                };
                let n = count(&dims)?;
                self.spend(n)?;
                Ok(Constant { values: vec![value.single()?; n], dims, ..value })
            }
            "Expand" | "Tile" => {
                let wanted = self.constant(node, 1)?;
                let mut dims = self.open_sizes(&wanted)?;
                if node.op == "Tile" {
                    if dims.len() != rank {
                        return Err(&"it repeats a constant");
                    }
                    for k in 0..rank {
                        if x.dims[k] != 1 && dims[k] != 1 {
                            return Err(&"it repeats a constant");
                        }
                        dims[k] *= x.dims[k];
                    }
                }
                // Sizes of 1 keep the constant's own size.
                for k in 1..=rank.min(dims.len()) {
                    let at = dims.len() - k;
                    dims[at] = dims[at].max(x.dims[rank - k]);
                }
                self.spend(count(&dims)?)?;
                x.broadcast(&dims)
            }
            "Where" => {
                let (mut a, b) = (self.constant(node, 1)?, self.constant(node, 2)?);
                let mut longest = &x;
                for other in [&a, &b] {
                    if other.values.len() >= longest.values.len() {
                        longest = other;
                    }
                }
                let dims = longest.dims;
                self.spend(count(&dims)?.saturating_mul(3))?;
                x = x.broadcast(&dims)?;
                a = a.broadcast(&dims)?;
                let b = b.broadcast(&dims)?;
                for (k, value) in a.values.iter_mut().enumerate() {
                    if x.values.get(k) == Some(&0.0) {
                        *value = b.values.get(k).copied().unwrap_or(0.0);
                    }
                }
                Ok(a)
            }
            "Range" => {
                let (start, limit, step) =
                    (x.single()?, self.constant(node, 1)?.single()?, self.constant(node, 2)?.single()?);
                let total = size(-floor(-((limit - start) / step).max(0.0)))?;
                self.spend(total)?;
                let mut values = Vec::new();
                (0..total).for_each(|k| values.push(start + k as f64 * step));
                Ok(Constant::list(values))
            }
            "ReduceProd" => {
                Ok(Constant::scalar(x.values.iter().fold(1.0, |product, n| product * n), x.whole))
            }
            "Size" => Ok(Constant::scalar(x.values.len() as f64, true)),
            "DequantizeLinear" => {
                let scale = self.constant(node, 1)?;
                let zero = if self.id(node, 2) == 0 { Constant::default() } else { self.constant(node, 2)? };
                let along = axis(node.int("axis", 1) as f64, rank.max(2))?;
                let (_, n, after) = around(&x.dims, along).unwrap_or((1, 1, 1));
                let pick = |list: &Constant, at: usize, default: f64| match *list.values {
                    [single] => single,
                    _ => list.values.get(at / after.max(1) % n.max(1)).copied().unwrap_or(default),
                };
                for (at, value) in x.values.iter_mut().enumerate() {
                    *value = (*value - pick(&zero, at, 0.0)) * pick(&scale, at, 1.0);
                }
                x.whole = false;
                Ok(x)
            }
            _ => self.elementwise(node, x),
        }
    }

    /// A list of sizes, where the batch counts as 1.
    #[inline(never)]
    fn open_sizes(&self, list: &Constant) -> Op<Dims> {
        let mut list = list.values.clone();
        list.iter_mut().filter(|n| n.is_nan()).for_each(|n| *n = 1.0);
        sizes(&list)
    }

    /// A function of each number, or of two numbers each.
    fn elementwise(&mut self, node: &Node<'a>, mut a: Constant) -> Op<Constant> {
        let mut b = match node.op {
            "Sqrt" | "Neg" | "Reciprocal" | "Floor" | "Ceil" | "Abs" => Constant::scalar(0.0, a.whole),
            "Add" | "Sub" | "Mul" | "Div" | "Pow" | "Equal" | "Min" | "Max" => self.constant(node, 1)?,
            _ => return Err(&""),
        };
        let rank = a.dims.len().max(b.dims.len());
        few(rank)?;
        for dims in [&mut a.dims, &mut b.dims] {
            while dims.len() < rank {
                dims.insert(0, 1);
            }
        }
        let mut dims = a.dims;
        for k in 0..rank {
            if dims[k] == 1 {
                dims[k] = b.dims[k];
            }
        }
        self.spend(count(&dims)?.saturating_mul(2))?;
        let whole = a.whole && b.whole;
        (a, b) = (a.broadcast(&dims)?, b.broadcast(&dims)?);
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
                "Pow" if y == 2.0 => *x * *x,
                "Pow" if y == 0.5 => sqrt(*x),
                "Pow" => return Err(&"it raises constants to a power"),
                "Sqrt" => sqrt(*x),
                "Neg" => -*x,
                "Reciprocal" => 1.0 / *x,
                "Abs" => x.abs(),
                "Floor" => floor(*x),
                _ => -floor(-*x),
            };
        }
        a.whole = whole;
        Ok(a)
    }

    fn folded_shape(&mut self, node: &Node<'a>, x: &Constant) -> Op<Dims> {
        let rank = x.dims.len();
        let total = count(&x.dims)?;
        let mut dims = Dims::NONE;
        if node.op == "Flatten" {
            let at = node.int("axis", 1);
            let at = if at == rank as i64 { rank } else { axis(at as f64, rank)? };
            dims.push(count(x.dims.to(at))?);
            dims.push(count(&x.dims[at..])?);
        } else {
            let wanted = self.numbers(node, "shape", 1)?.ok_or(&"its shape is missing")?;
            few(wanted.len())?;
            let known = product(&wanted);
            for (k, &n) in wanted.iter().enumerate() {
                dims.push(size(match n {
                    0.0 => x.dims[k] as f64,
                    -1.0 => total as f64 / known.max(1.0),
                    n => n,
                })?);
            }
        }
        match count(&dims)? == total {
            true => Ok(dims),
            false => Err(&"a constant cannot take its shape"),
        }
    }

    fn folded_concat(&mut self, node: &Node<'a>) -> Op<Constant> {
        let mut parts = Vec::new();
        for k in 0..node.inputs.len() {
            parts.push(self.constant(node, k)?);
        }
        let first = parts.first().ok_or(&"it has no inputs")?;
        let along = axis(node.int("axis", 0) as f64, first.dims.len())?;
        let (before, _, after) = around(&first.dims, along)?;
        let mut dims = first.dims;
        dims[along] = 0;
        for part in &parts {
            let mut same = part.dims;
            same[along] = first.dims[along];
            if same != first.dims {
                return Err(&"its inputs have different shapes");
            }
            dims[along] += part.dims[along];
        }
        let mut values = Vec::new();
        for outer in 0..before {
            for part in &parts {
                add(&mut values, part, outer, part.dims[along] * after)?;
            }
        }
        Ok(Constant { dims, values, whole: first.whole, source: first.source })
    }
}

/// Adds the block of `length` elements at a place among such blocks.
#[inline(never)]
fn add(values: &mut Vec<f64>, from: &Constant, place: usize, length: usize) -> Op<()> {
    let start = place * length;
    values.extend_from_slice(from.values.get(start..start + length).ok_or(&"it reads past its end")?);
    Ok(())
}

/// The product of the sizes that are known.
#[inline(never)]
pub(super) fn product(sizes: &[f64]) -> f64 {
    sizes.iter().fold(1.0, |product, &n| if n > 0.0 { product * n } else { product })
}

/// The number of elements before an axis, its size, and the number of elements after it.
#[inline(never)]
fn around(dims: &Dims, axis: usize) -> Op<(usize, usize, usize)> {
    let &n = dims.get(axis).ok_or(&"it names an axis that is not there")?;
    Ok((count(dims.to(axis))?, n, count(&dims[axis + 1..])?))
}

/// Without the digits after the point. NaN and very large numbers stay.
#[inline(never)]
fn truncated(value: f64) -> f64 {
    if value.is_nan() || value.abs() > 9e15 { value } else { value as i64 as f64 }
}

/// The largest whole number that is not above this one.
#[inline(never)]
pub(super) fn floor(value: f64) -> f64 {
    let whole = truncated(value);
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
