fn each(i: u32) {
  let channel = i % CHANNELS;
  let column = i / CHANNELS % Y_WIDTH;
  let row = i / (CHANNELS * Y_WIDTH) % Y_HEIGHT;
  let picture = i / (CHANNELS * Y_WIDTH * Y_HEIGHT);
  // The part of the window that lies inside the picture.
  let top = max(row * STRIDE_DOWN, TOP) - TOP;
  let bottom = min(row * STRIDE_DOWN + POOL_HEIGHT - TOP, X_HEIGHT);
  let left = max(column * STRIDE_ACROSS, LEFT) - LEFT;
  let right = min(column * STRIDE_ACROSS + POOL_WIDTH - LEFT, X_WIDTH);
  var largest = x(((picture * X_HEIGHT + top) * X_WIDTH + left) * CHANNELS + channel);
  for (var r = top; r < bottom; r++) {
    for (var c = left; c < right; c++) {
      let value = x(((picture * X_HEIGHT + r) * X_WIDTH + c) * CHANNELS + channel);
      largest = select(largest, value, value > largest);
    }
  }
  set_y(i, largest);
}
