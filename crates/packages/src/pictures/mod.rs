//! `_pictures`: files of pictures as arrays of bytes and back, for the packages `PIL`, `keras` and `tensorflow`.

mod affine;
mod file;
mod resize;

use std::rc::Rc;

use pupil_numpy::{Array, DType, Element};
use pupil_python::{Args, Dict, R, Value, Vm};

use crate::native::{array_of, bytes, failed, held, set, text};

/// The most values of a picture, for files that claim to be large.
pub const MOST_VALUES: usize = 100_000_000;

/// Rows of pixels with some values each.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture<T> {
    pub width: usize,
    pub height: usize,
    /// Values of a pixel: 1 grey, 2 grey and opacity, 3 colours, 4 colours and opacity.
    pub channels: usize,
    pub values: Vec<T>,
}

/// Adds the module to an interpreter.
pub fn install(vm: &mut Vm) {
    vm.add_module("_pictures", make);
}

fn make(vm: &mut Vm) -> R<Rc<Dict>> {
    let globals: Rc<Dict> = Rc::default();
    set(vm, &globals, "decode", |vm, args| {
        let bytes = bytes(vm, args.get(0))?;
        let (format, picture) = file::decode(bytes).map_err(|message| vm.value_error(message))?;
        let array = object(vm, picture)?;
        Ok(Value::tuple(vec![Value::str(format), array]))
    });
    set(vm, &globals, "encode", |vm, args| {
        let picture = bytes_of(vm, args.get(0))?;
        let format = text(vm, args.get(1))?;
        let quality = vm.index(args.get(2))?.clamp(1, 100);
        let bytes = file::encode(&picture, &format, u8::try_from(quality).unwrap_or(75));
        let bytes = bytes.map_err(|message| vm.value_error(message))?;
        Ok(Value::Bytes(bytes.into()))
    });
    set(vm, &globals, "resize", |vm, args| {
        let picture = bytes_of(vm, args.get(0))?;
        let (width, height) = sides(vm, &args, picture.channels)?;
        let filter = text(vm, args.get(3))?;
        match resize::bytes(&picture, width, height, &filter) {
            Some(picture) => object(vm, picture),
            None => Err(vm.value_error(format!("\"{filter}\" is no way to resize a picture"))),
        }
    });
    set(vm, &globals, "resize_floats", |vm, args| {
        let picture = picture_of(vm, args.get(0))?;
        let (width, height) = sides(vm, &args, picture.channels)?;
        let smooth = vm.truth(args.get(3))?;
        object(vm, resize::floats(&picture, width, height, smooth))
    });
    set(vm, &globals, "affine", |vm, args| {
        let picture = picture_of(vm, args.get(0))?;
        let mut matrix = [0.0; 6];
        for (to, from) in matrix.iter_mut().zip(vm.to_vec(args.get(1))?) {
            *to = vm.float(&from)?;
        }
        let fill = text(vm, args.get(2))?;
        let Some(fill) = affine::Fill::of_name(&fill) else {
            return Err(vm.value_error(format!(
                "fill_mode is \"{fill}\"; expected \"constant\", \"nearest\", \"reflect\" or \"wrap\""
            )));
        };
        let value = vm.float(args.get(3))? as f32;
        let smooth = vm.truth(args.get(4))?;
        object(vm, affine::transform(&picture, &matrix, fill, value, smooth))
    });
    Ok(globals)
}

fn size(vm: &mut Vm, value: &Value) -> R<usize> {
    let size = vm.index(value)?;
    let valid = usize::try_from(size).ok().filter(|size| *size > 0);
    valid.ok_or_else(|| vm.value_error("height and width must be > 0".into()))
}

/// The width and height of a new picture, the second and third argument. Refuses pictures that are too large.
fn sides(vm: &mut Vm, args: &Args, channels: usize) -> R<(usize, usize)> {
    let (width, height) = (size(vm, args.get(1))?, size(vm, args.get(2))?);
    let values = width.saturating_mul(height).saturating_mul(channels);
    if values > MOST_VALUES {
        return Err(vm.value_error(format!(
            "a picture of {width} x {height} pixels is too large; at most {MOST_VALUES} values are possible"
        )));
    }
    vm.reserve(values.saturating_mul(size_of::<f32>()))?;
    Ok((width, height))
}

/// Height, width and values of a pixel of an array of that shape.
fn shape(vm: &mut Vm, value: &Value) -> R<(Array, [usize; 3])> {
    let array = held::<Array>(vm, value, "an array")?.clone();
    let shape: Result<[usize; 3], _> = array.shape().try_into();
    match shape {
        Ok(shape) if shape.iter().all(|size| *size > 0) => Ok((array, shape)),
        _ => Err(vm.value_error("a picture has the shape (height, width, channels), all above 0".into())),
    }
}

fn picture_of<T: Element>(vm: &mut Vm, value: &Value) -> R<Picture<T>> {
    let (array, [height, width, channels]) = shape(vm, value)?;
    let values = array.to_vec().map_err(|error| failed(vm, error))?;
    Ok(Picture { width, height, channels, values })
}

fn bytes_of(vm: &mut Vm, value: &Value) -> R<Picture<u8>> {
    if shape(vm, value)?.0.dtype() != DType::UInt8 {
        return Err(vm.type_error("the pixels must be uint8".into()));
    }
    picture_of(vm, value)
}

fn object<T: Element>(vm: &mut Vm, picture: Picture<T>) -> R<Value> {
    array_of(vm, picture.values, &[picture.height, picture.width, picture.channels])
}
