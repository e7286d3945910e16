//! The memory that arrays and their views share.

use std::cell::{Ref, RefCell, RefMut};

use crate::dtype::DType;
use crate::error::Result;
use crate::memory;
use crate::scalar::Scalar;

/// Elements of one type, side by side.
#[derive(Clone, Debug)]
pub(crate) enum Buffer {
    Bool(Vec<bool>),
    UInt8(Vec<u8>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float32(Vec<f32>),
    Float64(Vec<f64>),
}

/// Runs an expression with the vector inside a buffer.
macro_rules! with_buffer {
    ($buffer:expr, $values:ident => $body:expr) => {
        match $buffer {
            $crate::storage::Buffer::Bool($values) => $body,
            $crate::storage::Buffer::UInt8($values) => $body,
            $crate::storage::Buffer::Int32($values) => $body,
            $crate::storage::Buffer::Int64($values) => $body,
            $crate::storage::Buffer::Float32($values) => $body,
            $crate::storage::Buffer::Float64($values) => $body,
        }
    };
}
pub(crate) use with_buffer;

/// Runs an expression with the Rust type of a dtype.
macro_rules! with_type {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            $crate::dtype::DType::Bool => {
                type $t = bool;
                $body
            }
            $crate::dtype::DType::UInt8 => {
                type $t = u8;
                $body
            }
            $crate::dtype::DType::Int32 => {
                type $t = i32;
                $body
            }
            $crate::dtype::DType::Int64 => {
                type $t = i64;
                $body
            }
            $crate::dtype::DType::Float32 => {
                type $t = f32;
                $body
            }
            $crate::dtype::DType::Float64 => {
                type $t = f64;
                $body
            }
        }
    };
}
pub(crate) use with_type;

/// A Rust type that arrays hold.
pub trait Element: Copy + Default + PartialOrd + core::fmt::Debug + 'static {
    /// The type's name in NumPy.
    const DTYPE: DType;
    /// The value as a float.
    fn to_f64(self) -> f64;
    /// The value as an integer, as C casts it on x86.
    fn to_i64(self) -> i64;
    /// The element nearest to a float.
    fn from_f64(value: f64) -> Self;
    /// The element of an integer. Too large values wrap.
    fn from_i64(value: i64) -> Self;
    /// The value with its type.
    fn scalar(self) -> Scalar;
    #[doc(hidden)]
    fn wrap(values: Vec<Self>) -> Elements;
    #[doc(hidden)]
    fn unwrap(elements: &Elements) -> Option<&[Self]>;
    #[doc(hidden)]
    fn unwrap_mut(elements: &mut Elements) -> Option<&mut [Self]>;
    /// Casts an element of another type.
    fn cast<U: Element>(value: U) -> Self {
        if U::DTYPE.is_float() { Self::from_f64(value.to_f64()) } else { Self::from_i64(value.to_i64()) }
    }
}

/// A buffer outside of this module.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Elements(pub(crate) Buffer);

/// C's cast of a float to `int32` on x86: what does not fit becomes the smallest integer.
fn float_to_i32(value: f64) -> i32 {
    if value > -2147483649.0 && value < 2147483648.0 { value as i32 } else { i32::MIN }
}

/// C's cast of a float to `int64` on x86.
fn float_to_i64(value: f64) -> i64 {
    if (-9223372036854775808.0..9223372036854775808.0).contains(&value) { value as i64 } else { i64::MIN }
}

macro_rules! element {
    ($t:ty, $variant:ident, $value:ident, $to_f64:expr, $to_i64:expr, $from_f64:expr, $from_i64:expr) => {
        impl Element for $t {
            const DTYPE: DType = DType::$variant;
            #[inline]
            fn to_f64(self) -> f64 {
                let $value = self;
                $to_f64
            }
            #[inline]
            fn to_i64(self) -> i64 {
                let $value = self;
                $to_i64
            }
            #[inline]
            fn from_f64($value: f64) -> Self {
                $from_f64
            }
            #[inline]
            fn from_i64($value: i64) -> Self {
                $from_i64
            }
            fn scalar(self) -> Scalar {
                Scalar::$variant(self)
            }
            fn wrap(values: Vec<Self>) -> Elements {
                Elements(Buffer::$variant(values))
            }
            fn unwrap(elements: &Elements) -> Option<&[Self]> {
                if let Buffer::$variant(values) = &elements.0 { Some(values) } else { None }
            }
            fn unwrap_mut(elements: &mut Elements) -> Option<&mut [Self]> {
                if let Buffer::$variant(values) = &mut elements.0 { Some(values) } else { None }
            }
        }
    };
}

