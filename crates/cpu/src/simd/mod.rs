//! Instruction sets behind one small trait. A value of a type that implements [`Simd`] proves that the machine has the
//! instructions: only [`Isa::run`] makes one, after a check.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(not(target_arch = "wasm32"))]
mod scalar;
#[cfg(target_arch = "wasm32")]
mod wasm;

use core::fmt::Debug;

/// Vectors of 32-bit floats.
#[allow(unsafe_code, reason = "loads and stores go through pointers, which their callers answer for")]
pub trait Simd: Copy {
    /// A vector.
    type F: Copy + Debug;
    /// Floats in a vector.
    const LANES: usize;
    /// Vectors in a row of the register tile of a matrix product.
    const TILE_VECTORS: usize;

    /// Rows of the register tile: as many as the registers hold sums for.
    fn tile_rows(self) -> usize;

    /// All lanes `value`.
    fn splat(self, value: f32) -> Self::F;
    /// # Safety
    /// `LANES` floats can be read from `from`.
    unsafe fn load(self, from: *const f32) -> Self::F;
    /// # Safety
    /// `LANES` floats can be written to `to`.
    unsafe fn store(self, to: *mut f32, value: Self::F);
    /// `a + b`
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a - b`
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a * b`
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a / b`
    fn div(self, a: Self::F, b: Self::F) -> Self::F;
    /// The square root.
    fn sqrt(self, a: Self::F) -> Self::F;
    /// `a * b + c`, rounded once or twice, whichever is faster on the machine.
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// The larger of each lane; NaN in `a` stays.
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    /// The smaller of each lane; NaN in `a` stays.
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    /// `2^n` for whole `n` from -127 (which gives 0) to 128 (infinity), given as `n + 1.5 * 2^23`: the sum's lowest
    /// bits are `n`, and become the exponent.
    fn power_of_two(self, shifted: Self::F) -> Self::F;
}

/// Work that is written once for all instruction sets. `run` must be `#[inline(always)]`, so that it is
/// compiled with the instructions of the caller.
pub trait Work {
    /// What it returns.
    type Output;
    /// Does the work.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Plain loops as [`Work`]: the compiler vectorises them for each instruction set.
pub struct Loops<F>(pub F);

impl<F: FnOnce()> Work for Loops<F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) {
        (self.0)()
    }
}

/// An instruction set that this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isa(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(not(target_arch = "wasm32"))]
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(target_arch = "wasm32")]
    Wasm(wasm::Host),
}

impl Isa {
    /// The widest instruction set of this machine.
    pub fn detect() -> Self {
        #[cfg(target_arch = "wasm32")]
        return Self(Kind::Wasm(wasm::Host::detect()));
        #[cfg(target_arch = "aarch64")]
        return Self(Kind::Neon);
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        {
            if std::is_x86_feature_detected!("avx512f") {
                return Self(Kind::Avx512);
            }
            if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                return Self(Kind::Avx2);
            }
        }
        #[cfg(not(any(target_arch = "wasm32", target_arch = "aarch64")))]
        Self(Kind::Scalar)
    }

    /// All instruction sets of this machine, for tests.
    pub fn all() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let kinds = match Self::detect().0 {
            Kind::Avx512 => [Kind::Scalar, Kind::Avx2, Kind::Avx512].as_slice(),
            Kind::Avx2 => &[Kind::Scalar, Kind::Avx2],
            Kind::Scalar => &[Kind::Scalar],
        };
        #[cfg(target_arch = "wasm32")]
        let kinds = [Kind::Wasm(wasm::Host::X86), Kind::Wasm(wasm::Host::Arm)].as_slice();
        #[cfg(target_arch = "aarch64")]
        let kinds = [Kind::Scalar, Kind::Neon].as_slice();
        #[cfg(not(any(target_arch = "x86_64", target_arch = "wasm32", target_arch = "aarch64")))]
        let kinds = [Kind::Scalar].as_slice();
        kinds.iter().map(|&kind| Self(kind))
    }

    /// The instruction set's usual name.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(not(target_arch = "wasm32"))]
            Kind::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => "neon",
            #[cfg(target_arch = "wasm32")]
            Kind::Wasm(host) => host.name(),
        }
    }

    /// Floats in a row of the register tile, which is also the width of packed matrices.
    pub fn tile_columns(self) -> usize {
        struct Columns;
        impl Work for Columns {
            type Output = usize;
            #[inline(always)]
            fn run<S: Simd>(self, _simd: S) -> usize {
                S::LANES * S::TILE_VECTORS
            }
        }
        self.run(Columns)
    }

    /// Runs `work` with this instruction set.
    #[allow(
        unsafe_code,
        reason = "calls functions compiled for instructions that this value proves are there"
    )]
    pub fn run<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            #[cfg(not(target_arch = "wasm32"))]
            Kind::Scalar => work.run(scalar::Scalar::new()),
            // SAFETY: an Isa of this kind is only made where the machine has the instructions.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { avx2::run(work) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { avx512::run(work) },
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => work.run(neon::Neon::new()),
            #[cfg(target_arch = "wasm32")]
            Kind::Wasm(host) => work.run(wasm::Wasm::new(host)),
        }
    }

    /// Runs plain loops with this instruction set.
    #[inline]
    pub fn loops(self, loops: impl FnOnce()) {
        self.run(Loops(loops));
    }
}
