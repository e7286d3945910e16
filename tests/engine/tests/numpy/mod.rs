//! NumPy's `default_rng(seed).normal(0, 1, count)` as 32-bit floats: SeedSequence, PCG64 and the ziggurat method
//! (NumPy, `random/bit_generator.pyx`, `src/pcg64` and `src/distributions`).

/// The state of PCG64 (XSL RR 128/64) after NumPy's seeding.
struct Pcg64 {
    state: u128,
    increment: u128,
}

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

impl Pcg64 {
    fn new(seed: u32) -> Self {
        let words = seed_sequence(seed);
        let wide = |at: usize| u128::from(words[at]) << 64 | u128::from(words[at + 1]);
        let mut generator = Self { state: 0, increment: wide(2) << 1 | 1 };
        generator.step();
        generator.state = generator.state.wrapping_add(wide(0));
        generator.step();
        generator
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
    }

    fn next(&mut self) -> u64 {
        self.step();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    fn double(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

/// Four words of 64 bits from a seed.
fn seed_sequence(seed: u32) -> [u64; 4] {
    let mut constant: u32 = 0x43b0_d7e5;
    let mut hash = |value: u32| {
        let mut value = value ^ constant;
        constant = constant.wrapping_mul(0x931e_8875);
        value = value.wrapping_mul(constant);
        value ^ value >> 16
    };
    let mut pool: [u32; 4] = [0; 4];
    for (at, word) in pool.iter_mut().enumerate() {
        *word = hash(if at == 0 { seed } else { 0 });
    }
    for source in 0..4 {
        for target in 0..4 {
            if source != target {
                let mixed = pool[target]
                    .wrapping_mul(0xca01_f9dd)
                    .wrapping_sub(hash(pool[source]).wrapping_mul(0x4973_f715));
                pool[target] = mixed ^ mixed >> 16;
            }
        }
    }
    let mut constant: u32 = 0x8b51_f9dd;
    let mut words = [0u32; 8];
    for (at, word) in words.iter_mut().enumerate() {
        let mut value = pool[at % 4] ^ constant;
        constant = constant.wrapping_mul(0x58f3_8ded);
        value = value.wrapping_mul(constant);
        *word = value ^ value >> 16;
    }
    core::array::from_fn(|at| u64::from(words[2 * at + 1]) << 32 | u64::from(words[2 * at]))
}

/// Where the ziggurat's tail begins, and the area of each of its 256 layers.
const TAIL: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_974_65;

/// Normal random numbers.
pub fn normal(seed: u32, count: usize) -> Vec<f32> {
    // The right ends of the layers, from the widest to the top.
    let density = |x: f64| (-0.5 * x * x).exp();
    let mut ends = [0.0; 257];
    ends[256] = AREA / density(TAIL);
    ends[255] = TAIL;
    for at in (1..255).rev() {
        ends[at] = (-2.0 * (AREA / ends[at + 1] + density(ends[at + 1])).ln()).sqrt();
    }
    let two52 = 4_503_599_627_370_496.0;
    // Entry 0 is the layer with the tail.
    let wide = |at: usize| if at == 0 { ends[256] } else { ends[at] };
    let inner = |at: usize| if at == 0 { TAIL } else { ends[at - 1] };
    let mut generator = Pcg64::new(seed);
    let mut draw = || loop {
        let bits = generator.next();
        let layer = (bits & 255) as usize;
        let negative = bits >> 8 & 1 == 1;
        let place = (bits >> 9 & 0x000f_ffff_ffff_ffff) as f64;
        let x = place * (wide(layer) / two52);
        let signed = if negative { -x } else { x };
        let sure = if layer == 1 { 0.0 } else { inner(layer) / wide(layer) * two52 };
        if place < sure {
            return signed;
        }
        if layer == 0 {
            loop {
                let x = -(-generator.double()).ln_1p() / TAIL;
                let y = -(-generator.double()).ln_1p();
                if y + y > x * x {
                    return if place as u64 >> 8 & 1 == 1 { -(TAIL + x) } else { TAIL + x };
                }
            }
        }
        let (low, high) = (density(ends[layer]), density(inner(layer)));
        if (high - low) * generator.double() + low < density(x) {
            return signed;
        }
    };
    (0..count).map(|_| draw() as f32).collect()
}

#[test]
fn numbers_are_those_of_numpy() {
    let first = [0.345_584_18, 0.821_618_14, 0.330_437_06, -1.303_157_2, 0.905_355_9, 0.446_374_57];
    assert_eq!(normal(1, 6), first);
}