element!(bool, Bool, v, v as u8 as f64, v as i64, v != 0.0, v != 0);
element!(u8, UInt8, v, v as f64, v as i64, float_to_i32(v) as u8, v as u8);
element!(i32, Int32, v, v as f64, v as i64, float_to_i32(v), v as i32);
element!(i64, Int64, v, v as f64, v, float_to_i64(v), v);
element!(f32, Float32, v, v as f64, float_to_i64(v as f64), v as f32, v as f32);
element!(f64, Float64, v, v, float_to_i64(v), v, v as f64);

impl Buffer {
    /// Elements that are all zero.
    pub fn zeros(dtype: DType, shape: &[usize]) -> Result<Buffer> {
        let size = memory::checked_size(shape, dtype)?;
        with_type!(dtype, T => {
            let mut values: Vec<T> = memory::reserve(shape, dtype)?;
            values.resize(size, T::default());
            Ok(T::wrap(values).0)
        })
    }

    pub fn len(&self) -> usize {
        with_buffer!(self, values => values.len())
    }

    pub fn dtype(&self) -> DType {
        match self {
            Buffer::Bool(_) => DType::Bool,
            Buffer::UInt8(_) => DType::UInt8,
            Buffer::Int32(_) => DType::Int32,
            Buffer::Int64(_) => DType::Int64,
            Buffer::Float32(_) => DType::Float32,
            Buffer::Float64(_) => DType::Float64,
        }
    }

    /// The elements at these positions, in a buffer of their own.
    pub fn pick(&self, positions: &[usize]) -> Result<Buffer> {
        fn pick<T: Element>(values: &[T], positions: &[usize]) -> Result<Buffer> {
            let mut picked: Vec<T> = memory::reserve(&[positions.len()], T::DTYPE)?;
            picked.extend(positions.iter().map(|&at| values[at]));
            Ok(T::wrap(picked).0)
        }
        with_buffer!(self, values => pick(values, positions))
    }

    /// Writes elements of a buffer of the same type to these positions. A short source repeats.
    pub fn put(&mut self, positions: &[usize], source: &Buffer) {
        fn put<T: Copy>(target: &mut [T], positions: &[usize], source: &[T]) {
            for (&at, &value) in positions.iter().zip(source.iter().cycle()) {
                target[at] = value;
            }
        }
        match (self, source) {
            (Buffer::Bool(target), Buffer::Bool(source)) => put(target, positions, source),
            (Buffer::UInt8(target), Buffer::UInt8(source)) => put(target, positions, source),
            (Buffer::Int32(target), Buffer::Int32(source)) => put(target, positions, source),
            (Buffer::Int64(target), Buffer::Int64(source)) => put(target, positions, source),
            (Buffer::Float32(target), Buffer::Float32(source)) => put(target, positions, source),
            (Buffer::Float64(target), Buffer::Float64(source)) => put(target, positions, source),
            _ => {}
        }
    }
}

/// A buffer that can be changed through any array that shares it.
#[derive(Debug)]
pub(crate) struct Storage {
    elements: RefCell<Elements>,
    dtype: DType,
}

impl Storage {
    pub fn new(buffer: Buffer) -> Self {
        Storage { dtype: buffer.dtype(), elements: RefCell::new(Elements(buffer)) }
    }

    pub fn dtype(&self) -> DType {
        self.dtype
    }

    pub fn read(&self) -> Ref<'_, Elements> {
        self.elements.borrow()
    }

    pub fn write(&self) -> RefMut<'_, Elements> {
        self.elements.borrow_mut()
    }
}
