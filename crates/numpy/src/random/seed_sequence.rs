//! NumPy's `SeedSequence`: good seeds of any integers (M. E. O'Neill's `seed_seq_fe`).

const POOL: usize = 4;

/// Entropy, mixed into a pool that seeds generators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedSequence {
    entropy: Vec<u32>,
    spawn_key: Vec<u32>,
    children: u32,
    pool: [u32; POOL],
}

/// The hash of a word, which changes its own constant.
fn hash(constant: &mut u32, value: u32) -> u32 {
    let mixed = value ^ *constant;
    *constant = constant.wrapping_mul(0x931e_8875);
    let mixed = mixed.wrapping_mul(*constant);
    mixed ^ mixed >> 16
}

fn mix(x: u32, y: u32) -> u32 {
    let mixed = 0xca01_f9ddu32.wrapping_mul(x).wrapping_sub(0x4973_f715u32.wrapping_mul(y));
    mixed ^ mixed >> 16
}

/// The 32-bit words of an integer, the lowest first. Zero has one word.
fn words(mut value: u128) -> Vec<u32> {
    let mut words = vec![value as u32];
    value >>= 32;
    while value > 0 {
        words.push(value as u32);
        value >>= 32;
    }
    words
}

impl SeedSequence {
    /// The sequence of one or more integers (`np.random.SeedSequence(entropy)`).
    pub fn new(entropy: &[u128]) -> Self {
        Self::with_key(entropy.iter().flat_map(|&value| words(value)).collect(), Vec::new())
    }

    fn with_key(entropy: Vec<u32>, spawn_key: Vec<u32>) -> Self {
        let mut all = entropy.clone();
        if !spawn_key.is_empty() {
            all.resize(all.len().max(POOL), 0);
            all.extend_from_slice(&spawn_key);
        }
        let mut pool = [0u32; POOL];
        let mut constant = 0x43b0_d7e5;
        for (i, place) in pool.iter_mut().enumerate() {
            *place = hash(&mut constant, all.get(i).copied().unwrap_or(0));
        }
        for from in 0..POOL {
            for to in 0..POOL {
                if from != to {
                    pool[to] = mix(pool[to], hash(&mut constant, pool[from]));
                }
            }
        }
        for &word in all.iter().skip(POOL) {
            for place in &mut pool {
                *place = mix(*place, hash(&mut constant, word));
            }
        }
        SeedSequence { entropy, spawn_key, children: 0, pool }
    }

    /// Words for the state of a generator (`generate_state(count)`).
    pub fn generate_u32(&self, count: usize) -> Vec<u32> {
        let mut constant = 0x8b51_f9ddu32;
        let next = |&word: &u32| {
            let mixed = word ^ constant;
            constant = constant.wrapping_mul(0x58f3_8ded);
            let mixed = mixed.wrapping_mul(constant);
            mixed ^ mixed >> 16
        };
        self.pool.iter().cycle().take(count).map(next).collect()
    }

    /// Words of 64 bits for the state of a generator (`generate_state(count, np.uint64)`).
    pub fn generate_u64(&self, count: usize) -> Vec<u64> {
        self.generate_u32(2 * count).chunks(2).map(|pair| (pair[1] as u64) << 32 | pair[0] as u64).collect()
    }

    /// Independent sequences for more generators (`spawn(count)`).
    pub fn spawn(&mut self, count: u32) -> Vec<SeedSequence> {
        let first = self.children;
        self.children = self.children.saturating_add(count);
        (first..self.children)
            .map(|child| {
                let mut key = self.spawn_key.clone();
                key.push(child);
                Self::with_key(self.entropy.clone(), key)
            })
            .collect()
    }
}
