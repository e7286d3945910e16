//! The ziggurats of normal and exponential numbers.
//!
//! NumPy has its tables as constants. They are computed here from their definition: 256 layers of equal area. The
//! normal tables were made with `f64`, so each logarithm and exponential must be rounded exactly as there. The
//! exponential tables were made with more digits. Both need functions that are more exact than `f64`.

use std::sync::OnceLock;

use super::bits::Bits;
use super::exact::Double;

/// Where the tail of the normal distribution begins.
const NORMAL_R: f64 = 3.654152885361009;
/// The area of one layer of the normal distribution, as NumPy's tables have it.
const NORMAL_AREA: f64 = 0.004928673233974652;
/// 1 / `NORMAL_R`
const NORMAL_INV_R: f64 = 0.2736612373297583;
/// Where the tail of the exponential distribution begins, in two parts.
const EXP_R: Double = Double(7.69711747013105, -3.6248703662396074e-16);
const TWO_52: f64 = 4503599627370496.0;

/// The layers: the limit of what is accepted at once, the width, and the density.
struct Tables {
    k: [u64; 256],
    w: [f64; 256],
    f: [f64; 256],
}

fn normal_tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let density = |x: f64| Double(-0.5 * x * x, 0.0).exp().0;
        let mut tables = Tables { k: [0; 256], w: [0.0; 256], f: [1.0; 256] };
        let mut outer = NORMAL_R;
        tables.f[255] = density(outer);
        tables.w[255] = outer / TWO_52;
        tables.k[0] = (outer * tables.f[255] / NORMAL_AREA * TWO_52) as u64;
        tables.w[0] = NORMAL_AREA / tables.f[255] / TWO_52;
        for i in (1..255).rev() {
            let x = (-2.0 * Double(NORMAL_AREA / outer + tables.f[i + 1], 0.0).ln().0).sqrt();
            tables.k[i + 1] = (x / outer * TWO_52).round_ties_even() as u64;
            tables.w[i] = x / TWO_52;
            // One of NumPy's densities is not the nearest float but the next one.
            tables.f[i] = if i == 38 { density(x).next_up() } else { density(x) };
            outer = x;
        }
        tables
    })
}

fn exponential_tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables { k: [0; 256], w: [0.0; 256], f: [1.0; 256] };
        let limit = |x: Double| {
            let Double(high, low) = x.scaled(TWO_52);
            let whole = high.floor();
            2 * (whole + ((high - whole) + low).floor()) as u64
        };
        let mut outer = EXP_R;
        let mut density = outer.neg().exp();
        let area = outer.mul(density).add(density);
        tables.f[255] = density.0;
        tables.w[255] = outer.0 / (2.0 * TWO_52);
        tables.k[0] = limit(outer.mul(density).div(area));
        tables.w[0] = area.div(density).0 / (2.0 * TWO_52);
        for i in (1..255).rev() {
            density = area.div(outer).add(density);
            let x = density.ln().neg();
            tables.k[i + 1] = limit(x.div(outer));
            tables.w[i] = x.0 / (2.0 * TWO_52);
            tables.f[i] = density.0;
            outer = x;
        }
        tables
    })
}

/// A normal number with mean 0 and deviation 1.
pub(super) fn normal(bits: &mut dyn Bits) -> f64 {
    let tables = normal_tables();
    loop {
        let random = bits.next_u64();
        let layer = (random & 0xff) as usize;
        let negative = random >> 8 & 1 == 1;
        let size = random >> 9 & 0x000f_ffff_ffff_ffff;
        let mut x = size as f64 * tables.w[layer];
        if negative {
            x = -x;
        }
        if size < tables.k[layer] {
            return x;
        }
        if layer == 0 {
            loop {
                let beyond = -NORMAL_INV_R * (-bits.next_f64()).ln_1p();
                let height = -(-bits.next_f64()).ln_1p();
                if height + height > beyond * beyond {
                    let x = NORMAL_R + beyond;
                    return if size >> 8 & 1 == 1 { -x } else { x };
                }
            }
        }
        let height = (tables.f[layer - 1] - tables.f[layer]) * bits.next_f64() + tables.f[layer];
        if height < (-0.5 * x * x).exp() {
            return x;
        }
    }
}

/// A normal number with mean 0 and deviation 1, from 32 random bits.
pub(super) fn normal_f32(bits: &mut dyn Bits) -> f32 {
    const SCALE: f64 = 1.0 / 536870912.0;
    let tables = normal_tables();
    loop {
        let random = bits.next_u32();
        let layer = (random & 0xff) as usize;
        let size = random >> 9 & 0x007f_ffff;
        let mut x = size as f32 * (tables.w[layer] / SCALE) as f32;
        if random >> 8 & 1 == 1 {
            x = -x;
        }
        if (size as u64) < (tables.k[layer] as f64 * SCALE).round_ties_even() as u64 {
            return x;
        }
        if layer == 0 {
            loop {
                let beyond = -(NORMAL_INV_R as f32) * (-bits.next_f32()).ln_1p();
                let height = -(-bits.next_f32()).ln_1p();
                if height + height > beyond * beyond {
                    let x = NORMAL_R as f32 + beyond;
                    return if size >> 8 & 1 == 1 { -x } else { x };
                }
            }
        }
        let (above, here) = (tables.f[layer - 1] as f32, tables.f[layer] as f32);
        if (((above - here) * bits.next_f32() + here) as f64) < (-0.5 * x as f64 * x as f64).exp() {
            return x;
        }
    }
}

/// An exponential number with mean 1.
pub(super) fn exponential(bits: &mut dyn Bits) -> f64 {
    let tables = exponential_tables();
    loop {
        let random = bits.next_u64() >> 3;
        let layer = (random & 0xff) as usize;
        let size = random >> 8;
        let x = size as f64 * tables.w[layer];
        if size < tables.k[layer] {
            return x;
        }
        if layer == 0 {
            return EXP_R.0 - (-bits.next_f64()).ln_1p();
        }
        if (tables.f[layer - 1] - tables.f[layer]) * bits.next_f64() + tables.f[layer] < (-x).exp() {
            return x;
        }
    }
}
