fn each(i: u32) {
  let channel = i % CHANNELS;
  let j = f32(i / CHANNELS % WIDTH);
  let down = f32(i / (CHANNELS * WIDTH) % HEIGHT);
  let picture = i / (CHANNELS * WIDTH * HEIGHT);
  let t = picture * 6u;
  let column = place(transforms(t) * j + transforms(t + 1u) * down + transforms(t + 2u), WIDTH);
  let row = place(transforms(t + 3u) * j + transforms(t + 4u) * down + transforms(t + 5u), HEIGHT);
  set_y(i, sample(picture, row, column, channel));
}

// The place that is read instead of place `at` on an axis of `size` pixels; see `FillMode::place`.
fn place(at: f32, size: u32) -> f32 {
  let inside = clamp(at, 0.0, f32(size - 1u));
  if (at == inside) {
    return at;
  }
  return outside(at, inside, size);
}

fn reflected(at: f32, n: f32) -> f32 {
  if (n == 1.0) {
    return 0.0;
  }
  let rest = at - sign(at) * 2.0 * n * quotient(abs(at), 2.0 * n);
  let turned = select(select(rest, 2.0 * n - rest - 1.0, rest >= n), select(-rest - 1.0, rest + 2.0 * n, rest < -n), at < 0.0);
  return clamp(turned, 0.0, n - 1.0);
}

fn wrapped(at: f32, n: f32) -> f32 {
  if (n == 1.0) {
    return 0.0;
  }
  let turns = quotient(abs(at), n - 1.0);
  let moved = select(at - n * turns, at + n * (turns + 1.0), at < 0.0);
  return clamp(moved, 0.0, n - 1.0);
}

// The whole part of `a / b`. WGSL's division may be off by its last bits, which matters where the quotient is whole.
fn quotient(a: f32, b: f32) -> f32 {
  let q = trunc(a / b);
  return q + select(0.0, 1.0, (q + 1.0) * b <= a) - select(0.0, 1.0, q * b > a);
}

fn pixel(picture: u32, row: f32, column: f32, channel: u32) -> f32 {
  if (row >= 0.0 && row < f32(HEIGHT) && column >= 0.0 && column < f32(WIDTH)) {
    return x(((picture * HEIGHT + u32(row)) * WIDTH + u32(column)) * CHANNELS + channel);
  }
  return FILL;
}

fn mixed(picture: u32, row: f32, column: f32, channel: u32) -> f32 {
  let top = floor(row);
  let left = floor(column);
  let below = row - top;
  let after = column - left;
  let upper = (1.0 - after) * pixel(picture, top, left, channel) + after * pixel(picture, top, left + 1.0, channel);
  let lower = (1.0 - after) * pixel(picture, top + 1.0, left, channel) + after * pixel(picture, top + 1.0, left + 1.0, channel);
  return (1.0 - below) * upper + below * lower;
}

fn nearest(picture: u32, row: f32, column: f32, channel: u32) -> f32 {
  return pixel(picture, away(row), away(column), channel);
}

// The nearest whole number. Halves are rounded away from zero, where WGSL's `round` takes the even one.
fn away(at: f32) -> f32 {
  let whole = trunc(at);
  return whole + select(0.0, sign(at), abs(at - whole) >= 0.5);
}
