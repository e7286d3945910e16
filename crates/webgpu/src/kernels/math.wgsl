// Functions that WGSL lacks, or that it only bounds loosely.

// e^88 is the last that fits a 32-bit float; beyond it the sigmoid is below 1e-38.
fn sigmoid_(a: f32) -> f32 {
  return 1.0 / (1.0 + exp(min(-a, 88.0)));
}

// From the exponential; near zero, where that cancels, from the series.
fn tanh_(a: f32) -> f32 {
  let s = a * a;
  let near = a * (1.0 + s * (-0.33333334 + s * (0.13333334 + s * (-0.053968254 + s * 0.021869488))));
  let far = 1.0 - 2.0 / (exp(2.0 * min(abs(a), 20.0)) + 1.0);
  return select(sign(a) * far, near, abs(a) < 0.3);
}

// Near 1, WGSL's log is exact to 2^-21 only in absolute terms.
fn log1p_(a: f32) -> f32 {
  let near = a * (1.0 + a * (-0.5 + a * (0.33333334 + a * (-0.25 + a * (0.2 + a * (-0.16666667 + a * 0.14285715))))));
  return select(log(1.0 + a), near, abs(a) < 0.1);
}

fn softplus_(a: f32) -> f32 {
  return max(a, 0.0) + log1p_(exp(-abs(a)));
}

// Abramowitz and Stegun 7.1.26, to 1.5e-7; near zero from the series.
fn erf_(a: f32) -> f32 {
  let x = abs(a);
  let s = a * a;
  let near = a * (1.1283792 + s * (-0.37612638 + s * (0.11283791 + s * (-0.026866171 + s * 0.005223978))));
  let t = 1.0 / (1.0 + 0.3275911 * x);
  let p = t * (0.2548296 + t * (-0.28449672 + t * (1.4214138 + t * (-1.453152 + t * 1.0614054))));
  return select(sign(a) * (1.0 - p * exp(-s)), near, x < 0.5);
}

// WGSL bounds the error of cos only by 2^-11. Here the angle is reduced to half a turn, and the sine's series gives the
// value, exact to 6e-8 over a quarter turn.
fn cos_(a: f32) -> f32 {
  let turns = round(a * 0.15915494);
  let r = abs((a - turns * 6.28125) - turns * 0.0019353072);
  let t = 1.5707964 - r;
  let s = t * t;
  return t * (1.0 + s * (-0.16666667 + s * (0.008333334 + s * (-0.00019841270 + s * (0.0000027557319 + s * -0.000000025052108)))));
}

fn power_(a: f32, b: f32) -> f32 {
  let of_zero = select(select(0.0, 3.4028234e38, b < 0.0), 1.0, b == 0.0);
  return select(pow(a, b), of_zero, a == 0.0);
}
