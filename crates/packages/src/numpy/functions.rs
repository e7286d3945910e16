//! The functions of `np`.

use pupil_numpy::linalg;
use pupil_numpy::numeric::{self, Bins, ConvolveMode, Spacing};
use pupil_numpy::reduce::{self, ArgExtreme, Cumulative, ReduceOptions, Reduction};
use pupil_numpy::shape::{self, Order, PadMode};
use pupil_numpy::sort::{self, Bounds};
use pupil_numpy::ufunc::{self, Binary, Options, Unary};
use pupil_numpy::{Array, DType, Operand, create, promote_types, result_type, sets};

use super::arguments::{Arguments, Outcome, operand, options, result};
use super::failure::{Fail, unsupported, value_error};
use super::linear;
use super::object::{Object, tuple};
use super::printing;

fn list(arrays: Vec<Array>) -> Object {
    Object::List(arrays.into_iter().map(Object::Array).collect())
}

pub fn reduce_options(a: &Arguments, axis: usize) -> Result<ReduceOptions, Fail> {
    Ok(ReduceOptions {
        axis: a.get(axis, "axis").map(Object::axes).transpose()?,
        keepdims: a.flag("keepdims")?,
        dtype: a.keyword("dtype").map(Object::dtype).transpose()?,
        ddof: a.keyword("ddof").map_or(Ok(0.0), Object::float)?,
        initial: a.keyword("initial").map(Object::operand).transpose()?,
        mask: a.keyword("where").map(Object::array).transpose()?,
        out: None,
    })
}

/// Two arrays, and how much they may differ.
fn closeness(a: &Arguments) -> Result<(Operand, Operand, f64, f64, bool), Fail> {
    let (rtol, atol) = (a.float(2, "rtol", 1e-5)?, a.float(3, "atol", 1e-8)?);
    Ok((operand(a, 0, "a")?, operand(a, 1, "b")?, rtol, atol, a.flag("equal_nan")?))
}

fn bounds(a: &Arguments) -> Result<Bounds, Fail> {
    Ok(match a.keyword("mode").map(Object::str).transpose()? {
        Some("wrap") => Bounds::Wrap,
        Some("clip") => Bounds::Clip,
        _ => Bounds::Raise,
    })
}

fn order(a: &Arguments, place: usize) -> Result<Order, Fail> {
    Ok(if a.text(place, "order", "C")? == "F" { Order::F } else { Order::C })
}

