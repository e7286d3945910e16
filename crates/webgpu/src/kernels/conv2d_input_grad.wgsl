// A pixel: where its picture begins among the rows of `dy`, its own row and column. With strides of 1: the offset in
// `dy` of the output whose patch has the pixel as its corner.
fn left_row(pixel: u32) -> vec3u {
  let column = pixel % X_WIDTH;
  let row = pixel / X_WIDTH % X_HEIGHT;
  let picture = pixel / (X_WIDTH * X_HEIGHT) * Y_HEIGHT;
  if (UNIT) {
    return vec3u(((picture + row) * Y_WIDTH + column) * FILTERS, row, column);
  }
  return vec3u(picture, row, column);
}

// A tap of one filter: the filter, and its distance from the patch's corner. With strides of 1: the distance back in
// `dy`.
fn left_tap(k: u32) -> vec3u {
  let tap = k / FILTERS;
  let down = tap / FILTER_WIDTH * DILATION_DOWN;
  let across = tap % FILTER_WIDTH * DILATION_ACROSS;
  return vec3u(select(k % FILTERS, (down * Y_WIDTH + across) * FILTERS - k % FILTERS, UNIT), down, across);
}

fn left(pixel: vec3u, tap: vec3u) -> f32 {
  // Differences below zero wrap around to numbers that are too large.
  let down = pixel.y - tap.y;
  let across = pixel.z - tap.z;
  if (UNIT) {
    return inside(down < Y_HEIGHT && across < Y_WIDTH, pixel.x - tap.x);
  }
  let row = down / STRIDE_DOWN;
  let column = across / STRIDE_ACROSS;
  let hit = row * STRIDE_DOWN == down && column * STRIDE_ACROSS == across;
  let at = ((pixel.x + row) * Y_WIDTH + column) * FILTERS + tap.x;
  return inside(hit && row < Y_HEIGHT && column < Y_WIDTH, at);
}

// Without a branch, so that all threads load together.
fn inside(hit: bool, at: u32) -> f32 {
  return select(0.0, dy(select(0u, at, hit)), hit);
}

fn right_column(channel: u32) -> u32 {
  return channel * FILTERS;
}

fn right_tap(k: u32) -> u32 {
  return k / FILTERS * (CHANNELS * FILTERS) + k % FILTERS;
}

fn right(channel: u32, tap: u32) -> f32 {
  return w(channel + tap);
}
