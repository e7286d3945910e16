//! Hashes, which are CPython's for numbers, so that equal numbers of different types are equal keys.

use num_traits::{ToPrimitive, Zero};

use super::{R, Raise, Vm};
use crate::object::{Args, Value};

impl Vm {
    /// `hash(value)`.
    pub fn hash(&mut self, value: &Value) -> R<u64> {
        Ok(match value {
            Value::Str(text) => text.hash(),
            Value::Int(value) => hash_int(*value),
            Value::Bool(value) => u64::from(*value),
            Value::Float(value) => hash_float(*value),
            Value::Big(value) => {
                let modulus = num_bigint::BigInt::from((1_i64 << 61) - 1);
                let rest = (&**value % &modulus).to_i64().unwrap_or_default();
                fix(rest as u64)
            }
            Value::Complex(value) => {
                fix(hash_float(value.0).wrapping_add(hash_float(value.1).wrapping_mul(1_000_003)))
            }
            Value::None => 0xFCA8_6420,
            Value::Ellipsis => 0xFCA8_6421,
            Value::Bytes(bytes) => crate::object::hash_bytes(bytes),
            Value::Tuple(items) => {
                let mut hash = 0x27D4_EB2F_1656_67C5_u64;
                self.nested(|vm| {
                    for item in &items.0 {
                        let lane = vm.hash(item)?;
                        hash = hash.wrapping_add(lane.wrapping_mul(0xC2B2_AE3D_27D4_EB4F));
                        hash = hash.rotate_left(31).wrapping_mul(0x9E37_79B1_85EB_CA87);
                    }
                    Ok(())
                })?;
                hash = hash.wrapping_add(items.0.len() as u64 ^ (0x27D4_EB2F_1656_67C5 ^ 3_527_539));
                if hash == u64::MAX { 1_546_275_796 } else { hash }
            }
            Value::FrozenSet(set) => {
                let mut hash = 0_u64;
                for (item, _) in set.borrow().iter() {
                    hash ^= (item ^ 89_869_747 ^ (item << 16)).wrapping_mul(3_644_798_167);
                }
                fix(hash.wrapping_mul(69_069).wrapping_add(907_133_923))
            }
            Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::ByteArray(_) => {
                return Err(self.unhashable(value));
            }
            Value::Slice(_) => return Err(self.unhashable(value)),
            Value::Range(range) => {
                let values = Value::tuple(vec![
                    Value::big(range.len().into()),
                    Value::Int(range.start),
                    Value::Int(range.step),
                ]);
                return self.hash(&values);
            }
            Value::Object(_) => {
                let class = self.class_of(value);
                let names = self.names.clone();
                match self.find(&class, &names.hash) {
                    None | Some(Value::None) => return Err(self.unhashable(value)),
                    Some(found) => {
                        let method = self.bind(found, value, &class)?;
                        let result = self.call(&method, Args::default())?;
                        match result {
                            Value::Int(value) => value as u64,
                            Value::Bool(value) => u64::from(value),
                            Value::Big(_) => self.hash(&result)?,
                            _ => {
                                return Err(
                                    self.type_error("__hash__ method should return an integer".into())
                                );
                            }
                        }
                    }
                }
            }
            other => fix((other.id() >> 4) as u64),
        })
    }

    fn unhashable(&mut self, value: &Value) -> Raise {
        let name = self.class_name(value);
        self.type_error(format!("unhashable type: '{name}'"))
    }
}

fn fix(hash: u64) -> u64 {
    if hash == u64::MAX { u64::MAX - 1 } else { hash }
}

/// CPython's hash of an integer: the rest by 2^61 - 1, with the integer's sign.
fn hash_int(value: i64) -> u64 {
    const MODULUS: i64 = (1 << 61) - 1;
    fix((value % MODULUS) as u64)
}

/// CPython's hash of a float, which is that of an equal integer.
fn hash_float(value: f64) -> u64 {
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { (-314_159_i64) as u64 };
    }
    if value.is_nan() || value.is_zero() {
        return 0;
    }
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << 61) - 1;
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let mut hash = 0_u64;
    while mantissa > 0.0 {
        hash = ((hash << 28) & MODULUS) | (hash >> (BITS - 28));
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let part = mantissa as u64;
        mantissa -= part as f64;
        hash += part;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let turn =
        if exponent >= 0 { exponent as u32 % BITS } else { BITS - 1 - ((-1 - exponent) as u32 % BITS) };
    hash = ((hash << turn) & MODULUS) | (hash >> (BITS - turn));
    let signed = if value < 0.0 { (hash as i64).wrapping_neg() } else { hash as i64 };
    fix(signed as u64)
}

/// A mantissa of at least 0.5 and less than 1, and the power of two.
pub(crate) fn frexp(value: f64) -> (f64, i32) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0);
    }
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32;
    if exponent == 0 {
        let (mantissa, exponent) = frexp(value * f64::from_bits(0x4350_0000_0000_0000));
        return (mantissa, exponent - 54);
    }
    (f64::from_bits((bits & !(0x7ff << 52)) | (1022 << 52)), exponent - 1022)
}
