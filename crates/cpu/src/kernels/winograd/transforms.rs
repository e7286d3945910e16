//! The transforms of minimal filtering, along one axis and along both.

#![allow(clippy::needless_range_loop, reason = "vectors in arrays are indexed in two directions")]

use core::f32::consts::{FRAC_1_SQRT_2, SQRT_2};

use crate::simd::Simd;

/// A transform along one axis. It is a trait because a closure would be compiled without the caller's instruction set.
pub(super) trait Transform<const N: usize, const M: usize> {
    fn of<S: Simd>(s: S, values: [S::F; N]) -> [S::F; M];
}

/// A transform along both axes.
#[inline(always)]
pub(super) fn both<T: Transform<N, M>, S: Simd, const N: usize, const M: usize>(
    simd: S,
    d: &[[S::F; N]; N],
) -> [[S::F; M]; M] {
    let mut columns = [[simd.splat(0.0); N]; M];
    for j in 0..N {
        let mut column = [simd.splat(0.0); N];
        for i in 0..N {
            column[i] = d[i][j];
        }
        let column = T::of(simd, column);
        for i in 0..M {
            columns[i][j] = column[i];
        }
    }
    let mut points = [[simd.splat(0.0); M]; M];
    for i in 0..M {
        points[i] = T::of(simd, columns[i]);
    }
    points
}

// The transforms at the points 0, 1/sqrt 2, -1/sqrt 2, sqrt 2, -sqrt 2 and infinity, written so that pairs of points
// share work. With 0, 1, -1, 2, -2 the errors were four times as large.

// Doubling is written as a sum, and there are few constants: WebAssembly has no registers to keep them in.

/// The values at a point and at its negative, from the sums over the even and over the odd powers.
#[inline(always)]
fn pair<S: Simd>(s: S, even: S::F, odd: S::F) -> [S::F; 2] {
    [s.add(even, odd), s.sub(even, odd)]
}

#[inline(always)]
fn twice<S: Simd>(s: S, x: S::F) -> S::F {
    s.add(x, x)
}

/// Six inputs.
pub(super) struct Inputs;

impl Transform<6, 6> for Inputs {
    #[inline(always)]
    fn of<S: Simd>(s: S, [d0, d1, d2, d3, d4, d5]: [S::F; 6]) -> [S::F; 6] {
        let (half, root) = (s.splat(0.5), s.splat(FRAC_1_SQRT_2));
        let (double2, half2) = (twice(s, d2), s.mul(half, d2));
        let [near, near_] = pair(s, s.sub(d4, double2), s.mul(root, s.sub(d3, twice(s, d1))));
        let [far, far_] = pair(s, s.sub(d4, half2), s.mul(root, s.sub(twice(s, d3), d1)));
        [
            s.sub(s.add(d0, d4), s.add(double2, half2)),
            near,
            near_,
            far,
            far_,
            s.sub(s.add(d1, d5), s.add(twice(s, d3), s.mul(half, d3))),
        ]
    }
}

/// Three taps of a filter.
pub(super) struct Taps;

impl Transform<3, 6> for Taps {
    #[inline(always)]
    fn of<S: Simd>(s: S, [g0, g1, g2]: [S::F; 3]) -> [S::F; 6] {
        let (third, sixth) = (s.splat(1.0 / 3.0), s.splat(1.0 / 6.0));
        let odd = s.mul(s.splat(SQRT_2 / 6.0), g1);
        let even = s.mul(third, s.add(twice(s, g0), g2));
        let [near, near_] = pair(s, s.sub(s.splat(0.0), even), s.sub(s.splat(0.0), twice(s, odd)));
        let [far, far_] = pair(s, s.mul(sixth, s.add(g0, twice(s, g2))), odd);
        [g0, near, near_, far, far_, g2]
    }
}

/// Four gradients of outputs, in the place of a filter's taps.
pub(super) struct Gradients;

impl Transform<4, 6> for Gradients {
    #[inline(always)]
    fn of<S: Simd>(s: S, [g0, g1, g2, g3]: [S::F; 4]) -> [S::F; 6] {
        let (third, sixth, root) = (s.splat(-1.0 / 3.0), s.splat(1.0 / 6.0), s.splat(SQRT_2 / 6.0));
        let even = s.mul(third, s.add(twice(s, g0), g2));
        // Negative, so the pair is in the opposite order.
        let [near_, near] = pair(s, even, s.mul(root, s.add(twice(s, g1), g3)));
        let far_even = s.mul(sixth, s.add(g0, twice(s, g2)));
        let [far, far_] = pair(s, far_even, s.mul(root, s.add(g1, twice(s, g3))));
        [g0, near, near_, far, far_, g3]
    }
}

/// Four outputs.
pub(super) struct Outputs;

impl Transform<6, 4> for Outputs {
    #[inline(always)]
    fn of<S: Simd>(s: S, [m0, m1, m2, m3, m4, m5]: [S::F; 6]) -> [S::F; 4] {
        let (half, root) = (s.splat(0.5), s.splat(FRAC_1_SQRT_2));
        let ([near, near_odd], [far, far_odd]) = (pair(s, m1, m2), pair(s, m3, m4));
        let far_odd = twice(s, far_odd);
        [
            s.add(s.add(m0, near), far),
            s.mul(root, s.add(near_odd, far_odd)),
            s.add(s.mul(half, near), twice(s, far)),
            s.add(s.mul(root, s.add(s.mul(half, near_odd), twice(s, far_odd))), m5),
        ]
    }
}

/// Three taps of a gradient.
pub(super) struct TapGradients;

impl Transform<6, 3> for TapGradients {
    #[inline(always)]
    fn of<S: Simd>(s: S, [m0, m1, m2, m3, m4, m5]: [S::F; 6]) -> [S::F; 3] {
        let (half, root) = (s.splat(0.5), s.splat(FRAC_1_SQRT_2));
        let ([near, near_odd], [far, far_odd]) = (pair(s, m1, m2), pair(s, m3, m4));
        [
            s.add(s.add(m0, near), far),
            s.mul(root, s.add(near_odd, twice(s, far_odd))),
            s.add(s.add(s.mul(half, near), twice(s, far)), m5),
        ]
    }
}
