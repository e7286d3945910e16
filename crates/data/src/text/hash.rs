//! The hash by which TensorFlow puts strings into buckets: FarmHash's 64-bit fingerprint (Geoff Pike, 2014), which is
//! the same on every machine.

const A: u64 = 0xc3a5_c85c_97cb_3127;
const B: u64 = 0xb492_b66f_be98_f273;
const C: u64 = 0x9ae1_6a3b_2f90_404f;

/// The little-endian number of up to 8 bytes at a place.
fn number(bytes: &[u8], at: usize, len: usize) -> u64 {
    let part = bytes.iter().skip(at).take(len).rev();
    part.fold(0, |number, &byte| number << 8 | u64::from(byte))
}

fn folded(x: u64) -> u64 {
    x ^ (x >> 47)
}

fn joined(u: u64, v: u64, factor: u64) -> u64 {
    let a = folded((u ^ v).wrapping_mul(factor));
    folded((v ^ a).wrapping_mul(factor)).wrapping_mul(factor)
}

/// Mixes 32 bytes into a pair of numbers.
fn mixed(bytes: &[u8], at: usize, a: u64, b: u64) -> (u64, u64) {
    let [w, x, y, z] = [0, 8, 16, 24].map(|offset| number(bytes, at + offset, 8));
    let a = a.wrapping_add(w);
    let b = b.wrapping_add(a).wrapping_add(z).rotate_right(21);
    let sum = a.wrapping_add(x).wrapping_add(y);
    (sum.wrapping_add(z), b.wrapping_add(sum.rotate_right(44)).wrapping_add(a))
}

/// The fingerprint of a text's bytes.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    let size = len as u64;
    let at = |place: usize| number(bytes, place, 8);
    let add = u64::wrapping_add;
    let mul = u64::wrapping_mul;
    let factor = add(C, mul(2, size));
    match len {
        0 => C,
        1..=3 => {
            let [first, middle, last] = [0, len >> 1, len - 1].map(|place| u64::from(bytes[place]));
            mul(folded(mul(first + (middle << 8), C) ^ mul(size + (last << 2), A)), C)
        }
        4..=7 => joined(size + (number(bytes, 0, 4) << 3), number(bytes, len - 4, 4), factor),
        8..=16 => {
            let (a, b) = (add(at(0), C), at(len - 8));
            let c = add(mul(b.rotate_right(37), factor), a);
            let d = mul(add(a.rotate_right(25), b), factor);
            joined(c, d, factor)
        }
        17..=64 => {
            let (a, b) = (mul(at(0), if len > 32 { C } else { B }), at(8));
            let (c, d) = (mul(at(len - 8), factor), mul(at(len - 16), C));
            let y = add(add(add(a, b).rotate_right(43), c.rotate_right(30)), d);
            let z = add(add(a, add(b, C).rotate_right(18)), c);
            if len <= 32 {
                return joined(y, z, factor);
            }
            let z = joined(y, z, factor);
            let (e, f) = (mul(at(16), factor), at(24));
            let g = mul(add(y, at(len - 32)), factor);
            let h = mul(add(z, at(len - 24)), factor);
            let u = add(add(add(e, f).rotate_right(43), g.rotate_right(30)), h);
            joined(u, add(add(e, add(f, a).rotate_right(18)), g), factor)
        }
        _ => long(bytes),
    }
}

/// The fingerprint of more than 64 bytes.
fn long(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    let add = u64::wrapping_add;
    let mul = u64::wrapping_mul;
    let mut x = add(mul(81, C), number(bytes, 0, 8));
    let mut y = add(mul(81, B), 113);
    let mut z = mul(folded(add(mul(y, C), 113)), C);
    let (mut v, mut w) = ((0, 0), (0, 0));
    let mut mixer = B;
    // Whole blocks, and then the last 64 bytes, which may have been seen in part.
    let whole = (len - 1) / 64;
    for block in 0..=whole {
        let ends = block == whole;
        let (start, factor, nine) = match ends {
            true => (len - 64, add(B, (z & 0xff) << 1), 9),
            false => (64 * block, B, 1),
        };
        if ends {
            w.0 = add(w.0, ((len - 1) % 64) as u64);
            v.0 = add(v.0, w.0);
            w.0 = add(w.0, v.0);
        }
        let at = |place: usize| number(bytes, start + place, 8);
        x = mul(add(add(add(x, y), v.0), at(8)).rotate_right(37), factor);
        y = mul(add(add(y, v.1), at(48)).rotate_right(42), factor);
        x ^= mul(w.1, nine);
        y = add(y, add(mul(v.0, nine), at(40)));
        z = mul(add(z, w.0).rotate_right(33), factor);
        v = mixed(bytes, start, mul(v.1, factor), add(x, w.0));
        w = mixed(bytes, start + 32, add(z, w.1), add(y, at(16)));
        core::mem::swap(&mut z, &mut x);
        mixer = factor;
    }
    let first = add(add(joined(v.0, w.0, mixer), mul(folded(y), A)), z);
    joined(first, add(joined(v.1, w.1, mixer), x), mixer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// `tf.strings.to_hash_bucket_fast` of TensorFlow 2.21 with 2^63 - 1 buckets, for texts of these lengths.
    #[test]
    fn fingerprints_are_those_of_tensorflow() {
        let text: Vec<u8> = (0..300u32).map(|i| b'a' + (i * 7 % 26) as u8).collect();
        for (len, expected) in [
            (0, 1_936_946_117_179_621_456),
            (1, 3_694_432_073_954_588_132),
            (3, 3_268_219_959_478_574_187),
            (4, 8_899_178_591_127_745_170),
            (7, 7_865_121_719_684_446_987),
            (8, 1_420_088_497_208_371_233),
            (16, 8_401_081_827_976_153_439),
            (17, 2_237_273_621_417_572_890),
            (32, 1_600_711_689_105_381_821),
            (33, 8_045_080_651_094_301_868),
            (64, 6_926_143_071_330_858_655),
            (65, 2_768_067_016_444_695_309),
            (100, 6_301_070_013_495_957_609),
            (128, 1_257_756_605_311_619_470),
            (129, 1_060_550_032_972_533_880),
            (192, 3_016_510_856_553_223_177),
            (193, 5_344_927_201_817_864_648),
            (300, 7_893_790_802_151_464_326_u64),
        ] {
            assert_eq!(fingerprint(&text[..len]) % ((1 << 63) - 1), expected, "{len} bytes");
        }
    }
}
