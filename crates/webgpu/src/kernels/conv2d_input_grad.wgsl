// A pixel: its picture's first row in `dy`, its own row and column.
fn left_row(pixel: u32) -> vec3u {
  let column = pixel % X_WIDTH;
  let row = pixel / X_WIDTH % X_HEIGHT;
  let picture = pixel / (X_WIDTH * X_HEIGHT);
  return vec3u(picture * Y_HEIGHT, row, column);
}

// A tap of one filter: the filter, and how far it lies from the patch's corner.
fn left_tap(k: u32) -> vec3u {
  let tap = k / FILTERS;
  return vec3u(k % FILTERS, tap / FILTER_WIDTH * DILATION_DOWN, tap % FILTER_WIDTH * DILATION_ACROSS);
}

fn left(pixel: vec3u, tap: vec3u) -> f32 {
  // Differences below zero wrap around to numbers that are too large.
  let down = pixel.y - tap.y;
  let across = pixel.z - tap.z;
  let row = down / STRIDE_DOWN;
  let column = across / STRIDE_ACROSS;
  let hit = row * STRIDE_DOWN == down && column * STRIDE_ACROSS == across;
  if (hit && row < Y_HEIGHT && column < Y_WIDTH) {
    return dy(((pixel.x + row) * Y_WIDTH + column) * FILTERS + tap.x);
  }
  return 0.0;
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