pub fn call(name: &str, a: &Arguments) -> Outcome {
    if let Some(function) = Unary::named(name) {
        let options = options(a, 1)?;
        return Ok(result(ufunc::unary(function, &operand(a, 0, "x")?, &options)?, &options));
    }
    if let Some(function) = Binary::named(name) {
        let options = options(a, 2)?;
        return Ok(result(
            ufunc::binary(function, &operand(a, 0, "x1")?, &operand(a, 1, "x2")?, &options)?,
            &options,
        ));
    }
    if let Some(reduction) = Reduction::named(name) {
        return Ok(reduce::reduce(reduction, &a.array(0, "a")?, &reduce_options(a, 1)?)?.into());
    }
    if let Some((function, method)) = name.split_once('.')
        && let Some(function) = Binary::named(function)
    {
        let x = a.array(0, "array")?;
        return Ok(match (function, method) {
            (Binary::Add, "reduce") => reduce::reduce(Reduction::Sum, &x, &ReduceOptions::axis(0))?.into(),
            (Binary::Multiply, "reduce") => {
                reduce::reduce(Reduction::Prod, &x, &ReduceOptions::axis(0))?.into()
            }
            (Binary::Maximum, "accumulate") => reduce::cumulative(Cumulative::Max, &x, Some(0), None)?.into(),
            (Binary::Minimum, "accumulate") => reduce::cumulative(Cumulative::Min, &x, Some(0), None)?.into(),
            (Binary::Add, "accumulate") => reduce::cumulative(Cumulative::Sum, &x, Some(0), None)?.into(),
            (_, "outer") => {
                let column = x.reshape(&[x.size(), 1])?;
                ufunc::binary(function, &column.into(), &operand(a, 1, "b")?, &Options::default())?.into()
            }
            _ => return unsupported(name),
        });
    }
    if let Ok(dtype) = DType::from_name(name) {
        return Ok(a.array(0, "x")?.astype(dtype)?.into());
    }
    if let Some(name) = name.strip_prefix("linalg.") {
        return linear::call(name, a);
    }
    Ok(match name {
        "array" | "asarray" | "ascontiguousarray" => {
            Object::Array(a.need(0, "a")?.nested()?.to_array(a.dtype(1)?)?)
        }
        "zeros" | "empty" => {
            Object::Array(Array::zeros(&a.need(0, "shape")?.shape()?, a.dtype(1)?.unwrap_or(DType::Float64))?)
        }
        "ones" => {
            Object::Array(Array::ones(&a.need(0, "shape")?.shape()?, a.dtype(1)?.unwrap_or(DType::Float64))?)
        }
        "full" => {
            Object::Array(Array::full(&a.need(0, "shape")?.shape()?, &operand(a, 1, "v")?, a.dtype(2)?)?)
        }
        "zeros_like" | "empty_like" => Object::Array(create::zeros_like(&a.array(0, "a")?, a.dtype(1)?)?),
        "ones_like" | "full_like" => {
            let x = a.array(0, "a")?;
            let value = if name == "ones_like" { Operand::Int(1) } else { operand(a, 1, "v")? };
            Object::Array(Array::full(x.shape(), &value, Some(a.dtype(9)?.unwrap_or(x.dtype())))?)
        }
        "arange" => {
            let numbers = a.positional.iter().map(Object::operand).collect::<Result<Vec<_>, _>>()?;
            let (zero, one) = (Operand::Int(0), Operand::Int(1));
            let dtype = a.dtype(3)?;
            Object::Array(match &numbers[..] {
                [stop] => create::arange(&zero, stop, &one, dtype)?,
                [start, stop] => create::arange(start, stop, &one, dtype)?,
                [start, stop, step, ..] => create::arange(start, stop, step, dtype)?,
                _ => return unsupported(name),
            })
        }
        "linspace" => {
            let endpoint = a.keyword("endpoint").map_or(Ok(true), Object::truth)?;
            let (start, stop) = (a.float(0, "start", 0.0)?, a.float(1, "stop", 0.0)?);
            let (array, step) = create::linspace(start, stop, a.int(2, "num", 50)?, endpoint, a.dtype(5)?)?;
            if a.flag("retstep")? {
                return Ok(Object::Tuple(vec![
                    Object::Array(array),
                    Object::Scalar(pupil_numpy::Scalar::Float64(step)),
                ]));
            }
            Object::Array(array)
        }
        "logspace" | "geomspace" => {
            let endpoint = a.keyword("endpoint").map_or(Ok(true), Object::truth)?;
            let (start, stop, num) =
                (a.float(0, "start", 0.0)?, a.float(1, "stop", 0.0)?, a.int(2, "num", 50)?);
            Object::Array(if name == "logspace" {
                create::logspace(start, stop, num, endpoint, a.float(4, "base", 10.0)?, a.dtype(5)?)?
            } else {
                create::geomspace(start, stop, num, endpoint, a.dtype(5)?)?
            })
        }
        "eye" => {
            let rows = a.int(0, "N", 0)?;
            let columns = a.int(1, "M", rows)?;
            let dtype = a.dtype(3)?.unwrap_or(DType::Float64);
            Object::Array(create::eye(rows as usize, columns as usize, a.int(2, "k", 0)?, dtype)?)
        }
        "identity" => {
            let n = a.int(0, "n", 0)? as usize;
            Object::Array(create::eye(n, n, 0, DType::Float64)?)
        }
        "diag" => Object::Array(create::diag(&a.array(0, "v")?, a.int(1, "k", 0)?)?),
        "diagonal" => Object::Array(create::diagonal(&a.array(0, "a")?, a.int(1, "offset", 0)?, 0, 1)?),
        "tri" => {
            let rows = a.int(0, "N", 0)?;
            let columns = a.int(1, "M", rows)? as usize;
            let dtype = a.dtype(3)?.unwrap_or(DType::Float64);
            Object::Array(create::tri(rows as usize, columns, a.int(2, "k", 0)?, dtype)?)
        }
        "tril" => Object::Array(create::tril(&a.array(0, "m")?, a.int(1, "k", 0)?)?),
        "triu" => Object::Array(create::triu(&a.array(0, "m")?, a.int(1, "k", 0)?)?),
        "meshgrid" => {
            let axes = a.positional.iter().map(Object::array).collect::<Result<Vec<_>, _>>()?;
            let xy = a.text(9, "indexing", "xy")? == "xy";
            Object::Tuple(
                create::meshgrid(&axes, xy, a.flag("sparse")?)?.into_iter().map(Object::Array).collect(),
            )
        }
        "indices" => Object::Array(create::indices(&a.need(0, "shape")?.shape()?)?),
        "vander" => {
            let x = a.array(0, "x")?;
            Object::Array(create::vander(
                &x,
                a.int(1, "N", x.size() as i64)? as usize,
                a.flag("increasing")?,
            )?)
        }
        "fill_diagonal" => {
            create::diagonal(&a.array(0, "a")?, 0, 0, 1)?.assign(&a.array(1, "v")?)?;
            Object::None
        }
        "result_type" => {
            let operands: Vec<Operand> = a
                .positional
                .iter()
                .map(|object| Ok(Operand::Scalar(object.dtype()?.zero())))
                .collect::<Result<_, Fail>>()?;
            Object::DType(result_type(&operands))
        }
        "promote_types" => Object::DType(promote_types(a.need(0, "a")?.dtype()?, a.need(1, "b")?.dtype()?)),
        "can_cast" => {
            Object::Bool(pupil_numpy::can_cast_safely(a.need(0, "a")?.dtype()?, a.need(1, "b")?.dtype()?))
        }
        "shares_memory" => Object::Bool(a.array(0, "a")?.shares_memory(&a.array(1, "b")?)?),
        "divmod" => {
            let (q, r) = ufunc::divmod(&operand(a, 0, "a")?, &operand(a, 1, "b")?, &Options::default())?;
            tuple(vec![q, r])
        }
        "modf" => {
            let (fraction, whole) = ufunc::modf(&operand(a, 0, "x")?)?;
            tuple(vec![fraction, whole])
        }
        "unwrap" => Object::Array(ufunc::unwrap(&a.array(0, "p")?, core::f64::consts::TAU)?),
        "clip" => clip(&operand(a, 0, "a")?, a, 1)?,
        "round" | "around" => {
            ufunc::round(&operand(a, 0, "a")?, a.int(1, "decimals", 0)? as i32, &Options::default())?.into()
        }
        "where" if a.positional.len() == 1 => tuple(a.array(0, "c")?.nonzero()?),
        "where" => Object::Array(ufunc::choose_where(
            &operand(a, 0, "c")?,
            &operand(a, 1, "x")?,
            &operand(a, 2, "y")?,
        )?),
        "copyto" => {
            let mask = a.keyword("where").map(Object::array).transpose()?;
            ufunc::copyto(&a.array(0, "dst")?, &operand(a, 1, "src")?, mask.as_ref())?;
            Object::None
        }
        "nan_to_num" => {
            let limit = |name: &str| a.keyword(name).map(Object::float).transpose();
            let nan = a.float(9, "nan", 0.0)?;
            ufunc::nan_to_num(&operand(a, 0, "x")?, nan, limit("posinf")?, limit("neginf")?)?.into()
        }
        "isclose" => {
            let (x, y, rtol, atol, equal_nan) = closeness(a)?;
            ufunc::isclose(&x, &y, rtol, atol, equal_nan)?.into()
        }
        "allclose" => {
            let (x, y, rtol, atol, equal_nan) = closeness(a)?;
            Object::Bool(ufunc::allclose(&x, &y, rtol, atol, equal_nan)?)
        }
        "array_equal" => Object::Bool(ufunc::array_equal(
            &operand(a, 0, "a")?,
            &operand(a, 1, "b")?,
            a.flag("equal_nan")?,
        )?),
        "array_equiv" => Object::Bool(ufunc::array_equiv(&operand(a, 0, "a")?, &operand(a, 1, "b")?)?),
        "argmax" | "argmin" | "nanargmax" | "nanargmin" => {
            let which = match name {
                "argmax" => ArgExtreme::Max,
                "argmin" => ArgExtreme::Min,
                "nanargmax" => ArgExtreme::NanMax,
                _ => ArgExtreme::NanMin,
            };
            reduce::arg_extreme(which, &a.array(0, "a")?, a.axis(1)?, a.flag("keepdims")?)?.into()
        }
        "cumsum" | "cumprod" | "nancumsum" | "nancumprod" => {
            let which = match name {
                "cumsum" => Cumulative::Sum,
                "cumprod" => Cumulative::Prod,
                "nancumsum" => Cumulative::NanSum,
                _ => Cumulative::NanProd,
            };
            reduce::cumulative(which, &a.array(0, "a")?, a.axis(1)?, a.dtype(2)?)?.into()
        }
        "median" | "nanmedian" => {
            reduce::median(&a.array(0, "a")?, &reduce_options(a, 1)?, name == "nanmedian")?.into()
        }
        "quantile" | "nanquantile" | "percentile" | "nanpercentile" => {
            let (x, q, options) = (a.array(0, "a")?, a.array(1, "q")?, reduce_options(a, 2)?);
            let method = a.text(9, "method", "linear")?;
            match name {
                "quantile" => reduce::quantile(&x, &q, &options, method)?,
                "nanquantile" => reduce::nanquantile(&x, &q, &options, method)?,
                _ => reduce::percentile(&x, &q, &options, method, name == "nanpercentile")?,
            }
            .into()
        }
        "average" => {
            let weights = a.keyword("weights").map(Object::array).transpose()?;
            let axis = a.get(1, "axis").map(Object::axes).transpose()?;
            let (mean, sum) =
                reduce::average(&a.array(0, "a")?, axis, weights.as_ref(), a.flag("keepdims")?)?;
            if a.flag("returned")? { tuple(vec![mean, sum]) } else { mean.into() }
        }
        "diff" => numeric::diff(&a.array(0, "a")?, a.int(1, "n", 1)?, a.int(2, "axis", -1)? as isize)?.into(),
        "gradient" => {
            let x = a.array(0, "f")?;
            let spacing = match a.positional.get(1) {
                None => Spacing::Uniform(1.0),
                Some(places @ Object::List(_)) => Spacing::Places(places.array()?),
                Some(step) => Spacing::Uniform(step.float()?),
            };
            let edge_order = a.int(9, "edge_order", 1)?;
            match a.axis(9)? {
                None if x.ndim() != 1 => {
                    let axes = 0..x.ndim() as isize;
                    Object::Tuple(
                        axes.map(|axis| Ok(numeric::gradient(&x, &spacing, axis, edge_order)?.into()))
                            .collect::<Result<_, Fail>>()?,
                    )
                }
                axis => numeric::gradient(&x, &spacing, axis.unwrap_or(0), edge_order)?.into(),
            }
        }
        "trapezoid" => {
            let x = a.get(1, "x").map(Object::array).transpose()?;
            let axis = a.int(3, "axis", -1)? as isize;
            numeric::trapezoid(&a.array(0, "y")?, x.as_ref(), a.float(2, "dx", 1.0)?, axis)?.into()
        }
        "cov" => {
            let y = a.get(1, "y").map(Object::array).transpose()?;
            let rowvar = a.keyword("rowvar").map_or(Ok(true), Object::truth)?;
            let ddof = a.keyword("ddof").map(Object::float).transpose()?;
            Object::Array(numeric::cov(&a.array(0, "m")?, y.as_ref(), rowvar, a.flag("bias")?, ddof)?)
        }
        "corrcoef" => {
            let y = a.get(1, "y").map(Object::array).transpose()?;
            numeric::corrcoef(&a.array(0, "x")?, y.as_ref(), true)?.into()
        }
        "histogram" | "histogram_bin_edges" => {
            let bins = match a.get(1, "bins") {
                None => Bins::Count(10),
                Some(edges @ (Object::List(_) | Object::Tuple(_) | Object::Array(_))) => {
                    Bins::Edges(edges.array()?)
                }
                Some(count) => Bins::Count(count.int()?),
            };
            let range = match a.get(2, "range") {
                Some(Object::Tuple(items) | Object::List(items)) if items.len() == 2 => {
                    Some((items[0].float()?, items[1].float()?))
                }
                _ => None,
            };
            let x = a.array(0, "a")?;
            if name == "histogram_bin_edges" {
                return Ok(Object::Array(numeric::histogram_edges(&x, &bins, range)?));
            }
            let weights = a.get(4, "weights").map(Object::array).transpose()?;
            let density = a.get(3, "density").map_or(Ok(false), Object::truth)?;
            let (counts, edges) = numeric::histogram(&x, &bins, range, weights.as_ref(), density)?;
            Object::Tuple(vec![Object::Array(counts), Object::Array(edges)])
        }
        "bincount" => {
            let weights = a.get(1, "weights").map(Object::array).transpose()?;
            let x = match a.need(0, "x")? {
                Object::List(items) if items.is_empty() => Array::vector(Vec::<i64>::new()),
                other => other.array()?,
            };
            Object::Array(numeric::bincount(&x, weights.as_ref(), a.int(2, "minlength", 0)?)?)
        }
        "digitize" => numeric::digitize(&a.array(0, "x")?, &a.array(1, "bins")?, a.flag("right")?)?.into(),
        "interp" => {
            let limit = |name: &str| a.keyword(name).map(Object::float).transpose();
            let (x, xp, fp) = (a.array(0, "x")?, a.array(1, "xp")?, a.array(2, "fp")?);
            numeric::interp(&x, &xp, &fp, limit("left")?, limit("right")?, limit("period")?)?.into()
        }
        "convolve" | "correlate" => {
            let default = if name == "convolve" { "full" } else { "valid" };
            let mode = match a.text(2, "mode", default)? {
                "full" => ConvolveMode::Full,
                "same" => ConvolveMode::Same,
                _ => ConvolveMode::Valid,
            };
            let (x, v) = (a.array(0, "a")?, a.array(1, "v")?);
            Object::Array(if name == "convolve" {
                numeric::convolve(&x, &v, mode)?
            } else {
                numeric::correlate(&x, &v, mode)?
            })
        }
        "polyval" if a.array(0, "p")?.size() == 0 => {
            Object::Array(numeric::polyval(&a.array(0, "p")?, &operand(a, 1, "x")?)?)
        }
        "polyval" => numeric::polyval(&a.array(0, "p")?, &operand(a, 1, "x")?)?.into(),
        "polyfit" => {
            let weights = a.keyword("w").map(Object::array).transpose()?;
            let (x, y) = (a.array(0, "x")?, a.array(1, "y")?);
            Object::Array(numeric::polyfit(&x, &y, a.int(2, "deg", 0)?, weights.as_ref())?)
        }
        "roots" => Object::Array(numeric::roots(&a.array(0, "p")?)?),
        "reshape" => Object::Array(a.array(0, "a")?.reshape_to(&a.need(1, "shape")?.ints()?, order(a, 2)?)?),
        "ndim" => Object::Int(a.array(0, "a")?.ndim() as i128),
        "shape" => Object::Tuple(a.array(0, "a")?.shape().iter().map(|&n| Object::Int(n as i128)).collect()),
        "size" => match (a.array(0, "a")?, a.axis(1)?) {
            (array, None) => Object::Int(array.size() as i128),
            (array, Some(axis)) => {
                let place = if axis < 0 { axis + array.ndim() as isize } else { axis };
                let size = array.shape().get(place as usize).copied();
                Object::Int(size.ok_or_else(|| {
                    Fail::Python(pupil_numpy::Error::Index("tuple index out of range".into()))
                })? as i128)
            }
        },
        "ravel" => Object::Array(a.array(0, "a")?.ravel_order(order(a, 1)?)?),
        "transpose" => {
            let axes = a.get(1, "axes").map(Object::axes).transpose()?;
            Object::Array(a.array(0, "a")?.transpose(axes.as_deref())?)
        }
        "swapaxes" => {
            let (first, second) = (a.int(1, "axis1", 0)? as isize, a.int(2, "axis2", 0)? as isize);
            Object::Array(a.array(0, "a")?.swapaxes(first, second)?)
        }
        "moveaxis" => {
            Object::Array(a.array(0, "a")?.moveaxis(&a.need(1, "s")?.axes()?, &a.need(2, "d")?.axes()?)?)
        }
        "rollaxis" => Object::Array(a.array(0, "a")?.moveaxis(&a.need(1, "s")?.axes()?, &[0])?),
        "expand_dims" => Object::Array(a.array(0, "a")?.expand_dims(&a.need(1, "axis")?.axes()?)?),
        "squeeze" => {
            let axes = a.get(1, "axis").map(Object::axes).transpose()?;
            Object::Array(a.array(0, "a")?.squeeze(axes.as_deref())?)
        }
        "concatenate" => {
            let axis = match a.given("axis") {
                Some(Object::None) => None,
                Some(axis) => Some(axis.int()? as isize),
                None => Some(0),
            };
            Object::Array(shape::concatenate(&a.need(0, "arrays")?.arrays_of()?, axis, None)?)
        }
        "stack" => {
            let axis = a.int(1, "axis", 0)? as isize;
            Object::Array(shape::stack(&a.need(0, "arrays")?.arrays_of()?, axis)?)
        }
        "vstack" => Object::Array(shape::vstack(&a.need(0, "arrays")?.arrays_of()?)?),
        "hstack" => Object::Array(shape::hstack(&a.need(0, "arrays")?.arrays_of()?)?),
        "dstack" => Object::Array(shape::dstack(&a.need(0, "arrays")?.arrays_of()?)?),
        "column_stack" => Object::Array(shape::column_stack(&a.need(0, "arrays")?.arrays_of()?)?),
        "split" | "array_split" | "hsplit" | "vsplit" => {
            let axis = if name == "hsplit" { 1 } else { a.int(2, "axis", 0)? as isize };
            let x = a.array(0, "a")?;
            list(match a.need(1, "sections")? {
                places @ (Object::List(_) | Object::Tuple(_) | Object::Array(_)) => {
                    shape::split_at(&x, &places.ints()?, axis)?
                }
                count if name == "array_split" => shape::array_split(&x, count.int()?, axis)?,
                count => shape::split(&x, count.int()?, axis)?,
            })
        }
        "tile" => Object::Array(shape::tile(&a.array(0, "a")?, &a.need(1, "reps")?.shape()?)?),
        "repeat" => Object::Array(shape::repeat(&a.array(0, "a")?, &a.array(1, "repeats")?, a.axis(2)?)?),
        "roll" => {
            let (x, shifts) = (a.array(0, "a")?, a.need(1, "shift")?.ints()?);
            Object::Array(match a.get(2, "axis") {
                None => shape::roll_flat(&x, shifts.first().copied().unwrap_or(0))?,
                Some(axes) => {
                    let pairs: Vec<(i64, isize)> = shifts.into_iter().zip(axes.axes()?).collect();
                    shape::roll(&x, &pairs)?
                }
            })
        }
        "rot90" => Object::Array(shape::rot90(&a.array(0, "m")?, a.int(1, "k", 1)?, (0, 1))?),
        "flip" => {
            let axes = a.get(1, "axis").map(Object::axes).transpose()?;
            shape::flip(&a.array(0, "m")?, axes.as_deref())?.into()
        }
        "fliplr" => Object::Array(shape::flip(&a.array(0, "m")?, Some(&[1]))?),
        "flipud" => Object::Array(shape::flip(&a.array(0, "m")?, Some(&[0]))?),
        "pad" => {
            let x = a.array(0, "a")?;
            let widths = a.array(1, "w")?.broadcast_to(&[x.ndim(), 2])?.to_vec::<i64>()?;
            let pairs: Vec<(i64, i64)> = widths.chunks(2).map(|pair| (pair[0], pair[1])).collect();
            let mode = match a.text(2, "mode", "constant")? {
                "edge" => PadMode::Edge,
                "reflect" => PadMode::Reflect,
                "symmetric" => PadMode::Symmetric,
                "wrap" => PadMode::Wrap,
                _ => PadMode::Constant(a.float(9, "constant_values", 0.0)?),
            };
            Object::Array(shape::pad(&x, &pairs, mode)?)
        }
        "broadcast_to" => Object::Array(a.array(0, "a")?.broadcast_to(&a.need(1, "shape")?.shape()?)?),
        "broadcast_shapes" => {
            let shapes = a.positional.iter().map(Object::shape).collect::<Result<Vec<_>, _>>()?;
            let shapes: Vec<&[usize]> = shapes.iter().map(Vec::as_slice).collect();
            let common = pupil_numpy::broadcast_shapes(&shapes)?;
            Object::Tuple(common.into_iter().map(|n| Object::Int(n as i128)).collect())
        }
        "atleast_1d" => Object::Array(shape::atleast_1d(&a.array(0, "a")?)?),
        "atleast_2d" => Object::Array(shape::atleast_2d(&a.array(0, "a")?)?),
        "atleast_3d" => Object::Array(shape::atleast_3d(&a.array(0, "a")?)?),
        "append" => Object::Array(shape::append(&a.array(0, "a")?, &a.array(1, "values")?, a.axis(2)?)?),
        "insert" => {
            let (x, places, values) = (a.array(0, "a")?, a.array(1, "obj")?, a.array(2, "values")?);
            Object::Array(shape::insert(&x, &places, &values, a.axis(3)?)?)
        }
        "delete" => {
            let x = a.array(0, "a")?;
            let places = match a.need(1, "obj")? {
                Object::Slice(start, stop, step) => {
                    let (start, step, count) = pupil_numpy::slice_bounds(*start, *stop, *step, x.size())?;
                    Array::vector((0..count as i64).map(|i| start + i * step).collect::<Vec<i64>>())
                }
                other => other.array()?,
            };
            Object::Array(shape::delete(&x, &places, a.axis(2)?)?)
        }
        "resize" => Object::Array(shape::resize(&a.array(0, "a")?, &a.need(1, "shape")?.shape()?)?),
        "sort" | "argsort" | "partition" | "argpartition" => {
            let place = if name.ends_with("partition") { 2 } else { 1 };
            let axis = match a.given("axis") {
                Some(Object::None) => None,
                _ => Some(a.axis(place)?.unwrap_or(-1)),
            };
            let x = a.array(0, "a")?;
            Object::Array(match name {
                "sort" => sort::sort(&x, axis)?,
                "argsort" => sort::argsort(&x, axis)?,
                "partition" => sort::partition(&x, a.int(1, "kth", 0)?, axis)?,
                _ => sort::argpartition(&x, a.int(1, "kth", 0)?, axis)?,
            })
        }
        "lexsort" => Object::Array(sort::lexsort(&a.need(0, "keys")?.arrays_of()?)?),
        "searchsorted" => {
            let sorter = a.keyword("sorter").map(Object::array).transpose()?;
            let right = a.text(2, "side", "left")? == "right";
            sort::searchsorted(&a.array(0, "a")?, &a.array(1, "v")?, right, sorter.as_ref())?.into()
        }
        "unique" => {
            let equal_nan = a.keyword("equal_nan").map_or(Ok(true), Object::truth)?;
            let unique = sets::unique(&a.array(0, "a")?, a.axis(9)?, equal_nan)?;
            let mut parts = vec![unique.values];
            for (flag, part) in [
                ("return_index", unique.index),
                ("return_inverse", unique.inverse),
                ("return_counts", unique.counts),
            ] {
                if a.flag(flag)? {
                    parts.push(part);
                }
            }
            if parts.len() == 1 { Object::Array(parts.remove(0)) } else { tuple(parts) }
        }
        "isin" => Object::Array(sets::isin(&a.array(0, "a")?, &a.array(1, "b")?, a.flag("invert")?)?),
        "intersect1d" => Object::Array(sets::intersect1d(&a.array(0, "a")?, &a.array(1, "b")?)?),
        "union1d" => Object::Array(sets::union1d(&a.array(0, "a")?, &a.array(1, "b")?)?),
        "setdiff1d" => Object::Array(sets::setdiff1d(&a.array(0, "a")?, &a.array(1, "b")?)?),
        "setxor1d" => Object::Array(sets::setxor1d(&a.array(0, "a")?, &a.array(1, "b")?)?),
        "nonzero" => tuple(a.array(0, "a")?.nonzero()?),
        "argwhere" => Object::Array(sort::argwhere(&a.array(0, "a")?)?),
        "flatnonzero" => Object::Array(sort::flatnonzero(&a.array(0, "a")?)?),
        "take" if matches!(a.need(1, "i")?, Object::List(items) if items.is_empty()) => {
            let none = Array::vector(Vec::<i64>::new());
            sort::take(&a.array(0, "a")?, &none, a.axis(2)?, bounds(a)?)?.into()
        }
        "take" => sort::take(&a.array(0, "a")?, &a.array(1, "i")?, a.axis(2)?, bounds(a)?)?.into(),
        "take_along_axis" => {
            Object::Array(sort::take_along_axis(&a.array(0, "a")?, &a.array(1, "i")?, a.axis(2)?)?)
        }
        "put" => {
            sort::put(&a.array(0, "a")?, &a.array(1, "i")?, &a.array(2, "v")?, bounds(a)?)?;
            Object::None
        }
        "place" => {
            let x = a.array(0, "a")?;
            sort::put(&x, &sort::flatnonzero(&a.array(1, "m")?)?, &a.array(2, "v")?, Bounds::Raise)?;
            Object::None
        }
        "choose" => {
            Object::Array(sort::choose(&a.array(0, "a")?, &a.need(1, "choices")?.arrays_of()?, bounds(a)?)?)
        }
        "select" => {
            let default = a.get(2, "default").map_or(Ok(Operand::Int(0)), Object::operand)?;
            let (conditions, choices) = (a.need(0, "c")?.arrays_of()?, a.need(1, "c")?.arrays_of()?);
            Object::Array(sort::select(&conditions, &choices, &default)?)
        }
        "compress" => Object::Array(sort::compress(&a.array(0, "c")?, &a.array(1, "a")?, a.axis(2)?)?),
        "extract" => Object::Array(sort::extract(&a.array(0, "c")?, &a.array(1, "a")?)?),
        "unravel_index" => tuple(sort::unravel_index(&a.array(0, "i")?, &a.need(1, "shape")?.shape()?)?),
        "ravel_multi_index" => {
            let axes = a.need(0, "i")?.arrays_of()?;
            sort::ravel_multi_index(&axes, &a.need(1, "dims")?.shape()?, bounds(a)?)?.into()
        }
        "dot" => linalg::dot(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "matmul" => linalg::matmul(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "inner" => linalg::inner(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "outer" => linalg::outer(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "vdot" => linalg::vdot(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "kron" => linalg::kron(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "cross" => linalg::cross(&a.array(0, "a")?, &a.array(1, "b")?)?.into(),
        "trace" => linalg::trace(&a.array(0, "a")?, a.int(1, "offset", 0)?)?.into(),
        "tensordot" => {
            let (x, y) = (a.array(0, "a")?, a.array(1, "b")?);
            let (left, right) = match a.get(2, "axes") {
                Some(Object::Tuple(pair) | Object::List(pair)) => match pair.as_slice() {
                    [left, right] => (left.axes()?, right.axes()?),
                    _ => return value_error("tensordot: axes is a number or a pair of lists"),
                },
                other => {
                    let n = other.map_or(Ok(2), Object::int)?.clamp(0, 64) as isize;
                    ((-n..0).collect(), (0..n).collect())
                }
            };
            linalg::tensordot(&x, &y, &left, &right)?.into()
        }
        "einsum" => {
            let [subscripts, arrays @ ..] = a.positional.as_slice() else {
                return value_error(
                    "must specify the einstein sum subscripts string and at least one operand",
                );
            };
            let arrays = arrays.iter().map(Object::array).collect::<Result<Vec<_>, _>>()?;
            linalg::einsum(subscripts.str()?, &arrays)?.into()
        }
        _ => return printing::call(name, a),
    })
}

pub fn clip(x: &Operand, a: &Arguments, place: usize) -> Outcome {
    let bound = |place: usize, name: &str| match a.get(place, name) {
        None => Ok(None),
        Some(object) => object.operand().map(Some),
    };
    let options = Options { out: a.keyword("out").map(Object::array).transpose()?, ..Options::default() };
    let (low, high) = (bound(place, "min")?, bound(place + 1, "max")?);
    Ok(result(ufunc::clip(x, low.as_ref(), high.as_ref(), &options)?, &options))
}
